// SPDX-License-Identifier: GPL-3.0-or-later
// bench.csv: a row for each outcome, horizon, kind of group, contender and measure.

#include "bench_internal.h"

#include <math.h>

#include "ssi/file.h"
#include "ssi/num.h"
#include "ssi/output.h"

static const char *const group_names[] = {[SSI_BENCH_EVERYONE] = "everyone",
                                          [SSI_BENCH_TEAM] = "team",
                                          [SSI_BENCH_INDUSTRY] = "industry"};

static const char *const kind_names[] = {[SSI_CONTENDER_MODEL] = "model",
                                         [SSI_CONTENDER_BASELINE] = "baseline",
                                         [SSI_CONTENDER_LEARNED] = "learned"};

const char *ssi_bench_group_name(enum ssi_bench_group group)
{
    return group_names[group];
}

const char *ssi_bench_kind_name(enum ssi_bench_contender_kind kind)
{
    return kind_names[kind];
}

/** Empty where it is not defined. */
void ssi_bench_decimal(struct ssi_output *output, double value, int decimals)
{
    if (isfinite(value)) {
        ssi_output_scaled(output, ssi_round_scaled(value, decimals), decimals);
    }
}

enum { DECIMALS = 6 };

static void write_row(struct ssi_output *output, const struct ssi_bench *bench,
                      const struct ssi_bench_task *task,
                      const struct ssi_bench_contender *contender, const char *measure,
                      const struct ssi_interval *e)
{
    ssi_output_cell(output, task->series->outcome->name, SSI_CSV_RAW);
    ssi_output_format(output, ",%d,%s,%s,", task->horizon, group_names[task->group],
                      bench->plan->within_name);
    ssi_output_cell(output, contender->name, SSI_CSV_RAW);
    ssi_output_format(output, ",%s,%s,", kind_names[contender->kind], measure);
    ssi_bench_decimal(output, e->value, DECIMALS);
    ssi_output_char(output, ',');
    ssi_bench_decimal(output, e->low, DECIMALS);
    ssi_output_char(output, ',');
    ssi_bench_decimal(output, e->high, DECIMALS);
    ssi_output_format(output, ",%zu,%zu\n", e->queries, e->members);
}

/** What has no interval: volume, and of those who give them, probabilities and the
 * contrast. */
static void write_more(struct ssi_output *output, const struct ssi_bench *bench,
                       const struct ssi_bench_task *task,
                       const struct ssi_bench_contender *contender)
{
    struct ssi_interval e = contender->estimates[SSI_MEASURE_NDCG];
    e.low = e.high = (double)NAN;
    e.value = contender->volume;
    write_row(output, bench, task, contender, "volume_tau_b", &e);
    if (contender->probability) {
        e.value = contender->brier;
        write_row(output, bench, task, contender, "brier", &e);
    }
    if (contender->out_of_100) {
        e.value = contender->contrast.ratio;
        e.members = contender->contrast.high_n + contender->contrast.low_n;
        write_row(output, bench, task, contender, "above_70_to_below_30", &e);
    }
}

enum ssi_status ssi_bench_write_csv(const struct ssi_bench *bench, const char *folder,
                                    struct ssi_error *err)
{
    struct ssi_arena arena = {0};
    struct ssi_output *output = NULL;
    const char *path = ssi_path_join(&arena, folder, "bench.csv");
    enum ssi_status status = path ? ssi_output_open(path, SSI_OUTPUT_PLAIN, &output, err)
                                  : ssi_error_nomem(err);
    if (status == SSI_OK) {
        ssi_output_text(output,
                        "outcome,horizon,groups,within,model,kind,measure,value,low,"
                        "high,queries,members\n");
        for (size_t i = 0; i < bench->task_count; i++) {
            const struct ssi_bench_task *task = &bench->tasks[i];
            for (size_t c = 0; c < task->contender_count; c++) {
                for (int m = 0; m < SSI_MEASURES; m++) {
                    write_row(output, bench, task, &task->contenders[c],
                              ssi_measure_name((enum ssi_measure)m),
                              &task->contenders[c].estimates[m]);
                }
                write_more(output, bench, task, &task->contenders[c]);
            }
        }
        status = ssi_output_close(output, err);
    }
    ssi_arena_release(&arena);
    return status;
}

enum ssi_status ssi_bench_write(const struct ssi_bench *bench, const char *folder,
                                struct ssi_error *err)
{
    SSI_TRY(ssi_bench_write_csv(bench, folder, err));
    SSI_TRY(ssi_bench_write_json(bench, folder, err));
    SSI_TRY(ssi_bench_write_pdf(bench, folder, err));
    return bench->plan->features
               ? ssi_bench_write_features(bench, bench->plan->features, err)
               : SSI_OK;
}
