// SPDX-License-Identifier: GPL-3.0-or-later
// Lists and writes the tables of a week, and holds what several of them write alike.

#include "tables_internal.h"

#include <assert.h>
#include <stdlib.h>

#include "ssi/file.h"

static const struct {
    const char *name;
    enum ssi_output_kind kind;
    ssi_table_writer *write;
    bool explains; /* of use beside the contributions only */
} writers[] = {
    {"scores.csv", SSI_OUTPUT_PLAIN, ssi_write_scores, false},
    {"history.csv", SSI_OUTPUT_PLAIN, ssi_write_history, false},
    {"groups.csv", SSI_OUTPUT_PLAIN, ssi_write_groups, false},
    {"distributions.csv", SSI_OUTPUT_PLAIN, ssi_write_distributions, false},
    {"trends.csv", SSI_OUTPUT_PLAIN, ssi_write_trends, false},
    {"contributions.csv.gz", SSI_OUTPUT_GZIP, ssi_write_contributions, true},
    {"covered.csv.gz", SSI_OUTPUT_GZIP, ssi_write_covered, true},
    {"values.csv.gz", SSI_OUTPUT_GZIP, ssi_write_values, true},
    {"model.ini", SSI_OUTPUT_PLAIN, ssi_write_model, false},
    {"sources.csv", SSI_OUTPUT_PLAIN, ssi_write_sources, false},
    {"rejects.csv", SSI_OUTPUT_PLAIN, ssi_write_rejects, false},
    {"restatements.csv", SSI_OUTPUT_PLAIN, ssi_write_restatements, false},
};

static enum ssi_status write_one(const struct ssi_tables *tables, size_t index,
                                 struct ssi_arena *arena, struct ssi_error *err)
{
    struct ssi_output *output = NULL;
    const char *path = ssi_path_join(arena, tables->folder, writers[index].name);
    if (!path) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(ssi_output_open(path, writers[index].kind, &output, err));
    enum ssi_status status = writers[index].write(tables, output, err);
    if (status != SSI_OK) {
        ssi_output_abandon(output);
        return status;
    }
    return ssi_output_close(output, err);
}

enum ssi_status ssi_tables_write(const struct ssi_tables *tables, struct ssi_error *err)
{
    struct ssi_arena arena = {0};
    enum ssi_status status = SSI_OK;
    for (size_t i = 0; status == SSI_OK && i < SSI_COUNT(writers); i++) {
        if (!writers[i].explains || !tables->no_contributions) {
            status = write_one(tables, i, &arena, err);
        }
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
    char name[16];
    const struct ssi_inputs *inputs = tables->scores->inputs;
    ssi_calendar_week_name(inputs->calendar, inputs->week - k, name);
    ssi_output_char(output, ',');
    ssi_output_text(output, name);
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
        uint16_t value =
            ssi_score_pillar(tables->scores, member, k, (enum ssi_pillar)p);
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
            ssi_groups_find(&groups->kinds[kind], tables->scores, (enum ssi_group_kind)kind, k,
                            &tables->thresholds, err);
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
    const struct ssi_week_score *score = ssi_score_at(tables->scores, member, groups->k);
    uint32_t overall = ssi_score_overall(tables->scores, member, groups->k);
    uint32_t id = groups->kind == SSI_GROUP_TEAM       ? score->team
                  : groups->kind == SSI_GROUP_INDUSTRY ? score->industry
                                                       : SSI_NONE;
    bool none = groups->kind != SSI_GROUP_EVERYONE && id == SSI_NONE;
    const struct ssi_group *group = none ? NULL : ssi_groups_get(groups, id);
    if (!group || overall == SSI_NO_OVERALL) {
        return (struct ssi_rank){0};
    }
    return ssi_rank_of(groups->overalls + group->first, group->n, overall);
}

const char *ssi_table_measure_name(int measure)
{
    return measure == 0 ? "overall" : ssi_pillar_name((enum ssi_pillar)(measure - 1));
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/** Points are few: from 0 to 100.000. Many of them are counted, not compared. */
static enum ssi_status sort_points(uint32_t *values, size_t count, struct ssi_error *err)
{
    enum { MOST = 100000, MANY = 10000 };
    if (count < MANY) {
        if (count > 1) {
            qsort(values, count, sizeof *values, by_value);
        }
        return SSI_OK;
    }
    size_t *seen = ssi_alloc(MOST + 1, sizeof *seen);
    if (!seen) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < count; i++) {
        assert(values[i] <= MOST);
        seen[values[i]]++;
    }
    size_t at = 0;
    for (uint32_t value = 0; value <= MOST; value++) {
        for (size_t n = seen[value]; n > 0; n--) {
            values[at++] = value;
        }
    }
    ssi_free(seen);
    return SSI_OK;
}

enum ssi_status ssi_group_values(const struct ssi_tables *tables,
                                 const struct ssi_groups *groups,
                                 const struct ssi_group *group, int measure,
                                 uint32_t **out_values, size_t *out_count,
                                 struct ssi_error *err)
{
    uint32_t *values = ssi_alloc(group->n, sizeof *values);
    size_t count = 0;
    if (!values) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < group->n; i++) {
        uint32_t member = groups->members[group->first + i];
        uint32_t pillar = SSI_NO_SCORE;
        if (measure > 0) {
            pillar = ssi_score_pillar(tables->scores, member, groups->k,
                                      (enum ssi_pillar)(measure - 1));
        }
        if (measure == 0 || pillar != SSI_NO_SCORE) {
            values[count++] = measure == 0 ? groups->overalls[group->first + i] : pillar;
        }
    }
    enum ssi_status status = sort_points(values, count, err);
    if (status != SSI_OK) {
        ssi_free(values);
        return status;
    }
    *out_values = values;
    *out_count = count;
    return SSI_OK;
}
