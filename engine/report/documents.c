// SPDX-License-Identifier: GPL-3.0-or-later
// The PDFs: report.pdf with all pages, one file a team and, on request, one a member.
// Their scripts are written here, in parts of so many pages; drawing.c has them drawn.
#include <stdio.h>

#include "drawing_internal.h"
#include "ssi/file.h"
#include "workshop_internal.h"

enum { PART_PAGES = 64 };

/** The rest of the document goes into another part, so that another thread draws it. */
static enum ssi_status maybe_next_part(struct ssi_drawing *drawing, struct ssi_error *err)
{
    struct ssi_drawn *drawn = ssi_drawing_last(drawing);
    return drawn->document.pages - drawn->part_page >= PART_PAGES
               ? ssi_drawing_part(drawing, err)
               : SSI_OK;
}

/** "Ana – social selling index, week to 18 November 2026" */
static enum ssi_status title_of(struct ssi_workshop *shop, struct ssi_str whose,
                                struct ssi_str *out, struct ssi_error *err)
{
    enum { MOST = 120 };
    char line[SSI_LINE_SIZE], date[SSI_SHOW_SIZE];
    int len = (int)(whose.len < MOST ? whose.len : MOST);
    snprintf(line, sizeof line, "%.*s%s week to %s", len, whose.ptr,
             whose.len ? " – social selling index," : "Social selling index,",
             ssi_show_date(date, shop->data->week));
    return ssi_arena_copy(&shop->arena, ssi_str_z(line), out, err);
}

/** whose: a team's or a member's name; empty of everyone. */
static enum ssi_status document_begin(struct ssi_drawing *drawing, struct ssi_str whose,
                                      const char *path, struct ssi_error *err)
{
    SSI_TRY(ssi_drawing_begin(drawing, path, err));
    struct ssi_drawn *drawn = ssi_drawing_last(drawing);
    SSI_TRY(title_of(drawing->shop, whose, &drawn->document.title, err));
    return ssi_drawing_part(drawing, err);
}

static enum ssi_status team_pages(struct ssi_drawing *drawing, struct ssi_error *err)
{
    const struct ssi_report_data *data = drawing->shop->data;
    bool first = true;
    for (size_t i = 0; i < data->group_count; i++) {
        const struct ssi_group *team = &data->groups[i];
        if (team->kind != SSI_TEAM) {
            continue;
        }
        SSI_TRY(maybe_next_part(drawing, err));
        struct ssi_document *document = &ssi_drawing_last(drawing)->document;
        if (first) {
            ssi_document_mark(document, ssi_str_z("Teams"), 0, NULL);
            first = false;
        }
        ssi_document_mark(document, team->name, 1, team);
        SSI_TRY(ssi_page_team(document, team, err));
    }
    return SSI_OK;
}

static enum ssi_status member_pages(struct ssi_drawing *drawing, struct ssi_error *err)
{
    const struct ssi_report_data *data = drawing->shop->data;
    for (size_t i = 0; i < data->member_count; i++) {
        const struct ssi_member *member = &data->members[i];
        SSI_TRY(maybe_next_part(drawing, err));
        struct ssi_document *document = &ssi_drawing_last(drawing)->document;
        if (i == 0) {
            ssi_document_mark(document, ssi_str_z("Members"), 0, NULL);
        }
        ssi_document_mark(document, member->name, 1, member);
        SSI_TRY(ssi_page_member(document, member, err));
    }
    return SSI_OK;
}

static enum ssi_status all_pages(struct ssi_drawing *drawing, struct ssi_error *err)
{
    struct ssi_document *document = &ssi_drawing_last(drawing)->document;
    SSI_TRY(ssi_page_everyone(document, err));
    SSI_TRY(ssi_page_idle(document, err));
    SSI_TRY(team_pages(drawing, err));
    return member_pages(drawing, err);
}

static enum ssi_status report_document(struct ssi_drawing *drawing, struct ssi_error *err)
{
    SSI_TRY(document_begin(drawing, ssi_str_z(""), "report.pdf", err));
    SSI_TRY(all_pages(drawing, err));
    SSI_TRY(ssi_drawing_end(drawing, err));
    return ssi_workshop_note(drawing->shop, "operator", ssi_str_z(""), ssi_str_z(""),
                             "report.pdf", err);
}

static enum ssi_status team_document(struct ssi_drawing *drawing,
                                     const struct ssi_group *team, struct ssi_error *err)
{
    struct ssi_workshop *shop = drawing->shop;
    char stem[SSI_FILE_NAME_SIZE], path[SSI_DRAWN_PATH];
    ssi_file_name(stem, team->name, team->name, shop->options->key);
    snprintf(path, sizeof path, "teams/%s.pdf", stem);
    SSI_TRY(document_begin(drawing, team->name, path, err));
    SSI_TRY(ssi_page_team(&ssi_drawing_last(drawing)->document, team, err));
    SSI_TRY(ssi_drawing_end(drawing, err));
    return ssi_workshop_note(shop, "team", team->name, ssi_str_z(""), path, err);
}

static enum ssi_status member_document(struct ssi_drawing *drawing,
                                       const struct ssi_member *member,
                                       struct ssi_error *err)
{
    struct ssi_workshop *shop = drawing->shop;
    char stem[SSI_FILE_NAME_SIZE], path[SSI_DRAWN_PATH];
    ssi_file_name(stem, member->name, member->id, shop->options->key);
    snprintf(path, sizeof path, "members/%s.pdf", stem);
    SSI_TRY(document_begin(drawing, member->name, path, err));
    SSI_TRY(ssi_page_member(&ssi_drawing_last(drawing)->document, member, err));
    SSI_TRY(ssi_drawing_end(drawing, err));
    return ssi_workshop_note(shop, "member", member->team, member->id, path, err);
}

static enum ssi_status all_documents(struct ssi_drawing *drawing, struct ssi_error *err)
{
    const struct ssi_workshop *shop = drawing->shop;
    const struct ssi_report_data *data = shop->data;
    SSI_TRY(report_document(drawing, err));
    for (size_t i = 0; i < data->group_count; i++) {
        if (data->groups[i].kind == SSI_TEAM) {
            SSI_TRY(team_document(drawing, &data->groups[i], err));
        }
    }
    for (size_t i = 0; shop->options->per_member && i < data->member_count; i++) {
        SSI_TRY(member_document(drawing, &data->members[i], err));
    }
    return ssi_drawing_finish(drawing, err);
}

enum ssi_status ssi_report_documents(struct ssi_workshop *shop, struct ssi_error *err)
{
    struct ssi_drawing drawing = {.shop = shop};
    enum ssi_status status = all_documents(&drawing, err);
    ssi_drawing_release(&drawing);
    return status;
}
