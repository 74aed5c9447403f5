// SPDX-License-Identifier: GPL-3.0-or-later
// Counts events: what each activity feeds. Knows nothing of files or rows.

#include "builder_internal.h"

#include <stdlib.h>

/** Bytes of a record that are its key: the fields its section compares, which come first.
 */
static size_t key_size(enum ssi_section section)
{
    switch ((int)section) {
    case SSI_SECTION_SOURCE_WEEKS:
        return offsetof(struct ssi_source_week, rows);
    case SSI_SECTION_SOURCE_ACTIVITIES:
        return offsetof(struct ssi_source_activity, first_week);
    case SSI_SECTION_UNKNOWN_NAMES:
        return offsetof(struct ssi_unknown_name, rows);
    case SSI_SECTION_REJECTS:
        return offsetof(struct ssi_reject_record, reason);
    case SSI_SECTION_COUNTS:
        return offsetof(struct ssi_count_record, n);
    case SSI_SECTION_DAYS:
        return offsetof(struct ssi_days_record, bits);
    case SSI_SECTION_ACTORS:
        return offsetof(struct ssi_actor_record, first_week);
    case SSI_SECTION_LABELS:
        return offsetof(struct ssi_label_record, text);
    case SSI_SECTION_TOPICS:
        return offsetof(struct ssi_topic_record, n);
    case SSI_SECTION_PAIRS:
        return offsetof(struct ssi_pair_record, n);
    case SSI_SECTION_REQUESTS:
        return offsetof(struct ssi_request_record, n);
    case SSI_SECTION_ANSWERS:
        return offsetof(struct ssi_answer_record, n);
    case SSI_SECTION_EVENTS:
        return offsetof(struct ssi_event_record, member);
    default:
        return 0;
    }
}

void ssi_builder_init(struct ssi_builder *builder)
{
    memset(builder, 0, sizeof *builder);
    ssi_members_init(&builder->members);
    ssi_ids_init(&builder->strings);
    ssi_weeks_init(&builder->weeks);
    for (int s = SSI_SECTION_SOURCE_WEEKS; s < SSI_SECTION_COUNT; s++) {
        ssi_records_init(&builder->tables[s], key_size((enum ssi_section)s),
                         ssi_section_infos[s].record_size);
    }
}

void ssi_builder_release(struct ssi_builder *builder)
{
    if (!builder) {
        return;
    }
    ssi_members_release(&builder->members);
    ssi_ids_release(&builder->strings);
    ssi_weeks_release(&builder->weeks);
    for (int s = 0; s < SSI_SECTION_COUNT; s++) {
        ssi_records_release(&builder->tables[s]);
        ssi_free(builder->lists[s].items);
    }
    ssi_image_release(&builder->plain);
    memset(builder, 0, sizeof *builder);
}

size_t ssi_builder_bytes(const struct ssi_builder *builder)
{
    size_t bytes = ssi_members_bytes(&builder->members) +
                   ssi_weeks_bytes(&builder->weeks) +
                   builder->strings.cap * (sizeof *builder->strings.items + 32) +
                   builder->strings.slot_count * sizeof *builder->strings.slots;
    for (int s = 0; s < SSI_SECTION_COUNT; s++) {
        const struct ssi_records *table = &builder->tables[s];
        bytes += builder->lists[s].cap + table->cap * table->record_size +
                 table->slot_count * sizeof *table->slots;
    }
    return bytes;
}

enum ssi_status ssi_builder_add(struct ssi_builder *builder, enum ssi_section section,
                                const void *record, struct ssi_error *err)
{
    struct ssi_records *table = &builder->tables[section];
    size_t before = table->count;
    void *slot = NULL;
    SSI_TRY(ssi_records_upsert(table, record, &slot, err));
    if (table->count > before) {
        memcpy(slot, record, table->record_size);
    } else {
        ssi_section_infos[section].combine(slot, record);
    }
    return SSI_OK;
}

enum ssi_status ssi_builder_append(struct ssi_builder *builder, enum ssi_section section,
                                   const void *record, struct ssi_error *err)
{
    struct ssi_record_list *list = &builder->lists[section];
    size_t size = ssi_section_infos[section].record_size;
    SSI_TRY(SSI_GROW(list->items, list->cap, (list->count + 1) * size, err));
    memcpy(list->items + list->count++ * size, record, size);
    return SSI_OK;
}

enum ssi_status ssi_builder_label(struct ssi_builder *builder,
                                  const struct ssi_label_record *label,
                                  struct ssi_error *err)
{
    struct ssi_records *table = &builder->tables[SSI_SECTION_LABELS];
    struct ssi_label_record *old = ssi_records_find(table, label);
    if (!old) {
        return ssi_builder_add(builder, SSI_SECTION_LABELS, label, err);
    }
    // strings are numbered in order of arrival, so ties are told by bytes here
    const struct ssi_str *texts = builder->strings.items;
    if (label->secs > old->secs ||
        (label->secs == old->secs &&
         ssi_str_cmp(texts[label->text], texts[old->text]) < 0)) {
        *old = *label;
    }
    return SSI_OK;
}

/** What does not fit the 16 bits of a row's counter stands in a table, modulo 2^64. */
static enum ssi_status add_large(struct ssi_builder *builder, struct ssi_week_row *row,
                                 uint32_t column, uint64_t n, struct ssi_error *err)
{
    struct ssi_count_record record = {
        .member = row->member,
        .week_activity = ssi_week_activity(row->week, builder->weeks.activity_of[column]),
        .n = n + row->n[column]};
    row->n[column] = 0;
    return ssi_builder_add(builder, SSI_SECTION_COUNTS, &record, err);
}

enum ssi_status ssi_builder_add_to_row(struct ssi_builder *builder,
                                       struct ssi_week_row *row, uint32_t column,
                                       uint64_t n, struct ssi_error *err)
{
    uint64_t sum = row->n[column] + n;
    if (sum > UINT16_MAX || sum < n) {
        return add_large(builder, row, column, n, err);
    }
    row->n[column] = (uint16_t)sum;
    return SSI_OK;
}

/** Adds all of a row to another one of its member and week. */
static enum ssi_status add_up(struct ssi_builder *builder, struct ssi_week_row *sum,
                              const struct ssi_week_row *row, struct ssi_error *err)
{
    sum->days |= row->days;
    for (uint32_t c = 0; c < builder->weeks.used_columns; c++) {
        SSI_TRY(ssi_builder_add_to_row(builder, sum, c, row->n[c], err));
    }
    return SSI_OK;
}

/** What tells rows apart, in a table that lasts for one compacting. */
struct week_key {
    uint32_t member;
    int32_t week;
    uint32_t row, reserved;
};

/** Moves the rows of new keys together, and adds the others to them. */
static enum ssi_status compact_into(struct ssi_builder *builder, struct ssi_records *seen,
                                    struct ssi_error *err)
{
    struct ssi_weeks *weeks = &builder->weeks;
    size_t kept = 0;
    for (size_t i = 0; i < weeks->count; i++) {
        const struct ssi_week_row *row = ssi_weeks_at(weeks, i);
        const struct week_key key = {.member = row->member, .week = row->week};
        size_t before = seen->count;
        void *slot = NULL;
        SSI_TRY(ssi_records_upsert(seen, &key, &slot, err));
        struct week_key *found = slot;
        if (seen->count == before) {
            SSI_TRY(add_up(builder, ssi_weeks_at(weeks, found->row), row, err));
            continue;
        }
        found->row = (uint32_t)kept;
        if (kept < i) {
            memcpy(ssi_weeks_at(weeks, kept), row, ssi_week_row_size(weeks));
        }
        kept++;
    }
    bool useless = kept > weeks->count / 4 * 3; // rows in order of time: not again soon
    weeks->compact_at = useless ? weeks->count * 4 : kept * 2 + weeks->compact_at;
    weeks->count = kept;
    return SSI_OK;
}

static enum ssi_status compact(struct ssi_builder *builder, struct ssi_error *err)
{
    struct ssi_records seen;
    ssi_records_init(&seen, offsetof(struct week_key, row), sizeof(struct week_key));
    enum ssi_status status = compact_into(builder, &seen, err);
    ssi_records_release(&seen);
    return status;
}

enum ssi_status ssi_builder_week(struct ssi_builder *builder, uint32_t member,
                                 int32_t week, struct ssi_week_row **out_row,
                                 struct ssi_error *err)
{
    if (builder->weeks.count >= builder->weeks.compact_at) {
        SSI_TRY(compact(builder, err));
    }
    return ssi_weeks_append(&builder->weeks, member, week, out_row, err);
}

static enum ssi_status add_count(struct ssi_builder *builder, uint32_t member,
                                 int64_t day, enum ssi_activity activity, bool active,
                                 uint64_t n, struct ssi_error *err)
{
    uint32_t column;
    struct ssi_week_row *row;
    int32_t week = ssi_week_of_day(day);
    SSI_TRY(ssi_weeks_column(&builder->weeks, activity, &column, err));
    SSI_TRY(ssi_builder_week(builder, member, week, &row, err));
    row->days = (uint16_t)(active ? 1u << (day - 7 * (int64_t)week) : 0);
    return ssi_builder_add_to_row(builder, row, column, n, err);
}

enum ssi_status ssi_builder_flush_slot(struct ssi_builder *builder,
                                       struct ssi_member_slot *slot,
                                       struct ssi_error *err)
{
    struct ssi_week_row *row;
    if (!slot->counted) {
        return SSI_OK;
    }
    SSI_TRY(ssi_builder_week(builder, slot->index - 1, slot->week, &row, err));
    row->days = slot->days;
    for (uint32_t c = 0; c < builder->weeks.used_columns && c < SSI_SLOT_COLUMNS; c++) {
        SSI_TRY(ssi_builder_add_to_row(builder, row, c, slot->n[c], err));
    }
    slot->days = 0;
    memset(slot->n, 0, sizeof slot->n);
    slot->counted = 0;
    return SSI_OK;
}

enum ssi_status ssi_builder_flush(struct ssi_builder *builder, struct ssi_error *err)
{
    for (size_t i = 0; i < builder->members.slot_count; i++) {
        SSI_TRY(ssi_builder_flush_slot(builder, &builder->members.slots[i], err));
    }
    return SSI_OK;
}

/** Activities whose counterparts a metric asks for. */
static bool wants_pair(const struct ssi_builder *builder, enum ssi_activity activity)
{
    return activity == SSI_ACTIVITY_profile_view ? builder->views
           : activity == SSI_ACTIVITY_engagement_give ||
                   activity == SSI_ACTIVITY_engagement_receive
               ? builder->engagements
               : false;
}

bool ssi_builder_wants_counterpart(const struct ssi_builder *builder,
                                   enum ssi_activity activity, bool mirror)
{
    return mirror || wants_pair(builder, activity) ||
           (builder->requests && ssi_activity_info(activity)->part != SSI_PART_PLAIN);
}

static enum ssi_status add_pair(struct ssi_builder *builder, uint32_t member,
                                uint32_t counterpart, enum ssi_activity activity,
                                int64_t day, uint64_t n, struct ssi_error *err)
{
    if (counterpart == SSI_NONE || !wants_pair(builder, activity)) {
        return SSI_OK;
    }
    struct ssi_pair_record record = {.member = member,
                                     .counterpart = counterpart,
                                     .activity = (uint32_t)activity,
                                     .day = day,
                                     .n = n};
    return ssi_builder_append(builder, SSI_SECTION_PAIRS, &record, err);
}

static enum ssi_status add_request(struct ssi_builder *builder,
                                   const struct ssi_tally_event *event,
                                   struct ssi_error *err)
{
    if (!builder->requests || event->answered ||
        ssi_activity_info(event->activity)->part == SSI_PART_PLAIN) {
        return SSI_OK;
    }
    struct ssi_request_record record = {.member = event->member,
                                        .counterpart = event->counterpart,
                                        .secs = event->secs,
                                        .activity = (uint32_t)event->activity,
                                        .source = event->source,
                                        .n = event->n,
                                        .rows = event->rows};
    return ssi_builder_append(builder, SSI_SECTION_REQUESTS, &record, err);
}

static enum ssi_status add_topic(struct ssi_builder *builder,
                                 const struct ssi_tally_event *event,
                                 struct ssi_error *err)
{
    bool published =
        event->activity == SSI_ACTIVITY_post || event->activity == SSI_ACTIVITY_share;
    if (!builder->topics || !published) {
        return SSI_OK;
    }
    struct ssi_topic_record record = {.member = event->member,
                                      .week = ssi_week_of_day(event->day),
                                      .text = event->topic,
                                      .n = event->n};
    return ssi_builder_add(builder, SSI_SECTION_TOPICS, &record, err);
}

static enum ssi_status add_mirror(struct ssi_builder *builder,
                                  const struct ssi_tally_event *event,
                                  struct ssi_error *err)
{
    if (!event->mirror || event->counterpart == SSI_NONE) {
        return SSI_OK;
    }
    enum ssi_activity received = ssi_activity_mirror(event->activity);
    SSI_TRY(add_count(builder, event->counterpart, event->day, received, false, event->n,
                      err));
    return add_pair(builder, event->counterpart, event->member, received, event->day,
                    event->n, err);
}

enum ssi_status ssi_builder_count_rest(struct ssi_builder *builder,
                                       const struct ssi_tally_event *event,
                                       struct ssi_error *err)
{
    SSI_TRY(add_pair(builder, event->member, event->counterpart, event->activity,
                     event->day, event->n, err));
    SSI_TRY(add_request(builder, event, err));
    SSI_TRY(add_topic(builder, event, err));
    return add_mirror(builder, event, err);
}

enum ssi_status ssi_builder_count(struct ssi_builder *builder,
                                  const struct ssi_tally_event *event,
                                  struct ssi_error *err)
{
    if (event->n == 0) {
        return SSI_OK; // a row that says "none of it" is used, and counts nothing
    }
    SSI_TRY(add_count(builder, event->member, event->day, event->activity,
                      ssi_activity_is_own(event->activity), event->n, err));
    return ssi_builder_count_rest(builder, event, err);
}
