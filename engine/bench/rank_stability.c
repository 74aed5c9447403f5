// SPDX-License-Identifier: GPL-3.0-or-later
// A ranking against the same model's ranking a week later: rank-biased overlap, tau-b,
// churn of the top tenth, and members that moved by two tenths.

#include "rank_internal.h"

#include <math.h>

#include "ssi/memory.h"

/**
 * Extrapolated for lists of s <= l places; X_d is the overlap of the first d places of
 * both: (1 - p) / p (sum_{d=1..l} X_d p^d / d + sum_{d=s+1..l} X_s (d - s) p^d / (s d))
 *   + ((X_l - X_s) / l + X_s / s) p^l
 */
static double overlap_of(const uint32_t *longer, size_t l, const uint32_t *shorter,
                         size_t s, uint8_t *seen, double p)
{
    double common = 0;       // X_d
    double common_short = 0; // X_s
    double sum = 0;
    double power = 1;
    for (size_t d = 1; d <= l; d++) {
        power *= p;
        common += seen[longer[d - 1]] ? 1 : 0;
        seen[longer[d - 1]] = 1;
        if (d <= s) {
            common += seen[shorter[d - 1]] ? 1 : 0;
            seen[shorter[d - 1]] = 1;
            common_short = common;
        }
        sum += common / (double)d * power;
        if (d > s) {
            sum += common_short * (double)(d - s) / ((double)s * (double)d) * power;
        }
    }
    return (1 - p) / p * sum +
           ((common - common_short) / (double)l + common_short / (double)s) * power;
}

enum ssi_status ssi_rank_biased_overlap(const uint32_t *a, size_t a_count,
                                        const uint32_t *b, size_t b_count,
                                        size_t id_count, double p, double *out_overlap,
                                        struct ssi_error *err)
{
    *out_overlap = SSI_NAN;
    if (a_count == 0 || b_count == 0 || !(p > 0 && p < 1)) {
        return SSI_OK;
    }
    uint8_t *seen = ssi_alloc(id_count, sizeof *seen);
    if (!seen) {
        return ssi_error_nomem(err);
    }
    *out_overlap = a_count >= b_count ? overlap_of(a, a_count, b, b_count, seen, p)
                                      : overlap_of(b, b_count, a, a_count, seen, p);
    ssi_free(seen);
    return SSI_OK;
}

/** Both weeks as numbers packed side by side. */
struct weeks {
    double *before, *after, *both_before, *both_after;
    uint32_t *before_ids, *after_ids;   // member of each score of a week
    uint32_t *before_list, *after_list; // members from the top, ties to the lower number
    uint8_t *in_top;
    size_t n;
};

static void pack(struct weeks *weeks, const double *before, const double *after,
                 struct ssi_stability *out)
{
    for (size_t i = 0; i < weeks->n; i++) {
        if (!isnan(before[i])) {
            weeks->before_ids[out->before] = (uint32_t)i;
            weeks->before[out->before++] = before[i];
        }
        if (!isnan(after[i])) {
            weeks->after_ids[out->after] = (uint32_t)i;
            weeks->after[out->after++] = after[i];
        }
        if (!isnan(before[i]) && !isnan(after[i])) {
            weeks->both_before[out->both] = before[i];
            weeks->both_after[out->both++] = after[i];
        }
    }
}

static enum ssi_status list(const double *scores, const uint32_t *ids, size_t n,
                            uint32_t *out_list, struct ssi_error *err)
{
    struct ssi_ranking ranking;
    SSI_TRY(ssi_ranking_make(&ranking, scores, n, err));
    size_t at = 0;
    for (size_t g = ranking.groups; g-- > 0;) {
        for (size_t i = ranking.start[g]; i < ranking.start[g + 1]; i++) {
            out_list[at++] = ids[ranking.order[i]];
        }
    }
    ssi_ranking_release(&ranking);
    return SSI_OK;
}

static double churn_of(const struct weeks *weeks, const struct ssi_stability *out)
{
    size_t before = (out->before + 9) / 10;
    size_t after = (out->after + 9) / 10;
    size_t gone = 0;
    if (out->before == 0 || out->after == 0) {
        return SSI_NAN;
    }
    for (size_t i = 0; i < after; i++) {
        weeks->in_top[weeks->after_list[i]] = 1;
    }
    for (size_t i = 0; i < before; i++) {
        gone += !weeks->in_top[weeks->before_list[i]];
    }
    return (double)gone / (double)before;
}

/** floor(10 (L + E / 2) / n), in integers. */
static int tenth_of(const struct ssi_ranking *ranking, size_t item)
{
    uint64_t doubled = (uint64_t)ranking->start[ranking->group[item]] +
                       ranking->start[ranking->group[item] + 1];
    return (int)(5 * doubled / ranking->n);
}

static enum ssi_status compare_both(const struct weeks *weeks, struct ssi_stability *out,
                                    struct ssi_error *err)
{
    struct ssi_ranking before = {0};
    struct ssi_ranking after = {0};
    size_t moved = 0;
    enum ssi_status status =
        ssi_ranking_make(&before, weeks->both_before, out->both, err);
    if (status == SSI_OK) {
        status = ssi_ranking_make(&after, weeks->both_after, out->both, err);
    }
    if (status == SSI_OK) {
        status = ssi_tau_b(&before, &after, &out->tau_b, NULL, err);
    }
    for (size_t i = 0; status == SSI_OK && i < out->both; i++) {
        int step = tenth_of(&after, i) - tenth_of(&before, i);
        moved += step >= 2 || step <= -2;
    }
    out->moved = out->both >= 2 ? (double)moved / (double)out->both : SSI_NAN;
    ssi_ranking_release(&before);
    ssi_ranking_release(&after);
    return status;
}

static enum ssi_status compare_weeks(struct weeks *weeks, const double *before,
                                     const double *after, double p,
                                     struct ssi_stability *out, struct ssi_error *err)
{
    pack(weeks, before, after, out);
    SSI_TRY(list(weeks->before, weeks->before_ids, out->before, weeks->before_list, err));
    SSI_TRY(list(weeks->after, weeks->after_ids, out->after, weeks->after_list, err));
    SSI_TRY(ssi_rank_biased_overlap(weeks->before_list, out->before, weeks->after_list,
                                    out->after, weeks->n, p, &out->overlap, err));
    out->churn = churn_of(weeks, out);
    return compare_both(weeks, out, err);
}

enum ssi_status ssi_stability_find(const double *before, const double *after, size_t n,
                                   double p, struct ssi_stability *out,
                                   struct ssi_error *err)
{
    struct ssi_stability found = {0};
    double *numbers = ssi_alloc(4 * n + 1, sizeof *numbers);
    uint32_t *ids = ssi_alloc(4 * n + 1, sizeof *ids);
    uint8_t *in_top = ssi_alloc(n + 1, sizeof *in_top);
    struct weeks weeks = {.before = numbers, .in_top = in_top, .n = n};
    enum ssi_status status = SSI_OK;
    if (!numbers || !ids || !in_top) {
        status = ssi_error_nomem(err);
    } else {
        weeks.after = numbers + n;
        weeks.both_before = numbers + 2 * n;
        weeks.both_after = numbers + 3 * n;
        weeks.before_ids = ids;
        weeks.after_ids = ids + n;
        weeks.before_list = ids + 2 * n;
        weeks.after_list = ids + 3 * n;
        status = compare_weeks(&weeks, before, after, p, &found, err);
    }
    if (status == SSI_OK) {
        *out = found;
    }
    ssi_free(numbers);
    ssi_free(ids);
    ssi_free(in_top);
    return status;
}
