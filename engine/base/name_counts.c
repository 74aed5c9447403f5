// SPDX-License-Identifier: GPL-3.0-or-later
// Counts of names in bounded memory. Twice as many as are kept may gather before the
// larger half is given up, so that even names in descending order cost a sort per
// thousand only.

#include "ssi/name_counts.h"

#include <stdlib.h>

void ssi_name_counts_init(struct ssi_name_counts *counts)
{
    memset(counts, 0, sizeof *counts);
    ssi_ids_init(&counts->names);
}

void ssi_name_counts_release(struct ssi_name_counts *counts)
{
    if (counts) {
        ssi_ids_release(&counts->names);
        ssi_free(counts->counts);
        memset(counts, 0, sizeof *counts);
    }
}

struct counted {
    struct ssi_str name;
    uint64_t n;
};

static int by_name(const void *a, const void *b)
{
    return ssi_str_cmp(((const struct counted *)a)->name,
                       ((const struct counted *)b)->name);
}

static enum ssi_status put(struct ssi_name_counts *counts, struct ssi_str name,
                           uint64_t n, struct ssi_error *err)
{
    uint32_t index;
    SSI_TRY(ssi_ids_add(&counts->names, name, &index, err));
    SSI_TRY(SSI_GROW(counts->counts, counts->cap, (size_t)index + 1, err));
    counts->counts[index] += n;
    return SSI_OK;
}

/** The smallest names into a fresh table. */
static enum ssi_status keep_smallest(struct ssi_name_counts *counts,
                                     const struct counted *sorted, struct ssi_error *err)
{
    struct ssi_name_counts kept;
    ssi_name_counts_init(&kept);
    kept.others = counts->others;
    kept.full = true;
    enum ssi_status status = SSI_OK;
    for (size_t i = 0; status == SSI_OK && i < SSI_NAMES_KEPT; i++) {
        status = put(&kept, sorted[i].name, sorted[i].n, err);
    }
    for (size_t i = SSI_NAMES_KEPT; i < counts->names.count; i++) {
        kept.others += sorted[i].n;
    }
    if (status != SSI_OK) {
        ssi_name_counts_release(&kept);
        return status;
    }
    kept.largest = kept.names.items[SSI_NAMES_KEPT - 1];
    ssi_name_counts_release(counts);
    *counts = kept;
    return SSI_OK;
}

enum ssi_status ssi_name_counts_trim(struct ssi_name_counts *counts,
                                     struct ssi_error *err)
{
    size_t count = counts->names.count;
    if (count <= SSI_NAMES_KEPT) {
        return SSI_OK;
    }
    struct counted *sorted = ssi_alloc(count, sizeof *sorted);
    if (!sorted) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < count; i++) {
        sorted[i] = (struct counted){counts->names.items[i], counts->counts[i]};
    }
    qsort(sorted, count, sizeof *sorted, by_name);
    enum ssi_status status = keep_smallest(counts, sorted, err);
    ssi_free(sorted);
    return status;
}

enum ssi_status ssi_name_counts_add(struct ssi_name_counts *counts, struct ssi_str name,
                                    uint64_t n, struct ssi_error *err)
{
    if (counts->full && ssi_str_cmp(name, counts->largest) > 0) {
        counts->others += n;
        return SSI_OK;
    }
    SSI_TRY(put(counts, name, n, err));
    return counts->names.count < 2 * SSI_NAMES_KEPT ? SSI_OK
                                                    : ssi_name_counts_trim(counts, err);
}

enum ssi_status ssi_name_counts_fold(struct ssi_name_counts *counts,
                                     const struct ssi_name_counts *from,
                                     struct ssi_error *err)
{
    for (size_t i = 0; i < from->names.count; i++) {
        SSI_TRY(ssi_name_counts_add(counts, from->names.items[i], from->counts[i], err));
    }
    counts->others += from->others;
    return SSI_OK;
}
