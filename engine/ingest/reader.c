// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of one file in its format, with the account and the rejects. Knows columns; knows
// nothing of what an event or a member is.

#include "ssi/reader.h"

#include "detect_internal.h"

#include <stdlib.h>

#include "ssi/file.h"

enum { REJECTS_KEPT = 1000, REJECT_TEXT = 200 };

/** The last part of the path without .gz: the same for a plain and a compressed file. */
static enum ssi_status make_label(struct ssi_reader *reader, const char *path,
                                  struct ssi_error *err)
{
    struct ssi_str name = ssi_str_z(ssi_path_inner_base(path));
    struct ssi_str kept;
    if (ssi_str_eq(name, ssi_str_z("-"))) {
        name = ssi_str_z("stdin");
    } else if (name.len > 3 && ssi_str_ends(name, ssi_str_z(".gz"))) {
        name.len -= 3;
    }
    SSI_TRY(ssi_arena_copy(&reader->arena, name, &kept, err));
    reader->label = kept.ptr;
    SSI_TRY(ssi_arena_copy(&reader->arena, ssi_str_z(path), &kept, err));
    reader->path = kept.ptr;
    return SSI_OK;
}

static bool allows_line_breaks(const struct ssi_reader *reader)
{
    for (size_t i = 0; i < reader->format->column_count; i++) {
        if (reader->format->columns[i].line_breaks && reader->header_of[i] >= 0) {
            return true;
        }
    }
    return false;
}

enum ssi_status ssi_reader_open(struct ssi_reader *reader, const char *path,
                                const struct ssi_reader_options *options,
                                struct ssi_error *err)
{
    memset(reader, 0, sizeof *reader);
    reader->calendar = options->calendar;
    reader->max_rejects = options->max_rejects;
    struct ssi_source *source = NULL;
    enum ssi_status status = make_label(reader, path, err);
    if (status == SSI_OK) {
        status = ssi_source_open(path, &source, err);
    }
    if (status == SSI_OK) {
        ssi_source_inflater(source, options->inflater);
        ssi_source_count_into(source, options->bytes_read);
        status = ssi_csv_new(source, &reader->csv, err);
    }
    if (status == SSI_OK) {
        status = ssi_detect(reader, options, err);
    }
    if (status != SSI_OK) {
        ssi_error_at(err, path, 0, 0);
        ssi_reader_release(reader);
        return status;
    }
    reader->line_breaks = allows_line_breaks(reader);
    if (options->read_ahead && !ssi_reader_splits(reader)) {
        ssi_csv_read_ahead(reader->csv);
    }
    ssi_csv_configure(reader->csv, reader->separator, reader->line_breaks,
                      reader->header_count);
    return SSI_OK;
}

void ssi_reader_release(struct ssi_reader *reader)
{
    if (reader) {
        if (reader->has_block) {
            ssi_blocks_give_back(reader->blocks, &reader->block, 0);
        }
        if (!reader->is_part) {
            ssi_blocks_free(reader->blocks);
        }
        ssi_csv_free(reader->csv);
        ssi_free(reader->rejects);
        ssi_arena_release(&reader->arena);
        memset(reader, 0, sizeof *reader);
    }
}

const struct ssi_column *ssi_reader_column(const struct ssi_reader *reader,
                                           const char *field)
{
    for (size_t i = 0; i < reader->format->column_count; i++) {
        if (ssi_str_eq(reader->format->columns[i].field, ssi_str_z(field))) {
            return &reader->format->columns[i];
        }
    }
    return NULL;
}

int32_t ssi_reader_field(const struct ssi_reader *reader, const char *field)
{
    const struct ssi_column *column = ssi_reader_column(reader, field);
    return column ? reader->header_of[column - reader->format->columns] : -1;
}

int32_t ssi_reader_header(const struct ssi_reader *reader, const char *name)
{
    for (size_t i = 0; i < reader->header_count; i++) {
        if (ssi_str_eq_nocase(reader->header[i], ssi_str_z(name))) {
            return (int32_t)i;
        }
    }
    return -1;
}

/** bad: the cell at fault, or the row. */
static enum ssi_status add_reject(struct ssi_reader *reader,
                                  const struct ssi_csv_row *row, struct ssi_str bad,
                                  int32_t place, const char *reason,
                                  struct ssi_error *err)
{
    reader->account.rejected++;
    if (reader->reject_count >= REJECTS_KEPT) {
        return SSI_OK;
    }
    SSI_TRY(SSI_GROW(reader->rejects, reader->reject_cap, reader->reject_count + 1, err));
    struct ssi_reject *reject = &reader->rejects[reader->reject_count];
    struct ssi_str text = row->raw;
    if (reader->reject_count == 0) {
        bad.len = bad.len < REJECT_TEXT ? bad.len : REJECT_TEXT;
        SSI_TRY(ssi_arena_copy(&reader->arena, bad, &reader->first_bad, err));
    }
    text.len = text.len < REJECT_TEXT ? text.len : REJECT_TEXT;
    SSI_TRY(ssi_arena_copy(&reader->arena, text, &reject->text, err));
    reject->line = row->line;
    reject->byte = row->byte;
    reject->column = place < 0 ? 0 : (uint32_t)place + 1;
    reject->reason = reason;
    reader->reject_count++;
    return SSI_OK;
}

enum ssi_status ssi_reader_reject(struct ssi_reader *reader, int32_t place,
                                  const char *reason, struct ssi_error *err)
{
    struct ssi_str bad = place < 0 ? reader->row.raw : reader->row.cells[place];
    return add_reject(reader, &reader->row, bad, place, reason, err);
}

enum ssi_status ssi_reader_reject_at(struct ssi_reader *reader,
                                     const struct ssi_csv_columns *columns, size_t i,
                                     int32_t place, const char *reason,
                                     struct ssi_error *err)
{
    struct ssi_csv_row row = {.raw = columns->raw[i],
                              .line = columns->line + i,
                              .byte = ssi_csv_columns_byte(columns, i)};
    struct ssi_str bad =
        place < 0 ? row.raw : columns->cells[(size_t)place * SSI_CSV_BATCH + i];
    return add_reject(reader, &row, bad, place, reason, err);
}

/** The format's column at a place of the header, or NULL. */
static const struct ssi_column *column_at(const struct ssi_reader *reader,
                                          uint32_t number)
{
    for (size_t i = 0; number > 0 && i < reader->format->column_count; i++) {
        if (reader->header_of[i] == (int32_t)number - 1) {
            return &reader->format->columns[i];
        }
    }
    return NULL;
}

/** Too many rejects: shows the first one, and the form of a time that it should have had.
 */
static enum ssi_status refuse(const struct ssi_reader *reader, uint64_t limit,
                              struct ssi_error *err)
{
    const struct ssi_account *account = &reader->account;
    const struct ssi_reject *first = &reader->rejects[0];
    const struct ssi_column *column = column_at(reader, first->column);
    bool timed = column && column->type == SSI_TYPE_TIME;
    char value[SSI_QUOTE_SIZE];
    (void)ssi_error_set(
        err, SSI_EDATA,
        "%llu of %llu rows rejected, %llu allowed (--max-rejects); the first: "
        "%s: %s%s%.*s%s",
        (unsigned long long)account->rejected, (unsigned long long)account->rows,
        (unsigned long long)limit, ssi_quote(reader->first_bad, value), first->reason,
        timed ? " (" : "", timed ? (int)column->form_text.len : 0,
        timed ? column->form_text.ptr : "", timed ? ")" : "");
    ssi_error_at(err, reader->path, first->line, first->column);
    return SSI_EDATA;
}

static enum ssi_status check_rejects(const struct ssi_reader *reader,
                                     struct ssi_error *err)
{
    const struct ssi_account *account = &reader->account;
    uint64_t limit = account->rows / 100 > 10 ? account->rows / 100 : 10;
    if (reader->max_rejects >= 0) {
        limit = (uint64_t)reader->max_rejects;
    }
    return account->rejected <= limit ? SSI_END : refuse(reader, limit, err);
}

/** The end of the file: complete the account, and refuse the file when too much was bad.
 */
static enum ssi_status finish(struct ssi_reader *reader, struct ssi_error *err)
{
    reader->account.blank_lines = ssi_csv_blank_lines(reader->csv);
    reader->digest = ssi_csv_digest(reader->csv);
    return check_rejects(reader, err);
}

/** Another block for a part; SSI_END when none is left. */
static enum ssi_status next_block(struct ssi_reader *part, struct ssi_error *err)
{
    if (part->has_block) {
        ssi_blocks_give_back(part->blocks, &part->block, ssi_csv_lines(part->csv));
        part->has_block = false;
    }
    SSI_TRY(ssi_blocks_take(part->blocks, &part->block, err));
    part->has_block = true;
    ssi_csv_load(part->csv, &part->block);
    return SSI_OK;
}

/** The first cell with a line end in a column that may hold none, or -1. */
static int32_t forbidden_line_break(const struct ssi_reader *reader)
{
    for (size_t i = 0; i < reader->row.count; i++) {
        const struct ssi_str cell = reader->row.cells[i];
        bool allowed = false;
        for (size_t c = 0; c < reader->format->column_count; c++) {
            allowed |= reader->header_of[c] == (int32_t)i &&
                       reader->format->columns[c].line_breaks;
        }
        if (!allowed && cell.len > 0 && memchr(cell.ptr, '\n', cell.len)) {
            return (int32_t)i;
        }
    }
    return -1;
}

/** A record of several lines is one rejected row for each of them. */
static enum ssi_status reject_lines(struct ssi_reader *reader, int32_t place,
                                    struct ssi_error *err)
{
    uint64_t more = reader->row.lines - 1;
    reader->account.rows += more;
    reader->account.rejected += more;
    return ssi_reader_reject(reader, place, "line break in a column that may hold none",
                             err);
}

/** Rejects the row at hand where it is damaged. */
static enum ssi_status check_row(struct ssi_reader *reader, bool *out_good,
                                 struct ssi_error *err)
{
    int32_t place = -1;
    *out_good = false;
    if (reader->row.fault != SSI_CSV_GOOD) {
        return ssi_reader_reject(reader, -1, ssi_csv_fault_text(reader->row.fault), err);
    }
    if (reader->row.lines > 1) {
        place = forbidden_line_break(reader);
    }
    *out_good = place < 0;
    return *out_good ? SSI_OK : reject_lines(reader, place, err);
}

enum ssi_status ssi_reader_next(struct ssi_reader *reader, struct ssi_error *err)
{
    for (bool good = false; !good;) {
        enum ssi_status status = ssi_csv_next(reader->csv, &reader->row, err);
        if (status == SSI_END && reader->is_part) {
            status = next_block(reader, err);
            if (status == SSI_OK || status == SSI_END) {
                SSI_TRY(status);
                continue;
            }
        } else if (status == SSI_END) {
            return finish(reader, err);
        }
        if (status != SSI_OK) {
            ssi_error_at(err, reader->path, 0, 0);
            return status;
        }
        reader->account.rows++;
        SSI_TRY(check_row(reader, &good, err));
    }
    return SSI_OK;
}

/** The row at hand as columns. */
static enum ssi_status spread(struct ssi_reader *reader, struct ssi_csv_columns *columns,
                              struct ssi_error *err)
{
    if (!reader->single) {
        reader->single =
            ssi_arena_alloc(&reader->arena, reader->header_count * SSI_CSV_BATCH *
                                                sizeof *reader->single);
    }
    if (!reader->single) {
        return ssi_error_nomem(err);
    }
    for (size_t c = 0; c < reader->header_count; c++) {
        reader->single[c * SSI_CSV_BATCH] = reader->row.cells[c];
    }
    columns->cells = reader->single;
    columns->raw[0] = reader->row.raw;
    columns->line = reader->row.line;
    columns->byte = reader->row.byte;
    columns->count = 1;
    columns->slash = true;
    return SSI_OK;
}

enum ssi_status ssi_reader_next_columns(struct ssi_reader *reader,
                                        struct ssi_csv_columns *out_columns,
                                        struct ssi_error *err)
{
    enum ssi_status status = ssi_csv_next_columns(reader->csv, out_columns, err);
    if (status != SSI_OK) {
        ssi_error_at(err, reader->path, 0, 0);
        return status;
    }
    if (out_columns->count > 0) {
        reader->account.rows += out_columns->count;
        return SSI_OK;
    }
    SSI_TRY(ssi_reader_next(reader, err));
    return spread(reader, out_columns, err);
}

enum ssi_status ssi_reader_split(struct ssi_reader *reader, size_t workers,
                                 struct ssi_error *err)
{
    return ssi_csv_split(reader->csv, workers, &reader->blocks, err);
}

enum ssi_status ssi_reader_part(const struct ssi_reader *whole,
                                struct ssi_reader *out_part, struct ssi_error *err)
{
    *out_part = (struct ssi_reader){.path = whole->path,
                                    .label = whole->label,
                                    .format = whole->format,
                                    .calendar = whole->calendar,
                                    .separator = whole->separator,
                                    .max_rejects = whole->max_rejects,
                                    .header = whole->header,
                                    .header_count = whole->header_count,
                                    .header_line = whole->header_line,
                                    .header_of = whole->header_of,
                                    .unrecognised = whole->unrecognised,
                                    .blocks = whole->blocks,
                                    .is_part = true};
    SSI_TRY(ssi_csv_new_part(&out_part->csv, err));
    ssi_csv_configure(out_part->csv, whole->separator, false, whole->header_count);
    return SSI_OK;
}

/** A copy of a part's reject; its line is one of its block until the end. */
static enum ssi_status join_reject(struct ssi_reader *whole,
                                   const struct ssi_reject *reject, struct ssi_error *err)
{
    SSI_TRY(SSI_GROW(whole->rejects, whole->reject_cap, whole->reject_count + 1, err));
    struct ssi_reject *copy = &whole->rejects[whole->reject_count];
    *copy = *reject;
    SSI_TRY(ssi_arena_copy(&whole->arena, reject->text, &copy->text, err));
    whole->reject_count++;
    return SSI_OK;
}

enum ssi_status ssi_reader_join(struct ssi_reader *whole, const struct ssi_reader *part,
                                struct ssi_error *err)
{
    struct ssi_account *sum = &whole->account;
    sum->rows += part->account.rows;
    sum->used += part->account.used;
    sum->ignored_mapping += part->account.ignored_mapping;
    sum->rejected += part->account.rejected;
    sum->blank_lines += ssi_csv_blank_lines(part->csv);
    if (part->reject_count > 0 &&
        (whole->reject_count == 0 || part->rejects[0].byte < whole->first_bad_byte)) {
        whole->first_bad_byte = part->rejects[0].byte;
        SSI_TRY(ssi_arena_copy(&whole->arena, part->first_bad, &whole->first_bad, err));
    }
    for (size_t i = 0; i < part->reject_count; i++) {
        SSI_TRY(join_reject(whole, &part->rejects[i], err));
    }
    return SSI_OK;
}

static int by_byte(const void *a, const void *b)
{
    const struct ssi_reject *x = a;
    const struct ssi_reject *y = b;
    if (x->byte != y->byte) {
        return x->byte < y->byte ? -1 : 1;
    }
    return (x->line > y->line) - (x->line < y->line);
}

enum ssi_status ssi_reader_end(struct ssi_reader *whole, struct ssi_error *err)
{
    uint64_t before = ssi_csv_lines(whole->csv); // up to the header
    if (whole->reject_count > 1) {
        qsort(whole->rejects, whole->reject_count, sizeof *whole->rejects, by_byte);
    }
    if (whole->reject_count > REJECTS_KEPT) {
        whole->reject_count = REJECTS_KEPT;
    }
    for (size_t i = 0; i < whole->reject_count; i++) {
        struct ssi_reject *reject = &whole->rejects[i];
        reject->line += before + ssi_blocks_lines_before(whole->blocks, reject->byte);
    }
    whole->account.blank_lines += ssi_csv_blank_lines(whole->csv);
    whole->digest = ssi_blocks_digest(whole->blocks);
    return check_rejects(whole, err);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/** "1.23457E+11": what a spreadsheet makes of a long number; the id is lost. */
static bool is_scientific(struct ssi_str text)
{
    size_t i = 0;
    bool point = false;
    while (i < text.len &&
           (is_digit(text.ptr[i]) ||
            (i > 0 && !point && (text.ptr[i] == '.' || text.ptr[i] == ',')))) {
        point |= !is_digit(text.ptr[i]);
        i++;
    }
    if (i == 0 || i + 1 >= text.len || (text.ptr[i] != 'E' && text.ptr[i] != 'e')) {
        return false;
    }
    i++;
    bool sign = text.ptr[i] == '+' || text.ptr[i] == '-';
    i += sign ? 1 : 0;
    size_t digits = i;
    while (i < text.len && is_digit(text.ptr[i])) {
        i++;
    }
    return i == text.len && i > digits && (sign || point);
}

static bool find_address(struct ssi_str raw, size_t *out_skip)
{
    static const char *const schemes[] = {"https://", "http://"};
    for (size_t i = 0; i < SSI_COUNT(schemes); i++) {
        size_t len = strlen(schemes[i]);
        if (raw.len > len &&
            ssi_str_eq_nocase(ssi_str_of(raw.ptr, len), ssi_str_of(schemes[i], len))) {
            *out_skip = len;
            return true;
        }
    }
    static const char host[] = "linkedin.com/";
    *out_skip = 0;
    for (size_t i = 0; i + sizeof host - 1 <= raw.len && i < 8; i++) {
        bool begins = i == 0 || raw.ptr[i - 1] == '.'; // not the end of another name
        if (begins && ssi_str_eq_nocase(ssi_str_of(raw.ptr + i, sizeof host - 1),
                                        ssi_str_z(host))) {
            return true;
        }
    }
    return false;
}

const char *ssi_id_clean(struct ssi_str raw, char buf[SSI_ID_SIZE],
                         struct ssi_str *out_id)
{
    raw = ssi_str_trim(raw);
    if (raw.len >= SSI_ID_SIZE) {
        return "id longer than 255 bytes";
    }
    if (raw.len > 0 && is_digit(raw.ptr[0]) && is_scientific(raw)) {
        return "id rewritten by a spreadsheet (scientific notation)";
    }
    *out_id = raw;
    size_t skip;
    if (raw.len < 8 || !memchr(raw.ptr, '/', raw.len) || !find_address(raw, &skip)) {
        return NULL;
    }
    size_t len = 0;
    for (size_t i = skip; i < raw.len && raw.ptr[i] != '?' && raw.ptr[i] != '#'; i++) {
        char c = raw.ptr[i];
        buf[len++] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    while (len > 0 && buf[len - 1] == '/') {
        len--;
    }
    *out_id = ssi_str_of(buf, len);
    return NULL;
}

bool ssi_reader_time(const struct ssi_reader *reader, const struct ssi_column *column,
                     struct ssi_str text, int64_t *out_secs)
{
    const struct ssi_zone *zone =
        reader->format->zone ? reader->format->zone : reader->calendar->zone;
    return ssi_time_parse(&column->form, zone, text, out_secs);
}
