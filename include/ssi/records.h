// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * A hash table of fixed-size records: key bytes first, value bytes behind, added up in
 * place.
 *
 * Keys are compared as bytes, so a key type must have no padding. Keyed per process;
 * order is meaningless until the records are sorted. Not thread-safe.
 */
#ifndef SSI_RECORDS_H
#define SSI_RECORDS_H

#include <stdint.h>

#include "ssi/memory.h"

struct ssi_records {
    unsigned char *items; /**< count records of record_size bytes, in order of arrival */
    size_t count, cap;
    size_t key_size, record_size;
    uint32_t *slots;
    size_t slot_count;
    uint64_t seed; /**< of the keyed hash */
};

void ssi_records_init(struct ssi_records *records, size_t key_size, size_t record_size);
void ssi_records_release(struct ssi_records *records);

/**
 * The record with this key, added with a zeroed value when it is new. out_record is valid
 * until the next upsert.
 */
SSI_NODISCARD enum ssi_status ssi_records_upsert(struct ssi_records *records,
                                                 const void *key, void **out_record,
                                                 struct ssi_error *err);

/** The record with this key or NULL; valid until the next upsert. */
void *ssi_records_find(const struct ssi_records *records, const void *key);

#endif
