// SPDX-License-Identifier: GPL-3.0-or-later
// Quick at first, slower towards the target: min(1, ln(1 + x) / ln(1 + target)).

#include <math.h>

#include "model_internal.h"

static double apply(int64_t x, double parameter, const struct ssi_distribution *distribution,
                    bool accumulates)
{
    (void)distribution;
    (void)accumulates;
    return x == 0 ? 0.0 : fmin(1.0, log1p((double)x / 1e6) / log1p(parameter));
}

const struct ssi_transform ssi_transform_log = {
    .name = "log",
    .meaning = "min(1, ln(1 + x) / ln(1 + target))",
    .parameter = "target",
    .apply = apply,
};
