// SPDX-License-Identifier: GPL-3.0-or-later
// What `ssi bench` compares, from the sections [bench] and [outcome NAME] of the config.

#include <stdio.h>

#include "cli_internal.h"

#include "ssi/num.h"

static const char *const bench_keys[] = {"models",  "outcomes", "horizons",   "every",
                                         "origins", "history",  "groups",     "within",
                                         "k",       "learn",    "learn_from", "seed",
                                         "until"};
static const char *const outcome_keys[] = {"activity", "file",  "member", "date",
                                           "form",     "value", "where"};

static bool is_outcome(const struct ssi_ini_entry *entry, struct ssi_str *out_name)
{
    struct ssi_str start = ssi_str_z("outcome ");
    if (!ssi_str_starts(entry->section, start)) {
        return false;
    }
    *out_name = ssi_str_trim(
        ssi_str_of(entry->section.ptr + start.len, entry->section.len - start.len));
    return out_name->len > 0;
}

/** Other commands may read the same config: what belongs to the bench is no mistake there. */
enum ssi_status ssi_bench_claim(struct ssi_project *project, struct ssi_error *err)
{
    for (size_t i = 0; project->has_ini && i < SSI_COUNT(bench_keys); i++) {
        (void)ssi_ini_get(&project->ini, "bench", bench_keys[i]);
    }
    for (size_t i = 0; project->has_ini && i < project->ini.count; i++) {
        struct ssi_ini_entry *entry = &project->ini.entries[i];
        struct ssi_str name;
        for (size_t k = 0; is_outcome(entry, &name) && k < SSI_COUNT(outcome_keys); k++) {
            entry->used |= ssi_str_eq_nocase(entry->key, ssi_str_z(outcome_keys[k]));
        }
        if (is_outcome(entry, &name) && !entry->used) {
            char text[SSI_QUOTE_SIZE];
            const char *near =
                ssi_suggest(entry->key, outcome_keys, SSI_COUNT(outcome_keys));
            return ssi_ini_error(&project->ini, entry, err,
                                 "an outcome has no key %s; %s%s%s",
                                 ssi_quote(entry->key, text),
                                 near ? "did you mean '" : "it has: ",
                                 near ? near : "activity, or file, member, date, form, value, "
                                               "where",
                                 near ? "'?" : "");
        }
    }
    return SSI_OK;
}

/** What a plan is made of, and who owns it. */
struct making {
    struct ssi_project *project;
    struct ssi_bench_settings *bench;
    struct ssi_error *err;
};

static const struct ssi_ini_entry *entry_of(const struct making *m, const char *key)
{
    return m->project->has_ini ? ssi_ini_get(&m->project->ini, "bench", key) : NULL;
}

static enum ssi_status number(const struct making *m, const char *key, int64_t low,
                              int64_t high, int32_t *value)
{
    const struct ssi_ini_entry *entry = entry_of(m, key);
    int64_t read;
    if (!entry) {
        return SSI_OK;
    }
    if (!ssi_parse_i64(entry->value, &read) || read < low || read > high) {
        char text[SSI_QUOTE_SIZE];
        return ssi_ini_error(&m->project->ini, entry, m->err,
                             "%s is not a whole number from %lld to %lld",
                             ssi_quote(entry->value, text), (long long)low, (long long)high);
    }
    *value = (int32_t)read;
    return SSI_OK;
}

static enum ssi_status none_of(const struct making *m, const struct ssi_ini_entry *entry,
                               struct ssi_str word, const char *list)
{
    char text[SSI_QUOTE_SIZE];
    return ssi_ini_error(&m->project->ini, entry, m->err, "%s is none of: %s",
                         ssi_quote(word, text), list);
}

static enum ssi_status too_many(const struct making *m, const struct ssi_ini_entry *entry)
{
    return ssi_ini_error(&m->project->ini, entry, m->err, "more than %d in one list",
                         SSI_BENCH_LIST);
}

static bool has_model(const struct ssi_bench_settings *bench, struct ssi_str name)
{
    for (size_t i = 0; i < bench->plan.model_count; i++) {
        if (ssi_str_eq(bench->models[i].name, name)) {
            return true;
        }
    }
    return false;
}

static enum ssi_status add_model(const struct making *m, struct ssi_str name,
                                 const struct ssi_ini_entry *entry)
{
    struct ssi_bench_settings *bench = m->bench;
    struct ssi_str copy;
    size_t at = bench->plan.model_count;
    if (at == SSI_BENCH_LIST) {
        return too_many(m, entry);
    }
    SSI_TRY(ssi_arena_copy(&m->project->arena, name, &copy, m->err));
    SSI_TRY(ssi_project_model(m->project, copy.ptr, entry, &bench->models[at], m->err));
    if (has_model(bench, bench->models[at].name)) {
        ssi_model_release(&bench->models[at]);
        char text[SSI_QUOTE_SIZE];
        return entry ? ssi_ini_error(&m->project->ini, entry, m->err,
                                     "two models are called %s; name them differently",
                                     ssi_quote(name, text))
                     : SSI_OK;
    }
    bench->plan.models[at] = &bench->models[at];
    bench->plan.model_count++;
    return SSI_OK;
}

/** The models of the list; `equal` and LinkedIn's own are compared whatever it says. */
static enum ssi_status read_models(const struct making *m)
{
    static const char *const always[] = {"equal", "official"};
    const struct ssi_ini_entry *entry = entry_of(m, "models");
    struct ssi_str rest = entry ? entry->value : ssi_str_z("default, predictive-2014");
    struct ssi_str name;
    while (ssi_str_split(&rest, ',', &name)) {
        SSI_TRY(add_model(m, name, entry));
    }
    for (size_t i = 0; i < SSI_COUNT(always); i++) {
        if (!has_model(m->bench, ssi_str_z(always[i]))) {
            SSI_TRY(add_model(m, ssi_str_z(always[i]), NULL));
        }
    }
    entry = entry_of(m, "learn_from");
    m->bench->plan.base = m->bench->plan.models[0];
    for (size_t i = 0; entry && i < m->bench->plan.model_count; i++) {
        if (ssi_str_eq(m->bench->models[i].name, entry->value)) {
            m->bench->plan.base = m->bench->plan.models[i];
            entry = NULL;
        }
    }
    return entry ? none_of(m, entry, entry->value, "the models compared") : SSI_OK;
}

static enum ssi_status text_key(const struct making *m, struct ssi_str outcome,
                                const char *key, const struct ssi_ini_entry **out_entry,
                                const char **out_text)
{
    char section[SSI_QUOTE_SIZE + 16];
    (void)snprintf(section, sizeof section, "outcome %.*s", (int)outcome.len, outcome.ptr);
    const struct ssi_ini_entry *entry = ssi_ini_get(&m->project->ini, section, key);
    *out_text = entry && entry->value.len ? entry->value.ptr : NULL;
    if (entry) {
        *out_entry = entry;
    }
    return SSI_OK;
}

/** "stage = won" */
static enum ssi_status read_where(const struct making *m, const struct ssi_ini_entry *entry,
                                  const char *text, struct ssi_bench_outcome *outcome)
{
    struct ssi_str rest = ssi_str_z(text);
    struct ssi_str column;
    struct ssi_str copy;
    if (!ssi_str_split(&rest, '=', &column) || column.len == 0 || !rest.ptr) {
        return ssi_ini_error(&m->project->ini, entry, m->err,
                             "where wants COLUMN = VALUE, like stage = won");
    }
    SSI_TRY(ssi_arena_copy(&m->project->arena, column, &copy, m->err));
    outcome->where_column = copy.ptr;
    SSI_TRY(ssi_arena_copy(&m->project->arena, ssi_str_trim(rest), &copy, m->err));
    outcome->where_value = copy.ptr;
    return SSI_OK;
}

static enum ssi_status find_activity(const struct making *m, const struct ssi_ini_entry *entry,
                                     struct ssi_str name, struct ssi_bench_outcome *outcome)
{
    char text[SSI_QUOTE_SIZE];
    outcome->kind = SSI_OUTCOME_ACTIVITY;
    outcome->activity = ssi_activity_find(name);
    return outcome->activity != SSI_ACTIVITY_UNKNOWN &&
                   outcome->activity != SSI_ACTIVITY_ignore
               ? SSI_OK
               : ssi_ini_error(&m->project->ini, entry, m->err,
                               "%s is no outcome: won_amount, won_count, opened_count, "
                               "quota_reached, an activity ('ssi list activities'), or an "
                               "[outcome NAME] of the config",
                               ssi_quote(name, text));
}

/** Whether a column is a level that one of the models scores by. */
static bool is_level(const struct making *m, const char *column)
{
    enum ssi_metric_id id = ssi_metric_find(ssi_str_z(column));
    bool level = id != SSI_METRICS && ssi_metric_level_index(id) >= 0;
    for (size_t i = 0; level && i < m->bench->plan.model_count; i++) {
        if (ssi_model_uses(m->bench->plan.models[i], id)) {
            return true;
        }
    }
    return false;
}

static enum ssi_status read_column(const struct making *m, const struct ssi_ini_entry *entry,
                                   struct ssi_bench_outcome *outcome)
{
    const char *file = NULL;
    const char *where = NULL;
    const char *form = NULL;
    outcome->kind = SSI_OUTCOME_COLUMN;
    SSI_TRY(text_key(m, outcome->name, "file", &entry, &file));
    SSI_TRY(text_key(m, outcome->name, "member", &entry, &outcome->member));
    SSI_TRY(text_key(m, outcome->name, "date", &entry, &outcome->date));
    SSI_TRY(text_key(m, outcome->name, "form", &entry, &form));
    SSI_TRY(text_key(m, outcome->name, "value", &entry, &outcome->value));
    SSI_TRY(text_key(m, outcome->name, "where", &entry, &where));
    outcome->form = form ? form : "ISO";
    if (!file || !outcome->member) {
        return ssi_ini_error(&m->project->ini, entry, m->err,
                             "an outcome is an activity, or it has file, member and date");
    }
    if (!outcome->date) {
        return ssi_ini_error(&m->project->ini, entry, m->err,
                             "an outcome without a date cannot be told from what was known "
                             "before; name its column with date = COLUMN");
    }
    if (outcome->value && is_level(m, outcome->value)) {
        return ssi_ini_error(&m->project->ini, entry, m->err,
                             "a leak: %s is a level that a model scores by; what a model knows "
                             "is no outcome of it",
                             outcome->value);
    }
    outcome->path = ssi_path_join(&m->project->arena, m->project->folder, file);
    if (!outcome->path) {
        return ssi_error_nomem(m->err);
    }
    return where ? read_where(m, entry, where, outcome) : SSI_OK;
}

static enum ssi_status read_outcome(const struct making *m, const struct ssi_ini_entry *entry,
                                    struct ssi_str name, struct ssi_bench_outcome *outcome)
{
    static const char *const words[] = {[SSI_OUTCOME_WON_AMOUNT] = "won_amount",
                                        [SSI_OUTCOME_WON_COUNT] = "won_count",
                                        [SSI_OUTCOME_OPENED_COUNT] = "opened_count",
                                        [SSI_OUTCOME_QUOTA_REACHED] = "quota_reached"};
    SSI_TRY(ssi_arena_copy(&m->project->arena, name, &outcome->name, m->err));
    for (size_t i = 0; m->project->has_ini && i < m->project->ini.count; i++) {
        struct ssi_str section;
        const struct ssi_ini_entry *own = &m->project->ini.entries[i];
        if (is_outcome(own, &section) && ssi_str_eq_nocase(section, name)) {
            const char *activity = NULL;
            SSI_TRY(text_key(m, outcome->name, "activity", &own, &activity));
            return activity ? find_activity(m, own, ssi_str_z(activity), outcome)
                            : read_column(m, own, outcome);
        }
    }
    for (size_t i = 0; i < SSI_COUNT(words); i++) {
        if (ssi_str_eq_nocase(name, ssi_str_z(words[i]))) {
            outcome->kind = (enum ssi_bench_outcome_kind)i;
            return SSI_OK;
        }
    }
    return find_activity(m, entry, name, outcome);
}

static enum ssi_status read_outcomes(const struct making *m)
{
    const struct ssi_ini_entry *entry = entry_of(m, "outcomes");
    struct ssi_str rest = entry ? entry->value : ssi_str_z("won_amount, won_count");
    struct ssi_str name;
    struct ssi_bench_plan *plan = &m->bench->plan;
    while (ssi_str_split(&rest, ',', &name)) {
        if (plan->outcome_count == SSI_BENCH_LIST) {
            return too_many(m, entry);
        }
        SSI_TRY(read_outcome(m, entry, name, &m->bench->outcomes[plan->outcome_count]));
        plan->outcome_count++;
    }
    plan->outcomes = m->bench->outcomes;
    return SSI_OK;
}

static enum ssi_status read_horizons(const struct making *m)
{
    const struct ssi_ini_entry *entry = entry_of(m, "horizons");
    struct ssi_str rest = entry ? entry->value : ssi_str_z("13");
    struct ssi_str part;
    struct ssi_bench_plan *plan = &m->bench->plan;
    while (ssi_str_split(&rest, ',', &part)) {
        int64_t weeks;
        char text[SSI_QUOTE_SIZE];
        if (!ssi_parse_i64(part, &weeks) || weeks < 1 || weeks > 260) {
            return ssi_ini_error(&m->project->ini, entry, m->err,
                                 "%s is no number of weeks from 1 to 260",
                                 ssi_quote(part, text));
        }
        if (plan->horizon_count == SSI_BENCH_LIST) {
            return too_many(m, entry);
        }
        plan->horizons[plan->horizon_count++] = (int32_t)weeks;
    }
    return SSI_OK;
}

static enum ssi_status read_groups(const struct making *m)
{
    static const char *const words[] = {"everyone", "team", "industry"};
    const struct ssi_ini_entry *entry = entry_of(m, "groups");
    struct ssi_str rest = entry ? entry->value : ssi_str_z("everyone");
    struct ssi_str part;
    struct ssi_bench_plan *plan = &m->bench->plan;
    while (ssi_str_split(&rest, ',', &part)) {
        size_t i = 0;
        while (i < SSI_COUNT(words) && !ssi_str_eq_nocase(part, ssi_str_z(words[i]))) {
            i++;
        }
        if (i == SSI_COUNT(words) || plan->group_count == SSI_COUNT(plan->groups)) {
            return none_of(m, entry, part, "everyone, team, industry");
        }
        plan->groups[plan->group_count++] = (enum ssi_bench_group)i;
    }
    return SSI_OK;
}

static enum ssi_status read_within(const struct making *m, const char *option)
{
    static const enum ssi_roster_column columns[] = {SSI_ROSTER_TEAM, SSI_ROSTER_INDUSTRY,
                                                     SSI_ROSTER_SEAT, SSI_ROSTER_COMPANY,
                                                     SSI_ROSTER_MANAGER};
    const struct ssi_ini_entry *entry = option ? NULL : entry_of(m, "within");
    struct ssi_str word = option ? ssi_str_z(option) : entry ? entry->value : ssi_str_z("");
    struct ssi_bench_plan *plan = &m->bench->plan;
    plan->within_name = "";
    if (word.len == 0) {
        return SSI_OK;
    }
    if (ssi_str_eq_nocase(word, ssi_str_z("tenure"))) {
        plan->within = SSI_WITHIN_TENURE;
        plan->within_name = "tenure";
        return SSI_OK;
    }
    for (size_t i = 0; i < SSI_COUNT(columns); i++) {
        const char *name = ssi_roster_column_name(columns[i]);
        if (ssi_str_eq_nocase(word, ssi_str_z(name))) {
            plan->within = SSI_WITHIN_COLUMN;
            plan->within_column = columns[i];
            plan->within_name = name;
            return SSI_OK;
        }
    }
    plan->within = SSI_WITHIN_COLUMN; // any other column of the roster
    plan->within_column = SSI_ROSTER_EXTRA;
    plan->within_name = m->project->extra = word.ptr;
    return SSI_OK;
}

static enum ssi_status read_learners(const struct making *m)
{
    const struct ssi_ini_entry *entry = entry_of(m, "learn");
    struct ssi_str rest = entry ? entry->value : ssi_str_z("ridge, nnls, logistic, pairwise");
    struct ssi_str part;
    while (ssi_str_split(&rest, ',', &part)) {
        size_t i = 0;
        while (i < SSI_LEARNERS &&
               !ssi_str_eq_nocase(
                   part, ssi_str_z(ssi_learner_name((enum ssi_learner)i)))) {
            i++;
        }
        if (i < SSI_LEARNERS) {
            m->bench->plan.learn[i] = true;
        } else if (!ssi_str_eq_nocase(part, ssi_str_z("none"))) {
            return none_of(m, entry, part, "ridge, nnls, logistic, pairwise, none");
        }
    }
    return SSI_OK;
}

static enum ssi_status make(const struct making *m, const struct ssi_settings *settings)
{
    struct ssi_bench_plan *plan = &m->bench->plan;
    int32_t seed = 2026;
    plan->k = 10;
    plan->threads = m->project->threads;
    plan->features = settings->features;
    SSI_TRY(number(m, "every", 1, 260, &plan->every));
    SSI_TRY(number(m, "origins", 1, 10000, &plan->origins));
    SSI_TRY(number(m, "history", 1, 260, &plan->history));
    SSI_TRY(number(m, "k", 1, 1000000, &plan->k));
    SSI_TRY(number(m, "seed", 0, INT32_MAX, &seed));
    plan->seed = seed;
    SSI_TRY(read_models(m));
    SSI_TRY(read_outcomes(m));
    SSI_TRY(read_horizons(m));
    SSI_TRY(read_groups(m));
    SSI_TRY(read_within(m, settings->within));
    return read_learners(m);
}

const char *ssi_bench_until(struct ssi_project *project)
{
    const struct ssi_ini_entry *entry =
        project->has_ini ? ssi_ini_get(&project->ini, "bench", "until") : NULL;
    return entry ? entry->value.ptr : NULL;
}

enum ssi_status ssi_bench_settings_load(struct ssi_project *project,
                                        const struct ssi_settings *settings,
                                        struct ssi_bench_settings *bench,
                                        struct ssi_error *err)
{
    *bench = (struct ssi_bench_settings){0};
    struct making making = {.project = project, .bench = bench, .err = err};
    enum ssi_status status = make(&making, settings);
    if (status != SSI_OK) {
        ssi_bench_settings_release(bench);
    }
    return status;
}

void ssi_bench_settings_release(struct ssi_bench_settings *bench)
{
    for (size_t i = 0; i < bench->plan.model_count; i++) {
        ssi_model_release(&bench->models[i]);
    }
    *bench = (struct ssi_bench_settings){0};
}
