// SPDX-License-Identifier: GPL-3.0-or-later
// Shares, pillar sums, and the points of each metric: a pillar's milli-points shared by largest
// remainder, so that they add up exactly.

#include "points_internal.h"

#include <math.h>
#include <stdlib.h>

#include "ssi/num.h"

void ssi_shares(const struct ssi_scores *scores, int32_t k, struct ssi_measures *measures)
{
    const struct ssi_model *model = scores->inputs->model;
    for (size_t i = 0; i < model->metric_count; i++) {
        const struct ssi_model_metric *metric = &model->metrics[i];
        if (measures->x[i] != SSI_X_NONE) {
            measures->share[i] = metric->transform->apply(
                measures->x[i], metric->parameter,
                &scores->distributions[i * (size_t)scores->week_count + (size_t)k],
                ssi_metric_accumulates(metric->id));
        }
    }
}

struct ssi_pillar_sum ssi_pillar_sum(const struct ssi_model *model,
                                     const struct ssi_measures *measures,
                                     enum ssi_pillar pillar)
{
    struct ssi_pillar_sum sum = {0};
    double weighted = 0;
    for (size_t i = 0; i < model->metric_count; i++) {
        if (model->metrics[i].pillar == pillar && measures->x[i] != SSI_X_NONE &&
            model->metrics[i].weight > 0) {
            weighted += model->metrics[i].weight * measures->share[i];
            sum.weights += model->metrics[i].weight;
            sum.any = true;
        }
    }
    sum.value = sum.any ? 25.0 * weighted / sum.weights : 0;
    return sum;
}

int32_t ssi_pillar_points(double value, double limit)
{
    return (int32_t)ssi_round_scaled(fmin(limit, value), 3);
}

struct ssi_explainer {
    const struct ssi_scores *scores;
    struct ssi_tally tally;
    size_t member; /* the tally's; SIZE_MAX at first */
};

enum ssi_status ssi_explainer_new(const struct ssi_scores *scores,
                                  struct ssi_explainer **out_explainer, struct ssi_error *err)
{
    struct ssi_explainer *explainer = ssi_alloc(1, sizeof *explainer);
    if (!explainer) {
        return ssi_error_nomem(err);
    }
    explainer->scores = scores;
    explainer->member = SIZE_MAX;
    enum ssi_status status = ssi_tally_init(&explainer->tally, scores->inputs, err);
    if (status != SSI_OK) {
        ssi_free(explainer);
        return status;
    }
    *out_explainer = explainer;
    return SSI_OK;
}

void ssi_explainer_free(struct ssi_explainer *explainer)
{
    if (explainer) {
        ssi_tally_release(&explainer->tally);
        ssi_free(explainer);
    }
}

/** A metric's claim on a pillar: whole milli-points and the remainder. */
struct claim {
    size_t metric;
    int64_t whole, rest;
};

static int by_rest(const void *a, const void *b)
{
    const struct claim *x = a;
    const struct claim *y = b;
    if (x->rest != y->rest) {
        return x->rest > y->rest ? -1 : 1;
    }
    return (x->metric > y->metric) - (x->metric < y->metric);
}

/** Definition 24: quota floor(2^20 * 25000 w f / sum w + 0.5); the rest by largest low bits. */
static void share_points(const struct ssi_model *model, const struct ssi_measures *measures,
                         enum ssi_pillar pillar, const struct ssi_pillar_sum *sum,
                         struct ssi_contributions *out)
{
    struct claim claims[SSI_METRICS];
    size_t count = 0;
    int64_t left = ssi_pillar_points(sum->value, 25.0);
    for (size_t i = 0; i < model->metric_count; i++) {
        const struct ssi_model_metric *metric = &model->metrics[i];
        if (metric->pillar != pillar || !out->metrics[i].stands) {
            continue;
        }
        double quota = 0x1p20 * 25000.0 * metric->weight * measures->share[i] / sum->weights;
        int64_t q = (int64_t)floor(quota + 0.5);
        claims[count] = (struct claim){i, q >> 20, q & 0xfffff};
        out->metrics[i].points = (int32_t)claims[count].whole;
        left -= claims[count].whole;
        count++;
    }
    qsort(claims, count, sizeof *claims, by_rest);
    for (size_t i = 0; count > 0 && left > 0; i = (i + 1) % count, left--) {
        out->metrics[claims[i].metric].points++;
    }
    for (size_t i = count; count > 0 && left < 0; left++) { // rounding went up more than once
        i = i == 0 ? count - 1 : i - 1;
        out->metrics[claims[i].metric].points--;
    }
}

static void explain_pillar(const struct ssi_scores *scores, size_t member, int32_t k,
                           const struct ssi_measures *measures, enum ssi_pillar pillar,
                           struct ssi_contributions *out)
{
    const struct ssi_model *model = scores->inputs->model;
    struct ssi_pillar_sum sum = ssi_pillar_sum(model, measures, pillar);
    if (!sum.any || !(scores->exists[k] & (1u << pillar))) {
        return;
    }
    for (size_t i = 0; i < model->metric_count; i++) {
        if (model->metrics[i].pillar == pillar && measures->x[i] != SSI_X_NONE) {
            out->metrics[i].stands = true;
            out->metrics[i].x = measures->x[i];
            out->metrics[i].share = ssi_round_scaled(measures->share[i], 6);
        }
    }
    share_points(model, measures, pillar, &sum, out);
    out->cap[pillar] = (int32_t)ssi_score_at(scores, member, k)->pillars[pillar] -
                       ssi_pillar_points(sum.value, 25.0);
}

enum ssi_status ssi_explain(struct ssi_explainer *explainer, size_t member, int32_t k,
                            struct ssi_contributions *out, struct ssi_error *err)
{
    const struct ssi_scores *scores = explainer->scores;
    const struct ssi_inputs *inputs = scores->inputs;
    memset(out, 0, sizeof *out);
    if (!ssi_score_at(scores, member, k)->in_population) {
        return SSI_OK;
    }
    if (explainer->member != member) {
        explainer->member = SIZE_MAX;
        SSI_TRY(ssi_tally_member(&explainer->tally, inputs, &inputs->members[member], err));
        explainer->member = member;
    }
    struct ssi_measures measures;
    ssi_measure(inputs, &inputs->members[member], &explainer->tally, inputs->week - k,
                &measures);
    ssi_shares(scores, k, &measures);
    for (int p = 0; p < SSI_PILLARS; p++) {
        explain_pillar(scores, member, k, &measures, (enum ssi_pillar)p, out);
    }
    return SSI_OK;
}
