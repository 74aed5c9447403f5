// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Finds ids of a set that does not grow any more, very many times, with one look at
 * memory for most.
 *
 * Ids that are numbers behind the same letters (E10005), close enough together, stand in
 * a table by number; others in a hash table, those of up to 11 bytes whole. Exact for ids
 * of any kind. Safe to use from several threads at once.
 */
#ifndef SSI_ID_INDEX_H
#define SSI_ID_INDEX_H

#include "ssi/ids.h"

struct ssi_id_index;

/**
 * Items must outlive the index. About 24 bytes an id. SSI_EDATA when two of them are the
 * same; *out_repeated is the later one then, and else SSI_ID_NONE.
 */
SSI_NODISCARD enum ssi_status ssi_id_index_new(const struct ssi_str *items, size_t count,
                                               struct ssi_id_index **out_index,
                                               uint32_t *out_repeated,
                                               struct ssi_error *err);
void ssi_id_index_free(struct ssi_id_index *index);

/** A slot of the hash table, or what is looked for. */
struct ssi_id_place {
    uint64_t head;  /**< the first 8 bytes of a short id, or a hash */
    uint32_t tail;  /**< its other bytes and its length on top; of a hash 255 on top */
    uint32_t index; /**< + 1, 0 = free; of a search: the slot to begin at */
};

enum { SSI_ID_SEARCH = 128 };

/** A search for up to SSI_ID_SEARCH ids. */
struct ssi_id_search {
    struct ssi_id_place wanted[SSI_ID_SEARCH];
};

/**
 * Finding is done in two steps, so that many looks at memory wait together: ask, do
 * something else, answer. The ids must be there until then; SSI_ID_NONE is the answer for
 * those that are not in the index.
 */
void ssi_id_index_ask(const struct ssi_id_index *index, const struct ssi_str *ids,
                      size_t count, struct ssi_id_search *out_search);
void ssi_id_index_answer(const struct ssi_id_index *index, const struct ssi_str *ids,
                         size_t count, const struct ssi_id_search *search,
                         uint32_t *out_indexes);

/** One id. */
uint32_t ssi_id_index_find(const struct ssi_id_index *index, struct ssi_str id);

#endif
