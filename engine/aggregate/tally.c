// SPDX-License-Identifier: GPL-3.0-or-later
// Counts the events of one file and what the file says of itself: weeks, activities, rejects.
// Events come in batches: the members of a batch are asked for first, then their rows, then all
// is counted, so that cache misses overlap instead of adding up.

#include "tally_internal.h"

#include "ssi/memory.h"

/** What counting an activity takes; looked up once a file. */
struct kind {
    uint32_t column; /**< of the rows of weeks */
    bool known;      /**< column is valid */
    bool own;
    bool rest; /**< more than a count: counterparts, requests, topics */
};

/** Where an event of the batch is counted. */
struct place {
    struct ssi_member_slot *slot;
    uint32_t member; /**< NONE: an outcome without one */
    uint32_t row;    /**< NONE: not counted at once */
};

struct tallying {
    struct ssi_events events;
    struct ssi_builder *builder;
    const struct ssi_aggregate_options *options;
    uint32_t source, format;
    bool outcomes;
    int64_t first, last;
    int64_t day; /* of the row before, and its week */
    int32_t week;
    struct ssi_source_week week_rows; /* of the week at hand, not yet in the table */
    struct ssi_source_activity activities[SSI_ACTIVITY_COUNT];
    struct kind kinds[SSI_ACTIVITY_COUNT];
    int32_t *first_weeks; /* by member: of an own row; INT32_MAX = none */
    size_t first_weeks_count, first_weeks_cap;
    struct ssi_member_key keys[SSI_CSV_BATCH];
    struct place places[SSI_CSV_BATCH];
    struct ssi_error *err;
};

static enum ssi_status string_index(struct tallying *t, struct ssi_str text,
                                    uint32_t *out_index)
{
    *out_index = SSI_NONE;
    return text.len ? ssi_ids_add(&t->builder->strings, text, out_index, t->err) : SSI_OK;
}

static int32_t week_of(struct tallying *t, int64_t day)
{
    if (day != t->day) { // exports are in order of time: nearly always the same
        t->day = day;
        t->week = ssi_week_of_day(day);
    }
    return t->week;
}

/** Rows of a week count for coverage, whatever became of them. */
static enum ssi_status add_week_rows(struct tallying *t, int32_t week, uint64_t rows)
{
    if (t->week_rows.week != week && t->week_rows.rows > 0) {
        SSI_TRY(ssi_builder_add(t->builder, SSI_SECTION_SOURCE_WEEKS, &t->week_rows, t->err));
        t->week_rows.rows = 0;
    }
    t->week_rows.week = week;
    t->week_rows.rows += rows;
    return SSI_OK;
}

static enum ssi_status note_times(struct tallying *t, const struct ssi_event_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->has_time[i]) {
            t->first = batch->secs[i] < t->first ? batch->secs[i] : t->first;
            t->last = batch->secs[i] > t->last ? batch->secs[i] : t->last;
        }
    }
    if (batch->one_day) {
        return add_week_rows(t, week_of(t, batch->day[0]), batch->count);
    }
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->has_time[i]) {
            SSI_TRY(add_week_rows(t, week_of(t, batch->day[i]), 1));
        }
    }
    return SSI_OK;
}

static void note_activity(struct tallying *t, const struct ssi_event_batch *batch, size_t i,
                          enum ssi_activity activity)
{
    if (!batch->has_time[i]) {
        return; // an outcome: it occurs when its activity did, which settling finds out
    }
    int32_t week = week_of(t, batch->day[i]);
    struct ssi_source_activity *seen = &t->activities[activity];
    seen->rows++;
    seen->first_week = week < seen->first_week ? week : seen->first_week;
    if (batch->counterpart[i].len && week < seen->counterpart_week) {
        seen->counterpart_week = week;
    }
    if ((batch->topic[i].len || batch->text[i].len) && week < seen->topic_week) {
        seen->topic_week = week;
    }
}

static enum ssi_status note_actor(struct tallying *t, uint32_t member, int32_t week)
{
    if (member >= t->first_weeks_count) {
        SSI_TRY(SSI_GROW(t->first_weeks, t->first_weeks_cap, (size_t)member + 1, t->err));
        while (t->first_weeks_count <= member) {
            t->first_weeks[t->first_weeks_count++] = INT32_MAX;
        }
    }
    if (week < t->first_weeks[member]) {
        t->first_weeks[member] = week;
    }
    return SSI_OK;
}

static enum ssi_status note_label(struct tallying *t, const struct ssi_event *event,
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
    SSI_TRY(string_index(t, text, &label.text));
    return ssi_builder_label(t->builder, &label, t->err);
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

static enum ssi_status keep_event(struct tallying *t, const struct ssi_event *event,
                                  const struct ssi_tally_event *tally)
{
    struct ssi_digest id =
        ssi_digest_keyed(&t->options->key, event->event_id.ptr, event->event_id.len);
    struct ssi_event_record record = {
        .id_high = id.high,
        .id_low = id.low,
        .source = t->source,
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
        .byte = event->byte};
    if (ssi_event_ignored(event)) {
        record.activity = SSI_ACTIVITY_UNKNOWN;
    }
    return ssi_builder_append(t->builder, SSI_SECTION_EVENTS, &record, t->err);
}

static bool keeps(const struct tallying *t, const struct ssi_event *event)
{
    return t->outcomes || (event->event_id.len > 0 && t->options->keep == SSI_KEEP_ALL);
}

/** An ignored row is kept by its id only. */
static enum ssi_status pass_ignored(struct tallying *t, const struct ssi_event *event,
                                    uint32_t member)
{
    struct ssi_tally_event tally = {
        .member = member, .counterpart = SSI_NONE, .topic = SSI_NONE};
    return !t->outcomes && keeps(t, event) ? keep_event(t, event, &tally) : SSI_OK;
}

/** All that a used row may feed besides its count. */
static enum ssi_status use_rest(struct tallying *t, const struct ssi_event *event,
                                uint32_t member, bool kept)
{
    struct ssi_builder *builder = t->builder;
    struct ssi_tally_event tally = {.member = member,
                                    .counterpart = SSI_NONE,
                                    .source = t->source,
                                    .activity = event->activity,
                                    .mirror = event->mirror,
                                    .secs = event->secs,
                                    .day = event->day,
                                    .n = event->count,
                                    .rows = 1};
    bool published = event->activity == SSI_ACTIVITY_post ||
                     event->activity == SSI_ACTIVITY_share;
    if (event->counterpart.len > 0 &&
        (kept || ssi_builder_wants_counterpart(builder, event->activity, event->mirror))) {
        SSI_TRY(ssi_members_add(&builder->members, event->counterpart, &tally.counterpart,
                                t->err));
    }
    // what a post is about: the topic that its row states, or else its text
    struct ssi_str about = event->topic.len ? event->topic : event->text;
    SSI_TRY(string_index(t, builder->topics && published ? about : ssi_str_of("", 0),
                         &tally.topic));
    return kept             ? keep_event(t, event, &tally)
           : event->count > 0 ? ssi_builder_count_rest(builder, &tally, t->err)
                              : SSI_OK;
}

static enum ssi_status learn_kind(struct tallying *t, enum ssi_activity activity)
{
    const struct ssi_builder *builder = t->builder;
    struct kind *kind = &t->kinds[activity];
    bool published = activity == SSI_ACTIVITY_post || activity == SSI_ACTIVITY_share;
    SSI_TRY(ssi_weeks_column(&t->builder->weeks, activity, &kind->column, t->err));
    kind->known = true;
    kind->own = ssi_activity_is_own(activity);
    kind->rest = ssi_builder_wants_counterpart(builder, activity, false) ||
                 (builder->requests &&
                  ssi_activity_info(activity)->part != SSI_PART_PLAIN) ||
                 (builder->topics && published);
    return SSI_OK;
}

static bool keeps_row(const struct tallying *t, const struct ssi_event_batch *batch, size_t i)
{
    return t->outcomes || (t->options->keep == SSI_KEEP_ALL && batch->event_id[i].len > 0);
}

/** Whether a row is counted at once: used, something to count, and not kept by its id. */
static bool counts(const struct tallying *t, const struct ssi_event_batch *batch, size_t i)
{
    return !ssi_activity_ignored(batch->activity[i]) && batch->n[i] > 0 &&
           !keeps_row(t, batch, i);
}

/** First the members: their slots are asked for a batch ahead of their use. */
static enum ssi_status ask_members(struct tallying *t, const struct ssi_event_batch *batch)
{
    struct ssi_members *members = &t->builder->members;
    SSI_TRY(ssi_members_reserve(members, 2 * batch->count, t->err)); // counterparts, too
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->member[i].len > 0) {
            ssi_members_key(members, batch->member[i], &t->keys[i]);
            ssi_members_prefetch(members, &t->keys[i]);
        }
    }
    for (size_t i = 0; i < batch->count; i++) {
        enum ssi_activity activity = batch->activity[i];
        // a new column may move rows, so it comes before any is asked for
        if (!t->kinds[activity].known && !ssi_activity_ignored(activity)) {
            SSI_TRY(learn_kind(t, activity));
        }
    }
    return SSI_OK;
}

/** The row of a member's week, when it is not the one that the slot remembers. */
static enum ssi_status turn_week(struct tallying *t, const struct ssi_event_batch *batch,
                                 size_t i, int32_t week, bool counted)
{
    struct place *place = &t->places[i];
    if (batch->has_time[i]) {
        SSI_TRY(note_actor(t, place->member, week));
    }
    if (counted) {
        SSI_TRY(ssi_weeks_row(&t->builder->weeks, place->member, week, &place->row, t->err));
        place->slot->row = place->row + 1;
        place->slot->week = week;
    }
    return SSI_OK;
}

/** Then the rows of their weeks. */
static enum ssi_status ask_rows(struct tallying *t, const struct ssi_event_batch *batch)
{
    struct ssi_builder *builder = t->builder;
    for (size_t i = 0; i < batch->count; i++) {
        struct place *place = &t->places[i];
        place->member = place->row = SSI_NONE;
        if (batch->member[i].len == 0) {
            continue;
        }
        SSI_TRY(ssi_members_slot(&builder->members, &t->keys[i], &place->slot, t->err));
        place->member = place->slot->index - 1;
        int32_t week = week_of(t, batch->day[i]);
        bool counted = counts(t, batch, i);
        if (place->slot->row == 0 || place->slot->week != week) {
            SSI_TRY(turn_week(t, batch, i, week, counted));
        } else if (counted) {
            place->row = place->slot->row - 1;
        }
        if (counted) {
            __builtin_prefetch(ssi_weeks_at(&builder->weeks, place->row), 1);
        }
    }
    return SSI_OK;
}

/** What only some rows bring: labels, ids to keep, counterparts, topics, a mirrored credit. */
static enum ssi_status use_rare(struct tallying *t, const struct ssi_event_batch *batch,
                                size_t i)
{
    const struct ssi_event event = ssi_event_of(batch, i);
    uint32_t member = t->places[i].member;
    bool kept = keeps(t, &event);
    if (event.mirror && event.counterpart.len) {
        note_activity(t, batch, i, ssi_activity_mirror(event.activity));
    }
    SSI_TRY(note_label(t, &event, member, SSI_LABEL_TEAM, event.team));
    SSI_TRY(note_label(t, &event, member, SSI_LABEL_INDUSTRY, event.industry));
    return kept || t->kinds[event.activity].rest || event.mirror
               ? use_rest(t, &event, member, kept)
               : SSI_OK;
}

/** Last, the counts. */
static enum ssi_status count_row(struct tallying *t, const struct ssi_event_batch *batch,
                                 size_t i)
{
    enum ssi_activity activity = batch->activity[i];
    const struct place *place = &t->places[i];
    const struct kind *kind = &t->kinds[activity];
    if (ssi_activity_ignored(activity)) {
        const struct ssi_event event = ssi_event_of(batch, i);
        return pass_ignored(t, &event, place->member);
    }
    note_activity(t, batch, i, activity);
    if (place->row != SSI_NONE) {
        int weekday =
            kind->own ? (int)(batch->day[i] - 7 * (int64_t)week_of(t, batch->day[i])) : -1;
        SSI_TRY(ssi_builder_add_to_row(t->builder, ssi_weeks_at(&t->builder->weeks, place->row),
                                       kind->column, weekday, batch->n[i], 1, t->err));
    }
    bool rare = kind->rest || batch->mirror[i] || batch->team[i].len > 0 ||
                batch->industry[i].len > 0 || keeps_row(t, batch, i);
    return rare ? use_rare(t, batch, i) : SSI_OK;
}

static enum ssi_status read_events(struct tallying *t)
{
    for (;;) {
        const struct ssi_event_batch *batch;
        enum ssi_status status = ssi_events_next_batch(&t->events, &batch, t->err);
        if (status == SSI_END) {
            return SSI_OK;
        }
        SSI_TRY(status);
        SSI_TRY(note_times(t, batch));
        SSI_TRY(ask_members(t, batch));
        SSI_TRY(ask_rows(t, batch));
        for (size_t i = 0; i < batch->count; i++) {
            SSI_TRY(count_row(t, batch, i));
        }
    }
}

/** Hand the notes of this file to the builder. */
static enum ssi_status add_notes(struct tallying *t)
{
    if (t->week_rows.rows > 0) {
        SSI_TRY(ssi_builder_add(t->builder, SSI_SECTION_SOURCE_WEEKS, &t->week_rows, t->err));
    }
    for (uint32_t a = 0; a < SSI_ACTIVITY_COUNT; a++) {
        if (t->activities[a].rows > 0) {
            SSI_TRY(ssi_builder_add(t->builder, SSI_SECTION_SOURCE_ACTIVITIES,
                                    &t->activities[a], t->err));
        }
    }
    for (size_t m = 0; m < t->first_weeks_count; m++) {
        struct ssi_actor_record actor = {
            .member = (uint32_t)m, .format = t->format, .first_week = t->first_weeks[m]};
        if (t->first_weeks[m] != INT32_MAX) {
            SSI_TRY(ssi_builder_add(t->builder, SSI_SECTION_ACTORS, &actor, t->err));
        }
    }
    return SSI_OK;
}

static enum ssi_status add_rejects(struct tallying *t)
{
    const struct ssi_reader *reader = &t->events.reader;
    for (size_t i = 0; i < reader->reject_count; i++) {
        const struct ssi_reject *reject = &reader->rejects[i];
        struct ssi_reject_record record = {.source = t->source,
                                           .column = reject->column,
                                           .line = reject->line,
                                           .byte = reject->byte};
        struct ssi_ids *strings = &t->builder->strings;
        SSI_TRY(ssi_ids_add(strings, ssi_str_z(reject->reason), &record.reason, t->err));
        SSI_TRY(ssi_ids_add(strings, reject->text, &record.text, t->err));
        SSI_TRY(ssi_builder_add(t->builder, SSI_SECTION_REJECTS, &record, t->err));
    }
    return SSI_OK;
}

static enum ssi_status add_unknown_names(struct tallying *t)
{
    for (size_t i = 0; i < t->events.unknown_names.count; i++) {
        struct ssi_unknown_name record = {.source = t->source,
                                          .rows = t->events.unknown_counts[i]};
        SSI_TRY(ssi_ids_add(&t->builder->strings, t->events.unknown_names.items[i],
                            &record.name, t->err));
        SSI_TRY(ssi_builder_add(t->builder, SSI_SECTION_UNKNOWN_NAMES, &record, t->err));
    }
    return SSI_OK;
}

static struct ssi_source_record describe(const struct tallying *t)
{
    const struct ssi_reader *reader = &t->events.reader;
    const struct ssi_account *account = &reader->account;
    return (struct ssi_source_record){.digest_high = reader->digest.high,
                                      .digest_low = reader->digest.low,
                                      .rows = account->rows,
                                      .used = account->used,
                                      .ignored_mapping = account->ignored_mapping,
                                      .rejected = account->rejected,
                                      .blank_lines = account->blank_lines,
                                      .preamble_lines = account->preamble_lines,
                                      .first = t->first,
                                      .last = t->last,
                                      .has_event_ids = t->events.event_id >= 0,
                                      .keep = t->options->keep};
}

static enum ssi_status tally(struct tallying *t, struct ssi_source_record *out_source)
{
    SSI_TRY(read_events(t));
    SSI_TRY(add_notes(t));
    SSI_TRY(add_rejects(t));
    SSI_TRY(add_unknown_names(t));
    *out_source = describe(t);
    return SSI_OK;
}

enum ssi_status ssi_tally_file(struct ssi_builder *builder, struct ssi_reader *reader,
                               const struct ssi_aggregate_options *options, uint32_t source,
                               uint32_t format, struct ssi_source_record *out_source,
                               struct ssi_error *err)
{
    struct tallying *t = ssi_alloc(1, sizeof *t);
    if (!t) {
        ssi_reader_release(reader);
        return ssi_error_nomem(err);
    }
    t->builder = builder;
    t->options = options;
    t->source = source;
    t->format = format;
    t->outcomes = reader->format->kind == SSI_KIND_OUTCOMES;
    t->first = INT64_MAX;
    t->last = INT64_MIN;
    t->day = INT64_MIN;
    t->err = err;
    t->week_rows.source = source;
    builder->views = options->views;
    builder->engagements = options->engagements;
    builder->requests = options->requests;
    builder->topics = options->topics;
    for (uint32_t a = 0; a < SSI_ACTIVITY_COUNT; a++) {
        t->activities[a] = (struct ssi_source_activity){.source = source,
                                                        .activity = a,
                                                        .first_week = INT32_MAX,
                                                        .counterpart_week = INT32_MAX,
                                                        .topic_week = INT32_MAX};
    }
    enum ssi_status status = ssi_events_init(&t->events, reader, err);
    if (status == SSI_OK) {
        status = tally(t, out_source);
        ssi_events_release(&t->events);
    }
    ssi_free(t->first_weeks);
    ssi_free(t);
    return status;
}
