// SPDX-License-Identifier: GPL-3.0-or-later
// JSON values: the same bytes for the same values, and reading that never fails on
// absence.

#include "ssi/json.h"

#include "testing.h"

static void assert_json(const struct ssi_json *value, const char *want)
{
    struct ssi_output *output = NULL;
    struct ssi_error err;
    assert_ok(ssi_output_memory(&output, &err));
    assert_ok(ssi_json_write(value, output, &err));
    assert_str(ssi_output_bytes(output), want);
    assert_ok(ssi_output_close(output, &err));
}

static void set(struct ssi_json *object, const char *key, struct ssi_json *value)
{
    struct ssi_error err;
    assert_ok(ssi_json_set(object, key, value, &err));
}

static void test_json__writes_sorted_keys(void **state)
{
    (void)state;
    struct ssi_json *object = ssi_json_object();
    struct ssi_json *array = ssi_json_array();
    struct ssi_error err;
    assert_ok(ssi_json_push(array, ssi_json_integer(INT64_MIN), &err));
    assert_ok(ssi_json_push(array, ssi_json_null(), &err));
    set(object, "b", array);
    set(object, "a", ssi_json_text(ssi_str_z("x\"\n")));
    set(object, "B", ssi_json_flag(true));
    set(object, "c", ssi_json_real(0.5));
    set(object, "d", ssi_json_object());
    set(object, "c", ssi_json_real(1.5)); /* the later value stands */
    assert_json(object, "{\n  \"B\": true,\n  \"a\": \"x\\\"\\n\",\n  \"b\": [\n"
                        "    -9223372036854775808,\n    null\n  ],\n  \"c\": 1.5,\n"
                        "  \"d\": {}\n}\n");
    ssi_json_free(object);
}

static void test_json__text_is_always_valid(void **state)
{
    (void)state;
    struct ssi_json *value = ssi_json_text(ssi_str_z("a\xFF"
                                                     "b\xC3"));
    assert_str(ssi_json_as_text(value), "a\xEF\xBF\xBD"
                                        "b\xEF\xBF\xBD");
    ssi_json_free(value);
    value = ssi_json_text(ssi_str_of(NULL, 0));
    assert_json(value, "\"\"\n");
    ssi_json_free(value);
    value = ssi_json_text(BYTES("a\0\xE2\x82\xAC"));
    assert_bytes(ssi_json_as_text(value), BYTES("a\0\xE2\x82\xAC"));
    ssi_json_free(value);
    ssi_json_free(NULL);
}

static void test_json__values_that_cannot_be_are_failures(void **state)
{
    (void)state;
    struct ssi_json *object = ssi_json_object();
    struct ssi_json *array = ssi_json_array();
    assert_int_equal(ssi_json_set(object, "a", NULL, NULL), SSI_EINTERNAL);
    assert_int_equal(ssi_json_push(array, NULL, NULL), SSI_EINTERNAL);
    assert_int_equal(ssi_json_set(NULL, "a", ssi_json_integer(1), NULL), SSI_EINTERNAL);
    assert_int_equal(ssi_json_push(object, ssi_json_integer(1), NULL), SSI_EINTERNAL);
    assert_json(object, "{}\n");
    ssi_json_free(object);
    ssi_json_free(array);
}

static struct ssi_json *parse(const char *text)
{
    struct ssi_json *value = NULL;
    struct ssi_error err;
    assert_ok(ssi_json_parse(ssi_str_z(text), &value, &err));
    return value;
}

static void test_json__reads_what_it_wrote(void **state)
{
    (void)state;
    static const char text[] =
        "{\n  \"list\": [\n    1,\n    \"two\"\n  ],\n  \"name\": \"x\"\n}\n";
    struct ssi_json *value = parse(text);
    assert_json(value, text);
    const struct ssi_json *list = ssi_json_get(value, "list");
    assert_int_equal(ssi_json_size(list), 2);
    assert_str(ssi_json_as_text(ssi_json_at(list, 1)), "two");
    assert_str(ssi_json_get_text(value, "name"), "x");
    ssi_json_free(value);
}

static void test_json__absent_values_are_empty(void **state)
{
    (void)state;
    struct ssi_json *value = parse("{\"n\": 7, \"t\": true, \"s\": \"x\", \"z\": null}");
    assert_null(ssi_json_get(value, "no"));
    assert_null(ssi_json_get(NULL, "no"));
    assert_null(ssi_json_get(ssi_json_get(value, "n"), "no"));
    assert_int_equal(ssi_json_size(value), 0);
    assert_int_equal(ssi_json_size(NULL), 0);
    assert_null(ssi_json_at(NULL, 0));
    assert_str(ssi_json_get_text(value, "n"), "");
    assert_str(ssi_json_get_text(value, "no"), "");
    assert_str(ssi_json_as_text(NULL), "");
    assert_int_equal(ssi_json_get_integer(value, "n"), 7);
    assert_int_equal(ssi_json_get_integer(value, "s"), 0);
    assert_int_equal(ssi_json_get_integer(value, "no"), 0);
    assert_true(ssi_json_get_flag(value, "t"));
    assert_false(ssi_json_get_flag(value, "n"));
    assert_false(ssi_json_get_flag(value, "no"));
    ssi_json_free(value);
}

static void test_json__errors_name_the_place(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",         "{",   "{\"a\": 1,}", "[1] 2", "{\"a\": 1, \"a\": 2}",
        "\"\xFF\"", "nul", "[01]"};
    for (size_t i = 0; i < SSI_COUNT(bad); i++) {
        struct ssi_json *value = NULL;
        struct ssi_error err;
        assert_int_equal(ssi_json_parse(ssi_str_z(bad[i]), &value, &err), SSI_EDATA);
        assert_null(value);
        assert_contains(err.message, "not valid JSON");
    }
    struct ssi_json *value = NULL;
    struct ssi_error err;
    assert_int_equal(ssi_json_parse(ssi_str_z("{\n\n  oops\n}"), &value, &err),
                     SSI_EDATA);
    assert_int_equal(err.line, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json__writes_sorted_keys),
        cmocka_unit_test(test_json__text_is_always_valid),
        cmocka_unit_test(test_json__values_that_cannot_be_are_failures),
        cmocka_unit_test(test_json__reads_what_it_wrote),
        cmocka_unit_test(test_json__absent_values_are_empty),
        cmocka_unit_test(test_json__errors_name_the_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
