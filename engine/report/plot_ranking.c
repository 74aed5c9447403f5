// SPDX-License-Identifier: GPL-3.0-or-later
// The leaderboard of a team: position, name, score, change. Long ones go on from
// first_row; members without a score stand last and say why.
#include <stdio.h>

#include "plot_internal.h"

enum { ROW = 17, HEAD = 16 };

/** Rows move together where that saves a page, as far as they can be read. */
static const double least_row = 13.2;

struct columns {
    double name, bar, score, change;
};

static struct columns columns_of(struct ssi_rect area)
{
    enum { WIDE = 260 };
    double right = area.x + area.w;
    return (struct columns){area.x + 24, right - (area.w < WIDE ? 116 : 140), right - 50,
                            right};
}

static void head(struct ssi_figure *figure, const struct columns *at, int64_t out_of)
{
    double y = figure->area.y + 4;
    struct ssi_look right = SSI_LOOK(SMALL, GREY, RIGHT);
    ssi_sheet_text(&figure->sheet, at->name, y, SSI_LOOK(SMALL, GREY, LEFT),
                   ssi_str_z("Member"));
    ssi_sheet_format(&figure->sheet, at->score, y, right, "of %d", (int)out_of);
    ssi_sheet_text(&figure->sheet, at->change, y, right, ssi_str_z("change"));
}

static void row_texts(struct ssi_figure *figure, const struct columns *at,
                      const struct ssi_member *member, double row)
{
    char text[SSI_SHOW_SIZE];
    double name_width = at->bar - at->name - 8;
    ssi_figure_row_fit(figure, at->name, row, name_width, SSI_LOOK(BODY, INK, LEFT),
                       member->name);
    if (member->values[SSI_OVERALL] == SSI_NONE) {
        ssi_figure_row_format(figure, at->change, row, SSI_LOOK(SMALL, GREY, RIGHT),
                              "no score: %.*s", (int)member->status.len,
                              member->status.ptr);
        return;
    }
    struct ssi_look change = {SSI_F_SMALL, ssi_change_colour(member->change), SSI_RIGHT};
    ssi_figure_row_format(figure, at->name - 8, row, SSI_LOOK(BODY, GREY, RIGHT), "%s",
                          ssi_show_count(text, member->ranks[SSI_TEAM].position));
    ssi_figure_row_format(figure, at->score, row, SSI_LOOK(STRONG, INK, RIGHT), "%s",
                          ssi_show_points(text, member->values[SSI_OVERALL]));
    ssi_figure_row_format(figure, at->change, row, change, "%s",
                          ssi_show_change(text, member->change));
}

static void write_row(struct ssi_figure *figure, const struct ssi_member *member,
                      size_t row)
{
    ssi_figure_number(figure, (int64_t)row, 0);
    ssi_figure_number(figure, member->values[SSI_OVERALL], 3);
    ssi_figure_number(figure, ssi_member_provisional(member), 0);
    ssi_figure_row_end(figure);
}

static enum ssi_status draw(struct ssi_figure *figure, const struct ssi_report_data *data,
                            struct ssi_subject subject, struct ssi_error *err)
{
    const struct ssi_group *team = subject.group;
    size_t first = figure->first_row, left = team->member_count - first;
    double height = figure->area.h - HEAD, each = height / (double)(left ? left : 1);
    figure->row_height = each > ROW ? ROW : each < least_row ? least_row : each;
    size_t room = (size_t)(height / figure->row_height + 0.001);
    size_t rows = left < room ? left : room;
    bool hollow = false;
    char part[64] = "";
    (void)err;
    if (rows == 0 || team->stats[SSI_OVERALL].mean == SSI_NONE) {
        ssi_figure_instead(figure, "Too few to show");
        figure->rows_done = left;
        return SSI_OK;
    }
    struct columns at = columns_of(figure->area);
    figure->template_name = "ranking";
    figure->plot =
        (struct ssi_rect){at.bar, figure->area.y + HEAD, at.score - 34 - at.bar,
                          (double)rows * figure->row_height};
    head(figure, &at, data->out_of);
    ssi_figure_block(figure, "1 row, 2 points, 3 provisional");
    for (size_t i = 0; i < rows; i++) {
        const struct ssi_member *member = team->members[first + i];
        write_row(figure, member, i + 1);
        row_texts(figure, &at, member, (double)i + 1);
        hollow |= ssi_member_provisional(member);
    }
    ssi_sheet_set(&figure->sheet, "ROWS", (double)rows);
    ssi_sheet_set(&figure->sheet, "XMAX", (double)data->out_of);
    if (rows < team->member_count) {
        snprintf(part, sizeof part, ", %zu to %zu of %zu", first + 1, first + rows,
                 team->member_count);
    }
    snprintf(figure->note, sizeof figure->note, "By score%s%s", part,
             hollow ? "; hollow: provisional" : "");
    figure->rows_done = rows;
    return SSI_OK;
}

static double height_of(const struct ssi_report_data *data, struct ssi_subject subject)
{
    enum { MARGIN = 20 };
    (void)data;
    return HEAD + MARGIN + ROW * (double)subject.group->member_count;
}

const struct ssi_plot ssi_plot_ranking = {
    .name = "ranking",
    .title = "Leaderboard",
    .summary = "the members of a team by score, with the change since last week",
    .scopes = SSI_OF_TEAM,
    .width = 420,
    .height = 560,
    .height_of = height_of,
    .draw = draw,
};
