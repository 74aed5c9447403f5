// SPDX-License-Identifier: GPL-3.0-or-later
// Publishing a result folder in one step: lock, stage beside it, sync, exchange by
// rename. A crash at any moment leaves the last complete result; the next run removes
// what is left.

#define _GNU_SOURCE // renameat2
#include "ssi/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char stage_prefix[] = ".stage-";

static enum ssi_status take_lock(struct ssi_publication *publication,
                                 struct ssi_error *err)
{
    const char *path = ssi_path_join(&publication->arena, publication->folder, ".lock");
    if (!path) {
        return ssi_error_nomem(err);
    }
    int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        return ssi_error_errno(err, "cannot write to", publication->folder);
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        enum ssi_status status =
            errno == EWOULDBLOCK
                ? ssi_error_set(err, SSI_EIO,
                                "another run is writing to '%.200s'; wait for it to end",
                                publication->folder)
                : ssi_error_errno(err, "cannot lock", path);
        (void)close(fd);
        return status;
    }
    publication->lock_fd = fd;
    return SSI_OK;
}

/** What a dead run left: under the lock nobody else can own it. */
static enum ssi_status remove_leftovers(struct ssi_publication *publication,
                                        struct ssi_error *err)
{
    DIR *folder = opendir(publication->folder);
    if (!folder) {
        return ssi_error_errno(err, "cannot list", publication->folder);
    }
    enum ssi_status status = SSI_OK;
    struct dirent *entry;
    while (status == SSI_OK && (entry = readdir(folder)) != NULL) {
        if (ssi_str_starts(ssi_str_z(entry->d_name), ssi_str_z(stage_prefix)) ||
            strcmp(entry->d_name, ".latest") == 0) {
            const char *path =
                ssi_path_join(&publication->arena, publication->folder, entry->d_name);
            status = path ? ssi_folder_remove(path, err) : ssi_error_nomem(err);
        }
    }
    (void)closedir(folder);
    return status;
}

enum ssi_status ssi_publication_open(struct ssi_publication *publication,
                                     const char *folder, struct ssi_error *err)
{
    memset(publication, 0, sizeof *publication);
    publication->lock_fd = -1;
    struct ssi_str kept;
    SSI_TRY(ssi_folder_make(folder, err));
    SSI_TRY(ssi_arena_copy(&publication->arena, ssi_str_z(folder), &kept, err));
    publication->folder = kept.ptr;
    char name[32];
    (void)snprintf(name, sizeof name, "%s%ld", stage_prefix, (long)getpid());
    publication->stage = ssi_path_join(&publication->arena, folder, name);
    enum ssi_status status = publication->stage ? SSI_OK : ssi_error_nomem(err);
    if (status == SSI_OK) {
        status = take_lock(publication, err);
    }
    if (status == SSI_OK) {
        status = remove_leftovers(publication, err);
    }
    if (status == SSI_OK) {
        status = ssi_folder_make(publication->stage, err);
    }
    if (status != SSI_OK) {
        ssi_publication_release(publication);
    }
    return status;
}

static enum ssi_status sync_folder(const char *path, struct ssi_error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return ssi_error_errno(err, "cannot open", path);
    }
    enum ssi_status status = fsync(fd) == 0 || errno == EINVAL
                                 ? SSI_OK
                                 : ssi_error_errno(err, "cannot sync", path);
    (void)close(fd);
    return status;
}

/** All of a staged folder: some of its files were not written by us. */
static enum ssi_status sync_all(const char *path, struct ssi_error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return ssi_error_errno(err, "cannot open", path);
    }
    enum ssi_status status =
        syncfs(fd) == 0 ? SSI_OK : ssi_error_errno(err, "cannot sync", path);
    (void)close(fd);
    return status;
}

/** Puts the staged folder at target; what stood there ends up in the stage's place. */
static enum ssi_status exchange(const char *stage, const char *target,
                                struct ssi_error *err)
{
    if (!ssi_file_exists(target)) {
        return rename(stage, target) == 0
                   ? SSI_OK
                   : ssi_error_errno(err, "cannot publish", target);
    }
    if (renameat2(AT_FDCWD, stage, AT_FDCWD, target, RENAME_EXCHANGE) == 0) {
        return SSI_OK;
    }
    return ssi_error_errno(err, "cannot exchange", target);
}

static enum ssi_status point_latest(struct ssi_publication *publication, const char *name,
                                    struct ssi_error *err)
{
    const char *fresh =
        ssi_path_join(&publication->arena, publication->folder, ".latest");
    const char *latest =
        ssi_path_join(&publication->arena, publication->folder, "latest");
    if (!fresh || !latest) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(ssi_folder_remove(fresh, err));
    if (symlink(name, fresh) != 0 || rename(fresh, latest) != 0) {
        return ssi_error_errno(err, "cannot point to the newest result", latest);
    }
    return SSI_OK;
}

enum ssi_status ssi_publication_publish(struct ssi_publication *publication,
                                        const char *name, bool set_latest,
                                        struct ssi_error *err)
{
    const char *target = ssi_path_join(&publication->arena, publication->folder, name);
    if (!target) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(sync_all(publication->stage, err));
    SSI_TRY(exchange(publication->stage, target, err));
    if (set_latest) {
        SSI_TRY(point_latest(publication, name, err));
    }
    SSI_TRY(sync_folder(publication->folder, err));
    return ssi_folder_remove(publication->stage, err);
}

void ssi_publication_release(struct ssi_publication *publication)
{
    if (!publication) {
        return;
    }
    if (publication->lock_fd >= 0) {
        if (publication->stage) {
            enum ssi_status ignored = ssi_folder_remove(publication->stage, NULL);
            (void)ignored; // a failure here has nobody to tell; the next run removes it
        }
        (void)close(publication->lock_fd);
    }
    ssi_arena_release(&publication->arena);
    memset(publication, 0, sizeof *publication);
    publication->lock_fd = -1;
}
