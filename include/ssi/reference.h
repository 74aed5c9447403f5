// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Reference files in memory: the roster as dated facts, aliases, connections, deals and
 * quotas.
 *
 * Every non-empty cell of the roster is a fact (person, column, as_of, value); what is
 * known at a time is the fact with the latest as_of strictly before it. Read all files,
 * then call ssi_reference_finish() once; after that everything is read-only and safe to
 * share.
 */
#ifndef SSI_REFERENCE_H
#define SSI_REFERENCE_H

#include "ssi/ids.h"
#include "ssi/reader.h"

enum ssi_roster_column {
    SSI_ROSTER_NAME,
    SSI_ROSTER_TEAM,
    SSI_ROSTER_INDUSTRY,
    SSI_ROSTER_SEAT,
    SSI_ROSTER_COMPANY,
    SSI_ROSTER_MANAGER,
    SSI_ROSTER_EMAIL,
    SSI_ROSTER_SINCE,
    SSI_ROSTER_UNTIL,
    SSI_ROSTER_STATUS,
    SSI_ROSTER_OPTED_OUT,
    SSI_ROSTER_HEADLINE,
    SSI_ROSTER_SUMMARY,
    SSI_ROSTER_SKILLS,
    SSI_ROSTER_EXTRA,  /**< the column that reference->extra names, whatever it is */
    SSI_ROSTER_COLUMNS /**< column of level metric i: SSI_ROSTER_COLUMNS + i */
};

/** Older than any date: a fact without as_of, an edge without connected_at. */
#define SSI_UNDATED INT64_MIN

struct ssi_fact {
    uint32_t person, column;
    int64_t as_of;
    struct ssi_str text; /**< as written; levels and times also as a value */
    double number;       /**< of a level */
    int64_t secs;        /**< of since and until */
    bool flag;           /**< of opted_out */
    uint32_t source;
    uint64_t line;
};

/** What a row says of a connection. */
struct ssi_edge_text {
    struct ssi_str title, company, industry, seniority;
};

struct ssi_edge {
    uint32_t member, connection; /**< persons; canonical after _finish */
    int64_t secs;                /**< connected_at, or SSI_UNDATED */
    uint32_t text; /**< of reference->edge_texts + 1; 0 = the row says no more */
};

struct ssi_reference_source {
    const char *path, *label;
    struct ssi_str format;
    enum ssi_format_kind kind;
    struct ssi_digest digest;
    struct ssi_account account;
    int64_t first, last; /**< of its dates; INT64_MAX and INT64_MIN: none */
    struct ssi_reject *rejects;
    size_t reject_count, reject_cap;
    uint64_t matched; /**< deals and quotas: rows of a known member */
};

struct ssi_alias {
    uint32_t alias, member;
    uint32_t source;
    uint64_t line;
};

/** A row that names a member. */
struct ssi_listing {
    uint32_t person;
    bool roster; /**< else: of identities */
};

enum ssi_stage { SSI_STAGE_NONE, SSI_STAGE_WON, SSI_STAGE_LOST, SSI_STAGE_OPEN };

/** A row of deals or quotas; times are SSI_UNDATED where the file has none. */
struct ssi_sale {
    enum ssi_format_kind kind;
    enum ssi_stage stage; /**< of deals */
    double amount;
    int64_t opened, closed, from, to; /**< of deals; of quotas */
};

struct ssi_reference {
    struct ssi_ids people; /**< every id seen */
    uint32_t *canonical; /**< by person, after _finish: the member an alias stands for */
    unsigned char
        *is_member; /**< by person: a member_id of the roster or of identities */
    unsigned char
        *in_roster; /**< by person: a member_id of the roster; both after _finish */
    struct ssi_listing *listings;
    size_t listing_count, listing_cap;
    struct ssi_fact *facts;
    size_t fact_count, fact_cap;
    size_t *first_facts; /**< by person: of its facts; person_count + 1 places */
    size_t person_count;
    struct ssi_alias *aliases;
    size_t alias_count, alias_cap;
    struct ssi_edge *edges;
    size_t edge_count, edge_cap;
    struct ssi_edge_text *edge_texts;
    size_t edge_text_count, edge_text_cap;
    uint32_t *owners; /**< persons of deals and quotas, one a row */
    uint32_t *owner_sources;
    struct ssi_sale *sales; /**< what those rows say, in the same order */
    size_t owner_count, owner_cap, owner_source_cap, sale_cap;
    bool finished; /**< for the people that there were then */
    size_t finished_people;
    struct ssi_reference_source *sources;
    size_t source_count, source_cap;
    size_t kinds[SSI_KIND_QUOTAS + 1]; /**< files of each kind */
    const char *const *levels;
    size_t level_count;
    const char *extra; /**< one more text column of the roster by its header, or NULL */
    struct ssi_arena arena;
};

/** levels: names of the level metrics that a roster column may carry; must outlive it. */
void ssi_reference_init(struct ssi_reference *reference, const char *const *levels,
                        size_t level_count);
void ssi_reference_release(struct ssi_reference *reference);

/**
 * Reads an opened reference file to its end; takes the reader over. On failure, and when
 * the same content was read before (then *out_repeated), nothing of it counts.
 */
SSI_NODISCARD enum ssi_status ssi_reference_read(struct ssi_reference *reference,
                                                 struct ssi_reader *reader,
                                                 bool *out_repeated,
                                                 struct ssi_error *err);

/**
 * Add an id that an event names, so that it can stand for a member; before _finish only.
 * Its bytes are not copied: they must outlive the reference. Room for `count` of them at
 * once.
 */
SSI_NODISCARD enum ssi_status ssi_reference_expect(struct ssi_reference *reference,
                                                   size_t count, struct ssi_error *err);
SSI_NODISCARD enum ssi_status ssi_reference_add_person(struct ssi_reference *reference,
                                                       struct ssi_str id,
                                                       uint32_t *out_person,
                                                       struct ssi_error *err);

/**
 * Resolves aliases and orders the facts. SSI_EDATA naming both lines when an alias has
 * two members, or two rows of one as_of disagree. Nothing happens the second time.
 */
SSI_NODISCARD enum ssi_status ssi_reference_finish(struct ssi_reference *reference,
                                                   struct ssi_error *err);

/** "headline" and the like: the field of the members format. */
const char *ssi_roster_column_name(enum ssi_roster_column column);

/** The person an id stands for, after aliases; SSI_ID_NONE when it was never seen. */
uint32_t ssi_reference_person(const struct ssi_reference *reference, struct ssi_str id);

/** Frees what finds persons by id: ssi_reference_person() must not be called any more. */
void ssi_reference_seal(struct ssi_reference *reference);

/** The latest fact strictly before a time, or NULL. O(log facts of the person). */
const struct ssi_fact *ssi_reference_fact(const struct ssi_reference *reference,
                                          uint32_t person, uint32_t column,
                                          int64_t before);

#endif
