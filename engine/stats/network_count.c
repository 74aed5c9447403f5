// SPDX-License-Identifier: GPL-3.0-or-later
// Takes edges in batches: finds the persons at both ends, and adds what counts to their
// sums, or to what repeats are found in.

#include "network_internal.h"

#include "ssi/random.h"

/** More threads would wait for the same memory, and each has sums of its own. */
enum { MOST_WORKERS = 8 };

static enum ssi_status hash_persons(struct ssi_network_count *count,
                                    struct ssi_error *err)
{
    const struct ssi_ids *ids = &count->scores->ids;
    count->hashes = ssi_alloc(ids->count, sizeof *count->hashes);
    if (!count->hashes) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < ids->count; i++) {
        count->hashes[i] = ssi_hash_bytes(ids->items[i].ptr, ids->items[i].len, 0);
    }
    return SSI_OK;
}

static enum ssi_status prepare(struct ssi_network_count *count, struct ssi_error *err)
{
    unsigned char secret[32];
    const struct ssi_network_options *options = &count->options;
    ssi_random_secret(secret, sizeof secret);
    ssi_digest_key_init(&count->key, secret);
    count->workers = ssi_alloc(count->worker_count, sizeof *count->workers);
    if (!count->workers) {
        return ssi_error_nomem(err);
    }
    for (size_t w = 0; w < count->worker_count; w++) {
        SSI_TRY(ssi_network_sums_init(&count->workers[w].sums, count->scores, err));
    }
    if (options->splits > 1) {
        SSI_TRY(hash_persons(count, err));
    }
    if (!options->unique) {
        SSI_TRY(ssi_repeats_new(1, count->worker_count, options->folder, &count->pairs,
                                err));
        SSI_TRY(ssi_repeats_new(2, count->worker_count, options->folder, &count->halves,
                                err));
    }
    return SSI_OK;
}

enum ssi_status ssi_network_count_new(const struct ssi_network_scores *scores,
                                      const struct ssi_network_options *options,
                                      struct ssi_network_count **out_count,
                                      struct ssi_error *err)
{
    struct ssi_network_count *count = ssi_alloc(1, sizeof *count);
    if (!count) {
        return ssi_error_nomem(err);
    }
    count->scores = scores;
    count->options = *options;
    count->worker_count = options->threads < MOST_WORKERS ? options->threads
                                                          : MOST_WORKERS;
    enum ssi_status status = prepare(count, err);
    if (status != SSI_OK) {
        ssi_network_count_free(count);
        return status;
    }
    *out_count = count;
    return SSI_OK;
}

void ssi_network_count_free(struct ssi_network_count *count)
{
    if (!count) {
        return;
    }
    for (size_t w = 0; count->workers && w < count->worker_count; w++) {
        ssi_network_sums_release(&count->workers[w].sums);
    }
    ssi_repeats_free(count->pairs);
    ssi_repeats_free(count->halves);
    ssi_free(count->workers);
    ssi_free(count->hashes);
    ssi_free(count->digests);
    ssi_free(count->splits);
    ssi_free(count);
}

const struct ssi_network_account *ssi_network_account(
    const struct ssi_network_count *count)
{
    return &count->workers[0].account;
}

const struct ssi_network_sum *ssi_network_sums(const struct ssi_network_count *count)
{
    return count->workers[0].sums.items;
}

/** Both ends of some edges, as persons or SSI_ID_NONE; and what counts of them. */
struct ends {
    uint32_t a[SSI_CSV_BATCH], b[SSI_CSV_BATCH];
    uint64_t pairs[SSI_CSV_BATCH];
    uint64_t halves[2 * SSI_CSV_BATCH];
    size_t pair_count, half_count;
};

static void find_persons(const struct ssi_network_scores *scores,
                         const struct ssi_str *ids, size_t count, uint32_t *out_persons)
{
    ssi_ids_find_many(&scores->ids, ids, count, out_persons);
    for (size_t i = 0; scores->persons && i < count; i++) {
        if (out_persons[i] != SSI_ID_NONE) {
            out_persons[i] = scores->persons[out_persons[i]];
        }
    }
}

/** Whether an edge falls to another split: by the two ids, in either order. */
static bool is_elsewhere(const struct ssi_network_count *count,
                         const struct ssi_edge_batch *batch, const struct ends *ends,
                         size_t i)
{
    uint64_t a = ends->a[i] != SSI_ID_NONE
                     ? count->hashes[ends->a[i]]
                     : ssi_hash_bytes(batch->member[i].ptr, batch->member[i].len, 0);
    uint64_t b =
        ends->b[i] != SSI_ID_NONE
            ? count->hashes[ends->b[i]]
            : ssi_hash_bytes(batch->connection[i].ptr, batch->connection[i].len, 0);
    uint64_t both = (a + b) * UINT64_C(0x9e3779b97f4a7c15);
    return (both >> 32) % count->options.splits + 1 != count->options.split;
}

static bool is_self(const struct ssi_edge_batch *batch, const struct ends *ends, size_t i)
{
    return ends->a[i] != SSI_ID_NONE
               ? ends->a[i] == ends->b[i]
               : ends->b[i] == SSI_ID_NONE &&
                     ssi_str_eq(batch->member[i], batch->connection[i]);
}

/** A person and somebody who is not known, who is told by 96 bits of a keyed hash. */
static void add_half(const struct ssi_network_count *count, struct ends *ends,
                     uint32_t person, struct ssi_str stranger)
{
    struct ssi_digest digest = ssi_digest_keyed(&count->key, stranger.ptr, stranger.len);
    uint64_t *half = ends->halves + 2 * ends->half_count++;
    half[0] = ((uint64_t)person + 1) << 32 | (uint32_t)digest.high;
    half[1] = digest.low;
}

/** Sorts the edges of a batch by what they are. */
static void look_at(const struct ssi_network_count *count,
                    const struct ssi_edge_batch *batch, struct ends *ends,
                    struct ssi_network_account *account)
{
    const struct ssi_network_options *options = &count->options;
    bool check_times = batch->dated && options->dated;
    ends->pair_count = ends->half_count = 0;
    for (size_t i = 0; i < batch->count; i++) {
        uint32_t a = ends->a[i];
        uint32_t b = ends->b[i];
        if (is_self(batch, ends, i)) {
            account->self++;
        } else if (check_times && batch->secs[i] >= options->cutoff) {
            account->later++;
        } else if (a == SSI_ID_NONE && b == SSI_ID_NONE) {
            account->strangers++;
        } else if (count->hashes && is_elsewhere(count, batch, ends, i)) {
            account->elsewhere++;
        } else if (a == SSI_ID_NONE) {
            add_half(count, ends, b, batch->member[i]);
        } else if (b == SSI_ID_NONE) {
            add_half(count, ends, a, batch->connection[i]);
        } else {
            ends->pairs[ends->pair_count++] =
                a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
        }
    }
}

static enum ssi_status add_batch(struct ssi_network_count *count, size_t worker,
                                 const struct ssi_edge_batch *batch, struct ends *ends,
                                 struct ssi_error *err)
{
    struct ssi_network_worker *w = &count->workers[worker];
    find_persons(count->scores, batch->member, batch->count, ends->a);
    find_persons(count->scores, batch->connection, batch->count, ends->b);
    look_at(count, batch, ends, &w->account);
    if (count->options.unique) {
        ssi_network_sums_pairs(&w->sums, ends->pairs, ends->pair_count);
        ssi_network_sums_halves(&w->sums, ends->halves, ends->half_count, 2);
        w->account.edges += ends->pair_count + ends->half_count;
        return SSI_OK;
    }
    SSI_TRY(ssi_repeats_add(count->pairs, worker, ends->pairs, ends->pair_count, err));
    return ssi_repeats_add(count->halves, worker, ends->halves, ends->half_count, err);
}

enum ssi_status ssi_network_count_edges(struct ssi_network_count *count, size_t worker,
                                  struct ssi_edges *edges, struct ssi_error *err)
{
    struct ends *ends = ssi_alloc(1, sizeof *ends);
    enum ssi_status status = ends ? SSI_OK : ssi_error_nomem(err);
    while (status == SSI_OK) {
        const struct ssi_edge_batch *batch;
        status = ssi_edges_next(edges, &batch, err);
        if (status == SSI_OK) {
            status = add_batch(count, worker, batch, ends, err);
        }
    }
    ssi_free(ends);
    return status == SSI_END ? SSI_OK : status;
}
