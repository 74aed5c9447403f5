// SPDX-License-Identifier: GPL-3.0-or-later
// Sentences of findings: who moved, which pillar, whether everyone shifted.

#include "../../engine/report/findings_internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { MEMBERS = 10 };

/** A team that is everyone: changes are +2.0, -1.5, +0.9, 0 ...; the average moves. */
struct world {
    struct ssi_report_data data;
    struct ssi_member members[MEMBERS];
    const struct ssi_member *team_members[MEMBERS];
    struct ssi_trend trends[2];
    struct ssi_group groups[2]; /**< everyone, a team */
};

static void set_up(struct world *world)
{
    static const int64_t changes[MEMBERS] = {2000, -1500, 900, 0, 40};
    *world = (struct world){.data = {.week = 700}};
    world->data.members = world->members;
    world->data.member_count = MEMBERS;
    world->data.groups = world->groups;
    world->data.group_count = 2;
    for (size_t i = 0; i < MEMBERS; i++) {
        world->members[i] =
            (struct ssi_member){.id = ssi_str_z("m"), .change = changes[i]};
        world->members[i].name = ssi_str_z(i == 0 ? "Ana" : i == 1 ? "Bo" : "Cy");
        world->team_members[i] = &world->members[i];
    }
    world->trends[0] =
        (struct ssi_trend){693, SSI_OVERALL, {.n = MEMBERS, .mean = 30000}};
    world->trends[1] = (struct ssi_trend){693, SSI_BRAND, {.n = MEMBERS, .mean = 8000}};
    for (size_t g = 0; g < 2; g++) {
        struct ssi_group *group = &world->groups[g];
        group->kind = g == 0 ? SSI_EVERYONE : SSI_TEAM;
        group->name = ssi_str_z(g == 0 ? "" : "North");
        group->members = world->team_members;
        group->member_count = MEMBERS;
        group->trends = world->trends;
        group->trend_count = 2;
        for (size_t m = 0; m < SSI_MEASURES; m++) {
            group->stats[m].mean = SSI_NONE;
        }
        group->stats[SSI_OVERALL].mean = 30200;
        group->stats[SSI_BRAND].mean = 8300;
    }
}

static void test_report_findings__say_who_moved_and_which_pillar(void **state)
{
    (void)state;
    struct world world;
    char lines[SSI_FINDINGS][SSI_LINE_SIZE];
    set_up(&world);
    assert_int_equal(ssi_findings(&world.data, &world.groups[1], lines), 3);
    assert_string_equal(lines[0],
                        "1 of 10 gained a point or more and 1 lost as much; Ana "
                        "gained most (+2.0), Bo lost most (−1.5).");
    assert_string_equal(lines[1],
                        "The average moved by +0.2 to 30.2; the pillar that moved "
                        "most is Professional brand (+0.3).");
    assert_string_equal(lines[2],
                        "Everyone’s average moved by +0.2, so the team kept pace.");
    world.members[0].change = 950; /* shown as +1.0, so it counts as a point */
    world.members[1].change = -940;
    (void)ssi_findings(&world.data, &world.groups[1], lines);
    assert_non_null(
        strstr(lines[0], "1 of 10 gained a point or more and 0 lost as much"));
}

static void test_report_findings__tell_a_shift_from_people(void **state)
{
    (void)state;
    struct world world;
    char lines[SSI_FINDINGS][SSI_LINE_SIZE];
    set_up(&world);
    assert_int_equal(ssi_findings(&world.data, &world.groups[0], lines), 3);
    assert_non_null(strstr(lines[2], "2 went up and 1 down: people moved"));
    for (size_t i = 0; i < MEMBERS; i++) {
        world.members[i].change = i == 0 ? 300 : -400;
    }
    (void)ssi_findings(&world.data, &world.groups[0], lines);
    assert_non_null(strstr(lines[2], "9 of 10 went down: more like a moved scale"));
    static const char *const verdicts[][2] = {
        {"everyone moved", "Everyone moved together"},
        {"members moved", "Members moved, not"},
        {"data missing", "lacks data"},
        {"none", "Everyone did not shift"}};
    for (size_t i = 0; i < SSI_COUNT(verdicts); i++) {
        world.groups[0].shift =
            (struct ssi_shift){ssi_str_z(verdicts[i][0]), MEMBERS, -330};
        (void)ssi_findings(&world.data, &world.groups[0], lines);
        assert_non_null(strstr(lines[2], verdicts[i][1]));
    }
}

static void test_report_findings__have_nothing_to_compare_with(void **state)
{
    (void)state;
    struct world world;
    char lines[SSI_FINDINGS][SSI_LINE_SIZE];
    set_up(&world);
    for (size_t i = 0; i < MEMBERS; i++) {
        world.members[i].change = SSI_NONE;
    }
    assert_int_equal(ssi_findings(&world.data, &world.groups[1], lines), 1);
    assert_string_equal(lines[0], "Nobody has a score of last week to compare with.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_findings__say_who_moved_and_which_pillar),
        cmocka_unit_test(test_report_findings__tell_a_shift_from_people),
        cmocka_unit_test(test_report_findings__have_nothing_to_compare_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
