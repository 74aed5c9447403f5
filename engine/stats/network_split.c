// SPDX-License-Identifier: GPL-3.0-or-later
// The sums of a split as a table, and adding such tables up: a row a member, in the order
// of the scores.

#include <stdio.h>

#include "network_internal.h"

#include "ssi/csv.h"
#include "ssi/num.h"
#include "ssi/table.h"

enum {
    ID,
    SPLIT,
    SCORES,
    CONNECTIONS,
    SCORED,
    HIGHER,
    EQUAL,
    OVERALL,
    PILLAR,
    COLUMNS = PILLAR + SSI_PILLARS
};

static const char *const names[COLUMNS] = {
    "member_id",          "split",      "scores",       "connections",
    "connections_scored", "higher",     "equal",        "overall_sum",
    "brand_sum",          "people_sum", "insights_sum", "relationships_sum"};

enum { MOST_SPLITS = 1 << 20, SPLIT_SIZE = 32 };

static void scores_name(const struct ssi_network_count *count, char buf[33])
{
    ssi_digest_hex(count->scores->digest, buf);
    buf[16] = '\0';
}

enum ssi_status ssi_network_write_split(const struct ssi_network_count *count,
                                        struct ssi_output *output, struct ssi_error *err)
{
    const struct ssi_network_sums *sums = &count->sums;
    char split[SPLIT_SIZE];
    char scores[33];
    (void)err;
    (void)snprintf(split, sizeof split, "%u/%u", count->options.split,
                   count->options.splits);
    scores_name(count, scores);
    for (size_t c = 0; c < COLUMNS; c++) {
        ssi_output_format(output, "%s%c", names[c], c + 1 < COLUMNS ? ',' : '\n');
    }
    for (size_t i = 0; i < count->scores->member_count; i++) {
        const struct ssi_network_sum *sum = &sums->items[i];
        const uint64_t numbers[] = {sum->connections, sum->scored, sum->higher,
                                    sum->equal, sum->overall};
        ssi_output_cell(output, count->scores->ids[i], SSI_CSV_RAW);
        ssi_output_format(output, ",%s,%s", split, scores);
        for (size_t c = 0; c < SSI_COUNT(numbers); c++) {
            ssi_output_char(output, ',');
            ssi_output_i64(output, (int64_t)numbers[c]);
        }
        for (size_t p = 0; p < SSI_PILLARS; p++) {
            ssi_output_char(output, ',');
            if (count->scores->pillar_set >> p & 1) {
                ssi_output_i64(output, (int64_t)sums->pillars[i * SSI_PILLARS + p]);
            }
        }
        ssi_output_char(output, '\n');
    }
    return SSI_OK;
}

bool ssi_network_is_split(const char *path)
{
    struct ssi_source *source = NULL;
    struct ssi_csv *csv = NULL;
    struct ssi_csv_row row = {0};
    bool same = ssi_source_open(path, &source, NULL) == SSI_OK &&
                ssi_csv_new(source, &csv, NULL) == SSI_OK &&
                ssi_csv_next(csv, &row, NULL) == SSI_OK && row.count == COLUMNS;
    for (size_t c = 0; same && c < COLUMNS; c++) {
        same = ssi_str_eq(row.cells[c], ssi_str_z(names[c]));
    }
    ssi_csv_free(csv);
    return same;
}

/** A table of sums being added. */
struct adding {
    struct ssi_network_count *count;
    char scores[33];
    char split[SPLIT_SIZE];
    size_t row; /* and the member it is about */
    enum ssi_status status;
    struct ssi_error error;
};

static void refuse(struct adding *a, size_t column, const char *what,
                   struct ssi_str value)
{
    char text[SSI_QUOTE_SIZE];
    a->status =
        ssi_error_set(&a->error, SSI_EDATA, "%s: %s", ssi_quote(value, text), what);
    ssi_error_at(&a->error, NULL, a->row + 2, column + 1);
}

bool ssi_network_parse_split(struct ssi_str text, uint32_t *out_split,
                             uint32_t *out_splits)
{
    const char *slash = text.len > 0 ? memchr(text.ptr, '/', text.len) : NULL;
    size_t before = slash ? (size_t)(slash - text.ptr) : 0;
    uint64_t split;
    uint64_t splits;
    if (!slash || !ssi_parse_u64(ssi_str_of(text.ptr, before), &split) ||
        !ssi_parse_u64(ssi_str_of(slash + 1, text.len - before - 1), &splits) ||
        split == 0 || split > splits || splits > MOST_SPLITS) {
        return false;
    }
    *out_split = (uint32_t)split;
    *out_splits = (uint32_t)splits;
    return true;
}

/** Which splits there are is told by the first table. */
static bool note_split(struct adding *a, struct ssi_str text, struct ssi_error *err)
{
    struct ssi_network_count *count = a->count;
    uint32_t split;
    uint32_t splits;
    if (text.len >= SPLIT_SIZE || !ssi_network_parse_split(text, &split, &splits)) {
        refuse(a, SPLIT, "no split like 3/8", text);
        return false;
    }
    if (!count->splits) {
        count->splits = ssi_alloc(splits, 1);
        count->split_count = splits;
    }
    if (!count->splits) {
        a->status = ssi_error_nomem(err);
        return false;
    }
    if (splits != count->split_count) {
        refuse(a, SPLIT, "the edges were split otherwise in the table before", text);
    } else if (count->splits[split - 1]++) {
        refuse(a, SPLIT, "this split was added already", text);
    }
    memcpy(a->split, text.ptr, text.len);
    return a->status == SSI_OK;
}

/** The first row says which split it is, and all say of which scores. */
static bool check_row(struct adding *a, const struct ssi_str *cells)
{
    const struct ssi_network_scores *scores = a->count->scores;
    if (a->row == 0 && !note_split(a, cells[SPLIT], &a->error)) {
        return false;
    }
    if (!ssi_str_eq(cells[SPLIT], ssi_str_z(a->split))) {
        refuse(a, SPLIT, "another split than in the rows before", cells[SPLIT]);
    } else if (!ssi_str_eq(cells[SCORES], ssi_str_z(a->scores))) {
        refuse(a, SCORES, "counted with other scores than the ones given", cells[SCORES]);
    } else if (a->row >= scores->member_count ||
               !ssi_str_eq(cells[ID], scores->ids[a->row])) {
        refuse(a, ID, "not the member that the scores have in this row", cells[ID]);
    }
    return a->status == SSI_OK;
}

static void add_numbers(struct adding *a, const uint64_t numbers[COLUMNS])
{
    struct ssi_network_sums *sums = &a->count->sums;
    struct ssi_network_sum *sum = &sums->items[a->row];
    sum->connections += (uint32_t)numbers[CONNECTIONS];
    sum->scored += (uint32_t)numbers[SCORED];
    sum->higher += (uint32_t)numbers[HIGHER];
    sum->equal += (uint32_t)numbers[EQUAL];
    sum->overall += numbers[OVERALL];
    for (size_t p = 0; sums->pillars && p < SSI_PILLARS; p++) {
        sums->pillars[a->row * SSI_PILLARS + p] += numbers[PILLAR + p];
    }
}

static bool add_row(void *context, const struct ssi_table *table,
                    const struct ssi_str *cells)
{
    struct adding *a = context;
    uint64_t numbers[COLUMNS] = {0};
    unsigned pillars = a->count->scores->pillar_set;
    if (a->status != SSI_OK || table->column_count != COLUMNS || !check_row(a, cells)) {
        return false;
    }
    for (size_t c = CONNECTIONS; c < COLUMNS; c++) {
        bool wanted = c < PILLAR || (pillars >> (c - PILLAR) & 1);
        if (wanted && (!ssi_parse_u64(cells[c], &numbers[c]) ||
                       (c < OVERALL && numbers[c] > UINT32_MAX))) {
            refuse(a, c, "no sum; was it counted with --means all?", cells[c]);
            return false;
        }
    }
    add_numbers(a, numbers);
    a->row++;
    return false;
}

enum ssi_status ssi_network_count_add(struct ssi_network_count *count, const char *path,
                                      struct ssi_error *err)
{
    struct adding a = {.count = count};
    struct ssi_table table;
    scores_name(count, a.scores);
    SSI_TRY(ssi_table_load_some(&table, path, add_row, &a, err));
    ssi_table_release(&table);
    if (a.status == SSI_OK && a.row != count->scores->member_count) {
        a.status = ssi_error_set(&a.error, SSI_EDATA,
                                 "%zu members of %zu that are scored; is it whole?",
                                 a.row, count->scores->member_count);
    }
    if (a.status != SSI_OK) {
        ssi_error_at(&a.error, path, 0, 0);
        if (err) {
            *err = a.error;
        }
    }
    return a.status;
}

enum ssi_status ssi_network_count_whole(const struct ssi_network_count *count,
                                        struct ssi_error *err)
{
    for (uint32_t i = 0; i < count->split_count; i++) {
        if (!count->splits[i]) {
            return ssi_error_set(err, SSI_EDATA,
                                 "split %u/%u is missing; give the tables of all splits",
                                 i + 1, count->split_count);
        }
    }
    return SSI_OK;
}
