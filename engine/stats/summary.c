// SPDX-License-Identifier: GPL-3.0-or-later
// Mean, standard deviation, quantiles, skewness and Gini of milli-points. Sums are exact
// integers, so no order of members and no number of threads can change a digit.

#include "ssi/stats.h"

#include <math.h>

#include <gsl/gsl_statistics_double.h>

#include "ssi/num.h"

const int ssi_quantile_percents[SSI_QUANTILES] = {5, 10, 25, 50, 75, 90, 95};

__extension__ typedef __int128 wide;

/** Type 7: h = (n - 1) p, linear between neighbours; exact in hundredths of the gap. */
static int64_t quantile(const uint32_t *sorted, size_t n, int percent)
{
    uint64_t h = (uint64_t)(n - 1) * (uint64_t)percent;
    size_t low = (size_t)(h / 100);
    int64_t part = (int64_t)(h % 100);
    int64_t value = (int64_t)sorted[low] * 100;
    if (part > 0) {
        value += part * ((int64_t)sorted[low + 1] - (int64_t)sorted[low]);
    }
    return ssi_round_ratio(value, 100, 0);
}

/** sqrt((n Sxx - Sx^2) / (n (n - 1))), as a double of milli-points. */
static double deviation(const uint32_t *sorted, size_t n, int64_t sum)
{
    wide squares = 0;
    for (size_t i = 0; i < n; i++) {
        squares += (wide)sorted[i] * sorted[i];
    }
    wide spread = (wide)(int64_t)n * squares - (wide)sum * sum;
    return sqrt((double)spread / ((double)n * (double)(n - 1)));
}

/** sum |xi - xj| / (2 n^2 mean) = sum (2 i - n - 1) x_i / (n sum), i from 1. */
static int64_t gini(const uint32_t *sorted, size_t n, int64_t sum)
{
    int64_t weighted = 0;
    for (size_t i = 0; i < n; i++) {
        weighted += (2 * (int64_t)i + 1 - (int64_t)n) * (int64_t)sorted[i];
    }
    return ssi_round_ratio(weighted, (int64_t)n * sum, 4);
}

static enum ssi_status skewness(const uint32_t *sorted, size_t n, double mean, double sd,
                                int64_t *out_skewness, struct ssi_error *err)
{
    double *values = ssi_alloc(n, sizeof *values);
    if (!values) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < n; i++) {
        values[i] = (double)sorted[i];
    }
    *out_skewness = ssi_round_scaled(gsl_stats_skew_m_sd(values, 1, n, mean, sd), 4);
    ssi_free(values);
    return SSI_OK;
}

enum ssi_status ssi_summarise(const uint32_t *sorted, size_t n, struct ssi_summary *out,
                              struct ssi_error *err)
{
    struct ssi_summary summary = {.n = n};
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += (int64_t)sorted[i];
    }
    summary.mean = ssi_round_ratio(sum, (int64_t)n, 0);
    for (int q = 0; q < SSI_QUANTILES; q++) {
        summary.quantiles[q] = quantile(sorted, n, ssi_quantile_percents[q]);
    }
    double sd = n >= 2 ? deviation(sorted, n, sum) : 0;
    summary.has_sd = n >= 2;
    summary.sd = ssi_round_scaled(sd / 1000.0, 3);
    summary.has_skewness = n >= 3 && sd > 0;
    if (summary.has_skewness) {
        SSI_TRY(skewness(sorted, n, (double)sum / (double)n, sd, &summary.skewness, err));
    }
    summary.has_gini = sum > 0;
    summary.gini = sum > 0 ? gini(sorted, n, sum) : 0;
    *out = summary;
    return SSI_OK;
}
