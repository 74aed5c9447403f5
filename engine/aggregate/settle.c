// SPDX-License-Identifier: GPL-3.0-or-later
// Decides what only all sources together can tell: which rows with an event id are
// duplicates, and which activity each outcome answers. What remains is counted like any
// other event.

#include "builder_internal.h"

#include <stdlib.h>

struct settling {
    const struct ssi_partial *partial;
    const struct ssi_source_record *sources;
    size_t source_count;
    struct ssi_source_record *accounts; /* copy of the sources, corrected */
    uint32_t *sets;                     /* by source: the set it is compared within */
    enum ssi_dedup dedup;
    struct ssi_builder builder;
    struct ssi_settle_summary summary;
    struct ssi_error *err;
};

static enum ssi_format_kind kind_of(const struct ssi_partial *partial,
                                    const struct ssi_source_record *source)
{
    const struct ssi_format_record *formats = SSI_RECORDS(partial, FORMATS);
    return (enum ssi_format_kind)formats[source->format].kind;
}

/** A source in order of format and beginning. */
struct ordered {
    uint32_t format, source;
    int64_t first, last;
};

static int by_beginning(const void *a, const void *b)
{
    const struct ordered *x = a;
    const struct ordered *y = b;
    if (x->format != y->format) {
        return x->format < y->format ? -1 : 1;
    }
    if (x->first != y->first) {
        return x->first < y->first ? -1 : 1;
    }
    return (x->source > y->source) - (x->source < y->source);
}

/**
 * Event files of a format that overlap (closed intervals), transitively, form one set,
 * named by one of its sources. O(n log n).
 */
static enum ssi_status make_sets(const struct ssi_partial *partial, enum ssi_dedup dedup,
                                 uint32_t *sets, struct ssi_error *err)
{
    const struct ssi_source_record *sources = SSI_RECORDS(partial, SOURCES);
    size_t count = SSI_RECORD_COUNT(partial, SOURCES);
    struct ordered *order = ssi_alloc(count, sizeof *order);
    if (!order) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < count; i++) {
        order[i] = (struct ordered){sources[i].format, (uint32_t)i, sources[i].first,
                                    sources[i].last};
        sets[i] = (uint32_t)i;
    }
    if (count > 1) {
        qsort(order, count, sizeof *order, by_beginning);
    }
    int64_t end = INT64_MIN;
    for (size_t i = 0; i < count && dedup != SSI_DEDUP_NEVER; i++) {
        bool follows = i > 0 && order[i].format == order[i - 1].format &&
                       kind_of(partial, &sources[order[i].source]) == SSI_KIND_EVENTS &&
                       (dedup == SSI_DEDUP_ALWAYS || order[i].first <= end);
        end = follows && end > order[i].last ? end : order[i].last;
        if (follows) {
            sets[order[i].source] = sets[order[i - 1].source];
        }
    }
    ssi_free(order);
    return SSI_OK;
}

static bool has_outcomes(const struct ssi_partial *partial)
{
    const struct ssi_source_record *sources = SSI_RECORDS(partial, SOURCES);
    for (size_t i = 0; i < SSI_RECORD_COUNT(partial, SOURCES); i++) {
        if (kind_of(partial, &sources[i]) == SSI_KIND_OUTCOMES) {
            return true;
        }
    }
    return false;
}

enum ssi_status ssi_partial_needed_events(const struct ssi_partial *partial,
                                          enum ssi_dedup dedup, enum ssi_keep *keep,
                                          struct ssi_error *err)
{
    const struct ssi_source_record *sources = SSI_RECORDS(partial, SOURCES);
    size_t count = SSI_RECORD_COUNT(partial, SOURCES);
    uint32_t *sets = ssi_alloc(count, sizeof *sets);
    uint32_t *sizes = ssi_alloc(count, sizeof *sizes);
    enum ssi_status status =
        sets && sizes ? make_sets(partial, dedup, sets, err) : ssi_error_nomem(err);
    bool outcomes = has_outcomes(partial);
    for (size_t i = 0; status == SSI_OK && i < count; i++) {
        sizes[sets[i]]++;
    }
    for (size_t i = 0; status == SSI_OK && i < count; i++) {
        bool compared = dedup == SSI_DEDUP_ALWAYS || sizes[sets[i]] > 1;
        keep[i] = !sources[i].has_event_ids ? SSI_KEEP_NONE
                  : compared                ? SSI_KEEP_ALL
                  : outcomes                ? SSI_KEEP_ANSWERED
                                            : SSI_KEEP_NONE;
    }
    ssi_free(sets);
    ssi_free(sizes);
    return status;
}

static enum ssi_status check_kept(struct settling *s)
{
    enum ssi_keep *needed = ssi_alloc(s->source_count, sizeof *needed);
    if (!needed) {
        return ssi_error_nomem(s->err);
    }
    enum ssi_status status =
        ssi_partial_needed_events(s->partial, s->dedup, needed, s->err);
    for (size_t i = 0; status == SSI_OK && i < s->source_count; i++) {
        if (!ssi_keep_suffices((enum ssi_keep)s->sources[i].keep, needed[i]) &&
            kind_of(s->partial, &s->sources[i]) == SSI_KIND_EVENTS) {
            char name[SSI_QUOTE_SIZE];
            status = ssi_error_set(
                s->err, SSI_EDATA,
                "%s overlaps another file or is answered by an outcome "
                "file, but was ingested without its events; ingest it "
                "again with --events all",
                ssi_quote(ssi_partial_string(s->partial, s->sources[i].label), name));
        }
    }
    ssi_free(needed);
    return status;
}

/** Rows of one event id: records [0, count), sorted by source. */
struct group {
    const struct ssi_event_record *items;
    size_t count;
};

static bool is_outcome(const struct settling *s, const struct ssi_event_record *event)
{
    return kind_of(s->partial, &s->sources[event->source]) == SSI_KIND_OUTCOMES;
}

static bool is_ignored(const struct ssi_event_record *event)
{
    return event->activity == SSI_ACTIVITY_UNKNOWN;
}

static uint64_t rows_in_source(const struct group *group, uint32_t source)
{
    uint64_t rows = 0;
    for (size_t i = 0; i < group->count; i++) {
        if (group->items[i].source == source && !is_ignored(&group->items[i])) {
            rows += group->items[i].rows;
        }
    }
    return rows;
}

/** The source of a set whose rows of this id are kept: the most, then the smaller digest.
 */
static uint32_t winning_source(const struct settling *s, const struct group *group,
                               uint32_t set)
{
    uint32_t winner = SSI_NONE;
    uint64_t most = 0;
    for (size_t i = 0; i < group->count; i++) {
        uint32_t source = group->items[i].source;
        if (s->sets[source] != set || is_outcome(s, &group->items[i]) ||
            is_ignored(&group->items[i])) {
            continue;
        }
        uint64_t rows = s->dedup == SSI_DEDUP_ALWAYS ? 1 : rows_in_source(group, source);
        if (winner == SSI_NONE || rows > most) {
            winner = source;
            most = rows;
        }
    }
    return winner;
}

/** Of the rows kept under `always`, the first row of the winning source. */
static bool is_first_row(const struct group *group, const struct ssi_event_record *event)
{
    for (size_t i = 0; i < group->count; i++) {
        const struct ssi_event_record *other = &group->items[i];
        if (other->source == event->source && !is_ignored(other) &&
            other->byte < event->byte) {
            return false;
        }
    }
    return true;
}

static bool winner_says_the_same(const struct group *group, uint32_t winner,
                                 const struct ssi_event_record *event)
{
    for (size_t i = 0; i < group->count; i++) {
        if (group->items[i].source == winner &&
            group->items[i].content == event->content) {
            return true;
        }
    }
    return false;
}

static enum ssi_status copy_member(struct settling *s, uint32_t index,
                                   uint32_t *out_index)
{
    *out_index = SSI_NONE;
    return index == SSI_NONE ? SSI_OK
                             : ssi_members_add(&s->builder.members,
                                               ssi_partial_member(s->partial, index),
                                               out_index, s->err);
}

static enum ssi_status copy_string(struct settling *s, uint32_t index,
                                   uint32_t *out_index)
{
    *out_index = SSI_NONE;
    return index == SSI_NONE
               ? SSI_OK
               : ssi_ids_add(&s->builder.strings, ssi_partial_string(s->partial, index),
                             out_index, s->err);
}

static enum ssi_status count_event(struct settling *s,
                                   const struct ssi_event_record *event, uint64_t rows,
                                   bool answered)
{
    struct ssi_tally_event tally = {.source = event->source,
                                    .activity = (enum ssi_activity)event->activity,
                                    .mirror = event->flags & SSI_EVENT_MIRROR,
                                    .answered = answered,
                                    .secs = event->secs,
                                    .day = event->day,
                                    .n = event->count * rows,
                                    .rows = rows};
    SSI_TRY(copy_member(s, event->member, &tally.member));
    SSI_TRY(copy_member(s, event->counterpart, &tally.counterpart));
    SSI_TRY(copy_string(s, event->topic, &tally.topic));
    return ssi_builder_count(&s->builder, &tally, s->err);
}

static bool has_outcome(const struct settling *s, const struct group *group)
{
    for (size_t i = 0; i < group->count; i++) {
        if (is_outcome(s, &group->items[i])) {
            return true;
        }
    }
    return false;
}

/** Count what stays of the event rows of one id; tells the rows that are duplicates. */
static enum ssi_status settle_events(struct settling *s, const struct group *group,
                                     const struct ssi_event_record **out_request)
{
    bool outcome = has_outcome(s, group);
    for (size_t i = 0; i < group->count; i++) {
        const struct ssi_event_record *event = &group->items[i];
        if (is_outcome(s, event) || is_ignored(event)) {
            continue;
        }
        uint32_t winner = winning_source(s, group, s->sets[event->source]);
        uint64_t kept = event->source == winner ? event->rows : 0;
        if (s->dedup == SSI_DEDUP_ALWAYS && kept > 0) {
            kept = is_first_row(group, event) ? 1 : 0;
        }
        s->accounts[event->source].used -= event->rows - kept;
        s->accounts[event->source].duplicate += event->rows - kept;
        s->summary.duplicates += event->rows - kept;
        if (kept < event->rows && !winner_says_the_same(group, winner, event)) {
            s->summary.conflicts++;
        }
        if (kept > 0) {
            bool request = event->activity == SSI_ACTIVITY_inmail_send;
            *out_request = request && !*out_request ? event : *out_request;
            SSI_TRY(count_event(s, event, kept, request && outcome));
        }
    }
    return SSI_OK;
}

/** An outcome without a time occurs in the week of its activity. */
static enum ssi_status note_untimed(struct settling *s,
                                    const struct ssi_event_record *outcome,
                                    int32_t activity_week)
{
    struct ssi_source_activity record = {.source = outcome->source,
                                         .activity = outcome->activity,
                                         .first_week = activity_week,
                                         .counterpart_week = INT32_MAX,
                                         .topic_week = INT32_MAX,
                                         .rows = outcome->rows};
    bool timed = outcome->flags & SSI_EVENT_HAS_TIME;
    return timed ? SSI_OK
                 : ssi_builder_add(&s->builder, SSI_SECTION_SOURCE_ACTIVITIES, &record,
                                   s->err);
}

/** The outcomes of one id: orphans, or the first acceptance of its request. */
static enum ssi_status settle_outcomes(struct settling *s, const struct group *group,
                                       const struct ssi_event_record *request)
{
    bool known = false;
    int32_t activity_week = INT32_MAX;
    for (size_t i = 0; i < group->count; i++) {
        if (!is_outcome(s, &group->items[i])) {
            int32_t week = ssi_week_of_day(group->items[i].day);
            activity_week = week < activity_week ? week : activity_week;
            known = true;
        }
    }
    bool accepted = false;
    int32_t accept_week = INT32_MAX;
    for (size_t i = 0; i < group->count; i++) {
        const struct ssi_event_record *event = &group->items[i];
        if (!is_outcome(s, event)) {
            continue;
        }
        if (!known) {
            s->accounts[event->source].used -= event->rows;
            s->accounts[event->source].ignored_orphan += event->rows;
            s->summary.orphans += event->rows;
            continue;
        }
        SSI_TRY(note_untimed(s, event, activity_week));
        if (request && event->activity == SSI_ACTIVITY_inmail_accept) {
            bool timed = event->flags & SSI_EVENT_HAS_TIME;
            int32_t week = ssi_week_of_day(timed ? event->day : request->day);
            accept_week = week < accept_week ? week : accept_week;
            accepted = true;
        }
    }
    if (!accepted) {
        return SSI_OK;
    }
    s->summary.answered++;
    struct ssi_answer_record answer = {.activity = SSI_ACTIVITY_inmail_accept,
                                       .request_week = ssi_week_of_day(request->day),
                                       .answer_week = accept_week,
                                       .n = 1};
    SSI_TRY(copy_member(s, request->member, &answer.member));
    return ssi_builder_add(&s->builder, SSI_SECTION_ANSWERS, &answer, s->err);
}

static enum ssi_status settle_groups(struct settling *s)
{
    const struct ssi_event_record *events = SSI_RECORDS(s->partial, EVENTS);
    size_t count = SSI_RECORD_COUNT(s->partial, EVENTS);
    for (size_t start = 0; start < count;) {
        size_t end = start + 1;
        while (end < count && events[end].id_high == events[start].id_high &&
               events[end].id_low == events[start].id_low) {
            end++;
        }
        struct group group = {events + start, end - start};
        const struct ssi_event_record *request = NULL;
        SSI_TRY(settle_events(s, &group, &request));
        SSI_TRY(settle_outcomes(s, &group, request));
        start = end;
    }
    return SSI_OK;
}

/** The builder has the same formats and sources, so that its records can name them. */
static enum ssi_status copy_sources(struct settling *s)
{
    const struct ssi_format_record *formats = SSI_RECORDS(s->partial, FORMATS);
    for (size_t i = 0; i < SSI_RECORD_COUNT(s->partial, FORMATS); i++) {
        struct ssi_format_record record = formats[i];
        SSI_TRY(copy_string(s, formats[i].name, &record.name));
        SSI_TRY(ssi_image_add(&s->builder.plain, SSI_SECTION_FORMATS, &record, s->err));
    }
    for (size_t i = 0; i < s->source_count; i++) {
        struct ssi_source_record record = s->sources[i];
        SSI_TRY(copy_string(s, s->sources[i].label, &record.label));
        SSI_TRY(ssi_image_add(&s->builder.plain, SSI_SECTION_SOURCES, &record, s->err));
    }
    return SSI_OK;
}

static enum ssi_status finish(struct settling *s, struct ssi_partial *out_settled)
{
    struct ssi_image image = {.calendar_digest = s->partial->calendar_digest};
    memcpy(image.zone, s->partial->zone, sizeof image.zone);
    memcpy(image.weekday_time, s->partial->weekday_time, sizeof image.weekday_time);
    struct ssi_partial counted = {0};
    enum ssi_status status = ssi_builder_finish(&s->builder, NULL, NULL, &image, s->err);
    if (status == SSI_OK) {
        status = ssi_image_finish(&image, &counted, s->err);
    }
    ssi_image_release(&image);
    SSI_TRY(status);
    struct ssi_partial base = *s->partial;
    base.sections[SSI_SECTION_SOURCES].items = s->accounts;
    base.sections[SSI_SECTION_EVENTS].count = 0;
    base.key_print = (struct ssi_digest){0, 0};
    const struct ssi_partial *inputs[] = {&base, &counted};
    status = ssi_partial_merge_any(inputs, 2, true, out_settled, s->err);
    ssi_partial_release(&counted);
    return status;
}

static enum ssi_status settle_all(struct settling *s, struct ssi_partial *out_settled)
{
    SSI_TRY(copy_sources(s));
    SSI_TRY(settle_groups(s));
    return finish(s, out_settled);
}

/** Topics were asked for when any was kept. */
static bool wants_topics(const struct ssi_partial *partial)
{
    const struct ssi_event_record *events = SSI_RECORDS(partial, EVENTS);
    bool wanted = SSI_RECORD_COUNT(partial, TOPICS) > 0;
    for (size_t i = 0; i < SSI_RECORD_COUNT(partial, EVENTS) && !wanted; i++) {
        wanted = events[i].topic != SSI_NONE;
    }
    return wanted;
}

enum ssi_status ssi_partial_settle(const struct ssi_partial *partial,
                                   enum ssi_dedup dedup, struct ssi_partial *out_settled,
                                   struct ssi_settle_summary *out_summary,
                                   struct ssi_error *err)
{
    struct settling s = {.partial = partial,
                         .sources = SSI_RECORDS(partial, SOURCES),
                         .source_count = SSI_RECORD_COUNT(partial, SOURCES),
                         .dedup = dedup,
                         .err = err};
    ssi_builder_init(&s.builder);
    s.builder.views = s.builder.engagements = s.builder.requests = true;
    s.builder.topics = wants_topics(partial);
    s.accounts = ssi_alloc(s.source_count, sizeof *s.accounts);
    s.sets = ssi_alloc(s.source_count, sizeof *s.sets);
    enum ssi_status status = s.accounts && s.sets ? SSI_OK : ssi_error_nomem(err);
    if (status == SSI_OK && s.source_count > 0) {
        memcpy(s.accounts, s.sources, s.source_count * sizeof *s.accounts);
        status = make_sets(partial, dedup, s.sets, err);
    }
    if (status == SSI_OK) {
        status = check_kept(&s);
    }
    if (status == SSI_OK && SSI_RECORD_COUNT(partial, EVENTS) == 0) {
        *out_settled = *partial; // nothing to decide: all is counted already
        out_settled->borrowed = true;
        out_settled->key_print = (struct ssi_digest){0, 0};
    } else if (status == SSI_OK) {
        status = settle_all(&s, out_settled);
    }
    if (status == SSI_OK) {
        *out_summary = s.summary;
    }
    ssi_builder_release(&s.builder);
    ssi_free(s.accounts);
    ssi_free(s.sets);
    return status;
}
