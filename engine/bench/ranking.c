// SPDX-License-Identifier: GPL-3.0-or-later
// Puts a vector in order and finds its ties. Doubles become integers of the same order,
// which a radix sort orders in linear time; few of them are inserted one by one.

#include "rank_internal.h"

#include <math.h>
#include <string.h>

#include "ssi/memory.h"

enum { FEW = 96, DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, PASSES = 6 };

struct keyed {
    uint64_t key;
    uint32_t item;
};

/** An integer that orders as the double does; -0 as 0. */
static uint64_t key_of(double value)
{
    uint64_t bits;
    value = value + 0.0; // -0 + 0 is 0
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static void insert_all(struct keyed *keys, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct keyed moved = keys[i];
        size_t at = i;
        for (; at > 0 && keys[at - 1].key > moved.key; at--) {
            keys[at] = keys[at - 1];
        }
        keys[at] = moved;
    }
}

/** One stable pass by one digit, unless all keys share it; whether it moved anything. */
static bool pass(const struct keyed *from, struct keyed *to, size_t n, int shift,
                 uint32_t *counts)
{
    memset(counts, 0, DIGITS * sizeof *counts);
    for (size_t i = 0; i < n; i++) {
        counts[from[i].key >> shift & (DIGITS - 1)]++;
    }
    if (counts[from[0].key >> shift & (DIGITS - 1)] == n) {
        return false;
    }
    uint32_t place = 0;
    for (size_t d = 0; d < DIGITS; d++) {
        uint32_t count = counts[d];
        counts[d] = place;
        place += count;
    }
    for (size_t i = 0; i < n; i++) {
        to[counts[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
    }
    return true;
}

/** Sorts by key, equal ones by item, since each pass is stable; the result is in *keys.
 */
static void sort_many(struct keyed **keys, struct keyed **spare, size_t n)
{
    uint32_t counts[DIGITS];
    for (int p = 0; p < PASSES; p++) {
        if (pass(*keys, *spare, n, p * DIGIT_BITS, counts)) {
            struct keyed *swapped = *keys;
            *keys = *spare;
            *spare = swapped;
        }
    }
}

static void number_groups(struct ssi_ranking *ranking, const struct keyed *keys)
{
    size_t groups = 0;
    for (size_t i = 0; i < ranking->n; i++) {
        if (i == 0 || keys[i].key != keys[i - 1].key) {
            ranking->start[groups++] = (uint32_t)i;
        }
        ranking->order[i] = keys[i].item;
        ranking->group[keys[i].item] = (uint32_t)(groups - 1);
    }
    ranking->start[groups] = (uint32_t)ranking->n;
    ranking->groups = groups;
}

static enum ssi_status reserve(struct ssi_ranking *ranking, struct ssi_error *err)
{
    size_t n = ranking->n;
    ranking->order = ssi_alloc(3 * n + 1, sizeof *ranking->order);
    if (!ranking->order) {
        return ssi_error_nomem(err);
    }
    ranking->group = ranking->order + n;
    ranking->start = ranking->group + n;
    return SSI_OK;
}

enum ssi_status ssi_ranking_make(struct ssi_ranking *ranking, const double *values,
                                 size_t n, struct ssi_error *err)
{
    struct ssi_ranking made = {.n = n, .values = values};
    struct keyed few[FEW];
    struct keyed *keys = few;
    if (n >= UINT32_MAX) {
        return ssi_error_set(err, SSI_EDATA, "%zu members in one query are too many", n);
    }
    SSI_TRY(reserve(&made, err));
    struct keyed *memory = n > FEW ? ssi_alloc(2 * n, sizeof *memory) : NULL;
    if (n > FEW && !memory) {
        ssi_ranking_release(&made);
        return ssi_error_nomem(err);
    }
    keys = memory ? memory : few;
    struct keyed *spare = memory ? memory + n : few;
    for (size_t i = 0; i < n; i++) {
        made.has_nan = made.has_nan || isnan(values[i]);
        keys[i] = (struct keyed){.key = key_of(values[i]), .item = (uint32_t)i};
    }
    if (memory) {
        sort_many(&keys, &spare, n);
    } else {
        insert_all(keys, n);
    }
    number_groups(&made, keys);
    ssi_free(memory);
    *ranking = made;
    return SSI_OK;
}

void ssi_ranking_release(struct ssi_ranking *ranking)
{
    if (ranking) {
        ssi_free(ranking->order);
        *ranking = (struct ssi_ranking){0};
    }
}

double ssi_quotient(double num, double den)
{
    return den > 0 ? num / den : SSI_NAN;
}

bool ssi_rankings_usable(const struct ssi_ranking *x, const struct ssi_ranking *y)
{
    return x->n >= 2 && x->n == y->n && !x->has_nan && !y->has_nan;
}
