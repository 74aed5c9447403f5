// SPDX-License-Identifier: GPL-3.0-or-later
// Logistic regression with weights >= 0, by row and by pair: Newton steps, each a
// non-negative quadratic problem, halved where they would go too far.

#include "learn_internal.h"

#include <math.h>
#include <string.h>

enum { MAX_STEPS = 50, MAX_HALVINGS = 20 };
static const double PENALTY = 1; // of a weight's square / 2: one row's worth
static const double SETTLED = 1e-9;

struct likelihood {
    const struct ssi_design *design;
    const double *x;
    double value;
    struct ssi_quadratic *curve; // a: minus second derivatives, b: gradient
};

static double linear(const double *x, const struct ssi_row *row, size_t n)
{
    double sum = 0;
    for (size_t j = 0; j < n; j++) {
        sum += x[j] * row->x[j];
    }
    return sum;
}

static double chance(double odds)
{
    return odds >= 0 ? 1 / (1 + exp(-odds)) : exp(odds) / (1 + exp(odds));
}

static double softplus(double odds)
{
    return fmax(odds, 0) + log1p(exp(-fabs(odds)));
}

static void add_row(void *context, const struct ssi_row *row)
{
    struct likelihood *l = context;
    size_t n = l->design->unknowns;
    double odds = linear(l->x, row, n);
    double p = chance(odds);
    double weight = p * (1 - p);
    l->value += row->y * odds - softplus(odds);
    for (size_t j = 0; j < n; j++) {
        double weighted = weight * row->x[j];
        for (size_t k = 0; k <= j; k++) {
            l->curve->a[j][k] += weighted * row->x[k];
        }
        l->curve->b[j] += (row->y - p) * row->x[j];
    }
}

/** The penalised log-likelihood at x, with its derivatives. */
static double evaluate(const struct ssi_design *design, const double *x,
                       struct ssi_quadratic *curve)
{
    struct likelihood l = {.design = design, .x = x, .curve = curve};
    *curve = (struct ssi_quadratic){.n = design->unknowns};
    ssi_design_visit(design, add_row, &l);
    for (size_t j = 0; j < design->unknowns; j++) {
        for (size_t k = 0; k < j; k++) {
            curve->a[k][j] = curve->a[j][k];
        }
        if (j < design->features) {
            l.value -= PENALTY * x[j] * x[j] / 2;
            curve->a[j][j] += PENALTY;
            curve->b[j] -= PENALTY * x[j];
        }
    }
    return l.value;
}

/** Where the quadratic approximation at x has its best point with weights >= 0. */
static void newton_target(const struct ssi_design *design,
                          const struct ssi_quadratic *curve, const double *x,
                          double *out_target, bool *out_active)
{
    struct ssi_quadratic q = *curve;
    bool free[SSI_UNKNOWNS] = {false};
    bool fixed[SSI_UNKNOWNS] = {false};
    memcpy(fixed, design->constant, sizeof design->constant);
    free[design->features] = design->unknowns > design->features;
    for (size_t j = 0; j < q.n; j++) {
        for (size_t k = 0; k < q.n; k++) {
            q.b[j] += curve->a[j][k] * x[k];
        }
    }
    ssi_quadratic_nonnegative(&q, free, fixed, out_target, out_active);
}

/** Goes towards the target as far as the likelihood rises; returns the largest change. */
static double advance(const struct ssi_design *design, const double *target,
                      struct ssi_fit *fit, double *value)
{
    double from[SSI_UNKNOWNS];
    double before = *value;
    double step = 1;
    double moved = 0;
    memcpy(from, fit->x, sizeof from);
    for (int halving = 0; halving < MAX_HALVINGS; halving++, step /= 2) {
        for (size_t j = 0; j < design->unknowns; j++) {
            fit->x[j] = from[j] + step * (target[j] - from[j]);
        }
        *value = evaluate(design, fit->x, &fit->curve);
        if (*value >= before - 1e-12 * fabs(before)) {
            break;
        }
    }
    for (size_t j = 0; j < design->unknowns; j++) {
        moved = fmax(moved, fabs(fit->x[j] - from[j]) / (1 + fabs(from[j])));
    }
    return moved;
}

static double residual(const struct ssi_design *design, const double *x,
                       const struct ssi_row *row)
{
    return row->y - chance(linear(x, row, design->unknowns));
}

enum ssi_status ssi_fit_logistic(const struct ssi_design *design, struct ssi_fit *fit,
                                 struct ssi_error *err)
{
    if (design->unknowns > design->features) {
        double no = (double)(design->rows - design->relevant);
        fit->x[design->features] = log((double)design->relevant / no);
    }
    double value = evaluate(design, fit->x, &fit->curve);
    double moved = 1;
    while (moved > SETTLED && fit->iterations < MAX_STEPS) {
        double target[SSI_UNKNOWNS];
        newton_target(design, &fit->curve, fit->x, target, fit->active);
        moved = advance(design, target, fit, &value);
        fit->iterations++;
    }
    for (size_t j = 0; j < design->features; j++) { // a halved step may leave a trace
        fit->x[j] = fit->active[j] ? fit->x[j] : 0;
    }
    return ssi_fit_meat(design, residual, fit, err);
}
