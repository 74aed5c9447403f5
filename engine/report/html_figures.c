// SPDX-License-Identifier: GPL-3.0-or-later
// The figures of report.html as inline SVG, each with the same numbers as a table below.
// Only numbers, dates and fixed words are drawn; colours are classes of the page's style.
#include "html_internal.h"

#include <stdio.h>

#include "ssi/num.h"

enum { WIDTH = SSI_SVG_WIDTH, LEFT = 30, RIGHT = 136, TOP = 10, FOOT = 22 };

static const struct ssi_group *everyone_of(const struct ssi_report_data *data)
{
    return ssi_report_group(data, SSI_EVERYONE, ssi_str_z(""));
}

/* --- The last weeks ------------------------------------------------------------------
 */

static double x_of(const struct ssi_axes *axes, int64_t weeks_back, int64_t weeks)
{
    return axes->x + axes->w * (1 - (double)weeks_back / (double)(weeks > 1 ? weeks : 1));
}

/** Weeks back to the first that has an average; low and high over all that is drawn. */
static int64_t span(const struct ssi_report_data *data, const struct ssi_group *group,
                    int64_t *low, int64_t *high)
{
    int64_t weeks = -1;
    *low = INT64_MAX;
    *high = 0;
    for (size_t i = 0; i < group->trend_count; i++) {
        const struct ssi_trend *trend = &group->trends[i];
        const int64_t seen[] = {trend->stat.mean, trend->stat.q25, trend->stat.q75};
        if (trend->measure != SSI_OVERALL || trend->stat.mean == SSI_NONE) {
            continue;
        }
        int64_t back = (data->week - trend->day) / 7;
        weeks = back > weeks ? back : weeks;
        for (size_t k = 0; k < SSI_COUNT(seen); k++) {
            *low = seen[k] != SSI_NONE && seen[k] < *low ? seen[k] : *low;
            *high = seen[k] != SSI_NONE && seen[k] > *high ? seen[k] : *high;
        }
    }
    return weeks;
}

/** Whole tens around the values, at least 30 points, as on paper. */
static struct ssi_axes week_axes(int64_t low, int64_t high)
{
    enum { HEIGHT = 170 };
    int64_t a = low / 10000 * 10, b = (high + 9999) / 10000 * 10;
    while (b - a < 30) {
        b += b < 100 ? 10 : 0;
        a -= b - a < 30 && a > 0 ? 10 : 0;
    }
    return (struct ssi_axes){LEFT,   TOP,       WIDTH - LEFT - RIGHT,
                             HEIGHT, (double)a, (double)b};
}

/** The averages as one path; a week without one breaks it. */
static void put_path(struct ssi_output *out, const struct ssi_report_data *data,
                     const struct ssi_group *group, const struct ssi_axes *axes,
                     int64_t weeks, const char *kind)
{
    bool drawing = false;
    ssi_output_format(out, "<path class=\"%s\" d=\"", kind);
    for (int64_t back = weeks; back >= 0; back--) {
        const struct ssi_stat *stat =
            ssi_group_week(group, data->week - 7 * back, SSI_OVERALL);
        if (!stat || stat->mean == SSI_NONE) {
            drawing = false;
            continue;
        }
        ssi_output_char(out, drawing ? 'L' : 'M');
        ssi_svg_number(out, x_of(axes, back, weeks));
        ssi_output_char(out, ' ');
        ssi_svg_number(out, ssi_svg_y(axes, stat->mean));
        drawing = true;
    }
    ssi_output_text(out, "\"/>");
}

/** The middle half, a strip between two weeks after the other. */
static void put_band(struct ssi_output *out, const struct ssi_report_data *data,
                     const struct ssi_group *group, const struct ssi_axes *axes,
                     int64_t weeks)
{
    for (int64_t back = weeks; back > 0; back--) {
        const struct ssi_stat *a =
            ssi_group_week(group, data->week - 7 * back, SSI_OVERALL);
        const struct ssi_stat *b =
            ssi_group_week(group, data->week - 7 * (back - 1), SSI_OVERALL);
        if (!a || !b || a->q25 == SSI_NONE || b->q25 == SSI_NONE || a->q75 == SSI_NONE ||
            b->q75 == SSI_NONE) {
            continue;
        }
        const double points[] = {x_of(axes, back, weeks),     ssi_svg_y(axes, a->q25),
                                 x_of(axes, back, weeks),     ssi_svg_y(axes, a->q75),
                                 x_of(axes, back - 1, weeks), ssi_svg_y(axes, b->q75),
                                 x_of(axes, back - 1, weeks), ssi_svg_y(axes, b->q25)};
        ssi_output_text(out, "<polygon class=\"band\" points=\"");
        for (size_t i = 0; i < SSI_COUNT(points); i++) {
            ssi_output_text(out, i > 0 ? " " : "");
            ssi_svg_number(out, points[i]);
        }
        ssi_output_text(out, "\"/>");
    }
}

/** The last values; where they are close, the own one goes up or down a line. */
static void put_ends(struct ssi_output *out, const struct ssi_axes *axes, int64_t own,
                     int64_t all, const char *name)
{
    enum { APART = 15 };
    char text[SSI_SHOW_SIZE], line[SSI_LINE_SIZE];
    double x = axes->x + axes->w + 8, y = ssi_svg_y(axes, own) + 4;
    if (all != SSI_NONE) {
        double other = ssi_svg_y(axes, all) + 4;
        if (own >= all && other - y < APART) {
            y = other - APART;
        } else if (own < all && y - other < APART) {
            y = other + APART;
        }
        snprintf(line, sizeof line, "%s everyone", ssi_show_points(text, all));
        ssi_svg_text(out, "tick", x, other, line);
    }
    snprintf(line, sizeof line, "%s %s", ssi_show_points(text, own), name);
    ssi_svg_text(out, "strong", x, y, line);
}

static void week_rows(struct ssi_output *out, const struct ssi_report_data *data,
                      const struct ssi_group *group, int64_t weeks)
{
    static const char *const heads[] = {"Week to", "#Members", "#Average",
                                        "#Lower quarter", "#Upper quarter"};
    char text[SSI_SHOW_SIZE];
    ssi_html_numbers_begin(out, heads, SSI_COUNT(heads));
    for (int64_t back = 0; back <= weeks; back++) {
        const struct ssi_stat *stat =
            ssi_group_week(group, data->week - 7 * back, SSI_OVERALL);
        ssi_output_text(out, "<tr>");
        ssi_html_cell(out, NULL, ssi_show_date_short(text, data->week - 7 * back));
        ssi_html_count_cell(out, stat ? stat->n : SSI_NONE);
        ssi_html_points_cell(out, stat ? stat->mean : SSI_NONE);
        ssi_html_points_cell(out, stat ? stat->q25 : SSI_NONE);
        ssi_html_points_cell(out, stat ? stat->q75 : SSI_NONE);
        ssi_output_text(out, "</tr>\n");
    }
    ssi_html_figure_end(out);
}

void ssi_html_weeks(struct ssi_output *out, const struct ssi_report_data *data,
                    const struct ssi_group *group)
{
    char text[SSI_SHOW_SIZE];
    int64_t low, high, all_low, all_high, all_mean = SSI_NONE;
    const struct ssi_group *everyone = everyone_of(data);
    int64_t own = group->stats[SSI_OVERALL].mean, weeks = span(data, group, &low, &high);
    if (weeks < 0 || own == SSI_NONE) {
        return;
    }
    bool compared = group != everyone && everyone;
    if (compared && span(data, everyone, &all_low, &all_high) >= 0) {
        low = all_low < low ? all_low : low;
        high = all_high > high ? all_high : high;
        all_mean = everyone->stats[SSI_OVERALL].mean;
    }
    struct ssi_axes axes = week_axes(low, high);
    ssi_html_figure_begin(out, "The last weeks",
                          compared ? "Averages; shaded: the middle half; dashed: everyone"
                                   : "Average; shaded: the middle half");
    ssi_svg_begin(out, WIDTH, axes.y + axes.h + FOOT,
                  "Average scores over the last weeks");
    ssi_svg_scale(out, &axes);
    put_band(out, data, group, &axes, weeks);
    if (compared) {
        put_path(out, data, everyone, &axes, weeks, "dash");
    }
    put_path(out, data, group, &axes, weeks, "own");
    ssi_svg_text(out, "tick", axes.x, axes.y + axes.h + 17,
                 ssi_show_day(text, data->week - 7 * weeks));
    ssi_svg_text(out, "tick end", axes.x + axes.w, axes.y + axes.h + 17,
                 ssi_show_day(text, data->week));
    put_ends(out, &axes, own, all_mean, compared ? "team" : "everyone");
    week_rows(out, data, group, weeks);
}

/* --- Who stands where ----------------------------------------------------------------
 */

static int64_t most_of(const struct ssi_group *group)
{
    int64_t most = 0;
    for (size_t i = 0; i < group->bin_count; i++) {
        const struct ssi_bin *bin = &group->bins[i];
        most = bin->measure == SSI_OVERALL && bin->count > most ? bin->count : most;
    }
    return most;
}

/** The bars, or (counts) the numbers above them. */
static void put_bins(struct ssi_output *out, const struct ssi_group *group,
                     const struct ssi_axes *axes, int64_t most, bool counts)
{
    char text[SSI_SHOW_SIZE];
    for (size_t i = 0; i < group->bin_count; i++) {
        const struct ssi_bin *bin = &group->bins[i];
        if (bin->measure != SSI_OVERALL) {
            continue;
        }
        double x = axes->x + axes->w * (double)bin->low / axes->to;
        double w = axes->w * (double)(bin->high - bin->low) / axes->to;
        double h = (axes->h - 16) * (double)bin->count / (double)most;
        if (counts) {
            ssi_svg_text(out, "tick mid over", x + w / 2, axes->y + axes->h - h - 4,
                         ssi_show_count(text, bin->count));
        } else {
            ssi_svg_box(out, "bar", x + 1, axes->y + axes->h - h, w - 2, h);
        }
    }
}

/** The smooth line of the density, in the scale of the bars. */
static void put_curve(struct ssi_output *out, const struct ssi_group *group,
                      const struct ssi_axes *axes, int64_t most)
{
    enum { BIN = 5 };
    double members = (double)group->stats[SSI_OVERALL].n * BIN / 1e6;
    double x0 = 0;
    double y0 = 0;
    for (size_t i = 0; i < group->density_count; i++) {
        const struct ssi_density_point *point = &group->density[i];
        double height = members * (double)point->density / (double)most;
        double x = axes->x + axes->w * (double)point->points / 1000 / axes->to;
        double y = axes->y + axes->h - (axes->h - 16) * height;
        if (i > 0) {
            ssi_svg_line(out, "smooth", x0, y0, x, y);
        }
        x0 = x;
        y0 = y;
    }
}

static void bin_rows(struct ssi_output *out, const struct ssi_group *group)
{
    static const char *const heads[] = {"Points", "#Members"};
    char line[SSI_SHOW_SIZE];
    ssi_html_numbers_begin(out, heads, SSI_COUNT(heads));
    for (size_t i = 0; i < group->bin_count; i++) {
        const struct ssi_bin *bin = &group->bins[i];
        if (bin->measure == SSI_OVERALL) {
            snprintf(line, sizeof line, "%d to %d", (int)bin->low, (int)bin->high);
            ssi_output_text(out, "<tr>");
            ssi_html_cell(out, NULL, line);
            ssi_html_count_cell(out, bin->count);
            ssi_output_text(out, "</tr>\n");
        }
    }
    ssi_html_figure_end(out);
}

void ssi_html_distribution(struct ssi_output *out, const struct ssi_report_data *data,
                           const struct ssi_group *group, int64_t own)
{
    enum { HEIGHT = 170, STEP = 25 };
    char text[SSI_SHOW_SIZE], note[SSI_LINE_SIZE] = "Members by score";
    int64_t most = most_of(group), median = group->stats[SSI_OVERALL].q50;
    bool curve = own == SSI_NONE && group->kind == SSI_EVERYONE;
    struct ssi_axes axes = {6, TOP, WIDTH - 12, HEIGHT, 0, (double)data->out_of};
    if (most == 0) {
        return;
    }
    if (median != SSI_NONE) {
        snprintf(note, sizeof note, "%s; dashed: the median, %s%s",
                 own == SSI_NONE               ? "Members by score"
                 : group->kind == SSI_INDUSTRY ? "Your industry by score; line: you"
                                               : "Everyone by score; line: you",
                 ssi_show_points(text, median),
                 curve && group->density_count > 0 ? "; line: smoothed" : "");
    }
    ssi_html_figure_begin(out, own == SSI_NONE ? "Who stands where" : "Where you stand",
                          note);
    ssi_svg_begin(out, WIDTH, axes.y + axes.h + FOOT,
                  "How many members have which score");
    put_bins(out, group, &axes, most, false);
    if (curve) {
        put_curve(out, group, &axes, most);
    }
    if (median != SSI_NONE) {
        double x = axes.x + axes.w * (double)median / 1000 / axes.to;
        ssi_svg_line(out, "median", x, axes.y, x, axes.y + axes.h);
    }
    if (own != SSI_NONE) {
        double x = axes.x + axes.w * (double)own / 1000 / axes.to;
        ssi_svg_line(out, "you", x, axes.y, x, axes.y + axes.h + 6);
    }
    put_bins(out, group, &axes, most, true);
    ssi_svg_line(out, "axis", axes.x, axes.y + axes.h, axes.x + axes.w, axes.y + axes.h);
    for (int64_t v = 0; v <= data->out_of; v += STEP) {
        ssi_svg_text(out,
                     v == 0              ? "tick"
                     : v == data->out_of ? "tick end"
                                         : "tick mid",
                     axes.x + axes.w * (double)v / axes.to, axes.y + axes.h + 17,
                     ssi_show_count(text, v));
    }
    bin_rows(out, group);
}

/* --- The four pillars ----------------------------------------------------------------
 */

static int64_t change_of(const struct ssi_report_data *data,
                         const struct ssi_group *group, enum ssi_measure pillar)
{
    const struct ssi_stat *before = ssi_group_week(group, data->week - 7, pillar);
    int64_t mean = group->stats[pillar].mean;
    return before && before->mean != SSI_NONE && mean != SSI_NONE ? mean - before->mean
                                                                  : SSI_NONE;
}

static void put_pillar(struct ssi_output *out, const struct ssi_group *group,
                       int64_t everyone, enum ssi_measure pillar)
{
    enum { ROW = 44, BAR = 14, MOST = 25 };
    static const char *const kinds[SSI_MEASURES] = {"", "p1", "p2", "p3", "p4"};
    char text[SSI_SHOW_SIZE];
    double y = TOP + ROW * ((double)pillar - 1), scale = (double)WIDTH / MOST / 1000;
    int64_t mean = group->stats[pillar].mean;
    ssi_svg_text(out, "strong", 0, y + 14, ssi_pillar_names[pillar]);
    ssi_svg_text(out, "strong end", WIDTH, y + 14,
                 mean == SSI_NONE ? "no data" : ssi_show_points(text, mean));
    ssi_svg_box(out, mean == SSI_NONE ? "empty" : "track", 0.5, y + 20, WIDTH - 1, BAR);
    if (mean != SSI_NONE) {
        ssi_svg_box(out, kinds[pillar], 0, y + 20, (double)mean * scale, BAR);
    }
    if (mean != SSI_NONE && everyone != SSI_NONE) {
        ssi_svg_box(out, "mark", (double)everyone * scale - 1.5, y + 17, 3, BAR + 6);
    }
}

void ssi_html_pillars(struct ssi_output *out, const struct ssi_report_data *data,
                      const struct ssi_group *group)
{
    enum { HEIGHT = 188 };
    static const char *const heads[] = {"Pillar", "#Average of 25", "#Change",
                                        "#Everyone"};
    const struct ssi_group *everyone = everyone_of(data);
    bool compared = group != everyone && everyone;
    if (group->stats[SSI_OVERALL].mean == SSI_NONE) {
        return;
    }
    ssi_html_figure_begin(out, "The four pillars",
                          compared ? "Averages, of 25 each; mark: everyone"
                                   : "Averages, of 25 each");
    ssi_svg_begin(out, WIDTH, HEIGHT, "The averages of the four pillars");
    for (enum ssi_measure p = SSI_BRAND; p < SSI_MEASURES; p++) {
        put_pillar(out, group, compared ? everyone->stats[p].mean : SSI_NONE, p);
    }
    ssi_html_numbers_begin(out, heads, compared ? 4 : 3);
    for (enum ssi_measure p = SSI_BRAND; p < SSI_MEASURES; p++) {
        ssi_output_text(out, "<tr>");
        ssi_html_cell(out, NULL, ssi_pillar_names[p]);
        ssi_html_points_cell(out, group->stats[p].mean);
        ssi_html_change_cell(out, change_of(data, group, p));
        if (compared) {
            ssi_html_points_cell(out, everyone->stats[p].mean);
        }
        ssi_output_text(out, "</tr>\n");
    }
    ssi_html_figure_end(out);
}

/* --- Who moved most ------------------------------------------------------------------
 */

enum ssi_status ssi_html_movers(struct ssi_output *out, const struct ssi_group *team,
                                struct ssi_error *err)
{
    enum { MOST = 16 };
    static const char *const heads[] = {"Member", "#Points"};
    struct ssi_html_change rows[MOST];
    const struct ssi_member **movers = ssi_alloc(team->member_count + 1, sizeof *movers);
    if (!movers) {
        return ssi_error_nomem(err);
    }
    size_t count = ssi_team_movers(team, movers);
    count = count < MOST ? count : MOST;
    if (count > 0) {
        for (size_t i = 0; i < count; i++) {
            rows[i] = (struct ssi_html_change){movers[i]->name, movers[i]->change};
        }
        ssi_html_figure_begin(out, "Moved most since last week", "Points gained or lost");
        ssi_svg_changes(out, rows, count, "Who gained and lost most");
        ssi_html_numbers_begin(out, heads, SSI_COUNT(heads));
        for (size_t i = 0; i < count; i++) {
            ssi_output_text(out, "<tr>");
            ssi_html_name_cell(out, rows[i].name);
            ssi_html_change_cell(out, rows[i].change);
            ssi_output_text(out, "</tr>\n");
        }
        ssi_html_figure_end(out);
    }
    ssi_free((void *)movers);
    return SSI_OK;
}

/* --- In tables ------------------------------------------------------------------------
 */

enum { CELL_WIDTH = 160, CELL_HEIGHT = 12 };

static void cell_begin(struct ssi_output *out)
{
    ssi_output_format(out,
                      "<td><svg class=\"in\" width=\"%d\" height=\"%d\" "
                      "aria-hidden=\"true\">",
                      CELL_WIDTH, CELL_HEIGHT);
}

void ssi_html_range_cell(struct ssi_output *out, const struct ssi_report_data *data,
                         const struct ssi_stat *stat)
{
    double scale = (double)CELL_WIDTH / 1000 / (double)data->out_of;
    int64_t middle = stat->q50 != SSI_NONE ? stat->q50 : stat->mean;
    cell_begin(out);
    ssi_svg_line(out, "grid", 0, CELL_HEIGHT / 2.0, CELL_WIDTH, CELL_HEIGHT / 2.0);
    if (stat->q25 != SSI_NONE && stat->q75 != SSI_NONE) {
        ssi_svg_box(out, "bar", (double)stat->q25 * scale, 2,
                    (double)(stat->q75 - stat->q25) * scale, CELL_HEIGHT - 4);
    }
    if (middle != SSI_NONE) {
        ssi_svg_box(out, "mark", (double)middle * scale - 1.5, 0, 3, CELL_HEIGHT);
    }
    ssi_output_text(out, "</svg></td>");
}

void ssi_html_score_cell(struct ssi_output *out, int64_t milli, int64_t out_of)
{
    cell_begin(out);
    if (milli != SSI_NONE && out_of > 0) {
        ssi_svg_box(out, "track", 0, 1, CELL_WIDTH, CELL_HEIGHT - 2);
        ssi_svg_box(out, "score", 0, 1,
                    (double)milli / 1000 / (double)out_of * CELL_WIDTH, CELL_HEIGHT - 2);
    }
    ssi_output_text(out, "</svg></td>");
}
