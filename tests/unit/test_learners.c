// SPDX-License-Identifier: GPL-3.0-or-later
// Learned weights: solutions by hand and by their optimality, the true weights within the
// intervals as often as said, nothing to learn, the same for the same seed.

#include "ssi/learners.h"

#include "testing_measures.h"

enum { FEATURES = 6, QUERIES = 4, MEMBERS = 150 };

/* Members that recur in every query, with a worth of their own that lasts; features that
 * are correlated, within [0, 1], and of unlike spread; an outcome linear in them. */
struct lessons {
    struct ssi_lesson items[QUERIES];
    float features[QUERIES][MEMBERS * FEATURES];
    double outcomes[QUERIES][MEMBERS];
    bool relevant[QUERIES][MEMBERS];
    uint32_t members[MEMBERS];
    struct ssi_lessons all;
};

static const double TRUTH[FEATURES] = {0.30, 0.25, 0.15, 0.10, 0.15, 0.05};

static double draw_logistic(struct ssi_random *random)
{
    double u = (ssi_random_unit(random) + 1e-12) / (1 + 2e-12);
    return log(u / (1 - u));
}

static void draw_features(float *row, struct ssi_random *random)
{
    double shared = ssi_random_unit(random);
    for (size_t j = 0; j < FEATURES; j++) {
        double spread = j % 2 ? 1 : 0.5;
        row[j] = (float)(spread * (0.3 * shared + 0.7 * ssi_random_unit(random)));
    }
}

static void draw_lesson(struct lessons *l, size_t q, const double *luck, double signal,
                        double noise, struct ssi_random *random)
{
    for (size_t i = 0; i < MEMBERS; i++) {
        float *row = l->features[q] + i * FEATURES;
        double mean = 0.3 * (double)q; /* a level of the query */
        draw_features(row, random);
        for (size_t j = 0; j < FEATURES; j++) {
            mean += signal * TRUTH[j] * (double)row[j];
        }
        l->outcomes[q][i] = mean + noise * (0.7 * draw_logistic(random) + 0.3 * luck[i]);
        l->relevant[q][i] = l->outcomes[q][i] > 0.3 * (double)q + signal * 0.35;
    }
    l->items[q] = (struct ssi_lesson){.n = MEMBERS,
                                      .features = l->features[q],
                                      .outcomes = l->outcomes[q],
                                      .relevant = l->relevant[q],
                                      .members = l->members};
}

static struct lessons *draw_lessons(uint64_t seed, double signal, double noise)
{
    struct lessons *l = calloc(1, sizeof *l);
    struct ssi_random random;
    double luck[MEMBERS];
    assert_non_null(l);
    ssi_random_init(&random, 31, seed);
    for (uint32_t i = 0; i < MEMBERS; i++) {
        l->members[i] = i;
        luck[i] = draw_logistic(&random);
    }
    for (size_t q = 0; q < QUERIES; q++) {
        draw_lesson(l, q, luck, signal, noise, &random);
    }
    l->all = (struct ssi_lessons){.items = l->items,
                                  .count = QUERIES,
                                  .features = FEATURES,
                                  .member_count = MEMBERS};
    return l;
}

static struct ssi_learned learn(enum ssi_learner learner, const struct lessons *l,
                                size_t max_pairs)
{
    struct ssi_error err = {0};
    struct ssi_learned learned;
    struct ssi_learner_options options = {.seed = 5, .max_pairs = max_pairs};
    assert_ok(ssi_learn(learner, &l->all, &options, &learned, &err));
    return learned;
}

/* Without noise the weights are the truth; ridge takes its smallest penalty. */
static void test_learners__exact_outcomes_give_the_truth(void **state)
{
    (void)state;
    struct lessons *l = draw_lessons(1, 1, 0);
    for (int learner = SSI_LEARN_RIDGE; learner <= SSI_LEARN_NNLS; learner++) {
        struct ssi_learned learned = learn((enum ssi_learner)learner, l, 0);
        for (size_t j = 0; j < FEATURES; j++) {
            assert_close(learned.weights[j].value, TRUTH[j], 1e-4);
            assert_close(learned.weights[j].share, TRUTH[j], 1e-4);
        }
        assert_int_equal(learned.rows, QUERIES * MEMBERS);
        assert_int_equal(learned.members, MEMBERS);
    }
    struct ssi_learned pairs =
        learn(SSI_LEARN_PAIRWISE, l, 0); /* separable, yet finite */
    assert_true(pairs.weights[0].value > 0 && pairs.weights[0].value < 1e4);
    free(l);
}

/* With a feature that works against the outcome: 0, and an interval from 0. */
static void test_learners__a_harmful_feature_is_held_at_zero(void **state)
{
    (void)state;
    struct lessons *l = draw_lessons(2, 4, 0.3);
    for (size_t q = 0; q < QUERIES; q++) {
        for (size_t i = 0; i < MEMBERS; i++) {
            l->outcomes[q][i] -= 3 * (double)l->features[q][i * FEATURES + 3];
            l->relevant[q][i] = l->outcomes[q][i] > 0.3;
        }
    }
    for (int learner = SSI_LEARN_RIDGE; learner < SSI_LEARNERS; learner++) {
        struct ssi_learned learned = learn((enum ssi_learner)learner, l, 0);
        const struct ssi_weight *harmful = &learned.weights[3];
        if (learner == SSI_LEARN_RIDGE) {
            assert_true(harmful->value < 0 && harmful->high < 0);
        } else {
            assert_true(harmful->value <= 0 && harmful->value >= 0);
            assert_true(harmful->low <= 0 && harmful->high >= 0 && harmful->high < 0.1);
        }
        assert_true(learned.weights[0].share > 0.1);
        assert_false(learned.nothing);
    }
    free(l);
}

/* Sums of squares and products about the means of the queries; the outcome is the last.
 */
static void sum_products(const struct lessons *l, double g[FEATURES + 1][FEATURES + 1])
{
    memset(g, 0, sizeof(double[FEATURES + 1][FEATURES + 1]));
    for (size_t q = 0; q < QUERIES; q++) {
        double mean[FEATURES + 1] = {0};
        for (size_t i = 0; i < MEMBERS; i++) {
            for (size_t j = 0; j < FEATURES; j++) {
                mean[j] += (double)l->features[q][i * FEATURES + j] / MEMBERS;
            }
            mean[FEATURES] += l->outcomes[q][i] / MEMBERS;
        }
        for (size_t i = 0; i < MEMBERS; i++) {
            double off[FEATURES + 1];
            for (size_t j = 0; j < FEATURES; j++) {
                off[j] = (double)l->features[q][i * FEATURES + j] - mean[j];
            }
            off[FEATURES] = l->outcomes[q][i] - mean[FEATURES];
            for (size_t j = 0; j < (FEATURES + 1) * (FEATURES + 1); j++) {
                g[j / (FEATURES + 1)][j % (FEATURES + 1)] +=
                    off[j / (FEATURES + 1)] * off[j % (FEATURES + 1)];
            }
        }
    }
}

/* Residual squares of the best weights on a subset of features, by elimination; infinite
 * when a weight is negative. */
static double residual_of(double g[FEATURES + 1][FEATURES + 1], unsigned subset)
{
    double a[FEATURES + 1][FEATURES + 1];
    size_t in[FEATURES + 1];
    size_t n = 0;
    for (size_t j = 0; j <= FEATURES; j++) {
        if (j == FEATURES || subset >> j & 1) {
            in[n++] = j;
        }
    }
    for (size_t j = 0; j < n * n; j++) {
        a[j / n][j % n] = g[in[j / n]][in[j % n]];
    }
    for (size_t p = 0; p + 1 < n; p++) { /* Gauss and Jordan, but for the outcome */
        for (size_t j = 0; j < n; j++) {
            double factor = j == p ? 0 : a[j][p] / a[p][p];
            for (size_t k = p; k < n; k++) {
                a[j][k] -= factor * a[p][k];
            }
        }
    }
    for (size_t p = 0; p + 1 < n; p++) {
        if (a[p][n - 1] / a[p][p] < 0) {
            return SSI_INFINITY;
        }
    }
    return a[n - 1][n - 1];
}

/* NNLS against all 64 subsets of features, with outcomes that many features harm. */
static void test_learners__nnls_is_the_best_subset(void **state)
{
    (void)state;
    size_t held = 0;
    for (uint64_t trial = 0; trial < 100; trial++) {
        struct lessons *l = draw_lessons(500 + trial, 0.5, 1);
        double g[FEATURES + 1][FEATURES + 1];
        double best = SSI_INFINITY;
        sum_products(l, g);
        for (unsigned subset = 0; subset < 1u << FEATURES; subset++) {
            best = fmin(best, residual_of(g, subset));
        }
        struct ssi_learned learned = learn(SSI_LEARN_NNLS, l, 0);
        double got = g[FEATURES][FEATURES];
        for (size_t j = 0; j < FEATURES; j++) {
            const double w = learned.weights[j].value;
            assert_true(w >= 0);
            held += w <= 0;
            got -= 2 * w * g[j][FEATURES];
            for (size_t k = 0; k < FEATURES; k++) {
                got += w * learned.weights[k].value * g[j][k];
            }
        }
        assert_close(got, best, 1e-10);
        free(l);
    }
    assert_in_range(held, 100, 400);
}

/* Ridge against its normal equations, in units of the features: X'(y - Xb) = ridge s^2 b.
 */
static void test_learners__ridge_is_its_solution(void **state)
{
    (void)state;
    for (uint64_t trial = 0; trial < 20; trial++) {
        struct lessons *l = draw_lessons(700 + trial, 0.5 * (double)trial, 1);
        double g[FEATURES + 1][FEATURES + 1];
        struct ssi_learned learned = learn(SSI_LEARN_RIDGE, l, 0);
        double rows = (double)learned.rows;
        sum_products(l, g);
        for (size_t j = 0; j < FEATURES; j++) {
            double slope = g[j][FEATURES];
            for (size_t k = 0; k < FEATURES; k++) {
                slope -= learned.weights[k].value * g[j][k];
            }
            assert_close(slope, learned.ridge * g[j][j] / rows * learned.weights[j].value,
                         1e-9);
        }
        double steps = 4 * log10(learned.ridge / rows); /* four to a decade */
        assert_close(steps, round(steps), 1e-9);
        assert_in_range(round(steps) + 24, 0, 32);
        free(l);
    }
}

static double chance_of(const struct ssi_learned *learned, const struct lessons *l,
                        size_t q, size_t i)
{
    return ssi_learned_probability(learned, l->features[q] + i * FEATURES);
}

/* At the maximum the slope of the likelihood is what the penalty is: computed here again.
 */
static void test_learners__logistic_is_at_its_maximum(void **state)
{
    (void)state;
    struct lessons *l = draw_lessons(3, 6, 1);
    struct ssi_learned learned = learn(SSI_LEARN_LOGISTIC, l, 0);
    double slope[FEATURES + 1] = {0};
    for (size_t q = 0; q < QUERIES; q++) {
        for (size_t i = 0; i < MEMBERS; i++) {
            double left = (l->relevant[q][i] ? 1 : 0) - chance_of(&learned, l, q, i);
            for (size_t j = 0; j < FEATURES; j++) {
                slope[j] += left * (double)l->features[q][i * FEATURES + j];
            }
            slope[FEATURES] += left;
        }
    }
    assert_close(slope[FEATURES], 0, 1e-6); /* as many expected as there are */
    for (size_t j = 0; j < FEATURES; j++) {
        double squares = 0;
        for (size_t q = 0; q < QUERIES; q++) {
            double mean = 0;
            for (size_t i = 0; i < MEMBERS; i++) {
                mean += (double)l->features[q][i * FEATURES + j] / MEMBERS;
            }
            for (size_t i = 0; i < MEMBERS; i++) {
                double off = (double)l->features[q][i * FEATURES + j] - mean;
                squares += off * off;
            }
        }
        double variance = squares / (QUERIES * MEMBERS);
        if (learned.weights[j].value > 0) {
            assert_close(slope[j], learned.weights[j].value * variance, 1e-6);
        } else { /* held at 0: it would fall */
            assert_true(slope[j] < 0);
        }
    }
    free(l);
}

/* The truth within the intervals in 90 to 99 % of 200 repetitions, every weight of every
 * learner; the outcome is linear with logistic noise, so all four know the same truth. */
static void test_learners__intervals_hold_the_truth(void **state)
{
    (void)state;
    enum { TRIALS = 200 };
    int held[SSI_LEARNERS][FEATURES] = {{0}};
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        struct lessons *l = draw_lessons(100 + trial, 8, 1);
        for (int learner = 0; learner < SSI_LEARNERS; learner++) {
            struct ssi_learned learned = learn((enum ssi_learner)learner, l, 8000);
            for (size_t j = 0; j < FEATURES; j++) {
                const struct ssi_weight *w = &learned.weights[j];
                held[learner][j] += w->low <= TRUTH[j] && TRUTH[j] <= w->high;
            }
        }
        free(l);
    }
    for (int learner = 0; learner < SSI_LEARNERS; learner++) {
        print_message("%-9s", ssi_learner_name((enum ssi_learner)learner));
        for (size_t j = 0; j < FEATURES; j++) {
            print_message(" %5.1f", 100.0 * held[learner][j] / TRIALS);
        }
        print_message(" %% held\n");
    }
    for (int i = 0; i < SSI_LEARNERS * FEATURES; i++) {
        assert_in_range(held[i / FEATURES][i % FEATURES], TRIALS * 90 / 100,
                        TRIALS * 99 / 100);
    }
}

static void test_learners__a_seed_draws_the_same_pairs(void **state)
{
    (void)state;
    struct lessons *l = draw_lessons(4, 8, 1);
    struct ssi_learned all = learn(SSI_LEARN_PAIRWISE, l, 1000000);
    struct ssi_learned some = learn(SSI_LEARN_PAIRWISE, l, 5000);
    struct ssi_learned again = learn(SSI_LEARN_PAIRWISE, l, 5000);
    assert_false(all.sampled);
    assert_int_equal(all.pairs, QUERIES * MEMBERS * (MEMBERS - 1) / 2);
    assert_true(some.sampled);
    assert_in_range(some.pairs, 5000 - QUERIES, 5000);
    for (size_t j = 0; j < FEATURES; j++) { /* drawn pairs know less, not otherwise */
        assert_memory_equal(&some.weights[j].share, &again.weights[j].share,
                            sizeof(double));
        assert_memory_equal(&some.weights[j].high, &again.weights[j].high,
                            sizeof(double));
        assert_true(some.weights[j].share_se > 0);
        assert_true(fabs(some.weights[j].share - all.weights[j].share) <
                    4 * some.weights[j].share_se);
    }
    free(l);
}

static void test_learners__constant_and_repeated_features(void **state)
{
    (void)state;
    struct lessons *l = draw_lessons(6, 8, 1);
    for (size_t q = 0; q < QUERIES; q++) {
        for (size_t i = 0; i < MEMBERS; i++) {
            l->features[q][i * FEATURES + 1] = (float)q; /* constant within a query */
            l->features[q][i * FEATURES + 2] = l->features[q][i * FEATURES];
        }
    }
    for (int learner = 0; learner < SSI_LEARNERS; learner++) {
        struct ssi_learned learned = learn((enum ssi_learner)learner, l, 0);
        double sum = 0;
        for (size_t j = 0; j < FEATURES; j++) {
            assert_true(isfinite(learned.weights[j].value) != 0);
            sum += learned.weights[j].share;
        }
        assert_close(sum, 1, EXACT);
        assert_true(learned.weights[1].constant);
        assert_true(learned.weights[1].share <= 0 && learned.weights[1].share >= 0);
        assert_true(learned.weights[0].share + learned.weights[2].share > 0.2);
    }
    free(l);
}

static void refuse(enum ssi_learner learner, const struct lessons *l, const char *why)
{
    struct ssi_error err = {0};
    struct ssi_learned learned;
    struct ssi_learner_options options = {0};
    assert_int_equal(ssi_learn(learner, &l->all, &options, &learned, &err), SSI_EDATA);
    assert_contains(err.message, why);
}

static void test_learners__nothing_to_learn_from(void **state)
{
    (void)state;
    struct lessons *l = draw_lessons(7, 1, 1);
    struct lessons *changed = calloc(1, sizeof *changed);
    assert_non_null(changed);
    memcpy(changed->relevant, l->relevant, sizeof l->relevant);
    memset(l->relevant, 0, sizeof l->relevant);
    refuse(SSI_LEARN_LOGISTIC, l, "nobody has a positive outcome");
    memset(l->relevant, 1, sizeof l->relevant);
    refuse(SSI_LEARN_LOGISTIC, l, "everybody has a positive outcome");
    l->features[1][7] = SSI_NAN;
    refuse(SSI_LEARN_NNLS, l, "not a finite number");
    memset(l->features, 0, sizeof l->features);
    refuse(SSI_LEARN_NNLS, l, "no feature differs");
    l->all.count = 0;
    refuse(SSI_LEARN_RIDGE, l, "no ");
    free(l);
    l = draw_lessons(8, 1, 1);
    memset(l->outcomes, 0, sizeof l->outcomes);
    refuse(SSI_LEARN_PAIRWISE, l, "no outcome differs");
    free(l);
    l = draw_lessons(8, 1, 1);
    l->items[0].n = 5;
    l->all.count = 1;
    refuse(SSI_LEARN_NNLS, l, "too few");
    free(l);
    free(changed);
}

/* Everything harmful: all weights 0, and the model says so. */
static void test_learners__all_weights_zero(void **state)
{
    (void)state;
    struct lessons *l = draw_lessons(9, -20, 0.01);
    struct ssi_learned learned = learn(SSI_LEARN_NNLS, l, 0);
    assert_true(learned.nothing);
    assert_nan(learned.weights[0].share);
    assert_close(ssi_learned_score(&learned, l->features[0]), 0, EXACT);
    assert_nan(ssi_learned_probability(&learned, l->features[0]));
    free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_learners__exact_outcomes_give_the_truth),
        cmocka_unit_test(test_learners__a_harmful_feature_is_held_at_zero),
        cmocka_unit_test(test_learners__nnls_is_the_best_subset),
        cmocka_unit_test(test_learners__ridge_is_its_solution),
        cmocka_unit_test(test_learners__logistic_is_at_its_maximum),
        cmocka_unit_test(test_learners__intervals_hold_the_truth),
        cmocka_unit_test(test_learners__a_seed_draws_the_same_pairs),
        cmocka_unit_test(test_learners__constant_and_repeated_features),
        cmocka_unit_test(test_learners__nothing_to_learn_from),
        cmocka_unit_test(test_learners__all_weights_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
