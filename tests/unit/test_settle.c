// SPDX-License-Identifier: GPL-3.0-or-later
// Duplicates and answers by event id, as the design words them: which rows of overlapping
// files count, what the account says of the others, and which outcome answers what.

#include "testing_aggregate.h"

#include <stdlib.h>

#include "ssi/random.h"

#include "ssi/ids.h"

/* Settles the merged files; the summary and the settled partial. */
struct settled {
    struct ssi_partial partial;
    struct ssi_settle_summary summary;
};

static struct settled settle(const struct ssi_partial *parts, size_t count,
                             enum ssi_dedup dedup)
{
    struct settled settled;
    struct ssi_error err = {0};
    struct ssi_partial merged = merge(parts, count);
    assert_ok(
        ssi_partial_settle(&merged, dedup, &settled.partial, &settled.summary, &err));
    assert_int_equal(SSI_RECORD_COUNT(&settled.partial, EVENTS), 0);
    assert_int_equal(settled.partial.key_print.high, 0); /* no events, no key */
    assert_int_equal(settled.partial.key_print.low, 0);
    ssi_partial_release(&merged);
    return settled;
}

static struct settled settle_texts(struct setting *setting, const char *const *texts,
                                   size_t count, enum ssi_dedup dedup)
{
    static const char *const names[] = {"a.csv", "b.csv", "c.csv", "d.csv"};
    struct ssi_partial parts[4] = {0};
    for (size_t i = 0; i < count; i++) {
        parts[i] = ingest(setting, names[i], texts[i], SSI_KEEP_ALL);
    }
    struct settled settled = settle(parts, count, dedup);
    for (size_t i = 0; i < count; i++) {
        ssi_partial_release(&parts[i]);
    }
    return settled;
}

static uint64_t sum_counts(const struct ssi_partial *partial)
{
    const struct ssi_count_record *counts = SSI_RECORDS(partial, COUNTS);
    uint64_t sum = 0;
    for (size_t i = 0; i < SSI_RECORD_COUNT(partial, COUNTS); i++) {
        sum += counts[i].n;
    }
    return sum;
}

/* How many rows of these files count, how many are duplicates; the rest of the account.
 */
static void assert_settles(struct setting *setting, enum ssi_dedup dedup,
                           uint64_t counted, uint64_t duplicates,
                           const char *const *texts, size_t count)
{
    struct settled settled = settle_texts(setting, texts, count, dedup);
    const struct ssi_source_record *sources = SSI_RECORDS(&settled.partial, SOURCES);
    uint64_t used = 0;
    uint64_t duplicate = 0;
    assert_int_equal(SSI_RECORD_COUNT(&settled.partial, SOURCES), count);
    for (size_t i = 0; i < count; i++) {
        used += sources[i].used;
        duplicate += sources[i].duplicate;
        assert_int_equal(sources[i].rows, sources[i].used + sources[i].ignored_mapping +
                                              sources[i].ignored_orphan +
                                              sources[i].duplicate + sources[i].rejected);
    }
    assert_int_equal(sum_counts(&settled.partial), counted);
    assert_int_equal(used, counted);
    assert_int_equal(duplicate, duplicates);
    assert_int_equal(settled.summary.duplicates, duplicates);
    ssi_partial_release(&settled.partial);
}

#define TEXTS(...)                                                                       \
    (const char *const[]){__VA_ARGS__},                                                  \
        sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)

#define ROW(id, time) id ",PROFILE_VIEWED,11-" time ":00,s1,\n"

static void test_settle__within_a_file(void **state)
{
    static const char twice[] = NAVIGATOR ROW("1", "18-2026 10:00")
        ROW("1", "18-2026 10:00") ROW("2", "18-2026 11:00");
    assert_settles(*state, SSI_DEDUP_AUTO, 3, 0,
                   TEXTS(twice)); /* as often as it holds it */
    assert_settles(*state, SSI_DEDUP_ALWAYS, 2, 1, TEXTS(twice));
    assert_settles(*state, SSI_DEDUP_NEVER, 3, 0, TEXTS(twice));
}

static void test_settle__overlapping_files(void **state)
{
    static const char first[] = NAVIGATOR ROW("1", "17-2026 10:00")
        ROW("2", "18-2026 10:00") ROW("3", "19-2026 10:00");
    static const char second[] = NAVIGATOR ROW("2", "18-2026 10:00")
        ROW("3", "19-2026 10:00") ROW("4", "20-2026 10:00");
    assert_settles(*state, SSI_DEDUP_AUTO, 4, 2, TEXTS(first, second));
    assert_settles(*state, SSI_DEDUP_ALWAYS, 4, 2, TEXTS(first, second));
    assert_settles(*state, SSI_DEDUP_NEVER, 6, 0, TEXTS(first, second));
}

/* An id counts as often as in the file that holds it most often. */
static void test_settle__as_often_as_the_file_with_most(void **state)
{
    static const char once[] =
        NAVIGATOR ROW("1", "18-2026 10:00") ROW("2", "18-2026 11:00");
    static const char thrice[] = NAVIGATOR ROW("1", "18-2026 10:00")
        ROW("1", "18-2026 10:00") ROW("1", "18-2026 10:00") ROW("3", "18-2026 12:00");
    static const char twice[] = NAVIGATOR ROW("1", "18-2026 10:00")
        ROW("1", "18-2026 10:00") ROW("2", "18-2026 11:00") ROW("2", "18-2026 11:00");
    assert_settles(*state, SSI_DEDUP_AUTO, 5, 1, TEXTS(once, thrice));
    assert_settles(*state, SSI_DEDUP_AUTO, 6, 4, TEXTS(once, thrice, twice));
    assert_settles(*state, SSI_DEDUP_ALWAYS, 3, 7, TEXTS(once, thrice, twice));
    assert_settles(*state, SSI_DEDUP_NEVER, 10, 0, TEXTS(once, thrice, twice));
}

static void test_settle__files_apart_in_time_are_not_compared(void **state)
{
    static const char early[] =
        NAVIGATOR ROW("1", "10-2026 10:00") ROW("2", "12-2026 10:00");
    static const char late[] =
        NAVIGATOR ROW("1", "12-2026 10:01") ROW("2", "14-2026 10:00");
    static const char touching[] =
        NAVIGATOR ROW("2", "12-2026 10:00") ROW("3", "14-2026 10:00");
    assert_settles(*state, SSI_DEDUP_AUTO, 4, 0, TEXTS(early, late));
    assert_settles(*state, SSI_DEDUP_ALWAYS, 2, 2, TEXTS(early, late));
    assert_settles(*state, SSI_DEDUP_AUTO, 3, 1,
                   TEXTS(early, touching)); /* closed intervals */
}

/* Overlapping is transitive: the first and the last file are compared through the middle
 * one. */
static void test_settle__overlapping_is_transitive(void **state)
{
    static const char first[] =
        NAVIGATOR ROW("9", "10-2026 10:00") ROW("1", "12-2026 10:00");
    static const char middle[] =
        NAVIGATOR ROW("5", "11-2026 10:00") ROW("6", "14-2026 10:00");
    static const char last[] =
        NAVIGATOR ROW("9", "13-2026 10:00") ROW("2", "16-2026 10:00");
    assert_settles(*state, SSI_DEDUP_AUTO, 4, 0, TEXTS(first, last));
    assert_settles(*state, SSI_DEDUP_AUTO, 5, 1, TEXTS(first, middle, last));
    assert_settles(*state, SSI_DEDUP_AUTO, 5, 1, TEXTS(last, first, middle));
}

/* The period is of all valid rows; ignored ones make files overlap, too, but never count.
 */
static void test_settle__ignored_rows_are_no_duplicates(void **state)
{
    static const char first[] =
        NAVIGATOR ROW("1", "10-2026 10:00") "7,DANCED,11-14-2026 10:00:00,s1,\n";
    static const char second[] =
        NAVIGATOR ROW("1", "13-2026 10:00") "7,DANCED,11-14-2026 10:00:00,s1,\n";
    struct settled settled = settle_texts(*state, TEXTS(first, second), SSI_DEDUP_AUTO);
    const struct ssi_source_record *sources = SSI_RECORDS(&settled.partial, SOURCES);
    assert_int_equal(sources[0].ignored_mapping + sources[1].ignored_mapping, 2);
    assert_int_equal(sources[0].duplicate + sources[1].duplicate, 1);
    assert_int_equal(sum_counts(&settled.partial), 1);
    ssi_partial_release(&settled.partial);
}

static void test_settle__formats_are_not_compared(void **state)
{
    static const char one[] = NAVIGATOR ROW("1", "18-2026 10:00");
    static const char other[] = LOG "2026-11-18T10:00:00,s1,profile_view,,,,,,1\n";
    assert_settles(*state, SSI_DEDUP_AUTO, 2, 0, TEXTS(one, other));
}

static void test_settle__rows_without_an_id_are_never_duplicates(void **state)
{
    static const char one[] = LOG "2026-11-18,s1,profile_view,,,,,,\n"
                                  "2026-11-18,s1,profile_view,,,,,,e1\n";
    static const char same[] =
        "event_id,occurred_at,member_id,activity\n"
        ",2026-11-18,s1,profile_view\ne1,2026-11-18,s1,profile_view\n";
    static const char no_ids[] =
        "occurred_at,member_id,activity\n2026-11-18,s1,profile_view\n";
    assert_settles(*state, SSI_DEDUP_AUTO, 3, 1, TEXTS(one, same));
    assert_settles(*state, SSI_DEDUP_ALWAYS, 4, 1, TEXTS(one, same, no_ids));
}

/* Same id, other content: counted as a conflict, kept from the file with the smaller
 * digest. */
static void test_settle__a_conflict_is_kept_from_the_smaller_digest(void **state)
{
    static const char view[] = NAVIGATOR "1,PROFILE_VIEWED,11-18-2026 10:00:00,s1,\n";
    static const char lead[] = NAVIGATOR "1,SAVED_LEAD,11-18-2026 10:00:00,s1,\n";
    static const char search[] = NAVIGATOR "1,SEARCH_PERFORMED,11-18-2026 10:00:00,s1,\n";
    static const char *const names[] = {"profile_view", "lead_save", "people_search"};
    const char *const texts[] = {view, lead, search};
    size_t least = 0;
    for (size_t i = 1; i < 3; i++) {
        struct ssi_digest best = ssi_digest_bytes(texts[least], strlen(texts[least]));
        struct ssi_digest mine = ssi_digest_bytes(texts[i], strlen(texts[i]));
        least = ssi_digest_cmp(mine, best) < 0 ? i : least;
    }
    char want[64];
    (void)snprintf(want, sizeof want, "count s1 2026-11-18 %s 1\n", names[least]);
    static const int orders[][3] = {{0, 1, 2}, {2, 1, 0}, {1, 2, 0}};
    for (size_t o = 0; o < SSI_COUNT(orders); o++) {
        const char *const shuffled[] = {texts[orders[o][0]], texts[orders[o][1]],
                                        texts[orders[o][2]]};
        struct settled settled = settle_texts(*state, shuffled, 3, SSI_DEDUP_AUTO);
        ASSERT_TOLD(*state, &settled.partial, want, tell_counts);
        assert_int_equal(settled.summary.duplicates, 2);
        assert_int_equal(settled.summary.conflicts, 2);
        ssi_partial_release(&settled.partial);
    }
}

static void test_settle__equal_rows_are_no_conflict(void **state)
{
    static const char one[] =
        NAVIGATOR ROW("1", "18-2026 10:00") ROW("2", "18-2026 11:00");
    static const char two[] =
        NAVIGATOR ROW("2", "18-2026 11:00") ROW("1", "18-2026 10:00");
    struct settled settled = settle_texts(*state, TEXTS(one, two), SSI_DEDUP_AUTO);
    assert_int_equal(settled.summary.duplicates, 2);
    assert_int_equal(settled.summary.conflicts, 0);
    ssi_partial_release(&settled.partial);
}

/* What does not count adds no day, pair, topic or request either. */
static void test_settle__a_duplicate_adds_nothing(void **state)
{
    static const char one[] = LOG "2026-11-13,m1,post,,2,AI,,,e1\n"
                                  "2026-11-14,m1,profile_view,k,,,,,e2\n"
                                  "2026-11-15,m1,inmail_send,k,,,,,e3\n";
    static const char two[] = LOG "2026-11-14,m1,profile_view,k,,,,,e2\n"
                                  "2026-11-15,m1,inmail_send,k,,,,,e3\n"
                                  "2026-11-13,m1,post,,2,AI,,,e1\n\n";
    struct settled settled = settle_texts(*state, TEXTS(one, two), SSI_DEDUP_AUTO);
    ASSERT_TOLD(*state, &settled.partial,
                "count m1 2026-11-18 profile_view 1\ncount m1 2026-11-18 inmail_send 1\n"
                "count m1 2026-11-18 post 2\ndays m1 2026-11-18 14\n"
                "pair m1 k profile_view 2026-11-18 2 1\ntopic m1 2026-11-18 AI 2\n"
                "request m1 k 2026-11-15T00:00:00Z inmail_send 1 1\n",
                tell_counts, tell_days, tell_pairs, tell_topics, tell_requests);
    ssi_partial_release(&settled.partial);
}

/* Rows that were kept and then settled are what counting them at once gives. */
static void test_settle__kept_rows_count_like_others(void **state)
{
    static const char text[] = LOG "2026-11-13,m1,post,,2,AI,ops,tech,e1\n"
                                   "2026-11-14,m1,profile_view,k,,,ops,,e2\n"
                                   "2026-11-15,m2,inmail_send,k,3,,,,e3\n"
                                   "2026-11-15,m2,engagement_receive,m1,,,,,e4\n"
                                   "2026-11-25,m2,connection_request,,,,,,e4\n"
                                   "2026-11-25,m2,dance,,,,,,e5\n";
    static teller *const tellers[] = {tell_sources, tell_counts,   tell_days,  tell_pairs,
                                      tell_topics,  tell_requests, tell_labels};
    struct ssi_partial direct = ingest(*state, "a.csv", text, SSI_KEEP_NONE);
    struct settled settled = settle_texts(*state, TEXTS(text), SSI_DEDUP_NEVER);
    struct setting *setting = *state;
    struct telling telling = {.partial = &direct, .calendar = &setting->calendar};
    assert_int_equal(ssi_output_memory(&telling.output, NULL), SSI_OK);
    for (size_t i = 0; i < SSI_COUNT(tellers); i++) {
        tellers[i](&telling);
    }
    ssi_output_char(telling.output, '\0');
    assert_told(setting, &settled.partial, tellers, SSI_COUNT(tellers),
                ssi_output_bytes(telling.output).ptr);
    ssi_output_abandon(telling.output);
    ssi_partial_release(&direct);
    ssi_partial_release(&settled.partial);
}

#define SENT "7,INMAIL_SENT,11-18-2026 10:00:00,s1,k\n"

static void test_settle__an_outcome_answers_its_inmail(void **state)
{
    static const char activity[] =
        NAVIGATOR SENT "8,INMAIL_SENT,11-19-2026 10:00:00,s1,k\n";
    static const char outcome[] = OUTCOMES "7,INMAIL_ACCEPTED,12-01-2026 10:00:00\n"
                                           "8,INMAIL_DECLINED,11-20-2026 10:00:00\n";
    struct settled settled =
        settle_texts(*state, TEXTS(activity, outcome), SSI_DEDUP_AUTO);
    ASSERT_TOLD(*state, &settled.partial,
                "count s1 2026-11-18 inmail_send 1\ncount s1 2026-11-25 inmail_send 1\n"
                "answer s1 inmail_accept 2026-11-18 2026-12-02 1\n",
                tell_counts, tell_requests, tell_answers);
    assert_int_equal(settled.summary.answered, 1);
    assert_int_equal(settled.summary.orphans, 0);
    ssi_partial_release(&settled.partial);
}

static void test_settle__an_answer_counts_once_a_request(void **state)
{
    static const char activity[] = NAVIGATOR SENT;
    static const char again[] = NAVIGATOR SENT ROW("9", "18-2026 10:00");
    static const char outcome[] = OUTCOMES "7,INMAIL_ACCEPTED,12-03-2026 10:00:00\n"
                                           "7,INMAIL_ACCEPTED,11-27-2026 10:00:00\n"
                                           "7,INMAIL_DECLINED,11-26-2026 10:00:00\n";
    static const char more[] = OUTCOMES "7,INMAIL_REPLIED,12-10-2026 10:00:00\n";
    struct settled settled =
        settle_texts(*state, TEXTS(activity, again, outcome, more), SSI_DEDUP_AUTO);
    ASSERT_TOLD(*state, &settled.partial,
                "count s1 2026-11-18 profile_view 1\ncount s1 2026-11-18 inmail_send 1\n"
                "answer s1 inmail_accept 2026-11-18 2026-12-02 1\n",
                tell_counts, tell_answers);
    assert_int_equal(settled.summary.answered, 1);
    assert_int_equal(settled.summary.duplicates, 1);
    ssi_partial_release(&settled.partial);
}

static void test_settle__an_answer_without_a_time_is_dated_like_its_request(void **state)
{
    static const char activity[] = NAVIGATOR SENT;
    static const char outcome[] = OUTCOMES "7,INMAIL_ACCEPTED,\n";
    struct settled settled =
        settle_texts(*state, TEXTS(activity, outcome), SSI_DEDUP_AUTO);
    ASSERT_TOLD(*state, &settled.partial,
                "answer s1 inmail_accept 2026-11-18 2026-11-18 1\n", tell_answers);
    ssi_partial_release(&settled.partial);
}

static void test_settle__orphans(void **state)
{
    static const char activity[] =
        NAVIGATOR SENT ROW("8", "18-2026 10:00") "9,DANCED,11-18-2026 10:00:00,s1,\n";
    static const char outcome[] = OUTCOMES "6,INMAIL_ACCEPTED,11-19-2026 10:00:00\n"
                                           "6,INMAIL_DECLINED,11-19-2026 10:00:00\n"
                                           "8,INMAIL_ACCEPTED,11-19-2026 10:00:00\n"
                                           "9,INMAIL_ACCEPTED,11-19-2026 10:00:00\n"
                                           "5,SOMETHING,11-19-2026 10:00:00\n";
    for (int dedup = SSI_DEDUP_AUTO; dedup <= SSI_DEDUP_NEVER; dedup++) {
        struct settled settled =
            settle_texts(*state, TEXTS(activity, outcome), (enum ssi_dedup)dedup);
        const struct ssi_source_record *sources = SSI_RECORDS(&settled.partial, SOURCES);
        for (size_t i = 0; i < 2; i++) {
            struct ssi_str label = ssi_partial_string(&settled.partial, sources[i].label);
            bool outcomes = ssi_str_eq(label, ssi_str_z("b.csv"));
            assert_int_equal(sources[i].ignored_orphan, outcomes ? 2 : 0);
            assert_int_equal(sources[i].ignored_mapping, 1);
            assert_int_equal(sources[i].used,
                             2); /* 8 and 9 are in an input, so no orphans */
        }
        assert_int_equal(settled.summary.orphans, 2);
        assert_int_equal(settled.summary.answered, 0);
        ASSERT_TOLD(*state, &settled.partial, "", tell_answers);
        ssi_partial_release(&settled.partial);
    }
}

static void test_settle__outcomes_alone_are_all_orphans(void **state)
{
    static const char outcome[] = OUTCOMES "6,INMAIL_ACCEPTED,11-19-2026 10:00:00\n"
                                           "6,INMAIL_ACCEPTED,11-19-2026 10:00:00\n";
    struct settled settled = settle_texts(*state, TEXTS(outcome), SSI_DEDUP_AUTO);
    ASSERT_TOLD(*state, &settled.partial,
                "source a.csv rows=2 used=0 ignored=0 orphan=2 duplicate=0 rejected=0\n",
                tell_sources, tell_counts, tell_answers);
    ssi_partial_release(&settled.partial);
}

/* Two outcome files hold no event ids of their own: their rows are no duplicates. */
static void test_settle__outcomes_are_no_duplicates(void **state)
{
    static const char activity[] = NAVIGATOR SENT;
    static const char one[] = OUTCOMES "7,INMAIL_ACCEPTED,11-19-2026 10:00:00\n";
    static const char two[] = "activityType,activityId,outcomeAt\n"
                              "INMAIL_ACCEPTED,7,11-19-2026 10:00:00\n";
    for (int dedup = SSI_DEDUP_AUTO; dedup <= SSI_DEDUP_NEVER; dedup++) {
        struct settled settled =
            settle_texts(*state, TEXTS(activity, one, two), (enum ssi_dedup)dedup);
        assert_int_equal(settled.summary.duplicates, 0);
        assert_int_equal(settled.summary.answered, 1);
        ssi_partial_release(&settled.partial);
    }
}

static void test_settle__which_events_are_needed(void **state)
{
    static const char *const texts[] = {
        NAVIGATOR ROW("1", "10-2026 10:00") ROW("2", "12-2026 10:00"),
        NAVIGATOR ROW("3", "12-2026 10:00") ROW("4", "14-2026 10:00"),
        NAVIGATOR ROW("5", "15-2026 10:00"),
        "occurred_at,member_id,activity\n2026-11-12,m1,post\n"};
    static const char *const names[] = {"a.csv", "b.csv", "c.csv", "d.csv"};
    struct ssi_partial parts[5];
    for (int i = 0; i < 4; i++) {
        parts[i] = ingest(*state, names[i], texts[i], SSI_KEEP_NONE);
    }
    parts[4] = ingest(*state, "e.csv", OUTCOMES "1,INMAIL_ACCEPTED,\n", SSI_KEEP_NONE);
    for (size_t count = 4; count <= 5; count++) {
        struct ssi_partial merged = merge(parts, count);
        const struct ssi_source_record *sources = SSI_RECORDS(&merged, SOURCES);
        for (int dedup = SSI_DEDUP_AUTO; dedup <= SSI_DEDUP_NEVER; dedup++) {
            enum ssi_keep keep[5];
            struct ssi_error err = {0};
            assert_ok(
                ssi_partial_needed_events(&merged, (enum ssi_dedup)dedup, keep, &err));
            for (size_t i = 0; i < count; i++) {
                char label = ssi_partial_string(&merged, sources[i].label).ptr[0];
                bool compared = dedup == SSI_DEDUP_ALWAYS ||
                                (dedup == SSI_DEDUP_AUTO && label <= 'b');
                enum ssi_keep want = label == 'd' ? SSI_KEEP_NONE
                                     : compared   ? SSI_KEEP_ALL
                                     : count == 5 ? SSI_KEEP_ANSWERED
                                                  : SSI_KEEP_NONE;
                if (label != 'e') {
                    assert_int_equal(keep[i], want);
                }
            }
        }
        ssi_partial_release(&merged);
    }
    for (int i = 0; i < 5; i++) {
        ssi_partial_release(&parts[i]);
    }
}

static void test_settle__overlapping_files_without_their_events_are_refused(void **state)
{
    struct ssi_partial parts[2] = {
        ingest(*state, "a.csv", NAVIGATOR ROW("1", "18-2026 10:00"), SSI_KEEP_ALL),
        ingest(*state, "b.csv", NAVIGATOR ROW("1", "18-2026 10:00") "\n", SSI_KEEP_NONE)};
    struct ssi_partial merged = merge(parts, 2);
    struct ssi_partial settled;
    struct ssi_settle_summary summary;
    struct ssi_error err = {0};
    assert_int_equal(
        ssi_partial_settle(&merged, SSI_DEDUP_AUTO, &settled, &summary, &err), SSI_EDATA);
    assert_contains(err.message, "'b.csv'");
    assert_ok(ssi_partial_settle(&merged, SSI_DEDUP_NEVER, &settled, &summary, &err));
    assert_int_equal(sum_counts(&settled), 2);
    ssi_partial_release(&settled);
    ssi_partial_release(&merged);
    ssi_partial_release(&parts[0]);
    ssi_partial_release(&parts[1]);
}

/* --- Random files against the rule, counted in the plainest way
 * ------------------------- */

enum { FILES = 4, ROWS = 12, IDS = 6 };

struct random_file {
    int start, rows; /* minutes of the day; rows used */
    int ids[ROWS];   /* of each row */
    int last;        /* minute of the last row */
    char text[2048];
};

static void make_file(struct ssi_random *random, struct random_file *file)
{
    size_t len = (size_t)snprintf(file->text, sizeof file->text, "%s", NAVIGATOR);
    file->start = (int)ssi_random_below(random, 40);
    file->rows = 1 + (int)ssi_random_below(random, ROWS);
    for (int i = 0; i < file->rows; i++) {
        file->ids[i] = (int)ssi_random_below(random, IDS);
        file->last = file->start + i;
        len += (size_t)snprintf(file->text + len, sizeof file->text - len,
                                "id%d,PROFILE_VIEWED,11-18-2026 10:%02d:%02d,s%d,\n",
                                file->ids[i], file->last, file->ids[i], file->ids[i]);
    }
}

static int rows_of(const struct random_file *file, int id)
{
    int rows = 0;
    for (int i = 0; i < file->rows; i++) {
        rows += file->ids[i] == id;
    }
    return rows;
}

/* first <= the other's last, both ways; the last minute holds seconds of its id. */
static bool overlap(const struct random_file *a, const struct random_file *b)
{
    int a_first = a->start * 60 + a->ids[0];
    int a_last = a->last * 60 + a->ids[a->rows - 1];
    int b_first = b->start * 60 + b->ids[0];
    int b_last = b->last * 60 + b->ids[b->rows - 1];
    return a_first <= b_last && b_first <= a_last;
}

/* Sum over the sets of overlapping files of the largest number of rows with an id. */
static uint64_t expected(const struct random_file *files, int id, enum ssi_dedup dedup)
{
    int set[FILES];
    uint64_t sum = 0;
    for (int i = 0; i < FILES; i++) {
        set[i] = i;
    }
    for (int round = 0; round < FILES; round++) {
        for (int i = 0; i < FILES; i++) {
            for (int j = 0; j < FILES; j++) {
                if (overlap(&files[i], &files[j]) && dedup == SSI_DEDUP_AUTO &&
                    set[j] < set[i]) {
                    set[i] = set[j];
                }
            }
        }
    }
    for (int s = 0; s < FILES; s++) {
        int most = 0;
        for (int i = 0; i < FILES; i++) {
            int rows = set[i] == s ? rows_of(&files[i], id) : 0;
            most = rows > most ? rows : most;
        }
        sum += (uint64_t)most;
    }
    return dedup == SSI_DEDUP_ALWAYS && sum > 0 ? 1 : sum;
}

static void assert_expected(const struct ssi_partial *partial,
                            const struct random_file *files, enum ssi_dedup dedup)
{
    uint64_t got[IDS] = {0};
    const struct ssi_count_record *counts = SSI_RECORDS(partial, COUNTS);
    for (size_t i = 0; i < SSI_RECORD_COUNT(partial, COUNTS); i++) {
        got[ssi_partial_member(partial, counts[i].member).ptr[1] - '0'] += counts[i].n;
    }
    for (int id = 0; id < IDS; id++) {
        assert_int_equal(got[id], expected(files, id, dedup));
    }
}

static void test_settle__random_files_by_the_rule(void **state)
{
    struct ssi_random random;
    ssi_random_init(&random, 7, 0);
    for (int round = 0; round < 40; round++) {
        struct random_file files[FILES];
        struct ssi_partial parts[FILES];
        struct ssi_partial reversed[FILES];
        for (int i = 0; i < FILES; i++) {
            char name[16];
            (void)snprintf(name, sizeof name, "%d.csv", i);
            make_file(&random, &files[i]);
            parts[i] = ingest(*state, name, files[i].text, SSI_KEEP_ALL);
            reversed[FILES - 1 - i] = parts[i];
        }
        for (int dedup = SSI_DEDUP_AUTO; dedup <= SSI_DEDUP_NEVER; dedup++) {
            struct settled settled = settle(parts, FILES, (enum ssi_dedup)dedup);
            struct settled again = settle(reversed, FILES, (enum ssi_dedup)dedup);
            assert_expected(&settled.partial, files, (enum ssi_dedup)dedup);
            assert_int_equal(settled.partial.bytes.len, again.partial.bytes.len);
            assert_memory_equal(settled.partial.bytes.ptr, again.partial.bytes.ptr,
                                again.partial.bytes.len);
            ssi_partial_release(&settled.partial);
            ssi_partial_release(&again.partial);
        }
        for (int i = 0; i < FILES; i++) {
            ssi_partial_release(&parts[i]);
        }
    }
}

/* Keeping only what outcomes name settles to the same as keeping all. */
static void test_settle__answered_events_are_enough(void **state)
{
    static const char text[] = NAVIGATOR "1,INMAIL_SENT,11-10-2026 10:00:00,7,x\n"
                                         "2,INMAIL_SENT,11-11-2026 10:00:00,7,y\n"
                                         "3,PROFILE_VIEWED,11-12-2026 10:00:00,8,x\n"
                                         "4,unheard of,11-12-2026 10:00:00,8,x\n";
    static const char outcomes[] = OUTCOMES "1,INMAIL_ACCEPTED,\n3,INMAIL_ACCEPTED,\n"
                                            "4,INMAIL_ACCEPTED,\n9,INMAIL_ACCEPTED,\n";
    static const enum ssi_section same[] = {
        SSI_SECTION_COUNTS,  SSI_SECTION_DAYS,  SSI_SECTION_REQUESTS,
        SSI_SECTION_ANSWERS, SSI_SECTION_PAIRS, SSI_SECTION_MEMBER_BYTES};
    struct ssi_partial settled[2];
    struct ssi_ids answered;
    struct ssi_error err = {0};
    ssi_ids_init(&answered);
    for (const char *id = "1349"; *id; id++) {
        uint32_t index;
        assert_ok(ssi_ids_add(&answered, ssi_str_of(id, 1), &index, &err));
    }
    for (int way = 0; way < 2; way++) {
        struct ssi_aggregate_options options =
            wanting_all(way ? SSI_KEEP_ANSWERED : SSI_KEEP_ALL);
        struct ssi_partial parts[2] = {{.mapped = false},
                                       ingest(*state, "o.csv", outcomes, SSI_KEEP_NONE)};
        struct ssi_settle_summary summary;
        options.answered = &answered;
        assert_ok(
            ingest_with(*state, "n.csv", ssi_str_z(text), &options, &parts[0], &err));
        assert_int_equal(SSI_RECORD_COUNT(&parts[0], EVENTS), way ? 3 : 4);
        struct ssi_partial merged = merge(parts, 2);
        assert_ok(
            ssi_partial_settle(&merged, SSI_DEDUP_AUTO, &settled[way], &summary, &err));
        assert_int_equal(summary.orphans, 1);
        assert_int_equal(summary.answered, 1);
        ssi_partial_release(&merged);
        ssi_partial_release(&parts[0]);
        ssi_partial_release(&parts[1]);
    }
    for (size_t i = 0; i < SSI_COUNT(same); i++) {
        const struct ssi_section_view *a = &settled[0].sections[same[i]];
        const struct ssi_section_view *b = &settled[1].sections[same[i]];
        size_t size = same[i] == SSI_SECTION_MEMBER_BYTES ? 1
                      : same[i] == SSI_SECTION_COUNTS ? sizeof(struct ssi_count_record)
                                                      : 8;
        assert_int_equal(a->count, b->count);
        assert_memory_equal(a->items, b->items, a->count * size);
    }
    ssi_partial_release(&settled[0]);
    ssi_partial_release(&settled[1]);
    ssi_ids_release(&answered);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_settle__within_a_file),
        cmocka_unit_test(test_settle__overlapping_files),
        cmocka_unit_test(test_settle__as_often_as_the_file_with_most),
        cmocka_unit_test(test_settle__files_apart_in_time_are_not_compared),
        cmocka_unit_test(test_settle__overlapping_is_transitive),
        cmocka_unit_test(test_settle__ignored_rows_are_no_duplicates),
        cmocka_unit_test(test_settle__formats_are_not_compared),
        cmocka_unit_test(test_settle__rows_without_an_id_are_never_duplicates),
        cmocka_unit_test(test_settle__a_conflict_is_kept_from_the_smaller_digest),
        cmocka_unit_test(test_settle__equal_rows_are_no_conflict),
        cmocka_unit_test(test_settle__a_duplicate_adds_nothing),
        cmocka_unit_test(test_settle__kept_rows_count_like_others),
        cmocka_unit_test(test_settle__an_outcome_answers_its_inmail),
        cmocka_unit_test(test_settle__an_answer_counts_once_a_request),
        cmocka_unit_test(test_settle__an_answer_without_a_time_is_dated_like_its_request),
        cmocka_unit_test(test_settle__orphans),
        cmocka_unit_test(test_settle__outcomes_alone_are_all_orphans),
        cmocka_unit_test(test_settle__outcomes_are_no_duplicates),
        cmocka_unit_test(test_settle__which_events_are_needed),
        cmocka_unit_test(test_settle__answered_events_are_enough),
        cmocka_unit_test(test_settle__overlapping_files_without_their_events_are_refused),
        cmocka_unit_test(test_settle__random_files_by_the_rule),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
