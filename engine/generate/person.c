// SPDX-License-Identifier: GPL-3.0-or-later
// One person: how active, at what, with which luck, and what happens to it during the
// exports. Draws once from the person's own stream, so nobody depends on how many others
// there are.

#include "generate_internal.h"

// Cumulative parts of 65,536 of the weights.
static double split(const double *weights, size_t count, uint16_t *out_parts)
{
    double total = 0;
    for (size_t i = 0; i < count; i++) {
        total += weights[i];
    }
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += weights[i];
        out_parts[i] = total > 0 ? (uint16_t)(sum / total * 65535) : 0;
    }
    return total;
}

static double seat_part(const struct ssi_generate_rate *rate, uint8_t seat)
{
    return seat == SSI_GEN_SEAT_NAVIGATOR ? 1
           : seat == SSI_GEN_SEAT_PREMIUM ? rate->premium
                                          : rate->free;
}

// A person's own rate of each kind: the table's, times how active it is, times its taste.
static void person_rates(struct ssi_gen_person *p, double active, double social,
                         struct ssi_random *random)
{
    double own[SSI_GEN_KIND_COUNT];
    bool upgrades = p->fate == SSI_GEN_UPGRADES;
    for (size_t kind = 0; kind < SSI_GEN_KIND_COUNT; kind++) {
        const struct ssi_generate_rate *rate = ssi_generate_rate(kind);
        double level = kind < SSI_GEN_NAVIGATOR_KINDS ? active : social;
        double part =
            upgrades && kind < SSI_GEN_NAVIGATOR_KINDS ? 1 : seat_part(rate, p->seat);
        own[kind] =
            rate->per_week * level * part * ssi_gen_lognormal(random, rate->spread);
    }
    own[SSI_GEN_REQUEST] = own[SSI_GEN_REQUEST] < 30 ? own[SSI_GEN_REQUEST] : 30;
    p->seat_rate = split(own, SSI_GEN_NAVIGATOR_KINDS, p->seat_split);
    p->log_rate = split(own + SSI_GEN_LOG_FIRST, SSI_GEN_LOG_KINDS, p->log_split);
    p->request_rate = own[SSI_GEN_REQUEST];
    memcpy(p->passive_rate, own + SSI_GEN_OWN_KINDS, sizeof p->passive_rate);
}

static uint16_t part_of(double probability)
{
    double clipped = probability < 0.02 ? 0.02 : probability > 0.95 ? 0.95 : probability;
    return (uint16_t)(clipped * 65535);
}

static void person_seat(const struct ssi_gen_world *world, uint32_t person,
                        struct ssi_random *random)
{
    struct ssi_gen_person *p = &world->people[person];
    uint64_t bits = ssi_random_u64(random);
    double u = ssi_gen_unit(bits);
    p->seat = person == 0 || u < 0.68 ? SSI_GEN_SEAT_NAVIGATOR
              : u < 0.82              ? SSI_GEN_SEAT_PREMIUM
                                      : SSI_GEN_SEAT_FREE;
    p->seat_id = 4400000000u + (uint64_t)person * 97 + (bits & 0xFFFF) % 97;
    p->second_seat_id =
        7200000000000000000u + (uint64_t)person * 8191 + (bits >> 16 & 0xFFF);
    static const uint8_t companies[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3};
    p->company = companies[bits >> 28 & 15];
}

// What a person expects to do in a week stands for the weeks before the exports begin.
static void person_past(struct ssi_gen_person *p)
{
    double expected[SSI_GEN_TRUTH_COUNTED] = {0};
    bool seated = ssi_gen_seated(p, -1);
    double seat_kind = p->seat_rate / 65535;
    expected[SSI_GEN_TRUTH_MADE] = p->request_rate * p->accept_part / 65535.0;
    expected[SSI_GEN_TRUTH_RECEIVED] = p->passive_rate[0] * 2;
    expected[SSI_GEN_TRUTH_SEARCHES] = seated ? seat_kind * p->seat_split[0] : 0;
    expected[SSI_GEN_TRUTH_ADVANCED] = p->log_rate * p->log_split[0] / 65535;
    if (!ssi_gen_acts(p, -1)) {
        return;
    }
    for (size_t line = 0; line < SSI_GEN_TRUTH_COUNTED; line++) {
        double carry = 0.5;
        for (size_t week = 0; week < SSI_GEN_WINDOW; week++) {
            carry += expected[line] > 60000 ? 60000 : expected[line];
            p->weeks[week][line] = (uint16_t)carry;
            carry -= p->weeks[week][line];
        }
    }
}

void ssi_gen_person_init(const struct ssi_gen_world *world, uint32_t person)
{
    struct ssi_gen_person *p = &world->people[person];
    struct ssi_random random;
    ssi_gen_stream(world, SSI_GEN_FOR_PERSON, person, 0, &random);
    person_seat(world, person, &random);
    ssi_gen_person_fate(world, person, &random);
    double drive = ssi_gen_normal(&random);
    double open = 0.6 * drive + 0.8 * ssi_gen_normal(&random);
    double active = ssi_gen_exp(1.0 * drive - 0.5);
    person_rates(p, active, ssi_gen_exp(0.9 * open - 0.405), &random);
    p->habit = 0.12 + 0.8 * active / (active + 0.9);
    p->talent = 0.5 * (0.4 * drive + 0.9165 * ssi_gen_normal(&random));
    p->accept_part = part_of(0.45 + 0.15 * ssi_gen_normal(&random));
    p->inmail_part = part_of(0.20 + 0.08 * ssi_gen_normal(&random) + 0.04 * drive);
    double size = 5.55 + 0.35 * open + 0.7 * ssi_gen_normal(&random) -
                  (p->seat == SSI_GEN_SEAT_FREE ? 0.5 : 0);
    p->degree = (uint32_t)ssi_gen_exp(size < 8.4 ? size : 8.4);
    p->next_lead = 20;
    person_past(p);
}

// A day between the first and the last quarter, so that there is a before and an after.
static int32_t some_day(const struct ssi_gen_world *world, struct ssi_random *random)
{
    int32_t quarter = world->days / 4;
    return quarter + (int32_t)ssi_random_below(random, (uint64_t)(world->days / 2) + 1);
}

static enum ssi_gen_fate draw_fate(double u, uint8_t seat)
{
    static const struct {
        double below;
        enum ssi_gen_fate fate;
    } fates[] = {
        {0.08, SSI_GEN_JOINS},   {0.13, SSI_GEN_LEAVES},    {0.20, SSI_GEN_MOVES},
        {0.25, SSI_GEN_AWAY},    {0.265, SSI_GEN_OPTS_OUT}, {0.33, SSI_GEN_GIVES_UP},
        {0.39, SSI_GEN_AWAKENS}, {0.44, SSI_GEN_RENEWS},    {0.60, SSI_GEN_UPGRADES}};
    for (size_t i = 0; i < SSI_COUNT(fates); i++) {
        if (u < fates[i].below) {
            bool seated = seat == SSI_GEN_SEAT_NAVIGATOR;
            bool fits =
                (fates[i].fate != SSI_GEN_UPGRADES || seat == SSI_GEN_SEAT_PREMIUM) &&
                (fates[i].fate != SSI_GEN_RENEWS || seated);
            return fits ? fates[i].fate : SSI_GEN_STAYS;
        }
    }
    return SSI_GEN_STAYS;
}

void ssi_gen_person_fate(const struct ssi_gen_world *world, uint32_t person,
                         struct ssi_random *random)
{
    struct ssi_gen_person *p = &world->people[person];
    double u = ssi_random_unit(random);
    p->day = some_day(world, random);
    p->until = p->day + 21 + (int32_t)ssi_random_below(random, 50);
    p->second_team = (uint32_t)ssi_random_below(random, world->team_count);
    double years = ssi_random_unit(random);
    p->since_day = -(int32_t)(30 + 3200 * years * years);
    p->fate = person == 0 ? SSI_GEN_STAYS : (uint8_t)draw_fate(u, p->seat);
    if (p->fate == SSI_GEN_MOVES && p->second_team == p->team) {
        p->second_team = (p->team + 1) % world->team_count;
    }
    if (p->fate == SSI_GEN_MOVES && p->second_team == p->team) {
        p->fate = SSI_GEN_STAYS;
    }
    if (p->fate == SSI_GEN_JOINS) {
        p->since_day = p->day;
    }
}
