// SPDX-License-Identifier: GPL-3.0-or-later
// The project: config file and options together, formats, calendar and model loaded. An
// option wins over the config; an unknown key is an error with a suggestion.

#include <fcntl.h>
#include <stdio.h>
#include <time.h>

#include "cli_internal.h"

#include "ssi/num.h"
#include "ssi/parallel.h"

/** The config's value of a key, or NULL. */
static struct ssi_ini_entry *config(struct ssi_project *project, const char *section,
                                    const char *key)
{
    return project->has_ini ? ssi_ini_get(&project->ini, section, key) : NULL;
}

static const char *config_text(struct ssi_project *project, const char *section,
                               const char *key, const char *otherwise)
{
    const struct ssi_ini_entry *entry = config(project, section, key);
    return entry ? entry->value.ptr : otherwise;
}

static enum ssi_status config_number(struct ssi_project *project, const char *section,
                                     const char *key, int64_t low, int64_t high,
                                     int64_t *value, struct ssi_error *err)
{
    const struct ssi_ini_entry *entry = config(project, section, key);
    int64_t number;
    if (!entry) {
        return SSI_OK;
    }
    if (!ssi_parse_i64(entry->value, &number) || number < low || number > high) {
        char text[SSI_QUOTE_SIZE];
        return ssi_ini_error(
            &project->ini, entry, err, "%s is not a whole number from %lld to %lld",
            ssi_quote(entry->value, text), (long long)low, (long long)high);
    }
    *value = number;
    return SSI_OK;
}

/** One of several words, from an option or the config; *out is its place in the list. */
static enum ssi_status choose(struct ssi_project *project, const char *option,
                              const char *option_value, const char *section,
                              const char *key, const char *const *words, size_t count,
                              size_t *out, struct ssi_error *err)
{
    const struct ssi_ini_entry *entry = config(project, section, key);
    struct ssi_str value = option_value ? ssi_str_z(option_value)
                           : entry      ? entry->value
                                        : ssi_str_z(words[0]);
    for (size_t i = 0; i < count; i++) {
        if (ssi_str_eq_nocase(value, ssi_str_z(words[i]))) {
            *out = i;
            return SSI_OK;
        }
    }
    char text[SSI_QUOTE_SIZE];
    char list[100];
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        at += (size_t)snprintf(list + at, sizeof list - at, "%s%s", i ? ", " : "",
                               words[i]);
    }
    ssi_quote(value, text);
    return option_value ? ssi_error_set(err, SSI_EUSAGE, "--%s %s is none of: %s", option,
                                        text, list)
                        : ssi_ini_error(&project->ini, entry, err, "%s is none of: %s",
                                        text, list);
}

/** An option alone: a report needs them, so a config cannot leave them out. */
static enum ssi_status load_contributions(struct ssi_project *project, const char *wanted,
                                          struct ssi_error *err)
{
    struct ssi_str word = ssi_str_z(wanted ? wanted : "all");
    char text[SSI_QUOTE_SIZE];
    project->no_contributions = ssi_str_eq_nocase(word, ssi_str_z("none"));
    return project->no_contributions || ssi_str_eq_nocase(word, ssi_str_z("all"))
               ? SSI_OK
               : ssi_error_set(err, SSI_EUSAGE,
                               "--contributions %s is none of: all, none",
                               ssi_quote(word, text));
}

static enum ssi_status load_choices(struct ssi_project *project,
                                    const struct ssi_settings *settings,
                                    struct ssi_error *err)
{
    static const char *const dedups[] = {"auto", "always", "never"};
    static const char *const csvs[] = {"raw", "spreadsheet"};
    static const char *const modes[] = {"private", "group"};
    static const char *const inflaters[] = {"auto", "isal", "zlib"};
    size_t chosen = 0;
    SSI_TRY(choose(project, "dedup", settings->dedup, "ingest", "dedup", dedups, 3,
                   &chosen, err));
    project->dedup = (enum ssi_dedup)chosen;
    SSI_TRY(
        choose(project, "csv", settings->csv, "output", "csv", csvs, 2, &chosen, err));
    project->csv = (enum ssi_csv_style)chosen;
    SSI_TRY(choose(project, "inflate", settings->inflate, "ingest", "inflate", inflaters,
                   3, &chosen, err));
    if (chosen == 1 && !ssi_inflate_has_isal()) {
        return ssi_error_set(err, SSI_EUSAGE,
                             "--inflate isal: this build has no ISA-L; use auto or zlib");
    }
    project->inflater = chosen == 2 ? SSI_INFLATER_ZLIB : SSI_INFLATER_BEST;
    SSI_TRY(load_contributions(project, settings->contributions, err));
    SSI_TRY(choose(project, "mode", NULL, "output", "mode", modes, 2, &chosen, err));
    project->shared_files = chosen == 1;
    return SSI_OK;
}

/** "512M": bytes, with K, M or G as powers of 1024. */
static bool parse_size(struct ssi_str text, uint64_t *out_bytes)
{
    static const char units[] = "KMG";
    const char *unit =
        text.len > 1 ? strchr(units, text.ptr[text.len - 1] & ~0x20) : NULL;
    unsigned shift = unit && *unit ? 10 * ((unsigned)(unit - units) + 1) : 0;
    text.len -= shift ? 1 : 0;
    if (!ssi_parse_u64(text, out_bytes) || *out_bytes > UINT64_MAX >> (shift + 1)) {
        return false;
    }
    *out_bytes <<= shift;
    return true;
}

static enum ssi_status load_memory(struct ssi_project *project,
                                   const struct ssi_settings *settings,
                                   struct ssi_error *err)
{
    enum { LEAST = 64 << 20 };
    const struct ssi_ini_entry *entry = config(project, "ingest", "memory");
    struct ssi_str value = settings->memory ? ssi_str_z(settings->memory)
                           : entry          ? entry->value
                                            : ssi_str_z("1G");
    uint64_t bytes;
    char text[SSI_QUOTE_SIZE];
    if (parse_size(value, &bytes) && (bytes == 0 || bytes >= LEAST)) {
        project->memory = (size_t)bytes;
        return SSI_OK;
    }
    ssi_quote(value, text);
    return settings->memory
               ? ssi_error_set(err, SSI_EUSAGE,
                               "--memory %s is no size of 64M or more, like 512M or 2G",
                               text)
               : ssi_ini_error(&project->ini, entry, err,
                               "%s is no size of 64M or more, like 512M or 2G", text);
}

static enum ssi_status load_numbers(struct ssi_project *project,
                                    const struct ssi_settings *settings,
                                    struct ssi_error *err)
{
    int64_t history = 13;
    project->thresholds = (struct ssi_thresholds){.min_group = 10, .min_team = 3};
    project->max_rejects = -1;
    SSI_TRY(config_number(project, "groups", "min_group", 1, 1000000,
                          &project->thresholds.min_group, err));
    SSI_TRY(config_number(project, "groups", "min_team", 1, 1000000,
                          &project->thresholds.min_team, err));
    SSI_TRY(config_number(project, "history", "weeks", 1, 260, &history, err));
    SSI_TRY(config_number(project, "ingest", "max_rejects", 0, INT64_MAX,
                          &project->max_rejects, err));
    SSI_TRY(load_memory(project, settings, err));
    project->history_weeks = (int32_t)history;
    if (settings->max_rejects >= 0) {
        project->max_rejects = settings->max_rejects;
    }
    project->threads =
        settings->threads > 0 ? (size_t)settings->threads : ssi_processors();
    project->threads = project->threads < 256 ? project->threads : 256;
    return SSI_OK;
}

/** The first of the calendar's entries that alone is already an error, or NULL. */
static const struct ssi_ini_entry *blame_calendar(
    const struct ssi_ini_entry *const parts[3], const char *const defaults[3])
{
    for (int i = 0; i < 3; i++) {
        struct ssi_calendar calendar;
        const char *values[3] = {defaults[0], defaults[1], defaults[2]};
        values[i] = parts[i] ? parts[i]->value.ptr : defaults[i];
        if (ssi_calendar_init(&calendar, values[0], values[1], values[2], NULL) !=
            SSI_OK) {
            return parts[i];
        }
        ssi_calendar_release(&calendar);
    }
    return NULL;
}

static enum ssi_status load_calendar(struct ssi_project *project, struct ssi_error *err)
{
    static const char *const defaults[3] = {"UTC", "thursday", "00:00"};
    const struct ssi_ini_entry *const parts[3] = {config(project, "calendar", "zone"),
                                                  config(project, "calendar", "weekday"),
                                                  config(project, "calendar", "time")};
    const char *values[3];
    for (int i = 0; i < 3; i++) {
        values[i] = parts[i] ? parts[i]->value.ptr : defaults[i];
    }
    enum ssi_status status =
        ssi_calendar_init(&project->calendar, values[0], values[1], values[2], err);
    if (status != SSI_OK && project->has_ini) {
        const struct ssi_ini_entry *entry = blame_calendar(parts, defaults);
        ssi_error_at(err, project->ini.path, entry ? entry->line : 0, 0);
    }
    return status;
}

/** No model of that name; where the config asked for it, its line. */
static enum ssi_status no_model(const struct ssi_project *project, const char *name,
                                const struct ssi_ini_entry *entry, struct ssi_error *err)
{
    char text[SSI_QUOTE_SIZE];
    (void)ssi_error_set(err, SSI_EUSAGE,
                        "no model %s; see 'ssi list models', or give a file",
                        ssi_quote(ssi_str_z(name), text));
    if (entry) {
        ssi_error_at(err, project->ini.path, entry->line, 0);
    }
    return SSI_EUSAGE;
}

enum ssi_status ssi_project_model(struct ssi_project *project, const char *name,
                                  const struct ssi_ini_entry *entry,
                                  struct ssi_model *out_model, struct ssi_error *err)
{
    char file[256];
    const char *path = name;
    if (entry && project->folder) {
        path = ssi_path_join(&project->arena, project->folder, name);
    }
    if (path && !ssi_file_exists(path) && !strchr(name, '/')) {
        (void)snprintf(file, sizeof file, "models/%.200s.ini", name);
        path = ssi_data_path(&project->arena, file);
    }
    if (!path) {
        return ssi_error_nomem(err);
    }
    if (!ssi_file_exists(path)) {
        return no_model(project, name, entry, err);
    }
    return ssi_model_load(out_model, path, err);
}

static enum ssi_status load_model(struct ssi_project *project,
                                  const struct ssi_settings *settings,
                                  struct ssi_error *err)
{
    const struct ssi_ini_entry *entry = config(project, "model", "use");
    const char *name = settings->model ? settings->model
                       : entry         ? entry->value.ptr
                                       : "default";
    return ssi_project_model(project, name, settings->model ? NULL : entry,
                             &project->model, err);
}

static enum ssi_status load_formats(struct ssi_project *project, struct ssi_error *err)
{
    const char *folder = ssi_data_path(&project->arena, "formats");
    if (!folder) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(ssi_formats_load(&project->formats, folder, err));
    return project->has_ini
               ? ssi_formats_add_config(&project->formats, &project->ini, err)
               : SSI_OK;
}

static enum ssi_status load_as_of(struct ssi_project *project,
                                  const struct ssi_settings *settings,
                                  struct ssi_error *err)
{
    struct ssi_time_form form;
    struct timespec now;
    if (!settings->as_of) {
        if (clock_gettime(CLOCK_REALTIME, &now) != 0) {
            return ssi_error_errno(err, "cannot read", "the clock");
        }
        project->as_of = (int64_t)now.tv_sec;
        return SSI_OK;
    }
    SSI_TRY(ssi_time_form_init(&form, ssi_str_z("ISO"), err));
    if (!ssi_time_parse(&form, project->calendar.zone, ssi_str_z(settings->as_of),
                        &project->as_of)) {
        char text[SSI_QUOTE_SIZE];
        return ssi_error_set(err, SSI_EUSAGE,
                             "--as-of %s is no time like 2026-11-19T06:00:00Z",
                             ssi_quote(ssi_str_z(settings->as_of), text));
    }
    return SSI_OK;
}

static enum ssi_status load_config(struct ssi_project *project,
                                   const struct ssi_settings *settings,
                                   struct ssi_error *err)
{
    if (!settings->config) {
        return SSI_OK;
    }
    SSI_TRY(ssi_ini_load(&project->ini, settings->config, err));
    project->has_ini = true;
    project->folder = ssi_path_folder(&project->arena, settings->config);
    return project->folder ? SSI_OK : ssi_error_nomem(err);
}

static enum ssi_status load_all(struct ssi_project *project,
                                const struct ssi_settings *settings,
                                struct ssi_error *err)
{
    SSI_TRY(load_config(project, settings, err));
    project->name = config_text(project, "project", "name", "");
    (void)config(project, "inputs", "paths"); // read later, when inputs are wanted
    SSI_TRY(load_choices(project, settings, err));
    SSI_TRY(load_numbers(project, settings, err));
    SSI_TRY(load_calendar(project, err));
    SSI_TRY(load_as_of(project, settings, err));
    SSI_TRY(load_formats(project, err));
    SSI_TRY(load_model(project, settings, err));
    SSI_TRY(ssi_targets_load(project, err));
    SSI_TRY(ssi_bench_claim(project, err));
    return ssi_config_check(project, err);
}

enum ssi_status ssi_project_load(struct ssi_project *project,
                                 const struct ssi_settings *settings,
                                 struct ssi_error *err)
{
    memset(project, 0, sizeof *project);
    enum ssi_status status = load_all(project, settings, err);
    if (status != SSI_OK) {
        ssi_project_release(project);
    }
    return status;
}

void ssi_project_release(struct ssi_project *project)
{
    if (project) {
        ssi_ini_release(&project->ini);
        ssi_formats_release(&project->formats);
        ssi_calendar_release(&project->calendar);
        ssi_model_release(&project->model);
        ssi_path_list_release(&project->inputs);
        ssi_arena_release(&project->arena);
        memset(project, 0, sizeof *project);
    }
}

static enum ssi_status add_from_file(struct ssi_project *project, const char *path,
                                     struct ssi_error *err)
{
    enum { LIMIT = 64 << 20 };
    struct ssi_str bytes;
    struct ssi_str line;
    SSI_TRY(ssi_file_read(path, LIMIT, &project->arena, &bytes, err));
    while (ssi_str_split(&bytes, '\n', &line)) {
        struct ssi_str name;
        if (line.len > 0 && line.ptr[line.len - 1] == '\r') {
            line.len--;
        }
        if (line.len == 0) {
            continue;
        }
        SSI_TRY(ssi_arena_copy(&project->arena, line, &name, err));
        SSI_TRY(ssi_path_list_add(&project->inputs, name.ptr, err));
    }
    return SSI_OK;
}

static enum ssi_status add_from_config(struct ssi_project *project, struct ssi_error *err)
{
    const struct ssi_ini_entry *entry = config(project, "inputs", "paths");
    struct ssi_str rest = entry ? entry->value : ssi_str_of(NULL, 0);
    struct ssi_str part;
    while (ssi_str_split(&rest, ',', &part)) {
        struct ssi_str name;
        SSI_TRY(ssi_arena_copy(&project->arena, part, &name, err));
        bool here = strcmp(name.ptr, ".") == 0; // "exports", not "exports/."
        const char *path =
            here ? project->folder
                 : ssi_path_join(&project->arena, project->folder, name.ptr);
        if (!path) {
            return ssi_error_nomem(err);
        }
        SSI_TRY(ssi_path_list_add(&project->inputs, path, err));
    }
    return SSI_OK;
}

enum ssi_status ssi_project_inputs(struct ssi_project *project,
                                   const struct ssi_settings *settings,
                                   size_t first_operand, struct ssi_error *err)
{
    for (size_t i = first_operand; i < settings->operand_count; i++) {
        SSI_TRY(ssi_path_list_add(&project->inputs, settings->operands[i], err));
    }
    if (settings->files_from) {
        SSI_TRY(add_from_file(project, settings->files_from, err));
    }
    const char *said = settings->operand_count > first_operand
                           ? settings->operands[first_operand]
                           : settings->files_from;
    if (!said) {
        SSI_TRY(add_from_config(project, err));
    }
    if (said && project->inputs.count == 0) {
        char text[SSI_QUOTE_SIZE];
        return ssi_error_set(err, SSI_EDATA,
                             "nothing to read in %s (hidden and unfinished files do not "
                             "count); %s",
                             ssi_quote(ssi_str_z(said), text),
                             said == settings->files_from ? "name one input a line"
                                                          : "put exports there");
    }
    return SSI_OK;
}
