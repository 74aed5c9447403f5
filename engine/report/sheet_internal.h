// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * A sheet: paper measured in points, x to the right and y down from the top left corner,
 * written as gnuplot labels, objects and arrows. Fonts and colours are names of style.gp.
 */
#ifndef SSI_REPORT_SHEET_INTERNAL_H
#define SSI_REPORT_SHEET_INTERNAL_H

#include "text_internal.h"

struct ssi_rect {
    double x, y, w, h;
};

/** The order is that of the table in sheet.c. */
enum ssi_font {
    SSI_F_COVER,
    SSI_F_TITLE,
    SSI_F_TITLE2,
    SSI_F_HUGE,
    SSI_F_BIG,
    SSI_F_HEAD,
    SSI_F_STRONG,
    SSI_F_BODY,
    SSI_F_SMALL
};

enum ssi_colour {
    SSI_C_INK,
    SSI_C_GREY,
    SSI_C_SOFT,
    SSI_C_GRID,
    SSI_C_PANEL,
    SSI_C_PAPER,
    SSI_C_MAIN,
    SSI_C_UP,
    SSI_C_DOWN,
    SSI_C_WARN,
    SSI_C_BRAND,
    SSI_C_PEOPLE,
    SSI_C_INSIGHTS,
    SSI_C_RELATIONSHIPS
};

enum ssi_align { SSI_LEFT, SSI_CENTER, SSI_RIGHT };

/** A place on a page that leads to the page of a member. */
struct ssi_link {
    unsigned page; /**< from 0; set when the page ends */
    struct ssi_rect place;
    const void *target;
};

struct ssi_links {
    struct ssi_link *items;
    size_t count, cap;
    bool failed; /**< there was no memory for one; told when the document ends */
};

/** Paper on which a sheet stands: its size in points, and how sheets come to lie on it.
 */
struct ssi_paper_size {
    double width, height, scale, left;
};

struct ssi_sheet {
    struct ssi_output *out;
    double width, height;
    const struct ssi_glyphs *glyphs;    /**< what fonts can draw; NULL: anything */
    struct ssi_links *links;            /**< NULL: a picture, which has none */
    const struct ssi_paper_size *paper; /**< NULL: the sheet is the paper */
};

/** How a piece of text looks. */
struct ssi_look {
    enum ssi_font font;
    enum ssi_colour colour;
    enum ssi_align align;
};

#define SSI_LOOK(f, c, a)                                                                \
    ((struct ssi_look){.font = SSI_F_##f, .colour = SSI_C_##c, .align = SSI_##a})

double ssi_font_size(enum ssi_font font);
bool ssi_font_bold(enum ssi_font font);

/** "screen X, screen Y" of a point. */
void ssi_sheet_point(const struct ssi_sheet *sheet, double x, double y);

/** Text whose middle line is at y. */
void ssi_sheet_text(const struct ssi_sheet *sheet, double x, double y,
                    struct ssi_look look, struct ssi_str text);
SSI_PRINTF(5, 6)
void ssi_sheet_format(const struct ssi_sheet *sheet, double x, double y,
                      struct ssi_look look, const char *format, ...);
/** Text cut to a width with an ellipsis. */
void ssi_sheet_fit(const struct ssi_sheet *sheet, double x, double y, double width,
                   struct ssi_look look, struct ssi_str text);
/**
 * Text in lines place.w wide and place.h apart, the first at place.y, the last of `most`
 * cut. Returns how many there are.
 */
size_t ssi_sheet_wrap(const struct ssi_sheet *sheet, struct ssi_rect place, size_t most,
                      struct ssi_look look, struct ssi_str text);
void ssi_sheet_box(const struct ssi_sheet *sheet, struct ssi_rect box,
                   enum ssi_colour fill);
/** dash: 1 solid, 2 dashed, 3 dotted, as in the templates. */
void ssi_sheet_line(const struct ssi_sheet *sheet, double x0, double y0, double x1,
                    double y1, enum ssi_colour colour, double width, int dash);

/** The place leads to the target's page, where the document has one. */
void ssi_sheet_link(const struct ssi_sheet *sheet, struct ssi_rect place,
                    const void *target);

/** The margins of the next plot. */
void ssi_sheet_margins(const struct ssi_sheet *sheet, struct ssi_rect plot);

/** "NAME = value" with up to 4 decimals. */
void ssi_sheet_set(const struct ssi_sheet *sheet, const char *name, double value);
void ssi_output_decimal(struct ssi_output *output, double value);

/** The colour of a change: up, down, or grey for none. */
enum ssi_colour ssi_change_colour(int64_t milli);

#endif
