// SPDX-License-Identifier: GPL-3.0-or-later
// Lines over the last weeks: a member with the averages of industry and network and the
// upper quarter (idle members pull a mean down), a team with its median and everyone,
// everyone with the middle half as a band. The scale spans at least 30 points, so a small
// wobble stays small; a week without a score breaks the line.
#include <stdio.h>
#include <stdlib.h>

#include "weeks_internal.h"

enum { SAMPLE = 16 };

static void write_numbers(struct ssi_figure *figure, const struct ssi_weeks *weeks)
{
    ssi_figure_block(figure, "1 week (0 the last), 2 points, 3 provisional");
    for (size_t k = weeks->count; k-- > 0;) {
        ssi_figure_number(figure, -(int64_t)k, 0);
        ssi_figure_number(figure, weeks->lines[0].values[k], 3);
        ssi_figure_number(figure, weeks->lines[0].provisional[k], 0);
        ssi_figure_row_end(figure);
    }
    ssi_figure_block(figure, "1 week, 2 lower quarter, 3 upper quarter");
    for (size_t k = weeks->count; k-- > 0;) {
        ssi_figure_number(figure, -(int64_t)k, 0);
        ssi_figure_number(figure, weeks->low[k], 3);
        ssi_figure_number(figure, weeks->high[k], 3);
        ssi_figure_row_end(figure);
    }
    for (size_t i = 1; i < SSI_WEEK_LINES; i++) {
        ssi_figure_block(figure, "1 week, 2 points");
        for (size_t k = weeks->count; k-- > 0;) {
            ssi_figure_number(figure, -(int64_t)k, 0);
            ssi_figure_number(figure, weeks->lines[i].values[k], 3);
            ssi_figure_row_end(figure);
        }
    }
}

static void write_tics(struct ssi_figure *figure, const struct ssi_report_data *data,
                       const struct ssi_weeks *weeks)
{
    char day[SSI_SHOW_SIZE];
    size_t room = (size_t)(figure->plot.w / 44) + 1;
    size_t step = (weeks->count + room - 1) / room;
    ssi_output_text(figure->sheet.out, "set xtics (");
    for (size_t k = 0; k < weeks->count; k += step ? step : 1) {
        ssi_output_text(figure->sheet.out, k ? ", " : "");
        ssi_gnuplot_quote(figure->sheet.out,
                          ssi_str_z(ssi_show_day(day, data->week - 7 * (int64_t)k)),
                          NULL);
        ssi_output_format(figure->sheet.out, " -%d", (int)k);
    }
    ssi_output_text(figure->sheet.out, ")\n");
}

struct end_label {
    double y;
    size_t line;
    int64_t value;
};

static int by_y(const void *a, const void *b)
{
    const struct end_label *x = a, *y = b;
    if (x->y < y->y || x->y > y->y) {
        return x->y < y->y ? -1 : 1;
    }
    return x->line < y->line ? -1 : x->line > y->line;
}

/** Push labels apart that would overlap, upwards from the lowest possible place. */
static void spread(struct end_label *labels, size_t count, double top, double bottom)
{
    enum { STEP = 12 };
    qsort(labels, count, sizeof *labels, by_y);
    for (size_t i = 0; i < count; i++) {
        double least = i ? labels[i - 1].y + STEP : top + 4;
        labels[i].y = labels[i].y > least ? labels[i].y : least;
    }
    for (size_t i = count; i-- > 0;) {
        double most = i + 1 < count ? labels[i + 1].y - STEP : bottom - 1;
        labels[i].y = labels[i].y < most ? labels[i].y : most;
    }
}

/** A piece of the line, the value, and whose line it is. */
static void put_label(struct ssi_figure *figure, const struct end_label *label,
                      const char *name)
{
    static const double widths[SSI_WEEK_LINES] = {3.6, 2.4, 2.8, 1.2};
    static const int dashes[SSI_WEEK_LINES] = {1, 2, 3, 1};
    char points[SSI_SHOW_SIZE];
    double x = figure->plot.x + figure->plot.w + 8, text = x + SAMPLE + 27;
    enum ssi_colour colour = label->line == 0 ? SSI_C_MAIN : SSI_C_GREY;
    struct ssi_look strong = {SSI_F_STRONG, colour, SSI_RIGHT};
    struct ssi_look small = {SSI_F_SMALL, colour, SSI_LEFT};
    ssi_sheet_line(&figure->sheet, x, label->y, x + SAMPLE, label->y, colour,
                   widths[label->line], dashes[label->line]);
    ssi_sheet_format(&figure->sheet, text, label->y, strong, "%s",
                     ssi_show_points(points, label->value));
    ssi_sheet_format(&figure->sheet, text + 4, label->y, small, "%s", name);
}

static void write_labels(struct ssi_figure *figure, const struct ssi_weeks *weeks,
                         double from, double to)
{
    struct end_label labels[SSI_WEEK_LINES];
    size_t count = 0;
    for (size_t i = 0; i < SSI_WEEK_LINES; i++) {
        int64_t value = weeks->lines[i].values[0];
        if (value != SSI_NONE && weeks->lines[i].name) {
            double part = ((double)value / 1000 - from) / (to - from);
            labels[count++] =
                (struct end_label){.y = figure->plot.y + figure->plot.h * (1 - part),
                                   .line = i,
                                   .value = value};
        }
    }
    spread(labels, count, figure->plot.y, figure->plot.y + figure->plot.h);
    for (size_t i = 0; i < count; i++) {
        put_label(figure, &labels[i], weeks->lines[labels[i].line].name);
    }
}

static const char *scale_note(double from, char text[SSI_SHOW_SIZE])
{
    text[0] = '\0';
    if (from > 0) {
        snprintf(text, SSI_SHOW_SIZE, "; the scale starts at %d", (int)from);
    }
    return text;
}

/** Of the longest name beside a line. */
static double name_width(const struct ssi_weeks *weeks)
{
    double most = 0;
    for (size_t i = 0; i < SSI_WEEK_LINES; i++) {
        const char *name = weeks->lines[i].name;
        double width =
            name ? ssi_text_width(ssi_str_z(name), ssi_font_size(SSI_F_SMALL), false) : 0;
        most = width > most ? width : most;
    }
    return most;
}

static enum ssi_status draw(struct ssi_figure *figure, const struct ssi_report_data *data,
                            struct ssi_subject subject, struct ssi_error *err)
{
    enum { LABELS = SAMPLE + 40, AXIS = 22, FOOT = 18 };
    struct ssi_weeks *weeks = ssi_alloc(1, sizeof *weeks);
    char text[SSI_SHOW_SIZE];
    int64_t low, high;
    double from = 0, to = 100;
    if (!weeks) {
        return ssi_error_nomem(err);
    }
    ssi_weeks_collect(weeks, data, subject);
    ssi_weeks_range(weeks, &low, &high);
    if (high == SSI_NONE) {
        ssi_figure_instead(figure,
                           subject.member ? "No weekly scores" : "Too few to show");
        goto out;
    }
    ssi_weeks_scale(low, high, &from, &to);
    struct ssi_rect area = figure->area;
    figure->template_name = "weeks";
    double labels = LABELS + name_width(weeks);
    figure->plot = (struct ssi_rect){area.x + AXIS, area.y + 4, area.w - AXIS - labels,
                                     area.h - FOOT - 4};
    write_numbers(figure, weeks);
    write_tics(figure, data, weeks);
    write_labels(figure, weeks, from, to);
    ssi_sheet_set(&figure->sheet, "XMIN",
                  -(double)(weeks->count > 1 ? weeks->count - 1 : 1));
    ssi_sheet_set(&figure->sheet, "YMIN", from);
    ssi_sheet_set(&figure->sheet, "YMAX", to);
    ssi_sheet_set(&figure->sheet, "YSTEP", to - from > 40 ? 20 : 10);
    if (!subject.member) {
        snprintf(figure->note, sizeof figure->note, "%s",
                 weeks->low[0] == SSI_NONE ? "Averages" : "Shaded: the middle half");
    } else if (weeks->count == 1) {
        snprintf(figure->note, sizeof figure->note,
                 "The first week; lines start next week");
    } else {
        snprintf(figure->note, sizeof figure->note,
                 "The score, and averages to compare%s", scale_note(from, text));
    }
out:
    ssi_free(weeks);
    return SSI_OK;
}

const struct ssi_plot ssi_plot_weeks = {
    .name = "weeks",
    .title = "The last weeks",
    .summary = "scores over the last weeks, with averages to compare",
    .scopes = SSI_OF_EVERYONE | SSI_OF_TEAM | SSI_OF_MEMBER,
    .width = 480,
    .height = 250,
    .draw = draw,
};
