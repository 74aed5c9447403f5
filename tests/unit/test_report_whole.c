// SPDX-License-Identifier: GPL-3.0-or-later
// Whole pictures and documents, the date in a PDF, and gnuplot's ways to fail.

#include "../../engine/report/gnuplot_internal.h"
#include "../../engine/report/pdf_internal.h"

#include "ssi/file.h"
#include "ssi/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static const char png[] = "\x89PNG\r\n\x1a\n"
                          "\0\0\0\1IDATxCRC."
                          "\0\0\0\0IEND\xae\x42\x60\x82";
static const char pdf[] =
    "%PDF-1.5\n<< /Producer (x)\n   /CreationDate (D:20201231235959Z)\n"
    ">>\nstartxref\n9\n%%EOF\n";

static void test_report_whole__png_ends_with_iend(void **state)
{
    (void)state;
    struct ssi_str whole = ssi_str_of(png, sizeof png - 1);
    assert_true(ssi_png_is_whole(whole));
    for (size_t len = 0; len < whole.len; len++) {
        assert_false(ssi_png_is_whole(ssi_str_of(png, len)));
    }
    assert_false(ssi_png_is_whole(ssi_str_of(png, sizeof png)));
    assert_false(ssi_png_is_whole(ssi_str_z("IEND")));
}

static void test_report_whole__png_chunks_stay_inside(void **state)
{
    (void)state;
    char broken[sizeof png];
    memcpy(broken, png, sizeof png);
    broken[8] = (char)0xFF;
    assert_false(ssi_png_is_whole(ssi_str_of(broken, sizeof png - 1)));
}

static void test_report_whole__pdf_ends_with_eof(void **state)
{
    (void)state;
    struct ssi_str whole = ssi_str_z(pdf);
    assert_true(ssi_pdf_is_whole(whole));
    assert_true(ssi_pdf_is_whole(ssi_str_of(pdf, whole.len - 1)));
    for (size_t len = 0; len < whole.len - 1; len++) {
        assert_false(ssi_pdf_is_whole(ssi_str_of(pdf, len)));
    }
    assert_false(ssi_pdf_is_whole(ssi_str_z("%%EOF")));
}

static void test_report_whole__pdf_date_is_of_a_time(void **state)
{
    (void)state;
    char date[SSI_PDF_DATE_SIZE];
    assert_true(ssi_pdf_date(ssi_str_z("2026-11-19T06:00:00Z"), date));
    assert_string_equal(date, "D:20261119060000Z");
    static const char *const bad[] = {"", "19.11.2026 06:00:00", "2026-11-19",
                                      "2026-11-19T06:00:0xZ"};
    for (size_t i = 0; i < SSI_COUNT(bad); i++) {
        assert_false(ssi_pdf_date(ssi_str_z(bad[i]), date));
    }
}

/** Run one script in a fresh folder; the status. */
static enum ssi_status run(const char *text, unsigned seconds, struct ssi_error *err)
{
    static const char *const scripts[] = {"a.gp"};
    char gnuplot[4096], folder[] = "run-XXXXXX";
    struct ssi_arena arena = {0};
    struct ssi_output *script = NULL;
    if (ssi_gnuplot_find(gnuplot, sizeof gnuplot, NULL) != SSI_OK) {
        skip();
    }
    assert_non_null(mkdtemp(folder));
    assert_int_equal(ssi_output_open(ssi_path_join(&arena, folder, "a.gp"),
                                     SSI_OUTPUT_PLAIN, &script, NULL),
                     SSI_OK);
    ssi_output_text(script, text);
    assert_int_equal(ssi_output_close(script, NULL), SSI_OK);
    enum ssi_status status = ssi_gnuplot_run(gnuplot, folder, scripts, 1, seconds, err);
    assert_int_equal(ssi_folder_remove(folder, NULL), SSI_OK);
    ssi_arena_release(&arena);
    return status;
}

static void test_report_whole__gnuplot_failures_are_told(void **state)
{
    (void)state;
    struct ssi_error err = {0};
    assert_int_equal(run("x = 1\n", 30, &err), SSI_OK);
    assert_int_equal(run("no such command\n", 30, &err), SSI_EGNUPLOT);
    assert_non_null(strstr(err.message, "complained"));
    assert_int_equal(
        run("set terminal pngcairo\nset output 'x.png'\nplot 'missing.tsv'\n", 30, &err),
        SSI_EGNUPLOT);
    assert_int_equal(run("printerr 'a warning'\n", 30, &err), SSI_EGNUPLOT);
    assert_int_equal(run("exit status 3\n", 30, &err), SSI_EGNUPLOT);
    assert_non_null(strstr(err.message, "exit status 3"));
}

/** What a script starts does not start, whatever gnuplot makes of that. */
static void test_report_whole__gnuplot_starts_no_processes(void **state)
{
    (void)state;
    (void)run("x = system('touch ../started')\n", 30, NULL);
    (void)run("!touch ../started\n", 30, NULL);
    (void)run("set print '|touch ../started'\nprint 1\nset print\n", 30, NULL);
    (void)run("plot '<touch ../started'\n", 30, NULL);
    assert_false(ssi_file_exists("started"));
}

static void test_report_whole__gnuplot_has_a_time_limit(void **state)
{
    (void)state;
    struct ssi_error err = {0};
    assert_int_equal(run("while (1) { x = 1 }\n", 1, &err), SSI_EGNUPLOT);
    assert_non_null(strstr(err.message, "within 1 seconds"));
}

static void test_report_whole__gnuplot_missing_says_what_to_install(void **state)
{
    (void)state;
    char path[4096];
    struct ssi_error err = {0};
    const char *kept = getenv("PATH");
    char saved[4096] = "";
    if (kept && strlen(kept) < sizeof saved) {
        memcpy(saved, kept, strlen(kept) + 1);
    }
    assert_int_equal(setenv("PATH", "/nonexistent:relative:", 1), 0);
    assert_int_equal(ssi_gnuplot_find(path, sizeof path, &err), SSI_EGNUPLOT);
    assert_non_null(strstr(err.message, "gnuplot-nox"));
    assert_int_equal(setenv("PATH", saved, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_whole__png_ends_with_iend),
        cmocka_unit_test(test_report_whole__png_chunks_stay_inside),
        cmocka_unit_test(test_report_whole__pdf_ends_with_eof),
        cmocka_unit_test(test_report_whole__pdf_date_is_of_a_time),
        cmocka_unit_test(test_report_whole__gnuplot_failures_are_told),
        cmocka_unit_test(test_report_whole__gnuplot_starts_no_processes),
        cmocka_unit_test(test_report_whole__gnuplot_has_a_time_limit),
        cmocka_unit_test(test_report_whole__gnuplot_missing_says_what_to_install),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
