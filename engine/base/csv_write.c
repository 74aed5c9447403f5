// SPDX-License-Identifier: GPL-3.0-or-later
// CSV cells: quoted only where they must be; safe for spreadsheets where that is asked
// for.

#include "ssi/output.h"

/** What readers, ours too, trim from the ends of a cell that is not quoted. */
static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool needs_quotes(struct ssi_str text)
{
    if (text.len == 0) {
        return false;
    }
    if (is_blank(text.ptr[0]) || is_blank(text.ptr[text.len - 1])) {
        return true;
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == ',' || c == '"' || c == '\n' || c == '\r') {
            return true;
        }
    }
    return false;
}

/** A spreadsheet runs a cell that begins so (OWASP: CSV injection). */
static bool runs_in_spreadsheet(struct ssi_str text)
{
    return text.len > 0 && memchr("=+-@\t\r", text.ptr[0], 6) != NULL;
}

void ssi_output_cell(struct ssi_output *output, struct ssi_str text,
                     enum ssi_csv_style style)
{
    bool guarded = style == SSI_CSV_SPREADSHEET && runs_in_spreadsheet(text);
    bool quoted = needs_quotes(text);
    if (quoted) {
        ssi_output_char(output, '"');
    }
    if (guarded) {
        ssi_output_char(output, '\'');
    }
    size_t start = 0;
    for (size_t i = 0; quoted && i < text.len; i++) {
        if (text.ptr[i] == '"') {
            ssi_output_write(output, text.ptr + start, i + 1 - start);
            ssi_output_char(output, '"');
            start = i + 1;
        }
    }
    if (text.len > start) {
        ssi_output_write(output, text.ptr + start, text.len - start);
    }
    if (quoted) {
        ssi_output_char(output, '"');
    }
}
