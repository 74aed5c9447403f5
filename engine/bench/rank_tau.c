// SPDX-License-Identifier: GPL-3.0-or-later
// Kendall's tau-b. A Fenwick tree (1994) over the groups of y counts, for each member in
// the order of x, how many are below it in both; ties and totals give the other counts.
// All counts are exact integers.

#include "rank_internal.h"

#include <math.h>
#include <string.h>

#include "ssi/memory.h"

struct sweep {
    const struct ssi_ranking *x, *y;
    uint32_t *tree;    // Fenwick tree over groups of y: members seen
    uint32_t *equal;   // of each group of y, members seen
    uint32_t *sorted;  // items by group of x, within it by group of y
    double *influence; // NULL, or filled with concordant - discordant of each member
    struct ssi_pair_counts counts;
};

static void tree_add(uint32_t *tree, size_t size, size_t at)
{
    for (size_t i = at + 1; i <= size; i += i & (~i + 1)) {
        tree[i]++;
    }
}

/** Members seen in groups below `at`. */
static uint64_t tree_below(const uint32_t *tree, size_t at)
{
    uint64_t sum = 0;
    for (size_t i = at; i > 0; i &= i - 1) {
        sum += tree[i];
    }
    return sum;
}

static uint32_t group_size(const struct ssi_ranking *ranking, size_t group)
{
    return ranking->start[group + 1] - ranking->start[group];
}

/** Walking y in order and dealing its items to the groups of x leaves each sorted by y.
 */
static void sort_within(struct sweep *sweep, uint32_t *next)
{
    const struct ssi_ranking *x = sweep->x;
    memcpy(next, x->start, x->groups * sizeof *next);
    for (size_t i = 0; i < x->n; i++) {
        uint32_t item = sweep->y->order[i];
        sweep->sorted[next[x->group[item]]++] = item;
    }
}

/** One run of members equal in x and in y: sorted[from, to), in the group of x [first,
 * end). */
static void count_run(struct sweep *sweep, size_t from, size_t to, size_t first,
                      size_t end)
{
    size_t y_group = sweep->y->group[sweep->sorted[from]];
    uint64_t n = sweep->x->n;
    uint64_t y_below = sweep->y->start[y_group];
    uint64_t y_equal = group_size(sweep->y, y_group);
    uint64_t run = to - from;
    uint64_t left_below = tree_below(sweep->tree, y_group); // x less, y less
    uint64_t left_equal = sweep->equal[y_group];
    uint64_t left_above = first - left_below - left_equal;
    uint64_t right_below = y_below - left_below - (from - first);
    uint64_t right_equal = y_equal - left_equal - run;
    uint64_t right_above = n - end - right_below - right_equal;
    sweep->counts.concordant += run * left_below; // each pair from its right end only
    sweep->counts.discordant += run * left_above;
    sweep->counts.tied_y += run * left_equal;
    sweep->counts.tied_x += run * (from - first);
    sweep->counts.tied_both += run * (run - 1) / 2;
    if (sweep->influence) {
        double balance =
            (double)(left_below + right_above) - (double)(left_above + right_below);
        for (size_t i = from; i < to; i++) {
            sweep->influence[sweep->sorted[i]] = balance;
        }
    }
}

static void sweep_group(struct sweep *sweep, size_t first, size_t end)
{
    const uint32_t *y_group = sweep->y->group;
    for (size_t from = first; from < end;) {
        size_t to = from + 1;
        while (to < end && y_group[sweep->sorted[to]] == y_group[sweep->sorted[from]]) {
            to++;
        }
        count_run(sweep, from, to, first, end);
        from = to;
    }
    for (size_t i = first; i < end; i++) {
        size_t group = y_group[sweep->sorted[i]];
        tree_add(sweep->tree, sweep->y->groups, group);
        sweep->equal[group]++;
    }
}

/** From concordant - discordant of each member to the derivative of tau by its weight. */
static void derive(const struct sweep *sweep, double tau, double untied_x,
                   double untied_y)
{
    const struct ssi_ranking *x = sweep->x;
    const struct ssi_ranking *y = sweep->y;
    double scale = sqrt(untied_x) * sqrt(untied_y);
    for (size_t i = 0; i < x->n; i++) {
        double x_others = (double)(x->n - group_size(x, x->group[i]));
        double y_others = (double)(y->n - group_size(y, y->group[i]));
        sweep->influence[i] = sweep->influence[i] / scale -
                              tau * (x_others / untied_x + y_others / untied_y) / 2;
    }
}

static void finish(const struct sweep *sweep, double *out_tau)
{
    const struct ssi_pair_counts *c = &sweep->counts;
    double untied_x = (double)(c->concordant + c->discordant + c->tied_y);
    double untied_y = (double)(c->concordant + c->discordant + c->tied_x);
    if (untied_x > 0 && untied_y > 0) {
        double balance = c->concordant >= c->discordant
                             ? (double)(c->concordant - c->discordant)
                             : -(double)(c->discordant - c->concordant);
        *out_tau = balance / (sqrt(untied_x) * sqrt(untied_y));
        *out_tau = fmax(-1, fmin(1, *out_tau));
        if (sweep->influence) {
            derive(sweep, *out_tau, untied_x, untied_y);
        }
    } else if (sweep->influence) {
        memset(sweep->influence, 0, sweep->x->n * sizeof *sweep->influence);
    }
}

enum ssi_status ssi_tau_b_influence(const struct ssi_ranking *x,
                                    const struct ssi_ranking *y, double *out_tau,
                                    struct ssi_pair_counts *out_counts, double *influence,
                                    struct ssi_error *err)
{
    struct sweep sweep = {.x = x, .y = y, .influence = influence};
    *out_tau = SSI_NAN;
    if (!ssi_rankings_usable(x, y)) {
        if (influence) {
            memset(influence, 0, x->n * sizeof *influence);
        }
        if (out_counts) {
            *out_counts = sweep.counts;
        }
        return SSI_OK;
    }
    size_t most = x->groups > y->groups ? x->groups : y->groups;
    uint32_t *memory = ssi_alloc(x->n + 2 * most + 2, sizeof *memory);
    if (!memory) {
        return ssi_error_nomem(err);
    }
    sweep.sorted = memory;
    sweep.equal = memory + x->n;
    sweep.tree = sweep.equal + most;
    sort_within(&sweep, sweep.equal);
    memset(sweep.equal, 0, most * sizeof *sweep.equal);
    for (size_t g = 0; g < x->groups; g++) {
        sweep_group(&sweep, x->start[g], x->start[g + 1]);
    }
    ssi_free(memory);
    finish(&sweep, out_tau);
    if (out_counts) {
        *out_counts = sweep.counts;
    }
    return SSI_OK;
}

enum ssi_status ssi_tau_b(const struct ssi_ranking *x, const struct ssi_ranking *y,
                          double *out_tau, struct ssi_pair_counts *out_counts,
                          struct ssi_error *err)
{
    return ssi_tau_b_influence(x, y, out_tau, out_counts, NULL, err);
}
