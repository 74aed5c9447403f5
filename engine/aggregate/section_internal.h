// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * What the sections of a partial have in common: size of a record, order, how two records of
 * one key add up, and how indices change when text tables do. One row a section in section.c.
 */
#ifndef SSI_SECTION_INTERNAL_H
#define SSI_SECTION_INTERNAL_H

#include "ssi/partial.h"

/** New index by old index; NONE stays NONE; without a map all stay. */
struct ssi_index_maps {
    const uint32_t *strings, *members, *formats, *sources;
};

struct ssi_section_info {
    const char *name;
    size_t record_size;
    /** Total order of keys; 0 = the same key. NULL for text tables. */
    int (*compare)(const void *a, const void *b);
    /** Add b to a, which has the same key; NULL = keys are unique. */
    void (*combine)(void *a, const void *b);
    void (*remap)(void *record, const struct ssi_index_maps *maps);
    /** Whether all indices of a record are within the counts of the partial. */
    bool (*valid)(const void *record, const struct ssi_partial *partial);
};

extern const struct ssi_section_info ssi_section_infos[SSI_SECTION_COUNT];

/** A partial being put together: owned arrays of records a section. */
struct ssi_image {
    struct {
        unsigned char *items;
        size_t count, cap; /* in bytes: count * record_size, room */
    } sections[SSI_SECTION_COUNT];
    char zone[64];
    char weekday_time[32];
    uint64_t calendar_digest;
    struct ssi_digest key_print;
};

void ssi_image_release(struct ssi_image *image);

/** Append one record. */
SSI_NODISCARD enum ssi_status ssi_image_add(struct ssi_image *image, enum ssi_section section,
                                            const void *record, struct ssi_error *err);

/** Append a text to a text table (its ends and its bytes). */
SSI_NODISCARD enum ssi_status ssi_image_add_text(struct ssi_image *image,
                                                 enum ssi_section ends, struct ssi_str text,
                                                 struct ssi_error *err);

/** Sort a section by its key; records of the same key add up to one. */
void ssi_image_sort(struct ssi_image *image, enum ssi_section section);

/** Lay the image out as the bytes of a partial. The image stays the caller's. */
SSI_NODISCARD enum ssi_status ssi_image_finish(const struct ssi_image *image,
                                               struct ssi_partial *out_partial,
                                               struct ssi_error *err);

/** Merge; with shared_sources the same source may stand in several inputs. */
SSI_NODISCARD enum ssi_status ssi_partial_merge_any(const struct ssi_partial *const *inputs,
                                                    size_t count, bool shared_sources,
                                                    struct ssi_partial *out_partial,
                                                    struct ssi_error *err);

#endif
