// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of pillars, metrics and transforms, expanded from their .def files.

#include "ssi/metric.h"

#include "model_internal.h"

static const char *const pillar_names[SSI_PILLARS] = {"brand", "people", "insights",
                                                      "relationships"};

const char *ssi_pillar_name(enum ssi_pillar pillar)
{
    return pillar_names[pillar];
}

bool ssi_pillar_find(struct ssi_str name, enum ssi_pillar *out_pillar)
{
    for (int i = 0; i < SSI_PILLARS; i++) {
        if (ssi_str_eq_nocase(name, ssi_str_z(pillar_names[i]))) {
            *out_pillar = (enum ssi_pillar)i;
            return true;
        }
    }
    return false;
}

const char *ssi_metric_kind_name(enum ssi_metric_kind kind)
{
    static const char *const names[] = {"count", "count", "level",
                                        "level", "ratio", "pairs"};
    return names[kind];
}

#define ROW(name, pillar, kind, part, unit, meaning, needs)                              \
    {#name, unit, meaning, needs, SSI_METRIC_KIND_##kind, SSI_PILLAR_##pillar, (part)},

static const struct ssi_metric metrics[SSI_METRICS] = {
#define SSI_METRIC_COUNT(name, pillar, activity, unit, meaning)                          \
    ROW(name, pillar, COUNT, SSI_ACTIVITY_##activity, unit, meaning,                     \
        "activity " #activity)
#define SSI_METRIC_SERIES(name, pillar, series, unit, meaning, needs)                    \
    ROW(name, pillar, SERIES, SSI_SERIES_##series, unit, meaning, needs)
#define SSI_METRIC_LEVEL(name, pillar, unit, meaning)                                    \
    ROW(name, pillar, LEVEL, 0, unit, meaning, "a roster column of this name")
#define SSI_METRIC_DERIVED(name, pillar, level, unit, meaning, needs)                    \
    ROW(name, pillar, DERIVED, SSI_LEVEL_##level, unit, meaning, needs)
#define SSI_METRIC_RATIO(name, pillar, ratio, unit, meaning, needs)                      \
    ROW(name, pillar, RATIO, SSI_RATIO_##ratio, unit, meaning, needs)
#define SSI_METRIC_PAIRS(name, pillar, unit, meaning)                                    \
    ROW(name, pillar, PAIRS, 0, unit, meaning,                                           \
        "engagement with counterpart_id, both ways")
#include "ssi/metrics.def"
};

#undef SSI_METRIC_COUNT
#undef SSI_METRIC_SERIES
#undef SSI_METRIC_LEVEL
#undef SSI_METRIC_DERIVED
#undef SSI_METRIC_RATIO
#undef SSI_METRIC_PAIRS

static const char *const level_names[] = {
#define SSI_METRIC_COUNT(name, ...)
#define SSI_METRIC_SERIES(name, ...)
#define SSI_METRIC_LEVEL(name, ...)   #name,
#define SSI_METRIC_DERIVED(name, ...) #name,
#define SSI_METRIC_RATIO(name, ...)
#define SSI_METRIC_PAIRS(name, ...)
#include "ssi/metrics.def"
#undef SSI_METRIC_COUNT
#undef SSI_METRIC_SERIES
#undef SSI_METRIC_LEVEL
#undef SSI_METRIC_DERIVED
#undef SSI_METRIC_RATIO
#undef SSI_METRIC_PAIRS
};

const struct ssi_metric *ssi_metric_info(enum ssi_metric_id id)
{
    return &metrics[id];
}

enum ssi_metric_id ssi_metric_find(struct ssi_str name)
{
    for (int i = 0; i < SSI_METRICS; i++) {
        if (ssi_str_eq(name, ssi_str_z(metrics[i].name))) {
            return (enum ssi_metric_id)i;
        }
    }
    return SSI_METRICS;
}

const char *const *ssi_metric_level_names(size_t *out_count)
{
    *out_count = SSI_COUNT(level_names);
    return level_names;
}

/** Place in level_names, counted by the same rows. */
enum level_place {
#define SSI_METRIC_COUNT(name, ...)
#define SSI_METRIC_SERIES(name, ...)
#define SSI_METRIC_LEVEL(name, ...)   PLACE_##name,
#define SSI_METRIC_DERIVED(name, ...) PLACE_##name,
#define SSI_METRIC_RATIO(name, ...)
#define SSI_METRIC_PAIRS(name, ...)
#include "ssi/metrics.def"
#undef SSI_METRIC_COUNT
#undef SSI_METRIC_SERIES
#undef SSI_METRIC_LEVEL
#undef SSI_METRIC_DERIVED
#undef SSI_METRIC_RATIO
#undef SSI_METRIC_PAIRS
};

static const int level_places[SSI_METRICS] = {
#define SSI_METRIC_COUNT(name, ...)   -1,
#define SSI_METRIC_SERIES(name, ...)  -1,
#define SSI_METRIC_LEVEL(name, ...)   PLACE_##name,
#define SSI_METRIC_DERIVED(name, ...) PLACE_##name,
#define SSI_METRIC_RATIO(name, ...)   -1,
#define SSI_METRIC_PAIRS(name, ...)   -1,
#include "ssi/metrics.def"
};

int ssi_metric_level_index(enum ssi_metric_id id)
{
    return level_places[id];
}

bool ssi_metric_steps(enum ssi_metric_id id)
{
    enum ssi_metric_kind kind = metrics[id].kind;
    return kind == SSI_METRIC_KIND_COUNT || kind == SSI_METRIC_KIND_SERIES;
}

bool ssi_metric_accumulates(enum ssi_metric_id id)
{
    return ssi_metric_steps(id) || metrics[id].kind == SSI_METRIC_KIND_PAIRS;
}

#define SSI_TRANSFORM(name) extern const struct ssi_transform ssi_transform_##name;
#include "ssi/transforms.def"
#undef SSI_TRANSFORM

const struct ssi_transform *ssi_transform_at(size_t index)
{
    static const struct ssi_transform *const transforms[] = {
#define SSI_TRANSFORM(name) &ssi_transform_##name,
#include "ssi/transforms.def"
#undef SSI_TRANSFORM
    };
    return index < SSI_COUNT(transforms) ? transforms[index] : NULL;
}

const struct ssi_transform *ssi_transform_find(struct ssi_str name)
{
    const struct ssi_transform *transform;
    for (size_t i = 0; (transform = ssi_transform_at(i)) != NULL; i++) {
        if (ssi_str_eq_nocase(name, ssi_str_z(transform->name))) {
            return transform;
        }
    }
    return NULL;
}
