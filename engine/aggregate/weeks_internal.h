// SPDX-License-Identifier: GPL-3.0-or-later
/** The counts of members' weeks: one row a member and week, all activities side by side.
 */
#ifndef SSI_WEEKS_INTERNAL_H
#define SSI_WEEKS_INTERNAL_H

#include "section_internal.h"

/**
 * Half a cache line with the first eleven activities of a file: these rows are most of
 * the memory of an ingest. What a counter cannot hold goes to a table (builder.c).
 */
struct ssi_week_row {
    uint32_t member;
    int32_t week;
    uint16_t days; /**< bits: own actions on that day of the week */
    uint16_t n[];  /**< by column */
};

/**
 * Rows in order of arrival; a member and week may have several, which are added up later.
 * In files in order of time they are few; otherwise compacting keeps them so.
 */
struct ssi_weeks {
    unsigned char **chunks; /**< of rows; they never move */
    size_t chunk_count, chunk_cap;
    size_t count;      /**< rows */
    size_t compact_at; /**< rows from which on compacting may be worth it */
    uint32_t columns;  /**< 11 or 27: rows then are 32 or 64 bytes */
    uint32_t used_columns;
    unsigned char column_of[SSI_ACTIVITY_COUNT];   /**< 255 = not seen yet */
    unsigned char activity_of[SSI_ACTIVITY_COUNT]; /**< by column */
};

enum { SSI_CHUNK_ROWS = 1 << 15 };

void ssi_weeks_init(struct ssi_weeks *weeks);
void ssi_weeks_release(struct ssi_weeks *weeks);

static inline size_t ssi_week_row_size(const struct ssi_weeks *weeks)
{
    return offsetof(struct ssi_week_row, n) + weeks->columns * sizeof(uint16_t);
}

static inline struct ssi_week_row *ssi_weeks_at(const struct ssi_weeks *weeks, size_t row)
{
    unsigned char *chunk = weeks->chunks[row / SSI_CHUNK_ROWS];
    return (struct ssi_week_row *)(void *)(chunk + row % SSI_CHUNK_ROWS *
                                                       ssi_week_row_size(weeks));
}

/** The column of an activity, added when it is new; rows may then lie elsewhere. */
SSI_NODISCARD enum ssi_status ssi_weeks_column(struct ssi_weeks *weeks,
                                               enum ssi_activity activity,
                                               uint32_t *out_column,
                                               struct ssi_error *err);

/** A further row, zeroed but for its key; it stays where it is until rows are compacted.
 */
SSI_NODISCARD enum ssi_status ssi_weeks_append(struct ssi_weeks *weeks, uint32_t member,
                                               int32_t week,
                                               struct ssi_week_row **out_row,
                                               struct ssi_error *err);

/** What one thread counted, on its way into a partial. */
struct ssi_weeks_share {
    const struct ssi_weeks *weeks;
    const uint32_t
        *members; /**< members of the whole by those of the share; NULL = the same */
};

/**
 * COUNTS and DAYS of all shares in order, rows of the same member and week added up.
 * ranks: the place of each of member_count members of the whole. O(rows + members).
 */
SSI_NODISCARD enum ssi_status ssi_weeks_place(const struct ssi_weeks_share *shares,
                                              size_t share_count, const uint32_t *ranks,
                                              size_t member_count, size_t threads,
                                              struct ssi_image *image,
                                              struct ssi_error *err);

/** The memory held, in bytes. */
size_t ssi_weeks_bytes(const struct ssi_weeks *weeks);

#endif
