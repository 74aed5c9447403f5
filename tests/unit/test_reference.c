// SPDX-License-Identifier: GPL-3.0-or-later
// The roster as dated facts, aliases, edges; rows and files that are taken back as a
// whole.

#include "ssi/reference.h"

#include "testing_ingest.h"

static const char *const levels[] = {"profile_length", "rich_media"};
enum { LENGTH = SSI_ROSTER_COLUMNS, MEDIA };

static void start(struct ssi_reference *reference)
{
    ssi_reference_init(reference, levels, SSI_COUNT(levels));
}

static enum ssi_status read_text(struct setting *setting, struct ssi_reference *reference,
                                 const char *path, const char *text, bool *out_repeated,
                                 struct ssi_error *err)
{
    struct ssi_reader reader;
    open_text(setting, &reader, path, text);
    return ssi_reference_read(reference, &reader, out_repeated, err);
}

static void add(struct setting *setting, struct ssi_reference *reference,
                const char *path, const char *text)
{
    struct ssi_error err = {0};
    bool repeated = true;
    assert_ok(read_text(setting, reference, path, text, &repeated, &err));
    assert_false(repeated);
}

static void finish(struct ssi_reference *reference)
{
    struct ssi_error err = {0};
    assert_ok(ssi_reference_finish(reference, &err));
    assert_ok(ssi_reference_finish(reference, &err)); // nothing happens the second time
}

static uint32_t person(const struct ssi_reference *reference, const char *id)
{
    return ssi_reference_person(reference, ssi_str_z(id));
}

static const struct ssi_fact *fact(const struct ssi_reference *reference, const char *id,
                                   uint32_t column, const char *before)
{
    int64_t time = before ? secs_of(before) : INT64_MAX;
    return ssi_reference_fact(reference, person(reference, id), column, time);
}

static void assert_fact(const struct ssi_reference *reference, const char *id,
                        uint32_t column, const char *before, const char *want)
{
    const struct ssi_fact *found = fact(reference, id, column, before);
    if (want) {
        assert_non_null(found);
        assert_str(found->text, want);
    } else {
        assert_null(found);
    }
}

static void test_reference__the_latest_fact_before_a_time(void **state)
{
    struct ssi_reference reference;
    start(&reference);
    add(*state, &reference, "members.csv",
        "member_id,team,industry,as_of\n"
        "m1,sales,tech,2026-03-01\nm1,growth,,2026-06-01\nm1,ops,retail,2026-01-01\n"
        "m2,sales,,\n");
    finish(&reference);
    assert_fact(&reference, "m1", SSI_ROSTER_TEAM, "2026-01-01",
                NULL); /* strictly before */
    assert_fact(&reference, "m1", SSI_ROSTER_TEAM, "2026-01-02", "ops");
    assert_fact(&reference, "m1", SSI_ROSTER_TEAM, "2026-03-01", "ops");
    assert_fact(&reference, "m1", SSI_ROSTER_TEAM, "2026-03-01T00:00:01", "sales");
    assert_fact(&reference, "m1", SSI_ROSTER_TEAM, NULL, "growth");
    assert_fact(&reference, "m1", SSI_ROSTER_INDUSTRY, NULL, "tech"); /* per column */
    assert_fact(&reference, "m2", SSI_ROSTER_TEAM, "1970-01-01",
                "sales"); /* always known */
    assert_fact(&reference, "m2", SSI_ROSTER_INDUSTRY, NULL, NULL);
    assert_fact(&reference, "m1", SSI_ROSTER_NAME, NULL, NULL);
    assert_int_equal(person(&reference, "m3"), SSI_ID_NONE);
    ssi_reference_release(&reference);
    ssi_reference_release(NULL);
}

static void test_reference__undated_is_older_than_any(void **state)
{
    struct ssi_reference reference;
    start(&reference);
    add(*state, &reference, "a.csv", "member_id,team,as_of\nm1,new,0001-01-01\n");
    add(*state, &reference, "b.csv", "member_id,team\nm1,old\n");
    finish(&reference);
    assert_fact(&reference, "m1", SSI_ROSTER_TEAM, "0001-01-01", "old");
    assert_fact(&reference, "m1", SSI_ROSTER_TEAM, "0001-01-02", "new");
    ssi_reference_release(&reference);
}

static void test_reference__cells_are_typed(void **state)
{
    struct ssi_reference reference;
    start(&reference);
    add(*state, &reference, "members.csv",
        "member_id,since,until,opted_out,seat,profile_length,Rich_Media\n"
        "m1,2026-01-05,2026-02-01T12:00:00Z,Yes,NAVIGATOR,1.5e2,0\nm2,,,no,,,\n");
    finish(&reference);
    assert_int_equal(fact(&reference, "m1", SSI_ROSTER_SINCE, NULL)->secs,
                     secs_of("2026-01-05"));
    assert_int_equal(fact(&reference, "m1", SSI_ROSTER_UNTIL, NULL)->secs,
                     secs_of("2026-02-01T12:00:00"));
    assert_true(fact(&reference, "m1", SSI_ROSTER_OPTED_OUT, NULL)->flag);
    assert_false(fact(&reference, "m2", SSI_ROSTER_OPTED_OUT, NULL)->flag);
    assert_float_equal(fact(&reference, "m1", LENGTH, NULL)->number, 150, 0);
    assert_float_equal(fact(&reference, "m1", MEDIA, NULL)->number, 0, 0);
    assert_fact(&reference, "m2", LENGTH, NULL,
                NULL); /* empty is not known, never zero */
    assert_fact(&reference, "m1", SSI_ROSTER_SEAT, NULL, "navigator"); /* as declared */
    ssi_reference_release(&reference);
}

/* A bad cell rejects its row: nothing of the row counts, whatever stood before the cell.
 */
static void test_reference__bad_rows_are_taken_back(void **state)
{
    static const struct {
        const char *cells, *why;
        uint32_t column;
    } cases[] = {
        {",2026-01-01,a,free,active,no,5,2026-01-01", "empty id", 1},
        {"1.2E+9,2026-01-01,a,free,active,no,5,2026-01-01", "spreadsheet", 1},
        {"bad,someday,a,free,active,no,5,2026-01-01", "not a time", 2},
        {"bad,2026-01-01,1.2E+9,free,active,no,5,2026-01-01", "spreadsheet", 3},
        {"bad,2026-01-01,a,gold,active,no,5,2026-01-01", "allowed words", 4},
        {"bad,2026-01-01,a,free,asleep,no,5,2026-01-01", "allowed words", 5},
        {"bad,2026-01-01,a,free,active,perhaps,5,2026-01-01", "neither yes nor no", 6},
        {"bad,2026-01-01,a,free,active,no,-5,2026-01-01", "0 or more", 7},
        {"bad,2026-01-01,a,free,active,no,five,2026-01-01", "0 or more", 7},
        {"bad,2026-01-01,a,free,active,no,nan,2026-01-01", "0 or more", 7},
        {"bad,2026-01-01,a,free,active,no,2e9,2026-01-01", "1,000,000,000", 7},
        {"bad,2026-01-01,a,free,active,no,5,yesterday", "not a time", 8},
    };
    for (size_t i = 0; i < SSI_COUNT(cases); i++) {
        struct ssi_reference reference;
        char text[400];
        (void)snprintf(
            text, sizeof text,
            "member_id,since,seat_id,seat,status,opted_out,profile_length,as_of\n"
            "m1,,,,,,,2026-05-01\n%s\nm2,,,,,,,2026-06-01\n",
            cases[i].cells);
        start(&reference);
        add(*state, &reference, "members.csv", text);
        assert_int_equal(reference.sources[0].account.rows, 3);
        assert_int_equal(reference.sources[0].account.used, 2);
        assert_int_equal(reference.sources[0].account.rejected, 1);
        assert_balanced(&reference.sources[0].account);
        assert_int_equal(reference.sources[0].reject_count, 1);
        assert_int_equal(reference.sources[0].rejects[0].line, 3);
        assert_int_equal(reference.sources[0].rejects[0].column, cases[i].column);
        assert_contains(reference.sources[0].rejects[0].reason, cases[i].why);
        assert_str(reference.sources[0].rejects[0].text, cases[i].cells);
        assert_int_equal(reference.fact_count, 0);
        assert_int_equal(reference.alias_count, 0);
        assert_int_equal(reference.sources[0].first, secs_of("2026-05-01"));
        finish(&reference);
        uint32_t bad = person(&reference, "bad");
        if (bad != SSI_ID_NONE) {
            assert_false(reference.is_member[bad]);
            assert_false(reference.in_roster[bad]);
        }
        assert_true(reference.in_roster[person(&reference, "m1")]);
        assert_true(reference.in_roster[person(&reference, "m2")]);
        ssi_reference_release(&reference);
    }
}

static void test_reference__a_refused_file_leaves_nothing(void **state)
{
    struct setting *setting = *state;
    struct ssi_reference reference;
    struct ssi_error err = {0};
    bool repeated = true;
    start(&reference);
    add(setting, &reference, "good.csv", "member_id,team\nm1,sales\n");
    setting->max_rejects = 0;
    enum ssi_status status = read_text(
        setting, &reference, "bad.csv",
        "member_id,team,seat_id\nm2,sales,s2\nm1,ops,s1\n,x,\n", &repeated, &err);
    setting->max_rejects = -1;
    assert_int_equal(status, SSI_EDATA);
    assert_string_equal(err.file, "bad.csv");
    assert_false(repeated);
    assert_int_equal(reference.source_count, 1);
    assert_int_equal(reference.fact_count, 1);
    assert_int_equal(reference.alias_count, 0);
    finish(&reference);
    assert_fact(&reference, "m1", SSI_ROSTER_TEAM, NULL, "sales");
    uint32_t second = person(&reference, "m2");
    assert_true(second == SSI_ID_NONE ||
                (!reference.is_member[second] && !reference.in_roster[second]));
    assert_true(person(&reference, "s1") != person(&reference, "m1"));
    ssi_reference_release(&reference);
}

static void test_reference__the_same_content_counts_once(void **state)
{
    static const char text[] = "member_id,connection_id\nm1,m2\n";
    struct ssi_reference reference;
    struct ssi_reader reader;
    struct ssi_error err = {0};
    struct bytes packed = {.len = 0};
    bool repeated = false;
    put_member(&packed, BYTES(text), 0);
    start(&reference);
    add(*state, &reference, "edges.csv", text);
    assert_ok(read_text(*state, &reference, "again.csv", text, &repeated, &err));
    assert_true(repeated);
    assert_ok(open_bytes(*state, &reader, "edges.csv.gz", bytes_of(&packed), &err));
    repeated = false;
    assert_ok(ssi_reference_read(&reference, &reader, &repeated, &err));
    assert_true(repeated);
    add(*state, &reference, "other.csv", "member_id,connection_id\r\nm1,m2\n");
    assert_int_equal(reference.edge_count, 2);
    assert_int_equal(reference.source_count, 2);
    assert_int_equal(reference.kinds[SSI_KIND_CONNECTIONS], 2);
    assert_int_equal(reference.kinds[SSI_KIND_MEMBERS], 0);
    ssi_reference_release(&reference);
}

static void test_reference__aliases(void **state)
{
    struct ssi_reference reference;
    start(&reference);
    add(*state, &reference, "members.csv",
        "member_id,seat_id,profile_url,identity_key\n"
        "m1,s1,https://www.linkedin.com/in/Ann/,k1\nm2,s2,,\n");
    add(*state, &reference, "ids.csv", "member_id,kind,alias\nm1,crm,c1\nm1,seat,s1\n");
    finish(&reference);
    uint32_t ann = person(&reference, "m1");
    assert_int_equal(person(&reference, "s1"), ann);
    assert_int_equal(person(&reference, "k1"), ann);
    assert_int_equal(person(&reference, "c1"), ann);
    assert_int_equal(person(&reference, "www.linkedin.com/in/ann"), ann);
    assert_int_equal(person(&reference, "s2"), person(&reference, "m2"));
    assert_true(person(&reference, "m2") != ann);
    assert_true(reference.in_roster[ann]);
    ssi_reference_release(&reference);
}

static void test_reference__an_alias_of_two_names_both_lines(void **state)
{
    for (int swapped = 0; swapped < 2; swapped++) {
        struct ssi_reference reference;
        struct ssi_error err = {0};
        start(&reference);
        add(*state, &reference, "members.csv",
            swapped ? "member_id,seat_id\nm0,\nm2,s1\n"
                    : "member_id,seat_id\nm0,\nm1,s1\n");
        add(*state, &reference, "ids.csv",
            swapped ? "member_id,kind,alias\nm1,seat,s1\n"
                    : "member_id,kind,alias\nm2,seat,s1\n");
        assert_int_equal(ssi_reference_finish(&reference, &err), SSI_EDATA);
        assert_contains(err.message, "'s1'");
        assert_contains(err.message, "'m1'");
        assert_contains(err.message, "'m2'");
        assert_contains(err.message, "members.csv:3");
        assert_contains(err.message, "ids.csv:2");
        ssi_reference_release(&reference);
    }
}

static void test_reference__a_member_id_wins_over_an_alias(void **state)
{
    struct ssi_reference reference;
    start(&reference);
    add(*state, &reference, "members.csv",
        "member_id,seat_id,crm_id\nm1,m2,m1\nm2,s1,x\nm3,m2,\n");
    finish(&reference);
    assert_true(person(&reference, "m2") != person(&reference, "m1"));
    assert_int_equal(person(&reference, "s1"), person(&reference, "m2"));
    assert_int_equal(person(&reference, "x"), person(&reference, "m2"));
    assert_true(reference.is_member[person(&reference, "m2")]);
    ssi_reference_release(&reference);
}

static void test_reference__rows_that_disagree_name_both_lines(void **state)
{
    static const struct {
        const char *head, *first, *second;
        const char *column; /* NULL: they agree */
    } cases[] = {
        {"member_id,team,as_of", "m1,sales,2026-01-01", "m1,ops,2026-01-01", "team"},
        {"member_id,team", "m1,sales", "m1,Sales", "team"},
        {"member_id,team", "m1,sales", "m1,sales", NULL},
        {"member_id,team", "m1,sales", "m1,", NULL},
        {"member_id,team,as_of", "m1,sales,2026-01-01", "m1,ops,2026-01-02", NULL},
        {"member_id,team,as_of", "m1,sales,2026-01-01T00:00:00Z", "m1,ops,2026-01-01",
         "team"},
        {"member_id,seat", "m1,free", "m1,FREE", NULL},
        {"member_id,status", "m1,away", "m1,left", "status"},
        {"member_id,since", "m1,2026-01-01", "m1,2026-01-01T00:00:00", NULL},
        {"member_id,since", "m1,2026-01-01", "m1,2026-01-02", "since"},
        {"member_id,opted_out", "m1,yes", "m1,1", NULL},
        {"member_id,opted_out", "m1,yes", "m1,no", "opted_out"},
        {"member_id,profile_length", "m1,70", "m1,70.0", NULL},
        {"member_id,profile_length", "m1,70", "m1,71", "profile_length"},
    };
    for (size_t i = 0; i < SSI_COUNT(cases); i++) {
        struct ssi_reference reference;
        struct ssi_error err = {0};
        char text[200];
        start(&reference);
        (void)snprintf(text, sizeof text, "%s\n%s\n", cases[i].head, cases[i].first);
        add(*state, &reference, "a.csv", text);
        (void)snprintf(text, sizeof text, "%s\n\n%s\n", cases[i].head, cases[i].second);
        add(*state, &reference, "b.csv", text);
        enum ssi_status status = ssi_reference_finish(&reference, &err);
        assert_int_equal(status, cases[i].column ? SSI_EDATA : SSI_OK);
        if (cases[i].column) {
            assert_contains(err.message, cases[i].column);
            assert_contains(err.message, "'m1'");
            assert_contains(err.message, "a.csv:2");
            assert_contains(err.message, "b.csv:3");
        }
        ssi_reference_release(&reference);
    }
}

static void test_reference__edges_by_member(void **state)
{
    struct ssi_reference reference;
    start(&reference);
    add(*state, &reference, "members.csv", "member_id,seat_id\nm1,s1\nm2,s2\n");
    add(*state, &reference, "edges.csv",
        "member_id,connection_id,connected_at,title,company\n"
        "s1,x9,2026-05-01,VP Sales,Acme\nm2,s1,,,\nm1,,2026-05-01,,\n,m1,,,\n"
        "m1,x8,someday,,\n");
    finish(&reference);
    assert_int_equal(reference.edge_count, 2);
    assert_int_equal(reference.edges[0].member, person(&reference, "m1"));
    assert_int_equal(reference.edges[0].connection, person(&reference, "x9"));
    assert_int_equal(reference.edges[0].secs, secs_of("2026-05-01"));
    assert_int_equal(reference.edges[0].text, 1);
    assert_str(reference.edge_texts[0].title, "VP Sales");
    assert_str(reference.edge_texts[0].company, "Acme");
    assert_str(reference.edge_texts[0].industry, "");
    assert_int_equal(reference.edges[1].secs, SSI_UNDATED);
    assert_int_equal(reference.edges[1].member, person(&reference, "m2"));
    assert_int_equal(reference.edges[1].connection, person(&reference, "m1"));
    assert_int_equal(reference.sources[1].account.rejected, 3);
    assert_int_equal(reference.sources[1].first, secs_of("2026-05-01"));
    assert_int_equal(reference.sources[1].last, secs_of("2026-05-01"));
    assert_false(reference.is_member[person(&reference, "x9")]);
    ssi_reference_release(&reference);
}

static void test_reference__deals_and_quotas_are_joined(void **state)
{
    struct ssi_reference reference;
    start(&reference);
    add(*state, &reference, "members.csv", "member_id,crm_id\nm1,c1\n");
    add(*state, &reference, "deals.csv",
        "deal_id,member_id,amount,stage,opened_at,closed_at\n"
        "d1,c1,100.5,won,2026-01-01,2026-03-01\nd2,nobody,1,Lost,,\n"
        "d3,m1,much,won,2020-01-01,\nd4,m1,1,maybe,2030-01-01,\n");
    add(*state, &reference, "quotas.csv",
        "member_id,from,to,amount\nm1,2026-01-01,2026-04-01,1000\n");
    finish(&reference);
    const struct ssi_reference_source *deals = &reference.sources[1];
    assert_int_equal(deals->account.used, 2);
    assert_int_equal(deals->account.rejected, 2);
    assert_int_equal(deals->matched, 1);
    assert_int_equal(deals->first, secs_of("2026-01-01")); /* not the rejected rows' */
    assert_int_equal(deals->last, secs_of("2026-03-01"));
    assert_int_equal(reference.sources[2].matched, 1);
    assert_int_equal(reference.sources[0].first, INT64_MAX); /* no dates */
    assert_int_equal(reference.sources[0].last, INT64_MIN);
    assert_string_equal(deals->label, "deals.csv");
    assert_str(deals->format, "deals");
    ssi_reference_release(&reference);
}

static void test_reference__people_of_events(void **state)
{
    struct ssi_reference reference;
    struct ssi_error err = {0};
    uint32_t seat;
    uint32_t stranger;
    start(&reference);
    assert_ok(ssi_reference_add_person(&reference, ssi_str_z("s1"), &seat, &err));
    add(*state, &reference, "members.csv", "member_id,seat_id\nm1,s1\n");
    assert_ok(ssi_reference_add_person(&reference, ssi_str_z("zz"), &stranger, &err));
    finish(&reference);
    assert_int_equal(reference.canonical[seat], person(&reference, "m1"));
    assert_int_equal(reference.canonical[stranger], stranger);
    assert_false(reference.is_member[stranger]);
    ssi_reference_release(&reference);
}

/* The facts that are found do not depend on the order of files. */
static void test_reference__the_order_of_files_does_not_matter(void **state)
{
    static const char *const texts[] = {
        "member_id,team,as_of\nm1,a,2026-01-01\nm2,b,2026-02-01\n",
        "member_id,team,seat_id\nm1,c,s1\nm2,d,s2\n",
        "member_id,team,as_of\nm2,e,2026-01-15\nm1,f,2026-01-15\n"};
    static const char *const names[] = {"0.csv", "1.csv", "2.csv"};
    static const int orders[][3] = {{0, 1, 2}, {2, 1, 0}, {1, 2, 0}, {0, 2, 1}};
    for (size_t o = 0; o < SSI_COUNT(orders); o++) {
        struct ssi_reference reference;
        start(&reference);
        for (int i = 0; i < 3; i++) {
            add(*state, &reference, names[orders[o][i]], texts[orders[o][i]]);
        }
        finish(&reference);
        assert_fact(&reference, "s1", SSI_ROSTER_TEAM, "2026-01-01", "c");
        assert_fact(&reference, "m1", SSI_ROSTER_TEAM, "2026-01-10", "a");
        assert_fact(&reference, "m1", SSI_ROSTER_TEAM, NULL, "f");
        assert_fact(&reference, "s2", SSI_ROSTER_TEAM, "2026-01-20", "e");
        assert_fact(&reference, "m2", SSI_ROSTER_TEAM, NULL, "b");
        ssi_reference_release(&reference);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference__the_latest_fact_before_a_time),
        cmocka_unit_test(test_reference__undated_is_older_than_any),
        cmocka_unit_test(test_reference__cells_are_typed),
        cmocka_unit_test(test_reference__bad_rows_are_taken_back),
        cmocka_unit_test(test_reference__a_refused_file_leaves_nothing),
        cmocka_unit_test(test_reference__the_same_content_counts_once),
        cmocka_unit_test(test_reference__aliases),
        cmocka_unit_test(test_reference__an_alias_of_two_names_both_lines),
        cmocka_unit_test(test_reference__a_member_id_wins_over_an_alias),
        cmocka_unit_test(test_reference__rows_that_disagree_name_both_lines),
        cmocka_unit_test(test_reference__edges_by_member),
        cmocka_unit_test(test_reference__deals_and_quotas_are_joined),
        cmocka_unit_test(test_reference__people_of_events),
        cmocka_unit_test(test_reference__the_order_of_files_does_not_matter),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
