// SPDX-License-Identifier: GPL-3.0-or-later
// Means of measures over queries, and the sums of every member's influence on them: the
// infinitesimal jackknife clustered by member. Nothing is drawn at random here.

#include "ssi/intervals.h"

#include "rank_internal.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "ssi/memory.h"
#include "ssi/parallel.h"

enum ssi_status ssi_comparison_init(struct ssi_comparison *comparison,
                                    const struct ssi_comparison_options *options,
                                    struct ssi_error *err)
{
    size_t columns = options->models * SSI_MEASURES;
    struct ssi_comparison made = {.options = *options};
    made.seen = ssi_alloc(columns + 1, sizeof *made.seen);
    made.present = ssi_alloc(options->member_count + 1, sizeof *made.present);
    if (!options->without_influence && columns > 0) {
        made.influence =
            ssi_alloc(options->member_count + 1, columns * sizeof *made.influence);
    }
    if (!made.seen || !made.present ||
        (!options->without_influence && columns > 0 && !made.influence)) {
        ssi_comparison_release(&made);
        return ssi_error_nomem(err);
    }
    *comparison = made;
    return SSI_OK;
}

void ssi_comparison_release(struct ssi_comparison *comparison)
{
    if (comparison) {
        ssi_free(comparison->values);
        ssi_free(comparison->influence);
        ssi_free(comparison->seen);
        ssi_free(comparison->present);
        *comparison = (struct ssi_comparison){0};
    }
}

struct addition {
    struct ssi_comparison *comparison;
    const struct ssi_query *query;
    const struct ssi_ranking *outcomes;
    const double *const *scores;
    double *values;
};

/** One model of the query; its sums belong to this task alone. */
static enum ssi_status add_model(void *context, size_t model, size_t worker,
                                 struct ssi_error *err)
{
    (void)worker;
    const struct addition *addition = context;
    struct ssi_comparison *comparison = addition->comparison;
    const struct ssi_query *query = addition->query;
    double *values = addition->values + model * SSI_MEASURES;
    double *influence = NULL;
    if (comparison->influence) {
        influence = ssi_alloc(query->n + 1, SSI_MEASURES * sizeof *influence);
        if (!influence) {
            return ssi_error_nomem(err);
        }
    }
    enum ssi_status status =
        ssi_measures_find(query, addition->outcomes, addition->scores[model],
                          comparison->options.k, values, influence, err);
    if (status == SSI_OK && influence &&
        comparison->options.member_count <= SSI_FEW_MEMBERS) {
        status = ssi_leave_one_out(query, addition->scores[model], comparison->options.k,
                                   values, influence, err);
    }
    for (size_t m = 0; status == SSI_OK && influence && m < SSI_MEASURES; m++) {
        double *sums = comparison->influence +
                       (model * SSI_MEASURES + m) * comparison->options.member_count;
        const double *of_members = influence + m * query->n;
        for (size_t i = 0; i < query->n && !isnan(values[m]); i++) {
            sums[query->members[i]] += of_members[i];
        }
    }
    ssi_free(influence);
    return status;
}

/** Counts what is now there, once all models have succeeded. */
static void count_query(struct ssi_comparison *comparison, const struct ssi_query *query,
                        const double *values)
{
    for (size_t c = 0; c < comparison->options.models * SSI_MEASURES; c++) {
        comparison->seen[c] += isnan(values[c]) ? 0 : 1;
    }
    for (size_t i = 0; i < query->n; i++) {
        comparison->members += comparison->present[query->members[i]] ? 0 : 1;
        comparison->present[query->members[i]] = true;
    }
    comparison->queries++;
}

enum ssi_status ssi_comparison_add(struct ssi_comparison *comparison,
                                   const struct ssi_query *query,
                                   const double *const *scores, struct ssi_error *err)
{
    size_t models = comparison->options.models;
    size_t columns = models * SSI_MEASURES;
    for (size_t i = 0; i < query->n; i++) {
        if (query->members[i] >= comparison->options.member_count) {
            return ssi_error_set(err, SSI_EINTERNAL,
                                 "member %u of a query is not one of %zu",
                                 query->members[i], comparison->options.member_count);
        }
    }
    SSI_TRY(SSI_GROW(comparison->values, comparison->value_cap,
                     (comparison->queries + 1) * columns + 1, err));
    struct ssi_ranking outcomes;
    SSI_TRY(ssi_ranking_make(&outcomes, query->outcomes, query->n, err));
    struct addition addition = {.comparison = comparison,
                                .query = query,
                                .outcomes = &outcomes,
                                .scores = scores,
                                .values =
                                    comparison->values + comparison->queries * columns};
    enum ssi_status status =
        ssi_parallel(query->n < 1000 ? 1 : comparison->options.threads, models, add_model,
                     &addition, err);
    ssi_ranking_release(&outcomes);
    if (status == SSI_OK) {
        count_query(comparison, query, addition.values);
    }
    return status;
}

double ssi_comparison_value(const struct ssi_comparison *comparison, size_t query,
                            size_t model, enum ssi_measure measure)
{
    return comparison
        ->values[(query * comparison->options.models + model) * SSI_MEASURES + measure];
}

/** What members contribute to a mean, or to the mean of model a less that of b. */
struct contribution {
    const double *a, *b; // sums over queries; b NULL: of a alone
    double a_queries, b_queries;
};

static const double *sums_of(const struct ssi_comparison *comparison, size_t model,
                             enum ssi_measure measure)
{
    return comparison->influence +
           (model * SSI_MEASURES + (size_t)measure) * comparison->options.member_count;
}

static double influence_of(const struct contribution *c, size_t member)
{
    return c->a[member] / c->a_queries - (c->b ? c->b[member] / c->b_queries : 0);
}

/**
 * Of a variance from n values with these mean second and fourth powers: 2 V^2 / var(V).
 * Equals n for normal ones, fewer where few large ones make the sum.
 */
static double freedom_of(double n, double second, double fourth)
{
    double spread = fourth - second * second;
    double freedom = spread > 0 ? 2 * n * second * second / spread : n - 1;
    return fmax(1, fmin(n - 1, freedom));
}

/**
 * Fills se and bounds. The number of members is given, not drawn, so that only
 * differences from the mean influence count: it is not 0 for measures with a fixed k.
 */
static void bound(const struct ssi_comparison *comparison, const struct contribution *c,
                  struct ssi_interval *out)
{
    double members = (double)comparison->members;
    double mean = 0;
    double second = 0;
    double fourth = 0;
    for (size_t i = 0; i < comparison->options.member_count; i++) {
        mean += influence_of(c, i) / members; // absent ones have none
    }
    for (size_t i = 0; i < comparison->options.member_count; i++) {
        double off = comparison->present[i] ? influence_of(c, i) - mean : 0;
        second += off * off / members;
        fourth += off * off * off * off / members;
    }
    out->se = members * sqrt(second / (members - 1));
    out->freedom = freedom_of(members, second, fourth);
    double width = gsl_cdf_tdist_Pinv(0.975, out->freedom) * out->se;
    out->low = out->value - width;
    out->high = out->value + width;
}

/** Bounds stay within what the measure can be; lift has no bound of its own. */
static void clip(enum ssi_measure measure, struct ssi_interval *out)
{
    if (measure != SSI_MEASURE_LIFT) {
        bool signed_one = measure == SSI_MEASURE_TAU_B || measure == SSI_MEASURE_SPEARMAN;
        out->low = fmax(out->low, signed_one ? -1 : 0);
        out->high = fmin(out->high, 1);
    }
}

static bool can_bound(const struct ssi_comparison *comparison)
{
    return comparison->influence && comparison->members >= SSI_MIN_MEMBERS;
}

static struct ssi_interval nothing_known(const struct ssi_comparison *comparison)
{
    return (struct ssi_interval){.value = SSI_NAN,
                                 .low = SSI_NAN,
                                 .high = SSI_NAN,
                                 .se = SSI_NAN,
                                 .freedom = SSI_NAN,
                                 .members = comparison->members};
}

void ssi_comparison_interval(const struct ssi_comparison *comparison, size_t model,
                             enum ssi_measure measure, struct ssi_interval *out)
{
    double sum = 0;
    *out = nothing_known(comparison);
    for (size_t q = 0; q < comparison->queries; q++) {
        double value = ssi_comparison_value(comparison, q, model, measure);
        out->queries += isnan(value) ? 0 : 1;
        sum += isnan(value) ? 0 : value;
    }
    if (out->queries > 0) {
        out->value = sum / (double)out->queries;
    }
    if (out->queries > 0 && can_bound(comparison)) {
        struct contribution contribution = {.a = sums_of(comparison, model, measure),
                                            .a_queries = (double)out->queries};
        bound(comparison, &contribution, out);
        clip(measure, out);
    }
}

void ssi_comparison_difference(const struct ssi_comparison *comparison, size_t a,
                               size_t b, enum ssi_measure measure,
                               struct ssi_interval *out)
{
    double sum = 0;
    size_t of_a = 0;
    size_t of_b = 0;
    *out = nothing_known(comparison);
    for (size_t q = 0; q < comparison->queries; q++) {
        double value_a = ssi_comparison_value(comparison, q, a, measure);
        double value_b = ssi_comparison_value(comparison, q, b, measure);
        bool both = !isnan(value_a) && !isnan(value_b);
        of_a += isnan(value_a) ? 0 : 1;
        of_b += isnan(value_b) ? 0 : 1;
        out->queries += both;
        sum += both ? value_a - value_b : 0;
    }
    if (out->queries > 0) {
        out->value = sum / (double)out->queries;
    }
    if (2 * out->queries > of_a && 2 * out->queries > of_b && can_bound(comparison)) {
        struct contribution contribution = {.a = sums_of(comparison, a, measure),
                                            .b = sums_of(comparison, b, measure),
                                            .a_queries = (double)of_a,
                                            .b_queries = (double)of_b};
        bound(comparison, &contribution, out);
    }
}
