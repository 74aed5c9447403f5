// SPDX-License-Identifier: GPL-3.0-or-later
// ssi check: what each input is, its account, which joins match, and which metrics would stand.
// Publishes nothing.

#include "cli_internal.h"

static const char *separator_name(char separator)
{
    return separator == ',' ? "comma" : separator == ';' ? "semicolon"
                                    : separator == '\t'  ? "tab"
                                                         : "bar";
}

/** Reads a file again, for its header only, and prints what was detected. */
static void print_detected(struct ssi_project *project, const char *path)
{
    struct ssi_reader_options options = {.formats = &project->formats,
                                         .calendar = &project->calendar,
                                         .max_rejects = -1};
    struct ssi_reader reader;
    char name[SSI_QUOTE_SIZE];
    ssi_quote(ssi_str_z(path), name);
    if (strcmp(path, "-") == 0 || ssi_reader_open(&reader, path, &options, NULL) != SSI_OK) {
        return;
    }
    ssi_print("%s\n  format %.*s, separator %s, %zu of %zu columns recognised", name,
              (int)reader.format->name.len, reader.format->name.ptr,
              separator_name(reader.separator), reader.header_count - reader.unrecognised,
              reader.header_count);
    if (reader.account.preamble_lines > 0) {
        ssi_print(", %llu lines before the header",
                  (unsigned long long)reader.account.preamble_lines);
    }
    ssi_print("\n");
    ssi_reader_release(&reader);
}

static void print_account(const struct ssi_account *a, int64_t first, int64_t last)
{
    ssi_print("  %llu rows = %llu used + %llu ignored + %llu duplicate + %llu rejected\n",
              (unsigned long long)a->rows, (unsigned long long)a->used,
              (unsigned long long)(a->ignored_mapping + a->ignored_orphan),
              (unsigned long long)a->duplicate, (unsigned long long)a->rejected);
    if (first <= last) {
        char from[32];
        char to[32];
        ssi_format_time(from, first);
        ssi_format_time(to, last);
        ssi_print("  from %s to %s\n", from, to);
    }
}

/** The event files by the settled accounts: duplicates and orphans are known there. */
static void print_event_file(const struct ssi_run *run, const struct ssi_gathered_file *file)
{
    const struct ssi_source_record *own = SSI_RECORDS(&file->partial, SOURCES);
    for (size_t i = 0; i < SSI_RECORD_COUNT(&run->settled, SOURCES); i++) {
        const struct ssi_source_record *s = &run->inputs.accounts[i];
        if (s->digest_high == own->digest_high && s->digest_low == own->digest_low) {
            struct ssi_account account = {.rows = s->rows,
                                          .used = s->used,
                                          .ignored_mapping = s->ignored_mapping,
                                          .ignored_orphan = s->ignored_orphan,
                                          .duplicate = s->duplicate,
                                          .rejected = s->rejected};
            print_account(&account, s->first, s->last);
            return;
        }
    }
}

static void print_files(const struct ssi_run *run)
{
    for (size_t i = 0; i < run->gathered->file_count; i++) {
        const struct ssi_gathered_file *file = &run->gathered->files[i];
        if (file->status != SSI_OK) {
            continue;
        }
        print_detected(run->project, file->path);
        if (file->partial.bytes.ptr) {
            print_event_file(run, file);
            continue;
        }
        const struct ssi_reference *reference = run->inputs.reference;
        for (size_t s = 0; s < reference->source_count; s++) {
            if (strcmp(reference->sources[s].path, file->path) == 0) {
                print_account(&reference->sources[s].account, reference->sources[s].first,
                              reference->sources[s].last);
            }
        }
    }
}

static void print_gaps(const struct ssi_run *run)
{
    const struct ssi_inputs *inputs = &run->inputs;
    for (size_t f = 0; f < inputs->format_count; f++) {
        const struct ssi_input_format *format = &inputs->formats[f];
        for (int32_t w = inputs->first_week; w <= inputs->week; w++) {
            if (w > format->first && w < format->last &&
                !format->weeks[w - inputs->first_week]) {
                char name[16];
                ssi_calendar_week_name(inputs->calendar, w, name);
                ssi_print("gap: nothing from %.*s in the week %s (a missing export?)\n",
                          (int)format->name.len, format->name.ptr, name);
            }
        }
    }
}

/** What would make a metric stand, in a few words. */
static const char *what_is_missing(enum ssi_metric_id id)
{
    switch (ssi_metric_info(id)->kind) {
    case SSI_METRIC_KIND_LEVEL:
        return "a roster column of this name";
    case SSI_METRIC_KIND_DERIVED:
        return "a roster column of this name, profile texts or connections, and [targets]";
    case SSI_METRIC_KIND_RATIO:
        return "requests and their answers (or [targets] topics)";
    case SSI_METRIC_KIND_PAIRS:
        return "engagement with counterpart_id, both ways";
    case SSI_METRIC_KIND_COUNT:
    case SSI_METRIC_KIND_SERIES:
        return "an activity log or export that holds it";
    }
    return "";
}

/** How many members a metric stands for this week. */
static enum ssi_status count_standing(const struct ssi_run *run, size_t counts[SSI_METRICS],
                                      size_t *out_population, struct ssi_error *err)
{
    struct ssi_explainer *explainer = NULL;
    SSI_TRY(ssi_explainer_new(&run->scores, &explainer, err));
    enum ssi_status status = SSI_OK;
    *out_population = 0;
    for (size_t m = 0; status == SSI_OK && m < run->inputs.member_count; m++) {
        struct ssi_contributions c;
        status = ssi_explain(explainer, m, 0, &c, err);
        *out_population += ssi_score_at(&run->scores, m, 0)->in_population;
        for (size_t i = 0; status == SSI_OK && i < run->project->model.metric_count; i++) {
            counts[i] += c.metrics[i].stands;
        }
    }
    ssi_explainer_free(explainer);
    return status;
}

static enum ssi_status print_metrics(const struct ssi_run *run, struct ssi_error *err)
{
    size_t counts[SSI_METRICS] = {0};
    size_t population = 0;
    SSI_TRY(count_standing(run, counts, &population, err));
    ssi_print("week %s, model %.*s: metrics and the members they stand for\n", run->week_name,
              (int)run->project->model.name.len, run->project->model.name.ptr);
    for (size_t i = 0; i < run->project->model.metric_count; i++) {
        const struct ssi_model_metric *metric = &run->project->model.metrics[i];
        ssi_print("  %-14s %-27s %zu of %zu%s%s\n", ssi_pillar_name(metric->pillar),
                  ssi_metric_info(metric->id)->name, counts[i], population,
                  counts[i] ? "" : "; would need ",
                  counts[i] ? "" : what_is_missing(metric->id));
    }
    return SSI_OK;
}

static enum ssi_status check_gathered(struct ssi_project *project,
                                      const struct ssi_settings *settings,
                                      struct ssi_gathered *gathered, struct ssi_error *err)
{
    struct ssi_run run = {.project = project, .settings = settings, .gathered = gathered};
    if (!gathered->has_partial) {
        for (size_t i = 0; i < gathered->file_count; i++) {
            print_detected(project, gathered->files[i].path);
        }
        return ssi_error_set(err, SSI_EDATA,
                             "no event file among the inputs (see 'ssi list formats')");
    }
    enum ssi_status status = ssi_run_join(&run, &gathered->partial, err);
    if (status == SSI_OK) {
        print_files(&run);
        print_gaps(&run);
        status = ssi_score_all(&run.scores, &run.inputs, project->history_weeks,
                               project->threads, err);
        run.has_scores = status == SSI_OK;
    }
    if (status == SSI_OK) {
        status = print_metrics(&run, err);
    }
    ssi_run_release(&run);
    return status;
}

static enum ssi_status check(struct ssi_project *project, const struct ssi_settings *settings,
                             struct ssi_error *err)
{
    struct ssi_gathered gathered;
    struct ssi_settings lenient = *settings;
    struct ssi_aggregate_options options = {.keep = SSI_KEEP_NONE,
                                            .pairs = true,
                                            .topics = project->targets.topic_count > 0};
    lenient.keep_going = true;
    ssi_key_fresh(&options);
    SSI_TRY(ssi_project_inputs(project, settings, 0, err));
    SSI_TRY(ssi_gather(&gathered, project, &lenient, &options, true,
                       SSI_GATHER_EVENTS | SSI_GATHER_REFERENCES, err));
    enum ssi_status status = check_gathered(project, &lenient, &gathered, err);
    if (gathered.failed > 0) {
        if (status != SSI_OK) {
            ssi_complain(err);
        }
        *err = gathered.first_error;
        status = gathered.first_error.code;
    }
    ssi_gathered_release(&gathered);
    return status;
}

static enum ssi_status run(const struct ssi_settings *settings, struct ssi_error *err)
{
    struct ssi_project project;
    SSI_TRY(ssi_project_load(&project, settings, err));
    enum ssi_status status = check(&project, settings, err);
    ssi_project_release(&project);
    return status;
}

static const enum ssi_option_id options[] = {
    SSI_OPTION_config, SSI_OPTION_week,        SSI_OPTION_as_of,   SSI_OPTION_model,
    SSI_OPTION_formats, SSI_OPTION_files_from, SSI_OPTION_dedup,   SSI_OPTION_max_rejects,
    SSI_OPTION_threads, SSI_OPTION_quiet,      SSI_OPTION_verbose, SSI_OPTION_help,
    SSI_OPTIONS};

const struct ssi_command ssi_command_check = {
    .name = "check",
    .usage = "[-c FILE] INPUT...",
    .summary = "Tell what the inputs are, how they join and which metrics would stand",
    .example = "ssi check exports/ roster.csv",
    .options = options,
    .run = run,
};
