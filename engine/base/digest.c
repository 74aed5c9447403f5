// SPDX-License-Identifier: GPL-3.0-or-later
// The door to xxHash: XXH3 in 64 and 128 bits, whose values are stable across releases.

#include "ssi/digest.h"

#include <assert.h>
#include <stdio.h>

#include "ssi/compiler.h"

#include <xxhash.h>

static struct ssi_digest of_xxh(XXH128_hash_t hash)
{
    return (struct ssi_digest){.high = hash.high64, .low = hash.low64};
}

void ssi_digest_hex(struct ssi_digest digest, char buf[33])
{
    (void)snprintf(buf, 33, "%016llx%016llx", (unsigned long long)digest.high,
                   (unsigned long long)digest.low);
}

int ssi_digest_cmp(struct ssi_digest a, struct ssi_digest b)
{
    if (a.high != b.high) {
        return a.high < b.high ? -1 : 1;
    }
    return (a.low > b.low) - (a.low < b.low);
}

struct ssi_digest ssi_digest_bytes(const void *bytes, size_t len)
{
    return of_xxh(XXH3_128bits(bytes, len));
}

void ssi_digest_key_init(struct ssi_digest_key *key, const unsigned char seed[32])
{
    // XXH3 takes a secret of its own length; the 32 bytes are stretched to it.
    static_assert(sizeof key->secret % sizeof(uint64_t) == 0, "whole words");
    for (size_t at = 0; at < sizeof key->secret; at += sizeof(uint64_t)) {
        uint64_t word = XXH3_64bits_withSeed(seed, 32, at + 1);
        memcpy(key->secret + at, &word, sizeof word);
    }
}

struct ssi_digest ssi_digest_keyed(const struct ssi_digest_key *key, const void *bytes,
                                   size_t len)
{
    return of_xxh(XXH3_128bits_withSecret(bytes, len, key->secret, sizeof key->secret));
}

uint64_t ssi_hash_bytes(const void *bytes, size_t len, uint64_t seed)
{
    return XXH3_64bits_withSeed(bytes, len, seed);
}

struct ssi_hash_stream *ssi_hash_begin(void)
{
    XXH3_state_t *state = XXH3_createState();
    if (state && XXH3_64bits_reset(state) != XXH_OK) {
        XXH3_freeState(state);
        state = NULL;
    }
    return (struct ssi_hash_stream *)(void *)state;
}

void ssi_hash_update(struct ssi_hash_stream *stream, const void *bytes, size_t len)
{
    (void)XXH3_64bits_update((XXH3_state_t *)(void *)stream, bytes, len);
}

uint64_t ssi_hash_finish(struct ssi_hash_stream *stream)
{
    uint64_t hash = XXH3_64bits_digest((XXH3_state_t *)(void *)stream);
    XXH3_freeState((XXH3_state_t *)(void *)stream);
    return hash;
}

struct ssi_digest_stream *ssi_digest_begin(void)
{
    XXH3_state_t *state = XXH3_createState();
    if (state && XXH3_128bits_reset(state) != XXH_OK) {
        XXH3_freeState(state);
        state = NULL;
    }
    return (struct ssi_digest_stream *)(void *)state;
}

void ssi_digest_update(struct ssi_digest_stream *stream, const void *bytes, size_t len)
{
    (void)XXH3_128bits_update((XXH3_state_t *)(void *)stream, bytes, len);
}

struct ssi_digest ssi_digest_finish(struct ssi_digest_stream *stream)
{
    struct ssi_digest digest =
        of_xxh(XXH3_128bits_digest((XXH3_state_t *)(void *)stream));
    XXH3_freeState((XXH3_state_t *)(void *)stream);
    return digest;
}
