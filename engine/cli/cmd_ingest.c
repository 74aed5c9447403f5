// SPDX-License-Identifier: GPL-3.0-or-later
// ssi ingest: event files to one partial on disk.

#include <stdio.h>

#include "cli_internal.h"

static enum ssi_status choose_events(const struct ssi_settings *settings,
                                     struct ssi_aggregate_options *options,
                                     bool *out_as_needed, struct ssi_error *err)
{
    struct ssi_str events = ssi_str_z(settings->events ? settings->events : "all");
    *out_as_needed = ssi_str_eq(events, ssi_str_z("auto"));
    options->keep = ssi_str_eq(events, ssi_str_z("all")) ? SSI_KEEP_ALL : SSI_KEEP_NONE;
    if (options->keep == SSI_KEEP_NONE && !*out_as_needed &&
        !ssi_str_eq(events, ssi_str_z("none"))) {
        char text[SSI_QUOTE_SIZE];
        return ssi_error_set(err, SSI_EUSAGE, "--events %s is none of: auto, all, none",
                             ssi_quote(events, text));
    }
    return SSI_OK;
}

/**
 * Counterparts are kept, because what the scores will want is not known here; but for
 * "events none", which asks for counts alone.
 */
static enum ssi_status choose_pairs(const struct ssi_settings *settings,
                                    struct ssi_aggregate_options *options,
                                    struct ssi_error *err)
{
    bool counts_alone = settings->events && strcmp(settings->events, "none") == 0;
    struct ssi_str pairs = ssi_str_z(settings->pairs ? settings->pairs
                                     : counts_alone  ? "none"
                                                     : "all");
    bool all = ssi_str_eq(pairs, ssi_str_z("all"));
    if (!all && !ssi_str_eq(pairs, ssi_str_z("none"))) {
        char text[SSI_QUOTE_SIZE];
        return ssi_error_set(err, SSI_EUSAGE, "--pairs %s is neither all nor none",
                             ssi_quote(pairs, text));
    }
    options->views = options->engagements = options->requests = all;
    return SSI_OK;
}

/** Where the partial is written until all is known to be well. */
static const char *unfinished_path(struct ssi_project *project, const char *folder,
                                   const char *output)
{
    char name[64];
    (void)snprintf(name, sizeof name, ".%016llx.ingest.part",
                   (unsigned long long)ssi_hash_bytes(output, strlen(output), 2));
    return ssi_path_join(&project->arena, folder, name);
}

/** Gives the partial its name. */
static enum ssi_status publish(const struct ssi_settings *settings,
                               const struct ssi_gathered *gathered,
                               const char *unfinished, struct ssi_error *err)
{
    if (!gathered->has_partial) {
        return ssi_error_set(err, SSI_EDATA,
                             "no event file among the inputs (see 'ssi list formats')");
    }
    if (rename(unfinished, settings->output) != 0) {
        return ssi_error_errno(err, "cannot write", settings->output);
    }
    ssi_note(settings, "%s: files %zu, people %zu", settings->output,
             SSI_RECORD_COUNT(&gathered->partial, SOURCES),
             SSI_RECORD_COUNT(&gathered->partial, MEMBER_ENDS));
    return SSI_OK;
}

static enum ssi_status ingest_to(struct ssi_project *project,
                                 const struct ssi_settings *settings,
                                 struct ssi_aggregate_options *options, bool as_needed,
                                 const char *unfinished, struct ssi_error *err)
{
    struct ssi_gathered gathered;
    SSI_TRY(ssi_gather(&gathered, project, settings, options, as_needed,
                       SSI_GATHER_EVENTS, unfinished, err));
    enum ssi_status status = publish(settings, &gathered, unfinished, err);
    if (status == SSI_OK && gathered.failed > 0) {
        *err = gathered.first_error;
        status = gathered.first_error.code;
    }
    ssi_gathered_release(&gathered);
    return status;
}

static enum ssi_status ingest(struct ssi_project *project,
                              const struct ssi_settings *settings, struct ssi_error *err)
{
    struct ssi_aggregate_options options = {.topics = project->targets.topic_count > 0};
    bool as_needed = false;
    const char *folder = ssi_path_folder(&project->arena, settings->output);
    const char *unfinished =
        folder ? unfinished_path(project, folder, settings->output) : NULL;
    if (!unfinished) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(choose_events(settings, &options, &as_needed, err));
    SSI_TRY(ssi_folder_make(folder, err));
    SSI_TRY(choose_pairs(settings, &options, err));
    SSI_TRY(ssi_key_load(settings, folder, &options, err));
    SSI_TRY(ssi_project_inputs(project, settings, 0, err));
    enum ssi_status status =
        ingest_to(project, settings, &options, as_needed, unfinished, err);
    enum ssi_status removed =
        ssi_folder_remove(unfinished, status == SSI_OK ? err : NULL);
    return status == SSI_OK ? removed : status;
}

static enum ssi_status run(const struct ssi_settings *settings, struct ssi_error *err)
{
    struct ssi_project project;
    if (!settings->output) {
        return ssi_error_set(err, SSI_EUSAGE, "where to? Give -o FILE.part");
    }
    SSI_TRY(ssi_project_load(&project, settings, err));
    enum ssi_status status = ingest(&project, settings, err);
    ssi_project_release(&project);
    return status;
}

static const enum ssi_option_id options[] = {SSI_OPTION_output,
                                             SSI_OPTION_config,
                                             SSI_OPTION_formats,
                                             SSI_OPTION_separators,
                                             SSI_OPTION_header_lines,
                                             SSI_OPTION_files_from,
                                             SSI_OPTION_events,
                                             SSI_OPTION_pairs,
                                             SSI_OPTION_dedup,
                                             SSI_OPTION_key,
                                             SSI_OPTION_max_rejects,
                                             SSI_OPTION_keep_going,
                                             SSI_OPTION_inflate,
                                             SSI_OPTION_threads,
                                             SSI_OPTION_memory,
                                             SSI_OPTION_progress,
                                             SSI_OPTION_quiet,
                                             SSI_OPTION_help,
                                             SSI_OPTIONS};

const struct ssi_command ssi_command_ingest = {
    .name = "ingest",
    .usage = "[-c FILE] INPUT... -o PART",
    .summary = "Count the events of files into a partial",
    .example = "ssi ingest activity-2026-11.csv.gz -o november.part",
    .options = options,
    .run = run,
};
