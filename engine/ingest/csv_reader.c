// SPDX-License-Identifier: GPL-3.0-or-later
// Turns bytes into CSV records: cuts physical lines, hands each to libcsv on its own and
// collects the cells. Knows lines and quotes; knows nothing of columns, dates or
// activities. One parser run a record keeps damage local: the next line starts afresh.

#include "csv_internal.h"

#include <assert.h>
#include <csv.h>

#include "ssi/memory.h"

enum { FILL_SIZE = 256 * 1024 };

const char *ssi_csv_fault_text(enum ssi_csv_fault fault)
{
    static const char *const texts[] = {
        [SSI_CSV_GOOD] = "good",
        [SSI_CSV_QUOTE] = "quote in the wrong place",
        [SSI_CSV_OPEN_QUOTE] = "quote not closed on its line",
        [SSI_CSV_STRAY_CR] = "stray carriage return",
        [SSI_CSV_NUL] = "NUL byte",
        [SSI_CSV_ENCODING] = "not UTF-8",
        [SSI_CSV_LONG] = "row, cell or number of columns over the limit",
        [SSI_CSV_WIDTH] = "wrong number of columns",
    };
    return texts[fault];
}

static int blank_only(unsigned char c)
{
    return c == ' ';
}

static int blank_or_tab(unsigned char c)
{
    return c == ' ' || c == '\t';
}

/** libcsv must be made anew after an error: it answers nothing else any more. */
static bool parser_reset(struct ssi_csv *csv)
{
    if (csv->parser) {
        csv_free(csv->parser);
        ssi_free(csv->parser);
    }
    csv->parser = ssi_alloc(1, sizeof *csv->parser);
    if (!csv->parser || csv_init(csv->parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        ssi_free(csv->parser);
        csv->parser = NULL;
        return false;
    }
    csv_set_blk_size(csv->parser, 4096);
    return true;
}

enum ssi_status ssi_csv_new_part(struct ssi_csv **out_csv, struct ssi_error *err)
{
    struct ssi_csv *csv = ssi_alloc(1, sizeof *csv);
    if (!csv) {
        return ssi_error_nomem(err);
    }
    ssi_scanner *scanners[4];
    (void)ssi_scan_list(scanners);
    csv->scan = scanners[0];
    csv->line = 1;
    csv->separator = ',';
    csv->ended = csv->bom_checked = true; // until a block, or a source, is there
    csv->marks = ssi_alloc(1, sizeof *csv->marks);
    if (!csv->marks || !parser_reset(csv)) {
        ssi_csv_free(csv);
        return ssi_error_nomem(err);
    }
    *out_csv = csv;
    return SSI_OK;
}

enum ssi_status ssi_csv_new(struct ssi_source *source, struct ssi_csv **out_csv,
                            struct ssi_error *err)
{
    struct ssi_csv *csv = NULL;
    enum ssi_status status = ssi_csv_new_part(&csv, err);
    if (status != SSI_OK) {
        ssi_source_free(source);
        return status;
    }
    csv->source = source;
    csv->ended = csv->bom_checked = false;
    csv->digest = ssi_digest_begin();
    if (!csv->digest) {
        ssi_csv_free(csv);
        return ssi_error_nomem(err);
    }
    *out_csv = csv;
    return SSI_OK;
}

void ssi_csv_free(struct ssi_csv *csv)
{
    if (!csv) {
        return;
    }
    if (csv->parser) {
        csv_free(csv->parser);
        ssi_free(csv->parser);
    }
    if (csv->digest) {
        (void)ssi_digest_finish(csv->digest);
    }
    ssi_source_free(csv->source);
    ssi_free(csv->own);
    ssi_free(csv->text);
    ssi_free(csv->ends);
    ssi_free(csv->cells);
    ssi_free(csv->marks);
    ssi_free(csv);
}

/** What was scanned is not where it was any more, or was scanned for something else. */
static void forget_marks(struct ssi_csv *csv)
{
    csv->marks->count = csv->next_mark = 0;
}

void ssi_csv_configure(struct ssi_csv *csv, char separator, bool line_breaks,
                       size_t width)
{
    if (csv->separator != separator) {
        forget_marks(csv);
    }
    csv->separator = separator;
    csv->line_breaks = line_breaks;
    csv->width = width;
}

/** More bytes behind end; drops what was delivered, unless a mark needs it. */
static enum ssi_status fill(struct ssi_csv *csv, struct ssi_error *err)
{
    size_t keep = csv->marked ? csv->mark_start : csv->start;
    if (csv->marked && csv->end - keep > 2 * (size_t)SSI_ROW_LIMIT) {
        csv->marked = false;
        keep = csv->start;
    }
    if (keep > 0 && csv->cap - csv->end < FILL_SIZE + SSI_SCAN_SLACK) {
        memmove(csv->own, csv->own + keep, csv->end - keep);
        forget_marks(csv);
        csv->end -= keep;
        csv->start -= keep;
        csv->mark_start = csv->marked ? 0 : csv->mark_start;
    }
    SSI_TRY(SSI_GROW(csv->own, csv->cap, csv->end + FILL_SIZE + SSI_SCAN_SLACK, err));
    csv->buf = csv->own;
    size_t got = 0;
    SSI_TRY(ssi_source_read(csv->source, csv->own + csv->end, FILL_SIZE, &got, err));
    ssi_digest_update(csv->digest, csv->buf + csv->end, got);
    csv->total_bytes += got;
    csv->end += got;
    csv->ended = got == 0;
    return SSI_OK;
}

static enum ssi_status drop_bom(struct ssi_csv *csv, struct ssi_error *err)
{
    csv->bom_checked = true;
    while (csv->end - csv->start < 3 && !csv->ended) {
        SSI_TRY(fill(csv, err));
    }
    if (csv->end - csv->start >= 3 &&
        memcmp(csv->buf + csv->start, "\xEF\xBB\xBF", 3) == 0) {
        csv->start += 3;
        csv->byte += 3;
        csv->bom = true;
    }
    return SSI_OK;
}

/**
 * Length of the physical line that begins `from` bytes after start, with its LF. At the
 * end of input what is left is a line. *out_len 0 = nothing left. Lines beyond the limit
 * come back as limit + 1 bytes or more.
 */
static enum ssi_status line_length(struct ssi_csv *csv, size_t from, size_t *out_len,
                                   struct ssi_error *err)
{
    size_t searched = 0;
    for (;;) {
        size_t at = csv->start + from + searched;
        const char *end =
            csv->end > at ? memchr(csv->buf + at, '\n', csv->end - at) : NULL;
        if (end) {
            *out_len = (size_t)(end - csv->buf) + 1 - csv->start - from;
            return SSI_OK;
        }
        searched = csv->end - csv->start - from;
        if (csv->ended || searched > SSI_ROW_LIMIT) {
            *out_len = searched;
            return SSI_OK;
        }
        SSI_TRY(fill(csv, err));
    }
}

/** Skip the rest of a line that is beyond the limit. */
static enum ssi_status skip_long_line(struct ssi_csv *csv, struct ssi_error *err)
{
    for (;;) {
        const char *from = csv->buf + csv->start;
        const char *end = memchr(from, '\n', csv->end - csv->start);
        size_t len = end ? (size_t)(end - from) + 1 : csv->end - csv->start;
        csv->start += len;
        csv->byte += len;
        if (end || csv->ended) {
            return SSI_OK;
        }
        SSI_TRY(fill(csv, err));
    }
}

static size_t without_line_end(const char *line, size_t len)
{
    if (len > 0 && line[len - 1] == '\n') {
        len--;
    }
    if (len > 0 && line[len - 1] == '\r') {
        len--;
    }
    return len;
}

static bool odd_quotes(const char *text, size_t len)
{
    bool odd = false;
    const char *end = text + len;
    while ((text = memchr(text, '"', (size_t)(end - text))) != NULL) {
        odd = !odd;
        text++;
    }
    return odd;
}

/** A cell from libcsv. Callbacks cannot fail, so what goes wrong is kept in flags. */
static void on_cell(void *cell, size_t len, void *context)
{
    struct ssi_csv *csv = context;
    if (len > SSI_FIELD_LIMIT || csv->cell_count >= SSI_COLUMN_LIMIT) {
        csv->too_long = true;
        return;
    }
    if (SSI_GROW(csv->ends, csv->ends_cap, csv->cell_count + 1, NULL) != SSI_OK ||
        SSI_GROW(csv->text, csv->text_cap, csv->text_used + len + 1, NULL) != SSI_OK) {
        csv->no_memory = true;
        return;
    }
    if (len) {
        memcpy(csv->text + csv->text_used, cell, len);
    }
    csv->text_used += len;
    csv->ends[csv->cell_count++] = csv->text_used;
}

static void on_row(int end, void *context)
{
    (void)end;
    ((struct ssi_csv *)context)->rows_seen++;
}

static enum ssi_csv_fault parse_fault(const struct ssi_csv *csv, const char *text,
                                      size_t len)
{
    if (csv->too_long) {
        return SSI_CSV_LONG;
    }
    return odd_quotes(text, len) ? SSI_CSV_OPEN_QUOTE : SSI_CSV_QUOTE;
}

/** Parse one record; the cells are then in text and ends. */
static enum ssi_csv_fault parse_record(struct ssi_csv *csv, const char *text, size_t len)
{
    csv->text_used = csv->cell_count = csv->rows_seen = 0;
    csv->too_long = false;
    if (memchr(text, '\0', len)) {
        return SSI_CSV_NUL;
    }
    if (!ssi_str_is_utf8(ssi_str_of(text, len))) {
        return SSI_CSV_ENCODING;
    }
    if (csv->line_breaks ? text[len - 1] == '\r' : memchr(text, '\r', len) != NULL) {
        return SSI_CSV_STRAY_CR;
    }
    csv_set_delim(csv->parser, (unsigned char)csv->separator);
    csv_set_space_func(csv->parser, csv->separator == '\t' ? blank_only : blank_or_tab);
    bool bad = csv_parse(csv->parser, text, len, on_cell, on_row, csv) != len ||
               csv_fini(csv->parser, on_cell, on_row, csv) != 0;
    if (bad) {
        csv->no_memory |= !parser_reset(csv);
        return parse_fault(csv, text, len);
    }
    if (csv->rows_seen != 1) {
        return SSI_CSV_STRAY_CR;
    }
    if (csv->too_long) {
        return SSI_CSV_LONG;
    }
    return csv->width && csv->cell_count != csv->width ? SSI_CSV_WIDTH : SSI_CSV_GOOD;
}

static enum ssi_status expose_cells(struct ssi_csv *csv, struct ssi_csv_row *row,
                                    struct ssi_error *err)
{
    SSI_TRY(SSI_GROW(csv->cells, csv->cells_cap, csv->cell_count + 1, err));
    size_t start = 0;
    for (size_t i = 0; i < csv->cell_count; i++) {
        csv->cells[i] = ssi_str_of(csv->text + start, csv->ends[i] - start);
        start = csv->ends[i];
    }
    row->cells = csv->cells;
    row->count = csv->cell_count;
    return SSI_OK;
}

/**
 * Extend a record whose quotes are open over more physical lines. *len grows to the whole
 * record when the quotes close within the limit; else it stays one line.
 */
static enum ssi_status extend_record(struct ssi_csv *csv, size_t *len, uint64_t *lines,
                                     struct ssi_error *err)
{
    size_t total = *len;
    uint64_t count = 1;
    bool open = odd_quotes(csv->buf + csv->start, total);
    while (open && total <= SSI_ROW_LIMIT) {
        size_t more;
        SSI_TRY(line_length(csv, total, &more, err));
        if (more == 0) {
            break;
        }
        if (odd_quotes(csv->buf + csv->start + total, more)) {
            open = !open;
        }
        total += more;
        count++;
    }
    if (!open && total <= SSI_ROW_LIMIT) {
        *len = total;
        *lines = count;
    }
    return SSI_OK;
}

static void consume(struct ssi_csv *csv, size_t len, uint64_t lines)
{
    csv->start += len;
    csv->byte += len;
    csv->line += lines;
}

/** One record of which `len` bytes lie at start: parse it and move behind it. */
static enum ssi_status take_record(struct ssi_csv *csv, size_t len,
                                   struct ssi_csv_row *row, struct ssi_error *err)
{
    size_t first = len;
    uint64_t lines = 1;
    if (csv->line_breaks) {
        SSI_TRY(extend_record(csv, &len, &lines, err));
    }
    const char *text = csv->buf + csv->start;
    row->fault = parse_record(csv, text, without_line_end(text, len));
    if (row->fault != SSI_CSV_GOOD && lines > 1) {
        // the record was damaged: give up its first line only, the others are read again
        len = first;
        lines = 1;
    }
    if (csv->no_memory) {
        return ssi_error_nomem(err);
    }
    row->raw = ssi_str_of(text, without_line_end(text, len));
    row->lines = lines;
    if (row->fault == SSI_CSV_GOOD) {
        SSI_TRY(expose_cells(csv, row, err));
    }
    consume(csv, len, lines);
    return SSI_OK;
}

static bool is_blank(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] != ' ' && text[i] != '\t') {
            return false;
        }
    }
    return true;
}

/** The next record that is not blank, by libcsv. */
static enum ssi_status next_record(struct ssi_csv *csv, struct ssi_csv_row *row,
                                   struct ssi_error *err)
{
    for (;;) {
        size_t len;
        SSI_TRY(line_length(csv, 0, &len, err));
        if (len == 0) {
            return SSI_END;
        }
        *row = (struct ssi_csv_row){.line = csv->line, .byte = csv->byte, .lines = 1};
        if (len > SSI_ROW_LIMIT) {
            row->fault = SSI_CSV_LONG;
            SSI_TRY(skip_long_line(csv, err));
            csv->line++;
            return SSI_OK;
        }
        const char *text = csv->buf + csv->start;
        if (!is_blank(text, without_line_end(text, len))) {
            return take_record(csv, len, row, err);
        }
        csv->blank_lines++;
        consume(csv, len, 1);
    }
}

/** Whether the buffer holds no whole line, and more bytes may bring one. */
static bool needs_bytes(const struct ssi_csv *csv)
{
    size_t left = csv->end - csv->start;
    return !csv->ended && left <= SSI_ROW_LIMIT &&
           (left == 0 || !memchr(csv->buf + csv->start, '\n', left));
}

/** Regular rows, after more bytes where the buffer holds no whole line. */
static enum ssi_status take_plain(struct ssi_csv *csv, size_t limit,
                                  struct ssi_csv_columns *columns, struct ssi_error *err)
{
    columns->count = 0;
    if (!csv->bom_checked) {
        SSI_TRY(drop_bom(csv, err));
    }
    SSI_TRY(SSI_GROW(csv->cells, csv->cells_cap, limit * csv->width, err));
    while (csv->scan && csv->width) {
        ssi_csv_take_plain(csv, limit, columns);
        if (columns->count > 0 || !needs_bytes(csv)) {
            break;
        }
        SSI_TRY(fill(csv, err));
    }
    return SSI_OK;
}

enum ssi_status ssi_csv_next_columns(struct ssi_csv *csv,
                                     struct ssi_csv_columns *out_columns,
                                     struct ssi_error *err)
{
    return take_plain(csv, SSI_CSV_BATCH, out_columns, err);
}

enum ssi_status ssi_csv_next(struct ssi_csv *csv, struct ssi_csv_row *out_row,
                             struct ssi_error *err)
{
    struct ssi_csv_columns one;
    SSI_TRY(take_plain(csv, 1, &one, err));
    if (one.count == 0) {
        return next_record(csv, out_row, err);
    }
    *out_row = (struct ssi_csv_row){.cells = one.cells,
                                    .count = csv->width,
                                    .raw = one.raw[0],
                                    .line = one.line,
                                    .byte = one.byte,
                                    .lines = 1};
    return SSI_OK;
}

size_t ssi_csv_ways(void)
{
    ssi_scanner *scanners[4];
    return ssi_scan_list(scanners) + 1;
}

void ssi_csv_choose_way(struct ssi_csv *csv, size_t way)
{
    ssi_scanner *scanners[4];
    size_t count = ssi_scan_list(scanners);
    csv->scan = way < count ? scanners[way] : NULL;
}

enum ssi_status ssi_csv_survey(struct ssi_csv *csv, struct ssi_csv_dialect *out_dialect,
                               struct ssi_error *err)
{
    assert(csv->marked);
    while (csv->end - csv->mark_start <= SSI_SURVEY_SIZE && !csv->ended) {
        SSI_TRY(fill(csv, err));
    }
    const char *text = csv->buf + csv->mark_start;
    size_t len = csv->end - csv->mark_start;
    struct ssi_csv_dialect dialect = {.encoding = ssi_source_encoding(csv->source),
                                      .compression = ssi_source_compression(csv->source),
                                      .whole = len <= SSI_SURVEY_SIZE};
    len = dialect.whole ? len : SSI_SURVEY_SIZE;
    if (csv->bom && dialect.encoding == SSI_ENCODING_UTF8) {
        dialect.encoding = SSI_ENCODING_UTF8_BOM;
    }
    dialect.quotes = len > 0 && memchr(text, '"', len) != NULL;
    for (size_t i = 0; i < len; i++) {
        bool returned = i > 0 && text[i - 1] == '\r';
        dialect.feeds += text[i] == '\n' && !returned;
        dialect.returns += text[i] == '\n' && returned;
    }
    csv->marked = false;
    *out_dialect = dialect;
    return SSI_OK;
}

void ssi_csv_read_ahead(struct ssi_csv *csv)
{
    ssi_source_read_ahead(csv->source);
}

enum ssi_status ssi_csv_split(struct ssi_csv *csv, size_t workers,
                              struct ssi_blocks **out_blocks, struct ssi_error *err)
{
    struct ssi_str begun = ssi_str_of(csv->buf + csv->start, csv->end - csv->start);
    struct ssi_source *source = csv->source;
    struct ssi_digest_stream *digest = csv->digest;
    csv->source = NULL;
    csv->digest = NULL;
    return ssi_blocks_new(source, digest, begun, csv->byte, workers, out_blocks, err);
}

void ssi_csv_load(struct ssi_csv *csv, const struct ssi_block *block)
{
    static_assert((int)SSI_BLOCK_SLACK >= (int)SSI_SCAN_SLACK,
                  "scans read a little behind the text");
    static_assert((int)SSI_BLOCK_LINE_LIMIT == (int)SSI_ROW_LIMIT,
                  "a longer line is rejected");
    csv->buf = block->text;
    csv->start = 0;
    csv->end = block->len;
    csv->byte = block->byte;
    csv->line = 1;
    forget_marks(csv);
}

uint64_t ssi_csv_lines(const struct ssi_csv *csv)
{
    return csv->line - 1;
}

void ssi_csv_mark(struct ssi_csv *csv)
{
    csv->marked = true;
    csv->mark_start = csv->start;
    csv->mark_byte = csv->byte;
    csv->mark_line = csv->line;
    csv->mark_blank = csv->blank_lines;
}

bool ssi_csv_mark_holds(const struct ssi_csv *csv)
{
    return csv->marked;
}

void ssi_csv_rewind(struct ssi_csv *csv)
{
    if (csv->marked) {
        csv->start = csv->mark_start;
        csv->byte = csv->mark_byte;
        csv->line = csv->mark_line;
        csv->blank_lines = csv->mark_blank;
        csv->bom_checked = csv->byte > 0;
        forget_marks(csv);
        csv->marked = false;
    }
}

enum ssi_status ssi_csv_peek(struct ssi_csv *csv, struct ssi_str *out_bytes,
                             struct ssi_error *err)
{
    while (csv->end - csv->start < 64 && !csv->ended) {
        SSI_TRY(fill(csv, err));
    }
    *out_bytes = ssi_str_of(csv->buf + csv->start, csv->end - csv->start);
    return SSI_OK;
}

uint64_t ssi_csv_blank_lines(const struct ssi_csv *csv)
{
    return csv->blank_lines;
}

uint64_t ssi_csv_bytes(const struct ssi_csv *csv)
{
    return csv->total_bytes;
}

struct ssi_digest ssi_csv_digest(struct ssi_csv *csv)
{
    struct ssi_digest digest = ssi_digest_finish(csv->digest);
    csv->digest = NULL;
    return digest;
}
