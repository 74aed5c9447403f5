// SPDX-License-Identifier: GPL-3.0-or-later
// The cluster bootstrap: members are drawn with replacement, and one drawn twice is there
// twice in each of its queries. Replicate r draws from stream r of the seed, so neither
// the number of threads nor the other replicates change it.

#include "ssi/intervals.h"

#include <math.h>

#include "ssi/memory.h"
#include "ssi/parallel.h"
#include "ssi/random.h"

enum { MIN_REPLICATES = 100 };

struct draws {
    const struct ssi_comparison_options *options;
    const struct ssi_queries *queries;
    uint64_t seed;
    const uint32_t *present; // members of any query
    size_t present_count;
    double *means;
};

/** Memory of one replicate. */
struct replicate {
    uint32_t *times; // of each member, how often it was drawn
    uint32_t *picks; // items of the query, one drawn n times n times
    uint32_t *members;
    double *outcomes, *scores;
    bool *relevant;
    size_t cap;
    size_t *seen; // of each model and measure, queries that define it
};

static void replicate_release(struct replicate *r)
{
    ssi_free(r->times);
    ssi_free(r->picks);
    ssi_free(r->members);
    ssi_free(r->outcomes);
    ssi_free(r->scores);
    ssi_free(r->relevant);
    ssi_free(r->seen);
}

static enum ssi_status reserve(struct replicate *r, size_t need, struct ssi_error *err)
{
    if (need <= r->cap) {
        return SSI_OK;
    }
    size_t caps[5] = {r->cap, r->cap, r->cap, r->cap, r->cap};
    SSI_TRY(SSI_GROW(r->picks, caps[0], need, err));
    SSI_TRY(SSI_GROW(r->members, caps[1], need, err));
    SSI_TRY(SSI_GROW(r->outcomes, caps[2], need, err));
    SSI_TRY(SSI_GROW(r->scores, caps[3], need, err));
    SSI_TRY(SSI_GROW(r->relevant, caps[4], need, err));
    r->cap = need;
    return SSI_OK;
}

/** The query as it was drawn, without scores. */
static enum ssi_status pick(struct replicate *r, const struct ssi_query *query,
                            struct ssi_query *out, struct ssi_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < query->n; i++) {
        n += r->times[query->members[i]];
    }
    SSI_TRY(reserve(r, n + 1, err));
    n = 0;
    for (size_t i = 0; i < query->n; i++) {
        for (uint32_t t = 0; t < r->times[query->members[i]]; t++, n++) {
            r->picks[n] = (uint32_t)i;
            r->members[n] = query->members[i];
            r->outcomes[n] = query->outcomes[i];
            r->relevant[n] = query->relevant[i];
        }
    }
    *out = (struct ssi_query){
        .n = n, .outcomes = r->outcomes, .relevant = r->relevant, .members = r->members};
    return SSI_OK;
}

static enum ssi_status add_query(const struct draws *draws, struct replicate *r, size_t q,
                                 double *means, struct ssi_error *err)
{
    struct ssi_query query;
    struct ssi_ranking outcomes;
    SSI_TRY(pick(r, &draws->queries->items[q], &query, err));
    SSI_TRY(ssi_ranking_make(&outcomes, query.outcomes, query.n, err));
    enum ssi_status status = SSI_OK;
    for (size_t c = 0; status == SSI_OK && c < draws->options->models; c++) {
        double values[SSI_MEASURES];
        for (size_t i = 0; i < query.n; i++) {
            r->scores[i] = draws->queries->scores[q][c][r->picks[i]];
        }
        status = ssi_measures_find(&query, &outcomes, r->scores, draws->options->k,
                                   values, NULL, err);
        for (size_t m = 0; status == SSI_OK && m < SSI_MEASURES; m++) {
            if (!isnan(values[m])) {
                means[c * SSI_MEASURES + m] += values[m];
                r->seen[c * SSI_MEASURES + m]++;
            }
        }
    }
    ssi_ranking_release(&outcomes);
    return status;
}

static enum ssi_status draw(const struct draws *draws, struct replicate *r, size_t index,
                            struct ssi_error *err)
{
    size_t columns = draws->options->models * SSI_MEASURES;
    double *means = draws->means + index * columns;
    struct ssi_random random;
    r->times = ssi_alloc(draws->options->member_count + 1, sizeof *r->times);
    r->seen = ssi_alloc(columns + 1, sizeof *r->seen);
    if (!r->times || !r->seen) {
        return ssi_error_nomem(err);
    }
    ssi_random_init(&random, draws->seed, index);
    for (size_t i = 0; i < draws->present_count; i++) {
        r->times[draws->present[ssi_random_below(&random, draws->present_count)]]++;
    }
    for (size_t c = 0; c < columns; c++) {
        means[c] = 0;
    }
    for (size_t q = 0; q < draws->queries->count; q++) {
        SSI_TRY(add_query(draws, r, q, means, err));
    }
    for (size_t c = 0; c < columns; c++) {
        means[c] = r->seen[c] ? means[c] / (double)r->seen[c] : SSI_NAN;
    }
    return SSI_OK;
}

static enum ssi_status draw_task(void *context, size_t index, size_t worker,
                                 struct ssi_error *err)
{
    (void)worker;
    struct replicate replicate = {0};
    enum ssi_status status = draw(context, &replicate, index, err);
    replicate_release(&replicate);
    return status;
}

/** Members of any query, ascending, so that the order of queries does not matter. */
static size_t find_present(const struct ssi_queries *queries, size_t member_count,
                           uint32_t *out_present)
{
    size_t count = 0;
    for (size_t q = 0; q < queries->count; q++) {
        for (size_t i = 0; i < queries->items[q].n; i++) {
            out_present[queries->items[q].members[i]] = 1;
        }
    }
    for (size_t i = 0; i < member_count; i++) {
        if (out_present[i]) {
            out_present[count++] = (uint32_t)i; // never ahead of i
        }
    }
    return count;
}

enum ssi_status ssi_bootstrap_means(const struct ssi_comparison_options *options,
                                    const struct ssi_queries *queries,
                                    const struct ssi_bootstrap_options *bootstrap,
                                    double *out_means, struct ssi_error *err)
{
    uint32_t *present = ssi_alloc(options->member_count + 1, sizeof *present);
    if (!present) {
        return ssi_error_nomem(err);
    }
    struct draws draws = {.options = options,
                          .queries = queries,
                          .seed = bootstrap->seed,
                          .present = present,
                          .means = out_means};
    draws.present_count = find_present(queries, options->member_count, present);
    enum ssi_status status =
        ssi_parallel(options->threads, bootstrap->replicates, draw_task, &draws, err);
    ssi_free(present);
    return status;
}

/** Type 7 of Hyndman and Fan. */
static double quantile(const struct ssi_ranking *sorted, double p)
{
    double h = (double)(sorted->n - 1) * p;
    size_t low = (size_t)h;
    size_t high = low + 1 < sorted->n ? low + 1 : low;
    double from = sorted->values[sorted->order[low]];
    double to = sorted->values[sorted->order[high]];
    return from + (h - (double)low) * (to - from);
}

static double deviation(const double *values, size_t n)
{
    double mean = 0;
    double squares = 0;
    for (size_t i = 0; i < n; i++) {
        mean += values[i] / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        squares += (values[i] - mean) * (values[i] - mean);
    }
    return sqrt(squares / (double)(n - 1));
}

enum ssi_status ssi_bootstrap_interval(const double *means, size_t replicates,
                                       size_t models, size_t a, size_t b,
                                       enum ssi_measure measure, struct ssi_interval *out,
                                       struct ssi_error *err)
{
    double *values = ssi_alloc(replicates + 1, sizeof *values);
    size_t n = 0;
    if (!values) {
        return ssi_error_nomem(err);
    }
    for (size_t r = 0; r < replicates; r++) {
        const double *row = means + r * models * SSI_MEASURES;
        double value = row[a * SSI_MEASURES + measure];
        value -= b == SSI_NO_MODEL ? 0 : row[b * SSI_MEASURES + measure];
        if (!isnan(value)) {
            values[n++] = value;
        }
    }
    out->low = out->high = out->se = SSI_NAN;
    enum ssi_status status = SSI_OK;
    if (n >= MIN_REPLICATES) {
        struct ssi_ranking sorted;
        status = ssi_ranking_make(&sorted, values, n, err);
        if (status == SSI_OK) {
            out->low = quantile(&sorted, 0.025);
            out->high = quantile(&sorted, 0.975);
            out->se = deviation(values, n);
            ssi_ranking_release(&sorted);
        }
    }
    ssi_free(values);
    return status;
}
