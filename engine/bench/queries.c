// SPDX-License-Identifier: GPL-3.0-or-later
// Queries: groups of people at origin weeks with what came after. A query that cannot
// tell models apart (few members, one outcome) is left out and counted.

#include "bench_internal.h"

#include <math.h>
#include <stdlib.h>

enum { LEAST_MEMBERS = 5 };

/** A member that can be compared at an origin. */
struct candidate {
    struct ssi_str group, within;
    uint32_t member, group_index, within_index;
    double outcome, before;
};

static int by_group(const void *a, const void *b)
{
    const struct candidate *x = a;
    const struct candidate *y = b;
    int order = ssi_str_cmp(x->group, y->group);
    order = order ? order : ssi_str_cmp(x->within, y->within);
    return order ? order : (x->member > y->member) - (x->member < y->member);
}

/** Whether every model that scores anyone at this origin scores the member. */
static bool scored_by_all(const struct ssi_bench *bench,
                          const struct ssi_bench_origin *origin, size_t m)
{
    for (size_t i = 0; i < bench->plan->model_count; i++) {
        if (origin->out_of[i] > 0 && origin->scores[i][m] == SSI_NO_OVERALL) {
            return false;
        }
    }
    return true;
}

static struct ssi_str text_at(const struct ssi_bench *bench, uint32_t index)
{
    return index == SSI_NONE ? ssi_str_of("", 0) : bench->texts.items[index];
}

static size_t list_candidates(const struct ssi_bench *bench, struct ssi_bench_task *task,
                              const struct ssi_bench_origin *origin,
                              const double *outcomes, const double *before,
                              struct candidate *out)
{
    size_t count = 0;
    for (size_t m = 0; m < bench->member_count; m++) {
        uint32_t group = origin->groups[task->group][m];
        uint32_t within = origin->within[m];
        bool grouped = task->group == SSI_BENCH_EVERYONE || group != SSI_NONE;
        bool split = bench->plan->within == SSI_WITHIN_NOTHING || within != SSI_NONE;
        if (!origin->values[0].in_population[m] || !grouped || !split ||
            !isfinite(outcomes[m])) {
            continue;
        }
        if (!scored_by_all(bench, origin, m)) {
            task->left_members++;
            continue;
        }
        out[count++] = (struct candidate){.group = text_at(bench, group),
                                          .within = text_at(bench, within),
                                          .member = (uint32_t)m,
                                          .group_index = group,
                                          .within_index = within,
                                          .outcome = outcomes[m],
                                          .before = isfinite(before[m]) ? before[m] : 0};
    }
    if (count > 1) {
        qsort(out, count, sizeof *out, by_group);
    }
    return count;
}

static bool all_equal(const struct candidate *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (items[i].outcome < items[0].outcome || items[i].outcome > items[0].outcome) {
            return false;
        }
    }
    return true;
}

static enum ssi_status add_query(struct ssi_bench_task *task, size_t origin,
                                 const struct candidate *items, size_t count,
                                 struct ssi_error *err)
{
    if (count < LEAST_MEMBERS) {
        task->left_small++;
        return SSI_OK;
    }
    if (all_equal(items, count)) {
        task->left_equal++;
        return SSI_OK;
    }
    size_t rows = task->row_count + count;
    SSI_TRY(SSI_GROW(task->queries, task->query_cap, task->query_count + 1, err));
    SSI_TRY(SSI_GROW(task->members, task->row_cap, rows, err));
    SSI_TRY(SSI_GROW(task->outcomes, task->outcome_cap, rows, err));
    SSI_TRY(SSI_GROW(task->before, task->before_cap, rows, err));
    task->queries[task->query_count++] =
        (struct ssi_bench_query){.origin = origin,
                                 .group = items[0].group_index,
                                 .within = items[0].within_index,
                                 .first = task->row_count,
                                 .count = count};
    for (size_t i = 0; i < count; i++) {
        task->members[task->row_count + i] = items[i].member;
        task->outcomes[task->row_count + i] = items[i].outcome;
        task->before[task->row_count + i] = items[i].before;
    }
    task->row_count = rows;
    return SSI_OK;
}

static enum ssi_status split(struct ssi_bench_task *task, size_t origin,
                             const struct candidate *items, size_t count,
                             struct ssi_error *err)
{
    for (size_t start = 0; start < count;) {
        size_t end = start + 1;
        while (end < count && items[end].group_index == items[start].group_index &&
               items[end].within_index == items[start].within_index) {
            end++;
        }
        SSI_TRY(add_query(task, origin, items + start, end - start, err));
        start = end;
    }
    return SSI_OK;
}

static enum ssi_status add_origin(struct ssi_bench *bench, struct ssi_bench_task *task,
                                  size_t o, double *sums, struct candidate *room,
                                  struct ssi_error *err)
{
    const struct ssi_bench_origin *origin = &bench->origins[o];
    const struct ssi_calendar *calendar = bench->data->calendar;
    size_t members = bench->member_count;
    int32_t week = origin->week;
    SSI_TRY(ssi_bench_series_sum(task->series, calendar, week, week + task->horizon,
                                 members, sums, err));
    SSI_TRY(ssi_bench_series_sum(task->series, calendar, week - task->horizon, week,
                                 members, sums + members, err));
    size_t count = list_candidates(bench, task, origin, sums, sums + members, room);
    return split(task, o, room, count, err);
}

/** Whether a query's origin has one before it whose outcome was known by then. */
static bool can_learn(const struct ssi_bench *bench, const struct ssi_bench_task *task,
                      const struct ssi_bench_query *query)
{
    int32_t week = bench->origins[query->origin].week;
    for (size_t q = 0; q < task->query_count; q++) {
        if (bench->origins[task->queries[q].origin].week + task->horizon <= week) {
            return true;
        }
    }
    return false;
}

/**
 * Where models are learned, only origins with something to learn from are tested, by all
 * models alike; where no origin has that, nothing is learned and all are tested.
 */
static void number_folds(const struct ssi_bench *bench, struct ssi_bench_task *task)
{
    bool wanted = false;
    for (int i = 0; i < SSI_LEARNERS; i++) {
        wanted |= bench->plan->learn[i];
    }
    for (size_t q = 0; q < task->query_count; q++) {
        task->learns |= wanted && can_learn(bench, task, &task->queries[q]);
    }
    int32_t fold = 0;
    size_t last = SIZE_MAX;
    for (size_t q = 0; q < task->query_count; q++) {
        struct ssi_bench_query *query = &task->queries[q];
        bool tested = !task->learns || can_learn(bench, task, query);
        fold += tested && query->origin != last ? 1 : 0;
        query->fold = tested ? fold : 0;
        last = tested ? query->origin : last;
        task->tested += tested;
    }
}

enum ssi_status ssi_bench_make_queries(struct ssi_bench *bench,
                                       struct ssi_bench_task *task, struct ssi_error *err)
{
    double *sums = ssi_alloc(bench->member_count * 2, sizeof *sums);
    struct candidate *room = ssi_alloc(bench->member_count, sizeof *room);
    enum ssi_status status = sums && room ? SSI_OK : ssi_error_nomem(err);
    for (size_t o = 0; status == SSI_OK && o < bench->origin_count; o++) {
        if (ssi_bench_is_origin(bench, task->horizon, bench->origins[o].week)) {
            status = add_origin(bench, task, o, sums, room, err);
            task->origin_count++;
        }
    }
    ssi_free(sums);
    ssi_free(room);
    if (status == SSI_OK) {
        number_folds(bench, task);
    }
    return status;
}

void ssi_bench_task_release(struct ssi_bench_task *task)
{
    for (size_t i = 0; i < task->contender_count; i++) {
        ssi_free(task->contenders[i].score);
        ssi_free(task->contenders[i].probability);
    }
    ssi_free(task->contenders);
    ssi_free(task->queries);
    ssi_free(task->members);
    ssi_free(task->outcomes);
    ssi_free(task->before);
    ssi_free(task->relevant);
    ssi_free(task->differences);
    ssi_free(task->ablations);
}
