// SPDX-License-Identifier: GPL-3.0-or-later
// The scan with AVX-512 (BW, VBMI and VBMI2), 64 bytes at a time; used where the
// processor has it.

#include "scan_internal.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#define AVX512                                                                           \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,"        \
                          "popcnt")))

/** What a byte is, a bit each: one look-up tells all of them for 64 bytes. */
enum byte_class {
    SEPARATOR = 1,
    FEED = 2,
    QUOTE = 4,
    ZERO = 8,
    RETURN = 16,
    BLANK = 32,
    SLASH = 64
};

static void classify(char separator, unsigned char classes[128])
{
    memset(classes, 0, 128);
    classes['\n'] = FEED;
    classes['"'] = QUOTE;
    classes['\0'] = ZERO;
    classes['\r'] = RETURN;
    classes[' '] = BLANK;
    classes['\t'] = BLANK;
    classes['/'] = SLASH;
    unsigned char *own = &classes[(unsigned char)separator & 127];
    *own = (unsigned char)((*own & ~BLANK) | SEPARATOR);
}

/** Which bytes are of one of these classes. */
AVX512 static uint64_t has(__m512i class, int wanted)
{
    return _mm512_test_epi8_mask(class, _mm512_set1_epi8((char)wanted));
}

/** Appends the offsets of the marked bytes: squeezed together as bytes, then widened. */
AVX512 static void put(struct ssi_marks *out, uint64_t marked, size_t base,
                       __m512i places)
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
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
        16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
        32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
        48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    const __m512i places = _mm512_loadu_si512(numbers);
    unsigned char classes[128];
    classify(separator, classes);
    const __m512i low = _mm512_loadu_si512(classes);
    const __m512i high = _mm512_loadu_si512(classes + 64);
    struct ssi_scan_carry carry = ssi_scan_begin(out);
    __m512i seen = _mm512_setzero_si512();
    __m512i bytes = _mm512_setzero_si512();
    for (size_t base = 0; base < len; base += 64) {
        uint64_t within = ssi_scan_within(base, len);
        __m512i block = _mm512_maskz_loadu_epi8(within, text + base);
        __m512i class = _mm512_maskz_permutex2var_epi8(
            within & ~_mm512_movepi8_mask(block), low, block, high);
        uint64_t cr = has(class, RETURN);
        uint64_t marked = has(class, SEPARATOR | FEED | QUOTE | ZERO);
        uint64_t blank = has(class, BLANK);
        seen = _mm512_or_si512(seen, class);
        bytes = _mm512_or_si512(bytes, block);
        uint64_t edge = marked | cr; // a cell may end before a CR, too
        if (cr) {
            bool follows = ssi_scan_feed_follows(text, base, len);
            marked |= cr & ~(has(class, FEED) >> 1 | (uint64_t)follows << 63);
        }
        uint64_t loose =
            (blank & (marked << 1 | carry.marked)) | (edge & (blank << 1 | carry.blank));
        out->loose |= loose != 0;
        carry.marked = marked >> 63;
        carry.blank = blank >> 63;
        put(out, marked, base, places);
    }
    out->slash = has(seen, SLASH) != 0;
    out->high = _mm512_movepi8_mask(bytes) != 0;
}

#else

void ssi_scan_avx512(const char *text, size_t len, char separator, struct ssi_marks *out)
{
    ssi_scan_words(text, len, separator, out);
}

#endif
