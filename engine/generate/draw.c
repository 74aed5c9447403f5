// SPDX-License-Identifier: GPL-3.0-or-later
// Random draws that are the same bits on every machine: exp and log as plain series,
// since the C library's may differ in the last bit from one machine to the next, and the
// distributions on top of them. sqrt is rounded correctly everywhere by IEEE 754. Knows
// nothing of people.

#include "draw_internal.h"

#include <math.h>
#include <string.h>

uint64_t ssi_gen_hash(uint64_t seed, uint64_t a, uint64_t b)
{
    uint64_t x = seed + 0x9E3779B97F4A7C15u * (a + 1);
    for (int round = 0; round < 2; round++) {
        x ^= x >> 30;
        x *= 0xBF58476D1CE4E5B9u;
        x ^= x >> 27;
        x *= 0x94D049BB133111EBu;
        x ^= x >> 31;
        x += 0xD1B54A32D192ED03u * (b + 1);
    }
    return x ^ (x >> 32);
}

static double power_of_two(int exponent)
{
    uint64_t bits = (uint64_t)(1023 + exponent) << 52;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

double ssi_gen_exp(double x)
{
    x = x < -600 ? -600 : x > 600 ? 600 : x;
    int k = (int)(x * 1.4426950408889634 + (x < 0 ? -0.5 : 0.5));
    double r = x - k * 0.6931471805599453;
    double sum = 1;
    for (int i = 14; i > 0; i--) {
        sum = 1 + sum * r / i;
    }
    return sum * power_of_two(k);
}

double ssi_gen_log(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int exponent = (int)(bits >> 52) - 1023;
    bits = (bits & 0x000FFFFFFFFFFFFFu) | 0x3FF0000000000000u;
    double m;
    memcpy(&m, &bits, sizeof m);
    if (m > 1.4142135623730951) {
        m /= 2;
        exponent++;
    }
    double s = (m - 1) / (m + 1); /* log m = 2 (s + s^3/3 + s^5/5 + ...), |s| < 0.172 */
    double sum = 0;
    for (int i = 21; i > 0; i -= 2) {
        sum = sum * s * s + 1.0 / i;
    }
    return exponent * 0.6931471805599453 + 2 * s * sum;
}

static double polynomial(const double *coefficients, int count, double x)
{
    double sum = coefficients[0];
    for (int i = 1; i < count; i++) {
        sum = sum * x + coefficients[i];
    }
    return sum;
}

// Inverse of the normal distribution function: P. J. Acklam's approximation, error 1e-9.
static double normal_quantile(double p)
{
    static const double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,
                               -2.759285104469687e+02, 1.383577518672690e+02,
                               -3.066479806614716e+01, 2.506628277459239e+00};
    static const double b[] = {-5.447609879822406e+01, 1.615858368580409e+02,
                               -1.556989798598866e+02, 6.680131188771972e+01,
                               -1.328068155288572e+01, 1};
    static const double c[] = {-7.784894002430293e-03, -3.223964580411365e-01,
                               -2.400758277161838e+00, -2.549732539343734e+00,
                               4.374664141464968e+00,  2.938163982698783e+00};
    static const double d[] = {7.784695709041462e-03, 3.224671290700398e-01,
                               2.445134137142996e+00, 3.754408661907416e+00, 1};
    if (p > 0.97575) {
        return -normal_quantile(1 - p);
    }
    if (p < 0.02425) {
        double q = sqrt(-2 * ssi_gen_log(p));
        return polynomial(c, 6, q) / polynomial(d, 5, q);
    }
    double q = p - 0.5;
    return polynomial(a, 6, q * q) * q / polynomial(b, 6, q * q);
}

double ssi_gen_normal(struct ssi_random *random)
{
    return normal_quantile(ssi_random_unit(random) + 0x1p-54);
}

double ssi_gen_lognormal(struct ssi_random *random, double sd)
{
    return ssi_gen_exp(sd * ssi_gen_normal(random) - sd * sd / 2);
}

// Marsaglia and Tsang (2000), for shape >= 1.
double ssi_gen_gamma(struct ssi_random *random, double shape)
{
    double d = shape - 1.0 / 3;
    double c = 1 / sqrt(9 * d);
    for (;;) {
        double x = ssi_gen_normal(random);
        double v = 1 + c * x;
        if (v <= 0) {
            continue;
        }
        v = v * v * v;
        double u = ssi_random_unit(random) + 0x1p-54;
        if (ssi_gen_log(u) < x * x / 2 + d - d * v + d * ssi_gen_log(v)) {
            return d * v / shape;
        }
    }
}

// By inversion; from a mean of 40 on the normal approximation is close enough.
uint32_t ssi_gen_poisson(struct ssi_random *random, double mean)
{
    if (mean <= 0) {
        return 0;
    }
    if (mean > 40) {
        double x = mean + sqrt(mean) * ssi_gen_normal(random) + 0.5;
        return x < 0 ? 0 : x > 4e9 ? 4000000000u : (uint32_t)x;
    }
    double u = ssi_random_unit(random);
    double p = ssi_gen_exp(-mean);
    uint32_t n = 0;
    while (u >= p && n < 400) {
        u -= p;
        n++;
        p *= mean / n;
    }
    return n;
}
