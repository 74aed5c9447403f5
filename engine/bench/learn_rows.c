// SPDX-License-Identifier: GPL-3.0-or-later
// What a learner sees of the lessons: scaled rows or pairs, in a fixed order, one at a
// time.

#include "learn_internal.h"

#include <math.h>
#include <string.h>

#include "ssi/memory.h"

/** Mean features (and outcome behind them) of one query. */
static void means_of(const struct ssi_lesson *lesson, size_t features, double *out_means)
{
    memset(out_means, 0, (features + 1) * sizeof *out_means);
    for (size_t i = 0; i < lesson->n; i++) {
        const float *row = lesson->features + i * features;
        for (size_t j = 0; j < features; j++) {
            out_means[j] += (double)row[j];
        }
        out_means[features] += lesson->outcomes[i];
    }
    for (size_t j = 0; j <= features && lesson->n > 0; j++) {
        out_means[j] /= (double)lesson->n;
    }
}

/** Adds a query's squares about its means; false when a number is not finite. */
static bool add_spread(struct ssi_design *design, const struct ssi_lesson *lesson,
                       double *sizes)
{
    double means[SSI_UNKNOWNS];
    size_t features = design->features;
    means_of(lesson, features, means);
    for (size_t i = 0; i < lesson->n; i++) {
        const float *row = lesson->features + i * features;
        for (size_t j = 0; j < features; j++) {
            double off = (double)row[j] - means[j];
            design->scale[j] += off * off;
            sizes[j] += (double)row[j] * (double)row[j];
        }
        double off = lesson->outcomes[i] - means[features];
        design->outcome_spread += off * off;
        design->relevant += lesson->relevant && lesson->relevant[i] ? 1 : 0;
    }
    for (size_t j = 0; j < features; j++) {
        design->centre[j] += means[j] * (double)lesson->n;
        if (!isfinite(design->scale[j])) {
            return false;
        }
    }
    return isfinite(design->outcome_spread);
}

static enum ssi_status count_members(struct ssi_design *design, struct ssi_error *err)
{
    const struct ssi_lessons *lessons = design->lessons;
    bool *seen = ssi_alloc(lessons->member_count + 1, sizeof *seen);
    if (!seen) {
        return ssi_error_nomem(err);
    }
    for (size_t q = 0; q < lessons->count; q++) {
        for (size_t i = 0; i < lessons->items[q].n; i++) {
            uint32_t member = lessons->items[q].members[i];
            design->members += seen[member] ? 0 : 1;
            seen[member] = true;
        }
    }
    ssi_free(seen);
    return SSI_OK;
}

enum ssi_status ssi_design_look(struct ssi_design *design, struct ssi_error *err)
{
    double sizes[SSI_MAX_FEATURES] = {0};
    for (size_t q = 0; q < design->lessons->count; q++) {
        const struct ssi_lesson *lesson = &design->lessons->items[q];
        design->rows += lesson->n;
        if (!add_spread(design, lesson, sizes)) {
            return ssi_error_set(
                err, SSI_EDATA,
                "a feature or outcome to learn from is not a finite number");
        }
    }
    for (size_t j = 0; j < design->features && design->rows > 0; j++) {
        design->constant[j] = !(design->scale[j] > 1e-10 * sizes[j]);
        design->scale[j] = sqrt(design->scale[j] / (double)design->rows);
        design->centre[j] /= (double)design->rows;
    }
    return count_members(design, err);
}

/** x = (features - centre) / scale; 0 for a constant one. */
static void scale_row(const struct ssi_design *design, const float *features,
                      const double *centre, struct ssi_row *row)
{
    for (size_t j = 0; j < design->features; j++) {
        row->x[j] = design->constant[j]
                        ? 0
                        : ((double)features[j] - centre[j]) / design->scale[j];
    }
}

static void visit_lesson(const struct ssi_design *design, const struct ssi_lesson *lesson,
                         ssi_row_visitor *visit, void *context)
{
    double means[SSI_UNKNOWNS];
    bool is_logistic = design->learner == SSI_LEARN_LOGISTIC;
    struct ssi_row row = {.other = SSI_NOBODY};
    means_of(lesson, design->features, means);
    for (size_t i = 0; i < lesson->n; i++) {
        scale_row(design, lesson->features + i * design->features,
                  is_logistic ? design->centre : means, &row);
        row.member = lesson->members[i];
        if (is_logistic) {
            row.x[design->features] = 1;
            row.y = lesson->relevant[i] ? 1 : 0;
        } else {
            row.y = lesson->outcomes[i] - means[design->features];
        }
        visit(context, &row);
    }
}

static void visit_pair(const struct ssi_design *design, const struct ssi_pair *pair,
                       ssi_row_visitor *visit, void *context)
{
    const struct ssi_lesson *lesson = &design->lessons->items[pair->lesson];
    const float *high = lesson->features + (size_t)pair->high * design->features;
    const float *low = lesson->features + (size_t)pair->low * design->features;
    struct ssi_row row = {.y = 1,
                          .member = lesson->members[pair->high],
                          .other = lesson->members[pair->low]};
    double centre[SSI_MAX_FEATURES];
    for (size_t j = 0; j < design->features; j++) {
        centre[j] = (double)low[j];
    }
    scale_row(design, high, centre, &row);
    visit(context, &row);
}

void ssi_design_visit(const struct ssi_design *design, ssi_row_visitor *visit,
                      void *context)
{
    for (size_t i = 0; design->learner == SSI_LEARN_PAIRWISE && i < design->pair_count;
         i++) {
        visit_pair(design, &design->pairs[i], visit, context);
    }
    for (size_t q = 0;
         design->learner != SSI_LEARN_PAIRWISE && q < design->lessons->count; q++) {
        visit_lesson(design, &design->lessons->items[q], visit, context);
    }
}
