// SPDX-License-Identifier: GPL-3.0-or-later
// The ids of people in an open-addressing table. Short ids stand in their slots, so that
// a look-up touches one cache line, and callers can ask for it beforehand.

#include "members_internal.h"

#include "ssi/digest.h"
#include "ssi/random.h"

enum { SHORT_ID = 16 };

void ssi_members_init(struct ssi_members *members)
{
    memset(members, 0, sizeof *members);
    ssi_random_secret(members->seeds, sizeof members->seeds);
}

void ssi_members_release(struct ssi_members *members)
{
    ssi_free(members->slots);
    ssi_free(members->items);
    ssi_arena_release(&members->arena);
    memset(members, 0, sizeof *members);
}

/** Both halves of the product of two words: a quick mixing of keyed words. */
static uint64_t mix(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t load8(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

static uint64_t load4(const char *at)
{
    uint32_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

/** Up to 16 bytes as two words which, with the length, are different for different ids.
 */
static void load_short(struct ssi_str id, uint64_t *first, uint64_t *second)
{
    const char *p = id.ptr;
    if (id.len >= 8) {
        *first = load8(p);
        *second = load8(p + id.len - 8);
    } else if (id.len >= 4) {
        *first = load4(p) | load4(p + id.len - 4) << 32;
        *second = 0;
    } else if (id.len == 0) {
        *first = *second = 0;
    } else {
        *first = (unsigned char)p[0] | (uint64_t)(unsigned char)p[id.len / 2] << 8 |
                 (uint64_t)(unsigned char)p[id.len - 1] << 16;
        *second = 0;
    }
}

void ssi_members_key(const struct ssi_members *members, struct ssi_str id,
                     struct ssi_member_key *out_key)
{
    uint64_t first;
    uint64_t second = 0;
    if (id.len <= SHORT_ID) {
        load_short(id, &first, &second);
    } else {
        first = ssi_hash_bytes(id.ptr, id.len, members->seeds[0]);
    }
    out_key->first = first;
    out_key->second = second;
    out_key->hash = mix(first ^ members->seeds[0],
                        second ^ members->seeds[1] ^ (uint64_t)id.len << 56);
    out_key->id = id;
}

static enum ssi_status grow(struct ssi_members *members, size_t wanted,
                            struct ssi_error *err)
{
    struct ssi_member_slot *old = members->slots;
    size_t old_count = members->slot_count;
    struct ssi_member_slot *slots = ssi_alloc_lines(wanted * sizeof *slots);
    if (!slots) {
        return ssi_error_nomem(err);
    }
    memset(slots, 0, wanted * sizeof *slots);
    for (size_t i = 0; i < old_count; i++) {
        if (old[i].index) {
            struct ssi_member_key key;
            ssi_members_key(members, members->items[old[i].index - 1], &key);
            size_t at = (size_t)key.hash & (wanted - 1);
            while (slots[at].index) {
                at = (at + 1) & (wanted - 1);
            }
            slots[at] = old[i];
        }
    }
    ssi_free(old);
    members->slots = slots;
    members->slot_count = wanted;
    return SSI_OK;
}

enum ssi_status ssi_members_reserve(struct ssi_members *members, size_t more,
                                    struct ssi_error *err)
{
    size_t wanted = members->slot_count ? members->slot_count : 1024;
    while ((members->count + more) * 3 > wanted * 2) {
        wanted *= 2;
    }
    return wanted > members->slot_count ? grow(members, wanted, err) : SSI_OK;
}

static bool is_same(const struct ssi_members *members, const struct ssi_member_slot *slot,
                    const struct ssi_member_key *key)
{
    return slot->first == key->first && slot->second == key->second &&
           slot->len == (unsigned char)key->id.len &&
           (key->id.len <= SHORT_ID ||
            ssi_str_eq(members->items[slot->index - 1], key->id));
}

static enum ssi_status add_item(struct ssi_members *members,
                                const struct ssi_member_key *key,
                                struct ssi_member_slot *slot, struct ssi_error *err)
{
    if (members->count >= SSI_ID_LIMIT) {
        return ssi_error_set(err, SSI_EDATA, "more than 2 billion different ids");
    }
    SSI_TRY(SSI_GROW(members->items, members->cap, members->count + 1, err));
    SSI_TRY(
        ssi_arena_copy(&members->arena, key->id, &members->items[members->count], err));
    members->arena_bytes += (key->id.len + 16) / 16 * 16;
    *slot = (struct ssi_member_slot){.first = key->first,
                                     .second = key->second,
                                     .len = (unsigned char)key->id.len,
                                     .index = (uint32_t)++members->count};
    return SSI_OK;
}

enum ssi_status ssi_members_slot(struct ssi_members *members,
                                 const struct ssi_member_key *key,
                                 struct ssi_member_slot **out_slot, struct ssi_error *err)
{
    size_t mask = members->slot_count - 1;
    size_t at = (size_t)key->hash & mask;
    while (members->slots[at].index && !is_same(members, &members->slots[at], key)) {
        at = (at + 1) & mask;
    }
    *out_slot = &members->slots[at];
    return members->slots[at].index ? SSI_OK
                                    : add_item(members, key, &members->slots[at], err);
}

enum ssi_status ssi_members_add(struct ssi_members *members, struct ssi_str id,
                                uint32_t *out_index, struct ssi_error *err)
{
    struct ssi_member_slot *slot;
    struct ssi_member_key key;
    SSI_TRY(ssi_members_reserve(members, 1, err));
    ssi_members_key(members, id, &key);
    SSI_TRY(ssi_members_slot(members, &key, &slot, err));
    *out_index = slot->index - 1;
    return SSI_OK;
}

size_t ssi_members_bytes(const struct ssi_members *members)
{
    return members->slot_count * sizeof *members->slots +
           members->cap * sizeof *members->items + members->arena_bytes;
}
