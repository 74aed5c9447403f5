// SPDX-License-Identifier: GPL-3.0-or-later
// What the report takes from tables that weeks of older versions lack: who is idle, which
// changes were tested, next steps; and what follows from all members together.
#include <stdio.h>

#include "data_internal.h"

#include "ssi/advice.h"
#include "ssi/file.h"
#include "ssi/num.h"
#include "ssi/time.h"

/** Loads a table where there is one. */
static enum ssi_status load(struct ssi_report_data *data, const char *week_dir,
                            const char *name, struct ssi_table *table, bool *out_there,
                            struct ssi_error *err)
{
    const char *path = ssi_path_join(&data->arena, week_dir, name);
    if (!path) {
        return ssi_error_nomem(err);
    }
    *out_there = ssi_file_exists(path);
    return *out_there ? ssi_table_load(table, path, err) : SSI_OK;
}

/** The cell of a column, empty where there is no such column. */
static struct ssi_str cell(const struct ssi_table *table, size_t row, const char *column)
{
    size_t at;
    return ssi_table_column(table, column, &at, NULL) == SSI_OK
               ? ssi_table_cell(table, row, at)
               : ssi_str_z("");
}

static int64_t whole(const struct ssi_table *table, size_t row, const char *kind,
                     const char *figure)
{
    char column[32];
    int64_t value;
    snprintf(column, sizeof column, "%s_%s", kind, figure);
    return ssi_parse_i64(cell(table, row, column), &value) ? value : SSI_NONE;
}

static enum ssi_status read_last_week(struct ssi_report_data *data, const char *week_dir,
                                      struct ssi_error *err)
{
    static const char *const kinds[] = {"everyone", "industry", "team"};
    bool there;
    const struct ssi_table *table = &data->last_week_table;
    for (size_t i = 0; i < data->member_count; i++) {
        for (size_t k = 0; k < SSI_GROUP_KINDS; k++) {
            data->members[i].before[k] =
                (struct ssi_rank){SSI_NONE, SSI_NONE, SSI_NONE, 0};
        }
    }
    SSI_TRY(load(data, week_dir, "last_week.csv", &data->last_week_table, &there, err));
    for (size_t i = 0; i < table->row_count; i++) {
        struct ssi_member *member = ssi_report_member(data, cell(table, i, "member_id"));
        for (size_t k = 0; member && k < SSI_COUNT(kinds); k++) {
            member->before[k] = (struct ssi_rank){
                whole(table, i, kinds[k], "n"), whole(table, i, kinds[k], "position"),
                whole(table, i, kinds[k], "top_percent"), 0};
        }
    }
    return SSI_OK;
}

static enum ssi_status read_idle(struct ssi_report_data *data, const char *week_dir,
                                 struct ssi_error *err)
{
    SSI_TRY(load(data, week_dir, "idle.csv", &data->idle_table, &data->knows_idle, err));
    data->knows_idle = data->knows_idle && data->idle != SSI_NONE;
    for (size_t i = 0; i < data->idle_table.row_count; i++) {
        struct ssi_member *member =
            ssi_report_member(data, cell(&data->idle_table, i, "member_id"));
        if (member) {
            member->idle = true;
            if (!ssi_parse_date(cell(&data->idle_table, i, "last_week"),
                                &member->last_week)) {
                member->last_week = SSI_NONE;
            }
        }
    }
    return SSI_OK;
}

static struct ssi_group *group_of(struct ssi_report_data *data, struct ssi_str kind,
                                  struct ssi_str name)
{
    static const char *const kinds[] = {"everyone", "industry", "team"};
    for (size_t i = 0; i < data->group_count; i++) {
        struct ssi_group *group = &data->groups[i];
        if (group->kind < SSI_COUNT(kinds) &&
            ssi_str_eq(kind, ssi_str_z(kinds[group->kind])) &&
            ssi_str_eq(name, group->name)) {
            return group;
        }
    }
    return NULL;
}

/** A number with at most three decimals as thousandths; SSI_NONE when empty. */
static int64_t thousandths(struct ssi_str text)
{
    double value = 0;
    return ssi_parse_double(text, &value) ? ssi_round_scaled(value, 3) : SSI_NONE;
}

/** The rows that compare the week with the one before. */
static enum ssi_status read_changes(struct ssi_report_data *data, const char *week_dir,
                                    struct ssi_error *err)
{
    bool there;
    const struct ssi_table *table = &data->change_table;
    SSI_TRY(load(data, week_dir, "changes.csv", &data->change_table, &there, err));
    for (size_t i = 0; i < table->row_count; i++) {
        int64_t against;
        struct ssi_group *group =
            group_of(data, cell(table, i, "kind"), cell(table, i, "group"));
        if (group && ssi_parse_date(cell(table, i, "against"), &against) &&
            against == data->week - 7) {
            int64_t n = thousandths(cell(table, i, "n"));
            group->shift = (struct ssi_shift){cell(table, i, "verdict"),
                                              n == SSI_NONE ? 0 : n / 1000,
                                              thousandths(cell(table, i, "mean_change"))};
        }
    }
    return SSI_OK;
}

/** The smooth lines of overall. */
static enum ssi_status read_densities(struct ssi_report_data *data, const char *week_dir,
                                      struct ssi_error *err)
{
    bool there;
    const struct ssi_table *table = &data->density_table;
    SSI_TRY(load(data, week_dir, "densities.csv", &data->density_table, &there, err));
    struct ssi_density_point *points =
        ssi_arena_alloc(&data->arena, (table->row_count + 1) * sizeof *points);
    if (!points) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < table->row_count; i++) {
        struct ssi_group *group =
            group_of(data, cell(table, i, "kind"), cell(table, i, "group"));
        double density;
        if (!group || !ssi_str_eq(cell(table, i, "measure"), ssi_str_z("overall")) ||
            !ssi_parse_double(cell(table, i, "density"), &density)) {
            continue;
        }
        points[i] = (struct ssi_density_point){thousandths(cell(table, i, "points")),
                                               ssi_round_scaled(density, 6)};
        group->density = group->density ? group->density : &points[i];
        group->density_count++;
        group->bandwidth = thousandths(cell(table, i, "bandwidth"));
    }
    return SSI_OK;
}

static void advise(struct ssi_adviser *adviser, struct ssi_member *member)
{
    struct ssi_advice advice[SSI_ADVICE_MOST];
    ssi_adviser_begin(adviser, member->id, member->seat, member->values[SSI_OVERALL]);
    for (size_t i = 0; i < member->contribution_count; i++) {
        if (member->contributions[i].value != SSI_NONE) {
            ssi_adviser_value(adviser, member->contributions[i].metric,
                              member->contributions[i].value);
        }
    }
    member->step_count = ssi_adviser_steps(adviser, advice);
    for (size_t i = 0; i < member->step_count; i++) {
        member->steps[i] =
            (struct ssi_next_step){advice[i].metric, ssi_round_scaled(advice[i].step, 6),
                                   advice[i].value, advice[i].points};
    }
}

/** A week that does not hold its model gives no advice. */
static enum ssi_status read_steps(struct ssi_report_data *data, const char *week_dir,
                                  struct ssi_error *err)
{
    struct ssi_adviser *adviser = NULL;
    const char *model = ssi_path_join(&data->arena, week_dir, "model.ini");
    if (!model) {
        return ssi_error_nomem(err);
    }
    data->knows_steps = ssi_file_exists(model);
    if (!data->knows_steps) {
        return SSI_OK;
    }
    SSI_TRY(ssi_adviser_open(&adviser, week_dir, data->week_name, err));
    for (size_t i = 0; i < data->member_count; i++) {
        if (data->members[i].values[SSI_OVERALL] != SSI_NONE) {
            advise(adviser, &data->members[i]);
        }
    }
    ssi_adviser_free(adviser);
    return SSI_OK;
}

static bool holds(const struct ssi_report_data *data, struct ssi_str metric)
{
    for (size_t i = 0; i < data->metric_count; i++) {
        if (ssi_str_eq(data->metrics[i], metric)) {
            return true;
        }
    }
    return false;
}

/** Which metrics stand for anybody this week. */
static void collect_metrics(struct ssi_report_data *data)
{
    for (size_t m = 0; m < data->member_count; m++) {
        const struct ssi_member *member = &data->members[m];
        for (size_t i = 0; i < member->contribution_count; i++) {
            const struct ssi_contribution *item = &member->contributions[i];
            if (item->value != SSI_NONE && data->metric_count < SSI_METRICS_MOST &&
                !holds(data, item->metric)) {
                data->metrics[data->metric_count++] = item->metric;
            }
        }
    }
}

enum ssi_status ssi_report_extras_read(struct ssi_report_data *data, const char *week_dir,
                                       struct ssi_error *err)
{
    SSI_TRY(read_last_week(data, week_dir, err));
    SSI_TRY(read_densities(data, week_dir, err));
    SSI_TRY(read_idle(data, week_dir, err));
    SSI_TRY(read_changes(data, week_dir, err));
    SSI_TRY(read_steps(data, week_dir, err));
    collect_metrics(data);
    return SSI_OK;
}
