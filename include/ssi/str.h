// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Borrowed text: a pointer and a length, not terminated, any bytes.
 *
 * A struct ssi_str never owns what it points at; how long it is valid is said where it is
 * handed out. Comparison is by unsigned bytes, the order of every table of the project.
 */
#ifndef SSI_STR_H
#define SSI_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct ssi_str {
    const char *ptr;
    size_t len;
};

static inline struct ssi_str ssi_str_of(const char *ptr, size_t len)
{
    return (struct ssi_str){.ptr = ptr, .len = len};
}

/** A terminated string as a borrowed text; NULL is the empty text. */
static inline struct ssi_str ssi_str_z(const char *text)
{
    return (struct ssi_str){.ptr = text, .len = text ? strlen(text) : 0};
}

/** Below 0, 0, above 0: by bytes, a prefix first. */
int ssi_str_cmp(struct ssi_str a, struct ssi_str b);

/** Whether the eight bytes at a and b are the same: 0, else some bits. */
static inline uint64_t ssi_word_differs(const char *a, const char *b)
{
    uint64_t x;
    uint64_t y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x ^ y;
}

/** Whether len bytes are the same; texts of 8 to 32 bytes, the most, without a call. */
static inline bool ssi_bytes_eq(const char *a, const char *b, size_t len)
{
    if (len < 8 || len > 32) {
        return len == 0 || memcmp(a, b, len) == 0;
    }
    size_t last = len - 8;
    size_t second = last < 8 ? 0 : 8; // these two matter from 17 bytes on
    size_t third = last < 8 ? 0 : last - 8;
    uint64_t differs = ssi_word_differs(a, b) | ssi_word_differs(a + last, b + last) |
                       ssi_word_differs(a + second, b + second) |
                       ssi_word_differs(a + third, b + third);
    return differs == 0;
}

static inline bool ssi_str_eq(struct ssi_str a, struct ssi_str b)
{
    return a.len == b.len && ssi_bytes_eq(a.ptr, b.ptr, a.len);
}

/** Equal when ASCII letters are compared without case. */
bool ssi_str_eq_nocase(struct ssi_str a, struct ssi_str b);

bool ssi_str_starts(struct ssi_str text, struct ssi_str prefix);
bool ssi_str_ends(struct ssi_str text, struct ssi_str suffix);

/** Without blanks and tabs at both ends. */
struct ssi_str ssi_str_trim(struct ssi_str text);

/** The part of *rest before the first sep, trimmed; *rest moves behind it. False at the
 * end. */
bool ssi_str_split(struct ssi_str *rest, char sep, struct ssi_str *out_part);

/** Whether the bytes are valid UTF-8 (no surrogates, nothing above U+10FFFF). */
bool ssi_str_is_utf8(struct ssi_str text);

#endif
