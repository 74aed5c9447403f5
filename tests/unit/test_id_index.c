// SPDX-License-Identifier: GPL-3.0-or-later
// The index of ids: what it finds is what comparing all bytes finds, for ids of any kind.

#include "ssi/id_index.h"
#include "ssi/memory.h"
#include "ssi/random.h"

#include "testing.h"

enum { MOST = 3000, SIZE = 300 };

struct set {
    char bytes[MOST][SIZE];
    struct ssi_str items[MOST];
    size_t count;
};

static size_t look(const struct set *set, struct ssi_str id)
{
    size_t i = 0;
    while (i < set->count && !ssi_str_eq(set->items[i], id)) {
        i++;
    }
    return i;
}

/** Adds an id unless it is there. */
static void add(struct set *set, const char *text, size_t len)
{
    assert_true(len < SIZE && set->count < MOST);
    memcpy(set->bytes[set->count], text, len);
    set->items[set->count] = ssi_str_of(set->bytes[set->count], len);
    set->count += look(set, set->items[set->count]) == set->count ? 1 : 0;
}

/** Every id is found, and its neighbours only where they are ids, too. */
static void check(const struct set *set)
{
    struct ssi_id_index *index = NULL;
    struct ssi_error err;
    uint32_t repeated;
    assert_ok(ssi_id_index_new(set->items, set->count, &index, &repeated, &err));
    for (size_t i = 0; i < set->count; i++) {
        char other[SIZE + 1];
        struct ssi_str id = set->items[i];
        assert_int_equal(ssi_id_index_find(index, id), i);
        memcpy(other, id.ptr, id.len);
        for (size_t change = 0; change < 4; change++) {
            struct ssi_str near = ssi_str_of(other, id.len);
            other[id.len] = '7';
            near.len += change == 0 ? 1 : 0;
            near.len -= change == 1 ? 1 : 0;
            other[id.len - 1] =
                change >= 2 ? (char)(other[id.len - 1] ^ 1) : id.ptr[id.len - 1];
            other[0] = change == 3 ? (char)(other[0] ^ 1) : id.ptr[0];
            size_t place = look(set, near);
            uint32_t want = place < set->count ? (uint32_t)place : SSI_ID_NONE;
            assert_int_equal(ssi_id_index_find(index, near), want);
        }
    }
    ssi_id_index_free(index);
}

static void add_format(struct set *set, const char *format, unsigned number)
{
    char text[SIZE];
    int len = snprintf(text, sizeof text, "%s%0*u", format, 5, number);
    add(set, text, (size_t)len);
}

static void test_id_index__finds_numbers_behind_letters(void **state)
{
    static const char *const before[] = {"", "E", "m0", "seat-0000", "linkedin.com/in/x"};
    (void)state;
    for (size_t b = 0; b < SSI_COUNT(before); b++) {
        struct set *set = ssi_alloc(1, sizeof *set);
        assert_non_null(set);
        for (unsigned i = 0; i < 400; i++) {
            add_format(set, before[b], 500 + i * 3);
        }
        check(set);
        add_format(set, before[b], 99999); // too far away for a table
        add(set, "E", 1);
        add(set, "007", 3);
        add(set, "00500", 5);
        check(set);
        ssi_free(set);
    }
}

static void test_id_index__finds_any_bytes(void **state)
{
    (void)state;
    struct ssi_random random;
    ssi_random_init(&random, 7, 0);
    for (int round = 0; round < 8; round++) {
        struct set *set = ssi_alloc(1, sizeof *set);
        assert_non_null(set);
        unsigned letters = round % 2 ? 256 : 3;
        for (int i = 0; i < 700; i++) {
            char text[SIZE];
            size_t most = round < 4 ? 14 : 255;
            size_t len = 1 + (size_t)ssi_random_below(&random, most);
            for (size_t k = 0; k < len; k++) {
                text[k] = (char)(letters == 3 ? '0' + ssi_random_below(&random, 3)
                                              : ssi_random_below(&random, 256));
            }
            add(set, text, len);
        }
        check(set);
        ssi_free(set);
    }
}

static void test_id_index__answers_many_at_once(void **state)
{
    (void)state;
    const struct ssi_str items[] = {ssi_str_z("E1"), ssi_str_z("E2"),
                                    ssi_str_z("somebody with a long id")};
    const struct ssi_str asked[] = {items[2], items[2],       ssi_str_z("E3"), items[1],
                                    items[1], ssi_str_z("E"), items[0]};
    const uint32_t want[] = {2, 2, SSI_ID_NONE, 1, 1, SSI_ID_NONE, 0};
    struct ssi_id_index *index = NULL;
    struct ssi_id_search search;
    struct ssi_error err;
    uint32_t repeated;
    uint32_t got[SSI_COUNT(asked)];
    assert_ok(ssi_id_index_new(items, SSI_COUNT(items), &index, &repeated, &err));
    ssi_id_index_ask(index, asked, SSI_COUNT(asked), &search);
    ssi_id_index_answer(index, asked, SSI_COUNT(asked), &search, got);
    assert_memory_equal(got, want, sizeof want);
    ssi_id_index_free(index);
}

static void test_id_index__refuses_repeats(void **state)
{
    static const char *const pairs[][3] = {
        {"a", "b", "a"},
        {"E01", "E02", "E02"},
        {"a long id of somebody", "another", "a long id of somebody"}};
    (void)state;
    for (size_t i = 0; i < SSI_COUNT(pairs); i++) {
        struct ssi_str items[3];
        struct ssi_id_index *index = NULL;
        struct ssi_error err;
        uint32_t repeated;
        for (size_t k = 0; k < 3; k++) {
            items[k] = ssi_str_z(pairs[i][k]);
        }
        assert_int_equal(ssi_id_index_new(items, 3, &index, &repeated, &err), SSI_EDATA);
        assert_int_equal(repeated, 2);
        assert_null(index);
        assert_contains(err.message, pairs[i][2]);
    }
}

static void test_id_index__may_be_empty(void **state)
{
    (void)state;
    struct ssi_id_index *index = NULL;
    struct ssi_error err;
    uint32_t repeated;
    assert_ok(ssi_id_index_new(NULL, 0, &index, &repeated, &err));
    assert_int_equal(repeated, SSI_ID_NONE);
    assert_int_equal(ssi_id_index_find(index, ssi_str_z("E1")), SSI_ID_NONE);
    ssi_id_index_free(index);
    ssi_id_index_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_id_index__finds_numbers_behind_letters),
        cmocka_unit_test(test_id_index__finds_any_bytes),
        cmocka_unit_test(test_id_index__answers_many_at_once),
        cmocka_unit_test(test_id_index__refuses_repeats),
        cmocka_unit_test(test_id_index__may_be_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
