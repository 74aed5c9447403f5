// SPDX-License-Identifier: GPL-3.0-or-later
// Adds what one builder counted to another: a file's counts join the totals only when the
// file has ended well, and each thread has totals of its own.

#include "builder_internal.h"

#include "ssi/memory.h"

static enum ssi_status map_members(struct ssi_builder *to, const struct ssi_builder *from,
                                   uint32_t *map, struct ssi_error *err)
{
    // mostly the same people in both: no room for as many more beforehand
    for (size_t i = 0; i < from->members.count; i++) {
        SSI_TRY(ssi_members_add(&to->members, from->members.items[i], &map[i], err));
    }
    return SSI_OK;
}

static enum ssi_status map_strings(struct ssi_builder *to, const struct ssi_builder *from,
                                   uint32_t *map, struct ssi_error *err)
{
    for (size_t i = 0; i < from->strings.count; i++) {
        SSI_TRY(ssi_ids_add(&to->strings, from->strings.items[i], &map[i], err));
    }
    return SSI_OK;
}

/** Every record of a table or list, renumbered; formats and sources are common to both.
 */
static enum ssi_status fold_records(struct ssi_builder *to, enum ssi_section section,
                                    const unsigned char *items, size_t count,
                                    bool appended, const struct ssi_index_maps *maps,
                                    struct ssi_error *err)
{
    const struct ssi_section_info *info = &ssi_section_infos[section];
    union {
        struct ssi_event_record event; // the largest of them
        struct ssi_source_activity activity;
        struct ssi_label_record label;
        unsigned char bytes[128];
    } record;
    for (size_t i = 0; i < count; i++) {
        memcpy(record.bytes, items + i * info->record_size, info->record_size);
        info->remap(record.bytes, maps);
        SSI_TRY(appended ? ssi_builder_append(to, section, record.bytes, err)
                : section == SSI_SECTION_LABELS
                    ? ssi_builder_label(to, &record.label, err)
                    : ssi_builder_add(to, section, record.bytes, err));
    }
    return SSI_OK;
}

static enum ssi_status fold_all(struct ssi_builder *to, const struct ssi_builder *from,
                                bool last, const struct ssi_index_maps *maps,
                                struct ssi_error *err)
{
    for (int s = SSI_SECTION_SOURCE_WEEKS; s < SSI_SECTION_COUNT; s++) {
        enum ssi_section section = (enum ssi_section)s;
        SSI_TRY(fold_records(to, section, from->tables[s].items, from->tables[s].count,
                             false, maps, err));
        // actors of many files are the same people: looked up, until the last of them
        bool appended = last || section != SSI_SECTION_ACTORS;
        SSI_TRY(fold_records(to, section, from->lists[s].items, from->lists[s].count,
                             appended, maps, err));
    }
    return SSI_OK;
}

enum ssi_status ssi_builder_fold(struct ssi_builder *to, const struct ssi_builder *from,
                                 bool last, uint32_t **out_members, struct ssi_error *err)
{
    uint32_t *members = ssi_alloc(from->members.count, sizeof *members);
    uint32_t *strings = ssi_alloc(from->strings.count, sizeof *strings);
    enum ssi_status status = members && strings ? SSI_OK : ssi_error_nomem(err);
    if (status == SSI_OK) {
        status = map_members(to, from, members, err);
    }
    if (status == SSI_OK) {
        status = map_strings(to, from, strings, err);
    }
    if (status == SSI_OK) {
        struct ssi_index_maps maps = {.strings = strings, .members = members};
        status = fold_all(to, from, last, &maps, err);
    }
    ssi_free(strings);
    if (status != SSI_OK) {
        ssi_free(members);
        return status;
    }
    *out_members = members;
    return SSI_OK;
}

static enum ssi_status fold_row(struct ssi_builder *to, const struct ssi_builder *from,
                                const struct ssi_week_row *row, const uint32_t *columns,
                                const uint32_t *members, struct ssi_error *err)
{
    struct ssi_week_row *sum;
    SSI_TRY(ssi_builder_week(to, members[row->member], row->week, &sum, err));
    sum->days |= row->days;
    for (uint32_t c = 0; c < from->weeks.used_columns; c++) {
        SSI_TRY(ssi_builder_add_to_row(to, sum, columns[c], row->n[c], err));
    }
    return SSI_OK;
}

enum ssi_status ssi_builder_fold_weeks(struct ssi_builder *to,
                                       const struct ssi_builder *from,
                                       const uint32_t *members, struct ssi_error *err)
{
    uint32_t columns[SSI_ACTIVITY_COUNT];
    for (uint32_t c = 0; c < from->weeks.used_columns; c++) {
        enum ssi_activity activity = (enum ssi_activity)from->weeks.activity_of[c];
        SSI_TRY(ssi_weeks_column(&to->weeks, activity, &columns[c], err));
    }
    for (size_t i = 0; i < from->weeks.count; i++) {
        SSI_TRY(fold_row(to, from, ssi_weeks_at(&from->weeks, i), columns, members, err));
    }
    return SSI_OK;
}
