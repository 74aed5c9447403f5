// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes of a source in blocks of whole lines, made and used by the same threads.
// Knows lines; knows nothing of what they say.

#include "ssi/blocks.h"

#include <pthread.h>

#include "ssi/memory.h"

enum { BLOCK_SIZE = 512 * 1024, READ_SIZE = 256 * 1024 };

/** Memory of a block. */
struct room {
    char *text;
    size_t cap;
    struct room *next; /* of those that are free */
};

/** A block that waits, or was: its place and its lines stay known. */
struct made {
    struct room *room;
    size_t len;
    uint64_t byte, lines;
};

struct ssi_blocks {
    struct ssi_source *source;
    struct ssi_digest_stream *digest;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct made *made;
    size_t made_count, made_cap; /* blocks ever */
    size_t taken;                /* of them, the first so many */
    size_t ahead;                /* how many may wait */
    struct room *free_rooms;
    bool reading; /* somebody reads ahead */
    bool ended;   /* nothing is left to read */
    enum ssi_status status;
    struct ssi_error error;
    /* of the one who reads: what is behind the last line feed, and where it begins */
    char *rest;
    size_t rest_len, rest_cap;
    uint64_t byte;
    bool source_ended;
};

enum ssi_status ssi_blocks_new(struct ssi_source *source,
                               struct ssi_digest_stream *digest, struct ssi_str begun,
                               uint64_t byte, size_t workers,
                               struct ssi_blocks **out_blocks, struct ssi_error *err)
{
    struct ssi_blocks *blocks = ssi_alloc(1, sizeof *blocks);
    if (!blocks) {
        ssi_source_free(source);
        (void)ssi_digest_finish(digest);
        return ssi_error_nomem(err);
    }
    blocks->source = source;
    blocks->digest = digest;
    blocks->byte = byte;
    blocks->ahead = workers + 1;
    (void)pthread_mutex_init(&blocks->mutex, NULL);
    (void)pthread_cond_init(&blocks->changed, NULL);
    enum ssi_status status = SSI_GROW(blocks->rest, blocks->rest_cap, begun.len + 1, err);
    if (status != SSI_OK) {
        ssi_blocks_free(blocks);
        return status;
    }
    if (begun.len > 0) {
        memcpy(blocks->rest, begun.ptr, begun.len);
    }
    blocks->rest_len = begun.len;
    *out_blocks = blocks;
    return SSI_OK;
}

static void room_free(struct room *room)
{
    if (room) {
        ssi_free(room->text);
        ssi_free(room);
    }
}

void ssi_blocks_free(struct ssi_blocks *blocks)
{
    if (!blocks) {
        return;
    }
    for (size_t i = 0; i < blocks->made_count; i++) {
        room_free(blocks->made[i].room); // of blocks that nobody took
    }
    while (blocks->free_rooms) {
        struct room *next = blocks->free_rooms->next;
        room_free(blocks->free_rooms);
        blocks->free_rooms = next;
    }
    (void)pthread_cond_destroy(&blocks->changed);
    (void)pthread_mutex_destroy(&blocks->mutex);
    if (blocks->digest) {
        (void)ssi_digest_finish(blocks->digest);
    }
    ssi_source_free(blocks->source);
    ssi_free(blocks->made);
    ssi_free(blocks->rest);
    ssi_free(blocks);
}

/** Up to READ_SIZE more bytes behind `used`. */
static enum ssi_status read_more(struct ssi_blocks *blocks, struct room *room,
                                 size_t *used, struct ssi_error *err)
{
    size_t got = 0;
    SSI_TRY(SSI_GROW(room->text, room->cap, *used + READ_SIZE + SSI_BLOCK_SLACK, err));
    SSI_TRY(ssi_source_read(blocks->source, room->text + *used, READ_SIZE, &got, err));
    ssi_digest_update(blocks->digest, room->text + *used, got);
    *used += got;
    blocks->source_ended = got == 0;
    return SSI_OK;
}

/** Length up to and with the last line feed; 0 = none. */
static size_t whole_lines(const char *text, size_t len)
{
    while (len > 0 && text[len - 1] != '\n') {
        len--;
    }
    return len;
}

/** Keeps what is behind a block for the next one. */
static enum ssi_status keep_rest(struct ssi_blocks *blocks, const char *from, size_t len,
                                 struct ssi_error *err)
{
    SSI_TRY(SSI_GROW(blocks->rest, blocks->rest_cap, len + 1, err));
    if (len > 0) {
        memcpy(blocks->rest, from, len);
    }
    blocks->rest_len = len;
    return SSI_OK;
}

/** A line beyond the limit: what is over it is passed by, up to its line feed. */
static enum ssi_status pass_long_line(struct ssi_blocks *blocks, struct room *room,
                                      size_t used, struct made *made,
                                      struct ssi_error *err)
{
    const size_t limit = SSI_BLOCK_LINE_LIMIT + 1;
    uint64_t passed = used - limit;
    for (;;) {
        size_t end = limit;
        SSI_TRY(read_more(blocks, room, &end, err));
        const char *feed = memchr(room->text + limit, '\n', end - limit);
        size_t step = feed ? (size_t)(feed - room->text) + 1 - limit : end - limit;
        passed += step;
        if (feed || blocks->source_ended) {
            SSI_TRY(
                keep_rest(blocks, room->text + limit + step, end - limit - step, err));
            room->text[limit] = '\n';
            made->len = limit + (feed ? 1 : 0);
            blocks->byte += limit + passed;
            return SSI_OK;
        }
    }
}

/** Reads a block. Only one thread at a time is here, without the lock. */
static enum ssi_status read_block(struct ssi_blocks *blocks, struct room *room,
                                  struct made *made, struct ssi_error *err)
{
    size_t used = blocks->rest_len;
    size_t whole = 0;
    SSI_TRY(SSI_GROW(room->text, room->cap,
                     used + BLOCK_SIZE + READ_SIZE + SSI_BLOCK_SLACK, err));
    memcpy(room->text, blocks->rest, used);
    made->byte = blocks->byte;
    for (;;) {
        while (used < BLOCK_SIZE && !blocks->source_ended) {
            SSI_TRY(read_more(blocks, room, &used, err));
        }
        whole = blocks->source_ended ? used : whole_lines(room->text, used);
        if (whole > 0 || blocks->source_ended) {
            break;
        }
        if (used > SSI_BLOCK_LINE_LIMIT + 1) {
            return pass_long_line(blocks, room, used, made, err);
        }
        SSI_TRY(read_more(blocks, room, &used, err));
    }
    made->len = whole;
    blocks->byte += whole;
    return keep_rest(blocks, room->text + whole, used - whole, err);
}

/** A room that is free, or a new one; NULL when memory is out. */
static struct room *free_room(struct ssi_blocks *blocks)
{
    struct room *room = blocks->free_rooms;
    if (room) {
        blocks->free_rooms = room->next;
        return room;
    }
    return ssi_alloc(1, sizeof *room);
}

static void fail(struct ssi_blocks *blocks, enum ssi_status status,
                 const struct ssi_error *error)
{
    blocks->ended = true;
    if (blocks->status == SSI_OK) {
        blocks->status = status;
        blocks->error = *error;
    }
}

/** Reads one block ahead; called and left with the lock held. */
static void read_ahead(struct ssi_blocks *blocks)
{
    struct made made = {0};
    struct ssi_error error = {0};
    struct room *room = free_room(blocks);
    blocks->reading = true;
    (void)pthread_mutex_unlock(&blocks->mutex);
    enum ssi_status status =
        room ? read_block(blocks, room, &made, &error) : ssi_error_nomem(&error);
    (void)pthread_mutex_lock(&blocks->mutex);
    blocks->reading = false;
    made.room = room;
    if (status == SSI_OK && made.len > 0) {
        status = SSI_GROW(blocks->made, blocks->made_cap, blocks->made_count + 1, &error);
    }
    if (status != SSI_OK) {
        fail(blocks, status, &error);
    }
    if (status != SSI_OK || made.len == 0) {
        room_free(room);
    } else {
        blocks->made[blocks->made_count++] = made;
    }
    blocks->ended |= blocks->source_ended && blocks->rest_len == 0;
    (void)pthread_cond_broadcast(&blocks->changed);
}

static enum ssi_status take_locked(struct ssi_blocks *blocks, struct ssi_block *out_block,
                                   struct ssi_error *err)
{
    for (;;) {
        size_t waiting = blocks->made_count - blocks->taken;
        if (blocks->status != SSI_OK) {
            if (err && blocks->status != SSI_END) {
                *err = blocks->error;
            }
            return blocks->status;
        }
        if (!blocks->ended && !blocks->reading && waiting < blocks->ahead) {
            read_ahead(blocks);
        } else if (waiting > 0) {
            struct made *made = &blocks->made[blocks->taken];
            *out_block = (struct ssi_block){made->room->text, made->len, made->byte,
                                            blocks->taken++};
            return SSI_OK;
        } else if (blocks->ended) {
            return SSI_END;
        } else {
            (void)pthread_cond_wait(&blocks->changed, &blocks->mutex);
        }
    }
}

enum ssi_status ssi_blocks_take(struct ssi_blocks *blocks, struct ssi_block *out_block,
                                struct ssi_error *err)
{
    (void)pthread_mutex_lock(&blocks->mutex);
    enum ssi_status status = take_locked(blocks, out_block, err);
    (void)pthread_mutex_unlock(&blocks->mutex);
    return status;
}

void ssi_blocks_give_back(struct ssi_blocks *blocks, const struct ssi_block *block,
                          uint64_t lines)
{
    (void)pthread_mutex_lock(&blocks->mutex);
    struct made *made = &blocks->made[block->number];
    made->lines = lines;
    made->room->next = blocks->free_rooms;
    blocks->free_rooms = made->room;
    made->room = NULL;
    (void)pthread_mutex_unlock(&blocks->mutex);
}

void ssi_blocks_stop(struct ssi_blocks *blocks)
{
    (void)pthread_mutex_lock(&blocks->mutex);
    if (blocks->status == SSI_OK) {
        blocks->status = SSI_END;
    }
    blocks->ended = true;
    (void)pthread_cond_broadcast(&blocks->changed);
    (void)pthread_mutex_unlock(&blocks->mutex);
}

bool ssi_blocks_has_work(struct ssi_blocks *blocks)
{
    (void)pthread_mutex_lock(&blocks->mutex);
    bool work = blocks->status == SSI_OK &&
                (!blocks->ended || blocks->made_count > blocks->taken);
    (void)pthread_mutex_unlock(&blocks->mutex);
    return work;
}

uint64_t ssi_blocks_lines_before(const struct ssi_blocks *blocks, uint64_t byte)
{
    uint64_t lines = 0;
    for (size_t i = 0; i + 1 < blocks->made_count && blocks->made[i + 1].byte <= byte;
         i++) {
        lines += blocks->made[i].lines;
    }
    return lines;
}

struct ssi_digest ssi_blocks_digest(struct ssi_blocks *blocks)
{
    struct ssi_digest digest = ssi_digest_finish(blocks->digest);
    blocks->digest = NULL;
    return digest;
}
