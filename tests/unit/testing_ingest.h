// SPDX-License-Identifier: GPL-3.0-or-later
/** What tests of rows and events stand on: the shipped formats and a calendar in UTC. */
#ifndef SSI_TESTS_TESTING_INGEST_H
#define SSI_TESTS_TESTING_INGEST_H

#include "ssi/reader.h"

#include "testing.h"

struct setting {
    struct ssi_formats formats;
    struct ssi_calendar calendar;
    const struct ssi_format *forced;
    int64_t max_rejects;
};

/** For a group's or a test's setup: *state becomes a setting. */
static inline int set_up(void **state)
{
    struct setting *setting = ssi_alloc(1, sizeof *setting);
    struct ssi_error err;
    assert_non_null(setting);
    setting->max_rejects = -1;
    assert_ok(ssi_formats_load(&setting->formats, SSI_TEST_DATASETS "/formats", &err));
    assert_ok(ssi_calendar_init(&setting->calendar, "UTC", "Thursday", "00:00", &err));
    *state = setting;
    return 0;
}

static inline int tear_down(void **state)
{
    struct setting *setting = *state;
    ssi_formats_release(&setting->formats);
    ssi_calendar_release(&setting->calendar);
    ssi_free(setting);
    return 0;
}

/** Opens a file of the scratch folder with these bytes. */
static inline enum ssi_status open_bytes(struct setting *setting,
                                         struct ssi_reader *reader, const char *path,
                                         struct ssi_str bytes, struct ssi_error *err)
{
    const struct ssi_reader_options options = {.formats = &setting->formats,
                                               .forced = setting->forced,
                                               .calendar = &setting->calendar,
                                               .max_rejects = setting->max_rejects};
    return ssi_reader_open(reader, write_file(path, bytes), &options, err);
}

static inline void open_text(struct setting *setting, struct ssi_reader *reader,
                             const char *path, const char *text)
{
    struct ssi_error err = {0};
    assert_ok(open_bytes(setting, reader, path, ssi_str_z(text), &err));
}

static inline void assert_balanced(const struct ssi_account *account)
{
    assert_int_equal(account->rows, account->used + account->ignored_mapping +
                                        account->ignored_orphan + account->duplicate +
                                        account->rejected);
}

/** UTC seconds of "2026-11-18T12:00:00" and its like. */
static inline int64_t secs_of(const char *text)
{
    struct ssi_time_form form;
    struct ssi_zone *utc = NULL;
    struct ssi_error err;
    int64_t secs = 0;
    assert_ok(ssi_zone_load("UTC", &utc, &err));
    assert_ok(ssi_time_form_init(&form, ssi_str_z("ISO"), &err));
    assert_true(ssi_time_parse(&form, utc, ssi_str_z(text), &secs));
    ssi_zone_free(utc);
    return secs;
}

#endif
