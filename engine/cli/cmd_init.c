// SPDX-License-Identifier: GPL-3.0-or-later
// ssi init: looks at a folder and writes a commented config for what is there.

#include "cli_internal.h"

#include "ssi/output.h"

static const char head[] =
    "; ssi project file. Paths are relative to it; every line that is commented out shows the\n"
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
    "[output]\n"
    "; spreadsheet: guard cells that a spreadsheet would run as formulas\n"
    ";csv = raw\n";

/** What a file is, or why it is nothing, as a comment line. */
static void describe_file(struct ssi_project *project, const char *path,
                          struct ssi_output *output)
{
    struct ssi_reader_options options = {.formats = &project->formats,
                                         .calendar = &project->calendar,
                                         .max_rejects = -1};
    struct ssi_reader reader;
    struct ssi_error error = {0};
    char name[SSI_QUOTE_SIZE];
    ssi_quote(ssi_str_z(ssi_path_base(path)), name);
    if (ssi_reader_open(&reader, path, &options, &error) != SSI_OK) {
        char reason[SSI_QUOTE_SIZE];
        ssi_quote(ssi_str_z(error.message), reason);
        ssi_output_format(output, ";   %s: not used: %s\n", name, reason);
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
        (void)ssi_error_set(err, SSI_EUSAGE, "there is a config already; edit it, or remove it");
        ssi_error_at(err, path, 0, 0);
        return SSI_EUSAGE;
    }
    SSI_TRY(ssi_output_open(path, SSI_OUTPUT_PLAIN, &output, err));
    ssi_output_format(output, head, path, ssi_path_base(folder));
    ssi_output_text(output, "\n; What is here now:\n");
    for (size_t i = 0; i < project->inputs.count; i++) {
        describe_file(project, project->inputs.items[i].path, output);
    }
    return ssi_output_close(output, err);
}

static enum ssi_status run(const struct ssi_settings *settings, struct ssi_error *err)
{
    struct ssi_project project;
    if (settings->operand_count != 1 || !ssi_file_is_folder(settings->operands[0])) {
        return ssi_error_set(err, SSI_EUSAGE, "name the folder that holds the exports");
    }
    SSI_TRY(ssi_project_load(&project, settings, err));
    const char *path = ssi_path_join(&project.arena, settings->operands[0], "ssi.ini");
    enum ssi_status status = path ? write_config(&project, settings->operands[0], path, err)
                                  : ssi_error_nomem(err);
    if (status == SSI_OK) {
        ssi_print("%s\n", path);
    }
    ssi_project_release(&project);
    return status;
}

static const enum ssi_option_id options[] = {SSI_OPTION_quiet, SSI_OPTION_help, SSI_OPTIONS};

const struct ssi_command ssi_command_init = {
    .name = "init",
    .usage = "FOLDER",
    .summary = "Look at a folder and write a commented config, FOLDER/ssi.ini",
    .example = "ssi init exports/",
    .options = options,
    .run = run,
};
