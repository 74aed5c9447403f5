// SPDX-License-Identifier: GPL-3.0-or-later
// Repeated records through disk: each distinct one is met once, however many there are,
// how often each came, who added it and how little memory there is.

#include "network_internal.h"

#include "ssi/random.h"

#include "testing.h"

enum { RECORDS = 300000, WORKERS = 3 };

/** What was met, by the number of a record. */
struct met {
    unsigned char times[RECORDS];
    size_t words;
    atomic_size_t visits;
};

static void make(uint64_t *record, size_t words, uint32_t number)
{
    record[0] = (uint64_t)(number / 100 + 1) << 32 | number;
    record[words - 1] = words == 2 ? number * UINT64_C(0x100000001) : record[0];
    record[0] = words == 2 ? (uint64_t)(number % 1000 + 1) << 32 : record[0];
}

static void visit(void *context, size_t worker, const uint64_t *records, size_t count)
{
    struct met *met = context;
    assert_in_range(worker, 0, WORKERS - 1);
    for (size_t i = 0; i < count; i++) {
        uint32_t number = (uint32_t)records[i * met->words + met->words - 1];
        met->times[number]++; // each is met by one thread alone
    }
    met->visits += count;
}

/** Adds the numbers below `count` once or more, in another order for each seed. */
static void meet(size_t words, uint32_t count, size_t at_once, uint64_t seed)
{
    struct ssi_error err;
    struct ssi_random random;
    struct ssi_repeats *repeats = NULL;
    struct met *met = ssi_alloc(1, sizeof *met);
    assert_non_null(met);
    met->words = words;
    ssi_random_init(&random, seed, 0);
    assert_ok(ssi_repeats_new(words, WORKERS, at_once, ".", &repeats, &err));
    for (int round = 0; round < 3; round++) {
        for (uint32_t i = 0; i < count; i++) {
            uint64_t record[2];
            uint32_t number = round == 0 ? i : (uint32_t)ssi_random_below(&random, count);
            make(record, words, number);
            assert_ok(ssi_repeats_add(repeats, ssi_random_below(&random, WORKERS), record,
                                      1, &err));
        }
    }
    assert_ok(ssi_repeats_visit(repeats, WORKERS, visit, met, &err));
    assert_int_equal(met->visits, count);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(met->times[i], 1);
    }
    ssi_repeats_free(repeats);
    ssi_free(met);
}

static void test_repeats__in_memory(void **state)
{
    (void)state;
    meet(1, 5000, 1 << 20, 1);
    meet(2, 5000, 1 << 20, 2);
}

static void test_repeats__through_disk(void **state)
{
    (void)state;
    // 900,000 records over 256 partitions and 3 workers: blocks of 4,096 words fill up
    meet(2, RECORDS, 1 << 20, 3);
}

static void test_repeats__in_many_passes(void **state)
{
    (void)state;
    meet(1, 100000, 16, 4);
    meet(2, RECORDS, 50, 5);
}

static void test_repeats__of_nothing(void **state)
{
    (void)state;
    meet(1, 0, 10, 6);
}

static void test_repeats__need_a_folder(void **state)
{
    (void)state;
    struct ssi_error err;
    struct ssi_repeats *repeats = NULL;
    enum ssi_status status = SSI_OK;
    assert_ok(ssi_repeats_new(1, 1, 1000, "no-such-folder", &repeats, &err));
    for (uint64_t i = 1; status == SSI_OK && i < 3000000; i++) {
        status = ssi_repeats_add(repeats, 0, &i, 1, &err);
    }
    assert_int_equal(status, SSI_EIO);
    assert_contains(err.message, "no-such-folder");
    ssi_repeats_free(repeats);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repeats__in_memory),
        cmocka_unit_test(test_repeats__through_disk),
        cmocka_unit_test(test_repeats__in_many_passes),
        cmocka_unit_test(test_repeats__of_nothing),
        cmocka_unit_test(test_repeats__need_a_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
