// SPDX-License-Identifier: GPL-3.0-or-later
// Kernel densities of histograms: from what is published of a group alone, so that a
// smooth line tells nothing of anyone that the bins do not.

#include <math.h>

#include <gsl/gsl_randist.h>

#include "ssi/num.h"
#include "ssi/stats.h"

int64_t ssi_density_bandwidth(uint64_t n, int64_t sd, int64_t quartile_range,
                              double bin_width)
{
    double deviation = (double)sd;
    double quartiles = (double)quartile_range / 1.34;
    double spread = deviation < quartiles ? deviation : quartiles;
    if (sd == 0 || quartile_range == 0) {
        spread = deviation + quartiles;
    }
    if (n == 0 || !(spread > 0)) {
        return 0;
    }
    int64_t least = ssi_round_scaled(500 * bin_width, 0);
    int64_t bandwidth = ssi_round_scaled(0.9 * spread * pow((double)n, -0.2), 0);
    return bandwidth > least ? bandwidth : least;
}

double ssi_density(const struct ssi_bins *bins, double bandwidth, double most, double x)
{
    double sum = 0;
    for (size_t i = 0; i < bins->count; i++) {
        double middle = bins->width * ((double)i + 0.5);
        double kernel = gsl_ran_gaussian_pdf(x - middle, bandwidth) +
                        gsl_ran_gaussian_pdf(x + middle, bandwidth) +
                        gsl_ran_gaussian_pdf(2 * most - x - middle, bandwidth);
        sum += (double)bins->counts[i] * kernel;
    }
    return bins->n > 0 ? sum / (double)bins->n : 0;
}
