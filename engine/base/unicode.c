// SPDX-License-Identifier: GPL-3.0-or-later
// The door to GNU libunistring: case folding and words. Text in ASCII, nearly all of it,
// is done here without the library, with the same result. Works in arenas; knows no
// metrics.

#include "ssi/unicode.h"

#include <stdint.h>
#include <stdlib.h>

#include <unicase.h>
#include <unistr.h>
#include <unictype.h>

/* U+0390 grows from 2 bytes to 6; nothing grows more (CaseFolding.txt, status C and F).
 */
enum { MAX_GROWTH = 3 };

static bool is_ascii(struct ssi_str text)
{
    unsigned char bits = 0;
    for (size_t i = 0; i < text.len; i++) {
        bits |= (unsigned char)text.ptr[i];
    }
    return bits < 0x80;
}

static char ascii_fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static enum ssi_status fold_ascii(struct ssi_arena *arena, struct ssi_str text,
                                  struct ssi_str *out_folded, struct ssi_error *err)
{
    char *folded = ssi_arena_alloc(arena, text.len + 1);
    if (!folded) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < text.len; i++) {
        folded[i] = ascii_fold(text.ptr[i]);
    }
    *out_folded = ssi_str_of(folded, text.len);
    return SSI_OK;
}

enum ssi_status ssi_casefold(struct ssi_arena *arena, struct ssi_str text,
                             struct ssi_str *out_folded, struct ssi_error *err)
{
    if (is_ascii(text)) {
        return fold_ascii(arena, text, out_folded, err);
    }
    size_t size, len;
    if (!ssi_str_is_utf8(text)) {
        return ssi_error_set(err, SSI_EDATA, "a text is not valid UTF-8");
    }
    if (__builtin_mul_overflow(text.len, (size_t)MAX_GROWTH, &size)) {
        return ssi_error_nomem(err);
    }
    uint8_t *folded = ssi_arena_alloc(arena, size + 1);
    if (!folded) {
        return ssi_error_nomem(err);
    }
    len = size;
    uint8_t *result =
        u8_casefold((const uint8_t *)text.ptr, text.len, NULL, NULL, folded, &len);
    if (!result) {
        return ssi_error_nomem(err);
    }
    if (result == folded) {
        *out_folded = ssi_str_of((const char *)folded, len);
        return SSI_OK;
    }
    enum ssi_status status =
        ssi_arena_copy(arena, ssi_str_of((const char *)result, len), out_folded, err);
    free(result);
    return status;
}

/* Whether a character belongs to a word: general category L (letter) or Nd (digit). */
static bool in_word(ucs4_t character)
{
    if (character < 0x80) {
        return (character >= '0' && character <= '9') ||
               (character >= 'A' && character <= 'Z') ||
               (character >= 'a' && character <= 'z');
    }
    return uc_is_general_category(character, UC_LETTER) ||
           uc_is_general_category(character, UC_DECIMAL_DIGIT_NUMBER);
}

/* The character at the front of text and its bytes; an invalid one is a single U+FFFD. */
static size_t first_character(struct ssi_str text, ucs4_t *out_character)
{
    unsigned char first = (unsigned char)text.ptr[0];
    if (first < 0x80) {
        *out_character = first;
        return 1;
    }
    int len = u8_mbtoucr(out_character, (const uint8_t *)text.ptr, text.len);
    if (len <= 0) {
        *out_character = 0xFFFD;
        return 1;
    }
    return (size_t)len;
}

enum ssi_status ssi_fold_words(struct ssi_arena *arena, struct ssi_str text,
                               struct ssi_str *out_words, struct ssi_error *err)
{
    char *words = ssi_arena_alloc(arena, text.len + 2); /* a blank at either end more */
    if (!words) {
        return ssi_error_nomem(err);
    }
    size_t len = 0;
    bool inside = false;
    while (text.len > 0) {
        ucs4_t character;
        size_t bytes = first_character(text, &character);
        if (in_word(character)) {
            if (!inside) {
                words[len++] = ' ';
            }
            memcpy(words + len, text.ptr, bytes);
            len += bytes;
        }
        inside = in_word(character);
        text = ssi_str_of(text.ptr + bytes, text.len - bytes);
    }
    if (len > 0) {
        words[len++] = ' ';
    }
    return ssi_casefold(arena, ssi_str_of(words, len), out_words, err);
}

bool ssi_words_contain(struct ssi_str words, struct ssi_str phrase)
{
    if (phrase.len == 0) {
        return false;
    }
    while (words.len >= phrase.len) {
        if (memcmp(words.ptr, phrase.ptr, phrase.len) == 0) {
            return true;
        }
        const char *blank = memchr(words.ptr + 1, ' ', words.len - 1);
        if (!blank) {
            return false;
        }
        words = ssi_str_of(blank, words.len - (size_t)(blank - words.ptr));
    }
    return false;
}

size_t ssi_char_count(struct ssi_str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += ((unsigned char)text.ptr[i] & 0xC0) != 0x80; /* not a continuation */
    }
    return count;
}
