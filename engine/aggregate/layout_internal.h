// SPDX-License-Identifier: GPL-3.0-or-later
/** How a partial begins on disk; README.md beside this file tells every byte. */
#ifndef SSI_LAYOUT_INTERNAL_H
#define SSI_LAYOUT_INTERNAL_H

#include <assert.h>

#include "section_internal.h"

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "partials are little-endian");

static const char ssi_partial_magic[8] = {'S', 'S', 'I', 'P', 'A', 'R', 'T', '\n'};
enum { PARTIAL_VERSION = 2 };

struct header {
    char magic[8];
    uint32_t version, section_count;
    uint64_t size; /* of the whole file */
    uint64_t calendar_digest;
    uint64_t key_high, key_low;
    char zone[64];
    char weekday_time[32];
    uint64_t checksum; /* of the header with this field 0, and the section table */
};

struct section_entry {
    uint32_t section, record_size;
    uint64_t offset, count, checksum;
};

static inline size_t rounded(size_t size)
{
    return (size + 7) / 8 * 8;
}

/** Fills a header, of an image's calendar and key, with its checksum. */
void ssi_layout_header(const struct ssi_image *like, uint64_t size,
                       const struct section_entry *table, struct header *out_header);
uint64_t ssi_layout_sum(const struct header *header, const struct section_entry *table);

#endif
