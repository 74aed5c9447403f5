// SPDX-License-Identifier: GPL-3.0-or-later
/** Partials for tests: made from the text of a file, and told as lines that can be
 * compared. */
#ifndef SSI_TESTS_TESTING_AGGREGATE_H
#define SSI_TESTS_TESTING_AGGREGATE_H

#include "ssi/output.h"
#include "ssi/partial.h"

#include "testing_ingest.h"

#define NAVIGATOR "activityId,activityType,createdAt,seatId,memberIdentityKey\n"
#define OUTCOMES  "activityId,activityType,outcomeAt\n"
#define LOG                                                                              \
    "occurred_at,member_id,activity,counterpart_id,count,topic,team,industry,event_id\n"

static inline struct ssi_aggregate_options wanting_all(enum ssi_keep keep)
{
    static const unsigned char seed[32] = {1, 2, 3};
    struct ssi_aggregate_options options = {.key_print = {7, 7},
                                            .keep = keep,
                                            .views = true,
                                            .engagements = true,
                                            .requests = true,
                                            .topics = true};
    ssi_digest_key_init(&options.key, seed);
    return options;
}

static inline enum ssi_status ingest_with(struct setting *setting, const char *path,
                                          struct ssi_str bytes,
                                          const struct ssi_aggregate_options *options,
                                          struct ssi_partial *out_partial,
                                          struct ssi_error *err)
{
    struct ssi_reader reader;
    SSI_TRY(open_bytes(setting, &reader, path, bytes, err));
    return ssi_aggregate_file(&reader, options, out_partial, err);
}

static inline struct ssi_partial ingest(struct setting *setting, const char *path,
                                        const char *text, enum ssi_keep keep)
{
    struct ssi_aggregate_options options = wanting_all(keep);
    struct ssi_partial partial;
    struct ssi_error err = {0};
    assert_ok(ingest_with(setting, path, ssi_str_z(text), &options, &partial, &err));
    return partial;
}

static inline struct ssi_partial merge(const struct ssi_partial *partials, size_t count)
{
    const struct ssi_partial *inputs[16];
    struct ssi_partial merged;
    struct ssi_error err = {0};
    assert_true(count <= SSI_COUNT(inputs));
    for (size_t i = 0; i < count; i++) {
        inputs[i] = &partials[i];
    }
    assert_ok(ssi_partial_merge(inputs, count, &merged, &err));
    return merged;
}

/** A text of a partial, "-" for none. */
static inline struct ssi_str text_of(const struct ssi_partial *partial, uint32_t index)
{
    return index == SSI_NONE ? ssi_str_z("-") : ssi_partial_string(partial, index);
}

static inline struct ssi_str member_of(const struct ssi_partial *partial, uint32_t index)
{
    return index == SSI_NONE ? ssi_str_z("-") : ssi_partial_member(partial, index);
}

/** What is told of a partial, section by section. */
struct telling {
    const struct ssi_partial *partial;
    const struct ssi_calendar *calendar;
    struct ssi_output *output;
};

static inline void tell_word(const struct telling *t, struct ssi_str word)
{
    ssi_output_char(t->output, ' ');
    ssi_output_str(t->output, word);
}

static inline void tell_number(const struct telling *t, uint64_t number)
{
    ssi_output_format(t->output, " %llu", (unsigned long long)number);
}

static inline void tell_week(const struct telling *t, int32_t week)
{
    char name[16];
    ssi_calendar_week_name(t->calendar, week, name);
    tell_word(t, ssi_str_z(week == INT32_MAX ? "never" : name));
}

static inline void tell_activity(const struct telling *t, uint32_t activity)
{
    const char *name = ssi_activity_info((enum ssi_activity)activity)->name;
    tell_word(t, ssi_str_z(name[0] ? name : "ignored"));
}

static inline void tell_end(const struct telling *t)
{
    ssi_output_char(t->output, '\n');
}

static inline void tell_sources(const struct telling *t)
{
    const struct ssi_source_record *sources = SSI_RECORDS(t->partial, SOURCES);
    for (size_t i = 0; i < SSI_RECORD_COUNT(t->partial, SOURCES); i++) {
        const struct ssi_source_record *s = &sources[i];
        ssi_output_format(
            t->output,
            "source %.*s rows=%llu used=%llu ignored=%llu orphan=%llu "
            "duplicate=%llu rejected=%llu\n",
            (int)text_of(t->partial, s->label).len, text_of(t->partial, s->label).ptr,
            (unsigned long long)s->rows, (unsigned long long)s->used,
            (unsigned long long)s->ignored_mapping, (unsigned long long)s->ignored_orphan,
            (unsigned long long)s->duplicate, (unsigned long long)s->rejected);
        assert_int_equal(s->rows, s->used + s->ignored_mapping + s->ignored_orphan +
                                      s->duplicate + s->rejected);
    }
}

static inline void tell_counts(const struct telling *t)
{
    const struct ssi_count_record *counts = SSI_RECORDS(t->partial, COUNTS);
    for (size_t i = 0; i < SSI_RECORD_COUNT(t->partial, COUNTS); i++) {
        ssi_output_text(t->output, "count");
        tell_word(t, member_of(t->partial, counts[i].member));
        tell_week(t, ssi_count_week(&counts[i]));
        tell_activity(t, ssi_count_activity(&counts[i]));
        tell_number(t, counts[i].n);
        tell_end(t);
    }
}

static inline void tell_days(const struct telling *t)
{
    const struct ssi_days_record *days = SSI_RECORDS(t->partial, DAYS);
    for (size_t i = 0; i < SSI_RECORD_COUNT(t->partial, DAYS); i++) {
        ssi_output_text(t->output, "days");
        tell_word(t, member_of(t->partial, days[i].member));
        tell_week(t, days[i].week);
        tell_number(t, days[i].bits);
        tell_end(t);
    }
}

static inline void tell_pairs(const struct telling *t)
{
    const struct ssi_pair_record *pairs = SSI_RECORDS(t->partial, PAIRS);
    for (size_t i = 0; i < SSI_RECORD_COUNT(t->partial, PAIRS); i++) {
        ssi_output_text(t->output, "pair");
        tell_word(t, member_of(t->partial, pairs[i].member));
        tell_word(t, member_of(t->partial, pairs[i].counterpart));
        tell_activity(t, pairs[i].activity);
        tell_week(t, ssi_week_of_day(pairs[i].day));
        tell_number(t, (uint64_t)ssi_weekday_of_day(pairs[i].day));
        tell_number(t, pairs[i].n);
        tell_end(t);
    }
}

static inline void tell_topics(const struct telling *t)
{
    const struct ssi_topic_record *topics = SSI_RECORDS(t->partial, TOPICS);
    for (size_t i = 0; i < SSI_RECORD_COUNT(t->partial, TOPICS); i++) {
        ssi_output_text(t->output, "topic");
        tell_word(t, member_of(t->partial, topics[i].member));
        tell_week(t, topics[i].week);
        tell_word(t, text_of(t->partial, topics[i].text));
        tell_number(t, topics[i].n);
        tell_end(t);
    }
}

static inline void tell_requests(const struct telling *t)
{
    const struct ssi_request_record *requests = SSI_RECORDS(t->partial, REQUESTS);
    for (size_t i = 0; i < SSI_RECORD_COUNT(t->partial, REQUESTS); i++) {
        char time[32];
        ssi_format_time(time, requests[i].secs);
        ssi_output_text(t->output, "request");
        tell_word(t, member_of(t->partial, requests[i].member));
        tell_word(t, member_of(t->partial, requests[i].counterpart));
        tell_word(t, ssi_str_z(time));
        tell_activity(t, requests[i].activity);
        tell_number(t, requests[i].n);
        tell_number(t, requests[i].rows);
        tell_end(t);
    }
}

static inline void tell_answers(const struct telling *t)
{
    const struct ssi_answer_record *answers = SSI_RECORDS(t->partial, ANSWERS);
    for (size_t i = 0; i < SSI_RECORD_COUNT(t->partial, ANSWERS); i++) {
        ssi_output_text(t->output, "answer");
        tell_word(t, member_of(t->partial, answers[i].member));
        tell_activity(t, answers[i].activity);
        tell_week(t, answers[i].request_week);
        tell_week(t, answers[i].answer_week);
        tell_number(t, answers[i].n);
        tell_end(t);
    }
}

static inline void tell_labels(const struct telling *t)
{
    const struct ssi_label_record *labels = SSI_RECORDS(t->partial, LABELS);
    for (size_t i = 0; i < SSI_RECORD_COUNT(t->partial, LABELS); i++) {
        ssi_output_text(t->output,
                        labels[i].kind == SSI_LABEL_TEAM ? "team" : "industry");
        tell_word(t, member_of(t->partial, labels[i].member));
        tell_week(t, labels[i].week);
        tell_word(t, text_of(t->partial, labels[i].text));
        tell_end(t);
    }
}

typedef void teller(const struct telling *t);

/** The partial, told by some tellers, is these lines. */
static inline void assert_told(const struct setting *setting,
                               const struct ssi_partial *partial, teller *const *tellers,
                               size_t count, const char *want)
{
    struct telling telling = {.partial = partial, .calendar = &setting->calendar};
    assert_int_equal(ssi_output_memory(&telling.output, NULL), SSI_OK);
    for (size_t i = 0; i < count; i++) {
        tellers[i](&telling);
    }
    assert_str(ssi_output_bytes(telling.output), want);
    ssi_output_abandon(telling.output);
}

#define ASSERT_TOLD(setting, partial, want, ...)                                         \
    assert_told((setting), (partial), (teller *const[]){__VA_ARGS__},                    \
                sizeof((teller *const[]){__VA_ARGS__}) / sizeof(teller *), (want))

#endif
