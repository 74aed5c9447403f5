// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Bytes from somewhere: a plain file, a gzip file, a file inside a .zip archive, standard
 * input, memory. UTF-16 with a byte order mark is turned into UTF-8.
 *
 * gzip is told by its magic bytes, never by a name; several members, header fields of
 * every kind, and zero padding at the end are read; each member's CRC and length are
 * checked, and anything else after a member is an error. What was delivered before an
 * error must not count.
 */
#ifndef SSI_SOURCE_H
#define SSI_SOURCE_H

#include <stdatomic.h>
#include <stdbool.h>

#include "ssi/error.h"

struct ssi_source;

/** path "-" is standard input; "archive.zip:inner.csv" a file inside an archive. */
SSI_NODISCARD enum ssi_status ssi_source_open(const char *path,
                                              struct ssi_source **out_source,
                                              struct ssi_error *err);

/** Reads from memory (also gzip); bytes stay the caller's and must outlive the source. */
SSI_NODISCARD enum ssi_status ssi_source_memory(struct ssi_str bytes, const char *name,
                                                struct ssi_source **out_source,
                                                struct ssi_error *err);

/** How gzip data are inflated; the same bytes and errors either way. */
enum ssi_inflater { SSI_INFLATER_BEST, SSI_INFLATER_ZLIB };

/** To be called before the first read. */
void ssi_source_inflater(struct ssi_source *source, enum ssi_inflater inflater);

/** Whether ISA-L is built in, which SSI_INFLATER_BEST then uses. */
bool ssi_inflate_has_isal(void);

/**
 * Raw bytes (compressed, of a zip member inflated) are added to *count as they are read;
 * it must outlive the source. Before the first read.
 */
void ssi_source_count_into(struct ssi_source *source, atomic_uint_fast64_t *count);

/**
 * From here on a thread of its own reads and inflates, up to 4 MiB ahead, so that who
 * reads has a core for itself. Without one to be had everything stays as it is. Before
 * the first read.
 */
void ssi_source_read_ahead(struct ssi_source *source);

/** Told by the first bytes: after the first read, and before reading ahead begins. */
enum ssi_compression { SSI_COMPRESSION_NONE, SSI_COMPRESSION_GZIP, SSI_COMPRESSION_ZIP };
enum ssi_encoding {
    SSI_ENCODING_UTF8,
    SSI_ENCODING_UTF8_BOM, /**< never of a source: the mark is text to it */
    SSI_ENCODING_UTF16_LE,
    SSI_ENCODING_UTF16_BE
};
enum ssi_compression ssi_source_compression(const struct ssi_source *source);
enum ssi_encoding ssi_source_encoding(const struct ssi_source *source);

/** Up to cap decoded bytes; *out_len 0 only at a clean end. SSI_EIO when truncated or
 * corrupt. */
SSI_NODISCARD enum ssi_status ssi_source_read(struct ssi_source *source, char *buf,
                                              size_t cap, size_t *out_len,
                                              struct ssi_error *err);

const char *ssi_source_name(const struct ssi_source *source);
void ssi_source_free(struct ssi_source *source);

#endif
