// SPDX-License-Identifier: GPL-3.0-or-later
/** Parts of report.html: cells and tables, and figures as inline SVG. */
#ifndef SSI_REPORT_HTML_INTERNAL_H
#define SSI_REPORT_HTML_INTERNAL_H

#include "plot_internal.h"

void ssi_html_cell(struct ssi_output *out, const char *kind, const char *text);
void ssi_html_name_cell(struct ssi_output *out, struct ssi_str text);
void ssi_html_points_cell(struct ssi_output *out, int64_t milli);
void ssi_html_count_cell(struct ssi_output *out, int64_t count);
void ssi_html_change_cell(struct ssi_output *out, int64_t milli);

/** A head that begins with '#' stands over numbers. */
void ssi_html_table_begin(struct ssi_output *out, const char *const *heads, size_t count);
void ssi_html_table_end(struct ssi_output *out);

/**
 * A figure with its caption, and below it the same numbers as a table to open. `group` is
 * everyone, an industry or a team. Nothing is written where there is nothing to show.
 */
void ssi_html_weeks(struct ssi_output *out, const struct ssi_report_data *data,
                    const struct ssi_group *group);
void ssi_html_distribution(struct ssi_output *out, const struct ssi_report_data *data,
                           const struct ssi_group *group);
void ssi_html_pillars(struct ssi_output *out, const struct ssi_report_data *data,
                      const struct ssi_group *group);

/** The table cells of a group's middle half and median, or of one score, on a small
 * scale.
 */
void ssi_html_range_cell(struct ssi_output *out, const struct ssi_report_data *data,
                         const struct ssi_stat *stat);
void ssi_html_score_cell(struct ssi_output *out, int64_t milli, int64_t out_of);

#endif
