// SPDX-License-Identifier: GPL-3.0-or-later
// The contributions of one member after the other: measured again as scoring did, then
// shared.

#include "points_internal.h"

struct ssi_explainer {
    const struct ssi_scores *scores;
    struct ssi_tally tally;
    unsigned char *covered; /* of the member and week last explained */
    size_t member;          /* the tally's; SIZE_MAX at first */
};

enum ssi_status ssi_explainer_new(const struct ssi_scores *scores,
                                  struct ssi_explainer **out_explainer,
                                  struct ssi_error *err)
{
    const struct ssi_model *model = scores->inputs->model;
    struct ssi_explainer *explainer = ssi_alloc(1, sizeof *explainer);
    if (!explainer) {
        return ssi_error_nomem(err);
    }
    explainer->scores = scores;
    explainer->member = SIZE_MAX;
    explainer->covered = ssi_alloc(model->metric_count * (size_t)model->window, 1);
    enum ssi_status status = explainer->covered ? SSI_OK : ssi_error_nomem(err);
    if (status == SSI_OK) {
        status = ssi_tally_init(&explainer->tally, scores->inputs, err);
    }
    if (status != SSI_OK) {
        ssi_explainer_free(explainer);
        return status;
    }
    *out_explainer = explainer;
    return SSI_OK;
}

void ssi_explainer_free(struct ssi_explainer *explainer)
{
    if (explainer) {
        ssi_tally_release(&explainer->tally);
        ssi_free(explainer->covered);
        ssi_free(explainer);
    }
}

const unsigned char *ssi_explain_weeks(const struct ssi_explainer *explainer,
                                       size_t metric)
{
    return explainer->covered + metric * (size_t)explainer->scores->inputs->model->window;
}

/** Values of pillars that do not exist that week stand for nobody. */
static void keep_existing(const struct ssi_scores *scores, int32_t k, int64_t *x)
{
    const struct ssi_model *model = scores->inputs->model;
    for (size_t i = 0; i < model->metric_count; i++) {
        if (!(scores->exists[k] & (1u << model->metrics[i].pillar))) {
            x[i] = SSI_X_NONE;
        }
    }
}

enum ssi_status ssi_explain(struct ssi_explainer *explainer, size_t member, int32_t k,
                            struct ssi_contributions *out, struct ssi_error *err)
{
    const struct ssi_scores *scores = explainer->scores;
    const struct ssi_inputs *inputs = scores->inputs;
    const struct ssi_input_member *who = &inputs->members[member];
    struct ssi_measures measures = {.covered = explainer->covered};
    double limits[SSI_PILLARS];
    memset(out, 0, sizeof *out);
    if (!ssi_in_population(scores, member, k)) {
        return SSI_OK;
    }
    if (explainer->member != member) {
        explainer->member = SIZE_MAX;
        SSI_TRY(ssi_tally_member(&explainer->tally, inputs, who, err));
        explainer->member = member;
    }
    ssi_measure(inputs, who, &explainer->tally, inputs->week - k, &measures);
    if (measures.failed) {
        return ssi_error_nomem(err);
    }
    keep_existing(scores, k, measures.x);
    struct ssi_str seat = ssi_inputs_text(inputs, who->person, SSI_ROSTER_SEAT,
                                          ssi_inputs_cutoff(inputs, inputs->week - k));
    for (int p = 0; p < SSI_PILLARS; p++) {
        limits[p] = ssi_model_limit(inputs->model, seat, (enum ssi_pillar)p);
    }
    ssi_points_of(inputs->model, measures.x, ssi_scores_distributions(scores, k), limits,
                  out);
    return SSI_OK;
}
