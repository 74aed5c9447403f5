// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Interned ids: bytes -> a small index, in order of first appearance.
 *
 * The hash is keyed per process, because ids come from strangers; no table order is ever
 * visible. Reading from several threads is safe while nobody adds.
 */
#ifndef SSI_IDS_H
#define SSI_IDS_H

#include <stdint.h>

#include "ssi/memory.h"

struct ssi_ids {
    struct ssi_str *items; /**< by index; valid until release */
    size_t count, cap;
    struct ssi_id_slot {
        uint32_t index; /**< + 1; 0 = free */
        uint32_t tag;   /**< high bits of the hash */
    } * slots;
    size_t slot_count;
    uint64_t seed; /**< of the keyed hash */
    struct ssi_arena arena;
};

#define SSI_ID_NONE UINT32_MAX

void ssi_ids_init(struct ssi_ids *ids);
void ssi_ids_release(struct ssi_ids *ids);

/** The index of id, adding a copy when it is new. Expected O(length). */
SSI_NODISCARD enum ssi_status ssi_ids_add(struct ssi_ids *ids, struct ssi_str id,
                                          uint32_t *out_index, struct ssi_error *err);

/** The same without a copy: the bytes of id must outlive ids. */
SSI_NODISCARD enum ssi_status ssi_ids_add_borrowed(struct ssi_ids *ids, struct ssi_str id,
                                                   uint32_t *out_index,
                                                   struct ssi_error *err);

/** Room for so many ids in all, and no more, when they are known beforehand. */
SSI_NODISCARD enum ssi_status ssi_ids_reserve(struct ssi_ids *ids, size_t count,
                                              struct ssi_error *err);

/** Frees what finds ids: from now on there is only items. */
void ssi_ids_seal(struct ssi_ids *ids);

/** The index of id, or SSI_ID_NONE. */
uint32_t ssi_ids_find(const struct ssi_ids *ids, struct ssi_str id);

#endif
