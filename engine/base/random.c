// SPDX-License-Identifier: GPL-3.0-or-later
// xoshiro256** seeded through splitmix64 (Blackman and Vigna), and secrets from the
// system.

#include "ssi/random.h"

#include <assert.h>
#include <sys/random.h>

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

void ssi_random_init(struct ssi_random *random, uint64_t seed, uint64_t stream)
{
    uint64_t state = seed;
    uint64_t mixed = splitmix(&state) ^ (stream * 0xd1342543de82ef95u);
    for (int i = 0; i < 4; i++) {
        random->state[i] = splitmix(&mixed);
    }
}

static uint64_t rotl(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

uint64_t ssi_random_u64(struct ssi_random *random)
{
    uint64_t *s = random->state;
    uint64_t result = rotl(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45);
    return result;
}

uint64_t ssi_random_below(struct ssi_random *random, uint64_t bound)
{
    assert(bound > 0);
    uint64_t threshold = (0 - bound) % bound;
    uint64_t value;
    do {
        value = ssi_random_u64(random);
    } while (value < threshold);
    return value % bound;
}

double ssi_random_unit(struct ssi_random *random)
{
    return (double)(ssi_random_u64(random) >> 11) * 0x1p-53;
}

void ssi_random_secret(void *bytes, uint64_t size)
{
    unsigned char *p = bytes;
    while (size > 0) {
        size_t step = size > 256 ? 256 : (size_t)size;
        ssize_t got = getrandom(p, step, 0);
        assert(got == (ssize_t)step);
        p += got;
        size -= (uint64_t)got;
    }
}
