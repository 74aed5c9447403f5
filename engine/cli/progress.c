// SPDX-License-Identifier: GPL-3.0-or-later
// How far the reading of inputs is: adds up what the readers count and tells it once a
// second. Knows bytes and seconds; knows nothing of what is read.

#include "progress_internal.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "ssi/memory.h"

#define SECOND INT64_C(1000000000)

static int64_t steady_now(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * SECOND + now.tv_nsec;
}

static void format_bytes(char buf[32], uint64_t bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    uint64_t tenth = 1; // of the unit
    size_t unit = 0;
    for (uint64_t left = bytes; left >= 1000; left /= 1000) {
        tenth *= unit ? 1000 : 100;
        unit++;
    }
    if (unit == 0) {
        (void)snprintf(buf, 32, "%llu B", (unsigned long long)bytes);
        return;
    }
    (void)snprintf(buf, 32, "%llu.%llu %s", (unsigned long long)(bytes / tenth / 10),
                   (unsigned long long)(bytes / tenth % 10), units[unit]);
}

static void format_left(char buf[32], double secs)
{
    enum { MINUTE = 60, HOUR = 3600, MANY_HOURS = 100 };
    if (!(secs < (double)MANY_HOURS * HOUR)) {
        (void)snprintf(buf, 32, "over %d h", MANY_HOURS);
        return;
    }
    unsigned long whole = (unsigned long)secs;
    whole += secs > (double)whole ? 1 : 0;
    if (whole < MINUTE) {
        (void)snprintf(buf, 32, "%lu s", whole);
    } else if (whole < HOUR) {
        (void)snprintf(buf, 32, "%lu min %02lu s", whole / MINUTE, whole % MINUTE);
    } else {
        (void)snprintf(buf, 32, "%lu h %02lu min", whole / HOUR, whole % HOUR / MINUTE);
    }
}

void ssi_progress_line(char buf[SSI_PROGRESS_LINE], uint64_t read, uint64_t total,
                       int64_t nsecs)
{
    char done[32];
    char all[32];
    char rate[32];
    char left[32] = "unknown time";
    double secs = (double)nsecs / (double)SECOND;
    format_bytes(done, read);
    format_bytes(rate, nsecs > 0 ? (uint64_t)((double)read / secs) : 0);
    if (total == SSI_PROGRESS_UNKNOWN) {
        (void)snprintf(buf, SSI_PROGRESS_LINE, "read %s, %s/s", done, rate);
        return;
    }
    total = total < read ? read : total; // a file may grow meanwhile
    format_bytes(all, total);
    if (read > 0) {
        format_left(left, (double)(total - read) * secs / (double)read);
    }
    (void)snprintf(buf, SSI_PROGRESS_LINE, "read %s of %s (%u %%), %s/s, %s left", done,
                   all, total ? (unsigned)(100.0 * (double)read / (double)total) : 100,
                   rate, left);
}

enum ssi_status ssi_progress_init(struct ssi_progress *progress, FILE *out, bool terminal,
                                  size_t count, struct ssi_error *err)
{
    memset(progress, 0, sizeof *progress);
    if (!out) {
        return SSI_OK;
    }
    progress->files = ssi_alloc(count + 1, sizeof *progress->files);
    if (!progress->files) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < count; i++) {
        atomic_init(&progress->files[i].read, 0);
        atomic_init(&progress->files[i].expected, 0);
    }
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&progress->changed, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    (void)pthread_mutex_init(&progress->mutex, NULL);
    progress->out = out;
    progress->terminal = terminal;
    progress->count = count;
    progress->interval_nsecs = SECOND;
    return SSI_OK;
}

void ssi_progress_release(struct ssi_progress *progress)
{
    if (progress && progress->out) {
        ssi_progress_stop(progress);
        (void)pthread_cond_destroy(&progress->changed);
        (void)pthread_mutex_destroy(&progress->mutex);
        ssi_free(progress->files);
        memset(progress, 0, sizeof *progress);
    }
}

void ssi_progress_expect(struct ssi_progress *progress, size_t i, uint64_t bytes)
{
    if (progress->out && bytes == SSI_PROGRESS_UNKNOWN) {
        atomic_store(&progress->files[i].expected, SSI_PROGRESS_UNKNOWN);
    } else if (progress->out &&
               atomic_load(&progress->files[i].expected) != SSI_PROGRESS_UNKNOWN) {
        atomic_fetch_add(&progress->files[i].expected, bytes);
    }
}

void ssi_progress_expect_file(struct ssi_progress *progress, size_t i, const char *path)
{
    struct stat info;
    bool known = progress->out && stat(path, &info) == 0 && S_ISREG(info.st_mode);
    ssi_progress_expect(progress, i,
                        known ? (uint64_t)info.st_size : SSI_PROGRESS_UNKNOWN);
}

void ssi_progress_give_up(struct ssi_progress *progress, size_t i)
{
    if (progress->out) {
        struct ssi_progress_file *file = &progress->files[i];
        atomic_store(&file->expected, atomic_load(&file->read));
    }
}

void ssi_progress_put_aside(struct ssi_progress *progress, size_t i, bool again)
{
    if (progress->out) {
        atomic_store(&progress->files[i].read, 0);
    }
    if (!again) {
        ssi_progress_give_up(progress, i);
    }
}

atomic_uint_fast64_t *ssi_progress_counter(struct ssi_progress *progress, size_t i)
{
    return progress->out ? &progress->files[i].read : NULL;
}

static void draw(struct ssi_progress *progress, const char *line)
{
    size_t len = strlen(line);
    size_t over =
        progress->drawn > len ? progress->drawn - len : 0; // of a longer one before
    (void)fprintf(progress->out, progress->terminal ? "\r%s%*s" : "%s%*s\n", line,
                  (int)over, "");
    (void)fflush(progress->out);
    progress->drawn = progress->terminal ? len : 0;
}

static void tell(struct ssi_progress *progress)
{
    uint64_t read = 0;
    uint64_t total = 0;
    char line[SSI_PROGRESS_LINE];
    for (size_t i = 0; i < progress->count; i++) {
        uint64_t expected = atomic_load(&progress->files[i].expected);
        read += atomic_load(&progress->files[i].read);
        bool unknown = expected == SSI_PROGRESS_UNKNOWN || total == SSI_PROGRESS_UNKNOWN;
        total = unknown ? SSI_PROGRESS_UNKNOWN : total + expected;
    }
    ssi_progress_line(line, read, total, steady_now() - progress->begun);
    draw(progress, line);
}

static void *watch(void *context)
{
    struct ssi_progress *progress = context;
    (void)pthread_mutex_lock(&progress->mutex);
    while (!progress->stop) {
        struct timespec until = {.tv_sec = (time_t)(progress->next / SECOND),
                                 .tv_nsec = (long)(progress->next % SECOND)};
        (void)pthread_cond_timedwait(&progress->changed, &progress->mutex, &until);
        int64_t now = steady_now();
        if (!progress->stop && now >= progress->next) {
            tell(progress);
            progress->next = now + progress->interval_nsecs;
        }
    }
    (void)pthread_mutex_unlock(&progress->mutex);
    return NULL;
}

void ssi_progress_start(struct ssi_progress *progress)
{
    if (!progress->out || progress->running) {
        return;
    }
    if (progress->begun == 0) {
        progress->begun = steady_now();
        progress->next = progress->begun + progress->interval_nsecs;
    }
    progress->stop = false;
    progress->running = pthread_create(&progress->thread, NULL, watch, progress) == 0;
}

void ssi_progress_stop(struct ssi_progress *progress)
{
    if (!progress->running) {
        return;
    }
    (void)pthread_mutex_lock(&progress->mutex);
    progress->stop = true;
    (void)pthread_cond_signal(&progress->changed);
    (void)pthread_mutex_unlock(&progress->mutex);
    (void)pthread_join(progress->thread, NULL);
    progress->running = false;
    if (progress->drawn > 0) {
        draw(progress, "");
        (void)fputc('\r', progress->out);
        (void)fflush(progress->out);
    }
}
