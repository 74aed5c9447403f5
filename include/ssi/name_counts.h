// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Counts of names that strangers chose, in bounded memory: the SSI_NAMES_KEPT names that
 * are smallest by bytes are counted exactly, all others together. So the result depends
 * neither on the order of the names nor on how they are spread over several counts that
 * are added up.
 */
#ifndef SSI_NAME_COUNTS_H
#define SSI_NAME_COUNTS_H

#include "ssi/ids.h"

enum { SSI_NAMES_KEPT = 1000 };

struct ssi_name_counts {
    struct ssi_ids names;
    uint64_t *counts; /**< by index of names */
    size_t cap;
    uint64_t others; /**< rows of names beyond those kept */
    bool full;       /**< only names up to `largest` may be among the kept ones */
    struct ssi_str largest;
};

void ssi_name_counts_init(struct ssi_name_counts *counts);
void ssi_name_counts_release(struct ssi_name_counts *counts);

SSI_NODISCARD enum ssi_status ssi_name_counts_add(struct ssi_name_counts *counts,
                                                  struct ssi_str name, uint64_t n,
                                                  struct ssi_error *err);

/** Adds all of `from`, which stays as it is. */
SSI_NODISCARD enum ssi_status ssi_name_counts_fold(struct ssi_name_counts *counts,
                                                   const struct ssi_name_counts *from,
                                                   struct ssi_error *err);

/** Leaves SSI_NAMES_KEPT names at most; to be called before names and counts are read. */
SSI_NODISCARD enum ssi_status ssi_name_counts_trim(struct ssi_name_counts *counts,
                                                   struct ssi_error *err);

#endif
