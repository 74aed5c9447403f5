// SPDX-License-Identifier: GPL-3.0-or-later
// Lists and writes the tables of a week, and holds what several of them write alike.

#include "tables_internal.h"

#include "ssi/file.h"
#include "ssi/parallel.h"

/** Tables at once: while one waits for the disk the other computes. Each uses all
 * threads. */
enum { AT_ONCE = 2 };

static const struct {
    const char *name;
    enum ssi_output_kind kind;
    ssi_table_writer *write;
    bool explains; /* of use beside the contributions only */
} writers[] = {
    {"history.csv", SSI_OUTPUT_PLAIN, ssi_write_history, false}, // the largest first
    {"contributions.csv.gz", SSI_OUTPUT_GZIP, ssi_write_contributions, true},
    {"scores.csv", SSI_OUTPUT_PLAIN, ssi_write_scores, false},
    {"network.csv", SSI_OUTPUT_PLAIN, ssi_write_network, false},
    {"groups.csv", SSI_OUTPUT_PLAIN, ssi_write_groups, false},
    {"distributions.csv", SSI_OUTPUT_PLAIN, ssi_write_distributions, false},
    {"densities.csv", SSI_OUTPUT_PLAIN, ssi_write_densities, false},
    {"changes.csv", SSI_OUTPUT_PLAIN, ssi_write_changes, false},
    {"trends.csv", SSI_OUTPUT_PLAIN, ssi_write_trends, false},
    {"covered.csv.gz", SSI_OUTPUT_GZIP, ssi_write_covered, true},
    {"values.csv.gz", SSI_OUTPUT_GZIP, ssi_write_values, true},
    {"last_week.csv", SSI_OUTPUT_PLAIN, ssi_write_last_week, false},
    {"idle.csv", SSI_OUTPUT_PLAIN, ssi_write_idle, false},
    {"model.ini", SSI_OUTPUT_PLAIN, ssi_write_model, false},
    {"sources.csv", SSI_OUTPUT_PLAIN, ssi_write_sources, false},
    {"rejects.csv", SSI_OUTPUT_PLAIN, ssi_write_rejects, false},
    {"restatements.csv", SSI_OUTPUT_PLAIN, ssi_write_restatements, false},
};

static enum ssi_status write_one(void *context, size_t index, size_t worker,
                                 struct ssi_error *err)
{
    const struct ssi_tables *tables = context;
    struct ssi_output *output = NULL;
    struct ssi_arena arena = {0};
    (void)worker;
    if (writers[index].explains && tables->no_contributions) {
        return SSI_OK;
    }
    const char *path = ssi_path_join(&arena, tables->folder, writers[index].name);
    enum ssi_status status =
        path ? ssi_output_open(path, writers[index].kind, &output, err)
             : ssi_error_nomem(err);
    ssi_arena_release(&arena);
    SSI_TRY(status);
    status = writers[index].write(tables, output, err);
    if (status != SSI_OK) {
        ssi_output_abandon(output);
        return status;
    }
    return ssi_output_close(output, err);
}

/** The names of the weeks, which stand in every row. */
static enum ssi_status name_weeks(struct ssi_tables *tables, struct ssi_arena *arena,
                                  struct ssi_error *err)
{
    const struct ssi_inputs *inputs = tables->scores->inputs;
    size_t count = (size_t)tables->scores->week_count;
    char(*names)[SSI_WEEK_NAME_SIZE] = ssi_arena_alloc(arena, count * sizeof *names);
    if (!names) {
        return ssi_error_nomem(err);
    }
    for (size_t k = 0; k < count; k++) {
        ssi_calendar_week_name(inputs->calendar, inputs->week - (int32_t)k, names[k]);
    }
    tables->week_names = (const char(*)[SSI_WEEK_NAME_SIZE])names;
    return SSI_OK;
}

enum ssi_status ssi_tables_write(const struct ssi_tables *options, struct ssi_error *err)
{
    struct ssi_tables tables = *options;
    struct ssi_arena arena = {0};
    enum ssi_status status = name_weeks(&tables, &arena, err);
    if (status == SSI_OK) {
        status = ssi_parallel(tables.threads < AT_ONCE ? tables.threads : AT_ONCE,
                              SSI_COUNT(writers), write_one, &tables, err);
    }
    ssi_arena_release(&arena);
    return status;
}

void ssi_cell_text(const struct ssi_tables *tables, struct ssi_output *output,
                   struct ssi_str text)
{
    ssi_output_char(output, ',');
    ssi_output_cell(output, text, tables->csv);
}

void ssi_cell_week(const struct ssi_tables *tables, struct ssi_output *output, int32_t k)
{
    ssi_output_char(output, ',');
    ssi_output_text(output, tables->week_names[k]);
}

void ssi_cell_scaled(struct ssi_output *output, bool known, int64_t value, int decimals)
{
    ssi_output_char(output, ',');
    if (known) {
        ssi_output_scaled(output, value, decimals);
    }
}

void ssi_cell_pillars(const struct ssi_tables *tables, struct ssi_output *output,
                      size_t member, int32_t k)
{
    for (int p = 0; p < SSI_PILLARS; p++) {
        uint16_t value = ssi_score_pillar(tables->scores, member, k, (enum ssi_pillar)p);
        ssi_cell_scaled(output, value != SSI_NO_SCORE, value, 3);
    }
}

void ssi_cell_overall(const struct ssi_tables *tables, struct ssi_output *output,
                      size_t member, int32_t k)
{
    uint32_t overall = ssi_score_overall(tables->scores, member, k);
    bool known = overall != SSI_NO_OVERALL;
    ssi_cell_scaled(output, known, overall, 3);
    ssi_cell_scaled(output, known, ssi_score_out_of(tables->scores, k), 0);
}

enum ssi_status ssi_week_groups_find(struct ssi_week_groups *groups,
                                     const struct ssi_tables *tables, int32_t k,
                                     struct ssi_error *err)
{
    memset(groups, 0, sizeof *groups);
    for (int kind = 0; kind < SSI_GROUP_KINDS; kind++) {
        enum ssi_status status =
            ssi_groups_find(&groups->kinds[kind], tables->scores,
                            (enum ssi_group_kind)kind, k, &tables->thresholds, err);
        if (status != SSI_OK) {
            ssi_week_groups_release(groups);
            return status;
        }
    }
    return SSI_OK;
}

void ssi_week_groups_release(struct ssi_week_groups *groups)
{
    for (int kind = 0; kind < SSI_GROUP_KINDS; kind++) {
        ssi_groups_release(&groups->kinds[kind]);
    }
}

struct ssi_rank ssi_member_rank(const struct ssi_tables *tables,
                                const struct ssi_groups *groups, size_t member)
{
    uint32_t overall = ssi_score_overall(tables->scores, member, groups->k);
    uint32_t id = groups->kind == SSI_GROUP_TEAM
                      ? ssi_score_team(tables->scores, member, groups->k)
                  : groups->kind == SSI_GROUP_INDUSTRY
                      ? ssi_score_industry(tables->scores, member, groups->k)
                      : SSI_NONE;
    bool none = groups->kind != SSI_GROUP_EVERYONE && id == SSI_NONE;
    const struct ssi_group *group = none ? NULL : ssi_groups_get(groups, id);
    if (!group || overall == SSI_NO_OVERALL) {
        return (struct ssi_rank){0};
    }
    return ssi_groups_rank(groups, group, overall);
}

const char *ssi_table_measure_name(int measure)
{
    return measure == 0 ? "overall" : ssi_pillar_name((enum ssi_pillar)(measure - 1));
}
