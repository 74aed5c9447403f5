// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Everything a score is computed from, joined: the members, the rows of the partial that
 * are theirs under any alias, their connections, what each week covers, which metrics are
 * available. Built once a run for one newest week; read-only and shared between threads
 * after.
 */
#ifndef SSI_INPUTS_H
#define SSI_INPUTS_H

#include "ssi/model.h"
#include "ssi/partial.h"
#include "ssi/reference.h"

/** A field of the roster that makes a profile more complete. */
struct ssi_profile_field {
    enum ssi_roster_column column;
    double weight;
};

/**
 * Lists of the customer, from the config. Companies and industries are case-folded, the
 * others are words as ssi_fold_words() makes them.
 */
struct ssi_targets {
    struct ssi_str *keywords, *topics, *companies, *industries, *titles, *decision_titles;
    size_t keyword_count, topic_count, company_count, industry_count, title_count,
        decision_title_count;
    struct ssi_profile_field *profile_fields;
    size_t profile_field_count;
};

enum { SSI_MAX_FORMATS = 32 };

/** An event format of the partial (or `connections`, where it feeds connections_made). */
struct ssi_input_format {
    struct ssi_str name;
    bool closed;
    uint32_t partial_format; /**< index in the partial, SSI_NONE for connections */
    uint64_t feeds;          /**< bit a: activity a */
    uint64_t metrics;        /**< bit m: feeds metric m */
    unsigned char *weeks;    /**< by week - first_week: holds a row */
    int32_t first, last;     /**< its first and last week with a row */
};

/** A connection of a member. */
struct ssi_link {
    uint32_t other; /**< person */
    uint32_t rows,
        row_count; /**< of inputs->link_rows: rows that name the other's attributes */
    int64_t secs;  /**< earliest date, or SSI_UNDATED */
};

/** What one row of connections says of the other person. */
struct ssi_link_row {
    uint32_t company; /**< folded company as a string index, or SSI_NONE */
    bool decides, relevant;
};

/** A request answered by acceptance, or received by no one in particular. */
struct ssi_answered {
    int32_t request_week, answer_week;
    uint64_t n;
};

struct ssi_input_member {
    uint32_t person;
    uint32_t blocks,
        block_count; /**< of inputs->blocks: partial members that are this one */
    uint32_t links, link_count; /**< of inputs->links */
    bool named_by_edge;
};

/** Where the answers to a member's requests are, of inputs->answered: InMails, requests.
 */
struct ssi_member_answers {
    uint32_t first[2], count[2];
};

struct ssi_inputs {
    const struct ssi_partial *partial; /**< settled */
    struct ssi_reference *reference;
    const struct ssi_calendar *calendar;
    const struct ssi_model *model;
    const struct ssi_targets *targets;
    int32_t week;             /**< the newest week scored */
    int32_t first_week;       /**< the oldest that any window reaches */
    int32_t week_count;       /**< week - first_week + 1 */
    int64_t *cutoffs;         /**< by week - first_week: end of that week */
    int32_t first_event_week; /**< of the first used event; INT32_MAX without any */
    bool has_roster, has_connections;
    bool dated_only; /**< levels and connections without a date stand for nobody */
    unsigned char
        roster_has[SSI_ROSTER_COLUMNS]; /**< a cell known before the newest cut-off */

    struct ssi_input_member *members; /**< sorted by id */
    size_t member_count;
    uint32_t *member_of; /**< by person: index of members or SSI_NONE */

    uint32_t *person_of; /**< by partial member: canonical person */
    uint32_t *blocks;    /**< partial member indices, grouped by member */
    struct ssi_link *links;
    size_t link_count, link_cap;
    struct ssi_link_row *link_rows;
    size_t link_row_count, link_row_cap;
    struct ssi_ids companies; /**< folded */
    struct ssi_answered *answered;
    size_t answered_count, answered_cap;
    struct ssi_member_answers *answers; /**< by member; NULL where nothing was answered */

    struct ssi_input_format formats[SSI_MAX_FORMATS];
    size_t format_count;
    uint64_t available;           /**< bit m: metric m */
    uint32_t fed_by[SSI_METRICS]; /**< bit f: format f feeds the metric */
    uint32_t *week_formats;       /**< by week - first_week: formats with a row in it */
    double *decay; /**< by weeks before the scored one: 2^(-k / half_life) */

    struct ssi_source_record *accounts; /**< of the partial's sources, with orphans */
    struct ssi_arena arena;
};

static_assert(SSI_METRICS <= 64, "metrics fit the bits of a set");

/**
 * The newest complete week: the last whose cut-off is at or before as_of and that holds a
 * used event. SSI_EDATA when there is none.
 */
SSI_NODISCARD enum ssi_status ssi_newest_week(const struct ssi_partial *partial,
                                              const struct ssi_calendar *calendar,
                                              int64_t as_of, int32_t *out_week,
                                              struct ssi_error *err);

/**
 * Joins everything for scoring `week` and the history_weeks - 1 before it. The reference
 * must not be finished yet; this does it. All arguments but the reference are borrowed.
 */
SSI_NODISCARD enum ssi_status ssi_inputs_init(
    struct ssi_inputs *inputs, const struct ssi_partial *partial,
    struct ssi_reference *reference, const struct ssi_calendar *calendar,
    const struct ssi_model *model, const struct ssi_targets *targets, int32_t week,
    int32_t history_weeks, struct ssi_error *err);
void ssi_inputs_release(struct ssi_inputs *inputs);

/** The id that a member goes by: the roster's, or that of the events. */
static inline struct ssi_str ssi_member_id(const struct ssi_inputs *inputs, size_t member)
{
    return inputs->reference->people.items[inputs->members[member].person];
}

/**
 * The same for looking back: only what can be shown to have been known at the cut-off of
 * `week`. Levels, profile texts and connections without a date are left out, and so are
 * connections made later. May be called again and again on one reference, for one week
 * after the other.
 */
SSI_NODISCARD enum ssi_status ssi_inputs_init_known(
    struct ssi_inputs *inputs, const struct ssi_partial *partial,
    struct ssi_reference *reference, const struct ssi_calendar *calendar,
    const struct ssi_model *model, const struct ssi_targets *targets, int32_t week,
    int32_t history_weeks, struct ssi_error *err);

static inline int64_t ssi_inputs_cutoff(const struct ssi_inputs *inputs, int32_t week)
{
    return inputs->cutoffs[week - inputs->first_week];
}

/** What the roster says as of a cut-off; the empty text when it does not. */
struct ssi_str ssi_inputs_text(const struct ssi_inputs *inputs, uint32_t person,
                               enum ssi_roster_column column, int64_t before);

/** Team and industry of a member as of the cut-off of a week; empty where none is known.
 */
void ssi_member_groups(const struct ssi_inputs *inputs, size_t member, int32_t week,
                       struct ssi_str *out_team, struct ssi_str *out_industry);

#endif
