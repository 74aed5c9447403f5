// SPDX-License-Identifier: GPL-3.0-or-later
// Least squares from the Gram matrix of rows centred within queries: ridge by its
// eigenvalues, and non-negative.

#include "learn_internal.h"

#include <math.h>

#include <gsl/gsl_eigen.h>

enum { STEPS_A_DECADE = 4, LOWEST_DECADE = -6, HIGHEST_DECADE = 2 };

struct gram {
    size_t n;
    struct ssi_quadratic *curve; // a: X'X, b: X'y
};

static void add_row(void *context, const struct ssi_row *row)
{
    struct gram *gram = context;
    for (size_t j = 0; j < gram->n; j++) {
        for (size_t k = 0; k <= j; k++) {
            gram->curve->a[j][k] += row->x[j] * row->x[k];
        }
        gram->curve->b[j] += row->x[j] * row->y;
    }
}

static void mirror(struct ssi_quadratic *q)
{
    for (size_t j = 0; j < q->n; j++) {
        for (size_t k = 0; k < j; k++) {
            q->a[k][j] = q->a[j][k];
        }
    }
}

/** X'X = V diag(d) V', and z = V'X'y. */
struct spectrum {
    size_t n;
    double d[SSI_UNKNOWNS], z[SSI_UNKNOWNS];
};

static enum ssi_status find_spectrum(const struct ssi_quadratic *q, struct spectrum *out,
                                     struct ssi_error *err)
{
    gsl_matrix *a = gsl_matrix_alloc(q->n, q->n);
    gsl_matrix *vectors = gsl_matrix_alloc(q->n, q->n);
    gsl_vector *values = gsl_vector_alloc(q->n);
    gsl_eigen_symmv_workspace *work = gsl_eigen_symmv_alloc(q->n);
    enum ssi_status status = SSI_OK;
    if (!a || !vectors || !values || !work) {
        status = ssi_error_nomem(err);
    } else {
        for (size_t i = 0; i < q->n * q->n; i++) {
            gsl_matrix_set(a, i / q->n, i % q->n, q->a[i / q->n][i % q->n]);
        }
        (void)gsl_eigen_symmv(a, values, vectors, work);
        out->n = q->n;
        for (size_t i = 0; i < q->n; i++) {
            out->d[i] = fmax(0, gsl_vector_get(values, i));
            out->z[i] = 0;
            for (size_t j = 0; j < q->n; j++) {
                out->z[i] += gsl_matrix_get(vectors, j, i) * q->b[j];
            }
        }
    }
    gsl_eigen_symmv_free(work);
    gsl_vector_free(values);
    gsl_matrix_free(vectors);
    gsl_matrix_free(a);
    return status;
}

/** Generalised cross-validation: residual squares / (degrees of freedom left)^2. */
static double validate(const struct spectrum *s, double squares, double freedom,
                       double ridge)
{
    double residual = squares;
    for (size_t i = 0; i < s->n; i++) {
        double slope = s->z[i] / (s->d[i] + ridge);
        residual += slope * slope * s->d[i] - 2 * slope * s->z[i];
        freedom -= s->d[i] / (s->d[i] + ridge);
    }
    return freedom > 0 ? fmax(0, residual) / (freedom * freedom) : SSI_INFINITY;
}

/** The penalty of the grid with the lowest criterion; of equal ones the smallest. */
static double choose_ridge(const struct ssi_design *design, const struct spectrum *s)
{
    double freedom = (double)design->rows - (double)design->lessons->count;
    double best = SSI_NAN;
    double lowest = SSI_INFINITY;
    for (int step = LOWEST_DECADE * STEPS_A_DECADE;
         step <= HIGHEST_DECADE * STEPS_A_DECADE; step++) {
        double ridge = (double)design->rows * pow(10, (double)step / STEPS_A_DECADE);
        double criterion = validate(s, design->outcome_spread, freedom, ridge);
        if (isnan(best) || criterion < lowest) {
            best = ridge;
            lowest = criterion;
        }
    }
    return best;
}

static enum ssi_status solve_ridge(const struct ssi_design *design, struct ssi_fit *fit,
                                   struct ssi_error *err)
{
    struct spectrum spectrum = {0};
    if (!design->unpenalised) {
        SSI_TRY(find_spectrum(&fit->curve, &spectrum, err));
        fit->ridge = choose_ridge(design, &spectrum);
    }
    for (size_t j = 0; j < fit->curve.n; j++) {
        fit->curve.a[j][j] += fit->ridge;
        fit->active[j] = !design->constant[j];
    }
    if (!ssi_quadratic_solve(&fit->curve, fit->active, fit->x)) {
        return ssi_error_set(err, SSI_EDATA,
                             "the features to learn from repeat each other");
    }
    return SSI_OK;
}

/** b becomes the gradient that is left at x. */
static void leave_gradient(struct ssi_fit *fit)
{
    for (size_t j = 0; j < fit->curve.n; j++) {
        for (size_t k = 0; k < fit->curve.n; k++) {
            fit->curve.b[j] -= fit->curve.a[j][k] * fit->x[k];
        }
    }
}

static double residual(const struct ssi_design *design, const double *x,
                       const struct ssi_row *row)
{
    double left = row->y;
    for (size_t j = 0; j < design->unknowns; j++) {
        left -= x[j] * row->x[j];
    }
    return left;
}

enum ssi_status ssi_fit_linear(const struct ssi_design *design, struct ssi_fit *fit,
                               struct ssi_error *err)
{
    static const bool none_free[SSI_UNKNOWNS];
    struct gram gram = {.n = design->unknowns, .curve = &fit->curve};
    fit->curve.n = design->unknowns;
    fit->iterations = 1;
    ssi_design_visit(design, add_row, &gram);
    mirror(&fit->curve);
    if (design->learner == SSI_LEARN_RIDGE) {
        SSI_TRY(solve_ridge(design, fit, err));
    } else {
        ssi_quadratic_nonnegative(&fit->curve, none_free, design->constant, fit->x,
                                  fit->active);
    }
    leave_gradient(fit);
    return ssi_fit_meat(design, residual, fit, err);
}
