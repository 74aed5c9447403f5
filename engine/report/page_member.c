// SPDX-License-Identifier: GPL-3.0-or-later
// The page of a member: the change first, then the score and its parts, where it stands,
// the last weeks, what moved it, what would add most. The parts flow down the page, so
// one that is missing leaves no hole. Holds nothing of any other member but published
// group figures.
#include <stdio.h>

#include "member_internal.h"
#include "page_internal.h"
#include "sentences_internal.h"

enum { GAP = 12 }; /* between the parts */

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

/** Lines that a card needs below its value, as ssi_page_cards breaks them. */
static size_t lines_of(const struct ssi_rank_text *text, double width)
{
    enum { MOST = 3 };
    const char *const parts[] = {text->group, text->before, text->network};
    size_t lines = 0;
    for (size_t i = 0; i < SSI_COUNT(parts); i++) {
        size_t need =
            ssi_text_lines(ssi_str_z(parts[i]), width, ssi_font_size(SSI_F_SMALL), false);
        lines += need < MOST ? need : MOST;
    }
    return lines;
}

/** The groups that rank a member, and the height that their cards take; 0 without any. */
struct ranks {
    struct ssi_rank_text texts[SSI_GROUP_KINDS];
    size_t count;
    double height;
};

static void find_ranks(const struct ssi_report_data *data,
                       const struct ssi_member *member, struct ranks *ranks)
{
    enum { VALUE = 44, LINE = 11, SPACE = 28 };
    size_t lines = 1;
    ranks->count = ssi_rank_texts(data, member, ranks->texts);
    for (size_t i = 0; i < ranks->count; i++) {
        double width = (double)SSI_PAGE_TEXT / (double)ranks->count - SPACE;
        size_t need = lines_of(&ranks->texts[i], width);
        lines = need > lines ? need : lines;
    }
    ranks->height = ranks->count > 0 ? VALUE + LINE * (double)lines : 0;
}

static void put_cards(struct ssi_page *page, const struct ranks *ranks, double y)
{
    struct ssi_card cards[SSI_GROUP_KINDS];
    for (size_t i = 0; i < ranks->count; i++) {
        const struct ssi_rank_text *text = &ranks->texts[i];
        cards[i] = (struct ssi_card){.value = text->value,
                                     .lines = {text->group, text->before, text->network},
                                     .colour = text->shown ? SSI_C_INK : SSI_C_SOFT};
    }
    if (ranks->count > 0) {
        ssi_page_cards(page, y, ranks->height, cards, ranks->count);
    }
}

static enum ssi_status put(struct ssi_page *page, const struct ssi_plot *plot,
                           const struct ssi_member *member, struct ssi_rect area,
                           struct ssi_error *err)
{
    return ssi_page_figure(page, plot, (struct ssi_subject){.member = member}, area, 0,
                           NULL, err);
}

/** The ring, and beside it the pillars. */
static enum ssi_status put_score(struct ssi_page *page, const struct ssi_member *member,
                                 double y, double height, struct ssi_error *err)
{
    enum { RING = 186, SPLIT = 226 };
    SSI_TRY(put(page, &ssi_plot_ring, member,
                (struct ssi_rect){SSI_PAGE_LEFT, y, RING, height}, err));
    return put(page, &ssi_plot_pillars, member,
               (struct ssi_rect){SSI_PAGE_LEFT + SPLIT, y, SSI_PAGE_TEXT - SPLIT, height},
               err);
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

/** Heights of the parts that give way to each other. */
struct heights {
    double score, weeks;
};

/** What the others leave is for the weeks; where that is little, the ring gives some. */
static struct heights share(double room)
{
    enum { SCORE = 148, LEAST_SCORE = 124, WEEKS = 180, LEAST_WEEKS = 122 };
    struct heights heights = {SCORE, room - SCORE};
    if (heights.weeks < LEAST_WEEKS) {
        double give = LEAST_WEEKS - heights.weeks;
        give = give < SCORE - LEAST_SCORE ? give : SCORE - LEAST_SCORE;
        heights.score -= give;
        heights.weeks += give;
    }
    heights.weeks = heights.weeks < WEEKS ? heights.weeks : WEEKS;
    return heights;
}

static enum ssi_status put_figures(struct ssi_page *page, const struct ssi_member *member,
                                   double y, struct ssi_error *err)
{
    enum { MOVED = 33 + 5 * 14, STEPS = 33 + 3 * 14 };
    struct ranks ranks;
    bool moved = member->change != SSI_NONE;
    bool steps = member->values[SSI_OVERALL] != SSI_NONE;
    find_ranks(page->data, member, &ranks);
    double below = (moved ? MOVED + GAP : 0) + (steps ? STEPS + GAP : 0);
    double cards = ranks.height > 0 ? ranks.height + GAP : 0;
    struct heights heights = share(SSI_PAGE_FOOT - y - GAP - cards - below);
    SSI_TRY(put_score(page, member, y, heights.score, err));
    y += heights.score + GAP;
    put_cards(page, &ranks, y);
    y += cards;
    SSI_TRY(put_weeks(page, member, y, heights.weeks, err));
    y += heights.weeks + GAP;
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
    ssi_member_subtitle(member, line);
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
