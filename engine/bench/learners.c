// SPDX-License-Identifier: GPL-3.0-or-later
// Weights learned from outcomes: what may be learned from, which learner fits it, and
// what the weights say of a member.

#include "learn_internal.h"

#include <math.h>

#include "ssi/memory.h"

enum { DEFAULT_MAX_PAIRS = 500000 };

const char *ssi_learner_name(enum ssi_learner learner)
{
    static const char *const names[SSI_LEARNERS] = {[SSI_LEARN_RIDGE] = "ridge",
                                                    [SSI_LEARN_NNLS] = "nnls",
                                                    [SSI_LEARN_LOGISTIC] = "logistic",
                                                    [SSI_LEARN_PAIRWISE] = "pairwise"};
    return names[learner];
}

static enum ssi_status check_shape(enum ssi_learner learner,
                                   const struct ssi_lessons *lessons,
                                   struct ssi_error *err)
{
    if (lessons->features < 1 || lessons->features > SSI_MAX_FEATURES) {
        return ssi_error_set(err, SSI_EDATA, "%zu features; 1 to %d can be learned from",
                             lessons->features, SSI_MAX_FEATURES);
    }
    for (size_t q = 0; q < lessons->count; q++) {
        const struct ssi_lesson *lesson = &lessons->items[q];
        if (learner == SSI_LEARN_LOGISTIC && !lesson->relevant) {
            return ssi_error_set(err, SSI_EINTERNAL, "nothing says who is relevant");
        }
        for (size_t i = 0; i < lesson->n; i++) {
            if (lesson->members[i] >= lessons->member_count) {
                return ssi_error_set(err, SSI_EINTERNAL, "member %u is not one of %zu",
                                     lesson->members[i], lessons->member_count);
            }
        }
    }
    return SSI_OK;
}

/** Whether there is anything to learn, in words if not. */
static enum ssi_status check_content(const struct ssi_design *design,
                                     struct ssi_error *err)
{
    size_t constant = 0;
    for (size_t j = 0; j < design->features; j++) {
        constant += design->constant[j];
    }
    if (constant == design->features) {
        return ssi_error_set(err, SSI_EDATA, "no feature differs between members");
    }
    if (design->learner == SSI_LEARN_LOGISTIC) {
        if (design->relevant == 0 || design->relevant == design->rows) {
            return ssi_error_set(err, SSI_EDATA, "%s has a positive outcome",
                                 design->relevant ? "everybody" : "nobody");
        }
    } else if (!(design->outcome_spread > 0)) {
        return ssi_error_set(err, SSI_EDATA, "no outcome differs between members");
    }
    if (design->rows <= design->features + design->lessons->count) {
        return ssi_error_set(
            err, SSI_EDATA, "%llu rows in %zu queries are too few for %zu features",
            (unsigned long long)design->rows, design->lessons->count, design->features);
    }
    return SSI_OK;
}

/** The intercept belongs to centred features; that of features as given is this. */
static double intercept_of(const struct ssi_design *design, const struct ssi_fit *fit,
                           const struct ssi_learned *learned)
{
    double intercept = fit->x[design->features];
    for (size_t j = 0; j < design->features; j++) {
        intercept -= learned->weights[j].value * design->centre[j];
    }
    return intercept;
}

static enum ssi_status fit_design(const struct ssi_design *design,
                                  struct ssi_learned *out, struct ssi_error *err)
{
    struct ssi_fit *fit = ssi_alloc(1, sizeof *fit);
    if (!fit) {
        return ssi_error_nomem(err);
    }
    bool linear = design->learner == SSI_LEARN_RIDGE || design->learner == SSI_LEARN_NNLS;
    enum ssi_status status =
        linear ? ssi_fit_linear(design, fit, err) : ssi_fit_logistic(design, fit, err);
    if (status == SSI_OK) {
        *out = (struct ssi_learned){.learner = design->learner,
                                    .features = design->features,
                                    .ridge = fit->ridge,
                                    .rows = design->rows,
                                    .pairs = design->pair_count,
                                    .sampled = design->sampled,
                                    .members = design->members,
                                    .iterations = fit->iterations};
        status = ssi_fit_weights(design, fit, out, err);
    }
    if (status == SSI_OK && design->learner == SSI_LEARN_LOGISTIC) {
        out->intercept = intercept_of(design, fit, out);
    }
    ssi_free(fit);
    return status;
}

/**
 * A penalty pulls weights towards each other, so an interval around them would say too
 * much; that of the same weights without penalty does not. It is stretched to the weight
 * itself.
 */
static enum ssi_status widen_ridge(const struct ssi_design *design,
                                   struct ssi_learned *out, struct ssi_error *err)
{
    struct ssi_design plain = *design;
    struct ssi_learned *unbiased = ssi_alloc(1, sizeof *unbiased);
    if (!unbiased) {
        return ssi_error_nomem(err);
    }
    plain.unpenalised = true;
    bool solved =
        fit_design(&plain, unbiased, NULL) == SSI_OK; // not where features repeat
    for (size_t j = 0; solved && j < out->features; j++) {
        struct ssi_weight *weight = &out->weights[j];
        const struct ssi_weight *from = &unbiased->weights[j];
        weight->se = from->se;
        weight->share_se = from->share_se;
        weight->low = isnan(from->low) ? from->low : fmin(from->low, weight->share);
        weight->high = isnan(from->high) ? from->high : fmax(from->high, weight->share);
    }
    ssi_free(unbiased);
    return SSI_OK;
}

enum ssi_status ssi_learn(enum ssi_learner learner, const struct ssi_lessons *lessons,
                          const struct ssi_learner_options *options,
                          struct ssi_learned *out, struct ssi_error *err)
{
    SSI_TRY(check_shape(learner, lessons, err));
    struct ssi_design design = {.lessons = lessons,
                                .learner = learner,
                                .features = lessons->features,
                                .unknowns = lessons->features};
    design.unknowns += learner == SSI_LEARN_LOGISTIC ? 1 : 0;
    SSI_TRY(ssi_design_look(&design, err));
    SSI_TRY(check_content(&design, err));
    struct ssi_pair *pairs = NULL;
    if (learner == SSI_LEARN_PAIRWISE) {
        size_t most = options->max_pairs ? options->max_pairs : DEFAULT_MAX_PAIRS;
        SSI_TRY(ssi_pairs_find(lessons, most, options->seed, &pairs, &design.pair_count,
                               &design.sampled, err));
        design.pairs = pairs;
    }
    enum ssi_status status = fit_design(&design, out, err);
    if (status == SSI_OK && learner == SSI_LEARN_RIDGE) {
        status = widen_ridge(&design, out, err);
    }
    ssi_free(pairs);
    return status;
}

double ssi_learned_score(const struct ssi_learned *learned, const float *features)
{
    double score = 0;
    for (size_t j = 0; j < learned->features; j++) {
        const struct ssi_weight *weight = &learned->weights[j];
        score +=
            (isnan(weight->share) ? weight->value : weight->share) * (double)features[j];
    }
    return score;
}

double ssi_learned_probability(const struct ssi_learned *learned, const float *features)
{
    double odds = learned->intercept;
    if (learned->learner != SSI_LEARN_LOGISTIC) {
        return SSI_NAN;
    }
    for (size_t j = 0; j < learned->features; j++) {
        odds += learned->weights[j].value * (double)features[j];
    }
    return 1 / (1 + exp(-odds));
}
