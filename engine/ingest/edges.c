// SPDX-License-Identifier: GPL-3.0-or-later
// Makes edges of rows: two clean ids and a time. Rows that cannot be one are rejected
// with the cell at fault.

#include "ssi/edges.h"

#include "batch_internal.h"

enum ssi_status ssi_edges_init(struct ssi_edges *edges, struct ssi_reader *reader,
                               struct ssi_error *err)
{
    memset(edges, 0, sizeof *edges);
    edges->reader = *reader;
    memset(reader, 0, sizeof *reader);
    const struct ssi_reader *r = &edges->reader;
    edges->member = ssi_reader_field(r, "member_id");
    edges->connection = ssi_reader_field(r, "connection_id");
    edges->connected_at = ssi_reader_field(r, "connected_at");
    edges->time_column = ssi_reader_column(r, "connected_at");
    for (size_t i = 0; i < SSI_CSV_BATCH; i++) {
        edges->batch.secs[i] = SSI_UNDATED; // for good, where there is no such column
    }
    edges->folded = ssi_alloc(2, sizeof *edges->folded);
    if (!edges->folded) {
        ssi_edges_release(edges);
        return ssi_error_nomem(err);
    }
    return SSI_OK;
}

void ssi_edges_release(struct ssi_edges *edges)
{
    if (edges) {
        ssi_reader_release(&edges->reader);
        ssi_free(edges->folded);
        memset(edges, 0, sizeof *edges);
    }
}

static void read_times(struct ssi_edges *edges, struct ssi_faults *faults)
{
    const struct ssi_str *texts = ssi_column_cells(&edges->columns, edges->connected_at);
    edges->batch.dated = false;
    for (size_t i = 0; texts && i < edges->columns.count; i++) {
        int64_t *secs = &edges->batch.secs[i];
        *secs = SSI_UNDATED;
        if (texts[i].len > 0 &&
            !ssi_reader_time(&edges->reader, edges->time_column, texts[i], secs)) {
            ssi_blame(faults, i, edges->connected_at, "not a time of the declared form");
        }
        edges->batch.dated |= *secs != SSI_UNDATED;
    }
}

/** Moves the rows that are no rejects together. */
static void drop_rejects(struct ssi_edges *edges, const struct ssi_faults *faults)
{
    struct ssi_str *members = ssi_column_cells(&edges->columns, edges->member);
    struct ssi_str *connections = ssi_column_cells(&edges->columns, edges->connection);
    size_t kept = 0;
    for (size_t i = 0; i < edges->columns.count; i++) {
        if (!faults->reason[i]) {
            members[kept] = members[i];
            connections[kept] = connections[i];
            edges->batch.secs[kept++] = edges->batch.secs[i];
        }
    }
    edges->batch.count = kept;
}

static enum ssi_status make_batch(struct ssi_edges *edges, struct ssi_error *err)
{
    struct ssi_csv_columns *columns = &edges->columns;
    struct ssi_faults faults = {0};
    ssi_require_ids(columns, edges->member, edges->folded[0], "empty id", &faults);
    ssi_require_ids(columns, edges->connection, edges->folded[1], "empty id", &faults);
    read_times(edges, &faults);
    edges->batch.count = columns->count;
    if (faults.count > 0) {
        SSI_TRY(ssi_reject_faults(&edges->reader, columns, &faults, err));
        drop_rejects(edges, &faults);
    }
    edges->batch.member = ssi_column_cells(columns, edges->member);
    edges->batch.connection = ssi_column_cells(columns, edges->connection);
    edges->reader.account.used += edges->batch.count;
    return SSI_OK;
}

enum ssi_status ssi_edges_next(struct ssi_edges *edges,
                               const struct ssi_edge_batch **out_batch,
                               struct ssi_error *err)
{
    edges->batch.count = 0;
    while (edges->batch.count == 0) {
        SSI_TRY(ssi_reader_next_columns(&edges->reader, &edges->columns, err));
        SSI_TRY(make_batch(edges, err));
    }
    *out_batch = &edges->batch;
    return SSI_OK;
}
