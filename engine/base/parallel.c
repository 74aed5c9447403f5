// SPDX-License-Identifier: GPL-3.0-or-later
// A fork and join over POSIX threads: workers take the next task until none is left.

#include "ssi/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "ssi/memory.h"

struct pool {
    ssi_task *task;
    void *context;
    size_t count;
    atomic_size_t next;
    atomic_bool failed;
    pthread_mutex_t mutex;
    size_t failed_index;
    struct ssi_error error;
};

struct worker {
    struct pool *pool;
    size_t number;
    pthread_t thread;
    bool started;
};

static void note_failure(struct pool *pool, size_t index, enum ssi_status status,
                         const struct ssi_error *error)
{
    (void)pthread_mutex_lock(&pool->mutex);
    if (!atomic_load(&pool->failed) || index < pool->failed_index) {
        pool->failed_index = index;
        pool->error = *error;
        pool->error.code = status;
    }
    atomic_store(&pool->failed, true);
    (void)pthread_mutex_unlock(&pool->mutex);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct pool *pool = worker->pool;
    while (!atomic_load(&pool->failed)) {
        size_t index = atomic_fetch_add(&pool->next, 1);
        if (index >= pool->count) {
            break;
        }
        struct ssi_error error = {0};
        enum ssi_status status = pool->task(pool->context, index, worker->number, &error);
        if (status != SSI_OK) {
            note_failure(pool, index, status, &error);
        }
    }
    return NULL;
}

enum ssi_status ssi_parallel(size_t threads, size_t count, ssi_task *task, void *context,
                             struct ssi_error *err)
{
    struct pool pool = {.task = task, .context = context, .count = count};
    threads = threads < count ? threads : count;
    threads = threads ? threads : 1;
    struct worker *workers = ssi_alloc(threads, sizeof *workers);
    if (!workers || pthread_mutex_init(&pool.mutex, NULL) != 0) {
        ssi_free(workers);
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < threads; i++) {
        workers[i] = (struct worker){.pool = &pool, .number = i};
    }
    for (size_t i = 1; i < threads; i++) {
        workers[i].started =
            pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0;
    }
    (void)work(
        &workers[0]); // the calling thread works too, also when no other could start
    for (size_t i = 1; i < threads; i++) {
        if (workers[i].started) {
            (void)pthread_join(workers[i].thread, NULL);
        }
    }
    (void)pthread_mutex_destroy(&pool.mutex);
    ssi_free(workers);
    if (atomic_load(&pool.failed)) {
        if (err) {
            *err = pool.error;
        }
        return pool.error.code;
    }
    return SSI_OK;
}

size_t ssi_processors(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? (size_t)count : 1;
}
