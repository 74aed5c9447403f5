// SPDX-License-Identifier: GPL-3.0-or-later
// The value x of each metric for one member and scored week: design section 6. Sums run
// over the covered weeks of the window, oldest first, in double; x is rounded to
// millionths.

#include "model_internal.h"

#include "ssi/num.h"

/** What measuring one member for one scored week works on. */
struct scope {
    const struct ssi_inputs *inputs;
    const struct ssi_input_member *member;
    const struct ssi_tally *tally;
    int32_t week;                  /* scored */
    struct ssi_covering *covering; /* in that week */
    const struct ssi_cover *cover; /* of the metric at hand */
    bool *failed;                  /* memory was out */
};

static_assert(SSI_MAX_FORMATS <= 32, "formats fit the bits of a set");

static int32_t window_start(const struct scope *s)
{
    return s->week - (s->inputs->model->window - 1);
}

/** The place of the window's first week in what is kept by week. */
static int32_t first_place(const struct scope *s)
{
    return window_start(s) - s->inputs->first_week;
}

/** An open log covers everyone; a closed file navigator seats, or who acts in it. */
static uint32_t find_covering(const struct scope *s)
{
    const struct ssi_inputs *inputs = s->inputs;
    uint32_t set = 0;
    struct ssi_str seat = ssi_inputs_text(inputs, s->member->person, SSI_ROSTER_SEAT,
                                          ssi_inputs_cutoff(inputs, s->week));
    for (size_t f = 0; f < inputs->format_count; f++) {
        bool covers = !inputs->formats[f].closed ||
                      (seat.len ? ssi_str_eq_nocase(seat, ssi_str_z("navigator"))
                                : s->tally->first_seen[f] <= s->week);
        set |= covers ? UINT32_C(1) << f : 0;
    }
    return set;
}

/** Weeks from since to until count, without those opted out or away. */
static void find_formats(const struct scope *s)
{
    const struct ssi_inputs *inputs = s->inputs;
    int64_t cutoff = ssi_inputs_cutoff(inputs, s->week);
    const struct ssi_fact *since = ssi_reference_fact(
        inputs->reference, s->member->person, SSI_ROSTER_SINCE, cutoff);
    const struct ssi_fact *until = ssi_reference_fact(
        inputs->reference, s->member->person, SSI_ROSTER_UNTIL, cutoff);
    for (int32_t i = 0; i < inputs->model->window; i++) {
        int32_t w = first_place(s) + i;
        int64_t end = inputs->cutoffs[w];
        int64_t start =
            w > 0 ? inputs->cutoffs[w - 1]
                  : ssi_calendar_week_start(inputs->calendar, inputs->first_week);
        bool present = !s->tally->absent[w] && (!since || since->secs < end) &&
                       (!until || until->secs >= start);
        s->covering->formats[i] =
            present ? s->covering->covers & inputs->week_formats[w] : 0;
    }
}

/** Without a roster everyone is present always: what covers one covers many. */
static void find_cover(struct scope *s)
{
    uint32_t covers = find_covering(s);
    s->covering = &s->tally->covering[s->week - s->inputs->first_week];
    if (s->covering->known && s->covering->covers == covers) {
        return;
    }
    s->covering->known = !s->inputs->has_roster;
    s->covering->covers = covers;
    for (size_t i = 0; i < SSI_COUNT(s->covering->sets); i++) {
        s->covering->sets[i].formats = 0;
    }
    find_formats(s);
}

static double decay(const struct scope *s, int32_t place)
{
    return s->inputs->decay[s->inputs->model->window - 1 - place];
}

static void cover_window(const struct scope *s, uint32_t formats, struct ssi_cover *out)
{
    out->formats = formats;
    out->count = 0;
    out->weights = 0;
    out->bits = 0;
    for (int32_t i = 0; i < s->inputs->model->window; i++) {
        bool covered = (s->covering->formats[i] & formats) != 0;
        out->covered[i] = covered;
        out->count += covered;
        out->weights += covered ? decay(s, i) : 0;
        out->bits |= i < 64 ? (uint64_t)covered << i : 0;
    }
}

/** The window as covered by a set of formats, found once for each set. */
static const struct ssi_cover *cover_of(const struct scope *s, uint32_t formats)
{
    struct ssi_cover *cover = s->covering->sets;
    struct ssi_cover *last =
        cover + SSI_COUNT(s->covering->sets) - 1; // shared, when all are
    while (cover < last && cover->formats && cover->formats != formats) {
        cover++;
    }
    if (cover->formats != formats) {
        cover_window(s, formats, cover);
    }
    return cover;
}

/** Far beyond any real count, and within 64 bits as millionths. */
static const double MOST_A_WEEK = 1e12;

static int64_t rounded_mean(const struct scope *s, double sum)
{
    double mean = sum / s->cover->weights;
    return ssi_round_scaled(mean < MOST_A_WEEK ? mean : MOST_A_WEEK, 6);
}

/** Recency-weighted mean per week of a series by week. */
static int64_t mean_of(const struct scope *s, const uint64_t *series)
{
    double sum = 0;
    const uint64_t *window = series + first_place(s);
    for (int32_t i = 0; i < s->inputs->model->window; i++) {
        if (s->cover->covered[i]) {
            sum += (double)window[i] * decay(s, i);
        }
    }
    return rounded_mean(s, sum);
}

/** The same sum, without adding the weeks of 0, which are most. held: bit w: not 0 then.
 */
static int64_t mean_of_held(const struct scope *s, const uint64_t *series, uint64_t held)
{
    if (s->inputs->week_count > 64) {
        return mean_of(s, series);
    }
    double sum = 0;
    const uint64_t *window = series + first_place(s);
    uint64_t places = held >> first_place(s) & s->cover->bits;
    for (; places; places &= places - 1) { // the oldest first
        int32_t i = __builtin_ctzll(places);
        sum += (double)window[i] * decay(s, i);
    }
    return rounded_mean(s, sum);
}

static int64_t measure_count(const struct scope *s, const struct ssi_metric *metric)
{
    if (!(s->tally->touched >> metric->part & 1)) {
        return 0;
    }
    return mean_of_held(s, ssi_tally_counts(s->tally, (enum ssi_activity)metric->part),
                        s->tally->held[metric->part]);
}

static int64_t measure_series(const struct scope *s, const struct ssi_metric *metric)
{
    const uint64_t *const series[] = {
        [SSI_SERIES_prospecting] = s->tally->prospecting,
        [SSI_SERIES_days] = s->tally->days,
        [SSI_SERIES_connections_made] = s->tally->made,
    };
    return metric->part == SSI_SERIES_days
               ? mean_of_held(s, s->tally->days, s->tally->held_days)
               : mean_of(s, series[metric->part]);
}

/** Requests of a week that were accepted before the scored week's cut-off. */
static uint64_t accepted(const struct scope *s, int kind, int32_t week)
{
    uint64_t n = 0;
    if (!s->inputs->answers) {
        return 0;
    }
    const struct ssi_member_answers *mine =
        &s->inputs->answers[s->member - s->inputs->members];
    const struct ssi_answered *items = s->inputs->answered + mine->first[kind];
    for (uint32_t i = 0; i < mine->count[kind]; i++) {
        if (items[i].request_week == week && items[i].answer_week <= s->week) {
            n += items[i].n;
        }
    }
    return n;
}

static int64_t measure_ratio(const struct scope *s, const struct ssi_metric *metric)
{
    double num = 0;
    double den = 0;
    for (int32_t i = 0; i < s->inputs->model->window; i++) {
        int32_t week = window_start(s) + i;
        int32_t w = week - s->inputs->first_week;
        uint64_t part = 0;
        uint64_t whole = 0;
        if (!s->cover->covered[i]) {
            continue;
        }
        switch ((enum ssi_ratio)metric->part) {
        case SSI_RATIO_topic:
            part = s->tally->on_topic[w];
            whole = s->tally->published[w];
            break;
        case SSI_RATIO_inmail:
            part = accepted(s, 0, week);
            whole = ssi_tally_counts(s->tally, SSI_ACTIVITY_inmail_send)[w];
            break;
        case SSI_RATIO_acceptance:
            part = accepted(s, 1, week);
            whole = ssi_tally_counts(s->tally, SSI_ACTIVITY_connection_request)[w];
            break;
        }
        num += (double)part * decay(s, i);
        den += (double)whole * decay(s, i);
    }
    den += s->inputs->model->prior_n;
    return den > 0 ? ssi_round_scaled(num / den, 6) : SSI_X_NONE;
}

static int64_t measure_pairs(const struct scope *s, const struct ssi_metric *metric)
{
    const struct ssi_pair_week *pairs = s->tally->pairs;
    uint64_t least = (uint64_t)s->inputs->model->reciprocal_min;
    int64_t qualifying = 0;
    (void)metric;
    for (size_t i = 0; i < s->tally->pair_count;) {
        uint64_t gives = 0;
        uint64_t receives = 0;
        uint32_t other = pairs[i].other;
        for (; i < s->tally->pair_count && pairs[i].other == other; i++) {
            int32_t place = pairs[i].week - window_start(s);
            if (place >= 0 && place < s->inputs->model->window &&
                s->cover->covered[place]) {
                gives += pairs[i].gives;
                receives += pairs[i].receives;
            }
        }
        qualifying += gives >= least && receives >= least;
    }
    return qualifying * 1000000;
}

static int64_t measure_level(const struct scope *s, enum ssi_metric_id id)
{
    double value;
    int64_t cutoff = ssi_inputs_cutoff(s->inputs, s->week);
    return ssi_level_value(s->inputs, s->member, id, cutoff, &value, s->failed)
               ? ssi_round_scaled(value, 6)
               : SSI_X_NONE;
}

typedef int64_t measure_function(const struct scope *s, const struct ssi_metric *metric);

static int64_t measure_one(struct scope *s, enum ssi_metric_id id,
                           unsigned char *out_covered)
{
    static measure_function *const measures[] = {
        [SSI_METRIC_KIND_COUNT] = measure_count,
        [SSI_METRIC_KIND_SERIES] = measure_series,
        [SSI_METRIC_KIND_RATIO] = measure_ratio,
        [SSI_METRIC_KIND_PAIRS] = measure_pairs,
    };
    const struct ssi_metric *metric = ssi_metric_info(id);
    if (metric->kind == SSI_METRIC_KIND_LEVEL ||
        metric->kind == SSI_METRIC_KIND_DERIVED) {
        return measure_level(s, id);
    }
    uint32_t formats = s->inputs->fed_by[id];
    if (!(s->inputs->available & UINT64_C(1) << id) || !formats) {
        return SSI_X_NONE;
    }
    s->cover = cover_of(s, formats);
    if (s->cover->count == 0) {
        return SSI_X_NONE;
    }
    for (int32_t k = 0; out_covered && k < s->inputs->model->window; k++) {
        out_covered[k] = s->cover->covered[s->inputs->model->window - 1 - k];
    }
    return measures[metric->kind](s, metric);
}

void ssi_measure(const struct ssi_inputs *inputs, const struct ssi_input_member *member,
                 const struct ssi_tally *tally, int32_t week, struct ssi_measures *out)
{
    struct scope scope = {.inputs = inputs,
                          .member = member,
                          .tally = tally,
                          .week = week,
                          .failed = &out->failed};
    out->failed = false;
    find_cover(&scope);
    out->weeks = cover_of(&scope, UINT32_MAX)->count;
    for (size_t i = 0; i < inputs->model->metric_count; i++) {
        unsigned char *weeks =
            out->covered ? out->covered + i * (size_t)inputs->model->window : NULL;
        out->x[i] = measure_one(&scope, inputs->model->metrics[i].id, weeks);
        out->share[i] = 0;
    }
}
