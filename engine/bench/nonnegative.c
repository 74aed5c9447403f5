// SPDX-License-Identifier: GPL-3.0-or-later
// Small quadratic problems: Cholesky on a subset of unknowns, and the active set of
// Lawson and Hanson (1974, algorithm NNLS) on the normal equations. A Cholesky of our
// own, since GSL's calls its process-wide error handler when a matrix is not positive.

#include "learn_internal.h"

#include <math.h>
#include <string.h>

enum { MAX_STEPS = 10 * SSI_UNKNOWNS };

/** The lower factor of the chosen rows; false at a pivot that is lost in rounding. */
static bool factor(const struct ssi_quadratic *q, const size_t *chosen, size_t count,
                   double (*lower)[SSI_UNKNOWNS])
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j <= i; j++) {
            double sum = q->a[chosen[i]][chosen[j]];
            for (size_t k = 0; k < j; k++) {
                sum -= lower[i][k] * lower[j][k];
            }
            if (i == j && !(sum > 1e-13 * q->a[chosen[i]][chosen[i]])) {
                return false;
            }
            lower[i][j] = i == j ? sqrt(sum) : sum / lower[j][j];
        }
    }
    return true;
}

static void substitute(double (*lower)[SSI_UNKNOWNS], size_t count, double *x)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            x[i] -= lower[i][k] * x[k];
        }
        x[i] /= lower[i][i];
    }
    for (size_t i = count; i-- > 0;) {
        for (size_t k = i + 1; k < count; k++) {
            x[i] -= lower[k][i] * x[k];
        }
        x[i] /= lower[i][i];
    }
}

bool ssi_quadratic_solve(const struct ssi_quadratic *q, const bool *in, double *out_x)
{
    double lower[SSI_UNKNOWNS][SSI_UNKNOWNS];
    double x[SSI_UNKNOWNS];
    size_t chosen[SSI_UNKNOWNS];
    size_t count = 0;
    for (size_t i = 0; i < q->n; i++) {
        if (in[i]) {
            x[count] = q->b[i];
            chosen[count++] = i;
        }
    }
    if (!factor(q, chosen, count, lower)) {
        return false;
    }
    substitute(lower, count, x);
    memset(out_x, 0, q->n * sizeof *out_x);
    for (size_t i = 0; i < count; i++) {
        out_x[chosen[i]] = x[i];
    }
    return true;
}

/** The unknown at 0 that promises most, or n. Scale-free: the gain of moving it alone. */
static size_t most_promising(const struct ssi_quadratic *q, const bool *may_enter,
                             const double *x)
{
    size_t found = q->n;
    double most = 0;
    for (size_t i = 0; i < q->n; i++) {
        double slope = q->b[i];
        double size = fabs(q->b[i]);
        for (size_t k = 0; may_enter[i] && k < q->n; k++) {
            slope -= q->a[i][k] * x[k];
            size += fabs(q->a[i][k] * x[k]);
        }
        if (may_enter[i] && slope > 1e-11 * size && slope * slope / q->a[i][i] > most) {
            most = slope * slope / q->a[i][i];
            found = i;
        }
    }
    return found;
}

/** How far from x to target one may go before a constrained unknown turns negative. */
static double reach(size_t n, const bool *in, const bool *free, const double *x,
                    const double *target)
{
    double step = 1;
    for (size_t i = 0; i < n; i++) {
        if (in[i] && !free[i] && target[i] <= 0) {
            step = fmin(step, x[i] / (x[i] - target[i]));
        }
    }
    return step;
}

/** Moves to the best point of the set, dropping unknowns that reach 0. */
static bool settle(const struct ssi_quadratic *q, const bool *free, bool *in, double *x)
{
    double target[SSI_UNKNOWNS];
    for (size_t tries = 0; tries <= q->n; tries++) {
        if (!ssi_quadratic_solve(q, in, target)) {
            return false;
        }
        double step = reach(q->n, in, free, x, target);
        bool dropped = false;
        for (size_t i = 0; i < q->n; i++) {
            x[i] = in[i] ? x[i] + step * (target[i] - x[i]) : 0;
            if (in[i] && !free[i] && target[i] <= 0 && x[i] <= 1e-15) {
                in[i] = false;
                x[i] = 0;
                dropped = true;
            }
        }
        if (!dropped && step >= 1) {
            return true;
        }
    }
    return true;
}

/** Lets one unknown in; false when it adds nothing: a copy of others, or it stays at 0.
 */
static bool enter(const struct ssi_quadratic *q, const bool *free, size_t enters,
                  bool *active, double *x)
{
    active[enters] = true;
    if (!settle(q, free, active, x)) {
        active[enters] = false;
    }
    return active[enters];
}

void ssi_quadratic_nonnegative(const struct ssi_quadratic *q, const bool *free,
                               const bool *fixed, double *out_x, bool *out_active)
{
    bool barred[SSI_UNKNOWNS];
    bool may_enter[SSI_UNKNOWNS];
    memset(out_x, 0, q->n * sizeof *out_x);
    for (size_t i = 0; i < q->n; i++) {
        out_active[i] = free[i];
        barred[i] = free[i] || fixed[i] || !(q->a[i][i] > 0);
    }
    (void)settle(q, free, out_active, out_x);
    for (int step = 0; step < MAX_STEPS; step++) {
        for (size_t i = 0; i < q->n; i++) {
            may_enter[i] = !barred[i] && !out_active[i];
        }
        size_t enters = most_promising(q, may_enter, out_x);
        if (enters == q->n) {
            return;
        }
        barred[enters] = !enter(q, free, enters, out_active, out_x);
    }
}
