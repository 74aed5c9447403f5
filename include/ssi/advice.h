// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Next steps of many members of one published week, as `ssi explain` tells them of one:
 * what a little more of one thing, kept up for four weeks, would add. What all members
 * share (the model, the values that a percentile compares with, the weeks that count) is
 * loaded once.
 */
#ifndef SSI_ADVICE_H
#define SSI_ADVICE_H

#include <stddef.h>
#include <stdint.h>

#include "ssi/error.h"
#include "ssi/str.h"

struct ssi_adviser;

/** A step; the texts are static. */
struct ssi_advice {
    struct ssi_str metric;
    double step;    /**< more a week */
    int64_t value;  /**< the metric's value then, millionths */
    int64_t points; /**< milli-points that the overall gains, more than 0 */
};

enum { SSI_ADVICE_MOST = 3 };

/**
 * Loads model.ini, values.csv.gz and covered.csv.gz of a week's folder; week is its name.
 * SSI_EDATA where the folder has no model.ini (an older version wrote it). The result is
 * freed with ssi_adviser_free, which accepts NULL. Not for two threads at once.
 */
SSI_NODISCARD enum ssi_status ssi_adviser_open(struct ssi_adviser **out_adviser,
                                               const char *folder, struct ssi_str week,
                                               struct ssi_error *err);
void ssi_adviser_free(struct ssi_adviser *adviser);

/** Turns to a member; its overall in milli-points, INT64_MIN without one. */
void ssi_adviser_begin(struct ssi_adviser *adviser, struct ssi_str id,
                       struct ssi_str seat, int64_t overall);
/** A value of the member as published, in millionths; names unknown to the model pass by.
 */
void ssi_adviser_value(struct ssi_adviser *adviser, struct ssi_str metric, int64_t value);
/** The member's steps, most points first; returns how many. O(metrics^2). */
size_t ssi_adviser_steps(struct ssi_adviser *adviser,
                         struct ssi_advice steps[SSI_ADVICE_MOST]);

#endif
