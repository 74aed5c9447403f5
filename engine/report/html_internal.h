// SPDX-License-Identifier: GPL-3.0-or-later
/** Parts of report.html: cells and tables, and figures as inline SVG. */
#ifndef SSI_REPORT_HTML_INTERNAL_H
#define SSI_REPORT_HTML_INTERNAL_H

#include "plot_internal.h"

/** The document up to <main>, and from </main> on. theme as in struct ssi_report_options.
 */
void ssi_html_begin(struct ssi_output *out, struct ssi_str title, const char *theme);
void ssi_html_end(struct ssi_output *out);

void ssi_html_paragraph(struct ssi_output *out, const char *kind, struct ssi_str text);

/** Whether report.html holds the members' own parts; else each has a file. */
struct ssi_workshop;
bool ssi_html_members_inside(const struct ssi_workshop *shop);

/** A member's part, below its name. */
SSI_NODISCARD enum ssi_status ssi_html_member(struct ssi_output *out,
                                              const struct ssi_report_data *data,
                                              const struct ssi_member *member,
                                              struct ssi_error *err);

void ssi_html_cell(struct ssi_output *out, const char *kind, const char *text);
void ssi_html_name_cell(struct ssi_output *out, struct ssi_str text);
void ssi_html_points_cell(struct ssi_output *out, int64_t milli);
void ssi_html_count_cell(struct ssi_output *out, int64_t count);
void ssi_html_change_cell(struct ssi_output *out, int64_t milli);

/** A head that begins with '#' stands over numbers. */
void ssi_html_table_begin(struct ssi_output *out, const char *const *heads, size_t count);
void ssi_html_table_end(struct ssi_output *out);

/** The width of figures, and the area of their axes with the values at its ends. */
enum { SSI_SVG_WIDTH = 480 };
struct ssi_axes {
    double x, y, w, h, from, to;
};

/** Pieces of SVG; numbers go out in tenths of a pixel, text through the HTML escaper. */
void ssi_svg_number(struct ssi_output *out, double value);
void ssi_svg_attribute(struct ssi_output *out, const char *name, double value);
void ssi_svg_box(struct ssi_output *out, const char *kind, double x, double y, double w,
                 double h);
void ssi_svg_line(struct ssi_output *out, const char *kind, double x0, double y0,
                  double x1, double y1);
void ssi_svg_text(struct ssi_output *out, const char *kind, double x, double y,
                  const char *text);
void ssi_svg_begin(struct ssi_output *out, double width, double height,
                   const char *label);
void ssi_html_figure_begin(struct ssi_output *out, const char *title, const char *note);
void ssi_html_numbers_begin(struct ssi_output *out, const char *const *heads,
                            size_t count);
void ssi_html_figure_end(struct ssi_output *out);
double ssi_svg_y(const struct ssi_axes *axes, int64_t milli);
void ssi_svg_name(struct ssi_output *out, double x, double y, struct ssi_str text);
/** The horizontal lines of the scale and their numbers. */
void ssi_svg_scale(struct ssi_output *out, const struct ssi_axes *axes);

/**
 * A figure with its caption, and below it the same numbers as a table to open. `group` is
 * everyone, an industry or a team. Nothing is written where there is nothing to show.
 */
void ssi_html_weeks(struct ssi_output *out, const struct ssi_report_data *data,
                    const struct ssi_group *group);
void ssi_html_distribution(struct ssi_output *out, const struct ssi_report_data *data,
                           const struct ssi_group *group, int64_t own);
void ssi_html_panels(struct ssi_output *out, const struct ssi_report_data *data,
                     const struct ssi_group *group);
SSI_NODISCARD enum ssi_status ssi_html_movers(struct ssi_output *out,
                                              const struct ssi_group *team,
                                              struct ssi_error *err);
void ssi_html_pillars(struct ssi_output *out, const struct ssi_report_data *data,
                      const struct ssi_group *group);

/** Bars of points gained (right) and lost (left) beside their names. */
struct ssi_html_change {
    struct ssi_str name;
    int64_t change;
};
void ssi_svg_changes(struct ssi_output *out, const struct ssi_html_change *rows,
                     size_t count, const char *label);

/** The table cells of a group's middle half and median, or of one score, on a small
 * scale.
 */
void ssi_html_range_cell(struct ssi_output *out, const struct ssi_report_data *data,
                         const struct ssi_stat *stat);
void ssi_html_score_cell(struct ssi_output *out, int64_t milli, int64_t out_of);

#endif
