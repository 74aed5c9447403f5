// SPDX-License-Identifier: GPL-3.0-or-later
// Civil dates, printing, and declared date forms. Zones have tests of their own.

#include "ssi/time.h"

#include "ssi/compiler.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_time__days_of_known_dates(void **state)
{
    (void)state;
    assert_int_equal(ssi_days_from_civil(1970, 1, 1), 0);
    assert_int_equal(ssi_days_from_civil(1969, 12, 31), -1);
    assert_int_equal(ssi_days_from_civil(2000, 3, 1), 11017);
    assert_int_equal(ssi_days_from_civil(2026, 11, 18), 20775);
    assert_int_equal(ssi_days_from_civil(1, 1, 1), -719162);
    assert_int_equal(ssi_days_from_civil(9999, 12, 31), 2932896);
}

/* Every day of the years 1 to 9999, counted with the rules of leap years alone. */
static void test_time__dates_and_days_agree(void **state)
{
    (void)state;
    struct ssi_civil next = {.year = 1, .month = 1, .day = 1};
    for (int64_t days = -719162; days <= 2932896; days++) {
        int32_t year, month, day;
        ssi_civil_from_days(days, &year, &month, &day);
        if (year != next.year || month != next.month || day != next.day ||
            ssi_days_from_civil(year, month, day) != days) {
            fail_msg("day %lld is %d-%d-%d", (long long)days, year, month, day);
        }
        next.day++;
        if (!ssi_civil_valid(&next)) {
            next.day = 1;
            next.month++;
        }
        if (next.month > 12) {
            next.month = 1;
            next.year++;
        }
    }
    assert_int_equal(next.year, 10000);
}

static void test_time__knows_which_dates_exist(void **state)
{
    (void)state;
    static const struct {
        struct ssi_civil civil;
        bool valid;
    } cases[] = {
        {{2024, 2, 29, 0, 0, 0}, true},     {{2000, 2, 29, 0, 0, 0}, true},
        {{2023, 2, 29, 0, 0, 0}, false},    {{1900, 2, 29, 0, 0, 0}, false},
        {{2024, 4, 31, 0, 0, 0}, false},    {{2024, 13, 1, 0, 0, 0}, false},
        {{2024, 0, 1, 0, 0, 0}, false},     {{2024, 1, 0, 0, 0, 0}, false},
        {{0, 1, 1, 0, 0, 0}, false},        {{10000, 1, 1, 0, 0, 0}, false},
        {{9999, 12, 31, 23, 59, 59}, true}, {{2024, 1, 1, 24, 0, 0}, false},
        {{2024, 1, 1, 0, 60, 0}, false},    {{2024, 1, 1, 23, 59, 60}, false},
        {{2024, 1, 1, -1, 0, 0}, false},    {{1, 1, 1, 0, 0, 0}, true},
    };
    for (size_t i = 0; i < SSI_COUNT(cases); i++) {
        assert_int_equal(ssi_civil_valid(&cases[i].civil), cases[i].valid);
    }
}

static void test_time__formats_dates_and_times(void **state)
{
    (void)state;
    char date[16], time[32];
    ssi_format_date(date, 20775);
    assert_string_equal(date, "2026-11-18");
    ssi_format_date(date, -719162);
    assert_string_equal(date, "0001-01-01");
    ssi_format_time(time, INT64_C(20775) * 86400 + 86399);
    assert_string_equal(time, "2026-11-18T23:59:59Z");
    ssi_format_time(time, -1);
    assert_string_equal(time, "1969-12-31T23:59:59Z");
    ssi_format_date(date, INT64_MIN);
    assert_string_equal(date, "0001-01-01");
    ssi_format_time(time, INT64_MAX);
    assert_memory_equal(time, "9999-12-31", 10);
}

static void test_time__reads_plain_dates(void **state)
{
    (void)state;
    int64_t days = 5;
    assert_true(ssi_parse_date(ssi_str_z("2026-11-18"), &days));
    assert_int_equal(days, 20775);
    assert_true(ssi_parse_date(ssi_str_z("1969-12-31"), &days));
    assert_int_equal(days, -1);
    static const char *const bad[] = {"",           "2026-11-1",  "2026-11-18 ",
                                      "2026-02-29", "2026/11/18", "0000-01-01",
                                      "26-11-18",   " 2026-11-18"};
    for (size_t i = 0; i < SSI_COUNT(bad); i++) {
        assert_false(ssi_parse_date(ssi_str_z(bad[i]), &days));
        assert_int_equal(days, -1);
    }
}

/* A text read in a form, in UTC, printed again; "no" where it is refused. */
static const char *read_as(const char *pattern, const char *text, char buf[32])
{
    struct ssi_time_form form;
    struct ssi_zone *zone = NULL;
    assert_int_equal(ssi_time_form_init(&form, ssi_str_z(pattern), NULL), SSI_OK);
    assert_int_equal(ssi_zone_load("UTC", &zone, NULL), SSI_OK);
    int64_t secs = 5;
    if (ssi_time_parse(&form, zone, ssi_str_z(text), &secs)) {
        ssi_format_time(buf, secs);
    } else {
        assert_int_equal(secs, 5);
        memcpy(buf, "no", 3);
    }
    ssi_zone_free(zone);
    return buf;
}

struct form_case {
    const char *pattern, *text, *want;
};

static void check_forms(const struct form_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char buf[32];
        if (strcmp(read_as(cases[i].pattern, cases[i].text, buf), cases[i].want) != 0) {
            fail_msg("'%s' as '%s' is %s, not %s", cases[i].text, cases[i].pattern, buf,
                     cases[i].want);
        }
    }
}

static void test_time__reads_iso(void **state)
{
    (void)state;
    static const struct form_case cases[] = {
        {"ISO", "2026-11-18", "2026-11-18T00:00:00Z"},
        {"ISO", "2026-11-18T23:59", "2026-11-18T23:59:00Z"},
        {"ISO", "2026-11-18 23:59:58", "2026-11-18T23:59:58Z"},
        {"ISO", "2026-11-18T23:59:58.999999999", "2026-11-18T23:59:58Z"},
        {"ISO", "1969-12-31T23:59:58.5", "1969-12-31T23:59:58Z"},
        {"ISO", "2026-11-18T23:59:59Z", "2026-11-18T23:59:59Z"},
        {"ISO", "2026-11-18 23:59:59 UTC", "2026-11-18T23:59:59Z"},
        {"ISO", "2026-11-18T23:59:59.25+02:00", "2026-11-18T21:59:59Z"},
        {"ISO", "2026-11-18T23:59-05:30", "2026-11-19T05:29:00Z"},
        {"ISO", "2026-12-31T23:59:59-00:01", "2027-01-01T00:00:59Z"},
        {"iso", "2024-02-29", "2024-02-29T00:00:00Z"},
    };
    check_forms(cases, SSI_COUNT(cases));
}

static void test_time__refuses_what_is_not_iso(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "2026",
        "2026-11",
        "2026-11-18T",
        "2026-11-18T23",
        "2026-11-18T23:5",
        "2026-11-18T23:59:",
        "2026-11-18T23:59:59.",
        "2026-11-18T23:59:59,5",
        "2026-11-18Z",
        "2026-11-18T23:59:59+2",
        "2026-11-18T23:59:59+0200",
        "2026-11-18T23:59:59+24:00",
        "2026-11-18T23:59:59+02:60",
        "2026-11-18T23:59:59ZZ",
        "2026-11-18T23:59:59 ",
        " 2026-11-18",
        "2026-11-18T24:00:00",
        "2026-11-18T23:59:60",
        "2026-02-30",
        "2026-11-18  23:59",
        "+026-11-18",
        "0000-11-18",
        "46344",
    };
    for (size_t i = 0; i < SSI_COUNT(bad); i++) {
        struct form_case one = {"ISO", bad[i], "no"};
        check_forms(&one, 1);
    }
}

static void test_time__reads_declared_forms(void **state)
{
    (void)state;
    static const struct form_case cases[] = {
        {"MM-DD-YYYY HH:MM:SS", "11-18-2026 23:59:58", "2026-11-18T23:59:58Z"},
        {"MM-DD-YYYY HH:MM:SS", "18-11-2026 23:59:58", "no"},
        {"MM-DD-YYYY HH:MM:SS", "11-18-2026 23:59", "no"},
        {"MM-DD-YYYY HH:MM:SS", "11-18-2026 23:59:58Z", "no"},
        {"MM-DD-YYYY HH:MM:SS", "1-18-2026 23:59:58", "no"},
        {"M/D/YY, H:MM AM", "1/2/26, 3:04 PM", "2026-01-02T15:04:00Z"},
        {"M/D/YY, H:MM AM", "11/12/99, 12:04 am", "2099-11-12T00:04:00Z"},
        {"M/D/YY, H:MM AM", "11/12/99, 12:04 pm", "2099-11-12T12:04:00Z"},
        {"M/D/YY, H:MM AM", "1/2/26, 13:04 PM", "no"},
        {"M/D/YY, H:MM AM", "1/2/26, 0:04 AM", "no"},
        {"M/D/YY, H:MM AM", "1/2/26, 3:04 XM", "no"},
        {"M/D/YY, H:M", "1/2/26, 3:4", "2026-01-02T03:04:00Z"},
        {"DD Mon YYYY", "18 Nov 2026", "2026-11-18T00:00:00Z"},
        {"DD Mon YYYY", "18 nov 2026", "2026-11-18T00:00:00Z"},
        {"DD Mon YYYY", "18 Nok 2026", "no"},
        {"Day Mon DD HH:MM:SS ZONE YYYY", "Wed Nov 18 23:59:58 UTC 2026",
         "2026-11-18T23:59:58Z"},
        {"Day Mon DD HH:MM:SS ZONE YYYY", "Xxx Nov 18 23:59:58 UTC 2026", "no"},
        {"YYYYMMDDTHHMMSSZONE", "20261118T235958Z", "2026-11-18T23:59:58Z"},
        {"HH:MM DD.MM.YYYY", "23:59 18.11.2026", "2026-11-18T23:59:00Z"},
        {"YYYY\xE5\xB9\xB4M\xE6\x9C\x88"
         "D\xE6\x97\xA5",
         "2026\xE5\xB9\xB4"
         "3\xE6\x9C\x88"
         "4\xE6\x97\xA5",
         "2026-03-04T00:00:00Z"},
        {"DD.MM.YYYY", "29.02.2026", "no"},
    };
    check_forms(cases, SSI_COUNT(cases));
}

static void test_time__refuses_broken_forms(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "yyyy-mm-dd",
        "MM-DD",
        "YYYY-MM",
        "YYYY-DD",
        "YYYY-MM-DD YY",
        "YYYY-MM-DD Mon",
        "YYYY-MM-DD SS",
        "YYYY-MM-DD HH:SS",
        "YYYY-MM-DD AM",
        "YYYY-MM-DD HH:MM HH",
        "YYYY-MM-DD\tHH:MM",
        "YYYY-MM-DD 0123456789012345678901234567890",
    };
    for (size_t i = 0; i < SSI_COUNT(bad); i++) {
        struct ssi_time_form form = {.op_count = 99};
        struct ssi_error err = {0};
        if (ssi_time_form_init(&form, ssi_str_z(bad[i]), &err) != SSI_EUSAGE) {
            fail_msg("'%s' is taken", bad[i]);
        }
        assert_int_equal(form.op_count, 99);
        assert_non_null(strstr(err.message, "the date form"));
    }
}

/* A text without zone is in the one given; one with its own is not. */
static void test_time__uses_the_zone_where_none_is_named(void **state)
{
    (void)state;
    struct ssi_zone *zone = NULL;
    if (ssi_zone_load("Europe/Berlin", &zone, NULL) != SSI_OK) {
        skip();
    }
    struct ssi_time_form form;
    int64_t plain, zulu, gap;
    assert_int_equal(ssi_time_form_init(&form, ssi_str_z("ISO"), NULL), SSI_OK);
    assert_true(ssi_time_parse(&form, zone, ssi_str_z("2024-07-01"), &plain));
    assert_true(ssi_time_parse(&form, zone, ssi_str_z("2024-07-01T00:00Z"), &zulu));
    assert_true(ssi_time_parse(&form, zone, ssi_str_z("2024-03-31T02:30"), &gap));
    ssi_zone_free(zone);
    assert_int_equal(plain, zulu - 7200);
    assert_int_equal(gap, 1711846800);
}

/* Any cut and any changed byte is read or refused, never read beyond. */
static void test_time__survives_any_text(void **state)
{
    (void)state;
    static const char whole[] = "2026-11-18T23:59:59.25+02:00";
    struct ssi_zone *zone = NULL;
    struct ssi_time_form form;
    assert_int_equal(ssi_zone_load("UTC", &zone, NULL), SSI_OK);
    assert_int_equal(ssi_time_form_init(&form, ssi_str_z("ISO"), NULL), SSI_OK);
    for (size_t len = 0; len < sizeof whole; len++) {
        char *copy = malloc(len + 1);
        assert_non_null(copy);
        for (size_t at = 0; at < len; at++) {
            for (int byte = 0; byte < 256; byte++) {
                int64_t secs;
                memcpy(copy, whole, len);
                copy[at] = (char)byte;
                (void)ssi_time_parse(&form, zone, ssi_str_of(copy, len), &secs);
            }
        }
        free(copy);
    }
    ssi_zone_free(zone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_time__days_of_known_dates),
        cmocka_unit_test(test_time__dates_and_days_agree),
        cmocka_unit_test(test_time__knows_which_dates_exist),
        cmocka_unit_test(test_time__formats_dates_and_times),
        cmocka_unit_test(test_time__reads_plain_dates),
        cmocka_unit_test(test_time__reads_iso),
        cmocka_unit_test(test_time__refuses_what_is_not_iso),
        cmocka_unit_test(test_time__reads_declared_forms),
        cmocka_unit_test(test_time__refuses_broken_forms),
        cmocka_unit_test(test_time__uses_the_zone_where_none_is_named),
        cmocka_unit_test(test_time__survives_any_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
