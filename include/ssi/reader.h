// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Rows of a file whose format is known: finds the header, tells the format by it, hands
 * out rows by canonical field and keeps the account of every row.
 *
 * The consumer calls ssi_reader_next() until SSI_END and says of each row what became of
 * it: by adding to reader->account.used or .ignored_mapping, or with ssi_reader_reject().
 * Damaged rows are rejected by the reader itself. Not thread-safe; one reader a thread.
 */
#ifndef SSI_READER_H
#define SSI_READER_H

#include "ssi/calendar.h"
#include "ssi/csv.h"
#include "ssi/format.h"

/** rows = used + ignored_mapping + ignored_orphan + duplicate + rejected */
struct ssi_account {
    uint64_t rows, used, ignored_mapping, ignored_orphan, duplicate, rejected;
    uint64_t blank_lines, preamble_lines;
};

struct ssi_reject {
    uint64_t line, byte;
    uint32_t column; /**< field number from 1; 0 = the row as a whole */
    const char *reason;
    struct ssi_str text; /**< the row, clipped; in the reader's arena */
};

struct ssi_reader_options {
    const struct ssi_formats *formats;
    const struct ssi_format *forced; /**< NULL = tell it by the header */
    char separator;       /**< 0 = tell it by the header, or as the format says */
    uint64_t header_line; /**< physical line from 1; 0 likewise */
    const struct ssi_calendar *calendar;
    int64_t max_rejects; /**< below 0: the larger of 10 rows and 1 % */
    enum ssi_inflater inflater;
    atomic_uint_fast64_t
        *bytes_read; /**< counts raw bytes, outlives the reader; or NULL */
    bool
        read_ahead; /**< a file that cannot be split is inflated in a thread of its own */
};

struct ssi_reader {
    const char *path;  /**< as it was opened */
    const char *label; /**< its last part without .gz: how tables name the file */
    const struct ssi_format *format;
    const struct ssi_calendar *calendar;
    char separator;
    bool line_breaks; /**< some column of this file may hold them */
    int64_t max_rejects;
    struct ssi_csv *csv;
    struct ssi_str *header; /**< names as they stand there, trimmed */
    size_t header_count;
    uint64_t header_line;           /**< physical line of the header */
    struct ssi_csv_dialect dialect; /**< from the header on */
    int32_t *header_of;  /**< by column of the format: place in the header or -1 */
    size_t unrecognised; /**< header columns that the format does not know */
    struct ssi_account account;
    struct ssi_reject *rejects;
    size_t reject_count, reject_cap;
    struct ssi_str first_bad; /**< the cell (or row) of the first reject, clipped */
    uint64_t first_bad_byte;  /**< where its row begins, of a split reader */
    struct ssi_csv_row row;
    struct ssi_str *single; /**< columns of one row, where it came alone */
    struct ssi_blocks
        *blocks; /**< what several readers of parts share; NULL = not split */
    bool is_part, has_block;
    struct ssi_block block;   /**< of a part: the one at hand */
    struct ssi_digest digest; /**< of the decoded bytes; set at SSI_END */
    struct ssi_arena arena;
};

/**
 * Opens path ("-" = standard input) and reads up to its header. SSI_EDATA when it is no
 * CSV, SSI_EUSAGE when no format or more than one fits; then also *reader needs no
 * release.
 */
SSI_NODISCARD enum ssi_status ssi_reader_open(struct ssi_reader *reader, const char *path,
                                              const struct ssi_reader_options *options,
                                              struct ssi_error *err);
void ssi_reader_release(struct ssi_reader *reader);

/** Whether several threads may read the rows: no column of the file may hold line breaks.
 */
static inline bool ssi_reader_splits(const struct ssi_reader *reader)
{
    return !reader->line_breaks;
}

/**
 * Leaves all rows to parts, which `workers` threads are expected to read. Rows can then
 * be read from parts only; what they rejected and counted is joined, and ssi_reader_end()
 * is called last.
 */
SSI_NODISCARD enum ssi_status ssi_reader_split(struct ssi_reader *reader, size_t workers,
                                               struct ssi_error *err);

/**
 * A reader of a share of the rows of a split one, for a thread of its own; released
 * before the whole. It ends with SSI_END when no rows are left for anybody.
 */
SSI_NODISCARD enum ssi_status ssi_reader_part(const struct ssi_reader *whole,
                                              struct ssi_reader *out_part,
                                              struct ssi_error *err);

/** Adds the account and the rejects of a part that has ended; one at a time. */
SSI_NODISCARD enum ssi_status ssi_reader_join(struct ssi_reader *whole,
                                              const struct ssi_reader *part,
                                              struct ssi_error *err);

/** When all parts are joined: SSI_END or SSI_EDATA, as ssi_reader_next() at the end. */
SSI_NODISCARD enum ssi_status ssi_reader_end(struct ssi_reader *whole,
                                             struct ssi_error *err);

/** The field's place for ssi_reader_cell(), or -1 when this file has no such column. */
int32_t ssi_reader_field(const struct ssi_reader *reader, const char *field);

/** A header column by its own name (for level metrics), or -1. */
int32_t ssi_reader_header(const struct ssi_reader *reader, const char *name);

/**
 * The next good row; its cells are valid until the next call. SSI_END once, after which
 * digest and account are complete, or SSI_EDATA when too many rows were rejected.
 */
SSI_NODISCARD enum ssi_status ssi_reader_next(struct ssi_reader *reader,
                                              struct ssi_error *err);

/**
 * The next good rows as columns, one row at least, valid until the next call; end and
 * errors as ssi_reader_next().
 */
SSI_NODISCARD enum ssi_status ssi_reader_next_columns(struct ssi_reader *reader,
                                                      struct ssi_csv_columns *out_columns,
                                                      struct ssi_error *err);

/** The cell at a place of the row that ssi_reader_next() gave, the empty text for -1. */
static inline struct ssi_str ssi_reader_cell(const struct ssi_reader *reader,
                                             int32_t place)
{
    return place < 0 ? ssi_str_of("", 0) : reader->row.cells[place];
}

/** The row at hand is rejected: place of the cell (or -1) and why (static text). */
SSI_NODISCARD enum ssi_status ssi_reader_reject(struct ssi_reader *reader, int32_t place,
                                                const char *reason,
                                                struct ssi_error *err);

/** The same for row i of columns. */
SSI_NODISCARD enum ssi_status ssi_reader_reject_at(struct ssi_reader *reader,
                                                   const struct ssi_csv_columns *columns,
                                                   size_t i, int32_t place,
                                                   const char *reason,
                                                   struct ssi_error *err);

enum { SSI_ID_SIZE = 256 };

/**
 * An id as everything compares it: profile addresses folded (lower case, no scheme, query
 * or trailing slash). Returns NULL, or what is wrong as static text; *out_id points into
 * raw or buf.
 */
const char *ssi_id_clean(struct ssi_str raw, char buf[SSI_ID_SIZE],
                         struct ssi_str *out_id);

/** A time cell by the column's form and the format's zone. */
bool ssi_reader_time(const struct ssi_reader *reader, const struct ssi_column *column,
                     struct ssi_str text, int64_t *out_secs);

/** The format's column of a field, or NULL. */
const struct ssi_column *ssi_reader_column(const struct ssi_reader *reader,
                                           const char *field);

#endif
