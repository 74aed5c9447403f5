// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * One output written by several threads: each makes pieces of it, which are joined in
 * order. The pieces, not the threads, decide the bytes.
 */
#ifndef SSI_PIECES_H
#define SSI_PIECES_H

#include "ssi/output.h"

/** Writes piece `index`; worker is below the number of threads, for memory of its own. */
typedef enum ssi_status ssi_piece_writer(void *context, size_t index, size_t worker,
                                         struct ssi_output *piece, struct ssi_error *err);

/**
 * Writes `count` pieces behind what output holds. Each thread holds one piece in memory.
 * In a gzip output each piece is compressed by the thread that made it, as a member of
 * the file. After an error the output is of no use any more.
 */
SSI_NODISCARD enum ssi_status ssi_write_pieces(struct ssi_output *output, size_t threads,
                                               size_t count, ssi_piece_writer *write,
                                               void *context, struct ssi_error *err);

#endif
