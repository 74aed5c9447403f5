// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a partial section by section, so that one may be larger than memory. The header
// and the table of sections, which begin the file, are put in last.

#include "layout_internal.h"

#include <stdio.h>

#include "ssi/file.h"
#include "ssi/memory.h"
#include "ssi/output.h"

enum { BUFFER = 64 * 1024 };

struct ssi_partial_writer {
    struct ssi_output *output;
    const char *path; /* final; NULL of a temporary file */
    const char
        *temporary; /* written beside and renamed: a partial on disk is always whole */
    struct ssi_arena arena;
    struct section_entry table[SSI_SECTION_COUNT];
    uint32_t section; /* at hand */
    struct ssi_hash_stream *hash;
    size_t used;
    char buf[BUFFER];
};

void ssi_writer_abandon(struct ssi_partial_writer *writer)
{
    if (writer) {
        ssi_output_abandon(writer->output);
        if (writer->temporary) {
            enum ssi_status ignored = ssi_folder_remove(writer->temporary, NULL);
            (void)ignored; // the error that led here is the one to tell
        }
        if (writer->hash) {
            (void)ssi_hash_finish(writer->hash);
        }
        ssi_arena_release(&writer->arena);
        ssi_free(writer);
    }
}

static enum ssi_status open_beside(struct ssi_partial_writer *writer, const char *path,
                                   struct ssi_error *err)
{
    char name[64];
    struct ssi_str kept;
    (void)snprintf(name, sizeof name, ".%016llx.part",
                   (unsigned long long)ssi_hash_bytes(path, strlen(path), 1));
    const char *folder = ssi_path_folder(&writer->arena, path);
    const char *temporary = folder ? ssi_path_join(&writer->arena, folder, name) : NULL;
    if (!temporary) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(ssi_arena_copy(&writer->arena, ssi_str_z(path), &kept, err));
    SSI_TRY(ssi_folder_remove(temporary, err));
    SSI_TRY(ssi_output_open(temporary, SSI_OUTPUT_PLAIN, &writer->output, err));
    writer->path = kept.ptr;
    writer->temporary = temporary;
    return SSI_OK;
}

static enum ssi_status begin_section(struct ssi_partial_writer *writer,
                                     struct ssi_error *err)
{
    struct section_entry *entry = &writer->table[writer->section];
    entry->section = writer->section;
    entry->record_size = (uint32_t)ssi_section_infos[writer->section].record_size;
    entry->offset = ssi_output_size(writer->output);
    writer->hash = ssi_hash_begin();
    return writer->hash ? SSI_OK : ssi_error_nomem(err);
}

enum ssi_status ssi_writer_open(const char *path, const char *folder,
                                struct ssi_partial_writer **out_writer,
                                struct ssi_error *err)
{
    enum {
        HEAD = sizeof(struct header) + SSI_SECTION_COUNT * sizeof(struct section_entry)
    };
    static const char nothing[HEAD];
    struct ssi_partial_writer *writer = ssi_alloc(1, sizeof *writer);
    if (!writer) {
        return ssi_error_nomem(err);
    }
    enum ssi_status status = path ? open_beside(writer, path, err)
                                  : ssi_output_temporary(folder, &writer->output, err);
    if (status == SSI_OK) {
        ssi_output_write(writer->output, nothing, rounded(sizeof nothing));
        status = begin_section(writer, err);
    }
    if (status != SSI_OK) {
        ssi_writer_abandon(writer);
        return status;
    }
    *out_writer = writer;
    return SSI_OK;
}

static void flush(struct ssi_partial_writer *writer)
{
    ssi_hash_update(writer->hash, writer->buf, writer->used);
    ssi_output_write(writer->output, writer->buf, writer->used);
    writer->used = 0;
}

static void end_section(struct ssi_partial_writer *writer)
{
    static const char nothing[8];
    struct section_entry *entry = &writer->table[writer->section];
    flush(writer);
    size_t len = (size_t)(ssi_output_size(writer->output) - entry->offset);
    entry->count = len / entry->record_size;
    entry->checksum = ssi_hash_finish(writer->hash);
    writer->hash = NULL;
    ssi_output_write(writer->output, nothing, rounded(len) - len);
}

static enum ssi_status turn_to(struct ssi_partial_writer *writer, uint32_t section,
                               struct ssi_error *err)
{
    while (writer->section < section) {
        end_section(writer);
        writer->section++;
        if (writer->section < SSI_SECTION_COUNT) {
            SSI_TRY(begin_section(writer, err));
        }
    }
    return SSI_OK;
}

enum ssi_status ssi_writer_put(struct ssi_partial_writer *writer,
                               enum ssi_section section, const void *records,
                               size_t bytes, struct ssi_error *err)
{
    if ((uint32_t)section != writer->section) {
        SSI_TRY(turn_to(writer, (uint32_t)section, err));
    }
    if (bytes > sizeof writer->buf - writer->used) {
        flush(writer);
    }
    if (bytes > sizeof writer->buf) {
        ssi_hash_update(writer->hash, records, bytes);
        ssi_output_write(writer->output, records, bytes);
    } else if (bytes > 0) {
        memcpy(writer->buf + writer->used, records, bytes);
        writer->used += bytes;
    }
    return SSI_OK;
}

/** An unsorted section in order, records of one key added up. */
static enum ssi_status put_unsorted(struct ssi_partial_writer *writer,
                                    const struct ssi_image *image,
                                    enum ssi_section section, struct ssi_error *err)
{
    const struct ssi_section_info *info = &ssi_section_infos[section];
    const unsigned char *items = image->sections[section].items;
    _Alignas(8) unsigned char sum[128];
    uint32_t *order = NULL;
    enum ssi_status status = ssi_image_order(image, section, &order, err);
    for (size_t i = 0; status == SSI_OK && i < image->sections[section].count; i++) {
        const unsigned char *record = items + order[i] * info->record_size;
        if (i > 0 && info->compare(sum, record) == 0) {
            info->combine(sum, record);
            continue;
        }
        if (i > 0) {
            status = ssi_writer_put(writer, section, sum, info->record_size, err);
        }
        memcpy(sum, record, info->record_size);
    }
    if (status == SSI_OK && image->sections[section].count > 0) {
        status = ssi_writer_put(writer, section, sum, info->record_size, err);
    }
    ssi_free(order);
    return status;
}

/** A section that is in order, without those of parts. */
static enum ssi_status put_sorted(struct ssi_partial_writer *writer,
                                  const struct ssi_image *image, enum ssi_section section,
                                  struct ssi_error *err)
{
    size_t bytes =
        image->sections[section].count * ssi_section_infos[section].record_size;
    return ssi_writer_put(writer, section, image->sections[section].items, bytes, err);
}

enum ssi_status ssi_writer_put_image(struct ssi_partial_writer *writer,
                                     const struct ssi_image *image, struct ssi_error *err)
{
    for (int s = 0; s < SSI_SECTION_COUNT; s++) {
        enum ssi_section section = (enum ssi_section)s;
        SSI_TRY(image->sections[s].unsorted ? put_unsorted(writer, image, section, err)
                                            : put_sorted(writer, image, section, err));
        for (size_t i = 0; i < image->part_count; i++) {
            SSI_TRY(put_sorted(writer, &image->parts[i], section, err));
        }
    }
    return SSI_OK;
}

/** The header and the table, at the beginning. */
static enum ssi_status complete(struct ssi_partial_writer *writer,
                                const struct ssi_image *like, struct ssi_error *err)
{
    struct header header;
    SSI_TRY(turn_to(writer, SSI_SECTION_COUNT, err));
    ssi_layout_header(like, ssi_output_size(writer->output), writer->table, &header);
    ssi_output_patch(writer->output, 0, &header, sizeof header);
    ssi_output_patch(writer->output, sizeof header, writer->table, sizeof writer->table);
    return SSI_OK;
}

enum ssi_status ssi_writer_close(struct ssi_partial_writer *writer,
                                 const struct ssi_image *like, struct ssi_error *err)
{
    enum ssi_status status = complete(writer, like, err);
    if (status == SSI_OK) {
        struct ssi_output *output = writer->output;
        writer->output = NULL;
        status = ssi_output_close(output, err);
    }
    if (status == SSI_OK && rename(writer->temporary, writer->path) != 0) {
        status = ssi_error_errno(err, "cannot write", writer->path);
    }
    if (status == SSI_OK) {
        writer->temporary = NULL;
    }
    ssi_writer_abandon(writer);
    return status;
}

enum ssi_status ssi_writer_map(struct ssi_partial_writer *writer,
                               const struct ssi_image *like,
                               struct ssi_partial *out_partial, struct ssi_error *err)
{
    struct ssi_str bytes;
    enum ssi_status status = complete(writer, like, err);
    if (status == SSI_OK) {
        struct ssi_output *output = writer->output;
        writer->output = NULL;
        status = ssi_output_map(output, &bytes, err);
    }
    if (status == SSI_OK) {
        ssi_partial_view(out_partial, bytes);
    }
    ssi_writer_abandon(writer);
    return status;
}

enum ssi_status ssi_partial_save(const struct ssi_partial *partial, const char *path,
                                 struct ssi_error *err)
{
    struct ssi_partial_writer *writer = NULL;
    struct ssi_image like = {.calendar_digest = partial->calendar_digest,
                             .key_print = partial->key_print};
    memcpy(like.zone, partial->zone, sizeof like.zone);
    memcpy(like.weekday_time, partial->weekday_time, sizeof like.weekday_time);
    SSI_TRY(ssi_writer_open(path, NULL, &writer, err));
    enum ssi_status status = SSI_OK;
    for (int s = 0; status == SSI_OK && s < SSI_SECTION_COUNT; s++) {
        size_t bytes = partial->sections[s].count * ssi_section_infos[s].record_size;
        status = ssi_writer_put(writer, (enum ssi_section)s, partial->sections[s].items,
                                bytes, err);
    }
    if (status != SSI_OK) {
        ssi_writer_abandon(writer);
        return status;
    }
    return ssi_writer_close(writer, &like, err);
}
