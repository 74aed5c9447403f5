// SPDX-License-Identifier: GPL-3.0-or-later
// Position, top percent and percentile among sorted integers.

#include "ssi/stats.h"

#include "ssi/num.h"

static size_t below(const uint32_t *sorted, size_t n, uint32_t value, bool or_equal)
{
    size_t low = 0;
    size_t high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        bool before = or_equal ? sorted[middle] <= value : sorted[middle] < value;
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    return low;
}

struct ssi_rank ssi_rank_of(const uint32_t *sorted, size_t n, uint32_t value)
{
    size_t lower = below(sorted, n, value, false);
    size_t equal = below(sorted, n, value, true) - lower;
    return ssi_rank_from(n - lower - equal, equal, n);
}

struct ssi_rank ssi_rank_from(uint64_t higher, uint64_t equal, uint64_t n)
{
    uint64_t lower = n - higher - equal;
    uint64_t top = (100 * (higher + equal) + n - 1) / n;
    return (struct ssi_rank){
        .n = (uint32_t)n,
        .position = (uint32_t)(1 + higher),
        .top_percent = (uint32_t)(top > 1 ? top : 1),
        .percentile = (int32_t)ssi_round_ratio((int64_t)(100 * (2 * lower + equal)),
                                               (int64_t)(2 * n), 2)};
}
