// SPDX-License-Identifier: GPL-3.0-or-later
/** The ids of people, by far the most frequent look-up: one for each row of a file. */
#ifndef SSI_MEMBERS_INTERNAL_H
#define SSI_MEMBERS_INTERNAL_H

#include <assert.h>
#include <stdint.h>

#include "ssi/memory.h"

#define SSI_ID_LIMIT (UINT32_MAX / 2)

/** An id as the table compares it: short ones as two words, others by hash and bytes. */
struct ssi_member_key {
    uint64_t first, second;
    uint64_t hash;
    struct ssi_str id;
};

enum { SSI_SLOT_COLUMNS = 18 };

/**
 * A cache line: the id, and what was counted of the member in the week at hand and is not
 * in the table of weeks yet. Rows come in order of time, so nearly all are counted here.
 */
struct ssi_member_slot {
    uint64_t first, second;
    uint32_t index; /**< + 1; 0 = free */
    int32_t week;   /**< of the counts */
    unsigned char len;
    unsigned char counted;        /**< flag: there are counts */
    uint16_t days;                /**< bits: own actions on that day of the week */
    uint16_t n[SSI_SLOT_COLUMNS]; /**< by column of the table of weeks */
};

static_assert(sizeof(struct ssi_member_slot) == 64, "a cache line");

struct ssi_members {
    struct ssi_member_slot *slots;
    size_t slot_count;
    struct ssi_str *items; /**< by index, in order of arrival; valid until release */
    size_t count, cap;
    uint64_t seeds[2]; /**< of the keyed hash: ids come from strangers */
    struct ssi_arena arena;
    size_t arena_bytes; /**< about what the arena holds */
};

void ssi_members_init(struct ssi_members *members);
void ssi_members_release(struct ssi_members *members);

/** Room for `more` further ids, so that slots stay where they are while they are added.
 */
SSI_NODISCARD enum ssi_status ssi_members_reserve(struct ssi_members *members,
                                                  size_t more, struct ssi_error *err);

/** The key of an id that is not empty; id must live until the key is looked up. */
void ssi_members_key(const struct ssi_members *members, struct ssi_str id,
                     struct ssi_member_key *out_key);

/** Asks for the slot's cache line, some time before ssi_members_slot(). */
static inline void ssi_members_prefetch(const struct ssi_members *members,
                                        const struct ssi_member_key *key)
{
    __builtin_prefetch(&members->slots[key->hash & (members->slot_count - 1)], 1);
}

/** The slot of an id, which is added when it is new; after ssi_members_reserve(). */
SSI_NODISCARD enum ssi_status ssi_members_slot(struct ssi_members *members,
                                               const struct ssi_member_key *key,
                                               struct ssi_member_slot **out_slot,
                                               struct ssi_error *err);

/** The index of an id that is not empty, added when it is new. */
SSI_NODISCARD enum ssi_status ssi_members_add(struct ssi_members *members,
                                              struct ssi_str id, uint32_t *out_index,
                                              struct ssi_error *err);

/** About the memory held, in bytes. */
size_t ssi_members_bytes(const struct ssi_members *members);

#endif
