// SPDX-License-Identifier: GPL-3.0-or-later
// ssi explain: every point of a member of a published week, what changed and why, what
// would add most, and what if.

#include "cli_internal.h"

#include "ssi/explain.h"
#include "ssi/ini.h"
#include "ssi/num.h"
#include "ssi/time.h"

/** DIR itself where it is a week's folder, else DIR/--week, else DIR/latest. */
static enum ssi_status find_folder(const struct ssi_settings *settings,
                                   struct ssi_arena *arena, const char **out_folder,
                                   struct ssi_error *err)
{
    const char *folder = settings->operands[0];
    const char *scores = ssi_path_join(arena, folder, "scores.csv");
    bool itself = scores && ssi_file_exists(scores) && !settings->week;
    int64_t date;
    char text[SSI_QUOTE_SIZE];
    if (settings->week && !ssi_parse_date(ssi_str_z(settings->week), &date)) {
        return ssi_error_set(err, SSI_EUSAGE, "--week %s is no date like 2026-11-18",
                             ssi_quote(ssi_str_z(settings->week), text));
    }
    const char *week =
        itself ? folder
               : ssi_path_join(arena, folder, settings->week ? settings->week : "latest");
    scores = week ? ssi_path_join(arena, week, "scores.csv") : NULL;
    if (!scores) {
        return ssi_error_nomem(err);
    }
    if (!ssi_file_exists(scores)) {
        ssi_quote(ssi_str_z(folder), text);
        return ssi_error_set(
            err, SSI_EUSAGE,
            "no scored week %s%sin %s; run 'ssi run' or 'ssi score' first",
            settings->week ? settings->week : "", settings->week ? " " : "", text);
    }
    *out_folder = week;
    return SSI_OK;
}

static enum ssi_status find_metric(const struct ssi_explanation *explanation,
                                   struct ssi_str name, size_t *out_metric,
                                   struct ssi_error *err)
{
    const char *names[SSI_METRICS];
    char text[SSI_QUOTE_SIZE];
    size_t count = explanation->model.metric_count;
    for (size_t i = 0; i < count; i++) {
        names[i] = ssi_metric_info(explanation->model.metrics[i].id)->name;
        if (ssi_str_eq(name, ssi_str_z(names[i]))) {
            *out_metric = i;
            return SSI_OK;
        }
    }
    const char *near = ssi_suggest(name, names, count);
    return ssi_error_set(err, SSI_EUSAGE,
                         "--set: %s is no metric of the model %.*s; %s%s%s",
                         ssi_quote(name, text), (int)explanation->model.name.len,
                         explanation->model.name.ptr,
                         near ? "did you mean '" : "see 'ssi list models NAME'",
                         near ? near : "", near ? "'?" : "");
}

/** METRIC=+N, METRIC=-N or METRIC=N; what is not known can only be set to N. */
static enum ssi_status set_value(const struct ssi_explanation *explanation,
                                 const char *option, struct ssi_what_if *what_if,
                                 struct ssi_error *err)
{
    struct ssi_str rest = ssi_str_z(option);
    struct ssi_str name;
    char text[SSI_QUOTE_SIZE];
    size_t metric = 0;
    double value = 0;
    (void)ssi_str_split(&rest, '=', &name);
    bool more = rest.len > 0 && (rest.ptr[0] == '+' || rest.ptr[0] == '-');
    if (!rest.ptr || !ssi_parse_double(rest, &value) || value > 1e12 || value < -1e12) {
        return ssi_error_set(err, SSI_EUSAGE,
                             "--set %s is no METRIC=+N, METRIC=-N or METRIC=N",
                             ssi_quote(ssi_str_z(option), text));
    }
    SSI_TRY(find_metric(explanation, name, &metric, err));
    const struct ssi_model_metric *m = &explanation->model.metrics[metric];
    if (explanation->pillars[m->pillar] == SSI_UNKNOWN) {
        return ssi_error_set(
            err, SSI_EUSAGE,
            "--set %s: this member has no pillar %s in this week, so nothing "
            "can be said",
            ssi_metric_info(m->id)->name, ssi_pillar_name(m->pillar));
    }
    if (more && what_if->x[metric] == SSI_X_NONE) {
        return ssi_error_set(
            err, SSI_EUSAGE,
            "--set %s: its value is not known for this member; say what it "
            "would be, without a sign",
            ssi_metric_info(m->id)->name);
    }
    int64_t x = ssi_round_scaled(value, 6) + (more ? what_if->x[metric] : 0);
    what_if->x[metric] = x > 0 ? x : 0;
    return SSI_OK;
}

static enum ssi_status show(const struct ssi_settings *settings,
                            const struct ssi_explanation *explanation,
                            struct ssi_error *err)
{
    struct ssi_what_if what_if;
    bool asked = settings->sets.count > 0;
    memcpy(what_if.x, explanation->x, sizeof what_if.x);
    for (size_t i = 0; i < settings->sets.count; i++) {
        SSI_TRY(set_value(explanation, settings->sets.items[i], &what_if, err));
    }
    if (asked) {
        SSI_TRY(ssi_what_if(explanation, &what_if, err));
    }
    if (settings->json) {
        return ssi_explain_print_json(explanation, asked ? &what_if : NULL, err);
    }
    ssi_explain_print(explanation, asked ? &what_if : NULL);
    return SSI_OK;
}

static enum ssi_status run(const struct ssi_settings *settings, struct ssi_error *err)
{
    struct ssi_arena arena = {0};
    struct ssi_explanation *explanation = NULL;
    const char *folder = NULL;
    if (settings->operand_count != 2) {
        return ssi_error_set(
            err, SSI_EUSAGE,
            "name the folder of results and a member, e.g. 'ssi explain out "
            "E10005'");
    }
    enum ssi_status status = find_folder(settings, &arena, &folder, err);
    if (status == SSI_OK) {
        explanation = ssi_arena_alloc(&arena, sizeof *explanation);
        status = explanation ? SSI_OK : ssi_error_nomem(err);
    }
    if (status == SSI_OK) {
        status = ssi_explanation_load(explanation, folder,
                                      ssi_str_z(settings->operands[1]), err);
    }
    if (status == SSI_OK) {
        status = show(settings, explanation, err);
        ssi_explanation_release(explanation);
    }
    ssi_arena_release(&arena);
    return status;
}

static const enum ssi_option_id options[] = {
    SSI_OPTION_week, SSI_OPTION_sets, SSI_OPTION_json, SSI_OPTION_help, SSI_OPTIONS};

const struct ssi_command ssi_command_explain = {
    .name = "explain",
    .usage = "DIR MEMBER",
    .summary = "Every point of a member, what changed and why, what would add most",
    .example = "ssi explain out E10005 --set people_searches=+10",
    .options = options,
    .run = run,
};
