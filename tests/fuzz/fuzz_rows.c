// SPDX-License-Identifier: GPL-3.0-or-later
// All scans, one row or many at a time, and libcsv must see the same rows in any bytes:
// the same cells, lines, offsets and faults. The first byte chooses the separator, the
// line breaks, the way to read, and whether in columns.

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

/** Row i of columns. */
static struct ssi_csv_row row_of(const struct ssi_csv_columns *columns, size_t i,
                                 size_t width, struct ssi_str *cells)
{
    for (size_t c = 0; c < width; c++) {
        cells[c] = columns->cells[c * SSI_CSV_BATCH + i];
    }
    return (struct ssi_csv_row){.cells = cells,
                                .count = width,
                                .raw = columns->raw[i],
                                .line = columns->line + i,
                                .byte = ssi_csv_columns_byte(columns, i),
                                .lines = 1};
}

struct reading {
    struct ssi_csv *csv;
    bool in_columns;
    struct ssi_csv_columns columns;
    size_t next;
    struct ssi_str cells[SSI_COLUMN_LIMIT];
};

/** The next row one way: from columns, where they are asked for and hold one, or alone.
 */
static enum ssi_status next_row(struct reading *r, size_t width, struct ssi_csv_row *row)
{
    if (r->next == r->columns.count && r->in_columns && width > 0) {
        r->next = 0;
        require(ssi_csv_next_columns(r->csv, &r->columns, NULL) == SSI_OK);
    }
    if (r->next < r->columns.count) {
        *row = row_of(&r->columns, r->next++, width, r->cells);
        return SSI_OK;
    }
    return ssi_csv_next(r->csv, row, NULL);
}

/** Reads with libcsv row by row, and beside it another way. */
static void compare(struct ssi_str text, char separator, bool line_breaks, size_t way,
                    bool in_columns)
{
    static struct reading r;
    struct ssi_csv *plain = open_way(text, ssi_csv_ways() - 1);
    size_t width = 0;
    r.csv = open_way(text, way);
    r.in_columns = in_columns;
    r.columns.count = r.next = 0;
    for (bool more = true; more;) {
        struct ssi_csv_row row;
        struct ssi_csv_row other;
        ssi_csv_configure(plain, separator, line_breaks, width);
        ssi_csv_configure(r.csv, separator, line_breaks, width);
        enum ssi_status status = ssi_csv_next(plain, &row, NULL);
        require(next_row(&r, width, &other) == status);
        more = status == SSI_OK;
        if (more) {
            require_same(&row, &other);
            width = width == 0 && row.fault == SSI_CSV_GOOD ? row.count : width;
        }
    }
    require(ssi_csv_blank_lines(plain) == ssi_csv_blank_lines(r.csv));
    ssi_csv_free(plain);
    ssi_csv_free(r.csv);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const char separators[] = {',', ';', '\t', '|'};
    if (len == 0) {
        return 0;
    }
    struct ssi_str text = {.ptr = (const char *)bytes + 1, .len = len - 1};
    compare(text, separators[bytes[0] & 3], bytes[0] & 4, bytes[0] / 16 % ssi_csv_ways(),
            bytes[0] & 8);
    return 0;
}
