// SPDX-License-Identifier: GPL-3.0-or-later
// The four pillars over the last weeks, four small panels on one scale from 0 to 25: of a
// team with everyone's averages dashed, or of everyone.
#include <stdio.h>

#include "plot_internal.h"

enum { MAX_WEEKS = 104, GAP = 14 };

/** Two by two: one unit is the height of a panel, and some stands between them. */
static const double rows_high = 2.62, columns_wide = 2.14, step_x = 1.14, step_y = 1.62;

static const struct ssi_group *group_of(const struct ssi_report_data *data,
                                        struct ssi_subject subject)
{
    return subject.group ? subject.group
                         : ssi_report_group(data, SSI_EVERYONE, ssi_str_z(""));
}

/** Weeks back to the first with an average of any pillar; at least 1. */
static int64_t span_of(const struct ssi_report_data *data, const struct ssi_group *group)
{
    int64_t span = 1;
    for (size_t i = 0; i < group->trend_count; i++) {
        int64_t back = (data->week - group->trends[i].day) / 7;
        bool shown = group->trends[i].measure != SSI_OVERALL &&
                     group->trends[i].stat.mean != SSI_NONE && back < MAX_WEEKS;
        span = shown && back > span ? back : span;
    }
    return span;
}

static int64_t mean_at(const struct ssi_group *group, int64_t day, enum ssi_measure p)
{
    const struct ssi_stat *stat = ssi_group_week(group, day, p);
    return stat ? stat->mean : SSI_NONE;
}

static void write_pillar(struct ssi_figure *figure, const struct ssi_report_data *data,
                         const struct ssi_group *group, enum ssi_measure pillar,
                         int64_t span)
{
    const struct ssi_group *everyone =
        ssi_report_group(data, SSI_EVERYONE, ssi_str_z(""));
    ssi_figure_block(figure, "1 pillar, 2 week (0 the last), 3 average, 4 everyone's");
    for (int64_t back = span; back >= 0; back--) {
        int64_t day = data->week - 7 * back;
        int64_t own = mean_at(group, day, pillar);
        int64_t now = back == 0 ? group->stats[pillar].mean : SSI_NONE;
        ssi_figure_number(figure, (int64_t)pillar, 0);
        ssi_figure_number(figure, -back, 0);
        ssi_figure_number(figure, own == SSI_NONE ? now : own, 3);
        ssi_figure_number(
            figure, group == everyone ? SSI_NONE : mean_at(everyone, day, pillar), 3);
        ssi_figure_row_end(figure);
    }
}

static void panel_texts(struct ssi_figure *figure, const struct ssi_report_data *data,
                        const struct ssi_group *group, enum ssi_measure pillar)
{
    static const char *const names[SSI_MEASURES] = {"", "Brand", "Finding people",
                                                    "Insights", "Relationships"};
    char text[SSI_SHOW_SIZE];
    double wide = figure->plot.w / columns_wide, high = figure->plot.h / rows_high;
    double x = figure->plot.x + (pillar - 1) % 2 * step_x * wide;
    double y = figure->plot.y + (double)((pillar - 1) / 2) * step_y * high - 7;
    bool exists = data->has_pillar[pillar];
    struct ssi_look name = {SSI_F_SMALL, exists ? ssi_pillar_colour(pillar) : SSI_C_GREY,
                            SSI_LEFT};
    ssi_sheet_format(&figure->sheet, x, y, name, "%s", names[pillar]);
    ssi_sheet_format(
        &figure->sheet, x + wide, y,
        exists ? SSI_LOOK(STRONG, INK, RIGHT) : SSI_LOOK(SMALL, GREY, RIGHT), "%s",
        exists ? ssi_show_points(text, group->stats[pillar].mean) : "no data");
}

static enum ssi_status draw(struct ssi_figure *figure, const struct ssi_report_data *data,
                            struct ssi_subject subject, struct ssi_error *err)
{
    const struct ssi_group *group = group_of(data, subject);
    bool any = false;
    (void)err;
    for (enum ssi_measure p = SSI_BRAND; group && p < SSI_MEASURES; p++) {
        any |= group->stats[p].mean != SSI_NONE;
    }
    if (!any) {
        ssi_figure_instead(figure, "Too few to show");
        return SSI_OK;
    }
    int64_t span = span_of(data, group);
    struct ssi_rect area = figure->area;
    figure->template_name = "panels";
    figure->plot = (struct ssi_rect){area.x, area.y + GAP, area.w, area.h - GAP - 4};
    for (enum ssi_measure p = SSI_BRAND; p < SSI_MEASURES; p++) {
        write_pillar(figure, data, group, p, span);
        panel_texts(figure, data, group, p);
    }
    ssi_sheet_set(&figure->sheet, "SPAN", (double)span);
    snprintf(figure->note, sizeof figure->note, "Averages, 0 to 25 each%s",
             group->kind == SSI_EVERYONE ? "" : "; dashed: everyone");
    return SSI_OK;
}

const struct ssi_plot ssi_plot_panels = {
    .name = "panels",
    .title = "The four pillars over the weeks",
    .summary = "the four pillars over the last weeks, each on a scale from 0 to 25",
    .scopes = SSI_OF_EVERYONE | SSI_OF_TEAM,
    .width = 420,
    .height = 230,
    .draw = draw,
};
