// SPDX-License-Identifier: GPL-3.0-or-later
/** From shares to points: what scoring and explaining have in common. */
#ifndef SSI_POINTS_INTERNAL_H
#define SSI_POINTS_INTERNAL_H

#include "model_internal.h"

#include "ssi/score.h"

/** f(x) of the metrics that stand; the others are left alone. */
void ssi_shares(const struct ssi_model *model, const int64_t *x,
                const struct ssi_distribution *distributions, double *out_shares);

/** 25 * sum w f / sum w over the metrics of a pillar that stand, in model order. */
struct ssi_pillar_sum {
    bool any;
    double value, weights;
};
/** Of all pillars. */
void ssi_pillar_sums(const struct ssi_model *model, const int64_t *x,
                     const double *shares, struct ssi_pillar_sum out_sums[SSI_PILLARS]);
struct ssi_pillar_sum ssi_pillar_sum(const struct ssi_model *model, const int64_t *x,
                                     const double *shares, enum ssi_pillar pillar);

/** min(limit, value) in milli-points. */
int32_t ssi_pillar_points(double value, double limit);

/** Whether a member belongs to the population of a week. */
bool ssi_tally_in_population(const struct ssi_inputs *inputs,
                             const struct ssi_input_member *member,
                             const struct ssi_tally *tally, int32_t week);

/** Team and industry of every member and week. */
SSI_NODISCARD enum ssi_status ssi_scores_find_groups(struct ssi_scores *scores,
                                                     struct ssi_error *err);

#endif
