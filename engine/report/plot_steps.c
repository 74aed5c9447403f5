// SPDX-License-Identifier: GPL-3.0-or-later
// What would add most: three next steps of a member, each kept up for four weeks while
// all else goes on as it does, and the points that it would gain.
#include <stdio.h>

#include "plot_internal.h"

enum { ROW = 14 };

static void write_texts(struct ssi_figure *figure, const struct ssi_next_step *step,
                        double row)
{
    char name[SSI_SHOW_SIZE], more[SSI_SHOW_SIZE], gain[SSI_SHOW_SIZE];
    double x = figure->area.x, right = x + figure->area.w;
    ssi_figure_row_format(figure, x, row, SSI_LOOK(BODY, INK, LEFT), "%s",
                          ssi_show_metric(name, step->metric));
    ssi_figure_row_format(figure, figure->plot.x - 14, row, SSI_LOOK(SMALL, GREY, RIGHT),
                          "%s more a week", ssi_show_amount(more, step->step));
    ssi_figure_row_format(figure, right, row, SSI_LOOK(STRONG, UP, RIGHT), "%s",
                          ssi_show_change(gain, step->points));
}

static enum ssi_status draw(struct ssi_figure *figure, const struct ssi_report_data *data,
                            struct ssi_subject subject, struct ssi_error *err)
{
    enum { NAMES = 318, CHANGE = 58 };
    const struct ssi_member *member = subject.member;
    int64_t most = 1000;
    (void)err;
    if (member->step_count == 0) {
        ssi_figure_instead(figure, data->knows_steps
                                       ? "Nothing that can be done more would add points"
                                       : "This week was published without its model");
        return SSI_OK;
    }
    struct ssi_rect area = figure->area;
    figure->template_name = "changes";
    figure->row_height = ROW;
    figure->plot =
        (struct ssi_rect){area.x + NAMES + 14, area.y, area.w - NAMES - 14 - CHANGE,
                          ROW * (double)member->step_count};
    ssi_figure_block(figure, "1 row, 2 points gained");
    for (size_t i = 0; i < member->step_count; i++) {
        int64_t points = member->steps[i].points;
        ssi_figure_number(figure, (int64_t)i + 1, 0);
        ssi_figure_number(figure, points, 3);
        ssi_figure_row_end(figure);
        write_texts(figure, &member->steps[i], (double)i + 1);
        most = points > most ? points : most;
    }
    ssi_sheet_set(&figure->sheet, "ROWS", (double)member->step_count);
    ssi_sheet_set(&figure->sheet, "XMAX", (double)most / 1000);
    snprintf(figure->note, sizeof figure->note,
             "Each kept up for four weeks, all else as it is now");
    return SSI_OK;
}

static double height_of(const struct ssi_report_data *data, struct ssi_subject subject)
{
    enum { MARGIN = 20 };
    (void)data;
    return ROW * (double)subject.member->step_count + MARGIN;
}

const struct ssi_plot ssi_plot_steps = {
    .name = "steps",
    .title = "What would add most",
    .summary = "three next steps of a member, and the points that each would add",
    .scopes = SSI_OF_MEMBER,
    .width = 520,
    .height = 100,
    .height_of = height_of,
    .draw = draw,
};
