// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * CSV rows from bytes: physical lines, parsed one record at a time, so that a damaged
 * line never takes the good ones beside it along.
 *
 * A record is one physical line, unless line breaks inside quotes are allowed. Blanks
 * around unquoted cells are trimmed. A byte order mark at the start is dropped.
 */
#ifndef SSI_CSV_H
#define SSI_CSV_H

#include <stdbool.h>

#include "ssi/blocks.h"
#include "ssi/digest.h"
#include "ssi/error.h"
#include "ssi/source.h"

enum {
    SSI_ROW_LIMIT = 1024 * 1024,
    SSI_FIELD_LIMIT = 64 * 1024,
    SSI_COLUMN_LIMIT = 4096
};

/** What is wrong with a record; ssi_csv_fault_text() says it in words. */
enum ssi_csv_fault {
    SSI_CSV_GOOD,
    SSI_CSV_QUOTE, /**< a quote inside an unquoted cell, or text after a closing one */
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
    enum ssi_csv_fault
        fault; /**< not GOOD: cells is empty, the row is one physical line */
};

struct ssi_csv;

/** Takes the source over, also on failure. */
SSI_NODISCARD enum ssi_status ssi_csv_new(struct ssi_source *source,
                                          struct ssi_csv **out_csv,
                                          struct ssi_error *err);
void ssi_csv_free(struct ssi_csv *csv);

/** May be changed between records. width 0 = any number of cells. */
void ssi_csv_configure(struct ssi_csv *csv, char separator, bool line_breaks,
                       size_t width);

/**
 * The ways to read regular lines, fastest first: the vector scans of this processor, the
 * scan in plain C, and last libcsv, the reference, for all. 0 is the default. The rows
 * are the same; tests compare them.
 */
size_t ssi_csv_ways(void);
void ssi_csv_choose_way(struct ssi_csv *csv, size_t way);

enum { SSI_CSV_BATCH = 128 };

/**
 * Rows as columns: consecutive physical lines, all good and of the configured width. All
 * is valid until the next call; cells may be written to, to drop or change some.
 */
struct ssi_csv_columns {
    size_t count;          /**< rows */
    bool slash;            /**< whether any byte of them may be a slash */
    struct ssi_str *cells; /**< column c of row i: cells[c * SSI_CSV_BATCH + i] */
    struct ssi_str raw[SSI_CSV_BATCH]; /**< each record's bytes without its line end */
    uint64_t line, byte; /**< of the first row; the others follow line by line */
};

/** Where row i begins. */
static inline uint64_t ssi_csv_columns_byte(const struct ssi_csv_columns *columns,
                                            size_t i)
{
    return columns->byte + (uint64_t)(columns->raw[i].ptr - columns->raw[0].ptr);
}

/**
 * The next rows that are regular; count 0 when the next record is not, or there is none:
 * then ssi_csv_next() has it. The quickest way to read, where a width is configured.
 */
SSI_NODISCARD enum ssi_status ssi_csv_next_columns(struct ssi_csv *csv,
                                                   struct ssi_csv_columns *out_columns,
                                                   struct ssi_error *err);

/**
 * The next record that is not blank. SSI_END at the clean end; SSI_EIO when the bytes are
 * cut off or corrupt: then nothing that was read may count.
 */
SSI_NODISCARD enum ssi_status ssi_csv_next(struct ssi_csv *csv,
                                           struct ssi_csv_row *out_row,
                                           struct ssi_error *err);

/** From now on the source is read in a thread of its own, ahead of the rows. */
void ssi_csv_read_ahead(struct ssi_csv *csv);

/**
 * Hands what is not read yet over to blocks, which readers of parts take; to be called
 * between records. Then ssi_csv_next() must not be called any more.
 */
SSI_NODISCARD enum ssi_status ssi_csv_split(struct ssi_csv *csv, size_t workers,
                                            struct ssi_blocks **out_blocks,
                                            struct ssi_error *err);

/** A reader without a source: it reads the blocks that it is given, one after the other.
 */
SSI_NODISCARD enum ssi_status ssi_csv_new_part(struct ssi_csv **out_csv,
                                               struct ssi_error *err);

/** The block stays the caller's and must be there until the next; lines count from 1 in
 * it. */
void ssi_csv_load(struct ssi_csv *csv, const struct ssi_block *block);

/** Physical lines read so far, of a part those of its block. */
uint64_t ssi_csv_lines(const struct ssi_csv *csv);

/** Remember this place; _rewind returns to it, at most about 1 MiB back; once a mark. */
void ssi_csv_mark(struct ssi_csv *csv);
void ssi_csv_rewind(struct ssi_csv *csv);
/** Whether what was read since the mark still can be rewound. */
bool ssi_csv_mark_holds(const struct ssi_csv *csv);

/** The first bytes of the file as they are (up to 64 or so), without consuming them. */
SSI_NODISCARD enum ssi_status ssi_csv_peek(struct ssi_csv *csv, struct ssi_str *out_bytes,
                                           struct ssi_error *err);

enum { SSI_SURVEY_SIZE = 64 * 1024 };

/** How a file is written, as far as its beginning tells. */
struct ssi_csv_dialect {
    enum ssi_encoding encoding;
    enum ssi_compression compression;
    uint64_t feeds, returns; /**< lines ended by LF alone, and by CR LF */
    bool quotes;             /**< any quote at all */
    bool whole;              /**< all of the file was looked at, not its first stretch */
};

/**
 * Looks at SSI_SURVEY_SIZE bytes from the mark on, which must hold and is given up;
 * consumes nothing. What lies before the mark is left out.
 */
SSI_NODISCARD enum ssi_status ssi_csv_survey(struct ssi_csv *csv,
                                             struct ssi_csv_dialect *out_dialect,
                                             struct ssi_error *err);

uint64_t ssi_csv_blank_lines(const struct ssi_csv *csv);
uint64_t ssi_csv_bytes(const struct ssi_csv *csv);
/** Digest of all decoded bytes; call once, after SSI_END. */
struct ssi_digest ssi_csv_digest(struct ssi_csv *csv);

#endif
