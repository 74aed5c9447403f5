// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The measures with the influence of every member on them, for one pass over a query.
 *
 * Influence: members get weights, all 1; the derivative of the measure by the weight of
 * member i at 1. Each measure is defined for whole weights as if a member were there that
 * often, and extended in between by the same formula. `influence` may be NULL; when the
 * measure is NaN it is filled with 0.
 */
#ifndef SSI_BENCH_RANK_INTERNAL_H
#define SSI_BENCH_RANK_INTERNAL_H

#include "ssi/rank_measures.h"

/** num / den; NaN when den is not above 0. */
double ssi_quotient(double num, double den);

/** Both of the same n >= 2, and no NaN. */
bool ssi_rankings_usable(const struct ssi_ranking *x, const struct ssi_ranking *y);

enum ssi_status ssi_tau_b_influence(const struct ssi_ranking *x,
                                    const struct ssi_ranking *y, double *out_tau,
                                    struct ssi_pair_counts *out_counts, double *influence,
                                    struct ssi_error *err);
enum ssi_status ssi_spearman_influence(const struct ssi_ranking *x,
                                       const struct ssi_ranking *y, double *out_rho,
                                       double *influence, struct ssi_error *err);
double ssi_auc_influence(const struct ssi_ranking *scores, const bool *relevant,
                         double *influence);
double ssi_ndcg_influence(const struct ssi_ranking *scores,
                          const struct ssi_ranking *outcomes, size_t k,
                          double *influence);
/** Of the first `depth` places the sum of gains; a fractional depth takes a part of a
 * place. */
struct ssi_gain {
    double total; /**< expected sum of gains */
    double
        marginal; /**< gain of one place more, the mean of just before and just after */
};
struct ssi_gain ssi_gain_until(const struct ssi_ranking *scores, const double *gains,
                               double depth, double *influence);
double ssi_precision_influence(const struct ssi_ranking *scores, const double *gains,
                               size_t k, double *influence);
double ssi_recall_influence(const struct ssi_ranking *scores, const double *gains,
                            size_t k, double *influence);
double ssi_lift_influence(const struct ssi_ranking *scores, const double *outcomes,
                          double *influence);

/**
 * Replaces derivatives by what each measure loses without the member, x (n - 1) / n,
 * where it is defined without it. O(n^2 log n).
 */
enum ssi_status ssi_leave_one_out(const struct ssi_query *query, const double *scores,
                                  size_t k, const double values[SSI_MEASURES],
                                  double *influence, struct ssi_error *err);

#endif
