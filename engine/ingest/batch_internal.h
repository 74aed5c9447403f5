// SPDX-License-Identifier: GPL-3.0-or-later
/** What readers of rows in batches share: which rows are no good, and ids made clean. */
#ifndef SSI_BATCH_INTERNAL_H
#define SSI_BATCH_INTERNAL_H

#include "ssi/reader.h"

/** What is wrong with the rows of a batch: the place of the cell and why. */
struct ssi_faults {
    size_t count;
    const char *reason[SSI_CSV_BATCH]; /* NULL = nothing */
    int32_t place[SSI_CSV_BATCH];
};

/** The first thing that is wrong with a row is told. */
static inline void ssi_blame(struct ssi_faults *faults, size_t i, int32_t place,
                             const char *reason)
{
    if (!faults->reason[i]) {
        faults->reason[i] = reason;
        faults->place[i] = place;
        faults->count++;
    }
}

/** The cells of a column, which may be changed; NULL for a place below 0. */
static inline struct ssi_str *ssi_column_cells(const struct ssi_csv_columns *columns,
                                               int32_t place)
{
    return place < 0 ? NULL : columns->cells + (size_t)place * SSI_CSV_BATCH;
}

/** Makes the ids of a column as everything compares them; folded holds the changed ones.
 * Returns how many are empty: all of them where place is below 0. */
size_t ssi_clean_ids(const struct ssi_csv_columns *columns, int32_t place,
                     char folded[SSI_CSV_BATCH][SSI_ID_SIZE], struct ssi_faults *faults);

/** The same where none may be empty. */
void ssi_require_ids(const struct ssi_csv_columns *columns, int32_t place,
                     char folded[SSI_CSV_BATCH][SSI_ID_SIZE], const char *reason,
                     struct ssi_faults *faults);

/** Blames rows without a text that must have one; all of them where place is below 0. */
void ssi_require_texts(const struct ssi_csv_columns *columns, int32_t place,
                       const char *reason, struct ssi_faults *faults);

/** Tells the reader of all rows that are blamed. */
SSI_NODISCARD enum ssi_status ssi_reject_faults(struct ssi_reader *reader,
                                                const struct ssi_csv_columns *columns,
                                                const struct ssi_faults *faults,
                                                struct ssi_error *err);

#endif
