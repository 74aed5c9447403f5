// SPDX-License-Identifier: GPL-3.0-or-later
// ssi report: draws the report of a scored week again, from its tables alone.

#include <unistd.h>

#include "cli_internal.h"

/** The week to draw: --week as it is, else what DIR/latest points to. */
static enum ssi_status find_week(const struct ssi_settings *settings, struct ssi_arena *arena,
                                 const char **out_name, struct ssi_error *err)
{
    const char *link = ssi_path_join(arena, settings->operands[0], "latest");
    char target[64];
    struct ssi_str name = ssi_str_z(settings->week);
    if (!link) {
        return ssi_error_nomem(err);
    }
    if (!settings->week) {
        ssize_t len = readlink(link, target, sizeof target);
        name = ssi_str_of(target, len > 0 && len < (ssize_t)sizeof target ? (size_t)len : 0);
    }
    int64_t date;
    if (!ssi_parse_date(name, &date)) {
        char text[SSI_QUOTE_SIZE];
        return ssi_error_set(err, SSI_EUSAGE,
                             "no scored week in %s; run 'ssi run' or 'ssi score' first",
                             ssi_quote(ssi_str_z(settings->operands[0]), text));
    }
    SSI_TRY(ssi_arena_copy(arena, name, &name, err));
    *out_name = name.ptr;
    return SSI_OK;
}

static enum ssi_status draw(const struct ssi_settings *settings,
                            struct ssi_publication *publication, struct ssi_error *err)
{
    const char *name = NULL;
    SSI_TRY(find_week(settings, &publication->arena, &name, err));
    const char *week = ssi_path_join(&publication->arena, publication->folder, name);
    if (!week) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(ssi_folder_clone(week, publication->stage, err));
    SSI_TRY(ssi_report_stage(settings, publication->stage, err));
    SSI_TRY(ssi_publication_publish(publication, name, false, err));
    ssi_print("%s/report.pdf\n", week);
    return SSI_OK;
}

static enum ssi_status run(const struct ssi_settings *settings, struct ssi_error *err)
{
    struct ssi_publication publication;
    if (settings->operand_count != 1) {
        return ssi_error_set(err, SSI_EUSAGE, "name the folder that 'ssi score' wrote to");
    }
    if (!ssi_file_is_folder(settings->operands[0])) {
        char text[SSI_QUOTE_SIZE];
        return ssi_error_set(err, SSI_EIO, "no folder %s",
                             ssi_quote(ssi_str_z(settings->operands[0]), text));
    }
    SSI_TRY(ssi_publication_open(&publication, settings->operands[0], err));
    enum ssi_status status = draw(settings, &publication, err);
    ssi_publication_release(&publication);
    return status;
}

static const enum ssi_option_id options[] = {SSI_OPTION_week, SSI_OPTION_per_member,
                                             SSI_OPTION_quiet, SSI_OPTION_verbose,
                                             SSI_OPTION_help, SSI_OPTIONS};

const struct ssi_command ssi_command_report = {
    .name = "report",
    .usage = "DIR",
    .summary = "Draw the report of a scored week from its tables",
    .example = "ssi report out --per-member",
    .options = options,
    .run = run,
};
