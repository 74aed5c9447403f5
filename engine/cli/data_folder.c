// SPDX-License-Identifier: GPL-3.0-or-later
// Where formats, models and words are: $SSI_DATA, ../share/ssi beside the program
// (installed anywhere), or the source tree it was built from.

#include <stdlib.h>
#include <unistd.h>

#include "cli_internal.h"

const char *ssi_data_path(struct ssi_arena *arena, const char *name)
{
    char program[4096];
    ssize_t len = readlink("/proc/self/exe", program, sizeof program - 1);
    const char *candidates[3] = {getenv("SSI_DATA"), NULL, SSI_SOURCE_DATA};
    if (len > 0) {
        program[len] = '\0';
        const char *folder = ssi_path_folder(arena, program);
        candidates[1] = folder ? ssi_path_join(arena, folder, "../share/ssi") : NULL;
    }
    for (size_t i = 0; i < SSI_COUNT(candidates); i++) {
        const char *path =
            candidates[i] ? ssi_path_join(arena, candidates[i], name) : NULL;
        if (path && ssi_file_exists(path)) {
            return path;
        }
    }
    return ssi_path_join(arena, SSI_SOURCE_DATA, name);
}
