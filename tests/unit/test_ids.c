// SPDX-License-Identifier: GPL-3.0-or-later
// Interned ids: one index an id, in order of first appearance, for any bytes.

#include "ssi/ids.h"

#include "testing.h"

static uint32_t add(struct ssi_ids *ids, struct ssi_str id)
{
    struct ssi_error err;
    uint32_t index = SSI_ID_NONE;
    assert_ok(ssi_ids_add(ids, id, &index, &err));
    return index;
}

static void test_ids__are_numbered_by_first_appearance(void **state)
{
    (void)state;
    struct ssi_ids ids;
    ssi_ids_init(&ids);
    assert_int_equal(ssi_ids_find(&ids, ssi_str_z("b")), SSI_ID_NONE);
    assert_int_equal(add(&ids, ssi_str_z("b")), 0);
    assert_int_equal(add(&ids, ssi_str_z("a")), 1);
    assert_int_equal(add(&ids, ssi_str_z("b")), 0);
    assert_int_equal(ids.count, 2);
    assert_str(ids.items[0], "b");
    assert_str(ids.items[1], "a");
    assert_int_equal(ssi_ids_find(&ids, ssi_str_z("c")), SSI_ID_NONE);
    assert_int_equal(ids.count, 2);
    ssi_ids_release(&ids);
}

static void test_ids__are_bytes(void **state)
{
    (void)state;
    const struct ssi_str different[] = {
        ssi_str_of(NULL, 0), BYTES("\0"),    BYTES("\0\0"),
        ssi_str_z("a"),      BYTES("a\0"),   ssi_str_z("A"),
        ssi_str_z("01"),     ssi_str_z("1"), ssi_str_z("\xFF")};
    struct ssi_ids ids;
    ssi_ids_init(&ids);
    for (uint32_t i = 0; i < SSI_COUNT(different); i++) {
        assert_int_equal(add(&ids, different[i]), i);
    }
    for (uint32_t i = 0; i < SSI_COUNT(different); i++) {
        assert_int_equal(ssi_ids_find(&ids, different[i]), i);
        assert_bytes(ids.items[i], different[i]);
    }
    ssi_ids_release(&ids);
}

static void test_ids__are_copied(void **state)
{
    (void)state;
    struct ssi_ids ids;
    char text[] = "member";
    ssi_ids_init(&ids);
    (void)add(&ids, ssi_str_z(text));
    text[0] = 'X';
    assert_int_equal(ssi_ids_find(&ids, ssi_str_z("member")), 0);
    assert_int_equal(ssi_ids_find(&ids, ssi_str_z(text)), SSI_ID_NONE);
    ssi_ids_release(&ids);
}

static void test_ids__grow(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    struct ssi_ids ids;
    char name[32];
    ssi_ids_init(&ids);
    for (uint32_t i = 0; i < COUNT; i++) {
        (void)snprintf(name, sizeof name, "member-%u", (unsigned)i);
        assert_int_equal(add(&ids, ssi_str_z(name)), i);
    }
    for (uint32_t i = 0; i < COUNT; i++) {
        (void)snprintf(name, sizeof name, "member-%u", (unsigned)i);
        assert_int_equal(ssi_ids_find(&ids, ssi_str_z(name)), i);
        assert_int_equal(add(&ids, ssi_str_z(name)), i);
        assert_str(ids.items[i], name);
    }
    assert_int_equal(ids.count, COUNT);
    ssi_ids_release(&ids);
    ssi_ids_release(&ids);
    ssi_ids_release(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids__are_numbered_by_first_appearance),
        cmocka_unit_test(test_ids__are_bytes),
        cmocka_unit_test(test_ids__are_copied),
        cmocka_unit_test(test_ids__grow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
