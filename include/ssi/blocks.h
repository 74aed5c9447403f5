// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The bytes of one source in blocks of whole lines, for several threads at once.
 *
 * There is no thread of its own: whoever asks for a block reads (and inflates) ahead when
 * nobody else does and few blocks wait, and takes a waiting one otherwise. So one thread
 * alots its time to both kinds of work, and with two neither waits for the other. All
 * functions are thread-safe.
 */
#ifndef SSI_BLOCKS_H
#define SSI_BLOCKS_H

#include "ssi/digest.h"
#include "ssi/source.h"

struct ssi_blocks;

struct ssi_block {
    char *text; /**< len bytes, and SSI_BLOCK_SLACK readable ones behind them */
    size_t len;
    uint64_t byte; /**< where it begins in the decoded bytes */
    size_t number; /**< 0, 1, ... in the order of the source */
};

enum { SSI_BLOCK_SLACK = 64 };

/**
 * Takes source and digest over, also on failure. begun: bytes at the beginning of a line
 * that were read from the source already (copied), of which the first is at `byte`; the
 * digest has seen them. workers: threads that take blocks, for how many are read ahead.
 */
SSI_NODISCARD enum ssi_status ssi_blocks_new(
    struct ssi_source *source, struct ssi_digest_stream *digest, struct ssi_str begun,
    uint64_t byte, size_t workers, struct ssi_blocks **out_blocks, struct ssi_error *err);
void ssi_blocks_free(struct ssi_blocks *blocks);

/**
 * The next block; the caller's until ssi_blocks_give_back(). Every block but the last
 * ends in a line feed. A line of more than SSI_BLOCK_LINE_LIMIT bytes is cut off behind
 * that. SSI_END behind the last one, for everybody; so too the error of the source.
 */
SSI_NODISCARD enum ssi_status ssi_blocks_take(struct ssi_blocks *blocks,
                                              struct ssi_block *out_block,
                                              struct ssi_error *err);

enum { SSI_BLOCK_LINE_LIMIT = 1024 * 1024 };

/** A block is done with, and had so many physical lines. */
void ssi_blocks_give_back(struct ssi_blocks *blocks, const struct ssi_block *block,
                          uint64_t lines);

/** From now on everybody gets SSI_END: something went wrong elsewhere. */
void ssi_blocks_stop(struct ssi_blocks *blocks);

/** Whether a further thread would find something to do. */
bool ssi_blocks_has_work(struct ssi_blocks *blocks);

/** Lines in all blocks before the one that holds a byte; when all blocks are given back.
 */
uint64_t ssi_blocks_lines_before(const struct ssi_blocks *blocks, uint64_t byte);

/** Digest of all bytes, those begun with included; once, after SSI_END. */
struct ssi_digest ssi_blocks_digest(struct ssi_blocks *blocks);

#endif
