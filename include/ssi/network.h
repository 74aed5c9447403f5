// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Members among their own connections, from edges that are read as a stream and never
 * held: design section 7, definition 30.
 *
 * Everything is a sum over distinct edges of integers, so that the counts of any split of
 * the edges by pair add up to those of the whole. In memory are the scores of the members
 * and a few sums each; what finds repeated edges goes through disk.
 */
#ifndef SSI_NETWORK_H
#define SSI_NETWORK_H

#include "ssi/id_index.h"
#include "ssi/reference.h"
#include "ssi/stats.h"

/** Who is scored, out of a scores.csv or any table with member_id and overall. */
struct ssi_network_scores {
    struct ssi_str *ids; /**< of the rows of the table, then those references name */
    size_t id_count;
    size_t member_count;        /**< rows of the table */
    struct ssi_id_index *index; /**< of ids */
    uint32_t *persons;   /**< by id: the id it stands for; NULL = each for itself */
    uint32_t *overalls;  /**< by id, `nobody` too: milli-points or SSI_NO_OVERALL */
    uint32_t nobody;     /**< an index behind all ids: somebody who is not known */
    uint16_t *pillars;   /**< SSI_PILLARS a member, of scored ones; NULL = not wanted */
    unsigned pillar_set; /**< bit p: the table has pillar p */
    char week[16];       /**< of its rows; empty where the table says none */
    struct ssi_digest digest; /**< of the table's bytes */
    struct ssi_arena arena;
};

/**
 * Reads a table, plain or gzip. SSI_EDATA where it is none, an id stands twice, a score
 * is no number of 0 to 100 with at most three decimals, or scored members differ in the
 * pillars that they have. Nothing to release after an error.
 */
SSI_NODISCARD enum ssi_status ssi_network_scores_load(struct ssi_network_scores *scores,
                                                      const char *path, bool pillars,
                                                      struct ssi_error *err);
void ssi_network_scores_release(struct ssi_network_scores *scores);

/** Adds the aliases that a finished reference resolves. Once, before counting begins. */
SSI_NODISCARD enum ssi_status ssi_network_scores_join(
    struct ssi_network_scores *scores, const struct ssi_reference *reference,
    struct ssi_error *err);

/** Sums of one member over its distinct edges; those below `connections` over members
 * with an overall. */
struct ssi_network_sum {
    uint32_t connections;   /**< distinct other people, known or not */
    uint32_t scored;        /**< of them, members with an overall */
    uint32_t higher, equal; /**< of those, by overall; 0 for a member without */
    uint64_t overall;       /**< milli-points added up */
    uint32_t own;           /**< the member's overall, at hand while adding */
    uint32_t unused;
};

/** What became of the good rows of all files. */
struct ssi_network_account {
    uint64_t rows, rejected;         /**< of the files; rows holds the rejected */
    uint64_t self, later, strangers; /**< same person; not before the cut-off; neither end
                                        known */
    uint64_t elsewhere;              /**< of another split */
    uint64_t repeats;                /**< of an edge that counts already */
    uint64_t edges;                  /**< the rest: distinct edges */
    struct ssi_error first_reject;   /**< code SSI_OK: no row was rejected */
    size_t first_reject_file;
};

struct ssi_network_options {
    size_t threads;
    bool unique; /**< the edges are distinct already: repeats would count again */
    /** Only pairs whose hash falls to split 1 .. splits; 0 of 0 = all. The hash depends
     * on the two ids alone, not on their order. */
    uint32_t split, splits;
    bool dated;         /**< whether there is a cut-off */
    int64_t cutoff;     /**< edges dated at or after it are not there yet */
    const char *folder; /**< for files without a name that repeats are found in */
};

struct ssi_network_count;

/** scores must outlive the count. */
SSI_NODISCARD enum ssi_status ssi_network_count_new(
    const struct ssi_network_scores *scores, const struct ssi_network_options *options,
    struct ssi_network_count **out_count, struct ssi_error *err);
void ssi_network_count_free(struct ssi_network_count *count);

/** Opens file `index`; called by several threads at once. */
typedef enum ssi_status ssi_network_opener(void *context, size_t index,
                                           struct ssi_reader *out_reader,
                                           struct ssi_error *err);

/**
 * Reads all edges and removes repeats; once. After an error there are no counts: a file
 * counts as a whole, so one that is damaged cannot be left out afterwards.
 */
SSI_NODISCARD enum ssi_status ssi_network_count_files(struct ssi_network_count *count,
                                                      size_t files,
                                                      ssi_network_opener *open,
                                                      void *context,
                                                      struct ssi_error *err);

/** Adds the table of another split: of the same scores, each split once, all together. */
SSI_NODISCARD enum ssi_status ssi_network_count_add(struct ssi_network_count *count,
                                                    const char *path,
                                                    struct ssi_error *err);
/** SSI_EDATA naming what is missing where tables of splits were added, but not all. */
SSI_NODISCARD enum ssi_status ssi_network_count_whole(
    const struct ssi_network_count *count, struct ssi_error *err);
/** "3/8": false where a text is no split of at most 2^20. */
bool ssi_network_parse_split(struct ssi_str text, uint32_t *out_split,
                             uint32_t *out_splits);
/** Whether a file is such a table; false also where it cannot be read. */
bool ssi_network_is_split(const char *path);

const struct ssi_network_account *ssi_network_account(
    const struct ssi_network_count *count);

/** network.csv: by id as bytes. The same bytes for any order, split and threads. */
SSI_NODISCARD enum ssi_status ssi_network_write(const struct ssi_network_count *count,
                                                enum ssi_csv_style csv,
                                                struct ssi_output *output,
                                                struct ssi_error *err);
/** The sums of a split, for ssi_network_count_add(). */
SSI_NODISCARD enum ssi_status ssi_network_write_split(
    const struct ssi_network_count *count, struct ssi_output *output,
    struct ssi_error *err);

#endif
