// SPDX-License-Identifier: GPL-3.0-or-later
// The pages about everyone: the cover with the population, the distribution, the last
// weeks, the pillars and the account of the data; then teams and industries compared.
#include <stdio.h>

#include "findings_internal.h"
#include "page_internal.h"
#include "sentences_internal.h"
#include "ssi/num.h"

static void put_title(struct ssi_page *page)
{
    const struct ssi_report_data *data = page->data;
    const struct ssi_sheet *sheet = &page->sheet;
    char text[SSI_SHOW_SIZE];
    ssi_sheet_fit(sheet, SSI_PAGE_LEFT, 52, SSI_PAGE_TEXT, SSI_LOOK(BODY, GREY, LEFT),
                  data->project.len ? data->project : ssi_str_z("Weekly report"));
    ssi_sheet_format(sheet, SSI_PAGE_LEFT, 82, SSI_LOOK(COVER, INK, LEFT),
                     "Social selling index");
    ssi_sheet_format(sheet, SSI_PAGE_LEFT, 110, SSI_LOOK(TITLE2, GREY, LEFT),
                     "Week to %s", ssi_show_date(text, data->week));
    if (ssi_show_time(text, data->data_to)[0] != '\0') {
        ssi_sheet_format(sheet, SSI_PAGE_RIGHT, 110, SSI_LOOK(BODY, GREY, RIGHT),
                         "Data to %s", text);
    }
    if (data->incomplete) {
        ssi_sheet_box(sheet, (struct ssi_rect){SSI_PAGE_RIGHT - 120, 70, 120, 22},
                      SSI_C_WARN);
        ssi_sheet_text(sheet, SSI_PAGE_RIGHT - 60, 81, SSI_LOOK(STRONG, PAPER, CENTER),
                       ssi_str_z("INCOMPLETE"));
    }
    ssi_sheet_line(sheet, SSI_PAGE_LEFT, 126, SSI_PAGE_RIGHT, 126, SSI_C_GRID, 0.8, 1);
}

struct counts {
    int64_t scored, provisional, unscored, navigator, seats;
    int64_t active, idle; /**< in the window, of those with days of activity known */
};

/** The weekly days of activity in millionths; SSI_NONE where they are not known. */
static int64_t days_active(const struct ssi_member *member)
{
    for (size_t i = 0; i < member->contribution_count; i++) {
        if (ssi_str_eq(member->contributions[i].metric, ssi_str_z("days_active"))) {
            return member->contributions[i].value;
        }
    }
    return SSI_NONE;
}

static struct counts count_members(const struct ssi_report_data *data)
{
    struct counts counts = {0};
    for (size_t i = 0; i < data->member_count; i++) {
        const struct ssi_member *member = &data->members[i];
        counts.scored += member->values[SSI_OVERALL] != SSI_NONE;
        counts.provisional += ssi_member_provisional(member);
        counts.seats += member->seat.len > 0;
        counts.navigator += ssi_str_eq(member->seat, ssi_str_z("navigator"));
        int64_t days = days_active(member);
        counts.active += days > 0;
        counts.idle += days == 0;
    }
    counts.unscored = (int64_t)data->member_count - counts.scored;
    return counts;
}

static void population_fact(const struct ssi_report_data *data,
                            const struct counts *counts, struct ssi_fact *text)
{
    char n[SSI_SHOW_SIZE];
    snprintf(text->value, sizeof text->value, "%s",
             ssi_show_count(n, (int64_t)data->member_count));
    if (counts->seats > 0) {
        snprintf(text->line, sizeof text->line, "%s Navigator seats",
                 ssi_show_count(n, counts->navigator));
    } else {
        snprintf(text->line, sizeof text->line, "seats not known");
    }
    if (counts->unscored > 0) {
        snprintf(text->line2, sizeof text->line2, "%s without a score",
                 ssi_show_count(n, counts->unscored));
    } else if (counts->provisional > 0) {
        snprintf(text->line2, sizeof text->line2, "%s provisional",
                 ssi_show_count(n, counts->provisional));
    }
}

static void active_fact(const struct ssi_report_data *data, const struct counts *counts,
                        struct ssi_fact *text)
{
    char n[SSI_SHOW_SIZE];
    bool known = data->active != SSI_NONE;
    if (!known && counts->active + counts->idle == 0) {
        snprintf(text->value, sizeof text->value, "–");
        snprintf(text->line, sizeof text->line, "not known");
        return;
    }
    snprintf(text->value, sizeof text->value, "%s",
             ssi_show_count(n, known ? data->active : counts->active));
    snprintf(text->line, sizeof text->line, "%s",
             known ? "this week" : "within the window");
    snprintf(text->line2, sizeof text->line2, "of %s members",
             ssi_show_count(n, (int64_t)data->member_count));
}

static int64_t count_idle_navigators(const struct ssi_report_data *data)
{
    int64_t count = 0;
    for (size_t i = 0; i < data->member_count; i++) {
        count += data->members[i].idle &&
                 ssi_str_eq(data->members[i].seat, ssi_str_z("navigator"));
    }
    return count;
}

static void idle_fact(const struct ssi_report_data *data, const struct counts *counts,
                      struct ssi_fact *text)
{
    char n[SSI_SHOW_SIZE];
    bool known = data->idle != SSI_NONE;
    if (!known && counts->active + counts->idle == 0) {
        snprintf(text->value, sizeof text->value, "–");
        snprintf(text->line, sizeof text->line, "not known");
        return;
    }
    snprintf(text->value, sizeof text->value, "%s",
             ssi_show_count(n, known ? data->idle : counts->idle));
    snprintf(text->line, sizeof text->line, "%s",
             known ? "for 4 weeks and more" : "in the whole window");
    int64_t paid = known && data->knows_idle ? count_idle_navigators(data) : 0;
    if (paid > 0) {
        snprintf(text->line2, sizeof text->line2, "%s Navigator seats",
                 ssi_show_count(n, paid));
    }
}

static void median_fact(const struct ssi_report_data *data, struct ssi_fact *text)
{
    char a[SSI_SHOW_SIZE], b[SSI_SHOW_SIZE];
    const struct ssi_group *everyone =
        ssi_report_group(data, SSI_EVERYONE, ssi_str_z(""));
    const struct ssi_stat *before = ssi_group_week(everyone, data->week - 7, SSI_OVERALL);
    const struct ssi_stat *now = everyone ? &everyone->stats[SSI_OVERALL] : NULL;
    if (!now || now->q50 == SSI_NONE) {
        snprintf(text->value, sizeof text->value, "too few");
        return;
    }
    snprintf(text->value, sizeof text->value, "%s", ssi_show_points(a, now->q50));
    snprintf(text->line, sizeof text->line, "of %d; average %s", (int)data->out_of,
             ssi_show_points(a, now->mean));
    if (before && before->q50 != SSI_NONE) {
        int64_t change = now->q50 - before->q50;
        snprintf(text->line2, sizeof text->line2, "%s%s",
                 ssi_change_sign(change) ? ssi_show_change(b, change) : "as last week",
                 ssi_change_sign(change) ? " since last week" : "");
    }
}

void ssi_everyone_facts(const struct ssi_report_data *data,
                        struct ssi_fact facts[SSI_FACTS])
{
    struct counts counts = count_members(data);
    static const char *const captions[] = {"Median score", "Members", "Active", "Idle"};
    for (size_t i = 0; i < SSI_FACTS; i++) {
        facts[i] = (struct ssi_fact){.caption = captions[i]};
    }
    median_fact(data, &facts[0]);
    population_fact(data, &counts, &facts[1]);
    active_fact(data, &counts, &facts[2]);
    idle_fact(data, &counts, &facts[3]);
}

static void put_cards(struct ssi_page *page)
{
    struct ssi_fact facts[SSI_FACTS];
    struct ssi_card cards[SSI_FACTS];
    ssi_everyone_facts(page->data, facts);
    for (size_t i = 0; i < SSI_FACTS; i++) {
        cards[i] = (struct ssi_card){ssi_str_z(facts[i].caption),
                                     facts[i].value,
                                     {facts[i].line, facts[i].line2},
                                     SSI_C_INK};
    }
    ssi_page_cards(page, 138, 84, cards, SSI_FACTS);
}

enum { FILE_WIDTH = 228, SOURCE_ROW = 15 };

static void source_row(const struct ssi_sheet *sheet, double y, struct ssi_str name,
                       struct ssi_str format, const int64_t numbers[5], bool strong)
{
    static const double columns[] = {330, 386, 438, 494, 547};
    char text[SSI_SHOW_SIZE];
    struct ssi_look left = {strong ? SSI_F_STRONG : SSI_F_BODY, SSI_C_INK, SSI_LEFT};
    ssi_sheet_fit(sheet, SSI_PAGE_LEFT, y, FILE_WIDTH, left, name);
    (void)format;
    for (size_t i = 0; i < SSI_COUNT(columns); i++) {
        bool bad = i == 4 && numbers[i] > 0;
        struct ssi_look right = {strong || bad ? SSI_F_STRONG : SSI_F_BODY,
                                 bad ? SSI_C_WARN : SSI_C_INK, SSI_RIGHT};
        ssi_sheet_format(sheet, columns[i], y, right, "%s",
                         ssi_show_count(text, numbers[i]));
    }
}

static void source_head(const struct ssi_sheet *sheet, double y)
{
    static const struct {
        double x;
        const char *text;
    } heads[] = {{330, "rows"},
                 {386, "used"},
                 {438, "ignored"},
                 {494, "duplicate"},
                 {547, "rejected"}};
    ssi_sheet_format(sheet, SSI_PAGE_LEFT, y, SSI_LOOK(SMALL, GREY, LEFT), "File");
    for (size_t i = 0; i < SSI_COUNT(heads); i++) {
        ssi_sheet_format(sheet, heads[i].x, y, SSI_LOOK(SMALL, GREY, RIGHT), "%s",
                         heads[i].text);
    }
}

/** The account of the files; long lists show the first and add the others up. */
static double put_sources(struct ssi_page *page, double y, size_t room)
{
    const struct ssi_report_data *data = page->data;
    int64_t total[5] = {0}, rest[5] = {0};
    char line[96];
    size_t shown = data->source_count <= room ? data->source_count : room - 1;
    source_head(&page->sheet, y);
    for (size_t i = 0; i < data->source_count; i++) {
        const struct ssi_source_line *s = &data->sources[i];
        const int64_t numbers[5] = {s->rows, s->used, s->ignored, s->duplicate,
                                    s->rejected};
        for (size_t k = 0; k < SSI_COUNT(total); k++) {
            total[k] += numbers[k];
            rest[k] += i >= shown ? numbers[k] : 0;
        }
        if (i < shown) {
            source_row(&page->sheet, y += SOURCE_ROW, s->file, s->format, numbers, false);
        }
    }
    if (shown < data->source_count) {
        snprintf(line, sizeof line, "%zu more files", data->source_count - shown);
        source_row(&page->sheet, y += SOURCE_ROW, ssi_str_z(line), ssi_str_z(""), rest,
                   false);
    }
    ssi_sheet_line(&page->sheet, SSI_PAGE_LEFT, y + 8, SSI_PAGE_RIGHT, y + 8, SSI_C_GRID,
                   0.8, 1);
    source_row(&page->sheet, y += SOURCE_ROW + 2, ssi_str_z("All files"), ssi_str_z(""),
               total, true);
    return y;
}

/** How many lines a note takes, at most two. */
static size_t note_lines(struct ssi_str note)
{
    size_t lines = ssi_text_lines(note, SSI_PAGE_TEXT, ssi_font_size(SSI_F_BODY), false);
    return lines < 2 ? lines : 2;
}

enum { NOTE_ROW = 13 };

static double put_note(struct ssi_page *page, double y, struct ssi_str note, bool bad)
{
    struct ssi_look look = {SSI_F_BODY, bad ? SSI_C_WARN : SSI_C_GREY, SSI_LEFT};
    struct ssi_rect place = {SSI_PAGE_LEFT, y, SSI_PAGE_TEXT, NOTE_ROW};
    return y + NOTE_ROW * (double)ssi_sheet_wrap(&page->sheet, place, 2, look, note);
}

static void put_notes(struct ssi_page *page, double y)
{
    const struct ssi_report_data *data = page->data;
    for (size_t i = 0; i < data->note_count; i++) {
        double room =
            SSI_PAGE_FOOT + 4 - y - NOTE_ROW * (double)note_lines(data->notes[i]);
        if (room < (i + 1 < data->note_count ? NOTE_ROW : 0)) {
            ssi_sheet_format(&page->sheet, SSI_PAGE_LEFT, y, SSI_LOOK(BODY, GREY, LEFT),
                             "and %zu more in manifest.json", data->note_count - i);
            return;
        }
        y = put_note(page, y, data->notes[i], i < data->bad_note_count);
    }
}

int64_t ssi_mean_coverage(const struct ssi_report_data *data)
{
    int64_t sum = 0, known = 0;
    for (size_t i = 0; i < data->member_count; i++) {
        if (data->members[i].coverage != SSI_NONE) {
            sum += data->members[i].coverage;
            known++;
        }
    }
    return known > 0 ? ssi_round_ratio(sum, known * 100, 0) : SSI_NONE;
}

/** Names that the fonts of this machine cannot show as they are. */
static size_t count_unshown(const struct ssi_report_data *data)
{
    size_t count = 0;
    for (size_t i = 0; i < data->member_count; i++) {
        count += !ssi_glyphs_cover(&data->glyphs, data->members[i].name);
    }
    return count;
}

static double put_missing(struct ssi_page *page, double y)
{
    const struct ssi_report_data *data = page->data;
    char line[SSI_LINE_SIZE];
    int64_t coverage = ssi_mean_coverage(data);
    size_t unshown = count_unshown(data);
    if (ssi_say_empty_pillars(data, line)) {
        y += NOTE_ROW * (double)ssi_sheet_wrap(
                            &page->sheet,
                            (struct ssi_rect){SSI_PAGE_LEFT, y, SSI_PAGE_TEXT, NOTE_ROW},
                            2, SSI_LOOK(STRONG, WARN, LEFT), ssi_str_z(line));
    }
    if (coverage != SSI_NONE) {
        snprintf(
            line, sizeof line,
            "Coverage: on average %d %% of the model’s weight is known for a member.",
            (int)coverage);
        y = put_note(page, y, ssi_str_z(line), false);
    }
    if (unshown > 0) {
        snprintf(line, sizeof line,
                 "No installed font has all characters of %zu name%s; a square □ stands "
                 "for them.",
                 unshown, unshown == 1 ? "" : "s");
        y = put_note(page, y, ssi_str_z(line), false);
    }
    return y;
}

/** The table of files gets what the notes leave. */
static void put_quality(struct ssi_page *page)
{
    enum { TOP = 594, HEAD = 22, FRAME = 62 + 28, LEAST = 2, MOST_LINES = 5 };
    const struct ssi_report_data *data = page->data;
    char line[SSI_LINE_SIZE];
    size_t lines = ssi_say_empty_pillars(data, line) ? 2 : 0;
    for (size_t i = 0; i < data->note_count; i++) {
        lines += note_lines(data->notes[i]);
    }
    lines = lines < MOST_LINES ? lines : MOST_LINES;
    size_t room = (SSI_PAGE_FOOT - TOP - FRAME - NOTE_ROW * lines) / SOURCE_ROW;
    ssi_sheet_format(&page->sheet, SSI_PAGE_LEFT, TOP, SSI_LOOK(HEAD, INK, LEFT),
                     "What the data say about themselves");
    double y = put_sources(page, TOP + HEAD, room < LEAST ? LEAST : room) + 20;
    put_notes(page, put_missing(page, y));
}

/** The findings; returns where they end. */
static double put_findings(struct ssi_page *page)
{
    enum { TOP = 237, STEP = 13, MOST = 2 };
    char lines[SSI_FINDINGS][SSI_LINE_SIZE];
    struct ssi_rect place = {SSI_PAGE_LEFT, TOP, SSI_PAGE_TEXT, STEP};
    const struct ssi_group *everyone =
        ssi_report_group(page->data, SSI_EVERYONE, ssi_str_z(""));
    size_t count = everyone ? ssi_findings(page->data, everyone, lines) : 0;
    for (size_t i = 0; i < count; i++) {
        place.y +=
            STEP * (double)ssi_sheet_wrap(&page->sheet, place, MOST,
                                          SSI_LOOK(BODY, INK, LEFT), ssi_str_z(lines[i]));
    }
    return place.y;
}

static enum ssi_status put_figures(struct ssi_page *page, double top,
                                   struct ssi_error *err)
{
    enum { FOOT = 578, HALF = 238, GAP = 23, BETWEEN = 12 };
    const double x = SSI_PAGE_LEFT, right = SSI_PAGE_LEFT + HALF + GAP;
    const double high = (FOOT - top - BETWEEN) / 2, second = top + high + BETWEEN;
    const struct ssi_subject everyone = {NULL, NULL};
    SSI_TRY(ssi_page_figure(page, &ssi_plot_distribution, everyone,
                            (struct ssi_rect){x, top, SSI_PAGE_TEXT, high}, 0, NULL,
                            err));
    SSI_TRY(ssi_page_figure(page, &ssi_plot_pillars, everyone,
                            (struct ssi_rect){x, second, HALF - 20, high}, 0, NULL, err));
    return ssi_page_figure(page, &ssi_plot_weeks, everyone,
                           (struct ssi_rect){right, second, HALF, high}, 0, NULL, err);
}

static enum ssi_status cover(struct ssi_document *document, struct ssi_error *err)
{
    struct ssi_page page;
    SSI_TRY(ssi_page_begin(&page, document, err));
    put_title(&page);
    put_cards(&page);
    enum ssi_status status = put_figures(&page, put_findings(&page) + 8, err);
    put_quality(&page);
    if (status != SSI_OK) {
        ssi_page_abandon(&page);
        return status;
    }
    return ssi_page_end(&page, err);
}

static size_t count_groups(const struct ssi_report_data *data, enum ssi_group_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < data->group_count; i++) {
        count += data->groups[i].kind == kind;
    }
    return count;
}

/** How far down the lists of teams and industries are, over as many pages as they take.
 */
struct lists {
    size_t teams, industries, team_row, industry_row;
};

/** One list from y down; returns where it ends. */
static enum ssi_status put_list(struct ssi_page *page, const struct ssi_plot *plot,
                                enum ssi_group_kind kind, size_t total, size_t *row,
                                double *y, struct ssi_error *err)
{
    enum { FRAME = 33 + 16 + 22, ROW = 16 };
    bool any = ssi_report_any_open(page->data, kind);
    double room = SSI_PAGE_FOOT - *y,
           need = FRAME + (any ? ROW * (double)(total - *row) : 0);
    size_t rows = 0;
    if (*row >= total || room < FRAME + 3 * ROW) {
        return SSI_OK;
    }
    double height = need < room ? need : room;
    SSI_TRY(ssi_page_figure(page, plot, (struct ssi_subject){NULL, NULL},
                            (struct ssi_rect){SSI_PAGE_LEFT, *y, SSI_PAGE_TEXT, height},
                            *row, &rows, err));
    *row += rows;
    *y += height + 22;
    return SSI_OK;
}

static enum ssi_status compare_page(struct ssi_document *document, struct lists *lists,
                                    struct ssi_error *err)
{
    struct ssi_page page;
    double y = 130;
    char line[SSI_LINE_SIZE];
    snprintf(line, sizeof line,
             "Groups of fewer than %d show their size only, and the next larger where it "
             "would tell theirs",
             (int)document->data->min_group);
    SSI_TRY(ssi_page_begin(&page, document, err));
    ssi_page_title(&page, ssi_str_z("Groups compared"), ssi_str_z(line));
    enum ssi_status status = put_list(&page, &ssi_plot_teams, SSI_TEAM, lists->teams,
                                      &lists->team_row, &y, err);
    if (status == SSI_OK && lists->team_row >= lists->teams) {
        status = put_list(&page, &ssi_plot_industries, SSI_INDUSTRY, lists->industries,
                          &lists->industry_row, &y, err);
    }
    if (status != SSI_OK) {
        ssi_page_abandon(&page);
        return status;
    }
    return ssi_page_end(&page, err);
}

enum ssi_status ssi_page_everyone(struct ssi_document *document, struct ssi_error *err)
{
    struct lists lists = {.teams = count_groups(document->data, SSI_TEAM),
                          .industries = count_groups(document->data, SSI_INDUSTRY)};
    ssi_document_mark(document, ssi_str_z("Everyone"), 0, NULL);
    SSI_TRY(cover(document, err));
    if (!ssi_report_any_open(document->data, SSI_TEAM) &&
        !ssi_report_any_open(document->data, SSI_INDUSTRY)) {
        return SSI_OK; /* a page of groups that are all too small tells nothing */
    }
    ssi_document_mark(document, ssi_str_z("Groups compared"), 0, NULL);
    while (lists.team_row < lists.teams || lists.industry_row < lists.industries) {
        SSI_TRY(compare_page(document, &lists, err));
    }
    return SSI_OK;
}
