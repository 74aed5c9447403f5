// SPDX-License-Identifier: GPL-3.0-or-later
// Sorts what a builder counted into the image of a partial.

#include "builder_internal.h"

#include <stdlib.h>

#include "ssi/memory.h"

/** A text with its first eight bytes as a number that sorts alike. */
struct ranked {
    uint64_t prefix;
    struct ssi_str text;
    uint32_t index;
};

static uint64_t prefix_of(struct ssi_str text)
{
    uint64_t word = 0;
    memcpy(&word, text.ptr, text.len < sizeof word ? text.len : sizeof word);
    return __builtin_bswap64(word);
}

static int by_text(const void *a, const void *b)
{
    const struct ranked *x = a;
    const struct ranked *y = b;
    if (x->prefix != y->prefix) {
        return x->prefix < y->prefix ? -1 : 1;
    }
    return ssi_str_cmp(x->text, y->text);
}

/** Writes the texts in order and gives the rank of each index. */
static enum ssi_status sort_texts(const struct ssi_str *items, size_t count,
                                  struct ssi_image *image, enum ssi_section ends,
                                  uint32_t **out_ranks, struct ssi_error *err)
{
    struct ranked *order = ssi_alloc(count, sizeof *order);
    uint32_t *ranks = ssi_alloc(count, sizeof *ranks);
    enum ssi_status status = order && ranks ? SSI_OK : ssi_error_nomem(err);
    for (size_t i = 0; status == SSI_OK && i < count; i++) {
        order[i] = (struct ranked){prefix_of(items[i]), items[i], (uint32_t)i};
    }
    if (status == SSI_OK && count > 1) {
        qsort(order, count, sizeof *order, by_text);
    }
    for (size_t i = 0; status == SSI_OK && i < count; i++) {
        ranks[order[i].index] = (uint32_t)i;
        status = ssi_image_add_text(image, ends, order[i].text, err);
    }
    ssi_free(order);
    if (status != SSI_OK) {
        ssi_free(ranks);
        return status;
    }
    *out_ranks = ranks;
    return SSI_OK;
}

/** Hands the records of a section over to the image, renumbered. */
static enum ssi_status place_records(struct ssi_image *image, enum ssi_section section,
                                     const unsigned char *items, size_t count,
                                     const struct ssi_index_maps *maps,
                                     struct ssi_error *err)
{
    const struct ssi_section_info *info = &ssi_section_infos[section];
    for (size_t i = 0; i < count; i++) {
        size_t used = image->sections[section].count * info->record_size;
        SSI_TRY(ssi_image_add(image, section, items + i * info->record_size, err));
        info->remap(image->sections[section].items + used, maps);
    }
    return SSI_OK;
}

/** The list becomes the section itself: no second copy of what grows with rows. */
static void place_list(struct ssi_builder *builder, struct ssi_image *image,
                       enum ssi_section section, const struct ssi_index_maps *maps)
{
    struct ssi_record_list *list = &builder->lists[section];
    const struct ssi_section_info *info = &ssi_section_infos[section];
    for (size_t i = 0; i < list->count; i++) {
        info->remap(list->items + i * info->record_size, maps);
    }
    image->sections[section].items = list->items;
    image->sections[section].count = list->count;
    image->sections[section].cap = list->cap;
    *list = (struct ssi_record_list){NULL, 0, 0};
}

/** The weeks of the builder and of those who helped. */
static enum ssi_status place_weeks(struct ssi_builder *builder, struct ssi_image *image,
                                   const struct ssi_index_maps *maps,
                                   const struct ssi_finish_help *help,
                                   struct ssi_error *err)
{
    size_t others = help ? help->share_count : 0;
    struct ssi_weeks_share *shares = ssi_alloc(others + 1, sizeof *shares);
    if (!shares) {
        return ssi_error_nomem(err);
    }
    shares[0].weeks = &builder->weeks;
    for (size_t i = 0; i < others; i++) {
        shares[i + 1] = help->shares[i];
    }
    enum ssi_status status =
        ssi_weeks_place(shares, others + 1, maps->members, builder->members.count,
                        help ? help->threads : 1, image, err);
    ssi_free(shares);
    return status;
}

static enum ssi_status place_all(struct ssi_builder *builder, struct ssi_image *image,
                                 const struct ssi_index_maps *maps,
                                 const struct ssi_finish_help *help,
                                 struct ssi_error *err)
{
    for (int s = SSI_SECTION_FORMATS; s < SSI_SECTION_COUNT; s++) {
        enum ssi_section section = (enum ssi_section)s;
        bool few = section < SSI_SECTION_SOURCE_WEEKS;
        size_t count = few ? builder->plain.sections[s].count : builder->tables[s].count;
        const unsigned char *items =
            few ? builder->plain.sections[s].items : builder->tables[s].items;
        if (section == SSI_SECTION_COUNTS) {
            SSI_TRY(place_weeks(builder, image, maps, help, err));
            ssi_weeks_release(&builder->weeks);
            if (count > 0) { // they are among those of the parts
                SSI_TRY(ssi_image_join_parts(image, err));
            }
        }
        bool listed = builder->lists[s].count > 0;
        if (listed) {
            place_list(builder, image, section, maps);
        }
        SSI_TRY(place_records(image, section, items, count, maps, err));
        ssi_records_release(&builder->tables[s]);
        image->sections[s].unsorted =
            section != SSI_SECTION_FORMATS && (count > 0 || listed);
    }
    return SSI_OK;
}

enum ssi_status ssi_builder_finish(struct ssi_builder *builder,
                                   const struct ssi_index_maps *maps,
                                   const struct ssi_finish_help *help,
                                   struct ssi_image *image, struct ssi_error *err)
{
    uint32_t *strings = NULL;
    uint32_t *members = NULL;
    enum ssi_status status = sort_texts(builder->strings.items, builder->strings.count,
                                        image, SSI_SECTION_STRING_ENDS, &strings, err);
    if (status == SSI_OK) {
        status = sort_texts(builder->members.items, builder->members.count, image,
                            SSI_SECTION_MEMBER_ENDS, &members, err);
    }
    if (status == SSI_OK) {
        struct ssi_index_maps all = {strings, members, maps ? maps->formats : NULL,
                                     maps ? maps->sources : NULL};
        status = place_all(builder, image, &all, help, err);
    }
    ssi_free(strings);
    ssi_free(members);
    return status;
}
