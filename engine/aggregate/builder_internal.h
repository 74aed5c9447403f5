// SPDX-License-Identifier: GPL-3.0-or-later
/** Tables that count events, turned into the image of a partial at the end. */
#ifndef SSI_BUILDER_INTERNAL_H
#define SSI_BUILDER_INTERNAL_H

#include "members_internal.h"
#include "section_internal.h"
#include "weeks_internal.h"

#include "ssi/ids.h"
#include "ssi/records.h"

/** Records in order of arrival, sorted and added up later: sections that grow with rows.
 */
struct ssi_record_list {
    unsigned char *items;
    size_t count, cap; /**< records; bytes */
};

struct ssi_builder {
    struct ssi_members members;
    struct ssi_ids strings;
    struct ssi_weeks weeks;
    struct ssi_records tables[SSI_SECTION_COUNT]; /**< sections that are looked up */
    struct ssi_record_list
        lists[SSI_SECTION_COUNT]; /**< ACTORS, PAIRS, REQUESTS, EVENTS */
    struct ssi_image plain; /**< FORMATS and SOURCES: few, in the order of their places */
    bool views, engagements, requests, topics; /**< sections wanted */
};

/** What one event adds; members are indices of builder->members. */
struct ssi_tally_event {
    uint32_t member, counterpart; /**< counterpart may be NONE */
    uint32_t topic;               /**< of builder->strings, or NONE */
    uint32_t source;
    enum ssi_activity activity;
    bool mirror;
    bool answered; /**< a request that an outcome file answers: not kept as one */
    int64_t secs, day;
    uint64_t n, rows; /**< what it counts, and how many rows said so */
};

void ssi_builder_init(struct ssi_builder *builder);
void ssi_builder_release(struct ssi_builder *builder);

/** Count one event: counts, days, pairs, topics, requests, mirrored ones too. */
SSI_NODISCARD enum ssi_status ssi_builder_count(struct ssi_builder *builder,
                                                const struct ssi_tally_event *event,
                                                struct ssi_error *err);

/** The same but for the count itself, when the caller has found the row: what is left to
 * do. */
SSI_NODISCARD enum ssi_status ssi_builder_count_rest(struct ssi_builder *builder,
                                                     const struct ssi_tally_event *event,
                                                     struct ssi_error *err);

/** Adds n to a column of a row. */
SSI_NODISCARD enum ssi_status ssi_builder_add_to_row(struct ssi_builder *builder,
                                                     struct ssi_week_row *row,
                                                     uint32_t column, uint64_t n,
                                                     struct ssi_error *err);

/** A row to count a member's week in, valid until the next one is asked for. */
SSI_NODISCARD enum ssi_status ssi_builder_week(struct ssi_builder *builder,
                                               uint32_t member, int32_t week,
                                               struct ssi_week_row **out_row,
                                               struct ssi_error *err);

/** Moves what a slot has counted to the table of weeks. */
SSI_NODISCARD enum ssi_status ssi_builder_flush_slot(struct ssi_builder *builder,
                                                     struct ssi_member_slot *slot,
                                                     struct ssi_error *err);

/** The same for all slots: before the table of weeks is read. */
SSI_NODISCARD enum ssi_status ssi_builder_flush(struct ssi_builder *builder,
                                                struct ssi_error *err);

/** Whether counting this activity uses the counterpart. */
bool ssi_builder_wants_counterpart(const struct ssi_builder *builder,
                                   enum ssi_activity activity, bool mirror);

/** Add a record of a section that is looked up, combined with one of the same key. */
SSI_NODISCARD enum ssi_status ssi_builder_add(struct ssi_builder *builder,
                                              enum ssi_section section,
                                              const void *record, struct ssi_error *err);

/** Append a record of ACTORS, PAIRS, REQUESTS or EVENTS. */
SSI_NODISCARD enum ssi_status ssi_builder_append(struct ssi_builder *builder,
                                                 enum ssi_section section,
                                                 const void *record,
                                                 struct ssi_error *err);

/** What a member's event says of its team or industry; the latest of a week stays. */
SSI_NODISCARD enum ssi_status ssi_builder_label(struct ssi_builder *builder,
                                                const struct ssi_label_record *label,
                                                struct ssi_error *err);

/** About the memory held, in bytes. */
size_t ssi_builder_bytes(const struct ssi_builder *builder);

/* fold.c */
/**
 * Adds all but the weeks of `from`, which stays as it is, to `to`. last: `to` is sorted
 * soon. *out_members, for ssi_free(): members of `to` by those of `from`.
 */
SSI_NODISCARD enum ssi_status ssi_builder_fold(struct ssi_builder *to,
                                               const struct ssi_builder *from, bool last,
                                               uint32_t **out_members,
                                               struct ssi_error *err);
/** Adds the weeks, too. */
SSI_NODISCARD enum ssi_status ssi_builder_fold_weeks(struct ssi_builder *to,
                                                     const struct ssi_builder *from,
                                                     const uint32_t *members,
                                                     struct ssi_error *err);

/* finish.c */
/** Other builders whose weeks belong to a builder, and threads to sort them all. */
struct ssi_finish_help {
    const struct ssi_weeks_share *shares; /**< members are those of the builder */
    size_t share_count;
    size_t threads;
};

/**
 * Sorts everything into an image whose calendar is set by the caller. maps: places of
 * formats and sources by the numbers that records name (members and strings are mapped
 * here); NULL where they are places already. help: NULL = no others, one thread.
 */
SSI_NODISCARD enum ssi_status ssi_builder_finish(struct ssi_builder *builder,
                                                 const struct ssi_index_maps *maps,
                                                 const struct ssi_finish_help *help,
                                                 struct ssi_image *image,
                                                 struct ssi_error *err);

#endif
