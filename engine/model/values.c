// SPDX-License-Identifier: GPL-3.0-or-later
// Values of a week measured once for several models, and the scores they make of them.

#include "ssi/values.h"

#include <math.h>
#include <stdlib.h>

#include "points_internal.h"

#include "ssi/parallel.h"

enum { MEMBERS_A_TASK = 64 };

struct measuring {
    struct ssi_values *values;
    const struct ssi_inputs *inputs;
    struct ssi_tally *tallies; /* by worker */
};

static void add_volume(struct ssi_values *values, const struct ssi_inputs *inputs,
                       size_t m, const struct ssi_tally *tally)
{
    for (int32_t w = inputs->week - values->back + 1; w <= inputs->week; w++) {
        size_t place = (size_t)(w - inputs->first_week);
        const uint64_t *counts = tally->counts + place * SSI_ACTIVITY_COUNT;
        values->days[m] += (int64_t)tally->days[place];
        for (int a = 1; a < SSI_ACTIVITY_COUNT; a++) {
            if (ssi_activity_is_own((enum ssi_activity)a)) {
                values->events[m] += (int64_t)counts[a];
            }
        }
    }
}

static enum ssi_status measure_members(void *context, size_t task, size_t worker,
                                       struct ssi_error *err)
{
    const struct measuring *s = context;
    struct ssi_values *values = s->values;
    const struct ssi_inputs *inputs = s->inputs;
    struct ssi_tally *tally = &s->tallies[worker];
    size_t metrics = inputs->model->metric_count;
    size_t end = (task + 1) * MEMBERS_A_TASK;
    end = end < inputs->member_count ? end : inputs->member_count;
    for (size_t m = task * MEMBERS_A_TASK; m < end; m++) {
        const struct ssi_input_member *member = &inputs->members[m];
        struct ssi_measures measures = {.covered = NULL};
        SSI_TRY(ssi_tally_member(tally, inputs, member, err));
        values->in_population[m] =
            ssi_tally_in_population(inputs, member, tally, inputs->week);
        add_volume(values, inputs, m, tally);
        values->seats[m] = ssi_inputs_text(inputs, member->person, SSI_ROSTER_SEAT,
                                           ssi_inputs_cutoff(inputs, inputs->week));
        if (values->in_population[m]) {
            ssi_measure(inputs, member, tally, inputs->week, &measures);
        }
        for (size_t i = 0; i < metrics; i++) {
            values->x[m * metrics + i] =
                values->in_population[m] ? measures.x[i] : SSI_X_NONE;
        }
    }
    return SSI_OK;
}

static enum ssi_status measure_all(struct measuring *s, size_t threads,
                                   struct ssi_error *err)
{
    const struct ssi_inputs *inputs = s->inputs;
    size_t tasks = (inputs->member_count + MEMBERS_A_TASK - 1) / MEMBERS_A_TASK;
    enum ssi_status status = SSI_OK;
    s->tallies = ssi_alloc(threads, sizeof *s->tallies);
    if (!s->tallies) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; status == SSI_OK && i < threads; i++) {
        status = ssi_tally_init(&s->tallies[i], inputs, err);
    }
    if (status == SSI_OK && tasks > 0) {
        status = ssi_parallel(threads, tasks, measure_members, s, err);
    }
    for (size_t i = 0; i < threads; i++) {
        ssi_tally_release(&s->tallies[i]);
    }
    ssi_free(s->tallies);
    return status;
}

enum ssi_status ssi_values_measure(struct ssi_values *values,
                                   const struct ssi_inputs *inputs, int32_t back,
                                   size_t threads, struct ssi_error *err)
{
    size_t members = inputs->member_count;
    *values = (struct ssi_values){.measured = inputs->model,
                                  .member_count = members,
                                  .week = inputs->week,
                                  .back = back};
    values->seats = ssi_alloc(members, sizeof *values->seats);
    values->x = ssi_alloc(members * inputs->model->metric_count, sizeof *values->x);
    values->in_population = ssi_alloc(members, 1);
    values->events = ssi_alloc(members, sizeof *values->events);
    values->days = ssi_alloc(members, sizeof *values->days);
    struct measuring measuring = {.values = values, .inputs = inputs};
    bool whole = values->x && values->in_population && values->events && values->days &&
                 values->seats;
    enum ssi_status status = whole ? measure_all(&measuring, threads ? threads : 1, err)
                                   : ssi_error_nomem(err);
    if (status != SSI_OK) {
        ssi_values_release(values);
    }
    return status;
}

void ssi_values_release(struct ssi_values *values)
{
    if (values) {
        ssi_free(values->x);
        ssi_free(values->in_population);
        ssi_free(values->events);
        ssi_free(values->days);
        ssi_free(values->seats);
        *values = (struct ssi_values){0};
    }
}

static size_t place_of(const struct ssi_model *measured, enum ssi_metric_id id)
{
    size_t i = 0;
    while (i < measured->metric_count && measured->metrics[i].id != id) {
        i++;
    }
    return i;
}

/** Where each metric of a model stands among the values, and what it is compared with. */
struct view {
    const struct ssi_values *values;
    const struct ssi_model *model;
    struct ssi_values_change change;
    size_t places[SSI_METRICS];
    struct ssi_distribution distributions[SSI_METRICS];
    int64_t *sorted[SSI_METRICS];
};

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void member_values(const struct view *view, size_t m, int64_t *out_x)
{
    size_t metrics = view->values->measured->metric_count;
    for (size_t i = 0; i < view->model->metric_count; i++) {
        out_x[i] = view->values->x[m * metrics + view->places[i]];
        if (view->change.add != 0 && view->model->metrics[i].id == view->change.id &&
            out_x[i] != SSI_X_NONE) {
            out_x[i] += view->change.add;
        }
    }
}

static enum ssi_status sort_values(struct view *view, size_t i, struct ssi_error *err)
{
    const struct ssi_values *values = view->values;
    size_t metrics = values->measured->metric_count;
    int64_t *sorted = ssi_alloc(values->member_count, sizeof *sorted);
    size_t count = 0;
    if (!sorted) {
        return ssi_error_nomem(err);
    }
    for (size_t m = 0; m < values->member_count; m++) {
        int64_t x = values->x[m * metrics + view->places[i]];
        if (x != SSI_X_NONE) {
            sorted[count++] = x;
        }
    }
    if (count > 1) {
        qsort(sorted, count, sizeof *sorted, by_value);
    }
    view->sorted[i] = sorted;
    view->distributions[i] = (struct ssi_distribution){sorted, count};
    return SSI_OK;
}

static void close_view(struct view *view)
{
    for (size_t i = 0; i < SSI_METRICS; i++) {
        ssi_free(view->sorted[i]);
    }
}

static enum ssi_status open_view(struct view *view, const struct ssi_values *values,
                                 const struct ssi_model *model, struct ssi_error *err)
{
    enum ssi_status status = SSI_OK;
    *view = (struct view){.values = values, .model = model};
    for (size_t i = 0; status == SSI_OK && i < model->metric_count; i++) {
        view->places[i] = place_of(values->measured, model->metrics[i].id);
        if (model->metrics[i].transform->compares) {
            status = sort_values(view, i, err);
        }
    }
    if (status != SSI_OK) {
        close_view(view);
    }
    return status;
}

static void score_member(const struct view *view, size_t m, uint16_t out[SSI_PILLARS])
{
    const struct ssi_model *model = view->model;
    int64_t x[SSI_METRICS];
    double shares[SSI_METRICS];
    member_values(view, m, x);
    ssi_shares(model, x, view->distributions, shares);
    for (int p = 0; p < SSI_PILLARS; p++) {
        struct ssi_pillar_sum sum = ssi_pillar_sum(model, x, shares, (enum ssi_pillar)p);
        double limit = ssi_model_limit(model, view->values->seats[m], (enum ssi_pillar)p);
        out[p] = sum.any ? (uint16_t)ssi_pillar_points(sum.value, limit) : SSI_NO_SCORE;
    }
}

/** The pillars that at least half of the population has a metric of. */
static unsigned existing(const struct ssi_values *values,
                         uint16_t (*pillars)[SSI_PILLARS])
{
    size_t population = 0;
    size_t have[SSI_PILLARS] = {0};
    unsigned exists = 0;
    for (size_t m = 0; m < values->member_count; m++) {
        population += values->in_population[m];
        for (int p = 0; values->in_population[m] && p < SSI_PILLARS; p++) {
            have[p] += pillars[m][p] != SSI_NO_SCORE;
        }
    }
    for (int p = 0; p < SSI_PILLARS; p++) {
        exists |= have[p] > 0 && 2 * have[p] >= population ? 1u << p : 0;
    }
    return exists;
}

static uint32_t overall_of(const uint16_t pillars[SSI_PILLARS], unsigned exists)
{
    uint32_t sum = 0;
    for (int p = 0; p < SSI_PILLARS; p++) {
        if ((exists & (1u << p)) && pillars[p] == SSI_NO_SCORE) {
            return SSI_NO_OVERALL;
        }
        sum += exists & (1u << p) ? pillars[p] : 0;
    }
    return exists ? sum : SSI_NO_OVERALL;
}

enum ssi_status ssi_values_score(const struct ssi_values *values,
                                 const struct ssi_model *model, uint32_t *out_overall,
                                 int32_t *out_of, struct ssi_error *err)
{
    struct ssi_values_change none = {.add = 0};
    return ssi_values_score_if(values, model, none, out_overall, out_of, err);
}

enum ssi_status ssi_values_score_if(const struct ssi_values *values,
                                    const struct ssi_model *model,
                                    struct ssi_values_change change,
                                    uint32_t *out_overall, int32_t *out_of,
                                    struct ssi_error *err)
{
    struct view view;
    size_t members = values->member_count;
    uint16_t(*pillars)[SSI_PILLARS] = ssi_alloc(members, sizeof *pillars);
    if (!pillars) {
        return ssi_error_nomem(err);
    }
    enum ssi_status status = open_view(&view, values, model, err);
    if (status != SSI_OK) {
        ssi_free(pillars);
        return status;
    }
    view.change = change;
    for (size_t m = 0; m < members; m++) {
        if (values->in_population[m]) {
            score_member(&view, m, pillars[m]);
        }
    }
    unsigned exists = existing(values, pillars);
    for (size_t m = 0; m < members; m++) {
        out_overall[m] =
            values->in_population[m] ? overall_of(pillars[m], exists) : SSI_NO_OVERALL;
    }
    *out_of = 25 * __builtin_popcount(exists);
    close_view(&view);
    ssi_free(pillars);
    return SSI_OK;
}

enum ssi_status ssi_values_share(const struct ssi_values *values,
                                 const struct ssi_model *model, double *out_shares,
                                 struct ssi_error *err)
{
    struct view view;
    SSI_TRY(open_view(&view, values, model, err));
    for (size_t m = 0; m < values->member_count; m++) {
        int64_t x[SSI_METRICS];
        double *shares = out_shares + m * model->metric_count;
        member_values(&view, m, x);
        for (size_t i = 0; i < model->metric_count; i++) {
            shares[i] = (double)NAN;
        }
        ssi_shares(model, x, view.distributions, shares);
    }
    close_view(&view);
    return SSI_OK;
}
