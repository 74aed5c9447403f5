// SPDX-License-Identifier: GPL-3.0-or-later
// The registry of plots: each has a name of its own, a title, a summary, and a place.

#include "../../engine/report/plot_internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_report_plots__are_described(void **state)
{
    (void)state;
    assert_true(ssi_plot_count > 0);
    for (size_t i = 0; i < ssi_plot_count; i++) {
        const struct ssi_plot *plot = ssi_plots[i];
        assert_true(strlen(plot->name) > 0 && strlen(plot->name) <= 24);
        assert_true(strlen(plot->title) > 0 && strlen(plot->summary) > 0);
        assert_true(plot->width >= 200 && plot->height >= 100);
        assert_true(plot->scopes != 0 && plot->scopes < 8);
        assert_non_null(plot->draw);
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(plot->name, ssi_plots[k]->name);
        }
    }
}

/** A week in which nothing is known at all still gives figures, not failures. */
static void test_report_plots__survive_empty_data(void **state)
{
    (void)state;
    struct ssi_member member = {.id = ssi_str_z("m"), .name = ssi_str_z("m")};
    struct ssi_group group = {.kind = SSI_TEAM, .name = ssi_str_z("t")};
    struct ssi_report_data data = {.out_of = 100, .min_group = 10, .min_team = 3};
    for (size_t m = 0; m < SSI_MEASURES; m++) {
        member.values[m] = SSI_NONE;
        group.stats[m] = (struct ssi_stat){0, SSI_NONE, SSI_NONE, SSI_NONE, SSI_NONE};
    }
    member.change = member.change_5w = member.out_of = member.weeks = SSI_NONE;
    for (size_t i = 0; i < ssi_plot_count; i++) {
        const struct ssi_plot *plot = ssi_plots[i];
        struct ssi_subject subject = {
            .member = plot->scopes & SSI_OF_MEMBER ? &member : NULL,
            .group = plot->scopes & SSI_OF_TEAM ? &group : NULL};
        struct ssi_figure figure = {
            .sheet = {NULL, plot->width, plot->height, NULL, NULL, NULL},
            .area = {0, 0, plot->width, plot->height}};
        assert_int_equal(ssi_output_memory(&figure.sheet.out, NULL), SSI_OK);
        assert_int_equal(ssi_output_memory(&figure.numbers, NULL), SSI_OK);
        assert_int_equal(plot->draw(&figure, &data, subject, NULL), SSI_OK);
        ssi_output_abandon(figure.sheet.out);
        ssi_output_abandon(figure.numbers);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_plots__are_described),
        cmocka_unit_test(test_report_plots__survive_empty_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
