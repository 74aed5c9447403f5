// SPDX-License-Identifier: GPL-3.0-or-later
// Many files into one partial: the same bytes for any threads, order and memory; a file
// as a whole or not at all; one file shared by several threads.

#include "testing_aggregate.h"

#include "ssi/memory.h"
#include "ssi/parallel.h"
#include "ssi/random.h"

enum { MOST_FILES = 12 };

struct job {
    struct setting *setting;
    struct ssi_collection *collection;
    const char *const *paths;
    size_t count;
    const struct ssi_aggregate_options *options;
    enum ssi_status status[MOST_FILES];
    struct ssi_source_record sources[MOST_FILES];
};

/* A thread reads every `workers`th file, and helps with the others. */
static enum ssi_status work(void *context, size_t task, size_t worker,
                            struct ssi_error *err)
{
    struct job *job = context;
    if (task < job->count) {
        const struct ssi_reader_options options = {.formats = &job->setting->formats,
                                                   .calendar = &job->setting->calendar,
                                                   .max_rejects =
                                                       job->setting->max_rejects};
        struct ssi_reader reader;
        struct ssi_error own = {0};
        job->status[task] = ssi_reader_open(&reader, job->paths[task], &options, &own);
        if (job->status[task] == SSI_OK) {
            job->status[task] =
                ssi_collection_read(job->collection, worker, &reader, job->options,
                                    &job->sources[task], &own);
        }
        ssi_collection_done(job->collection);
        return SSI_OK;
    }
    return ssi_collection_help(job->collection, worker, err);
}

static struct ssi_partial collect(struct setting *setting, const char *const *paths,
                                  size_t count, size_t workers, size_t memory,
                                  enum ssi_keep keep, struct job *out_job)
{
    struct ssi_aggregate_options options = wanting_all(keep);
    struct ssi_collection_options collecting = {.calendar = &setting->calendar,
                                                .workers = workers,
                                                .key_print = options.key_print,
                                                .memory = memory,
                                                .folder = "."};
    struct job job = {
        .setting = setting, .paths = paths, .count = count, .options = &options};
    struct ssi_partial partial;
    struct ssi_error err = {0};
    assert_true(count <= MOST_FILES);
    assert_ok(ssi_collection_new(&collecting, &job.collection, &err));
    ssi_collection_expect(job.collection, count);
    assert_ok(ssi_parallel(workers, count + workers, work, &job, &err));
    assert_ok(ssi_collection_finish(job.collection, &partial, &err));
    ssi_collection_free(job.collection);
    if (out_job) {
        *out_job = job;
    }
    return partial;
}

static char *text_buffer(size_t size)
{
    char *text = ssi_alloc(1, size);
    assert_non_null(text);
    return text;
}

/* Rows of a log in random order of time, of many members; some bad, unknown or mirrored.
 */
static size_t random_log(struct ssi_random *random, char *text, size_t rows)
{
    static const char *const activities[] = {
        "post", "share", "engagement_give", "dance", "connection_made", "inmail_send"};
    size_t len = (size_t)snprintf(text, 200, "%s", LOG);
    for (size_t i = 0; i < rows; i++) {
        unsigned day = 1 + (unsigned)ssi_random_below(random, 28);
        len += (size_t)snprintf(
            text + len, 200,
            "2026-%02u-%02uT%02u:00:%02uZ,m%u,%s,c%u,%u,t%u,team%u,,e%u\n",
            1 + (unsigned)ssi_random_below(random, 11), day,
            (unsigned)ssi_random_below(random, 24),
            (unsigned)ssi_random_below(random, 60),
            (unsigned)ssi_random_below(random, 300),
            activities[ssi_random_below(random, 6)],
            (unsigned)ssi_random_below(random, 200),
            (unsigned)ssi_random_below(random, 4), (unsigned)ssi_random_below(random, 9),
            (unsigned)ssi_random_below(random, 3),
            (unsigned)ssi_random_below(random, 100000));
    }
    return len;
}

static void write_files(const char *const *paths, size_t count)
{
    struct ssi_random random;
    char *text = text_buffer(4 << 20);
    ssi_random_init(&random, 5, 0);
    for (size_t i = 0; i + 2 < count; i++) {
        size_t rows = i == 0 ? 20000 : 500 * i;
        write_file(paths[i], ssi_str_of(text, random_log(&random, text, rows)));
    }
    write_text(paths[count - 2], NAVIGATOR "1,INMAIL_SENT,11-10-2026 10:00:00,7,x\n"
                                           "2,PROFILE_VIEWED,11-11-2026 10:00:00,8,y\n");
    write_text(paths[count - 1], "activityId,activityType\n1,INMAIL_ACCEPTED\n"
                                 "9,INMAIL_DECLINED\n");
    ssi_free(text);
}

static void test_collection__the_same_bytes_however_it_is_read(void **state)
{
    static const char *const paths[] = {"0.csv", "1.csv", "2.csv",
                                        "3.csv", "n.csv", "o.csv"};
    const char *reversed[SSI_COUNT(paths)];
    enum { COUNT = SSI_COUNT(paths) };
    write_files(paths, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        reversed[i] = paths[COUNT - 1 - i];
    }
    for (int keep = SSI_KEEP_NONE; keep <= SSI_KEEP_ALL; keep++) {
        struct ssi_partial first =
            collect(*state, paths, COUNT, 1, 0, (enum ssi_keep)keep, NULL);
        for (size_t workers = 1; workers < 9; workers = workers * 2 + 1) {
            for (size_t memory = 0; memory < 3; memory++) {
                // the last budget is so small that every look at it spills
                size_t budget = memory == 0 ? 0 : memory == 1 ? (size_t)1 << 30 : 1000;
                struct ssi_partial other =
                    collect(*state, workers % 2 ? reversed : paths, COUNT, workers,
                            budget, (enum ssi_keep)keep, NULL);
                assert_true(ssi_str_eq(first.bytes, other.bytes));
                ssi_partial_release(&other);
            }
        }
        assert_int_equal(SSI_RECORD_COUNT(&first, SOURCES), COUNT);
        assert_true(SSI_RECORD_COUNT(&first, FORMATS) == 3);
        ssi_partial_release(&first);
    }
}

static void test_collection__saved_is_the_same(void **state)
{
    static const char *const paths[] = {"0.csv", "1.csv", "2.csv", "n.csv", "o.csv"};
    struct setting *setting = *state;
    struct ssi_error err = {0};
    write_files(paths, SSI_COUNT(paths));
    struct ssi_partial memory =
        collect(setting, paths, SSI_COUNT(paths), 2, 0, SSI_KEEP_ALL, NULL);
    for (size_t budget = 0; budget < 2; budget++) {
        struct ssi_aggregate_options options = wanting_all(SSI_KEEP_ALL);
        struct ssi_collection_options collecting = {.calendar = &setting->calendar,
                                                    .workers = 2,
                                                    .key_print = options.key_print,
                                                    .memory = budget * 1000,
                                                    .folder = "."};
        struct job job = {.setting = setting,
                          .paths = paths,
                          .count = SSI_COUNT(paths),
                          .options = &options};
        struct ssi_partial opened;
        assert_ok(ssi_collection_new(&collecting, &job.collection, &err));
        ssi_collection_expect(job.collection, job.count);
        assert_ok(ssi_parallel(2, job.count + 2, work, &job, &err));
        assert_ok(ssi_collection_save(job.collection, "saved.part", &err));
        ssi_collection_free(job.collection);
        assert_ok(ssi_partial_open(&opened, "saved.part", &err));
        assert_true(ssi_str_eq(memory.bytes, opened.bytes));
        ssi_partial_release(&opened);
    }
    ssi_partial_release(&memory);
}

/* A file that ends badly contributes nothing, not even ids or texts. */
static void test_collection__a_file_as_a_whole_or_not_at_all(void **state)
{
    static const char *const paths[] = {"0.csv", "bad.csv.gz", "n.csv", "o.csv"};
    static const char *const good[] = {"0.csv", "n.csv", "o.csv"};
    struct bytes *gzip = ssi_alloc(1, sizeof *gzip);
    struct job job;
    assert_non_null(gzip);
    write_files(good, SSI_COUNT(good));
    put_member(gzip, ssi_str_z(LOG "2026-11-18,nobody,post,,,never seen,,,\n"), 0);
    gzip->at[gzip->len - 6] ^= 1;
    write_file("bad.csv.gz", bytes_of(gzip));
    for (size_t workers = 1; workers < 4; workers++) {
        struct ssi_partial all =
            collect(*state, paths, SSI_COUNT(paths), workers, 0, SSI_KEEP_ALL, &job);
        struct ssi_partial some =
            collect(*state, good, SSI_COUNT(good), 1, 0, SSI_KEEP_ALL, NULL);
        assert_int_equal(job.status[1], SSI_EIO);
        assert_true(ssi_str_eq(all.bytes, some.bytes));
        ssi_partial_release(&all);
        ssi_partial_release(&some);
    }
    ssi_free(gzip);
}

static void test_collection__the_same_content_counts_once(void **state)
{
    static const char *const paths[] = {"b.csv", "a.csv", "c.csv"};
    static const char text[] = LOG "2026-11-18,m1,post,,,,,,\n";
    for (size_t i = 0; i < SSI_COUNT(paths); i++) {
        write_text(paths[i], text);
    }
    for (size_t workers = 1; workers < 4; workers++) {
        struct ssi_partial partial =
            collect(*state, paths, SSI_COUNT(paths), workers, 0, SSI_KEEP_NONE, NULL);
        const struct ssi_source_record *sources = SSI_RECORDS(&partial, SOURCES);
        const struct ssi_count_record *counts = SSI_RECORDS(&partial, COUNTS);
        assert_int_equal(SSI_RECORD_COUNT(&partial, SOURCES), 1);
        assert_str(ssi_partial_string(&partial, sources[0].label), "a.csv");
        assert_int_equal(SSI_RECORD_COUNT(&partial, COUNTS), 1);
        assert_int_equal(counts[0].n, 1);
        ssi_partial_release(&partial);
    }
}

/* Counts beyond 32 bits, and more rows of a day than a slot counts. */
static void test_collection__large_counts(void **state)
{
    enum { ROWS = 70000 };
    static const char *const paths[] = {"large.csv"};
    char *text = text_buffer(ROWS * 64);
    size_t len = (size_t)snprintf(text, 64, "occurred_at,member_id,activity,count\n");
    for (int i = 0; i < ROWS; i++) {
        len += (size_t)snprintf(text + len, 64, "2026-11-18,m1,%s,%d\n",
                                i % 2 ? "post" : "share", i % 2 ? 1 : 1000000000);
    }
    write_file("large.csv", ssi_str_of(text, len));
    for (size_t workers = 1; workers < 3; workers++) {
        struct ssi_partial partial =
            collect(*state, paths, 1, workers, 0, SSI_KEEP_NONE, NULL);
        const struct ssi_count_record *counts = SSI_RECORDS(&partial, COUNTS);
        const struct ssi_days_record *days = SSI_RECORDS(&partial, DAYS);
        assert_int_equal(SSI_RECORD_COUNT(&partial, COUNTS), 2);
        assert_int_equal(ssi_count_activity(&counts[0]), SSI_ACTIVITY_post);
        assert_int_equal(counts[0].n, ROWS / 2);
        assert_int_equal(counts[1].n, UINT64_C(1000000000) * (ROWS / 2));
        assert_int_equal(SSI_RECORD_COUNT(&partial, DAYS), 1);
        assert_int_equal(days[0].bits, 1 << 6);
        ssi_partial_release(&partial);
    }
    ssi_free(text);
}

/* Rejects of a file that several threads share keep their line, byte and column. */
static void test_collection__rejects_of_a_shared_file(void **state)
{
    enum { ROWS = 60000 };
    static const char *const paths[] = {"shared.csv"};
    struct setting *setting = *state;
    char *text = text_buffer(ROWS * 64);
    size_t len = (size_t)snprintf(text, 64, "member_id,activity,occurred_at\n");
    for (unsigned i = 0; i < ROWS; i++) {
        static const char *const damaged[] = {"m1,post\n", "m1,\"post,2026-11-18\n",
                                              "\r\n", "m1,post,2026-13-45\n",
                                              "m\xff,post,2026-11-18\n"};
        const char *row = i % 997 == 500 ? damaged[i / 997 % 5] : NULL;
        len += row ? (size_t)snprintf(text + len, 64, "%s", row)
                   : (size_t)snprintf(text + len, 64, "member%u,post,2026-11-%02u%s",
                                      i % 77, 1 + i % 28, i % 3 ? "\n" : "\r\n");
    }
    setting->max_rejects = 1000;
    write_file("shared.csv", ssi_str_of(text, len));
    struct ssi_partial first = collect(setting, paths, 1, 1, 0, SSI_KEEP_NONE, NULL);
    const struct ssi_reject_record *rejects = SSI_RECORDS(&first, REJECTS);
    assert_in_range(SSI_RECORD_COUNT(&first, REJECTS), 45, 50);
    for (size_t i = 0; i < SSI_RECORD_COUNT(&first, REJECTS); i++) {
        uint64_t lines = 1;
        for (size_t at = 0; at < rejects[i].byte; at++) {
            lines += text[at] == '\n';
        }
        assert_int_equal(rejects[i].line, lines);
        assert_true(rejects[i].byte == 0 || text[rejects[i].byte - 1] == '\n');
    }
    for (size_t workers = 2; workers < 9; workers *= 2) {
        struct ssi_partial other =
            collect(setting, paths, 1, workers, 0, SSI_KEEP_NONE, NULL);
        assert_true(ssi_str_eq(first.bytes, other.bytes));
        ssi_partial_release(&other);
    }
    ssi_partial_release(&first);
    setting->max_rejects = -1;
    ssi_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_collection__the_same_bytes_however_it_is_read),
        cmocka_unit_test(test_collection__saved_is_the_same),
        cmocka_unit_test(test_collection__a_file_as_a_whole_or_not_at_all),
        cmocka_unit_test(test_collection__the_same_content_counts_once),
        cmocka_unit_test(test_collection__large_counts),
        cmocka_unit_test(test_collection__rejects_of_a_shared_file),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
