// SPDX-License-Identifier: GPL-3.0-or-later
// manifest.json: what a published week was made of, the same bytes for the same inputs.
// run.json: what differs from run to run (times, host, threads, paths).

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "cli_internal.h"

#include "ssi/json.h"
#include "ssi/version.h"

static struct ssi_json *text(const char *value)
{
    return ssi_json_text(ssi_str_z(value));
}

static struct ssi_json *digest(struct ssi_digest value)
{
    char hex[33];
    ssi_digest_hex(value, hex);
    return text(hex);
}

static enum ssi_status add_options(const struct ssi_run *run, struct ssi_json *root,
                                   struct ssi_error *err)
{
    static const char *const dedups[] = {"auto", "always", "never"};
    const struct ssi_project *project = run->project;
    struct ssi_json *o = ssi_json_object();
    const struct ssi_partial *partial = run->inputs.partial;
    SSI_TRY(ssi_json_set(root, "options", o, err));
    SSI_TRY(ssi_json_set(o, "zone", text(partial->zone), err));
    SSI_TRY(ssi_json_set(o, "week_begins", text(partial->weekday_time), err));
    SSI_TRY(ssi_json_set(o, "dedup", text(dedups[project->dedup]), err));
    SSI_TRY(ssi_json_set(o, "min_group", ssi_json_integer(project->thresholds.min_group),
                         err));
    SSI_TRY(
        ssi_json_set(o, "min_team", ssi_json_integer(project->thresholds.min_team), err));
    SSI_TRY(
        ssi_json_set(o, "history_weeks", ssi_json_integer(project->history_weeks), err));
    return ssi_json_set(o, "csv",
                        text(project->csv == SSI_CSV_RAW ? "raw" : "spreadsheet"), err);
}

static enum ssi_status add_model(const struct ssi_run *run, struct ssi_json *root,
                                 struct ssi_error *err)
{
    const struct ssi_model *model = &run->project->model;
    struct ssi_json *m = ssi_json_object();
    SSI_TRY(ssi_json_set(root, "model", m, err));
    SSI_TRY(ssi_json_set(m, "name", ssi_json_text(model->name), err));
    SSI_TRY(ssi_json_set(m, "digest", digest(model->digest), err));
    SSI_TRY(ssi_json_set(m, "window", ssi_json_integer(model->window), err));
    return ssi_json_set(m, "half_life", ssi_json_real(model->half_life), err);
}

/** Digests of all inputs, sorted as sources.csv is not: by digest. */
static enum ssi_status add_inputs(const struct ssi_run *run, struct ssi_json *root,
                                  struct ssi_error *err)
{
    const struct ssi_inputs *inputs = &run->inputs;
    struct ssi_json *events = ssi_json_array();
    struct ssi_json *references = ssi_json_object();
    SSI_TRY(ssi_json_set(root, "events", events, err));
    SSI_TRY(ssi_json_set(root, "references", references, err));
    for (size_t i = 0; i < SSI_RECORD_COUNT(inputs->partial, SOURCES); i++) {
        struct ssi_digest d = {inputs->accounts[i].digest_high,
                               inputs->accounts[i].digest_low};
        SSI_TRY(ssi_json_push(events, digest(d), err));
    }
    for (size_t i = 0; i < inputs->reference->source_count; i++) {
        const struct ssi_reference_source *source = &inputs->reference->sources[i];
        char hex[33];
        ssi_digest_hex(source->digest, hex);
        SSI_TRY(ssi_json_set(references, hex, ssi_json_text(source->format), err));
    }
    return SSI_OK;
}

struct totals {
    struct ssi_account account;
    int64_t last;
};

static struct totals total(const struct ssi_inputs *inputs)
{
    struct totals t = {.last = INT64_MIN};
    int64_t cutoff = ssi_inputs_cutoff(inputs, inputs->week);
    for (size_t i = 0; i < SSI_RECORD_COUNT(inputs->partial, SOURCES); i++) {
        const struct ssi_source_record *source = &inputs->accounts[i];
        t.account.rows += source->rows;
        t.account.used += source->used;
        t.account.ignored_mapping += source->ignored_mapping;
        t.account.ignored_orphan += source->ignored_orphan;
        t.account.duplicate += source->duplicate;
        t.account.rejected += source->rejected;
        int64_t last = source->last < cutoff ? source->last : cutoff - 1;
        t.last = source->first <= source->last && last > t.last ? last : t.last;
    }
    return t;
}

/** Of the population: active this week, idle in this and the three weeks before. */
static void count_active(const struct ssi_run *run, size_t *out_active, size_t *out_idle,
                         size_t *out_population)
{
    const struct ssi_inputs *inputs = &run->inputs;
    struct ssi_days_place place = {0};
    *out_active = *out_idle = *out_population = 0;
    for (size_t m = 0; m < inputs->member_count; m++) {
        if (!ssi_in_population(&run->scores, m, 0)) {
            continue;
        }
        int32_t newest = ssi_newest_action(inputs, m, &place);
        *out_population += 1;
        *out_active += newest == inputs->week;
        *out_idle += newest == INT32_MIN || newest <= inputs->week - SSI_IDLE_WEEKS;
    }
}

static enum ssi_status add_counts(const struct ssi_run *run, struct ssi_json *root,
                                  struct ssi_error *err)
{
    struct totals t = total(&run->inputs);
    size_t active = 0;
    size_t idle = 0;
    size_t population = 0;
    struct ssi_json *c = ssi_json_object();
    count_active(run, &active, &idle, &population);
    const struct {
        const char *name;
        uint64_t value;
    } counts[] = {
        {"rows", t.account.rows},
        {"used", t.account.used},
        {"ignored_mapping", t.account.ignored_mapping},
        {"ignored_orphan", t.account.ignored_orphan},
        {"duplicate", t.account.duplicate},
        {"conflict", run->settle.conflicts},
        {"rejected", t.account.rejected},
        {"members", population},
        {"active", active},
        {"idle", idle},
    };
    // who was idle for four weeks is not known before there are four weeks of data
    bool knows_idle = run->inputs.first_event_week <= run->week - (SSI_IDLE_WEEKS - 1);
    size_t count = SSI_COUNT(counts) - (knows_idle ? 0 : 1);
    SSI_TRY(ssi_json_set(root, "counts", c, err));
    for (size_t i = 0; i < count; i++) {
        SSI_TRY(ssi_json_set(c, counts[i].name,
                             ssi_json_integer((int64_t)counts[i].value), err));
    }
    if (t.last != INT64_MIN) {
        char to[32];
        ssi_format_time(to, t.last);
        return ssi_json_set(root, "data_to", text(to), err);
    }
    return SSI_OK;
}

/** Weeks in which exports seem to be missing. */
static enum ssi_status add_gaps(const struct ssi_run *run, struct ssi_json *root,
                                struct ssi_error *err)
{
    const struct ssi_inputs *inputs = &run->inputs;
    struct ssi_json *gaps = ssi_json_array();
    SSI_TRY(ssi_json_set(root, "gaps", gaps, err));
    for (size_t f = 0; f < inputs->format_count; f++) {
        const struct ssi_input_format *format = &inputs->formats[f];
        for (int32_t w = inputs->first_week; w <= inputs->week; w++) {
            if (!ssi_is_gap(inputs, format, w)) {
                continue;
            }
            char name[16];
            struct ssi_json *gap = ssi_json_object();
            ssi_calendar_week_name(inputs->calendar, w, name);
            SSI_TRY(ssi_json_push(gaps, gap, err));
            SSI_TRY(ssi_json_set(gap, "format", ssi_json_text(format->name), err));
            SSI_TRY(ssi_json_set(gap, "week", text(name), err));
        }
    }
    return SSI_OK;
}

static enum ssi_status add_unknown_names(const struct ssi_run *run, struct ssi_json *root,
                                         struct ssi_error *err)
{
    const struct ssi_partial *partial = run->inputs.partial;
    const struct ssi_unknown_name *names = SSI_RECORDS(partial, UNKNOWN_NAMES);
    struct ssi_json *object = ssi_json_object();
    SSI_TRY(ssi_json_set(root, "unknown_activities", object, err));
    for (size_t i = 0; i < SSI_RECORD_COUNT(partial, UNKNOWN_NAMES); i++) {
        char key[SSI_QUOTE_SIZE];
        ssi_quote(ssi_partial_string(partial, names[i].name), key);
        int64_t before = ssi_json_get_integer(object, key);
        SSI_TRY(ssi_json_set(object, key,
                             ssi_json_integer(before + (int64_t)names[i].rows), err));
    }
    return SSI_OK;
}

/** Files that failed under --keep-going. */
static enum ssi_status add_incomplete(const struct ssi_run *run, struct ssi_json *root,
                                      struct ssi_error *err)
{
    struct ssi_json *list = ssi_json_array();
    SSI_TRY(ssi_json_set(root, "incomplete", list, err));
    for (size_t i = 0; run->gathered && i < run->gathered->file_count; i++) {
        const struct ssi_gathered_file *file = &run->gathered->files[i];
        if (file->status != SSI_OK && !file->skipped) {
            SSI_TRY(ssi_json_push(list, text(ssi_path_base(file->path)), err));
        }
    }
    return SSI_OK;
}

/** Pillars that no metric feeds, for the report to say plainly; and metrics that stand.
 */
static enum ssi_status add_pillars(const struct ssi_run *run, struct ssi_json *root,
                                   struct ssi_error *err)
{
    const struct ssi_model *model = &run->project->model;
    struct ssi_json *pillars = ssi_json_object();
    struct ssi_json *metrics = ssi_json_array();
    SSI_TRY(ssi_json_set(root, "pillars", pillars, err));
    for (int p = 0; p < SSI_PILLARS; p++) {
        bool exists = run->scores.exists[0] & (1u << p);
        SSI_TRY(ssi_json_set(pillars, ssi_pillar_name((enum ssi_pillar)p),
                             ssi_json_flag(exists), err));
    }
    SSI_TRY(ssi_json_set(root, "metrics_fed_by_events", metrics, err));
    for (size_t i = 0; i < model->metric_count; i++) {
        uint64_t bit = UINT64_C(1) << model->metrics[i].id;
        bool fed = false;
        for (size_t f = 0; f < run->inputs.format_count; f++) {
            fed |= (run->inputs.formats[f].metrics & bit) != 0;
        }
        if (fed && (run->inputs.available & bit)) {
            SSI_TRY(ssi_json_push(
                metrics, text(ssi_metric_info(model->metrics[i].id)->name), err));
        }
    }
    return SSI_OK;
}

static enum ssi_status add_warnings(const struct ssi_run *run, struct ssi_json *root,
                                    struct ssi_error *err)
{
    struct ssi_json *list = ssi_json_array();
    SSI_TRY(ssi_json_set(root, "warnings", list, err));
    struct totals t = total(&run->inputs);
    int64_t cutoff = ssi_inputs_cutoff(&run->inputs, run->week);
    if (t.last != INT64_MIN && cutoff - t.last > 48 * 3600) {
        char line[120];
        char to[32];
        ssi_format_time(to, t.last);
        (void)snprintf(line, sizeof line, "The exports end at %s, before the week does.",
                       to);
        return ssi_json_push(list, text(line), err);
    }
    return SSI_OK;
}

static enum ssi_status write_json(struct ssi_json *root, const char *folder,
                                  const char *name, struct ssi_error *err)
{
    struct ssi_arena arena = {0};
    struct ssi_output *output = NULL;
    const char *path = ssi_path_join(&arena, folder, name);
    enum ssi_status status = path ? ssi_output_open(path, SSI_OUTPUT_PLAIN, &output, err)
                                  : ssi_error_nomem(err);
    if (status == SSI_OK) {
        status = ssi_json_write(root, output, err);
        if (status == SSI_OK) {
            status = ssi_output_close(output, err);
        } else {
            ssi_output_abandon(output);
        }
    }
    ssi_arena_release(&arena);
    return status;
}

static enum ssi_status fill_manifest(const struct ssi_run *run, struct ssi_json *root,
                                     struct ssi_error *err)
{
    char as_of[32];
    ssi_format_time(as_of, run->project->as_of);
    SSI_TRY(ssi_json_set(root, "version", text(SSI_VERSION), err));
    SSI_TRY(ssi_json_set(root, "project", text(run->project->name), err));
    SSI_TRY(ssi_json_set(root, "as_of", text(as_of), err));
    SSI_TRY(ssi_json_set(root, "week", text(run->week_name), err));
    SSI_TRY(add_model(run, root, err));
    SSI_TRY(add_options(run, root, err));
    SSI_TRY(add_inputs(run, root, err));
    SSI_TRY(add_counts(run, root, err));
    SSI_TRY(add_gaps(run, root, err));
    SSI_TRY(add_unknown_names(run, root, err));
    SSI_TRY(add_pillars(run, root, err));
    SSI_TRY(add_warnings(run, root, err));
    return add_incomplete(run, root, err);
}

enum ssi_status ssi_manifest_write(const struct ssi_run *run, const char *folder,
                                   struct ssi_error *err)
{
    struct ssi_json *root = ssi_json_object();
    enum ssi_status status = root ? fill_manifest(run, root, err) : ssi_error_nomem(err);
    if (status == SSI_OK) {
        status = write_json(root, folder, "manifest.json", err);
    }
    ssi_json_free(root);
    return status;
}

static enum ssi_status fill_run(const struct ssi_run *run, struct ssi_json *root,
                                struct ssi_error *err)
{
    char host[256] = "";
    char now[32];
    struct timespec clock = {0};
    struct ssi_json *paths = ssi_json_array();
    (void)gethostname(host, sizeof host - 1);
    (void)clock_gettime(CLOCK_REALTIME, &clock);
    ssi_format_time(now, (int64_t)clock.tv_sec);
    SSI_TRY(ssi_json_set(root, "written_at", text(now), err));
    SSI_TRY(ssi_json_set(root, "host", text(host), err));
    SSI_TRY(ssi_json_set(root, "threads",
                         ssi_json_integer((int64_t)run->project->threads), err));
    SSI_TRY(ssi_json_set(root, "config",
                         text(run->settings->config ? run->settings->config : ""), err));
    SSI_TRY(ssi_json_set(root, "inputs", paths, err));
    for (size_t i = 0; run->gathered && i < run->gathered->file_count; i++) {
        SSI_TRY(ssi_json_push(paths, text(run->gathered->files[i].path), err));
    }
    return SSI_OK;
}

enum ssi_status ssi_run_json_write(const struct ssi_run *run, const char *folder,
                                   struct ssi_error *err)
{
    struct ssi_json *root = ssi_json_object();
    enum ssi_status status = root ? fill_run(run, root, err) : ssi_error_nomem(err);
    if (status == SSI_OK) {
        status = write_json(root, folder, "run.json", err);
    }
    ssi_json_free(root);
    return status;
}

/** The manifest of a folder without its as_of, as text in the arena; empty when there is
 * none. */
static struct ssi_str comparable(struct ssi_arena *arena, const char *folder,
                                 bool *out_incomplete)
{
    enum { LIMIT = 64 << 20 };
    struct ssi_str bytes = ssi_str_of("", 0);
    struct ssi_json *root = NULL;
    struct ssi_output *output = NULL;
    const char *path = ssi_path_join(arena, folder, "manifest.json");
    *out_incomplete = false;
    if (!path || !ssi_file_exists(path) ||
        ssi_file_read(path, LIMIT, arena, &bytes, NULL) != SSI_OK ||
        ssi_json_parse(bytes, &root, NULL) != SSI_OK) {
        return ssi_str_of("", 0);
    }
    struct ssi_str kept = ssi_str_of("", 0);
    *out_incomplete = ssi_json_size(ssi_json_get(root, "incomplete")) > 0;
    if (ssi_json_set(root, "as_of", ssi_json_null(), NULL) == SSI_OK &&
        ssi_output_memory(&output, NULL) == SSI_OK &&
        ssi_json_write(root, output, NULL) == SSI_OK &&
        ssi_arena_copy(arena, ssi_output_bytes(output), &kept, NULL) != SSI_OK) {
        kept = ssi_str_of("", 0);
    }
    ssi_output_abandon(output);
    ssi_json_free(root);
    return kept;
}

bool ssi_manifest_same(const char *folder, const char *other)
{
    struct ssi_arena arena = {0};
    bool incomplete;
    struct ssi_str a = comparable(&arena, folder, &incomplete);
    struct ssi_str b = comparable(&arena, other, &incomplete);
    bool same = a.len > 0 && ssi_str_eq(a, b);
    ssi_arena_release(&arena);
    return same;
}

bool ssi_manifest_incomplete(const char *folder)
{
    struct ssi_arena arena = {0};
    bool incomplete = false;
    (void)comparable(&arena, folder, &incomplete);
    ssi_arena_release(&arena);
    return incomplete;
}
