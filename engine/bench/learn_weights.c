// SPDX-License-Identifier: GPL-3.0-or-later
// From a fit to weights, their shares, and intervals: the sandwich of Liang and Zeger
// (1986) clustered by member, through the delta method for shares.

#include "learn_internal.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "ssi/memory.h"

enum { MIN_MEMBERS = 5 };

struct scores {
    const struct ssi_design *design;
    ssi_residual *residual;
    const double *x;
    double *of_members; // unknowns of each member
    struct ssi_fit *fit;
};

static void add_scores(void *context, const struct ssi_row *row)
{
    struct scores *scores = context;
    size_t n = scores->design->unknowns;
    double left = scores->residual(scores->design, scores->x, row);
    double *own = scores->of_members + (size_t)row->member * n;
    double *other =
        row->other == SSI_NOBODY ? NULL : scores->of_members + (size_t)row->other * n;
    for (size_t j = 0; j < n; j++) {
        own[j] += left * row->x[j];
        if (other) { // a pair is of two members; counted with both, it is taken off once
            other[j] += left * row->x[j];
            for (size_t k = 0; k < n; k++) {
                scores->fit->meat[j][k] -= left * left * row->x[j] * row->x[k];
            }
        }
    }
}

static void add_outer(const double *score, size_t n, double (*meat)[SSI_UNKNOWNS])
{
    for (size_t j = 0; j < n; j++) {
        for (size_t k = 0; k < n; k++) {
            meat[j][k] += score[j] * score[k];
        }
    }
}

enum ssi_status ssi_fit_meat(const struct ssi_design *design, ssi_residual *residual,
                             struct ssi_fit *fit, struct ssi_error *err)
{
    size_t members = design->lessons->member_count;
    struct scores scores = {
        .design = design, .residual = residual, .x = fit->x, .fit = fit};
    scores.of_members = ssi_alloc(members + 1, design->unknowns * sizeof(double));
    if (!scores.of_members) {
        return ssi_error_nomem(err);
    }
    ssi_design_visit(design, add_scores, &scores);
    for (size_t m = 0; m < members; m++) {
        add_outer(scores.of_members + m * design->unknowns, design->unknowns, fit->meat);
    }
    ssi_free(scores.of_members);
    return SSI_OK;
}

/** The rows of A^-1 that `wanted` weights of the unknowns `in` ask for: A^-1 wanted. */
static bool spread_of(const struct ssi_fit *fit, const bool *in, const double *wanted,
                      double members, double *out_se)
{
    struct ssi_quadratic q = fit->curve;
    double row[SSI_UNKNOWNS];
    double variance = 0;
    memcpy(q.b, wanted, sizeof q.b);
    if (!ssi_quadratic_solve(&q, in, row)) {
        return false;
    }
    for (size_t j = 0; j < q.n; j++) {
        for (size_t k = 0; k < q.n; k++) {
            variance += row[j] * fit->meat[j][k] * row[k];
        }
    }
    *out_se = sqrt(fmax(0, variance) * members / (members - 1));
    return true;
}

struct weighing {
    const struct ssi_design *design;
    const struct ssi_fit *fit;
    struct ssi_learned *out;
    double sum; // of weights in units of the features
    double members;
    double width; // of an interval, in standard errors
};

/** d share_j / d x_k = (1 if j = k, minus share_j) / (scale_k x sum). */
static void bound_active(const struct weighing *w, size_t j)
{
    struct ssi_weight *weight = &w->out->weights[j];
    double wanted[SSI_UNKNOWNS] = {0};
    wanted[j] = 1 / w->design->scale[j];
    (void)spread_of(w->fit, w->fit->active, wanted, w->members, &weight->se);
    if (!(w->sum > 0)) {
        return;
    }
    for (size_t k = 0; k < w->design->features; k++) {
        wanted[k] = w->fit->active[k] ? ((k == j ? 1 : 0) - weight->share) /
                                            (w->design->scale[k] * w->sum)
                                      : 0;
    }
    if (spread_of(w->fit, w->fit->active, wanted, w->members, &weight->share_se)) {
        weight->low = weight->share - w->width * weight->share_se;
        weight->high = weight->share + w->width * weight->share_se;
    }
}

/** One held at 0: where it would go if it alone were let go, and how sure that is. */
static void bound_held(const struct weighing *w, size_t j)
{
    struct ssi_weight *weight = &w->out->weights[j];
    struct ssi_quadratic q = w->fit->curve;
    bool in[SSI_UNKNOWNS];
    double x[SSI_UNKNOWNS];
    double wanted[SSI_UNKNOWNS] = {0};
    memcpy(in, w->fit->active, sizeof in);
    in[j] = true;
    wanted[j] = 1 / w->design->scale[j];
    if (!ssi_quadratic_solve(&q, in, x) ||
        !spread_of(w->fit, in, wanted, w->members, &weight->se) || !(w->sum > 0)) {
        return;
    }
    double let_go = x[j] / w->design->scale[j];
    weight->share_se = weight->se / w->sum;
    weight->low = 0;
    weight->high = fmax(0, (let_go + w->width * weight->se) / w->sum);
}

static void bound_all(const struct weighing *w)
{
    bool nonnegative = w->out->learner != SSI_LEARN_RIDGE;
    for (size_t j = 0; j < w->design->features; j++) {
        struct ssi_weight *weight = &w->out->weights[j];
        if (weight->constant) {
            continue;
        }
        if (w->fit->active[j]) {
            bound_active(w, j);
        } else {
            bound_held(w, j);
        }
        weight->low = nonnegative ? fmax(weight->low, 0) : weight->low;
    }
}

enum ssi_status ssi_fit_weights(const struct ssi_design *design,
                                const struct ssi_fit *fit, struct ssi_learned *out,
                                struct ssi_error *err)
{
    (void)err;
    struct weighing w = {.design = design, .fit = fit, .out = out};
    size_t active = 0;
    for (size_t j = 0; j < design->features; j++) {
        out->weights[j] = (struct ssi_weight){.se = SSI_NAN,
                                              .share = SSI_NAN,
                                              .share_se = SSI_NAN,
                                              .low = SSI_NAN,
                                              .high = SSI_NAN};
        out->weights[j].constant = design->constant[j];
        if (!design->constant[j]) {
            out->weights[j].value = fit->x[j] / design->scale[j];
        }
        w.sum += out->weights[j].value;
        active += fit->active[j];
    }
    for (size_t j = 0; j < design->features && w.sum > 0; j++) {
        out->weights[j].share = out->weights[j].value / w.sum;
    }
    out->nothing = active == 0;
    w.members = (double)design->members;
    if (design->members >= MIN_MEMBERS && design->members > active + 1) {
        w.width = gsl_cdf_tdist_Pinv(0.975, w.members - 1);
        bound_all(&w);
    }
    return SSI_OK;
}
