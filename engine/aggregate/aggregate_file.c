// SPDX-License-Identifier: GPL-3.0-or-later
// Drives the events of one file into a builder and adds the file's own facts: account, weeks,
// activities, rejects. A file becomes a partial as a whole or not at all.

#include "builder_internal.h"

#include <stdio.h>

#include "ssi/events.h"

struct driving {
    struct ssi_events events;
    struct ssi_builder builder;
    const struct ssi_aggregate_options *options;
    int64_t first, last;
    struct ssi_source_week week; /* rows of the week at hand, not yet in the table */
    struct ssi_source_activity activities[SSI_ACTIVITY_COUNT];
    int32_t *first_weeks; /* by member: of an own row; INT32_MAX = none */
    size_t first_weeks_count, first_weeks_cap;
    struct ssi_error *err;
};

static enum ssi_status member_index(struct driving *d, struct ssi_str id, uint32_t *out_index)
{
    *out_index = SSI_NONE;
    return id.len ? ssi_ids_add(&d->builder.members, id, out_index, d->err) : SSI_OK;
}

static enum ssi_status string_index(struct ssi_builder *builder, struct ssi_str text,
                                    uint32_t *out_index, struct ssi_error *err)
{
    *out_index = SSI_NONE;
    return text.len ? ssi_ids_add(&builder->strings, text, out_index, err) : SSI_OK;
}

/** The week of a row counts for coverage, whatever became of the row. */
static enum ssi_status note_week(struct driving *d, const struct ssi_event *event)
{
    if (!event->has_time) {
        return SSI_OK;
    }
    d->first = event->secs < d->first ? event->secs : d->first;
    d->last = event->secs > d->last ? event->secs : d->last;
    int32_t week = ssi_week_of_day(event->day);
    if (d->week.rows > 0 && d->week.week != week) {
        SSI_TRY(ssi_builder_add(&d->builder, SSI_SECTION_SOURCE_WEEKS, &d->week, d->err));
        d->week.rows = 0;
    }
    d->week.week = week;
    d->week.rows++;
    return SSI_OK;
}

/** What a post is about: the topic that its row states, or else its text. */
static struct ssi_str stated_topic(const struct ssi_event *event)
{
    return event->topic.len ? event->topic : event->text;
}

static void note_activity(struct driving *d, const struct ssi_event *event,
                          enum ssi_activity activity)
{
    if (!event->has_time) {
        return; // an outcome: it occurs when its activity did, which settling finds out
    }
    int32_t week = ssi_week_of_day(event->day);
    struct ssi_source_activity *seen = &d->activities[activity];
    seen->rows++;
    seen->first_week = week < seen->first_week ? week : seen->first_week;
    if (event->counterpart.len && week < seen->counterpart_week) {
        seen->counterpart_week = week;
    }
    if (stated_topic(event).len && week < seen->topic_week) {
        seen->topic_week = week;
    }
}

static enum ssi_status note_actor(struct driving *d, const struct ssi_event *event,
                                  uint32_t member)
{
    if (member == SSI_NONE || !event->has_time) {
        return SSI_OK;
    }
    if (member >= d->first_weeks_count) {
        SSI_TRY(SSI_GROW(d->first_weeks, d->first_weeks_cap, (size_t)member + 1, d->err));
        while (d->first_weeks_count <= member) {
            d->first_weeks[d->first_weeks_count++] = INT32_MAX;
        }
    }
    int32_t week = ssi_week_of_day(event->day);
    if (week < d->first_weeks[member]) {
        d->first_weeks[member] = week;
    }
    return SSI_OK;
}

/** Hand the tables of this file to the builder. */
static enum ssi_status add_notes(struct driving *d)
{
    if (d->week.rows > 0) {
        SSI_TRY(ssi_builder_add(&d->builder, SSI_SECTION_SOURCE_WEEKS, &d->week, d->err));
    }
    for (uint32_t a = 0; a < SSI_ACTIVITY_COUNT; a++) {
        if (d->activities[a].rows > 0) {
            SSI_TRY(ssi_builder_add(&d->builder, SSI_SECTION_SOURCE_ACTIVITIES,
                                    &d->activities[a], d->err));
        }
    }
    for (size_t m = 0; m < d->first_weeks_count; m++) {
        struct ssi_actor_record actor = {.member = (uint32_t)m,
                                         .first_week = d->first_weeks[m]};
        if (d->first_weeks[m] != INT32_MAX) {
            SSI_TRY(ssi_builder_add(&d->builder, SSI_SECTION_ACTORS, &actor, d->err));
        }
    }
    return SSI_OK;
}

static enum ssi_status note_label(struct driving *d, const struct ssi_event *event,
                                  uint32_t member, enum ssi_label_kind kind,
                                  struct ssi_str text)
{
    if (text.len == 0) {
        return SSI_OK;
    }
    struct ssi_label_record label = {.member = member,
                                     .week = ssi_week_of_day(event->day),
                                     .kind = kind,
                                     .secs = event->secs};
    SSI_TRY(string_index(&d->builder, text, &label.text, d->err));
    // the builder's string order is that of arrival, so ties are told by bytes here
    struct ssi_records *table = &d->builder.tables[SSI_SECTION_LABELS];
    const struct ssi_label_record *old = ssi_records_find(table, &label);
    if (old && old->secs == label.secs &&
        ssi_str_cmp(d->builder.strings.items[old->text], text) <= 0) {
        return SSI_OK;
    }
    void *slot = NULL;
    if (old && old->secs > label.secs) {
        return SSI_OK;
    }
    SSI_TRY(ssi_records_upsert(table, &label, &slot, d->err));
    memcpy(slot, &label, sizeof label);
    return SSI_OK;
}

/** What a row says besides its id: rows with the same id and another value are a conflict. */
static uint64_t content_hash(const struct ssi_event *event)
{
    uint64_t hash = ssi_hash_bytes(event->member.ptr, event->member.len, 1);
    uint64_t fields[3] = {(uint64_t)event->activity, (uint64_t)event->secs, event->count};
    hash = ssi_hash_bytes(event->counterpart.ptr, event->counterpart.len, hash);
    hash = ssi_hash_bytes(event->topic.ptr, event->topic.len, hash);
    return ssi_hash_bytes(fields, sizeof fields, hash);
}

static enum ssi_status keep_event(struct driving *d, const struct ssi_event *event,
                                  const struct ssi_tally_event *tally)
{
    struct ssi_digest id =
        ssi_digest_keyed(&d->options->key, event->event_id.ptr, event->event_id.len);
    struct ssi_event_record record = {
        .id_high = id.high,
        .id_low = id.low,
        .source = 0,
        .activity = (uint32_t)event->activity,
        .content = content_hash(event),
        .member = tally->member,
        .counterpart = tally->counterpart,
        .topic = tally->topic,
        .flags = (event->mirror ? SSI_EVENT_MIRROR : 0u) |
                 (event->has_time ? SSI_EVENT_HAS_TIME : 0u),
        .secs = event->secs,
        .day = event->day,
        .count = event->count,
        .rows = 1,
        .line = d->events.reader.row.line};
    if (ssi_event_ignored(event)) {
        record.activity = SSI_ACTIVITY_UNKNOWN;
    }
    return ssi_builder_add(&d->builder, SSI_SECTION_EVENTS, &record, d->err);
}

static bool keeps(const struct driving *d, const struct ssi_event *event)
{
    bool outcome = d->events.reader.format->kind == SSI_KIND_OUTCOMES;
    return outcome || (event->event_id.len > 0 && d->options->keep == SSI_KEEP_ALL);
}

/** An ignored row is kept by its id only. */
static enum ssi_status pass_ignored(struct driving *d, const struct ssi_event *event,
                                    uint32_t member)
{
    bool outcome = d->events.reader.format->kind == SSI_KIND_OUTCOMES;
    struct ssi_tally_event tally = {
        .member = member, .counterpart = SSI_NONE, .topic = SSI_NONE};
    return !outcome && keeps(d, event) ? keep_event(d, event, &tally) : SSI_OK;
}

static enum ssi_status use_event(struct driving *d, const struct ssi_event *event,
                                 uint32_t member)
{
    struct ssi_tally_event tally = {.member = member,
                                    .source = 0,
                                    .activity = event->activity,
                                    .mirror = event->mirror,
                                    .secs = event->secs,
                                    .day = event->day,
                                    .n = event->count,
                                    .rows = 1};
    bool published = event->activity == SSI_ACTIVITY_post ||
                     event->activity == SSI_ACTIVITY_share;
    bool kept = keeps(d, event);
    tally.counterpart = SSI_NONE;
    if (kept ||
        ssi_builder_wants_counterpart(&d->builder, event->activity, event->mirror)) {
        SSI_TRY(member_index(d, event->counterpart, &tally.counterpart));
    }
    SSI_TRY(string_index(&d->builder,
                         d->builder.topics && published ? stated_topic(event) : ssi_str_of("", 0),
                         &tally.topic, d->err));
    note_activity(d, event, event->activity);
    if (event->mirror && event->counterpart.len) {
        note_activity(d, event, ssi_activity_mirror(event->activity));
    }
    SSI_TRY(note_label(d, event, member, SSI_LABEL_TEAM, event->team));
    SSI_TRY(note_label(d, event, member, SSI_LABEL_INDUSTRY, event->industry));
    return kept ? keep_event(d, event, &tally)
                           : ssi_builder_count(&d->builder, &tally, d->err);
}

static enum ssi_status read_events(struct driving *d)
{
    for (;;) {
        struct ssi_event event;
        uint32_t member;
        enum ssi_status status = ssi_events_next(&d->events, &event, d->err);
        if (status == SSI_END) {
            return SSI_OK;
        }
        SSI_TRY(status);
        SSI_TRY(member_index(d, event.member, &member));
        SSI_TRY(note_week(d, &event));
        SSI_TRY(note_actor(d, &event, member));
        SSI_TRY(ssi_event_ignored(&event) ? pass_ignored(d, &event, member)
                                          : use_event(d, &event, member));
    }
}

static enum ssi_status add_format(struct driving *d)
{
    const struct ssi_format *format = d->events.reader.format;
    struct ssi_format_record record = {.kind = format->kind,
                                       .closed = format->closed,
                                       .activities = ssi_format_activities(format),
                                       .provides = format->provides,
                                       .digest_high = format->digest.high,
                                       .digest_low = format->digest.low};
    SSI_TRY(string_index(&d->builder, format->name, &record.name, d->err));
    return ssi_image_add(&d->builder.plain, SSI_SECTION_FORMATS, &record, d->err);
}

static enum ssi_status add_source(struct driving *d)
{
    const struct ssi_reader *reader = &d->events.reader;
    const struct ssi_account *account = &reader->account;
    struct ssi_source_record record = {.digest_high = reader->digest.high,
                                       .digest_low = reader->digest.low,
                                       .rows = account->rows,
                                       .used = account->used,
                                       .ignored_mapping = account->ignored_mapping,
                                       .rejected = account->rejected,
                                       .blank_lines = account->blank_lines,
                                       .preamble_lines = account->preamble_lines,
                                       .first = d->first,
                                       .last = d->last,
                                       .has_event_ids = d->events.event_id >= 0,
                                       .keep = d->options->keep};
    SSI_TRY(string_index(&d->builder, ssi_str_z(reader->label), &record.label, d->err));
    return ssi_image_add(&d->builder.plain, SSI_SECTION_SOURCES, &record, d->err);
}

static enum ssi_status add_rejects(struct driving *d)
{
    const struct ssi_reader *reader = &d->events.reader;
    for (size_t i = 0; i < reader->reject_count; i++) {
        const struct ssi_reject *reject = &reader->rejects[i];
        struct ssi_reject_record record = {
            .source = 0, .column = reject->column, .line = reject->line, .byte = reject->byte};
        SSI_TRY(ssi_ids_add(&d->builder.strings, ssi_str_z(reject->reason), &record.reason,
                            d->err));
        SSI_TRY(ssi_ids_add(&d->builder.strings, reject->text, &record.text, d->err));
        SSI_TRY(ssi_builder_add(&d->builder, SSI_SECTION_REJECTS, &record, d->err));
    }
    return SSI_OK;
}

static enum ssi_status add_unknown_names(struct driving *d)
{
    for (size_t i = 0; i < d->events.unknown_names.count; i++) {
        struct ssi_unknown_name record = {.source = 0, .rows = d->events.unknown_counts[i]};
        SSI_TRY(ssi_ids_add(&d->builder.strings, d->events.unknown_names.items[i],
                            &record.name, d->err));
        SSI_TRY(ssi_builder_add(&d->builder, SSI_SECTION_UNKNOWN_NAMES, &record, d->err));
    }
    return SSI_OK;
}

static enum ssi_status describe_file(struct driving *d)
{
    SSI_TRY(add_notes(d));
    SSI_TRY(add_format(d));
    SSI_TRY(add_source(d));
    SSI_TRY(add_rejects(d));
    return add_unknown_names(d);
}

void ssi_image_set_calendar(struct ssi_image *image, const struct ssi_calendar *calendar)
{
    static const char *const names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    image->calendar_digest = calendar->digest;
    (void)snprintf(image->zone, sizeof image->zone, "%s", ssi_zone_name(calendar->zone));
    (void)snprintf(image->weekday_time, sizeof image->weekday_time, "%s %02d:%02d",
                   names[calendar->weekday], (int)(calendar->time_secs / 3600),
                   (int)(calendar->time_secs / 60 % 60));
}

enum ssi_status ssi_partial_empty(const struct ssi_calendar *calendar,
                                  struct ssi_partial *out_partial, struct ssi_error *err)
{
    struct ssi_builder builder;
    struct ssi_image like = {0};
    ssi_builder_init(&builder);
    ssi_image_set_calendar(&like, calendar);
    enum ssi_status status = ssi_builder_finish(&builder, &like, out_partial, err);
    ssi_builder_release(&builder);
    return status;
}

enum ssi_status ssi_aggregate_file(struct ssi_reader *reader,
                                   const struct ssi_aggregate_options *options,
                                   struct ssi_partial *out_partial, struct ssi_error *err)
{
    struct driving d = {
        .options = options, .first = INT64_MAX, .last = INT64_MIN, .err = err};
    ssi_events_init(&d.events, reader);
    ssi_builder_init(&d.builder);
    d.builder.views = options->views;
    d.builder.engagements = options->engagements;
    d.builder.requests = options->requests;
    d.builder.topics = options->topics;
    for (uint32_t a = 0; a < SSI_ACTIVITY_COUNT; a++) {
        d.activities[a] = (struct ssi_source_activity){.activity = a,
                                                       .first_week = INT32_MAX,
                                                       .counterpart_week = INT32_MAX,
                                                       .topic_week = INT32_MAX};
    }
    enum ssi_status status = read_events(&d);
    if (status == SSI_OK) {
        status = describe_file(&d);
    }
    if (status == SSI_OK) {
        struct ssi_image like = {0};
        ssi_image_set_calendar(&like, d.events.reader.calendar);
        if (d.builder.tables[SSI_SECTION_EVENTS].count > 0) {
            like.key_print = options->key_print;
        }
        status = ssi_builder_finish(&d.builder, &like, out_partial, err);
    }
    ssi_free(d.first_weeks);
    ssi_builder_release(&d.builder);
    ssi_events_release(&d.events);
    return status;
}
