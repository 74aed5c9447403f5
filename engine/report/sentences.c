// SPDX-License-Identifier: GPL-3.0-or-later
// What pages say in words about the data: which pillars are empty, why a member has no
// score, which groups are withheld. Said the same on paper and in HTML.
#include "sentences_internal.h"

#include <stdio.h>

enum {
    NAMES_SIZE = 256
}; /* of all pillars; leaves room in a line for what is said of them */

/** "Insights", "Insights and Relationships", "Finding people, Insights and ..." */
static size_t list_pillars(const bool wanted[SSI_MEASURES], char names[NAMES_SIZE])
{
    size_t count = 0, done = 0, used = 0;
    names[0] = '\0';
    for (enum ssi_measure p = SSI_BRAND; p < SSI_MEASURES; p++) {
        count += wanted[p];
    }
    for (enum ssi_measure p = SSI_BRAND; p < SSI_MEASURES; p++) {
        if (wanted[p]) {
            const char *between = done == 0 ? "" : done + 1 == count ? " and " : ", ";
            used += (size_t)snprintf(names + used, NAMES_SIZE - used, "%s%s", between,
                                     ssi_pillar_names[p]);
            done++;
        }
    }
    return count;
}

bool ssi_say_empty_pillars(const struct ssi_report_data *data, char line[SSI_LINE_SIZE])
{
    bool empty[SSI_MEASURES] = {false};
    char names[NAMES_SIZE];
    for (enum ssi_measure p = SSI_BRAND; p < SSI_MEASURES; p++) {
        empty[p] = !data->has_pillar[p];
    }
    size_t count = list_pillars(empty, names);
    line[0] = '\0';
    if (count == SSI_MEASURES - 1) {
        snprintf(line, SSI_LINE_SIZE, "No scores: the exports feed none of the pillars.");
    } else if (count > 0) {
        snprintf(line, SSI_LINE_SIZE,
                 "Of %d, not of 100: %s %s empty, as no export feeds %s for half the "
                 "members.",
                 (int)data->out_of, names, count > 1 ? "are" : "is",
                 count > 1 ? "them" : "it");
    }
    return count > 0;
}

static void say_incomplete(const struct ssi_report_data *data,
                           const struct ssi_member *member, char line[SSI_LINE_SIZE])
{
    bool unknown[SSI_MEASURES] = {false};
    char names[NAMES_SIZE];
    for (enum ssi_measure p = SSI_BRAND; p < SSI_MEASURES; p++) {
        unknown[p] = data->has_pillar[p] && member->values[p] == SSI_NONE;
    }
    if (list_pillars(unknown, names) > 0) {
        snprintf(line, SSI_LINE_SIZE, "No score: nothing is known here about %s.", names);
    } else {
        snprintf(line, SSI_LINE_SIZE, "No score: nothing is known here.");
    }
}

bool ssi_say_status(const struct ssi_report_data *data, const struct ssi_member *member,
                    char line[SSI_LINE_SIZE])
{
    line[0] = '\0';
    if (ssi_str_eq(member->status, ssi_str_z("incomplete"))) {
        say_incomplete(data, member, line);
    } else if (ssi_member_provisional(member)) {
        snprintf(line, SSI_LINE_SIZE,
                 "Provisional: %d week%s of data so far, firm from 4 on.",
                 (int)member->weeks, member->weeks == 1 ? "" : "s");
    } else if (ssi_str_eq(member->status, ssi_str_z("away"))) {
        snprintf(line, SSI_LINE_SIZE, "Away: the weeks of absence do not count.");
    } else if (ssi_str_eq(member->status, ssi_str_z("opted_out"))) {
        snprintf(line, SSI_LINE_SIZE, "Opted out: these weeks do not count.");
    }
    return line[0] != '\0';
}

bool ssi_say_cap(const struct ssi_member *member, char line[SSI_LINE_SIZE])
{
    char limit[SSI_SHOW_SIZE], worth[SSI_SHOW_SIZE];
    line[0] = '\0';
    for (size_t i = 0; i < member->contribution_count; i++) {
        const struct ssi_contribution *item = &member->contributions[i];
        if (!ssi_str_eq(item->metric, ssi_str_z("cap")) || item->points == SSI_NONE ||
            item->points == 0 || item->pillar >= SSI_MEASURES) {
            continue;
        }
        int64_t capped = member->values[item->pillar];
        snprintf(line, SSI_LINE_SIZE,
                 "%s is capped at %s of 25 for a %.*s seat; what was done is worth %s.",
                 ssi_pillar_names[item->pillar], ssi_show_points(limit, capped),
                 (int)(member->seat.len < 40 ? member->seat.len : 40), member->seat.ptr,
                 ssi_show_points(worth, capped - item->points));
        return true;
    }
    return false;
}

static bool has_value(const struct ssi_member *member, struct ssi_str metric)
{
    for (size_t i = 0; i < member->contribution_count; i++) {
        if (ssi_str_eq(member->contributions[i].metric, metric) &&
            member->contributions[i].value != SSI_NONE) {
            return true;
        }
    }
    return false;
}

bool ssi_say_unknown(const struct ssi_report_data *data, const struct ssi_member *member,
                     char line[SSI_LINE_SIZE])
{
    enum { SHOWN = 3 };
    char names[SSI_LINE_SIZE / 2] = "", name[SSI_SHOW_SIZE];
    size_t count = 0, used = 0;
    line[0] = '\0';
    for (size_t i = 0; i < data->metric_count; i++) {
        if (has_value(member, data->metrics[i])) {
            continue;
        }
        if (count++ < SHOWN) {
            (void)ssi_show_metric(name, data->metrics[i]);
            if (used > 0 && name[1] >= 'a' && name[1] <= 'z') { /* not InMails */
                name[0] = (char)(name[0] - 'A' + 'a');
            }
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%s",
                                     used > 0 ? ", " : "", name);
        }
    }
    if (count > SHOWN) {
        snprintf(names + used, sizeof names - used, " and %zu more", count - SHOWN);
    }
    if (count > 0) {
        snprintf(line, SSI_LINE_SIZE,
                 "Not known here, so left out and not counted as zero: %s.", names);
    }
    return count > 0;
}

bool ssi_say_idle(const struct ssi_report_data *data, const struct ssi_member *member,
                  char line[SSI_LINE_SIZE])
{
    char day[SSI_SHOW_SIZE];
    line[0] = '\0';
    if (data->knows_idle && member->idle && member->last_week != SSI_NONE) {
        snprintf(line, SSI_LINE_SIZE, "Nothing done since the week to %s.",
                 ssi_show_date(day, member->last_week));
    } else if (data->knows_idle && member->idle) {
        snprintf(line, SSI_LINE_SIZE, "The exports hold nothing that was done here.");
    }
    return line[0] != '\0';
}

size_t ssi_say_of_member(const struct ssi_report_data *data,
                         const struct ssi_member *member,
                         char lines[SSI_MEMBER_NOTES][SSI_LINE_SIZE])
{
    size_t count = 0;
    count += ssi_say_status(data, member, lines[count]);
    count += ssi_say_empty_pillars(data, lines[count]);
    count += ssi_say_cap(member, lines[count]);
    count += ssi_say_idle(data, member, lines[count]);
    if (member->contribution_count > 0) {
        count += ssi_say_unknown(data, member, lines[count]);
    }
    return count;
}
