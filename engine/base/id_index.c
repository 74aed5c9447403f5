// SPDX-License-Identifier: GPL-3.0-or-later
// Ids by number where they are numbers behind the same letters, else in an
// open-addressing table whose slots hold short ids whole, and of long ones a hash.

#include "ssi/id_index.h"

#include "ssi/digest.h"
#include "ssi/random.h"

enum {
    SHORT = 11,       /* longest id that a slot holds whole */
    LONG_TAIL = 0xff, /* on top of the tail: a hash */
    NUMBERED = 0xfe,  /* the same of a search: a number, which is its head */
    DIGITS = 8        /* digits of a number */
};

/** Ids of one length that differ in their last digits only. */
struct numbered {
    size_t len;             /* of the ids; 0 = there are none */
    size_t before;          /* bytes in front of the last eight */
    const char *like;       /* one of them */
    uint64_t mask, letters; /* of the last eight bytes: which are no digits, and what */
    uint32_t least, span;   /* their numbers are least .. least + span - 1 */
    uint32_t *indexes;      /* by number - least: index + 1; 0 = no such id */
};

struct ssi_id_index {
    const struct ssi_str *items;
    struct numbered numbered;
    struct ssi_id_place *slots;
    size_t slot_count; /* below 2^32 */
    uint64_t seed;
};

/** The first byte becomes the lowest, on every machine. */
static uint64_t load8(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

static uint64_t load4(const char *p)
{
    uint32_t word;
    memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap32(word);
#endif
    return word;
}

/** The bytes of an id of 1 to 7 bytes, each at least once: never read beyond it. */
static uint64_t few_bytes(const char *p, size_t len)
{
    if (len >= 4) {
        return load4(p) | load4(p + len - 4) << 8 * (len - 4);
    }
    return (uint64_t)(unsigned char)p[0] |
           (uint64_t)(unsigned char)p[len / 2] << 8 * (len / 2) |
           (uint64_t)(unsigned char)p[len - 1] << 8 * (len - 1);
}

/** The last eight bytes of an id, the last one on top; shorter ones have 0 below. */
static uint64_t last_bytes(struct ssi_str id)
{
    if (id.len >= 8) {
        return load8(id.ptr + id.len - 8);
    }
    return id.len > 0 ? few_bytes(id.ptr, id.len) << 8 * (8 - id.len) : 0;
}

static bool are_digits(uint64_t word)
{
    const uint64_t high = UINT64_C(0xf0f0f0f0f0f0f0f0);
    const uint64_t six = UINT64_C(0x0606060606060606);
    return ((word & high) | ((word + six) & high) >> 4) == UINT64_C(0x3333333333333333);
}

/** Eight digits, the first in the lowest byte: pairs, fours, eights at a time. */
static uint32_t number_of(uint64_t word)
{
    word = (word & UINT64_C(0x0f0f0f0f0f0f0f0f)) * 2561 >> 8;
    word = (word & UINT64_C(0x00ff00ff00ff00ff)) * 6553601 >> 16;
    return (uint32_t)((word & UINT64_C(0x0000ffff0000ffff)) * UINT64_C(42949672960001) >>
                      32);
}

/** Whether an id is numbered as those are, and by what. */
static inline bool is_numbered(const struct numbered *n, struct ssi_str id,
                               uint32_t *out_number)
{
    if (id.len != n->len) {
        return false;
    }
    uint64_t word = last_bytes(id);
    uint64_t digits = (word & ~n->mask) | (UINT64_C(0x3030303030303030) & n->mask);
    if ((word & n->mask) != n->letters || !are_digits(digits) ||
        (n->before > 0 && memcmp(id.ptr, n->like, n->before) != 0)) {
        return false;
    }
    *out_number = number_of(digits);
    return true;
}

/** What a slot says of an id but for its index. */
static struct ssi_id_place describe(struct ssi_str id, uint64_t seed)
{
    if (id.len > SHORT) {
        return (struct ssi_id_place){.head = ssi_hash_bytes(id.ptr, id.len, seed),
                                     .tail = (uint32_t)LONG_TAIL << 24};
    }
    struct ssi_id_place slot = {.tail = (uint32_t)id.len << 24};
    if (id.len >= 8) {
        slot.head = load8(id.ptr);
        if (id.len > 8) {
            slot.tail |= (uint32_t)(load8(id.ptr + id.len - 8) >> 8 * (16 - id.len));
        }
    } else if (id.len > 0) {
        slot.head = few_bytes(id.ptr, id.len);
    }
    return slot;
}

static size_t slot_of(const struct ssi_id_index *index, const struct ssi_id_place *wanted)
{
    uint64_t x = (wanted->head ^ index->seed) * UINT64_C(0x9e3779b97f4a7c15);
    x ^= x >> 32;
    x = (x ^ wanted->tail) * UINT64_C(0xd6e8feb86659fd93);
    x ^= x >> 32;
    x *= UINT64_C(0xd6e8feb86659fd93);
    return (size_t)((x >> 32) * index->slot_count >> 32);
}

/** The slot that holds an id, or the free one where it would go. */
static struct ssi_id_place *find_slot(const struct ssi_id_index *index,
                                      const struct ssi_id_place *wanted, size_t at,
                                      struct ssi_str id)
{
    for (;; at = at + 1 < index->slot_count ? at + 1 : 0) {
        struct ssi_id_place *slot = &index->slots[at];
        if (slot->index == 0 ||
            (slot->head == wanted->head && slot->tail == wanted->tail &&
             (id.len <= SHORT || ssi_str_eq(index->items[slot->index - 1], id)))) {
            return slot;
        }
    }
}

void ssi_id_index_ask(const struct ssi_id_index *index, const struct ssi_str *ids,
                      size_t count, struct ssi_id_search *out_search)
{
    const struct numbered *n = &index->numbered;
    for (size_t i = 0; i < count; i++) {
        struct ssi_id_place *wanted = &out_search->wanted[i];
        uint32_t number;
        if (i > 0 && ssi_str_eq(ids[i], ids[i - 1])) { // exports go member by member
            *wanted = wanted[-1];
        } else if (is_numbered(n, ids[i], &number)) {
            number -= n->least; // wraps for those below: beyond the span
            number = number < n->span ? number : n->span;
            *wanted =
                (struct ssi_id_place){.head = number, .tail = (uint32_t)NUMBERED << 24};
            __builtin_prefetch(&n->indexes[number]);
        } else {
            *wanted = describe(ids[i], index->seed);
            size_t slot = slot_of(index, wanted);
            wanted->index = (uint32_t)slot;
            __builtin_prefetch(&index->slots[slot]);
        }
    }
}

void ssi_id_index_answer(const struct ssi_id_index *index, const struct ssi_str *ids,
                         size_t count, const struct ssi_id_search *search,
                         uint32_t *out_indexes)
{
    for (size_t i = 0; i < count; i++) {
        const struct ssi_id_place *wanted = &search->wanted[i];
        uint32_t found = wanted->tail >> 24 == NUMBERED
                             ? index->numbered.indexes[wanted->head]
                             : find_slot(index, wanted, wanted->index, ids[i])->index;
        out_indexes[i] = found - 1; // of none SSI_ID_NONE
    }
}

uint32_t ssi_id_index_find(const struct ssi_id_index *index, struct ssi_str id)
{
    struct ssi_id_search search;
    uint32_t found;
    ssi_id_index_ask(index, &id, 1, &search);
    ssi_id_index_answer(index, &id, 1, &search, &found);
    return found;
}

/** The ids of the length of the middle one, as far as their last digits go. */
static struct numbered like_of(const struct ssi_str *items, size_t count)
{
    struct numbered n = {0};
    struct ssi_str like = count > 0 ? items[count / 2] : ssi_str_of("", 0);
    uint64_t word = last_bytes(like);
    size_t digits = 0;
    while (
        digits < DIGITS && digits < like.len &&
        are_digits((word >> (56 - 8 * digits) & 0xff) | UINT64_C(0x3030303030303000))) {
        digits++;
    }
    if (digits == 0) {
        return n;
    }
    n.len = like.len;
    n.like = like.ptr;
    n.before = like.len > 8 ? like.len - 8 : 0;
    n.mask = digits < 8 ? UINT64_MAX >> 8 * digits : 0;
    n.letters = word & n.mask;
    return n;
}

/** Leaves a table by number that is not much larger than a hash table would be. */
static enum ssi_status find_numbered(struct ssi_id_index *index, size_t count,
                                     struct ssi_error *err)
{
    struct numbered n = like_of(index->items, count);
    uint32_t most = 0;
    size_t some = 0;
    n.least = UINT32_MAX;
    for (size_t i = 0; n.len > 0 && i < count; i++) {
        uint32_t number;
        if (is_numbered(&n, index->items[i], &number)) {
            n.least = number < n.least ? number : n.least;
            most = number > most ? number : most;
            some++;
        }
    }
    if (some == 0 || (most - n.least) / 4 >= some) {
        return SSI_OK;
    }
    n.span = most - n.least + 1;
    size_t bytes = ((size_t)n.span + 1) * sizeof *n.indexes;
    n.indexes = ssi_alloc_lines(bytes);
    if (!n.indexes) {
        return ssi_error_nomem(err);
    }
    memset(n.indexes, 0, bytes);
    index->numbered = n;
    return SSI_OK;
}

/** Of those that are not numbered. */
static enum ssi_status make_slots(struct ssi_id_index *index, size_t count,
                                  struct ssi_error *err)
{
    size_t others = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t number;
        others += index->numbered.len == 0 ||
                  !is_numbered(&index->numbered, index->items[i], &number);
    }
    index->slot_count = others + others / 2 + 64;
    if (index->slot_count > UINT32_MAX) {
        return ssi_error_set(err, SSI_EDATA, "more than 2.8 billion different ids");
    }
    index->slots = ssi_alloc_lines(index->slot_count * sizeof *index->slots);
    if (!index->slots) {
        return ssi_error_nomem(err);
    }
    memset(index->slots, 0, index->slot_count * sizeof *index->slots);
    return SSI_OK;
}

/** False when it is there already. */
static bool add(struct ssi_id_index *index, size_t i)
{
    struct ssi_str id = index->items[i];
    uint32_t number;
    if (index->numbered.len > 0 && is_numbered(&index->numbered, id, &number)) {
        uint32_t *place = &index->numbered.indexes[number - index->numbered.least];
        bool fresh = *place == 0;
        *place = (uint32_t)i + 1;
        return fresh;
    }
    struct ssi_id_place wanted = describe(id, index->seed);
    struct ssi_id_place *slot = find_slot(index, &wanted, slot_of(index, &wanted), id);
    bool fresh = slot->index == 0;
    *slot = wanted;
    slot->index = (uint32_t)i + 1;
    return fresh;
}

enum ssi_status ssi_id_index_new(const struct ssi_str *items, size_t count,
                                 struct ssi_id_index **out_index, uint32_t *out_repeated,
                                 struct ssi_error *err)
{
    struct ssi_id_index *index = ssi_alloc(1, sizeof *index);
    *out_repeated = SSI_ID_NONE;
    if (!index) {
        return ssi_error_nomem(err);
    }
    index->items = items;
    ssi_random_secret(&index->seed, sizeof index->seed);
    enum ssi_status status = find_numbered(index, count, err);
    if (status == SSI_OK) {
        status = make_slots(index, count, err);
    }
    for (size_t i = 0; status == SSI_OK && i < count; i++) {
        if (!add(index, i)) {
            char text[SSI_QUOTE_SIZE];
            *out_repeated = (uint32_t)i;
            status = ssi_error_set(err, SSI_EDATA, "the id %s is there twice",
                                   ssi_quote(items[i], text));
        }
    }
    if (status != SSI_OK) {
        ssi_id_index_free(index);
        return status;
    }
    *out_index = index;
    return SSI_OK;
}

void ssi_id_index_free(struct ssi_id_index *index)
{
    if (index) {
        ssi_free(index->numbered.indexes);
        ssi_free(index->slots);
        ssi_free(index);
    }
}
