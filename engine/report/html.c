// SPDX-License-Identifier: GPL-3.0-or-later
// report.html: one page for the browser, without script and without requests: the
// population, groups, teams and members as figures and tables. For the operator, like
// report.pdf; every name passes the HTML escaper.
#include "html_internal.h"

#include <stdio.h>

#include "findings_internal.h"
#include "page_internal.h"
#include "sentences_internal.h"
#include "workshop_internal.h"

void ssi_html_paragraph(struct ssi_output *out, const char *kind, struct ssi_str text)
{
    ssi_output_format(out, "<p class=\"%s\">", kind);
    ssi_html_escape(out, text);
    ssi_output_text(out, "</p>\n");
}

static void put_facts(struct ssi_output *out, const struct ssi_report_data *data)
{
    struct ssi_fact facts[SSI_FACTS];
    ssi_everyone_facts(data, facts);
    ssi_output_text(out, "<div class=\"facts\">\n");
    for (size_t i = 0; i < SSI_FACTS; i++) {
        ssi_output_format(out,
                          "<dl><dt>%s</dt><dd class=\"v\">%s</dd><dd>%s</dd>"
                          "<dd>%s</dd></dl>\n",
                          facts[i].caption, facts[i].value, facts[i].line,
                          facts[i].line2);
    }
    ssi_output_text(out, "</div>\n");
}

static void put_head(struct ssi_output *out, const struct ssi_report_data *data,
                     const char *theme)
{
    char date[SSI_SHOW_SIZE], to[SSI_SHOW_SIZE], line[SSI_LINE_SIZE];
    snprintf(line, sizeof line, "Social selling index, week to %s",
             ssi_show_date(date, data->week));
    ssi_html_begin(out, ssi_str_z(line), theme);
    if (data->incomplete) {
        ssi_output_text(out, "<p><span class=\"warn\">INCOMPLETE</span></p>\n");
    }
    ssi_html_paragraph(out, "note",
                       data->project.len ? data->project : ssi_str_z("Weekly report"));
    ssi_output_format(out,
                      "<h1>Social selling index</h1>\n<p>Week to %s%s%s</p>\n"
                      "<p class=\"note\">Model “",
                      ssi_show_date(date, data->week),
                      ssi_show_time(to, data->data_to)[0] ? "; data to " : "", to);
    ssi_html_escape(out, data->model);
    ssi_output_text(out, "”; computed from this data, not LinkedIn’s own index</p>\n");
    if (ssi_say_empty_pillars(data, line)) {
        ssi_html_paragraph(out, "bad", ssi_str_z(line));
    }
    for (size_t i = 0; i < data->note_count; i++) {
        ssi_html_paragraph(out, i < data->bad_note_count ? "bad" : "note",
                           data->notes[i]);
    }
}

static void put_findings(struct ssi_output *out, const struct ssi_report_data *data,
                         const struct ssi_group *group)
{
    char lines[SSI_FINDINGS][SSI_LINE_SIZE];
    size_t count = ssi_findings(data, group, lines);
    for (size_t i = 0; i < count; i++) {
        ssi_html_paragraph(out, "finding", ssi_str_z(lines[i]));
    }
}

static enum ssi_status put_figures(struct ssi_output *out,
                                   const struct ssi_report_data *data,
                                   const struct ssi_group *group, struct ssi_error *err)
{
    ssi_output_text(out, "<div class=\"figures\">\n");
    ssi_html_pillars(out, data, group);
    ssi_html_weeks(out, data, group);
    ssi_html_distribution(out, data, group, SSI_NONE);
    ssi_html_panels(out, data, group);
    if (group->kind == SSI_TEAM) {
        SSI_TRY(ssi_html_movers(out, group, err));
    }
    ssi_output_text(out, "</div>\n");
    return SSI_OK;
}

/* --- Groups ---------------------------------------------------------------------------
 */

static void put_group(struct ssi_output *out, const struct ssi_report_data *data,
                      const struct ssi_group *group)
{
    const struct ssi_stat *stat = &group->stats[SSI_OVERALL];
    const struct ssi_stat *before = ssi_group_week(group, data->week - 7, SSI_OVERALL);
    bool compared =
        group->open && before && before->mean != SSI_NONE && before->n >= data->min_group;
    struct ssi_stat shown = *stat;
    if (!ssi_quantile_open(stat->n, 1, 4, data->min_group)) {
        shown.q25 = shown.q75 = SSI_NONE;
    }
    ssi_output_text(out, "<tr>");
    ssi_html_name_cell(out,
                       group->kind == SSI_EVERYONE ? ssi_str_z("Everyone") : group->name);
    ssi_html_count_cell(out, stat->n);
    if (group->open) {
        ssi_html_points_cell(out, stat->q50);
        ssi_html_points_cell(out, stat->mean);
        ssi_html_range_cell(out, data, &shown);
    } else {
        ssi_output_text(out, "<td class=\"n none\" colspan=\"3\">too few to show</td>");
    }
    ssi_html_change_cell(out, compared ? stat->mean - before->mean : SSI_NONE);
    ssi_output_text(out, "</tr>\n");
}

static void put_groups(struct ssi_output *out, const struct ssi_report_data *data,
                       enum ssi_group_kind kind, const char *title)
{
    static const char *const heads[] = {"Group",    "#Members", "#Median",
                                        "#Average", "",         "#Change"};
    ssi_output_format(out,
                      "<h2>%s</h2>\n<p class=\"note\">Bar: the middle half of the "
                      "members; mark: the median; change: of the average, since last "
                      "week</p>\n",
                      title);
    ssi_html_table_begin(out, heads, SSI_COUNT(heads));
    for (size_t i = 0; i < data->group_count; i++) {
        if (data->groups[i].kind == kind || data->groups[i].kind == SSI_EVERYONE) {
            put_group(out, data, &data->groups[i]);
        }
    }
    ssi_html_table_end(out);
}

static enum ssi_status put_everyone(struct ssi_output *out,
                                    const struct ssi_report_data *data,
                                    struct ssi_error *err)
{
    const struct ssi_group *everyone =
        ssi_report_group(data, SSI_EVERYONE, ssi_str_z(""));
    if (everyone) {
        ssi_output_text(out, "<h2>Everyone</h2>\n");
        put_findings(out, data, everyone);
        SSI_TRY(put_figures(out, data, everyone, err));
    }
    return SSI_OK;
}

/* --- Members --------------------------------------------------------------------------
 */

/** "Top 23 % of 22", or why there is none. */
static void rank_cell(struct ssi_output *out, const struct ssi_rank *rank, int64_t least)
{
    char line[SSI_LINE_SIZE], n[SSI_SHOW_SIZE];
    if (rank->n == SSI_NONE) {
        ssi_html_cell(out, "n none", "–");
    } else if (rank->n < least) {
        ssi_html_cell(out, "n none", "too few");
    } else {
        snprintf(line, sizeof line, "Top %d %% of %s", (int)rank->top_percent,
                 ssi_show_count(n, rank->n));
        ssi_html_cell(out, "n", line);
    }
}

/** The name leads to the member's part, here or in a file of its own. */
static void put_member_name(struct ssi_output *out, const struct ssi_workshop *shop,
                            const struct ssi_member *member)
{
    char stem[SSI_FILE_NAME_SIZE];
    bool inside = ssi_html_members_inside(shop);
    ssi_file_name(stem, member->name, member->id, shop->options->key);
    ssi_output_format(out, "<td><a href=\"%s%s%s\"><bdi>", inside ? "#" : "members/",
                      stem, inside ? "" : ".html");
    ssi_html_escape(out, member->name);
    ssi_output_text(out, "</bdi></a></td>");
}

static void put_member(struct ssi_output *out, const struct ssi_workshop *shop,
                       const struct ssi_member *member, bool in_team)
{
    const struct ssi_report_data *data = shop->data;
    ssi_output_text(out, "<tr>");
    if (in_team) {
        ssi_html_count_cell(out, member->ranks[SSI_TEAM].position);
    }
    put_member_name(out, shop, member);
    if (!in_team) {
        ssi_html_name_cell(out, member->team);
    }
    ssi_html_points_cell(out, member->values[SSI_OVERALL]);
    ssi_html_score_cell(out, member->values[SSI_OVERALL], member->out_of);
    ssi_html_change_cell(out, member->change);
    for (enum ssi_measure p = SSI_BRAND; p < SSI_MEASURES; p++) {
        ssi_html_points_cell(out, member->values[p]);
    }
    if (!in_team) {
        rank_cell(out, &member->ranks[SSI_INDUSTRY], data->min_group);
        rank_cell(out, &member->ranks[SSI_EVERYONE], data->min_group);
    }
    ssi_html_cell(out, NULL,
                  ssi_str_eq(member->status, ssi_str_z("complete"))     ? ""
                  : ssi_str_eq(member->status, ssi_str_z("incomplete")) ? "no score"
                  : ssi_str_eq(member->status, ssi_str_z("opted_out"))  ? "opted out"
                  : ssi_member_provisional(member)                      ? "provisional"
                                                                        : "away");
    ssi_output_text(out, "</tr>\n");
}

static void put_members(struct ssi_output *out, const struct ssi_workshop *shop)
{
    const struct ssi_report_data *data = shop->data;
    static const char *const heads[] = {
        "Member",         "Team",    "#Score",    "",           "#Change",
        "#Brand",         "#People", "#Insights", "#Relations", "#In the industry",
        "#In the report", "Status"};
    ssi_output_text(out, "<h2>Members</h2>\n");
    ssi_html_table_begin(out, heads, SSI_COUNT(heads));
    for (size_t i = 0; i < data->member_count; i++) {
        put_member(out, shop, &data->members[i], false);
    }
    ssi_html_table_end(out);
}

static enum ssi_status put_team(struct ssi_output *out, const struct ssi_workshop *shop,
                                const struct ssi_group *team, struct ssi_error *err)
{
    const struct ssi_report_data *data = shop->data;
    static const char *const heads[] = {"#",          "Member", "#Score",  "",
                                        "#Change",    "#Brand", "#People", "#Insights",
                                        "#Relations", "Status"};
    ssi_output_text(out, "<section>\n<h3><bdi>");
    ssi_html_escape(out, team->name);
    ssi_output_text(out, "</bdi></h3>\n");
    put_findings(out, data, team);
    SSI_TRY(put_figures(out, data, team, err));
    ssi_output_text(out, "<details><summary>Leaderboard</summary>");
    ssi_html_table_begin(out, heads, SSI_COUNT(heads));
    for (size_t i = 0; i < team->member_count; i++) {
        put_member(out, shop, team->members[i], true);
    }
    ssi_html_table_end(out);
    ssi_output_text(out, "</details>\n</section>\n");
    return SSI_OK;
}

static enum ssi_status put_teams(struct ssi_output *out, const struct ssi_workshop *shop,
                                 struct ssi_error *err)
{
    const struct ssi_report_data *data = shop->data;
    ssi_output_text(out, "<h2>Team by team</h2>\n<p class=\"note\">Teams too small for "
                         "figures are left out</p>\n");
    for (size_t i = 0; i < data->group_count; i++) {
        const struct ssi_group *group = &data->groups[i];
        if (group->kind == SSI_TEAM && group->stats[SSI_OVERALL].mean != SSI_NONE) {
            SSI_TRY(put_team(out, shop, group, err));
        }
    }
    return SSI_OK;
}

static void put_sources(struct ssi_output *out, const struct ssi_report_data *data)
{
    static const char *const heads[] = {"File",     "Format",     "#Rows",    "#Used",
                                        "#Ignored", "#Duplicate", "#Rejected"};
    int64_t coverage = ssi_mean_coverage(data);
    ssi_output_text(out, "<h2>What the data say about themselves</h2>\n");
    if (coverage != SSI_NONE) {
        ssi_output_format(out,
                          "<p class=\"note\">Coverage: on average %d %% of the model’s "
                          "weight is known for a member.</p>\n",
                          (int)coverage);
    }
    ssi_html_table_begin(out, heads, SSI_COUNT(heads));
    for (size_t i = 0; i < data->source_count; i++) {
        const struct ssi_source_line *source = &data->sources[i];
        ssi_output_text(out, "<tr>");
        ssi_html_name_cell(out, source->file);
        ssi_html_name_cell(out, source->format);
        ssi_html_count_cell(out, source->rows);
        ssi_html_count_cell(out, source->used);
        ssi_html_count_cell(out, source->ignored);
        ssi_html_count_cell(out, source->duplicate);
        ssi_html_count_cell(out, source->rejected);
        ssi_output_text(out, "</tr>\n");
    }
    ssi_html_table_end(out);
}

/* --- Idle members ---------------------------------------------------------------------
 */

static void put_idle_row(struct ssi_output *out, const struct ssi_workshop *shop,
                         const struct ssi_member *member)
{
    char text[SSI_SHOW_SIZE];
    ssi_output_text(out, "<tr>");
    put_member_name(out, shop, member);
    ssi_html_name_cell(out, member->team);
    ssi_html_name_cell(out, ssi_str_z(ssi_idle_seat(member, text)));
    ssi_html_cell(out, NULL,
                  member->last_week == SSI_NONE
                      ? "never here"
                      : ssi_show_date_short(text, member->last_week));
    ssi_html_points_cell(out, member->values[SSI_OVERALL]);
    ssi_output_text(out, "</tr>\n");
}

static enum ssi_status put_idle(struct ssi_output *out, const struct ssi_workshop *shop,
                                struct ssi_error *err)
{
    static const char *const heads[] = {"Member", "Team", "Seat", "Last active",
                                        "#Score"};
    const struct ssi_report_data *data = shop->data;
    const struct ssi_member **list = ssi_alloc(data->member_count + 1, sizeof *list);
    if (!list) {
        return ssi_error_nomem(err);
    }
    size_t count = data->knows_idle ? ssi_idle_members(data, list) : 0;
    if (count > 0) {
        ssi_output_text(out,
                        "<h2>Idle for four weeks and more</h2>\n<p class=\"note\">Whom "
                        "to train, or whose seat to reclaim: paid seats first, the "
                        "longest idle first</p>\n");
        ssi_html_table_begin(out, heads, SSI_COUNT(heads));
        for (size_t i = 0; i < count; i++) {
            put_idle_row(out, shop, list[i]);
        }
        ssi_html_table_end(out);
    }
    ssi_free((void *)list);
    return SSI_OK;
}

/* --- Files ----------------------------------------------------------------------------
 */

bool ssi_html_members_inside(const struct ssi_workshop *shop)
{
    enum { FEW = 100 };
    return shop->data->member_count <= FEW;
}

static enum ssi_status member_sections(struct ssi_output *out, struct ssi_workshop *shop,
                                       struct ssi_error *err)
{
    char stem[SSI_FILE_NAME_SIZE];
    const struct ssi_report_data *data = shop->data;
    ssi_output_text(out, "<h2>Member by member</h2>\n");
    for (size_t i = 0; i < data->member_count; i++) {
        const struct ssi_member *member = &data->members[i];
        ssi_file_name(stem, member->name, member->id, shop->options->key);
        ssi_output_format(out, "<section id=\"%s\">\n<h3><bdi>", stem);
        ssi_html_escape(out, member->name);
        ssi_output_text(out, "</bdi></h3>\n");
        SSI_TRY(ssi_html_member(out, data, member, err));
        ssi_output_text(out, "</section>\n");
    }
    return SSI_OK;
}

/** A file of its own, which holds nothing of any other member. */
static enum ssi_status put_member_file(struct ssi_output *out, struct ssi_workshop *shop,
                                       const struct ssi_member *member,
                                       struct ssi_error *err)
{
    char date[SSI_SHOW_SIZE];
    ssi_html_begin(out, member->name, shop->options->theme);
    ssi_output_format(out,
                      "<p class=\"note\">Social selling index, week to %s</p>\n<h1><bdi>",
                      ssi_show_date(date, shop->data->week));
    ssi_html_escape(out, member->name);
    ssi_output_text(out, "</bdi></h1>\n");
    SSI_TRY(ssi_html_member(out, shop->data, member, err));
    ssi_output_text(out, "<p class=\"note\">Model “");
    ssi_html_escape(out, shop->data->model);
    ssi_output_text(out, "”; computed from this data, not LinkedIn’s own index</p>\n");
    ssi_html_end(out);
    return SSI_OK;
}

static enum ssi_status member_file(struct ssi_workshop *shop,
                                   const struct ssi_member *member, struct ssi_error *err)
{
    char stem[SSI_FILE_NAME_SIZE], path[SSI_FILE_NAME_SIZE + 16];
    struct ssi_output *out;
    ssi_file_name(stem, member->name, member->id, shop->options->key);
    snprintf(path, sizeof path, "members/%s.html", stem);
    SSI_TRY(ssi_workshop_file(shop, shop->fresh, path, &out, err));
    enum ssi_status status = put_member_file(out, shop, member, err);
    if (status != SSI_OK) {
        ssi_output_abandon(out);
        return status;
    }
    SSI_TRY(ssi_output_close(out, err));
    return ssi_workshop_note(shop, "member", member->team, member->id, path, err);
}

static enum ssi_status put_report(struct ssi_output *out, struct ssi_workshop *shop,
                                  struct ssi_error *err)
{
    const struct ssi_report_data *data = shop->data;
    put_head(out, data, shop->options->theme);
    put_facts(out, data);
    SSI_TRY(put_everyone(out, data, err));
    put_groups(out, data, SSI_TEAM, "Teams compared");
    put_groups(out, data, SSI_INDUSTRY, "Industries compared");
    SSI_TRY(put_idle(out, shop, err));
    SSI_TRY(put_teams(out, shop, err));
    put_members(out, shop);
    if (ssi_html_members_inside(shop)) {
        SSI_TRY(member_sections(out, shop, err));
    }
    put_sources(out, data);
    ssi_html_end(out);
    return SSI_OK;
}

enum ssi_status ssi_report_html(struct ssi_workshop *shop, struct ssi_error *err)
{
    struct ssi_output *out;
    const struct ssi_report_data *data = shop->data;
    SSI_TRY(ssi_workshop_file(shop, shop->fresh, "report.html", &out, err));
    enum ssi_status status = put_report(out, shop, err);
    if (status != SSI_OK) {
        ssi_output_abandon(out);
        return status;
    }
    SSI_TRY(ssi_output_close(out, err));
    SSI_TRY(ssi_workshop_note(shop, "operator", ssi_str_z(""), ssi_str_z(""),
                              "report.html", err));
    for (size_t i = 0; !ssi_html_members_inside(shop) && i < data->member_count; i++) {
        SSI_TRY(member_file(shop, &data->members[i], err));
    }
    return SSI_OK;
}
