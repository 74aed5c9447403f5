// SPDX-License-Identifier: GPL-3.0-or-later
/** The folder that exports are written to, shared with files of other origin. */
#ifndef SSI_GENERATE_FOLDER_INTERNAL_H
#define SSI_GENERATE_FOLDER_INTERNAL_H

#include "ssi/memory.h"

struct ssi_gen_names {
    const char **items; /**< base names; array by SSI_GROW, texts in the run's arena */
    size_t count, cap;
};

/**
 * Make the folder; remove what an earlier run wrote there, as its hidden list .generated
 * says; then list the names of this run in it. A file of such a name that is not on the
 * old list is somebody's own: SSI_EUSAGE naming it, and nothing was removed.
 */
SSI_NODISCARD enum ssi_status ssi_gen_folder_claim(const char *folder,
                                                   const struct ssi_gen_names *names,
                                                   struct ssi_arena *arena,
                                                   struct ssi_error *err);

#endif
