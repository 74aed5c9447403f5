// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a model from its INI file. Every error names the line and what would be valid.

#include "ssi/model.h"

#include <stdio.h>

#include "ssi/file.h"
#include "ssi/num.h"

struct reading {
    struct ssi_model *model;
    struct ssi_ini *ini;
    struct ssi_error *err;
    struct written { /* by model metric: where it begins, and its transform's parameter */
        const struct ssi_ini_entry *first, *parameter;
    } * written;
};

static enum ssi_status number(const struct reading *r, const struct ssi_ini_entry *entry,
                              double low, double high, double *out_value)
{
    double value;
    if (!ssi_parse_double(entry->value, &value) || value < low || value > high) {
        char text[SSI_QUOTE_SIZE];
        return ssi_ini_error(r->ini, entry, r->err,
                             "%s is not a number from %.10g to %.10g",
                             ssi_quote(entry->value, text), low, high);
    }
    *out_value = value;
    return SSI_OK;
}

static enum ssi_status whole(const struct reading *r, const struct ssi_ini_entry *entry,
                             int64_t low, int64_t high, int64_t *out_value)
{
    int64_t value;
    if (!ssi_parse_i64(entry->value, &value) || value < low || value > high) {
        char text[SSI_QUOTE_SIZE];
        return ssi_ini_error(
            r->ini, entry, r->err, "%s is not a whole number from %lld to %lld",
            ssi_quote(entry->value, text), (long long)low, (long long)high);
    }
    *out_value = value;
    return SSI_OK;
}

static enum ssi_status keep(const struct reading *r, struct ssi_str text,
                            struct ssi_str *out_copy)
{
    return ssi_arena_copy(&r->model->arena, text, out_copy, r->err);
}

static enum ssi_status one_of(const struct reading *r, const struct ssi_ini_entry *entry,
                              struct ssi_str word, const char *what,
                              const char *const *names, size_t count)
{
    char text[SSI_QUOTE_SIZE];
    const char *near = ssi_suggest(word, names, count);
    char list[300] = "";
    size_t at = 0;
    for (size_t i = 0; i < count && !near && at + 40 < sizeof list; i++) {
        at += (size_t)snprintf(list + at, sizeof list - at, "%s%s", i ? ", " : "",
                               names[i]);
    }
    return ssi_ini_error(
        r->ini, entry, r->err, "%s is no %s; %s%s%s", ssi_quote(word, text), what,
        near ? "did you mean '" : "valid are ", near ? near : list, near ? "'?" : "");
}

static bool is_key(const struct ssi_ini_entry *entry, const char *name)
{
    return ssi_str_eq_nocase(entry->key, ssi_str_z(name));
}

static enum ssi_status read_head(const struct reading *r,
                                 const struct ssi_ini_entry *entry)
{
    static const char *const known[] = {"name",      "summary", "source",        "window",
                                        "half_life", "prior_n", "reciprocal_min"};
    struct ssi_model *model = r->model;
    int64_t value = 0;
    if (is_key(entry, "name")) {
        return keep(r, entry->value, &model->name);
    }
    if (is_key(entry, "summary")) {
        return keep(r, entry->value, &model->summary);
    }
    if (is_key(entry, "source")) {
        return keep(r, entry->value, &model->source);
    }
    if (is_key(entry, "window")) {
        SSI_TRY(whole(r, entry, 1, 104, &value));
        model->window = (int32_t)value;
        return SSI_OK;
    }
    if (is_key(entry, "half_life")) {
        return number(r, entry, 0, 1000, &model->half_life);
    }
    if (is_key(entry, "prior_n")) {
        return number(r, entry, 0, 1000000, &model->prior_n);
    }
    if (is_key(entry, "reciprocal_min")) {
        return whole(r, entry, 1, 1000000, &model->reciprocal_min);
    }
    return one_of(r, entry, entry->key, "key of [model]", known, SSI_COUNT(known));
}

static enum ssi_status read_cap(const struct reading *r, struct ssi_str seat,
                                const struct ssi_ini_entry *entry)
{
    static const char *const known[] = {"brand", "people", "insights", "relationships"};
    struct ssi_model *model = r->model;
    enum ssi_pillar pillar;
    if (!ssi_pillar_find(entry->key, &pillar)) {
        return one_of(r, entry, entry->key, "pillar", known, SSI_COUNT(known));
    }
    for (size_t i = 0; i < model->cap_count; i++) {
        if (ssi_str_eq_nocase(model->caps[i].seat, seat)) {
            return number(r, entry, 0, 25, &model->caps[i].limit[pillar]);
        }
    }
    SSI_TRY(SSI_GROW(model->caps, model->cap_cap, model->cap_count + 1, r->err));
    struct ssi_model_cap *cap = &model->caps[model->cap_count];
    SSI_TRY(keep(r, seat, &cap->seat));
    for (int p = 0; p < SSI_PILLARS; p++) {
        cap->limit[p] = 25;
    }
    model->cap_count++;
    return number(r, entry, 0, 25, &cap->limit[pillar]);
}

static enum ssi_status unknown_metric(const struct reading *r, struct ssi_str name,
                                      const struct ssi_ini_entry *entry)
{
    const char *names[SSI_METRICS];
    for (int i = 0; i < SSI_METRICS; i++) {
        names[i] = ssi_metric_info((enum ssi_metric_id)i)->name;
    }
    char text[SSI_QUOTE_SIZE];
    const char *near = ssi_suggest(name, names, SSI_METRICS);
    return ssi_ini_error(r->ini, entry, r->err, "%s is no metric; %s%s%s",
                         ssi_quote(name, text), near ? "did you mean '" : "see ",
                         near ? near : "'ssi list metrics'", near ? "'?" : "");
}

static enum ssi_status find_metric(const struct reading *r, struct ssi_str name,
                                   const struct ssi_ini_entry *entry,
                                   struct ssi_model_metric **out_metric)
{
    struct ssi_model *model = r->model;
    enum ssi_metric_id id = ssi_metric_find(name);
    if (id == SSI_METRICS) {
        return unknown_metric(r, name, entry);
    }
    for (size_t i = 0; i < model->metric_count; i++) {
        if (model->metrics[i].id == id) {
            *out_metric = &model->metrics[i];
            return SSI_OK;
        }
    }
    SSI_TRY(SSI_GROW(model->metrics, model->metric_cap, model->metric_count + 1, r->err));
    struct ssi_model_metric *metric = &model->metrics[model->metric_count++];
    memset(metric, 0, sizeof *metric);
    metric->id = id;
    metric->pillar = ssi_metric_info(id)->pillar;
    metric->weight = -1;
    r->written[model->metric_count - 1].first = entry;
    *out_metric = metric;
    return SSI_OK;
}

static enum ssi_status read_transform(const struct reading *r,
                                      const struct ssi_ini_entry *entry,
                                      struct ssi_model_metric *metric)
{
    const char *names[16];
    size_t count = 0;
    metric->transform = ssi_transform_find(entry->value);
    if (metric->transform) {
        return SSI_OK;
    }
    while (count < SSI_COUNT(names) && ssi_transform_at(count)) {
        names[count] = ssi_transform_at(count)->name;
        count++;
    }
    return one_of(r, entry, entry->value, "transform", names, count);
}

/** target and half: which of them the transform takes is known when all has been read. */
static enum ssi_status read_parameter(const struct reading *r,
                                      const struct ssi_ini_entry *entry,
                                      struct ssi_model_metric *metric)
{
    struct written *written = &r->written[metric - r->model->metrics];
    if (written->parameter) {
        return ssi_ini_error(r->ini, entry, r->err,
                             "%s stands beside %s; a transform takes one", entry->key.ptr,
                             written->parameter->key.ptr);
    }
    written->parameter = entry;
    return number(r, entry, 1e-6, 1e9, &metric->parameter);
}

static enum ssi_status read_metric(const struct reading *r, struct ssi_str name,
                                   const struct ssi_ini_entry *entry)
{
    static const char *const known[] = {"pillar", "weight",     "transform", "target",
                                        "half",   "actionable", "step"};
    static const char *const pillars[] = {"brand", "people", "insights", "relationships"};
    struct ssi_model_metric *metric = NULL;
    SSI_TRY(find_metric(r, name, entry, &metric));
    if (is_key(entry, "pillar")) {
        return ssi_pillar_find(entry->value, &metric->pillar)
                   ? SSI_OK
                   : one_of(r, entry, entry->value, "pillar", pillars,
                            SSI_COUNT(pillars));
    }
    if (is_key(entry, "weight")) {
        SSI_TRY(keep(r, entry->value, &metric->weight_text));
        return number(r, entry, 0, 1e6, &metric->weight);
    }
    if (is_key(entry, "transform")) {
        return read_transform(r, entry, metric);
    }
    if (is_key(entry, "target") || is_key(entry, "half")) {
        return read_parameter(r, entry, metric);
    }
    if (is_key(entry, "step")) {
        return number(r, entry, 1e-6, 1e9, &metric->step);
    }
    if (is_key(entry, "actionable")) {
        return ssi_parse_flag(entry->value, &metric->actionable)
                   ? SSI_OK
                   : ssi_ini_error(r->ini, entry, r->err,
                                   "actionable is neither yes nor no");
    }
    return one_of(r, entry, entry->key, "key of a metric", known, SSI_COUNT(known));
}

static enum ssi_status read_entry(const struct reading *r, struct ssi_ini_entry *entry)
{
    struct ssi_str rest = entry->section;
    struct ssi_str word;
    (void)ssi_str_split(&rest, ' ', &word);
    struct ssi_str name = rest.ptr ? ssi_str_trim(rest) : ssi_str_of("", 0);
    if (ssi_str_eq_nocase(word, ssi_str_z("model")) && name.len == 0) {
        return read_head(r, entry);
    }
    if (ssi_str_eq_nocase(word, ssi_str_z("cap")) && name.len > 0) {
        return read_cap(r, name, entry);
    }
    if (ssi_str_eq_nocase(word, ssi_str_z("metric")) && name.len > 0) {
        return read_metric(r, name, entry);
    }
    char section[SSI_QUOTE_SIZE];
    return ssi_ini_error(r->ini, entry, r->err,
                         "unknown section %s; a model has [model], [cap SEAT] and "
                         "[metric NAME]",
                         ssi_quote(entry->section, section));
}

/** The parameter that was written is the one that the transform takes. */
static enum ssi_status check_parameter(const struct reading *r,
                                       const struct ssi_model_metric *metric)
{
    const struct written *written = &r->written[metric - r->model->metrics];
    const struct ssi_transform *transform = metric->transform;
    const char *name = ssi_metric_info(metric->id)->name;
    if (!written->parameter) {
        return !transform->parameter
                   ? SSI_OK
                   : ssi_ini_error(r->ini, written->first, r->err,
                                   "[metric %s] lacks %s, which %s needs", name,
                                   transform->parameter, transform->name);
    }
    if (!transform->parameter) {
        return ssi_ini_error(r->ini, written->parameter, r->err,
                             "%s takes no %s; delete it", transform->name,
                             written->parameter->key.ptr);
    }
    return is_key(written->parameter, transform->parameter)
               ? SSI_OK
               : ssi_ini_error(r->ini, written->parameter, r->err, "%s takes %s, not %s",
                               transform->name, transform->parameter,
                               written->parameter->key.ptr);
}

static enum ssi_status check_metric(const struct reading *r,
                                    const struct ssi_model_metric *metric)
{
    const char *name = ssi_metric_info(metric->id)->name;
    const struct ssi_ini_entry *entry = r->written[metric - r->model->metrics].first;
    if (metric->weight < 0) {
        return ssi_ini_error(r->ini, entry, r->err, "[metric %s] lacks a weight", name);
    }
    if (!metric->transform) {
        return ssi_ini_error(r->ini, entry, r->err, "[metric %s] lacks a transform",
                             name);
    }
    if (metric->actionable && !(metric->step > 0)) {
        return ssi_ini_error(r->ini, entry, r->err,
                             "[metric %s] lacks a step, which an actionable metric needs",
                             name);
    }
    if (metric->actionable && !ssi_metric_steps(metric->id)) {
        return ssi_ini_error(
            r->ini, entry, r->err,
            "[metric %s] cannot be actionable; that is for what is counted "
            "by the week",
            name);
    }
    return check_parameter(r, metric);
}

static enum ssi_status read_model(const struct reading *r)
{
    struct ssi_digest_stream *stream = ssi_digest_begin();
    enum ssi_status status = stream ? SSI_OK : ssi_error_nomem(r->err);
    for (size_t i = 0; status == SSI_OK && i < r->ini->count; i++) {
        struct ssi_ini_entry *entry = &r->ini->entries[i];
        const struct ssi_str parts[] = {entry->section, entry->key, entry->value};
        for (size_t p = 0; p < SSI_COUNT(parts); p++) {
            ssi_digest_update(stream, parts[p].ptr, parts[p].len);
            ssi_digest_update(stream, "\n", 1);
        }
        status = read_entry(r, entry);
    }
    if (stream) {
        r->model->digest = ssi_digest_finish(stream);
    }
    if (status == SSI_OK && r->model->name.len == 0) {
        status = ssi_ini_error(r->ini, NULL, r->err, "a model without a name in [model]");
    }
    if (status == SSI_OK && r->model->metric_count == 0) {
        status = ssi_ini_error(r->ini, NULL, r->err, "a model without any [metric NAME]");
    }
    for (size_t i = 0; status == SSI_OK && i < r->model->metric_count; i++) {
        struct ssi_model_metric *metric = &r->model->metrics[i];
        status = check_metric(r, metric);
        if (status == SSI_OK) {
            metric->scale = metric->transform->scale
                                ? metric->transform->scale(metric->parameter)
                                : metric->parameter;
        }
    }
    return status;
}

enum ssi_status ssi_model_load(struct ssi_model *model, const char *path,
                               struct ssi_error *err)
{
    struct ssi_ini ini;
    memset(model, 0, sizeof *model);
    model->window = 13;
    model->half_life = 4;
    model->prior_n = 2;
    model->reciprocal_min = 2;
    struct ssi_str text;
    enum { LIMIT = 1 << 20 };
    enum ssi_status status = ssi_file_read(path, LIMIT, &model->arena, &text, err);
    if (status == SSI_OK) {
        status = ssi_ini_parse(&ini, path, text, err);
    }
    if (status != SSI_OK) {
        ssi_model_release(model);
        return status;
    }
    model->text = text;
    struct written written[SSI_METRICS] = {{0}};
    struct reading reading = {
        .model = model, .ini = &ini, .err = err, .written = written};
    status = read_model(&reading);
    ssi_ini_release(&ini);
    if (status != SSI_OK) {
        ssi_model_release(model);
    }
    return status;
}

void ssi_model_release(struct ssi_model *model)
{
    if (model) {
        ssi_free(model->metrics);
        ssi_free(model->caps);
        ssi_arena_release(&model->arena);
        memset(model, 0, sizeof *model);
    }
}

bool ssi_model_uses(const struct ssi_model *model, enum ssi_metric_id id)
{
    for (size_t i = 0; i < model->metric_count; i++) {
        if (model->metrics[i].id == id) {
            return true;
        }
    }
    return false;
}

bool ssi_model_counts(const struct ssi_model *model)
{
    for (size_t i = 0; i < model->metric_count; i++) {
        enum ssi_metric_kind kind = ssi_metric_info(model->metrics[i].id)->kind;
        if (kind != SSI_METRIC_KIND_LEVEL && kind != SSI_METRIC_KIND_DERIVED) {
            return true;
        }
    }
    return false;
}

double ssi_model_limit(const struct ssi_model *model, struct ssi_str seat,
                       enum ssi_pillar pillar)
{
    for (size_t i = 0; seat.len > 0 && i < model->cap_count; i++) {
        if (ssi_str_eq_nocase(model->caps[i].seat, seat)) {
            return model->caps[i].limit[pillar];
        }
    }
    return 25;
}
