// SPDX-License-Identifier: GPL-3.0-or-later
// last_week.csv: the places of this week's population in the week before, as computed
// now.

#include "tables_internal.h"

static void write_rank(struct ssi_output *output, const struct ssi_rank *rank)
{
    ssi_cell_scaled(output, rank->n > 0, rank->n, 0);
    ssi_cell_scaled(output, rank->n > 0, rank->position, 0);
    ssi_cell_scaled(output, rank->n > 0, rank->top_percent, 0);
}

static enum ssi_status write_member(const struct ssi_tables *tables, void *context,
                                    size_t worker, size_t m, struct ssi_output *piece,
                                    struct ssi_error *err)
{
    static const enum ssi_group_kind order[] = {SSI_GROUP_INDUSTRY, SSI_GROUP_TEAM,
                                                SSI_GROUP_EVERYONE};
    const struct ssi_week_groups *groups = context;
    (void)worker;
    (void)err;
    if (!ssi_in_population(tables->scores, m, 0) ||
        ssi_score_overall(tables->scores, m, 1) == SSI_NO_OVERALL) {
        return SSI_OK;
    }
    ssi_output_cell(piece, ssi_member_id(tables->scores->inputs, m), tables->csv);
    for (size_t i = 0; i < SSI_COUNT(order); i++) {
        struct ssi_rank rank = ssi_member_rank(tables, &groups->kinds[order[i]], m);
        write_rank(piece, &rank);
    }
    ssi_output_char(piece, '\n');
    return SSI_OK;
}

enum ssi_status ssi_write_last_week(const struct ssi_tables *tables,
                                    struct ssi_output *output, struct ssi_error *err)
{
    struct ssi_week_groups groups;
    SSI_TRY(ssi_week_groups_find(&groups, tables, 1, err));
    ssi_output_text(output, "member_id");
    static const char *const kinds[] = {"industry", "team", "everyone"};
    for (size_t i = 0; i < SSI_COUNT(kinds); i++) {
        ssi_output_format(output, ",%s_n,%s_position,%s_top_percent", kinds[i], kinds[i],
                          kinds[i]);
    }
    ssi_output_char(output, '\n');
    enum ssi_status status =
        ssi_write_members(tables, write_member, &groups, output, err);
    ssi_week_groups_release(&groups);
    return status;
}
