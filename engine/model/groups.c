// SPDX-License-Identifier: GPL-3.0-or-later
// The team and industry of each member as of each week: from the roster, or, without one,
// from the latest event before the cut-off that states them.

#include <assert.h>

#include "points_internal.h"

/** The latest statement of a kind before the cut-off over all ids of a member, or NULL.
 */
static const struct ssi_label_record *latest_label(const struct ssi_inputs *inputs,
                                                   const struct ssi_input_member *member,
                                                   uint32_t kind, int32_t week)
{
    const struct ssi_label_record *labels = SSI_RECORDS(inputs->partial, LABELS);
    size_t count = SSI_RECORD_COUNT(inputs->partial, LABELS);
    const struct ssi_label_record *latest = NULL;
    for (uint32_t b = 0; b < member->block_count; b++) {
        uint32_t block = inputs->blocks[member->blocks + b];
        size_t i = ssi_partial_first_of(inputs->partial, SSI_SECTION_LABELS, block);
        for (; i < count && labels[i].member == block && labels[i].week <= week; i++) {
            const struct ssi_label_record *label = &labels[i];
            if (label->kind == kind &&
                (!latest || label->secs > latest->secs ||
                 (label->secs == latest->secs && label->text < latest->text))) {
                latest = label;
            }
        }
    }
    return latest;
}

static struct ssi_str group_name(const struct ssi_inputs *inputs,
                                 const struct ssi_input_member *member,
                                 enum ssi_roster_column column, uint32_t kind,
                                 int32_t week)
{
    if (inputs->has_roster) {
        return ssi_inputs_text(inputs, member->person, column,
                               ssi_inputs_cutoff(inputs, week));
    }
    const struct ssi_label_record *label = latest_label(inputs, member, kind, week);
    return label ? ssi_partial_string(inputs->partial, label->text) : ssi_str_of("", 0);
}

void ssi_member_groups(const struct ssi_inputs *inputs, size_t member, int32_t week,
                       struct ssi_str *out_team, struct ssi_str *out_industry)
{
    const struct ssi_input_member *who = &inputs->members[member];
    *out_team = group_name(inputs, who, SSI_ROSTER_TEAM, SSI_LABEL_TEAM, week);
    *out_industry =
        group_name(inputs, who, SSI_ROSTER_INDUSTRY, SSI_LABEL_INDUSTRY, week);
}

/** Puts a name that is not empty; the array is made when the first is found. */
static enum ssi_status put_group(struct ssi_scores *scores, struct ssi_str name,
                                 size_t at, uint32_t **groups, struct ssi_error *err)
{
    size_t size = scores->inputs->member_count * (size_t)scores->week_count;
    if (name.len == 0) {
        return SSI_OK;
    }
    if (!*groups) {
        *groups = ssi_alloc(size, sizeof **groups);
        if (!*groups) {
            return ssi_error_nomem(err);
        }
        memset(*groups, 0xff, size * sizeof **groups); // SSI_NONE
    }
    return ssi_ids_add(&scores->groups, name, &(*groups)[at], err);
}

enum ssi_status ssi_scores_find_groups(struct ssi_scores *scores, struct ssi_error *err)
{
    static_assert(SSI_NONE == UINT32_MAX, "all bits of it are set");
    const struct ssi_inputs *inputs = scores->inputs;
    if (!inputs->has_roster && SSI_RECORD_COUNT(inputs->partial, LABELS) == 0) {
        return SSI_OK;
    }
    for (size_t m = 0; m < inputs->member_count; m++) {
        const struct ssi_input_member *member = &inputs->members[m];
        for (int32_t k = 0; k < scores->week_count; k++) {
            size_t at = (size_t)k * inputs->member_count + m;
            int32_t week = inputs->week - k;
            SSI_TRY(put_group(
                scores, group_name(inputs, member, SSI_ROSTER_TEAM, SSI_LABEL_TEAM, week),
                at, &scores->teams, err));
            SSI_TRY(put_group(
                scores,
                group_name(inputs, member, SSI_ROSTER_INDUSTRY, SSI_LABEL_INDUSTRY, week),
                at, &scores->industries, err));
        }
    }
    return SSI_OK;
}
