// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes from a file, standard input, memory or a zip archive. gzip is told by its magic
// bytes, UTF-16 by its byte order mark. Knows nothing of what the bytes mean.

#include "ssi/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ahead_internal.h"
#include "gzip_internal.h"
#include "utf16_internal.h"
#include "zip_internal.h"

#include "ssi/memory.h"

enum { INPUT_SIZE = 256 * 1024 };

struct ssi_source {
    int fd; /* -1 for memory */
    bool owns_fd, ended, gzip, sniffed;
    enum ssi_inflater inflater;
    atomic_uint_fast64_t *count; /* of raw bytes, somebody else's; or NULL */
    struct ssi_ahead *ahead;     /* the thread that reads, or NULL */
    const char *next;            /* undelivered raw bytes */
    size_t left;
    struct ssi_inflate *inflate;
    struct ssi_zip_file *zip; /* raw bytes come from here, or NULL */
    struct stat opened;       /* a regular file as it was when opened */
    bool regular;
    char *buf;
    char name[256];

    bool text_sniffed, text_ended;
    enum ssi_encoding encoding;
    struct ssi_utf16 *utf16; /* decoded bytes are UTF-16, or NULL */
    char *wide;              /* decoded bytes not yet converted */
    const char *wide_next;
    size_t wide_left;
    char spare[4]; /* a converted character for which the caller had no room */
    size_t spare_start, spare_end;
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
    enum ssi_status status = source->buf ? SSI_OK : ssi_error_nomem(err);
    char archive[4096];
    const char *inner = NULL;
    if (status == SSI_OK && !standard && ssi_zip_split(path, archive, &inner)) {
        status = ssi_zip_file_open(archive, inner, &source->zip, err);
    } else if (status == SSI_OK) {
        source->fd =
            standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        source->owns_fd = !standard;
        status = source->fd < 0 ? ssi_error_errno(err, "cannot open", path) : SSI_OK;
        source->regular = source->fd >= 0 && fstat(source->fd, &source->opened) == 0 &&
                          S_ISREG(source->opened.st_mode);
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

static enum ssi_status read_raw(struct ssi_source *source, char *buf, size_t cap,
                                size_t *out_len, struct ssi_error *err)
{
    if (source->zip) {
        return ssi_zip_file_read(source->zip, buf, cap, out_len, err);
    }
    ssize_t got;
    do {
        got = read(source->fd, buf, cap);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return ssi_error_errno(err, "cannot read", source->name);
    }
    *out_len = (size_t)got;
    return SSI_OK;
}

/** A file that somebody writes to while it is read would count in part. */
static enum ssi_status check_unchanged(const struct ssi_source *source,
                                       struct ssi_error *err)
{
    struct stat now;
    bool changed = source->regular && fstat(source->fd, &now) == 0 &&
                   (now.st_size != source->opened.st_size ||
                    now.st_mtim.tv_sec != source->opened.st_mtim.tv_sec ||
                    now.st_mtim.tv_nsec != source->opened.st_mtim.tv_nsec);
    return changed
               ? ssi_error_set(err, SSI_EIO,
                               "the file changed while it was read; run again when it is "
                               "complete")
               : SSI_OK;
}

/** More raw bytes behind those left; sets ended at the end of the file. */
static enum ssi_status refill(struct ssi_source *source, struct ssi_error *err)
{
    if (source->left > 0 && source->next != source->buf) {
        memmove(source->buf, source->next, source->left);
    }
    source->next = source->buf;
    size_t got = 0;
    SSI_TRY(read_raw(source, source->buf + source->left, INPUT_SIZE - source->left, &got,
                     err));
    source->ended = got == 0;
    source->left += got;
    if (source->count) {
        atomic_fetch_add_explicit(source->count, got, memory_order_relaxed);
    }
    return source->ended ? check_unchanged(source, err) : SSI_OK;
}

static enum ssi_status sniff(struct ssi_source *source, struct ssi_error *err)
{
    while (source->left < 2 && !source->ended) {
        SSI_TRY(refill(source, err));
    }
    source->sniffed = true;
    source->gzip = source->left >= 2 && (unsigned char)source->next[0] == 0x1f &&
                   (unsigned char)source->next[1] == 0x8b;
    return source->gzip ? ssi_inflate_new(source->inflater == SSI_INFLATER_ZLIB,
                                          &source->inflate, err)
                        : SSI_OK;
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

/** Raw or inflated bytes, before any conversion of text. */
static enum ssi_status read_decoded(struct ssi_source *source, char *buf, size_t cap,
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
        source->next += step;
        source->left -= step;
    }
    *out_len = step;
    return SSI_OK;
}

/** The first two decoded bytes tell UTF-16; they stay in `wide` for the first reading. */
static enum ssi_status sniff_text(struct ssi_source *source, struct ssi_error *err)
{
    source->text_sniffed = true;
    source->wide = ssi_alloc(1, INPUT_SIZE);
    if (!source->wide) {
        return ssi_error_nomem(err);
    }
    source->wide_next = source->wide;
    while (source->wide_left < 2 && !source->text_ended) {
        size_t got = 0;
        SSI_TRY(read_decoded(source, source->wide + source->wide_left,
                             2 - source->wide_left, &got, err));
        source->wide_left += got;
        source->text_ended = got == 0;
    }
    const unsigned char *mark = (const unsigned char *)source->wide;
    bool little = source->wide_left == 2 && mark[0] == 0xff && mark[1] == 0xfe;
    bool big = source->wide_left == 2 && mark[0] == 0xfe && mark[1] == 0xff;
    if (little || big) {
        source->wide_left = 0; // the mark itself is no text
        source->encoding = big ? SSI_ENCODING_UTF16_BE : SSI_ENCODING_UTF16_LE;
        SSI_TRY(ssi_utf16_new(big, &source->utf16, err));
    }
    return SSI_OK;
}

/** cap has room for a character at least. */
static enum ssi_status convert_utf16(struct ssi_source *source, char *buf, size_t cap,
                                     size_t *out_len, struct ssi_error *err)
{
    *out_len = 0;
    while (*out_len == 0 && !(source->text_ended && source->wide_left == 0)) {
        memmove(source->wide, source->wide_next, source->wide_left);
        source->wide_next = source->wide;
        if (!source->text_ended && source->wide_left < INPUT_SIZE / 2) {
            size_t got = 0;
            SSI_TRY(read_decoded(source, source->wide + source->wide_left,
                                 INPUT_SIZE - source->wide_left, &got, err));
            source->wide_left += got;
            source->text_ended = got == 0;
        }
        ssi_utf16_convert(source->utf16, &source->wide_next, &source->wide_left,
                          source->text_ended, buf, cap, out_len);
    }
    return SSI_OK;
}

static enum ssi_status read_utf16(struct ssi_source *source, char *buf, size_t cap,
                                  size_t *out_len, struct ssi_error *err)
{
    if (source->spare_start == source->spare_end) {
        if (cap >= sizeof source->spare) {
            return convert_utf16(source, buf, cap, out_len, err);
        }
        SSI_TRY(convert_utf16(source, source->spare, sizeof source->spare,
                              &source->spare_end, err));
        source->spare_start = 0;
    }
    size_t left = source->spare_end - source->spare_start;
    size_t step = left < cap ? left : cap;
    memcpy(buf, source->spare + source->spare_start, step);
    source->spare_start += step;
    *out_len = step;
    return SSI_OK;
}

enum ssi_status ssi_source_read_here(struct ssi_source *source, char *buf, size_t cap,
                                     size_t *out_len, struct ssi_error *err)
{
    if (!source->text_sniffed) {
        SSI_TRY(sniff_text(source, err));
    }
    if (source->utf16) {
        return read_utf16(source, buf, cap, out_len, err);
    }
    if (source->wide_left > 0) { // what the sniffing read
        size_t step = source->wide_left < cap ? source->wide_left : cap;
        memcpy(buf, source->wide_next, step);
        source->wide_next += step;
        source->wide_left -= step;
        *out_len = step;
        return SSI_OK;
    }
    return read_decoded(source, buf, cap, out_len, err);
}

enum ssi_status ssi_source_read(struct ssi_source *source, char *buf, size_t cap,
                                size_t *out_len, struct ssi_error *err)
{
    return source->ahead ? ssi_ahead_read(source->ahead, buf, cap, out_len, err)
                         : ssi_source_read_here(source, buf, cap, out_len, err);
}

void ssi_source_inflater(struct ssi_source *source, enum ssi_inflater inflater)
{
    source->inflater = inflater;
}

void ssi_source_count_into(struct ssi_source *source, atomic_uint_fast64_t *count)
{
    source->count = count;
}

void ssi_source_read_ahead(struct ssi_source *source)
{
    source->ahead = ssi_ahead_start(source);
}

enum ssi_compression ssi_source_compression(const struct ssi_source *source)
{
    return source->zip    ? SSI_COMPRESSION_ZIP
           : source->gzip ? SSI_COMPRESSION_GZIP
                          : SSI_COMPRESSION_NONE;
}

enum ssi_encoding ssi_source_encoding(const struct ssi_source *source)
{
    return source->encoding;
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
    ssi_ahead_stop(source->ahead);
    if (source->owns_fd && source->fd >= 0) {
        (void)close(source->fd);
    }
    ssi_inflate_free(source->inflate);
    ssi_zip_file_free(source->zip);
    ssi_utf16_free(source->utf16);
    ssi_free(source->wide);
    ssi_free(source->buf);
    ssi_free(source);
}
