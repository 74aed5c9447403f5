// SPDX-License-Identifier: GPL-3.0-or-later
// Makes typed events of rows: ids, activity, time, count. Rows that cannot be one are
// rejected with the cell at fault; unknown activity names are counted by name.

#include "ssi/events.h"

#include "batch_internal.h"

#include "ssi/num.h"

enum { ID_COLUMNS = 3 };

/** A cheap hash that tells the few names of a format apart. */
static unsigned char name_hash(struct ssi_str name)
{
    const unsigned char *p = (const unsigned char *)name.ptr;
    return (unsigned char)(name.len + p[0] * 3u + p[name.len / 2] * 7u +
                           p[name.len - 1] * 5u);
}

/** A table of the format's activity names, so that a row needs one comparison. */
static void index_mappings(struct ssi_events *events)
{
    const struct ssi_format *format = events->reader.format;
    for (size_t i = 0; i < format->mapping_count && i < 128; i++) {
        unsigned char slot =
            format->mappings[i].name.len ? name_hash(format->mappings[i].name) : 0;
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
    events->ends_in_seconds =
        events->time_column &&
        ssi_time_form_ends_in_seconds(&events->time_column->form) &&
        ssi_zone_is_fixed(r->format->zone ? r->format->zone : r->calendar->zone);
    events->day_end = events->day_begin = INT64_MIN;
    for (size_t i = 0; i < SSI_CSV_BATCH; i++) {
        events->batch.n[i] = 1; // for good, where no column says otherwise
    }
    events->id_required =
        events->event_id >= 0 && ssi_reader_column(r, "event_id")->required;
    index_mappings(events);
    ssi_name_counts_init(&events->unknown);
    events->folded = ssi_alloc(ID_COLUMNS, sizeof *events->folded);
    if (!events->folded) {
        ssi_events_release(events);
        return ssi_error_nomem(err);
    }
    return SSI_OK;
}

void ssi_events_release(struct ssi_events *events)
{
    if (events) {
        ssi_reader_release(&events->reader);
        ssi_name_counts_release(&events->unknown);
        ssi_free(events->folded);
        memset(events, 0, sizeof *events);
    }
}

static struct ssi_str *column_at(const struct ssi_events *events, int32_t place)
{
    return ssi_column_cells(&events->columns, place);
}

static void read_ids(struct ssi_events *events, struct ssi_faults *faults)
{
    const struct ssi_csv_columns *columns = &events->columns;
    bool outcomes = events->reader.format->kind == SSI_KIND_OUTCOMES;
    size_t members = ssi_clean_ids(columns, events->member, events->folded[0], faults);
    (void)ssi_clean_ids(columns, events->counterpart, events->folded[1], faults);
    size_t ids = ssi_clean_ids(columns, events->event_id, events->folded[2], faults);
    if (!outcomes && members > 0) {
        ssi_require_texts(columns, events->member, "empty member id", faults);
    }
    if (events->id_required && ids > 0) {
        ssi_require_texts(columns, events->event_id, "empty event id", faults);
    }
}

/** The day that holds an instant; exports are in order of time, so mostly the one before.
 */
static int64_t day_of(struct ssi_events *events, int64_t secs)
{
    if (secs < events->day_begin || secs >= events->day_end) {
        const struct ssi_calendar *calendar = events->reader.calendar;
        events->day = ssi_calendar_day(calendar, secs);
        events->day_begin = ssi_calendar_day_start(calendar, events->day);
        events->day_end = ssi_calendar_day_start(calendar, events->day + 1);
    }
    return events->day;
}

/** A time that differs from the one before in its two digits of seconds, at most. */
static bool same_minute(const struct ssi_events *events, struct ssi_str text,
                        int64_t *out_secs)
{
    size_t stem = text.len - 2;
    if (!events->ends_in_seconds || text.len < 2 || text.len != events->minute.len ||
        !ssi_bytes_eq(text.ptr, events->minute.text, stem)) {
        return false;
    }
    unsigned tens = (unsigned)(unsigned char)text.ptr[stem] - '0';
    unsigned ones = (unsigned)(unsigned char)text.ptr[stem + 1] - '0';
    *out_secs = events->minute.secs + tens * 10 + ones;
    return tens < 6 && ones < 10;
}

/** Keeps a time that was read in full. */
static void keep_minute(struct ssi_events *events, struct ssi_str text, int64_t secs)
{
    events->minute.len = 0;
    if (events->ends_in_seconds && text.len >= 2 &&
        text.len <= sizeof events->minute.text) {
        memcpy(events->minute.text, text.ptr, text.len);
        events->minute.len = text.len;
        events->minute.secs =
            secs - (text.ptr[text.len - 2] - '0') * 10 - (text.ptr[text.len - 1] - '0');
    }
}

/** A time that is not the same minute as the one before. */
static void read_time(struct ssi_events *events, struct ssi_str text, size_t i,
                      struct ssi_faults *faults)
{
    int64_t *secs = &events->batch.secs[i];
    if (!ssi_reader_time(&events->reader, events->time_column, text, secs)) {
        ssi_blame(faults, i, events->occurred_at, "not a time of the declared form");
        *secs = 0;
        return;
    }
    keep_minute(events, text, *secs);
}

static void read_times(struct ssi_events *events, struct ssi_faults *faults)
{
    struct ssi_event_batch *batch = &events->batch;
    const struct ssi_str *texts = column_at(events, events->occurred_at);
    bool outcomes = events->reader.format->kind == SSI_KIND_OUTCOMES;
    batch->one_day = true;
    for (size_t i = 0; i < events->columns.count; i++) {
        struct ssi_str text = texts ? texts[i] : ssi_str_of("", 0);
        batch->has_time[i] = text.len > 0 || !outcomes;
        batch->secs[i] = batch->day[i] = 0;
        if (!batch->has_time[i]) {
            batch->one_day = false;
            continue;
        }
        if (!same_minute(events, text, &batch->secs[i])) {
            read_time(events, text, i, faults);
        }
        batch->day[i] = day_of(events, batch->secs[i]);
        batch->one_day &= batch->day[i] == batch->day[0];
    }
}

static void read_counts(struct ssi_events *events, struct ssi_faults *faults)
{
    const struct ssi_str *texts = column_at(events, events->count);
    for (size_t i = 0; texts && i < events->columns.count; i++) {
        uint64_t *n = &events->batch.n[i];
        *n = 1;
        if (texts[i].len > 0 && !ssi_parse_u64(texts[i], n)) {
            ssi_blame(faults, i, events->count, "count is not a whole number");
        } else if (*n > 1000000000) {
            ssi_blame(faults, i, events->count, "count over 1,000,000,000");
        }
    }
}

/** Tells the rejects, and moves the other rows together. */
static enum ssi_status drop_rejects(struct ssi_events *events,
                                    const struct ssi_faults *faults,
                                    struct ssi_error *err)
{
    struct ssi_event_batch *batch = &events->batch;
    struct ssi_csv_columns *columns = &events->columns;
    const int32_t places[] = {events->member,   events->counterpart, events->event_id,
                              events->activity, events->topic,       events->text,
                              events->team,     events->industry};
    size_t kept = 0;
    SSI_TRY(ssi_reject_faults(&events->reader, columns, faults, err));
    for (size_t i = 0; i < columns->count; i++) {
        if (faults->reason[i]) {
            continue;
        }
        for (size_t p = 0; p < SSI_COUNT(places); p++) {
            struct ssi_str *cells = column_at(events, places[p]);
            if (cells) {
                cells[kept] = cells[i];
            }
        }
        batch->has_time[kept] = batch->has_time[i];
        batch->secs[kept] = batch->secs[i];
        batch->day[kept] = batch->day[i];
        batch->n[kept] = batch->n[i];
        columns->raw[kept++] = columns->raw[i];
    }
    batch->count = kept;
    return SSI_OK;
}

/** The activities of rows that are no rejects. */
static enum ssi_status read_activities(struct ssi_events *events, struct ssi_error *err)
{
    struct ssi_event_batch *batch = &events->batch;
    struct ssi_account *account = &events->reader.account;
    const struct ssi_str *names = column_at(events, events->activity);
    uint64_t ignored = 0;
    for (size_t i = 0; i < batch->count; i++) {
        const struct ssi_mapping *mapping = find_mapping(events, names[i]);
        batch->activity[i] = mapping ? mapping->activity : SSI_ACTIVITY_UNKNOWN;
        batch->mirror[i] = mapping && mapping->mirror;
        ignored += ssi_activity_ignored(batch->activity[i]);
        if (!mapping) {
            SSI_TRY(ssi_name_counts_add(&events->unknown, names[i], 1, err));
        }
    }
    account->ignored_mapping += ignored;
    account->used += batch->count - ignored;
    return SSI_OK;
}

/** A column of the batch, or one of empty texts. */
static const struct ssi_str *texts_at(const struct ssi_events *events, int32_t place)
{
    static const struct ssi_str nothing[SSI_CSV_BATCH];
    const struct ssi_str *cells = column_at(events, place);
    return cells ? cells : nothing;
}

static enum ssi_status make_batch(struct ssi_events *events, struct ssi_error *err)
{
    struct ssi_event_batch *batch = &events->batch;
    struct ssi_faults faults = {0};
    batch->count = events->columns.count;
    batch->raw = events->columns.raw;
    batch->base = events->columns.raw[0].ptr;
    batch->byte = events->columns.byte;
    read_ids(events, &faults);
    read_times(events, &faults);
    read_counts(events, &faults);
    ssi_require_texts(&events->columns, events->activity, "empty activity", &faults);
    if (faults.count > 0) {
        SSI_TRY(drop_rejects(events, &faults, err));
    }
    batch->member = texts_at(events, events->member);
    batch->counterpart = texts_at(events, events->counterpart);
    batch->event_id = texts_at(events, events->event_id);
    batch->topic = texts_at(events, events->topic);
    batch->text = texts_at(events, events->text);
    batch->team = texts_at(events, events->team);
    batch->industry = texts_at(events, events->industry);
    return read_activities(events, err);
}

enum ssi_status ssi_events_next_batch(struct ssi_events *events,
                                      const struct ssi_event_batch **out_batch,
                                      struct ssi_error *err)
{
    events->batch.count = 0;
    while (events->batch.count == 0) {
        SSI_TRY(ssi_reader_next_columns(&events->reader, &events->columns, err));
        SSI_TRY(make_batch(events, err));
    }
    *out_batch = &events->batch;
    return SSI_OK;
}

struct ssi_event ssi_event_of(const struct ssi_event_batch *batch, size_t i)
{
    return (struct ssi_event){.member = batch->member[i],
                              .counterpart = batch->counterpart[i],
                              .event_id = batch->event_id[i],
                              .topic = batch->topic[i],
                              .team = batch->team[i],
                              .industry = batch->industry[i],
                              .text = batch->text[i],
                              .activity = batch->activity[i],
                              .mirror = batch->mirror[i],
                              .has_time = batch->has_time[i],
                              .secs = batch->secs[i],
                              .day = batch->day[i],
                              .count = batch->n[i],
                              .byte = batch->byte +
                                      (uint64_t)(batch->raw[i].ptr - batch->base)};
}

enum ssi_status ssi_events_next(struct ssi_events *events, struct ssi_event *out_event,
                                struct ssi_error *err)
{
    if (events->next == events->batch.count) {
        const struct ssi_event_batch *batch;
        events->next = 0;
        SSI_TRY(ssi_events_next_batch(events, &batch, err));
    }
    *out_event = ssi_event_of(&events->batch, events->next++);
    return SSI_OK;
}
