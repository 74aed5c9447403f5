// SPDX-License-Identifier: GPL-3.0-or-later
// Makes typed events of rows: ids, activity, time, count. Rows that cannot be one are rejected
// with the cell at fault; unknown activity names are counted by name.

#include "ssi/events.h"

#include "ssi/num.h"

/** A cheap hash that tells the few names of a format apart. */
static unsigned char name_hash(struct ssi_str name)
{
    const unsigned char *p = (const unsigned char *)name.ptr;
    return (unsigned char)(name.len + p[0] * 3u + p[name.len / 2] * 7u + p[name.len - 1] * 5u);
}

/** A table of the format's activity names, so that a row needs one comparison. */
static void index_mappings(struct ssi_events *events)
{
    const struct ssi_format *format = events->reader.format;
    for (size_t i = 0; i < format->mapping_count && i < 128; i++) {
        unsigned char slot = format->mappings[i].name.len
                                 ? name_hash(format->mappings[i].name)
                                 : 0;
        while (events->mapping_slots[slot]) {
            slot++;
        }
        events->mapping_slots[slot] = (unsigned char)(i + 1);
    }
}

static const struct ssi_mapping *find_mapping(const struct ssi_events *events,
                                              struct ssi_str name)
{
    const struct ssi_format *format = events->reader.format;
    if (name.len == 0 || format->mapping_count > 128) {
        return ssi_format_mapping(format, name);
    }
    for (unsigned char slot = name_hash(name); events->mapping_slots[slot]; slot++) {
        const struct ssi_mapping *mapping =
            &format->mappings[events->mapping_slots[slot] - 1];
        if (ssi_str_eq(mapping->name, name)) {
            return mapping;
        }
    }
    return NULL;
}

enum ssi_status ssi_events_init(struct ssi_events *events, struct ssi_reader *reader,
                                struct ssi_error *err)
{
    memset(events, 0, sizeof *events);
    events->reader = *reader;
    memset(reader, 0, sizeof *reader);
    const struct ssi_reader *r = &events->reader;
    events->member = ssi_reader_field(r, "member_id");
    events->counterpart = ssi_reader_field(r, "counterpart_id");
    events->event_id = ssi_reader_field(r, "event_id");
    events->activity = ssi_reader_field(r, "activity");
    events->occurred_at = ssi_reader_field(r, "occurred_at");
    events->count = ssi_reader_field(r, "count");
    events->text = ssi_reader_field(r, "text");
    events->topic = ssi_reader_field(r, "topic");
    events->team = ssi_reader_field(r, "team");
    events->industry = ssi_reader_field(r, "industry");
    events->time_column = ssi_reader_column(r, "occurred_at");
    events->id_required =
        events->event_id >= 0 && ssi_reader_column(r, "event_id")->required;
    index_mappings(events);
    ssi_ids_init(&events->unknown_names);
    events->batch = ssi_alloc(SSI_EVENT_BATCH, sizeof *events->batch);
    events->id_bufs = ssi_alloc(SSI_EVENT_BATCH, sizeof *events->id_bufs);
    if (!events->batch || !events->id_bufs) {
        ssi_events_release(events);
        return ssi_error_nomem(err);
    }
    return SSI_OK;
}

void ssi_events_release(struct ssi_events *events)
{
    if (events) {
        ssi_reader_release(&events->reader);
        ssi_ids_release(&events->unknown_names);
        ssi_free(events->unknown_counts);
        ssi_free(events->batch);
        ssi_free(events->id_bufs);
        memset(events, 0, sizeof *events);
    }
}

/** What is wrong with a row: the place of the cell and why; reason NULL = nothing. */
struct fault {
    int32_t place;
    const char *reason;
};

static struct fault read_ids(const struct ssi_events *events, const struct ssi_csv_row *row,
                             char bufs[3][SSI_ID_SIZE], struct ssi_event *event)
{
    const char *reason = ssi_id_clean(ssi_row_cell(row, events->member), bufs[0], &event->member);
    if (reason) {
        return (struct fault){events->member, reason};
    }
    reason = ssi_id_clean(ssi_row_cell(row, events->counterpart), bufs[1], &event->counterpart);
    if (reason) {
        return (struct fault){events->counterpart, reason};
    }
    reason = ssi_id_clean(ssi_row_cell(row, events->event_id), bufs[2], &event->event_id);
    if (reason) {
        return (struct fault){events->event_id, reason};
    }
    if (event->member.len == 0 && events->reader.format->kind != SSI_KIND_OUTCOMES) {
        return (struct fault){events->member, "empty member id"};
    }
    if (events->id_required && event->event_id.len == 0) {
        return (struct fault){events->event_id, "empty event id"};
    }
    return (struct fault){0, NULL};
}

static struct fault read_time(struct ssi_events *events, const struct ssi_csv_row *row,
                              struct ssi_event *event)
{
    struct ssi_str text = ssi_row_cell(row, events->occurred_at);
    event->has_time = false;
    event->secs = event->day = 0;
    if (text.len == 0 && events->reader.format->kind == SSI_KIND_OUTCOMES) {
        return (struct fault){0, NULL};
    }
    event->has_time = true;
    if (text.len > 0 && text.len == events->last_time_len &&
        memcmp(text.ptr, events->last_time, text.len) == 0) {
        event->secs = events->last_secs; // exports are in order of time: often the same second
        event->day = events->last_day;
        return (struct fault){0, NULL};
    }
    if (!ssi_reader_time(&events->reader, events->time_column, text, &event->secs)) {
        return (struct fault){events->occurred_at, "not a time of the declared form"};
    }
    event->day = ssi_calendar_day(events->reader.calendar, event->secs);
    events->last_time_len = 0;
    if (text.len <= sizeof events->last_time) {
        memcpy(events->last_time, text.ptr, text.len);
        events->last_time_len = text.len;
        events->last_secs = event->secs;
        events->last_day = event->day;
    }
    return (struct fault){0, NULL};
}

static struct fault read_count(const struct ssi_events *events, const struct ssi_csv_row *row,
                               struct ssi_event *event)
{
    struct ssi_str text = ssi_row_cell(row, events->count);
    event->count = 1;
    if (text.len > 0 && !ssi_parse_u64(text, &event->count)) {
        return (struct fault){events->count, "count is not a whole number"};
    }
    if (event->count > 1000000000) {
        return (struct fault){events->count, "count over 1,000,000,000"};
    }
    return (struct fault){0, NULL};
}

static enum ssi_status count_unknown(struct ssi_events *events, struct ssi_str name,
                                     struct ssi_error *err)
{
    uint32_t index;
    if (events->unknown_names.count >= 1000 &&
        ssi_ids_find(&events->unknown_names, name) == SSI_ID_NONE) {
        name = ssi_str_z("(others)");
    }
    SSI_TRY(ssi_ids_add(&events->unknown_names, name, &index, err));
    SSI_TRY(SSI_GROW(events->unknown_counts, events->unknown_cap, (size_t)index + 1, err));
    events->unknown_counts[index]++;
    return SSI_OK;
}

static enum ssi_status read_activity(struct ssi_events *events, struct ssi_str name,
                                     struct ssi_event *event, struct ssi_error *err)
{
    const struct ssi_mapping *mapping = find_mapping(events, name);
    event->activity = mapping ? mapping->activity : SSI_ACTIVITY_UNKNOWN;
    event->mirror = mapping && mapping->mirror;
    return mapping ? SSI_OK : count_unknown(events, name, err);
}

static struct fault read_row(struct ssi_events *events, const struct ssi_csv_row *row,
                             char bufs[3][SSI_ID_SIZE], struct ssi_event *event)
{
    struct fault fault = read_ids(events, row, bufs, event);
    if (!fault.reason) {
        fault = read_time(events, row, event);
    }
    if (!fault.reason) {
        fault = read_count(events, row, event);
    }
    if (!fault.reason && ssi_row_cell(row, events->activity).len == 0) {
        fault = (struct fault){events->activity, "empty activity"};
    }
    return fault;
}

/** One row to an event, or to a reject. */
static enum ssi_status add_row(struct ssi_events *events, const struct ssi_csv_row *row,
                               struct ssi_error *err)
{
    struct ssi_reader *reader = &events->reader;
    struct ssi_event *event = &events->batch[events->batch_count];
    struct fault fault = read_row(events, row, events->id_bufs[events->batch_count], event);
    if (fault.reason) {
        reader->row = *row;
        return ssi_reader_reject(reader, fault.place, fault.reason, err);
    }
    SSI_TRY(read_activity(events, ssi_row_cell(row, events->activity), event, err));
    event->topic = ssi_row_cell(row, events->topic);
    event->text = ssi_row_cell(row, events->text);
    event->team = ssi_row_cell(row, events->team);
    event->industry = ssi_row_cell(row, events->industry);
    event->byte = row->byte;
    if (ssi_event_ignored(event)) {
        reader->account.ignored_mapping++;
    } else {
        reader->account.used++;
    }
    events->batch_count++;
    return SSI_OK;
}

enum ssi_status ssi_events_batch(struct ssi_events *events,
                                 const struct ssi_event **out_events, size_t *out_count,
                                 struct ssi_error *err)
{
    events->batch_count = 0;
    while (events->batch_count == 0) {
        const struct ssi_csv_row *rows;
        size_t count;
        SSI_TRY(ssi_reader_batch(&events->reader, SSI_EVENT_BATCH, &rows, &count, err));
        for (size_t i = 0; i < count; i++) {
            SSI_TRY(add_row(events, &rows[i], err));
        }
    }
    *out_events = events->batch;
    *out_count = events->batch_count;
    return SSI_OK;
}

enum ssi_status ssi_events_next(struct ssi_events *events, struct ssi_event *out_event,
                                struct ssi_error *err)
{
    const struct ssi_event *batch;
    if (events->batch_at == events->batch_count) {
        events->batch_at = 0;
        SSI_TRY(ssi_events_batch(events, &batch, &events->batch_count, err));
    }
    *out_event = events->batch[events->batch_at++];
    return SSI_OK;
}
