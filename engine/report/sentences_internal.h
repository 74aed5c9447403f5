// SPDX-License-Identifier: GPL-3.0-or-later
/** Sentences about the data that several pages hold. */
#ifndef SSI_REPORT_SENTENCES_INTERNAL_H
#define SSI_REPORT_SENTENCES_INTERNAL_H

#include "plot_internal.h"

/** Which pillars are empty and why; false, and "", when all have data. */
bool ssi_say_empty_pillars(const struct ssi_report_data *data, char line[SSI_LINE_SIZE]);

/** What is special about a member: no score, provisional, away; false when nothing. */
bool ssi_say_status(const struct ssi_report_data *data, const struct ssi_member *member,
                    char line[SSI_LINE_SIZE]);

#endif
