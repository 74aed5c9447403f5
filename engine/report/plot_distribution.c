// SPDX-License-Identifier: GPL-3.0-or-later
// How many members have which score. A team shows each member as a tick under the bars,
// and ticks alone when it is too small for bars; a member sees where it stands in its
// industry, or among everyone.
#include <stdio.h>

#include "plot_internal.h"

const struct ssi_group *ssi_distribution_of(const struct ssi_report_data *data,
                                            const struct ssi_member *member)
{
    const struct ssi_group *industry =
        ssi_report_group(data, SSI_INDUSTRY, member->industry);
    return industry && industry->open && industry->bin_count > 0
               ? industry
               : ssi_report_group(data, SSI_EVERYONE, ssi_str_z(""));
}

static const struct ssi_group *group_of(const struct ssi_report_data *data,
                                        struct ssi_subject subject)
{
    return subject.member  ? ssi_distribution_of(data, subject.member)
           : subject.group ? subject.group
                           : ssi_report_group(data, SSI_EVERYONE, ssi_str_z(""));
}

/** Writes the bins; returns the highest count, 0 when there are none. */
static int64_t write_bins(struct ssi_figure *figure, const struct ssi_group *group)
{
    int64_t most = 0;
    ssi_figure_block(figure, "1 from (points), 2 to, 3 members");
    for (size_t i = 0; i < group->bin_count; i++) {
        const struct ssi_bin *bin = &group->bins[i];
        if (bin->measure == SSI_OVERALL) {
            ssi_figure_number(figure, bin->low, 0);
            ssi_figure_number(figure, bin->high, 0);
            ssi_figure_number(figure, bin->count, 0);
            ssi_figure_row_end(figure);
            most = bin->count > most ? bin->count : most;
        }
    }
    if (most == 0) {
        ssi_figure_nothing(figure, 3);
    }
    return most;
}

static size_t write_ticks(struct ssi_figure *figure, const struct ssi_group *group,
                          const struct ssi_member *member)
{
    size_t ticks = 0;
    ssi_figure_block(figure, "1 points of a member");
    if (member && member->values[SSI_OVERALL] != SSI_NONE) {
        ssi_figure_number(figure, member->values[SSI_OVERALL], 3);
        ssi_figure_row_end(figure);
        return 1;
    }
    for (size_t i = 0; i < group->member_count; i++) {
        if (group->members[i]->values[SSI_OVERALL] != SSI_NONE) {
            ssi_figure_number(figure, group->members[i]->values[SSI_OVERALL], 3);
            ssi_figure_row_end(figure);
            ticks++;
        }
    }
    if (ticks == 0) {
        ssi_figure_nothing(figure, 1);
    }
    return ticks;
}

/** The members that the density lets expect in a bin of five points around each; of
 * everyone, where there is room to say what the line is. */
static bool write_curve(struct ssi_figure *figure, const struct ssi_group *group,
                        bool own)
{
    enum { BIN = 5 };
    bool any = !own && group->kind == SSI_EVERYONE && group->density_count > 0;
    ssi_figure_block(figure, "1 points, 2 members expected in five points around");
    for (size_t i = 0; any && i < group->density_count; i++) {
        const struct ssi_density_point *point = &group->density[i];
        ssi_figure_number(figure, point->points, 3);
        ssi_figure_number(figure, point->density * BIN * group->stats[SSI_OVERALL].n, 6);
        ssi_figure_row_end(figure);
    }
    if (!any) {
        ssi_figure_nothing(figure, 2);
    }
    return any;
}

/** Counts above the bars where they fit, else an axis. */
static void write_counts(struct ssi_figure *figure, int64_t most, double bar_width,
                         bool own)
{
    char count[SSI_SHOW_SIZE];
    enum { SIZE = 8 };
    double room =
        ssi_text_width(ssi_str_z(ssi_show_count(count, most)), SIZE, false) + 1.5;
    int64_t step = 1;
    for (int64_t base = 1; most / step > 4; base *= 10) {
        const int64_t steps[] = {base, 2 * base, 5 * base};
        for (size_t i = 0; i < SSI_COUNT(steps) && most / step > 4; i++) {
            step = steps[i];
        }
    }
    bool above = room <= bar_width && (!own || bar_width >= 2 * SIZE);
    if (above) {
        figure->plot.x = figure->area.x;
        figure->plot.w = figure->area.w - 10;
    }
    ssi_sheet_set(&figure->sheet, "COUNTS", above ? 1 : 0);
    ssi_sheet_set(&figure->sheet, "YSTEP", (double)step);
}

static void write_note(struct ssi_figure *figure, int64_t median, size_t ticks, bool own,
                       const struct ssi_group *group, bool curve)
{
    char points[SSI_SHOW_SIZE];
    char smooth[SSI_SHOW_SIZE + 40] = "";
    if (own) {
        snprintf(figure->title, sizeof figure->title, "Where you stand");
        snprintf(figure->note, sizeof figure->note, "Among %s; dashed: median",
                 group->kind == SSI_INDUSTRY ? "your industry" : "everyone");
        return;
    }
    if (curve) {
        char width[SSI_SHOW_SIZE];
        snprintf(smooth, sizeof smooth, "; line: smoothed, bandwidth %s",
                 ssi_show_points(width, group->bandwidth));
    }
    snprintf(figure->note, sizeof figure->note, "%s%s%s%s",
             median == SSI_NONE ? "" : "Dashed: the median, ",
             median == SSI_NONE ? "" : ssi_show_points(points, median), smooth,
             ticks == 0           ? ""
             : median == SSI_NONE ? "A tick a member"
                                  : "; a tick a member");
}

static enum ssi_status draw(struct ssi_figure *figure, const struct ssi_report_data *data,
                            struct ssi_subject subject, struct ssi_error *err)
{
    enum { TICKS_ALONE = 40 };
    const struct ssi_group *group = group_of(data, subject);
    struct ssi_rect area = figure->area;
    (void)err;
    if (!group || group->stats[SSI_OVERALL].mean == SSI_NONE ||
        (subject.member && group->bin_count == 0)) {
        ssi_figure_instead(figure, "Too few to show");
        return SSI_OK;
    }
    figure->template_name = "histogram";
    figure->plot = (struct ssi_rect){area.x + 20, area.y, area.w - 30, area.h - 18};
    int64_t most = write_bins(figure, group), median = group->stats[SSI_OVERALL].q50;
    size_t ticks = write_ticks(figure, group, subject.member);
    if (most == 0 && ticks == 0) {
        ssi_figure_instead(figure, "Too few to show");
        return SSI_OK;
    }
    if (most == 0) {
        figure->plot.h = figure->plot.h < TICKS_ALONE ? figure->plot.h : TICKS_ALONE;
    }
    double width = (double)(data->out_of ? data->out_of : 100);
    ssi_sheet_set(&figure->sheet, "XMAX", width);
    ssi_sheet_set(&figure->sheet, "XSTEP", 25);
    ssi_sheet_set(&figure->sheet, "YMAX", (double)(most ? most : 1));
    ssi_sheet_set(&figure->sheet, "MEDIAN",
                  median == SSI_NONE ? -1 : (double)median / 1000);
    ssi_sheet_set(&figure->sheet, "TICKS", ticks == 0 ? 0 : most > 0 ? 1 : 2);
    bool own = subject.member && ticks > 0;
    bool curve = write_curve(figure, group, own);
    ssi_sheet_set(&figure->sheet, "OWN",
                  own ? (double)subject.member->values[SSI_OVERALL] / 1000 : -1);
    write_counts(figure, most, figure->plot.w / (width / 5), own);
    write_note(figure, median, ticks, own, group, curve);
    return SSI_OK;
}

const struct ssi_plot ssi_plot_distribution = {
    .name = "distribution",
    .title = "Who stands where",
    .summary = "how many members have which score",
    .scopes = SSI_OF_EVERYONE | SSI_OF_TEAM | SSI_OF_MEMBER,
    .width = 480,
    .height = 250,
    .draw = draw,
};
