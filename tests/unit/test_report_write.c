// SPDX-License-Identifier: GPL-3.0-or-later
// A whole report from small tables: what is written, the same bytes twice, nothing
// touched after a failure, nothing left behind, nothing run.

#include "ssi/report.h"

#include "../../engine/report/gnuplot_internal.h"

#include "ssi/file.h"
#include "ssi/output.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/** The tables of a week of four members; the second one's name and team are hostile. */
static const struct {
    const char *name, *text;
} tables[] = {
    {"scores.csv",
     "member_id,name,team,industry,seat,status,week,brand,people,insights,relationships,"
     "overall,out_of,change,change_5w,weeks,coverage,industry_n,industry_position,"
     "industry_top_percent,industry_percentile,team_n,team_position,team_top_percent,"
     "team_percentile,everyone_n,everyone_position,everyone_top_percent,everyone_"
     "percentile,"
     "network_n,network_position,network_top_percent,network_percentile,network_mean,"
     "connections,connections_scored\n"
     "a,Ana,North,Software,free,complete,2026-11-18,10.000,5.000,5.000,10.000,30.000,100,"
     "1.250,,13,0.8000,3,1,34,83.33,3,1,34,83.33,3,1,34,83.33,1,1,100,50.00,30.000,9,0\n"
     "b,\"'; system('touch pwned') #\",\"`touch "
     "pwned`\",Software,,provisional,2026-11-18,"
     "8.000,4.000,0.000,8.000,20.000,100,,,2,0.8000,3,2,67,50.00,1,1,100,50.00,3,2,67,50."
     "00,"
     "1,1,100,50.00,20.000,,\n"
     "c,,North,,,incomplete,2026-11-18,8.000,4.000,1.000,,,,,,13,0.5000,,,,,,,,,,,,,,,,,,"
     ",\n"
     "d,Dana,North,Software,free,complete,2026-11-18,1.000,2.000,3.000,4.000,10.000,100,"
     "-0.040,,13,0.8000,3,3,100,16.67,3,2,67,50.00,3,3,100,16.67,1,1,100,50.00,10.000,1,"
     "0\n"},
    {"history.csv", "member_id,week,brand,people,insights,relationships,overall,out_of,"
                    "industry_top_percent,network_top_percent,network_mean\n"
                    "a,2026-11-11,10.000,4.000,5.000,9.750,28.750,100,34,100,28.750\n"
                    "a,2026-11-18,10.000,5.000,5.000,10.000,30.000,100,34,100,30.000\n"
                    "b,2026-11-18,8.000,4.000,0.000,8.000,20.000,100,67,100,20.000\n"},
    {"groups.csv",
     "kind,group,week,measure,n,mean,sd,q05,q10,q25,q50,q75,q90,q95,skewness,gini\n"
     "everyone,,2026-11-18,overall,3,,,,,,,,,,,\n"
     "industry,Software,2026-11-18,overall,3,,,,,,,,,,,\n"
     "team,North,2026-11-18,overall,2,,,,,,,,,,,\n"
     "team,`touch pwned`,2026-11-18,overall,1,,,,,,,,,,,\n"},
    {"trends.csv", "kind,group,week,measure,n,mean,q25,q50,q75\n"},
    {"distributions.csv", "kind,group,week,measure,low,high,count\n"},
    {"sources.csv",
     "file,digest,format,rows,used,ignored_mapping,ignored_orphan,duplicate,"
     "rejected,first,last\n"
     "x.csv,00,activity,10,9,0,0,0,1,2026-11-01T00:00:00Z,2026-11-18T20:00:00Z\n"},
    {"manifest.json", "{\"as_of\": \"2026-11-19T06:00:00Z\", \"model\": \"default\"}\n"},
};

static const char contributions[] =
    "member_id,pillar,metric,value,normalised,weight,points,previous_value,previous_"
    "points\n"
    "a,people,people_searches,3.000000,0.200000,3,5.000,2.000000,4.000\n"
    "a,relationships,connections,120.000000,0.400000,2,10.000,110.000000,9.750\n";

struct week {
    char folder[32];
    struct ssi_arena arena;
};

static void write_file(struct week *week, const char *name, const char *text,
                       enum ssi_output_kind kind)
{
    struct ssi_output *output = NULL;
    const char *path = ssi_path_join(&week->arena, week->folder, name);
    assert_int_equal(ssi_output_open(path, kind, &output, NULL), SSI_OK);
    ssi_output_text(output, text);
    assert_int_equal(ssi_output_close(output, NULL), SSI_OK);
}

static struct ssi_str read_file(struct week *week, const char *name)
{
    struct ssi_str bytes = {0};
    const char *path = ssi_path_join(&week->arena, week->folder, name);
    assert_int_equal(ssi_file_read(path, 1 << 24, &week->arena, &bytes, NULL), SSI_OK);
    return bytes;
}

static void open_week(struct week *week)
{
    *week = (struct week){.folder = "week-XXXXXX"};
    assert_non_null(mkdtemp(week->folder));
    for (size_t i = 0; i < SSI_COUNT(tables); i++) {
        write_file(week, tables[i].name, tables[i].text, SSI_OUTPUT_PLAIN);
    }
    write_file(week, "contributions.csv.gz", contributions, SSI_OUTPUT_GZIP);
}

static void close_week(struct week *week)
{
    assert_int_equal(ssi_folder_remove(week->folder, NULL), SSI_OK);
    ssi_arena_release(&week->arena);
}

static void need_gnuplot(void)
{
    char gnuplot[4096];
    if (ssi_gnuplot_find(gnuplot, sizeof gnuplot, NULL) != SSI_OK) {
        skip();
    }
}

static bool holds(struct ssi_str text, const char *part)
{
    size_t len = strlen(part);
    for (size_t i = 0; i + len <= text.len; i++) {
        if (memcmp(text.ptr + i, part, len) == 0) {
            return true;
        }
    }
    return false;
}

/** All files below the folder, one after the other, with their names. */
static struct ssi_str all_bytes(struct week *week)
{
    struct ssi_path_list list = {0};
    struct ssi_output *output = NULL;
    struct ssi_str copy;
    assert_int_equal(ssi_output_memory(&output, NULL), SSI_OK);
    assert_int_equal(ssi_path_list_add(&list, week->folder, NULL), SSI_OK);
    for (size_t i = 0; i < list.count; i++) {
        struct ssi_str bytes;
        assert_int_equal(
            ssi_file_read(list.items[i].path, 1 << 24, &week->arena, &bytes, NULL),
            SSI_OK);
        ssi_output_format(output, "%s\n", list.items[i].path);
        ssi_output_str(output, bytes);
    }
    assert_int_equal(ssi_arena_copy(&week->arena, ssi_output_bytes(output), &copy, NULL),
                     SSI_OK);
    ssi_output_abandon(output);
    ssi_path_list_release(&list);
    return copy;
}

static void test_report_write__writes_every_file(void **state)
{
    (void)state;
    struct week week;
    need_gnuplot();
    open_week(&week);
    const struct ssi_report_options options = {.per_member = true};
    assert_int_equal(ssi_report_write(week.folder, &options, NULL), SSI_OK);
    struct ssi_str pdf = read_file(&week, "report.pdf"),
                   files = read_file(&week, "files.csv");
    assert_true(ssi_pdf_is_whole(pdf));
    assert_true(holds(pdf, "/CreationDate (D:20261119060000Z)"));
    assert_true(holds(read_file(&week, "report.html"), "</html>"));
    struct ssi_str rest = files, line;
    assert_true(ssi_str_split(&rest, '\n', &line));
    assert_true(ssi_str_eq(line, ssi_str_z("audience,team,member_id,file")));
    size_t count = 0;
    while (ssi_str_split(&rest, '\n', &line) && line.len > 0) {
        struct ssi_str part = line, name = line;
        while (ssi_str_split(&part, ',', &name)) {
        }
        char path[256] = "";
        assert_true(name.len < sizeof path);
        memcpy(path, name.ptr, name.len);
        (void)read_file(&week, path);
        count++;
    }
    assert_true(count > 2 + 2 + 4); /* report, teams, members, and charts */
    close_week(&week);
}

static void test_report_write__same_bytes_twice(void **state)
{
    (void)state;
    struct week week;
    need_gnuplot();
    open_week(&week);
    assert_int_equal(ssi_report_write(week.folder, NULL, NULL), SSI_OK);
    struct ssi_str first = all_bytes(&week);
    assert_int_equal(ssi_report_write(week.folder, NULL, NULL), SSI_OK);
    assert_true(ssi_str_eq(first, all_bytes(&week)));
    close_week(&week);
}

static void test_report_write__runs_nothing_and_leaves_nothing(void **state)
{
    (void)state;
    struct week week;
    need_gnuplot();
    open_week(&week);
    assert_int_equal(ssi_report_write(week.folder, NULL, NULL), SSI_OK);
    static const char *const names[] = {"pwned", "charts/pwned", "teams/pwned"};
    assert_false(ssi_file_exists("pwned"));
    for (size_t i = 0; i < SSI_COUNT(names); i++) {
        assert_false(ssi_file_exists(ssi_path_join(&week.arena, week.folder, names[i])));
    }
    static const char *const done[] = {"charts",     "teams",
                                       "report.pdf", "report.html",
                                       "files.csv",  "contributions.csv.gz"};
    for (size_t i = 0; i < SSI_COUNT(done) + SSI_COUNT(tables); i++) {
        const char *name =
            i < SSI_COUNT(done) ? done[i] : tables[i - SSI_COUNT(done)].name;
        const char *path = ssi_path_join(&week.arena, week.folder, name);
        assert_true(ssi_file_exists(path));
        assert_int_equal(ssi_folder_remove(path, NULL), SSI_OK);
    }
    assert_int_equal(rmdir(week.folder), 0); /* fails if anything else was left */
    ssi_arena_release(&week.arena);
}

static void test_report_write__failure_touches_nothing(void **state)
{
    (void)state;
    struct week week;
    struct ssi_error err = {0};
    need_gnuplot();
    open_week(&week);
    assert_int_equal(ssi_report_write(week.folder, NULL, NULL), SSI_OK);
    const struct ssi_report_options options = {.templates = "no-such-folder"};
    struct ssi_str before = all_bytes(&week);
    assert_int_equal(ssi_report_write(week.folder, &options, &err), SSI_EIO);
    assert_true(err.message[0] != '\0');
    assert_true(ssi_str_eq(before, all_bytes(&week)));
    const char *path = ssi_path_join(&week.arena, week.folder, "groups.csv");
    assert_int_equal(ssi_folder_remove(path, NULL), SSI_OK);
    before = all_bytes(&week);
    assert_int_not_equal(ssi_report_write(week.folder, NULL, &err), SSI_OK);
    assert_true(ssi_str_eq(before, all_bytes(&week)));
    close_week(&week);
}

/** A gnuplot that never ends is ended, and what stands there stays. */
static void test_report_write__slow_gnuplot_is_ended(void **state)
{
    (void)state;
    struct week week;
    struct ssi_error err = {0};
    char saved[4096] = "", folder[] = "slow-XXXXXX", here[4096], path[64];
    need_gnuplot();
    open_week(&week);
    assert_int_equal(ssi_report_write(week.folder, NULL, NULL), SSI_OK);
    struct ssi_str before = all_bytes(&week);
    const char *kept = getenv("PATH");
    assert_true(kept && strlen(kept) < sizeof saved);
    memcpy(saved, kept, strlen(kept) + 1);
    assert_non_null(mkdtemp(folder));
    assert_non_null(getcwd(here, sizeof here - sizeof folder));
    snprintf(here + strlen(here), sizeof folder + 1, "/%s", folder);
    snprintf(path, sizeof path, "%s/gnuplot", folder);
    struct ssi_output *script = NULL;
    assert_int_equal(ssi_output_open(path, SSI_OUTPUT_PLAIN, &script, NULL), SSI_OK);
    ssi_output_text(script, "#!/bin/sh\nwhile :; do :; done\n");
    assert_int_equal(ssi_output_close(script, NULL), SSI_OK);
    assert_int_equal(chmod(path, 0700), 0);
    assert_int_equal(setenv("PATH", here, 1), 0);
    const struct ssi_report_options options = {.seconds = 1, .threads = 1};
    assert_int_equal(ssi_report_write(week.folder, &options, &err), SSI_EGNUPLOT);
    assert_non_null(strstr(err.message, "within 1 seconds"));
    assert_int_equal(setenv("PATH", saved, 1), 0);
    assert_true(ssi_str_eq(before, all_bytes(&week)));
    assert_int_equal(ssi_folder_remove(folder, NULL), SSI_OK);
    close_week(&week);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_write__writes_every_file),
        cmocka_unit_test(test_report_write__same_bytes_twice),
        cmocka_unit_test(test_report_write__runs_nothing_and_leaves_nothing),
        cmocka_unit_test(test_report_write__failure_touches_nothing),
        cmocka_unit_test(test_report_write__slow_gnuplot_is_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
