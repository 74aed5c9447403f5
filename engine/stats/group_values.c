// SPDX-License-Identifier: GPL-3.0-or-later
// The values of a group: each measure as sorted values with counts, which hold all that
// is published of a group however many members it has.

#include "tables_internal.h"

#include <stdlib.h>

/** Points of a pillar are few, from 0 to 25.000; above so many members they are counted.
 */
enum { PILLAR_VALUES = 25001, MANY = 10000 };

static enum ssi_status add_value(struct ssi_value_counts *values, size_t *cap,
                                 uint32_t value, uint32_t count, struct ssi_error *err)
{
    if (count == 0) {
        return SSI_OK;
    }
    SSI_TRY(SSI_GROW(values->items, *cap, values->distinct + 1, err));
    values->items[values->distinct++] = (struct ssi_value_count){value, count};
    values->n += count;
    return SSI_OK;
}

static enum ssi_status from_sorted(struct ssi_value_counts *values,
                                   const uint32_t *sorted, size_t count,
                                   struct ssi_error *err)
{
    size_t cap = 0;
    for (size_t i = 0; i < count;) {
        size_t start = i;
        while (i < count && sorted[i] == sorted[start]) {
            i++;
        }
        SSI_TRY(add_value(values, &cap, sorted[start], (uint32_t)(i - start), err));
    }
    return SSI_OK;
}

static enum ssi_status from_counts(struct ssi_value_counts *values,
                                   const uint32_t *counts, size_t count,
                                   struct ssi_error *err)
{
    size_t cap = 0;
    for (size_t value = 0; value < count; value++) {
        SSI_TRY(add_value(values, &cap, (uint32_t)value, counts[value], err));
    }
    return SSI_OK;
}

/** Everyone's overalls: from how many have at most each. */
static enum ssi_status from_ends(struct ssi_value_counts *values,
                                 const struct ssi_groups *groups, struct ssi_error *err)
{
    size_t cap = 0;
    uint32_t before = 0;
    for (uint32_t value = 0; before < groups->member_count; value++) {
        SSI_TRY(add_value(values, &cap, value, groups->ends[value] - before, err));
        before = groups->ends[value];
    }
    return SSI_OK;
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/** The pillars of one member after the other, into counts or lists. */
struct pillars {
    const struct ssi_tables *tables;
    int32_t k;
    uint32_t *counts; /* pillar * PILLAR_VALUES + value; or NULL */
    uint32_t *lists;  /* pillar * members + i */
    size_t members;
    size_t used[SSI_PILLARS]; /* of each list */
};

static void add_member(struct pillars *pillars, size_t member)
{
    for (size_t p = 0; p < SSI_PILLARS; p++) {
        uint16_t value = ssi_score_pillar(pillars->tables->scores, member, pillars->k,
                                          (enum ssi_pillar)p);
        if (value == SSI_NO_SCORE) {
            continue;
        }
        if (pillars->counts) {
            pillars->counts[p * PILLAR_VALUES + value]++;
        } else {
            pillars->lists[p * pillars->members + pillars->used[p]++] = value;
        }
    }
}

static void add_members(struct pillars *pillars, const struct ssi_groups *groups,
                        const struct ssi_group *group)
{
    enum { AHEAD = 16 };
    const struct ssi_scores *scores = pillars->tables->scores;
    const uint32_t *members = groups->members ? groups->members + group->first : NULL;
    for (size_t m = 0; !members && m < scores->inputs->member_count; m++) {
        if (ssi_score_overall(scores, m, groups->k) != SSI_NO_OVERALL) {
            add_member(pillars, m);
        }
    }
    for (size_t i = 0; members && i < group->n; i++) {
        if (i + AHEAD < group->n) {
            __builtin_prefetch(ssi_score_at(scores, members[i + AHEAD], groups->k));
        }
        add_member(pillars, members[i]);
    }
}

static enum ssi_status find_pillars(struct ssi_group_values *values,
                                    const struct ssi_tables *tables,
                                    const struct ssi_groups *groups,
                                    const struct ssi_group *group, struct ssi_error *err)
{
    bool counted = !groups->members || group->n >= MANY;
    size_t size = counted ? PILLAR_VALUES : group->n;
    uint32_t *room = ssi_alloc(SSI_PILLARS * size, sizeof *room);
    struct pillars pillars = {.tables = tables,
                              .k = groups->k,
                              .counts = counted ? room : NULL,
                              .lists = room,
                              .members = group->n};
    enum ssi_status status = room ? SSI_OK : ssi_error_nomem(err);
    if (status == SSI_OK) {
        add_members(&pillars, groups, group);
    }
    for (size_t p = 0; status == SSI_OK && p < SSI_PILLARS; p++) {
        uint32_t *part = room + p * size;
        if (!counted && pillars.used[p] > 1) {
            qsort(part, pillars.used[p], sizeof *part, by_value);
        }
        status = counted
                     ? from_counts(&values->measures[1 + p], part, size, err)
                     : from_sorted(&values->measures[1 + p], part, pillars.used[p], err);
    }
    ssi_free(room);
    return status;
}

enum ssi_status ssi_group_values_find(struct ssi_group_values *values,
                                      const struct ssi_tables *tables,
                                      const struct ssi_groups *groups,
                                      const struct ssi_group *group,
                                      struct ssi_error *err)
{
    memset(values, 0, sizeof *values);
    enum ssi_status status =
        groups->overalls ? from_sorted(&values->measures[0],
                                       groups->overalls + group->first, group->n, err)
                         : from_ends(&values->measures[0], groups, err);
    if (status == SSI_OK) {
        status = find_pillars(values, tables, groups, group, err);
    }
    if (status != SSI_OK) {
        ssi_group_values_release(values);
    }
    return status;
}

void ssi_group_values_release(struct ssi_group_values *values)
{
    for (size_t i = 0; i < SSI_MEASURES; i++) {
        ssi_free(values->measures[i].items);
    }
    memset(values, 0, sizeof *values);
}
