// SPDX-License-Identifier: GPL-3.0-or-later
// The page of a team: figures of the team, the leaderboard, the last weeks, where the
// members stand, the pillars and who moved. Read by the team, so min_team decides what is
// too few; a team that is too small gets one sentence, and everyone's figures.
#include <stdio.h>

#include "findings_internal.h"
#include "page_internal.h"
#include "sentences_internal.h"

static void count_members(const struct ssi_group *team, size_t *out_provisional,
                          size_t *out_unscored)
{
    *out_provisional = *out_unscored = 0;
    for (size_t i = 0; i < team->member_count; i++) {
        *out_provisional += ssi_member_provisional(team->members[i]);
        *out_unscored += team->members[i]->values[SSI_OVERALL] == SSI_NONE;
    }
}

static int64_t change_of(const struct ssi_report_data *data, const struct ssi_group *team)
{
    const struct ssi_stat *before = ssi_group_week(team, data->week - 7, SSI_OVERALL);
    int64_t mean = team->stats[SSI_OVERALL].mean;
    return mean == SSI_NONE || !before || before->mean == SSI_NONE ? SSI_NONE
                                                                   : mean - before->mean;
}

/** The pillar furthest above or below everyone's average; SSI_OVERALL when none is known.
 */
static enum ssi_measure extreme_pillar(const struct ssi_report_data *data,
                                       const struct ssi_group *team, bool best,
                                       int64_t *out)
{
    const struct ssi_group *everyone =
        ssi_report_group(data, SSI_EVERYONE, ssi_str_z(""));
    enum ssi_measure found = SSI_OVERALL;
    for (enum ssi_measure p = SSI_BRAND; everyone && p < SSI_MEASURES; p++) {
        int64_t own = team->stats[p].mean, all = everyone->stats[p].mean;
        if (own == SSI_NONE || all == SSI_NONE) {
            continue;
        }
        int64_t ahead = own - all;
        if (found == SSI_OVERALL || (best ? ahead > *out : ahead < *out)) {
            found = p;
            *out = ahead;
        }
    }
    return found;
}

struct card_text {
    char value[SSI_SHOW_SIZE], line[96], line2[96];
};

static void pillar_card(const struct ssi_report_data *data, const struct ssi_group *team,
                        bool best, struct card_text *text)
{
    int64_t ahead = 0;
    char change[SSI_SHOW_SIZE];
    enum ssi_measure pillar = extreme_pillar(data, team, best, &ahead);
    if (pillar == SSI_OVERALL) {
        snprintf(text->value, sizeof text->value, "–");
        return;
    }
    snprintf(text->value, sizeof text->value, "%s",
             ssi_change_sign(ahead) ? ssi_show_change(change, ahead) : "even");
    if (ssi_change_sign(ahead) == 0) {
        snprintf(text->line, sizeof text->line, "as everyone");
        return;
    }
    snprintf(text->line, sizeof text->line, "%s", ssi_pillar_names[pillar]);
    snprintf(text->line2, sizeof text->line2, "against everyone");
}

static void average_lines(const struct ssi_report_data *data,
                          const struct ssi_group *team, struct card_text *text)
{
    char median[SSI_SHOW_SIZE];
    const struct ssi_stat *stat = &team->stats[SSI_OVERALL];
    if (stat->q50 == SSI_NONE) {
        snprintf(text->line, sizeof text->line, "of %d", (int)data->out_of);
    } else {
        snprintf(text->line, sizeof text->line, "of %d; median %s", (int)data->out_of,
                 ssi_show_points(median, stat->q50));
    }
}

static void put_cards(struct ssi_page *page, const struct ssi_group *team)
{
    const struct ssi_report_data *data = page->data;
    struct card_text texts[4] = {0};
    char a[SSI_SHOW_SIZE];
    int64_t change = change_of(data, team), mean = team->stats[SSI_OVERALL].mean;
    snprintf(texts[0].value, sizeof texts[0].value, "%s", ssi_show_points(a, mean));
    average_lines(data, team, &texts[0]);
    snprintf(texts[1].value, sizeof texts[1].value, "%s", ssi_show_change(a, change));
    snprintf(texts[1].line, sizeof texts[1].line, "%s",
             change == SSI_NONE ? "nothing to compare" : "in the team’s average");
    pillar_card(data, team, true, &texts[2]);
    pillar_card(data, team, false, &texts[3]);
    const struct ssi_card cards[] = {
        {ssi_str_z("Average score"), texts[0].value, {texts[0].line}, SSI_C_INK},
        {ssi_str_z("Change since last week"),
         texts[1].value,
         {texts[1].line},
         ssi_change_colour(change)},
        {ssi_str_z("Strongest pillar"),
         texts[2].value,
         {texts[2].line, texts[2].line2},
         SSI_C_INK},
        {ssi_str_z("Most to gain"),
         texts[3].value,
         {texts[3].line, texts[3].line2},
         SSI_C_INK},
    };
    ssi_page_cards(page, 126, 76, cards, SSI_COUNT(cards));
}

/** The findings; returns where they end. */
static double put_findings(struct ssi_page *page, const struct ssi_group *team)
{
    enum { TOP = 218, STEP = 13, MOST = 2 };
    char lines[SSI_FINDINGS][SSI_LINE_SIZE], empty[SSI_LINE_SIZE];
    struct ssi_rect place = {SSI_PAGE_LEFT, TOP, SSI_PAGE_TEXT, STEP};
    size_t count = ssi_findings(page->data, team, lines);
    for (size_t i = 0; i < count; i++) {
        place.y +=
            STEP * (double)ssi_sheet_wrap(&page->sheet, place, MOST,
                                          SSI_LOOK(BODY, INK, LEFT), ssi_str_z(lines[i]));
    }
    if (ssi_say_empty_pillars(page->data, empty)) {
        place.y +=
            STEP * (double)ssi_sheet_wrap(&page->sheet, place, MOST,
                                          SSI_LOOK(BODY, GREY, LEFT), ssi_str_z(empty));
    }
    return place.y;
}

static enum ssi_status put_figures(struct ssi_page *page, struct ssi_subject subject,
                                   double top, size_t *out_rows, struct ssi_error *err)
{
    enum { SPLIT = 290, GAP = 22, RIGHT = SSI_PAGE_TEXT - SPLIT - GAP, MOVERS = 130 };
    const double part = (SSI_PAGE_FOOT - top - MOVERS) / 3, high = part - 12;
    const double x = SSI_PAGE_LEFT + SPLIT + GAP;
    const struct {
        const struct ssi_plot *plot;
        struct ssi_rect area;
    } places[] = {
        {&ssi_plot_weeks, {x, top, RIGHT, high}},
        {&ssi_plot_distribution, {x, top + part, RIGHT, high}},
        {&ssi_plot_panels, {x, top + 2 * part, RIGHT, high}},
        {&ssi_plot_movers, {x, SSI_PAGE_FOOT - MOVERS, RIGHT, MOVERS}},
    };
    for (size_t i = 0; i < SSI_COUNT(places); i++) {
        SSI_TRY(
            ssi_page_figure(page, places[i].plot, subject, places[i].area, 0, NULL, err));
    }
    return ssi_page_figure(
        page, &ssi_plot_ranking, subject,
        (struct ssi_rect){SSI_PAGE_LEFT, top, SPLIT, SSI_PAGE_FOOT - top}, 0, out_rows,
        err);
}

/** "Team of 38  ·  2 provisional  ·  1 without a score" */
static void subtitle(const struct ssi_group *team, char line[SSI_LINE_SIZE])
{
    char n[SSI_SHOW_SIZE];
    size_t provisional, unscored;
    count_members(team, &provisional, &unscored);
    int used = snprintf(line, SSI_LINE_SIZE, "Team of %s",
                        ssi_show_count(n, (int64_t)team->member_count));
    if (provisional > 0) {
        used += snprintf(line + used, SSI_LINE_SIZE - (size_t)used,
                         "  ·  %zu provisional", provisional);
    }
    if (unscored > 0) {
        snprintf(line + used, SSI_LINE_SIZE - (size_t)used, "  ·  %zu without a score",
                 unscored);
    }
}

static enum ssi_status first_page(struct ssi_document *document,
                                  const struct ssi_group *team, size_t *out_rows,
                                  struct ssi_error *err)
{
    struct ssi_page page;
    char line[SSI_LINE_SIZE];
    SSI_TRY(ssi_page_begin(&page, document, err));
    subtitle(team, line);
    ssi_page_title(&page, team->name, ssi_str_z(line));
    put_cards(&page, team);
    double top = put_findings(&page, team) + 6;
    enum ssi_status status =
        put_figures(&page, (struct ssi_subject){.group = team}, top, out_rows, err);
    if (status != SSI_OK) {
        ssi_page_abandon(&page);
        return status;
    }
    return ssi_page_end(&page, err);
}

static void put_withheld(struct ssi_page *page, const struct ssi_group *team)
{
    enum { TOP = 126, HEIGHT = 46, PAD = 12, STEP = 14 };
    char line[SSI_LINE_SIZE];
    int64_t n = team->stats[SSI_OVERALL].n, least = page->data->min_team;
    if (n < least) {
        snprintf(line, sizeof line,
                 "Too few for figures of the team: %d scored, %d needed, so that none of "
                 "them tells of one person. Each member’s own page has that member’s "
                 "score.",
                 (int)n, (int)least);
    } else {
        snprintf(line, sizeof line,
                 "The figures of this team are withheld, because those of a smaller team "
                 "could be computed from them. Each member’s own page has that member’s "
                 "score.");
    }
    ssi_sheet_box(&page->sheet,
                  (struct ssi_rect){SSI_PAGE_LEFT, TOP, SSI_PAGE_TEXT, HEIGHT},
                  SSI_C_PANEL);
    ssi_sheet_wrap(&page->sheet,
                   (struct ssi_rect){SSI_PAGE_LEFT + PAD, TOP + HEIGHT / 2.0 - STEP / 2.0,
                                     SSI_PAGE_TEXT - 2 * PAD, STEP},
                   2, SSI_LOOK(BODY, INK, LEFT), ssi_str_z(line));
}

/** The names, in two columns; returns where they end. */
static double put_names(struct ssi_page *page, const struct ssi_group *team)
{
    enum { TOP = 198, ROW = 16, ROWS = 16, WIDTH = SSI_PAGE_TEXT / 2 };
    size_t count = team->member_count, shown = count < 2 * ROWS ? count : 2 * ROWS - 1;
    size_t rows = shown < ROWS ? shown : ROWS;
    struct ssi_look look = SSI_LOOK(BODY, INK, LEFT);
    ssi_sheet_format(&page->sheet, SSI_PAGE_LEFT, TOP, SSI_LOOK(HEAD, INK, LEFT),
                     "Members");
    for (size_t i = 0; i < shown; i++) {
        ssi_sheet_fit(&page->sheet, SSI_PAGE_LEFT + WIDTH * (double)(i / ROWS),
                      TOP + 20 + ROW * (double)(i % ROWS), WIDTH - 20, look,
                      team->members[i]->name);
    }
    if (shown < count) {
        ssi_sheet_format(&page->sheet, SSI_PAGE_LEFT + WIDTH, TOP + 20 + ROW * (ROWS - 1),
                         SSI_LOOK(BODY, GREY, LEFT), "and %zu more", count - shown);
    }
    return TOP + 20 + ROW * (double)rows;
}

static enum ssi_status put_everyone(struct ssi_page *page, double y,
                                    struct ssi_error *err)
{
    enum { SPLIT = 280, GAP = 26, HEIGHT = 160 };
    const struct ssi_subject everyone = {NULL, NULL};
    ssi_sheet_format(&page->sheet, SSI_PAGE_LEFT, y, SSI_LOOK(TITLE2, INK, LEFT),
                     "Everyone, to compare");
    SSI_TRY(ssi_page_figure(page, &ssi_plot_weeks, everyone,
                            (struct ssi_rect){SSI_PAGE_LEFT, y + 22, SPLIT, HEIGHT}, 0,
                            NULL, err));
    return ssi_page_figure(page, &ssi_plot_pillars, everyone,
                           (struct ssi_rect){SSI_PAGE_LEFT + SPLIT + GAP, y + 22,
                                             SSI_PAGE_TEXT - SPLIT - GAP, HEIGHT},
                           0, NULL, err);
}

/** Of a team too small for figures. */
static enum ssi_status small_page(struct ssi_document *document,
                                  const struct ssi_group *team, struct ssi_error *err)
{
    struct ssi_page page;
    char line[SSI_LINE_SIZE];
    SSI_TRY(ssi_page_begin(&page, document, err));
    subtitle(team, line);
    ssi_page_title(&page, team->name, ssi_str_z(line));
    put_withheld(&page, team);
    enum ssi_status status = put_everyone(&page, put_names(&page, team) + 30, err);
    if (status != SSI_OK) {
        ssi_page_abandon(&page);
        return status;
    }
    return ssi_page_end(&page, err);
}

/** Two columns of the rest of the leaderboard. */
static enum ssi_status next_page(struct ssi_document *document,
                                 const struct ssi_group *team, size_t *row,
                                 struct ssi_error *err)
{
    enum { TOP = 126, GAP = 26, WIDTH = (SSI_PAGE_TEXT - GAP) / 2 };
    struct ssi_page page;
    enum ssi_status status = SSI_OK;
    SSI_TRY(ssi_page_begin(&page, document, err));
    ssi_page_title(&page, team->name, ssi_str_z("Team, continued"));
    for (int column = 0; status == SSI_OK && column < 2 && *row < team->member_count;
         column++) {
        size_t rows = 0;
        double x = SSI_PAGE_LEFT + column * (WIDTH + GAP);
        status = ssi_page_figure(
            &page, &ssi_plot_ranking, (struct ssi_subject){.group = team},
            (struct ssi_rect){x, TOP, WIDTH, SSI_PAGE_FOOT - TOP}, *row, &rows, err);
        *row += rows;
    }
    if (status != SSI_OK) {
        ssi_page_abandon(&page);
        return status;
    }
    return ssi_page_end(&page, err);
}

enum ssi_status ssi_page_team(struct ssi_document *document, const struct ssi_group *team,
                              struct ssi_error *err)
{
    size_t row = 0;
    if (team->stats[SSI_OVERALL].mean == SSI_NONE) {
        return small_page(document, team, err);
    }
    SSI_TRY(first_page(document, team, &row, err));
    while (row < team->member_count) {
        SSI_TRY(next_page(document, team, &row, err));
    }
    return SSI_OK;
}
