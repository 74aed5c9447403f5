// SPDX-License-Identifier: GPL-3.0-or-later
// Intervals clustered by member: the jackknife and the bootstrap agree, cover what they
// should, and are the same for any number of threads.

#include "ssi/intervals.h"

#include "testing_measures.h"

enum { WEEKS = 6, MEMBERS = 240, MODELS = 3, K = 20 };

/* Weeks of the same members: some are absent in a week; what a member is worth persists.
 */
struct panel {
    struct ssi_query items[WEEKS];
    double outcomes[WEEKS][MEMBERS], scores[WEEKS][MODELS][MEMBERS];
    bool relevant[WEEKS][MEMBERS];
    uint32_t members[WEEKS][MEMBERS];
    const double *model[WEEKS][MODELS];
    const double *const *weeks[WEEKS];
    struct ssi_queries queries;
};

static void draw_week(struct panel *p, size_t week, const double *worth,
                      struct ssi_random *random, double signal)
{
    size_t n = 0;
    for (uint32_t m = 0; m < MEMBERS; m++) {
        double noise = draw_normal(random);
        bool absent = ssi_random_below(random, 10) == 0;
        double outcome = floor(fmax(0, 2 + 2 * worth[m] + noise)); /* tied, many zeros */
        for (size_t c = 0; c < MODELS; c++) {
            double own = worth[MEMBERS * (c + 1) + m] + 0.3 * draw_normal(random);
            p->scores[week][c][n] = floor(4 * (signal * (c < 2) * worth[m] + own));
        }
        p->outcomes[week][n] = outcome;
        p->relevant[week][n] = outcome > 2;
        p->members[week][n] = m;
        n += !absent;
    }
    p->items[week] = (struct ssi_query){.n = n,
                                        .outcomes = p->outcomes[week],
                                        .relevant = p->relevant[week],
                                        .members = p->members[week]};
}

/* Models 0 and 1 know as much as each other; model 2 knows nothing. */
static struct panel *draw_panel(uint64_t seed, double signal)
{
    static const size_t kinds = MODELS + 1;
    struct panel *p = calloc(1, sizeof *p);
    double *worth = calloc(kinds * MEMBERS, sizeof *worth);
    struct ssi_random random;
    assert_non_null(p);
    assert_non_null(worth);
    ssi_random_init(&random, seed, 0);
    for (size_t i = 0; i < kinds * MEMBERS; i++) {
        worth[i] = draw_normal(&random);
    }
    for (size_t week = 0; week < WEEKS; week++) {
        draw_week(p, week, worth, &random, signal);
        for (size_t c = 0; c < MODELS; c++) {
            p->model[week][c] = p->scores[week][c];
        }
        p->weeks[week] = p->model[week];
    }
    p->queries =
        (struct ssi_queries){.items = p->items, .scores = p->weeks, .count = WEEKS};
    free(worth);
    return p;
}

static struct ssi_comparison_options options_of(size_t threads)
{
    return (struct ssi_comparison_options){
        .models = MODELS, .member_count = MEMBERS, .k = K, .threads = threads};
}

static struct ssi_comparison compare(const struct panel *p, size_t threads)
{
    struct ssi_error err = {0};
    struct ssi_comparison comparison;
    struct ssi_comparison_options options = options_of(threads);
    assert_ok(ssi_comparison_init(&comparison, &options, &err));
    for (size_t week = 0; week < WEEKS; week++) {
        assert_ok(ssi_comparison_add(&comparison, &p->items[week], p->weeks[week], &err));
    }
    return comparison;
}

static double *bootstrap(const struct panel *p, size_t replicates, size_t threads)
{
    struct ssi_error err = {0};
    struct ssi_comparison_options options = options_of(threads);
    struct ssi_bootstrap_options draws = {.replicates = replicates, .seed = 7};
    double *means = calloc(replicates * MODELS * SSI_MEASURES, sizeof *means);
    assert_non_null(means);
    assert_ok(ssi_bootstrap_means(&options, &p->queries, &draws, means, &err));
    return means;
}

/* Standard errors of both ways within 8 %: 1,000 replicates know theirs to 2 %. Places of
 * NDCG, precision and recall are steps, which the derivative sees as a slope. */
static void test_intervals__jackknife_and_bootstrap_agree(void **state)
{
    (void)state;
    enum { REPLICATES = 1000 };
    struct ssi_error err = {0};
    struct panel *p = draw_panel(3, 1);
    struct ssi_comparison comparison = compare(p, 1);
    double *means = bootstrap(p, REPLICATES, 2);
    for (size_t m = 0; m < SSI_MEASURES; m++) {
        enum ssi_measure measure = (enum ssi_measure)m;
        bool steps = measure == SSI_MEASURE_NDCG || measure == SSI_MEASURE_PRECISION ||
                     measure == SSI_MEASURE_RECALL || measure == SSI_MEASURE_LIFT;
        for (size_t c = 0; c < MODELS; c++) {
            struct ssi_interval jackknife;
            struct ssi_interval drawn = {0};
            ssi_comparison_interval(&comparison, c, measure, &jackknife);
            assert_ok(ssi_bootstrap_interval(means, REPLICATES, MODELS, c, SSI_NO_MODEL,
                                             measure, &drawn, &err));
            if (!is_close(jackknife.se / drawn.se, 1, steps ? 0.15 : 0.08)) {
                print_error("%s of model %zu: %g and %g\n", ssi_measure_name(measure), c,
                            jackknife.se, drawn.se);
            }
            assert_close(jackknife.se / drawn.se, 1, steps ? 0.15 : 0.08);
            assert_true(drawn.low < jackknife.value && jackknife.value < drawn.high);
        }
        struct ssi_interval difference;
        struct ssi_interval drawn = {0};
        ssi_comparison_difference(&comparison, 0, 2, measure, &difference);
        assert_ok(ssi_bootstrap_interval(means, REPLICATES, MODELS, 0, 2, measure, &drawn,
                                         &err));
        assert_close(difference.se / drawn.se, 1, steps ? 0.15 : 0.08);
    }
    free(means);
    ssi_comparison_release(&comparison);
    free(p);
}

/* What tau-b would be with all members that could be: the interval holds it 19 of 20
 * times. */
static void test_intervals__cover_what_is_true(void **state)
{
    (void)state;
    enum { TRIALS = 200 };
    int covered = 0;
    int noticed = 0;
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        struct panel *p = draw_panel(1000 + trial, 1);
        struct ssi_comparison comparison = compare(p, 1);
        struct ssi_interval none;
        struct ssi_interval some;
        ssi_comparison_interval(&comparison, 2, SSI_MEASURE_TAU_B, &none);
        ssi_comparison_interval(&comparison, 0, SSI_MEASURE_TAU_B, &some);
        covered += none.low <= 0 && 0 <= none.high;
        noticed += some.low > 0;
        ssi_comparison_release(&comparison);
        free(p);
    }
    print_message("%d of %d hold 0 where it is true, %d say more where there is more\n",
                  covered, TRIALS, noticed);
    assert_in_range(covered, 180, 198);
    assert_int_equal(noticed, TRIALS);
}

static void test_intervals__threads_do_not_matter(void **state)
{
    (void)state;
    enum { REPLICATES = 20 };
    struct panel *p = draw_panel(5, 0.5);
    double *one = bootstrap(p, REPLICATES, 1);
    double *three = bootstrap(p, REPLICATES, 3);
    assert_memory_equal(one, three, REPLICATES * MODELS * SSI_MEASURES * sizeof *one);
    struct ssi_comparison a = compare(p, 1);
    struct ssi_comparison b = compare(p, 3);
    assert_memory_equal(a.influence, b.influence,
                        MEMBERS * MODELS * SSI_MEASURES * sizeof *a.influence);
    ssi_comparison_release(&a);
    ssi_comparison_release(&b);
    free(one);
    free(three);
    free(p);
}

/* A measure that a query leaves undefined is a mean over the others; too few members have
 * no interval. */
static void test_intervals__what_is_missing(void **state)
{
    (void)state;
    static const double same[] = {1, 1, 1, 1};
    static const double some[] = {1, 2, 3, 4};
    static const bool relevant[] = {false, false, true, true};
    static const uint32_t members[] = {0, 1, 2, 3};
    const double *scores[] = {some};
    struct ssi_error err = {0};
    struct ssi_comparison c;
    struct ssi_interval interval;
    struct ssi_comparison_options options = {.models = 1, .member_count = 4, .k = 2};
    struct ssi_query undefined = {4, same, relevant, members};
    struct ssi_query defined = {4, some, relevant, members};
    assert_ok(ssi_comparison_init(&c, &options, &err));
    assert_ok(ssi_comparison_add(&c, &undefined, scores, &err));
    ssi_comparison_interval(&c, 0, SSI_MEASURE_TAU_B, &interval);
    assert_nan(interval.value);
    assert_int_equal(interval.queries, 0);
    assert_ok(ssi_comparison_add(&c, &defined, scores, &err));
    ssi_comparison_interval(&c, 0, SSI_MEASURE_TAU_B, &interval);
    assert_close(interval.value, 1, EXACT);
    assert_int_equal(interval.queries, 1);
    assert_nan(interval.se);
    assert_nan(interval.low);
    static const uint32_t stranger[] = {0, 1, 2, 4};
    undefined.members = stranger;
    assert_int_equal(ssi_comparison_add(&c, &undefined, scores, &err), SSI_EINTERNAL);
    ssi_comparison_release(&c);
}

/* A model that says nothing in one week of six: the others tell nearly as much. */
static void test_intervals__a_model_silent_in_a_week(void **state)
{
    (void)state;
    struct panel *p = draw_panel(9, 1);
    struct ssi_comparison all = compare(p, 1);
    memset(p->scores[0][2], 0, sizeof p->scores[0][2]);
    struct ssi_comparison silent = compare(p, 1);
    struct ssi_interval want;
    struct ssi_interval got;
    ssi_comparison_difference(&all, 0, 2, SSI_MEASURE_TAU_B, &want);
    ssi_comparison_difference(&silent, 0, 2, SSI_MEASURE_TAU_B, &got);
    assert_int_equal(want.queries, WEEKS);
    assert_int_equal(got.queries, WEEKS - 1);
    assert_close(got.se / want.se, 1, 0.15);
    assert_true(fabs(got.value - want.value) < want.se);
    for (size_t week = 1; week < WEEKS; week++) {
        memset(p->scores[week][2], 0, week < 3 ? sizeof p->scores[week][2] : 0);
        memset(p->scores[week][1], 0, week < 3 ? 0 : sizeof p->scores[week][1]);
    }
    ssi_comparison_release(&silent);
    silent = compare(p, 1);
    ssi_comparison_difference(&silent, 1, 2, SSI_MEASURE_TAU_B, &got);
    assert_int_equal(got.queries, 0);
    assert_nan(got.value);
    assert_nan(got.se);
    ssi_comparison_release(&silent);
    ssi_comparison_release(&all);
    free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_intervals__jackknife_and_bootstrap_agree),
        cmocka_unit_test(test_intervals__cover_what_is_true),
        cmocka_unit_test(test_intervals__threads_do_not_matter),
        cmocka_unit_test(test_intervals__a_model_silent_in_a_week),
        cmocka_unit_test(test_intervals__what_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
