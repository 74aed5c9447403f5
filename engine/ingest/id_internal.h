// SPDX-License-Identifier: GPL-3.0-or-later
/** Ids that ssi_id_clean() would not change, told quickly: three of them a row. */
#ifndef SSI_ID_INTERNAL_H
#define SSI_ID_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "ssi/str.h"

/** Whether all eight bytes are digits. */
static inline bool ssi_word_digits(uint64_t word)
{
    const uint64_t sixes = UINT64_C(0x0606060606060606);
    const uint64_t high = UINT64_C(0xf0f0f0f0f0f0f0f0);
    const uint64_t threes = UINT64_C(0x3030303030303030);
    return (word & high) == threes && ((word + sixes) & high) == threes;
}

/** Whether all bytes are digits; eight at a time, which ids of numbers nearly always
 * have. */
static inline bool ssi_id_is_number(struct ssi_str id)
{
    bool digits = id.len >= 8;
    for (size_t at = 0; digits && at < id.len; at += 8) {
        uint64_t word;
        memcpy(&word, id.ptr + (at + 8 <= id.len ? at : id.len - 8), sizeof word);
        digits = ssi_word_digits(word);
    }
    return digits;
}

/**
 * Most ids, told quickly: nothing to trim, and no number that a spreadsheet rewrote.
 * Holds for ids without a slash, which are no addresses. What is not told here is looked
 * at in full.
 */
static inline bool ssi_id_is_ordinary(struct ssi_str id)
{
    unsigned char first = (unsigned char)id.ptr[0];
    if (first <= ' ' || (unsigned char)id.ptr[id.len - 1] <= ' ' || id.len > 255) {
        return false;
    }
    return first < '0' || first > '9' || ssi_id_is_number(id);
}

#endif
