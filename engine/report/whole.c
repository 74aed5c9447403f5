// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a picture or a document is whole, and how a PDF writes a time.
#include "gnuplot_internal.h"
#include "pdf_internal.h"

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

bool ssi_pdf_date(struct ssi_str iso, char date[SSI_PDF_DATE_SIZE])
{
    static const char shape[] = "dddd-dd-ddTdd:dd:dd";
    size_t used = 0;
    date[used++] = 'D';
    date[used++] = ':';
    for (size_t i = 0; i < sizeof shape - 1; i++) {
        bool digit = i < iso.len && iso.ptr[i] >= '0' && iso.ptr[i] <= '9';
        if (i >= iso.len || (shape[i] == 'd' ? !digit : iso.ptr[i] != shape[i])) {
            return false;
        }
        if (digit) {
            date[used++] = iso.ptr[i];
        }
    }
    date[used++] = 'Z';
    date[used] = '\0';
    return true;
}
