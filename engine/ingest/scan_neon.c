// SPDX-License-Identifier: GPL-3.0-or-later
// The scan with NEON, four times 16 bytes at a time; every AArch64 processor has it.

#include "scan_internal.h"

#if defined(__aarch64__)

#include <arm_neon.h>

/** A bit a byte of four comparisons: each byte keeps the bit of its place, pairs are
 * added. */
static uint64_t gather(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d)
{
    static const uint8_t places[16] = {1, 2, 4, 8, 16, 32, 64, 128,
                                       1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t bit = vld1q_u8(places);
    uint8x16_t low = vpaddq_u8(vandq_u8(a, bit), vandq_u8(b, bit));
    uint8x16_t high = vpaddq_u8(vandq_u8(c, bit), vandq_u8(d, bit));
    uint8x16_t sum = vpaddq_u8(low, high);
    sum = vpaddq_u8(sum, sum);
    return vgetq_lane_u64(vreinterpretq_u64_u8(sum), 0);
}

static uint64_t equal(const uint8x16_t v[4], char c)
{
    const uint8x16_t wanted = vdupq_n_u8((uint8_t)c);
    return gather(vceqq_u8(v[0], wanted), vceqq_u8(v[1], wanted), vceqq_u8(v[2], wanted),
                  vceqq_u8(v[3], wanted));
}

void ssi_scan_neon(const char *text, size_t len, char separator, struct ssi_marks *out)
{
    const uint8x16_t limit = vdupq_n_u8(128);
    struct ssi_scan_carry carry = ssi_scan_begin(out);
    for (size_t base = 0; base < len; base += 64) {
        const uint8_t *from = (const uint8_t *)text + base;
        const uint8x16_t v[4] = {vld1q_u8(from), vld1q_u8(from + 16), vld1q_u8(from + 32),
                                 vld1q_u8(from + 48)};
        struct ssi_scan_bits bits = {
            .separator = equal(v, separator),
            .feed = equal(v, '\n'),
            .quote = equal(v, '"'),
            .nul = equal(v, '\0'),
            .cr = equal(v, '\r'),
            .blank = equal(v, ' '),
            .tab = equal(v, '\t'),
            .slash = equal(v, '/'),
            .high = gather(vcgeq_u8(v[0], limit), vcgeq_u8(v[1], limit),
                           vcgeq_u8(v[2], limit), vcgeq_u8(v[3], limit)),
        };
        uint64_t marked = ssi_scan_marked(&bits, ssi_scan_within(base, len),
                                          ssi_scan_feed_follows(text, base, len),
                                          separator, &carry, out);
        ssi_scan_put(out, marked, base);
    }
}

#else

void ssi_scan_neon(const char *text, size_t len, char separator, struct ssi_marks *out)
{
    ssi_scan_words(text, len, separator, out);
}

#endif
