// SPDX-License-Identifier: GPL-3.0-or-later
// The score of a member as a ring of four quarters, clockwise from the top: brand,
// people, insights, relationships. Each is filled as far as its 25 points go, so the ring
// shows the sum and its parts on one scale. What is not known of the member stays an
// outline; of a pillar that nobody has there is no quarter, so three are left of four.
#include "plot_internal.h"

static void write_numbers(struct ssi_figure *figure, const struct ssi_report_data *data,
                          const struct ssi_member *member)
{
    ssi_figure_block(figure, "1 pillar, 2 points of 25, 3 known (-1: no such pillar)");
    for (enum ssi_measure p = SSI_BRAND; p < SSI_MEASURES; p++) {
        bool known = member->values[p] != SSI_NONE;
        ssi_figure_number(figure, (int64_t)p, 0);
        ssi_figure_number(figure, known ? member->values[p] : 0, 3);
        ssi_figure_number(figure, data->has_pillar[p] ? known : -1, 0);
        ssi_figure_row_end(figure);
    }
}

static void write_centre(struct ssi_figure *figure, const struct ssi_member *member)
{
    char points[SSI_SHOW_SIZE];
    double x = figure->plot.x + figure->plot.w / 2,
           y = figure->plot.y + figure->plot.h / 2;
    if (member->values[SSI_OVERALL] == SSI_NONE) {
        ssi_sheet_format(&figure->sheet, x, y, SSI_LOOK(STRONG, GREY, CENTER),
                         "no score");
        return;
    }
    ssi_sheet_format(&figure->sheet, x, y - 6, SSI_LOOK(HUGE, INK, CENTER), "%s",
                     ssi_show_points(points, member->values[SSI_OVERALL]));
    ssi_sheet_format(&figure->sheet, x, y + 16, SSI_LOOK(BODY, GREY, CENTER), "of %d",
                     (int)member->out_of);
}

static void write_corners(struct ssi_figure *figure, const struct ssi_report_data *data)
{
    static const struct {
        const char *name;
        double x, y;
        enum ssi_align align;
    } corners[SSI_MEASURES] = {{0},
                               {"Brand", 1, 0, SSI_RIGHT},
                               {"People", 1, 1, SSI_RIGHT},
                               {"Insights", 0, 1, SSI_LEFT},
                               {"Relations", 0, 0, SSI_LEFT}};
    struct ssi_rect area = figure->area;
    for (enum ssi_measure p = SSI_BRAND; p < SSI_MEASURES; p++) {
        struct ssi_look look = {SSI_F_SMALL,
                                data->has_pillar[p] ? ssi_pillar_colour(p) : SSI_C_GREY,
                                corners[p].align};
        ssi_sheet_format(&figure->sheet, area.x + corners[p].x * area.w,
                         area.y + 6 + corners[p].y * (area.h - 12), look, "%s%s",
                         corners[p].name, data->has_pillar[p] ? "" : ": no data");
    }
}

static enum ssi_status draw(struct ssi_figure *figure, const struct ssi_report_data *data,
                            struct ssi_subject subject, struct ssi_error *err)
{
    struct ssi_rect area = figure->area;
    double side = area.w < area.h ? area.w : area.h;
    (void)err;
    figure->template_name = "ring";
    figure->plot = (struct ssi_rect){area.x + (area.w - side) / 2,
                                     area.y + (area.h - side) / 2, side, side};
    write_numbers(figure, data, subject.member);
    write_centre(figure, subject.member);
    write_corners(figure, data);
    ssi_sheet_set(&figure->sheet, "PROVISIONAL",
                  ssi_member_provisional(subject.member) ? 1 : 0);
    return SSI_OK;
}

const struct ssi_plot ssi_plot_ring = {
    .name = "ring",
    .title = "The score",
    .summary = "the score of a member as a ring of four pillars",
    .scopes = SSI_OF_MEMBER,
    .width = 300,
    .height = 250,
    .draw = draw,
};
