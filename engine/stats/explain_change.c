// SPDX-License-Identifier: GPL-3.0-or-later
// What changed since last week, in parts that add up: first what another model or late
// rows made of last week's page, then metrics that stand in one of the two weeks only,
// then the metrics that stand in both, then caps.
//
// Coverage: let U0 and U1 be a pillar before caps last week and this week, V0 and V1 the
// same over the metrics that stand in both weeks. Then U1 - U0 = (U1 - V1 + V0 - U0) +
// (V1 - V0); the first is coverage's, and V1 - V0 is shared out as the points of V1 less
// those of V0.

#include "explain_internal.h"

#include "ssi/file.h"
#include "ssi/json.h"
#include "ssi/time.h"

const char *ssi_cause_name(enum ssi_cause_kind kind)
{
    static const char *const names[] = {"model", "restated", "coverage", "metric", "cap"};
    return names[kind];
}

static void add_cause(struct ssi_explanation *e, enum ssi_cause_kind kind,
                      enum ssi_pillar pillar, size_t metric, int64_t points)
{
    if (points != 0) {
        e->causes[e->cause_count++] = (struct ssi_cause){kind, pillar, metric, points};
    }
}

/** The digest of a published week's model, or empty. */
static struct ssi_str model_digest(struct ssi_explanation *e, const char *folder)
{
    struct ssi_str bytes;
    struct ssi_str digest = ssi_str_of("", 0);
    struct ssi_json *root = NULL;
    enum { LIMIT = 64 << 20 };
    const char *path = ssi_path_join(&e->arena, folder, "manifest.json");
    if (path && ssi_file_exists(path) &&
        ssi_file_read(path, LIMIT, &e->arena, &bytes, NULL) == SSI_OK &&
        ssi_json_parse(bytes, &root, NULL) == SSI_OK) {
        const struct ssi_json *model = ssi_json_get(root, "model");
        if (ssi_arena_copy(&e->arena, ssi_json_get_text(model, "digest"), &digest,
                           NULL) != SSI_OK) {
            digest = ssi_str_of("", 0);
        }
        ssi_json_free(root);
    }
    return digest;
}

/** Whether the week before, published beside this one, was scored by another model. */
static bool other_model(struct ssi_explanation *e)
{
    char name[16];
    int64_t day = 0;
    if (!ssi_parse_date(e->week, &day)) {
        return false;
    }
    ssi_format_date(name, day - 7);
    const char *up = ssi_path_join(&e->arena, e->folder, "..");
    const char *before = up ? ssi_path_join(&e->arena, up, name) : NULL;
    struct ssi_str mine = model_digest(e, e->folder);
    struct ssi_str theirs = before ? model_digest(e, before) : ssi_str_of("", 0);
    return mine.len > 0 && theirs.len > 0 && !ssi_str_eq(mine, theirs);
}

static void restated(struct ssi_explanation *e)
{
    if (e->published_before != SSI_UNKNOWN && e->restated_before != SSI_UNKNOWN) {
        add_cause(e, other_model(e) ? SSI_CAUSE_MODEL : SSI_CAUSE_RESTATED,
                  SSI_PILLAR_BRAND, 0, e->restated_before - e->published_before);
    }
}

static int64_t uncapped(const struct ssi_contributions *points, int p)
{
    return points->pillars[p] < 0 ? 0 : points->pillars[p] - points->cap[p];
}

void ssi_explain_change(struct ssi_explanation *e)
{
    const struct ssi_model *model = &e->model;
    const double free[SSI_PILLARS] = {25, 25, 25, 25};
    int64_t both_now[SSI_METRICS];
    int64_t both_before[SSI_METRICS];
    struct ssi_contributions now;
    struct ssi_contributions before;
    if (e->change == SSI_UNKNOWN) {
        return;
    }
    for (size_t i = 0; i < model->metric_count; i++) {
        bool both = e->x[i] != SSI_X_NONE && e->before_x[i] != SSI_X_NONE;
        both_now[i] = both ? e->x[i] : SSI_X_NONE;
        both_before[i] = both ? e->before_x[i] : SSI_X_NONE;
    }
    ssi_points_of(model, both_now, e->distributions[0], free, &now);
    ssi_points_of(model, both_before, e->distributions[1], free, &before);
    restated(e);
    for (int p = 0; p < SSI_PILLARS; p++) {
        add_cause(e, SSI_CAUSE_COVERAGE, (enum ssi_pillar)p, 0,
                  uncapped(&e->now, p) - uncapped(&now, p) + uncapped(&before, p) -
                      e->before.pillars[p]);
    }
    for (int p = 0; p < SSI_PILLARS; p++) {
        for (size_t i = 0; i < model->metric_count; i++) {
            if (model->metrics[i].pillar == (enum ssi_pillar)p) {
                add_cause(e, SSI_CAUSE_METRIC, (enum ssi_pillar)p, i,
                          now.metrics[i].points - before.metrics[i].points);
            }
        }
    }
    for (int p = 0; p < SSI_PILLARS; p++) {
        add_cause(e, SSI_CAUSE_CAP, (enum ssi_pillar)p, 0,
                  e->now.cap[p] - e->before.cap[p]);
    }
}
