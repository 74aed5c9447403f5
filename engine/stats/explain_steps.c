// SPDX-License-Identifier: GPL-3.0-or-later
// Next steps: what a little more of one thing, kept up for four weeks, would add.
//
// A member goes on as it does (x a week of everything) and does `step` more a week of one
// metric. Four weeks on, the four newest weeks of the window hold x + step and the others
// what they average now, so the value is x + step * (d0 + d1 + d2 + d3) / (sum of d over
// the weeks covered by then). The score is computed again from that value.

#include "explain_internal.h"

#include <math.h>

#include "ssi/num.h"

enum { WEEKS_KEPT_UP = 4 };

static double decay(const struct ssi_model *model, int32_t k)
{
    return model->half_life > 0 ? exp2(-(double)k / model->half_life) : 1.0;
}

/** The part of the window's weight that four new weeks have. */
static double new_share(const struct ssi_explanation *e, size_t metric)
{
    double fresh = 0;
    double old = 0;
    for (int32_t k = 0; k < e->model.window; k++) {
        if (k < WEEKS_KEPT_UP) {
            fresh += decay(&e->model, k);
        } else if (e->covered[metric][k - WEEKS_KEPT_UP]) {
            old += decay(&e->model, k);
        }
    }
    return fresh / (fresh + old);
}

static int64_t value_then(const struct ssi_explanation *e, size_t metric)
{
    const struct ssi_model_metric *m = &e->model.metrics[metric];
    double x = (double)e->x[metric] / 1e6 + m->step * new_share(e, metric);
    double most = m->id == SSI_METRIC_days_active ? 7.0 : 1e12;
    return ssi_round_scaled(fmin(x, most), 6);
}

/** Keeps the best three, the earlier of equals first. */
static void offer(struct ssi_explanation *e, const struct ssi_step *step)
{
    size_t place = 0;
    while (place < e->step_count && e->steps[place].points >= step->points) {
        place++;
    }
    if (place == SSI_STEPS) {
        return;
    }
    size_t kept = e->step_count < SSI_STEPS ? e->step_count : SSI_STEPS - 1;
    memmove(&e->steps[place + 1], &e->steps[place], (kept - place) * sizeof *e->steps);
    e->steps[place] = *step;
    e->step_count = kept + 1;
}

void ssi_explain_steps(struct ssi_explanation *e)
{
    int64_t x[SSI_METRICS];
    struct ssi_contributions then;
    memcpy(x, e->x, sizeof x);
    for (size_t i = 0; i < e->model.metric_count && e->overall != SSI_UNKNOWN; i++) {
        const struct ssi_model_metric *metric = &e->model.metrics[i];
        if (!metric->actionable || e->x[i] == SSI_X_NONE) {
            continue;
        }
        x[i] = value_then(e, i);
        ssi_points_of(&e->model, x, e->distributions[0], e->limits, &then);
        struct ssi_step step = {.metric = i,
                                .step = metric->step,
                                .x = x[i],
                                .points = ssi_explain_overall(e, &then) - e->overall};
        if (step.points > 0) {
            offer(e, &step);
        }
        x[i] = e->x[i];
    }
}
