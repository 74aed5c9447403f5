// SPDX-License-Identifier: GPL-3.0-or-later
/** Tables that count events, turned into the image of a partial at the end. */
#ifndef SSI_BUILDER_INTERNAL_H
#define SSI_BUILDER_INTERNAL_H

#include "members_internal.h"
#include "section_internal.h"
#include "weeks_internal.h"

#include "ssi/ids.h"
#include "ssi/records.h"

/** Records in order of arrival, sorted and added up later: sections that grow with rows. */
struct ssi_record_list {
    unsigned char *items;
    size_t count, cap; /**< records; bytes */
};

struct ssi_builder {
    struct ssi_members members;
    struct ssi_ids strings;
    struct ssi_weeks weeks;
    struct ssi_records tables[SSI_SECTION_COUNT];    /**< sections that are looked up */
    struct ssi_record_list lists[SSI_SECTION_COUNT]; /**< PAIRS, REQUESTS, EVENTS */
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

/** The same but for the count itself, when the caller has found the row: what is left to do. */
SSI_NODISCARD enum ssi_status ssi_builder_count_rest(struct ssi_builder *builder,
                                                     const struct ssi_tally_event *event,
                                                     struct ssi_error *err);

/** Adds n to a column of a row, and `rows` to one of its days where that is not below 0. */
SSI_NODISCARD enum ssi_status ssi_builder_add_to_row(struct ssi_builder *builder,
                                                     struct ssi_week_row *row,
                                                     uint32_t column, int weekday, uint64_t n,
                                                     uint64_t rows, struct ssi_error *err);

/** Whether counting this activity uses the counterpart. */
bool ssi_builder_wants_counterpart(const struct ssi_builder *builder,
                                   enum ssi_activity activity, bool mirror);

/** Add a record of a section that is looked up, combined with one of the same key. */
SSI_NODISCARD enum ssi_status ssi_builder_add(struct ssi_builder *builder,
                                              enum ssi_section section, const void *record,
                                              struct ssi_error *err);

/** Append a record of PAIRS, REQUESTS or EVENTS. */
SSI_NODISCARD enum ssi_status ssi_builder_append(struct ssi_builder *builder,
                                                 enum ssi_section section, const void *record,
                                                 struct ssi_error *err);

/** What a member's event says of its team or industry; the latest of a week stays. */
SSI_NODISCARD enum ssi_status ssi_builder_label(struct ssi_builder *builder,
                                                const struct ssi_label_record *label,
                                                struct ssi_error *err);

/** About the memory held, in bytes. */
size_t ssi_builder_bytes(const struct ssi_builder *builder);

/* fold.c: adds all of `from`, which stays as it is, to `to` */
SSI_NODISCARD enum ssi_status ssi_builder_fold(struct ssi_builder *to,
                                               const struct ssi_builder *from,
                                               struct ssi_error *err);

/* finish.c */
/**
 * Sorts everything into an image whose calendar is set by the caller. maps: places of formats and
 * sources by the numbers that records name (members and strings are mapped here); NULL where
 * they are places already.
 */
SSI_NODISCARD enum ssi_status ssi_builder_finish(struct ssi_builder *builder,
                                                 const struct ssi_index_maps *maps,
                                                 struct ssi_image *image,
                                                 struct ssi_error *err);

#endif
