// SPDX-License-Identifier: GPL-3.0-or-later
/** Independent tasks over threads; what they compute must not depend on which thread runs
 * them. */
#ifndef SSI_PARALLEL_H
#define SSI_PARALLEL_H

#include <stdbool.h>
#include <stddef.h>

#include "ssi/error.h"

/** Task `index` of 0 .. count - 1; worker is 0 .. threads - 1, for memory of its own. */
typedef enum ssi_status ssi_task(void *context, size_t index, size_t worker,
                                 struct ssi_error *err);

/**
 * Runs all tasks on up to `threads` threads. After a failure no new task starts; the
 * error of the failed task with the lowest index is reported, so that it does not depend
 * on timing more than it must.
 */
SSI_NODISCARD enum ssi_status ssi_parallel(size_t threads, size_t count, ssi_task *task,
                                           void *context, struct ssi_error *err);

/** Processors this process may use. */
size_t ssi_processors(void);

#endif
