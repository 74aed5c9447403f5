// SPDX-License-Identifier: GPL-3.0-or-later
// Who of a team moved most since last week, up and down.
#include <stdio.h>
#include <stdlib.h>

#include "plot_internal.h"

enum { EACH_WAY = 3, MOST = 2 * EACH_WAY, ROW = 16 };

static int by_change(const void *a, const void *b)
{
    const struct ssi_member *x = *(const struct ssi_member *const *)a;
    const struct ssi_member *y = *(const struct ssi_member *const *)b;
    return x->change != y->change ? (x->change < y->change ? 1 : -1)
                                  : ssi_str_cmp(x->id, y->id);
}

/** The members with a change that shows, the largest gain first; returns their number. */
static size_t collect(const struct ssi_group *team, const struct ssi_member **movers)
{
    size_t count = 0;
    for (size_t i = 0; i < team->member_count; i++) {
        if (ssi_change_sign(team->members[i]->change) != 0) {
            movers[count++] = team->members[i];
        }
    }
    qsort(movers, count, sizeof *movers, by_change);
    return count;
}

/** Keep the first and last few: those who gained most and lost most. */
static size_t pick(const struct ssi_member **movers, size_t count)
{
    size_t up = 0, down = 0;
    while (up < count && up < EACH_WAY && movers[up]->change > 0) {
        up++;
    }
    while (down < count - up && down < EACH_WAY && movers[count - 1 - down]->change < 0) {
        down++;
    }
    for (size_t i = 0; i < down; i++) {
        movers[up + i] = movers[count - down + i];
    }
    return up + down;
}

size_t ssi_team_movers(const struct ssi_group *team, const struct ssi_member **movers)
{
    return pick(movers, collect(team, movers));
}

/** Whether anybody has a score of last week to compare with. */
static bool compares(const struct ssi_group *team)
{
    for (size_t i = 0; i < team->member_count; i++) {
        if (team->members[i]->change != SSI_NONE) {
            return true;
        }
    }
    return false;
}

static void write_rows(struct ssi_figure *figure, const struct ssi_member *const *movers,
                       size_t count)
{
    char text[SSI_SHOW_SIZE];
    int64_t most = 1000;
    ssi_figure_block(figure, "1 row, 2 change of points");
    for (size_t i = 0; i < count; i++) {
        int64_t change = movers[i]->change;
        struct ssi_look look = {SSI_F_STRONG, ssi_change_colour(change), SSI_RIGHT};
        ssi_figure_number(figure, (int64_t)i + 1, 0);
        ssi_figure_number(figure, change, 3);
        ssi_figure_row_end(figure);
        ssi_figure_row_link(figure, figure->area.x, (double)i + 1,
                            figure->plot.x - figure->area.x - 6, movers[i]);
        ssi_figure_row_fit(figure, figure->area.x, (double)i + 1,
                           figure->plot.x - figure->area.x - 6, SSI_LOOK(BODY, INK, LEFT),
                           movers[i]->name);
        ssi_figure_row_format(figure, figure->area.x + figure->area.w, (double)i + 1,
                              look, "%s", ssi_show_change(text, change));
        most = change > most ? change : -change > most ? -change : most;
    }
    ssi_sheet_set(&figure->sheet, "ROWS", (double)count);
    ssi_sheet_set(&figure->sheet, "XMAX", (double)most / 1000);
}

static enum ssi_status draw(struct ssi_figure *figure, const struct ssi_report_data *data,
                            struct ssi_subject subject, struct ssi_error *err)
{
    enum { CHANGE = 36 };
    const struct ssi_group *team = subject.group;
    struct ssi_rect area = figure->area;
    (void)data;
    if (team->stats[SSI_OVERALL].mean == SSI_NONE) {
        ssi_figure_instead(figure, "Too few to show");
        return SSI_OK;
    }
    const struct ssi_member **movers = ssi_alloc(team->member_count + 1, sizeof *movers);
    if (!movers) {
        return ssi_error_nomem(err);
    }
    size_t count = ssi_team_movers(team, movers);
    if (count == 0) {
        ssi_figure_instead(figure, compares(team) ? "No score moved by a tenth of a point"
                                                  : "No scores of last week");
    } else {
        double names = area.w * 0.5;
        figure->template_name = "changes";
        figure->row_height = ROW;
        figure->plot = (struct ssi_rect){area.x + names, area.y, area.w - names - CHANGE,
                                         ROW * (double)count};
        write_rows(figure, movers, count);
        snprintf(figure->note, sizeof figure->note, "Points gained or lost");
    }
    ssi_free((void *)movers);
    return SSI_OK;
}

static double height_of(const struct ssi_report_data *data, struct ssi_subject subject)
{
    enum { MARGIN = 20 };
    (void)data;
    (void)subject;
    return ROW * MOST + MARGIN;
}

const struct ssi_plot ssi_plot_movers = {
    .name = "movers",
    .title = "Moved most since last week",
    .summary = "the members of a team who gained or lost most since last week",
    .scopes = SSI_OF_TEAM,
    .width = 420,
    .height = 170,
    .height_of = height_of,
    .draw = draw,
};
