// SPDX-License-Identifier: GPL-3.0-or-later
// Tables with a row or more a member: written by several threads, a range of members
// each.

#include "tables_internal.h"

#include "ssi/pieces.h"

enum { RANGE = 2048 }; /* members; each is a member of a gzip table, so it is fixed */

struct ranges {
    const struct ssi_tables *tables;
    ssi_member_writer *write;
    void *context;
};

static enum ssi_status write_range(void *context, size_t range, size_t worker,
                                   struct ssi_output *piece, struct ssi_error *err)
{
    const struct ranges *r = context;
    size_t count = r->tables->scores->inputs->member_count;
    size_t end = (range + 1) * RANGE < count ? (range + 1) * RANGE : count;
    for (size_t m = range * RANGE; m < end; m++) {
        SSI_TRY(r->write(r->tables, r->context, worker, m, piece, err));
    }
    return SSI_OK;
}

enum ssi_status ssi_write_members(const struct ssi_tables *tables,
                                  ssi_member_writer *write, void *context,
                                  struct ssi_output *output, struct ssi_error *err)
{
    struct ranges ranges = {tables, write, context};
    size_t count = (tables->scores->inputs->member_count + RANGE - 1) / RANGE;
    return ssi_write_pieces(output, tables->threads, count, write_range, &ranges, err);
}

enum ssi_status ssi_explainers_new(const struct ssi_tables *tables,
                                   struct ssi_explainer ***out_explainers,
                                   struct ssi_error *err)
{
    struct ssi_explainer **explainers = ssi_alloc(tables->threads, sizeof *explainers);
    enum ssi_status status = explainers ? SSI_OK : ssi_error_nomem(err);
    for (size_t i = 0; status == SSI_OK && i < tables->threads; i++) {
        status = ssi_explainer_new(tables->scores, &explainers[i], err);
    }
    if (status != SSI_OK) {
        ssi_explainers_free(tables, explainers);
        return status;
    }
    *out_explainers = explainers;
    return SSI_OK;
}

void ssi_explainers_free(const struct ssi_tables *tables,
                         struct ssi_explainer **explainers)
{
    for (size_t i = 0; explainers && i < tables->threads; i++) {
        ssi_explainer_free(explainers[i]);
    }
    ssi_free(explainers);
}
