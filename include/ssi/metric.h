// SPDX-License-Identifier: GPL-3.0-or-later
/** The metrics and transforms that a model is made of. */
#ifndef SSI_METRIC_H
#define SSI_METRIC_H

#include "ssi/activity.h"

enum ssi_pillar {
    SSI_PILLAR_BRAND,
    SSI_PILLAR_PEOPLE,
    SSI_PILLAR_INSIGHTS,
    SSI_PILLAR_RELATIONSHIPS,
    SSI_PILLARS
};

/** "brand", "people", "insights", "relationships". */
const char *ssi_pillar_name(enum ssi_pillar pillar);
bool ssi_pillar_find(struct ssi_str name, enum ssi_pillar *out_pillar);

enum ssi_metric_kind {
    SSI_METRIC_KIND_COUNT,
    SSI_METRIC_KIND_SERIES,
    SSI_METRIC_KIND_LEVEL,
    SSI_METRIC_KIND_DERIVED,
    SSI_METRIC_KIND_RATIO,
    SSI_METRIC_KIND_PAIRS
};

const char *ssi_metric_kind_name(enum ssi_metric_kind kind);

enum ssi_metric_id {
#define SSI_METRIC_COUNT(name, ...)   SSI_METRIC_##name,
#define SSI_METRIC_SERIES(name, ...)  SSI_METRIC_##name,
#define SSI_METRIC_LEVEL(name, ...)   SSI_METRIC_##name,
#define SSI_METRIC_DERIVED(name, ...) SSI_METRIC_##name,
#define SSI_METRIC_RATIO(name, ...)   SSI_METRIC_##name,
#define SSI_METRIC_PAIRS(name, ...)   SSI_METRIC_##name,
#include "ssi/metrics.def"
#undef SSI_METRIC_COUNT
#undef SSI_METRIC_SERIES
#undef SSI_METRIC_LEVEL
#undef SSI_METRIC_DERIVED
#undef SSI_METRIC_RATIO
#undef SSI_METRIC_PAIRS
    SSI_METRICS
};

struct ssi_metric {
    const char *name, *unit, *meaning;
    const char *needs; /**< what input would feed it: activities, columns, files */
    enum ssi_metric_kind kind;
    enum ssi_pillar pillar;
    int part; /**< an activity, or which series, level or ratio: see the kind */
};

const struct ssi_metric *ssi_metric_info(enum ssi_metric_id id);
/** SSI_METRICS when there is none of that name. */
enum ssi_metric_id ssi_metric_find(struct ssi_str name);

/** Whether it is a mean per week, of which "N more a week" can be said: counts and days.
 */
bool ssi_metric_steps(enum ssi_metric_id id);

/** Whether a value of 0 means that nothing was done (counts, days, pairs). */
bool ssi_metric_accumulates(enum ssi_metric_id id);

/** Names of all metrics that a roster column may carry as a level; count in *out_count.
 */
const char *const *ssi_metric_level_names(size_t *out_count);
/** Place of a metric in that list, or -1. */
int ssi_metric_level_index(enum ssi_metric_id id);

/** Sorted values of a metric over the population, for transforms that compare. */
struct ssi_distribution {
    const int64_t *values; /**< x in millionths, ascending */
    size_t count;
};

/** No value: the metric does not stand. */
#define SSI_X_NONE INT64_MIN

/** How a value becomes a share of its weight, 0..1. */
struct ssi_transform {
    const char *name, *meaning;
    const char *parameter; /**< its name in a model, or NULL */
    bool compares;         /**< needs the distribution */
    double (*scale)(
        double parameter); /**< made once a model; NULL = the parameter itself */
    /** x in millionths; accumulates: the metric is a count, days or pairs. */
    double (*apply)(int64_t x, double scale, const struct ssi_distribution *distribution,
                    bool accumulates);
};

/** NULL at the end of the list, and when there is none of that name. */
const struct ssi_transform *ssi_transform_at(size_t index);
const struct ssi_transform *ssi_transform_find(struct ssi_str name);

#endif
