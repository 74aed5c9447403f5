// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes from plain and gzip data: every header, every chunk size, every cut and every
// damage.

#include "ssi/source.h"

#include "testing.h"

#include <fcntl.h>
#include <stdlib.h>

#include "ssi/output.h"

enum { LIMIT = 1 << 20 };

/* All of a source, `chunk` bytes a call; the text is valid until the next call. */
struct reading {
    enum ssi_status status;
    size_t len;
    char *text;
    struct ssi_error err;
};

static struct reading drain(struct ssi_source *source, size_t chunk)
{
    struct reading got = {.text = malloc(LIMIT)};
    assert_non_null(got.text);
    char *buf = malloc(chunk); /* so that a sanitizer sees its end */
    assert_non_null(buf);
    size_t len;
    do {
        len = 0;
        got.status = ssi_source_read(source, buf, chunk, &len, &got.err);
        if (got.status == SSI_OK) {
            assert_true(len <= chunk && got.len + len <= LIMIT);
            memcpy(got.text + got.len, buf, len);
            got.len += len;
        }
    } while (got.status == SSI_OK && len > 0);
    free(buf);
    return got;
}

/* How the bytes are read; the same bytes and errors every way. */
enum way { BEST, ZLIB, AHEAD, WAYS };

static struct reading read_way(struct ssi_str bytes, size_t chunk, enum way way)
{
    struct ssi_source *source = NULL;
    struct ssi_error err;
    char *copy = malloc(bytes.len ? bytes.len : 1); /* exactly as long as it says */
    assert_non_null(copy);
    if (bytes.len) {
        memcpy(copy, bytes.ptr, bytes.len);
    }
    assert_ok(ssi_source_memory(ssi_str_of(copy, bytes.len), "data", &source, &err));
    assert_string_equal(ssi_source_name(source), "data");
    ssi_source_inflater(source, way == ZLIB ? SSI_INFLATER_ZLIB : SSI_INFLATER_BEST);
    if (way == AHEAD) {
        ssi_source_read_ahead(source);
    }
    struct reading got = drain(source, chunk);
    ssi_source_free(source);
    free(copy);
    return got;
}

static void assert_reads_way(struct ssi_str bytes, struct ssi_str want, size_t chunk,
                             enum way way)
{
    struct reading got = read_way(bytes, chunk, way);
    if (got.status != SSI_OK) {
        print_error("%s\n", got.err.message);
    }
    assert_int_equal(got.status, SSI_OK);
    assert_bytes(ssi_str_of(got.text, got.len), want);
    free(got.text);
}

static void assert_reads(struct ssi_str bytes, struct ssi_str want, size_t chunk)
{
    assert_reads_way(bytes, want, chunk, BEST);
    assert_reads_way(bytes, want, chunk, ZLIB);
}

static void assert_refused(struct ssi_str bytes, const char *why)
{
    static const size_t chunks[] = {1, 7, 4096};
    for (size_t i = 0; i < 2 * SSI_COUNT(chunks); i++) {
        struct reading got = read_way(bytes, chunks[i / 2], i % 2 ? ZLIB : BEST);
        assert_int_equal(got.status, SSI_EIO);
        assert_contains(got.err.message, why);
        free(got.text);
    }
}

/* A member as zlib writes it, not stored: made by our own output, read raw. */
static void put_deflated(struct bytes *bytes, struct ssi_str text)
{
    struct ssi_output *output = NULL;
    struct ssi_error err;
    (void)unlink("deflated.gz");
    assert_ok(ssi_output_open("deflated.gz", SSI_OUTPUT_GZIP, &output, &err));
    ssi_output_str(output, text);
    assert_ok(ssi_output_close(output, &err));
    FILE *file = fopen("deflated.gz", "rb");
    assert_non_null(file);
    bytes->len += fread(bytes->at + bytes->len, 1, sizeof bytes->at - bytes->len, file);
    assert_int_equal(fclose(file), 0);
}

static const char lines[] =
    "member_id,activity\nm1,post\nm1,post\nm2,share\nm1,post\nm2,post\n";

static void test_source__plain_in_every_chunk_size(void **state)
{
    (void)state;
    for (size_t chunk = 1; chunk <= sizeof lines + 1; chunk++) {
        assert_reads(BYTES(lines), BYTES(lines), chunk);
    }
    assert_reads(BYTES("\0\x1f\x8b"), BYTES("\0\x1f\x8b"), 2);
    assert_reads(BYTES("\x1f\x8a\x08"), BYTES("\x1f\x8a\x08"), 10);
}

static void test_source__empty_and_one_byte(void **state)
{
    (void)state;
    struct ssi_source *source = NULL;
    struct ssi_error err;
    assert_ok(ssi_source_memory(ssi_str_of(NULL, 0), "nothing", &source, &err));
    struct reading got = drain(source, 8);
    assert_int_equal(got.status, SSI_OK);
    assert_int_equal(got.len, 0);
    free(got.text);
    ssi_source_free(source);
    for (size_t chunk = 1; chunk < 4; chunk++) {
        assert_reads(ssi_str_z(""), ssi_str_z(""), chunk);
        assert_reads(ssi_str_z("a"), ssi_str_z("a"), chunk);
        assert_reads(ssi_str_z("\x1f"), ssi_str_z("\x1f"), chunk);
    }
}

static void test_source__gzip_with_every_header_field(void **state)
{
    (void)state;
    struct bytes bytes;
    for (unsigned flags = 0; flags < 32; flags++) {
        bytes.len = 0;
        put_member(&bytes, BYTES(lines), flags);
        for (size_t chunk = 1; chunk <= sizeof lines + 1; chunk++) {
            assert_reads(bytes_of(&bytes), BYTES(lines), chunk);
        }
    }
}

static void test_source__gzip_with_the_longest_extra_field(void **state)
{
    (void)state;
    struct bytes bytes = {.len = 0};
    char extra[65535];
    memset(extra, 0x1f, sizeof extra);
    struct bytes plain = {.len = 0};
    put_member(&plain, BYTES(lines), 0);
    put(&bytes, BYTES("\x1f\x8b\x08\x04\0\0\0\0\0\3\xff\xff"));
    put(&bytes, ssi_str_of(extra, sizeof extra));
    put(&bytes, ssi_str_of(plain.at + 10, plain.len - 10));
    assert_reads(bytes_of(&bytes), BYTES(lines), 100);
}

static void test_source__reserved_flags_and_methods_are_refused(void **state)
{
    (void)state;
    struct bytes bytes;
    for (unsigned flag = 0x20; flag < 0x100; flag *= 2) {
        bytes.len = 0;
        put_member(&bytes, BYTES(lines), flag);
        assert_refused(bytes_of(&bytes), "corrupt gzip data");
    }
    bytes.at[2] = 7;
    bytes.at[3] = 0;
    assert_refused(bytes_of(&bytes), "corrupt gzip data");
}

static void test_source__header_crc_is_checked(void **state)
{
    (void)state;
    struct bytes bytes = {.len = 0};
    put_member(&bytes, BYTES(lines), GZIP_HCRC | GZIP_NAME);
    bytes.at[4] ^= 1; /* the time, which only the header's CRC protects */
    assert_refused(bytes_of(&bytes), "corrupt gzip data");
}

static void test_source__several_members_are_one_text(void **state)
{
    (void)state;
    struct bytes bytes = {.len = 0};
    struct bytes want = {.len = 0};
    const struct ssi_str parts[] = {BYTES("a,b\n1,"), BYTES("2\n"), ssi_str_z(""),
                                    ssi_str_z(""),    BYTES(lines), BYTES("x")};
    for (size_t i = 0; i < SSI_COUNT(parts); i++) {
        put_member(&bytes, parts[i], (unsigned)(i * 7 % 32));
        put_deflated(&bytes, parts[i]);
        put(&want, parts[i]);
        put(&want, parts[i]);
    }
    for (size_t chunk = 1; chunk <= want.len + 1; chunk++) {
        assert_reads(bytes_of(&bytes), bytes_of(&want), chunk);
    }
}

static void test_source__a_thousand_members(void **state)
{
    (void)state;
    struct bytes bytes = {.len = 0};
    struct bytes want = {.len = 0};
    for (int i = 0; i < 1000; i++) {
        put_member(&bytes, BYTES("ab,cd\n"), 0);
        put(&want, BYTES("ab,cd\n"));
    }
    assert_reads(bytes_of(&bytes), bytes_of(&want), 1000);
}

static void test_source__zero_padding_at_the_end(void **state)
{
    (void)state;
    struct bytes bytes = {.len = 0};
    put_member(&bytes, BYTES(lines), 0);
    put_deflated(&bytes, BYTES(lines));
    struct bytes want = {.len = 0};
    put(&want, BYTES(lines));
    put(&want, BYTES(lines));
    for (int zeros = 0; zeros < 600; zeros++) {
        if (zeros < 4 || zeros > 595) {
            assert_reads(bytes_of(&bytes), bytes_of(&want), 16);
        }
        put(&bytes, BYTES("\0"));
    }
    put_member(&bytes, BYTES(lines), 0); /* padding is at the end only */
    assert_refused(bytes_of(&bytes), "follow the end of a gzip member");
}

static void test_source__garbage_behind_a_member(void **state)
{
    (void)state;
    const struct ssi_str garbage[] = {
        BYTES("x"),     BYTES("\n"),       BYTES("\0x"),       BYTES("\x1f"),
        BYTES("\x1fz"), BYTES("\x1f\x8b"), BYTES("a,b\n1,2\n")};
    for (size_t i = 0; i < SSI_COUNT(garbage); i++) {
        struct bytes bytes = {.len = 0};
        put_deflated(&bytes, BYTES(lines));
        put(&bytes, garbage[i]);
        assert_refused(bytes_of(&bytes), "gzip");
    }
}

/* Cut anywhere, a gzip file is refused; what was delivered before is no clean end. */
static void assert_cuts_refused(const struct bytes *bytes, size_t boundary)
{
    for (size_t len = 2; len < bytes->len; len++) {
        struct ssi_str cut = ssi_str_of(bytes->at, len);
        if (len == boundary) { /* where a member ends nothing shows the cut */
            continue;
        }
        assert_refused(cut, "cut off");
    }
}

static void test_source__truncated_at_every_byte(void **state)
{
    (void)state;
    for (unsigned flags = 0; flags < 32; flags += 10) {
        struct bytes bytes = {.len = 0};
        put_member(&bytes, BYTES(lines), flags);
        assert_cuts_refused(&bytes, 0);
    }
    struct bytes two = {.len = 0};
    put_deflated(&two, BYTES(lines));
    size_t first = two.len;
    put_deflated(&two, BYTES(lines));
    assert_cuts_refused(&two, first);
    assert_reads(ssi_str_of(two.at, first), BYTES(lines), 5);
}

static void test_source__bad_crc_and_bad_length(void **state)
{
    (void)state;
    for (size_t back = 1; back <= 8; back++) {
        struct bytes bytes = {.len = 0};
        put_deflated(&bytes, BYTES(lines));
        bytes.at[bytes.len - back] ^= 0x10;
        assert_refused(bytes_of(&bytes), "corrupt gzip data");
    }
}

/* A flipped bit is refused, or it changes nothing that is read. */
static void test_source__every_bit_flipped(void **state)
{
    (void)state;
    struct bytes bytes = {.len = 0};
    put_deflated(&bytes, BYTES(lines));
    size_t harmless = 0;
    for (size_t bit = 16; bit < 8 * bytes.len; bit++) {
        bytes.at[bit / 8] = (char)(bytes.at[bit / 8] ^ 1 << bit % 8);
        for (int way = BEST; way <= ZLIB; way++) {
            struct reading got = read_way(bytes_of(&bytes), 4096, (enum way)way);
            if (got.status == SSI_OK) {
                assert_bytes(ssi_str_of(got.text, got.len), BYTES(lines));
                harmless++;
            } else {
                assert_int_equal(got.status, SSI_EIO);
            }
            free(got.text);
        }
        bytes.at[bit / 8] = (char)(bytes.at[bit / 8] ^ 1 << bit % 8);
    }
    assert_in_range(harmless, 2 * 49,
                    2 * 60); /* FTEXT, time, extra flags, system; few besides */
}

static struct reading read_file(const char *path, size_t chunk)
{
    struct ssi_source *source = NULL;
    struct ssi_error err;
    assert_ok(ssi_source_open(path, &source, &err));
    struct reading got = drain(source, chunk);
    ssi_source_free(source);
    return got;
}

/* Longer than the input buffer: members, headers and trailers across its end. */
static void test_source__files_longer_than_the_buffer(void **state)
{
    (void)state;
    static const size_t chunks[] = {1000, 65536, 600000};
    struct bytes text = {.len = 0};
    while (text.len < 52429) { /* five members make a little more than 256 KiB */
        put_number(&text, (uint32_t)text.len * 2654435761u, 4);
    }
    struct bytes member = {.len = 0};
    put_member(&member, bytes_of(&text), 31);
    for (size_t skew = 0; skew < 3; skew++) {
        FILE *file = fopen("long.gz", "wb");
        assert_non_null(file);
        struct bytes small = {.len = 0};
        put_member(&small, ssi_str_z("abcdefgh"), skew ? 0 : 31);
        assert_int_equal(fwrite(small.at, 1, small.len, file), small.len);
        for (int i = 0; i < 11; i++) {
            assert_int_equal(fwrite(member.at, 1, member.len, file), member.len);
        }
        assert_int_equal(fclose(file), 0);
        struct reading got = read_file("long.gz", chunks[skew]);
        assert_int_equal(got.status, SSI_OK);
        assert_int_equal(got.len, 8 + 11 * text.len);
        for (size_t i = 0; i < 11; i++) {
            assert_memory_equal(got.text + 8 + i * text.len, text.at, text.len);
        }
        free(got.text);
    }
}

/* A thread that reads ahead: the same bytes, the same end, the same errors behind them.
 */
static void test_source__reads_ahead(void **state)
{
    (void)state;
    struct bytes bytes = {.len = 0};
    put_deflated(&bytes, BYTES(lines));
    for (size_t chunk = 1; chunk <= sizeof lines + 1; chunk += 6) {
        assert_reads_way(bytes_of(&bytes), BYTES(lines), chunk, AHEAD);
        assert_reads_way(BYTES(lines), BYTES(lines), chunk, AHEAD);
        assert_reads_way(ssi_str_z(""), ssi_str_z(""), chunk, AHEAD);
    }
    for (size_t len = 2; len < bytes.len; len += 5) {
        struct reading ahead = read_way(ssi_str_of(bytes.at, len), 16, AHEAD);
        struct reading plain = read_way(ssi_str_of(bytes.at, len), 16, BEST);
        assert_int_equal(ahead.status, SSI_EIO);
        assert_string_equal(ahead.err.message, plain.err.message);
        assert_bytes(ssi_str_of(ahead.text, ahead.len),
                     ssi_str_of(plain.text, plain.len));
        free(ahead.text);
        free(plain.text);
    }
}

/* More than all its blocks hold, read slowly, in one go, and given up in the middle. */
static void test_source__reads_far_ahead(void **state)
{
    (void)state;
    enum { SIZE = 6 * 1024 * 1024 + 123 };
    char *text = malloc(SIZE);
    assert_non_null(text);
    for (size_t i = 0; i < SIZE; i++) {
        text[i] = (char)(i * 2654435761u >> 13);
    }
    for (size_t chunk = 4001; chunk <= SIZE; chunk *= 38) {
        struct ssi_source *source = NULL;
        struct ssi_error err;
        char *buf = malloc(chunk);
        assert_non_null(buf);
        assert_ok(ssi_source_memory(ssi_str_of(text, SIZE), "data", &source, &err));
        ssi_source_read_ahead(source);
        size_t at = 0;
        size_t len = 1;
        while (len > 0) {
            assert_ok(ssi_source_read(source, buf, chunk, &len, &err));
            assert_true(len <= SIZE - at && memcmp(buf, text + at, len) == 0);
            at += len;
        }
        assert_int_equal(at, SIZE);
        assert_ok(ssi_source_read(source, buf, chunk, &len, &err)); /* the end stays */
        assert_int_equal(len, 0);
        ssi_source_free(source);
        for (int reads = 0; reads < 3; reads++) {
            assert_ok(ssi_source_memory(ssi_str_of(text, SIZE), "data", &source, &err));
            ssi_source_read_ahead(source);
            for (int i = 0; i < reads; i++) {
                assert_ok(ssi_source_read(source, buf, chunk, &len, &err));
            }
            ssi_source_free(source); /* its thread waits for room: it ends all the same */
        }
        free(buf);
    }
    free(text);
}

static void test_source__files_and_standard_input(void **state)
{
    (void)state;
    struct bytes bytes = {.len = 0};
    put_member(&bytes, BYTES(lines), 0);
    const char *const paths[] = {write_file("plain.csv.gz", BYTES(lines)),
                                 write_file("packed.csv", bytes_of(&bytes))};
    int kept = dup(STDIN_FILENO);
    for (size_t i = 0; i < SSI_COUNT(paths); i++) { /* the name says nothing */
        struct reading got = read_file(paths[i], 10);
        assert_int_equal(got.status, SSI_OK);
        assert_bytes(ssi_str_of(got.text, got.len), BYTES(lines));
        free(got.text);
        int fd = open(paths[i], O_RDONLY);
        assert_true(fd >= 0 && dup2(fd, STDIN_FILENO) == STDIN_FILENO);
        assert_int_equal(close(fd), 0);
        got = read_file("-", 10);
        assert_int_equal(got.status, SSI_OK);
        assert_bytes(ssi_str_of(got.text, got.len), BYTES(lines));
        free(got.text);
    }
    (void)(kept >= 0 && dup2(kept, STDIN_FILENO) >= 0 && close(kept));
}

/* Raw bytes, as they lie on disk, whatever they become and whoever reads them. */
static void test_source__counts_what_it_reads(void **state)
{
    (void)state;
    struct bytes bytes = {.len = 0};
    put_member(&bytes, BYTES(lines), 0);
    const char *const paths[] = {write_file("plain", BYTES(lines)),
                                 write_file("packed", bytes_of(&bytes))};
    const size_t sizes[] = {sizeof lines - 1, bytes.len};
    for (size_t i = 0; i < 2 * SSI_COUNT(paths); i++) {
        struct ssi_source *source = NULL;
        struct ssi_error err;
        atomic_uint_fast64_t count;
        atomic_init(&count, 5);
        assert_ok(ssi_source_open(paths[i / 2], &source, &err));
        ssi_source_count_into(source, &count);
        if (i % 2) {
            ssi_source_read_ahead(source);
        }
        struct reading got = drain(source, 10);
        assert_int_equal(got.status, SSI_OK);
        ssi_source_free(source);
        free(got.text);
        assert_int_equal(count, 5 + sizes[i / 2]);
    }
}

/* UTF-16 of a text, a byte order mark in front. */
static void put_utf16(struct bytes *bytes, const uint32_t *points, size_t count, bool big)
{
    uint32_t units[64] = {0xFEFF};
    size_t unit_count = 1;
    for (size_t i = 0; i < count; i++) {
        uint32_t high = points[i] - 0x10000;
        if (points[i] < 0x10000) {
            units[unit_count++] = points[i];
        } else {
            units[unit_count++] = 0xD800 + (high >> 10);
            units[unit_count++] = 0xDC00 + (high & 0x3FF);
        }
    }
    for (size_t i = 0; i < unit_count; i++) {
        put_number(bytes, big ? units[i] >> 8 : units[i] & 0xff, 1);
        put_number(bytes, big ? units[i] & 0xff : units[i] >> 8, 1);
    }
}

static void test_source__utf16_becomes_utf8(void **state)
{
    (void)state;
    static const uint32_t points[] = {'i', 'd', ',', 0xE9, 0x20AC, 0x1F600, '\n', '1'};
    static const char want[] = "id,\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\n1";
    for (int big = 0; big < 2; big++) {
        struct bytes plain = {.len = 0};
        struct bytes packed = {.len = 0};
        put_utf16(&plain, points, SSI_COUNT(points), big == 1);
        put_member(&packed, bytes_of(&plain), 0);
        for (size_t chunk = 1; chunk < sizeof want + 2; chunk++) {
            for (int way = BEST; way < WAYS; way++) {
                assert_reads_way(bytes_of(&plain), BYTES(want), chunk, (enum way)way);
                assert_reads_way(bytes_of(&packed), BYTES(want), chunk, (enum way)way);
            }
        }
    }
    assert_reads(BYTES("\xFF\xFE"), ssi_str_z(""), 3);
    assert_reads(BYTES("\xFF"), ssi_str_z("\xFF"), 3);
}

/* What is no UTF-16 becomes a byte that is no UTF-8: its row will be rejected, no other.
 */
static void test_source__damaged_utf16_stays_damaged(void **state)
{
    (void)state;
    for (size_t chunk = 1; chunk < 8; chunk++) {
        assert_reads(BYTES("\xFF\xFE"
                           "a\0\x00\xDC"
                           "b\0"),
                     BYTES("a\xFF"
                           "b"),
                     chunk);
        assert_reads(BYTES("\xFF\xFE"
                           "a\0\x00\xD8"),
                     BYTES("a\xFF"), chunk);
        assert_reads(BYTES("\xFF\xFE"
                           "a\0b"),
                     BYTES("a\xFF"), chunk);
    }
}

/* Longer than every buffer on the way, of characters that fit no buffer's end. */
static void test_source__utf16_longer_than_the_buffers(void **state)
{
    (void)state;
    enum { CHARACTERS = 400 * 1000 };
    char *wide = malloc(2 + 2 * CHARACTERS);
    assert_non_null(wide);
    memcpy(wide, "\xFE\xFF", 2);
    for (size_t i = 0; i < CHARACTERS; i++) {
        memcpy(wide + 2 + 2 * i, "\x20\xAC", 2);
    }
    for (int ahead = 0; ahead < 2; ahead++) {
        struct ssi_source *source = NULL;
        struct ssi_error err;
        assert_ok(
            ssi_source_memory(ssi_str_of(wide, 2 + 2 * CHARACTERS), "d", &source, &err));
        if (ahead) {
            ssi_source_read_ahead(source);
        }
        size_t at = 0;
        size_t len = 1;
        while (len > 0) {
            char buf[5000];
            assert_ok(ssi_source_read(source, buf, sizeof buf, &len, &err));
            for (size_t i = 0; i < len; i++, at++) {
                assert_true(buf[i] == "\xE2\x82\xAC"[at % 3]);
            }
        }
        assert_int_equal(at, 3 * CHARACTERS);
        ssi_source_free(source);
    }
    free(wide);
}

static void test_source__files_inside_an_archive(void **state)
{
    (void)state;
    static const char *const files[] = {"one.csv", lines, "below/two.csv", "a,b\n", NULL};
    struct bytes archive = {.len = 0};
    put_archive(&archive, files);
    write_file("exports.zip", bytes_of(&archive));
    for (size_t chunk = 1; chunk < 100; chunk += 13) {
        struct reading got = read_file("exports.zip:one.csv", chunk);
        assert_int_equal(got.status, SSI_OK);
        assert_bytes(ssi_str_of(got.text, got.len), BYTES(lines));
        free(got.text);
    }
    struct reading got = read_file("exports.zip:below/two.csv", 100);
    assert_bytes(ssi_str_of(got.text, got.len), BYTES("a,b\n"));
    free(got.text);
    struct ssi_source *source = NULL;
    struct ssi_error err;
    assert_int_equal(ssi_source_open("exports.zip:three.csv", &source, &err), SSI_EIO);
    assert_int_equal(ssi_source_open("missing.zip:one.csv", &source, &err), SSI_EIO);
    archive.at[30 + 7 + 5] ^= 1; /* in the text of the first file: its CRC tells */
    write_file("exports.zip", bytes_of(&archive));
    got = read_file("exports.zip:one.csv", 100);
    assert_int_equal(got.status, SSI_EIO);
    free(got.text);
    write_file("exports.zip", ssi_str_of(archive.at, archive.len - 30));
    assert_int_equal(ssi_source_open("exports.zip:one.csv", &source, &err), SSI_EIO);
}

/* Somebody writes to the file while it is read: it does not end cleanly. */
static void test_source__a_file_that_changes(void **state)
{
    (void)state;
    struct ssi_source *source = NULL;
    struct ssi_error err;
    char buf[16];
    size_t len;
    write_file("growing.csv", BYTES(lines));
    assert_ok(ssi_source_open("growing.csv", &source, &err));
    assert_ok(ssi_source_read(source, buf, sizeof buf, &len, &err));
    FILE *file = fopen("growing.csv", "ab");
    assert_non_null(file);
    assert_true(fputs("m3,post\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
    struct reading got = drain(source, sizeof buf);
    assert_int_equal(got.status, SSI_EIO);
    assert_contains(got.err.message, "changed while it was read");
    free(got.text);
    ssi_source_free(source);
}

static void test_source__what_cannot_be_read(void **state)
{
    (void)state;
    struct ssi_source *source = NULL;
    struct ssi_error err;
    assert_int_equal(ssi_source_open("no such file", &source, &err), SSI_EIO);
    assert_contains(err.message, "cannot open 'no such file'");
    assert_null(source);
    struct reading got = read_file(".", 10);
    assert_int_equal(got.status, SSI_EIO);
    assert_contains(got.err.message, "cannot read '.'");
    free(got.text);
    ssi_source_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_source__plain_in_every_chunk_size),
        cmocka_unit_test(test_source__empty_and_one_byte),
        cmocka_unit_test(test_source__gzip_with_every_header_field),
        cmocka_unit_test(test_source__gzip_with_the_longest_extra_field),
        cmocka_unit_test(test_source__reserved_flags_and_methods_are_refused),
        cmocka_unit_test(test_source__header_crc_is_checked),
        cmocka_unit_test(test_source__several_members_are_one_text),
        cmocka_unit_test(test_source__a_thousand_members),
        cmocka_unit_test(test_source__zero_padding_at_the_end),
        cmocka_unit_test(test_source__garbage_behind_a_member),
        cmocka_unit_test(test_source__truncated_at_every_byte),
        cmocka_unit_test(test_source__bad_crc_and_bad_length),
        cmocka_unit_test(test_source__every_bit_flipped),
        cmocka_unit_test(test_source__files_longer_than_the_buffer),
        cmocka_unit_test(test_source__reads_ahead),
        cmocka_unit_test(test_source__reads_far_ahead),
        cmocka_unit_test(test_source__files_and_standard_input),
        cmocka_unit_test(test_source__counts_what_it_reads),
        cmocka_unit_test(test_source__utf16_becomes_utf8),
        cmocka_unit_test(test_source__damaged_utf16_stays_damaged),
        cmocka_unit_test(test_source__utf16_longer_than_the_buffers),
        cmocka_unit_test(test_source__files_inside_an_archive),
        cmocka_unit_test(test_source__a_file_that_changes),
        cmocka_unit_test(test_source__what_cannot_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
