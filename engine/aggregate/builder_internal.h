// SPDX-License-Identifier: GPL-3.0-or-later
/** Hash tables that count events, turned into a partial at the end. */
#ifndef SSI_BUILDER_INTERNAL_H
#define SSI_BUILDER_INTERNAL_H

#include "section_internal.h"

#include "ssi/ids.h"
#include "ssi/records.h"

struct ssi_builder {
    struct ssi_ids members, strings;
    struct ssi_records tables[SSI_SECTION_COUNT]; /**< from SOURCE_WEEKS on */
    struct ssi_image plain; /**< FORMATS and SOURCES: few, in order of arrival */
    bool pairs, topics;
    bool requests; /**< keep requests (an answered one is not kept) */
};

/** What one event adds; members are indices of builder->members. */
struct ssi_tally_event {
    uint32_t member, counterpart; /**< counterpart may be NONE */
    uint32_t topic;               /**< of builder->strings, or NONE */
    uint32_t source;
    enum ssi_activity activity;
    bool mirror;
    int64_t secs, day;
    uint64_t n, rows;             /**< what it counts, and how many rows said so */
};

void ssi_builder_init(struct ssi_builder *builder, bool pairs, bool topics);
void ssi_builder_release(struct ssi_builder *builder);

/** Count one event: counts, days, pairs, topics, requests, mirrored ones too. */
SSI_NODISCARD enum ssi_status ssi_builder_count(struct ssi_builder *builder,
                                                const struct ssi_tally_event *event,
                                                struct ssi_error *err);

/** Add a record of a section, combined with one of the same key. */
SSI_NODISCARD enum ssi_status ssi_builder_add(struct ssi_builder *builder,
                                              enum ssi_section section, const void *record,
                                              struct ssi_error *err);

/** Sort everything into a partial; the calendar's identity is taken from `like`. */
SSI_NODISCARD enum ssi_status ssi_builder_finish(struct ssi_builder *builder,
                                                 const struct ssi_image *like,
                                                 struct ssi_partial *out_partial,
                                                 struct ssi_error *err);

#endif
