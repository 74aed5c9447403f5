// SPDX-License-Identifier: GPL-3.0-or-later
// Paper for other stages: pages of texts, rules and figures in the look of the
// report, written as one gnuplot script and drawn at the end.
#include "ssi/paper.h"

#include <stdio.h>
#include <stdlib.h>

#include "glyphs_internal.h"
#include "gnuplot_internal.h"
#include "page_internal.h"
#include "pdf_internal.h"
#include "sheet_internal.h"
#include "ssi/file.h"
#include "templates_internal.h"

enum { WIDTH = 595, HEIGHT = 842, TEXT = SSI_PAPER_RIGHT - SSI_PAPER_LEFT };

struct ssi_paper {
    struct ssi_paper_options options;
    struct ssi_arena arena;
    const char *work; /* folder of our own */
    char gnuplot[4096];
    struct ssi_glyphs glyphs;
    struct ssi_output *script;
    struct ssi_sheet sheet;     /* of the page at hand; out NULL between pages */
    struct ssi_output *figures; /* likewise */
    unsigned pages;
};

static struct ssi_look look_of(enum ssi_ink ink, enum ssi_ink_align align)
{
    static const struct ssi_look looks[] = {
        [SSI_INK_HEAD] = {SSI_F_HEAD, SSI_C_INK, SSI_LEFT},
        [SSI_INK_STRONG] = {SSI_F_STRONG, SSI_C_INK, SSI_LEFT},
        [SSI_INK_BODY] = {SSI_F_BODY, SSI_C_INK, SSI_LEFT},
        [SSI_INK_SMALL] = {SSI_F_SMALL, SSI_C_GREY, SSI_LEFT},
        [SSI_INK_MAIN] = {SSI_F_STRONG, SSI_C_MAIN, SSI_LEFT},
        [SSI_INK_BRAND] = {SSI_F_SMALL, SSI_C_BRAND, SSI_LEFT},
        [SSI_INK_PEOPLE] = {SSI_F_SMALL, SSI_C_PEOPLE, SSI_LEFT},
        [SSI_INK_INSIGHTS] = {SSI_F_SMALL, SSI_C_INSIGHTS, SSI_LEFT},
        [SSI_INK_RELATIONSHIPS] = {SSI_F_SMALL, SSI_C_RELATIONSHIPS, SSI_LEFT},
    };
    struct ssi_look look = looks[ink];
    look.align = (enum ssi_align)align;
    return look;
}

static enum ssi_status new_file(struct ssi_paper *paper, const char *name,
                                struct ssi_output **out, struct ssi_error *err)
{
    const char *path = ssi_path_join(&paper->arena, paper->work, name);
    return path ? ssi_output_open(path, SSI_OUTPUT_PLAIN, out, err)
                : ssi_error_nomem(err);
}

static enum ssi_status put_templates(struct ssi_paper *paper, struct ssi_error *err)
{
    for (size_t i = 0; i < ssi_template_count; i++) {
        struct ssi_output *output;
        SSI_TRY(new_file(paper, ssi_templates[i].name, &output, err));
        ssi_output_write(output, ssi_templates[i].bytes, ssi_templates[i].len);
        SSI_TRY(ssi_output_close(output, err));
    }
    return SSI_OK;
}

static enum ssi_status open_in(struct ssi_paper *paper, struct ssi_error *err)
{
    size_t size = strlen(paper->options.folder) + 32;
    char *work = ssi_arena_alloc(&paper->arena, size);
    SSI_TRY(ssi_gnuplot_find(paper->gnuplot, sizeof paper->gnuplot, err));
    if (!work) {
        return ssi_error_nomem(err);
    }
    (void)snprintf(work, size, "%s/.paper-XXXXXX", paper->options.folder);
    if (!mkdtemp(work)) {
        return ssi_error_errno(err, "cannot make a folder in", paper->options.folder);
    }
    paper->work = work;
    SSI_TRY(put_templates(paper, err));
    SSI_TRY(ssi_glyphs_load(&paper->glyphs, work, &paper->arena, err));
    return new_file(paper, "pages.gp", &paper->script, err);
}

enum ssi_status ssi_paper_open(const struct ssi_paper_options *options,
                               struct ssi_paper **out_paper, struct ssi_error *err)
{
    struct ssi_paper *paper = ssi_alloc(1, sizeof *paper);
    if (!paper) {
        return ssi_error_nomem(err);
    }
    paper->options = *options;
    enum ssi_status status = open_in(paper, err);
    if (status != SSI_OK) {
        ssi_paper_abandon(paper);
        return status;
    }
    *out_paper = paper;
    return SSI_OK;
}

static void put_footer(struct ssi_paper *paper)
{
    enum { Y = 814 };
    ssi_sheet_line(&paper->sheet, SSI_PAPER_LEFT, Y - 12, SSI_PAPER_RIGHT, Y - 12,
                   SSI_C_GRID, 0.8, 1);
    ssi_sheet_fit(&paper->sheet, SSI_PAPER_LEFT, Y, TEXT - 70,
                  SSI_LOOK(SMALL, GREY, LEFT), ssi_str_z(paper->options.footer));
    ssi_output_format(paper->sheet.out,
                      "set label sprintf('Page %u of %%d', PAGES) at screen ",
                      paper->pages);
    ssi_output_decimal(paper->sheet.out, (double)SSI_PAPER_RIGHT / WIDTH);
    ssi_output_text(paper->sheet.out, ", screen ");
    ssi_output_decimal(paper->sheet.out, 1 - (double)Y / HEIGHT);
    ssi_output_text(paper->sheet.out,
                    " right font F_SMALL textcolor rgb GREY noenhanced front\n");
}

static enum ssi_status end_page(struct ssi_paper *paper, struct ssi_error *err)
{
    struct ssi_output *sheet = paper->sheet.out;
    struct ssi_output *figures = paper->figures;
    if (!sheet) {
        return SSI_OK;
    }
    paper->pages++;
    put_footer(paper);
    ssi_output_format(paper->script, "# page %u\nset multiplot\n", paper->pages);
    ssi_sheet_margins(
        &(struct ssi_sheet){.out = paper->script, .width = WIDTH, .height = HEIGHT},
        (struct ssi_rect){0, 0, WIDTH, HEIGHT});
    ssi_output_str(paper->script, ssi_output_bytes(sheet));
    ssi_output_text(paper->script, "load 'blank.gp'\n");
    ssi_output_str(paper->script, ssi_output_bytes(figures));
    ssi_output_text(paper->script,
                    "unset label; unset object; unset arrow\nunset multiplot\n");
    paper->sheet.out = paper->figures = NULL;
    enum ssi_status status = ssi_output_close(sheet, err);
    if (status != SSI_OK) {
        ssi_output_abandon(figures);
        return status;
    }
    return ssi_output_close(figures, err);
}

enum ssi_status ssi_paper_page(struct ssi_paper *paper, struct ssi_str title,
                               struct ssi_str below, struct ssi_error *err)
{
    SSI_TRY(end_page(paper, err));
    paper->sheet =
        (struct ssi_sheet){.width = WIDTH, .height = HEIGHT, .glyphs = &paper->glyphs};
    SSI_TRY(ssi_output_memory(&paper->sheet.out, err));
    SSI_TRY(ssi_output_memory(&paper->figures, err));
    struct ssi_look small = SSI_LOOK(SMALL, GREY, LEFT);
    double size = ssi_font_size(SSI_F_TITLE);
    bool fits = ssi_text_width(title, size, true) <= TEXT;
    ssi_sheet_fit(&paper->sheet, SSI_PAPER_LEFT, 44, TEXT, small,
                  ssi_str_z(paper->options.kicker));
    ssi_sheet_fit(&paper->sheet, SSI_PAPER_LEFT, 76, TEXT,
                  fits ? SSI_LOOK(TITLE, INK, LEFT) : SSI_LOOK(TITLE2, INK, LEFT), title);
    ssi_sheet_fit(&paper->sheet, SSI_PAPER_LEFT, 96, TEXT, SSI_LOOK(BODY, GREY, LEFT),
                  below);
    ssi_sheet_line(&paper->sheet, SSI_PAPER_LEFT, 112, SSI_PAPER_RIGHT, 112, SSI_C_GRID,
                   0.8, 1);
    return SSI_OK;
}

void ssi_paper_text(struct ssi_paper *paper, double x, double y, double width,
                    enum ssi_ink ink, enum ssi_ink_align align, struct ssi_str text)
{
    ssi_sheet_fit(&paper->sheet, x, y, width, look_of(ink, align), text);
}

size_t ssi_paper_wrap(struct ssi_paper *paper, double x, double y, double width,
                      double step, size_t most, enum ssi_ink ink, struct ssi_str text)
{
    return ssi_sheet_wrap(&paper->sheet, (struct ssi_rect){x, y, width, step}, most,
                          look_of(ink, SSI_INK_LEFT), text);
}

void ssi_paper_rule(struct ssi_paper *paper, double x0, double x1, double y)
{
    ssi_sheet_line(&paper->sheet, x0, y, x1, y, SSI_C_GRID, 0.8, 1);
}

void ssi_paper_figure(struct ssi_paper *paper, double x, double y, double width,
                      double height, const char *template_name, const char *settings,
                      struct ssi_str numbers)
{
    struct ssi_output *out = paper->figures;
    struct ssi_sheet sheet = paper->sheet;
    sheet.out = out;
    ssi_output_text(out, "unset label; unset object; unset arrow\n");
    ssi_sheet_margins(&sheet, (struct ssi_rect){x, y, width, height});
    ssi_output_text(out, settings);
    ssi_output_text(out, "$figure << END\n");
    ssi_output_str(out, numbers);
    ssi_output_format(out, "END\nDATA = '$figure'\nload '%s.gp'\n", template_name);
}

static enum ssi_status write_head(struct ssi_paper *paper, struct ssi_error *err)
{
    struct ssi_output *head;
    SSI_TRY(new_file(paper, "head.gp", &head, err));
    ssi_output_format(head,
                      "load 'style.gp'\nset terminal pdfcairo size 21cm,29.7cm "
                      "font 'DejaVu Sans,9' fontscale 0.75 noenhanced\n"
                      "set output 'paper.pdf'\nPAGES = %u\n",
                      paper->pages);
    return ssi_output_close(head, err);
}

/** Checks what was drawn, gives it the date of the run, and puts it into its place. */
static enum ssi_status finish(struct ssi_paper *paper, struct ssi_error *err)
{
    const char *drawn = ssi_path_join(&paper->arena, paper->work, "paper.pdf");
    const char *path =
        ssi_path_join(&paper->arena, paper->options.folder, paper->options.name);
    struct ssi_str bytes;
    struct ssi_output *output;
    if (!drawn || !path) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(ssi_file_read(drawn, (size_t)1 << 30, &paper->arena, &bytes, err));
    if (!ssi_pdf_is_whole(bytes)) {
        return ssi_error_set(err, SSI_EGNUPLOT, "gnuplot left %s unfinished (disk full?)",
                             paper->options.name);
    }
    struct ssi_document document = {.pages = paper->pages,
                                    .title = ssi_str_z(paper->options.kicker),
                                    .as_of = ssi_str_z(paper->options.as_of),
                                    .paper = {WIDTH, HEIGHT, 1, 0}};
    const char *const parts[] = {drawn};
    SSI_TRY(ssi_output_open(path, SSI_OUTPUT_PLAIN, &output, err));
    enum ssi_status status = ssi_pdf_write(parts, 1, &document, output, err);
    if (status != SSI_OK) {
        ssi_output_abandon(output);
        return status;
    }
    return ssi_output_close(output, err);
}

enum ssi_status ssi_paper_close(struct ssi_paper *paper, struct ssi_error *err)
{
    static const char *const scripts[] = {"head.gp", "pages.gp"};
    enum ssi_status status = end_page(paper, err);
    if (status == SSI_OK) {
        struct ssi_output *script = paper->script;
        paper->script = NULL;
        status = ssi_output_close(script, err);
    }
    if (status == SSI_OK) {
        status = write_head(paper, err);
    }
    if (status == SSI_OK) {
        status = ssi_gnuplot_run(paper->gnuplot, paper->work, scripts, SSI_COUNT(scripts),
                                 60 + paper->pages / 4, err);
    }
    if (status == SSI_OK) {
        status = finish(paper, err);
    }
    ssi_paper_abandon(paper);
    return status;
}

void ssi_paper_abandon(struct ssi_paper *paper)
{
    if (!paper) {
        return;
    }
    ssi_output_abandon(paper->script);
    ssi_output_abandon(paper->sheet.out);
    ssi_output_abandon(paper->figures);
    if (paper->work) {
        (void)!ssi_folder_remove(paper->work, NULL);
    }
    ssi_arena_release(&paper->arena);
    ssi_free(paper);
}
