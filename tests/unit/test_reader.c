// SPDX-License-Identifier: GPL-3.0-or-later
// Files told by their headers, rows by field, the account of every row, and ids made
// clean.

#include "ssi/reader.h"

#include "testing_ingest.h"

#include <fcntl.h>
#include <stdlib.h>

/* Reads all rows and calls every good one used; the rejected ones are the reader's. */
static enum ssi_status use_all(struct ssi_reader *reader, struct ssi_error *err)
{
    enum ssi_status status;
    while ((status = ssi_reader_next(reader, err)) == SSI_OK) {
        reader->account.used++;
    }
    return status;
}

static void assert_format(struct setting *setting, const char *text, const char *want)
{
    struct ssi_reader reader;
    open_text(setting, &reader, "told.csv", text);
    assert_str(reader.format->name, want);
    ssi_reader_release(&reader);
}

static void test_reader__formats_are_told_by_their_headers(void **state)
{
    static const char *const cases[][2] = {
        {"activityId,activityType,createdAt,seatId\n", "navigator-activity"},
        {"activityId,activityType,createdAt,seatId,memberIdentityKey\n",
         "navigator-activity"},
        {"activityId,activityType\n", "navigator-outcome"},
        {"activityId,activityType,outcomeAt\n", "navigator-outcome"},
        {"occurred_at,member_id,activity\n", "activity"},
        {"occurred_at,member_id,activity,team,industry,topic\n", "activity"},
        {"member_id\n", "members"},
        {"member_id,name,team\n", "members"},
        {"member_id,kind,alias\n", "identities"},
        {"member_id,connection_id\n", "connections"},
        {"deal_id,member_id,amount,stage\n", "deals"},
        {"member_id,from,to,amount\n", "quotas"},
        {"MEMBER_ID, Connection_ID \n", "connections"},
        {"connection_id,unheard_of,member_id\n", "connections"},
        {"\"member_id\",\"connection_id\"\n", "connections"}};
    for (size_t i = 0; i < SSI_COUNT(cases); i++) {
        assert_format(*state, cases[i][0], cases[i][1]);
    }
}

static void test_reader__activity_names_settle_a_tie(void **state)
{
    assert_format(*state,
                  "activityId,activityType,createdAt,seatId\n"
                  "1,INMAIL_ACCEPTED,11-18-2026 10:00:00,s1\n",
                  "navigator-outcome");
    assert_format(*state,
                  "activityId,activityType,createdAt,seatId\n"
                  "1,SOMETHING_NEW,11-18-2026 10:00:00,s1\n"
                  "2,INMAIL_SENT,11-18-2026 10:00:00,s1\n",
                  "navigator-activity");
}

static void test_reader__a_tie_names_both(void **state)
{
    struct ssi_reader reader;
    struct ssi_error err = {0};
    static const char text[] = "activityId,activityType,createdAt,seatId\n"
                               "1,SOMETHING_NEW,11-18-2026 10:00:00,s1\n";
    assert_int_equal(open_bytes(*state, &reader, "tie.csv", BYTES(text), &err),
                     SSI_EUSAGE);
    assert_contains(err.message, "navigator-activity");
    assert_contains(err.message, "navigator-outcome");
    assert_contains(err.message, "--format");
    assert_string_equal(err.file, "tie.csv");
    struct setting *setting = *state;
    setting->forced = ssi_formats_find(&setting->formats, ssi_str_z("navigator-outcome"));
    enum ssi_status status = open_bytes(setting, &reader, "tie.csv", BYTES(text), &err);
    setting->forced = NULL;
    assert_int_equal(status, SSI_OK);
    assert_str(reader.format->name, "navigator-outcome");
    ssi_reader_release(&reader);
}

static void test_reader__separators_and_byte_order_mark(void **state)
{
    static const char separators[] = ",;\t|";
    for (size_t s = 0; s < sizeof separators - 1; s++) {
        for (int variant = 0; variant < 4; variant++) {
            char text[200];
            char c = separators[s];
            (void)snprintf(text, sizeof text,
                           "%s%s%c\"connection_id\"%ctitle\nm1%cm2%c\"a,b;c|d\"\n",
                           variant & 1 ? "\xEF\xBB\xBF" : "",
                           variant & 2 ? "\"member_id\"" : "member_id", c, c, c, c);
            struct ssi_reader reader;
            struct ssi_error err = {0};
            open_text(*state, &reader, "separated.csv", text);
            assert_int_equal(reader.separator, c);
            assert_str(reader.format->name, "connections");
            assert_int_equal(reader.unrecognised, 0);
            assert_ok(ssi_reader_next(&reader, &err));
            assert_str(ssi_reader_cell(&reader, ssi_reader_field(&reader, "title")),
                       "a,b;c|d");
            assert_int_equal(reader.row.line, 2);
            assert_int_equal(use_all(&reader, &err), SSI_END);
            ssi_reader_release(&reader);
        }
    }
}

/* What is chosen is not guessed, even where another reading would fit. */
static void test_reader__choices_are_kept_to(void **state)
{
    struct setting *setting = *state;
    struct ssi_reader_options options = {
        .formats = &setting->formats, .calendar = &setting->calendar, .max_rejects = -1};
    const char *path =
        write_text("twice.csv", "\n\"x\nmember_id,name\r\nmember_id^name\n\"a\"^b\n");
    struct ssi_reader reader;
    struct ssi_error err = {0};
    assert_ok(ssi_reader_open(&reader, path, &options, &err));
    assert_int_equal(reader.separator, ',');
    assert_int_equal(reader.header_line, 3);
    assert_int_equal(reader.dialect.feeds, 2);
    assert_int_equal(reader.dialect.returns, 1);
    assert_true(reader.dialect.quotes && reader.dialect.whole);
    assert_int_equal(reader.dialect.encoding, SSI_ENCODING_UTF8);
    assert_int_equal(reader.dialect.compression, SSI_COMPRESSION_NONE);
    ssi_reader_release(&reader);
    options.separator = '^';
    assert_ok(ssi_reader_open(&reader, path, &options, &err));
    assert_int_equal(reader.header_line, 4);
    assert_int_equal(reader.account.preamble_lines, 2);
    assert_ok(ssi_reader_next(&reader, &err));
    assert_str(ssi_reader_cell(&reader, ssi_reader_field(&reader, "name")), "b");
    ssi_reader_release(&reader);
    options.header_line = 3;
    assert_int_equal(ssi_reader_open(&reader, path, &options, &err), SSI_EUSAGE);
    assert_int_equal(err.line, 3);
    options.header_line = 4;
    assert_ok(ssi_reader_open(&reader, path, &options, &err));
    assert_int_equal(reader.header_line, 4);
    assert_int_equal(reader.account.preamble_lines, 2);
    ssi_reader_release(&reader);
    const uint64_t none[] = {1, 6, 1000};
    for (size_t i = 0; i < SSI_COUNT(none); i++) {
        options.header_line = none[i];
        assert_int_equal(ssi_reader_open(&reader, path, &options, &err), SSI_EUSAGE);
    }
}

static void test_reader__fields_by_name(void **state)
{
    struct ssi_reader reader;
    struct ssi_error err = {0};
    open_text(*state, &reader, "members.csv",
              "team,Profile_Length, member_id ,extra\nsales,700,m1,x\n");
    assert_ok(ssi_reader_next(&reader, &err));
    assert_int_equal(ssi_reader_field(&reader, "member_id"), 2);
    assert_int_equal(ssi_reader_field(&reader, "name"), -1);
    assert_int_equal(ssi_reader_field(&reader, "extra"), -1);
    assert_int_equal(ssi_reader_header(&reader, "profile_length"), 1);
    assert_int_equal(ssi_reader_header(&reader, "no"), -1);
    assert_str(ssi_reader_cell(&reader, 2), "m1");
    assert_str(ssi_reader_cell(&reader, -1), "");
    assert_int_equal(reader.unrecognised, 2);
    assert_int_equal(reader.header_count, 4);
    assert_str(reader.header[2], "member_id");
    assert_int_equal(ssi_reader_column(&reader, "since")->type, SSI_TYPE_TIME);
    assert_null(ssi_reader_column(&reader, "extra"));
    ssi_reader_release(&reader);
    ssi_reader_release(&reader);
    ssi_reader_release(NULL);
}

static void test_reader__preamble_is_skipped_and_counted(void **state)
{
    for (unsigned lines = 0; lines < 24; lines++) {
        struct bytes text = {.len = 0};
        struct ssi_reader reader;
        struct ssi_error err = {0};
        for (unsigned i = 0; i < lines; i++) {
            put(&text, ssi_str_z(i % 3 ? "Exported; by \"somebody\n" : "Notes:,\n"));
        }
        put(&text, ssi_str_z("\n  \nmember_id,connection_id\nm1,m2\n\nm1,m3\n"));
        enum ssi_status status =
            open_bytes(*state, &reader, "preamble.csv", bytes_of(&text), &err);
        if (lines >= 20) {
            assert_int_equal(status, SSI_EUSAGE);
            assert_int_equal(err.line, 1);
            continue;
        }
        assert_int_equal(status, SSI_OK);
        assert_int_equal(reader.account.preamble_lines, lines);
        assert_ok(ssi_reader_next(&reader, &err));
        assert_int_equal(reader.row.line, lines + 4);
        reader.account.used++;
        assert_int_equal(use_all(&reader, &err), SSI_END);
        assert_int_equal(reader.account.rows, 2);
        assert_int_equal(reader.account.blank_lines, 3);
        assert_balanced(&reader.account);
        ssi_reader_release(&reader);
    }
}

static void test_reader__an_unknown_header_is_described(void **state)
{
    struct ssi_reader reader;
    struct ssi_error err = {0};
    assert_int_equal(open_bytes(*state, &reader, "crm.csv",
                                ssi_str_z("\nOpportunity,Connection_ID,Owner\n1,2,3\n"),
                                &err),
                     SSI_EUSAGE);
    assert_string_equal(err.file, "crm.csv");
    assert_int_equal(err.line, 2);
    assert_contains(err.message, "'Opportunity', 'Connection_ID', 'Owner'");
    assert_contains(err.message, "closest: connections (lacks member_id)");
    assert_contains(err.message, "[format NAME]");
    struct setting *setting = *state;
    setting->forced = ssi_formats_find(&setting->formats, ssi_str_z("connections"));
    enum ssi_status status =
        open_bytes(setting, &reader, "crm.csv",
                   ssi_str_z("Opportunity,member_id,connection\n"), &err);
    setting->forced = NULL;
    assert_int_equal(status, SSI_EUSAGE);
    assert_contains(err.message, "connections (lacks connection_id)");
}

/* Hostile and endless headers make one short, printable line. */
static void test_reader__an_unknown_header_may_be_anything(void **state)
{
    static const char *const units[] = {"\x1b[31m", "x", "\xE2\x80\xAE", "a,",
                                        "\"",       "|", "\xC3\xA9,"};
    for (size_t u = 0; u < SSI_COUNT(units); u++) {
        struct bytes text = {.len = 0};
        struct ssi_reader reader;
        struct ssi_error err = {0};
        for (int i = 0; i < 3000; i++) {
            put(&text, ssi_str_z(units[u]));
        }
        put(&text, ssi_str_z("\nm1,m2\n"));
        enum ssi_status status =
            open_bytes(*state, &reader, "any.csv", bytes_of(&text), &err);
        assert_int_equal(status, SSI_EUSAGE);
        for (const char *p = err.message; *p; p++) {
            assert_true((unsigned char)*p >= 0x20);
        }
    }
}

/* Standard input cannot be read twice: the message is the same. */
static void test_reader__standard_input(void **state)
{
    struct setting *setting = *state;
    const struct ssi_reader_options options = {
        .formats = &setting->formats, .calendar = &setting->calendar, .max_rejects = -1};
    static const char *const texts[] = {"member_id,connection_id\nm1,m2\n",
                                        "who,what\n1,2\n"};
    int kept = dup(STDIN_FILENO);
    for (int i = 0; i < 2; i++) {
        int ends[2];
        struct ssi_reader reader;
        struct ssi_error err = {0};
        size_t len = strlen(texts[i]);
        assert_int_equal(pipe(ends), 0);
        assert_int_equal(write(ends[1], texts[i], len), len);
        assert_int_equal(close(ends[1]), 0);
        assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
        assert_int_equal(close(ends[0]), 0);
        enum ssi_status status = ssi_reader_open(&reader, "-", &options, &err);
        if (i == 0) {
            assert_int_equal(status, SSI_OK);
            assert_string_equal(reader.label, "stdin");
            assert_int_equal(use_all(&reader, &err), SSI_END);
            assert_int_equal(reader.account.used, 1);
            ssi_reader_release(&reader);
        } else {
            assert_int_equal(status, SSI_EUSAGE);
            assert_contains(err.message, "'who', 'what'");
        }
    }
    (void)(kept >= 0 && dup2(kept, STDIN_FILENO) >= 0 && close(kept));
}

static void test_reader__what_is_no_csv_is_named(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        const char *what;
    } cases[] = {
        {"", 0, "empty"},
        {"\n \r\n\t\n", 6, "empty"},
        {"\xEF\xBB\xBF", 3, "empty"},
        {"PK\x03\x04rest", 8, ".xlsx"},
        {"PK\x03\x04rest", 8, ".zip"},
        {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, "Excel"},
        {"%PDF-1.7\n", 9, "PDF"},
        {"<!DOCTYPE html>\n<html>", 22, "HTML"},
        {"\r\n  <?xml version=", 18, "XML"},
        {"\xEF\xBB\xBF<html>", 9, "HTML"},
        {"{\"a\": 1}", 8, "JSON"},
        {" [1]", 4, "JSON"},
        {"\xEF\xBB\xBF{}", 5, "JSON"},
        {"abc\0\1\2,def\n", 11, "binary"},
        {"\x89\xCF\1\2,\0\n", 7, "binary"},
    };
    for (size_t i = 0; i < SSI_COUNT(cases); i++) {
        struct ssi_reader reader;
        struct ssi_error err = {0};
        struct ssi_str bytes = ssi_str_of(cases[i].bytes, cases[i].len);
        assert_int_equal(open_bytes(*state, &reader, "other.csv", bytes, &err),
                         SSI_EDATA);
        assert_string_equal(err.file, "other.csv");
        assert_contains(err.message, cases[i].what);
    }
}

static void test_reader__a_needed_column_twice_is_refused(void **state)
{
    struct ssi_reader reader;
    struct ssi_error err = {0};
    assert_int_equal(open_bytes(*state, &reader, "twice.csv",
                                ssi_str_z("member_id,connection_id,Member_ID\n"), &err),
                     SSI_EDATA);
    assert_contains(err.message, "'member_id' twice");
    open_text(*state, &reader, "other.csv", "member_id,connection_id,note,note\n");
    ssi_reader_release(&reader); /* what is not read may stand there twice */
}

static void test_reader__damaged_rows_are_rejected_with_their_place(void **state)
{
    struct ssi_reader reader;
    struct ssi_error err = {0};
    open_text(*state, &reader, "damaged.csv",
              "member_id,connection_id\nm1,m2\nm1,\"m3\n\nm1,m4,x\nm1,m\xE9\nm1,m5\n");
    assert_int_equal(use_all(&reader, &err), SSI_END);
    assert_int_equal(reader.account.rows, 5);
    assert_int_equal(reader.account.used, 2);
    assert_int_equal(reader.account.rejected, 3);
    assert_balanced(&reader.account);
    assert_int_equal(reader.reject_count, 3);
    static const struct {
        uint64_t line, byte;
        const char *reason, *text;
    } want[] = {{3, 30, "quote not closed on its line", "m1,\"m3"},
                {5, 38, "wrong number of columns", "m1,m4,x"},
                {6, 46, "not UTF-8", "m1,m\xE9"}};
    for (size_t i = 0; i < SSI_COUNT(want); i++) {
        const struct ssi_reject *reject = &reader.rejects[i];
        assert_int_equal(reject->line, want[i].line);
        assert_int_equal(reject->byte, want[i].byte);
        assert_int_equal(reject->column, 0);
        assert_string_equal(reject->reason, want[i].reason);
        assert_str(reject->text, want[i].text);
    }
    ssi_reader_release(&reader);
}

static void test_reader__line_breaks_only_where_a_column_allows_them(void **state)
{
    struct ssi_reader reader;
    struct ssi_error err = {0};
    open_text(*state, &reader, "breaks.csv", "member_id,summary\nm1,\"a\nb\"\nm2,c\n");
    assert_int_equal(use_all(&reader, &err), SSI_END);
    assert_int_equal(reader.account.used, 2);
    ssi_reader_release(&reader);
    open_text(*state, &reader, "breaks.csv", "member_id,headline\nm1,\"a\nb\"\nm2,c\n");
    assert_int_equal(use_all(&reader, &err), SSI_END);
    assert_int_equal(reader.account.used,
                     1); /* one rejected row for each physical line */
    assert_int_equal(reader.account.rejected, 2);
    ssi_reader_release(&reader);
}

static void test_reader__the_consumer_rejects_with_a_cell(void **state)
{
    struct ssi_reader reader;
    struct ssi_error err = {0};
    struct bytes text = {.len = 0};
    put(&text, ssi_str_z("member_id,connection_id\nm1,"));
    for (int i = 0; i < 300; i++) {
        put(&text, ssi_str_z("x"));
    }
    assert_ok(open_bytes(*state, &reader, "clipped.csv", bytes_of(&text), &err));
    assert_ok(ssi_reader_next(&reader, &err));
    assert_ok(ssi_reader_reject(&reader, 1, "no such person", &err));
    assert_int_equal(ssi_reader_next(&reader, &err), SSI_END);
    assert_int_equal(reader.rejects[0].column, 2);
    assert_string_equal(reader.rejects[0].reason, "no such person");
    assert_int_equal(reader.rejects[0].text.len, 200);
    assert_balanced(&reader.account);
    ssi_reader_release(&reader);
}

/* A file of `rows` rows of which the last `bad` are damaged. */
static enum ssi_status read_with_rejects(struct setting *setting, unsigned rows,
                                         unsigned bad, struct ssi_error *err)
{
    struct bytes text = {.len = 0};
    struct ssi_reader reader;
    put(&text, ssi_str_z("member_id,connection_id\n"));
    for (unsigned i = 0; i < rows; i++) {
        put(&text, ssi_str_z(i < rows - bad ? "m1,m2\n" : "m1\n"));
    }
    assert_int_equal(open_bytes(setting, &reader, "rejects.csv", bytes_of(&text), err),
                     SSI_OK);
    enum ssi_status status = use_all(&reader, err);
    assert_int_equal(reader.account.rows, rows);
    assert_int_equal(reader.account.rejected, bad);
    ssi_reader_release(&reader);
    return status;
}

static void test_reader__too_many_rejects_refuse_the_file(void **state)
{
    static const struct {
        int64_t limit;
        unsigned rows, bad;
        bool refused;
    } cases[] = {{-1, 10, 10, false},      {-1, 11, 11, true},    {-1, 1000, 10, false},
                 {-1, 1000, 11, true},     {-1, 2000, 20, false}, {-1, 2000, 21, true},
                 {-1, 1999, 19, false},    {-1, 1999, 20, true},  {0, 5, 0, false},
                 {0, 5, 1, true},          {3, 5, 3, false},      {3, 500, 4, true},
                 {5000, 3000, 3000, false}};
    struct setting *setting = *state;
    for (size_t i = 0; i < SSI_COUNT(cases); i++) {
        struct ssi_error err = {0};
        setting->max_rejects = cases[i].limit;
        enum ssi_status status =
            read_with_rejects(setting, cases[i].rows, cases[i].bad, &err);
        setting->max_rejects = -1;
        assert_int_equal(status, cases[i].refused ? SSI_EDATA : SSI_END);
        if (cases[i].refused) {
            assert_string_equal(err.file, "rejects.csv");
            assert_int_equal(err.line, cases[i].rows - cases[i].bad + 2);
            assert_contains(err.message, "rows rejected");
            assert_contains(err.message, "wrong number of columns");
        }
    }
}

static void test_reader__the_same_file_however_named_and_packed(void **state)
{
    static const char text[] = "member_id,connection_id\r\nm1,m2\r\n";
    struct bytes packed = {.len = 0};
    struct ssi_reader reader;
    struct ssi_error err = {0};
    put_member(&packed, BYTES(text), GZIP_NAME);
    open_text(*state, &reader, "edges.csv", text);
    assert_string_equal(reader.label, "edges.csv");
    assert_string_equal(reader.path, "edges.csv");
    assert_int_equal(use_all(&reader, &err), SSI_END);
    struct ssi_digest digest = reader.digest;
    ssi_reader_release(&reader);
    assert_ok(open_bytes(*state, &reader, "./edges.csv.gz", bytes_of(&packed), &err));
    assert_string_equal(reader.label, "edges.csv");
    assert_string_equal(reader.path, "./edges.csv.gz");
    assert_int_equal(use_all(&reader, &err), SSI_END);
    assert_int_equal(ssi_digest_cmp(reader.digest, digest), 0);
    ssi_reader_release(&reader);
}

static void test_reader__cut_files_never_end_cleanly(void **state)
{
    static const char text[] = "member_id,connection_id\nm1,m2\nm1,m3\n";
    struct bytes packed = {.len = 0};
    put_member(&packed, BYTES(text), 0);
    for (size_t len = 2; len < packed.len; len++) {
        struct ssi_reader reader;
        struct ssi_error err = {0};
        enum ssi_status status =
            open_bytes(*state, &reader, "cut.csv.gz", ssi_str_of(packed.at, len), &err);
        if (status == SSI_OK) {
            status = use_all(&reader, &err);
            ssi_reader_release(&reader);
        }
        assert_int_equal(status, SSI_EIO);
        assert_string_equal(err.file, "cut.csv.gz");
        assert_contains(err.message, "cut off");
    }
    struct ssi_reader reader;
    struct ssi_error err = {0};
    struct setting *setting = *state;
    const struct ssi_reader_options options = {.formats = &setting->formats,
                                               .calendar = &setting->calendar};
    assert_int_equal(ssi_reader_open(&reader, "missing.csv", &options, &err), SSI_EIO);
}

static const char *clean(const char *raw, struct ssi_str *out_id)
{
    static char buf[SSI_ID_SIZE];
    return ssi_id_clean(ssi_str_z(raw), buf, out_id);
}

static void test_reader__ids_stay_as_they_are(void **state)
{
    (void)state;
    static const char *const ids[] = {"m1",
                                      "0012",
                                      "",
                                      "M-1/x?y#z",
                                      "1.5",
                                      "5E12",
                                      "12e3",
                                      "1E",
                                      "E+11",
                                      "1.2.3E+4",
                                      "1.2E+3x",
                                      "x1.2E+3",
                                      "1E+",
                                      "9.",
                                      "a b",
                                      "\xC3\xA9",
                                      "-1.2E+3",
                                      "ACoAAAB_Cd-1=",
                                      "mail@linkedin.example",
                                      "not-linkedin.com/in/Sue"};
    for (size_t i = 0; i < SSI_COUNT(ids); i++) {
        struct ssi_str id;
        assert_null(clean(ids[i], &id));
        assert_str(id, ids[i]);
    }
    struct ssi_str id;
    assert_null(clean(" \tm1 ", &id));
    assert_str(id, "m1");
}

static void test_reader__ids_rewritten_by_a_spreadsheet(void **state)
{
    (void)state;
    static const char *const ids[] = {"1.23457E+11", "1,23457E+11",          "1E+05",
                                      "1.2e10",      "9.00719925474099E+15", "1e-7",
                                      " 6.1E+18 "};
    for (size_t i = 0; i < SSI_COUNT(ids); i++) {
        struct ssi_str id;
        const char *reason = clean(ids[i], &id);
        assert_non_null(reason);
        assert_contains(reason, "rewritten by a spreadsheet");
    }
}

static void test_reader__ids_of_255_bytes_at_most(void **state)
{
    (void)state;
    char text[300];
    struct ssi_str id;
    memset(text, 'x', sizeof text);
    text[255] = '\0';
    assert_null(clean(text, &id));
    assert_int_equal(id.len, 255);
    memcpy(text, "https://", 8);
    assert_null(clean(text, &id));
    assert_int_equal(id.len, 247);
    text[255] = 'x';
    text[256] = '\0';
    assert_contains(clean(text, &id), "longer than 255");
}

static void test_reader__profile_addresses_are_folded(void **state)
{
    (void)state;
    static const char *const ids[] = {"https://www.linkedin.com/in/Sue-Smith/",
                                      "http://www.linkedin.com/in/sue-smith",
                                      "HTTPS://WWW.LinkedIn.com/in/sue-smith?trk=x",
                                      "www.linkedin.com/in/sue-smith//",
                                      " www.linkedin.com/in/Sue-Smith/?a=b#c ",
                                      "https://www.linkedin.com/in/sue-smith#about"};
    for (size_t i = 0; i < SSI_COUNT(ids); i++) {
        struct ssi_str id;
        assert_null(clean(ids[i], &id));
        assert_str(id, "www.linkedin.com/in/sue-smith");
    }
    struct ssi_str id;
    assert_null(clean("https://linkedin.com/in/Sue", &id));
    assert_str(id, "linkedin.com/in/sue");
    assert_null(clean("https://?x", &id));
    assert_int_equal(id.len, 0);
}

static void test_reader__times_by_the_form_and_the_zone(void **state)
{
    struct setting *setting = *state;
    struct ssi_reader reader;
    struct ssi_error err = {0};
    struct ssi_calendar berlin;
    int64_t secs;
    if (ssi_calendar_init(&berlin, "Europe/Berlin", "Monday", "00:00", &err) != SSI_OK) {
        skip();
    }
    struct ssi_calendar utc = setting->calendar;
    setting->calendar = berlin;
    open_text(setting, &reader, "log.csv", "occurred_at,member_id,activity\n");
    const struct ssi_column *column = ssi_reader_column(&reader, "occurred_at");
    assert_true(
        ssi_reader_time(&reader, column, ssi_str_z("2026-11-18 12:00:00"), &secs));
    assert_int_equal(secs, secs_of("2026-11-18T11:00:00")); /* the calendar's zone */
    assert_true(
        ssi_reader_time(&reader, column, ssi_str_z("2026-11-18T12:00:00Z"), &secs));
    assert_int_equal(secs, secs_of("2026-11-18T12:00:00"));
    assert_false(
        ssi_reader_time(&reader, column, ssi_str_z("11-18-2026 12:00:00"), &secs));
    ssi_reader_release(&reader);
    open_text(setting, &reader, "nav.csv", "activityId,activityType,createdAt,seatId\n");
    column = ssi_reader_column(&reader, "occurred_at");
    assert_true(
        ssi_reader_time(&reader, column, ssi_str_z("11-18-2026 12:00:00"), &secs));
    assert_int_equal(secs, secs_of("2026-11-18T12:00:00")); /* the export is in UTC */
    assert_false(
        ssi_reader_time(&reader, column, ssi_str_z("18-11-2026 12:00:00"), &secs));
    ssi_reader_release(&reader);
    setting->calendar = utc;
    ssi_calendar_release(&berlin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reader__formats_are_told_by_their_headers),
        cmocka_unit_test(test_reader__activity_names_settle_a_tie),
        cmocka_unit_test(test_reader__a_tie_names_both),
        cmocka_unit_test(test_reader__separators_and_byte_order_mark),
        cmocka_unit_test(test_reader__fields_by_name),
        cmocka_unit_test(test_reader__preamble_is_skipped_and_counted),
        cmocka_unit_test(test_reader__an_unknown_header_is_described),
        cmocka_unit_test(test_reader__an_unknown_header_may_be_anything),
        cmocka_unit_test(test_reader__standard_input),
        cmocka_unit_test(test_reader__what_is_no_csv_is_named),
        cmocka_unit_test(test_reader__a_needed_column_twice_is_refused),
        cmocka_unit_test(test_reader__damaged_rows_are_rejected_with_their_place),
        cmocka_unit_test(test_reader__line_breaks_only_where_a_column_allows_them),
        cmocka_unit_test(test_reader__the_consumer_rejects_with_a_cell),
        cmocka_unit_test(test_reader__too_many_rejects_refuse_the_file),
        cmocka_unit_test(test_reader__the_same_file_however_named_and_packed),
        cmocka_unit_test(test_reader__cut_files_never_end_cleanly),
        cmocka_unit_test(test_reader__ids_stay_as_they_are),
        cmocka_unit_test(test_reader__ids_rewritten_by_a_spreadsheet),
        cmocka_unit_test(test_reader__ids_of_255_bytes_at_most),
        cmocka_unit_test(test_reader__profile_addresses_are_folded),
        cmocka_unit_test(test_reader__times_by_the_form_and_the_zone),
        cmocka_unit_test(test_reader__choices_are_kept_to),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
