// SPDX-License-Identifier: GPL-3.0-or-later
// Every contender in every tested query: means with intervals, differences of all pairs,
// gains by tenths, the vendor's contrast, calibration, and what of it is sheer volume.

#include "bench_internal.h"

#include <math.h>

/** Yes or no of every row: anything at all, or, where most have something, the top tenth.
 */
enum ssi_status ssi_bench_find_relevant(struct ssi_bench_task *task,
                                        struct ssi_error *err)
{
    size_t positive = 0;
    for (size_t r = 0; r < task->row_count; r++) {
        positive += task->outcomes[r] > 0;
    }
    task->relevance = task->series->outcome->kind == SSI_OUTCOME_QUOTA_REACHED ||
                              2 * positive <= task->row_count
                          ? SSI_RELEVANT_POSITIVE
                          : SSI_RELEVANT_TOP_SHARE;
    task->relevant = ssi_alloc(task->row_count, sizeof *task->relevant);
    if (!task->relevant) {
        return ssi_error_nomem(err);
    }
    for (size_t q = 0; q < task->query_count; q++) {
        const struct ssi_bench_query *query = &task->queries[q];
        struct ssi_ranking outcomes;
        SSI_TRY(ssi_ranking_make(&outcomes, task->outcomes + query->first, query->count,
                                 err));
        (void)ssi_relevant_find(&outcomes, task->relevance, 0.1,
                                task->relevant + query->first);
        ssi_ranking_release(&outcomes);
    }
    return SSI_OK;
}

static struct ssi_query query_of(const struct ssi_bench_task *task, size_t q)
{
    const struct ssi_bench_query *query = &task->queries[q];
    return (struct ssi_query){.n = query->count,
                              .outcomes = task->outcomes + query->first,
                              .relevant = task->relevant + query->first,
                              .members = task->members + query->first};
}

/** Expectation of a random order: no correlation; ties give the rest of the measures. */
static void expect_random(struct ssi_comparison *comparison,
                          const struct ssi_bench_task *task)
{
    static const enum ssi_measure zero[] = {SSI_MEASURE_TAU_B, SSI_MEASURE_SPEARMAN};
    size_t models = task->contender_count;
    for (size_t c = 0; c < models; c++) {
        for (size_t i = 0; task->contenders[c].is_random && i < SSI_COUNT(zero); i++) {
            size_t at = ((comparison->queries - 1) * models + c) * SSI_MEASURES + zero[i];
            if (isnan(comparison->values[at])) {
                comparison->values[at] = 0;
                comparison->seen[c * SSI_MEASURES + zero[i]]++;
            }
        }
    }
}

static enum ssi_status measure_queries(struct ssi_comparison *comparison,
                                       const struct ssi_bench_task *task,
                                       struct ssi_error *err)
{
    const double **scores = ssi_alloc(task->contender_count, sizeof *scores);
    enum ssi_status status = scores ? SSI_OK : ssi_error_nomem(err);
    for (size_t q = 0; status == SSI_OK && q < task->query_count; q++) {
        struct ssi_query query = query_of(task, q);
        if (task->queries[q].fold == 0) {
            continue;
        }
        for (size_t c = 0; c < task->contender_count; c++) {
            scores[c] = task->contenders[c].score + task->queries[q].first;
        }
        status = ssi_comparison_add(comparison, &query, scores, err);
        if (status == SSI_OK) {
            expect_random(comparison, task);
        }
    }
    ssi_free((void *)scores);
    return status;
}

static void add_tenths(struct ssi_bench_curves *curves, const struct ssi_tenths *tenths)
{
    curves->queries++;
    for (int i = 0; i < SSI_TENTHS; i++) {
        curves->members_gained[i] += tenths->members_gained[i];
        curves->amount_gained[i] += tenths->amount_gained[i];
        curves->members_lift[i] += tenths->members_lift[i];
        curves->amount_lift[i] += tenths->amount_lift[i];
    }
}

static void mean_tenths(struct ssi_bench_curves *curves)
{
    double n = (double)curves->queries;
    for (int i = 0; i < SSI_TENTHS; i++) {
        curves->members_gained[i] /= n;
        curves->amount_gained[i] /= n;
        curves->members_lift[i] /= n;
        curves->amount_lift[i] /= n;
    }
}

/** Gains and volume of one contender in one query. */
static enum ssi_status look_closer(const struct ssi_bench *bench,
                                   const struct ssi_bench_task *task,
                                   struct ssi_bench_contender *contender, size_t q,
                                   const struct ssi_ranking *events,
                                   struct ssi_error *err)
{
    struct ssi_ranking scores;
    struct ssi_query query = query_of(task, q);
    struct ssi_tenths tenths;
    double tau;
    (void)bench;
    SSI_TRY(ssi_ranking_make(&scores, contender->score + task->queries[q].first, query.n,
                             err));
    enum ssi_status status = ssi_tau_b(&scores, events, &tau, NULL, err);
    if (status == SSI_OK && !contender->is_random) {
        contender->volume += tau;
    }
    if (status == SSI_OK &&
        ssi_tenths_find(&scores, query.outcomes, query.relevant, &tenths)) {
        add_tenths(&contender->curves, &tenths);
    }
    ssi_ranking_release(&scores);
    return status;
}

static enum ssi_status look_closer_all(const struct ssi_bench *bench,
                                       struct ssi_bench_task *task, size_t q,
                                       double *events, struct ssi_error *err)
{
    const struct ssi_bench_query *query = &task->queries[q];
    const struct ssi_values *values =
        &bench->origins[query->origin].values[bench->base_set];
    struct ssi_ranking ranking;
    for (size_t i = 0; i < query->count; i++) {
        events[i] = (double)values->events[task->members[query->first + i]];
    }
    SSI_TRY(ssi_ranking_make(&ranking, events, query->count, err));
    enum ssi_status status = SSI_OK;
    for (size_t c = 0; status == SSI_OK && c < task->contender_count; c++) {
        status = look_closer(bench, task, &task->contenders[c], q, &ranking, err);
    }
    ssi_ranking_release(&ranking);
    return status;
}

/** Rows of tested queries side by side, for what is asked of rows and not of queries. */
struct rows {
    double *scores, *outcomes;
    bool *relevant;
    size_t count;
};

static void take_rows(const struct ssi_bench_task *task, const double *of,
                      struct rows *rows)
{
    rows->count = 0;
    for (size_t q = 0; q < task->query_count; q++) {
        const struct ssi_bench_query *query = &task->queries[q];
        for (size_t i = 0; query->fold > 0 && i < query->count; i++) {
            rows->scores[rows->count] = of[query->first + i];
            rows->outcomes[rows->count] = task->outcomes[query->first + i];
            rows->relevant[rows->count] = task->relevant[query->first + i];
            rows->count++;
        }
    }
}

static bool is_out_of_100(const struct ssi_bench *bench,
                          const struct ssi_bench_task *task,
                          const struct ssi_bench_contender *contender)
{
    bool all = contender->kind == SSI_CONTENDER_MODEL;
    for (size_t q = 0; all && q < task->query_count; q++) {
        all = bench->origins[task->queries[q].origin].out_of[contender->model] == 100;
    }
    return all;
}

static void judge_rows(const struct ssi_bench *bench, const struct ssi_bench_task *task,
                       struct ssi_bench_contender *contender, struct rows *rows)
{
    struct ssi_contrast contrast;
    contender->out_of_100 = is_out_of_100(bench, task, contender);
    if (contender->out_of_100) {
        take_rows(task, contender->score, rows);
        ssi_contrast_find(rows->scores, rows->outcomes, rows->relevant, rows->count, 70,
                          30, &contrast);
        contender->contrast = (struct ssi_bench_contrast){
            contrast.high_n, contrast.low_n, contrast.high_mean, contrast.low_mean,
            contrast.ratio};
    }
    contender->brier = (double)NAN;
    if (contender->probability) {
        take_rows(task, contender->probability, rows);
        contender->brier = ssi_brier(rows->scores, rows->relevant, rows->count);
        (void)ssi_calibration_find(rows->scores, rows->relevant, rows->count,
                                   contender->calibration);
    }
}

static enum ssi_status judge_all(const struct ssi_bench *bench,
                                 struct ssi_bench_task *task, struct ssi_error *err)
{
    struct rows rows = {.scores = ssi_alloc(task->row_count, sizeof *rows.scores),
                        .outcomes = ssi_alloc(task->row_count, sizeof *rows.outcomes),
                        .relevant = ssi_alloc(task->row_count, sizeof *rows.relevant)};
    bool whole = rows.scores && rows.outcomes && rows.relevant;
    enum ssi_status status = whole ? SSI_OK : ssi_error_nomem(err);
    for (size_t q = 0; status == SSI_OK && q < task->query_count; q++) {
        if (task->queries[q].fold > 0) {
            status = look_closer_all(bench, task, q, rows.scores, err);
        }
    }
    for (size_t c = 0; status == SSI_OK && c < task->contender_count; c++) {
        struct ssi_bench_contender *contender = &task->contenders[c];
        contender->volume =
            contender->is_random ? 0 : contender->volume / (double)task->tested;
        mean_tenths(&contender->curves);
        judge_rows(bench, task, contender, &rows);
    }
    ssi_free(rows.scores);
    ssi_free(rows.outcomes);
    ssi_free(rows.relevant);
    return status;
}

static enum ssi_status conclude(const struct ssi_bench *bench,
                                struct ssi_bench_task *task,
                                const struct ssi_comparison *comparison,
                                struct ssi_error *err)
{
    for (size_t c = 0; c < task->contender_count; c++) {
        for (int m = 0; m < SSI_MEASURES; m++) {
            ssi_comparison_interval(comparison, c, (enum ssi_measure)m,
                                    &task->contenders[c].estimates[m]);
        }
        if (task->contenders[c].is_random) { // an expectation, not an estimate
            for (int m = 0; m < SSI_MEASURES; m++) {
                task->contenders[c].estimates[m].low = (double)NAN;
                task->contenders[c].estimates[m].high = (double)NAN;
            }
        }
    }
    task->differences =
        ssi_alloc(ssi_difference_count(task->contender_count), sizeof *task->differences);
    return task->differences
               ? ssi_differences_find(comparison, SSI_MEASURE_TAU_B,
                                      (uint64_t)bench->plan->seed, task->differences, err)
               : ssi_error_nomem(err);
}

enum ssi_status ssi_bench_compare(struct ssi_bench *bench, struct ssi_bench_task *task,
                                  struct ssi_error *err)
{
    struct ssi_comparison comparison;
    struct ssi_comparison_options options = {.models = task->contender_count,
                                             .member_count = bench->member_count,
                                             .k = (size_t)bench->plan->k,
                                             .threads = bench->plan->threads};
    SSI_TRY(ssi_comparison_init(&comparison, &options, err));
    enum ssi_status status = measure_queries(&comparison, task, err);
    if (status == SSI_OK) {
        status = conclude(bench, task, &comparison, err);
    }
    ssi_comparison_release(&comparison);
    return status == SSI_OK ? judge_all(bench, task, err) : status;
}
