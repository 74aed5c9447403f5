// SPDX-License-Identifier: GPL-3.0-or-later
// The list of activities: stable codes, whose action each is, mirrors, requests and
// answers.

#include "ssi/activity.h"

#include "testing.h"

/* Codes stand in partials on disk: they are never reused nor moved. */
static void test_activity__codes_are_stable(void **state)
{
    (void)state;
    static const char *const names[] = {"people_search",
                                        "advanced_search",
                                        "profile_view",
                                        "inbound_view",
                                        "lead_save",
                                        "account_save",
                                        "account_view",
                                        "message_send",
                                        "inmail_send",
                                        "inmail_accept",
                                        "inmail_decline",
                                        "connection_request",
                                        "connection_accept",
                                        "connection_made",
                                        "post",
                                        "share",
                                        "question_answer",
                                        "engagement_give",
                                        "engagement_receive",
                                        "endorsement_receive",
                                        "recommendation_receive",
                                        "follower_gain",
                                        "group_join",
                                        "company_follow",
                                        "ignore"};
    assert_true(SSI_ACTIVITY_COUNT > SSI_COUNT(names));
    for (size_t i = 0; i < SSI_COUNT(names); i++) {
        assert_int_equal(ssi_activity_find(ssi_str_z(names[i])), i + 1);
        assert_string_equal(ssi_activity_info((enum ssi_activity)(i + 1))->name,
                            names[i]);
    }
}

static void test_activity__every_one_is_found_by_its_name_only(void **state)
{
    (void)state;
    for (int code = 1; code < SSI_ACTIVITY_COUNT; code++) {
        const struct ssi_activity_info *info = ssi_activity_info((enum ssi_activity)code);
        assert_int_equal(ssi_activity_find(ssi_str_z(info->name)), code);
        assert_true(strlen(info->meaning) > 5);
        struct ssi_str cut = ssi_str_of(info->name, strlen(info->name) - 1);
        assert_int_equal(ssi_activity_find(cut), SSI_ACTIVITY_UNKNOWN);
    }
    assert_int_equal(ssi_activity_find(ssi_str_z("")), SSI_ACTIVITY_UNKNOWN);
    assert_int_equal(ssi_activity_find(ssi_str_z("Post")), SSI_ACTIVITY_UNKNOWN);
    assert_string_equal(ssi_activity_info(SSI_ACTIVITY_UNKNOWN)->name, "");
}

static void test_activity__received_ones_are_not_own(void **state)
{
    (void)state;
    static const enum ssi_activity received[] = {
        SSI_ACTIVITY_inbound_view,           SSI_ACTIVITY_inmail_accept,
        SSI_ACTIVITY_inmail_decline,         SSI_ACTIVITY_connection_accept,
        SSI_ACTIVITY_engagement_receive,     SSI_ACTIVITY_endorsement_receive,
        SSI_ACTIVITY_recommendation_receive, SSI_ACTIVITY_follower_gain};
    for (int code = 0; code < SSI_ACTIVITY_COUNT; code++) {
        bool own = code != SSI_ACTIVITY_UNKNOWN && code != SSI_ACTIVITY_ignore;
        for (size_t i = 0; i < SSI_COUNT(received); i++) {
            own = own && code != (int)received[i];
        }
        assert_int_equal(ssi_activity_is_own((enum ssi_activity)code), own);
    }
}

static void test_activity__mirrors(void **state)
{
    (void)state;
    for (int code = 0; code < SSI_ACTIVITY_COUNT; code++) {
        enum ssi_activity want = SSI_ACTIVITY_UNKNOWN;
        want =
            code == SSI_ACTIVITY_engagement_give ? SSI_ACTIVITY_engagement_receive : want;
        want = code == SSI_ACTIVITY_profile_view ? SSI_ACTIVITY_inbound_view : want;
        want = code == SSI_ACTIVITY_connection_made ? SSI_ACTIVITY_connection_made : want;
        assert_int_equal(ssi_activity_mirror((enum ssi_activity)code), want);
    }
}

static void test_activity__answers_and_their_requests(void **state)
{
    (void)state;
    for (int code = 0; code < SSI_ACTIVITY_COUNT; code++) {
        enum ssi_activity want = SSI_ACTIVITY_UNKNOWN;
        want = code == SSI_ACTIVITY_inmail_accept ? SSI_ACTIVITY_inmail_send : want;
        want = code == SSI_ACTIVITY_inmail_decline ? SSI_ACTIVITY_inmail_send : want;
        want = code == SSI_ACTIVITY_connection_accept ? SSI_ACTIVITY_connection_request
                                                      : want;
        assert_int_equal(ssi_activity_request_of((enum ssi_activity)code), want);
    }
    assert_int_equal(ssi_activity_info(SSI_ACTIVITY_inmail_send)->part, SSI_PART_INMAIL);
    assert_int_equal(ssi_activity_info(SSI_ACTIVITY_connection_request)->part,
                     SSI_PART_REQUEST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_activity__codes_are_stable),
        cmocka_unit_test(test_activity__every_one_is_found_by_its_name_only),
        cmocka_unit_test(test_activity__received_ones_are_not_own),
        cmocka_unit_test(test_activity__mirrors),
        cmocka_unit_test(test_activity__answers_and_their_requests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
