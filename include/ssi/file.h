// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Files and folders: walking inputs, reading small files whole, and publishing a folder
 * in one step. Paths are the operator's own; no text from an export is ever used as a
 * path.
 */
#ifndef SSI_FILE_H
#define SSI_FILE_H

#include <stdbool.h>

#include "ssi/memory.h"

/** The whole file, plain or gzip, at most limit bytes; in the arena. */
SSI_NODISCARD enum ssi_status ssi_file_read(const char *path, size_t limit,
                                            struct ssi_arena *arena,
                                            struct ssi_str *out_bytes,
                                            struct ssi_error *err);

/** A file mapped read-only; release with ssi_file_unmap. Empty files map to length 0. */
SSI_NODISCARD enum ssi_status ssi_file_map(const char *path, struct ssi_str *out_bytes,
                                           struct ssi_error *err);
/** The bytes of a mapping are not needed soon: their pages need not stay in memory. */
void ssi_file_forget(const void *from, size_t len);
void ssi_file_unmap(struct ssi_str bytes);

/** Whether path is a regular file that begins with `start` (64 bytes at most). */
bool ssi_file_begins(const char *path, struct ssi_str start);

bool ssi_file_exists(const char *path);
bool ssi_file_is_folder(const char *path);

/** "a/b" from "a" and "b" ("b" alone where it is absolute), in the arena; NULL = no
 * memory. */
const char *ssi_path_join(struct ssi_arena *arena, const char *folder, const char *name);
/** The part behind the last slash. */
const char *ssi_path_base(const char *path);
/** The same of a file inside an archive, without the archive. */
const char *ssi_path_inner_base(const char *path);
/** The folder of a path ("." where it has none), in the arena. */
const char *ssi_path_folder(struct ssi_arena *arena, const char *path);

struct ssi_path_list {
    struct ssi_listed_path {
        const char *path; /**< in the list's arena */
        bool named;       /**< given by name, not found in a folder */
    } * items;
    size_t count, cap;
    struct ssi_arena arena;
};

void ssi_path_list_release(struct ssi_path_list *list);

/**
 * Add a file, or all files of a folder and its folders in name order; hidden ones, those
 * ending in .part, .tmp, .crdownload, and weeks that ssi published are skipped.
 */
SSI_NODISCARD enum ssi_status ssi_path_list_add(struct ssi_path_list *list,
                                                const char *path, struct ssi_error *err);

/** Make a folder (0700) and those above it; one that is there is fine. */
SSI_NODISCARD enum ssi_status ssi_folder_make(const char *path, struct ssi_error *err);
/** Remove a file or a folder with all below it; one that is not there is fine. */
SSI_NODISCARD enum ssi_status ssi_folder_remove(const char *path, struct ssi_error *err);
/** Let the group read a folder and all below it (files 0640, folders 0750). */
SSI_NODISCARD enum ssi_status ssi_folder_share(const char *path, struct ssi_error *err);
/** Whether the group may read a file. */
bool ssi_file_is_shared(const char *path);
/** Hard-link (or copy) every file below `from` into the new folder `to`. */
SSI_NODISCARD enum ssi_status ssi_folder_clone(const char *from, const char *to,
                                               struct ssi_error *err);

/**
 * A result folder under exclusive use: DIR/.lock is held (flock) from _open to _release,
 * what a dead run left is removed, and a fresh staging folder on the same file system is
 * made. _publish syncs the staging folder and exchanges it with DIR/name by rename, then
 * points DIR/latest to it: a reader sees the old or the new result, never a mixture.
 */
struct ssi_publication {
    const char *folder; /**< DIR */
    const char *stage;  /**< write here */
    int lock_fd;
    struct ssi_arena arena;
};

SSI_NODISCARD enum ssi_status ssi_publication_open(struct ssi_publication *publication,
                                                   const char *folder,
                                                   struct ssi_error *err);
SSI_NODISCARD enum ssi_status ssi_publication_publish(struct ssi_publication *publication,
                                                      const char *name, bool set_latest,
                                                      struct ssi_error *err);
/** Removes what is still staged and gives up the lock. */
void ssi_publication_release(struct ssi_publication *publication);

#endif
