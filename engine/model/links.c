// SPDX-License-Identifier: GPL-3.0-or-later
// The connections of each member: distinct other people, the earliest date of each, and
// what rows say of them. Edges are undirected; attributes belong to the row's
// connection_id.

#include "model_internal.h"

#include <stdlib.h>

#include "ssi/unicode.h"

/** One end of an edge row. */
struct half {
    uint32_t member, other;
    int64_t secs;
    uint32_t row; /* of reference->edges when it describes `other`, else SSI_NONE */
};

static int by_ends(const void *a, const void *b)
{
    const struct half *x = a;
    const struct half *y = b;
    if (x->member != y->member) {
        return x->member < y->member ? -1 : 1;
    }
    if (x->other != y->other) {
        return x->other < y->other ? -1 : 1;
    }
    return (x->row > y->row) - (x->row < y->row);
}

static enum ssi_status list_halves(const struct ssi_inputs *inputs,
                                   struct half **out_halves, size_t *out_count,
                                   struct ssi_error *err)
{
    const struct ssi_reference *reference = inputs->reference;
    struct half *halves = ssi_alloc(reference->edge_count * 2, sizeof *halves);
    int64_t cutoff = ssi_inputs_cutoff(inputs, inputs->week);
    size_t count = 0;
    if (!halves) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < reference->edge_count; i++) {
        const struct ssi_edge *edge = &reference->edges[i];
        bool unknown = edge->secs == SSI_UNDATED || edge->secs >= cutoff;
        if (edge->member == edge->connection || (inputs->dated_only && unknown)) {
            continue;
        }
        uint32_t a = inputs->member_of[edge->member];
        uint32_t b = inputs->member_of[edge->connection];
        if (a != SSI_NONE) {
            halves[count++] = (struct half){a, edge->connection, edge->secs, (uint32_t)i};
        }
        if (b != SSI_NONE) {
            halves[count++] = (struct half){b, edge->member, edge->secs, SSI_NONE};
        }
    }
    if (count > 1) {
        qsort(halves, count, sizeof *halves, by_ends);
    }
    *out_halves = halves;
    *out_count = count;
    return SSI_OK;
}

static bool any_phrase(struct ssi_str words, const struct ssi_str *phrases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (ssi_words_contain(words, phrases[i])) {
            return true;
        }
    }
    return false;
}

static bool any_equal(struct ssi_str folded, const struct ssi_str *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (ssi_str_eq(folded, list[i])) {
            return true;
        }
    }
    return false;
}

static bool is_senior(struct ssi_str seniority)
{
    static const char *const senior[] = {"vp", "cxo", "director", "partner", "owner"};
    for (size_t i = 0; i < SSI_COUNT(senior); i++) {
        if (ssi_str_eq_nocase(seniority, ssi_str_z(senior[i]))) {
            return true;
        }
    }
    return false;
}

/** What a row says of its connection, tested against the lists. */
static enum ssi_status read_row(struct ssi_inputs *inputs, const struct ssi_edge *edge,
                                struct ssi_link_row *out_row, struct ssi_error *err)
{
    const struct ssi_targets *targets = inputs->targets;
    struct ssi_arena arena = {0};
    struct ssi_str title = {0};
    struct ssi_str company = {0};
    struct ssi_str industry = {0};
    struct ssi_link_row row = {.company = SSI_NONE};
    enum ssi_status status = ssi_fold_words(&arena, edge->title, &title, err);
    if (status == SSI_OK) {
        status = ssi_casefold(&arena, edge->company, &company, err);
    }
    if (status == SSI_OK) {
        status = ssi_casefold(&arena, edge->industry, &industry, err);
    }
    if (status == SSI_OK && company.len > 0) {
        status = ssi_ids_add(&inputs->companies, company, &row.company, err);
    }
    if (status == SSI_OK) {
        row.decides =
            is_senior(edge->seniority) ||
            any_phrase(title, targets->decision_titles, targets->decision_title_count);
        row.relevant = any_phrase(title, targets->titles, targets->title_count) ||
                       (company.len &&
                        any_equal(company, targets->companies, targets->company_count)) ||
                       (industry.len && any_equal(industry, targets->industries,
                                                  targets->industry_count));
        *out_row = row;
    }
    ssi_arena_release(&arena);
    return status;
}

/** The halves [start, end) of one member and other person become one link. */
static enum ssi_status add_link(struct ssi_inputs *inputs, const struct half *halves,
                                size_t count, struct ssi_error *err)
{
    if (inputs->link_count >= UINT32_MAX - 1) {
        return ssi_error_set(err, SSI_EDATA, "more than 4 billion connections");
    }
    SSI_TRY(SSI_GROW(inputs->links, inputs->link_cap, inputs->link_count + 1, err));
    struct ssi_link link = {.other = halves[0].other,
                            .rows = (uint32_t)inputs->link_row_count,
                            .secs = halves[0].secs};
    for (size_t i = 0; i < count; i++) {
        link.secs = halves[i].secs < link.secs ? halves[i].secs : link.secs;
        if (halves[i].row == SSI_NONE) {
            continue;
        }
        SSI_TRY(SSI_GROW(inputs->link_rows, inputs->link_row_cap,
                         inputs->link_row_count + 1, err));
        SSI_TRY(read_row(inputs, &inputs->reference->edges[halves[i].row],
                         &inputs->link_rows[inputs->link_row_count], err));
        inputs->link_row_count++;
        link.row_count++;
    }
    struct ssi_input_member *member = &inputs->members[halves[0].member];
    if (member->link_count == 0) {
        member->links = (uint32_t)inputs->link_count;
        member->named_by_edge = true;
    }
    member->link_count++;
    inputs->links[inputs->link_count++] = link;
    return SSI_OK;
}

enum ssi_status ssi_inputs_link(struct ssi_inputs *inputs, struct ssi_error *err)
{
    struct half *halves = NULL;
    size_t count = 0;
    SSI_TRY(list_halves(inputs, &halves, &count, err));
    enum ssi_status status = SSI_OK;
    for (size_t start = 0; status == SSI_OK && start < count;) {
        size_t end = start + 1;
        while (end < count && halves[end].member == halves[start].member &&
               halves[end].other == halves[start].other) {
            end++;
        }
        status = add_link(inputs, halves + start, end - start, err);
        start = end;
    }
    ssi_free(halves);
    return status;
}

const struct ssi_link *ssi_inputs_find_link(const struct ssi_inputs *inputs,
                                            const struct ssi_input_member *member,
                                            uint32_t other)
{
    size_t low = member->links;
    size_t high = low + member->link_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (inputs->links[middle].other == other) {
            return &inputs->links[middle];
        }
        if (inputs->links[middle].other < other) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}
