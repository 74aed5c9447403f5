// SPDX-License-Identifier: GPL-3.0-or-later
// network.csv: every member of the newest week's population among its connections. The
// operator's own table.

#include "network_internal.h"
#include "tables_internal.h"

#include "ssi/num.h"

static void add_pillars(const struct ssi_scores *scores, size_t member,
                        int64_t sums[SSI_PILLARS])
{
    for (int p = 0; p < SSI_PILLARS; p++) {
        sums[p] += ssi_score_pillar(scores, member, 0, (enum ssi_pillar)p);
    }
}

/** The means of the pillars over a member and its scored connections. */
static void find_means(const struct ssi_scores *scores, size_t member,
                       struct ssi_network_row *row)
{
    const struct ssi_inputs *inputs = scores->inputs;
    const struct ssi_input_member *me = &inputs->members[member];
    int64_t cutoff = ssi_inputs_cutoff(inputs, inputs->week);
    int64_t sums[SSI_PILLARS] = {0};
    add_pillars(scores, member, sums);
    for (uint32_t i = 0; i < me->link_count; i++) {
        const struct ssi_link *link = &inputs->links[me->links + i];
        uint32_t other = inputs->member_of[link->other];
        if (link->secs < cutoff && other != SSI_NONE &&
            ssi_score_overall(scores, other, 0) != SSI_NO_OVERALL) {
            add_pillars(scores, other, sums);
        }
    }
    for (int p = 0; p < SSI_PILLARS; p++) {
        bool exists = scores->exists[0] >> p & 1;
        row->pillar_set |= exists ? 1U << p : 0;
        row->pillar_means[p] = ssi_round_ratio(sums[p], row->network.rank.n, 0);
    }
}

static enum ssi_status write_member(const struct ssi_tables *tables, void *context,
                                    size_t worker, size_t m, struct ssi_output *output,
                                    struct ssi_error *err)
{
    const struct ssi_scores *scores = tables->scores;
    (void)context;
    (void)worker;
    (void)err;
    if (!ssi_in_population(scores, m, 0)) {
        return SSI_OK;
    }
    struct ssi_network_row row = {.id = ssi_member_id(scores->inputs, m),
                                  .overall = ssi_score_overall(scores, m, 0)};
    ssi_network_of(scores, m, 0, &row.network);
    if (row.network.rank.n > 0) {
        find_means(scores, m, &row);
    }
    ssi_network_row(output, &row, tables->csv);
    return SSI_OK;
}

enum ssi_status ssi_write_network(const struct ssi_tables *tables,
                                  struct ssi_output *output, struct ssi_error *err)
{
    ssi_network_header(output);
    return tables->scores->inputs->has_connections
               ? ssi_write_members(tables, write_member, NULL, output, err)
               : SSI_OK;
}
