// SPDX-License-Identifier: GPL-3.0-or-later
// The groups of a week (everyone, industries, teams) over members with an overall, and which
// of them are too small to be shown.

#include "ssi/stats.h"

#include <stdlib.h>

const char *ssi_group_kind_name(enum ssi_group_kind kind)
{
    static const char *const names[] = {"everyone", "industry", "team"};
    return names[kind];
}

int64_t ssi_threshold(const struct ssi_thresholds *thresholds, enum ssi_group_kind kind)
{
    return kind == SSI_GROUP_TEAM ? thresholds->min_team : thresholds->min_group;
}

bool ssi_quantile_shown(size_t n, int percent, int64_t threshold)
{
    int tail = percent < 100 - percent ? percent : 100 - percent;
    return 2 * (int64_t)n * tail >= threshold * 100;
}

static uint32_t group_of(const struct ssi_week_score *score, enum ssi_group_kind kind)
{
    return kind == SSI_GROUP_TEAM       ? score->team
           : kind == SSI_GROUP_INDUSTRY ? score->industry
                                        : SSI_NONE;
}

/** Ranked members, in order of overall and then of members. */
struct ranked {
    uint32_t *members, *overalls;
    uint32_t *ends; /* by overall: members up to and with it */
    size_t count, without; /* those without a group of the kind are counted only */
};

/** Overalls are from 0 to 100.000. */
enum { OVERALLS = 25000 * SSI_PILLARS + 1 };

static void ranked_release(struct ranked *ranked)
{
    ssi_free(ranked->members);
    ssi_free(ranked->overalls);
    ssi_free(ranked->ends);
}

/** Turns how often each key occurs into where it begins. */
static void begin_at(uint32_t *counts, size_t keys)
{
    uint32_t start = 0;
    for (size_t key = 0; key < keys; key++) {
        uint32_t n = counts[key];
        counts[key] = start;
        start += n;
    }
}

/** Points are few, from 0 to 100.000: members are counted into place, not compared. */
static enum ssi_status rank_members(const struct ssi_groups *groups,
                                    const struct ssi_scores *scores, struct ranked *ranked,
                                    struct ssi_error *err)
{
    size_t members = scores->inputs->member_count;
    uint32_t *overall = ssi_alloc(members, sizeof *overall);
    uint32_t *starts = ssi_alloc(OVERALLS, sizeof *starts); // ends, when all are placed
    ranked->members = ssi_alloc(members, sizeof *ranked->members);
    ranked->overalls = ssi_alloc(members, sizeof *ranked->overalls);
    bool room = overall && starts && ranked->members && ranked->overalls;
    for (size_t m = 0; room && m < members; m++) {
        overall[m] = ssi_score_overall(scores, m, groups->k);
        bool has_group = groups->kind == SSI_GROUP_EVERYONE ||
                         group_of(ssi_score_at(scores, m, groups->k), groups->kind) != SSI_NONE;
        if (overall[m] != SSI_NO_OVERALL && !has_group) {
            ranked->without++;
            overall[m] = SSI_NO_OVERALL;
        }
        if (overall[m] != SSI_NO_OVERALL) {
            ranked->count++;
            starts[overall[m]]++;
        }
    }
    if (room) {
        begin_at(starts, OVERALLS);
    }
    for (size_t m = 0; room && m < members; m++) {
        if (overall[m] != SSI_NO_OVERALL) {
            size_t at = starts[overall[m]]++;
            ranked->members[at] = (uint32_t)m;
            ranked->overalls[at] = overall[m];
        }
    }
    ssi_free(overall);
    ranked->ends = starts;
    return room ? SSI_OK : ssi_error_nomem(err);
}

static int by_name(const void *a, const void *b)
{
    const struct ssi_group *x = a;
    const struct ssi_group *y = b;
    return ssi_str_cmp(x->name, y->name);
}

/** The groups that have members, by name; groups->place tells where each id is. */
static enum ssi_status list_groups(struct ssi_groups *groups, const struct ssi_ids *names,
                                   const size_t *sizes, struct ssi_error *err)
{
    for (uint32_t id = 0; id < names->count; id++) {
        if (sizes[id] > 0) {
            SSI_TRY(SSI_GROW(groups->items, groups->cap, groups->count + 1, err));
            groups->items[groups->count++] =
                (struct ssi_group){.name = names->items[id], .id = id, .n = sizes[id]};
        }
    }
    if (groups->count > 1) {
        qsort(groups->items, groups->count, sizeof *groups->items, by_name);
    }
    size_t first = 0;
    for (size_t i = 0; i < groups->count; i++) {
        groups->items[i].first = first;
        groups->place[groups->items[i].id] = (uint32_t)i + 1;
        first += groups->items[i].n;
    }
    return SSI_OK;
}

/** Deals the ranked members out to their groups, which keeps their order. */
static enum ssi_status deal_out(struct ssi_groups *groups, const struct ssi_scores *scores,
                                const struct ranked *ranked, struct ssi_error *err)
{
    size_t *next = ssi_alloc(scores->groups.count, sizeof *next);
    groups->place = ssi_alloc(scores->groups.count, sizeof *groups->place);
    groups->members = ssi_alloc(ranked->count, sizeof *groups->members);
    groups->overalls = ssi_alloc(ranked->count, sizeof *groups->overalls);
    bool room = next && groups->place && groups->members && groups->overalls;
    enum ssi_status status = room ? SSI_OK : ssi_error_nomem(err);
    groups->place_count = groups->place ? scores->groups.count : 0;
    for (size_t i = 0; status == SSI_OK && i < ranked->count; i++) {
        next[group_of(ssi_score_at(scores, ranked->members[i], groups->k), groups->kind)]++;
    }
    if (status == SSI_OK) {
        status = list_groups(groups, &scores->groups, next, err);
    }
    for (size_t i = 0; status == SSI_OK && i < groups->count; i++) {
        next[groups->items[i].id] = groups->items[i].first;
    }
    for (size_t i = 0; status == SSI_OK && i < ranked->count; i++) {
        uint32_t id =
            group_of(ssi_score_at(scores, ranked->members[i], groups->k), groups->kind);
        size_t at = next[id]++;
        groups->members[at] = ranked->members[i];
        groups->overalls[at] = ranked->overalls[i];
    }
    ssi_free(next);
    return status;
}

/** Everyone: one group of all that are ranked, whose arrays it takes over. */
static enum ssi_status take_everyone(struct ssi_groups *groups, struct ranked *ranked,
                                     struct ssi_error *err)
{
    groups->members = ranked->members;
    groups->overalls = ranked->overalls;
    groups->ends = ranked->ends;
    ranked->members = ranked->overalls = ranked->ends = NULL;
    if (ranked->count == 0) {
        return SSI_OK;
    }
    SSI_TRY(SSI_GROW(groups->items, groups->cap, 1, err));
    groups->items[0] = (struct ssi_group){
        .name = ssi_str_of("", 0), .id = SSI_NONE, .n = ranked->count};
    groups->count = 1;
    return SSI_OK;
}

/** Members in withheld groups, those without a group included. */
static size_t withheld_members(const struct ssi_groups *groups, size_t without)
{
    size_t sum = without;
    for (size_t i = 0; i < groups->count; i++) {
        sum += groups->items[i].withheld ? groups->items[i].n : 0;
    }
    return sum;
}

/**
 * Definition 32: groups below the threshold are withheld; if they hold too few together to
 * hide in, the smallest shown one is withheld too.
 */
static void withhold(struct ssi_groups *groups, size_t without, int64_t threshold)
{
    for (size_t i = 0; i < groups->count; i++) {
        groups->items[i].withheld = (int64_t)groups->items[i].n < threshold;
    }
    for (;;) {
        size_t hidden = withheld_members(groups, without);
        struct ssi_group *smallest = NULL;
        for (size_t i = 0; i < groups->count; i++) {
            struct ssi_group *group = &groups->items[i];
            if (!group->withheld && (!smallest || group->n < smallest->n)) {
                smallest = group;
            }
        }
        if (hidden == 0 || (int64_t)hidden >= threshold || !smallest) {
            return;
        }
        smallest->withheld = true;
    }
}

enum ssi_status ssi_groups_find(struct ssi_groups *groups, const struct ssi_scores *scores,
                                enum ssi_group_kind kind, int32_t k,
                                const struct ssi_thresholds *thresholds,
                                struct ssi_error *err)
{
    struct ranked ranked = {0};
    memset(groups, 0, sizeof *groups);
    groups->kind = kind;
    groups->k = k;
    if (kind != SSI_GROUP_EVERYONE && scores->groups.count == 0) {
        return SSI_OK; // nobody has any
    }
    enum ssi_status status = rank_members(groups, scores, &ranked, err);
    if (status == SSI_OK) {
        status = kind == SSI_GROUP_EVERYONE ? take_everyone(groups, &ranked, err)
                                            : deal_out(groups, scores, &ranked, err);
    }
    groups->member_count = ranked.count;
    ranked_release(&ranked);
    if (status != SSI_OK) {
        ssi_groups_release(groups);
        return status;
    }
    withhold(groups, ranked.without, ssi_threshold(thresholds, kind));
    return SSI_OK;
}

void ssi_groups_release(struct ssi_groups *groups)
{
    if (groups) {
        ssi_free(groups->items);
        ssi_free(groups->members);
        ssi_free(groups->overalls);
        ssi_free(groups->place);
        ssi_free(groups->ends);
        memset(groups, 0, sizeof *groups);
    }
}

struct ssi_rank ssi_groups_rank(const struct ssi_groups *groups,
                                const struct ssi_group *group, uint32_t overall)
{
    if (!groups->ends || overall >= OVERALLS) {
        return ssi_rank_of(groups->overalls + group->first, group->n, overall);
    }
    uint32_t lower = overall > 0 ? groups->ends[overall - 1] : 0;
    return ssi_rank_from(group->n - groups->ends[overall], groups->ends[overall] - lower,
                         group->n);
}

const struct ssi_group *ssi_groups_get(const struct ssi_groups *groups, uint32_t id)
{
    if (groups->kind == SSI_GROUP_EVERYONE) {
        return id == SSI_NONE && groups->count > 0 ? &groups->items[0] : NULL;
    }
    bool there = id < groups->place_count && groups->place[id] > 0;
    return there ? &groups->items[groups->place[id] - 1] : NULL;
}
