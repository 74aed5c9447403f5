// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The tables of one week as the report sees them: numbers as published integers, names as
 * borrowed text, everything joined by pointer. Read once, then constant.
 */
#ifndef SSI_REPORT_DATA_INTERNAL_H
#define SSI_REPORT_DATA_INTERNAL_H

#include <stdint.h>

#include "glyphs_internal.h"
#include "ssi/memory.h"
#include "ssi/table.h"
#include "text_internal.h"

/** A cell that is empty: not known, withheld or not applicable. */
#define SSI_NONE INT64_MIN

enum ssi_measure {
    SSI_OVERALL,
    SSI_BRAND,
    SSI_PEOPLE,
    SSI_INSIGHTS,
    SSI_RELATIONSHIPS,
    SSI_MEASURES
};

enum ssi_group_kind {
    SSI_EVERYONE,
    SSI_INDUSTRY,
    SSI_TEAM,
    SSI_NETWORK,
    SSI_GROUP_KINDS
};

struct ssi_rank {
    int64_t n, position, top_percent;
    int64_t equal; /**< members of the same score, itself included; 0: not known */
};

/** A member in one week; values are milli-points. */
struct ssi_member_week {
    int64_t day; /**< the week's name in days since 1970 */
    int64_t values[SSI_MEASURES];
    int64_t out_of;
    int64_t top_percent[SSI_GROUP_KINDS]; /**< industry and network only */
    int64_t network_mean;
};

struct ssi_contribution {
    struct ssi_str metric;
    enum ssi_measure pillar;
    int64_t value, previous_value; /**< millionths */
    int64_t points, previous_points;
};

/** What a little more of one thing would add. */
struct ssi_next_step {
    struct ssi_str metric;
    int64_t step, value; /**< more a week, and the metric's value then; millionths */
    int64_t points;
};

enum { SSI_NEXT_STEPS = 3, SSI_METRICS_MOST = 64 };

struct ssi_member {
    struct ssi_str id, name; /**< name is the id where none is known */
    struct ssi_str team, industry, seat, status;
    int64_t values[SSI_MEASURES];
    int64_t out_of, change, change_5w, weeks, coverage; /**< coverage: ten-thousandths */
    struct ssi_rank ranks[SSI_GROUP_KINDS];
    int64_t network_mean, connections, connections_scored;
    const struct ssi_member_week *history; /**< oldest first */
    size_t history_count;
    const struct ssi_contribution *contributions;
    size_t contribution_count;
    struct ssi_next_step steps[SSI_NEXT_STEPS]; /**< most points first */
    size_t step_count;
    struct ssi_rank before[SSI_GROUP_KINDS]; /**< last week, but of the network */
    bool idle;                               /**< no own action for four weeks and more */
    int64_t last_week; /**< of an idle one: its last with an own action; SSI_NONE never */
};

/** How densely a group stands at some points: its share per point, in millionths. */
struct ssi_density_point {
    int64_t points, density; /**< points in thousandths */
};

struct ssi_stat {
    int64_t n, mean, q25, q50, q75; /**< n = 0: no such measure */
};

/** What a test says of the change since last week: a word of changes.csv, or empty. */
struct ssi_shift {
    struct ssi_str verdict;
    int64_t n, mean_change; /**< milli-points, over the same members in both weeks */
};

struct ssi_trend {
    int64_t day;
    enum ssi_measure measure;
    struct ssi_stat stat;
};

struct ssi_bin {
    enum ssi_measure measure;
    int64_t low, high, count; /**< points */
};

struct ssi_group {
    enum ssi_group_kind kind;
    struct ssi_str name;
    struct ssi_stat stats[SSI_MEASURES];
    struct ssi_shift shift;
    const struct ssi_trend *trends; /**< by week, then measure */
    size_t trend_count;
    const struct ssi_bin *bins;
    size_t bin_count;
    const struct ssi_density_point
        *density; /**< of overall, by points; NULL = not told */
    size_t density_count;
    int64_t bandwidth;
    const struct ssi_member **members; /**< of a team: ranked first, by score, then id */
    size_t member_count;
    /** Whether pages that others read may show its figures (min_group, also for teams).
     */
    bool open;
};

struct ssi_source_line {
    struct ssi_str file, format;
    int64_t rows, used, ignored, duplicate, rejected;
    struct ssi_str first, last;
};

struct ssi_report_data {
    struct ssi_arena arena;
    struct ssi_glyphs glyphs; /**< of the fonts here; not set by loading */
    struct ssi_table tables[7], idle_table, change_table, last_week_table, density_table;
    int64_t week; /**< days since 1970 */
    struct ssi_str week_name, as_of, model, project, version, data_to;
    struct ssi_str notes[32];          /**< what was incomplete or missing, a line each */
    size_t note_count, bad_note_count; /**< the bad ones, files left out, come first */
    bool incomplete;
    int64_t min_group, min_team;
    int64_t active,
        idle; /**< members active in the week, idle for 4 weeks; or SSI_NONE */
    bool has_pillar[SSI_MEASURES];
    bool has_network;
    int64_t out_of; /**< 25 x the pillars that exist */
    struct ssi_str
        metrics[SSI_METRICS_MOST]; /**< that anybody has a value of this week */
    size_t metric_count;
    bool knows_idle, knows_steps; /**< whether their tables are there */
    struct ssi_member *members;
    size_t member_count;
    struct ssi_group *groups; /**< everyone, industries, teams; each by name */
    size_t group_count;
    struct ssi_source_line *sources;
    size_t source_count;
};

SSI_NODISCARD enum ssi_status ssi_report_data_load(struct ssi_report_data *data,
                                                   const char *week_dir,
                                                   struct ssi_error *err);
void ssi_report_data_release(struct ssi_report_data *data);

/** Parts of loading: what the manifest says; lists and openness of the groups. */
SSI_NODISCARD enum ssi_status ssi_report_manifest_read(struct ssi_report_data *data,
                                                       const char *week_dir,
                                                       struct ssi_error *err);
SSI_NODISCARD enum ssi_status ssi_report_groups_finish(struct ssi_report_data *data,
                                                       struct ssi_error *err);

/** Tables that weeks of older versions lack: idle members, tested changes, next steps. */
SSI_NODISCARD enum ssi_status ssi_report_extras_read(struct ssi_report_data *data,
                                                     const char *week_dir,
                                                     struct ssi_error *err);

/** NULL when there is none. */
struct ssi_member *ssi_report_member(struct ssi_report_data *data, struct ssi_str id);

/** NULL when there is none. */
const struct ssi_group *ssi_report_group(const struct ssi_report_data *data,
                                         enum ssi_group_kind kind, struct ssi_str name);

/** Whether any group of a kind may be shown to others. */
bool ssi_report_any_open(const struct ssi_report_data *data, enum ssi_group_kind kind);

/** The group's figures of a week and measure; NULL when there are none. */
const struct ssi_stat *ssi_group_week(const struct ssi_group *group, int64_t day,
                                      enum ssi_measure measure);

/** The member's entry of a week; NULL when there is none. */
const struct ssi_member_week *ssi_member_at(const struct ssi_member *member, int64_t day);

/** Whether quantile num/den of n members may be shown where `threshold` holds. */
bool ssi_quantile_open(int64_t n, int64_t num, int64_t den, int64_t threshold);

bool ssi_member_provisional(const struct ssi_member *member);

#endif
