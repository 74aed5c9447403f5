// SPDX-License-Identifier: GPL-3.0-or-later
// The population as a whole: streams, teams of uneven size, industries, everyone in them.

#include "generate_internal.h"

#include "words_internal.h"

uint64_t ssi_gen_bits(const struct ssi_gen_world *world, enum ssi_gen_purpose purpose,
                      uint64_t a, uint64_t b)
{
    return ssi_gen_hash(world->options.seed + ((uint64_t)purpose << 56), a, b);
}

void ssi_gen_stream(const struct ssi_gen_world *world, enum ssi_gen_purpose purpose,
                    uint64_t person, uint64_t time, struct ssi_random *out_random)
{
    ssi_random_init(out_random, world->options.seed,
                    ssi_gen_hash((uint64_t)purpose << 56, person, time));
}

// By a power law with a thinned tail: a few large teams, many small, some of one or two.
static double team_weight(const struct ssi_gen_world *world, uint32_t team)
{
    return 1 / (team + 1.5) - 0.85 / (world->team_count + 1.0);
}

static void team_sizes(struct ssi_gen_world *world)
{
    double total = 0;
    for (uint32_t team = 0; team < world->team_count; team++) {
        total += team_weight(world, team);
    }
    double sum = 0;
    for (uint32_t team = 0; team < world->team_count; team++) {
        world->team_start[team] = (uint32_t)(sum / total * world->person_count);
        sum += team_weight(world, team);
    }
    world->team_start[world->team_count] = world->person_count;
}

static void assign_teams(struct ssi_gen_world *world)
{
    struct ssi_random random;
    ssi_gen_stream(world, SSI_GEN_FOR_TEAMS, 0, 0, &random);
    for (uint32_t i = 0; i < world->person_count; i++) {
        world->team_order[i] = i;
    }
    for (uint32_t i = world->person_count; i > 1; i--) {
        uint32_t j = (uint32_t)ssi_random_below(&random, i);
        uint32_t swapped = world->team_order[i - 1];
        world->team_order[i - 1] = world->team_order[j];
        world->team_order[j] = swapped;
    }
    for (uint32_t team = 0; team < world->team_count; team++) {
        for (uint32_t i = world->team_start[team]; i < world->team_start[team + 1]; i++) {
            struct ssi_gen_person *p = &world->people[world->team_order[i]];
            p->team = team;
            p->region = (uint16_t)ssi_gen_team_region(team);
        }
    }
}

static void assign_industries(struct ssi_gen_world *world)
{
    for (uint32_t i = 0; i < world->person_count; i++) {
        double u = ssi_gen_unit(ssi_gen_bits(world, SSI_GEN_FOR_TEAMS, 1, i));
        world->people[i].industry = (uint8_t)ssi_gen_industry_of(u);
    }
}

static void fill_hours(struct ssi_gen_world *world)
{
    uint32_t total = 0;
    for (size_t hour = 0; hour < 24; hour++) {
        total += ssi_gen_hour_weight[hour];
    }
    uint32_t sum = 0;
    size_t at = 0;
    for (uint8_t hour = 0; hour < 24; hour++) {
        sum += ssi_gen_hour_weight[hour];
        for (; at < sum * 256 / total; at++) {
            world->hour_of[at] = hour;
        }
    }
}

static enum ssi_status world_memory(struct ssi_gen_world *world, struct ssi_error *err)
{
    size_t n = world->person_count;
    world->people = ssi_arena_alloc(&world->arena, n * sizeof *world->people);
    world->plans = ssi_arena_alloc(&world->arena, n * sizeof *world->plans);
    world->team_order = ssi_arena_alloc(&world->arena, n * sizeof *world->team_order);
    world->team_start = ssi_arena_alloc(&world->arena, (world->team_count + (size_t)1) *
                                                           sizeof *world->team_start);
    world->share =
        ssi_arena_alloc(&world->arena, (size_t)world->days * sizeof *world->share);
    bool all = world->people && world->plans && world->team_order && world->team_start &&
               world->share;
    return all ? SSI_OK : ssi_error_nomem(err);
}

enum ssi_status ssi_gen_world_init(struct ssi_gen_world *world,
                                   const struct ssi_generate_options *options,
                                   struct ssi_error *err)
{
    *world = (struct ssi_gen_world){.options = *options};
    ssi_arena_init(&world->arena);
    world->person_count = options->members;
    world->team_count = 1 + options->members / 18;
    world->outsider_count = 5000 + options->members * 100;
    world->days = (int32_t)options->weeks * 7;
    world->first_day = options->end_day + 1 - world->days;
    enum ssi_status status = world_memory(world, err);
    if (status != SSI_OK) {
        ssi_gen_world_release(world);
        return status;
    }
    fill_hours(world);
    ssi_gen_calendar_init(world);
    team_sizes(world);
    assign_teams(world);
    assign_industries(world);
    for (uint32_t person = 0; person < world->person_count; person++) {
        ssi_gen_person_init(world, person);
    }
    return SSI_OK;
}

void ssi_gen_world_release(struct ssi_gen_world *world)
{
    ssi_arena_release(&world->arena);
}
