// SPDX-License-Identifier: GPL-3.0-or-later
/** What the files of the model stage share. */
#ifndef SSI_MODEL_INTERNAL_H
#define SSI_MODEL_INTERNAL_H

#include "ssi/inputs.h"
#include "ssi/metric.h"

enum ssi_series { SSI_SERIES_prospecting, SSI_SERIES_days, SSI_SERIES_connections_made };

enum ssi_level {
    SSI_LEVEL_profile_completeness,
    SSI_LEVEL_profile_length,
    SSI_LEVEL_keyword_match,
    SSI_LEVEL_connections,
    SSI_LEVEL_decision_makers,
    SSI_LEVEL_internal,
    SSI_LEVEL_relevant
};

enum ssi_ratio { SSI_RATIO_topic, SSI_RATIO_inmail, SSI_RATIO_acceptance };

/* links.c */
SSI_NODISCARD enum ssi_status ssi_inputs_link(struct ssi_inputs *inputs,
                                              struct ssi_error *err);
/** The connection of a member to a person, or NULL. O(log connections). */
const struct ssi_link *ssi_inputs_find_link(const struct ssi_inputs *inputs,
                                            const struct ssi_input_member *member,
                                            uint32_t other);

/* requests.c: matches answers of open logs to requests; orphans go to inputs->accounts */
SSI_NODISCARD enum ssi_status ssi_inputs_match_requests(struct ssi_inputs *inputs,
                                                        struct ssi_error *err);

/* coverage.c: formats, their weeks, and which metrics are available */
SSI_NODISCARD enum ssi_status ssi_inputs_cover(struct ssi_inputs *inputs,
                                               struct ssi_error *err);
/** Activities that feed a metric (both sides of a ratio's denominator only). */
uint64_t ssi_metric_feeds(enum ssi_metric_id id);

/* levels.c */
/**
 * A derived level as of a cut-off; false when it is unknown for the member. Sets *failed
 * when memory is out.
 */
bool ssi_level_value(const struct ssi_inputs *inputs,
                     const struct ssi_input_member *member, enum ssi_metric_id id,
                     int64_t cutoff, double *out_value, bool *failed);

/** The weeks of a window in which some of a set of formats cover a member. */
struct ssi_cover {
    uint32_t formats; /**< the set; 0 = not found yet */
    int32_t count;
    double weights;             /**< their decays added up, oldest first */
    uint64_t bits;              /**< of the first 64 places */
    unsigned char covered[128]; /**< by place in the window */
};

/** What covers a member in the window of a scored week. */
struct ssi_covering {
    bool known;
    uint32_t covers;          /**< bit f: format f covers this member */
    uint32_t formats[128];    /**< by place in the window: formats that cover it then */
    struct ssi_cover sets[8]; /**< most metrics are fed by the same few sets of formats */
};

/**
 * What is counted of one member: by week - first_week. Made once a member, then read for
 * every scored week and metric.
 */
struct ssi_tally {
    uint64_t *counts; /**< activity * weeks + week; read through ssi_tally_counts() */
    uint64_t touched; /**< bit a: activity a has counts */
    uint64_t held[SSI_ACTIVITY_COUNT]; /**< of touched ones, bit w: not 0 in that week (w
                                          < 64) */
    uint64_t held_days;                /**< the same of days */
    uint64_t *days;                    /**< active days */
    uint64_t *prospecting, *made;      /**< series of their metrics */
    uint64_t *on_topic, *published;
    struct ssi_pair_week {
        uint32_t other;
        int32_t week;
        uint64_t gives, receives;
    } * pairs; /**< sorted by other */
    size_t pair_count, pair_cap;
    int32_t first_seen[SSI_MAX_FORMATS]; /**< first week as an actor; INT32_MAX never */
    unsigned char *absent; /**< opted out, away or left as of that week's own cut-off */
    size_t at[SSI_SECTION_COUNT];         /**< where the last member's records began */
    size_t given_back[SSI_SECTION_COUNT]; /**< records of mapped partials, up to here */
    struct ssi_covering
        *covering;   /**< by scored week; kept where members have it in common */
    int32_t *active; /**< the last week up to this one with an active day; -1 none */
    size_t weeks;
};

/** The counts of an activity by week. */
static inline const uint64_t *ssi_tally_counts(const struct ssi_tally *tally,
                                               enum ssi_activity activity)
{
    return tally->counts + (size_t)activity * tally->weeks;
}

SSI_NODISCARD enum ssi_status ssi_tally_init(struct ssi_tally *tally,
                                             const struct ssi_inputs *inputs,
                                             struct ssi_error *err);
void ssi_tally_release(struct ssi_tally *tally);
SSI_NODISCARD enum ssi_status ssi_tally_member(struct ssi_tally *tally,
                                               const struct ssi_inputs *inputs,
                                               const struct ssi_input_member *member,
                                               struct ssi_error *err);

/** Values of all metrics of the model for one member and week, in millionths. */
struct ssi_measures {
    int64_t x[SSI_METRICS];    /**< by model metric */
    double share[SSI_METRICS]; /**< f(x), set by ssi_score_member */
    int32_t weeks;             /**< covered by any event format */
    bool failed;               /**< memory was out: the values must not be used */
    /** Where it is wanted, else NULL: model metric * window + k: covered k weeks before.
     */
    unsigned char *covered;
};

/** week: the scored week; within inputs' history. */
void ssi_measure(const struct ssi_inputs *inputs, const struct ssi_input_member *member,
                 const struct ssi_tally *tally, int32_t week, struct ssi_measures *out);

#endif
