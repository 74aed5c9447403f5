// SPDX-License-Identifier: GPL-3.0-or-later
// Names of files: safe whatever a name holds, told apart by the id, the same every week.

#include "../../engine/report/text_internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char *name_of(char buf[SSI_FILE_NAME_SIZE], const char *name, const char *id)
{
    ssi_file_name(buf, ssi_str_z(name), ssi_str_z(id), NULL);
    return buf;
}

/** The slug alone: without "-" and 16 hexadecimal digits. */
static struct ssi_str slug_of(char buf[SSI_FILE_NAME_SIZE], const char *name)
{
    enum { HASH = 16 };
    struct ssi_str whole = ssi_str_z(name_of(buf, name, "m1"));
    size_t cut = whole.len > HASH ? HASH + 1 : HASH;
    return ssi_str_of(whole.ptr, whole.len - cut);
}

static void test_report_file_name__has_a_readable_slug(void **state)
{
    (void)state;
    static const struct {
        const char *name, *slug;
    } cases[] = {
        {"Ana Silva", "ana-silva"},
        {"UK & Ireland", "uk-ireland"},
        {"  --Trio--  ", "trio"},
        {"田中 美咲", ""},
        {"", ""},
        {"../../etc/passwd", "etc-passwd"},
        {"..", ""},
        {"a/b\\c:d*e?f", "a-b-c-d-e-f"},
        {"CON", "con"},
        {"x\ny\tz", "x-y-z"},
        {"Zoë", "zo"},
        {"abcdefghijklmnopqrstuvwxyz0123456789", "abcdefghijklmnopqrstuvwx"},
        {"abcdefghijklmnopqrstuvw xyz", "abcdefghijklmnopqrstuvwx"},
    };
    for (size_t i = 0; i < SSI_COUNT(cases); i++) {
        char buf[SSI_FILE_NAME_SIZE];
        assert_true(ssi_str_eq(slug_of(buf, cases[i].name), ssi_str_z(cases[i].slug)));
    }
}

static void test_report_file_name__holds_letters_digits_and_hyphens_only(void **state)
{
    (void)state;
    for (int first = 1; first < 256; first++) {
        char name[] = {(char)first, 'b', (char)first, '\0'}, buf[SSI_FILE_NAME_SIZE];
        const char *file = name_of(buf, name, name);
        assert_true(file[0] != '\0' && file[0] != '-');
        for (const char *c = file; *c; c++) {
            assert_true((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') ||
                        *c == '-');
        }
    }
}

static void test_report_file_name__tells_ids_apart(void **state)
{
    (void)state;
    char a[SSI_FILE_NAME_SIZE], b[SSI_FILE_NAME_SIZE];
    assert_string_not_equal(name_of(a, "Ana", "m1"), name_of(b, "Ana", "m2"));
    assert_string_equal(name_of(a, "Ana", "m1"), name_of(b, "Ana", "m1"));
}

static void test_report_file_name__depends_on_the_key(void **state)
{
    (void)state;
    char a[SSI_FILE_NAME_SIZE], b[SSI_FILE_NAME_SIZE], c[SSI_FILE_NAME_SIZE];
    unsigned char seed[32] = {1};
    struct ssi_digest_key one, two;
    ssi_digest_key_init(&one, seed);
    seed[0] = 2;
    ssi_digest_key_init(&two, seed);
    ssi_file_name(a, ssi_str_z("Ana"), ssi_str_z("m1"), &one);
    ssi_file_name(b, ssi_str_z("Ana"), ssi_str_z("m1"), &two);
    assert_string_not_equal(a, b);
    assert_string_not_equal(a, name_of(c, "Ana", "m1"));
    ssi_file_name(b, ssi_str_z("Ana"), ssi_str_z("m1"), &one);
    assert_string_equal(a, b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_file_name__has_a_readable_slug),
        cmocka_unit_test(test_report_file_name__holds_letters_digits_and_hyphens_only),
        cmocka_unit_test(test_report_file_name__tells_ids_apart),
        cmocka_unit_test(test_report_file_name__depends_on_the_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
