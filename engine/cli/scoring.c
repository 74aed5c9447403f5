// SPDX-License-Identifier: GPL-3.0-or-later
// From a partial to a published week: settle, join, score, tables, manifest, report.
// `run` and `score` end here, so that they cannot differ.

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cli_internal.h"

#include "ssi/json.h"
#include "ssi/report.h"

static enum ssi_status choose_week(struct ssi_run *run, struct ssi_error *err)
{
    const struct ssi_calendar *calendar = &run->project->calendar;
    int64_t date;
    if (!run->settings->week && SSI_RECORD_COUNT(&run->settled, COUNTS) == 0 &&
        !ssi_model_counts(&run->project->model)) {
        int64_t today = ssi_calendar_day(calendar, run->project->as_of);
        run->week = ssi_week_of_day(today) - 1; // levels alone: the newest complete week
        return SSI_OK;
    }
    if (!run->settings->week) {
        return ssi_newest_week(&run->settled, calendar, run->project->as_of, &run->week,
                               err);
    }
    if (!ssi_parse_date(ssi_str_z(run->settings->week), &date)) {
        char text[SSI_QUOTE_SIZE];
        return ssi_error_set(err, SSI_EUSAGE, "--week %s is no date like 2026-11-18",
                             ssi_quote(ssi_str_z(run->settings->week), text));
    }
    run->week = ssi_calendar_week_named(calendar, date);
    if (ssi_calendar_week_start(calendar, run->week + 1) > run->project->as_of) {
        char name[16];
        char now[32];
        ssi_calendar_week_name(calendar, run->week, name);
        ssi_format_time(now, run->project->as_of);
        return ssi_error_set(
            err, SSI_EUSAGE,
            "the week %s is not over at %s; give an earlier --week, or a "
            "later --as-of",
            name, now);
    }
    return SSI_OK;
}

static enum ssi_status check_calendar(const struct ssi_run *run,
                                      const struct ssi_partial *partial,
                                      struct ssi_error *err)
{
    if (partial->calendar_digest != run->project->calendar.digest) {
        return ssi_error_set(
            err, SSI_EUSAGE,
            "the partial's weeks begin %s in %s, the config's do not; score "
            "with the config it was ingested with",
            partial->weekday_time, partial->zone);
    }
    return SSI_OK;
}

enum ssi_status ssi_run_join(struct ssi_run *run, const struct ssi_partial *partial,
                             struct ssi_error *err)
{
    SSI_TRY(check_calendar(run, partial, err));
    SSI_TRY(ssi_partial_settle(partial, run->project->dedup, &run->settled, &run->settle,
                               err));
    SSI_TRY(choose_week(run, err));
    ssi_calendar_week_name(&run->project->calendar, run->week, run->week_name);
    SSI_TRY(ssi_inputs_init(&run->inputs, &run->settled, &run->gathered->reference,
                            &run->project->calendar, &run->project->model,
                            &run->project->targets, run->week,
                            run->project->history_weeks, err));
    run->has_inputs = true;
    ssi_tell_time(run);
    return ssi_joins_check(run, err);
}

static enum ssi_status write_stage(struct ssi_run *run,
                                   struct ssi_publication *publication,
                                   struct ssi_error *err)
{
    struct ssi_tables tables = {.scores = &run->scores,
                                .thresholds = run->project->thresholds,
                                .history_weeks = run->project->history_weeks,
                                .threads = run->project->threads,
                                .csv = run->project->csv,
                                .no_contributions = run->project->no_contributions,
                                .folder = publication->stage,
                                .published = publication->folder};
    SSI_TRY(ssi_tables_write(&tables, err));
    SSI_TRY(ssi_manifest_write(run, publication->stage, err));
    return ssi_run_json_write(run, publication->stage, err);
}

static enum ssi_status one_of(const char *option, const char *value,
                              const char *const *names, size_t count,
                              struct ssi_error *err)
{
    char text[SSI_QUOTE_SIZE];
    for (size_t i = 0; i < count; i++) {
        if (!value || strcmp(value, names[i]) == 0) {
            return SSI_OK;
        }
    }
    return ssi_error_set(err, SSI_EUSAGE, "--%s is one of %s, %s%s%s; not %s", option,
                         names[0], names[1], count > 2 ? ", " : "",
                         count > 2 ? names[2] : "", ssi_quote(ssi_str_z(value), text));
}

enum ssi_status ssi_report_look(const struct ssi_settings *settings,
                                struct ssi_error *err)
{
    static const char *const papers[] = {"a4", "letter"};
    static const char *const themes[] = {"default", "linkedin", "dark"};
    SSI_TRY(one_of("paper", settings->paper, papers, SSI_COUNT(papers), err));
    return one_of("theme", settings->theme, themes, SSI_COUNT(themes), err);
}

enum ssi_status ssi_report_stage(const struct ssi_settings *settings, const char *stage,
                                 struct ssi_error *err)
{
    struct ssi_report_options options = {
        .per_member = settings->per_member,
        .member_charts = settings->member_charts ? UINT_MAX : 0,
        .letter = settings->paper && strcmp(settings->paper, "letter") == 0,
        .theme = settings->theme,
        .threads = settings->threads > 0 ? (size_t)settings->threads : 0};
    return ssi_report_write(stage, &options, err);
}

/** A week without any pillar is a wrong --week, not a result. */
static enum ssi_status check_not_empty(const struct ssi_run *run, struct ssi_error *err)
{
    int64_t first = INT64_MAX;
    int64_t last = INT64_MIN;
    if (ssi_score_out_of(&run->scores, 0) > 0) {
        return SSI_OK;
    }
    for (size_t i = 0; i < SSI_RECORD_COUNT(&run->settled, SOURCES); i++) {
        const struct ssi_source_record *s = &run->inputs.accounts[i];
        first = s->first < first ? s->first : first;
        last = s->last > last ? s->last : last;
    }
    char from[32];
    char to[32];
    if (first > last) {
        return ssi_error_set(err, SSI_EDATA,
                             "nothing to score: the inputs hold no event");
    }
    ssi_format_time(from, first);
    ssi_format_time(to, last);
    return ssi_error_set(
        err, SSI_EDATA,
        "nothing to score in the week %s: events run from %s to %s; give "
        "another --week, or more exports",
        run->week_name, from, to);
}

/** Whether the newest week published is this one or an older one. */
static bool is_newest(const struct ssi_publication *publication, const char *week_name)
{
    struct ssi_arena arena = {0};
    struct ssi_str bytes;
    const char *path = ssi_path_join(&arena, publication->folder, "latest/manifest.json");
    bool newest = true;
    if (path && ssi_file_exists(path) &&
        ssi_file_read(path, 64 << 20, &arena, &bytes, NULL) == SSI_OK) {
        struct ssi_json *root = NULL;
        if (ssi_json_parse(bytes, &root, NULL) == SSI_OK) {
            newest =
                ssi_str_cmp(ssi_json_get_text(root, "week"), ssi_str_z(week_name)) <= 0;
            ssi_json_free(root);
        }
    }
    ssi_arena_release(&arena);
    return newest;
}

static enum ssi_status guard_complete(const struct ssi_run *run, const char *stage,
                                      const char *target, struct ssi_error *err)
{
    bool worse = ssi_manifest_incomplete(stage) && ssi_file_exists(target) &&
                 !ssi_manifest_incomplete(target);
    return worse && !run->settings->force
               ? ssi_error_set(
                     err, SSI_EDATA,
                     "week %s is published complete; an incomplete result replaces "
                     "it only with --force",
                     run->week_name)
               : SSI_OK;
}

/** A PDF a member, where there are none; a look that may not be that of the files there.
 */
static bool asks_for_more(const struct ssi_settings *settings, const char *target)
{
    struct ssi_arena arena = {0};
    struct ssi_path_list list = {0};
    bool any = false;
    const char *members = ssi_path_join(&arena, target, "members");
    if (settings->per_member && members && ssi_file_is_folder(members) &&
        ssi_path_list_add(&list, members, NULL) == SSI_OK) {
        for (size_t i = 0; i < list.count; i++) {
            any |= ssi_str_ends(ssi_str_z(list.items[i].path), ssi_str_z(".pdf"));
        }
    }
    ssi_path_list_release(&list);
    ssi_arena_release(&arena);
    return (settings->per_member && !any) || settings->member_charts || settings->paper ||
           settings->theme;
}

enum ssi_status ssi_run_publish(struct ssi_run *run, struct ssi_publication *publication,
                                bool report, struct ssi_error *err)
{
    ssi_tell_account(run);
    ssi_reference_seal(run->inputs.reference); // all ids are known: no more look-ups
    SSI_TRY(ssi_score_all(&run->scores, &run->inputs, run->project->history_weeks,
                          run->project->threads, err));
    run->has_scores = true;
    SSI_TRY(check_not_empty(run, err));
    ssi_tell_scores(run);
    SSI_TRY(write_stage(run, publication, err));
    const char *target =
        ssi_path_join(&publication->arena, publication->folder, run->week_name);
    const char *pdf =
        target ? ssi_path_join(&publication->arena, target, "report.pdf") : NULL;
    if (!pdf) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(guard_complete(run, publication->stage, target, err));
    bool there = report ? ssi_file_exists(pdf) : ssi_file_exists(target);
    there = there && !(report && asks_for_more(run->settings, target));
    if (!run->settings->force && there && ssi_manifest_same(publication->stage, target)) {
        ssi_note(run->settings, "up to date: %s", target);
        ssi_print("%s\n", report ? pdf : target);
        return SSI_OK;
    }
    if (report) {
        SSI_TRY(ssi_report_stage(run->settings, publication->stage, err));
    }
    if (run->project->shared_files) {
        SSI_TRY(ssi_folder_share(publication->folder, err));
    }
    SSI_TRY(ssi_publication_publish(publication, run->week_name,
                                    is_newest(publication, run->week_name), err));
    ssi_print("%s\n", report ? pdf : target);
    return SSI_OK;
}

void ssi_run_release(struct ssi_run *run)
{
    if (run->has_scores) {
        ssi_scores_release(&run->scores);
    }
    if (run->has_inputs) {
        ssi_inputs_release(&run->inputs);
    }
    ssi_partial_release(&run->settled);
}
