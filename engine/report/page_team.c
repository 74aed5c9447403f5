// SPDX-License-Identifier: GPL-3.0-or-later
// The page of a team: figures of the team, the leaderboard, the last weeks, where the
// members stand, the pillars and who moved. Read by the team, so min_team decides what is
// too few.
#include <stdio.h>

#include "page_internal.h"

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
    if (stat->mean == SSI_NONE) {
        snprintf(text->line, sizeof text->line, "%d scored", (int)stat->n);
    } else if (stat->q50 == SSI_NONE) {
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
    snprintf(texts[0].value, sizeof texts[0].value, "%s",
             mean == SSI_NONE ? "too few" : ssi_show_points(a, mean));
    average_lines(data, team, &texts[0]);
    snprintf(texts[1].value, sizeof texts[1].value, "%s", ssi_show_change(a, change));
    snprintf(texts[1].line, sizeof texts[1].line, "%s",
             change == SSI_NONE ? "nothing to compare" : "in the team’s average");
    pillar_card(data, team, true, &texts[2]);
    pillar_card(data, team, false, &texts[3]);
    const struct ssi_card cards[] = {
        {ssi_str_z("Average score"), texts[0].value, texts[0].line, texts[0].line2, NULL,
         mean == SSI_NONE ? SSI_C_SOFT : SSI_C_INK},
        {ssi_str_z("Change since last week"), texts[1].value, texts[1].line,
         texts[1].line2, NULL, ssi_change_colour(change)},
        {ssi_str_z("Strongest pillar"), texts[2].value, texts[2].line, texts[2].line2,
         NULL, SSI_C_INK},
        {ssi_str_z("Most to gain"), texts[3].value, texts[3].line, texts[3].line2, NULL,
         SSI_C_INK},
    };
    ssi_page_cards(page, 126, 78, cards, SSI_COUNT(cards));
}

static enum ssi_status put_figures(struct ssi_page *page, struct ssi_subject subject,
                                   size_t *out_rows, struct ssi_error *err)
{
    enum { TOP = 226, SPLIT = 280, GAP = 26, RIGHT = SSI_PAGE_TEXT - SPLIT - GAP };
    const double x = SSI_PAGE_LEFT + SPLIT + GAP;
    const struct {
        const struct ssi_plot *plot;
        struct ssi_rect area;
    } places[] = {
        {&ssi_plot_weeks, {x, TOP, RIGHT, 138}},
        {&ssi_plot_distribution, {x, TOP + 148, RIGHT, 122}},
        {&ssi_plot_pillars, {x, TOP + 282, RIGHT, 142}},
        {&ssi_plot_movers, {x, TOP + 434, RIGHT, 130}},
    };
    for (size_t i = 0; i < SSI_COUNT(places); i++) {
        SSI_TRY(
            ssi_page_figure(page, places[i].plot, subject, places[i].area, 0, NULL, err));
    }
    return ssi_page_figure(
        page, &ssi_plot_ranking, subject,
        (struct ssi_rect){SSI_PAGE_LEFT, TOP, SPLIT, SSI_PAGE_FOOT - TOP}, 0, out_rows,
        err);
}

static enum ssi_status first_page(struct ssi_document *document,
                                  const struct ssi_group *team, size_t *out_rows,
                                  struct ssi_error *err)
{
    struct ssi_page page;
    char line[160], n[SSI_SHOW_SIZE];
    size_t provisional, unscored;
    SSI_TRY(ssi_page_begin(&page, document, err));
    count_members(team, &provisional, &unscored);
    int used = snprintf(line, sizeof line, "Team of %s",
                        ssi_show_count(n, (int64_t)team->member_count));
    if (provisional > 0) {
        used += snprintf(line + used, sizeof line - (size_t)used, "  ·  %zu provisional",
                         provisional);
    }
    if (unscored > 0) {
        snprintf(line + used, sizeof line - (size_t)used, "  ·  %zu without a score",
                 unscored);
    }
    ssi_page_title(&page, team->name, ssi_str_z(line));
    put_cards(&page, team);
    enum ssi_status status =
        put_figures(&page, (struct ssi_subject){.group = team}, out_rows, err);
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
    SSI_TRY(first_page(document, team, &row, err));
    while (row < team->member_count) {
        SSI_TRY(next_page(document, team, &row, err));
    }
    return SSI_OK;
}
