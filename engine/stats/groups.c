// SPDX-License-Identifier: GPL-3.0-or-later
// The groups of a week (everyone, industries, teams) over members with an overall, and
// which of them are too small to be shown.

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

/** The group of a kind that a member is in, or SSI_NONE. */
static uint32_t group_of(const struct ssi_groups *groups, const struct ssi_scores *scores,
                         size_t member)
{
    return groups->kind == SSI_GROUP_TEAM ? ssi_score_team(scores, member, groups->k)
                                          : ssi_score_industry(scores, member, groups->k);
}

/** Overalls are from 0 to 100.000: members are counted by them, not compared. */
enum { OVERALLS = 25000 * SSI_PILLARS + 1 };

/** Everyone: how many members have at most each overall says all about their ranks. */
static enum ssi_status count_everyone(struct ssi_groups *groups,
                                      const struct ssi_scores *scores,
                                      struct ssi_error *err)
{
    uint32_t count = 0;
    groups->ends = ssi_alloc(OVERALLS, sizeof *groups->ends);
    if (!groups->ends) {
        return ssi_error_nomem(err);
    }
    for (size_t m = 0; m < scores->inputs->member_count; m++) {
        uint32_t overall = ssi_score_overall(scores, m, groups->k);
        if (overall != SSI_NO_OVERALL) {
            groups->ends[overall]++;
        }
    }
    for (size_t overall = 0; overall < OVERALLS; overall++) {
        count += groups->ends[overall];
        groups->ends[overall] = count;
    }
    groups->member_count = count;
    if (count > 0) {
        SSI_TRY(SSI_GROW(groups->items, groups->cap, 1, err));
        groups->items[0] =
            (struct ssi_group){.name = ssi_str_of("", 0), .id = SSI_NONE, .n = count};
        groups->count = 1;
    }
    return SSI_OK;
}

/** Ranked members that have a group of a kind, in order of overall and then of members.
 */
struct ranked {
    uint32_t *members, *overalls;
    size_t count, without; /* ranked ones without a group are counted only */
};

/** A member's overall where it is ranked in a group, else SSI_NO_OVERALL. */
static uint32_t grouped_overall(const struct ssi_groups *groups,
                                const struct ssi_scores *scores, size_t member,
                                size_t *without)
{
    uint32_t overall = ssi_score_overall(scores, member, groups->k);
    if (overall != SSI_NO_OVERALL && group_of(groups, scores, member) == SSI_NONE) {
        ++*without;
        return SSI_NO_OVERALL;
    }
    return overall;
}

static enum ssi_status rank_members(const struct ssi_groups *groups,
                                    const struct ssi_scores *scores,
                                    struct ranked *ranked, struct ssi_error *err)
{
    size_t members = scores->inputs->member_count;
    uint32_t *overall = ssi_alloc(members, sizeof *overall);
    uint32_t *next = ssi_alloc(OVERALLS + 1, sizeof *next); // where the next of each goes
    ranked->members = ssi_alloc(members, sizeof *ranked->members);
    ranked->overalls = ssi_alloc(members, sizeof *ranked->overalls);
    bool room = overall && next && ranked->members && ranked->overalls;
    for (size_t m = 0; room && m < members; m++) {
        overall[m] = grouped_overall(groups, scores, m, &ranked->without);
        if (overall[m] != SSI_NO_OVERALL) {
            next[overall[m] + 1]++;
            ranked->count++;
        }
    }
    for (size_t value = 0; room && value < OVERALLS; value++) {
        next[value + 1] += next[value];
    }
    for (size_t m = 0; room && m < members; m++) {
        if (overall[m] != SSI_NO_OVERALL) {
            size_t at = next[overall[m]]++;
            ranked->members[at] = (uint32_t)m;
            ranked->overalls[at] = overall[m];
        }
    }
    ssi_free(overall);
    ssi_free(next);
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
static enum ssi_status deal_out(struct ssi_groups *groups,
                                const struct ssi_scores *scores,
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
        next[group_of(groups, scores, ranked->members[i])]++;
    }
    if (status == SSI_OK) {
        status = list_groups(groups, &scores->groups, next, err);
    }
    for (size_t i = 0; status == SSI_OK && i < groups->count; i++) {
        next[groups->items[i].id] = groups->items[i].first;
    }
    for (size_t i = 0; status == SSI_OK && i < ranked->count; i++) {
        uint32_t id = group_of(groups, scores, ranked->members[i]);
        size_t at = next[id]++;
        groups->members[at] = ranked->members[i];
        groups->overalls[at] = ranked->overalls[i];
    }
    ssi_free(next);
    return status;
}

static enum ssi_status find_kind(struct ssi_groups *groups,
                                 const struct ssi_scores *scores, size_t *without,
                                 struct ssi_error *err)
{
    struct ranked ranked = {0};
    enum ssi_status status = rank_members(groups, scores, &ranked, err);
    if (status == SSI_OK) {
        status = deal_out(groups, scores, &ranked, err);
    }
    groups->member_count = ranked.count;
    *without = ranked.without;
    ssi_free(ranked.members);
    ssi_free(ranked.overalls);
    return status;
}

/** Members of groups that do not show something, those without a group included. */
static size_t hidden_members(const struct ssi_groups *groups, size_t without,
                             bool (*shows)(const struct ssi_group *group))
{
    size_t sum = without;
    for (size_t i = 0; i < groups->count; i++) {
        sum += shows(&groups->items[i]) ? 0 : groups->items[i].n;
    }
    return sum;
}

/**
 * The smallest group that shows something, when those that do not hold too few together
 * to hide in: taking the others from everyone would leave them. NULL when none must be
 * hidden, or can.
 */
static struct ssi_group *hide_next(struct ssi_groups *groups, size_t without,
                                   int64_t threshold,
                                   bool (*shows)(const struct ssi_group *group))
{
    size_t hidden = hidden_members(groups, without, shows);
    struct ssi_group *smallest = NULL;
    for (size_t i = 0; i < groups->count; i++) {
        struct ssi_group *group = &groups->items[i];
        if (shows(group) && (!smallest || group->n < smallest->n)) {
            smallest = group;
        }
    }
    return hidden > 0 && (int64_t)hidden < threshold ? smallest : NULL;
}

static bool shows_mean(const struct ssi_group *group)
{
    return !group->withheld;
}

static bool shows_spread(const struct ssi_group *group)
{
    return group->spread;
}

void ssi_groups_withhold(struct ssi_groups *groups, size_t without, int64_t threshold)
{
    struct ssi_group *group;
    for (size_t i = 0; i < groups->count; i++) {
        groups->items[i].withheld |= (int64_t)groups->items[i].n < threshold;
    }
    while ((group = hide_next(groups, without, threshold, shows_mean)) != NULL) {
        group->withheld = true;
    }
    for (size_t i = 0; i < groups->count; i++) {
        groups->items[i].spread =
            !groups->items[i].withheld && groups->items[i].n >= SSI_FEW;
    }
    while ((group = hide_next(groups, without, SSI_FEW, shows_spread)) != NULL) {
        group->spread = false;
    }
}

enum ssi_status ssi_groups_find(struct ssi_groups *groups,
                                const struct ssi_scores *scores, enum ssi_group_kind kind,
                                int32_t k, const struct ssi_thresholds *thresholds,
                                struct ssi_error *err)
{
    size_t without = 0;
    memset(groups, 0, sizeof *groups);
    groups->kind = kind;
    groups->k = k;
    const uint32_t *known = kind == SSI_GROUP_TEAM ? scores->teams : scores->industries;
    if (kind != SSI_GROUP_EVERYONE && !known) {
        return SSI_OK; // nobody has any
    }
    enum ssi_status status = kind == SSI_GROUP_EVERYONE
                                 ? count_everyone(groups, scores, err)
                                 : find_kind(groups, scores, &without, err);
    if (status != SSI_OK) {
        ssi_groups_release(groups);
        return status;
    }
    ssi_groups_withhold(groups, without, ssi_threshold(thresholds, kind));
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
    if (!groups->ends) {
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
