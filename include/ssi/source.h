// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Bytes from somewhere: a plain file, a gzip file, standard input, memory.
 *
 * gzip is told by its magic bytes, never by a name; several members, header fields of every
 * kind, and zero padding at the end are read; each member's CRC and length are checked, and
 * anything else after a member is an error. What was delivered before an error must not count.
 */
#ifndef SSI_SOURCE_H
#define SSI_SOURCE_H

#include "ssi/error.h"

struct ssi_source;

/** path "-" is standard input. */
SSI_NODISCARD enum ssi_status ssi_source_open(const char *path, struct ssi_source **out_source,
                                              struct ssi_error *err);

/** Reads from memory (also gzip); bytes stay the caller's and must outlive the source. */
SSI_NODISCARD enum ssi_status ssi_source_memory(struct ssi_str bytes, const char *name,
                                                struct ssi_source **out_source,
                                                struct ssi_error *err);

/** Up to cap decoded bytes; *out_len 0 only at a clean end. SSI_EIO when truncated or corrupt. */
SSI_NODISCARD enum ssi_status ssi_source_read(struct ssi_source *source, char *buf, size_t cap,
                                              size_t *out_len, struct ssi_error *err);

const char *ssi_source_name(const struct ssi_source *source);
void ssi_source_free(struct ssi_source *source);

#endif
