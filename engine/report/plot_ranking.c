// SPDX-License-Identifier: GPL-3.0-or-later
// The leaderboard of a team: place and how it changed, name, the last weeks as a line,
// score, change. Long ones go on from first_row; members without a score stand last and
// say why.
#include <stdio.h>

#include "plot_internal.h"

enum { ROW = 17, HEAD = 16, LINE_WEEKS = 12, LEAST_SPAN = 10000 };

/** Rows move together where that saves a page, as far as they can be read. */
static const double least_row = 12;

struct columns {
    double place, moved, name, line, score, change;
};

static struct columns columns_of(struct ssi_rect area)
{
    enum { WIDE = 260 };
    double right = area.x + area.w, line = right - (area.w < WIDE ? 110 : 130);
    return (struct columns){area.x + 14, area.x + 36, area.x + 41,
                            line,        right - 54,  right};
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

/** How far the place in the team moved since last week: up, down, or nothing. */
static void place_moved(struct ssi_figure *figure, const struct columns *at,
                        const struct ssi_member *member, double row)
{
    int64_t now = member->ranks[SSI_TEAM].position,
            before = member->before[SSI_TEAM].position;
    if (now == SSI_NONE || before == SSI_NONE || now == before) {
        return;
    }
    bool up = now < before;
    struct ssi_look look = {SSI_F_SMALL, up ? SSI_C_UP : SSI_C_DOWN, SSI_RIGHT};
    ssi_figure_row_format(figure, at->moved, row, look, "%s%d", up ? "▴" : "▾",
                          (int)(up ? before - now : now - before));
}

static void row_texts(struct ssi_figure *figure, const struct columns *at,
                      const struct ssi_member *member, double row)
{
    char text[SSI_SHOW_SIZE];
    double name_width = at->line - at->name - 8;
    bool scored = member->values[SSI_OVERALL] != SSI_NONE;
    ssi_figure_row_link(figure, at->name, row, name_width, member);
    ssi_figure_row_fit(figure, at->name, row, name_width, SSI_LOOK(BODY, INK, LEFT),
                       member->name);
    if (!scored) {
        ssi_figure_row_format(figure, at->change, row, SSI_LOOK(SMALL, GREY, RIGHT),
                              "no score: %.*s", (int)member->status.len,
                              member->status.ptr);
        return;
    }
    struct ssi_look change = {SSI_F_SMALL, ssi_change_colour(member->change), SSI_RIGHT};
    ssi_figure_row_format(figure, at->place, row, SSI_LOOK(BODY, GREY, RIGHT), "%s",
                          ssi_show_count(text, member->ranks[SSI_TEAM].position));
    place_moved(figure, at, member, row);
    ssi_figure_row_format(figure, at->score, row, SSI_LOOK(STRONG, INK, RIGHT), "%s",
                          ssi_show_points(text, member->values[SSI_OVERALL]));
    ssi_figure_row_format(figure, at->change, row, change, "%s",
                          ssi_show_change(text, member->change));
}

/** The score of a week, where it is of as many pillars as this week's. */
static int64_t score_at(const struct ssi_report_data *data,
                        const struct ssi_member *member, int64_t back)
{
    const struct ssi_member_week *week = ssi_member_at(member, data->week - 7 * back);
    return week && week->out_of == member->out_of ? week->values[SSI_OVERALL] : SSI_NONE;
}

static bool range_of(const struct ssi_report_data *data, const struct ssi_member *member,
                     int64_t *low, int64_t *high)
{
    *low = INT64_MAX;
    *high = SSI_NONE;
    for (int64_t back = 0; back <= LINE_WEEKS; back++) {
        int64_t score = score_at(data, member, back);
        *low = score != SSI_NONE && score < *low ? score : *low;
        *high = score > *high ? score : *high;
    }
    return *high != SSI_NONE;
}

/** Points that the height of a row stands for: the same in all rows of the team. */
static int64_t span_of(const struct ssi_report_data *data, const struct ssi_group *team)
{
    int64_t span = LEAST_SPAN, low, high;
    for (size_t i = 0; i < team->member_count; i++) {
        if (range_of(data, team->members[i], &low, &high)) {
            span = high - low > span ? high - low : span;
        }
    }
    return span;
}

/** A block of its own: the middle of its scores lies in the middle of the row. */
static void write_line(struct ssi_figure *figure, const struct ssi_report_data *data,
                       const struct ssi_member *member, size_t row)
{
    int64_t low = 0, high = 0;
    bool any = range_of(data, member, &low, &high);
    bool hollow = ssi_member_provisional(member);
    ssi_figure_block(figure, "1 row, 2 week (0 the last), 3 points, 4 middle of the row, "
                             "5 provisional");
    for (int64_t back = LINE_WEEKS; back >= 0; back--) {
        ssi_figure_number(figure, (int64_t)row, 0);
        ssi_figure_number(figure, -back, 0);
        ssi_figure_number(figure, score_at(data, member, back), 3);
        ssi_figure_number(figure, any ? low + (high - low) / 2 : SSI_NONE, 3);
        ssi_figure_number(figure, hollow, 0);
        ssi_figure_row_end(figure);
    }
}

static void write_rows(struct ssi_figure *figure, const struct ssi_report_data *data,
                       const struct ssi_group *team, const struct columns *at,
                       size_t rows)
{
    size_t first = figure->first_row;
    bool hollow = false;
    char part[64] = "";
    for (size_t i = 0; i < rows; i++) {
        const struct ssi_member *member = team->members[first + i];
        write_line(figure, data, member, i + 1);
        row_texts(figure, at, member, (double)i + 1);
        hollow |= ssi_member_provisional(member);
    }
    if (rows < team->member_count) {
        snprintf(part, sizeof part, ", %zu to %zu of %zu", first + 1, first + rows,
                 team->member_count);
    }
    snprintf(figure->note, sizeof figure->note, "By score%s; lines: the last weeks%s",
             part, hollow ? "; hollow: provisional" : "");
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
    (void)err;
    if (rows == 0 || team->stats[SSI_OVERALL].mean == SSI_NONE) {
        ssi_figure_instead(figure, "Too few to show");
        figure->rows_done = left;
        return SSI_OK;
    }
    struct columns at = columns_of(figure->area);
    figure->template_name = "ranking";
    figure->plot =
        (struct ssi_rect){at.line, figure->area.y + HEAD, at.score - 34 - at.line,
                          (double)rows * figure->row_height};
    head(figure, &at, data->out_of);
    write_rows(figure, data, team, &at, rows);
    ssi_sheet_set(&figure->sheet, "ROWS", (double)rows);
    ssi_sheet_set(&figure->sheet, "WEEKS", LINE_WEEKS);
    ssi_sheet_set(&figure->sheet, "SPAN", (double)span_of(data, team) / 1000);
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
    .summary = "the members of a team by score, with their last weeks and their change",
    .scopes = SSI_OF_TEAM,
    .width = 420,
    .height = 560,
    .height_of = height_of,
    .draw = draw,
};
