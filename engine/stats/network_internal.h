// SPDX-License-Identifier: GPL-3.0-or-later
/** What the files of network counts share. */
#ifndef SSI_NETWORK_INTERNAL_H
#define SSI_NETWORK_INTERNAL_H

#include <pthread.h>

#include "ssi/edges.h"
#include "ssi/network.h"

/* network_repeats.c */

/**
 * Records of one or two words, the first never 0, that may come repeatedly and are met
 * once each. They are dealt to partitions by a keyed hash, which go through files without
 * a name; so memory does not grow with them.
 */
struct ssi_repeats;

/** Each worker adds with a number of its own; a folder for the files. at_once: records
 * that a worker keeps in memory, twice as many places; more are met in several passes. */
SSI_NODISCARD enum ssi_status ssi_repeats_new(size_t words, size_t workers,
                                              size_t at_once, const char *folder,
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

/** Sums of all persons, which several threads add to. */
struct ssi_network_sums {
    const struct ssi_network_scores *scores;
    struct ssi_network_sum *items; /**< by person; aliases' persons have one, too */
    uint64_t *pillars;             /**< SSI_PILLARS a person; NULL = not wanted */
    unsigned shift;                /**< person >> shift is its stretch */
    pthread_mutex_t locks[128];    /**< by stretch */
};

/** Released also after an error. */
SSI_NODISCARD enum ssi_status ssi_network_sums_init(
    struct ssi_network_sums *sums, const struct ssi_network_scores *scores,
    struct ssi_error *err);
void ssi_network_sums_release(struct ssi_network_sums *sums);

/** What one thread has put down and not added yet. */
struct ssi_network_adder {
    struct ssi_network_sums *sums;
    uint64_t *ends; /**< by stretch: a person and who it is joined to */
    uint32_t *used; /**< by stretch */
};

/** Released also after an error. */
SSI_NODISCARD enum ssi_status ssi_network_adder_init(struct ssi_network_adder *adder,
                                                     struct ssi_network_sums *sums,
                                                     struct ssi_error *err);
void ssi_network_adder_release(struct ssi_network_adder *adder);

/** Edges between two persons, as a << 32 | b; quickest where many have the same a. */
void ssi_network_add_pairs(struct ssi_network_adder *adder, const uint64_t *pairs,
                           size_t count);
/** Memory that adding them is going to need may be fetched from here on. */
void ssi_network_ask_pairs(const struct ssi_network_sums *sums, const uint64_t *pairs,
                           size_t count);
/** Edges of a person to somebody who is not known: (person + 1) << 32, and two words in
 * all of what tells those apart. */
void ssi_network_add_halves(struct ssi_network_adder *adder, const uint64_t *halves,
                            size_t count);
/** From here on all is in the sums. */
void ssi_network_adder_finish(struct ssi_network_adder *adder);

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
    struct ssi_network_adder adder;
    struct ssi_network_account account;
};

struct ssi_network_count {
    const struct ssi_network_scores *scores;
    struct ssi_network_options options;
    struct ssi_network_sums sums;
    struct ssi_network_worker *workers; /**< the account of the first is the whole one */
    size_t worker_count;
    struct ssi_repeats *pairs, *halves;
    uint64_t *hashes;           /**< by person, of its id; NULL = no splits */
    struct ssi_digest_key key;  /**< tells those apart who are not known */
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
