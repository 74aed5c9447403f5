// SPDX-License-Identifier: GPL-3.0-or-later
// A published member explained: its rows are read, its points computed again and held
// against the published ones, then change, steps and what-if are made of them.

#include "explain_internal.h"

#include "ssi/file.h"

static enum ssi_status contradiction(const struct ssi_explanation *e, const char *what,
                                     struct ssi_error *err)
{
    (void)ssi_error_set(
        err, SSI_EDATA,
        "%s of %.*s is not what model.ini makes of contributions.csv.gz; these "
        "tables are not of one run: score the week again",
        what, (int)(e->id.len < 64 ? e->id.len : 64), e->id.ptr);
    ssi_error_at(err, e->folder, 0, 0);
    return SSI_EDATA;
}

static bool same_points(const struct ssi_model *model,
                        const struct ssi_contributions *computed,
                        const struct ssi_contributions *published)
{
    for (size_t i = 0; i < model->metric_count; i++) {
        if (computed->metrics[i].points != published->metrics[i].points) {
            return false;
        }
    }
    return true;
}

int64_t ssi_explain_overall(const struct ssi_explanation *e,
                            const struct ssi_contributions *points)
{
    int64_t sum = 0;
    for (int p = 0; p < SSI_PILLARS; p++) {
        sum += points->pillars[p] < 0 ? 0 : points->pillars[p];
    }
    return e->overall == SSI_UNKNOWN ? SSI_UNKNOWN : sum;
}

/** Computes this week's and last week's points; they must be the published ones. */
static enum ssi_status compute(struct ssi_explanation *e, struct ssi_error *err)
{
    const double free[SSI_PILLARS] = {25, 25, 25, 25};
    struct ssi_contributions now;
    struct ssi_contributions before;
    ssi_points_of(&e->model, e->x, e->distributions[0], e->limits, &now);
    ssi_points_of(&e->model, e->before_x, e->distributions[1], free, &before);
    if (!same_points(&e->model, &now, &e->now)) {
        return contradiction(e, "a metric's points", err);
    }
    if (!same_points(&e->model, &before, &e->before)) {
        return contradiction(e, "a metric's previous points", err);
    }
    for (int p = 0; p < SSI_PILLARS; p++) {
        int64_t pillar = now.pillars[p] < 0 ? SSI_UNKNOWN : now.pillars[p];
        if (pillar != e->pillars[p] || now.cap[p] != e->now.cap[p]) {
            return contradiction(e, ssi_pillar_name((enum ssi_pillar)p), err);
        }
        before.pillars[p] = before.pillars[p] < 0 ? 0 : before.pillars[p];
        before.cap[p] = e->before.cap[p];
    }
    e->now = now;
    e->before = before;
    ssi_points_at_best(&e->model, e->x, e->best);
    return SSI_OK;
}

enum ssi_status ssi_explanation_load(struct ssi_explanation *explanation,
                                     const char *folder, struct ssi_str member,
                                     struct ssi_error *err)
{
    memset(explanation, 0, sizeof *explanation);
    enum ssi_status status = ssi_explain_read(explanation, folder, member, err);
    if (status == SSI_OK) {
        status = compute(explanation, err);
    }
    if (status != SSI_OK) {
        ssi_explanation_release(explanation);
        return status;
    }
    ssi_explain_change(explanation);
    ssi_explain_steps(explanation);
    return SSI_OK;
}

void ssi_explanation_release(struct ssi_explanation *explanation)
{
    if (explanation) {
        ssi_model_release(&explanation->model);
        ssi_arena_release(&explanation->arena);
        memset(explanation, 0, sizeof *explanation);
    }
}

/** Counts, while scores.csv goes by, who stands above, beside and below a new overall. */
struct counting {
    const struct ssi_explanation *e;
    int64_t overall;
    size_t columns[2]; /* team, industry */
    size_t score;
    uint64_t above[SSI_GROUP_KINDS], equal[SSI_GROUP_KINDS], below[SSI_GROUP_KINDS];
    bool found; /* the columns */
};

static bool count_row(void *context, const struct ssi_table *table,
                      const struct ssi_str *cells)
{
    struct counting *c = context;
    if (!c->found) {
        c->found = ssi_table_column(table, "team", &c->columns[0], NULL) == SSI_OK &&
                   ssi_table_column(table, "industry", &c->columns[1], NULL) == SSI_OK &&
                   ssi_table_column(table, "overall", &c->score, NULL) == SSI_OK;
    }
    int64_t overall = c->found ? ssi_explain_number(cells[c->score], 3) : SSI_UNKNOWN;
    if (overall == SSI_UNKNOWN || ssi_explain_is_id(cells[0], c->e->id)) {
        return false;
    }
    const bool in[SSI_GROUP_KINDS] = {
        [SSI_GROUP_EVERYONE] = true,
        [SSI_GROUP_TEAM] = c->e->team.len && ssi_str_eq(cells[c->columns[0]], c->e->team),
        [SSI_GROUP_INDUSTRY] =
            c->e->industry.len && ssi_str_eq(cells[c->columns[1]], c->e->industry),
    };
    for (int g = 0; g < SSI_GROUP_KINDS; g++) {
        c->above[g] += in[g] && overall > c->overall;
        c->equal[g] += in[g] && overall == c->overall;
        c->below[g] += in[g] && overall < c->overall;
    }
    return false;
}

static struct ssi_standing standing_of(const struct counting *c, int g)
{
    uint64_t n = c->above[g] + c->equal[g] + c->below[g] + 1;
    struct ssi_rank rank = ssi_rank_from(c->above[g], c->equal[g] + 1, n);
    return (struct ssi_standing){rank.n, rank.position, rank.top_percent,
                                 rank.percentile};
}

enum ssi_status ssi_what_if(const struct ssi_explanation *e, struct ssi_what_if *what_if,
                            struct ssi_error *err)
{
    struct ssi_table table;
    struct ssi_arena arena = {0};
    ssi_points_of(&e->model, what_if->x, e->distributions[0], e->limits,
                  &what_if->points);
    what_if->overall = ssi_explain_overall(e, &what_if->points);
    memset(what_if->standing, 0, sizeof what_if->standing);
    if (what_if->overall == SSI_UNKNOWN) {
        return SSI_OK;
    }
    struct counting counting = {.e = e, .overall = what_if->overall};
    const char *path = ssi_path_join(&arena, e->folder, "scores.csv");
    enum ssi_status status =
        path ? ssi_table_load_some(&table, path, count_row, &counting, err)
             : ssi_error_nomem(err);
    ssi_arena_release(&arena);
    SSI_TRY(status);
    ssi_table_release(&table);
    for (int g = 0; g < SSI_GROUP_KINDS; g++) {
        if (e->standing[g].n > 0) {
            what_if->standing[g] = standing_of(&counting, g);
        }
    }
    return SSI_OK;
}
