// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks of whole lines: every byte once, whoever takes them, and what a damaged source
// does.

#include "ssi/blocks.h"

#include "testing.h"

#include <pthread.h>

#include "ssi/memory.h"

static struct ssi_blocks *open_blocks(struct ssi_str text, struct ssi_str begun,
                                      uint64_t byte, size_t workers)
{
    struct ssi_source *source = NULL;
    struct ssi_blocks *blocks = NULL;
    struct ssi_error err = {0};
    struct ssi_digest_stream *digest = ssi_digest_begin();
    assert_non_null(digest);
    ssi_digest_update(digest, begun.ptr, begun.len);
    assert_ok(ssi_source_memory(text, "text", &source, &err));
    assert_ok(ssi_blocks_new(source, digest, begun, byte, workers, &blocks, &err));
    return blocks;
}

/* Lines of changing length, about `size` bytes; the last without a line feed. */
static char *many_lines(size_t size, size_t *out_len)
{
    char *text = ssi_alloc(1, size + 1);
    assert_non_null(text);
    size_t start = 0;
    for (size_t i = 0; i < size; i++) {
        bool end = i - start == start * 7 % 100 || i - start > 120;
        text[i] = end ? '\n' : (char)('a' + i % 26);
        start = end ? i + 1 : start;
    }
    text[size - 1] = 'z';
    *out_len = size;
    return text;
}

static uint64_t count_lines(struct ssi_str text)
{
    uint64_t lines = 0;
    for (size_t i = 0; i < text.len; i++) {
        lines += text.ptr[i] == '\n';
    }
    return lines;
}

/* Puts the blocks of one thread where they belong. */
struct taker {
    struct ssi_blocks *blocks;
    char *out;
    size_t taken;
    enum ssi_status status;
    struct ssi_error err;
};

static void *take_all(void *context)
{
    struct taker *t = context;
    struct ssi_block block;
    while ((t->status = ssi_blocks_take(t->blocks, &block, &t->err)) == SSI_OK) {
        memcpy(t->out + block.byte, block.text, block.len);
        t->taken += block.len;
        ssi_blocks_give_back(t->blocks, &block,
                             count_lines(ssi_str_of(block.text, block.len)));
    }
    return NULL;
}

static void test_blocks__every_byte_once(void **state)
{
    (void)state;
    enum { MOST = 4 };
    size_t len;
    char *text = many_lines(5 * 1000 * 1000, &len);
    char *out = ssi_alloc(1, len);
    assert_non_null(out);
    for (size_t threads = 1; threads <= MOST; threads++) {
        struct ssi_blocks *blocks =
            open_blocks(ssi_str_of(text, len), ssi_str_of("", 0), 0, threads);
        struct taker takers[MOST];
        pthread_t ids[MOST];
        size_t taken = 0;
        memset(out, 0, len);
        for (size_t i = 0; i < threads; i++) {
            takers[i] = (struct taker){.blocks = blocks, .out = out};
            assert_int_equal(pthread_create(&ids[i], NULL, take_all, &takers[i]), 0);
        }
        for (size_t i = 0; i < threads; i++) {
            assert_int_equal(pthread_join(ids[i], NULL), 0);
            assert_int_equal(takers[i].status, SSI_END);
            taken += takers[i].taken;
        }
        assert_int_equal(taken, len);
        assert_memory_equal(out, text, len);
        assert_false(ssi_blocks_has_work(blocks));
        for (size_t byte = 0; byte < len; byte += 900001) {
            uint64_t before = ssi_blocks_lines_before(blocks, byte);
            assert_true(before <= count_lines(ssi_str_of(text, byte)));
            assert_true(before + 20000 > count_lines(ssi_str_of(text, byte)));
        }
        struct ssi_digest digest = ssi_blocks_digest(blocks);
        assert_int_equal(ssi_digest_cmp(digest, ssi_digest_bytes(text, len)), 0);
        ssi_blocks_free(blocks);
    }
    ssi_free(out);
    ssi_free(text);
}

/* What was read already comes first, and counts for places and the digest. */
static void test_blocks__begun(void **state)
{
    (void)state;
    struct ssi_blocks *blocks =
        open_blocks(ssi_str_z("ond\nthird\n"), ssi_str_z("first\nsec"), 17, 1);
    struct ssi_block block;
    struct ssi_error err = {0};
    assert_ok(ssi_blocks_take(blocks, &block, &err));
    assert_str(ssi_str_of(block.text, block.len), "first\nsecond\nthird\n");
    assert_int_equal(block.byte, 17);
    assert_int_equal(block.number, 0);
    ssi_blocks_give_back(blocks, &block, 3);
    assert_int_equal(ssi_blocks_take(blocks, &block, &err), SSI_END);
    assert_int_equal(ssi_blocks_take(blocks, &block, &err), SSI_END);
    struct ssi_digest digest = ssi_blocks_digest(blocks);
    assert_int_equal(
        ssi_digest_cmp(digest, ssi_digest_bytes("first\nsecond\nthird\n", 19)), 0);
    ssi_blocks_free(blocks);
}

static void test_blocks__nothing(void **state)
{
    (void)state;
    struct ssi_blocks *blocks = open_blocks(ssi_str_of("", 0), ssi_str_of("", 0), 0, 2);
    struct ssi_block block;
    struct ssi_error err = {0};
    assert_int_equal(ssi_blocks_take(blocks, &block, &err), SSI_END);
    ssi_blocks_free(blocks);
}

/* A line around the limit: up to it whole, beyond it cut off; what follows is in its
 * place. */
static void test_blocks__long_lines(void **state)
{
    (void)state;
    for (size_t over = 0; over < 3000000; over = over * 3 + 1) {
        size_t len = (size_t)SSI_BLOCK_LINE_LIMIT - 1 + over;
        char *text = ssi_alloc(1, len + 20);
        assert_non_null(text);
        memset(text, 'x', len);
        memcpy(text + len, "\nnext\n", 6);
        struct ssi_blocks *blocks =
            open_blocks(ssi_str_of(text, len + 6), ssi_str_of("", 0), 0, 1);
        struct ssi_block block;
        struct ssi_error err = {0};
        bool found = false;
        uint64_t long_line = 0;
        while (ssi_blocks_take(blocks, &block, &err) == SSI_OK) {
            const char *feed = memchr(block.text, '\n', block.len);
            assert_non_null(feed);
            if (block.byte == 0) {
                long_line = (uint64_t)(feed - block.text);
            }
            if (block.byte + block.len == len + 6) {
                found = memcmp(block.text + block.len - 5, "next\n", 5) == 0;
            }
            ssi_blocks_give_back(blocks, &block,
                                 count_lines(ssi_str_of(block.text, block.len)));
        }
        assert_true(found);
        assert_true(len <= SSI_BLOCK_LINE_LIMIT ? long_line == len
                                                : long_line > SSI_BLOCK_LINE_LIMIT);
        ssi_blocks_free(blocks);
        ssi_free(text);
    }
}

/* The error of a damaged source is everybody's, also of those who come later. */
static void test_blocks__damage_reaches_everybody(void **state)
{
    (void)state;
    struct bytes *gzip = ssi_alloc(1, sizeof *gzip);
    assert_non_null(gzip);
    put_member(gzip, ssi_str_z("a line\nanother\n"), 0);
    gzip->at[gzip->len - 6] ^= 1; /* the checksum */
    struct ssi_blocks *blocks = open_blocks(bytes_of(gzip), ssi_str_of("", 0), 0, 2);
    struct ssi_block block;
    struct ssi_error err = {0};
    enum ssi_status status;
    while ((status = ssi_blocks_take(blocks, &block, &err)) == SSI_OK) {
        ssi_blocks_give_back(blocks, &block, 0);
    }
    assert_int_equal(status, SSI_EIO);
    assert_contains(err.message, "gzip");
    err.message[0] = '\0';
    assert_int_equal(ssi_blocks_take(blocks, &block, &err), SSI_EIO);
    assert_contains(err.message, "gzip");
    assert_false(ssi_blocks_has_work(blocks));
    ssi_blocks_free(blocks);
    ssi_free(gzip);
}

static void test_blocks__stop(void **state)
{
    (void)state;
    struct ssi_blocks *blocks = open_blocks(ssi_str_z("a\nb\n"), ssi_str_of("", 0), 0, 2);
    struct ssi_block block;
    struct ssi_error err = {0};
    assert_true(ssi_blocks_has_work(blocks));
    ssi_blocks_stop(blocks);
    assert_false(ssi_blocks_has_work(blocks));
    assert_int_equal(ssi_blocks_take(blocks, &block, &err), SSI_END);
    ssi_blocks_free(blocks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks__every_byte_once),
        cmocka_unit_test(test_blocks__begun),
        cmocka_unit_test(test_blocks__nothing),
        cmocka_unit_test(test_blocks__long_lines),
        cmocka_unit_test(test_blocks__damage_reaches_everybody),
        cmocka_unit_test(test_blocks__stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
