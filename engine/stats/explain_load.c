// SPDX-License-Identifier: GPL-3.0-or-later
// Reads what is published of one member: only its own rows of each table are kept.

#include "explain_internal.h"

#include <stdio.h>

#include "ssi/file.h"
#include "ssi/num.h"
#include "ssi/time.h"

int64_t ssi_explain_number(struct ssi_str text, int decimals)
{
    char digits[SSI_NUM_SIZE];
    size_t len = 0;
    int behind = -1; /* the point: -1 before it */
    for (size_t i = 0; i < text.len && len + 1 < sizeof digits; i++) {
        if (text.ptr[i] == '.') {
            behind = 0;
        } else {
            digits[len++] = text.ptr[i];
            behind += behind >= 0;
        }
    }
    for (int i = behind > 0 ? behind : 0; i < decimals && len + 1 < sizeof digits; i++) {
        digits[len++] = '0';
    }
    int64_t value;
    bool good = text.len > 0 && behind <= decimals &&
                ssi_parse_i64(ssi_str_of(digits, len), &value);
    return good ? value : SSI_UNKNOWN;
}

bool ssi_explain_is_id(struct ssi_str cell, struct ssi_str id)
{
    bool guarded = cell.len == id.len + 1 && cell.ptr[0] == '\'';
    return ssi_str_eq(guarded ? ssi_str_of(cell.ptr + 1, id.len) : cell, id);
}

/** Keeps the rows whose first cell is the member. */
static bool is_member(void *context, const struct ssi_table *table,
                      const struct ssi_str *cells)
{
    (void)table;
    return ssi_explain_is_id(cells[0], *(const struct ssi_str *)context);
}

static enum ssi_status load(const struct ssi_explanation *e, const char *name,
                            ssi_table_keep *keep, struct ssi_table *out_table,
                            struct ssi_error *err)
{
    struct ssi_arena arena = {0};
    struct ssi_str id = e->id;
    const char *path = ssi_path_join(&arena, e->folder, name);
    enum ssi_status status = path ? ssi_table_load_some(out_table, path, keep, &id, err)
                                  : ssi_error_nomem(err);
    ssi_arena_release(&arena);
    return status;
}

static struct ssi_str cell(const struct ssi_table *table, size_t row, const char *name)
{
    size_t column;
    return ssi_table_column(table, name, &column, NULL) == SSI_OK
               ? ssi_table_cell(table, row, column)
               : ssi_str_of("", 0);
}

static int64_t number(const struct ssi_table *table, size_t row, const char *name,
                      int decimals)
{
    return ssi_explain_number(cell(table, row, name), decimals);
}

static struct ssi_standing read_standing(const struct ssi_table *table, const char *group)
{
    static const char *const figures[] = {"n", "position", "top_percent", "percentile"};
    int64_t values[SSI_COUNT(figures)];
    for (size_t i = 0; i < SSI_COUNT(figures); i++) {
        char name[40];
        (void)snprintf(name, sizeof name, "%s_%s", group, figures[i]);
        values[i] = number(table, 0, name, i == 3 ? 2 : 0);
    }
    return values[0] == SSI_UNKNOWN
               ? (struct ssi_standing){0}
               : (struct ssi_standing){values[0], values[1], values[2], values[3]};
}

static enum ssi_status copy_texts(struct ssi_explanation *e,
                                  const struct ssi_table *table, struct ssi_error *err)
{
    struct {
        const char *column;
        struct ssi_str *out;
    } texts[] = {{"name", &e->name}, {"team", &e->team},     {"industry", &e->industry},
                 {"seat", &e->seat}, {"status", &e->status}, {"week", &e->week}};
    for (size_t i = 0; i < SSI_COUNT(texts); i++) {
        SSI_TRY(ssi_arena_copy(&e->arena, cell(table, 0, texts[i].column), texts[i].out,
                               err));
    }
    return SSI_OK;
}

static enum ssi_status no_member(const struct ssi_explanation *e, struct ssi_error *err)
{
    char text[SSI_QUOTE_SIZE];
    (void)ssi_error_set(
        err, SSI_EDATA,
        "no member %s in this week; the first column of scores.csv has the ids",
        ssi_quote(e->id, text));
    ssi_error_at(err, e->folder, 0, 0);
    return SSI_EDATA;
}

static enum ssi_status read_scores(struct ssi_explanation *e, struct ssi_error *err)
{
    struct ssi_table table;
    SSI_TRY(load(e, "scores.csv", is_member, &table, err));
    enum ssi_status status =
        table.row_count == 1 ? copy_texts(e, &table, err) : no_member(e, err);
    if (status == SSI_OK) {
        e->overall = number(&table, 0, "overall", 3);
        e->out_of = number(&table, 0, "out_of", 0);
        e->change = number(&table, 0, "change", 3);
        e->weeks = number(&table, 0, "weeks", 0);
        e->coverage = number(&table, 0, "coverage", 4);
        for (int p = 0; p < SSI_PILLARS; p++) {
            e->pillars[p] = number(&table, 0, ssi_pillar_name((enum ssi_pillar)p), 3);
            e->limits[p] = ssi_model_limit(&e->model, e->seat, (enum ssi_pillar)p);
        }
        for (int g = 0; g < SSI_GROUP_KINDS; g++) {
            e->standing[g] =
                read_standing(&table, ssi_group_kind_name((enum ssi_group_kind)g));
        }
        e->network = read_standing(&table, "network");
    }
    ssi_table_release(&table);
    return status;
}

size_t ssi_explain_metric(const struct ssi_model *model, struct ssi_str name)
{
    enum ssi_metric_id id = ssi_metric_find(name);
    for (size_t i = 0; i < model->metric_count; i++) {
        if (model->metrics[i].id == id) {
            return i;
        }
    }
    return SIZE_MAX;
}

/** A value and points as published; what was computed of them must agree. */
static void read_contribution(struct ssi_explanation *e, const struct ssi_table *table,
                              size_t row)
{
    size_t metric = ssi_explain_metric(&e->model, cell(table, row, "metric"));
    int64_t x = number(table, row, "value", 6);
    int64_t before = number(table, row, "previous_value", 6);
    int64_t points = number(table, row, "points", 3);
    int64_t before_points = number(table, row, "previous_points", 3);
    enum ssi_pillar pillar;
    if (metric != SIZE_MAX) {
        e->x[metric] = x == SSI_UNKNOWN ? SSI_X_NONE : x;
        e->before_x[metric] = before == SSI_UNKNOWN ? SSI_X_NONE : before;
        e->now.metrics[metric].points = (int32_t)(points == SSI_UNKNOWN ? 0 : points);
        e->before.metrics[metric].points =
            (int32_t)(before_points == SSI_UNKNOWN ? 0 : before_points);
    } else if (ssi_pillar_find(cell(table, row, "pillar"), &pillar)) { // the row `cap`
        e->now.cap[pillar] = (int32_t)(points == SSI_UNKNOWN ? 0 : points);
        e->before.cap[pillar] =
            (int32_t)(before_points == SSI_UNKNOWN ? 0 : before_points);
    }
}

static enum ssi_status read_contributions(struct ssi_explanation *e,
                                          struct ssi_error *err)
{
    struct ssi_table table;
    SSI_TRY(load(e, "contributions.csv.gz", is_member, &table, err));
    for (size_t i = 0; i < e->model.metric_count; i++) {
        e->x[i] = SSI_X_NONE;
        e->before_x[i] = SSI_X_NONE;
    }
    for (size_t r = 0; r < table.row_count; r++) {
        read_contribution(e, &table, r);
    }
    ssi_table_release(&table);
    return SSI_OK;
}

static enum ssi_status read_covered(struct ssi_explanation *e, struct ssi_error *err)
{
    struct ssi_table table;
    size_t window = (size_t)e->model.window;
    for (size_t i = 0; i < e->model.metric_count; i++) {
        memset(e->covered[i], 1, window);
    }
    SSI_TRY(load(e, "covered.csv.gz", is_member, &table, err));
    for (size_t r = 0; r < table.row_count; r++) {
        size_t metric = ssi_explain_metric(&e->model, cell(&table, r, "metric"));
        struct ssi_str weeks = cell(&table, r, "weeks");
        for (size_t k = 0; metric != SIZE_MAX && k < window && k < weeks.len; k++) {
            e->covered[metric][k] = weeks.ptr[k] == '1';
        }
    }
    ssi_table_release(&table);
    return SSI_OK;
}

/** Rows [first, end) of one week and metric, as the sorted values they stand for. */
static enum ssi_status expand(struct ssi_explanation *e, const struct ssi_table *table,
                              size_t first, size_t end, struct ssi_error *err)
{
    size_t metric = ssi_explain_metric(&e->model, cell(table, first, "metric"));
    bool now = ssi_str_eq(cell(table, first, "week"), e->week);
    size_t count = 0;
    for (size_t r = first; r < end; r++) {
        count += (size_t)number(table, r, "count", 0);
    }
    int64_t *values = ssi_arena_alloc(&e->arena, (count + 1) * sizeof *values);
    if (!values || metric == SIZE_MAX) {
        return values
                   ? ssi_error_set(err, SSI_EDATA, "values of a metric of another model")
                   : ssi_error_nomem(err);
    }
    size_t at = 0;
    for (size_t r = first; r < end; r++) {
        for (int64_t n = number(table, r, "count", 0); n > 0 && at < count; n--) {
            values[at++] = number(table, r, "value", 6);
        }
    }
    e->distributions[now ? 0 : 1][metric] = (struct ssi_distribution){values, at};
    return SSI_OK;
}

static enum ssi_status read_values(struct ssi_explanation *e, struct ssi_error *err)
{
    struct ssi_table table;
    enum ssi_status status = SSI_OK;
    SSI_TRY(load(e, "values.csv.gz", NULL, &table, err));
    for (size_t start = 0; status == SSI_OK && start < table.row_count;) {
        size_t end = start + 1;
        while (end < table.row_count &&
               ssi_str_eq(cell(&table, end, "week"), cell(&table, start, "week")) &&
               ssi_str_eq(cell(&table, end, "metric"), cell(&table, start, "metric"))) {
            end++;
        }
        status = expand(e, &table, start, end, err);
        start = end;
    }
    ssi_table_release(&table);
    return status;
}

/** Last week's overall as its page said and as it computes now, where they differ. */
static enum ssi_status read_restated(struct ssi_explanation *e, struct ssi_error *err)
{
    struct ssi_table table;
    char before[16];
    int64_t day = 0;
    e->published_before = SSI_UNKNOWN;
    e->restated_before = SSI_UNKNOWN;
    if (!ssi_parse_date(e->week, &day)) {
        return SSI_OK;
    }
    ssi_format_date(before, day - 7);
    SSI_TRY(load(e, "restatements.csv", is_member, &table, err));
    for (size_t r = 0; r < table.row_count; r++) {
        if (ssi_str_eq(cell(&table, r, "week"), ssi_str_z(before))) {
            e->published_before = number(&table, r, "published", 3);
            e->restated_before = number(&table, r, "restated", 3);
        }
    }
    ssi_table_release(&table);
    return SSI_OK;
}

static enum ssi_status read_model(struct ssi_explanation *e, struct ssi_error *err)
{
    const char *path = ssi_path_join(&e->arena, e->folder, "model.ini");
    if (!path) {
        return ssi_error_nomem(err);
    }
    if (!ssi_file_exists(path)) {
        char text[SSI_QUOTE_SIZE];
        return ssi_error_set(
            err, SSI_EDATA,
            "the week in %s was published without its model, by an older "
            "version; publish it again with --force",
            ssi_quote(ssi_str_z(e->folder), text));
    }
    return ssi_model_load(&e->model, path, err);
}

enum ssi_status ssi_explain_read_shared(struct ssi_explanation *explanation,
                                        const char *folder, struct ssi_error *err)
{
    struct ssi_str kept;
    SSI_TRY(ssi_arena_copy(&explanation->arena, ssi_str_z(folder), &kept, err));
    explanation->folder = kept.ptr;
    SSI_TRY(read_model(explanation, err));
    return read_values(explanation, err);
}

enum ssi_status ssi_explain_read(struct ssi_explanation *explanation, const char *folder,
                                 struct ssi_str member, struct ssi_error *err)
{
    struct ssi_str kept;
    SSI_TRY(ssi_arena_copy(&explanation->arena, ssi_str_z(folder), &kept, err));
    explanation->folder = kept.ptr;
    SSI_TRY(ssi_arena_copy(&explanation->arena, member, &explanation->id, err));
    SSI_TRY(read_model(explanation, err));
    SSI_TRY(read_scores(explanation, err));
    SSI_TRY(read_contributions(explanation, err));
    SSI_TRY(read_covered(explanation, err));
    SSI_TRY(read_values(explanation, err));
    return read_restated(explanation, err);
}
