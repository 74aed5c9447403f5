// SPDX-License-Identifier: GPL-3.0-or-later
// Next steps of many members, one after the other: one explanation whose shared part
// stays.

#include "ssi/advice.h"

#include "explain_internal.h"

#include "ssi/file.h"

struct ssi_adviser {
    struct ssi_explanation e;
    struct ssi_table covered; /* sorted by id */
    size_t columns[3];        /* of it: member_id, metric, weeks */
};

static enum ssi_status load_covered(struct ssi_adviser *adviser, struct ssi_error *err)
{
    static const char *const names[] = {"member_id", "metric", "weeks"};
    const char *path =
        ssi_path_join(&adviser->e.arena, adviser->e.folder, "covered.csv.gz");
    if (!path) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(ssi_table_load(&adviser->covered, path, err));
    for (size_t i = 0; i < SSI_COUNT(names); i++) {
        SSI_TRY(ssi_table_column(&adviser->covered, names[i], &adviser->columns[i], err));
    }
    return SSI_OK;
}

enum ssi_status ssi_adviser_open(struct ssi_adviser **out_adviser, const char *folder,
                                 struct ssi_str week, struct ssi_error *err)
{
    struct ssi_adviser *adviser = ssi_alloc(1, sizeof *adviser);
    if (!adviser) {
        return ssi_error_nomem(err);
    }
    enum ssi_status status =
        ssi_arena_copy(&adviser->e.arena, week, &adviser->e.week, err);
    if (status == SSI_OK) {
        status = ssi_explain_read_shared(&adviser->e, folder, err);
    }
    if (status == SSI_OK) {
        status = load_covered(adviser, err);
    }
    if (status != SSI_OK) {
        ssi_adviser_free(adviser);
        return status;
    }
    *out_adviser = adviser;
    return SSI_OK;
}

void ssi_adviser_free(struct ssi_adviser *adviser)
{
    if (adviser) {
        ssi_table_release(&adviser->covered);
        ssi_explanation_release(&adviser->e);
        ssi_free(adviser);
    }
}

static struct ssi_str row_id(const struct ssi_adviser *adviser, size_t row)
{
    struct ssi_str id = ssi_table_cell(&adviser->covered, row, adviser->columns[0]);
    bool guarded = id.len > 1 && id.ptr[0] == '\'';
    return guarded ? ssi_str_of(id.ptr + 1, id.len - 1) : id;
}

/** The first row of the member, or where it would stand. */
static size_t first_row(const struct ssi_adviser *adviser, struct ssi_str id)
{
    size_t low = 0;
    size_t high = adviser->covered.row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ssi_str_cmp(row_id(adviser, middle), id) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void read_row(struct ssi_adviser *adviser, size_t row)
{
    struct ssi_explanation *e = &adviser->e;
    const struct ssi_table *table = &adviser->covered;
    struct ssi_str weeks = ssi_table_cell(table, row, adviser->columns[2]);
    size_t metric =
        ssi_explain_metric(&e->model, ssi_table_cell(table, row, adviser->columns[1]));
    for (size_t k = 0; metric != SIZE_MAX && k < (size_t)e->model.window && k < weeks.len;
         k++) {
        e->covered[metric][k] = weeks.ptr[k] == '1';
    }
}

void ssi_adviser_begin(struct ssi_adviser *adviser, struct ssi_str id,
                       struct ssi_str seat, int64_t overall)
{
    struct ssi_explanation *e = &adviser->e;
    e->overall = overall;
    e->step_count = 0;
    for (size_t i = 0; i < e->model.metric_count; i++) {
        e->x[i] = SSI_X_NONE;
        memset(e->covered[i], 1, (size_t)e->model.window);
    }
    for (int p = 0; p < SSI_PILLARS; p++) {
        e->limits[p] = ssi_model_limit(&e->model, seat, (enum ssi_pillar)p);
    }
    for (size_t row = first_row(adviser, id);
         row < adviser->covered.row_count && ssi_str_eq(row_id(adviser, row), id);
         row++) {
        read_row(adviser, row);
    }
}

void ssi_adviser_value(struct ssi_adviser *adviser, struct ssi_str metric, int64_t value)
{
    size_t place = ssi_explain_metric(&adviser->e.model, metric);
    if (place != SIZE_MAX) {
        adviser->e.x[place] = value;
    }
}

size_t ssi_adviser_steps(struct ssi_adviser *adviser,
                         struct ssi_advice steps[SSI_ADVICE_MOST])
{
    struct ssi_explanation *e = &adviser->e;
    ssi_explain_steps(e);
    for (size_t i = 0; i < e->step_count; i++) {
        const struct ssi_model_metric *metric = &e->model.metrics[e->steps[i].metric];
        steps[i] =
            (struct ssi_advice){ssi_str_z(ssi_metric_info(metric->id)->name),
                                e->steps[i].step, e->steps[i].x, e->steps[i].points};
    }
    return e->step_count;
}
