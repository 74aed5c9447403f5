// SPDX-License-Identifier: GPL-3.0-or-later
// Finds repeated records among more than memory holds: dealt to partitions by hash, which
// go through disk in blocks; then each partition on its own meets a set in memory.

#include "network_internal.h"

#include "ssi/digest.h"
#include "ssi/parallel.h"
#include "ssi/random.h"

enum { PARTITIONS = 256, BLOCK_WORDS = 4096, AT_ONCE = 64 };

/** What one worker added: a block of each partition in memory, the full ones in a file.
 */
struct dealer {
    uint64_t *buffers[PARTITIONS];
    size_t used[PARTITIONS];     /* words of the buffer */
    uint32_t newest[PARTITIONS]; /* block of the file + 1; 0 = none */
    uint32_t *before; /* by block of the file: the one of its partition before, + 1 */
    size_t block_count, block_cap;
    uint64_t records[PARTITIONS];
    struct ssi_output *output; /* NULL = no block was full yet */
};

struct ssi_repeats {
    size_t words, worker_count;
    size_t at_once; /* records of a partition that are met in one pass */
    uint64_t seed;
    const char *folder;
    struct dealer *dealers;
};

enum ssi_status ssi_repeats_new(size_t words, size_t workers, size_t at_once,
                                const char *folder, struct ssi_repeats **out_repeats,
                                struct ssi_error *err)
{
    struct ssi_repeats *repeats = ssi_alloc(1, sizeof *repeats);
    struct dealer *dealers = ssi_alloc(workers, sizeof *dealers);
    if (!repeats || !dealers) {
        ssi_free(repeats);
        ssi_free(dealers);
        return ssi_error_nomem(err);
    }
    repeats->words = words;
    repeats->worker_count = workers;
    repeats->at_once = at_once;
    repeats->folder = folder;
    repeats->dealers = dealers;
    ssi_random_secret(&repeats->seed, sizeof repeats->seed);
    *out_repeats = repeats;
    return SSI_OK;
}

void ssi_repeats_free(struct ssi_repeats *repeats)
{
    if (!repeats) {
        return;
    }
    for (size_t w = 0; w < repeats->worker_count; w++) {
        struct dealer *dealer = &repeats->dealers[w];
        for (size_t p = 0; p < PARTITIONS; p++) {
            ssi_free(dealer->buffers[p]);
        }
        ssi_free(dealer->before);
        ssi_output_abandon(dealer->output);
    }
    ssi_free(repeats->dealers);
    ssi_free(repeats);
}

static inline uint64_t mix(uint64_t x)
{
    x *= UINT64_C(0x9e3779b97f4a7c15);
    x ^= x >> 32;
    x *= UINT64_C(0xd6e8feb86659fd93);
    return x ^ (x >> 29);
}

/** The highest bits choose the partition, those below the pass, the lowest the slot. */
static inline uint64_t hash_of(const uint64_t *record, size_t words, uint64_t seed)
{
    uint64_t hash = mix(record[0] ^ seed);
    return words == 2 ? mix(hash ^ record[1]) : hash;
}

static enum ssi_status write_block(struct ssi_repeats *repeats, struct dealer *dealer,
                                   size_t partition, struct ssi_error *err)
{
    if (!dealer->output) {
        SSI_TRY(ssi_output_temporary(repeats->folder, &dealer->output, err));
    }
    SSI_TRY(SSI_GROW(dealer->before, dealer->block_cap, dealer->block_count + 1, err));
    ssi_output_write(dealer->output, dealer->buffers[partition],
                     BLOCK_WORDS * sizeof(uint64_t));
    dealer->before[dealer->block_count++] = dealer->newest[partition];
    dealer->newest[partition] = (uint32_t)dealer->block_count;
    dealer->used[partition] = 0;
    return SSI_OK;
}

enum ssi_status ssi_repeats_add(struct ssi_repeats *repeats, size_t worker,
                                const uint64_t *records, size_t count,
                                struct ssi_error *err)
{
    struct dealer *dealer = &repeats->dealers[worker];
    size_t words = repeats->words;
    for (size_t i = 0; i < count; i++) {
        const uint64_t *record = records + i * words;
        size_t partition = (size_t)(hash_of(record, words, repeats->seed) >> 56);
        if (!dealer->buffers[partition]) {
            dealer->buffers[partition] = ssi_alloc(BLOCK_WORDS, sizeof(uint64_t));
            if (!dealer->buffers[partition]) {
                return ssi_error_nomem(err);
            }
        }
        uint64_t *place = dealer->buffers[partition] + dealer->used[partition];
        place[0] = record[0];
        place[words - 1] = record[words - 1];
        dealer->used[partition] += words;
        dealer->records[partition]++;
        if (dealer->used[partition] == BLOCK_WORDS) {
            SSI_TRY(write_block(repeats, dealer, partition, err));
        }
    }
    return SSI_OK;
}

/** What one thread has met of a partition, and what it has to tell. */
struct meeting {
    uint64_t *slots; /* a record each; first word 0 = free */
    size_t slot_cap, slot_count, used;
    uint64_t *block; /* read back */
    uint64_t fresh[AT_ONCE * 2];
    size_t fresh_count;
};

struct visiting {
    struct ssi_repeats *repeats;
    struct meeting *meetings; /* by worker */
    ssi_record_visitor *visit;
    void *context;
};

static enum ssi_status make_room(struct meeting *meeting, size_t words, size_t slots,
                                 struct ssi_error *err)
{
    meeting->slot_count = 1024;
    while (meeting->slot_count < slots) {
        meeting->slot_count *= 2;
    }
    SSI_TRY(
        SSI_GROW(meeting->slots, meeting->slot_cap, meeting->slot_count * words, err));
    memset(meeting->slots, 0, meeting->slot_count * words * sizeof *meeting->slots);
    meeting->used = 0;
    return SSI_OK;
}

/** The slot that holds a record, or the free one where it would go. */
static inline uint64_t *find_slot(const struct meeting *meeting, const uint64_t *record,
                                  uint64_t hash, size_t words)
{
    size_t mask = meeting->slot_count - 1;
    for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
        uint64_t *slot = meeting->slots + i * words;
        if (slot[0] == 0 ||
            (slot[0] == record[0] && slot[words - 1] == record[words - 1])) {
            return slot;
        }
    }
}

/** Twice the slots; all that was met goes into them. */
static enum ssi_status grow(struct meeting *meeting, size_t words, uint64_t seed,
                            struct ssi_error *err)
{
    struct meeting old = *meeting;
    meeting->slots = NULL;
    meeting->slot_cap = 0;
    enum ssi_status status = make_room(meeting, words, old.slot_count * 2, err);
    for (size_t i = 0; status == SSI_OK && i < old.slot_count; i++) {
        const uint64_t *record = old.slots + i * words;
        if (record[0]) {
            uint64_t *slot =
                find_slot(meeting, record, hash_of(record, words, seed), words);
            slot[0] = record[0];
            slot[words - 1] = record[words - 1];
        }
    }
    meeting->used = old.used;
    ssi_free(old.slots);
    return status;
}

static void tell(const struct visiting *v, size_t worker)
{
    struct meeting *meeting = &v->meetings[worker];
    if (meeting->fresh_count > 0) {
        v->visit(v->context, worker, meeting->fresh, meeting->fresh_count);
        meeting->fresh_count = 0;
    }
}

/** Some records of a partition: those of the pass that were not met yet are told. */
static void meet(const struct visiting *v, size_t worker, const uint64_t *records,
                 size_t count, size_t words, uint64_t pass, uint64_t pass_mask)
{
    struct meeting *meeting = &v->meetings[worker];
    uint64_t hashes[AT_ONCE];
    size_t mask = meeting->slot_count - 1;
    for (size_t i = 0; i < count; i++) {
        hashes[i] = hash_of(records + i * words, words, v->repeats->seed);
        __builtin_prefetch(meeting->slots + ((size_t)hashes[i] & mask) * words, 1);
    }
    for (size_t i = 0; i < count; i++) {
        const uint64_t *record = records + i * words;
        if (((hashes[i] >> 40) & pass_mask) != pass) {
            continue;
        }
        uint64_t *slot = find_slot(meeting, record, hashes[i], words);
        if (slot[0] == 0) {
            uint64_t *fresh = meeting->fresh + meeting->fresh_count++ * words;
            slot[0] = fresh[0] = record[0];
            slot[words - 1] = fresh[words - 1] = record[words - 1];
            meeting->used++;
            if (meeting->fresh_count == AT_ONCE) {
                tell(v, worker);
            }
        }
    }
}

static enum ssi_status meet_block(const struct visiting *v, size_t worker,
                                  const uint64_t *block, size_t used, uint64_t pass,
                                  uint64_t pass_mask, struct ssi_error *err)
{
    size_t words = v->repeats->words;
    struct meeting *meeting = &v->meetings[worker];
    size_t count = used / words;
    for (size_t i = 0; i < count; i += AT_ONCE) {
        size_t some = count - i < AT_ONCE ? count - i : AT_ONCE;
        if ((meeting->used + some) * 2 > meeting->slot_count) {
            SSI_TRY(grow(meeting, words, v->repeats->seed, err));
        }
        if (words == 1) { // the compiler makes two of it
            meet(v, worker, block + i, some, 1, pass, pass_mask);
        } else {
            meet(v, worker, block + i * 2, some, 2, pass, pass_mask);
        }
    }
    return SSI_OK;
}

/** All that a worker added to a partition. */
static enum ssi_status meet_dealt(const struct visiting *v, size_t worker,
                                  const struct dealer *dealer, size_t partition,
                                  uint64_t pass, uint64_t pass_mask,
                                  struct ssi_error *err)
{
    for (uint32_t block = dealer->newest[partition]; block > 0;
         block = dealer->before[block - 1]) {
        uint64_t *words = v->meetings[worker].block;
        size_t bytes = BLOCK_WORDS * sizeof *words;
        SSI_TRY(ssi_output_read_back(dealer->output, (uint64_t)(block - 1) * bytes, words,
                                     bytes, err));
        SSI_TRY(meet_block(v, worker, words, BLOCK_WORDS, pass, pass_mask, err));
    }
    return meet_block(v, worker, dealer->buffers[partition], dealer->used[partition],
                      pass, pass_mask, err);
}

static enum ssi_status visit_partition(void *context, size_t partition, size_t worker,
                                       struct ssi_error *err)
{
    const struct visiting *v = context;
    const struct ssi_repeats *repeats = v->repeats;
    uint64_t records = 0;
    uint64_t passes = 1;
    for (size_t w = 0; w < repeats->worker_count; w++) {
        records += repeats->dealers[w].records[partition];
    }
    while (records / passes > repeats->at_once && passes < 65536) {
        passes *= 2;
    }
    for (uint64_t pass = 0; pass < passes; pass++) {
        size_t expected = (size_t)(records / passes);
        SSI_TRY(
            make_room(&v->meetings[worker], repeats->words, expected * 2 + AT_ONCE, err));
        for (size_t w = 0; w < repeats->worker_count; w++) {
            SSI_TRY(meet_dealt(v, worker, &repeats->dealers[w], partition, pass,
                               passes - 1, err));
        }
        tell(v, worker);
    }
    return SSI_OK;
}

static enum ssi_status flush_files(struct ssi_repeats *repeats, struct ssi_error *err)
{
    for (size_t w = 0; w < repeats->worker_count; w++) {
        if (repeats->dealers[w].output) {
            SSI_TRY(ssi_output_flush(repeats->dealers[w].output, err));
        }
    }
    return SSI_OK;
}

enum ssi_status ssi_repeats_visit(struct ssi_repeats *repeats, size_t threads,
                                  ssi_record_visitor *visit, void *context,
                                  struct ssi_error *err)
{
    struct visiting v = {.repeats = repeats,
                         .meetings = ssi_alloc(threads, sizeof *v.meetings),
                         .visit = visit,
                         .context = context};
    enum ssi_status status =
        v.meetings ? flush_files(repeats, err) : ssi_error_nomem(err);
    for (size_t i = 0; status == SSI_OK && i < threads; i++) {
        v.meetings[i].block = ssi_alloc(BLOCK_WORDS, sizeof(uint64_t));
        status = v.meetings[i].block ? SSI_OK : ssi_error_nomem(err);
    }
    if (status == SSI_OK) {
        status = ssi_parallel(threads, PARTITIONS, visit_partition, &v, err);
    }
    for (size_t i = 0; v.meetings && i < threads; i++) {
        ssi_free(v.meetings[i].slots);
        ssi_free(v.meetings[i].block);
    }
    ssi_free(v.meetings);
    return status;
}
