// SPDX-License-Identifier: GPL-3.0-or-later
/** Edges: the rows of a connections file as two ids and a time, pulled in batches. */
#ifndef SSI_EDGES_H
#define SSI_EDGES_H

#include "ssi/reader.h"
#include "ssi/reference.h"

struct ssi_edge_batch {
    size_t count;
    const struct ssi_str *member, *connection; /**< clean, never empty */
    bool dated;                                /**< whether any has a time */
    int64_t secs[SSI_CSV_BATCH];               /**< SSI_UNDATED where it has none */
};

struct ssi_edges {
    struct ssi_reader reader;
    int32_t member, connection, connected_at; /**< places of the fields */
    const struct ssi_column *time_column;
    struct ssi_csv_columns columns;
    struct ssi_edge_batch batch;                /**< made of the columns */
    char (*folded)[SSI_CSV_BATCH][SSI_ID_SIZE]; /**< ids that were changed, by column */
};

/** Takes over an opened reader of a connections file, also on failure. */
SSI_NODISCARD enum ssi_status ssi_edges_init(struct ssi_edges *edges,
                                             struct ssi_reader *reader,
                                             struct ssi_error *err);
void ssi_edges_release(struct ssi_edges *edges);

/**
 * The next rows that are no rejects, one at least, counted as used; valid until the next
 * call. SSI_END and errors as ssi_reader_next().
 */
SSI_NODISCARD enum ssi_status ssi_edges_next(struct ssi_edges *edges,
                                             const struct ssi_edge_batch **out_batch,
                                             struct ssi_error *err);

#endif
