// SPDX-License-Identifier: GPL-3.0-or-later
// Three sentences of findings about a team or everyone: who moved, which pillar, whether
// everyone shifted. Counted from the same published integers as the figures beside them.
#include "findings_internal.h"

#include <stdio.h>

#include "ssi/num.h"

enum { A_POINT = 10, NAME_MOST = 48 }; /* tenths, as shown; characters of a name */

struct movers {
    size_t known, up, down, gained, lost; /* gained, lost: a point or more */
    const struct ssi_member *best, *worst;
};

static size_t count_of(const struct ssi_report_data *data, const struct ssi_group *group)
{
    return group->kind == SSI_TEAM ? group->member_count : data->member_count;
}

static const struct ssi_member *member_of(const struct ssi_report_data *data,
                                          const struct ssi_group *group, size_t i)
{
    return group->kind == SSI_TEAM ? group->members[i] : &data->members[i];
}

static struct movers count_movers(const struct ssi_report_data *data,
                                  const struct ssi_group *group)
{
    struct movers found = {0};
    for (size_t i = 0; i < count_of(data, group); i++) {
        const struct ssi_member *member = member_of(data, group, i);
        if (member->change == SSI_NONE) {
            continue;
        }
        int64_t tenths = ssi_round_ratio(member->change, 1000, 1);
        found.known++;
        found.up += tenths > 0;
        found.down += tenths < 0;
        found.gained += tenths >= A_POINT;
        found.lost += tenths <= -A_POINT;
        if (!found.best || member->change > found.best->change) {
            found.best = member;
        }
        if (!found.worst || member->change < found.worst->change) {
            found.worst = member;
        }
    }
    return found;
}

/** A name cut to what a sentence can bear. */
static struct ssi_str short_name(const struct ssi_member *member, char buf[SSI_LINE_SIZE])
{
    enum { WIDTH = 160, SIZE = 9 };
    return ssi_text_fit(member->name, WIDTH, SIZE, false, buf, SSI_LINE_SIZE);
}

/** "; Ana gained most (+3.6), Bo lost most (−2.6)." */
static void say_extremes(const struct movers *movers, char *line, size_t size)
{
    char name[SSI_LINE_SIZE], change[SSI_SHOW_SIZE];
    const struct ssi_member *const who[] = {movers->best, movers->worst};
    static const char *const words[] = {"gained", "lost"};
    size_t used = 0;
    line[0] = '\0';
    for (size_t i = 0; i < SSI_COUNT(who); i++) {
        if (ssi_change_sign(who[i]->change) != (i == 0 ? 1 : -1)) {
            continue;
        }
        struct ssi_str shown = short_name(who[i], name);
        int put = snprintf(line + used, size - used, "%s %.*s %s most (%s)",
                           used ? "," : ";", (int)shown.len, shown.ptr, words[i],
                           ssi_show_change(change, who[i]->change));
        used += put > 0 ? (size_t)put : 0;
        used = used < size ? used : size - 1;
    }
}

static void say_movers(const struct movers *movers, char line[SSI_LINE_SIZE])
{
    enum { REST_SIZE = 400 };
    char all[SSI_SHOW_SIZE], rest[REST_SIZE];
    if (movers->known == 0) {
        snprintf(line, SSI_LINE_SIZE, "Nobody has a score of last week to compare with.");
        return;
    }
    say_extremes(movers, rest, sizeof rest);
    if (movers->gained + movers->lost == 0) {
        snprintf(line, SSI_LINE_SIZE, "None of %s moved by a point or more%s.",
                 ssi_show_count(all, (int64_t)movers->known), rest);
    } else {
        snprintf(line, SSI_LINE_SIZE,
                 "%zu of %s gained a point or more and %zu lost as much%s.",
                 movers->gained, ssi_show_count(all, (int64_t)movers->known),
                 movers->lost, rest);
    }
}

/** The change of an average since last week; SSI_NONE where one of the two is withheld.
 */
static int64_t change_of(const struct ssi_report_data *data,
                         const struct ssi_group *group, enum ssi_measure measure)
{
    const struct ssi_stat *before = ssi_group_week(group, data->week - 7, measure);
    int64_t mean = group->stats[measure].mean;
    return mean == SSI_NONE || !before || before->mean == SSI_NONE ? SSI_NONE
                                                                   : mean - before->mean;
}

/** The pillar whose average moved most; SSI_OVERALL when none moved visibly. */
static enum ssi_measure moved_pillar(const struct ssi_report_data *data,
                                     const struct ssi_group *group, int64_t *out)
{
    enum ssi_measure found = SSI_OVERALL;
    int64_t most = 0;
    for (enum ssi_measure p = SSI_BRAND; p < SSI_MEASURES; p++) {
        int64_t change = change_of(data, group, p);
        int64_t size = change == SSI_NONE ? 0 : change < 0 ? -change : change;
        if (ssi_change_sign(change) != 0 && size > most) {
            found = p;
            most = size;
            *out = change;
        }
    }
    return found;
}

static bool say_pillar(const struct ssi_report_data *data, const struct ssi_group *group,
                       char line[SSI_LINE_SIZE])
{
    char change[SSI_SHOW_SIZE], mean[SSI_SHOW_SIZE], part[SSI_SHOW_SIZE];
    int64_t whole = change_of(data, group, SSI_OVERALL), moved = 0;
    enum ssi_measure pillar = moved_pillar(data, group, &moved);
    if (whole == SSI_NONE) {
        return false;
    }
    (void)ssi_show_points(mean, group->stats[SSI_OVERALL].mean);
    (void)ssi_show_change(change, whole);
    if (ssi_change_sign(whole) == 0 && pillar == SSI_OVERALL) {
        snprintf(line, SSI_LINE_SIZE, "The average stays at %s, and so do all pillars.",
                 mean);
    } else if (ssi_change_sign(whole) == 0) {
        snprintf(line, SSI_LINE_SIZE,
                 "The average stays at %s; of the pillars, %s moved most (%s).", mean,
                 ssi_pillar_names[pillar], ssi_show_change(part, moved));
    } else if (pillar == SSI_OVERALL) {
        snprintf(line, SSI_LINE_SIZE,
                 "The average moved by %s to %s, no pillar by a tenth of a point.",
                 change, mean);
    } else {
        snprintf(line, SSI_LINE_SIZE,
                 "The average moved by %s to %s; the pillar that moved most is %s (%s).",
                 change, mean, ssi_pillar_names[pillar], ssi_show_change(part, moved));
    }
    return true;
}

/** What the test of changes.csv says, where it was made and says anything. */
static bool say_verdict(const struct ssi_group *group, const char *whose,
                        char line[SSI_LINE_SIZE])
{
    char change[SSI_SHOW_SIZE], by[SSI_SHOW_SIZE + 16] = "";
    struct ssi_str verdict = group->shift.verdict;
    if (group->shift.mean_change != SSI_NONE) { /* withheld of small groups */
        snprintf(by, sizeof by, ", by %s on average",
                 ssi_show_change(change, group->shift.mean_change));
    }
    if (ssi_str_eq(verdict, ssi_str_z("everyone moved"))) {
        snprintf(
            line, SSI_LINE_SIZE, "%s moved together%s: nearly all went the same way%s.",
            whose, by,
            group->kind == SSI_EVERYONE
                ? ", more like a moved scale or other data than like people who changed"
                : "");
    } else if (ssi_str_eq(verdict, ssi_str_z("members moved"))) {
        snprintf(line, SSI_LINE_SIZE,
                 "Members moved, not the scale%s, which chance alone would hardly give.",
                 by);
    } else if (ssi_str_eq(verdict, ssi_str_z("data missing"))) {
        snprintf(
            line, SSI_LINE_SIZE,
            "One of the two weeks lacks data that the other has, so the change since "
            "last week tells little of people.");
    } else if (ssi_str_eq(verdict, ssi_str_z("none"))) {
        snprintf(line, SSI_LINE_SIZE,
                 "%s did not shift: the changes are no more one-sided than chance gives.",
                 whose);
    }
    return line[0] != '\0';
}

/** A team against everyone's average. */
static bool say_against_everyone(const struct ssi_report_data *data,
                                 const struct ssi_group *team, char line[SSI_LINE_SIZE])
{
    char all[SSI_SHOW_SIZE], apart[SSI_SHOW_SIZE];
    const struct ssi_group *everyone =
        ssi_report_group(data, SSI_EVERYONE, ssi_str_z(""));
    int64_t own = change_of(data, team, SSI_OVERALL);
    int64_t other = everyone ? change_of(data, everyone, SSI_OVERALL) : SSI_NONE;
    if (own == SSI_NONE || other == SSI_NONE) {
        return false;
    }
    bool still = ssi_change_sign(other) == 0;
    snprintf(all, sizeof all, "%s%s", still ? "did not move" : "moved by ",
             still ? "" : ssi_show_change(apart, other));
    if (ssi_change_sign(own - other) == 0) {
        snprintf(line, SSI_LINE_SIZE, "Everyone’s average %s, so the team kept pace.",
                 all);
    } else {
        snprintf(line, SSI_LINE_SIZE,
                 "Everyone’s average %s, so the team %s %s against it.", all,
                 own > other ? "gained" : "lost",
                 ssi_show_points(apart, own > other ? own - other : other - own));
    }
    return true;
}

/** Everyone by the directions: nearly all the same way is no work of people. */
static bool say_directions(const struct movers *movers, char line[SSI_LINE_SIZE])
{
    enum { FEW = 10, NEARLY = 9 };
    size_t more = movers->up > movers->down ? movers->up : movers->down;
    if (movers->known < FEW || more == 0) {
        return false;
    }
    if (more * FEW >= movers->known * NEARLY) {
        snprintf(line, SSI_LINE_SIZE,
                 "%zu of %zu went %s: more like a moved scale or missing data than like "
                 "people who changed.",
                 more, movers->known, movers->up > movers->down ? "up" : "down");
    } else {
        snprintf(line, SSI_LINE_SIZE,
                 "%zu went up and %zu down: people moved, not the scale.", movers->up,
                 movers->down);
    }
    return true;
}

size_t ssi_findings(const struct ssi_report_data *data, const struct ssi_group *group,
                    char lines[SSI_FINDINGS][SSI_LINE_SIZE])
{
    size_t count = 0;
    struct movers movers = count_movers(data, group);
    bool team = group->kind == SSI_TEAM;
    for (size_t i = 0; i < SSI_FINDINGS; i++) {
        lines[i][0] = '\0';
    }
    say_movers(&movers, lines[count++]);
    if (movers.known == 0) {
        return count;
    }
    count += say_pillar(data, group, lines[count]);
    if (say_verdict(group, team ? "The team" : "Everyone", lines[count]) ||
        (team ? say_against_everyone(data, group, lines[count])
              : say_directions(&movers, lines[count]))) {
        count++;
    }
    return count;
}
