// SPDX-License-Identifier: GPL-3.0-or-later
// How much the ranks move from one week to the next, over the weeks up to the last
// origin.

#include "bench_internal.h"

#include <math.h>

enum { WEEKS = 13 };
static const double DEPTH = 0.9; // of rank-biased overlap: ten places deep in the mean

static void take_scores(const struct ssi_bench *bench,
                        const struct ssi_bench_origin *origin, size_t model, double *out)
{
    for (size_t m = 0; m < bench->member_count; m++) {
        uint32_t score = origin->scores[model][m];
        out[m] = score == SSI_NO_OVERALL ? (double)NAN : score / 1000.0;
    }
}

/** Adds a pair of neighbouring weeks to the sums of every model. */
static enum ssi_status add_pair(struct ssi_bench *bench,
                                const struct ssi_bench_origin *before,
                                const struct ssi_bench_origin *after, double *room,
                                struct ssi_error *err)
{
    for (size_t i = 0; i < bench->plan->model_count; i++) {
        struct ssi_bench_stability *sum = &bench->stability[i];
        struct ssi_stability found;
        take_scores(bench, before, i, room);
        take_scores(bench, after, i, room + bench->member_count);
        SSI_TRY(ssi_stability_find(room, room + bench->member_count, bench->member_count,
                                   DEPTH, &found, err));
        if (isnan(found.tau_b) || isnan(found.overlap)) {
            continue;
        }
        sum->pairs++;
        sum->overlap += found.overlap;
        sum->tau_b += found.tau_b;
        sum->churn += found.churn;
        sum->moved += found.moved;
    }
    return SSI_OK;
}

static enum ssi_status walk(struct ssi_bench *bench, struct ssi_bench_origin weeks[2],
                            double *room, struct ssi_error *err)
{
    int32_t last = bench->origins[bench->origin_count - 1].week;
    int32_t first =
        last - WEEKS > bench->first_event_week ? last - WEEKS : bench->first_event_week;
    for (int32_t week = first; week <= last; week++) {
        struct ssi_bench_origin *now = &weeks[(week - first) % 2];
        struct ssi_bench_origin *before = &weeks[(week - first + 1) % 2];
        ssi_bench_origin_release(bench, now);
        *now = (struct ssi_bench_origin){.week = week};
        ssi_calendar_week_name(bench->data->calendar, week, now->name);
        ssi_bench_say(bench, "week %s: how far ranks move", now->name);
        SSI_TRY(ssi_bench_measure_origin(bench, now, err));
        if (week > first) {
            SSI_TRY(add_pair(bench, before, now, room, err));
        }
    }
    return SSI_OK;
}

enum ssi_status ssi_bench_find_stability(struct ssi_bench *bench, struct ssi_error *err)
{
    struct ssi_bench_origin weeks[2] = {{0}, {0}};
    double *room = ssi_alloc(bench->member_count * 2, sizeof *room);
    bench->stability = ssi_alloc(bench->plan->model_count, sizeof *bench->stability);
    enum ssi_status status = room && bench->stability ? SSI_OK : ssi_error_nomem(err);
    if (status == SSI_OK) {
        status = walk(bench, weeks, room, err);
    }
    ssi_bench_origin_release(bench, &weeks[0]);
    ssi_bench_origin_release(bench, &weeks[1]);
    ssi_free(room);
    for (size_t i = 0; status == SSI_OK && i < bench->plan->model_count; i++) {
        struct ssi_bench_stability *s = &bench->stability[i];
        double n = s->pairs ? (double)s->pairs : (double)NAN;
        *s = (struct ssi_bench_stability){.model = i,
                                          .pairs = s->pairs,
                                          .overlap = s->overlap / n,
                                          .tau_b = s->tau_b / n,
                                          .churn = s->churn / n,
                                          .moved = s->moved / n};
    }
    return status;
}
