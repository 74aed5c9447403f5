// SPDX-License-Identifier: GPL-3.0-or-later
/** Telling the header, separator and format of a file; for reader.c, detect.c,
 * unknown_header.c. */
#ifndef SSI_DETECT_INTERNAL_H
#define SSI_DETECT_INTERNAL_H

#include "ssi/reader.h"

/**
 * Reads up to the header and fills format, separator, header, header_of, unrecognised and
 * preamble_lines of the reader; the next record of reader->csv is the first row.
 */
SSI_NODISCARD enum ssi_status ssi_detect(struct ssi_reader *reader,
                                         const struct ssi_reader_options *options,
                                         struct ssi_error *err);

/** Back to the mark; SSI_EDATA when too much was read to go back: rows are never lost. */
SSI_NODISCARD enum ssi_status ssi_detect_rewind(struct ssi_reader *reader,
                                                struct ssi_error *err);

/** What may separate cells: what was chosen, or what is usual and what formats declare.
 */
struct ssi_separators {
    char items[16];
    size_t count;
};

struct ssi_separators ssi_detect_separators(const struct ssi_reader_options *options);

/** Place of a column in a header row, or -1; -2 when its name stands there twice. */
int32_t ssi_header_find(const struct ssi_column *column, const struct ssi_str *cells,
                        size_t count);

/** How well a format fits a header row. */
struct ssi_header_match {
    const struct ssi_format *format;
    size_t recognised, required,
        missing; /**< columns; the last two of the required ones */
};

struct ssi_header_match ssi_header_match(const struct ssi_format *format,
                                         const struct ssi_str *cells, size_t count);

/** The line that came closest while none was a header, and what is to be said of it. */
struct ssi_attempt {
    bool any;
    size_t recognised, cells;
    struct ssi_error error;
};

/** Keeps the record at hand where it comes closer, under any separator; consumes nothing.
 */
SSI_NODISCARD enum ssi_status ssi_attempt_consider(
    struct ssi_reader *reader, const struct ssi_reader_options *options,
    struct ssi_attempt *attempt, struct ssi_error *err);

#endif
