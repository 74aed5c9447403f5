// SPDX-License-Identifier: GPL-3.0-or-later
// What pages say in words: empty pillars, members without a score, and the notes taken
// from manifest.json.

#include "../../engine/report/sentences_internal.h"

#include "ssi/file.h"
#include "ssi/output.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static bool holds(const char *line, const char *part)
{
    return strstr(line, part) != NULL;
}

static void test_report_sentences__name_empty_pillars(void **state)
{
    (void)state;
    char line[SSI_LINE_SIZE];
    struct ssi_report_data data = {.out_of = 100,
                                   .has_pillar = {false, true, true, true, true}};
    assert_false(ssi_say_empty_pillars(&data, line));
    assert_string_equal(line, "");
    data.has_pillar[SSI_BRAND] = false;
    data.out_of = 75;
    assert_true(ssi_say_empty_pillars(&data, line));
    assert_true(holds(line, "Of 75, not of 100: Professional brand is empty"));
    data.has_pillar[SSI_INSIGHTS] = false;
    data.out_of = 50;
    assert_true(ssi_say_empty_pillars(&data, line));
    assert_true(holds(line, "Of 50, not of 100: Professional brand and Insights are"));
    data.has_pillar[SSI_PEOPLE] = data.has_pillar[SSI_RELATIONSHIPS] = false;
    assert_true(ssi_say_empty_pillars(&data, line));
    assert_true(holds(line, "No scores"));
}

static void test_report_sentences__say_why_there_is_no_score(void **state)
{
    (void)state;
    char line[SSI_LINE_SIZE];
    struct ssi_report_data data = {.has_pillar = {false, false, true, true, true}};
    struct ssi_member member = {.status = ssi_str_z("incomplete"),
                                .values = {SSI_NONE, SSI_NONE, SSI_NONE, 1, SSI_NONE}};
    assert_true(ssi_say_status(&data, &member, line));
    assert_string_equal(
        line, "No score: nothing is known here about Finding people and Relationships.");
    member.status = ssi_str_z("provisional");
    member.weeks = 1;
    assert_true(ssi_say_status(&data, &member, line));
    assert_true(holds(line, "1 week of data"));
    member.status = ssi_str_z("complete");
    assert_false(ssi_say_status(&data, &member, line));
    assert_string_equal(line, "");
}

/** The notes of a manifest, a line each. */
static void read_manifest(struct ssi_report_data *data, const char *json)
{
    char folder[] = "manifest-XXXXXX";
    struct ssi_output *output = NULL;
    *data = (struct ssi_report_data){0};
    ssi_arena_init(&data->arena);
    assert_non_null(mkdtemp(folder));
    const char *path = ssi_path_join(&data->arena, folder, "manifest.json");
    assert_int_equal(ssi_output_open(path, SSI_OUTPUT_PLAIN, &output, NULL), SSI_OK);
    ssi_output_text(output, json);
    assert_int_equal(ssi_output_close(output, NULL), SSI_OK);
    assert_int_equal(ssi_report_manifest_read(data, folder, NULL), SSI_OK);
    assert_int_equal(ssi_folder_remove(folder, NULL), SSI_OK);
}

static void assert_note(const struct ssi_report_data *data, size_t i, const char *text)
{
    assert_true(i < data->note_count);
    assert_true(ssi_str_eq(data->notes[i], ssi_str_z(text)));
}

static void test_report_sentences__notes_of_a_manifest(void **state)
{
    (void)state;
    struct ssi_report_data data;
    read_manifest(
        &data,
        "{\"incomplete\": [\"bad.csv\"], \"warnings\": [\"The exports end early.\"],"
        " \"gaps\": [{\"format\": \"a\", \"week\": \"2026-08-05\"},"
        " {\"format\": \"b\", \"week\": \"2026-08-05\"},"
        " {\"format\": \"b\", \"week\": \"2026-08-12\"},"
        " {\"format\": \"b\", \"week\": \"2026-08-19\"},"
        " {\"format\": \"b\", \"week\": \"odd\"}],"
        " \"unknown_activities\": {\"NOD\": 1, \"WAVE\": 1200},"
        " \"pillars\": {\"brand\": false, \"people\": true},"
        " \"model\": {\"name\": \"default\"}, \"options\": {\"min_group\": 12},"
        " \"counts\": {\"active\": 7}}");
    assert_true(data.incomplete);
    assert_int_equal(data.bad_note_count, 1);
    assert_int_equal(data.note_count, 5);
    assert_note(&data, 0, "Left out, because it could not be read: bad.csv");
    assert_note(&data, 1, "A missing export? Nothing from a in the week to 5 Aug 2026");
    assert_note(&data, 2,
                "A missing export? Nothing from b in the weeks to 5 Aug 2026, 12 Aug "
                "2026, 19 Aug 2026 and 1 more");
    assert_note(&data, 3,
                "Not counted, because no format maps them: NOD (1 row), WAVE (1,200 "
                "rows)");
    assert_note(&data, 4, "The exports end early.");
    assert_false(data.has_pillar[SSI_BRAND]);
    assert_true(data.has_pillar[SSI_PEOPLE]);
    assert_true(ssi_str_eq(data.model, ssi_str_z("default")));
    assert_int_equal(data.min_group, 12);
    assert_int_equal(data.active, 7);
    assert_int_equal(data.idle, SSI_NONE);
    ssi_arena_release(&data.arena);
}

static void test_report_sentences__an_empty_manifest_says_nothing(void **state)
{
    (void)state;
    struct ssi_report_data data;
    read_manifest(&data, "{}");
    assert_false(data.incomplete);
    assert_int_equal(data.note_count, 0);
    assert_int_equal(data.min_group, 10);
    ssi_arena_release(&data.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_sentences__name_empty_pillars),
        cmocka_unit_test(test_report_sentences__say_why_there_is_no_score),
        cmocka_unit_test(test_report_sentences__notes_of_a_manifest),
        cmocka_unit_test(test_report_sentences__an_empty_manifest_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
