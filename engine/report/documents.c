// SPDX-License-Identifier: GPL-3.0-or-later
// The PDFs: report.pdf with all pages, one file a team and, on request, one a member.
// Their scripts are written first; then one gnuplot process draws many, and each file is
// checked, given the date of the run, and moved on.
#include <stdio.h>

#include "gnuplot_internal.h"
#include "page_internal.h"
#include "ssi/file.h"
#include "workshop_internal.h"

enum { NAME_SIZE = 96, BATCH = 400 };

/** Documents whose scripts are written and that wait to be drawn. */
struct batch {
    struct ssi_workshop *shop;
    char (*names)[NAME_SIZE]; /**< below `new`, e.g. teams/benelux-0123.pdf */
    size_t count;
    unsigned pages;
};

/** Scripts of document i: "d7-a.gp" opens the file and knows the pages, "d7-b.gp" draws.
 */
static void script_name(char buf[NAME_SIZE], size_t i, char part)
{
    snprintf(buf, NAME_SIZE, "d%zu-%c.gp", i, part);
}

static enum ssi_status write_head(struct batch *batch, size_t i, unsigned pages,
                                  struct ssi_error *err)
{
    char name[NAME_SIZE];
    struct ssi_output *head;
    script_name(name, i, 'a');
    SSI_TRY(ssi_workshop_file(batch->shop, batch->shop->work, name, &head, err));
    ssi_output_format(head,
                      "load 'style.gp'\nset terminal pdfcairo size 21cm,29.7cm "
                      "font 'DejaVu Sans,9' fontscale 0.75 noenhanced\n"
                      "set output 'd%zu.pdf'\nPAGES = %u\n",
                      i, pages);
    return ssi_output_close(head, err);
}

static enum ssi_status document_begin(struct batch *batch, struct ssi_document *document,
                                      const char *path, struct ssi_error *err)
{
    char name[NAME_SIZE];
    snprintf(batch->names[batch->count], NAME_SIZE, "%s", path);
    script_name(name, batch->count, 'b');
    *document = (struct ssi_document){.data = batch->shop->data};
    return ssi_workshop_file(batch->shop, batch->shop->work, name, &document->script,
                             err);
}

static enum ssi_status document_end(struct batch *batch, struct ssi_document *document,
                                    enum ssi_status status, struct ssi_error *err)
{
    if (status != SSI_OK) {
        ssi_output_abandon(document->script);
        return status;
    }
    SSI_TRY(ssi_output_close(document->script, err));
    SSI_TRY(write_head(batch, batch->count, document->pages, err));
    batch->pages += document->pages;
    batch->count++;
    return SSI_OK;
}

/** Check a drawn document, set its date and put it among the finished files. */
static enum ssi_status finish(struct batch *batch, size_t i, struct ssi_error *err)
{
    char drawn[NAME_SIZE];
    struct ssi_workshop *shop = batch->shop;
    struct ssi_arena arena = {0};
    struct ssi_str bytes;
    struct ssi_output *output;
    snprintf(drawn, sizeof drawn, "d%zu.pdf", i);
    const char *path = ssi_path_join(&arena, shop->work, drawn);
    enum ssi_status status =
        path ? ssi_file_read(path, (size_t)1 << 30, &arena, &bytes, err)
             : ssi_error_nomem(err);
    if (status == SSI_OK && !ssi_pdf_is_whole(bytes)) {
        status =
            ssi_error_set(err, SSI_EGNUPLOT, "gnuplot left %s unfinished (disk full?)",
                          batch->names[i]);
    }
    if (status == SSI_OK) {
        status = ssi_workshop_file(shop, shop->fresh, batch->names[i], &output, err);
    }
    if (status == SSI_OK) {
        ssi_pdf_write_dated(output, bytes, shop->data->as_of);
        status = ssi_output_close(output, err);
    }
    if (path) {
        (void)remove(path);
    }
    ssi_arena_release(&arena);
    return status;
}

static enum ssi_status draw(struct batch *batch, struct ssi_error *err)
{
    char(*names)[NAME_SIZE] = ssi_alloc(batch->count * 2 + 1, NAME_SIZE);
    const char **scripts = ssi_alloc(batch->count * 2 + 1, sizeof *scripts);
    enum ssi_status status = names && scripts ? SSI_OK : ssi_error_nomem(err);
    for (size_t i = 0; status == SSI_OK && i < batch->count * 2; i++) {
        script_name(names[i], i / 2, i % 2 ? 'b' : 'a');
        scripts[i] = names[i];
    }
    if (status == SSI_OK && batch->count > 0) {
        status = ssi_gnuplot_run(batch->shop->gnuplot, batch->shop->work, scripts,
                                 batch->count * 2, 60 + batch->pages / 4, err);
    }
    for (size_t i = 0; status == SSI_OK && i < batch->count; i++) {
        status = finish(batch, i, err);
    }
    for (size_t i = 0; names && i < batch->count * 2; i++) {
        const char *path =
            ssi_path_join(&batch->shop->arena, batch->shop->work, names[i]);
        (void)(path && remove(path));
    }
    batch->count = batch->pages = 0;
    ssi_free(names);
    ssi_free((void *)scripts);
    return status;
}

static enum ssi_status all_pages(struct ssi_document *document, struct ssi_error *err)
{
    const struct ssi_report_data *data = document->data;
    SSI_TRY(ssi_page_everyone(document, err));
    for (size_t i = 0; i < data->group_count; i++) {
        if (data->groups[i].kind == SSI_TEAM) {
            SSI_TRY(ssi_page_team(document, &data->groups[i], err));
        }
    }
    for (size_t i = 0; i < data->member_count; i++) {
        SSI_TRY(ssi_page_member(document, &data->members[i], err));
    }
    return SSI_OK;
}

static enum ssi_status report_document(struct batch *batch, struct ssi_error *err)
{
    struct ssi_document document;
    SSI_TRY(document_begin(batch, &document, "report.pdf", err));
    SSI_TRY(document_end(batch, &document, all_pages(&document, err), err));
    return ssi_workshop_note(batch->shop, "operator", ssi_str_z(""), ssi_str_z(""),
                             "report.pdf", err);
}

static enum ssi_status team_document(struct batch *batch, const struct ssi_group *team,
                                     struct ssi_error *err)
{
    struct ssi_document document;
    char stem[SSI_FILE_NAME_SIZE], path[NAME_SIZE];
    ssi_file_name(stem, team->name, team->name, batch->shop->options->key);
    snprintf(path, sizeof path, "teams/%s.pdf", stem);
    SSI_TRY(document_begin(batch, &document, path, err));
    SSI_TRY(document_end(batch, &document, ssi_page_team(&document, team, err), err));
    SSI_TRY(ssi_workshop_note(batch->shop, "team", team->name, ssi_str_z(""), path, err));
    return batch->count == BATCH ? draw(batch, err) : SSI_OK;
}

static enum ssi_status member_document(struct batch *batch,
                                       const struct ssi_member *member,
                                       struct ssi_error *err)
{
    struct ssi_document document;
    char stem[SSI_FILE_NAME_SIZE], path[NAME_SIZE];
    ssi_file_name(stem, member->name, member->id, batch->shop->options->key);
    snprintf(path, sizeof path, "members/%s.pdf", stem);
    SSI_TRY(document_begin(batch, &document, path, err));
    SSI_TRY(document_end(batch, &document, ssi_page_member(&document, member, err), err));
    SSI_TRY(
        ssi_workshop_note(batch->shop, "member", member->team, member->id, path, err));
    return batch->count == BATCH ? draw(batch, err) : SSI_OK;
}

static enum ssi_status member_documents(struct batch *batch, struct ssi_error *err)
{
    const struct ssi_report_data *data = batch->shop->data;
    const char *folder =
        ssi_path_join(&batch->shop->arena, batch->shop->fresh, "members");
    if (!folder) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(ssi_folder_make(folder, err));
    for (size_t i = 0; i < data->member_count; i++) {
        SSI_TRY(member_document(batch, &data->members[i], err));
    }
    return SSI_OK;
}

static enum ssi_status all_documents(struct batch *batch, struct ssi_error *err)
{
    const struct ssi_report_data *data = batch->shop->data;
    SSI_TRY(report_document(batch, err));
    for (size_t i = 0; i < data->group_count; i++) {
        if (data->groups[i].kind == SSI_TEAM) {
            SSI_TRY(team_document(batch, &data->groups[i], err));
        }
    }
    if (batch->shop->options->per_member) {
        SSI_TRY(member_documents(batch, err));
    }
    return draw(batch, err);
}

enum ssi_status ssi_report_documents(struct ssi_workshop *shop, struct ssi_error *err)
{
    struct batch batch = {.shop = shop, .names = ssi_alloc(BATCH + 1, NAME_SIZE)};
    enum ssi_status status =
        batch.names ? all_documents(&batch, err) : ssi_error_nomem(err);
    ssi_free(batch.names);
    return status;
}
