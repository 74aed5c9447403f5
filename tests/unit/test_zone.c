// SPDX-License-Identifier: GPL-3.0-or-later
// Time zones: instants and local times of real zones, closing rules of made-up ones,
// damaged files. Real zones are asked only about the past, which no later tzdata changes.

#include "ssi/time.h"

#include "ssi/compiler.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static int64_t time_of(const char *text)
{
    struct ssi_time_form form;
    struct ssi_zone *utc = NULL;
    int64_t secs = 0;
    assert_int_equal(ssi_time_form_init(&form, ssi_str_z("ISO"), NULL), SSI_OK);
    assert_int_equal(ssi_zone_load("UTC", &utc, NULL), SSI_OK);
    assert_true(ssi_time_parse(&form, utc, ssi_str_z(text), &secs));
    ssi_zone_free(utc);
    return secs;
}

/* The instant of a local time, and the offset there. */
static void check_zone(const struct ssi_zone *zone, const char *local, const char *utc,
                       int32_t offset)
{
    char got[32];
    int64_t secs = ssi_zone_to_utc(zone, time_of(local));
    ssi_format_time(got, secs);
    if (strcmp(got, utc) != 0 || ssi_zone_offset(zone, secs) != offset) {
        fail_msg("%s %s is %s %d, not %s %d", ssi_zone_name(zone), local, got,
                 ssi_zone_offset(zone, secs), utc, offset);
    }
}

static void test_zone__utc_needs_no_file(void **state)
{
    (void)state;
    struct ssi_zone *zone = NULL;
    assert_int_equal(setenv("TZDIR", "/nowhere", 1), 0);
    enum ssi_status status = ssi_zone_load("UTC", &zone, NULL);
    assert_int_equal(unsetenv("TZDIR"), 0);
    assert_int_equal(status, SSI_OK);
    assert_string_equal(ssi_zone_name(zone), "UTC");
    assert_int_equal(ssi_zone_offset(zone, -1), 0);
    assert_int_equal(ssi_zone_to_utc(zone, 1234567890), 1234567890);
    assert_int_equal(ssi_zone_wall(zone, -1234567890), -1234567890);
    ssi_zone_free(zone);
    ssi_zone_free(NULL);
}

/* Checked against the zoneinfo module of Python 3.11. */
static void test_zone__knows_the_past_of_real_zones(void **state)
{
    (void)state;
    static const struct {
        const char *zone, *local, *utc;
        int32_t offset;
    } cases[] = {
        {"Europe/Berlin", "2024-03-31T02:30", "2024-03-31T01:00:00Z", 7200}, /* gap */
        {"Europe/Berlin", "2024-10-27T02:30", "2024-10-27T00:30:00Z", 7200}, /* twice */
        {"Europe/Berlin", "1969-12-31T23:59:59", "1969-12-31T22:59:59Z", 3600},
        {"America/New_York", "2024-03-10T02:30", "2024-03-10T07:00:00Z", -14400},
        {"America/New_York", "2024-11-03T01:30", "2024-11-03T05:30:00Z", -14400},
        {"America/New_York", "1899-12-31T00:00", "1899-12-31T05:00:00Z", -18000},
        {"Australia/Lord_Howe", "2023-10-01T02:15", "2023-09-30T15:30:00Z", 39600},
        {"Australia/Lord_Howe", "2024-04-07T01:45", "2024-04-06T14:45:00Z", 39600},
        {"Asia/Kolkata", "1943-01-01T00:00", "1942-12-31T17:30:00Z", 23400},
        {"Asia/Kolkata", "2024-01-01T05:30", "2024-01-01T00:00:00Z", 19800},
        {"Africa/Casablanca", "2023-04-23T02:30", "2023-04-23T02:00:00Z", 3600},
        {"America/Sao_Paulo", "2017-10-15T00:00", "2017-10-15T03:00:00Z", -7200},
        {"America/Sao_Paulo", "2018-02-17T23:30", "2018-02-18T01:30:00Z", -7200},
        {"Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00:00Z",
         50400}, /* no such day */
        {"Asia/Beirut", "2022-03-27T00:00", "2022-03-26T22:00:00Z", 10800},
    };
    for (size_t i = 0; i < SSI_COUNT(cases); i++) {
        struct ssi_zone *zone = NULL;
        if (ssi_zone_load(cases[i].zone, &zone, NULL) != SSI_OK) {
            skip(); /* a system without tzdata */
        }
        check_zone(zone, cases[i].local, cases[i].utc, cases[i].offset);
        ssi_zone_free(zone);
    }
}

static void test_zone__refuses_names_that_are_none(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",        "/etc/localtime", "../zoneinfo/UTC", "Europe/../UTC",  "Europe",
        "Europe/", "Europe/Berlim",  "tzdata.zi",       "Europe/Ber lin", "UTC\n",
        "."};
    for (size_t i = 0; i < SSI_COUNT(bad); i++) {
        struct ssi_zone *zone = NULL;
        struct ssi_error err = {0};
        assert_int_equal(ssi_zone_load(bad[i], &zone, &err), SSI_EUSAGE);
        assert_null(zone);
        assert_non_null(strstr(err.message, "IANA name"));
    }
}

/* --- Zone files of our own, in the scratch folder
 * --------------------------------------- */

struct file {
    unsigned char bytes[512];
    size_t len;
};

static void put(struct file *file, uint64_t value, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        file->bytes[file->len++] = (unsigned char)(value >> (8 * i) & 0xff);
    }
}

static void put_header(struct file *file, char version, uint32_t leaps, uint32_t times,
                       uint32_t types)
{
    memcpy(file->bytes + file->len, "TZif", 4);
    file->len += 4;
    put(file, (unsigned char)version, 1);
    file->len += 15; /* reserved, zero */
    put(file, 0, 4);
    put(file, 0, 4);
    put(file, leaps, 4);
    put(file, times, 4);
    put(file, types, 4);
    put(file, 4, 4);
}

/* Two types, standard and an hour more; transitions alternate between them, summer first.
 */
static void make_file(struct file *file, int32_t standard, const int64_t *times,
                      uint32_t count, const char *rule)
{
    memset(file, 0, sizeof *file);
    put_header(file, '2', 0, 0, 1);
    file->len += 6 + 4; /* the first block is not read */
    put_header(file, '2', 0, count, 2);
    for (uint32_t i = 0; i < count; i++) {
        put(file, (uint64_t)times[i], 8);
    }
    for (uint32_t i = 0; i < count; i++) {
        put(file, i % 2 == 0, 1);
    }
    for (uint32_t i = 0; i < 2; i++) {
        put(file, (uint32_t)(standard + (int32_t)i * 3600), 4);
        put(file, i, 1);
        put(file, 0, 1);
    }
    memcpy(file->bytes + file->len, "XXX", 4);
    file->len += 4;
    put(file, '\n', 1);
    memcpy(file->bytes + file->len, rule, strlen(rule));
    file->len += strlen(rule);
    put(file, '\n', 1);
}

static enum ssi_status load_file(const struct file *file, size_t len,
                                 struct ssi_zone **out_zone, struct ssi_error *err)
{
    FILE *stream = fopen("Zone_under_test", "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(file->bytes, 1, len, stream), len);
    assert_int_equal(fclose(stream), 0);
    assert_int_equal(setenv("TZDIR", ".", 1), 0);
    enum ssi_status status = ssi_zone_load("Zone_under_test", out_zone, err);
    assert_int_equal(unsetenv("TZDIR"), 0);
    assert_int_equal(remove("Zone_under_test"), 0);
    return status;
}

static struct ssi_zone *rule_zone(int32_t standard, const char *rule)
{
    struct file file;
    struct ssi_zone *zone = NULL;
    struct ssi_error err = {0};
    make_file(&file, standard, NULL, 0, rule);
    if (load_file(&file, file.len, &zone, &err) != SSI_OK) {
        fail_msg("%s: %s", rule, err.message);
    }
    return zone;
}

static void test_zone__follows_the_closing_rule(void **state)
{
    (void)state;
    struct ssi_zone *zone = rule_zone(3600, "CET-1CEST,M3.5.0,M10.5.0/3");
    check_zone(zone, "2149-03-30T02:30", "2149-03-30T01:00:00Z", 7200);
    check_zone(zone, "2149-07-01T12:00", "2149-07-01T10:00:00Z", 7200);
    check_zone(zone, "2149-10-26T02:30", "2149-10-26T00:30:00Z", 7200);
    check_zone(zone, "2150-01-01T00:00", "2149-12-31T23:00:00Z", 3600);
    check_zone(zone, "9999-07-01T00:00", "9999-06-30T22:00:00Z", 7200);
    check_zone(zone, "9999-12-31T23:59", "9999-12-31T22:59:00Z", 3600);
    check_zone(zone, "0001-01-02T00:00", "0001-01-01T23:00:00Z", 3600);
    check_zone(zone, "0300-07-01T00:00", "0300-06-30T22:00:00Z", 7200);
    ssi_zone_free(zone);
}

static void test_zone__knows_every_kind_of_rule(void **state)
{
    (void)state;
    static const struct {
        int32_t standard;
        const char *rule, *local, *utc;
        int32_t offset;
    } cases[] = {
        {-18000, "EST5EDT,M3.2.0,M11.1.0", "2024-03-10T02:30", "2024-03-10T07:00:00Z",
         -14400},
        {37800, "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2023-10-01T02:15",
         "2023-09-30T15:30:00Z", 39600},
        {-7200, "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2030-03-30T22:59",
         "2030-03-31T00:59:00Z", -7200},
        {-7200, "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2030-03-30T23:00",
         "2030-03-31T01:00:00Z", -3600},
        {7200, "EET-2EEST,M3.4.4/50,M10.4.4/50", "2024-03-30T01:59",
         "2024-03-29T23:59:00Z", 7200},
        {7200, "EET-2EEST,M3.4.4/50,M10.4.4/50", "2024-03-30T02:30",
         "2024-03-30T00:00:00Z", 10800},
        {0, "AAA0BBB,J60/0,J300/0", "2024-03-01T00:30", "2024-03-01T00:00:00Z", 3600},
        {0, "AAA0BBB,J60/0,J300/0", "2024-02-29T23:30", "2024-02-29T23:30:00Z", 0},
        {0, "AAA0BBB,J60/0,J300/0", "2023-03-01T00:30", "2023-03-01T00:00:00Z", 3600},
        {0, "AAA0BBB,59/0,300/0", "2024-02-29T00:30", "2024-02-29T00:00:00Z", 3600},
        {0, "AAA0BBB,59/0,300/0", "2023-03-01T00:30", "2023-03-01T00:00:00Z", 3600},
        {-18000, "EST5EDT,0/0,J365/25", "2024-01-01T00:00", "2024-01-01T04:00:00Z",
         -14400},
        {-18000, "EST5EDT,0/0,J365/25", "2024-12-31T23:30", "2025-01-01T03:30:00Z",
         -14400},
        {19800, "IST-5:30", "2400-01-01T05:30", "2400-01-01T00:00:00Z", 19800},
        {-3600, "", "2400-01-01T00:00", "2400-01-01T01:00:00Z", -3600},
    };
    for (size_t i = 0; i < SSI_COUNT(cases); i++) {
        struct ssi_zone *zone = rule_zone(cases[i].standard, cases[i].rule);
        check_zone(zone, cases[i].local, cases[i].utc, cases[i].offset);
        ssi_zone_free(zone);
    }
}

/* The file's transitions hold up to the last one, the rule behind it. */
static void test_zone__takes_up_the_rule_behind_the_last_transition(void **state)
{
    (void)state;
    const int64_t times[] = {-1000000, 1000000, time_of("2024-06-01T00:00"),
                             time_of("2024-09-01T00:00")};
    struct file file;
    struct ssi_zone *zone = NULL;
    make_file(&file, 3600, times, 4, "CET-1CEST,M3.5.0,M10.5.0/3");
    assert_int_equal(load_file(&file, file.len, &zone, NULL), SSI_OK);
    assert_int_equal(ssi_zone_offset(zone, -1000001), 3600);
    assert_int_equal(ssi_zone_offset(zone, -1000000), 7200);
    assert_int_equal(ssi_zone_offset(zone, 999999), 7200);
    assert_int_equal(ssi_zone_offset(zone, 1000000), 3600);
    check_zone(zone, "2023-07-01T00:00", "2023-06-30T23:00:00Z", 3600);
    check_zone(zone, "2024-07-01T00:00", "2024-06-30T22:00:00Z", 7200);
    check_zone(zone, "2024-10-01T00:00", "2024-09-30T23:00:00Z", 3600);
    check_zone(zone, "2025-07-01T00:00", "2025-06-30T22:00:00Z", 7200);
    ssi_zone_free(zone);
}

/* At every quarter of an hour around the changes of a year, near and 4000 years on. */
static void test_zone__wall_clock_never_runs_backwards(void **state)
{
    (void)state;
    struct ssi_zone *zone = rule_zone(3600, "CET-1CEST,M3.5.0,M10.5.0/3");
    static const char *const years[] = {"1969-01-01", "2024-01-01", "6024-01-01"};
    for (size_t y = 0; y < SSI_COUNT(years); y++) {
        int64_t start = time_of(years[y]);
        int64_t before = ssi_zone_wall(zone, start - 1);
        for (int64_t secs = start; secs < start + 366 * 86400; secs += 900) {
            int64_t wall = ssi_zone_wall(zone, secs);
            assert_true(wall >= before);
            assert_true(wall >= secs + ssi_zone_offset(zone, secs));
            assert_true(ssi_zone_to_utc(zone, wall) <= secs);
            assert_true(ssi_zone_to_utc(zone, wall + 1) > secs);
            before = wall;
        }
    }
    ssi_zone_free(zone);
}

static void test_zone__bears_any_instant(void **state)
{
    (void)state;
    static const int64_t instants[] = {INT64_MIN, INT64_MIN + 1, INT64_MAX - 1,
                                       INT64_MAX};
    struct ssi_zone *zone = rule_zone(3600, "CET-1CEST,M3.5.0,M10.5.0/3");
    for (size_t i = 0; i < SSI_COUNT(instants); i++) {
        int32_t offset = ssi_zone_offset(zone, instants[i]);
        assert_true(offset == 3600 || offset == 7200);
        assert_int_equal(ssi_zone_wall(zone, instants[i]) < 0, instants[i] < 0);
        assert_int_equal(ssi_zone_to_utc(zone, instants[i]) < 0, instants[i] < 0);
    }
    ssi_zone_free(zone);
}

static void test_zone__refuses_broken_rules(void **state)
{
    (void)state;
    static const char *const bad[] = {"C",
                                      "CET",
                                      "CET-1CEST",
                                      "CET-1CEST,M3.5.0",
                                      "CET-25",
                                      "<CET-1",
                                      "CET-1CEST,M13.1.0,M4.1.0",
                                      "CET-1 ",
                                      "CET-1:60",
                                      "CET-1CEST,M3.6.0,M10.5.0",
                                      "<>-1",
                                      "CET-1CEST,,",
                                      "CET-1CEST,M3.5.7,M10.5.0",
                                      "CET-1CEST,J0,J300",
                                      "CET-1CEST,366,J300",
                                      "CET-1CEST,M3.5.0/168,M10.5.0",
                                      "CET-1CEST,M3.5.0,M10.5.0x"};
    for (size_t i = 0; i < SSI_COUNT(bad); i++) {
        struct file file;
        struct ssi_zone *zone = NULL;
        struct ssi_error err = {0};
        make_file(&file, 3600, NULL, 0, bad[i]);
        if (load_file(&file, file.len, &zone, &err) != SSI_EIO) {
            fail_msg("'%s' is taken", bad[i]);
        }
        assert_non_null(strstr(err.message, "Zone_under_test"));
    }
}

static void test_zone__refuses_files_cut_anywhere(void **state)
{
    (void)state;
    const int64_t times[] = {0, 1000000};
    struct file file;
    make_file(&file, 3600, times, 2, "CET-1CEST,M3.5.0,M10.5.0/3");
    for (size_t len = 0; len < file.len; len++) {
        struct ssi_zone *zone = NULL;
        struct ssi_error err = {0};
        assert_int_equal(load_file(&file, len, &zone, &err), SSI_EIO);
        assert_null(zone);
    }
}

/* Whatever byte is wrong: read or refused, within bounds (the sanitizers look on). */
static void test_zone__survives_any_damaged_byte(void **state)
{
    (void)state;
    const int64_t times[] = {0, 1000000};
    static const unsigned char values[] = {0x00, 0x7f, 0x80, 0xff, '1', ','};
    struct file file;
    make_file(&file, 3600, times, 2, "CET-1CEST,M3.5.0,M10.5.0/3");
    for (size_t at = 0; at < file.len; at++) {
        for (size_t v = 0; v < SSI_COUNT(values); v++) {
            struct file damaged = file;
            struct ssi_zone *zone = NULL;
            damaged.bytes[at] = values[v];
            if (load_file(&damaged, damaged.len, &zone, NULL) == SSI_OK) {
                (void)ssi_zone_to_utc(zone, ssi_zone_wall(zone, 1700000000));
            }
            ssi_zone_free(zone);
        }
    }
}

static void test_zone__refuses_other_kinds_of_files(void **state)
{
    (void)state;
    struct file file;
    struct ssi_zone *zone = NULL;
    struct ssi_error err = {0};
    memset(&file, 0, sizeof file);
    put_header(&file, '\0', 0, 0, 1); /* version 1: no second block */
    file.len += 6 + 4;
    assert_int_equal(load_file(&file, file.len, &zone, &err), SSI_EIO);
    assert_non_null(strstr(err.message, "version 1"));
    memset(&file, 0, sizeof file);
    put_header(&file, '2', 0, 0, 1);
    file.len += 6 + 4;
    put_header(&file, '2', 1, 0, 1); /* a leap second */
    file.len += 6 + 4 + 12;
    put(&file, '\n', 1);
    put(&file, '\n', 1);
    assert_int_equal(load_file(&file, file.len, &zone, &err), SSI_EIO);
    assert_non_null(strstr(err.message, "leap seconds"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zone__utc_needs_no_file),
        cmocka_unit_test(test_zone__knows_the_past_of_real_zones),
        cmocka_unit_test(test_zone__refuses_names_that_are_none),
        cmocka_unit_test(test_zone__follows_the_closing_rule),
        cmocka_unit_test(test_zone__knows_every_kind_of_rule),
        cmocka_unit_test(test_zone__takes_up_the_rule_behind_the_last_transition),
        cmocka_unit_test(test_zone__wall_clock_never_runs_backwards),
        cmocka_unit_test(test_zone__bears_any_instant),
        cmocka_unit_test(test_zone__refuses_broken_rules),
        cmocka_unit_test(test_zone__refuses_files_cut_anywhere),
        cmocka_unit_test(test_zone__survives_any_damaged_byte),
        cmocka_unit_test(test_zone__refuses_other_kinds_of_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
