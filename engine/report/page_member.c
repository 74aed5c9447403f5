// SPDX-License-Identifier: GPL-3.0-or-later
// The page of a member: the change first, then the score and its parts, where it stands,
// the last weeks, what moved it. Holds nothing of any other member but published group
// figures.
#include <stdio.h>

#include "page_internal.h"

static void capitalise(char *word)
{
    if (*word >= 'a' && *word <= 'z') {
        *word = (char)(*word - 'a' + 'A');
    }
}

/** "Benelux · Software · Navigator seat" of what is known. */
static void subtitle(const struct ssi_member *member, char line[SSI_LINE_SIZE])
{
    const struct ssi_str parts[] = {member->team, member->industry, member->seat};
    static const char *const words[] = {"", "", " seat"};
    size_t used = 0;
    line[0] = '\0';
    for (size_t i = 0; i < SSI_COUNT(parts); i++) {
        if (parts[i].len > 0 && used < SSI_LINE_SIZE) {
            int len = parts[i].len < 160 ? (int)parts[i].len : 160;
            int put = snprintf(line + used, SSI_LINE_SIZE - used, "%s%.*s%s",
                               used ? "  ·  " : "", len, parts[i].ptr, words[i]);
            if (put > 0 && i == SSI_COUNT(parts) - 1) {
                capitalise(line + used + (used ? strlen("  ·  ") : 0));
            }
            used += put > 0 ? (size_t)put : 0;
        }
    }
}

static const char *status_line(const struct ssi_member *member, char buf[SSI_LINE_SIZE])
{
    buf[0] = '\0';
    if (ssi_str_eq(member->status, ssi_str_z("incomplete"))) {
        snprintf(buf, SSI_LINE_SIZE,
                 "Not scored: a pillar that the others have is missing here");
    } else if (ssi_member_provisional(member)) {
        snprintf(buf, SSI_LINE_SIZE,
                 "Provisional: %d week%s of data so far, firm from 4 on",
                 (int)member->weeks, member->weeks == 1 ? "" : "s");
    } else if (ssi_str_eq(member->status, ssi_str_z("away"))) {
        snprintf(buf, SSI_LINE_SIZE, "Away: these weeks do not count");
    } else if (ssi_str_eq(member->status, ssi_str_z("opted_out"))) {
        snprintf(buf, SSI_LINE_SIZE, "Opted out: these weeks do not count");
    }
    return buf;
}

static void put_change(struct ssi_page *page, const struct ssi_member *member)
{
    enum { Y = 138 };
    char change[SSI_SHOW_SIZE], before[SSI_SHOW_SIZE], now[SSI_SHOW_SIZE];
    char line[SSI_LINE_SIZE];
    const struct ssi_sheet *sheet = &page->sheet;
    struct ssi_look big = {SSI_F_BIG, ssi_change_colour(member->change), SSI_LEFT};
    struct ssi_str shown = ssi_str_z(
        member->change == SSI_NONE ? "" : ssi_show_change(change, member->change));
    ssi_sheet_text(sheet, SSI_PAGE_LEFT, Y, big, shown);
    double x = SSI_PAGE_LEFT + ssi_text_width(shown, ssi_font_size(SSI_F_BIG), true) + 8;
    if (member->change != SSI_NONE) {
        ssi_sheet_format(
            sheet, x, Y + 2, SSI_LOOK(BODY, INK, LEFT), "since last week: %s → %s of %d",
            ssi_show_points(before, member->values[SSI_OVERALL] - member->change),
            ssi_show_points(now, member->values[SSI_OVERALL]), (int)member->out_of);
    } else {
        ssi_sheet_format(sheet, SSI_PAGE_LEFT, Y + 2, SSI_LOOK(BODY, GREY, LEFT),
                         "No score of last week to compare with");
    }
    if (member->change_5w != SSI_NONE) {
        ssi_sheet_format(sheet, SSI_PAGE_RIGHT, Y + 2, SSI_LOOK(BODY, GREY, RIGHT),
                         "over five weeks: %s",
                         ssi_show_change(change, member->change_5w));
    }
    struct ssi_look warn = {SSI_F_STRONG, SSI_C_WARN, SSI_LEFT};
    ssi_sheet_format(sheet, SSI_PAGE_LEFT, Y + 22, warn, "%s", status_line(member, line));
}

/** Room for the texts of one card while the page is written. */
struct card_text {
    char caption[SSI_LINE_SIZE], value[SSI_SHOW_SIZE], line[96], line2[96], line3[96];
};

static void rank_texts(const struct ssi_rank *rank, int64_t threshold, int64_t last_week,
                       struct card_text *text)
{
    char n[SSI_SHOW_SIZE], place[SSI_SHOW_SIZE];
    text->line2[0] = text->line3[0] = '\0';
    if (rank->n == SSI_NONE) {
        snprintf(text->value, sizeof text->value, "no rank");
        snprintf(text->line, sizeof text->line, "not scored");
        return;
    }
    if (rank->n < threshold) {
        snprintf(text->value, sizeof text->value, "too few");
        snprintf(text->line, sizeof text->line, "%s scored, %d needed",
                 ssi_show_count(n, rank->n), (int)threshold);
        return;
    }
    snprintf(text->value, sizeof text->value, "Top %d %%", (int)rank->top_percent);
    snprintf(text->line, sizeof text->line, "%s of %s",
             ssi_show_ordinal(place, rank->position), ssi_show_count(n, rank->n));
    if (last_week != SSI_NONE) {
        snprintf(text->line2, sizeof text->line2, "last week: top %d %%", (int)last_week);
    }
}

static void network_texts(const struct ssi_member *member, int64_t least,
                          struct card_text *text)
{
    char scored[SSI_SHOW_SIZE], all[SSI_SHOW_SIZE];
    if (strcmp(text->value, "too few") == 0) {
        snprintf(text->line, sizeof text->line, "%d needed to rank", (int)least);
    }
    char *line = text->line2[0] == '\0' ? text->line2 : text->line3;
    if (member->connections != SSI_NONE && member->connections_scored != SSI_NONE) {
        snprintf(line, sizeof text->line3, "%s of %s are scored",
                 ssi_show_count(scored, member->connections_scored),
                 ssi_show_count(all, member->connections));
    }
}

static void put_cards(struct ssi_page *page, const struct ssi_member *member)
{
    struct card_text texts[SSI_GROUP_KINDS];
    struct ssi_card cards[SSI_GROUP_KINDS];
    static const enum ssi_group_kind order[] = {SSI_INDUSTRY, SSI_NETWORK, SSI_TEAM,
                                                SSI_EVERYONE};
    const struct ssi_member_week *before = ssi_member_at(member, page->data->week - 7);
    size_t count = 0;
    for (size_t i = 0; i < SSI_COUNT(order); i++) {
        enum ssi_group_kind kind = order[i];
        const struct ssi_str names[] = {ssi_str_z("all members"), member->industry,
                                        member->team, ssi_str_z("the network")};
        if (names[kind].len == 0 || (kind == SSI_NETWORK && !page->data->has_network)) {
            continue;
        }
        struct card_text *text = &texts[count];
        int64_t least = kind == SSI_TEAM ? page->data->min_team : page->data->min_group;
        int64_t last = before ? before->top_percent[kind] : SSI_NONE;
        rank_texts(&member->ranks[kind], least, last, text);
        if (kind == SSI_NETWORK) {
            network_texts(member, least, text);
        }
        snprintf(text->caption, sizeof text->caption, "%s %.*s",
                 kind == SSI_EVERYONE ? "of"
                 : kind == SSI_TEAM   ? "in team"
                                      : "in",
                 (int)(names[kind].len < 200 ? names[kind].len : 200), names[kind].ptr);
        bool shown = strncmp(text->value, "Top", 3) == 0;
        cards[count++] = (struct ssi_card){ssi_str_z(text->caption),
                                           text->value,
                                           text->line,
                                           text->line2,
                                           text->line3,
                                           shown ? SSI_C_INK : SSI_C_SOFT};
    }
    ssi_page_cards(page, 370, 90, cards, count);
}

static enum ssi_status put_figures(struct ssi_page *page, struct ssi_subject subject,
                                   struct ssi_error *err)
{
    static const double left = SSI_PAGE_LEFT;
    const struct {
        const struct ssi_plot *plot;
        struct ssi_rect area;
    } places[] = {
        {&ssi_plot_ring, {left, 180, 196, 176}},
        {&ssi_plot_pillars, {left + 236, 180, SSI_PAGE_TEXT - 236, 176}},
        {&ssi_plot_weeks, {left, 480, SSI_PAGE_TEXT, 152}},
        {&ssi_plot_moved, {left, 650, SSI_PAGE_TEXT, 140}},
    };
    for (size_t i = 0; i < SSI_COUNT(places); i++) {
        SSI_TRY(
            ssi_page_figure(page, places[i].plot, subject, places[i].area, 0, NULL, err));
    }
    return SSI_OK;
}

enum ssi_status ssi_page_member(struct ssi_document *document,
                                const struct ssi_member *member, struct ssi_error *err)
{
    struct ssi_page page;
    char line[SSI_LINE_SIZE];
    SSI_TRY(ssi_page_begin(&page, document, err));
    subtitle(member, line);
    ssi_page_title(&page, member->name, ssi_str_z(line));
    put_change(&page, member);
    put_cards(&page, member);
    enum ssi_status status =
        put_figures(&page, (struct ssi_subject){.member = member}, err);
    if (status != SSI_OK) {
        ssi_page_abandon(&page);
        return status;
    }
    return ssi_page_end(&page, err);
}
