// SPDX-License-Identifier: GPL-3.0-or-later
// What a run tells on standard error while it works: the account of the rows, gaps, times
// that look wrong, and how many members got a score. Only words; decides nothing.

#include "cli_internal.h"

bool ssi_is_gap(const struct ssi_inputs *inputs, const struct ssi_input_format *format,
                int32_t week)
{
    const struct ssi_format_record *formats = SSI_RECORDS(inputs->partial, FORMATS);
    // everyone's Navigator export has rows of every week: silence at its end is missing,
    // too
    bool exports = format->closed && format->partial_format != SSI_NONE &&
                   formats[format->partial_format].kind == SSI_KIND_EVENTS;
    return week > format->first && (week < format->last || exports) &&
           week != format->last && !format->weeks[week - inputs->first_week];
}

bool ssi_gap_next(const struct ssi_inputs *inputs, struct ssi_gap *gap)
{
    if (gap->format == NULL) {
        gap->format = inputs->formats;
        gap->week = inputs->first_week - 1;
    }
    for (; gap->format < inputs->formats + inputs->format_count; gap->format++) {
        const struct ssi_input_format *format = gap->format;
        while (++gap->week <= inputs->week) {
            if (ssi_is_gap(inputs, format, gap->week)) {
                return true;
            }
        }
        gap->week = inputs->first_week - 1;
    }
    return false;
}

/** The time of the newest event of all; INT64_MIN without any. */
static int64_t last_event(const struct ssi_run *run)
{
    int64_t last = INT64_MIN;
    for (size_t i = 0; i < SSI_RECORD_COUNT(&run->settled, SOURCES); i++) {
        const struct ssi_source_record *source = &run->inputs.accounts[i];
        last = source->used > 0 && source->last > last ? source->last : last;
    }
    return last;
}

void ssi_tell_time(const struct ssi_run *run)
{
    enum { TWO_DAYS = 48 * 3600 };
    const struct ssi_calendar *calendar = &run->project->calendar;
    const struct ssi_source_week *weeks = SSI_RECORDS(&run->settled, SOURCE_WEEKS);
    uint64_t later = 0;
    for (size_t i = 0; i < SSI_RECORD_COUNT(&run->settled, SOURCE_WEEKS); i++) {
        int64_t start = ssi_calendar_week_start(calendar, weeks[i].week);
        later += start > run->project->as_of ? weeks[i].rows : 0;
    }
    if (later > 0) {
        ssi_warn(run->settings, "rows dated after the as-of time, in no week yet: %llu",
                 (unsigned long long)later);
    }
    int64_t last = last_event(run);
    if (last != INT64_MIN &&
        ssi_calendar_week_start(calendar, run->week + 1) - last > TWO_DAYS) {
        char to[32];
        ssi_format_time(to, last);
        ssi_warn(run->settings, "the exports end at %s, before the week %s does", to,
                 run->week_name);
    }
}

static void tell_gaps(const struct ssi_run *run)
{
    struct ssi_gap gap = {0};
    while (ssi_gap_next(&run->inputs, &gap)) {
        char name[16];
        ssi_calendar_week_name(&run->project->calendar, gap.week, name);
        ssi_warn(run->settings, "nothing from %.*s in the week %s (a missing export?)",
                 (int)gap.format->name.len, gap.format->name.ptr, name);
    }
}

static void tell_rejected(const struct ssi_run *run, struct ssi_str file,
                          uint64_t rejected, uint64_t rows)
{
    if (rejected > 0) {
        char name[SSI_QUOTE_SIZE];
        ssi_note(run->settings, "rejected in %s: %llu of %llu rows; see rejects.csv",
                 ssi_quote(file, name), (unsigned long long)rejected,
                 (unsigned long long)rows);
    }
}

static void tell_all_rejected(const struct ssi_run *run)
{
    const struct ssi_reference *reference = run->inputs.reference;
    for (size_t i = 0; i < SSI_RECORD_COUNT(&run->settled, SOURCES); i++) {
        const struct ssi_source_record *s = &run->inputs.accounts[i];
        tell_rejected(run, ssi_partial_string(&run->settled, s->label), s->rejected,
                      s->rows);
    }
    for (size_t i = 0; i < reference->source_count; i++) {
        const struct ssi_reference_source *source = &reference->sources[i];
        tell_rejected(run, ssi_str_z(source->label), source->account.rejected,
                      source->account.rows);
    }
}

static void tell_file(const struct ssi_run *run, const struct ssi_source_record *s)
{
    char name[SSI_QUOTE_SIZE];
    ssi_note(run->settings,
             "%s: %llu rows = %llu used + %llu ignored + %llu duplicate + %llu rejected",
             ssi_quote(ssi_partial_string(&run->settled, s->label), name),
             (unsigned long long)s->rows, (unsigned long long)s->used,
             (unsigned long long)(s->ignored_mapping + s->ignored_orphan),
             (unsigned long long)s->duplicate, (unsigned long long)s->rejected);
}

void ssi_tell_account(const struct ssi_run *run)
{
    struct ssi_account sum = {0};
    for (size_t i = 0; i < SSI_RECORD_COUNT(&run->settled, SOURCES); i++) {
        const struct ssi_source_record *s = &run->inputs.accounts[i];
        if (run->settings->verbose) {
            tell_file(run, s);
        }
        sum.rows += s->rows;
        sum.used += s->used;
        sum.ignored_mapping += s->ignored_mapping;
        sum.ignored_orphan += s->ignored_orphan;
        sum.duplicate += s->duplicate;
        sum.rejected += s->rejected;
    }
    ssi_note(
        run->settings,
        "event rows: %llu = %llu used + %llu ignored + %llu duplicate + %llu rejected",
        (unsigned long long)sum.rows, (unsigned long long)sum.used,
        (unsigned long long)(sum.ignored_mapping + sum.ignored_orphan),
        (unsigned long long)sum.duplicate, (unsigned long long)sum.rejected);
    tell_all_rejected(run);
    tell_gaps(run);
    if (run->settle.conflicts > 0) {
        ssi_warn(run->settings,
                 "event ids with different contents in overlapping files: %llu",
                 (unsigned long long)run->settle.conflicts);
    }
    const struct ssi_unknown_name *names = SSI_RECORDS(&run->settled, UNKNOWN_NAMES);
    for (size_t i = 0; i < SSI_RECORD_COUNT(&run->settled, UNKNOWN_NAMES); i++) {
        char text[SSI_QUOTE_SIZE];
        ssi_warn(run->settings, "unknown activity %s, ignored (rows: %llu)",
                 ssi_quote(ssi_partial_string(&run->settled, names[i].name), text),
                 (unsigned long long)names[i].rows);
    }
}

void ssi_tell_scores(const struct ssi_run *run)
{
    size_t population = 0;
    size_t ranked = 0;
    for (size_t m = 0; m < run->inputs.member_count; m++) {
        population += ssi_in_population(&run->scores, m, 0);
        ranked += ssi_score_overall(&run->scores, m, 0) != SSI_NO_OVERALL;
    }
    ssi_note(run->settings, "week %s: %zu members, %zu with a score out of %d",
             run->week_name, population, ranked, ssi_score_out_of(&run->scores, 0));
    for (int p = 0; p < SSI_PILLARS; p++) {
        if (!(run->scores.exists[0] & (1u << p))) {
            ssi_note(run->settings,
                     "pillar %s is empty: no input feeds it for half of the "
                     "members",
                     ssi_pillar_name((enum ssi_pillar)p));
        }
    }
}
