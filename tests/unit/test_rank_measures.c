// SPDX-License-Identifier: GPL-3.0-or-later
// Measures of a query: published examples, brute force over all pairs and all orders of
// ties, what is undefined, and the influence of every member by moving its weight.

#include "testing_measures.h"

enum { TRIALS = 300, MOST = 60 };

/* --- Published examples --- */

static void test_rank_measures__tau_examples(void **state)
{
    (void)state;
    /* documentation of scipy.stats.kendalltau */
    static const double x1[] = {12, 2, 1, 12, 2};
    static const double x2[] = {1, 4, 7, 1, 0};
    assert_close(tau_of(x1, x2, 5, NULL), -0.47140452079103173, EXACT);
    /* Hollander and Wolfe 1973, p. 187: tuna by Hunter L and by a panel, T = 26; R,
     * ?cor.test */
    static const double hunter[] = {44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1};
    static const double panel[] = {2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8};
    struct ssi_pair_counts counts;
    assert_close(tau_of(hunter, panel, 9, &counts), 16.0 / 36.0, EXACT);
    assert_int_equal(counts.concordant, 26);
    assert_int_equal(counts.discordant, 10);
}

static void test_rank_measures__spearman_examples(void **state)
{
    (void)state;
    /* documentation of scipy.stats.spearmanr */
    static const double x[] = {1, 2, 3, 4, 5};
    static const double y[] = {5, 6, 7, 8, 7};
    assert_close(spearman_of(x, y, 5), 0.8207826816681233, EXACT);
    /* Wikipedia, Spearman's rank correlation: IQ and hours of TV, -29 / 165 */
    static const double iq[] = {106, 100, 86, 101, 99, 103, 97, 113, 112, 110};
    static const double tv[] = {7, 27, 2, 50, 28, 29, 20, 12, 6, 17};
    assert_close(spearman_of(iq, tv, 10), -29.0 / 165.0, EXACT);
}

static void test_rank_measures__auc_and_ndcg_examples(void **state)
{
    (void)state;
    /* documentation of sklearn.metrics.roc_auc_score and ndcg_score */
    static const double scores[] = {0.1, 0.4, 0.35, 0.8};
    static const bool labels[] = {false, false, true, true};
    assert_close(auc_of(scores, labels, 4), 0.75, EXACT);
    static const double gains[] = {10, 0, 0, 1, 5};
    static const double first[] = {.1, .2, .3, 4, 70};
    static const double second[] = {.05, 1.1, 1., .5, .0};
    static const double tied[] = {1, 0, 0, 0, 1};
    assert_close(ndcg_of(first, gains, 5, 5), 0.69569404438130744, EXACT);
    assert_close(ndcg_of(second, gains, 5, 5), 0.49368019137737607, EXACT);
    assert_close(ndcg_of(second, gains, 5, 4), 0.35202411006344886, EXACT);
    assert_close(ndcg_of(tied, gains, 5, 1), 0.75, EXACT);
    /* Wikipedia, Discounted cumulative gain: 6.861 / 7.141 of the six documents alone */
    static const double documents[] = {3, 2, 3, 0, 1, 2};
    static const double order[] = {6, 5, 4, 3, 2, 1};
    assert_close(ndcg_of(order, documents, 6, 6), 0.9608081943360617, EXACT);
}

/* --- Brute force --- */

struct sample {
    size_t n;
    double x[MOST], y[MOST];
    bool relevant[MOST];
    size_t k;
};

/* Few different values, so that most are tied; some with signed zeros. */
static struct sample draw_sample(uint64_t trial, size_t most)
{
    struct ssi_random random;
    struct sample s = {0};
    ssi_random_init(&random, 11, trial);
    s.n = 2 + (size_t)ssi_random_below(&random, most - 1);
    uint64_t values = 1 + ssi_random_below(&random, 2 * s.n);
    s.k = 1 + (size_t)ssi_random_below(&random, s.n + 2);
    for (size_t i = 0; i < s.n; i++) {
        s.x[i] = (double)ssi_random_below(&random, values) - 2;
        s.x[i] = s.x[i] == 0.0 && i % 2 ? -0.0 : s.x[i] / 3;
        s.y[i] = (double)ssi_random_below(&random, values) / 7;
        s.relevant[i] = s.y[i] > 0.5;
    }
    return s;
}

static int sign(double value)
{
    return (value > 0) - (value < 0);
}

static void test_rank_measures__tau_is_that_of_all_pairs(void **state)
{
    (void)state;
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        struct sample s = draw_sample(trial, MOST);
        struct ssi_pair_counts want = {0};
        struct ssi_pair_counts got;
        for (size_t i = 0; i < s.n; i++) {
            for (size_t j = 0; j < i; j++) {
                int by_x = sign(s.x[i] - s.x[j]);
                int by_y = sign(s.y[i] - s.y[j]);
                want.concordant += by_x * by_y > 0;
                want.discordant += by_x * by_y < 0;
                want.tied_x += by_x == 0 && by_y != 0;
                want.tied_y += by_x != 0 && by_y == 0;
                want.tied_both += by_x == 0 && by_y == 0;
            }
        }
        double c = (double)want.concordant;
        double d = (double)want.discordant;
        double both = (c + d + (double)want.tied_x) * (c + d + (double)want.tied_y);
        assert_close(tau_of(s.x, s.y, s.n, &got),
                     both > 0 ? (c - d) / sqrt(both) : SSI_NAN, EXACT);
        assert_memory_equal(&got, &want, sizeof want);
    }
}

static double mid_rank(const double *values, size_t n, size_t i)
{
    double rank = 0.5;
    for (size_t j = 0; j < n; j++) {
        rank += values[j] < values[i] ? 1 : values[j] > values[i] ? 0 : 0.5;
    }
    return rank;
}

static void test_rank_measures__spearman_is_pearson_of_mid_ranks(void **state)
{
    (void)state;
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        struct sample s = draw_sample(trial, MOST);
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (size_t i = 0; i < s.n; i++) {
            double x = mid_rank(s.x, s.n, i) - ((double)s.n + 1) / 2;
            double y = mid_rank(s.y, s.n, i) - ((double)s.n + 1) / 2;
            xx += x * x;
            yy += y * y;
            xy += x * y;
        }
        assert_close(spearman_of(s.x, s.y, s.n),
                     xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : SSI_NAN, EXACT);
    }
}

static void test_rank_measures__auc_is_that_of_all_pairs(void **state)
{
    (void)state;
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        struct sample s = draw_sample(trial, MOST);
        double wins = 0;
        double pairs = 0;
        for (size_t i = 0; i < s.n; i++) {
            for (size_t j = 0; j < s.n; j++) {
                if (s.relevant[i] && !s.relevant[j]) {
                    pairs++;
                    wins += s.x[i] > s.x[j] ? 1 : s.x[i] < s.x[j] ? 0 : 0.5;
                }
            }
        }
        assert_close(auc_of(s.x, s.relevant, s.n), pairs > 0 ? wins / pairs : SSI_NAN,
                     EXACT);
    }
}

/* Means over all orders that the scores allow. */
struct orders {
    const struct sample *sample;
    double count, dcg, found, top; /* top: amount of the first n / 10 places */
};

static void add_order(struct orders *orders, const size_t *order)
{
    const struct sample *s = orders->sample;
    double tenth = (double)s->n / 10;
    orders->count++;
    for (size_t at = 0; at < s->n; at++) {
        double y = s->y[order[at]];
        orders->dcg += at < s->k ? y / log2((double)at + 2) : 0;
        orders->found += at < s->k && s->relevant[order[at]];
        orders->top += y * fmax(0, fmin(1, tenth - (double)at));
    }
}

static void permute(struct orders *orders, size_t *order, size_t at)
{
    const struct sample *s = orders->sample;
    if (at == s->n) {
        add_order(orders, order);
        return;
    }
    for (size_t i = at; i < s->n;
         i++) { /* only whoever nobody left is above comes next */
        bool highest = true;
        for (size_t j = at; j < s->n; j++) {
            highest = highest && s->x[order[j]] <= s->x[order[i]];
        }
        if (highest) {
            size_t swapped = order[at];
            order[at] = order[i];
            order[i] = swapped;
            permute(orders, order, at + 1);
            order[i] = order[at];
            order[at] = swapped;
        }
    }
}

static void check_orders(const struct sample *s)
{
    struct orders orders = {.sample = s};
    struct sample ideal = *s;
    struct orders best = {.sample = &ideal};
    size_t order[MOST];
    double all = 0;
    double relevant = 0;
    for (size_t i = 0; i < s->n; i++) {
        order[i] = i;
        ideal.x[i] = s->y[i];
        all += s->y[i];
        relevant += s->relevant[i];
    }
    permute(&orders, order, 0);
    permute(&best, order, 0);
    struct ssi_ranking scores = ranking_of(s->x, s->n);
    struct ssi_tenths tenths;
    double places = (double)(s->k < s->n ? s->k : s->n);
    double none = SSI_NAN;
    assert_close(ndcg_of(s->x, s->y, s->n, s->k),
                 all > 0 ? orders.dcg / orders.count / (best.dcg / best.count) : none,
                 EXACT);
    assert_close(ssi_precision(&scores, s->relevant, s->k),
                 orders.found / orders.count / places, EXACT);
    assert_close(ssi_recall(&scores, s->relevant, s->k),
                 relevant > 0 ? orders.found / orders.count / relevant : none, EXACT);
    assert_true(ssi_tenths_find(&scores, s->y, s->relevant, &tenths));
    assert_close(tenths.amount[0], orders.top / orders.count, EXACT);
    assert_close(tenths.amount_gained[9], all > 0 ? 1 : none, EXACT);
    ssi_ranking_release(&scores);
}

static void test_rank_measures__ties_are_means_over_all_orders(void **state)
{
    (void)state;
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        struct sample s = draw_sample(trial, 7);
        check_orders(&s);
    }
}

/* --- Undefined --- */

static void test_rank_measures__undefined_is_nan(void **state)
{
    (void)state;
    static const double some[] = {1, 2, 3};
    static const double same[] = {2, 2, 2};
    static const double zeros[] = {0, -0.0, 0};
    static const double hole[] = {1, SSI_NAN, 3};
    static const double loss[] = {1, -1, 3};
    static const bool none[] = {false, false, false};
    static const bool one[] = {false, true, false};
    assert_nan(tau_of(some, same, 3, NULL));
    assert_nan(tau_of(zeros, some, 3, NULL));
    assert_nan(tau_of(some, hole, 3, NULL));
    assert_nan(tau_of(some, some, 1, NULL));
    assert_nan(tau_of(some, some, 0, NULL));
    assert_nan(spearman_of(some, zeros, 3));
    assert_nan(spearman_of(hole, some, 3));
    assert_nan(spearman_of(some, some, 1));
    assert_nan(ndcg_of(some, zeros, 3, 3));
    assert_nan(ndcg_of(some, loss, 3, 3));
    assert_nan(ndcg_of(hole, some, 3, 3));
    assert_nan(ndcg_of(some, some, 3, 0));
    assert_nan(auc_of(some, none, 3));
    assert_nan(auc_of(hole, one, 3));
    assert_close(auc_of(same, one, 3), 0.5, EXACT);
    struct ssi_ranking ranking = ranking_of(some, 3);
    assert_nan(ssi_recall(&ranking, none, 2));
    assert_close(ssi_precision(&ranking, none, 2), 0, EXACT);
    ssi_ranking_release(&ranking);
    assert_nan(ssi_brier(some, one, 3));
    assert_nan(ssi_brier(hole, one, 0));
}

static void test_rank_measures__infinite_scores_are_in_order(void **state)
{
    (void)state;
    static const double x[] = {-SSI_INFINITY, -1, 0, 1e300, SSI_INFINITY};
    static const double y[] = {1, 2, 3, 4, 5};
    assert_close(tau_of(x, y, 5, NULL), 1, EXACT);
    assert_close(spearman_of(x, y, 5), 1, EXACT);
}

/* --- Relevance, contrast, probabilities --- */

static void test_rank_measures__who_is_relevant(void **state)
{
    (void)state;
    static const double outcomes[] = {0, 5, 1, 5, 0, 2, 0, 0, 0, 0};
    bool relevant[10];
    struct ssi_ranking ranking = ranking_of(outcomes, 10);
    assert_int_equal(ssi_relevant_find(&ranking, SSI_RELEVANT_POSITIVE, 0, relevant), 4);
    assert_true(relevant[1] && relevant[2] && relevant[3] && relevant[5]);
    assert_int_equal(ssi_relevant_find(&ranking, SSI_RELEVANT_TOP_SHARE, 0.1, relevant),
                     2);
    assert_int_equal(ssi_relevant_find(&ranking, SSI_RELEVANT_TOP_SHARE, 0.3, relevant),
                     3);
    assert_int_equal(ssi_relevant_find(&ranking, SSI_RELEVANT_TOP_SHARE, 0.9, relevant),
                     4);
    assert_int_equal(ssi_relevant_find(&ranking, SSI_RELEVANT_TOP_SHARE, 0, relevant), 0);
    ssi_ranking_release(&ranking);
}

static void test_rank_measures__contrast(void **state)
{
    (void)state;
    static const double scores[] = {90, 71, 70, 50, 30, 29, 10, 0};
    static const double outcomes[] = {6, 2, 100, 100, 100, 0, 3, 0};
    static const bool relevant[] = {true, true, true, true, true, false, true, false};
    struct ssi_contrast c;
    ssi_contrast_find(scores, outcomes, relevant, 8, 70, 30, &c);
    assert_int_equal(c.high_n, 2);
    assert_int_equal(c.low_n, 3);
    assert_close(c.ratio, 4, EXACT);
    assert_close(c.difference, 3, EXACT);
    assert_close(c.low_relevant, 1.0 / 3, EXACT);
    ssi_contrast_find(scores, outcomes, relevant, 8, 100, 30, &c);
    assert_int_equal(c.high_n, 0);
    assert_true(isnan(c.high_mean) && isnan(c.ratio) && isnan(c.difference));
}

static void test_rank_measures__probabilities(void **state)
{
    (void)state;
    static const double p[] = {0, 0.1, 0.15, 0.5, 1, 0.95};
    static const bool y[] = {false, true, false, true, true, false};
    struct ssi_calibration_bin bins[SSI_CALIBRATION_BINS];
    assert_close(ssi_brier(p, y, 6), (0 + 0.81 + 0.0225 + 0.25 + 0 + 0.9025) / 6, EXACT);
    assert_true(ssi_calibration_find(p, y, 6, bins));
    assert_int_equal(bins[0].n, 1);
    assert_int_equal(bins[1].n, 2);
    assert_close(bins[1].predicted, 0.125, EXACT);
    assert_close(bins[1].observed, 0.5, EXACT);
    assert_int_equal(bins[9].n, 2);
    assert_nan(bins[3].observed);
    static const double wrong[] = {0.5, 1.5};
    assert_false(ssi_calibration_find(wrong, y, 2, bins));
    assert_int_equal(bins[5].n, 0);
}

/* --- Influence --- */

/* The area under the discounts (or under 1) of the first `to` places. */
static double area(double to, size_t k, bool flat)
{
    double sum = 0;
    for (size_t at = 0; at < k && (double)at < to; at++) {
        sum += fmin(1, to - (double)at) * (flat ? 1 : 1 / log2((double)at + 2));
    }
    return sum;
}

/* Weighted gain of the first k places: every group spread evenly over its places. */
static double weighted_gain(const struct sample *s, const double *scores,
                            const double *gains, const double *w, double k, bool flat)
{
    double sum = 0;
    for (size_t i = 0; i < s->n; i++) {
        double above = 0;
        double equal = 0;
        for (size_t j = 0; j < s->n; j++) {
            above += scores[j] > scores[i] ? w[j] : 0;
            equal += scores[j] > scores[i] || scores[j] < scores[i] ? 0 : w[j];
        }
        double places =
            flat ? fmin(k, above + equal) - fmin(k, above)
                 : area(above + equal, (size_t)k, false) - area(above, (size_t)k, false);
        sum += w[i] * gains[i] * places / equal;
    }
    return sum;
}

/* All measures of a weighted sample, by definition. */
static void weigh(const struct sample *s, const double *w, double out[SSI_MEASURES])
{
    double total = 0;
    double amount = 0;
    double hits = 0;
    double gains[MOST] = {0};
    double rank_x[MOST];
    double rank_y[MOST];
    double pairs[3] = {0};
    double wins[2] = {0};
    double m[3] = {0};
    for (size_t i = 0; i < s->n; i++) {
        gains[i] = s->relevant[i] ? 1 : 0;
        total += w[i];
        amount += w[i] * s->y[i];
        hits += w[i] * gains[i];
        rank_x[i] = rank_y[i] = 0;
        for (size_t j = 0; j < s->n; j++) {
            int by_x = sign(s->x[i] - s->x[j]);
            int by_y = sign(s->y[i] - s->y[j]);
            rank_x[i] += w[j] * (by_x + 1) / 2;
            rank_y[i] += w[j] * (by_y + 1) / 2;
            pairs[0] += w[i] * w[j] * by_x * by_y;
            pairs[1] += w[i] * w[j] * by_x * by_x;
            pairs[2] += w[i] * w[j] * by_y * by_y;
            if (s->relevant[i] && !s->relevant[j]) {
                wins[0] += w[i] * w[j] * (by_x + 1) / 2;
                wins[1] += w[i] * w[j];
            }
        }
    }
    for (size_t i = 0; i < s->n; i++) {
        double x = rank_x[i] - total / 2;
        double y = rank_y[i] - total / 2;
        m[0] += w[i] * x * y;
        m[1] += w[i] * x * x;
        m[2] += w[i] * y * y;
    }
    double k = (double)s->k;
    double found = weighted_gain(s, s->x, gains, w, k, true);
    out[SSI_MEASURE_TAU_B] = pairs[0] / sqrt(pairs[1] * pairs[2]);
    out[SSI_MEASURE_SPEARMAN] = m[0] / sqrt(m[1] * m[2]);
    out[SSI_MEASURE_AUC] = wins[0] / wins[1];
    out[SSI_MEASURE_NDCG] = weighted_gain(s, s->x, s->y, w, k, false) /
                            weighted_gain(s, s->y, s->y, w, k, false);
    out[SSI_MEASURE_PRECISION] = found / (s->k <= s->n ? k : total);
    out[SSI_MEASURE_RECALL] = found / hits;
    out[SSI_MEASURE_LIFT] =
        weighted_gain(s, s->x, s->y, w, total / 10, true) * 10 / amount;
}

static void check_influence(const struct sample *s, int *checked)
{
    static const double step = 1e-6;
    struct ssi_error err = {0};
    uint32_t members[MOST] = {0};
    double got[SSI_MEASURES];
    double influence[SSI_MEASURES * MOST];
    double weights[MOST];
    struct ssi_query query = {
        .n = s->n, .outcomes = s->y, .relevant = s->relevant, .members = members};
    struct ssi_ranking outcomes = ranking_of(s->y, s->n);
    assert_ok(ssi_measures_find(&query, &outcomes, s->x, s->k, got, influence, &err));
    for (size_t i = 0; i < s->n; i++) {
        weights[i] = 1;
    }
    for (size_t i = 0; i < s->n; i++) {
        double low[SSI_MEASURES];
        double at[SSI_MEASURES];
        double high[SSI_MEASURES];
        weigh(s, weights, at);
        weights[i] = 1 - step;
        weigh(s, weights, low);
        weights[i] = 1 + step;
        weigh(s, weights, high);
        weights[i] = 1;
        for (size_t m = 0; m < SSI_MEASURES; m++) {
            double mine = influence[m * s->n + i];
            if (isnan(got[m])) {
                assert_true(mine == 0.0);
                continue;
            }
            assert_close(got[m], at[m], EXACT);
            if (!is_close(mine, (high[m] - low[m]) / (2 * step), 1e-6)) {
                print_error("%s of member %zu of %zu, k %zu\n",
                            ssi_measure_name((enum ssi_measure)m), i, s->n, s->k);
            }
            assert_close(mine, (high[m] - low[m]) / (2 * step), 1e-6);
            ++*checked;
        }
    }
    ssi_ranking_release(&outcomes);
}

static void test_rank_measures__influence_is_the_derivative(void **state)
{
    (void)state;
    int checked = 0;
    for (uint64_t trial = 0; trial < 60; trial++) {
        struct sample s = draw_sample(trial, 24);
        check_influence(&s, &checked);
    }
    assert_true(checked > 3000);
}

/* --- Many, and their order --- */

static void test_rank_measures__many_are_sorted(void **state)
{
    (void)state;
    enum { MANY = 30000 };
    double *values = calloc(MANY, sizeof *values);
    struct ssi_random random;
    assert_non_null(values);
    ssi_random_init(&random, 5, 5);
    for (size_t i = 0; i < MANY; i++) {
        values[i] = i % 3 ? draw_normal(&random) * 1e-5 : (double)(i % 100) - 50;
    }
    struct ssi_ranking ranking = ranking_of(values, MANY);
    for (size_t i = 1; i < MANY; i++) {
        uint32_t before = ranking.order[i - 1];
        uint32_t here = ranking.order[i];
        assert_true(values[before] < values[here] ||
                    (values[before] <= values[here] && before < here));
        assert_true((ranking.group[before] == ranking.group[here]) ==
                    (values[before] >= values[here]));
    }
    ssi_ranking_release(&ranking);
    free(values);
}

/* --- Stability --- */

static double overlap_of(const uint32_t *a, size_t a_count, const uint32_t *b,
                         size_t b_count, double p)
{
    struct ssi_error err = {0};
    double overlap;
    assert_ok(ssi_rank_biased_overlap(a, a_count, b, b_count, 10, p, &overlap, &err));
    return overlap;
}

static void test_rank_measures__overlap(void **state)
{
    (void)state;
    static const uint32_t a[] = {0, 1, 2, 3};
    static const uint32_t b[] = {1, 0, 2, 4};
    static const uint32_t apart[] = {5, 6, 7};
    assert_close(overlap_of(a, 4, a, 4, 0.9), 1, EXACT);
    assert_close(overlap_of(a, 4, apart, 3, 0.9), 0, EXACT);
    assert_close(overlap_of(a, 2, a, 4, 0.9), 1,
                 EXACT); /* agrees as far as it is known */
    /* overlaps 0, 2, 3, 3 of 1 .. 4: by hand with p = 1/2 */
    double want = 0 * 0.5 + 2.0 / 2 * 0.25 + 3.0 / 3 * 0.125 + 3.0 / 4 * 0.0625;
    assert_close(overlap_of(a, 4, b, 4, 0.5), want + 3.0 / 4 * 0.0625, EXACT);
    assert_close(overlap_of(b, 4, a, 4, 0.5), want + 3.0 / 4 * 0.0625, EXACT);
    /* lists of 2 and 4 (overlap 2 at 2, then 2 and 2 more expected): equation 32 by hand
     */
    double uneven = 0 + 1 * 0.25 + 2.0 / 3 * 0.125 + 2.0 / 4 * 0.0625 +
                    2 * 1.0 / (2 * 3) * 0.125 + 2 * 2.0 / (2 * 4) * 0.0625 +
                    (0.0 / 4 + 1) * 0.0625;
    assert_close(overlap_of(a, 4, b, 2, 0.5), uneven, EXACT);
    assert_close(overlap_of(b, 2, a, 4, 0.5), uneven, EXACT);
    assert_nan(overlap_of(a, 0, b, 4, 0.5));
    assert_nan(overlap_of(a, 4, b, 4, 1));
}

static void test_rank_measures__stability(void **state)
{
    (void)state;
    enum { N = 20 };
    double before[N];
    double after[N];
    struct ssi_error err = {0};
    struct ssi_stability s;
    for (size_t i = 0; i < N; i++) {
        before[i] = (double)i;
        after[i] = (double)i;
    }
    assert_ok(ssi_stability_find(before, after, N, 0.9, &s, &err));
    assert_close(s.overlap, 1, EXACT);
    assert_close(s.tau_b, 1, EXACT);
    assert_close(s.churn, 0, EXACT);
    assert_close(s.moved, 0, EXACT);
    after[19] = -1; /* the first is last now: all others one place up */
    before[3] = SSI_NAN;
    assert_ok(ssi_stability_find(before, after, N, 0.9, &s, &err));
    assert_int_equal(s.before, 19);
    assert_int_equal(s.after, 20);
    assert_int_equal(s.both, 19);
    assert_close(s.churn, 0.5, EXACT); /* of 19 and 18, 19 left */
    assert_close(s.moved, 1.0 / 19, EXACT);
    for (size_t i = 0; i < N; i++) {
        after[i] = SSI_NAN;
    }
    assert_ok(ssi_stability_find(before, after, N, 0.9, &s, &err));
    assert_true(isnan(s.overlap) && isnan(s.tau_b) && isnan(s.churn) && isnan(s.moved));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rank_measures__tau_examples),
        cmocka_unit_test(test_rank_measures__spearman_examples),
        cmocka_unit_test(test_rank_measures__auc_and_ndcg_examples),
        cmocka_unit_test(test_rank_measures__tau_is_that_of_all_pairs),
        cmocka_unit_test(test_rank_measures__spearman_is_pearson_of_mid_ranks),
        cmocka_unit_test(test_rank_measures__auc_is_that_of_all_pairs),
        cmocka_unit_test(test_rank_measures__ties_are_means_over_all_orders),
        cmocka_unit_test(test_rank_measures__undefined_is_nan),
        cmocka_unit_test(test_rank_measures__infinite_scores_are_in_order),
        cmocka_unit_test(test_rank_measures__who_is_relevant),
        cmocka_unit_test(test_rank_measures__contrast),
        cmocka_unit_test(test_rank_measures__probabilities),
        cmocka_unit_test(test_rank_measures__influence_is_the_derivative),
        cmocka_unit_test(test_rank_measures__many_are_sorted),
        cmocka_unit_test(test_rank_measures__overlap),
        cmocka_unit_test(test_rank_measures__stability),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
