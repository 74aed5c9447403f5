// SPDX-License-Identifier: GPL-3.0-or-later
// How cheaply points are to be had: what one event more would add, by activity.

#include "bench_internal.h"

#include <math.h>
#include <stdlib.h>

#include "ssi/parallel.h"

static int by_score(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/** Scores of the sorted list above a score. */
static size_t above(const uint32_t *sorted, size_t count, uint32_t score)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        low = sorted[middle] <= score ? middle + 1 : low;
        high = sorted[middle] <= score ? high : middle;
    }
    return count - low;
}

/** One event more in the newest week of a window that is covered whole, in millionths. */
static int64_t one_event(const struct ssi_model *model)
{
    double sum = 0;
    for (int32_t k = 0; k < model->window; k++) {
        sum += model->half_life > 0 ? exp2(-(double)k / model->half_life) : 1.0;
    }
    return (int64_t)floor(1e6 / sum + 0.5);
}

struct gaming {
    struct ssi_bench *bench;
    const struct ssi_bench_origin *origin;
    uint32_t **sorted; /* by model */
    size_t *counts;
};

static enum ssi_status gain(void *context, size_t task, size_t worker,
                            struct ssi_error *err)
{
    const struct gaming *g = context;
    struct ssi_bench_gain *out = &g->bench->gains[task];
    const struct ssi_model *model = g->bench->plan->models[out->model];
    const uint32_t *before = g->origin->scores[out->model];
    uint32_t *after = ssi_alloc(g->bench->member_count, sizeof *after);
    int32_t out_of = 0;
    double points = 0;
    double places = 0;
    (void)worker;
    if (!after) {
        return ssi_error_nomem(err);
    }
    struct ssi_values_change change = {.id = out->metric, .add = one_event(model)};
    enum ssi_status status =
        ssi_values_score_if(&g->origin->values[g->bench->set_of[out->model]], model,
                            change, after, &out_of, err);
    for (size_t m = 0; status == SSI_OK && m < g->bench->member_count; m++) {
        if (before[m] != SSI_NO_OVERALL && after[m] != SSI_NO_OVERALL) {
            const uint32_t *sorted = g->sorted[out->model];
            size_t count = g->counts[out->model];
            points += ((double)after[m] - (double)before[m]) / 1000.0;
            places += (double)above(sorted, count, before[m]) -
                      (double)above(sorted, count, after[m]);
            out->members++;
        }
    }
    ssi_free(after);
    double n = out->members ? (double)out->members : (double)NAN;
    out->points = points / n;
    out->places = places / n;
    return status;
}

static enum ssi_status list_gains(struct ssi_bench *bench,
                                  const struct ssi_bench_origin *origin,
                                  struct ssi_error *err)
{
    for (size_t i = 0; i < bench->plan->model_count; i++) {
        const struct ssi_model *model = bench->plan->models[i];
        for (size_t j = 0; origin->out_of[i] > 0 && j < model->metric_count; j++) {
            const struct ssi_metric *metric = ssi_metric_info(model->metrics[j].id);
            if (metric->kind != SSI_METRIC_KIND_COUNT ||
                !ssi_activity_is_own((enum ssi_activity)metric->part)) {
                continue;
            }
            SSI_TRY(SSI_GROW(bench->gains, bench->gain_cap, bench->gain_count + 1, err));
            bench->gains[bench->gain_count++] =
                (struct ssi_bench_gain){.model = i, .metric = model->metrics[j].id};
        }
    }
    return SSI_OK;
}

static enum ssi_status sort_scores(struct gaming *g, struct ssi_error *err)
{
    size_t models = g->bench->plan->model_count;
    g->sorted = ssi_alloc(models, sizeof *g->sorted);
    g->counts = ssi_alloc(models, sizeof *g->counts);
    if (!g->sorted || !g->counts) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < models; i++) {
        g->sorted[i] = ssi_alloc(g->bench->member_count, sizeof **g->sorted);
        if (!g->sorted[i]) {
            return ssi_error_nomem(err);
        }
        for (size_t m = 0; m < g->bench->member_count; m++) {
            if (g->origin->scores[i][m] != SSI_NO_OVERALL) {
                g->sorted[i][g->counts[i]++] = g->origin->scores[i][m];
            }
        }
        if (g->counts[i] > 1) {
            qsort(g->sorted[i], g->counts[i], sizeof **g->sorted, by_score);
        }
    }
    return SSI_OK;
}

enum ssi_status ssi_bench_game(struct ssi_bench *bench, struct ssi_error *err)
{
    struct gaming gaming = {.bench = bench,
                            .origin = &bench->origins[bench->origin_count - 1]};
    SSI_TRY(list_gains(bench, gaming.origin, err));
    enum ssi_status status = sort_scores(&gaming, err);
    if (status == SSI_OK && bench->gain_count > 0) {
        status =
            ssi_parallel(bench->plan->threads, bench->gain_count, gain, &gaming, err);
    }
    for (size_t i = 0; gaming.sorted && i < bench->plan->model_count; i++) {
        ssi_free(gaming.sorted[i]);
    }
    ssi_free(gaming.sorted);
    ssi_free(gaming.counts);
    return status;
}
