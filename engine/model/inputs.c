// SPDX-License-Identifier: GPL-3.0-or-later
// Joins partial and reference files: which ids are one person, who is a member, which
// rows are whose. Everything later works on members and weeks only.

#include "model_internal.h"

#include <math.h>
#include <stdlib.h>

/** Records between giving the memory of a mapped partial back. */
enum { OFTEN = 1 << 16 };

enum ssi_status ssi_newest_week(const struct ssi_partial *partial,
                                const struct ssi_calendar *calendar, int64_t as_of,
                                int32_t *out_week, struct ssi_error *err)
{
    const struct ssi_count_record *counts = SSI_RECORDS(partial, COUNTS);
    int32_t newest = INT32_MIN;
    size_t back = 0;
    for (size_t i = 0; i < SSI_RECORD_COUNT(partial, COUNTS); i++) {
        back = i % OFTEN ? back
                         : ssi_partial_give_back(partial, SSI_SECTION_COUNTS, back, i);
        int32_t week = ssi_count_week(&counts[i]);
        if (week > newest && ssi_calendar_week_start(calendar, week + 1) <= as_of) {
            newest = week;
        }
    }
    if (newest == INT32_MIN) {
        return ssi_error_set(
            err, SSI_EDATA,
            "no complete week with a used event before the as-of time; give "
            "--week DATE, or more exports");
    }
    *out_week = newest;
    return SSI_OK;
}

struct ssi_str ssi_inputs_text(const struct ssi_inputs *inputs, uint32_t person,
                               enum ssi_roster_column column, int64_t before)
{
    const struct ssi_fact *fact =
        ssi_reference_fact(inputs->reference, person, column, before);
    return fact ? fact->text : ssi_str_of("", 0);
}

/** The ids of events become persons too, then aliases are resolved. */
static enum ssi_status join_people(struct ssi_inputs *inputs, struct ssi_error *err)
{
    size_t count = SSI_RECORD_COUNT(inputs->partial, MEMBER_ENDS);
    inputs->person_of = ssi_alloc(count, sizeof *inputs->person_of);
    if (!inputs->person_of) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(ssi_reference_expect(inputs->reference, count, err));
    for (size_t i = 0; i < count; i++) {
        SSI_TRY(ssi_reference_add_person(inputs->reference,
                                         ssi_partial_member(inputs->partial, (uint32_t)i),
                                         &inputs->person_of[i], err));
    }
    SSI_TRY(ssi_reference_finish(inputs->reference, err));
    for (size_t i = 0; i < count; i++) {
        inputs->person_of[i] = inputs->reference->canonical[inputs->person_of[i]];
    }
    return SSI_OK;
}

/** Who is a member: the roster's; without a roster whoever acted. */
static void mark_wanted(const struct ssi_inputs *inputs, unsigned char *wanted)
{
    const struct ssi_days_record *days = SSI_RECORDS(inputs->partial, DAYS);
    size_t people = inputs->reference->people.count;
    size_t back = 0;
    if (inputs->has_roster) {
        memcpy(wanted, inputs->reference->in_roster, people);
        return;
    }
    for (size_t i = 0; i < SSI_RECORD_COUNT(inputs->partial, DAYS); i++) {
        back = i % OFTEN
                   ? back
                   : ssi_partial_give_back(inputs->partial, SSI_SECTION_DAYS, back, i);
        wanted[inputs->person_of[days[i].member]] = 1;
    }
}

/** A member on its way to its place by id. */
struct named {
    struct ssi_str id;
    uint32_t person;
};

static int by_id(const void *a, const void *b)
{
    return ssi_str_cmp(((const struct named *)a)->id, ((const struct named *)b)->id);
}

/** Sorts the members by id, unless they are in order already: as those of a partial are.
 */
static enum ssi_status sort_members(struct ssi_inputs *inputs, struct ssi_error *err)
{
    bool sorted = true;
    for (size_t m = 1; m < inputs->member_count && sorted; m++) {
        sorted = ssi_str_cmp(ssi_member_id(inputs, m - 1), ssi_member_id(inputs, m)) < 0;
    }
    if (sorted) {
        return SSI_OK;
    }
    struct named *order = ssi_alloc(inputs->member_count, sizeof *order);
    if (!order) {
        return ssi_error_nomem(err);
    }
    for (size_t m = 0; m < inputs->member_count; m++) {
        order[m] = (struct named){ssi_member_id(inputs, m), inputs->members[m].person};
    }
    qsort(order, inputs->member_count, sizeof *order, by_id);
    for (size_t m = 0; m < inputs->member_count; m++) {
        inputs->members[m].person = order[m].person;
    }
    ssi_free(order);
    return SSI_OK;
}

static enum ssi_status add_wanted(struct ssi_inputs *inputs, const unsigned char *wanted,
                                  struct ssi_error *err)
{
    size_t people = inputs->reference->people.count;
    size_t count = 0;
    for (size_t i = 0; i < people; i++) {
        count += wanted[i];
    }
    inputs->members = ssi_alloc(count, sizeof *inputs->members);
    if (!inputs->members) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < people; i++) {
        if (wanted[i]) {
            inputs->members[inputs->member_count++].person = (uint32_t)i;
        }
    }
    return sort_members(inputs, err);
}

static enum ssi_status list_members(struct ssi_inputs *inputs, struct ssi_error *err)
{
    size_t people = inputs->reference->people.count;
    unsigned char *wanted = ssi_alloc(people, 1);
    inputs->member_of = ssi_alloc(people, sizeof *inputs->member_of);
    enum ssi_status status = wanted && inputs->member_of ? SSI_OK : ssi_error_nomem(err);
    if (status == SSI_OK && people > 0) {
        mark_wanted(inputs, wanted);
        memset(inputs->member_of, 0xff, people * sizeof *inputs->member_of); // SSI_NONE
        status = add_wanted(inputs, wanted, err);
    }
    for (size_t m = 0; status == SSI_OK && m < inputs->member_count; m++) {
        inputs->member_of[inputs->members[m].person] = (uint32_t)m;
    }
    ssi_free(wanted);
    return status;
}

/** Groups the partial's members by the member they are: one pass to count, one to place.
 */
static enum ssi_status group_blocks(struct ssi_inputs *inputs, struct ssi_error *err)
{
    size_t count = SSI_RECORD_COUNT(inputs->partial, MEMBER_ENDS);
    inputs->blocks = ssi_alloc(count, sizeof *inputs->blocks);
    if (!inputs->blocks) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t member = inputs->member_of[inputs->person_of[i]];
        if (member != SSI_NONE) {
            inputs->members[member].block_count++;
        }
    }
    uint32_t start = 0;
    for (size_t m = 0; m < inputs->member_count; m++) {
        inputs->members[m].blocks = start;
        start += inputs->members[m].block_count;
        inputs->members[m].block_count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t member = inputs->member_of[inputs->person_of[i]];
        if (member != SSI_NONE) {
            struct ssi_input_member *m = &inputs->members[member];
            inputs->blocks[m->blocks + m->block_count++] = (uint32_t)i;
        }
    }
    return SSI_OK;
}

static enum ssi_status set_weeks(struct ssi_inputs *inputs, int32_t week, int32_t history,
                                 struct ssi_error *err)
{
    int32_t back = history - 1 > 5 ? history - 1 : 5; // five weeks for change_5w
    inputs->week = week;
    inputs->first_week = week - back - (inputs->model->window - 1);
    inputs->week_count = week - inputs->first_week + 1;
    inputs->cutoffs = ssi_alloc((size_t)inputs->week_count, sizeof *inputs->cutoffs);
    if (!inputs->cutoffs) {
        return ssi_error_nomem(err);
    }
    for (int32_t i = 0; i < inputs->week_count; i++) {
        inputs->cutoffs[i] =
            ssi_calendar_week_start(inputs->calendar, inputs->first_week + i + 1);
    }
    const struct ssi_count_record *counts = SSI_RECORDS(inputs->partial, COUNTS);
    inputs->decay = ssi_arena_alloc(&inputs->arena, (size_t)inputs->model->window *
                                                        sizeof *inputs->decay);
    if (!inputs->decay) {
        return ssi_error_nomem(err);
    }
    double half_life = inputs->model->half_life;
    for (int32_t k = 0; k < inputs->model->window; k++) {
        inputs->decay[k] = half_life > 0 ? exp2(-(double)k / half_life) : 1.0;
    }
    bool levels_alone = SSI_RECORD_COUNT(inputs->partial, COUNTS) == 0 &&
                        !ssi_model_counts(inputs->model);
    inputs->first_event_week = levels_alone ? INT32_MIN : INT32_MAX;
    size_t given = 0;
    for (size_t i = 0; i < SSI_RECORD_COUNT(inputs->partial, COUNTS); i++) {
        given = i % OFTEN ? given
                          : ssi_partial_give_back(inputs->partial, SSI_SECTION_COUNTS,
                                                  given, i);
        int32_t counted = ssi_count_week(&counts[i]);
        if (counted < inputs->first_event_week) {
            inputs->first_event_week = counted;
        }
    }
    return SSI_OK;
}

static enum ssi_status copy_accounts(struct ssi_inputs *inputs, struct ssi_error *err)
{
    size_t count = SSI_RECORD_COUNT(inputs->partial, SOURCES);
    inputs->accounts = ssi_alloc(count, sizeof *inputs->accounts);
    if (!inputs->accounts) {
        return ssi_error_nomem(err);
    }
    if (count) {
        memcpy(inputs->accounts, SSI_RECORDS(inputs->partial, SOURCES),
               count * sizeof *inputs->accounts);
    }
    return SSI_OK;
}

/** Which roster columns anyone has a cell in, as of the newest scored week. */
static void note_columns(struct ssi_inputs *inputs)
{
    int64_t cutoff = ssi_inputs_cutoff(inputs, inputs->week);
    for (size_t i = 0; i < inputs->reference->fact_count; i++) {
        const struct ssi_fact *fact = &inputs->reference->facts[i];
        if (fact->column < SSI_ROSTER_COLUMNS && fact->as_of < cutoff &&
            !(inputs->dated_only && fact->as_of == SSI_UNDATED)) {
            inputs->roster_has[fact->column] = 1;
        }
    }
}

static enum ssi_status join_all(struct ssi_inputs *inputs, int32_t week, int32_t history,
                                struct ssi_error *err)
{
    SSI_TRY(set_weeks(inputs, week, history, err));
    SSI_TRY(copy_accounts(inputs, err));
    SSI_TRY(join_people(inputs, err));
    note_columns(inputs);
    SSI_TRY(list_members(inputs, err));
    SSI_TRY(group_blocks(inputs, err));
    SSI_TRY(ssi_inputs_link(inputs, err));
    SSI_TRY(ssi_inputs_match_requests(inputs, err));
    return ssi_inputs_cover(inputs, err);
}

static enum ssi_status init(struct ssi_inputs *inputs, const struct ssi_partial *partial,
                            struct ssi_reference *reference,
                            const struct ssi_calendar *calendar,
                            const struct ssi_model *model,
                            const struct ssi_targets *targets, int32_t week,
                            int32_t history_weeks, struct ssi_error *err)
{
    inputs->partial = partial;
    inputs->reference = reference;
    inputs->calendar = calendar;
    inputs->model = model;
    inputs->targets = targets;
    inputs->has_roster = reference->kinds[SSI_KIND_MEMBERS] > 0;
    inputs->has_connections = reference->kinds[SSI_KIND_CONNECTIONS] > 0;
    ssi_ids_init(&inputs->companies);
    enum ssi_status status = join_all(inputs, week, history_weeks, err);
    if (status != SSI_OK) {
        ssi_inputs_release(inputs);
    }
    return status;
}

enum ssi_status ssi_inputs_init(struct ssi_inputs *inputs,
                                const struct ssi_partial *partial,
                                struct ssi_reference *reference,
                                const struct ssi_calendar *calendar,
                                const struct ssi_model *model,
                                const struct ssi_targets *targets, int32_t week,
                                int32_t history_weeks, struct ssi_error *err)
{
    memset(inputs, 0, sizeof *inputs);
    return init(inputs, partial, reference, calendar, model, targets, week, history_weeks,
                err);
}

enum ssi_status ssi_inputs_init_known(struct ssi_inputs *inputs,
                                      const struct ssi_partial *partial,
                                      struct ssi_reference *reference,
                                      const struct ssi_calendar *calendar,
                                      const struct ssi_model *model,
                                      const struct ssi_targets *targets, int32_t week,
                                      int32_t history_weeks, struct ssi_error *err)
{
    memset(inputs, 0, sizeof *inputs);
    inputs->dated_only = true;
    return init(inputs, partial, reference, calendar, model, targets, week, history_weeks,
                err);
}

void ssi_inputs_release(struct ssi_inputs *inputs)
{
    if (!inputs) {
        return;
    }
    ssi_free(inputs->cutoffs);
    ssi_free(inputs->members);
    ssi_free(inputs->member_of);
    ssi_free(inputs->person_of);
    ssi_free(inputs->blocks);
    ssi_free(inputs->links);
    ssi_free(inputs->link_rows);
    ssi_ids_release(&inputs->companies);
    ssi_free(inputs->answered);
    ssi_free(inputs->answers);
    ssi_free(inputs->accounts);
    ssi_arena_release(&inputs->arena);
    memset(inputs, 0, sizeof *inputs);
}
