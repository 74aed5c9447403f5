// SPDX-License-Identifier: GPL-3.0-or-later
/** The canonical activities: what a row of any event log is mapped to. */
#ifndef SSI_ACTIVITY_H
#define SSI_ACTIVITY_H

#include <stdbool.h>
#include <stdint.h>

#include "ssi/str.h"

enum ssi_activity {
    SSI_ACTIVITY_UNKNOWN = 0,
#define SSI_ACTIVITY(code, name, side, part, meaning) SSI_ACTIVITY_##name = (code),
#include "ssi/activities.def"
#undef SSI_ACTIVITY
    SSI_ACTIVITY_COUNT
};

/** Whose action it is: only own actions make an active day. */
enum ssi_activity_side { SSI_SIDE_NEITHER, SSI_SIDE_OWN, SSI_SIDE_RECEIVED };

/** Its part in a request and the answer to it. */
enum ssi_activity_part {
    SSI_PART_PLAIN,
    SSI_PART_INMAIL,
    SSI_PART_ACCEPT_INMAIL,
    SSI_PART_DECLINE_INMAIL,
    SSI_PART_REQUEST,
    SSI_PART_ACCEPT_REQUEST
};

struct ssi_activity_info {
    const char *name, *meaning;
    enum ssi_activity_side side;
    enum ssi_activity_part part;
};

/** For every code from 0 (unknown) to SSI_ACTIVITY_COUNT - 1. */
const struct ssi_activity_info *ssi_activity_info(enum ssi_activity activity);

/** The code of a canonical name, or SSI_ACTIVITY_UNKNOWN. */
enum ssi_activity ssi_activity_find(struct ssi_str name);

/** What a mirrored row credits the counterpart with; UNKNOWN where a mirror makes no
 * sense. */
enum ssi_activity ssi_activity_mirror(enum ssi_activity activity);

static inline bool ssi_activity_is_own(enum ssi_activity activity)
{
    return ssi_activity_info(activity)->side == SSI_SIDE_OWN;
}

/** The request that an answer belongs to (inmail_send or connection_request), or UNKNOWN.
 */
enum ssi_activity ssi_activity_request_of(enum ssi_activity answer);

#endif
