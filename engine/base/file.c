// SPDX-License-Identifier: GPL-3.0-or-later
// Paths, walking folders in name order, reading and mapping files, making and removing
// folders. Paths come from the operator, never from the contents of an export.

#define _DEFAULT_SOURCE // madvise

#include "ssi/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "zip_internal.h"

#include "ssi/output.h"
#include "ssi/source.h"

static enum ssi_status read_all(struct ssi_source *source, size_t limit,
                                struct ssi_output *collected, struct ssi_error *err)
{
    char buf[64 * 1024];
    for (;;) {
        size_t len;
        SSI_TRY(ssi_source_read(source, buf, sizeof buf, &len, err));
        if (len == 0) {
            return SSI_OK;
        }
        ssi_output_write(collected, buf, len);
        if (ssi_output_size(collected) > limit) {
            return ssi_error_set(err, SSI_EUSAGE, "larger than %zu bytes", limit);
        }
    }
}

enum ssi_status ssi_file_read(const char *path, size_t limit, struct ssi_arena *arena,
                              struct ssi_str *out_bytes, struct ssi_error *err)
{
    struct ssi_source *source = NULL;
    struct ssi_output *collected = NULL;
    enum ssi_status status = ssi_source_open(path, &source, err);
    if (status == SSI_OK) {
        status = ssi_output_memory(&collected, err);
    }
    if (status == SSI_OK) {
        status = read_all(source, limit, collected, err);
    }
    if (status == SSI_OK) {
        status = ssi_arena_copy(arena, ssi_output_bytes(collected), out_bytes, err);
    } else {
        ssi_error_at(err, path, 0, 0);
    }
    ssi_output_abandon(collected);
    ssi_source_free(source);
    return status;
}

enum ssi_status ssi_file_map(const char *path, struct ssi_str *out_bytes,
                             struct ssi_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0) {
        enum ssi_status status = ssi_error_errno(err, "cannot open", path);
        if (fd >= 0) {
            (void)close(fd);
        }
        return status;
    }
    void *mapped = NULL;
    if (S_ISREG(info.st_mode) && info.st_size > 0) {
        mapped = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    }
    enum ssi_status status =
        mapped == MAP_FAILED ? ssi_error_errno(err, "cannot map", path) : SSI_OK;
    (void)close(fd);
    if (status == SSI_OK) {
        *out_bytes = ssi_str_of(mapped, mapped ? (size_t)info.st_size : 0);
    }
    return status;
}

void ssi_file_forget(const void *from, size_t len)
{
    enum { PAGE = 4096 };
    union {
        const void *read_only;
        char *any;
    } view = {.read_only = from};
    size_t skip = (PAGE - (uintptr_t)from % PAGE) % PAGE;
    if (len > skip + PAGE) {
        (void)madvise(view.any + skip, (len - skip) / PAGE * PAGE, MADV_DONTNEED);
    }
}

void ssi_file_unmap(struct ssi_str bytes)
{
    if (bytes.ptr) {
        union {
            const void *read_only;
            void *any;
        } view = {.read_only = bytes.ptr};
        (void)munmap(view.any, bytes.len);
    }
}

bool ssi_file_begins(const char *path, struct ssi_str start)
{
    struct stat info;
    char bytes[64];
    // a pipe is not even opened: what is read from it once is gone
    if (start.len > sizeof bytes || stat(path, &info) != 0 || !S_ISREG(info.st_mode)) {
        return false;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd >= 0 ? read(fd, bytes, start.len) : -1;
    if (fd >= 0) {
        (void)close(fd);
    }
    return got == (ssize_t)start.len && memcmp(bytes, start.ptr, start.len) == 0;
}

bool ssi_file_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

bool ssi_file_is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

const char *ssi_path_join(struct ssi_arena *arena, const char *folder, const char *name)
{
    size_t folder_len = name[0] == '/' ? 0 : strlen(folder);
    size_t name_len = strlen(name);
    char *path = ssi_arena_alloc(arena, folder_len + name_len + 2);
    if (!path) {
        return NULL;
    }
    memcpy(path, folder, folder_len);
    if (folder_len > 0 && folder[folder_len - 1] != '/') {
        path[folder_len++] = '/';
    }
    memcpy(path + folder_len, name, name_len);
    return path;
}

const char *ssi_path_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *ssi_path_inner_base(const char *path)
{
    char archive[4096];
    const char *inner = path;
    (void)ssi_zip_split(path, archive, &inner);
    return ssi_path_base(inner);
}

const char *ssi_path_folder(struct ssi_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash) {
        return ".";
    }
    struct ssi_str copy;
    size_t len = slash == path ? 1 : (size_t)(slash - path);
    return ssi_arena_copy(arena, ssi_str_of(path, len), &copy, NULL) == SSI_OK ? copy.ptr
                                                                               : NULL;
}

static enum ssi_status list_push(struct ssi_path_list *list, const char *path, bool named,
                                 struct ssi_error *err)
{
    struct ssi_str copy;
    SSI_TRY(SSI_GROW(list->items, list->cap, list->count + 1, err));
    SSI_TRY(ssi_arena_copy(&list->arena, ssi_str_z(path), &copy, err));
    list->items[list->count++] =
        (struct ssi_listed_path){.path = copy.ptr, .named = named};
    return SSI_OK;
}

/** The list that the files of an archive go to. */
struct expansion {
    struct ssi_path_list *list;
    const char *archive;
};

/** "archive.zip:folder/file.csv", without hidden files and what systems add. */
static enum ssi_status add_archived(void *context, const char *inner,
                                    struct ssi_error *err)
{
    const struct expansion *expansion = context;
    const char *base = ssi_path_base(inner);
    char path[8192];
    int len = snprintf(path, sizeof path, "%s:%s", expansion->archive, inner);
    bool hidden =
        base[0] == '.' || ssi_str_starts(ssi_str_z(inner), ssi_str_z("__MACOSX/"));
    return hidden || len < 0 || (size_t)len >= sizeof path
               ? SSI_OK
               : list_push(expansion->list, path, false, err);
}

/** A file; the files inside when it is an archive. */
static enum ssi_status add_file(struct ssi_path_list *list, const char *path, bool named,
                                struct ssi_error *err)
{
    struct expansion expansion = {.list = list, .archive = path};
    bool archive = false;
    enum ssi_status status = SSI_OK;
    if (ssi_str_eq_nocase(ssi_str_z(strlen(path) > 4 ? path + strlen(path) - 4 : ""),
                          ssi_str_z(".zip"))) {
        status = ssi_zip_list(path, &archive, add_archived, &expansion, err);
    }
    if (status != SSI_OK) {
        ssi_error_at(err, path, 0, 0);
    }
    return status != SSI_OK || archive ? status : list_push(list, path, named, err);
}

static int select_entry(const struct dirent *entry)
{
    struct ssi_str name = ssi_str_z(entry->d_name);
    return name.ptr[0] != '.' && !ssi_str_ends(name, ssi_str_z(".part")) &&
           !ssi_str_ends(name, ssi_str_z(".tmp")) &&
           !ssi_str_ends(name, ssi_str_z(".crdownload"));
}

/** By bytes: alphasort would follow the locale. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static enum ssi_status add_folder(struct ssi_path_list *list, const char *path, int depth,
                                  struct ssi_error *err);

/** A published week: our own output is never an input, also where it lies among exports.
 */
static bool is_published(struct ssi_path_list *list, const char *path)
{
    static const char *const marks[] = {"manifest.json", "run.json", "scores.csv"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *mark = ssi_path_join(&list->arena, path, marks[i]);
        if (!mark || !ssi_file_exists(mark)) {
            return false;
        }
    }
    return true;
}

static enum ssi_status add_found(struct ssi_path_list *list, const char *path, int depth,
                                 struct ssi_error *err)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        return ssi_error_errno(err, "cannot look at", path);
    }
    if (S_ISDIR(info.st_mode)) {
        return is_published(list, path) ? SSI_OK : add_folder(list, path, depth + 1, err);
    }
    return S_ISREG(info.st_mode) ? add_file(list, path, false, err) : SSI_OK;
}

static enum ssi_status add_folder(struct ssi_path_list *list, const char *path, int depth,
                                  struct ssi_error *err)
{
    if (depth > 32) {
        return ssi_error_set(err, SSI_EIO, "folders nested deeper than 32 at '%.200s'",
                             path);
    }
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, select_entry, by_name);
    if (count < 0) {
        return ssi_error_errno(err, "cannot list", path);
    }
    enum ssi_status status = SSI_OK;
    for (int i = 0; i < count; i++) {
        const char *full = ssi_path_join(&list->arena, path, entries[i]->d_name);
        if (status == SSI_OK) {
            status = full ? add_found(list, full, depth, err) : ssi_error_nomem(err);
        }
        free(entries[i]);
    }
    free(entries);
    return status;
}

enum ssi_status ssi_path_list_add(struct ssi_path_list *list, const char *path,
                                  struct ssi_error *err)
{
    struct stat info;
    if (strcmp(path, "-") == 0) {
        return list_push(list, path, true, err);
    }
    if (stat(path, &info) != 0) {
        return ssi_error_errno(err, "cannot open", path);
    }
    return S_ISDIR(info.st_mode) ? add_folder(list, path, 0, err)
                                 : add_file(list, path, true, err);
}

void ssi_path_list_release(struct ssi_path_list *list)
{
    if (list) {
        ssi_free(list->items);
        ssi_arena_release(&list->arena);
        memset(list, 0, sizeof *list);
    }
}

enum ssi_status ssi_folder_make(const char *path, struct ssi_error *err)
{
    if (ssi_file_is_folder(path)) {
        return SSI_OK;
    }
    if (ssi_file_exists(path)) {
        char name[SSI_QUOTE_SIZE];
        return ssi_error_set(err, SSI_EIO,
                             "%s is a file, not a folder; give another path",
                             ssi_quote(ssi_str_z(path), name));
    }
    struct ssi_arena arena = {0};
    const char *above = ssi_path_folder(&arena, path);
    enum ssi_status status = above ? SSI_OK : ssi_error_nomem(err);
    if (status == SSI_OK && strcmp(above, path) != 0) {
        status = ssi_folder_make(above, err);
    }
    if (status == SSI_OK && mkdir(path, 0700) != 0 && !ssi_file_is_folder(path)) {
        status = ssi_error_errno(err, "cannot make folder", path);
    }
    ssi_arena_release(&arena);
    return status;
}

typedef enum ssi_status visit_function(const char *path, const char *name, void *context,
                                       struct ssi_error *err);

/** Calls visit for every entry of a folder, hidden ones too. */
static enum ssi_status each_entry(const char *path, visit_function *visit, void *context,
                                  struct ssi_error *err)
{
    DIR *folder = opendir(path);
    if (!folder) {
        return ssi_error_errno(err, "cannot list", path);
    }
    enum ssi_status status = SSI_OK;
    struct ssi_arena arena = {0};
    struct dirent *entry;
    while (status == SSI_OK && (entry = readdir(folder)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        const char *full = ssi_path_join(&arena, path, entry->d_name);
        status = full ? visit(full, entry->d_name, context, err) : ssi_error_nomem(err);
    }
    ssi_arena_release(&arena);
    (void)closedir(folder);
    return status;
}

static enum ssi_status remove_visit(const char *path, const char *name, void *context,
                                    struct ssi_error *err)
{
    (void)name;
    (void)context;
    return ssi_folder_remove(path, err);
}

enum ssi_status ssi_folder_remove(const char *path, struct ssi_error *err)
{
    struct stat info;
    if (lstat(path, &info) != 0) {
        return errno == ENOENT ? SSI_OK : ssi_error_errno(err, "cannot look at", path);
    }
    if (S_ISDIR(info.st_mode)) {
        SSI_TRY(each_entry(path, remove_visit, NULL, err));
        return rmdir(path) == 0 ? SSI_OK : ssi_error_errno(err, "cannot remove", path);
    }
    return unlink(path) == 0 ? SSI_OK : ssi_error_errno(err, "cannot remove", path);
}

static enum ssi_status share_visit(const char *path, const char *name, void *context,
                                   struct ssi_error *err)
{
    (void)name;
    (void)context;
    return ssi_folder_share(path, err);
}

enum ssi_status ssi_folder_share(const char *path, struct ssi_error *err)
{
    bool folder = ssi_file_is_folder(path);
    if (folder) {
        SSI_TRY(each_entry(path, share_visit, NULL, err));
    }
    return chmod(path, folder ? 0750 : 0640) == 0
               ? SSI_OK
               : ssi_error_errno(err, "cannot change the mode of", path);
}

bool ssi_file_is_shared(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && (info.st_mode & S_IRGRP);
}

static enum ssi_status clone_visit(const char *path, const char *name, void *context,
                                   struct ssi_error *err)
{
    const char *to = context;
    struct ssi_arena arena = {0};
    const char *target = ssi_path_join(&arena, to, name);
    enum ssi_status status = SSI_OK;
    if (!target) {
        status = ssi_error_nomem(err);
    } else if (ssi_file_is_folder(path)) {
        status = ssi_folder_clone(path, target, err);
    } else if (link(path, target) != 0) {
        status = ssi_error_errno(err, "cannot link", target);
    }
    ssi_arena_release(&arena);
    return status;
}

enum ssi_status ssi_folder_clone(const char *from, const char *to, struct ssi_error *err)
{
    struct ssi_str name = ssi_str_z(to);
    SSI_TRY(ssi_folder_make(to, err));
    char *copy = ssi_alloc(name.len + 1, 1);
    if (!copy) {
        return ssi_error_nomem(err);
    }
    memcpy(copy, name.ptr, name.len);
    enum ssi_status status = each_entry(from, clone_visit, copy, err);
    ssi_free(copy);
    return status;
}
