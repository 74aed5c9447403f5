// SPDX-License-Identifier: GPL-3.0-or-later
// Counts the events of one file and what the file says of itself: weeks, activities,
// rejects. Events come in batches: the slots of their members are asked for first, and
// then counted in, so that cache misses overlap instead of adding up.

#include "tally_internal.h"

#include "ssi/memory.h"

static enum ssi_status string_index(struct ssi_tally *t, struct ssi_str text,
                                    uint32_t *out_index)
{
    *out_index = SSI_NONE;
    return text.len ? ssi_ids_add(&t->builder.strings, text, out_index, t->err) : SSI_OK;
}

static int32_t week_of(struct ssi_tally *t, int64_t day)
{
    if (day != t->day) { // exports are in order of time: nearly always the same
        t->day = day;
        t->week = ssi_week_of_day(day);
    }
    return t->week;
}

/** Rows of a week count for coverage, whatever became of them. */
static enum ssi_status add_week_rows(struct ssi_tally *t, int32_t week, uint64_t rows)
{
    if (t->week_rows.week != week && t->week_rows.rows > 0) {
        SSI_TRY(ssi_builder_add(&t->builder, SSI_SECTION_SOURCE_WEEKS, &t->week_rows,
                                t->err));
        t->week_rows.rows = 0;
    }
    t->week_rows.week = week;
    t->week_rows.rows += rows;
    return SSI_OK;
}

static enum ssi_status note_times(struct ssi_tally *t,
                                  const struct ssi_event_batch *batch)
{
    int64_t first = t->first;
    int64_t last = t->last;
    for (size_t i = 0; i < batch->count; i++) {
        int64_t secs = batch->secs[i];
        first = batch->has_time[i] && secs < first ? secs : first;
        last = batch->has_time[i] && secs > last ? secs : last;
    }
    t->first = first;
    t->last = last;
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

static void note_week(struct ssi_source_activity *seen, int32_t week, bool counterpart,
                      bool topic)
{
    seen->first_week = week < seen->first_week ? week : seen->first_week;
    if (counterpart && week < seen->counterpart_week) {
        seen->counterpart_week = week;
    }
    if (topic && week < seen->topic_week) {
        seen->topic_week = week;
    }
}

/** A topic of its own, or a text that topics may be found in. */
static bool has_topic(const struct ssi_event_batch *batch, size_t i)
{
    return batch->topic[i].len > 0 || batch->text[i].len > 0;
}

static void note_activity(struct ssi_tally *t, const struct ssi_event_batch *batch,
                          size_t i, enum ssi_activity activity)
{
    if (!batch->has_time[i]) {
        return; // an outcome: it occurs when its activity did, which settling finds out
    }
    t->activities[activity].rows++;
    note_week(&t->activities[activity], week_of(t, batch->day[i]),
              batch->counterpart[i].len > 0, has_topic(batch, i));
}

/** The activities of a batch, those that rows are mapped to; one bit each where all is
 * one day. */
static void note_activities(struct ssi_tally *t, const struct ssi_event_batch *batch)
{
    uint64_t seen = 0;
    uint64_t counterparts = 0;
    uint64_t topics = 0;
    for (size_t i = 0; i < batch->count; i++) {
        enum ssi_activity activity = batch->activity[i];
        if (!batch->one_day) {
            note_activity(t, batch, i, activity);
            continue;
        }
        uint64_t bit = UINT64_C(1) << activity;
        t->activities[activity].rows++;
        seen |= bit;
        counterparts |= batch->counterpart[i].len > 0 ? bit : 0;
        topics |= has_topic(batch, i) ? bit : 0;
    }
    for (; seen; seen &= seen - 1) {
        unsigned activity = (unsigned)__builtin_ctzll(seen);
        note_week(&t->activities[activity], week_of(t, batch->day[0]),
                  counterparts >> activity & 1, topics >> activity & 1);
    }
}

static enum ssi_status note_actor(struct ssi_tally *t, uint32_t member, int32_t week)
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

static enum ssi_status note_label(struct ssi_tally *t, const struct ssi_event *event,
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
    return ssi_builder_label(&t->builder, &label, t->err);
}

/** What a row says besides its id: rows with the same id and another value are a
 * conflict. */
static uint64_t content_hash(const struct ssi_event *event)
{
    uint64_t hash = ssi_hash_bytes(event->member.ptr, event->member.len, 1);
    uint64_t fields[3] = {(uint64_t)event->activity, (uint64_t)event->secs, event->count};
    hash = ssi_hash_bytes(event->counterpart.ptr, event->counterpart.len, hash);
    hash = ssi_hash_bytes(event->topic.ptr, event->topic.len, hash);
    return ssi_hash_bytes(fields, sizeof fields, hash);
}

static enum ssi_status keep_event(struct ssi_tally *t, const struct ssi_event *event,
                                  const struct ssi_tally_event *tally)
{
    struct ssi_digest id =
        ssi_digest_keyed(&t->options->key, event->event_id.ptr, event->event_id.len);
    struct ssi_event_record record = {.id_high = id.high,
                                      .id_low = id.low,
                                      .source = t->source,
                                      .activity = (uint32_t)event->activity,
                                      .content = content_hash(event),
                                      .member = tally->member,
                                      .counterpart = tally->counterpart,
                                      .topic = tally->topic,
                                      .flags =
                                          (event->mirror ? SSI_EVENT_MIRROR : 0u) |
                                          (event->has_time ? SSI_EVENT_HAS_TIME : 0u),
                                      .secs = event->secs,
                                      .day = event->day,
                                      .count = event->count,
                                      .rows = 1,
                                      .byte = event->byte};
    if (ssi_event_ignored(event)) {
        record.activity = SSI_ACTIVITY_UNKNOWN;
    }
    return ssi_builder_append(&t->builder, SSI_SECTION_EVENTS, &record, t->err);
}

static bool keeps_id(const struct ssi_tally *t, struct ssi_str id)
{
    return t->options->keep != SSI_KEEP_NONE && id.len > 0 &&
           (t->options->keep == SSI_KEEP_ALL ||
            ssi_ids_find(t->options->answered, id) != SSI_ID_NONE);
}

static bool keeps(const struct ssi_tally *t, const struct ssi_event *event)
{
    return t->outcomes || keeps_id(t, event->event_id);
}

/** An ignored row is kept by its id only. */
static enum ssi_status pass_ignored(struct ssi_tally *t, const struct ssi_event *event,
                                    uint32_t member)
{
    struct ssi_tally_event tally = {
        .member = member, .counterpart = SSI_NONE, .topic = SSI_NONE};
    return !t->outcomes && keeps(t, event) ? keep_event(t, event, &tally) : SSI_OK;
}

/** All that a used row may feed besides its count. */
static enum ssi_status use_rest(struct ssi_tally *t, const struct ssi_event *event,
                                uint32_t member, bool kept)
{
    struct ssi_builder *builder = &t->builder;
    struct ssi_tally_event tally = {.member = member,
                                    .counterpart = SSI_NONE,
                                    .source = t->source,
                                    .activity = event->activity,
                                    .mirror = event->mirror,
                                    .secs = event->secs,
                                    .day = event->day,
                                    .n = event->count,
                                    .rows = 1};
    bool published =
        event->activity == SSI_ACTIVITY_post || event->activity == SSI_ACTIVITY_share;
    if (event->counterpart.len > 0 &&
        (kept ||
         ssi_builder_wants_counterpart(builder, event->activity, event->mirror))) {
        SSI_TRY(ssi_members_add(&builder->members, event->counterpart, &tally.counterpart,
                                t->err));
    }
    // what a post is about: the topic that its row states, or else its text
    struct ssi_str about = event->topic.len ? event->topic : event->text;
    SSI_TRY(string_index(t, builder->topics && published ? about : ssi_str_of("", 0),
                         &tally.topic));
    return kept               ? keep_event(t, event, &tally)
           : event->count > 0 ? ssi_builder_count_rest(builder, &tally, t->err)
                              : SSI_OK;
}

static enum ssi_status learn_kind(struct ssi_tally *t, enum ssi_activity activity)
{
    const struct ssi_builder *builder = &t->builder;
    struct ssi_tally_kind *kind = &t->kinds[activity];
    bool published = activity == SSI_ACTIVITY_post || activity == SSI_ACTIVITY_share;
    SSI_TRY(ssi_weeks_column(&t->builder.weeks, activity, &kind->column, t->err));
    kind->known = true;
    kind->own = ssi_activity_is_own(activity);
    kind->rest =
        ssi_builder_wants_counterpart(builder, activity, false) ||
        (builder->requests && ssi_activity_info(activity)->part != SSI_PART_PLAIN) ||
        (builder->topics && published);
    return SSI_OK;
}

static bool keeps_row(const struct ssi_tally *t, const struct ssi_event_batch *batch,
                      size_t i)
{
    return t->outcomes || keeps_id(t, batch->event_id[i]);
}

/** Whether a row is counted at once: used, something to count, and not kept by its id. */
static bool counts(const struct ssi_tally *t, const struct ssi_event_batch *batch,
                   size_t i)
{
    return !ssi_activity_ignored(batch->activity[i]) && batch->n[i] > 0 &&
           !keeps_row(t, batch, i);
}

/** First the members: their slots are asked for a batch ahead of their use. */
static enum ssi_status ask_members(struct ssi_tally *t,
                                   const struct ssi_event_batch *batch)
{
    struct ssi_members *members = &t->builder.members;
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

/** The day of an own action as a bit; none below 0. */
static unsigned day_bit(int weekday)
{
    return weekday >= 0 ? 1u << weekday : 0;
}

/** Counts a row that does not fit a slot. */
static enum ssi_status add_to_table(struct ssi_tally *t,
                                    const struct ssi_member_slot *slot, uint32_t column,
                                    int weekday, uint64_t n)
{
    struct ssi_week_row *row;
    SSI_TRY(ssi_builder_week(&t->builder, slot->index - 1, slot->week, &row, t->err));
    row->days = (uint16_t)day_bit(weekday);
    return ssi_builder_add_to_row(&t->builder, row, column, n, t->err);
}

static enum ssi_status add_to_slot(struct ssi_tally *t, struct ssi_member_slot *slot,
                                   uint32_t column, int weekday, uint64_t n)
{
    if (column >= SSI_SLOT_COLUMNS || n > UINT16_MAX) {
        return add_to_table(t, slot, column, weekday, n);
    }
    if (slot->n[column] + n > UINT16_MAX) {
        SSI_TRY(ssi_builder_flush_slot(&t->builder, slot, t->err));
    }
    slot->n[column] = (uint16_t)(slot->n[column] + n);
    slot->days = (uint16_t)(slot->days | day_bit(weekday));
    slot->counted = 1;
    return SSI_OK;
}

/** What only some rows bring: labels, ids to keep, counterparts, topics, a mirrored
 * credit. */
static enum ssi_status use_rare(struct ssi_tally *t, const struct ssi_event_batch *batch,
                                size_t i, uint32_t member)
{
    const struct ssi_event event = ssi_event_of(batch, i);
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

/** The member's slot, in the week of the row; NULL for an outcome without a member. */
static enum ssi_status find_slot(struct ssi_tally *t, const struct ssi_event_batch *batch,
                                 size_t i, int32_t week,
                                 struct ssi_member_slot **out_slot)
{
    *out_slot = NULL;
    if (batch->member[i].len == 0) {
        return SSI_OK;
    }
    SSI_TRY(ssi_members_slot(&t->builder.members, &t->keys[i], out_slot, t->err));
    struct ssi_member_slot *slot = *out_slot;
    if (slot->week == week && slot->counted) {
        return SSI_OK;
    }
    SSI_TRY(ssi_builder_flush_slot(&t->builder, slot, t->err));
    slot->week = week;
    return batch->has_time[i] ? note_actor(t, slot->index - 1, week) : SSI_OK;
}

/** Last, the counts. */
static enum ssi_status count_row(struct ssi_tally *t, const struct ssi_event_batch *batch,
                                 size_t i)
{
    enum ssi_activity activity = batch->activity[i];
    const struct ssi_tally_kind *kind = &t->kinds[activity];
    int32_t week = week_of(t, batch->day[i]);
    struct ssi_member_slot *slot;
    SSI_TRY(find_slot(t, batch, i, week, &slot));
    uint32_t member = slot ? slot->index - 1 : SSI_NONE;
    if (ssi_activity_ignored(activity)) {
        const struct ssi_event event = ssi_event_of(batch, i);
        return pass_ignored(t, &event, member);
    }
    if (slot && counts(t, batch, i)) {
        int weekday = kind->own ? (int)(batch->day[i] - 7 * (int64_t)week) : -1;
        SSI_TRY(add_to_slot(t, slot, kind->column, weekday, batch->n[i]));
    }
    bool rare = kind->rest || batch->mirror[i] || batch->team[i].len > 0 ||
                batch->industry[i].len > 0 || keeps_row(t, batch, i);
    return rare ? use_rare(t, batch, i, member) : SSI_OK;
}

/** In which week each member acted first. */
static enum ssi_status add_actors(struct ssi_tally *t)
{
    for (size_t m = 0; m < t->first_weeks_count; m++) {
        struct ssi_actor_record actor = {
            .member = (uint32_t)m, .format = t->format, .first_week = t->first_weeks[m]};
        if (t->first_weeks[m] != INT32_MAX) {
            SSI_TRY(ssi_builder_append(&t->builder, SSI_SECTION_ACTORS, &actor, t->err));
        }
    }
    t->first_weeks_count = 0;
    return SSI_OK;
}

/** Makes room on disk: members are numbered anew from here on. */
static enum ssi_status spill(struct ssi_tally *t)
{
    SSI_TRY(add_actors(t));
    SSI_TRY(ssi_spill_builder(t->spill, &t->builder, &t->runs, t->err));
    memset(t->kinds, 0, sizeof t->kinds);
    return SSI_OK;
}

static enum ssi_status count_batch(struct ssi_tally *t,
                                   const struct ssi_event_batch *batch)
{
    SSI_TRY(ask_members(t, batch)); // first: what follows gives their slots time to come
    SSI_TRY(note_times(t, batch));
    note_activities(t, batch);
    for (size_t i = 0; i < batch->count; i++) {
        SSI_TRY(count_row(t, batch, i));
    }
    return SSI_OK;
}

static enum ssi_status read_events(struct ssi_tally *t)
{
    enum { BATCHES = 64 }; /* between looks at the budget */
    for (unsigned n = 1;; n++) {
        const struct ssi_event_batch *batch;
        enum ssi_status status = ssi_events_next_batch(&t->events, &batch, t->err);
        if (status == SSI_END) {
            return SSI_OK;
        }
        SSI_TRY(status);
        SSI_TRY(count_batch(t, batch));
        if (n % BATCHES == 0 && ssi_spill_due(t->spill, &t->builder)) {
            SSI_TRY(spill(t));
        }
    }
}

/** Hands the notes of this share to the builder. */
static enum ssi_status add_notes(struct ssi_tally *t)
{
    SSI_TRY(ssi_builder_flush(&t->builder, t->err));
    if (t->week_rows.rows > 0) {
        SSI_TRY(ssi_builder_add(&t->builder, SSI_SECTION_SOURCE_WEEKS, &t->week_rows,
                                t->err));
    }
    for (uint32_t a = 0; a < SSI_ACTIVITY_COUNT; a++) {
        if (t->activities[a].rows > 0 && !ssi_activity_ignored((enum ssi_activity)a)) {
            SSI_TRY(ssi_builder_add(&t->builder, SSI_SECTION_SOURCE_ACTIVITIES,
                                    &t->activities[a], t->err));
        }
    }
    return add_actors(t);
}

enum ssi_status ssi_tally_new(struct ssi_reader *reader,
                              const struct ssi_aggregate_options *options,
                              const struct ssi_spill *spill_rules, uint32_t source,
                              uint32_t format, struct ssi_tally **out_tally,
                              struct ssi_error *err)
{
    struct ssi_tally *t = ssi_alloc(1, sizeof *t);
    if (!t) {
        ssi_reader_release(reader);
        return ssi_error_nomem(err);
    }
    t->options = options;
    t->spill = spill_rules;
    t->source = source;
    t->format = format;
    t->outcomes = reader->format->kind == SSI_KIND_OUTCOMES;
    t->first = INT64_MAX;
    t->last = INT64_MIN;
    t->day = INT64_MIN;
    t->week_rows.source = source;
    ssi_builder_init(&t->builder);
    t->builder.views = options->views;
    t->builder.engagements = options->engagements;
    t->builder.requests = options->requests;
    t->builder.topics = options->topics;
    for (uint32_t a = 0; a < SSI_ACTIVITY_COUNT; a++) {
        t->activities[a] = (struct ssi_source_activity){.source = source,
                                                        .activity = a,
                                                        .first_week = INT32_MAX,
                                                        .counterpart_week = INT32_MAX,
                                                        .topic_week = INT32_MAX};
    }
    enum ssi_status status = ssi_events_init(&t->events, reader, err);
    if (status != SSI_OK) {
        ssi_tally_free(t);
        return status;
    }
    *out_tally = t;
    return SSI_OK;
}

void ssi_tally_free(struct ssi_tally *t)
{
    if (t) {
        ssi_events_release(&t->events);
        ssi_builder_release(&t->builder);
        ssi_runs_release(&t->runs);
        ssi_free(t->first_weeks);
        ssi_free(t);
    }
}

enum ssi_status ssi_tally_run(struct ssi_tally *t, struct ssi_error *err)
{
    t->err = err;
    SSI_TRY(read_events(t));
    return add_notes(t);
}

enum ssi_status ssi_tally_add_rejects(struct ssi_tally *t, const struct ssi_reader *whole,
                                      struct ssi_error *err)
{
    for (size_t i = 0; i < whole->reject_count; i++) {
        const struct ssi_reject *reject = &whole->rejects[i];
        struct ssi_reject_record record = {.source = t->source,
                                           .column = reject->column,
                                           .line = reject->line,
                                           .byte = reject->byte};
        struct ssi_ids *strings = &t->builder.strings;
        SSI_TRY(ssi_ids_add(strings, ssi_str_z(reject->reason), &record.reason, err));
        SSI_TRY(ssi_ids_add(strings, reject->text, &record.text, err));
        SSI_TRY(ssi_builder_add(&t->builder, SSI_SECTION_REJECTS, &record, err));
    }
    return SSI_OK;
}

static enum ssi_status add_unknown(struct ssi_tally *t, struct ssi_str name,
                                   uint64_t rows, struct ssi_error *err)
{
    struct ssi_unknown_name record = {.source = t->source, .rows = rows};
    SSI_TRY(ssi_ids_add(&t->builder.strings, name, &record.name, err));
    return ssi_builder_add(&t->builder, SSI_SECTION_UNKNOWN_NAMES, &record, err);
}

enum ssi_status ssi_tally_add_unknown(struct ssi_tally *t,
                                      const struct ssi_name_counts *unknown,
                                      struct ssi_error *err)
{
    for (size_t i = 0; i < unknown->names.count; i++) {
        SSI_TRY(add_unknown(t, unknown->names.items[i], unknown->counts[i], err));
    }
    return unknown->others ? add_unknown(t, ssi_str_z("(others)"), unknown->others, err)
                           : SSI_OK;
}
