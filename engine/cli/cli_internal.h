// SPDX-License-Identifier: GPL-3.0-or-later
/** What the commands share: settings, messages, the project, and the steps of a run. */
#ifndef SSI_CLI_INTERNAL_H
#define SSI_CLI_INTERNAL_H

#include "progress_internal.h"

#include "ssi/bench.h"
#include "ssi/file.h"
#include "ssi/partial.h"
#include "ssi/reference.h"
#include "ssi/stats.h"

enum { SSI_LIST_LIMIT = 64 };

struct ssi_text_list {
    const char *items[SSI_LIST_LIMIT];
    size_t count;
};

/** All that options can say; numbers are -1 where nothing was said. */
struct ssi_settings {
    const char *config, *output, *week, *as_of, *model, *files_from, *dedup, *events,
        *key, *csv, *contributions, *end, *parts, *pairs, *inflate, *memory, *paper,
        *theme, *within, *features, *edges, *split, *means;
    int64_t max_rejects, threads, members, weeks, event_count, seed, file_count, overlap;
    bool per_member, member_charts, keep_going, force, json, gzip, quote_all, crlf, quiet,
        verbose, progress, help;
    struct ssi_text_list formats, separators, header_lines, sets;
    const char **operands;
    size_t operand_count;
};

enum ssi_option_id {
#define SSI_OPTION(field, ...) SSI_OPTION_##field,
#include "options.def"
#undef SSI_OPTION
    SSI_OPTIONS
};

struct ssi_command {
    const char *name, *usage, *summary, *example;
    const enum ssi_option_id *options; /**< ends with SSI_OPTIONS */
    enum ssi_status (*run)(const struct ssi_settings *settings, struct ssi_error *err);
};

/* options.c */
SSI_NODISCARD enum ssi_status ssi_options_parse(const struct ssi_command *command,
                                                int argc, char **argv,
                                                struct ssi_settings *settings,
                                                struct ssi_error *err);
void ssi_options_help(const struct ssi_command *command);
const struct ssi_command *ssi_command_at(size_t index);
const struct ssi_command *ssi_command_find(const char *name);
void ssi_program_help(void);
SSI_NODISCARD enum ssi_status ssi_unknown_command(const char *name,
                                                  struct ssi_error *err);

/* messages.c: everything on standard error; one line each */
SSI_PRINTF(2, 3)
void ssi_note(const struct ssi_settings *settings, const char *format, ...);
SSI_PRINTF(2, 3)
void ssi_warn(const struct ssi_settings *settings, const char *format, ...);
void ssi_complain(const struct ssi_error *err);
/** Standard output: data and the last word of a command. SSI_EIO when it cannot be
 * written. */
SSI_PRINTF(1, 2)
void ssi_print(const char *format, ...);
SSI_NODISCARD enum ssi_status ssi_print_flush(struct ssi_error *err);

/* data_folder.c: where formats, models and words are installed */
const char *ssi_data_path(struct ssi_arena *arena, const char *name);

/** The config, and what it says to load. */
struct ssi_project {
    const char *name;
    struct ssi_ini ini;
    bool has_ini;
    struct ssi_formats formats;
    struct ssi_calendar calendar;
    struct ssi_model model;
    struct ssi_targets targets;
    struct ssi_thresholds thresholds;
    int32_t history_weeks;
    enum ssi_dedup dedup;
    enum ssi_csv_style csv;
    enum ssi_inflater inflater;
    int64_t max_rejects;
    bool no_contributions; /**< --contributions none */
    bool shared_files;     /**< readable by the group */
    size_t threads;
    size_t memory; /**< bytes that ingest may need; 0 = no limit */
    int64_t as_of;
    const char *folder; /**< of the config; NULL without */
    const char *extra;  /**< a further column of the roster that is wanted, or NULL */
    struct ssi_path_list inputs;
    struct ssi_arena arena;
};

/* project.c */
SSI_NODISCARD enum ssi_status ssi_project_load(struct ssi_project *project,
                                               const struct ssi_settings *settings,
                                               struct ssi_error *err);
void ssi_project_release(struct ssi_project *project);
/** The inputs of the command line, of --files-from, or else of the config. */
SSI_NODISCARD enum ssi_status ssi_project_inputs(struct ssi_project *project,
                                                 const struct ssi_settings *settings,
                                                 size_t first_operand,
                                                 struct ssi_error *err);

/** A model by its name or file; entry: where the config asks for it, or NULL. */
SSI_NODISCARD enum ssi_status ssi_project_model(struct ssi_project *project,
                                                const char *name,
                                                const struct ssi_ini_entry *entry,
                                                struct ssi_model *out_model,
                                                struct ssi_error *err);

/* bench_plan.c: what the bench compares, from [bench] and [outcome NAME] */
struct ssi_bench_settings {
    struct ssi_bench_plan plan;
    struct ssi_model models[SSI_BENCH_LIST];
    struct ssi_bench_outcome outcomes[SSI_BENCH_LIST];
};
SSI_NODISCARD enum ssi_status ssi_bench_claim(struct ssi_project *project,
                                              struct ssi_error *err);
SSI_NODISCARD enum ssi_status ssi_bench_settings_load(struct ssi_project *project,
                                                      const struct ssi_settings *settings,
                                                      struct ssi_bench_settings *bench,
                                                      struct ssi_error *err);
void ssi_bench_settings_release(struct ssi_bench_settings *bench);
/** The last week whose outcome counts, as the config names it, or NULL. */
const char *ssi_bench_until(struct ssi_project *project);

/* config_keys.c: SSI_EUSAGE for the first entry of the config that nobody asked for */
SSI_NODISCARD enum ssi_status ssi_config_check(struct ssi_project *project,
                                               struct ssi_error *err);

/* format_rules.c: --format; find gives the format of a path, or NULL, by the last rule */
SSI_NODISCARD enum ssi_status ssi_format_rules_check(const struct ssi_settings *settings,
                                                     const struct ssi_formats *formats,
                                                     struct ssi_error *err);
SSI_NODISCARD enum ssi_status ssi_format_rules_find(const struct ssi_settings *settings,
                                                    const struct ssi_formats *formats,
                                                    const char *path,
                                                    const struct ssi_format **out_format,
                                                    struct ssi_error *err);

/** --separator and --header-line; 0 where no rule names the path. */
SSI_NODISCARD enum ssi_status ssi_dialect_rules_find(const struct ssi_settings *settings,
                                                     const char *path,
                                                     char *out_separator,
                                                     uint64_t *out_header_line,
                                                     struct ssi_error *err);

/* targets.c */
SSI_NODISCARD enum ssi_status ssi_targets_load(struct ssi_project *project,
                                               struct ssi_error *err);

/* key.c: the key of event ids, --key or ssi.key in the folder, made when it is not there
 */
SSI_NODISCARD enum ssi_status ssi_key_load(const struct ssi_settings *settings,
                                           const char *folder,
                                           struct ssi_aggregate_options *options,
                                           struct ssi_error *err);
/** A key for this process only. */
void ssi_key_fresh(struct ssi_aggregate_options *options);

/** Files read so far: events as one partial, references in memory, and what failed. */
struct ssi_gathered {
    struct ssi_partial partial;
    bool has_partial;
    struct ssi_reference reference;
    struct ssi_gathered_file {
        const char *path;
        bool named;
        enum ssi_format_kind kind;
        struct ssi_str format; /**< and what else its header told; empty = not opened */
        char separator;
        struct ssi_csv_dialect dialect;
        size_t columns, unrecognised;
        uint64_t header_line;
        struct ssi_reader
            *held;              /**< a reference on standard input, opened and not read */
        enum ssi_status status; /**< of its reading */
        bool skipped;           /**< no CSV or no known format, found in a folder */
        struct ssi_error error;
        bool counted;                    /**< an event file, read to its end */
        struct ssi_source_record source; /**< of a counted one; its format is not set */
    } * files;
    size_t file_count;
    struct ssi_progress progress; /**< outlives the readers that are held */
    size_t failed;
    struct ssi_error first_error; /**< of the first file that failed */
};

enum ssi_gather_what { SSI_GATHER_EVENTS = 1, SSI_GATHER_REFERENCES = 2 };

/* gather.c; events go to a partial at part_path, or in memory where that is NULL */
SSI_NODISCARD enum ssi_status ssi_gather(struct ssi_gathered *gathered,
                                         struct ssi_project *project,
                                         const struct ssi_settings *settings,
                                         struct ssi_aggregate_options *options,
                                         bool keep_as_needed, unsigned what,
                                         const char *part_path, struct ssi_error *err);
/** What ssi itself keeps beside exports, by its name: a config, a key. */
bool ssi_is_our_own(const char *path);
/**
 * All inputs of a run, its partial as a file in `stage` without a name. After an error there is
 * nothing to release.
 */
SSI_NODISCARD enum ssi_status ssi_gather_all(struct ssi_gathered *gathered,
                                             struct ssi_project *project,
                                             const struct ssi_settings *settings,
                                             const char *stage, struct ssi_error *err);
void ssi_gathered_release(struct ssi_gathered *gathered);

/** Everything between a partial and a published week. */
struct ssi_run {
    struct ssi_project *project;
    const struct ssi_settings *settings;
    struct ssi_gathered *gathered;
    struct ssi_partial settled;
    struct ssi_settle_summary settle;
    struct ssi_inputs inputs;
    bool has_inputs;
    struct ssi_scores scores;
    bool has_scores;
    int32_t week;
    char week_name[16];
};

/* scoring.c: settles the partial at path, joins and scores */
SSI_NODISCARD enum ssi_status ssi_run_join(struct ssi_run *run,
                                           const struct ssi_partial *partial,
                                           struct ssi_error *err);
/** Scores, and publishes DIR/<week> with or without the report. */
SSI_NODISCARD enum ssi_status ssi_run_publish(struct ssi_run *run,
                                              struct ssi_publication *publication,
                                              bool report, struct ssi_error *err);
void ssi_run_release(struct ssi_run *run);

/* tell.c: notes and warnings of a run */
struct ssi_gap {
    const struct ssi_input_format *format; /**< NULL before the first */
    int32_t week;
};
/**
 * Whether a week without a row is a gap of a format: inside its period; of exports that
 * are complete by the week (closed ones of events) also after it.
 */
bool ssi_is_gap(const struct ssi_inputs *inputs, const struct ssi_input_format *format,
                int32_t week);
/** The next gap, up to the scored week. */
bool ssi_gap_next(const struct ssi_inputs *inputs, struct ssi_gap *gap);
void ssi_tell_time(const struct ssi_run *run);
void ssi_tell_account(const struct ssi_run *run);
void ssi_tell_scores(const struct ssi_run *run);

/* joins.c: match rates both ways; SSI_EDATA when a join matches nothing */
SSI_NODISCARD enum ssi_status ssi_joins_check(const struct ssi_run *run,
                                              struct ssi_error *err);

/* manifest.c */
SSI_NODISCARD enum ssi_status ssi_manifest_write(const struct ssi_run *run,
                                                 const char *folder,
                                                 struct ssi_error *err);
SSI_NODISCARD enum ssi_status ssi_run_json_write(const struct ssi_run *run,
                                                 const char *folder,
                                                 struct ssi_error *err);
/** Whether two manifests say the same but for as_of. */
bool ssi_manifest_same(const char *folder, const char *other);
bool ssi_manifest_incomplete(const char *folder);

/* explain_text.c, explain_json.c: an explanation on standard output; what_if may be NULL
 */
struct ssi_explanation;
struct ssi_what_if;
void ssi_explain_print(const struct ssi_explanation *explanation,
                       const struct ssi_what_if *what_if);
SSI_NODISCARD enum ssi_status ssi_explain_print_json(
    const struct ssi_explanation *explanation, const struct ssi_what_if *what_if,
    struct ssi_error *err);
/* cmd_check.c: the account of a source and its period, each line indented */
void ssi_check_print_source(const struct ssi_source_record *source, const char *indent);

/* check_partial.c: what a partial holds; SSI_EIO where it is damaged or of another
 * version */
SSI_NODISCARD enum ssi_status ssi_check_partial(const char *path, struct ssi_error *err);

/* scoring.c */
/** Whether --paper and --theme are ones there are; SSI_EUSAGE naming those. */
SSI_NODISCARD enum ssi_status ssi_report_look(const struct ssi_settings *settings,
                                              struct ssi_error *err);
/** Draws the report into a staged week. */
SSI_NODISCARD enum ssi_status ssi_report_stage(const struct ssi_settings *settings,
                                               const char *stage, struct ssi_error *err);

#endif
