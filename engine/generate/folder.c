// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps runs apart: a second run into a folder replaces all files of the first, however
// they were named, and never a file that somebody else put there.

#include "folder_internal.h"

#include "ssi/file.h"
#include "ssi/output.h"

static const char list_name[] = ".generated";
enum { LIST_LIMIT = 1 << 20 };

static bool on_list(struct ssi_str list, struct ssi_str name)
{
    struct ssi_str line;
    while (ssi_str_split(&list, '\n', &line)) {
        if (ssi_str_eq(line, name)) {
            return true;
        }
    }
    return false;
}

static enum ssi_status check_free(const char *folder, const struct ssi_gen_names *names,
                                  struct ssi_str old, struct ssi_arena *arena,
                                  struct ssi_error *err)
{
    for (size_t i = 0; i < names->count; i++) {
        const char *path = ssi_path_join(arena, folder, names->items[i]);
        if (!path) {
            return ssi_error_nomem(err);
        }
        if (ssi_file_exists(path) && !on_list(old, ssi_str_z(names->items[i]))) {
            return ssi_error_set(err, SSI_EUSAGE,
                                 "'%s' is there already and was not generated; "
                                 "choose another folder",
                                 path);
        }
    }
    return SSI_OK;
}

// Names with a slash are not ours: a list that was tampered with reaches no other folder.
static enum ssi_status remove_old(const char *folder, struct ssi_str old,
                                  struct ssi_arena *arena, struct ssi_error *err)
{
    struct ssi_str line;
    while (ssi_str_split(&old, '\n', &line)) {
        bool ours = ssi_str_ends(line, ssi_str_z(".csv")) ||
                    ssi_str_ends(line, ssi_str_z(".csv.gz"));
        if (!ours || memchr(line.ptr, '/', line.len) ||
            memchr(line.ptr, '\0', line.len)) {
            continue;
        }
        struct ssi_str name = {0};
        SSI_TRY(ssi_arena_copy(arena, line, &name, err));
        const char *path = ssi_path_join(arena, folder, name.ptr);
        if (!path) {
            return ssi_error_nomem(err);
        }
        SSI_TRY(ssi_folder_remove(path, err));
    }
    return SSI_OK;
}

static enum ssi_status write_list(const char *path, const struct ssi_gen_names *names,
                                  struct ssi_error *err)
{
    SSI_TRY(ssi_folder_remove(path, err));
    struct ssi_output *output = NULL;
    SSI_TRY(ssi_output_open(path, SSI_OUTPUT_PLAIN, &output, err));
    ssi_output_text(output, "# Written by ssi generate, which replaces these files:\n");
    for (size_t i = 0; i < names->count; i++) {
        ssi_output_text(output, names->items[i]);
        ssi_output_char(output, '\n');
    }
    return ssi_output_close(output, err);
}

enum ssi_status ssi_gen_folder_claim(const char *folder,
                                     const struct ssi_gen_names *names,
                                     struct ssi_arena *arena, struct ssi_error *err)
{
    SSI_TRY(ssi_folder_make(folder, err));
    const char *path = ssi_path_join(arena, folder, list_name);
    if (!path) {
        return ssi_error_nomem(err);
    }
    struct ssi_str old = {0};
    if (ssi_file_exists(path)) {
        SSI_TRY(ssi_file_read(path, LIST_LIMIT, arena, &old, err));
    }
    SSI_TRY(check_free(folder, names, old, arena, err));
    SSI_TRY(remove_old(folder, old, arena, err));
    return write_list(path, names, err);
}
