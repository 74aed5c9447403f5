// SPDX-License-Identifier: GPL-3.0-or-later
// One output written by several threads, piece by piece, joined in order.

#include "ssi/pieces.h"

#include <pthread.h>

#include "ssi/memory.h"
#include "ssi/parallel.h"

struct joining {
    struct ssi_output *output;
    ssi_piece_writer *write;
    void *context;
    struct ssi_output **pieces; /* by worker */
    pthread_mutex_t mutex;
    pthread_cond_t joined;
    size_t turn; /* the piece that is joined next */
    bool failed;
};

/** Joins a piece when all before it are joined; not at all when one of them never will
 * be. */
static void join(struct joining *j, size_t index, struct ssi_output *piece,
                 enum ssi_status status)
{
    (void)pthread_mutex_lock(&j->mutex);
    j->failed |= status != SSI_OK;
    while (j->turn != index && !j->failed) {
        (void)pthread_cond_wait(&j->joined, &j->mutex);
    }
    if (!j->failed) {
        ssi_output_join(j->output, piece);
        j->turn++;
    }
    (void)pthread_cond_broadcast(&j->joined);
    (void)pthread_mutex_unlock(&j->mutex);
}

static enum ssi_status make_piece(void *context, size_t index, size_t worker,
                                  struct ssi_error *err)
{
    struct joining *j = context;
    struct ssi_output *piece = j->pieces[worker];
    enum ssi_status status = j->write(j->context, index, worker, piece, err);
    if (status == SSI_OK) {
        status = ssi_output_pack(piece, j->output, err);
    }
    join(j, index, piece, status);
    return status;
}

enum ssi_status ssi_write_pieces(struct ssi_output *output, size_t threads, size_t count,
                                 ssi_piece_writer *write, void *context,
                                 struct ssi_error *err)
{
    struct joining j = {.output = output, .write = write, .context = context};
    j.pieces = ssi_alloc(threads, sizeof *j.pieces);
    if (!j.pieces) {
        return ssi_error_nomem(err);
    }
    (void)pthread_mutex_init(&j.mutex, NULL);
    (void)pthread_cond_init(&j.joined, NULL);
    enum ssi_status status = SSI_OK;
    for (size_t i = 0; status == SSI_OK && i < threads; i++) {
        status = ssi_output_memory(&j.pieces[i], err);
    }
    if (status == SSI_OK && count > 0) {
        status = ssi_parallel(threads, count, make_piece, &j, err);
    }
    for (size_t i = 0; i < threads; i++) {
        ssi_output_abandon(j.pieces[i]);
    }
    (void)pthread_cond_destroy(&j.joined);
    (void)pthread_mutex_destroy(&j.mutex);
    ssi_free(j.pieces);
    return status;
}
