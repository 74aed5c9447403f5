// SPDX-License-Identifier: GPL-3.0-or-later
// Buffered writing to a new file, standard output or memory, plain or gzip. The first
// error is latched, because writers check once, when they close.

#include "ssi/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gzip_internal.h"

#include "ssi/memory.h"
#include "ssi/num.h"
#include "ssi/random.h"

enum {
    BUFFER_SIZE = 256 * 1024,
    WHOLE_LEVEL = 6,
    PIECE_LEVEL = 5 /* large tables: 2 % larger than at 6, in 60 % of the time */
};

struct ssi_output {
    int fd; /* -1 for memory */
    bool owns_fd;
    char *buf;
    size_t used, cap;
    uint64_t size;
    struct ssi_deflate *deflate;
    bool member;  /* gzip: the member at hand holds something */
    bool members; /* gzip: there are members before it */
    char *packed; /* of a piece: its bytes compressed */
    size_t packed_len, packed_cap;
    struct ssi_error latched;
    char name[256];
};

static void output_free(struct ssi_output *output)
{
    if (output->owns_fd && output->fd >= 0) {
        (void)close(output->fd);
    }
    ssi_deflate_free(output->deflate);
    ssi_free(output->packed);
    ssi_free(output->buf);
    ssi_free(output);
}

static enum ssi_status output_new(struct ssi_output **out_output, struct ssi_error *err)
{
    struct ssi_output *output = ssi_alloc(1, sizeof *output);
    if (!output) {
        return ssi_error_nomem(err);
    }
    output->fd = -1;
    enum ssi_status status = SSI_GROW(output->buf, output->cap, BUFFER_SIZE, err);
    if (status != SSI_OK) {
        output_free(output);
        return status;
    }
    *out_output = output;
    return SSI_OK;
}

enum ssi_status ssi_output_open(const char *path, enum ssi_output_kind kind,
                                struct ssi_output **out_output, struct ssi_error *err)
{
    struct ssi_output *output = NULL;
    SSI_TRY(output_new(&output, err));
    bool standard = strcmp(path, "-") == 0;
    (void)snprintf(output->name, sizeof output->name, "%s", standard ? "<stdout>" : path);
    output->owns_fd = !standard;
    output->fd =
        standard ? STDOUT_FILENO
                 : open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    enum ssi_status status = SSI_OK;
    if (output->fd < 0) {
        status = ssi_error_errno(err, "cannot create", path);
    } else if (kind == SSI_OUTPUT_GZIP) {
        status = ssi_deflate_new(WHOLE_LEVEL, &output->deflate, err);
    }
    if (status != SSI_OK) {
        output_free(output);
        return status;
    }
    *out_output = output;
    return SSI_OK;
}

enum ssi_status ssi_output_temporary(const char *folder, struct ssi_output **out_output,
                                     struct ssi_error *err)
{
    uint64_t number;
    char path[4096];
    ssi_random_secret(&number, sizeof number);
    int len = snprintf(path, sizeof path, "%s/.%016llx.tmp", folder,
                       (unsigned long long)number);
    if (len < 0 || (size_t)len >= sizeof path) {
        return ssi_error_set(err, SSI_EIO, "the path of the folder is too long");
    }
    SSI_TRY(output_new(out_output, err));
    struct ssi_output *output = *out_output;
    (void)snprintf(output->name, sizeof output->name, "%.*s",
                   (int)sizeof output->name - 1, path);
    output->owns_fd = true;
    output->fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    enum ssi_status status = SSI_OK;
    if (output->fd < 0 || unlink(path) != 0) {
        status = ssi_error_errno(err, "cannot create", path);
        output_free(output);
        *out_output = NULL;
    }
    return status;
}

enum ssi_status ssi_output_memory(struct ssi_output **out_output, struct ssi_error *err)
{
    return output_new(out_output, err);
}

struct ssi_str ssi_output_bytes(const struct ssi_output *output)
{
    return ssi_str_of(output->buf, output->used);
}

static enum ssi_status write_all(void *context, const void *bytes, size_t len,
                                 struct ssi_error *err)
{
    struct ssi_output *output = context;
    const char *p = bytes;
    while (len > 0) {
        ssize_t done = write(output->fd, p, len);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done < 0) {
            return ssi_error_errno(err, "cannot write", output->name);
        }
        p += done;
        len -= (size_t)done;
    }
    return SSI_OK;
}

static void flush(struct ssi_output *output, bool finish)
{
    if (output->latched.code != SSI_OK) {
        return;
    }
    size_t len = output->used;
    output->used = 0;
    if (!output->deflate) {
        output->latched.code = write_all(output, output->buf, len, &output->latched);
        return;
    }
    output->member |= len > 0;
    if (finish && !output->member && output->members) {
        return; // nothing since the last member, and a file needs no empty one
    }
    output->latched.code = ssi_deflate_some(output->deflate, output->buf, len, finish,
                                            write_all, output, &output->latched);
}

/** Collects what is compressed of a piece. */
static enum ssi_status keep_packed(void *context, const void *bytes, size_t len,
                                   struct ssi_error *err)
{
    struct ssi_output *piece = context;
    SSI_TRY(SSI_GROW(piece->packed, piece->packed_cap, piece->packed_len + len, err));
    if (len > 0) {
        memcpy(piece->packed + piece->packed_len, bytes, len);
        piece->packed_len += len;
    }
    return SSI_OK;
}

enum ssi_status ssi_output_pack(struct ssi_output *piece, const struct ssi_output *output,
                                struct ssi_error *err)
{
    if (!output->deflate || piece->used == 0 || piece->latched.code != SSI_OK) {
        return SSI_OK; // goes as it is; an error shows when it is joined
    }
    if (!piece->deflate) {
        SSI_TRY(ssi_deflate_new(PIECE_LEVEL, &piece->deflate, err));
    }
    SSI_TRY(ssi_deflate_some(piece->deflate, piece->buf, piece->used, true, keep_packed,
                             piece, err));
    ssi_deflate_reset(piece->deflate);
    return SSI_OK;
}

/** What is written so far, before a piece goes behind it. */
static void end_member(struct ssi_output *output)
{
    if (output->used > 0 || output->member) {
        flush(output, true);
        output->member = false;
        if (output->deflate) {
            ssi_deflate_reset(output->deflate);
        }
    }
}

void ssi_output_join(struct ssi_output *output, struct ssi_output *piece)
{
    if (output->latched.code == SSI_OK && piece->latched.code != SSI_OK) {
        output->latched = piece->latched;
    }
    bool gzip = output->deflate != NULL;
    if (!gzip && (output->fd < 0 || piece->used < output->cap)) {
        ssi_output_write(output, piece->buf, piece->used);
    } else if (piece->used > 0) {
        end_member(output);
        output->size += piece->size;
        output->members = true;
        if (output->latched.code == SSI_OK) {
            output->latched.code =
                write_all(output, gzip ? piece->packed : piece->buf,
                          gzip ? piece->packed_len : piece->used, &output->latched);
        }
    }
    piece->used = piece->packed_len = 0;
    piece->size = 0;
}

/** Cells are short: a call of memcpy() costs more than the copy. */
static inline void copy_cell(char *to, const char *from, size_t len)
{
    if (len > 16) {
        memcpy(to, from, len);
    } else if (len >= 8) {
        char last[8];
        memcpy(last, from + len - 8, 8);
        memcpy(to, from, 8);
        memcpy(to + len - 8, last, 8);
    } else {
        for (size_t i = 0; i < len; i++) {
            to[i] = from[i];
        }
    }
}

void ssi_output_write(struct ssi_output *output, const void *bytes, size_t len)
{
    const char *p = bytes;
    if (len > 0 && len <= output->cap - output->used && output->latched.code == SSI_OK) {
        copy_cell(output->buf + output->used, p, len);
        output->used += len;
        output->size += len;
        return;
    }
    output->size += len;
    if (output->fd < 0 && output->latched.code == SSI_OK) {
        output->latched.code =
            SSI_GROW(output->buf, output->cap, output->used + len, &output->latched);
    }
    while (len > 0 && output->latched.code == SSI_OK) {
        if (output->used == output->cap) {
            flush(output, false);
            continue;
        }
        size_t room = output->cap - output->used;
        size_t step = len < room ? len : room;
        memcpy(output->buf + output->used, p, step);
        output->used += step;
        p += step;
        len -= step;
    }
}

void ssi_output_patch(struct ssi_output *output, uint64_t offset, const void *bytes,
                      size_t len)
{
    const char *p = bytes;
    flush(output, false);
    while (len > 0 && output->latched.code == SSI_OK) {
        ssize_t done = pwrite(output->fd, p, len, (off_t)offset);
        if (done < 0 && errno != EINTR) {
            output->latched.code =
                ssi_error_errno(&output->latched, "cannot write", output->name);
        } else if (done > 0) {
            p += done;
            len -= (size_t)done;
            offset += (uint64_t)done;
        }
    }
}

enum ssi_status ssi_output_flush(struct ssi_output *output, struct ssi_error *err)
{
    flush(output, false);
    if (output->latched.code != SSI_OK && err) {
        *err = output->latched;
    }
    return output->latched.code;
}

enum ssi_status ssi_output_read_back(const struct ssi_output *output, uint64_t offset,
                                     void *bytes, size_t len, struct ssi_error *err)
{
    char *p = bytes;
    while (len > 0) {
        ssize_t done = pread(output->fd, p, len, (off_t)offset);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            errno = done < 0 ? errno : EIO; // it was written, so it must be there
            return ssi_error_errno(err, "cannot read back", output->name);
        }
        p += done;
        len -= (size_t)done;
        offset += (uint64_t)done;
    }
    return SSI_OK;
}

enum ssi_status ssi_output_map(struct ssi_output *output, struct ssi_str *out_bytes,
                               struct ssi_error *err)
{
    flush(output, true);
    enum ssi_status status = output->latched.code;
    void *mapped = NULL;
    if (status != SSI_OK && err) {
        *err = output->latched;
    }
    if (status == SSI_OK && output->size > 0) {
        mapped = mmap(NULL, (size_t)output->size, PROT_READ, MAP_PRIVATE, output->fd, 0);
    }
    if (mapped == MAP_FAILED) {
        status = ssi_error_errno(err, "cannot map", output->name);
    } else if (status == SSI_OK) {
        *out_bytes = ssi_str_of(mapped, (size_t)output->size);
    }
    output_free(output);
    return status;
}

void ssi_output_text(struct ssi_output *output, const char *text)
{
    ssi_output_write(output, text, strlen(text));
}

void ssi_output_str(struct ssi_output *output, struct ssi_str text)
{
    ssi_output_write(output, text.ptr, text.len);
}

void ssi_output_char(struct ssi_output *output, char c)
{
    if (output->used < output->cap && output->latched.code == SSI_OK) {
        output->buf[output->used++] = c;
        output->size++;
    } else {
        ssi_output_write(output, &c, 1);
    }
}

void ssi_output_i64(struct ssi_output *output, int64_t value)
{
    ssi_output_scaled(output, value, 0);
}

void ssi_output_scaled(struct ssi_output *output, int64_t value, int decimals)
{
    char buf[SSI_NUM_SIZE];
    ssi_output_write(output, buf, ssi_format_scaled(buf, value, decimals));
}

void ssi_output_format(struct ssi_output *output, const char *format, ...)
{
    char small[1024];
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (len >= 0 && (size_t)len < sizeof small) {
        ssi_output_write(output, small, (size_t)len);
    } else if (len >= 0) {
        char *large = ssi_alloc(1, (size_t)len + 1);
        if (large) {
            (void)vsnprintf(large, (size_t)len + 1, format, again);
            ssi_output_write(output, large, (size_t)len);
            ssi_free(large);
        } else {
            (void)ssi_error_nomem(&output->latched);
        }
    }
    va_end(again);
}

uint64_t ssi_output_size(const struct ssi_output *output)
{
    return output->size;
}

enum ssi_status ssi_output_close(struct ssi_output *output, struct ssi_error *err)
{
    if (!output) {
        return SSI_OK;
    }
    if (output->fd >= 0) {
        flush(output, true);
        if (output->latched.code == SSI_OK && output->owns_fd) {
            int fd = output->fd;
            output->fd = -1;
            if (fsync(fd) != 0 && errno != EINVAL && errno != EROFS) {
                (void)ssi_error_errno(&output->latched, "cannot write", output->name);
            }
            if (close(fd) != 0 && output->latched.code == SSI_OK) {
                (void)ssi_error_errno(&output->latched, "cannot write", output->name);
            }
        }
    }
    enum ssi_status status = output->latched.code;
    if (status != SSI_OK && err) {
        *err = output->latched;
    }
    output_free(output);
    return status;
}

void ssi_output_abandon(struct ssi_output *output)
{
    if (output) {
        output_free(output);
    }
}
