// SPDX-License-Identifier: GPL-3.0-or-later
// Partials on disk and added up: the same bytes for any order and grouping, and every
// damage refused.

#include "testing_aggregate.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "ssi/file.h"

static struct ssi_partial sample(struct setting *setting)
{
    return ingest(setting, "log.csv",
                  LOG "2026-11-18,m1,post,,3,AI,sales,tech,e1\n"
                      "2026-11-18,m1,profile_view,m2,,,sales,,e2\n"
                      "2026-11-20,m2,inmail_send,m1,,,,,\n"
                      "2026-11-20,m2,dance,m1,,,,,e3\n"
                      "never,m2,post,,,,,,\n",
                  SSI_KEEP_ALL);
}

static void assert_same_bytes(const struct ssi_partial *a, const struct ssi_partial *b)
{
    assert_int_equal(a->bytes.len, b->bytes.len);
    assert_memory_equal(a->bytes.ptr, b->bytes.ptr, a->bytes.len);
}

static void save(const struct ssi_partial *partial, const char *path)
{
    struct ssi_error err = {0};
    assert_ok(ssi_partial_save(partial, path, &err));
}

static void test_partial__opens_what_was_saved(void **state)
{
    struct ssi_partial partial = sample(*state);
    struct ssi_partial opened;
    struct ssi_error err = {0};
    struct stat info;
    save(&partial, "a.part");
    save(&partial, "a.part"); /* over the one that is there */
    assert_int_equal(stat("a.part", &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_ok(ssi_partial_open(&opened, "a.part", &err));
    assert_true(opened.mapped);
    assert_same_bytes(&opened, &partial);
    assert_string_equal(opened.zone, "UTC");
    assert_string_equal(opened.weekday_time, "Thu 00:00");
    struct setting *setting = *state;
    assert_true(opened.calendar_digest == setting->calendar.digest);
    for (int s = 0; s < SSI_SECTION_COUNT; s++) {
        assert_int_equal(opened.sections[s].count, partial.sections[s].count);
    }
    assert_int_equal(ssi_partial_version(&opened), 2);
    assert_true(ssi_partial_is("a.part"));
    assert_false(ssi_partial_is("no such file"));
    assert_string_equal(ssi_section_name(SSI_SECTION_SOURCE_WEEKS), "source weeks");
    assert_int_equal(ssi_section_record_size(SSI_SECTION_SOURCE_WEEKS), 16);
    assert_int_equal(SSI_RECORD_COUNT(&opened, EVENTS), 3);
    assert_int_equal(SSI_RECORD_COUNT(&opened, MEMBER_ENDS), 2);
    assert_str(ssi_partial_member(&opened, 0), "m1");
    assert_str(ssi_partial_member(&opened, 1), "m2");
    ssi_partial_release(&opened);
    ssi_partial_release(&opened);
    ssi_partial_release(&partial);
    ssi_partial_release(NULL);
}

static void test_partial__saves_whole_or_not_at_all(void **state)
{
    struct ssi_partial partial = sample(*state);
    struct ssi_error err = {0};
    struct ssi_path_list list = {0};
    assert_ok(ssi_folder_remove("saved", &err));
    assert_ok(ssi_folder_make("saved", &err));
    assert_int_equal(ssi_partial_save(&partial, "saved/no/a.part", &err), SSI_EIO);
    assert_ok(ssi_folder_make("saved/taken", &err));
    assert_int_equal(ssi_partial_save(&partial, "saved/taken", &err), SSI_EIO);
    assert_contains(err.message, "saved/taken");
    save(&partial, "saved/a");
    assert_ok(ssi_path_list_add(&list, "saved", &err));
    assert_int_equal(list.count, 1); /* nothing half-written beside it */
    assert_ok(ssi_folder_remove("saved/taken", &err));
    assert_ok(ssi_folder_remove("saved/a", &err));
    assert_int_equal(rmdir("saved"), 0);
    ssi_path_list_release(&list);
    ssi_partial_release(&partial);
}

static void assert_refused(const char *path)
{
    struct ssi_partial opened;
    struct ssi_error err = {0};
    assert_int_equal(ssi_partial_open(&opened, path, &err), SSI_EIO);
    assert_string_equal(err.file, path);
    assert_contains(err.message, "partial");
}

static void test_partial__every_truncation_is_refused(void **state)
{
    struct ssi_partial partial = sample(*state);
    save(&partial, "cut.part");
    for (size_t len = partial.bytes.len; len-- > 0;) {
        assert_int_equal(truncate("cut.part", (off_t)len), 0);
        assert_refused("cut.part");
    }
    ssi_partial_release(&partial);
}

static void test_partial__what_is_none_is_refused(void **state)
{
    struct ssi_partial partial = sample(*state);
    struct ssi_error err = {0};
    struct ssi_partial opened;
    struct bytes longer = {.len = 0};
    put(&longer, partial.bytes);
    put(&longer, BYTES("\0\0\0\0\0\0\0\0"));
    write_file("longer.part", bytes_of(&longer));
    assert_refused("longer.part");
    write_text("text.part", "member_id,activity\n");
    assert_refused("text.part");
    longer.len = partial.bytes.len;
    longer.at[8] = 99; /* the version */
    write_file("version.part", bytes_of(&longer));
    assert_int_equal(ssi_partial_open(&opened, "version.part", &err), SSI_EIO);
    assert_contains(err.message, "another version");
    assert_int_equal(ssi_partial_open(&opened, "missing.part", &err), SSI_EIO);
    ssi_partial_release(&partial);
}

/* A changed byte is refused, or it is one that nobody reads. */
static void test_partial__every_byte_flipped(void **state)
{
    struct ssi_partial partial = sample(*state);
    save(&partial, "flip.part");
    int fd = open("flip.part", O_RDWR);
    assert_true(fd >= 0);
    size_t harmless = 0;
    for (size_t at = 0; at < partial.bytes.len; at++) {
        static const unsigned char flips[] = {0x01, 0x80, 0xFF};
        for (size_t f = 0; f < sizeof flips; f++) {
            struct ssi_partial opened;
            struct ssi_error err = {0};
            char byte = (char)(partial.bytes.ptr[at] ^ flips[f]);
            assert_int_equal(pwrite(fd, &byte, 1, (off_t)at), 1);
            if (ssi_partial_open(&opened, "flip.part", &err) == SSI_OK) {
                harmless++;
                for (int s = 0; s < SSI_SECTION_COUNT; s++) {
                    assert_int_equal(opened.sections[s].count, partial.sections[s].count);
                }
                assert_string_equal(opened.zone, partial.zone);
                ssi_partial_release(&opened);
            } else {
                assert_int_equal(err.code, SSI_EIO);
            }
        }
        assert_int_equal(pwrite(fd, partial.bytes.ptr + at, 1, (off_t)at), 1);
    }
    assert_int_equal(close(fd), 0);
    assert_true(harmless <= 3 * 7 * SSI_SECTION_COUNT); /* padding between sections */
    ssi_partial_release(&partial);
}

enum { PARTS = 4 };

/* Four files that share members, topics, formats and days, and differ in the rest. */
static void make_parts(struct setting *setting, struct ssi_partial parts[PARTS])
{
    static const char *const texts[PARTS] = {
        LOG "2026-11-18,m1,post,,3,AI,sales,tech,e1\n2026-11-19,m3,share,,,AI,,,e2\n",
        LOG "2026-11-18,m1,post,,4,CRM,ops,,e3\n2026-11-18,m0,profile_view,m1,,,,,e4\n"
            "2026-11-18T10:00:00,m1,inmail_send,x,,,,,\nbad,row\n",
        NAVIGATOR
        "1,PROFILE_VIEWED,11-18-2026 10:00:00,m1,k\n"
        "1,PROFILE_VIEWED,11-18-2026 10:00:00,m1,k\n2,DANCED,11-18-2026 10:00:00,m9,\n",
        LOG
        "2026-11-18,m1,post,,5,AI,growth,tech,e1\n2026-11-18,m0,profile_view,m1,,,,,\n"
        "2026-11-21,m1,dance,,,,,,e9\n2026-11-18T10:00:00,m1,inmail_send,x,,,,,\n"};
    static const char *const names[PARTS] = {"a.csv", "b.csv", "c.csv", "d.csv"};
    for (int i = 0; i < PARTS; i++) {
        parts[i] =
            ingest(setting, names[i], texts[i], i == 1 ? SSI_KEEP_NONE : SSI_KEEP_ALL);
    }
}

static struct ssi_partial merge_two(const struct ssi_partial *a,
                                    const struct ssi_partial *b)
{
    const struct ssi_partial inputs[] = {*a, *b};
    return merge(inputs, 2);
}

static void release_parts(struct ssi_partial *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ssi_partial_release(&parts[i]);
    }
}

static void test_partial__merging_is_commutative(void **state)
{
    struct ssi_partial parts[PARTS];
    make_parts(*state, parts);
    struct ssi_partial want = merge(parts, PARTS);
    size_t orders = 0;
    for (int code = 0; code < 256; code++) { /* all 24 orders of 4 */
        int order[PARTS] = {code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6 & 3};
        int seen = 1 << order[0] | 1 << order[1] | 1 << order[2] | 1 << order[3];
        if (seen != 15) {
            continue;
        }
        struct ssi_partial inputs[PARTS];
        for (int i = 0; i < PARTS; i++) {
            inputs[i] = parts[order[i]];
        }
        struct ssi_partial merged = merge(inputs, PARTS);
        assert_same_bytes(&merged, &want);
        ssi_partial_release(&merged);
        orders++;
    }
    assert_int_equal(orders, 24);
    ssi_partial_release(&want);
    release_parts(parts, PARTS);
}

static void test_partial__merging_is_associative(void **state)
{
    struct ssi_partial parts[PARTS];
    make_parts(*state, parts);
    struct ssi_partial want = merge(parts, PARTS);
    struct ssi_partial left = merge_two(&parts[3], &parts[1]);
    struct ssi_partial right = merge_two(&parts[0], &parts[2]);
    struct ssi_partial pairs = merge_two(&left, &right);
    assert_same_bytes(&pairs, &want);
    struct ssi_partial chain = merge_two(&left, &parts[0]);
    struct ssi_partial whole = merge_two(&parts[2], &chain);
    assert_same_bytes(&whole, &want);
    struct ssi_partial alone = merge(&want, 1);
    assert_same_bytes(&alone, &want);
    struct ssi_partial opened;
    struct ssi_error err = {0};
    save(&left, "left.part"); /* from disk as well as from memory */
    assert_ok(ssi_partial_open(&opened, "left.part", &err));
    struct ssi_partial mixed = merge_two(&right, &opened);
    assert_same_bytes(&mixed, &want);
    struct ssi_partial *all[] = {&want,  &left,  &right,  &pairs, &chain,
                                 &whole, &alone, &opened, &mixed};
    for (size_t i = 0; i < SSI_COUNT(all); i++) {
        ssi_partial_release(all[i]);
    }
    release_parts(parts, PARTS);
}

static void test_partial__merging_adds_up(void **state)
{
    struct ssi_partial parts[2] = {
        ingest(*state, "a.csv",
               LOG "2026-11-18,m1,post,,3,AI,sales,,\n2026-11-17,m1,share,,,,,,\n",
               SSI_KEEP_NONE),
        ingest(*state, "b.csv",
               LOG "2026-11-18,m1,post,,4,AI,,,\n2026-11-12,m0,share,,,CRM,,,\n"
                   "2026-11-12T10:00:00,m1,ignore,,,,ops,,\n",
               SSI_KEEP_NONE)};
    struct ssi_partial merged = merge(parts, 2);
    ASSERT_TOLD(*state, &merged,
                "count m0 2026-11-18 share 1\n"
                "count m1 2026-11-18 post 7\ncount m1 2026-11-18 share 1\n"
                "days m0 2026-11-18 1\ndays m1 2026-11-18 96\n"
                "topic m0 2026-11-18 CRM 1\n"
                "topic m1 2026-11-18 AI 7\ntopic m1 2026-11-18 - 1\n"
                "team m1 2026-11-18 sales\n",
                tell_counts, tell_days, tell_topics, tell_labels);
    assert_int_equal(SSI_RECORD_COUNT(&merged, FORMATS), 1);
    assert_int_equal(SSI_RECORD_COUNT(&merged, SOURCES), 2);
    ssi_partial_release(&merged);
    release_parts(parts, 2);
}

static void assert_no_merge(const struct ssi_partial *a, const struct ssi_partial *b,
                            const char *why)
{
    const struct ssi_partial *orders[2][2] = {{a, b}, {b, a}};
    for (int i = 0; i < 2; i++) {
        struct ssi_partial merged;
        struct ssi_error err = {0};
        assert_int_equal(ssi_partial_merge(orders[i], 2, &merged, &err), SSI_EDATA);
        assert_contains(err.message, why);
    }
}

static void test_partial__a_source_twice_is_refused_by_name(void **state)
{
    struct ssi_partial parts[PARTS];
    make_parts(*state, parts);
    assert_no_merge(&parts[0], &parts[0], "'a.csv'");
    struct ssi_partial both = merge(parts, 2);
    assert_no_merge(&both, &parts[1], "'b.csv'");
    struct ssi_partial renamed = ingest(
        *state, "renamed.csv",
        LOG "2026-11-18,m1,post,,3,AI,sales,tech,e1\n2026-11-19,m3,share,,,AI,,,e2\n",
        SSI_KEEP_NONE);
    assert_no_merge(&parts[0], &renamed, ".csv'");
    ssi_partial_release(&renamed);
    ssi_partial_release(&both);
    release_parts(parts, PARTS);
}

static void test_partial__other_calendars_are_refused_by_name(void **state)
{
    struct setting *setting = *state;
    struct ssi_calendar utc = setting->calendar;
    struct ssi_error err = {0};
    struct ssi_partial first = sample(setting);
    assert_ok(ssi_calendar_init(&setting->calendar, "UTC", "Monday", "06:30", &err));
    struct ssi_partial second = ingest(setting, "b.csv", LOG, SSI_KEEP_NONE);
    ssi_calendar_release(&setting->calendar);
    setting->calendar = utc;
    assert_no_merge(&first, &second, "Mon 06:30");
    assert_no_merge(&first, &second, "Thu 00:00");
    ssi_partial_release(&second);
    if (ssi_calendar_init(&setting->calendar, "Europe/Berlin", "Thursday", "00:00",
                          &err) == SSI_OK) {
        second = ingest(setting, "b.csv", LOG, SSI_KEEP_NONE);
        ssi_calendar_release(&setting->calendar);
        assert_no_merge(&first, &second, "Europe/Berlin");
        ssi_partial_release(&second);
    }
    setting->calendar = utc;
    ssi_partial_release(&first);
}

static void test_partial__other_mappings_are_refused_by_name(void **state)
{
    struct setting *setting = *state;
    struct ssi_ini ini;
    struct ssi_error err = {0};
    struct ssi_formats shipped = setting->formats;
    struct ssi_partial first = sample(setting);
    memset(&setting->formats, 0, sizeof setting->formats);
    assert_ok(ssi_formats_load(&setting->formats, SSI_TEST_DATASETS "/formats", &err));
    assert_ok(
        ssi_ini_parse(&ini, "x.ini",
                      ssi_str_z("[format activity]\nkind = events\n"
                                "[format activity column occurred_at]\ntype = time\n"
                                "required = yes\n"
                                "[format activity column member_id]\ntype = id\n"
                                "required = yes\n"
                                "[format activity column activity]\ntype = activity\n"
                                "required = yes\n"
                                "[format activity activities]\npost = share\n"),
                      &err));
    assert_ok(ssi_formats_add_config(&setting->formats, &ini, &err));
    struct ssi_partial second =
        ingest(setting, "b.csv", "occurred_at,member_id,activity\n", SSI_KEEP_NONE);
    assert_no_merge(&first, &second, "'activity'");
    ssi_ini_release(&ini);
    ssi_formats_release(&setting->formats);
    setting->formats = shipped;
    ssi_partial_release(&first);
    ssi_partial_release(&second);
}

static void test_partial__other_keys_are_refused(void **state)
{
    struct ssi_aggregate_options options = wanting_all(SSI_KEEP_ALL);
    struct ssi_error err = {0};
    struct ssi_partial first = sample(*state);
    struct ssi_partial second;
    options.key_print.low++;
    assert_ok(ingest_with(*state, "b.csv", ssi_str_z(LOG "2026-11-18,m1,post,,,,,,e1\n"),
                          &options, &second, &err));
    assert_no_merge(&first, &second, "ssi.key");
    ssi_partial_release(&second);
    assert_ok(ingest_with(*state, "b.csv", ssi_str_z(LOG "2026-11-18,m1,post,,,,,,\n"),
                          &options, &second, &err));
    assert_int_equal(second.key_print.low, 0); /* no events, no key */
    struct ssi_partial merged = merge_two(&second, &first);
    assert_int_equal(ssi_digest_cmp(merged.key_print, first.key_print), 0);
    ssi_partial_release(&merged);
    ssi_partial_release(&first);
    ssi_partial_release(&second);
}

static void test_partial__nothing_to_merge(void **state)
{
    (void)state;
    struct ssi_partial merged;
    struct ssi_error err = {0};
    assert_int_equal(ssi_partial_merge(NULL, 0, &merged, &err), SSI_EUSAGE);
}

static void test_partial__files_without_rows(void **state)
{
    struct ssi_partial parts[2] = {ingest(*state, "a.csv", LOG, SSI_KEEP_ALL),
                                   ingest(*state, "b.csv", NAVIGATOR, SSI_KEEP_ALL)};
    struct ssi_partial merged = merge(parts, 2);
    struct ssi_partial opened;
    struct ssi_error err = {0};
    save(&merged, "empty.part");
    assert_ok(ssi_partial_open(&opened, "empty.part", &err));
    ASSERT_TOLD(*state, &opened, "", tell_counts, tell_days, tell_pairs, tell_requests);
    const struct ssi_source_record *sources = SSI_RECORDS(&opened, SOURCES);
    assert_int_equal(SSI_RECORD_COUNT(&opened, SOURCES), 2);
    assert_int_equal(sources[0].rows, 0);
    assert_true(sources[0].first > sources[0].last); /* no period */
    ssi_partial_release(&opened);
    ssi_partial_release(&merged);
    release_parts(parts, 2);
}

/* The event id, not its text, and only with the key: another key is another print. */
static void test_partial__holds_no_event_id(void **state)
{
    struct ssi_partial partial = ingest(
        *state, "log.csv", LOG "2026-11-18,m1,post,,,,,,secret-event-id\n", SSI_KEEP_ALL);
    static const char id[] = "secret-event-id";
    for (size_t at = 0; at + sizeof id - 1 <= partial.bytes.len; at++) {
        assert_true(memcmp(partial.bytes.ptr + at, id, sizeof id - 1) != 0);
    }
    ssi_partial_release(&partial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_partial__opens_what_was_saved),
        cmocka_unit_test(test_partial__saves_whole_or_not_at_all),
        cmocka_unit_test(test_partial__every_truncation_is_refused),
        cmocka_unit_test(test_partial__what_is_none_is_refused),
        cmocka_unit_test(test_partial__every_byte_flipped),
        cmocka_unit_test(test_partial__merging_is_commutative),
        cmocka_unit_test(test_partial__merging_is_associative),
        cmocka_unit_test(test_partial__merging_adds_up),
        cmocka_unit_test(test_partial__a_source_twice_is_refused_by_name),
        cmocka_unit_test(test_partial__other_calendars_are_refused_by_name),
        cmocka_unit_test(test_partial__other_mappings_are_refused_by_name),
        cmocka_unit_test(test_partial__other_keys_are_refused),
        cmocka_unit_test(test_partial__nothing_to_merge),
        cmocka_unit_test(test_partial__files_without_rows),
        cmocka_unit_test(test_partial__holds_no_event_id),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
