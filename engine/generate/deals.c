// SPDX-License-Identifier: GPL-3.0-or-later
// deals.csv and quotas.csv. The truth of include/ssi/generate.h is here and nowhere else;
// only won deals know of it.

#include "generate_internal.h"

static const double base_log_rate = -4.1;
static const double lost_per_week = 0.10;
static const double open_at_end = 0.9;
static const double noise_sd = 0.3;

static double scaled(double x, double target)
{
    double f = ssi_gen_log(1 + x) / ssi_gen_log(1 + target);
    return f < 1 ? f : 1;
}

static double win_rate(const struct ssi_gen_person *p, double noise)
{
    double sum = base_log_rate + p->talent + noise;
    for (size_t line = 0; line < SSI_GEN_TRUTH_COUNTED; line++) {
        const struct ssi_generate_truth *truth = ssi_generate_truth(line);
        uint32_t total = 0;
        for (size_t week = 0; week < SSI_GEN_WINDOW; week++) {
            total += p->weeks[week][line];
        }
        sum += truth->weight * scaled((double)total / SSI_GEN_WINDOW, truth->target);
    }
    const struct ssi_generate_truth *truth = ssi_generate_truth(SSI_GEN_TRUTH_DECIDERS);
    return ssi_gen_exp(sum + truth->weight * scaled(p->deciders, truth->target));
}

const char ssi_gen_deals_header[] = "deal_id,member_id,amount,stage,opened_at,closed_at";
const char ssi_gen_quotas_header[] = "member_id,from,to,amount";

static void deal_row(const struct ssi_gen_world *world, struct ssi_gen_cells *cells,
                     uint32_t person, const char *stage, int32_t closed,
                     int32_t days_open, double size)
{
    char text[SSI_GEN_ALIAS_SIZE] = "D";
    ssi_gen_cell(cells, text,
                 (size_t)(ssi_gen_digits(text + 1, cells->rows + 1, 7) - text));
    ssi_gen_cell(cells, text, ssi_gen_member_id(person, text));
    ssi_gen_cell_u64(cells, 100 * (uint64_t)(180 * size));
    ssi_gen_cell_z(cells, stage);
    ssi_gen_cell_date(cells, world->first_day + closed - days_open);
    if (stage[0] == 'o') {
        ssi_gen_cell_z(cells, "");
    } else {
        ssi_gen_cell_date(cells, world->first_day + closed);
    }
    ssi_gen_row_end(cells);
}

// The n-th day from Monday to Friday of a week of the exports, n from 0.
static int32_t working_day(const struct ssi_gen_world *world, int32_t week, int32_t n)
{
    int32_t day = week * 7;
    for (;; day++) {
        int64_t weekday = ((world->first_day + day + 3) % 7 + 7) % 7;
        if (weekday < 5 && n-- == 0) {
            return day;
        }
    }
}

// Deals close on working days, 10 to 150 days after they were opened.
static void close_deals(const struct ssi_gen_world *world, struct ssi_gen_cells *cells,
                        uint32_t person, int32_t week, double rate, const char *stage,
                        struct ssi_random *random)
{
    const struct ssi_gen_person *p = &world->people[person];
    uint32_t count = ssi_gen_poisson(random, rate);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t bits = ssi_random_u64(random);
        int32_t day = working_day(world, week, (int32_t)(bits % 5));
        double u = ssi_gen_unit(bits);
        double size = ssi_gen_lognormal(random, 0.9);
        if (ssi_gen_present(p, day)) {
            deal_row(world, cells, person, stage, day, 10 + (int32_t)(u * u * 140), size);
        }
    }
}

static void next_week(struct ssi_gen_person *p, int32_t week)
{
    uint16_t *slot = p->weeks[week % SSI_GEN_WINDOW];
    for (size_t line = 0; line < SSI_GEN_TRUTH_COUNTED; line++) {
        slot[line] = (uint16_t)(p->now[line] > 65535 ? 65535 : p->now[line]);
        p->now[line] = 0;
    }
}

void ssi_gen_deals_week(struct ssi_gen_world *world, struct ssi_gen_cells *cells,
                        int32_t week)
{
    for (uint32_t person = 0; person < world->person_count; person++) {
        struct ssi_random random;
        ssi_gen_stream(world, SSI_GEN_FOR_DEALS, person, (uint64_t)week, &random);
        double noise = noise_sd * ssi_gen_normal(&random);
        double won = win_rate(&world->people[person], noise);
        close_deals(world, cells, person, week, won, "won", &random);
        close_deals(world, cells, person, week, lost_per_week, "lost", &random);
        next_week(&world->people[person], week);
    }
}

void ssi_gen_deals_open(const struct ssi_gen_world *world, struct ssi_gen_cells *cells)
{
    for (uint32_t person = 0; person < world->person_count; person++) {
        struct ssi_random random;
        ssi_gen_stream(world, SSI_GEN_FOR_DEALS, person, ~(uint64_t)0, &random);
        uint32_t count = ssi_gen_poisson(&random, open_at_end);
        for (uint32_t i = 0; i < count; i++) {
            int32_t days_open = 1 + (int32_t)ssi_random_below(&random, 80);
            double size = ssi_gen_lognormal(&random, 0.9);
            if (ssi_gen_present(&world->people[person], world->days - 1)) {
                deal_row(world, cells, person, "open", world->days, days_open, size);
            }
        }
    }
}

// First day of the quarter `step` quarters after the one that holds `day`.
static int64_t quarter_start(int64_t day, int32_t step)
{
    int32_t year, month, monthday;
    ssi_civil_from_days(day, &year, &month, &monthday);
    int32_t quarter = year * 4 + (month - 1) / 3 + step;
    return ssi_days_from_civil(quarter / 4, quarter % 4 * 3 + 1, 1);
}

void ssi_gen_write_quotas(const struct ssi_gen_world *world, struct ssi_gen_cells *cells)
{
    int64_t end = world->options.end_day;
    for (uint32_t person = 0; person < world->person_count; person++) {
        uint64_t bits = ssi_gen_bits(world, SSI_GEN_FOR_QUOTA, person, 0);
        uint64_t amount = 20000 + bits % 7 * 5000;
        for (int32_t step = 0;; step++) {
            int64_t from = quarter_start(world->first_day, step);
            if (from > end) {
                break;
            }
            char id[16];
            ssi_gen_cell(cells, id, ssi_gen_member_id(person, id));
            ssi_gen_cell_date(cells, from);
            ssi_gen_cell_date(cells, quarter_start(from, 1) - 1);
            ssi_gen_cell_u64(cells, amount);
            ssi_gen_row_end(cells);
        }
    }
}
