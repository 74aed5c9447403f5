// SPDX-License-Identifier: GPL-3.0-or-later
// "Did you mean": the nearest name, and none where nothing is near.

#include "ssi/ini.h"

#include "testing.h"

static const char *const names[] = {"members", "connections", "weekday",   "zone",
                                    "time",    "max_rejects", "min_group", "min_team"};

static const char *suggest(const char *word)
{
    return ssi_suggest(ssi_str_z(word), names, SSI_COUNT(names));
}

static void test_suggest__finds_a_slip(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"memebrs", "members"},
                                           {"member", "members"},
                                           {"conections", "connections"},
                                           {"weekdays", "weekday"},
                                           {"Zone", "zone"},
                                           {"tim", "time"},
                                           {"maxrejects", "max_rejects"},
                                           {"MIN_GRUOP", "min_group"},
                                           {"min_tem", "min_team"}};
    for (size_t i = 0; i < SSI_COUNT(cases); i++) {
        const char *found = suggest(cases[i][0]);
        assert_non_null(found);
        assert_string_equal(found, cases[i][1]);
    }
}

static void test_suggest__is_silent_where_nothing_is_near(void **state)
{
    (void)state;
    static const char *const words[] = {"", "x", "budget", "abcdefghijk", "min"};
    for (size_t i = 0; i < SSI_COUNT(words); i++) {
        assert_null(suggest(words[i]));
    }
    assert_null(ssi_suggest(ssi_str_z("zone"), NULL, 0));
}

static void test_suggest__the_first_of_equals(void **state)
{
    (void)state;
    static const char *const equals[] = {"abcdex", "abcdey"};
    assert_string_equal(ssi_suggest(ssi_str_z("abcdez"), equals, 2), "abcdex");
}

static void test_suggest__long_words_are_left_alone(void **state)
{
    (void)state;
    char word[200];
    memset(word, 'm', sizeof word - 1);
    for (size_t len = 40; len < sizeof word; len += 1) {
        word[len] = '\0';
        const char *const one[] = {word};
        (void)suggest(word);
        (void)ssi_suggest(ssi_str_z("members"), one, 1);
        const char *found = ssi_suggest(ssi_str_z(word), one, 1);
        assert_true(!found || found == word);
        word[len] = 'm';
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_suggest__finds_a_slip),
        cmocka_unit_test(test_suggest__is_silent_where_nothing_is_near),
        cmocka_unit_test(test_suggest__the_first_of_equals),
        cmocka_unit_test(test_suggest__long_words_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
