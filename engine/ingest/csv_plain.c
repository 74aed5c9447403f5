// SPDX-License-Identifier: GPL-3.0-or-later
// Rows straight from the marks of a scan, without a parser: nearly all rows of nearly all
// exports. Decides nothing about damage: what looks irregular is left to libcsv.

#include "csv_internal.h"

#include "ssi/memory.h"

/** Scans the stretch that begins at the next record; false when there is nothing to scan.
 */
static bool scan_stretch(struct ssi_csv *csv)
{
    size_t left = csv->end - csv->start;
    csv->scanned_from = csv->start;
    csv->next_mark = 0;
    csv->marks->count = 0;
    if (left > 0) {
        csv->scan(csv->buf + csv->start,
                  left < SSI_SCAN_STRETCH ? left : SSI_SCAN_STRETCH, csv->separator,
                  csv->marks);
    }
    return csv->marks->count > 0;
}

static bool is_outer(char c, char separator)
{
    return c == ' ' || (c == '\t' && separator != '\t');
}

/** A bare cell without the blanks around it; a tab is no blank where it separates. */
static struct ssi_str trimmed(const char *text, size_t begin, size_t end, char separator)
{
    while (begin < end && is_outer(text[begin], separator)) {
        begin++;
    }
    while (begin < end && is_outer(text[end - 1], separator)) {
        end--;
    }
    return ssi_str_of(text + begin, end - begin);
}

/** Where a line's last cell ends: before the carriage return of its line end. */
static inline size_t before_cr(const char *text, size_t begin, size_t feed)
{
    return feed > begin && text[feed - 1] == '\r' ? feed - 1 : feed;
}

/**
 * The cells of a line without quotes: the next `width` marks are its separators and its
 * line feed. Returns the marks used, or 0.
 */
static inline size_t cut_bare(const struct ssi_csv *csv, const char *text,
                              const uint32_t *at, size_t begin, struct ssi_str *cells,
                              size_t stride)
{
    const size_t width = csv->width;
    const char separator = csv->separator;
    for (size_t c = 0; c + 1 < width; c++) {
        if (text[at[c]] != separator) {
            return 0;
        }
        *cells = ssi_str_of(text + begin, at[c] - begin);
        begin = (size_t)at[c] + 1;
        cells += stride;
    }
    size_t end = at[width - 1];
    *cells = ssi_str_of(text + begin, before_cr(text, begin, end) - begin);
    return text[end] == '\n' ? width : 0;
}

static void trim_cells(const struct ssi_csv *csv, struct ssi_str *cells, size_t stride)
{
    for (size_t c = 0; c < csv->width; c++) {
        struct ssi_str *cell = &cells[c * stride];
        *cell = trimmed(cell->ptr, 0, cell->len, csv->separator);
    }
}

/**
 * The cell that a quote opens at mark m, and the mark that ends it; false when its
 * closing quote is not the last byte of the cell.
 */
static bool cut_quoted(const struct ssi_csv *csv, const char *text, size_t count,
                       size_t *m, struct ssi_str *out_cell)
{
    const uint32_t *at = csv->marks->at;
    size_t begin = at[*m] + 1;
    size_t closing = *m + 1;
    while (closing < count && text[at[closing]] == csv->separator) {
        closing++;
    }
    if (closing + 1 >= count || text[at[closing]] != '"') {
        return false;
    }
    size_t quote = at[closing];
    size_t end = at[closing + 1];
    bool crlf = text[end] == '\n' && end == quote + 2 && text[quote + 1] == '\r';
    *out_cell = ssi_str_of(text + begin, quote - begin);
    *m = closing + 1;
    return end == quote + 1 || crlf;
}

/** The cells of a line some of which are quoted. Returns the marks used, or 0. */
static size_t cut_mixed(const struct ssi_csv *csv, const char *text, size_t first,
                        size_t begin, struct ssi_str *cells, size_t stride)
{
    const uint32_t *at = csv->marks->at;
    size_t count = csv->marks->count;
    size_t m = first;
    for (size_t c = 0; c < csv->width; c++) {
        if (m >= count) {
            return 0;
        }
        if (text[at[m]] != '"') {
            size_t end = at[m];
            end = text[end] == '\n' ? before_cr(text, begin, end) : end;
            cells[c * stride] = trimmed(text, begin, end, csv->separator);
        } else if (at[m] != begin ||
                   !cut_quoted(csv, text, count, &m, &cells[c * stride])) {
            return 0;
        }
        if (text[at[m]] != (c + 1 < csv->width ? csv->separator : '\n')) {
            return 0;
        }
        begin = at[m++] + 1;
    }
    return m - first;
}

static bool line_ends_in_marks(const struct ssi_csv *csv, const char *text)
{
    for (size_t m = csv->next_mark; m < csv->marks->count; m++) {
        if (text[csv->marks->at[m]] == '\n') {
            return true;
        }
    }
    return false;
}

/** The row at start, by the marks from next_mark on. Returns the marks used, or 0. */
static inline size_t cut_row(const struct ssi_csv *csv, struct ssi_str *cells,
                             size_t stride, struct ssi_str *out_raw)
{
    const char *text = csv->buf + csv->scanned_from;
    const uint32_t *at = csv->marks->at + csv->next_mark;
    size_t begin = csv->start - csv->scanned_from;
    size_t used = 0;
    if (csv->marks->count - csv->next_mark >= csv->width) {
        used = cut_bare(csv, text, at, begin, cells, stride);
        if (csv->marks->loose && used > 0) {
            trim_cells(csv, cells, stride);
        }
    }
    if (used == 0) {
        used = cut_mixed(csv, text, csv->next_mark, begin, cells, stride);
    }
    if (used == 0) {
        return 0;
    }
    if (cells[0].len == 0 && (csv->width == 1 || csv->separator == '\t')) {
        return 0; // perhaps a line of blanks, which is no row
    }
    *out_raw = ssi_str_of(text + begin, before_cr(text, begin, at[used - 1]) - begin);
    return csv->marks->high && !ssi_str_is_utf8(*out_raw) ? 0 : used;
}

/** Passes the marks of a record that libcsv read. */
static void catch_up(struct ssi_csv *csv)
{
    while (csv->next_mark < csv->marks->count &&
           csv->scanned_from + csv->marks->at[csv->next_mark] < csv->start) {
        csv->next_mark++;
    }
}

/** The rows ahead that have no quotes, no blanks to trim and ASCII alone: nearly all. */
static void take_bare(struct ssi_csv *csv, size_t limit, struct ssi_csv_columns *columns)
{
    const char *text = csv->buf + csv->scanned_from;
    const struct ssi_marks *marks = csv->marks;
    const size_t width = csv->width;
    const char separator = csv->separator;
    const bool may_be_blank = width == 1 || separator == '\t';
    size_t begin = csv->start - csv->scanned_from;
    size_t mark = csv->next_mark;
    size_t row = columns->count;
    for (; row < limit && mark + width <= marks->count; row++, mark += width) {
        const uint32_t *at = marks->at + mark;
        struct ssi_str *cell = csv->cells + row;
        size_t from = begin;
        bool regular = true;
        for (size_t c = 0; c + 1 < width; c++, cell += limit) {
            size_t end = at[c];
            regular &= text[end] == separator;
            *cell = ssi_str_of(text + from, end - from);
            from = end + 1;
        }
        size_t feed = at[width - 1];
        *cell = ssi_str_of(text + from, before_cr(text, from, feed) - from);
        if (!regular || text[feed] != '\n' ||
            (may_be_blank && csv->cells[row].len == 0)) {
            break;
        }
        columns->raw[row] =
            ssi_str_of(text + begin, before_cr(text, begin, feed) - begin);
        begin = feed + 1;
    }
    columns->slash |= row > columns->count && marks->slash;
    columns->count = row;
    csv->next_mark = mark;
    csv->start = csv->scanned_from + begin;
}

void ssi_csv_take_plain(struct ssi_csv *csv, size_t limit,
                        struct ssi_csv_columns *columns)
{
    columns->count = 0;
    columns->slash = false;
    columns->cells = csv->cells;
    columns->line = csv->line;
    columns->byte = csv->byte;
    catch_up(csv);
    while (columns->count < limit) {
        if (csv->next_mark >= csv->marks->count && !scan_stretch(csv)) {
            break;
        }
        if (!csv->marks->loose && !csv->marks->high) {
            take_bare(csv, limit, columns);
            if (columns->count == limit || csv->next_mark >= csv->marks->count) {
                continue;
            }
        }
        size_t used = cut_row(csv, csv->cells + columns->count, limit,
                              &columns->raw[columns->count]);
        if (used == 0) {
            // the stretch may end inside the row: then once more from its beginning
            bool cut = csv->scanned_from < csv->start &&
                       !line_ends_in_marks(csv, csv->buf + csv->scanned_from);
            if (!cut || !scan_stretch(csv)) {
                break;
            }
            continue;
        }
        columns->slash |= csv->marks->slash;
        csv->next_mark += used;
        csv->start = csv->scanned_from + csv->marks->at[csv->next_mark - 1] + 1;
        columns->count++;
    }
    if (columns->count > 0) {
        csv->line += columns->count;
        csv->byte += (uint64_t)(csv->buf + csv->start - columns->raw[0].ptr);
    }
}
