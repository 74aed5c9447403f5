// SPDX-License-Identifier: GPL-3.0-or-later
// Counts many files into one partial: each file into a builder of its own first, which joins
// the totals of its thread when the file has ended well. A file counts as a whole or not at
// all, and files with the same content count once.

#include "tally_internal.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "ssi/memory.h"

/** A file that was begun; its number in the list is the source of its records. */
struct entry {
    struct ssi_source_record source; /* format: a number of the collection */
    struct ssi_str label;
    bool counted;
};

/** What a thread has counted. */
struct totals {
    struct ssi_builder builder;
    bool any;
};

struct ssi_collection {
    const struct ssi_calendar *calendar;
    struct ssi_digest key_print;
    struct totals *totals; /* by worker */
    size_t workers;
    pthread_mutex_t mutex; /* of all that follows */
    struct entry *entries;
    size_t entry_count, entry_cap;
    const struct ssi_format **formats; /* in order of arrival */
    size_t format_count, format_cap;
    struct ssi_arena arena; /* labels */
};

enum ssi_status ssi_collection_new(const struct ssi_calendar *calendar, size_t workers,
                                   struct ssi_digest key_print,
                                   struct ssi_collection **out_collection,
                                   struct ssi_error *err)
{
    struct ssi_collection *c = ssi_alloc(1, sizeof *c);
    if (!c) {
        return ssi_error_nomem(err);
    }
    c->calendar = calendar;
    c->key_print = key_print;
    c->totals = ssi_alloc(workers, sizeof *c->totals);
    if (!c->totals || pthread_mutex_init(&c->mutex, NULL) != 0) {
        ssi_free(c->totals);
        ssi_free(c);
        return ssi_error_nomem(err);
    }
    c->workers = workers;
    for (size_t i = 0; i < workers; i++) {
        ssi_builder_init(&c->totals[i].builder);
    }
    *out_collection = c;
    return SSI_OK;
}

void ssi_collection_free(struct ssi_collection *c)
{
    if (!c) {
        return;
    }
    for (size_t i = 0; i < c->workers; i++) {
        ssi_builder_release(&c->totals[i].builder);
    }
    (void)pthread_mutex_destroy(&c->mutex);
    ssi_free(c->totals);
    ssi_free(c->entries);
    ssi_free(c->formats);
    ssi_arena_release(&c->arena);
    ssi_free(c);
}

static enum ssi_status format_number(struct ssi_collection *c, const struct ssi_format *format,
                                     uint32_t *out_number, struct ssi_error *err)
{
    for (size_t i = 0; i < c->format_count; i++) {
        if (c->formats[i] == format) {
            *out_number = (uint32_t)i;
            return SSI_OK;
        }
    }
    SSI_TRY(SSI_GROW(c->formats, c->format_cap, c->format_count + 1, err));
    *out_number = (uint32_t)c->format_count;
    c->formats[c->format_count++] = format;
    return SSI_OK;
}

static enum ssi_status begin_locked(struct ssi_collection *c, const struct ssi_reader *reader,
                                    uint32_t *out_source, uint32_t *out_format,
                                    struct ssi_error *err)
{
    struct ssi_str label;
    SSI_TRY(format_number(c, reader->format, out_format, err));
    SSI_TRY(ssi_arena_copy(&c->arena, ssi_str_z(reader->label), &label, err));
    SSI_TRY(SSI_GROW(c->entries, c->entry_cap, c->entry_count + 1, err));
    *out_source = (uint32_t)c->entry_count;
    c->entries[c->entry_count++] = (struct entry){.label = label};
    return SSI_OK;
}

/** Whether the file counts; of files with the same content the smallest label is kept. */
static bool end_locked(struct ssi_collection *c, uint32_t number,
                       const struct ssi_source_record *source)
{
    struct entry *mine = &c->entries[number];
    mine->source = *source;
    for (size_t i = 0; i < c->entry_count; i++) {
        struct entry *other = &c->entries[i];
        if (other->counted && other->source.digest_high == source->digest_high &&
            other->source.digest_low == source->digest_low &&
            other->source.format == source->format) {
            other->label = ssi_str_cmp(mine->label, other->label) < 0 ? mine->label
                                                                      : other->label;
            return false;
        }
    }
    mine->counted = true;
    return true;
}

/** Takes what a builder counted over into the totals. */
static enum ssi_status join(struct totals *totals, struct ssi_builder *counted,
                            struct ssi_error *err)
{
    if (totals->any) {
        return ssi_builder_fold(&totals->builder, counted, err);
    }
    struct ssi_builder empty = totals->builder;
    totals->builder = *counted;
    *counted = empty;
    totals->any = true;
    return SSI_OK;
}

enum ssi_status ssi_collection_read(struct ssi_collection *c, size_t worker,
                                    struct ssi_reader *reader,
                                    const struct ssi_aggregate_options *options,
                                    struct ssi_source_record *out_source,
                                    struct ssi_error *err)
{
    struct ssi_builder file;
    struct ssi_source_record source;
    uint32_t number = 0;
    uint32_t format = 0;
    (void)pthread_mutex_lock(&c->mutex);
    enum ssi_status status = begin_locked(c, reader, &number, &format, err);
    (void)pthread_mutex_unlock(&c->mutex);
    if (status != SSI_OK) {
        ssi_reader_release(reader);
        return status;
    }
    ssi_builder_init(&file);
    status = ssi_tally_file(&file, reader, options, number, format, &source, err);
    if (status == SSI_OK) {
        source.format = format;
        (void)pthread_mutex_lock(&c->mutex);
        bool counted = end_locked(c, number, &source);
        (void)pthread_mutex_unlock(&c->mutex);
        status = counted ? join(&c->totals[worker], &file, err) : SSI_OK;
    }
    if (status == SSI_OK) {
        *out_source = source;
    }
    ssi_builder_release(&file);
    return status;
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

static enum ssi_status add_format(struct ssi_builder *total, const struct ssi_format *format,
                                  struct ssi_error *err)
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
static enum ssi_status place_formats(const struct ssi_collection *c, struct ssi_builder *total,
                                     struct ordered *order, uint32_t *map,
                                     struct ssi_error *err)
{
    size_t count = 0;
    for (uint32_t i = 0; i < c->format_count; i++) {
        bool used = false;
        for (size_t e = 0; e < c->entry_count && !used; e++) {
            used = c->entries[e].counted && c->entries[e].source.format == i;
        }
        if (used) {
            order[count++] = (struct ordered){.name = c->formats[i]->name, .number = i};
        }
    }
    if (count > 1) {
        qsort(order, count, sizeof *order, by_digest_and_format);
    }
    for (size_t i = 0; i < count; i++) {
        map[order[i].number] = (uint32_t)i;
        SSI_TRY(add_format(total, c->formats[order[i].number], err));
    }
    return SSI_OK;
}

/** SOURCES by content and format, naming formats by number; map: their places by number. */
static enum ssi_status place_sources(const struct ssi_collection *c, struct ssi_builder *total,
                                     struct ordered *order, uint32_t *map,
                                     struct ssi_error *err)
{
    size_t count = 0;
    for (uint32_t i = 0; i < c->entry_count; i++) {
        const struct entry *entry = &c->entries[i];
        if (entry->counted) {
            order[count++] = (struct ordered){
                &entry->source, c->formats[entry->source.format]->name, i};
        }
    }
    if (count > 1) {
        qsort(order, count, sizeof *order, by_digest_and_format);
    }
    for (size_t i = 0; i < count; i++) {
        struct ssi_source_record record = *order[i].source;
        struct ssi_str label = c->entries[order[i].number].label;
        map[order[i].number] = (uint32_t)i;
        SSI_TRY(ssi_ids_add(&total->strings, label, &record.label, err));
        SSI_TRY(ssi_image_add(&total->plain, SSI_SECTION_SOURCES, &record, err));
    }
    return SSI_OK;
}

static void describe_calendar(const struct ssi_calendar *calendar, struct ssi_image *image)
{
    static const char *const names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    image->calendar_digest = calendar->digest;
    (void)snprintf(image->zone, sizeof image->zone, "%s", ssi_zone_name(calendar->zone));
    (void)snprintf(image->weekday_time, sizeof image->weekday_time, "%s %02d:%02d",
                   names[calendar->weekday], (int)(calendar->time_secs / 3600),
                   (int)(calendar->time_secs / 60 % 60));
}

static enum ssi_status finish(struct ssi_collection *c, const struct ssi_index_maps *maps,
                              struct ssi_partial *out_partial, struct ssi_error *err)
{
    struct ssi_image image = {0};
    describe_calendar(c->calendar, &image);
    enum ssi_status status = ssi_builder_finish(&c->totals[0].builder, maps, &image, err);
    if (status == SSI_OK) {
        if (image.sections[SSI_SECTION_EVENTS].count > 0) {
            image.key_print = c->key_print;
        }
        status = ssi_image_finish(&image, out_partial, err);
    }
    ssi_image_release(&image);
    return status;
}

enum ssi_status ssi_collection_finish(struct ssi_collection *c,
                                      struct ssi_partial *out_partial, struct ssi_error *err)
{
    struct ssi_builder *total = &c->totals[0].builder;
    size_t most = c->entry_count > c->format_count ? c->entry_count : c->format_count;
    struct ordered *order = ssi_alloc(most, sizeof *order);
    uint32_t *formats = ssi_alloc(c->format_count, sizeof *formats);
    uint32_t *sources = ssi_alloc(c->entry_count, sizeof *sources);
    enum ssi_status status =
        order && formats && sources ? SSI_OK : ssi_error_nomem(err);
    for (size_t i = 1; status == SSI_OK && i < c->workers; i++) {
        status = c->totals[i].any ? join(&c->totals[0], &c->totals[i].builder, err) : SSI_OK;
        ssi_builder_release(&c->totals[i].builder);
    }
    if (status == SSI_OK) {
        status = place_formats(c, total, order, formats, err);
    }
    if (status == SSI_OK) {
        status = place_sources(c, total, order, sources, err);
    }
    if (status == SSI_OK) {
        struct ssi_index_maps maps = {.formats = formats, .sources = sources};
        status = finish(c, &maps, out_partial, err);
    }
    ssi_free(order);
    ssi_free(formats);
    ssi_free(sources);
    return status;
}
