// SPDX-License-Identifier: GPL-3.0-or-later
// From values to pillars and overall, week by week: design section 6. Two passes where a
// transform compares members: values first, then scores.

#include "ssi/score.h"

#include <stdlib.h>

#include "model_internal.h"
#include "points_internal.h"

#include "ssi/num.h"
#include "ssi/parallel.h"

const char *ssi_member_status_name(enum ssi_member_status status)
{
    static const char *const names[] = {"complete", "provisional", "away", "opted_out",
                                        "incomplete"};
    return names[status];
}

/** Definitions 12. */
bool ssi_tally_in_population(const struct ssi_inputs *inputs,
                             const struct ssi_input_member *member,
                             const struct ssi_tally *tally, int32_t week)
{
    if (!inputs->has_roster) {
        int32_t w = week - inputs->first_week;
        return tally->active[w] >= 0 && tally->active[w] > w - inputs->model->window;
    }
    int64_t cutoff = ssi_inputs_cutoff(inputs, week);
    int64_t start = ssi_calendar_week_start(inputs->calendar, week);
    const struct ssi_reference *reference = inputs->reference;
    const struct ssi_fact *since =
        ssi_reference_fact(reference, member->person, SSI_ROSTER_SINCE, cutoff);
    const struct ssi_fact *until =
        ssi_reference_fact(reference, member->person, SSI_ROSTER_UNTIL, cutoff);
    struct ssi_str status =
        ssi_inputs_text(inputs, member->person, SSI_ROSTER_STATUS, cutoff);
    return (!since || since->secs < cutoff) && (!until || until->secs >= start) &&
           !ssi_str_eq_nocase(status, ssi_str_z("left"));
}

/** Shared by the workers; each has a tally of its own. */
struct scoring {
    struct ssi_scores *scores;
    const struct ssi_inputs *inputs;
    struct ssi_tally *tallies; /* by worker */
    struct values {            /* as scores->distributions: known x of the population */
        int64_t *items;
        size_t count, cap;
    } * values; /* NULL in the second pass; one worker only in the first */
};

enum { MEMBERS_A_TASK = 64 };

static void pillar_scores(const struct scoring *s, const struct ssi_input_member *member,
                          int32_t k, struct ssi_measures *measures,
                          struct ssi_week_score *out)
{
    int64_t cutoff = ssi_inputs_cutoff(s->inputs, s->inputs->week - k);
    struct ssi_str seat =
        ssi_inputs_text(s->inputs, member->person, SSI_ROSTER_SEAT, cutoff);
    ssi_shares(s->inputs->model, measures->x, ssi_scores_distributions(s->scores, k),
               measures->share);
    struct ssi_pillar_sum sums[SSI_PILLARS];
    ssi_pillar_sums(s->inputs->model, measures->x, measures->share, sums);
    for (int p = 0; p < SSI_PILLARS; p++) {
        const struct ssi_pillar_sum sum = sums[p];
        double limit = ssi_model_limit(s->inputs->model, seat, (enum ssi_pillar)p);
        out->pillars[p] =
            sum.any ? (uint16_t)ssi_pillar_points(sum.value, limit) : SSI_NO_SCORE;
    }
}

static enum ssi_status add_values(const struct scoring *s, int32_t k,
                                  const struct ssi_measures *measures,
                                  struct ssi_error *err)
{
    const struct ssi_model *model = s->inputs->model;
    for (size_t i = 0; i < model->metric_count; i++) {
        struct values *values = &s->values[(size_t)k * model->metric_count + i];
        if (model->metrics[i].transform->compares && measures->x[i] != SSI_X_NONE) {
            SSI_TRY(SSI_GROW(values->items, values->cap, values->count + 1, err));
            values->items[values->count++] = measures->x[i];
        }
    }
    return SSI_OK;
}

/** Weight that stands over weight in the model, mean over the model's pillars; of 10000.
 */
static int32_t coverage_of(const struct ssi_model *model,
                           const struct ssi_measures *measures)
{
    double sum = 0;
    int pillars = 0;
    for (int p = 0; p < SSI_PILLARS; p++) {
        double all = 0;
        double stands = 0;
        for (size_t i = 0; i < model->metric_count; i++) {
            if (model->metrics[i].pillar == (enum ssi_pillar)p) {
                all += model->metrics[i].weight;
                stands += measures->x[i] != SSI_X_NONE ? model->metrics[i].weight : 0;
            }
        }
        if (all > 0) {
            sum += stands / all;
            pillars++;
        }
    }
    return pillars ? (int32_t)ssi_round_scaled(sum / pillars, 4) : 0;
}

static enum ssi_status score_week(const struct scoring *s, size_t index,
                                  const struct ssi_tally *tally, int32_t k,
                                  struct ssi_error *err)
{
    const struct ssi_input_member *member = &s->inputs->members[index];
    int32_t week = s->inputs->week - k;
    struct ssi_week_score *out =
        &s->scores->weeks[(size_t)k * s->inputs->member_count + index];
    struct ssi_measures measures = {.covered = NULL};
    bool inside = ssi_tally_in_population(s->inputs, member, tally, week);
    for (int p = 0; p < SSI_PILLARS; p++) {
        out->pillars[p] = SSI_NO_SCORE;
    }
    if (!inside) {
        out->pillars[0] = SSI_OUTSIDE;
        return SSI_OK;
    }
    ssi_measure(s->inputs, member, tally, week, &measures);
    if (measures.failed) {
        return ssi_error_nomem(err);
    }
    if (s->values) {
        return add_values(s, k, &measures, err);
    }
    pillar_scores(s, member, k, &measures, out);
    if (k == 0) {
        s->scores->facts[index].weeks = (unsigned char)measures.weeks;
        s->scores->facts[index].coverage =
            (uint16_t)coverage_of(s->inputs->model, &measures);
    }
    return SSI_OK;
}

static enum ssi_status score_members(void *context, size_t task, size_t worker,
                                     struct ssi_error *err)
{
    const struct scoring *s = context;
    size_t end = (task + 1) * MEMBERS_A_TASK;
    end = end < s->inputs->member_count ? end : s->inputs->member_count;
    for (size_t m = task * MEMBERS_A_TASK; m < end; m++) {
        SSI_TRY(ssi_tally_member(&s->tallies[worker], s->inputs, &s->inputs->members[m],
                                 err));
        for (int32_t k = 0; k < s->scores->week_count; k++) {
            SSI_TRY(score_week(s, m, &s->tallies[worker], k, err));
        }
    }
    return SSI_OK;
}

static enum ssi_status run_pass(struct scoring *s, size_t threads, struct ssi_error *err)
{
    size_t tasks = (s->inputs->member_count + MEMBERS_A_TASK - 1) / MEMBERS_A_TASK;
    enum ssi_status status = SSI_OK;
    s->tallies = ssi_alloc(threads, sizeof *s->tallies);
    if (!s->tallies) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; status == SSI_OK && i < threads; i++) {
        status = ssi_tally_init(&s->tallies[i], s->inputs, err);
    }
    if (status == SSI_OK && tasks > 0) {
        status = ssi_parallel(threads, tasks, score_members, s, err);
    }
    for (size_t i = 0; i < threads; i++) {
        ssi_tally_release(&s->tallies[i]);
    }
    ssi_free(s->tallies);
    s->tallies = NULL;
    return status;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/** First pass: the values that percentile transforms compare with. */
static enum ssi_status find_distributions(struct scoring *s, struct ssi_error *err)
{
    const struct ssi_model *model = s->inputs->model;
    size_t count = model->metric_count * (size_t)s->scores->week_count;
    bool compares = false;
    s->scores->distributions = ssi_alloc(count, sizeof *s->scores->distributions);
    for (size_t i = 0; i < model->metric_count; i++) {
        compares |= model->metrics[i].transform->compares;
    }
    if (!s->scores->distributions) {
        return ssi_error_nomem(err);
    }
    if (!compares) {
        return SSI_OK;
    }
    s->values = ssi_alloc(count, sizeof *s->values);
    if (!s->values) {
        return ssi_error_nomem(err);
    }
    enum ssi_status status = run_pass(s, 1, err);
    for (size_t i = 0; i < count; i++) {
        if (s->values[i].count > 1) {
            qsort(s->values[i].items, s->values[i].count, sizeof(int64_t), by_value);
        }
        s->scores->distributions[i] =
            (struct ssi_distribution){s->values[i].items, s->values[i].count};
    }
    ssi_free(s->values);
    s->values = NULL;
    return status;
}

/** A pillar exists in a week when at least half of the population has a metric of it. */
static enum ssi_status find_existing(struct ssi_scores *scores, struct ssi_error *err)
{
    struct week {
        size_t population, have[SSI_PILLARS];
    } *weeks = ssi_alloc((size_t)scores->week_count, sizeof *weeks);
    if (!weeks) {
        return ssi_error_nomem(err);
    }
    for (size_t m = 0; m < scores->inputs->member_count; m++) {
        for (int32_t k = 0; k < scores->week_count; k++) {
            const struct ssi_week_score *score = ssi_score_at(scores, m, k);
            if (!ssi_in_population(scores, m, k)) {
                continue;
            }
            weeks[k].population++;
            for (int p = 0; p < SSI_PILLARS; p++) {
                weeks[k].have[p] += score->pillars[p] != SSI_NO_SCORE;
            }
        }
    }
    for (int32_t k = 0; k < scores->week_count; k++) {
        for (int p = 0; p < SSI_PILLARS; p++) {
            if (weeks[k].have[p] > 0 && 2 * weeks[k].have[p] >= weeks[k].population) {
                scores->exists[k] |= (unsigned char)(1u << p);
            }
        }
    }
    ssi_free(weeks);
    return SSI_OK;
}

static enum ssi_member_status status_of(const struct ssi_scores *scores, size_t m)
{
    enum { WEEKS_FOR_A_FINAL_SCORE = 4 };
    const struct ssi_inputs *inputs = scores->inputs;
    uint32_t person = inputs->members[m].person;
    int64_t cutoff = ssi_inputs_cutoff(inputs, inputs->week);
    const struct ssi_fact *out =
        ssi_reference_fact(inputs->reference, person, SSI_ROSTER_OPTED_OUT, cutoff);
    if (ssi_score_overall(scores, m, 0) == SSI_NO_OVERALL) {
        return SSI_STATUS_INCOMPLETE;
    }
    if (ssi_str_eq_nocase(ssi_inputs_text(inputs, person, SSI_ROSTER_STATUS, cutoff),
                          ssi_str_z("away"))) {
        return SSI_STATUS_AWAY;
    }
    if (out && out->flag) {
        return SSI_STATUS_OPTED_OUT;
    }
    bool few = scores->facts[m].weeks < WEEKS_FOR_A_FINAL_SCORE;
    return few && ssi_model_counts(inputs->model) ? SSI_STATUS_PROVISIONAL
                                                  : SSI_STATUS_COMPLETE;
}

static enum ssi_status score_everyone(struct scoring *s, size_t threads,
                                      struct ssi_error *err)
{
    struct ssi_scores *scores = s->scores;
    size_t members = s->inputs->member_count;
    size_t weeks = (size_t)scores->week_count;
    scores->weeks = ssi_alloc(members * weeks, sizeof *scores->weeks);
    scores->facts = ssi_alloc(members, sizeof *scores->facts);
    scores->exists = ssi_alloc(weeks, 1);
    if (!scores->weeks || !scores->facts || !scores->exists) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(find_distributions(s, err));
    SSI_TRY(run_pass(s, threads, err));
    SSI_TRY(find_existing(scores, err));
    for (size_t m = 0; m < members; m++) {
        scores->facts[m].status = (unsigned char)status_of(scores, m);
    }
    return ssi_scores_find_groups(scores, err);
}

enum ssi_status ssi_score_all(struct ssi_scores *scores, const struct ssi_inputs *inputs,
                              int32_t history_weeks, size_t threads,
                              struct ssi_error *err)
{
    memset(scores, 0, sizeof *scores);
    scores->inputs = inputs;
    scores->week_count =
        history_weeks > 6 ? history_weeks : 6; // five weeks before, for change
    ssi_ids_init(&scores->groups);
    struct scoring scoring = {.scores = scores, .inputs = inputs};
    enum ssi_status status = score_everyone(&scoring, threads ? threads : 1, err);
    if (status != SSI_OK) {
        ssi_scores_release(scores);
    }
    return status;
}

void ssi_scores_release(struct ssi_scores *scores)
{
    if (!scores) {
        return;
    }
    size_t count = scores->distributions
                       ? scores->inputs->model->metric_count * (size_t)scores->week_count
                       : 0;
    for (size_t i = 0; i < count; i++) {
        union {
            const int64_t *read_only;
            void *any;
        } view = {.read_only = scores->distributions[i].values};
        ssi_free(view.any);
    }
    ssi_free(scores->distributions);
    ssi_free(scores->weeks);
    ssi_free(scores->facts);
    ssi_free(scores->exists);
    ssi_free(scores->teams);
    ssi_free(scores->industries);
    ssi_ids_release(&scores->groups);
    memset(scores, 0, sizeof *scores);
}

uint16_t ssi_score_pillar(const struct ssi_scores *scores, size_t member, int32_t k,
                          enum ssi_pillar pillar)
{
    const struct ssi_week_score *score = ssi_score_at(scores, member, k);
    bool there = scores->exists[k] & (1u << pillar) && score->pillars[0] != SSI_OUTSIDE;
    return there ? score->pillars[pillar] : SSI_NO_SCORE;
}

uint32_t ssi_score_overall(const struct ssi_scores *scores, size_t member, int32_t k)
{
    const struct ssi_week_score *score = ssi_score_at(scores, member, k);
    uint32_t sum = 0;
    if (score->pillars[0] == SSI_OUTSIDE || scores->exists[k] == 0) {
        return SSI_NO_OVERALL;
    }
    for (int p = 0; p < SSI_PILLARS; p++) {
        if (!(scores->exists[k] & (1u << p))) {
            continue;
        }
        if (score->pillars[p] == SSI_NO_SCORE) {
            return SSI_NO_OVERALL;
        }
        sum += score->pillars[p];
    }
    return sum;
}

int32_t ssi_score_out_of(const struct ssi_scores *scores, int32_t k)
{
    return 25 * __builtin_popcount(scores->exists[k]);
}
