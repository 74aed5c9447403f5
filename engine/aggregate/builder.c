// SPDX-License-Identifier: GPL-3.0-or-later
// Counts events in hash tables and sorts them into a partial. Knows what each activity feeds;
// knows nothing of files or rows.

#include "builder_internal.h"

#include <stdlib.h>

/** Bytes of a record that are its key: the fields its section compares, which come first. */
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
    ssi_ids_init(&builder->members);
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
    ssi_ids_release(&builder->members);
    ssi_ids_release(&builder->strings);
    ssi_weeks_release(&builder->weeks);
    for (int s = 0; s < SSI_SECTION_COUNT; s++) {
        ssi_records_release(&builder->tables[s]);
    }
    ssi_image_release(&builder->plain);
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

static enum ssi_status flush_pending(struct ssi_builder *builder, struct ssi_error *err)
{
    size_t count = builder->pending_count;
    builder->pending_count = 0;
    return ssi_weeks_add(&builder->weeks, builder->pending, count, err);
}

static enum ssi_status add_count(struct ssi_builder *builder, uint32_t member, int64_t day,
                                 enum ssi_activity activity, bool active, uint64_t n,
                                 struct ssi_error *err)
{
    struct ssi_pending_count *pending = &builder->pending[builder->pending_count];
    SSI_TRY(ssi_weeks_column(&builder->weeks, activity, &pending->column, err));
    pending->member = member;
    pending->week = ssi_week_of_day(day);
    pending->days = active ? 1u << (day - 7 * (int64_t)pending->week) : 0;
    pending->n = n;
    return ++builder->pending_count == SSI_PENDING ? flush_pending(builder, err) : SSI_OK;
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
                                uint32_t counterpart, enum ssi_activity activity, int64_t day,
                                uint64_t n, struct ssi_error *err)
{
    if (counterpart == SSI_NONE || !wants_pair(builder, activity)) {
        return SSI_OK;
    }
    struct ssi_pair_record record = {.member = member,
                                     .counterpart = counterpart,
                                     .activity = (uint32_t)activity,
                                     .day = day,
                                     .n = n};
    return ssi_builder_add(builder, SSI_SECTION_PAIRS, &record, err);
}

static enum ssi_status add_request(struct ssi_builder *builder,
                                   const struct ssi_tally_event *event, struct ssi_error *err)
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
    return ssi_builder_add(builder, SSI_SECTION_REQUESTS, &record, err);
}

static enum ssi_status add_topic(struct ssi_builder *builder,
                                 const struct ssi_tally_event *event, struct ssi_error *err)
{
    bool published = event->activity == SSI_ACTIVITY_post ||
                     event->activity == SSI_ACTIVITY_share;
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
                                  const struct ssi_tally_event *event, struct ssi_error *err)
{
    if (!event->mirror || event->counterpart == SSI_NONE) {
        return SSI_OK;
    }
    enum ssi_activity received = ssi_activity_mirror(event->activity);
    SSI_TRY(add_count(builder, event->counterpart, event->day, received, false, event->n,
                      err));
    return add_pair(builder, event->counterpart, event->member, received, event->day, event->n,
                    err);
}

enum ssi_status ssi_builder_count(struct ssi_builder *builder,
                                  const struct ssi_tally_event *event, struct ssi_error *err)
{
    if (event->n == 0) {
        return SSI_OK; // a row that says "none of it" is used, and counts nothing
    }
    bool own = ssi_activity_is_own(event->activity);
    SSI_TRY(add_count(builder, event->member, event->day, event->activity, own, event->n,
                      err));
    SSI_TRY(add_pair(builder, event->member, event->counterpart, event->activity, event->day,
                     event->n, err));
    SSI_TRY(add_request(builder, event, err));
    SSI_TRY(add_topic(builder, event, err));
    return add_mirror(builder, event, err);
}

struct ranked {
    struct ssi_str text;
    uint32_t index;
};

static int by_text(const void *a, const void *b)
{
    return ssi_str_cmp(((const struct ranked *)a)->text, ((const struct ranked *)b)->text);
}

/** Writes the texts in order and gives the rank of each index. */
static enum ssi_status sort_texts(const struct ssi_ids *ids, struct ssi_image *image,
                                  enum ssi_section ends, uint32_t **out_ranks,
                                  struct ssi_error *err)
{
    struct ranked *order = ssi_alloc(ids->count, sizeof *order);
    uint32_t *ranks = ssi_alloc(ids->count, sizeof *ranks);
    enum ssi_status status = order && ranks ? SSI_OK : ssi_error_nomem(err);
    for (size_t i = 0; status == SSI_OK && i < ids->count; i++) {
        order[i] = (struct ranked){ids->items[i], (uint32_t)i};
    }
    if (status == SSI_OK && ids->count > 1) {
        qsort(order, ids->count, sizeof *order, by_text);
    }
    for (size_t i = 0; status == SSI_OK && i < ids->count; i++) {
        ranks[order[i].index] = (uint32_t)i;
        status = ssi_image_add_text(image, ends, order[i].text, err);
    }
    ssi_free(order);
    if (status != SSI_OK) {
        ssi_free(ranks);
        return status;
    }
    *out_ranks = ranks;
    return SSI_OK;
}

/** Renumber a section, sort it, and give the new place of each record if asked. */
static enum ssi_status place_section(struct ssi_image *image, enum ssi_section section,
                                     const unsigned char *items, size_t count,
                                     const struct ssi_index_maps *maps, struct ssi_error *err)
{
    size_t size = ssi_section_infos[section].record_size;
    for (size_t i = 0; i < count; i++) {
        SSI_TRY(ssi_image_add(image, section, items + i * size, err));
        ssi_section_infos[section].remap(image->sections[section].items + i * size, maps);
    }
    ssi_image_sort(image, section);
    return SSI_OK;
}

/**
 * FORMATS and SOURCES of a builder are added in their final order by its users, so that
 * indices of other sections need no renumbering beyond texts.
 */
static enum ssi_status place_all(struct ssi_builder *builder, struct ssi_image *image,
                                 const struct ssi_index_maps *maps, struct ssi_error *err)
{
    for (int s = SSI_SECTION_FORMATS; s < SSI_SECTION_COUNT; s++) {
        enum ssi_section section = (enum ssi_section)s;
        bool few = section < SSI_SECTION_SOURCE_WEEKS;
        if (section == SSI_SECTION_COUNTS) {
            SSI_TRY(ssi_weeks_place(&builder->weeks, maps->members, image, err));
        }
        if (section == SSI_SECTION_COUNTS || section == SSI_SECTION_DAYS) {
            continue;
        }
        SSI_TRY(place_section(image, section,
                              few ? builder->plain.sections[s].items
                                  : builder->tables[s].items,
                              few ? builder->plain.sections[s].count
                                  : builder->tables[s].count,
                              maps, err));
        ssi_records_release(&builder->tables[s]);
    }
    return SSI_OK;
}

static enum ssi_status identity(size_t count, uint32_t **out_map, struct ssi_error *err)
{
    uint32_t *map = ssi_alloc(count, sizeof *map);
    if (!map) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < count; i++) {
        map[i] = (uint32_t)i;
    }
    *out_map = map;
    return SSI_OK;
}

enum ssi_status ssi_builder_finish(struct ssi_builder *builder, const struct ssi_image *like,
                                   struct ssi_partial *out_partial, struct ssi_error *err)
{
    struct ssi_image image = {.calendar_digest = like->calendar_digest,
                              .key_print = like->key_print};
    memcpy(image.zone, like->zone, sizeof image.zone);
    memcpy(image.weekday_time, like->weekday_time, sizeof image.weekday_time);
    uint32_t *strings = NULL;
    uint32_t *members = NULL;
    uint32_t *formats = NULL;
    uint32_t *sources = NULL;
    enum ssi_status status = flush_pending(builder, err);
    if (status == SSI_OK) {
        status = sort_texts(&builder->strings, &image, SSI_SECTION_STRING_ENDS, &strings, err);
    }
    if (status == SSI_OK) {
        status = sort_texts(&builder->members, &image, SSI_SECTION_MEMBER_ENDS, &members, err);
    }
    if (status == SSI_OK) {
        status = identity(builder->plain.sections[SSI_SECTION_FORMATS].count, &formats, err);
    }
    if (status == SSI_OK) {
        status = identity(builder->plain.sections[SSI_SECTION_SOURCES].count, &sources, err);
    }
    if (status == SSI_OK) {
        struct ssi_index_maps maps = {strings, members, formats, sources};
        status = place_all(builder, &image, &maps, err);
    }
    if (status == SSI_OK) {
        status = ssi_image_finish(&image, out_partial, err);
    }
    ssi_free(strings);
    ssi_free(members);
    ssi_free(formats);
    ssi_free(sources);
    ssi_image_release(&image);
    return status;
}
