// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Digests: of contents (128 bits, unkeyed, the same everywhere) and keyed hashes for
 * tables. Not cryptographic: they tell contents apart, they prove nothing to an
 * adversary.
 */
#ifndef SSI_DIGEST_H
#define SSI_DIGEST_H

#include <stdint.h>

#include "ssi/str.h"

struct ssi_digest {
    uint64_t high, low;
};

/** 32 lower-case hexadecimal digits and a 0. */
void ssi_digest_hex(struct ssi_digest digest, char buf[33]);
int ssi_digest_cmp(struct ssi_digest a, struct ssi_digest b);

struct ssi_digest ssi_digest_bytes(const void *bytes, size_t len);

/** A prepared key: other 32 bytes, unrelated values. */
struct ssi_digest_key {
    unsigned char secret[192];
};
void ssi_digest_key_init(struct ssi_digest_key *key, const unsigned char seed[32]);
struct ssi_digest ssi_digest_keyed(const struct ssi_digest_key *key, const void *bytes,
                                   size_t len);

/** A quick hash for tables: seeds are per process, so its values never reach a file. */
uint64_t ssi_hash_bytes(const void *bytes, size_t len, uint64_t seed);

/** ssi_hash_bytes() with seed 0 in pieces; free it with _finish, which also frees the
 * state. */
struct ssi_hash_stream;
struct ssi_hash_stream *ssi_hash_begin(void);
void ssi_hash_update(struct ssi_hash_stream *stream, const void *bytes, size_t len);
uint64_t ssi_hash_finish(struct ssi_hash_stream *stream);

/** A digest in pieces; free it with _finish, which also frees the state. */
struct ssi_digest_stream;
struct ssi_digest_stream *ssi_digest_begin(void);
void ssi_digest_update(struct ssi_digest_stream *stream, const void *bytes, size_t len);
struct ssi_digest ssi_digest_finish(struct ssi_digest_stream *stream);

#endif
