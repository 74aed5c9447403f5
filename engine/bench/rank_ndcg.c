// SPDX-License-Identifier: GPL-3.0-or-later
// NDCG with linear gain; a group tied in the score has the mean of its gains at each of
// its places, which is the mean over all orders of the group.

#include "rank_internal.h"

#include <math.h>
#include <string.h>

/** Of the place `at`, from 0; nothing from place k on. */
static double discount(size_t at, size_t k)
{
    return at < k ? 1.0 / log2((double)at + 2.0) : 0.0;
}

/** At the border before place `at`, between both its sides. */
static double border(size_t at, size_t k)
{
    return at == 0 ? discount(0, k) : (discount(at - 1, k) + discount(at, k)) / 2;
}

static double group_mean(const struct ssi_ranking *ranking, size_t group,
                         const double *gains)
{
    double sum = 0;
    for (size_t i = ranking->start[group]; i < ranking->start[group + 1]; i++) {
        sum += gains[ranking->order[i]];
    }
    return sum / (double)(ranking->start[group + 1] - ranking->start[group]);
}

static double discounts(size_t from, size_t to, size_t k)
{
    double sum = 0;
    for (size_t at = from; at < to && at < k; at++) {
        sum += discount(at, k);
    }
    return sum;
}

static double dcg(const struct ssi_ranking *scores, const double *gains, size_t k)
{
    double sum = 0;
    for (size_t g = scores->groups; g-- > 0;) {
        size_t from = scores->n - scores->start[g + 1];
        if (from >= k) {
            break;
        }
        sum += group_mean(scores, g, gains) *
               discounts(from, scores->n - scores->start[g], k);
    }
    return sum;
}

/**
 * Adds scale x the derivative of DCG by each member's weight: its own share of the
 * group's places, one place more at the group's end, and all groups below pushed down by
 * one. From the lowest group up, as `pushed` sums over the groups below.
 */
static void add_dcg_influence(const struct ssi_ranking *scores, const double *gains,
                              size_t k, double scale, double *influence)
{
    double pushed = 0;
    for (size_t g = 0; g < scores->groups; g++) {
        size_t from = scores->n - scores->start[g + 1];
        size_t to = scores->n - scores->start[g];
        if (from > k) {
            continue;
        }
        double mean = group_mean(scores, g, gains);
        double share = discounts(from, to, k) / (double)(to - from);
        double end = mean * border(to, k);
        for (size_t i = scores->start[g]; i < scores->start[g + 1]; i++) {
            uint32_t item = scores->order[i];
            influence[item] += scale * ((gains[item] - mean) * share + end + pushed);
        }
        pushed += end - mean * border(from, k);
    }
}

static bool gains_usable(const struct ssi_ranking *outcomes)
{
    double lowest = outcomes->values[outcomes->order[0]];
    double highest = outcomes->values[outcomes->order[outcomes->n - 1]];
    return lowest >= 0 && highest > 0 && isfinite(highest);
}

double ssi_ndcg_influence(const struct ssi_ranking *scores,
                          const struct ssi_ranking *outcomes, size_t k, double *influence)
{
    if (influence) {
        memset(influence, 0, scores->n * sizeof *influence);
    }
    if (k == 0 || !ssi_rankings_usable(scores, outcomes) || !gains_usable(outcomes)) {
        return SSI_NAN;
    }
    double ideal = dcg(outcomes, outcomes->values, k);
    double value = dcg(scores, outcomes->values, k) / ideal;
    if (influence) {
        add_dcg_influence(scores, outcomes->values, k, 1 / ideal, influence);
        add_dcg_influence(outcomes, outcomes->values, k, -value / ideal, influence);
    }
    return value;
}

double ssi_ndcg(const struct ssi_ranking *scores, const struct ssi_ranking *outcomes,
                size_t k)
{
    return ssi_ndcg_influence(scores, outcomes, k, NULL);
}
