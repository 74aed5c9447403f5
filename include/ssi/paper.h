// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Paper: a PDF of A4 pages with texts, rules and figures, in the look of the
 * report, for stages that have other things to show than a week. Points from the top left
 * corner.
 *
 * Errors of drawing calls are latched and come out of ssi_paper_page() or
 * ssi_paper_close().
 */
#ifndef SSI_PAPER_H
#define SSI_PAPER_H

#include "ssi/output.h"

struct ssi_paper;

enum {
    SSI_PAPER_LEFT = 48,
    SSI_PAPER_RIGHT = 547,
    SSI_PAPER_TOP = 130,
    SSI_PAPER_FOOT = 790
};

/** Fonts with their colours. */
enum ssi_ink {
    SSI_INK_HEAD, /**< a heading on a page */
    SSI_INK_STRONG,
    SSI_INK_BODY,
    SSI_INK_SMALL, /**< small and grey */
    SSI_INK_MAIN,  /**< strong, in the main colour */
    SSI_INK_BRAND, /**< small, in the colours of the first four lines of a figure */
    SSI_INK_PEOPLE,
    SSI_INK_INSIGHTS,
    SSI_INK_RELATIONSHIPS
};

enum ssi_ink_align { SSI_INK_LEFT, SSI_INK_CENTER, SSI_INK_RIGHT };

struct ssi_paper_options {
    const char *folder, *name; /**< the PDF, a new file of that name */
    const char *kicker;        /**< on top of every page, left */
    const char *footer;        /**< below every page */
    const char *as_of;         /**< ISO time: the date of the document */
};

/**
 * SSI_EGNUPLOT when gnuplot is missing. Works in a folder of its own inside
 * options->folder, gone when the paper is closed or abandoned. Texts of options must
 * outlive the paper.
 */
SSI_NODISCARD enum ssi_status ssi_paper_open(const struct ssi_paper_options *options,
                                             struct ssi_paper **out_paper,
                                             struct ssi_error *err);

/** Begins a page, after ending the one before. */
SSI_NODISCARD enum ssi_status ssi_paper_page(struct ssi_paper *paper,
                                             struct ssi_str title, struct ssi_str below,
                                             struct ssi_error *err);

/** A line of text whose middle is at y, cut to width (from x to where align says). */
void ssi_paper_text(struct ssi_paper *paper, double x, double y, double width,
                    enum ssi_ink ink, enum ssi_ink_align align, struct ssi_str text);

/** Lines of text, `step` apart, at most `most`; returns how many there are. */
size_t ssi_paper_wrap(struct ssi_paper *paper, double x, double y, double width,
                      double step, size_t most, enum ssi_ink ink, struct ssi_str text);

void ssi_paper_rule(struct ssi_paper *paper, double x0, double x1, double y);

/**
 * A figure by a template of reports/templates (without .gp), its axes in the rectangle.
 * settings: gnuplot assignments that the template asks for; numbers: its data, which hold
 * numbers only. Neither may hold text from data.
 */
void ssi_paper_figure(struct ssi_paper *paper, double x, double y, double width,
                      double height, const char *template_name, const char *settings,
                      struct ssi_str numbers);

/** Draws the document and puts it into its place; the paper is gone in any case. */
SSI_NODISCARD enum ssi_status ssi_paper_close(struct ssi_paper *paper,
                                              struct ssi_error *err);
void ssi_paper_abandon(struct ssi_paper *paper);

#endif
