// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Change of a group between two weeks: the mean over the same members with its interval,
 * and whether all of them moved together. People move for reasons of their own, up and
 * down; where nearly everyone moves one way, the scale moved or data are missing.
 */
#ifndef SSI_SHIFT_H
#define SSI_SHIFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ssi/error.h"

/** What a change is; the names stand in changes.csv. */
enum ssi_shift_verdict {
    SSI_SHIFT_TOO_FEW, /**< "too few": under 6 pairs, of which no p can be below 0.05 */
    SSI_SHIFT_NONE, /**< "none": ups and downs are no more one-sided than chance gives */
    SSI_SHIFT_MEMBERS,  /**< "members moved": the mean moved, but not nearly everyone did
                         */
    SSI_SHIFT_EVERYONE, /**< "everyone moved": nearly all went the same way */
    SSI_SHIFT_DATA      /**< "data missing": in one of the two weeks; set by callers */
};

const char *ssi_shift_verdict_name(enum ssi_shift_verdict verdict);

struct ssi_shift_result {
    size_t n;          /**< pairs */
    int64_t mean;      /**< of the differences, milli-points */
    bool has_interval; /**< n >= 2 */
    int64_t low, high; /**< 95 % interval of the mean, Student's t with n - 1 degrees */
    double p;          /**< of the sign-flip test, two-sided; 1 where n = 0 */
    enum ssi_shift_verdict verdict;
};

enum {
    SSI_SHIFT_EXACT = 16,   /**< up to so many pairs all 2^n signs are tried */
    SSI_SHIFT_FLIPS = 9999, /**< seeded flips up to SSI_SHIFT_MANY pairs */
    SSI_SHIFT_MANY =
        1000 /**< above, the sum of random signs is normal for all purposes */
};

/**
 * The paired sign-flip test (Fisher 1935): if the group as a whole did not move, each
 * difference could as well have the other sign. p = share of sign choices whose sum is at
 * least as far from 0 as the sum of what was seen; (1 + hits) / (1 + flips) where signs
 * are drawn. Everyone moved when p <= 0.05 and at least three quarters of the pairs went
 * the same way.
 *
 * O(2^n), O(n flips) or O(n). seed: of the flips; the same seed gives the same p.
 */
struct ssi_differences {
    int32_t kept[SSI_SHIFT_MANY]; /**< milli-points; of more than fit only the sums are
                                     needed */
    size_t n;
    int64_t sum;
    double squares;
    size_t up, down;
};

void ssi_differences_add(struct ssi_differences *differences, int32_t difference);

void ssi_shift_test(const struct ssi_differences *differences, uint64_t seed,
                    struct ssi_shift_result *out);

#endif
