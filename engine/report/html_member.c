// SPDX-License-Identifier: GPL-3.0-or-later
// A member in HTML: the same parts as on paper (the change first, the score and its
// parts, groups, the last weeks, the distribution, what moved, what would add most), each
// figure followed by its table. Holds nothing of any other member but published group
// figures.
#include <stdio.h>

#include "html_internal.h"
#include "member_internal.h"
#include "sentences_internal.h"
#include "weeks_internal.h"

static const char *const bar_kinds[SSI_MEASURES] = {"", "p1", "p2", "p3", "p4"};

static void put_change(struct ssi_output *out, const struct ssi_member *member)
{
    char change[SSI_SHOW_SIZE], before[SSI_SHOW_SIZE], now[SSI_SHOW_SIZE],
        line[SSI_LINE_SIZE];
    if (member->change == SSI_NONE) {
        ssi_html_paragraph(out, "note",
                           ssi_str_z(member->values[SSI_OVERALL] == SSI_NONE
                                         ? "No score this week"
                                         : "No score of last week to compare with"));
        return;
    }
    int sign = ssi_change_sign(member->change);
    ssi_output_format(
        out, "<p><b class=\"%s\">%s</b> since last week: %s → %s of %d",
        sign > 0   ? "up"
        : sign < 0 ? "down"
                   : "none",
        ssi_show_change(change, member->change),
        ssi_show_points(before, member->values[SSI_OVERALL] - member->change),
        ssi_show_points(now, member->values[SSI_OVERALL]), (int)member->out_of);
    line[0] = '\0';
    if (member->change_5w != SSI_NONE) {
        snprintf(line, sizeof line, "; over five weeks: %s",
                 ssi_show_change(change, member->change_5w));
    }
    ssi_output_format(out, "%s</p>\n", line);
}

static void put_notes(struct ssi_output *out, const struct ssi_report_data *data,
                      const struct ssi_member *member)
{
    char lines[SSI_MEMBER_NOTES][SSI_LINE_SIZE], first[SSI_LINE_SIZE];
    bool special = ssi_say_status(data, member, first);
    size_t count = ssi_say_of_member(data, member, lines);
    for (size_t i = 0; i < count; i++) {
        ssi_html_paragraph(out, special && i == 0 ? "bad" : "note", ssi_str_z(lines[i]));
    }
}

static void put_cards(struct ssi_output *out, const struct ssi_report_data *data,
                      const struct ssi_member *member)
{
    struct ssi_rank_text texts[SSI_GROUP_KINDS];
    size_t count = ssi_rank_texts(data, member, texts);
    if (count == 0) {
        return;
    }
    ssi_output_text(out, "<div class=\"facts\">\n");
    for (size_t i = 0; i < count; i++) {
        const char *const lines[] = {texts[i].group, texts[i].before, texts[i].network};
        ssi_output_format(out, "<dl><dd class=\"v\">%s</dd>", texts[i].value);
        for (size_t k = 0; k < SSI_COUNT(lines); k++) {
            if (lines[k][0]) {
                ssi_output_text(out, "<dd>");
                ssi_html_escape(out, ssi_str_z(lines[k]));
                ssi_output_text(out, "</dd>");
            }
        }
        ssi_output_text(out, "</dl>\n");
    }
    ssi_output_text(out, "</div>\n");
}

/* --- The ring ------------------------------------------------------------------------
 */

/** A part of the ring from the start of a quarter, `points` of its 25 long. */
static void put_arc(struct ssi_output *out, const char *kind, enum ssi_measure pillar,
                    double points, double radius)
{
    enum { MIDDLE = 120, ROUND = 408, QUARTER = 102 }; /* 25 points are 100 of 102 */
    ssi_output_format(out, "<circle class=\"%s\" cx=\"%d\" cy=\"%d\"", kind, MIDDLE,
                      MIDDLE);
    ssi_svg_attribute(out, "r", radius);
    ssi_output_format(out, " pathLength=\"%d\" stroke-dasharray=\"", ROUND);
    ssi_svg_number(out, points * 4);
    ssi_output_format(out,
                      " %d\" stroke-dashoffset=\"-1\" transform=\"rotate(%d %d %d)\"/>",
                      ROUND, ((int)pillar - 1) * 90 - 90, MIDDLE, MIDDLE);
}

static void put_ring(struct ssi_output *out, const struct ssi_report_data *data,
                     const struct ssi_member *member)
{
    enum { RADIUS = 88, SIZE = 240 };
    static const char *const fills[SSI_MEASURES] = {"", "ring s1", "ring s2", "ring s3",
                                                    "ring s4"};
    static const char *const heads[] = {"Pillar", "#Points", "#Of"};
    char text[SSI_SHOW_SIZE];
    bool hollow = ssi_member_provisional(member);
    ssi_html_figure_begin(out, "The score",
                          "Clockwise from the top: Professional brand, "
                          "Finding people, Insights, Relationships");
    ssi_svg_begin(out, SIZE, SIZE, "The score as a ring of four pillars");
    for (enum ssi_measure p = SSI_BRAND; p < SSI_MEASURES; p++) {
        double points = (double)member->values[p] / 1000;
        if (data->has_pillar[p]) {
            put_arc(out, "ring rest", p, 25, RADIUS);
        }
        if (member->values[p] != SSI_NONE) {
            put_arc(out, fills[p], p, points, RADIUS);
            if (hollow && points > 2) {
                put_arc(out, "hole", p, points, RADIUS);
            }
        } else if (data->has_pillar[p]) {
            put_arc(out, "hole", p, 25, RADIUS);
        }
    }
    bool scored = member->values[SSI_OVERALL] != SSI_NONE;
    ssi_svg_text(out, scored ? "big mid" : "mid", SIZE / 2.0, SIZE / 2.0 + 6,
                 scored ? ssi_show_points(text, member->values[SSI_OVERALL])
                        : "no score");
    if (scored) {
        snprintf(text, sizeof text, "of %d", (int)member->out_of);
        ssi_svg_text(out, "tick mid", SIZE / 2.0, SIZE / 2.0 + 30, text);
    }
    ssi_html_numbers_begin(out, heads, SSI_COUNT(heads));
    for (enum ssi_measure p = SSI_OVERALL; p < SSI_MEASURES; p++) {
        ssi_output_text(out, "<tr>");
        ssi_html_cell(out, NULL, ssi_pillar_names[p]);
        ssi_html_points_cell(out, member->values[p]);
        ssi_html_count_cell(out, p == SSI_OVERALL ? member->out_of : 25);
        ssi_output_text(out, "</tr>\n");
    }
    ssi_html_figure_end(out);
}

/* --- The pillars ---------------------------------------------------------------------
 */

static void put_bar(struct ssi_output *out, const struct ssi_report_data *data,
                    const struct ssi_member *member, int64_t mark,
                    enum ssi_measure pillar)
{
    enum { TOP = 10, ROW = 44, BAR = 14, MOST = 25 };
    char text[SSI_SHOW_SIZE];
    int64_t value = member->values[pillar];
    bool known = value != SSI_NONE;
    double y = TOP + ROW * ((double)pillar - 1);
    double scale = (double)SSI_SVG_WIDTH / MOST / 1000;
    ssi_svg_text(out, "strong", 0, y + 14, ssi_pillar_names[pillar]);
    ssi_svg_text(out, "strong end", SSI_SVG_WIDTH, y + 14,
                 known                      ? ssi_show_points(text, value)
                 : data->has_pillar[pillar] ? "not known"
                                            : "no data");
    ssi_svg_box(out, known ? "track" : "empty", 0.5, y + 20, SSI_SVG_WIDTH - 1, BAR);
    if (known) {
        ssi_svg_box(out, bar_kinds[pillar], 0, y + 20, (double)value * scale, BAR);
        if (ssi_member_provisional(member)) {
            ssi_svg_box(out, "hollow", 2, y + 22, (double)value * scale - 4, BAR - 4);
        }
        if (mark != SSI_NONE) {
            ssi_svg_box(out, "mark", (double)mark * scale - 1.5, y + 17, 3, BAR + 6);
        }
    }
}

static int64_t change_of(const struct ssi_report_data *data,
                         const struct ssi_member *member, enum ssi_measure pillar)
{
    const struct ssi_member_week *before = ssi_member_at(member, data->week - 7);
    bool both = before && before->values[pillar] != SSI_NONE &&
                member->values[pillar] != SSI_NONE;
    return both ? member->values[pillar] - before->values[pillar] : SSI_NONE;
}

static void put_pillars(struct ssi_output *out, const struct ssi_report_data *data,
                        const struct ssi_member *member)
{
    enum { HEIGHT = 188 };
    static const char *const heads[] = {"Pillar", "#Points of 25", "#Change", "#Median"};
    const struct ssi_group *group = ssi_compared_with(data, member);
    ssi_html_figure_begin(out, "The four pillars",
                          group && group->kind == SSI_INDUSTRY
                              ? "Points of 25 each; mark: median of the industry"
                              : "Points of 25 each; mark: everyone’s median");
    ssi_svg_begin(out, SSI_SVG_WIDTH, HEIGHT, "The four pillars of the member");
    for (enum ssi_measure p = SSI_BRAND; p < SSI_MEASURES; p++) {
        put_bar(out, data, member, group ? group->stats[p].q50 : SSI_NONE, p);
    }
    ssi_html_numbers_begin(out, heads, SSI_COUNT(heads));
    for (enum ssi_measure p = SSI_BRAND; p < SSI_MEASURES; p++) {
        ssi_output_text(out, "<tr>");
        ssi_html_cell(out, NULL, ssi_pillar_names[p]);
        ssi_html_points_cell(out, member->values[p]);
        ssi_html_change_cell(out, change_of(data, member, p));
        ssi_html_points_cell(out, group ? group->stats[p].q50 : SSI_NONE);
        ssi_output_text(out, "</tr>\n");
    }
    ssi_html_figure_end(out);
}

/* --- The last weeks ------------------------------------------------------------------
 */

static void put_line(struct ssi_output *out, const struct ssi_axes *axes,
                     const struct ssi_weeks *weeks, size_t which)
{
    static const char *const kinds[SSI_WEEK_LINES] = {"own", "dash", "dot", "thin"};
    const struct ssi_week_line *line = &weeks->lines[which];
    bool drawing = false;
    double step = axes->w / (double)(weeks->count > 1 ? weeks->count - 1 : 1);
    ssi_output_format(out, "<path class=\"%s\" d=\"", kinds[which]);
    for (size_t k = weeks->count; k-- > 0;) {
        if (line->values[k] == SSI_NONE) {
            drawing = false;
            continue;
        }
        ssi_output_char(out, drawing ? 'L' : 'M');
        ssi_svg_number(out, axes->x + axes->w - step * (double)k);
        ssi_output_char(out, ' ');
        ssi_svg_number(out, ssi_svg_y(axes, line->values[k]));
        drawing = true;
    }
    ssi_output_text(out, "\"/>");
}

/** The names beside the ends of the lines, from the highest down, never over each other.
 */
static void put_names(struct ssi_output *out, const struct ssi_axes *axes,
                      const struct ssi_weeks *weeks)
{
    enum { APART = 17 };
    char text[SSI_SHOW_SIZE], line[96];
    bool done[SSI_WEEK_LINES] = {false};
    double free_from = axes->y - APART;
    for (size_t n = 0; n < SSI_WEEK_LINES; n++) {
        size_t next = SSI_WEEK_LINES;
        for (size_t i = 0; i < SSI_WEEK_LINES; i++) {
            if (!done[i] && weeks->lines[i].name &&
                weeks->lines[i].values[0] != SSI_NONE &&
                (next == SSI_WEEK_LINES ||
                 weeks->lines[i].values[0] > weeks->lines[next].values[0])) {
                next = i;
            }
        }
        if (next == SSI_WEEK_LINES) {
            return;
        }
        done[next] = true;
        double y = ssi_svg_y(axes, weeks->lines[next].values[0]) + 4;
        y = y < free_from + APART ? free_from + APART : y;
        free_from = y;
        snprintf(line, sizeof line, "%s %s",
                 ssi_show_points(text, weeks->lines[next].values[0]),
                 weeks->lines[next].name);
        ssi_svg_text(out, next == 0 ? "strong" : "tick", axes->x + axes->w + 8, y, line);
    }
}

static void week_table(struct ssi_output *out, const struct ssi_report_data *data,
                       const struct ssi_weeks *weeks)
{
    char texts[SSI_WEEK_LINES][32], date[SSI_SHOW_SIZE];
    const char *heads[SSI_WEEK_LINES + 1] = {"Week to"};
    size_t count = 1;
    for (size_t i = 0; i < SSI_WEEK_LINES; i++) {
        if (weeks->lines[i].name) {
            snprintf(texts[i], sizeof texts[i], "#%s", weeks->lines[i].name);
            heads[count++] = texts[i];
        }
    }
    ssi_html_numbers_begin(out, heads, count);
    for (size_t k = 0; k < weeks->count; k++) {
        ssi_output_text(out, "<tr>");
        ssi_html_cell(out, NULL, ssi_show_date_short(date, data->week - 7 * (int64_t)k));
        for (size_t i = 0; i < SSI_WEEK_LINES; i++) {
            if (weeks->lines[i].name) {
                ssi_html_points_cell(out, weeks->lines[i].values[k]);
            }
        }
        ssi_output_text(out, "</tr>\n");
    }
    ssi_html_figure_end(out);
}

static void put_weeks(struct ssi_output *out, const struct ssi_report_data *data,
                      const struct ssi_weeks *weeks)
{
    enum { LEFT = 30, RIGHT = 150, TOP = 12, HEIGHT = 170, FOOT = 22 };
    struct ssi_axes axes = {LEFT, TOP, SSI_SVG_WIDTH - LEFT - RIGHT, HEIGHT, 0, 100};
    int64_t low, high;
    char text[SSI_SHOW_SIZE];
    ssi_weeks_range(weeks, &low, &high);
    if (high == SSI_NONE) {
        return;
    }
    ssi_weeks_scale(low, high, &axes.from, &axes.to);
    ssi_html_figure_begin(out, "The last weeks",
                          weeks->count > 1 ? "The score, and averages to compare"
                                           : "The first week; lines start next week");
    ssi_svg_begin(out, SSI_SVG_WIDTH, axes.y + axes.h + FOOT,
                  "Scores over the last weeks");
    ssi_svg_scale(out, &axes);
    for (size_t i = SSI_WEEK_LINES; i-- > 0;) {
        if (weeks->lines[i].name) {
            put_line(out, &axes, weeks, i);
        }
    }
    int64_t first = data->week - 7 * (int64_t)(weeks->count - 1);
    ssi_svg_text(out, "tick", axes.x, axes.y + axes.h + 17, ssi_show_day(text, first));
    if (weeks->count > 1) {
        ssi_svg_text(out, "tick end", axes.x + axes.w, axes.y + axes.h + 17,
                     ssi_show_day(text, data->week));
    }
    put_names(out, &axes, weeks);
    week_table(out, data, weeks);
}

/* --- What moved, what would add most --------------------------------------------------
 */

enum { NAMES = SSI_SHOW_SIZE };

static void put_moves(struct ssi_output *out, const struct ssi_move *moves, size_t shown,
                      int64_t rest)
{
    static const char *const heads[] = {"Metric", "Pillar", "#Then", "#Now", "#Points"};
    struct ssi_html_change rows[SSI_MEASURES * 2];
    char names[SSI_MEASURES * 2][NAMES], then[SSI_SHOW_SIZE], now[SSI_SHOW_SIZE];
    size_t count = shown < SSI_COUNT(rows) - 1 ? shown : SSI_COUNT(rows) - 1;
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct ssi_html_change){
            ssi_str_z(ssi_show_metric(names[i], moves[i].item->metric)), moves[i].change};
    }
    rows[count] = (struct ssi_html_change){ssi_str_z("All other metrics together"), rest};
    ssi_html_figure_begin(out, "What moved the score",
                          "Points gained or lost since last week");
    ssi_svg_changes(out, rows, count + 1, "Points gained or lost by metric");
    ssi_html_numbers_begin(out, heads, SSI_COUNT(heads));
    for (size_t i = 0; i < count; i++) {
        ssi_show_value(then, moves[i].item->previous_value);
        ssi_show_value(now, moves[i].item->value);
        ssi_output_text(out, "<tr>");
        ssi_html_cell(out, NULL, names[i]);
        ssi_html_cell(out, NULL, ssi_pillar_names[moves[i].item->pillar]);
        ssi_html_cell(out, "n", then);
        ssi_html_cell(out, "n", now);
        ssi_html_change_cell(out, moves[i].change);
        ssi_output_text(out, "</tr>\n");
    }
    ssi_output_text(out, "<tr><td>All other metrics together</td><td></td><td></td>"
                         "<td></td>");
    ssi_html_change_cell(out, rest);
    ssi_output_text(out, "</tr>\n");
    ssi_html_figure_end(out);
}

static enum ssi_status put_moved(struct ssi_output *out, const struct ssi_member *member,
                                 struct ssi_error *err)
{
    int64_t rest;
    struct ssi_move *moves = ssi_alloc(member->contribution_count + 1, sizeof *moves);
    if (!moves) {
        return ssi_error_nomem(err);
    }
    size_t shown = ssi_member_moves(member, moves, &rest);
    if (member->change != SSI_NONE && shown > 0) {
        put_moves(out, moves, shown, rest);
    }
    ssi_free(moves);
    return SSI_OK;
}

static void put_steps(struct ssi_output *out, const struct ssi_member *member)
{
    static const char *const heads[] = {"Metric", "#More a week", "#Points"};
    struct ssi_html_change rows[SSI_NEXT_STEPS];
    char names[SSI_NEXT_STEPS][NAMES], more[SSI_SHOW_SIZE];
    if (member->step_count == 0) {
        return;
    }
    for (size_t i = 0; i < member->step_count; i++) {
        rows[i] = (struct ssi_html_change){
            ssi_str_z(ssi_show_metric(names[i], member->steps[i].metric)),
            member->steps[i].points};
    }
    ssi_html_figure_begin(out, "What would add most",
                          "Each kept up for four weeks, all else as it is now");
    ssi_svg_changes(out, rows, member->step_count,
                    "Points that three next steps would add");
    ssi_html_numbers_begin(out, heads, SSI_COUNT(heads));
    for (size_t i = 0; i < member->step_count; i++) {
        ssi_output_text(out, "<tr>");
        ssi_html_cell(out, NULL, names[i]);
        ssi_html_cell(out, "n", ssi_show_amount(more, member->steps[i].step));
        ssi_html_change_cell(out, member->steps[i].points);
        ssi_output_text(out, "</tr>\n");
    }
    ssi_html_figure_end(out);
}

enum ssi_status ssi_html_member(struct ssi_output *out,
                                const struct ssi_report_data *data,
                                const struct ssi_member *member, struct ssi_error *err)
{
    char line[SSI_LINE_SIZE];
    const struct ssi_group *group = ssi_distribution_of(data, member);
    struct ssi_weeks *weeks = ssi_alloc(1, sizeof *weeks);
    if (!weeks) {
        return ssi_error_nomem(err);
    }
    ssi_member_subtitle(member, line);
    ssi_html_paragraph(out, "note", ssi_str_z(line));
    put_change(out, member);
    put_notes(out, data, member);
    ssi_output_text(out, "<div class=\"figures\">\n");
    ssi_output_text(out, "<div class=\"narrow\">");
    put_ring(out, data, member);
    ssi_output_text(out, "</div>\n");
    put_pillars(out, data, member);
    ssi_output_text(out, "</div>\n");
    put_cards(out, data, member);
    ssi_output_text(out, "<div class=\"figures\">\n");
    ssi_weeks_collect(weeks, data, (struct ssi_subject){.member = member});
    put_weeks(out, data, weeks);
    if (group && member->values[SSI_OVERALL] != SSI_NONE) {
        ssi_html_distribution(out, data, group, member->values[SSI_OVERALL]);
    }
    enum ssi_status status = put_moved(out, member, err);
    put_steps(out, member);
    ssi_output_text(out, "</div>\n");
    ssi_free(weeks);
    return status;
}
