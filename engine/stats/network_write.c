// SPDX-License-Identifier: GPL-3.0-or-later
// network.csv out of counted edges, by id as bytes.

#include <stdlib.h>

#include "network_internal.h"

#include "ssi/num.h"
#include "ssi/pieces.h"

enum { RANGE = 4096 }; /* members a piece */

struct writing {
    const struct ssi_network_count *count;
    enum ssi_csv_style csv;
    const uint32_t *order; /* members by id; NULL = as they come */
};

static struct ssi_network_row row_of(const struct ssi_network_count *count, size_t member)
{
    const struct ssi_network_scores *scores = count->scores;
    const struct ssi_network_sums *sums = &count->sums;
    const struct ssi_network_sum *sum = &sums->items[member];
    struct ssi_network_row row = {
        .id = scores->ids[member],
        .overall = sum->own,
        .pillar_set = scores->pillar_set,
        .network = {.connections = sum->connections, .scored = sum->scored}};
    if (sum->own == SSI_NO_OVERALL) {
        return row;
    }
    int64_t n = (int64_t)sum->scored + 1; // itself
    row.network.rank = ssi_rank_from(sum->higher, (uint64_t)sum->equal + 1, (uint64_t)n);
    row.network.mean = ssi_round_ratio((int64_t)(sum->overall + sum->own), n, 0);
    for (size_t p = 0; sums->pillars && p < SSI_PILLARS; p++) {
        size_t at = member * SSI_PILLARS + p;
        row.pillar_means[p] =
            ssi_round_ratio((int64_t)(sums->pillars[at] + scores->pillars[at]), n, 0);
    }
    return row;
}

static enum ssi_status write_range(void *context, size_t range, size_t worker,
                                   struct ssi_output *piece, struct ssi_error *err)
{
    const struct writing *w = context;
    size_t count = w->count->scores->member_count;
    size_t end = (range + 1) * RANGE < count ? (range + 1) * RANGE : count;
    (void)worker;
    (void)err;
    for (size_t i = range * RANGE; i < end; i++) {
        struct ssi_network_row row = row_of(w->count, w->order ? w->order[i] : i);
        ssi_network_row(piece, &row, w->csv);
    }
    return SSI_OK;
}

struct named {
    struct ssi_str id;
    uint32_t member;
};

static int by_id(const void *a, const void *b)
{
    return ssi_str_cmp(((const struct named *)a)->id, ((const struct named *)b)->id);
}

/** The members by id; NULL where they are in order, as in every table of ours. */
static enum ssi_status find_order(const struct ssi_network_scores *scores,
                                  uint32_t **out_order, struct ssi_error *err)
{
    const struct ssi_str *ids = scores->ids;
    size_t count = scores->member_count;
    size_t i = 1;
    *out_order = NULL;
    while (i < count && ssi_str_cmp(ids[i - 1], ids[i]) < 0) {
        i++;
    }
    if (i == count) {
        return SSI_OK;
    }
    struct named *named = ssi_alloc(count, sizeof *named);
    uint32_t *order = ssi_alloc(count, sizeof *order);
    if (!named || !order) {
        ssi_free(named);
        ssi_free(order);
        return ssi_error_nomem(err);
    }
    for (i = 0; i < count; i++) {
        named[i] = (struct named){ids[i], (uint32_t)i};
    }
    qsort(named, count, sizeof *named, by_id);
    for (i = 0; i < count; i++) {
        order[i] = named[i].member;
    }
    ssi_free(named);
    *out_order = order;
    return SSI_OK;
}

enum ssi_status ssi_network_write(const struct ssi_network_count *count,
                                  enum ssi_csv_style csv, struct ssi_output *output,
                                  struct ssi_error *err)
{
    uint32_t *order;
    SSI_TRY(find_order(count->scores, &order, err));
    struct writing w = {.count = count, .csv = csv, .order = order};
    size_t ranges = (count->scores->member_count + RANGE - 1) / RANGE;
    ssi_network_header(output);
    enum ssi_status status =
        ssi_write_pieces(output, count->options.threads, ranges, write_range, &w, err);
    ssi_free(order);
    return status;
}
