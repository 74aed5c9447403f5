// SPDX-License-Identifier: GPL-3.0-or-later
// ssi check: what each input is, its account, which joins match, and which metrics would
// stand. Of a partial, what it holds. Publishes nothing.

#include "cli_internal.h"

static const char *line_ends_name(const struct ssi_csv_dialect *dialect)
{
    return dialect->feeds && dialect->returns ? "mixed"
           : dialect->feeds                   ? "LF"
           : dialect->returns                 ? "CRLF"
                                              : "none";
}

static void print_dialect(const struct ssi_csv_dialect *dialect)
{
    static const char *const encodings[] = {"UTF-8", "UTF-8 with BOM", "UTF-16 LE",
                                            "UTF-16 BE"};
    static const char *const compressions[] = {"none", "gzip", "zip"};
    ssi_print("  encoding %s, compression %s, line ends %s, quotes %s%s\n",
              encodings[dialect->encoding], compressions[dialect->compression],
              line_ends_name(dialect), dialect->quotes ? "some" : "none",
              dialect->whole ? "" : " (line ends, quotes: of the first 64 KiB)");
}

static void print_detected(const struct ssi_gathered_file *file)
{
    char name[SSI_QUOTE_SIZE];
    char sign[2];
    bool standard = strcmp(file->path, "-") == 0;
    ssi_print("%s\n  format %.*s, separator %s, %zu of %zu columns recognised",
              ssi_quote(ssi_str_z(standard ? "<stdin>" : file->path), name),
              (int)file->format.len, file->format.ptr,
              ssi_separator_name(file->separator, sign),
              file->columns - file->unrecognised, file->columns);
    if (file->header_line > 1) {
        ssi_print(", header in line %llu", (unsigned long long)file->header_line);
    }
    ssi_print("\n");
    print_dialect(&file->dialect);
}

static void print_account(const struct ssi_account *a, int64_t first, int64_t last,
                          const char *indent)
{
    ssi_print("%s%llu rows = %llu used + %llu ignored + %llu duplicate + %llu rejected\n",
              indent, (unsigned long long)a->rows, (unsigned long long)a->used,
              (unsigned long long)(a->ignored_mapping + a->ignored_orphan),
              (unsigned long long)a->duplicate, (unsigned long long)a->rejected);
    if (first <= last) {
        char from[32];
        char to[32];
        ssi_format_time(from, first);
        ssi_format_time(to, last);
        ssi_print("%sfrom %s to %s\n", indent, from, to);
    }
}

void ssi_check_print_source(const struct ssi_source_record *s, const char *indent)
{
    struct ssi_account account = {.rows = s->rows,
                                  .used = s->used,
                                  .ignored_mapping = s->ignored_mapping,
                                  .ignored_orphan = s->ignored_orphan,
                                  .duplicate = s->duplicate,
                                  .rejected = s->rejected};
    print_account(&account, s->first, s->last, indent);
}

/** By the settled accounts where there are some: duplicates and orphans are known there.
 */
static void print_event_file(const struct ssi_run *run,
                             const struct ssi_gathered_file *file)
{
    const struct ssi_source_record *own = &file->source;
    size_t count = run->has_inputs ? SSI_RECORD_COUNT(&run->settled, SOURCES) : 0;
    for (size_t i = 0; i < count; i++) {
        const struct ssi_source_record *s = &run->inputs.accounts[i];
        if (s->digest_high == own->digest_high && s->digest_low == own->digest_low) {
            ssi_check_print_source(s, "  ");
            return;
        }
    }
    ssi_check_print_source(own, "  ");
}

static void print_reference(const struct ssi_run *run, const char *path)
{
    const struct ssi_reference *reference = &run->gathered->reference;
    for (size_t i = 0; i < reference->source_count; i++) {
        const struct ssi_reference_source *source = &reference->sources[i];
        if (strcmp(source->path, path) == 0) {
            print_account(&source->account, source->first, source->last, "  ");
            return;
        }
    }
    ssi_print("  the same content as another file; counted once\n");
}

/** Prints every file that can be used; returns how many. */
static size_t print_files(const struct ssi_run *run)
{
    size_t usable = 0;
    for (size_t i = 0; i < run->gathered->file_count; i++) {
        const struct ssi_gathered_file *file = &run->gathered->files[i];
        if (file->status != SSI_OK) {
            continue;
        }
        usable++;
        print_detected(file);
        if (file->counted) {
            print_event_file(run, file);
        } else {
            print_reference(run, file->path);
        }
    }
    return usable;
}

static void print_gaps(const struct ssi_run *run)
{
    struct ssi_gap gap = {0};
    while (ssi_gap_next(&run->inputs, &gap)) {
        char name[16];
        ssi_calendar_week_name(run->inputs.calendar, gap.week, name);
        ssi_print("gap: nothing from %.*s in the week %s (a missing export?)\n",
                  (int)gap.format->name.len, gap.format->name.ptr, name);
    }
}

/** How many members a metric stands for this week. */
static enum ssi_status count_standing(const struct ssi_run *run,
                                      size_t counts[SSI_METRICS], size_t *out_population,
                                      struct ssi_error *err)
{
    struct ssi_explainer *explainer = NULL;
    SSI_TRY(ssi_explainer_new(&run->scores, &explainer, err));
    enum ssi_status status = SSI_OK;
    *out_population = 0;
    for (size_t m = 0; status == SSI_OK && m < run->inputs.member_count; m++) {
        struct ssi_contributions c;
        status = ssi_explain(explainer, m, 0, &c, err);
        *out_population += ssi_in_population(&run->scores, m, 0);
        for (size_t i = 0; status == SSI_OK && i < run->project->model.metric_count;
             i++) {
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
    ssi_print("week %s, model %.*s: metrics and the members they stand for\n",
              run->week_name, (int)run->project->model.name.len,
              run->project->model.name.ptr);
    for (size_t i = 0; i < run->project->model.metric_count; i++) {
        const struct ssi_model_metric *metric = &run->project->model.metrics[i];
        ssi_print("  %-14s %-27s %zu of %zu%s%s\n", ssi_pillar_name(metric->pillar),
                  ssi_metric_info(metric->id)->name, counts[i], population,
                  counts[i] ? "" : "; would need ",
                  counts[i] ? "" : ssi_metric_info(metric->id)->needs);
    }
    return SSI_OK;
}

static enum ssi_status check_gathered(struct ssi_project *project,
                                      const struct ssi_settings *settings,
                                      struct ssi_gathered *gathered,
                                      struct ssi_error *err)
{
    struct ssi_run run = {.project = project, .settings = settings, .gathered = gathered};
    if (!gathered->has_partial) {
        if (print_files(&run) == 0 && gathered->failed == 0) {
            return ssi_error_set(err, SSI_EDATA,
                                 "none of the files can be used; see 'ssi list formats'");
        }
        if (gathered->failed == 0) {
            ssi_note(settings,
                     "no event file yet: a score needs an activity export (see 'ssi "
                     "list formats')");
        }
        return SSI_OK;
    }
    enum ssi_status status = ssi_run_join(&run, &gathered->partial, err);
    (void)print_files(&run);
    if (status == SSI_OK) {
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

static enum ssi_status check(struct ssi_project *project,
                             const struct ssi_settings *settings, struct ssi_error *err)
{
    struct ssi_gathered gathered;
    struct ssi_settings lenient = *settings;
    struct ssi_aggregate_options options = {.keep = SSI_KEEP_NONE};
    lenient.keep_going = true;
    ssi_key_fresh(&options);
    SSI_TRY(ssi_project_inputs(project, settings, 0, err));
    SSI_TRY(ssi_gather(&gathered, project, &lenient, &options, true,
                       SSI_GATHER_EVENTS | SSI_GATHER_REFERENCES, NULL, err));
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

static enum ssi_status run_inputs(const struct ssi_settings *settings,
                                  struct ssi_error *err)
{
    struct ssi_project project;
    SSI_TRY(ssi_project_load(&project, settings, err));
    enum ssi_status status = check(&project, settings, err);
    ssi_project_release(&project);
    return status;
}

/** A failure after another one: both are told, the first decides the exit code. */
static void keep_first(enum ssi_status status, const struct ssi_error *mine,
                       enum ssi_status *first, struct ssi_error *err)
{
    if (status == SSI_OK) {
        return;
    }
    if (*first != SSI_OK) {
        ssi_complain(mine);
        return;
    }
    *first = status;
    *err = *mine;
}

/** Partials first, each on its own; what is left of the operands is checked together. */
static enum ssi_status run(const struct ssi_settings *settings, struct ssi_error *err)
{
    struct ssi_settings rest = *settings;
    struct ssi_error mine = {0};
    enum ssi_status first = SSI_OK;
    rest.operands = ssi_alloc(settings->operand_count + 1, sizeof *rest.operands);
    rest.operand_count = 0;
    if (!rest.operands) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < settings->operand_count; i++) {
        const char *path = settings->operands[i];
        if (ssi_partial_is(path)) {
            keep_first(ssi_check_partial(path, &mine), &mine, &first, err);
        } else {
            rest.operands[rest.operand_count++] = path;
        }
    }
    bool partials_only = settings->operand_count > 0 && rest.operand_count == 0;
    if (!partials_only || settings->files_from) {
        keep_first(run_inputs(&rest, &mine), &mine, &first, err);
    }
    ssi_free(rest.operands);
    return first;
}

static const enum ssi_option_id options[] = {SSI_OPTION_config,
                                             SSI_OPTION_week,
                                             SSI_OPTION_as_of,
                                             SSI_OPTION_model,
                                             SSI_OPTION_formats,
                                             SSI_OPTION_separators,
                                             SSI_OPTION_header_lines,
                                             SSI_OPTION_files_from,
                                             SSI_OPTION_dedup,
                                             SSI_OPTION_max_rejects,
                                             SSI_OPTION_inflate,
                                             SSI_OPTION_threads,
                                             SSI_OPTION_progress,
                                             SSI_OPTION_quiet,
                                             SSI_OPTION_verbose,
                                             SSI_OPTION_help,
                                             SSI_OPTIONS};

const struct ssi_command ssi_command_check = {
    .name = "check",
    .usage = "[-c FILE] INPUT|PART...",
    .summary = "Tell what the inputs are, how they join and which metrics would stand",
    .example = "ssi check exports/ roster.csv",
    .options = options,
    .run = run,
};
