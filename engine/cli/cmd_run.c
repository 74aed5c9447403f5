// SPDX-License-Identifier: GPL-3.0-or-later
// ssi run: the overnight job. Reads all inputs into one partial on disk, scores it, draws
// the report and publishes the week: the stages one after the other, byte for byte.

#include "cli_internal.h"

static enum ssi_status score_gathered(struct ssi_project *project,
                                      const struct ssi_settings *settings,
                                      struct ssi_gathered *gathered,
                                      struct ssi_publication *publication,
                                      struct ssi_error *err)
{
    struct ssi_run run = {.project = project, .settings = settings, .gathered = gathered};
    if (!gathered->has_partial && gathered->failed > 0) {
        *err = gathered->first_error;
        return err->code;
    }
    if (!gathered->has_partial && ssi_model_counts(&project->model)) {
        return ssi_error_set(
            err, SSI_EDATA,
            "no event file among the inputs; add an activity export (see "
            "'ssi list formats')");
    }
    if (!gathered->has_partial) {
        SSI_TRY(ssi_partial_empty(&project->calendar, &gathered->partial, err));
        gathered->has_partial = true;
    }
    enum ssi_status status = ssi_run_join(&run, &gathered->partial, err);
    if (status == SSI_OK) {
        status = ssi_run_publish(&run, publication, true, err);
    }
    ssi_run_release(&run);
    return status;
}

static enum ssi_status gather_and_score(struct ssi_project *project,
                                        const struct ssi_settings *settings,
                                        struct ssi_publication *publication,
                                        struct ssi_error *err)
{
    struct ssi_gathered gathered;
    SSI_TRY(ssi_gather_all(&gathered, project, settings, publication->stage, err));
    enum ssi_status status =
        score_gathered(project, settings, &gathered, publication, err);
    if (status == SSI_OK && gathered.failed > 0) {
        ssi_note(settings, "published as INCOMPLETE, without the files that failed");
        *err = gathered.first_error; // published as INCOMPLETE, and still an error
        status = gathered.first_error.code;
    }
    ssi_gathered_release(&gathered);
    return status;
}

static enum ssi_status run(const struct ssi_settings *settings, struct ssi_error *err)
{
    struct ssi_project project;
    struct ssi_publication publication;
    if (!settings->output) {
        return ssi_error_set(err, SSI_EUSAGE, "where to? Give -o DIR");
    }
    SSI_TRY(ssi_report_look(settings, err));
    SSI_TRY(ssi_project_load(&project, settings, err));
    enum ssi_status status = ssi_publication_open(&publication, settings->output, err);
    if (status == SSI_OK) {
        status = gather_and_score(&project, settings, &publication, err);
        ssi_publication_release(&publication);
    }
    ssi_project_release(&project);
    return status;
}

static const enum ssi_option_id options[] = {SSI_OPTION_output,
                                             SSI_OPTION_config,
                                             SSI_OPTION_week,
                                             SSI_OPTION_as_of,
                                             SSI_OPTION_model,
                                             SSI_OPTION_formats,
                                             SSI_OPTION_separators,
                                             SSI_OPTION_header_lines,
                                             SSI_OPTION_files_from,
                                             SSI_OPTION_dedup,
                                             SSI_OPTION_max_rejects,
                                             SSI_OPTION_keep_going,
                                             SSI_OPTION_force,
                                             SSI_OPTION_per_member,
                                             SSI_OPTION_paper,
                                             SSI_OPTION_theme,
                                             SSI_OPTION_csv,
                                             SSI_OPTION_inflate,
                                             SSI_OPTION_threads,
                                             SSI_OPTION_memory,
                                             SSI_OPTION_progress,
                                             SSI_OPTION_quiet,
                                             SSI_OPTION_verbose,
                                             SSI_OPTION_help,
                                             SSI_OPTIONS};

const struct ssi_command ssi_command_run = {
    .name = "run",
    .usage = "[-c FILE] [INPUT...] -o DIR",
    .summary = "Read exports, score the newest complete week, publish DIR/<week>",
    .example = "ssi run -c ssi.ini exports/ roster.csv -o out",
    .options = options,
    .run = run,
};
