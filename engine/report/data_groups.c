// SPDX-License-Identifier: GPL-3.0-or-later
// The groups of a week: their members in order, their figures by week, and which of them
// may be shown where others than the group read. Knows definitions.md 32; draws nothing.
#include <stdlib.h>

#include "data_internal.h"

/** Ranked ones first, by score; then by id. */
static int by_score(const void *a, const void *b)
{
    const struct ssi_member *x = *(const struct ssi_member *const *)a;
    const struct ssi_member *y = *(const struct ssi_member *const *)b;
    int64_t u = x->values[SSI_OVERALL], v = y->values[SSI_OVERALL];
    return u != v ? (u < v ? 1 : -1) : ssi_str_cmp(x->id, y->id);
}

static enum ssi_status list_team(struct ssi_report_data *data, struct ssi_group *group,
                                 struct ssi_error *err)
{
    size_t count = 0;
    for (size_t i = 0; i < data->member_count; i++) {
        count += ssi_str_eq(data->members[i].team, group->name);
    }
    group->members = ssi_arena_alloc(&data->arena, count * sizeof(void *) + 1);
    if (!group->members) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < data->member_count; i++) {
        if (ssi_str_eq(data->members[i].team, group->name)) {
            group->members[group->member_count++] = &data->members[i];
        }
    }
    qsort(group->members, group->member_count, sizeof(void *), by_score);
    return SSI_OK;
}

/** A team of fewer than min_group is withheld where others than the team read. */
static void open_groups(struct ssi_report_data *data)
{
    for (size_t i = 0; i < data->group_count; i++) {
        struct ssi_group *group = &data->groups[i];
        const struct ssi_stat *stat = &group->stats[SSI_OVERALL];
        group->open = stat->mean != SSI_NONE &&
                      (group->kind != SSI_TEAM || stat->n >= data->min_group);
    }
}

static int64_t withheld_team_members(const struct ssi_report_data *data)
{
    int64_t withheld = 0;
    for (size_t i = 0; i < data->member_count; i++) {
        const struct ssi_member *member = &data->members[i];
        if (member->team.len == 0 && member->values[SSI_OVERALL] != SSI_NONE) {
            withheld++;
        }
    }
    for (size_t i = 0; i < data->group_count; i++) {
        const struct ssi_group *group = &data->groups[i];
        if (group->kind == SSI_TEAM && !group->open) {
            withheld += group->stats[SSI_OVERALL].n;
        }
    }
    return withheld;
}

static struct ssi_group *smallest_open_team(struct ssi_report_data *data)
{
    struct ssi_group *found = NULL;
    for (size_t i = 0; i < data->group_count; i++) {
        struct ssi_group *group = &data->groups[i];
        if (group->kind == SSI_TEAM && group->open &&
            (!found || group->stats[SSI_OVERALL].n < found->stats[SSI_OVERALL].n)) {
            found = group;
        }
    }
    return found;
}

/** What is withheld must not be what is left when the shown teams are taken from
 * everyone. */
static void withhold_more_teams(struct ssi_report_data *data)
{
    int64_t withheld = withheld_team_members(data);
    while (withheld > 0 && withheld < data->min_group) {
        struct ssi_group *group = smallest_open_team(data);
        if (!group) {
            break;
        }
        group->open = false;
        withheld += group->stats[SSI_OVERALL].n;
    }
}

enum ssi_status ssi_report_groups_finish(struct ssi_report_data *data,
                                         struct ssi_error *err)
{
    for (size_t i = 0; i < data->group_count; i++) {
        if (data->groups[i].kind == SSI_TEAM) {
            SSI_TRY(list_team(data, &data->groups[i], err));
        }
    }
    open_groups(data);
    withhold_more_teams(data);
    return SSI_OK;
}

const struct ssi_group *ssi_report_group(const struct ssi_report_data *data,
                                         enum ssi_group_kind kind, struct ssi_str name)
{
    for (size_t i = 0; i < data->group_count; i++) {
        const struct ssi_group *group = &data->groups[i];
        if (group->kind == kind && ssi_str_eq(group->name, name)) {
            return group;
        }
    }
    return NULL;
}

bool ssi_report_any_open(const struct ssi_report_data *data, enum ssi_group_kind kind)
{
    for (size_t i = 0; i < data->group_count; i++) {
        if (data->groups[i].kind == kind && data->groups[i].open) {
            return true;
        }
    }
    return false;
}

const struct ssi_stat *ssi_group_week(const struct ssi_group *group, int64_t day,
                                      enum ssi_measure measure)
{
    for (size_t i = 0; group && i < group->trend_count; i++) {
        const struct ssi_trend *trend = &group->trends[i];
        if (trend->day == day && trend->measure == measure) {
            return &trend->stat;
        }
    }
    return NULL;
}

const struct ssi_member_week *ssi_member_at(const struct ssi_member *member, int64_t day)
{
    for (size_t i = 0; i < member->history_count; i++) {
        if (member->history[i].day == day) {
            return &member->history[i];
        }
    }
    return NULL;
}

bool ssi_quantile_open(int64_t n, int64_t num, int64_t den, int64_t threshold)
{
    int64_t tail = 2 * num < den ? num : den - num;
    return n >= 10 && 2 * n * tail >= threshold * den;
}

bool ssi_member_provisional(const struct ssi_member *member)
{
    return ssi_str_eq(member->status, ssi_str_z("provisional"));
}
