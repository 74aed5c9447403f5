// SPDX-License-Identifier: GPL-3.0-or-later
// groups.csv and trends.csv: statistics of groups that others may read, so small groups
// show n only, and those below ten n and mean.

#include "tables_internal.h"

#include "ssi/parallel.h"
#include "ssi/pieces.h"

static void begin_row(const struct ssi_tables *tables, struct ssi_output *output,
                      const struct ssi_groups *groups, const struct ssi_group *group,
                      int measure)
{
    ssi_output_text(output, ssi_group_kind_name(groups->kind));
    ssi_cell_text(tables, output, group->name);
    ssi_cell_week(tables, output, groups->k);
    ssi_output_char(output, ',');
    ssi_output_text(output, ssi_table_measure_name(measure));
}

/** How much of a summary may be shown. */
struct shown {
    bool mean, spread;
    int64_t threshold;
    size_t n;
};

static struct shown what_is_shown(const struct ssi_tables *tables,
                                  const struct ssi_groups *groups,
                                  const struct ssi_group *group, size_t n)
{
    return (struct shown){.mean = !group->withheld,
                          .spread = group->spread,
                          .threshold = ssi_threshold(&tables->thresholds, groups->kind),
                          .n = n};
}

static void write_quantile(struct ssi_output *output, const struct shown *shown,
                           const struct ssi_summary *summary, int q)
{
    bool known = shown->spread &&
                 ssi_quantile_shown(shown->n, ssi_quantile_percents[q], shown->threshold);
    ssi_cell_scaled(output, known, summary->quantiles[q], 3);
}

static void write_full(struct ssi_output *output, const struct shown *shown,
                       const struct ssi_summary *summary)
{
    ssi_cell_scaled(output, true, (int64_t)summary->n, 0);
    ssi_cell_scaled(output, shown->mean, summary->mean, 3);
    ssi_cell_scaled(output, shown->spread && summary->has_sd, summary->sd, 3);
    for (int q = 0; q < SSI_QUANTILES; q++) {
        write_quantile(output, shown, summary, q);
    }
    ssi_cell_scaled(output, shown->spread && summary->has_skewness, summary->skewness, 4);
    ssi_cell_scaled(output, shown->spread && summary->has_gini, summary->gini, 4);
}

static void write_short(struct ssi_output *output, const struct shown *shown,
                        const struct ssi_summary *summary)
{
    enum { Q25 = 2, Q50 = 3, Q75 = 4 };
    ssi_cell_scaled(output, true, (int64_t)summary->n, 0);
    ssi_cell_scaled(output, shown->mean, summary->mean, 3);
    write_quantile(output, shown, summary, Q25);
    write_quantile(output, shown, summary, Q50);
    write_quantile(output, shown, summary, Q75);
}

typedef void row_writer(struct ssi_output *output, const struct shown *shown,
                        const struct ssi_summary *summary);

/** All measures of one group that any of its members has. */
static enum ssi_status write_group(const struct ssi_tables *tables,
                                   struct ssi_output *output,
                                   const struct ssi_groups *groups,
                                   const struct ssi_group *group, row_writer *write,
                                   struct ssi_error *err)
{
    struct ssi_group_values values;
    enum ssi_status status = SSI_OK;
    SSI_TRY(ssi_group_values_find(&values, tables, groups, group, err));
    for (int measure = 0; status == SSI_OK && measure < SSI_MEASURES; measure++) {
        struct ssi_summary summary = {0};
        size_t n = values.measures[measure].n;
        if (n == 0) {
            continue;
        }
        status = ssi_summarise(&values.measures[measure], &summary, err);
        if (status == SSI_OK) {
            struct shown shown = what_is_shown(tables, groups, group, n);
            begin_row(tables, output, groups, group, measure);
            write(output, &shown, &summary);
            ssi_output_char(output, '\n');
        }
    }
    ssi_group_values_release(&values);
    return status;
}

enum ssi_status ssi_write_groups(const struct ssi_tables *tables,
                                 struct ssi_output *output, struct ssi_error *err)
{
    struct ssi_week_groups groups;
    enum ssi_status status = SSI_OK;
    SSI_TRY(ssi_week_groups_find(&groups, tables, 0, err));
    ssi_output_text(output,
                    "kind,group,week,measure,n,mean,sd,q05,q10,q25,q50,q75,q90,q95,"
                    "skewness,gini\n");
    for (int kind = 0; status == SSI_OK && kind < SSI_GROUP_KINDS; kind++) {
        const struct ssi_groups *list = &groups.kinds[kind];
        for (size_t i = 0; status == SSI_OK && i < list->count; i++) {
            status = write_group(tables, output, list, &list->items[i], write_full, err);
        }
    }
    ssi_week_groups_release(&groups);
    return status;
}

static bool has_group(const struct ssi_groups *weeks, size_t count, uint32_t id)
{
    for (size_t k = 0; k < count; k++) {
        if (ssi_groups_get(&weeks[k], id)) {
            return true;
        }
    }
    return false;
}

/** Names of all groups of a kind over the weeks, sorted; everyone is the one without id.
 */
static enum ssi_status list_ids(const struct ssi_tables *tables,
                                const struct ssi_groups *weeks, size_t count,
                                uint32_t **out_ids, size_t *out_count,
                                struct ssi_error *err)
{
    const struct ssi_ids *names = &tables->scores->groups;
    uint32_t *ids = ssi_alloc(names->count + 1, sizeof *ids);
    size_t found = 0;
    if (!ids) {
        return ssi_error_nomem(err);
    }
    if (has_group(weeks, count, SSI_NONE)) {
        ids[found++] = SSI_NONE;
    }
    for (uint32_t id = 0; id < names->count; id++) {
        if (!has_group(weeks, count, id)) {
            continue;
        }
        size_t at = found++;
        for (; at > 0 && ssi_str_cmp(names->items[ids[at - 1]], names->items[id]) > 0;
             at--) {
            ids[at] = ids[at - 1];
        }
        ids[at] = id;
    }
    *out_ids = ids;
    *out_count = found;
    return SSI_OK;
}

/** The groups of a kind in all weeks, and the rows that a table of trends has of them. */
struct trends {
    const struct ssi_tables *tables;
    enum ssi_group_kind kind;
    struct ssi_groups *weeks; /* by k */
    size_t week_count;
    struct row {
        uint32_t id, k;
    } * rows;
    size_t row_count, row_cap;
};

static enum ssi_status find_week(void *context, size_t k, size_t worker,
                                 struct ssi_error *err)
{
    struct trends *t = context;
    (void)worker;
    return ssi_groups_find(&t->weeks[k], t->tables->scores, t->kind, (int32_t)k,
                           &t->tables->thresholds, err);
}

/** Group by group, the oldest week first. */
static enum ssi_status list_rows(struct trends *t, struct ssi_error *err)
{
    uint32_t *ids = NULL;
    size_t id_count = 0;
    const struct ssi_inputs *inputs = t->tables->scores->inputs;
    SSI_TRY(list_ids(t->tables, t->weeks, t->week_count, &ids, &id_count, err));
    enum ssi_status status = SSI_OK;
    t->row_count = 0;
    for (size_t i = 0; i < id_count; i++) {
        for (size_t k = t->week_count; status == SSI_OK && k-- > 0;) {
            bool held = inputs->week - (int32_t)k >= inputs->first_event_week;
            if (!held || !ssi_groups_get(&t->weeks[k], ids[i])) {
                continue;
            }
            status = SSI_GROW(t->rows, t->row_cap, t->row_count + 1, err);
            if (status == SSI_OK) {
                t->rows[t->row_count++] = (struct row){ids[i], (uint32_t)k};
            }
        }
    }
    ssi_free(ids);
    return status;
}

static enum ssi_status write_trend(void *context, size_t index, size_t worker,
                                   struct ssi_output *piece, struct ssi_error *err)
{
    const struct trends *t = context;
    const struct ssi_groups *week = &t->weeks[t->rows[index].k];
    (void)worker;
    return write_group(t->tables, piece, week, ssi_groups_get(week, t->rows[index].id),
                       write_short, err);
}

static enum ssi_status write_kind(struct trends *t, struct ssi_output *output,
                                  struct ssi_error *err)
{
    size_t threads = t->tables->threads;
    enum ssi_status status = ssi_parallel(threads, t->week_count, find_week, t, err);
    if (status == SSI_OK) {
        status = list_rows(t, err);
    }
    if (status == SSI_OK) {
        status = ssi_write_pieces(output, threads, t->row_count, write_trend, t, err);
    }
    for (size_t k = 0; k < t->week_count; k++) {
        ssi_groups_release(&t->weeks[k]);
    }
    return status;
}

enum ssi_status ssi_write_trends(const struct ssi_tables *tables,
                                 struct ssi_output *output, struct ssi_error *err)
{
    struct trends t = {.tables = tables, .week_count = (size_t)tables->history_weeks};
    t.weeks = ssi_alloc(t.week_count, sizeof *t.weeks);
    enum ssi_status status = t.weeks ? SSI_OK : ssi_error_nomem(err);
    ssi_output_text(output, "kind,group,week,measure,n,mean,q25,q50,q75\n");
    for (int kind = 0; status == SSI_OK && kind < SSI_GROUP_KINDS; kind++) {
        t.kind = (enum ssi_group_kind)kind;
        status = write_kind(&t, output, err);
    }
    ssi_free(t.rows);
    ssi_free(t.weeks);
    return status;
}
