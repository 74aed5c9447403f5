// SPDX-License-Identifier: GPL-3.0-or-later
// Names in bounded memory: the smallest are counted exactly, in any order and in any
// parts.

#include "ssi/name_counts.h"

#include "testing.h"

#include "ssi/random.h"

enum { NAMES = 5000 };

/* The name of a number, in an order by bytes that is the order of the numbers. */
static struct ssi_str name_of(unsigned number, char buf[16])
{
    return ssi_str_of(buf, (size_t)snprintf(buf, 16, "name%05u", number));
}

/* Number i comes 1 + i % 3 times. */
static void add(struct ssi_name_counts *counts, unsigned number)
{
    char buf[16];
    struct ssi_error err = {0};
    assert_ok(ssi_name_counts_add(counts, name_of(number, buf), 1 + number % 3, &err));
}

static void assert_exact(struct ssi_name_counts *counts)
{
    struct ssi_error err = {0};
    uint64_t others = 0;
    assert_ok(ssi_name_counts_trim(counts, &err));
    assert_int_equal(counts->names.count, SSI_NAMES_KEPT);
    for (unsigned i = 0; i < NAMES; i++) {
        char buf[16];
        uint32_t index = ssi_ids_find(&counts->names, name_of(i, buf));
        if (i < SSI_NAMES_KEPT) {
            assert_int_not_equal(index, SSI_ID_NONE);
            assert_int_equal(counts->counts[index], 1 + i % 3);
        } else {
            assert_int_equal(index, SSI_ID_NONE);
            others += 1 + i % 3;
        }
    }
    assert_int_equal(counts->others, others);
}

static void shuffle(struct ssi_random *random, unsigned *numbers)
{
    for (unsigned i = NAMES - 1; i > 0; i--) {
        unsigned j = (unsigned)ssi_random_below(random, i + 1);
        unsigned swap = numbers[i];
        numbers[i] = numbers[j];
        numbers[j] = swap;
    }
}

static void test_name_counts__the_smallest_in_any_order(void **state)
{
    (void)state;
    static unsigned numbers[NAMES];
    struct ssi_random random;
    ssi_random_init(&random, 9, 0);
    for (int order = 0; order < 6; order++) {
        struct ssi_name_counts counts;
        ssi_name_counts_init(&counts);
        for (unsigned i = 0; i < NAMES; i++) {
            numbers[i] = order == 1 ? NAMES - 1 - i : i;
        }
        if (order > 1) {
            shuffle(&random, numbers);
        }
        for (unsigned i = 0; i < NAMES; i++) {
            add(&counts, numbers[i]);
        }
        assert_exact(&counts);
        ssi_name_counts_release(&counts);
    }
}

static void test_name_counts__the_same_in_parts(void **state)
{
    (void)state;
    for (unsigned parts = 2; parts < 9; parts++) {
        struct ssi_name_counts sum;
        struct ssi_error err = {0};
        ssi_name_counts_init(&sum);
        for (unsigned part = 0; part < parts; part++) {
            struct ssi_name_counts counts;
            ssi_name_counts_init(&counts);
            for (unsigned i = part; i < NAMES; i += parts) {
                add(&counts, parts % 2 ? NAMES - 1 - i : i);
            }
            assert_ok(ssi_name_counts_fold(&sum, &counts, &err));
            ssi_name_counts_release(&counts);
        }
        assert_exact(&sum);
        ssi_name_counts_release(&sum);
    }
}

static void test_name_counts__few_are_all_kept(void **state)
{
    (void)state;
    struct ssi_name_counts counts;
    struct ssi_error err = {0};
    ssi_name_counts_init(&counts);
    add(&counts, 4);
    add(&counts, 4);
    add(&counts, 3);
    assert_ok(ssi_name_counts_trim(&counts, &err));
    assert_int_equal(counts.names.count, 2);
    assert_int_equal(counts.counts[0], 4);
    assert_int_equal(counts.counts[1], 1);
    assert_int_equal(counts.others, 0);
    ssi_name_counts_release(&counts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_name_counts__the_smallest_in_any_order),
        cmocka_unit_test(test_name_counts__the_same_in_parts),
        cmocka_unit_test(test_name_counts__few_are_all_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
