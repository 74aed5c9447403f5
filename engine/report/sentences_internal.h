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

/** A pillar that the seat caps, and what it would be without; false when none is. */
bool ssi_say_cap(const struct ssi_member *member, char line[SSI_LINE_SIZE]);

/** Metrics that stand for others and not for this member; false when all do. */
bool ssi_say_unknown(const struct ssi_report_data *data, const struct ssi_member *member,
                     char line[SSI_LINE_SIZE]);

/** Since when an idle member did nothing; false of others. */
bool ssi_say_idle(const struct ssi_report_data *data, const struct ssi_member *member,
                  char line[SSI_LINE_SIZE]);

/** All of these that hold, the status first. Returns how many. */
enum { SSI_MEMBER_NOTES = 5 };
size_t ssi_say_of_member(const struct ssi_report_data *data,
                         const struct ssi_member *member,
                         char lines[SSI_MEMBER_NOTES][SSI_LINE_SIZE]);

#endif
