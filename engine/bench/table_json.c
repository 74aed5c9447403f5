// SPDX-License-Identifier: GPL-3.0-or-later
// bench.json: all that was found, with what was left out and why.

#include "bench_internal.h"

#include <math.h>

#include "ssi/file.h"
#include "ssi/json.h"
#include "ssi/num.h"
#include "ssi/output.h"
#include "ssi/version.h"

enum { DECIMALS = 6 };

/** Rounded as everything published; null where undefined. */
static struct ssi_json *real(double value)
{
    return isfinite(value)
               ? ssi_json_real((double)ssi_round_scaled(value, DECIMALS) / 1e6)
               : ssi_json_null();
}

static struct ssi_json *count(uint64_t n)
{
    return ssi_json_integer((int64_t)n);
}

static struct ssi_json *text(const char *value)
{
    return value ? ssi_json_text(ssi_str_z(value)) : ssi_json_null();
}

/** A chain of sets that stops at the first failure. */
struct object {
    struct ssi_json *json;
    enum ssi_status status;
    struct ssi_error *err;
};

static struct object open_object(struct ssi_error *err)
{
    struct object o = {.json = ssi_json_object(), .err = err};
    o.status = o.json ? SSI_OK : ssi_error_nomem(err);
    return o;
}

static void set(struct object *o, const char *key, struct ssi_json *value)
{
    if (o->status == SSI_OK) {
        o->status = ssi_json_set(o->json, key, value, o->err);
    } else {
        ssi_json_free(value);
    }
}

/** Puts a finished object behind the others of a list. */
static void push(struct object *list, struct object *item)
{
    if (list->status == SSI_OK && item->status == SSI_OK) {
        list->status = ssi_json_push(list->json, item->json, list->err);
    } else {
        list->status = list->status == SSI_OK ? item->status : list->status;
        ssi_json_free(item->json);
    }
}

static struct object open_list(struct ssi_error *err)
{
    struct object o = {.json = ssi_json_array(), .err = err};
    o.status = o.json ? SSI_OK : ssi_error_nomem(err);
    return o;
}

/** A finished list or object under a key. */
static void put(struct object *o, const char *key, struct object *value)
{
    if (value->status == SSI_OK) {
        set(o, key, value->json);
    } else {
        o->status = o->status == SSI_OK ? value->status : o->status;
        ssi_json_free(value->json);
    }
}

static struct object interval(const struct ssi_interval *e, struct ssi_error *err)
{
    struct object o = open_object(err);
    set(&o, "value", real(e->value));
    set(&o, "low", real(e->low));
    set(&o, "high", real(e->high));
    set(&o, "queries", count(e->queries));
    set(&o, "members", count(e->members));
    return o;
}

static struct object reals(const double *values, size_t n, struct ssi_error *err)
{
    struct object list = open_list(err);
    for (size_t i = 0; i < n && list.status == SSI_OK; i++) {
        list.status = ssi_json_push(list.json, real(values[i]), err);
    }
    return list;
}

static struct object weights(const struct ssi_bench *bench,
                             const struct ssi_bench_contender *contender,
                             struct ssi_error *err)
{
    const struct ssi_learned *learned = contender->learned;
    struct object list = open_list(err);
    for (size_t i = 0; i < learned->features; i++) {
        const struct ssi_weight *w = &learned->weights[i];
        enum ssi_metric_id id =
            bench->plan->base->metrics[contender->learned_metrics[i]].id;
        struct object o = open_object(err);
        set(&o, "metric", text(ssi_metric_info(id)->name));
        set(&o, "value", real(w->value));
        set(&o, "share", real(w->share));
        set(&o, "low", real(w->low));
        set(&o, "high", real(w->high));
        set(&o, "constant", ssi_json_flag(w->constant));
        push(&list, &o);
    }
    return list;
}

static struct object calibration(const struct ssi_bench_contender *contender,
                                 struct ssi_error *err)
{
    struct object list = open_list(err);
    for (int i = 0; i < SSI_CALIBRATION_BINS; i++) {
        struct object o = open_object(err);
        set(&o, "n", count(contender->calibration[i].n));
        set(&o, "predicted", real(contender->calibration[i].predicted));
        set(&o, "observed", real(contender->calibration[i].observed));
        push(&list, &o);
    }
    return list;
}

static struct object contrast(const struct ssi_bench_contrast *c, struct ssi_error *err)
{
    struct object o = open_object(err);
    set(&o, "above_70", count(c->high_n));
    set(&o, "below_30", count(c->low_n));
    set(&o, "mean_above_70", real(c->high_mean));
    set(&o, "mean_below_30", real(c->low_mean));
    set(&o, "ratio", real(c->ratio));
    return o;
}

static struct object contender(const struct ssi_bench *bench,
                               const struct ssi_bench_contender *c, struct ssi_error *err)
{
    struct object o = open_object(err);
    struct object measures = open_object(err);
    set(&o, "name", ssi_json_text(c->name));
    set(&o, "kind", text(ssi_bench_kind_name(c->kind)));
    for (int m = 0; m < SSI_MEASURES; m++) {
        struct object e = interval(&c->estimates[m], err);
        put(&measures, ssi_measure_name((enum ssi_measure)m), &e);
    }
    put(&o, "measures", &measures);
    set(&o, "volume_tau_b", real(c->volume));
    struct object gains = reals(c->curves.amount_gained, SSI_TENTHS, err);
    put(&o, "amount_gained", &gains);
    gains = reals(c->curves.members_gained, SSI_TENTHS, err);
    put(&o, "members_gained", &gains);
    gains = reals(c->curves.amount_lift, SSI_TENTHS, err);
    put(&o, "amount_lift", &gains);
    gains = reals(c->curves.members_lift, SSI_TENTHS, err);
    put(&o, "members_lift", &gains);
    if (c->out_of_100) {
        struct object vendor = contrast(&c->contrast, err);
        put(&o, "above_70_against_below_30", &vendor);
    }
    if (c->probability) {
        struct object bins = calibration(c, err);
        set(&o, "brier", real(c->brier));
        put(&o, "calibration", &bins);
    }
    if (c->learned) {
        struct object list = weights(bench, c, err);
        put(&o, "weights", &list);
        set(&o, "rows", count(c->learned->rows));
        set(&o, "intercept", real(c->learned->intercept));
    }
    return o;
}

static struct object difference(const struct ssi_bench_task *task,
                                const struct ssi_difference *d, struct ssi_error *err)
{
    struct object o = open_object(err);
    set(&o, "a", ssi_json_text(task->contenders[d->a].name));
    set(&o, "b", ssi_json_text(task->contenders[d->b].name));
    set(&o, "difference", real(d->mean));
    set(&o, "low", real(d->low));
    set(&o, "high", real(d->high));
    set(&o, "effect", real(d->effect));
    set(&o, "smallest_to_show", real(d->smallest));
    set(&o, "test", text(ssi_test_name(d->test)));
    set(&o, "p", real(d->p));
    set(&o, "p_holm", real(d->p_holm));
    set(&o, "significant", ssi_json_flag(d->significant));
    set(&o, "cannot_tell", ssi_json_flag(d->cannot_tell));
    set(&o, "queries", count(d->queries));
    return o;
}

static struct object queries(const struct ssi_bench *bench,
                             const struct ssi_bench_task *task, struct ssi_error *err)
{
    struct object list = open_list(err);
    for (size_t q = 0; q < task->query_count; q++) {
        const struct ssi_bench_query *query = &task->queries[q];
        struct object o = open_object(err);
        set(&o, "week", text(bench->origins[query->origin].name));
        set(&o, "group",
            query->group == SSI_NONE ? ssi_json_null()
                                     : ssi_json_text(bench->texts.items[query->group]));
        set(&o, "within",
            query->within == SSI_NONE ? ssi_json_null()
                                      : ssi_json_text(bench->texts.items[query->within]));
        set(&o, "members", count(query->count));
        set(&o, "fold", ssi_json_integer(query->fold));
        push(&list, &o);
    }
    return list;
}

static struct object not_learned(const struct ssi_bench_task *task, struct ssi_error *err)
{
    struct object o = open_object(err);
    for (int i = 0; i < SSI_LEARNERS; i++) {
        if (task->not_learned[i]) {
            set(&o, ssi_learner_name((enum ssi_learner)i), text(task->not_learned[i]));
        }
    }
    return o;
}

static void put_results(struct object *o, const struct ssi_bench *bench,
                        const struct ssi_bench_task *task, struct ssi_error *err)
{
    struct object models = open_list(err);
    struct object pairs = open_list(err);
    struct object without = open_list(err);
    for (size_t c = 0; c < task->contender_count; c++) {
        struct object item = contender(bench, &task->contenders[c], err);
        push(&models, &item);
    }
    size_t pair_count =
        task->differences ? ssi_difference_count(task->contender_count) : 0;
    for (size_t i = 0; i < pair_count; i++) {
        struct object item = difference(task, &task->differences[i], err);
        push(&pairs, &item);
    }
    for (size_t i = 0; i < task->ablation_count; i++) {
        struct object item = open_object(err);
        set(&item, task->ablations[i].pillar ? "pillar" : "metric",
            text(task->ablations[i].name));
        set(&item, "tau_b", real(task->ablations[i].value));
        set(&item, "change", real(task->ablations[i].change));
        push(&without, &item);
    }
    put(o, "models", &models);
    put(o, "differences", &pairs);
    put(o, "left_out_in_turn", &without);
}

static struct object task_object(const struct ssi_bench *bench,
                                 const struct ssi_bench_task *task, struct ssi_error *err)
{
    struct object o = open_object(err);
    struct object list = queries(bench, task, err);
    struct object why = not_learned(task, err);
    set(&o, "outcome", ssi_json_text(task->series->outcome->name));
    set(&o, "horizon", ssi_json_integer(task->horizon));
    set(&o, "groups", text(ssi_bench_group_name(task->group)));
    set(&o, "relevant",
        text(task->relevance == SSI_RELEVANT_POSITIVE ? "outcome above 0"
                                                      : "the top tenth by outcome"));
    put(&o, "queries", &list);
    set(&o, "tested_queries", count(task->tested));
    set(&o, "left_out_few_members", count(task->left_small));
    set(&o, "left_out_one_outcome", count(task->left_equal));
    set(&o, "left_out_members_without_a_score", count(task->left_members));
    set(&o, "rows_of_strangers", count(task->series->strangers));
    put(&o, "not_learned", &why);
    put_results(&o, bench, task, err);
    return o;
}

static struct object stability(const struct ssi_bench *bench, struct ssi_error *err)
{
    struct object list = open_list(err);
    for (size_t i = 0; i < bench->plan->model_count; i++) {
        const struct ssi_bench_stability *s = &bench->stability[i];
        struct object o = open_object(err);
        set(&o, "model", ssi_json_text(bench->plan->models[i]->name));
        set(&o, "pairs_of_weeks", count(s->pairs));
        set(&o, "rank_biased_overlap", real(s->overlap));
        set(&o, "tau_b", real(s->tau_b));
        set(&o, "top_tenth_churn", real(s->churn));
        set(&o, "moved_two_tenths", real(s->moved));
        push(&list, &o);
    }
    return list;
}

static struct object gaming(const struct ssi_bench *bench, struct ssi_error *err)
{
    struct object list = open_list(err);
    for (size_t i = 0; i < bench->gain_count; i++) {
        const struct ssi_bench_gain *g = &bench->gains[i];
        const struct ssi_metric *metric = ssi_metric_info(g->metric);
        struct object o = open_object(err);
        set(&o, "model", ssi_json_text(bench->plan->models[g->model]->name));
        set(&o, "activity",
            text(ssi_activity_info((enum ssi_activity)metric->part)->name));
        set(&o, "points_an_event", real(g->points));
        set(&o, "places_an_event", real(g->places));
        set(&o, "members", count(g->members));
        push(&list, &o);
    }
    return list;
}

static struct object whole(const struct ssi_bench *bench, struct ssi_error *err)
{
    struct object o = open_object(err);
    struct object tasks = open_list(err);
    struct object words = open_list(err);
    struct object moves = stability(bench, err);
    struct object cheap = gaming(bench, err);
    for (size_t i = 0; i < bench->task_count; i++) {
        struct object item = task_object(bench, &bench->tasks[i], err);
        push(&tasks, &item);
    }
    for (size_t i = 0; i < bench->sentence_count && words.status == SSI_OK; i++) {
        words.status = ssi_json_push(words.json, text(bench->sentences[i]), err);
    }
    set(&o, "version", text(SSI_VERSION));
    set(&o, "k", ssi_json_integer(bench->plan->k));
    set(&o, "seed", ssi_json_integer(bench->plan->seed));
    set(&o, "within", text(bench->plan->within_name));
    set(&o, "learned_from_metrics_of", ssi_json_text(bench->plan->base->name));
    set(&o, "undated_levels_left_out", count(bench->undated_levels));
    set(&o, "undated_connections_left_out", count(bench->undated_edges));
    set(&o, "undated_left_missing", count(bench->undated_left));
    put(&o, "comparisons", &tasks);
    put(&o, "stability", &moves);
    put(&o, "gaming", &cheap);
    put(&o, "conclusion", &words);
    return o;
}

enum ssi_status ssi_bench_write_json(const struct ssi_bench *bench, const char *folder,
                                     struct ssi_error *err)
{
    struct ssi_arena arena = {0};
    struct ssi_output *output = NULL;
    struct object root = whole(bench, err);
    const char *path = ssi_path_join(&arena, folder, "bench.json");
    enum ssi_status status = root.status;
    if (status == SSI_OK) {
        status = path ? ssi_output_open(path, SSI_OUTPUT_PLAIN, &output, err)
                      : ssi_error_nomem(err);
    }
    if (status == SSI_OK) {
        status = ssi_json_write(root.json, output, err);
        if (status == SSI_OK) {
            status = ssi_output_close(output, err);
        } else {
            ssi_output_abandon(output);
        }
    }
    ssi_json_free(root.json);
    ssi_arena_release(&arena);
    return status;
}
