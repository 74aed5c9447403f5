// SPDX-License-Identifier: GPL-3.0-or-later
// The counts of members' weeks: rows in chunks that never move.

#include "weeks_internal.h"

#include "ssi/memory.h"

enum {
    FIRST_COMPACTING = 1 << 16, /* rows */
    FIRST_COLUMNS = 11,         /* rows of half a cache line, and then of one */
    MORE_COLUMNS = 16
};

void ssi_weeks_init(struct ssi_weeks *weeks)
{
    memset(weeks, 0, sizeof *weeks);
    memset(weeks->column_of, 255, sizeof weeks->column_of);
    weeks->columns = FIRST_COLUMNS;
    weeks->compact_at = FIRST_COMPACTING;
}

void ssi_weeks_release(struct ssi_weeks *weeks)
{
    for (size_t i = 0; i < weeks->chunk_count; i++) {
        ssi_free(weeks->chunks[i]);
    }
    ssi_free(weeks->chunks);
    memset(weeks, 0, sizeof *weeks);
}

size_t ssi_weeks_bytes(const struct ssi_weeks *weeks)
{
    return weeks->chunk_count * SSI_CHUNK_ROWS * ssi_week_row_size(weeks);
}

/** All rows again, with more columns. */
static enum ssi_status widen(struct ssi_weeks *weeks, struct ssi_error *err)
{
    size_t old_size = ssi_week_row_size(weeks);
    size_t new_size = old_size + MORE_COLUMNS * sizeof(uint16_t);
    for (size_t i = 0; i < weeks->chunk_count; i++) {
        unsigned char *wide = ssi_alloc_lines(SSI_CHUNK_ROWS * new_size);
        if (!wide) {
            return ssi_error_nomem(err); // nothing but releasing is allowed now
        }
        size_t before = i * SSI_CHUNK_ROWS;
        size_t left = weeks->count > before ? weeks->count - before : 0;
        for (size_t row = 0; row < SSI_CHUNK_ROWS && row < left; row++) {
            memcpy(wide + row * new_size, weeks->chunks[i] + row * old_size, old_size);
            memset(wide + row * new_size + old_size, 0, new_size - old_size);
        }
        ssi_free(weeks->chunks[i]);
        weeks->chunks[i] = wide;
    }
    weeks->columns += MORE_COLUMNS;
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

enum ssi_status ssi_weeks_append(struct ssi_weeks *weeks, uint32_t member, int32_t week,
                                 struct ssi_week_row **out_row, struct ssi_error *err)
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
    memset(row, 0, ssi_week_row_size(weeks)); // a compacted table leaves old rows behind
    row->member = member;
    row->week = week;
    *out_row = row;
    return SSI_OK;
}
