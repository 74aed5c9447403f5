// SPDX-License-Identifier: GPL-3.0-or-later
// Counts many files into one partial: each file into a builder of its own first, which joins
// the totals of its thread when the file has ended well. A file counts as a whole or not at
// all, and files with the same content count once.

#include "tally_internal.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "ssi/memory.h"

/** A file that was begun; its number in the list is the source of its records. */
struct entry {
    struct ssi_source_record source; /* format: a number of the collection */
    struct ssi_str label;
    bool counted;
};

/** What a thread has counted. */
struct totals {
    struct ssi_builder builder;
    bool any;
    struct ssi_runs runs; /* what did not fit */
};

enum verdict { UNDECIDED, COUNTED, DROPPED };

/** A file that is being read; its owner is the thread that opened it. */
struct reading {
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
    struct reading *next;
};

struct ssi_collection {
    struct ssi_image like; /* empty, with the calendar */
    struct ssi_spill spill;
    struct totals *totals; /* by worker */
    size_t workers;
    pthread_mutex_t mutex; /* of all that follows */
    pthread_cond_t changed;
    size_t expected; /* files that are not done with yet */
    struct reading *readings;
    struct entry *entries;
    size_t entry_count, entry_cap;
    const struct ssi_format **formats; /* in order of arrival */
    size_t format_count, format_cap;
    struct ssi_arena arena; /* labels */
};

static void describe_calendar(const struct ssi_calendar *calendar, struct ssi_image *image)
{
    static const char *const names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    image->calendar_digest = calendar->digest;
    (void)snprintf(image->zone, sizeof image->zone, "%s", ssi_zone_name(calendar->zone));
    (void)snprintf(image->weekday_time, sizeof image->weekday_time, "%s %02d:%02d",
                   names[calendar->weekday], (int)(calendar->time_secs / 3600),
                   (int)(calendar->time_secs / 60 % 60));
}

/**
 * The bytes that a builder may have: each thread has two, its file's and its totals, and needs
 * about half of one again while it sorts it.
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
    ssi_free(c->entries);
    ssi_free(c->formats);
    ssi_arena_release(&c->arena);
    ssi_free(c);
}

static enum ssi_status format_number(struct ssi_collection *c, const struct ssi_format *format,
                                     uint32_t *out_number, struct ssi_error *err)
{
    for (size_t i = 0; i < c->format_count; i++) {
        if (c->formats[i] == format) {
            *out_number = (uint32_t)i;
            return SSI_OK;
        }
    }
    SSI_TRY(SSI_GROW(c->formats, c->format_cap, c->format_count + 1, err));
    *out_number = (uint32_t)c->format_count;
    c->formats[c->format_count++] = format;
    return SSI_OK;
}

static enum ssi_status begin_locked(struct ssi_collection *c, const struct ssi_reader *reader,
                                    uint32_t *out_source, uint32_t *out_format,
                                    struct ssi_error *err)
{
    struct ssi_str label;
    SSI_TRY(format_number(c, reader->format, out_format, err));
    SSI_TRY(ssi_arena_copy(&c->arena, ssi_str_z(reader->label), &label, err));
    SSI_TRY(SSI_GROW(c->entries, c->entry_cap, c->entry_count + 1, err));
    *out_source = (uint32_t)c->entry_count;
    c->entries[c->entry_count++] = (struct entry){.label = label};
    return SSI_OK;
}

/** Whether the file counts; of files with the same content the smallest label is kept. */
static bool end_locked(struct ssi_collection *c, uint32_t number,
                       const struct ssi_source_record *source)
{
    struct entry *mine = &c->entries[number];
    mine->source = *source;
    for (size_t i = 0; i < c->entry_count; i++) {
        struct entry *other = &c->entries[i];
        if (other->counted && other->source.digest_high == source->digest_high &&
            other->source.digest_low == source->digest_low &&
            other->source.format == source->format) {
            other->label = ssi_str_cmp(mine->label, other->label) < 0 ? mine->label
                                                                      : other->label;
            return false;
        }
    }
    mine->counted = true;
    return true;
}

/** Takes what a builder counted over into the totals. */
static enum ssi_status join(struct totals *totals, struct ssi_builder *counted,
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
static enum ssi_status join_locked(struct reading *r, const struct ssi_tally *tally,
                                   struct ssi_error *err)
{
    const struct ssi_events *events = &tally->events;
    r->first = tally->first < r->first ? tally->first : r->first;
    r->last = tally->last > r->last ? tally->last : r->last;
    SSI_TRY(ssi_name_counts_fold(&r->unknown, &events->unknown, err));
    return events->reader.is_part ? ssi_reader_join(r->whole, &events->reader, err) : SSI_OK;
}

/** Reads a share of a file, or all of one that cannot be split. */
static enum ssi_status read_share(struct reading *r, const struct ssi_spill *spill,
                                  struct ssi_tally **out_tally, struct ssi_error *err)
{
    struct ssi_reader part;
    if (r->whole->blocks) {
        SSI_TRY(ssi_reader_part(r->whole, &part, err));
        SSI_TRY(ssi_tally_new(&part, r->options, spill, r->source, r->format, out_tally, err));
    } else {
        SSI_TRY(
            ssi_tally_new(r->whole, r->options, spill, r->source, r->format, out_tally, err));
    }
    return ssi_tally_run(*out_tally, err);
}

/** Reads a share and joins it; the others stop when it fails. */
static void take_part(struct ssi_collection *c, struct reading *r, struct ssi_tally **out_tally)
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
static enum ssi_status add_share(struct ssi_collection *c, struct totals *totals,
                                 struct ssi_tally *tally, struct ssi_error *err)
{
    SSI_TRY(ssi_runs_move(&totals->runs, &tally->runs, err));
    SSI_TRY(join(totals, &tally->builder, err));
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
static struct reading *find_open(struct ssi_collection *c)
{
    struct reading *r = c->readings;
    while (r && !(r->open && r->status == SSI_OK && ssi_blocks_has_work(r->whole->blocks))) {
        r = r->next;
    }
    return r;
}

/** Waits for something to help with; NULL when all files are done with. */
static struct reading *wait_for_work(struct ssi_collection *c)
{
    struct reading *r = find_open(c);
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
        struct reading *r = wait_for_work(c);
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

static struct ssi_source_record describe(const struct reading *r,
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
                                      .has_event_ids = ssi_reader_field(reader, "event_id") >= 0,
                                      .keep = r->options->keep};
}

/** The end of a file, when all threads have joined: what only the whole tells. */
static enum ssi_status conclude(struct reading *r, struct ssi_tally *tally,
                                struct ssi_source_record *out_source, struct ssi_error *err)
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

static void register_reading(struct ssi_collection *c, struct reading *r)
{
    (void)pthread_mutex_lock(&c->mutex);
    r->open = r->whole->blocks != NULL;
    r->next = c->readings;
    c->readings = r;
    (void)pthread_cond_broadcast(&c->changed);
    (void)pthread_mutex_unlock(&c->mutex);
}

/** No further helpers, and those that came have read their shares. */
static enum ssi_status wait_for_readers(struct ssi_collection *c, struct reading *r,
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
static void announce(struct ssi_collection *c, struct reading *r, enum verdict verdict)
{
    (void)pthread_mutex_lock(&c->mutex);
    r->verdict = verdict;
    (void)pthread_cond_broadcast(&c->changed);
    (void)pthread_mutex_unlock(&c->mutex);
}

static void leave(struct ssi_collection *c, struct reading *r)
{
    (void)pthread_mutex_lock(&c->mutex);
    while (r->users > 0) {
        (void)pthread_cond_wait(&c->changed, &c->mutex);
    }
    struct reading **at = &c->readings;
    while (*at != r) {
        at = &(*at)->next;
    }
    *at = r->next;
    (void)pthread_mutex_unlock(&c->mutex);
}

/** Reads a registered file to its end, with whoever helps. */
static enum ssi_status read_registered(struct ssi_collection *c, size_t worker,
                                       struct reading *r,
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
        verdict = end_locked(c, r->source, &source) ? COUNTED : DROPPED;
        (void)pthread_mutex_unlock(&c->mutex);
        *out_source = source;
    }
    announce(c, r, verdict);
    enum ssi_status obeyed = obey(c, worker, verdict, tally, status == SSI_OK ? err : NULL);
    leave(c, r);
    return status == SSI_OK ? obeyed : status;
}

enum ssi_status ssi_collection_read(struct ssi_collection *c, size_t worker,
                                    struct ssi_reader *reader,
                                    const struct ssi_aggregate_options *options,
                                    struct ssi_source_record *out_source,
                                    struct ssi_error *err)
{
    struct reading r = {.whole = reader,
                        .options = options,
                        .readers = 1,
                        .first = INT64_MAX,
                        .last = INT64_MIN};
    (void)pthread_mutex_lock(&c->mutex);
    enum ssi_status status = begin_locked(c, reader, &r.source, &r.format, err);
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

/** An entry or format on its way to its final place. */
struct ordered {
    const struct ssi_source_record *source;
    struct ssi_str name; /* of its format */
    uint32_t number;
};

static int by_digest_and_format(const void *a, const void *b)
{
    const struct ordered *x = a;
    const struct ordered *y = b;
    if (x->source && x->source->digest_high != y->source->digest_high) {
        return x->source->digest_high < y->source->digest_high ? -1 : 1;
    }
    if (x->source && x->source->digest_low != y->source->digest_low) {
        return x->source->digest_low < y->source->digest_low ? -1 : 1;
    }
    return ssi_str_cmp(x->name, y->name);
}

static enum ssi_status add_format(struct ssi_builder *total, const struct ssi_format *format,
                                  struct ssi_error *err)
{
    struct ssi_format_record record = {.kind = format->kind,
                                       .closed = format->closed,
                                       .activities = ssi_format_activities(format),
                                       .provides = format->provides,
                                       .digest_high = format->digest.high,
                                       .digest_low = format->digest.low};
    SSI_TRY(ssi_ids_add(&total->strings, format->name, &record.name, err));
    return ssi_image_add(&total->plain, SSI_SECTION_FORMATS, &record, err);
}

/** FORMATS of the files that count, by name; map: their places by number. */
static enum ssi_status place_formats(const struct ssi_collection *c, struct ssi_builder *total,
                                     struct ordered *order, uint32_t *map,
                                     struct ssi_error *err)
{
    size_t count = 0;
    for (uint32_t i = 0; i < c->format_count; i++) {
        bool used = false;
        for (size_t e = 0; e < c->entry_count && !used; e++) {
            used = c->entries[e].counted && c->entries[e].source.format == i;
        }
        if (used) {
            order[count++] = (struct ordered){.name = c->formats[i]->name, .number = i};
        }
    }
    if (count > 1) {
        qsort(order, count, sizeof *order, by_digest_and_format);
    }
    for (size_t i = 0; i < count; i++) {
        map[order[i].number] = (uint32_t)i;
        SSI_TRY(add_format(total, c->formats[order[i].number], err));
    }
    return SSI_OK;
}

/** SOURCES by content and format, naming formats by number; map: their places by number. */
static enum ssi_status place_sources(const struct ssi_collection *c, struct ssi_builder *total,
                                     struct ordered *order, uint32_t *map,
                                     struct ssi_error *err)
{
    size_t count = 0;
    for (uint32_t i = 0; i < c->entry_count; i++) {
        const struct entry *entry = &c->entries[i];
        if (entry->counted) {
            order[count++] = (struct ordered){
                &entry->source, c->formats[entry->source.format]->name, i};
        }
    }
    if (count > 1) {
        qsort(order, count, sizeof *order, by_digest_and_format);
    }
    for (size_t i = 0; i < count; i++) {
        struct ssi_source_record record = *order[i].source;
        struct ssi_str label = c->entries[order[i].number].label;
        map[order[i].number] = (uint32_t)i;
        SSI_TRY(ssi_ids_add(&total->strings, label, &record.label, err));
        SSI_TRY(ssi_image_add(&total->plain, SSI_SECTION_SOURCES, &record, err));
    }
    return SSI_OK;
}

/** Everything but the weeks to the first totals; those are sorted from where they are. */
static enum ssi_status fold_totals(struct ssi_collection *c, struct ssi_weeks_share *shares,
                                   uint32_t **members, size_t *out_count,
                                   struct ssi_error *err)
{
    size_t count = 0;
    for (size_t i = 1; i < c->workers; i++) {
        struct totals *totals = &c->totals[i];
        if (totals->any) {
            SSI_TRY(ssi_builder_fold(&c->totals[0].builder, &totals->builder, true,
                                     &members[count], err));
            shares[count] = (struct ssi_weeks_share){&totals->builder.weeks, members[count]};
            count++;
        }
    }
    *out_count = count;
    return SSI_OK;
}

static enum ssi_status fill_image(struct ssi_collection *c, const struct ssi_index_maps *maps,
                                  struct ssi_image *image, struct ssi_error *err)
{
    struct ssi_weeks_share *shares = ssi_alloc(c->workers, sizeof *shares);
    uint32_t **members = ssi_alloc(c->workers, sizeof *members);
    struct ssi_finish_help help = {.shares = shares, .threads = c->workers};
    enum ssi_status status = shares && members ? SSI_OK : ssi_error_nomem(err);
    if (status == SSI_OK) {
        status = fold_totals(c, shares, members, &help.share_count, err);
    }
    if (status == SSI_OK) {
        status = ssi_builder_finish(&c->totals[0].builder, maps, &help, image, err);
    }
    for (size_t i = 0; members && i < c->workers; i++) {
        ssi_free(members[i]);
    }
    ssi_free(members);
    ssi_free(shares);
    return status;
}

/** Places of formats and sources by their numbers of arrival. */
struct directory {
    uint32_t *formats, *sources;
};

static void directory_release(struct directory *directory)
{
    ssi_free(directory->formats);
    ssi_free(directory->sources);
}

/** FORMATS and SOURCES into a builder. */
static enum ssi_status make_directory(const struct ssi_collection *c,
                                      struct ssi_builder *builder,
                                      struct directory *directory, struct ssi_error *err)
{
    size_t most = c->entry_count > c->format_count ? c->entry_count : c->format_count;
    struct ordered *order = ssi_alloc(most, sizeof *order);
    directory->formats = ssi_alloc(c->format_count, sizeof *directory->formats);
    directory->sources = ssi_alloc(c->entry_count, sizeof *directory->sources);
    enum ssi_status status = order && directory->formats && directory->sources
                                 ? SSI_OK
                                 : ssi_error_nomem(err);
    if (status == SSI_OK) {
        status = place_formats(c, builder, order, directory->formats, err);
    }
    if (status == SSI_OK) {
        status = place_sources(c, builder, order, directory->sources, err);
    }
    ssi_free(order);
    return status;
}

/** The first totals are those of somebody, if anybody has any. */
static enum ssi_status take_first(struct ssi_collection *c, struct ssi_error *err)
{
    for (size_t i = 1; i < c->workers && !c->totals[0].any; i++) {
        if (c->totals[i].any) {
            SSI_TRY(join(&c->totals[0], &c->totals[i].builder, err));
            c->totals[i].any = false;
        }
    }
    return SSI_OK;
}

/** All in memory: the image of the result. */
static enum ssi_status make_image(struct ssi_collection *c, struct ssi_image *image,
                                  struct ssi_error *err)
{
    struct directory directory = {0};
    enum ssi_status status = take_first(c, err);
    if (status == SSI_OK) {
        status = make_directory(c, &c->totals[0].builder, &directory, err);
    }
    if (status == SSI_OK) {
        struct ssi_index_maps maps = {.formats = directory.formats,
                                      .sources = directory.sources};
        status = fill_image(c, &maps, image, err);
    }
    if (status == SSI_OK && image->sections[SSI_SECTION_EVENTS].count > 0) {
        image->key_print = c->spill.key_print;
    }
    directory_release(&directory);
    return status;
}

/** Everything to runs, those of all threads to one list. */
static enum ssi_status spill_all(struct ssi_collection *c, struct ssi_runs *runs,
                                 struct ssi_error *err)
{
    for (size_t i = 0; i < c->workers; i++) {
        struct totals *totals = &c->totals[i];
        if (totals->any) {
            SSI_TRY(ssi_spill_builder(&c->spill, &totals->builder, &totals->runs, err));
            totals->any = false;
        }
        SSI_TRY(ssi_runs_move(runs, &totals->runs, err));
    }
    return SSI_OK;
}

/** A partial of the directory alone. */
static enum ssi_status directory_partial(const struct ssi_collection *c,
                                         struct directory *directory,
                                         struct ssi_partial *out_partial,
                                         struct ssi_error *err)
{
    struct ssi_builder builder;
    struct ssi_image image = c->like;
    ssi_builder_init(&builder);
    enum ssi_status status = make_directory(c, &builder, directory, err);
    if (status == SSI_OK) {
        struct ssi_index_maps maps = {.formats = directory->formats};
        status = ssi_builder_finish(&builder, &maps, NULL, &image, err);
    }
    if (status == SSI_OK) {
        status = ssi_image_finish(&image, out_partial, err);
    }
    ssi_image_release(&image);
    ssi_builder_release(&builder);
    return status;
}

/** Merges runs and directory, to a file or (path NULL) to memory. */
static enum ssi_status merge_runs(struct ssi_collection *c, const struct ssi_runs *runs,
                                  const char *path, struct ssi_partial *out_partial,
                                  struct ssi_error *err)
{
    struct directory directory = {0};
    struct ssi_partial named = {0};
    struct ssi_merge_input *inputs = ssi_alloc(runs->count + 1, sizeof *inputs);
    enum ssi_status status = inputs ? directory_partial(c, &directory, &named, err)
                                    : ssi_error_nomem(err);
    if (status == SSI_OK) {
        inputs[0].partial = &named;
        for (size_t i = 0; i < runs->count; i++) {
            inputs[i + 1] = (struct ssi_merge_input){&runs->items[i], directory.formats,
                                                     directory.sources};
        }
        status = path ? ssi_merge_to_file(inputs, runs->count + 1, path, err)
                      : ssi_merge_to_memory(inputs, runs->count + 1, false, out_partial, err);
    }
    ssi_free(inputs);
    directory_release(&directory);
    ssi_partial_release(&named);
    return status;
}

/** Writes an image to a new file. */
static enum ssi_status save_image(const struct ssi_image *image, const char *path,
                                  struct ssi_error *err)
{
    struct ssi_partial_writer *writer = NULL;
    SSI_TRY(ssi_writer_open(path, NULL, &writer, err));
    enum ssi_status status = ssi_writer_put_image(writer, image, err);
    if (status != SSI_OK) {
        ssi_writer_abandon(writer);
        return status;
    }
    return ssi_writer_close(writer, image, err);
}

static enum ssi_status finish(struct ssi_collection *c, const char *path,
                              struct ssi_partial *out_partial, struct ssi_error *err)
{
    struct ssi_image image = c->like;
    struct ssi_runs runs = {0};
    size_t spilled = 0;
    for (size_t i = 0; i < c->workers; i++) {
        spilled += c->totals[i].runs.count;
    }
    enum ssi_status status =
        spilled ? spill_all(c, &runs, err) : make_image(c, &image, err);
    if (status == SSI_OK && spilled) {
        status = merge_runs(c, &runs, path, out_partial, err);
    } else if (status == SSI_OK) {
        status = path ? save_image(&image, path, err)
                      : ssi_image_finish(&image, out_partial, err);
    }
    ssi_runs_release(&runs);
    ssi_image_release(&image);
    return status;
}

enum ssi_status ssi_collection_finish(struct ssi_collection *c,
                                      struct ssi_partial *out_partial, struct ssi_error *err)
{
    return finish(c, NULL, out_partial, err);
}

enum ssi_status ssi_collection_save(struct ssi_collection *c, const char *path,
                                    struct ssi_error *err)
{
    return finish(c, path, NULL, err);
}
