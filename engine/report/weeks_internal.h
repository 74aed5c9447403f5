// SPDX-License-Identifier: GPL-3.0-or-later
/** Lines over the last weeks and how they are drawn. */
#ifndef SSI_REPORT_WEEKS_INTERNAL_H
#define SSI_REPORT_WEEKS_INTERNAL_H

#include "plot_internal.h"

enum { SSI_WEEKS_MOST = 104, SSI_WEEK_LINES = 4 };

/** One line: values by week, [0] the week of the report; SSI_NONE where there is none. */
struct ssi_week_line {
    int64_t values[SSI_WEEKS_MOST];
    bool provisional[SSI_WEEKS_MOST];
    const char *name; /**< NULL: there is no such line */
};

struct ssi_weeks {
    struct ssi_week_line lines[SSI_WEEK_LINES];
    int64_t low[SSI_WEEKS_MOST], high[SSI_WEEKS_MOST];
    size_t count; /**< weeks shown */
};

/**
 * Of a member, a group, or everyone. A line's place says how it is drawn: its own first,
 * then an average to compare with, the network's average or a median, the upper quarter.
 */
void ssi_weeks_collect(struct ssi_weeks *weeks, const struct ssi_report_data *data,
                       struct ssi_subject subject);

/** Lowest and highest of all that is drawn; *high is SSI_NONE when there is nothing. */
void ssi_weeks_range(const struct ssi_weeks *weeks, int64_t *low, int64_t *high);

/** Multiples of 10 around the values, at least 30 apart, within 0..100. */
void ssi_weeks_scale(int64_t low, int64_t high, double *from, double *to);

#endif
