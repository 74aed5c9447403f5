// SPDX-License-Identifier: GPL-3.0-or-later
// Who competes: the models of the plan, and what anyone could rank by without a model.
// All of them rank the same rows.

#include "bench_internal.h"

static enum ssi_status add_contender(struct ssi_bench_task *task, struct ssi_str name,
                                     enum ssi_bench_contender_kind kind,
                                     struct ssi_bench_contender **out,
                                     struct ssi_error *err)
{
    SSI_TRY(
        SSI_GROW(task->contenders, task->contender_cap, task->contender_count + 1, err));
    struct ssi_bench_contender *contender = &task->contenders[task->contender_count];
    *contender = (struct ssi_bench_contender){.name = name, .kind = kind};
    contender->score = ssi_alloc(task->row_count, sizeof *contender->score);
    if (!contender->score) {
        return ssi_error_nomem(err);
    }
    task->contender_count++;
    *out = contender;
    return SSI_OK;
}

/** A model competes where it scores people at every origin that has a query. */
static bool stands(const struct ssi_bench *bench, const struct ssi_bench_task *task,
                   size_t i)
{
    for (size_t q = 0; q < task->query_count; q++) {
        if (bench->origins[task->queries[q].origin].out_of[i] == 0) {
            return false;
        }
    }
    return task->query_count > 0;
}

static enum ssi_status add_model(const struct ssi_bench *bench,
                                 struct ssi_bench_task *task, size_t i,
                                 struct ssi_error *err)
{
    struct ssi_bench_contender *contender = NULL;
    SSI_TRY(add_contender(task, bench->plan->models[i]->name, SSI_CONTENDER_MODEL,
                          &contender, err));
    contender->model = i;
    for (size_t q = 0; q < task->query_count; q++) {
        const struct ssi_bench_query *query = &task->queries[q];
        const uint32_t *scores = bench->origins[query->origin].scores[i];
        for (size_t r = query->first; r < query->first + query->count; r++) {
            contender->score[r] = scores[task->members[r]] / 1000.0;
        }
    }
    return SSI_OK;
}

enum baseline { RANDOM, LAST_OUTCOME, LAST_RANK, EVENTS, DAYS, BASELINES };

/** The first model's score a horizon before: what a published rank of then would have
 * said. */
static double score_before(const struct ssi_bench *bench,
                           const struct ssi_bench_task *task,
                           const struct ssi_bench_query *query, uint32_t member)
{
    int32_t week = bench->origins[query->origin].week - task->horizon;
    const struct ssi_bench_origin *origin = ssi_bench_origin_at(bench, week);
    uint32_t score = origin ? origin->scores[0][member] : SSI_NO_OVERALL;
    return score == SSI_NO_OVERALL ? -1 : score / 1000.0;
}

static double baseline_score(const struct ssi_bench *bench,
                             const struct ssi_bench_task *task,
                             const struct ssi_bench_query *query, size_t row,
                             enum baseline which)
{
    const struct ssi_values *values = &bench->origins[query->origin].values[0];
    uint32_t member = task->members[row];
    switch (which) {
    case LAST_OUTCOME:
        return task->before[row];
    case LAST_RANK:
        return score_before(bench, task, query, member);
    case EVENTS:
        return (double)values->events[member];
    case DAYS:
        return (double)values->days[member];
    case RANDOM:
    case BASELINES:
        return 0; // all tied: every measure averages ties, which is the expectation
    }
    return 0;
}

static enum ssi_status add_baseline(const struct ssi_bench *bench,
                                    struct ssi_bench_task *task, enum baseline which,
                                    struct ssi_error *err)
{
    static const char *const names[] = {[RANDOM] = "random",
                                        [LAST_OUTCOME] = "last_outcome",
                                        [LAST_RANK] = "last_rank",
                                        [EVENTS] = "events",
                                        [DAYS] = "days_active"};
    struct ssi_bench_contender *contender = NULL;
    SSI_TRY(add_contender(task, ssi_str_z(names[which]), SSI_CONTENDER_BASELINE,
                          &contender, err));
    contender->is_random = which == RANDOM;
    for (size_t q = 0; q < task->query_count; q++) {
        const struct ssi_bench_query *query = &task->queries[q];
        for (size_t r = query->first; r < query->first + query->count; r++) {
            contender->score[r] = baseline_score(bench, task, query, r, which);
        }
    }
    return SSI_OK;
}

enum ssi_status ssi_bench_make_contenders(struct ssi_bench *bench,
                                          struct ssi_bench_task *task,
                                          struct ssi_error *err)
{
    for (size_t i = 0; i < bench->plan->model_count; i++) {
        if (stands(bench, task, i)) {
            SSI_TRY(add_model(bench, task, i, err));
        }
    }
    for (int which = 0; which < BASELINES; which++) {
        SSI_TRY(add_baseline(bench, task, (enum baseline)which, err));
    }
    return SSI_OK;
}

enum ssi_status ssi_bench_add_learned(struct ssi_bench_task *task, struct ssi_str name,
                                      struct ssi_bench_contender **out,
                                      struct ssi_error *err)
{
    return add_contender(task, name, SSI_CONTENDER_LEARNED, out, err);
}
