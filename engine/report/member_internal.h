// SPDX-License-Identifier: GPL-3.0-or-later
/** What paper and HTML say alike of a member. */
#ifndef SSI_REPORT_MEMBER_INTERNAL_H
#define SSI_REPORT_MEMBER_INTERNAL_H

#include "data_internal.h"

/** "Benelux · Software · Navigator seat" of what is known. */
void ssi_member_subtitle(const struct ssi_member *member, char line[SSI_LINE_SIZE]);

/** Of one group: "Top 8 %" or "too few", the place and the group's name, last week's. */
struct ssi_rank_text {
    char value[SSI_SHOW_SIZE], group[SSI_LINE_SIZE], before[96], network[96];
    bool shown;
};

/** Of every group that ranks the member; returns how many there are. */
size_t ssi_rank_texts(const struct ssi_report_data *data, const struct ssi_member *member,
                      struct ssi_rank_text texts[SSI_GROUP_KINDS]);

#endif
