// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Case-folded Unicode text and whole-word search. Words are runs of letters and digits
 * (general categories L and Nd); a phrase is found when its words stand next to each
 * other. No normalisation: text composed otherwise is other text.
 */
#ifndef SSI_UNICODE_H
#define SSI_UNICODE_H

#include "ssi/memory.h"

/** The full case folding of valid UTF-8 text, in the arena; SSI_EDATA where it is not
 * valid. */
SSI_NODISCARD enum ssi_status ssi_casefold(struct ssi_arena *arena, struct ssi_str text,
                                           struct ssi_str *out_folded,
                                           struct ssi_error *err);

/**
 * The folded words of a text, joined and enclosed by single blanks: " vp of sales ";
 * empty where there are none. Invalid bytes stand between words.
 */
SSI_NODISCARD enum ssi_status ssi_fold_words(struct ssi_arena *arena, struct ssi_str text,
                                             struct ssi_str *out_words,
                                             struct ssi_error *err);

/** Whether a phrase (from ssi_fold_words) stands in words (likewise). An empty phrase
 * does not. */
bool ssi_words_contain(struct ssi_str words, struct ssi_str phrase);

/** Number of Unicode characters of valid UTF-8 text. */
size_t ssi_char_count(struct ssi_str text);

#endif
