// SPDX-License-Identifier: GPL-3.0-or-later
// The scan of a line with AVX2, 32 bytes at a time; used where the processor has it.

#include "scan_internal.h"

#if defined(__x86_64__)

#include <immintrin.h>

__attribute__((target("avx2"))) static uint32_t equal(__m256i block, char c)
{
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(block, _mm256_set1_epi8(c)));
}

__attribute__((target("avx2"))) void ssi_scan_avx2(const char *text, size_t limit,
                                                   char separator, struct ssi_scan *out)
{
    out->len = SIZE_MAX;
    out->flags = 0;
    out->count = 0;
    for (size_t at = 0; at < limit; at += 32) {
        __m256i block = _mm256_loadu_si256((const __m256i *)(const void *)(text + at));
        uint32_t valid = limit - at >= 32 ? UINT32_MAX : (UINT32_C(1) << (limit - at)) - 1;
        uint32_t end = equal(block, '\n') & valid;
        if (end) {
            valid &= (end & -end) - 1; // only the bytes before the first LF
        }
        out->flags |= equal(block, '"') & valid ? SSI_SCAN_QUOTE : 0u;
        out->flags |= equal(block, '\0') & valid ? SSI_SCAN_NUL : 0u;
        out->flags |= equal(block, '\r') & valid ? SSI_SCAN_CR : 0u;
        out->flags |= (uint32_t)_mm256_movemask_epi8(block) & valid ? SSI_SCAN_HIGH : 0u;
        uint32_t found = equal(block, separator) & valid;
        for (; found; found &= found - 1) {
            if (out->count == SSI_SCAN_SEPARATORS) {
                out->flags |= SSI_SCAN_MANY;
                break;
            }
            out->separators[out->count++] = (uint32_t)at + (uint32_t)__builtin_ctz(found);
        }
        if (end) {
            out->len = at + (size_t)__builtin_ctz(end);
            return;
        }
    }
}

#else

void ssi_scan_avx2(const char *text, size_t limit, char separator, struct ssi_scan *out)
{
    ssi_scan_words(text, limit, separator, out);
}

#endif
