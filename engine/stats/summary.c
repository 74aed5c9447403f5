// SPDX-License-Identifier: GPL-3.0-or-later
// Mean, standard deviation, quantiles, skewness and Gini of milli-points. Sums are exact
// integers, so no order of members and no number of threads can change a digit.

#include "ssi/stats.h"

#include <math.h>

#include <gsl/gsl_statistics_double.h>

#include "ssi/num.h"

const int ssi_quantile_percents[SSI_QUANTILES] = {5, 10, 25, 50, 75, 90, 95};

__extension__ typedef __int128 wide;

/** The value at a place of the sorted values, from 0. */
static int64_t value_at(const struct ssi_value_counts *values, size_t place)
{
    size_t i = 0;
    for (size_t end = values->items[0].count; end <= place;) {
        end += values->items[++i].count;
    }
    return values->items[i].value;
}

/** Type 7, exactly: den times the quantile at num / den. */
static int64_t quantile_times(const struct ssi_value_counts *values, uint32_t num,
                              uint32_t den)
{
    uint64_t h = (uint64_t)(values->n - 1) * num;
    size_t low = (size_t)(h / den);
    int64_t part = (int64_t)(h % den);
    int64_t value = value_at(values, low);
    int64_t gap = part > 0 ? value_at(values, low + 1) - value : 0;
    return value * (int64_t)den + part * gap;
}

double ssi_quantile(const struct ssi_value_counts *values, uint32_t num, uint32_t den)
{
    return (double)quantile_times(values, num, den) / (double)den;
}

static int64_t quantile(const struct ssi_value_counts *values, int percent)
{
    return ssi_round_ratio(quantile_times(values, (uint32_t)percent, 100), 100, 0);
}

static int64_t sum_of(const struct ssi_value_counts *values)
{
    int64_t sum = 0;
    for (size_t i = 0; i < values->distinct; i++) {
        sum += (int64_t)values->items[i].value * (int64_t)values->items[i].count;
    }
    return sum;
}

/** sqrt((n Sxx - Sx^2) / (n (n - 1))), as a double of milli-points. */
static double deviation(const struct ssi_value_counts *values, int64_t sum)
{
    wide squares = 0;
    double n = (double)values->n;
    for (size_t i = 0; i < values->distinct; i++) {
        const struct ssi_value_count *item = &values->items[i];
        squares += (wide)item->value * item->value * item->count;
    }
    wide spread = (wide)(int64_t)values->n * squares - (wide)sum * sum;
    return sqrt((double)spread / (n * (n - 1)));
}

struct ssi_moments ssi_moments(const struct ssi_value_counts *values)
{
    int64_t sum = sum_of(values);
    return (struct ssi_moments){.mean = (double)sum / (double)values->n,
                                .sd = values->n >= 2 ? deviation(values, sum) : 0};
}

/**
 * sum |xi - xj| / (2 n^2 mean) = sum (2 i - n - 1) x_i / (n sum), i from 1. Equal values
 * from place a on, c of them, have the factors c (2 a + c - n) together.
 */
static int64_t gini(const struct ssi_value_counts *values, int64_t sum)
{
    int64_t weighted = 0;
    int64_t before = 0;
    int64_t n = (int64_t)values->n;
    for (size_t i = 0; i < values->distinct; i++) {
        int64_t count = values->items[i].count;
        weighted += count * (2 * before + count - n) * (int64_t)values->items[i].value;
        before += count;
    }
    return ssi_round_ratio(weighted, n * sum, 4);
}

static enum ssi_status skewness(const struct ssi_value_counts *values, double mean,
                                double sd, int64_t *out_skewness, struct ssi_error *err)
{
    double *x = ssi_alloc(2 * values->distinct, sizeof *x);
    if (!x) {
        return ssi_error_nomem(err);
    }
    double *weights = x + values->distinct;
    for (size_t i = 0; i < values->distinct; i++) {
        x[i] = (double)values->items[i].value;
        weights[i] = (double)values->items[i].count;
    }
    double skew = gsl_stats_wskew_m_sd(weights, 1, x, 1, values->distinct, mean, sd);
    *out_skewness = ssi_round_scaled(skew, 4);
    ssi_free(x);
    return SSI_OK;
}

enum ssi_status ssi_summarise(const struct ssi_value_counts *values,
                              struct ssi_summary *out, struct ssi_error *err)
{
    size_t n = values->n;
    struct ssi_summary summary = {.n = n};
    int64_t sum = sum_of(values);
    summary.mean = ssi_round_ratio(sum, (int64_t)n, 0);
    for (int q = 0; q < SSI_QUANTILES; q++) {
        summary.quantiles[q] = quantile(values, ssi_quantile_percents[q]);
    }
    double sd = n >= 2 ? deviation(values, sum) : 0;
    summary.has_sd = n >= 2;
    summary.sd = ssi_round_scaled(sd / 1000.0, 3);
    summary.has_skewness = n >= 3 && sd > 0;
    if (summary.has_skewness) {
        SSI_TRY(skewness(values, (double)sum / (double)n, sd, &summary.skewness, err));
    }
    summary.has_gini = sum > 0;
    summary.gini = sum > 0 ? gini(values, sum) : 0;
    *out = summary;
    return SSI_OK;
}
