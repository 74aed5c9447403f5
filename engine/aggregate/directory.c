// SPDX-License-Identifier: GPL-3.0-or-later
// The directory of a partial: files and formats by number while they are read, in order
// of name and content at the end, so that neither threads nor the order of files can be
// seen in it.

#include "directory_internal.h"

#include <stdlib.h>

void ssi_directory_release(struct ssi_directory *directory)
{
    ssi_free(directory->entries);
    ssi_free(directory->formats);
    ssi_arena_release(&directory->arena);
}

void ssi_places_release(struct ssi_places *places)
{
    ssi_free(places->formats);
    ssi_free(places->sources);
}

static enum ssi_status format_number(struct ssi_directory *directory,
                                     const struct ssi_format *format,
                                     uint32_t *out_number, struct ssi_error *err)
{
    for (size_t i = 0; i < directory->format_count; i++) {
        if (directory->formats[i] == format) {
            *out_number = (uint32_t)i;
            return SSI_OK;
        }
    }
    SSI_TRY(SSI_GROW(directory->formats, directory->format_cap,
                     directory->format_count + 1, err));
    *out_number = (uint32_t)directory->format_count;
    directory->formats[directory->format_count++] = format;
    return SSI_OK;
}

enum ssi_status ssi_directory_begin(struct ssi_directory *directory,
                                    const struct ssi_reader *reader, uint32_t *out_source,
                                    uint32_t *out_format, struct ssi_error *err)
{
    struct ssi_str label;
    SSI_TRY(format_number(directory, reader->format, out_format, err));
    SSI_TRY(ssi_arena_copy(&directory->arena, ssi_str_z(reader->label), &label, err));
    SSI_TRY(SSI_GROW(directory->entries, directory->entry_cap, directory->entry_count + 1,
                     err));
    *out_source = (uint32_t)directory->entry_count;
    directory->entries[directory->entry_count++] =
        (struct ssi_directory_entry){.label = label};
    return SSI_OK;
}

/** Whether the file counts; of files with the same content the smallest label is kept. */
bool ssi_directory_end(struct ssi_directory *directory, uint32_t number,
                       const struct ssi_source_record *source)
{
    struct ssi_directory_entry *mine = &directory->entries[number];
    mine->source = *source;
    for (size_t i = 0; i < directory->entry_count; i++) {
        struct ssi_directory_entry *other = &directory->entries[i];
        if (other->counted && other->source.digest_high == source->digest_high &&
            other->source.digest_low == source->digest_low &&
            other->source.format == source->format) {
            other->label =
                ssi_str_cmp(mine->label, other->label) < 0 ? mine->label : other->label;
            return false;
        }
    }
    mine->counted = true;
    return true;
}

/** An entry or format on its way to its final place. */
struct ordered {
    const struct ssi_source_record *source;
    struct ssi_str name; /* of its format */
    uint32_t number;
};

static int by_digest_and_format(const void *a, const void *b)
{
    const struct ordered *x = a;
    const struct ordered *y = b;
    if (x->source && x->source->digest_high != y->source->digest_high) {
        return x->source->digest_high < y->source->digest_high ? -1 : 1;
    }
    if (x->source && x->source->digest_low != y->source->digest_low) {
        return x->source->digest_low < y->source->digest_low ? -1 : 1;
    }
    return ssi_str_cmp(x->name, y->name);
}

static enum ssi_status add_format(struct ssi_builder *total,
                                  const struct ssi_format *format, struct ssi_error *err)
{
    struct ssi_format_record record = {.kind = format->kind,
                                       .closed = format->closed,
                                       .activities = ssi_format_activities(format),
                                       .provides = format->provides,
                                       .digest_high = format->digest.high,
                                       .digest_low = format->digest.low};
    SSI_TRY(ssi_ids_add(&total->strings, format->name, &record.name, err));
    return ssi_image_add(&total->plain, SSI_SECTION_FORMATS, &record, err);
}

/** FORMATS of the files that count, by name; map: their places by number. */
static enum ssi_status place_formats(const struct ssi_directory *directory,
                                     struct ssi_builder *total, struct ordered *order,
                                     uint32_t *map, struct ssi_error *err)
{
    size_t count = 0;
    for (uint32_t i = 0; i < directory->format_count; i++) {
        bool used = false;
        for (size_t e = 0; e < directory->entry_count && !used; e++) {
            used =
                directory->entries[e].counted && directory->entries[e].source.format == i;
        }
        if (used) {
            order[count++] =
                (struct ordered){.name = directory->formats[i]->name, .number = i};
        }
    }
    if (count > 1) {
        qsort(order, count, sizeof *order, by_digest_and_format);
    }
    for (size_t i = 0; i < count; i++) {
        map[order[i].number] = (uint32_t)i;
        SSI_TRY(add_format(total, directory->formats[order[i].number], err));
    }
    return SSI_OK;
}

/** SOURCES by content and format, naming formats by number; map: their places by number.
 */
static enum ssi_status place_sources(const struct ssi_directory *directory,
                                     struct ssi_builder *total, struct ordered *order,
                                     uint32_t *map, struct ssi_error *err)
{
    size_t count = 0;
    for (uint32_t i = 0; i < directory->entry_count; i++) {
        const struct ssi_directory_entry *entry = &directory->entries[i];
        if (entry->counted) {
            order[count++] = (struct ordered){
                &entry->source, directory->formats[entry->source.format]->name, i};
        }
    }
    if (count > 1) {
        qsort(order, count, sizeof *order, by_digest_and_format);
    }
    for (size_t i = 0; i < count; i++) {
        struct ssi_source_record record = *order[i].source;
        struct ssi_str label = directory->entries[order[i].number].label;
        map[order[i].number] = (uint32_t)i;
        SSI_TRY(ssi_ids_add(&total->strings, label, &record.label, err));
        SSI_TRY(ssi_image_add(&total->plain, SSI_SECTION_SOURCES, &record, err));
    }
    return SSI_OK;
}

enum ssi_status ssi_directory_place(const struct ssi_directory *directory,
                                    struct ssi_builder *builder,
                                    struct ssi_places *places, struct ssi_error *err)
{
    size_t most = directory->entry_count > directory->format_count
                      ? directory->entry_count
                      : directory->format_count;
    struct ordered *order = ssi_alloc(most, sizeof *order);
    places->formats = ssi_alloc(directory->format_count, sizeof *places->formats);
    places->sources = ssi_alloc(directory->entry_count, sizeof *places->sources);
    enum ssi_status status =
        order && places->formats && places->sources ? SSI_OK : ssi_error_nomem(err);
    if (status == SSI_OK) {
        status = place_formats(directory, builder, order, places->formats, err);
    }
    if (status == SSI_OK) {
        status = place_sources(directory, builder, order, places->sources, err);
    }
    ssi_free(order);
    return status;
}
