// SPDX-License-Identifier: GPL-3.0-or-later
// Spearman, AUC, who is relevant, and all measures of a model in a query at once.

#include "rank_internal.h"

#include <math.h>
#include <string.h>

#include "ssi/memory.h"

__extension__ typedef __int128 wide;

// --- Spearman
// ------------------------------------------------------------------------------

/** Twice the mid-rank of a group, from the middle of all: an integer. */
static int64_t doubled_rank(const struct ssi_ranking *ranking, size_t group)
{
    return (int64_t)ranking->start[group] + (int64_t)ranking->start[group + 1] -
           (int64_t)ranking->n;
}

static double middle_rank(const struct ssi_ranking *ranking, size_t item)
{
    return ((double)doubled_rank(ranking, ranking->group[item]) + (double)ranking->n) / 2;
}

static double product(const struct ssi_ranking *x, const struct ssi_ranking *y)
{
    wide sum = 0;
    for (size_t i = 0; i < x->n; i++) {
        sum += (wide)doubled_rank(x, x->group[i]) * doubled_rank(y, y->group[i]);
    }
    return (double)sum / 4;
}

/** A heavier member raises the ranks of those above it in x: what that adds through y. */
static void add_push(const struct ssi_ranking *x, const struct ssi_ranking *y,
                     double scale, double *influence)
{
    double above = 0;
    for (size_t g = x->groups; g-- > 0;) {
        double equal = 0;
        for (size_t i = x->start[g]; i < x->start[g + 1]; i++) {
            equal += middle_rank(y, x->order[i]);
        }
        for (size_t i = x->start[g]; i < x->start[g + 1]; i++) {
            influence[x->order[i]] += scale * (above + equal / 2);
        }
        above += equal;
    }
}

/** Adds scale x the derivative of the sum of products of centred mid-ranks. */
static void add_product_influence(const struct ssi_ranking *x,
                                  const struct ssi_ranking *y, double scale,
                                  double *influence)
{
    double n = (double)x->n;
    for (size_t i = 0; i < x->n; i++) {
        influence[i] += scale * (middle_rank(x, i) * middle_rank(y, i) - 0.75 * n * n);
    }
    add_push(x, y, scale, influence);
    add_push(y, x, scale, influence);
}

enum ssi_status ssi_spearman_influence(const struct ssi_ranking *x,
                                       const struct ssi_ranking *y, double *out_rho,
                                       double *influence, struct ssi_error *err)
{
    (void)err;
    *out_rho = SSI_NAN;
    if (influence) {
        memset(influence, 0, x->n * sizeof *influence);
    }
    if (!ssi_rankings_usable(x, y) || x->groups < 2 || y->groups < 2) {
        return SSI_OK;
    }
    double xx = product(x, x);
    double yy = product(y, y);
    double scale = sqrt(xx) * sqrt(yy);
    double rho = product(x, y) / scale;
    *out_rho = fmax(-1, fmin(1, rho));
    if (influence) {
        add_product_influence(x, y, 1 / scale, influence);
        add_product_influence(x, x, -rho / (2 * xx), influence);
        add_product_influence(y, y, -rho / (2 * yy), influence);
    }
    return SSI_OK;
}

double ssi_spearman(const struct ssi_ranking *x, const struct ssi_ranking *y)
{
    double rho;
    (void)ssi_spearman_influence(x, y, &rho, NULL, NULL);
    return rho;
}

// --- AUC
// -------------------------------------------------------------------------------------

static size_t count_relevant(const bool *relevant, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        count += relevant[i];
    }
    return count;
}

static size_t relevant_in(const struct ssi_ranking *scores, size_t group,
                          const bool *relevant)
{
    size_t count = 0;
    for (size_t i = scores->start[group]; i < scores->start[group + 1]; i++) {
        count += relevant[scores->order[i]];
    }
    return count;
}

/** How often each wins, halves for ties, against all of the other kind; less the mean. */
static void derive_auc(const struct ssi_ranking *scores, const bool *relevant,
                       size_t ones, double auc, double *influence)
{
    double yes = (double)ones;
    double no = (double)(scores->n - ones);
    double yes_below = 0;
    double no_below = 0;
    for (size_t g = 0; g < scores->groups; g++) {
        double yes_here = (double)relevant_in(scores, g, relevant);
        double no_here = (double)(scores->start[g + 1] - scores->start[g]) - yes_here;
        double as_yes = ((no_below + no_here / 2) / no - auc) / yes;
        double as_no = ((yes - yes_below - yes_here / 2) / yes - auc) / no;
        for (size_t i = scores->start[g]; i < scores->start[g + 1]; i++) {
            influence[scores->order[i]] = relevant[scores->order[i]] ? as_yes : as_no;
        }
        yes_below += yes_here;
        no_below += no_here;
    }
}

double ssi_auc_influence(const struct ssi_ranking *scores, const bool *relevant,
                         double *influence)
{
    size_t ones = count_relevant(relevant, scores->n);
    size_t zeros = scores->n - ones;
    if (scores->has_nan || ones == 0 || zeros == 0) {
        if (influence) {
            memset(influence, 0, scores->n * sizeof *influence);
        }
        return SSI_NAN;
    }
    wide doubled_wins = 0;
    size_t below = 0;
    for (size_t g = 0; g < scores->groups; g++) {
        size_t here = relevant_in(scores, g, relevant);
        size_t others = scores->start[g + 1] - scores->start[g] - here;
        doubled_wins += (wide)here * (wide)(2 * below + others);
        below += others;
    }
    double auc = (double)doubled_wins / 2 / ((double)ones * (double)zeros);
    if (influence) {
        derive_auc(scores, relevant, ones, auc, influence);
    }
    return auc;
}

double ssi_auc(const struct ssi_ranking *scores, const bool *relevant)
{
    return ssi_auc_influence(scores, relevant, NULL);
}

// --- Who is relevant
// ---------------------------------------------------------------------------

size_t ssi_relevant_find(const struct ssi_ranking *outcomes, enum ssi_relevance rule,
                         double share, bool *out_relevant)
{
    size_t n = outcomes->n;
    size_t lowest_group = 0; // of those who are relevant by the rule of shares
    if (n == 0 || outcomes->has_nan) {
        memset(out_relevant, 0, n * sizeof *out_relevant);
        return 0;
    }
    double places = ceil(share * (double)n);
    if (places >= 1) {
        size_t place = places < (double)n ? (size_t)places : n;
        lowest_group = outcomes->group[outcomes->order[n - place]];
        lowest_group = lowest_group > 0 ? lowest_group : 1;
    } else {
        lowest_group = outcomes->groups;
    }
    for (size_t i = 0; i < n; i++) {
        out_relevant[i] = rule == SSI_RELEVANT_POSITIVE
                              ? outcomes->values[i] > 0
                              : outcomes->group[i] >= lowest_group;
    }
    return count_relevant(out_relevant, n);
}

// --- All at once
// ---------------------------------------------------------------------------------

const char *ssi_measure_name(enum ssi_measure measure)
{
    static const char *const names[SSI_MEASURES] = {
        [SSI_MEASURE_TAU_B] = "tau_b",   [SSI_MEASURE_SPEARMAN] = "spearman",
        [SSI_MEASURE_NDCG] = "ndcg",     [SSI_MEASURE_PRECISION] = "precision",
        [SSI_MEASURE_RECALL] = "recall", [SSI_MEASURE_AUC] = "auc",
        [SSI_MEASURE_LIFT] = "lift",
    };
    return names[measure];
}

static double *row(double *influence, enum ssi_measure measure, size_t n)
{
    return influence ? influence + (size_t)measure * n : NULL;
}

static enum ssi_status measure_ranked(const struct ssi_query *query,
                                      const struct ssi_ranking *outcomes,
                                      const struct ssi_ranking *scores, size_t k,
                                      double *values, double *influence,
                                      struct ssi_error *err)
{
    size_t n = query->n;
    double *gains = ssi_alloc(n + 1, sizeof *gains);
    if (!gains) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < n; i++) {
        gains[i] = query->relevant[i] ? 1 : 0;
    }
    values[SSI_MEASURE_NDCG] =
        ssi_ndcg_influence(scores, outcomes, k, row(influence, SSI_MEASURE_NDCG, n));
    values[SSI_MEASURE_PRECISION] = ssi_precision_influence(
        scores, gains, k, row(influence, SSI_MEASURE_PRECISION, n));
    values[SSI_MEASURE_RECALL] =
        ssi_recall_influence(scores, gains, k, row(influence, SSI_MEASURE_RECALL, n));
    values[SSI_MEASURE_AUC] =
        ssi_auc_influence(scores, query->relevant, row(influence, SSI_MEASURE_AUC, n));
    values[SSI_MEASURE_LIFT] =
        ssi_lift_influence(scores, outcomes->values, row(influence, SSI_MEASURE_LIFT, n));
    ssi_free(gains);
    SSI_TRY(ssi_spearman_influence(scores, outcomes, &values[SSI_MEASURE_SPEARMAN],
                                   row(influence, SSI_MEASURE_SPEARMAN, n), err));
    return ssi_tau_b_influence(scores, outcomes, &values[SSI_MEASURE_TAU_B], NULL,
                               row(influence, SSI_MEASURE_TAU_B, n), err);
}

enum ssi_status ssi_measures_find(const struct ssi_query *query,
                                  const struct ssi_ranking *outcomes,
                                  const double *scores, size_t k,
                                  double out_values[SSI_MEASURES], double *out_influence,
                                  struct ssi_error *err)
{
    struct ssi_ranking ranking;
    SSI_TRY(ssi_ranking_make(&ranking, scores, query->n, err));
    enum ssi_status status =
        measure_ranked(query, outcomes, &ranking, k, out_values, out_influence, err);
    ssi_ranking_release(&ranking);
    return status;
}
