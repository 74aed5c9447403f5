// SPDX-License-Identifier: GPL-3.0-or-later
// The outcomes of `ssi bench`: by name, or from a section [outcome NAME] of the config.

#include <stdio.h>

#include "bench_plan_internal.h"

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

enum ssi_status ssi_bench_outcomes_claim(struct ssi_project *project,
                                         struct ssi_error *err)
{
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
            return ssi_ini_error(
                &project->ini, entry, err, "an outcome has no key %s; %s%s%s",
                ssi_quote(entry->key, text), near ? "did you mean '" : "it has: ",
                near ? near
                     : "activity, or file, member, date, form, value, "
                       "where",
                near ? "'?" : "");
        }
    }
    return SSI_OK;
}

static enum ssi_status text_key(const struct ssi_bench_making *m, struct ssi_str outcome,
                                const char *key, const struct ssi_ini_entry **out_entry,
                                const char **out_text)
{
    char section[SSI_QUOTE_SIZE + 16];
    (void)snprintf(section, sizeof section, "outcome %.*s", (int)outcome.len,
                   outcome.ptr);
    const struct ssi_ini_entry *entry = ssi_ini_get(&m->project->ini, section, key);
    *out_text = entry && entry->value.len ? entry->value.ptr : NULL;
    if (entry) {
        *out_entry = entry;
    }
    return SSI_OK;
}

/** "stage = won" */
static enum ssi_status read_where(const struct ssi_bench_making *m,
                                  const struct ssi_ini_entry *entry, const char *text,
                                  struct ssi_bench_outcome *outcome)
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

static enum ssi_status find_activity(const struct ssi_bench_making *m,
                                     const struct ssi_ini_entry *entry,
                                     struct ssi_str name,
                                     struct ssi_bench_outcome *outcome)
{
    char text[SSI_QUOTE_SIZE];
    outcome->kind = SSI_OUTCOME_ACTIVITY;
    outcome->activity = ssi_activity_find(name);
    return outcome->activity != SSI_ACTIVITY_UNKNOWN &&
                   outcome->activity != SSI_ACTIVITY_ignore
               ? SSI_OK
               : ssi_ini_error(
                     &m->project->ini, entry, m->err,
                     "%s is no outcome: won_amount, won_count, opened_count, "
                     "quota_reached, an activity ('ssi list activities'), or an "
                     "[outcome NAME] of the config",
                     ssi_quote(name, text));
}

/** Whether a column is a level that one of the models scores by. */
static bool is_level(const struct ssi_bench_making *m, const char *column)
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

static enum ssi_status read_column(const struct ssi_bench_making *m,
                                   const struct ssi_ini_entry *entry,
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
        return ssi_ini_error(
            &m->project->ini, entry, m->err,
            "an outcome is an activity, or it has file, member and date");
    }
    if (!outcome->date) {
        return ssi_ini_error(
            &m->project->ini, entry, m->err,
            "an outcome without a date cannot be told from what was known "
            "before; name its column with date = COLUMN");
    }
    if (outcome->value && is_level(m, outcome->value)) {
        return ssi_ini_error(
            &m->project->ini, entry, m->err,
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

enum ssi_status ssi_bench_outcome_read(const struct ssi_bench_making *m,
                                       const struct ssi_ini_entry *entry,
                                       struct ssi_str name,
                                       struct ssi_bench_outcome *outcome)
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
