// SPDX-License-Identifier: GPL-3.0-or-later
// Synthetic exports: same bytes for the same options, exact row counts, files that adjoin
// or overlap, and the bundled sample being what its command makes.

#include "ssi/generate.h"

#include "ssi/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char list_name[] = ".generated";

static struct ssi_generate_options small_options(const char *folder)
{
    struct ssi_generate_options options;
    ssi_generate_options_init(&options);
    options.folder = folder;
    options.members = 40;
    options.weeks = 6;
    return options;
}

static struct ssi_generate_summary run(const struct ssi_generate_options *options)
{
    struct ssi_error err = {0};
    struct ssi_generate_summary summary = {0};
    assert_int_equal(ssi_folder_remove(options->folder, &err), SSI_OK);
    if (ssi_generate(options, &summary, &err) != SSI_OK) {
        fail_msg("%s", err.message);
    }
    return summary;
}

static struct ssi_str read_file(struct ssi_arena *arena, const char *folder,
                                const char *name)
{
    struct ssi_error err = {0};
    struct ssi_str bytes = {0};
    const char *path = ssi_path_join(arena, folder, name);
    if (ssi_file_read(path, (size_t)1 << 28, arena, &bytes, &err) != SSI_OK) {
        fail_msg("%s", err.message);
    }
    return bytes;
}

// The names of the files in a folder, one a call; NULL at the end.
static const char *next_name(struct ssi_arena *arena, struct ssi_str *list)
{
    struct ssi_error err = {0};
    struct ssi_str line, copy;
    while (ssi_str_split(list, '\n', &line)) {
        if (line.len > 0 && line.ptr[0] != '#') {
            assert_int_equal(ssi_arena_copy(arena, line, &copy, &err), SSI_OK);
            return copy.ptr;
        }
    }
    return NULL;
}

static bool is_navigator(const char *name)
{
    return strncmp(name, "navigator-activity", 18) == 0;
}

static size_t count_lines(struct ssi_str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += text.ptr[i] == '\n';
    }
    return count;
}

static struct ssi_str without_header(struct ssi_str text)
{
    const char *end = memchr(text.ptr, '\n', text.len);
    assert_non_null(end);
    return ssi_str_of(end + 1, text.len - (size_t)(end + 1 - text.ptr));
}

// Rows of all navigator-activity files.
static size_t navigator_rows(const char *folder)
{
    struct ssi_arena arena = {0};
    struct ssi_str list = read_file(&arena, folder, list_name);
    size_t rows = 0;
    for (const char *name; (name = next_name(&arena, &list));) {
        rows += is_navigator(name) ? count_lines(read_file(&arena, folder, name)) - 1 : 0;
    }
    ssi_arena_release(&arena);
    return rows;
}

static bool same_folders(const char *a, const char *b)
{
    struct ssi_arena arena = {0};
    struct ssi_str list = read_file(&arena, a, list_name);
    bool same = ssi_str_eq(list, read_file(&arena, b, list_name));
    for (const char *name; same && (name = next_name(&arena, &list));) {
        same = ssi_str_eq(read_file(&arena, a, name), read_file(&arena, b, name));
    }
    ssi_arena_release(&arena);
    return same;
}

static void test_generate__same_options_same_bytes(void **state)
{
    (void)state;
    struct ssi_generate_options options = small_options("once");
    (void)run(&options);
    options.folder = "twice";
    (void)run(&options);
    assert_true(same_folders("once", "twice"));
    options.seed++;
    (void)run(&options);
    assert_false(same_folders("once", "twice"));
}

static void test_generate__a_part_alone_has_the_same_bytes(void **state)
{
    (void)state;
    struct ssi_arena arena = {0};
    struct ssi_generate_options options = small_options("all");
    (void)run(&options);
    for (unsigned part = 1; part < SSI_GENERATE_ALL; part <<= 1) {
        options.folder = "part";
        options.parts = part;
        (void)run(&options);
        struct ssi_str list = read_file(&arena, "part", list_name);
        for (const char *name; (name = next_name(&arena, &list));) {
            assert_true(ssi_str_eq(read_file(&arena, "all", name),
                                   read_file(&arena, "part", name)));
        }
    }
    ssi_arena_release(&arena);
}

static void test_generate__gzip_holds_the_same_bytes(void **state)
{
    (void)state;
    struct ssi_arena arena = {0};
    struct ssi_generate_options options = small_options("plain");
    (void)run(&options);
    options.folder = "packed";
    options.gzip = true;
    (void)run(&options);
    assert_true(ssi_str_eq(read_file(&arena, "plain", "activity.csv"),
                           read_file(&arena, "packed", "activity.csv.gz")));
    assert_false(ssi_file_exists("packed/activity.csv"));
    ssi_arena_release(&arena);
}

static void test_generate__events_are_exact(void **state)
{
    (void)state;
    static const uint64_t wanted[] = {1, 7, 500, 12345, 200000};
    for (size_t i = 0; i < SSI_COUNT(wanted); i++) {
        struct ssi_generate_options options = small_options("events");
        options.events = wanted[i];
        struct ssi_generate_summary summary = run(&options);
        assert_int_equal(summary.navigator_activity, wanted[i]);
        assert_int_equal(navigator_rows("events"), wanted[i]);
    }
}

static void test_generate__the_smallest_world_works(void **state)
{
    (void)state;
    struct ssi_generate_options options = small_options("tiny");
    options.members = 1;
    options.weeks = 1;
    options.events = 10;
    struct ssi_generate_summary summary = run(&options);
    assert_int_equal(summary.navigator_activity, 10);
    assert_int_equal(summary.members, 1);
}

static void test_generate__summary_counts_rows(void **state)
{
    (void)state;
    struct ssi_arena arena = {0};
    struct ssi_generate_options options = small_options("summary");
    struct ssi_generate_summary summary = run(&options);
    assert_int_equal(summary.navigator_activity, navigator_rows("summary"));
    assert_int_equal(summary.activity,
                     count_lines(read_file(&arena, "summary", "activity.csv")) - 1);
    assert_int_equal(summary.connections,
                     count_lines(read_file(&arena, "summary", "connections.csv")) - 1);
    assert_int_equal(summary.deals,
                     count_lines(read_file(&arena, "summary", "deals.csv")) - 1);
    ssi_arena_release(&arena);
}

// Activity ids grow from row to row and file to file, so they are unique.
static void test_generate__files_adjoin_in_time(void **state)
{
    (void)state;
    struct ssi_arena arena = {0};
    struct ssi_generate_options options = small_options("adjoin");
    options.files = 3;
    (void)run(&options);
    struct ssi_str list = read_file(&arena, "adjoin", list_name);
    struct ssi_str last_id = ssi_str_z("a0");
    size_t files = 0;
    for (const char *name; (name = next_name(&arena, &list));) {
        struct ssi_str line, id;
        struct ssi_str rest = is_navigator(name) ? read_file(&arena, "adjoin", name)
                                                 : ssi_str_z("header\n");
        rest = without_header(rest);
        files += is_navigator(name);
        while (ssi_str_split(&rest, '\n', &line)) {
            if (line.len > 0) {
                assert_true(ssi_str_split(&line, ',', &id));
                assert_true(ssi_str_cmp(last_id, id) < 0);
                last_id = id;
            }
        }
    }
    assert_int_equal(files, 3);
    assert_true(ssi_file_exists("adjoin/navigator-activity-2026-11-05-2026-11-18.csv"));
    ssi_arena_release(&arena);
}

static void test_generate__overlap_repeats_rows(void **state)
{
    (void)state;
    struct ssi_arena arena = {0};
    struct ssi_generate_options options = small_options("overlap");
    options.files = 2;
    options.overlap_days = 3;
    struct ssi_generate_summary summary = run(&options);
    assert_true(summary.repeated > 0);
    assert_int_equal(navigator_rows("overlap"),
                     summary.navigator_activity + summary.repeated);
    struct ssi_str first = without_header(
        read_file(&arena, "overlap", "navigator-activity-2026-10-08-2026-10-28.csv"));
    struct ssi_str second = without_header(
        read_file(&arena, "overlap", "navigator-activity-2026-10-26-2026-11-18.csv"));
    size_t id_len = 14;
    const char *repeat = first.ptr;
    while (strncmp(repeat, second.ptr, id_len) != 0) {
        repeat = strchr(repeat, '\n') + 1;
    }
    size_t repeated_len = first.len - (size_t)(repeat - first.ptr);
    assert_memory_equal(repeat, second.ptr, repeated_len);
    assert_int_equal(count_lines(ssi_str_of(repeat, repeated_len)), summary.repeated);
    ssi_arena_release(&arena);
}

// Without quotes and CR it is the plain file again (no cell of it needs quotes).
static void test_generate__quotes_every_cell(void **state)
{
    (void)state;
    struct ssi_arena arena = {0};
    struct ssi_generate_options options = small_options("bare");
    options.parts = SSI_GENERATE_ACTIVITY;
    (void)run(&options);
    options.folder = "quoted";
    options.quote_all = options.crlf = true;
    (void)run(&options);
    struct ssi_str bare = read_file(&arena, "bare", "activity.csv");
    struct ssi_str quoted = read_file(&arena, "quoted", "activity.csv");
    assert_memory_equal(quoted.ptr, "\"occurred_at\",\"member_id\"", 25);
    char *stripped = ssi_arena_alloc(&arena, quoted.len);
    size_t len = 0;
    for (size_t i = 0; i < quoted.len; i++) {
        if (quoted.ptr[i] != '"' && quoted.ptr[i] != '\r') {
            stripped[len++] = quoted.ptr[i];
        }
    }
    assert_true(ssi_str_eq(bare, ssi_str_of(stripped, len)));
    ssi_arena_release(&arena);
}

static int compare_texts(const void *a, const void *b)
{
    const struct ssi_str *x = a, *y = b;
    return ssi_str_cmp(*x, *y);
}

// The last three cells of a person's first row: seat_id, profile_url, identity_key.
static size_t collect_aliases(struct ssi_str line, struct ssi_str *out)
{
    size_t count = 0;
    size_t end = line.len;
    for (size_t i = line.len; i-- > 0 && count < 3;) {
        if (line.ptr[i] == ',') {
            out[count++] = ssi_str_of(line.ptr + i + 1, end - i - 1);
            end = i;
        }
    }
    bool first_row = count == 3 && ssi_str_starts(out[0], ssi_str_z("ACwAA"));
    return !first_row ? 0 : out[2].len > 0 ? 3 : 2;
}

static void test_generate__nobody_shares_an_alias(void **state)
{
    (void)state;
    struct ssi_arena arena = {0};
    struct ssi_generate_options options = small_options("aliases");
    options.members = 3000;
    options.parts = SSI_GENERATE_MEMBERS;
    (void)run(&options);
    struct ssi_str rest = read_file(&arena, "aliases", "members.csv");
    struct ssi_str *aliases = ssi_arena_alloc(&arena, 3 * 3000 * sizeof *aliases + 64);
    size_t count = 0;
    size_t people = 0;
    struct ssi_str line;
    while (ssi_str_split(&rest, '\n', &line)) {
        size_t found = collect_aliases(line, aliases + count);
        people += found > 0;
        count += found;
    }
    assert_int_equal(people, 3000);
    qsort(aliases, count, sizeof *aliases, compare_texts);
    for (size_t i = 1; i < count; i++) {
        assert_false(ssi_str_eq(aliases[i - 1], aliases[i]));
    }
    ssi_arena_release(&arena);
}

static void test_generate__refuses_options_out_of_range(void **state)
{
    (void)state;
    struct ssi_error err = {0};
    struct ssi_generate_options options = small_options("refused");
    options.members = 0;
    assert_int_equal(ssi_generate(&options, NULL, &err), SSI_EUSAGE);
    options = small_options("refused");
    options.weeks = 521;
    assert_int_equal(ssi_generate(&options, NULL, &err), SSI_EUSAGE);
    options = small_options("refused");
    options.files = 7;
    assert_int_equal(ssi_generate(&options, NULL, &err), SSI_EUSAGE);
    options = small_options(NULL);
    assert_int_equal(ssi_generate(&options, NULL, &err), SSI_EUSAGE);
    assert_false(ssi_file_exists("refused"));
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void test_generate__replaces_its_own_files_only(void **state)
{
    (void)state;
    struct ssi_error err = {0};
    struct ssi_generate_options options = small_options("mixed");
    (void)run(&options);
    write_text("mixed/README.md", "mine");
    options.gzip = true;
    assert_int_equal(ssi_generate(&options, NULL, &err), SSI_OK);
    assert_false(ssi_file_exists("mixed/activity.csv"));
    assert_true(ssi_file_exists("mixed/activity.csv.gz"));
    assert_true(ssi_file_exists("mixed/README.md"));

    write_text("mixed/activity.csv", "a real export");
    options.gzip = false;
    assert_int_equal(ssi_generate(&options, NULL, &err), SSI_EUSAGE);
    assert_non_null(strstr(err.message, "activity.csv"));
    assert_true(ssi_file_exists("mixed/activity.csv.gz"));
    assert_true(ssi_file_exists("mixed/members.csv"));
}

// The README beside the sample prints the tables; they must not drift apart.
static void test_generate__readme_prints_the_tables(void **state)
{
    (void)state;
    struct ssi_arena arena = {0};
    struct ssi_str readme = read_file(&arena, SSI_TEST_DATASETS "/sample", "README.md");
    char row[128];
    const struct ssi_generate_rate *rate;
    for (size_t i = 0; (rate = ssi_generate_rate(i)); i++) {
        (void)snprintf(row, sizeof row, "| %s | %.2f | %.1f | %.1f | %.1f | %s |\n",
                       rate->activity, rate->per_week, rate->spread, rate->premium,
                       rate->free, rate->from);
        if (!strstr(readme.ptr, row)) {
            fail_msg("not in the README: %s", row);
        }
    }
    const struct ssi_generate_truth *truth;
    for (size_t i = 0; (truth = ssi_generate_truth(i)); i++) {
        (void)snprintf(row, sizeof row, "| %s | %.1f | %.0f |\n", truth->metric,
                       truth->weight, truth->target);
        if (!strstr(readme.ptr, row)) {
            fail_msg("not in the README: %s", row);
        }
    }
    ssi_arena_release(&arena);
}

static void test_generate__the_bundled_sample_is_reproducible(void **state)
{
    (void)state;
    struct ssi_generate_options options;
    ssi_generate_options_init(&options);
    options.folder = "sample";
    options.gzip = true;
    (void)run(&options);
    assert_true(same_folders("sample", SSI_TEST_DATASETS "/sample"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_generate__same_options_same_bytes),
        cmocka_unit_test(test_generate__a_part_alone_has_the_same_bytes),
        cmocka_unit_test(test_generate__gzip_holds_the_same_bytes),
        cmocka_unit_test(test_generate__events_are_exact),
        cmocka_unit_test(test_generate__the_smallest_world_works),
        cmocka_unit_test(test_generate__summary_counts_rows),
        cmocka_unit_test(test_generate__files_adjoin_in_time),
        cmocka_unit_test(test_generate__overlap_repeats_rows),
        cmocka_unit_test(test_generate__quotes_every_cell),
        cmocka_unit_test(test_generate__nobody_shares_an_alias),
        cmocka_unit_test(test_generate__refuses_options_out_of_range),
        cmocka_unit_test(test_generate__replaces_its_own_files_only),
        cmocka_unit_test(test_generate__readme_prints_the_tables),
        cmocka_unit_test(test_generate__the_bundled_sample_is_reproducible),
    };
    return cmocka_run_group_tests_name("generate", tests, NULL, NULL);
}
