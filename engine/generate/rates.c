// SPDX-License-Identifier: GPL-3.0-or-later
// Every number of the simulation that one may want to argue about, as tables: how often
// people do what, when, and what sells. Choices of our own, set so that a population
// scores about as LinkedIn's published averages do; datasets/sample/README.md has them.

#include "generate_internal.h"

static const struct ssi_generate_rate rates[SSI_GEN_KIND_COUNT] = {
    [SSI_GEN_SEARCH] = {"people_search", 2.4, 0.6, 0, 0, "navigator-activity"},
    [SSI_GEN_VIEW] = {"profile_view", 6.0, 0.4, 0, 0, "navigator-activity"},
    [SSI_GEN_LEAD] = {"lead_save", 1.2, 0.8, 0, 0, "navigator-activity"},
    [SSI_GEN_ACCOUNT] = {"account_save", 0.4, 0.8, 0, 0, "navigator-activity"},
    [SSI_GEN_INMAIL] = {"inmail_send", 0.7, 0.9, 0, 0, "navigator-activity"},
    [SSI_GEN_MESSAGE] = {"message_send", 3.0, 0.7, 0, 0, "navigator-activity"},
    [SSI_GEN_INVITED] = {"connection_made", 0.3, 0.4, 0, 0, "navigator-activity"},
    [SSI_GEN_ADVANCED] = {"advanced_search", 0.7, 0.8, 0.1, 0, "activity"},
    [SSI_GEN_RESEARCH] = {"account_view", 0.9, 0.7, 0.4, 0.2, "activity"},
    [SSI_GEN_REQUEST] = {"connection_request", 1.8, 0.8, 0.7, 0.5, "activity"},
    [SSI_GEN_POST] = {"post", 0.14, 1.0, 0.8, 0.6, "activity"},
    [SSI_GEN_SHARE] = {"share", 0.30, 0.9, 0.8, 0.6, "activity"},
    [SSI_GEN_GIVE] = {"engagement_give", 2.4, 0.8, 0.9, 0.8, "activity"},
    [SSI_GEN_GROUP] = {"group_join", 0.05, 0.5, 1, 0.8, "activity"},
    [SSI_GEN_FOLLOW] = {"company_follow", 0.15, 0.6, 0.8, 0.6, "activity"},
    [SSI_GEN_ANSWER] = {"question_answer", 0.05, 1.0, 0.8, 0.5, "activity"},
    [SSI_GEN_RECEIVE] = {"engagement_receive", 0.6, 0.5, 0.9, 0.8, "activity"},
    [SSI_GEN_ENDORSED] = {"endorsement_receive", 0.35, 0.8, 0.9, 0.8, "activity"},
    [SSI_GEN_RECOMMENDED] = {"recommendation_receive", 0.04, 0.5, 1, 0.8, "activity"},
    [SSI_GEN_VIEWED] = {"inbound_view", 5.0, 0.5, 0.7, 0.4, "activity"},
    [SSI_GEN_FOLLOWED] = {"follower_gain", 2.2, 0.8, 0.8, 0.5, "activity"},
};

const struct ssi_generate_rate *ssi_generate_rate(size_t index)
{
    return index < SSI_COUNT(rates) ? &rates[index] : NULL;
}

// Targets of counts are those of the default model, so that f is what that model sees.
static const struct ssi_generate_truth truth[SSI_GEN_TRUTH_COUNT] = {
    [SSI_GEN_TRUTH_MADE] = {"connections_made", 1.2, 6},
    [SSI_GEN_TRUTH_RECEIVED] = {"engagements_received", 0.9, 25},
    [SSI_GEN_TRUTH_SEARCHES] = {"people_searches", 0.6, 30},
    [SSI_GEN_TRUTH_ADVANCED] = {"advanced_searches", 0.4, 5},
    [SSI_GEN_TRUTH_DECIDERS] = {"decision_maker_connections", 0.8, 100},
    [SSI_GEN_TRUTH_VIEWS] = {"profile_views", 0, 40},
    [SSI_GEN_TRUTH_MESSAGES] = {"messages_sent", 0, 25},
    [SSI_GEN_TRUTH_SHARES] = {"shares", 0, 3},
};

const struct ssi_generate_truth *ssi_generate_truth(size_t index)
{
    return index < SSI_COUNT(truth) ? &truth[index] : NULL;
}

// Working life of a region. Daylight saving is left out: an hour changes no result.
const struct ssi_gen_region ssi_gen_regions[SSI_GEN_REGION_COUNT] = {
    [SSI_GEN_AMERICAS] = {"Americas", -5 * 3600, 0},
    [SSI_GEN_BRITAIN] = {"Britain", 0, 0},
    [SSI_GEN_EUROPE] = {"Europe", 3600, 0},
    [SSI_GEN_GULF] = {"Gulf", 3 * 3600, 1}, /* the weekend is Friday and Saturday */
    [SSI_GEN_INDIA] = {"India", 19800, 0},
    [SSI_GEN_CHINA] = {"China", 8 * 3600, 0},
};

// Share of a week's work by working day: Monday to Friday, then the two days of rest.
const double ssi_gen_weekday_share[7] = {0.19, 0.21, 0.21, 0.20, 0.14, 0.02, 0.03};

// Weight of each local hour from 0: two humps, a dip at lunch, a tail in the evening.
const uint8_t ssi_gen_hour_weight[24] = {1,  0,  0,  0,  0,  1,  4,  14, 28, 34, 32, 27,
                                         15, 22, 27, 27, 24, 18, 10, 7,  8,  8,  5,  2};

enum {
    EVERYWHERE = (1 << SSI_GEN_REGION_COUNT) - 1,
    WEST = 1 << SSI_GEN_AMERICAS | 1 << SSI_GEN_BRITAIN | 1 << SSI_GEN_EUROPE,
};

// Days on which less happens; the smallest factor holds. A date is month * 100 + day.
static const struct ssi_gen_holiday {
    int32_t from, to;
    unsigned regions;
    double factor;
} holidays[] = {
    {101, 101, EVERYWHERE, 0.06},
    {102, 105, WEST, 0.55},
    {126, 126, 1 << SSI_GEN_INDIA, 0.2},
    {210, 217, 1 << SSI_GEN_CHINA, 0.15}, /* around the lunar new year */
    {501, 501, 1 << SSI_GEN_EUROPE | 1 << SSI_GEN_CHINA | 1 << SSI_GEN_INDIA, 0.15},
    {502, 505, 1 << SSI_GEN_CHINA, 0.3},
    {704, 704, 1 << SSI_GEN_AMERICAS, 0.1},
    {715, 831, WEST, 0.72}, /* the summer */
    {803, 821, 1 << SSI_GEN_EUROPE, 0.55},
    {815, 815, 1 << SSI_GEN_INDIA | 1 << SSI_GEN_EUROPE, 0.2},
    {1001, 1007, 1 << SSI_GEN_CHINA, 0.15},
    {1002, 1002, 1 << SSI_GEN_INDIA, 0.2},
    {1003, 1003, 1 << SSI_GEN_EUROPE, 0.5},
    {1108, 1112, 1 << SSI_GEN_INDIA, 0.4}, /* Diwali, as in 2026 */
    {1126, 1127, 1 << SSI_GEN_AMERICAS, 0.2},
    {1218, 1223, WEST, 0.6},
    {1224, 1226, WEST, 0.05},
    {1227, 1231, WEST, 0.25},
};

double ssi_gen_holiday_factor(int64_t day, enum ssi_gen_region_id region)
{
    int32_t year, month, monthday;
    ssi_civil_from_days(day, &year, &month, &monthday);
    int32_t date = month * 100 + monthday;
    double factor = 1;
    for (size_t i = 0; i < SSI_COUNT(holidays); i++) {
        const struct ssi_gen_holiday *h = &holidays[i];
        if (date >= h->from && date <= h->to && h->regions >> region & 1u &&
            h->factor < factor) {
            factor = h->factor;
        }
    }
    return factor;
}
