// SPDX-License-Identifier: GPL-3.0-or-later
// An explanation as text: the numbers are the published ones, digit for digit.

#include <stdio.h>

#include "cli_internal.h"

#include "ssi/explain.h"
#include "ssi/num.h"

/** A scaled integer, "-" where unknown; signed where a difference is told. */
static const char *show(char buf[SSI_NUM_SIZE], int64_t value, int decimals, bool sign)
{
    if (value == SSI_UNKNOWN) {
        return "-";
    }
    buf[0] = '+';
    char *digits = buf + (sign && value > 0 ? 1 : 0);
    char text[SSI_NUM_SIZE];
    size_t len = ssi_format_scaled(text, value, decimals);
    memcpy(digits, text, len < SSI_NUM_SIZE - 2 ? len + 1 : 0);
    return buf;
}

static const char *points(char buf[SSI_NUM_SIZE], int64_t milli)
{
    return show(buf, milli, 3, false);
}

static const char *gain(char buf[SSI_NUM_SIZE], int64_t milli)
{
    return show(buf, milli, 3, true);
}

static const char *metric_name(const struct ssi_explanation *e, size_t metric)
{
    return ssi_metric_info(e->model.metrics[metric].id)->name;
}

static void print_standing(const char *group, const struct ssi_standing *now,
                           const struct ssi_standing *then)
{
    if (now->n == 0) {
        return;
    }
    ssi_print("  %-9s %lld of %lld, top %lld %%", group, (long long)now->position,
              (long long)now->n, (long long)now->top_percent);
    if (then && then->n > 0) {
        ssi_print(" -> %lld of %lld, top %lld %%", (long long)then->position,
                  (long long)then->n, (long long)then->top_percent);
    }
    ssi_print("\n");
}

static void print_standings(const struct ssi_explanation *e,
                            const struct ssi_what_if *what_if)
{
    static const enum ssi_group_kind order[] = {SSI_GROUP_INDUSTRY, SSI_GROUP_TEAM,
                                                SSI_GROUP_EVERYONE};
    for (size_t i = 0; i < SSI_COUNT(order); i++) {
        print_standing(ssi_group_kind_name(order[i]), &e->standing[order[i]],
                       what_if ? &what_if->standing[order[i]] : NULL);
    }
    if (!what_if) {
        print_standing("network", &e->network, NULL);
    }
}

/** What a status means, in words; nothing for `complete`. */
static void print_status(const struct ssi_explanation *e)
{
    static const char *const words[][2] = {
        {"provisional",
         "provisional: fewer than four weeks of data; firm from the fourth on"},
        {"away", "away: the weeks of absence do not count, levels do"},
        {"opted_out", "opted out: these weeks do not count, levels do"},
        {"incomplete",
         "no overall and no rank: nothing is known about a pillar that others have"},
    };
    for (size_t i = 0; i < SSI_COUNT(words); i++) {
        if (ssi_str_eq(e->status, ssi_str_z(words[i][0]))) {
            ssi_print("  %s\n", words[i][1]);
        }
    }
}

static void print_head(const struct ssi_explanation *e)
{
    char id[SSI_QUOTE_SIZE];
    char name[SSI_QUOTE_SIZE];
    char buf[2][SSI_NUM_SIZE];
    ssi_print("%s %s, week %.*s, model %.*s\n", ssi_quote(e->id, id),
              e->name.len ? ssi_quote(e->name, name) : "", (int)e->week.len, e->week.ptr,
              (int)e->model.name.len, e->model.name.ptr);
    if (e->overall != SSI_UNKNOWN) {
        ssi_print("  %s points of %lld", points(buf[0], e->overall),
                  (long long)e->out_of);
        ssi_print(e->change == SSI_UNKNOWN ? "\n" : ", %s since last week\n",
                  gain(buf[1], e->change));
    }
    print_status(e);
    ssi_print("  %lld weeks count; coverage %s\n", (long long)e->weeks,
              show(buf[0], e->coverage, 4, false));
    print_standings(e, NULL);
}

static void print_metric(const struct ssi_explanation *e, size_t i)
{
    char buf[4][SSI_NUM_SIZE];
    const struct ssi_contribution *now = &e->now.metrics[i];
    if (now->stands) {
        ssi_print("  %-27s %16s %10s %7.*s %8s %8s\n", metric_name(e, i),
                  show(buf[0], now->x, 6, false), show(buf[1], now->share, 6, false),
                  (int)e->model.metrics[i].weight_text.len,
                  e->model.metrics[i].weight_text.ptr, points(buf[2], now->points),
                  points(buf[3], e->best[i] - now->points));
    }
}

static void print_left_out(const struct ssi_explanation *e, enum ssi_pillar pillar)
{
    const char *before = "  left out, as nothing is known: ";
    for (size_t i = 0; i < e->model.metric_count; i++) {
        if (e->model.metrics[i].pillar == pillar && !e->now.metrics[i].stands) {
            ssi_print("%s%s", before, metric_name(e, i));
            before = ", ";
        }
    }
    ssi_print(before[0] == ',' ? "\n" : "");
}

static void print_pillar(const struct ssi_explanation *e, enum ssi_pillar pillar)
{
    char buf[SSI_NUM_SIZE];
    ssi_print("\n%-29s %16s %10s %7s %8s %8s\n", ssi_pillar_name(pillar), "value",
              "normalised", "weight", "points", "left");
    for (size_t i = 0; i < e->model.metric_count; i++) {
        if (e->model.metrics[i].pillar == pillar) {
            print_metric(e, i);
        }
    }
    if (e->now.cap[pillar] != 0) {
        ssi_print("  %-27s %16s %10s %7s %8s\n", "cap of the seat", "", "", "",
                  gain(buf, e->now.cap[pillar]));
    }
    ssi_print("  %-27s %16s %10s %7s %8s\n", "together", "", "", "",
              points(buf, e->pillars[pillar]));
    print_left_out(e, pillar);
}

static void print_cause(const struct ssi_explanation *e, const struct ssi_cause *cause)
{
    char buf[3][SSI_NUM_SIZE];
    const char *pillar = ssi_pillar_name(cause->pillar);
    const char *by = gain(buf[0], cause->points);
    switch (cause->kind) {
    case SSI_CAUSE_MODEL:
        ssi_print("  %8s  last week's page was of another model: it said %s\n", by,
                  points(buf[1], e->published_before));
        return;
    case SSI_CAUSE_RESTATED:
        ssi_print(
            "  %8s  last week's page said %s; rows or the roster have changed since\n",
            by, points(buf[1], e->published_before));
        return;
    case SSI_CAUSE_COVERAGE:
        ssi_print("  %8s  %s: metrics known in one of the two weeks only\n", by, pillar);
        return;
    case SSI_CAUSE_METRIC:
        ssi_print("  %8s  %s: %s -> %s\n", by, metric_name(e, cause->metric),
                  show(buf[1], e->before_x[cause->metric], 6, false),
                  show(buf[2], e->x[cause->metric], 6, false));
        return;
    case SSI_CAUSE_CAP:
        ssi_print("  %8s  %s: cap of the seat\n", by, pillar);
        return;
    }
}

static void print_change(const struct ssi_explanation *e)
{
    char buf[SSI_NUM_SIZE];
    int64_t sum = 0;
    if (e->change == SSI_UNKNOWN) {
        ssi_print(
            "\nno change is told: one of the two weeks has no overall, or another number "
            "of pillars\n");
        return;
    }
    ssi_print("\nwhat changed\n");
    for (size_t i = 0; i < e->cause_count; i++) {
        print_cause(e, &e->causes[i]);
        sum += e->causes[i].points;
    }
    ssi_print("  %8s  together\n", gain(buf, sum));
}

static void print_steps(const struct ssi_explanation *e)
{
    char buf[2][SSI_NUM_SIZE];
    if (e->step_count > 0) {
        ssi_print("\nnext steps, each kept up for four weeks\n");
    }
    for (size_t i = 0; i < e->step_count; i++) {
        const struct ssi_step *step = &e->steps[i];
        const struct ssi_metric *metric =
            ssi_metric_info(e->model.metrics[step->metric].id);
        ssi_print("  %8s  %s: %.10g more a week (%s; then %s)\n",
                  gain(buf[0], step->points), metric->name, step->step, metric->meaning,
                  show(buf[1], step->x, 6, false));
    }
}

static void print_what_if(const struct ssi_explanation *e,
                          const struct ssi_what_if *what_if)
{
    char buf[3][SSI_NUM_SIZE];
    ssi_print("\nwhat if\n");
    for (size_t i = 0; i < e->model.metric_count; i++) {
        if (what_if->x[i] != e->x[i]) {
            ssi_print("  %s %s -> %s\n", metric_name(e, i),
                      show(buf[0], e->x[i], 6, false),
                      show(buf[1], what_if->x[i], 6, false));
        }
    }
    for (int p = 0; p < SSI_PILLARS; p++) {
        if (e->pillars[p] != SSI_UNKNOWN && what_if->points.pillars[p] != e->pillars[p]) {
            ssi_print("  %s %s -> %s\n", ssi_pillar_name((enum ssi_pillar)p),
                      points(buf[0], e->pillars[p]),
                      points(buf[1], what_if->points.pillars[p]));
        }
    }
    if (e->overall == SSI_UNKNOWN) {
        ssi_print("  still no overall: a pillar that others have is not known\n");
        return;
    }
    ssi_print("  overall %s -> %s (%s)\n", points(buf[0], e->overall),
              points(buf[1], what_if->overall),
              gain(buf[2], what_if->overall - e->overall));
    print_standings(e, what_if);
}

void ssi_explain_print(const struct ssi_explanation *e, const struct ssi_what_if *what_if)
{
    print_head(e);
    for (int p = 0; p < SSI_PILLARS; p++) {
        if (e->pillars[p] != SSI_UNKNOWN) {
            print_pillar(e, (enum ssi_pillar)p);
        }
    }
    print_change(e);
    print_steps(e);
    if (what_if) {
        print_what_if(e, what_if);
    }
}
