// SPDX-License-Identifier: GPL-3.0-or-later
// An outcome out of any CSV: who, when, and how much, by the names of its columns.

#include "bench_internal.h"

#include <math.h>

#include "ssi/file.h"
#include "ssi/num.h"
#include "ssi/reader.h"

enum { MEMBER, DATE, VALUE, WHERE, COLUMNS };

static enum ssi_status describe(const struct ssi_bench_outcome *outcome,
                                struct ssi_column columns[COLUMNS],
                                struct ssi_format *out_format, struct ssi_error *err)
{
    const char *const fields[COLUMNS] = {"member_id", "date", "value", "where"};
    const char *const names[COLUMNS] = {outcome->member, outcome->date, outcome->value,
                                        outcome->where_column};
    size_t count = 0;
    for (size_t i = 0; i < COLUMNS; i++) {
        if (names[i]) {
            columns[count] =
                (struct ssi_column){.field = ssi_str_z(fields[i]),
                                    .names = ssi_str_z(names[i]),
                                    .type = i == DATE ? SSI_TYPE_TIME : SSI_TYPE_TEXT,
                                    .required = true,
                                    .line_breaks = i == WHERE};
            columns[count].form_text = ssi_str_z(i == DATE ? outcome->form : "ISO");
            SSI_TRY(
                ssi_time_form_init(&columns[count].form, columns[count].form_text, err));
            count++;
        }
    }
    *out_format = (struct ssi_format){.name = outcome->name,
                                      .kind = SSI_KIND_QUOTAS,
                                      .columns = columns,
                                      .column_count = count};
    return SSI_OK;
}

struct rows {
    struct ssi_bench_series *series;
    const struct ssi_bench_data *data;
    const struct ssi_inputs *inputs;
    struct ssi_reader *reader;
    int32_t places[COLUMNS];
};

static uint32_t member_of(const struct rows *rows, struct ssi_str id)
{
    uint32_t person = ssi_reference_person(rows->inputs->reference, id);
    return person == SSI_ID_NONE ? SSI_NONE : rows->inputs->member_of[person];
}

/** Rows without a date or a value did not happen yet: an open deal has no closing date.
 */
static enum ssi_status read_row(const struct rows *rows, struct ssi_error *err)
{
    const struct ssi_bench_outcome *outcome = rows->series->outcome;
    struct ssi_reader *reader = rows->reader;
    struct ssi_str date = ssi_reader_cell(reader, rows->places[DATE]);
    struct ssi_str text = ssi_reader_cell(reader, rows->places[VALUE]);
    char buf[SSI_ID_SIZE];
    struct ssi_str id;
    int64_t secs = 0;
    double value = 1;
    const char *wrong =
        ssi_id_clean(ssi_reader_cell(reader, rows->places[MEMBER]), buf, &id);
    if (wrong || id.len == 0) {
        return ssi_reader_reject(reader, rows->places[MEMBER], wrong ? wrong : "empty id",
                                 err);
    }
    if (date.len > 0 &&
        !ssi_reader_time(reader, ssi_reader_column(reader, "date"), date, &secs)) {
        return ssi_reader_reject(reader, rows->places[DATE],
                                 "not a time of the declared form", err);
    }
    if (outcome->value && text.len > 0 &&
        (!ssi_parse_double(text, &value) || !(fabs(value) < 1e12))) {
        return ssi_reader_reject(reader, rows->places[VALUE], "not a number", err);
    }
    reader->account.used++;
    if (date.len == 0) {
        return SSI_OK;
    }
    int32_t week = ssi_week_of_day(ssi_calendar_day(rows->data->calendar, secs));
    rows->series->first = week < rows->series->first ? week : rows->series->first;
    rows->series->last = week > rows->series->last ? week : rows->series->last;
    bool wanted =
        !outcome->where_column || ssi_str_eq(ssi_reader_cell(reader, rows->places[WHERE]),
                                             ssi_str_z(outcome->where_value));
    if (!wanted || (outcome->value && text.len == 0)) {
        return SSI_OK;
    }
    uint32_t member = member_of(rows, id);
    if (member == SSI_NONE) {
        rows->series->strangers++;
        return SSI_OK;
    }
    return ssi_bench_series_add(rows->series, member, week,
                                ssi_round_scaled(value, SSI_OUTCOME_DECIMALS), err);
}

static enum ssi_status read_rows(struct rows *rows, struct ssi_error *err)
{
    static const char *const fields[COLUMNS] = {"member_id", "date", "value", "where"};
    for (size_t i = 0; i < COLUMNS; i++) {
        rows->places[i] = ssi_reader_field(rows->reader, fields[i]);
    }
    for (;;) {
        enum ssi_status status = ssi_reader_next(rows->reader, err);
        if (status == SSI_END) {
            return SSI_OK;
        }
        SSI_TRY(status);
        SSI_TRY(read_row(rows, err));
    }
}

/** A header without one of the columns is the config's mistake. */
static enum ssi_status no_column(const struct ssi_bench_outcome *outcome,
                                 struct ssi_error *err)
{
    (void)ssi_error_set(
        err, SSI_EUSAGE,
        "the outcome %.*s wants the columns %s, %s%s%s%s%s, and not all are "
        "there; mend its section in the config",
        (int)outcome->name.len, outcome->name.ptr, outcome->member, outcome->date,
        outcome->value ? ", " : "", outcome->value ? outcome->value : "",
        outcome->where_column ? ", " : "",
        outcome->where_column ? outcome->where_column : "");
    ssi_error_at(err, outcome->path, 0, 0);
    return SSI_EUSAGE;
}

enum ssi_status ssi_bench_column_read(struct ssi_bench_series *series,
                                      const struct ssi_bench_data *data,
                                      const struct ssi_inputs *inputs,
                                      struct ssi_error *err)
{
    struct ssi_column columns[COLUMNS];
    struct ssi_format format;
    struct ssi_reader reader;
    SSI_TRY(describe(series->outcome, columns, &format, err));
    struct ssi_formats alone = {.items = &format, .count = 1};
    struct ssi_reader_options options = {.formats = &alone,
                                         .forced = &format,
                                         .calendar = data->calendar,
                                         .max_rejects = -1,
                                         .inflater = SSI_INFLATER_BEST};
    if (ssi_reader_open(&reader, series->outcome->path, &options, err) != SSI_OK) {
        return err && err->code == SSI_EUSAGE ? no_column(series->outcome, err)
               : err                          ? err->code
                                              : SSI_EDATA;
    }
    struct rows rows = {
        .series = series, .data = data, .inputs = inputs, .reader = &reader};
    enum ssi_status status = read_rows(&rows, err);
    ssi_reader_release(&reader);
    if (status == SSI_OK && series->count == 0) {
        return ssi_error_set(err, SSI_EUSAGE,
                             "the outcome %.*s: no row of %s is a member's with a date",
                             (int)series->outcome->name.len, series->outcome->name.ptr,
                             ssi_path_base(series->outcome->path));
    }
    return status;
}
