// SPDX-License-Identifier: GPL-3.0-or-later
// What all figures share: the list of plots, rows of numbers for the data file, texts
// beside rows. Data files hold numbers only.
#include <stdarg.h>
#include <stdio.h>

#include "plot_internal.h"
#include "ssi/num.h"

const struct ssi_plot *const ssi_plots[] = {
#define SSI_PLOT(name) &ssi_plot_##name,
#include "plots.def"
#undef SSI_PLOT
};
const size_t ssi_plot_count = SSI_COUNT(ssi_plots);

const char *const ssi_pillar_names[SSI_MEASURES] = {
    "Overall", "Professional brand", "Finding people", "Insights", "Relationships"};

enum ssi_colour ssi_pillar_colour(enum ssi_measure pillar)
{
    static const enum ssi_colour colours[SSI_MEASURES] = {
        SSI_C_MAIN, SSI_C_BRAND, SSI_C_PEOPLE, SSI_C_INSIGHTS, SSI_C_RELATIONSHIPS};
    return colours[pillar];
}

static bool at_row_start(const struct ssi_figure *figure)
{
    struct ssi_str bytes = ssi_output_bytes(figure->numbers);
    return bytes.len == 0 || bytes.ptr[bytes.len - 1] == '\n';
}

void ssi_figure_number(struct ssi_figure *figure, int64_t value, int decimals)
{
    if (!at_row_start(figure)) {
        ssi_output_char(figure->numbers, '\t');
    }
    if (value == SSI_NONE) {
        ssi_output_text(figure->numbers, "NaN");
    } else {
        ssi_output_scaled(figure->numbers, value, decimals);
    }
}

void ssi_figure_row_end(struct ssi_figure *figure)
{
    ssi_output_char(figure->numbers, '\n');
}

void ssi_figure_block(struct ssi_figure *figure, const char *columns)
{
    if (ssi_output_bytes(figure->numbers).len > 0) {
        ssi_output_text(figure->numbers, "\n\n");
    }
    ssi_output_format(figure->numbers, "# %s\n", columns);
}

void ssi_figure_nothing(struct ssi_figure *figure, int columns)
{
    for (int i = 0; i < columns; i++) {
        ssi_figure_number(figure, SSI_NONE, 0);
    }
    ssi_figure_row_end(figure);
}

void ssi_figure_row_text(struct ssi_figure *figure, double x, double row,
                         struct ssi_look look, struct ssi_str text)
{
    double y = figure->plot.y + (row - 0.5) * figure->row_height;
    ssi_sheet_text(&figure->sheet, x, y, look, text);
}

void ssi_figure_row_format(struct ssi_figure *figure, double x, double row,
                           struct ssi_look look, const char *format, ...)
{
    char line[SSI_LINE_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    ssi_figure_row_text(figure, x, row, look, ssi_str_z(line));
}

void ssi_figure_row_fit(struct ssi_figure *figure, double x, double row, double width,
                        struct ssi_look look, struct ssi_str text)
{
    char buf[SSI_LINE_SIZE];
    ssi_figure_row_text(figure, x, row, look,
                        ssi_text_fit(text, width, ssi_font_size(look.font),
                                     ssi_font_bold(look.font), buf, sizeof buf));
}

void ssi_figure_row_link(struct ssi_figure *figure, double x, double row, double width,
                         const void *target)
{
    double height = figure->row_height, y = figure->plot.y + (row - 1) * height;
    ssi_sheet_link(&figure->sheet, (struct ssi_rect){x, y, width, height}, target);
}

void ssi_figure_instead(struct ssi_figure *figure, const char *text)
{
    enum { HEIGHT = 34 };
    struct ssi_rect box = figure->area;
    box.h = box.h < HEIGHT ? box.h : HEIGHT;
    figure->template_name = NULL;
    figure->plot = box;
    ssi_sheet_box(&figure->sheet, box, SSI_C_PANEL);
    ssi_sheet_format(&figure->sheet, box.x + box.w / 2, box.y + box.h / 2,
                     SSI_LOOK(BODY, GREY, CENTER), "%s", text);
}
