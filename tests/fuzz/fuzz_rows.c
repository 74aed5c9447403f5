// SPDX-License-Identifier: GPL-3.0-or-later
// The vector scan, the portable one and libcsv must see the same rows in any bytes: the same
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

enum { WAYS = 3 };

static void open_way(struct ssi_str text, int way, struct ssi_csv **out_csv)
{
    struct ssi_source *source = NULL;
    require(ssi_source_memory(text, "fuzz", &source, NULL) == SSI_OK);
    require(ssi_csv_new(source, out_csv, NULL) == SSI_OK);
    ssi_csv_plain_path(*out_csv, way == 1, way == 2);
}

static void require_same(const struct ssi_csv_row *a, const struct ssi_csv_row *b)
{
    require(a->fault == b->fault && a->line == b->line && a->byte == b->byte);
    require(ssi_str_eq(a->raw, b->raw));
    if (a->fault != SSI_CSV_GOOD) {
        return;
    }
    require(a->count == b->count);
    for (size_t i = 0; i < a->count; i++) {
        require(ssi_str_eq(a->cells[i], b->cells[i]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const char separators[] = {',', ';', '\t', '|'};
    struct ssi_csv *ways[WAYS];
    size_t width = 0;
    if (len == 0) {
        return 0;
    }
    struct ssi_str text = {.ptr = (const char *)bytes + 1, .len = len - 1};
    char separator = separators[bytes[0] & 3];
    bool line_breaks = bytes[0] & 4;
    for (int way = 0; way < WAYS; way++) {
        open_way(text, way, &ways[way]);
    }
    for (bool more = true; more;) {
        struct ssi_csv_row rows[WAYS];
        enum ssi_status status[WAYS];
        for (int way = 0; way < WAYS; way++) {
            ssi_csv_configure(ways[way], separator, line_breaks, width);
            status[way] = ssi_csv_next(ways[way], &rows[way], NULL);
        }
        require(status[0] == status[1] && status[0] == status[2]);
        more = status[0] == SSI_OK;
        if (more) {
            require_same(&rows[0], &rows[1]);
            require_same(&rows[0], &rows[2]);
            width = width == 0 && rows[0].fault == SSI_CSV_GOOD ? rows[0].count : width;
        }
    }
    for (int way = 1; way < WAYS; way++) {
        require(ssi_csv_blank_lines(ways[way]) == ssi_csv_blank_lines(ways[0]));
    }
    for (int way = 0; way < WAYS; way++) {
        ssi_csv_free(ways[way]);
    }
    return 0;
}
