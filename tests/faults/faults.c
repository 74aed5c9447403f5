// SPDX-License-Identifier: GPL-3.0-or-later
// The program with one call of the system failing: SSI_FAULT=KIND:N lets the N-th call of
// a kind fail, or be short; SSI_FAULT=KIND:0 tells on standard error how many calls there
// are. Linked with --wrap, so only calls of our own code count.

#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum kind {
    ALLOC,
    OPEN,
    READ,
    SHORT_READ,
    WRITE,
    SHORT_WRITE,
    SYNC,
    RENAME,
    THREAD,
    KINDS
};

static const char *const names[KINDS] = {"alloc",      "open",   "read",
                                         "short-read", "write",  "short-write",
                                         "sync",       "rename", "thread"};

static enum kind wanted = KINDS;
static unsigned long which;
static atomic_ulong calls;

static void tell(void)
{
    if (wanted < KINDS && which == 0) {
        (void)fprintf(stderr, "calls %lu\n", atomic_load(&calls));
    }
}

__attribute__((constructor)) static void choose(void)
{
    const char *fault = getenv("SSI_FAULT");
    for (int k = 0; fault && k < KINDS; k++) {
        size_t len = strlen(names[k]);
        if (strncmp(fault, names[k], len) == 0 && fault[len] == ':') {
            wanted = (enum kind)k;
            which = strtoul(fault + len + 1, NULL, 10);
        }
    }
    (void)atexit(tell);
}

static int hit(enum kind kind)
{
    return kind == wanted && atomic_fetch_add(&calls, 1) + 1 == which;
}

void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_aligned_alloc(size_t align, size_t size);
int __real_open(const char *path, int flags, ...);
ssize_t __real_read(int fd, void *buf, size_t len);
ssize_t __real_pread(int fd, void *buf, size_t len, off_t at);
ssize_t __real_write(int fd, const void *buf, size_t len);
ssize_t __real_pwrite(int fd, const void *buf, size_t len, off_t at);
int __real_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __real_renameat2(int from_fd, const char *from, int to_fd, const char *to,
                     unsigned flags);
int __real_pthread_create(void *thread, const void *attr, void *(*run)(void *),
                          void *arg);

void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_aligned_alloc(size_t align, size_t size);
int __wrap_open(const char *path, int flags, ...);
ssize_t __wrap_read(int fd, void *buf, size_t len);
ssize_t __wrap_pread(int fd, void *buf, size_t len, off_t at);
ssize_t __wrap_write(int fd, const void *buf, size_t len);
ssize_t __wrap_pwrite(int fd, const void *buf, size_t len, off_t at);
int __wrap_fsync(int fd);
int __wrap_rename(const char *from, const char *to);
int __wrap_renameat2(int from_fd, const char *from, int to_fd, const char *to,
                     unsigned flags);
int __wrap_pthread_create(void *thread, const void *attr, void *(*run)(void *),
                          void *arg);

void *__wrap_calloc(size_t count, size_t size)
{
    return hit(ALLOC) ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return hit(ALLOC) ? NULL : __real_realloc(old, size);
}

void *__wrap_aligned_alloc(size_t align, size_t size)
{
    return hit(ALLOC) ? NULL : __real_aligned_alloc(align, size);
}

int __wrap_open(const char *path, int flags, ...)
{
    mode_t mode = 0;
    if (flags & O_CREAT) {
        va_list args;
        va_start(args, flags);
        mode = va_arg(args, mode_t);
        va_end(args);
    }
    if (hit(OPEN)) {
        errno = EMFILE;
        return -1;
    }
    return __real_open(path, flags, mode);
}

ssize_t __wrap_pread(int fd, void *buf, size_t len, off_t at)
{
    if (hit(READ)) {
        errno = EIO;
        return -1;
    }
    return __real_pread(fd, buf, len > 1 && hit(SHORT_READ) ? 1 : len, at);
}

ssize_t __wrap_read(int fd, void *buf, size_t len)
{
    if (hit(READ)) {
        errno = EIO;
        return -1;
    }
    return __real_read(fd, buf, len > 1 && hit(SHORT_READ) ? 1 : len);
}

ssize_t __wrap_write(int fd, const void *buf, size_t len)
{
    if (fd > 2 && hit(WRITE)) {
        errno = ENOSPC;
        return -1;
    }
    return __real_write(fd, buf, fd > 2 && len > 1 && hit(SHORT_WRITE) ? 1 : len);
}

ssize_t __wrap_pwrite(int fd, const void *buf, size_t len, off_t at)
{
    if (hit(WRITE)) {
        errno = ENOSPC;
        return -1;
    }
    return __real_pwrite(fd, buf, len > 1 && hit(SHORT_WRITE) ? 1 : len, at);
}

int __wrap_fsync(int fd)
{
    if (hit(SYNC)) {
        errno = EIO;
        return -1;
    }
    return __real_fsync(fd);
}

int __wrap_rename(const char *from, const char *to)
{
    if (hit(RENAME)) {
        errno = EIO;
        return -1;
    }
    return __real_rename(from, to);
}

int __wrap_renameat2(int from_fd, const char *from, int to_fd, const char *to,
                     unsigned flags)
{
    if (hit(RENAME)) {
        errno = EIO;
        return -1;
    }
    return __real_renameat2(from_fd, from, to_fd, to, flags);
}

int __wrap_pthread_create(void *thread, const void *attr, void *(*run)(void *), void *arg)
{
    return hit(THREAD) ? EAGAIN : __real_pthread_create(thread, attr, run, arg);
}
