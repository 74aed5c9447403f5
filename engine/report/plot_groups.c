// SPDX-License-Identifier: GPL-3.0-or-later
// Teams, and industries, against each other: the middle half as a bar, the median as a
// dot, the change of the average since last week. Groups too small to show stand last,
// without figures.
#include <stdio.h>
#include <stdlib.h>

#include "plot_internal.h"

enum { ROW = 16, FOOT = 22, HEAD = 16 };

struct columns {
    double size, plot, middle, change;
};

static struct columns columns_of(struct ssi_rect area)
{
    double right = area.x + area.w;
    return (struct columns){area.x + 212, area.x + 230, right - 58, right};
}

static int64_t middle_of(const struct ssi_group *group)
{
    const struct ssi_stat *stat = &group->stats[SSI_OVERALL];
    return !group->open ? SSI_NONE : stat->q50 != SSI_NONE ? stat->q50 : stat->mean;
}

static int by_middle(const void *a, const void *b)
{
    const struct ssi_group *x = *(const struct ssi_group *const *)a;
    const struct ssi_group *y = *(const struct ssi_group *const *)b;
    int64_t u = middle_of(x), v = middle_of(y);
    return u != v ? (u < v ? 1 : -1) : ssi_str_cmp(x->name, y->name);
}

/** A change of the average, where both weeks may be shown. */
static int64_t change_of(const struct ssi_report_data *data,
                         const struct ssi_group *group)
{
    const struct ssi_stat *before = ssi_group_week(group, data->week - 7, SSI_OVERALL);
    if (!group->open || !before || before->mean == SSI_NONE ||
        before->n < data->min_group) {
        return SSI_NONE;
    }
    return group->stats[SSI_OVERALL].mean - before->mean;
}

/** The groups of a kind in the order of the page; list has room for all. */
static size_t collect(const struct ssi_report_data *data, enum ssi_group_kind kind,
                      const struct ssi_group **list)
{
    size_t count = 0;
    for (size_t i = 0; i < data->group_count; i++) {
        if (data->groups[i].kind == kind) {
            list[count++] = &data->groups[i];
        }
    }
    qsort(list, count, sizeof *list, by_middle);
    return count;
}

static void head(struct ssi_figure *figure, const struct columns *at)
{
    double y = figure->area.y + 4;
    struct ssi_look right = SSI_LOOK(SMALL, GREY, RIGHT);
    ssi_sheet_text(&figure->sheet, at->size, y, right, ssi_str_z("members"));
    ssi_sheet_text(&figure->sheet, at->middle, y, right, ssi_str_z("median"));
    ssi_sheet_text(&figure->sheet, at->change, y, right, ssi_str_z("change"));
}

static void row_texts(struct ssi_figure *figure, const struct columns *at,
                      const struct ssi_group *group, int64_t change, double row)
{
    char text[SSI_SHOW_SIZE];
    struct ssi_look grey = SSI_LOOK(SMALL, GREY, RIGHT);
    struct ssi_look moved = {SSI_F_SMALL, ssi_change_colour(change), SSI_RIGHT};
    ssi_figure_row_link(figure, figure->area.x, row, 168, group);
    ssi_figure_row_fit(figure, figure->area.x, row, 168, SSI_LOOK(BODY, INK, LEFT),
                       group->name);
    ssi_figure_row_format(figure, at->size, row, grey, "%s",
                          ssi_show_count(text, group->stats[SSI_OVERALL].n));
    if (middle_of(group) == SSI_NONE) {
        ssi_figure_row_format(figure, at->middle, row, grey, "too few");
        return;
    }
    ssi_figure_row_format(figure, at->middle, row, SSI_LOOK(STRONG, INK, RIGHT), "%s",
                          ssi_show_points(text, middle_of(group)));
    ssi_figure_row_format(figure, at->change, row, moved, "%s",
                          ssi_show_change(text, change));
}

static void write_row(struct ssi_figure *figure, const struct ssi_report_data *data,
                      const struct ssi_group *group, size_t row)
{
    const struct ssi_stat *stat = &group->stats[SSI_OVERALL];
    bool quarters = group->open && ssi_quantile_open(stat->n, 1, 4, data->min_group);
    ssi_figure_number(figure, (int64_t)row, 0);
    ssi_figure_number(figure, middle_of(group), 3);
    ssi_figure_number(figure, quarters ? stat->q25 : SSI_NONE, 3);
    ssi_figure_number(figure, quarters ? stat->q75 : SSI_NONE, 3);
    ssi_figure_row_end(figure);
}

/** The end of the scale, the same for teams and industries: it starts at 0. */
static int64_t top_of(const struct ssi_report_data *data)
{
    enum { STEP = 25 };
    int64_t most = 0;
    for (size_t i = 0; i < data->group_count; i++) {
        const struct ssi_stat *stat = &data->groups[i].stats[SSI_OVERALL];
        int64_t high = stat->q75 != SSI_NONE ? stat->q75 : stat->mean;
        most = data->groups[i].open && high > most ? high : most;
    }
    int64_t top = (most / 1000 / STEP + 1) * STEP;
    return top < data->out_of ? top : data->out_of;
}

static void write_scale(struct ssi_figure *figure, const struct ssi_report_data *data,
                        size_t rows)
{
    const struct ssi_group *everyone =
        ssi_report_group(data, SSI_EVERYONE, ssi_str_z(""));
    int64_t median = everyone ? everyone->stats[SSI_OVERALL].q50 : SSI_NONE;
    ssi_sheet_set(&figure->sheet, "ROWS", (double)rows);
    ssi_sheet_set(&figure->sheet, "XMIN", 0);
    ssi_sheet_set(&figure->sheet, "XMAX", (double)top_of(data));
    ssi_sheet_set(&figure->sheet, "XSTEP", top_of(data) > 50 ? 25 : 10);
    ssi_sheet_set(&figure->sheet, "REFERENCE",
                  median == SSI_NONE ? -1 : (double)median / 1000);
    snprintf(figure->note, sizeof figure->note,
             "Bar: the middle half of the members; dot: the median; dashed: everyone’s "
             "median");
}

static void write_rows(struct ssi_figure *figure, const struct ssi_report_data *data,
                       const struct ssi_group *const *list, size_t rows)
{
    struct columns at = columns_of(figure->area);
    figure->template_name = "compare";
    figure->row_height = ROW;
    figure->plot = (struct ssi_rect){at.plot, figure->area.y + HEAD,
                                     at.middle - 42 - at.plot, (double)rows * ROW};
    head(figure, &at);
    ssi_figure_block(figure, "1 row, 2 median, 3 lower quarter, 4 upper quarter");
    for (size_t i = 0; i < rows; i++) {
        write_row(figure, data, list[i], i + 1);
        row_texts(figure, &at, list[i], change_of(data, list[i]), (double)i + 1);
    }
    write_scale(figure, data, rows);
}

static enum ssi_status draw_kind(struct ssi_figure *figure,
                                 const struct ssi_report_data *data,
                                 enum ssi_group_kind kind, struct ssi_error *err)
{
    const struct ssi_group **list = ssi_alloc(data->group_count + 1, sizeof *list);
    if (!list) {
        return ssi_error_nomem(err);
    }
    size_t count = collect(data, kind, list), first = figure->first_row;
    size_t room = (size_t)((figure->area.h - HEAD - FOOT) / ROW);
    size_t rows = count - first < room ? count - first : room;
    figure->rows_done = rows;
    if (count == 0) {
        ssi_figure_instead(figure, kind == SSI_TEAM ? "No teams are known"
                                                    : "No industries are known");
    } else if (!ssi_report_any_open(data, kind)) {
        ssi_figure_instead(figure, kind == SSI_TEAM
                                       ? "All teams are too small to be compared"
                                       : "All industries are too small to be compared");
        figure->rows_done = count - first;
    } else {
        write_rows(figure, data, list + first, rows);
    }
    ssi_free((void *)list);
    return SSI_OK;
}

static enum ssi_status draw_teams(struct ssi_figure *figure,
                                  const struct ssi_report_data *data,
                                  struct ssi_subject subject, struct ssi_error *err)
{
    (void)subject;
    return draw_kind(figure, data, SSI_TEAM, err);
}

static enum ssi_status draw_industries(struct ssi_figure *figure,
                                       const struct ssi_report_data *data,
                                       struct ssi_subject subject, struct ssi_error *err)
{
    (void)subject;
    return draw_kind(figure, data, SSI_INDUSTRY, err);
}

static double height_of_kind(const struct ssi_report_data *data, enum ssi_group_kind kind)
{
    enum { MARGIN = 20 };
    size_t count = 0;
    for (size_t i = 0; i < data->group_count; i++) {
        count += data->groups[i].kind == kind;
    }
    return HEAD + FOOT + MARGIN + ROW * (double)count;
}

static double height_of_teams(const struct ssi_report_data *data,
                              struct ssi_subject subject)
{
    (void)subject;
    return height_of_kind(data, SSI_TEAM);
}

static double height_of_industries(const struct ssi_report_data *data,
                                   struct ssi_subject subject)
{
    (void)subject;
    return height_of_kind(data, SSI_INDUSTRY);
}

const struct ssi_plot ssi_plot_teams = {
    .name = "teams",
    .title = "Teams compared",
    .summary = "teams by median, middle half and change",
    .scopes = SSI_OF_EVERYONE,
    .width = 520,
    .height = 760,
    .height_of = height_of_teams,
    .draw = draw_teams,
};

const struct ssi_plot ssi_plot_industries = {
    .name = "industries",
    .title = "Industries compared",
    .summary = "industries by median, middle half and change",
    .scopes = SSI_OF_EVERYONE,
    .width = 520,
    .height = 760,
    .height_of = height_of_industries,
    .draw = draw_industries,
};
