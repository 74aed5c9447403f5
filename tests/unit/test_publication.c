// SPDX-License-Identifier: GPL-3.0-or-later
// Publishing: the old or the new result and never a mixture, one run at a time, and
// nothing left of a run that died.

#include "ssi/file.h"

#include "testing.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "ssi/output.h"

static const char *const folder = "results";

static void start_empty(void)
{
    struct ssi_error err;
    assert_ok(ssi_folder_remove(folder, &err));
}

static enum ssi_status write_staged(const struct ssi_publication *publication,
                                    const char *name, const char *text)
{
    struct ssi_output *output = NULL;
    struct ssi_arena arena = {0};
    const char *path = ssi_path_join(&arena, publication->stage, name);
    enum ssi_status status = ssi_output_open(path, SSI_OUTPUT_PLAIN, &output, NULL);
    if (status == SSI_OK) {
        ssi_output_text(output, text);
        status = ssi_output_close(output, NULL);
    }
    ssi_arena_release(&arena);
    return status;
}

static void publish(const char *week, const char *file, const char *text, bool set_latest)
{
    struct ssi_publication publication;
    struct ssi_error err;
    assert_ok(ssi_publication_open(&publication, folder, &err));
    assert_true(ssi_file_is_folder(publication.stage));
    assert_int_equal(write_staged(&publication, file, text), SSI_OK);
    assert_ok(ssi_publication_publish(&publication, week, set_latest, &err));
    ssi_publication_release(&publication);
}

static void assert_content(const char *path, const char *want)
{
    struct ssi_arena arena = {0};
    struct ssi_str bytes;
    struct ssi_error err;
    assert_ok(ssi_file_read(path, 1000, &arena, &bytes, &err));
    assert_str(bytes, want);
    ssi_arena_release(&arena);
}

/* The entries of the result folder, without . and .. */
static size_t count_entries(void)
{
    DIR *entries = opendir(folder);
    assert_non_null(entries);
    size_t count = 0;
    while (readdir(entries)) {
        count++;
    }
    (void)closedir(entries);
    return count - 2;
}

static void test_publication__publishes_in_one_step(void **state)
{
    (void)state;
    start_empty();
    publish("2026-11-18", "scores.csv", "one", true);
    assert_content("results/2026-11-18/scores.csv", "one");
    assert_content("results/latest/scores.csv", "one");
    assert_int_equal(count_entries(), 3); /* .lock, the week, latest */
}

static void test_publication__exchanges_a_result_as_a_whole(void **state)
{
    (void)state;
    start_empty();
    publish("2026-11-18", "old.csv", "one", true);
    publish("2026-11-18", "new.csv", "two", true);
    assert_content("results/2026-11-18/new.csv", "two");
    assert_false(ssi_file_exists("results/2026-11-18/old.csv"));
    assert_int_equal(count_entries(), 3);
}

static void test_publication__latest_moves_only_when_told(void **state)
{
    (void)state;
    start_empty();
    publish("2026-11-18", "scores.csv", "new", true);
    publish("2026-11-11", "scores.csv", "old", false);
    assert_content("results/latest/scores.csv", "new");
    assert_content("results/2026-11-11/scores.csv", "old");
    publish("2026-11-25", "scores.csv", "newer", true);
    assert_content("results/latest/scores.csv", "newer");
    char target[64];
    ssize_t len = readlink("results/latest", target, sizeof target);
    assert_true(len > 0);
    assert_str(ssi_str_of(target, (size_t)len),
               "2026-11-25"); /* stays right when moved */
}

static void test_publication__release_without_publishing_leaves_nothing(void **state)
{
    (void)state;
    struct ssi_publication publication;
    struct ssi_error err;
    start_empty();
    assert_ok(ssi_publication_open(&publication, "results/deep/below", &err));
    assert_int_equal(write_staged(&publication, "scores.csv", "x"), SSI_OK);
    ssi_publication_release(&publication);
    ssi_publication_release(&publication);
    ssi_publication_release(NULL);
    assert_true(ssi_file_exists("results/deep/below/.lock"));
    assert_ok(ssi_folder_remove("results/deep/below/.lock", &err));
    assert_int_equal(rmdir("results/deep/below"), 0);
}

static void test_publication__removes_what_a_dead_run_left(void **state)
{
    (void)state;
    struct ssi_error err;
    start_empty();
    publish("2026-11-18", "scores.csv", "one", true);
    assert_ok(ssi_folder_make("results/.stage-999999/members", &err));
    write_text("results/.stage-999999/members/half.csv", "half");
    assert_int_equal(symlink("nowhere", "results/.latest"), 0);
    write_text("results/notes.txt", "of somebody else");
    publish("2026-11-25", "scores.csv", "two", true);
    assert_false(ssi_file_exists("results/.stage-999999"));
    assert_content("results/notes.txt", "of somebody else");
    assert_content("results/latest/scores.csv", "two");
    assert_int_equal(count_entries(), 5);
}

/* In a process of its own: takes the lock, tells so, and waits to be released. */
static pid_t hold_lock(int *out_told, int *out_release)
{
    int told[2];
    int release[2];
    assert_int_equal(pipe(told), 0);
    assert_int_equal(pipe(release), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct ssi_publication publication;
        char byte =
            ssi_publication_open(&publication, folder, NULL) == SSI_OK ? 'y' : 'n';
        (void)close(release[1]);
        ssize_t done = write(told[1], &byte, 1);
        done += read(release[0], &byte, 1);
        _exit(done == 1 ? 0 : 1); /* without releasing: like a crash */
    }
    (void)close(told[1]);
    (void)close(release[0]);
    *out_told = told[0];
    *out_release = release[1];
    return child;
}

static void test_publication__one_run_at_a_time(void **state)
{
    (void)state;
    int told;
    int release;
    char byte = 0;
    struct ssi_publication publication;
    struct ssi_error err;
    start_empty();
    pid_t child = hold_lock(&told, &release);
    assert_int_equal(read(told, &byte, 1), 1);
    assert_int_equal(byte, 'y');
    size_t before = count_entries();
    assert_int_equal(ssi_publication_open(&publication, folder, &err), SSI_EIO);
    assert_contains(err.message, "another run is writing to 'results'");
    assert_int_equal(count_entries(), before); /* its staging folder is still there */
    (void)close(release);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_ok(
        ssi_publication_open(&publication, folder, &err)); /* a dead run holds nothing */
    assert_int_equal(count_entries(), 2);
    ssi_publication_release(&publication);
    (void)close(told);
}

static void test_publication__one_run_at_a_time_in_one_process(void **state)
{
    (void)state;
    struct ssi_publication first;
    struct ssi_publication second;
    struct ssi_error err;
    start_empty();
    assert_ok(ssi_publication_open(&first, folder, &err));
    assert_int_equal(ssi_publication_open(&second, folder, &err), SSI_EIO);
    assert_true(ssi_file_is_folder(first.stage));
    ssi_publication_release(&first);
    assert_ok(ssi_publication_open(&second, folder, &err));
    ssi_publication_release(&second);
}

static void test_publication__a_crash_leaves_the_last_result(void **state)
{
    (void)state;
    start_empty();
    publish("2026-11-18", "scores.csv", "one", true);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct ssi_publication publication;
        bool ready = ssi_publication_open(&publication, folder, NULL) == SSI_OK &&
                     write_staged(&publication, "scores.csv", "half") == SSI_OK;
        _exit(ready ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(count_entries(), 4); /* the dead run's staging folder */
    assert_content("results/latest/scores.csv", "one");
    publish("2026-11-18", "scores.csv", "two", true);
    assert_content("results/latest/scores.csv", "two");
    assert_int_equal(count_entries(), 3);
}

static void test_publication__what_cannot_be_written(void **state)
{
    (void)state;
    struct ssi_publication publication;
    struct ssi_error err;
    start_empty();
    write_text("results", "a file");
    assert_int_equal(ssi_publication_open(&publication, folder, &err), SSI_EIO);
    start_empty();
    assert_ok(ssi_folder_make(folder, &err));
    assert_int_equal(symlink("../elsewhere", "results/.lock"), 0);
    assert_int_equal(ssi_publication_open(&publication, folder, &err), SSI_EIO);
    assert_false(ssi_file_exists("elsewhere"));
    start_empty();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_publication__publishes_in_one_step),
        cmocka_unit_test(test_publication__exchanges_a_result_as_a_whole),
        cmocka_unit_test(test_publication__latest_moves_only_when_told),
        cmocka_unit_test(test_publication__release_without_publishing_leaves_nothing),
        cmocka_unit_test(test_publication__removes_what_a_dead_run_left),
        cmocka_unit_test(test_publication__one_run_at_a_time),
        cmocka_unit_test(test_publication__one_run_at_a_time_in_one_process),
        cmocka_unit_test(test_publication__a_crash_leaves_the_last_result),
        cmocka_unit_test(test_publication__what_cannot_be_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
