// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Synthetic exports in the real formats: a population of sellers, what they did week by
 * week, whom they know and what they sold. For demonstrations, tests and measurements.
 *
 * The same options give the same bytes on every run and machine: all draws come from
 * seeded streams, one a person and week, and every curve is computed with + - * / and
 * sqrt only.
 *
 * What is simulated, in short (the tables are in engine/generate/rates.c, and printed
 * in datasets/sample/README.md):
 *
 *   counts    of a day: Poisson(rate * person * busy week * weekday * holiday); person is
 *             lognormal and busy week gamma, so counts a week are overdispersed
 *   people    join, leave, go away, move team, opt out, stop or start using their seat
 *   answers   to requests and InMails come days later, with a personal probability
 *
 * The truth about deals. In week w member m wins Poisson(L) deals,
 *
 *   ln L = -4.1 + sum_k weight_k * f_k + talent_m + noise_mw
 *
 *   f_k       min(1, ln(1 + x_k) / ln(1 + target_k)); x_k is the plain mean per week of
 *             metric k in the 13 weeks before w (before the first week its expectation
 *             stands in); for decision_maker_connections the number on the first day
 *   talent    normal, sd 0.5, correlated 0.4 with the logarithm of how active the person
 *             is: so activity predicts sales a little more than it causes them
 *   noise     normal, sd 0.3, new every week
 *
 * weight_k and target_k are what ssi_generate_truth() lists; metrics that it gives weight
 * 0 are busywork: they go along with success only through how active the person is. Lost
 * and open deals do not depend on activity.
 */
#ifndef SSI_GENERATE_H
#define SSI_GENERATE_H

#include <stdbool.h>
#include <stdint.h>

#include "ssi/error.h"

/** What to write; flags of ssi_generate_options.parts. */
enum ssi_generate_part {
    SSI_GENERATE_NAVIGATOR_ACTIVITY = 1u << 0,
    SSI_GENERATE_NAVIGATOR_OUTCOME = 1u << 1,
    SSI_GENERATE_ACTIVITY = 1u << 2,
    SSI_GENERATE_MEMBERS = 1u << 3, /**< members.csv and identities.csv */
    SSI_GENERATE_CONNECTIONS = 1u << 4,
    SSI_GENERATE_DEALS = 1u << 5, /**< deals.csv and quotas.csv */
    SSI_GENERATE_ALL = (1u << 6) - 1u
};

struct ssi_generate_options {
    const char *folder; /**< made when it is not there */
    uint32_t members;   /**< 1 .. 5,000,000 */
    uint32_t weeks;     /**< 1 .. 520 */
    uint64_t events;    /**< navigator-activity rows, exactly; 0 = as the rates have it */
    uint64_t seed;
    int64_t end_day;       /**< last day, days since 1970-01-01 UTC */
    uint32_t files;        /**< of navigator-activity; 0 = one per four weeks */
    uint32_t overlap_days; /**< days at the end of a file that the next one repeats */
    unsigned parts;        /**< enum ssi_generate_part; other parts stay the same bytes */
    bool gzip;             /**< navigator-*, activity and connections as .csv.gz */
    bool quote_all;        /**< every cell in quotes */
    bool crlf;             /**< lines end in CR LF */
};

/** 200 members, 26 weeks to 2026-11-18, seed 2026, everything, plain; no folder. */
void ssi_generate_options_init(struct ssi_generate_options *options);

/** Data rows written, headers not counted. */
struct ssi_generate_summary {
    uint64_t files;
    uint64_t navigator_activity; /**< without the rows that an overlap repeats */
    uint64_t repeated; /**< rows of navigator-activity that an overlap repeats */
    uint64_t navigator_outcome, activity, members, identities, connections, deals, quotas;
    uint64_t bytes; /**< of all files, before compression */
};

/**
 * Write the files. Memory grows with members and with the rows of one day, not with all
 * rows.
 *
 * What an earlier run wrote to the folder is removed first; its hidden file .generated
 * lists it. Other files there are left alone: one in the way is SSI_EUSAGE, before
 * anything is changed.
 *
 * out_summary  set on success only; may be NULL.
 * Returns SSI_OK; SSI_EUSAGE also for options out of range; SSI_EIO when a file cannot be
 * written (files written so far stay); SSI_EINTERNAL when memory is out.
 */
SSI_NODISCARD enum ssi_status ssi_generate(const struct ssi_generate_options *options,
                                           struct ssi_generate_summary *out_summary,
                                           struct ssi_error *err);

/** One line of the table of weekly rates. */
struct ssi_generate_rate {
    const char *activity; /**< the code of `ssi list activities` */
    double per_week;      /**< mean of a seat holder who is at work */
    double spread;        /**< sd of the logarithm of a person's own taste for it */
    double premium, free; /**< the rate of these seat kinds, as a part of per_week */
    const char *from;     /**< the file it appears in */
};

/** Line `index` of the table; NULL behind its end. */
const struct ssi_generate_rate *ssi_generate_rate(size_t index);

/** One line of the truth about deals (see above). */
struct ssi_generate_truth {
    const char *metric;
    double weight;
    double target;
};

/** Line `index` of the truth; NULL behind its end. */
const struct ssi_generate_truth *ssi_generate_truth(size_t index);

#endif
