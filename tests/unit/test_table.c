// SPDX-License-Identifier: GPL-3.0-or-later
// Our own tables read back: cells by column name, and no irregularity forgiven.

#include "ssi/table.h"

#include "testing.h"

static void test_table__cells_by_name(void **state)
{
    (void)state;
    struct ssi_table table;
    struct ssi_error err;
    size_t name;
    size_t overall;
    write_text("scores.csv",
               "member_id,name,overall\nm1,\"Sue, \"\"S\"\"\n2\",75\nm2,,\n");
    assert_ok(ssi_table_load(&table, "scores.csv", &err));
    assert_int_equal(table.row_count, 2);
    assert_int_equal(table.column_count, 3);
    assert_ok(ssi_table_column(&table, "name", &name, &err));
    assert_ok(ssi_table_column(&table, "overall", &overall, &err));
    assert_str(ssi_table_cell(&table, 0, name), "Sue, \"S\"\n2");
    assert_str(ssi_table_cell(&table, 0, overall), "75");
    assert_str(ssi_table_cell(&table, 1, name), "");
    assert_string_equal(ssi_table_cell(&table, 0, overall).ptr, "75"); /* terminated */
    ssi_table_release(&table);
    ssi_table_release(&table);
    ssi_table_release(NULL);
}

static void test_table__a_missing_column_is_named(void **state)
{
    (void)state;
    struct ssi_table table;
    struct ssi_error err;
    size_t column = 7;
    write_text("scores.csv", "member_id,overall\n");
    assert_ok(ssi_table_load(&table, "scores.csv", &err));
    assert_int_equal(table.row_count, 0);
    assert_int_equal(ssi_table_column(&table, "Overall", &column, &err), SSI_EDATA);
    assert_contains(err.message, "'Overall'");
    assert_string_equal(err.file, "scores.csv");
    assert_int_equal(column, 7);
    ssi_table_release(&table);
}

static void test_table__gzip_and_many_rows(void **state)
{
    (void)state;
    struct ssi_table table;
    struct ssi_error err;
    struct bytes text = {.len = 0};
    struct bytes packed = {.len = 0};
    put(&text, ssi_str_z("n,twice\n"));
    for (unsigned i = 0; i < 3000; i++) {
        char line[32];
        (void)snprintf(line, sizeof line, "%u,%u\n", i, 2 * i);
        put(&text, ssi_str_z(line));
    }
    put_member(&packed, bytes_of(&text), 0);
    write_file("table.csv.gz", bytes_of(&packed));
    assert_ok(ssi_table_load(&table, "table.csv.gz", &err));
    assert_int_equal(table.row_count, 3000);
    assert_str(ssi_table_cell(&table, 2999, 0), "2999");
    assert_str(ssi_table_cell(&table, 2999, 1), "5998");
    ssi_table_release(&table);
    write_file("table.csv.gz", ssi_str_of(packed.at, packed.len - 1));
    assert_int_equal(ssi_table_load(&table, "table.csv.gz", &err), SSI_EIO);
    assert_string_equal(err.file, "table.csv.gz");
}

static void test_table__no_irregularity_is_forgiven(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t line;
    } cases[] = {{"a,b\n1,2\n1\n", 3}, {"a,b\n1,2,3\n", 2},    {"a,b\n1,\"2\n", 2},
                 {"a,b\n1,\xFF\n", 2}, {"a,b\n\n1,2\rx\n", 3}, {"", 0},
                 {"\n\n", 0},          {"a,\"b\n", 0}};
    for (size_t i = 0; i < SSI_COUNT(cases); i++) {
        struct ssi_table table;
        struct ssi_error err = {0};
        write_text("bad.csv", cases[i].text);
        assert_int_equal(ssi_table_load(&table, "bad.csv", &err), SSI_EDATA);
        assert_string_equal(err.file, "bad.csv");
        assert_int_equal(err.line, cases[i].line);
    }
    struct ssi_table table;
    struct ssi_error err = {0};
    assert_int_equal(ssi_table_load(&table, "missing.csv", &err), SSI_EIO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table__cells_by_name),
        cmocka_unit_test(test_table__a_missing_column_is_named),
        cmocka_unit_test(test_table__gzip_and_many_rows),
        cmocka_unit_test(test_table__no_irregularity_is_forgiven),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
