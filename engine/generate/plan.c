// SPDX-License-Identifier: GPL-3.0-or-later
// When a person is at work: its place in the company, its weeks, its days, its hours.
// Says how much, never what.

#include "generate_internal.h"

bool ssi_gen_present(const struct ssi_gen_person *p, int32_t day)
{
    switch ((enum ssi_gen_fate)p->fate) {
    case SSI_GEN_JOINS:
        return day >= p->day;
    case SSI_GEN_LEAVES:
    case SSI_GEN_OPTS_OUT:
        return day < p->day;
    case SSI_GEN_AWAY:
        return day < p->day || day >= p->until;
    case SSI_GEN_STAYS:
    case SSI_GEN_MOVES:
    case SSI_GEN_GIVES_UP:
    case SSI_GEN_AWAKENS:
    case SSI_GEN_UPGRADES:
    case SSI_GEN_RENEWS:
        break;
    }
    return true;
}

bool ssi_gen_acts(const struct ssi_gen_person *p, int32_t day)
{
    return ssi_gen_present(p, day) && !(p->fate == SSI_GEN_GIVES_UP && day >= p->day) &&
           !(p->fate == SSI_GEN_AWAKENS && day < p->day);
}

bool ssi_gen_seated(const struct ssi_gen_person *p, int32_t day)
{
    return p->seat == SSI_GEN_SEAT_NAVIGATOR ||
           (p->fate == SSI_GEN_UPGRADES && day >= p->day);
}

// Monday = 0; where the weekend is early, its first day counts as Saturday.
static int32_t working_weekday(int64_t day, uint32_t region)
{
    int64_t weekday = (day + 3 + ssi_gen_regions[region].early_weekend_days) % 7;
    return (int32_t)(weekday < 0 ? weekday + 7 : weekday);
}

// A week off in about one of nine, more often for those who have a summer.
static bool on_vacation(const struct ssi_gen_world *world, uint32_t person, int32_t week)
{
    uint64_t bits = ssi_gen_bits(world, SSI_GEN_FOR_VACATION, person, (uint64_t)week);
    return ssi_gen_chance(bits, 65536 / 9);
}

void ssi_gen_calendar_init(struct ssi_gen_world *world)
{
    for (int32_t day = 0; day < world->days; day++) {
        int64_t date = world->first_day + day;
        for (uint32_t region = 0; region < SSI_GEN_REGION_COUNT; region++) {
            world->share[day][region] =
                ssi_gen_weekday_share[working_weekday(date, region)] *
                ssi_gen_holiday_factor(date, (enum ssi_gen_region_id)region);
        }
    }
}

// Work is done on the days on which the person is there: fewer days, more on each.
void ssi_gen_plan_init(const struct ssi_gen_world *world, uint32_t person, int32_t week,
                       struct ssi_gen_plan *out_plan)
{
    const struct ssi_gen_person *p = &world->people[person];
    struct ssi_random random;
    ssi_gen_stream(world, SSI_GEN_FOR_PLAN, person, (uint64_t)week, &random);
    double busy = ssi_gen_gamma(&random, 2.2) * 1.125;
    bool off = on_vacation(world, person, week);
    for (int32_t i = 0; i < 7; i++) {
        int32_t day = week * 7 + i;
        bool rest = working_weekday(world->first_day + day, p->region) > 4;
        double habit = rest ? p->habit / 4 : p->habit;
        bool here = ssi_random_unit(&random) < habit;
        bool acts = here && !off && ssi_gen_acts(p, day);
        out_plan->day[i] =
            acts ? (float)(busy * world->share[day][p->region] / habit) : 0;
    }
}

uint32_t ssi_gen_second(const struct ssi_gen_world *world, uint32_t region, uint64_t bits)
{
    int32_t local =
        world->hour_of[bits & 0xFF] * 3600 + (int32_t)((bits >> 8 & 0xFFFFFF) % 3600);
    int32_t utc = local - ssi_gen_regions[region].utc_offset_secs;
    return (uint32_t)((utc + 86400) % 86400);
}
