// SPDX-License-Identifier: GPL-3.0-or-later
// Reads roster, identities, connections, deals and quotas into dated facts, aliases and
// edges. Knows what a row says.

#include <stdlib.h>

#include "ssi/num.h"
#include "ssi/reference.h"

static const char *const edge_text_fields[] = {"title", "company", "industry",
                                               "seniority"};

/** One file being read: where its fields stand and what is wrong with the current row. */
struct loading {
    struct ssi_reference *reference;
    struct ssi_reader *reader;
    uint32_t source;
    int32_t roster_places[SSI_ROSTER_COLUMNS];
    int32_t *level_places;
    int32_t ends[2], connected_at, edge_texts[4]; /* of connections */
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
        read_time(l, ssi_roster_column_name((enum ssi_roster_column)column), &fact->secs);
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
        fact.text = declared_word(
            ssi_reader_column(l->reader,
                              ssi_roster_column_name((enum ssi_roster_column)column)),
            fact.text);
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

static enum ssi_status keep_text(struct loading *l, int32_t place,
                                 struct ssi_str *out_text)
{
    struct ssi_str text = ssi_reader_cell(l->reader, place);
    *out_text = ssi_str_of("", 0);
    return text.len ? ssi_arena_copy(&l->reference->arena, text, out_text, l->err)
                    : SSI_OK;
}

/** What a row says of the connection beyond its id; most say nothing. */
static enum ssi_status read_edge_text(struct loading *l, uint32_t *out_text)
{
    struct ssi_reference *reference = l->reference;
    struct ssi_edge_text text;
    SSI_TRY(keep_text(l, l->edge_texts[0], &text.title));
    SSI_TRY(keep_text(l, l->edge_texts[1], &text.company));
    SSI_TRY(keep_text(l, l->edge_texts[2], &text.industry));
    SSI_TRY(keep_text(l, l->edge_texts[3], &text.seniority));
    *out_text = 0;
    if (text.title.len + text.company.len + text.industry.len + text.seniority.len == 0) {
        return SSI_OK;
    }
    if (reference->edge_text_count >= UINT32_MAX - 1) {
        return ssi_error_set(l->err, SSI_EDATA, "more than 4 billion connections");
    }
    SSI_TRY(SSI_GROW(reference->edge_texts, reference->edge_text_cap,
                     reference->edge_text_count + 1, l->err));
    reference->edge_texts[reference->edge_text_count++] = text;
    *out_text = (uint32_t)reference->edge_text_count;
    return SSI_OK;
}

static enum ssi_status read_connection(struct loading *l)
{
    struct ssi_reference *reference = l->reference;
    struct ssi_edge edge = {.secs = SSI_UNDATED};
    SSI_TRY(read_person(l, l->ends[0], &edge.member));
    SSI_TRY(read_person(l, l->ends[1], &edge.connection));
    if (ssi_reader_cell(l->reader, l->connected_at).len > 0) {
        read_time(l, "connected_at", &edge.secs);
    }
    if (l->reason) {
        return SSI_OK;
    }
    note_time(l, edge.secs);
    SSI_TRY(read_edge_text(l, &edge.text));
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
    size_t listings, facts, aliases, edges, edge_texts, owners;
};

static struct marks mark(const struct ssi_reference *r)
{
    return (struct marks){r->listing_count, r->fact_count,      r->alias_count,
                          r->edge_count,    r->edge_text_count, r->owner_count};
}

static void take_back(struct ssi_reference *r, struct marks marks)
{
    r->listing_count = marks.listings;
    r->fact_count = marks.facts;
    r->alias_count = marks.aliases;
    r->edge_count = marks.edges;
    r->edge_text_count = marks.edge_texts;
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
        l->roster_places[c] = ssi_reader_field(
            l->reader, ssi_roster_column_name((enum ssi_roster_column)c));
    }
    l->ends[0] = ssi_reader_field(l->reader, "member_id");
    l->ends[1] = ssi_reader_field(l->reader, "connection_id");
    l->connected_at = ssi_reader_field(l->reader, "connected_at");
    for (size_t i = 0; i < SSI_COUNT(edge_text_fields); i++) {
        l->edge_texts[i] = ssi_reader_field(l->reader, edge_text_fields[i]);
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
