// SPDX-License-Identifier: GPL-3.0-or-later
// Mean, standard deviation and quantiles against NIST's certified values (Statistical
// Reference Datasets, univariate) and R's nine types of quantiles. Both sets are not part
// of the project: the folder that holds reference/ is $SSI_SHARED or ../shared beside the
// sources. Without it those two are skipped.

#include "ssi/stats.h"

#include "ssi/file.h"
#include "ssi/memory.h"
#include "ssi/num.h"

#include "testing.h"

#include <math.h>
#include <stdlib.h>

static struct ssi_str read_reference(struct ssi_arena *arena, const char *name)
{
    struct ssi_str bytes = ssi_str_of(NULL, 0);
    const char *shared = getenv("SSI_SHARED");
    const char *folder = shared && shared[0] ? shared : SSI_TEST_DATASETS "/../../shared";
    const char *path = ssi_path_join(arena, folder, name);
    if (path && ssi_file_exists(path)) {
        struct ssi_error err;
        assert_ok(ssi_file_read(path, 1 << 20, arena, &bytes, &err));
    } else {
        print_message("skipped: no %s/%s (set SSI_SHARED)\n", folder, name);
        skip();
    }
    return bytes;
}

static double number_of(struct ssi_str text)
{
    double value;
    assert_true(ssi_parse_double(ssi_str_trim(text), &value));
    return value;
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Numbers as (x * scale + offset), which are integers. */
struct integers {
    uint32_t items[5000];
    size_t n;
    double scale, offset;
};

static void add_number(struct integers *list, struct ssi_str text)
{
    double scaled = number_of(text) * list->scale + list->offset;
    assert_true(list->n < SSI_COUNT(list->items) && scaled >= 0 && scaled < 4e9);
    assert_true(fabs(scaled - nearbyint(scaled)) < 1e-4);
    list->items[list->n++] = (uint32_t)nearbyint(scaled);
}

static struct ssi_value_counts values_of(struct integers *list)
{
    struct ssi_value_counts values = {.n = list->n};
    qsort(list->items, list->n, sizeof list->items[0], by_value);
    values.items = ssi_alloc(list->n, sizeof *values.items);
    assert_non_null(values.items);
    for (size_t i = 0; i < list->n; i++) {
        if (i == 0 || list->items[i] != list->items[i - 1]) {
            values.items[values.distinct++].value = list->items[i];
        }
        values.items[values.distinct - 1].count++;
    }
    return values;
}

static double back(const struct integers *list, double value)
{
    return (value - list->offset) / list->scale;
}

/* Correct significant digits. */
static double digits(double got, double want)
{
    double off = fabs(got - want) / fabs(want);
    return off > 0 ? -log10(off) : 17;
}

static void test_summary__nist(void **state)
{
    (void)state;
    static struct integers list;
    struct ssi_arena arena = {0};
    struct ssi_str table = read_reference(&arena, "reference/nist-strd/certified.tsv");
    struct ssi_str line;
    size_t sets = 0;
    assert_true(ssi_str_split(&table, '\n', &line)); // the header
    while (ssi_str_split(&table, '\n', &line) && line.len > 0) {
        struct ssi_str cells[7];
        for (size_t i = 0; i < 7; i++) {
            assert_true(ssi_str_split(&line, '\t', &cells[i]));
        }
        char name[100];
        (void)snprintf(name, sizeof name, "reference/nist-strd/%.*s.values",
                       (int)cells[0].len, cells[0].ptr);
        struct ssi_str rest = read_reference(&arena, name);
        struct ssi_str number;
        bool whole = memchr(rest.ptr, '.', rest.len) == NULL;
        bool long_decimals = ssi_str_eq(cells[0], ssi_str_z("Mavro"));
        list = (struct integers){.scale = whole           ? 1
                                          : long_decimals ? 1e5
                                                          : 100,
                                 .offset =
                                     ssi_str_eq(cells[0], ssi_str_z("Lew")) ? 1000 : 0};
        while (ssi_str_split(&rest, '\n', &number)) {
            if (number.len > 0) {
                add_number(&list, number);
            }
        }
        assert_int_equal((int)number_of(cells[1]), (int)list.n);
        struct ssi_value_counts values = values_of(&list);
        struct ssi_moments moments = ssi_moments(&values);
        double mean = digits(back(&list, moments.mean), number_of(cells[5]));
        double sd = digits(moments.sd / list.scale, number_of(cells[6]));
        print_message("%.*s: mean %.1f digits, sd %.1f\n", (int)cells[0].len,
                      cells[0].ptr, mean, sd);
        assert_true(mean >= (whole ? 15 : 8) && sd >= (whole ? 15 : 8));
        ssi_free(values.items);
        sets++;
    }
    assert_int_equal(sets, 9);
    ssi_arena_release(&arena);
}

/* The vector of a name, from quantile_vectors.tsv. */
static void read_vector(struct ssi_str table, struct ssi_str name, struct integers *list)
{
    struct ssi_str line;
    while (ssi_str_split(&table, '\n', &line)) {
        struct ssi_str first, number;
        if (!ssi_str_split(&line, '\t', &first) || !ssi_str_eq(first, name)) {
            continue;
        }
        while (ssi_str_split(&line, ',', &number)) {
            add_number(list, number);
        }
        return;
    }
    fail_msg("no such vector");
}

static void test_summary__type_7_as_in_r(void **state)
{
    (void)state;
    static struct integers list;
    struct ssi_arena arena = {0};
    struct ssi_str table =
        read_reference(&arena, "reference/stat-reference/quantile_types_R.tsv");
    struct ssi_str vectors =
        read_reference(&arena, "reference/stat-reference/quantile_vectors.tsv");
    struct ssi_str line;
    size_t checked = 0;
    assert_true(ssi_str_split(&table, '\n', &line));
    while (ssi_str_split(&table, '\n', &line) && line.len > 0) {
        struct ssi_str cells[4];
        for (size_t i = 0; i < 4; i++) {
            assert_true(ssi_str_split(&line, '\t', &cells[i]));
        }
        if (!ssi_str_eq(cells[1], ssi_str_z("7"))) {
            continue; // the other eight types
        }
        list = (struct integers){.scale = 100, .offset = 1000};
        read_vector(vectors, cells[0], &list);
        struct ssi_value_counts values = values_of(&list);
        double p = number_of(cells[2]);
        bool third = fabs(p - 1.0 / 3) < 1e-9;
        uint32_t num = third ? 1 : (uint32_t)nearbyint(p * 100);
        double got = back(&list, ssi_quantile(&values, num, third ? 3 : 100));
        double want = number_of(cells[3]);
        assert_true(fabs(got - want) <= 1e-12 * fabs(want));
        ssi_free(values.items);
        checked++;
    }
    assert_int_equal(checked, 108);
    ssi_arena_release(&arena);
}

/* By hand: 1 2 3 4 100 (thousandths): mean 22, sd 43.617656975, skewness (1/n) sum z^3.
 */
static void test_summary__by_hand(void **state)
{
    (void)state;
    struct ssi_value_count items[] = {
        {1000, 1}, {2000, 1}, {3000, 1}, {4000, 1}, {100000, 1}};
    struct ssi_value_counts values = {items, 5, 5};
    struct ssi_summary summary;
    struct ssi_error err;
    assert_ok(ssi_summarise(&values, &summary, &err));
    assert_int_equal(summary.mean, 22000);
    assert_int_equal(summary.sd, 43618);
    assert_int_equal(summary.quantiles[3], 3000);
    assert_int_equal(summary.quantiles[6], 80800); // h = 3.8
    assert_int_equal(summary.gini, 7273);          // 400 of 550
    assert_true(summary.has_skewness);
}

/* Counts and repeats are the same. */
static void test_summary__counts_are_repeats(void **state)
{
    (void)state;
    struct ssi_value_count items[] = {{10, 3}, {20, 1}, {40, 2}};
    struct ssi_value_count single[] = {{10, 1}, {10, 1}, {10, 1},
                                       {20, 1}, {40, 1}, {40, 1}};
    struct ssi_value_counts counted = {items, 3, 6};
    struct ssi_value_counts repeated = {single, 6, 6};
    struct ssi_summary a, b;
    struct ssi_error err;
    assert_ok(ssi_summarise(&counted, &a, &err));
    assert_ok(ssi_summarise(&repeated, &b, &err));
    assert_int_equal(a.gini, b.gini);
    assert_int_equal(a.sd, b.sd);
    assert_int_equal(a.skewness, b.skewness);
    for (int q = 0; q < SSI_QUANTILES; q++) {
        assert_int_equal(a.quantiles[q], b.quantiles[q]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_summary__nist),
        cmocka_unit_test(test_summary__type_7_as_in_r),
        cmocka_unit_test(test_summary__by_hand),
        cmocka_unit_test(test_summary__counts_are_repeats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
