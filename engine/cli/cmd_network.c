// SPDX-License-Identifier: GPL-3.0-or-later
// ssi network: members among their own connections, from edges of any number.

#include <stdio.h>
#include <unistd.h>

#include "cli_internal.h"

#include "ssi/network.h"

/** Files of connections, and what else the operands are. */
struct network {
    const struct ssi_settings *settings;
    struct ssi_project project;
    struct ssi_network_options options;
    struct ssi_network_scores scores;
    struct ssi_reference reference;
    const char **paths; /* of connections */
    size_t *numbers;    /* of each among the inputs, for progress */
    size_t count;
    const char **splits; /* tables of sums */
    size_t split_count;
    struct ssi_reader held; /* standard input, which can be opened only once */
    bool has_held;
    struct ssi_progress progress;
};

static enum ssi_status one_of(const char *option, const char *value, const char *first,
                              const char *second, bool *out_second, struct ssi_error *err)
{
    char text[SSI_QUOTE_SIZE];
    *out_second = value && strcmp(value, second) == 0;
    return !value || *out_second || strcmp(value, first) == 0
               ? SSI_OK
               : ssi_error_set(err, SSI_EUSAGE, "--%s %s is neither %s nor %s", option,
                               ssi_quote(ssi_str_z(value), text), first, second);
}

static enum ssi_status read_split(struct network *n, struct ssi_error *err)
{
    const char *said = n->settings->split;
    char text[SSI_QUOTE_SIZE];
    return !said || ssi_network_parse_split(ssi_str_z(said), &n->options.split,
                                            &n->options.splits)
               ? SSI_OK
               : ssi_error_set(err, SSI_EUSAGE, "--split %s is no part like 3/8",
                               ssi_quote(ssi_str_z(said), text));
}

/** The scores: a table, or that of a published week in DIR/<week>, DIR/latest or DIR. */
static enum ssi_status find_scores(struct network *n, const char **out_path,
                                   struct ssi_error *err)
{
    struct ssi_arena *arena = &n->project.arena;
    const char *said = n->settings->operands[0];
    const char *path = said;
    if (ssi_file_is_folder(said)) {
        const char *name = n->settings->week ? n->settings->week : "latest";
        path = ssi_path_join(arena, said, "scores.csv");
        if (path && !ssi_file_exists(path)) {
            path = ssi_path_join(arena, said, name);
            path = path ? ssi_path_join(arena, path, "scores.csv") : NULL;
        }
        if (path && !ssi_file_exists(path)) {
            char text[SSI_QUOTE_SIZE];
            return ssi_error_set(err, SSI_EUSAGE,
                                 "no scores.csv of a published week in %s; scores come "
                                 "first, then connections",
                                 ssi_quote(ssi_str_z(said), text));
        }
    }
    *out_path = path;
    return path ? SSI_OK : ssi_error_nomem(err);
}

/** Edges dated at or after the end of the scored week are not there yet. */
static enum ssi_status find_cutoff(struct network *n, struct ssi_error *err)
{
    const char *said = n->settings->week ? n->settings->week : n->scores.week;
    const struct ssi_calendar *calendar = &n->project.calendar;
    int64_t date;
    if (!said[0]) {
        return SSI_OK; // nobody says which week it is: edges of any date count
    }
    if (!ssi_parse_date(ssi_str_z(said), &date)) {
        char text[SSI_QUOTE_SIZE];
        return ssi_error_set(err, SSI_EUSAGE, "the week %s is no date like 2026-11-18",
                             ssi_quote(ssi_str_z(said), text));
    }
    n->options.dated = true;
    n->options.cutoff =
        ssi_calendar_week_start(calendar, ssi_calendar_week_named(calendar, date) + 1);
    return SSI_OK;
}

static enum ssi_status open_reader(struct network *n, const char *path,
                                   atomic_uint_fast64_t *count,
                                   struct ssi_reader *out_reader, struct ssi_error *err)
{
    struct ssi_reader_options options = {.formats = &n->project.formats,
                                         .calendar = &n->project.calendar,
                                         .max_rejects = n->project.max_rejects,
                                         .inflater = n->project.inflater,
                                         .bytes_read = count};
    SSI_TRY(ssi_format_rules_find(n->settings, &n->project.formats, path, &options.forced,
                                  err));
    SSI_TRY(ssi_dialect_rules_find(n->settings, path, &options.separator,
                                   &options.header_line, err));
    return ssi_reader_open(out_reader, path, &options, err);
}

static enum ssi_status open_connections(void *context, size_t index,
                                        struct ssi_reader *out_reader,
                                        struct ssi_error *err)
{
    struct network *n = context;
    if (strcmp(n->paths[index], "-") == 0 && n->has_held) {
        *out_reader = n->held;
        n->has_held = false;
        return SSI_OK;
    }
    return open_reader(n, n->paths[index],
                       ssi_progress_counter(&n->progress, n->numbers[index]), out_reader,
                       err);
}

/** A roster or identities tell which ids are the same person. */
static enum ssi_status take_reference(struct network *n, const char *path,
                                      struct ssi_reader *reader, struct ssi_error *err)
{
    bool repeated;
    if (reader->format->kind == SSI_KIND_MEMBERS ||
        reader->format->kind == SSI_KIND_IDENTITIES) {
        return ssi_reference_read(&n->reference, reader, &repeated, err);
    }
    ssi_note(n->settings, "not used: %s: %.*s, which is about no connection", path,
             (int)reader->format->name.len, reader->format->name.ptr);
    ssi_reader_release(reader);
    return SSI_OK;
}

/** Told by its header what an input is; connections are read later. */
static enum ssi_status take_input(struct network *n, size_t number, struct ssi_error *err)
{
    const struct ssi_listed_path *item = &n->project.inputs.items[number];
    bool standard = strcmp(item->path, "-") == 0;
    struct ssi_reader reader;
    if (!standard && ssi_network_is_split(item->path)) {
        n->splits[n->split_count++] = item->path;
        return SSI_OK;
    }
    if (!item->named && ssi_is_our_own(item->path)) {
        return SSI_OK;
    }
    enum ssi_status status = open_reader(n, item->path, NULL, &reader, err);
    if (!item->named && (status == SSI_EDATA || status == SSI_EUSAGE)) {
        char line[1024];
        ssi_note(n->settings, "not used: %s",
                 err ? ssi_error_line(err, line, sizeof line) : item->path);
        return SSI_OK;
    }
    SSI_TRY(status);
    if (reader.format->kind != SSI_KIND_CONNECTIONS) {
        return take_reference(n, item->path, &reader, err);
    }
    n->numbers[n->count] = number;
    n->paths[n->count++] = item->path;
    if (standard && !n->has_held) {
        n->held = reader;
        n->has_held = true;
    } else {
        ssi_reader_release(&reader);
        ssi_progress_expect_file(&n->progress, number, item->path);
    }
    return SSI_OK;
}

static enum ssi_status take_inputs(struct network *n, struct ssi_error *err)
{
    size_t inputs = n->project.inputs.count;
    bool terminal = isatty(STDERR_FILENO) == 1;
    bool told = !n->settings->quiet && (terminal || n->settings->progress);
    n->paths = ssi_arena_alloc(&n->project.arena, inputs * sizeof *n->paths);
    n->splits = ssi_arena_alloc(&n->project.arena, inputs * sizeof *n->splits);
    n->numbers = ssi_arena_alloc(&n->project.arena, inputs * sizeof *n->numbers);
    if (!n->paths || !n->splits || !n->numbers) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(ssi_progress_init(&n->progress, told ? stderr : NULL, terminal, inputs, err));
    for (size_t i = 0; i < inputs; i++) {
        SSI_TRY(take_input(n, i, err));
    }
    if (n->split_count > 0 && (n->count > 0 || n->options.splits > 0)) {
        return ssi_error_set(err, SSI_EUSAGE,
                             "sums of splits and connections; add the sums up on their "
                             "own, without --split");
    }
    if (n->split_count == 0 && n->count == 0) {
        return ssi_error_set(err, SSI_EUSAGE,
                             "no connections among the inputs (see 'ssi list formats "
                             "connections')");
    }
    return SSI_OK;
}

static enum ssi_status join_aliases(struct network *n, struct ssi_error *err)
{
    if (n->reference.source_count == 0) {
        return SSI_OK;
    }
    SSI_TRY(ssi_reference_finish(&n->reference, err));
    SSI_TRY(ssi_network_scores_join(&n->scores, &n->reference, err));
    ssi_reference_release(&n->reference);
    return SSI_OK;
}

static enum ssi_status add_splits(const struct network *n,
                                  struct ssi_network_count *count, struct ssi_error *err)
{
    for (size_t i = 0; i < n->split_count; i++) {
        SSI_TRY(ssi_network_count_add(count, n->splits[i], err));
    }
    return ssi_network_count_whole(count, err);
}

/** What became of the rows: those that nobody is ranked by are counted. */
static enum ssi_status tell_account(const struct network *n,
                                    const struct ssi_network_account *a,
                                    struct ssi_error *err)
{
    char line[1024];
    ssi_note(n->settings,
             "connections: rows %llu = edges %llu + repeated %llu + to oneself %llu + "
             "later %llu + of nobody scored %llu + of other splits %llu + rejected %llu",
             (unsigned long long)a->rows, (unsigned long long)a->edges,
             (unsigned long long)a->repeats, (unsigned long long)a->self,
             (unsigned long long)a->later, (unsigned long long)a->strangers,
             (unsigned long long)a->elsewhere, (unsigned long long)a->rejected);
    if (n->options.unique) {
        ssi_note(n->settings, "--edges unique: repeated edges would have counted twice");
    }
    if (a->rejected > 0) {
        ssi_warn(n->settings, "%llu rows rejected; the first: %s",
                 (unsigned long long)a->rejected,
                 ssi_error_line(&a->first_reject, line, sizeof line));
    }
    if (a->edges == 0 && a->strangers > 0 && a->elsewhere == 0) {
        char text[SSI_QUOTE_SIZE];
        return ssi_error_set(err, SSI_EDATA,
                             "no connection names a scored member (such as %s); give the "
                             "roster or identities that know these ids, too",
                             ssi_quote(n->scores.ids[0], text));
    }
    return SSI_OK;
}

static enum ssi_status count_edges(struct network *n, struct ssi_network_count *count,
                                   struct ssi_error *err)
{
    if (n->split_count > 0) {
        return add_splits(n, count, err);
    }
    ssi_progress_start(&n->progress);
    enum ssi_status status =
        ssi_network_count_files(count, n->count, open_connections, n, err);
    ssi_progress_stop(&n->progress);
    return status == SSI_OK ? tell_account(n, ssi_network_account(count), err) : status;
}

static enum ssi_status write_to(const struct network *n,
                                const struct ssi_network_count *count, const char *path,
                                struct ssi_error *err)
{
    struct ssi_output *output = NULL;
    bool gzip = ssi_str_ends(ssi_str_z(n->settings->output), ssi_str_z(".gz"));
    SSI_TRY(
        ssi_output_open(path, gzip ? SSI_OUTPUT_GZIP : SSI_OUTPUT_PLAIN, &output, err));
    enum ssi_status status = n->options.splits > 0
                                 ? ssi_network_write_split(count, output, err)
                                 : ssi_network_write(count, n->project.csv, output, err);
    if (status != SSI_OK) {
        ssi_output_abandon(output);
        return status;
    }
    return ssi_output_close(output, err);
}

/** In one step: under another name first. */
static enum ssi_status publish(struct network *n, const struct ssi_network_count *count,
                               const char *folder, struct ssi_error *err)
{
    const char *output = n->settings->output;
    char name[64];
    if (strcmp(output, "-") == 0) {
        return write_to(n, count, output, err);
    }
    (void)snprintf(name, sizeof name, ".%016llx.network.tmp",
                   (unsigned long long)ssi_hash_bytes(output, strlen(output), 2));
    const char *unfinished = ssi_path_join(&n->project.arena, folder, name);
    if (!unfinished) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(ssi_folder_remove(unfinished, err));
    enum ssi_status status = write_to(n, count, unfinished, err);
    if (status == SSI_OK && rename(unfinished, output) != 0) {
        status = ssi_error_errno(err, "cannot write", output);
    }
    enum ssi_status removed =
        ssi_folder_remove(unfinished, status == SSI_OK ? err : NULL);
    return status == SSI_OK ? removed : status;
}

static enum ssi_status count_and_publish(struct network *n, struct ssi_error *err)
{
    struct ssi_network_count *count = NULL;
    const char *output = n->settings->output;
    const char *folder =
        strcmp(output, "-") == 0 ? "." : ssi_path_folder(&n->project.arena, output);
    if (!folder) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(ssi_folder_make(folder, err));
    n->options.folder = folder;
    SSI_TRY(ssi_network_count_new(&n->scores, &n->options, &count, err));
    enum ssi_status status = count_edges(n, count, err);
    if (status == SSI_OK) {
        status = publish(n, count, folder, err);
    }
    ssi_network_count_free(count);
    return status;
}

static enum ssi_status network(struct network *n, struct ssi_error *err)
{
    const char *path;
    bool overall_only;
    const struct ssi_settings *settings = n->settings;
    SSI_TRY(one_of("edges", settings->edges, "exact", "unique", &n->options.unique, err));
    SSI_TRY(one_of("means", settings->means, "all", "overall", &overall_only, err));
    SSI_TRY(read_split(n, err));
    SSI_TRY(ssi_format_rules_check(settings, &n->project.formats, err));
    SSI_TRY(find_scores(n, &path, err));
    SSI_TRY(ssi_network_scores_load(&n->scores, path, !overall_only, err));
    SSI_TRY(find_cutoff(n, err));
    SSI_TRY(ssi_project_inputs(&n->project, settings, 1, err));
    SSI_TRY(take_inputs(n, err));
    SSI_TRY(join_aliases(n, err));
    n->options.threads = n->project.threads;
    return count_and_publish(n, err);
}

static enum ssi_status run(const struct ssi_settings *settings, struct ssi_error *err)
{
    struct network n = {.settings = settings};
    if (!settings->output || settings->operand_count < 2) {
        return ssi_error_set(err, SSI_EUSAGE,
                             "name the scores (a published week, or its scores.csv), "
                             "then connections, and -o FILE.csv");
    }
    SSI_TRY(ssi_project_load(&n.project, settings, err));
    ssi_reference_init(&n.reference, NULL, 0);
    enum ssi_status status = network(&n, err);
    if (n.has_held) {
        ssi_reader_release(&n.held);
    }
    ssi_progress_release(&n.progress);
    ssi_reference_release(&n.reference);
    ssi_network_scores_release(&n.scores);
    ssi_project_release(&n.project);
    return status;
}

static const enum ssi_option_id options[] = {
    SSI_OPTION_output,     SSI_OPTION_config,      SSI_OPTION_week,
    SSI_OPTION_edges,      SSI_OPTION_split,       SSI_OPTION_means,
    SSI_OPTION_formats,    SSI_OPTION_separators,  SSI_OPTION_header_lines,
    SSI_OPTION_files_from, SSI_OPTION_max_rejects, SSI_OPTION_csv,
    SSI_OPTION_inflate,    SSI_OPTION_threads,     SSI_OPTION_progress,
    SSI_OPTION_quiet,      SSI_OPTION_help,        SSI_OPTIONS};

const struct ssi_command ssi_command_network = {
    .name = "network",
    .usage = "SCORES CONNECTIONS... [ROSTER] -o FILE.csv",
    .summary = "Rank members among their connections, any number of edges",
    .example = "ssi network out/latest connections.csv.gz -o network.csv.gz",
    .options = options,
    .run = run,
};
