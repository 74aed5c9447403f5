// SPDX-License-Identifier: GPL-3.0-or-later
// sources.csv and rejects.csv: the account of every file, and the rows that were refused.

#include "tables_internal.h"

#include <stdlib.h>

/** A file of either kind: event files from the partial, reference files from memory. */
struct source {
    struct ssi_str label, format;
    struct ssi_digest digest;
    struct ssi_account account;
    int64_t first, last;
    uint32_t partial_source; /* SSI_NONE: a reference file */
    const struct ssi_reference_source *reference;
};

static int by_format(const void *a, const void *b)
{
    const struct source *x = a;
    const struct source *y = b;
    int order = ssi_str_cmp(x->format, y->format);
    if (order == 0) {
        order = ssi_str_cmp(x->label, y->label);
    }
    return order ? order : ssi_digest_cmp(x->digest, y->digest);
}

static int by_label(const void *a, const void *b)
{
    const struct source *x = a;
    const struct source *y = b;
    int order = ssi_str_cmp(x->label, y->label);
    return order ? order : ssi_digest_cmp(x->digest, y->digest);
}

static struct source from_partial(const struct ssi_inputs *inputs, size_t i)
{
    const struct ssi_source_record *record = &inputs->accounts[i];
    const struct ssi_format_record *formats = SSI_RECORDS(inputs->partial, FORMATS);
    return (struct source){
        .label = ssi_partial_string(inputs->partial, record->label),
        .format = ssi_partial_string(inputs->partial, formats[record->format].name),
        .digest = {record->digest_high, record->digest_low},
        .account = {.rows = record->rows,
                    .used = record->used,
                    .ignored_mapping = record->ignored_mapping,
                    .ignored_orphan = record->ignored_orphan,
                    .duplicate = record->duplicate,
                    .rejected = record->rejected},
        .first = record->first,
        .last = record->last,
        .partial_source = (uint32_t)i};
}

static enum ssi_status list_sources(const struct ssi_inputs *inputs,
                                    struct source **out_items, size_t *out_count,
                                    struct ssi_error *err)
{
    size_t events = SSI_RECORD_COUNT(inputs->partial, SOURCES);
    const struct ssi_reference *reference = inputs->reference;
    struct source *items = ssi_alloc(events + reference->source_count, sizeof *items);
    if (!items) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < events; i++) {
        items[i] = from_partial(inputs, i);
    }
    for (size_t i = 0; i < reference->source_count; i++) {
        const struct ssi_reference_source *source = &reference->sources[i];
        items[events + i] = (struct source){.label = ssi_str_z(source->label),
                                            .format = source->format,
                                            .digest = source->digest,
                                            .account = source->account,
                                            .first = source->first,
                                            .last = source->last,
                                            .partial_source = SSI_NONE,
                                            .reference = source};
    }
    *out_items = items;
    *out_count = events + reference->source_count;
    return SSI_OK;
}

static void cell_time(struct ssi_output *output, bool known, int64_t secs)
{
    char text[32] = "";
    if (known) {
        ssi_format_time(text, secs);
    }
    ssi_output_format(output, ",%s", text);
}

enum ssi_status ssi_write_sources(const struct ssi_tables *tables,
                                  struct ssi_output *output, struct ssi_error *err)
{
    struct source *items = NULL;
    size_t count = 0;
    SSI_TRY(list_sources(tables->scores->inputs, &items, &count, err));
    if (count > 1) {
        qsort(items, count, sizeof *items, by_format);
    }
    ssi_output_text(output, "file,digest,format,rows,used,ignored_mapping,ignored_orphan,"
                            "duplicate,rejected,first,last\n");
    for (size_t i = 0; i < count; i++) {
        const struct source *s = &items[i];
        char digest[33];
        ssi_digest_hex(s->digest, digest);
        ssi_output_cell(output, s->label, SSI_CSV_SPREADSHEET);
        ssi_output_format(output, ",%s", digest);
        ssi_cell_text(tables, output, s->format);
        ssi_output_format(output, ",%llu,%llu,%llu,%llu,%llu,%llu",
                          (unsigned long long)s->account.rows,
                          (unsigned long long)s->account.used,
                          (unsigned long long)s->account.ignored_mapping,
                          (unsigned long long)s->account.ignored_orphan,
                          (unsigned long long)s->account.duplicate,
                          (unsigned long long)s->account.rejected);
        cell_time(output, s->first <= s->last, s->first);
        cell_time(output, s->first <= s->last, s->last);
        ssi_output_char(output, '\n');
    }
    ssi_free(items);
    return SSI_OK;
}

static void write_reject(struct ssi_output *output, struct ssi_str label, uint64_t line,
                         uint64_t byte, uint32_t column, struct ssi_str reason,
                         struct ssi_str text)
{
    ssi_output_cell(output, label, SSI_CSV_SPREADSHEET);
    ssi_output_format(output, ",%llu,%llu,", (unsigned long long)line,
                      (unsigned long long)byte);
    if (column > 0) {
        ssi_output_i64(output, column);
    }
    ssi_output_char(output, ',');
    ssi_output_cell(output, reason, SSI_CSV_RAW);
    // the row as it was, made printable: it may hold any bytes
    char printable[SSI_QUOTE_SIZE];
    ssi_output_char(output, ',');
    ssi_output_cell(output, ssi_str_z(ssi_quote(text, printable)), SSI_CSV_RAW);
    ssi_output_char(output, '\n');
}

static void write_rejects_of(const struct ssi_partial *partial, const struct source *s,
                             struct ssi_output *output)
{
    const struct ssi_reject_record *records = SSI_RECORDS(partial, REJECTS);
    for (size_t i = 0; s->reference && i < s->reference->reject_count; i++) {
        const struct ssi_reject *r = &s->reference->rejects[i];
        write_reject(output, s->label, r->line, r->byte, r->column, ssi_str_z(r->reason),
                     r->text);
    }
    for (size_t i = 0; !s->reference && i < SSI_RECORD_COUNT(partial, REJECTS); i++) {
        const struct ssi_reject_record *r = &records[i];
        if (r->source == s->partial_source) {
            write_reject(output, s->label, r->line, r->byte, r->column,
                         ssi_partial_string(partial, r->reason),
                         ssi_partial_string(partial, r->text));
        }
    }
}

enum ssi_status ssi_write_rejects(const struct ssi_tables *tables,
                                  struct ssi_output *output, struct ssi_error *err)
{
    const struct ssi_inputs *inputs = tables->scores->inputs;
    struct source *items = NULL;
    size_t count = 0;
    SSI_TRY(list_sources(inputs, &items, &count, err));
    if (count > 1) {
        qsort(items, count, sizeof *items, by_label);
    }
    ssi_output_text(output, "file,line,byte,column,reason,text\n");
    for (size_t i = 0; i < count; i++) {
        write_rejects_of(inputs->partial, &items[i], output);
    }
    ssi_free(items);
    return SSI_OK;
}
