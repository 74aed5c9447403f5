// SPDX-License-Identifier: GPL-3.0-or-later
// The scan with AVX-512 (BW and VBMI2), 64 bytes at a time; used where the processor has it.

#include "scan_internal.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi,popcnt")))

AVX512 static uint64_t equal(__m512i block, char c)
{
    return _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8(c));
}

/** Appends the offsets of the marked bytes: squeezed together as bytes, then widened. */
AVX512 static void put(struct ssi_marks *out, uint64_t marked, size_t base, __m512i places)
{
    uint32_t *at = out->at + out->count;
    size_t count = (size_t)__builtin_popcountll(marked);
    __m512i bytes = _mm512_maskz_compress_epi8(marked, places);
    __m512i start = _mm512_set1_epi32((int)base);
    out->count += count;
    for (size_t done = 0; done < count; done += 16) {
        __m512i wide = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(bytes));
        _mm512_storeu_si512(at + done, _mm512_add_epi32(wide, start));
        bytes = _mm512_alignr_epi64(bytes, bytes, 2); // the next 16 bytes
    }
}

AVX512 void ssi_scan_avx512(const char *text, size_t len, char separator,
                            struct ssi_marks *out)
{
    static const unsigned char numbers[64] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    const __m512i places = _mm512_loadu_si512(numbers);
    struct ssi_scan_carry carry = ssi_scan_begin(out);
    for (size_t base = 0; base < len; base += 64) {
        __m512i block = _mm512_loadu_si512(text + base);
        struct ssi_scan_bits bits = {
            .separator = equal(block, separator),
            .feed = equal(block, '\n'),
            .quote = equal(block, '"'),
            .nul = equal(block, '\0'),
            .cr = equal(block, '\r'),
            .blank = equal(block, ' '),
            .tab = equal(block, '\t'),
            .slash = equal(block, '/'),
            .high = _mm512_movepi8_mask(block),
        };
        put(out, ssi_scan_marked(&bits, text, base, len, separator, &carry, out), base, places);
    }
}

#else

void ssi_scan_avx512(const char *text, size_t len, char separator, struct ssi_marks *out)
{
    ssi_scan_words(text, len, separator, out);
}

#endif
