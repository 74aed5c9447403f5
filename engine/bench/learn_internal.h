// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Learning, step by step: a design hands out rows, a learner fits them into a struct
 * ssi_fit, and weights with intervals are made of the fit. Inside, features are scaled to
 * spread 1 within queries.
 */
#ifndef SSI_BENCH_LEARN_INTERNAL_H
#define SSI_BENCH_LEARN_INTERNAL_H

#include "ssi/learners.h"

/** The features, and an intercept behind them. */
enum { SSI_UNKNOWNS = SSI_MAX_FEATURES + 1 };

/** Two members of one query, of whom the first has the higher outcome. */
struct ssi_pair {
    uint32_t lesson, high, low; /**< numbers of rows within the lesson */
};

/** All rows that a learner sees, in a fixed order. */
struct ssi_design {
    const struct ssi_lessons *lessons;
    enum ssi_learner learner;
    bool unpenalised; /**< ridge without its penalty: for intervals */
    size_t features, unknowns;
    double centre[SSI_MAX_FEATURES]; /**< mean of all rows */
    double scale[SSI_MAX_FEATURES];  /**< standard deviation within queries */
    bool constant[SSI_MAX_FEATURES];
    double outcome_spread; /**< sum of squares within queries */
    uint64_t rows, relevant;
    size_t members;
    const struct ssi_pair *pairs;
    size_t pair_count;
    bool sampled;
};

struct ssi_row {
    double x[SSI_UNKNOWNS];
    double y;
    uint32_t member, other; /**< other: the second of a pair, or SSI_NOBODY */
};
#define SSI_NOBODY UINT32_MAX

typedef void ssi_row_visitor(void *context, const struct ssi_row *row);

/** Looks at all rows once: scales, counts. SSI_EDATA when a number is not finite. */
enum ssi_status ssi_design_look(struct ssi_design *design, struct ssi_error *err);
/**
 * Every row: of least squares centred within its query, of logistic centred over all with
 * 1 for the intercept, of pairwise the difference of a pair.
 */
void ssi_design_visit(const struct ssi_design *design, ssi_row_visitor *visit,
                      void *context);

/**
 * All pairs with different outcomes, or max_pairs of them drawn evenly by seed. The
 * caller frees *out_pairs.
 */
enum ssi_status ssi_pairs_find(const struct ssi_lessons *lessons, size_t max_pairs,
                               uint64_t seed, struct ssi_pair **out_pairs,
                               size_t *out_count, bool *out_sampled,
                               struct ssi_error *err);

/** Minimise x'Ax / 2 - b'x; A symmetric, of which n rows and columns are used. */
struct ssi_quadratic {
    size_t n;
    double a[SSI_UNKNOWNS][SSI_UNKNOWNS];
    double b[SSI_UNKNOWNS];
};

/** Unconstrained, unknowns outside `in` held at 0. False when A is not positive there. */
bool ssi_quadratic_solve(const struct ssi_quadratic *q, const bool *in, double *out_x);

/**
 * x >= 0 but for the `free` ones, those that are `fixed` held at 0; *out_active are not
 * held at 0 by anything.
 */
void ssi_quadratic_nonnegative(const struct ssi_quadratic *q, const bool *free,
                               const bool *fixed, double *out_x, bool *out_active);

/** What a learner found, in scaled units. */
struct ssi_fit {
    double x[SSI_UNKNOWNS];
    bool active[SSI_UNKNOWNS];
    struct ssi_quadratic curve; /**< a: second derivatives with the penalty; b: gradient
                                   at x, which is 0 for those active */
    double meat[SSI_UNKNOWNS]
               [SSI_UNKNOWNS]; /**< sum over members of outer products of scores */
    double ridge;
    int iterations;
};

enum ssi_status ssi_fit_linear(const struct ssi_design *design, struct ssi_fit *fit,
                               struct ssi_error *err);
enum ssi_status ssi_fit_logistic(const struct ssi_design *design, struct ssi_fit *fit,
                                 struct ssi_error *err);

/** Residual y - fitted of a row; what scores are made of. */
typedef double ssi_residual(const struct ssi_design *design, const double *x,
                            const struct ssi_row *row);
/** Fills fit->meat: scores clustered by member, pairs by both members. */
enum ssi_status ssi_fit_meat(const struct ssi_design *design, ssi_residual *residual,
                             struct ssi_fit *fit, struct ssi_error *err);

/** Weights, shares and their intervals from a fit. */
enum ssi_status ssi_fit_weights(const struct ssi_design *design,
                                const struct ssi_fit *fit, struct ssi_learned *out,
                                struct ssi_error *err);

#endif
