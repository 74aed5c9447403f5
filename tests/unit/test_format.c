// SPDX-License-Identifier: GPL-3.0-or-later
// Formats as data: the shipped ones, those of a config, and what a description may not
// say.

#include "ssi/format.h"

#include "ssi/file.h"

#include "testing.h"

static struct ssi_formats shipped(void)
{
    struct ssi_formats formats;
    struct ssi_error err;
    assert_ok(ssi_formats_load(&formats, SSI_TEST_DATASETS "/formats", &err));
    return formats;
}

static const struct ssi_format *find(const struct ssi_formats *formats, const char *name)
{
    const struct ssi_format *format = ssi_formats_find(formats, ssi_str_z(name));
    assert_non_null(format);
    return format;
}

static const struct ssi_column *column_of(const struct ssi_format *format,
                                          struct ssi_str field)
{
    for (size_t i = 0; i < format->column_count; i++) {
        if (ssi_str_eq(format->columns[i].field, field)) {
            return &format->columns[i];
        }
    }
    return NULL;
}

static void test_format__shipped_ones_are_those_of_the_design(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum ssi_format_kind kind;
        bool closed, levels;
        const char *required;
    } want[] = {
        {"activity", SSI_KIND_EVENTS, false, false, "occurred_at,member_id,activity"},
        {"connections", SSI_KIND_CONNECTIONS, false, false, "member_id,connection_id"},
        {"deals", SSI_KIND_DEALS, false, false, "deal_id,member_id,amount,stage"},
        {"identities", SSI_KIND_IDENTITIES, false, false, "member_id,kind,alias"},
        {"members", SSI_KIND_MEMBERS, false, true, "member_id"},
        {"navigator-activity", SSI_KIND_EVENTS, true, false,
         "event_id,activity,occurred_at,member_id"},
        {"navigator-outcome", SSI_KIND_OUTCOMES, true, false, "event_id,activity"},
        {"quotas", SSI_KIND_QUOTAS, false, false, "member_id,from,to,amount"}};
    struct ssi_formats formats = shipped();
    assert_int_equal(formats.count, SSI_COUNT(want));
    for (size_t i = 0; i < SSI_COUNT(want); i++) {
        const struct ssi_format *format = find(&formats, want[i].name);
        assert_int_equal(format->kind, want[i].kind);
        assert_int_equal(format->closed, want[i].closed);
        assert_int_equal(format->levels, want[i].levels);
        assert_true(format->summary.len > 0);
        struct ssi_str rest = ssi_str_z(want[i].required);
        struct ssi_str field;
        size_t required = 0;
        while (ssi_str_split(&rest, ',', &field)) {
            const struct ssi_column *column = column_of(format, field);
            assert_non_null(column);
            assert_true(column->required);
            required++;
        }
        for (size_t c = 0; c < format->column_count; c++) {
            required -= format->columns[c].required;
        }
        assert_int_equal(required, 0);
        assert_true(strlen(ssi_format_kind_name(format->kind)) > 0);
    }
    ssi_formats_release(&formats);
    ssi_formats_release(&formats);
    ssi_formats_release(NULL);
}

static void test_format__navigator_names(void **state)
{
    (void)state;
    struct ssi_formats formats = shipped();
    const struct ssi_format *format = find(&formats, "navigator-activity");
    assert_int_equal(format->mapping_count, 7);
    const struct ssi_mapping *mapping =
        ssi_format_mapping(format, ssi_str_z("INMAIL_SENT"));
    assert_non_null(mapping);
    assert_int_equal(mapping->activity, SSI_ACTIVITY_inmail_send);
    assert_false(mapping->mirror);
    assert_null(ssi_format_mapping(format, ssi_str_z("inmail_sent")));
    assert_null(ssi_format_mapping(format, ssi_str_z("")));
    uint64_t want = UINT64_C(1) << SSI_ACTIVITY_people_search |
                    UINT64_C(1) << SSI_ACTIVITY_profile_view |
                    UINT64_C(1) << SSI_ACTIVITY_lead_save |
                    UINT64_C(1) << SSI_ACTIVITY_account_save |
                    UINT64_C(1) << SSI_ACTIVITY_inmail_send |
                    UINT64_C(1) << SSI_ACTIVITY_message_send |
                    UINT64_C(1) << SSI_ACTIVITY_connection_made;
    assert_true(ssi_format_activities(format) == want);
    ssi_formats_release(&formats);
}

static void test_format__an_open_log_speaks_our_names(void **state)
{
    (void)state;
    struct ssi_formats formats = shipped();
    const struct ssi_format *format = find(&formats, "activity");
    for (int code = 1; code < SSI_ACTIVITY_COUNT; code++) {
        struct ssi_str name = ssi_str_z(ssi_activity_info((enum ssi_activity)code)->name);
        const struct ssi_mapping *mapping = ssi_format_mapping(format, name);
        assert_non_null(mapping);
        assert_int_equal(mapping->activity, code);
        bool counted = ssi_format_activities(format) >> code & 1;
        assert_int_equal(counted, code != SSI_ACTIVITY_ignore);
    }
    ssi_formats_release(&formats);
}

/* Reads a config on top of the shipped formats. */
static enum ssi_status add_config(struct ssi_formats *formats, const char *text,
                                  struct ssi_error *out_err)
{
    struct ssi_ini ini;
    struct ssi_error err;
    *formats = shipped();
    assert_ok(ssi_ini_parse(&ini, "ssi.ini", ssi_str_z(text), &err));
    *out_err = (struct ssi_error){0};
    enum ssi_status status = ssi_formats_add_config(formats, &ini, out_err);
    for (size_t i = 0; status == SSI_OK && i < ini.count; i++) {
        bool ours = ssi_str_starts(ini.entries[i].section, ssi_str_z("format "));
        assert_int_equal(ini.entries[i].used, ours);
    }
    ssi_ini_release(&ini);
    return status;
}

#define COLUMNS(name)                                                                    \
    "[format " name                                                                      \
    " column occurred_at]\nnames = when, at\ntype = time\nrequired = yes\n"              \
    "[format " name " column member_id]\nnames = who\ntype = id\nrequired = yes\n"       \
    "[format " name " column activity]\nnames = what\ntype = activity\nrequired = yes\n"

static void test_format__a_config_declares_more(void **state)
{
    (void)state;
    struct ssi_formats formats;
    struct ssi_error err;
    assert_ok(add_config(
        &formats,
        "[project]\nname = x\n"
        "[format git]\nkind = events\nzone = UTC\nprovides = post, share\n"
        "summary = a log\n" COLUMNS("git") "[format git activities]\n"
                                           "authored = post\n"
                                           "reviewed = engagement_give mirror\n",
        &err));
    assert_int_equal(formats.count, 9);
    const struct ssi_format *format = find(&formats, "git");
    assert_false(format->closed);
    assert_non_null(format->zone);
    assert_str(format->summary, "a log");
    assert_true(format->provides ==
                (UINT64_C(1) << SSI_ACTIVITY_post | UINT64_C(1) << SSI_ACTIVITY_share));
    assert_int_equal(format->mapping_count, 2);
    assert_true(ssi_format_mapping(format, ssi_str_z("reviewed"))->mirror);
    assert_true(ssi_format_activities(format) ==
                (UINT64_C(1) << SSI_ACTIVITY_post |
                 UINT64_C(1) << SSI_ACTIVITY_engagement_give |
                 UINT64_C(1) << SSI_ACTIVITY_engagement_receive));
    assert_str(column_of(format, ssi_str_z("occurred_at"))->names, "when, at");
    ssi_formats_release(&formats);
}

static void test_format__a_mirror_is_seen_whatever_the_blanks(void **state)
{
    (void)state;
    static const char *const values[] = {"profile_view mirror", "profile_view  mirror",
                                         "profile_view \tmirror",
                                         "profile_view   MIRROR"};
    for (size_t i = 0; i < SSI_COUNT(values); i++) {
        struct ssi_formats formats;
        struct ssi_error err;
        char text[800];
        (void)snprintf(text, sizeof text,
                       "[format git]\nkind = events\n" COLUMNS(
                           "git") "[format git activities]\nseen = %s\n",
                       values[i]);
        assert_ok(add_config(&formats, text, &err));
        const struct ssi_mapping *mapping =
            ssi_format_mapping(find(&formats, "git"), ssi_str_z("seen"));
        assert_int_equal(mapping->activity, SSI_ACTIVITY_profile_view);
        assert_true(mapping->mirror);
        ssi_formats_release(&formats);
    }
}

static void test_format__a_config_replaces_a_shipped_one(void **state)
{
    (void)state;
    struct ssi_formats formats;
    struct ssi_error err;
    assert_ok(add_config(&formats,
                         "[format activity]\nkind = events\n" COLUMNS(
                             "activity") "[format activity activities]\nX = post\n",
                         &err));
    assert_int_equal(formats.count, 8);
    assert_int_equal(find(&formats, "activity")->mapping_count, 1);
    ssi_formats_release(&formats);
}

/* A digest is of what was declared: another mapping is another digest. */
static void test_format__digests_tell_mappings_apart(void **state)
{
    (void)state;
    static const char *const values[] = {"post", "share", "profile_view",
                                         "profile_view mirror"};
    struct ssi_digest digests[SSI_COUNT(values)];
    for (size_t i = 0; i < SSI_COUNT(values); i++) {
        struct ssi_formats formats;
        struct ssi_error err;
        char text[800];
        (void)snprintf(text, sizeof text,
                       "[format git]\nkind = events\n" COLUMNS(
                           "git") "[format git activities]\nX = %s\n",
                       values[i]);
        assert_ok(add_config(&formats, text, &err));
        digests[i] = find(&formats, "git")->digest;
        ssi_formats_release(&formats);
        assert_ok(add_config(&formats, text, &err));
        assert_int_equal(ssi_digest_cmp(find(&formats, "git")->digest, digests[i]), 0);
        ssi_formats_release(&formats);
        for (size_t j = 0; j < i; j++) {
            assert_int_not_equal(ssi_digest_cmp(digests[i], digests[j]), 0);
        }
    }
}

static void test_format__errors_name_the_line(void **state)
{
    (void)state;
    static const struct {
        const char *head, *tail, *why;
        uint64_t line;
    } cases[] = {
        {"", "kind = event", "is none of: events, outcomes", 2},
        {"kind = events\n", "clsoed = yes", "did you mean 'closed'?", 3},
        {"kind = events\n", "closed = maybe", "neither yes nor no", 3},
        {"kind = events\n", "zone = Mars/Olympus", "Mars/Olympus", 3},
        {"kind = events\n", "provides = post, sharing", "'sharing' is no activity", 3},
        {"[format x column a]\n", "type = word", "is none of: id, activity", 3},
        {"[format x column a]\n", "form = YY-YY", "", 3},
        {"[format x column a]\n", "requird = yes", "did you mean 'required'?", 3},
        {"[format x activities]\n", "X = posting", "'posting' is no activity", 3},
        {"[format x activities]\n", "X = post mirror", "'post' has no mirror", 3},
        {"[format x activities]\n", "X = profile_view miror", "'miror' is not 'mirror'",
         3},
        {"[format x activities]\n", "X = profile_view mirror mirror", "is not 'mirror'",
         3},
        {"[format x activities]\n", "X = profile_view\tmirror", "is no activity", 3},
        {"[format x columns]\n", "a = b", "unknown section", 3},
        {"", "kind = events", "lacks a required column occurred_at", 0},
    };
    for (size_t i = 0; i < SSI_COUNT(cases); i++) {
        struct ssi_formats formats;
        struct ssi_error err;
        char text[400];
        (void)snprintf(text, sizeof text, "[format x]\n%s%s\n", cases[i].head,
                       cases[i].tail);
        assert_int_equal(add_config(&formats, text, &err), SSI_EUSAGE);
        assert_string_equal(err.file, "ssi.ini");
        assert_int_equal(err.line, cases[i].line);
        assert_contains(err.message, cases[i].why);
        ssi_formats_release(&formats);
    }
}

static void test_format__a_folder_with_a_bad_one(void **state)
{
    (void)state;
    struct ssi_formats formats;
    struct ssi_error err;
    assert_ok(ssi_folder_make("formats", &err));
    write_text("formats/bad.ini", "[format]\nname = x\nkind = nothing\n");
    assert_int_equal(ssi_formats_load(&formats, "formats", &err), SSI_EUSAGE);
    assert_string_equal(err.file, "formats/bad.ini");
    assert_int_equal(err.line, 3);
    write_text("formats/bad.ini", "[format]\nsummary = nameless\nkind = quotas\n");
    assert_int_equal(ssi_formats_load(&formats, "formats", &err), SSI_EUSAGE);
    assert_int_equal(ssi_formats_load(&formats, "no such folder", &err), SSI_EIO);
}

static void test_format__separators_and_header_lines(void **state)
{
    (void)state;
    const char *const good[] = {",",   "comma", ";",   "Semicolon", "\t",
                                "tab", "|",     "bar", "^"};
    const char want[] = ",,;;\t\t||^";
    char buf[2];
    for (size_t i = 0; i < SSI_COUNT(good); i++) {
        char separator = '\0';
        assert_true(ssi_separator_parse(ssi_str_z(good[i]), &separator));
        assert_int_equal(separator, want[i]);
    }
    const char *const bad[] = {"",   "x",  "7",  " ",      "\"",
                               "\n", "\r", ",,", "commas", "\xc3"};
    for (size_t i = 0; i < SSI_COUNT(bad); i++) {
        char separator = '!';
        assert_false(ssi_separator_parse(ssi_str_z(bad[i]), &separator));
        assert_int_equal(separator, '!');
    }
    assert_string_equal(ssi_separator_name('\t', buf), "tab");
    assert_string_equal(ssi_separator_name('^', buf), "^");
    uint64_t line = 0;
    assert_true(ssi_header_line_parse(ssi_str_z("1000"), &line));
    assert_int_equal(line, 1000);
    assert_false(ssi_header_line_parse(ssi_str_z("0"), &line));
    assert_false(ssi_header_line_parse(ssi_str_z("1001"), &line));
    assert_false(ssi_header_line_parse(ssi_str_z("-1"), &line));
    assert_int_equal(line, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_format__shipped_ones_are_those_of_the_design),
        cmocka_unit_test(test_format__navigator_names),
        cmocka_unit_test(test_format__an_open_log_speaks_our_names),
        cmocka_unit_test(test_format__a_config_declares_more),
        cmocka_unit_test(test_format__a_mirror_is_seen_whatever_the_blanks),
        cmocka_unit_test(test_format__a_config_replaces_a_shipped_one),
        cmocka_unit_test(test_format__digests_tell_mappings_apart),
        cmocka_unit_test(test_format__errors_name_the_line),
        cmocka_unit_test(test_format__a_folder_with_a_bad_one),
        cmocka_unit_test(test_format__separators_and_header_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
