// SPDX-License-Identifier: GPL-3.0-or-later
// Adds edges to the sums of both ends: integers, so in any order, and in parts. Sums of
// very many members do not fit the cache, so each end is first put down with those of its
// neighbours, and a stretch of members is added to when enough has come together for it.

#include "network_internal.h"

enum {
    STRETCHES = 128,
    STRETCH_ENDS = 8192, /* put down for a stretch before they are added */
    STRIDE =
        STRETCH_ENDS + 8, /* a line more, so that stretches do not share cache sets */
    AHEAD = 32,           /* ends whose sums are asked for before they are used */
    RUN = 8               /* edges of one person that are worth adding up at once */
};

enum ssi_status ssi_network_sums_init(struct ssi_network_sums *sums,
                                      const struct ssi_network_scores *scores,
                                      struct ssi_error *err)
{
    size_t persons = scores->id_count;
    memset(sums, 0, sizeof *sums);
    sums->scores = scores;
    while (persons >> sums->shift >= STRETCHES) {
        sums->shift++;
    }
    for (size_t i = 0; i < STRETCHES; i++) {
        (void)pthread_mutex_init(&sums->locks[i], NULL);
    }
    sums->items = ssi_alloc_lines(persons * sizeof *sums->items);
    if (scores->pillar_set) {
        sums->pillars = ssi_alloc_lines(persons * SSI_PILLARS * sizeof *sums->pillars);
    }
    if (!sums->items || (scores->pillar_set && !sums->pillars)) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < persons; i++) {
        sums->items[i] = (struct ssi_network_sum){.own = scores->overalls[i]};
    }
    if (sums->pillars) {
        memset(sums->pillars, 0, persons * SSI_PILLARS * sizeof *sums->pillars);
    }
    return SSI_OK;
}

void ssi_network_sums_release(struct ssi_network_sums *sums)
{
    if (sums->scores) {
        for (size_t i = 0; i < STRETCHES; i++) {
            (void)pthread_mutex_destroy(&sums->locks[i]);
        }
    }
    ssi_free(sums->items);
    ssi_free(sums->pillars);
    memset(sums, 0, sizeof *sums);
}

enum ssi_status ssi_network_adder_init(struct ssi_network_adder *adder,
                                       struct ssi_network_sums *sums,
                                       struct ssi_error *err)
{
    memset(adder, 0, sizeof *adder);
    adder->sums = sums;
    adder->ends = ssi_alloc_lines((size_t)STRETCHES * STRIDE * sizeof *adder->ends);
    adder->used = ssi_alloc(STRETCHES, sizeof *adder->used);
    return adder->ends && adder->used ? SSI_OK : ssi_error_nomem(err);
}

void ssi_network_adder_release(struct ssi_network_adder *adder)
{
    ssi_free(adder->ends);
    ssi_free(adder->used);
}

/** What is put down of the person at the other end: its overall, or where the pillars are
 * wanted, too, who it is. */
static inline uint32_t other_of(const struct ssi_network_sums *sums, uint32_t person)
{
    return sums->pillars ? person : sums->scores->overalls[person];
}

static inline void add_overall(struct ssi_network_sum *me, uint32_t overall)
{
    bool scored = overall != SSI_NO_OVERALL;
    bool both = scored && me->own != SSI_NO_OVERALL;
    me->connections++;
    me->scored += scored;
    me->overall += both ? overall : 0;
    me->higher += both && overall > me->own;
    me->equal += both && overall == me->own;
}

/** The same with the pillars, where both have an overall. */
static void add_person(struct ssi_network_sums *sums, size_t me, uint32_t other)
{
    const uint16_t *pillars = sums->scores->pillars + (size_t)other * SSI_PILLARS;
    uint64_t *into = sums->pillars + me * SSI_PILLARS;
    uint32_t overall = sums->scores->overalls[other];
    add_overall(&sums->items[me], overall);
    if (overall != SSI_NO_OVERALL && sums->items[me].own != SSI_NO_OVERALL) {
        for (size_t p = 0; p < SSI_PILLARS; p++) {
            into[p] += pillars[p];
        }
    }
}

/** Asks for what add_person() reads of the other. */
static inline void ask_other(const struct ssi_network_sums *sums, uint32_t other)
{
    __builtin_prefetch(&sums->scores->overalls[other]);
    if (sums->pillars) {
        __builtin_prefetch(&sums->scores->pillars[(size_t)other * SSI_PILLARS]);
    }
}

static void add_persons(struct ssi_network_sums *sums, const uint64_t *ends, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t next = ends[i + AHEAD < count ? i + AHEAD : i];
        ask_other(sums, (uint32_t)next);
        __builtin_prefetch(&sums->items[next >> 32], 1);
        __builtin_prefetch(&sums->pillars[(next >> 32) * SSI_PILLARS], 1);
        add_person(sums, (size_t)(ends[i] >> 32), (uint32_t)ends[i]);
    }
}

/** Adds all ends that were put down for a stretch. */
static void add_stretch(struct ssi_network_adder *adder, size_t stretch)
{
    struct ssi_network_sums *sums = adder->sums;
    const uint64_t *ends = adder->ends + stretch * STRIDE;
    size_t count = adder->used[stretch];
    (void)pthread_mutex_lock(&sums->locks[stretch]);
    if (sums->pillars) {
        add_persons(sums, ends, count);
    } else {
        for (size_t i = 0; i < count; i++) {
            size_t next = i + AHEAD < count ? i + AHEAD : i;
            __builtin_prefetch(&sums->items[ends[next] >> 32], 1);
            add_overall(&sums->items[ends[i] >> 32], (uint32_t)ends[i]);
        }
    }
    (void)pthread_mutex_unlock(&sums->locks[stretch]);
    adder->used[stretch] = 0;
}

static inline void put_down(struct ssi_network_adder *adder, unsigned shift,
                            uint64_t person, uint32_t other)
{
    size_t stretch = (size_t)(person >> shift);
    uint32_t at = adder->used[stretch]++;
    adder->ends[stretch * STRIDE + at] = person << 32 | other;
    if (at == STRETCH_ENDS - 1) {
        add_stretch(adder, stretch);
    }
}

/** Edges of one person: its end of all of them at once. */
static void add_run(struct ssi_network_sums *sums, const uint64_t *pairs, size_t count)
{
    size_t me = (size_t)(pairs[0] >> 32);
    (void)pthread_mutex_lock(&sums->locks[me >> sums->shift]);
    if (sums->pillars) {
        for (size_t i = 0; i < count; i++) {
            add_person(sums, me, (uint32_t)pairs[i]);
        }
    } else {
        struct ssi_network_sum sum = sums->items[me];
        for (size_t i = 0; i < count; i++) {
            add_overall(&sum, sums->scores->overalls[(uint32_t)pairs[i]]);
        }
        sums->items[me] = sum;
    }
    (void)pthread_mutex_unlock(&sums->locks[me >> sums->shift]);
}

void ssi_network_ask_pairs(const struct ssi_network_sums *sums, const uint64_t *pairs,
                           size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ask_other(sums, (uint32_t)pairs[i]);
        if (i == 0 || pairs[i] >> 32 != pairs[i - 1] >> 32) {
            ask_other(sums, (uint32_t)(pairs[i] >> 32));
            __builtin_prefetch(&sums->items[pairs[i] >> 32], 1);
        }
    }
}

/** Both ends are put down, or that of the first alone is not. */
static void put_down_pairs(struct ssi_network_adder *adder, const uint64_t *pairs,
                           size_t count, bool first)
{
    const struct ssi_network_sums *sums = adder->sums;
    for (size_t i = 0; i < count; i++) {
        uint32_t a = (uint32_t)(pairs[i] >> 32);
        uint32_t b = (uint32_t)pairs[i];
        if (first) {
            put_down(adder, sums->shift, a, other_of(sums, b));
        }
        put_down(adder, sums->shift, b, other_of(sums, a));
    }
}

void ssi_network_add_pairs(struct ssi_network_adder *adder, const uint64_t *pairs,
                           size_t count)
{
    for (size_t start = 0; start < count;) {
        size_t end = start + 1;
        while (end < count && pairs[end] >> 32 == pairs[start] >> 32) {
            end++;
        }
        bool run = end - start >= RUN;
        if (run) {
            add_run(adder->sums, pairs + start, end - start);
        }
        put_down_pairs(adder, pairs + start, end - start, !run);
        start = end;
    }
}

void ssi_network_add_halves(struct ssi_network_adder *adder, const uint64_t *halves,
                            size_t count)
{
    const struct ssi_network_sums *sums = adder->sums;
    uint32_t nobody = other_of(sums, sums->scores->nobody);
    for (size_t i = 0; i < count; i++) {
        put_down(adder, sums->shift, (halves[2 * i] >> 32) - 1, nobody);
    }
}

void ssi_network_adder_finish(struct ssi_network_adder *adder)
{
    for (size_t i = 0; i < STRETCHES; i++) {
        add_stretch(adder, i);
    }
}
