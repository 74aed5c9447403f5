// SPDX-License-Identifier: GPL-3.0-or-later
// ssi report: draws the report of a scored week again, from its tables alone.

#include <unistd.h>

#include "cli_internal.h"

/** The week to draw: --week as it is, else what DIR/latest points to. */
static enum ssi_status find_week(const struct ssi_settings *settings,
                                 struct ssi_arena *arena, const char **out_name,
                                 struct ssi_error *err)
{
    const char *folder = settings->operands[0];
    const char *link = ssi_path_join(arena, folder, "latest");
    char target[64];
    char text[SSI_QUOTE_SIZE];
    struct ssi_str name = ssi_str_z(settings->week);
    int64_t date;
    if (!link) {
        return ssi_error_nomem(err);
    }
    if (!settings->week) {
        ssize_t len = readlink(link, target, sizeof target);
        name =
            ssi_str_of(target, len > 0 && len < (ssize_t)sizeof target ? (size_t)len : 0);
    } else if (!ssi_parse_date(name, &date)) {
        return ssi_error_set(err, SSI_EUSAGE, "--week %s is no date like 2026-11-18",
                             ssi_quote(name, text));
    }
    SSI_TRY(ssi_arena_copy(arena, name, &name, err));
    const char *week = ssi_path_join(arena, folder, name.ptr);
    if (!ssi_parse_date(name, &date) || !week || !ssi_file_is_folder(week)) {
        ssi_quote(ssi_str_z(folder), text);
        return ssi_error_set(
            err, SSI_EUSAGE,
            "no scored week %s%sin %s; run 'ssi run' or 'ssi score' first",
            settings->week ? settings->week : "", settings->week ? " " : "", text);
    }
    *out_name = name.ptr;
    return SSI_OK;
}

static enum ssi_status draw(const struct ssi_settings *settings, const char *name,
                            struct ssi_publication *publication, struct ssi_error *err)
{
    const char *week = ssi_path_join(&publication->arena, publication->folder, name);
    if (!week) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(ssi_folder_clone(week, publication->stage, err));
    SSI_TRY(ssi_report_stage(settings, publication->stage, err));
    const char *scores = ssi_path_join(&publication->arena, week, "scores.csv");
    if (scores && ssi_file_is_shared(scores)) { // as the run that scored it was told
        SSI_TRY(ssi_folder_share(publication->stage, err));
    }
    SSI_TRY(ssi_publication_publish(publication, name, false, err));
    ssi_print("%s/report.pdf\n", week);
    return SSI_OK;
}

static enum ssi_status run(const struct ssi_settings *settings, struct ssi_error *err)
{
    struct ssi_publication publication;
    if (settings->operand_count != 1) {
        return ssi_error_set(err, SSI_EUSAGE,
                             "name the folder that 'ssi score' wrote to");
    }
    if (!ssi_file_is_folder(settings->operands[0])) {
        char text[SSI_QUOTE_SIZE];
        return ssi_error_set(err, SSI_EIO, "no folder %s",
                             ssi_quote(ssi_str_z(settings->operands[0]), text));
    }
    SSI_TRY(ssi_report_look(settings, err));
    struct ssi_arena arena = {0};
    const char *name = NULL;
    enum ssi_status status = find_week(settings, &arena, &name, err);
    if (status == SSI_OK) {
        status = ssi_publication_open(&publication, settings->operands[0], err);
    }
    if (status == SSI_OK) {
        status = draw(settings, name, &publication, err);
        ssi_publication_release(&publication);
    }
    ssi_arena_release(&arena);
    return status;
}

static const enum ssi_option_id options[] = {
    SSI_OPTION_week,  SSI_OPTION_per_member, SSI_OPTION_member_charts,
    SSI_OPTION_paper, SSI_OPTION_theme,      SSI_OPTION_threads,
    SSI_OPTION_quiet, SSI_OPTION_help,       SSI_OPTIONS};

const struct ssi_command ssi_command_report = {
    .name = "report",
    .usage = "DIR",
    .summary = "Draw the report of a scored week from its tables",
    .example = "ssi report out --per-member",
    .options = options,
    .run = run,
};
