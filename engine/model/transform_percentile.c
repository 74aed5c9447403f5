// SPDX-License-Identifier: GPL-3.0-or-later
// The place among the population: (L + E/2) / n over the members whose value is known.
// Doing nothing earns nothing, however many others do nothing too.

#include "model_internal.h"

/** Number of values below x, or below and equal. */
static size_t count_below(const struct ssi_distribution *d, int64_t x, bool or_equal)
{
    size_t low = 0;
    size_t high = d->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        bool before = or_equal ? d->values[middle] <= x : d->values[middle] < x;
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    return low;
}

static double apply(int64_t x, double unused, const struct ssi_distribution *distribution,
                    bool accumulates)
{
    (void)unused;
    if (distribution->count == 0 || (accumulates && x == 0)) {
        return 0.0;
    }
    size_t lower = count_below(distribution, x, false);
    size_t equal = count_below(distribution, x, true) - lower;
    return ((double)lower + (double)equal / 2.0) / (double)distribution->count;
}

const struct ssi_transform ssi_transform_percentile = {
    .name = "percentile",
    .meaning = "(L + E/2) / n among members with a known value",
    .compares = true,
    .apply = apply,
};
