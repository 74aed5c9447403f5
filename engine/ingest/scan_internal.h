// SPDX-License-Identifier: GPL-3.0-or-later
/** One pass over text that finds every byte a CSV reader must look at. */
#ifndef SSI_SCAN_INTERNAL_H
#define SSI_SCAN_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SSI_SCAN_STRETCH = 16 * 1024, /**< most bytes of one scan */
    SSI_SCAN_SLACK = 64 /**< readable bytes behind the text; their values do not matter */
};

/**
 * Offsets, in order, of each separator, line feed, quote, NUL, and carriage return that
 * no line feed of the text follows.
 */
struct ssi_marks {
    size_t count;
    bool high;  /**< some byte is 128 or more */
    bool slash; /**< some byte is a slash */
    bool loose; /**< a blank (or a tab, where it does not separate) beside a mark or in
                   front */
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
    uint64_t separator, feed, quote, nul, cr, blank, tab, slash, high;
};

/** What one step of a scan leaves for the next: the last bit of marks and of blanks. */
struct ssi_scan_carry {
    uint64_t marked, blank;
};

/** Begins a scan: the text stands at the beginning of a line, as after a mark. */
static inline struct ssi_scan_carry ssi_scan_begin(struct ssi_marks *out)
{
    out->count = 0;
    out->high = out->slash = out->loose = false;
    return (struct ssi_scan_carry){.marked = 1};
}

/** The marks of 64 bytes of which those in `within` count; notes what else the text
 * holds. */
static inline uint64_t ssi_scan_marked(const struct ssi_scan_bits *bits, uint64_t within,
                                       bool feed_follows, char separator,
                                       struct ssi_scan_carry *carry,
                                       struct ssi_marks *out)
{
    uint64_t followed = bits->feed >> 1 | (uint64_t)feed_follows << 63;
    uint64_t marked = (bits->separator | bits->feed | bits->quote | bits->nul |
                       (bits->cr & ~followed)) &
                      within;
    uint64_t blank = (bits->blank | (separator == '\t' ? 0 : bits->tab)) & within;
    uint64_t edge = marked | (bits->cr & within); // a cell may end before a CR, too
    uint64_t loose =
        (blank & (marked << 1 | carry->marked)) | (edge & (blank << 1 | carry->blank));
    out->loose |= loose != 0;
    out->high |= (bits->high & within) != 0;
    out->slash |= (bits->slash & within) != 0;
    carry->marked = marked >> 63;
    carry->blank = blank >> 63;
    return marked;
}

/** Which of the 64 bytes at `base` lie within the text. */
static inline uint64_t ssi_scan_within(size_t base, size_t len)
{
    size_t left = len - base;
    return left < 64 ? (UINT64_C(1) << left) - 1 : ~UINT64_C(0);
}

/** Whether a carriage return in the last of 64 bytes is one of a line end within the
 * text. */
static inline bool ssi_scan_feed_follows(const char *text, size_t base, size_t len)
{
    return base + 64 < len && text[base + 64] == '\n';
}

/**
 * Appends the positions of the set bits. Eight at a time whatever their number: the loop
 * then runs once for most text, and is predicted well; what is written beyond them is
 * overwritten.
 */
static inline void ssi_scan_put(struct ssi_marks *out, uint64_t marked, size_t base)
{
    uint32_t *at = out->at + out->count;
    out->count += (size_t)__builtin_popcountll(marked);
    while (marked) {
        for (int i = 0; i < 8; i++) {
            at[i] =
                (uint32_t)base + (uint32_t)__builtin_ctzll(marked | UINT64_C(1) << 63);
            marked &= marked - 1;
        }
        at += 8;
    }
}

#endif
