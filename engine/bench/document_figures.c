// SPDX-License-Identifier: GPL-3.0-or-later
// The figures below the table of a comparison: gains, calibration, learned weights, and
// what is missed when it is taken out.

#include "document_internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

double ssi_bench_step(double span)
{
    return span <= 0.4 ? 0.1 : span <= 0.8 ? 0.2 : 0.5;
}

/** The four whose gains are drawn: the best, the best model, the first model, last
 * outcome. */
static size_t pick_four(const struct ssi_bench_task *task, size_t best, size_t out[4])
{
    size_t wanted[4] = {best, ssi_bench_best(task, true), 0, SIZE_MAX};
    size_t count = 0;
    for (size_t c = 0; c < task->contender_count; c++) {
        if (ssi_str_eq(task->contenders[c].name, ssi_str_z("last_outcome"))) {
            wanted[3] = c;
        }
    }
    for (size_t i = 0; i < 4; i++) {
        bool there = wanted[i] == SIZE_MAX;
        for (size_t j = 0; j < count; j++) {
            there = there || out[j] == wanted[i];
        }
        if (!there) {
            out[count++] = wanted[i];
        }
    }
    return count;
}

static const enum ssi_ink inks[] = {SSI_INK_BRAND, SSI_INK_PEOPLE, SSI_INK_INSIGHTS,
                                    SSI_INK_RELATIONSHIPS};

static void heading(const struct ssi_bench_drawing *d, double x, double y,
                    const char *title, const char *note)
{
    ssi_bench_put(d, x, y, 235, SSI_INK_HEAD, SSI_INK_LEFT, "%s", title);
    ssi_bench_put(d, x, y + 14, 235, SSI_INK_SMALL, SSI_INK_LEFT, "%s", note);
}

static void block(struct ssi_output *numbers)
{
    ssi_output_text(numbers, "\n\n");
}

static const double nothing[] = {(double)NAN, (double)NAN};

static enum ssi_status draw_gains(const struct ssi_bench_drawing *d,
                                  const struct ssi_bench_task *task, size_t best,
                                  double x, double y, struct ssi_error *err)
{
    enum { WIDTH = 200, HEIGHT = 122 };
    size_t four[4];
    size_t count = pick_four(task, best, four);
    struct ssi_output *numbers;
    SSI_TRY(ssi_output_memory(&numbers, err));
    const double line[][2] = {{0, 0}, {100, 100}};
    heading(d, x, y, "Gains", "% of all outcome that the first % of people brought");
    ssi_bench_row(numbers, line[0], 2);
    ssi_bench_row(numbers, line[1], 2);
    for (size_t i = 0; i < 4; i++) {
        block(numbers);
        ssi_bench_row(numbers, i < count ? line[0] : nothing, 2);
        for (int t = 0; i < count && t < SSI_TENTHS; t++) {
            const double row[] = {
                10.0 * (t + 1), 100 * task->contenders[four[i]].curves.amount_gained[t]};
            ssi_bench_row(numbers, row, 2);
        }
        if (i < count) {
            ssi_paper_text(d->paper, x + 22 + 62 * (double)i, y + 174, 60, inks[i],
                           SSI_INK_LEFT, task->contenders[four[i]].name);
        }
    }
    ssi_paper_figure(d->paper, x + 22, y + 28, WIDTH, HEIGHT, "curves",
                     "XMAX = 100\nYMAX = 100\nXSTEP = 20\nYSTEP = 20\n",
                     ssi_output_bytes(numbers));
    return ssi_output_close(numbers, err);
}

static enum ssi_status draw_calibration(const struct ssi_bench_drawing *d,
                                        const struct ssi_bench_contender *contender,
                                        double x, double y, struct ssi_error *err)
{
    enum { WIDTH = 200, HEIGHT = 122 };
    struct ssi_output *numbers;
    char note[100];
    SSI_TRY(ssi_output_memory(&numbers, err));
    const double line[][2] = {{0, 0}, {1, 1}};
    (void)snprintf(note, sizeof note, "observed against predicted share; Brier %.3f",
                   contender->brier);
    heading(d, x, y, "Calibration of the logistic model", note);
    ssi_bench_row(numbers, line[0], 2);
    ssi_bench_row(numbers, line[1], 2);
    block(numbers);
    for (int i = 0; i < SSI_CALIBRATION_BINS; i++) {
        const struct ssi_calibration_bin *bin = &contender->calibration[i];
        const double row[] = {bin->predicted, bin->observed};
        if (bin->n > 0) {
            ssi_bench_row(numbers, row, 2);
        }
    }
    for (int i = 0; i < 3; i++) {
        block(numbers);
        ssi_bench_row(numbers, nothing, 2);
    }
    ssi_paper_figure(d->paper, x + 22, y + 28, WIDTH, HEIGHT, "curves",
                     "XMAX = 1\nYMAX = 1\nXSTEP = 0.2\nYSTEP = 0.2\n",
                     ssi_output_bytes(numbers));
    return ssi_output_close(numbers, err);
}

/** Features of a learned model by share, the largest first. */
static size_t largest(const struct ssi_learned *learned, size_t out[], size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < learned->features; i++) {
        double share = learned->weights[i].share;
        size_t at = count < most ? count++ : most;
        if (!(share > 0)) {
            count -= at < most ? 1 : 0;
            continue;
        }
        while (at > 0 && learned->weights[out[at - 1]].share < share) {
            if (at < most) {
                out[at] = out[at - 1];
            }
            at--;
        }
        if (at < most) {
            out[at] = i;
        }
    }
    return count;
}

static enum ssi_status draw_weights(const struct ssi_bench_drawing *d,
                                    const struct ssi_bench_contender *contender, double x,
                                    double y, struct ssi_error *err)
{
    enum { MOST = 9, ROW = 14, NAME = 118, WIDTH = 96 };
    const struct ssi_learned *learned = contender->learned;
    size_t features[MOST];
    size_t count = largest(learned, features, MOST);
    char note[120];
    double high = 0.1;
    double low = 0;
    struct ssi_output *numbers;
    SSI_TRY(ssi_output_memory(&numbers, err));
    (void)snprintf(note, sizeof note, "share of all weight with 95 %% interval, %s",
                   ssi_learner_name(learned->learner));
    heading(d, x, y, "Learned weights", note);
    for (size_t i = 0; i < count; i++) {
        const struct ssi_weight *w = &learned->weights[features[i]];
        const double row[] = {(double)i + 1, w->share, w->low, w->high, 0};
        size_t metric = contender->learned_metrics[features[i]];
        ssi_bench_row(numbers, row, SSI_COUNT(row));
        high = isfinite(w->high) && w->high > high ? w->high : high;
        high = w->share > high ? w->share : high;
        low = isfinite(w->low) && w->low < low ? w->low : low;
        ssi_bench_put(d, x, y + 34 + ROW * ((double)i + 0.5), NAME, SSI_INK_SMALL,
                      SSI_INK_LEFT, "%s",
                      ssi_metric_info(d->bench->plan->base->metrics[metric].id)->name);
    }
    high = high > 1 ? 1 : ceil(high * 10) / 10;
    low = low < -1 ? -1 : floor(low * 10) / 10;
    char settings[160];
    (void)snprintf(settings, sizeof settings,
                   "ROWS = %zu\nXMIN = %.1f\nXMAX = %.1f\nXSTEP = %.1f\nREFERENCE = 0\n",
                   count, low, high, ssi_bench_step(high - low));
    if (count > 0) {
        ssi_paper_figure(d->paper, x + NAME + 4, y + 34, WIDTH, ROW * (double)count,
                         "intervals", settings, ssi_output_bytes(numbers));
    }
    return ssi_output_close(numbers, err);
}

static int by_change(const void *a, const void *b)
{
    const struct ssi_bench_ablation *x = *(const struct ssi_bench_ablation *const *)a;
    const struct ssi_bench_ablation *y = *(const struct ssi_bench_ablation *const *)b;
    return (x->change > y->change) - (x->change < y->change);
}

/** What is missed most, and what does harm, when taken out of the first model. */
static enum ssi_status draw_ablation(const struct ssi_bench_drawing *d,
                                     const struct ssi_bench_task *task, double x,
                                     double y, struct ssi_error *err)
{
    enum { ROW = 13, SHOWN = 8 };
    struct ssi_str name = d->bench->plan->models[0]->name;
    char title[120];
    const struct ssi_bench_ablation **items =
        ssi_alloc(task->ablation_count, sizeof(struct ssi_bench_ablation *));
    size_t count = 0;
    if (!items) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < task->ablation_count; i++) {
        if (fabs(task->ablations[i].change) >= 5e-4) {
            items[count++] = &task->ablations[i];
        }
    }
    if (count > 1) {
        qsort((void *)items, count, sizeof *items, by_change);
    }
    (void)snprintf(title, sizeof title, "Taken out of %.*s", (int)name.len, name.ptr);
    heading(d, x, y, title, "what that does to its tau-b: missed most first, then least");
    for (size_t i = 0; i < SHOWN && i < count; i++) {
        size_t at = count <= SHOWN || i < SHOWN / 2 ? i : count - SHOWN + i;
        double line = y + 40 + ROW * (double)i;
        ssi_bench_put(d, x, line, 170, SSI_INK_BODY, SSI_INK_LEFT, "%s%s",
                      items[at]->name, items[at]->pillar ? " (pillar)" : "");
        ssi_bench_number(d, x + 222, line, 50, SSI_INK_BODY, items[at]->change, 3);
    }
    ssi_free((void *)items);
    return SSI_OK;
}

static const struct ssi_bench_contender *learned_of(const struct ssi_bench_task *task,
                                                    bool probabilities)
{
    const struct ssi_bench_contender *best = NULL;
    for (size_t c = 0; c < task->contender_count; c++) {
        const struct ssi_bench_contender *contender = &task->contenders[c];
        bool fits = contender->learned && (!probabilities || contender->probability);
        if (fits && (!best || contender->estimates[SSI_MEASURE_TAU_B].value >
                                  best->estimates[SSI_MEASURE_TAU_B].value)) {
            best = contender;
        }
    }
    return best;
}

enum ssi_status ssi_bench_draw_figures(const struct ssi_bench_drawing *d,
                                       const struct ssi_bench_task *task, size_t best,
                                       double y, const char *title, struct ssi_error *err)
{
    enum { RIGHT = 310, BELOW = 196 };
    const struct ssi_bench_contender *learned = learned_of(task, false);
    const struct ssi_bench_contender *logistic = learned_of(task, true);
    SSI_TRY(draw_gains(d, task, best, SSI_PAPER_LEFT, y, err));
    if (learned) {
        SSI_TRY(draw_weights(d, learned, RIGHT, y, err));
    }
    if (y + 2 * BELOW > SSI_PAPER_FOOT + 22) {
        SSI_TRY(ssi_paper_page(d->paper, ssi_str_z(title), ssi_str_z("continued"), err));
        y = SSI_PAPER_TOP - BELOW;
    }
    SSI_TRY(draw_ablation(d, task, logistic ? RIGHT : SSI_PAPER_LEFT, y + BELOW, err));
    return logistic ? draw_calibration(d, logistic, SSI_PAPER_LEFT, y + BELOW, err)
                    : SSI_OK;
}
