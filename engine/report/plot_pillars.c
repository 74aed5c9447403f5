// SPDX-License-Identifier: GPL-3.0-or-later
// The four pillars as bars of 25: of a member with the median of the industry marked, of
// a team with everyone's average marked, of everyone. A pillar nobody has stays an
// outline.
#include <stdio.h>

#include "plot_internal.h"

struct bar {
    int64_t value, before, mark;
};

const struct ssi_group *ssi_compared_with(const struct ssi_report_data *data,
                                          const struct ssi_member *member)
{
    const struct ssi_group *group =
        ssi_report_group(data, SSI_INDUSTRY, member->industry);
    if (group && group->open && group->stats[SSI_OVERALL].q50 != SSI_NONE) {
        return group;
    }
    return ssi_report_group(data, SSI_EVERYONE, ssi_str_z(""));
}

static struct bar bar_of(const struct ssi_report_data *data, struct ssi_subject subject,
                         enum ssi_measure pillar)
{
    const struct ssi_group *everyone =
        ssi_report_group(data, SSI_EVERYONE, ssi_str_z(""));
    const struct ssi_group *group = subject.group ? subject.group : everyone;
    struct bar bar = {SSI_NONE, SSI_NONE, SSI_NONE};
    if (subject.member) {
        const struct ssi_member_week *before =
            ssi_member_at(subject.member, data->week - 7);
        const struct ssi_group *compared = ssi_compared_with(data, subject.member);
        bar.value = subject.member->values[pillar];
        bar.before = before ? before->values[pillar] : SSI_NONE;
        bar.mark = compared ? compared->stats[pillar].q50 : SSI_NONE;
    } else if (group) {
        const struct ssi_stat *before = ssi_group_week(group, data->week - 7, pillar);
        bar.value = group->stats[pillar].mean;
        bar.before = before ? before->mean : SSI_NONE;
        bar.mark = subject.group && everyone ? everyone->stats[pillar].mean : SSI_NONE;
    }
    return bar;
}

static bool is_withheld(const struct ssi_report_data *data, struct ssi_subject subject)
{
    for (enum ssi_measure p = SSI_BRAND; p < SSI_MEASURES; p++) {
        if (bar_of(data, subject, p).value != SSI_NONE) {
            return false;
        }
    }
    return true;
}

static void row_texts(struct ssi_figure *figure, const struct bar *bar, double row,
                      enum ssi_measure pillar, bool exists)
{
    char points[SSI_SHOW_SIZE], change[SSI_SHOW_SIZE];
    double left = figure->plot.x, right = figure->plot.x + figure->plot.w;
    int64_t moved = bar->value == SSI_NONE || bar->before == SSI_NONE
                        ? SSI_NONE
                        : bar->value - bar->before;
    struct ssi_look name = {SSI_F_STRONG, exists ? ssi_pillar_colour(pillar) : SSI_C_GREY,
                            SSI_LEFT};
    struct ssi_look small = {SSI_F_SMALL, ssi_change_colour(moved), SSI_RIGHT};
    ssi_figure_row_format(figure, left, row - 0.19, name, "%s", ssi_pillar_names[pillar]);
    if (bar->value == SSI_NONE) {
        ssi_figure_row_format(figure, right, row - 0.19, SSI_LOOK(SMALL, GREY, RIGHT),
                              "%s", exists ? "not known" : "no data");
        return;
    }
    double change_x = right;
    if (moved != SSI_NONE) {
        ssi_figure_row_format(figure, change_x, row - 0.19, small, "%s",
                              ssi_show_change(change, moved));
    }
    ssi_figure_row_format(figure, right - (moved == SSI_NONE ? 0 : 54), row - 0.19,
                          SSI_LOOK(STRONG, INK, RIGHT), "%s",
                          ssi_show_points(points, bar->value));
}

static void write_row(struct ssi_figure *figure, const struct bar *bar,
                      enum ssi_measure pillar)
{
    bool known = bar->value != SSI_NONE;
    ssi_figure_number(figure, (int64_t)pillar * 100 + 22, 2);
    ssi_figure_number(figure, known ? bar->value : 0, 3);
    ssi_figure_number(figure, known, 0);
    ssi_figure_number(figure, known ? bar->mark : SSI_NONE, 3);
    ssi_figure_number(figure, (int64_t)pillar, 0);
    ssi_figure_row_end(figure);
}

static enum ssi_status draw(struct ssi_figure *figure, const struct ssi_report_data *data,
                            struct ssi_subject subject, struct ssi_error *err)
{
    enum { ROWS = 4 };
    bool marked = false;
    (void)err;
    if (!subject.member && is_withheld(data, subject)) {
        ssi_figure_instead(figure, "Too few to show");
        return SSI_OK;
    }
    figure->template_name = "bars";
    figure->plot = figure->area;
    figure->row_height = figure->area.h / ROWS;
    ssi_figure_block(figure, "1 row, 2 points of 25, 3 known, 4 mark, 5 pillar");
    for (enum ssi_measure p = SSI_BRAND; p < SSI_MEASURES; p++) {
        struct bar bar = bar_of(data, subject, p);
        marked |= bar.mark != SSI_NONE && bar.value != SSI_NONE;
        write_row(figure, &bar, p);
        row_texts(figure, &bar, (double)p, p, data->has_pillar[p]);
    }
    ssi_sheet_set(&figure->sheet, "ROWS", ROWS);
    ssi_sheet_set(&figure->sheet, "XMAX", 25);
    ssi_sheet_set(&figure->sheet, "PROVISIONAL",
                  subject.member && ssi_member_provisional(subject.member) ? 1 : 0);
    if (subject.member) {
        const struct ssi_group *compared = ssi_compared_with(data, subject.member);
        bool industry = compared && compared->kind == SSI_INDUSTRY;
        snprintf(figure->note, sizeof figure->note, "Points of 25 each%s",
                 !marked    ? ""
                 : industry ? "; black mark: median of the industry"
                            : "; black mark: everyone’s median");
    } else {
        snprintf(figure->note, sizeof figure->note, "Averages, of 25 each%s",
                 marked ? "; mark: everyone" : "");
    }
    return SSI_OK;
}

const struct ssi_plot ssi_plot_pillars = {
    .name = "pillars",
    .title = "The four pillars",
    .summary = "the four pillars, 25 points each, with a mark to compare",
    .scopes = SSI_OF_EVERYONE | SSI_OF_TEAM | SSI_OF_MEMBER,
    .width = 420,
    .height = 250,
    .draw = draw,
};
