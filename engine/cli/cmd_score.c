// SPDX-License-Identifier: GPL-3.0-or-later
// ssi score: partials and reference files to the tables of a week, without the report.

#include "cli_internal.h"

/** Operands that are partials come first; the rest are reference files. */
static size_t count_parts(const struct ssi_settings *settings)
{
    size_t count = 0;
    while (count < settings->operand_count &&
           (ssi_str_ends(ssi_str_z(settings->operands[count]), ssi_str_z(".part")) ||
            count == 0)) {
        count++;
    }
    return count;
}

static enum ssi_status open_parts(const struct ssi_settings *settings, size_t count,
                                  struct ssi_partial *out_partial, struct ssi_error *err)
{
    if (count == 1) {
        return ssi_partial_open(out_partial, settings->operands[0], err);
    }
    struct ssi_partial *parts = ssi_alloc(count, sizeof *parts);
    const struct ssi_partial **inputs = ssi_alloc(count, sizeof *inputs);
    enum ssi_status status = parts && inputs ? SSI_OK : ssi_error_nomem(err);
    for (size_t i = 0; status == SSI_OK && i < count; i++) {
        status = ssi_partial_open(&parts[i], settings->operands[i], err);
        inputs[i] = &parts[i];
    }
    if (status == SSI_OK) {
        status = ssi_partial_merge(inputs, count, out_partial, err);
    }
    for (size_t i = 0; parts && i < count; i++) {
        ssi_partial_release(&parts[i]);
    }
    ssi_free(parts);
    ssi_free(inputs);
    return status;
}

static enum ssi_status gather_references(struct ssi_project *project,
                                         const struct ssi_settings *settings,
                                         size_t parts, struct ssi_gathered *gathered,
                                         struct ssi_error *err)
{
    struct ssi_aggregate_options options = {.keep = SSI_KEEP_NONE};
    if (settings->operand_count == parts && !settings->files_from) {
        size_t level_count = 0;
        const char *const *levels = ssi_metric_level_names(&level_count);
        memset(gathered, 0, sizeof *gathered);
        ssi_reference_init(&gathered->reference, levels, level_count);
        return SSI_OK;
    }
    SSI_TRY(ssi_project_inputs(project, settings, parts, err));
    return ssi_gather(gathered, project, settings, &options, false, SSI_GATHER_REFERENCES,
                      NULL, err);
}

static enum ssi_status score(struct ssi_project *project,
                             const struct ssi_settings *settings,
                             struct ssi_publication *publication, struct ssi_error *err)
{
    struct ssi_gathered gathered;
    struct ssi_partial partial = {0};
    size_t parts = count_parts(settings);
    SSI_TRY(gather_references(project, settings, parts, &gathered, err));
    struct ssi_run run = {
        .project = project, .settings = settings, .gathered = &gathered};
    enum ssi_status status = open_parts(settings, parts, &partial, err);
    if (status == SSI_OK) {
        status = ssi_run_join(&run, &partial, err);
    }
    if (status == SSI_OK) {
        status = ssi_run_publish(&run, publication, false, err);
    }
    ssi_run_release(&run);
    ssi_partial_release(&partial);
    ssi_gathered_release(&gathered);
    return status;
}

static enum ssi_status run(const struct ssi_settings *settings, struct ssi_error *err)
{
    struct ssi_project project;
    struct ssi_publication publication;
    if (!settings->output || settings->operand_count == 0) {
        return ssi_error_set(err, SSI_EUSAGE,
                             "name partials and reference files, and -o DIR");
    }
    SSI_TRY(ssi_project_load(&project, settings, err));
    enum ssi_status status = ssi_publication_open(&publication, settings->output, err);
    if (status == SSI_OK) {
        status = score(&project, settings, &publication, err);
        ssi_publication_release(&publication);
    }
    ssi_project_release(&project);
    return status;
}

static const enum ssi_option_id options[] = {
    SSI_OPTION_output,     SSI_OPTION_config,        SSI_OPTION_week,
    SSI_OPTION_as_of,      SSI_OPTION_model,         SSI_OPTION_formats,
    SSI_OPTION_separators, SSI_OPTION_header_lines,  SSI_OPTION_files_from,
    SSI_OPTION_dedup,      SSI_OPTION_max_rejects,   SSI_OPTION_force,
    SSI_OPTION_csv,        SSI_OPTION_contributions, SSI_OPTION_inflate,
    SSI_OPTION_threads,    SSI_OPTION_progress,      SSI_OPTION_quiet,
    SSI_OPTION_verbose,    SSI_OPTION_help,          SSI_OPTIONS};

const struct ssi_command ssi_command_score = {
    .name = "score",
    .usage = "[-c FILE] PART... [REFERENCE...] -o DIR",
    .summary = "Score partials with roster and connections into DIR/<week>",
    .example = "ssi score autumn.part roster.csv connections.csv.gz -o out",
    .options = options,
    .run = run,
};
