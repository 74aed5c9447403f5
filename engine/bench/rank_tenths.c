// SPDX-License-Identifier: GPL-3.0-or-later
// Lift and cumulative gains by tenths of a query, the vendor's contrast, and
// probabilities against what came true.

#include "rank_internal.h"

#include <math.h>

static void clear(struct ssi_tenths *out)
{
    out->members = SSI_NAN;
    for (int t = 0; t < SSI_TENTHS; t++) {
        out->positives[t] = out->amount[t] = SSI_NAN;
        out->members_lift[t] = out->amount_lift[t] = SSI_NAN;
        out->members_gained[t] = out->amount_gained[t] = SSI_NAN;
    }
}

/** Adds a group's places [from, to) with this count and amount to the tenths they are in.
 */
static void spread(struct ssi_tenths *out, size_t n, size_t from, size_t to, double count,
                   double amount)
{
    double width = (double)(to - from);
    for (size_t t = SSI_TENTHS * from / n; t < SSI_TENTHS && t * n < SSI_TENTHS * to;
         t++) {
        size_t low =
            t * n > SSI_TENTHS * from ? t * n : SSI_TENTHS * from; // tenths of a place
        size_t high = (t + 1) * n < SSI_TENTHS * to ? (t + 1) * n : SSI_TENTHS * to;
        double part = (double)(high - low) / (SSI_TENTHS * width);
        out->positives[t] += part * count;
        out->amount[t] += part * amount;
    }
}

static void compare_tenths(struct ssi_tenths *out, double count, double amount)
{
    double count_so_far = 0;
    double amount_so_far = 0;
    for (int t = 0; t < SSI_TENTHS; t++) {
        count_so_far += out->positives[t];
        amount_so_far += out->amount[t];
        out->members_lift[t] = ssi_quotient(out->positives[t] * SSI_TENTHS, count);
        out->amount_lift[t] = ssi_quotient(out->amount[t] * SSI_TENTHS, amount);
        out->members_gained[t] = ssi_quotient(count_so_far, count);
        out->amount_gained[t] = ssi_quotient(amount_so_far, amount);
    }
}

bool ssi_tenths_find(const struct ssi_ranking *scores, const double *outcomes,
                     const bool *relevant, struct ssi_tenths *out)
{
    size_t n = scores->n;
    double all_count = 0;
    double all_amount = 0;
    clear(out);
    for (size_t i = 0; i < n; i++) {
        all_amount += outcomes[i];
    }
    if (n == 0 || scores->has_nan || isnan(all_amount)) {
        return false;
    }
    *out = (struct ssi_tenths){.members = (double)n / SSI_TENTHS};
    for (size_t g = scores->groups; g-- > 0;) {
        double count = 0;
        double amount = 0;
        for (size_t i = scores->start[g]; i < scores->start[g + 1]; i++) {
            count += relevant[scores->order[i]] ? 1 : 0;
            amount += outcomes[scores->order[i]];
        }
        all_count += count;
        spread(out, n, n - scores->start[g + 1], n - scores->start[g], count, amount);
    }
    compare_tenths(out, all_count, all_amount);
    return true;
}

void ssi_contrast_find(const double *scores, const double *outcomes, const bool *relevant,
                       size_t n, double high, double low, struct ssi_contrast *out)
{
    double sums[2] = {0};
    double counts[2] = {0};
    size_t members[2] = {0};
    for (size_t i = 0; i < n; i++) {
        if (scores[i] > high || scores[i] < low) {
            int side = scores[i] > high ? 0 : 1;
            members[side]++;
            sums[side] += outcomes[i];
            counts[side] += relevant[i] ? 1 : 0;
        }
    }
    *out = (struct ssi_contrast){.high_n = members[0], .low_n = members[1]};
    out->high_mean = ssi_quotient(sums[0], (double)members[0]);
    out->low_mean = ssi_quotient(sums[1], (double)members[1]);
    out->high_relevant = ssi_quotient(counts[0], (double)members[0]);
    out->low_relevant = ssi_quotient(counts[1], (double)members[1]);
    out->ratio = ssi_quotient(out->high_mean, out->low_mean);
    out->difference = out->high_mean - out->low_mean;
}

static bool are_probabilities(const double *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!(p[i] >= 0 && p[i] <= 1)) {
            return false;
        }
    }
    return true;
}

double ssi_brier(const double *probabilities, const bool *relevant, size_t n)
{
    double sum = 0;
    if (n == 0 || !are_probabilities(probabilities, n)) {
        return SSI_NAN;
    }
    for (size_t i = 0; i < n; i++) {
        double off = probabilities[i] - (relevant[i] ? 1 : 0);
        sum += off * off;
    }
    return sum / (double)n;
}

bool ssi_calibration_find(const double *probabilities, const bool *relevant, size_t n,
                          struct ssi_calibration_bin out[SSI_CALIBRATION_BINS])
{
    bool usable = are_probabilities(probabilities, n);
    for (int b = 0; b < SSI_CALIBRATION_BINS; b++) {
        out[b] = (struct ssi_calibration_bin){0};
    }
    for (size_t i = 0; usable && i < n; i++) {
        int b = (int)(probabilities[i] * SSI_CALIBRATION_BINS);
        b = b < SSI_CALIBRATION_BINS ? b : SSI_CALIBRATION_BINS - 1;
        out[b].n++;
        out[b].predicted += probabilities[i];
        out[b].observed += relevant[i] ? 1 : 0;
    }
    for (int b = 0; b < SSI_CALIBRATION_BINS; b++) {
        out[b].predicted = ssi_quotient(out[b].predicted, (double)out[b].n);
        out[b].observed = ssi_quotient(out[b].observed, (double)out[b].n);
    }
    return usable;
}
