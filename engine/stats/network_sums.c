// SPDX-License-Identifier: GPL-3.0-or-later
// Adds edges to the sums of both ends: integers, so in any order, and in parts.

#include "network_internal.h"

enum { AHEAD = 16 }; /* edges whose sums are asked for before they are used */

enum ssi_status ssi_network_sums_init(struct ssi_network_sums *sums,
                                      const struct ssi_network_scores *scores,
                                      struct ssi_error *err)
{
    size_t persons = scores->ids.count;
    memset(sums, 0, sizeof *sums);
    sums->scores = scores;
    sums->items = ssi_alloc(persons, sizeof *sums->items);
    if (scores->pillar_set) {
        sums->pillars = ssi_alloc(persons * SSI_PILLARS, sizeof *sums->pillars);
    }
    if (!sums->items || (scores->pillar_set && !sums->pillars)) {
        ssi_network_sums_release(sums);
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < persons; i++) {
        sums->items[i].own =
            i < scores->member_count ? scores->overalls[i] : SSI_NO_OVERALL;
    }
    return SSI_OK;
}

void ssi_network_sums_release(struct ssi_network_sums *sums)
{
    ssi_free(sums->items);
    ssi_free(sums->pillars);
    memset(sums, 0, sizeof *sums);
}

static inline void add_scored(struct ssi_network_sum *me, uint32_t other)
{
    me->scored++;
    if (me->own != SSI_NO_OVERALL) {
        me->overall += other;
        me->higher += other > me->own;
        me->equal += other == me->own;
    }
}

static inline void add_pair(struct ssi_network_sum *a, struct ssi_network_sum *b)
{
    a->connections++;
    b->connections++;
    if (b->own != SSI_NO_OVERALL) {
        add_scored(a, b->own);
    }
    if (a->own != SSI_NO_OVERALL) {
        add_scored(b, a->own);
    }
}

/** Both ends are scored: the pillars of each go to the other. */
static void add_pillars(struct ssi_network_sums *sums, size_t a, size_t b)
{
    const uint16_t *pillars = sums->scores->pillars;
    for (size_t p = 0; p < SSI_PILLARS; p++) {
        sums->pillars[a * SSI_PILLARS + p] += pillars[b * SSI_PILLARS + p];
        sums->pillars[b * SSI_PILLARS + p] += pillars[a * SSI_PILLARS + p];
    }
}

static void ask_ahead(const struct ssi_network_sums *sums, uint64_t pair)
{
    size_t a = (size_t)(pair >> 32);
    size_t b = (size_t)(uint32_t)pair;
    __builtin_prefetch(&sums->items[a], 1);
    __builtin_prefetch(&sums->items[b], 1);
    if (sums->pillars) {
        __builtin_prefetch(&sums->pillars[a * SSI_PILLARS], 1);
        __builtin_prefetch(&sums->pillars[b * SSI_PILLARS], 1);
        __builtin_prefetch(&sums->scores->pillars[a * SSI_PILLARS]);
        __builtin_prefetch(&sums->scores->pillars[b * SSI_PILLARS]);
    }
}

void ssi_network_sums_pairs(struct ssi_network_sums *sums, const uint64_t *pairs,
                            size_t count)
{
    for (size_t i = 0; i < count && i < AHEAD; i++) {
        ask_ahead(sums, pairs[i]);
    }
    for (size_t i = 0; i < count; i++) {
        size_t a = (size_t)(pairs[i] >> 32);
        size_t b = (size_t)(uint32_t)pairs[i];
        if (i + AHEAD < count) {
            ask_ahead(sums, pairs[i + AHEAD]);
        }
        add_pair(&sums->items[a], &sums->items[b]);
        if (sums->pillars && sums->items[a].own != SSI_NO_OVERALL &&
            sums->items[b].own != SSI_NO_OVERALL) {
            add_pillars(sums, a, b);
        }
    }
}

void ssi_network_sums_halves(struct ssi_network_sums *sums, const uint64_t *halves,
                             size_t count, size_t words)
{
    for (size_t i = 0; i < count; i++) {
        sums->items[(halves[i * words] >> 32) - 1].connections++;
    }
}

void ssi_network_sums_fold(struct ssi_network_sums *sums,
                           const struct ssi_network_sums *more)
{
    size_t persons = sums->scores->ids.count;
    for (size_t i = 0; i < persons; i++) {
        struct ssi_network_sum *a = &sums->items[i];
        const struct ssi_network_sum *b = &more->items[i];
        a->connections += b->connections;
        a->scored += b->scored;
        a->higher += b->higher;
        a->equal += b->equal;
        a->overall += b->overall;
    }
    for (size_t i = 0; sums->pillars && i < persons * SSI_PILLARS; i++) {
        sums->pillars[i] += more->pillars[i];
    }
}
