// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * CSV rows from bytes: physical lines, parsed one record at a time, so that a damaged line
 * never takes the good ones beside it along.
 *
 * A record is one physical line, unless line breaks inside quotes are allowed. Blanks around
 * unquoted cells are trimmed. A byte order mark at the start is dropped.
 */
#ifndef SSI_CSV_H
#define SSI_CSV_H

#include <stdbool.h>

#include "ssi/digest.h"
#include "ssi/error.h"
#include "ssi/source.h"

enum { SSI_ROW_LIMIT = 1024 * 1024, SSI_FIELD_LIMIT = 64 * 1024, SSI_COLUMN_LIMIT = 4096 };

/** What is wrong with a record; ssi_csv_fault_text() says it in words. */
enum ssi_csv_fault {
    SSI_CSV_GOOD,
    SSI_CSV_QUOTE,      /**< a quote inside an unquoted cell, or text after a closing one */
    SSI_CSV_OPEN_QUOTE, /**< a quoted cell that the line (or the file) does not close */
    SSI_CSV_STRAY_CR,   /**< a carriage return that ends no line */
    SSI_CSV_NUL,
    SSI_CSV_ENCODING, /**< not UTF-8 */
    SSI_CSV_LONG,     /**< row or cell beyond the limits, or too many columns */
    SSI_CSV_WIDTH     /**< another number of cells than the header */
};

const char *ssi_csv_fault_text(enum ssi_csv_fault fault);

struct ssi_csv_row {
    const struct ssi_str *cells; /**< decoded; valid until the next call */
    size_t count;
    struct ssi_str raw; /**< the record's bytes without its line end; valid likewise */
    uint64_t line;      /**< physical line of its beginning, from 1 */
    uint64_t byte;      /**< offset of its beginning in the decoded bytes, from 0 */
    uint64_t lines;     /**< physical lines it takes */
    enum ssi_csv_fault fault; /**< not GOOD: cells is empty, the row is one physical line */
};

struct ssi_csv;

/** Takes the source over, also on failure. */
SSI_NODISCARD enum ssi_status ssi_csv_new(struct ssi_source *source, struct ssi_csv **out_csv,
                                          struct ssi_error *err);
void ssi_csv_free(struct ssi_csv *csv);

/** May be changed between records. width 0 = any number of cells. */
void ssi_csv_configure(struct ssi_csv *csv, char separator, bool line_breaks, size_t width);

/**
 * The ways to read regular lines, fastest first: the vector scans of this processor, the scan in
 * plain C, and last libcsv, the reference, for all. 0 is the default. The rows are the same; tests
 * compare them.
 */
size_t ssi_csv_ways(void);
void ssi_csv_choose_way(struct ssi_csv *csv, size_t way);

/**
 * The next records that are not blank, one at least and `limit` at most; all are valid until the
 * next call. SSI_END at the clean end; SSI_EIO when the bytes are cut off or corrupt: then
 * nothing that was read may count.
 */
SSI_NODISCARD enum ssi_status ssi_csv_batch(struct ssi_csv *csv, size_t limit,
                                            const struct ssi_csv_row **out_rows,
                                            size_t *out_count, struct ssi_error *err);

/** The next record alone; as ssi_csv_batch(). */
SSI_NODISCARD enum ssi_status ssi_csv_next(struct ssi_csv *csv, struct ssi_csv_row *out_row,
                                           struct ssi_error *err);

/** Remember this place; _rewind returns to it, at most about 1 MiB back; once a mark. */
void ssi_csv_mark(struct ssi_csv *csv);
void ssi_csv_rewind(struct ssi_csv *csv);
/** Whether what was read since the mark still can be rewound. */
bool ssi_csv_mark_holds(const struct ssi_csv *csv);

/** The first bytes of the file as they are (up to 64 or so), without consuming them. */
SSI_NODISCARD enum ssi_status ssi_csv_peek(struct ssi_csv *csv, struct ssi_str *out_bytes,
                                           struct ssi_error *err);

uint64_t ssi_csv_blank_lines(const struct ssi_csv *csv);
uint64_t ssi_csv_bytes(const struct ssi_csv *csv);
/** Digest of all decoded bytes; call once, after SSI_END. */
struct ssi_digest ssi_csv_digest(struct ssi_csv *csv);

#endif
