// SPDX-License-Identifier: GPL-3.0-or-later
// Records by key: found again, zeroed when new, of any size.

#include "ssi/records.h"

#include "testing.h"

struct tally {
    uint32_t member, week; /* the key */
    uint64_t n;
};

static struct tally *upsert(struct ssi_records *records, uint32_t member, uint32_t week)
{
    struct ssi_error err;
    struct tally key = {.member = member, .week = week, .n = 99}; /* n is no key */
    void *record = NULL;
    assert_ok(ssi_records_upsert(records, &key, &record, &err));
    return record;
}

static void test_records__values_add_up(void **state)
{
    (void)state;
    struct ssi_records records;
    ssi_records_init(&records, offsetof(struct tally, n), sizeof(struct tally));
    for (uint32_t round = 1; round <= 3; round++) {
        for (uint32_t i = 0; i < 5000; i++) {
            struct tally *tally = upsert(&records, i % 100, i / 100);
            assert_int_equal(tally->n, round - 1);
            tally->n++;
        }
    }
    assert_int_equal(records.count, 5000);
    const struct tally *items = (const void *)records.items;
    for (uint32_t i = 0; i < 5000; i++) { /* in order of arrival */
        assert_int_equal(items[i].member, i % 100);
        assert_int_equal(items[i].week, i / 100);
        assert_int_equal(items[i].n, 3);
    }
    ssi_records_release(&records);
}

static void test_records__find_adds_nothing(void **state)
{
    (void)state;
    struct ssi_records records;
    struct tally key = {.member = 1, .week = 2};
    ssi_records_init(&records, offsetof(struct tally, n), sizeof(struct tally));
    assert_null(ssi_records_find(&records, &key));
    upsert(&records, 1, 2)->n = 7;
    const struct tally *found = ssi_records_find(&records, &key);
    assert_non_null(found);
    assert_int_equal(found->n, 7);
    key.week = 3;
    assert_null(ssi_records_find(&records, &key));
    assert_int_equal(records.count, 1);
    ssi_records_release(&records);
    ssi_records_release(NULL);
}

/* Odd sizes: growing must not shift records, new values are zero. */
static void test_records__of_odd_sizes(void **state)
{
    (void)state;
    struct ssi_error err;
    for (size_t size = 3; size < 40; size += 3) {
        struct ssi_records records;
        ssi_records_init(&records, 2, size);
        for (unsigned i = 0; i < 700; i++) {
            const unsigned char key[2] = {(unsigned char)(i >> 8), (unsigned char)i};
            void *slot = NULL;
            assert_ok(ssi_records_upsert(&records, key, &slot, &err));
            unsigned char *record = slot;
            for (size_t at = 2; at < size; at++) {
                assert_int_equal(record[at], 0);
                record[at] = 0xEE;
            }
        }
        for (unsigned i = 0; i < 700; i++) {
            assert_int_equal(records.items[i * size] << 8 | records.items[i * size + 1],
                             i);
            assert_int_equal(records.items[i * size + size - 1], 0xEE);
        }
        ssi_records_release(&records);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records__values_add_up),
        cmocka_unit_test(test_records__find_adds_nothing),
        cmocka_unit_test(test_records__of_odd_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
