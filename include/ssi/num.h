// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Numbers from and to text, free of locale, and the one rounding rule of everything
 * published.
 */
#ifndef SSI_NUM_H
#define SSI_NUM_H

#include <stdbool.h>
#include <stdint.h>

#include "ssi/str.h"

/** Decimal digits only, no sign, no blanks; false on anything else or overflow. */
bool ssi_parse_u64(struct ssi_str text, uint64_t *out_value);

/** The same with an optional leading '-'. */
bool ssi_parse_i64(struct ssi_str text, int64_t *out_value);

/**
 * A finite decimal number: [+-]digits[.digits][e[+-]digits], a point in every locale,
 * rounded correctly to double. No hexadecimal, no inf, no nan, no blanks.
 */
bool ssi_parse_double(struct ssi_str text, double *out_value);

/** yes/no, true/false, on/off, 1/0, y/n without case. */
bool ssi_parse_flag(struct ssi_str text, bool *out_value);

/**
 * Round(v, d) as an integer of 10^-d: floor(10^d v + 0.5 + 2^-20), each operation in
 * double from left to right. v must be finite, d 0..22 and the result within int64_t.
 */
int64_t ssi_round_scaled(double value, int decimals);

/** The same for the exact quotient num / den (den > 0, d 0..12), without floating point.
 */
int64_t ssi_round_ratio(int64_t num, int64_t den, int decimals);

/**
 * An integer of 10^-decimals as text with exactly that many decimals (0..35) and a 0
 * behind; never "-0". Returns the length.
 */
enum { SSI_NUM_SIZE = 40 };
size_t ssi_format_scaled(char buf[SSI_NUM_SIZE], int64_t value, int decimals);

#endif
