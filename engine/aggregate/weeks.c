// SPDX-License-Identifier: GPL-3.0-or-later
// The counts of members' weeks. Rows stand in chunks that never move; a table finds the row of a
// member and week, and members keep the number of their latest one, so it is asked rarely.

#include "weeks_internal.h"

#include "ssi/memory.h"
#include "ssi/random.h"

void ssi_weeks_init(struct ssi_weeks *weeks)
{
    memset(weeks, 0, sizeof *weeks);
    memset(weeks->column_of, 255, sizeof weeks->column_of);
    weeks->columns = 7;
    ssi_random_secret(&weeks->seed, sizeof weeks->seed);
}

void ssi_weeks_release(struct ssi_weeks *weeks)
{
    for (size_t i = 0; i < weeks->chunk_count; i++) {
        ssi_free(weeks->chunks[i]);
    }
    ssi_free(weeks->chunks);
    ssi_free(weeks->slots);
    memset(weeks, 0, sizeof *weeks);
}

size_t ssi_weeks_bytes(const struct ssi_weeks *weeks)
{
    return weeks->chunk_count * SSI_CHUNK_ROWS * ssi_week_row_size(weeks) +
           weeks->slot_count * sizeof *weeks->slots;
}

/** All rows again, with eight more columns. */
static enum ssi_status widen(struct ssi_weeks *weeks, struct ssi_error *err)
{
    size_t old_size = ssi_week_row_size(weeks);
    size_t new_size = old_size + 8 * sizeof(uint32_t);
    for (size_t i = 0; i < weeks->chunk_count; i++) {
        unsigned char *wide = ssi_alloc_lines(SSI_CHUNK_ROWS * new_size);
        if (!wide) {
            return ssi_error_nomem(err); // nothing but releasing is allowed now
        }
        for (size_t row = 0; row < SSI_CHUNK_ROWS; row++) {
            memcpy(wide + row * new_size, weeks->chunks[i] + row * old_size, old_size);
        }
        ssi_free(weeks->chunks[i]);
        weeks->chunks[i] = wide;
    }
    weeks->columns += 8;
    return SSI_OK;
}

enum ssi_status ssi_weeks_column(struct ssi_weeks *weeks, enum ssi_activity activity,
                                 uint32_t *out_column, struct ssi_error *err)
{
    if (weeks->column_of[activity] == 255) {
        if (weeks->used_columns == weeks->columns) {
            SSI_TRY(widen(weeks, err));
        }
        weeks->activity_of[weeks->used_columns] = (unsigned char)activity;
        weeks->column_of[activity] = (unsigned char)weeks->used_columns++;
    }
    *out_column = weeks->column_of[activity];
    return SSI_OK;
}

static size_t first_slot(const struct ssi_weeks *weeks, uint32_t member, int32_t week)
{
    uint64_t key = ((uint64_t)member << 32 | (uint32_t)week) ^ weeks->seed;
    key *= 0x9e3779b97f4a7c15u; // Fibonacci hashing; the seed keeps strangers from aiming
    return (size_t)(key >> 32 ^ key) & (weeks->slot_count - 1);
}

static enum ssi_status grow_slots(struct ssi_weeks *weeks, struct ssi_error *err)
{
    size_t wanted = weeks->slot_count ? weeks->slot_count * 2 : 1024;
    uint32_t *slots = ssi_alloc(wanted, sizeof *slots);
    if (!slots) {
        return ssi_error_nomem(err);
    }
    ssi_free(weeks->slots);
    weeks->slots = slots;
    weeks->slot_count = wanted;
    for (size_t i = 0; i < weeks->count; i++) {
        const struct ssi_week_row *row = ssi_weeks_at(weeks, i);
        size_t slot = first_slot(weeks, row->member, row->week);
        while (slots[slot]) {
            slot = (slot + 1) & (wanted - 1);
        }
        slots[slot] = (uint32_t)i + 1;
    }
    return SSI_OK;
}

static enum ssi_status add_row(struct ssi_weeks *weeks, uint32_t member, int32_t week,
                               struct ssi_error *err)
{
    if (weeks->count >= UINT32_MAX - 1) {
        return ssi_error_set(err, SSI_EDATA, "more than 4 billion weeks of members");
    }
    if (weeks->count == weeks->chunk_count * SSI_CHUNK_ROWS) {
        SSI_TRY(SSI_GROW(weeks->chunks, weeks->chunk_cap, weeks->chunk_count + 1, err));
        weeks->chunks[weeks->chunk_count] =
            ssi_alloc_lines(SSI_CHUNK_ROWS * ssi_week_row_size(weeks));
        if (!weeks->chunks[weeks->chunk_count]) {
            return ssi_error_nomem(err);
        }
        weeks->chunk_count++;
    }
    struct ssi_week_row *row = ssi_weeks_at(weeks, weeks->count++);
    row->member = member;
    row->week = week;
    return SSI_OK;
}

enum ssi_status ssi_weeks_row(struct ssi_weeks *weeks, uint32_t member, int32_t week,
                              uint32_t *out_row, struct ssi_error *err)
{
    if ((weeks->count + 1) * 2 > weeks->slot_count) {
        SSI_TRY(grow_slots(weeks, err));
    }
    size_t slot = first_slot(weeks, member, week);
    while (weeks->slots[slot]) {
        const struct ssi_week_row *row = ssi_weeks_at(weeks, weeks->slots[slot] - 1);
        if (row->member == member && row->week == week) {
            *out_row = weeks->slots[slot] - 1;
            return SSI_OK;
        }
        slot = (slot + 1) & (weeks->slot_count - 1);
    }
    SSI_TRY(add_row(weeks, member, week, err));
    weeks->slots[slot] = (uint32_t)weeks->count;
    *out_row = (uint32_t)weeks->count - 1;
    return SSI_OK;
}

/** The rows in order of their members' ranks: a counting sort; then weeks, of which few. */
static uint32_t *sorted_rows(const struct ssi_weeks *weeks, const uint32_t *ranks,
                             size_t member_count)
{
    uint32_t *ends = ssi_alloc(member_count + 1, sizeof *ends);
    uint32_t *order = ssi_alloc(weeks->count, sizeof *order);
    if (!ends || !order) {
        ssi_free(ends);
        ssi_free(order);
        return NULL;
    }
    for (size_t i = 0; i < weeks->count; i++) {
        ends[ranks[ssi_weeks_at(weeks, i)->member] + 1]++;
    }
    for (size_t rank = 0; rank < member_count; rank++) {
        ends[rank + 1] += ends[rank];
    }
    for (size_t i = 0; i < weeks->count; i++) { // each start moves on to its end
        const struct ssi_week_row *row = ssi_weeks_at(weeks, i);
        order[ends[ranks[row->member]]++] = (uint32_t)i;
    }
    uint32_t start = 0;
    for (size_t rank = 0; rank < member_count; start = ends[rank++]) {
        for (uint32_t i = start; i < ends[rank]; i++) {
            uint32_t row = order[i];
            uint32_t at = i;
            int32_t week = ssi_weeks_at(weeks, row)->week;
            for (; at > start && ssi_weeks_at(weeks, order[at - 1])->week > week; at--) {
                order[at] = order[at - 1];
            }
            order[at] = row;
        }
    }
    ssi_free(ends);
    return order;
}

static enum ssi_status place_row(const struct ssi_weeks *weeks, size_t number, uint32_t rank,
                                 struct ssi_image *image, struct ssi_error *err)
{
    const struct ssi_week_row *row = ssi_weeks_at(weeks, number);
    struct ssi_days_record days = {.member = rank, .week = row->week};
    for (uint32_t a = 0; a < SSI_ACTIVITY_COUNT; a++) {
        uint32_t column = weeks->column_of[a];
        if (column == 255 || row->n[column] == 0) {
            continue;
        }
        struct ssi_count_record record = {
            .member = rank, .week = row->week, .activity = a, .n = row->n[column]};
        SSI_TRY(ssi_image_add(image, SSI_SECTION_COUNTS, &record, err));
    }
    for (unsigned day = 0; day < 7; day++) {
        days.bits |= row->days[day] ? 1u << day : 0;
    }
    return days.bits ? ssi_image_add(image, SSI_SECTION_DAYS, &days, err) : SSI_OK;
}

enum ssi_status ssi_weeks_place(const struct ssi_weeks *weeks, const uint32_t *ranks,
                                size_t member_count, struct ssi_image *image,
                                struct ssi_error *err)
{
    uint32_t *order = sorted_rows(weeks, ranks, member_count);
    enum ssi_status status = order ? SSI_OK : ssi_error_nomem(err);
    for (size_t i = 0; status == SSI_OK && i < weeks->count; i++) {
        uint32_t member = ssi_weeks_at(weeks, order[i])->member;
        status = place_row(weeks, order[i], ranks[member], image, err);
    }
    ssi_free(order);
    return status;
}
