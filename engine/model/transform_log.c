// SPDX-License-Identifier: GPL-3.0-or-later
// Quick at first, slower towards the target: min(1, ln(1 + x) / ln(1 + target)).

#include <math.h>

#include "model_internal.h"

static double scale(double target)
{
    return log1p(target);
}

static double apply(int64_t x, double most, const struct ssi_distribution *distribution,
                    bool accumulates)
{
    (void)distribution;
    (void)accumulates;
    double share = x == 0 ? 0.0 : log1p((double)x / 1e6) / most;
    return share < 1.0 ? share : 1.0;
}

const struct ssi_transform ssi_transform_log = {
    .name = "log",
    .meaning = "min(1, ln(1 + x) / ln(1 + target))",
    .parameter = "target",
    .scale = scale,
    .apply = apply,
};
