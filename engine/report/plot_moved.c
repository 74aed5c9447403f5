// SPDX-License-Identifier: GPL-3.0-or-later
// What moved the score of a member since last week: the metrics with the largest changes
// of points, and all others together, so that the rows add up to the change.
#include <stdio.h>
#include <stdlib.h>

#include "plot_internal.h"
#include "ssi/num.h"

enum { SHOWN = 4, SMALLEST = 50, ROW = 14 };

static int64_t magnitude(int64_t value)
{
    return value < 0 ? -value : value;
}

static int by_size(const void *a, const void *b)
{
    const struct ssi_move *x = a, *y = b;
    int64_t u = magnitude(x->change), v = magnitude(y->change);
    return u != v ? (u < v ? 1 : -1) : x->item < y->item ? -1 : x->item > y->item;
}

static int64_t known(int64_t value)
{
    return value == SSI_NONE ? 0 : value;
}

void ssi_show_value(char buf[SSI_SHOW_SIZE], int64_t millionths)
{
    if (millionths == SSI_NONE) {
        snprintf(buf, SSI_SHOW_SIZE, "–");
    } else if (magnitude(millionths) >= 100 * 1000000LL) {
        (void)ssi_show_count(buf, ssi_round_ratio(millionths, 1000000, 0));
    } else {
        int decimals = magnitude(millionths) < 2 * 1000000 ? 2 : 1;
        (void)ssi_format_scaled(buf, ssi_round_ratio(millionths, 1000000, decimals),
                                decimals);
    }
}

static void write_row(struct ssi_figure *figure, size_t row, int64_t change)
{
    ssi_figure_number(figure, (int64_t)row, 0);
    ssi_figure_number(figure, change, 3);
    ssi_figure_row_end(figure);
}

static void change_text(struct ssi_figure *figure, double row, int64_t change)
{
    char text[SSI_SHOW_SIZE];
    struct ssi_look look = {SSI_F_STRONG, ssi_change_colour(change), SSI_RIGHT};
    ssi_figure_row_format(figure, figure->area.x + figure->area.w, row, look, "%s",
                          ssi_show_change(text, change));
}

static void metric_texts(struct ssi_figure *figure, double row,
                         const struct ssi_move *move)
{
    char name[SSI_SHOW_SIZE], before[SSI_SHOW_SIZE], now[SSI_SHOW_SIZE];
    double x = figure->area.x;
    struct ssi_look pillar = {SSI_F_SMALL, ssi_pillar_colour(move->item->pillar),
                              SSI_LEFT};
    ssi_figure_row_format(figure, x, row, SSI_LOOK(BODY, INK, LEFT), "%s",
                          ssi_show_metric(name, move->item->metric));
    ssi_figure_row_format(figure, x + 150, row, pillar, "%s",
                          ssi_pillar_names[move->item->pillar]);
    if (move->item->value != SSI_NONE || move->item->previous_value != SSI_NONE) {
        ssi_show_value(before, move->item->previous_value);
        ssi_show_value(now, move->item->value);
        ssi_figure_row_format(figure, x + 318, row, SSI_LOOK(SMALL, GREY, RIGHT),
                              "%s → %s", before, now);
    }
    change_text(figure, row, move->change);
}

size_t ssi_member_moves(const struct ssi_member *member, struct ssi_move *moves,
                        int64_t *out_rest)
{
    int64_t rest = 0;
    for (size_t i = 0; i < member->contribution_count; i++) {
        const struct ssi_contribution *item = &member->contributions[i];
        moves[i] =
            (struct ssi_move){item, known(item->points) - known(item->previous_points)};
    }
    qsort(moves, member->contribution_count, sizeof *moves, by_size);
    size_t shown = 0;
    while (shown < member->contribution_count && shown < SHOWN &&
           magnitude(moves[shown].change) >= SMALLEST) {
        shown++;
    }
    for (size_t i = shown; i < member->contribution_count; i++) {
        rest += moves[i].change;
    }
    *out_rest = rest;
    return shown;
}

static void write_rows(struct ssi_figure *figure, const struct ssi_move *moves,
                       size_t shown, int64_t rest)
{
    int64_t most = 1000;
    double rows = (double)shown + 1;
    ssi_figure_block(figure, "1 row, 2 change of points");
    for (size_t i = 0; i < shown; i++) {
        write_row(figure, i + 1, moves[i].change);
        metric_texts(figure, (double)i + 1, &moves[i]);
        most = magnitude(moves[i].change) > most ? magnitude(moves[i].change) : most;
    }
    write_row(figure, shown + 1, rest);
    ssi_figure_row_format(figure, figure->area.x, rows, SSI_LOOK(BODY, GREY, LEFT),
                          "All other metrics together");
    change_text(figure, rows, rest);
    most = magnitude(rest) > most ? magnitude(rest) : most;
    ssi_sheet_set(&figure->sheet, "ROWS", rows);
    ssi_sheet_set(&figure->sheet, "XMAX", (double)most / 1000);
}

static enum ssi_status draw(struct ssi_figure *figure, const struct ssi_report_data *data,
                            struct ssi_subject subject, struct ssi_error *err)
{
    const struct ssi_member *member = subject.member;
    int64_t rest;
    if (member->change == SSI_NONE) {
        ssi_figure_instead(figure, "No score of last week to compare with");
        return SSI_OK;
    }
    struct ssi_move *moves = ssi_alloc(member->contribution_count + 1, sizeof *moves);
    if (!moves) {
        return ssi_error_nomem(err);
    }
    size_t shown = ssi_member_moves(member, moves, &rest);
    (void)data;
    if (shown == 0) {
        ssi_figure_instead(figure, "No metric moved by a tenth of a point");
    } else {
        figure->template_name = "changes";
        figure->row_height = ROW;
        figure->plot =
            (struct ssi_rect){figure->area.x + 332, figure->area.y,
                              figure->area.w - 332 - 58, ROW * ((double)shown + 1)};
        write_rows(figure, moves, shown, rest);
        snprintf(figure->note, sizeof figure->note,
                 "Points gained or lost since last week, and the metric then and now");
    }
    ssi_free(moves);
    return SSI_OK;
}

/** As high as it can be, which it mostly is. */
static double height_of(const struct ssi_report_data *data, struct ssi_subject subject)
{
    enum { MARGIN = 20 };
    (void)data;
    (void)subject;
    return ROW * (SHOWN + 1) + MARGIN;
}

const struct ssi_plot ssi_plot_moved = {
    .name = "moved",
    .title = "What moved the score",
    .summary = "the metrics that gained or lost most points since last week",
    .scopes = SSI_OF_MEMBER,
    .width = 520,
    .height = 140,
    .height_of = height_of,
    .draw = draw,
};
