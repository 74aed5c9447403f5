// SPDX-License-Identifier: GPL-3.0-or-later
// Learned models of a task. To be tested at t, a model is fitted on the queries of
// origins s with s + H <= t, and on nothing else; the one fitted on all queries is for
// use from now on.

#include "bench_internal.h"

#include <math.h>
#include <stdlib.h>

#include "ssi/num.h"

/** The rows of a task as a matrix: metrics of the base as published, NaN where unknown.
 */
struct matrix {
    struct ssi_bench *bench;
    struct ssi_bench_task *task;
    float *shares; /* row * metric count + metric */
    size_t width;
};

static enum ssi_status fill(struct matrix *matrix, struct ssi_error *err)
{
    const struct ssi_bench *bench = matrix->bench;
    const struct ssi_bench_task *task = matrix->task;
    double *shares = ssi_alloc(bench->member_count * matrix->width, sizeof *shares);
    size_t at = SIZE_MAX;
    enum ssi_status status = shares ? SSI_OK : ssi_error_nomem(err);
    for (size_t q = 0; status == SSI_OK && q < task->query_count; q++) {
        const struct ssi_bench_query *query = &task->queries[q];
        if (at != query->origin) {
            at = query->origin;
            status = ssi_values_share(&bench->origins[at].values[bench->base_set],
                                      bench->plan->base, shares, err);
        }
        for (size_t r = query->first; status == SSI_OK && r < query->first + query->count;
             r++) {
            const double *from = shares + task->members[r] * matrix->width;
            for (size_t i = 0; i < matrix->width; i++) {
                matrix->shares[r * matrix->width + i] =
                    isnan(from[i]) ? NAN
                                   : (float)((double)ssi_round_scaled(from[i], 6) / 1e6);
            }
        }
    }
    ssi_free(shares);
    return status;
}

/** What one fit sees: training queries, metrics known there, means for what is unknown.
 */
struct lesson_plan {
    const struct matrix *matrix;
    int32_t week; /* tested; INT32_MAX: all queries train */
    size_t metrics[SSI_METRICS];
    double means[SSI_METRICS];
    size_t features;
    struct ssi_lesson *lessons;
    float *rows;
    size_t count;
};

static bool trains(const struct lesson_plan *plan, const struct ssi_bench_query *query)
{
    const struct matrix *matrix = plan->matrix;
    int32_t week = matrix->bench->origins[query->origin].week;
    return plan->week == INT32_MAX || week + matrix->task->horizon <= plan->week;
}

/** Metrics that anyone in training has. A member who lacks one counts as the mean. */
static void find_metrics(struct lesson_plan *plan)
{
    const struct matrix *matrix = plan->matrix;
    for (size_t i = 0; i < matrix->width; i++) {
        double sum = 0;
        size_t n = 0;
        for (size_t q = 0; q < matrix->task->query_count; q++) {
            const struct ssi_bench_query *query = &matrix->task->queries[q];
            for (size_t r = 0; trains(plan, query) && r < query->count; r++) {
                float x = matrix->shares[(query->first + r) * matrix->width + i];
                sum += isnan(x) ? 0.0 : (double)x;
                n += isnan(x) ? 0 : 1;
            }
        }
        if (n > 0) {
            plan->metrics[plan->features] = i;
            plan->means[plan->features++] = sum / (double)n;
        }
    }
}

static void copy_row(const struct lesson_plan *plan, size_t row, float *out)
{
    const struct matrix *matrix = plan->matrix;
    for (size_t i = 0; i < plan->features; i++) {
        float x = matrix->shares[row * matrix->width + plan->metrics[i]];
        out[i] = isnan(x) ? (float)plan->means[i] : x;
    }
}

static enum ssi_status take_lessons(struct lesson_plan *plan, struct ssi_error *err)
{
    const struct ssi_bench_task *task = plan->matrix->task;
    plan->lessons = ssi_alloc(task->query_count, sizeof *plan->lessons);
    plan->rows = ssi_alloc(task->row_count * plan->features, sizeof *plan->rows);
    if (!plan->lessons || !plan->rows) {
        return ssi_error_nomem(err);
    }
    for (size_t q = 0; q < task->query_count; q++) {
        const struct ssi_bench_query *query = &task->queries[q];
        if (!trains(plan, query)) {
            continue;
        }
        float *rows = plan->rows + query->first * plan->features;
        for (size_t r = 0; r < query->count; r++) {
            copy_row(plan, query->first + r, rows + r * plan->features);
        }
        plan->lessons[plan->count++] =
            (struct ssi_lesson){.n = query->count,
                                .features = rows,
                                .outcomes = task->outcomes + query->first,
                                .relevant = task->relevant + query->first,
                                .members = task->members + query->first};
    }
    return SSI_OK;
}

static void end_lessons(struct lesson_plan *plan)
{
    ssi_free(plan->lessons);
    ssi_free(plan->rows);
}

static enum ssi_status begin_lessons(struct lesson_plan *plan,
                                     const struct matrix *matrix, int32_t week,
                                     struct ssi_error *err)
{
    *plan = (struct lesson_plan){.matrix = matrix, .week = week};
    find_metrics(plan);
    enum ssi_status status = take_lessons(plan, err);
    if (status != SSI_OK) {
        end_lessons(plan);
    }
    return status;
}

/** SSI_OK and *out_why set where there is nothing to learn from. */
static enum ssi_status fit(const struct lesson_plan *plan, enum ssi_learner learner,
                           struct ssi_learned *out, const char **out_why,
                           struct ssi_error *err)
{
    struct ssi_bench *bench = plan->matrix->bench;
    struct ssi_lessons lessons = {.items = plan->lessons,
                                  .count = plan->count,
                                  .features = plan->features,
                                  .member_count = bench->member_count};
    struct ssi_learner_options options = {.seed = (uint64_t)bench->plan->seed};
    struct ssi_error own;
    if (plan->features == 0 || plan->count == 0) {
        *out_why = "no metric was known at the origins to learn from";
        return SSI_OK;
    }
    enum ssi_status status = ssi_learn(learner, &lessons, &options, out, &own);
    if (status == SSI_EDATA) {
        struct ssi_str copy;
        SSI_TRY(ssi_arena_copy(&bench->arena, ssi_str_z(own.message), &copy, err));
        *out_why = copy.ptr;
        return SSI_OK;
    }
    if (status != SSI_OK) {
        if (err) {
            *err = own;
        }
        return status;
    }
    bool any = false;
    for (size_t i = 0; i < out->features; i++) {
        any |= out->weights[i].value > 0;
    }
    *out_why = any ? NULL : "no metric got a weight above 0";
    return SSI_OK;
}

/** Scores and probabilities of the tested week's rows by the model just learned. */
static enum ssi_status score_fold(const struct lesson_plan *plan, size_t origin,
                                  const struct ssi_learned *learned,
                                  struct ssi_bench_contender *contender,
                                  struct ssi_error *err)
{
    const struct ssi_bench *bench = plan->matrix->bench;
    const struct ssi_bench_task *task = plan->matrix->task;
    struct ssi_model model;
    int32_t out_of = 0;
    uint32_t *overall = ssi_alloc(bench->member_count, sizeof *overall);
    if (!overall) {
        return ssi_error_nomem(err);
    }
    enum ssi_status status = ssi_bench_write_model(
        bench, task, learned, plan->metrics, bench->origins[origin].name, &model, err);
    if (status == SSI_OK) {
        status = ssi_values_score(&bench->origins[origin].values[bench->base_set], &model,
                                  overall, &out_of, err);
        ssi_model_release(&model);
    }
    for (size_t q = 0; status == SSI_OK && q < task->query_count; q++) {
        const struct ssi_bench_query *query = &task->queries[q];
        for (size_t r = query->first;
             query->origin == origin && r < query->first + query->count; r++) {
            float features[SSI_METRICS];
            uint32_t score = overall[task->members[r]];
            contender->score[r] = score == SSI_NO_OVERALL ? -1 : score / 1000.0;
            if (contender->probability) {
                copy_row(plan, r, features);
                contender->probability[r] = ssi_learned_probability(learned, features);
            }
        }
    }
    ssi_free(overall);
    return status;
}

/** One fit for each tested origin. */
static enum ssi_status learn_folds(const struct matrix *matrix, enum ssi_learner learner,
                                   struct ssi_bench_contender *contender,
                                   const char **out_why, struct ssi_error *err)
{
    const struct ssi_bench *bench = matrix->bench;
    const struct ssi_bench_task *task = matrix->task;
    struct ssi_learned *learned = ssi_alloc(1, sizeof *learned);
    enum ssi_status status = learned ? SSI_OK : ssi_error_nomem(err);
    size_t at = SIZE_MAX;
    for (size_t q = 0; status == SSI_OK && !*out_why && q < task->query_count; q++) {
        const struct ssi_bench_query *query = &task->queries[q];
        struct lesson_plan plan;
        if (query->fold == 0 || query->origin == at) {
            continue;
        }
        at = query->origin;
        status = begin_lessons(&plan, matrix, bench->origins[at].week, err);
        if (status != SSI_OK) {
            break;
        }
        status = fit(&plan, learner, learned, out_why, err);
        if (status == SSI_OK && !*out_why) {
            status = score_fold(&plan, at, learned, contender, err);
        }
        end_lessons(&plan);
    }
    ssi_free(learned);
    return status;
}

/** The fit on all queries: its weights are shown, and its file is for use from now on. */
static enum ssi_status learn_all(const struct matrix *matrix, enum ssi_learner learner,
                                 struct ssi_bench_contender *contender,
                                 const char **out_why, struct ssi_error *err)
{
    struct ssi_bench *bench = matrix->bench;
    struct lesson_plan plan;
    struct ssi_learned *learned = ssi_arena_alloc(&bench->arena, sizeof *learned);
    size_t *metrics = ssi_arena_alloc(&bench->arena, matrix->width * sizeof *metrics);
    if (!learned || !metrics) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(begin_lessons(&plan, matrix, INT32_MAX, err));
    enum ssi_status status = fit(&plan, learner, learned, out_why, err);
    if (status == SSI_OK && !*out_why) {
        status = ssi_bench_write_model(bench, matrix->task, learned, plan.metrics, NULL,
                                       NULL, err);
        memcpy(metrics, plan.metrics, plan.features * sizeof *metrics);
        contender->learned = learned;
        contender->learned_metrics = metrics;
    }
    end_lessons(&plan);
    return status;
}

static enum ssi_status learn_one(const struct matrix *matrix, enum ssi_learner learner,
                                 struct ssi_error *err)
{
    struct ssi_bench_task *task = matrix->task;
    struct ssi_bench_contender *contender = NULL;
    const char *why = NULL;
    ssi_bench_say(matrix->bench, "learning %s", ssi_learner_name(learner));
    SSI_TRY(ssi_bench_add_learned(task, ssi_str_z(ssi_learner_name(learner)), &contender,
                                  err));
    if (learner == SSI_LEARN_LOGISTIC) {
        contender->probability =
            ssi_alloc(task->row_count, sizeof *contender->probability);
        if (!contender->probability) {
            return ssi_error_nomem(err);
        }
    }
    SSI_TRY(learn_folds(matrix, learner, contender, &why, err));
    if (!why) {
        SSI_TRY(learn_all(matrix, learner, contender, &why, err));
    }
    if (why) {
        task->not_learned[learner] = why;
        ssi_free(contender->score);
        ssi_free(contender->probability);
        task->contender_count--;
    }
    return SSI_OK;
}

enum ssi_status ssi_bench_learn(struct ssi_bench *bench, struct ssi_bench_task *task,
                                struct ssi_error *err)
{
    struct matrix matrix = {
        .bench = bench, .task = task, .width = bench->plan->base->metric_count};
    enum ssi_status status = SSI_OK;
    for (int i = 0; i < SSI_LEARNERS; i++) {
        task->not_learned[i] =
            !bench->plan->learn[i] ? "not asked for"
            : !task->learns ? "no origin has earlier ones whose outcome was known by then"
                            : NULL;
    }
    if (!task->learns) {
        return SSI_OK;
    }
    matrix.shares = ssi_alloc(task->row_count * matrix.width, sizeof *matrix.shares);
    status = matrix.shares ? fill(&matrix, err) : ssi_error_nomem(err);
    for (int i = 0; status == SSI_OK && i < SSI_LEARNERS; i++) {
        if (bench->plan->learn[i]) {
            status = learn_one(&matrix, (enum ssi_learner)i, err);
        }
    }
    ssi_free(matrix.shares);
    return status;
}
