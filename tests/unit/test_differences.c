// SPDX-License-Identifier: GPL-3.0-or-later
// Differences between models: the tests by hand, Holm's published procedure, how often a
// difference is called where there is none, and that one is found where there is.

#include "ssi/differences.h"

#include "testing_measures.h"

static void test_differences__sign_flips_by_hand(void **state)
{
    (void)state;
    static const double up[] = {1, 2, 3, 4, 5, 6};
    static const double mixed[] = {1, -1, 2, -2, 3, -3};
    assert_close(ssi_sign_flip_p(up, 6, 1), 2.0 / 64, EXACT);
    assert_close(ssi_sign_flip_p(mixed, 6, 1), 1, EXACT);
    assert_nan(ssi_sign_flip_p(up, 5, 1));
    /* Fisher (1935), Darwin's maize: 863 of 32,768 sums reach 314, of both signs 1,726 */
    static const double maize[] = {49, -67, 8,  16, 6,  23, 28, 41,
                                   14, 29,  56, 24, 75, 60, -48};
    assert_close(ssi_sign_flip_p(maize, 15, 1), 1726.0 / 32768, 0.01);
}

static void test_differences__paired_t(void **state)
{
    (void)state;
    /* Student (1908), extra hours of sleep of ten patients: t = 4.0621, p = 0.002833 */
    static const double sleep[] = {1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4};
    static const double none[] = {0, 0, 0};
    assert_close(ssi_paired_t_p(sleep, 10), 0.00283289, 1e-8);
    assert_close(ssi_paired_t_p(none, 3), 1, EXACT);
    assert_nan(ssi_paired_t_p(sleep, 1));
}

static void test_differences__holm(void **state)
{
    (void)state;
    static const double p[] = {0.01, 0.04, SSI_NAN, 0.03, 0.005};
    double adjusted[5];
    ssi_holm(p, 5, adjusted);
    assert_close(adjusted[0], 0.03, EXACT);
    assert_close(adjusted[1], 0.06, EXACT); /* never below one before it */
    assert_nan(adjusted[2]);
    assert_close(adjusted[3], 0.06, EXACT);
    assert_close(adjusted[4], 0.02, EXACT);
    static const double large[] = {0.9, 0.6};
    ssi_holm(large, 2, adjusted);
    assert_close(adjusted[0], 1, EXACT);
    assert_close(adjusted[1], 1, EXACT);
}

/* --- How often a difference is called --- */

enum { MOST = 60, MODELS = 4, PAIRS = MODELS * (MODELS - 1) / 2 };

/* Members whose outcomes and scores persist over weeks, or teams of one week. */
struct setting {
    size_t members, queries;
    bool teams;
    enum ssi_measure measure;
    double signal; /* what the first model knows; the others know nothing */
};

struct scene {
    double worth[MODELS + 1][MOST];
    double outcomes[MOST], scores[MODELS][MOST];
    bool relevant[MOST];
    uint32_t members[MOST];
};

static void draw_worth(struct scene *scene, struct ssi_random *random)
{
    for (size_t i = 0; i < (MODELS + 1) * MOST; i++) {
        scene->worth[i / MOST][i % MOST] = draw_normal(random);
    }
}

static void draw_query(struct scene *scene, const struct setting *setting, size_t q,
                       struct ssi_random *random)
{
    if (setting->teams) {
        draw_worth(scene, random);
    }
    for (size_t m = 0; m < setting->members; m++) {
        scene->members[m] = (uint32_t)(m + (setting->teams ? q * setting->members : 0));
        scene->outcomes[m] = fmax(0, scene->worth[MODELS][m] + draw_normal(random));
        scene->relevant[m] = scene->outcomes[m] > 0;
        for (size_t i = 0; i < MODELS; i++) {
            scene->scores[i][m] =
                scene->worth[i][m] + 0.5 * draw_normal(random) +
                (i == 0 ? setting->signal * scene->worth[MODELS][m] : 0);
        }
    }
}

static void simulate(uint64_t seed, const struct setting *setting,
                     struct ssi_difference *out)
{
    struct scene scene;
    const double *models[MODELS];
    struct ssi_error err = {0};
    struct ssi_random random;
    struct ssi_comparison c;
    struct ssi_comparison_options options = {
        .models = MODELS,
        .member_count = setting->members * (setting->teams ? setting->queries : 1),
        .k = 10,
        .threads = 1};
    struct ssi_query query = {setting->members, scene.outcomes, scene.relevant,
                              scene.members};
    ssi_random_init(&random, 99, seed);
    assert_ok(ssi_comparison_init(&c, &options, &err));
    draw_worth(&scene, &random);
    for (size_t i = 0; i < MODELS; i++) {
        models[i] = scene.scores[i];
    }
    for (size_t q = 0; q < setting->queries; q++) {
        draw_query(&scene, setting, q, &random);
        assert_ok(ssi_comparison_add(&c, &query, models, &err));
    }
    assert_ok(ssi_differences_find(&c, setting->measure, seed, out, &err));
    ssi_comparison_release(&c);
}

static int count_calls(const struct setting *setting)
{
    enum { TRIALS = 200 };
    int called = 0;
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        struct ssi_difference all[PAIRS];
        bool any = false;
        simulate(trial, setting, all);
        for (size_t i = 0; i < PAIRS; i++) {
            any = any || all[i].significant;
        }
        called += any;
    }
    print_message("%s, %zu %s of %zu: %d of %d call a difference that is not there\n",
                  ssi_measure_name(setting->measure), setting->queries,
                  setting->teams ? "teams" : "weeks", setting->members, called, TRIALS);
    return called;
}

/* 5 % and three standard errors: 19 of 200. */
static void test_differences__none_where_there_is_none(void **state)
{
    (void)state;
    static const struct setting settings[] = {
        {60, 1, false, SSI_MEASURE_TAU_B, 0},  {60, 8, false, SSI_MEASURE_TAU_B, 0},
        {60, 14, false, SSI_MEASURE_TAU_B, 0}, {60, 40, false, SSI_MEASURE_TAU_B, 0},
        {12, 1, false, SSI_MEASURE_TAU_B, 0},  {12, 4, false, SSI_MEASURE_NDCG, 0},
        {12, 1, false, SSI_MEASURE_AUC, 0},    {16, 9, false, SSI_MEASURE_NDCG, 0},
        {8, 10, true, SSI_MEASURE_TAU_B, 0},   {8, 40, true, SSI_MEASURE_TAU_B, 0},
        {20, 10, true, SSI_MEASURE_NDCG, 0},
    };
    for (size_t i = 0; i < SSI_COUNT(settings); i++) {
        assert_in_range(count_calls(&settings[i]), 0, 19);
    }
}

static void test_differences__found_where_there_is_one(void **state)
{
    (void)state;
    static const size_t weeks[] = {1, 4, 12, 20, 40};
    for (size_t i = 0; i < SSI_COUNT(weeks); i++) {
        struct ssi_difference all[PAIRS];
        const struct setting setting = {60, weeks[i], false, SSI_MEASURE_TAU_B, 2};
        simulate(1, &setting, all);
        bool flipped = false;
        const struct ssi_difference *d = ssi_difference_of(all, MODELS, 2, 0, &flipped);
        assert_true(flipped);
        assert_int_equal(d->a, 0);
        assert_int_equal(d->b, 2);
        assert_int_equal(d->queries, weeks[i]);
        assert_true(d->mean > 0.2 && d->low > 0 && d->high > d->mean);
        assert_true(d->significant && !d->cannot_tell);
        assert_true(d->smallest > 0 && d->smallest < d->mean);
        assert_int_equal(d->test == SSI_TEST_NONE, weeks[i] < SSI_MIN_QUERIES);
        assert_true((d->effect > 1) == (weeks[i] > 1));
    }
}

/* 6 weeks cannot go below 2 / 64, which is not enough among 6 pairs; 8 weeks can. */
static void test_differences__what_cannot_be_told(void **state)
{
    (void)state;
    struct ssi_difference all[PAIRS];
    struct setting setting = {60, 6, false, SSI_MEASURE_TAU_B, 3};
    simulate(1, &setting, all);
    for (size_t i = 0; i < PAIRS; i++) {
        assert_int_equal(all[i].test, SSI_TEST_SIGN_FLIP_ALL);
        assert_true(all[i].cannot_tell && !all[i].significant);
    }
    setting.queries = 8;
    simulate(1, &setting, all);
    for (size_t i = 0; i < PAIRS; i++) {
        assert_false(all[i].cannot_tell);
    }
}

static void test_differences__pairs_are_found(void **state)
{
    (void)state;
    enum { N = 7 };
    struct ssi_difference all[N * (N - 1) / 2];
    size_t at = 0;
    bool flipped;
    assert_int_equal(ssi_difference_count(N), SSI_COUNT(all));
    for (size_t a = 0; a < N; a++) {
        for (size_t b = a + 1; b < N; b++) {
            assert_ptr_equal(ssi_difference_of(all, N, a, b, &flipped), &all[at++]);
        }
    }
    assert_null(ssi_difference_of(all, N, 2, 2, &flipped));
    assert_int_equal(ssi_difference_count(0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_differences__sign_flips_by_hand),
        cmocka_unit_test(test_differences__paired_t),
        cmocka_unit_test(test_differences__holm),
        cmocka_unit_test(test_differences__none_where_there_is_none),
        cmocka_unit_test(test_differences__found_where_there_is_one),
        cmocka_unit_test(test_differences__what_cannot_be_told),
        cmocka_unit_test(test_differences__pairs_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
