// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The bench: which ranking model finds the people who go on to sell? Models are compared
 * by what happened after the weeks that they scored, on the operator's own data.
 *
 * A query is a group of people at an origin week s. Scores use only what was known at its
 * cut-off (levels and connections without a date are left out); the outcome is what falls
 * in the weeks (s, s + H]. Learned models are tested at t after learning on origins s
 * with s + H <= t.
 */
#ifndef SSI_BENCH_H
#define SSI_BENCH_H

#include "ssi/format.h"
#include "ssi/learners.h"
#include "ssi/values.h"

enum ssi_bench_outcome_kind {
    SSI_OUTCOME_WON_AMOUNT,
    SSI_OUTCOME_WON_COUNT,
    SSI_OUTCOME_OPENED_COUNT,
    SSI_OUTCOME_QUOTA_REACHED,
    SSI_OUTCOME_ACTIVITY,
    SSI_OUTCOME_COLUMN
};

/** What is counted after an origin. Texts are borrowed. */
struct ssi_bench_outcome {
    struct ssi_str name;
    enum ssi_bench_outcome_kind kind;
    enum ssi_activity activity; /**< of ACTIVITY */
    const char *path;           /**< of COLUMN: a CSV, and its columns by name */
    const char *member, *date, *form;
    const char *value;                      /**< NULL: every row counts 1 */
    const char *where_column, *where_value; /**< NULL: every row */
};

enum ssi_bench_group { SSI_BENCH_EVERYONE, SSI_BENCH_TEAM, SSI_BENCH_INDUSTRY };

enum ssi_bench_within {
    SSI_WITHIN_NOTHING,
    SSI_WITHIN_COLUMN, /**< a text column of the roster */
    SSI_WITHIN_TENURE  /**< years since `since`: under 1, 1 to 3, over 3 */
};

enum { SSI_BENCH_LIST = 16 };

struct ssi_bench_plan {
    const struct ssi_model *models[SSI_BENCH_LIST]; /**< the first is the one to beat */
    size_t model_count;
    const struct ssi_model *base; /**< whose metrics and transforms learners weigh */
    const struct ssi_bench_outcome *outcomes;
    size_t outcome_count;
    int32_t horizons[SSI_BENCH_LIST]; /**< weeks */
    size_t horizon_count;
    enum ssi_bench_group groups[3];
    size_t group_count;
    enum ssi_bench_within within;
    enum ssi_roster_column within_column;
    const char *within_name; /**< "" for nothing */
    int32_t every;           /**< weeks between origins; 0 = the horizon */
    int32_t origins;         /**< at most, the newest; 0 = all */
    int32_t history; /**< weeks of events before the first origin; 0 = the horizon */
    int32_t k;       /**< of NDCG, precision and recall */
    int64_t seed;
    bool learn[SSI_LEARNERS];
    size_t threads;
    const char *features; /**< a file for the matrix, or NULL */
};

/** What is known, joined; all borrowed. */
struct ssi_bench_data {
    const struct ssi_partial *partial; /**< settled */
    struct ssi_reference *reference;
    const struct ssi_calendar *calendar;
    const struct ssi_targets *targets;
    int32_t week; /**< the last week whose outcome counts */
};

/** Called now and then with what is being done; may be NULL. */
typedef void ssi_bench_tell(void *context, const char *line);

struct ssi_bench;

/**
 * Compares. SSI_EUSAGE for a plan that the data cannot serve (no such column, an outcome
 * that no input feeds), SSI_EDATA where nothing can be compared or an outcome leaks into
 * a metric.
 */
SSI_NODISCARD enum ssi_status ssi_bench_run(const struct ssi_bench_plan *plan,
                                            const struct ssi_bench_data *data,
                                            ssi_bench_tell *tell, void *context,
                                            const char *folder,
                                            struct ssi_bench **out_bench,
                                            struct ssi_error *err);
void ssi_bench_free(struct ssi_bench *bench);

/** bench.csv and bench.json into a folder, and the learned models below models/. */
SSI_NODISCARD enum ssi_status ssi_bench_write(const struct ssi_bench *bench,
                                              const char *folder, struct ssi_error *err);

/** What the data say, in words, a sentence a line; NULL behind the last. */
const char *ssi_bench_sentence(const struct ssi_bench *bench, size_t index);

#endif
