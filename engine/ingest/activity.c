// SPDX-License-Identifier: GPL-3.0-or-later
// The table of activities, expanded from activities.def.

#include "ssi/activity.h"

static const struct ssi_activity_info infos[SSI_ACTIVITY_COUNT] = {
    [SSI_ACTIVITY_UNKNOWN] = {"", "", SSI_SIDE_NEITHER, SSI_PART_PLAIN},
#define SSI_ACTIVITY(code, name, side, part, meaning)                                    \
    [code] = {#name, meaning, SSI_SIDE_##side, SSI_PART_##part},
#include "ssi/activities.def"
#undef SSI_ACTIVITY
};

const struct ssi_activity_info *ssi_activity_info(enum ssi_activity activity)
{
    return &infos[activity];
}

enum ssi_activity ssi_activity_find(struct ssi_str name)
{
    for (int code = 1; code < SSI_ACTIVITY_COUNT; code++) {
        if (ssi_str_eq(name, ssi_str_z(infos[code].name))) {
            return (enum ssi_activity)code;
        }
    }
    return SSI_ACTIVITY_UNKNOWN;
}

enum ssi_activity ssi_activity_mirror(enum ssi_activity activity)
{
    static const struct {
        enum ssi_activity given, received;
    } pairs[] = {
        {SSI_ACTIVITY_engagement_give, SSI_ACTIVITY_engagement_receive},
        {SSI_ACTIVITY_profile_view, SSI_ACTIVITY_inbound_view},
        {SSI_ACTIVITY_connection_made, SSI_ACTIVITY_connection_made},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (pairs[i].given == activity) {
            return pairs[i].received;
        }
    }
    return SSI_ACTIVITY_UNKNOWN;
}

enum ssi_activity ssi_activity_request_of(enum ssi_activity answer)
{
    enum ssi_activity_part part = infos[answer].part;
    if (part == SSI_PART_ACCEPT_INMAIL || part == SSI_PART_DECLINE_INMAIL) {
        return SSI_ACTIVITY_inmail_send;
    }
    return part == SSI_PART_ACCEPT_REQUEST ? SSI_ACTIVITY_connection_request
                                           : SSI_ACTIVITY_UNKNOWN;
}
