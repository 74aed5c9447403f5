// SPDX-License-Identifier: GPL-3.0-or-later
// The lines over the last weeks, for paper and HTML alike: which there are, their values,
// and the scale on which they are drawn.
#include "weeks_internal.h"

/** What a group's line shows. */
enum figure_of { MEAN, MEDIAN, UPPER_QUARTER };

static void clear(struct ssi_weeks *weeks)
{
    for (size_t k = 0; k < SSI_WEEKS_MOST; k++) {
        weeks->low[k] = weeks->high[k] = SSI_NONE;
        for (size_t i = 0; i < SSI_WEEK_LINES; i++) {
            weeks->lines[i].values[k] = SSI_NONE;
            weeks->lines[i].provisional[k] = false;
        }
    }
    for (size_t i = 0; i < SSI_WEEK_LINES; i++) {
        weeks->lines[i].name = NULL;
    }
    weeks->count = 1;
}

/** The place of a week; SSI_WEEKS_MOST when it is out of what can be shown. */
static size_t place(const struct ssi_report_data *data, int64_t day)
{
    int64_t back = (data->week - day) / 7;
    return day <= data->week && back < SSI_WEEKS_MOST ? (size_t)back : SSI_WEEKS_MOST;
}

static struct ssi_week_line *add_line(struct ssi_weeks *weeks, size_t place,
                                      const char *name)
{
    weeks->lines[place].name = name;
    return &weeks->lines[place];
}

/** A line that nobody may see is not there at all. */
static void drop_empty(struct ssi_week_line *line)
{
    bool any = false;
    for (size_t k = 0; k < SSI_WEEKS_MOST; k++) {
        any |= line->values[k] != SSI_NONE;
    }
    line->name = any ? line->name : NULL;
}

static void group_line(struct ssi_weeks *weeks, const struct ssi_report_data *data,
                       const struct ssi_group *group, size_t which, const char *name,
                       enum figure_of figure)
{
    struct ssi_week_line *line = add_line(weeks, which, name);
    for (size_t i = 0; group && i < group->trend_count; i++) {
        const struct ssi_trend *trend = &group->trends[i];
        const int64_t figures[] = {trend->stat.mean, trend->stat.q50, trend->stat.q75};
        size_t k = place(data, trend->day);
        if (trend->measure != SSI_OVERALL || k == SSI_WEEKS_MOST) {
            continue;
        }
        line->values[k] = figures[figure];
        if (k >= weeks->count && trend->stat.mean != SSI_NONE) {
            weeks->count = k + 1;
        }
    }
    drop_empty(line);
}

static void group_band(struct ssi_weeks *weeks, const struct ssi_report_data *data,
                       const struct ssi_group *group)
{
    for (size_t i = 0; group && i < group->trend_count; i++) {
        const struct ssi_trend *trend = &group->trends[i];
        size_t k = place(data, trend->day);
        if (trend->measure == SSI_OVERALL && k < SSI_WEEKS_MOST) {
            weeks->low[k] = trend->stat.q25;
            weeks->high[k] = trend->stat.q75;
        }
    }
}

/**
 * Weeks with another number of pillars are not comparable and stay out; so does the mean
 * of a network too small to show.
 */
static void own_line(struct ssi_weeks *weeks, const struct ssi_report_data *data,
                     const struct ssi_member *member)
{
    enum { FIRM_WEEKS = 4 };
    struct ssi_week_line *own = add_line(weeks, 0, "you");
    for (size_t i = 0; i < member->history_count; i++) {
        const struct ssi_member_week *week = &member->history[i];
        size_t k = place(data, week->day);
        if (k == SSI_WEEKS_MOST || week->out_of != member->out_of) {
            continue;
        }
        own->values[k] = week->values[SSI_OVERALL];
        own->provisional[k] =
            ssi_member_provisional(member) ||
            (member->weeks != SSI_NONE && k + FIRM_WEEKS > (size_t)member->weeks &&
             member->weeks < 13);
        if (k >= weeks->count) {
            weeks->count = k + 1;
        }
    }
}

static void network_line(struct ssi_weeks *weeks, const struct ssi_report_data *data,
                         const struct ssi_member *member)
{
    struct ssi_week_line *line = add_line(weeks, 2, "network");
    for (size_t i = 0; i < member->history_count; i++) {
        const struct ssi_member_week *week = &member->history[i];
        size_t k = place(data, week->day);
        if (k < SSI_WEEKS_MOST && week->out_of == member->out_of) {
            line->values[k] = week->network_mean;
        }
    }
    drop_empty(line);
}

static void member_lines(struct ssi_weeks *weeks, const struct ssi_report_data *data,
                         const struct ssi_member *member)
{
    const struct ssi_group *group =
        ssi_report_group(data, SSI_INDUSTRY, member->industry);
    const char *name = "industry";
    if (!group || !group->open) {
        group = ssi_report_group(data, SSI_EVERYONE, ssi_str_z(""));
        name = "everyone";
    }
    own_line(weeks, data, member);
    size_t count = weeks->count; /* weeks before the member's own are not shown */
    group_line(weeks, data, group, 1, name, MEAN);
    if (member->ranks[SSI_NETWORK].n >= data->min_group) {
        network_line(weeks, data, member);
    }
    group_line(weeks, data, group, 3, "upper quarter", UPPER_QUARTER);
    weeks->count = count;
}

/** The one industry of all members of a team, where it is shown; else NULL. */
static const struct ssi_group *industry_of(const struct ssi_report_data *data,
                                           const struct ssi_group *team)
{
    if (team->member_count == 0) {
        return NULL;
    }
    struct ssi_str name = team->members[0]->industry;
    for (size_t i = 1; i < team->member_count; i++) {
        if (!ssi_str_eq(team->members[i]->industry, name)) {
            return NULL;
        }
    }
    const struct ssi_group *industry = ssi_report_group(data, SSI_INDUSTRY, name);
    return industry && industry->open ? industry : NULL;
}

void ssi_weeks_collect(struct ssi_weeks *weeks, const struct ssi_report_data *data,
                       struct ssi_subject subject)
{
    const struct ssi_group *everyone =
        ssi_report_group(data, SSI_EVERYONE, ssi_str_z(""));
    clear(weeks);
    if (subject.member) {
        member_lines(weeks, data, subject.member);
    } else if (subject.group) {
        group_line(weeks, data, subject.group, 0, "average", MEAN);
        group_band(weeks, data, subject.group);
        const struct ssi_group *industry = industry_of(data, subject.group);
        group_line(weeks, data, industry ? industry : everyone, 1,
                   industry ? "industry" : "everyone", MEAN);
        group_line(weeks, data, subject.group, 2, "median", MEDIAN);
    } else {
        group_line(weeks, data, everyone, 0, "average", MEAN);
        group_band(weeks, data, everyone);
        group_line(weeks, data, everyone, 2, "median", MEDIAN);
    }
}

void ssi_weeks_range(const struct ssi_weeks *weeks, int64_t *low, int64_t *high)
{
    *low = INT64_MAX;
    *high = SSI_NONE;
    for (size_t k = 0; k < weeks->count; k++) {
        const int64_t seen[] = {weeks->lines[0].values[k],
                                weeks->lines[1].values[k],
                                weeks->lines[2].values[k],
                                weeks->lines[3].values[k],
                                weeks->low[k],
                                weeks->high[k]};
        for (size_t i = 0; i < SSI_COUNT(seen); i++) {
            if (seen[i] != SSI_NONE) {
                *low = seen[i] < *low ? seen[i] : *low;
                *high = seen[i] > *high ? seen[i] : *high;
            }
        }
    }
}

void ssi_weeks_scale(int64_t low, int64_t high, double *from, double *to)
{
    int64_t a = low / 10000 * 10, b = (high + 9999) / 10000 * 10;
    if (low - a * 1000 < 1500 && a > 0) {
        a -= 10;
    }
    while (b - a < 30) {
        b += b < 100 ? 10 : 0;
        a -= b - a < 30 && a > 0 ? 10 : 0;
    }
    *from = (double)a;
    *to = (double)b;
}
