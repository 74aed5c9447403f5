// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Scores: pillars and overall of every member and history week, in integer milli-points,
 * and the points of each metric for the newest week.
 *
 * Everything published later (ranks, means, tables) is computed from these integers.
 */
#ifndef SSI_SCORE_H
#define SSI_SCORE_H

#include "ssi/inputs.h"

/** A pillar or an overall that is not there. */
#define SSI_NO_SCORE   UINT16_MAX
#define SSI_NO_OVERALL UINT32_MAX

enum ssi_member_status {
    SSI_STATUS_COMPLETE,
    SSI_STATUS_PROVISIONAL,
    SSI_STATUS_AWAY,
    SSI_STATUS_OPTED_OUT,
    SSI_STATUS_INCOMPLETE
};

const char *ssi_member_status_name(enum ssi_member_status status);

/** The first pillar of a member that is not in the population of the week. */
#define SSI_OUTSIDE (UINT16_MAX - 1)

/** One member in one week: most of the memory of scoring, so no more than this. */
struct ssi_week_score {
    uint16_t pillars[SSI_PILLARS]; /**< milli-points, capped; NO_SCORE = none */
};

/** Facts of the newest week only. */
struct ssi_member_facts {
    uint16_t coverage;    /**< of 10000 */
    unsigned char weeks;  /**< covered weeks of the window */
    unsigned char status; /**< enum ssi_member_status */
};

struct ssi_scores {
    const struct ssi_inputs *inputs;
    int32_t week_count;           /**< weeks kept: the newest and those before it */
    struct ssi_week_score *weeks; /**< k * members + member, k weeks before the newest */
    struct ssi_member_facts *facts; /**< by member */
    unsigned char *exists;          /**< by k: bit p: pillar p exists in that week */
    struct ssi_ids groups;          /**< names of teams and industries */
    uint32_t *teams, *industries;   /**< as weeks: of groups; NULL where nobody has any */
    struct ssi_distribution *distributions; /**< k * metric_count + model metric */
};

/** Scores every member. O(members * weeks * metrics); members are spread over threads. */
SSI_NODISCARD enum ssi_status ssi_score_all(struct ssi_scores *scores,
                                            const struct ssi_inputs *inputs,
                                            int32_t history_weeks, size_t threads,
                                            struct ssi_error *err);
void ssi_scores_release(struct ssi_scores *scores);

static inline const struct ssi_week_score *ssi_score_at(const struct ssi_scores *scores,
                                                        size_t member, int32_t k)
{
    return &scores->weeks[(size_t)k * scores->inputs->member_count + member];
}

/** Whether the member belongs to the population of a week: definition 12. */
static inline bool ssi_in_population(const struct ssi_scores *scores, size_t member,
                                     int32_t k)
{
    return ssi_score_at(scores, member, k)->pillars[0] != SSI_OUTSIDE;
}

static inline uint32_t ssi_score_group(const struct ssi_scores *scores,
                                       const uint32_t *groups, size_t member, int32_t k)
{
    return groups ? groups[(size_t)k * scores->inputs->member_count + member] : SSI_NONE;
}

/** Team and industry as of a week, of scores->groups; SSI_NONE = none. */
static inline uint32_t ssi_score_team(const struct ssi_scores *scores, size_t member,
                                      int32_t k)
{
    return ssi_score_group(scores, scores->teams, member, k);
}
static inline uint32_t ssi_score_industry(const struct ssi_scores *scores, size_t member,
                                          int32_t k)
{
    return ssi_score_group(scores, scores->industries, member, k);
}

/** By model metric: what transforms that compare compare with, k weeks before the newest.
 */
static inline const struct ssi_distribution *ssi_scores_distributions(
    const struct ssi_scores *scores, int32_t k)
{
    return scores->distributions + (size_t)k * scores->inputs->model->metric_count;
}

/** Sum of the pillars that exist, or SSI_NO_OVERALL when the member lacks one or has no
 * rank. */
uint32_t ssi_score_overall(const struct ssi_scores *scores, size_t member, int32_t k);

/** A pillar of a week, or SSI_NO_SCORE when it does not exist for anyone or the member.
 */
uint16_t ssi_score_pillar(const struct ssi_scores *scores, size_t member, int32_t k,
                          enum ssi_pillar pillar);

/** 25 x the number of pillars that exist. */
int32_t ssi_score_out_of(const struct ssi_scores *scores, int32_t k);

/** One metric's part of a pillar. */
struct ssi_contribution {
    bool stands;
    int64_t x;      /**< millionths */
    int64_t share;  /**< normalised, millionths */
    int32_t points; /**< milli-points of the uncapped pillar */
};

struct ssi_contributions {
    struct ssi_contribution metrics[SSI_METRICS]; /**< by model metric */
    int32_t cap[SSI_PILLARS];                     /**< capped - uncapped, at most 0 */
    int32_t pillars[SSI_PILLARS]; /**< capped; -1 where no metric stands */
};

/**
 * From values to points: the metrics of a pillar share it as they do in every score.
 *
 * x              by model metric: millionths, or SSI_X_NONE where it does not stand
 * distributions  by model metric; NULL when no transform of the model compares
 * limits         the cap of each pillar
 */
void ssi_points_of(const struct ssi_model *model, const int64_t *x,
                   const struct ssi_distribution *distributions,
                   const double limits[SSI_PILLARS], struct ssi_contributions *out);

/** Milli-points that each metric would have, were all that stand at their best: 25 a
 * pillar. */
void ssi_points_at_best(const struct ssi_model *model, const int64_t *x,
                        int32_t out_points[SSI_METRICS]);

/** Memory of one worker for explaining members. */
struct ssi_explainer;
SSI_NODISCARD enum ssi_status ssi_explainer_new(const struct ssi_scores *scores,
                                                struct ssi_explainer **out_explainer,
                                                struct ssi_error *err);
void ssi_explainer_free(struct ssi_explainer *explainer);

/**
 * The contributions of a member k weeks before the newest (0 or 1 and on); nothing stands
 * in pillars that do not exist, nor outside the population.
 */
SSI_NODISCARD enum ssi_status ssi_explain(struct ssi_explainer *explainer, size_t member,
                                          int32_t k, struct ssi_contributions *out,
                                          struct ssi_error *err);

/**
 * Which weeks of the window counted for a model metric of the member last explained, k
 * weeks before that week: 1 covered, 0 not. Borrowed until the next call; `window`
 * places.
 */
const unsigned char *ssi_explain_weeks(const struct ssi_explainer *explainer,
                                       size_t metric);

#endif
