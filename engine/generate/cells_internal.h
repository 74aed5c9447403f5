// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * A CSV file being written by cells, fast: bytes go to a block that is handed on when
 * full. Without an output the rows are only counted.
 */
#ifndef SSI_GENERATE_CELLS_INTERNAL_H
#define SSI_GENERATE_CELLS_INTERNAL_H

#include <string.h>

#include "ssi/output.h"
#include "ssi/str.h"

enum { SSI_GEN_BLOCK = 64 * 1024, SSI_GEN_ROW_MAX = 8 * 1024 };

struct ssi_gen_cells {
    struct ssi_output *output; /**< borrowed; NULL = nowhere */
    size_t len;
    uint64_t rows; /**< ended, the header not counted */
    bool quote_all, crlf, inside;
    char block[SSI_GEN_BLOCK + SSI_GEN_ROW_MAX];
};

/** Start a file with this header, commas between the names. */
void ssi_gen_cells_start(struct ssi_gen_cells *cells, struct ssi_output *output,
                         const char *header);
/** Hand on what is left. */
void ssi_gen_cells_flush(struct ssi_gen_cells *cells);

void ssi_gen_cell_u64(struct ssi_gen_cells *cells, uint64_t value);
/** Any text: quoted where it needs to be. */
void ssi_gen_cell_text(struct ssi_gen_cells *cells, struct ssi_str text);

/** Plain bytes that need no quotes; at most a few hundred a row. */
static inline void ssi_gen_cell(struct ssi_gen_cells *cells, const char *bytes,
                                size_t len)
{
    char *p = cells->block + cells->len;
    if (cells->inside) {
        *p++ = ',';
    }
    if (cells->quote_all) {
        *p++ = '"';
    }
    memcpy(p, bytes, len);
    p += len;
    if (cells->quote_all) {
        *p++ = '"';
    }
    cells->len = (size_t)(p - cells->block);
    cells->inside = true;
}

static inline void ssi_gen_cell_z(struct ssi_gen_cells *cells, const char *text)
{
    ssi_gen_cell(cells, text, strlen(text));
}

static inline void ssi_gen_row_end(struct ssi_gen_cells *cells)
{
    if (cells->crlf) {
        cells->block[cells->len++] = '\r';
    }
    cells->block[cells->len++] = '\n';
    cells->inside = false;
    cells->rows++;
    if (cells->len > SSI_GEN_BLOCK) {
        ssi_gen_cells_flush(cells);
    }
}

/** `digits` decimal digits of value, zeros in front; returns the end. */
static inline char *ssi_gen_digits(char *out, uint64_t value, int digits)
{
    for (int i = digits; i-- > 0; value /= 10) {
        out[i] = (char)('0' + value % 10);
    }
    return out + digits;
}

/** "2026-11-18" of days since 1970-01-01. */
void ssi_gen_cell_date(struct ssi_gen_cells *cells, int64_t day);

#endif
