// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * What the parts of the generator share: the simulated world and its people. Days are
 * counted from the first day of the exports; a person is its index.
 */
#ifndef SSI_GENERATE_INTERNAL_H
#define SSI_GENERATE_INTERNAL_H

#include "ssi/generate.h"

#include "ssi/memory.h"
#include "ssi/time.h"

#include "cells_internal.h"
#include "draw_internal.h"

/** Kinds of event, each a line of the table of rates but the last. */
enum ssi_gen_kind {
    SSI_GEN_SEARCH,
    SSI_GEN_VIEW,
    SSI_GEN_LEAD,
    SSI_GEN_ACCOUNT,
    SSI_GEN_INMAIL,
    SSI_GEN_MESSAGE,
    SSI_GEN_INVITED, /**< accepted somebody's invitation */
    SSI_GEN_NAVIGATOR_KINDS,
    SSI_GEN_ADVANCED = SSI_GEN_NAVIGATOR_KINDS,
    SSI_GEN_RESEARCH,
    SSI_GEN_REQUEST,
    SSI_GEN_POST,
    SSI_GEN_SHARE,
    SSI_GEN_GIVE,
    SSI_GEN_GROUP,
    SSI_GEN_FOLLOW,
    SSI_GEN_ANSWER,
    SSI_GEN_OWN_KINDS,
    SSI_GEN_RECEIVE = SSI_GEN_OWN_KINDS,
    SSI_GEN_ENDORSED,
    SSI_GEN_RECOMMENDED,
    SSI_GEN_VIEWED,
    SSI_GEN_FOLLOWED,
    SSI_GEN_KIND_COUNT,
    SSI_GEN_ACCEPTED = SSI_GEN_KIND_COUNT /**< an own request was accepted */
};

enum {
    SSI_GEN_LOG_FIRST = SSI_GEN_ADVANCED, /**< own actions outside Navigator */
    SSI_GEN_LOG_KINDS = SSI_GEN_OWN_KINDS - SSI_GEN_LOG_FIRST,
    SSI_GEN_PASSIVE_KINDS = SSI_GEN_KIND_COUNT - SSI_GEN_OWN_KINDS
};

enum ssi_gen_truth_line {
    SSI_GEN_TRUTH_MADE,
    SSI_GEN_TRUTH_RECEIVED,
    SSI_GEN_TRUTH_SEARCHES,
    SSI_GEN_TRUTH_ADVANCED,
    SSI_GEN_TRUTH_COUNTED, /**< the lines before it are counted week by week */
    SSI_GEN_TRUTH_DECIDERS = SSI_GEN_TRUTH_COUNTED,
    SSI_GEN_TRUTH_VIEWS,
    SSI_GEN_TRUTH_MESSAGES,
    SSI_GEN_TRUTH_SHARES,
    SSI_GEN_TRUTH_COUNT
};

enum { SSI_GEN_WINDOW = 13 };

enum ssi_gen_region_id {
    SSI_GEN_AMERICAS,
    SSI_GEN_BRITAIN,
    SSI_GEN_EUROPE,
    SSI_GEN_GULF,
    SSI_GEN_INDIA,
    SSI_GEN_CHINA,
    SSI_GEN_REGION_COUNT
};

struct ssi_gen_region {
    const char *name;
    int32_t utc_offset_secs;
    int32_t early_weekend_days; /**< the weekend begins so many days before Saturday */
};

extern const struct ssi_gen_region ssi_gen_regions[SSI_GEN_REGION_COUNT];
extern const double ssi_gen_weekday_share[7];
extern const uint8_t ssi_gen_hour_weight[24];

/** What happens on that day all over the region, as a part of an ordinary day. */
double ssi_gen_holiday_factor(int64_t day, enum ssi_gen_region_id region);

enum ssi_gen_seat { SSI_GEN_SEAT_NAVIGATOR, SSI_GEN_SEAT_PREMIUM, SSI_GEN_SEAT_FREE };

/** What happens to a person during the exports; `day` and `until` say when. */
enum ssi_gen_fate {
    SSI_GEN_STAYS,
    SSI_GEN_JOINS,    /**< since = day */
    SSI_GEN_LEAVES,   /**< status left at day */
    SSI_GEN_MOVES,    /**< to team second_team at day */
    SSI_GEN_AWAY,     /**< from day to until */
    SSI_GEN_OPTS_OUT, /**< at day */
    SSI_GEN_GIVES_UP, /**< no own action any more from day on */
    SSI_GEN_AWAKENS,  /**< no own action before day */
    SSI_GEN_UPGRADES, /**< gets a Navigator seat at day */
    SSI_GEN_RENEWS    /**< another contract, so another seat id, from day on */
};

struct ssi_gen_person {
    uint64_t seat_id, second_seat_id;
    double seat_rate, log_rate; /**< own actions a week in Navigator, and elsewhere */
    double passive_rate[SSI_GEN_PASSIVE_KINDS];
    double buzz; /**< engagement still to come for what was posted */
    double talent, habit, request_rate;
    uint16_t seat_split[SSI_GEN_NAVIGATOR_KINDS]; /**< cumulative, of 65,536 */
    uint16_t log_split[SSI_GEN_LOG_KINDS];
    uint16_t accept_part, inmail_part, region; /**< parts are of 65,536 */
    uint8_t seat, fate, industry, company;
    int32_t day, until, since_day;
    uint32_t team, second_team;
    uint32_t degree, deciders, next_lead;
    /** Ring of the counts of the last 13 weeks; and those of the week being simulated. */
    uint16_t weeks[SSI_GEN_WINDOW][SSI_GEN_TRUTH_COUNTED];
    uint32_t now[SSI_GEN_TRUTH_COUNTED];
};

/** How much of an average week's work a person does on each day of a week. */
struct ssi_gen_plan {
    float day[7];
};

struct ssi_gen_world {
    struct ssi_generate_options options;
    int64_t first_day; /**< days since 1970-01-01 */
    int32_t days;
    uint32_t person_count, team_count, outsider_count;
    struct ssi_gen_person *people;
    struct ssi_gen_plan *plans; /**< of the week being simulated */
    uint32_t *team_order;       /**< people by team */
    uint32_t *team_start;       /**< team_count + 1 */
    uint8_t hour_of[256];       /**< a byte -> a local hour, by weight */
    /** Share of a week's work that an ordinary person does on a day, by region. */
    double (*share)[SSI_GEN_REGION_COUNT];
    struct ssi_arena arena;
};

/** Numbers of the random streams: one a purpose, person and time. */
enum ssi_gen_purpose {
    SSI_GEN_FOR_PERSON = 1,
    SSI_GEN_FOR_TEAMS,
    SSI_GEN_FOR_PLAN,
    SSI_GEN_FOR_SEAT,
    SSI_GEN_FOR_LOG,
    SSI_GEN_FOR_DEALS,
    SSI_GEN_FOR_PENDING,
    SSI_GEN_FOR_EDGE,
    SSI_GEN_FOR_LEAD,
    SSI_GEN_FOR_OUTSIDER,
    SSI_GEN_FOR_TEXT,
    SSI_GEN_FOR_NAME,
    SSI_GEN_FOR_OUTCOME,
    SSI_GEN_FOR_QUOTA,
    SSI_GEN_FOR_VACATION
};

void ssi_gen_stream(const struct ssi_gen_world *world, enum ssi_gen_purpose purpose,
                    uint64_t person, uint64_t time, struct ssi_random *out_random);
uint64_t ssi_gen_bits(const struct ssi_gen_world *world, enum ssi_gen_purpose purpose,
                      uint64_t a, uint64_t b);

/* world.c */

/** Draw the population. */
SSI_NODISCARD enum ssi_status ssi_gen_world_init(
    struct ssi_gen_world *world, const struct ssi_generate_options *options,
    struct ssi_error *err);
void ssi_gen_world_release(struct ssi_gen_world *world);

/* person.c */

void ssi_gen_person_init(const struct ssi_gen_world *world, uint32_t person);
void ssi_gen_person_fate(const struct ssi_gen_world *world, uint32_t person,
                         struct ssi_random *random);

/* plan.c */

/** Whether the person belongs to the company, present and willing, on that day. */
bool ssi_gen_present(const struct ssi_gen_person *p, int32_t day);
/** The same, and acts of its own accord. */
bool ssi_gen_acts(const struct ssi_gen_person *p, int32_t day);
/** Whether the person has a Navigator seat on that day. */
bool ssi_gen_seated(const struct ssi_gen_person *p, int32_t day);
void ssi_gen_plan_init(const struct ssi_gen_world *world, uint32_t person, int32_t week,
                       struct ssi_gen_plan *out_plan);
/** Fill world->share. */
void ssi_gen_calendar_init(struct ssi_gen_world *world);
/** A second of a UTC day at which people of that region work. */
uint32_t ssi_gen_second(const struct ssi_gen_world *world, uint32_t region,
                        uint64_t bits);

/* network.c */

/** Anybody: people first, then person_count + outsider. */
typedef uint64_t ssi_gen_anybody;

/** The other end of an edge that a person has on the first day; edge < degree. */
ssi_gen_anybody ssi_gen_contact(const struct ssi_gen_world *world, uint32_t person,
                                uint32_t edge);
/** A contact as people talk to them: few often, most seldom. */
ssi_gen_anybody ssi_gen_friend(const struct ssi_gen_world *world, uint32_t person,
                               uint64_t bits);
/** An outsider that the person may get to know; higher numbers later. */
ssi_gen_anybody ssi_gen_lead(const struct ssi_gen_world *world, uint32_t person,
                             uint32_t number);
/** Contacts of the first day who decide about money; O(degree). */
uint32_t ssi_gen_deciders(const struct ssi_gen_world *world, uint32_t person);

/** Bytes at out (24 suffice); returns the length. */
size_t ssi_gen_identity_key(ssi_gen_anybody anybody, char *out);
/** As exports name somebody: people by member id, identity key or profile address. */
size_t ssi_gen_alias(const struct ssi_gen_world *world, ssi_gen_anybody anybody,
                     char *out);
enum { SSI_GEN_ALIAS_SIZE = 128 };

extern const char ssi_gen_connections_header[];
/** All edges of the first day. */
void ssi_gen_connections_known(const struct ssi_gen_world *world,
                               struct ssi_gen_cells *cells);
/** One edge made on a day. */
void ssi_gen_connection(const struct ssi_gen_world *world, struct ssi_gen_cells *cells,
                        uint32_t person, ssi_gen_anybody other, int32_t day);

/* roster.c */

extern const char ssi_gen_members_header[], ssi_gen_identities_header[];

size_t ssi_gen_member_id(uint32_t person, char *out);
size_t ssi_gen_profile_url(const struct ssi_gen_world *world, uint32_t person, char *out);
void ssi_gen_write_members(const struct ssi_gen_world *world,
                           struct ssi_gen_cells *cells);
bool ssi_gen_has_identities(const struct ssi_gen_world *world);
void ssi_gen_write_identities(const struct ssi_gen_world *world,
                              struct ssi_gen_cells *cells);

/* deals.c */

extern const char ssi_gen_deals_header[], ssi_gen_quotas_header[];
/** The deals that close in a week; then the ring moves on by that week. */
void ssi_gen_deals_week(struct ssi_gen_world *world, struct ssi_gen_cells *cells,
                        int32_t week);
/** Those still open at the end. */
void ssi_gen_deals_open(const struct ssi_gen_world *world, struct ssi_gen_cells *cells);
void ssi_gen_write_quotas(const struct ssi_gen_world *world, struct ssi_gen_cells *cells);

#endif
