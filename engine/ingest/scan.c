// SPDX-License-Identifier: GPL-3.0-or-later
// The scan of a line in plain C, eight bytes at a time, and the choice of the scanner. The
// vector scanner gives the same result; a test compares them byte for byte.

#include "scan_internal.h"

#include <string.h>

static const uint64_t ones = 0x0101010101010101u;
static const uint64_t highs = 0x8080808080808080u;

/** The high bit of every byte of a word that equals c, exactly. */
static uint64_t equal_bytes(uint64_t word, unsigned char c)
{
    uint64_t x = word ^ (ones * c);
    uint64_t low = (x & ~highs) + ~highs; // high bit set where the low 7 bits are not 0
    return ~(low | x | ~highs) & highs;
}

void ssi_scan_words(const char *text, size_t limit, char separator, struct ssi_scan *out)
{
    out->len = SIZE_MAX;
    out->flags = 0;
    out->count = 0;
    for (size_t at = 0; at < limit; at += 8) {
        uint64_t word;
        memcpy(&word, text + at, sizeof word);
        uint64_t valid = limit - at >= 8 ? ~UINT64_C(0) : (UINT64_C(1) << 8 * (limit - at)) - 1;
        uint64_t end = equal_bytes(word, '\n') & valid;
        if (end) {
            valid &= (end & -end) - 1; // only the bytes before the first LF
        }
        out->flags |= equal_bytes(word, '"') & valid ? SSI_SCAN_QUOTE : 0u;
        out->flags |= equal_bytes(word, '\0') & valid ? SSI_SCAN_NUL : 0u;
        out->flags |= equal_bytes(word, '\r') & valid ? SSI_SCAN_CR : 0u;
        out->flags |= word & highs & valid ? SSI_SCAN_HIGH : 0u;
        uint64_t found = equal_bytes(word, (unsigned char)separator) & valid;
        for (; found; found &= found - 1) {
            if (out->count == SSI_SCAN_SEPARATORS) {
                out->flags |= SSI_SCAN_MANY;
                break;
            }
            out->separators[out->count++] =
                (uint32_t)(at + (size_t)__builtin_ctzll(found) / 8);
        }
        if (end) {
            out->len = at + (size_t)__builtin_ctzll(end) / 8;
            return;
        }
    }
}

ssi_scanner *ssi_scan_choose(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        return ssi_scan_avx2;
    }
#endif
    return ssi_scan_words;
}
