// SPDX-License-Identifier: GPL-3.0-or-later
// Borrowed text: order, trimming, splitting, and what is valid UTF-8.

#include "testing.h"

#include <stdlib.h>

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

static void test_str__orders_by_unsigned_bytes(void **state)
{
    (void)state;
    const struct ssi_str ordered[] = {
        ssi_str_of(NULL, 0), BYTES("\0"),       BYTES("\0a"),     ssi_str_z("A"),
        ssi_str_z("a"),      ssi_str_z("aa"),   ssi_str_z("ab"),  ssi_str_z("b"),
        ssi_str_z("\x7f"),   ssi_str_z("\x80"), ssi_str_z("\xFF")};
    for (int i = 0; i < (int)SSI_COUNT(ordered); i++) {
        for (int j = 0; j < (int)SSI_COUNT(ordered); j++) {
            assert_int_equal(sign(ssi_str_cmp(ordered[i], ordered[j])), sign(i - j));
            assert_int_equal(ssi_str_eq(ordered[i], ordered[j]), i == j);
        }
    }
}

static void test_str__null_is_the_empty_text(void **state)
{
    (void)state;
    struct ssi_str none = ssi_str_z(NULL);
    assert_int_equal(none.len, 0);
    assert_true(ssi_str_eq(none, ssi_str_z("")));
    assert_true(ssi_str_eq_nocase(none, ssi_str_z("")));
    assert_true(ssi_str_starts(none, none));
    assert_true(ssi_str_ends(none, none));
    assert_false(ssi_str_starts(none, ssi_str_z("a")));
    assert_int_equal(ssi_str_trim(none).len, 0);
    assert_true(ssi_str_is_utf8(none));
}

static void test_str__case_is_ascii_only(void **state)
{
    (void)state;
    assert_true(
        ssi_str_eq_nocase(ssi_str_z("MemberId_[`{@"), ssi_str_z("mEMBERiD_[`{@")));
    assert_false(ssi_str_eq_nocase(ssi_str_z("[{"), ssi_str_z("{[")));
    assert_false(ssi_str_eq_nocase(ssi_str_z("@"), ssi_str_z("`")));
    assert_false(ssi_str_eq_nocase(ssi_str_z("\xC3\x84"), ssi_str_z("\xC3\xA4")));
    assert_false(ssi_str_eq_nocase(ssi_str_z("ab"), ssi_str_z("abc")));
}

static void test_str__starts_and_ends(void **state)
{
    (void)state;
    struct ssi_str text = ssi_str_z("a.csv.gz");
    assert_true(ssi_str_ends(text, ssi_str_z(".gz")));
    assert_true(ssi_str_ends(text, text));
    assert_true(ssi_str_starts(text, ssi_str_z("a.")));
    assert_false(ssi_str_starts(text, ssi_str_z("a.csv.gz.")));
    assert_false(ssi_str_ends(text, ssi_str_z("xa.csv.gz")));
    assert_true(ssi_str_ends(text, ssi_str_z("")));
}

static void test_str__trims_blanks_and_tabs(void **state)
{
    (void)state;
    assert_str(ssi_str_trim(ssi_str_z(" \t a b\t ")), "a b");
    assert_str(ssi_str_trim(ssi_str_z(" \t ")), "");
    assert_str(ssi_str_trim(ssi_str_z("\r\n")), "\r\n");
    assert_str(ssi_str_trim(ssi_str_z("\xC2\xA0")), "\xC2\xA0");
}

static void assert_parts(const char *text, char sep, const char *const *want,
                         size_t count)
{
    struct ssi_str rest = ssi_str_z(text);
    struct ssi_str part;
    for (size_t i = 0; i < count; i++) {
        assert_true(ssi_str_split(&rest, sep, &part));
        assert_str(part, want[i]);
    }
    assert_false(ssi_str_split(&rest, sep, &part));
    assert_false(ssi_str_split(&rest, sep, &part));
}

static void test_str__splits_into_trimmed_parts(void **state)
{
    (void)state;
    assert_parts(" a , b c,,d", ',', (const char *const[]){"a", "b c", "", "d"}, 4);
    assert_parts("a,", ',', (const char *const[]){"a", ""}, 2);
    assert_parts(",", ',', (const char *const[]){"", ""}, 2);
    assert_parts("a", ',', (const char *const[]){"a"}, 1);
    assert_parts("", ',', (const char *const[]){""}, 1);
    assert_parts(NULL, ',', NULL, 0);
}

/* The encoding of any number, valid or not, in the given number of bytes. */
static size_t encode(uint32_t code, size_t bytes, char out[4])
{
    static const unsigned char first[] = {0, 0x00, 0xC0, 0xE0, 0xF0};
    for (size_t i = bytes; i-- > 1;) {
        out[i] = (char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    out[0] = (char)(first[bytes] | (code & 0xFF));
    return bytes;
}

static bool is_text(uint32_t code, size_t bytes)
{
    char text[4];
    return ssi_str_is_utf8(ssi_str_of(text, encode(code, bytes, text)));
}

/* Every code point in its shortest form and no other, without surrogates, up to U+10FFFF.
 */
static void test_str__utf8_is_exactly_the_shortest_form(void **state)
{
    (void)state;
    for (uint32_t code = 0; code < 0x200000; code += code < 0x12000 ? 1 : 97) {
        bool scalar = code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
        assert_int_equal(code >= 0x80 || is_text(code, 1), true);
        if (code < 0x800) {
            assert_int_equal(is_text(code, 2), code >= 0x80);
        }
        if (code < 0x10000) {
            assert_int_equal(is_text(code, 3), scalar && code >= 0x800);
        }
        assert_int_equal(is_text(code, 4), scalar && code >= 0x10000);
    }
    assert_true(is_text(0x10FFFF, 4));
    assert_false(is_text(0x110000, 4));
}

/* A bad byte is found at every place of words read at once, a cut sequence at every
 * length. */
static void test_str__utf8_is_checked_at_every_place(void **state)
{
    (void)state;
    static const char sequence[] = "\xF0\x9F\x98\x80";
    for (size_t len = 1; len < 40; len++) {
        char *text = malloc(len);
        assert_non_null(text);
        for (size_t at = 0; at < len; at++) {
            memset(text, 'x', len);
            text[at] = (char)0xFF;
            assert_false(ssi_str_is_utf8(ssi_str_of(text, len)));
            memset(text, 'x', len);
            size_t part = len - at < 4 ? len - at : 4;
            memcpy(text + at, sequence, part);
            assert_int_equal(ssi_str_is_utf8(ssi_str_of(text, len)), part == 4);
        }
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_str__orders_by_unsigned_bytes),
        cmocka_unit_test(test_str__null_is_the_empty_text),
        cmocka_unit_test(test_str__case_is_ascii_only),
        cmocka_unit_test(test_str__starts_and_ends),
        cmocka_unit_test(test_str__trims_blanks_and_tabs),
        cmocka_unit_test(test_str__splits_into_trimmed_parts),
        cmocka_unit_test(test_str__utf8_is_exactly_the_shortest_form),
        cmocka_unit_test(test_str__utf8_is_checked_at_every_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
