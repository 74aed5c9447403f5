// SPDX-License-Identifier: GPL-3.0-or-later
// changes.csv: how much each group moved since the week before and since five weeks
// before, over the members that are ranked in both, and whether it moved as a whole. By
// kind, week compared with and group.

#include "tables_internal.h"

#include "ssi/digest.h"
#include "ssi/num.h"
#include "ssi/shift.h"

/** The differences of a group's members, and who is in one of its weeks only. */
struct pairs {
    struct ssi_differences differences;
    size_t joined, left;
};

static uint32_t group_then(const struct ssi_scores *scores, enum ssi_group_kind kind,
                           size_t member, int32_t k)
{
    return kind == SSI_GROUP_TEAM       ? ssi_score_team(scores, member, k)
           : kind == SSI_GROUP_INDUSTRY ? ssi_score_industry(scores, member, k)
                                        : SSI_NONE;
}

/** The members of a group in a week: those of its list, or of everyone all that are
 * ranked. */
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
static void find_pairs(const struct ssi_scores *scores, const struct ssi_groups *now,
                       const struct ssi_groups *then, const struct ssi_group *group,
                       struct pairs *pairs)
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
            ssi_differences_add(&pairs->differences, (int32_t)score - (int32_t)before);
        }
    }
    for (size_t i = 0; old && i < member_count(then, old, scores); i++) {
        size_t member = member_at(then, old, i);
        pairs->left += was_in(scores, then, group->id, member) &&
                       !was_in(scores, now, group->id, member);
    }
}

/** Whether one of the two weeks lacks a format that the other has rows of. */
static bool data_differ(const struct ssi_inputs *inputs, int32_t k)
{
    int32_t newest = inputs->week - inputs->first_week;
    return inputs->week_formats[newest] != inputs->week_formats[newest - k];
}

/**
 * Whether a group's numbers must be withheld: they could be taken apart with those of
 * groups.csv and trends.csv, when only a few joined or left.
 */
static bool tells_few(const struct pairs *pairs, int64_t threshold)
{
    bool few_joined = pairs->joined > 0 && (int64_t)pairs->joined < threshold;
    bool few_left = pairs->left > 0 && (int64_t)pairs->left < threshold;
    return few_joined || few_left;
}

/** What is published of each group of a kind, and which of it may be. */
struct changes {
    const struct ssi_groups *now, *then;
    struct ssi_groups shown; /* items like those of now, with the n of pairs */
    struct ssi_shift_result *shifts;
    size_t paired;
};

static void test_group(const struct ssi_tables *tables, struct changes *changes, size_t i)
{
    const struct ssi_group *group = &changes->now->items[i];
    struct ssi_shift_result *shift = &changes->shifts[i];
    int64_t threshold = ssi_threshold(&tables->thresholds, changes->now->kind);
    // the flips depend on the group alone, not on what is written before it
    uint64_t seed =
        ssi_hash_bytes(group->name.ptr, group->name.len, (uint64_t)changes->now->kind);
    struct pairs pairs = {0};
    find_pairs(tables->scores, changes->now, changes->then, group, &pairs);
    ssi_shift_test(&pairs.differences, seed, shift);
    if (shift->verdict != SSI_SHIFT_TOO_FEW &&
        data_differ(tables->scores->inputs, changes->then->k)) {
        shift->verdict = SSI_SHIFT_DATA;
    }
    if ((int64_t)shift->n < threshold) { // of few who moved alike each would be known
        shift->verdict = SSI_SHIFT_TOO_FEW;
    }
    changes->shown.items[i] = *group;
    changes->shown.items[i].n = shift->n;
    changes->shown.items[i].withheld = group->withheld || tells_few(&pairs, threshold);
    changes->paired += shift->n;
}

static void write_row(const struct ssi_tables *tables, struct ssi_output *output,
                      const struct changes *changes, size_t i)
{
    const struct ssi_group *group = &changes->shown.items[i];
    const struct ssi_shift_result *shift = &changes->shifts[i];
    ssi_output_text(output, ssi_group_kind_name(changes->now->kind));
    ssi_cell_text(tables, output, group->name);
    ssi_cell_week(tables, output, 0);
    ssi_cell_week(tables, output, changes->then->k);
    ssi_cell_scaled(output, true, (int64_t)group->n, 0);
    ssi_cell_scaled(output, !group->withheld, shift->mean, 3);
    ssi_cell_scaled(output, group->spread, shift->low, 3);
    ssi_cell_scaled(output, group->spread, shift->high, 3);
    ssi_cell_scaled(output, group->spread, ssi_round_scaled(shift->p, 4), 4);
    ssi_output_char(output, ',');
    ssi_output_text(output, ssi_shift_verdict_name(shift->verdict));
    ssi_output_char(output, '\n');
}

/** Members that are ranked in both weeks. */
static size_t count_paired(const struct ssi_scores *scores, int32_t k)
{
    size_t count = 0;
    for (size_t m = 0; m < scores->inputs->member_count; m++) {
        count += ssi_score_overall(scores, m, 0) != SSI_NO_OVERALL &&
                 ssi_score_overall(scores, m, k) != SSI_NO_OVERALL;
    }
    return count;
}

/** All groups of a kind against the week k weeks before. */
static enum ssi_status write_kind(const struct ssi_tables *tables,
                                  struct ssi_output *output, const struct ssi_groups *now,
                                  int32_t k, struct ssi_error *err)
{
    struct ssi_groups then;
    SSI_TRY(
        ssi_groups_find(&then, tables->scores, now->kind, k, &tables->thresholds, err));
    struct changes changes = {.now = now, .then = &then};
    changes.shown.items = ssi_alloc(now->count, sizeof *changes.shown.items);
    changes.shown.count = now->count;
    changes.shifts = ssi_alloc(now->count, sizeof *changes.shifts);
    enum ssi_status status =
        changes.shown.items && changes.shifts ? SSI_OK : ssi_error_nomem(err);
    for (size_t i = 0; status == SSI_OK && i < now->count; i++) {
        test_group(tables, &changes, i);
    }
    if (status == SSI_OK) {
        size_t without = count_paired(tables->scores, k) - changes.paired;
        ssi_groups_withhold(&changes.shown, without,
                            ssi_threshold(&tables->thresholds, now->kind));
    }
    for (size_t i = 0; status == SSI_OK && i < now->count; i++) {
        write_row(tables, output, &changes, i);
    }
    ssi_free(changes.shown.items);
    ssi_free(changes.shifts);
    ssi_groups_release(&then);
    return status;
}

enum ssi_status ssi_write_changes(const struct ssi_tables *tables,
                                  struct ssi_output *output, struct ssi_error *err)
{
    static const int32_t against[] = {1, 5};
    struct ssi_week_groups groups;
    enum ssi_status status = ssi_week_groups_find(&groups, tables, 0, err);
    SSI_TRY(status);
    ssi_output_text(output, "kind,group,week,against,n,mean_change,low,high,p,verdict\n");
    for (int kind = 0; kind < SSI_GROUP_KINDS; kind++) {
        for (size_t a = 0; status == SSI_OK && a < SSI_COUNT(against); a++) {
            status = write_kind(tables, output, &groups.kinds[kind], against[a], err);
        }
    }
    ssi_week_groups_release(&groups);
    return status;
}
