// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Which models differ, and what these data could have shown.
 *
 * Two questions are asked of every pair of models, paired: would the difference hold for
 * other queries, and would it hold for other members? Queries that share members repeat
 * the same luck, so a difference counts only when both say so: p is the larger of the
 * two. With too few queries to ask the first (a sign-flip over 5 cannot go below 2/32),
 * the members alone answer; with too few members as well nothing can be told.
 */
#ifndef SSI_DIFFERENCES_H
#define SSI_DIFFERENCES_H

#include "ssi/intervals.h"

/** How queries were asked. */
enum ssi_test {
    SSI_TEST_NONE,          /**< fewer than SSI_MIN_QUERIES queries */
    SSI_TEST_SIGN_FLIP_ALL, /**< all 2^n signs, up to SSI_EXACT_QUERIES queries */
    SSI_TEST_SIGN_FLIP, /**< SSI_SIGN_FLIPS seeded draws of signs, up to SSI_T_QUERIES */
    SSI_TEST_T,         /**< paired t with n - 1 degrees of freedom, above */
};
enum {
    SSI_MIN_QUERIES = 6,
    SSI_EXACT_QUERIES = 12,
    SSI_T_QUERIES = 29,
    SSI_SIGN_FLIPS = 9999
};
/** "none", "exact sign-flip", "sign-flip", "paired t": for tables. */
const char *ssi_test_name(enum ssi_test test);

/** Two-sided p of mean 0; n finite differences; NaN when n < SSI_MIN_QUERIES. */
double ssi_sign_flip_p(const double *differences, size_t n, uint64_t seed);
/** Two-sided p of Student's paired t; 1 when all are 0; NaN when n < 2. */
double ssi_paired_t_p(const double *differences, size_t n);
/** Holm (1979): adjusted[i] for p[i]; a NaN counts as no test and stays NaN. O(n^2). */
void ssi_holm(const double *p, size_t n, double *out_adjusted);

/** One pair of models on one measure: a minus b. */
struct ssi_difference {
    size_t a, b;
    size_t queries, members; /**< that both models are measured on */
    double mean;      /**< of the difference over queries; the effect in its own unit */
    double low, high; /**< 95 %, by the larger standard error of queries and members */
    double effect;    /**< mean / standard deviation over queries (Cohen's d_z); NaN
                           when there are under 2 queries or no spread */
    double smallest;  /**< smallest true difference found with 80 % power at 5 %, before
                           Holm: (t(.975) + t(.80)) x the larger standard error */
    enum ssi_test test;
    double p_queries; /**< NaN: SSI_TEST_NONE */
    double p_members; /**< t of the clustered difference; NaN: too few */
    double p;         /**< the larger of those that are known; NaN: none is */
    double p_holm;    /**< over all pairs of the call */
    bool significant; /**< p_holm <= 0.05 */
    bool cannot_tell; /**< no p, or even the most extreme outcome of the test could not
                           be significant among so many pairs */
};

/** How many pairs there are: models (models - 1) / 2. */
size_t ssi_difference_count(size_t models);

/**
 * All pairs (a < b, by a then b) of the comparison's models on one measure. Deterministic
 * by seed. O(pairs x (members + SSI_SIGN_FLIPS x queries)).
 */
SSI_NODISCARD enum ssi_status ssi_differences_find(
    const struct ssi_comparison *comparison, enum ssi_measure measure, uint64_t seed,
    struct ssi_difference *out, struct ssi_error *err);

/** The pair (a, b) in either order; *out_flipped when it is there as (b, a). */
const struct ssi_difference *ssi_difference_of(const struct ssi_difference *all,
                                               size_t models, size_t a, size_t b,
                                               bool *out_flipped);

#endif
