// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Figures. A plot turns the data of a subject into numbers (a .tsv) and a script (texts
 * and scales), and names the template that draws them. Where the figure stands, on a page
 * or in a picture of its own, it does not know: it gets an area in points.
 */
#ifndef SSI_REPORT_PLOT_INTERNAL_H
#define SSI_REPORT_PLOT_INTERNAL_H

#include "data_internal.h"
#include "sheet_internal.h"

/** Whose figure or page: a member, a group, or (both NULL) everyone. */
struct ssi_subject {
    const struct ssi_member *member;
    const struct ssi_group *group;
};

struct ssi_figure {
    struct ssi_sheet sheet; /**< its script */
    struct ssi_output *numbers;
    struct ssi_rect area;      /**< what it may use; the title stands above */
    struct ssi_rect plot;      /**< where the axes are; set by the plot */
    double row_height;         /**< of figures with rows, in points */
    const char *template_name; /**< NULL: there is nothing to draw, only texts */
    char title[96];            /**< preset from the descriptor */
    char note[160];            /**< how to read it, under the title */
    size_t first_row;          /**< of a long list: where this part starts */
    size_t rows_done;          /**< set by plots of lists: rows drawn */
};

enum ssi_plot_scope { SSI_OF_EVERYONE = 1, SSI_OF_TEAM = 2, SSI_OF_MEMBER = 4 };

struct ssi_plot {
    const char *name, *title, *summary;
    unsigned scopes;      /**< for whom pictures in charts/ are made */
    double width, height; /**< of that picture without its title, in points */
    /** Of lists: the height that all rows take, where less than height; or NULL. */
    double (*height_of)(const struct ssi_report_data *data, struct ssi_subject subject);
    enum ssi_status (*draw)(struct ssi_figure *figure, const struct ssi_report_data *data,
                            struct ssi_subject subject, struct ssi_error *err);
};

#define SSI_PLOT(name) extern const struct ssi_plot ssi_plot_##name;
#include "plots.def"
#undef SSI_PLOT

/** All plots, in the order of plots.def. */
extern const struct ssi_plot *const ssi_plots[];
extern const size_t ssi_plot_count;

/** A row of numbers: each value as decimal, SSI_NONE as NaN. Scaled by 10^-decimals. */
void ssi_figure_number(struct ssi_figure *figure, int64_t value, int decimals);
void ssi_figure_row_end(struct ssi_figure *figure);
/** Starts the next block; name says what its columns are. */
void ssi_figure_block(struct ssi_figure *figure, const char *columns);
/** One row of NaN in a block that would be empty. */
void ssi_figure_nothing(struct ssi_figure *figure, int columns);

/** Text beside row `row` (from 1, as the axis counts), at x points of the sheet. */
void ssi_figure_row_text(struct ssi_figure *figure, double x, double row,
                         struct ssi_look look, struct ssi_str text);
SSI_PRINTF(5, 6)
void ssi_figure_row_format(struct ssi_figure *figure, double x, double row,
                           struct ssi_look look, const char *format, ...);

void ssi_figure_row_fit(struct ssi_figure *figure, double x, double row, double width,
                        struct ssi_look look, struct ssi_str text);

/** Makes the place of such a text lead to the page of a member or a team. */
void ssi_figure_row_link(struct ssi_figure *figure, double x, double row, double width,
                         const void *target);

/** The centre text of a figure that cannot be drawn. */
void ssi_figure_instead(struct ssi_figure *figure, const char *text);

/** A metric of a member and the points it gained or lost since last week. */
struct ssi_move {
    const struct ssi_contribution *item;
    int64_t change;
};

/**
 * The moves of a member, sorted by size; moves has room for all contributions and one.
 * The first that many are worth a row; *out_rest adds the others up.
 */
size_t ssi_member_moves(const struct ssi_member *member, struct ssi_move *moves,
                        int64_t *out_rest);
/** "12.3", "0.25" or "840": enough digits to see a change. */
void ssi_show_value(char buf[SSI_SHOW_SIZE], int64_t millionths);

/** Who a member's pillars are compared with: the industry where it is shown, or everyone.
 */
const struct ssi_group *ssi_compared_with(const struct ssi_report_data *data,
                                          const struct ssi_member *member);
/** Whose distribution a member sees: the industry's where it is shown, or everyone's. */
const struct ssi_group *ssi_distribution_of(const struct ssi_report_data *data,
                                            const struct ssi_member *member);
/** Gained and lost most, a few each way, largest gain first; movers has room for all. */
size_t ssi_team_movers(const struct ssi_group *team, const struct ssi_member **movers);

/** Names of the pillars as shown. */
extern const char *const ssi_pillar_names[SSI_MEASURES];
enum ssi_colour ssi_pillar_colour(enum ssi_measure pillar);

#endif
