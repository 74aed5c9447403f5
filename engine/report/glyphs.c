// SPDX-License-Identifier: GPL-3.0-or-later
// Which characters the installed fonts can draw. gnuplot leaves the choice of a font to
// fontconfig; a character that no font has is drawn by pango as a box of its hexadecimal
// digits, which under gnuplot's scaling covers the whole page. So such a character never
// reaches a script: a page shows a small empty square in its place.
#include "glyphs_internal.h"

#include "gnuplot_internal.h"

enum { CHARS = 0x110000, SQUARE = 0x25A1 };

struct range {
    uint32_t first, last;
};

/** What DejaVu Sans holds of the scripts it is whole in, where fontconfig cannot tell. */
static const struct range dejavu[] = {
    {0x20, 0x7E},     {0xA0, 0x2AF},    {0x300, 0x341},   {0x374, 0x375},
    {0x384, 0x38A},   {0x38C, 0x38C},   {0x38E, 0x3A1},   {0x3A3, 0x51F},
    {0x531, 0x556},   {0x561, 0x587},   {0x5D0, 0x5EA},   {0x621, 0x63A},
    {0x640, 0x655},   {0x660, 0x66D},   {0x10D0, 0x10FC}, {0x1E00, 0x1EFB},
    {0x2010, 0x2027}, {0x202F, 0x205F}, {0x20A0, 0x20B5}, {0x2190, 0x21FF},
    {0x2200, 0x22FF}, {0x2500, 0x25FF}, {0xFFFD, 0xFFFD}};

/** Characters that are never seen: joiners, marks of direction, selectors of variants. */
static const struct range unseen[] = {
    {0xAD, 0xAD},     {0x34F, 0x34F},   {0x61C, 0x61C},   {0x180B, 0x180E},
    {0x200B, 0x200F}, {0x2060, 0x206F}, {0xFE00, 0xFE0F}, {0xE0000, 0xE0FFF}};

static bool is_within(uint32_t c, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (c >= ranges[i].first && c <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

static void add(struct ssi_glyphs *glyphs, struct range range)
{
    for (uint32_t c = range.first; c <= range.last && c < CHARS; c++) {
        glyphs->bits[c / 8] = (unsigned char)(glyphs->bits[c / 8] | 1u << c % 8);
    }
}

static bool parse_hex(struct ssi_str text, uint32_t *out)
{
    uint32_t value = 0;
    if (text.len == 0 || text.len > 6) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                                                : 16;
        if (digit == 16) {
            return false;
        }
        value = value * 16 + digit;
    }
    *out = value;
    return true;
}

/** "20-7e" or "ad". */
static void add_word(struct ssi_glyphs *glyphs, struct ssi_str word)
{
    struct range range;
    struct ssi_str rest = word, first;
    if (ssi_str_split(&rest, '-', &first) && parse_hex(first, &range.first)) {
        range.last = range.first;
        if (rest.len == 0 || parse_hex(rest, &range.last)) {
            add(glyphs, range);
        }
    }
}

void ssi_glyphs_add_list(struct ssi_glyphs *glyphs, struct ssi_str list)
{
    struct ssi_str line, word;
    while (ssi_str_split(&list, '\n', &line)) {
        if (!ssi_str_starts(line, ssi_str_z("TrueType ")) &&
            !ssi_str_starts(line, ssi_str_z("CFF "))) {
            continue; /* pango draws no other formats */
        }
        (void)ssi_str_split(&line, ' ', &word);
        while (ssi_str_split(&line, ' ', &word)) {
            add_word(glyphs, word);
        }
    }
}

enum ssi_status ssi_glyphs_load(struct ssi_glyphs *glyphs, const char *folder,
                                struct ssi_arena *arena, struct ssi_error *err)
{
    struct ssi_output *list;
    glyphs->bits = ssi_arena_alloc(arena, CHARS / 8);
    if (!glyphs->bits) {
        return ssi_error_nomem(err);
    }
    memset(glyphs->bits, 0, CHARS / 8);
    for (size_t i = 0; i < SSI_COUNT(dejavu); i++) {
        add(glyphs, dejavu[i]);
    }
    SSI_TRY(ssi_output_memory(&list, err));
    if (ssi_fontconfig_list(folder, list) == SSI_OK) {
        ssi_glyphs_add_list(glyphs, ssi_output_bytes(list));
    }
    ssi_output_abandon(list);
    return SSI_OK;
}

uint32_t ssi_glyphs_shown(const struct ssi_glyphs *glyphs, uint32_t c)
{
    if (!glyphs || !glyphs->bits || (glyphs->bits[c / 8] >> c % 8 & 1)) {
        return c;
    }
    return is_within(c, unseen, SSI_COUNT(unseen)) ? 0 : SQUARE;
}

bool ssi_glyphs_cover(const struct ssi_glyphs *glyphs, struct ssi_str text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t c = ssi_char_next(text, &at);
        if (c != SQUARE && ssi_glyphs_shown(glyphs, c) == SQUARE) {
            return false;
        }
    }
    return true;
}
