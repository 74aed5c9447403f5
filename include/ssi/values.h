// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The values of many metrics for everyone in one week, measured once, and the scores that
 * several models make of them: design section 6, the same numbers as ssi_score_all().
 */
#ifndef SSI_VALUES_H
#define SSI_VALUES_H

#include "ssi/score.h"

struct ssi_values {
    const struct ssi_model *measured; /**< the inputs' model: lists the metrics */
    size_t member_count;
    int32_t week, back; /**< events and days look back so many weeks */
    int64_t *x;         /**< member * metric_count + metric: millionths, or SSI_X_NONE */
    unsigned char *in_population; /**< by member */
    int64_t *events;              /**< by member: own actions in the last `back` weeks */
    int64_t *days;                /**< days with one */
    struct ssi_str *seats; /**< by member: as of the week's cut-off, in the reference */
};

/**
 * Measures everyone in inputs->week. back must lie within what the inputs reach; after
 * this the inputs are not needed any more, their model and reference are. O(members *
 * metrics * window); members are spread over threads.
 */
SSI_NODISCARD enum ssi_status ssi_values_measure(struct ssi_values *values,
                                                 const struct ssi_inputs *inputs,
                                                 int32_t back, size_t threads,
                                                 struct ssi_error *err);
void ssi_values_release(struct ssi_values *values);

/**
 * The overall of every member by a model that the values serve, in milli-points, or
 * SSI_NO_OVERALL; out_of is 25 for each pillar that exists. O(members * metrics).
 */
SSI_NODISCARD enum ssi_status ssi_values_score(const struct ssi_values *values,
                                               const struct ssi_model *model,
                                               uint32_t *out_overall, int32_t *out_of,
                                               struct ssi_error *err);

/** What if: `add` millionths more of one metric for each member who has it. */
struct ssi_values_change {
    enum ssi_metric_id id;
    int64_t add;
};
SSI_NODISCARD enum ssi_status ssi_values_score_if(const struct ssi_values *values,
                                                  const struct ssi_model *model,
                                                  struct ssi_values_change change,
                                                  uint32_t *out_overall, int32_t *out_of,
                                                  struct ssi_error *err);

/**
 * What the model's transforms make of the values: member * model->metric_count + metric,
 * in 0..1, NaN where the metric does not stand or the member is not in the population.
 */
SSI_NODISCARD enum ssi_status ssi_values_share(const struct ssi_values *values,
                                               const struct ssi_model *model,
                                               double *out_shares, struct ssi_error *err);

#endif
