// SPDX-License-Identifier: GPL-3.0-or-later
// What `ssi bench` compares, from the section [bench] of the config.

#include <stdio.h>

#include "bench_plan_internal.h"

#include "ssi/num.h"

static const char *const bench_keys[] = {
    "models", "outcomes", "horizons", "every",      "origins", "history", "groups",
    "within", "k",        "learn",    "learn_from", "seed",    "until"};
/** Other commands may read the same config: what belongs to the bench is no mistake
 * there. */
enum ssi_status ssi_bench_claim(struct ssi_project *project, struct ssi_error *err)
{
    for (size_t i = 0; project->has_ini && i < SSI_COUNT(bench_keys); i++) {
        (void)ssi_ini_get(&project->ini, "bench", bench_keys[i]);
    }
    return ssi_bench_outcomes_claim(project, err);
}

static const struct ssi_ini_entry *entry_of(const struct ssi_bench_making *m,
                                            const char *key)
{
    return m->project->has_ini ? ssi_ini_get(&m->project->ini, "bench", key) : NULL;
}

static enum ssi_status number(const struct ssi_bench_making *m, const char *key,
                              int64_t low, int64_t high, int32_t *value)
{
    const struct ssi_ini_entry *entry = entry_of(m, key);
    int64_t read;
    if (!entry) {
        return SSI_OK;
    }
    if (!ssi_parse_i64(entry->value, &read) || read < low || read > high) {
        char text[SSI_QUOTE_SIZE];
        return ssi_ini_error(
            &m->project->ini, entry, m->err, "%s is not a whole number from %lld to %lld",
            ssi_quote(entry->value, text), (long long)low, (long long)high);
    }
    *value = (int32_t)read;
    return SSI_OK;
}

static enum ssi_status none_of(const struct ssi_bench_making *m,
                               const struct ssi_ini_entry *entry, struct ssi_str word,
                               const char *list)
{
    char text[SSI_QUOTE_SIZE];
    return ssi_ini_error(&m->project->ini, entry, m->err, "%s is none of: %s",
                         ssi_quote(word, text), list);
}

static enum ssi_status too_many(const struct ssi_bench_making *m,
                                const struct ssi_ini_entry *entry)
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

static enum ssi_status add_model(const struct ssi_bench_making *m, struct ssi_str name,
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
static enum ssi_status read_models(const struct ssi_bench_making *m)
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

static enum ssi_status read_outcomes(const struct ssi_bench_making *m)
{
    const struct ssi_ini_entry *entry = entry_of(m, "outcomes");
    struct ssi_str rest = entry ? entry->value : ssi_str_z("won_amount, won_count");
    struct ssi_str name;
    struct ssi_bench_plan *plan = &m->bench->plan;
    while (ssi_str_split(&rest, ',', &name)) {
        if (plan->outcome_count == SSI_BENCH_LIST) {
            return too_many(m, entry);
        }
        SSI_TRY(ssi_bench_outcome_read(m, entry, name,
                                       &m->bench->outcomes[plan->outcome_count]));
        plan->outcome_count++;
    }
    plan->outcomes = m->bench->outcomes;
    return SSI_OK;
}

static enum ssi_status read_horizons(const struct ssi_bench_making *m)
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

static enum ssi_status read_groups(const struct ssi_bench_making *m)
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

static enum ssi_status read_within(const struct ssi_bench_making *m, const char *option)
{
    static const enum ssi_roster_column columns[] = {SSI_ROSTER_TEAM, SSI_ROSTER_INDUSTRY,
                                                     SSI_ROSTER_SEAT, SSI_ROSTER_COMPANY,
                                                     SSI_ROSTER_MANAGER};
    const struct ssi_ini_entry *entry = option ? NULL : entry_of(m, "within");
    struct ssi_str word = option  ? ssi_str_z(option)
                          : entry ? entry->value
                                  : ssi_str_z("");
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

static enum ssi_status read_learners(const struct ssi_bench_making *m)
{
    const struct ssi_ini_entry *entry = entry_of(m, "learn");
    struct ssi_str rest =
        entry ? entry->value : ssi_str_z("ridge, nnls, logistic, pairwise");
    struct ssi_str part;
    while (ssi_str_split(&rest, ',', &part)) {
        size_t i = 0;
        while (i < SSI_LEARNERS && !ssi_str_eq_nocase(part, ssi_str_z(ssi_learner_name(
                                                                (enum ssi_learner)i)))) {
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

static enum ssi_status make(const struct ssi_bench_making *m,
                            const struct ssi_settings *settings)
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
    struct ssi_bench_making making = {.project = project, .bench = bench, .err = err};
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
