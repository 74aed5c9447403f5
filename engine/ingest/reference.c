// SPDX-License-Identifier: GPL-3.0-or-later
// Reads roster, identities, connections, deals and quotas into dated facts, aliases and
// edges. Knows what a row says; knows nothing of scores.

#include "ssi/reference.h"

#include <stdio.h>
#include <stdlib.h>

#include "ssi/num.h"

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
    ssi_free(reference->owners);
    ssi_free(reference->owner_sources);
    ssi_free(reference->sales);
    ssi_free(reference->sources);
    ssi_arena_release(&reference->arena);
    memset(reference, 0, sizeof *reference);
}

/** One file being read: where its fields stand and what is wrong with the current row. */
struct loading {
    struct ssi_reference *reference;
    struct ssi_reader *reader;
    uint32_t source;
    int32_t roster_places[SSI_ROSTER_COLUMNS];
    int32_t *level_places;
    int64_t first, last;
    int32_t bad_place;
    const char *reason; /* NULL = the row is good */
    struct ssi_error *err;
};

static void blame(struct loading *l, int32_t place, const char *reason)
{
    if (!l->reason) {
        l->bad_place = place;
        l->reason = reason;
    }
}

static struct ssi_str cell(const struct loading *l, const char *field)
{
    return ssi_reader_cell(l->reader, ssi_reader_field(l->reader, field));
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

/** An id cell as a person; blames the row when it is empty or no id. */
static enum ssi_status read_person(struct loading *l, int32_t place, uint32_t *out_person)
{
    char buf[SSI_ID_SIZE];
    struct ssi_str id;
    const char *reason = ssi_id_clean(ssi_reader_cell(l->reader, place), buf, &id);
    if (!reason && id.len == 0) {
        reason = "empty id";
    }
    if (reason) {
        blame(l, place, reason);
        *out_person = SSI_ID_NONE;
        return SSI_OK;
    }
    return ssi_ids_add(&l->reference->people, id, out_person, l->err);
}

static void read_time(struct loading *l, const char *field, int64_t *out_secs)
{
    int32_t place = ssi_reader_field(l->reader, field);
    struct ssi_str text = ssi_reader_cell(l->reader, place);
    if (text.len > 0 && !ssi_reader_time(l->reader, ssi_reader_column(l->reader, field),
                                         text, out_secs)) {
        blame(l, place, "not a time of the declared form");
    }
}

/** A good row's date belongs to the period of its file. */
static void note_time(struct loading *l, int64_t secs)
{
    if (secs != SSI_UNDATED && !l->reason) {
        l->first = secs < l->first ? secs : l->first;
        l->last = secs > l->last ? secs : l->last;
    }
}

/** A word as the format declares it, whatever its case; empty when it is none of them. */
static struct ssi_str declared_word(const struct ssi_column *column, struct ssi_str text)
{
    struct ssi_str rest = column->choices;
    struct ssi_str choice;
    while (ssi_str_split(&rest, ',', &choice)) {
        if (ssi_str_eq_nocase(choice, text)) {
            return choice;
        }
    }
    return ssi_str_of("", 0);
}

static void check_choice(struct loading *l, const char *field)
{
    int32_t place = ssi_reader_field(l->reader, field);
    struct ssi_str text = ssi_reader_cell(l->reader, place);
    if (text.len > 0 &&
        declared_word(ssi_reader_column(l->reader, field), text).len == 0) {
        blame(l, place, "not one of the allowed words");
    }
}

/** Types a roster cell; blames the row when it cannot be typed. */
static void type_fact(struct loading *l, uint32_t column, int32_t place,
                      struct ssi_fact *fact)
{
    if (column == SSI_ROSTER_SINCE || column == SSI_ROSTER_UNTIL) {
        read_time(l, roster_fields[column], &fact->secs);
    } else if (column == SSI_ROSTER_OPTED_OUT) {
        if (!ssi_parse_flag(fact->text, &fact->flag)) {
            blame(l, place, "neither yes nor no");
        }
    } else if (column >= SSI_ROSTER_COLUMNS) {
        if (!ssi_parse_double(fact->text, &fact->number) || fact->number < 0) {
            blame(l, place, "not a number of 0 or more");
        } else if (fact->number > 1e9) {
            blame(l, place, "level over 1,000,000,000");
        }
    }
}

static enum ssi_status add_fact(struct loading *l, uint32_t person, uint32_t column,
                                int32_t place, int64_t as_of)
{
    struct ssi_reference *reference = l->reference;
    struct ssi_fact fact = {.person = person,
                            .column = column,
                            .as_of = as_of,
                            .text = ssi_reader_cell(l->reader, place),
                            .source = l->source,
                            .line = l->reader->row.line};
    if (fact.text.len == 0) {
        return SSI_OK;
    }
    type_fact(l, column, place, &fact);
    if (column == SSI_ROSTER_SEAT || column == SSI_ROSTER_STATUS) {
        fact.text =
            declared_word(ssi_reader_column(l->reader, roster_fields[column]), fact.text);
    }
    SSI_TRY(ssi_arena_copy(&reference->arena, fact.text, &fact.text, l->err));
    SSI_TRY(SSI_GROW(reference->facts, reference->fact_cap, reference->fact_count + 1,
                     l->err));
    reference->facts[reference->fact_count++] = fact;
    return SSI_OK;
}

static enum ssi_status add_alias(struct loading *l, int32_t place, uint32_t member)
{
    struct ssi_reference *reference = l->reference;
    struct ssi_alias alias = {
        .member = member, .source = l->source, .line = l->reader->row.line};
    if (ssi_reader_cell(l->reader, place).len == 0) {
        return SSI_OK;
    }
    SSI_TRY(read_person(l, place, &alias.alias));
    SSI_TRY(SSI_GROW(reference->aliases, reference->alias_cap, reference->alias_count + 1,
                     l->err));
    reference->aliases[reference->alias_count++] = alias;
    return SSI_OK;
}

static enum ssi_status add_listing(struct loading *l, uint32_t person, bool roster)
{
    struct ssi_reference *reference = l->reference;
    SSI_TRY(SSI_GROW(reference->listings, reference->listing_cap,
                     reference->listing_count + 1, l->err));
    reference->listings[reference->listing_count++] =
        (struct ssi_listing){.person = person, .roster = roster};
    return SSI_OK;
}

static enum ssi_status read_member(struct loading *l)
{
    struct ssi_reader *reader = l->reader;
    uint32_t person;
    int64_t as_of = SSI_UNDATED;
    SSI_TRY(read_person(l, ssi_reader_field(reader, "member_id"), &person));
    read_time(l, "as_of", &as_of);
    check_choice(l, "seat");
    check_choice(l, "status");
    if (l->reason) {
        return SSI_OK;
    }
    SSI_TRY(add_listing(l, person, true));
    for (uint32_t c = 0; c < SSI_ROSTER_COLUMNS; c++) {
        SSI_TRY(add_fact(l, person, c, l->roster_places[c], as_of));
    }
    for (uint32_t i = 0; i < l->reference->level_count; i++) {
        SSI_TRY(add_fact(l, person, SSI_ROSTER_COLUMNS + i, l->level_places[i], as_of));
    }
    for (size_t i = 0; i < reader->format->column_count; i++) {
        if (reader->format->columns[i].alias) {
            SSI_TRY(add_alias(l, reader->header_of[i], person));
        }
    }
    note_time(l, as_of);
    return SSI_OK;
}

static enum ssi_status read_identity(struct loading *l)
{
    uint32_t person;
    SSI_TRY(read_person(l, ssi_reader_field(l->reader, "member_id"), &person));
    int32_t place = ssi_reader_field(l->reader, "alias");
    if (ssi_reader_cell(l->reader, place).len == 0) {
        blame(l, place, "empty id");
    }
    if (l->reason) {
        return SSI_OK;
    }
    SSI_TRY(add_listing(l, person, false));
    return add_alias(l, place, person);
}

static enum ssi_status keep_text(struct loading *l, const char *field,
                                 struct ssi_str *out_text)
{
    struct ssi_str text = cell(l, field);
    *out_text = ssi_str_of("", 0);
    return text.len ? ssi_arena_copy(&l->reference->arena, text, out_text, l->err)
                    : SSI_OK;
}

static enum ssi_status read_connection(struct loading *l)
{
    struct ssi_reference *reference = l->reference;
    struct ssi_edge edge = {.secs = SSI_UNDATED};
    SSI_TRY(read_person(l, ssi_reader_field(l->reader, "member_id"), &edge.member));
    SSI_TRY(
        read_person(l, ssi_reader_field(l->reader, "connection_id"), &edge.connection));
    read_time(l, "connected_at", &edge.secs);
    if (l->reason) {
        return SSI_OK;
    }
    note_time(l, edge.secs);
    SSI_TRY(keep_text(l, "title", &edge.title));
    SSI_TRY(keep_text(l, "company", &edge.company));
    SSI_TRY(keep_text(l, "industry", &edge.industry));
    SSI_TRY(keep_text(l, "seniority", &edge.seniority));
    SSI_TRY(SSI_GROW(reference->edges, reference->edge_cap, reference->edge_count + 1,
                     l->err));
    reference->edges[reference->edge_count++] = edge;
    return SSI_OK;
}

static enum ssi_stage read_stage(const struct loading *l)
{
    static const char *const stages[] = {
        [SSI_STAGE_WON] = "won", [SSI_STAGE_LOST] = "lost", [SSI_STAGE_OPEN] = "open"};
    struct ssi_str text = cell(l, "stage");
    for (int i = SSI_STAGE_WON; i <= SSI_STAGE_OPEN; i++) {
        if (ssi_str_eq_nocase(text, ssi_str_z(stages[i]))) {
            return (enum ssi_stage)i;
        }
    }
    return SSI_STAGE_NONE;
}

/** A deal or a quota: validated, and joined to its member for the match rate. */
static enum ssi_status read_owned(struct loading *l)
{
    struct ssi_reference *reference = l->reference;
    uint32_t person;
    double amount;
    int32_t amount_place = ssi_reader_field(l->reader, "amount");
    static const char *const times[] = {"opened_at", "closed_at", "from", "to"};
    int64_t secs[SSI_COUNT(times)];
    SSI_TRY(read_person(l, ssi_reader_field(l->reader, "member_id"), &person));
    if (!ssi_parse_double(ssi_reader_cell(l->reader, amount_place), &amount)) {
        blame(l, amount_place, "amount is not a number");
    }
    check_choice(l, "stage");
    for (size_t i = 0; i < SSI_COUNT(times); i++) {
        secs[i] = SSI_UNDATED;
        if (ssi_reader_field(l->reader, times[i]) >= 0) {
            read_time(l, times[i], &secs[i]);
        }
    }
    if (l->reason) {
        return SSI_OK;
    }
    for (size_t i = 0; i < SSI_COUNT(times); i++) {
        note_time(l, secs[i]);
    }
    SSI_TRY(SSI_GROW(reference->owners, reference->owner_cap, reference->owner_count + 1,
                     l->err));
    SSI_TRY(SSI_GROW(reference->sales, reference->sale_cap, reference->owner_count + 1,
                     l->err));
    reference->sales[reference->owner_count] =
        (struct ssi_sale){.kind = l->reader->format->kind,
                          .stage = read_stage(l),
                          .amount = amount,
                          .opened = secs[0],
                          .closed = secs[1],
                          .from = secs[2],
                          .to = secs[3]};
    SSI_TRY(SSI_GROW(reference->owner_sources, reference->owner_source_cap,
                     reference->owner_count + 1, l->err));
    reference->owners[reference->owner_count] = person;
    reference->owner_sources[reference->owner_count++] = l->source;
    return SSI_OK;
}

static enum ssi_status read_row(struct loading *l)
{
    static enum ssi_status (*const readers[])(struct loading *) = {
        [SSI_KIND_MEMBERS] = read_member,         [SSI_KIND_IDENTITIES] = read_identity,
        [SSI_KIND_CONNECTIONS] = read_connection, [SSI_KIND_DEALS] = read_owned,
        [SSI_KIND_QUOTAS] = read_owned,
    };
    return readers[l->reader->format->kind](l);
}

/** What a file added, so that it can be taken back as a whole. */
struct marks {
    size_t listings, facts, aliases, edges, owners;
};

static struct marks mark(const struct ssi_reference *r)
{
    return (struct marks){r->listing_count, r->fact_count, r->alias_count, r->edge_count,
                          r->owner_count};
}

static void take_back(struct ssi_reference *r, struct marks marks)
{
    r->listing_count = marks.listings;
    r->fact_count = marks.facts;
    r->alias_count = marks.aliases;
    r->edge_count = marks.edges;
    r->owner_count = marks.owners;
}

static enum ssi_status read_rows(struct loading *l)
{
    for (;;) {
        enum ssi_status status = ssi_reader_next(l->reader, l->err);
        if (status == SSI_END) {
            return SSI_OK;
        }
        SSI_TRY(status);
        struct marks before = mark(l->reference);
        l->reason = NULL;
        SSI_TRY(read_row(l));
        if (l->reason) {
            take_back(l->reference, before);
            SSI_TRY(ssi_reader_reject(l->reader, l->bad_place, l->reason, l->err));
        } else {
            l->reader->account.used++;
        }
    }
}

static enum ssi_status find_places(struct loading *l)
{
    for (int c = 0; c < SSI_ROSTER_COLUMNS; c++) {
        l->roster_places[c] = ssi_reader_field(l->reader, roster_fields[c]);
    }
    if (l->reference->extra) {
        l->roster_places[SSI_ROSTER_EXTRA] =
            ssi_reader_header(l->reader, l->reference->extra);
    }
    l->level_places = ssi_arena_alloc(&l->reader->arena, l->reference->level_count *
                                                             sizeof *l->level_places);
    if (!l->level_places) {
        return ssi_error_nomem(l->err);
    }
    for (size_t i = 0; i < l->reference->level_count; i++) {
        l->level_places[i] = l->reader->format->levels
                                 ? ssi_reader_header(l->reader, l->reference->levels[i])
                                 : -1;
    }
    return SSI_OK;
}

static enum ssi_status add_source(struct loading *l)
{
    struct ssi_reference *reference = l->reference;
    struct ssi_reader *reader = l->reader;
    struct ssi_str path;
    struct ssi_str label;
    SSI_TRY(ssi_arena_copy(&reference->arena, ssi_str_z(reader->path), &path, l->err));
    SSI_TRY(ssi_arena_copy(&reference->arena, ssi_str_z(reader->label), &label, l->err));
    SSI_TRY(SSI_GROW(reference->sources, reference->source_cap,
                     reference->source_count + 1, l->err));
    struct ssi_reference_source *source = &reference->sources[reference->source_count];
    *source = (struct ssi_reference_source){.path = path.ptr,
                                            .label = label.ptr,
                                            .format = reader->format->name,
                                            .kind = reader->format->kind,
                                            .digest = reader->digest,
                                            .account = reader->account,
                                            .first = l->first,
                                            .last = l->last};
    for (size_t i = 0; i < reader->reject_count; i++) {
        struct ssi_reject reject = reader->rejects[i];
        SSI_TRY(ssi_arena_copy(&reference->arena, reject.text, &reject.text, l->err));
        SSI_TRY(SSI_GROW(source->rejects, source->reject_cap, i + 1, l->err));
        source->rejects[i] = reject;
        source->reject_count = i + 1;
    }
    reference->kinds[source->kind]++;
    reference->source_count++;
    return SSI_OK;
}

static bool read_before(const struct ssi_reference *reference,
                        const struct ssi_reader *reader)
{
    for (size_t i = 0; i < reference->source_count; i++) {
        if (ssi_digest_cmp(reference->sources[i].digest, reader->digest) == 0 &&
            ssi_str_eq(reference->sources[i].format, reader->format->name)) {
            return true;
        }
    }
    return false;
}

enum ssi_status ssi_reference_read(struct ssi_reference *reference,
                                   struct ssi_reader *reader, bool *out_repeated,
                                   struct ssi_error *err)
{
    struct marks before = mark(reference);
    struct loading l = {.reference = reference,
                        .reader = reader,
                        .source = (uint32_t)reference->source_count,
                        .first = INT64_MAX,
                        .last = INT64_MIN,
                        .err = err};
    enum ssi_status status = find_places(&l);
    if (status == SSI_OK) {
        status = read_rows(&l);
    }
    *out_repeated = status == SSI_OK && read_before(reference, reader);
    if (status != SSI_OK || *out_repeated) {
        take_back(reference, before);
    } else {
        status = add_source(&l);
    }
    ssi_reader_release(reader);
    return status;
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
