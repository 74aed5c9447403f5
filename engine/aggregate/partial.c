// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes of a partial: laying out an image, opening and checking one from disk, and
// saving. Layout: header, section table, sections at multiples of 8; README.md beside
// this file.

#include "layout_internal.h"
#include "section_internal.h"

#include "ssi/file.h"

static void drop_parts(struct ssi_image *image)
{
    for (size_t i = 0; i < image->part_count; i++) {
        for (int s = 0; s < SSI_SECTION_COUNT; s++) {
            ssi_free(image->parts[i].sections[s].items);
        }
    }
    ssi_free(image->parts);
    image->parts = NULL;
    image->part_count = 0;
}

void ssi_image_release(struct ssi_image *image)
{
    for (int s = 0; image && s < SSI_SECTION_COUNT; s++) {
        ssi_free(image->sections[s].items);
        image->sections[s].items = NULL;
        image->sections[s].count = image->sections[s].cap = 0;
    }
    if (image) {
        drop_parts(image);
    }
}

enum ssi_status ssi_image_join_parts(struct ssi_image *image, struct ssi_error *err)
{
    for (size_t i = 0; i < image->part_count; i++) {
        for (uint32_t s = 0; s < SSI_SECTION_COUNT; s++) {
            size_t size = ssi_section_infos[s].record_size;
            SSI_TRY(ssi_image_add_bytes(image, (enum ssi_section)s,
                                        image->parts[i].sections[s].items,
                                        image->parts[i].sections[s].count * size, err));
        }
    }
    drop_parts(image);
    return SSI_OK;
}

size_t ssi_image_count(const struct ssi_image *image, enum ssi_section section)
{
    size_t count = image->sections[section].count;
    for (size_t i = 0; i < image->part_count; i++) {
        count += image->parts[i].sections[section].count;
    }
    return count;
}

enum ssi_status ssi_image_add_bytes(struct ssi_image *image, enum ssi_section section,
                                    const void *bytes, size_t len, struct ssi_error *err)
{
    size_t size = ssi_section_infos[section].record_size;
    size_t used = image->sections[section].count * size;
    SSI_TRY(SSI_GROW(image->sections[section].items, image->sections[section].cap,
                     used + len, err));
    if (len) {
        memcpy(image->sections[section].items + used, bytes, len);
    }
    image->sections[section].count += len / size;
    return SSI_OK;
}

enum ssi_status ssi_image_add(struct ssi_image *image, enum ssi_section section,
                              const void *record, struct ssi_error *err)
{
    return ssi_image_add_bytes(image, section, record,
                               ssi_section_infos[section].record_size, err);
}

enum ssi_status ssi_image_add_text(struct ssi_image *image, enum ssi_section ends,
                                   struct ssi_str text, struct ssi_error *err)
{
    enum ssi_section bytes = (enum ssi_section)(ends + 1);
    SSI_TRY(ssi_image_add_bytes(image, bytes, text.ptr, text.len, err));
    uint64_t end = image->sections[bytes].count;
    return ssi_image_add(image, ends, &end, err);
}

/** Points the views of a partial into its bytes, by the section table. */
static void set_views(struct ssi_partial *partial)
{
    const struct header *header = (const void *)partial->bytes.ptr;
    const struct section_entry *table =
        (const void *)(partial->bytes.ptr + sizeof *header);
    partial->zone = header->zone;
    partial->weekday_time = header->weekday_time;
    partial->calendar_digest = header->calendar_digest;
    partial->key_print = (struct ssi_digest){header->key_high, header->key_low};
    for (uint32_t s = 0; s < SSI_SECTION_COUNT; s++) {
        partial->sections[s].items = partial->bytes.ptr + table[s].offset;
        partial->sections[s].count = (size_t)table[s].count;
    }
}

void ssi_partial_view(struct ssi_partial *partial, struct ssi_str bytes)
{
    memset(partial, 0, sizeof *partial);
    partial->bytes = bytes;
    partial->mapped = true;
    set_views(partial);
}

uint64_t ssi_layout_sum(const struct header *header, const struct section_entry *table)
{
    struct header copy = *header;
    copy.checksum = 0;
    return ssi_hash_bytes(table, SSI_SECTION_COUNT * sizeof *table,
                          ssi_hash_bytes(&copy, sizeof copy, 0));
}

void ssi_layout_header(const struct ssi_image *like, uint64_t size,
                       const struct section_entry *table, struct header *out_header)
{
    memset(out_header, 0, sizeof *out_header);
    memcpy(out_header->magic, ssi_partial_magic, sizeof out_header->magic);
    out_header->version = PARTIAL_VERSION;
    out_header->section_count = SSI_SECTION_COUNT;
    out_header->size = size;
    out_header->calendar_digest = like->calendar_digest;
    out_header->key_high = like->key_print.high;
    out_header->key_low = like->key_print.low;
    memcpy(out_header->zone, like->zone, sizeof out_header->zone);
    memcpy(out_header->weekday_time, like->weekday_time, sizeof out_header->weekday_time);
    out_header->checksum = ssi_layout_sum(out_header, table);
}

/** The records of a section, not those of parts; returns the end of what was copied. */
static char *copy_records(const struct ssi_image *image, uint32_t section, char *to)
{
    size_t len = image->sections[section].count * ssi_section_infos[section].record_size;
    if (len) {
        memcpy(to, image->sections[section].items, len);
    }
    return to + len;
}

enum ssi_status ssi_image_finish(struct ssi_image *image, struct ssi_partial *out_partial,
                                 struct ssi_error *err)
{
    for (int s = SSI_SECTION_FORMATS; s < SSI_SECTION_COUNT; s++) {
        if (image->sections[s].unsorted) {
            SSI_TRY(ssi_image_sort(image, (enum ssi_section)s, err));
        }
    }
    size_t size =
        rounded(sizeof(struct header) + SSI_SECTION_COUNT * sizeof(struct section_entry));
    struct section_entry table[SSI_SECTION_COUNT];
    memset(table, 0, sizeof table);
    for (uint32_t s = 0; s < SSI_SECTION_COUNT; s++) {
        size_t record_size = ssi_section_infos[s].record_size;
        table[s].section = s;
        table[s].record_size = (uint32_t)record_size;
        table[s].offset = size;
        table[s].count = ssi_image_count(image, (enum ssi_section)s);
        size += rounded((size_t)table[s].count * record_size);
    }
    char *bytes = ssi_alloc(size, 1);
    if (!bytes) {
        return ssi_error_nomem(err);
    }
    for (uint32_t s = 0; s < SSI_SECTION_COUNT; s++) {
        char *end = bytes + table[s].offset;
        end = copy_records(image, s, end);
        for (size_t i = 0; i < image->part_count; i++) {
            end = copy_records(&image->parts[i], s, end);
        }
        size_t len = (size_t)table[s].count * table[s].record_size;
        table[s].checksum = ssi_hash_bytes(bytes + table[s].offset, len, 0);
    }
    struct header header;
    ssi_layout_header(image, size, table, &header);
    memcpy(bytes, &header, sizeof header);
    memcpy(bytes + sizeof header, table, sizeof table);
    memset(out_partial, 0, sizeof *out_partial);
    out_partial->bytes = ssi_str_of(bytes, size);
    set_views(out_partial);
    return SSI_OK;
}

static enum ssi_status refuse(struct ssi_error *err, const char *what)
{
    return ssi_error_set(err, SSI_EIO, "not a usable partial: %s; run 'ssi ingest' again",
                         what);
}

static enum ssi_status check_header(struct ssi_str bytes, struct ssi_error *err)
{
    struct header header;
    size_t head = sizeof header + SSI_SECTION_COUNT * sizeof(struct section_entry);
    if (bytes.len < sizeof ssi_partial_magic ||
        memcmp(bytes.ptr, ssi_partial_magic, sizeof ssi_partial_magic) != 0) {
        return refuse(err, "the file does not begin like one");
    }
    if (bytes.len < head) {
        return refuse(err, "it is cut off");
    }
    memcpy(&header, bytes.ptr, sizeof header);
    if (header.version != PARTIAL_VERSION || header.section_count != SSI_SECTION_COUNT) {
        return refuse(err, "it was written by another version");
    }
    const struct section_entry *table = (const void *)(bytes.ptr + sizeof header);
    if (header.size != bytes.len || header.checksum != ssi_layout_sum(&header, table) ||
        header.zone[sizeof header.zone - 1] || header.weekday_time[31]) {
        return refuse(err, header.size > bytes.len ? "it is cut off"
                                                   : "its header is damaged");
    }
    return SSI_OK;
}

/** The hash of a mapped section, of which no more than a little stays in memory. */
static uint64_t hash_mapped(const char *bytes, size_t len)
{
    struct ssi_hash_stream *stream = ssi_hash_begin();
    if (!stream) {
        return ssi_hash_bytes(bytes, len, 0);
    }
    for (size_t at = 0; at < len; at += SSI_MAPPED_WINDOW) {
        size_t step = len - at < SSI_MAPPED_WINDOW ? len - at : SSI_MAPPED_WINDOW;
        ssi_hash_update(stream, bytes + at, step);
        ssi_file_forget(bytes + at, step);
    }
    return ssi_hash_finish(stream);
}

static enum ssi_status check_section(struct ssi_str bytes, uint32_t s,
                                     const struct section_entry *entry,
                                     struct ssi_error *err)
{
    size_t size = ssi_section_infos[s].record_size;
    bool fits = entry->section == s && entry->record_size == size &&
                entry->offset % 8 == 0 && entry->offset <= bytes.len &&
                entry->count <= (bytes.len - entry->offset) / size;
    if (!fits) {
        return refuse(err, "a section lies outside the file");
    }
    if (hash_mapped(bytes.ptr + entry->offset, (size_t)entry->count * size) !=
        entry->checksum) {
        return ssi_error_set(
            err, SSI_EIO,
            "the partial is damaged: checksum of its %s; run 'ssi ingest' "
            "again",
            ssi_section_infos[s].name);
    }
    return SSI_OK;
}

static bool ends_are_valid(const struct ssi_partial *partial, enum ssi_section ends)
{
    const uint64_t *items = partial->sections[ends].items;
    uint64_t last = 0;
    for (size_t i = 0; i < partial->sections[ends].count; i++) {
        if (items[i] < last) {
            return false;
        }
        last = items[i];
    }
    return last == partial->sections[ends + 1].count;
}

/** All indices in range and all sections in order: what every user relies on. */
static enum ssi_status check_records(const struct ssi_partial *partial,
                                     struct ssi_error *err)
{
    if (!ends_are_valid(partial, SSI_SECTION_STRING_ENDS) ||
        !ends_are_valid(partial, SSI_SECTION_MEMBER_ENDS)) {
        return refuse(err, "its text tables are damaged");
    }
    for (uint32_t s = 0; s < SSI_SECTION_COUNT; s++) {
        const struct ssi_section_info *info = &ssi_section_infos[s];
        const unsigned char *items = partial->sections[s].items;
        const unsigned char *forgotten = items;
        for (size_t i = 0; info->valid && i < partial->sections[s].count; i++) {
            const unsigned char *record = items + i * info->record_size;
            if (!info->valid(record, partial) ||
                (i > 0 && info->compare(record - info->record_size, record) > 0)) {
                return refuse(err, "its records are damaged");
            }
            if ((size_t)(record - forgotten) >= SSI_MAPPED_WINDOW) {
                ssi_file_forget(forgotten, SSI_MAPPED_WINDOW);
                forgotten += SSI_MAPPED_WINDOW;
            }
        }
    }
    return SSI_OK;
}

const char *ssi_section_name(enum ssi_section section)
{
    return ssi_section_infos[section].name;
}

size_t ssi_section_record_size(enum ssi_section section)
{
    return ssi_section_infos[section].record_size;
}

uint32_t ssi_partial_version(const struct ssi_partial *partial)
{
    return ((const struct header *)(const void *)partial->bytes.ptr)->version;
}

bool ssi_partial_is(const char *path)
{
    return ssi_file_begins(path, ssi_str_of(ssi_partial_magic, sizeof ssi_partial_magic));
}

enum ssi_status ssi_partial_open(struct ssi_partial *partial, const char *path,
                                 struct ssi_error *err)
{
    memset(partial, 0, sizeof *partial);
    SSI_TRY(ssi_file_map(path, &partial->bytes, err));
    partial->mapped = true;
    enum ssi_status status = check_header(partial->bytes, err);
    for (uint32_t s = 0; status == SSI_OK && s < SSI_SECTION_COUNT; s++) {
        const struct section_entry *table =
            (const void *)(partial->bytes.ptr + sizeof(struct header));
        status = check_section(partial->bytes, s, &table[s], err);
    }
    if (status == SSI_OK) {
        set_views(partial);
        status = check_records(partial, err);
    }
    if (status != SSI_OK) {
        ssi_error_at(err, path, 0, 0);
        ssi_partial_release(partial);
    }
    return status;
}

enum ssi_status ssi_partial_map(struct ssi_partial *partial, const char *path,
                                struct ssi_error *err)
{
    struct ssi_str bytes;
    SSI_TRY(ssi_file_map(path, &bytes, err));
    ssi_partial_view(partial, bytes);
    return SSI_OK;
}

void ssi_partial_release(struct ssi_partial *partial)
{
    if (!partial) {
        return;
    }
    if (partial->borrowed) {
        memset(partial, 0, sizeof *partial);
        return;
    }
    if (partial->mapped) {
        ssi_file_unmap(partial->bytes);
    } else {
        union {
            const char *read_only;
            void *any;
        } view = {.read_only = partial->bytes.ptr};
        ssi_free(view.any);
    }
    memset(partial, 0, sizeof *partial);
}

static struct ssi_str text_at(const struct ssi_partial *partial, enum ssi_section ends,
                              uint32_t index)
{
    const uint64_t *items = partial->sections[ends].items;
    const char *bytes = partial->sections[ends + 1].items;
    uint64_t start = index ? items[index - 1] : 0;
    return ssi_str_of(bytes + start, (size_t)(items[index] - start));
}

struct ssi_str ssi_partial_string(const struct ssi_partial *partial, uint32_t index)
{
    return text_at(partial, SSI_SECTION_STRING_ENDS, index);
}

struct ssi_str ssi_partial_member(const struct ssi_partial *partial, uint32_t index)
{
    return text_at(partial, SSI_SECTION_MEMBER_ENDS, index);
}

/** Which member a record is of, in a section whose records begin with it. */
static uint32_t member_at(const struct ssi_partial *partial, enum ssi_section section,
                          size_t i)
{
    uint32_t member;
    const unsigned char *items = partial->sections[section].items;
    memcpy(&member, items + i * ssi_section_infos[section].record_size, sizeof member);
    return member;
}

static size_t search(const struct ssi_partial *partial, enum ssi_section section,
                     size_t low, size_t high, uint32_t member)
{
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        bool before = member_at(partial, section, middle) < member;
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    return low;
}

size_t ssi_partial_first_of(const struct ssi_partial *partial, enum ssi_section section,
                            uint32_t member)
{
    return search(partial, section, 0, partial->sections[section].count, member);
}

size_t ssi_partial_next_of(const struct ssi_partial *partial, enum ssi_section section,
                           uint32_t member, size_t from)
{
    size_t count = partial->sections[section].count;
    if (from > count || (from > 0 && member_at(partial, section, from - 1) >= member)) {
        return ssi_partial_first_of(partial, section, member);
    }
    size_t step = 1;
    size_t low = from;
    while (low + step < count && member_at(partial, section, low + step) < member) {
        low += step;
        step *= 2;
    }
    size_t high = low + step < count ? low + step : count;
    return search(partial, section, low, high, member);
}

size_t ssi_partial_give_back(const struct ssi_partial *partial, enum ssi_section section,
                             size_t from, size_t to)
{
    size_t size = ssi_section_infos[section].record_size;
    const unsigned char *items = partial->sections[section].items;
    if (from > to) {
        return to; // begun anew
    }
    if (!partial->mapped || (to - from) * size < SSI_MAPPED_WINDOW) {
        return from;
    }
    ssi_file_forget(items + from * size, (to - from) * size);
    return to;
}
