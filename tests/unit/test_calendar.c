// SPDX-License-Identifier: GPL-3.0-or-later
// Weeks and days: where they begin, what they are called, which one holds an instant.

#include "ssi/calendar.h"

#include "ssi/compiler.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A calendar; the test is skipped on a system without tzdata. */
static struct ssi_calendar calendar_of(const char *zone, const char *weekday,
                                       const char *time)
{
    struct ssi_calendar calendar;
    if (ssi_calendar_init(&calendar, zone, weekday, time, NULL) != SSI_OK) {
        skip();
    }
    return calendar;
}

static int64_t days_of(const char *date)
{
    int64_t days = 0;
    assert_true(ssi_parse_date(ssi_str_z(date), &days));
    return days;
}

static int64_t secs_of(const char *date, int32_t hour, int32_t minute, int32_t second)
{
    return days_of(date) * 86400 + hour * 3600 + minute * 60 + second;
}

static void assert_instant(int64_t secs, const char *want)
{
    char got[32];
    ssi_format_time(got, secs);
    assert_string_equal(got, want);
}

static void assert_week_name(const struct ssi_calendar *calendar, int32_t week,
                             const char *want)
{
    char got[16];
    ssi_calendar_week_name(calendar, week, got);
    assert_string_equal(got, want);
}

static void test_calendar__closes_weeks_on_wednesday_night(void **state)
{
    (void)state;
    struct ssi_calendar calendar = calendar_of("UTC", "Thursday", "00:00");
    assert_int_equal(calendar.origin_days, 0);
    int64_t last = secs_of("2026-11-18", 23, 59, 59);
    int32_t week = ssi_week_of_day(ssi_calendar_day(&calendar, last));
    assert_week_name(&calendar, week, "2026-11-18");
    assert_int_equal(ssi_weekday_of_day(ssi_calendar_day(&calendar, last)), 6);
    assert_instant(ssi_calendar_week_start(&calendar, week), "2026-11-12T00:00:00Z");
    assert_int_equal(ssi_week_of_day(ssi_calendar_day(&calendar, last + 1)), week + 1);
    assert_int_equal(ssi_calendar_week_start(&calendar, week + 1), last + 1);
    ssi_calendar_release(&calendar);
}

static void test_calendar__floors_before_1970(void **state)
{
    (void)state;
    struct ssi_calendar calendar = calendar_of("UTC", "thu", "00:00");
    assert_int_equal(ssi_calendar_day(&calendar, 0), 0);
    assert_int_equal(ssi_calendar_day(&calendar, -1), -1);
    assert_int_equal(ssi_calendar_day(&calendar, -86400), -1);
    assert_int_equal(ssi_calendar_day(&calendar, -86401), -2);
    assert_week_name(&calendar, -1, "1969-12-31");
    ssi_calendar_release(&calendar);
    assert_int_equal(ssi_week_of_day(0), 0);
    assert_int_equal(ssi_week_of_day(6), 0);
    assert_int_equal(ssi_week_of_day(-1), -1);
    assert_int_equal(ssi_week_of_day(-7), -1);
    assert_int_equal(ssi_week_of_day(-8), -2);
    assert_int_equal(ssi_weekday_of_day(-1), 6);
    assert_int_equal(ssi_weekday_of_day(-7), 0);
}

static void test_calendar__begins_at_the_first_weekday_of_1970(void **state)
{
    (void)state;
    static const struct {
        const char *weekday, *first;
    } cases[] = {{"Monday", "1970-01-05T06:30:00Z"},    {"TUE", "1970-01-06T06:30:00Z"},
                 {"wednesday", "1970-01-07T06:30:00Z"}, {"Thu", "1970-01-01T06:30:00Z"},
                 {"Friday", "1970-01-02T06:30:00Z"},    {"sat", "1970-01-03T06:30:00Z"},
                 {"Sunday", "1970-01-04T06:30:00Z"}};
    for (size_t i = 0; i < SSI_COUNT(cases); i++) {
        struct ssi_calendar calendar = calendar_of("UTC", cases[i].weekday, "06:30");
        assert_instant(ssi_calendar_week_start(&calendar, 0), cases[i].first);
        assert_int_equal(calendar.weekday, i);
        ssi_calendar_release(&calendar);
    }
}

static void test_calendar__refuses_bad_settings(void **state)
{
    (void)state;
    static const char *const bad[][3] = {
        {"UTC", "Thor", "00:00"},     {"UTC", "", "00:00"},
        {"UTC", "Thurs", "00:00"},    {"UTC", "Thursday", "24:00"},
        {"UTC", "Thursday", "0:00"},  {"UTC", "Thursday", "00:60"},
        {"UTC", "Thursday", "00-00"}, {"UTC", "Thursday", ""},
        {"UTC", "Thursday", "0a:00"}, {"Nowhere", "Thursday", "00:00"}};
    for (size_t i = 0; i < SSI_COUNT(bad); i++) {
        struct ssi_calendar calendar = {0};
        struct ssi_error err = {0};
        assert_int_equal(
            ssi_calendar_init(&calendar, bad[i][0], bad[i][1], bad[i][2], &err),
            SSI_EUSAGE);
        assert_null(calendar.zone);
        assert_int_equal(err.code, SSI_EUSAGE);
    }
    ssi_calendar_release(NULL);
}

/* Checked against the zoneinfo module of Python 3.11: "HH:MM" on a date, and where it is.
 */
static void test_calendar__begins_days_at_local_time(void **state)
{
    (void)state;
    static const struct {
        const char *zone, *time, *date, *start;
    } cases[] = {
        {"Europe/Berlin", "00:00", "2024-07-01", "2024-06-30T22:00:00Z"},
        {"Europe/Berlin", "02:30", "2024-03-31", "2024-03-31T01:00:00Z"}, /* gap */
        {"Europe/Berlin", "02:30", "2024-10-27", "2024-10-27T00:30:00Z"}, /* twice */
        {"America/New_York", "00:00", "1899-12-31", "1899-12-31T05:00:00Z"},
        {"Australia/Lord_Howe", "01:45", "2024-04-07", "2024-04-06T14:45:00Z"},
        {"Asia/Kolkata", "00:00", "1943-01-01", "1942-12-31T17:30:00Z"},
        {"Africa/Casablanca", "02:30", "2023-04-23", "2023-04-23T02:00:00Z"},
        {"America/Sao_Paulo", "00:00", "2017-10-15", "2017-10-15T03:00:00Z"},
        {"America/Sao_Paulo", "23:30", "2018-02-17", "2018-02-18T01:30:00Z"},
        {"Asia/Beirut", "00:00", "2022-03-27", "2022-03-26T22:00:00Z"},
        {"Pacific/Apia", "00:00", "2011-12-30", "2011-12-30T10:00:00Z"},
        {"Pacific/Apia", "00:00", "2011-12-31", "2011-12-30T10:00:00Z"},
    };
    for (size_t i = 0; i < SSI_COUNT(cases); i++) {
        struct ssi_calendar calendar =
            calendar_of(cases[i].zone, "Monday", cases[i].time);
        int64_t day = days_of(cases[i].date) - calendar.origin_days;
        assert_instant(ssi_calendar_day_start(&calendar, day), cases[i].start);
        ssi_calendar_release(&calendar);
    }
}

/* start(d) <= t < start(d + 1) for the first and last second of every day. */
static void check_days(const struct ssi_calendar *calendar, int64_t from, int64_t to)
{
    int64_t start = ssi_calendar_day_start(calendar, from);
    for (int64_t day = from; day < to; day++) {
        int64_t next = ssi_calendar_day_start(calendar, day + 1);
        assert_true(start <= next);
        if (start < next) { /* a day may be skipped altogether */
            assert_int_equal(ssi_calendar_day(calendar, start), day);
            assert_int_equal(ssi_calendar_day(calendar, start + (next - start) / 2), day);
            assert_int_equal(ssi_calendar_day(calendar, next - 1), day);
        }
        start = next;
    }
}

static void test_calendar__every_instant_has_one_day(void **state)
{
    (void)state;
    static const char *const zones[] = {
        "UTC",          "Europe/Berlin",     "America/New_York",  "Australia/Lord_Howe",
        "Asia/Kolkata", "Africa/Casablanca", "America/Sao_Paulo", "Pacific/Apia",
        "Asia/Beirut",  "America/Havana",    "Africa/Cairo"};
    static const char *const times[] = {"00:00", "00:30", "02:30", "23:59"};
    for (size_t i = 0; i < SSI_COUNT(zones); i++) {
        for (size_t j = 0; j < SSI_COUNT(times); j++) {
            struct ssi_calendar calendar = calendar_of(zones[i], "Sunday", times[j]);
            check_days(&calendar, days_of("1900-01-01"), days_of("2150-01-01"));
            ssi_calendar_release(&calendar);
        }
    }
}

/* The hour repeated when summer ends belongs to the day that the first one belongs to. */
static void test_calendar__repeated_hour_is_one_day(void **state)
{
    (void)state;
    struct ssi_calendar calendar = calendar_of("Europe/Berlin", "Sunday", "02:30");
    int64_t boundary = secs_of("2024-10-27", 0, 30, 0); /* 02:30 for the first time */
    int64_t day = ssi_calendar_day(&calendar, boundary);
    assert_int_equal(ssi_calendar_day(&calendar, boundary - 1), day - 1);
    assert_int_equal(ssi_calendar_day(&calendar, boundary + 45 * 60),
                     day); /* 02:15 again */
    assert_int_equal(ssi_calendar_day(&calendar, boundary + 60 * 60),
                     day); /* 02:30 again */
    assert_int_equal(ssi_calendar_day_start(&calendar, day + 1) - boundary, 25 * 3600);
    ssi_calendar_release(&calendar);
}

static void test_calendar__skipped_day_is_empty(void **state)
{
    (void)state;
    struct ssi_calendar calendar = calendar_of("Pacific/Apia", "Friday", "00:00");
    int64_t friday = days_of("2011-12-30") - calendar.origin_days;
    int64_t change = secs_of("2011-12-30", 10, 0, 0);
    assert_int_equal(ssi_weekday_of_day(friday), 0);
    assert_int_equal(ssi_calendar_day(&calendar, change - 1), friday - 1);
    assert_int_equal(ssi_calendar_day(&calendar, change), friday + 1);
    assert_week_name(&calendar, ssi_week_of_day(friday) - 1, "2011-12-29");
    assert_week_name(&calendar, ssi_week_of_day(friday), "2012-01-05");
    ssi_calendar_release(&calendar);
}

/* A week that ends in the morning is named after that morning, in its own zone. */
static void test_calendar__names_weeks_in_the_zone(void **state)
{
    (void)state;
    struct ssi_calendar night = calendar_of("America/New_York", "Thursday", "00:00");
    int32_t week =
        ssi_week_of_day(ssi_calendar_day(&night, secs_of("2024-07-11", 3, 0, 0)));
    assert_week_name(&night, week, "2024-07-10");
    assert_instant(ssi_calendar_week_start(&night, week + 1), "2024-07-11T04:00:00Z");
    ssi_calendar_release(&night);
    struct ssi_calendar morning = calendar_of("Asia/Kolkata", "Monday", "09:30");
    week = ssi_week_of_day(ssi_calendar_day(&morning, secs_of("2024-07-08", 3, 0, 0)));
    assert_week_name(&morning, week, "2024-07-08");
    assert_instant(ssi_calendar_week_start(&morning, week + 1), "2024-07-08T04:00:00Z");
    ssi_calendar_release(&morning);
}

static void test_calendar__finds_weeks_by_name(void **state)
{
    (void)state;
    static const char *const zones[] = {"UTC", "America/Sao_Paulo", "Pacific/Apia"};
    static const char *const times[] = {"00:00", "00:01", "12:00"};
    for (size_t i = 0; i < SSI_COUNT(zones) * SSI_COUNT(times); i++) {
        struct ssi_calendar calendar =
            calendar_of(zones[i / 3], "Saturday", times[i % 3]);
        int64_t end = days_of("2020-01-01");
        for (int64_t date = days_of("1960-01-01"); date < end; date++) {
            int32_t week = ssi_calendar_week_named(&calendar, date);
            assert_true(ssi_calendar_week_date(&calendar, week) >= date);
            assert_true(ssi_calendar_week_date(&calendar, week - 1) < date);
        }
        ssi_calendar_release(&calendar);
    }
}

static void test_calendar__digest_tells_calendars_apart(void **state)
{
    (void)state;
    static const char *const settings[][3] = {
        {"UTC", "Thursday", "00:00"},          {"UTC", "Friday", "00:00"},
        {"UTC", "Thursday", "00:01"},          {"Europe/Berlin", "Thursday", "00:00"},
        {"Europe/Paris", "Thursday", "00:00"}, {"America/New_York", "Thursday", "00:00"}};
    uint64_t digests[SSI_COUNT(settings)];
    for (size_t i = 0; i < SSI_COUNT(settings); i++) {
        const char *const *setting = settings[i];
        struct ssi_calendar calendar = calendar_of(setting[0], setting[1], setting[2]);
        struct ssi_calendar again = calendar_of(setting[0], setting[1], setting[2]);
        digests[i] = calendar.digest;
        assert_true(again.digest == calendar.digest);
        for (size_t j = 0; j < i; j++) {
            assert_true(digests[j] != digests[i]);
        }
        ssi_calendar_release(&calendar);
        ssi_calendar_release(&again);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calendar__closes_weeks_on_wednesday_night),
        cmocka_unit_test(test_calendar__floors_before_1970),
        cmocka_unit_test(test_calendar__begins_at_the_first_weekday_of_1970),
        cmocka_unit_test(test_calendar__refuses_bad_settings),
        cmocka_unit_test(test_calendar__begins_days_at_local_time),
        cmocka_unit_test(test_calendar__every_instant_has_one_day),
        cmocka_unit_test(test_calendar__repeated_hour_is_one_day),
        cmocka_unit_test(test_calendar__skipped_day_is_empty),
        cmocka_unit_test(test_calendar__names_weeks_in_the_zone),
        cmocka_unit_test(test_calendar__finds_weeks_by_name),
        cmocka_unit_test(test_calendar__digest_tells_calendars_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
