// SPDX-License-Identifier: GPL-3.0-or-later
// The scan in plain C, eight bytes at a time, and the choice of the scanner. The vector
// scanners give the same marks; a fuzzer and a test compare them.

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

/** The eight high bits of a word as the bits of a byte. */
static uint64_t gather(uint64_t high_bits)
{
    return (high_bits >> 7) * 0x0102040810204080u >> 56;
}

void ssi_scan_words(const char *text, size_t len, char separator, struct ssi_marks *out)
{
    struct ssi_scan_carry carry = ssi_scan_begin(out);
    for (size_t base = 0; base < len; base += 64) {
        struct ssi_scan_bits bits = {0};
        for (unsigned i = 0; i < 8; i++) {
            uint64_t word;
            memcpy(&word, text + base + i * 8, sizeof word);
            bits.separator |= gather(equal_bytes(word, (unsigned char)separator))
                              << i * 8;
            bits.feed |= gather(equal_bytes(word, '\n')) << i * 8;
            bits.quote |= gather(equal_bytes(word, '"')) << i * 8;
            bits.nul |= gather(equal_bytes(word, '\0')) << i * 8;
            bits.cr |= gather(equal_bytes(word, '\r')) << i * 8;
            bits.blank |= gather(equal_bytes(word, ' ')) << i * 8;
            bits.tab |= gather(equal_bytes(word, '\t')) << i * 8;
            bits.slash |= gather(equal_bytes(word, '/')) << i * 8;
            bits.high |= gather(word & highs) << i * 8;
        }
        uint64_t marked = ssi_scan_marked(&bits, ssi_scan_within(base, len),
                                          ssi_scan_feed_follows(text, base, len),
                                          separator, &carry, out);
        ssi_scan_put(out, marked, base);
    }
}

size_t ssi_scan_list(ssi_scanner *out_scanners[4])
{
    size_t count = 0;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi") &&
        __builtin_cpu_supports("avx512vbmi2")) {
        out_scanners[count++] = ssi_scan_avx512;
    }
    if (__builtin_cpu_supports("avx2")) {
        out_scanners[count++] = ssi_scan_avx2;
    }
#elif defined(__aarch64__)
    out_scanners[count++] = ssi_scan_neon;
#endif
    out_scanners[count++] = ssi_scan_words;
    return count;
}
