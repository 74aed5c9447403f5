// SPDX-License-Identifier: GPL-3.0-or-later
// Two public sets of CSV files with what they mean: csv-spectrum (max-mapper) and
// csv-test-data (sineemore). They are not part of the project: the folder that holds
// reference/ is $SSI_SHARED or ../shared beside the sources; without it the test is
// skipped.

#include "ssi/csv.h"

#include "ssi/file.h"
#include "ssi/json.h"

#include "testing.h"

#include <stdlib.h>

/* What holds. The others differ on purpose: an empty line is no row here (all-empty,
 * empty-one-column), outer blanks of a cell are trimmed (leading-space, trailing-space);
 * and location_coordinates.json belongs to another file. */
enum { SPECTRUM_FILES = 12, SPECTRUM_AGREES = 11 };
enum { GOOD_FILES = 18, GOOD_AGREES = 14, BAD_FILES = 7, BAD_REFUSED = 7 };

static const char *reference_folder(void)
{
    const char *shared = getenv("SSI_SHARED");
    return shared && shared[0] ? shared : SSI_TEST_DATASETS "/../../shared";
}

struct file {
    struct ssi_str name; /* without folder and .csv */
    const char *csv, *json;
    bool with_header;
};

static struct ssi_str stem_of(const char *path)
{
    struct ssi_str name = ssi_str_z(ssi_path_base(path));
    return ssi_str_of(name.ptr, name.len - strlen(".csv"));
}

static const char *json_path(struct ssi_arena *arena, const char *folder,
                             struct ssi_str stem)
{
    char name[200];
    (void)snprintf(name, sizeof name, "json/%.*s.json", (int)stem.len, stem.ptr);
    return ssi_path_join(arena, folder, name);
}

/* One row against an array of texts, or against an object by the header's names. */
static bool row_agrees(const struct ssi_csv_row *row, const struct ssi_str *header,
                       const struct ssi_json *want)
{
    if (!want || (!header && ssi_json_size(want) != row->count)) {
        return false;
    }
    for (size_t i = 0; i < row->count; i++) {
        char name[100];
        if (header) {
            (void)snprintf(name, sizeof name, "%.*s", (int)header[i].len, header[i].ptr);
        }
        struct ssi_str text = header ? ssi_json_get_text(want, name)
                                     : ssi_json_as_text(ssi_json_at(want, i));
        if (!ssi_str_eq(text, row->cells[i])) {
            return false;
        }
    }
    return true;
}

static struct ssi_csv *open_file(const char *path)
{
    struct ssi_source *source = NULL;
    struct ssi_csv *csv = NULL;
    struct ssi_error err;
    assert_ok(ssi_source_open(path, &source, &err));
    assert_ok(ssi_csv_new(source, &csv, &err));
    ssi_csv_configure(csv, ',', true, 0);
    return csv;
}

/* Copies the header, since a row lasts until the next one; fixes the width by it. */
static const struct ssi_str *keep_header(struct ssi_csv *csv, struct ssi_arena *arena)
{
    struct ssi_csv_row row;
    struct ssi_error err;
    if (ssi_csv_next(csv, &row, &err) != SSI_OK || row.fault != SSI_CSV_GOOD) {
        return NULL;
    }
    struct ssi_str *header = ssi_arena_alloc(arena, row.count * sizeof *header);
    assert_non_null(header);
    for (size_t i = 0; i < row.count; i++) {
        assert_ok(ssi_arena_copy(arena, row.cells[i], &header[i], &err));
    }
    ssi_csv_configure(csv, ',', true, row.count);
    return header;
}

static bool file_agrees(const struct file *file, const struct ssi_json *want,
                        struct ssi_arena *arena)
{
    struct ssi_csv *csv = open_file(file->csv);
    const struct ssi_str *header = file->with_header ? keep_header(csv, arena) : NULL;
    bool agrees = header || !file->with_header;
    struct ssi_csv_row row;
    size_t rows = 0;
    while (ssi_csv_next(csv, &row, NULL) == SSI_OK) {
        agrees = agrees && row.fault == SSI_CSV_GOOD &&
                 row_agrees(&row, header, ssi_json_at(want, rows));
        rows++;
    }
    ssi_csv_free(csv);
    return agrees && rows == ssi_json_size(want);
}

/* A file that is bad: some row is, or its header is not "foo,bar,baz" where it must be.
 */
static bool file_refused(const struct file *file, struct ssi_arena *arena)
{
    static const char *const names[] = {"foo", "bar", "baz"};
    struct ssi_csv *csv = open_file(file->csv);
    struct ssi_csv_row row;
    bool refused = false;
    if (file->with_header) {
        const struct ssi_str *header = keep_header(csv, arena);
        for (size_t i = 0; header && i < SSI_COUNT(names); i++) {
            refused |= !ssi_str_eq(header[i], ssi_str_z(names[i]));
        }
        refused |= !header;
    }
    while (!refused && ssi_csv_next(csv, &row, NULL) == SSI_OK) {
        refused = row.fault != SSI_CSV_GOOD;
    }
    ssi_csv_free(csv);
    return refused;
}

struct tally {
    int files, agrees, bad, refused;
};

static void weigh(struct tally *tally, const struct file *file, struct ssi_arena *arena)
{
    if (!ssi_file_exists(file->json)) {
        bool refused = file_refused(file, arena);
        tally->bad++;
        tally->refused += refused;
        print_message("%s %.*s\n", refused ? "refused " : "ACCEPTED", (int)file->name.len,
                      file->name.ptr);
        return;
    }
    struct ssi_str bytes;
    struct ssi_json *want = NULL;
    struct ssi_error err;
    assert_ok(ssi_file_read(file->json, 1 << 20, arena, &bytes, &err));
    assert_ok(ssi_json_parse(bytes, &want, &err));
    bool agrees = file_agrees(file, want, arena);
    tally->files++;
    tally->agrees += agrees;
    print_message("%s %.*s\n", agrees ? "agrees  " : "differs ", (int)file->name.len,
                  file->name.ptr);
    ssi_json_free(want);
}

/* All files of a set; with_header: which of them have one (by the beginning of their
 * names). */
static struct tally weigh_all(const char *set, const char *csvs, bool all_have_headers)
{
    struct ssi_arena arena = {0};
    struct ssi_path_list list = {0};
    struct ssi_error err;
    struct tally tally = {0};
    const char *folder = ssi_path_join(&arena, reference_folder(), set);
    assert_ok(ssi_path_list_add(&list, ssi_path_join(&arena, folder, csvs), &err));
    for (size_t i = 0; i < list.count; i++) {
        struct file file = {.csv = list.items[i].path,
                            .name = stem_of(list.items[i].path)};
        file.json = json_path(&arena, folder, file.name);
        file.with_header = all_have_headers ||
                           ssi_str_starts(file.name, ssi_str_z("header-")) ||
                           ssi_str_starts(file.name, ssi_str_z("bad-header-"));
        weigh(&tally, &file, &arena);
    }
    ssi_path_list_release(&list);
    ssi_arena_release(&arena);
    return tally;
}

static void test_csv_reference__spectrum(void **state)
{
    (void)state;
    struct tally tally = weigh_all("reference/csv-spectrum", "csvs", true);
    print_message("csv-spectrum: %d of %d agree\n", tally.agrees, tally.files);
    assert_int_equal(tally.files, SPECTRUM_FILES);
    assert_int_equal(tally.agrees, SPECTRUM_AGREES);
}

static void test_csv_reference__test_data(void **state)
{
    (void)state;
    struct tally tally = weigh_all("reference/csv-test-data", "csv", false);
    print_message("csv-test-data: %d of %d agree, %d of %d bad ones refused\n",
                  tally.agrees, tally.files, tally.refused, tally.bad);
    assert_int_equal(tally.files, GOOD_FILES);
    assert_int_equal(tally.agrees, GOOD_AGREES);
    assert_int_equal(tally.bad, BAD_FILES);
    assert_int_equal(tally.refused, BAD_REFUSED);
}

int main(void)
{
    struct ssi_arena arena = {0};
    const char *sets[] = {"reference/csv-spectrum/csvs", "reference/csv-test-data/csv"};
    for (size_t i = 0; i < SSI_COUNT(sets); i++) {
        const char *path = ssi_path_join(&arena, reference_folder(), sets[i]);
        if (!path || !ssi_file_is_folder(path)) {
            (void)printf("skipped: no folder %s (set SSI_SHARED)\n",
                         path ? path : sets[i]);
            ssi_arena_release(&arena);
            return 77;
        }
    }
    ssi_arena_release(&arena);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv_reference__spectrum),
        cmocka_unit_test(test_csv_reference__test_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
