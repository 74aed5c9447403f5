// SPDX-License-Identifier: GPL-3.0-or-later
// What the data say, in words: one sentence after the other, each of which stands alone.

#include "bench_internal.h"

#include <stdarg.h>
#include <stdio.h>

SSI_PRINTF(3, 4)
static enum ssi_status add(struct ssi_bench *bench, struct ssi_error *err, const char *format,
                           ...)
{
    char line[600];
    struct ssi_str copy;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    SSI_TRY(ssi_arena_copy(&bench->arena, ssi_str_z(line), &copy, err));
    SSI_TRY(SSI_GROW(bench->sentences, bench->sentence_cap, bench->sentence_count + 1, err));
    bench->sentences[bench->sentence_count++] = copy.ptr;
    return SSI_OK;
}

enum ssi_status ssi_bench_conclude(struct ssi_bench *bench, struct ssi_error *err)
{
    for (size_t i = 0; i < bench->task_count; i++) {
        const struct ssi_bench_task *task = &bench->tasks[i];
        SSI_TRY(add(bench, err, "%.*s in the next %d weeks: %zu queries, %zu members.",
                    (int)task->series->outcome->name.len, task->series->outcome->name.ptr,
                    task->horizon, task->tested, task->row_count));
    }
    return SSI_OK;
}
