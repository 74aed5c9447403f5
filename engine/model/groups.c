// SPDX-License-Identifier: GPL-3.0-or-later
// The team and industry of each member as of each week: from the roster, or, without one, from
// the latest event before the cut-off that states them.

#include "points_internal.h"

/** The latest statement of a kind before the cut-off over all ids of a member, or NULL. */
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
                                 enum ssi_roster_column column, uint32_t kind, int32_t week)
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
    *out_industry = group_name(inputs, who, SSI_ROSTER_INDUSTRY, SSI_LABEL_INDUSTRY, week);
}

static enum ssi_status find_group(struct ssi_scores *scores, struct ssi_str name,
                                  uint32_t *out_group, struct ssi_error *err)
{
    *out_group = SSI_NONE;
    return name.len ? ssi_ids_add(&scores->groups, name, out_group, err) : SSI_OK;
}

enum ssi_status ssi_scores_find_groups(struct ssi_scores *scores, struct ssi_error *err)
{
    const struct ssi_inputs *inputs = scores->inputs;
    for (size_t m = 0; m < inputs->member_count; m++) {
        const struct ssi_input_member *member = &inputs->members[m];
        for (int32_t k = 0; k < scores->week_count; k++) {
            struct ssi_week_score *score =
                &scores->weeks[m * (size_t)scores->week_count + (size_t)k];
            int32_t week = inputs->week - k;
            SSI_TRY(find_group(scores,
                               group_name(inputs, member, SSI_ROSTER_TEAM, SSI_LABEL_TEAM,
                                          week),
                               &score->team, err));
            SSI_TRY(find_group(scores,
                               group_name(inputs, member, SSI_ROSTER_INDUSTRY,
                                          SSI_LABEL_INDUSTRY, week),
                               &score->industry, err));
        }
    }
    return SSI_OK;
}
