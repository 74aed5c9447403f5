// SPDX-License-Identifier: GPL-3.0-or-later
// The events of one day put in order of time, by counting seconds.

#include "simulate_internal.h"

enum { SECONDS = 86400 };

enum ssi_status ssi_gen_day_log_add(struct ssi_gen_day_log *log,
                                    struct ssi_gen_event event, struct ssi_error *err)
{
    SSI_TRY(SSI_GROW(log->drawn, log->drawn_cap, log->count + 1, err));
    log->drawn[log->count++] = event;
    return SSI_OK;
}

enum ssi_status ssi_gen_day_log_sort(struct ssi_gen_day_log *log, struct ssi_error *err)
{
    SSI_TRY(SSI_GROW(log->sorted, log->sorted_cap, log->count, err));
    uint32_t *start = ssi_alloc(SECONDS + 1, sizeof *start);
    if (!start) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < log->count; i++) {
        start[log->drawn[i].second + 1]++;
    }
    for (size_t second = 1; second < SECONDS; second++) {
        start[second] += start[second - 1];
    }
    for (size_t i = 0; i < log->count; i++) {
        log->sorted[start[log->drawn[i].second]++] = log->drawn[i];
    }
    ssi_free(start);
    return SSI_OK;
}

void ssi_gen_day_log_release(struct ssi_gen_day_log *log)
{
    ssi_free(log->drawn);
    ssi_free(log->sorted);
}
