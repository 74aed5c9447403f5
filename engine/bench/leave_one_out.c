// SPDX-License-Identifier: GPL-3.0-or-later
// What a query's measures would be without each of its members: for few members surer
// than derivatives, which see the steps of a measure as slopes.

#include "rank_internal.h"

#include <math.h>
#include <string.h>

#include "ssi/memory.h"

/** The query with one member left out, in memory of its own. */
struct rest {
    double *outcomes, *scores;
    bool *relevant;
};

static void leave(const struct ssi_query *query, const double *scores, size_t out,
                  const struct rest *rest)
{
    size_t after = query->n - out - 1;
    memcpy(rest->outcomes, query->outcomes, out * sizeof *rest->outcomes);
    memcpy(rest->outcomes + out, query->outcomes + out + 1,
           after * sizeof *rest->outcomes);
    memcpy(rest->scores, scores, out * sizeof *rest->scores);
    memcpy(rest->scores + out, scores + out + 1, after * sizeof *rest->scores);
    memcpy(rest->relevant, query->relevant, out * sizeof *rest->relevant);
    memcpy(rest->relevant + out, query->relevant + out + 1,
           after * sizeof *rest->relevant);
}

static enum ssi_status measure_rest(const struct rest *rest, size_t n, size_t k,
                                    double values[SSI_MEASURES], struct ssi_error *err)
{
    struct ssi_query query = {
        .n = n, .outcomes = rest->outcomes, .relevant = rest->relevant};
    struct ssi_ranking outcomes;
    SSI_TRY(ssi_ranking_make(&outcomes, rest->outcomes, n, err));
    enum ssi_status status =
        ssi_measures_find(&query, &outcomes, rest->scores, k, values, NULL, err);
    ssi_ranking_release(&outcomes);
    return status;
}

static enum ssi_status leave_each(const struct ssi_query *query, const double *scores,
                                  size_t k, const double *values, const struct rest *rest,
                                  double *influence, struct ssi_error *err)
{
    double n = (double)query->n;
    for (size_t i = 0; i < query->n; i++) {
        double without[SSI_MEASURES];
        leave(query, scores, i, rest);
        SSI_TRY(measure_rest(rest, query->n - 1, k, without, err));
        for (size_t m = 0; m < SSI_MEASURES; m++) {
            double change = values[m] - without[m];
            if (!isnan(change)) {
                influence[m * query->n + i] = change * (n - 1) / n;
            }
        }
    }
    return SSI_OK;
}

enum ssi_status ssi_leave_one_out(const struct ssi_query *query, const double *scores,
                                  size_t k, const double values[SSI_MEASURES],
                                  double *influence, struct ssi_error *err)
{
    struct rest rest = {.outcomes = ssi_alloc(query->n + 1, sizeof *rest.outcomes),
                        .scores = ssi_alloc(query->n + 1, sizeof *rest.scores),
                        .relevant = ssi_alloc(query->n + 1, sizeof *rest.relevant)};
    enum ssi_status status =
        rest.outcomes && rest.scores && rest.relevant
            ? leave_each(query, scores, k, values, &rest, influence, err)
            : ssi_error_nomem(err);
    ssi_free(rest.outcomes);
    ssi_free(rest.scores);
    ssi_free(rest.relevant);
    return status;
}
