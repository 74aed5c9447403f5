// SPDX-License-Identifier: GPL-3.0-or-later
// Reference files once they are read: aliases resolved, facts in order, persons found.
// Knows nothing of scores.

#include "ssi/reference.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const roster_fields[SSI_ROSTER_COLUMNS] = {
    [SSI_ROSTER_NAME] = "name",
    [SSI_ROSTER_TEAM] = "team",
    [SSI_ROSTER_INDUSTRY] = "industry",
    [SSI_ROSTER_SEAT] = "seat",
    [SSI_ROSTER_COMPANY] = "company",
    [SSI_ROSTER_MANAGER] = "manager",
    [SSI_ROSTER_EMAIL] = "email",
    [SSI_ROSTER_SINCE] = "since",
    [SSI_ROSTER_UNTIL] = "until",
    [SSI_ROSTER_STATUS] = "status",
    [SSI_ROSTER_OPTED_OUT] = "opted_out",
    [SSI_ROSTER_HEADLINE] = "headline",
    [SSI_ROSTER_SUMMARY] = "summary",
    [SSI_ROSTER_SKILLS] = "skills",
    [SSI_ROSTER_EXTRA] = "",
};

const char *ssi_roster_column_name(enum ssi_roster_column column)
{
    return roster_fields[column];
}

void ssi_reference_init(struct ssi_reference *reference, const char *const *levels,
                        size_t level_count)
{
    memset(reference, 0, sizeof *reference);
    ssi_ids_init(&reference->people);
    reference->levels = levels;
    reference->level_count = level_count;
}

void ssi_reference_release(struct ssi_reference *reference)
{
    if (!reference) {
        return;
    }
    for (size_t i = 0; i < reference->source_count; i++) {
        ssi_free(reference->sources[i].rejects);
    }
    ssi_ids_release(&reference->people);
    ssi_free(reference->canonical);
    ssi_free(reference->is_member);
    ssi_free(reference->in_roster);
    ssi_free(reference->listings);
    ssi_free(reference->first_facts);
    ssi_free(reference->facts);
    ssi_free(reference->aliases);
    ssi_free(reference->edges);
    ssi_free(reference->edge_texts);
    ssi_free(reference->owners);
    ssi_free(reference->owner_sources);
    ssi_free(reference->sales);
    ssi_free(reference->sources);
    ssi_arena_release(&reference->arena);
    memset(reference, 0, sizeof *reference);
}

enum ssi_status ssi_reference_add_person(struct ssi_reference *reference,
                                         struct ssi_str id, uint32_t *out_person,
                                         struct ssi_error *err)
{
    return ssi_ids_add_borrowed(&reference->people, id, out_person, err);
}

enum ssi_status ssi_reference_expect(struct ssi_reference *reference, size_t count,
                                     struct ssi_error *err)
{
    return ssi_ids_reserve(&reference->people, reference->people.count + count, err);
}

void ssi_reference_seal(struct ssi_reference *reference)
{
    ssi_ids_seal(&reference->people);
}

static int by_alias(const void *a, const void *b)
{
    const struct ssi_alias *x = a;
    const struct ssi_alias *y = b;
    if (x->alias != y->alias) {
        return x->alias < y->alias ? -1 : 1;
    }
    if (x->member != y->member) {
        return x->member < y->member ? -1 : 1;
    }
    return 0;
}

static enum ssi_status alias_conflict(const struct ssi_reference *reference,
                                      const struct ssi_alias *a,
                                      const struct ssi_alias *b, struct ssi_error *err)
{
    char name[SSI_QUOTE_SIZE];
    char first[SSI_QUOTE_SIZE];
    char second[SSI_QUOTE_SIZE];
    return ssi_error_set(
        err, SSI_EDATA,
        "the alias %s belongs to %s (%s:%llu) and to %s (%s:%llu); remove one",
        ssi_quote(reference->people.items[a->alias], name),
        ssi_quote(reference->people.items[a->member], first),
        reference->sources[a->source].label, (unsigned long long)a->line,
        ssi_quote(reference->people.items[b->member], second),
        reference->sources[b->source].label, (unsigned long long)b->line);
}

static enum ssi_status resolve_aliases(struct ssi_reference *reference,
                                       struct ssi_error *err)
{
    reference->canonical =
        ssi_alloc(reference->people.count, sizeof *reference->canonical);
    if (!reference->canonical) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < reference->people.count; i++) {
        reference->canonical[i] = (uint32_t)i;
    }
    if (reference->alias_count > 1) {
        qsort(reference->aliases, reference->alias_count, sizeof *reference->aliases,
              by_alias);
    }
    for (size_t i = 0; i < reference->alias_count; i++) {
        const struct ssi_alias *alias = &reference->aliases[i];
        if (reference->is_member[alias->alias]) {
            continue; // a member_id wins over an equal alias
        }
        if (i > 0 && alias[-1].alias == alias->alias &&
            alias[-1].member != alias->member) {
            return alias_conflict(reference, &alias[-1], alias, err);
        }
        reference->canonical[alias->alias] = alias->member;
    }
    return SSI_OK;
}

static int by_fact(const void *a, const void *b)
{
    const struct ssi_fact *x = a;
    const struct ssi_fact *y = b;
    if (x->person != y->person) {
        return x->person < y->person ? -1 : 1;
    }
    if (x->column != y->column) {
        return x->column < y->column ? -1 : 1;
    }
    if (x->as_of != y->as_of) {
        return x->as_of < y->as_of ? -1 : 1;
    }
    int order = ssi_str_cmp(x->text, y->text);
    if (order == 0 && x->line != y->line) {
        order = x->line < y->line ? -1 : 1;
    }
    return order;
}

static bool same_value(const struct ssi_fact *a, const struct ssi_fact *b)
{
    if (a->column >= SSI_ROSTER_COLUMNS) {
        return !(a->number < b->number) && !(a->number > b->number);
    }
    if (a->column == SSI_ROSTER_SINCE || a->column == SSI_ROSTER_UNTIL) {
        return a->secs == b->secs;
    }
    if (a->column == SSI_ROSTER_OPTED_OUT) {
        return a->flag == b->flag;
    }
    if (a->column == SSI_ROSTER_SEAT || a->column == SSI_ROSTER_STATUS) {
        return ssi_str_eq_nocase(a->text, b->text);
    }
    return ssi_str_eq(a->text, b->text);
}

static const char *column_name(const struct ssi_reference *reference, uint32_t column)
{
    return column == SSI_ROSTER_EXTRA    ? reference->extra
           : column < SSI_ROSTER_COLUMNS ? roster_fields[column]
                                         : reference->levels[column - SSI_ROSTER_COLUMNS];
}

static enum ssi_status facts_conflict(const struct ssi_reference *reference,
                                      const struct ssi_fact *a, const struct ssi_fact *b,
                                      struct ssi_error *err)
{
    char id[SSI_QUOTE_SIZE];
    char first[SSI_QUOTE_SIZE];
    char second[SSI_QUOTE_SIZE];
    return ssi_error_set(err, SSI_EDATA,
                         "two rows disagree on %s of %s: %.60s (%.40s:%llu) and %.60s "
                         "(%.40s:%llu); remove one, or tell them apart by as_of",
                         column_name(reference, a->column),
                         ssi_quote(reference->people.items[a->person], id),
                         ssi_quote(a->text, first), reference->sources[a->source].label,
                         (unsigned long long)a->line, ssi_quote(b->text, second),
                         reference->sources[b->source].label,
                         (unsigned long long)b->line);
}

static enum ssi_status order_facts(struct ssi_reference *reference, struct ssi_error *err)
{
    if (reference->fact_count > 1) {
        qsort(reference->facts, reference->fact_count, sizeof *reference->facts, by_fact);
    }
    for (size_t i = 1; i < reference->fact_count; i++) {
        const struct ssi_fact *a = &reference->facts[i - 1];
        const struct ssi_fact *b = &reference->facts[i];
        if (a->person == b->person && a->column == b->column && a->as_of == b->as_of &&
            !same_value(a, b)) {
            return facts_conflict(reference, a, b, err);
        }
    }
    return SSI_OK;
}

/** Where the facts of each person begin, so that a look-up searches those of one person.
 */
static enum ssi_status index_facts(struct ssi_reference *reference, struct ssi_error *err)
{
    if (reference->fact_count == 0) {
        return SSI_OK;
    }
    ssi_free(reference->first_facts); // of fewer people
    reference->person_count = reference->people.count;
    reference->first_facts =
        ssi_alloc(reference->person_count + 1, sizeof *reference->first_facts);
    if (!reference->first_facts) {
        reference->person_count = 0;
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < reference->fact_count; i++) {
        reference->first_facts[reference->facts[i].person + 1]++;
    }
    for (size_t i = 0; i < reference->person_count; i++) {
        reference->first_facts[i + 1] += reference->first_facts[i];
    }
    return SSI_OK;
}

static enum ssi_status mark_members(struct ssi_reference *reference,
                                    struct ssi_error *err)
{
    reference->is_member = ssi_alloc(reference->people.count, 1);
    reference->in_roster = ssi_alloc(reference->people.count, 1);
    if (!reference->is_member || !reference->in_roster) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < reference->listing_count; i++) {
        const struct ssi_listing *listing = &reference->listings[i];
        reference->is_member[listing->person] = 1;
        reference->in_roster[listing->person] |= listing->roster;
    }
    return SSI_OK;
}

enum ssi_status ssi_reference_finish(struct ssi_reference *reference,
                                     struct ssi_error *err)
{
    if (reference->finished && reference->finished_people == reference->people.count) {
        return SSI_OK;
    }
    SSI_TRY(mark_members(reference, err));
    SSI_TRY(resolve_aliases(reference, err));
    SSI_TRY(order_facts(reference, err));
    SSI_TRY(index_facts(reference, err));
    for (size_t i = 0; i < reference->edge_count; i++) {
        struct ssi_edge *edge = &reference->edges[i];
        edge->member = reference->canonical[edge->member];
        edge->connection = reference->canonical[edge->connection];
    }
    for (size_t i = 0; i < reference->owner_count; i++) {
        uint32_t person = reference->canonical[reference->owners[i]];
        if (reference->is_member[person]) {
            reference->sources[reference->owner_sources[i]].matched++;
        }
    }
    reference->finished = true;
    reference->finished_people = reference->people.count;
    return SSI_OK;
}

uint32_t ssi_reference_person(const struct ssi_reference *reference, struct ssi_str id)
{
    uint32_t person = ssi_ids_find(&reference->people, id);
    return person == SSI_ID_NONE ? SSI_ID_NONE : reference->canonical[person];
}

const struct ssi_fact *ssi_reference_fact(const struct ssi_reference *reference,
                                          uint32_t person, uint32_t column,
                                          int64_t before)
{
    if (person >= reference->person_count) {
        return NULL; // no facts at all, or a person that came later
    }
    size_t first = reference->first_facts[person];
    size_t low = first;
    size_t high = reference->first_facts[person + 1];
    while (low < high) { // the first fact not before (column, before)
        size_t middle = low + (high - low) / 2;
        const struct ssi_fact *fact = &reference->facts[middle];
        bool earlier =
            fact->column != column ? fact->column < column : fact->as_of < before;
        low = earlier ? middle + 1 : low;
        high = earlier ? high : middle;
    }
    const struct ssi_fact *fact = low > first ? &reference->facts[low - 1] : NULL;
    return fact && fact->column == column ? fact : NULL;
}
