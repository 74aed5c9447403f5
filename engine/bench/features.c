// SPDX-License-Identifier: GPL-3.0-or-later
// --features: the very matrix that was compared, row by row, to redo the table elsewhere.

#include "bench_internal.h"

#include <math.h>
#include <stdio.h>

#include "ssi/file.h"
#include "ssi/num.h"
#include "ssi/output.h"

struct writing {
    const struct ssi_bench *bench;
    struct ssi_output *output;
    struct ssi_str *names; /* of contenders, over all tasks */
    size_t name_count;
    double *shares; /* of the origin at hand, by member and metric of the base */
    size_t origin;
};

static enum ssi_status list_names(struct writing *w, struct ssi_error *err)
{
    const struct ssi_bench *bench = w->bench;
    size_t most = 0;
    for (size_t i = 0; i < bench->task_count; i++) {
        most += bench->tasks[i].contender_count;
    }
    w->names = ssi_alloc(most, sizeof *w->names);
    if (!w->names) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < bench->task_count; i++) {
        for (size_t c = 0; c < bench->tasks[i].contender_count; c++) {
            struct ssi_str name = bench->tasks[i].contenders[c].name;
            size_t at = 0;
            while (at < w->name_count && !ssi_str_eq(w->names[at], name)) {
                at++;
            }
            if (at == w->name_count) {
                w->names[w->name_count++] = name;
            }
        }
    }
    return SSI_OK;
}

static void write_header(const struct writing *w)
{
    const struct ssi_model *base = w->bench->plan->base;
    ssi_output_text(w->output,
                    "outcome,horizon,groups,query,group,within,fold,member_id,week,"
                    "value,before,events,days");
    for (size_t i = 0; i < base->metric_count; i++) {
        ssi_output_format(w->output, ",x_%s", ssi_metric_info(base->metrics[i].id)->name);
    }
    for (size_t i = 0; i < base->metric_count; i++) {
        ssi_output_format(w->output, ",f_%s", ssi_metric_info(base->metrics[i].id)->name);
    }
    for (size_t i = 0; i < w->name_count; i++) {
        char text[300];
        size_t len = w->names[i].len < 280 ? w->names[i].len : 280;
        ssi_output_char(w->output, ',');
        text[0] = 's';
        text[1] = '_';
        memcpy(text + 2, w->names[i].ptr, len);
        ssi_output_cell(w->output, ssi_str_of(text, len + 2), SSI_CSV_RAW);
    }
    ssi_output_char(w->output, '\n');
}

static size_t place_of(const struct ssi_model *measured, enum ssi_metric_id id)
{
    size_t i = 0;
    while (measured->metrics[i].id != id) {
        i++;
    }
    return i;
}

static void write_metrics(const struct writing *w, const struct ssi_bench_origin *origin,
                          uint32_t member)
{
    const struct ssi_model *base = w->bench->plan->base;
    const struct ssi_values *values = &origin->values[w->bench->base_set];
    for (size_t i = 0; i < base->metric_count; i++) {
        size_t place = place_of(values->measured, base->metrics[i].id);
        int64_t x = values->x[member * values->measured->metric_count + place];
        ssi_output_char(w->output, ',');
        if (x != SSI_X_NONE) {
            ssi_output_scaled(w->output, x, 6);
        }
    }
    for (size_t i = 0; i < base->metric_count; i++) {
        ssi_output_char(w->output, ',');
        ssi_bench_decimal(w->output, w->shares[member * base->metric_count + i], 6);
    }
}

static void write_scores(const struct writing *w, const struct ssi_bench_task *task,
                         size_t row, const struct ssi_bench_query *query)
{
    for (size_t i = 0; i < w->name_count; i++) {
        ssi_output_char(w->output, ',');
        for (size_t c = 0; c < task->contender_count; c++) {
            const struct ssi_bench_contender *contender = &task->contenders[c];
            bool scored = contender->kind != SSI_CONTENDER_LEARNED || query->fold > 0;
            if (scored && ssi_str_eq(contender->name, w->names[i])) {
                ssi_bench_decimal(w->output, contender->score[row], 4);
            }
        }
    }
}

static void write_row(const struct writing *w, const struct ssi_bench_task *task,
                      size_t q, size_t row)
{
    const struct ssi_bench *bench = w->bench;
    const struct ssi_bench_query *query = &task->queries[q];
    const struct ssi_bench_origin *origin = &bench->origins[query->origin];
    const struct ssi_values *values = &origin->values[bench->base_set];
    uint32_t member = task->members[row];
    ssi_output_cell(w->output, task->series->outcome->name, SSI_CSV_RAW);
    ssi_output_format(w->output, ",%d,%s,%zu,", task->horizon,
                      ssi_bench_group_name(task->group), q + 1);
    if (query->group != SSI_NONE) {
        ssi_output_cell(w->output, bench->texts.items[query->group], SSI_CSV_RAW);
    }
    ssi_output_char(w->output, ',');
    if (query->within != SSI_NONE) {
        ssi_output_cell(w->output, bench->texts.items[query->within], SSI_CSV_RAW);
    }
    ssi_output_format(w->output, ",%d,", query->fold);
    ssi_output_cell(w->output, bench->now.members[member].id, SSI_CSV_RAW);
    ssi_output_format(w->output, ",%s,", origin->name);
    ssi_bench_decimal(w->output, task->outcomes[row], SSI_OUTCOME_DECIMALS);
    ssi_output_char(w->output, ',');
    ssi_bench_decimal(w->output, task->before[row], SSI_OUTCOME_DECIMALS);
    ssi_output_format(w->output, ",%lld,%lld", (long long)values->events[member],
                      (long long)values->days[member]);
    write_metrics(w, origin, member);
    write_scores(w, task, row, query);
    ssi_output_char(w->output, '\n');
}

static enum ssi_status write_task(struct writing *w, const struct ssi_bench_task *task,
                                  struct ssi_error *err)
{
    const struct ssi_bench *bench = w->bench;
    for (size_t q = 0; q < task->query_count; q++) {
        const struct ssi_bench_query *query = &task->queries[q];
        if (w->origin != query->origin) {
            SSI_TRY(
                ssi_values_share(&bench->origins[query->origin].values[bench->base_set],
                                 bench->plan->base, w->shares, err));
            w->origin = query->origin;
        }
        for (size_t r = query->first; r < query->first + query->count; r++) {
            write_row(w, task, q, r);
        }
    }
    return SSI_OK;
}

static enum ssi_status write_to(const struct ssi_bench *bench, const char *path,
                                bool gzip, struct ssi_error *err)
{
    struct writing w = {.bench = bench, .origin = SIZE_MAX};
    w.shares = ssi_alloc(bench->member_count * bench->plan->base->metric_count,
                         sizeof *w.shares);
    enum ssi_status status = w.shares ? list_names(&w, err) : ssi_error_nomem(err);
    if (status == SSI_OK) {
        status = ssi_output_open(path, gzip ? SSI_OUTPUT_GZIP : SSI_OUTPUT_PLAIN,
                                 &w.output, err);
    }
    if (status == SSI_OK) {
        write_header(&w);
        for (size_t i = 0; status == SSI_OK && i < bench->task_count; i++) {
            status = write_task(&w, &bench->tasks[i], err);
        }
        if (status == SSI_OK) {
            status = ssi_output_close(w.output, err);
        } else {
            ssi_output_abandon(w.output);
        }
    }
    ssi_free(w.shares);
    ssi_free(w.names);
    return status;
}

/** Under another name until it is whole; one that is there is replaced. */
enum ssi_status ssi_bench_write_features(const struct ssi_bench *bench, const char *path,
                                         struct ssi_error *err)
{
    char part[4096];
    bool gzip = ssi_str_ends(ssi_str_z(path), ssi_str_z(".gz"));
    int len = snprintf(part, sizeof part, "%s.part", path);
    if (len < 0 || (size_t)len >= sizeof part) {
        return ssi_error_set(err, SSI_EUSAGE, "--features: the path is too long");
    }
    SSI_TRY(ssi_folder_remove(part, err));
    SSI_TRY(write_to(bench, part, gzip, err));
    return rename(part, path) == 0 ? SSI_OK
                                   : ssi_error_errno(err, "cannot move into place", path);
}
