// SPDX-License-Identifier: GPL-3.0-or-later
// The door to zlib: inflates gzip members with every check in our hands (header, CRC, length,
// what follows), and deflates without name or time. Knows nothing of files.

#include "gzip_internal.h"

#include "ssi/memory.h"

#define ZLIB_CONST // input is const
#include <zlib.h>

struct ssi_inflate {
    z_stream stream;
    bool in_member, any_member, padding;
};

enum ssi_status ssi_inflate_new(struct ssi_inflate **out_inflate, struct ssi_error *err)
{
    struct ssi_inflate *state = ssi_alloc(1, sizeof *state);
    // 16 + 15: gzip only, largest window; zlib then checks header CRC, CRC-32 and length.
    if (!state || inflateInit2(&state->stream, 16 + 15) != Z_OK) {
        ssi_free(state);
        return ssi_error_nomem(err);
    }
    *out_inflate = state;
    return SSI_OK;
}

void ssi_inflate_free(struct ssi_inflate *state)
{
    if (state) {
        (void)inflateEnd(&state->stream);
        ssi_free(state);
    }
}

static enum ssi_status describe(const struct ssi_inflate *state, int code,
                                struct ssi_error *err)
{
    if (code == Z_MEM_ERROR) {
        return ssi_error_nomem(err);
    }
    const char *what = state->stream.msg ? state->stream.msg : "damaged data";
    return ssi_error_set(err, SSI_EIO, "corrupt gzip data (%s); get the file again", what);
}

/** Between members: skip zero padding; anything else must be another member. */
static enum ssi_status next_member(struct ssi_inflate *state, struct ssi_error *err)
{
    z_stream *z = &state->stream;
    while (z->avail_in > 0 && state->any_member && *z->next_in == 0) {
        state->padding = true;
        z->next_in++;
        z->avail_in--;
    }
    if (z->avail_in == 0) {
        return SSI_OK;
    }
    if (state->padding || (state->any_member && *z->next_in != 0x1f)) {
        return ssi_error_set(err, SSI_EIO,
                             "bytes that are no gzip data follow the end of a gzip member");
    }
    if (inflateReset(z) != Z_OK) {
        return ssi_error_set(err, SSI_EINTERNAL, "zlib could not be reset");
    }
    state->in_member = true;
    return SSI_OK;
}

enum ssi_status ssi_inflate_some(struct ssi_inflate *state, const char **in, size_t *in_len,
                                 char *out, size_t cap, size_t *out_len, struct ssi_error *err)
{
    z_stream *z = &state->stream;
    size_t step_in = *in_len < UINT32_MAX ? *in_len : UINT32_MAX;
    size_t step_out = cap < UINT32_MAX ? cap : UINT32_MAX;
    z->next_in = (const Bytef *)*in;
    z->avail_in = (uInt)step_in;
    z->next_out = (Bytef *)(void *)out;
    z->avail_out = (uInt)step_out;
    while (z->avail_in > 0 && z->avail_out > 0) {
        if (!state->in_member) {
            SSI_TRY(next_member(state, err));
            continue;
        }
        int code = inflate(z, Z_NO_FLUSH);
        if (code == Z_STREAM_END) {
            state->in_member = false;
            state->any_member = true;
        } else if (code != Z_OK) {
            return describe(state, code, err);
        }
    }
    *in += step_in - z->avail_in;
    *in_len -= step_in - z->avail_in;
    *out_len = step_out - z->avail_out;
    return SSI_OK;
}

/** Output that zlib still holds when all input was given. */
enum ssi_status ssi_inflate_end(struct ssi_inflate *state, char *out, size_t cap,
                                size_t *out_len, struct ssi_error *err)
{
    *out_len = 0;
    if (!state->in_member && state->any_member) {
        return SSI_OK;
    }
    z_stream *z = &state->stream;
    z->avail_in = 0;
    z->next_out = (Bytef *)(void *)out;
    z->avail_out = (uInt)(cap < UINT32_MAX ? cap : UINT32_MAX);
    uInt before = z->avail_out;
    int code = inflate(z, Z_SYNC_FLUSH);
    *out_len = before - z->avail_out;
    if (code == Z_STREAM_END) {
        state->in_member = false;
        state->any_member = true;
        return SSI_OK;
    }
    if (*out_len > 0 && (code == Z_OK || code == Z_BUF_ERROR)) {
        return SSI_OK;
    }
    return ssi_error_set(err, SSI_EIO,
                         "gzip data are cut off before their end; get the file again");
}

struct ssi_deflate {
    z_stream stream;
    unsigned char out[64 * 1024];
};

enum ssi_status ssi_deflate_new(struct ssi_deflate **out_deflate, struct ssi_error *err)
{
    struct ssi_deflate *state = ssi_alloc(1, sizeof *state);
    // Without a gz_header zlib writes no name, no time and "unknown" as the system.
    if (!state || deflateInit2(&state->stream, 6, Z_DEFLATED, 16 + 15, 8,
                                 Z_DEFAULT_STRATEGY) != Z_OK) {
        ssi_free(state);
        return ssi_error_nomem(err);
    }
    *out_deflate = state;
    return SSI_OK;
}

enum ssi_status ssi_deflate_some(struct ssi_deflate *state, const char *in, size_t len,
                                 bool finish, ssi_deflate_sink *sink, void *context,
                                 struct ssi_error *err)
{
    z_stream *z = &state->stream;
    int code = Z_OK;
    do {
        size_t step = len < UINT32_MAX ? len : UINT32_MAX;
        z->next_in = (const Bytef *)in;
        z->avail_in = (uInt)step;
        in += step;
        len -= step;
        do {
            z->next_out = state->out;
            z->avail_out = sizeof state->out;
            code = deflate(z, finish && len == 0 ? Z_FINISH : Z_NO_FLUSH);
            if (code == Z_STREAM_ERROR) {
                return ssi_error_set(err, SSI_EINTERNAL, "zlib could not compress");
            }
            SSI_TRY(sink(context, state->out, sizeof state->out - z->avail_out, err));
        } while (z->avail_out == 0 || (finish && len == 0 && code != Z_STREAM_END));
    } while (len > 0);
    return SSI_OK;
}

void ssi_deflate_free(struct ssi_deflate *state)
{
    if (state) {
        (void)deflateEnd(&state->stream);
        ssi_free(state);
    }
}
