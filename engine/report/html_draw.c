// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces of inline SVG and of the figures around them. Text passes the HTML escaper here;
// colours are classes of the page's style.
#include "html_internal.h"
#include "ssi/num.h"

/** Tenths of a pixel are enough. */
void ssi_svg_number(struct ssi_output *out, double value)
{
    ssi_output_scaled(out, ssi_round_scaled(value, 1), 1);
}

void ssi_svg_attribute(struct ssi_output *out, const char *name, double value)
{
    ssi_output_format(out, " %s=\"", name);
    ssi_svg_number(out, value);
    ssi_output_char(out, '"');
}

void ssi_svg_box(struct ssi_output *out, const char *kind, double x, double y, double w,
                 double h)
{
    ssi_output_format(out, "<rect class=\"%s\"", kind);
    ssi_svg_attribute(out, "x", x);
    ssi_svg_attribute(out, "y", y);
    ssi_svg_attribute(out, "width", w > 0 ? w : 0);
    ssi_svg_attribute(out, "height", h > 0 ? h : 0);
    ssi_output_text(out, "/>");
}

void ssi_svg_line(struct ssi_output *out, const char *kind, double x0, double y0,
                  double x1, double y1)
{
    ssi_output_format(out, "<line class=\"%s\"", kind);
    ssi_svg_attribute(out, "x1", x0);
    ssi_svg_attribute(out, "y1", y0);
    ssi_svg_attribute(out, "x2", x1);
    ssi_svg_attribute(out, "y2", y1);
    ssi_output_text(out, "/>");
}

void ssi_svg_text(struct ssi_output *out, const char *kind, double x, double y,
                  const char *text)
{
    ssi_output_format(out, "<text class=\"%s\"", kind);
    ssi_svg_attribute(out, "x", x);
    ssi_svg_attribute(out, "y", y);
    ssi_output_char(out, '>');
    ssi_html_escape(out, ssi_str_z(text));
    ssi_output_text(out, "</text>");
}

void ssi_svg_name(struct ssi_output *out, double x, double y, struct ssi_str text)
{
    ssi_output_text(out, "<text");
    ssi_svg_attribute(out, "x", x);
    ssi_svg_attribute(out, "y", y);
    ssi_output_text(out, "><tspan unicode-bidi=\"isolate\">");
    ssi_html_escape(out, text);
    ssi_output_text(out, "</tspan></text>");
}

void ssi_svg_begin(struct ssi_output *out, double width, double height, const char *label)
{
    ssi_output_text(out, "<svg viewBox=\"0 0 ");
    ssi_svg_number(out, width);
    ssi_output_char(out, ' ');
    ssi_svg_number(out, height);
    ssi_output_text(out, "\" role=\"img\" aria-label=\"");
    ssi_html_escape(out, ssi_str_z(label));
    ssi_output_text(out, "\">");
}

void ssi_html_figure_begin(struct ssi_output *out, const char *title, const char *note)
{
    ssi_output_format(out, "<figure><figcaption><b>%s</b><br>%s</figcaption>", title,
                      note);
}

void ssi_html_numbers_begin(struct ssi_output *out, const char *const *heads,
                            size_t count)
{
    ssi_output_text(out, "</svg><details><summary>The numbers</summary>");
    ssi_html_table_begin(out, heads, count);
}

void ssi_html_figure_end(struct ssi_output *out)
{
    ssi_html_table_end(out);
    ssi_output_text(out, "</details></figure>\n");
}

double ssi_svg_y(const struct ssi_axes *axes, int64_t milli)
{
    double part = ((double)milli / 1000 - axes->from) / (axes->to - axes->from);
    return axes->y + axes->h * (1 - part);
}

void ssi_svg_scale(struct ssi_output *out, const struct ssi_axes *axes)
{
    char text[SSI_SHOW_SIZE];
    int64_t step = axes->to - axes->from > 40 ? 20 : 10;
    for (int64_t v = (int64_t)axes->from; v <= (int64_t)axes->to; v += step) {
        double y = ssi_svg_y(axes, v * 1000);
        ssi_svg_line(out, "grid", axes->x, y, axes->x + axes->w, y);
        ssi_svg_text(out, "tick end", axes->x - 6, y + 4, ssi_show_count(text, v));
    }
}

void ssi_svg_changes(struct ssi_output *out, const struct ssi_html_change *rows,
                     size_t count, const char *label)
{
    enum { ROW = 24, BAR = 13, NAMES = 230, VALUES = 66, SIZE = 13 };
    const double half = (SSI_SVG_WIDTH - NAMES - VALUES) / 2.0, zero = NAMES + half;
    char text[SSI_SHOW_SIZE], cut[SSI_LINE_SIZE];
    int64_t most = 1000;
    for (size_t i = 0; i < count; i++) {
        int64_t size = rows[i].change < 0 ? -rows[i].change : rows[i].change;
        most = size > most ? size : most;
    }
    ssi_svg_begin(out, SSI_SVG_WIDTH, ROW * (double)count + 4, label);
    ssi_svg_line(out, "axis", zero, 0, zero, ROW * (double)count);
    for (size_t i = 0; i < count; i++) {
        double y = ROW * (double)i, wide = half * (double)rows[i].change / (double)most;
        struct ssi_str name =
            ssi_text_fit(rows[i].name, NAMES - 10, SIZE, false, cut, sizeof cut);
        ssi_svg_name(out, 0, y + 17, name);
        ssi_svg_box(out, wide < 0 ? "loss" : "gain", wide < 0 ? zero + wide : zero, y + 6,
                    wide < 0 ? -wide : wide, BAR);
        ssi_svg_text(out, "strong end", SSI_SVG_WIDTH, y + 17,
                     ssi_show_change(text, rows[i].change));
    }
}
