// SPDX-License-Identifier: GPL-3.0-or-later
// Writing: numbers and CSV cells as bytes, files made new and private, gzip the same
// bytes every time, errors kept until the end.

#include "ssi/output.h"

#include "ssi/file.h"

#include "testing.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

static struct ssi_output *memory_output(void)
{
    struct ssi_output *output = NULL;
    struct ssi_error err;
    assert_ok(ssi_output_memory(&output, &err));
    return output;
}

static struct ssi_output *open_new(const char *path, enum ssi_output_kind kind)
{
    struct ssi_output *output = NULL;
    struct ssi_error err;
    (void)unlink(path);
    assert_ok(ssi_output_open(path, kind, &output, &err));
    return output;
}

static void close_ok(struct ssi_output *output)
{
    struct ssi_error err;
    assert_ok(ssi_output_close(output, &err));
}

static void test_output__memory_collects_all_kinds(void **state)
{
    (void)state;
    struct ssi_output *output = memory_output();
    assert_str(ssi_output_bytes(output), "");
    ssi_output_text(output, "a,");
    ssi_output_str(output, BYTES("b\0c"));
    ssi_output_str(output, ssi_str_of(NULL, 0));
    ssi_output_char(output, ',');
    ssi_output_i64(output, INT64_MIN);
    ssi_output_char(output, ',');
    ssi_output_scaled(output, -5, 3);
    ssi_output_format(output, ",%s-%d", "x", 7);
    struct ssi_str want = BYTES("a,b\0c,-9223372036854775808,-0.005,x-7");
    assert_bytes(ssi_output_bytes(output), want);
    assert_int_equal(ssi_output_size(output), want.len);
    close_ok(output);
}

static void test_output__memory_grows(void **state)
{
    (void)state;
    struct ssi_output *output = memory_output();
    char line[1000];
    memset(line, 'x', sizeof line);
    for (int i = 0; i < 1000; i++) {
        ssi_output_write(output, line, sizeof line);
    }
    struct ssi_str bytes = ssi_output_bytes(output);
    assert_int_equal(bytes.len, 1000000);
    for (size_t i = 0; i < bytes.len; i++) {
        assert_int_equal(bytes.ptr[i], 'x');
    }
    close_ok(output);
}

static void test_output__formats_of_any_length(void **state)
{
    (void)state;
    for (int width = 1020; width <= 1030; width++) {
        struct ssi_output *output = memory_output();
        ssi_output_format(output, "%*d", width, 7);
        struct ssi_str bytes = ssi_output_bytes(output);
        assert_int_equal(bytes.len, width);
        assert_int_equal(bytes.ptr[bytes.len - 1], '7');
        close_ok(output);
    }
}

static void assert_cell(const char *text, enum ssi_csv_style style, const char *want)
{
    struct ssi_output *output = memory_output();
    ssi_output_cell(output, ssi_str_z(text), style);
    assert_str(ssi_output_bytes(output), want);
    close_ok(output);
}

static void test_output__cells_are_quoted_only_where_they_must_be(void **state)
{
    (void)state;
    static const char *const cells[][2] = {{"", ""},
                                           {"plain", "plain"},
                                           {"two words", "two words"},
                                           {"a,b", "\"a,b\""},
                                           {"\"", "\"\"\"\""},
                                           {"say \"hi\"", "\"say \"\"hi\"\"\""},
                                           {"a\nb", "\"a\nb\""},
                                           {"a\rb", "\"a\rb\""},
                                           {" a", "\" a\""},
                                           {"a ", "\"a \""},
                                           {" ", "\" \""},
                                           {"a;b|c\td", "a;b|c\td"},
                                           {"\ta", "\"\ta\""},
                                           {"a\t", "\"a\t\""},
                                           {"'", "'"},
                                           {"=1+1", "=1+1"},
                                           {"-5", "-5"},
                                           {"\"\"", "\"\"\"\"\"\""},
                                           {NULL, ""}};
    for (size_t i = 0; i < SSI_COUNT(cells); i++) {
        assert_cell(cells[i][0], SSI_CSV_RAW, cells[i][1]);
    }
}

static void test_output__cells_for_spreadsheets_run_nothing(void **state)
{
    (void)state;
    static const char *const cells[][2] = {{"", ""},
                                           {"plain", "plain"},
                                           {"=1+1", "'=1+1"},
                                           {"+1", "'+1"},
                                           {"-1", "'-1"},
                                           {"@SUM(A1)", "'@SUM(A1)"},
                                           {"\tx", "\"'\tx\""},
                                           {"\rx", "\"'\rx\""},
                                           {"=A1,\"x\"", "\"'=A1,\"\"x\"\"\""},
                                           {"a=1", "a=1"},
                                           {"'=1", "'=1"}};
    for (size_t i = 0; i < SSI_COUNT(cells); i++) {
        assert_cell(cells[i][0], SSI_CSV_SPREADSHEET, cells[i][1]);
    }
}

static void test_output__files_are_new_and_private(void **state)
{
    (void)state;
    struct ssi_error err;
    struct ssi_output *output = open_new("private.csv", SSI_OUTPUT_PLAIN);
    ssi_output_text(output, "a\n");
    close_ok(output);
    struct stat info;
    assert_int_equal(stat("private.csv", &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(info.st_size, 2);

    output = NULL;
    assert_int_equal(ssi_output_open("private.csv", SSI_OUTPUT_PLAIN, &output, &err),
                     SSI_EIO);
    assert_null(output);
    assert_contains(err.message, "'private.csv'");
    (void)unlink("link.csv");
    assert_int_equal(symlink("elsewhere.csv", "link.csv"), 0);
    assert_int_equal(ssi_output_open("link.csv", SSI_OUTPUT_GZIP, &output, &err),
                     SSI_EIO);
    assert_false(ssi_file_exists("elsewhere.csv"));
    assert_int_equal(ssi_output_open("no/such/folder", SSI_OUTPUT_PLAIN, &output, &err),
                     SSI_EIO);
}

/* Text that compresses somewhat, longer than every buffer on the way. */
static void write_lines(struct ssi_output *output, size_t step)
{
    char line[64];
    char kept[4096];
    size_t used = 0;
    for (uint32_t i = 0; i < 30000; i++) {
        used += (size_t)snprintf(kept + used, sizeof kept - used, "%u,%u\n", (unsigned)i,
                                 (unsigned)(i * 2654435761u));
        if (used >= step || used + sizeof line > sizeof kept) {
            ssi_output_write(output, kept, used);
            used = 0;
        }
    }
    ssi_output_write(output, kept, used);
}

static struct ssi_str raw_bytes(const char *path)
{
    struct ssi_str bytes;
    struct ssi_error err;
    assert_ok(ssi_file_map(path, &bytes, &err));
    return bytes;
}

static void test_output__gzip_is_the_same_bytes_every_time(void **state)
{
    (void)state;
    static const size_t steps[] = {1, 100, 4000};
    for (size_t i = 0; i < SSI_COUNT(steps); i++) {
        char path[32];
        (void)snprintf(path, sizeof path, "steps%zu.gz", i);
        struct ssi_output *output = open_new(path, SSI_OUTPUT_GZIP);
        write_lines(output, steps[i]);
        close_ok(output);
        struct ssi_str first = raw_bytes("steps0.gz");
        struct ssi_str bytes = raw_bytes(path);
        assert_true(bytes.len > 18);
        assert_memory_equal(bytes.ptr, "\x1f\x8b\x08\x00\x00\x00\x00\x00", 8);
        assert_true(ssi_str_eq(bytes, first));
        ssi_file_unmap(bytes);
        ssi_file_unmap(first);
    }
}

static void test_output__gzip_reads_back(void **state)
{
    (void)state;
    struct ssi_error err;
    struct ssi_arena arena = {0};
    struct ssi_str packed;
    struct ssi_str plain;
    struct ssi_output *output = open_new("lines.gz", SSI_OUTPUT_GZIP);
    write_lines(output, 1000);
    uint64_t size = ssi_output_size(output);
    close_ok(output);
    output = open_new("lines", SSI_OUTPUT_PLAIN);
    write_lines(output, 1000);
    close_ok(output);
    assert_ok(ssi_file_read("lines.gz", 1 << 24, &arena, &packed, &err));
    assert_ok(ssi_file_read("lines", 1 << 24, &arena, &plain, &err));
    assert_int_equal(plain.len, size); /* before compression */
    assert_true(ssi_str_eq(packed, plain));
    output = open_new("empty.gz", SSI_OUTPUT_GZIP);
    close_ok(output);
    assert_ok(ssi_file_read("empty.gz", 10, &arena, &plain, &err));
    assert_int_equal(plain.len, 0);
    ssi_arena_release(&arena);
}

/* A full disk, played by a limit on file sizes. */
static void limit_files(rlim_t size)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = size;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void assert_latched(enum ssi_output_kind kind)
{
    struct ssi_error err = {0};
    struct ssi_output *output = open_new("full.csv", kind);
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit_files(100000);
    write_lines(output, 100);
    write_lines(output, 100); /* does nothing any more */
    enum ssi_status status = ssi_output_close(output, &err);
    limit_files(before.rlim_cur);
    assert_int_equal(status, SSI_EIO);
    assert_int_equal(err.code, SSI_EIO);
    assert_contains(err.message, "cannot write 'full.csv'");
    struct stat info;
    assert_int_equal(stat("full.csv", &info), 0);
    assert_true(info.st_size <= 100000);
}

static void test_output__errors_are_kept_until_the_end(void **state)
{
    (void)state;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_latched(SSI_OUTPUT_PLAIN);
    assert_latched(SSI_OUTPUT_GZIP);
}

static void test_output__null_is_allowed(void **state)
{
    (void)state;
    struct ssi_error err;
    assert_ok(ssi_output_close(NULL, &err));
    ssi_output_abandon(NULL);
    ssi_output_abandon(memory_output());
    ssi_output_abandon(open_new("abandoned.gz", SSI_OUTPUT_GZIP));
    assert_true(ssi_file_exists("abandoned.gz"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_output__memory_collects_all_kinds),
        cmocka_unit_test(test_output__memory_grows),
        cmocka_unit_test(test_output__formats_of_any_length),
        cmocka_unit_test(test_output__cells_are_quoted_only_where_they_must_be),
        cmocka_unit_test(test_output__cells_for_spreadsheets_run_nothing),
        cmocka_unit_test(test_output__files_are_new_and_private),
        cmocka_unit_test(test_output__gzip_is_the_same_bytes_every_time),
        cmocka_unit_test(test_output__gzip_reads_back),
        cmocka_unit_test(test_output__errors_are_kept_until_the_end),
        cmocka_unit_test(test_output__null_is_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
