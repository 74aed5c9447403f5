// SPDX-License-Identifier: GPL-3.0-or-later
// Reads who is scored out of a table, for counts over edges that are not held.

#include "ssi/network.h"

#include <stdlib.h>

#include "ssi/csv.h"

enum { ID, OVERALL, WEEK, PILLAR, FIELDS = PILLAR + SSI_PILLARS };

/** A table being read. */
struct loading {
    struct ssi_network_scores *scores;
    struct ssi_csv *csv;
    size_t width;
    int32_t places[FIELDS]; /* -1 = the table has no such column */
    size_t id_cap, overall_cap, pillar_cap;
    const struct ssi_str *cells; /* of the row at hand, `step` apart */
    size_t step;
    uint64_t line;
    uint32_t set,
        any; /* pillars that the first scored member has; whether there is one */
};

static enum ssi_status blame(const struct loading *l, struct ssi_error *err, int field,
                             const char *what)
{
    char text[SSI_QUOTE_SIZE];
    struct ssi_str cell = l->cells[(size_t)l->places[field] * l->step];
    (void)ssi_error_set(err, SSI_EDATA, "%s: %s", ssi_quote(cell, text), what);
    ssi_error_at(err, NULL, l->line, (uint64_t)l->places[field] + 1);
    return SSI_EDATA;
}

static struct ssi_str cell_of(const struct loading *l, int field)
{
    return l->places[field] < 0 ? ssi_str_of("", 0)
                                : l->cells[(size_t)l->places[field] * l->step];
}

/** "41.25" as milli-points, up to `limit` of them: nothing is rounded. */
static bool parse_points(struct ssi_str text, uint32_t limit, uint32_t *out_points)
{
    uint32_t value = 0;
    size_t i = 0;
    size_t decimals = 0;
    for (; i < text.len && i < 8 && text.ptr[i] != '.'; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') {
            return false;
        }
        value = value * 10 + (uint32_t)(text.ptr[i] - '0');
    }
    if (i == 0 || value > limit || (i < text.len && text.ptr[i] != '.')) {
        return false;
    }
    for (i++; i < text.len; i++, decimals++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || decimals == 3) {
            return false;
        }
        value = value * 10 + (uint32_t)(text.ptr[i] - '0');
    }
    for (; decimals < 3; decimals++) {
        value *= 10;
    }
    *out_points = value;
    return value <= limit;
}

static enum ssi_status add_id(struct loading *l, struct ssi_error *err)
{
    struct ssi_network_scores *scores = l->scores;
    char buf[SSI_ID_SIZE];
    struct ssi_str id;
    const char *wrong = ssi_id_clean(cell_of(l, ID), buf, &id);
    if (wrong || id.len == 0) {
        return blame(l, err, ID, wrong ? wrong : "empty id");
    }
    if (scores->member_count >= SSI_ID_NONE - 1) {
        return ssi_error_set(err, SSI_EDATA, "more than 4 billion members");
    }
    SSI_TRY(SSI_GROW(scores->ids, l->id_cap, scores->member_count + 1, err));
    return ssi_arena_copy(&scores->arena, id, &scores->ids[scores->member_count], err);
}

static enum ssi_status add_pillars(struct loading *l, bool scored, struct ssi_error *err)
{
    struct ssi_network_scores *scores = l->scores;
    size_t first = scores->member_count * SSI_PILLARS;
    uint32_t set = 0;
    if (!scores->pillars) {
        return SSI_OK;
    }
    for (int p = 0; p < SSI_PILLARS; p++) {
        struct ssi_str text = cell_of(l, PILLAR + p);
        uint32_t points = SSI_NO_SCORE;
        if (scored && text.len > 0) {
            if (!parse_points(text, 25000, &points)) {
                return blame(l, err, PILLAR + p, "no pillar of 0 to 25 points");
            }
            set |= 1U << p;
        }
        scores->pillars[first + (size_t)p] = (uint16_t)points;
    }
    if (scored && l->any && set != l->set) {
        return blame(l, err, ID,
                     "a scored member with other pillars than the first; compare those "
                     "of one week");
    }
    l->any |= scored;
    l->set = scored ? set : l->set;
    return SSI_OK;
}

static enum ssi_status note_week(struct loading *l, struct ssi_error *err)
{
    struct ssi_str week = cell_of(l, WEEK);
    char *known = l->scores->week;
    if (week.len == 0) {
        return SSI_OK;
    }
    if (week.len >= sizeof l->scores->week) {
        return blame(l, err, WEEK, "no week like 2026-11-18");
    }
    if (known[0] && !ssi_str_eq(week, ssi_str_z(known))) {
        return blame(l, err, WEEK, "a table of several weeks; leave the newest in it");
    }
    memcpy(known, week.ptr, week.len);
    return SSI_OK;
}

static enum ssi_status add_row(struct loading *l, struct ssi_error *err)
{
    struct ssi_network_scores *scores = l->scores;
    struct ssi_str overall = cell_of(l, OVERALL);
    uint32_t points = SSI_NO_OVERALL;
    SSI_TRY(add_id(l, err));
    SSI_TRY(SSI_GROW(scores->overalls, l->overall_cap, scores->member_count + 1, err));
    if (scores->pillars) {
        SSI_TRY(SSI_GROW(scores->pillars, l->pillar_cap,
                         (scores->member_count + 1) * SSI_PILLARS, err));
    }
    if (overall.len > 0 && !parse_points(overall, 100000, &points)) {
        return blame(l, err, OVERALL,
                     "no overall of 0 to 100 with at most three decimals");
    }
    scores->overalls[scores->member_count] = points;
    SSI_TRY(add_pillars(l, points != SSI_NO_OVERALL, err));
    SSI_TRY(note_week(l, err));
    scores->member_count++;
    return SSI_OK;
}

static enum ssi_status read_header(struct loading *l, bool pillars, struct ssi_error *err)
{
    struct ssi_csv_row row;
    const char *names[FIELDS] = {"member_id", "overall", "week"};
    for (int p = 0; p < SSI_PILLARS; p++) {
        names[PILLAR + p] = ssi_pillar_name((enum ssi_pillar)p);
    }
    enum ssi_status status = ssi_csv_next(l->csv, &row, err);
    if (status == SSI_END || (status == SSI_OK && row.fault != SSI_CSV_GOOD)) {
        return ssi_error_set(err, SSI_EDATA, "no table with a header");
    }
    SSI_TRY(status);
    for (int f = 0; f < FIELDS; f++) {
        l->places[f] = -1;
        for (size_t i = 0; i < row.count; i++) {
            if (ssi_str_eq(row.cells[i], ssi_str_z(names[f]))) {
                l->places[f] = (int32_t)i;
            }
        }
    }
    if (l->places[ID] < 0 || l->places[OVERALL] < 0) {
        return ssi_error_set(err, SSI_EDATA,
                             "no column '%s'; scores come first, as the folder of a week "
                             "or its scores.csv",
                             l->places[ID] < 0 ? names[ID] : names[OVERALL]);
    }
    for (int p = 0; pillars && p < SSI_PILLARS; p++) {
        l->scores->pillar_set |= l->places[PILLAR + p] < 0 ? 0 : 1U << p;
    }
    l->width = row.count;
    ssi_csv_configure(l->csv, ',', true, row.count);
    return SSI_OK;
}

/** The rows that are regular, many at once. */
static enum ssi_status read_columns(struct loading *l, size_t *out_count,
                                    struct ssi_error *err)
{
    struct ssi_csv_columns columns;
    SSI_TRY(ssi_csv_next_columns(l->csv, &columns, err));
    l->step = SSI_CSV_BATCH;
    for (size_t i = 0; i < columns.count; i++) {
        l->cells = columns.cells + i;
        l->line = columns.line + i;
        SSI_TRY(add_row(l, err));
    }
    *out_count = columns.count;
    return SSI_OK;
}

static enum ssi_status read_rows(struct loading *l, struct ssi_error *err)
{
    for (;;) {
        struct ssi_csv_row row;
        size_t count;
        SSI_TRY(read_columns(l, &count, err));
        if (count > 0) {
            continue;
        }
        enum ssi_status status = ssi_csv_next(l->csv, &row, err);
        if (status == SSI_END) {
            return SSI_OK;
        }
        SSI_TRY(status);
        if (row.fault != SSI_CSV_GOOD) {
            (void)ssi_error_set(err, SSI_EDATA, "%s", ssi_csv_fault_text(row.fault));
            ssi_error_at(err, NULL, row.line, 0);
            return SSI_EDATA;
        }
        l->cells = row.cells;
        l->step = 1;
        l->line = row.line;
        SSI_TRY(add_row(l, err));
    }
}

/** Overalls of all ids, in memory that is read at random without much ado; those who are
 * no member of the table, and nobody, have none. */
static enum ssi_status settle_overalls(struct ssi_network_scores *scores,
                                       struct ssi_error *err)
{
    size_t count = scores->id_count;
    uint32_t *overalls = ssi_alloc_lines((count + 1) * sizeof *overalls);
    if (!overalls) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i <= count; i++) {
        overalls[i] = i < scores->member_count ? scores->overalls[i] : SSI_NO_OVERALL;
    }
    ssi_free(scores->overalls);
    scores->overalls = overalls;
    scores->nobody = (uint32_t)count;
    return SSI_OK;
}

static enum ssi_status load(struct loading *l, const char *path, bool pillars,
                            struct ssi_error *err)
{
    struct ssi_source *source = NULL;
    struct ssi_network_scores *scores = l->scores;
    SSI_TRY(ssi_source_open(path, &source, err));
    SSI_TRY(ssi_csv_new(source, &l->csv, err));
    SSI_TRY(read_header(l, pillars, err));
    if (scores->pillar_set) {
        SSI_TRY(SSI_GROW(scores->pillars, l->pillar_cap, SSI_PILLARS, err));
    }
    SSI_TRY(read_rows(l, err));
    if (scores->member_count == 0) {
        return ssi_error_set(err, SSI_EDATA, "a table of scores without a member");
    }
    scores->pillar_set &= l->set;
    scores->id_count = scores->member_count;
    SSI_TRY(settle_overalls(scores, err));
    uint32_t repeated;
    SSI_TRY(
        ssi_id_index_new(scores->ids, scores->id_count, &scores->index, &repeated, err));
    scores->digest = ssi_csv_digest(l->csv);
    return SSI_OK;
}

enum ssi_status ssi_network_scores_load(struct ssi_network_scores *scores,
                                        const char *path, bool pillars,
                                        struct ssi_error *err)
{
    struct loading l = {.scores = scores};
    memset(scores, 0, sizeof *scores);
    enum ssi_status status = load(&l, path, pillars, err);
    ssi_csv_free(l.csv);
    if (status != SSI_OK) {
        ssi_error_at(err, path, 0, 0);
        ssi_network_scores_release(scores);
    }
    return status;
}

void ssi_network_scores_release(struct ssi_network_scores *scores)
{
    if (scores) {
        ssi_id_index_free(scores->index);
        ssi_free(scores->ids);
        ssi_free(scores->persons);
        ssi_free(scores->overalls);
        ssi_free(scores->pillars);
        ssi_arena_release(&scores->arena);
        memset(scores, 0, sizeof *scores);
    }
}

/** The ids that a reference names and the table does not come behind those of it;
 * out_indexes: of the people of the reference. */
static enum ssi_status add_people(struct ssi_network_scores *scores,
                                  const struct ssi_ids *people, uint32_t *out_indexes,
                                  struct ssi_error *err)
{
    struct ssi_str *ids = ssi_alloc(scores->id_count + people->count, sizeof *ids);
    uint32_t repeated;
    if (!ids) {
        return ssi_error_nomem(err);
    }
    memcpy(ids, scores->ids, scores->id_count * sizeof *ids);
    struct ssi_str *before = scores->ids; // the index still looks at them
    scores->ids = ids;
    enum ssi_status status = SSI_OK;
    for (size_t i = 0; status == SSI_OK && i < people->count; i++) {
        out_indexes[i] = ssi_id_index_find(scores->index, people->items[i]);
        if (out_indexes[i] == SSI_ID_NONE) {
            struct ssi_str *id = &ids[scores->id_count];
            status = ssi_arena_copy(&scores->arena, people->items[i], id, err);
            out_indexes[i] = (uint32_t)scores->id_count++;
        }
    }
    ssi_free(before);
    ssi_id_index_free(scores->index);
    scores->index = NULL;
    SSI_TRY(status);
    return ssi_id_index_new(ids, scores->id_count, &scores->index, &repeated, err);
}

/** Each id stands for itself at first. */
static enum ssi_status know_more(struct ssi_network_scores *scores, struct ssi_error *err)
{
    size_t count = scores->id_count;
    SSI_TRY(settle_overalls(scores, err));
    scores->persons = ssi_alloc(count, sizeof *scores->persons);
    if (!scores->persons) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < count; i++) {
        scores->persons[i] = (uint32_t)i;
    }
    return SSI_OK;
}

enum ssi_status ssi_network_scores_join(struct ssi_network_scores *scores,
                                        const struct ssi_reference *reference,
                                        struct ssi_error *err)
{
    const struct ssi_ids *people = &reference->people;
    uint32_t *indexes = ssi_alloc(people->count, sizeof *indexes);
    enum ssi_status status = indexes ? SSI_OK : ssi_error_nomem(err);
    if (status == SSI_OK) {
        status = add_people(scores, people, indexes, err);
    }
    if (status == SSI_OK) {
        status = know_more(scores, err);
    }
    for (size_t i = 0; status == SSI_OK && i < people->count; i++) {
        scores->persons[indexes[i]] = indexes[reference->canonical[i]];
    }
    ssi_free(indexes);
    return status;
}
