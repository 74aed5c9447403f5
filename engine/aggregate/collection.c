// SPDX-License-Identifier: GPL-3.0-or-later
// Counts many files into one partial: each file into a builder of its own first, which
// joins the totals of its thread when the file has ended well. A file counts as a whole
// or not at all, and files with the same content count once.

#include "collection_internal.h"

#include <stdio.h>

#include "ssi/memory.h"

enum verdict { UNDECIDED, COUNTED, DROPPED };

/** A file that is being read; its owner is the thread that opened it. */
struct ssi_reading {
    struct ssi_reader *whole;
    const struct ssi_aggregate_options *options;
    uint32_t source, format;
    bool open;      /* helpers may come */
    size_t readers; /* threads that have not joined yet */
    size_t users;   /* threads that still look at this struct */
    int64_t first, last;
    struct ssi_name_counts unknown;
    enum ssi_status status; /* the first failure of any of them */
    struct ssi_error error;
    enum verdict verdict;
    struct ssi_reading *next;
};

static void describe_calendar(const struct ssi_calendar *calendar,
                              struct ssi_image *image)
{
    static const char *const names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    image->calendar_digest = calendar->digest;
    (void)snprintf(image->zone, sizeof image->zone, "%s", ssi_zone_name(calendar->zone));
    (void)snprintf(image->weekday_time, sizeof image->weekday_time, "%s %02d:%02d",
                   names[calendar->weekday], (int)(calendar->time_secs / 3600),
                   (int)(calendar->time_secs / 60 % 60));
}

/**
 * The bytes that a builder may have: each thread has two, its file's and its totals, and
 * needs about half of one again while it sorts it.
 */
static size_t share_of(size_t memory, size_t workers)
{
    const size_t fixed = (size_t)40 << 20; // blocks, buffers, the program
    size_t free = memory > 2 * fixed ? memory - fixed : memory / 2;
    return memory ? free / (workers * 3) : 0;
}

enum ssi_status ssi_collection_new(const struct ssi_collection_options *options,
                                   struct ssi_collection **out_collection,
                                   struct ssi_error *err)
{
    size_t workers = options->workers;
    struct ssi_collection *c = ssi_alloc(1, sizeof *c);
    if (!c) {
        return ssi_error_nomem(err);
    }
    describe_calendar(options->calendar, &c->like);
    c->spill = (struct ssi_spill){.limit = share_of(options->memory, workers),
                                  .folder = options->folder,
                                  .like = &c->like,
                                  .key_print = options->key_print};
    c->totals = ssi_alloc(workers, sizeof *c->totals);
    if (!c->totals || pthread_mutex_init(&c->mutex, NULL) != 0) {
        ssi_free(c->totals);
        ssi_free(c);
        return ssi_error_nomem(err);
    }
    (void)pthread_cond_init(&c->changed, NULL);
    c->workers = workers;
    for (size_t i = 0; i < workers; i++) {
        ssi_builder_init(&c->totals[i].builder);
    }
    *out_collection = c;
    return SSI_OK;
}

void ssi_collection_free(struct ssi_collection *c)
{
    if (!c) {
        return;
    }
    for (size_t i = 0; i < c->workers; i++) {
        ssi_builder_release(&c->totals[i].builder);
        ssi_runs_release(&c->totals[i].runs);
    }
    (void)pthread_cond_destroy(&c->changed);
    (void)pthread_mutex_destroy(&c->mutex);
    ssi_free(c->totals);
    ssi_directory_release(&c->directory);
    ssi_free(c);
}

/** Takes what a builder counted over into the totals. */
enum ssi_status ssi_totals_join(struct ssi_totals *totals, struct ssi_builder *counted,
                                struct ssi_error *err)
{
    if (totals->any) {
        uint32_t *members = NULL;
        SSI_TRY(ssi_builder_fold(&totals->builder, counted, false, &members, err));
        enum ssi_status status =
            ssi_builder_fold_weeks(&totals->builder, counted, members, err);
        ssi_free(members);
        return status;
    }
    struct ssi_builder empty = totals->builder;
    totals->builder = *counted;
    *counted = empty;
    totals->any = true;
    return SSI_OK;
}

/** Adds what a thread has read of a file to what is known of it. */
static enum ssi_status join_locked(struct ssi_reading *r, const struct ssi_tally *tally,
                                   struct ssi_error *err)
{
    const struct ssi_events *events = &tally->events;
    r->first = tally->first < r->first ? tally->first : r->first;
    r->last = tally->last > r->last ? tally->last : r->last;
    SSI_TRY(ssi_name_counts_fold(&r->unknown, &events->unknown, err));
    return events->reader.is_part ? ssi_reader_join(r->whole, &events->reader, err)
                                  : SSI_OK;
}

/** Reads a share of a file, or all of one that cannot be split. */
static enum ssi_status read_share(struct ssi_reading *r, const struct ssi_spill *spill,
                                  struct ssi_tally **out_tally, struct ssi_error *err)
{
    struct ssi_reader part;
    if (r->whole->blocks) {
        SSI_TRY(ssi_reader_part(r->whole, &part, err));
        SSI_TRY(ssi_tally_new(&part, r->options, spill, r->source, r->format, out_tally,
                              err));
    } else {
        SSI_TRY(ssi_tally_new(r->whole, r->options, spill, r->source, r->format,
                              out_tally, err));
    }
    return ssi_tally_run(*out_tally, err);
}

/** Reads a share and joins it; the others stop when it fails. */
static void take_part(struct ssi_collection *c, struct ssi_reading *r,
                      struct ssi_tally **out_tally)
{
    struct ssi_error error = {0};
    enum ssi_status status = read_share(r, &c->spill, out_tally, &error);
    (void)pthread_mutex_lock(&c->mutex);
    if (status == SSI_OK) {
        status = join_locked(r, *out_tally, &error);
    }
    if (status != SSI_OK && r->whole->blocks) {
        ssi_blocks_stop(r->whole->blocks);
    }
    if (status != SSI_OK && r->status == SSI_OK) {
        r->status = status;
        r->error = error;
    }
    r->readers--;
    (void)pthread_cond_broadcast(&c->changed);
    (void)pthread_mutex_unlock(&c->mutex);
}

/** What a thread has read of a file that counts joins its totals. */
static enum ssi_status add_share(struct ssi_collection *c, struct ssi_totals *totals,
                                 struct ssi_tally *tally, struct ssi_error *err)
{
    SSI_TRY(ssi_runs_move(&totals->runs, &tally->runs, err));
    SSI_TRY(ssi_totals_join(totals, &tally->builder, err));
    if (ssi_spill_due(&c->spill, &totals->builder)) {
        SSI_TRY(ssi_spill_builder(&c->spill, &totals->builder, &totals->runs, err));
        totals->any = false;
    }
    return SSI_OK;
}

/** Does as the verdict says with a thread's share. */
static enum ssi_status obey(struct ssi_collection *c, size_t worker, enum verdict verdict,
                            struct ssi_tally *tally, struct ssi_error *err)
{
    enum ssi_status status = verdict == COUNTED && tally
                                 ? add_share(c, &c->totals[worker], tally, err)
                                 : SSI_OK;
    ssi_tally_free(tally);
    return status;
}

/** A file that another thread reads and that has rows left. */
static struct ssi_reading *find_open(struct ssi_collection *c)
{
    struct ssi_reading *r = c->readings;
    while (r &&
           !(r->open && r->status == SSI_OK && ssi_blocks_has_work(r->whole->blocks))) {
        r = r->next;
    }
    return r;
}

/** Waits for something to help with; NULL when all files are done with. */
static struct ssi_reading *wait_for_work(struct ssi_collection *c)
{
    struct ssi_reading *r = find_open(c);
    while (!r && c->expected > 0) {
        (void)pthread_cond_wait(&c->changed, &c->mutex);
        r = find_open(c);
    }
    if (r) {
        r->readers++;
        r->users++;
    }
    return r;
}

void ssi_collection_expect(struct ssi_collection *c, size_t files)
{
    c->expected = files;
}

void ssi_collection_done(struct ssi_collection *c)
{
    (void)pthread_mutex_lock(&c->mutex);
    c->expected--;
    (void)pthread_cond_broadcast(&c->changed);
    (void)pthread_mutex_unlock(&c->mutex);
}

enum ssi_status ssi_collection_help(struct ssi_collection *c, size_t worker,
                                    struct ssi_error *err)
{
    for (;;) {
        struct ssi_tally *tally = NULL;
        (void)pthread_mutex_lock(&c->mutex);
        struct ssi_reading *r = wait_for_work(c);
        (void)pthread_mutex_unlock(&c->mutex);
        if (!r) {
            return SSI_OK;
        }
        take_part(c, r, &tally);
        (void)pthread_mutex_lock(&c->mutex);
        while (r->verdict == UNDECIDED) {
            (void)pthread_cond_wait(&c->changed, &c->mutex);
        }
        enum verdict verdict = r->verdict;
        (void)pthread_mutex_unlock(&c->mutex);
        enum ssi_status status = obey(c, worker, verdict, tally, err);
        (void)pthread_mutex_lock(&c->mutex);
        r->users--;
        (void)pthread_cond_broadcast(&c->changed);
        (void)pthread_mutex_unlock(&c->mutex);
        SSI_TRY(status);
    }
}

static struct ssi_source_record describe(const struct ssi_reading *r,
                                         const struct ssi_reader *reader)
{
    const struct ssi_account *account = &reader->account;
    return (struct ssi_source_record){.digest_high = reader->digest.high,
                                      .digest_low = reader->digest.low,
                                      .format = r->format,
                                      .rows = account->rows,
                                      .used = account->used,
                                      .ignored_mapping = account->ignored_mapping,
                                      .rejected = account->rejected,
                                      .blank_lines = account->blank_lines,
                                      .preamble_lines = account->preamble_lines,
                                      .first = r->first,
                                      .last = r->last,
                                      .has_event_ids =
                                          ssi_reader_field(reader, "event_id") >= 0,
                                      .keep = r->options->keep};
}

/** The end of a file, when all threads have joined: what only the whole tells. */
static enum ssi_status conclude(struct ssi_reading *r, struct ssi_tally *tally,
                                struct ssi_source_record *out_source,
                                struct ssi_error *err)
{
    struct ssi_reader *reader = r->whole->blocks ? r->whole : &tally->events.reader;
    if (r->whole->blocks) {
        enum ssi_status status = ssi_reader_end(r->whole, err);
        SSI_TRY(status == SSI_END ? SSI_OK : status);
    }
    SSI_TRY(ssi_name_counts_trim(&r->unknown, err));
    SSI_TRY(ssi_tally_add_rejects(tally, reader, err));
    SSI_TRY(ssi_tally_add_unknown(tally, &r->unknown, err));
    *out_source = describe(r, reader);
    return SSI_OK;
}

static void register_reading(struct ssi_collection *c, struct ssi_reading *r)
{
    (void)pthread_mutex_lock(&c->mutex);
    r->open = r->whole->blocks != NULL;
    r->next = c->readings;
    c->readings = r;
    (void)pthread_cond_broadcast(&c->changed);
    (void)pthread_mutex_unlock(&c->mutex);
}

/** No further helpers, and those that came have read their shares. */
static enum ssi_status wait_for_readers(struct ssi_collection *c, struct ssi_reading *r,
                                        struct ssi_error *err)
{
    (void)pthread_mutex_lock(&c->mutex);
    r->open = false;
    while (r->readers > 0) {
        (void)pthread_cond_wait(&c->changed, &c->mutex);
    }
    (void)pthread_mutex_unlock(&c->mutex);
    if (r->status != SSI_OK && err) {
        *err = r->error;
    }
    return r->status;
}

/** Tells the helpers, and waits until they have left. */
static void announce(struct ssi_collection *c, struct ssi_reading *r,
                     enum verdict verdict)
{
    (void)pthread_mutex_lock(&c->mutex);
    r->verdict = verdict;
    (void)pthread_cond_broadcast(&c->changed);
    (void)pthread_mutex_unlock(&c->mutex);
}

static void leave(struct ssi_collection *c, struct ssi_reading *r)
{
    (void)pthread_mutex_lock(&c->mutex);
    while (r->users > 0) {
        (void)pthread_cond_wait(&c->changed, &c->mutex);
    }
    struct ssi_reading **at = &c->readings;
    while (*at != r) {
        at = &(*at)->next;
    }
    *at = r->next;
    (void)pthread_mutex_unlock(&c->mutex);
}

/** Reads a registered file to its end, with whoever helps. */
static enum ssi_status read_registered(struct ssi_collection *c, size_t worker,
                                       struct ssi_reading *r,
                                       struct ssi_source_record *out_source,
                                       struct ssi_error *err)
{
    struct ssi_tally *tally = NULL;
    struct ssi_source_record source = {0};
    enum verdict verdict = DROPPED;
    take_part(c, r, &tally);
    enum ssi_status status = wait_for_readers(c, r, err);
    if (status == SSI_OK) {
        status = conclude(r, tally, &source, err);
    }
    if (status == SSI_OK) {
        (void)pthread_mutex_lock(&c->mutex);
        verdict =
            ssi_directory_end(&c->directory, r->source, &source) ? COUNTED : DROPPED;
        (void)pthread_mutex_unlock(&c->mutex);
        *out_source = source;
    }
    announce(c, r, verdict);
    enum ssi_status obeyed =
        obey(c, worker, verdict, tally, status == SSI_OK ? err : NULL);
    leave(c, r);
    return status == SSI_OK ? obeyed : status;
}

enum ssi_status ssi_collection_read(struct ssi_collection *c, size_t worker,
                                    struct ssi_reader *reader,
                                    const struct ssi_aggregate_options *options,
                                    struct ssi_source_record *out_source,
                                    struct ssi_error *err)
{
    struct ssi_reading r = {.whole = reader,
                            .options = options,
                            .readers = 1,
                            .first = INT64_MAX,
                            .last = INT64_MIN};
    (void)pthread_mutex_lock(&c->mutex);
    enum ssi_status status =
        ssi_directory_begin(&c->directory, reader, &r.source, &r.format, err);
    (void)pthread_mutex_unlock(&c->mutex);
    if (status == SSI_OK && ssi_reader_splits(reader)) {
        status = ssi_reader_split(reader, c->workers, err);
    }
    if (status == SSI_OK) {
        ssi_name_counts_init(&r.unknown);
        register_reading(c, &r);
        status = read_registered(c, worker, &r, out_source, err);
        ssi_name_counts_release(&r.unknown);
    }
    ssi_reader_release(reader);
    return status;
}
