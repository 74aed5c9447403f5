// SPDX-License-Identifier: GPL-3.0-or-later
// Cells to bytes, for files of many millions of rows. Knows CSV; knows nothing of what
// the cells mean.

#include "cells_internal.h"

#include "ssi/time.h"

void ssi_gen_cells_start(struct ssi_gen_cells *cells, struct ssi_output *output,
                         const char *header)
{
    cells->output = output;
    struct ssi_str rest = ssi_str_z(header);
    struct ssi_str name;
    while (ssi_str_split(&rest, ',', &name)) {
        ssi_gen_cell(cells, name.ptr, name.len);
    }
    ssi_gen_row_end(cells);
    cells->rows--;
}

void ssi_gen_cells_flush(struct ssi_gen_cells *cells)
{
    if (cells->output) {
        ssi_output_write(cells->output, cells->block, cells->len);
    }
    cells->len = 0;
}

void ssi_gen_cell_u64(struct ssi_gen_cells *cells, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    ssi_gen_cell(cells, digits + at, sizeof digits - at);
}

static bool needs_quotes(struct ssi_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == ',' || c == '"' || c == '\r' || c == '\n') {
            return true;
        }
    }
    return text.len > 0 && (text.ptr[0] == ' ' || text.ptr[text.len - 1] == ' ');
}

void ssi_gen_cell_text(struct ssi_gen_cells *cells, struct ssi_str text)
{
    if (!needs_quotes(text)) {
        ssi_gen_cell(cells, text.ptr, text.len);
        return;
    }
    char quoted[SSI_GEN_ROW_MAX / 2];
    size_t len = 0;
    if (!cells->quote_all) {
        quoted[len++] = '"';
    }
    for (size_t i = 0; i < text.len && len < sizeof quoted - 3; i++) {
        if (text.ptr[i] == '"') {
            quoted[len++] = '"';
        }
        quoted[len++] = text.ptr[i];
    }
    if (!cells->quote_all) {
        quoted[len++] = '"';
    }
    ssi_gen_cell(cells, quoted, len);
}

void ssi_gen_cell_date(struct ssi_gen_cells *cells, int64_t day)
{
    char text[16];
    ssi_format_date(text, day);
    ssi_gen_cell(cells, text, 10);
}
