// SPDX-License-Identifier: GPL-3.0-or-later
// Which weeks each format covers, which activities it feeds, and so which metrics are
// available in this run. Rows after the newest scored week's cut-off say nothing here, so
// that later rows never change a published week.

#include "model_internal.h"

static uint64_t bit(int activity)
{
    return UINT64_C(1) << activity;
}

static uint64_t own_activities(void)
{
    uint64_t set = 0;
    for (int a = 1; a < SSI_ACTIVITY_COUNT; a++) {
        if (ssi_activity_is_own((enum ssi_activity)a)) {
            set |= bit(a);
        }
    }
    return set;
}

uint64_t ssi_metric_feeds(enum ssi_metric_id id)
{
    const struct ssi_metric *metric = ssi_metric_info(id);
    static const uint64_t ratios[] = {
        [SSI_RATIO_topic] = UINT64_C(1) << SSI_ACTIVITY_post | UINT64_C(1)
                                                                   << SSI_ACTIVITY_share,
        [SSI_RATIO_inmail] = UINT64_C(1) << SSI_ACTIVITY_inmail_send,
        [SSI_RATIO_acceptance] = UINT64_C(1) << SSI_ACTIVITY_connection_request,
    };
    switch (metric->kind) {
    case SSI_METRIC_KIND_COUNT:
        return bit(metric->part);
    case SSI_METRIC_KIND_SERIES:
        return metric->part == SSI_SERIES_days ? own_activities()
               : metric->part == SSI_SERIES_prospecting
                   ? bit(SSI_ACTIVITY_profile_view)
                   : bit(SSI_ACTIVITY_connection_made);
    case SSI_METRIC_KIND_RATIO:
        return ratios[metric->part];
    case SSI_METRIC_KIND_PAIRS:
        return bit(SSI_ACTIVITY_engagement_give) | bit(SSI_ACTIVITY_engagement_receive);
    case SSI_METRIC_KIND_LEVEL:
    case SSI_METRIC_KIND_DERIVED:
        return 0;
    }
    return 0;
}

/** What the rows up to the newest scored week say, over all sources. */
struct seen {
    uint64_t with_counterpart[SSI_MAX_FORMATS]; /* activities, by format */
    uint64_t any_counterpart, with_topic;       /* activities, of all formats */
    uint64_t outcomes;                          /* answers that outcome files hold */
};

static struct ssi_input_format *find_format(struct ssi_inputs *inputs, uint32_t index)
{
    for (size_t i = 0; i < inputs->format_count; i++) {
        if (inputs->formats[i].partial_format == index) {
            return &inputs->formats[i];
        }
    }
    return NULL;
}

static enum ssi_status add_format(struct ssi_inputs *inputs, struct ssi_str name,
                                  bool closed, uint32_t index, struct ssi_error *err)
{
    if (inputs->format_count == SSI_MAX_FORMATS) {
        return ssi_error_set(err, SSI_EUSAGE, "more than %d event formats in one run",
                             SSI_MAX_FORMATS);
    }
    struct ssi_input_format *format = &inputs->formats[inputs->format_count];
    *format = (struct ssi_input_format){.name = name,
                                        .closed = closed,
                                        .partial_format = index,
                                        .first = INT32_MAX,
                                        .last = INT32_MIN};
    format->weeks = ssi_arena_alloc(&inputs->arena, (size_t)inputs->week_count);
    if (!format->weeks) {
        return ssi_error_nomem(err);
    }
    inputs->format_count++;
    return SSI_OK;
}

static void mark_week(const struct ssi_inputs *inputs, struct ssi_input_format *format,
                      int32_t week)
{
    if (week > inputs->week) {
        return;
    }
    format->first = week < format->first ? week : format->first;
    format->last = week > format->last ? week : format->last;
    if (week >= inputs->first_week) {
        format->weeks[week - inputs->first_week] = 1;
    }
}

static enum ssi_status list_formats(struct ssi_inputs *inputs, struct ssi_error *err)
{
    const struct ssi_partial *partial = inputs->partial;
    const struct ssi_format_record *formats = SSI_RECORDS(partial, FORMATS);
    const struct ssi_source_record *sources = SSI_RECORDS(partial, SOURCES);
    const struct ssi_source_week *weeks = SSI_RECORDS(partial, SOURCE_WEEKS);
    for (size_t i = 0; i < SSI_RECORD_COUNT(partial, FORMATS); i++) {
        if (formats[i].kind == SSI_KIND_EVENTS) {
            SSI_TRY(add_format(inputs, ssi_partial_string(partial, formats[i].name),
                               formats[i].closed != 0, (uint32_t)i, err));
        }
    }
    for (size_t i = 0; i < SSI_RECORD_COUNT(partial, SOURCE_WEEKS); i++) {
        struct ssi_input_format *format =
            find_format(inputs, sources[weeks[i].source].format);
        if (format) {
            mark_week(inputs, format, weeks[i].week);
        }
    }
    return SSI_OK;
}

/** A closed format feeds its list, an open one what occurs in it or is declared. */
static void note_activities(struct ssi_inputs *inputs, struct seen *seen)
{
    const struct ssi_partial *partial = inputs->partial;
    const struct ssi_format_record *formats = SSI_RECORDS(partial, FORMATS);
    const struct ssi_source_record *sources = SSI_RECORDS(partial, SOURCES);
    const struct ssi_source_activity *rows = SSI_RECORDS(partial, SOURCE_ACTIVITIES);
    for (size_t i = 0; i < inputs->format_count; i++) {
        struct ssi_input_format *format = &inputs->formats[i];
        const struct ssi_format_record *record = &formats[format->partial_format];
        bool has_rows = format->first != INT32_MAX;
        format->feeds = has_rows && format->closed ? record->activities : 0;
        format->feeds |= record->provides;
    }
    for (size_t i = 0; i < SSI_RECORD_COUNT(partial, SOURCE_ACTIVITIES); i++) {
        const struct ssi_source_activity *row = &rows[i];
        struct ssi_input_format *format =
            find_format(inputs, sources[row->source].format);
        uint64_t activity = bit((int)row->activity);
        if (row->first_week > inputs->week) {
            continue;
        }
        if (!format) {
            seen->outcomes |= activity;
            continue;
        }
        format->feeds |= activity;
        bool counterpart = row->counterpart_week <= inputs->week;
        seen->with_counterpart[format - inputs->formats] |= counterpart ? activity : 0;
        seen->any_counterpart |= counterpart ? activity : 0;
        seen->with_topic |= row->topic_week <= inputs->week ? activity : 0;
    }
}

/** Where no event format feeds connections_made, dated edges do, as an open format would.
 */
static enum ssi_status add_connections_format(struct ssi_inputs *inputs, uint64_t fed,
                                              struct ssi_error *err)
{
    const struct ssi_reference *reference = inputs->reference;
    bool dated = false;
    for (size_t i = 0; i < reference->edge_count && !dated; i++) {
        dated = reference->edges[i].secs != SSI_UNDATED &&
                reference->edges[i].secs < ssi_inputs_cutoff(inputs, inputs->week);
    }
    if (!dated || (fed & bit(SSI_ACTIVITY_connection_made))) {
        return SSI_OK;
    }
    SSI_TRY(add_format(inputs, ssi_str_z("connections"), false, SSI_NONE, err));
    struct ssi_input_format *format = &inputs->formats[inputs->format_count - 1];
    for (size_t i = 0; i < reference->edge_count; i++) {
        if (reference->edges[i].secs != SSI_UNDATED) {
            int64_t day = ssi_calendar_day(inputs->calendar, reference->edges[i].secs);
            mark_week(inputs, format, ssi_week_of_day(day));
        }
    }
    format->feeds = bit(SSI_ACTIVITY_connection_made);
    return SSI_OK;
}

/** Beyond being fed: what a metric also needs to be available. */
static bool has_other_side(const struct ssi_inputs *inputs, enum ssi_metric_id id,
                           const struct seen *seen, uint64_t fed)
{
    const struct ssi_metric *metric = ssi_metric_info(id);
    uint64_t inmail_answers =
        bit(SSI_ACTIVITY_inmail_accept) | bit(SSI_ACTIVITY_inmail_decline);
    uint64_t both = ssi_metric_feeds(id);
    if (metric->kind == SSI_METRIC_KIND_PAIRS) {
        return (seen->any_counterpart & both) == both;
    }
    if (metric->kind == SSI_METRIC_KIND_SERIES &&
        metric->part == SSI_SERIES_prospecting) {
        return inputs->has_connections;
    }
    if (metric->kind != SSI_METRIC_KIND_RATIO) {
        return true;
    }
    switch ((enum ssi_ratio)metric->part) {
    case SSI_RATIO_topic:
        return inputs->targets->topic_count > 0 && (seen->with_topic & both);
    case SSI_RATIO_inmail:
        return ((fed | seen->outcomes) & inmail_answers) != 0;
    case SSI_RATIO_acceptance:
        return (fed & bit(SSI_ACTIVITY_connection_accept)) != 0;
    }
    return false;
}

/**
 * Whether a format feeds a metric: by its activities; where the metric is about
 * counterparts, only when its rows name them; connections feed connections_made and
 * nothing else.
 */
static bool feeds_metric(const struct ssi_inputs *inputs, size_t f, enum ssi_metric_id id,
                         const struct seen *seen)
{
    const struct ssi_input_format *format = &inputs->formats[f];
    const struct ssi_metric *metric = ssi_metric_info(id);
    if (format->partial_format == SSI_NONE) {
        return id == SSI_METRIC_connections_made;
    }
    uint64_t feeds = format->feeds & ssi_metric_feeds(id);
    if (metric->kind == SSI_METRIC_KIND_PAIRS) {
        feeds &= seen->with_counterpart[f];
    }
    if (metric->kind == SSI_METRIC_KIND_SERIES &&
        metric->part == SSI_SERIES_prospecting) {
        bool named =
            format->closed
                ? seen->with_counterpart[f] != 0
                : (seen->with_counterpart[f] & bit(SSI_ACTIVITY_profile_view)) != 0;
        feeds = named ? feeds : 0;
    }
    return feeds != 0;
}

static void decide_available(struct ssi_inputs *inputs, const struct seen *seen,
                             uint64_t fed)
{
    for (int m = 0; m < SSI_METRICS; m++) {
        enum ssi_metric_id id = (enum ssi_metric_id)m;
        bool level = ssi_metric_feeds(id) == 0;
        bool is_fed = false;
        for (size_t f = 0; f < inputs->format_count && !level; f++) {
            if (feeds_metric(inputs, f, id, seen)) {
                inputs->formats[f].metrics |= UINT64_C(1) << m;
                is_fed = true;
            }
        }
        if (level || (is_fed && has_other_side(inputs, id, seen, fed))) {
            inputs->available |= UINT64_C(1) << m;
        }
    }
}

/** The same facts as sets, for measuring: formats of a week, and formats of a metric. */
static enum ssi_status index_formats(struct ssi_inputs *inputs, struct ssi_error *err)
{
    size_t weeks = (size_t)inputs->week_count;
    inputs->week_formats =
        ssi_arena_alloc(&inputs->arena, weeks * sizeof *inputs->week_formats);
    if (!inputs->week_formats) {
        return ssi_error_nomem(err);
    }
    for (size_t f = 0; f < inputs->format_count; f++) {
        uint32_t set = UINT32_C(1) << f;
        for (size_t w = 0; w < weeks; w++) {
            inputs->week_formats[w] |= inputs->formats[f].weeks[w] ? set : 0;
        }
        for (int m = 0; m < SSI_METRICS; m++) {
            inputs->fed_by[m] |= inputs->formats[f].metrics & bit(m) ? set : 0;
        }
    }
    return SSI_OK;
}

enum ssi_status ssi_inputs_cover(struct ssi_inputs *inputs, struct ssi_error *err)
{
    struct seen seen = {0};
    uint64_t fed = 0;
    SSI_TRY(list_formats(inputs, err));
    note_activities(inputs, &seen);
    for (size_t i = 0; i < inputs->format_count; i++) {
        fed |= inputs->formats[i].feeds;
    }
    SSI_TRY(add_connections_format(inputs, fed, err));
    for (size_t i = 0; i < inputs->format_count; i++) {
        fed |= inputs->formats[i].feeds;
    }
    decide_available(inputs, &seen, fed);
    return index_formats(inputs, err);
}
