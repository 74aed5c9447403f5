// SPDX-License-Identifier: GPL-3.0-or-later
// Which request each answer belongs to. Answers found by event id come from the partial;
// those of open logs belong to the member's latest earlier unanswered request to the same
// counterpart, or, without counterpart, to their own week. The rest are orphans.

#include "model_internal.h"

#include <stdlib.h>

/** Which of the two kinds of request: 0 InMails, 1 requests to connect. */
static int class_of(enum ssi_activity activity)
{
    enum ssi_activity_part part = ssi_activity_info(activity)->part;
    return part == SSI_PART_REQUEST || part == SSI_PART_ACCEPT_REQUEST;
}

static bool is_answer(enum ssi_activity activity)
{
    return ssi_activity_request_of(activity) != SSI_ACTIVITY_UNKNOWN;
}

static bool is_acceptance(enum ssi_activity activity)
{
    enum ssi_activity_part part = ssi_activity_info(activity)->part;
    return part == SSI_PART_ACCEPT_INMAIL || part == SSI_PART_ACCEPT_REQUEST;
}

/** A request or answer of a person, with ids resolved. */
struct item {
    uint32_t person, other; /* other SSI_NONE = no counterpart */
    int kind;               /* class */
    enum ssi_activity activity;
    int64_t secs;
    uint32_t source;
    uint64_t n, rows;
    uint64_t left; /* of a request: unanswered; of an answer: without a request */
    size_t below;  /* of an open request: the one before it on the stack, or SIZE_MAX */
};

/** Person, kind, counterpart, time; at one time answers first, acceptances before others.
 */
static int by_counterpart(const void *a, const void *b)
{
    const struct item *x = a;
    const struct item *y = b;
    if (x->person != y->person) {
        return x->person < y->person ? -1 : 1;
    }
    if (x->kind != y->kind) {
        return x->kind - y->kind;
    }
    if (x->other != y->other) {
        return x->other < y->other ? -1 : 1;
    }
    if (x->secs != y->secs) {
        return x->secs < y->secs ? -1 : 1;
    }
    int rank_x = is_answer(x->activity) ? (is_acceptance(x->activity) ? 0 : 1) : 2;
    int rank_y = is_answer(y->activity) ? (is_acceptance(y->activity) ? 0 : 1) : 2;
    if (rank_x != rank_y) {
        return rank_x - rank_y;
    }
    return (x->source > y->source) - (x->source < y->source);
}

struct matching {
    struct ssi_inputs *inputs;
    struct item *items;
    size_t count;
    struct found { /* an answered request */
        uint32_t person;
        int kind;
        struct ssi_answered answered;
    } * found;
    size_t found_count, found_cap;
    struct ssi_error *err;
};

static int32_t week_of(const struct matching *m, int64_t secs)
{
    return ssi_week_of_day(ssi_calendar_day(m->inputs->calendar, secs));
}

static enum ssi_status note_answer(struct matching *m, const struct item *answer,
                                   int32_t request_week, uint64_t n)
{
    if (!is_acceptance(answer->activity) || n == 0) {
        return SSI_OK; // a refusal uses the request up and counts for nothing
    }
    SSI_TRY(SSI_GROW(m->found, m->found_cap, m->found_count + 1, m->err));
    m->found[m->found_count++] =
        (struct found){.person = answer->person,
                       .kind = answer->kind,
                       .answered = {request_week, week_of(m, answer->secs), n}};
    return SSI_OK;
}

/**
 * One counterpart's items in time order: each answer takes the latest request still open.
 * Open requests are a stack, linked through `below`; at one time answers stand before
 * requests.
 */
static enum ssi_status match_counterpart(struct matching *m, struct item *items,
                                         size_t count)
{
    size_t top = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        if (!is_answer(items[i].activity)) {
            items[i].below = top;
            top = i;
            continue;
        }
        while (items[i].left > 0 && top != SIZE_MAX) {
            struct item *request = &items[top];
            uint64_t n = request->left < items[i].left ? request->left : items[i].left;
            request->left -= n;
            items[i].left -= n;
            SSI_TRY(note_answer(m, &items[i], week_of(m, request->secs), n));
            top = request->left == 0 ? request->below : top;
        }
    }
    return SSI_OK;
}

/** Requests of a week that are still open. */
struct open_week {
    int32_t week;
    uint64_t left;
};

static int by_week(const void *a, const void *b)
{
    const struct open_week *x = a;
    const struct open_week *y = b;
    return (x->week > y->week) - (x->week < y->week);
}

/** The open requests of a person week by week, in order; *out_count weeks. */
static enum ssi_status list_open(const struct matching *m, const struct item *items,
                                 size_t count, struct open_week **out_weeks,
                                 size_t *out_count)
{
    struct open_week *weeks = ssi_alloc(count, sizeof *weeks);
    size_t found = 0;
    size_t merged = 0;
    if (!weeks) {
        return ssi_error_nomem(m->err);
    }
    for (size_t i = 0; i < count; i++) {
        if (!is_answer(items[i].activity) && items[i].left > 0) {
            weeks[found++] = (struct open_week){week_of(m, items[i].secs), items[i].left};
        }
    }
    if (found > 1) {
        qsort(weeks, found, sizeof *weeks, by_week);
    }
    for (size_t i = 0; i < found; i++) {
        if (merged > 0 && weeks[merged - 1].week == weeks[i].week) {
            weeks[merged - 1].left += weeks[i].left;
        } else {
            weeks[merged++] = weeks[i];
        }
    }
    *out_weeks = weeks;
    *out_count = merged;
    return SSI_OK;
}

static bool has_lone_answers(const struct item *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (items[i].other == SSI_NONE && is_answer(items[i].activity)) {
            return true;
        }
    }
    return false;
}

/** Answers without counterpart: each takes a request of its own week that is still open.
 */
static enum ssi_status match_week(struct matching *m, struct item *items, size_t count)
{
    struct open_week *weeks = NULL;
    size_t week_count = 0;
    enum ssi_status status = SSI_OK;
    if (!has_lone_answers(items, count)) {
        return SSI_OK;
    }
    SSI_TRY(list_open(m, items, count, &weeks, &week_count));
    for (size_t i = 0; status == SSI_OK && i < count; i++) {
        if (items[i].other != SSI_NONE || !is_answer(items[i].activity)) {
            continue;
        }
        struct open_week key = {.week = week_of(m, items[i].secs)};
        struct open_week *open =
            week_count ? bsearch(&key, weeks, week_count, sizeof *weeks, by_week) : NULL;
        if (open) {
            uint64_t n = open->left < items[i].left ? open->left : items[i].left;
            open->left -= n;
            items[i].left -= n;
            status = note_answer(m, &items[i], key.week, n);
        }
    }
    ssi_free(weeks);
    return status;
}

/** Rows of an answer that found no request are ignored, not used. */
static void note_orphans(struct matching *m, const struct item *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct item *item = &items[i];
        if (!is_answer(item->activity) || item->left == 0) {
            continue;
        }
        uint64_t rows = item->left == item->n   ? item->rows
                        : item->n == item->rows ? item->left
                                                : 0;
        m->inputs->accounts[item->source].used -= rows;
        m->inputs->accounts[item->source].ignored_orphan += rows;
    }
}

/** All items of one person and kind. */
static enum ssi_status match_person(struct matching *m, struct item *items, size_t count)
{
    for (size_t start = 0; start < count;) {
        size_t end = start + 1;
        while (end < count && items[end].other == items[start].other) {
            end++;
        }
        if (items[start].other != SSI_NONE) {
            SSI_TRY(match_counterpart(m, items + start, end - start));
        }
        start = end;
    }
    SSI_TRY(match_week(m, items, count));
    note_orphans(m, items, count);
    return SSI_OK;
}

static enum ssi_status read_items(struct matching *m)
{
    const struct ssi_inputs *inputs = m->inputs;
    const struct ssi_request_record *records = SSI_RECORDS(inputs->partial, REQUESTS);
    m->count = SSI_RECORD_COUNT(inputs->partial, REQUESTS);
    m->items = ssi_alloc(m->count, sizeof *m->items);
    if (!m->items) {
        return ssi_error_nomem(m->err);
    }
    for (size_t i = 0; i < m->count; i++) {
        const struct ssi_request_record *r = &records[i];
        enum ssi_activity activity = (enum ssi_activity)r->activity;
        m->items[i] = (struct item){.person = inputs->person_of[r->member],
                                    .other = r->counterpart == SSI_NONE
                                                 ? SSI_NONE
                                                 : inputs->person_of[r->counterpart],
                                    .kind = class_of(activity),
                                    .activity = activity,
                                    .secs = r->secs,
                                    .source = r->source,
                                    .n = r->n,
                                    .rows = r->rows,
                                    .left = r->n};
    }
    if (m->count > 1) {
        qsort(m->items, m->count, sizeof *m->items, by_counterpart);
    }
    return SSI_OK;
}

static enum ssi_status match_all(struct matching *m)
{
    for (size_t start = 0; start < m->count;) {
        size_t end = start + 1;
        while (end < m->count && m->items[end].person == m->items[start].person &&
               m->items[end].kind == m->items[start].kind) {
            end++;
        }
        SSI_TRY(match_person(m, m->items + start, end - start));
        start = end;
    }
    return SSI_OK;
}

/** Requests answered through their event id were found when the partial was settled. */
static enum ssi_status add_settled(struct matching *m)
{
    const struct ssi_answer_record *answers = SSI_RECORDS(m->inputs->partial, ANSWERS);
    for (size_t i = 0; i < SSI_RECORD_COUNT(m->inputs->partial, ANSWERS); i++) {
        SSI_TRY(SSI_GROW(m->found, m->found_cap, m->found_count + 1, m->err));
        m->found[m->found_count++] = (struct found){
            .person = m->inputs->person_of[answers[i].member],
            .kind = class_of((enum ssi_activity)answers[i].activity),
            .answered = {answers[i].request_week, answers[i].answer_week, answers[i].n}};
    }
    return SSI_OK;
}

static int by_person(const void *a, const void *b)
{
    const struct found *x = a;
    const struct found *y = b;
    if (x->person != y->person) {
        return x->person < y->person ? -1 : 1;
    }
    return x->kind - y->kind;
}

/** Hand the answered requests to their members. */
static enum ssi_status place_found(struct matching *m)
{
    struct ssi_inputs *inputs = m->inputs;
    if (m->found_count > 1) {
        qsort(m->found, m->found_count, sizeof *m->found, by_person);
    }
    if (m->found_count > 0) {
        inputs->answers = ssi_alloc(inputs->member_count, sizeof *inputs->answers);
        if (!inputs->answers) {
            return ssi_error_nomem(m->err);
        }
    }
    for (size_t i = 0; i < m->found_count; i++) {
        uint32_t index = inputs->member_of[m->found[i].person];
        if (index == SSI_NONE) {
            continue;
        }
        struct ssi_member_answers *mine = &inputs->answers[index];
        int kind = m->found[i].kind;
        SSI_TRY(SSI_GROW(inputs->answered, inputs->answered_cap,
                         inputs->answered_count + 1, m->err));
        if (mine->count[kind]++ == 0) {
            mine->first[kind] = (uint32_t)inputs->answered_count;
        }
        inputs->answered[inputs->answered_count++] = m->found[i].answered;
    }
    return SSI_OK;
}

enum ssi_status ssi_inputs_match_requests(struct ssi_inputs *inputs,
                                          struct ssi_error *err)
{
    struct matching m = {.inputs = inputs, .err = err};
    enum ssi_status status = read_items(&m);
    if (status == SSI_OK) {
        status = match_all(&m);
    }
    if (status == SSI_OK) {
        status = add_settled(&m);
    }
    if (status == SSI_OK) {
        status = place_found(&m);
    }
    ssi_free(m.items);
    ssi_free(m.found);
    return status;
}
