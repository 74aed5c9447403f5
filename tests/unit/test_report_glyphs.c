// SPDX-License-Identifier: GPL-3.0-or-later
// What no font can draw never gets into a script: pango would draw it as large as a page.

#include "../../engine/report/glyphs_internal.h"

#include "ssi/output.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { BYTES = 0x110000 / 8 };

/** Fonts that have the list's characters only. */
static struct ssi_glyphs listed(struct ssi_arena *arena, const char *list)
{
    struct ssi_glyphs glyphs = {ssi_arena_alloc(arena, BYTES)};
    assert_non_null(glyphs.bits);
    memset(glyphs.bits, 0, BYTES);
    ssi_glyphs_add_list(&glyphs, ssi_str_z(list));
    return glyphs;
}

static void assert_quoted(const struct ssi_glyphs *glyphs, const char *text,
                          const char *quoted)
{
    struct ssi_output *output = NULL;
    assert_int_equal(ssi_output_memory(&output, NULL), SSI_OK);
    ssi_gnuplot_quote(output, ssi_str_z(text), glyphs);
    assert_true(ssi_str_eq(ssi_output_bytes(output), ssi_str_z(quoted)));
    ssi_output_abandon(output);
}

static void test_report_glyphs__reads_lists_of_fonts(void **state)
{
    (void)state;
    struct ssi_arena arena = {0};
    struct ssi_glyphs glyphs =
        listed(&arena, "TrueType 41-43 61\nType 1 62\nCFF 4e00-4e02 10ffff\n");
    const uint32_t there[] = {0x41, 0x42, 0x43, 0x61, 0x4E00, 0x4E02, 0x10FFFF};
    const uint32_t absent[] = {0x40, 0x44, 0x62, 0x4E03, 0x1F680};
    for (size_t i = 0; i < SSI_COUNT(there); i++) {
        assert_int_equal(ssi_glyphs_shown(&glyphs, there[i]), there[i]);
    }
    for (size_t i = 0; i < SSI_COUNT(absent); i++) {
        assert_int_equal(ssi_glyphs_shown(&glyphs, absent[i]), 0x25A1);
    }
    ssi_arena_release(&arena);
}

static void test_report_glyphs__survives_nonsense(void **state)
{
    (void)state;
    static const char *const lists[] = {"",
                                        "\n\n",
                                        "TrueType",
                                        "TrueType \n",
                                        "TrueType - -- 4- -4 zz 41-zz 1234567\n",
                                        "TrueType ffffff 110000-ffffff 43-41\n",
                                        "CFF\t41\nTrueTypeX 41"};
    for (size_t i = 0; i < SSI_COUNT(lists); i++) {
        struct ssi_arena arena = {0};
        struct ssi_glyphs glyphs = listed(&arena, lists[i]);
        assert_int_equal(ssi_glyphs_shown(&glyphs, 0x41), 0x25A1);
        assert_int_equal(ssi_glyphs_shown(&glyphs, 0x10FFFF), 0x25A1);
        ssi_arena_release(&arena);
    }
}

static void test_report_glyphs__quotes_squares_for_what_is_absent(void **state)
{
    (void)state;
    struct ssi_arena arena = {0};
    struct ssi_glyphs glyphs = listed(&arena, "TrueType 20-7e 25a1 fffd 2019\n");
    assert_quoted(&glyphs, "Elena 🚀", "'Elena □'");
    assert_quoted(&glyphs, "🚀", "'□'");
    assert_quoted(&glyphs, "a\u200Db\uFE0Fc", "'abc'"); /* joiners are not seen */
    assert_quoted(&glyphs, "O'Brien\n", "'O’Brien\uFFFD'");
    assert_quoted(NULL, "Elena 🚀", "'Elena 🚀'");
    assert_true(ssi_glyphs_cover(&glyphs, ssi_str_z("Elena □")));
    assert_false(ssi_glyphs_cover(&glyphs, ssi_str_z("Elena 🚀")));
    ssi_arena_release(&arena);
}

static void test_report_glyphs__knows_the_fonts_of_this_machine(void **state)
{
    (void)state;
    struct ssi_arena arena = {0};
    struct ssi_glyphs glyphs = {0};
    assert_int_equal(ssi_glyphs_load(&glyphs, ".", &arena, NULL), SSI_OK);
    assert_true(ssi_glyphs_cover(&glyphs, ssi_str_z("Jürgen Ольга “x” → – … − □")));
    assert_int_equal(ssi_glyphs_shown(&glyphs, 0x10FFFD), 0x25A1);
    ssi_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_glyphs__reads_lists_of_fonts),
        cmocka_unit_test(test_report_glyphs__survives_nonsense),
        cmocka_unit_test(test_report_glyphs__quotes_squares_for_what_is_absent),
        cmocka_unit_test(test_report_glyphs__knows_the_fonts_of_this_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
