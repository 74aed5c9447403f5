// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Events: the rows of event and outcome files with their activity, time and ids. Pulled in
 * batches; nothing here adds anything up.
 */
#ifndef SSI_EVENTS_H
#define SSI_EVENTS_H

#include "ssi/ids.h"
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

enum { SSI_EVENT_BATCH = 128 };

struct ssi_events {
    struct ssi_reader reader;
    int32_t member, counterpart, event_id, activity, occurred_at, count, text, topic, team,
        industry; /**< places of the fields */
    const struct ssi_column *time_column;
    bool id_required;
    unsigned char mapping_slots[256]; /**< mapping + 1 by a hash of its name */
    char last_time[32]; /**< the time cell read last, and what it says */
    size_t last_time_len;
    int64_t last_secs, last_day;
    struct ssi_ids unknown_names;
    uint64_t *unknown_counts; /**< by index of unknown_names */
    size_t unknown_cap;
    struct ssi_event *batch; /**< SSI_EVENT_BATCH of them */
    size_t batch_count, batch_at; /**< of those that ssi_events_next() hands out */
    char (*id_bufs)[3][SSI_ID_SIZE]; /**< folded ids of each event of the batch */
};

/**
 * Takes over an opened reader of an events or outcomes format, also on failure; release with the
 * events.
 */
SSI_NODISCARD enum ssi_status ssi_events_init(struct ssi_events *events,
                                              struct ssi_reader *reader,
                                              struct ssi_error *err);
void ssi_events_release(struct ssi_events *events);

/**
 * The next rows that are no rejects, one at least and SSI_EVENT_BATCH at most: events to use
 * (then already counted as used) or ignored ones (counted as ignored). They and their texts are
 * valid until the next call. SSI_END and errors as ssi_reader_next().
 */
SSI_NODISCARD enum ssi_status ssi_events_batch(struct ssi_events *events,
                                               const struct ssi_event **out_events,
                                               size_t *out_count, struct ssi_error *err);

/** The next event alone, a copy. Not to be mixed with ssi_events_batch(). */
SSI_NODISCARD enum ssi_status ssi_events_next(struct ssi_events *events,
                                              struct ssi_event *out_event,
                                              struct ssi_error *err);

static inline bool ssi_event_ignored(const struct ssi_event *event)
{
    return event->activity == SSI_ACTIVITY_UNKNOWN || event->activity == SSI_ACTIVITY_ignore;
}

#endif
