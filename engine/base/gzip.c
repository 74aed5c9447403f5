// SPDX-License-Identifier: GPL-3.0-or-later
// The door to zlib and, where it was found, to ISA-L, which inflates the same bytes about
// twice as fast: gzip members with every check in our hands (header, CRC, length, what
// follows). Deflates without name or time. Knows nothing of files.

#include "gzip_internal.h"

#include "ssi/memory.h"
#include "ssi/source.h"

#define ZLIB_CONST // input is const
#include <zlib.h>

#ifdef SSI_HAVE_ISAL
#include <isa-l/igzip_lib.h>
#endif

/** What inflates the bytes of one member and checks its header, CRC and length. */
struct member_decoder {
    /** Ready for a new member; NULL state = out of memory. */
    bool (*start)(struct ssi_inflate *state);
    /** Moves state->in and state->out on; *out_ended at the end of the member. */
    enum ssi_status (*run)(struct ssi_inflate *state, bool *out_ended,
                           struct ssi_error *err);
    void (*release)(struct ssi_inflate *state);
};

struct ssi_inflate {
    const struct member_decoder *decoder;
    const unsigned char *in;
    size_t in_len;
    unsigned char *out;
    size_t out_len; /* room left */
    bool in_member, any_member, padding;
    z_stream zlib;
#ifdef SSI_HAVE_ISAL
    struct inflate_state isal;
    size_t header_seen; /* bytes of the member given so far, up to its flags */
#endif
};

static enum ssi_status corrupt(struct ssi_error *err)
{
    return ssi_error_set(err, SSI_EIO, "corrupt gzip data; get the file again");
}

/** Both libraries count in 32 bits. */
static uint32_t step_of(size_t len)
{
    return len < UINT32_MAX ? (uint32_t)len : UINT32_MAX;
}

static bool zlib_start(struct ssi_inflate *state)
{
    if (state->zlib.state) {
        return inflateReset(&state->zlib) == Z_OK;
    }
    // 16 + 15: gzip only, largest window; zlib then checks header CRC, CRC-32 and length
    return inflateInit2(&state->zlib, 16 + 15) == Z_OK;
}

static enum ssi_status zlib_run(struct ssi_inflate *state, bool *out_ended,
                                struct ssi_error *err)
{
    z_stream *z = &state->zlib;
    uint32_t in = step_of(state->in_len);
    uint32_t out = step_of(state->out_len);
    z->next_in = state->in;
    z->avail_in = in;
    z->next_out = state->out;
    z->avail_out = out;
    int code = inflate(z, Z_NO_FLUSH);
    state->in += in - z->avail_in;
    state->in_len -= in - z->avail_in;
    state->out += out - z->avail_out;
    state->out_len -= out - z->avail_out;
    *out_ended = code == Z_STREAM_END;
    if (code == Z_MEM_ERROR) {
        return ssi_error_nomem(err);
    }
    return code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR ? SSI_OK
                                                                       : corrupt(err);
}

static void zlib_release(struct ssi_inflate *state)
{
    (void)inflateEnd(&state->zlib);
}

static const struct member_decoder zlib_decoder = {zlib_start, zlib_run, zlib_release};

#ifdef SSI_HAVE_ISAL

#if defined(__x86_64__)
__attribute__((target("avx"))) static void clear_upper_halves(void)
{
    __builtin_ia32_vzeroupper();
}
#endif

/**
 * The library's checksum leaves the upper halves of vector registers in use, which makes
 * all code for older vectors slow from then on: a fifth of the time of a whole run was
 * lost to it.
 */
static void end_of_vectors(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx")) {
        clear_upper_halves();
    }
#endif
}

static bool isal_start(struct ssi_inflate *state)
{
    isal_inflate_init(&state->isal);
    state->isal.crc_flag = ISAL_GZIP; // reads the header, checks CRC and length
    state->header_seen = 0;
    return true;
}

/** A header with reserved flags must be refused (RFC 1952); the library passes them over.
 */
static bool isal_reserved(struct ssi_inflate *state)
{
    enum { FLAGS_AT = 3, RESERVED = 0xe0 };
    size_t before = state->header_seen;
    if (before > FLAGS_AT) {
        return false;
    }
    state->header_seen += state->in_len;
    return state->header_seen > FLAGS_AT && (state->in[FLAGS_AT - before] & RESERVED);
}

static enum ssi_status isal_run(struct ssi_inflate *state, bool *out_ended,
                                struct ssi_error *err)
{
    struct inflate_state *s = &state->isal;
    if (isal_reserved(state)) {
        return corrupt(err);
    }
    union {
        const unsigned char *read_only;
        unsigned char *any;
    } view = {.read_only = state->in}; // the library reads only, but says otherwise
    uint32_t in = step_of(state->in_len);
    uint32_t out = step_of(state->out_len);
    s->next_in = view.any;
    s->avail_in = in;
    s->next_out = state->out;
    s->avail_out = out;
    int code = isal_inflate(s);
    end_of_vectors();
    state->in += in - s->avail_in;
    state->in_len -= in - s->avail_in;
    state->out += out - s->avail_out;
    state->out_len -= out - s->avail_out;
    *out_ended = code == ISAL_DECOMP_OK && s->block_state == ISAL_BLOCK_FINISH;
    return code == ISAL_DECOMP_OK || code == ISAL_END_INPUT ? SSI_OK : corrupt(err);
}

static void isal_release(struct ssi_inflate *state)
{
    (void)state;
}

static const struct member_decoder isal_decoder = {isal_start, isal_run, isal_release};

#endif

bool ssi_inflate_has_isal(void)
{
#ifdef SSI_HAVE_ISAL
    return true;
#else
    return false;
#endif
}

enum ssi_status ssi_inflate_new(bool plain_zlib, struct ssi_inflate **out_inflate,
                                struct ssi_error *err)
{
    struct ssi_inflate *state = ssi_alloc(1, sizeof *state);
    if (!state) {
        return ssi_error_nomem(err);
    }
    state->decoder = &zlib_decoder;
#ifdef SSI_HAVE_ISAL
    state->decoder = plain_zlib ? &zlib_decoder : &isal_decoder;
#else
    (void)plain_zlib;
#endif
    *out_inflate = state;
    return SSI_OK;
}

void ssi_inflate_free(struct ssi_inflate *state)
{
    if (state) {
        state->decoder->release(state);
        ssi_free(state);
    }
}

/** Between members: skip zero padding; anything else must be another member. */
static enum ssi_status next_member(struct ssi_inflate *state, struct ssi_error *err)
{
    while (state->in_len > 0 && state->any_member && *state->in == 0) {
        state->padding = true;
        state->in++;
        state->in_len--;
    }
    if (state->in_len == 0) {
        return SSI_OK;
    }
    if (state->padding || (state->any_member && *state->in != 0x1f)) {
        return ssi_error_set(
            err, SSI_EIO,
            "bytes that are no gzip data follow the end of a gzip member; "
            "get the file again");
    }
    if (!state->decoder->start(state)) {
        return ssi_error_nomem(err);
    }
    state->in_member = true;
    return SSI_OK;
}

enum ssi_status ssi_inflate_some(struct ssi_inflate *state, const char **in,
                                 size_t *in_len, char *out, size_t cap, size_t *out_len,
                                 struct ssi_error *err)
{
    state->in = (const unsigned char *)*in;
    state->in_len = *in_len;
    state->out = (unsigned char *)out;
    state->out_len = cap;
    enum ssi_status status = SSI_OK;
    while (status == SSI_OK && state->in_len > 0 && state->out_len > 0) {
        bool ended = false;
        if (!state->in_member) {
            status = next_member(state, err);
            continue;
        }
        status = state->decoder->run(state, &ended, err);
        state->in_member = !ended;
        state->any_member |= ended;
    }
    *in = (const char *)state->in;
    *in_len = state->in_len;
    *out_len = cap - state->out_len;
    return status;
}

enum ssi_status ssi_inflate_end(struct ssi_inflate *state, char *out, size_t cap,
                                size_t *out_len, struct ssi_error *err)
{
    static const unsigned char nothing[1];
    bool ended = false;
    *out_len = 0;
    if (!state->in_member && state->any_member) {
        return SSI_OK;
    }
    if (state->in_member) { // output that the library still holds
        state->in = nothing;
        state->in_len = 0;
        state->out = (unsigned char *)out;
        state->out_len = cap;
        SSI_TRY(state->decoder->run(state, &ended, err));
        *out_len = cap - state->out_len;
        state->in_member = !ended;
        state->any_member |= ended;
    }
    return ended || *out_len > 0
               ? SSI_OK
               : ssi_error_set(
                     err, SSI_EIO,
                     "gzip data are cut off before their end; get the file again");
}

struct ssi_deflate {
    z_stream stream;
    unsigned char out[64 * 1024];
};

enum ssi_status ssi_deflate_new(int level, struct ssi_deflate **out_deflate,
                                struct ssi_error *err)
{
    struct ssi_deflate *state = ssi_alloc(1, sizeof *state);
    // Without a gz_header zlib writes no name, no time and "unknown" as the system.
    if (!state || deflateInit2(&state->stream, level, Z_DEFLATED, 16 + 15, 8,
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

void ssi_deflate_reset(struct ssi_deflate *state)
{
    (void)deflateReset(&state->stream);
}

void ssi_deflate_free(struct ssi_deflate *state)
{
    if (state) {
        (void)deflateEnd(&state->stream);
        ssi_free(state);
    }
}
