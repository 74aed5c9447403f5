// SPDX-License-Identifier: GPL-3.0-or-later
// Loads one of our own tables whole. Strict: a table we wrote has no damaged rows.

#include "ssi/table.h"

#include "ssi/csv.h"

static enum ssi_status copy_row(struct ssi_table *table, const struct ssi_csv_row *row,
                                struct ssi_str *out_cells, struct ssi_error *err)
{
    for (size_t i = 0; i < row->count; i++) {
        SSI_TRY(ssi_arena_copy(&table->arena, row->cells[i], &out_cells[i], err));
    }
    return SSI_OK;
}

static enum ssi_status read_header(struct ssi_table *table, struct ssi_csv *csv,
                                   struct ssi_error *err)
{
    struct ssi_csv_row row;
    enum ssi_status status = ssi_csv_next(csv, &row, err);
    if (status == SSI_END || (status == SSI_OK && row.fault != SSI_CSV_GOOD)) {
        return ssi_error_set(err, SSI_EDATA, "a table without a header");
    }
    SSI_TRY(status);
    table->columns = ssi_arena_alloc(&table->arena, row.count * sizeof *table->columns);
    if (!table->columns) {
        return ssi_error_nomem(err);
    }
    table->column_count = row.count;
    ssi_csv_configure(csv, ',', true, row.count);
    return copy_row(table, &row, table->columns, err);
}

static enum ssi_status read_rows(struct ssi_table *table, struct ssi_csv *csv,
                                 ssi_table_keep *keep, void *context,
                                 struct ssi_error *err)
{
    for (;;) {
        struct ssi_csv_row row;
        enum ssi_status status = ssi_csv_next(csv, &row, err);
        if (status == SSI_END) {
            return SSI_OK;
        }
        SSI_TRY(status);
        if (row.fault != SSI_CSV_GOOD) {
            (void)ssi_error_set(err, SSI_EDATA, "%s", ssi_csv_fault_text(row.fault));
            ssi_error_at(err, NULL, row.line, 0);
            return SSI_EDATA;
        }
        if (keep && !keep(context, table, row.cells)) {
            continue;
        }
        size_t used = table->row_count * table->column_count;
        SSI_TRY(SSI_GROW(table->cells, table->cell_cap, used + table->column_count, err));
        SSI_TRY(copy_row(table, &row, table->cells + used, err));
        table->row_count++;
    }
}

enum ssi_status ssi_table_load(struct ssi_table *table, const char *path,
                               struct ssi_error *err)
{
    return ssi_table_load_some(table, path, NULL, NULL, err);
}

enum ssi_status ssi_table_load_some(struct ssi_table *table, const char *path,
                                    ssi_table_keep *keep, void *context,
                                    struct ssi_error *err)
{
    memset(table, 0, sizeof *table);
    struct ssi_source *source = NULL;
    struct ssi_csv *csv = NULL;
    struct ssi_str kept;
    SSI_TRY(ssi_arena_copy(&table->arena, ssi_str_z(path), &kept, err));
    table->path = kept.ptr;
    enum ssi_status status = ssi_source_open(path, &source, err);
    if (status == SSI_OK) {
        status = ssi_csv_new(source, &csv, err);
    }
    if (status == SSI_OK) {
        status = read_header(table, csv, err);
    }
    if (status == SSI_OK) {
        status = read_rows(table, csv, keep, context, err);
    }
    ssi_csv_free(csv);
    if (status != SSI_OK) {
        ssi_error_at(err, path, 0, 0);
        ssi_table_release(table);
    }
    return status;
}

void ssi_table_release(struct ssi_table *table)
{
    if (table) {
        ssi_free(table->cells);
        ssi_arena_release(&table->arena);
        memset(table, 0, sizeof *table);
    }
}

enum ssi_status ssi_table_column(const struct ssi_table *table, const char *name,
                                 size_t *out_column, struct ssi_error *err)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (ssi_str_eq(table->columns[i], ssi_str_z(name))) {
            *out_column = i;
            return SSI_OK;
        }
    }
    (void)ssi_error_set(err, SSI_EDATA, "no column '%s' in the table", name);
    ssi_error_at(err, table->path, 0, 0);
    return SSI_EDATA;
}
