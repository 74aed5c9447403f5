// SPDX-License-Identifier: GPL-3.0-or-later
/** UTF-16 to UTF-8 as a stream, for source.c. */
#ifndef SSI_UTF16_INTERNAL_H
#define SSI_UTF16_INTERNAL_H

#include <stdbool.h>

#include "ssi/error.h"

struct ssi_utf16;

SSI_NODISCARD enum ssi_status ssi_utf16_new(bool big_endian, struct ssi_utf16 **out_utf16,
                                            struct ssi_error *err);
void ssi_utf16_free(struct ssi_utf16 *utf16);

/**
 * Converts from *in (moved on; a split character stays for the next call) into out. What
 * is no UTF-16 becomes the byte 0xFF, which no UTF-8 holds, so that its row is rejected;
 * `last` says that no more bytes will come.
 */
void ssi_utf16_convert(struct ssi_utf16 *utf16, const char **in, size_t *in_len,
                       bool last, char *out, size_t cap, size_t *out_len);

#endif
