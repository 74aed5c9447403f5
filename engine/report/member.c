// SPDX-License-Identifier: GPL-3.0-or-later
// What paper and HTML say alike of a member: who it is, and where each group ranks it.
#include "member_internal.h"

#include <stdio.h>

static void capitalise(char *word)
{
    if (*word >= 'a' && *word <= 'z') {
        *word = (char)(*word - 'a' + 'A');
    }
}

void ssi_member_subtitle(const struct ssi_member *member, char line[SSI_LINE_SIZE])
{
    const struct ssi_str parts[] = {member->team, member->industry, member->seat};
    static const char *const words[] = {"", "", " seat"};
    size_t used = 0;
    line[0] = '\0';
    for (size_t i = 0; i < SSI_COUNT(parts); i++) {
        if (parts[i].len > 0 && used < SSI_LINE_SIZE) {
            int len = parts[i].len < 160 ? (int)parts[i].len : 160;
            int put = snprintf(line + used, SSI_LINE_SIZE - used, "%s%.*s%s",
                               used ? "  ·  " : "", len, parts[i].ptr, words[i]);
            if (put > 0 && i == SSI_COUNT(parts) - 1) {
                capitalise(line + used + (used ? strlen("  ·  ") : 0));
            }
            used += put > 0 ? (size_t)put : 0;
        }
    }
}

enum { NAME_SIZE = 240 };

/** "Software Development", "team Benelux", "your network", "all members". */
static void group_name(const struct ssi_member *member, enum ssi_group_kind kind,
                       char name[NAME_SIZE])
{
    struct ssi_str text = kind == SSI_INDUSTRY  ? member->industry
                          : kind == SSI_TEAM    ? member->team
                          : kind == SSI_NETWORK ? ssi_str_z("your network")
                                                : ssi_str_z("the report");
    snprintf(name, NAME_SIZE, "%s%.*s", kind == SSI_TEAM ? "team " : "",
             (int)(text.len < 200 ? text.len : 200), text.ptr);
}

/** The group that is really ranked, and the place in it. */
static void rank_texts(const struct ssi_rank *rank, int64_t least, int64_t last_week,
                       const char *name, struct ssi_rank_text *text)
{
    char n[SSI_SHOW_SIZE], place[SSI_SHOW_SIZE];
    if (rank->n < least) {
        snprintf(text->value, sizeof text->value, "too few");
        snprintf(text->group, sizeof text->group, "in %s to rank: %s scored, %d needed",
                 name, ssi_show_count(n, rank->n), (int)least);
        return;
    }
    text->shown = true;
    snprintf(text->value, sizeof text->value, "Top %d %%", (int)rank->top_percent);
    int put = snprintf(text->group, sizeof text->group, "%s of %s in %s",
                       ssi_show_ordinal(place, rank->position),
                       ssi_show_count(n, rank->n), name);
    if (rank->equal > 1 && put > 0 && (size_t)put < sizeof text->group) {
        snprintf(text->group + put, sizeof text->group - (size_t)put, ", tied with %s",
                 ssi_show_count(n, rank->equal - 1));
    }
    if (last_week != SSI_NONE) {
        snprintf(text->before, sizeof text->before, "last week: top %d %%",
                 (int)last_week);
    }
}

static void network_text(const struct ssi_member *member, struct ssi_rank_text *text)
{
    char scored[SSI_SHOW_SIZE], all[SSI_SHOW_SIZE];
    if (member->connections != SSI_NONE && member->connections_scored != SSI_NONE) {
        snprintf(text->network, sizeof text->network,
                 "%s of your %s connections %s scored",
                 ssi_show_count(scored, member->connections_scored),
                 ssi_show_count(all, member->connections),
                 member->connections_scored == 1 ? "is" : "are");
    }
}

static void rank_text(const struct ssi_report_data *data, const struct ssi_member *member,
                      enum ssi_group_kind kind, struct ssi_rank_text *text)
{
    char name[NAME_SIZE];
    const struct ssi_member_week *before = ssi_member_at(member, data->week - 7);
    int64_t last_week = kind != SSI_NETWORK ? member->before[kind].top_percent
                        : before            ? before->top_percent[kind]
                                            : SSI_NONE;
    *text = (struct ssi_rank_text){0};
    group_name(member, kind, name);
    rank_texts(&member->ranks[kind], kind == SSI_TEAM ? data->min_team : data->min_group,
               last_week, name, text);
    if (kind == SSI_NETWORK) {
        network_text(member, text);
    }
}

size_t ssi_rank_texts(const struct ssi_report_data *data, const struct ssi_member *member,
                      struct ssi_rank_text texts[SSI_GROUP_KINDS])
{
    static const enum ssi_group_kind order[] = {SSI_INDUSTRY, SSI_NETWORK, SSI_TEAM,
                                                SSI_EVERYONE};
    size_t count = 0;
    for (size_t i = 0; i < SSI_COUNT(order); i++) {
        if (member->ranks[order[i]].n != SSI_NONE) {
            rank_text(data, member, order[i], &texts[count++]);
        }
    }
    return count;
}
