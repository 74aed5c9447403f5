// SPDX-License-Identifier: GPL-3.0-or-later
// The page of a member: the change first, then the score and its parts, where it stands,
// the last weeks, what moved it, what would add most. The parts flow down the page, so one
// that is missing leaves no hole. Holds nothing of any other member but published group
// figures.
#include <stdio.h>

#include "page_internal.h"
#include "sentences_internal.h"

/** Heights of the parts, and between them. */
enum { SCORE = 154, CARDS = 80, GAP = 13 };

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

static void put_change(struct ssi_page *page, const struct ssi_member *member)
{
    enum { Y = 138 };
    char change[SSI_SHOW_SIZE], before[SSI_SHOW_SIZE], now[SSI_SHOW_SIZE];
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
                         member->values[SSI_OVERALL] == SSI_NONE
                             ? "No score this week"
                             : "No score of last week to compare with");
    }
    if (member->change_5w != SSI_NONE) {
        ssi_sheet_format(sheet, SSI_PAGE_RIGHT, Y + 2, SSI_LOOK(BODY, GREY, RIGHT),
                         "over five weeks: %s",
                         ssi_show_change(change, member->change_5w));
    }
}

/** What is to be known of these numbers first; returns where it ends. */
static double put_sentences(struct ssi_page *page, const struct ssi_member *member)
{
    enum { STEP = 13, TOP = 158, MOST = 2 };
    char lines[SSI_MEMBER_NOTES][SSI_LINE_SIZE], first[SSI_LINE_SIZE];
    struct ssi_rect place = {SSI_PAGE_LEFT, TOP, SSI_PAGE_TEXT, STEP};
    bool special = ssi_say_status(page->data, member, first);
    size_t count = ssi_say_of_member(page->data, member, lines);
    for (size_t i = 0; i < count; i++) {
        struct ssi_look look =
            special && i == 0 ? SSI_LOOK(STRONG, WARN, LEFT) : SSI_LOOK(BODY, GREY, LEFT);
        place.y += STEP * (double)ssi_sheet_wrap(&page->sheet, place, MOST, look,
                                                 ssi_str_z(lines[i]));
    }
    return place.y;
}

enum { NAME_SIZE = 240 };

/** Room for the texts of one card while the page is written. */
struct card_text {
    char value[SSI_SHOW_SIZE], group[SSI_LINE_SIZE], before[96], network[96];
};

/** "Software Development", "team Benelux", "your network", "all members". */
static void group_name(const struct ssi_member *member, enum ssi_group_kind kind,
                       char name[NAME_SIZE])
{
    struct ssi_str text = kind == SSI_INDUSTRY  ? member->industry
                          : kind == SSI_TEAM    ? member->team
                          : kind == SSI_NETWORK ? ssi_str_z("your network")
                                                : ssi_str_z("the report");
    snprintf(name, NAME_SIZE, "%s%.*s", kind == SSI_TEAM ? "team " : "",
             (int)(text.len < 200 ? text.len : 200), text.ptr);
}

/** The group that is really ranked, and the place in it. */
static void rank_texts(const struct ssi_rank *rank, int64_t least, int64_t last_week,
                       const char *name, struct card_text *text)
{
    char n[SSI_SHOW_SIZE], place[SSI_SHOW_SIZE];
    if (rank->n < least) {
        snprintf(text->value, sizeof text->value, "too few");
        snprintf(text->group, sizeof text->group, "in %s to rank: %s scored, %d needed",
                 name, ssi_show_count(n, rank->n), (int)least);
        return;
    }
    snprintf(text->value, sizeof text->value, "Top %d %%", (int)rank->top_percent);
    snprintf(text->group, sizeof text->group, "%s of %s in %s",
             ssi_show_ordinal(place, rank->position), ssi_show_count(n, rank->n), name);
    if (last_week != SSI_NONE) {
        snprintf(text->before, sizeof text->before, "last week: top %d %%",
                 (int)last_week);
    }
}

static void network_text(const struct ssi_member *member, struct card_text *text)
{
    char scored[SSI_SHOW_SIZE], all[SSI_SHOW_SIZE];
    if (member->connections != SSI_NONE && member->connections_scored != SSI_NONE) {
        snprintf(text->network, sizeof text->network,
                 "%s of your %s connections %s scored",
                 ssi_show_count(scored, member->connections_scored),
                 ssi_show_count(all, member->connections),
                 member->connections_scored == 1 ? "is" : "are");
    }
}

static struct ssi_card rank_card(struct ssi_page *page, const struct ssi_member *member,
                                 enum ssi_group_kind kind, struct card_text *text)
{
    char name[NAME_SIZE];
    const struct ssi_report_data *data = page->data;
    const struct ssi_member_week *before = ssi_member_at(member, data->week - 7);
    int64_t last_week = kind != SSI_NETWORK ? member->before[kind].top_percent
                        : before            ? before->top_percent[kind]
                                            : SSI_NONE;
    *text = (struct card_text){0};
    group_name(member, kind, name);
    rank_texts(&member->ranks[kind], kind == SSI_TEAM ? data->min_team : data->min_group,
               last_week, name, text);
    if (kind == SSI_NETWORK) {
        network_text(member, text);
    }
    bool shown = strncmp(text->value, "Top", 3) == 0;
    return (struct ssi_card){.value = text->value,
                             .lines = {text->group, text->before, text->network},
                             .colour = shown ? SSI_C_INK : SSI_C_SOFT};
}

/** A card for each group that ranks the member. */
static bool put_cards(struct ssi_page *page, const struct ssi_member *member, double y)
{
    struct card_text texts[SSI_GROUP_KINDS];
    struct ssi_card cards[SSI_GROUP_KINDS];
    static const enum ssi_group_kind order[] = {SSI_INDUSTRY, SSI_NETWORK, SSI_TEAM,
                                                SSI_EVERYONE};
    size_t count = 0;
    for (size_t i = 0; i < SSI_COUNT(order); i++) {
        if (member->ranks[order[i]].n != SSI_NONE) {
            cards[count] = rank_card(page, member, order[i], &texts[count]);
            count++;
        }
    }
    if (count > 0) {
        ssi_page_cards(page, y, CARDS, cards, count);
    }
    return count > 0;
}

static enum ssi_status put(struct ssi_page *page, const struct ssi_plot *plot,
                           const struct ssi_member *member, struct ssi_rect area,
                           struct ssi_error *err)
{
    return ssi_page_figure(page, plot, (struct ssi_subject){.member = member}, area, 0,
                           NULL, err);
}

/** The ring, and beside it the pillars; then the groups that rank the member. */
static enum ssi_status put_score(struct ssi_page *page, const struct ssi_member *member,
                                 double *y, struct ssi_error *err)
{
    enum { RING = 186, SPLIT = 226 };
    SSI_TRY(put(page, &ssi_plot_ring, member,
                (struct ssi_rect){SSI_PAGE_LEFT, *y, RING, SCORE}, err));
    SSI_TRY(put(page, &ssi_plot_pillars, member,
                (struct ssi_rect){SSI_PAGE_LEFT + SPLIT, *y, SSI_PAGE_TEXT - SPLIT, SCORE},
                err));
    *y += SCORE + GAP;
    *y += put_cards(page, member, *y) ? CARDS + GAP : 0;
    return SSI_OK;
}

/** The last weeks, and beside them the distribution. */
static enum ssi_status put_weeks(struct ssi_page *page, const struct ssi_member *member,
                                 double y, double height, struct ssi_error *err)
{
    enum { WEEKS = 314, BETWEEN = 20 };
    const double x = SSI_PAGE_LEFT + WEEKS + BETWEEN;
    if (member->values[SSI_OVERALL] == SSI_NONE) {
        return put(page, &ssi_plot_weeks, member,
                   (struct ssi_rect){SSI_PAGE_LEFT, y, SSI_PAGE_TEXT, height}, err);
    }
    SSI_TRY(put(page, &ssi_plot_weeks, member,
                (struct ssi_rect){SSI_PAGE_LEFT, y, WEEKS, height}, err));
    return put(page, &ssi_plot_distribution, member,
               (struct ssi_rect){x, y, SSI_PAGE_TEXT - WEEKS - BETWEEN, height}, err);
}

static enum ssi_status put_figures(struct ssi_page *page, const struct ssi_member *member,
                                   double y, struct ssi_error *err)
{
    enum { MOVED = 33 + 5 * 15, STEPS = 33 + 3 * 15, MOST_WEEKS = 180 };
    bool moved = member->change != SSI_NONE;
    bool steps = member->values[SSI_OVERALL] != SSI_NONE;
    SSI_TRY(put_score(page, member, &y, err));
    double below = (moved ? MOVED + GAP : 0) + (steps ? STEPS : 0);
    double weeks = SSI_PAGE_FOOT - GAP - below - y;
    weeks = weeks < MOST_WEEKS ? weeks : MOST_WEEKS;
    SSI_TRY(put_weeks(page, member, y, weeks, err));
    y += weeks + GAP;
    if (moved) {
        SSI_TRY(put(page, &ssi_plot_moved, member,
                    (struct ssi_rect){SSI_PAGE_LEFT, y, SSI_PAGE_TEXT, MOVED}, err));
        y += MOVED + GAP;
    }
    return steps ? put(page, &ssi_plot_steps, member,
                       (struct ssi_rect){SSI_PAGE_LEFT, y, SSI_PAGE_TEXT, STEPS}, err)
                 : SSI_OK;
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
    double y = put_sentences(&page, member);
    enum ssi_status status = put_figures(&page, member, y + 4, err);
    if (status != SSI_OK) {
        ssi_page_abandon(&page);
        return status;
    }
    return ssi_page_end(&page, err);
}
