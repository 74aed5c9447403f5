// SPDX-License-Identifier: GPL-3.0-or-later
// What ssi check tells of a partial: calendar, sources, people, weeks, sections,
// activities. Every text and number in it is somebody else's: texts are quoted, weeks
// named in range only.

#include <stdio.h>
#include <stdlib.h>

#include "cli_internal.h"

/** The calendar a partial was made by; false where this system cannot make the same. */
static bool same_calendar(const struct ssi_partial *partial,
                          struct ssi_calendar *calendar)
{
    char weekday[32];
    (void)snprintf(weekday, sizeof weekday, "%s", partial->weekday_time);
    char *time = strchr(weekday, ' ');
    if (!time) {
        return false;
    }
    *time++ = '\0';
    if (ssi_calendar_init(calendar, partial->zone, weekday, time, NULL) != SSI_OK) {
        return false;
    }
    if (calendar->digest != partial->calendar_digest) {
        ssi_calendar_release(calendar);
        return false;
    }
    return true;
}

static int by_number(const void *a, const void *b)
{
    const int32_t *x = a;
    const int32_t *y = b;
    return (*x > *y) - (*x < *y);
}

/** The weeks of all sources, sorted, each once; *out_weeks is the caller's to free. */
static enum ssi_status list_weeks(const struct ssi_partial *partial, int32_t **out_weeks,
                                  size_t *out_count, struct ssi_error *err)
{
    const struct ssi_source_week *records = SSI_RECORDS(partial, SOURCE_WEEKS);
    size_t records_count = SSI_RECORD_COUNT(partial, SOURCE_WEEKS);
    int32_t *weeks = ssi_alloc(records_count + 1, sizeof *weeks);
    if (!weeks) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < records_count; i++) {
        weeks[i] = records[i].week;
    }
    qsort(weeks, records_count, sizeof *weeks, by_number);
    size_t count = 0;
    for (size_t i = 0; i < records_count; i++) {
        if (count == 0 || weeks[count - 1] != weeks[i]) {
            weeks[count++] = weeks[i];
        }
    }
    *out_weeks = weeks;
    *out_count = count;
    return SSI_OK;
}

static void week_text(const struct ssi_calendar *calendar, int32_t week, char buf[16])
{
    enum { FARTHEST_WEEK = 600000 }; // beyond year 9999, where weeks have no name
    if (calendar && week > -FARTHEST_WEEK && week < FARTHEST_WEEK) {
        ssi_calendar_week_name(calendar, week, buf);
    } else {
        (void)snprintf(buf, 16, "number %d", week);
    }
}

static enum ssi_status print_extent(const struct ssi_partial *partial,
                                    struct ssi_error *err)
{
    struct ssi_calendar calendar;
    int32_t *weeks = NULL;
    size_t count = 0;
    SSI_TRY(list_weeks(partial, &weeks, &count, err));
    ssi_print("  people %zu, weeks %zu", SSI_RECORD_COUNT(partial, MEMBER_ENDS), count);
    if (count > 0) {
        bool named = same_calendar(partial, &calendar);
        char from[16];
        char to[16];
        week_text(named ? &calendar : NULL, weeks[0], from);
        week_text(named ? &calendar : NULL, weeks[count - 1], to);
        ssi_print(", from week %s to %s", from, to);
        if (named) {
            ssi_calendar_release(&calendar);
        }
    }
    ssi_print("\n");
    ssi_free(weeks);
    return SSI_OK;
}

static void print_sources(const struct ssi_partial *partial)
{
    const struct ssi_source_record *sources = SSI_RECORDS(partial, SOURCES);
    const struct ssi_format_record *formats = SSI_RECORDS(partial, FORMATS);
    for (size_t i = 0; i < SSI_RECORD_COUNT(partial, SOURCES); i++) {
        const struct ssi_source_record *source = &sources[i];
        char label[SSI_QUOTE_SIZE];
        char format[SSI_QUOTE_SIZE];
        ssi_quote(ssi_partial_string(partial, source->label), label);
        ssi_quote(ssi_partial_string(partial, formats[source->format].name), format);
        ssi_print("  source %s: format %s, %s\n", label, format,
                  !source->has_event_ids         ? "no event ids"
                  : source->keep == SSI_KEEP_ALL ? "events kept"
                                                 : "events not kept");
        ssi_check_print_source(source, "    ");
    }
}

static void print_sections(const struct ssi_partial *partial)
{
    ssi_print("  %-24s %12s %14s\n", "section", "records", "bytes");
    for (int s = 0; s < SSI_SECTION_COUNT; s++) {
        size_t records = partial->sections[s].count;
        ssi_print("  %-24s %12zu %14zu\n", ssi_section_name((enum ssi_section)s), records,
                  records * ssi_section_record_size((enum ssi_section)s));
    }
}

/** What is counted, and what the kept rows say before duplicates among them are settled.
 */
static void print_activities(const struct ssi_partial *partial)
{
    uint64_t counted[SSI_ACTIVITY_COUNT] = {0};
    uint64_t kept[SSI_ACTIVITY_COUNT] = {0};
    const struct ssi_count_record *counts = SSI_RECORDS(partial, COUNTS);
    const struct ssi_event_record *events = SSI_RECORDS(partial, EVENTS);
    for (size_t i = 0; i < SSI_RECORD_COUNT(partial, COUNTS); i++) {
        counted[ssi_count_activity(&counts[i])] += counts[i].n;
    }
    for (size_t i = 0; i < SSI_RECORD_COUNT(partial, EVENTS); i++) {
        kept[events[i].activity] += events[i].count * events[i].rows;
    }
    ssi_print("  %-24s %12s %14s\n", "activity", "counted", "kept as events");
    for (int a = 1; a < SSI_ACTIVITY_COUNT; a++) {
        if (counted[a] || kept[a]) {
            ssi_print("  %-24s %12llu %14llu\n",
                      ssi_activity_info((enum ssi_activity)a)->name,
                      (unsigned long long)counted[a], (unsigned long long)kept[a]);
        }
    }
}

enum ssi_status ssi_check_partial(const char *path, struct ssi_error *err)
{
    struct ssi_partial partial;
    char text[SSI_QUOTE_SIZE];
    char zone[SSI_QUOTE_SIZE];
    SSI_TRY(ssi_partial_open(&partial, path, err));
    ssi_print("%s\n  partial, version %u, %zu bytes\n", ssi_quote(ssi_str_z(path), text),
              (unsigned)ssi_partial_version(&partial), partial.bytes.len);
    ssi_quote(ssi_str_z(partial.weekday_time), text);
    ssi_print("  weeks begin %s in the zone %s\n", text,
              ssi_quote(ssi_str_z(partial.zone), zone));
    enum ssi_status status = print_extent(&partial, err);
    if (status == SSI_OK) {
        print_sources(&partial);
        print_sections(&partial);
        print_activities(&partial);
    }
    ssi_partial_release(&partial);
    return status;
}
