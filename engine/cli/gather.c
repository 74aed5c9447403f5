// SPDX-License-Identifier: GPL-3.0-or-later
// Reads all inputs: event files over threads, each into a partial of its own, references
// one after the other. A file that fails is named and counts for nothing; when files
// overlap, all are read a second time, with the events of those that do kept.

#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli_internal.h"

#include "ssi/events.h"
#include "ssi/parallel.h"

struct gathering {
    struct ssi_gathered *gathered;
    struct ssi_project *project;
    const struct ssi_settings *settings;
    struct ssi_aggregate_options *options;
    struct ssi_collection *collection;
    struct ssi_ids answered;   /* ids of activities that outcomes name */
    const char *part_path;     /* the partial goes there; NULL = to memory */
    const char *part_folder;   /* its folder */
    const enum ssi_keep *keep; /* by file; NULL = options->keep */
    unsigned what;             /* of enum ssi_gather_what */
    size_t *tasks;             /* files to read */
    size_t task_count;
    atomic_size_t next_task;
    bool
        read_ahead; /* files that cannot be split are inflated in a thread of their own */
};

/** count: where its bytes are counted, or NULL. */
static enum ssi_status open_reader(const struct gathering *g, const char *path,
                                   atomic_uint_fast64_t *count, struct ssi_reader *reader,
                                   struct ssi_error *err)
{
    struct ssi_reader_options options = {.formats = &g->project->formats,
                                         .calendar = &g->project->calendar,
                                         .max_rejects = g->project->max_rejects,
                                         .inflater = g->project->inflater,
                                         .bytes_read = count,
                                         .read_ahead = g->read_ahead};
    SSI_TRY(ssi_format_rules_find(g->settings, &g->project->formats, path,
                                  &options.forced, err));
    SSI_TRY(ssi_dialect_rules_find(g->settings, path, &options.separator,
                                   &options.header_line, err));
    return ssi_reader_open(reader, path, &options, err);
}

/** Standard input can be read only once. */
static bool is_standard_input(const char *path)
{
    return strcmp(path, "-") == 0;
}

/** Keeps what the header told. */
static void note_header(struct ssi_gathered_file *file, const struct ssi_reader *reader)
{
    file->kind = reader->format->kind;
    file->format = reader->format->name;
    file->separator = reader->separator;
    file->dialect = reader->dialect;
    file->columns = reader->header_count;
    file->unrecognised = reader->unrecognised;
    file->header_line = reader->header_line;
}

/** A reference is read later: standard input stays open until then. */
static enum ssi_status put_aside(struct ssi_gathered_file *file,
                                 struct ssi_reader *reader)
{
    if (!is_standard_input(file->path)) {
        ssi_reader_release(reader);
        return SSI_OK;
    }
    file->held = ssi_alloc(1, sizeof *file->held);
    if (!file->held) {
        ssi_reader_release(reader);
        return ssi_error_nomem(&file->error);
    }
    *file->held = *reader;
    return SSI_OK;
}

static bool is_event_kind(enum ssi_format_kind kind)
{
    return kind == SSI_KIND_EVENTS || kind == SSI_KIND_OUTCOMES;
}

/** Reads one event file; references are only told apart here. */
static void read_file(const struct gathering *g, size_t index, size_t worker)
{
    struct ssi_gathered_file *file = &g->gathered->files[index];
    struct ssi_aggregate_options options = *g->options;
    struct ssi_reader reader;
    struct ssi_progress *progress = &g->gathered->progress;
    options.keep = g->keep ? g->keep[index] : options.keep;
    file->status = open_reader(g, file->path, ssi_progress_counter(progress, index),
                               &reader, &file->error);
    if (file->status != SSI_OK) {
        ssi_progress_give_up(progress, index);
        file->skipped =
            !file->named && (file->status == SSI_EDATA || file->status == SSI_EUSAGE);
        return;
    }
    note_header(file, &reader);
    if (!is_event_kind(file->kind)) {
        file->status = put_aside(file, &reader);
        if (!file->held) {
            ssi_progress_put_aside(progress, index, g->what & SSI_GATHER_REFERENCES);
        }
        return;
    }
    file->status = ssi_collection_read(g->collection, worker, &reader, &options,
                                       &file->source, &file->error);
    file->counted = file->status == SSI_OK;
    if (!file->counted) {
        ssi_progress_give_up(progress, index);
    }
    if (file->status != SSI_OK && file->error.file[0] == '\0') {
        ssi_error_at(&file->error, file->path, 0, 0);
    }
}

/** A thread: takes files until none is left, then helps the others with theirs. */
static enum ssi_status read_files(void *context, size_t task, size_t worker,
                                  struct ssi_error *err)
{
    struct gathering *g = context;
    (void)task;
    for (;;) {
        size_t next = atomic_fetch_add(&g->next_task, 1);
        if (next >= g->task_count) {
            return ssi_collection_help(g->collection, worker, err);
        }
        read_file(g, g->tasks[next], worker);
        ssi_collection_done(g->collection);
    }
}

/** What the headers say, before anything is read: which sections of a partial are needed.
 */
struct foreseen {
    bool connections, answers, outcomes;
};

/** Keeps the ids of activities that an outcome file names. A file that fails is told
 * later. */
static enum ssi_status note_answered(struct gathering *g, struct ssi_reader *reader,
                                     struct ssi_error *err)
{
    struct ssi_events events;
    struct ssi_event event;
    uint32_t index;
    enum ssi_status status = ssi_events_init(&events, reader, err);
    if (status != SSI_OK) {
        return status;
    }
    while (status == SSI_OK && ssi_events_next(&events, &event, NULL) == SSI_OK) {
        status = ssi_ids_add(&g->answered, event.event_id, &index, err);
    }
    ssi_events_release(&events);
    return status;
}

static enum ssi_status look_ahead(struct gathering *g, struct foreseen *out_seen,
                                  struct ssi_error *err)
{
    struct foreseen seen = {0};
    const uint64_t answers = UINT64_C(1) << SSI_ACTIVITY_inmail_accept |
                             UINT64_C(1) << SSI_ACTIVITY_inmail_decline |
                             UINT64_C(1) << SSI_ACTIVITY_connection_accept;
    for (size_t i = 0; i < g->gathered->file_count; i++) {
        struct ssi_reader reader;
        const char *path = g->gathered->files[i].path;
        bool standard = strcmp(path, "-") == 0; // cannot be read twice: may be anything
        if (standard || open_reader(g, path, NULL, &reader, NULL) != SSI_OK) {
            seen.answers |= standard;
            continue;
        }
        const struct ssi_format *format = reader.format;
        seen.connections |= format->kind == SSI_KIND_CONNECTIONS;
        seen.answers |= format->kind == SSI_KIND_EVENTS &&
                        (ssi_format_activities(format) & answers) != 0;
        if (format->kind == SSI_KIND_OUTCOMES) {
            seen.outcomes = true;
            SSI_TRY(note_answered(g, &reader, err));
        }
        ssi_reader_release(&reader);
    }
    *out_seen = seen;
    return SSI_OK;
}

/** Sections that nothing in this run would read are not made. */
static enum ssi_status choose_sections(struct gathering *g, struct ssi_error *err)
{
    struct foreseen seen;
    SSI_TRY(look_ahead(g, &seen, err));
    const struct ssi_model *model = &g->project->model;
    g->options->views =
        seen.connections && ssi_model_uses(model, SSI_METRIC_prospecting_views);
    g->options->engagements = ssi_model_uses(model, SSI_METRIC_reciprocal_relationships);
    g->options->requests = seen.answers;
    g->options->topics = g->project->targets.topic_count > 0 &&
                         ssi_model_uses(model, SSI_METRIC_topic_relevance);
    if (seen.outcomes && g->options->keep == SSI_KEEP_NONE) {
        g->options->keep = SSI_KEEP_ANSWERED;
        g->options->answered = &g->answered;
    }
    return SSI_OK;
}

/** The partial of all that was read: at part_path, or in memory. */
static enum ssi_status finish_collection(struct gathering *g, struct ssi_error *err)
{
    struct ssi_gathered *gathered = g->gathered;
    ssi_partial_release(&gathered->partial);
    if (!g->part_path) {
        return ssi_collection_finish(g->collection, &gathered->partial, err);
    }
    SSI_TRY(ssi_collection_save(g->collection, g->part_path, err));
    return ssi_partial_map(&gathered->partial, g->part_path, err);
}

/** Reads the first `count` tasks into the partial of all. */
static enum ssi_status read_all_events(struct gathering *g, size_t count,
                                       struct ssi_error *err)
{
    struct ssi_gathered *gathered = g->gathered;
    size_t threads = g->project->threads;
    struct ssi_collection_options options = {.calendar = &g->project->calendar,
                                             .workers = threads,
                                             .key_print = g->options->key_print,
                                             .memory =
                                                 g->part_path ? g->project->memory : 0,
                                             .folder = g->part_folder};
    SSI_TRY(ssi_collection_new(&options, &g->collection, err));
    g->read_ahead = threads > 1;
    g->task_count = count;
    atomic_store(&g->next_task, 0);
    ssi_collection_expect(g->collection, count);
    ssi_progress_start(&gathered->progress);
    enum ssi_status status = ssi_parallel(threads, threads, read_files, g, err);
    ssi_progress_stop(&gathered->progress);
    g->read_ahead = false;
    bool any = false;
    for (size_t i = 0; i < gathered->file_count; i++) {
        any |= gathered->files[i].counted;
    }
    if (status == SSI_OK && any) {
        status = finish_collection(g, err);
        gathered->has_partial = status == SSI_OK;
    }
    ssi_collection_free(g->collection);
    g->collection = NULL;
    return status;
}

static int by_path(const void *a, const void *b)
{
    const struct ssi_listed_path *x = a;
    const struct ssi_listed_path *y = b;
    int order = strcmp(x->path, y->path);
    return order ? order : (y->named > x->named) - (y->named < x->named);
}

bool ssi_is_our_own(const char *path)
{
    return ssi_str_ends(ssi_str_z(path), ssi_str_z(".ini")) ||
           strcmp(ssi_path_base(path), "ssi.key") == 0;
}

/** The files in path order, each once. */
static enum ssi_status list_files(struct gathering *g, struct ssi_error *err)
{
    struct ssi_path_list *inputs = &g->project->inputs;
    struct ssi_gathered *gathered = g->gathered;
    if (inputs->count == 0) {
        return ssi_error_set(err, SSI_EUSAGE,
                             "no input files; name exports or folders that hold them");
    }
    qsort(inputs->items, inputs->count, sizeof *inputs->items, by_path);
    gathered->files = ssi_alloc(inputs->count, sizeof *gathered->files);
    g->tasks = ssi_alloc(inputs->count, sizeof *g->tasks);
    if (!gathered->files || !g->tasks) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < inputs->count; i++) {
        const struct ssi_listed_path *item = &inputs->items[i];
        if ((i > 0 && strcmp(item->path, item[-1].path) == 0) ||
            (!item->named && ssi_is_our_own(item->path))) {
            continue;
        }
        g->tasks[gathered->file_count] = gathered->file_count;
        gathered->files[gathered->file_count++] =
            (struct ssi_gathered_file){.path = item->path, .named = item->named};
    }
    return SSI_OK;
}

static enum ssi_status read_opened(struct gathering *g, struct ssi_gathered_file *file,
                                   struct ssi_reader *reader, bool *out_repeated)
{
    if (is_event_kind(reader->format->kind)) {
        ssi_reader_release(reader);
        (void)ssi_error_set(&file->error, SSI_EUSAGE,
                            "an event file, not a reference; make a partial of it with "
                            "'ssi ingest' first");
        ssi_error_at(&file->error, file->path, 0, 0);
        return SSI_EUSAGE;
    }
    return ssi_reference_read(&g->gathered->reference, reader, out_repeated,
                              &file->error);
}

static enum ssi_status read_reference(struct gathering *g, struct ssi_gathered_file *file,
                                      struct ssi_error *err)
{
    struct ssi_reader reader;
    struct ssi_progress *progress = &g->gathered->progress;
    size_t index = (size_t)(file - g->gathered->files);
    bool repeated = false;
    (void)err;
    ssi_progress_start(progress);
    if (file->held) {
        reader = *file->held;
        ssi_free(file->held);
        file->held = NULL;
    } else {
        file->status = open_reader(g, file->path, ssi_progress_counter(progress, index),
                                   &reader, &file->error);
    }
    if (file->status == SSI_OK) {
        note_header(file, &reader);
        file->status = read_opened(g, file, &reader, &repeated);
    }
    ssi_progress_stop(progress);
    if (file->status != SSI_OK) {
        ssi_progress_give_up(progress, index);
    }
    if (repeated) {
        ssi_note(g->settings, "%s: the same content as a file before; counted once",
                 file->path);
    }
    return SSI_OK;
}

static struct ssi_digest content_of(const struct ssi_gathered_file *file)
{
    return (struct ssi_digest){file->source.digest_high, file->source.digest_low};
}

/** Of files with the same content and format the first by label counts. */
static void tell_repeated(const struct gathering *g)
{
    const struct ssi_gathered *gathered = g->gathered;
    for (size_t i = 0; i < gathered->file_count; i++) {
        const struct ssi_gathered_file *a = &gathered->files[i];
        const struct ssi_gathered_file *kept = a;
        for (size_t j = 0; a->counted && j < gathered->file_count; j++) {
            const struct ssi_gathered_file *b = &gathered->files[j];
            if (!b->counted || ssi_digest_cmp(content_of(a), content_of(b)) != 0 ||
                !ssi_str_eq(a->format, b->format)) {
                continue;
            }
            int order = strcmp(ssi_path_base(b->path), ssi_path_base(kept->path));
            kept = order < 0 || (order == 0 && b < kept) ? b : kept;
        }
        if (kept != a) {
            ssi_note(g->settings, "%s: the same content as %s; counted once", a->path,
                     kept->path);
        }
    }
}

/** The files whose source in the partial needs its events: then all are read again. */
static enum ssi_status read_again(struct gathering *g, struct ssi_error *err)
{
    struct ssi_gathered *gathered = g->gathered;
    const struct ssi_source_record *sources = SSI_RECORDS(&gathered->partial, SOURCES);
    size_t source_count = SSI_RECORD_COUNT(&gathered->partial, SOURCES);
    enum ssi_keep *needed = ssi_alloc(source_count, sizeof *needed);
    enum ssi_keep *keep = ssi_alloc(gathered->file_count, sizeof *keep);
    size_t count = 0;
    bool any = false;
    enum ssi_status status = needed && keep ? SSI_OK : ssi_error_nomem(err);
    if (status == SSI_OK) {
        status =
            ssi_partial_needed_events(&gathered->partial, g->project->dedup, needed, err);
    }
    for (size_t i = 0; status == SSI_OK && i < gathered->file_count; i++) {
        const struct ssi_gathered_file *file = &gathered->files[i];
        for (size_t s = 0; file->counted && s < source_count; s++) {
            struct ssi_digest digest = {sources[s].digest_high, sources[s].digest_low};
            if (ssi_digest_cmp(digest, content_of(file)) == 0) {
                enum ssi_keep need = g->options->answered || needed[s] == SSI_KEEP_NONE
                                         ? needed[s]
                                         : SSI_KEEP_ALL;
                keep[i] = need != SSI_KEEP_NONE ? need : keep[i];
                any |= !ssi_keep_suffices((enum ssi_keep)sources[s].keep, need);
            }
        }
        if (file->counted) {
            ssi_progress_expect_file(&gathered->progress, i, file->path);
            g->tasks[count++] = i;
        }
    }
    g->keep = keep;
    if (status == SSI_OK && any) {
        status = read_all_events(g, count, err);
    }
    g->keep = NULL;
    ssi_free(needed);
    ssi_free(keep);
    return status;
}

/** Name what was skipped or failed; the first failure decides the exit code. */
static void tell_failures(struct gathering *g)
{
    struct ssi_gathered *gathered = g->gathered;
    for (size_t i = 0; i < gathered->file_count; i++) {
        const struct ssi_gathered_file *file = &gathered->files[i];
        char line[1024];
        if (file->status == SSI_OK) {
            continue;
        }
        if (file->skipped) {
            ssi_note(g->settings, "not used: %s",
                     ssi_error_line(&file->error, line, sizeof line));
            continue;
        }
        if (gathered->failed++ == 0) {
            gathered->first_error = file->error;
            gathered->first_error.code = file->status;
        } else {
            ssi_complain(&file->error);
        }
    }
}

/** What comes through a pipe cannot be read again, so all is kept at once. */
static bool reads_standard_input(const struct gathering *g)
{
    for (size_t i = 0; i < g->gathered->file_count; i++) {
        if (is_standard_input(g->gathered->files[i].path)) {
            return true;
        }
    }
    return false;
}

/** Progress is told on a terminal, or where it was asked for; never with --quiet. */
static enum ssi_status expect_files(struct gathering *g, struct ssi_error *err)
{
    struct ssi_gathered *gathered = g->gathered;
    bool terminal = isatty(STDERR_FILENO) == 1;
    bool told = !g->settings->quiet && (terminal || g->settings->progress);
    SSI_TRY(ssi_progress_init(&gathered->progress, told ? stderr : NULL, terminal,
                              gathered->file_count, err));
    for (size_t i = 0; i < gathered->file_count; i++) {
        ssi_progress_expect_file(&gathered->progress, i, gathered->files[i].path);
    }
    return SSI_OK;
}

static enum ssi_status gather_all(struct gathering *g, bool keep_as_needed, unsigned what,
                                  struct ssi_error *err)
{
    struct ssi_gathered *gathered = g->gathered;
    SSI_TRY(ssi_format_rules_check(g->settings, &g->project->formats, err));
    SSI_TRY(list_files(g, err));
    SSI_TRY(expect_files(g, err));
    if (what & SSI_GATHER_EVENTS) {
        if (keep_as_needed && (what & SSI_GATHER_REFERENCES)) {
            SSI_TRY(choose_sections(g, err));
        }
        g->options->keep = reads_standard_input(g) ? SSI_KEEP_ALL : g->options->keep;
        SSI_TRY(read_all_events(g, gathered->file_count, err));
        tell_repeated(g);
        if (keep_as_needed && gathered->has_partial) {
            SSI_TRY(read_again(g, err));
        }
    }
    for (size_t i = 0; i < gathered->file_count; i++) {
        struct ssi_gathered_file *file = &gathered->files[i];
        bool reference = !is_event_kind(file->kind) || !(what & SSI_GATHER_EVENTS);
        if ((what & SSI_GATHER_REFERENCES) && file->status == SSI_OK && reference) {
            SSI_TRY(read_reference(g, file, err));
        }
    }
    tell_failures(g);
    return SSI_OK;
}

enum ssi_status ssi_gather(struct ssi_gathered *gathered, struct ssi_project *project,
                           const struct ssi_settings *settings,
                           struct ssi_aggregate_options *options, bool keep_as_needed,
                           unsigned what, const char *part_path, struct ssi_error *err)
{
    size_t level_count = 0;
    const char *const *levels = ssi_metric_level_names(&level_count);
    struct gathering g = {.gathered = gathered,
                          .project = project,
                          .settings = settings,
                          .options = options,
                          .what = what,
                          .part_path = part_path};
    if (part_path) {
        g.part_folder = ssi_path_folder(&project->arena, part_path);
        if (!g.part_folder) {
            return ssi_error_nomem(err);
        }
    }
    memset(gathered, 0, sizeof *gathered);
    ssi_reference_init(&gathered->reference, levels, level_count);
    gathered->reference.extra = project->extra;
    ssi_ids_init(&g.answered);
    enum ssi_status status = gather_all(&g, keep_as_needed, what, err);
    options->answered = NULL;
    ssi_ids_release(&g.answered);
    ssi_free(g.tasks);
    if (status == SSI_OK && gathered->failed > 0 && !settings->keep_going) {
        if (err) {
            *err = gathered->first_error;
        }
        status = gathered->first_error.code;
    }
    if (status != SSI_OK) {
        ssi_gathered_release(gathered);
    }
    return status;
}

enum ssi_status ssi_gather_all(struct ssi_gathered *gathered, struct ssi_project *project,
                               const struct ssi_settings *settings, const char *stage,
                               struct ssi_error *err)
{
    struct ssi_aggregate_options options = {.keep = SSI_KEEP_NONE};
    const char *part = ssi_path_join(&project->arena, stage, "run.part");
    if (!part) {
        return ssi_error_nomem(err);
    }
    ssi_key_fresh(&options);
    SSI_TRY(ssi_project_inputs(project, settings, 0, err));
    SSI_TRY(ssi_gather(gathered, project, settings, &options, true,
                       SSI_GATHER_EVENTS | SSI_GATHER_REFERENCES, part, err));
    enum ssi_status status = ssi_folder_remove(part, err); // it stays mapped
    if (status != SSI_OK) {
        ssi_gathered_release(gathered);
    }
    return status;
}

void ssi_gathered_release(struct ssi_gathered *gathered)
{
    if (!gathered) {
        return;
    }
    for (size_t i = 0; i < gathered->file_count; i++) {
        ssi_reader_release(gathered->files[i].held);
        ssi_free(gathered->files[i].held);
    }
    ssi_progress_release(&gathered->progress);
    ssi_free(gathered->files);
    ssi_partial_release(&gathered->partial);
    ssi_reference_release(&gathered->reference);
    memset(gathered, 0, sizeof *gathered);
}
