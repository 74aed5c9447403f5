// SPDX-License-Identifier: GPL-3.0-or-later
/** What the files of a collection share: its state, and what is known of the files. */
#ifndef SSI_COLLECTION_INTERNAL_H
#define SSI_COLLECTION_INTERNAL_H

#include <pthread.h>

#include "directory_internal.h"
#include "tally_internal.h"

/** What a thread has counted. */
struct ssi_totals {
    struct ssi_builder builder;
    bool any;
    struct ssi_runs runs; /**< what did not fit */
};

struct ssi_reading;

struct ssi_collection {
    struct ssi_image like; /**< empty, with the calendar */
    struct ssi_spill spill;
    struct ssi_totals *totals; /**< by worker */
    size_t workers;
    pthread_mutex_t mutex; /**< of all that follows */
    pthread_cond_t changed;
    size_t expected; /**< files that are not done with yet */
    struct ssi_reading *readings;
    struct ssi_directory directory;
};

/** Takes what a builder counted over into the totals; the builder is then empty, or of no
 * use. */
SSI_NODISCARD enum ssi_status ssi_totals_join(struct ssi_totals *totals,
                                              struct ssi_builder *counted,
                                              struct ssi_error *err);

#endif
