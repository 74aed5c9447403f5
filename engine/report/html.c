// SPDX-License-Identifier: GPL-3.0-or-later
// report.html: one page for the browser, without script and without requests: the
// population, groups, teams and members as figures and tables. For the operator, like
// report.pdf; every name passes the HTML escaper.
#include "html_internal.h"

#include <stdio.h>

#include "page_internal.h"
#include "sentences_internal.h"
#include "workshop_internal.h"

static const char head_text[] =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<title>Social selling index</title>\n<style>\n"
    ":root{--ink:#1f2933;--grey:#56626d;--grid:#e3e8ec;--panel:#f3f6f8;--track:#e6ebef;"
    "--paper:#fff;--main:#12486b;--band:#dbe6ee;--bars:#8fb2ca;--up:#0067a3;"
    "--down:#b84a00}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e8edf1;--grey:#a9b4bd;--grid:#333d46;"
    "--panel:#20282f;--track:#2c363e;--paper:#151b20;--main:#7fc0ea;--band:#233b4b;"
    "--bars:#4d7e9f;--up:#6cbcf0;--down:#f0955a}}\n"
    "body{font:16px/1.5 'DejaVu Sans',system-ui,sans-serif;color:var(--ink);"
    "background:var(--paper);margin:0 auto;max-width:64rem;padding:1.5rem}\n"
    "h1{font-size:2rem;line-height:1.2;margin:.2rem 0}h2{margin:2.5rem 0 .5rem;"
    "font-size:1.35rem}h3{margin:2rem 0 .25rem;font-size:1.1rem}\n"
    "p{margin:.25rem 0}.note,figcaption,.facts dt,.facts dd+dd,summary,th"
    "{color:var(--grey)}figcaption b{color:var(--ink)}\n"
    ".wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.9rem}\n"
    "th,td{padding:.3rem .6rem;text-align:left;border-bottom:1px solid var(--grid)}\n"
    "th{font-weight:normal}.n{text-align:right;white-space:nowrap}\n"
    ".up{color:var(--up)}.down{color:var(--down)}.none{color:var(--grey)}\n"
    ".warn{background:#8a1c1c;color:#fff;padding:.2rem .6rem;font-weight:bold}\n"
    ".bad{color:var(--down);font-weight:bold}\n"
    ".facts,.figures{display:grid;gap:1rem;grid-template-columns:"
    "repeat(auto-fit,minmax(9rem,1fr))}\n"
    ".figures{gap:1.5rem;grid-template-columns:repeat(auto-fit,minmax(min(22rem,100%),"
    "1fr));align-items:start}\n"
    ".facts{margin:1.5rem 0}.facts dl{background:var(--panel);margin:0;padding:.8rem "
    "1rem;"
    "font-size:.9rem}.facts dd{margin:0}.facts .v{font-size:1.6rem;font-weight:bold;"
    "color:var(--ink)}\n"
    "figure{margin:1rem 0;font-size:.9rem;min-width:0}summary{cursor:pointer}"
    "figure svg{width:100%;height:auto;display:block;margin:.4rem 0}\n"
    "svg.in{vertical-align:middle}svg text{font-size:13px;fill:var(--ink)}"
    "svg .tick{fill:var(--grey)}svg .strong{font-weight:bold}svg .end{text-anchor:end}"
    "svg .mid{text-anchor:middle}\n"
    ".grid{stroke:var(--grid)}.axis{stroke:var(--grey)}.own{fill:none;stroke:var(--main);"
    "stroke-width:3}.dash{fill:none;stroke:var(--grey);stroke-width:2;"
    "stroke-dasharray:5 4}.median{stroke:var(--ink);stroke-width:2;stroke-dasharray:5 "
    "4}\n"
    ".over{paint-order:stroke;stroke:var(--paper);stroke-width:4px}"
    ".band{fill:var(--band);stroke:var(--band);stroke-width:.6}.bar{fill:var(--bars)}."
    "track{fill:var(--track)}"
    ".score{fill:var(--main)}.mark{fill:var(--ink)}.empty{fill:none;stroke:var(--grey)}"
    ".p1{fill:#d55e00}.p2{fill:#b05a9a}.p3{fill:#008f68}.p4{fill:#0072b2}\n"
    "@media(max-width:40rem){body{padding:1rem}figure svg text{font-size:15px}"
    "td:first-child{min-width:8rem}}\n@media print{details{display:none}}\n"
    "</style>\n</head>\n<body>\n<main>\n";

static void put_paragraph(struct ssi_output *out, const char *kind, struct ssi_str text)
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

static void put_head(struct ssi_output *out, const struct ssi_report_data *data)
{
    char date[SSI_SHOW_SIZE], to[SSI_SHOW_SIZE], line[SSI_LINE_SIZE];
    ssi_output_text(out, head_text);
    if (data->incomplete) {
        ssi_output_text(out, "<p><span class=\"warn\">INCOMPLETE</span></p>\n");
    }
    put_paragraph(out, "note",
                  data->project.len ? data->project : ssi_str_z("Weekly report"));
    ssi_output_format(out,
                      "<h1>Social selling index</h1>\n<p>Week to %s%s%s</p>\n"
                      "<p class=\"note\">Model “",
                      ssi_show_date(date, data->week),
                      ssi_show_time(to, data->data_to)[0] ? "; data to " : "", to);
    ssi_html_escape(out, data->model);
    ssi_output_text(out, "”; computed from this data, not LinkedIn’s own index</p>\n");
    if (ssi_say_empty_pillars(data, line)) {
        put_paragraph(out, "bad", ssi_str_z(line));
    }
    for (size_t i = 0; i < data->note_count; i++) {
        put_paragraph(out, i < data->bad_note_count ? "bad" : "note", data->notes[i]);
    }
}

static void put_figures(struct ssi_output *out, const struct ssi_report_data *data,
                        const struct ssi_group *group)
{
    ssi_output_text(out, "<div class=\"figures\">\n");
    ssi_html_pillars(out, data, group);
    ssi_html_weeks(out, data, group);
    ssi_html_distribution(out, data, group);
    ssi_output_text(out, "</div>\n");
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

static void put_everyone(struct ssi_output *out, const struct ssi_report_data *data)
{
    const struct ssi_group *everyone =
        ssi_report_group(data, SSI_EVERYONE, ssi_str_z(""));
    if (everyone) {
        ssi_output_text(out, "<h2>Everyone</h2>\n");
        put_figures(out, data, everyone);
    }
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

static void put_member(struct ssi_output *out, const struct ssi_report_data *data,
                       const struct ssi_member *member, bool in_team)
{
    ssi_output_text(out, "<tr>");
    if (in_team) {
        ssi_html_count_cell(out, member->ranks[SSI_TEAM].position);
    }
    ssi_html_name_cell(out, member->name);
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

static void put_members(struct ssi_output *out, const struct ssi_report_data *data)
{
    static const char *const heads[] = {
        "Member",         "Team",    "#Score",    "",           "#Change",
        "#Brand",         "#People", "#Insights", "#Relations", "#In the industry",
        "#In the report", "Status"};
    ssi_output_text(out, "<h2>Members</h2>\n");
    ssi_html_table_begin(out, heads, SSI_COUNT(heads));
    for (size_t i = 0; i < data->member_count; i++) {
        put_member(out, data, &data->members[i], false);
    }
    ssi_html_table_end(out);
}

static void put_team(struct ssi_output *out, const struct ssi_report_data *data,
                     const struct ssi_group *team)
{
    static const char *const heads[] = {"#",          "Member", "#Score",  "",
                                        "#Change",    "#Brand", "#People", "#Insights",
                                        "#Relations", "Status"};
    ssi_output_text(out, "<section>\n<h3><bdi>");
    ssi_html_escape(out, team->name);
    ssi_output_text(out, "</bdi></h3>\n");
    put_figures(out, data, team);
    ssi_output_text(out, "<details><summary>Leaderboard</summary>");
    ssi_html_table_begin(out, heads, SSI_COUNT(heads));
    for (size_t i = 0; i < team->member_count; i++) {
        put_member(out, data, team->members[i], true);
    }
    ssi_html_table_end(out);
    ssi_output_text(out, "</details>\n</section>\n");
}

static void put_teams(struct ssi_output *out, const struct ssi_report_data *data)
{
    ssi_output_text(out, "<h2>Team by team</h2>\n<p class=\"note\">Teams too small for "
                         "figures are left out</p>\n");
    for (size_t i = 0; i < data->group_count; i++) {
        const struct ssi_group *group = &data->groups[i];
        if (group->kind == SSI_TEAM && group->stats[SSI_OVERALL].mean != SSI_NONE) {
            put_team(out, data, group);
        }
    }
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

enum ssi_status ssi_report_html(struct ssi_workshop *shop, struct ssi_error *err)
{
    struct ssi_output *out;
    const struct ssi_report_data *data = shop->data;
    SSI_TRY(ssi_workshop_file(shop, shop->fresh, "report.html", &out, err));
    put_head(out, data);
    put_facts(out, data);
    put_everyone(out, data);
    put_groups(out, data, SSI_TEAM, "Teams compared");
    put_groups(out, data, SSI_INDUSTRY, "Industries compared");
    put_teams(out, data);
    put_members(out, data);
    put_sources(out, data);
    ssi_output_text(out, "</main>\n</body>\n</html>\n");
    SSI_TRY(ssi_output_close(out, err));
    return ssi_workshop_note(shop, "operator", ssi_str_z(""), ssi_str_z(""),
                             "report.html", err);
}
