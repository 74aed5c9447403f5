// SPDX-License-Identifier: GPL-3.0-or-later
// The door to libzip: lists the files of an archive and reads one as a stream; libzip
// checks the CRC of each at its end. Nothing is ever unpacked to disk.

#include "zip_internal.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "ssi/memory.h"

#include <zip.h>

struct ssi_zip_file {
    zip_t *archive;
    zip_file_t *file;
};

bool ssi_zip_split(const char *path, char archive[4096], const char **out_inner)
{
    static const char mark[] = ".zip:";
    for (const char *at = path; *at; at++) {
        size_t len = (size_t)(at - path) + sizeof mark - 2;
        if (ssi_str_eq_nocase(ssi_str_of(at, strnlen(at, sizeof mark - 1)),
                              ssi_str_z(mark)) &&
            len < 4096) {
            memcpy(archive, path, len);
            archive[len] = '\0';
            *out_inner = path + len + 1;
            return true;
        }
    }
    return false;
}

static enum ssi_status open_archive(const char *path, zip_t **out_archive,
                                    struct ssi_error *err)
{
    int code = 0;
    zip_t *archive = zip_open(path, ZIP_RDONLY, &code);
    if (!archive) {
        zip_error_t reason;
        zip_error_init_with_code(&reason, code);
        enum ssi_status status =
            ssi_error_set(err, SSI_EIO, "corrupt zip archive (%s); get the file again",
                          zip_error_strerror(&reason));
        zip_error_fini(&reason);
        return status;
    }
    *out_archive = archive;
    return SSI_OK;
}

enum ssi_status ssi_zip_file_open(const char *archive, const char *inner,
                                  struct ssi_zip_file **out_file, struct ssi_error *err)
{
    struct ssi_zip_file *file = ssi_alloc(1, sizeof *file);
    if (!file) {
        return ssi_error_nomem(err);
    }
    enum ssi_status status = open_archive(archive, &file->archive, err);
    if (status == SSI_OK) {
        file->file = zip_fopen(file->archive, inner, ZIP_FL_ENC_RAW);
        if (!file->file) {
            status = ssi_error_set(err, SSI_EIO, "cannot read from the archive: %s",
                                   zip_strerror(file->archive));
        }
    }
    if (status != SSI_OK) {
        ssi_zip_file_free(file);
        return status;
    }
    *out_file = file;
    return SSI_OK;
}

enum ssi_status ssi_zip_file_read(struct ssi_zip_file *file, char *buf, size_t cap,
                                  size_t *out_len, struct ssi_error *err)
{
    zip_int64_t got = zip_fread(file->file, buf, cap);
    if (got < 0) {
        return ssi_error_set(err, SSI_EIO,
                             "corrupt data in the zip archive (%s); get it again",
                             zip_file_strerror(file->file));
    }
    *out_len = (size_t)got;
    return SSI_OK;
}

void ssi_zip_file_free(struct ssi_zip_file *file)
{
    if (!file) {
        return;
    }
    if (file->file) {
        (void)zip_fclose(file->file);
    }
    if (file->archive) {
        zip_discard(file->archive);
    }
    ssi_free(file);
}

static bool begins_like_zip(const char *path)
{
    char bytes[4] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    bool zip = fd >= 0 && read(fd, bytes, sizeof bytes) == (ssize_t)sizeof bytes &&
               memcmp(bytes, "PK\x03\x04", sizeof bytes) == 0;
    if (fd >= 0) {
        (void)close(fd);
    }
    return zip;
}

static enum ssi_status visit_entries(zip_t *archive, ssi_zip_visit *visit, void *context,
                                     struct ssi_error *err)
{
    zip_int64_t count = zip_get_num_entries(archive, 0);
    for (zip_int64_t i = 0; i < count; i++) {
        const char *name = zip_get_name(archive, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
        struct ssi_str text = ssi_str_z(name);
        if (text.len > 0 && text.ptr[text.len - 1] != '/') {
            SSI_TRY(visit(context, name, err));
        }
    }
    return SSI_OK;
}

enum ssi_status ssi_zip_list(const char *path, bool *out_is_archive, ssi_zip_visit *visit,
                             void *context, struct ssi_error *err)
{
    zip_t *archive = NULL;
    *out_is_archive = false;
    if (!begins_like_zip(path)) {
        return SSI_OK;
    }
    SSI_TRY(open_archive(path, &archive, err));
    bool office = zip_name_locate(archive, "[Content_Types].xml", 0) >= 0;
    *out_is_archive = !office;
    enum ssi_status status =
        office ? SSI_OK : visit_entries(archive, visit, context, err);
    zip_discard(archive);
    return status;
}
