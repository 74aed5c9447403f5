// SPDX-License-Identifier: GPL-3.0-or-later
// What is told of the reading of inputs: the line for given numbers, and when lines come.

#include "progress_internal.h"

#include "testing.h"

#include <time.h>

#define SECS(n) ((int64_t)((n)*1e9))

static void assert_line(uint64_t read, uint64_t total, int64_t nsecs, const char *want)
{
    char line[SSI_PROGRESS_LINE];
    ssi_progress_line(line, read, total, nsecs);
    assert_string_equal(line, want);
}

static void test_progress__line_with_a_total(void **state)
{
    (void)state;
    assert_line(1200000000, 4800000000, SECS(4),
                "read 1.2 GB of 4.8 GB (25 %), 300.0 MB/s, 12 s left");
    assert_line(999, 1000, SECS(1), "read 999 B of 1.0 kB (99 %), 999 B/s, 1 s left");
    assert_line(1000, 1000, SECS(2), "read 1.0 kB of 1.0 kB (100 %), 500 B/s, 0 s left");
    assert_line(999999, 10000000, SECS(1),
                "read 999.9 kB of 10.0 MB (9 %), 999.9 kB/s, 10 s left");
    assert_line(1, 126, SECS(1), "read 1 B of 126 B (0 %), 1 B/s, 2 min 05 s left");
    assert_line(1, 7501, SECS(1), "read 1 B of 7.5 kB (0 %), 1 B/s, 2 h 05 min left");
    assert_line(1, UINT64_MAX - 1, SECS(1),
                "read 1 B of 18.4 EB (0 %), 1 B/s, over 100 h left");
}

static void test_progress__line_at_the_edges(void **state)
{
    (void)state;
    assert_line(0, 1000, SECS(3), "read 0 B of 1.0 kB (0 %), 0 B/s, unknown time left");
    assert_line(0, 0, 0, "read 0 B of 0 B (100 %), 0 B/s, unknown time left");
    /* a file that grows is never more than whole */
    assert_line(30, 20, SECS(1), "read 30 B of 30 B (100 %), 30 B/s, 0 s left");
}

static void test_progress__line_without_a_total(void **state)
{
    (void)state;
    assert_line(2500000, SSI_PROGRESS_UNKNOWN, SECS(2), "read 2.5 MB, 1.2 MB/s");
    assert_line(0, SSI_PROGRESS_UNKNOWN, SECS(2), "read 0 B, 0 B/s");
}

static void wait_msecs(long msecs)
{
    struct timespec time = {.tv_sec = msecs / 1000, .tv_nsec = msecs % 1000 * 1000000};
    (void)nanosleep(&time, NULL);
}

/** All that was told while two files were read, of which one was given up. */
static size_t told(bool terminal, long msecs, char *text, size_t size)
{
    struct ssi_progress progress;
    struct ssi_error err;
    FILE *out = tmpfile();
    assert_non_null(out);
    assert_ok(ssi_progress_init(&progress, out, terminal, 2, &err));
    progress.interval_nsecs = SECS(0.05);
    ssi_progress_expect(&progress, 0, 600);
    ssi_progress_expect(&progress, 1, 5000);
    atomic_fetch_add(ssi_progress_counter(&progress, 0), 300);
    atomic_fetch_add(ssi_progress_counter(&progress, 1), 400);
    ssi_progress_give_up(&progress, 1);
    ssi_progress_start(&progress);
    wait_msecs(msecs);
    ssi_progress_stop(&progress);
    ssi_progress_release(&progress);
    rewind(out);
    size_t len = fread(text, 1, size - 1, out);
    text[len] = '\0';
    (void)fclose(out);
    return len;
}

static void test_progress__lines_and_a_line_drawn_again(void **state)
{
    (void)state;
    char text[4096];
    assert_int_equal(told(false, 0, text, sizeof text), 0); /* quick: nothing to tell */
    size_t len = told(false, 300, text, sizeof text);
    assert_memory_equal(text, "read 700 B of 1.0 kB (70 %), ", 29);
    assert_int_equal(text[len - 1], '\n');
    assert_null(strchr(text, '\r'));
    len = told(true, 300, text, sizeof text);
    assert_memory_equal(text, "\rread 700 B of 1.0 kB (70 %), ", 30);
    assert_null(strchr(text, '\n'));
    assert_memory_equal(text + len - 3, "  \r", 3); /* taken off again */
}

static void test_progress__what_is_read_again_and_what_nobody_knows(void **state)
{
    (void)state;
    struct ssi_progress progress;
    struct ssi_error err;
    assert_ok(ssi_progress_init(&progress, stderr, false, 3, &err));
    ssi_progress_expect(&progress, 0, 10);
    atomic_fetch_add(ssi_progress_counter(&progress, 0), 10);
    ssi_progress_expect(&progress, 0, 10); /* a second reading */
    assert_int_equal(progress.files[0].expected, 20);
    assert_int_equal(progress.files[0].read, 10);
    ssi_progress_put_aside(&progress, 0, true);
    assert_int_equal(progress.files[0].expected, 20);
    assert_int_equal(progress.files[0].read, 0);
    ssi_progress_put_aside(&progress, 0, false);
    assert_int_equal(progress.files[0].expected, 0);
    write_text("seven", "1234567");
    ssi_progress_expect_file(&progress, 1, "seven");
    assert_int_equal(progress.files[1].expected, 7);
    ssi_progress_expect_file(&progress, 2, "-");
    assert_true(progress.files[2].expected == SSI_PROGRESS_UNKNOWN);
    ssi_progress_expect(&progress, 2, 5);
    assert_true(progress.files[2].expected == SSI_PROGRESS_UNKNOWN);
    ssi_progress_release(&progress);
}

static void test_progress__off(void **state)
{
    (void)state;
    struct ssi_progress progress;
    struct ssi_error err;
    assert_ok(ssi_progress_init(&progress, NULL, false, 3, &err));
    ssi_progress_expect(&progress, 0, 10);
    ssi_progress_give_up(&progress, 0);
    ssi_progress_put_aside(&progress, 0, false);
    assert_null(ssi_progress_counter(&progress, 0));
    ssi_progress_start(&progress);
    ssi_progress_stop(&progress);
    ssi_progress_release(&progress);
    ssi_progress_release(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_progress__line_with_a_total),
        cmocka_unit_test(test_progress__line_at_the_edges),
        cmocka_unit_test(test_progress__line_without_a_total),
        cmocka_unit_test(test_progress__lines_and_a_line_drawn_again),
        cmocka_unit_test(test_progress__what_is_read_again_and_what_nobody_knows),
        cmocka_unit_test(test_progress__off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
