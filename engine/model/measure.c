// SPDX-License-Identifier: GPL-3.0-or-later
// The value x of each metric for one member and scored week: design section 6. Sums run over
// the covered weeks of the window, oldest first, in double; x is rounded to millionths.

#include <math.h>

#include "model_internal.h"

#include "ssi/num.h"

/** What measuring one member for one scored week works on. */
struct scope {
    const struct ssi_inputs *inputs;
    const struct ssi_input_member *member;
    const struct ssi_tally *tally;
    int32_t week;                       /* scored */
    unsigned char present[128];         /* by place in the window: the member's week counts */
    uint32_t covers;                    /* bit f: format f covers this member */
    uint32_t formats[128];              /* by place in the window: formats that cover it then */
    const unsigned char *covered;       /* by place in the window, of the metric at hand */
};

static_assert(SSI_MAX_FORMATS <= 32, "formats fit the bits of a set");

static int32_t window_start(const struct scope *s)
{
    return s->week - (s->inputs->model->window - 1);
}

/** Weeks from since to until, without those opted out or away. */
static void find_present(struct scope *s)
{
    const struct ssi_inputs *inputs = s->inputs;
    int64_t cutoff = ssi_inputs_cutoff(inputs, s->week);
    const struct ssi_fact *since =
        ssi_reference_fact(inputs->reference, s->member->person, SSI_ROSTER_SINCE, cutoff);
    const struct ssi_fact *until =
        ssi_reference_fact(inputs->reference, s->member->person, SSI_ROSTER_UNTIL, cutoff);
    for (int32_t i = 0; i < inputs->model->window; i++) {
        int32_t w = window_start(s) + i - inputs->first_week;
        int64_t end = inputs->cutoffs[w];
        int64_t start = w > 0 ? inputs->cutoffs[w - 1]
                              : ssi_calendar_week_start(inputs->calendar, inputs->first_week);
        s->present[i] = !s->tally->absent[w] && (!since || since->secs < end) &&
                        (!until || until->secs >= start);
    }
}

/** An open log covers everyone; a closed file navigator seats, or who acts in it. */
static void find_covering(struct scope *s)
{
    const struct ssi_inputs *inputs = s->inputs;
    struct ssi_str seat = ssi_inputs_text(inputs, s->member->person, SSI_ROSTER_SEAT,
                                          ssi_inputs_cutoff(inputs, s->week));
    for (size_t f = 0; f < inputs->format_count; f++) {
        bool covers = !inputs->formats[f].closed ||
                      (seat.len ? ssi_str_eq_nocase(seat, ssi_str_z("navigator"))
                                : s->tally->first_seen[f] <= s->week);
        s->covers |= covers ? UINT32_C(1) << f : 0;
    }
    for (int32_t i = 0; i < inputs->model->window; i++) {
        int32_t w = window_start(s) + i - inputs->first_week;
        s->formats[i] = s->present[i] ? s->covers & inputs->week_formats[w] : 0;
    }
}

/** Marks the window's weeks in which any of the formats covers the member. */
static int32_t cover_window(const struct scope *s, uint32_t formats, unsigned char *covered)
{
    int32_t count = 0;
    for (int32_t i = 0; i < s->inputs->model->window; i++) {
        covered[i] = (s->formats[i] & formats) != 0;
        count += covered[i];
    }
    return count;
}

static double decay(const struct scope *s, int32_t place)
{
    return s->inputs->decay[s->inputs->model->window - 1 - place];
}

/** Far beyond any real count, and within 64 bits as millionths. */
static const double MOST_A_WEEK = 1e12;

/** Recency-weighted mean per week of a series with a stride. */
static int64_t mean_of(const struct scope *s, const uint64_t *series, size_t stride)
{
    double sum = 0;
    double weights = 0;
    for (int32_t i = 0; i < s->inputs->model->window; i++) {
        if (s->covered[i]) {
            size_t w = (size_t)(window_start(s) + i - s->inputs->first_week);
            sum += (double)series[w * stride] * decay(s, i);
            weights += decay(s, i);
        }
    }
    return ssi_round_scaled(fmin(sum / weights, MOST_A_WEEK), 6);
}

static int64_t measure_count(const struct scope *s, const struct ssi_metric *metric)
{
    return mean_of(s, s->tally->counts + metric->part, SSI_ACTIVITY_COUNT);
}

static int64_t measure_series(const struct scope *s, const struct ssi_metric *metric)
{
    const uint64_t *const series[] = {
        [SSI_SERIES_prospecting] = s->tally->prospecting,
        [SSI_SERIES_days] = s->tally->days,
        [SSI_SERIES_connections_made] = s->tally->made,
    };
    return mean_of(s, series[metric->part], 1);
}

/** Requests of a week that were accepted before the scored week's cut-off. */
static uint64_t accepted(const struct scope *s, int kind, int32_t week)
{
    const struct ssi_answered *items = s->inputs->answered + s->member->accepts[kind];
    uint64_t n = 0;
    for (uint32_t i = 0; i < s->member->accept_count[kind]; i++) {
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
        const uint64_t *counts = s->tally->counts + w * SSI_ACTIVITY_COUNT;
        uint64_t part = 0;
        uint64_t whole = 0;
        if (!s->covered[i]) {
            continue;
        }
        switch ((enum ssi_ratio)metric->part) {
        case SSI_RATIO_topic:
            part = s->tally->on_topic[w];
            whole = s->tally->published[w];
            break;
        case SSI_RATIO_inmail:
            part = accepted(s, 0, week);
            whole = counts[SSI_ACTIVITY_inmail_send];
            break;
        case SSI_RATIO_acceptance:
            part = accepted(s, 1, week);
            whole = counts[SSI_ACTIVITY_connection_request];
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
            if (place >= 0 && place < s->inputs->model->window && s->covered[place]) {
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
    return ssi_level_value(s->inputs, s->member, id, cutoff, &value)
               ? ssi_round_scaled(value, 6)
               : SSI_X_NONE;
}

typedef int64_t measure_function(const struct scope *s, const struct ssi_metric *metric);

static int64_t measure_one(struct scope *s, enum ssi_metric_id id, unsigned char *out_covered)
{
    static measure_function *const measures[] = {
        [SSI_METRIC_KIND_COUNT] = measure_count,
        [SSI_METRIC_KIND_SERIES] = measure_series,
        [SSI_METRIC_KIND_RATIO] = measure_ratio,
        [SSI_METRIC_KIND_PAIRS] = measure_pairs,
    };
    const struct ssi_metric *metric = ssi_metric_info(id);
    unsigned char covered[128];
    if (metric->kind == SSI_METRIC_KIND_LEVEL || metric->kind == SSI_METRIC_KIND_DERIVED) {
        return measure_level(s, id);
    }
    uint64_t bit = UINT64_C(1) << id;
    if (!(s->inputs->available & bit) || cover_window(s, s->inputs->fed_by[id], covered) == 0) {
        return SSI_X_NONE;
    }
    for (int32_t k = 0; out_covered && k < s->inputs->model->window; k++) {
        out_covered[k] = covered[s->inputs->model->window - 1 - k];
    }
    s->covered = covered;
    int64_t x = measures[metric->kind](s, metric);
    s->covered = NULL;
    return x;
}

void ssi_measure(const struct ssi_inputs *inputs, const struct ssi_input_member *member,
                 const struct ssi_tally *tally, int32_t week, struct ssi_measures *out)
{
    struct scope scope = {
        .inputs = inputs, .member = member, .tally = tally, .week = week};
    unsigned char covered[128];
    find_present(&scope);
    find_covering(&scope);
    out->weeks = cover_window(&scope, UINT32_MAX, covered);
    for (size_t i = 0; i < inputs->model->metric_count; i++) {
        unsigned char *weeks =
            out->covered ? out->covered + i * (size_t)inputs->model->window : NULL;
        out->x[i] = measure_one(&scope, inputs->model->metrics[i].id, weeks);
        out->share[i] = 0;
    }
}
