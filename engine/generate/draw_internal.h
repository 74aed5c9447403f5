// SPDX-License-Identifier: GPL-3.0-or-later
/** Draws that are the same bits on every machine with IEEE 754 doubles. */
#ifndef SSI_GENERATE_DRAW_INTERNAL_H
#define SSI_GENERATE_DRAW_INTERNAL_H

#include "ssi/random.h"

#include <stdbool.h>

/** Well mixed bits of three numbers: a draw without a stream. */
uint64_t ssi_gen_hash(uint64_t seed, uint64_t a, uint64_t b);

double ssi_gen_exp(double x); /**< clamped to +-600 */
double ssi_gen_log(double x); /**< of a normal positive number */

double ssi_gen_normal(struct ssi_random *random);
/** Mean 1. */
double ssi_gen_lognormal(struct ssi_random *random, double sd);
/** Mean 1; shape >= 1. */
double ssi_gen_gamma(struct ssi_random *random, double shape);
uint32_t ssi_gen_poisson(struct ssi_random *random, double mean);

/** The top 32 bits of a hash as a number in [0, 1). */
static inline double ssi_gen_unit(uint64_t hash)
{
    return (double)(hash >> 32) * 0x1p-32;
}

/** `part` of every 65,536 by the low bits of a hash. */
static inline bool ssi_gen_chance(uint64_t hash, uint32_t part)
{
    return (hash & 0xFFFF) < part;
}

#endif
