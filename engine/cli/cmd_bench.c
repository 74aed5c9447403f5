// SPDX-License-Identifier: GPL-3.0-or-later
// ssi bench: which ranking model finds the people who go on to sell? Reads all inputs as
// `run` does, looks back, compares, and publishes DIR/bench-<week>.

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "cli_internal.h"

/** The project's model names all metrics of all models, so that inputs are read for all.
 */
static enum ssi_status widen_model(struct ssi_project *project,
                                   const struct ssi_bench_plan *plan,
                                   struct ssi_error *err)
{
    struct ssi_model *model = &project->model;
    for (size_t i = 0; i < plan->model_count; i++) {
        for (size_t j = 0; j < plan->models[i]->metric_count; j++) {
            const struct ssi_model_metric *metric = &plan->models[i]->metrics[j];
            if (!ssi_model_uses(model, metric->id)) {
                SSI_TRY(SSI_GROW(model->metrics, model->metric_cap,
                                 model->metric_count + 1, err));
                model->metrics[model->metric_count++] = *metric;
            }
        }
    }
    return SSI_OK;
}

/** What is being done, at most once a second. */
struct telling {
    const struct ssi_settings *settings;
    bool told;
    time_t last;
};

static void tell(void *context, const char *line)
{
    struct telling *telling = context;
    struct timespec now;
    if (telling->told && clock_gettime(CLOCK_MONOTONIC, &now) == 0 &&
        now.tv_sec != telling->last) {
        telling->last = now.tv_sec;
        ssi_note(telling->settings, "%s", line);
    }
}

static enum ssi_status publish(struct ssi_run *run, const struct ssi_bench *bench,
                               struct ssi_publication *publication, struct ssi_error *err)
{
    char name[32];
    (void)snprintf(name, sizeof name, "bench-%s", run->week_name);
    const char *target = ssi_path_join(&publication->arena, publication->folder, name);
    if (!target) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(ssi_bench_write(bench, publication->stage, err));
    if (run->project->shared_files) {
        SSI_TRY(ssi_folder_share(publication->stage, err));
    }
    SSI_TRY(ssi_publication_publish(publication, name, false, err));
    for (size_t i = 0; ssi_bench_sentence(bench, i); i++) {
        ssi_print("%s\n", ssi_bench_sentence(bench, i));
    }
    ssi_print("%s\n", target);
    return SSI_OK;
}

/** A column that nobody has a cell in cannot split anyone. */
static enum ssi_status check_within(const struct ssi_run *run,
                                    const struct ssi_bench_plan *plan,
                                    struct ssi_error *err)
{
    const struct ssi_reference *reference = &run->gathered->reference;
    char text[SSI_QUOTE_SIZE];
    for (size_t i = 0; i < reference->fact_count; i++) {
        if (reference->facts[i].column == plan->within_column) {
            return SSI_OK;
        }
    }
    return ssi_error_set(
        err, SSI_EUSAGE,
        "within %s: the roster has no such column, or nothing in it; it may be "
        "tenure, team, industry, seat, company, manager, or any other there",
        ssi_quote(ssi_str_z(plan->within_name), text));
}

static enum ssi_status compare(struct ssi_run *run, const struct ssi_bench_plan *plan,
                               struct ssi_publication *publication, struct ssi_error *err)
{
    struct ssi_bench *bench = NULL;
    struct telling telling = {
        .settings = run->settings,
        .told = !run->settings->quiet &&
                (run->settings->progress || isatty(STDERR_FILENO) == 1)};
    if (plan->within == SSI_WITHIN_COLUMN) {
        SSI_TRY(check_within(run, plan, err));
    }
    SSI_TRY(ssi_run_join(run, &run->gathered->partial, err));
    ssi_tell_account(run);
    ssi_inputs_release(&run->inputs); // the bench joins them as of earlier weeks
    run->has_inputs = false;
    struct ssi_bench_data data = {.partial = &run->settled,
                                  .reference = &run->gathered->reference,
                                  .calendar = &run->project->calendar,
                                  .targets = &run->project->targets,
                                  .week = run->week};
    SSI_TRY(ssi_bench_run(plan, &data, tell, &telling, publication->stage, &bench, err));
    enum ssi_status status = publish(run, bench, publication, err);
    ssi_bench_free(bench);
    return status;
}

static enum ssi_status gather(struct ssi_project *project,
                              const struct ssi_settings *settings,
                              const struct ssi_bench_plan *plan,
                              struct ssi_publication *publication, struct ssi_error *err)
{
    struct ssi_gathered gathered;
    SSI_TRY(ssi_gather_all(&gathered, project, settings, publication->stage, err));
    enum ssi_status status = SSI_OK;
    if (!gathered.has_partial) {
        status =
            ssi_error_set(err, SSI_EDATA,
                          "no event file among the inputs; add an activity export (see "
                          "'ssi list formats')");
    }
    if (status == SSI_OK) {
        struct ssi_run run = {
            .project = project, .settings = settings, .gathered = &gathered};
        status = compare(&run, plan, publication, err);
        ssi_run_release(&run);
    }
    ssi_gathered_release(&gathered);
    return status;
}

static enum ssi_status bench_project(struct ssi_project *project,
                                     const struct ssi_settings *settings,
                                     struct ssi_error *err)
{
    struct ssi_bench_settings bench;
    struct ssi_publication publication;
    struct ssi_settings own = *settings;
    own.week = settings->week ? settings->week : ssi_bench_until(project);
    SSI_TRY(ssi_bench_settings_load(project, settings, &bench, err));
    enum ssi_status status = widen_model(project, &bench.plan, err);
    if (status == SSI_OK) {
        status = ssi_publication_open(&publication, settings->output, err);
    }
    if (status == SSI_OK) {
        status = gather(project, &own, &bench.plan, &publication, err);
        ssi_publication_release(&publication);
    }
    ssi_bench_settings_release(&bench);
    return status;
}

static enum ssi_status run(const struct ssi_settings *settings, struct ssi_error *err)
{
    struct ssi_project project;
    if (!settings->output) {
        return ssi_error_set(err, SSI_EUSAGE, "where to? Give -o DIR");
    }
    SSI_TRY(ssi_project_load(&project, settings, err));
    enum ssi_status status = bench_project(&project, settings, err);
    ssi_project_release(&project);
    return status;
}

static const enum ssi_option_id options[] = {
    SSI_OPTION_output,       SSI_OPTION_config,
    SSI_OPTION_week,         SSI_OPTION_as_of,
    SSI_OPTION_within,       SSI_OPTION_features,
    SSI_OPTION_formats,      SSI_OPTION_separators,
    SSI_OPTION_header_lines, SSI_OPTION_files_from,
    SSI_OPTION_dedup,        SSI_OPTION_max_rejects,
    SSI_OPTION_inflate,      SSI_OPTION_threads,
    SSI_OPTION_memory,       SSI_OPTION_progress,
    SSI_OPTION_quiet,        SSI_OPTION_verbose,
    SSI_OPTION_help,         SSI_OPTIONS};

const struct ssi_command ssi_command_bench = {
    .name = "bench",
    .usage = "[-c FILE] [INPUT...] -o DIR",
    .summary = "Compare ranking models by what happened afterwards",
    .example = "ssi bench -c bench.ini -o out --features features.csv.gz",
    .options = options,
    .run = run,
};
