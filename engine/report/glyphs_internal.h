// SPDX-License-Identifier: GPL-3.0-or-later
/** The characters that the fonts of this machine can draw on a page. */
#ifndef SSI_REPORT_GLYPHS_INTERNAL_H
#define SSI_REPORT_GLYPHS_INTERNAL_H

#include "ssi/memory.h"
#include "text_internal.h"

/** A bit a character; bits NULL: any can be drawn. */
struct ssi_glyphs {
    unsigned char *bits;
};

/**
 * Asks fontconfig, in a folder where it may keep its cache; where that fails, only what
 * DejaVu Sans holds counts as drawable. The bits live as long as the arena.
 */
SSI_NODISCARD enum ssi_status ssi_glyphs_load(struct ssi_glyphs *glyphs,
                                              const char *folder, struct ssi_arena *arena,
                                              struct ssi_error *err);

/** Adds lines "TrueType 20-7e a0 ..." as fc-list prints them; other formats are skipped.
 */
void ssi_glyphs_add_list(struct ssi_glyphs *glyphs, struct ssi_str list);

/** c, or a square where no font has it, or 0 where it is not to be seen anyway. */
uint32_t ssi_glyphs_shown(const struct ssi_glyphs *glyphs, uint32_t c);

/** Whether no square is needed to show text. */
bool ssi_glyphs_cover(const struct ssi_glyphs *glyphs, struct ssi_str text);

#endif
