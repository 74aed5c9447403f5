// SPDX-License-Identifier: GPL-3.0-or-later
// The counts of members' weeks: one hash look-up a row, counts of all activities side by side.
// Counts come in batches: slots and rows are prefetched a batch ahead, so that their cache
// misses overlap instead of adding up.

#include "builder_internal.h"

#include <stdlib.h>

#include "ssi/random.h"

void ssi_weeks_init(struct ssi_week_table *weeks)
{
    memset(weeks, 0, sizeof *weeks);
    memset(weeks->column_of, 255, sizeof weeks->column_of);
    weeks->columns = 4;
    ssi_random_secret(&weeks->seed, sizeof weeks->seed);
}

void ssi_weeks_release(struct ssi_week_table *weeks)
{
    ssi_free(weeks->slots);
    ssi_free(weeks->rows);
    memset(weeks, 0, sizeof *weeks);
}

static size_t row_size(uint32_t columns)
{
    return sizeof(struct ssi_week_row) + columns * sizeof(uint64_t);
}

static struct ssi_week_row *row_at(const struct ssi_week_table *weeks, size_t row)
{
    return (struct ssi_week_row *)(void *)(weeks->rows + row * row_size(weeks->columns));
}

/** All rows again with twice the columns. */
static enum ssi_status widen(struct ssi_week_table *weeks, struct ssi_error *err)
{
    unsigned char *rows = NULL;
    size_t cap = 0;
    size_t old_size = row_size(weeks->columns);
    size_t new_size = row_size(weeks->columns * 2);
    SSI_TRY(SSI_GROW(rows, cap, (weeks->count + 1) * new_size, err));
    for (size_t i = 0; i < weeks->count; i++) {
        memcpy(rows + i * new_size, weeks->rows + i * old_size, old_size);
    }
    ssi_free(weeks->rows);
    weeks->rows = rows;
    weeks->cap = cap;
    weeks->columns *= 2;
    return SSI_OK;
}

enum ssi_status ssi_weeks_column(struct ssi_week_table *weeks, enum ssi_activity activity,
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

static size_t first_slot(const struct ssi_week_table *weeks, uint32_t member, int32_t week)
{
    uint64_t key = ((uint64_t)member << 32 | (uint32_t)week) ^ weeks->seed;
    key *= 0x9e3779b97f4a7c15u; // Fibonacci hashing; the seed keeps strangers from aiming
    return (size_t)(key >> 32 ^ key) & (weeks->slot_count - 1);
}

static enum ssi_status grow_slots(struct ssi_week_table *weeks, struct ssi_error *err)
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
        const struct ssi_week_row *row = row_at(weeks, i);
        size_t slot = first_slot(weeks, row->member, row->week);
        while (slots[slot]) {
            slot = (slot + 1) & (wanted - 1);
        }
        slots[slot] = (uint32_t)i + 1;
    }
    return SSI_OK;
}

static uint32_t find_row(const struct ssi_week_table *weeks, size_t slot, uint32_t member,
                         int32_t week, size_t *out_slot)
{
    while (weeks->slots[slot]) {
        const struct ssi_week_row *row = row_at(weeks, weeks->slots[slot] - 1);
        if (row->member == member && row->week == week) {
            break;
        }
        slot = (slot + 1) & (weeks->slot_count - 1);
    }
    *out_slot = slot;
    return weeks->slots[slot];
}

static enum ssi_status add_row(struct ssi_week_table *weeks, size_t slot, uint32_t member,
                               int32_t week, struct ssi_error *err)
{
    size_t need = (weeks->count + 1) * row_size(weeks->columns);
    if (weeks->count >= UINT32_MAX - 1) {
        return ssi_error_set(err, SSI_EDATA, "more than 4 billion weeks of members");
    }
    SSI_TRY(SSI_GROW(weeks->rows, weeks->cap, need, err));
    struct ssi_week_row *row = row_at(weeks, weeks->count);
    memset(row, 0, row_size(weeks->columns));
    row->member = member;
    row->week = week;
    weeks->slots[slot] = (uint32_t)++weeks->count;
    return SSI_OK;
}

enum ssi_status ssi_weeks_add(struct ssi_week_table *weeks,
                              const struct ssi_pending_count *pending, size_t count,
                              struct ssi_error *err)
{
    size_t slots[SSI_PENDING];
    while ((weeks->count + count + 1) * 2 > weeks->slot_count) {
        SSI_TRY(grow_slots(weeks, err));
    }
    for (size_t i = 0; i < count; i++) {
        slots[i] = first_slot(weeks, pending[i].member, pending[i].week);
        __builtin_prefetch(&weeks->slots[slots[i]]);
    }
    for (size_t i = 0; i < count; i++) {
        if (weeks->slots[slots[i]]) {
            __builtin_prefetch(row_at(weeks, weeks->slots[slots[i]] - 1), 1);
        }
    }
    for (size_t i = 0; i < count; i++) {
        const struct ssi_pending_count *p = &pending[i];
        size_t slot;
        if (find_row(weeks, slots[i], p->member, p->week, &slot) == 0) {
            SSI_TRY(add_row(weeks, slot, p->member, p->week, err));
        }
        struct ssi_week_row *row = row_at(weeks, weeks->slots[slot] - 1);
        row->n[p->column] += p->n;
        row->days |= p->days;
    }
    return SSI_OK;
}

struct place {
    uint32_t rank;
    int32_t week;
    uint32_t row;
};

static int by_rank(const void *a, const void *b)
{
    const struct place *x = a;
    const struct place *y = b;
    if (x->rank != y->rank) {
        return x->rank < y->rank ? -1 : 1;
    }
    return (x->week > y->week) - (x->week < y->week);
}

static enum ssi_status place_row(const struct ssi_week_table *weeks, const struct place *place,
                                 struct ssi_image *image, struct ssi_error *err)
{
    const struct ssi_week_row *row = row_at(weeks, place->row);
    for (uint32_t a = 0; a < SSI_ACTIVITY_COUNT; a++) {
        uint32_t column = weeks->column_of[a];
        if (column == 255 || row->n[column] == 0) {
            continue;
        }
        struct ssi_count_record record = {.member = place->rank,
                                          .week = place->week,
                                          .activity = a,
                                          .n = row->n[column]};
        SSI_TRY(ssi_image_add(image, SSI_SECTION_COUNTS, &record, err));
    }
    struct ssi_days_record days = {
        .member = place->rank, .week = place->week, .bits = (uint32_t)row->days};
    return row->days ? ssi_image_add(image, SSI_SECTION_DAYS, &days, err) : SSI_OK;
}

enum ssi_status ssi_weeks_place(const struct ssi_week_table *weeks, const uint32_t *ranks,
                                struct ssi_image *image, struct ssi_error *err)
{
    struct place *places = ssi_alloc(weeks->count, sizeof *places);
    enum ssi_status status = places ? SSI_OK : ssi_error_nomem(err);
    for (size_t i = 0; status == SSI_OK && i < weeks->count; i++) {
        const struct ssi_week_row *row = row_at(weeks, i);
        places[i] = (struct place){ranks[row->member], row->week, (uint32_t)i};
    }
    if (status == SSI_OK && weeks->count > 1) {
        qsort(places, weeks->count, sizeof *places, by_rank);
    }
    for (size_t i = 0; status == SSI_OK && i < weeks->count; i++) {
        status = place_row(weeks, &places[i], image, err);
    }
    ssi_free(places);
    return status;
}
