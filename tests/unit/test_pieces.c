// SPDX-License-Identifier: GPL-3.0-or-later
// One output in pieces: their order, whatever thread makes them; gzip files of several
// members that read as one; errors.

#include "ssi/pieces.h"

#include "ssi/memory.h"
#include "ssi/source.h"

#include "testing.h"

#include <stdio.h>

enum { PIECES = 37 };

/* Piece i: lines of its number, more of them the larger it is; some are empty. */
static enum ssi_status write_lines(void *context, size_t index, size_t worker,
                                   struct ssi_output *piece, struct ssi_error *err)
{
    const size_t *bad = context;
    assert_true(worker < 3);
    if (index == *bad) {
        return ssi_error_set(err, SSI_EDATA, "piece %zu", index);
    }
    for (size_t i = 0; index % 5 != 0 && i < index * 700; i++) {
        ssi_output_format(piece, "%zu:%zu,", index, i);
    }
    return SSI_OK;
}

static struct ssi_str read_back(struct ssi_arena *arena, const char *path)
{
    static char text[4 << 20];
    struct ssi_source *source = NULL;
    struct ssi_error err = {0};
    size_t used = 0;
    size_t got = 1;
    struct ssi_str copy;
    assert_ok(ssi_source_open(path, &source, &err));
    while (got > 0) {
        assert_true(used < sizeof text);
        assert_ok(ssi_source_read(source, text + used, sizeof text - used, &got, &err));
        used += got;
    }
    ssi_source_free(source);
    assert_ok(ssi_arena_copy(arena, ssi_str_of(text, used), &copy, &err));
    return copy;
}

static void write_pieces_file(const char *path, enum ssi_output_kind kind, size_t threads,
                              const char *before, const char *after)
{
    struct ssi_output *output = NULL;
    struct ssi_error err = {0};
    size_t bad = SIZE_MAX;
    (void)unlink(path);
    assert_ok(ssi_output_open(path, kind, &output, &err));
    ssi_output_text(output, before);
    assert_ok(ssi_write_pieces(output, threads, PIECES, write_lines, &bad, &err));
    ssi_output_text(output, after);
    assert_ok(ssi_output_close(output, &err));
}

/* The bytes on disk, not decompressed. */
static struct ssi_str raw_bytes(struct ssi_arena *arena, const char *path)
{
    static char bytes[8 << 20];
    FILE *file = fopen(path, "rb");
    struct ssi_str copy;
    struct ssi_error err = {0};
    assert_non_null(file);
    size_t len = fread(bytes, 1, sizeof bytes, file);
    assert_int_equal(fclose(file), 0);
    assert_ok(ssi_arena_copy(arena, ssi_str_of(bytes, len), &copy, &err));
    return copy;
}

static void test_pieces__one_text_for_any_threads(void **state)
{
    (void)state;
    static const char *const ends[][2] = {
        {"", ""}, {"head\n", ""}, {"", "tail"}, {"a", "b"}};
    for (size_t e = 0; e < SSI_COUNT(ends); e++) {
        struct ssi_arena arena = {0};
        write_pieces_file("plain", SSI_OUTPUT_PLAIN, 1, ends[e][0], ends[e][1]);
        struct ssi_str plain = read_back(&arena, "plain");
        assert_true(plain.len > 1 << 20);
        write_pieces_file("plain", SSI_OUTPUT_PLAIN, 3, ends[e][0], ends[e][1]);
        assert_bytes(read_back(&arena, "plain"), plain);
        write_pieces_file("gz", SSI_OUTPUT_GZIP, 1, ends[e][0], ends[e][1]);
        struct ssi_str packed = raw_bytes(&arena, "gz");
        assert_true(packed.len < plain.len / 2);
        assert_bytes(read_back(&arena, "gz"), plain);
        write_pieces_file("gz", SSI_OUTPUT_GZIP, 3, ends[e][0], ends[e][1]);
        assert_bytes(raw_bytes(&arena, "gz"), packed);
        ssi_arena_release(&arena);
    }
}

static void test_pieces__none_is_an_empty_file(void **state)
{
    (void)state;
    struct ssi_arena arena = {0};
    struct ssi_output *output = NULL;
    struct ssi_error err = {0};
    size_t bad = SIZE_MAX;
    (void)unlink("none");
    assert_ok(ssi_output_open("none", SSI_OUTPUT_GZIP, &output, &err));
    assert_ok(ssi_write_pieces(output, 2, 0, write_lines, &bad, &err));
    assert_ok(ssi_output_close(output, &err));
    assert_int_equal(read_back(&arena, "none").len, 0);
    assert_true(raw_bytes(&arena, "none").len >= 18); // a whole member all the same
    ssi_arena_release(&arena);
}

static void test_pieces__the_first_error_is_told(void **state)
{
    (void)state;
    for (size_t threads = 1; threads <= 3; threads++) {
        struct ssi_output *output = NULL;
        struct ssi_error err = {0};
        size_t bad = 20;
        assert_ok(ssi_output_memory(&output, &err));
        assert_int_equal(
            ssi_write_pieces(output, threads, PIECES, write_lines, &bad, &err),
            SSI_EDATA);
        assert_non_null(strstr(err.message, "piece 20"));
        ssi_output_abandon(output);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces__one_text_for_any_threads),
        cmocka_unit_test(test_pieces__none_is_an_empty_file),
        cmocka_unit_test(test_pieces__the_first_error_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
