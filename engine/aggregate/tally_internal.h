// SPDX-License-Identifier: GPL-3.0-or-later
/** The events of one file on their way into a builder; for aggregate_file.c and collection.c. */
#ifndef SSI_TALLY_INTERNAL_H
#define SSI_TALLY_INTERNAL_H

#include "builder_internal.h"

#include "ssi/events.h"

/**
 * Reads an opened event or outcome file to its end and counts it into the builder, which is
 * empty; records that name a source or a format name these. Takes the reader over. out_source is
 * filled but for label and format. On failure the builder may only be released.
 */
SSI_NODISCARD enum ssi_status ssi_tally_file(struct ssi_builder *builder,
                                             struct ssi_reader *reader,
                                             const struct ssi_aggregate_options *options,
                                             uint32_t source, uint32_t format,
                                             struct ssi_source_record *out_source,
                                             struct ssi_error *err);

#endif
