// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as an export: decompressed if they are gzip, then read as CSV with either
// rule for line breaks. What must hold for all input: rows come in order, lie within the
// bytes, a good row has the width asked for, and the reader ends.

#include <stdint.h>
#include <stdlib.h>

#include "ssi/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void read_all(struct ssi_str bytes, bool line_breaks)
{
    struct ssi_source *source;
    struct ssi_csv *csv;
    if (ssi_source_memory(bytes, "fuzz", &source, NULL) != SSI_OK ||
        ssi_csv_new(source, &csv, NULL) != SSI_OK) {
        return;
    }
    struct ssi_csv_row row;
    uint64_t line = 0;
    size_t width = 0;
    ssi_csv_configure(csv, ',', line_breaks, 0);
    while (ssi_csv_next(csv, &row, NULL) == SSI_OK) {
        require(row.line > line);
        line = row.line;
        require(row.byte + row.raw.len <= ssi_csv_bytes(csv));
        require(width == 0 || row.fault != SSI_CSV_GOOD || row.count == width);
        if (width == 0 && row.fault == SSI_CSV_GOOD) {
            width = row.count; // the header, as the reader of exports does
            ssi_csv_configure(csv, ',', line_breaks, width);
        }
    }
    ssi_csv_free(csv);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct ssi_str text = {.ptr = (const char *)bytes, .len = len};
    read_all(text, false);
    read_all(text, true);
    return 0;
}
