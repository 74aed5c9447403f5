// SPDX-License-Identifier: GPL-3.0-or-later
/** Hash tables that count events, turned into a partial at the end. */
#ifndef SSI_BUILDER_INTERNAL_H
#define SSI_BUILDER_INTERNAL_H

#include "section_internal.h"

#include "ssi/ids.h"
#include "ssi/records.h"

/** A member's week: one row of counts, found by one look-up. */
struct ssi_week_table {
    uint32_t *slots; /**< row + 1; 0 = free */
    size_t slot_count;
    uint64_t seed;
    unsigned char *rows; /**< struct ssi_week_row and `columns` counts behind it, each */
    size_t count, cap;   /**< rows; bytes */
    uint32_t columns;    /**< counts a row: a power of two, grows with the activities seen */
    uint32_t used_columns;
    unsigned char column_of[SSI_ACTIVITY_COUNT];   /**< 255 = not seen yet */
    unsigned char activity_of[SSI_ACTIVITY_COUNT]; /**< by column */
};

struct ssi_week_row {
    uint32_t member;
    int32_t week;
    uint64_t days;
    uint64_t n[];
};

/** A count on its way to the table; queued so that cache misses overlap. */
struct ssi_pending_count {
    uint32_t member;
    int32_t week;
    uint32_t days, column;
    uint64_t n;
};

enum { SSI_PENDING = 64 };

struct ssi_builder {
    struct ssi_ids members, strings;
    struct ssi_week_table weeks;
    struct ssi_pending_count pending[SSI_PENDING];
    size_t pending_count;
    struct ssi_records tables[SSI_SECTION_COUNT]; /**< from SOURCE_WEEKS on */
    struct ssi_image plain; /**< FORMATS and SOURCES: few, in order of arrival */
    bool views, engagements, requests, topics; /**< sections wanted */
};

/** What one event adds; members are indices of builder->members. */
struct ssi_tally_event {
    uint32_t member, counterpart; /**< counterpart may be NONE */
    uint32_t topic;               /**< of builder->strings, or NONE */
    uint32_t source;
    enum ssi_activity activity;
    bool mirror;
    bool answered; /**< a request that an outcome file answers: not kept as one */
    int64_t secs, day;
    uint64_t n, rows;             /**< what it counts, and how many rows said so */
};

void ssi_builder_init(struct ssi_builder *builder);
void ssi_builder_release(struct ssi_builder *builder);

/** Count one event: counts, days, pairs, topics, requests, mirrored ones too. */
SSI_NODISCARD enum ssi_status ssi_builder_count(struct ssi_builder *builder,
                                                const struct ssi_tally_event *event,
                                                struct ssi_error *err);

/** Whether counting this activity uses the counterpart. */
bool ssi_builder_wants_counterpart(const struct ssi_builder *builder,
                                   enum ssi_activity activity, bool mirror);

/* weeks.c */
void ssi_weeks_init(struct ssi_week_table *weeks);
void ssi_weeks_release(struct ssi_week_table *weeks);
/** The column of an activity, added when it is new. */
SSI_NODISCARD enum ssi_status ssi_weeks_column(struct ssi_week_table *weeks,
                                               enum ssi_activity activity,
                                               uint32_t *out_column, struct ssi_error *err);
/** Add up to SSI_PENDING counts. */
SSI_NODISCARD enum ssi_status ssi_weeks_add(struct ssi_week_table *weeks,
                                            const struct ssi_pending_count *pending,
                                            size_t count, struct ssi_error *err);
/** COUNTS and DAYS in order; ranks: new index by member. */
SSI_NODISCARD enum ssi_status ssi_weeks_place(const struct ssi_week_table *weeks,
                                              const uint32_t *ranks, struct ssi_image *image,
                                              struct ssi_error *err);

/** Add a record of a section, combined with one of the same key. */
SSI_NODISCARD enum ssi_status ssi_builder_add(struct ssi_builder *builder,
                                              enum ssi_section section, const void *record,
                                              struct ssi_error *err);

/** Sort everything into a partial; the calendar's identity is taken from `like`. */
SSI_NODISCARD enum ssi_status ssi_builder_finish(struct ssi_builder *builder,
                                                 const struct ssi_image *like,
                                                 struct ssi_partial *out_partial,
                                                 struct ssi_error *err);

#endif
