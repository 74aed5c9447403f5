// SPDX-License-Identifier: GPL-3.0-or-later
// All scans, one row or many at a time, and libcsv must see the same rows in any bytes: the same
// cells, lines, offsets and faults. The first byte chooses the separator and the line breaks.

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

static struct ssi_csv *open_way(struct ssi_str text, size_t way)
{
    struct ssi_source *source = NULL;
    struct ssi_csv *csv = NULL;
    require(ssi_source_memory(text, "fuzz", &source, NULL) == SSI_OK);
    require(ssi_csv_new(source, &csv, NULL) == SSI_OK);
    ssi_csv_choose_way(csv, way);
    return csv;
}

static void require_same(const struct ssi_csv_row *a, const struct ssi_csv_row *b)
{
    require(a->fault == b->fault && a->line == b->line && a->byte == b->byte);
    require(a->lines == b->lines && ssi_str_eq(a->raw, b->raw));
    if (a->fault != SSI_CSV_GOOD) {
        return;
    }
    require(a->count == b->count);
    for (size_t i = 0; i < a->count; i++) {
        require(ssi_str_eq(a->cells[i], b->cells[i]));
    }
}

/** Reads with libcsv row by row, and beside it one way in batches, as readers do. */
static void compare(struct ssi_str text, char separator, bool line_breaks, size_t way,
                    size_t limit)
{
    struct ssi_csv *plain = open_way(text, ssi_csv_ways() - 1);
    struct ssi_csv *fast = open_way(text, way);
    size_t width = 0;
    size_t left = 0;
    const struct ssi_csv_row *rows = NULL;
    for (bool more = true; more;) {
        struct ssi_csv_row row;
        ssi_csv_configure(plain, separator, line_breaks, width);
        enum ssi_status status = ssi_csv_next(plain, &row, NULL);
        if (left == 0) {
            ssi_csv_configure(fast, separator, line_breaks, width);
            enum ssi_status other =
                ssi_csv_batch(fast, width ? limit : 1, &rows, &left, NULL);
            require(other == status);
        }
        more = status == SSI_OK;
        if (more) {
            require_same(&row, rows++);
            left--;
            width = width == 0 && row.fault == SSI_CSV_GOOD ? row.count : width;
        }
    }
    require(ssi_csv_blank_lines(plain) == ssi_csv_blank_lines(fast));
    ssi_csv_free(plain);
    ssi_csv_free(fast);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const char separators[] = {',', ';', '\t', '|'};
    if (len == 0) {
        return 0;
    }
    struct ssi_str text = {.ptr = (const char *)bytes + 1, .len = len - 1};
    for (size_t way = 0; way < ssi_csv_ways(); way++) {
        compare(text, separators[bytes[0] & 3], bytes[0] & 4, way, way % 2 ? 1 : 100);
    }
    return 0;
}
