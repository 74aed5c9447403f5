// SPDX-License-Identifier: GPL-3.0-or-later
// bench.pdf: what the data say, a page for each comparison, and one on how steady and how
// cheap the ranks are.

#include "document_internal.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "ssi/num.h"

enum { MOST_TASKS = 8, STEP = 13 };

void ssi_bench_put(const struct ssi_bench_drawing *d, double x, double y, double width,
                   enum ssi_ink ink, enum ssi_ink_align align, const char *format, ...)
{
    char line[400];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    ssi_paper_text(d->paper, x, y, width, ink, align, ssi_str_z(line));
}

void ssi_bench_number(const struct ssi_bench_drawing *d, double x, double y, double width,
                      enum ssi_ink ink, double value, int decimals)
{
    char text[SSI_NUM_SIZE];
    if (!isfinite(value)) {
        ssi_bench_put(d, x, y, width, SSI_INK_SMALL, SSI_INK_RIGHT, "–");
        return;
    }
    (void)ssi_format_scaled(text, ssi_round_scaled(value, decimals), decimals);
    ssi_bench_put(d, x, y, width, ink, SSI_INK_RIGHT, "%s", text);
}

void ssi_bench_row(struct ssi_output *numbers, const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            ssi_output_char(numbers, '\t');
        }
        if (isfinite(values[i])) {
            ssi_output_scaled(numbers, ssi_round_scaled(values[i], 5), 5);
        } else {
            ssi_output_text(numbers, "NaN");
        }
    }
    ssi_output_char(numbers, '\n');
}

/** How to read the rest, where there is room. */
static void draw_reading(const struct ssi_bench_drawing *d, double y)
{
    static const char *const lines[] = {
        "A query is a group of people at an origin week. Scores use what was known then; "
        "the "
        "outcome is what came in the weeks after. Origins lie far enough apart that no "
        "outcome "
        "counts twice.",
        "Tau-b is 1 when a ranking puts everyone in the order of what came, 0 when it "
        "says "
        "nothing, -1 when it is the wrong way round. Intervals are of 95 %, by member.",
        "Learned models are tested on origins after those they learned from, never on "
        "the same. "
        "A baseline is what anyone could rank by without a model.",
        "What people do and what they sell may have the same cause: a model that finds "
        "sellers "
        "does not show that doing more would sell more."};
    if (y > SSI_PAPER_FOOT - 150) {
        return;
    }
    ssi_bench_put(d, SSI_PAPER_LEFT, y, 499, SSI_INK_HEAD, SSI_INK_LEFT,
                  "How to read it");
    y += 18;
    for (size_t i = 0; i < SSI_COUNT(lines); i++) {
        y += 4 + STEP * (double)ssi_paper_wrap(d->paper, SSI_PAPER_LEFT, y,
                                               SSI_PAPER_RIGHT - SSI_PAPER_LEFT, STEP, 4,
                                               SSI_INK_SMALL, ssi_str_z(lines[i]));
    }
}

/** Sentences in paragraphs, on as many pages as they take. */
static enum ssi_status draw_words(const struct ssi_bench_drawing *d,
                                  struct ssi_error *err)
{
    enum { PARAGRAPH = 7, LINES = 8 };
    const struct ssi_bench *bench = d->bench;
    char below[120];
    double y = SSI_PAPER_FOOT;
    (void)snprintf(below, sizeof below,
                   "Outcomes to the week %s, %zu origin weeks, %zu people", d->week,
                   bench->origin_count, bench->member_count);
    for (size_t i = 0; i < bench->sentence_count; i++) {
        struct ssi_str text = ssi_str_z(bench->sentences[i]);
        bool first = ssi_bench_begins(bench, i);
        if (y + (first ? 4 : 2) * STEP > SSI_PAPER_FOOT) {
            SSI_TRY(ssi_paper_page(
                d->paper, ssi_str_z("Which ranking finds those who go on to sell?"),
                ssi_str_z(below), err));
            y = SSI_PAPER_TOP;
        }
        y += first && y > SSI_PAPER_TOP ? PARAGRAPH : 0;
        y += STEP * (double)ssi_paper_wrap(d->paper, SSI_PAPER_LEFT, y,
                                           SSI_PAPER_RIGHT - SSI_PAPER_LEFT, STEP, LINES,
                                           first ? SSI_INK_STRONG : SSI_INK_BODY, text);
    }
    draw_reading(d, y + 24);
    return SSI_OK;
}

static enum ssi_status draw_tasks(const struct ssi_bench_drawing *d,
                                  struct ssi_error *err)
{
    size_t drawn = 0;
    for (size_t i = 0; i < d->bench->task_count && drawn < MOST_TASKS; i++) {
        if (d->bench->tasks[i].query_count > 0) {
            SSI_TRY(ssi_bench_draw_task(d, &d->bench->tasks[i], err));
            drawn++;
        }
    }
    return SSI_OK;
}

/** Week to week, by model. */
static double draw_stability(const struct ssi_bench_drawing *d, double y)
{
    static const char *const heads[] = {"overlap", "tau-b", "churn", "moved"};
    enum { FIRST = 240, WIDTH = 70, LINE = 16 };
    const struct ssi_bench *bench = d->bench;
    ssi_bench_put(d, SSI_PAPER_LEFT, y, 300, SSI_INK_HEAD, SSI_INK_LEFT,
                  "From one week to the next");
    ssi_bench_put(
        d, SSI_PAPER_LEFT, y + 14, 499, SSI_INK_SMALL, SSI_INK_LEFT,
        "Rank-biased overlap and tau-b of neighbouring weeks; share of the top tenth "
        "that leaves it; share moving two tenths.");
    y += 34;
    for (int i = 0; i < 4; i++) {
        ssi_bench_put(d, FIRST + WIDTH * (i + 1), y, WIDTH, SSI_INK_SMALL, SSI_INK_RIGHT,
                      "%s", heads[i]);
    }
    ssi_paper_rule(d->paper, SSI_PAPER_LEFT, SSI_PAPER_RIGHT, y + 9);
    y += LINE + 3;
    for (size_t i = 0; i < bench->plan->model_count; i++) {
        const struct ssi_bench_stability *s = &bench->stability[i];
        const double values[] = {s->overlap, s->tau_b, s->churn, s->moved};
        if (s->pairs == 0) {
            continue;
        }
        ssi_paper_text(d->paper, SSI_PAPER_LEFT, y, FIRST - SSI_PAPER_LEFT, SSI_INK_BODY,
                       SSI_INK_LEFT, bench->plan->models[i]->name);
        for (int v = 0; v < 4; v++) {
            ssi_bench_number(d, FIRST + WIDTH * (v + 1), y, WIDTH, SSI_INK_BODY,
                             values[v], 3);
        }
        y += LINE;
    }
    return y;
}

/** Points and places that one event more adds, in the first model. */
static double draw_gaming(const struct ssi_bench_drawing *d, double y)
{
    enum { FIRST = 240, WIDTH = 120, LINE = 16 };
    const struct ssi_bench *bench = d->bench;
    ssi_bench_put(d, SSI_PAPER_LEFT, y, 499, SSI_INK_HEAD, SSI_INK_LEFT,
                  "What one event more adds");
    ssi_bench_put(d, SSI_PAPER_LEFT, y + 14, 499, SSI_INK_SMALL, SSI_INK_LEFT,
                  "One event in the newest week, by %.*s, on average over everyone.",
                  (int)bench->plan->models[0]->name.len,
                  bench->plan->models[0]->name.ptr);
    y += 34;
    ssi_bench_put(d, FIRST + WIDTH, y, WIDTH, SSI_INK_SMALL, SSI_INK_RIGHT, "points");
    ssi_bench_put(d, FIRST + 2 * WIDTH, y, WIDTH, SSI_INK_SMALL, SSI_INK_RIGHT, "places");
    ssi_paper_rule(d->paper, SSI_PAPER_LEFT, SSI_PAPER_RIGHT, y + 9);
    y += LINE + 3;
    for (size_t i = 0; i < bench->gain_count && y < SSI_PAPER_FOOT - LINE; i++) {
        const struct ssi_bench_gain *g = &bench->gains[i];
        if (g->model != 0 || !(g->points > 0)) {
            continue;
        }
        const struct ssi_metric *metric = ssi_metric_info(g->metric);
        ssi_bench_put(d, SSI_PAPER_LEFT, y, FIRST, SSI_INK_BODY, SSI_INK_LEFT, "%s",
                      ssi_activity_info((enum ssi_activity)metric->part)->name);
        ssi_bench_number(d, FIRST + WIDTH, y, WIDTH, SSI_INK_BODY, g->points, 3);
        ssi_bench_number(d, FIRST + 2 * WIDTH, y, WIDTH, SSI_INK_BODY, g->places, 2);
        y += LINE;
    }
    return y;
}

static enum ssi_status draw_steady(const struct ssi_bench_drawing *d,
                                   struct ssi_error *err)
{
    SSI_TRY(ssi_paper_page(d->paper, ssi_str_z("How steady, and how cheap"),
                           ssi_str_z("What moves ranks, apart from selling"), err));
    double y = draw_stability(d, SSI_PAPER_TOP + 6);
    (void)draw_gaming(d, y + 20);
    return SSI_OK;
}

static enum ssi_status draw_all(const struct ssi_bench_drawing *d, struct ssi_error *err)
{
    SSI_TRY(draw_words(d, err));
    SSI_TRY(draw_tasks(d, err));
    return draw_steady(d, err);
}

enum ssi_status ssi_bench_write_pdf(const struct ssi_bench *bench, const char *folder,
                                    struct ssi_error *err)
{
    char week[16];
    char as_of[32];
    struct ssi_bench_drawing drawing = {.bench = bench, .week = week};
    struct ssi_paper_options options = {
        .folder = folder,
        .name = "bench.pdf",
        .kicker = "Social selling index · ranking models compared",
        .footer =
            "Computed from this data, not LinkedIn’s own index · all figures: bench.csv "
            "and bench.json",
        .as_of = as_of};
    ssi_calendar_week_name(bench->data->calendar, bench->data->week, week);
    ssi_format_time(
        as_of, ssi_calendar_week_start(bench->data->calendar, bench->data->week + 1));
    SSI_TRY(ssi_paper_open(&options, &drawing.paper, err));
    enum ssi_status status = draw_all(&drawing, err);
    if (status != SSI_OK) {
        ssi_paper_abandon(drawing.paper);
        return status;
    }
    return ssi_paper_close(drawing.paper, err);
}
