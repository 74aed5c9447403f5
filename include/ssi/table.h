// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * A small CSV table in memory, plain or gzip: rows of cells by column name. For tables
 * that the project itself wrote (scores.csv and its like), where any irregularity is an
 * error.
 */
#ifndef SSI_TABLE_H
#define SSI_TABLE_H

#include "ssi/memory.h"

struct ssi_table {
    const char *path;
    size_t row_count, column_count;
    struct ssi_str *columns; /**< header names */
    struct ssi_str
        *cells; /**< row_count * column_count, row by row; valid until release */
    size_t cell_cap;
    struct ssi_arena arena;
};

SSI_NODISCARD enum ssi_status ssi_table_load(struct ssi_table *table, const char *path,
                                             struct ssi_error *err);
/**
 * The same for tables too large to hold: only the rows that `keep` returns true for. It
 * sees every row, in order, with table->columns already there; cells are valid during the
 * call.
 */
typedef bool ssi_table_keep(void *context, const struct ssi_table *table,
                            const struct ssi_str *cells);
SSI_NODISCARD enum ssi_status ssi_table_load_some(struct ssi_table *table,
                                                  const char *path, ssi_table_keep *keep,
                                                  void *context, struct ssi_error *err);
void ssi_table_release(struct ssi_table *table);

/** The column's index; SSI_EDATA naming file and column when it is not there. */
SSI_NODISCARD enum ssi_status ssi_table_column(const struct ssi_table *table,
                                               const char *name, size_t *out_column,
                                               struct ssi_error *err);

static inline struct ssi_str ssi_table_cell(const struct ssi_table *table, size_t row,
                                            size_t column)
{
    return table->cells[row * table->column_count + column];
}

#endif
