// SPDX-License-Identifier: GPL-3.0-or-later
// Files and folders: reading whole, mapping, paths, walking in name order, making,
// removing.

#include "ssi/file.h"

#include "testing.h"

#include <sys/stat.h>

static void fresh_folder(const char *path)
{
    struct ssi_error err;
    assert_ok(ssi_folder_remove(path, &err));
    assert_ok(ssi_folder_make(path, &err));
}

static void test_file__reads_whole_plain_and_gzip(void **state)
{
    (void)state;
    struct ssi_arena arena = {0};
    struct ssi_str bytes;
    struct ssi_error err;
    struct bytes packed = {.len = 0};
    put_member(&packed, BYTES("a\0b\n"), GZIP_NAME);
    write_file("plain", BYTES("a\0b\n"));
    write_file("packed", bytes_of(&packed));
    write_text("empty", "");
    assert_ok(ssi_file_read("plain", 4, &arena, &bytes, &err));
    assert_bytes(bytes, BYTES("a\0b\n"));
    assert_ok(ssi_file_read("packed", 4, &arena, &bytes, &err));
    assert_bytes(bytes, BYTES("a\0b\n"));
    assert_int_equal(bytes.ptr[4], '\0');
    assert_ok(ssi_file_read("empty", 0, &arena, &bytes, &err));
    assert_int_equal(bytes.len, 0);
    ssi_arena_release(&arena);
}

static void test_file__reads_within_the_limit_only(void **state)
{
    (void)state;
    struct ssi_arena arena = {0};
    struct ssi_str bytes;
    struct ssi_error err;
    write_text("plain", "12345");
    assert_int_equal(ssi_file_read("plain", 4, &arena, &bytes, &err), SSI_EUSAGE);
    assert_string_equal(err.file, "plain");
    assert_int_equal(ssi_file_read("no such file", 4, &arena, &bytes, &err), SSI_EIO);
    struct bytes packed = {.len = 0};
    put_member(&packed, BYTES("12345"), 0);
    write_file("cut", ssi_str_of(packed.at, packed.len - 1));
    assert_int_equal(ssi_file_read("cut", 100, &arena, &bytes, &err), SSI_EIO);
    assert_string_equal(err.file, "cut");
    ssi_arena_release(&arena);
}

static void test_file__begins(void **state)
{
    (void)state;
    write_text("word", "begins");
    write_text("empty", "");
    assert_true(ssi_file_begins("word", ssi_str_z("begins")));
    assert_true(ssi_file_begins("word", ssi_str_z("beg")));
    assert_false(ssi_file_begins("word", ssi_str_z("bag")));
    assert_false(ssi_file_begins("word", ssi_str_z("begins here")));
    assert_false(ssi_file_begins("empty", ssi_str_z("b")));
    assert_false(ssi_file_begins("no such file", ssi_str_z("b")));
    assert_false(ssi_file_begins(".", ssi_str_z("b")));
    (void)remove("pipe");
    assert_int_equal(mkfifo("pipe", 0600), 0);
    assert_false(ssi_file_begins("pipe", ssi_str_z("b"))); /* and does not wait for it */
}

static void test_file__maps(void **state)
{
    (void)state;
    struct ssi_str bytes;
    struct ssi_error err;
    write_file("plain", BYTES("a\0b\n"));
    write_text("empty", "");
    assert_ok(ssi_file_map("plain", &bytes, &err));
    assert_bytes(bytes, BYTES("a\0b\n"));
    ssi_file_unmap(bytes);
    assert_ok(ssi_file_map("empty", &bytes, &err));
    assert_int_equal(bytes.len, 0);
    ssi_file_unmap(bytes);
    assert_int_equal(ssi_file_map("no such file", &bytes, &err), SSI_EIO);
}

static void test_file__joins_and_takes_apart_paths(void **state)
{
    (void)state;
    struct ssi_arena arena = {0};
    assert_string_equal(ssi_path_join(&arena, "a", "b"), "a/b");
    assert_string_equal(ssi_path_join(&arena, "a/", "b"), "a/b");
    assert_string_equal(ssi_path_join(&arena, "/", "b"), "/b");
    assert_string_equal(ssi_path_join(&arena, "a", "/b"), "/b");
    assert_string_equal(ssi_path_join(&arena, "", "b"), "b");
    assert_string_equal(ssi_path_base("a/b.csv"), "b.csv");
    assert_string_equal(ssi_path_base("b.csv"), "b.csv");
    assert_string_equal(ssi_path_folder(&arena, "a/b/c"), "a/b");
    assert_string_equal(ssi_path_folder(&arena, "c"), ".");
    assert_string_equal(ssi_path_folder(&arena, "/c"), "/");
    ssi_arena_release(&arena);
}

static void test_file__walks_in_name_order(void **state)
{
    (void)state;
    static const char *const want[] = {"walk/B.csv",   "walk/a.csv",
                                       "walk/b/1.csv", "walk/b/c/z.gz",
                                       "walk/b.csv",   "walk/\xC3\xA9.csv"};
    struct ssi_error err;
    struct ssi_path_list list = {0};
    fresh_folder("walk");
    assert_ok(ssi_folder_make("walk/b/c", &err));
    assert_ok(ssi_folder_make("walk/.git", &err));
    for (size_t i = SSI_COUNT(want); i-- > 0;) {
        write_text(want[i], "x");
    }
    write_text("walk/.hidden", "x");
    write_text("walk/.git/config", "x");
    write_text("walk/x.csv.part", "x");
    write_text("walk/x.csv.tmp", "x");
    write_text("walk/x.csv.crdownload", "x");
    assert_ok(ssi_path_list_add(&list, "walk", &err));
    assert_int_equal(list.count, SSI_COUNT(want));
    for (size_t i = 0; i < list.count; i++) {
        assert_string_equal(list.items[i].path, want[i]);
        assert_false(list.items[i].named);
    }
    ssi_path_list_release(&list);
    ssi_path_list_release(NULL);
}

static void test_file__what_is_named_is_taken(void **state)
{
    (void)state;
    struct ssi_error err;
    struct ssi_path_list list = {0};
    fresh_folder("named");
    write_text("named/.hidden.part", "x");
    assert_ok(ssi_path_list_add(&list, "named/.hidden.part", &err));
    assert_ok(ssi_path_list_add(&list, "-", &err));
    assert_ok(ssi_path_list_add(&list, "named", &err)); /* empty: nothing to see */
    assert_int_equal(list.count, 2);
    assert_true(list.items[0].named);
    assert_true(list.items[1].named);
    assert_string_equal(list.items[1].path, "-");
    assert_int_equal(ssi_path_list_add(&list, "no such file", &err), SSI_EIO);
    assert_contains(err.message, "no such file");
    ssi_path_list_release(&list);
}

/* An archive is a folder of exports; what systems add to it is passed over. */
static void test_file__archives_are_walked(void **state)
{
    (void)state;
    static const char *const files[] = {"b.csv",   "x", "sub/a.csv",   "x", "sub/", "",
                                        ".hidden", "x", "old.csv.tmp", "x", NULL};
    struct ssi_error err;
    struct ssi_path_list list = {0};
    struct bytes archive = {.len = 0};
    put_archive(&archive, files);
    fresh_folder("archives");
    write_file("archives/exports.zip", bytes_of(&archive));
    assert_ok(ssi_path_list_add(&list, "archives", &err));
    size_t plain = 0;
    for (size_t i = 0; i < list.count; i++) {
        plain += strcmp(list.items[i].path, "archives/exports.zip:b.csv") == 0;
        plain += strcmp(list.items[i].path, "archives/exports.zip:sub/a.csv") == 0;
        assert_null(strstr(list.items[i].path, ".hidden"));
    }
    assert_int_equal(plain, 2);
    ssi_path_list_release(&list);
    write_file("archives/exports.zip", ssi_str_of(archive.at, archive.len - 9));
    assert_int_equal(ssi_path_list_add(&list, "archives/exports.zip", &err), SSI_EIO);
    ssi_path_list_release(&list);
}

static void test_file__folders_in_circles_are_refused(void **state)
{
    (void)state;
    struct ssi_error err;
    struct ssi_path_list list = {0};
    fresh_folder("circle");
    assert_int_equal(symlink("../circle", "circle/again"), 0);
    assert_int_equal(ssi_path_list_add(&list, "circle", &err), SSI_EIO);
    ssi_path_list_release(&list);
}

static void test_file__makes_private_folders(void **state)
{
    (void)state;
    struct ssi_error err;
    struct stat info;
    assert_ok(ssi_folder_remove("made", &err));
    assert_ok(ssi_folder_make("made/a//b/", &err));
    assert_ok(ssi_folder_make("made/a/b", &err));
    assert_true(ssi_file_is_folder("made/a/b"));
    assert_int_equal(stat("made/a", &info), 0);
    assert_int_equal(info.st_mode & 0777, 0700);
    write_text("made/file", "x");
    assert_false(ssi_file_is_folder("made/file"));
    assert_true(ssi_file_exists("made/file"));
    assert_int_equal(ssi_folder_make("made/file", &err), SSI_EIO);
    assert_int_equal(ssi_folder_make("made/file/below", &err), SSI_EIO);
}

static void test_file__removes_but_follows_no_link(void **state)
{
    (void)state;
    struct ssi_error err;
    fresh_folder("kept");
    fresh_folder("gone");
    write_text("kept/file", "x");
    assert_ok(ssi_folder_make("gone/below", &err));
    write_text("gone/below/.hidden", "x");
    assert_int_equal(symlink("../kept", "gone/link"), 0);
    assert_int_equal(symlink("nowhere", "gone/broken"), 0);
    assert_ok(ssi_folder_remove("gone", &err));
    assert_false(ssi_file_exists("gone"));
    assert_true(ssi_file_exists("kept/file"));
    assert_ok(ssi_folder_remove("gone", &err));
    assert_ok(ssi_folder_remove("kept/file", &err));
    assert_false(ssi_file_exists("kept/file"));
}

static void test_file__clones(void **state)
{
    (void)state;
    struct ssi_error err;
    struct ssi_str bytes;
    struct ssi_arena arena = {0};
    fresh_folder("from");
    assert_ok(ssi_folder_make("from/below", &err));
    assert_ok(ssi_folder_remove("to", &err));
    write_text("from/a", "1");
    write_text("from/below/b", "22");
    assert_ok(ssi_folder_clone("from", "to", &err));
    assert_ok(ssi_folder_remove("from", &err));
    assert_ok(ssi_file_read("to/a", 10, &arena, &bytes, &err));
    assert_str(bytes, "1");
    assert_ok(ssi_file_read("to/below/b", 10, &arena, &bytes, &err));
    assert_str(bytes, "22");
    assert_int_equal(ssi_folder_clone("from", "other", &err), SSI_EIO);
    ssi_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file__reads_whole_plain_and_gzip),
        cmocka_unit_test(test_file__reads_within_the_limit_only),
        cmocka_unit_test(test_file__begins),
        cmocka_unit_test(test_file__maps),
        cmocka_unit_test(test_file__joins_and_takes_apart_paths),
        cmocka_unit_test(test_file__walks_in_name_order),
        cmocka_unit_test(test_file__what_is_named_is_taken),
        cmocka_unit_test(test_file__archives_are_walked),
        cmocka_unit_test(test_file__folders_in_circles_are_refused),
        cmocka_unit_test(test_file__makes_private_folders),
        cmocka_unit_test(test_file__removes_but_follows_no_link),
        cmocka_unit_test(test_file__clones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
