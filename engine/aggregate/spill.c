// SPDX-License-Identifier: GPL-3.0-or-later
// What does not fit the memory budget goes to disk as sorted runs, in a partial's form
// but for sources and formats, which have their numbers of arrival until all files are
// read.

#include "spill_internal.h"

#include "ssi/memory.h"

bool ssi_spill_due(const struct ssi_spill *spill, const struct ssi_builder *builder)
{
    return spill->limit > 0 && ssi_builder_bytes(builder) > spill->limit;
}

static enum ssi_status write_run(const struct ssi_spill *spill, struct ssi_image *image,
                                 struct ssi_partial *out_run, struct ssi_error *err)
{
    struct ssi_partial_writer *writer = NULL;
    SSI_TRY(ssi_writer_open(NULL, spill->folder, &writer, err));
    enum ssi_status status = ssi_writer_put_image(writer, image, err);
    if (status != SSI_OK) {
        ssi_writer_abandon(writer);
        return status;
    }
    return ssi_writer_map(writer, image, out_run, err);
}

enum ssi_status ssi_spill_builder(const struct ssi_spill *spill,
                                  struct ssi_builder *builder, struct ssi_runs *runs,
                                  struct ssi_error *err)
{
    struct ssi_image image = *spill->like;
    struct ssi_builder fresh;
    SSI_TRY(SSI_GROW(runs->items, runs->cap, runs->count + 1, err));
    enum ssi_status status = ssi_builder_flush(builder, err);
    if (status == SSI_OK) {
        status = ssi_builder_finish(builder, NULL, NULL, &image, err);
    }
    if (status == SSI_OK) {
        bool events = image.sections[SSI_SECTION_EVENTS].count > 0;
        image.key_print = events ? spill->key_print : (struct ssi_digest){0, 0};
        status = write_run(spill, &image, &runs->items[runs->count], err);
    }
    ssi_image_release(&image);
    SSI_TRY(status);
    runs->count++;
    ssi_builder_init(&fresh);
    fresh.views = builder->views;
    fresh.engagements = builder->engagements;
    fresh.requests = builder->requests;
    fresh.topics = builder->topics;
    ssi_builder_release(builder);
    *builder = fresh;
    return SSI_OK;
}

enum ssi_status ssi_runs_move(struct ssi_runs *to, struct ssi_runs *from,
                              struct ssi_error *err)
{
    SSI_TRY(SSI_GROW(to->items, to->cap, to->count + from->count, err));
    for (size_t i = 0; i < from->count; i++) {
        to->items[to->count++] = from->items[i];
    }
    from->count = 0;
    return SSI_OK;
}

void ssi_runs_release(struct ssi_runs *runs)
{
    for (size_t i = 0; i < runs->count; i++) {
        ssi_partial_release(&runs->items[i]);
    }
    ssi_free(runs->items);
    memset(runs, 0, sizeof *runs);
}
