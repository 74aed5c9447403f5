// SPDX-License-Identifier: GPL-3.0-or-later
// What is said of a file in which no format finds its header: the columns seen, and the
// formats that came closest, by the line that came closest. Knows nothing of rows.

#include "detect_internal.h"

#include <stdio.h>

/** A list in a message: whole items only, so that nothing is cut in the middle. */
struct list {
    char text[200];
    size_t used;
};

enum { LIST_TAIL = 20 /* for ", and 4000 more" */ };

static bool add_item(struct list *list, const char *item)
{
    size_t len = strlen(item);
    if (list->used + len + 2 + LIST_TAIL > sizeof list->text) {
        return false;
    }
    list->used +=
        (size_t)snprintf(list->text + list->used, sizeof list->text - list->used, "%s%s",
                         list->used ? ", " : "", item);
    return true;
}

static void add_rest(struct list *list, size_t rest)
{
    if (rest > 0) {
        list->used +=
            (size_t)snprintf(list->text + list->used, sizeof list->text - list->used,
                             "%s %zu more", list->used ? ", and" : "", rest);
    }
}

/** The names of a header row, long ones clipped between characters. */
static void list_names(const struct ssi_csv_row *row, struct list *out_list)
{
    enum { NAME = 40 };
    size_t shown = 0;
    bool fits = true;
    *out_list = (struct list){0};
    while (fits && shown < row->count) {
        char quoted[SSI_QUOTE_SIZE];
        char item[SSI_QUOTE_SIZE + 8];
        struct ssi_str name = ssi_str_trim(row->cells[shown]);
        size_t len = name.len > NAME ? NAME : name.len;
        while (len < name.len && len > 0 &&
               ((unsigned char)name.ptr[len] & 0xc0) == 0x80) {
            len--;
        }
        ssi_quote(ssi_str_of(name.ptr, len), quoted);
        (void)snprintf(item, sizeof item, "%s%s", quoted, len < name.len ? "..." : "");
        fits = add_item(out_list, item);
        shown += fits ? 1 : 0;
    }
    add_rest(out_list, row->count - shown);
}

enum { NEAR_SIZE = 256 };

/** "members (lacks member_id)" */
static void name_match(struct ssi_header_match match, const struct ssi_csv_row *row,
                       char buf[NEAR_SIZE])
{
    struct list lacks = {0};
    size_t left_out = 0;
    for (size_t i = 0; i < match.format->column_count; i++) {
        const struct ssi_column *column = &match.format->columns[i];
        if (!column->required || ssi_header_find(column, row->cells, row->count) != -1) {
            continue;
        }
        struct ssi_str rest = column->names;
        struct ssi_str first = rest;
        char name[48];
        (void)ssi_str_split(&rest, ',', &first);
        (void)snprintf(name, sizeof name, "%.*s", (int)first.len, first.ptr);
        left_out += lacks.used > 60 || !add_item(&lacks, name) ? 1 : 0;
    }
    add_rest(&lacks, left_out);
    (void)snprintf(buf, NEAR_SIZE, "%.40s (lacks %s)", match.format->name.ptr,
                   lacks.text);
}

static bool closer(struct ssi_header_match a, struct ssi_header_match b)
{
    return !b.format || a.recognised > b.recognised ||
           (a.recognised == b.recognised && a.missing < b.missing);
}

/** The two formats that share most columns with a row; a format of NULL = none does. */
static void find_closest(const struct ssi_reader_options *options,
                         const struct ssi_csv_row *row,
                         struct ssi_header_match closest[2])
{
    closest[0] = closest[1] = (struct ssi_header_match){0};
    for (size_t i = 0; row->fault == SSI_CSV_GOOD && i < options->formats->count; i++) {
        const struct ssi_format *format = &options->formats->items[i];
        struct ssi_header_match match = ssi_header_match(format, row->cells, row->count);
        if (match.recognised == 0 || (options->forced && options->forced != format)) {
            continue;
        }
        if (closer(match, closest[0])) {
            closest[1] = closest[0];
            closest[0] = match;
        } else if (closer(match, closest[1])) {
            closest[1] = match;
        }
    }
}

/** Names the columns seen and the formats that came closest. */
static void describe(const struct ssi_reader_options *options,
                     const struct ssi_csv_row *row,
                     const struct ssi_header_match closest[2], struct ssi_error *error)
{
    struct list seen;
    char near[2][NEAR_SIZE] = {"", ""};
    list_names(row, &seen);
    for (int i = 0; i < 2 && closest[i].format; i++) {
        name_match(closest[i], row, near[i]);
    }
    if (row->fault != SSI_CSV_GOOD) {
        (void)ssi_error_set(error, SSI_EDATA,
                            "the header line is damaged: %s; save the file "
                            "as CSV in UTF-8",
                            ssi_csv_fault_text(row->fault));
    } else if (options->forced) {
        (void)ssi_error_set(error, SSI_EUSAGE,
                            "the header does not fit the format that --format names: %s; "
                            "columns seen: %s",
                            closest[0].format ? near[0] : "none of its columns is there",
                            seen.text);
    } else if (!closest[0].format) {
        (void)ssi_error_set(
            error, SSI_EUSAGE,
            "no known format has any column of this header: %s; see 'ssi list "
            "formats', or map it with [format NAME] in a config",
            seen.text);
    } else {
        bool two = near[1][0] && strlen(near[0]) + strlen(near[1]) < 180;
        (void)ssi_error_set(error, SSI_EUSAGE,
                            "no known format has this header; columns seen: %s; closest: "
                            "%s%s%s; map it with [format NAME] in a config",
                            seen.text, near[0], two ? ", " : "", two ? near[1] : "");
    }
    ssi_error_at(error, NULL, row->line, 0);
}

enum ssi_status ssi_attempt_consider(struct ssi_reader *reader,
                                     const struct ssi_reader_options *options,
                                     struct ssi_attempt *attempt, struct ssi_error *err)
{
    struct ssi_attempt mine = {0};
    struct ssi_separators separators = ssi_detect_separators(options);
    for (size_t s = 0; s < separators.count; s++) {
        struct ssi_csv_row row;
        struct ssi_header_match closest[2];
        ssi_csv_mark(reader->csv);
        ssi_csv_configure(reader->csv, separators.items[s], false, 0);
        SSI_TRY(ssi_csv_next(reader->csv, &row, err));
        find_closest(options, &row, closest);
        bool better =
            closest[0].recognised > mine.recognised ||
            (closest[0].recognised == mine.recognised && row.count > mine.cells);
        if (!mine.any || better) {
            mine.any = true;
            mine.recognised = closest[0].recognised;
            mine.cells = row.count;
            describe(options, &row, closest, &mine.error);
        }
        SSI_TRY(ssi_detect_rewind(reader, err));
    }
    if (!attempt->any || mine.recognised > attempt->recognised) {
        *attempt = mine;
    }
    return SSI_OK;
}
