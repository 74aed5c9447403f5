// SPDX-License-Identifier: GPL-3.0-or-later
// UTF-16 exports (old LinkedIn archives, spreadsheets' "Unicode text") to UTF-8, by
// iconv.

#include "utf16_internal.h"

#include <errno.h>
#include <iconv.h>

#include "ssi/memory.h"

struct ssi_utf16 {
    iconv_t conversion;
};

enum ssi_status ssi_utf16_new(bool big_endian, struct ssi_utf16 **out_utf16,
                              struct ssi_error *err)
{
    struct ssi_utf16 *utf16 = ssi_alloc(1, sizeof *utf16);
    if (!utf16) {
        return ssi_error_nomem(err);
    }
    utf16->conversion = iconv_open("UTF-8", big_endian ? "UTF-16BE" : "UTF-16LE");
    if (utf16->conversion == (iconv_t)-1) {
        ssi_free(utf16);
        return ssi_error_set(err, SSI_EINTERNAL, "iconv does not know UTF-16");
    }
    *out_utf16 = utf16;
    return SSI_OK;
}

void ssi_utf16_free(struct ssi_utf16 *utf16)
{
    if (utf16) {
        (void)iconv_close(utf16->conversion);
        ssi_free(utf16);
    }
}

/** One byte 0xFF for two bytes (or the last one) that are no character. */
static void mark_bad(char **in, size_t *in_left, char **out, size_t *out_left)
{
    size_t step = *in_left < 2 ? *in_left : 2;
    *in += step;
    *in_left -= step;
    **out = (char)0xff;
    *out += 1;
    *out_left -= 1;
}

void ssi_utf16_convert(struct ssi_utf16 *utf16, const char **in, size_t *in_len,
                       bool last, char *out, size_t cap, size_t *out_len)
{
    union {
        const char *read_only;
        char *any;
    } view = {.read_only = *in}; // iconv reads only, but says otherwise
    char *from = view.any;
    size_t left = *in_len;
    char *to = out;
    size_t room = cap;
    while (left > 0 && room > 0) {
        if (iconv(utf16->conversion, &from, &left, &to, &room) != (size_t)-1) {
            break;
        }
        bool bad = errno == EILSEQ || (errno == EINVAL && last);
        if (!bad || room == 0) {
            break; // out is full, or a character goes on in the next bytes
        }
        mark_bad(&from, &left, &to, &room);
    }
    *in += *in_len - left;
    *in_len = left;
    *out_len = cap - room;
}
