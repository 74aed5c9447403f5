// SPDX-License-Identifier: GPL-3.0-or-later
// The list of members who did nothing for four weeks and more: whom to train, or whose
// seat to reclaim. Paid seats first, the longest idle first.
#include <stdio.h>
#include <stdlib.h>

#include "page_internal.h"

enum { ROW = 15, MOST_PAGES = 4 };

/** Left edges, but the score's right one. */
enum { NAME = SSI_PAGE_LEFT, TEAM = 222, SEAT = 334, LAST = 440, SCORE = SSI_PAGE_RIGHT };

static bool is_paid(const struct ssi_member *member)
{
    return member->seat.len > 0 && !ssi_str_eq(member->seat, ssi_str_z("free"));
}

static int by_urgency(const void *a, const void *b)
{
    const struct ssi_member *x = *(const struct ssi_member *const *)a;
    const struct ssi_member *y = *(const struct ssi_member *const *)b;
    if (is_paid(x) != is_paid(y)) {
        return is_paid(x) ? -1 : 1;
    }
    if (x->last_week != y->last_week) { /* SSI_NONE, never active, is the smallest */
        return x->last_week < y->last_week ? -1 : 1;
    }
    return ssi_str_cmp(x->id, y->id);
}

size_t ssi_idle_members(const struct ssi_report_data *data,
                        const struct ssi_member **list)
{
    size_t count = 0;
    for (size_t i = 0; i < data->member_count; i++) {
        if (data->members[i].idle) {
            list[count++] = &data->members[i];
        }
    }
    if (count > 1) {
        qsort((void *)list, count, sizeof *list, by_urgency);
    }
    return count;
}

const char *ssi_idle_seat(const struct ssi_member *member, char buf[SSI_SHOW_SIZE])
{
    bool special = ssi_str_eq(member->status, ssi_str_z("away")) ||
                   ssi_str_eq(member->status, ssi_str_z("opted_out"));
    snprintf(buf, SSI_SHOW_SIZE, "%.*s%s%s",
             (int)(member->seat.len < 12 ? member->seat.len : 12), member->seat.ptr,
             special && member->seat.len ? ", " : "",
             !special                                        ? ""
             : ssi_str_eq(member->status, ssi_str_z("away")) ? "away"
                                                             : "opted out");
    if (buf[0] == '\0') {
        snprintf(buf, SSI_SHOW_SIZE, "not known");
    }
    return buf;
}

static void put_head(const struct ssi_sheet *sheet, double y)
{
    struct ssi_look left = SSI_LOOK(SMALL, GREY, LEFT);
    ssi_sheet_format(sheet, NAME, y, left, "Member");
    ssi_sheet_format(sheet, TEAM, y, left, "Team");
    ssi_sheet_format(sheet, SEAT, y, left, "Seat");
    ssi_sheet_format(sheet, LAST, y, left, "Last active");
    ssi_sheet_format(sheet, SCORE, y, SSI_LOOK(SMALL, GREY, RIGHT), "Score");
    ssi_sheet_line(sheet, NAME, y + 9, SCORE, y + 9, SSI_C_GRID, 0.8, 1);
}

static void put_row(const struct ssi_sheet *sheet, double y,
                    const struct ssi_member *member)
{
    enum { BETWEEN = 10 };
    char text[SSI_SHOW_SIZE];
    struct ssi_look ink = SSI_LOOK(BODY, INK, LEFT), grey = SSI_LOOK(BODY, GREY, LEFT);
    ssi_sheet_link(sheet, (struct ssi_rect){NAME, y - ROW / 2.0, TEAM - NAME, ROW},
                   member);
    ssi_sheet_fit(sheet, NAME, y, TEAM - NAME - BETWEEN, ink, member->name);
    ssi_sheet_fit(sheet, TEAM, y, SEAT - TEAM - BETWEEN, grey, member->team);
    ssi_sheet_fit(sheet, SEAT, y, LAST - SEAT - BETWEEN, is_paid(member) ? ink : grey,
                  ssi_str_z(ssi_idle_seat(member, text)));
    ssi_sheet_format(sheet, LAST, y, grey, "%s",
                     member->last_week == SSI_NONE
                         ? "never here"
                         : ssi_show_date_short(text, member->last_week));
    ssi_sheet_format(sheet, SCORE, y, SSI_LOOK(STRONG, INK, RIGHT), "%s",
                     ssi_show_points(text, member->values[SSI_OVERALL]));
}

static enum ssi_status put_page(struct ssi_document *document,
                                const struct ssi_member *const *list, size_t count,
                                size_t *row, bool last, struct ssi_error *err)
{
    enum { TOP = 130, ROWS = (SSI_PAGE_FOOT - TOP - 16) / ROW };
    struct ssi_page page;
    double y = TOP;
    SSI_TRY(ssi_page_begin(&page, document, err));
    ssi_page_title(&page,
                   ssi_str_z(*row == 0 ? "Idle for four weeks and more"
                                       : "Idle for four weeks and more, continued"),
                   ssi_str_z("Whom to train, or whose seat to reclaim: paid seats first, "
                             "the longest idle first"));
    put_head(&page.sheet, y);
    size_t shown = count - *row <= ROWS ? count - *row : ROWS - (last ? 1 : 0);
    for (size_t i = 0; i < shown; i++) {
        put_row(&page.sheet, y += ROW + (i == 0 ? 4 : 0), list[*row + i]);
    }
    *row += shown;
    if (last && *row < count) {
        ssi_sheet_format(&page.sheet, NAME, y + ROW, SSI_LOOK(BODY, GREY, LEFT),
                         "and %zu more in idle.csv", count - *row);
    }
    return ssi_page_end(&page, err);
}

enum ssi_status ssi_page_idle(struct ssi_document *document, struct ssi_error *err)
{
    const struct ssi_report_data *data = document->data;
    const struct ssi_member **list = ssi_alloc(data->member_count + 1, sizeof *list);
    enum ssi_status status = list ? SSI_OK : ssi_error_nomem(err);
    size_t count = list && data->knows_idle ? ssi_idle_members(data, list) : 0, row = 0;
    if (count > 0) {
        ssi_document_mark(document, ssi_str_z("Idle for four weeks and more"), 0, NULL);
    }
    for (size_t page = 0; status == SSI_OK && row < count && page < MOST_PAGES; page++) {
        status = put_page(document, list, count, &row, page + 1 == MOST_PAGES, err);
    }
    ssi_free((void *)list);
    return status;
}
