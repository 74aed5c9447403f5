// SPDX-License-Identifier: GPL-3.0-or-later
// Takes edges in batches: finds the persons at both ends, and adds what counts to their
// sums, or to what repeats are found in.

#include "network_internal.h"

#include "ssi/random.h"

enum {
    MOST_WORKERS = 8, /* more would wait for the same memory */
    AT_ONCE = 1 << 20 /* edges that a worker keeps to find repeats: 16 MiB */
};

static enum ssi_status hash_persons(struct ssi_network_count *count,
                                    struct ssi_error *err)
{
    const struct ssi_str *ids = count->scores->ids;
    count->hashes = ssi_alloc(count->scores->id_count, sizeof *count->hashes);
    if (!count->hashes) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < count->scores->id_count; i++) {
        count->hashes[i] = ssi_hash_bytes(ids[i].ptr, ids[i].len, 0);
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
    SSI_TRY(ssi_network_sums_init(&count->sums, count->scores, err));
    for (size_t w = 0; w < count->worker_count; w++) {
        SSI_TRY(ssi_network_adder_init(&count->workers[w].adder, &count->sums, err));
    }
    if (options->splits > 1) {
        SSI_TRY(hash_persons(count, err));
    }
    if (!options->unique) {
        SSI_TRY(ssi_repeats_new(1, count->worker_count, AT_ONCE, options->folder,
                                &count->pairs, err));
        SSI_TRY(ssi_repeats_new(2, count->worker_count, AT_ONCE / 2, options->folder,
                                &count->halves, err));
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
    count->worker_count =
        options->threads < MOST_WORKERS ? options->threads : MOST_WORKERS;
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
        ssi_network_adder_release(&count->workers[w].adder);
    }
    ssi_network_sums_release(&count->sums);
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

/** Both ends of some edges, as persons or SSI_ID_NONE; and what counts of them. */
struct ends {
    uint32_t a[SSI_CSV_BATCH], b[SSI_CSV_BATCH];
    uint64_t pairs[SSI_CSV_BATCH];
    uint64_t halves[2 * SSI_CSV_BATCH];
    size_t pair_count, half_count;
    struct ssi_id_search searches[2];
};

static void stand_for(const struct ssi_network_scores *scores, size_t count,
                      uint32_t *persons)
{
    for (size_t i = 0; scores->persons && i < count; i++) {
        if (persons[i] != SSI_ID_NONE) {
            persons[i] = scores->persons[persons[i]];
        }
    }
}

static void ask_persons(const struct ssi_network_count *count,
                        const struct ssi_edge_batch *batch, struct ends *ends)
{
    const struct ssi_id_index *index = count->scores->index;
    ssi_id_index_ask(index, batch->member, batch->count, &ends->searches[0]);
    ssi_id_index_ask(index, batch->connection, batch->count, &ends->searches[1]);
}

static void find_persons(const struct ssi_network_count *count,
                         const struct ssi_edge_batch *batch, struct ends *ends)
{
    const struct ssi_id_index *index = count->scores->index;
    size_t n = batch->count;
    ssi_id_index_answer(index, batch->member, n, &ends->searches[0], ends->a);
    ssi_id_index_answer(index, batch->connection, n, &ends->searches[1], ends->b);
    stand_for(count->scores, n, ends->a);
    stand_for(count->scores, n, ends->b);
}

/** Whether an edge falls to another split: by the two ids, in either order. */
static bool is_elsewhere(const struct ssi_network_count *count,
                         const struct ssi_edge_batch *batch, const struct ends *ends,
                         size_t i)
{
    uint64_t a = ends->a[i] != SSI_ID_NONE
                     ? count->hashes[ends->a[i]]
                     : ssi_hash_bytes(batch->member[i].ptr, batch->member[i].len, 0);
    uint64_t b = ends->b[i] != SSI_ID_NONE ? count->hashes[ends->b[i]]
                                           : ssi_hash_bytes(batch->connection[i].ptr,
                                                            batch->connection[i].len, 0);
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
            ends->pairs[ends->pair_count++] = (uint64_t)a << 32 | b;
        }
    }
}

/** The smaller person first: so the two directions of an edge are the same. */
static void put_in_order(uint64_t *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t turned = pairs[i] << 32 | pairs[i] >> 32;
        pairs[i] = pairs[i] < turned ? pairs[i] : turned;
    }
}

/** Adds the edges that were found last. */
static enum ssi_status add_found(struct ssi_network_count *count, size_t worker,
                                 struct ends *ends, struct ssi_error *err)
{
    struct ssi_network_worker *w = &count->workers[worker];
    size_t pairs = ends->pair_count;
    size_t halves = ends->half_count;
    ends->pair_count = ends->half_count = 0;
    if (count->options.unique) {
        ssi_network_add_pairs(&w->adder, ends->pairs, pairs);
        ssi_network_add_halves(&w->adder, ends->halves, halves);
        w->account.edges += pairs + halves;
        return SSI_OK;
    }
    put_in_order(ends->pairs, pairs);
    SSI_TRY(ssi_repeats_add(count->pairs, worker, ends->pairs, pairs, err));
    return ssi_repeats_add(count->halves, worker, ends->halves, halves, err);
}

/** The edges of the batch before are added while memory is waited for. */
static enum ssi_status add_batch(struct ssi_network_count *count, size_t worker,
                                 const struct ssi_edge_batch *batch, struct ends *ends,
                                 struct ssi_error *err)
{
    ask_persons(count, batch, ends);
    SSI_TRY(add_found(count, worker, ends, err));
    find_persons(count, batch, ends);
    look_at(count, batch, ends, &count->workers[worker].account);
    if (count->options.unique) {
        ssi_network_ask_pairs(&count->sums, ends->pairs, ends->pair_count);
    }
    return SSI_OK;
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
    if (status == SSI_END) {
        status = add_found(count, worker, ends, err);
    }
    ssi_free(ends);
    return status;
}
