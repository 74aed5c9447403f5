// SPDX-License-Identifier: GPL-3.0-or-later
// Sorts a section by its key: first into buckets by the number that its key begins with, which
// is nearly all of the work done in two passes, then each bucket by comparison.

#include "section_internal.h"

#include <stdlib.h>

#include "ssi/memory.h"

enum { MOST_BUCKET_BITS = 20 };

/** Which bits of a key's first number tell the buckets. */
struct buckets {
    const struct ssi_section_info *info;
    unsigned shift;
    size_t count;
    size_t *ends;
};

static uint64_t key_of(const struct buckets *b, const unsigned char *record)
{
    uint64_t wide = 0;
    memcpy(&wide, record, b->info->first_key_size);
    return wide;
}

static void choose_buckets(struct buckets *b, const unsigned char *items, size_t count)
{
    uint64_t largest = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t key = key_of(b, items + i * b->info->record_size);
        largest = key > largest ? key : largest;
    }
    unsigned bits = 1;
    while (bits < MOST_BUCKET_BITS && (count >> bits) > 1) {
        bits++;
    }
    unsigned used = largest ? 64 - (unsigned)__builtin_clzll(largest) : 1;
    b->shift = used > bits ? used - bits : 0;
    b->count = (size_t)(largest >> b->shift) + 1;
}

/** Moves the records to `sorted`, bucket by bucket. */
static void spread(struct buckets *b, const unsigned char *items, size_t count,
                   unsigned char *sorted)
{
    size_t size = b->info->record_size;
    for (size_t i = 0; i < count; i++) {
        b->ends[(key_of(b, items + i * size) >> b->shift) + 1]++;
    }
    for (size_t i = 0; i < b->count; i++) {
        b->ends[i + 1] += b->ends[i];
    }
    for (size_t i = 0; i < count; i++) { // each start moves on to its end
        size_t at = b->ends[key_of(b, items + i * size) >> b->shift]++;
        memcpy(sorted + at * size, items + i * size, size);
    }
}

static void sort_buckets(const struct buckets *b, unsigned char *sorted)
{
    size_t size = b->info->record_size;
    size_t start = 0;
    for (size_t i = 0; i < b->count; start = b->ends[i++]) {
        if (b->ends[i] - start > 1) {
            qsort(sorted + start * size, b->ends[i] - start, size, b->info->compare);
        }
    }
}

/** Records of one key add up to one. */
static size_t combine(const struct ssi_section_info *info, unsigned char *items, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned char *record = items + i * info->record_size;
        unsigned char *next = items + kept * info->record_size;
        if (kept > 0 && info->compare(next - info->record_size, record) == 0) {
            info->combine(next - info->record_size, record);
            continue;
        }
        if (next != record) {
            memcpy(next, record, info->record_size);
        }
        kept++;
    }
    return kept;
}

enum ssi_status ssi_image_sort(struct ssi_image *image, enum ssi_section section,
                               struct ssi_error *err)
{
    struct buckets b = {.info = &ssi_section_infos[section]};
    size_t count = image->sections[section].count;
    unsigned char *items = image->sections[section].items;
    if (count < 2) {
        return SSI_OK;
    }
    choose_buckets(&b, items, count);
    b.ends = ssi_alloc(b.count + 1, sizeof *b.ends);
    unsigned char *sorted = ssi_alloc(count, b.info->record_size);
    if (!b.ends || !sorted) {
        ssi_free(b.ends);
        ssi_free(sorted);
        return ssi_error_nomem(err);
    }
    spread(&b, items, count, sorted);
    sort_buckets(&b, sorted);
    ssi_free(b.ends);
    ssi_free(items);
    image->sections[section].items = sorted;
    image->sections[section].cap = count * b.info->record_size;
    image->sections[section].count = combine(b.info, sorted, count);
    return SSI_OK;
}
