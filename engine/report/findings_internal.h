// SPDX-License-Identifier: GPL-3.0-or-later
/** What the data say about a group this week, in sentences. */
#ifndef SSI_REPORT_FINDINGS_INTERNAL_H
#define SSI_REPORT_FINDINGS_INTERNAL_H

#include "plot_internal.h"

enum { SSI_FINDINGS = 3 };

/**
 * Who moved, which pillar, whether everyone shifted: of a team, or of everyone (the group
 * of that kind). Returns how many sentences there are. They name members of the group, so
 * they are for pages that list them, too.
 */
size_t ssi_findings(const struct ssi_report_data *data, const struct ssi_group *group,
                    char lines[SSI_FINDINGS][SSI_LINE_SIZE]);

#endif
