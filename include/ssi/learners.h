// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Weights learned from what happened: outcomes explained by normalised metrics.
 *
 * The rows are what was known at training origins and what followed; the caller passes
 * training queries only. A constant feature gets weight 0. Features are scaled to the
 * same spread inside, so that penalties do not depend on units; weights come back in the
 * units of the features given. Deterministic.
 */
#ifndef SSI_LEARNERS_H
#define SSI_LEARNERS_H

#include <stdbool.h>

#include "ssi/error.h"

enum ssi_learner {
    SSI_LEARN_RIDGE,    /**< least squares with ridge; weights may be negative */
    SSI_LEARN_NNLS,     /**< least squares, weights >= 0 (Lawson and Hanson 1974) */
    SSI_LEARN_LOGISTIC, /**< chance of `relevant`, weights >= 0, one intercept */
    SSI_LEARN_PAIRWISE, /**< chance that the higher outcome of a pair within a query has
                           the higher score, weights >= 0 */
    SSI_LEARNERS
};
/** "ridge", "nnls", "logistic", "pairwise". */
const char *ssi_learner_name(enum ssi_learner learner);

/** The rows of one query. */
struct ssi_lesson {
    size_t n;
    const float *features; /**< n rows of `features` numbers: finite; float, because there
                                may be millions of rows */
    const double *outcomes;  /**< finite */
    const bool *relevant;    /**< for SSI_LEARN_LOGISTIC; else may be NULL */
    const uint32_t *members; /**< < member_count */
};

struct ssi_lessons {
    const struct ssi_lesson *items;
    size_t count;
    size_t features; /**< 1 .. SSI_MAX_FEATURES */
    size_t member_count;
};
enum { SSI_MAX_FEATURES = 64 };

struct ssi_learner_options {
    uint64_t seed;    /**< which pairs are drawn */
    size_t max_pairs; /**< more pairs than this are drawn from; 0 = 500,000 */
};

/** A weight with its 95 % interval. */
struct ssi_weight {
    double value, se; /**< as fitted, in units of the feature */
    double share; /**< value / sum of values: what a model file holds; NaN: sum <= 0 */
    double share_se;
    double low, high; /**< of the share: clustered by member, delta method; for weights
                           >= 0 cut at 0. NaN when members are too few */
    bool constant;    /**< no spread within queries: weight 0, nothing was learned */
};

struct ssi_learned {
    enum ssi_learner learner;
    struct ssi_weight weights[SSI_MAX_FEATURES];
    size_t features;
    double intercept;     /**< logistic: log-odds when all features are 0; else 0 */
    double ridge;         /**< the penalty used, in units of scaled features; else 0 */
    uint64_t rows, pairs; /**< learned from; pairs of SSI_LEARN_PAIRWISE only */
    bool sampled;         /**< pairs were drawn, not all taken */
    size_t members;
    int iterations;
    bool nothing; /**< all weights are 0: the data do not speak for any feature */
};

/**
 * Fits one learner.
 *
 * Least squares: features and outcomes are centred within each query (a query has a level
 * of its own), then solved from the Gram matrix, one pass. Ridge: the penalty minimises
 * generalised cross-validation (Golub, Heath and Wahba 1979) over 10^-6 .. 10^2 times the
 * rows, four steps a decade. Logistic and pairwise: Newton steps, each a non-negative
 * quadratic problem, with a penalty of one row's worth so that separable data stay
 * finite.
 *
 * Intervals: cluster sandwich by member (Liang and Zeger 1986); pairs: by both members of
 * a pair. For a weight that the constraint holds at 0, the upper bound is that of letting
 * it alone go. Those of ridge are of the same least squares without the penalty, which
 * biases weights, and stretched to the weight itself.
 *
 * Returns SSI_EDATA when there is nothing to learn from: no spread in any feature or in
 * the outcome, nobody or everybody relevant, no more rows than features. Memory: 8 bytes
 * x members x features. Time: rows (or pairs) x features^2 a pass; 2 to 15 passes.
 */
SSI_NODISCARD enum ssi_status ssi_learn(enum ssi_learner learner,
                                        const struct ssi_lessons *lessons,
                                        const struct ssi_learner_options *options,
                                        struct ssi_learned *out, struct ssi_error *err);

/** Sum of share (of value, where share is NaN) x feature: ranks as the model does. */
double ssi_learned_score(const struct ssi_learned *learned, const float *features);

/** Logistic only: 1 / (1 + exp(-(intercept + sum of value x feature))); else NaN. */
double ssi_learned_probability(const struct ssi_learned *learned, const float *features);

#endif
