// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * What the sections of a partial have in common: size of a record, order, how two records
 * of one key add up, and how indices change when text tables do. One row a section in
 * section.c.
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
    size_t first_key_size; /**< bytes of the key's first number, which the record begins
                              with */
    /** Total order of keys; 0 = the same key. NULL for text tables. */
    int (*compare)(const void *a, const void *b);
    /** The order of what renumbering of formats and sources leaves in order. */
    int (*compare_group)(const void *a, const void *b);
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
        bool unsorted;     /* in order of arrival, records of one key not added up yet */
    } sections[SSI_SECTION_COUNT];
    struct ssi_image
        *parts; /* owned: their COUNTS and DAYS follow, in order; none within them */
    size_t part_count;
    char zone[64];
    char weekday_time[32];
    uint64_t calendar_digest;
    struct ssi_digest key_print;
};

void ssi_image_release(struct ssi_image *image);

/** Append one record. */
SSI_NODISCARD enum ssi_status ssi_image_add(struct ssi_image *image,
                                            enum ssi_section section, const void *record,
                                            struct ssi_error *err);

/** Append the bytes of whole records. */
SSI_NODISCARD enum ssi_status ssi_image_add_bytes(struct ssi_image *image,
                                                  enum ssi_section section,
                                                  const void *bytes, size_t len,
                                                  struct ssi_error *err);

/** Appends the records of the parts to the image's own. */
SSI_NODISCARD enum ssi_status ssi_image_join_parts(struct ssi_image *image,
                                                   struct ssi_error *err);

/** Records of a section, those of parts too. */
size_t ssi_image_count(const struct ssi_image *image, enum ssi_section section);

/** Append a text to a text table (its ends and its bytes). */
SSI_NODISCARD enum ssi_status ssi_image_add_text(struct ssi_image *image,
                                                 enum ssi_section ends,
                                                 struct ssi_str text,
                                                 struct ssi_error *err);

/**
 * Sort a section by its key; records of the same key add up to one. Needs the section's
 * size again while it works.
 */
SSI_NODISCARD enum ssi_status ssi_image_sort(struct ssi_image *image,
                                             enum ssi_section section,
                                             struct ssi_error *err);

/** Bytes of a mapping that are read before their pages are given back. */
enum { SSI_MAPPED_WINDOW = 1 << 20 };

/** Sorts what is unsorted, and lays the image out as the bytes of a partial. */
SSI_NODISCARD enum ssi_status ssi_image_finish(struct ssi_image *image,
                                               struct ssi_partial *out_partial,
                                               struct ssi_error *err);

/** A partial on its way to a file: sections in order, records in order, nothing kept. */
struct ssi_partial_writer;

/** To a new file at path; NULL: a temporary one in folder. */
SSI_NODISCARD enum ssi_status ssi_writer_open(const char *path, const char *folder,
                                              struct ssi_partial_writer **out_writer,
                                              struct ssi_error *err);
/** Appends records of a section, which is the one at hand or a later one. */
SSI_NODISCARD enum ssi_status ssi_writer_put(struct ssi_partial_writer *writer,
                                             enum ssi_section section,
                                             const void *records, size_t bytes,
                                             struct ssi_error *err);
/** Writes all of an image; sections that are unsorted are sorted on the way. */
SSI_NODISCARD enum ssi_status ssi_writer_put_image(struct ssi_partial_writer *writer,
                                                   const struct ssi_image *image,
                                                   struct ssi_error *err);
/** Completes the file, whose calendar and key are those of `like`. Frees the writer. */
SSI_NODISCARD enum ssi_status ssi_writer_close(struct ssi_partial_writer *writer,
                                               const struct ssi_image *like,
                                               struct ssi_error *err);
/** The same for a temporary file, which is then open as a partial. */
SSI_NODISCARD enum ssi_status ssi_writer_map(struct ssi_partial_writer *writer,
                                             const struct ssi_image *like,
                                             struct ssi_partial *out_partial,
                                             struct ssi_error *err);
void ssi_writer_abandon(struct ssi_partial_writer *writer);

/** The places of a section's records in order of their keys; for ssi_free(). */
SSI_NODISCARD enum ssi_status ssi_image_order(const struct ssi_image *image,
                                              enum ssi_section section,
                                              uint32_t **out_order,
                                              struct ssi_error *err);

/** A mapped file that was written by ssi_writer_map(): its views, unchecked. */
void ssi_partial_view(struct ssi_partial *partial, struct ssi_str bytes);

/** One of the inputs of a merge. */
struct ssi_merge_input {
    const struct ssi_partial *partial;
    const uint32_t *formats,
        *sources; /**< places in the result; NULL: by its own sections */
};

/** Merge in memory; with shared_sources the same source may stand in several inputs. */
SSI_NODISCARD enum ssi_status ssi_merge_to_memory(const struct ssi_merge_input *inputs,
                                                  size_t count, bool shared_sources,
                                                  struct ssi_partial *out_partial,
                                                  struct ssi_error *err);

/** Merge to a new file, whatever its size; memory grows with the texts only. */
SSI_NODISCARD enum ssi_status ssi_merge_to_file(const struct ssi_merge_input *inputs,
                                                size_t count, const char *path,
                                                struct ssi_error *err);

/** Merge; with shared_sources the same source may stand in several inputs. */
SSI_NODISCARD enum ssi_status ssi_partial_merge_any(
    const struct ssi_partial *const *inputs, size_t count, bool shared_sources,
    struct ssi_partial *out_partial, struct ssi_error *err);

#endif
