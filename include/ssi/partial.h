// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Partials: the counts of a set of event files, on disk or in memory, the same bytes.
 *
 * A partial depends on the event files, their mappings and the calendar only. It is a
 * header and a list of sections, each a sorted array of fixed-size little-endian records
 * with a checksum; texts are referred to by their rank in a sorted text table. Merging is
 * a k-way merge of every section, so it is associative and commutative to the byte. The
 * one label for people in it is each source's file name without folder and .gz.
 *
 * engine/aggregate/README.md documents the layout byte by byte.
 */
#ifndef SSI_PARTIAL_H
#define SSI_PARTIAL_H

#include "ssi/calendar.h"
#include "ssi/digest.h"
#include "ssi/format.h"
#include "ssi/reader.h"

enum ssi_section {
    SSI_SECTION_STRING_ENDS,  /**< uint64_t: end of each text in STRING_BYTES */
    SSI_SECTION_STRING_BYTES, /**< unsigned char */
    SSI_SECTION_MEMBER_ENDS,
    SSI_SECTION_MEMBER_BYTES,
    SSI_SECTION_FORMATS,
    SSI_SECTION_SOURCES,
    SSI_SECTION_SOURCE_WEEKS,
    SSI_SECTION_SOURCE_ACTIVITIES,
    SSI_SECTION_UNKNOWN_NAMES,
    SSI_SECTION_REJECTS,
    SSI_SECTION_COUNTS,
    SSI_SECTION_DAYS,
    SSI_SECTION_ACTORS,
    SSI_SECTION_LABELS,
    SSI_SECTION_TOPICS,
    SSI_SECTION_PAIRS,
    SSI_SECTION_REQUESTS,
    SSI_SECTION_ANSWERS,
    SSI_SECTION_EVENTS,
    SSI_SECTION_COUNT
};

/** No text, member or source. */
#define SSI_NONE UINT32_MAX

/** A format of the sources; sorted by name. */
struct ssi_format_record {
    uint32_t name; /**< string */
    uint32_t kind; /**< enum ssi_format_kind */
    uint64_t closed;
    uint64_t activities; /**< bit a: its mapping names activity a */
    uint64_t provides;
    uint64_t digest_high, digest_low;
};

/** A file that was read whole; sorted by content digest, then format. */
struct ssi_source_record {
    uint64_t digest_high, digest_low;
    uint32_t format, label;
    uint64_t rows, used, ignored_mapping, ignored_orphan, duplicate, rejected;
    uint64_t blank_lines, preamble_lines;
    int64_t first,
        last; /**< UTC seconds of its first and last event; INT64_MAX/MIN none */
    uint32_t has_event_ids, keep; /**< flag; enum ssi_keep of its reading */
};

/** Valid rows of a source in a week, whether used, ignored or duplicate. */
struct ssi_source_week {
    uint32_t source;
    int32_t week;
    uint64_t rows;
};

/** The first week in which a source has an activity, and has it with a counterpart or
 * topic. */
struct ssi_source_activity {
    uint32_t source, activity;
    int32_t first_week, counterpart_week, topic_week; /**< INT32_MAX = never */
    uint32_t reserved;
    uint64_t rows;
};

struct ssi_unknown_name {
    uint32_t source, name;
    uint64_t rows;
};

struct ssi_reject_record {
    uint32_t source, column;
    uint64_t line, byte;
    uint32_t reason, text;
};

struct ssi_count_record {
    uint32_t member;
    int32_t week_activity; /**< 256 * week + activity, which sorts by week first */
    uint64_t n;
};

static inline int32_t ssi_week_activity(int32_t week, uint32_t activity)
{
    return week * 256 + (int32_t)activity;
}

static inline int32_t ssi_count_week(const struct ssi_count_record *record)
{
    return (record->week_activity - (record->week_activity & 255)) / 256;
}

static inline enum ssi_activity ssi_count_activity(const struct ssi_count_record *record)
{
    return (enum ssi_activity)(record->week_activity & 255);
}

/** Days of a week (bit 0 = its first) with an own action. */
struct ssi_days_record {
    uint32_t member;
    int32_t week;
    uint32_t bits;
};

/** The first week in which a member acts in a format's rows. */
struct ssi_actor_record {
    uint32_t member, format;
    int32_t first_week;
};

/** What a member's latest event of a week says of its team or industry. */
enum ssi_label_kind { SSI_LABEL_TEAM, SSI_LABEL_INDUSTRY };

struct ssi_label_record {
    uint32_t member;
    int32_t week;
    uint32_t kind, text;
    int64_t secs;
};

/** Own posts and shares of a week by topic (NONE: no topic given). */
struct ssi_topic_record {
    uint32_t member;
    int32_t week;
    uint32_t text, reserved;
    uint64_t n;
};

/** Gives, receives and views with a counterpart, by day. */
struct ssi_pair_record {
    uint32_t member, counterpart;
    uint32_t activity, reserved;
    int64_t day;
    uint64_t n;
};

/** Requests, and the answers of open logs, with their exact time; matched when scoring.
 */
struct ssi_request_record {
    uint32_t member, counterpart; /**< counterpart may be NONE */
    int64_t secs;
    uint32_t activity, source;
    uint64_t n, rows; /**< sum of the counts; number of rows */
};

/** Requests answered through their event id; made when a partial is settled. */
struct ssi_answer_record {
    uint32_t member, activity; /**< the answer */
    int32_t request_week, answer_week;
    uint64_t n;
};

enum { SSI_EVENT_MIRROR = 1, SSI_EVENT_HAS_TIME = 2 };

/**
 * A row kept with its id, not yet in any count: what late duplicates and outcomes need.
 * Ignored rows are kept too (activity 0): an outcome may belong to one.
 */
struct ssi_event_record {
    uint64_t id_high, id_low; /**< keyed */
    uint32_t source, activity;
    uint64_t content; /**< hash of what the row says */
    uint32_t member, counterpart, topic, flags;
    int64_t secs, day;
    uint64_t count, rows; /**< the row's count; how many such rows the source holds */
    uint64_t byte;        /**< where the first such row begins in the source */
};

struct ssi_section_view {
    const void *items;
    size_t count;
};

struct ssi_partial {
    struct ssi_str bytes; /**< the whole image */
    bool mapped;          /**< bytes are a mapping, else memory of ours */
    bool borrowed; /**< bytes are those of another partial, which outlives this one */
    const char *zone, *weekday_time; /**< of the calendar, inside bytes */
    uint64_t calendar_digest;
    struct ssi_digest key_print; /**< tells event-id keys apart; 0 without events */
    struct ssi_section_view sections[SSI_SECTION_COUNT];
};

/** items of a section as an array of its record type */
#define SSI_RECORDS(partial, section) ((partial)->sections[SSI_SECTION_##section].items)
#define SSI_RECORD_COUNT(partial, section)                                               \
    ((partial)->sections[SSI_SECTION_##section].count)

struct ssi_str ssi_partial_string(const struct ssi_partial *partial, uint32_t index);
struct ssi_str ssi_partial_member(const struct ssi_partial *partial, uint32_t index);

/**
 * The place of a member's first record in a section that is sorted by member (COUNTS and
 * the sections after it but EVENTS), or where it would be. O(log records).
 */
size_t ssi_partial_first_of(const struct ssi_partial *partial, enum ssi_section section,
                            uint32_t member);

/**
 * The same for members asked for in order: `from` is what it gave for the one before, or
 * 0. The steps are short then, and so are the ways through a large file.
 */
size_t ssi_partial_next_of(const struct ssi_partial *partial, enum ssi_section section,
                           uint32_t member, size_t from);

/**
 * Gives the memory of records that were read from a mapped file back, once they are many;
 * they can be read again. Returns where to begin the next time. Threads may do so at
 * once.
 */
size_t ssi_partial_give_back(const struct ssi_partial *partial, enum ssi_section section,
                             size_t from, size_t to);

/** A section's name for people, and the bytes of one record of it. */
const char *ssi_section_name(enum ssi_section section);
size_t ssi_section_record_size(enum ssi_section section);

/** The version of the layout that an opened partial is written in. */
uint32_t ssi_partial_version(const struct ssi_partial *partial);

/** Whether path is a regular file that begins like a partial, whole or not. Reads 8
 * bytes. */
bool ssi_partial_is(const char *path);

/** Map a partial from disk and check all of it. O(size). */
SSI_NODISCARD enum ssi_status ssi_partial_open(struct ssi_partial *partial,
                                               const char *path, struct ssi_error *err);
/** The same for one that this process has just written: nothing is checked. */
SSI_NODISCARD enum ssi_status ssi_partial_map(struct ssi_partial *partial,
                                              const char *path, struct ssi_error *err);
SSI_NODISCARD enum ssi_status ssi_partial_save(const struct ssi_partial *partial,
                                               const char *path, struct ssi_error *err);
void ssi_partial_release(struct ssi_partial *partial);

/**
 * The sum of count partials. Refused by name: other calendars, another mapping of a
 * format, a source twice, other event-id keys. O(total size * log count).
 */
SSI_NODISCARD enum ssi_status ssi_partial_merge(const struct ssi_partial *const *inputs,
                                                size_t count,
                                                struct ssi_partial *out_partial,
                                                struct ssi_error *err);

/** The same to a file, which may be larger than memory: that grows with the texts only.
 */
SSI_NODISCARD enum ssi_status ssi_partial_merge_file(
    const struct ssi_partial *const *inputs, size_t count, const char *path,
    struct ssi_error *err);

/** How rows with event ids are treated. */
enum ssi_dedup { SSI_DEDUP_AUTO, SSI_DEDUP_ALWAYS, SSI_DEDUP_NEVER };

/**
 * Which rows with an event id a source keeps in EVENTS instead of counting them at once.
 * ANSWERED: those that an outcome names; only where all outcomes are known, so never on
 * disk for long.
 */
enum ssi_keep { SSI_KEEP_NONE, SSI_KEEP_ALL, SSI_KEEP_ANSWERED };

struct ssi_settle_summary {
    uint64_t duplicates, conflicts, orphans, answered;
};

/**
 * Decide duplicates and answers by event id over all sources, and count what was kept:
 * the result has no EVENTS. SSI_EDATA where files overlap whose events were not kept.
 * Where there is nothing to decide the result borrows what it holds from `partial`, which
 * must outlive it.
 */
SSI_NODISCARD enum ssi_status ssi_partial_settle(const struct ssi_partial *partial,
                                                 enum ssi_dedup dedup,
                                                 struct ssi_partial *out_settled,
                                                 struct ssi_settle_summary *out_summary,
                                                 struct ssi_error *err);

/** Whether what was kept is enough for what is needed. */
static inline bool ssi_keep_suffices(enum ssi_keep kept, enum ssi_keep needed)
{
    return kept == needed || kept == SSI_KEEP_ALL || needed == SSI_KEEP_NONE;
}

/** For each source whether its events must be kept under this rule; keep[] has a place
 * each. */
SSI_NODISCARD enum ssi_status ssi_partial_needed_events(const struct ssi_partial *partial,
                                                        enum ssi_dedup dedup,
                                                        enum ssi_keep *keep,
                                                        struct ssi_error *err);

/** The partial of no file at all: what models of levels alone can be scored with. */
SSI_NODISCARD enum ssi_status ssi_partial_empty(const struct ssi_calendar *calendar,
                                                struct ssi_partial *out_partial,
                                                struct ssi_error *err);

struct ssi_aggregate_options {
    struct ssi_digest_key key; /**< of event ids */
    struct ssi_digest key_print;
    enum ssi_keep keep;
    const struct ssi_ids *answered; /**< for ANSWERED: event ids that outcomes name */
    bool views, engagements;        /**< PAIRS of views; of gives and receives */
    bool requests, topics;          /**< REQUESTS; TOPICS */
};

/** The counts of many files, read by several threads at once. */
struct ssi_collection;

struct ssi_collection_options {
    const struct ssi_calendar *calendar;
    size_t workers;              /**< threads that read, by number from 0 */
    struct ssi_digest key_print; /**< of the key of all files */
    /**
     * Bytes that reading and merging may need, about; 0 = no limit. What goes beyond it
     * is sorted and written to folder, and merged in the end: the same result, later. Ids
     * of people are not bounded by it: a merge needs four bytes for each in each run.
     */
    size_t memory;
    const char
        *folder; /**< for temporary files without a name; must outlive the collection */
};

SSI_NODISCARD enum ssi_status ssi_collection_new(
    const struct ssi_collection_options *options, struct ssi_collection **out_collection,
    struct ssi_error *err);
void ssi_collection_free(struct ssi_collection *collection);

/**
 * Reads an opened event or outcome file to its end and adds it. Takes the reader over. On
 * failure nothing of the file counts, and others may be read. A file with the content and
 * format of one before counts once, under the smaller label. *out_source tells its
 * account; its format and label are not set. Thread-safe for different workers.
 */
SSI_NODISCARD enum ssi_status ssi_collection_read(
    struct ssi_collection *collection, size_t worker, struct ssi_reader *reader,
    const struct ssi_aggregate_options *options, struct ssi_source_record *out_source,
    struct ssi_error *err);

/**
 * Threads without a file of their own help with those of others: to be told first how
 * many files will be read or found unreadable, and after each that it is done with. _help
 * returns when nothing is left to do.
 */
void ssi_collection_expect(struct ssi_collection *collection, size_t files);
void ssi_collection_done(struct ssi_collection *collection);
SSI_NODISCARD enum ssi_status ssi_collection_help(struct ssi_collection *collection,
                                                  size_t worker, struct ssi_error *err);

/** All that was read as one partial, the same bytes in any order. Then only _free may
 * follow. */
SSI_NODISCARD enum ssi_status ssi_collection_finish(struct ssi_collection *collection,
                                                    struct ssi_partial *out_partial,
                                                    struct ssi_error *err);

/** The same to a new file at path, whose name appears when it is whole. */
SSI_NODISCARD enum ssi_status ssi_collection_save(struct ssi_collection *collection,
                                                  const char *path,
                                                  struct ssi_error *err);

/**
 * Reads an opened event or outcome file to its end into a partial of its own. Takes the
 * reader over. On failure nothing of the file counts.
 */
SSI_NODISCARD enum ssi_status ssi_aggregate_file(
    struct ssi_reader *reader, const struct ssi_aggregate_options *options,
    struct ssi_partial *out_partial, struct ssi_error *err);

#endif
