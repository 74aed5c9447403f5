// SPDX-License-Identifier: GPL-3.0-or-later
// Case folding and whole-word search.

#include "ssi/unicode.h"

#include "ssi/compiler.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

typedef enum ssi_status (*text_function)(struct ssi_arena *, struct ssi_str,
                                         struct ssi_str *, struct ssi_error *);

static void assert_makes(text_function function, const char *text, const char *want)
{
    struct ssi_arena arena;
    struct ssi_str made;
    ssi_arena_init(&arena);
    assert_int_equal(function(&arena, ssi_str_z(text), &made, NULL), SSI_OK);
    if (!ssi_str_eq(made, ssi_str_z(want))) {
        fail_msg("'%s' becomes '%.*s', not '%s'", text, (int)made.len, made.ptr, want);
    }
    ssi_arena_release(&arena);
}

static void test_unicode__folds_case(void **state)
{
    (void)state;
    assert_makes(ssi_casefold, "", "");
    assert_makes(ssi_casefold, "VP of Sales [A-Z]", "vp of sales [a-z]");
    assert_makes(ssi_casefold, "STRASSE", "strasse");
    assert_makes(ssi_casefold, "Straße", "strasse");
    assert_makes(ssi_casefold, "ÉCOLE", "école");
    assert_makes(ssi_casefold, "ΣΊΣΥΦΟΣ", "σίσυφοσ");
    assert_makes(ssi_casefold, "Σίσυφος", "σίσυφοσ");
    assert_makes(ssi_casefold, "ДИРЕКТОР", "директор");
    assert_makes(ssi_casefold, "ﬃ", "ffi");
    assert_makes(ssi_casefold, "営業部長", "営業部長");
}

/* The text that grows most. */
static void test_unicode__folds_what_grows(void **state)
{
    (void)state;
    enum { COUNT = 5000 };
    struct ssi_arena arena;
    struct ssi_str folded;
    ssi_arena_init(&arena);
    char *text = ssi_arena_alloc(&arena, 2 * COUNT);
    assert_non_null(text);
    for (size_t i = 0; i < COUNT; i++) {
        memcpy(text + 2 * i, "\xCE\x90", 2); /* U+0390 */
    }
    assert_int_equal(ssi_casefold(&arena, ssi_str_of(text, 2 * COUNT), &folded, NULL),
                     SSI_OK);
    assert_int_equal(folded.len, 6 * COUNT);
    assert_int_equal(ssi_char_count(folded), 3 * COUNT);
    ssi_arena_release(&arena);
}

static void test_unicode__refuses_invalid_text(void **state)
{
    (void)state;
    static const char *const bad[] = {"\xFF", "a\xC3", "\xED\xA0\x80", "\xC0\xAF"};
    struct ssi_arena arena;
    ssi_arena_init(&arena);
    for (size_t i = 0; i < SSI_COUNT(bad); i++) {
        struct ssi_str folded = {0};
        struct ssi_error err = {0};
        assert_int_equal(ssi_casefold(&arena, ssi_str_z(bad[i]), &folded, &err),
                         SSI_EDATA);
        assert_null(folded.ptr);
        assert_int_equal(err.code, SSI_EDATA);
    }
    ssi_arena_release(&arena);
}

static void test_unicode__splits_words(void **state)
{
    (void)state;
    assert_makes(ssi_fold_words, "VP of Sales", " vp of sales ");
    assert_makes(ssi_fold_words, "  C.E.O. & Co-Founder!", " c e o co founder ");
    assert_makes(ssi_fold_words, "Web3,B2B", " web3 b2b ");
    assert_makes(ssi_fold_words, "", "");
    assert_makes(ssi_fold_words, " -- ", "");
    assert_makes(ssi_fold_words, "x", " x ");
    assert_makes(ssi_fold_words, "Geschäftsführer|Größe", " geschäftsführer grösse ");
    assert_makes(ssi_fold_words, "a_b", " a b ");
    assert_makes(ssi_fold_words, "L’Oréal\u00a0Paris", " l oréal paris ");
    assert_makes(ssi_fold_words, "営業・部長", " 営業 部長 ");
    assert_makes(ssi_fold_words, "\u0663\u0664 m²", " \u0663\u0664 m ");
    assert_makes(ssi_fold_words,
                 "bad\xFF"
                 "byte",
                 " bad byte ");
    assert_makes(ssi_fold_words, "İstanbul", " i\u0307stanbul ");
}

static bool contains(const char *text, const char *phrase)
{
    struct ssi_arena arena;
    struct ssi_str words, folded;
    ssi_arena_init(&arena);
    assert_int_equal(ssi_fold_words(&arena, ssi_str_z(text), &words, NULL), SSI_OK);
    assert_int_equal(ssi_fold_words(&arena, ssi_str_z(phrase), &folded, NULL), SSI_OK);
    bool found = ssi_words_contain(words, folded);
    ssi_arena_release(&arena);
    return found;
}

static void test_unicode__finds_whole_words(void **state)
{
    (void)state;
    assert_true(contains("VP of Sales", "vp"));
    assert_true(contains("VP of Sales", "SALES"));
    assert_true(contains("VP, Sales", "vp sales"));
    assert_true(contains("Senior Vice-President (EMEA)", "vice president"));
    assert_true(contains("a a b", "a b"));
    assert_true(contains("Größe", "GRÖSSE"));
    assert_true(contains("CEO", "ceo"));
    assert_false(contains("VP of Sales", "sale"));
    assert_false(contains("Presales", "sales"));
    assert_false(contains("VP of Sales", "vp sales"));
    assert_false(contains("Sales", "VP of Sales"));
}

static void test_unicode__finds_nothing_in_nothing(void **state)
{
    (void)state;
    assert_false(contains("", "vp"));
    assert_false(contains("VP", ""));
    assert_false(contains("", ""));
    assert_false(contains("VP", " . "));
}

static void test_unicode__counts_characters(void **state)
{
    (void)state;
    assert_int_equal(ssi_char_count(ssi_str_z("")), 0);
    assert_int_equal(ssi_char_count(ssi_str_z("abc")), 3);
    assert_int_equal(ssi_char_count(ssi_str_z("äöü€")), 4);
    assert_int_equal(ssi_char_count(ssi_str_z("\U0001F600!")), 2);
    assert_int_equal(ssi_char_count(ssi_str_z("e\u0301")), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unicode__folds_case),
        cmocka_unit_test(test_unicode__folds_what_grows),
        cmocka_unit_test(test_unicode__refuses_invalid_text),
        cmocka_unit_test(test_unicode__splits_words),
        cmocka_unit_test(test_unicode__finds_whole_words),
        cmocka_unit_test(test_unicode__finds_nothing_in_nothing),
        cmocka_unit_test(test_unicode__counts_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
