// SPDX-License-Identifier: GPL-3.0-or-later
// Shares, pillar sums, and the points of each metric: a pillar's milli-points shared by
// largest remainder, so that they add up exactly.

#include "points_internal.h"

#include <math.h>
#include <stdlib.h>

#include "ssi/num.h"

void ssi_shares(const struct ssi_model *model, const int64_t *x,
                const struct ssi_distribution *distributions, double *out_shares)
{
    for (size_t i = 0; i < model->metric_count; i++) {
        const struct ssi_model_metric *metric = &model->metrics[i];
        if (x[i] != SSI_X_NONE) {
            out_shares[i] = metric->transform->apply(
                x[i], metric->scale, distributions ? &distributions[i] : NULL,
                ssi_metric_accumulates(metric->id));
        }
    }
}

void ssi_pillar_sums(const struct ssi_model *model, const int64_t *x,
                     const double *shares, struct ssi_pillar_sum out_sums[SSI_PILLARS])
{
    double weighted[SSI_PILLARS] = {0};
    memset(out_sums, 0, SSI_PILLARS * sizeof *out_sums);
    for (size_t i = 0; i < model->metric_count; i++) {
        const struct ssi_model_metric *metric = &model->metrics[i];
        if (x[i] != SSI_X_NONE && metric->weight > 0) {
            struct ssi_pillar_sum *sum = &out_sums[metric->pillar];
            weighted[metric->pillar] += metric->weight * shares[i];
            sum->weights += metric->weight;
            sum->any = true;
        }
    }
    for (int p = 0; p < SSI_PILLARS; p++) {
        if (out_sums[p].any) {
            out_sums[p].value = 25.0 * weighted[p] / out_sums[p].weights;
        }
    }
}

struct ssi_pillar_sum ssi_pillar_sum(const struct ssi_model *model, const int64_t *x,
                                     const double *shares, enum ssi_pillar pillar)
{
    struct ssi_pillar_sum sums[SSI_PILLARS];
    ssi_pillar_sums(model, x, shares, sums);
    return sums[pillar];
}

int32_t ssi_pillar_points(double value, double limit)
{
    return (int32_t)ssi_round_scaled(value < limit ? value : limit, 3);
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

/** Definition 24: quota floor(2^20 * 25000 w f / sum w + 0.5); the rest by largest low
 * bits. */
static void share_points(const struct ssi_model *model, const int64_t *x,
                         const double *shares, enum ssi_pillar pillar,
                         const struct ssi_pillar_sum *sum, int32_t *out_points)
{
    struct claim claims[SSI_METRICS];
    size_t count = 0;
    int64_t left = ssi_pillar_points(sum->value, 25.0);
    for (size_t i = 0; i < model->metric_count; i++) {
        const struct ssi_model_metric *metric = &model->metrics[i];
        if (metric->pillar != pillar || x[i] == SSI_X_NONE) {
            continue;
        }
        double quota = 0x1p20 * 25000.0 * metric->weight * shares[i] / sum->weights;
        int64_t q = (int64_t)floor(quota + 0.5);
        claims[count] = (struct claim){i, q >> 20, q & 0xfffff};
        out_points[i] = (int32_t)claims[count].whole;
        left -= claims[count].whole;
        count++;
    }
    qsort(claims, count, sizeof *claims, by_rest);
    for (size_t i = 0; count > 0 && left > 0; i = (i + 1) % count, left--) {
        out_points[claims[i].metric]++;
    }
    for (size_t i = count; count > 0 && left < 0;
         left++) { // rounding went up more than once
        i = i == 0 ? count - 1 : i - 1;
        out_points[claims[i].metric]--;
    }
}

static void pillar_points(const struct ssi_model *model, const int64_t *x,
                          const double *shares, enum ssi_pillar pillar, double limit,
                          struct ssi_contributions *out)
{
    struct ssi_pillar_sum sum = ssi_pillar_sum(model, x, shares, pillar);
    int32_t points[SSI_METRICS] = {0};
    out->pillars[pillar] = -1;
    if (!sum.any) {
        return;
    }
    share_points(model, x, shares, pillar, &sum, points);
    for (size_t i = 0; i < model->metric_count; i++) {
        if (model->metrics[i].pillar == pillar && x[i] != SSI_X_NONE) {
            out->metrics[i] =
                (struct ssi_contribution){.stands = true,
                                          .x = x[i],
                                          .share = ssi_round_scaled(shares[i], 6),
                                          .points = points[i]};
        }
    }
    out->pillars[pillar] = ssi_pillar_points(sum.value, limit);
    out->cap[pillar] = out->pillars[pillar] - ssi_pillar_points(sum.value, 25.0);
}

void ssi_points_of(const struct ssi_model *model, const int64_t *x,
                   const struct ssi_distribution *distributions,
                   const double limits[SSI_PILLARS], struct ssi_contributions *out)
{
    double shares[SSI_METRICS];
    memset(out, 0, sizeof *out);
    ssi_shares(model, x, distributions, shares);
    for (int p = 0; p < SSI_PILLARS; p++) {
        pillar_points(model, x, shares, (enum ssi_pillar)p, limits[p], out);
    }
}

void ssi_points_at_best(const struct ssi_model *model, const int64_t *x,
                        int32_t out_points[SSI_METRICS])
{
    double shares[SSI_METRICS];
    for (size_t i = 0; i < model->metric_count; i++) {
        shares[i] = 1.0;
        out_points[i] = 0;
    }
    for (int p = 0; p < SSI_PILLARS; p++) {
        struct ssi_pillar_sum sum = ssi_pillar_sum(model, x, shares, (enum ssi_pillar)p);
        if (sum.any) {
            share_points(model, x, shares, (enum ssi_pillar)p, &sum, out_points);
        }
    }
}
