// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * How far the reading of inputs is, told once a second by a thread of its own. Threads
 * that read only add to a counter a file; everything is in bytes as they are stored
 * (compressed).
 */
#ifndef SSI_PROGRESS_INTERNAL_H
#define SSI_PROGRESS_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "ssi/error.h"

/** A file whose size nobody knows: standard input, a pipe, a member of an archive. */
#define SSI_PROGRESS_UNKNOWN UINT64_MAX

struct ssi_progress_file {
    atomic_uint_fast64_t read, expected; /**< bytes; expected may be UNKNOWN */
};

struct ssi_progress {
    FILE *out;     /**< NULL: nothing is told */
    bool terminal; /**< one line drawn again and again, else a line each time */
    int64_t interval_nsecs;
    struct ssi_progress_file *files; /**< owned; NULL while nothing is told */
    size_t count;
    int64_t begun, next; /**< of a steady clock; 0 before the first start */
    size_t drawn;        /**< length of the line that stands on the terminal */
    bool running, stop;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
};

/** For `count` files, once a second to out; out NULL makes all others do nothing. */
SSI_NODISCARD enum ssi_status ssi_progress_init(struct ssi_progress *progress, FILE *out,
                                                bool terminal, size_t count,
                                                struct ssi_error *err);
/** Only when nobody counts into it any more. */
void ssi_progress_release(struct ssi_progress *progress);

/** So many bytes more of file i are going to be read; UNKNOWN: nobody can say. */
void ssi_progress_expect(struct ssi_progress *progress, size_t i, uint64_t bytes);
/** The same by the size of the file at path. */
void ssi_progress_expect_file(struct ssi_progress *progress, size_t i, const char *path);
/** File i is given up: no more is expected than was read. */
void ssi_progress_give_up(struct ssi_progress *progress, size_t i);
/** What was read of file i does not count, for it will be read once more, or not at all.
 */
void ssi_progress_put_aside(struct ssi_progress *progress, size_t i, bool again);
/** Where bytes read of file i are to be counted; NULL when nothing is told. */
atomic_uint_fast64_t *ssi_progress_counter(struct ssi_progress *progress, size_t i);

/**
 * Between _start and _stop lines may come, the first after one interval in all. _stop
 * takes the line off the terminal, so that messages can follow. Without a thread to be
 * had nothing is told.
 */
void ssi_progress_start(struct ssi_progress *progress);
void ssi_progress_stop(struct ssi_progress *progress);

enum { SSI_PROGRESS_LINE = 192 };

/** "read 1.2 GB of 4.8 GB (25 %), 310.4 MB/s, 12 s left"; total may be UNKNOWN. */
void ssi_progress_line(char buf[SSI_PROGRESS_LINE], uint64_t read, uint64_t total,
                       int64_t nsecs);

#endif
