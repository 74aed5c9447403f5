// SPDX-License-Identifier: GPL-3.0-or-later
// Reads files of edges over threads: several files at once, or one by one on all threads.

#include "network_internal.h"

#include "ssi/parallel.h"

/** Files being read, one by one on all threads or several at once. */
struct reading {
    struct ssi_network_count *count;
    ssi_network_opener *open;
    void *context;
    struct ssi_reader *whole; /* the file that all threads read, or NULL */
    struct ssi_reader *parts; /* by worker */
};

/** What the whole of a file tells. */
static void note_file(const struct reading *r, size_t file, size_t worker,
                      const struct ssi_reader *reader)
{
    struct ssi_network_account *account = &r->count->workers[worker].account;
    account->rows += reader->account.rows;
    account->rejected += reader->account.rejected;
    r->count->digests[file] = reader->digest;
    if (reader->reject_count > 0 &&
        (account->first_reject.code == SSI_OK || file < account->first_reject_file)) {
        const struct ssi_reject *first = &reader->rejects[0];
        char text[SSI_QUOTE_SIZE];
        (void)ssi_error_set(&account->first_reject, SSI_EDATA, "%s: %s",
                            ssi_quote(reader->first_bad, text), first->reason);
        ssi_error_at(&account->first_reject, reader->path, first->line, first->column);
        account->first_reject_file = file;
    }
}

static enum ssi_status read_alone(void *context, size_t file, size_t worker,
                                  struct ssi_error *err)
{
    const struct reading *r = context;
    struct ssi_reader reader;
    struct ssi_edges edges;
    SSI_TRY(r->open(r->context, file, &reader, err));
    SSI_TRY(ssi_edges_init(&edges, &reader, err));
    enum ssi_status status = ssi_network_count_edges(r->count, worker, &edges, err);
    if (status == SSI_OK) {
        note_file(r, file, worker, &edges.reader);
    }
    ssi_edges_release(&edges);
    return status;
}

/** A thread's share of a file. */
static enum ssi_status read_part(void *context, size_t part, size_t worker,
                                 struct ssi_error *err)
{
    const struct reading *r = context;
    struct ssi_edges edges;
    struct ssi_reader reader;
    (void)worker;
    SSI_TRY(ssi_reader_part(r->whole, &reader, err));
    SSI_TRY(ssi_edges_init(&edges, &reader, err));
    enum ssi_status status = ssi_network_count_edges(r->count, part, &edges, err);
    if (status == SSI_OK) {
        r->parts[part] = edges.reader; // joined in order
        memset(&edges.reader, 0, sizeof edges.reader);
    } else {
        ssi_blocks_stop(r->whole->blocks);
    }
    ssi_edges_release(&edges);
    return status;
}

static enum ssi_status join_parts(const struct reading *r, size_t file,
                                  struct ssi_error *err)
{
    for (size_t i = 0; i < r->count->worker_count; i++) {
        SSI_TRY(ssi_reader_join(r->whole, &r->parts[i], err));
    }
    enum ssi_status status = ssi_reader_end(r->whole, err);
    if (status == SSI_END) {
        note_file(r, file, 0, r->whole);
    }
    return status == SSI_END ? SSI_OK : status;
}

static enum ssi_status read_together(struct reading *r, size_t file,
                                     struct ssi_error *err)
{
    struct ssi_reader whole;
    size_t workers = r->count->worker_count;
    SSI_TRY(r->open(r->context, file, &whole, err));
    r->whole = &whole;
    enum ssi_status status = ssi_reader_split(&whole, workers, err);
    if (status == SSI_OK) {
        status = ssi_parallel(workers, workers, read_part, r, err);
    }
    if (status == SSI_OK) {
        status = join_parts(r, file, err);
    }
    for (size_t i = 0; i < workers; i++) {
        ssi_reader_release(&r->parts[i]);
    }
    ssi_reader_release(&whole);
    return status;
}

/** Files that several threads take one each; the others are read by all threads. */
static size_t files_alone(size_t files, size_t workers)
{
    return workers > 3 ? files - files % workers : 0;
}

static enum ssi_status read_files(struct reading *r, size_t files, struct ssi_error *err)
{
    size_t workers = r->count->worker_count;
    size_t alone = workers == 1 ? files : files_alone(files, workers);
    SSI_TRY(ssi_parallel(workers, alone, read_alone, r, err));
    for (size_t file = alone; file < files; file++) {
        SSI_TRY(read_together(r, file, err));
    }
    return SSI_OK;
}

/** Where repeats would count again, the same file twice is one more than can be meant. */
static enum ssi_status check_digests(const struct ssi_network_count *count,
                                     struct ssi_error *err)
{
    for (size_t i = 0; count->options.unique && i < count->file_count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (ssi_digest_cmp(count->digests[i], count->digests[j]) == 0) {
                return ssi_error_set(err, SSI_EDATA,
                                     "files %zu and %zu of the connections have the same "
                                     "content; name it once, or leave out --edges unique",
                                     j + 1, i + 1);
            }
        }
    }
    return SSI_OK;
}

static void add_account(struct ssi_network_account *sum,
                        const struct ssi_network_account *more)
{
    bool first = more->first_reject.code != SSI_OK &&
                 (sum->first_reject.code == SSI_OK ||
                  more->first_reject_file < sum->first_reject_file);
    sum->rows += more->rows;
    sum->rejected += more->rejected;
    sum->self += more->self;
    sum->later += more->later;
    sum->strangers += more->strangers;
    sum->elsewhere += more->elsewhere;
    sum->edges += more->edges;
    if (first) {
        sum->first_reject = more->first_reject;
        sum->first_reject_file = more->first_reject_file;
    }
}

static void visit_pairs(void *context, size_t worker, const uint64_t *pairs, size_t count)
{
    struct ssi_network_worker *w =
        &((struct ssi_network_count *)context)->workers[worker];
    ssi_network_add_pairs(&w->adder, pairs, count);
    w->account.edges += count;
}

static void visit_halves(void *context, size_t worker, const uint64_t *halves,
                         size_t count)
{
    struct ssi_network_worker *w =
        &((struct ssi_network_count *)context)->workers[worker];
    ssi_network_add_halves(&w->adder, halves, count);
    w->account.edges += count;
}

/** Repeats are found, and the sums of all workers become one. */
static enum ssi_status conclude(struct ssi_network_count *count, struct ssi_error *err)
{
    size_t workers = count->worker_count;
    struct ssi_network_account *sum = &count->workers[0].account;
    if (!count->options.unique) {
        SSI_TRY(ssi_repeats_visit(count->pairs, workers, visit_pairs, count, err));
        SSI_TRY(ssi_repeats_visit(count->halves, workers, visit_halves, count, err));
    }
    for (size_t w = 0; w < workers; w++) {
        ssi_network_adder_finish(&count->workers[w].adder);
    }
    for (size_t w = 1; w < workers; w++) {
        add_account(sum, &count->workers[w].account);
    }
    sum->repeats = sum->rows - sum->rejected - sum->self - sum->later - sum->strangers -
                   sum->elsewhere - sum->edges;
    return SSI_OK;
}

enum ssi_status ssi_network_count_files(struct ssi_network_count *count, size_t files,
                                        ssi_network_opener *open, void *context,
                                        struct ssi_error *err)
{
    struct reading r = {.count = count, .open = open, .context = context};
    count->digests = ssi_alloc(files, sizeof *count->digests);
    count->file_count = files;
    r.parts = ssi_alloc(count->worker_count, sizeof *r.parts);
    enum ssi_status status = count->digests && r.parts ? SSI_OK : ssi_error_nomem(err);
    if (status == SSI_OK) {
        status = read_files(&r, files, err);
    }
    ssi_free(r.parts);
    if (status == SSI_OK) {
        status = check_digests(count, err);
    }
    return status == SSI_OK ? conclude(count, err) : status;
}
