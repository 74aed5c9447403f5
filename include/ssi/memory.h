// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Memory: growing arrays and arenas. Nothing else in the library calls malloc.
 *
 * An arena hands out memory that lives until the arena is released: one arena a lifetime
 * (run, file, batch), no single frees. Neither is thread-safe: one owner at a time.
 */
#ifndef SSI_MEMORY_H
#define SSI_MEMORY_H

#include "ssi/error.h"

/** count * size zeroed bytes; NULL when memory is out or the product overflows. */
void *ssi_alloc(size_t count, size_t size);

/**
 * Bytes that begin a cache line (64 bytes), of whatever values: large tables are filled
 * by those who use them, and pages that nobody writes to cost nothing. NULL when memory
 * is out.
 */
void *ssi_alloc_lines(size_t bytes);

/** Frees what ssi_alloc, ssi_alloc_lines or SSI_GROW gave; NULL is allowed. */
void ssi_free(void *memory);

/**
 * Make room for at least `need` items in the array `items` of `cap` items (both lvalues;
 * NULL and 0 at first); amortised O(1) an item; new items are zeroed. On failure both are
 * unchanged.
 */
#define SSI_GROW(items, cap, need, err)                                                  \
    ssi_grow((void *)&(items), &(cap), (need), sizeof *(items), (err))

SSI_NODISCARD enum ssi_status ssi_grow(void *slot, size_t *cap, size_t need, size_t size,
                                       struct ssi_error *err);

struct ssi_arena_chunk;

struct ssi_arena {
    struct ssi_arena_chunk *chunks;
};

/** A zeroed struct is an empty arena as well. */
void ssi_arena_init(struct ssi_arena *arena);
void ssi_arena_release(struct ssi_arena *arena);

/** size zeroed bytes aligned for any type, valid until release; NULL when memory is out.
 */
void *ssi_arena_alloc(struct ssi_arena *arena, size_t size);

/** A terminated copy of text, valid until release. */
SSI_NODISCARD enum ssi_status ssi_arena_copy(struct ssi_arena *arena, struct ssi_str text,
                                             struct ssi_str *out_copy,
                                             struct ssi_error *err);

#endif
