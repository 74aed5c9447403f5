// SPDX-License-Identifier: GPL-3.0-or-later
// The pairs of members that a query puts in order. Too many are drawn from: the pairs are
// numbered by the group of the higher outcome, so a draw never meets a tie.

#include "learn_internal.h"

#include "ssi/memory.h"
#include "ssi/random.h"
#include "ssi/rank_measures.h"

/** Pairs of which the higher is in this group: any of it with any below. */
static uint64_t pairs_of_group(const struct ssi_ranking *outcomes, size_t group)
{
    uint64_t size = outcomes->start[group + 1] - outcomes->start[group];
    return size * outcomes->start[group];
}

static uint64_t pairs_of(const struct ssi_ranking *outcomes)
{
    uint64_t sum = 0;
    for (size_t g = 0; g < outcomes->groups; g++) {
        sum += pairs_of_group(outcomes, g);
    }
    return sum;
}

static struct ssi_pair pair_at(const struct ssi_ranking *outcomes, size_t group,
                               uint64_t at)
{
    uint64_t below = outcomes->start[group];
    return (struct ssi_pair){.high = outcomes->order[outcomes->start[group] + at / below],
                             .low = outcomes->order[at % below]};
}

static size_t take_all(const struct ssi_ranking *outcomes, struct ssi_pair *out_pairs)
{
    size_t count = 0;
    for (size_t g = 0; g < outcomes->groups; g++) {
        uint64_t pairs = pairs_of_group(outcomes, g);
        for (uint64_t at = 0; at < pairs; at++) {
            out_pairs[count++] = pair_at(outcomes, g, at);
        }
    }
    return count;
}

/** The group that a pair's number falls in, which becomes its number within the group. */
static size_t group_at(const uint64_t *ends, size_t groups, uint64_t *at)
{
    size_t low = 0;
    size_t high = groups - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (*at < ends[middle]) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    *at -= low > 0 ? ends[low - 1] : 0;
    return low;
}

static enum ssi_status draw(const struct ssi_ranking *outcomes, size_t count,
                            struct ssi_random *random, struct ssi_pair *out_pairs,
                            struct ssi_error *err)
{
    uint64_t sum = 0;
    uint64_t *ends = ssi_alloc(outcomes->groups + 1, sizeof *ends);
    if (!ends) {
        return ssi_error_nomem(err);
    }
    for (size_t g = 0; g < outcomes->groups; g++) {
        sum += pairs_of_group(outcomes, g);
        ends[g] = sum;
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t at = ssi_random_below(random, sum);
        size_t group = group_at(ends, outcomes->groups, &at);
        out_pairs[i] = pair_at(outcomes, group, at);
    }
    ssi_free(ends);
    return SSI_OK;
}

/** A query's part of max_pairs, at least one of a query that has any. */
static size_t quota(uint64_t pairs, uint64_t all, size_t max_pairs)
{
    double part = (double)max_pairs * ((double)pairs / (double)all);
    return pairs == 0 ? 0 : part < 1 ? 1 : (size_t)part;
}

static enum ssi_status count_all(const struct ssi_lessons *lessons, uint64_t *out_all,
                                 struct ssi_error *err)
{
    *out_all = 0;
    for (size_t q = 0; q < lessons->count; q++) {
        struct ssi_ranking outcomes;
        SSI_TRY(ssi_ranking_make(&outcomes, lessons->items[q].outcomes,
                                 lessons->items[q].n, err));
        *out_all += pairs_of(&outcomes);
        ssi_ranking_release(&outcomes);
    }
    return SSI_OK;
}

static enum ssi_status add_lesson(const struct ssi_lessons *lessons, size_t q,
                                  uint64_t all, size_t max_pairs, uint64_t seed,
                                  struct ssi_pair *pairs, size_t *count,
                                  struct ssi_error *err)
{
    struct ssi_ranking outcomes;
    struct ssi_random random;
    size_t first = *count;
    enum ssi_status status = SSI_OK;
    ssi_random_init(&random, seed, q);
    SSI_TRY(ssi_ranking_make(&outcomes, lessons->items[q].outcomes, lessons->items[q].n,
                             err));
    if (all <= max_pairs) {
        *count += take_all(&outcomes, pairs + first);
    } else {
        size_t some = quota(pairs_of(&outcomes), all, max_pairs);
        status = some ? draw(&outcomes, some, &random, pairs + first, err) : SSI_OK;
        *count += some;
    }
    for (size_t i = first; i < *count; i++) {
        pairs[i].lesson = (uint32_t)q;
    }
    ssi_ranking_release(&outcomes);
    return status;
}

enum ssi_status ssi_pairs_find(const struct ssi_lessons *lessons, size_t max_pairs,
                               uint64_t seed, struct ssi_pair **out_pairs,
                               size_t *out_count, bool *out_sampled,
                               struct ssi_error *err)
{
    uint64_t all;
    size_t count = 0;
    SSI_TRY(count_all(lessons, &all, err));
    size_t most = (all < max_pairs ? (size_t)all : max_pairs) + lessons->count;
    struct ssi_pair *pairs = ssi_alloc(most + 1, sizeof *pairs);
    enum ssi_status status = pairs ? SSI_OK : ssi_error_nomem(err);
    for (size_t q = 0; status == SSI_OK && q < lessons->count; q++) {
        status = add_lesson(lessons, q, all, max_pairs, seed, pairs, &count, err);
    }
    if (status != SSI_OK) {
        ssi_free(pairs);
        return status;
    }
    *out_pairs = pairs;
    *out_count = count;
    *out_sampled = all > max_pairs;
    return SSI_OK;
}
