// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * What the tests of measures, intervals and learning share: closeness, seeded draws,
 * rankings that are released at the end of a call.
 */
#ifndef SSI_TESTS_TESTING_MEASURES_H
#define SSI_TESTS_TESTING_MEASURES_H

#include "ssi/random.h"
#include "ssi/rank_measures.h"

#include <math.h>

#include "testing.h"

/** Within a relative tolerance; two NaN are equal. */
static inline bool is_close(double got, double want, double tolerance)
{
    if (isnan(want) || isnan(got)) {
        return isnan(want) && isnan(got);
    }
    return fabs(got - want) <= tolerance * fmax(1, fabs(want));
}

#define assert_close(got, want, tolerance)                                               \
    do {                                                                                 \
        double got_ = (got);                                                             \
        double want_ = (want);                                                           \
        if (!is_close(got_, want_, (tolerance))) {                                       \
            print_error("%s: got %.17g, want %.17g\n", #got, got_, want_);               \
        }                                                                                \
        assert_true(is_close(got_, want_, (tolerance)));                                 \
    } while (0)

#define assert_nan(value) assert_true(isnan(value) != 0)

static const double EXACT = 1e-12;

static inline struct ssi_ranking ranking_of(const double *values, size_t n)
{
    struct ssi_error err = {0};
    struct ssi_ranking ranking;
    assert_ok(ssi_ranking_make(&ranking, values, n, &err));
    return ranking;
}

static inline double tau_of(const double *x, const double *y, size_t n,
                            struct ssi_pair_counts *counts)
{
    struct ssi_error err = {0};
    struct ssi_ranking of_x = ranking_of(x, n);
    struct ssi_ranking of_y = ranking_of(y, n);
    double tau;
    assert_ok(ssi_tau_b(&of_x, &of_y, &tau, counts, &err));
    ssi_ranking_release(&of_x);
    ssi_ranking_release(&of_y);
    return tau;
}

static inline double spearman_of(const double *x, const double *y, size_t n)
{
    struct ssi_ranking of_x = ranking_of(x, n);
    struct ssi_ranking of_y = ranking_of(y, n);
    double rho = ssi_spearman(&of_x, &of_y);
    ssi_ranking_release(&of_x);
    ssi_ranking_release(&of_y);
    return rho;
}

static inline double ndcg_of(const double *scores, const double *outcomes, size_t n,
                             size_t k)
{
    struct ssi_ranking of_scores = ranking_of(scores, n);
    struct ssi_ranking of_outcomes = ranking_of(outcomes, n);
    double ndcg = ssi_ndcg(&of_scores, &of_outcomes, k);
    ssi_ranking_release(&of_scores);
    ssi_ranking_release(&of_outcomes);
    return ndcg;
}

static inline double auc_of(const double *scores, const bool *relevant, size_t n)
{
    struct ssi_ranking of_scores = ranking_of(scores, n);
    double auc = ssi_auc(&of_scores, relevant);
    ssi_ranking_release(&of_scores);
    return auc;
}

/** A standard normal number, by Box and Muller. */
static inline double draw_normal(struct ssi_random *random)
{
    double u = 1 - ssi_random_unit(random);
    double v = ssi_random_unit(random);
    return sqrt(-2 * log(u)) * cos(2 * 3.14159265358979323846 * v);
}

#endif
