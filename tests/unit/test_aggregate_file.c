// SPDX-License-Identifier: GPL-3.0-or-later
// One file as a partial: what each row adds, and that a file counts as a whole or not at
// all.

#include "testing_aggregate.h"

static void test_aggregate_file__counts_by_member_week_activity(void **state)
{
    struct ssi_partial partial =
        ingest(*state, "nav.csv",
               NAVIGATOR "1,SEARCH_PERFORMED,11-18-2026 23:59:59,s2,\n"
                         "2,SEARCH_PERFORMED,11-19-2026 00:00:00,s2,\n"
                         "3,SAVED_LEAD,11-19-2026 10:00:00,s1,\n"
                         "4,SEARCH_PERFORMED,11-25-2026 12:00:00,s2,\n"
                         "5,SEARCH_PERFORMED,11-20-2026 12:00:00,s2,\n",
               SSI_KEEP_NONE);
    ASSERT_TOLD(*state, &partial,
                "source nav.csv rows=5 used=5 ignored=0 orphan=0 duplicate=0 rejected=0\n"
                "count s1 2026-11-25 lead_save 1\n"
                "count s2 2026-11-18 people_search 1\n"
                "count s2 2026-11-25 people_search 3\n"
                "days s1 2026-11-25 1\n"
                "days s2 2026-11-18 64\n"
                "days s2 2026-11-25 67\n",
                tell_sources, tell_counts, tell_days);
    ssi_partial_release(&partial);
}

static void test_aggregate_file__counts_add_and_zero_counts_nothing(void **state)
{
    struct ssi_partial partial = ingest(*state, "log.csv",
                                        LOG "2026-11-18,m1,post,,3,,,,\n"
                                            "2026-11-18,m1,post,,,,,,\n"
                                            "2026-11-18,m1,share,,0,,,,\n"
                                            "2026-11-18,m2,share,,0,,,,\n",
                                        SSI_KEEP_NONE);
    ASSERT_TOLD(*state, &partial,
                "source log.csv rows=4 used=4 ignored=0 orphan=0 duplicate=0 rejected=0\n"
                "count m1 2026-11-18 post 4\ndays m1 2026-11-18 64\n",
                tell_sources, tell_counts, tell_days);
    ssi_partial_release(&partial);
}

/* Counters of weeks have 16 bits; what they cannot hold must not be lost or told twice.
 */
static void test_aggregate_file__counts_beyond_a_counter(void **state)
{
    struct ssi_partial partial = ingest(*state, "log.csv",
                                        LOG "2026-11-18,m1,post,,65535,,,,\n"
                                            "2026-11-18,m1,share,,65535,,,,\n"
                                            "2026-11-18,m1,share,,1,,,,\n"
                                            "2026-11-18,m2,post,,65536,,,,\n"
                                            "2026-11-18,m2,post,,2,,,,\n"
                                            "2026-11-18,m3,post,,1000000000,,,,\n"
                                            "2026-11-18,m3,post,,1000000000,,,,\n"
                                            "2026-11-18,m3,share,,7,,,,\n"
                                            "2026-11-18,m0,share,,5,,,,\n",
                                        SSI_KEEP_NONE);
    ASSERT_TOLD(*state, &partial,
                "count m0 2026-11-18 share 5\n"
                "count m1 2026-11-18 post 65535\ncount m1 2026-11-18 share 65536\n"
                "count m2 2026-11-18 post 65538\n"
                "count m3 2026-11-18 post 2000000000\ncount m3 2026-11-18 share 7\n"
                "days m0 2026-11-18 64\ndays m1 2026-11-18 64\n"
                "days m2 2026-11-18 64\ndays m3 2026-11-18 64\n",
                tell_counts, tell_days);
    ssi_partial_release(&partial);
}

static void test_aggregate_file__received_is_no_active_day(void **state)
{
    struct ssi_partial partial = ingest(*state, "log.csv",
                                        LOG "2026-11-12,m1,endorsement_receive,,,,,,\n"
                                            "2026-11-13,m1,inbound_view,,,,,,\n"
                                            "2026-11-14,m1,connection_made,,,,,,\n"
                                            "2026-11-15,m1,ignore,,,,,,\n",
                                        SSI_KEEP_NONE);
    ASSERT_TOLD(*state, &partial,
                "count m1 2026-11-18 inbound_view 1\n"
                "count m1 2026-11-18 connection_made 1\n"
                "count m1 2026-11-18 endorsement_receive 1\n"
                "days m1 2026-11-18 4\n",
                tell_counts, tell_days);
    ssi_partial_release(&partial);
}

/* Reads the config's format `git` beside the shipped ones. */
static void add_git(struct setting *setting)
{
    struct ssi_ini ini;
    struct ssi_error err = {0};
    assert_ok(ssi_ini_load(&ini, SSI_TEST_DATASETS "/configs/git-activity.ini", &err));
    assert_ok(ssi_formats_add_config(&setting->formats, &ini, &err));
    ssi_ini_release(&ini);
}

static void test_aggregate_file__a_mirror_credits_the_counterpart(void **state)
{
    add_git(*state);
    struct ssi_partial partial =
        ingest(*state, "git.csv",
               "member_id,activity_type,timestamp,target_member_id,team\n"
               "m1,reviewed,2026-11-18T10:00:00Z,m2,core\n"
               "m1,coauthored,2026-11-18T11:00:00Z,m2,core\n"
               "m1,committed,2026-11-18T11:00:00Z,m3,core\n"
               "m1,reviewed,2026-11-18T12:00:00Z,,core\n",
               SSI_KEEP_NONE);
    ASSERT_TOLD(
        *state, &partial,
        "source git.csv rows=4 used=4 ignored=0 orphan=0 duplicate=0 rejected=0\n"
        "count m1 2026-11-18 profile_view 1\n"
        "count m1 2026-11-18 connection_made 1\n"
        "count m1 2026-11-18 engagement_give 2\n"
        "count m2 2026-11-18 connection_made 1\n"
        "count m2 2026-11-18 engagement_receive 1\n"
        "count m3 2026-11-18 inbound_view 1\n"
        "days m1 2026-11-18 64\n" /* a mirrored row is no active day of the other */
        "pair m1 m2 engagement_give 2026-11-18 6 1\n"
        "pair m1 m3 profile_view 2026-11-18 6 1\n"
        "pair m2 m1 engagement_receive 2026-11-18 6 1\n",
        tell_sources, tell_counts, tell_days, tell_pairs);
    ssi_partial_release(&partial);
}

static void test_aggregate_file__topics_of_posts_and_shares(void **state)
{
    struct ssi_partial partial = ingest(*state, "log.csv",
                                        LOG "2026-11-18,m1,post,,2,AI,,,\n"
                                            "2026-11-18,m1,share,,,AI,,,\n"
                                            "2026-11-18,m1,share,,,,,,\n"
                                            "2026-11-18,m1,question_answer,,,AI,,,\n"
                                            "2026-11-18,m2,post,,,CRM,,,\n",
                                        SSI_KEEP_NONE);
    ASSERT_TOLD(*state, &partial,
                "topic m1 2026-11-18 AI 3\ntopic m1 2026-11-18 - 1\n"
                "topic m2 2026-11-18 CRM 1\n",
                tell_topics);
    ssi_partial_release(&partial);
}

static void test_aggregate_file__the_latest_label_of_a_week(void **state)
{
    struct ssi_partial partial =
        ingest(*state, "log.csv",
               LOG "2026-11-18T10:00:00,m1,post,,,,ops,tech,\n"
                   "2026-11-18T09:00:00,m1,post,,,,sales,retail,\n"
                   "2026-11-18T10:00:00,m1,post,,,,growth,,\n"
                   "2026-11-18T11:00:00,m1,ignore,,,,other,,\n"
                   "2026-11-19T11:00:00,m1,post,,,,late,,\n",
               SSI_KEEP_NONE);
    ASSERT_TOLD(*state, &partial,
                "team m1 2026-11-18 growth\nindustry m1 2026-11-18 tech\n"
                "team m1 2026-11-25 late\n",
                tell_labels);
    ssi_partial_release(&partial);
}

static void test_aggregate_file__requests_and_answers_of_a_log(void **state)
{
    struct ssi_partial partial =
        ingest(*state, "log.csv",
               LOG "2026-11-18T10:00:00,m1,inmail_send,x,,,,,\n"
                   "2026-11-18T10:00:00,m1,inmail_send,x,2,,,,\n"
                   "2026-11-18T11:00:00,m1,inmail_accept,x,,,,,\n"
                   "2026-11-18T12:00:00,m1,connection_request,,,,,,\n",
               SSI_KEEP_NONE);
    ASSERT_TOLD(*state, &partial,
                "request m1 x 2026-11-18T10:00:00Z inmail_send 3 2\n"
                "request m1 x 2026-11-18T11:00:00Z inmail_accept 1 1\n"
                "request m1 - 2026-11-18T12:00:00Z connection_request 1 1\n",
                tell_requests);
    ssi_partial_release(&partial);
}

static void test_aggregate_file__the_file_itself(void **state)
{
    struct setting *setting = *state;
    struct ssi_partial partial = ingest(
        setting, "log.csv",
        "Export of today\n\n" LOG "2026-11-25,m1,post,,,,,,\n2026-11-05,m2,dance,,,,,,\n"
        "2026-11-25,m1,ignore,x,,AI,,,\n\n"
        "never,m1,post,,,,,,\n2026-11-26,m1,post,x,,AI,,,\n",
        SSI_KEEP_NONE);
    const struct ssi_source_record *source = SSI_RECORDS(&partial, SOURCES);
    assert_int_equal(SSI_RECORD_COUNT(&partial, SOURCES), 1);
    assert_int_equal(source->rows, 5);
    assert_int_equal(source->used, 2);
    assert_int_equal(source->ignored_mapping, 2);
    assert_int_equal(source->rejected, 1);
    assert_int_equal(source->blank_lines, 2);
    assert_int_equal(source->preamble_lines, 1);
    assert_int_equal(source->first,
                     secs_of("2026-11-05")); /* ignored rows are valid rows */
    assert_int_equal(source->last, secs_of("2026-11-26"));
    assert_true(source->has_event_ids);
    const struct ssi_source_week *weeks = SSI_RECORDS(&partial, SOURCE_WEEKS);
    assert_int_equal(SSI_RECORD_COUNT(&partial, SOURCE_WEEKS), 3);
    assert_int_equal(weeks[0].rows, 1);
    assert_int_equal(weeks[1].rows, 2);
    assert_int_equal(weeks[2].rows, 1);
    assert_int_equal(weeks[1].week - weeks[0].week, 2);
    const struct ssi_unknown_name *unknown = SSI_RECORDS(&partial, UNKNOWN_NAMES);
    assert_int_equal(SSI_RECORD_COUNT(&partial, UNKNOWN_NAMES), 1);
    assert_str(ssi_partial_string(&partial, unknown->name), "dance");
    const struct ssi_reject_record *reject = SSI_RECORDS(&partial, REJECTS);
    assert_int_equal(SSI_RECORD_COUNT(&partial, REJECTS), 1);
    assert_int_equal(reject->line, 8);
    assert_int_equal(reject->column, 1);
    assert_str(ssi_partial_string(&partial, reject->text), "never,m1,post,,,,,,");
    const struct ssi_source_activity *activity = SSI_RECORDS(&partial, SOURCE_ACTIVITIES);
    assert_int_equal(SSI_RECORD_COUNT(&partial, SOURCE_ACTIVITIES), 1);
    assert_int_equal(activity->activity, SSI_ACTIVITY_post);
    assert_int_equal(activity->rows, 2);
    assert_int_equal(activity->first_week, weeks[1].week);
    assert_int_equal(activity->counterpart_week, weeks[2].week);
    assert_int_equal(activity->topic_week, weeks[2].week);
    ssi_partial_release(&partial);
}

/* Name, compression and line ends of the folder say nothing about the counts. */
static void test_aggregate_file__compressed_is_the_same_bytes(void **state)
{
    static const char text[] = NAVIGATOR "1,PROFILE_VIEWED,11-18-2026 10:00:00,s1,x\n";
    struct bytes packed = {.len = 0};
    struct ssi_aggregate_options options = wanting_all(SSI_KEEP_ALL);
    struct ssi_error err = {0};
    struct ssi_partial plain = ingest(*state, "nav.csv", text, SSI_KEEP_ALL);
    struct ssi_partial gzip;
    put_member(&packed, BYTES(text), GZIP_NAME | GZIP_COMMENT);
    assert_ok(
        ingest_with(*state, "nav.csv.gz", bytes_of(&packed), &options, &gzip, &err));
    assert_int_equal(plain.bytes.len, gzip.bytes.len);
    assert_memory_equal(plain.bytes.ptr, gzip.bytes.ptr, plain.bytes.len);
    ssi_partial_release(&plain);
    ssi_partial_release(&gzip);
}

static void test_aggregate_file__as_a_whole_or_not_at_all(void **state)
{
    static const char text[] = NAVIGATOR "1,PROFILE_VIEWED,11-18-2026 10:00:00,s1,x\n"
                                         "2,PROFILE_VIEWED,11-18-2026 10:00:00,s1,x\n";
    struct setting *setting = *state;
    struct bytes packed = {.len = 0};
    struct ssi_aggregate_options options = wanting_all(SSI_KEEP_ALL);
    put_member(&packed, BYTES(text), 0);
    for (size_t len = 2; len < packed.len; len++) {
        struct ssi_partial partial;
        struct ssi_error err = {0};
        assert_int_equal(ingest_with(setting, "cut.csv.gz", ssi_str_of(packed.at, len),
                                     &options, &partial, &err),
                         SSI_EIO);
        assert_string_equal(err.file, "cut.csv.gz");
    }
    struct ssi_partial partial;
    struct ssi_error err = {0};
    setting->max_rejects = 0;
    enum ssi_status status =
        ingest_with(setting, "bad.csv",
                    ssi_str_z(NAVIGATOR "1,PROFILE_VIEWED,11-18-2026 10:00:00,s1,x\n"
                                        "2,PROFILE_VIEWED,11-18-2026 99:00:00,s1,x\n"),
                    &options, &partial, &err);
    setting->max_rejects = -1;
    assert_int_equal(status, SSI_EDATA);
    assert_string_equal(err.file, "bad.csv");
    assert_int_equal(err.line, 3);
}

/* Many members, weeks and all activities: the sums are those of a plain array. */
static void test_aggregate_file__sums_of_many_rows(void **state)
{
    enum { MEMBERS = 30, WEEKS = 5, ROWS = 2600 };
    static uint64_t want[MEMBERS][WEEKS][SSI_ACTIVITY_COUNT];
    struct bytes text = {.len = 0};
    memset(want, 0, sizeof want);
    put(&text, ssi_str_z("occurred_at,member_id,activity,count\n"));
    for (uint32_t i = 0; i < ROWS; i++) {
        uint32_t mixed = i * 2654435761u;
        uint32_t member = mixed >> 7 & 0xff;
        uint32_t week = mixed >> 15 & 0xff;
        uint32_t activity = 1 + (mixed >> 23) % (SSI_ACTIVITY_ignore - 1);
        char row[80];
        member %= MEMBERS;
        week %= WEEKS;
        (void)snprintf(row, sizeof row, "2026-10-%02u,m%02u,%s,%u\n", 1 + 7 * week % 29,
                       member, ssi_activity_info((enum ssi_activity)activity)->name,
                       i % 4);
        put(&text, ssi_str_z(row));
        want[member][week][activity] += i % 4;
    }
    put(&text, BYTES("\0"));
    struct setting *setting = *state;
    struct ssi_partial partial = ingest(setting, "many.csv", text.at, SSI_KEEP_NONE);
    int32_t first =
        ssi_week_of_day(ssi_calendar_day(&setting->calendar, secs_of("2026-10-01")));
    const struct ssi_count_record *counts = SSI_RECORDS(&partial, COUNTS);
    for (size_t i = 0; i < SSI_RECORD_COUNT(&partial, COUNTS); i++) {
        unsigned member = 0;
        struct ssi_str id = ssi_partial_member(&partial, counts[i].member);
        member = (unsigned)(id.ptr[1] - '0') * 10 + (unsigned)(id.ptr[2] - '0');
        uint64_t *cell = &want[member][ssi_count_week(&counts[i]) - first]
                              [ssi_count_activity(&counts[i])];
        assert_int_equal(*cell, counts[i].n);
        *cell = 0;
    }
    for (size_t m = 0; m < MEMBERS; m++) {
        for (size_t w = 0; w < WEEKS; w++) {
            for (size_t a = 0; a < SSI_ACTIVITY_COUNT; a++) {
                assert_int_equal(want[m][w][a], 0);
            }
        }
    }
    ssi_partial_release(&partial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_aggregate_file__counts_by_member_week_activity),
        cmocka_unit_test(test_aggregate_file__counts_add_and_zero_counts_nothing),
        cmocka_unit_test(test_aggregate_file__counts_beyond_a_counter),
        cmocka_unit_test(test_aggregate_file__received_is_no_active_day),
        cmocka_unit_test(test_aggregate_file__a_mirror_credits_the_counterpart),
        cmocka_unit_test(test_aggregate_file__topics_of_posts_and_shares),
        cmocka_unit_test(test_aggregate_file__the_latest_label_of_a_week),
        cmocka_unit_test(test_aggregate_file__requests_and_answers_of_a_log),
        cmocka_unit_test(test_aggregate_file__the_file_itself),
        cmocka_unit_test(test_aggregate_file__compressed_is_the_same_bytes),
        cmocka_unit_test(test_aggregate_file__as_a_whole_or_not_at_all),
        cmocka_unit_test(test_aggregate_file__sums_of_many_rows),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
