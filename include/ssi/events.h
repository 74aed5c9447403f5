// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Events: the rows of event and outcome files with their activity, time and ids. Pulled
 * in batches; nothing here adds anything up.
 */
#ifndef SSI_EVENTS_H
#define SSI_EVENTS_H

#include "ssi/name_counts.h"
#include "ssi/reader.h"

struct ssi_event {
    struct ssi_str member, counterpart, event_id; /**< empty = not given */
    struct ssi_str topic, team, industry, text;
    enum ssi_activity activity; /**< UNKNOWN or ignore: an ignored row */
    bool mirror, has_time;
    int64_t secs; /**< UTC; 0 without a time */
    int64_t day;  /**< of the calendar; 0 without a time */
    uint64_t count;
    uint64_t byte; /**< where its row begins in the decoded bytes */
};

/** Events as columns; each array holds `count` values. Texts of columns that the file
 * lacks are empty. */
struct ssi_event_batch {
    size_t count;
    bool one_day; /**< all have a time, on the same day */
    const struct ssi_str *member, *counterpart, *event_id, *topic, *text, *team,
        *industry;
    enum ssi_activity activity[SSI_CSV_BATCH];
    bool mirror[SSI_CSV_BATCH], has_time[SSI_CSV_BATCH];
    int64_t secs[SSI_CSV_BATCH], day[SSI_CSV_BATCH];
    uint64_t n[SSI_CSV_BATCH]; /**< what the row counts */
    const struct ssi_str *raw; /**< the rows */
    const char *base; /**< of the first row of the batch, which begins at `byte` */
    uint64_t byte;
};

struct ssi_events {
    struct ssi_reader reader;
    int32_t member, counterpart, event_id, activity, occurred_at, count, text, topic,
        team, industry; /**< places of the fields */
    const struct ssi_column *time_column;
    bool id_required;
    unsigned char mapping_slots[256]; /**< mapping + 1 by a hash of its name */
    bool ends_in_seconds; /**< times of one minute differ in their last two digits only */
    struct {
        char text[32];
        size_t len;                  /**< 0 = none */
        int64_t secs;                /**< of its second 0 */
    } minute;                        /**< of the time read last */
    int64_t day, day_begin, day_end; /**< the day of the event before */
    struct ssi_name_counts unknown;  /**< activity names that the format does not know */
    struct ssi_csv_columns columns;
    struct ssi_event_batch batch; /**< made of the columns */
    size_t next;                  /**< of the batch, for ssi_events_next() */
    char (*folded)[SSI_CSV_BATCH][SSI_ID_SIZE]; /**< ids that were changed, by column */
};

/**
 * Takes over an opened reader of an events or outcomes format, also on failure; release
 * with the events.
 */
SSI_NODISCARD enum ssi_status ssi_events_init(struct ssi_events *events,
                                              struct ssi_reader *reader,
                                              struct ssi_error *err);
void ssi_events_release(struct ssi_events *events);

/**
 * The next rows that are no rejects, one at least: events to use (then already counted as
 * used) or ignored ones (counted as ignored). All is valid until the next call. SSI_END
 * and errors as ssi_reader_next().
 */
SSI_NODISCARD enum ssi_status ssi_events_next_batch(
    struct ssi_events *events, const struct ssi_event_batch **out_batch,
    struct ssi_error *err);

/** Event i of a batch. */
struct ssi_event ssi_event_of(const struct ssi_event_batch *batch, size_t i);

/** The next event alone. Not to be mixed with ssi_events_next_batch(). */
SSI_NODISCARD enum ssi_status ssi_events_next(struct ssi_events *events,
                                              struct ssi_event *out_event,
                                              struct ssi_error *err);

static inline bool ssi_activity_ignored(enum ssi_activity activity)
{
    return activity == SSI_ACTIVITY_UNKNOWN || activity == SSI_ACTIVITY_ignore;
}

static inline bool ssi_event_ignored(const struct ssi_event *event)
{
    return ssi_activity_ignored(event->activity);
}

#endif
