// SPDX-License-Identifier: GPL-3.0-or-later
// Outcomes: what fell to whom in which week, from deals, quotas, activity or a CSV's
// column. Knows nothing of scores, so nothing here can look back.

#include "bench_internal.h"

#include <math.h>

#include "ssi/num.h"

enum ssi_status ssi_bench_series_add(struct ssi_bench_series *series, uint32_t member,
                                     int32_t week, int64_t value, struct ssi_error *err)
{
    SSI_TRY(SSI_GROW(series->records, series->cap, series->count + 1, err));
    series->records[series->count++] = (struct ssi_bench_record){member, week, value};
    return SSI_OK;
}

void ssi_bench_series_release(struct ssi_bench_series *series)
{
    ssi_free(series->records);
    ssi_free(series->quotas);
    *series = (struct ssi_bench_series){0};
}

static int32_t week_of(const struct ssi_bench_data *data, int64_t secs)
{
    return ssi_week_of_day(ssi_calendar_day(data->calendar, secs));
}

static void cover(struct ssi_bench_series *series, int32_t week)
{
    series->first = week < series->first ? week : series->first;
    series->last = week > series->last ? week : series->last;
}

/** The member that a row of deals or quotas belongs to, or SSI_NONE. */
static uint32_t owner_of(const struct ssi_inputs *inputs, size_t row)
{
    const struct ssi_reference *reference = inputs->reference;
    return inputs->member_of[reference->canonical[reference->owners[row]]];
}

static enum ssi_status add_deal(struct ssi_bench_series *series,
                                const struct ssi_bench_data *data, uint32_t member,
                                const struct ssi_sale *sale, struct ssi_error *err)
{
    enum ssi_bench_outcome_kind kind = series->outcome->kind;
    bool opened = kind == SSI_OUTCOME_OPENED_COUNT;
    int64_t secs = opened ? sale->opened : sale->closed;
    if (sale->closed != SSI_UNDATED) {
        cover(series, week_of(data, sale->closed));
    }
    if (sale->opened != SSI_UNDATED) {
        cover(series, week_of(data, sale->opened));
    }
    if (secs == SSI_UNDATED || (!opened && sale->stage != SSI_STAGE_WON)) {
        return SSI_OK;
    }
    if (member == SSI_NONE) {
        series->strangers++;
        return SSI_OK;
    }
    bool counts = opened || kind == SSI_OUTCOME_WON_COUNT;
    double value = counts ? 1 : sale->amount;
    if (!(fabs(value) < 1e12)) {
        return ssi_error_set(
            err, SSI_EDATA,
            "a deal's amount is 1,000,000,000,000 or more; mend the deals");
    }
    return ssi_bench_series_add(series, member, week_of(data, secs),
                                ssi_round_scaled(value, SSI_OUTCOME_DECIMALS), err);
}

static enum ssi_status add_quota(struct ssi_bench_series *series,
                                 const struct ssi_bench_data *data, uint32_t member,
                                 const struct ssi_sale *sale, struct ssi_error *err)
{
    if (member == SSI_NONE || sale->from == SSI_UNDATED || sale->to == SSI_UNDATED ||
        sale->to < sale->from || !(fabs(sale->amount) < 1e12)) {
        return SSI_OK;
    }
    int64_t day = ssi_calendar_day(data->calendar, sale->to);
    SSI_TRY(SSI_GROW(series->quotas, series->quota_cap, series->quota_count + 1, err));
    series->quotas[series->quota_count++] = (struct ssi_bench_quota){
        .member = member,
        .from = sale->from,
        .to = ssi_calendar_day_start(data->calendar, day + 1),
        .amount = ssi_round_scaled(sale->amount, SSI_OUTCOME_DECIMALS)};
    return SSI_OK;
}

static enum ssi_status read_sales(struct ssi_bench_series *series,
                                  const struct ssi_bench_data *data,
                                  const struct ssi_inputs *inputs, struct ssi_error *err)
{
    const struct ssi_reference *reference = inputs->reference;
    bool quotas = series->outcome->kind == SSI_OUTCOME_QUOTA_REACHED;
    for (size_t i = 0; i < reference->owner_count; i++) {
        const struct ssi_sale *sale = &reference->sales[i];
        if (sale->kind == SSI_KIND_DEALS) {
            SSI_TRY(add_deal(series, data, owner_of(inputs, i), sale, err));
        } else if (quotas) {
            SSI_TRY(add_quota(series, data, owner_of(inputs, i), sale, err));
        }
    }
    if (reference->kinds[SSI_KIND_DEALS] == 0 || (quotas && series->quota_count == 0)) {
        return ssi_error_set(
            err, SSI_EUSAGE,
            "the outcome %.*s needs a %s file among the inputs; add it, or "
            "name other outcomes in [bench]",
            (int)series->outcome->name.len, series->outcome->name.ptr,
            quotas ? "deals and a quotas" : "deals");
    }
    return SSI_OK;
}

static enum ssi_status read_activity(struct ssi_bench_series *series,
                                     const struct ssi_bench_data *data,
                                     const struct ssi_inputs *inputs,
                                     struct ssi_error *err)
{
    const struct ssi_count_record *counts = SSI_RECORDS(data->partial, COUNTS);
    for (size_t i = 0; i < SSI_RECORD_COUNT(data->partial, COUNTS); i++) {
        if (ssi_count_activity(&counts[i]) != series->outcome->activity) {
            continue;
        }
        uint32_t member = inputs->member_of[inputs->person_of[counts[i].member]];
        double n = (double)counts[i].n;
        if (member != SSI_NONE && n < 1e12) {
            SSI_TRY(ssi_bench_series_add(series, member, ssi_count_week(&counts[i]),
                                         ssi_round_scaled(n, SSI_OUTCOME_DECIMALS), err));
        }
    }
    if (series->count == 0) {
        return ssi_error_set(err, SSI_EUSAGE,
                             "the outcome %.*s: no input holds any %s; see 'ssi check'",
                             (int)series->outcome->name.len, series->outcome->name.ptr,
                             ssi_activity_info(series->outcome->activity)->name);
    }
    series->first = inputs->first_event_week;
    series->last = data->week;
    return SSI_OK;
}

enum ssi_status ssi_bench_series_read(struct ssi_bench_series *series,
                                      const struct ssi_bench_outcome *outcome,
                                      const struct ssi_bench_data *data,
                                      const struct ssi_inputs *inputs,
                                      struct ssi_error *err)
{
    *series = (struct ssi_bench_series){
        .outcome = outcome, .first = INT32_MAX, .last = INT32_MIN};
    switch (outcome->kind) {
    case SSI_OUTCOME_WON_AMOUNT:
    case SSI_OUTCOME_WON_COUNT:
    case SSI_OUTCOME_OPENED_COUNT:
    case SSI_OUTCOME_QUOTA_REACHED:
        return read_sales(series, data, inputs, err);
    case SSI_OUTCOME_ACTIVITY:
        return read_activity(series, data, inputs, err);
    case SSI_OUTCOME_COLUMN:
        return ssi_bench_column_read(series, data, inputs, err);
    }
    return SSI_OK;
}

/**
 * A quota is held to the days that lie in the span: won there, against the same share of
 * the quota as its days are of the quota's. So nothing before the origin helps to reach
 * it.
 */
static enum ssi_status compare_quotas(const struct ssi_bench_series *series,
                                      int64_t begin, int64_t end, size_t members,
                                      double *out, struct ssi_error *err)
{
    double *due = ssi_alloc(members, sizeof *due);
    unsigned char *has = ssi_alloc(members, 1);
    if (!due || !has) {
        ssi_free(due);
        ssi_free(has);
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < series->quota_count; i++) {
        const struct ssi_bench_quota *quota = &series->quotas[i];
        int64_t from = quota->from > begin ? quota->from : begin;
        int64_t to = quota->to < end ? quota->to : end;
        if (from < to) {
            due[quota->member] += (double)quota->amount * (double)(to - from) /
                                  (double)(quota->to - quota->from);
            has[quota->member] = 1;
        }
    }
    for (size_t m = 0; m < members; m++) {
        out[m] = has[m] ? (out[m] >= due[m] ? 1 : 0) : (double)NAN;
    }
    ssi_free(due);
    ssi_free(has);
    return SSI_OK;
}

enum ssi_status ssi_bench_series_sum(const struct ssi_bench_series *series,
                                     const struct ssi_calendar *calendar, int32_t after,
                                     int32_t to, size_t members, double *out,
                                     struct ssi_error *err)
{
    int64_t *sums = ssi_alloc(members, sizeof *sums);
    if (!sums) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < series->count; i++) {
        const struct ssi_bench_record *record = &series->records[i];
        if (record->week > after && record->week <= to) {
            sums[record->member] += record->value;
        }
    }
    bool quotas = series->outcome->kind == SSI_OUTCOME_QUOTA_REACHED;
    for (size_t m = 0; m < members; m++) {
        out[m] = quotas ? (double)sums[m] : (double)sums[m] / 1e4;
    }
    ssi_free(sums);
    return quotas ? compare_quotas(series, ssi_calendar_week_start(calendar, after + 1),
                                   ssi_calendar_week_start(calendar, to + 1), members,
                                   out, err)
                  : SSI_OK;
}
