// SPDX-License-Identifier: GPL-3.0-or-later
// The order of a section's records by their keys: first into buckets by the number that a
// key begins with, which is nearly all of the work done in two passes, then each bucket
// by comparison. Sorts places, not records, which may be large.

#include "section_internal.h"

#include "ssi/memory.h"

enum { MOST_BUCKET_BITS = 20 };

struct sorting {
    const struct ssi_section_info *info;
    const unsigned char *items;
    size_t count;
    unsigned shift; /* of a key's first number: what is left tells the bucket */
    size_t bucket_count;
    size_t *ends;
    uint32_t *order;
};

static const unsigned char *record_at(const struct sorting *s, uint32_t place)
{
    return s->items + place * s->info->record_size;
}

static size_t bucket_of(const struct sorting *s, uint32_t place)
{
    uint64_t key = 0;
    memcpy(&key, record_at(s, place),
           s->info->first_key_size); // little-endian, see layout
    return (size_t)(key >> s->shift);
}

static void choose_buckets(struct sorting *s)
{
    uint64_t largest = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        uint64_t key = bucket_of(s, i); // shift is still 0
        largest = key > largest ? key : largest;
    }
    unsigned bits = 1;
    while (bits < MOST_BUCKET_BITS && (s->count >> bits) > 1) {
        bits++;
    }
    unsigned used = largest ? 64 - (unsigned)__builtin_clzll(largest) : 1;
    s->shift = used > bits ? used - bits : 0;
    s->bucket_count = (size_t)(largest >> s->shift) + 1;
}

static void spread(struct sorting *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        s->ends[bucket_of(s, i) + 1]++;
    }
    for (size_t b = 0; b < s->bucket_count; b++) {
        s->ends[b + 1] += s->ends[b];
    }
    for (uint32_t i = 0; i < s->count; i++) { // each start moves on to its end
        s->order[s->ends[bucket_of(s, i)]++] = i;
    }
}

/** By key, and among equal ones in order of arrival. */
static bool is_before(const struct sorting *s, uint32_t a, uint32_t b)
{
    int order = s->info->compare(record_at(s, a), record_at(s, b));
    return order < 0 || (order == 0 && a < b);
}

static void insertion_sort(const struct sorting *s, uint32_t *places, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint32_t place = places[i];
        size_t at = i;
        for (; at > 0 && is_before(s, place, places[at - 1]); at--) {
            places[at] = places[at - 1];
        }
        places[at] = place;
    }
}

static void sift_down(const struct sorting *s, uint32_t *heap, size_t at, size_t count)
{
    for (;;) {
        size_t most = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++) {
            most = is_before(s, heap[most], heap[child]) ? child : most;
        }
        if (most == at) {
            return;
        }
        uint32_t swap = heap[at];
        heap[at] = heap[most];
        heap[most] = swap;
        at = most;
    }
}

/** In place and never quadratic, whatever strangers put into one bucket. */
static void heap_sort(const struct sorting *s, uint32_t *places, size_t count)
{
    for (size_t at = count / 2; at-- > 0;) {
        sift_down(s, places, at, count);
    }
    for (size_t end = count; end > 1;) {
        end--;
        uint32_t swap = places[0];
        places[0] = places[end];
        places[end] = swap;
        sift_down(s, places, 0, end);
    }
}

static void sort_buckets(const struct sorting *s)
{
    enum { FEW = 12 };
    size_t start = 0;
    for (size_t b = 0; b < s->bucket_count; start = s->ends[b++]) {
        size_t count = s->ends[b] - start;
        if (count > FEW) {
            heap_sort(s, s->order + start, count);
        } else {
            insertion_sort(s, s->order + start, count);
        }
    }
}

enum ssi_status ssi_image_order(const struct ssi_image *image, enum ssi_section section,
                                uint32_t **out_order, struct ssi_error *err)
{
    struct sorting s = {.info = &ssi_section_infos[section],
                        .items = image->sections[section].items,
                        .count = image->sections[section].count};
    if (s.count >= UINT32_MAX) {
        return ssi_error_set(err, SSI_EDATA,
                             "more than 4 billion records of one kind; give --memory");
    }
    choose_buckets(&s);
    s.ends = ssi_alloc(s.bucket_count + 1, sizeof *s.ends);
    s.order = ssi_alloc(s.count, sizeof *s.order);
    if (!s.ends || !s.order) {
        ssi_free(s.ends);
        ssi_free(s.order);
        return ssi_error_nomem(err);
    }
    spread(&s);
    sort_buckets(&s);
    ssi_free(s.ends);
    *out_order = s.order;
    return SSI_OK;
}

/** The records in order, those of one key added up; returns how many are left. */
static size_t gather(const struct ssi_section_info *info, const unsigned char *items,
                     const uint32_t *order, size_t count, unsigned char *sorted)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const unsigned char *record = items + order[i] * info->record_size;
        unsigned char *next = sorted + kept * info->record_size;
        if (kept > 0 && info->compare(next - info->record_size, record) == 0) {
            info->combine(next - info->record_size, record);
            continue;
        }
        memcpy(next, record, info->record_size);
        kept++;
    }
    return kept;
}

enum ssi_status ssi_image_sort(struct ssi_image *image, enum ssi_section section,
                               struct ssi_error *err)
{
    const struct ssi_section_info *info = &ssi_section_infos[section];
    unsigned char *items = image->sections[section].items;
    size_t count = image->sections[section].count;
    uint32_t *order = NULL;
    image->sections[section].unsorted = false;
    if (count < 2) {
        return SSI_OK;
    }
    SSI_TRY(ssi_image_order(image, section, &order, err));
    unsigned char *sorted = ssi_alloc(count, info->record_size);
    if (!sorted) {
        ssi_free(order);
        return ssi_error_nomem(err);
    }
    image->sections[section].count = gather(info, items, order, count, sorted);
    image->sections[section].items = sorted;
    image->sections[section].cap = count * info->record_size;
    ssi_free(items);
    ssi_free(order);
    return SSI_OK;
}
