// SPDX-License-Identifier: GPL-3.0-or-later
// How well the inputs fit together: match rates of every join, both ways. A join that
// matches nothing is an error with an example of each side.

#include "cli_internal.h"

/** People seen on one side of a join, and how many of them the other side knows. */
struct rate {
    size_t seen, matched;
    struct ssi_str missing; /* an example */
};

static void count_person(struct rate *rate, unsigned char *marks, uint32_t person,
                         bool known, struct ssi_str id)
{
    if (marks[person]) {
        return;
    }
    marks[person] = 1;
    rate->seen++;
    rate->matched += known;
    if (!known && rate->missing.len == 0) {
        rate->missing = id;
    }
}

/** The file of a kind, where there is just one, as the place of an error. */
static void blame_file(const struct ssi_reference *reference, enum ssi_format_kind kind,
                       struct ssi_error *err)
{
    for (size_t i = 0; reference->kinds[kind] == 1 && i < reference->source_count; i++) {
        if (reference->sources[i].kind == kind) {
            ssi_error_at(err, reference->sources[i].path, 0, 0);
        }
    }
}

static enum ssi_status nothing_matches(const char *a, struct ssi_str example_a,
                                       const char *b, struct ssi_str example_b,
                                       struct ssi_error *err)
{
    char left[SSI_QUOTE_SIZE];
    char right[SSI_QUOTE_SIZE];
    return ssi_error_set(
        err, SSI_EDATA,
        "no id of %s (such as %s) is an id of %s (such as %s); give the roster "
        "a column of these ids (seat_id, profile_url, identity_key, crm_id), "
        "or add an identities file",
        a, ssi_quote(example_a, left), b, ssi_quote(example_b, right));
}

/** People who act in event files against the roster. */
static enum ssi_status join_events(const struct ssi_run *run, unsigned char *marks,
                                   struct ssi_error *err)
{
    const struct ssi_inputs *inputs = &run->inputs;
    const struct ssi_actor_record *actors = SSI_RECORDS(inputs->partial, ACTORS);
    struct rate rate = {0};
    size_t with_events = 0;
    for (size_t i = 0; i < SSI_RECORD_COUNT(inputs->partial, ACTORS); i++) {
        uint32_t person = inputs->person_of[actors[i].member];
        count_person(&rate, marks, person, inputs->member_of[person] != SSI_NONE,
                     ssi_partial_member(inputs->partial, actors[i].member));
    }
    if (!inputs->has_roster || rate.seen == 0) {
        return SSI_OK;
    }
    for (size_t m = 0; m < inputs->member_count; m++) {
        with_events += inputs->members[m].block_count > 0;
    }
    if (rate.matched == 0 && inputs->member_count > 0) {
        (void)nothing_matches("the event files", rate.missing, "the roster",
                              ssi_member_id(inputs, 0), err);
        blame_file(inputs->reference, SSI_KIND_MEMBERS, err);
        return SSI_EDATA;
    }
    ssi_note(run->settings,
             "events to roster: %zu of %zu people known; %zu of %zu members have events",
             rate.matched, rate.seen, with_events, inputs->member_count);
    if (rate.matched < rate.seen) {
        char text[SSI_QUOTE_SIZE];
        ssi_note(run->settings, "not on the roster, so not scored: %s%s",
                 ssi_quote(rate.missing, text),
                 rate.seen - rate.matched > 1 ? " and others" : "");
    }
    return SSI_OK;
}

static enum ssi_status join_connections(const struct ssi_run *run, struct ssi_error *err)
{
    const struct ssi_inputs *inputs = &run->inputs;
    const struct ssi_reference *reference = inputs->reference;
    size_t linked = 0;
    if (!inputs->has_connections || reference->edge_count == 0 ||
        inputs->member_count == 0) {
        return SSI_OK;
    }
    for (size_t m = 0; m < inputs->member_count; m++) {
        linked += inputs->members[m].link_count > 0;
    }
    bool known = false; // also by an edge to oneself, which is no connection
    for (size_t i = 0; i < reference->edge_count && !known; i++) {
        known = inputs->member_of[reference->edges[i].member] != SSI_NONE ||
                inputs->member_of[reference->edges[i].connection] != SSI_NONE;
    }
    if (!known) {
        (void)nothing_matches("the connections",
                              reference->people.items[reference->edges[0].member],
                              "the members", ssi_member_id(inputs, 0), err);
        blame_file(reference, SSI_KIND_CONNECTIONS, err);
        return SSI_EDATA;
    }
    ssi_note(run->settings,
             "connections to members: %zu of %zu members have any, %zu edges", linked,
             inputs->member_count, inputs->link_count);
    return SSI_OK;
}

static enum ssi_status join_outcomes(const struct ssi_run *run, struct ssi_error *err)
{
    const struct ssi_inputs *inputs = &run->inputs;
    const struct ssi_format_record *formats = SSI_RECORDS(inputs->partial, FORMATS);
    uint64_t used = 0;
    uint64_t orphans = 0;
    for (size_t i = 0; i < SSI_RECORD_COUNT(inputs->partial, SOURCES); i++) {
        const struct ssi_source_record *account = &inputs->accounts[i];
        if (formats[account->format].kind == SSI_KIND_OUTCOMES) {
            used += account->used;
            orphans += account->ignored_orphan;
        }
    }
    if (used == 0 && orphans > 0) {
        return ssi_error_set(
            err, SSI_EDATA,
            "no outcome (of %llu) belongs to an activity that was read; add "
            "the activity export of the same period",
            (unsigned long long)orphans);
    }
    if (used + orphans > 0) {
        ssi_note(run->settings, "outcomes to activities: %llu of %llu known",
                 (unsigned long long)used, (unsigned long long)(used + orphans));
    }
    return SSI_OK;
}

/** An id of a deals or quotas file. */
static struct ssi_str example_owner(const struct ssi_reference *reference, size_t source)
{
    for (size_t i = 0; i < reference->owner_count; i++) {
        if (reference->owner_sources[i] == source) {
            return reference->people.items[reference->owners[i]];
        }
    }
    return ssi_str_of("", 0);
}

static enum ssi_status join_owned(const struct ssi_run *run, struct ssi_error *err)
{
    const struct ssi_reference *reference = run->inputs.reference;
    for (size_t i = 0; i < reference->source_count; i++) {
        const struct ssi_reference_source *source = &reference->sources[i];
        bool owned = source->kind == SSI_KIND_DEALS || source->kind == SSI_KIND_QUOTAS;
        if (!owned || run->inputs.member_count == 0 || source->account.used == 0 ||
            !run->inputs.has_roster) {
            continue;
        }
        if (source->matched == 0) {
            (void)nothing_matches("this file", example_owner(reference, i), "the roster",
                                  ssi_member_id(&run->inputs, 0), err);
            ssi_error_at(err, source->path, 0, 0);
            return SSI_EDATA;
        }
        ssi_note(run->settings, "%s to roster: %llu of %llu rows known", source->label,
                 (unsigned long long)source->matched,
                 (unsigned long long)source->account.used);
    }
    return SSI_OK;
}

enum ssi_status ssi_joins_check(const struct ssi_run *run, struct ssi_error *err)
{
    unsigned char *marks = ssi_alloc(run->inputs.reference->people.count, 1);
    if (!marks) {
        return ssi_error_nomem(err);
    }
    enum ssi_status status = join_events(run, marks, err);
    ssi_free(marks);
    SSI_TRY(status);
    SSI_TRY(join_connections(run, err));
    SSI_TRY(join_outcomes(run, err));
    return join_owned(run, err);
}
