// SPDX-License-Identifier: GPL-3.0-or-later
// Events from rows: ids, activities, times, counts; which rows are none, and why.

#include "ssi/events.h"

#include "testing_ingest.h"

static const char navigator[] =
    "activityId,activityType,createdAt,seatId,memberIdentityKey\n";
static const char open_log[] = "occurred_at,member_id,activity,counterpart_id,count,"
                               "topic,team,industry,event_id,text\n";

static void open_events(struct setting *setting, struct ssi_events *events,
                        const char *head, const char *rows)
{
    struct ssi_reader reader;
    struct bytes text = {.len = 0};
    struct ssi_error err = {0};
    put(&text, ssi_str_z(head));
    put(&text, ssi_str_z(rows));
    assert_ok(open_bytes(setting, &reader, "events.csv", bytes_of(&text), &err));
    assert_ok(ssi_events_init(events, &reader, &err));
}

static struct ssi_event next(struct ssi_events *events)
{
    struct ssi_event event;
    struct ssi_error err = {0};
    assert_ok(ssi_events_next(events, &event, &err));
    return event;
}

static void assert_end(struct ssi_events *events)
{
    struct ssi_event event;
    struct ssi_error err = {0};
    assert_int_equal(ssi_events_next(events, &event, &err), SSI_END);
    assert_balanced(&events->reader.account);
}

static void test_events__of_a_navigator_export(void **state)
{
    struct setting *setting = *state;
    struct ssi_events events;
    open_events(
        setting, &events, navigator,
        "7001,PROFILE_VIEWED,11-18-2026 23:59:59,s-1,https://www.linkedin.com/in/Ann/\n"
        "7002,INMAIL_SENT,11-19-2026 00:00:00,s-1,\n");
    struct ssi_event event = next(&events);
    assert_str(event.event_id, "7001");
    assert_str(event.member, "s-1");
    assert_str(event.counterpart, "www.linkedin.com/in/ann");
    assert_int_equal(event.activity, SSI_ACTIVITY_profile_view);
    assert_false(event.mirror);
    assert_false(ssi_event_ignored(&event));
    assert_true(event.has_time);
    assert_int_equal(event.secs, secs_of("2026-11-18T23:59:59"));
    assert_int_equal(event.day, ssi_calendar_day(&setting->calendar, event.secs));
    assert_int_equal(event.count, 1);
    int64_t day = event.day;
    event = next(&events);
    assert_int_equal(event.day, day + 1);
    assert_int_equal(ssi_week_of_day(event.day), ssi_week_of_day(day) + 1);
    assert_int_equal(event.counterpart.len, 0);
    assert_end(&events);
    assert_int_equal(events.reader.account.used, 2);
    ssi_events_release(&events);
    ssi_events_release(NULL);
}

static void test_events__of_an_open_log(void **state)
{
    struct ssi_events events;
    open_events(*state, &events, open_log,
                "2026-11-18,m1,post,,3,AI,sales,tech,e1,\"two\nlines\"\n"
                "2026-11-18T10:30:00+02:00,m1,share,m2,0,,,,,\n");
    struct ssi_event event = next(&events);
    assert_int_equal(event.secs, secs_of("2026-11-18T00:00:00"));
    assert_int_equal(event.count, 3);
    assert_str(event.topic, "AI");
    assert_str(event.team, "sales");
    assert_str(event.industry, "tech");
    assert_str(event.event_id, "e1");
    assert_str(event.text, "two\nlines");
    event = next(&events);
    assert_int_equal(event.secs, secs_of("2026-11-18T08:30:00"));
    assert_int_equal(event.count, 0);
    assert_str(event.counterpart, "m2");
    assert_int_equal(event.event_id.len, 0);
    assert_end(&events);
    ssi_events_release(&events);
}

static void test_events__ignored_by_the_mapping(void **state)
{
    struct ssi_events events;
    open_events(*state, &events, open_log,
                "2026-11-18,m1,ignore,,,,,,,\n2026-11-18,m1,Post,,,,,,,\n"
                "2026-11-18,m1,dance,,,,,,,\n2026-11-18,m1,post,,,,,,,\n"
                "2026-11-18,m2,dance,,,,,,,\n");
    enum ssi_activity want[] = {SSI_ACTIVITY_ignore, SSI_ACTIVITY_UNKNOWN,
                                SSI_ACTIVITY_UNKNOWN, SSI_ACTIVITY_post,
                                SSI_ACTIVITY_UNKNOWN};
    for (size_t i = 0; i < SSI_COUNT(want); i++) {
        struct ssi_event event = next(&events);
        assert_int_equal(event.activity, want[i]);
        assert_int_equal(ssi_event_ignored(&event), want[i] != SSI_ACTIVITY_post);
    }
    assert_end(&events);
    assert_int_equal(events.reader.account.used, 1);
    assert_int_equal(events.reader.account.ignored_mapping, 4);
    assert_int_equal(events.unknown_names.count, 2); /* counted by name */
    uint32_t dance = ssi_ids_find(&events.unknown_names, ssi_str_z("dance"));
    assert_int_equal(events.unknown_counts[dance], 2);
    ssi_events_release(&events);
}

/* One bad row first, in the middle and last: rejected with its cell, the others stay. */
static void assert_rejected(struct setting *setting, const char *head, const char *good,
                            const char *bad, uint32_t column, const char *why)
{
    struct bytes rows = {.len = 0};
    struct ssi_events events;
    const char *order[] = {bad, good, bad, good, bad};
    for (size_t i = 0; i < SSI_COUNT(order); i++) {
        put(&rows, ssi_str_z(order[i]));
        put(&rows, BYTES("\n"));
    }
    put(&rows, BYTES("\0"));
    open_events(setting, &events, head, rows.at);
    (void)next(&events);
    (void)next(&events);
    assert_end(&events);
    assert_int_equal(events.reader.account.rows, 5);
    assert_int_equal(events.reader.account.rejected, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(events.reader.rejects[i].line, 2 * i + 2);
        assert_int_equal(events.reader.rejects[i].column, column);
        assert_contains(events.reader.rejects[i].reason, why);
        assert_str(events.reader.rejects[i].text, bad);
    }
    ssi_events_release(&events);
}

static void test_events__rejected_navigator_rows(void **state)
{
    static const char good[] = "7001,PROFILE_VIEWED,11-18-2026 10:00:00,s-1,k1";
    static const struct {
        const char *row;
        uint32_t column;
        const char *why;
    } cases[] = {
        {",PROFILE_VIEWED,11-18-2026 10:00:00,s-1,k1", 1, "empty event id"},
        {"7.00E+11,PROFILE_VIEWED,11-18-2026 10:00:00,s-1,k1", 1, "spreadsheet"},
        {"7001,,11-18-2026 10:00:00,s-1,k1", 2, "empty activity"},
        {"7001,PROFILE_VIEWED,,s-1,k1", 3, "not a time"},
        {"7001,PROFILE_VIEWED,2026-11-18 10:00:00,s-1,k1", 3, "not a time"},
        {"7001,PROFILE_VIEWED,18-11-2026 10:00:00,s-1,k1", 3, "not a time"},
        {"7001,PROFILE_VIEWED,02-29-2026 10:00:00,s-1,k1", 3, "not a time"},
        {"7001,PROFILE_VIEWED,11-18-2026 10:00,s-1,k1", 3, "not a time"},
        {"7001,PROFILE_VIEWED,11-18-2026 10:00:00,,k1", 4, "empty member id"},
        {"7001,PROFILE_VIEWED,11-18-2026 10:00:00,1.2E+9,k1", 4, "spreadsheet"},
        {"7001,PROFILE_VIEWED,11-18-2026 10:00:00,s-1,1.2E+9", 5, "spreadsheet"},
        {"7001,PROFILE_VIEWED,11-18-2026 10:00:00,s-1", 0, "columns"},
    };
    for (size_t i = 0; i < SSI_COUNT(cases); i++) {
        assert_rejected(*state, navigator, good, cases[i].row, cases[i].column,
                        cases[i].why);
    }
}

static void test_events__rejected_log_rows(void **state)
{
    static const char good[] = "2026-11-18,m1,post,,,,,,,";
    static const struct {
        const char *row;
        uint32_t column;
        const char *why;
    } cases[] = {
        {",m1,post,,,,,,,", 1, "not a time"},
        {"18/11/2026,m1,post,,,,,,,", 1, "not a time"},
        {"2026-11-18T25:00:00,m1,post,,,,,,,", 1, "not a time"},
        {"2026-11-18, ,post,,,,,,,", 2, "empty member id"},
        {"2026-11-18,m1,,,,,,,,", 3, "empty activity"},
        {"2026-11-18,m1,post,,-1,,,,,", 5, "whole number"},
        {"2026-11-18,m1,post,,1.5,,,,,", 5, "whole number"},
        {"2026-11-18,m1,post,,x,,,,,", 5, "whole number"},
        {"2026-11-18,m1,post,,1000000001,,,,,", 5, "1,000,000,000"},
        {"2026-11-18,m1,post,,99999999999999999999999,,,,,", 5, "whole number"},
        {"2026-11-18,m1,post,1.2E+9,,,,,,", 4, "spreadsheet"},
        {"2026-11-18,m1,post,,,,,,1.2E+9,", 9, "spreadsheet"},
    };
    for (size_t i = 0; i < SSI_COUNT(cases); i++) {
        assert_rejected(*state, open_log, good, cases[i].row, cases[i].column,
                        cases[i].why);
    }
}

/* A time without a zone is on the calendar's clock; the same text says the same each
 * time. */
static void test_events__times_repeat(void **state)
{
    struct ssi_events events;
    open_events(*state, &events, open_log,
                "2026-11-18T10:00:00,m1,post,,,,,,,\n2026-11-18T10:00:00,m2,post,,,,,,,\n"
                "2026-11-18T10:00:01,m1,post,,,,,,,\n2026-11-18,m1,post,,,,,,,\n"
                "2026-11-18T10:00:00.123456789012345678901,m1,post,,,,,,,\n"
                "2026-11-18T10:00:00.123456789012345678901,m1,post,,,,,,,\n"
                "2026-11-18T10:00:00,m1,post,,,,,,,\n");
    static const char *const want[] = {"2026-11-18T10:00:00", "2026-11-18T10:00:00",
                                       "2026-11-18T10:00:01", "2026-11-18T00:00:00",
                                       "2026-11-18T10:00:00", "2026-11-18T10:00:00",
                                       "2026-11-18T10:00:00"};
    struct setting *setting = *state;
    for (size_t i = 0; i < SSI_COUNT(want); i++) {
        struct ssi_event event = next(&events);
        assert_int_equal(event.secs, secs_of(want[i]));
        assert_int_equal(event.day, ssi_calendar_day(&setting->calendar, event.secs));
    }
    assert_end(&events);
    ssi_events_release(&events);
}

/* An outcome needs the id of its activity and its type; nothing else. */
static void test_events__outcomes(void **state)
{
    struct ssi_events events;
    open_events(*state, &events, "activityId,activityType,outcomeAt\n",
                "7001,INMAIL_ACCEPTED,11-20-2026 10:00:00\n7002,INMAIL_DECLINED,\n"
                "7003,SOMETHING,\n,INMAIL_ACCEPTED,\n7004,INMAIL_ACCEPTED,yesterday\n");
    struct ssi_event event = next(&events);
    assert_int_equal(event.activity, SSI_ACTIVITY_inmail_accept);
    assert_true(event.has_time);
    assert_int_equal(event.secs, secs_of("2026-11-20T10:00:00"));
    assert_int_equal(event.member.len, 0);
    event = next(&events);
    assert_int_equal(event.activity, SSI_ACTIVITY_inmail_decline);
    assert_false(event.has_time);
    assert_int_equal(event.secs, 0);
    assert_int_equal(event.day, 0);
    event = next(&events);
    assert_true(ssi_event_ignored(&event));
    assert_end(&events);
    assert_int_equal(events.reader.account.rejected, 2);
    assert_contains(events.reader.rejects[0].reason, "empty event id");
    assert_contains(events.reader.rejects[1].reason, "not a time");
    ssi_events_release(&events);
}

/* A great many different unknown names are kept within bounds, and none goes uncounted.
 */
static void test_events__unknown_names_are_bounded(void **state)
{
    struct ssi_events events;
    struct bytes rows = {.len = 0};
    for (unsigned i = 0; i < 1500; i++) {
        char row[64];
        (void)snprintf(row, sizeof row, "2026-11-18,m1,name%u,,,,,,,\n", i);
        put(&rows, ssi_str_z(row));
    }
    put(&rows, BYTES("\0"));
    open_events(*state, &events, open_log, rows.at);
    for (unsigned i = 0; i < 1500; i++) {
        (void)next(&events);
    }
    assert_end(&events);
    assert_true(events.unknown_names.count <= 1001);
    uint64_t sum = 0;
    for (size_t i = 0; i < events.unknown_names.count; i++) {
        sum += events.unknown_counts[i];
    }
    assert_int_equal(sum, 1500);
    ssi_events_release(&events);
}

/* Many names of a config's own, alike in every cheap way: each is itself. */
static void test_events__every_mapped_name_is_told_apart(void **state)
{
    struct setting *setting = *state;
    for (unsigned count = 60; count <= 200; count += 35) {
        struct bytes config = {.len = 0};
        struct bytes rows = {.len = 0};
        struct ssi_ini ini;
        struct ssi_events events;
        struct ssi_error err = {0};
        char line[64];
        put(&config,
            ssi_str_z("[format many]\nkind = events\n[format many column occurred_at]\n"
                      "names = t\ntype = time\nrequired = yes\n"
                      "[format many column member_id]\nnames = m\nrequired = yes\n"
                      "[format many column activity]\nnames = a\ntype = activity\n"
                      "required = yes\n[format many activities]\n"));
        for (unsigned i = 0; i < count; i++) {
            (void)snprintf(line, sizeof line, "x%03uxx%03ux = %s\n", i, 999 - i,
                           ssi_activity_info((enum ssi_activity)(i % 24 + 1))->name);
            put(&config, ssi_str_z(line));
            (void)snprintf(line, sizeof line, "2026-11-18,m1,x%03uxx%03ux\n", i, 999 - i);
            put(&rows, ssi_str_z(line));
        }
        put(&rows, BYTES("2026-11-18,m1,x000xx000x\n\0"));
        assert_ok(ssi_ini_parse(&ini, "many.ini", bytes_of(&config), &err));
        assert_ok(ssi_formats_add_config(&setting->formats, &ini, &err));
        ssi_ini_release(&ini);
        open_events(setting, &events, "t,m,a\n", rows.at);
        for (unsigned i = 0; i < count; i++) {
            struct ssi_event event = next(&events);
            assert_int_equal(event.activity, i % 24 + 1);
        }
        struct ssi_event event = next(&events);
        assert_int_equal(event.activity, SSI_ACTIVITY_UNKNOWN);
        assert_end(&events);
        ssi_events_release(&events);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_events__of_a_navigator_export),
        cmocka_unit_test(test_events__of_an_open_log),
        cmocka_unit_test(test_events__ignored_by_the_mapping),
        cmocka_unit_test(test_events__rejected_navigator_rows),
        cmocka_unit_test(test_events__rejected_log_rows),
        cmocka_unit_test(test_events__times_repeat),
        cmocka_unit_test(test_events__outcomes),
        cmocka_unit_test(test_events__unknown_names_are_bounded),
        cmocka_unit_test(test_events__every_mapped_name_is_told_apart),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
