// SPDX-License-Identifier: GPL-3.0-or-later
// What the first places hold: precision, recall, lift and tenths. A group tied in the
// score has the mean of its gains at each of its places; a place may be taken in part.

#include "rank_internal.h"

#include <math.h>
#include <string.h>

struct slice {
    double from, to, sum, mean; // places of a group, its gains
};

static struct slice slice_of(const struct ssi_ranking *scores, size_t group,
                             const double *gains)
{
    struct slice slice = {.from = (double)(scores->n - scores->start[group + 1]),
                          .to = (double)(scores->n - scores->start[group])};
    for (size_t i = scores->start[group]; i < scores->start[group + 1]; i++) {
        slice.sum += gains[scores->order[i]];
    }
    slice.mean = slice.sum / (slice.to - slice.from);
    return slice;
}

static struct ssi_gain sum_until(const struct ssi_ranking *scores, const double *gains,
                                 double depth)
{
    struct ssi_gain gain = {0};
    double before = 0; // density of gain just before the border and just after
    double after = 0;
    for (size_t g = scores->groups; g-- > 0;) {
        struct slice slice = slice_of(scores, g, gains);
        if (slice.from > depth) {
            break;
        }
        before = slice.from < depth && depth <= slice.to ? slice.mean : before;
        after = depth < slice.to ? slice.mean : after;
        gain.total += slice.to <= depth ? slice.sum : slice.mean * (depth - slice.from);
    }
    gain.marginal = (before + after) / 2;
    return gain;
}

/** A member inside pushes one place's gain out; one of the group on the border shifts it.
 */
static void derive(const struct ssi_ranking *scores, const double *gains, double depth,
                   double marginal, double *influence)
{
    for (size_t g = 0; g < scores->groups; g++) {
        struct slice slice = slice_of(scores, g, gains);
        for (size_t i = scores->start[g]; i < scores->start[g + 1]; i++) {
            uint32_t item = scores->order[i];
            influence[item] = slice.to <= depth ? gains[item] - marginal
                              : slice.from < depth
                                  ? (gains[item] - slice.mean) * (depth - slice.from) /
                                        (slice.to - slice.from)
                                  : 0.0;
        }
    }
}

struct ssi_gain ssi_gain_until(const struct ssi_ranking *scores, const double *gains,
                               double depth, double *influence)
{
    struct ssi_gain gain = sum_until(scores, gains, depth);
    if (influence) {
        derive(scores, gains, depth, gain.marginal, influence);
    }
    return gain;
}

static double sum_of(const double *gains, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += gains[i];
    }
    return sum;
}

static double undefined(double *influence, size_t n)
{
    if (influence) {
        memset(influence, 0, n * sizeof *influence);
    }
    return SSI_NAN;
}

double ssi_precision_influence(const struct ssi_ranking *scores, const double *gains,
                               size_t k, double *influence)
{
    size_t n = scores->n;
    if (n < 2 || k == 0 || scores->has_nan) {
        return undefined(influence, n);
    }
    double places = (double)(k < n ? k : n);
    double value = ssi_gain_until(scores, gains, (double)k, influence).total / places;
    for (size_t i = 0; influence && i < n; i++) { // with fewer than k members, they count
        influence[i] = (influence[i] - (n < k ? value : 0)) / places;
    }
    return value;
}

double ssi_recall_influence(const struct ssi_ranking *scores, const double *gains,
                            size_t k, double *influence)
{
    size_t n = scores->n;
    double all = sum_of(gains, n);
    if (n < 2 || k == 0 || scores->has_nan || !(all > 0)) {
        return undefined(influence, n);
    }
    double value = ssi_gain_until(scores, gains, (double)k, influence).total / all;
    for (size_t i = 0; influence && i < n; i++) {
        influence[i] = (influence[i] - value * gains[i]) / all;
    }
    return value;
}

double ssi_lift_influence(const struct ssi_ranking *scores, const double *outcomes,
                          double *influence)
{
    size_t n = scores->n;
    double all = sum_of(outcomes, n);
    if (n < 2 || scores->has_nan || !(all > 0) || !isfinite(all)) {
        return undefined(influence, n);
    }
    struct ssi_gain top =
        ssi_gain_until(scores, outcomes, (double)n / SSI_TENTHS, influence);
    double value = top.total * SSI_TENTHS / all;
    for (size_t i = 0; influence && i < n;
         i++) { // a member more makes the tenth longer, too
        double change = influence[i] + top.marginal / SSI_TENTHS;
        influence[i] = (change * SSI_TENTHS - value * outcomes[i]) / all;
    }
    return value;
}

/** Of those with `relevant`, how many are in the first k places; and of how many. */
static double relevant_until(const struct ssi_ranking *scores, const bool *relevant,
                             size_t k, size_t *out_all)
{
    double sum = 0;
    *out_all = 0;
    for (size_t g = scores->groups; g-- > 0;) {
        size_t from = scores->n - scores->start[g + 1];
        size_t size = scores->start[g + 1] - scores->start[g];
        size_t count = 0;
        for (size_t i = scores->start[g]; i < scores->start[g + 1]; i++) {
            count += relevant[scores->order[i]];
        }
        *out_all += count;
        size_t inside = from >= k ? 0 : size < k - from ? size : k - from;
        sum += (double)count * (double)inside / (double)size;
    }
    return sum;
}

double ssi_precision(const struct ssi_ranking *scores, const bool *relevant, size_t k)
{
    size_t all;
    if (scores->n < 2 || k == 0 || scores->has_nan) {
        return SSI_NAN;
    }
    return relevant_until(scores, relevant, k, &all) /
           (double)(k < scores->n ? k : scores->n);
}

double ssi_recall(const struct ssi_ranking *scores, const bool *relevant, size_t k)
{
    size_t all;
    if (scores->n < 2 || k == 0 || scores->has_nan) {
        return SSI_NAN;
    }
    double found = relevant_until(scores, relevant, k, &all);
    return ssi_quotient(found, (double)all);
}
