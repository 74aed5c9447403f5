// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes from a file, standard input or memory; gzip is told by its magic bytes. Knows nothing
// of what the bytes mean.

#include "ssi/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "gzip_internal.h"

#include "ssi/memory.h"

enum { INPUT_SIZE = 256 * 1024 };

struct ssi_source {
    int fd;              /* -1 for memory */
    bool owns_fd, ended, gzip, sniffed;
    const char *next;    /* undelivered raw bytes */
    size_t left;
    struct ssi_inflate *inflate;
    char *buf;
    char name[256];
};

static enum ssi_status source_new(const char *name, struct ssi_source **out_source,
                                  struct ssi_error *err)
{
    struct ssi_source *source = ssi_alloc(1, sizeof *source);
    if (!source) {
        return ssi_error_nomem(err);
    }
    source->fd = -1;
    (void)snprintf(source->name, sizeof source->name, "%s", name);
    *out_source = source;
    return SSI_OK;
}

enum ssi_status ssi_source_open(const char *path, struct ssi_source **out_source,
                                struct ssi_error *err)
{
    struct ssi_source *source = NULL;
    bool standard = strcmp(path, "-") == 0;
    SSI_TRY(source_new(standard ? "<stdin>" : path, &source, err));
    source->buf = ssi_alloc(1, INPUT_SIZE);
    source->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    source->owns_fd = !standard;
    enum ssi_status status = SSI_OK;
    if (!source->buf) {
        status = ssi_error_nomem(err);
    } else if (source->fd < 0) {
        status = ssi_error_errno(err, "cannot open", path);
    }
    if (status != SSI_OK) {
        ssi_source_free(source);
        return status;
    }
    *out_source = source;
    return SSI_OK;
}

enum ssi_status ssi_source_memory(struct ssi_str bytes, const char *name,
                                  struct ssi_source **out_source, struct ssi_error *err)
{
    SSI_TRY(source_new(name, out_source, err));
    (*out_source)->next = bytes.ptr;
    (*out_source)->left = bytes.len;
    (*out_source)->ended = true;
    return SSI_OK;
}

/** More raw bytes behind those left; sets ended at the end of the file. */
static enum ssi_status refill(struct ssi_source *source, struct ssi_error *err)
{
    if (source->left > 0 && source->next != source->buf) {
        memmove(source->buf, source->next, source->left);
    }
    source->next = source->buf;
    ssize_t got;
    do {
        got = read(source->fd, source->buf + source->left, INPUT_SIZE - source->left);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return ssi_error_errno(err, "cannot read", source->name);
    }
    source->ended = got == 0;
    source->left += (size_t)got;
    return SSI_OK;
}

static enum ssi_status sniff(struct ssi_source *source, struct ssi_error *err)
{
    while (source->left < 2 && !source->ended) {
        SSI_TRY(refill(source, err));
    }
    source->sniffed = true;
    source->gzip = source->left >= 2 && (unsigned char)source->next[0] == 0x1f &&
                   (unsigned char)source->next[1] == 0x8b;
    return source->gzip ? ssi_inflate_new(&source->inflate, err) : SSI_OK;
}

static enum ssi_status read_gzip(struct ssi_source *source, char *buf, size_t cap,
                                 size_t *out_len, struct ssi_error *err)
{
    *out_len = 0;
    while (*out_len == 0) {
        if (source->left == 0 && !source->ended) {
            SSI_TRY(refill(source, err));
        }
        if (source->left == 0 && source->ended) {
            return ssi_inflate_end(source->inflate, buf, cap, out_len, err);
        }
        SSI_TRY(ssi_inflate_some(source->inflate, &source->next, &source->left, buf, cap,
                                 out_len, err));
    }
    return SSI_OK;
}

enum ssi_status ssi_source_read(struct ssi_source *source, char *buf, size_t cap,
                                size_t *out_len, struct ssi_error *err)
{
    if (!source->sniffed) {
        SSI_TRY(sniff(source, err));
    }
    if (source->gzip) {
        return read_gzip(source, buf, cap, out_len, err);
    }
    if (source->left == 0 && !source->ended) {
        SSI_TRY(refill(source, err));
    }
    size_t step = source->left < cap ? source->left : cap;
    if (step) {
        memcpy(buf, source->next, step);
    }
    source->next += step;
    source->left -= step;
    *out_len = step;
    return SSI_OK;
}

const char *ssi_source_name(const struct ssi_source *source)
{
    return source->name;
}

void ssi_source_free(struct ssi_source *source)
{
    if (!source) {
        return;
    }
    if (source->owns_fd && source->fd >= 0) {
        (void)close(source->fd);
    }
    ssi_inflate_free(source->inflate);
    ssi_free(source->buf);
    ssi_free(source);
}
