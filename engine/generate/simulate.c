// SPDX-License-Identifier: GPL-3.0-or-later
// What everyone does on a day: how often, what, with whom, and what follows from it
// later. Events are collected for the day, sorted and handed to export.c.

#include "simulate_internal.h"

// One person's day while it is drawn.
struct person_day {
    struct ssi_gen_simulation *sim;
    uint32_t person;
    int32_t day;
    struct ssi_random random;
    uint32_t starts[6], start_count, span; /* sessions: seconds of the day */
    struct ssi_error *err;
};

static struct ssi_gen_person *who(const struct person_day *d)
{
    return &d->sim->world->people[d->person];
}

static enum ssi_status add(struct person_day *d, struct ssi_gen_day_log *log,
                           unsigned kind, uint32_t second, uint64_t value)
{
    struct ssi_gen_event event = {second, d->person, kind & 0xFFu,
                                  value & 0xFFFFFFFFFFFFFFu};
    return ssi_gen_day_log_add(log, event, d->err);
}

// Work comes in sessions: one per dozen actions, each the longer the more there is to do.
static void draw_sessions(struct person_day *d, uint32_t actions)
{
    d->start_count = 1 + actions / 12 < 6 ? 1 + actions / 12 : 6;
    uint32_t each = actions / d->start_count + 1;
    d->span = each < 120 ? 90 + 45 * each : 5400;
    for (uint32_t i = 0; i < d->start_count; i++) {
        d->starts[i] =
            ssi_gen_second(d->sim->world, who(d)->region, ssi_random_u64(&d->random));
    }
}

static uint32_t session_second(const struct person_day *d, uint64_t bits)
{
    uint32_t start = d->starts[(bits & 0xFF) % d->start_count];
    return (start + (uint32_t)((bits >> 8 & 0xFFFFFF) * d->span >> 24)) % 86400;
}

static unsigned pick(const uint16_t *parts, unsigned count, uint64_t bits)
{
    unsigned kind = 0;
    while (kind + 1 < count && (bits & 0xFFFF) >= parts[kind]) {
        kind++;
    }
    return kind;
}

static uint32_t take_lead(struct person_day *d)
{
    uint32_t lead = who(d)->next_lead;
    who(d)->next_lead += 5;
    return lead;
}

// An edge made today.
static ssi_gen_anybody connect(struct person_day *d, uint32_t lead)
{
    struct ssi_gen_world *world = d->sim->world;
    ssi_gen_anybody other = ssi_gen_lead(world, d->person, lead);
    who(d)->now[SSI_GEN_TRUTH_MADE]++;
    ssi_gen_connection(world, d->sim->connections, d->person, other, d->day);
    return other;
}

// Whom a Navigator action is about; + 1, so that 0 is nobody.
static uint64_t seat_value(struct person_day *d, unsigned kind, uint64_t bits)
{
    struct ssi_gen_world *world = d->sim->world;
    uint32_t prospect = who(d)->next_lead - 20 + (uint32_t)(bits >> 8 & 0xFFFF) % 80;
    switch (kind) {
    case SSI_GEN_SEARCH:
    case SSI_GEN_ACCOUNT:
        return 0;
    case SSI_GEN_VIEW:
        if ((bits & 0xFF) < 90 && who(d)->degree > 0) {
            return 1 + ssi_gen_friend(world, d->person, bits);
        }
        break;
    case SSI_GEN_MESSAGE:
        if ((bits & 0xFF) < 180 && who(d)->degree > 0) {
            return 1 + ssi_gen_friend(world, d->person, bits);
        }
        break;
    case SSI_GEN_INVITED:
        return 1 + connect(d, take_lead(d));
    default:
        break;
    }
    return 1 + ssi_gen_lead(world, d->person, prospect);
}

static enum ssi_status seat_actions(struct person_day *d, uint32_t count)
{
    struct ssi_gen_simulation *sim = d->sim;
    draw_sessions(d, count);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t bits = ssi_random_u64(&d->random);
        unsigned kind = pick(who(d)->seat_split, SSI_GEN_NAVIGATOR_KINDS, bits);
        who(d)->now[SSI_GEN_TRUTH_SEARCHES] += kind == SSI_GEN_SEARCH;
        uint64_t value = seat_value(d, kind, ssi_random_u64(&d->random));
        SSI_TRY(add(d, &sim->seat_log, kind, session_second(d, bits >> 16), value));
    }
    sim->rows_left -= sim->exact ? count : 0;
    return SSI_OK;
}

static uint32_t clip_rows(const struct ssi_gen_simulation *sim, uint32_t count)
{
    return sim->exact && count > sim->rows_left ? (uint32_t)sim->rows_left : count;
}

// With a number of rows asked for, each draw aims at what is left of it.
static enum ssi_status seat_day(struct person_day *d, double plan)
{
    struct ssi_gen_simulation *sim = d->sim;
    double expected = plan * who(d)->seat_rate;
    if (expected <= 0 || !ssi_gen_seated(who(d), d->day)) {
        return SSI_OK;
    }
    double mean = expected;
    if (sim->exact) {
        double rows = (double)sim->rows_left - sim->accepted_left;
        double left = sim->expected_left > expected ? sim->expected_left : expected;
        mean = rows > 0 ? expected * rows / left : 0;
        sim->expected_left -= expected;
        sim->accepted_left -= plan * who(d)->request_rate * who(d)->accept_part / 65536;
    }
    ssi_gen_stream(sim->world, SSI_GEN_FOR_SEAT, d->person, (uint64_t)d->day, &d->random);
    return seat_actions(d, clip_rows(sim, ssi_gen_poisson(&d->random, mean)));
}

static enum ssi_status await(struct ssi_gen_simulation *sim, int32_t day,
                             struct ssi_gen_pending answer, struct ssi_error *err)
{
    size_t slot = (size_t)day % SSI_GEN_PENDING_DAYS;
    size_t count = sim->pending[slot].count;
    SSI_TRY(SSI_GROW(sim->pending[slot].items, sim->pending[slot].cap, count + 1, err));
    sim->pending[slot].items[count] = answer;
    sim->pending[slot].count++;
    return SSI_OK;
}

// An invitation sent; most answers come within days, never before the request.
static enum ssi_status request(struct person_day *d, uint32_t second, uint64_t *out_value)
{
    uint32_t lead = take_lead(d);
    *out_value = 1 + ssi_gen_lead(d->sim->world, d->person, lead);
    uint64_t bits = ssi_random_u64(&d->random);
    if (!ssi_gen_chance(bits, who(d)->accept_part)) {
        return SSI_OK;
    }
    int32_t delay = (int32_t)(-3 * ssi_gen_log(ssi_gen_unit(bits) + 0x1p-33));
    delay = delay < SSI_GEN_PENDING_DAYS - 8 ? delay : SSI_GEN_PENDING_DAYS - 8;
    uint32_t at = delay > 0
                      ? ssi_gen_second(d->sim->world, who(d)->region, bits >> 16)
                      : second + (uint32_t)((bits >> 16 & 0xFFFF) % (86400 - second));
    struct ssi_gen_pending answer = {d->person, lead, at};
    return await(d->sim, d->day + delay, answer, d->err);
}

// Attention given to a contact; a colleague's own log shows it as well.
static enum ssi_status give(struct person_day *d, uint32_t second, uint64_t *out_value)
{
    struct ssi_gen_simulation *sim = d->sim;
    uint64_t bits = ssi_random_u64(&d->random);
    if (who(d)->degree == 0) {
        *out_value = 0;
        return SSI_OK;
    }
    ssi_gen_anybody other = ssi_gen_friend(sim->world, d->person, bits);
    *out_value = 1 + other;
    if (other >= sim->world->person_count ||
        !ssi_gen_present(&sim->world->people[other], d->day)) {
        return SSI_OK;
    }
    sim->world->people[other].now[SSI_GEN_TRUTH_RECEIVED]++;
    struct ssi_gen_event event = {second, (uint32_t)other, SSI_GEN_RECEIVE,
                                  ((uint64_t)d->person + 1) & 0xFFFFFFFFFFFFFFu};
    return ssi_gen_day_log_add(&sim->event_log, event, d->err);
}

// What an own action outside Navigator is about, and what it sets off.
static enum ssi_status log_value(struct person_day *d, unsigned kind, uint32_t second,
                                 uint64_t *out_value)
{
    struct ssi_gen_person *p = who(d);
    switch (kind) {
    case SSI_GEN_REQUEST:
        return request(d, second, out_value);
    case SSI_GEN_GIVE:
        return give(d, second, out_value);
    case SSI_GEN_POST:
    case SSI_GEN_SHARE:
        p->buzz += ssi_gen_lognormal(&d->random, 1.0) * p->degree /
                   (kind == SSI_GEN_POST ? 25 : 90);
        *out_value = ssi_random_u64(&d->random) >> 40;
        return SSI_OK;
    case SSI_GEN_RESEARCH:
        *out_value = 1 + ssi_gen_poisson(&d->random, 1.6);
        return SSI_OK;
    default:
        *out_value = 0;
        return SSI_OK;
    }
}

static enum ssi_status log_day(struct person_day *d, double plan)
{
    uint32_t count = ssi_gen_poisson(&d->random, plan * who(d)->log_rate);
    if (count == 0) {
        return SSI_OK;
    }
    draw_sessions(d, count);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t bits = ssi_random_u64(&d->random);
        unsigned kind =
            SSI_GEN_LOG_FIRST + pick(who(d)->log_split, SSI_GEN_LOG_KINDS, bits);
        uint32_t second = session_second(d, bits >> 16);
        uint64_t value = 0;
        who(d)->now[SSI_GEN_TRUTH_ADVANCED] += kind == SSI_GEN_ADVANCED;
        SSI_TRY(log_value(d, kind, second, &value));
        SSI_TRY(add(d, &d->sim->event_log, kind, second, value));
    }
    return SSI_OK;
}

static enum ssi_status received(struct person_day *d, unsigned kind, double mean)
{
    uint32_t count = ssi_gen_poisson(&d->random, mean);
    for (uint32_t i = 0; i < count && who(d)->degree > 0; i++) {
        uint64_t from =
            ssi_gen_friend(d->sim->world, d->person, ssi_random_u64(&d->random));
        uint32_t second =
            ssi_gen_second(d->sim->world, who(d)->region, ssi_random_u64(&d->random));
        SSI_TRY(add(d, &d->sim->event_log, kind, second, from + 1));
    }
    who(d)->now[SSI_GEN_TRUTH_RECEIVED] += kind == SSI_GEN_RECEIVE ? count : 0;
    return SSI_OK;
}

// Once a week: so many looked at the profile, so many follow.
static enum ssi_status digest(struct person_day *d, unsigned kind)
{
    double mean = who(d)->passive_rate[kind - SSI_GEN_OWN_KINDS];
    uint32_t count = ssi_gen_poisson(&d->random, mean * ssi_gen_gamma(&d->random, 2));
    uint32_t second = 28800 + (uint32_t)ssi_random_below(&d->random, 1800);
    return count > 0 ? add(d, &d->sim->event_log, kind, second, count) : SSI_OK;
}

static enum ssi_status passive_day(struct person_day *d)
{
    struct ssi_gen_person *p = who(d);
    int64_t weekday = ((d->sim->world->first_day + d->day + 3) % 7 + 7) % 7;
    double share = weekday < 5 ? 1.2 / 7 : 0.5 / 7;
    double echo = 0.3 * p->buzz;
    p->buzz = p->buzz > 0.01 ? p->buzz - echo : 0;
    SSI_TRY(received(d, SSI_GEN_RECEIVE, p->passive_rate[0] * share + echo));
    SSI_TRY(received(d, SSI_GEN_ENDORSED, p->passive_rate[1] * share));
    SSI_TRY(received(d, SSI_GEN_RECOMMENDED, p->passive_rate[2] * share));
    if (weekday == d->person % 5) {
        SSI_TRY(digest(d, SSI_GEN_VIEWED));
        SSI_TRY(digest(d, SSI_GEN_FOLLOWED));
    }
    return SSI_OK;
}

static enum ssi_status person_day(struct ssi_gen_simulation *sim, uint32_t person,
                                  int32_t day, struct ssi_error *err)
{
    struct person_day d = {.sim = sim, .person = person, .day = day, .err = err};
    if (!ssi_gen_present(who(&d), day)) {
        return SSI_OK;
    }
    double plan = (double)sim->world->plans[person].day[day % 7];
    SSI_TRY(seat_day(&d, plan));
    ssi_gen_stream(sim->world, SSI_GEN_FOR_LOG, person, (uint64_t)day, &d.random);
    SSI_TRY(log_day(&d, plan));
    bool noticed =
        sim->world->options.parts & (SSI_GENERATE_ACTIVITY | SSI_GENERATE_DEALS);
    return noticed ? passive_day(&d) : SSI_OK;
}

// Answers that arrive today.
static enum ssi_status accepted(struct ssi_gen_simulation *sim, int32_t day,
                                struct ssi_error *err)
{
    size_t slot = (size_t)day % SSI_GEN_PENDING_DAYS;
    for (size_t i = 0; i < sim->pending[slot].count; i++) {
        struct ssi_gen_pending answer = sim->pending[slot].items[i];
        struct person_day d = {
            .sim = sim, .person = answer.person, .day = day, .err = err};
        if (!ssi_gen_present(who(&d), day)) {
            continue;
        }
        uint64_t value = 1 + connect(&d, answer.lead);
        SSI_TRY(add(&d, &sim->event_log, SSI_GEN_ACCEPTED, answer.second, value));
        if (ssi_gen_seated(who(&d), day) && (!sim->exact || sim->rows_left > 0)) {
            sim->rows_left -= sim->exact;
            SSI_TRY(add(&d, &sim->seat_log, SSI_GEN_INVITED, answer.second, value));
        }
    }
    sim->pending[slot].count = 0;
    return SSI_OK;
}

// The few rows that the draws left over go to people who work on the last day, or could.
static enum ssi_status hand_out_rest(struct ssi_gen_simulation *sim, int32_t day,
                                     struct ssi_error *err)
{
    bool anybody = false;
    for (uint32_t pass = 0; sim->rows_left > 0; pass += anybody ? 0 : 1) {
        for (uint32_t i = 0; i < sim->world->person_count && sim->rows_left > 0; i++) {
            struct person_day d = {.sim = sim, .person = i, .day = day, .err = err};
            bool works = sim->world->plans[i].day[day % 7] > 0 || pass > 0;
            if (!works || !ssi_gen_seated(who(&d), day) || !ssi_gen_acts(who(&d), day)) {
                continue;
            }
            anybody = true;
            ssi_gen_stream(sim->world, SSI_GEN_FOR_SEAT, i, ~sim->rows_left, &d.random);
            SSI_TRY(seat_actions(&d, clip_rows(sim, 1)));
        }
    }
    return SSI_OK;
}

enum ssi_status ssi_gen_simulation_day(struct ssi_gen_simulation *sim, int32_t day,
                                       struct ssi_error *err)
{
    sim->seat_log.count = sim->event_log.count = 0;
    for (uint32_t person = 0; person < sim->world->person_count; person++) {
        SSI_TRY(person_day(sim, person, day, err));
    }
    SSI_TRY(accepted(sim, day, err));
    if (sim->exact && day == sim->world->days - 1) {
        SSI_TRY(hand_out_rest(sim, day, err));
    }
    SSI_TRY(ssi_gen_day_log_sort(&sim->seat_log, err));
    SSI_TRY(ssi_gen_day_log_sort(&sim->event_log, err));
    ssi_gen_write_navigator(sim, day);
    ssi_gen_write_activity(sim, day);
    return SSI_OK;
}

void ssi_gen_simulation_week(struct ssi_gen_simulation *sim, int32_t week)
{
    struct ssi_gen_world *world = sim->world;
    for (uint32_t person = 0; person < world->person_count; person++) {
        ssi_gen_plan_init(world, person, week, &world->plans[person]);
        world->people[person].next_lead += 4;
    }
}

// How many navigator rows the natural rates bring, drawn and by accepted requests.
static void expect(struct ssi_gen_simulation *sim)
{
    struct ssi_gen_world *world = sim->world;
    for (int32_t week = 0; week < world->days / 7; week++) {
        for (uint32_t person = 0; person < world->person_count; person++) {
            const struct ssi_gen_person *p = &world->people[person];
            struct ssi_gen_plan plan;
            ssi_gen_plan_init(world, person, week, &plan);
            for (int32_t i = 0; i < 7; i++) {
                double seated = ssi_gen_seated(p, week * 7 + i) ? (double)plan.day[i] : 0;
                sim->expected_left += seated * p->seat_rate;
                sim->accepted_left += seated * p->request_rate * p->accept_part / 65536;
            }
        }
    }
}

// Requests sent before the exports begin are answered in their first week.
static enum ssi_status earlier_requests(struct ssi_gen_simulation *sim,
                                        struct ssi_error *err)
{
    struct ssi_gen_world *world = sim->world;
    for (uint32_t person = 0; person < world->person_count; person++) {
        const struct ssi_gen_person *p = &world->people[person];
        struct ssi_random random;
        ssi_gen_stream(world, SSI_GEN_FOR_PENDING, person, 0, &random);
        double mean =
            ssi_gen_acts(p, -1) ? p->request_rate * p->accept_part / 65536 * 0.4 : 0;
        uint32_t count = ssi_gen_poisson(&random, mean);
        for (uint32_t i = 0; i < count && i < 20; i++) {
            uint64_t bits = ssi_random_u64(&random);
            struct ssi_gen_pending answer = {person, i,
                                             ssi_gen_second(world, p->region, bits)};
            SSI_TRY(await(sim, (int32_t)(bits >> 40) % 7, answer, err));
        }
    }
    return SSI_OK;
}

enum ssi_status ssi_gen_simulation_init(struct ssi_gen_simulation *sim,
                                        struct ssi_gen_world *world,
                                        struct ssi_error *err)
{
    *sim = (struct ssi_gen_simulation){.world = world};
    sim->exact = world->options.events > 0;
    sim->rows_left = world->options.events;
    if (sim->exact) {
        expect(sim);
    }
    if (world->options.parts & SSI_GENERATE_DEALS) {
        for (uint32_t person = 0; person < world->person_count; person++) {
            world->people[person].deciders = ssi_gen_deciders(world, person);
        }
    }
    return earlier_requests(sim, err);
}

void ssi_gen_simulation_release(struct ssi_gen_simulation *sim)
{
    ssi_gen_day_log_release(&sim->seat_log);
    ssi_gen_day_log_release(&sim->event_log);
    for (size_t slot = 0; slot < SSI_GEN_PENDING_DAYS; slot++) {
        ssi_free(sim->pending[slot].items);
    }
}
