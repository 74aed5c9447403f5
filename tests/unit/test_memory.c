// SPDX-License-Identifier: GPL-3.0-or-later
// Growing arrays and arenas: zeroed, aligned, unchanged after a failure.

#include "ssi/memory.h"

#include "testing.h"

static void test_memory__alloc_is_zeroed_and_checked(void **state)
{
    (void)state;
    unsigned char *bytes = ssi_alloc(100, 3);
    assert_non_null(bytes);
    for (size_t i = 0; i < 300; i++) {
        assert_int_equal(bytes[i], 0);
    }
    ssi_free(bytes);
    ssi_free(NULL);
    assert_null(ssi_alloc(SIZE_MAX / 2, 3));
    void *nothing = ssi_alloc(0, 8);
    assert_non_null(nothing);
    ssi_free(nothing);
}

static void test_memory__grow_zeroes_new_items(void **state)
{
    (void)state;
    uint32_t *items = NULL;
    size_t cap = 0;
    struct ssi_error err;
    for (size_t need = 1; need < 2000; need += 1 + need / 7) {
        size_t before = cap;
        assert_ok(SSI_GROW(items, cap, need, &err));
        assert_true(cap >= need);
        for (size_t i = 0; i < cap; i++) {
            assert_int_equal(items[i], i < before ? 0xABCDu : 0u);
            items[i] = 0xABCD;
        }
    }
    ssi_free(items);
}

static void test_memory__grow_within_the_room_changes_nothing(void **state)
{
    (void)state;
    char *items = NULL;
    size_t cap = 0;
    struct ssi_error err;
    assert_ok(SSI_GROW(items, cap, 0, &err));
    assert_null(items);
    assert_ok(SSI_GROW(items, cap, 5, &err));
    const char *first = items;
    size_t room = cap;
    assert_ok(SSI_GROW(items, cap, room, &err));
    assert_ptr_equal(items, first);
    assert_int_equal(cap, room);
    ssi_free(items);
}

static void test_memory__grow_failure_leaves_both(void **state)
{
    (void)state;
    uint64_t *items = NULL;
    size_t cap = 0;
    struct ssi_error err;
    assert_ok(SSI_GROW(items, cap, 3, &err));
    uint64_t *first = items;
    size_t room = cap;
    items[2] = 42;
    assert_int_equal(SSI_GROW(items, cap, SIZE_MAX / 8 + 2, &err), SSI_EINTERNAL);
    assert_ptr_equal(items, first);
    assert_int_equal(cap, room);
    assert_int_equal(items[2], 42);
    assert_string_equal(err.message, "out of memory");
    ssi_free(items);
}

static void test_memory__grow_is_amortised(void **state)
{
    (void)state;
    char *items = NULL;
    size_t cap = 0;
    size_t moves = 0;
    struct ssi_error err;
    for (size_t need = 1; need <= 100000; need++) {
        size_t before = cap;
        assert_ok(SSI_GROW(items, cap, need, &err));
        moves += cap != before;
    }
    assert_true(moves < 40);
    ssi_free(items);
}

static void test_memory__arena_hands_out_zeroed_aligned_pieces(void **state)
{
    (void)state;
    struct ssi_arena arena;
    ssi_arena_init(&arena);
    for (size_t size = 0; size < 200000; size = size * 2 + 1) {
        for (int i = 0; i < 3; i++) {
            unsigned char *piece = ssi_arena_alloc(&arena, size);
            assert_non_null(piece);
            assert_int_equal((uintptr_t)piece % _Alignof(max_align_t), 0);
            for (size_t at = 0; at < size; at++) {
                assert_int_equal(piece[at], 0);
            }
            memset(piece, 0xEE, size); /* the next piece is still zeroed */
        }
    }
    ssi_arena_release(&arena);
    ssi_arena_release(&arena);
    ssi_arena_release(NULL);
}

static void test_memory__arena_refuses_the_impossible(void **state)
{
    (void)state;
    struct ssi_arena arena = {0};
    assert_null(ssi_arena_alloc(&arena, SIZE_MAX));
    assert_null(ssi_arena_alloc(&arena, SIZE_MAX / 2 + 1));
    ssi_arena_release(&arena);
}

static void test_memory__arena_copies_are_terminated(void **state)
{
    (void)state;
    struct ssi_arena arena = {0};
    struct ssi_error err;
    char text[] = "member";
    struct ssi_str copy;
    struct ssi_str empty;
    assert_ok(ssi_arena_copy(&arena, ssi_str_of(text, 3), &copy, &err));
    assert_ok(ssi_arena_copy(&arena, ssi_str_of(NULL, 0), &empty, &err));
    memset(text, 'x', sizeof text);
    assert_int_equal(copy.len, 3);
    assert_string_equal(copy.ptr, "mem");
    assert_int_equal(empty.len, 0);
    assert_string_equal(empty.ptr, "");
    ssi_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory__alloc_is_zeroed_and_checked),
        cmocka_unit_test(test_memory__grow_zeroes_new_items),
        cmocka_unit_test(test_memory__grow_within_the_room_changes_nothing),
        cmocka_unit_test(test_memory__grow_failure_leaves_both),
        cmocka_unit_test(test_memory__grow_is_amortised),
        cmocka_unit_test(test_memory__arena_hands_out_zeroed_aligned_pieces),
        cmocka_unit_test(test_memory__arena_refuses_the_impossible),
        cmocka_unit_test(test_memory__arena_copies_are_terminated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
