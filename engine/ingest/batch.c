// SPDX-License-Identifier: GPL-3.0-or-later
// Columns of rows: ids made clean, required texts, and rows that are no good.

#include "batch_internal.h"

#include "id_internal.h"

size_t ssi_clean_ids(const struct ssi_csv_columns *columns, int32_t place,
                     char folded[SSI_CSV_BATCH][SSI_ID_SIZE], struct ssi_faults *faults)
{
    struct ssi_str *ids = ssi_column_cells(columns, place);
    bool slash = columns->slash;
    size_t empty = ids ? 0 : columns->count;
    for (size_t i = 0; ids && i < columns->count; i++) {
        if (ids[i].len > 0 && !slash && ssi_id_is_ordinary(ids[i])) {
            continue;
        }
        const char *reason =
            ids[i].len > 0 ? ssi_id_clean(ids[i], folded[i], &ids[i]) : NULL;
        if (reason) {
            ssi_blame(faults, i, place, reason);
        }
        empty += ids[i].len == 0;
    }
    return empty;
}

void ssi_require_ids(const struct ssi_csv_columns *columns, int32_t place,
                     char folded[SSI_CSV_BATCH][SSI_ID_SIZE], const char *reason,
                     struct ssi_faults *faults)
{
    if (ssi_clean_ids(columns, place, folded, faults) > 0) {
        ssi_require_texts(columns, place, reason, faults);
    }
}

void ssi_require_texts(const struct ssi_csv_columns *columns, int32_t place,
                       const char *reason, struct ssi_faults *faults)
{
    const struct ssi_str *texts = ssi_column_cells(columns, place);
    size_t empty = texts ? 0 : columns->count;
    for (size_t i = 0; texts && i < columns->count; i++) {
        empty += texts[i].len == 0;
    }
    for (size_t i = 0; empty > 0 && i < columns->count; i++) {
        if (!texts || texts[i].len == 0) {
            ssi_blame(faults, i, place, reason);
        }
    }
}

enum ssi_status ssi_reject_faults(struct ssi_reader *reader,
                                  const struct ssi_csv_columns *columns,
                                  const struct ssi_faults *faults, struct ssi_error *err)
{
    for (size_t i = 0; faults->count > 0 && i < columns->count; i++) {
        if (faults->reason[i]) {
            SSI_TRY(ssi_reader_reject_at(reader, columns, i, faults->place[i],
                                         faults->reason[i], err));
        }
    }
    return SSI_OK;
}
