// SPDX-License-Identifier: GPL-3.0-or-later
/** The state of a CSV reader; for csv_reader.c and csv_plain.c. */
#ifndef SSI_CSV_INTERNAL_H
#define SSI_CSV_INTERNAL_H

#include "ssi/csv.h"

#include "scan_internal.h"

struct csv_parser;

struct ssi_csv {
    struct ssi_source *source; /* NULL: the bytes are a block of somebody else */
    struct ssi_digest_stream *digest;
    bool ended, bom_checked, bom, marked;
    char separator;
    bool line_breaks;
    size_t width;

    const char *buf; /* undelivered bytes are buf[start .. end) */
    char *own;       /* what was read from the source; NULL for a part */
    size_t start, end, cap;
    uint64_t byte, line; /* of buf[start] */
    uint64_t blank_lines, total_bytes;
    size_t mark_start;
    uint64_t mark_byte, mark_line, mark_blank;

    struct ssi_str *cells; /* of the row or the columns at hand */
    size_t cells_cap;

    struct csv_parser *parser; /* libcsv's */
    char *text;                /* decoded cells of the row, one after the other */
    size_t text_used, text_cap;
    size_t *ends; /* end of each cell in text */
    size_t cell_count, ends_cap;
    size_t rows_seen;
    bool too_long, no_memory;

    ssi_scanner *scan;       /* NULL: libcsv reads every record */
    struct ssi_marks *marks; /* of the stretch at buf + scanned_from */
    size_t scanned_from, next_mark;
};

/**
 * Reads rows that need no parser: whole lines in the buffer whose cells are bare, or
 * quoted from end to end without a quote inside, of the right width, in UTF-8. Puts
 * `limit` at most into columns (cell c of row i into cells[c * limit + i], where there is
 * room) and moves behind them; none when the record at start is for libcsv or not
 * complete yet.
 */
void ssi_csv_take_plain(struct ssi_csv *csv, size_t limit,
                        struct ssi_csv_columns *columns);

#endif
