// SPDX-License-Identifier: GPL-3.0-or-later
// How published numbers read on a page.

#include "../../engine/report/text_internal.h"

#include "../../engine/report/data_internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_report_show__points_have_one_decimal(void **state)
{
    (void)state;
    static const struct {
        int64_t milli;
        const char *shown;
    } cases[] = {{0, "0.0"},       {41234, "41.2"}, {41249, "41.2"}, {41250, "41.3"},
                 {99999, "100.0"}, {49, "0.0"},     {SSI_NONE, "–"}, {100000, "100.0"}};
    for (size_t i = 0; i < SSI_COUNT(cases); i++) {
        char buf[SSI_SHOW_SIZE];
        assert_string_equal(ssi_show_points(buf, cases[i].milli), cases[i].shown);
    }
}

static void test_report_show__changes_have_a_sign(void **state)
{
    (void)state;
    static const struct {
        int64_t milli;
        const char *shown;
        int sign;
    } cases[] = {{1400, "+1.4", 1},    {-1400, "−1.4", -1}, {0, "no change", 0},
                 {49, "no change", 0}, {50, "+0.1", 1},     {-50, "no change", 0},
                 {-51, "−0.1", -1},    {SSI_NONE, "–", 0},  {-100000, "−100.0", -1}};
    for (size_t i = 0; i < SSI_COUNT(cases); i++) {
        char buf[SSI_SHOW_SIZE];
        assert_string_equal(ssi_show_change(buf, cases[i].milli), cases[i].shown);
        assert_int_equal(ssi_change_sign(cases[i].milli), cases[i].sign);
    }
}

static void test_report_show__counts_and_places(void **state)
{
    (void)state;
    char buf[SSI_SHOW_SIZE];
    assert_string_equal(ssi_show_count(buf, 7), "7");
    assert_string_equal(ssi_show_count(buf, 999), "999");
    assert_string_equal(ssi_show_count(buf, 1000), "1,000");
    assert_string_equal(ssi_show_count(buf, 349663), "349,663");
    assert_string_equal(ssi_show_count(buf, 1234567890), "1,234,567,890");
    assert_string_equal(ssi_show_count(buf, SSI_NONE), "–");
    assert_string_equal(ssi_show_ordinal(buf, 1), "1st");
    assert_string_equal(ssi_show_ordinal(buf, 2), "2nd");
    assert_string_equal(ssi_show_ordinal(buf, 3), "3rd");
    assert_string_equal(ssi_show_ordinal(buf, 4), "4th");
    assert_string_equal(ssi_show_ordinal(buf, 11), "11th");
    assert_string_equal(ssi_show_ordinal(buf, 112), "112th");
    assert_string_equal(ssi_show_ordinal(buf, 1121), "1,121st");
}

static void test_report_show__dates_and_metrics(void **state)
{
    (void)state;
    char buf[SSI_SHOW_SIZE];
    enum { NOVEMBER_18_2026 = 20775 };
    assert_string_equal(ssi_show_date(buf, NOVEMBER_18_2026), "18 November 2026");
    assert_string_equal(ssi_show_day(buf, NOVEMBER_18_2026), "18 Nov");
    assert_string_equal(ssi_show_time(buf, ssi_str_z("2026-11-18T22:59:58Z")),
                        "18 Nov 2026 22:59 UTC");
    assert_string_equal(ssi_show_time(buf, ssi_str_z("")), "");
    assert_string_equal(ssi_show_time(buf, ssi_str_z("yesterday")), "");
    assert_string_equal(ssi_show_metric(buf, ssi_str_z("people_searches")),
                        "People searches");
    assert_string_equal(ssi_show_metric(buf, ssi_str_z("inmails_sent")), "InMails sent");
    assert_string_equal(ssi_show_metric(buf, ssi_str_z("cap")), "Cap of the seat");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_show__points_have_one_decimal),
        cmocka_unit_test(test_report_show__changes_have_a_sign),
        cmocka_unit_test(test_report_show__counts_and_places),
        cmocka_unit_test(test_report_show__dates_and_metrics),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
