// SPDX-License-Identifier: GPL-3.0-or-later
/** What the files of explaining share. */
#ifndef SSI_EXPLAIN_INTERNAL_H
#define SSI_EXPLAIN_INTERNAL_H

#include "ssi/explain.h"
#include "ssi/table.h"

/* explain_load.c: everything of struct ssi_explanation that is read, not computed */
SSI_NODISCARD enum ssi_status ssi_explain_read(struct ssi_explanation *explanation,
                                               const char *folder, struct ssi_str member,
                                               struct ssi_error *err);

/** What all members share: the model, and the values that a percentile compares with of
 * explanation->week. */
SSI_NODISCARD enum ssi_status ssi_explain_read_shared(struct ssi_explanation *explanation,
                                                      const char *folder,
                                                      struct ssi_error *err);

/** Place of a metric in the model, or SIZE_MAX. */
size_t ssi_explain_metric(const struct ssi_model *model, struct ssi_str name);

/** An integer of 10^-decimals from text with at most so many; SSI_UNKNOWN when it is
 * none. */
int64_t ssi_explain_number(struct ssi_str text, int decimals);

/** Whether a published cell is this id, also behind a spreadsheet guard. */
bool ssi_explain_is_id(struct ssi_str cell, struct ssi_str id);

/* explain_change.c, explain_steps.c */
void ssi_explain_change(struct ssi_explanation *explanation);
void ssi_explain_steps(struct ssi_explanation *explanation);

#endif
