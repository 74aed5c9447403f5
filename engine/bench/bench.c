// SPDX-License-Identifier: GPL-3.0-or-later
// The bench from plan to result: outcomes, origins, queries, contenders, measures, words.

#include "bench_internal.h"

#include <stdarg.h>
#include <stdio.h>

void ssi_bench_say(const struct ssi_bench *bench, const char *format, ...)
{
    char line[256];
    va_list args;
    if (bench->tell) {
        va_start(args, format);
        (void)vsnprintf(line, sizeof line, format, args);
        va_end(args);
        bench->tell(bench->context, line);
    }
}

static enum ssi_status read_outcomes(struct ssi_bench *bench, struct ssi_error *err)
{
    const struct ssi_bench_plan *plan = bench->plan;
    bench->series = ssi_alloc(plan->outcome_count, sizeof *bench->series);
    if (!bench->series) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < plan->outcome_count; i++) {
        ssi_bench_say(bench, "outcome %.*s", (int)plan->outcomes[i].name.len,
                      plan->outcomes[i].name.ptr);
        SSI_TRY(ssi_bench_series_read(&bench->series[i], &plan->outcomes[i], bench->data,
                                      &bench->now, err));
    }
    return SSI_OK;
}

static enum ssi_status measure_origins(struct ssi_bench *bench, struct ssi_error *err)
{
    for (size_t o = 0; o < bench->origin_count; o++) {
        ssi_bench_say(bench, "week %s: what was known then (%zu of %zu)",
                      bench->origins[o].name, o + 1, bench->origin_count);
        SSI_TRY(ssi_bench_measure_origin(bench, &bench->origins[o], err));
    }
    return SSI_OK;
}

static enum ssi_status run_task(struct ssi_bench *bench, struct ssi_bench_task *task,
                                struct ssi_error *err)
{
    SSI_TRY(ssi_bench_make_queries(bench, task, err));
    if (task->query_count == 0) {
        return SSI_OK;
    }
    SSI_TRY(ssi_bench_check_leak(bench, task, err));
    SSI_TRY(ssi_bench_find_relevant(task, err));
    SSI_TRY(ssi_bench_make_contenders(bench, task, err));
    SSI_TRY(ssi_bench_learn(bench, task, err));
    SSI_TRY(ssi_bench_compare(bench, task, err));
    return ssi_bench_ablate(bench, task, err);
}

static enum ssi_status run_tasks(struct ssi_bench *bench, struct ssi_error *err)
{
    const struct ssi_bench_plan *plan = bench->plan;
    size_t count = plan->outcome_count * plan->horizon_count * plan->group_count;
    size_t queries = 0;
    bench->tasks = ssi_alloc(count, sizeof *bench->tasks);
    if (!bench->tasks) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < count; i++) {
        struct ssi_bench_task *task = &bench->tasks[bench->task_count++];
        task->series = &bench->series[i / plan->group_count / plan->horizon_count];
        task->horizon = plan->horizons[i / plan->group_count % plan->horizon_count];
        task->group = plan->groups[i % plan->group_count];
        ssi_bench_say(bench, "comparing %zu of %zu", i + 1, count);
        SSI_TRY(run_task(bench, task, err));
        queries += task->query_count;
    }
    return queries > 0
               ? SSI_OK
               : ssi_error_set(
                     err, SSI_EDATA,
                     "nothing to compare: no group has 5 members with a score and "
                     "two different outcomes; take larger groups or a longer "
                     "horizon in [bench]");
}

/** What no week can count on, for nobody says since when it is so. */
static void count_undated(struct ssi_bench *bench)
{
    const struct ssi_reference *reference = bench->data->reference;
    for (size_t i = 0; i < reference->fact_count; i++) {
        uint32_t column = reference->facts[i].column;
        bool level = column >= SSI_ROSTER_COLUMNS || column == SSI_ROSTER_HEADLINE ||
                     column == SSI_ROSTER_SUMMARY || column == SSI_ROSTER_SKILLS;
        bool undated = reference->facts[i].as_of == SSI_UNDATED;
        bench->undated_levels += level && undated;
        bench->undated_left +=
            column == SSI_ROSTER_STATUS && undated &&
            ssi_str_eq_nocase(reference->facts[i].text, ssi_str_z("left"));
    }
    for (size_t i = 0; i < reference->edge_count; i++) {
        bench->undated_edges += reference->edges[i].secs == SSI_UNDATED;
    }
}

static enum ssi_status run_bench(struct ssi_bench *bench, struct ssi_error *err)
{
    const struct ssi_bench_data *data = bench->data;
    SSI_TRY(ssi_bench_make_sets(bench, err));
    SSI_TRY(ssi_inputs_init_known(&bench->now, data->partial, data->reference,
                                  data->calendar, &bench->sets[0].model, data->targets,
                                  data->week, 1, err));
    bench->has_now = true;
    bench->member_count = bench->now.member_count;
    bench->first_event_week = bench->now.first_event_week;
    count_undated(bench);
    SSI_TRY(read_outcomes(bench, err));
    SSI_TRY(ssi_bench_list_origins(bench, err));
    SSI_TRY(measure_origins(bench, err));
    SSI_TRY(run_tasks(bench, err));
    SSI_TRY(ssi_bench_find_stability(bench, err));
    SSI_TRY(ssi_bench_game(bench, err));
    return ssi_bench_conclude(bench, err);
}

enum ssi_status ssi_bench_run(const struct ssi_bench_plan *plan,
                              const struct ssi_bench_data *data, ssi_bench_tell *tell,
                              void *context, const char *folder,
                              struct ssi_bench **out_bench, struct ssi_error *err)
{
    struct ssi_bench *bench = ssi_alloc(1, sizeof *bench);
    if (!bench) {
        return ssi_error_nomem(err);
    }
    bench->plan = plan;
    bench->data = data;
    bench->tell = tell;
    bench->context = context;
    bench->folder = folder;
    ssi_ids_init(&bench->texts);
    ssi_arena_init(&bench->arena);
    enum ssi_status status = run_bench(bench, err);
    if (status != SSI_OK) {
        ssi_bench_free(bench);
        return status;
    }
    *out_bench = bench;
    return SSI_OK;
}

void ssi_bench_free(struct ssi_bench *bench)
{
    if (!bench) {
        return;
    }
    for (size_t i = 0; i < bench->task_count; i++) {
        ssi_bench_task_release(&bench->tasks[i]);
    }
    ssi_free(bench->tasks);
    for (size_t o = 0; o < bench->origin_count; o++) {
        ssi_bench_origin_release(bench, &bench->origins[o]);
    }
    ssi_free(bench->origins);
    for (size_t i = 0; bench->series && i < bench->plan->outcome_count; i++) {
        ssi_bench_series_release(&bench->series[i]);
    }
    ssi_free(bench->series);
    for (size_t s = 0; s < bench->set_count; s++) {
        ssi_free(bench->sets[s].model.metrics);
    }
    ssi_free(bench->sets);
    ssi_free(bench->set_of);
    if (bench->has_now) {
        ssi_inputs_release(&bench->now);
    }
    ssi_ids_release(&bench->texts);
    ssi_free(bench->stability);
    ssi_free(bench->gains);
    ssi_free(bench->begins);
    ssi_free(bench->sentences);
    ssi_arena_release(&bench->arena);
    ssi_free(bench);
}

const char *ssi_bench_sentence(const struct ssi_bench *bench, size_t index)
{
    return index < bench->sentence_count ? bench->sentences[index] : NULL;
}
