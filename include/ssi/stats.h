// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Ranks, group statistics and the tables made of them; all from the integers of struct
 * ssi_scores, so that what is shown cannot contradict what is ranked.
 */
#ifndef SSI_STATS_H
#define SSI_STATS_H

#include "ssi/output.h"
#include "ssi/score.h"

/** Place of a value in a group: definitions of design section 7. */
struct ssi_rank {
    uint32_t n;           /**< 0 = no group */
    uint32_t position;    /**< 1 + members above */
    uint32_t top_percent; /**< max(1, ceil(100 (H + E) / n)) */
    int32_t percentile;   /**< hundredths of a percent: 100 (L + E/2) / n */
};

/** The rank of value among sorted (ascending) values, of which it is one. O(log n). */
struct ssi_rank ssi_rank_of(const uint32_t *sorted, size_t n, uint32_t value);

/** The same of n members of whom so many are higher and equal, itself included. */
struct ssi_rank ssi_rank_from(uint64_t higher, uint64_t equal, uint64_t n);

/** Statistics of milli-points; a field that is undefined has its bit clear in `known`. */
enum { SSI_QUANTILES = 7 };
extern const int ssi_quantile_percents[SSI_QUANTILES]; /**< 5 10 25 50 75 90 95 */

struct ssi_summary {
    size_t n;
    int64_t mean, sd;                 /**< milli-points */
    int64_t quantiles[SSI_QUANTILES]; /**< milli-points, type 7 of Hyndman and Fan */
    int64_t skewness, gini;           /**< ten-thousandths */
    bool has_sd, has_skewness, has_gini;
};

/** Sorted values without repeats, and how often each occurs: what groups are summed up
 * from. */
struct ssi_value_count {
    uint32_t value, count;
};

struct ssi_value_counts {
    struct ssi_value_count *items; /**< ascending; owned, for ssi_free() */
    size_t distinct;
    size_t n; /**< the counts added up */
};

/** Before any rounding; the sums are exact. Of n > 0 values; sd is 0 for n = 1. */
struct ssi_moments {
    double mean, sd;
};
struct ssi_moments ssi_moments(const struct ssi_value_counts *values);

/** Type 7 of Hyndman and Fan at p = num / den, before rounding: (n - 1) p, linear
 * between. */
double ssi_quantile(const struct ssi_value_counts *values, uint32_t num, uint32_t den);

/** Of n > 0 values. Exact integers but for skewness, which is GSL's. O(distinct). */
SSI_NODISCARD enum ssi_status ssi_summarise(const struct ssi_value_counts *values,
                                            struct ssi_summary *out,
                                            struct ssi_error *err);

/** Counts of a histogram whose bins are all as wide, from 0 on. */
struct ssi_bins {
    const uint64_t *counts;
    size_t count;
    double width; /**< points */
    uint64_t n;   /**< the counts added up */
};

/**
 * The bandwidth of a Gaussian kernel, in milli-points: 0.9 min(sd, IQR / 1.34) n^(-1/5)
 * (Silverman, Density Estimation, 1986, equation 3.31), where one of the two is 0 by the
 * other; at least half a bin, since only bins are known. 0 when both are 0. All in
 * milli-points.
 */
int64_t ssi_density_bandwidth(uint64_t n, int64_t sd, int64_t quartile_range,
                              double bin_width);

/**
 * The kernel density of a histogram at x points: shares of the members per point, each
 * member in the middle of its bin, reflected at 0 and at `most` points, so that all of it
 * lies between them. O(bins).
 */
double ssi_density(const struct ssi_bins *bins, double bandwidth, double most, double x);

enum ssi_group_kind {
    SSI_GROUP_EVERYONE,
    SSI_GROUP_INDUSTRY,
    SSI_GROUP_TEAM,
    SSI_GROUP_KINDS
};
const char *ssi_group_kind_name(enum ssi_group_kind kind);

/** The ranked members of one group in one week. */
struct ssi_group {
    struct ssi_str name; /**< empty for everyone */
    uint32_t id;         /**< of scores->groups; SSI_NONE for everyone */
    size_t first, n;     /**< its members: [first, first + n) of the list's members */
    bool withheld;       /**< its size only is shown */
    bool spread;         /**< sd, quantiles, histogram and the like are shown, too */
};

/** Below this a shown group has n and mean only: three could be worked out from mean and
 * sd. */
enum { SSI_FEW = 10 };

/**
 * All groups of a kind in a week, by name; each group's members sorted by overall. Of
 * everyone, who may be millions, there are counts only.
 */
struct ssi_groups {
    enum ssi_group_kind kind;
    int32_t k;
    struct ssi_group *items;
    size_t count, cap;
    uint32_t *members;  /**< ranked members, group by group; NULL for everyone */
    uint32_t *overalls; /**< of each, ascending within a group; NULL for everyone */
    size_t member_count;
    uint32_t
        *place; /**< by id of scores->groups: place in items + 1; NULL for everyone */
    size_t place_count;
    uint32_t *ends; /**< everyone: by overall, members up to and with it; else NULL */
};

struct ssi_thresholds {
    int64_t min_group, min_team;
};

/** k weeks before the newest. O(members + groups log groups). */
SSI_NODISCARD enum ssi_status ssi_groups_find(struct ssi_groups *groups,
                                              const struct ssi_scores *scores,
                                              enum ssi_group_kind kind, int32_t k,
                                              const struct ssi_thresholds *thresholds,
                                              struct ssi_error *err);
void ssi_groups_release(struct ssi_groups *groups);
/**
 * Decides what of each group may be shown, by its n: definition 32, and the same for what
 * groups below ten do not show. Groups that are withheld already stay so. without:
 * members that are in no group.
 */
void ssi_groups_withhold(struct ssi_groups *groups, size_t without, int64_t threshold);
/** The rank of an overall in a group, one of whose members has it. O(1) for everyone. */
struct ssi_rank ssi_groups_rank(const struct ssi_groups *groups,
                                const struct ssi_group *group, uint32_t overall);
/** The group of an id (SSI_NONE for everyone's), or NULL. */
const struct ssi_group *ssi_groups_get(const struct ssi_groups *groups, uint32_t id);
/** Whether a quantile of a group of n may be shown: 2 n min(p, 1-p) >= threshold. */
bool ssi_quantile_shown(size_t n, int percent, int64_t threshold);
int64_t ssi_threshold(const struct ssi_thresholds *thresholds, enum ssi_group_kind kind);

/** A member among its own scored connections. */
struct ssi_network {
    struct ssi_rank rank;
    int64_t mean;         /**< milli-points, the member included; valid when rank.n > 0 */
    uint32_t connections; /**< distinct people joined before the cut-off */
    uint32_t scored;      /**< of them, members with an overall */
};

/** O(connections). */
void ssi_network_of(const struct ssi_scores *scores, size_t member, int32_t k,
                    struct ssi_network *out);

/** A member without an own action for so many weeks is idle. */
enum { SSI_IDLE_WEEKS = 4 };

/** Where one is in the days of a partial: members are asked for in order. Zeroed to
 * begin. */
struct ssi_days_place {
    size_t at, back;
};

/** The newest week up to the scored one with an own action of a member; INT32_MIN never.
 */
int32_t ssi_newest_action(const struct ssi_inputs *inputs, size_t member,
                          struct ssi_days_place *place);

enum { SSI_WEEK_NAME_SIZE = 16 };

/** What the tables need beyond the scores. */
struct ssi_tables {
    const struct ssi_scores *scores;
    struct ssi_thresholds thresholds;
    int32_t history_weeks;
    size_t threads; /**< at least 1; the bytes do not depend on it */
    enum ssi_csv_style csv;
    const char *folder;    /**< where the tables are written */
    const char *published; /**< DIR with earlier weeks, for restatements */
    bool
        no_contributions; /**< leave out contributions.csv.gz and what explains with it */
    const char (*week_names)[SSI_WEEK_NAME_SIZE]; /**< ssi_tables_write() sets it: by k */
};

/**
 * Writes scores.csv, history.csv, groups.csv, distributions.csv, trends.csv,
 * densities.csv, network.csv, contributions.csv.gz, sources.csv, rejects.csv and
 * restatements.csv; and, so that a
 * published week explains itself, covered.csv.gz, values.csv.gz and model.ini; and
 * last_week.csv, places in the week before, and idle.csv, the members without an own
 * action for four weeks and more.
 */
SSI_NODISCARD enum ssi_status ssi_tables_write(const struct ssi_tables *tables,
                                               struct ssi_error *err);

#endif
