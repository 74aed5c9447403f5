// SPDX-License-Identifier: GPL-3.0-or-later
// Names on their way into gnuplot scripts and HTML: nothing of them may act, all of them
// shows.

#include "../../engine/report/text_internal.h"

#include "../../engine/report/gnuplot_internal.h"

#include "ssi/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/** What comes in and what a page shows. */
static const struct {
    const char *name, *shown;
} names[] = {
    {"Ana Silva", "Ana Silva"},
    {"", ""},
    {"X", "X"},
    {"O'Brien", "O’Brien"},
    {"'", "’"},
    {"''''", "’’’’"},
    {"' ; system('touch pwned') ; '", "’ ; system(’touch pwned’) ; ’"},
    {"\"; system(\"touch pwned\"); \"", "\"; system(\"touch pwned\"); \""},
    {"`touch pwned`", "`touch pwned`"},
    {"a`touch pwned`b'`touch pwned`'", "a`touch pwned`b’`touch pwned`’"},
    {"$(touch pwned)", "$(touch pwned)"},
    {"two\nsystem('touch pwned')", "two\xEF\xBF\xBDsystem(’touch pwned’)"},
    {"two\r\nlines", "two\xEF\xBF\xBD\xEF\xBF\xBDlines"},
    {"< touch pwned", "< touch pwned"},
    {"| touch pwned", "| touch pwned"},
    {"@PWN", "@PWN"},
    {"@PWN'@PWN", "@PWN’@PWN"},
    {"{/Bold x}^2_3&{y}~a{b}", "{/Bold x}^2_3&{y}~a{b}"},
    {"\\n \\t \\042 \\", "\\n \\t \\042 \\"},
    {"%s%n%d %", "%s%n%d %"},
    {"# no comment", "# no comment"},
    {"END", "END"},
    {"EOD\nEND\n", "EOD\xEF\xBF\xBD"
                   "END\xEF\xBF\xBD"},
    {"=1+1", "=1+1"},
    {"../../etc/passwd", "../../etc/passwd"},
    {"<script>alert(1)</script>", "<script>alert(1)</script>"},
    {"tab\there", "tab\xEF\xBF\xBDhere"},
    {"bell\a esc\x1b[31m del\x7f",
     "bell\xEF\xBF\xBD esc\xEF\xBF\xBD[31m del\xEF\xBF\xBD"},
    {"c1 \xC2\x85 line \xE2\x80\xA8 par \xE2\x80\xA9",
     "c1 \xEF\xBF\xBD line \xEF\xBF\xBD par \xEF\xBF\xBD"},
    {"abc\xE2\x80\xAE"
     "fdp",
     "abc\xEF\xBF\xBD"
     "fdp"},
    {"bad \xFF\xC3 utf\xE2\x82",
     "bad \xEF\xBF\xBD\xEF\xBF\xBD utf\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"over \xC0\xA7 long", "over \xEF\xBF\xBD\xEF\xBF\xBD long"},
    {"محمد عبد الله", "محمد عبد الله"},
    {"שרה לוי", "שרה לוי"},
    {"田中 美咲", "田中 美咲"},
    {"김민준", "김민준"},
    {"😀👩‍👩‍👧", "😀👩‍👩‍👧"},
    {"Zoë é̂", "Zoë é̂"},
    {"01234567890123456789012345678901234567890123456789012345678901234567890123456789",
     "01234567890123456789012345678901234567890123456789012345678901234567890123456789"},
};

static struct ssi_output *memory(void)
{
    struct ssi_output *output = NULL;
    assert_int_equal(ssi_output_memory(&output, NULL), SSI_OK);
    return output;
}

static bool holds(struct ssi_str text, struct ssi_str part)
{
    for (size_t i = 0; i + part.len <= text.len; i++) {
        if (memcmp(text.ptr + i, part.ptr, part.len) == 0) {
            return true;
        }
    }
    return false;
}

static void test_report_quote__is_one_constant_on_one_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < SSI_COUNT(names); i++) {
        struct ssi_output *output = memory();
        ssi_gnuplot_quote(output, ssi_str_z(names[i].name), NULL);
        struct ssi_str text = ssi_output_bytes(output);
        assert_true(text.len >= 2 && text.ptr[0] == '\'' &&
                    text.ptr[text.len - 1] == '\'');
        struct ssi_str inner = ssi_str_of(text.ptr + 1, text.len - 2);
        assert_true(ssi_str_eq(inner, ssi_str_z(names[i].shown)));
        assert_true(ssi_str_is_utf8(inner));
        for (size_t k = 0; k < inner.len; k++) {
            assert_true(inner.ptr[k] != '\'' && (unsigned char)inner.ptr[k] >= 0x20);
        }
        ssi_output_abandon(output);
    }
}

static void test_report_quote__is_capped(void **state)
{
    (void)state;
    char text[5000];
    memset(text, 'a', sizeof text);
    struct ssi_output *output = memory();
    ssi_gnuplot_quote(output, ssi_str_of(text, sizeof text), NULL);
    assert_int_equal(ssi_output_bytes(output).len, 402);
    ssi_output_abandon(output);
}

static void test_report_quote__replaces_nul(void **state)
{
    (void)state;
    struct ssi_output *output = memory();
    ssi_gnuplot_quote(output, ssi_str_of("a\0b", 3), NULL);
    assert_true(ssi_str_eq(ssi_output_bytes(output), ssi_str_z("'a\xEF\xBF\xBD"
                                                               "b'")));
    ssi_output_abandon(output);
}

/** gnuplot itself reads every constant back as what is shown, and runs none of them. */
static void test_report_quote__round_trips_through_gnuplot(void **state)
{
    (void)state;
    static const char *const scripts[] = {"quote.gp"};
    char gnuplot[4096], folder[] = "quote-XXXXXX";
    if (ssi_gnuplot_find(gnuplot, sizeof gnuplot, NULL) != SSI_OK) {
        skip();
    }
    assert_non_null(mkdtemp(folder));
    struct ssi_arena arena = {0};
    struct ssi_output *script, *expected = memory();
    assert_int_equal(ssi_output_open(ssi_path_join(&arena, folder, "quote.gp"),
                                     SSI_OUTPUT_PLAIN, &script, NULL),
                     SSI_OK);
    ssi_output_text(script, "PWN = 'system(\"touch pwned\")'\nset print 'shown.txt'\n");
    for (size_t i = 0; i < SSI_COUNT(names); i++) {
        ssi_output_text(script, "print ");
        ssi_gnuplot_quote(script, ssi_str_z(names[i].name), NULL);
        ssi_output_char(script, '\n');
        ssi_output_format(expected, "%s\n", names[i].shown);
    }
    assert_int_equal(ssi_output_close(script, NULL), SSI_OK);
    assert_int_equal(ssi_gnuplot_run(gnuplot, folder, scripts, 1, 30, NULL), SSI_OK);
    struct ssi_str shown;
    assert_int_equal(ssi_file_read(ssi_path_join(&arena, folder, "shown.txt"), 1 << 20,
                                   &arena, &shown, NULL),
                     SSI_OK);
    assert_true(ssi_str_eq(shown, ssi_output_bytes(expected)));
    assert_false(ssi_file_exists(ssi_path_join(&arena, folder, "pwned")));
    assert_false(ssi_file_exists("pwned"));
    ssi_output_abandon(expected);
    assert_int_equal(ssi_folder_remove(folder, NULL), SSI_OK);
    ssi_arena_release(&arena);
}

static void test_report_quote__html_holds_no_markup(void **state)
{
    (void)state;
    for (size_t i = 0; i < SSI_COUNT(names); i++) {
        struct ssi_output *output = memory();
        ssi_html_escape(output, ssi_str_z(names[i].name));
        struct ssi_str text = ssi_output_bytes(output);
        static const char *const marks[] = {"<", ">", "\"", "'"};
        for (size_t k = 0; k < SSI_COUNT(marks); k++) {
            assert_false(holds(text, ssi_str_z(marks[k])));
        }
        ssi_output_abandon(output);
    }
    struct ssi_output *output = memory();
    ssi_html_escape(output, ssi_str_z("a&b<c>\"'"));
    assert_true(
        ssi_str_eq(ssi_output_bytes(output), ssi_str_z("a&amp;b&lt;c&gt;&quot;&#39;")));
    ssi_output_abandon(output);
}

static void test_report_quote__fits_whole_characters(void **state)
{
    (void)state;
    for (size_t i = 0; i < SSI_COUNT(names); i++) {
        for (double width = 0; width < 300; width += 7) {
            char buf[SSI_LINE_SIZE];
            struct ssi_str whole = ssi_str_z(names[i].shown);
            struct ssi_str fit = ssi_text_fit(whole, width, 9, true, buf, sizeof buf);
            assert_true(ssi_str_is_utf8(fit));
            assert_true(fit.ptr == whole.ptr || ssi_str_ends(fit, ssi_str_z("…")));
            assert_true(ssi_text_width(fit, 9, true) <= width || width < 12);
        }
    }
}

static void test_report_quote__wraps_at_blanks(void **state)
{
    (void)state;
    struct ssi_str rest = ssi_str_z("of 22 in Transportation, Logistics");
    struct ssi_str line = ssi_text_line(&rest, 50, 8, false);
    assert_true(ssi_str_eq(line, ssi_str_z("of 22 in")));
    while (rest.len > 0) {
        size_t before = rest.len;
        line = ssi_text_line(&rest, 50, 8, false);
        assert_true(line.len > 0 && rest.len < before);
        assert_true(ssi_text_width(line, 8, false) <= 50);
    }
    for (size_t i = 0; i < SSI_COUNT(names); i++) {
        struct ssi_str text = ssi_str_trim(ssi_str_z(names[i].shown));
        assert_int_equal(ssi_text_lines(text, 9999, 9, true), text.len > 0);
        assert_true(ssi_text_lines(text, 0, 9, true) <= text.len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_quote__is_one_constant_on_one_line),
        cmocka_unit_test(test_report_quote__is_capped),
        cmocka_unit_test(test_report_quote__replaces_nul),
        cmocka_unit_test(test_report_quote__round_trips_through_gnuplot),
        cmocka_unit_test(test_report_quote__html_holds_no_markup),
        cmocka_unit_test(test_report_quote__fits_whole_characters),
        cmocka_unit_test(test_report_quote__wraps_at_blanks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
