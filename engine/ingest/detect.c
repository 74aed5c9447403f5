// SPDX-License-Identifier: GPL-3.0-or-later
// Tells what a file is by its first lines: not a CSV at all, or the header and separator
// under which most columns are recognised. Guesses nothing: a tie that the activity names
// do not settle is an error.

#include "detect_internal.h"

enum { HEADER_LINES = 20, NAME_ROWS = 100 };

static const char usual_separators[] = {',', ';', '\t', '|'};

struct ssi_separators ssi_detect_separators(const struct ssi_reader_options *options)
{
    struct ssi_separators list = {.count = sizeof usual_separators};
    memcpy(list.items, usual_separators, sizeof usual_separators);
    if (options->separator) {
        return (struct ssi_separators){.items = {options->separator}, .count = 1};
    }
    for (size_t i = 0; i < options->formats->count; i++) {
        char own = options->formats->items[i].separator;
        if (own && !memchr(list.items, own, list.count) &&
            list.count < sizeof list.items) {
            list.items[list.count++] = own;
        }
    }
    return list;
}

static bool begins(struct ssi_str bytes, const char *magic, size_t len)
{
    return bytes.len >= len && memcmp(bytes.ptr, magic, len) == 0;
}

/** NULs, and a first line that is no text either: a damaged row has only the former. */
static bool is_binary(struct ssi_str bytes)
{
    enum { START = 512 };
    size_t len = bytes.len < START ? bytes.len : START;
    const char *end = memchr(bytes.ptr, '\n', len);
    struct ssi_str line = ssi_str_of(bytes.ptr, end ? (size_t)(end - bytes.ptr) : len);
    return memchr(bytes.ptr, '\0', len) &&
           (memchr(line.ptr, '\0', line.len) || !ssi_str_is_utf8(line));
}

/** A plain word on files that are something else than a CSV. */
static enum ssi_status refuse_foreign(struct ssi_str bytes, struct ssi_error *err)
{
    struct ssi_str text = bytes;
    if (begins(bytes, "\xEF\xBB\xBF", 3)) {
        text = ssi_str_of(bytes.ptr + 3, bytes.len - 3);
    }
    while (text.len > 0 && memchr(" \t\r\n", text.ptr[0], 4)) {
        text.ptr++;
        text.len--;
    }
    const char *what = NULL;
    if (text.len == 0) {
        what = "the file is empty; export it again";
    } else if (begins(bytes, "PK\x03\x04", 4)) {
        what = "an .xlsx workbook or .zip archive, not a CSV; save the sheet as CSV, or "
               "unpack the archive";
    } else if (begins(bytes, "\xD0\xCF\x11\xE0", 4)) {
        what = "an old Excel workbook, not a CSV; save the sheet as CSV";
    } else if (begins(bytes, "%PDF", 4)) {
        what = "a PDF, not a CSV; export as CSV";
    } else if (text.ptr[0] == '<') {
        what = "an HTML or XML page, not a CSV; a login page? Sign in and "
               "export it again";
    } else if (text.ptr[0] == '{' || text.ptr[0] == '[') {
        what = "JSON, not a CSV; export as CSV";
    } else if (is_binary(bytes)) {
        what = "binary data, not a CSV; export as CSV";
    }
    return what ? ssi_error_set(err, SSI_EDATA, "%s", what) : SSI_OK;
}

int32_t ssi_header_find(const struct ssi_column *column, const struct ssi_str *cells,
                        size_t count)
{
    int32_t found = -1;
    struct ssi_str rest = column->names;
    struct ssi_str name;
    while (found == -1 && ssi_str_split(&rest, ',', &name)) {
        for (size_t i = 0; i < count; i++) {
            if (ssi_str_eq_nocase(ssi_str_trim(cells[i]), name)) {
                found = found == -1 ? (int32_t)i : -2;
            }
        }
    }
    return found;
}

struct ssi_header_match ssi_header_match(const struct ssi_format *format,
                                         const struct ssi_str *cells, size_t count)
{
    struct ssi_header_match match = {.format = format};
    for (size_t i = 0; i < format->column_count; i++) {
        bool found = ssi_header_find(&format->columns[i], cells, count) != -1;
        match.recognised += found ? 1 : 0;
        match.required += found && format->columns[i].required ? 1 : 0;
        match.missing += !found && format->columns[i].required ? 1 : 0;
    }
    return match;
}

/** All formats that fit a header equally well and best. */
struct candidates {
    struct ssi_header_match items[64];
    size_t count;
};

static void add_candidate(struct candidates *best, struct ssi_header_match match)
{
    if (match.missing > 0) {
        return;
    }
    if (best->count > 0 && match.recognised > best->items[0].recognised) {
        best->count = 0;
    }
    bool as_good = best->count == 0 || match.recognised == best->items[0].recognised;
    if (as_good && best->count < SSI_COUNT(best->items)) {
        best->items[best->count++] = match;
    }
}

/** Whether a format may be that of a file with this separator and header line. */
static bool may_fit(const struct ssi_reader_options *options,
                    const struct ssi_format *format, char separator, uint64_t line)
{
    bool usual = memchr(usual_separators, separator, sizeof usual_separators) != NULL;
    bool separates = options->separator ||
                     (format->separator ? format->separator == separator : usual);
    bool placed =
        options->header_line || !format->header_line || format->header_line == line;
    return separates && placed && (!options->forced || options->forced == format);
}

static void match_all(const struct ssi_reader_options *options,
                      const struct ssi_csv_row *row, char separator,
                      struct candidates *best)
{
    for (size_t i = 0; i < options->formats->count; i++) {
        const struct ssi_format *format = &options->formats->items[i];
        if (may_fit(options, format, separator, row->line)) {
            add_candidate(best, ssi_header_match(format, row->cells, row->count));
        }
    }
}

static enum ssi_status keep_header(struct ssi_reader *reader,
                                   const struct ssi_csv_row *row, struct ssi_error *err)
{
    reader->header = ssi_arena_alloc(&reader->arena, row->count * sizeof *reader->header);
    if (!reader->header) {
        return ssi_error_nomem(err);
    }
    reader->header_count = row->count;
    for (size_t i = 0; i < row->count; i++) {
        SSI_TRY(ssi_arena_copy(&reader->arena, ssi_str_trim(row->cells[i]),
                               &reader->header[i], err));
    }
    return SSI_OK;
}

/** Try every separator on the record at hand; keeps the best reading of it. */
static enum ssi_status try_line(struct ssi_reader *reader,
                                const struct ssi_reader_options *options,
                                struct candidates *best, struct ssi_error *err)
{
    struct ssi_separators separators = ssi_detect_separators(options);
    for (size_t s = 0; s < separators.count; s++) {
        struct ssi_csv_row row;
        struct candidates found = {0};
        ssi_csv_mark(reader->csv);
        ssi_csv_configure(reader->csv, separators.items[s], false, 0);
        SSI_TRY(ssi_csv_next(reader->csv, &row, err));
        if (row.fault == SSI_CSV_GOOD) {
            match_all(options, &row, separators.items[s], &found);
        }
        if (found.count > 0 &&
            (best->count == 0 || found.items[0].recognised > best->items[0].recognised)) {
            *best = found;
            reader->separator = separators.items[s];
            SSI_TRY(keep_header(reader, &row, err));
        }
        SSI_TRY(ssi_detect_rewind(reader, err));
    }
    return SSI_OK;
}

enum ssi_status ssi_detect_rewind(struct ssi_reader *reader, struct ssi_error *err)
{
    if (!ssi_csv_mark_holds(reader->csv)) {
        return ssi_error_set(
            err, SSI_EDATA,
            "lines too long to tell the format; use --format PATTERN=NAME, or "
            "export again");
    }
    ssi_csv_rewind(reader->csv);
    return SSI_OK;
}

/** The last line that may be the header. */
static uint64_t last_header_line(const struct ssi_reader_options *options)
{
    uint64_t last = 0;
    for (size_t i = 0; i < options->formats->count; i++) {
        uint64_t own = options->formats->items[i].header_line;
        last = own > last ? own : last;
    }
    return options->header_line ? options->header_line : last;
}

/** Up to the chosen line; what stands before it is preamble. */
static enum ssi_status skip_to_line(struct ssi_reader *reader, uint64_t line,
                                    struct ssi_error *err)
{
    struct ssi_csv_row row;
    ssi_csv_configure(reader->csv, ',', false, 0);
    for (;;) {
        ssi_csv_mark(reader->csv);
        enum ssi_status status = ssi_csv_next(reader->csv, &row, err);
        if (status == SSI_END || (status == SSI_OK && row.line > line)) {
            return ssi_error_set(err, SSI_EUSAGE,
                                 "no header in line %llu: it is %s; choose another with "
                                 "--header-line",
                                 (unsigned long long)line,
                                 status == SSI_END ? "behind the end" : "blank");
        }
        SSI_TRY(status);
        if (row.line == line) {
            return ssi_detect_rewind(reader, err);
        }
        reader->account.preamble_lines++;
    }
}

/** Whatever is said of the header, it is said of a choice. */
static enum ssi_status no_header(const struct ssi_reader_options *options,
                                 const struct ssi_attempt *attempt, struct ssi_error *err)
{
    if (!attempt->any) {
        return ssi_error_set(err, SSI_EDATA, "nothing but blank lines; export it again");
    }
    if (err) {
        *err = attempt->error;
    }
    if (err && (options->separator || options->header_line)) {
        char name[2];
        (void)ssi_error_set(
            err, attempt->error.code, "read with the %s%s%s chosen: %s",
            options->separator ? "separator " : "header line",
            options->separator ? ssi_separator_name(options->separator, name) : "",
            options->separator && options->header_line ? " and header line" : "",
            attempt->error.message);
        ssi_error_at(err, NULL, attempt->error.line, 0);
    }
    return attempt->error.code;
}

static enum ssi_status find_header(struct ssi_reader *reader,
                                   const struct ssi_reader_options *options,
                                   struct candidates *best, struct ssi_error *err)
{
    struct ssi_attempt attempt = {0};
    struct ssi_csv_row row;
    uint64_t last = last_header_line(options);
    if (options->header_line) {
        SSI_TRY(skip_to_line(reader, options->header_line, err));
    }
    for (uint64_t n = 0;
         options->header_line ? n < 1
                              : n < HEADER_LINES || ssi_csv_lines(reader->csv) < last;
         n++) {
        enum ssi_status status = try_line(reader, options, best, err);
        if (status == SSI_END) {
            break;
        }
        SSI_TRY(status);
        if (best->count == 0) {
            SSI_TRY(ssi_attempt_consider(reader, options, &attempt, err));
        }
        ssi_csv_configure(reader->csv, best->count ? reader->separator : ',', false, 0);
        ssi_csv_mark(reader->csv);
        SSI_TRY(ssi_csv_next(reader->csv, &row, err));
        if (best->count > 0) {
            reader->header_line = row.line;
            return ssi_csv_survey(reader->csv, &reader->dialect, err);
        }
        reader->account.preamble_lines++;
    }
    return no_header(options, &attempt, err);
}

/** Rows among the first whose activity name a format knows. */
static enum ssi_status count_names(struct ssi_reader *reader,
                                   const struct candidates *best, size_t known[],
                                   size_t *out_rows, struct ssi_error *err)
{
    struct ssi_csv_row row;
    enum ssi_status status = SSI_OK;
    uint64_t begin = UINT64_MAX;
    *out_rows = 0;
    ssi_csv_mark(reader->csv);
    ssi_csv_configure(reader->csv, reader->separator, false, reader->header_count);
    for (int n = 0; n < NAME_ROWS && ssi_csv_mark_holds(reader->csv); n++) {
        status = ssi_csv_next(reader->csv, &row, err);
        begin = row.byte < begin ? row.byte : begin;
        if (status != SSI_OK || row.byte - begin > SSI_ROW_LIMIT / 2) {
            break; // what was read must still be there to be read again
        }
        *out_rows += 1;
        for (size_t i = 0; row.fault == SSI_CSV_GOOD && i < best->count; i++) {
            const struct ssi_format *format = best->items[i].format;
            for (size_t c = 0; c < format->column_count; c++) {
                int32_t place = ssi_header_find(&format->columns[c], reader->header,
                                                reader->header_count);
                if (format->columns[c].type == SSI_TYPE_ACTIVITY && place >= 0) {
                    known[i] += ssi_format_mapping(format, row.cells[place]) ? 1 : 0;
                }
            }
        }
    }
    SSI_TRY(status == SSI_END ? SSI_OK : status);
    return ssi_detect_rewind(reader, err);
}

/** The first format that is as good as the winner. */
static const struct ssi_format *tied_with(const struct candidates *best,
                                          const size_t score[], size_t rows,
                                          size_t winner)
{
    for (size_t i = 0; i < best->count; i++) {
        bool equal = rows ? score[i] == score[winner]
                          : best->items[i].required == best->items[winner].required;
        if (i != winner && equal) {
            return best->items[i].format;
        }
    }
    return best->items[winner].format;
}

/** One of several formats by the activity names; of an empty file, the most demanding
 * one. */
static enum ssi_status settle(struct ssi_reader *reader, const struct candidates *best,
                              struct ssi_error *err)
{
    size_t score[SSI_COUNT(best->items)] = {0};
    size_t rows = 0;
    if (best->count > 1) {
        SSI_TRY(count_names(reader, best, score, &rows, err));
    }
    size_t winner = 0;
    bool tied = false;
    for (size_t i = 0; i < best->count; i++) {
        size_t mine = rows ? score[i] : best->items[i].required;
        size_t top = rows ? score[winner] : best->items[winner].required;
        if (i > 0 && mine >= top) {
            tied = mine == top;
            winner = mine > top ? i : winner;
        }
    }
    if (tied) {
        const struct ssi_format *format = best->items[winner].format;
        const struct ssi_format *other = tied_with(best, score, rows, winner);
        (void)ssi_error_set(err, SSI_EUSAGE,
                            "the header fits the formats %.*s and %.*s; choose with "
                            "--format PATTERN=NAME",
                            (int)format->name.len, format->name.ptr, (int)other->name.len,
                            other->name.ptr);
        ssi_error_at(err, NULL, reader->header_line, 0);
        return SSI_EUSAGE;
    }
    reader->format = best->items[winner].format;
    return SSI_OK;
}

static enum ssi_status map_columns(struct ssi_reader *reader, struct ssi_error *err)
{
    const struct ssi_format *format = reader->format;
    size_t recognised = 0;
    reader->header_of =
        ssi_arena_alloc(&reader->arena, format->column_count * sizeof *reader->header_of);
    if (!reader->header_of) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < format->column_count; i++) {
        int32_t place =
            ssi_header_find(&format->columns[i], reader->header, reader->header_count);
        if (place == -2) {
            (void)ssi_error_set(
                err, SSI_EDATA,
                "the header names '%.*s' twice; remove one of the columns",
                (int)format->columns[i].names.len, format->columns[i].names.ptr);
            ssi_error_at(err, NULL, reader->header_line, 0);
            return SSI_EDATA;
        }
        reader->header_of[i] = place;
        recognised += place >= 0 ? 1 : 0;
    }
    reader->unrecognised = reader->header_count - recognised;
    return SSI_OK;
}

enum ssi_status ssi_detect(struct ssi_reader *reader,
                           const struct ssi_reader_options *options,
                           struct ssi_error *err)
{
    struct ssi_str bytes;
    struct candidates best = {0};
    SSI_TRY(ssi_csv_peek(reader->csv, &bytes, err));
    SSI_TRY(refuse_foreign(bytes, err));
    SSI_TRY(find_header(reader, options, &best, err));
    SSI_TRY(settle(reader, &best, err));
    return map_columns(reader, err);
}
