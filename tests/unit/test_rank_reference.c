// SPDX-License-Identifier: GPL-3.0-or-later
// Measures against values made by R and by exact fractions (stat-reference). They are not
// part of the project: the folder that holds reference/ is $SSI_SHARED or ../shared
// beside the sources; without it the test is skipped.

#include "testing_measures.h"

enum { MOST = 200, COLUMNS = 8 };

static const char *folder(void)
{
    const char *shared = getenv("SSI_SHARED");
    return shared && shared[0] ? shared : SSI_TEST_DATASETS "/../../shared";
}

static FILE *open_table(const char *name)
{
    char path[1000];
    (void)snprintf(path, sizeof path, "%s/reference/stat-reference/%s", folder(), name);
    return fopen(path, "r");
}

/* The next row's cells, or false at the end; the header is passed over by the caller. */
static bool next_row(FILE *file, char line[8192], char *cells[COLUMNS])
{
    if (!fgets(line, 8192, file)) {
        return false;
    }
    line[strcspn(line, "\r\n")] = '\0';
    for (int c = 0; c < COLUMNS; c++) {
        cells[c] = line;
        line += strcspn(line, "\t");
        if (*line) {
            *line++ = '\0';
        }
    }
    return true;
}

/* Numbers of "[1, 2]" or "  1,  2". */
static size_t numbers(const char *text, double out[MOST])
{
    size_t n = 0;
    while (*text) {
        char *end;
        double value = strtod(text, &end);
        if (end == text) {
            text++;
        } else {
            assert_true(n < MOST);
            out[n++] = value;
            text = end;
        }
    }
    return n;
}

static void test_rank_reference__correlations(void **state)
{
    (void)state;
    char line[8192];
    char *cells[COLUMNS];
    int rows = 0;
    FILE *file = open_table("rank_correlation_R.tsv");
    assert_non_null(file);
    assert_true(next_row(file, line, cells));
    while (next_row(file, line, cells)) {
        double x[MOST];
        double y[MOST];
        size_t n = numbers(cells[5], x);
        assert_int_equal(numbers(cells[6], y), n);
        assert_close(spearman_of(x, y, n), strtod(cells[3], NULL), EXACT);
        assert_close(tau_of(x, y, n, NULL), strtod(cells[4], NULL), EXACT);
        rows++;
    }
    (void)fclose(file);
    assert_int_equal(rows, 7);
}

static void test_rank_reference__auc(void **state)
{
    (void)state;
    char line[8192];
    char *cells[COLUMNS];
    int rows = 0;
    FILE *file = open_table("auc.tsv");
    assert_non_null(file);
    assert_true(next_row(file, line, cells));
    while (next_row(file, line, cells)) {
        double labels[MOST];
        double scores[MOST];
        bool relevant[MOST];
        size_t n = numbers(cells[1], labels);
        assert_int_equal(numbers(cells[2], scores), n);
        for (size_t i = 0; i < n; i++) {
            relevant[i] = labels[i] > 0;
        }
        assert_close(auc_of(scores, relevant, n), strtod(cells[4], NULL), EXACT);
        rows++;
    }
    (void)fclose(file);
    assert_int_equal(rows, 5);
}

static void test_rank_reference__ndcg(void **state)
{
    (void)state;
    char line[8192];
    char *cells[COLUMNS];
    int rows = 0;
    FILE *file = open_table("ndcg.tsv");
    assert_non_null(file);
    assert_true(next_row(file, line, cells));
    while (next_row(file, line, cells)) {
        double gains[MOST];
        double scores[MOST];
        size_t n = numbers(cells[1], gains);
        assert_int_equal(numbers(cells[2], scores), n);
        assert_close(ndcg_of(scores, gains, n, strtoul(cells[3], NULL, 10)),
                     strtod(cells[5], NULL), EXACT);
        rows++;
    }
    (void)fclose(file);
    assert_int_equal(rows, 15);
}

int main(void)
{
    FILE *file = open_table("auc.tsv");
    if (!file) {
        (void)printf("skipped: no %s/reference/stat-reference (set SSI_SHARED)\n",
                     folder());
        return 77;
    }
    (void)fclose(file);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rank_reference__correlations),
        cmocka_unit_test(test_rank_reference__auc),
        cmocka_unit_test(test_rank_reference__ndcg),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
