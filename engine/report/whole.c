// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a picture or a document is whole, and the one field of a PDF that knows the
// clock.
#include "gnuplot_internal.h"

static uint32_t big_endian(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/** Walks the chunks: each lies within the file, and IEND is the last thing in it. */
bool ssi_png_is_whole(struct ssi_str bytes)
{
    static const char signature[] = "\x89PNG\r\n\x1a\n";
    enum { SIGNATURE = 8, FRAME = 12 };
    if (bytes.len < SIGNATURE || memcmp(bytes.ptr, signature, SIGNATURE) != 0) {
        return false;
    }
    for (size_t at = SIGNATURE; bytes.len - at >= FRAME;) {
        size_t len = big_endian(bytes.ptr + at);
        if (len > bytes.len - at - FRAME) {
            return false;
        }
        bool end = memcmp(bytes.ptr + at + 4, "IEND", 4) == 0;
        at += FRAME + len;
        if (end) {
            return at == bytes.len;
        }
    }
    return false;
}

bool ssi_pdf_is_whole(struct ssi_str bytes)
{
    struct ssi_str end = ssi_str_trim(bytes);
    while (end.len > 0 &&
           (end.ptr[end.len - 1] == '\n' || end.ptr[end.len - 1] == '\r')) {
        end.len--;
    }
    return ssi_str_starts(bytes, ssi_str_z("%PDF-")) &&
           ssi_str_ends(end, ssi_str_z("%%EOF"));
}

/** "2026-11-18T22:59:58Z" -> "20261118225958"; false for anything else. */
static bool pdf_digits(struct ssi_str iso, char digits[14])
{
    static const char shape[] = "dddd-dd-ddTdd:dd:dd";
    size_t used = 0;
    if (iso.len < sizeof shape - 1) {
        return false;
    }
    for (size_t i = 0; i < sizeof shape - 1; i++) {
        bool digit = iso.ptr[i] >= '0' && iso.ptr[i] <= '9';
        if (shape[i] == 'd' ? !digit : iso.ptr[i] != shape[i]) {
            return false;
        }
        if (digit) {
            digits[used++] = iso.ptr[i];
        }
    }
    return true;
}

void ssi_pdf_write_dated(struct ssi_output *output, struct ssi_str pdf,
                         struct ssi_str as_of)
{
    static const char key[] = "/CreationDate (D:";
    enum { KEY = sizeof key - 1, DIGITS = 14 };
    char digits[DIGITS];
    size_t written = 0;
    bool dated = pdf_digits(as_of, digits);
    for (size_t i = 0; dated && i + KEY + DIGITS <= pdf.len; i++) {
        if (pdf.ptr[i] == '/' && memcmp(pdf.ptr + i, key, KEY) == 0) {
            ssi_output_write(output, pdf.ptr + written, i + KEY - written);
            ssi_output_write(output, digits, DIGITS);
            written = i + KEY + DIGITS;
        }
    }
    ssi_output_write(output, pdf.ptr + written, pdf.len - written);
}
