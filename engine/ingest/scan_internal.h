// SPDX-License-Identifier: GPL-3.0-or-later
/** One pass over text that finds every byte a CSV reader must look at. */
#ifndef SSI_SCAN_INTERNAL_H
#define SSI_SCAN_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SSI_SCAN_STRETCH = 16 * 1024, /**< most bytes of one scan */
    SSI_SCAN_SLACK = 64           /**< readable bytes behind the text; their values do not matter */
};

/**
 * Offsets, in order, of each separator, line feed, quote, NUL, and carriage return that no line
 * feed of the text follows.
 */
struct ssi_marks {
    size_t count;
    bool high; /**< some byte is 128 or more */
    uint32_t at[SSI_SCAN_STRETCH + SSI_SCAN_SLACK];
};

/** Scans len bytes, at most SSI_SCAN_STRETCH. All scanners give the same marks. */
typedef void ssi_scanner(const char *text, size_t len, char separator,
                         struct ssi_marks *out);

/** Eight bytes at a time in plain C; and with the vectors of x86-64 and of AArch64. */
ssi_scanner ssi_scan_words, ssi_scan_avx2, ssi_scan_avx512, ssi_scan_neon;

/** Scanners that this processor can run, the fastest first; returns how many. */
size_t ssi_scan_list(ssi_scanner *out_scanners[4]);

/** Bits of 64 bytes, bit i for byte i. */
struct ssi_scan_bits {
    uint64_t separator, feed, quote, nul, cr;
};

/** The marks of 64 bytes at `base`, of which the first `valid` count. */
static inline uint64_t ssi_scan_marked(const struct ssi_scan_bits *bits, const char *text,
                                       size_t base, size_t len)
{
    uint64_t cr = bits->cr;
    uint64_t followed = bits->feed >> 1;
    if (cr >> 63 && base + 64 < len && text[base + 64] == '\n') {
        followed |= UINT64_C(1) << 63;
    }
    uint64_t marked = bits->separator | bits->feed | bits->quote | bits->nul |
                      (cr & ~followed);
    size_t left = len - base;
    return left < 64 ? marked & ((UINT64_C(1) << left) - 1) : marked;
}

/** Whether byte positions of `high` (bit i for byte i) lie within the text. */
static inline bool ssi_scan_within(uint64_t high, size_t base, size_t len)
{
    size_t left = len - base;
    return (left < 64 ? high & ((UINT64_C(1) << left) - 1) : high) != 0;
}

/**
 * Appends the positions of the set bits. Eight at a time whatever their number: the loop then
 * runs once for most text, and is predicted well; what is written beyond them is overwritten.
 */
static inline void ssi_scan_put(struct ssi_marks *out, uint64_t marked, size_t base)
{
    uint32_t *at = out->at + out->count;
    out->count += (size_t)__builtin_popcountll(marked);
    while (marked) {
        for (int i = 0; i < 8; i++) {
            at[i] = (uint32_t)base + (uint32_t)__builtin_ctzll(marked | UINT64_C(1) << 63);
            marked &= marked - 1;
        }
        at += 8;
    }
}

#endif
