// SPDX-License-Identifier: GPL-3.0-or-later
// Digests: XXH3's published values, the same in pieces, another for another key.

#include "ssi/digest.h"

#include "testing.h"

static void assert_hex(struct ssi_digest digest, const char *want)
{
    char hex[33];
    ssi_digest_hex(digest, hex);
    assert_string_equal(hex, want);
}

/* The values that xxHash's own `xxhsum -H2` and `-H3` print. */
static void test_digest__is_xxh3(void **state)
{
    (void)state;
    assert_hex(ssi_digest_bytes("", 0), "99aa06d3014798d86001c324468d497f");
    assert_hex(ssi_digest_bytes(NULL, 0), "99aa06d3014798d86001c324468d497f");
    assert_true(ssi_hash_bytes("", 0, 0) == UINT64_C(0x2d06800538d394c2));
}

static void test_digest__hex_keeps_zeros(void **state)
{
    (void)state;
    assert_hex((struct ssi_digest){0, 0}, "00000000000000000000000000000000");
    assert_hex((struct ssi_digest){1, 0xABCDEF}, "00000000000000010000000000abcdef");
}

static void test_digest__orders_by_high_then_low(void **state)
{
    (void)state;
    const struct ssi_digest ordered[] = {{0, 0},          {0, 1},
                                         {0, UINT64_MAX}, {1, 0},
                                         {UINT64_MAX, 0}, {UINT64_MAX, UINT64_MAX}};
    for (size_t i = 0; i < SSI_COUNT(ordered); i++) {
        for (size_t j = 0; j < SSI_COUNT(ordered); j++) {
            int order = ssi_digest_cmp(ordered[i], ordered[j]);
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
    }
}

static void test_digest__in_pieces_is_the_same(void **state)
{
    (void)state;
    char text[3000];
    for (size_t i = 0; i < sizeof text; i++) {
        text[i] = (char)(i * 31 + i / 7);
    }
    for (size_t len = 0; len < sizeof text; len += 1 + len / 9) {
        struct ssi_digest whole = ssi_digest_bytes(text, len);
        for (size_t step = 1; step <= len + 1; step = step * 3 + 1) {
            struct ssi_digest_stream *stream = ssi_digest_begin();
            assert_non_null(stream);
            for (size_t at = 0; at < len; at += step) {
                ssi_digest_update(stream, text + at, len - at < step ? len - at : step);
            }
            assert_int_equal(ssi_digest_cmp(ssi_digest_finish(stream), whole), 0);
        }
    }
}

static void test_digest__tells_contents_apart(void **state)
{
    (void)state;
    struct ssi_digest seen[300];
    char text[300];
    memset(text, 0, sizeof text);
    for (size_t len = 0; len < SSI_COUNT(seen); len++) { /* zeros of every length */
        seen[len] = ssi_digest_bytes(text, len);
        for (size_t i = 0; i < len; i++) {
            assert_int_not_equal(ssi_digest_cmp(seen[len], seen[i]), 0);
        }
    }
}

static void test_digest__keys_give_unrelated_values(void **state)
{
    (void)state;
    unsigned char seed[32] = {0};
    struct ssi_digest_key keys[33];
    for (size_t k = 0; k < 33;
         k++) { /* each but the first differs in one byte of the seed */
        memset(seed, 0, sizeof seed);
        if (k > 0) {
            seed[k - 1] = 1;
        }
        ssi_digest_key_init(&keys[k], seed);
    }
    for (size_t len = 0; len < 400; len += 1 + len / 5) {
        char text[400];
        memset(text, 'e', sizeof text);
        for (size_t k = 0; k < 33; k++) {
            struct ssi_digest digest = ssi_digest_keyed(&keys[k], text, len);
            struct ssi_digest again = ssi_digest_keyed(&keys[k], text, len);
            assert_int_equal(ssi_digest_cmp(digest, again), 0);
            assert_int_not_equal(ssi_digest_cmp(digest, ssi_digest_bytes(text, len)), 0);
            for (size_t j = 0; j < k; j++) {
                struct ssi_digest other = ssi_digest_keyed(&keys[j], text, len);
                assert_int_not_equal(ssi_digest_cmp(digest, other), 0);
            }
        }
    }
}

static void test_digest__table_hash_depends_on_the_seed(void **state)
{
    (void)state;
    assert_true(ssi_hash_bytes("member", 6, 1) == ssi_hash_bytes("member", 6, 1));
    assert_true(ssi_hash_bytes("member", 6, 1) != ssi_hash_bytes("member", 6, 2));
    assert_true(ssi_hash_bytes("member", 6, 1) != ssi_hash_bytes("membes", 6, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digest__is_xxh3),
        cmocka_unit_test(test_digest__hex_keeps_zeros),
        cmocka_unit_test(test_digest__orders_by_high_then_low),
        cmocka_unit_test(test_digest__in_pieces_is_the_same),
        cmocka_unit_test(test_digest__tells_contents_apart),
        cmocka_unit_test(test_digest__keys_give_unrelated_values),
        cmocka_unit_test(test_digest__table_hash_depends_on_the_seed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
