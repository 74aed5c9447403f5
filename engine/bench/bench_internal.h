// SPDX-License-Identifier: GPL-3.0-or-later
/** What the files of the bench share. */
#ifndef SSI_BENCH_INTERNAL_H
#define SSI_BENCH_INTERNAL_H

#include "ssi/bench.h"
#include "ssi/differences.h"
#include "ssi/ids.h"

/** Outcomes are summed as integers of 10^-4, so that no order of rows matters. */
enum { SSI_OUTCOME_DECIMALS = 4 };

/** One outcome: what fell to a member in a week. */
struct ssi_bench_record {
    uint32_t member;
    int32_t week;
    int64_t value;
};

struct ssi_bench_quota {
    uint32_t member;
    int64_t from, to; /**< instants; `to` is where the quota's last day ends */
    int64_t amount;
};

struct ssi_bench_series {
    const struct ssi_bench_outcome *outcome;
    struct ssi_bench_record *records;
    size_t count, cap;
    struct ssi_bench_quota *quotas;
    size_t quota_count, quota_cap;
    int32_t first, last; /**< weeks that the input covers */
    uint64_t strangers;  /**< rows of nobody among the members */
};

SSI_NODISCARD enum ssi_status ssi_bench_series_read(
    struct ssi_bench_series *series, const struct ssi_bench_outcome *outcome,
    const struct ssi_bench_data *data, const struct ssi_inputs *inputs,
    struct ssi_error *err);
void ssi_bench_series_release(struct ssi_bench_series *series);

/** The outcome of a CSV's column; outcome_column.c. */
SSI_NODISCARD enum ssi_status ssi_bench_column_read(struct ssi_bench_series *series,
                                                    const struct ssi_bench_data *data,
                                                    const struct ssi_inputs *inputs,
                                                    struct ssi_error *err);

SSI_NODISCARD enum ssi_status ssi_bench_series_add(struct ssi_bench_series *series,
                                                   uint32_t member, int32_t week,
                                                   int64_t value, struct ssi_error *err);

/**
 * What fell to each member in the weeks (after, to], into out by member; NaN where it has
 * none (a member without a quota).
 */
SSI_NODISCARD enum ssi_status ssi_bench_series_sum(const struct ssi_bench_series *series,
                                                   const struct ssi_calendar *calendar,
                                                   int32_t after, int32_t to,
                                                   size_t members, double *out,
                                                   struct ssi_error *err);

/** Models that share one set of values: the same window, decay and priors. */
struct ssi_bench_set {
    struct ssi_model model; /**< every metric of any of them */
};

/** An origin week: everything that is known of everyone then. */
struct ssi_bench_origin {
    int32_t week;
    char name[16];
    struct ssi_values *values; /**< by set */
    uint32_t **scores;         /**< by model of the plan, by member */
    int32_t *out_of;           /**< by model of the plan; 0: no pillar exists */
    uint32_t *groups[3];       /**< by kind, by member: index of texts, or SSI_NONE */
    uint32_t *within;          /**< by member */
};

/** A group of people at an origin. */
struct ssi_bench_query {
    size_t origin;
    uint32_t group, within; /**< texts; SSI_NONE = everyone, nothing */
    size_t first, count;    /**< rows */
    int32_t fold; /**< 0: for learning only; from 1: tested after earlier ones */
};

enum ssi_bench_contender_kind {
    SSI_CONTENDER_MODEL,
    SSI_CONTENDER_BASELINE,
    SSI_CONTENDER_LEARNED
};

/** What is drawn of a contender: means over tested queries. */
struct ssi_bench_curves {
    double members_gained[SSI_TENTHS], amount_gained[SSI_TENTHS];
    double members_lift[SSI_TENTHS], amount_lift[SSI_TENTHS];
    size_t queries;
};

/** Above 70 against below 30: the vendor's contrast, over all tested rows. */
struct ssi_bench_contrast {
    size_t high_n, low_n;
    double high_mean, low_mean, ratio; /**< NaN where undefined */
};

struct ssi_bench_contender {
    struct ssi_str name;
    enum ssi_bench_contender_kind kind;
    size_t model;        /**< of the plan; of MODEL */
    bool is_random;      /**< ranks nobody above anybody */
    double *score;       /**< by row */
    double *probability; /**< by row, or NULL: it gives none */
    struct ssi_interval estimates[SSI_MEASURES];
    struct ssi_bench_curves curves;
    double volume; /**< mean tau-b of its scores with the number of events */
    bool out_of_100;
    struct ssi_bench_contrast contrast;
    double brier; /**< NaN: no probabilities */
    struct ssi_calibration_bin calibration[SSI_CALIBRATION_BINS];
    struct ssi_learned *learned; /**< of LEARNED: fitted on all queries; in the arena */
    size_t *learned_metrics;     /**< of the base, by feature */
};

/** A metric or pillar taken out of the first model: what that does to the mean tau-b. */
struct ssi_bench_ablation {
    const char *name;
    bool pillar;
    double value, change; /**< tau-b without it; and minus that with it */
};

/** One block of the table: an outcome, a horizon, a kind of group. */
struct ssi_bench_task {
    const struct ssi_bench_series *series;
    int32_t horizon;
    enum ssi_bench_group group;
    struct ssi_bench_query *queries;
    size_t query_count, query_cap;
    uint32_t *members; /**< by row */
    double *outcomes;  /**< by row */
    double *before;    /**< by row: the same outcome in the weeks (s - H, s] */
    size_t row_count, row_cap, outcome_cap, before_cap;
    struct ssi_bench_contender *contenders;
    size_t contender_count, contender_cap;
    size_t left_small, left_equal; /**< queries left out: under 5 members, one outcome */
    size_t left_members;           /**< members without an overall in every model */
    size_t origin_count, tested;   /**< origins; queries that are tested */
    bool learns;                   /**< some origin has earlier ones to learn from */
    enum ssi_relevance relevance;
    bool *relevant;                     /**< by row */
    struct ssi_difference *differences; /**< all pairs, of tau-b */
    struct ssi_bench_ablation *ablations;
    size_t ablation_count, ablation_cap;
    const char *not_learned[SSI_LEARNERS]; /**< why a learner is not there; NULL: it is */
};

/** Rank stability of a model from week to week, means over pairs of weeks. */
struct ssi_bench_stability {
    size_t model; /**< of the plan */
    size_t pairs;
    double overlap, tau_b, churn, moved;
};

/** What one event more in the newest week adds, on average, at the last origin. */
struct ssi_bench_gain {
    size_t model; /**< of the plan */
    enum ssi_metric_id metric;
    double points, places; /**< NaN where nobody has a score */
    size_t members;
};

struct ssi_bench {
    const struct ssi_bench_plan *plan;
    const struct ssi_bench_data *data;
    ssi_bench_tell *tell;
    void *context;
    struct ssi_bench_set *sets;
    size_t set_count;
    size_t *set_of; /**< by model of the plan */
    size_t base_set;
    struct ssi_bench_series *series;  /**< by outcome */
    struct ssi_bench_origin *origins; /**< by week */
    size_t origin_count, origin_cap;
    struct ssi_ids texts; /**< names of groups */
    struct ssi_bench_task *tasks;
    size_t task_count, task_cap;
    struct ssi_inputs now; /**< as of the last week: who the members are */
    bool has_now;
    int32_t first_event_week;
    size_t member_count;
    const char *folder; /**< where learned models are written */
    struct ssi_bench_gain *gains;
    size_t gain_count, gain_cap;
    struct ssi_bench_stability *stability;  /**< by model of the plan */
    uint64_t undated_levels, undated_edges; /**< left out: cells, connections */
    uint64_t undated_left; /**< people who left, nobody says when: at no origin */
    const char **sentences;
    size_t sentence_count, sentence_cap;
    size_t *begins; /**< sentences that come first about a comparison */
    size_t begin_count, begin_cap;
    struct ssi_arena arena;
};

SSI_PRINTF(2, 3)
void ssi_bench_say(const struct ssi_bench *bench, const char *format, ...);

/* sets.c */
SSI_NODISCARD enum ssi_status ssi_bench_make_sets(struct ssi_bench *bench,
                                                  struct ssi_error *err);

/* origins.c: the weeks, and what is known at each */
SSI_NODISCARD enum ssi_status ssi_bench_list_origins(struct ssi_bench *bench,
                                                     struct ssi_error *err);
SSI_NODISCARD enum ssi_status ssi_bench_measure_origin(struct ssi_bench *bench,
                                                       struct ssi_bench_origin *origin,
                                                       struct ssi_error *err);
void ssi_bench_origin_release(struct ssi_bench *bench, struct ssi_bench_origin *origin);
/** The origin of a week, or NULL. */
struct ssi_bench_origin *ssi_bench_origin_at(const struct ssi_bench *bench, int32_t week);
/** Whether a week is one of the origins of a horizon. */
bool ssi_bench_is_origin(const struct ssi_bench *bench, int32_t horizon, int32_t week);

/* queries.c */
SSI_NODISCARD enum ssi_status ssi_bench_make_queries(struct ssi_bench *bench,
                                                     struct ssi_bench_task *task,
                                                     struct ssi_error *err);
void ssi_bench_task_release(struct ssi_bench_task *task);

/* contenders.c: the models and baselines of a task, their scores by row */
SSI_NODISCARD enum ssi_status ssi_bench_make_contenders(struct ssi_bench *bench,
                                                        struct ssi_bench_task *task,
                                                        struct ssi_error *err);

SSI_NODISCARD enum ssi_status ssi_bench_add_learned(struct ssi_bench_task *task,
                                                    struct ssi_str name,
                                                    struct ssi_bench_contender **out,
                                                    struct ssi_error *err);

/* compare.c: measures, intervals, differences */
SSI_NODISCARD enum ssi_status ssi_bench_find_relevant(struct ssi_bench_task *task,
                                                      struct ssi_error *err);
SSI_NODISCARD enum ssi_status ssi_bench_compare(struct ssi_bench *bench,
                                                struct ssi_bench_task *task,
                                                struct ssi_error *err);

/* learn.c: learned models of a task, fitted on earlier origins only */
SSI_NODISCARD enum ssi_status ssi_bench_learn(struct ssi_bench *bench,
                                              struct ssi_bench_task *task,
                                              struct ssi_error *err);

/* learned_model.c: a learned model as a model file of its own, and read again */
SSI_NODISCARD enum ssi_status ssi_bench_write_model(
    const struct ssi_bench *bench, const struct ssi_bench_task *task,
    const struct ssi_learned *learned, const size_t *metrics, const char *week,
    struct ssi_model *out_model, struct ssi_error *err);

/* ablation.c: each metric and pillar of the first model taken out in turn */
SSI_NODISCARD enum ssi_status ssi_bench_ablate(struct ssi_bench *bench,
                                               struct ssi_bench_task *task,
                                               struct ssi_error *err);

/* leak.c: SSI_EDATA when a metric is the outcome itself */
SSI_NODISCARD enum ssi_status ssi_bench_check_leak(struct ssi_bench *bench,
                                                   const struct ssi_bench_task *task,
                                                   struct ssi_error *err);

/* stability.c */
SSI_NODISCARD enum ssi_status ssi_bench_find_stability(struct ssi_bench *bench,
                                                       struct ssi_error *err);

/* gaming.c */
SSI_NODISCARD enum ssi_status ssi_bench_game(struct ssi_bench *bench,
                                             struct ssi_error *err);

/* conclude.c */
bool ssi_bench_is_model(const struct ssi_bench_contender *contender);
/** The contender with the highest tau-b, random aside; SIZE_MAX where none has one. */
size_t ssi_bench_best(const struct ssi_bench_task *task, bool models_only);
/** Whether a contender is not significantly worse than the best. */
bool ssi_bench_not_worse(const struct ssi_bench_task *task, size_t best, size_t c);
/** The mean over pairs of the smallest difference that would have shown. */
double ssi_bench_smallest(const struct ssi_bench_task *task);
SSI_NODISCARD enum ssi_status ssi_bench_conclude(struct ssi_bench *bench,
                                                 struct ssi_error *err);

/* features.c */
SSI_NODISCARD enum ssi_status ssi_bench_write_features(const struct ssi_bench *bench,
                                                       const char *path,
                                                       struct ssi_error *err);

/* document.c: bench.pdf */
SSI_NODISCARD enum ssi_status ssi_bench_write_pdf(const struct ssi_bench *bench,
                                                  const char *folder,
                                                  struct ssi_error *err);

/* table_json.c */
SSI_NODISCARD enum ssi_status ssi_bench_write_json(const struct ssi_bench *bench,
                                                   const char *folder,
                                                   struct ssi_error *err);

/* table_bench.c */
const char *ssi_bench_group_name(enum ssi_bench_group group);
const char *ssi_bench_kind_name(enum ssi_bench_contender_kind kind);
struct ssi_output;
void ssi_bench_decimal(struct ssi_output *output, double value, int decimals);
SSI_NODISCARD enum ssi_status ssi_bench_write_csv(const struct ssi_bench *bench,
                                                  const char *folder,
                                                  struct ssi_error *err);

#endif
