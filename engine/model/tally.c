// SPDX-License-Identifier: GPL-3.0-or-later
// What is counted of one member, week by week, over all ids it goes by. The same memory
// serves one member after the other.

#include "model_internal.h"

#include <stdlib.h>

#include "ssi/unicode.h"

enum ssi_status ssi_tally_init(struct ssi_tally *tally, const struct ssi_inputs *inputs,
                               struct ssi_error *err)
{
    size_t weeks = (size_t)inputs->week_count;
    memset(tally, 0, sizeof *tally);
    tally->weeks = weeks;
    tally->counts = ssi_alloc(weeks * SSI_ACTIVITY_COUNT, sizeof *tally->counts);
    uint64_t **series[] = {&tally->days, &tally->prospecting, &tally->made,
                           &tally->on_topic, &tally->published};
    bool whole = tally->counts != NULL;
    for (size_t i = 0; i < SSI_COUNT(series); i++) {
        *series[i] = ssi_alloc(weeks, sizeof **series[i]);
        whole = whole && *series[i];
    }
    tally->absent = ssi_alloc(weeks, 1);
    tally->active = ssi_alloc(weeks, sizeof *tally->active);
    tally->covering = ssi_alloc(weeks, sizeof *tally->covering);
    if (!whole || !tally->absent || !tally->active || !tally->covering) {
        ssi_tally_release(tally);
        return ssi_error_nomem(err);
    }
    return SSI_OK;
}

void ssi_tally_release(struct ssi_tally *tally)
{
    ssi_free(tally->counts);
    ssi_free(tally->days);
    ssi_free(tally->prospecting);
    ssi_free(tally->made);
    ssi_free(tally->on_topic);
    ssi_free(tally->published);
    ssi_free(tally->pairs);
    ssi_free(tally->absent);
    ssi_free(tally->active);
    ssi_free(tally->covering);
    memset(tally, 0, sizeof *tally);
}

/** The first record of a partial's member; members come in order, mostly. */
static size_t seek(struct ssi_tally *tally, const struct ssi_partial *partial,
                   enum ssi_section section, uint32_t block)
{
    size_t at = ssi_partial_next_of(partial, section, block, tally->at[section]);
    tally->at[section] = at;
    tally->given_back[section] =
        ssi_partial_give_back(partial, section, tally->given_back[section], at);
    return at;
}

/** For each record of a member in a section. */
#define EACH(record, type, section)                                                      \
    const struct type *record =                                                          \
        (const struct type *)SSI_RECORDS(inputs->partial, section);                      \
    size_t i = seek(tally, inputs->partial, SSI_SECTION_##section, block);               \
    for (; i < SSI_RECORD_COUNT(inputs->partial, section) && record[i].member == block;  \
         i++)

static bool in_range(const struct ssi_inputs *inputs, int32_t week)
{
    return week >= inputs->first_week && week <= inputs->week;
}

static void add_counts(struct ssi_tally *tally, const struct ssi_inputs *inputs,
                       uint32_t block)
{
    EACH(record, ssi_count_record, COUNTS)
    {
        int32_t week = ssi_count_week(&record[i]);
        if (in_range(inputs, week)) {
            uint32_t activity = ssi_count_activity(&record[i]);
            size_t w = (size_t)(week - inputs->first_week);
            tally->counts[activity * tally->weeks + w] += record[i].n;
            uint64_t bit = UINT64_C(1) << activity;
            tally->held[activity] = tally->touched & bit ? tally->held[activity] : 0;
            tally->held[activity] |= w < 64 ? UINT64_C(1) << w : 0;
            tally->touched |= bit;
        }
    }
}

/** Bits first: a day that two ids of a member share is one day. */
static void add_days(struct ssi_tally *tally, const struct ssi_inputs *inputs,
                     uint32_t block)
{
    EACH(record, ssi_days_record, DAYS)
    {
        if (in_range(inputs, record[i].week)) {
            tally->days[record[i].week - inputs->first_week] |= record[i].bits;
        }
    }
}

static void count_bits(struct ssi_tally *tally, const struct ssi_inputs *inputs)
{
    for (int32_t w = 0; w < inputs->week_count; w++) {
        bool acted = tally->days[w] != 0;
        tally->held_days |= acted && w < 64 ? UINT64_C(1) << w : 0;
        tally->days[w] = (uint64_t)__builtin_popcountll(tally->days[w]);
        tally->active[w] = acted ? w : w > 0 ? tally->active[w - 1] : -1;
    }
}

static void add_actors(struct ssi_tally *tally, const struct ssi_inputs *inputs,
                       uint32_t block)
{
    EACH(record, ssi_actor_record, ACTORS)
    {
        for (size_t f = 0; f < inputs->format_count; f++) {
            if (inputs->formats[f].partial_format == record[i].format &&
                record[i].first_week < tally->first_seen[f]) {
                tally->first_seen[f] = record[i].first_week;
            }
        }
    }
}

/** Whether a listed topic stands, whole and case folded, in what a post states or says.
 */
static enum ssi_status on_list(const struct ssi_inputs *inputs, uint32_t text,
                               bool *out_found, struct ssi_error *err)
{
    struct ssi_arena arena = {0};
    struct ssi_str words;
    *out_found = false;
    if (text == SSI_NONE) {
        return SSI_OK;
    }
    enum ssi_status status =
        ssi_fold_words(&arena, ssi_partial_string(inputs->partial, text), &words, err);
    for (size_t t = 0; status == SSI_OK && t < inputs->targets->topic_count; t++) {
        *out_found |= ssi_words_contain(words, inputs->targets->topics[t]);
    }
    ssi_arena_release(&arena);
    return status;
}

static enum ssi_status add_topics(struct ssi_tally *tally,
                                  const struct ssi_inputs *inputs, uint32_t block,
                                  struct ssi_error *err)
{
    EACH(record, ssi_topic_record, TOPICS)
    {
        bool listed;
        if (in_range(inputs, record[i].week)) {
            int32_t w = record[i].week - inputs->first_week;
            SSI_TRY(on_list(inputs, record[i].text, &listed, err));
            tally->published[w] += record[i].n;
            tally->on_topic[w] += listed ? record[i].n : 0;
        }
    }
    return SSI_OK;
}

/** A view of someone not connected by the end of that day. */
static bool is_prospecting(const struct ssi_inputs *inputs,
                           const struct ssi_input_member *member,
                           const struct ssi_pair_record *view)
{
    const struct ssi_link *link =
        ssi_inputs_find_link(inputs, member, inputs->person_of[view->counterpart]);
    return !link || link->secs >= ssi_calendar_day_start(inputs->calendar, view->day + 1);
}

static enum ssi_status add_pairs(struct ssi_tally *tally, const struct ssi_inputs *inputs,
                                 const struct ssi_input_member *member, uint32_t block,
                                 struct ssi_error *err)
{
    EACH(record, ssi_pair_record, PAIRS)
    {
        int32_t week = ssi_week_of_day(record[i].day);
        if (!in_range(inputs, week)) {
            continue;
        }
        if (record[i].activity == SSI_ACTIVITY_profile_view) {
            if (inputs->has_connections && is_prospecting(inputs, member, &record[i])) {
                tally->prospecting[week - inputs->first_week] += record[i].n;
            }
            continue;
        }
        bool give = record[i].activity == SSI_ACTIVITY_engagement_give;
        SSI_TRY(SSI_GROW(tally->pairs, tally->pair_cap, tally->pair_count + 1, err));
        tally->pairs[tally->pair_count++] =
            (struct ssi_pair_week){.other = inputs->person_of[record[i].counterpart],
                                   .week = week,
                                   .gives = give ? record[i].n : 0,
                                   .receives = give ? 0 : record[i].n};
    }
    return SSI_OK;
}

static int by_other(const void *a, const void *b)
{
    const struct ssi_pair_week *x = a;
    const struct ssi_pair_week *y = b;
    return (x->other > y->other) - (x->other < y->other);
}

/** connections_made: from activity where a format feeds it, else from dated connections.
 */
static void add_made(struct ssi_tally *tally, const struct ssi_inputs *inputs,
                     const struct ssi_input_member *member)
{
    bool from_links = false;
    for (size_t f = 0; f < inputs->format_count; f++) {
        from_links |= inputs->formats[f].partial_format == SSI_NONE;
    }
    if (!from_links) {
        memcpy(tally->made, ssi_tally_counts(tally, SSI_ACTIVITY_connection_made),
               tally->weeks * sizeof *tally->made);
    }
    for (uint32_t i = 0; i < member->link_count && from_links; i++) {
        int64_t secs = inputs->links[member->links + i].secs;
        if (secs == SSI_UNDATED) {
            continue;
        }
        int32_t week = ssi_week_of_day(ssi_calendar_day(inputs->calendar, secs));
        if (in_range(inputs, week)) {
            tally->made[week - inputs->first_week]++;
        }
    }
}

/** Weeks that do not count: opted out, away or left as of their own cut-off. */
static void mark_absent(struct ssi_tally *tally, const struct ssi_inputs *inputs,
                        const struct ssi_input_member *member)
{
    for (int32_t w = 0; w < inputs->week_count; w++) {
        int64_t cutoff = inputs->cutoffs[w];
        struct ssi_str status =
            ssi_inputs_text(inputs, member->person, SSI_ROSTER_STATUS, cutoff);
        const struct ssi_fact *out = ssi_reference_fact(inputs->reference, member->person,
                                                        SSI_ROSTER_OPTED_OUT, cutoff);
        tally->absent[w] = ssi_str_eq_nocase(status, ssi_str_z("away")) ||
                           ssi_str_eq_nocase(status, ssi_str_z("left")) ||
                           (out && out->flag);
    }
}

static void clear(struct ssi_tally *tally, const struct ssi_inputs *inputs)
{
    size_t weeks = (size_t)inputs->week_count;
    for (uint64_t left = tally->touched; left; left &= left - 1) {
        size_t activity = (size_t)__builtin_ctzll(left);
        memset(tally->counts + activity * weeks, 0, weeks * sizeof *tally->counts);
    }
    tally->touched = 0;
    tally->held_days = 0;
    memset(tally->days, 0, weeks * sizeof *tally->days);
    memset(tally->prospecting, 0, weeks * sizeof *tally->prospecting);
    memset(tally->made, 0, weeks * sizeof *tally->made);
    memset(tally->on_topic, 0, weeks * sizeof *tally->on_topic);
    memset(tally->published, 0, weeks * sizeof *tally->published);
    memset(tally->absent, 0, weeks);
    tally->pair_count = 0;
    for (size_t f = 0; f < SSI_MAX_FORMATS; f++) {
        tally->first_seen[f] = INT32_MAX;
    }
}

enum ssi_status ssi_tally_member(struct ssi_tally *tally, const struct ssi_inputs *inputs,
                                 const struct ssi_input_member *member,
                                 struct ssi_error *err)
{
    clear(tally, inputs);
    for (uint32_t b = 0; b < member->block_count; b++) {
        uint32_t block = inputs->blocks[member->blocks + b];
        add_counts(tally, inputs, block);
        add_days(tally, inputs, block);
        add_actors(tally, inputs, block);
        SSI_TRY(add_topics(tally, inputs, block, err));
        SSI_TRY(add_pairs(tally, inputs, member, block, err));
    }
    count_bits(tally, inputs);
    if (tally->pair_count > 1) {
        qsort(tally->pairs, tally->pair_count, sizeof *tally->pairs, by_other);
    }
    add_made(tally, inputs, member);
    if (inputs->has_roster) {
        mark_absent(tally, inputs, member);
    }
    return SSI_OK;
}
