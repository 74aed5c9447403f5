// SPDX-License-Identifier: GPL-3.0-or-later
// Text from data on its way into scripts and HTML: decoded, cleaned, quoted. A gnuplot
// script is code, so this file is the only way for a name to get into one.
#include "glyphs_internal.h"

enum { REPLACEMENT = 0xFFFD, QUOTE_LIMIT = 400 };

/** Length of the sequence that begins with byte b; 0 when none can. */
static size_t sequence_length(unsigned char b)
{
    if (b < 0x80) {
        return 1;
    }
    if (b < 0xC2 || b > 0xF4) {
        return 0;
    }
    return b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
}

static uint32_t decode(const unsigned char *p, size_t len)
{
    static const unsigned char first_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t c = p[0] & first_bits[len];
    for (size_t i = 1; i < len; i++) {
        c = c << 6 | (p[i] & 0x3Fu);
    }
    return c;
}

/** Controls, separators of lines and paragraphs, overrides of direction, noncharacters.
 */
static bool is_unwanted(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF ||
           (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
}

uint32_t ssi_char_next(struct ssi_str text, size_t *at)
{
    size_t len = sequence_length((unsigned char)text.ptr[*at]);
    if (len == 0 || len > text.len - *at ||
        !ssi_str_is_utf8(ssi_str_of(text.ptr + *at, len))) {
        *at += 1;
        return REPLACEMENT;
    }
    uint32_t c = decode((const unsigned char *)text.ptr + *at, len);
    *at += len;
    return is_unwanted(c) ? REPLACEMENT : c;
}

size_t ssi_char_put(char buf[4], uint32_t c)
{
    if (c < 0x80) {
        buf[0] = (char)c;
        return 1;
    }
    size_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = len; i-- > 1; c >>= 6) {
        buf[i] = (char)(0x80 | (c & 0x3F));
    }
    buf[0] = (char)(lead[len] | c);
    return len;
}

void ssi_gnuplot_quote(struct ssi_output *output, struct ssi_str text,
                       const struct ssi_glyphs *glyphs)
{
    enum { APOSTROPHE = 0x2019 };
    char bytes[4];
    ssi_output_char(output, '\'');
    size_t at = 0;
    for (unsigned n = 0; at < text.len && n < QUOTE_LIMIT; n++) {
        uint32_t c = ssi_glyphs_shown(glyphs, ssi_char_next(text, &at));
        if (c != 0) {
            c = c == '\'' ? APOSTROPHE : c;
            ssi_output_write(output, bytes, ssi_char_put(bytes, c));
        }
    }
    ssi_output_char(output, '\'');
}

static const char *html_entity(uint32_t c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void ssi_html_escape(struct ssi_output *output, struct ssi_str text)
{
    char bytes[4];
    for (size_t at = 0; at < text.len;) {
        uint32_t c = ssi_char_next(text, &at);
        const char *entity = html_entity(c);
        if (entity) {
            ssi_output_text(output, entity);
        } else {
            ssi_output_write(output, bytes, ssi_char_put(bytes, c));
        }
    }
}
