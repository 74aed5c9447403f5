// SPDX-License-Identifier: GPL-3.0-or-later
// The last guard against looking ahead. Dates are the first: nothing after an origin is
// read. But dates in files can be wrong. A metric that orders people as the outcome does,
// in every query, was not known before: it is the outcome.

#include "bench_internal.h"

#include <math.h>

enum { LEAST_MEMBERS = 10, LEAST_OUTCOMES = 5 };
static const double TOO_GOOD = 0.98; // no honest metric comes near this tau-b

/** Tau-b of one metric with the outcome in a query, NaN where too few members have it. */
static enum ssi_status tau_of(const struct ssi_bench *bench,
                              const struct ssi_bench_task *task,
                              const struct ssi_bench_query *query, size_t metric,
                              double *room, double *out_tau, struct ssi_error *err)
{
    const struct ssi_values *values =
        &bench->origins[query->origin].values[bench->base_set];
    size_t metrics = values->measured->metric_count;
    double *x = room;
    double *y = room + query->count;
    size_t n = 0;
    struct ssi_ranking first = {0};
    struct ssi_ranking second = {0};
    *out_tau = (double)NAN;
    for (size_t r = query->first; r < query->first + query->count; r++) {
        int64_t value = values->x[task->members[r] * metrics + metric];
        if (value != SSI_X_NONE) {
            x[n] = (double)value;
            y[n++] = task->outcomes[r];
        }
    }
    if (n < LEAST_MEMBERS) {
        return SSI_OK;
    }
    enum ssi_status status = ssi_ranking_make(&first, x, n, err);
    if (status == SSI_OK) {
        status = ssi_ranking_make(&second, y, n, err);
    }
    if (status == SSI_OK && second.groups >= LEAST_OUTCOMES) {
        status = ssi_tau_b(&first, &second, out_tau, NULL, err);
    }
    ssi_ranking_release(&first);
    ssi_ranking_release(&second);
    return status;
}

/** The least tau-b of a metric over all queries that can tell; NaN where none can. */
static enum ssi_status least_tau(const struct ssi_bench *bench,
                                 const struct ssi_bench_task *task, size_t metric,
                                 double *room, double *out_least, struct ssi_error *err)
{
    *out_least = (double)NAN;
    for (size_t q = 0; q < task->query_count; q++) {
        double tau;
        SSI_TRY(tau_of(bench, task, &task->queries[q], metric, room, &tau, err));
        if (!isnan(tau) && !(tau >= *out_least)) {
            *out_least = tau;
        }
        if (*out_least < TOO_GOOD) {
            return SSI_OK;
        }
    }
    return SSI_OK;
}

enum ssi_status ssi_bench_check_leak(struct ssi_bench *bench,
                                     const struct ssi_bench_task *task,
                                     struct ssi_error *err)
{
    const struct ssi_model *measured = &bench->sets[bench->base_set].model;
    double *room = ssi_alloc(task->row_count * 2, sizeof *room);
    enum ssi_status status = room ? SSI_OK : ssi_error_nomem(err);
    for (size_t i = 0; status == SSI_OK && i < measured->metric_count; i++) {
        double least = (double)NAN;
        status = least_tau(bench, task, i, room, &least, err);
        if (status == SSI_OK && least >= TOO_GOOD) {
            status = ssi_error_set(err, SSI_EDATA,
                                   "a leak: the metric %s orders people as the outcome "
                                   "%.*s does (tau-b %.3f or "
                                   "more in every query), before it happened; mend its "
                                   "dates, or take it out of "
                                   "the models",
                                   ssi_metric_info(measured->metrics[i].id)->name,
                                   (int)task->series->outcome->name.len,
                                   task->series->outcome->name.ptr, least);
        }
    }
    ssi_free(room);
    return status;
}
