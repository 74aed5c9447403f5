// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a source ahead in a thread of its own, through a ring of blocks. One producer,
// one consumer; the error of the producer travels behind the bytes before it.

#include "ahead_internal.h"

#include <pthread.h>
#include <string.h>

#include "ssi/memory.h"

enum { BLOCKS = 8, BLOCK_SIZE = 512 * 1024 };

struct block {
    char *bytes;
    size_t len; /* 0 = the end */
    enum ssi_status status;
};

struct ssi_ahead {
    struct ssi_source *source;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct block blocks[BLOCKS];
    size_t filled, taken; /* numbers of blocks ever */
    size_t offset;        /* of the block being taken */
    bool stop;
    struct ssi_error error;
};

/** Fills a block as far as the source gives; false after the last one. */
static bool fill_block(struct ssi_ahead *ahead, struct block *block)
{
    block->len = 0;
    block->status = SSI_OK;
    while (block->len < BLOCK_SIZE) {
        size_t got = 0;
        block->status =
            ssi_source_read_here(ahead->source, block->bytes + block->len,
                                 BLOCK_SIZE - block->len, &got, &ahead->error);
        if (block->status != SSI_OK || got == 0) {
            return false;
        }
        block->len += got;
    }
    return true;
}

static void *read_ahead(void *context)
{
    struct ssi_ahead *ahead = context;
    for (bool more = true; more;) {
        (void)pthread_mutex_lock(&ahead->mutex);
        while (!ahead->stop && ahead->filled - ahead->taken == BLOCKS) {
            (void)pthread_cond_wait(&ahead->changed, &ahead->mutex);
        }
        bool stop = ahead->stop;
        struct block *block = &ahead->blocks[ahead->filled % BLOCKS];
        (void)pthread_mutex_unlock(&ahead->mutex);
        if (stop) {
            break;
        }
        more = fill_block(ahead, block);
        bool last_has_bytes = !more && block->len > 0;
        (void)pthread_mutex_lock(&ahead->mutex);
        ahead->filled++;
        (void)pthread_cond_broadcast(&ahead->changed);
        if (last_has_bytes) { // the end comes as an empty block of its own
            while (!ahead->stop && ahead->filled - ahead->taken == BLOCKS) {
                (void)pthread_cond_wait(&ahead->changed, &ahead->mutex);
            }
            if (!ahead->stop) {
                struct block *end = &ahead->blocks[ahead->filled % BLOCKS];
                end->len = 0;
                end->status = block->status;
                block->status = SSI_OK;
                ahead->filled++;
            }
        }
        (void)pthread_cond_broadcast(&ahead->changed);
        (void)pthread_mutex_unlock(&ahead->mutex);
    }
    return NULL;
}

static void ahead_free(struct ssi_ahead *ahead)
{
    for (size_t i = 0; i < BLOCKS; i++) {
        ssi_free(ahead->blocks[i].bytes);
    }
    ssi_free(ahead);
}

struct ssi_ahead *ssi_ahead_start(struct ssi_source *source)
{
    struct ssi_ahead *ahead = ssi_alloc(1, sizeof *ahead);
    bool whole = ahead != NULL;
    for (size_t i = 0; whole && i < BLOCKS; i++) {
        ahead->blocks[i].bytes = ssi_alloc(1, BLOCK_SIZE);
        whole = ahead->blocks[i].bytes != NULL;
    }
    if (!whole) {
        if (ahead) {
            ahead_free(ahead);
        }
        return NULL;
    }
    ahead->source = source;
    (void)pthread_mutex_init(&ahead->mutex, NULL);
    (void)pthread_cond_init(&ahead->changed, NULL);
    if (pthread_create(&ahead->thread, NULL, read_ahead, ahead) != 0) {
        (void)pthread_cond_destroy(&ahead->changed);
        (void)pthread_mutex_destroy(&ahead->mutex);
        ahead_free(ahead);
        return NULL;
    }
    return ahead;
}

/** The block to read from; waits until there is one. */
static struct block *wait_block(struct ssi_ahead *ahead)
{
    (void)pthread_mutex_lock(&ahead->mutex);
    while (ahead->filled == ahead->taken) {
        (void)pthread_cond_wait(&ahead->changed, &ahead->mutex);
    }
    struct block *block = &ahead->blocks[ahead->taken % BLOCKS];
    (void)pthread_mutex_unlock(&ahead->mutex);
    return block;
}

enum ssi_status ssi_ahead_read(struct ssi_ahead *ahead, char *buf, size_t cap,
                               size_t *out_len, struct ssi_error *err)
{
    struct block *block = wait_block(ahead);
    if (block->len == 0) { // the end stays where it is, for further calls
        *out_len = 0;
        if (block->status != SSI_OK && err) {
            *err = ahead->error;
        }
        return block->status;
    }
    size_t left = block->len - ahead->offset;
    size_t step = left < cap ? left : cap;
    memcpy(buf, block->bytes + ahead->offset, step);
    ahead->offset += step;
    if (ahead->offset == block->len) {
        (void)pthread_mutex_lock(&ahead->mutex);
        ahead->taken++;
        ahead->offset = 0;
        (void)pthread_cond_broadcast(&ahead->changed);
        (void)pthread_mutex_unlock(&ahead->mutex);
    }
    *out_len = step;
    return SSI_OK;
}

void ssi_ahead_stop(struct ssi_ahead *ahead)
{
    if (!ahead) {
        return;
    }
    (void)pthread_mutex_lock(&ahead->mutex);
    ahead->stop = true;
    (void)pthread_cond_broadcast(&ahead->changed);
    (void)pthread_mutex_unlock(&ahead->mutex);
    (void)pthread_join(ahead->thread, NULL);
    (void)pthread_cond_destroy(&ahead->changed);
    (void)pthread_mutex_destroy(&ahead->mutex);
    ahead_free(ahead);
}
