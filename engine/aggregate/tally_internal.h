// SPDX-License-Identifier: GPL-3.0-or-later
/** The events of a file, or of a share of one, on their way into a builder; for
 * collection.c. */
#ifndef SSI_TALLY_INTERNAL_H
#define SSI_TALLY_INTERNAL_H

#include "builder_internal.h"
#include "spill_internal.h"

#include "ssi/events.h"

/** What counting an activity takes; looked up once a file. */
struct ssi_tally_kind {
    uint32_t column; /**< of the rows of weeks */
    bool known;      /**< column is valid */
    bool own;
    bool rest; /**< more than a count: counterparts, requests, topics */
};

/** A thread that counts a file, or its share of one. */
struct ssi_tally {
    struct ssi_events events;
    struct ssi_builder builder; /**< what was counted */
    const struct ssi_spill *spill;
    struct ssi_runs runs; /**< what was counted before, and did not fit */
    const struct ssi_aggregate_options *options;
    uint32_t source, format;
    bool outcomes;
    int64_t first, last; /**< times of the rows; INT64_MAX and _MIN without any */
    int64_t day;         /* of the row before, and its week */
    int32_t week;
    struct ssi_source_week week_rows; /* of the week at hand, not yet in the table */
    struct ssi_source_activity activities[SSI_ACTIVITY_COUNT];
    struct ssi_tally_kind kinds[SSI_ACTIVITY_COUNT];
    int32_t *first_weeks; /* by member: of an own row; INT32_MAX = none */
    size_t first_weeks_count, first_weeks_cap;
    struct ssi_member_key keys[SSI_CSV_BATCH];
    struct ssi_error *err;
};

/**
 * Takes over an opened reader of events or outcomes, or a part of one, also on failure.
 * Records that name a source or a format name these. options and spill must outlive the
 * tally.
 */
SSI_NODISCARD enum ssi_status ssi_tally_new(struct ssi_reader *reader,
                                            const struct ssi_aggregate_options *options,
                                            const struct ssi_spill *spill,
                                            uint32_t source, uint32_t format,
                                            struct ssi_tally **out_tally,
                                            struct ssi_error *err);
void ssi_tally_free(struct ssi_tally *tally);

/** Reads all rows and counts them; SSI_OK at the good end. */
SSI_NODISCARD enum ssi_status ssi_tally_run(struct ssi_tally *tally,
                                            struct ssi_error *err);

/** Adds what only the whole file tells: its rejects, and the activities that it does not
 * know. */
SSI_NODISCARD enum ssi_status ssi_tally_add_rejects(struct ssi_tally *tally,
                                                    const struct ssi_reader *whole,
                                                    struct ssi_error *err);
SSI_NODISCARD enum ssi_status ssi_tally_add_unknown(struct ssi_tally *tally,
                                                    const struct ssi_name_counts *unknown,
                                                    struct ssi_error *err);

#endif
