// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Explains a member's score from a published week alone: every point, what changed since
 * last week in parts that add up, what would add most, and what if.
 *
 * Reads scores.csv, contributions.csv.gz, covered.csv.gz, values.csv.gz, restatements.csv
 * and model.ini of the week's folder. All points are computed again from the published
 * values with the published model and must be the published ones, so nothing told here
 * can differ from what is ranked.
 */
#ifndef SSI_EXPLAIN_H
#define SSI_EXPLAIN_H

#include "ssi/score.h"
#include "ssi/stats.h"

/** An unknown number of an explanation. */
#define SSI_UNKNOWN INT64_MIN

/** A cause of the change; they add up to it exactly. */
enum ssi_cause_kind {
    SSI_CAUSE_MODEL,    /**< last week's page was computed by another model */
    SSI_CAUSE_RESTATED, /**< it was computed before rows or the roster changed */
    SSI_CAUSE_COVERAGE, /**< metrics that stand in one of the weeks only */
    SSI_CAUSE_METRIC,   /**< a metric that stands in both */
    SSI_CAUSE_CAP       /**< what a cap took more or less */
};

const char *ssi_cause_name(enum ssi_cause_kind kind);

struct ssi_cause {
    enum ssi_cause_kind kind;
    enum ssi_pillar pillar; /**< of coverage, metric and cap */
    size_t metric;          /**< of the model; of METRIC only */
    int64_t points;         /**< milli-points, not 0 */
};

/** An actionable metric, done `step` more a week for four weeks. */
struct ssi_step {
    size_t metric;  /**< of the model */
    double step;    /**< more a week */
    int64_t x;      /**< the metric's value then, millionths */
    int64_t points; /**< milli-points that the overall gains, more than 0 */
};

enum { SSI_STEPS = 3, SSI_CAUSES = 2 + SSI_METRICS + 2 * SSI_PILLARS };

/** A member's place in a group, as scores.csv has it; n = 0 without. */
struct ssi_standing {
    int64_t n, position, top_percent, percentile; /**< percentile in hundredths */
};

struct ssi_explanation {
    struct ssi_model model;
    const char *folder; /**< of the week */
    struct ssi_str id, name, team, industry, seat, status, week;
    int64_t overall, out_of, change, weeks, coverage; /**< milli-points, ..., of 10000 */
    int64_t pillars[SSI_PILLARS]; /**< SSI_UNKNOWN where there is none */
    struct ssi_standing standing[SSI_GROUP_KINDS], network;
    int64_t x[SSI_METRICS], before_x[SSI_METRICS]; /**< by model metric; SSI_X_NONE */
    double limits[SSI_PILLARS];
    struct ssi_contributions now,
        before;                /**< before.pillars: without caps; cap as published */
    int32_t best[SSI_METRICS]; /**< points, were the metric at its best */
    unsigned char covered[SSI_METRICS][128]; /**< by model metric: weeks, newest first */
    int64_t published_before,
        restated_before; /**< last week's overall, where they differ */
    struct ssi_cause causes[SSI_CAUSES];
    size_t cause_count;
    struct ssi_step steps[SSI_STEPS]; /**< most points first */
    size_t step_count;
    struct ssi_distribution distributions[2]
                                         [SSI_METRICS]; /**< this week, the week before */
    struct ssi_arena arena;
};

/**
 * Loads and explains a member of the published week in `folder`. SSI_EDATA when the week
 * does not hold the member, or when its tables contradict each other. O(size of the
 * tables).
 */
SSI_NODISCARD enum ssi_status ssi_explanation_load(struct ssi_explanation *explanation,
                                                   const char *folder,
                                                   struct ssi_str member,
                                                   struct ssi_error *err);
void ssi_explanation_release(struct ssi_explanation *explanation);

/** What a change of values would make of a member. */
struct ssi_what_if {
    int64_t x[SSI_METRICS]; /**< in: by model metric; begin with explanation->x */
    struct ssi_contributions points;
    int64_t overall; /**< milli-points, or SSI_UNKNOWN */
    struct ssi_standing standing[SSI_GROUP_KINDS];
};

/**
 * Points, overall and ranks with the values what_if->x; everyone else stays as published,
 * also in the values that a percentile compares with. A network rank needs connections,
 * which a published week does not hold. O(members).
 */
SSI_NODISCARD enum ssi_status ssi_what_if(const struct ssi_explanation *explanation,
                                          struct ssi_what_if *what_if,
                                          struct ssi_error *err);

/** Overall of points: the sum of the pillars that the member has; or SSI_UNKNOWN without
 * one. */
int64_t ssi_explain_overall(const struct ssi_explanation *explanation,
                            const struct ssi_contributions *points);

#endif
