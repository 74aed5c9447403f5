// SPDX-License-Identifier: GPL-3.0-or-later
// ssi init: looks at a folder and writes a commented config for what is there.

#define _XOPEN_SOURCE 700 // realpath
#include <limits.h>
#include <stdlib.h>

#include "cli_internal.h"

#include "ssi/output.h"

static const char head[] =
    "; ssi project file. Paths are relative to it; every line that is commented out "
    "shows the\n"
    "; default. Run it with:  ssi run -c %s -o out\n"
    "\n"
    "[project]\n"
    "; name on the report\n"
    "name = %s\n"
    "\n"
    "[inputs]\n"
    "; files or folders, comma-separated or one an indented line\n"
    "paths = .\n"
    "\n"
    "[calendar]\n"
    "; weeks begin at this weekday and local time; reports cover the week that ended\n"
    ";zone = UTC\n"
    ";weekday = thursday\n"
    ";time = 00:00\n"
    "\n"
    "[model]\n"
    "; a shipped model ('ssi list models') or a file\n"
    ";use = default\n"
    "\n"
    "[groups]\n"
    "; smaller groups are not shown to others\n"
    ";min_group = 10\n"
    ";min_team = 3\n"
    "\n"
    "[history]\n"
    ";weeks = 13\n"
    "\n"
    "[ingest]\n"
    "; rows with an event id in overlapping files: auto, always, never\n"
    ";dedup = auto\n"
    "; rejected rows a file may have; default: the larger of 10 and 1 %%\n"
    ";max_rejects = 10\n"
    "\n"
    "[targets]\n"
    "; comma-separated; without them the metrics they feed are left out\n"
    ";keywords = cloud migration, value selling\n"
    ";topics = cloud migration\n"
    ";companies = Example Corp\n"
    ";industries = Retail\n"
    ";titles = head of procurement\n"
    "\n"
    "[bench]\n"
    "; what 'ssi bench' compares (docs/bench.md): models, outcomes, weeks after, groups\n"
    ";models = default, predictive-2014\n"
    ";outcomes = won_amount, won_count\n"
    ";horizons = 13\n"
    ";groups = everyone\n"
    "\n"
    "[output]\n"
    "; spreadsheet: guard cells that a spreadsheet would run as formulas\n"
    ";csv = raw\n";

/** The folder's own name, also of "." and "exports/"; empty when it cannot stand in a
 * line. */
static const char *folder_name(struct ssi_arena *arena, const char *folder)
{
    char real[PATH_MAX];
    struct ssi_str name;
    if (!realpath(folder, real)) {
        return "";
    }
    name = ssi_str_z(ssi_path_base(real));
    for (size_t i = 0; i < name.len; i++) {
        if ((unsigned char)name.ptr[i] < 0x20 || name.ptr[i] == ';') {
            return "";
        }
    }
    return ssi_arena_copy(arena, name, &name, NULL) == SSI_OK ? name.ptr : "";
}

/** What a file is, or why it is nothing, as a comment line. */
static void describe_file(struct ssi_project *project, const char *folder,
                          const char *path, struct ssi_output *output)
{
    const char *below = path + strlen(folder);
    below += strspn(below, "/");
    struct ssi_reader_options options = {
        .formats = &project->formats, .calendar = &project->calendar, .max_rejects = -1};
    struct ssi_reader reader;
    struct ssi_error error = {0};
    char name[SSI_QUOTE_SIZE];
    ssi_quote(ssi_str_z(below), name);
    if (ssi_reader_open(&reader, path, &options, &error) != SSI_OK) {
        ssi_output_format(output, ";   %s: not used: %s\n", name, error.message);
        return;
    }
    ssi_output_format(output, ";   %s: %.*s\n", name, (int)reader.format->name.len,
                      reader.format->name.ptr);
    ssi_reader_release(&reader);
}

static enum ssi_status write_config(struct ssi_project *project, const char *folder,
                                    const char *path, struct ssi_error *err)
{
    struct ssi_output *output = NULL;
    SSI_TRY(ssi_path_list_add(&project->inputs, folder, err));
    if (ssi_file_exists(path)) {
        (void)ssi_error_set(err, SSI_EUSAGE,
                            "there is a config already; edit it, or remove it");
        ssi_error_at(err, path, 0, 0);
        return SSI_EUSAGE;
    }
    SSI_TRY(ssi_output_open(path, SSI_OUTPUT_PLAIN, &output, err));
    ssi_output_format(output, head, path, folder_name(&project->arena, folder));
    ssi_output_format(output, "\n; What is here now:%s\n",
                      project->inputs.count ? "" : " nothing yet");
    for (size_t i = 0; i < project->inputs.count; i++) {
        if (ssi_is_our_own(project->inputs.items[i].path)) {
            continue;
        }
        describe_file(project, folder, project->inputs.items[i].path, output);
    }
    return ssi_output_close(output, err);
}

static enum ssi_status run(const struct ssi_settings *settings, struct ssi_error *err)
{
    struct ssi_project project;
    if (settings->operand_count != 1) {
        return ssi_error_set(err, SSI_EUSAGE, "name the folder that holds the exports");
    }
    if (!ssi_file_is_folder(settings->operands[0])) {
        char text[SSI_QUOTE_SIZE];
        return ssi_error_set(err, SSI_EUSAGE,
                             "%s is no folder; name the one that holds the "
                             "exports",
                             ssi_quote(ssi_str_z(settings->operands[0]), text));
    }
    SSI_TRY(ssi_project_load(&project, settings, err));
    const char *path = ssi_path_join(&project.arena, settings->operands[0], "ssi.ini");
    enum ssi_status status =
        path ? write_config(&project, settings->operands[0], path, err)
             : ssi_error_nomem(err);
    if (status == SSI_OK) {
        ssi_print("%s\n", path);
    }
    ssi_project_release(&project);
    return status;
}

static const enum ssi_option_id options[] = {SSI_OPTION_quiet, SSI_OPTION_help,
                                             SSI_OPTIONS};

const struct ssi_command ssi_command_init = {
    .name = "init",
    .usage = "FOLDER",
    .summary = "Look at a folder and write a commented config, FOLDER/ssi.ini",
    .example = "ssi init exports/",
    .options = options,
    .run = run,
};
