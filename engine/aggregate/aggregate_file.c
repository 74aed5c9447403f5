// SPDX-License-Identifier: GPL-3.0-or-later
// One file to a partial of its own, a collection of one; and no file at all.

#include "ssi/partial.h"

enum ssi_status ssi_aggregate_file(struct ssi_reader *reader,
                                   const struct ssi_aggregate_options *options,
                                   struct ssi_partial *out_partial, struct ssi_error *err)
{
    struct ssi_collection *collection = NULL;
    struct ssi_source_record source;
    struct ssi_collection_options collecting = {
        .calendar = reader->calendar, .workers = 1, .key_print = options->key_print};
    enum ssi_status status = ssi_collection_new(&collecting, &collection, err);
    if (status != SSI_OK) {
        ssi_reader_release(reader);
        return status;
    }
    status = ssi_collection_read(collection, 0, reader, options, &source, err);
    if (status == SSI_OK) {
        status = ssi_collection_finish(collection, out_partial, err);
    }
    ssi_collection_free(collection);
    return status;
}

enum ssi_status ssi_partial_empty(const struct ssi_calendar *calendar,
                                  struct ssi_partial *out_partial, struct ssi_error *err)
{
    struct ssi_collection *collection = NULL;
    struct ssi_collection_options options = {.calendar = calendar, .workers = 1};
    SSI_TRY(ssi_collection_new(&options, &collection, err));
    enum ssi_status status = ssi_collection_finish(collection, out_partial, err);
    ssi_collection_free(collection);
    return status;
}
