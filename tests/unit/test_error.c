// SPDX-License-Identifier: GPL-3.0-or-later
// Errors: what is kept of them, how a line of them looks, and values made safe to print.

#include "testing.h"

#include <errno.h>
#include <stdlib.h>

static void test_error__set_clears_the_place(void **state)
{
    (void)state;
    struct ssi_error err = {0};
    assert_int_equal(ssi_error_set(&err, SSI_EDATA, "row %d", 7), SSI_EDATA);
    ssi_error_at(&err, "a.csv", 3, 2);
    assert_int_equal(ssi_error_set(&err, SSI_EIO, "cut off"), SSI_EIO);
    assert_int_equal(err.code, SSI_EIO);
    assert_string_equal(err.message, "cut off");
    assert_string_equal(err.file, "");
    assert_int_equal(err.line, 0);
    assert_int_equal(err.column, 0);
}

static void test_error__null_is_allowed(void **state)
{
    (void)state;
    assert_int_equal(ssi_error_set(NULL, SSI_EUSAGE, "x"), SSI_EUSAGE);
    ssi_error_at(NULL, "a", 1, 1);
    assert_int_equal(ssi_error_nomem(NULL), SSI_EINTERNAL);
    errno = ENOENT;
    assert_int_equal(ssi_error_errno(NULL, "cannot open", "a"), SSI_EIO);
}

static void test_error__place_is_added_piece_by_piece(void **state)
{
    (void)state;
    struct ssi_error err = {0};
    (void)ssi_error_set(&err, SSI_EDATA, "bad");
    ssi_error_at(&err, NULL, 12, 0);
    ssi_error_at(&err, "a.csv", 0, 0);
    ssi_error_at(&err, "", 0, 4);
    assert_string_equal(err.file, "a.csv");
    assert_int_equal(err.line, 12);
    assert_int_equal(err.column, 4);
}

static void test_error__line_shows_what_is_known(void **state)
{
    (void)state;
    char line[128];
    struct ssi_error err = {.message = "bad id"};
    assert_string_equal(ssi_error_line(&err, line, sizeof line), "bad id");
    ssi_error_at(&err, "a.csv", 0, 9);
    assert_string_equal(ssi_error_line(&err, line, sizeof line), "a.csv: bad id");
    ssi_error_at(&err, NULL, 3, 0);
    assert_string_equal(ssi_error_line(&err, line, sizeof line), "a.csv:3:9: bad id");
    err.column = 0;
    assert_string_equal(ssi_error_line(&err, line, sizeof line), "a.csv:3: bad id");
}

/* Every size of the buffer gives a terminated prefix of the whole line. */
static void test_error__line_is_cut_at_size(void **state)
{
    (void)state;
    char whole[64];
    struct ssi_error err = {
        .file = "a.csv", .line = 12, .column = 345, .message = "bad id"};
    size_t len = strlen(ssi_error_line(&err, whole, sizeof whole));
    for (size_t size = 1; size <= len + 1; size++) {
        char *line = malloc(size);
        assert_non_null(line);
        (void)ssi_error_line(&err, line, size);
        assert_true(strlen(line) < size);
        assert_memory_equal(line, whole, strlen(line));
        free(line);
    }
}

static void test_error__long_messages_are_cut(void **state)
{
    (void)state;
    char text[2000];
    struct ssi_error err;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    (void)ssi_error_set(&err, SSI_EDATA, "%s", text);
    ssi_error_at(&err, text, 1, 1);
    assert_int_equal(strlen(err.message), sizeof err.message - 1);
    assert_int_equal(strlen(err.file), sizeof err.file - 1);
}

static void test_error__errno_tells_the_reason(void **state)
{
    (void)state;
    struct ssi_error err;
    errno = ENOENT;
    assert_int_equal(ssi_error_errno(&err, "cannot open", "a\nb.csv"), SSI_EIO);
    assert_string_equal(err.message,
                        "cannot open 'a\\x0Ab.csv': No such file or directory");
}

static void assert_quoted(struct ssi_str value, const char *want)
{
    char buf[SSI_QUOTE_SIZE];
    assert_string_equal(ssi_quote(value, buf), want);
}

static void test_error__quote_escapes_what_a_terminal_would_run(void **state)
{
    (void)state;
    assert_quoted(ssi_str_z(""), "''");
    assert_quoted(ssi_str_of(NULL, 0), "''");
    assert_quoted(ssi_str_z("Zo\xC3\xAB \xE2\x82\xAC \xF0\x9F\x98\x80"),
                  "'Zo\xC3\xAB \xE2\x82\xAC \xF0\x9F\x98\x80'");
    assert_quoted(ssi_str_z("\x1b[31m\x7f\t\r\n"), "'\\x1B[31m\\x7F\\x09\\x0D\\x0A'");
    assert_quoted(BYTES("a\0b"), "'a\\x00b'");
    assert_quoted(ssi_str_z("\xC2\x9B"
                            "31m\xC2\xA0"),
                  "'\\xC2\\x9B31m\xC2\xA0'"); /* C1; a no-break space is no control */
    assert_quoted(ssi_str_z("\x80\xFF\xC3"), "'\\x80\\xFF\\xC3'");
    assert_quoted(ssi_str_z("\xED\xA0\x80"), "'\\xED\\xA0\\x80'"); /* a surrogate */
}

static void test_error__quote_escapes_bidirectional_controls(void **state)
{
    (void)state;
    static const char *const controls[] = {
        "\xE2\x80\x8E", "\xE2\x80\x8F", "\xE2\x80\xAA", "\xE2\x80\xAB", "\xE2\x80\xAC",
        "\xE2\x80\xAD", "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x81\xA7", "\xE2\x81\xA8",
        "\xE2\x81\xA9", "\xD8\x9C"}; /* the last: Arabic letter mark */
    for (size_t i = 0; i < SSI_COUNT(controls); i++) {
        char buf[SSI_QUOTE_SIZE];
        (void)ssi_quote(ssi_str_z(controls[i]), buf);
        for (const char *p = buf; *p; p++) {
            assert_true((unsigned char)*p < 0x80);
        }
    }
    assert_quoted(ssi_str_z("\xE2\x80\x93"), "'\xE2\x80\x93'"); /* a dash is none */
}

/* Whatever is quoted, of whatever length, stays within the buffer and is printable. */
static void test_error__quote_is_clipped(void **state)
{
    (void)state;
    static const char *const units[] = {
        "x", "\xC3\xAB", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\x01", "a\xFF"};
    for (size_t u = 0; u < SSI_COUNT(units); u++) {
        char text[800];
        size_t unit = strlen(units[u]);
        size_t len = 0;
        while (len + unit < sizeof text) {
            memcpy(text + len, units[u], unit);
            len += unit;
            char *buf = malloc(SSI_QUOTE_SIZE);
            assert_non_null(buf);
            (void)ssi_quote(ssi_str_of(text, len), buf);
            size_t shown = strlen(buf);
            assert_true(shown < SSI_QUOTE_SIZE);
            assert_true(ssi_str_is_utf8(ssi_str_z(buf)));
            assert_int_equal(buf[shown - 1], '\'');
            if (len > 160) {
                assert_non_null(strstr(buf, "...'"));
            }
            free(buf);
        }
    }
}

static enum ssi_status passes_up(enum ssi_status status, int *after)
{
    SSI_TRY(status);
    *after += 1;
    return SSI_OK;
}

static void test_error__try_passes_a_failure_up(void **state)
{
    (void)state;
    int after = 0;
    assert_int_equal(passes_up(SSI_EDATA, &after), SSI_EDATA);
    assert_int_equal(after, 0);
    assert_int_equal(passes_up(SSI_OK, &after), SSI_OK);
    assert_int_equal(after, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_error__set_clears_the_place),
        cmocka_unit_test(test_error__null_is_allowed),
        cmocka_unit_test(test_error__place_is_added_piece_by_piece),
        cmocka_unit_test(test_error__line_shows_what_is_known),
        cmocka_unit_test(test_error__line_is_cut_at_size),
        cmocka_unit_test(test_error__long_messages_are_cut),
        cmocka_unit_test(test_error__errno_tells_the_reason),
        cmocka_unit_test(test_error__quote_escapes_what_a_terminal_would_run),
        cmocka_unit_test(test_error__quote_escapes_bidirectional_controls),
        cmocka_unit_test(test_error__quote_is_clipped),
        cmocka_unit_test(test_error__try_passes_a_failure_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
