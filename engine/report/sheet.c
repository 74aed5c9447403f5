// SPDX-License-Identifier: GPL-3.0-or-later
// Paper in points to gnuplot's screen fractions. Everything on a page that is no plot
// (texts, cards, rules) goes through here; names only as quoted labels without markup.
#include "sheet_internal.h"

#include <stdarg.h>
#include <stdio.h>

#include "ssi/memory.h"
#include "ssi/num.h"

/** Names and sizes as in reports/style.gp. */
static const struct {
    const char *name;
    double size;
    bool bold;
} fonts[] = {
    [SSI_F_COVER] = {"F_COVER", 27, true},   [SSI_F_TITLE] = {"F_TITLE", 20, true},
    [SSI_F_TITLE2] = {"F_TITLE2", 13, true}, [SSI_F_HUGE] = {"F_HUGE", 26, true},
    [SSI_F_BIG] = {"F_BIG", 16, true},       [SSI_F_HEAD] = {"F_HEAD", 10.5, true},
    [SSI_F_STRONG] = {"F_STRONG", 9, true},  [SSI_F_BODY] = {"F_BODY", 9, false},
    [SSI_F_SMALL] = {"F_SMALL", 8, false},
};

static const char *const colours[] = {
    [SSI_C_INK] = "INK",           [SSI_C_GREY] = "GREY",
    [SSI_C_SOFT] = "SOFT",         [SSI_C_GRID] = "GRID",
    [SSI_C_PANEL] = "PANEL",       [SSI_C_PAPER] = "PAPER",
    [SSI_C_MAIN] = "MAIN",         [SSI_C_UP] = "UP",
    [SSI_C_DOWN] = "DOWN",         [SSI_C_WARN] = "WARN",
    [SSI_C_BRAND] = "BRAND",       [SSI_C_PEOPLE] = "PEOPLE",
    [SSI_C_INSIGHTS] = "INSIGHTS", [SSI_C_RELATIONSHIPS] = "RELATIONSHIPS",
};

static const char *const aligns[] = {"left", "center", "right"};

double ssi_font_size(enum ssi_font font)
{
    return fonts[font].size;
}
bool ssi_font_bold(enum ssi_font font)
{
    return fonts[font].bold;
}

enum ssi_colour ssi_change_colour(int64_t milli)
{
    int sign = ssi_change_sign(milli);
    return sign > 0 ? SSI_C_UP : sign < 0 ? SSI_C_DOWN : SSI_C_GREY;
}

void ssi_output_decimal(struct ssi_output *output, double value)
{
    ssi_output_scaled(output, ssi_round_scaled(value, 5), 5);
}

static double across(const struct ssi_sheet *sheet, double x)
{
    const struct ssi_paper_size *paper = sheet->paper;
    return paper ? (paper->left + paper->scale * x) / paper->width : x / sheet->width;
}

static double up(const struct ssi_sheet *sheet, double y)
{
    const struct ssi_paper_size *paper = sheet->paper;
    return 1 - (paper ? paper->scale * y / paper->height : y / sheet->height);
}

void ssi_sheet_point(const struct ssi_sheet *sheet, double x, double y)
{
    ssi_output_text(sheet->out, "screen ");
    ssi_output_decimal(sheet->out, across(sheet, x));
    ssi_output_text(sheet->out, ", screen ");
    ssi_output_decimal(sheet->out, up(sheet, y));
}

void ssi_sheet_text(const struct ssi_sheet *sheet, double x, double y,
                    struct ssi_look look, struct ssi_str text)
{
    if (text.len == 0) {
        return;
    }
    ssi_output_text(sheet->out, "set label ");
    ssi_gnuplot_quote(sheet->out, text, sheet->glyphs);
    ssi_output_text(sheet->out, " at ");
    ssi_sheet_point(sheet, x, y);
    ssi_output_format(sheet->out, " %s font %s textcolor rgb %s noenhanced front\n",
                      aligns[look.align], fonts[look.font].name, colours[look.colour]);
}

void ssi_sheet_format(const struct ssi_sheet *sheet, double x, double y,
                      struct ssi_look look, const char *format, ...)
{
    char line[SSI_LINE_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    ssi_sheet_text(sheet, x, y, look, ssi_str_z(line));
}

void ssi_sheet_fit(const struct ssi_sheet *sheet, double x, double y, double width,
                   struct ssi_look look, struct ssi_str text)
{
    char buf[SSI_LINE_SIZE];
    ssi_sheet_text(sheet, x, y, look,
                   ssi_text_fit(text, width, fonts[look.font].size, fonts[look.font].bold,
                                buf, sizeof buf));
}

size_t ssi_sheet_wrap(const struct ssi_sheet *sheet, struct ssi_rect place, size_t most,
                      struct ssi_look look, struct ssi_str text)
{
    size_t lines = 0;
    double size = fonts[look.font].size;
    for (; text.len > 0 && lines < most; lines++) {
        struct ssi_str line = text;
        if (lines + 1 < most) {
            line = ssi_text_line(&text, place.w, size, fonts[look.font].bold);
        } else {
            text.len = 0;
        }
        ssi_sheet_fit(sheet, place.x, place.y + place.h * (double)lines, place.w, look,
                      line);
    }
    return lines;
}

static void put_rect(const struct ssi_sheet *sheet, struct ssi_rect box)
{
    ssi_output_text(sheet->out, "set object rect from ");
    ssi_sheet_point(sheet, box.x, box.y + box.h);
    ssi_output_text(sheet->out, " to ");
    ssi_sheet_point(sheet, box.x + box.w, box.y);
}

void ssi_sheet_box(const struct ssi_sheet *sheet, struct ssi_rect box,
                   enum ssi_colour fill)
{
    put_rect(sheet, box);
    ssi_output_format(sheet->out, " fc rgb %s fs solid noborder behind\n", colours[fill]);
}

void ssi_sheet_line(const struct ssi_sheet *sheet, double x0, double y0, double x1,
                    double y1, enum ssi_colour colour, double width, int dash)
{
    ssi_output_text(sheet->out, "set arrow from ");
    ssi_sheet_point(sheet, x0, y0);
    ssi_output_text(sheet->out, " to ");
    ssi_sheet_point(sheet, x1, y1);
    ssi_output_format(sheet->out, " nohead dt %d lc rgb %s lw ", dash, colours[colour]);
    ssi_output_decimal(sheet->out, width);
    ssi_output_char(sheet->out, '\n');
}

void ssi_sheet_link(const struct ssi_sheet *sheet, struct ssi_rect place,
                    const void *target)
{
    struct ssi_links *links = sheet->links;
    if (!links) {
        return;
    }
    if (SSI_GROW(links->items, links->cap, links->count + 1, NULL) == SSI_OK) {
        links->items[links->count++] = (struct ssi_link){0, place, target};
    } else {
        links->failed = true;
    }
}

void ssi_sheet_margins(const struct ssi_sheet *sheet, struct ssi_rect plot)
{
    static const char *const names[] = {"lmargin", "rmargin", "bmargin", "tmargin"};
    const double at[] = {across(sheet, plot.x), across(sheet, plot.x + plot.w),
                         up(sheet, plot.y + plot.h), up(sheet, plot.y)};
    for (size_t i = 0; i < SSI_COUNT(names); i++) {
        ssi_output_format(sheet->out, "set %s at screen ", names[i]);
        ssi_output_decimal(sheet->out, at[i]);
        ssi_output_char(sheet->out, '\n');
    }
}

void ssi_sheet_set(const struct ssi_sheet *sheet, const char *name, double value)
{
    ssi_output_format(sheet->out, "%s = ", name);
    ssi_output_decimal(sheet->out, value);
    ssi_output_char(sheet->out, '\n');
}
