// SPDX-License-Identifier: GPL-3.0-or-later
// A member among its own connections: counts over distinct edges, never a sort.

#include "ssi/stats.h"

#include "ssi/num.h"

void ssi_network_of(const struct ssi_scores *scores, size_t member, int32_t k,
                    struct ssi_network *out)
{
    const struct ssi_inputs *inputs = scores->inputs;
    const struct ssi_input_member *me = &inputs->members[member];
    int64_t cutoff = ssi_inputs_cutoff(inputs, inputs->week - k);
    uint32_t mine = ssi_score_overall(scores, member, k);
    uint64_t higher = 0;
    uint64_t equal = 1; // itself
    uint64_t lower = 0;
    int64_t sum = mine;
    memset(out, 0, sizeof *out);
    for (uint32_t i = 0; i < me->link_count; i++) {
        const struct ssi_link *link = &inputs->links[me->links + i];
        if (link->secs >= cutoff) {
            continue;
        }
        out->connections++;
        uint32_t other = inputs->member_of[link->other];
        uint32_t score =
            other == SSI_NONE ? SSI_NO_OVERALL : ssi_score_overall(scores, other, k);
        if (score == SSI_NO_OVERALL) {
            continue;
        }
        out->scored++;
        sum += score;
        higher += mine != SSI_NO_OVERALL && score > mine;
        equal += score == mine;
        lower += score < mine;
    }
    if (mine == SSI_NO_OVERALL || !inputs->has_connections) {
        return;
    }
    uint64_t n = higher + equal + lower;
    out->rank = ssi_rank_from(higher, equal, n);
    out->mean = ssi_round_ratio(sum, (int64_t)n, 0);
}
