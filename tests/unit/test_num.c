// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers from and to text, and rounding.

#include "ssi/num.h"
#include "ssi/random.h"

#include "ssi/compiler.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_num__reads_whole_numbers(void **state)
{
    (void)state;
    uint64_t u = 0;
    assert_true(ssi_parse_u64(ssi_str_z("0"), &u) && u == 0);
    assert_true(ssi_parse_u64(ssi_str_z("007"), &u) && u == 7);
    assert_true(ssi_parse_u64(ssi_str_z("18446744073709551615"), &u) && u == UINT64_MAX);
    int64_t i = 0;
    assert_true(ssi_parse_i64(ssi_str_z("-0"), &i) && i == 0);
    assert_true(ssi_parse_i64(ssi_str_z("9223372036854775807"), &i) && i == INT64_MAX);
    assert_true(ssi_parse_i64(ssi_str_z("-9223372036854775808"), &i) && i == INT64_MIN);
}

static void test_num__refuses_what_is_no_whole_number(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      " 1",
                                      "1 ",
                                      "+1",
                                      "1.0",
                                      "1e3",
                                      "x",
                                      "--1",
                                      "-",
                                      "18446744073709551616",
                                      "99999999999999999999"};
    for (size_t k = 0; k < SSI_COUNT(bad); k++) {
        uint64_t u = 5;
        int64_t i = 5;
        assert_false(ssi_parse_u64(ssi_str_z(bad[k]), &u));
        assert_false(ssi_parse_i64(ssi_str_z(bad[k]), &i));
        assert_true(u == 5 && i == 5);
    }
    int64_t i;
    assert_false(ssi_parse_i64(ssi_str_z("9223372036854775808"), &i));
    assert_false(ssi_parse_i64(ssi_str_z("-9223372036854775809"), &i));
}

/* The same number and the same sign of zero. */
static void assert_double(const char *text, double want)
{
    double got = -1;
    if (!ssi_parse_double(ssi_str_z(text), &got) ||
        memcmp(&got, &want, sizeof got) != 0) {
        fail_msg("%s is read as %a, not %a", text, got, want);
    }
}

static void test_num__reads_doubles_exactly(void **state)
{
    (void)state;
    assert_double("0", 0.0);
    assert_double("-0.000", -0.0);
    assert_double("+12.50", 12.5);
    assert_double("0.1", 0.1);
    assert_double("1E3", 1000.0);
    assert_double("00012e-0001", 1.2);
    assert_double("9007199254740993", 9007199254740992.0);
    assert_double("9007199254740993.00000000000000000001", 9007199254740994.0);
    assert_double("1e23", 1e23);
    assert_double("123456789012345678901234567890", 0x1.8ee90ff6c373ep+96);
    assert_double("1.7976931348623157e308", 0x1.fffffffffffffp+1023);
    assert_double("4.9e-324", 0x1p-1074);
    assert_double("2.4703282292062327e-324", 0.0); /* just below half the smallest */
    assert_double("2.4703282292062328e-324", 0x1p-1074);
    assert_double("1e-99999999999999999999", 0.0);
    assert_double("0e99999999999999999999", 0.0);
}

/* 1 + 2^-53 is a tie, rounded to even; any digit far behind decides it. */
static void test_num__reads_doubles_of_any_length(void **state)
{
    (void)state;
    static const char tie[] = "1.00000000000000011102230246251565404236316680908203125";
    char text[5000];
    memset(text, '0', sizeof text);
    memcpy(text, tie, sizeof tie - 1);
    double value;
    assert_true(ssi_parse_double(ssi_str_of(text, sizeof text), &value));
    assert_true(value == 1.0);
    text[sizeof text - 1] = '1';
    assert_true(ssi_parse_double(ssi_str_of(text, sizeof text), &value));
    assert_true(value == 0x1.0000000000001p+0);
    memset(text, '0', sizeof text);
    memcpy(text + sizeof text - 7, "25e-001", 7);
    assert_true(ssi_parse_double(ssi_str_of(text, sizeof text), &value));
    assert_true(value == 2.5);
}

static void test_num__refuses_what_is_no_double(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "+",
                                      "-",
                                      ".",
                                      ".5",
                                      "5.",
                                      "1e",
                                      "1e+",
                                      "1e5.",
                                      "0x10",
                                      "inf",
                                      "nan",
                                      " 1",
                                      "1 ",
                                      "1,5",
                                      "1_0",
                                      "1e400",
                                      "-1e400",
                                      "1.e",
                                      "1..2",
                                      "+-1",
                                      "--1",
                                      "1e99999999999999999999"};
    for (size_t i = 0; i < SSI_COUNT(bad); i++) {
        double value = 5;
        if (ssi_parse_double(ssi_str_z(bad[i]), &value) || value < 5 || value > 5) {
            fail_msg("%s is read as %a", bad[i], value);
        }
    }
}

static void test_num__reads_no_further_than_the_text(void **state)
{
    (void)state;
    double value;
    assert_true(ssi_parse_double(ssi_str_of("1.2599999", 4), &value));
    assert_true(value == 1.25);
    assert_false(ssi_parse_double(ssi_str_of("1.25", 2), &value));
}

/* In a locale with a decimal comma, where the system has one, on both paths. */
static void test_num__ignores_the_locale(void **state)
{
    (void)state;
    locale_t comma = newlocale(LC_ALL_MASK, "de_DE.UTF-8", (locale_t)0);
    if (comma == (locale_t)0) {
        skip();
    }
    locale_t before = uselocale(comma);
    double fast, slow;
    bool ok = ssi_parse_double(ssi_str_z("1.5"), &fast) &&
              ssi_parse_double(ssi_str_z("1.50000000000000000000000001"), &slow);
    bool kept = uselocale((locale_t)0) == comma;
    uselocale(before);
    freelocale(comma);
    assert_true(ok && kept && fast == 1.5 && slow == 1.5);
}

static void test_num__reads_flags(void **state)
{
    (void)state;
    static const char *const yes[] = {"yes", "TRUE", "On", "1", "y"};
    static const char *const no[] = {"no", "False", "off", "0", "N"};
    for (size_t i = 0; i < SSI_COUNT(yes); i++) {
        bool value = false;
        assert_true(ssi_parse_flag(ssi_str_z(yes[i]), &value) && value);
        assert_true(ssi_parse_flag(ssi_str_z(no[i]), &value) && !value);
    }
    bool value;
    assert_false(ssi_parse_flag(ssi_str_z(""), &value));
    assert_false(ssi_parse_flag(ssi_str_z("ye"), &value));
    assert_false(ssi_parse_flag(ssi_str_z("2"), &value));
}

static void test_num__rounds_halves_up(void **state)
{
    (void)state;
    assert_int_equal(ssi_round_scaled(0.5, 0), 1);
    assert_int_equal(ssi_round_scaled(-0.5, 0), 0);
    assert_int_equal(ssi_round_scaled(-0.75, 0), -1);
    assert_int_equal(ssi_round_scaled(-1.0, 0), -1);
    assert_int_equal(ssi_round_scaled(-0.0, 3), 0);
    assert_int_equal(ssi_round_scaled(12.3456, 3), 12346);
    assert_int_equal(ssi_round_scaled(-12.3456, 3), -12346);
    assert_int_equal(ssi_round_scaled(100.0, 6), 100000000);
}

/* What only an error in the last bits keeps from a half is a half. */
static void test_num__rounds_near_halves_up(void **state)
{
    (void)state;
    assert_int_equal(ssi_round_scaled(1.0005, 3), 1001); /* the double lies below */
    assert_int_equal(ssi_round_scaled(0.5 - 0x1p-20, 0), 1);
    assert_int_equal(ssi_round_scaled(0.5 - 0x1p-19, 0), 0);
    assert_int_equal(ssi_round_scaled(-0.5 - 0x1p-20, 0), 0);
    assert_int_equal(ssi_round_scaled(-0.5 - 0x1p-19, 0), -1);
}

static void test_num__rounds_ratios_exactly(void **state)
{
    (void)state;
    assert_int_equal(ssi_round_ratio(1, 2, 0), 1);
    assert_int_equal(ssi_round_ratio(-1, 2, 0), 0);
    assert_int_equal(ssi_round_ratio(-3, 2, 0), -1);
    assert_int_equal(ssi_round_ratio(2, 3, 4), 6667);
    assert_int_equal(ssi_round_ratio(-2, 3, 4), -6667);
    assert_int_equal(ssi_round_ratio(0, 7, 6), 0);
    assert_int_equal(ssi_round_ratio((1 << 19) - 1, 1 << 20, 0), 1);
    assert_int_equal(ssi_round_ratio((1 << 19) - 2, 1 << 20, 0), 0);
    assert_int_equal(ssi_round_ratio(INT64_MAX, INT64_MAX, 12), INT64_C(1000000000000));
    assert_int_equal(ssi_round_ratio(INT64_MIN, INT64_MAX, 12), INT64_C(-1000000000000));
    assert_int_equal(ssi_round_ratio(INT64_MIN, 1, 0), INT64_MIN);
}

/** floor(10^decimals num / den + 1/2 + 2^-20) by 128 bits, as it is written. */
__extension__ typedef __int128 wide;
static int64_t round_wide(int64_t num, int64_t den, int decimals)
{
    wide raised = num;
    for (int i = 0; i < decimals; i++) {
        raised *= 10;
    }
    wide divisor = (wide)den << 20;
    wide dividend = raised * (1 << 20) + (wide)den * ((1 << 19) + 1);
    wide quotient = dividend / divisor;
    return (int64_t)(quotient - (dividend % divisor < 0 ? 1 : 0));
}

static void test_num__rounds_ratios_of_any_size(void **state)
{
    (void)state;
    struct ssi_random random;
    ssi_random_init(&random, 5, 0);
    for (int i = 0; i < 200000; i++) {
        int decimals = (int)ssi_random_below(&random, 7);
        int64_t den =
            1 + (int64_t)(ssi_random_u64(&random) >> (2 + ssi_random_below(&random, 62)));
        int64_t num =
            (int64_t)(ssi_random_u64(&random) >> (24 + ssi_random_below(&random, 40)));
        num = i % 3 == 0 ? den / 2 + (int64_t)ssi_random_below(&random, 3) - 1 : num;
        num = num > INT64_C(1) << 40 ? num >> 24 : num;
        num = i % 2 ? -num : num;
        assert_int_equal(ssi_round_ratio(num, den, decimals),
                         round_wide(num, den, decimals));
    }
}

static void assert_format(int64_t value, int decimals, const char *want)
{
    char buf[SSI_NUM_SIZE];
    size_t len = ssi_format_scaled(buf, value, decimals);
    assert_string_equal(buf, want);
    assert_int_equal(len, strlen(want));
}

static void test_num__formats_fixed_decimals(void **state)
{
    (void)state;
    assert_format(0, 0, "0");
    assert_format(0, 3, "0.000");
    assert_format(75, 0, "75");
    assert_format(-125, 3, "-0.125");
    assert_format(-1, 2, "-0.01");
    assert_format(123456, 3, "123.456");
    assert_format(INT64_MIN, 0, "-9223372036854775808");
    assert_format(INT64_MIN, 19, "-0.9223372036854775808");
    assert_format(-1, 35, "-0.00000000000000000000000000000000001");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_num__reads_whole_numbers),
        cmocka_unit_test(test_num__refuses_what_is_no_whole_number),
        cmocka_unit_test(test_num__reads_doubles_exactly),
        cmocka_unit_test(test_num__reads_doubles_of_any_length),
        cmocka_unit_test(test_num__refuses_what_is_no_double),
        cmocka_unit_test(test_num__reads_no_further_than_the_text),
        cmocka_unit_test(test_num__ignores_the_locale),
        cmocka_unit_test(test_num__reads_flags),
        cmocka_unit_test(test_num__rounds_halves_up),
        cmocka_unit_test(test_num__rounds_near_halves_up),
        cmocka_unit_test(test_num__rounds_ratios_exactly),
        cmocka_unit_test(test_num__rounds_ratios_of_any_size),
        cmocka_unit_test(test_num__formats_fixed_decimals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
