// SPDX-License-Identifier: GPL-3.0-or-later
// Lines over the last weeks: a member with the averages of industry and network and the
// upper quarter (idle members pull a mean down), a team with its median and everyone,
// everyone with the middle half as a band. The scale spans at least 30 points, so a small
// wobble stays small; a week without a score breaks the line.
#include <stdio.h>
#include <stdlib.h>

#include "plot_internal.h"
#include "ssi/num.h"

enum { MAX_WEEKS = 104, LINES = 4, SAMPLE = 16 };

/** What a group's line shows. */
enum figure_of { MEAN, MEDIAN, UPPER_QUARTER };

/** One line: values by week, [0] the week of the report; SSI_NONE where there is none. */
struct line {
    int64_t values[MAX_WEEKS];
    bool provisional[MAX_WEEKS];
    const char *name;
};

struct weeks {
    struct line lines[LINES];
    int64_t low[MAX_WEEKS], high[MAX_WEEKS];
    size_t line_count;
    size_t count; /**< weeks shown */
};

static void clear(struct weeks *weeks)
{
    for (size_t k = 0; k < MAX_WEEKS; k++) {
        weeks->low[k] = weeks->high[k] = SSI_NONE;
        for (size_t i = 0; i < LINES; i++) {
            weeks->lines[i].values[k] = SSI_NONE;
            weeks->lines[i].provisional[k] = false;
        }
    }
    weeks->line_count = 0;
    weeks->count = 1;
}

/** The place of a week; MAX_WEEKS when it is out of what can be shown. */
static size_t place(const struct ssi_report_data *data, int64_t day)
{
    int64_t back = (data->week - day) / 7;
    return day <= data->week && back < MAX_WEEKS ? (size_t)back : MAX_WEEKS;
}

static struct line *add_line(struct weeks *weeks, const char *name)
{
    struct line *line = &weeks->lines[weeks->line_count++];
    line->name = name;
    return line;
}

/** A line that nobody may see is not there at all. */
static void drop_empty_line(struct weeks *weeks)
{
    const struct line *line = &weeks->lines[weeks->line_count - 1];
    for (size_t k = 0; k < MAX_WEEKS; k++) {
        if (line->values[k] != SSI_NONE) {
            return;
        }
    }
    weeks->line_count--;
}

static void group_line(struct weeks *weeks, const struct ssi_report_data *data,
                       const struct ssi_group *group, const char *name,
                       enum figure_of figure)
{
    struct line *line = add_line(weeks, name);
    for (size_t i = 0; group && i < group->trend_count; i++) {
        const struct ssi_trend *trend = &group->trends[i];
        const int64_t figures[] = {trend->stat.mean, trend->stat.q50, trend->stat.q75};
        size_t k = place(data, trend->day);
        if (trend->measure != SSI_OVERALL || k == MAX_WEEKS) {
            continue;
        }
        line->values[k] = figures[figure];
        if (k >= weeks->count && trend->stat.mean != SSI_NONE) {
            weeks->count = k + 1;
        }
    }
    if (line != &weeks->lines[0]) {
        drop_empty_line(weeks);
    }
}

static void group_band(struct weeks *weeks, const struct ssi_report_data *data,
                       const struct ssi_group *group)
{
    for (size_t i = 0; group && i < group->trend_count; i++) {
        const struct ssi_trend *trend = &group->trends[i];
        size_t k = place(data, trend->day);
        if (trend->measure == SSI_OVERALL && k < MAX_WEEKS) {
            weeks->low[k] = trend->stat.q25;
            weeks->high[k] = trend->stat.q75;
        }
    }
}

/**
 * Weeks with another number of pillars are not comparable and stay out; so does the mean
 * of a network too small to show.
 */
static void own_line(struct weeks *weeks, const struct ssi_report_data *data,
                         const struct ssi_member *member)
{
    enum { FIRM_WEEKS = 4 };
    struct line *own = add_line(weeks, "you");
    for (size_t i = 0; i < member->history_count; i++) {
        const struct ssi_member_week *week = &member->history[i];
        size_t k = place(data, week->day);
        if (k == MAX_WEEKS || week->out_of != member->out_of) {
            continue;
        }
        own->values[k] = week->values[SSI_OVERALL];
        own->provisional[k] =
            ssi_member_provisional(member) ||
            (member->weeks != SSI_NONE && k + FIRM_WEEKS > (size_t)member->weeks &&
             member->weeks < 13);
        if (k >= weeks->count) {
            weeks->count = k + 1;
        }
    }
}

static void network_line(struct weeks *weeks, const struct ssi_report_data *data,
                         const struct ssi_member *member)
{
    struct line *line = add_line(weeks, "network");
    for (size_t i = 0; i < member->history_count; i++) {
        const struct ssi_member_week *week = &member->history[i];
        size_t k = place(data, week->day);
        if (k < MAX_WEEKS && week->out_of == member->out_of) {
            line->values[k] = week->network_mean;
        }
    }
    drop_empty_line(weeks);
}

static void member_lines(struct weeks *weeks, const struct ssi_report_data *data,
                         const struct ssi_member *member)
{
    const struct ssi_group *group =
        ssi_report_group(data, SSI_INDUSTRY, member->industry);
    const char *name = "industry";
    if (!group || !group->open) {
        group = ssi_report_group(data, SSI_EVERYONE, ssi_str_z(""));
        name = "everyone";
    }
    own_line(weeks, data, member);
    size_t count = weeks->count; /* weeks before the member's own are not shown */
    group_line(weeks, data, group, name, MEAN);
    if (member->ranks[SSI_NETWORK].n >= data->min_group) {
        network_line(weeks, data, member);
    }
    group_line(weeks, data, group, "upper quarter", UPPER_QUARTER);
    weeks->count = count;
}

static void collect(struct weeks *weeks, const struct ssi_report_data *data,
                    struct ssi_subject subject)
{
    const struct ssi_group *everyone =
        ssi_report_group(data, SSI_EVERYONE, ssi_str_z(""));
    clear(weeks);
    if (subject.member) {
        member_lines(weeks, data, subject.member);
    } else if (subject.group) {
        group_line(weeks, data, subject.group, "average", MEAN);
        group_band(weeks, data, subject.group);
        group_line(weeks, data, everyone, "everyone", MEAN);
        group_line(weeks, data, subject.group, "median", MEDIAN);
    } else {
        group_line(weeks, data, everyone, "average", MEAN);
        group_band(weeks, data, everyone);
        group_line(weeks, data, everyone, "median", MEDIAN);
    }
}

static void range_of(const struct weeks *weeks, int64_t *low, int64_t *high)
{
    *low = INT64_MAX;
    *high = SSI_NONE;
    for (size_t k = 0; k < weeks->count; k++) {
        const int64_t seen[] = {weeks->lines[0].values[k], weeks->lines[1].values[k],
                                weeks->lines[2].values[k], weeks->lines[3].values[k],
                                weeks->low[k],             weeks->high[k]};
        for (size_t i = 0; i < SSI_COUNT(seen); i++) {
            if (seen[i] != SSI_NONE) {
                *low = seen[i] < *low ? seen[i] : *low;
                *high = seen[i] > *high ? seen[i] : *high;
            }
        }
    }
}

/** Multiples of 10 around the values, at least 20 apart, within 0..100. */
static void scale_of(int64_t low, int64_t high, double *from, double *to)
{
    int64_t a = low / 10000 * 10, b = (high + 9999) / 10000 * 10;
    if (low - a * 1000 < 1500 && a > 0) {
        a -= 10;
    }
    while (b - a < 30) {
        b += b < 100 ? 10 : 0;
        a -= b - a < 30 && a > 0 ? 10 : 0;
    }
    *from = (double)a;
    *to = (double)b;
}

static void write_numbers(struct ssi_figure *figure, const struct weeks *weeks)
{
    ssi_figure_block(figure, "1 week (0 the last), 2 points, 3 provisional");
    for (size_t k = weeks->count; k-- > 0;) {
        ssi_figure_number(figure, -(int64_t)k, 0);
        ssi_figure_number(figure, weeks->lines[0].values[k], 3);
        ssi_figure_number(figure, weeks->lines[0].provisional[k], 0);
        ssi_figure_row_end(figure);
    }
    ssi_figure_block(figure, "1 week, 2 lower quarter, 3 upper quarter");
    for (size_t k = weeks->count; k-- > 0;) {
        ssi_figure_number(figure, -(int64_t)k, 0);
        ssi_figure_number(figure, weeks->low[k], 3);
        ssi_figure_number(figure, weeks->high[k], 3);
        ssi_figure_row_end(figure);
    }
    for (size_t i = 1; i < LINES; i++) {
        ssi_figure_block(figure, "1 week, 2 points");
        for (size_t k = weeks->count; k-- > 0;) {
            ssi_figure_number(figure, -(int64_t)k, 0);
            ssi_figure_number(figure, weeks->lines[i].values[k], 3);
            ssi_figure_row_end(figure);
        }
    }
}

static void write_tics(struct ssi_figure *figure, const struct ssi_report_data *data,
                       const struct weeks *weeks)
{
    char day[SSI_SHOW_SIZE];
    size_t room = (size_t)(figure->plot.w / 44) + 1;
    size_t step = (weeks->count + room - 1) / room;
    ssi_output_text(figure->sheet.out, "set xtics (");
    for (size_t k = 0; k < weeks->count; k += step ? step : 1) {
        ssi_output_text(figure->sheet.out, k ? ", " : "");
        ssi_gnuplot_quote(figure->sheet.out,
                          ssi_str_z(ssi_show_day(day, data->week - 7 * (int64_t)k)),
                          NULL);
        ssi_output_format(figure->sheet.out, " -%d", (int)k);
    }
    ssi_output_text(figure->sheet.out, ")\n");
}

struct end_label {
    double y;
    size_t line;
    int64_t value;
};

static int by_y(const void *a, const void *b)
{
    const struct end_label *x = a, *y = b;
    if (x->y < y->y || x->y > y->y) {
        return x->y < y->y ? -1 : 1;
    }
    return x->line < y->line ? -1 : x->line > y->line;
}

/** Push labels apart that would overlap, upwards from the lowest possible place. */
static void spread(struct end_label *labels, size_t count, double top, double bottom)
{
    enum { STEP = 12 };
    qsort(labels, count, sizeof *labels, by_y);
    for (size_t i = 0; i < count; i++) {
        double least = i ? labels[i - 1].y + STEP : top + 4;
        labels[i].y = labels[i].y > least ? labels[i].y : least;
    }
    for (size_t i = count; i-- > 0;) {
        double most = i + 1 < count ? labels[i + 1].y - STEP : bottom - 1;
        labels[i].y = labels[i].y < most ? labels[i].y : most;
    }
}

/** A piece of the line, the value, and whose line it is. */
static void put_label(struct ssi_figure *figure, const struct end_label *label,
                      const char *name)
{
    static const double widths[LINES] = {3.6, 2.4, 2.8, 1.2};
    static const int dashes[LINES] = {1, 2, 3, 1};
    char points[SSI_SHOW_SIZE];
    double x = figure->plot.x + figure->plot.w + 8, text = x + SAMPLE + 27;
    enum ssi_colour colour = label->line == 0 ? SSI_C_MAIN : SSI_C_GREY;
    struct ssi_look strong = {SSI_F_STRONG, colour, SSI_RIGHT};
    struct ssi_look small = {SSI_F_SMALL, colour, SSI_LEFT};
    ssi_sheet_line(&figure->sheet, x, label->y, x + SAMPLE, label->y, colour,
                   widths[label->line], dashes[label->line]);
    ssi_sheet_format(&figure->sheet, text, label->y, strong, "%s",
                     ssi_show_points(points, label->value));
    ssi_sheet_format(&figure->sheet, text + 4, label->y, small, "%s", name);
}

static void write_labels(struct ssi_figure *figure, const struct weeks *weeks,
                         double from, double to)
{
    struct end_label labels[LINES];
    size_t count = 0;
    for (size_t i = 0; i < weeks->line_count; i++) {
        int64_t value = weeks->lines[i].values[0];
        if (value != SSI_NONE) {
            double part = ((double)value / 1000 - from) / (to - from);
            labels[count++] =
                (struct end_label){.y = figure->plot.y + figure->plot.h * (1 - part),
                                   .line = i,
                                   .value = value};
        }
    }
    spread(labels, count, figure->plot.y, figure->plot.y + figure->plot.h);
    for (size_t i = 0; i < count; i++) {
        put_label(figure, &labels[i], weeks->lines[labels[i].line].name);
    }
}

static const char *scale_note(double from, char text[SSI_SHOW_SIZE])
{
    text[0] = '\0';
    if (from > 0) {
        snprintf(text, SSI_SHOW_SIZE, "; the scale starts at %d", (int)from);
    }
    return text;
}

/** Of the longest name beside a line. */
static double name_width(const struct weeks *weeks)
{
    double most = 0;
    for (size_t i = 0; i < weeks->line_count; i++) {
        double width = ssi_text_width(ssi_str_z(weeks->lines[i].name),
                                      ssi_font_size(SSI_F_SMALL), false);
        most = width > most ? width : most;
    }
    return most;
}

static enum ssi_status draw(struct ssi_figure *figure, const struct ssi_report_data *data,
                            struct ssi_subject subject, struct ssi_error *err)
{
    enum { LABELS = SAMPLE + 40, AXIS = 22, FOOT = 18 };
    struct weeks *weeks = ssi_alloc(1, sizeof *weeks);
    char text[SSI_SHOW_SIZE];
    int64_t low, high;
    double from = 0, to = 100;
    if (!weeks) {
        return ssi_error_nomem(err);
    }
    collect(weeks, data, subject);
    range_of(weeks, &low, &high);
    if (high == SSI_NONE) {
        ssi_figure_instead(figure,
                           subject.member ? "No weekly scores" : "Too few to show");
        goto out;
    }
    scale_of(low, high, &from, &to);
    struct ssi_rect area = figure->area;
    figure->template_name = "weeks";
    double labels = LABELS + name_width(weeks);
    figure->plot = (struct ssi_rect){area.x + AXIS, area.y + 4, area.w - AXIS - labels,
                                     area.h - FOOT - 4};
    write_numbers(figure, weeks);
    write_tics(figure, data, weeks);
    write_labels(figure, weeks, from, to);
    ssi_sheet_set(&figure->sheet, "XMIN",
                  -(double)(weeks->count > 1 ? weeks->count - 1 : 1));
    ssi_sheet_set(&figure->sheet, "YMIN", from);
    ssi_sheet_set(&figure->sheet, "YMAX", to);
    ssi_sheet_set(&figure->sheet, "YSTEP", to - from > 40 ? 20 : 10);
    if (!subject.member) {
        snprintf(figure->note, sizeof figure->note, "%s",
                 weeks->low[0] == SSI_NONE ? "Averages" : "Shaded: the middle half");
    } else if (weeks->count == 1) {
        snprintf(figure->note, sizeof figure->note,
                 "The first week; lines start next week");
    } else {
        snprintf(figure->note, sizeof figure->note,
                 "The score, and averages to compare%s", scale_note(from, text));
    }
out:
    ssi_free(weeks);
    return SSI_OK;
}

const struct ssi_plot ssi_plot_weeks = {
    .name = "weeks",
    .title = "The last weeks",
    .summary = "scores over the last weeks, with averages to compare",
    .scopes = SSI_OF_EVERYONE | SSI_OF_TEAM | SSI_OF_MEMBER,
    .width = 480,
    .height = 250,
    .draw = draw,
};
