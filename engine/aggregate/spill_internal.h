// SPDX-License-Identifier: GPL-3.0-or-later
/** Sorted runs on disk, for what does not fit the memory budget. */
#ifndef SSI_SPILL_INTERNAL_H
#define SSI_SPILL_INTERNAL_H

#include "builder_internal.h"

/** Where runs go, and when. */
struct ssi_spill {
    size_t limit;                 /**< bytes of a builder; 0 = never */
    const char *folder;           /**< for files without a name */
    const struct ssi_image *like; /**< an empty image with the calendar */
    struct ssi_digest key_print;
};

/** Mapped temporary files. */
struct ssi_runs {
    struct ssi_partial *items;
    size_t count, cap;
};

bool ssi_spill_due(const struct ssi_spill *spill, const struct ssi_builder *builder);

/** Writes all of a builder to a run and empties it; members and strings are numbered
 * anew. */
SSI_NODISCARD enum ssi_status ssi_spill_builder(const struct ssi_spill *spill,
                                                struct ssi_builder *builder,
                                                struct ssi_runs *runs,
                                                struct ssi_error *err);

SSI_NODISCARD enum ssi_status ssi_runs_move(struct ssi_runs *to, struct ssi_runs *from,
                                            struct ssi_error *err);
void ssi_runs_release(struct ssi_runs *runs);

#endif
