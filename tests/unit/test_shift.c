// SPDX-License-Identifier: GPL-3.0-or-later
// The sign-flip test and the interval of a mean change, against numbers worked out
// otherwise.

#include "ssi/shift.h"

#include "ssi/random.h"

#include "testing.h"

static struct ssi_shift_result test_of(const int32_t *differences, size_t n)
{
    static struct ssi_differences list;
    struct ssi_shift_result result;
    memset(&list, 0, sizeof list);
    for (size_t i = 0; i < n; i++) {
        ssi_differences_add(&list, differences[i]);
    }
    ssi_shift_test(&list, 7, &result);
    return result;
}

/* Fisher, The Design of Experiments (1935), section 21: Darwin's 15 pairs of plants, in
 * eighths of an inch. 1,726 of 32,768 sign choices are at least as far from 0: p =
 * 0.05267. */
static void test_shift__darwins_plants(void **state)
{
    (void)state;
    static const int32_t eighths[] = {49, -67, 8,  16, 6,  23, 28, 41,
                                      14, 29,  56, 24, 75, 60, -48};
    struct ssi_shift_result result = test_of(eighths, SSI_COUNT(eighths));
    assert_true(result.p > 1725.5 / 32768 && result.p < 1726.5 / 32768);
    assert_int_equal(result.verdict, SSI_SHIFT_NONE);
}

/* Mean 2.0, sd 1.5811 of 1..., by hand: 1 2 3 -> mean 2, sd 1, t(2) 4.302653, half 2.484.
 */
static void test_shift__interval(void **state)
{
    (void)state;
    static const int32_t three[] = {1000, 2000, 3000};
    struct ssi_shift_result result = test_of(three, 3);
    assert_int_equal(result.mean, 2000);
    assert_true(result.has_interval);
    assert_int_equal(result.low, -484);
    assert_int_equal(result.high, 4484);
    assert_true(result.p > 0.2499 && result.p < 0.2501); // 2 of 8
    assert_int_equal(result.verdict, SSI_SHIFT_TOO_FEW);
}

static void test_shift__few_and_none(void **state)
{
    (void)state;
    static const int32_t zeros[20] = {0};
    assert_int_equal(test_of(zeros, 0).verdict, SSI_SHIFT_TOO_FEW);
    assert_false(test_of(zeros, 1).has_interval);
    struct ssi_shift_result result = test_of(zeros, 20);
    assert_int_equal(result.verdict, SSI_SHIFT_NONE);
    assert_true(result.p >= 1.0);
    assert_int_equal(result.low, 0);
    assert_int_equal(result.high, 0);
}

/* One way or the other, drawn or counted: the verdicts. */
static void test_shift__verdicts(void **state)
{
    (void)state;
    static const size_t sizes[] = {6, 16, 17, 64, 65, 200, 1000, 1001, 5000};
    static int32_t all[5000];
    static int32_t some[5000];
    static int32_t mixed[5000];
    struct ssi_random random;
    ssi_random_init(&random, 3, 0);
    for (size_t i = 0; i < SSI_COUNT(all); i++) {
        int32_t noise = (int32_t)ssi_random_below(&random, 400);
        all[i] = 700 + noise;
        some[i] = i % 2 ? 900 + noise : 0; // half of them up, nobody down
        mixed[i] = i % 2 ? 500 + noise : -500 - noise;
    }
    for (size_t s = 0; s < SSI_COUNT(sizes); s++) {
        assert_int_equal(test_of(all, sizes[s]).verdict, SSI_SHIFT_EVERYONE);
        assert_int_equal(test_of(mixed, sizes[s]).verdict, SSI_SHIFT_NONE);
        if (sizes[s] >= 16) {
            assert_int_equal(test_of(some, sizes[s]).verdict, SSI_SHIFT_MEMBERS);
        }
    }
}

/* The three ways agree where they meet, within what drawing allows; and the same seed is
 * the same p. */
static void test_shift__ways_agree(void **state)
{
    (void)state;
    struct ssi_random random;
    ssi_random_init(&random, 11, 0);
    for (int round = 0; round < 20; round++) {
        int32_t d[1001];
        int32_t shift = (int32_t)ssi_random_below(&random, 60);
        for (size_t i = 0; i < SSI_COUNT(d); i++) {
            d[i] = (int32_t)ssi_random_below(&random, 2001) - 1000 + shift;
        }
        double drawn = test_of(d, 1000).p;
        d[1000] = 0; // adds nothing, and is one more than can be drawn
        double normal = test_of(d, 1001).p;
        assert_true(drawn - normal < 0.02 && normal - drawn < 0.02);
        assert_true(test_of(d, 1000).p == drawn);
        double counted = test_of(d, 16).p;
        int32_t longer[17];
        memcpy(longer, d, 16 * sizeof d[0]);
        longer[16] = 0;
        double flipped = test_of(longer, 17).p;
        assert_true(counted - flipped < 0.025 && flipped - counted < 0.025);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shift__darwins_plants),
        cmocka_unit_test(test_shift__interval),
        cmocka_unit_test(test_shift__few_and_none),
        cmocka_unit_test(test_shift__verdicts),
        cmocka_unit_test(test_shift__ways_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
