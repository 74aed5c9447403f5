// SPDX-License-Identifier: GPL-3.0-or-later
/** Which files a partial is of, in which formats: a number each while they are read,
 * their places then. */
#ifndef SSI_DIRECTORY_INTERNAL_H
#define SSI_DIRECTORY_INTERNAL_H

#include "builder_internal.h"

#include "ssi/reader.h"

/** Files in order of arrival, whose numbers stand in the records that are counted. Not
 * locked. */
struct ssi_directory {
    struct ssi_directory_entry {
        struct ssi_source_record source; /**< format: a number of the directory */
        struct ssi_str label;
        bool counted;
    } * entries;
    size_t entry_count, entry_cap;
    const struct ssi_format **formats;
    size_t format_count, format_cap;
    struct ssi_arena arena; /**< labels */
};

/** Places in the partial by number; for ssi_places_release(). */
struct ssi_places {
    uint32_t *formats, *sources;
};

void ssi_directory_release(struct ssi_directory *directory);

/** A file begins: the numbers of its source and format. */
SSI_NODISCARD enum ssi_status ssi_directory_begin(struct ssi_directory *directory,
                                                  const struct ssi_reader *reader,
                                                  uint32_t *out_source,
                                                  uint32_t *out_format,
                                                  struct ssi_error *err);

/** A file has ended well: whether it counts; of files with the same content one does. */
bool ssi_directory_end(struct ssi_directory *directory, uint32_t number,
                       const struct ssi_source_record *source);

/** FORMATS by name and SOURCES by content, of the files that count, into a builder. */
SSI_NODISCARD enum ssi_status ssi_directory_place(const struct ssi_directory *directory,
                                                  struct ssi_builder *builder,
                                                  struct ssi_places *places,
                                                  struct ssi_error *err);
void ssi_places_release(struct ssi_places *places);

#endif
