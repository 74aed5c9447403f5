// SPDX-License-Identifier: GPL-3.0-or-later
// INI files: entries in order with their lines, lists over several lines, and errors that
// say where.

#include "ssi/ini.h"

#include "testing.h"

#include <stdlib.h>

static struct ssi_ini parse(const char *text)
{
    struct ssi_ini ini;
    struct ssi_error err;
    assert_ok(ssi_ini_parse(&ini, "my.ini", ssi_str_z(text), &err));
    return ini;
}

static void assert_entry(const struct ssi_ini *ini, size_t index, const char *section,
                         const char *key, const char *value, uint64_t line)
{
    assert_true(index < ini->count);
    const struct ssi_ini_entry *entry = &ini->entries[index];
    assert_string_equal(entry->section.ptr, section);
    assert_string_equal(entry->key.ptr, key);
    assert_string_equal(entry->value.ptr, value);
    assert_int_equal(entry->value.len, strlen(value));
    assert_int_equal(entry->line, line);
}

static void test_ini__entries_in_order_with_lines(void **state)
{
    (void)state;
    struct ssi_ini ini = parse("; a comment\n"
                               "loose = 1\n"
                               "\n"
                               "[one]\n"
                               "  key =  a value \n"
                               "# another\n"
                               "empty =\n"
                               "[format git column member_id]\n"
                               "form: MM-DD-YYYY HH:MM:SS");
    assert_int_equal(ini.count, 4);
    assert_entry(&ini, 0, "", "loose", "1", 2);
    assert_entry(&ini, 1, "one", "key", "a value", 5);
    assert_entry(&ini, 2, "one", "empty", "", 7);
    assert_entry(&ini, 3, "format git column member_id", "form", "MM-DD-YYYY HH:MM:SS",
                 9);
    assert_string_equal(ini.path, "my.ini");
    ssi_ini_release(&ini);
    ssi_ini_release(&ini);
    ssi_ini_release(NULL);
}

static void test_ini__line_ends_and_byte_order_mark(void **state)
{
    (void)state;
    struct ssi_ini ini = parse("\xEF\xBB\xBF[one]\r\nkey = a\r\n\r\nother = b\r\n");
    assert_int_equal(ini.count, 2);
    assert_entry(&ini, 0, "one", "key", "a", 2);
    assert_entry(&ini, 1, "one", "other", "b", 4);
    ssi_ini_release(&ini);
}

static void test_ini__nothing_is_fine(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "\n\n", "; only a comment", "[empty]\n"};
    for (size_t i = 0; i < SSI_COUNT(texts); i++) {
        struct ssi_ini ini = parse(texts[i]);
        assert_int_equal(ini.count, 0);
        ssi_ini_release(&ini);
    }
}

/* However a list is broken into lines, it is the same list without empty items. */
static void test_ini__lists_go_on_in_indented_lines(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "[t]\nwords = vp sales, head of sales\n  director\n\tcxo\nnext = 1\n",
        "[t]\nwords =\n  vp sales\n  head of sales\n  director\n  cxo\nnext = 1\n",
        "[t]\nwords = vp sales,\n  head of sales,\n  director,\n  cxo\nnext = 1\n",
        "[t]\nwords = vp sales, head of sales ,\n  director, cxo\nnext = 1\n"};
    static const char *const want[] = {"vp sales", "head of sales", "director", "cxo"};
    for (size_t i = 0; i < SSI_COUNT(texts); i++) {
        struct ssi_ini ini = parse(texts[i]);
        assert_int_equal(ini.count, 2);
        assert_int_equal(ini.entries[0].line, 2);
        struct ssi_str rest = ini.entries[0].value;
        struct ssi_str part;
        for (size_t w = 0; w < SSI_COUNT(want); w++) {
            assert_true(ssi_str_split(&rest, ',', &part));
            assert_str(part, want[w]);
        }
        assert_false(ssi_str_split(&rest, ',', &part));
        ssi_ini_release(&ini);
    }
}

static void test_ini__a_list_may_be_long(void **state)
{
    (void)state;
    char *text = malloc(100000);
    assert_non_null(text);
    size_t len = (size_t)snprintf(text, 100, "[t]\nwords =\n");
    for (int i = 0; i < 1000; i++) {
        len += (size_t)snprintf(text + len, 100, "    word number %d\n", i);
    }
    struct ssi_ini ini = parse(text);
    assert_int_equal(ini.count, 1);
    struct ssi_str rest = ini.entries[0].value;
    struct ssi_str part;
    size_t count = 0;
    while (ssi_str_split(&rest, ',', &part)) {
        count++;
    }
    assert_int_equal(count, 1000);
    assert_str(part, "word number 999");
    ssi_ini_release(&ini);
    free(text);
}

static void assert_refused(struct ssi_str text, uint64_t line, const char *why)
{
    struct ssi_ini ini;
    struct ssi_error err;
    assert_int_equal(ssi_ini_parse(&ini, "my.ini", text, &err), SSI_EUSAGE);
    assert_string_equal(err.file, "my.ini");
    assert_int_equal(err.line, line);
    assert_contains(err.message, why);
}

static void test_ini__errors_name_the_line(void **state)
{
    (void)state;
    assert_refused(ssi_str_z("[one]\nkey = 1\nno value here\nlast = 2\n"), 3,
                   "key = value");
    assert_refused(ssi_str_z("[one\nkey = 1\n"), 1, "[section]");
    assert_refused(BYTES("[one]\nke\0y = 1\n"), 0, "NUL");
}

/* What does not fit is said so, and never cut. */
static void test_ini__too_long_is_refused(void **state)
{
    (void)state;
    static const size_t lengths[] = {40, 48, 49, 50, 120, 180, 198, 199, 200, 250, 5000};
    for (size_t i = 0; i < SSI_COUNT(lengths); i++) {
        char text[6000];
        char word[5001];
        struct ssi_ini ini;
        struct ssi_error err;
        memset(word, 'x', lengths[i]);
        word[lengths[i]] = '\0';
        (void)snprintf(text, sizeof text, "k = 1\n[s]\n%s = %s\n", "key", word);
        if (ssi_ini_parse(&ini, "my.ini", ssi_str_z(text), &err) == SSI_OK) {
            assert_entry(&ini, 1, "s", "key", word, 3);
            ssi_ini_release(&ini);
        } else {
            assert_refused(ssi_str_z(text), 3, "too long");
            assert_true(lengths[i] > 150);
        }
        (void)snprintf(text, sizeof text, "k = 1\n[%s]\nkey = v\n  w\n", word);
        if (ssi_ini_parse(&ini, "my.ini", ssi_str_z(text), &err) == SSI_OK) {
            assert_entry(&ini, 1, word, "key", "v,w", 3);
            ssi_ini_release(&ini);
        } else {
            assert_int_equal(err.code, SSI_EUSAGE);
            assert_contains(err.message, "too long");
            assert_true(lengths[i] > 45);
        }
        (void)snprintf(text, sizeof text, "k = 1\n[s]\n%s = v\n  w\n", word);
        if (ssi_ini_parse(&ini, "my.ini", ssi_str_z(text), &err) == SSI_OK) {
            assert_int_equal(ini.count, 2);
            assert_entry(&ini, 1, "s", word, "v,w", 3);
            ssi_ini_release(&ini);
        } else {
            assert_contains(err.message, "too long");
            assert_true(lengths[i] > 45);
        }
    }
}

static void test_ini__get_ignores_case_and_marks(void **state)
{
    (void)state;
    struct ssi_ini ini = parse("[Project]\nName = x\n[groups]\nname = y\n");
    assert_null(ssi_ini_get(&ini, "project", "nam"));
    assert_null(ssi_ini_get(&ini, "model", "name"));
    assert_false(ini.entries[0].used);
    struct ssi_ini_entry *entry = ssi_ini_get(&ini, "project", "NAME");
    assert_ptr_equal(entry, &ini.entries[0]);
    assert_true(entry->used);
    assert_false(ini.entries[1].used);
    ssi_ini_release(&ini);
}

static void test_ini__left_over_keys_are_errors(void **state)
{
    (void)state;
    static const char *const known[] = {"weekday", "zone", "time"};
    struct ssi_error err;
    struct ssi_ini ini = parse("[calendar]\nzone = UTC\nweekdya = Monday\n");
    (void)ssi_ini_get(&ini, "calendar", "zone");
    assert_int_equal(ssi_ini_check_used(&ini, known, SSI_COUNT(known), &err), SSI_EUSAGE);
    assert_int_equal(err.line, 3);
    assert_string_equal(err.file, "my.ini");
    assert_string_equal(err.message, "unknown key 'weekdya' in section 'calendar'; "
                                     "did you mean 'weekday'?");
    (void)ssi_ini_get(&ini, "calendar", "weekdya");
    assert_ok(ssi_ini_check_used(&ini, known, SSI_COUNT(known), &err));
    assert_int_equal(ssi_ini_error(&ini, &ini.entries[1], &err, "bad %d", 7), SSI_EUSAGE);
    assert_int_equal(err.line, 3);
    assert_string_equal(err.message, "bad 7");
    ssi_ini_release(&ini);
}

/* The later one of two is not silently lost, nor taken for a list that goes on. */
static void test_ini__a_key_twice_is_refused(void **state)
{
    (void)state;
    assert_refused(ssi_str_z("[a]\nkey = 1\nother = 2\nkey = 3\n"), 4,
                   "key 'key' stands there twice, first in line 2");
    assert_refused(ssi_str_z("[a]\nkey = 1\nkey = 3\n"), 3, "first in line 2");
    assert_refused(ssi_str_z("[a]\nkey = 1\n[b]\nkey = 2\n[a]\nkey = 3\n"), 6, "line 2");
    struct ssi_ini ini = parse("[a]\nkey = 1\nKey = 2\n[b]\nkey = 3\n");
    assert_int_equal(ini.count, 3); /* names of activities differ in case */
    ssi_ini_release(&ini);
}

static void test_ini__loads_files(void **state)
{
    (void)state;
    struct ssi_ini ini;
    struct ssi_error err;
    write_text("a.ini", "[one]\nkey = 1\n");
    assert_ok(ssi_ini_load(&ini, "a.ini", &err));
    assert_entry(&ini, 0, "one", "key", "1", 2);
    ssi_ini_release(&ini);
    assert_int_equal(ssi_ini_load(&ini, "missing.ini", &err), SSI_EIO);
    assert_contains(err.message, "missing.ini");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ini__entries_in_order_with_lines),
        cmocka_unit_test(test_ini__line_ends_and_byte_order_mark),
        cmocka_unit_test(test_ini__nothing_is_fine),
        cmocka_unit_test(test_ini__lists_go_on_in_indented_lines),
        cmocka_unit_test(test_ini__a_list_may_be_long),
        cmocka_unit_test(test_ini__errors_name_the_line),
        cmocka_unit_test(test_ini__too_long_is_refused),
        cmocka_unit_test(test_ini__get_ignores_case_and_marks),
        cmocka_unit_test(test_ini__left_over_keys_are_errors),
        cmocka_unit_test(test_ini__a_key_twice_is_refused),
        cmocka_unit_test(test_ini__loads_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
