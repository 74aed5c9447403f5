// SPDX-License-Identifier: GPL-3.0-or-later
/** Reading what `ssi bench` compares. */
#ifndef SSI_BENCH_PLAN_INTERNAL_H
#define SSI_BENCH_PLAN_INTERNAL_H

#include "cli_internal.h"

/** What a plan is made of, and who owns it. */
struct ssi_bench_making {
    struct ssi_project *project;
    struct ssi_bench_settings *bench;
    struct ssi_error *err;
};

/* bench_outcomes.c */

/** Marks the keys of [outcome NAME] as known; SSI_EUSAGE for any other in there. */
SSI_NODISCARD enum ssi_status ssi_bench_outcomes_claim(struct ssi_project *project,
                                                       struct ssi_error *err);

/** An outcome of the list at entry (NULL: the default list) by its name. */
SSI_NODISCARD enum ssi_status ssi_bench_outcome_read(const struct ssi_bench_making *m,
                                                     const struct ssi_ini_entry *entry,
                                                     struct ssi_str name,
                                                     struct ssi_bench_outcome *outcome);

#endif
