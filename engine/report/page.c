// SPDX-License-Identifier: GPL-3.0-or-later
// What all pages share: titles, cards, figures on paper, the footer. A page is one
// multiplot: first the sheet with its texts, then the figures over it.
#include "page_internal.h"

#include <stdio.h>

enum ssi_status ssi_figure_open(struct ssi_figure *figure, struct ssi_error *err)
{
    SSI_TRY(ssi_output_memory(&figure->sheet.out, err));
    enum ssi_status status = ssi_output_memory(&figure->numbers, err);
    if (status != SSI_OK) {
        ssi_output_abandon(figure->sheet.out);
        figure->sheet.out = NULL;
    }
    return status;
}

void ssi_figure_close(struct ssi_figure *figure)
{
    ssi_output_abandon(figure->sheet.out);
    ssi_output_abandon(figure->numbers);
    figure->sheet.out = figure->numbers = NULL;
}

void ssi_document_mark(struct ssi_document *document, struct ssi_str title,
                       unsigned depth, const void *target)
{
    if (SSI_GROW(document->marks, document->mark_cap, document->mark_count + 1, NULL) ==
        SSI_OK) {
        document->marks[document->mark_count++] =
            (struct ssi_mark){title, document->pages, depth, target};
    } else {
        document->links.failed = true;
    }
}

void ssi_document_release(struct ssi_document *document)
{
    ssi_free(document->links.items);
    ssi_free(document->marks);
    document->links = (struct ssi_links){0};
    document->marks = NULL;
    document->mark_count = document->mark_cap = 0;
}

struct ssi_paper_size ssi_paper_size_of(bool letter)
{
    static const double scale = 792.0 / SSI_PAGE_HEIGHT;
    return letter ? (struct ssi_paper_size){612, 792, scale,
                                            (612 - scale * SSI_PAGE_WIDTH) / 2}
                  : (struct ssi_paper_size){SSI_PAGE_WIDTH, SSI_PAGE_HEIGHT, 1, 0};
}

enum ssi_status ssi_page_begin(struct ssi_page *page, struct ssi_document *document,
                               struct ssi_error *err)
{
    *page = (struct ssi_page){.document = document, .data = document->data};
    page->sheet.width = SSI_PAGE_WIDTH;
    page->sheet.height = SSI_PAGE_HEIGHT;
    page->sheet.glyphs = &document->data->glyphs;
    page->sheet.links = &document->links;
    if (document->paper.height <= 0) {
        document->paper = ssi_paper_size_of(false);
    }
    page->sheet.paper = &document->paper;
    page->first_link = document->links.count;
    SSI_TRY(ssi_output_memory(&page->sheet.out, err));
    enum ssi_status status = ssi_output_memory(&page->figures, err);
    if (status != SSI_OK) {
        ssi_page_abandon(page);
    }
    return status;
}

void ssi_page_abandon(struct ssi_page *page)
{
    ssi_output_abandon(page->sheet.out);
    ssi_output_abandon(page->figures);
    page->sheet.out = page->figures = NULL;
}

static void footer(struct ssi_page *page)
{
    const struct ssi_report_data *data = page->data;
    char to[SSI_SHOW_SIZE], line[SSI_LINE_SIZE];
    enum { Y = 814 };
    ssi_sheet_line(&page->sheet, SSI_PAGE_LEFT, Y - 12, SSI_PAGE_RIGHT, Y - 12,
                   SSI_C_GRID, 0.8, 1);
    bool named = data->model.len > 0 && data->model.len < 40;
    bool dated = ssi_show_time(to, data->data_to)[0] != '\0';
    snprintf(line, sizeof line, "%s%s%s", dated ? "data to " : "", to,
             dated ? " · " : "");
    ssi_sheet_format(&page->sheet, SSI_PAGE_LEFT, Y, SSI_LOOK(SMALL, GREY, LEFT),
                     "%s%.*s%s%scomputed from this data, not LinkedIn’s own index",
                     named ? "Model “" : "", named ? (int)data->model.len : 0,
                     named ? data->model.ptr : "", named ? "” · " : "", line);
    ssi_output_format(page->sheet.out, "set label sprintf('Page %u of %%d', PAGES) at ",
                      page->document->pages);
    ssi_sheet_point(&page->sheet, SSI_PAGE_RIGHT, Y);
    ssi_output_text(page->sheet.out,
                    " right font F_SMALL textcolor rgb GREY noenhanced front\n");
}

enum ssi_status ssi_page_end(struct ssi_page *page, struct ssi_error *err)
{
    struct ssi_output *script = page->document->script;
    struct ssi_links *links = &page->document->links;
    for (size_t i = page->first_link; i < links->count; i++) {
        links->items[i].page = page->document->pages;
    }
    page->document->pages++;
    footer(page);
    ssi_output_format(script, "# page %u\nset multiplot\n", page->document->pages);
    struct ssi_sheet whole = page->sheet;
    whole.out = script;
    whole.paper = NULL;
    ssi_sheet_margins(&whole, (struct ssi_rect){0, 0, whole.width, whole.height});
    ssi_output_str(script, ssi_output_bytes(page->sheet.out));
    ssi_output_text(script, "load 'blank.gp'\n");
    ssi_output_str(script, ssi_output_bytes(page->figures));
    ssi_output_text(script, "unset label; unset object; unset arrow\nunset multiplot\n");
    struct ssi_output *sheet = page->sheet.out;
    page->sheet.out = NULL;
    enum ssi_status status = ssi_output_close(sheet, err);
    if (status == SSI_OK) {
        struct ssi_output *figures = page->figures;
        page->figures = NULL;
        status = ssi_output_close(figures, err);
    }
    ssi_page_abandon(page);
    return status;
}

/** One line where it fits, else a smaller one, else two small ones. Returns the lowest y.
 */
static double title_lines(struct ssi_page *page, struct ssi_str title)
{
    enum { Y = 76 };
    const struct ssi_sheet *sheet = &page->sheet;
    if (ssi_text_width(title, ssi_font_size(SSI_F_TITLE), true) <= SSI_PAGE_TEXT) {
        ssi_sheet_text(sheet, SSI_PAGE_LEFT, Y, SSI_LOOK(TITLE, INK, LEFT), title);
        return Y;
    }
    size_t cut = ssi_text_cut(title, SSI_PAGE_TEXT, ssi_font_size(SSI_F_TITLE2), true);
    if (cut == title.len) {
        ssi_sheet_text(sheet, SSI_PAGE_LEFT, Y, SSI_LOOK(TITLE2, INK, LEFT), title);
        return Y;
    }
    size_t blank = cut;
    while (blank > cut / 2 && title.ptr[blank] != ' ') {
        blank--;
    }
    cut = blank > cut / 2 ? blank : cut;
    ssi_sheet_text(sheet, SSI_PAGE_LEFT, Y - 9, SSI_LOOK(TITLE2, INK, LEFT),
                   ssi_str_of(title.ptr, cut));
    ssi_sheet_fit(sheet, SSI_PAGE_LEFT, Y + 8, SSI_PAGE_TEXT, SSI_LOOK(TITLE2, INK, LEFT),
                  ssi_str_trim(ssi_str_of(title.ptr + cut, title.len - cut)));
    return Y + 4;
}

void ssi_page_title(struct ssi_page *page, struct ssi_str title, struct ssi_str below)
{
    char week[SSI_SHOW_SIZE];
    const struct ssi_sheet *sheet = &page->sheet;
    ssi_sheet_format(sheet, SSI_PAGE_LEFT, 44, SSI_LOOK(SMALL, GREY, LEFT),
                     "Social selling index");
    ssi_sheet_format(sheet, SSI_PAGE_RIGHT, 44, SSI_LOOK(SMALL, GREY, RIGHT),
                     "Week to %s", ssi_show_date(week, page->data->week));
    double y = title_lines(page, title);
    ssi_sheet_fit(sheet, SSI_PAGE_LEFT, y + 20, SSI_PAGE_TEXT, SSI_LOOK(BODY, GREY, LEFT),
                  below);
    ssi_sheet_line(sheet, SSI_PAGE_LEFT, 112, SSI_PAGE_RIGHT, 112, SSI_C_GRID, 0.8, 1);
}

static void put_figure(struct ssi_page *page, const struct ssi_figure *figure)
{
    struct ssi_output *out = page->figures;
    ssi_output_text(out, "unset label; unset object; unset arrow\n");
    struct ssi_sheet sheet = page->sheet;
    sheet.out = out;
    ssi_sheet_margins(&sheet, figure->plot);
    ssi_output_str(out, ssi_output_bytes(figure->sheet.out));
    ssi_output_text(out, "$figure << END\n");
    ssi_output_str(out, ssi_output_bytes(figure->numbers));
    ssi_output_format(out, "END\nDATA = '$figure'\nload '%s.gp'\n",
                      figure->template_name);
}

static void put_heading(struct ssi_page *page, const struct ssi_figure *figure,
                        struct ssi_rect area)
{
    ssi_sheet_format(&page->sheet, area.x, area.y + 6, SSI_LOOK(HEAD, INK, LEFT), "%s",
                     figure->title);
    ssi_sheet_fit(&page->sheet, area.x, area.y + 20, area.w, SSI_LOOK(SMALL, GREY, LEFT),
                  ssi_str_z(figure->note));
}

enum ssi_status ssi_page_figure(struct ssi_page *page, const struct ssi_plot *plot,
                                struct ssi_subject subject, struct ssi_rect area,
                                size_t first_row, size_t *out_rows, struct ssi_error *err)
{
    enum { HEADING = 33 };
    struct ssi_figure figure = {.first_row = first_row};
    figure.sheet = page->sheet;
    figure.sheet.out = NULL;
    figure.area = (struct ssi_rect){area.x, area.y + HEADING, area.w, area.h - HEADING};
    snprintf(figure.title, sizeof figure.title, "%s%s", plot->title,
             first_row > 0 ? ", continued" : "");
    SSI_TRY(ssi_figure_open(&figure, err));
    enum ssi_status status = plot->draw(&figure, page->data, subject, err);
    if (status == SSI_OK) {
        put_heading(page, &figure, area);
        if (figure.template_name) {
            put_figure(page, &figure);
        } else {
            ssi_output_str(page->sheet.out, ssi_output_bytes(figure.sheet.out));
        }
        if (out_rows) {
            *out_rows = figure.rows_done;
        }
    }
    ssi_figure_close(&figure);
    return status;
}

/** The value, under a caption where there is one, and lines as far as there is room. */
static void put_card(const struct ssi_sheet *sheet, struct ssi_rect box,
                     const struct ssi_card *card)
{
    enum { PAD = 9, STEP = 11, VALUE = 20, TEXT = 20, MOST = 3 };
    double x = box.x + PAD, width = box.w - 2 * PAD, y = box.y + VALUE;
    struct ssi_look value = {SSI_F_BIG, card->colour, SSI_LEFT};
    struct ssi_look small = SSI_LOOK(SMALL, GREY, LEFT);
    ssi_sheet_box(sheet, box, SSI_C_PANEL);
    if (card->caption.len > 0) {
        ssi_sheet_fit(sheet, x, box.y + 14, width, small, card->caption);
        y += 14;
    }
    ssi_sheet_fit(sheet, x, y, width, value, ssi_str_z(card->value));
    y += TEXT;
    for (size_t i = 0; i < SSI_CARD_LINES; i++) {
        double room = (box.y + box.h - 4 - y) / STEP;
        size_t most = room < 1 ? 0 : room < MOST ? (size_t)room : MOST;
        y += STEP * (double)ssi_sheet_wrap(sheet, (struct ssi_rect){x, y, width, STEP},
                                           most, small, ssi_str_z(card->lines[i]));
    }
}

void ssi_page_cards(struct ssi_page *page, double y, double height,
                    const struct ssi_card *cards, size_t count)
{
    enum { GAP = 10 };
    double width = (SSI_PAGE_TEXT - GAP * ((double)count - 1)) / (double)count;
    for (size_t i = 0; i < count; i++) {
        put_card(&page->sheet,
                 (struct ssi_rect){SSI_PAGE_LEFT + (double)i * (width + GAP), y, width,
                                   height},
                 &cards[i]);
    }
}
