// SPDX-License-Identifier: GPL-3.0-or-later
// report.html: one page for the browser, without script and without requests: the
// population, groups, teams and members as tables, each score with a small bar. For the
// operator, like report.pdf; every name passes the HTML escaper.
#include <stdio.h>

#include "page_internal.h"
#include "workshop_internal.h"

static const char head_text[] =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<title>Social selling index</title>\n<style>\n"
    "body{font:16px/1.5 'DejaVu Sans',system-ui,sans-serif;color:#1f2933;margin:0 auto;"
    "max-width:60rem;padding:1.5rem}\n"
    "h1{font-size:2rem;margin:0}h2{margin:2.5rem 0 .5rem;font-size:1.25rem}\n"
    "p{margin:.25rem 0;color:#56626d}.wide{overflow-x:auto}\n"
    "table{border-collapse:collapse;width:100%;font-size:.9rem}\n"
    "th,td{padding:.3rem .6rem;text-align:left;border-bottom:1px solid #e3e8ec}\n"
    "th{color:#56626d;font-weight:normal}.n{text-align:right;white-space:nowrap}\n"
    ".up{color:#0067a3}.down{color:#b84a00}.none{color:#56626d}\n"
    ".warn{background:#8a1c1c;color:#fff;padding:.2rem .6rem;font-weight:bold}\n"
    "svg{vertical-align:middle}\n</style>\n</head>\n<body>\n<main>\n";

static void cell(struct ssi_output *out, const char *kind, const char *text)
{
    ssi_output_format(out, "<td%s%s%s>", kind ? " class=\"" : "", kind ? kind : "",
                      kind ? "\"" : "");
    ssi_html_escape(out, ssi_str_z(text));
    ssi_output_text(out, "</td>");
}

static void name_cell(struct ssi_output *out, struct ssi_str text)
{
    ssi_output_text(out, "<td><bdi>");
    ssi_html_escape(out, text);
    ssi_output_text(out, "</bdi></td>");
}

static void points_cell(struct ssi_output *out, int64_t milli)
{
    char text[SSI_SHOW_SIZE];
    cell(out, "n", ssi_show_points(text, milli));
}

static void count_cell(struct ssi_output *out, int64_t count)
{
    char text[SSI_SHOW_SIZE];
    cell(out, "n", ssi_show_count(text, count));
}

static void change_cell(struct ssi_output *out, int64_t milli)
{
    static const char *const kinds[] = {"n down", "n none", "n up"};
    char text[SSI_SHOW_SIZE];
    cell(out, kinds[ssi_change_sign(milli) + 1], ssi_show_change(text, milli));
}

/** The score as a bar beside its number, so it is decoration to a screen reader. */
static void bar_cell(struct ssi_output *out, int64_t milli, int64_t out_of)
{
    enum { WIDTH = 120 };
    ssi_output_text(out, "<td>");
    if (milli != SSI_NONE && out_of > 0) {
        ssi_output_format(out,
                          "<svg width=\"%d\" height=\"10\" aria-hidden=\"true\"><rect "
                          "width=\"%d\" height=\"10\" fill=\"#e6ebef\"/><rect width=\"",
                          WIDTH, WIDTH);
        ssi_output_decimal(out, (double)milli / 1000 / (double)out_of * WIDTH);
        ssi_output_text(out, "\" height=\"10\" fill=\"#12486b\"/></svg>");
    }
    ssi_output_text(out, "</td>");
}

static void table_begin(struct ssi_output *out, const char *const *heads, size_t count)
{
    ssi_output_text(out, "<div class=\"wide\"><table><thead><tr>");
    for (size_t i = 0; i < count; i++) {
        ssi_output_format(out, "<th scope=\"col\"%s>%s</th>",
                          heads[i][0] == '#' ? " class=\"n\"" : "",
                          heads[i][0] == '#' ? heads[i] + 1 : heads[i]);
    }
    ssi_output_text(out, "</tr></thead><tbody>\n");
}

static void table_end(struct ssi_output *out)
{
    ssi_output_text(out, "</tbody></table></div>\n");
}

static void put_head(struct ssi_output *out, const struct ssi_report_data *data)
{
    char date[SSI_SHOW_SIZE], to[SSI_SHOW_SIZE];
    ssi_output_text(out, head_text);
    if (data->incomplete) {
        ssi_output_text(out, "<p><span class=\"warn\">INCOMPLETE</span></p>\n");
    }
    ssi_output_text(out, "<p>");
    ssi_html_escape(out, data->project);
    ssi_output_format(out, "</p>\n<h1>Social selling index</h1>\n<p>Week to %s; model “",
                      ssi_show_date(date, data->week));
    ssi_html_escape(out, data->model);
    ssi_output_format(out, "”; scores of %d%s%s</p>\n", (int)data->out_of,
                      ssi_show_time(to, data->data_to)[0] ? "; data to " : "", to);
    for (size_t i = 0; i < data->note_count; i++) {
        ssi_output_text(out, "<p>");
        ssi_html_escape(out, data->notes[i]);
        ssi_output_text(out, "</p>\n");
    }
}

static void put_group(struct ssi_output *out, const struct ssi_report_data *data,
                      const struct ssi_group *group)
{
    const struct ssi_stat *stat = &group->stats[SSI_OVERALL];
    const struct ssi_stat *before = ssi_group_week(group, data->week - 7, SSI_OVERALL);
    bool compared =
        group->open && before && before->mean != SSI_NONE && before->n >= data->min_group;
    ssi_output_text(out, "<tr>");
    name_cell(out, group->kind == SSI_EVERYONE ? ssi_str_z("Everyone") : group->name);
    count_cell(out, stat->n);
    if (group->open) {
        points_cell(out, stat->q50);
        points_cell(out, stat->mean);
        bar_cell(out, stat->mean, data->out_of);
    } else {
        ssi_output_text(out, "<td class=\"n none\" colspan=\"3\">too few to show</td>");
    }
    change_cell(out, compared ? stat->mean - before->mean : SSI_NONE);
    ssi_output_text(out, "</tr>\n");
}

static void put_groups(struct ssi_output *out, const struct ssi_report_data *data,
                       enum ssi_group_kind kind, const char *title)
{
    static const char *const heads[] = {"Group",    "#Members", "#Median",
                                        "#Average", "",         "#Change"};
    ssi_output_format(out, "<h2>%s</h2>\n", title);
    table_begin(out, heads, SSI_COUNT(heads));
    for (size_t i = 0; i < data->group_count; i++) {
        if (data->groups[i].kind == kind) {
            put_group(out, data, &data->groups[i]);
        }
    }
    table_end(out);
}

static void put_member(struct ssi_output *out, const struct ssi_member *member)
{
    ssi_output_text(out, "<tr>");
    name_cell(out, member->name);
    name_cell(out, member->team);
    for (enum ssi_measure p = SSI_BRAND; p < SSI_MEASURES; p++) {
        points_cell(out, member->values[p]);
    }
    points_cell(out, member->values[SSI_OVERALL]);
    bar_cell(out, member->values[SSI_OVERALL], member->out_of);
    change_cell(out, member->change);
    name_cell(out, member->status);
    ssi_output_text(out, "</tr>\n");
}

static void put_members(struct ssi_output *out, const struct ssi_report_data *data)
{
    static const char *const heads[] = {
        "Member",         "Team",     "#Brand", "#People", "#Insights",
        "#Relationships", "#Overall", "",       "#Change", "Status"};
    ssi_output_text(out, "<h2>Members</h2>\n");
    table_begin(out, heads, SSI_COUNT(heads));
    for (size_t i = 0; i < data->member_count; i++) {
        put_member(out, &data->members[i]);
    }
    table_end(out);
}

static void put_sources(struct ssi_output *out, const struct ssi_report_data *data)
{
    static const char *const heads[] = {"File",     "Format",     "#Rows",    "#Used",
                                        "#Ignored", "#Duplicate", "#Rejected"};
    ssi_output_text(out, "<h2>The data</h2>\n");
    table_begin(out, heads, SSI_COUNT(heads));
    for (size_t i = 0; i < data->source_count; i++) {
        const struct ssi_source_line *source = &data->sources[i];
        ssi_output_text(out, "<tr>");
        name_cell(out, source->file);
        name_cell(out, source->format);
        count_cell(out, source->rows);
        count_cell(out, source->used);
        count_cell(out, source->ignored);
        count_cell(out, source->duplicate);
        count_cell(out, source->rejected);
        ssi_output_text(out, "</tr>\n");
    }
    table_end(out);
}

enum ssi_status ssi_report_html(struct ssi_workshop *shop, struct ssi_error *err)
{
    struct ssi_output *out;
    const struct ssi_report_data *data = shop->data;
    SSI_TRY(ssi_workshop_file(shop, shop->fresh, "report.html", &out, err));
    put_head(out, data);
    put_groups(out, data, SSI_EVERYONE, "Everyone");
    put_groups(out, data, SSI_TEAM, "Teams");
    put_groups(out, data, SSI_INDUSTRY, "Industries");
    put_members(out, data);
    put_sources(out, data);
    ssi_output_text(out, "</main>\n</body>\n</html>\n");
    SSI_TRY(ssi_output_close(out, err));
    return ssi_workshop_note(shop, "operator", ssi_str_z(""), ssi_str_z(""),
                             "report.html", err);
}
