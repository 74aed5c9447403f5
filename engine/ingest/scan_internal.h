// SPDX-License-Identifier: GPL-3.0-or-later
/** One pass over a physical line: its end, its separators, and what makes it irregular. */
#ifndef SSI_SCAN_INTERNAL_H
#define SSI_SCAN_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SSI_SCAN_SEPARATORS = 256, SSI_SCAN_SLACK = 64 };

/** Bytes that a plain line has not; CR also when it only ends the line. */
enum ssi_scan_flag {
    SSI_SCAN_QUOTE = 1,
    SSI_SCAN_NUL = 2,
    SSI_SCAN_CR = 4,
    SSI_SCAN_HIGH = 8, /**< a byte of 128 or more */
    SSI_SCAN_MANY = 16 /**< more separators than are listed */
};

struct ssi_scan {
    size_t len; /**< bytes before the LF; SIZE_MAX when there is none within the limit */
    unsigned flags;
    uint32_t count;
    uint32_t separators[SSI_SCAN_SEPARATORS]; /**< offsets */
};

typedef void ssi_scanner(const char *text, size_t limit, char separator,
                         struct ssi_scan *out);

/**
 * Scans text up to its first LF, at most limit bytes; SSI_SCAN_SLACK bytes behind the limit
 * must be readable (their values do not matter). All scanners give the same result.
 */
ssi_scanner ssi_scan_words, ssi_scan_avx2;

/** The fastest scanner of this processor. */
ssi_scanner *ssi_scan_choose(void);

#endif
