// SPDX-License-Identifier: GPL-3.0-or-later
/** Inflating and deflating gzip data in memory, for source.c and output.c. */
#ifndef SSI_GZIP_INTERNAL_H
#define SSI_GZIP_INTERNAL_H

#include <stdbool.h>

#include "ssi/error.h"

struct ssi_inflate;

/** plain_zlib: never ISA-L. Both give the same bytes and the same errors. */
SSI_NODISCARD enum ssi_status ssi_inflate_new(bool plain_zlib,
                                              struct ssi_inflate **out_inflate,
                                              struct ssi_error *err);
void ssi_inflate_free(struct ssi_inflate *state);

/** Inflates from *in (moved on) into out; stops when either is exhausted. */
SSI_NODISCARD enum ssi_status ssi_inflate_some(struct ssi_inflate *state, const char **in,
                                               size_t *in_len, char *out, size_t cap,
                                               size_t *out_len, struct ssi_error *err);

/** To call at the end of input until *out_len is 0: SSI_EIO when a member is cut off. */
SSI_NODISCARD enum ssi_status ssi_inflate_end(struct ssi_inflate *state, char *out,
                                              size_t cap, size_t *out_len,
                                              struct ssi_error *err);

struct ssi_deflate;

typedef enum ssi_status ssi_deflate_sink(void *context, const void *bytes, size_t len,
                                         struct ssi_error *err);

/** level: zlib's, 1 to 9. */
SSI_NODISCARD enum ssi_status ssi_deflate_new(int level, struct ssi_deflate **out_deflate,
                                              struct ssi_error *err);
SSI_NODISCARD enum ssi_status ssi_deflate_some(struct ssi_deflate *state, const char *in,
                                               size_t len, bool finish,
                                               ssi_deflate_sink *sink, void *context,
                                               struct ssi_error *err);
/** After the end of a member: another one begins. */
void ssi_deflate_reset(struct ssi_deflate *state);
void ssi_deflate_free(struct ssi_deflate *state);

#endif
