// SPDX-License-Identifier: GPL-3.0-or-later
// history.csv: the newest week's population in the weeks before, as computed now.

#include "tables_internal.h"

static void write_row(const struct ssi_tables *tables, struct ssi_output *output,
                      size_t m, int32_t k, const struct ssi_groups *industries)
{
    struct ssi_network network;
    struct ssi_rank industry = ssi_member_rank(tables, industries, m);
    ssi_network_of(tables->scores, m, k, &network);
    ssi_output_cell(output, ssi_member_id(tables->scores->inputs, m), tables->csv);
    ssi_cell_week(tables, output, k);
    ssi_cell_pillars(tables, output, m, k);
    ssi_cell_overall(tables, output, m, k);
    ssi_cell_scaled(output, industry.n > 0, industry.top_percent, 0);
    ssi_cell_scaled(output, network.rank.n > 0, network.rank.top_percent, 0);
    ssi_cell_scaled(output, network.rank.n > 0, network.mean, 3);
    ssi_output_char(output, '\n');
}

static enum ssi_status write_member(const struct ssi_tables *tables, void *context,
                                    size_t worker, size_t m, struct ssi_output *piece,
                                    struct ssi_error *err)
{
    const struct ssi_groups *industries = context;
    const struct ssi_inputs *inputs = tables->scores->inputs;
    (void)worker;
    (void)err;
    if (!ssi_in_population(tables->scores, m, 0)) {
        return SSI_OK;
    }
    for (int32_t k = tables->history_weeks - 1; k >= 0; k--) {
        if (ssi_in_population(tables->scores, m, k) &&
            inputs->week - k >= inputs->first_event_week) {
            write_row(tables, piece, m, k, &industries[k]);
        }
    }
    return SSI_OK;
}

enum ssi_status ssi_write_history(const struct ssi_tables *tables,
                                  struct ssi_output *output, struct ssi_error *err)
{
    const struct ssi_scores *scores = tables->scores;
    size_t weeks = (size_t)tables->history_weeks;
    struct ssi_groups *industries = ssi_alloc(weeks, sizeof *industries);
    enum ssi_status status = industries ? SSI_OK : ssi_error_nomem(err);
    for (size_t k = 0; status == SSI_OK && k < weeks; k++) {
        status = ssi_groups_find(&industries[k], scores, SSI_GROUP_INDUSTRY, (int32_t)k,
                                 &tables->thresholds, err);
    }
    ssi_output_text(output,
                    "member_id,week,brand,people,insights,relationships,overall,"
                    "out_of,industry_top_percent,network_top_percent,network_mean\n");
    if (status == SSI_OK) {
        status = ssi_write_members(tables, write_member, industries, output, err);
    }
    for (size_t k = 0; industries && k < weeks; k++) {
        ssi_groups_release(&industries[k]);
    }
    ssi_free(industries);
    return status;
}
