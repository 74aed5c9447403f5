// SPDX-License-Identifier: GPL-3.0-or-later
// The scan with AVX2, two times 32 bytes at a time; used where the processor has it.

#include "scan_internal.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi,popcnt")))

AVX2 static uint64_t equal(__m256i low, __m256i high, char c)
{
    __m256i wanted = _mm256_set1_epi8(c);
    uint32_t a = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
    uint32_t b = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted));
    return a | (uint64_t)b << 32;
}

AVX2 void ssi_scan_avx2(const char *text, size_t len, char separator,
                        struct ssi_marks *out)
{
    struct ssi_scan_carry carry = ssi_scan_begin(out);
    for (size_t base = 0; base < len; base += 64) {
        __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)(text + base));
        __m256i high =
            _mm256_loadu_si256((const __m256i *)(const void *)(text + base + 32));
        uint64_t signs = (uint32_t)_mm256_movemask_epi8(low) |
                         (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
        struct ssi_scan_bits bits = {
            .separator = equal(low, high, separator),
            .feed = equal(low, high, '\n'),
            .quote = equal(low, high, '"'),
            .nul = equal(low, high, '\0'),
            .cr = equal(low, high, '\r'),
            .blank = equal(low, high, ' '),
            .tab = equal(low, high, '\t'),
            .slash = equal(low, high, '/'),
            .high = signs,
        };
        uint64_t marked = ssi_scan_marked(&bits, ssi_scan_within(base, len),
                                          ssi_scan_feed_follows(text, base, len),
                                          separator, &carry, out);
        ssi_scan_put(out, marked, base);
    }
}

#else

void ssi_scan_avx2(const char *text, size_t len, char separator, struct ssi_marks *out)
{
    ssi_scan_words(text, len, separator, out);
}

#endif
