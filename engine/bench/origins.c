// SPDX-License-Identifier: GPL-3.0-or-later
// The weeks to look from, and what was known of everyone at each: measured as if that
// week were the newest, so that nothing later decides anything.

#include "bench_internal.h"

#include <math.h>
#include <stdlib.h>

/** The last week whose outcome every input tells. */
static int32_t last_week(const struct ssi_bench *bench)
{
    int32_t last = bench->data->week;
    for (size_t i = 0; i < bench->plan->outcome_count; i++) {
        last = bench->series[i].last < last ? bench->series[i].last : last;
    }
    return last;
}

static int32_t step_of(const struct ssi_bench_plan *plan, int32_t horizon)
{
    return plan->every > 0 ? plan->every : horizon;
}

bool ssi_bench_is_origin(const struct ssi_bench *bench, int32_t horizon, int32_t week)
{
    const struct ssi_bench_plan *plan = bench->plan;
    int32_t back = last_week(bench) - horizon - week;
    int32_t step = step_of(plan, horizon);
    int32_t history = plan->history > 0 ? plan->history : horizon;
    return back >= 0 && back % step == 0 &&
           (plan->origins == 0 || back / step < plan->origins) &&
           week >= bench->first_event_week + history - 1;
}

static bool wanted(const struct ssi_bench *bench, int32_t week)
{
    const struct ssi_bench_plan *plan = bench->plan;
    for (size_t h = 0; h < plan->horizon_count; h++) {
        if (ssi_bench_is_origin(bench, plan->horizons[h], week) ||
            (ssi_bench_is_origin(bench, plan->horizons[h], week + plan->horizons[h]) &&
             week >= bench->first_event_week)) {
            return true; // the latter for last period's rank
        }
    }
    return false;
}

enum ssi_status ssi_bench_list_origins(struct ssi_bench *bench, struct ssi_error *err)
{
    char name[16];
    for (int32_t week = bench->first_event_week; week <= last_week(bench); week++) {
        if (!wanted(bench, week)) {
            continue;
        }
        SSI_TRY(
            SSI_GROW(bench->origins, bench->origin_cap, bench->origin_count + 1, err));
        struct ssi_bench_origin *origin = &bench->origins[bench->origin_count++];
        origin->week = week;
        ssi_calendar_week_name(bench->data->calendar, week, origin->name);
    }
    ssi_calendar_week_name(bench->data->calendar, last_week(bench), name);
    return bench->origin_count > 0
               ? SSI_OK
               : ssi_error_set(
                     err, SSI_EDATA,
                     "nothing to compare: outcomes are known to the week %s, and no "
                     "week before has both a whole horizon after it and as much "
                     "history; shorten horizons or history in [bench]",
                     name);
}

struct ssi_bench_origin *ssi_bench_origin_at(const struct ssi_bench *bench, int32_t week)
{
    for (size_t i = 0; i < bench->origin_count; i++) {
        if (bench->origins[i].week == week) {
            return &bench->origins[i];
        }
    }
    return NULL;
}

static enum ssi_status text_of(struct ssi_bench *bench, struct ssi_str text,
                               uint32_t *out_index, struct ssi_error *err)
{
    *out_index = SSI_NONE;
    return text.len ? ssi_ids_add(&bench->texts, text, out_index, err) : SSI_OK;
}

static const char *tenure_of(const struct ssi_inputs *inputs, uint32_t person,
                             int64_t cutoff)
{
    enum { YEAR = 31557600 };
    const struct ssi_fact *since =
        ssi_reference_fact(inputs->reference, person, SSI_ROSTER_SINCE, cutoff);
    if (!since) {
        return "";
    }
    int64_t years = (cutoff - since->secs) / YEAR;
    return years < 1 ? "under 1 year" : years < 3 ? "1 to 3 years" : "3 years and more";
}

static enum ssi_status find_groups(struct ssi_bench *bench,
                                   struct ssi_bench_origin *origin,
                                   const struct ssi_inputs *inputs, struct ssi_error *err)
{
    const struct ssi_bench_plan *plan = bench->plan;
    int64_t cutoff = ssi_inputs_cutoff(inputs, inputs->week);
    for (size_t m = 0; m < bench->member_count; m++) {
        struct ssi_str team, industry;
        uint32_t person = inputs->members[m].person;
        ssi_member_groups(inputs, m, inputs->week, &team, &industry);
        origin->groups[SSI_BENCH_EVERYONE][m] = SSI_NONE;
        SSI_TRY(text_of(bench, team, &origin->groups[SSI_BENCH_TEAM][m], err));
        SSI_TRY(text_of(bench, industry, &origin->groups[SSI_BENCH_INDUSTRY][m], err));
        struct ssi_str within = ssi_str_z("");
        if (plan->within == SSI_WITHIN_TENURE) {
            within = ssi_str_z(tenure_of(inputs, person, cutoff));
        } else if (plan->within == SSI_WITHIN_COLUMN) {
            within = plan->within_column == SSI_ROSTER_TEAM ? team
                     : plan->within_column == SSI_ROSTER_INDUSTRY
                         ? industry
                         : ssi_inputs_text(inputs, person, plan->within_column, cutoff);
        }
        SSI_TRY(text_of(bench, within, &origin->within[m], err));
    }
    return SSI_OK;
}

static enum ssi_status make_room(const struct ssi_bench *bench,
                                 struct ssi_bench_origin *origin, struct ssi_error *err)
{
    size_t members = bench->member_count;
    bool whole = true;
    for (size_t i = 0; i < SSI_COUNT(origin->groups); i++) {
        origin->groups[i] = ssi_alloc(members, sizeof **origin->groups);
        whole = whole && origin->groups[i];
    }
    origin->within = ssi_alloc(members, sizeof *origin->within);
    origin->scores = ssi_alloc(bench->plan->model_count, sizeof *origin->scores);
    origin->out_of = ssi_alloc(bench->plan->model_count, sizeof *origin->out_of);
    origin->values = ssi_alloc(bench->set_count, sizeof *origin->values);
    whole = whole && origin->values && origin->within && origin->scores && origin->out_of;
    for (size_t i = 0; whole && i < bench->plan->model_count; i++) {
        origin->scores[i] = ssi_alloc(members, sizeof **origin->scores);
        whole = origin->scores[i];
    }
    return whole ? SSI_OK : ssi_error_nomem(err);
}

/** Values of one set, measured on inputs as of the origin; the first set also tells
 * groups. */
static enum ssi_status measure_set(struct ssi_bench *bench,
                                   struct ssi_bench_origin *origin, size_t s,
                                   struct ssi_error *err)
{
    const struct ssi_bench_data *data = bench->data;
    struct ssi_inputs inputs;
    SSI_TRY(ssi_inputs_init_known(&inputs, data->partial, data->reference, data->calendar,
                                  &bench->sets[s].model, data->targets, origin->week, 1,
                                  err));
    enum ssi_status status = ssi_values_measure(
        &origin->values[s], &inputs, inputs.model->window, bench->plan->threads, err);
    if (status == SSI_OK && s == 0) {
        status = find_groups(bench, origin, &inputs, err);
    }
    ssi_inputs_release(&inputs);
    return status;
}

enum ssi_status ssi_bench_measure_origin(struct ssi_bench *bench,
                                         struct ssi_bench_origin *origin,
                                         struct ssi_error *err)
{
    const struct ssi_bench_plan *plan = bench->plan;
    SSI_TRY(make_room(bench, origin, err));
    for (size_t s = 0; s < bench->set_count; s++) {
        SSI_TRY(measure_set(bench, origin, s, err));
    }
    for (size_t i = 0; i < plan->model_count; i++) {
        SSI_TRY(ssi_values_score(&origin->values[bench->set_of[i]], plan->models[i],
                                 origin->scores[i], &origin->out_of[i], err));
    }
    return SSI_OK;
}

void ssi_bench_origin_release(struct ssi_bench *bench, struct ssi_bench_origin *origin)
{
    for (size_t s = 0; origin->values && s < bench->set_count; s++) {
        ssi_values_release(&origin->values[s]);
    }
    ssi_free(origin->values);
    for (size_t i = 0; origin->scores && i < bench->plan->model_count; i++) {
        ssi_free(origin->scores[i]);
    }
    ssi_free(origin->scores);
    ssi_free(origin->out_of);
    for (size_t i = 0; i < SSI_COUNT(origin->groups); i++) {
        ssi_free(origin->groups[i]);
    }
    ssi_free(origin->within);
}
