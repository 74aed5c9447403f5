// SPDX-License-Identifier: GPL-3.0-or-later
// Times measures without the program around them: draws pairs with many ties, then
//   bench_measures tau N       Kendall's tau-b of N pairs
//   bench_measures sort N      the C library's sort of the same pairs, as a yardstick
//   bench_measures compare N   all measures of 8 models in 52 weeks of N members, with
//   intervals bench_measures learn N     the four learners on N rows of 30 features
// and prints the seconds without the drawing.

#include "ssi/differences.h"
#include "ssi/learners.h"
#include "ssi/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WEEKS = 52, MODELS = 8, FEATURES = 30, THREADS = 2 };

static double now(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);
    if (!memory) {
        (void)fputs("bench_measures: out of memory\n", stderr);
        exit(1);
    }
    return memory;
}

static void check(enum ssi_status status, const struct ssi_error *err)
{
    if (status != SSI_OK) {
        (void)fprintf(stderr, "bench_measures: %s\n", err->message);
        exit(1);
    }
}

static double say(const char *what, double since, double result)
{
    (void)printf("%s\t%.3f s\t%.6f\n", what, now() - since, result);
    (void)fflush(stdout);
    return now();
}

/* x of few different values, y half of it: tied in both, correlated. */
static void draw(double *x, double *y, size_t n, uint64_t stream)
{
    struct ssi_random random;
    ssi_random_init(&random, 1, stream);
    for (size_t i = 0; i < n; i++) {
        uint64_t common = ssi_random_below(&random, 10000);
        x[i] = (double)(common + ssi_random_below(&random, 10000)) / 100;
        y[i] = (double)(common + ssi_random_below(&random, 30000)) / 7;
    }
}

static void time_tau(size_t n)
{
    struct ssi_error err = {0};
    double *x = allocate(n, sizeof *x);
    double *y = allocate(n, sizeof *y);
    struct ssi_ranking of_x;
    struct ssi_ranking of_y;
    double tau;
    draw(x, y, n, 0);
    double since = now();
    check(ssi_ranking_make(&of_x, x, n, &err), &err);
    check(ssi_ranking_make(&of_y, y, n, &err), &err);
    check(ssi_tau_b(&of_x, &of_y, &tau, NULL, &err), &err);
    (void)say("tau", since, tau);
    ssi_ranking_release(&of_x);
    ssi_ranking_release(&of_y);
    free(x);
    free(y);
}

static int by_both(const void *a, const void *b)
{
    const double *p = a;
    const double *q = b;
    int first = (p[0] > q[0]) - (p[0] < q[0]);
    return first ? first : (p[1] > q[1]) - (p[1] < q[1]);
}

static void time_sort(size_t n)
{
    double *x = allocate(n, sizeof *x);
    double *y = allocate(n, sizeof *y);
    double *pairs = allocate(2 * n, sizeof *pairs);
    draw(x, y, n, 0);
    for (size_t i = 0; i < n; i++) {
        pairs[2 * i] = x[i];
        pairs[2 * i + 1] = y[i];
    }
    double since = now();
    qsort(pairs, n, 2 * sizeof *pairs, by_both);
    (void)say("sort", since, pairs[0]);
    free(x);
    free(y);
    free(pairs);
}

static void time_compare(size_t n)
{
    struct ssi_error err = {0};
    struct ssi_comparison c;
    struct ssi_comparison_options options = {
        .models = MODELS, .member_count = n, .k = 10, .threads = THREADS};
    double *scores = allocate(MODELS * n, sizeof *scores);
    double *outcomes = allocate(n, sizeof *outcomes);
    bool *relevant = allocate(n, sizeof *relevant);
    uint32_t *members = allocate(n, sizeof *members);
    const double *models[MODELS];
    double measuring = 0;
    check(ssi_comparison_init(&c, &options, &err), &err);
    for (size_t week = 0; week < WEEKS; week++) {
        for (size_t m = 0; m < MODELS; m++) {
            models[m] = scores + m * n;
            draw(scores + m * n, outcomes, n, week * MODELS + m);
        }
        for (size_t i = 0; i < n; i++) {
            members[i] = (uint32_t)i;
            relevant[i] = outcomes[i] > 3000;
        }
        struct ssi_query query = {n, outcomes, relevant, members};
        double since = now();
        check(ssi_comparison_add(&c, &query, models, &err), &err);
        measuring += now() - since;
    }
    struct ssi_interval interval;
    struct ssi_difference all[MODELS * (MODELS - 1) / 2];
    double since = now();
    for (int m = 0; m < SSI_MEASURES; m++) {
        ssi_comparison_interval(&c, 0, (enum ssi_measure)m, &interval);
        check(ssi_differences_find(&c, (enum ssi_measure)m, 1, all, &err), &err);
    }
    (void)say("compare", since - measuring, all[0].p);
    ssi_comparison_release(&c);
    free(scores);
    free(outcomes);
    free(relevant);
    free(members);
}

static void time_learn(size_t n)
{
    struct ssi_error err = {0};
    struct ssi_random random;
    float *features = allocate(n * FEATURES, sizeof *features);
    double *outcomes = allocate(n, sizeof *outcomes);
    bool *relevant = allocate(n, sizeof *relevant);
    uint32_t *members = allocate(n, sizeof *members);
    struct ssi_lesson items[WEEKS];
    size_t each = n / WEEKS;
    ssi_random_init(&random, 2, 0);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < FEATURES; j++) {
            features[i * FEATURES + j] = (float)ssi_random_unit(&random);
            outcomes[i] += (double)features[i * FEATURES + j] * (double)j / 100;
        }
        outcomes[i] += 2 * ssi_random_unit(&random);
        relevant[i] = outcomes[i] > 3;
        members[i] = (uint32_t)(each ? i % each : 0);
    }
    for (size_t q = 0; q < WEEKS; q++) {
        size_t at = q * each;
        items[q] = (struct ssi_lesson){each, features + at * FEATURES, outcomes + at,
                                       relevant + at, members + at};
    }
    struct ssi_lessons lessons = {items, WEEKS, FEATURES, each + 1};
    struct ssi_learner_options learner_options = {.seed = 1};
    for (int l = 0; l < SSI_LEARNERS; l++) {
        struct ssi_learned learned;
        double since = now();
        check(ssi_learn((enum ssi_learner)l, &lessons, &learner_options, &learned, &err),
              &err);
        (void)say(ssi_learner_name((enum ssi_learner)l), since,
                  learned.weights[FEATURES - 1].share);
    }
    free(features);
    free(outcomes);
    free(relevant);
    free(members);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(size_t n);
    } cases[] = {{"tau", time_tau},
                 {"sort", time_sort},
                 {"compare", time_compare},
                 {"learn", time_learn}};
    for (size_t i = 0; argc == 3 && i < SSI_COUNT(cases); i++) {
        if (strcmp(argv[1], cases[i].name) == 0) {
            cases[i].run(strtoul(argv[2], NULL, 10));
            return 0;
        }
    }
    (void)fputs("usage: bench_measures tau|sort|compare|learn N\n", stderr);
    return 2;
}
