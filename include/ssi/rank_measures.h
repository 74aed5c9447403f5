// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * How well scores order what happened afterwards: measures of one query.
 *
 * A query is a group of members at one moment; each has a score (what a model said then)
 * and an outcome (what followed). Arrays in, numbers out; nothing here reads, writes or
 * keeps state, so all of it may run in any number of threads.
 *
 * Undefined is NaN, never 0: fewer than two members, all scores or all outcomes tied,
 * nobody relevant, a NaN among the inputs. A caller that has members without a score
 * leaves them out of every model, so that all models are measured on the same members. -0
 * equals 0.
 *
 * Ties in the score: every measure is the exact mean over all orders of the tied members,
 * so that the order of the input never matters.
 */
#ifndef SSI_RANK_MEASURES_H
#define SSI_RANK_MEASURES_H

#include <stdbool.h>

#include "ssi/error.h"

/**
 * A vector in order, its ties found: what all measures stand on. The ranking of a query's
 * outcomes serves every model of the query.
 */
struct ssi_ranking {
    size_t n;
    size_t groups;        /**< of equal values */
    bool has_nan;         /**< then order and groups mean nothing, and measures are NaN */
    const double *values; /**< borrowed from the caller */
    uint32_t *order;      /**< items by ascending value; ties by item number */
    uint32_t *group;      /**< of each item, the number of its group, ascending */
    uint32_t *start;      /**< groups + 1 places in `order` */
};

/** n < 2^32 values, which must outlive the ranking. O(n), or O(n log n) when n is small.
 */
SSI_NODISCARD enum ssi_status ssi_ranking_make(struct ssi_ranking *ranking,
                                               const double *values, size_t n,
                                               struct ssi_error *err);
/** A zeroed struct is allowed. */
void ssi_ranking_release(struct ssi_ranking *ranking);

/** The pairs of a query by how both vectors order them; all n (n - 1) / 2 are in one
 * field. */
struct ssi_pair_counts {
    uint64_t concordant, discordant;
    uint64_t tied_x, tied_y; /**< in x only, in y only */
    uint64_t tied_both;
};

/**
 * Kendall's tau-b (1945): (C - D) / sqrt((C + D + Ty) (C + D + Tx)), Tx tied in x only.
 * Exact counts, O(n log n): 1 M pairs within half a second. out_counts may be NULL.
 */
SSI_NODISCARD enum ssi_status ssi_tau_b(const struct ssi_ranking *x,
                                        const struct ssi_ranking *y, double *out_tau,
                                        struct ssi_pair_counts *out_counts,
                                        struct ssi_error *err);

/** Spearman: Pearson's correlation of mid-ranks. O(n). */
double ssi_spearman(const struct ssi_ranking *x, const struct ssi_ranking *y);

/**
 * Area under the ROC curve = Mann-Whitney U / (n1 n0), ties one half: the chance that one
 * with `relevant` scores above one without. O(n).
 */
double ssi_auc(const struct ssi_ranking *scores, const bool *relevant);

/**
 * Normalised discounted cumulative gain of Järvelin and Kekäläinen (2002): linear gain
 * (the outcome itself), discount 1 / log2(1 + position), positions 1 .. k; ties in the
 * score averaged (McSherry and Najork 2008). NaN when an outcome is negative or infinite,
 * or none is above 0. k larger than n means n. O(n).
 */
double ssi_ndcg(const struct ssi_ranking *scores, const struct ssi_ranking *outcomes,
                size_t k);

/** Expected share of relevant members among the first min(k, n). O(n). */
double ssi_precision(const struct ssi_ranking *scores, const bool *relevant, size_t k);

/** Expected share of all relevant members that is among the first min(k, n). O(n). */
double ssi_recall(const struct ssi_ranking *scores, const bool *relevant, size_t k);

/** Who is relevant: the yes/no that AUC, precision, recall and calibration ask for. */
enum ssi_relevance {
    SSI_RELEVANT_POSITIVE,  /**< outcome > 0 */
    SSI_RELEVANT_TOP_SHARE, /**< outcome at least that of place ceil(share n) from the
                               top, all who tie with it included; and above the lowest */
};

/** Fills relevant[n]; returns how many are; nobody when there is a NaN. O(n). */
size_t ssi_relevant_find(const struct ssi_ranking *outcomes, enum ssi_relevance rule,
                         double share, bool *out_relevant);

/* --- Tenths ---------------------------------------------------------------------------
 */

enum { SSI_TENTHS = 10 };

/** Tenths of a query by score, the highest first; a tenth of n members may be fractional.
 */
struct ssi_tenths {
    double members;               /**< n / 10 */
    double positives[SSI_TENTHS]; /**< expected relevant members in this tenth */
    double amount[SSI_TENTHS];    /**< expected sum of outcomes in this tenth */
    double
        members_lift[SSI_TENTHS]; /**< share of relevant here / share in all; NaN: none */
    double amount_lift[SSI_TENTHS]; /**< mean outcome here / mean of all; NaN: sum <= 0 */
    double members_gained[SSI_TENTHS]; /**< of all relevant, the part up to this tenth */
    double amount_gained[SSI_TENTHS];  /**< of all outcome, the part up to this tenth */
};

/** Members tied across a border are spread in proportion. False (all NaN): n = 0 or NaN.
 */
bool ssi_tenths_find(const struct ssi_ranking *scores, const double *outcomes,
                     const bool *relevant, struct ssi_tenths *out);

/**
 * The vendor's contrast: members that score above `high` against those below `low`; only
 * for scores out of 100. A mean of nobody is NaN; ratio is NaN when the low mean is not
 * above 0.
 */
struct ssi_contrast {
    size_t high_n, low_n;
    double high_mean, low_mean;         /**< outcome */
    double high_relevant, low_relevant; /**< share of relevant members */
    double ratio, difference; /**< of the mean outcomes: high / low, high - low */
};
void ssi_contrast_find(const double *scores, const double *outcomes, const bool *relevant,
                       size_t n, double high, double low, struct ssi_contrast *out);

/* --- Probabilities --------------------------------------------------------------------
 */

/** Brier (1950): mean of (p - y)^2. NaN when n = 0 or a p is not within [0, 1]. */
double ssi_brier(const double *probabilities, const bool *relevant, size_t n);

enum { SSI_CALIBRATION_BINS = 10 };

/** Of the predictions within [b / 10, (b + 1) / 10), the last with 1. */
struct ssi_calibration_bin {
    size_t n;
    double predicted, observed; /**< means; NaN when n = 0 */
};
/** False (all empty) when a p is not within [0, 1]. */
bool ssi_calibration_find(const double *probabilities, const bool *relevant, size_t n,
                          struct ssi_calibration_bin out[SSI_CALIBRATION_BINS]);

/* --- Stability ------------------------------------------------------------------------
 */

/**
 * Rank-biased overlap of two lists without repeats, extrapolated (Webber, Moffat and
 * Zobel 2010, equation 32: lists of uneven length too); p in (0, 1) is how deep one
 * looks, 1 / (1 - p) places in the mean. ids < id_count. NaN when a list is empty.
 * O(id_count + lengths).
 */
SSI_NODISCARD enum ssi_status ssi_rank_biased_overlap(const uint32_t *a, size_t a_count,
                                                      const uint32_t *b, size_t b_count,
                                                      size_t id_count, double p,
                                                      double *out_overlap,
                                                      struct ssi_error *err);

/** The same model a week later. Members are numbered alike; NaN = no score in that week.
 */
struct ssi_stability {
    size_t before, after, both; /**< members with a score */
    double overlap;             /**< rank-biased, of the two whole lists */
    double tau_b;               /**< of those in both */
    double churn; /**< of the top tenth before (ceil(before / 10) members, ties
                       to the lower number), the share not in it after */
    double moved; /**< of those in both, the share whose tenth, floor(10 (L +
                       E / 2) / n) among those in both, changed by 2 or more */
};
SSI_NODISCARD enum ssi_status ssi_stability_find(const double *before,
                                                 const double *after, size_t n, double p,
                                                 struct ssi_stability *out,
                                                 struct ssi_error *err);

/* --- All measures of a query at once --- */

/** The measures that have intervals and are compared between models. */
enum ssi_measure {
    SSI_MEASURE_TAU_B,
    SSI_MEASURE_SPEARMAN,
    SSI_MEASURE_NDCG,
    SSI_MEASURE_PRECISION,
    SSI_MEASURE_RECALL,
    SSI_MEASURE_AUC,
    SSI_MEASURE_LIFT, /**< mean outcome of the first tenth / mean of all */
    SSI_MEASURES
};
/** "tau_b", "spearman", "ndcg", ... as in tables. */
const char *ssi_measure_name(enum ssi_measure measure);

/** What all models of a query share. */
struct ssi_query {
    size_t n;
    const double *outcomes;
    const bool *relevant;    /**< of ssi_relevant_find, or a yes/no outcome */
    const uint32_t *members; /**< numbers < the comparison's member_count, each once */
};

/**
 * All measures of one model in one query. out_influence may be NULL; else SSI_MEASURES *
 * n numbers, measure by measure: the derivative of the measure by the weight of the
 * member at weight 1, as if every member had been drawn once and could be drawn more or
 * less (relevance as given); 0 where the measure is NaN. At a place where a measure has a
 * kink (NDCG, precision, recall at place k) the mean of both sides. outcomes is the
 * ranking of query->outcomes. O(n log n).
 */
SSI_NODISCARD enum ssi_status ssi_measures_find(const struct ssi_query *query,
                                                const struct ssi_ranking *outcomes,
                                                const double *scores, size_t k,
                                                double out_values[SSI_MEASURES],
                                                double *out_influence,
                                                struct ssi_error *err);

#endif
