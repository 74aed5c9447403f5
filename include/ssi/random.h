// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Seeded pseudo-random numbers: the same sequence on every machine.
 * Source: xoshiro256** and splitmix64 of Blackman and Vigna (public domain description).
 */
#ifndef SSI_RANDOM_H
#define SSI_RANDOM_H

#include <stdint.h>

struct ssi_random {
    uint64_t state[4];
};

/** Streams with the same seed and another number are independent for practical purposes.
 */
void ssi_random_init(struct ssi_random *random, uint64_t seed, uint64_t stream);

uint64_t ssi_random_u64(struct ssi_random *random);

/** 0 .. bound - 1 without bias; bound > 0. */
uint64_t ssi_random_below(struct ssi_random *random, uint64_t bound);

/** In [0, 1), 53 bits. */
double ssi_random_unit(struct ssi_random *random);

/** Secret bytes from the operating system. */
void ssi_random_secret(void *bytes, uint64_t size);

#endif
