// SPDX-License-Identifier: GPL-3.0-or-later
// Has documents drawn: several gnuplot processes at a time, each for many pages; then
// joins the parts, sets title, outline, links and date, and puts each file among the
// finished.
#include "drawing_internal.h"

#include <stdio.h>

#include "gnuplot_internal.h"
#include "pdf_internal.h"
#include "ssi/file.h"
#include "ssi/parallel.h"

enum { NAME_SIZE = 96, BATCH = 400, JOB_PAGES = 64, JOB_PARTS = 64 };

/** Scripts of part i: "d7-a.gp" opens the file and knows the pages, "d7-b.gp" draws. */
static void script_name(char buf[NAME_SIZE], size_t i, char part)
{
    snprintf(buf, NAME_SIZE, "d%zu-%c.gp", i, part);
}

struct ssi_drawn *ssi_drawing_last(struct ssi_drawing *drawing)
{
    return &drawing->documents[drawing->document_count - 1];
}

static enum ssi_status flush(struct ssi_drawing *drawing, struct ssi_error *err);

enum ssi_status ssi_drawing_begin(struct ssi_drawing *drawing, const char *path,
                                  struct ssi_error *err)
{
    if (drawing->document_count >= BATCH || drawing->part_count >= BATCH) {
        SSI_TRY(flush(drawing, err));
    }
    SSI_TRY(SSI_GROW(drawing->documents, drawing->document_cap,
                     drawing->document_count + 1, err));
    struct ssi_drawn *drawn = &drawing->documents[drawing->document_count++];
    *drawn = (struct ssi_drawn){.first_part = drawing->part_count};
    drawn->document.data = drawing->shop->data;
    drawn->document.as_of = drawing->shop->data->as_of;
    drawn->document.paper = ssi_paper_size_of(drawing->shop->options->letter);
    snprintf(drawn->path, sizeof drawn->path, "%s", path);
    return SSI_OK;
}

/** Closes the script of the open part, if there is one. */
static enum ssi_status close_part(struct ssi_drawing *drawing, struct ssi_error *err)
{
    struct ssi_drawn *drawn = ssi_drawing_last(drawing);
    struct ssi_output *script = drawn->document.script;
    if (!script) {
        return SSI_OK;
    }
    drawn->document.script = NULL;
    ssi_output_text(script, "set output\n");
    drawing->part_pages[drawing->part_count - 1] =
        drawn->document.pages - drawn->part_page;
    return ssi_output_close(script, err);
}

enum ssi_status ssi_drawing_part(struct ssi_drawing *drawing, struct ssi_error *err)
{
    char name[NAME_SIZE];
    struct ssi_workshop *shop = drawing->shop;
    struct ssi_drawn *drawn = ssi_drawing_last(drawing);
    SSI_TRY(close_part(drawing, err));
    SSI_TRY(
        SSI_GROW(drawing->part_pages, drawing->part_cap, drawing->part_count + 1, err));
    script_name(name, drawing->part_count, 'b');
    SSI_TRY(ssi_workshop_file(shop, shop->work, name, &drawn->document.script, err));
    drawing->part_count++;
    drawn->part_count++;
    drawn->part_page = drawn->document.pages;
    return SSI_OK;
}

static enum ssi_status write_head(struct ssi_drawing *drawing, size_t i, unsigned pages,
                                  const struct ssi_paper_size *paper,
                                  struct ssi_error *err)
{
    enum { POINTS = 72 };
    char name[NAME_SIZE];
    struct ssi_output *head;
    script_name(name, i, 'a');
    SSI_TRY(ssi_workshop_file(drawing->shop, drawing->shop->work, name, &head, err));
    ssi_output_text(head, "reset\nload 'style.gp'\nset terminal pdfcairo size ");
    ssi_output_decimal(head, paper->width / POINTS);
    ssi_output_text(head, "in,");
    ssi_output_decimal(head, paper->height / POINTS);
    ssi_output_text(head, "in font 'DejaVu Sans,9' noenhanced fontscale ");
    ssi_output_decimal(head, 0.75 * paper->scale);
    ssi_output_text(head, " linewidth ");
    ssi_output_decimal(head, paper->scale);
    ssi_output_format(head, "\nset output 'd%zu.pdf'\nPAGES = %u\n", i, pages);
    return ssi_output_close(head, err);
}

enum ssi_status ssi_drawing_end(struct ssi_drawing *drawing, struct ssi_error *err)
{
    struct ssi_drawn *drawn = ssi_drawing_last(drawing);
    SSI_TRY(close_part(drawing, err));
    if (drawn->document.links.failed) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < drawn->part_count; i++) {
        SSI_TRY(write_head(drawing, drawn->first_part + i, drawn->document.pages,
                           &drawn->document.paper, err));
    }
    return SSI_OK;
}

/* --- Drawing ------------------------------------------------------------------------ */

/** Parts that one process draws: [first, first + count). */
struct job {
    size_t first, count;
    unsigned pages;
};

struct round {
    struct ssi_drawing *drawing;
    struct job *jobs;
    size_t job_count;
};

static void plan(struct round *round)
{
    const struct ssi_drawing *drawing = round->drawing;
    struct job *job = NULL;
    for (size_t i = 0; i < drawing->part_count; i++) {
        if (!job || job->count >= JOB_PARTS || job->pages >= JOB_PAGES) {
            job = &round->jobs[round->job_count++];
            *job = (struct job){.first = i};
        }
        job->count++;
        job->pages += drawing->part_pages[i];
    }
}

static enum ssi_status draw(void *context, size_t index, size_t worker,
                            struct ssi_error *err)
{
    struct round *round = context;
    const struct job *job = &round->jobs[index];
    const struct ssi_workshop *shop = round->drawing->shop;
    char names[2 * JOB_PARTS][NAME_SIZE];
    const char *scripts[2 * JOB_PARTS];
    (void)worker;
    for (size_t i = 0; i < job->count * 2; i++) {
        script_name(names[i], job->first + i / 2, i % 2 ? 'b' : 'a');
        scripts[i] = names[i];
    }
    return ssi_gnuplot_run(shop->gnuplot, shop->work, scripts, job->count * 2,
                           ssi_gnuplot_seconds(shop->options->seconds, job->pages), err);
}

/* --- Finishing ---------------------------------------------------------------------- */

/** Each part must have ended well before anything is made of it. */
static enum ssi_status check(const char *path, const char *name, struct ssi_error *err)
{
    struct ssi_arena arena = {0};
    struct ssi_str bytes;
    if (!ssi_file_exists(path)) {
        return ssi_error_set(err, SSI_EGNUPLOT, "gnuplot ended well, but drew no %s",
                             name);
    }
    enum ssi_status status = ssi_file_read(path, (size_t)1 << 30, &arena, &bytes, err);
    if (status == SSI_OK && !ssi_pdf_is_whole(bytes)) {
        status = ssi_error_set(err, SSI_EGNUPLOT,
                               "gnuplot left %s unfinished (disk full?)", name);
    }
    ssi_arena_release(&arena);
    return status;
}

static enum ssi_status put(struct ssi_drawing *drawing, const struct ssi_drawn *drawn,
                           const char *const *paths, struct ssi_error *err)
{
    struct ssi_output *output;
    struct ssi_workshop *shop = drawing->shop;
    for (size_t i = 0; i < drawn->part_count; i++) {
        SSI_TRY(check(paths[i], drawn->path, err));
    }
    SSI_TRY(ssi_workshop_file(shop, shop->fresh, drawn->path, &output, err));
    enum ssi_status status =
        ssi_pdf_write(paths, drawn->part_count, &drawn->document, output, err);
    if (status != SSI_OK) {
        ssi_output_abandon(output);
        return status;
    }
    return ssi_output_close(output, err);
}

static enum ssi_status finish(void *context, size_t index, size_t worker,
                              struct ssi_error *err)
{
    const struct round *round = context;
    struct ssi_drawing *drawing = round->drawing;
    const struct ssi_drawn *drawn = &drawing->documents[index];
    struct ssi_arena arena = {0};
    const char **paths = ssi_arena_alloc(&arena, (drawn->part_count + 1) * sizeof *paths);
    enum ssi_status status = paths ? SSI_OK : ssi_error_nomem(err);
    (void)worker;
    for (size_t i = 0; status == SSI_OK && i < drawn->part_count; i++) {
        char name[NAME_SIZE];
        snprintf(name, sizeof name, "d%zu.pdf", drawn->first_part + i);
        paths[i] = ssi_path_join(&arena, drawing->shop->work, name);
        status = paths[i] ? SSI_OK : ssi_error_nomem(err);
    }
    if (status == SSI_OK) {
        status = put(drawing, drawn, paths, err);
    }
    ssi_arena_release(&arena);
    return status;
}

/** What is drawn is no longer needed; a leftover does no harm, it goes with the folder.
 */
static void remove_parts(const struct ssi_drawing *drawing)
{
    static const char *const endings[] = {"-a.gp", "-b.gp", ".pdf"};
    char path[4096];
    for (size_t i = 0; i < drawing->part_count * SSI_COUNT(endings); i++) {
        int len = snprintf(path, sizeof path, "%s/d%zu%s", drawing->shop->work,
                           i / SSI_COUNT(endings), endings[i % SSI_COUNT(endings)]);
        if (len > 0 && (size_t)len < sizeof path) {
            (void)remove(path);
        }
    }
}

static void clear(struct ssi_drawing *drawing)
{
    for (size_t i = 0; i < drawing->document_count; i++) {
        ssi_output_abandon(drawing->documents[i].document.script);
        ssi_document_release(&drawing->documents[i].document);
    }
    drawing->document_count = drawing->part_count = 0;
}

static enum ssi_status flush(struct ssi_drawing *drawing, struct ssi_error *err)
{
    struct round round = {.drawing = drawing};
    round.jobs = ssi_alloc(drawing->part_count + 1, sizeof *round.jobs);
    if (!round.jobs) {
        return ssi_error_nomem(err);
    }
    plan(&round);
    size_t threads = drawing->shop->threads;
    enum ssi_status status = ssi_parallel(threads, round.job_count, draw, &round, err);
    if (status == SSI_OK) {
        status = ssi_parallel(threads, drawing->document_count, finish, &round, err);
    }
    ssi_free(round.jobs);
    remove_parts(drawing);
    clear(drawing);
    return status;
}

enum ssi_status ssi_drawing_finish(struct ssi_drawing *drawing, struct ssi_error *err)
{
    return drawing->document_count > 0 ? flush(drawing, err) : SSI_OK;
}

void ssi_drawing_release(struct ssi_drawing *drawing)
{
    clear(drawing);
    ssi_free(drawing->documents);
    ssi_free(drawing->part_pages);
}
