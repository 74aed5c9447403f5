// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of weeks in the order of a partial: a counting sort by member, then ranges of
// members to threads, each of which sorts the few weeks of a member and writes what it
// counts.

#include "weeks_internal.h"

#include "ssi/memory.h"
#include "ssi/parallel.h"

enum { RANGE = 4096 }; /* members */

/** A row: its share and its number there. */
struct spot {
    uint32_t share, row;
};

struct placing {
    const struct ssi_weeks_share *shares;
    size_t share_count;
    const uint32_t *ranks;
    size_t member_count;
    size_t *ends;       /* by rank: of its spots */
    struct spot *spots; /* in order of rank */
    size_t row_count;
    struct ssi_image *ranges; /* what each range of members gives: parts of the image */
    size_t range_count;
};

static struct ssi_week_row *row_of(const struct placing *p, struct spot spot)
{
    return ssi_weeks_at(p->shares[spot.share].weeks, spot.row);
}

static uint32_t rank_of(const struct placing *p, struct spot spot)
{
    const uint32_t *members = p->shares[spot.share].members;
    uint32_t member = row_of(p, spot)->member;
    return p->ranks[members ? members[member] : member];
}

/** The rank of every row, share by share, and how many rows each rank has. */
static void rank_rows(struct placing *p, uint32_t *ranks)
{
    for (uint32_t share = 0; share < p->share_count; share++) {
        for (uint32_t row = 0; row < p->shares[share].weeks->count; row++) {
            uint32_t rank = rank_of(p, (struct spot){share, row});
            *ranks++ = rank;
            p->ends[rank + 1]++;
        }
    }
}

/** The spots in order of rank; each start moves on to its end while they are put. */
static void put_spots(struct placing *p, const uint32_t *ranks)
{
    for (size_t rank = 0; rank < p->member_count; rank++) {
        p->ends[rank + 1] += p->ends[rank];
    }
    for (uint32_t share = 0; share < p->share_count; share++) {
        for (uint32_t row = 0; row < p->shares[share].weeks->count; row++) {
            p->spots[p->ends[*ranks++]++] = (struct spot){share, row};
        }
    }
}

static enum ssi_status sort_by_rank(struct placing *p, struct ssi_error *err)
{
    for (size_t i = 0; i < p->share_count; i++) {
        p->row_count += p->shares[i].weeks->count;
    }
    uint32_t *ranks = ssi_alloc(p->row_count, sizeof *ranks);
    p->ends = ssi_alloc(p->member_count + 1, sizeof *p->ends);
    p->spots = ssi_alloc(p->row_count, sizeof *p->spots);
    if (!ranks || !p->ends || !p->spots) {
        ssi_free(ranks);
        return ssi_error_nomem(err);
    }
    rank_rows(p, ranks);
    put_spots(p, ranks);
    ssi_free(ranks);
    return SSI_OK;
}

/** By week: few, and nearly in order. */
static void sort_weeks(const struct placing *p, struct spot *spots, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct spot spot = spots[i];
        int32_t week = row_of(p, spot)->week;
        size_t at = i;
        for (; at > 0 && row_of(p, spots[at - 1])->week > week; at--) {
            spots[at] = spots[at - 1];
        }
        spots[at] = spot;
    }
}

/** The rows of one member and week, added up. */
struct sum {
    uint64_t n[SSI_ACTIVITY_COUNT];
    uint32_t days;
};

static void add_row(const struct placing *p, struct spot spot, struct sum *sum)
{
    const struct ssi_weeks *weeks = p->shares[spot.share].weeks;
    const struct ssi_week_row *row = row_of(p, spot);
    for (uint32_t c = 0; c < weeks->used_columns; c++) {
        sum->n[weeks->activity_of[c]] += row->n[c];
    }
    sum->days |= row->days;
}

static enum ssi_status put_sum(struct ssi_image *image, uint32_t rank, int32_t week,
                               const struct sum *sum, struct ssi_error *err)
{
    struct ssi_days_record days = {.member = rank, .week = week, .bits = sum->days};
    struct ssi_count_record counts[SSI_ACTIVITY_COUNT];
    size_t count = 0;
    for (uint32_t a = 0; a < SSI_ACTIVITY_COUNT; a++) {
        if (sum->n[a] > 0) {
            counts[count++] =
                (struct ssi_count_record){.member = rank,
                                          .week_activity = ssi_week_activity(week, a),
                                          .n = sum->n[a]};
        }
    }
    SSI_TRY(ssi_image_add_bytes(image, SSI_SECTION_COUNTS, counts,
                                count * sizeof counts[0], err));
    return sum->days ? ssi_image_add(image, SSI_SECTION_DAYS, &days, err) : SSI_OK;
}

/** Asks for the rows of members that come soon, before the end of a range: they lie
 * anywhere. */
static void ask_ahead(const struct placing *p, size_t from, size_t count, size_t end)
{
    enum { AHEAD = 32 };
    for (size_t i = from + AHEAD; i < from + AHEAD + count && i < end; i++) {
        __builtin_prefetch(row_of(p, p->spots[i]));
    }
}

static enum ssi_status place_member(const struct placing *p, uint32_t rank,
                                    size_t range_end, struct ssi_image *image,
                                    struct ssi_error *err)
{
    size_t start = rank ? p->ends[rank - 1] : 0;
    struct spot *spots = p->spots + start;
    size_t count = p->ends[rank] - start;
    ask_ahead(p, start, count, range_end);
    sort_weeks(p, spots, count);
    for (size_t i = 0; i < count;) {
        struct sum sum = {0};
        int32_t week = row_of(p, spots[i])->week;
        for (; i < count && row_of(p, spots[i])->week == week; i++) {
            add_row(p, spots[i], &sum);
        }
        SSI_TRY(put_sum(image, rank, week, &sum, err));
    }
    return SSI_OK;
}

static enum ssi_status place_range(void *context, size_t range, size_t worker,
                                   struct ssi_error *err)
{
    const struct placing *p = context;
    size_t end =
        (range + 1) * RANGE < p->member_count ? (range + 1) * RANGE : p->member_count;
    (void)worker;
    for (size_t rank = range * RANGE; rank < end; rank++) {
        SSI_TRY(
            place_member(p, (uint32_t)rank, p->ends[end - 1], &p->ranges[range], err));
    }
    return SSI_OK;
}

static enum ssi_status place_all(struct placing *p, size_t threads, struct ssi_error *err)
{
    size_t count = (p->member_count + RANGE - 1) / RANGE;
    SSI_TRY(sort_by_rank(p, err));
    p->ranges = ssi_alloc(count, sizeof *p->ranges);
    if (!p->ranges) {
        return ssi_error_nomem(err);
    }
    p->range_count = count;
    return p->range_count ? ssi_parallel(threads, p->range_count, place_range, p, err)
                          : SSI_OK;
}

enum ssi_status ssi_weeks_place(const struct ssi_weeks_share *shares, size_t share_count,
                                const uint32_t *ranks, size_t member_count,
                                size_t threads, struct ssi_image *image,
                                struct ssi_error *err)
{
    struct placing p = {.shares = shares,
                        .share_count = share_count,
                        .ranks = ranks,
                        .member_count = member_count};
    enum ssi_status status = place_all(&p, threads, err);
    ssi_free(p.ends);
    ssi_free(p.spots);
    image->parts = p.ranges; // the image's to free, also after an error
    image->part_count = p.range_count;
    return status;
}
