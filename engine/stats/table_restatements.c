// SPDX-License-Identifier: GPL-3.0-or-later
// restatements.csv: members whose overall of an earlier published week now computes
// differently, because of late rows, another model or another roster.

#include "tables_internal.h"

#include <stdlib.h>

#include "ssi/file.h"
#include "ssi/table.h"

struct change {
    struct ssi_str member, published, restated;
    int32_t week;
};

struct changes {
    struct change *items;
    size_t count, cap;
    struct ssi_arena arena;
};

static size_t find_member(const struct ssi_inputs *inputs, struct ssi_str id)
{
    size_t low = 0;
    size_t high = inputs->member_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        low = ssi_str_cmp(ssi_member_id(inputs, middle), id) < 0 ? middle + 1 : low;
        high = low == middle + 1 ? high : middle;
    }
    bool found = low < inputs->member_count && ssi_str_eq(ssi_member_id(inputs, low), id);
    return found ? low : SIZE_MAX;
}

static enum ssi_status current_overall(const struct ssi_tables *tables, size_t m,
                                       int32_t k, struct changes *changes,
                                       struct ssi_str *out_text, struct ssi_error *err)
{
    char text[40] = "";
    uint32_t overall =
        m == SIZE_MAX ? SSI_NO_OVERALL : ssi_score_overall(tables->scores, m, k);
    struct ssi_output *output = NULL;
    *out_text = ssi_str_of(text, 0);
    if (overall == SSI_NO_OVERALL) {
        *out_text = ssi_str_of("", 0);
        return SSI_OK;
    }
    SSI_TRY(ssi_output_memory(&output, err));
    ssi_output_scaled(output, overall, 3);
    enum ssi_status status =
        ssi_arena_copy(&changes->arena, ssi_output_bytes(output), out_text, err);
    ssi_output_abandon(output);
    return status;
}

static enum ssi_status compare_row(const struct ssi_tables *tables, struct ssi_str id,
                                   struct ssi_str published, int32_t k,
                                   struct changes *changes, struct ssi_error *err)
{
    struct change change = {.week = tables->scores->inputs->week - k};
    size_t m = find_member(tables->scores->inputs, id);
    bool guarded = id.len > 1 && id.ptr[0] == '\'' && memchr("=+-@\t\r", id.ptr[1], 6);
    if (m == SIZE_MAX && guarded) { // published with --csv spreadsheet
        id = ssi_str_of(id.ptr + 1, id.len - 1);
        m = find_member(tables->scores->inputs, id);
    }
    SSI_TRY(current_overall(tables, m, k, changes, &change.restated, err));
    if (ssi_str_eq(change.restated, published)) {
        return SSI_OK;
    }
    SSI_TRY(ssi_arena_copy(&changes->arena, id, &change.member, err));
    SSI_TRY(ssi_arena_copy(&changes->arena, published, &change.published, err));
    SSI_TRY(SSI_GROW(changes->items, changes->cap, changes->count + 1, err));
    changes->items[changes->count++] = change;
    return SSI_OK;
}

static enum ssi_status compare_week(const struct ssi_tables *tables, const char *path,
                                    int32_t k, struct changes *changes,
                                    struct ssi_error *err)
{
    struct ssi_table table;
    size_t id = 0;
    size_t overall = 0;
    SSI_TRY(ssi_table_load(&table, path, err));
    enum ssi_status status = ssi_table_column(&table, "member_id", &id, err);
    if (status == SSI_OK) {
        status = ssi_table_column(&table, "overall", &overall, err);
    }
    for (size_t r = 0; status == SSI_OK && r < table.row_count; r++) {
        status = compare_row(tables, ssi_table_cell(&table, r, id),
                             ssi_table_cell(&table, r, overall), k, changes, err);
    }
    ssi_table_release(&table);
    return status;
}

static int by_member(const void *a, const void *b)
{
    const struct change *x = a;
    const struct change *y = b;
    int order = ssi_str_cmp(x->member, y->member);
    return order ? order : (x->week > y->week) - (x->week < y->week);
}

static void write_changes(const struct ssi_tables *tables, struct ssi_output *output,
                          const struct changes *changes)
{
    ssi_output_text(output, "member_id,week,published,restated\n");
    for (size_t i = 0; i < changes->count; i++) {
        const struct change *change = &changes->items[i];
        ssi_output_cell(output, change->member, tables->csv);
        ssi_cell_week(tables, output, tables->scores->inputs->week - change->week);
        ssi_output_char(output, ',');
        ssi_output_str(output, change->published);
        ssi_output_char(output, ',');
        ssi_output_str(output, change->restated);
        ssi_output_char(output, '\n');
    }
}

enum ssi_status ssi_write_restatements(const struct ssi_tables *tables,
                                       struct ssi_output *output, struct ssi_error *err)
{
    const struct ssi_inputs *inputs = tables->scores->inputs;
    struct changes changes = {0};
    enum ssi_status status = SSI_OK;
    for (int32_t k = 1; status == SSI_OK && k < tables->history_weeks; k++) {
        char name[16];
        ssi_calendar_week_name(inputs->calendar, inputs->week - k, name);
        const char *folder = ssi_path_join(&changes.arena, tables->published, name);
        const char *path =
            folder ? ssi_path_join(&changes.arena, folder, "scores.csv") : NULL;
        if (!path) {
            status = ssi_error_nomem(err);
        } else if (ssi_file_exists(path)) {
            status = compare_week(tables, path, k, &changes, err);
        }
    }
    if (changes.count > 1) {
        qsort(changes.items, changes.count, sizeof *changes.items, by_member);
    }
    if (status == SSI_OK) {
        write_changes(tables, output, &changes);
    }
    ssi_free(changes.items);
    ssi_arena_release(&changes.arena);
    return status;
}
