// SPDX-License-Identifier: GPL-3.0-or-later
// An explanation as JSON; points, values and shares as numbers with the published digits.

#include "cli_internal.h"

#include "ssi/explain.h"
#include "ssi/json.h"

/** A scaled integer as a number, null where unknown. */
static struct ssi_json *number(int64_t value, int decimals)
{
    double scale = 1;
    for (int i = 0; i < decimals; i++) {
        scale *= 10;
    }
    return value == SSI_UNKNOWN ? ssi_json_null()
           : decimals == 0      ? ssi_json_integer(value)
                                : ssi_json_real((double)value / scale);
}

static struct ssi_json *text(struct ssi_str value)
{
    return value.len ? ssi_json_text(value) : ssi_json_null();
}

static const char *metric_name(const struct ssi_explanation *e, size_t metric)
{
    return ssi_metric_info(e->model.metrics[metric].id)->name;
}

static enum ssi_status add_head(const struct ssi_explanation *e, struct ssi_json *root,
                                struct ssi_error *err)
{
    SSI_TRY(ssi_json_set(root, "member_id", ssi_json_text(e->id), err));
    SSI_TRY(ssi_json_set(root, "name", text(e->name), err));
    SSI_TRY(ssi_json_set(root, "team", text(e->team), err));
    SSI_TRY(ssi_json_set(root, "industry", text(e->industry), err));
    SSI_TRY(ssi_json_set(root, "seat", text(e->seat), err));
    SSI_TRY(ssi_json_set(root, "status", text(e->status), err));
    SSI_TRY(ssi_json_set(root, "week", text(e->week), err));
    SSI_TRY(ssi_json_set(root, "model", text(e->model.name), err));
    SSI_TRY(ssi_json_set(root, "overall", number(e->overall, 3), err));
    SSI_TRY(ssi_json_set(root, "out_of", number(e->out_of, 0), err));
    SSI_TRY(ssi_json_set(root, "change", number(e->change, 3), err));
    SSI_TRY(ssi_json_set(root, "weeks", number(e->weeks, 0), err));
    return ssi_json_set(root, "coverage", number(e->coverage, 4), err);
}

static enum ssi_status add_standing(struct ssi_json *groups, const char *group,
                                    const struct ssi_standing *s, struct ssi_error *err)
{
    if (s->n == 0) {
        return SSI_OK;
    }
    struct ssi_json *object = ssi_json_object();
    SSI_TRY(ssi_json_set(groups, group, object, err));
    SSI_TRY(ssi_json_set(object, "n", number(s->n, 0), err));
    SSI_TRY(ssi_json_set(object, "position", number(s->position, 0), err));
    SSI_TRY(ssi_json_set(object, "top_percent", number(s->top_percent, 0), err));
    return ssi_json_set(object, "percentile", number(s->percentile, 2), err);
}

static enum ssi_status add_standings(struct ssi_json *root,
                                     const struct ssi_standing *groups,
                                     const struct ssi_standing *network,
                                     struct ssi_error *err)
{
    struct ssi_json *ranks = ssi_json_object();
    SSI_TRY(ssi_json_set(root, "ranks", ranks, err));
    for (int g = 0; g < SSI_GROUP_KINDS; g++) {
        SSI_TRY(add_standing(ranks, ssi_group_kind_name((enum ssi_group_kind)g),
                             &groups[g], err));
    }
    return network ? add_standing(ranks, "network", network, err) : SSI_OK;
}

static enum ssi_status add_metric(const struct ssi_explanation *e,
                                  struct ssi_json *metrics, size_t i,
                                  struct ssi_error *err)
{
    struct ssi_json *object = ssi_json_object();
    const struct ssi_contribution *now = &e->now.metrics[i];
    SSI_TRY(ssi_json_push(metrics, object, err));
    SSI_TRY(
        ssi_json_set(object, "metric", ssi_json_text(ssi_str_z(metric_name(e, i))), err));
    SSI_TRY(ssi_json_set(object, "value", number(e->x[i], 6), err));
    SSI_TRY(ssi_json_set(object, "previous_value", number(e->before_x[i], 6), err));
    SSI_TRY(
        ssi_json_set(object, "weight", ssi_json_real(e->model.metrics[i].weight), err));
    if (!now->stands) {
        return SSI_OK;
    }
    SSI_TRY(ssi_json_set(object, "normalised", number(now->share, 6), err));
    SSI_TRY(ssi_json_set(object, "points", number(now->points, 3), err));
    return ssi_json_set(object, "left", number(e->best[i] - now->points, 3), err);
}

static enum ssi_status add_pillars(const struct ssi_explanation *e, struct ssi_json *root,
                                   struct ssi_error *err)
{
    struct ssi_json *pillars = ssi_json_object();
    SSI_TRY(ssi_json_set(root, "pillars", pillars, err));
    for (int p = 0; p < SSI_PILLARS; p++) {
        struct ssi_json *pillar = ssi_json_object();
        struct ssi_json *metrics = ssi_json_array();
        SSI_TRY(ssi_json_set(pillars, ssi_pillar_name((enum ssi_pillar)p), pillar, err));
        SSI_TRY(ssi_json_set(pillar, "metrics", metrics, err));
        SSI_TRY(ssi_json_set(pillar, "points", number(e->pillars[p], 3), err));
        SSI_TRY(ssi_json_set(pillar, "cap", number(e->now.cap[p], 3), err));
        for (size_t i = 0; i < e->model.metric_count; i++) {
            if (e->model.metrics[i].pillar == (enum ssi_pillar)p) {
                SSI_TRY(add_metric(e, metrics, i, err));
            }
        }
    }
    return SSI_OK;
}

static enum ssi_status add_causes(const struct ssi_explanation *e, struct ssi_json *root,
                                  struct ssi_error *err)
{
    struct ssi_json *causes = ssi_json_array();
    SSI_TRY(ssi_json_set(root, "causes", causes, err));
    for (size_t i = 0; i < e->cause_count; i++) {
        const struct ssi_cause *cause = &e->causes[i];
        bool whole = cause->kind == SSI_CAUSE_MODEL || cause->kind == SSI_CAUSE_RESTATED;
        struct ssi_json *object = ssi_json_object();
        SSI_TRY(ssi_json_push(causes, object, err));
        SSI_TRY(ssi_json_set(object, "cause",
                             ssi_json_text(ssi_str_z(ssi_cause_name(cause->kind))), err));
        SSI_TRY(ssi_json_set(object, "points", number(cause->points, 3), err));
        if (!whole) {
            const char *pillar = ssi_pillar_name(cause->pillar);
            SSI_TRY(
                ssi_json_set(object, "pillar", ssi_json_text(ssi_str_z(pillar)), err));
        }
        if (cause->kind == SSI_CAUSE_METRIC) {
            const char *name = metric_name(e, cause->metric);
            SSI_TRY(ssi_json_set(object, "metric", ssi_json_text(ssi_str_z(name)), err));
        }
    }
    return SSI_OK;
}

static enum ssi_status add_steps(const struct ssi_explanation *e, struct ssi_json *root,
                                 struct ssi_error *err)
{
    struct ssi_json *steps = ssi_json_array();
    SSI_TRY(ssi_json_set(root, "steps", steps, err));
    for (size_t i = 0; i < e->step_count; i++) {
        const struct ssi_step *step = &e->steps[i];
        struct ssi_json *object = ssi_json_object();
        const char *name = metric_name(e, step->metric);
        SSI_TRY(ssi_json_push(steps, object, err));
        SSI_TRY(ssi_json_set(object, "metric", ssi_json_text(ssi_str_z(name)), err));
        SSI_TRY(ssi_json_set(object, "more_a_week", ssi_json_real(step->step), err));
        SSI_TRY(ssi_json_set(object, "value", number(step->x, 6), err));
        SSI_TRY(ssi_json_set(object, "points", number(step->points, 3), err));
    }
    return SSI_OK;
}

static enum ssi_status add_what_if(const struct ssi_explanation *e,
                                   const struct ssi_what_if *what_if,
                                   struct ssi_json *root, struct ssi_error *err)
{
    struct ssi_json *object = ssi_json_object();
    struct ssi_json *values = ssi_json_object();
    struct ssi_json *pillars = ssi_json_object();
    SSI_TRY(ssi_json_set(root, "what_if", object, err));
    SSI_TRY(ssi_json_set(object, "values", values, err));
    SSI_TRY(ssi_json_set(object, "pillars", pillars, err));
    SSI_TRY(ssi_json_set(object, "overall", number(what_if->overall, 3), err));
    for (size_t i = 0; i < e->model.metric_count; i++) {
        if (what_if->x[i] != e->x[i]) {
            SSI_TRY(
                ssi_json_set(values, metric_name(e, i), number(what_if->x[i], 6), err));
        }
    }
    for (int p = 0; p < SSI_PILLARS; p++) {
        int64_t points = what_if->points.pillars[p];
        SSI_TRY(ssi_json_set(pillars, ssi_pillar_name((enum ssi_pillar)p),
                             number(points < 0 ? SSI_UNKNOWN : points, 3), err));
    }
    return add_standings(object, what_if->standing, NULL, err);
}

static enum ssi_status build(const struct ssi_explanation *e,
                             const struct ssi_what_if *what_if, struct ssi_json *root,
                             struct ssi_error *err)
{
    SSI_TRY(add_head(e, root, err));
    SSI_TRY(add_standings(root, e->standing, &e->network, err));
    SSI_TRY(add_pillars(e, root, err));
    SSI_TRY(add_causes(e, root, err));
    SSI_TRY(add_steps(e, root, err));
    return what_if ? add_what_if(e, what_if, root, err) : SSI_OK;
}

enum ssi_status ssi_explain_print_json(const struct ssi_explanation *e,
                                       const struct ssi_what_if *what_if,
                                       struct ssi_error *err)
{
    struct ssi_json *root = ssi_json_object();
    struct ssi_output *output = NULL;
    enum ssi_status status = root ? build(e, what_if, root, err) : ssi_error_nomem(err);
    if (status == SSI_OK) {
        status = ssi_output_open("-", SSI_OUTPUT_PLAIN, &output, err);
    }
    if (status == SSI_OK) {
        status = ssi_json_write(root, output, err);
        enum ssi_status closed = ssi_output_close(output, status == SSI_OK ? err : NULL);
        status = status == SSI_OK ? closed : status;
    }
    ssi_json_free(root);
    return status;
}
