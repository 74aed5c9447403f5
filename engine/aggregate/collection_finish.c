// SPDX-License-Identifier: GPL-3.0-or-later
// The end of a collection: the totals of all threads, in memory or as runs on disk, to
// one partial.

#include "collection_internal.h"

#include "ssi/memory.h"

/** Everything but the weeks to the first totals; those are sorted from where they are. */
static enum ssi_status fold_totals(struct ssi_collection *c,
                                   struct ssi_weeks_share *shares, uint32_t **members,
                                   size_t *out_count, struct ssi_error *err)
{
    size_t count = 0;
    for (size_t i = 1; i < c->workers; i++) {
        struct ssi_totals *totals = &c->totals[i];
        if (totals->any) {
            SSI_TRY(ssi_builder_fold(&c->totals[0].builder, &totals->builder, true,
                                     &members[count], err));
            shares[count] =
                (struct ssi_weeks_share){&totals->builder.weeks, members[count]};
            count++;
        }
    }
    *out_count = count;
    return SSI_OK;
}

static enum ssi_status fill_image(struct ssi_collection *c,
                                  const struct ssi_index_maps *maps,
                                  struct ssi_image *image, struct ssi_error *err)
{
    struct ssi_weeks_share *shares = ssi_alloc(c->workers, sizeof *shares);
    uint32_t **members = ssi_alloc(c->workers, sizeof *members);
    struct ssi_finish_help help = {.shares = shares, .threads = c->workers};
    enum ssi_status status = shares && members ? SSI_OK : ssi_error_nomem(err);
    if (status == SSI_OK) {
        status = fold_totals(c, shares, members, &help.share_count, err);
    }
    if (status == SSI_OK) {
        status = ssi_builder_finish(&c->totals[0].builder, maps, &help, image, err);
    }
    for (size_t i = 0; members && i < c->workers; i++) {
        ssi_free(members[i]);
    }
    ssi_free(members);
    ssi_free(shares);
    return status;
}

/** The first totals are those of somebody, if anybody has any. */
static enum ssi_status take_first(struct ssi_collection *c, struct ssi_error *err)
{
    for (size_t i = 1; i < c->workers && !c->totals[0].any; i++) {
        if (c->totals[i].any) {
            SSI_TRY(ssi_totals_join(&c->totals[0], &c->totals[i].builder, err));
            c->totals[i].any = false;
        }
    }
    return SSI_OK;
}

/** All in memory: the image of the result. */
static enum ssi_status make_image(struct ssi_collection *c, struct ssi_image *image,
                                  struct ssi_error *err)
{
    struct ssi_places places = {0};
    enum ssi_status status = take_first(c, err);
    if (status == SSI_OK) {
        status = ssi_directory_place(&c->directory, &c->totals[0].builder, &places, err);
    }
    if (status == SSI_OK) {
        struct ssi_index_maps maps = {.formats = places.formats,
                                      .sources = places.sources};
        status = fill_image(c, &maps, image, err);
    }
    if (status == SSI_OK && image->sections[SSI_SECTION_EVENTS].count > 0) {
        image->key_print = c->spill.key_print;
    }
    ssi_places_release(&places);
    return status;
}

/** Everything to runs, those of all threads to one list. */
static enum ssi_status spill_all(struct ssi_collection *c, struct ssi_runs *runs,
                                 struct ssi_error *err)
{
    for (size_t i = 0; i < c->workers; i++) {
        struct ssi_totals *totals = &c->totals[i];
        if (totals->any) {
            SSI_TRY(ssi_spill_builder(&c->spill, &totals->builder, &totals->runs, err));
            totals->any = false;
        }
        SSI_TRY(ssi_runs_move(runs, &totals->runs, err));
    }
    return SSI_OK;
}

/** A partial of the directory alone. */
static enum ssi_status directory_partial(const struct ssi_collection *c,
                                         struct ssi_places *places,
                                         struct ssi_partial *out_partial,
                                         struct ssi_error *err)
{
    struct ssi_builder builder;
    struct ssi_image image = c->like;
    ssi_builder_init(&builder);
    enum ssi_status status = ssi_directory_place(&c->directory, &builder, places, err);
    if (status == SSI_OK) {
        struct ssi_index_maps maps = {.formats = places->formats};
        status = ssi_builder_finish(&builder, &maps, NULL, &image, err);
    }
    if (status == SSI_OK) {
        status = ssi_image_finish(&image, out_partial, err);
    }
    ssi_image_release(&image);
    ssi_builder_release(&builder);
    return status;
}

/** Merges runs and directory, to a file or (path NULL) to memory. */
static enum ssi_status merge_runs(struct ssi_collection *c, const struct ssi_runs *runs,
                                  const char *path, struct ssi_partial *out_partial,
                                  struct ssi_error *err)
{
    struct ssi_places places = {0};
    struct ssi_partial named = {0};
    struct ssi_merge_input *inputs = ssi_alloc(runs->count + 1, sizeof *inputs);
    enum ssi_status status =
        inputs ? directory_partial(c, &places, &named, err) : ssi_error_nomem(err);
    if (status == SSI_OK) {
        inputs[0].partial = &named;
        for (size_t i = 0; i < runs->count; i++) {
            inputs[i + 1] =
                (struct ssi_merge_input){&runs->items[i], places.formats, places.sources};
        }
        status =
            path ? ssi_merge_to_file(inputs, runs->count + 1, path, err)
                 : ssi_merge_to_memory(inputs, runs->count + 1, false, out_partial, err);
    }
    ssi_free(inputs);
    ssi_places_release(&places);
    ssi_partial_release(&named);
    return status;
}

/** Writes an image to a new file. */
static enum ssi_status save_image(const struct ssi_image *image, const char *path,
                                  struct ssi_error *err)
{
    struct ssi_partial_writer *writer = NULL;
    SSI_TRY(ssi_writer_open(path, NULL, &writer, err));
    enum ssi_status status = ssi_writer_put_image(writer, image, err);
    if (status != SSI_OK) {
        ssi_writer_abandon(writer);
        return status;
    }
    return ssi_writer_close(writer, image, err);
}

static enum ssi_status finish(struct ssi_collection *c, const char *path,
                              struct ssi_partial *out_partial, struct ssi_error *err)
{
    struct ssi_image image = c->like;
    struct ssi_runs runs = {0};
    size_t spilled = 0;
    for (size_t i = 0; i < c->workers; i++) {
        spilled += c->totals[i].runs.count;
    }
    enum ssi_status status =
        spilled ? spill_all(c, &runs, err) : make_image(c, &image, err);
    if (status == SSI_OK && spilled) {
        status = merge_runs(c, &runs, path, out_partial, err);
    } else if (status == SSI_OK) {
        status = path ? save_image(&image, path, err)
                      : ssi_image_finish(&image, out_partial, err);
    }
    ssi_runs_release(&runs);
    ssi_image_release(&image);
    return status;
}

enum ssi_status ssi_collection_finish(struct ssi_collection *c,
                                      struct ssi_partial *out_partial,
                                      struct ssi_error *err)
{
    return finish(c, NULL, out_partial, err);
}

enum ssi_status ssi_collection_save(struct ssi_collection *c, const char *path,
                                    struct ssi_error *err)
{
    return finish(c, path, NULL, err);
}
