// SPDX-License-Identifier: GPL-3.0-or-later
// What the data say, in words: one sentence after the other, each of which stands alone.
// A difference is called one only where the test says so.

#include "document_internal.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

enum { SENTENCE = 900 };

SSI_PRINTF(3, 4)
static enum ssi_status add(struct ssi_bench *bench, struct ssi_error *err,
                           const char *format, ...)
{
    char line[SENTENCE];
    struct ssi_str copy;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    SSI_TRY(ssi_arena_copy(&bench->arena, ssi_str_z(line), &copy, err));
    SSI_TRY(
        SSI_GROW(bench->sentences, bench->sentence_cap, bench->sentence_count + 1, err));
    bench->sentences[bench->sentence_count++] = copy.ptr;
    return SSI_OK;
}

bool ssi_bench_is_model(const struct ssi_bench_contender *contender)
{
    return contender->kind != SSI_CONTENDER_BASELINE;
}

/** Tau-b of a contender, lowest where it has none. */
static double tau_of(const struct ssi_bench_contender *contender)
{
    double tau = contender->estimates[SSI_MEASURE_TAU_B].value;
    return isnan(tau) ? -2 : tau;
}

size_t ssi_bench_best(const struct ssi_bench_task *task, bool models_only)
{
    size_t best = SIZE_MAX;
    for (size_t c = 0; c < task->contender_count; c++) {
        const struct ssi_bench_contender *contender = &task->contenders[c];
        if ((models_only && !ssi_bench_is_model(contender)) || contender->is_random) {
            continue;
        }
        if (best == SIZE_MAX || tau_of(contender) > tau_of(&task->contenders[best])) {
            best = c;
        }
    }
    return best;
}

static size_t find(const struct ssi_bench_task *task, const char *name)
{
    for (size_t c = 0; c < task->contender_count; c++) {
        if (task->contenders[c].kind == SSI_CONTENDER_BASELINE &&
            ssi_str_eq(task->contenders[c].name, ssi_str_z(name))) {
            return c;
        }
    }
    return SIZE_MAX;
}

/** Whether a is above b by the test; false for a itself. */
static bool beats(const struct ssi_bench_task *task, size_t a, size_t b)
{
    bool flipped = false;
    if (a == b) {
        return false;
    }
    const struct ssi_difference *d =
        ssi_difference_of(task->differences, task->contender_count, a, b, &flipped);
    return d && d->significant && (flipped ? d->mean < 0 : d->mean > 0);
}

bool ssi_bench_not_worse(const struct ssi_bench_task *task, size_t best, size_t c)
{
    return tau_of(&task->contenders[c]) > -2 && !beats(task, best, c);
}

/** The names of contenders that a test picks, joined by commas. */
static size_t join(const struct ssi_bench_task *task, char *buf, size_t size,
                   size_t other, bool above)
{
    size_t at = 0;
    size_t n = 0;
    buf[0] = '\0';
    for (size_t c = 0; c < task->contender_count; c++) {
        const struct ssi_bench_contender *contender = &task->contenders[c];
        bool picked = above ? ssi_bench_is_model(contender) && beats(task, c, other)
                            : c != other && !contender->is_random &&
                                  ssi_bench_not_worse(task, other, c);
        if (picked && at + contender->name.len + 3 < size) {
            at += (size_t)snprintf(buf + at, size - at, "%s%.*s", n ? ", " : "",
                                   (int)contender->name.len, contender->name.ptr);
            n++;
        }
    }
    return n;
}

static enum ssi_status say_best(struct ssi_bench *bench,
                                const struct ssi_bench_task *task, size_t best,
                                struct ssi_error *err)
{
    const struct ssi_bench_contender *c = &task->contenders[best];
    const struct ssi_interval *e = &c->estimates[SSI_MEASURE_TAU_B];
    char line[160] = "";
    if (!isnan(e->low)) {
        (void)snprintf(line, sizeof line, " (95 %% %.2f to %.2f)", e->low, e->high);
    }
    return add(bench, err,
               "%.*s in the next %d weeks, by %s: %zu %s and %zu members tested. "
               "%s %.*s orders people best, tau-b %.2f%s.",
               (int)task->series->outcome->name.len, task->series->outcome->name.ptr,
               task->horizon, ssi_bench_group_name(task->group), task->tested,
               task->tested == 1 ? "query" : "queries", e->members,
               c->kind == SSI_CONTENDER_BASELINE ? "The baseline" : "The model",
               (int)c->name.len, c->name.ptr, e->value, line);
}

static enum ssi_status say_against_last(struct ssi_bench *bench,
                                        const struct ssi_bench_task *task,
                                        struct ssi_error *err)
{
    char names[500];
    size_t last = find(task, "last_outcome");
    if (last == SIZE_MAX) {
        return SSI_OK;
    }
    return join(task, names, sizeof names, last, true) > 0
               ? add(bench, err, "Better than last period's outcome: %s.", names)
               : add(bench, err, "No model beats last period's outcome.");
}

/** The smallest difference that would have shown, over pairs of models; NaN where none.
 */
double ssi_bench_smallest(const struct ssi_bench_task *task)
{
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < ssi_difference_count(task->contender_count); i++) {
        if (isfinite(task->differences[i].smallest)) {
            sum += task->differences[i].smallest;
            n++;
        }
    }
    return n ? sum / (double)n : (double)NAN;
}

/** Whether no test of a contender against any other could have been significant. */
static bool hopeless(const struct ssi_bench_task *task, size_t c)
{
    for (size_t other = 0; other < task->contender_count; other++) {
        bool flipped = false;
        const struct ssi_difference *d =
            other == c ? NULL
                       : ssi_difference_of(task->differences, task->contender_count, c,
                                           other, &flipped);
        if (d && !d->cannot_tell) {
            return false;
        }
    }
    return true;
}

static enum ssi_status say_chance(struct ssi_bench *bench,
                                  const struct ssi_bench_task *task,
                                  struct ssi_error *err)
{
    size_t chance = find(task, "random");
    char names[500];
    if (chance == SIZE_MAX || join(task, names, sizeof names, chance, true) > 0) {
        return SSI_OK;
    }
    return hopeless(task, chance)
               ? add(bench, err,
                     "Too few queries: among so many pairs no test could have told a "
                     "model from "
                     "chance; look at the intervals.")
               : add(bench, err, "These data cannot tell any model from chance.");
}

static enum ssi_status say_apart(struct ssi_bench *bench,
                                 const struct ssi_bench_task *task, size_t best,
                                 struct ssi_error *err)
{
    char names[500];
    char power[120] = "";
    double smallest = ssi_bench_smallest(task);
    size_t n = join(task, names, sizeof names, best, false);
    if (isfinite(smallest)) {
        (void)snprintf(power, sizeof power,
                       " Tested alone, a true difference of about %.2f would have shown.",
                       smallest);
    }
    if (n == 0) {
        return add(bench, err, "It is better than all others.%s", power);
    }
    if (hopeless(task, best)) {
        return add(
            bench, err,
            "These data cannot tell it from any other: with so few queries no difference "
            "among so many pairs could have been significant.");
    }
    return n + 2 >= task->contender_count
               ? add(bench, err, "These data cannot tell it from any other.%s", power)
               : add(bench, err, "These data cannot tell it from: %s.%s", names, power);
}

/** Learners that are not there, those of one reason in one sentence. */
static enum ssi_status say_not_learned(struct ssi_bench *bench,
                                       const struct ssi_bench_task *task,
                                       struct ssi_error *err)
{
    for (int i = 0; i < SSI_LEARNERS; i++) {
        const char *why = bench->plan->learn[i] ? task->not_learned[i] : NULL;
        char names[100] = "";
        size_t at = 0;
        bool first = why != NULL;
        for (int j = 0; why && j < SSI_LEARNERS; j++) {
            const char *other = bench->plan->learn[j] ? task->not_learned[j] : NULL;
            bool alike = other && strcmp(other, why) == 0;
            first = first && (j >= i || !alike);
            if (alike) {
                at += (size_t)snprintf(names + at, sizeof names - at, "%s%s",
                                       at ? ", " : "",
                                       ssi_learner_name((enum ssi_learner)j));
            }
        }
        if (first) {
            SSI_TRY(add(bench, err, "Not learned: %s (%s).", names, why));
        }
    }
    return SSI_OK;
}

static enum ssi_status say_left_out(struct ssi_bench *bench,
                                    const struct ssi_bench_task *task,
                                    struct ssi_error *err)
{
    if (task->left_small + task->left_equal + task->left_members > 0) {
        SSI_TRY(
            add(bench, err,
                "Left out: %zu queries of fewer than 5 members, %zu of one outcome, and "
                "%zu times a member without a score in every model.",
                task->left_small, task->left_equal, task->left_members));
    }
    return say_not_learned(bench, task, err);
}

static enum ssi_status say_task(struct ssi_bench *bench,
                                const struct ssi_bench_task *task, struct ssi_error *err)
{
    size_t best = ssi_bench_best(task, false);
    if (task->query_count == 0 || best == SIZE_MAX) {
        return add(
            bench, err,
            "%.*s in the next %d weeks, by %s: no group can be compared (%zu of fewer "
            "than 5 members, %zu of one outcome).",
            (int)task->series->outcome->name.len, task->series->outcome->name.ptr,
            task->horizon, ssi_bench_group_name(task->group), task->left_small,
            task->left_equal);
    }
    SSI_TRY(say_best(bench, task, best, err));
    SSI_TRY(say_apart(bench, task, best, err));
    SSI_TRY(say_against_last(bench, task, err));
    SSI_TRY(say_chance(bench, task, err));
    return say_left_out(bench, task, err);
}

/** Models that score nobody at some origin. */
static enum ssi_status say_absent(struct ssi_bench *bench, struct ssi_error *err)
{
    for (size_t i = 0; i < bench->plan->model_count; i++) {
        size_t competes = 0;
        for (size_t t = 0; t < bench->task_count; t++) {
            const struct ssi_bench_task *task = &bench->tasks[t];
            for (size_t c = 0; c < task->contender_count; c++) {
                competes += task->contenders[c].kind == SSI_CONTENDER_MODEL &&
                            task->contenders[c].model == i;
            }
        }
        if (competes == 0) {
            struct ssi_str name = bench->plan->models[i]->name;
            SSI_TRY(add(bench, err,
                        "Not compared: %.*s, which has no score in these weeks.",
                        (int)name.len, name.ptr));
        }
    }
    return SSI_OK;
}

bool ssi_bench_begins(const struct ssi_bench *bench, size_t sentence)
{
    for (size_t i = 0; i < bench->begin_count; i++) {
        if (bench->begins[i] == sentence) {
            return true;
        }
    }
    return false;
}

enum ssi_status ssi_bench_conclude(struct ssi_bench *bench, struct ssi_error *err)
{
    for (size_t i = 0; i < bench->task_count; i++) {
        SSI_TRY(SSI_GROW(bench->begins, bench->begin_cap, bench->begin_count + 1, err));
        bench->begins[bench->begin_count++] = bench->sentence_count;
        SSI_TRY(say_task(bench, &bench->tasks[i], err));
    }
    SSI_TRY(say_absent(bench, err));
    if (bench->undated_levels > 0) {
        SSI_TRY(add(
            bench, err,
            "Left out of every model: %llu levels and profile texts without as_of, for "
            "nobody says since when they are so.",
            (unsigned long long)bench->undated_levels));
    }
    if (bench->undated_left > 0) {
        SSI_TRY(add(
            bench, err,
            "Missing at every origin: %llu people who left without as_of; who stayed is "
            "not everyone who was there.",
            (unsigned long long)bench->undated_left));
    }
    if (bench->undated_edges > 0) {
        SSI_TRY(add(bench, err,
                    "Left out of every model: %llu rows of connections without a date.",
                    (unsigned long long)bench->undated_edges));
    }
    return SSI_OK;
}
