// SPDX-License-Identifier: GPL-3.0-or-later
// Fixed-size records by key in an open-addressing table keyed per process.

#include "ssi/records.h"

#include "ssi/digest.h"
#include "ssi/random.h"

void ssi_records_init(struct ssi_records *records, size_t key_size, size_t record_size)
{
    memset(records, 0, sizeof *records);
    records->key_size = key_size;
    records->record_size = record_size;
    ssi_random_secret(&records->seed, sizeof records->seed);
}

void ssi_records_release(struct ssi_records *records)
{
    if (!records) {
        return;
    }
    ssi_free(records->items);
    ssi_free(records->slots);
    memset(records, 0, sizeof *records);
}

static unsigned char *record_at(const struct ssi_records *records, size_t index)
{
    return records->items + index * records->record_size;
}

static size_t find_slot(const struct ssi_records *records, const void *key)
{
    size_t mask = records->slot_count - 1;
    size_t slot = (size_t)ssi_hash_bytes(key, records->key_size, records->seed) & mask;
    while (records->slots[slot] && memcmp(record_at(records, records->slots[slot] - 1),
                                          key, records->key_size) != 0) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

static enum ssi_status grow_slots(struct ssi_records *records, struct ssi_error *err)
{
    size_t wanted = records->slot_count ? records->slot_count * 2 : 64;
    uint32_t *slots = ssi_alloc(wanted, sizeof *slots);
    if (!slots) {
        return ssi_error_nomem(err);
    }
    ssi_free(records->slots);
    records->slots = slots;
    records->slot_count = wanted;
    for (size_t i = 0; i < records->count; i++) {
        records->slots[find_slot(records, record_at(records, i))] = (uint32_t)i + 1;
    }
    return SSI_OK;
}

enum ssi_status ssi_records_upsert(struct ssi_records *records, const void *key,
                                   void **out_record, struct ssi_error *err)
{
    if ((records->count + 1) * 2 > records->slot_count) {
        SSI_TRY(grow_slots(records, err));
    }
    size_t slot = find_slot(records, key);
    if (!records->slots[slot]) {
        if (records->count >= UINT32_MAX - 1) {
            return ssi_error_set(err, SSI_EDATA,
                                 "more than 4 billion records in a table");
        }
        size_t cap = records->cap * records->record_size;
        if (records->count + 1 > records->cap) {
            size_t items = records->cap < 16 ? 16 : records->cap * 2;
            SSI_TRY(ssi_grow((void *)&records->items, &cap, items * records->record_size,
                             1, err));
            records->cap = cap / records->record_size;
        }
        memcpy(record_at(records, records->count), key, records->key_size);
        records->slots[slot] = (uint32_t)++records->count;
    }
    *out_record = record_at(records, records->slots[slot] - 1);
    return SSI_OK;
}

void *ssi_records_find(const struct ssi_records *records, const void *key)
{
    if (records->slot_count == 0) {
        return NULL;
    }
    size_t slot = find_slot(records, key);
    return records->slots[slot] ? record_at(records, records->slots[slot] - 1) : NULL;
}
