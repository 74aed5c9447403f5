// SPDX-License-Identifier: GPL-3.0-or-later
// From a partial to a published week: settle, join, score, tables, manifest, report. `run` and
// `score` end here, so that they cannot differ.

#include <stdio.h>

#include "cli_internal.h"

#include "ssi/json.h"
#include "ssi/report.h"

static enum ssi_status choose_week(struct ssi_run *run, struct ssi_error *err)
{
    const struct ssi_calendar *calendar = &run->project->calendar;
    int64_t date;
    if (!run->settings->week) {
        return ssi_newest_week(&run->settled, calendar, run->project->as_of, &run->week, err);
    }
    if (!ssi_parse_date(ssi_str_z(run->settings->week), &date)) {
        char text[SSI_QUOTE_SIZE];
        return ssi_error_set(err, SSI_EUSAGE, "--week %s is no date like 2026-11-18",
                             ssi_quote(ssi_str_z(run->settings->week), text));
    }
    run->week = ssi_calendar_week_named(calendar, date);
    return SSI_OK;
}

static enum ssi_status check_calendar(const struct ssi_run *run,
                                      const struct ssi_partial *partial, struct ssi_error *err)
{
    if (partial->calendar_digest != run->project->calendar.digest) {
        return ssi_error_set(err, SSI_EUSAGE,
                             "the partial's weeks begin %s in %s, the config's do not; score "
                             "with the config it was ingested with",
                             partial->weekday_time, partial->zone);
    }
    return SSI_OK;
}

/** Rows that no scored week holds yet, and weeks that end before their data do. */
static void warn_of_time(const struct ssi_run *run)
{
    const struct ssi_source_week *weeks = SSI_RECORDS(&run->settled, SOURCE_WEEKS);
    uint64_t later = 0;
    for (size_t i = 0; i < SSI_RECORD_COUNT(&run->settled, SOURCE_WEEKS); i++) {
        int64_t start =
            ssi_calendar_week_start(&run->project->calendar, weeks[i].week);
        later += start > run->project->as_of ? weeks[i].rows : 0;
    }
    if (later > 0 && !run->settings->quiet) {
        ssi_warn("%llu rows are dated after the as-of time; they count in no week yet",
                 (unsigned long long)later);
    }
}

enum ssi_status ssi_run_join(struct ssi_run *run, const struct ssi_partial *partial,
                             struct ssi_error *err)
{
    SSI_TRY(check_calendar(run, partial, err));
    SSI_TRY(ssi_partial_settle(partial, run->project->dedup, &run->settled, &run->settle, err));
    SSI_TRY(choose_week(run, err));
    ssi_calendar_week_name(&run->project->calendar, run->week, run->week_name);
    SSI_TRY(ssi_inputs_init(&run->inputs, &run->settled, &run->gathered->reference,
                            &run->project->calendar, &run->project->model,
                            &run->project->targets, run->week, run->project->history_weeks,
                            err));
    run->has_inputs = true;
    warn_of_time(run);
    return ssi_joins_check(run, err);
}

static void tell_account(const struct ssi_run *run)
{
    struct ssi_account sum = {0};
    for (size_t i = 0; i < SSI_RECORD_COUNT(&run->settled, SOURCES); i++) {
        const struct ssi_source_record *s = &run->inputs.accounts[i];
        sum.rows += s->rows;
        sum.used += s->used;
        sum.ignored_mapping += s->ignored_mapping;
        sum.ignored_orphan += s->ignored_orphan;
        sum.duplicate += s->duplicate;
        sum.rejected += s->rejected;
    }
    ssi_note(run->settings,
             "event rows: %llu = %llu used + %llu ignored + %llu duplicate + %llu rejected",
             (unsigned long long)sum.rows, (unsigned long long)sum.used,
             (unsigned long long)(sum.ignored_mapping + sum.ignored_orphan),
             (unsigned long long)sum.duplicate, (unsigned long long)sum.rejected);
    if (run->settle.conflicts > 0) {
        ssi_warn("%llu event ids with different contents in overlapping files",
                 (unsigned long long)run->settle.conflicts);
    }
    const struct ssi_unknown_name *names = SSI_RECORDS(&run->settled, UNKNOWN_NAMES);
    for (size_t i = 0; i < SSI_RECORD_COUNT(&run->settled, UNKNOWN_NAMES); i++) {
        char text[SSI_QUOTE_SIZE];
        ssi_warn("unknown activity %s in %llu rows; ignored",
                 ssi_quote(ssi_partial_string(&run->settled, names[i].name), text),
                 (unsigned long long)names[i].rows);
    }
}

static void tell_scores(const struct ssi_run *run)
{
    size_t population = 0;
    size_t ranked = 0;
    for (size_t m = 0; m < run->inputs.member_count; m++) {
        population += ssi_score_at(&run->scores, m, 0)->in_population;
        ranked += ssi_score_overall(&run->scores, m, 0) != SSI_NO_OVERALL;
    }
    ssi_note(run->settings, "week %s: %zu members, %zu with a score out of %d",
             run->week_name, population, ranked, ssi_score_out_of(&run->scores, 0));
    for (int p = 0; p < SSI_PILLARS; p++) {
        if (!(run->scores.exists[0] & (1u << p))) {
            ssi_note(run->settings, "pillar %s is empty: no input feeds it for half of the "
                                    "members",
                     ssi_pillar_name((enum ssi_pillar)p));
        }
    }
}

static enum ssi_status write_stage(struct ssi_run *run, struct ssi_publication *publication,
                                   struct ssi_error *err)
{
    struct ssi_tables tables = {.scores = &run->scores,
                                .thresholds = run->project->thresholds,
                                .history_weeks = run->project->history_weeks,
                                .csv = run->project->csv,
                                .folder = publication->stage,
                                .published = publication->folder};
    SSI_TRY(ssi_tables_write(&tables, err));
    SSI_TRY(ssi_manifest_write(run, publication->stage, err));
    return ssi_run_json_write(run, publication->stage, err);
}

enum ssi_status ssi_report_stage(const struct ssi_settings *settings, const char *stage,
                                 struct ssi_error *err)
{
    struct ssi_report_options options = {.per_member = settings->per_member};
    return ssi_report_write(stage, &options, err);
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
            newest = ssi_str_cmp(ssi_json_get_text(root, "week"), ssi_str_z(week_name)) <= 0;
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
               ? ssi_error_set(err, SSI_EDATA,
                               "week %s is published complete; an incomplete result replaces "
                               "it only with --force",
                               run->week_name)
               : SSI_OK;
}

enum ssi_status ssi_run_publish(struct ssi_run *run, struct ssi_publication *publication,
                                bool report, struct ssi_error *err)
{
    tell_account(run);
    SSI_TRY(ssi_score_all(&run->scores, &run->inputs, run->project->history_weeks,
                          run->project->threads, err));
    run->has_scores = true;
    tell_scores(run);
    SSI_TRY(write_stage(run, publication, err));
    const char *target =
        ssi_path_join(&publication->arena, publication->folder, run->week_name);
    const char *pdf = target ? ssi_path_join(&publication->arena, target, "report.pdf") : NULL;
    if (!pdf) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(guard_complete(run, publication->stage, target, err));
    bool there = report ? ssi_file_exists(pdf) : ssi_file_exists(target);
    if (!run->settings->force && there && ssi_manifest_same(publication->stage, target)) {
        ssi_note(run->settings, "up to date: %s", target);
        ssi_print("%s\n", report ? pdf : target);
        return SSI_OK;
    }
    if (report) {
        SSI_TRY(ssi_report_stage(run->settings, publication->stage, err));
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
