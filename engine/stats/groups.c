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

struct entry {
    struct ssi_str name;
    uint32_t group, member, overall;
};

static int by_name_and_overall(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;
    int order = x->group == y->group ? 0 : ssi_str_cmp(x->name, y->name);
    if (order != 0) {
        return order;
    }
    if (x->overall != y->overall) {
        return x->overall < y->overall ? -1 : 1;
    }
    return (x->member > y->member) - (x->member < y->member);
}

/** Ranked members that have a group of this kind; *out_without counts the others. */
static enum ssi_status list_entries(const struct ssi_groups *groups,
                                    const struct ssi_scores *scores,
                                    struct entry **out_entries, size_t *out_count,
                                    size_t *out_without, struct ssi_error *err)
{
    size_t members = scores->inputs->member_count;
    struct entry *entries = ssi_alloc(members, sizeof *entries);
    size_t count = 0;
    size_t without = 0;
    if (!entries) {
        return ssi_error_nomem(err);
    }
    for (size_t m = 0; m < members; m++) {
        uint32_t overall = ssi_score_overall(scores, m, groups->k);
        uint32_t group = group_of(ssi_score_at(scores, m, groups->k), groups->kind);
        if (overall == SSI_NO_OVERALL) {
            continue;
        }
        if (groups->kind != SSI_GROUP_EVERYONE && group == SSI_NONE) {
            without++;
            continue;
        }
        struct ssi_str name =
            group == SSI_NONE ? ssi_str_of("", 0) : scores->groups.items[group];
        entries[count++] = (struct entry){name, group, (uint32_t)m, overall};
    }
    if (count > 1) {
        qsort(entries, count, sizeof *entries, by_name_and_overall);
    }
    *out_entries = entries;
    *out_count = count;
    *out_without = without;
    return SSI_OK;
}

static enum ssi_status split(struct ssi_groups *groups, const struct entry *entries,
                             size_t count, struct ssi_error *err)
{
    groups->members = ssi_alloc(count, sizeof *groups->members);
    groups->overalls = ssi_alloc(count, sizeof *groups->overalls);
    if (!groups->members || !groups->overalls) {
        return ssi_error_nomem(err);
    }
    groups->member_count = count;
    for (size_t i = 0; i < count; i++) {
        groups->members[i] = entries[i].member;
        groups->overalls[i] = entries[i].overall;
        if (i == 0 || entries[i].group != entries[i - 1].group) {
            SSI_TRY(SSI_GROW(groups->items, groups->cap, groups->count + 1, err));
            groups->items[groups->count++] = (struct ssi_group){
                .name = entries[i].name, .id = entries[i].group, .first = i};
        }
        groups->items[groups->count - 1].n++;
    }
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
    struct entry *entries = NULL;
    size_t count = 0;
    size_t without = 0;
    memset(groups, 0, sizeof *groups);
    groups->kind = kind;
    groups->k = k;
    SSI_TRY(list_entries(groups, scores, &entries, &count, &without, err));
    enum ssi_status status = split(groups, entries, count, err);
    ssi_free(entries);
    if (status != SSI_OK) {
        ssi_groups_release(groups);
        return status;
    }
    withhold(groups, without, ssi_threshold(thresholds, kind));
    return SSI_OK;
}

void ssi_groups_release(struct ssi_groups *groups)
{
    if (groups) {
        ssi_free(groups->items);
        ssi_free(groups->members);
        ssi_free(groups->overalls);
        memset(groups, 0, sizeof *groups);
    }
}

const struct ssi_group *ssi_groups_get(const struct ssi_groups *groups, uint32_t id)
{
    for (size_t i = 0; i < groups->count; i++) {
        if (groups->items[i].id == id) {
            return &groups->items[i];
        }
    }
    return NULL;
}
