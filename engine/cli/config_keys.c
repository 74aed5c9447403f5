// SPDX-License-Identifier: GPL-3.0-or-later
// The sections and keys that a config may have. What nobody asked for is a mistake, and
// the nearest right word is named.

#include "cli_internal.h"

#include "ssi/ini.h"

/** The sections of a config, beside [format NAME ...]; the keys of each as a list. */
static const struct {
    const char *name, *keys;
} sections[] = {
    {"project", "name"},
    {"calendar", "zone, weekday, time"},
    {"ingest", "dedup, max_rejects, inflate, memory"},
    {"model", "use"},
    {"groups", "min_group, min_team"},
    {"history", "weeks"},
    {"targets", "keywords, topics, companies, industries, titles, decision_titles, "
                "profile_fields"},
    {"inputs", "paths"},
    {"output", "csv, mode"},
    {"bench",
     "models, outcomes, horizons, every, origins, history, groups, within, k, learn, "
     "learn_from, seed, until"},
};

static enum ssi_status unknown_section(const struct ssi_project *project,
                                       const struct ssi_ini_entry *entry,
                                       struct ssi_error *err)
{
    const char *names[SSI_COUNT(sections)];
    char text[SSI_QUOTE_SIZE];
    for (size_t i = 0; i < SSI_COUNT(sections); i++) {
        names[i] = sections[i].name;
    }
    const char *near = ssi_suggest(entry->section, names, SSI_COUNT(names));
    ssi_quote(entry->section, text);
    if (entry->section.len == 0) {
        return ssi_ini_error(&project->ini, entry, err,
                             "a key before any [section]; begin with [project]");
    }
    return ssi_ini_error(&project->ini, entry, err, "unknown section %s; %s%s%s", text,
                         near ? "did you mean ["
                              : "'ssi init' writes a config with all of them",
                         near ? near : "", near ? "]?" : "");
}

/** An entry that nobody asked for: a wrong section, or a wrong key in a right one. */
static enum ssi_status unknown_entry(struct ssi_project *project,
                                     const struct ssi_ini_entry *entry,
                                     struct ssi_error *err)
{
    const char *keys[16];
    size_t count = 0;
    struct ssi_str rest = ssi_str_of(NULL, 0);
    struct ssi_str key;
    for (size_t i = 0; i < SSI_COUNT(sections); i++) {
        if (ssi_str_eq_nocase(entry->section, ssi_str_z(sections[i].name))) {
            rest = ssi_str_z(sections[i].keys);
        }
    }
    if (!rest.ptr) {
        return unknown_section(project, entry, err);
    }
    char text[SSI_QUOTE_SIZE];
    ssi_quote(entry->key, text);
    struct ssi_str all = rest;
    while (count < SSI_COUNT(keys) && ssi_str_split(&rest, ',', &key)) {
        struct ssi_str copy;
        SSI_TRY(ssi_arena_copy(&project->arena, key, &copy, err));
        keys[count++] = copy.ptr;
    }
    const char *near = ssi_suggest(entry->key, keys, count);
    return ssi_ini_error(&project->ini, entry, err, "[%.*s] has no key %s; %s%s%s",
                         (int)entry->section.len, entry->section.ptr, text,
                         near ? "did you mean '" : "it has: ", near ? near : all.ptr,
                         near ? "'?" : "");
}

enum ssi_status ssi_config_check(struct ssi_project *project, struct ssi_error *err)
{
    for (size_t i = 0; i < project->ini.count; i++) {
        if (!project->ini.entries[i].used) {
            return unknown_entry(project, &project->ini.entries[i], err);
        }
    }
    return SSI_OK;
}
