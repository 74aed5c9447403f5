// SPDX-License-Identifier: GPL-3.0-or-later
// Comparison, trimming and splitting of borrowed text. ASCII case only; Unicode is
// unicode.c.

#include "ssi/str.h"

#include <stdint.h>

int ssi_str_cmp(struct ssi_str a, struct ssi_str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared ? memcmp(a.ptr, b.ptr, shared) : 0;
    if (order != 0) {
        return order;
    }
    return (a.len > b.len) - (a.len < b.len);
}

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

bool ssi_str_eq_nocase(struct ssi_str a, struct ssi_str b)
{
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (lower(a.ptr[i]) != lower(b.ptr[i])) {
            return false;
        }
    }
    return true;
}

bool ssi_str_starts(struct ssi_str text, struct ssi_str prefix)
{
    return text.len >= prefix.len && ssi_str_eq(ssi_str_of(text.ptr, prefix.len), prefix);
}

bool ssi_str_ends(struct ssi_str text, struct ssi_str suffix)
{
    return suffix.len == 0 ||
           (text.len >= suffix.len &&
            ssi_str_eq(ssi_str_of(text.ptr + text.len - suffix.len, suffix.len), suffix));
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

struct ssi_str ssi_str_trim(struct ssi_str text)
{
    while (text.len > 0 && is_blank(text.ptr[0])) {
        text.ptr++;
        text.len--;
    }
    while (text.len > 0 && is_blank(text.ptr[text.len - 1])) {
        text.len--;
    }
    return text;
}

bool ssi_str_split(struct ssi_str *rest, char sep, struct ssi_str *out_part)
{
    if (!rest->ptr) {
        return false;
    }
    const char *end = rest->len ? memchr(rest->ptr, sep, rest->len) : NULL;
    size_t len = end ? (size_t)(end - rest->ptr) : rest->len;
    *out_part = ssi_str_trim(ssi_str_of(rest->ptr, len));
    *rest = end ? ssi_str_of(end + 1, rest->len - len - 1) : ssi_str_of(NULL, 0);
    return true;
}

/** Length of the valid sequence at p (of n bytes), 0 when it is none. */
static size_t sequence_length(const unsigned char *p, size_t n)
{
    if (p[0] < 0x80) {
        return 1;
    }
    if (p[0] >= 0xc2 && p[0] <= 0xdf && n >= 2) {
        return (p[1] & 0xc0) == 0x80 ? 2 : 0;
    }
    if (p[0] >= 0xe0 && p[0] <= 0xef && n >= 3) {
        unsigned char low = p[0] == 0xe0 ? 0xa0 : 0x80;
        unsigned char high = p[0] == 0xed ? 0x9f : 0xbf;
        return p[1] >= low && p[1] <= high && (p[2] & 0xc0) == 0x80 ? 3 : 0;
    }
    if (p[0] >= 0xf0 && p[0] <= 0xf4 && n >= 4) {
        unsigned char low = p[0] == 0xf0 ? 0x90 : 0x80;
        unsigned char high = p[0] == 0xf4 ? 0x8f : 0xbf;
        return p[1] >= low && p[1] <= high && (p[2] & 0xc0) == 0x80 &&
                       (p[3] & 0xc0) == 0x80
                   ? 4
                   : 0;
    }
    return 0;
}

bool ssi_str_is_utf8(struct ssi_str text)
{
    const unsigned char *p = (const unsigned char *)text.ptr;
    size_t left = text.len;
    while (left > 0) {
        uint64_t word;
        if (left >= sizeof word) {
            memcpy(&word, p, sizeof word);
            if ((word & 0x8080808080808080u) == 0) {
                p += sizeof word;
                left -= sizeof word;
                continue;
            }
        }
        size_t len = sequence_length(p, left);
        if (len == 0) {
            return false;
        }
        p += len;
        left -= len;
    }
    return true;
}
