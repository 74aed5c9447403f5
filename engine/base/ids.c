// SPDX-License-Identifier: GPL-3.0-or-later
// Interns ids in an open-addressing table keyed per process.

#include "ssi/ids.h"

#include "ssi/digest.h"
#include "ssi/random.h"

void ssi_ids_init(struct ssi_ids *ids)
{
    memset(ids, 0, sizeof *ids);
    ssi_random_secret(&ids->seed, sizeof ids->seed);
}

void ssi_ids_release(struct ssi_ids *ids)
{
    if (!ids) {
        return;
    }
    ssi_free(ids->items);
    ssi_free(ids->slots);
    ssi_arena_release(&ids->arena);
    memset(ids, 0, sizeof *ids);
}

/** The slot that holds id, or the free one where it would go. */
static size_t find_slot(const struct ssi_ids *ids, struct ssi_str id, uint64_t hash)
{
    size_t mask = ids->slot_count - 1;
    uint32_t tag = (uint32_t)(hash >> 32);
    size_t slot = (size_t)hash & mask;
    while (ids->slots[slot].index) {
        if (ids->slots[slot].tag == tag &&
            ssi_str_eq(ids->items[ids->slots[slot].index - 1], id)) {
            break;
        }
        slot = (slot + 1) & mask;
    }
    return slot;
}

static enum ssi_status grow_slots(struct ssi_ids *ids, size_t count,
                                  struct ssi_error *err)
{
    size_t wanted = ids->slot_count ? ids->slot_count : 64;
    while (wanted < count * 2) {
        wanted *= 2;
    }
    struct ssi_id_slot *slots = ssi_alloc(wanted, sizeof *slots);
    if (!slots) {
        return ssi_error_nomem(err);
    }
    ssi_free(ids->slots);
    ids->slots = slots;
    ids->slot_count = wanted;
    for (size_t i = 0; i < ids->count; i++) {
        uint64_t hash = ssi_hash_bytes(ids->items[i].ptr, ids->items[i].len, ids->seed);
        size_t slot = (size_t)hash & (wanted - 1);
        while (slots[slot].index) {
            slot = (slot + 1) & (wanted - 1);
        }
        slots[slot] = (struct ssi_id_slot){(uint32_t)i + 1, (uint32_t)(hash >> 32)};
    }
    return SSI_OK;
}

static enum ssi_status add(struct ssi_ids *ids, struct ssi_str id, bool copy,
                           uint32_t *out_index, struct ssi_error *err)
{
    if ((ids->count + 1) * 2 > ids->slot_count) {
        SSI_TRY(grow_slots(ids, ids->count + 1, err));
    }
    uint64_t hash = ssi_hash_bytes(id.ptr, id.len, ids->seed);
    size_t slot = find_slot(ids, id, hash);
    if (ids->slots[slot].index) {
        *out_index = ids->slots[slot].index - 1;
        return SSI_OK;
    }
    if (ids->count >= SSI_ID_NONE - 1) {
        return ssi_error_set(err, SSI_EDATA, "more than 4 billion different ids");
    }
    SSI_TRY(SSI_GROW(ids->items, ids->cap, ids->count + 1, err));
    if (copy) {
        SSI_TRY(ssi_arena_copy(&ids->arena, id, &id, err));
    }
    ids->items[ids->count] = id;
    *out_index = (uint32_t)ids->count++;
    ids->slots[slot] = (struct ssi_id_slot){(uint32_t)ids->count, (uint32_t)(hash >> 32)};
    return SSI_OK;
}

enum ssi_status ssi_ids_add(struct ssi_ids *ids, struct ssi_str id, uint32_t *out_index,
                            struct ssi_error *err)
{
    return add(ids, id, true, out_index, err);
}

enum ssi_status ssi_ids_add_borrowed(struct ssi_ids *ids, struct ssi_str id,
                                     uint32_t *out_index, struct ssi_error *err)
{
    return add(ids, id, false, out_index, err);
}

enum ssi_status ssi_ids_reserve(struct ssi_ids *ids, size_t count, struct ssi_error *err)
{
    if (count > ids->count && count * 2 > ids->slot_count) {
        SSI_TRY(grow_slots(ids, count, err));
    }
    return SSI_GROW(ids->items, ids->cap, count, err);
}

void ssi_ids_seal(struct ssi_ids *ids)
{
    ssi_free(ids->slots);
    ids->slots = NULL;
    ids->slot_count = 0;
}

uint32_t ssi_ids_find(const struct ssi_ids *ids, struct ssi_str id)
{
    if (ids->slot_count == 0) {
        return SSI_ID_NONE;
    }
    size_t slot = find_slot(ids, id, ssi_hash_bytes(id.ptr, id.len, ids->seed));
    return ids->slots[slot].index ? ids->slots[slot].index - 1 : SSI_ID_NONE;
}
