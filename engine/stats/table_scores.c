// SPDX-License-Identifier: GPL-3.0-or-later
// scores.csv: every member of the newest week's population. The operator's own table.

#include "tables_internal.h"

static const char header[] =
    "member_id,name,team,industry,seat,status,week,brand,people,insights,relationships,"
    "overall,out_of,change,change_5w,weeks,coverage,"
    "industry_n,industry_position,industry_top_percent,industry_percentile,"
    "team_n,team_position,team_top_percent,team_percentile,"
    "everyone_n,everyone_position,everyone_top_percent,everyone_percentile,"
    "network_n,network_position,network_top_percent,network_percentile,"
    "network_mean,connections,connections_scored\n";

/** Empty when either week has no overall or their out_of differs. */
static void write_change(const struct ssi_tables *tables, struct ssi_output *output,
                         size_t m, int32_t k)
{
    const struct ssi_scores *scores = tables->scores;
    uint32_t now = ssi_score_overall(scores, m, 0);
    uint32_t then = ssi_score_overall(scores, m, k);
    bool known = now != SSI_NO_OVERALL && then != SSI_NO_OVERALL &&
                 ssi_score_out_of(scores, 0) == ssi_score_out_of(scores, k);
    ssi_cell_scaled(output, known, (int64_t)now - (int64_t)then, 3);
}

static void write_rank(struct ssi_output *output, const struct ssi_rank *rank)
{
    ssi_cell_scaled(output, rank->n > 0, rank->n, 0);
    ssi_cell_scaled(output, rank->n > 0, rank->position, 0);
    ssi_cell_scaled(output, rank->n > 0, rank->top_percent, 0);
    ssi_cell_scaled(output, rank->n > 0, rank->percentile, 2);
}

static void write_who(const struct ssi_tables *tables, struct ssi_output *output,
                      size_t m)
{
    const struct ssi_scores *scores = tables->scores;
    const struct ssi_inputs *inputs = scores->inputs;
    const struct ssi_input_member *member = &inputs->members[m];
    uint32_t team = ssi_score_team(scores, m, 0);
    uint32_t industry = ssi_score_industry(scores, m, 0);
    int64_t cutoff = ssi_inputs_cutoff(inputs, inputs->week);
    struct ssi_str none = ssi_str_of("", 0);
    ssi_output_cell(output, ssi_member_id(inputs, m), tables->csv);
    ssi_cell_text(tables, output,
                  ssi_inputs_text(inputs, member->person, SSI_ROSTER_NAME, cutoff));
    ssi_cell_text(tables, output, team == SSI_NONE ? none : scores->groups.items[team]);
    ssi_cell_text(tables, output,
                  industry == SSI_NONE ? none : scores->groups.items[industry]);
    ssi_cell_text(tables, output,
                  ssi_inputs_text(inputs, member->person, SSI_ROSTER_SEAT, cutoff));
    ssi_cell_text(tables, output,
                  ssi_str_z(ssi_member_status_name(scores->facts[m].status)));
}

static void write_network(const struct ssi_tables *tables, struct ssi_output *output,
                          size_t m)
{
    struct ssi_network network;
    bool has = tables->scores->inputs->has_connections;
    ssi_network_of(tables->scores, m, 0, &network);
    write_rank(output, &network.rank);
    ssi_cell_scaled(output, network.rank.n > 0, network.mean, 3);
    ssi_cell_scaled(output, has, network.connections, 0);
    ssi_cell_scaled(output, has, network.scored, 0);
}

static enum ssi_status write_member(const struct ssi_tables *tables, void *context,
                                    size_t worker, size_t m, struct ssi_output *output,
                                    struct ssi_error *err)
{
    static const enum ssi_group_kind order[] = {SSI_GROUP_INDUSTRY, SSI_GROUP_TEAM,
                                                SSI_GROUP_EVERYONE};
    const struct ssi_week_groups *groups = context;
    const struct ssi_scores *scores = tables->scores;
    (void)worker;
    (void)err;
    if (!ssi_in_population(scores, m, 0)) {
        return SSI_OK;
    }
    write_who(tables, output, m);
    ssi_cell_week(tables, output, 0);
    ssi_cell_pillars(tables, output, m, 0);
    ssi_cell_overall(tables, output, m, 0);
    write_change(tables, output, m, 1);
    write_change(tables, output, m, 5);
    ssi_cell_scaled(output, true, scores->facts[m].weeks, 0);
    ssi_cell_scaled(output, true, scores->facts[m].coverage, 4);
    for (size_t i = 0; i < SSI_COUNT(order); i++) {
        struct ssi_rank rank = ssi_member_rank(tables, &groups->kinds[order[i]], m);
        write_rank(output, &rank);
    }
    write_network(tables, output, m);
    ssi_output_char(output, '\n');
    return SSI_OK;
}

enum ssi_status ssi_write_scores(const struct ssi_tables *tables,
                                 struct ssi_output *output, struct ssi_error *err)
{
    struct ssi_week_groups groups;
    SSI_TRY(ssi_week_groups_find(&groups, tables, 0, err));
    ssi_output_text(output, header);
    enum ssi_status status =
        ssi_write_members(tables, write_member, &groups, output, err);
    ssi_week_groups_release(&groups);
    return status;
}
