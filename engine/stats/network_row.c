// SPDX-License-Identifier: GPL-3.0-or-later
// network.csv: the header and a row, the same from edges in memory and from a stream.

#include "network_internal.h"

#include "ssi/num.h"

static const char header[] = "member_id,overall,n,position,top_percent,percentile,mean,"
                             "brand_mean,people_mean,insights_mean,relationships_mean,"
                             "connections,connections_scored,coverage\n";

void ssi_network_header(struct ssi_output *output)
{
    ssi_output_text(output, header);
}

static void cell(struct ssi_output *output, bool known, int64_t value, int decimals)
{
    ssi_output_char(output, ',');
    if (known) {
        ssi_output_scaled(output, value, decimals);
    }
}

void ssi_network_row(struct ssi_output *output, const struct ssi_network_row *row,
                     enum ssi_csv_style csv)
{
    const struct ssi_network *network = &row->network;
    const struct ssi_rank *rank = &network->rank;
    bool ranked = rank->n > 0;
    ssi_output_cell(output, row->id, csv);
    cell(output, row->overall != SSI_NO_OVERALL, row->overall, 3);
    cell(output, ranked, rank->n, 0);
    cell(output, ranked, rank->position, 0);
    cell(output, ranked, rank->top_percent, 0);
    cell(output, ranked, rank->percentile, 2);
    cell(output, ranked, network->mean, 3);
    for (int p = 0; p < SSI_PILLARS; p++) {
        cell(output, ranked && (row->pillar_set >> p & 1), row->pillar_means[p], 3);
    }
    cell(output, true, network->connections, 0);
    cell(output, true, network->scored, 0);
    bool any = network->connections > 0;
    cell(output, any, any ? ssi_round_ratio(network->scored, network->connections, 4) : 0,
         4);
    ssi_output_char(output, '\n');
}
