// SPDX-License-Identifier: GPL-3.0-or-later
// All pairs of models on one measure: would a difference hold for other queries, and
// would it hold for other members?

#include "ssi/differences.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

#include "ssi/memory.h"

static const double SIGNIFICANT = 0.05;
static const double POWER = 0.80;

size_t ssi_difference_count(size_t models)
{
    return models < 2 ? 0 : models * (models - 1) / 2;
}

/** The differences of queries that define both; returns how many. */
static size_t collect(const struct ssi_comparison *comparison, enum ssi_measure measure,
                      const struct ssi_difference *pair, double *out_differences)
{
    size_t n = 0;
    for (size_t q = 0; q < comparison->queries; q++) {
        double difference = ssi_comparison_value(comparison, q, pair->a, measure) -
                            ssi_comparison_value(comparison, q, pair->b, measure);
        if (!isnan(difference)) {
            out_differences[n++] = difference;
        }
    }
    return n;
}

static double deviation(const double *values, size_t n, double mean)
{
    double squares = 0;
    for (size_t i = 0; i < n; i++) {
        squares += (values[i] - mean) * (values[i] - mean);
    }
    return sqrt(squares / (double)(n - 1));
}

static enum ssi_test test_for(size_t queries)
{
    return queries < SSI_MIN_QUERIES      ? SSI_TEST_NONE
           : queries <= SSI_EXACT_QUERIES ? SSI_TEST_SIGN_FLIP_ALL
           : queries <= SSI_T_QUERIES     ? SSI_TEST_SIGN_FLIP
                                          : SSI_TEST_T;
}

static double p_of_queries(enum ssi_test test, const double *differences, size_t n,
                           uint64_t seed)
{
    return test == SSI_TEST_NONE ? SSI_NAN
           : test == SSI_TEST_T  ? ssi_paired_t_p(differences, n)
                                 : ssi_sign_flip_p(differences, n, seed);
}

/** No difference at all, without spread, is no evidence; a t without spread is unknown.
 */
static double p_of_members(const struct ssi_interval *members)
{
    if (isnan(members->se)) {
        return SSI_NAN;
    }
    if (!(members->se > 0)) {
        return fabs(members->value) > 0 ? SSI_NAN : 1.0;
    }
    return 2 * gsl_cdf_tdist_Q(fabs(members->value) / members->se, members->freedom);
}

/** The smallest p that the test of queries can give. */
static double lowest_p(const struct ssi_difference *d)
{
    switch (d->test) {
    case SSI_TEST_SIGN_FLIP_ALL:
        return ldexp(2, -(int)d->queries);
    case SSI_TEST_SIGN_FLIP:
        return 1.0 / (SSI_SIGN_FLIPS + 1);
    case SSI_TEST_NONE:
    case SSI_TEST_T:
        return 0;
    }
    return 0;
}

/** Interval and smallest detectable difference from the larger of both standard errors.
 */
static void bound(struct ssi_difference *d, const struct ssi_interval *members, double sd)
{
    double se = members->se;
    double freedom = members->freedom;
    double over_queries = d->queries >= 2 ? sd / sqrt((double)d->queries) : SSI_NAN;
    bool ask_queries = d->test != SSI_TEST_NONE || isnan(se);
    if (ask_queries && !isnan(over_queries) && !(over_queries < se)) {
        se = over_queries;
        freedom = (double)(d->queries - 1);
    }
    d->low = d->high = d->smallest = SSI_NAN;
    if (!isnan(se)) {
        double width = gsl_cdf_tdist_Pinv(1 - SIGNIFICANT / 2, freedom);
        d->low = d->mean - width * se;
        d->high = d->mean + width * se;
        d->smallest = (width + gsl_cdf_tdist_Pinv(POWER, freedom)) * se;
    }
}

static void compare(const struct ssi_comparison *comparison, enum ssi_measure measure,
                    uint64_t seed, double *scratch, struct ssi_difference *d)
{
    struct ssi_interval members;
    ssi_comparison_difference(comparison, d->a, d->b, measure, &members);
    d->queries = collect(comparison, measure, d, scratch);
    d->members = members.members;
    d->mean = members.value;
    double sd = d->queries >= 2 ? deviation(scratch, d->queries, d->mean) : SSI_NAN;
    d->effect = sd > 0 ? d->mean / sd : SSI_NAN;
    d->test = test_for(d->queries);
    d->p_queries = p_of_queries(d->test, scratch, d->queries, seed);
    d->p_members = p_of_members(&members);
    d->p = fmax(d->p_queries, d->p_members); // fmax passes over a NaN
    bound(d, &members, sd);
}

/** Holm over all pairs, and whether so many pairs leave anything to be found. */
static enum ssi_status correct(struct ssi_difference *all, size_t count,
                               struct ssi_error *err)
{
    double *p = ssi_alloc(2 * count + 1, sizeof *p);
    size_t tests = 0;
    if (!p) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < count; i++) {
        p[i] = all[i].p;
        tests += isnan(p[i]) ? 0 : 1;
    }
    ssi_holm(p, count, p + count);
    for (size_t i = 0; i < count; i++) {
        all[i].p_holm = p[count + i];
        all[i].significant = all[i].p_holm <= SIGNIFICANT;
        all[i].cannot_tell =
            isnan(all[i].p) || lowest_p(&all[i]) * (double)tests > SIGNIFICANT;
    }
    ssi_free(p);
    return SSI_OK;
}

enum ssi_status ssi_differences_find(const struct ssi_comparison *comparison,
                                     enum ssi_measure measure, uint64_t seed,
                                     struct ssi_difference *out, struct ssi_error *err)
{
    size_t count = 0;
    double *scratch = ssi_alloc(comparison->queries + 1, sizeof *scratch);
    if (!scratch) {
        return ssi_error_nomem(err);
    }
    for (size_t a = 0; a < comparison->options.models; a++) {
        for (size_t b = a + 1; b < comparison->options.models; b++) {
            out[count] = (struct ssi_difference){.a = a, .b = b};
            compare(comparison, measure, seed, scratch, &out[count++]);
        }
    }
    ssi_free(scratch);
    return correct(out, count, err);
}

const struct ssi_difference *ssi_difference_of(const struct ssi_difference *all,
                                               size_t models, size_t a, size_t b,
                                               bool *out_flipped)
{
    size_t low = a < b ? a : b;
    size_t high = a < b ? b : a;
    if (a == b || high >= models) {
        return NULL;
    }
    *out_flipped = a > b;
    return &all[low * (2 * models - low - 1) / 2 + (high - low - 1)];
}
