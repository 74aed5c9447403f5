// SPDX-License-Identifier: GPL-3.0-or-later
// One row a section of a partial: order, addition, renumbering and bounds of its records.

#include "section_internal.h"

/** The next key field decides when all before were equal. */
#define BY(field)                                                                        \
    if (x->field != y->field) {                                                          \
        return x->field < y->field ? -1 : 1;                                             \
    }

#define COMPARE(name, type, ...)                                                         \
    static int name(const void *a, const void *b)                                        \
    {                                                                                    \
        const struct type *x = a;                                                        \
        const struct type *y = b;                                                        \
        __VA_ARGS__                                                                      \
        return 0;                                                                        \
    }

COMPARE(compare_format, ssi_format_record, BY(name))
COMPARE(compare_source, ssi_source_record, BY(digest_high) BY(digest_low) BY(format))
COMPARE(compare_source_week, ssi_source_week, BY(source) BY(week))
COMPARE(compare_source_activity, ssi_source_activity, BY(source) BY(activity))
COMPARE(compare_unknown, ssi_unknown_name, BY(source) BY(name))
COMPARE(compare_reject, ssi_reject_record, BY(source) BY(line) BY(byte))
COMPARE(compare_count, ssi_count_record, BY(member) BY(week_activity))
COMPARE(compare_days, ssi_days_record, BY(member) BY(week))
COMPARE(compare_actor, ssi_actor_record, BY(member) BY(format))
COMPARE(compare_label, ssi_label_record, BY(member) BY(week) BY(kind))
COMPARE(compare_topic, ssi_topic_record, BY(member) BY(week) BY(text))
COMPARE(compare_pair, ssi_pair_record, BY(member) BY(counterpart) BY(activity) BY(day))
COMPARE(compare_request, ssi_request_record,
        BY(member) BY(counterpart) BY(secs) BY(activity) BY(source))
COMPARE(compare_answer, ssi_answer_record,
        BY(member) BY(activity) BY(request_week) BY(answer_week))
COMPARE(compare_event, ssi_event_record, BY(id_high) BY(id_low) BY(source) BY(content))

/* Without what names a source or a format, which is renumbered out of order. */
COMPARE(group_actor, ssi_actor_record, BY(member))
COMPARE(group_request, ssi_request_record,
        BY(member) BY(counterpart) BY(secs) BY(activity))
COMPARE(group_event, ssi_event_record, BY(id_high) BY(id_low))

static int group_all(const void *a, const void *b)
{
    (void)a;
    (void)b;
    return 0;
}

#define ADD(name, type, field)                                                           \
    static void name(void *a, const void *b)                                             \
    {                                                                                    \
        ((struct type *)a)->field += ((const struct type *)b)->field;                    \
    }

ADD(add_source_week, ssi_source_week, rows)
ADD(add_unknown, ssi_unknown_name, rows)
ADD(add_count, ssi_count_record, n)
ADD(add_topic, ssi_topic_record, n)
ADD(add_pair, ssi_pair_record, n)
ADD(add_answer, ssi_answer_record, n)

static void add_event(void *a, const void *b)
{
    struct ssi_event_record *x = a;
    const struct ssi_event_record *y = b;
    x->rows += y->rows;
    x->byte = y->byte < x->byte ? y->byte : x->byte;
}

static void add_request(void *a, const void *b)
{
    struct ssi_request_record *x = a;
    const struct ssi_request_record *y = b;
    x->n += y->n;
    x->rows += y->rows;
}

static void add_source_activity(void *a, const void *b)
{
    struct ssi_source_activity *x = a;
    const struct ssi_source_activity *y = b;
    x->rows += y->rows;
    x->first_week = y->first_week < x->first_week ? y->first_week : x->first_week;
    x->counterpart_week = y->counterpart_week < x->counterpart_week ? y->counterpart_week
                                                                    : x->counterpart_week;
    x->topic_week = y->topic_week < x->topic_week ? y->topic_week : x->topic_week;
}

static void add_days(void *a, const void *b)
{
    ((struct ssi_days_record *)a)->bits |= ((const struct ssi_days_record *)b)->bits;
}

static void add_actor(void *a, const void *b)
{
    struct ssi_actor_record *x = a;
    const struct ssi_actor_record *y = b;
    x->first_week = y->first_week < x->first_week ? y->first_week : x->first_week;
}

/** The latest statement; of two at the same second the text that is smaller by bytes. */
static void add_label(void *a, const void *b)
{
    struct ssi_label_record *x = a;
    const struct ssi_label_record *y = b;
    if (y->secs > x->secs || (y->secs == x->secs && y->text < x->text)) {
        *x = *y;
    }
}

/** Formats and sources that several inputs share are the same record. */
static void keep_first(void *a, const void *b)
{
    (void)a;
    (void)b;
}

static uint32_t mapped(const uint32_t *map, uint32_t index)
{
    return index == SSI_NONE || !map ? index : map[index];
}

#define MAP(table, field) x->field = mapped(maps->table, x->field);

#define REMAP(name, type, ...)                                                           \
    static void name(void *record, const struct ssi_index_maps *maps)                    \
    {                                                                                    \
        struct type *x = record;                                                         \
        __VA_ARGS__                                                                      \
    }

REMAP(remap_format, ssi_format_record, MAP(strings, name))
REMAP(remap_source, ssi_source_record, MAP(formats, format) MAP(strings, label))
REMAP(remap_source_week, ssi_source_week, MAP(sources, source))
REMAP(remap_source_activity, ssi_source_activity, MAP(sources, source))
REMAP(remap_unknown, ssi_unknown_name, MAP(sources, source) MAP(strings, name))
REMAP(remap_reject, ssi_reject_record,
      MAP(sources, source) MAP(strings, reason) MAP(strings, text))
REMAP(remap_count, ssi_count_record, MAP(members, member))
REMAP(remap_days, ssi_days_record, MAP(members, member))
REMAP(remap_actor, ssi_actor_record, MAP(members, member) MAP(formats, format))
REMAP(remap_label, ssi_label_record, MAP(members, member) MAP(strings, text))
REMAP(remap_topic, ssi_topic_record, MAP(members, member) MAP(strings, text))
REMAP(remap_pair, ssi_pair_record, MAP(members, member) MAP(members, counterpart))
REMAP(remap_request, ssi_request_record,
      MAP(members, member) MAP(members, counterpart) MAP(sources, source))
REMAP(remap_answer, ssi_answer_record, MAP(members, member))
REMAP(remap_event, ssi_event_record,
      MAP(sources, source) MAP(members, member) MAP(members, counterpart)
          MAP(strings, topic))

#define IN(section, field) &&(x->field < SSI_RECORD_COUNT(partial, section))
#define IN_OR_NONE(section, field)                                                       \
    &&(x->field == SSI_NONE || x->field < SSI_RECORD_COUNT(partial, section))
#define ACTIVITY(field) &&(x->field < SSI_ACTIVITY_COUNT)

#define VALID(name, type, ...)                                                           \
    static bool name(const void *record, const struct ssi_partial *partial)              \
    {                                                                                    \
        const struct type *x = record;                                                   \
        return true __VA_ARGS__;                                                         \
    }

VALID(valid_format, ssi_format_record,
      IN(STRING_ENDS, name) && (x->kind <= SSI_KIND_OUTCOMES))
VALID(valid_source, ssi_source_record, IN(FORMATS, format) IN(STRING_ENDS, label))
VALID(valid_source_week, ssi_source_week, IN(SOURCES, source))
VALID(valid_source_activity, ssi_source_activity, IN(SOURCES, source) ACTIVITY(activity))
VALID(valid_unknown, ssi_unknown_name, IN(SOURCES, source) IN(STRING_ENDS, name))
VALID(valid_reject, ssi_reject_record,
      IN(SOURCES, source) IN(STRING_ENDS, reason) IN(STRING_ENDS, text))
VALID(valid_count, ssi_count_record,
      IN(MEMBER_ENDS, member) && (ssi_count_activity(x) < SSI_ACTIVITY_COUNT))
VALID(valid_days, ssi_days_record, IN(MEMBER_ENDS, member) && (x->bits < 128))
VALID(valid_actor, ssi_actor_record, IN(MEMBER_ENDS, member) IN(FORMATS, format))
VALID(valid_label, ssi_label_record,
      IN(MEMBER_ENDS, member) IN(STRING_ENDS, text) && (x->kind <= SSI_LABEL_INDUSTRY))
VALID(valid_topic, ssi_topic_record,
      IN(MEMBER_ENDS, member) IN_OR_NONE(STRING_ENDS, text))
VALID(valid_pair, ssi_pair_record,
      IN(MEMBER_ENDS, member) IN(MEMBER_ENDS, counterpart) ACTIVITY(activity))
VALID(valid_request, ssi_request_record,
      IN(MEMBER_ENDS, member) IN_OR_NONE(MEMBER_ENDS, counterpart) ACTIVITY(activity)
          IN(SOURCES, source))
VALID(valid_answer, ssi_answer_record, IN(MEMBER_ENDS, member) ACTIVITY(activity))
/** Only an outcome may lack a member; days are those of years 1 to 9999. */
static bool valid_event(const void *record, const struct ssi_partial *partial)
{
    enum { FARTHEST_DAY = 4000000 };
    const struct ssi_event_record *x = record;
    bool in_range = x->source < SSI_RECORD_COUNT(partial, SOURCES) &&
                    x->activity < SSI_ACTIVITY_COUNT && x->day > -FARTHEST_DAY &&
                    x->day < FARTHEST_DAY;
    bool indices = true IN_OR_NONE(MEMBER_ENDS, member)
        IN_OR_NONE(MEMBER_ENDS, counterpart) IN_OR_NONE(STRING_ENDS, topic);
    if (!in_range || !indices) {
        return false;
    }
    const struct ssi_source_record *sources = SSI_RECORDS(partial, SOURCES);
    const struct ssi_format_record *formats = SSI_RECORDS(partial, FORMATS);
    bool outcome = formats[sources[x->source].format].kind == SSI_KIND_OUTCOMES;
    return outcome || x->member != SSI_NONE;
}

const struct ssi_section_info ssi_section_infos[SSI_SECTION_COUNT] = {
    [SSI_SECTION_STRING_ENDS] = {"string ends", sizeof(uint64_t), 0, NULL, NULL, NULL,
                                 NULL, NULL},
    [SSI_SECTION_STRING_BYTES] = {"string bytes", 1, 0, NULL, NULL, NULL, NULL, NULL},
    [SSI_SECTION_MEMBER_ENDS] = {"member ends", sizeof(uint64_t), 0, NULL, NULL, NULL,
                                 NULL, NULL},
    [SSI_SECTION_MEMBER_BYTES] = {"member bytes", 1, 0, NULL, NULL, NULL, NULL, NULL},
    [SSI_SECTION_FORMATS] = {"formats", sizeof(struct ssi_format_record),
                             sizeof(uint32_t), compare_format, compare_format, keep_first,
                             remap_format, valid_format},
    [SSI_SECTION_SOURCES] = {"sources", sizeof(struct ssi_source_record),
                             sizeof(uint64_t), compare_source, compare_source, keep_first,
                             remap_source, valid_source},
    [SSI_SECTION_SOURCE_WEEKS] = {"source weeks", sizeof(struct ssi_source_week),
                                  sizeof(uint32_t), compare_source_week, group_all,
                                  add_source_week, remap_source_week, valid_source_week},
    [SSI_SECTION_SOURCE_ACTIVITIES] = {"source activities",
                                       sizeof(struct ssi_source_activity),
                                       sizeof(uint32_t), compare_source_activity,
                                       group_all, add_source_activity,
                                       remap_source_activity, valid_source_activity},
    [SSI_SECTION_UNKNOWN_NAMES] = {"unknown names", sizeof(struct ssi_unknown_name),
                                   sizeof(uint32_t), compare_unknown, group_all,
                                   add_unknown, remap_unknown, valid_unknown},
    [SSI_SECTION_REJECTS] = {"rejects", sizeof(struct ssi_reject_record),
                             sizeof(uint32_t), compare_reject, group_all, keep_first,
                             remap_reject, valid_reject},
    [SSI_SECTION_COUNTS] = {"counts", sizeof(struct ssi_count_record), sizeof(uint32_t),
                            compare_count, compare_count, add_count, remap_count,
                            valid_count},
    [SSI_SECTION_DAYS] = {"days", sizeof(struct ssi_days_record), sizeof(uint32_t),
                          compare_days, compare_days, add_days, remap_days, valid_days},
    [SSI_SECTION_ACTORS] = {"actors", sizeof(struct ssi_actor_record), sizeof(uint32_t),
                            compare_actor, group_actor, add_actor, remap_actor,
                            valid_actor},
    [SSI_SECTION_LABELS] = {"labels", sizeof(struct ssi_label_record), sizeof(uint32_t),
                            compare_label, compare_label, add_label, remap_label,
                            valid_label},
    [SSI_SECTION_TOPICS] = {"topics", sizeof(struct ssi_topic_record), sizeof(uint32_t),
                            compare_topic, compare_topic, add_topic, remap_topic,
                            valid_topic},
    [SSI_SECTION_PAIRS] = {"pairs", sizeof(struct ssi_pair_record), sizeof(uint32_t),
                           compare_pair, compare_pair, add_pair, remap_pair, valid_pair},
    [SSI_SECTION_REQUESTS] = {"requests", sizeof(struct ssi_request_record),
                              sizeof(uint32_t), compare_request, group_request,
                              add_request, remap_request, valid_request},
    [SSI_SECTION_ANSWERS] = {"answers", sizeof(struct ssi_answer_record),
                             sizeof(uint32_t), compare_answer, compare_answer, add_answer,
                             remap_answer, valid_answer},
    [SSI_SECTION_EVENTS] = {"events", sizeof(struct ssi_event_record), sizeof(uint64_t),
                            compare_event, group_event, add_event, remap_event,
                            valid_event},
};
