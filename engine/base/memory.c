// SPDX-License-Identifier: GPL-3.0-or-later
// Growing arrays and arenas: the only place that asks the system for memory.

#define _DEFAULT_SOURCE // madvise

#include "ssi/memory.h"

#include <stdlib.h>
#include <sys/mman.h>

void *ssi_alloc(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        return NULL;
    }
    return calloc(1, bytes ? bytes : 1);
}

/** Tables that are read at random spend their time in page tables otherwise. A hint only.
 */
static void ask_huge_pages(void *memory, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    if (bytes > 0) {
        (void)madvise(memory, bytes, MADV_HUGEPAGE);
    }
#else
    (void)memory;
    (void)bytes;
#endif
}

void *ssi_alloc_lines(size_t bytes)
{
    enum { LINE = 64, HUGE_PAGE = 2 * 1024 * 1024 };
    size_t unit = bytes < HUGE_PAGE ? LINE : HUGE_PAGE;
    size_t whole;
    if (__builtin_add_overflow(bytes, unit - 1, &whole)) {
        return NULL;
    }
    whole = whole < unit ? unit : whole / unit * unit;
    void *memory = aligned_alloc(unit, whole);
    if (memory) {
        ask_huge_pages(memory, unit == HUGE_PAGE ? whole : 0);
    }
    return memory;
}

void ssi_free(void *memory)
{
    free(memory);
}

enum ssi_status ssi_grow(void *slot, size_t *cap, size_t need, size_t size,
                         struct ssi_error *err)
{
    if (need <= *cap) {
        return SSI_OK;
    }
    size_t new_cap = *cap < 8 ? 8 : *cap + *cap / 2;
    if (new_cap < need) {
        new_cap = need;
    }
    size_t bytes;
    if (__builtin_mul_overflow(new_cap, size, &bytes)) {
        return ssi_error_nomem(err);
    }
    void *items;
    memcpy(&items, slot, sizeof items);
    void *grown = realloc(items, bytes);
    if (!grown) {
        return ssi_error_nomem(err);
    }
    memset((char *)grown + *cap * size, 0, (new_cap - *cap) * size);
    memcpy(slot, &grown, sizeof grown);
    *cap = new_cap;
    return SSI_OK;
}

struct ssi_arena_chunk {
    struct ssi_arena_chunk *next;
    size_t used, size;
    max_align_t bytes[];
};

enum { CHUNK_SIZE = 64 * 1024 - 64 };

void ssi_arena_init(struct ssi_arena *arena)
{
    arena->chunks = NULL;
}

void ssi_arena_release(struct ssi_arena *arena)
{
    if (!arena) {
        return;
    }
    while (arena->chunks) {
        struct ssi_arena_chunk *next = arena->chunks->next;
        free(arena->chunks);
        arena->chunks = next;
    }
}

void *ssi_arena_alloc(struct ssi_arena *arena, size_t size)
{
    const size_t align = sizeof(max_align_t);
    if (size > SIZE_MAX / 2) {
        return NULL;
    }
    size = size ? (size + align - 1) / align * align : align;
    struct ssi_arena_chunk *chunk = arena->chunks;
    if (!chunk || chunk->size - chunk->used < size) {
        size_t room = size > CHUNK_SIZE ? size : CHUNK_SIZE;
        chunk = calloc(1, sizeof *chunk + room);
        if (!chunk) {
            return NULL;
        }
        chunk->size = room;
        chunk->next = arena->chunks;
        arena->chunks = chunk;
    }
    void *memory = (char *)chunk->bytes + chunk->used;
    chunk->used += size;
    return memory;
}

enum ssi_status ssi_arena_copy(struct ssi_arena *arena, struct ssi_str text,
                               struct ssi_str *out_copy, struct ssi_error *err)
{
    char *copy = ssi_arena_alloc(arena, text.len + 1);
    if (!copy) {
        return ssi_error_nomem(err);
    }
    if (text.len) {
        memcpy(copy, text.ptr, text.len);
    }
    *out_copy = ssi_str_of(copy, text.len);
    return SSI_OK;
}
