// SPDX-License-Identifier: GPL-3.0-or-later
// What each metric and pillar of the first model is worth: taken out in turn, all else as
// it is.

#include "bench_internal.h"

#include <math.h>

#include "ssi/parallel.h"

/** The first model without one metric, or without one pillar. */
struct variant {
    struct ssi_model model;
    const char *name;
    bool pillar;
    double value;
};

static bool drops(const struct ssi_model_metric *metric, enum ssi_metric_id id,
                  int pillar)
{
    return pillar >= 0 ? (int)metric->pillar == pillar : metric->id == id;
}

static enum ssi_status make_variant(const struct ssi_model *whole, enum ssi_metric_id id,
                                    int pillar, struct variant *out,
                                    struct ssi_error *err)
{
    *out = (struct variant){.model = *whole,
                            .pillar = pillar >= 0,
                            .name = pillar >= 0 ? ssi_pillar_name((enum ssi_pillar)pillar)
                                                : ssi_metric_info(id)->name};
    out->model.metrics = ssi_alloc(whole->metric_count, sizeof *out->model.metrics);
    out->model.metric_count = 0;
    if (!out->model.metrics) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < whole->metric_count; i++) {
        if (!drops(&whole->metrics[i], id, pillar)) {
            out->model.metrics[out->model.metric_count++] = whole->metrics[i];
        }
    }
    return SSI_OK;
}

struct ablating {
    const struct ssi_bench *bench;
    const struct ssi_bench_task *task;
    struct variant *variants;
};

static enum ssi_status add_tau(const struct ablating *a,
                               const struct ssi_bench_query *query,
                               const uint32_t *overall, double *room, double *sum,
                               size_t *n, struct ssi_error *err)
{
    const struct ssi_bench_task *task = a->task;
    struct ssi_ranking scores = {0};
    struct ssi_ranking outcomes = {0};
    double tau = (double)NAN;
    for (size_t i = 0; i < query->count; i++) {
        uint32_t score = overall[task->members[query->first + i]];
        room[i] = score == SSI_NO_OVERALL ? -1 : (double)score;
    }
    enum ssi_status status = ssi_ranking_make(&scores, room, query->count, err);
    if (status == SSI_OK) {
        status =
            ssi_ranking_make(&outcomes, task->outcomes + query->first, query->count, err);
    }
    if (status == SSI_OK) {
        status = ssi_tau_b(&scores, &outcomes, &tau, NULL, err);
    }
    *sum += isnan(tau) ? 0 : tau;
    *n += isnan(tau) ? 0 : 1;
    ssi_ranking_release(&scores);
    ssi_ranking_release(&outcomes);
    return status;
}

static enum ssi_status try_variant(void *context, size_t index, size_t worker,
                                   struct ssi_error *err)
{
    const struct ablating *a = context;
    const struct ssi_bench *bench = a->bench;
    struct variant *variant = &a->variants[index];
    uint32_t *overall = ssi_alloc(bench->member_count, sizeof *overall);
    double *room = ssi_alloc(bench->member_count, sizeof *room);
    enum ssi_status status = overall && room ? SSI_OK : ssi_error_nomem(err);
    double sum = 0;
    size_t n = 0;
    size_t at = SIZE_MAX;
    (void)worker;
    for (size_t q = 0; status == SSI_OK && q < a->task->query_count; q++) {
        const struct ssi_bench_query *query = &a->task->queries[q];
        int32_t out_of = 0;
        if (query->fold == 0) {
            continue;
        }
        if (query->origin != at) {
            at = query->origin;
            status = ssi_values_score(&bench->origins[at].values[bench->set_of[0]],
                                      &variant->model, overall, &out_of, err);
        }
        if (status == SSI_OK) {
            status = add_tau(a, query, overall, room, &sum, &n, err);
        }
    }
    variant->value = n > 0 ? sum / (double)n : (double)NAN;
    ssi_free(overall);
    ssi_free(room);
    return status;
}

static enum ssi_status list_variants(const struct ssi_model *whole,
                                     struct variant *variants, size_t *out_count,
                                     struct ssi_error *err)
{
    for (size_t i = 0; i < whole->metric_count; i++) {
        SSI_TRY(
            make_variant(whole, whole->metrics[i].id, -1, &variants[*out_count], err));
        ++*out_count;
    }
    for (int p = 0; p < SSI_PILLARS; p++) {
        SSI_TRY(make_variant(whole, SSI_METRICS, p, &variants[*out_count], err));
        bool changes = variants[*out_count].model.metric_count < whole->metric_count &&
                       variants[*out_count].model.metric_count > 0;
        if (!changes) {
            ssi_free(variants[*out_count].model.metrics);
            variants[*out_count].model.metrics = NULL;
            continue;
        }
        ++*out_count;
    }
    return SSI_OK;
}

/** The first model's own mean, where it competes. */
static double whole_value(const struct ssi_bench_task *task)
{
    for (size_t c = 0; c < task->contender_count; c++) {
        if (task->contenders[c].kind == SSI_CONTENDER_MODEL &&
            task->contenders[c].model == 0) {
            return task->contenders[c].estimates[SSI_MEASURE_TAU_B].value;
        }
    }
    return (double)NAN;
}

enum ssi_status ssi_bench_ablate(struct ssi_bench *bench, struct ssi_bench_task *task,
                                 struct ssi_error *err)
{
    const struct ssi_model *whole = bench->plan->models[0];
    struct variant *variants =
        ssi_alloc(whole->metric_count + SSI_PILLARS, sizeof *variants);
    struct ablating ablating = {.bench = bench, .task = task, .variants = variants};
    double with = whole_value(task);
    size_t count = 0;
    if (!variants) {
        return ssi_error_nomem(err);
    }
    enum ssi_status status = list_variants(whole, variants, &count, err);
    if (status == SSI_OK && !isnan(with)) {
        status = ssi_parallel(bench->plan->threads, count, try_variant, &ablating, err);
    }
    for (size_t i = 0; status == SSI_OK && !isnan(with) && i < count; i++) {
        status =
            SSI_GROW(task->ablations, task->ablation_cap, task->ablation_count + 1, err);
        if (status == SSI_OK) {
            task->ablations[task->ablation_count++] =
                (struct ssi_bench_ablation){.name = variants[i].name,
                                            .pillar = variants[i].pillar,
                                            .value = variants[i].value,
                                            .change = variants[i].value - with};
        }
    }
    for (size_t i = 0; i < whole->metric_count + SSI_PILLARS; i++) {
        ssi_free(variants[i].model.metrics);
    }
    ssi_free(variants);
    return status;
}
