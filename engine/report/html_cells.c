// SPDX-License-Identifier: GPL-3.0-or-later
// Cells and tables of report.html. Text from data passes the HTML escaper here.
#include "html_internal.h"

void ssi_html_cell(struct ssi_output *out, const char *kind, const char *text)
{
    ssi_output_format(out, "<td%s%s%s>", kind ? " class=\"" : "", kind ? kind : "",
                      kind ? "\"" : "");
    ssi_html_escape(out, ssi_str_z(text));
    ssi_output_text(out, "</td>");
}

void ssi_html_name_cell(struct ssi_output *out, struct ssi_str text)
{
    ssi_output_text(out, "<td><bdi>");
    ssi_html_escape(out, text);
    ssi_output_text(out, "</bdi></td>");
}

void ssi_html_points_cell(struct ssi_output *out, int64_t milli)
{
    char text[SSI_SHOW_SIZE];
    ssi_html_cell(out, "n", ssi_show_points(text, milli));
}

void ssi_html_count_cell(struct ssi_output *out, int64_t count)
{
    char text[SSI_SHOW_SIZE];
    ssi_html_cell(out, "n", ssi_show_count(text, count));
}

void ssi_html_change_cell(struct ssi_output *out, int64_t milli)
{
    static const char *const kinds[] = {"n down", "n none", "n up"};
    char text[SSI_SHOW_SIZE];
    ssi_html_cell(out, kinds[ssi_change_sign(milli) + 1], ssi_show_change(text, milli));
}

void ssi_html_table_begin(struct ssi_output *out, const char *const *heads, size_t count)
{
    ssi_output_text(out, "<div class=\"wide\"><table><thead><tr>");
    for (size_t i = 0; i < count; i++) {
        const char *text = heads[i][0] == '#' ? heads[i] + 1 : heads[i];
        ssi_output_format(out, "<%s%s>%s</%s>", text[0] ? "th scope=\"col\"" : "td",
                          heads[i][0] == '#' ? " class=\"n\"" : "", text,
                          text[0] ? "th" : "td");
    }
    ssi_output_text(out, "</tr></thead><tbody>\n");
}

void ssi_html_table_end(struct ssi_output *out)
{
    ssi_output_text(out, "</tbody></table></div>\n");
}
