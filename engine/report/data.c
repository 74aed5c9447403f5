// SPDX-License-Identifier: GPL-3.0-or-later
// Loads the tables of a week and joins them: scores with their history and contributions,
// groups with their trends, bins and members. Knows columns and units of the published
// files; computes nothing.
#include "data_internal.h"

#include <stdlib.h>

#include "ssi/file.h"
#include "ssi/json.h"
#include "ssi/num.h"
#include "ssi/time.h"

enum { SCORES, HISTORY, GROUPS, TRENDS, BINS, CONTRIBUTIONS, SOURCES, TABLES };

static const char *const file_names[TABLES] = {
    "scores.csv",        "history.csv",          "groups.csv", "trends.csv",
    "distributions.csv", "contributions.csv.gz", "sources.csv"};

static const char *const measure_names[SSI_MEASURES] = {"overall", "brand", "people",
                                                        "insights", "relationships"};
static const char *const kind_names[SSI_GROUP_KINDS] = {"everyone", "industry", "team",
                                                        "network"};

/** A row of a table while it is read; a bad cell is remembered with its place. */
struct row {
    const struct ssi_table *table;
    const char *file;
    size_t index;
    enum ssi_status status;
    struct ssi_error *err;
};

static struct ssi_str cell(struct row *row, const char *column)
{
    size_t at = 0;
    struct ssi_str none = {0};
    if (row->status != SSI_OK) {
        return none;
    }
    row->status = ssi_table_column(row->table, column, &at, row->err);
    return row->status == SSI_OK ? ssi_table_cell(row->table, row->index, at) : none;
}

/** The cell as an integer of 10^-decimals; SSI_NONE when empty. */
static int64_t number(struct row *row, const char *column, int decimals)
{
    double value = 0;
    struct ssi_str text = cell(row, column);
    if (row->status != SSI_OK || text.len == 0) {
        return SSI_NONE;
    }
    if (!ssi_parse_double(text, &value) || value > 1e12 || value < -1e12) {
        char quoted[SSI_QUOTE_SIZE];
        row->status = ssi_error_set(row->err, SSI_EDATA, "%s is no number in column %s",
                                    ssi_quote(text, quoted), column);
        ssi_error_at(row->err, row->file, row->index + 2, 0);
        return SSI_NONE;
    }
    return ssi_round_scaled(value, decimals);
}

static int64_t date(struct row *row, const char *column)
{
    int64_t day = 0;
    struct ssi_str text = cell(row, column);
    if (row->status == SSI_OK && !ssi_parse_date(text, &day)) {
        char quoted[SSI_QUOTE_SIZE];
        row->status = ssi_error_set(row->err, SSI_EDATA, "%s is no date in column %s",
                                    ssi_quote(text, quoted), column);
        ssi_error_at(row->err, row->file, row->index + 2, 0);
    }
    return day;
}

/** Which of the names the cell is; count when none. */
static size_t one_of(struct row *row, const char *column, const char *const *names,
                     size_t count)
{
    struct ssi_str text = cell(row, column);
    for (size_t i = 0; i < count; i++) {
        if (ssi_str_eq(text, ssi_str_z(names[i]))) {
            return i;
        }
    }
    return count;
}

static struct row row_of(struct ssi_report_data *data, size_t table, size_t index,
                         struct ssi_error *err)
{
    return (struct row){.table = &data->tables[table],
                        .file = file_names[table],
                        .index = index,
                        .status = SSI_OK,
                        .err = err};
}

static void *array(struct ssi_report_data *data, size_t count, size_t size)
{
    return ssi_arena_alloc(&data->arena, count * size + 1);
}

/** From percentile = 100 (L + E/2) / n, whose two decimals are enough for this many. */
static int64_t count_equal(const struct ssi_rank *rank, int64_t percentile)
{
    enum { MOST = 4000, HUNDRED = 10000 };
    if (rank->n == SSI_NONE || percentile == SSI_NONE || rank->n > MOST) {
        return 0;
    }
    int64_t twice = 2 * (rank->n - rank->position + 1);
    return twice - ssi_round_ratio(2 * percentile * rank->n, HUNDRED, 0);
}

static struct ssi_rank read_rank(struct row *row, const char *prefix)
{
    char column[32];
    struct ssi_rank rank;
    int64_t *const fields[] = {&rank.n, &rank.position, &rank.top_percent};
    static const char *const names[] = {"n", "position", "top_percent"};
    for (size_t i = 0; i < SSI_COUNT(fields); i++) {
        size_t len = strlen(prefix);
        memcpy(column, prefix, len);
        column[len] = '_';
        memcpy(column + len + 1, names[i], strlen(names[i]) + 1);
        *fields[i] = number(row, column, 0);
    }
    memcpy(column + strlen(prefix), "_percentile", sizeof "_percentile");
    rank.equal = count_equal(&rank, number(row, column, 2));
    return rank;
}

static void read_values(struct row *row, int64_t values[SSI_MEASURES])
{
    for (size_t i = 0; i < SSI_MEASURES; i++) {
        values[i] = number(row, measure_names[i], 3);
    }
}

static enum ssi_status read_member(struct row row, struct ssi_member *member)
{
    member->id = cell(&row, "member_id");
    member->name = cell(&row, "name");
    member->team = cell(&row, "team");
    member->industry = cell(&row, "industry");
    member->seat = cell(&row, "seat");
    member->status = cell(&row, "status");
    read_values(&row, member->values);
    member->out_of = number(&row, "out_of", 0);
    member->change = number(&row, "change", 3);
    member->change_5w = number(&row, "change_5w", 3);
    member->weeks = number(&row, "weeks", 0);
    member->coverage = number(&row, "coverage", 4);
    for (size_t i = 0; i < SSI_GROUP_KINDS; i++) {
        member->ranks[i] = read_rank(&row, kind_names[i]);
    }
    member->network_mean = number(&row, "network_mean", 3);
    member->connections = number(&row, "connections", 0);
    member->connections_scored = number(&row, "connections_scored", 0);
    if (member->name.len == 0) {
        member->name = member->id;
    }
    return row.status;
}

static enum ssi_status read_members(struct ssi_report_data *data, struct ssi_error *err)
{
    size_t count = data->tables[SCORES].row_count;
    data->members = array(data, count, sizeof *data->members);
    if (!data->members) {
        return ssi_error_nomem(err);
    }
    data->member_count = count;
    for (size_t i = 0; i < count; i++) {
        struct ssi_member *member = &data->members[i];
        SSI_TRY(read_member(row_of(data, SCORES, i, err), member));
        for (size_t m = 0; m < SSI_MEASURES; m++) {
            data->has_pillar[m] |= m != SSI_OVERALL && member->values[m] != SSI_NONE;
        }
        data->has_network |= member->ranks[SSI_NETWORK].n != SSI_NONE;
    }
    for (size_t m = SSI_BRAND; m < SSI_MEASURES; m++) {
        data->out_of += data->has_pillar[m] ? 25 : 0;
    }
    if (data->out_of == 0) {
        data->out_of = 100; /* nobody has a score; scales still need an end */
    }
    return SSI_OK;
}

static int by_id(const void *key, const void *item)
{
    const struct ssi_member *member = item;
    return ssi_str_cmp(*(const struct ssi_str *)key, member->id);
}

struct ssi_member *ssi_report_member(struct ssi_report_data *data, struct ssi_str id)
{
    return bsearch(&id, data->members, data->member_count, sizeof *data->members, by_id);
}

static enum ssi_status read_week(struct row row, struct ssi_member_week *week)
{
    week->day = date(&row, "week");
    read_values(&row, week->values);
    week->out_of = number(&row, "out_of", 0);
    for (size_t i = 0; i < SSI_GROUP_KINDS; i++) {
        week->top_percent[i] = SSI_NONE;
    }
    week->top_percent[SSI_INDUSTRY] = number(&row, "industry_top_percent", 0);
    week->top_percent[SSI_NETWORK] = number(&row, "network_top_percent", 0);
    week->network_mean = number(&row, "network_mean", 3);
    return row.status;
}

static enum ssi_status read_history(struct ssi_report_data *data, struct ssi_error *err)
{
    size_t count = data->tables[HISTORY].row_count;
    struct ssi_member_week *weeks = array(data, count, sizeof *weeks);
    if (!weeks) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < count; i++) {
        struct row row = row_of(data, HISTORY, i, err);
        struct ssi_member *member = ssi_report_member(data, cell(&row, "member_id"));
        SSI_TRY(row.status);
        SSI_TRY(read_week(row, &weeks[i]));
        if (member) {
            member->history = member->history ? member->history : &weeks[i];
            member->history_count++;
        }
    }
    return SSI_OK;
}

static enum ssi_status read_contribution(struct row row, struct ssi_contribution *item)
{
    item->metric = cell(&row, "metric");
    item->pillar = (enum ssi_measure)one_of(&row, "pillar", measure_names, SSI_MEASURES);
    item->value = number(&row, "value", 6);
    item->previous_value = number(&row, "previous_value", 6);
    item->points = number(&row, "points", 3);
    item->previous_points = number(&row, "previous_points", 3);
    return row.status;
}

static enum ssi_status read_contributions(struct ssi_report_data *data,
                                          struct ssi_error *err)
{
    size_t count = data->tables[CONTRIBUTIONS].row_count;
    struct ssi_contribution *items = array(data, count, sizeof *items);
    if (!items) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < count; i++) {
        struct row row = row_of(data, CONTRIBUTIONS, i, err);
        struct ssi_member *member = ssi_report_member(data, cell(&row, "member_id"));
        SSI_TRY(row.status);
        SSI_TRY(read_contribution(row, &items[i]));
        if (member) {
            member->contributions =
                member->contributions ? member->contributions : &items[i];
            member->contribution_count++;
        }
    }
    return SSI_OK;
}

static void read_stat(struct row *row, struct ssi_stat *stat)
{
    stat->n = number(row, "n", 0);
    stat->mean = number(row, "mean", 3);
    stat->q25 = number(row, "q25", 3);
    stat->q50 = number(row, "q50", 3);
    stat->q75 = number(row, "q75", 3);
}

static struct ssi_group *find_group(struct ssi_report_data *data,
                                    enum ssi_group_kind kind, struct ssi_str name)
{
    for (size_t i = data->group_count; i-- > 0;) {
        struct ssi_group *group = &data->groups[i];
        if (group->kind == kind && ssi_str_eq(group->name, name)) {
            return group;
        }
    }
    return NULL;
}

/** The group that a row of groups, trends or distributions belongs to; new when unknown.
 */
static struct ssi_group *group_of(struct ssi_report_data *data, struct row *row)
{
    enum ssi_group_kind kind =
        (enum ssi_group_kind)one_of(row, "kind", kind_names, SSI_GROUP_KINDS);
    struct ssi_str name = cell(row, "group");
    struct ssi_group *group = find_group(data, kind, name);
    if (!group && row->status == SSI_OK && row->table == &data->tables[GROUPS]) {
        group = &data->groups[data->group_count++];
        *group = (struct ssi_group){.kind = kind, .name = name};
        for (size_t m = 0; m < SSI_MEASURES; m++) {
            group->stats[m] =
                (struct ssi_stat){0, SSI_NONE, SSI_NONE, SSI_NONE, SSI_NONE};
        }
    }
    return group;
}

static enum ssi_status read_groups(struct ssi_report_data *data, struct ssi_error *err)
{
    size_t count = data->tables[GROUPS].row_count;
    data->groups = array(data, count, sizeof *data->groups);
    if (!data->groups) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < count; i++) {
        struct row row = row_of(data, GROUPS, i, err);
        struct ssi_group *group = group_of(data, &row);
        size_t measure = one_of(&row, "measure", measure_names, SSI_MEASURES);
        if (group && measure < SSI_MEASURES) {
            read_stat(&row, &group->stats[measure]);
        }
        SSI_TRY(row.status);
    }
    return SSI_OK;
}

static enum ssi_status read_trends(struct ssi_report_data *data, struct ssi_error *err)
{
    size_t count = data->tables[TRENDS].row_count;
    struct ssi_trend *trends = array(data, count, sizeof *trends);
    if (!trends) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < count; i++) {
        struct row row = row_of(data, TRENDS, i, err);
        struct ssi_group *group = group_of(data, &row);
        trends[i].day = date(&row, "week");
        trends[i].measure =
            (enum ssi_measure)one_of(&row, "measure", measure_names, SSI_MEASURES);
        read_stat(&row, &trends[i].stat);
        SSI_TRY(row.status);
        if (group) {
            group->trends = group->trends ? group->trends : &trends[i];
            group->trend_count++;
        }
    }
    return SSI_OK;
}

static enum ssi_status read_bins(struct ssi_report_data *data, struct ssi_error *err)
{
    size_t count = data->tables[BINS].row_count;
    struct ssi_bin *bins = array(data, count, sizeof *bins);
    if (!bins) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < count; i++) {
        struct row row = row_of(data, BINS, i, err);
        struct ssi_group *group = group_of(data, &row);
        bins[i].measure =
            (enum ssi_measure)one_of(&row, "measure", measure_names, SSI_MEASURES);
        bins[i].low = number(&row, "low", 0);
        bins[i].high = number(&row, "high", 0);
        bins[i].count = number(&row, "count", 0);
        SSI_TRY(row.status);
        if (group) {
            group->bins = group->bins ? group->bins : &bins[i];
            group->bin_count++;
        }
    }
    return SSI_OK;
}

/** Clocks of exports go wrong: an event after the run is no news of where the data end.
 */
static bool is_past(const struct ssi_report_data *data, struct ssi_str time)
{
    return data->as_of.len == 0 || ssi_str_cmp(time, data->as_of) <= 0;
}

static enum ssi_status read_sources(struct ssi_report_data *data, struct ssi_error *err)
{
    size_t count = data->tables[SOURCES].row_count;
    data->sources = array(data, count, sizeof *data->sources);
    if (!data->sources) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < count; i++) {
        struct row row = row_of(data, SOURCES, i, err);
        struct ssi_source_line *line = &data->sources[data->source_count++];
        line->file = cell(&row, "file");
        line->format = cell(&row, "format");
        line->rows = number(&row, "rows", 0);
        line->used = number(&row, "used", 0);
        line->ignored =
            number(&row, "ignored_mapping", 0) + number(&row, "ignored_orphan", 0);
        line->duplicate = number(&row, "duplicate", 0);
        line->rejected = number(&row, "rejected", 0);
        line->first = cell(&row, "first");
        line->last = cell(&row, "last");
        SSI_TRY(row.status);
        if (ssi_str_cmp(line->last, data->data_to) > 0 && is_past(data, line->last)) {
            data->data_to = line->last;
        }
    }
    return SSI_OK;
}

static enum ssi_status load_tables(struct ssi_report_data *data, const char *week_dir,
                                   struct ssi_error *err)
{
    for (size_t i = 0; i < TABLES; i++) {
        const char *path = ssi_path_join(&data->arena, week_dir, file_names[i]);
        if (!path) {
            return ssi_error_nomem(err);
        }
        SSI_TRY(ssi_table_load(&data->tables[i], path, err));
    }
    return SSI_OK;
}

static enum ssi_status read_week_name(struct ssi_report_data *data, struct ssi_error *err)
{
    if (data->tables[SCORES].row_count == 0) {
        return ssi_error_set(err, SSI_EDATA, "scores.csv holds no members to report on");
    }
    struct row row = row_of(data, SCORES, 0, err);
    data->week = date(&row, "week");
    data->week_name = cell(&row, "week");
    return row.status;
}

static enum ssi_status read_all(struct ssi_report_data *data, struct ssi_error *err)
{
    SSI_TRY(read_week_name(data, err));
    SSI_TRY(read_members(data, err));
    SSI_TRY(read_history(data, err));
    SSI_TRY(read_contributions(data, err));
    SSI_TRY(read_groups(data, err));
    SSI_TRY(read_trends(data, err));
    SSI_TRY(read_bins(data, err));
    SSI_TRY(read_sources(data, err));
    return ssi_report_groups_finish(data, err);
}

static enum ssi_status load_all(struct ssi_report_data *data, const char *week_dir,
                                struct ssi_error *err)
{
    SSI_TRY(load_tables(data, week_dir, err));
    SSI_TRY(ssi_report_manifest_read(data, week_dir, err));
    SSI_TRY(read_all(data, err));
    return ssi_report_extras_read(data, week_dir, err);
}

enum ssi_status ssi_report_data_load(struct ssi_report_data *data, const char *week_dir,
                                     struct ssi_error *err)
{
    *data = (struct ssi_report_data){0};
    ssi_arena_init(&data->arena);
    enum ssi_status status = load_all(data, week_dir, err);
    if (status != SSI_OK) {
        ssi_report_data_release(data);
    }
    return status;
}

void ssi_report_data_release(struct ssi_report_data *data)
{
    for (size_t i = 0; i < TABLES; i++) {
        ssi_table_release(&data->tables[i]);
    }
    ssi_table_release(&data->last_week_table);
    ssi_table_release(&data->idle_table);
    ssi_table_release(&data->density_table);
    ssi_table_release(&data->change_table);
    ssi_arena_release(&data->arena);
    *data = (struct ssi_report_data){0};
}
