// SPDX-License-Identifier: GPL-3.0-or-later
// The connections of each member: distinct other people, the earliest date of each, and
// what rows say of them. Edges are undirected; attributes belong to the row's
// connection_id.

#include "model_internal.h"

#include <stdlib.h>

#include "ssi/unicode.h"

/** One end of an edge row. */
struct half {
    uint32_t other;
    uint32_t edge; /* of reference->edges, twice; + 1 when its text is not about other */
};

/** The halves of all members: those of member m are first[m] .. first[m + 1]. */
struct halves {
    struct half *items;
    size_t *first;
};

/** The two ends of an edge as members, SSI_NONE for others; false when it joins nobody.
 */
static bool find_ends(const struct ssi_inputs *inputs, const struct ssi_edge *edge,
                      uint32_t ends[2])
{
    int64_t cutoff = ssi_inputs_cutoff(inputs, inputs->week);
    bool unknown = edge->secs == SSI_UNDATED || edge->secs >= cutoff;
    ends[0] = inputs->member_of[edge->member];
    ends[1] = inputs->member_of[edge->connection];
    return edge->member != edge->connection && !(inputs->dated_only && unknown);
}

/** How many halves each member has, then where they begin. */
static void count_halves(const struct ssi_inputs *inputs, size_t *first)
{
    const struct ssi_reference *reference = inputs->reference;
    for (size_t i = 0; i < reference->edge_count; i++) {
        uint32_t ends[2];
        if (find_ends(inputs, &reference->edges[i], ends)) {
            for (int e = 0; e < 2; e++) {
                first[ends[e] == SSI_NONE ? inputs->member_count : ends[e]]++;
            }
        }
    }
    size_t sum = 0;
    for (size_t m = 0; m <= inputs->member_count; m++) {
        size_t count = m < inputs->member_count ? first[m] : 0;
        first[m] = sum;
        sum += count;
    }
}

/** Puts the halves member by member; first[m] becomes where those of m end. */
static void place_halves(const struct ssi_inputs *inputs, struct halves *halves)
{
    const struct ssi_reference *reference = inputs->reference;
    for (size_t i = 0; i < reference->edge_count; i++) {
        const struct ssi_edge *edge = &reference->edges[i];
        uint32_t number = (uint32_t)i * 2;
        uint32_t ends[2];
        if (!find_ends(inputs, edge, ends)) {
            continue;
        }
        if (ends[0] != SSI_NONE) {
            halves->items[halves->first[ends[0]]++] =
                (struct half){edge->connection, number};
        }
        if (ends[1] != SSI_NONE) {
            halves->items[halves->first[ends[1]]++] =
                (struct half){edge->member, number + 1};
        }
    }
}

static enum ssi_status list_halves(const struct ssi_inputs *inputs, struct halves *halves,
                                   struct ssi_error *err)
{
    if (inputs->reference->edge_count >= UINT32_MAX / 2) {
        return ssi_error_set(err, SSI_EDATA,
                             "more than 2 billion connections; leave them out, and rank "
                             "by them with 'ssi network'");
    }
    halves->first = ssi_alloc(inputs->member_count + 1, sizeof *halves->first);
    if (!halves->first) {
        return ssi_error_nomem(err);
    }
    count_halves(inputs, halves->first);
    halves->items = ssi_alloc(halves->first[inputs->member_count], sizeof *halves->items);
    if (!halves->items) {
        return ssi_error_nomem(err);
    }
    place_halves(inputs, halves);
    return SSI_OK;
}

static int by_other(const void *a, const void *b)
{
    const struct half *x = a;
    const struct half *y = b;
    if (x->other != y->other) {
        return x->other < y->other ? -1 : 1;
    }
    return (x->edge > y->edge) - (x->edge < y->edge);
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
static enum ssi_status read_row(struct ssi_inputs *inputs,
                                const struct ssi_edge_text *text,
                                struct ssi_link_row *out_row, struct ssi_error *err)
{
    const struct ssi_targets *targets = inputs->targets;
    struct ssi_arena arena = {0};
    struct ssi_str title = {0};
    struct ssi_str company = {0};
    struct ssi_str industry = {0};
    struct ssi_link_row row = {.company = SSI_NONE};
    enum ssi_status status = ssi_fold_words(&arena, text->title, &title, err);
    if (status == SSI_OK) {
        status = ssi_casefold(&arena, text->company, &company, err);
    }
    if (status == SSI_OK) {
        status = ssi_casefold(&arena, text->industry, &industry, err);
    }
    if (status == SSI_OK && company.len > 0) {
        status = ssi_ids_add(&inputs->companies, company, &row.company, err);
    }
    if (status == SSI_OK) {
        row.decides =
            is_senior(text->seniority) ||
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

/** What the rows about a connection say of it. */
static enum ssi_status add_rows(struct ssi_inputs *inputs, struct ssi_link *link,
                                const struct half *halves, size_t count,
                                struct ssi_error *err)
{
    const struct ssi_reference *reference = inputs->reference;
    for (size_t i = 0; i < count; i++) {
        const struct ssi_edge *edge = &reference->edges[halves[i].edge / 2];
        if (halves[i].edge % 2 == 1 || edge->text == 0) {
            continue;
        }
        SSI_TRY(SSI_GROW(inputs->link_rows, inputs->link_row_cap,
                         inputs->link_row_count + 1, err));
        SSI_TRY(read_row(inputs, &reference->edge_texts[edge->text - 1],
                         &inputs->link_rows[inputs->link_row_count], err));
        inputs->link_row_count++;
        link->row_count++;
    }
    return SSI_OK;
}

/** The halves of one member and other person become one link. */
static enum ssi_status add_link(struct ssi_inputs *inputs, const struct half *halves,
                                size_t count, struct ssi_error *err)
{
    const struct ssi_edge *edges = inputs->reference->edges;
    if (inputs->link_count >= UINT32_MAX - 1) {
        return ssi_error_set(err, SSI_EDATA, "more than 4 billion connections");
    }
    SSI_TRY(SSI_GROW(inputs->links, inputs->link_cap, inputs->link_count + 1, err));
    struct ssi_link link = {.other = halves[0].other,
                            .rows = (uint32_t)inputs->link_row_count,
                            .secs = INT64_MAX};
    for (size_t i = 0; i < count; i++) {
        int64_t secs = edges[halves[i].edge / 2].secs;
        link.secs = secs < link.secs ? secs : link.secs;
    }
    SSI_TRY(add_rows(inputs, &link, halves, count, err));
    inputs->links[inputs->link_count++] = link;
    return SSI_OK;
}

static enum ssi_status link_member(struct ssi_inputs *inputs, size_t m,
                                   struct half *halves, size_t count,
                                   struct ssi_error *err)
{
    struct ssi_input_member *member = &inputs->members[m];
    if (count == 0) {
        return SSI_OK;
    }
    qsort(halves, count, sizeof *halves, by_other);
    member->links = (uint32_t)inputs->link_count;
    member->named_by_edge = true;
    for (size_t start = 0; start < count;) {
        size_t end = start + 1;
        while (end < count && halves[end].other == halves[start].other) {
            end++;
        }
        SSI_TRY(add_link(inputs, halves + start, end - start, err));
        member->link_count++;
        start = end;
    }
    return SSI_OK;
}

enum ssi_status ssi_inputs_link(struct ssi_inputs *inputs, struct ssi_error *err)
{
    struct halves halves = {0};
    enum ssi_status status = list_halves(inputs, &halves, err);
    for (size_t m = 0; status == SSI_OK && m < inputs->member_count; m++) {
        size_t begin = m > 0 ? halves.first[m - 1] : 0; // where those before end
        status =
            link_member(inputs, m, halves.items + begin, halves.first[m] - begin, err);
    }
    ssi_free(halves.items);
    ssi_free(halves.first);
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
