// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Mean measures over queries with 95 % intervals clustered by member.
 *
 * The same members recur in many queries (week after week), so the queries are not
 * independent; the members are taken as the sample. Two ways that agree:
 *
 * - the infinitesimal jackknife (Jaeckel 1972; Efron 1982): variance = G / (G - 1) x the
 *   sum over the G members of the squared influence that a member has on the mean over
 *   all queries, less the mean influence. One pass, memory 8 bytes x members x models x
 *   SSI_MEASURES; the usual way. With up to SSI_FEW_MEMBERS members the influence is what
 *   the measure loses without the member (the delete-one jackknife), surer there.
 * - the cluster bootstrap: members are drawn with replacement, a member comes with all
 *   its queries; 2.5 % and 97.5 % quantiles. Dear: a replicate measures everything again.
 *
 * Usual course: init, add query after query, then ask. Or, with all queries at hand,
 * ssi_bootstrap_means. Same numbers for any number of threads.
 */
#ifndef SSI_INTERVALS_H
#define SSI_INTERVALS_H

#include "ssi/rank_measures.h"

struct ssi_interval {
    double value;     /**< NaN when no query defines it */
    double low, high; /**< NaN when there are fewer than SSI_MIN_MEMBERS members */
    double se;        /**< standard error; NaN likewise */
    size_t queries;   /**< that define it */
    size_t members;   /**< G, in any query */
    double freedom;   /**< degrees of freedom of the t in the bounds; NaN likewise */
};

enum { SSI_MIN_MEMBERS = 5, SSI_FEW_MEMBERS = 50 };

struct ssi_comparison_options {
    size_t models;
    size_t member_count; /**< members are numbered 0 .. member_count - 1 */
    size_t k;            /**< of NDCG, precision and recall */
    size_t threads;
    bool without_influence; /**< values only: no intervals from ssi_comparison_interval */
};

/** Values of all models in all queries, and what members contribute to their means. */
struct ssi_comparison {
    struct ssi_comparison_options options;
    size_t queries;
    double *values; /**< [(query * models + model) * SSI_MEASURES + measure] or NaN */
    size_t value_cap;
    double *influence; /**< sums: [(model * SSI_MEASURES + measure) * members + member] */
    uint32_t *seen;    /**< queries that define it: [model * SSI_MEASURES + measure] */
    bool *present;     /**< of each member, whether it is in any query */
    size_t members;    /**< present */
};

SSI_NODISCARD enum ssi_status ssi_comparison_init(
    struct ssi_comparison *comparison, const struct ssi_comparison_options *options,
    struct ssi_error *err);
void ssi_comparison_release(struct ssi_comparison *comparison);

/**
 * Measures all models in one query: scores[model][i] of member query->members[i]. Models
 * are shared among the threads. Queries may be any size; leave out in advance those that
 * should not count. The order of queries matters in the last digits only: add them in a
 * fixed order.
 */
SSI_NODISCARD enum ssi_status ssi_comparison_add(struct ssi_comparison *comparison,
                                                 const struct ssi_query *query,
                                                 const double *const *scores,
                                                 struct ssi_error *err);

double ssi_comparison_value(const struct ssi_comparison *comparison, size_t query,
                            size_t model, enum ssi_measure measure);

/**
 * The mean over the queries that define it: value +- t se, with as many degrees of
 * freedom as the influences leave: G - 1, or fewer where a few members decide
 * (Satterthwaite 1946, from the kurtosis of the influences); cut at what the measure can
 * be. O(members).
 */
void ssi_comparison_interval(const struct ssi_comparison *comparison, size_t model,
                             enum ssi_measure measure, struct ssi_interval *out);

/**
 * The mean difference, model a minus model b, over queries that define both; paired by
 * member: what both models owe to the same member cancels. Where one model is undefined
 * in a query, its member contributions are of the queries it has; NaN (se and bounds)
 * unless more than half of either's queries define both. O(members + queries).
 */
void ssi_comparison_difference(const struct ssi_comparison *comparison, size_t a,
                               size_t b, enum ssi_measure measure,
                               struct ssi_interval *out);

/* --- The bootstrap --- */

struct ssi_bootstrap_options {
    size_t replicates; /**< 1000 is usual */
    uint64_t seed;     /**< replicate r draws from stream r of this seed */
};

/** Queries with scores[query][model][i]; all kept by the caller. */
struct ssi_queries {
    const struct ssi_query *items;
    const double *const *const *scores;
    size_t count;
};

/**
 * Mean measures of every replicate: out_means[(replicate * models + model) * SSI_MEASURES
 * + measure], NaN where no query of the replicate defines it. A replicate draws as many
 * members as are present in the queries. The same members are drawn for all models, so
 * that differences within a replicate are paired. options->without_influence is not
 * looked at. O(replicates x models x sum of n log n); replicates are shared among the
 * threads.
 */
SSI_NODISCARD enum ssi_status ssi_bootstrap_means(
    const struct ssi_comparison_options *options, const struct ssi_queries *queries,
    const struct ssi_bootstrap_options *bootstrap, double *out_means,
    struct ssi_error *err);

/**
 * The 2.5 % and 97.5 % quantiles (type 7 of Hyndman and Fan) and the standard deviation
 * of one model's measure, or of model a minus model b (b = SSI_NO_MODEL: of a alone).
 * `value`, `queries`, `members` are left as they are. NaN when under 100 replicates
 * define it.
 */
#define SSI_NO_MODEL SIZE_MAX
SSI_NODISCARD enum ssi_status ssi_bootstrap_interval(
    const double *means, size_t replicates, size_t models, size_t a, size_t b,
    enum ssi_measure measure, struct ssi_interval *out, struct ssi_error *err);

#endif
