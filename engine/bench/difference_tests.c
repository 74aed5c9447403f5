// SPDX-License-Identifier: GPL-3.0-or-later
// The tests of paired differences over queries, and Holm's correction for many of them.

#include "ssi/differences.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

#include "ssi/random.h"

const char *ssi_test_name(enum ssi_test test)
{
    static const char *const names[] = {[SSI_TEST_NONE] = "none",
                                        [SSI_TEST_SIGN_FLIP_ALL] = "exact sign-flip",
                                        [SSI_TEST_SIGN_FLIP] = "sign-flip",
                                        [SSI_TEST_T] = "paired t"};
    return names[test];
}

/** The sum with the signs of `bits`, from the 64 bits given at a time. */
static double flipped_sum(const double *differences, size_t n, uint64_t bits)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += bits >> i & 1 ? -differences[i] : differences[i];
    }
    return sum;
}

static double flip_all(const double *differences, size_t n, double bar)
{
    uint64_t all = UINT64_C(1) << n;
    uint64_t extreme = 0;
    for (uint64_t bits = 0; bits < all; bits++) {
        extreme += fabs(flipped_sum(differences, n, bits)) >= bar;
    }
    return (double)extreme / (double)all;
}

static double flip_some(const double *differences, size_t n, double bar, uint64_t seed)
{
    struct ssi_random random;
    uint64_t extreme = 1; // the data themselves are one of the draws
    ssi_random_init(&random, seed, n);
    for (int draw = 0; draw < SSI_SIGN_FLIPS; draw++) {
        double sum = 0;
        for (size_t from = 0; from < n; from += 64) {
            size_t some = n - from < 64 ? n - from : 64;
            sum += flipped_sum(differences + from, some, ssi_random_u64(&random));
        }
        extreme += fabs(sum) >= bar;
    }
    return (double)extreme / (SSI_SIGN_FLIPS + 1);
}

double ssi_sign_flip_p(const double *differences, size_t n, uint64_t seed)
{
    double sum = 0;
    double size = 0;
    if (n < SSI_MIN_QUERIES) {
        return SSI_NAN;
    }
    for (size_t i = 0; i < n; i++) {
        sum += differences[i];
        size += fabs(differences[i]);
    }
    double bar = fabs(sum) - 1e-12 * size; // sums in another order are still as extreme
    return n <= SSI_EXACT_QUERIES ? flip_all(differences, n, bar)
                                  : flip_some(differences, n, bar, seed);
}

double ssi_paired_t_p(const double *differences, size_t n)
{
    double mean = 0;
    double squares = 0;
    if (n < 2) {
        return SSI_NAN;
    }
    for (size_t i = 0; i < n; i++) {
        mean += differences[i] / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        squares += (differences[i] - mean) * (differences[i] - mean);
    }
    double se = sqrt(squares / (double)(n - 1) / (double)n);
    if (!(se > 0)) {
        return fabs(mean) > 0 ? 0 : 1;
    }
    return 2 * gsl_cdf_tdist_Q(fabs(mean) / se, (double)(n - 1));
}

/** The smallest p that has no adjusted value yet; n when there is none. */
static size_t next_smallest(const double *p, size_t n, const double *adjusted)
{
    size_t found = n;
    for (size_t i = 0; i < n; i++) {
        if (isnan(adjusted[i]) && !isnan(p[i]) && (found == n || p[i] < p[found])) {
            found = i;
        }
    }
    return found;
}

void ssi_holm(const double *p, size_t n, double *out_adjusted)
{
    size_t left = 0;
    double highest = 0;
    for (size_t i = 0; i < n; i++) {
        left += isnan(p[i]) ? 0 : 1;
        out_adjusted[i] = SSI_NAN;
    }
    for (; left > 0; left--) {
        size_t i = next_smallest(p, n, out_adjusted);
        highest = fmax(highest, fmin(1, (double)left * p[i]));
        out_adjusted[i] = highest;
    }
}
