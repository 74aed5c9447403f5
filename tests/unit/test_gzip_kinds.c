// SPDX-License-Identifier: GPL-3.0-or-later
// gzip files of every kind, by name: the valid ones are read exactly, the damaged ones
// refused, by both inflaters, a byte at a time and in one go.

#include "ssi/source.h"

#include "testing.h"

#include "ssi/memory.h"

static const char text[] = "member_id,activity\nm1,post\nm2,share\nm1,post\n";
/* Stored blocks make every kind by hand; what zlib writes is in test_source.c. */

struct kind {
    const char *name;
    void (*put)(struct bytes *bytes);
    unsigned copies; /* how often the text stands in it */
};

static void one(struct bytes *b)
{
    put_member(b, BYTES(text), 0);
}

#define WITH(name, flags)                                                                \
    static void name(struct bytes *b)                                                    \
    {                                                                                    \
        put_member(b, BYTES(text), (flags));                                             \
    }

WITH(text_flag, GZIP_TEXT)
WITH(header_crc, GZIP_HCRC)
WITH(extra, GZIP_EXTRA)
WITH(file_name, GZIP_NAME)
WITH(comment, GZIP_COMMENT)
WITH(all_flags, 31)

static void two_members(struct bytes *b)
{
    one(b);
    put_member(b, BYTES(text), 31);
}

static void thousand_members(struct bytes *b)
{
    for (int i = 0; i < 1000; i++) {
        put_member(b, BYTES(text), 0);
    }
}

static void split_record(struct bytes *b)
{
    put_member(b, ssi_str_of(text, 23), 0); // in the middle of a row
    put_member(b, ssi_str_of(text + 23, sizeof text - 1 - 23), 0);
}

static void empty_member(struct bytes *b)
{
    put_member(b, ssi_str_of("", 0), 0);
}

static void empty_first(struct bytes *b)
{
    empty_member(b);
    one(b);
}

static void empty_last(struct bytes *b)
{
    one(b);
    empty_member(b);
}

static void padded(struct bytes *b)
{
    one(b);
    put(b, BYTES("\0\0\0\0\0\0\0\0\0\0\0\0\0"));
}

static void padded_block(struct bytes *b)
{
    one(b);
    while (b->len % 512) { // as tapes are
        put(b, BYTES("\0"));
    }
}

/* BGZF: members with their size in an extra field, and an empty one of a fixed form last.
 */
static void bgzf(struct bytes *b)
{
    put_member(b, BYTES(text), GZIP_EXTRA);
    put_member(b, BYTES(text), GZIP_EXTRA);
    put(b,
        BYTES(
            "\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0\x1b\0\x03\0\0\0\0\0\0\0\0\0"));
}

/* An extra field of the largest size. */
static void large_extra(struct bytes *b)
{
    put(b, BYTES("\x1f\x8b\x08\x04\0\0\0\0\0\x03\xff\xff"));
    for (int i = 0; i < 65535; i++) {
        put(b, BYTES("e"));
    }
    struct bytes *member = ssi_alloc(1, sizeof *member);
    assert_non_null(member);
    put_member(member, BYTES(text), 0);
    put(b, ssi_str_of(member->at + 10, member->len - 10));
    ssi_free(member);
}

static void long_name(struct bytes *b)
{
    put(b, BYTES("\x1f\x8b\x08\x08\0\0\0\0\0\x03"));
    for (int i = 0; i < 5000; i++) {
        put(b, BYTES("n"));
    }
    struct bytes *member = ssi_alloc(1, sizeof *member);
    assert_non_null(member);
    put_member(member, BYTES(text), 0);
    put(b, BYTES("\0"));
    put(b, ssi_str_of(member->at + 10, member->len - 10));
    ssi_free(member);
}

/* Several stored blocks, an empty one among them. */
static void several_blocks(struct bytes *b)
{
    put(b, BYTES("\x1f\x8b\x08\0\0\0\0\0\0\x03"));
    put(b, BYTES("\0\x0a\0\xf5\xff"));
    put(b, ssi_str_of(text, 10));
    put(b, BYTES("\0\0\0\xff\xff\x01"));
    put_number(b, sizeof text - 11, 2);
    put_number(b, ~(uint32_t)(sizeof text - 11) & 0xffff, 2);
    put(b, ssi_str_of(text + 10, sizeof text - 11));
    put_number(b, crc32_of(BYTES(text)), 4);
    put_number(b, sizeof text - 1, 4);
}

/* An empty text in a fixed block, as `gzip </dev/null` writes it. */
static void fixed_empty(struct bytes *b)
{
    put(b, BYTES("\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0"));
}

static const struct kind valid[] = {
    {"one member", one, 1},
    {"text flag", text_flag, 1},
    {"header checksum", header_crc, 1},
    {"extra field", extra, 1},
    {"file name", file_name, 1},
    {"comment", comment, 1},
    {"all header fields", all_flags, 1},
    {"two members", two_members, 2},
    {"a thousand members", thousand_members, 1000},
    {"a record split across members", split_record, 1},
    {"an empty member", empty_member, 0},
    {"an empty member first", empty_first, 1},
    {"an empty member last", empty_last, 1},
    {"zero padding", padded, 1},
    {"padding to a block", padded_block, 1},
    {"BGZF", bgzf, 2},
    {"the largest extra field", large_extra, 1},
    {"a long name", long_name, 1},
    {"several blocks, one empty", several_blocks, 1},
    {"an empty fixed block", fixed_empty, 0},
};

/* Damage: cuts of a member with all fields, changed bytes, what does not belong. */
enum {
    FIELDS = 10 + 8 + 12 + 10 + 2
}; /* header, extra, name, comment, header checksum */

static void cut(struct bytes *b, size_t len)
{
    all_flags(b);
    b->len = len;
}

static void cut_magic(struct bytes *b)
{
    cut(b, 2);
}
static void cut_header(struct bytes *b)
{
    cut(b, 7);
}
static void cut_extra_length(struct bytes *b)
{
    cut(b, 11);
}
static void cut_extra(struct bytes *b)
{
    cut(b, 14);
}
static void cut_name(struct bytes *b)
{
    cut(b, 22);
}
static void cut_comment(struct bytes *b)
{
    cut(b, 34);
}
static void cut_header_crc(struct bytes *b)
{
    cut(b, FIELDS - 1);
}
static void cut_after_header(struct bytes *b)
{
    cut(b, FIELDS);
}
static void cut_block_header(struct bytes *b)
{
    cut(b, FIELDS + 3);
}
static void cut_data(struct bytes *b)
{
    cut(b, FIELDS + 20);
}

static void cut_trailer(struct bytes *b)
{
    one(b);
    b->len -= 8;
}

static void cut_crc(struct bytes *b)
{
    one(b);
    b->len -= 6;
}

static void cut_length(struct bytes *b)
{
    one(b);
    b->len -= 1;
}

static void flip(struct bytes *b, size_t from_end)
{
    one(b);
    b->at[b->len - from_end] ^= 0x10;
}

static void bad_crc(struct bytes *b)
{
    flip(b, 7);
}
static void bad_length(struct bytes *b)
{
    flip(b, 3);
}
static void bad_data(struct bytes *b)
{
    flip(b, 20);
}

static void bad_header_crc(struct bytes *b)
{
    header_crc(b);
    b->at[10] ^= 1;
}

static void bad_method(struct bytes *b)
{
    one(b);
    b->at[2] = 7;
}

static void reserved_flag(struct bytes *b)
{
    one(b);
    b->at[3] = 0x20;
}

static void bad_block_type(struct bytes *b)
{
    one(b);
    b->at[10] = 7;
}

static void bad_stored_length(struct bytes *b)
{
    one(b);
    b->at[13] ^= 1;
}

static void garbage_after(struct bytes *b)
{
    one(b);
    put(b, BYTES("member_id,activity\n"));
}

static void garbage_after_padding(struct bytes *b)
{
    padded(b);
    put(b, BYTES("x"));
}

static void member_after_padding(struct bytes *b)
{
    padded(b);
    one(b);
}

static void second_cut(struct bytes *b)
{
    one(b);
    one(b);
    b->len -= 9;
}

static void second_cut_in_magic(struct bytes *b)
{
    one(b);
    put(b, BYTES("\x1f"));
}

static void second_bad_magic(struct bytes *b)
{
    one(b);
    put(b, BYTES("\x1f\x8c\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0"));
}

static void second_bad_crc(struct bytes *b)
{
    one(b);
    flip(b, 7);
}

static const struct kind damaged[] = {
    {"cut after the magic", cut_magic, 0},
    {"cut in the header", cut_header, 0},
    {"cut in the extra field's length", cut_extra_length, 0},
    {"cut in the extra field", cut_extra, 0},
    {"cut in the name", cut_name, 0},
    {"cut in the comment", cut_comment, 0},
    {"cut in the header checksum", cut_header_crc, 0},
    {"cut after the header", cut_after_header, 0},
    {"cut in the block header", cut_block_header, 0},
    {"cut in the data", cut_data, 0},
    {"cut before the trailer", cut_trailer, 0},
    {"cut in the checksum", cut_crc, 0},
    {"cut in the length", cut_length, 0},
    {"wrong checksum", bad_crc, 0},
    {"wrong length", bad_length, 0},
    {"changed data", bad_data, 0},
    {"wrong header checksum", bad_header_crc, 0},
    {"unknown method", bad_method, 0},
    {"reserved flag", reserved_flag, 0},
    {"unknown block type", bad_block_type, 0},
    {"wrong length of a stored block", bad_stored_length, 0},
    {"text behind the end", garbage_after, 0},
    {"text behind the padding", garbage_after_padding, 0},
    {"a member behind the padding", member_after_padding, 0},
    {"second member cut", second_cut, 0},
    {"second member cut in its magic", second_cut_in_magic, 0},
    {"second member of another magic", second_bad_magic, 0},
    {"second member with a wrong checksum", second_bad_crc, 0},
};

/* Reads all, `chunk` bytes a call; the bytes in `got`. */
static enum ssi_status read_all(const struct bytes *bytes, size_t chunk,
                                enum ssi_inflater inflater, struct bytes *got,
                                struct ssi_error *err)
{
    struct ssi_source *source = NULL;
    enum ssi_status status;
    size_t len;
    assert_int_equal(ssi_source_memory(bytes_of(bytes), "kind.csv.gz", &source, err),
                     SSI_OK);
    ssi_source_inflater(source, inflater);
    got->len = 0;
    do {
        char buf[4096];
        len = 0;
        status = ssi_source_read(source, buf, chunk, &len, err);
        put(got, ssi_str_of(buf, status == SSI_OK ? len : 0));
    } while (status == SSI_OK && len > 0);
    ssi_source_free(source);
    return status;
}

static void each_way(const struct kind *kind, bool is_valid)
{
    struct bytes *bytes = ssi_alloc(1, sizeof *bytes);
    struct bytes *got = ssi_alloc(1, sizeof *got);
    assert_non_null(bytes);
    assert_non_null(got);
    kind->put(bytes);
    for (int way = 0; way < 4; way++) {
        struct ssi_error err = {0};
        enum ssi_status status =
            read_all(bytes, way % 2 ? 1 : 4096,
                     way < 2 ? SSI_INFLATER_BEST : SSI_INFLATER_ZLIB, got, &err);
        if (status != (is_valid ? SSI_OK : SSI_EIO)) {
            print_error("%s, way %d: status %d %s\n", kind->name, way, (int)status,
                        err.message);
        }
        assert_int_equal(status, is_valid ? SSI_OK : SSI_EIO);
        if (!is_valid) {
            assert_contains(err.message, "gzip");
            continue;
        }
        assert_int_equal(got->len, kind->copies * (sizeof text - 1));
        for (unsigned i = 0; i < kind->copies; i++) {
            assert_memory_equal(got->at + i * (sizeof text - 1), text, sizeof text - 1);
        }
    }
    ssi_free(bytes);
    ssi_free(got);
}

static void test_gzip_kinds__valid_ones_are_read(void **state)
{
    (void)state;
    assert_true(SSI_COUNT(valid) >= 15);
    for (size_t i = 0; i < SSI_COUNT(valid); i++) {
        each_way(&valid[i], true);
    }
}

static void test_gzip_kinds__damaged_ones_are_refused(void **state)
{
    (void)state;
    assert_true(SSI_COUNT(damaged) >= 20);
    for (size_t i = 0; i < SSI_COUNT(damaged); i++) {
        each_way(&damaged[i], false);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gzip_kinds__valid_ones_are_read),
        cmocka_unit_test(test_gzip_kinds__damaged_ones_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
