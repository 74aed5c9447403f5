// SPDX-License-Identifier: GPL-3.0-or-later
// The page of a comparison: the table with its intervals.

#include "document_internal.h"

#include <math.h>
#include <stdio.h>

enum { LINE = 14, FIGURE_LEFT = 150, FIGURE_WIDTH = 128, ROWS = 20 };

/** Contenders by tau-b, the best first; random where its 0 stands. */
static size_t in_order(const struct ssi_bench_task *task, size_t out[ROWS])
{
    size_t count = 0;
    for (size_t c = 0; c < task->contender_count && count < ROWS; c++) {
        double tau = task->contenders[c].estimates[SSI_MEASURE_TAU_B].value;
        size_t at = count++;
        while (at > 0) {
            double before =
                task->contenders[out[at - 1]].estimates[SSI_MEASURE_TAU_B].value;
            if (before >= tau || isnan(tau)) {
                break;
            }
            out[at] = out[at - 1];
            at--;
        }
        out[at] = c;
    }
    return count;
}

static void scale_of(const struct ssi_bench_task *task, const size_t *order, size_t count,
                     double *low, double *high)
{
    *low = 0;
    *high = 0.1;
    for (size_t i = 0; i < count; i++) {
        const struct ssi_interval *e =
            &task->contenders[order[i]].estimates[SSI_MEASURE_TAU_B];
        double from = isfinite(e->low) ? e->low : e->value;
        double to = isfinite(e->high) ? e->high : e->value;
        *low = from < *low ? from : *low;
        *high = to > *high ? to : *high;
    }
    *low = floor(*low * 10) / 10;
    *high = ceil(*high * 10) / 10;
}

static enum ssi_status draw_intervals(const struct ssi_bench_drawing *d,
                                      const struct ssi_bench_task *task,
                                      const size_t *order, size_t count, size_t best,
                                      double y, struct ssi_error *err)
{
    char settings[160];
    double low;
    double high;
    struct ssi_output *numbers;
    SSI_TRY(ssi_output_memory(&numbers, err));
    scale_of(task, order, count, &low, &high);
    for (size_t i = 0; i < count; i++) {
        const struct ssi_interval *e =
            &task->contenders[order[i]].estimates[SSI_MEASURE_TAU_B];
        const double row[] = {(double)i + 1, e->value, e->low, e->high, order[i] == best};
        ssi_bench_row(numbers, row, SSI_COUNT(row));
    }
    (void)snprintf(settings, sizeof settings,
                   "ROWS = %zu\nXMIN = %.1f\nXMAX = %.1f\nXSTEP = %.1f\nREFERENCE = 0\n",
                   count, low, high, ssi_bench_step(high - low));
    ssi_paper_figure(d->paper, FIGURE_LEFT, y, FIGURE_WIDTH, LINE * (double)count,
                     "intervals", settings, ssi_output_bytes(numbers));
    return ssi_output_close(numbers, err);
}

static void draw_heads(const struct ssi_bench_drawing *d, double y)
{
    static const char *const heads[] = {"precision", "recall", "AUC", "lift", "volume"};
    ssi_bench_put(d, FIGURE_LEFT, y, FIGURE_WIDTH, SSI_INK_SMALL, SSI_INK_LEFT,
                  "tau-b with 95 %% interval");
    ssi_bench_put(d, 312, y, 40, SSI_INK_SMALL, SSI_INK_RIGHT, "tau-b");
    ssi_bench_put(d, 362, y, 48, SSI_INK_SMALL, SSI_INK_RIGHT, "NDCG@%d",
                  d->bench->plan->k);
    for (int i = 0; i < 5; i++) {
        ssi_bench_put(d, 403 + 36 * i, y, 44, SSI_INK_SMALL, SSI_INK_RIGHT, "%s",
                      heads[i]);
    }
    ssi_paper_rule(d->paper, SSI_PAPER_LEFT, SSI_PAPER_RIGHT, y + 9);
}

static void draw_line(const struct ssi_bench_drawing *d,
                      const struct ssi_bench_task *task, size_t c, size_t best, double y)
{
    static const enum ssi_measure columns[] = {SSI_MEASURE_PRECISION, SSI_MEASURE_RECALL,
                                               SSI_MEASURE_AUC, SSI_MEASURE_LIFT};
    const struct ssi_bench_contender *contender = &task->contenders[c];
    bool good =
        c == best || (!contender->is_random && ssi_bench_not_worse(task, best, c));
    enum ssi_ink ink = c == best ? SSI_INK_MAIN : SSI_INK_BODY;
    ssi_bench_put(d, SSI_PAPER_LEFT, y, 98, ink, SSI_INK_LEFT, "%s%.*s",
                  c == best ? "★ "
                  : good    ? "≈ "
                            : "",
                  (int)contender->name.len, contender->name.ptr);
    ssi_bench_number(d, 312, y, 40, ink, contender->estimates[SSI_MEASURE_TAU_B].value,
                     3);
    ssi_bench_number(d, 362, y, 40, ink, contender->estimates[SSI_MEASURE_NDCG].value, 3);
    for (int i = 0; i < 4; i++) {
        ssi_bench_number(d, 403 + 36 * i, y, 34, ink,
                         contender->estimates[columns[i]].value,
                         columns[i] == SSI_MEASURE_LIFT ? 2 : 3);
    }
    ssi_bench_number(d, 403 + 36 * 4, y, 34, ink, contender->volume, 2);
}

static enum ssi_status draw_table(const struct ssi_bench_drawing *d,
                                  const struct ssi_bench_task *task, size_t best,
                                  double *y, struct ssi_error *err)
{
    size_t order[ROWS];
    size_t count = in_order(task, order);
    draw_heads(d, *y);
    *y += 14;
    SSI_TRY(draw_intervals(d, task, order, count, best, *y, err));
    for (size_t i = 0; i < count; i++) {
        draw_line(d, task, order[i], best, *y + LINE * ((double)i + 0.5));
    }
    *y += LINE * (double)count + 24;
    ssi_bench_put(
        d, SSI_PAPER_LEFT, *y, 499, SSI_INK_SMALL, SSI_INK_LEFT,
        "★ best by tau-b   ≈ not significantly worse (Holm)   lift: of the first tenth   "
        "volume: tau-b with the number of events");
    *y += 26;
    return SSI_OK;
}

/** The vendor's claim on these data, where scores are out of 100. */
static void draw_contrast(const struct ssi_bench_drawing *d,
                          const struct ssi_bench_task *task, double y)
{
    for (size_t c = 0; c < task->contender_count; c++) {
        const struct ssi_bench_contender *contender = &task->contenders[c];
        const struct ssi_bench_contrast *v = &contender->contrast;
        if (contender->out_of_100 && contender->model == 0) {
            char ratio[80] = "";
            if (isfinite(v->ratio)) {
                (void)snprintf(ratio, sizeof ratio, ", %.2f times as much", v->ratio);
            }
            ssi_bench_put(d, SSI_PAPER_LEFT, y, 499, SSI_INK_SMALL, SSI_INK_LEFT,
                          "Above 70 against below 30 by %.*s: %zu and %zu scores%s.",
                          (int)contender->name.len, contender->name.ptr, v->high_n,
                          v->low_n, ratio);
        }
    }
}

enum ssi_status ssi_bench_draw_task(const struct ssi_bench_drawing *d,
                                    const struct ssi_bench_task *task,
                                    struct ssi_error *err)
{
    char title[200];
    char below[240];
    struct ssi_str outcome = task->series->outcome->name;
    size_t best = ssi_bench_best(task, false);
    double y = SSI_PAPER_TOP + 18;
    (void)snprintf(title, sizeof title, "%.*s in the next %d weeks", (int)outcome.len,
                   outcome.ptr, task->horizon);
    (void)snprintf(below, sizeof below,
                   "By %s%s%s: %zu queries tested of %zu; relevant: %s",
                   ssi_bench_group_name(task->group),
                   d->bench->plan->within_name[0] ? " within " : "",
                   d->bench->plan->within_name, task->tested, task->query_count,
                   task->relevance == SSI_RELEVANT_POSITIVE ? "outcome above 0"
                                                            : "the top tenth by outcome");
    for (char *c = title; *c; c++) {
        *c = *c == '_' ? ' ' : *c;
    }
    title[0] = (char)(title[0] >= 'a' && title[0] <= 'z' ? title[0] - 32 : title[0]);
    SSI_TRY(ssi_paper_page(d->paper, ssi_str_z(title), ssi_str_z(below), err));
    draw_contrast(d, task, SSI_PAPER_TOP - 2);
    SSI_TRY(draw_table(d, task, best, &y, err));
    return ssi_bench_draw_figures(d, task, best, y, title, err);
}
