// SPDX-License-Identifier: GPL-3.0-or-later
// Which models can share one measurement: those that sum over the same window in the same
// way. A set's model lists every metric of any of them.

#include "bench_internal.h"

static bool same(double a, double b)
{
    return !(a < b) && !(a > b);
}

static bool sums_alike(const struct ssi_model *a, const struct ssi_model *b)
{
    return a->window == b->window && same(a->half_life, b->half_life) &&
           same(a->prior_n, b->prior_n) && a->reciprocal_min == b->reciprocal_min;
}

/** A metric of the set, without weight: it is measured, not scored. */
static enum ssi_status add_metrics(struct ssi_model *set, const struct ssi_model *model,
                                   struct ssi_error *err)
{
    for (size_t i = 0; i < model->metric_count; i++) {
        if (ssi_model_uses(set, model->metrics[i].id)) {
            continue;
        }
        SSI_TRY(SSI_GROW(set->metrics, set->metric_cap, set->metric_count + 1, err));
        set->metrics[set->metric_count++] =
            (struct ssi_model_metric){.id = model->metrics[i].id,
                                      .pillar = model->metrics[i].pillar,
                                      .transform = model->metrics[i].transform,
                                      .parameter = model->metrics[i].parameter};
    }
    return SSI_OK;
}

static enum ssi_status place(struct ssi_bench *bench, const struct ssi_model *model,
                             size_t *out_set, struct ssi_error *err)
{
    size_t s = 0;
    while (s < bench->set_count && !sums_alike(&bench->sets[s].model, model)) {
        s++;
    }
    if (s == bench->set_count) {
        bench->sets[s].model =
            (struct ssi_model){.name = ssi_str_z("measured"),
                               .window = model->window,
                               .half_life = model->half_life,
                               .prior_n = model->prior_n,
                               .reciprocal_min = model->reciprocal_min};
        bench->set_count++;
    }
    *out_set = s;
    return add_metrics(&bench->sets[s].model, model, err);
}

enum ssi_status ssi_bench_make_sets(struct ssi_bench *bench, struct ssi_error *err)
{
    const struct ssi_bench_plan *plan = bench->plan;
    bench->sets = ssi_alloc(plan->model_count + 1, sizeof *bench->sets);
    bench->set_of = ssi_alloc(plan->model_count, sizeof *bench->set_of);
    if (!bench->sets || !bench->set_of) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(place(bench, plan->base, &bench->base_set, err));
    for (size_t i = 0; i < plan->model_count; i++) {
        SSI_TRY(place(bench, plan->models[i], &bench->set_of[i], err));
    }
    return SSI_OK;
}
