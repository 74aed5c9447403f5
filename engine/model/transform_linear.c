// SPDX-License-Identifier: GPL-3.0-or-later
// Straight up to the target, then flat: min(1, x / target).

#include "model_internal.h"

static double apply(int64_t x, double target, const struct ssi_distribution *distribution,
                    bool accumulates)
{
    (void)distribution;
    (void)accumulates;
    double share = (double)x / 1e6 / target;
    return share < 1.0 ? share : 1.0;
}

const struct ssi_transform ssi_transform_linear = {
    .name = "linear",
    .meaning = "min(1, x / target)",
    .parameter = "target",
    .apply = apply,
};
