// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Pages and documents. A document is a script that draws one PDF, page after page; a page
 * is a sheet of texts and cards with figures on it. Scripts are written as they come, so
 * memory does not grow with the number of pages.
 */
#ifndef SSI_REPORT_PAGE_INTERNAL_H
#define SSI_REPORT_PAGE_INTERNAL_H

#include "plot_internal.h"

/** A4 in points, and the text area. */
enum {
    SSI_PAGE_WIDTH = 595,
    SSI_PAGE_HEIGHT = 842,
    SSI_PAGE_LEFT = 48,
    SSI_PAGE_RIGHT = 547
};
enum { SSI_PAGE_TEXT = SSI_PAGE_RIGHT - SSI_PAGE_LEFT, SSI_PAGE_FOOT = 790 };

/** A page where something begins, for the outline: depth 0, or 1 below the one before. */
struct ssi_mark {
    struct ssi_str title;
    unsigned page, depth;
    const void *target; /**< what links lead to, or NULL */
};

struct ssi_document {
    const struct ssi_report_data *data;
    struct ssi_output *script;
    unsigned pages;
    struct ssi_str title, as_of; /**< as_of: an ISO time, the date of the document */
    struct ssi_paper_size paper; /**< zeroed: A4 */
    struct ssi_links links;
    struct ssi_mark *marks;
    size_t mark_count, mark_cap;
};

/** Marks the next page; title must live as long as the document. A lack of memory is told
 * when the document ends. */
void ssi_document_mark(struct ssi_document *document, struct ssi_str title,
                       unsigned depth, const void *target);
void ssi_document_release(struct ssi_document *document);

/** A4, or Letter, on which the A4 page stands in the middle, a little smaller. */
struct ssi_paper_size ssi_paper_size_of(bool letter);

struct ssi_page {
    struct ssi_document *document;
    const struct ssi_report_data *data;
    struct ssi_sheet sheet;     /**< in memory until the page ends */
    struct ssi_output *figures; /**< likewise: they are drawn over the sheet */
    size_t first_link;          /**< of the document's links */
};

SSI_NODISCARD enum ssi_status ssi_page_begin(struct ssi_page *page,
                                             struct ssi_document *document,
                                             struct ssi_error *err);
/** Writes the page with its footer into the document. */
SSI_NODISCARD enum ssi_status ssi_page_end(struct ssi_page *page, struct ssi_error *err);
/** Ends a page that failed. */
void ssi_page_abandon(struct ssi_page *page);

/** The lines above every page: what and when on top, then a title that fits, and below
 * it. */
void ssi_page_title(struct ssi_page *page, struct ssi_str title, struct ssi_str below);

/** A figure with its title and note inside a rectangle; returns rows drawn of a list. */
SSI_NODISCARD enum ssi_status ssi_page_figure(struct ssi_page *page,
                                              const struct ssi_plot *plot,
                                              struct ssi_subject subject,
                                              struct ssi_rect area, size_t first_row,
                                              size_t *out_rows, struct ssi_error *err);

/** A card: what it is about, a large value, and lines; those that are long go on below.
 */
enum { SSI_CARD_LINES = 3 };
struct ssi_card {
    struct ssi_str caption;
    const char *value;
    const char *lines[SSI_CARD_LINES]; /**< any may be NULL */
    enum ssi_colour colour;
};
void ssi_page_cards(struct ssi_page *page, double y, double height,
                    const struct ssi_card *cards, size_t count);

/** Run a plot's function on a figure whose area, title and sheet size are set. */
SSI_NODISCARD enum ssi_status ssi_figure_open(struct ssi_figure *figure,
                                              struct ssi_error *err);
void ssi_figure_close(struct ssi_figure *figure);

/** The four figures that come first: median, members, active, idle. */
enum { SSI_FACTS = 4 };
struct ssi_fact {
    const char *caption;
    char value[SSI_SHOW_SIZE], line[96], line2[96];
};
void ssi_everyone_facts(const struct ssi_report_data *data,
                        struct ssi_fact facts[SSI_FACTS]);

/** The mean of the members' coverage in whole percent; SSI_NONE when nobody has one. */
int64_t ssi_mean_coverage(const struct ssi_report_data *data);

/** The idle members, paid seats and the longest idle first; list has room for all. */
size_t ssi_idle_members(const struct ssi_report_data *data,
                        const struct ssi_member **list);
/** "navigator", "free, away"; returns buf. */
const char *ssi_idle_seat(const struct ssi_member *member, char buf[SSI_SHOW_SIZE]);

/** The pages of the report, each one or more; in page_<whose>.c. */
SSI_NODISCARD enum ssi_status ssi_page_everyone(struct ssi_document *document,
                                                struct ssi_error *err);
SSI_NODISCARD enum ssi_status ssi_page_idle(struct ssi_document *document,
                                            struct ssi_error *err);
SSI_NODISCARD enum ssi_status ssi_page_team(struct ssi_document *document,
                                            const struct ssi_group *team,
                                            struct ssi_error *err);
SSI_NODISCARD enum ssi_status ssi_page_member(struct ssi_document *document,
                                              const struct ssi_member *member,
                                              struct ssi_error *err);

#endif
