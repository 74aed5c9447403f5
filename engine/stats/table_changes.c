// SPDX-License-Identifier: GPL-3.0-or-later
// changes.csv: how much each group moved since the week before and since five weeks before, over
// the members that are ranked in both, and whether it moved as a whole. By kind, week compared with
// and group.

#include "tables_internal.h"

#include "ssi/digest.h"
#include "ssi/num.h"
#include "ssi/shift.h"

/** The differences of a group's members, and who is in one of its weeks only. */
struct pairs {
    int32_t *differences;
    size_t n, cap;
    size_t joined, left;
};

static uint32_t group_then(const struct ssi_scores *scores, enum ssi_group_kind kind,
                           size_t member, int32_t k)
{
    return kind == SSI_GROUP_TEAM       ? ssi_score_team(scores, member, k)
           : kind == SSI_GROUP_INDUSTRY ? ssi_score_industry(scores, member, k)
                                        : SSI_NONE;
}

/** The members of a group in a week: those of its list, or of everyone all that are ranked. */
static size_t member_count(const struct ssi_groups *groups, const struct ssi_group *group,
                           const struct ssi_scores *scores)
{
    return groups->members ? group->n : scores->inputs->member_count;
}

static size_t member_at(const struct ssi_groups *groups, const struct ssi_group *group,
                        size_t i)
{
    return groups->members ? groups->members[group->first + i] : i;
}

static bool was_in(const struct ssi_scores *scores, const struct ssi_groups *groups,
                   uint32_t id, size_t member)
{
    return ssi_score_overall(scores, member, groups->k) != SSI_NO_OVERALL &&
           group_then(scores, groups->kind, member, groups->k) == id;
}

/** Pairs of those who are in the group now; then who was, and is not any more. */
static enum ssi_status find_pairs(const struct ssi_scores *scores,
                                  const struct ssi_groups *now,
                                  const struct ssi_groups *then,
                                  const struct ssi_group *group, struct pairs *pairs,
                                  struct ssi_error *err)
{
    const struct ssi_group *old = ssi_groups_get(then, group->id);
    for (size_t i = 0; i < member_count(now, group, scores); i++) {
        size_t member = member_at(now, group, i);
        uint32_t score = ssi_score_overall(scores, member, now->k);
        uint32_t before = ssi_score_overall(scores, member, then->k);
        if (score == SSI_NO_OVERALL) {
            continue;
        }
        pairs->joined += !was_in(scores, then, group->id, member);
        if (before != SSI_NO_OVERALL) {
            SSI_TRY(SSI_GROW(pairs->differences, pairs->cap, pairs->n + 1, err));
            pairs->differences[pairs->n++] = (int32_t)score - (int32_t)before;
        }
    }
    for (size_t i = 0; old && i < member_count(then, old, scores); i++) {
        size_t member = member_at(then, old, i);
        pairs->left += was_in(scores, then, group->id, member) &&
                       !was_in(scores, now, group->id, member);
    }
    return SSI_OK;
}

/** Whether one of the two weeks lacks a format that the other has rows of. */
static bool data_differ(const struct ssi_inputs *inputs, int32_t k)
{
    int32_t newest = inputs->week - inputs->first_week;
    return inputs->week_formats[newest] != inputs->week_formats[newest - k];
}

/**
 * Whether numbers may be shown: they could otherwise be taken apart with those of groups.csv and
 * trends.csv, when only a few joined or left.
 */
static bool is_shown(const struct ssi_tables *tables, const struct ssi_groups *groups,
                     const struct ssi_group *group, const struct pairs *pairs)
{
    size_t threshold = (size_t)ssi_threshold(&tables->thresholds, groups->kind);
    bool few_joined = pairs->joined > 0 && pairs->joined < threshold;
    bool few_left = pairs->left > 0 && pairs->left < threshold;
    return !group->withheld && pairs->n >= threshold && !few_joined && !few_left;
}

static void write_row(const struct ssi_tables *tables, struct ssi_output *output,
                      const struct ssi_groups *groups, const struct ssi_group *group,
                      int32_t k, const struct pairs *pairs)
{
    struct ssi_shift_result shift;
    bool shown = is_shown(tables, groups, group, pairs);
    bool spread = shown && pairs->n >= SSI_FEW;
    // the flips depend on the group alone, not on what is written before it
    uint64_t seed = ssi_hash_bytes(group->name.ptr, group->name.len, (uint64_t)groups->kind);
    ssi_shift_test(pairs->differences, pairs->n, seed, &shift);
    if (shift.verdict != SSI_SHIFT_TOO_FEW && data_differ(tables->scores->inputs, k)) {
        shift.verdict = SSI_SHIFT_DATA;
    }
    if (pairs->n < (size_t)ssi_threshold(&tables->thresholds, groups->kind)) {
        shift.verdict = SSI_SHIFT_TOO_FEW; // of three who moved alike each would be known
    }
    ssi_output_text(output, ssi_group_kind_name(groups->kind));
    ssi_cell_text(tables, output, group->name);
    ssi_cell_week(tables, output, 0);
    ssi_cell_week(tables, output, k);
    ssi_cell_scaled(output, true, (int64_t)pairs->n, 0);
    ssi_cell_scaled(output, shown, shift.mean, 3);
    ssi_cell_scaled(output, spread && shift.has_interval, shift.low, 3);
    ssi_cell_scaled(output, spread && shift.has_interval, shift.high, 3);
    ssi_cell_scaled(output, spread, ssi_round_scaled(shift.p, 4), 4);
    ssi_output_char(output, ',');
    ssi_output_text(output, ssi_shift_verdict_name(shift.verdict));
    ssi_output_char(output, '\n');
}

static enum ssi_status write_groups(const struct ssi_tables *tables, struct ssi_output *output,
                                    const struct ssi_groups *now, int32_t k,
                                    struct ssi_error *err)
{
    struct ssi_groups then;
    SSI_TRY(ssi_groups_find(&then, tables->scores, now->kind, k, &tables->thresholds, err));
    enum ssi_status status = SSI_OK;
    for (size_t i = 0; status == SSI_OK && i < now->count; i++) {
        struct pairs pairs = {0};
        status = find_pairs(tables->scores, now, &then, &now->items[i], &pairs, err);
        if (status == SSI_OK) {
            write_row(tables, output, now, &now->items[i], k, &pairs);
        }
        ssi_free(pairs.differences);
    }
    ssi_groups_release(&then);
    return status;
}

enum ssi_status ssi_write_changes(const struct ssi_tables *tables, struct ssi_output *output,
                                  struct ssi_error *err)
{
    static const int32_t against[] = {1, 5};
    struct ssi_week_groups groups;
    enum ssi_status status = ssi_week_groups_find(&groups, tables, 0, err);
    SSI_TRY(status);
    ssi_output_text(output, "kind,group,week,against,n,mean_change,low,high,p,verdict\n");
    for (int kind = 0; kind < SSI_GROUP_KINDS; kind++) {
        for (size_t a = 0; status == SSI_OK && a < SSI_COUNT(against); a++) {
            status = write_groups(tables, output, &groups.kinds[kind], against[a], err);
        }
    }
    ssi_week_groups_release(&groups);
    return status;
}
