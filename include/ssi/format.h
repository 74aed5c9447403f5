// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Formats: what an export looks like, as data. A format is an INI file (datasets/formats)
 * or sections of a config: its columns with aliases and types, the activity names it
 * knows, and whether that list is complete (`closed`).
 */
#ifndef SSI_FORMAT_H
#define SSI_FORMAT_H

#include <assert.h>

#include "ssi/activity.h"
#include "ssi/digest.h"
#include "ssi/ini.h"
#include "ssi/time.h"

enum ssi_format_kind {
    SSI_KIND_EVENTS,
    SSI_KIND_OUTCOMES,
    SSI_KIND_MEMBERS,
    SSI_KIND_IDENTITIES,
    SSI_KIND_CONNECTIONS,
    SSI_KIND_DEALS,
    SSI_KIND_QUOTAS
};

enum ssi_column_type {
    SSI_TYPE_ID,
    SSI_TYPE_ACTIVITY,
    SSI_TYPE_TIME,
    SSI_TYPE_COUNT,
    SSI_TYPE_NUMBER,
    SSI_TYPE_TEXT,
    SSI_TYPE_CHOICE,
    SSI_TYPE_FLAG
};

struct ssi_column {
    struct ssi_str field;   /**< canonical name */
    struct ssi_str names;   /**< comma-separated header names */
    struct ssi_str choices; /**< comma-separated values of a choice */
    enum ssi_column_type type;
    bool required, line_breaks, alias;
    struct ssi_time_form form;
    struct ssi_str form_text; /**< as it was declared */
};

struct ssi_mapping {
    struct ssi_str name; /**< as the export writes it */
    enum ssi_activity activity;
    bool mirror;
};

struct ssi_format {
    struct ssi_str name, summary;
    enum ssi_format_kind kind;
    bool closed;           /**< the list of activities is complete */
    char separator;        /**< of all such files; 0 = any that is usual */
    uint64_t header_line;  /**< of all such files; 0 = the first that fits */
    bool levels;           /**< further columns may be level metrics */
    struct ssi_zone *zone; /**< of times without one; NULL = the calendar's; owned */
    uint64_t provides;     /**< bit a: an open format declared to feed activity a */
    struct ssi_column *columns;
    size_t column_count, column_cap;
    struct ssi_mapping *mappings;
    size_t mapping_count, mapping_cap;
    struct ssi_digest digest; /**< of all that was declared */
};

struct ssi_formats {
    struct ssi_format *items;
    size_t count, cap;
    struct ssi_arena arena;
};

static_assert(SSI_ACTIVITY_COUNT <= 64, "activities fit the bits of a set");

/** comma, semicolon, tab, bar, or a single sign that is no letter, digit, blank or quote.
 */
bool ssi_separator_parse(struct ssi_str text, char *out_separator);
/** Its word, or the sign itself in buf. */
const char *ssi_separator_name(char separator, char buf[2]);

enum { SSI_HEADER_LINE_LIMIT = 1000 };
/** A physical line from 1 to SSI_HEADER_LINE_LIMIT. */
bool ssi_header_line_parse(struct ssi_str text, uint64_t *out_line);

/** "events", "members", ... */
const char *ssi_format_kind_name(enum ssi_format_kind kind);

/** Every *.ini of a folder, in name order. */
SSI_NODISCARD enum ssi_status ssi_formats_load(struct ssi_formats *formats,
                                               const char *folder, struct ssi_error *err);

/**
 * The formats that a config declares in [format NAME ...] sections; entries are marked
 * used. One of the same name as a shipped one replaces it.
 */
SSI_NODISCARD enum ssi_status ssi_formats_add_config(struct ssi_formats *formats,
                                                     struct ssi_ini *ini,
                                                     struct ssi_error *err);
void ssi_formats_release(struct ssi_formats *formats);

/** The format of that name or NULL. */
const struct ssi_format *ssi_formats_find(const struct ssi_formats *formats,
                                          struct ssi_str name);

/** The mapping of an activity name or NULL. */
const struct ssi_mapping *ssi_format_mapping(const struct ssi_format *format,
                                             struct ssi_str name);

/** Bit a for every activity (mirrored ones too) that the mapping names. */
uint64_t ssi_format_activities(const struct ssi_format *format);

#endif
