// SPDX-License-Identifier: GPL-3.0-or-later
// Half of the weight at `half`, three quarters at twice that: 1 - 2^(-x / half).

#include <math.h>

#include "model_internal.h"

static double apply(int64_t x, double half, const struct ssi_distribution *distribution,
                    bool accumulates)
{
    (void)distribution;
    (void)accumulates;
    return 1.0 - exp2(-((double)x / 1e6) / half);
}

const struct ssi_transform ssi_transform_saturate = {
    .name = "saturate",
    .meaning = "1 - 2^(-x / half)",
    .parameter = "half",
    .apply = apply,
};
