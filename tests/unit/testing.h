// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * What several unit tests need: comparing borrowed text, files in the scratch folder, and
 * gzip members put together by hand. cmocka comes with it.
 */
#ifndef SSI_TESTS_TESTING_H
#define SSI_TESTS_TESTING_H

#include "ssi/error.h"
#include "ssi/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/** A literal that may hold NULs, as a borrowed text. */
#define BYTES(literal) ssi_str_of((literal), sizeof(literal) - 1)

/** The call succeeds; else its message is told. */
#define assert_ok(call)                                                                  \
    do {                                                                                 \
        enum ssi_status got_ = (call);                                                   \
        if (got_ != SSI_OK) {                                                            \
            print_error("%s: status %d: %s\n", #call, (int)got_, err.message);           \
        }                                                                                \
        assert_int_equal(got_, SSI_OK);                                                  \
    } while (0)

static inline void assert_bytes(struct ssi_str got, struct ssi_str want)
{
    if (!ssi_str_eq(got, want)) {
        print_error("got  %zu bytes: %.*s\nwant %zu bytes: %.*s\n", got.len, (int)got.len,
                    got.ptr ? got.ptr : "", want.len, (int)want.len,
                    want.ptr ? want.ptr : "");
    }
    assert_true(ssi_str_eq(got, want));
}

static inline void assert_str(struct ssi_str got, const char *want)
{
    assert_bytes(got, ssi_str_z(want));
}

static inline void assert_contains(const char *text, const char *part)
{
    if (!strstr(text, part)) {
        print_error("'%s' does not contain '%s'\n", text, part);
    }
    assert_non_null(strstr(text, part));
}

/** A file of the scratch folder with these bytes; one that is there is overwritten. */
static inline const char *write_file(const char *path, struct ssi_str bytes)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.ptr ? bytes.ptr : "", 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
    return path;
}

static inline const char *write_text(const char *path, const char *text)
{
    return write_file(path, ssi_str_z(text));
}

/** Bytes put together piece by piece; what does not fit is a failure. */
struct bytes {
    size_t len;
    char at[128 * 1024];
};

static inline void put(struct bytes *bytes, struct ssi_str more)
{
    assert_true(more.len <= sizeof bytes->at - bytes->len);
    if (more.len) {
        memcpy(bytes->at + bytes->len, more.ptr, more.len);
    }
    bytes->len += more.len;
}

/** An unsigned number in `width` bytes, the lowest first. */
static inline void put_number(struct bytes *bytes, uint32_t value, size_t width)
{
    for (size_t i = 0; i < width; i++) {
        char byte = (char)(value >> 8 * i & 0xff);
        put(bytes, ssi_str_of(&byte, 1));
    }
}

static inline struct ssi_str bytes_of(const struct bytes *bytes)
{
    return ssi_str_of(bytes->at, bytes->len);
}

static inline uint32_t crc32_of(struct ssi_str text)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < text.len; i++) {
        crc ^= (unsigned char)text.ptr[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
        }
    }
    return ~crc;
}

/** Fields of a gzip header (RFC 1952) beside the fixed ones. */
enum { GZIP_TEXT = 1, GZIP_HCRC = 2, GZIP_EXTRA = 4, GZIP_NAME = 8, GZIP_COMMENT = 16 };

/** A gzip member: a header with the flagged fields, one stored block, the trailer. */
static inline void put_member(struct bytes *bytes, struct ssi_str text, unsigned flags)
{
    size_t start = bytes->len;
    put(bytes, BYTES("\x1f\x8b\x08"));
    put_number(bytes, flags, 1);
    put(bytes, BYTES("\x12\x34\x56\x78\x02\x03"));
    if (flags & GZIP_EXTRA) {
        put(bytes, BYTES("\x06\x00"
                         "BC\x02\x00"
                         "\x1b\x00"));
    }
    if (flags & GZIP_NAME) {
        put(bytes, BYTES("../name.csv\0"));
    }
    if (flags & GZIP_COMMENT) {
        put(bytes, BYTES("a comment\0"));
    }
    if (flags & GZIP_HCRC) {
        uint32_t crc = crc32_of(ssi_str_of(bytes->at + start, bytes->len - start));
        put_number(bytes, crc & 0xffff, 2);
    }
    put_number(bytes, 1, 1); /* the last block, stored */
    put_number(bytes, (uint32_t)text.len, 2);
    put_number(bytes, ~(uint32_t)text.len & 0xffff, 2);
    put(bytes, text);
    put_number(bytes, crc32_of(text), 4);
    put_number(bytes, (uint32_t)text.len, 4);
}

/** A .zip archive of stored files: names and texts in turn, NULL at the end. */
static inline void put_archive(struct bytes *bytes, const char *const *names_and_texts)
{
    struct bytes *directory = calloc(1, sizeof *directory);
    assert_non_null(directory);
    uint32_t count = 0;
    for (; *names_and_texts; names_and_texts += 2, count++) {
        struct ssi_str name = ssi_str_z(names_and_texts[0]);
        struct ssi_str text = ssi_str_z(names_and_texts[1]);
        struct bytes fields = {.len = 0}; /* what both headers say */
        put(&fields, BYTES("\x14\0\0\0\0\0\0\0\x21\x58"));
        put_number(&fields, crc32_of(text), 4);
        put_number(&fields, (uint32_t)text.len, 4);
        put_number(&fields, (uint32_t)text.len, 4);
        put_number(&fields, (uint32_t)name.len, 2);
        put_number(&fields, 0, 2);
        put(directory, BYTES("PK\1\2\x14\0"));
        put(directory, bytes_of(&fields));
        put(directory, BYTES("\0\0\0\0\0\0\0\0\0\0"));
        put_number(directory, (uint32_t)bytes->len, 4);
        put(directory, name);
        put(bytes, BYTES("PK\3\4"));
        put(bytes, bytes_of(&fields));
        put(bytes, name);
        put(bytes, text);
    }
    uint32_t start = (uint32_t)bytes->len;
    put(bytes, bytes_of(directory));
    put(bytes, BYTES("PK\5\6\0\0\0\0"));
    put_number(bytes, count, 2);
    put_number(bytes, count, 2);
    put_number(bytes, (uint32_t)directory->len, 4);
    put_number(bytes, start, 4);
    put_number(bytes, 0, 2);
    free(directory);
}

#endif
