// SPDX-License-Identifier: GPL-3.0-or-later
// Seeded numbers: the published sequence, the same for a seed, without bias.

#include "ssi/random.h"

#include "testing.h"

/* xoshiro256** from the state {1, 2, 3, 4}: the test vector of the rand_xoshiro crate,
 * which was made with the reference implementation of Blackman and Vigna. */
static void test_random__is_xoshiro256starstar(void **state)
{
    (void)state;
    static const uint64_t want[] = {11520u,
                                    0u,
                                    1509978240u,
                                    1215971899390074240u,
                                    1216172134540287360u,
                                    607988272756665600u,
                                    16172922978634559625u,
                                    8476171486693032832u,
                                    10595114339597558777u,
                                    2904607092377533576u};
    struct ssi_random random = {{1, 2, 3, 4}};
    for (size_t i = 0; i < SSI_COUNT(want); i++) {
        assert_true(ssi_random_u64(&random) == want[i]);
    }
}

static void test_random__a_seed_is_a_sequence(void **state)
{
    (void)state;
    struct ssi_random a;
    struct ssi_random b;
    ssi_random_init(&a, 42, 7);
    ssi_random_init(&b, 42, 7);
    for (int i = 0; i < 100; i++) {
        assert_true(ssi_random_u64(&a) == ssi_random_u64(&b));
    }
}

/* No two of many (seed, stream) pairs begin alike, and none is the forbidden state of
 * zeros. */
static void test_random__streams_differ(void **state)
{
    (void)state;
    enum { SIDE = 24 };
    uint64_t first[SIDE * SIDE];
    for (uint64_t i = 0; i < SSI_COUNT(first); i++) {
        struct ssi_random random;
        ssi_random_init(&random, i / SIDE, i % SIDE);
        assert_true(random.state[0] || random.state[1] || random.state[2] ||
                    random.state[3]);
        first[i] = ssi_random_u64(&random);
        for (uint64_t j = 0; j < i; j++) {
            assert_true(first[i] != first[j]);
        }
    }
}

static void test_random__below_stays_below(void **state)
{
    (void)state;
    static const uint64_t bounds[] = {1, 2, 3, 7, 1000, UINT64_C(1) << 63, UINT64_MAX};
    struct ssi_random random;
    ssi_random_init(&random, 1, 1);
    for (size_t b = 0; b < SSI_COUNT(bounds); b++) {
        for (int i = 0; i < 1000; i++) {
            assert_true(ssi_random_below(&random, bounds[b]) < bounds[b]);
        }
    }
}

/* Chi-squared of 60,000 throws of a die: 5 degrees of freedom, 99.9 % below 20.5. */
static void test_random__below_is_even(void **state)
{
    (void)state;
    double seen[6] = {0};
    double chi = 0;
    struct ssi_random random;
    ssi_random_init(&random, 2026, 0);
    for (int i = 0; i < 60000; i++) {
        seen[ssi_random_below(&random, 6)] += 1;
    }
    for (int i = 0; i < 6; i++) {
        chi += (seen[i] - 10000) * (seen[i] - 10000) / 10000;
    }
    assert_true(chi < 20.5);
}

static void test_random__unit_is_half_open(void **state)
{
    (void)state;
    struct ssi_random random;
    double sum = 0;
    ssi_random_init(&random, 3, 0);
    for (int i = 0; i < 100000; i++) {
        double value = ssi_random_unit(&random);
        assert_true(value >= 0 && value < 1);
        sum += value;
    }
    assert_true(sum > 49500 && sum < 50500);
    struct ssi_random top = {{0, 0, 0, 0}};
    assert_true(ssi_random_unit(&top) <= 0); /* all bits 0: exactly 0 */
}

static void test_random__secrets_fill_what_was_asked(void **state)
{
    (void)state;
    unsigned char bytes[2][1002];
    memset(bytes, 0, sizeof bytes);
    ssi_random_secret(bytes[0], 1000);
    ssi_random_secret(bytes[1], 1000);
    assert_true(memcmp(bytes[0], bytes[1], 1000) != 0);
    for (size_t from = 0; from < 1000; from += 20) { /* 20 zeros in a row: 1 in 2^160 */
        static const unsigned char zeros[20];
        assert_true(memcmp(bytes[0] + from, zeros, 20) != 0);
    }
    assert_int_equal(bytes[0][1000], 0);
    assert_int_equal(bytes[0][1001], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random__is_xoshiro256starstar),
        cmocka_unit_test(test_random__a_seed_is_a_sequence),
        cmocka_unit_test(test_random__streams_differ),
        cmocka_unit_test(test_random__below_stays_below),
        cmocka_unit_test(test_random__below_is_even),
        cmocka_unit_test(test_random__unit_is_half_open),
        cmocka_unit_test(test_random__secrets_fill_what_was_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
