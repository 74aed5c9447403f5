// SPDX-License-Identifier: GPL-3.0-or-later
// A learned model as an ordinary model file: weights of the base model's metrics, all in
// one pillar, so that they add up as they were learned. It is read again to score, so
// that what `ssi score` makes of the file is what was compared.

#include "bench_internal.h"

#include <stdio.h>

#include "ssi/file.h"
#include "ssi/num.h"
#include "ssi/output.h"

/** Letters, digits and '-' of a name; anything else is '_'. */
static void slug(char *out, size_t size, struct ssi_str name)
{
    size_t at = 0;
    for (size_t i = 0; i < name.len && at + 1 < size; i++) {
        char c = name.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                     (c >= '0' && c <= '9') || c == '-';
        out[at++] = plain ? c : '_';
    }
    out[at] = '\0';
}

static void write_metric(struct ssi_output *output, const struct ssi_model_metric *metric,
                         double weight)
{
    enum { DECIMALS = 6 };
    ssi_output_format(output, "\n[metric %s]\npillar = brand\nweight = ",
                      ssi_metric_info(metric->id)->name);
    ssi_output_scaled(output, ssi_round_scaled(weight, DECIMALS), DECIMALS);
    ssi_output_format(output, "\ntransform = %s\n", metric->transform->name);
    if (metric->transform->parameter) {
        ssi_output_format(output, "%s = %.10g\n", metric->transform->parameter,
                          metric->parameter);
    }
}

static void write_all(struct ssi_output *output, const struct ssi_bench *bench,
                      const struct ssi_bench_task *task,
                      const struct ssi_learned *learned, const size_t *metrics,
                      const char *stem, const char *week)
{
    const struct ssi_model *base = bench->plan->base;
    double sum = 0;
    for (size_t i = 0; i < learned->features; i++) {
        sum += learned->weights[i].value > 0 ? learned->weights[i].value : 0;
    }
    ssi_output_format(
        output,
        "; Learned by `ssi bench`: %s, from %llu rows of %zu members. Weights add "
        "up to 100.\n",
        ssi_learner_name(learned->learner), (unsigned long long)learned->rows,
        learned->members);
    if (learned->learner == SSI_LEARN_RIDGE) {
        ssi_output_text(output,
                        "; A model has no negative weights: those of the fit are 0 "
                        "here, and stand in bench.json.\n");
    }
    ssi_output_format(
        output,
        "[model]\nname = %s\nsummary = %s in the next %d weeks, learned from "
        "origins whose outcome was known %s%s\nsource = ssi bench\n"
        "window = %d\nhalf_life = %.10g\nprior_n = %.10g\n"
        "reciprocal_min = %lld\n",
        stem, stem, task->horizon, week ? "by " : "at the end", week ? week : "",
        base->window, base->half_life, base->prior_n, (long long)base->reciprocal_min);
    for (size_t i = 0; i < learned->features; i++) {
        double weight = learned->weights[i].value > 0 ? learned->weights[i].value : 0;
        write_metric(output, &base->metrics[metrics[i]], 100.0 * weight / sum);
    }
}

enum ssi_status ssi_bench_write_model(const struct ssi_bench *bench,
                                      const struct ssi_bench_task *task,
                                      const struct ssi_learned *learned,
                                      const size_t *metrics, const char *week,
                                      struct ssi_model *out_model, struct ssi_error *err)
{
    char outcome[64];
    char stem[160];
    char name[200];
    struct ssi_arena arena = {0};
    struct ssi_output *output = NULL;
    slug(outcome, sizeof outcome, task->series->outcome->name);
    (void)snprintf(stem, sizeof stem, "%s-%s-%d-%s%s%s",
                   ssi_learner_name(learned->learner), outcome, task->horizon,
                   ssi_bench_group_name(task->group), week ? "-" : "", week ? week : "");
    (void)snprintf(name, sizeof name, "models/%s.ini", stem);
    const char *path = ssi_path_join(&arena, bench->folder, name);
    const char *folder = ssi_path_join(&arena, bench->folder, "models");
    enum ssi_status status =
        path && folder ? ssi_folder_make(folder, err) : ssi_error_nomem(err);
    if (status == SSI_OK) {
        status = ssi_output_open(path, SSI_OUTPUT_PLAIN, &output, err);
    }
    if (status == SSI_OK) {
        write_all(output, bench, task, learned, metrics, stem, week);
        status = ssi_output_close(output, err);
    }
    if (status == SSI_OK && out_model) {
        status = ssi_model_load(out_model, path, err);
    }
    ssi_arena_release(&arena);
    return status;
}
