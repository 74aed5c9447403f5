// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Buffered output to a file or to memory, plain or gzip, and CSV cells.
 *
 * Errors are latched: writing after one does nothing, and ssi_output_close() returns it,
 * so a writer needs one check. gzip output carries no name and no time: same bytes every
 * time. Files are made new (never through a link) with mode 0600, and synced when closed.
 */
#ifndef SSI_OUTPUT_H
#define SSI_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "ssi/error.h"

struct ssi_output;

enum ssi_output_kind { SSI_OUTPUT_PLAIN, SSI_OUTPUT_GZIP };

/** path "-" is standard output. */
SSI_NODISCARD enum ssi_status ssi_output_open(const char *path, enum ssi_output_kind kind,
                                              struct ssi_output **out_output,
                                              struct ssi_error *err);

/** A plain file that no name leads to, in a folder; it is gone when nobody uses it any
 * more. */
SSI_NODISCARD enum ssi_status ssi_output_temporary(const char *folder,
                                                   struct ssi_output **out_output,
                                                   struct ssi_error *err);

/** Overwrites bytes of a plain file that were written before. */
void ssi_output_patch(struct ssi_output *output, uint64_t offset, const void *bytes,
                      size_t len);

/** All that was written to a temporary file goes to it, for ssi_output_read_back(). */
SSI_NODISCARD enum ssi_status ssi_output_flush(struct ssi_output *output,
                                               struct ssi_error *err);
/** Bytes of a temporary file that went to it; several threads may read at once. */
SSI_NODISCARD enum ssi_status ssi_output_read_back(const struct ssi_output *output,
                                                   uint64_t offset, void *bytes,
                                                   size_t len, struct ssi_error *err);

/** Closes a temporary file and maps what it holds; for ssi_file_unmap(). */
SSI_NODISCARD enum ssi_status ssi_output_map(struct ssi_output *output,
                                             struct ssi_str *out_bytes,
                                             struct ssi_error *err);

/** Collects in memory; take it with ssi_output_bytes() before closing. */
SSI_NODISCARD enum ssi_status ssi_output_memory(struct ssi_output **out_output,
                                                struct ssi_error *err);

/** What a memory output holds; valid until the next write or close. */
struct ssi_str ssi_output_bytes(const struct ssi_output *output);

/**
 * A file made in pieces, by several threads: each piece is written to a memory output,
 * packed for the output that it goes to (which compresses it where that is gzip, as a
 * member of its own), and joined in order. Packing only reads `output`, so threads may do
 * it at once. Joining empties the piece for the next one. Pieces, not threads, decide the
 * bytes.
 */
SSI_NODISCARD enum ssi_status ssi_output_pack(struct ssi_output *piece,
                                              const struct ssi_output *output,
                                              struct ssi_error *err);
void ssi_output_join(struct ssi_output *output, struct ssi_output *piece);

void ssi_output_write(struct ssi_output *output, const void *bytes, size_t len);
void ssi_output_text(struct ssi_output *output, const char *text);
void ssi_output_str(struct ssi_output *output, struct ssi_str text);
void ssi_output_char(struct ssi_output *output, char c);
void ssi_output_i64(struct ssi_output *output, int64_t value);

/** An integer of 10^-decimals with exactly that many decimals. */
void ssi_output_scaled(struct ssi_output *output, int64_t value, int decimals);

SSI_PRINTF(2, 3)
void ssi_output_format(struct ssi_output *output, const char *format, ...);

/** Bytes written so far (before compression). */
uint64_t ssi_output_size(const struct ssi_output *output);

/** How a text cell of a CSV is written. */
enum ssi_csv_style {
    SSI_CSV_RAW,        /**< as it is: ids stay joinable */
    SSI_CSV_SPREADSHEET /**< an apostrophe before what a spreadsheet would run */
};

/**
 * A text cell: quoted, quotes doubled, if and only if it holds a comma, quote, CR or LF
 * or begins or ends with a blank or tab.
 */
void ssi_output_cell(struct ssi_output *output, struct ssi_str text,
                     enum ssi_csv_style style);

/** Flush, sync, close and free; returns the first error of all writes. NULL is allowed.
 */
SSI_NODISCARD enum ssi_status ssi_output_close(struct ssi_output *output,
                                               struct ssi_error *err);

/** Close and free after a failure elsewhere; the file stays, incomplete. NULL is allowed.
 */
void ssi_output_abandon(struct ssi_output *output);

#endif
