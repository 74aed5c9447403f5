// SPDX-License-Identifier: GPL-3.0-or-later
// CSV records: what a good one holds, what is wrong with a bad one, and that a bad one
// takes nothing along.

#include "ssi/csv.h"
#include "ssi/memory.h"

#include "testing.h"

#include <stdlib.h>

#include "ssi/output.h"
#include "ssi/random.h"

static struct ssi_csv *open_text(struct ssi_str text)
{
    struct ssi_source *source = NULL;
    struct ssi_csv *csv = NULL;
    struct ssi_error err;
    assert_ok(ssi_source_memory(text, "text", &source, &err));
    assert_ok(ssi_csv_new(source, &csv, &err));
    return csv;
}

static void put_place(struct bytes *out, const struct ssi_csv_row *row)
{
    char text[64];
    (void)snprintf(text, sizeof text, "%llu:%llu", (unsigned long long)row->line,
                   (unsigned long long)row->byte);
    put(out, ssi_str_z(text));
}

/* A record as "line:byte[cell|cell]" or "line:byte!fault!raw". */
static void put_row(struct bytes *out, const struct ssi_csv_row *row)
{
    static const char *const faults[] = {"good", "quote", "open", "cr",
                                         "nul",  "utf8",  "long", "width"};
    put_place(out, row);
    if (row->fault != SSI_CSV_GOOD) {
        assert_int_equal(row->count, 0);
        put(out, ssi_str_z("!"));
        put(out, ssi_str_z(faults[row->fault]));
        put(out, ssi_str_z("!"));
        put(out, row->raw);
    }
    for (size_t i = 0; i < row->count; i++) {
        put(out, ssi_str_z(i ? "|" : "["));
        put(out, row->cells[i]);
    }
    put(out, ssi_str_z(row->fault == SSI_CSV_GOOD ? "] " : " "));
}

static enum ssi_status put_rows(struct bytes *out, struct ssi_csv *csv)
{
    struct ssi_csv_row row;
    enum ssi_status status;
    out->len = 0;
    while ((status = ssi_csv_next(csv, &row, NULL)) == SSI_OK) {
        put_row(out, &row);
    }
    return status;
}

static void assert_dialect(struct ssi_str text, char separator, bool line_breaks,
                           size_t width, struct ssi_str want)
{
    for (size_t way = 0; way < ssi_csv_ways(); way++) {
        struct bytes got;
        struct ssi_csv *csv = open_text(text);
        ssi_csv_choose_way(csv, way);
        ssi_csv_configure(csv, separator, line_breaks, width);
        assert_int_equal(put_rows(&got, csv), SSI_END);
        assert_bytes(bytes_of(&got), want);
        ssi_csv_free(csv);
    }
}

/* Records of one physical line each, any width. */
static void assert_rows(const char *text, const char *want)
{
    assert_dialect(ssi_str_z(text), ',', false, 0, ssi_str_z(want));
}

/* Line breaks inside quotes allowed. */
static void assert_broken_rows(const char *text, const char *want)
{
    assert_dialect(ssi_str_z(text), ',', true, 0, ssi_str_z(want));
}

static void test_csv__cells_and_quotes(void **state)
{
    (void)state;
    assert_rows("a,b,c\n1,2,3\n", "1:0[a|b|c] 2:6[1|2|3] ");
    assert_rows("a,\"b,c\",\"d\"\"e\"\n", "1:0[a|b,c|d\"e] ");
    assert_rows("\"\",\"\"\"\"\n,\n\"\"\n", "1:0[|\"] 2:8[|] 3:10[] ");
    assert_rows("a;b|c", "1:0[a;b|c] ");
}

static void test_csv__outer_blanks_are_trimmed_outside_quotes(void **state)
{
    (void)state;
    assert_rows(" a ,\tb c\t, \"d \" \n", "1:0[a|b c|d ] ");
    assert_dialect(ssi_str_z(" a \t\t b\n"), '\t', false, 0, ssi_str_z("1:0[a||b] "));
    assert_dialect(ssi_str_z("a;\"b;c\"; d\n"), ';', false, 3,
                   ssi_str_z("1:0[a|b;c|d] "));
    assert_dialect(ssi_str_z("a|b,c\n"), '|', false, 2, ssi_str_z("1:0[a|b,c] "));
}

static void test_csv__line_ends_of_every_kind(void **state)
{
    (void)state;
    assert_rows("a,b\r\nc,d\ne,f\r\ng,h", "1:0[a|b] 2:5[c|d] 3:9[e|f] 4:14[g|h] ");
    assert_rows("a,b\r\nc,d\r", "1:0[a|b] 2:5[c|d] ");
    assert_rows("", "");
    assert_rows("\n", "");
    assert_rows("a", "1:0[a] ");
}

/* A line of tabs is blank whatever the separator, so that looking for one sees the same
 * rows. */
static void test_csv__blank_whatever_the_separator(void **state)
{
    (void)state;
    static const char separators[] = ",;\t|";
    for (size_t i = 0; i < sizeof separators - 1; i++) {
        assert_dialect(ssi_str_z("\t\t\na\n \t \nb\n\t"), separators[i], false, 0,
                       ssi_str_z("2:3[a] 4:9[b] "));
    }
    assert_dialect(ssi_str_z("\ta\n"), '\t', false, 0, ssi_str_z("1:0[|a] "));
    assert_dialect(ssi_str_z("a\t\n"), '\t', false, 0, ssi_str_z("1:0[a|] "));
    assert_dialect(ssi_str_z("\t\"\"\n"), '\t', false, 0, ssi_str_z("1:0[|] "));
}

static void test_csv__byte_order_mark_is_dropped(void **state)
{
    (void)state;
    assert_rows("\xEF\xBB\xBF"
                "a,b\n1,2\n",
                "1:3[a|b] 2:7[1|2] ");
    assert_rows("\xEF\xBB\xBF\"a\",b\n", "1:3[a|b] ");
    assert_rows("\xEF\xBB\xBF", "");
    assert_rows("\xEF\xBB", "1:0!utf8!\xEF\xBB ");
    assert_rows("a\n\xEF\xBB\xBF"
                "b\n",
                "1:0[a] 2:2[\xEF\xBB\xBF"
                "b] ");
}

static void test_csv__blank_lines_are_counted_apart(void **state)
{
    (void)state;
    struct bytes got;
    struct ssi_csv *csv = open_text(ssi_str_z("\n a\n \t \n\r\n\n,\nb\n  "));
    assert_int_equal(put_rows(&got, csv), SSI_END);
    assert_str(bytes_of(&got), "2:1[a] 6:11[|] 7:13[b] ");
    assert_int_equal(ssi_csv_blank_lines(csv), 5);
    ssi_csv_free(csv);
}

static void test_csv__line_breaks_where_they_are_allowed(void **state)
{
    (void)state;
    assert_broken_rows("a,\"b\nc\"\nd,e\n", "1:0[a|b\nc] 3:8[d|e] ");
    assert_broken_rows("a,\"b\r\n\r\nc\"\r\nd,e\r\n", "1:0[a|b\r\n\r\nc] 4:12[d|e] ");
    assert_broken_rows("\"\n\"", "1:0[\n] ");
    assert_broken_rows("\"a\rb\"\n", "1:0[a\rb] ");
    assert_broken_rows("\"\n\n\n\",\"\n\"\nx\n", "1:0[\n\n\n|\n] 6:10[x] ");
}

static void test_csv__line_breaks_where_they_are_not(void **state)
{
    (void)state;
    assert_rows("1,a\n2,\"b\nc\"\n3,d\n",
                "1:0[1|a] 2:4!open!2,\"b 3:9!open!c\" 4:12[3|d] ");
}

static void test_csv__stray_quotes(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"2,b\"ad", "open"},    {"2,\"bad", "open"},         {"2,\"b\"ad", "quote"},
        {"2,b\"a\"d", "quote"}, {"2,\"b\" \"ad\"", "quote"}, {"2\",bad", "open"},
        {"\"2,bad", "open"},    {"2,bad\"", "open"},         {"2,\"bad\"x", "quote"},
        {"\"", "open"},         {"\"\"\"", "open"}};
    for (size_t i = 0; i < SSI_COUNT(rows); i++) {
        char text[100];
        char want[200];
        int second = snprintf(text, sizeof text, "1,\"a\"\n");
        (void)snprintf(text, sizeof text, "1,\"a\"\n%s\n3,\"c\"\n4,d\n", rows[i][0]);
        int third = second + (int)strlen(rows[i][0]) + 1;
        (void)snprintf(want, sizeof want, "1:0[1|a] 2:%d!%s!%s 3:%d[3|c] 4:%d[4|d] ",
                       second, rows[i][1], rows[i][0], third, third + 6);
        assert_rows(text, want);
        assert_broken_rows(text, want);
    }
}

/* Whatever single byte is put into a row, the rows before and after it come out whole. */
static void test_csv__damage_stays_in_its_row(void **state)
{
    (void)state;
    static const char before[] = "1,\"a\"\n";
    static const char middle[] = "2,\"b \"\"b\"\"\",x\r\n";
    static const char after[] = "3,\"c\"\r\n4,d\n";
    static const char damage[] = {'"', '\0', '\r', (char)0xE9, (char)0x80, ',', ' '};
    for (size_t d = 0; d < sizeof damage; d++) {
        for (size_t at = 0; at < sizeof middle - 2; at++) {
            struct bytes text = {.len = 0};
            put(&text, BYTES(before));
            put(&text, ssi_str_of(middle, at));
            put(&text, ssi_str_of(&damage[d], 1));
            put(&text, ssi_str_of(middle + at, sizeof middle - 1 - at));
            put(&text, BYTES(after));
            for (int breaks = 0; breaks < 2; breaks++) {
                struct bytes got;
                struct ssi_csv *csv = open_text(bytes_of(&text));
                ssi_csv_configure(csv, ',', breaks == 1, 0);
                assert_int_equal(put_rows(&got, csv), SSI_END);
                assert_true(ssi_str_starts(bytes_of(&got), ssi_str_z("1:0[1|a] 2:6")));
                assert_true(
                    ssi_str_ends(bytes_of(&got), ssi_str_z(" 3:22[3|c] 4:29[4|d] ")));
                ssi_csv_free(csv);
            }
        }
    }
}

/* With line breaks allowed: two stray quotes are not taken for one long cell. */
static void test_csv__two_stray_quotes_keep_what_is_between(void **state)
{
    (void)state;
    assert_broken_rows("1,a\"b\n2,c\n3,d\"e\n4,f\n",
                       "1:0!quote!1,a\"b 2:6[2|c] 3:10!open!3,d\"e 4:16[4|f] ");
    assert_broken_rows("1,\"a\n2,b\n3,c\n", "1:0!open!1,\"a 2:5[2|b] 3:9[3|c] ");
    assert_dialect(ssi_str_z("1,\"a\n2,b\n3\",c\n4,d\n"), ',', true, 3,
                   ssi_str_z("1:0[1|a\n2,b\n3|c] 4:14!width!4,d "));
    assert_dialect(ssi_str_z("1,\"a\n2,b\n3\",c\n4,d\n"), ',', true, 2,
                   ssi_str_z("1:0!width!1,\"a 2:5[2|b] 3:9!open!3\",c 4:14[4|d] "));
}

static void test_csv__bytes_that_are_no_text(void **state)
{
    (void)state;
    assert_dialect(BYTES("1,a\n2,\0\n3,c\n"), ',', false, 0,
                   BYTES("1:0[1|a] 2:4!nul!2,\0 3:8[3|c] "));
    assert_rows("1,a\n2,caf\xE9\n3,c\n", "1:0[1|a] 2:4!utf8!2,caf\xE9 3:11[3|c] ");
    assert_rows("1,caf\xC3\xA9\n", "1:0[1|caf\xC3\xA9] ");
    assert_rows("1,\xED\xA0\x80\n", "1:0!utf8!1,\xED\xA0\x80 ");
}

static void test_csv__stray_carriage_returns(void **state)
{
    (void)state;
    assert_rows("1,a\n2,b\rx\n3,c\n", "1:0[1|a] 2:4!cr!2,b\rx 3:10[3|c] ");
    assert_rows("1,a\r2,b\r3,c", "1:0!cr!1,a\r2,b\r3,c "); /* a Macintosh file */
    assert_rows("1,\"a\rb\"\n", "1:0!cr!1,\"a\rb\" ");
    assert_broken_rows("1,a\n2,b\rx\n3,c\n", "1:0[1|a] 2:4!cr!2,b\rx 3:10[3|c] ");
    assert_broken_rows("1,a\r2,b\r3,c", "1:0!cr!1,a\r2,b\r3,c ");
    assert_rows("1,a\r\r\n2,b\n", "1:0!cr!1,a\r 2:6[2|b] ");
    assert_broken_rows("1,a\r\r\n2,b\n", "1:0!cr!1,a\r 2:6[2|b] ");
    assert_broken_rows("1,a\n\r\r\n2,b\n", "1:0[1|a] 2:4!cr!\r 3:7[2|b] ");
}

static void test_csv__width(void **state)
{
    (void)state;
    assert_dialect(ssi_str_z("a,b\n1\n1,2\n1,2,3\n1,\n"), ',', false, 2,
                   ssi_str_z("1:0[a|b] 2:4!width!1 3:6[1|2] 4:10!width!1,2,3 5:16[1|] "));
    assert_dialect(
        ssi_str_z("1,2\n1,\"2\n3\",\"\n\"\n1,2\n"), ',', true, 2,
        ssi_str_z("1:0[1|2] 2:4!width!1,\"2 3:9!quote!3\",\" 4:14!open!\" 5:16[1|2] "));
}

/* A text of `head`, then `count` times a byte, then `tail`; freed by the caller. */
static struct ssi_str make_long(const char *head, char byte, size_t count,
                                const char *tail)
{
    size_t before = strlen(head);
    size_t after = strlen(tail);
    char *text = malloc(before + count + after + 1);
    assert_non_null(text);
    memcpy(text, head, before);
    memset(text + before, byte, count);
    memcpy(text + before + count, tail, after + 1);
    return ssi_str_of(text, before + count + after);
}

static void free_text(struct ssi_str text)
{
    union {
        const char *read_only;
        char *any;
    } view = {.read_only = text.ptr};
    free(view.any);
}

struct seen {
    enum ssi_csv_fault faults[8];
    uint64_t lines[8], bytes[8];
    size_t counts[8];
    size_t rows;
};

static struct seen see(struct ssi_str text, bool line_breaks)
{
    struct seen seen = {.rows = 0};
    struct ssi_csv_row row;
    struct ssi_csv *csv = open_text(text);
    ssi_csv_configure(csv, ',', line_breaks, 0);
    while (ssi_csv_next(csv, &row, NULL) == SSI_OK) {
        assert_true(seen.rows < 8);
        seen.faults[seen.rows] = row.fault;
        seen.lines[seen.rows] = row.line;
        seen.bytes[seen.rows] = row.byte;
        seen.counts[seen.rows++] = row.count;
    }
    ssi_csv_free(csv);
    return seen;
}

/* A middle row of `count` bytes: good or LONG, and the rows around it are good. */
static void assert_middle(const char *open, char byte, size_t count, const char *shut,
                          enum ssi_csv_fault want)
{
    char head[32];
    char tail[32];
    (void)snprintf(head, sizeof head, "1,a\n%s", open);
    (void)snprintf(tail, sizeof tail, "%s\n3,c\n", shut);
    struct ssi_str text = make_long(head, byte, count, tail);
    for (int breaks = 0; breaks < 2; breaks++) {
        struct seen seen = see(text, breaks == 1);
        assert_int_equal(seen.rows, 3);
        assert_int_equal(seen.faults[1], want);
        assert_int_equal(seen.faults[2], SSI_CSV_GOOD);
        assert_int_equal(seen.lines[2], 3);
        assert_int_equal(seen.bytes[2], text.len - 4);
    }
    free_text(text);
}

static void test_csv__limits(void **state)
{
    (void)state;
    assert_middle("2,", 'x', SSI_FIELD_LIMIT, "", SSI_CSV_GOOD);
    assert_middle("2,", 'x', SSI_FIELD_LIMIT + 1, "", SSI_CSV_LONG);
    assert_middle("2,\"", 'x', SSI_FIELD_LIMIT, "\"", SSI_CSV_GOOD);
    assert_middle("2,\"", 'x', SSI_FIELD_LIMIT + 1, "\"", SSI_CSV_LONG);
    assert_middle("", ',', SSI_COLUMN_LIMIT - 1, "", SSI_CSV_GOOD);
    assert_middle("", ',', SSI_COLUMN_LIMIT, "", SSI_CSV_LONG);
    assert_middle("", ',', SSI_ROW_LIMIT - 1, "", SSI_CSV_LONG);
    assert_middle("", 'x', SSI_ROW_LIMIT + 1, "", SSI_CSV_LONG);
    assert_middle("2,", 'x', 5 * SSI_ROW_LIMIT, "", SSI_CSV_LONG);
    assert_middle("\"", 'x', 5 * SSI_ROW_LIMIT, "", SSI_CSV_LONG);
}

static void test_csv__a_long_last_line(void **state)
{
    (void)state;
    struct ssi_str text = make_long("1,a\n", 'x', 3 * SSI_ROW_LIMIT, "");
    struct seen seen = see(text, false);
    assert_int_equal(seen.rows, 2);
    assert_int_equal(seen.faults[1], SSI_CSV_LONG);
    assert_int_equal(seen.lines[1], 2);
    free_text(text);
}

/* A quote that closes only beyond the limit is one bad line, not a bad megabyte. */
static void test_csv__an_open_quote_ends_at_the_limit(void **state)
{
    (void)state;
    struct ssi_str text = make_long("1,\"a\n", '\n', SSI_ROW_LIMIT, "\n2,b\n3,c\"\n");
    struct seen seen = see(text, true);
    assert_int_equal(seen.rows, 3);
    assert_int_equal(seen.faults[0], SSI_CSV_OPEN_QUOTE);
    assert_int_equal(seen.faults[1], SSI_CSV_GOOD);
    assert_int_equal(seen.faults[2], SSI_CSV_OPEN_QUOTE);
    assert_int_equal(seen.lines[1], SSI_ROW_LIMIT + 3);
    free_text(text);
}

/* The input arrives in pieces of 256 KiB: the same rows wherever a piece ends. */
static void test_csv__every_end_of_a_piece(void **state)
{
    (void)state;
    enum { PIECE = 256 * 1024 };
    static const char text[] =
        "a,\"b \"\"q\"\"\"\r\n\r\n1,\"x\ny\"\r\n2,\"bad\n3,\xC3\xA9\n4,";
    static char input[PIECE + sizeof text];
    struct bytes want;
    struct bytes got;
    for (int breaks = 0; breaks < 2; breaks++) {
        for (size_t before = 0; before < sizeof text; before++) {
            size_t padding = before ? PIECE - before : 1;
            memset(input, ' ', padding);
            input[padding - 1] = '\n';
            memcpy(input + padding, text, sizeof text - 1);
            struct ssi_csv *csv = open_text(ssi_str_of(input, padding + sizeof text - 1));
            ssi_csv_configure(csv, ',', breaks == 1, 0);
            struct ssi_csv_row row;
            got.len = 0;
            while (ssi_csv_next(csv, &row, NULL) == SSI_OK) {
                row.byte -= padding;
                put_row(&got, &row);
            }
            ssi_csv_free(csv);
            if (before == 0) {
                want = got;
            }
            assert_bytes(bytes_of(&got), bytes_of(&want));
        }
    }
}

static void test_csv__mark_and_rewind(void **state)
{
    (void)state;
    struct ssi_csv_row row;
    struct bytes first;
    struct bytes second;
    struct ssi_csv *csv = open_text(ssi_str_z("\xEF\xBB\xBF"
                                              "a;b\n\n1;\"x\ny\"\n2;z\n"));
    ssi_csv_mark(csv);
    assert_int_equal(ssi_csv_next(csv, &row, NULL), SSI_OK);
    assert_str(row.cells[0], "a;b");
    ssi_csv_rewind(csv);
    ssi_csv_configure(csv, ';', true, 2);
    assert_int_equal(ssi_csv_next(csv, &row, NULL), SSI_OK);
    assert_int_equal(row.byte, 3);
    assert_str(row.cells[0], "a"); /* the byte order mark does not come back */
    ssi_csv_mark(csv);
    assert_int_equal(put_rows(&first, csv), SSI_END);
    assert_true(ssi_csv_mark_holds(csv));
    ssi_csv_rewind(csv);
    assert_int_equal(ssi_csv_blank_lines(csv), 0);
    assert_false(ssi_csv_mark_holds(csv));
    assert_int_equal(put_rows(&second, csv), SSI_END);
    assert_bytes(bytes_of(&second), bytes_of(&first));
    assert_str(bytes_of(&second), "3:8[1|x\ny] 5:16[2|z] ");
    assert_int_equal(ssi_csv_blank_lines(csv), 1);
    ssi_csv_rewind(csv); /* without a mark: nothing happens */
    assert_int_equal(ssi_csv_next(csv, &row, NULL), SSI_END);
    ssi_csv_free(csv);
}

/* Too much was read since the mark: it says so, and rewinding changes nothing. */
static void test_csv__a_mark_is_given_up_beyond_its_room(void **state)
{
    (void)state;
    struct ssi_str text = make_long("a\n", '\n', 4 * SSI_ROW_LIMIT, "z\n");
    struct ssi_csv_row row;
    struct ssi_csv *csv = open_text(text);
    ssi_csv_mark(csv);
    assert_int_equal(ssi_csv_next(csv, &row, NULL), SSI_OK);
    assert_true(ssi_csv_mark_holds(csv));
    assert_int_equal(ssi_csv_next(csv, &row, NULL), SSI_OK);
    assert_str(row.cells[0], "z");
    assert_false(ssi_csv_mark_holds(csv));
    ssi_csv_rewind(csv);
    assert_int_equal(ssi_csv_next(csv, &row, NULL), SSI_END);
    ssi_csv_free(csv);
    free_text(text);
}

/* A mark within the promised room holds, wherever in the buffer it was set. */
static void test_csv__a_mark_holds_for_a_mebibyte(void **state)
{
    (void)state;
    for (size_t before = 0; before < 3 * SSI_ROW_LIMIT; before += 900001) {
        struct ssi_str front = make_long("", '\n', before, "m\n");
        struct ssi_str text = make_long(front.ptr, '\n', SSI_ROW_LIMIT, "z\n");
        struct ssi_csv_row row;
        struct ssi_csv *csv = open_text(text);
        assert_int_equal(ssi_csv_next(csv, &row, NULL), SSI_OK);
        ssi_csv_mark(csv);
        for (int i = 0; i < 2; i++) {
            assert_int_equal(ssi_csv_next(csv, &row, NULL), SSI_OK);
            assert_str(row.cells[0], "z");
            assert_int_equal(row.line, before + 2 + SSI_ROW_LIMIT);
            assert_int_equal(ssi_csv_mark_holds(csv), i == 0);
            ssi_csv_rewind(csv);
        }
        ssi_csv_free(csv);
        free_text(front);
        free_text(text);
    }
}

static void test_csv__peek_consumes_nothing(void **state)
{
    (void)state;
    struct ssi_str bytes;
    struct ssi_error err;
    struct ssi_csv_row row;
    struct ssi_csv *csv = open_text(ssi_str_z("PK\x03\x04,b\n"));
    assert_ok(ssi_csv_peek(csv, &bytes, &err));
    assert_true(ssi_str_starts(bytes, ssi_str_z("PK\x03\x04")));
    assert_int_equal(ssi_csv_next(csv, &row, NULL), SSI_OK);
    assert_str(row.cells[0], "PK\x03\x04");
    ssi_csv_free(csv);
    csv = open_text(ssi_str_z(""));
    assert_ok(ssi_csv_peek(csv, &bytes, &err));
    assert_int_equal(bytes.len, 0);
    assert_int_equal(ssi_csv_next(csv, &row, NULL), SSI_END);
    ssi_csv_free(csv);
}

static struct ssi_digest digest_of(struct ssi_str text, uint64_t *out_bytes)
{
    struct bytes rows;
    struct ssi_csv *csv = open_text(text);
    assert_int_equal(put_rows(&rows, csv), SSI_END);
    struct ssi_digest digest = ssi_csv_digest(csv);
    *out_bytes = ssi_csv_bytes(csv);
    ssi_csv_free(csv);
    return digest;
}

static void test_csv__digest_is_of_the_decoded_bytes(void **state)
{
    (void)state;
    static const char text[] = "\xEF\xBB\xBF"
                               "a,b\r\n\r\n1,\"2\r\n";
    struct bytes packed = {.len = 0};
    put_member(&packed, ssi_str_of(text, 7), GZIP_NAME);
    put_member(&packed, ssi_str_of(text + 7, sizeof text - 8), 0);
    uint64_t bytes = 0;
    struct ssi_digest want = ssi_digest_bytes(text, sizeof text - 1);
    assert_int_equal(ssi_digest_cmp(digest_of(BYTES(text), &bytes), want), 0);
    assert_int_equal(bytes, sizeof text - 1);
    assert_int_equal(ssi_digest_cmp(digest_of(bytes_of(&packed), &bytes), want), 0);
    assert_int_equal(bytes, sizeof text - 1);
    want = ssi_digest_bytes("", 0);
    assert_int_equal(ssi_digest_cmp(digest_of(ssi_str_z(""), &bytes), want), 0);
}

static void test_csv__cut_data_never_end_cleanly(void **state)
{
    (void)state;
    struct bytes packed = {.len = 0};
    put_member(&packed, BYTES("a,b\n1,2\n3,4\n"), 0);
    for (size_t len = 2; len < packed.len; len++) {
        struct bytes rows;
        struct ssi_csv *csv = open_text(ssi_str_of(packed.at, len));
        assert_int_equal(put_rows(&rows, csv), SSI_EIO);
        ssi_csv_free(csv);
    }
}

static void test_csv__a_new_reader_owns_its_source(void **state)
{
    (void)state;
    struct ssi_csv *csv = open_text(ssi_str_z("a\n"));
    ssi_csv_free(csv); /* unread: no leak */
    ssi_csv_free(NULL);
    for (int fault = 0; fault <= SSI_CSV_WIDTH; fault++) {
        assert_true(strlen(ssi_csv_fault_text((enum ssi_csv_fault)fault)) > 0);
    }
}

/* What our own writer writes is what comes back. */
static void test_csv__reads_back_every_cell(void **state)
{
    (void)state;
    static const char letters[] = "a,\" \t\r\n'=;\xC3";
    struct ssi_random random;
    ssi_random_init(&random, 1, 0);
    for (int round = 0; round < 800; round++) {
        struct ssi_output *output = NULL;
        char cells[3][16];
        assert_int_equal(ssi_output_memory(&output, NULL), SSI_OK);
        ssi_output_text(output, "id");
        for (int i = 0; i < 3; i++) {
            size_t len = 0;
            for (uint64_t n = ssi_random_below(&random, 7); n > 0; n--) {
                cells[i][len] = letters[ssi_random_below(&random, sizeof letters - 1)];
                if (cells[i][len++] == '\xC3') {
                    cells[i][len++] = '\xA9';
                }
            }
            cells[i][len] = '\0';
            ssi_output_char(output, ',');
            ssi_output_cell(output, ssi_str_z(cells[i]), SSI_CSV_RAW);
        }
        ssi_output_char(output, '\n');
        struct ssi_csv *csv = open_text(ssi_output_bytes(output));
        struct ssi_csv_row row;
        ssi_csv_configure(csv, ',', true, 4);
        assert_int_equal(ssi_csv_next(csv, &row, NULL), SSI_OK);
        assert_int_equal(row.fault, SSI_CSV_GOOD);
        for (int i = 0; i < 3; i++) {
            assert_str(row.cells[i + 1], cells[i]);
        }
        assert_int_equal(ssi_csv_next(csv, &row, NULL), SSI_END);
        ssi_csv_free(csv);
        ssi_output_abandon(output);
    }
}

static size_t count_lines(struct ssi_str text)
{
    size_t lines = 0;
    for (size_t i = 0; i < text.len; i++) {
        lines += text.ptr[i] == '\n';
    }
    return lines;
}

/* Random bytes of the kind that matters. */
static size_t random_text(struct ssi_random *random, char *text, size_t size)
{
    static const char letters[] = "aa,,\"\"\n\n\r \t\xC3\xA9";
    size_t len = (size_t)ssi_random_below(random, size);
    for (size_t i = 0; i < len; i++) {
        text[i] = letters[ssi_random_below(random, sizeof letters - 1)];
    }
    return len;
}

/* Every line is in a good row, in one bad row of its own, or blank. */
static void test_csv__no_line_is_lost(void **state)
{
    (void)state;
    struct ssi_random random;
    ssi_random_init(&random, 2, 0);
    for (int round = 0; round < 1500; round++) {
        char text[120];
        size_t len = random_text(&random, text, round % 4 ? 16 : sizeof text);
        struct ssi_csv *csv = open_text(ssi_str_of(text, len));
        ssi_csv_configure(csv, ',', round % 2 == 1, round % 3 == 0 ? 2 : 0);
        struct ssi_csv_row row;
        uint64_t lines = 0;
        uint64_t last = 0;
        while (ssi_csv_next(csv, &row, NULL) == SSI_OK) {
            assert_true(row.line > last);
            assert_true(row.byte + row.raw.len <= len);
            assert_bytes(row.raw, ssi_str_of(text + row.byte, row.raw.len));
            assert_int_equal(row.line,
                             1 + count_lines(ssi_str_of(text, (size_t)row.byte)));
            assert_true(row.fault == SSI_CSV_GOOD || count_lines(row.raw) == 0);
            last = row.line + count_lines(row.raw);
            lines += 1 + count_lines(row.raw);
        }
        bool open_end = len > 0 && text[len - 1] != '\n';
        assert_int_equal(lines + ssi_csv_blank_lines(csv),
                         count_lines(ssi_str_of(text, len)) + open_end);
        ssi_csv_free(csv);
    }
}

enum { WAYS = 5 };

/* The quick ways and libcsv see the same rows. */
static void test_csv__every_way_sees_the_same(void **state)
{
    (void)state;
    static const char separators[] = ",\t,a";
    size_t ways = ssi_csv_ways();
    struct ssi_random random;
    ssi_random_init(&random, 3, 0);
    assert_in_range(ways, 2, WAYS);
    for (int round = 0; round < 1200; round++) {
        char text[300];
        struct bytes seen[WAYS];
        uint64_t blank[WAYS];
        size_t len = random_text(&random, text, round % 4 ? 40 : sizeof text);
        for (size_t way = 0; way < ways; way++) {
            struct ssi_csv *csv = open_text(ssi_str_of(text, len));
            ssi_csv_choose_way(csv, way);
            ssi_csv_configure(csv, separators[round % 4], round % 2 == 1,
                              (size_t)round % 5);
            assert_int_equal(put_rows(&seen[way], csv), SSI_END);
            blank[way] = ssi_csv_blank_lines(csv);
            ssi_csv_free(csv);
        }
        for (size_t way = 0; way + 1 < ways; way++) {
            assert_bytes(bytes_of(&seen[way]), bytes_of(&seen[ways - 1]));
            assert_int_equal(blank[way], blank[ways - 1]);
        }
    }
}

static size_t put_long_line(char *line, size_t cells, bool quoted)
{
    size_t len = 0;
    for (size_t i = 0; i < cells; i++) {
        line[len++] = '"';
        len -= quoted ? 0 : 1;
        line[len++] = (char)('a' + i % 26);
        line[len++] = '"';
        len -= quoted ? 0 : 1;
        line[len++] = i + 1 < cells ? ',' : '\n';
    }
    return len;
}

static void assert_long_line(struct ssi_str text, size_t way, size_t cells)
{
    struct ssi_csv_row row;
    struct ssi_csv *csv = open_text(text);
    bool over = cells > SSI_COLUMN_LIMIT;
    ssi_csv_choose_way(csv, way);
    ssi_csv_configure(csv, ',', false, over ? 0 : cells);
    assert_int_equal(ssi_csv_next(csv, &row, NULL), SSI_OK);
    assert_int_equal(row.fault, over ? SSI_CSV_LONG : SSI_CSV_GOOD);
    assert_int_equal(row.count, over ? 0 : cells);
    for (size_t i = 0; i < row.count; i++) {
        assert_int_equal(row.cells[i].len, 1);
        assert_int_equal(row.cells[i].ptr[0], 'a' + i % 26);
    }
    assert_int_equal(ssi_csv_next(csv, &row, NULL), SSI_END);
    ssi_csv_free(csv);
}

/* Wide and long lines, around the limits of the quick ways. */
static void test_csv__every_way_sees_long_lines(void **state)
{
    (void)state;
    for (size_t cells = 1; cells < 9000; cells = cells * 3 / 2 + 1) {
        static char line[40000];
        for (size_t way = 0; way < ssi_csv_ways(); way++) {
            assert_long_line(ssi_str_of(line, put_long_line(line, cells, false)), way,
                             cells);
            assert_long_line(ssi_str_of(line, put_long_line(line, cells, true)), way,
                             cells);
        }
    }
}

/* Rows of every kind in stretches: bare, quoted, damaged ones among them. */
static char *many_rows(size_t rows, size_t *out_len)
{
    static const char *const tails[] = {",b,c\n", ",\"b\",\"c\"\r\n", ",\"b\"\"\",c\n",
                                        ",b\n", ",b \xc3\xa4,c\n"};
    char *text = ssi_alloc(rows, 64);
    size_t len = 0;
    assert_non_null(text);
    for (size_t i = 0; i < rows; i++) {
        const char *tail = tails[i % 7 == 6 ? 2 + i / 7 % 3 : i / 1000 % 2];
        len += (size_t)snprintf(text + len, 64, "%zu%s", i, tail);
    }
    *out_len = len;
    return text;
}

static void assert_same_row(const struct ssi_csv_row *row,
                            const struct ssi_csv_columns *columns, size_t i, size_t width)
{
    assert_int_equal(row->fault, SSI_CSV_GOOD);
    assert_int_equal(row->line, columns->line + i);
    assert_int_equal(row->byte, ssi_csv_columns_byte(columns, i));
    assert_bytes(columns->raw[i], row->raw);
    for (size_t c = 0; c < width; c++) {
        assert_bytes(columns->cells[c * SSI_CSV_BATCH + i], row->cells[c]);
    }
}

/* Columns hold the rows that come one by one, and leave the irregular ones. */
static void test_csv__columns_hold_the_same_rows(void **state)
{
    (void)state;
    size_t len;
    size_t in_columns = 0;
    char *text = many_rows(30000, &len);
    struct ssi_csv *one = open_text(ssi_str_of(text, len));
    struct ssi_csv *many = open_text(ssi_str_of(text, len));
    struct ssi_csv_row row;
    struct ssi_csv_row other;
    ssi_csv_choose_way(one, ssi_csv_ways() - 1);
    ssi_csv_configure(one, ',', false, 3);
    ssi_csv_configure(many, ',', false, 3);
    for (bool more = true; more;) {
        struct ssi_csv_columns columns;
        assert_int_equal(ssi_csv_next_columns(many, &columns, NULL), SSI_OK);
        for (size_t i = 0; i < columns.count; i++) {
            assert_int_equal(ssi_csv_next(one, &row, NULL), SSI_OK);
            assert_same_row(&row, &columns, i, 3);
        }
        in_columns += columns.count;
        if (columns.count == 0) {
            more = ssi_csv_next(one, &row, NULL) == SSI_OK;
            assert_int_equal(ssi_csv_next(many, &other, NULL), more ? SSI_OK : SSI_END);
            assert_true(!more || (row.fault == other.fault && row.line == other.line &&
                                  row.byte == other.byte));
        }
    }
    assert_in_range(in_columns, 25000, 29000);
    ssi_csv_free(one);
    ssi_csv_free(many);
    ssi_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv__cells_and_quotes),
        cmocka_unit_test(test_csv__outer_blanks_are_trimmed_outside_quotes),
        cmocka_unit_test(test_csv__line_ends_of_every_kind),
        cmocka_unit_test(test_csv__blank_whatever_the_separator),
        cmocka_unit_test(test_csv__byte_order_mark_is_dropped),
        cmocka_unit_test(test_csv__blank_lines_are_counted_apart),
        cmocka_unit_test(test_csv__line_breaks_where_they_are_allowed),
        cmocka_unit_test(test_csv__line_breaks_where_they_are_not),
        cmocka_unit_test(test_csv__stray_quotes),
        cmocka_unit_test(test_csv__damage_stays_in_its_row),
        cmocka_unit_test(test_csv__two_stray_quotes_keep_what_is_between),
        cmocka_unit_test(test_csv__bytes_that_are_no_text),
        cmocka_unit_test(test_csv__stray_carriage_returns),
        cmocka_unit_test(test_csv__width),
        cmocka_unit_test(test_csv__limits),
        cmocka_unit_test(test_csv__a_long_last_line),
        cmocka_unit_test(test_csv__an_open_quote_ends_at_the_limit),
        cmocka_unit_test(test_csv__every_end_of_a_piece),
        cmocka_unit_test(test_csv__mark_and_rewind),
        cmocka_unit_test(test_csv__a_mark_is_given_up_beyond_its_room),
        cmocka_unit_test(test_csv__a_mark_holds_for_a_mebibyte),
        cmocka_unit_test(test_csv__peek_consumes_nothing),
        cmocka_unit_test(test_csv__digest_is_of_the_decoded_bytes),
        cmocka_unit_test(test_csv__cut_data_never_end_cleanly),
        cmocka_unit_test(test_csv__a_new_reader_owns_its_source),
        cmocka_unit_test(test_csv__reads_back_every_cell),
        cmocka_unit_test(test_csv__no_line_is_lost),
        cmocka_unit_test(test_csv__every_way_sees_the_same),
        cmocka_unit_test(test_csv__every_way_sees_long_lines),
        cmocka_unit_test(test_csv__columns_hold_the_same_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
