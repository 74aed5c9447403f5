// SPDX-License-Identifier: GPL-3.0-or-later
/** Invented names and phrases in several languages and scripts, as tables. */
#ifndef SSI_GENERATE_WORDS_INTERNAL_H
#define SSI_GENERATE_WORDS_INTERNAL_H

#include "generate_internal.h"

/** A name as written and in ASCII letters, as addresses have it. */
struct ssi_gen_name {
    const char *written, *latin;
};

enum { SSI_GEN_NAMES = 12 };

struct ssi_gen_culture {
    enum ssi_gen_region_id region;
    bool family_first; /**< and no blank between */
    struct ssi_gen_name given[SSI_GEN_NAMES], family[SSI_GEN_NAMES];
};

/** The culture of somebody of a region, by random bits: often of the region, not always.
 */
const struct ssi_gen_culture *ssi_gen_culture(uint32_t region, uint64_t bits);
/** ", MBA" and the like, mostly nothing. */
const char *ssi_gen_credentials(uint64_t bits);

enum ssi_gen_region_id ssi_gen_team_region(uint32_t team);
/** The name of a team; names that repeat carry a number. */
size_t ssi_gen_team_name(uint32_t team, char *out, size_t size);

/** The industry at a part u, in [0, 1), of all people. */
uint32_t ssi_gen_industry_of(double u);
const char *ssi_gen_industry(uint32_t industry);

/** The companies of the people themselves: 0 .. 3. */
const char *ssi_gen_home_company(uint32_t company);
/** Where outsiders work, by random bits; now and then a home company, in other letters.
 */
const char *ssi_gen_company(uint64_t bits);

struct ssi_gen_title {
    const char *title, *seniority;
    bool decides;
};

/** Job titles of outsiders, by random bits. */
const struct ssi_gen_title *ssi_gen_title(uint64_t bits);
/** Job titles of the people themselves. */
const char *ssi_gen_seller_title(uint64_t bits);
const char *ssi_gen_topic(uint64_t bits);
const char *ssi_gen_skill(uint32_t number); /**< any number */
const char *ssi_gen_headline_tail(uint64_t bits);
const char *ssi_gen_sentence(uint64_t bits);

#endif
