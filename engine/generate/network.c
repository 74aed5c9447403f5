// SPDX-License-Identifier: GPL-3.0-or-later
// Who knows whom. Edges are computed from the seed wherever they are needed, never kept:
// memory does not grow with them. People outside the roster are numbers from which all
// about them follows.

#include "words_internal.h"

#include <math.h>

static bool is_person(const struct ssi_gen_world *world, ssi_gen_anybody anybody)
{
    return anybody < world->person_count;
}

// A colleague: mostly of the own team, else anyone, some far more often than others.
static uint32_t colleague(const struct ssi_gen_world *world, uint32_t person,
                          uint64_t bits)
{
    uint32_t team = world->people[person].team;
    uint32_t first = world->team_start[team];
    uint32_t size = world->team_start[team + 1] - first;
    double u = ssi_gen_unit(bits);
    if ((bits & 0x100) && size > 1) {
        uint32_t mates = size > 40 ? 40 : size;
        return world->team_order[first + (uint32_t)(u * mates)];
    }
    return world->team_order[(uint32_t)(u * u * world->person_count)];
}

ssi_gen_anybody ssi_gen_contact(const struct ssi_gen_world *world, uint32_t person,
                                uint32_t edge)
{
    uint64_t bits = ssi_gen_bits(world, SSI_GEN_FOR_EDGE, person, edge);
    if ((bits & 0xFF) < 30) {
        uint32_t other = colleague(world, person, bits);
        if (other != person) {
            return other;
        }
    }
    double u = ssi_gen_unit(bits);
    return world->person_count + (uint64_t)(u * sqrt(u) * world->outsider_count);
}

ssi_gen_anybody ssi_gen_friend(const struct ssi_gen_world *world, uint32_t person,
                               uint64_t bits)
{
    double u = ssi_gen_unit(bits);
    uint32_t degree = world->people[person].degree;
    return ssi_gen_contact(world, person, (uint32_t)(u * u * u * degree));
}

ssi_gen_anybody ssi_gen_lead(const struct ssi_gen_world *world, uint32_t person,
                             uint32_t number)
{
    uint64_t bits = ssi_gen_bits(world, SSI_GEN_FOR_LEAD, person, number);
    return world->person_count + (bits >> 8) % world->outsider_count;
}

static const struct ssi_gen_title *title_of(const struct ssi_gen_world *world,
                                            ssi_gen_anybody anybody)
{
    return ssi_gen_title(ssi_gen_bits(world, SSI_GEN_FOR_OUTSIDER, anybody, 1));
}

uint32_t ssi_gen_deciders(const struct ssi_gen_world *world, uint32_t person)
{
    uint32_t count = 0;
    for (uint32_t edge = 0; edge < world->people[person].degree; edge++) {
        ssi_gen_anybody other = ssi_gen_contact(world, person, edge);
        count += !is_person(world, other) && title_of(world, other)->decides;
    }
    return count;
}

// Steps that can each be undone, so that two numbers below 2^35 never get the same key.
static uint64_t scramble(uint64_t x)
{
    const uint64_t mask = ((uint64_t)1 << 35) - 1;
    x = (x * 0x5851F42D5u + 0x2F0B4C47u) & mask;
    x ^= x >> 17;
    x = (x * 0x3C6EF3727u) & mask;
    return x ^ x >> 19;
}

size_t ssi_gen_identity_key(ssi_gen_anybody anybody, char *out)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    memcpy(out, "ACwAA", 5);
    uint64_t x = scramble(anybody);
    for (size_t i = 5; i < 11; i++) {
        out[i] = letters[x % 62];
        x /= 62;
    }
    return 11;
}

size_t ssi_gen_alias(const struct ssi_gen_world *world, ssi_gen_anybody anybody,
                     char *out)
{
    if (!is_person(world, anybody)) {
        return ssi_gen_identity_key(anybody, out);
    }
    uint32_t person = (uint32_t)anybody;
    switch (ssi_gen_bits(world, SSI_GEN_FOR_OUTSIDER, person, 2) % 4) {
    case 0:
        return ssi_gen_member_id(person, out);
    case 1: {
        // As browsers copy it: with a slash that the roster does not have.
        size_t len = ssi_gen_profile_url(world, person, out);
        out[len] = '/';
        return len + 1;
    }
    default:
        return ssi_gen_identity_key(anybody, out);
    }
}

const char ssi_gen_connections_header[] =
    "member_id,connection_id,connected_at,title,company,industry,seniority";

// What the export says of the other end; of colleagues it says the title alone.
static void about(const struct ssi_gen_world *world, struct ssi_gen_cells *cells,
                  ssi_gen_anybody other)
{
    uint64_t bits = ssi_gen_bits(world, SSI_GEN_FOR_OUTSIDER, other, 1);
    if (is_person(world, other)) {
        ssi_gen_cell_text(cells, ssi_str_z(ssi_gen_seller_title(bits)));
        ssi_gen_cell_z(cells, "");
        ssi_gen_cell_z(cells, "");
        ssi_gen_cell_z(cells, "");
        return;
    }
    const struct ssi_gen_title *title = title_of(world, other);
    uint64_t rest = ssi_gen_hash(bits, 0, 0);
    bool known = rest % 16 != 0;
    uint32_t industry = (uint32_t)(rest >> 8 & 15);
    ssi_gen_cell_text(cells, ssi_str_z(known ? title->title : ""));
    ssi_gen_cell_text(cells, ssi_str_z(known ? ssi_gen_company(rest >> 16) : ""));
    ssi_gen_cell_text(cells, ssi_str_z(rest >> 12 & 3 ? ssi_gen_industry(industry) : ""));
    ssi_gen_cell_z(cells, title->seniority);
}

static void edge_row(const struct ssi_gen_world *world, struct ssi_gen_cells *cells,
                     uint32_t person, ssi_gen_anybody other, const int32_t *day)
{
    char id[SSI_GEN_ALIAS_SIZE];
    ssi_gen_cell(cells, id, ssi_gen_member_id(person, id));
    ssi_gen_cell(cells, id, ssi_gen_alias(world, other, id));
    if (day) {
        ssi_gen_cell_date(cells, world->first_day + *day);
    } else {
        ssi_gen_cell_z(cells, "");
    }
    about(world, cells, other);
    ssi_gen_row_end(cells);
}

// Some edges between people appear from the other side as well.
static void edge(const struct ssi_gen_world *world, struct ssi_gen_cells *cells,
                 uint32_t person, ssi_gen_anybody other, const int32_t *day,
                 uint64_t bits)
{
    edge_row(world, cells, person, other, day);
    if (is_person(world, other) && (bits & 3) == 0) {
        edge_row(world, cells, (uint32_t)other, person, day);
    }
}

void ssi_gen_connections_known(const struct ssi_gen_world *world,
                               struct ssi_gen_cells *cells)
{
    if (!cells->output) {
        return;
    }
    for (uint32_t person = 0; person < world->person_count; person++) {
        for (uint32_t i = 0; i < world->people[person].degree; i++) {
            ssi_gen_anybody other = ssi_gen_contact(world, person, i);
            uint64_t bits =
                ssi_gen_bits(world, SSI_GEN_FOR_EDGE, other, ~(uint64_t)person);
            double u = ssi_gen_unit(bits);
            int32_t day = -1 - (int32_t)(u * u * 3650);
            bool dated = (bits & 7) != 0;
            edge(world, cells, person, other, dated ? &day : NULL, bits >> 3);
        }
    }
}

void ssi_gen_connection(const struct ssi_gen_world *world, struct ssi_gen_cells *cells,
                        uint32_t person, ssi_gen_anybody other, int32_t day)
{
    if (cells->output) {
        uint64_t bits = ssi_gen_bits(world, SSI_GEN_FOR_EDGE, other, person);
        edge(world, cells, person, other, &day, bits);
    }
}
