// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a group moved as a whole: mean change with its interval, and the sign-flip
// test.

#include "ssi/shift.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "ssi/num.h"
#include "ssi/random.h"

const char *ssi_shift_verdict_name(enum ssi_shift_verdict verdict)
{
    static const char *const names[] = {"too few", "none", "members moved",
                                        "everyone moved", "data missing"};
    return names[verdict];
}

static int64_t absolute(int64_t value)
{
    return value < 0 ? -value : value;
}

/** All 2^n signs, each from the one before by one flip (Gray's order). */
static double exact(const int32_t *differences, size_t n, int64_t seen)
{
    int64_t sum = 0;
    uint32_t hits = 0;
    uint32_t total = 1u << n;
    int sign[SSI_SHIFT_EXACT];
    for (size_t i = 0; i < n; i++) {
        sign[i] = 1;
        sum += differences[i];
    }
    for (uint32_t step = 1;; step++) {
        hits += absolute(sum) >= seen;
        if (step == total) {
            return (double)hits / (double)total;
        }
        int i = __builtin_ctz(step);
        sum -= 2 * sign[i] * (int64_t)differences[i];
        sign[i] = -sign[i];
    }
}

static double drawn(const int32_t *differences, size_t n, int64_t seen, uint64_t seed)
{
    struct ssi_random random;
    uint32_t hits = 0;
    ssi_random_init(&random, seed, n);
    for (int flip = 0; flip < SSI_SHIFT_FLIPS; flip++) {
        int64_t sum = 0;
        uint64_t bits = 0;
        for (size_t i = 0; i < n; i++) {
            bits = i % 64 == 0 ? ssi_random_u64(&random) : bits >> 1;
            sum += bits & 1 ? differences[i] : -(int64_t)differences[i];
        }
        hits += absolute(sum) >= seen;
    }
    return (1.0 + hits) / (1.0 + SSI_SHIFT_FLIPS);
}

/** The sum of many random signs has mean 0 and variance sum d^2. */
static double normal(double squares, int64_t seen)
{
    return squares > 0 ? erfc((double)seen / sqrt(2.0 * squares)) : 1.0;
}

void ssi_differences_add(struct ssi_differences *d, int32_t difference)
{
    if (d->n < SSI_SHIFT_MANY) {
        d->kept[d->n] = difference;
    }
    d->n++;
    d->sum += difference;
    d->squares += (double)difference * difference; // exact up to 2^53
    d->up += difference > 0;
    d->down += difference < 0;
}

static void set_interval(const struct ssi_differences *sums, struct ssi_shift_result *out)
{
    double n = (double)out->n;
    double mean = (double)sums->sum / n;
    double spread = sums->squares - (double)sums->sum * mean;
    double sd = sqrt((spread > 0 ? spread : 0) / (n - 1));
    double half = gsl_cdf_tdist_Pinv(0.975, n - 1) * sd / sqrt(n);
    out->has_interval = true;
    out->low = ssi_round_scaled((mean - half) / 1000.0, 3);
    out->high = ssi_round_scaled((mean + half) / 1000.0, 3);
}

static enum ssi_shift_verdict judge(const struct ssi_differences *sums,
                                    const struct ssi_shift_result *shift)
{
    enum { FEWEST = 6 }; /* with 5 pairs p is 2/32 at least */
    size_t most = sums->up > sums->down ? sums->up : sums->down;
    if (shift->n < FEWEST) {
        return SSI_SHIFT_TOO_FEW;
    }
    if (shift->p > 0.05) {
        return SSI_SHIFT_NONE;
    }
    return 4 * most >= 3 * shift->n ? SSI_SHIFT_EVERYONE : SSI_SHIFT_MEMBERS;
}

void ssi_shift_test(const struct ssi_differences *differences, uint64_t seed,
                    struct ssi_shift_result *out)
{
    size_t n = differences->n;
    int64_t seen = absolute(differences->sum);
    memset(out, 0, sizeof *out);
    out->n = n;
    out->p = 1.0;
    if (n > 0) {
        out->mean = ssi_round_ratio(differences->sum, (int64_t)n, 0);
        out->p = n <= SSI_SHIFT_EXACT  ? exact(differences->kept, n, seen)
                 : n <= SSI_SHIFT_MANY ? drawn(differences->kept, n, seen, seed)
                                       : normal(differences->squares, seen);
    }
    if (n >= 2) {
        set_interval(differences, out);
    }
    out->verdict = judge(differences, out);
}
