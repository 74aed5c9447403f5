// SPDX-License-Identifier: GPL-3.0-or-later
/** Models: which metrics make a pillar, with which weight and transform. An INI file
 * each. */
#ifndef SSI_MODEL_H
#define SSI_MODEL_H

#include "ssi/digest.h"
#include "ssi/ini.h"
#include "ssi/metric.h"

struct ssi_model_metric {
    enum ssi_metric_id id;
    enum ssi_pillar pillar;
    double weight;
    struct ssi_str weight_text; /**< as written */
    const struct ssi_transform *transform;
    double parameter;
    double scale; /**< what the transform's apply() takes: made of the parameter once */
    bool actionable;
    double step; /**< what one step of advice is, in the metric's unit */
};

struct ssi_model_cap {
    struct ssi_str seat;
    double limit[SSI_PILLARS]; /**< 25 where none is given */
};

struct ssi_model {
    struct ssi_str name, summary, source;
    int32_t window;                   /**< weeks */
    double half_life;                 /**< weeks; 0 = no decay */
    double prior_n;                   /**< of ratios */
    int64_t reciprocal_min;           /**< gives and receives that make a relationship */
    struct ssi_model_metric *metrics; /**< in model order */
    size_t metric_count, metric_cap;
    struct ssi_model_cap *caps;
    size_t cap_count, cap_cap;
    struct ssi_digest digest;
    struct ssi_str text; /**< the file as it is, for the published week's model.ini */
    struct ssi_arena arena;
};

/** SSI_EUSAGE with the line and what would be valid. */
SSI_NODISCARD enum ssi_status ssi_model_load(struct ssi_model *model, const char *path,
                                             struct ssi_error *err);
void ssi_model_release(struct ssi_model *model);

/** Whether any metric of the model needs counterparts of views and engagements. */
bool ssi_model_uses(const struct ssi_model *model, enum ssi_metric_id id);

/** Whether any metric of the model is made of events; else all are levels. */
bool ssi_model_counts(const struct ssi_model *model);

/** The limit of a pillar for a seat kind. */
double ssi_model_limit(const struct ssi_model *model, struct ssi_str seat,
                       enum ssi_pillar pillar);

#endif
