// SPDX-License-Identifier: GPL-3.0-or-later
// Names of files about people and teams: readable, but made of ASCII letters and digits
// only, and told apart by a hash. No text from an export ever becomes a path.
#include <stdio.h>

#include "ssi/digest.h"
#include "text_internal.h"

enum { SLUG_LIMIT = 24 };

/** Lower-case letters and digits; runs of anything else become one '-' between them. */
static size_t slug(char buf[SLUG_LIMIT + 1], struct ssi_str name)
{
    size_t used = 0;
    bool gap = false;
    for (size_t i = 0; i < name.len && used < SLUG_LIMIT; i++) {
        char c = name.ptr[i];
        if (c >= 'A' && c <= 'Z') {
            c = (char)(c - 'A' + 'a');
        }
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            if (gap && used > 0 && used + 1 < SLUG_LIMIT) {
                buf[used++] = '-';
            }
            gap = false;
            buf[used++] = c;
        } else {
            gap = true;
        }
    }
    buf[used] = '\0';
    return used;
}

void ssi_file_name(char buf[SSI_FILE_NAME_SIZE], struct ssi_str name, struct ssi_str id,
                   const struct ssi_digest_key *key)
{
    char words[SLUG_LIMIT + 1];
    struct ssi_digest digest =
        key ? ssi_digest_keyed(key, id.ptr, id.len) : ssi_digest_bytes(id.ptr, id.len);
    bool any = slug(words, name) > 0;
    snprintf(buf, SSI_FILE_NAME_SIZE, "%s%s%016llx", words, any ? "-" : "",
             (unsigned long long)digest.high);
}
