// SPDX-License-Identifier: GPL-3.0-or-later
// The four pillars over the last weeks in HTML: four small panels on one scale, and below
// them the same numbers as a table.
#include <stdio.h>

#include "html_internal.h"

enum {
    MAX_WEEKS = 104,
    WIDE = 220,
    HIGH = 64,
    STEP_X = 260,
    STEP_Y = 104,
    TOP = 22,
    MOST = 25
};

static int64_t mean_at(const struct ssi_group *group, int64_t day,
                       enum ssi_measure pillar)
{
    const struct ssi_stat *stat = ssi_group_week(group, day, pillar);
    return stat ? stat->mean : SSI_NONE;
}

/** Weeks back to the first with an average of a pillar. */
static int64_t weeks_of(const struct ssi_report_data *data, const struct ssi_group *group)
{
    int64_t weeks = 0;
    for (size_t i = 0; i < group->trend_count; i++) {
        int64_t back = (data->week - group->trends[i].day) / 7;
        bool shown = group->trends[i].measure != SSI_OVERALL &&
                     group->trends[i].stat.mean != SSI_NONE && back < MAX_WEEKS;
        weeks = shown && back > weeks ? back : weeks;
    }
    return weeks;
}

static struct ssi_axes axes_of(enum ssi_measure pillar)
{
    unsigned place = (unsigned)pillar - 1;
    return (struct ssi_axes){STEP_X * (double)(place % 2),
                             TOP + STEP_Y * (double)(place / 2),
                             WIDE,
                             HIGH,
                             0,
                             MOST};
}

static void put_line(struct ssi_output *out, const struct ssi_report_data *data,
                     const struct ssi_group *group, enum ssi_measure pillar,
                     int64_t weeks, const char *kind)
{
    struct ssi_axes axes = axes_of(pillar);
    bool drawing = false;
    ssi_output_format(out, "<path class=\"%s\" d=\"", kind);
    for (int64_t back = weeks; back >= 0; back--) {
        int64_t mean = mean_at(group, data->week - 7 * back, pillar);
        if (mean == SSI_NONE) {
            drawing = false;
            continue;
        }
        double part = 1 - (double)back / (double)(weeks > 0 ? weeks : 1);
        ssi_output_char(out, drawing ? 'L' : 'M');
        ssi_svg_number(out, axes.x + axes.w * part);
        ssi_output_char(out, ' ');
        ssi_svg_number(out, ssi_svg_y(&axes, mean));
        drawing = true;
    }
    ssi_output_text(out, "\"/>");
}

static void put_panel(struct ssi_output *out, const struct ssi_report_data *data,
                      const struct ssi_group *group, const struct ssi_group *compared,
                      enum ssi_measure pillar, int64_t weeks)
{
    static const char *const lines[SSI_MEASURES] = {"", "own s1", "own s2", "own s3",
                                                    "own s4"};
    char text[SSI_SHOW_SIZE];
    struct ssi_axes axes = axes_of(pillar);
    ssi_svg_text(out, "strong", axes.x, axes.y - 8, ssi_pillar_names[pillar]);
    ssi_svg_text(out, "strong end", axes.x + axes.w, axes.y - 8,
                 data->has_pillar[pillar]
                     ? ssi_show_points(text, group->stats[pillar].mean)
                     : "no data");
    ssi_svg_line(out, "grid", axes.x, axes.y, axes.x + axes.w, axes.y);
    ssi_svg_line(out, "axis", axes.x, axes.y + axes.h, axes.x + axes.w, axes.y + axes.h);
    if (compared) {
        put_line(out, data, compared, pillar, weeks, "dash");
    }
    put_line(out, data, group, pillar, weeks, lines[pillar]);
}

static void put_table(struct ssi_output *out, const struct ssi_report_data *data,
                      const struct ssi_group *group, int64_t weeks)
{
    static const char *const heads[] = {"Week to", "#Brand", "#People", "#Insights",
                                        "#Relations"};
    char text[SSI_SHOW_SIZE];
    ssi_html_numbers_begin(out, heads, SSI_COUNT(heads));
    for (int64_t back = 0; back <= weeks; back++) {
        ssi_output_text(out, "<tr>");
        ssi_html_cell(out, NULL, ssi_show_date_short(text, data->week - 7 * back));
        for (enum ssi_measure p = SSI_BRAND; p < SSI_MEASURES; p++) {
            ssi_html_points_cell(out, mean_at(group, data->week - 7 * back, p));
        }
        ssi_output_text(out, "</tr>\n");
    }
    ssi_html_figure_end(out);
}

void ssi_html_panels(struct ssi_output *out, const struct ssi_report_data *data,
                     const struct ssi_group *group)
{
    const struct ssi_group *everyone =
        ssi_report_group(data, SSI_EVERYONE, ssi_str_z(""));
    const struct ssi_group *compared = group == everyone ? NULL : everyone;
    int64_t weeks = weeks_of(data, group);
    if (weeks == 0) {
        return; /* one week is what the bars show */
    }
    ssi_html_figure_begin(out, "The four pillars over the weeks",
                          compared ? "Averages, 0 to 25 each; dashed: everyone"
                                   : "Averages, 0 to 25 each");
    ssi_svg_begin(out, SSI_SVG_WIDTH, TOP + STEP_Y + HIGH + 8,
                  "The averages of the four pillars over the last weeks");
    for (enum ssi_measure p = SSI_BRAND; p < SSI_MEASURES; p++) {
        put_panel(out, data, group, compared, p, weeks);
    }
    put_table(out, data, group, weeks);
}
