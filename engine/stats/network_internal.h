// SPDX-License-Identifier: GPL-3.0-or-later
/** What the files of network counts share. */
#ifndef SSI_NETWORK_INTERNAL_H
#define SSI_NETWORK_INTERNAL_H

#include "ssi/edges.h"
#include "ssi/network.h"

/* network_repeats.c */

/**
 * Records of one or two words, the first never 0, that may come repeatedly and are met
 * once each. They are dealt to partitions by a keyed hash, which go through files without
 * a name; so memory does not grow with them.
 */
struct ssi_repeats;

/** Each worker adds with a number of its own; a folder for the files. */
SSI_NODISCARD enum ssi_status ssi_repeats_new(size_t words, size_t workers,
                                              const char *folder,
                                              struct ssi_repeats **out_repeats,
                                              struct ssi_error *err);
void ssi_repeats_free(struct ssi_repeats *repeats);

SSI_NODISCARD enum ssi_status ssi_repeats_add(struct ssi_repeats *repeats, size_t worker,
                                              const uint64_t *records, size_t count,
                                              struct ssi_error *err);

/** Some distinct records; by several workers at once. */
typedef void ssi_record_visitor(void *context, size_t worker, const uint64_t *records,
                                size_t count);

/** Visits each distinct record once, in no order; once, when all are added. */
SSI_NODISCARD enum ssi_status ssi_repeats_visit(struct ssi_repeats *repeats,
                                                size_t threads, ssi_record_visitor *visit,
                                                void *context, struct ssi_error *err);

/* network_sums.c */

/** Sums of all members by one thread. */
struct ssi_network_sums {
    struct ssi_network_sum *items; /**< by person; aliases' persons have one, too */
    uint64_t *pillars;             /**< SSI_PILLARS a person; NULL = not wanted */
    const struct ssi_network_scores *scores;
};

SSI_NODISCARD enum ssi_status ssi_network_sums_init(
    struct ssi_network_sums *sums, const struct ssi_network_scores *scores,
    struct ssi_error *err);
void ssi_network_sums_release(struct ssi_network_sums *sums);

/** Edges between persons a < b, as a << 32 | b. */
void ssi_network_sums_pairs(struct ssi_network_sums *sums, const uint64_t *pairs,
                            size_t count);
/** Edges of a person to somebody who is not known: (person + 1) << 32, and what tells
 * those apart; `words` words each. */
void ssi_network_sums_halves(struct ssi_network_sums *sums, const uint64_t *halves,
                             size_t count, size_t words);
void ssi_network_sums_fold(struct ssi_network_sums *sums,
                           const struct ssi_network_sums *more);

/* network_row.c */

struct ssi_network_row {
    struct ssi_str id;
    uint32_t overall;
    struct ssi_network network;
    unsigned pillar_set;               /**< pillars that have a mean */
    int64_t pillar_means[SSI_PILLARS]; /**< milli-points, the member included */
};
void ssi_network_header(struct ssi_output *output);
void ssi_network_row(struct ssi_output *output, const struct ssi_network_row *row,
                     enum ssi_csv_style csv);

/* network_count.c */

/** What one thread counts. */
struct ssi_network_worker {
    struct ssi_network_sums sums;
    struct ssi_network_account account;
};

struct ssi_network_count {
    const struct ssi_network_scores *scores;
    struct ssi_network_options options;
    struct ssi_network_worker *workers; /**< the first holds what is whole */
    size_t worker_count;
    struct ssi_repeats *pairs, *halves;
    uint64_t *hashes; /**< by person, of its id; NULL = no splits */
    struct ssi_digest_key key; /**< tells those apart who are not known */
    struct ssi_digest *digests; /**< of the files, by number */
    size_t file_count;
    unsigned char *splits; /**< which were added, from 1; NULL = none */
    uint32_t split_count;
};

/** Adds the rows of a file, or of a thread's share of it, to a worker's. */
SSI_NODISCARD enum ssi_status ssi_network_count_edges(struct ssi_network_count *count,
                                                      size_t worker,
                                                      struct ssi_edges *edges,
                                                      struct ssi_error *err);

#endif
