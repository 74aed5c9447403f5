// SPDX-License-Identifier: GPL-3.0-or-later
// members.csv and identities.csv: who everyone is, their names, and what became of them.

#include "words_internal.h"

size_t ssi_gen_member_id(uint32_t person, char *out)
{
    // Personnel numbers have gaps, like real ones: 7 apart, give or take.
    uint64_t number = 10000 + (uint64_t)person * 7 + ssi_gen_hash(5, person, 0) % 7;
    int digits = number < 100000 ? 5 : 8;
    out[0] = 'E';
    return (size_t)(ssi_gen_digits(out + 1, number, digits) - out);
}

struct full_name {
    const struct ssi_gen_culture *culture;
    const struct ssi_gen_name *given, *family;
    const char *credentials;
};

static struct full_name name_of(const struct ssi_gen_world *world, uint32_t person)
{
    uint64_t bits = ssi_gen_bits(world, SSI_GEN_FOR_NAME, person, 0);
    const struct ssi_gen_culture *culture =
        ssi_gen_culture(world->people[person].region, bits);
    return (struct full_name){culture, &culture->given[(bits >> 24) % SSI_GEN_NAMES],
                              &culture->family[(bits >> 32) % SSI_GEN_NAMES],
                              ssi_gen_credentials(bits >> 40)};
}

static char *append(char *out, const char *text)
{
    size_t len = strlen(text);
    memcpy(out, text, len);
    return out + len;
}

size_t ssi_gen_profile_url(const struct ssi_gen_world *world, uint32_t person, char *out)
{
    struct full_name name = name_of(world, person);
    char *end = append(out, "https://www.linkedin.com/in/");
    end = append(end, name.given->latin);
    *end++ = '-';
    end = append(end, name.family->latin);
    *end++ = '-';
    // 2,654,435,761 is odd, so no two people share the number behind their name.
    uint32_t number = person * 2654435761u;
    return (size_t)(ssi_gen_digits(end, number, 10) - out);
}

static void name_cell(const struct ssi_gen_world *world, struct ssi_gen_cells *cells,
                      uint32_t person)
{
    struct full_name name = name_of(world, person);
    const char *first = name.given->written;
    const char *last = name.family->written;
    bool swapped = name.culture->family_first;
    char text[128];
    char *end = append(text, swapped ? last : first);
    end = append(end, swapped ? "" : " ");
    end = append(end, swapped ? first : last);
    end = append(end, name.credentials);
    ssi_gen_cell_text(cells, ssi_str_of(text, (size_t)(end - text)));
}

static void team_cell(struct ssi_gen_cells *cells, uint32_t team)
{
    char text[64];
    ssi_gen_cell_text(cells,
                      ssi_str_of(text, ssi_gen_team_name(team, text, sizeof text)));
}

static void id_cell(struct ssi_gen_cells *cells, uint32_t person)
{
    char id[16];
    ssi_gen_cell(cells, id, ssi_gen_member_id(person, id));
}

static void headline_cell(struct ssi_gen_cells *cells, uint64_t bits)
{
    char text[256] = "";
    char *end = text;
    if (bits % 8 != 0) {
        end = append(end, ssi_gen_seller_title(bits >> 4));
        end = append(end, ssi_gen_headline_tail(bits >> 12));
    }
    ssi_gen_cell_text(cells, ssi_str_of(text, (size_t)(end - text)));
}

// None for a quarter of the people, else one to five sentences, some in paragraphs.
static void summary_cell(struct ssi_gen_cells *cells, uint64_t bits)
{
    char text[1024];
    char *end = text;
    uint64_t count = bits % 5 == 0 ? 0 : 1 + (bits >> 3) % 6;
    const char *between = (bits >> 8 & 3) == 0 ? "\n\n" : " ";
    for (uint64_t i = 0; i < count; i++) {
        end = append(end, i > 0 ? between : "");
        end = append(end, ssi_gen_sentence((bits >> 12) + i * 5));
    }
    ssi_gen_cell_text(cells, ssi_str_of(text, (size_t)(end - text)));
}

static void skills_cell(struct ssi_gen_cells *cells, uint64_t bits)
{
    char text[512];
    char *end = text;
    uint64_t count = bits % 7 == 0 ? 0 : 2 + (bits >> 3) % 8;
    for (uint64_t i = 0; i < count; i++) {
        end = append(end, i > 0 ? "; " : "");
        end = append(end, ssi_gen_skill((uint32_t)((bits >> 8 & 0xFFFF) + i * 7)));
    }
    ssi_gen_cell_text(cells, ssi_str_of(text, (size_t)(end - text)));
}

// Profiles fill up with the taste for being seen; of some nobody knows.
static void level_cells(struct ssi_gen_cells *cells, uint64_t bits)
{
    double u = ssi_gen_unit(bits);
    uint64_t complete = 100 - (uint64_t)(u * (0.25 + 0.75 * u) * 65);
    if ((bits & 15) == 0) {
        ssi_gen_cell_z(cells, "");
    } else {
        ssi_gen_cell_u64(cells, complete);
    }
    if ((bits >> 4 & 7) == 0) {
        ssi_gen_cell_z(cells, "");
    } else {
        ssi_gen_cell_u64(cells, (bits >> 8 & 3) * (bits >> 10 & 3) * (complete > 70) +
                                    (bits >> 12 & 1));
    }
}

static const char *const seat_names[] = {"navigator", "premium", "free"};

const char ssi_gen_members_header[] = "member_id,name,team,industry,seat,company,manager,"
                                      "since,until,status,opted_out,as_of,"
                                      "headline,summary,skills,profile_completeness,rich_"
                                      "media,seat_id,profile_url,identity_key";

static void alias_cells(const struct ssi_gen_world *world, struct ssi_gen_cells *cells,
                        uint32_t person)
{
    const struct ssi_gen_person *p = &world->people[person];
    char text[SSI_GEN_ALIAS_SIZE];
    if (p->seat == SSI_GEN_SEAT_NAVIGATOR || p->fate == SSI_GEN_UPGRADES) {
        ssi_gen_cell_u64(cells, p->seat_id);
    } else {
        ssi_gen_cell_z(cells, "");
    }
    ssi_gen_cell(cells, text, ssi_gen_profile_url(world, person, text));
    ssi_gen_cell(cells, text, ssi_gen_identity_key(person, text));
}

// The first of a team leads it; leaders report to that of the largest, who is the head.
static void manager_cell(const struct ssi_gen_world *world, struct ssi_gen_cells *cells,
                         uint32_t person)
{
    uint32_t lead = world->team_order[world->team_start[world->people[person].team]];
    uint32_t head = world->team_order[0];
    if (person == head) {
        ssi_gen_cell_z(cells, "");
    } else {
        id_cell(cells, person == lead ? head : lead);
    }
}

static void base_row(const struct ssi_gen_world *world, struct ssi_gen_cells *cells,
                     uint32_t person)
{
    const struct ssi_gen_person *p = &world->people[person];
    uint64_t bits = ssi_gen_bits(world, SSI_GEN_FOR_TEXT, person, 0);
    uint64_t more = ssi_gen_bits(world, SSI_GEN_FOR_TEXT, person, 1);
    id_cell(cells, person);
    name_cell(world, cells, person);
    team_cell(cells, p->team);
    ssi_gen_cell_text(cells, ssi_str_z(ssi_gen_industry(p->industry)));
    ssi_gen_cell_z(cells, seat_names[p->seat]);
    ssi_gen_cell_text(cells, ssi_str_z(ssi_gen_home_company(p->company)));
    manager_cell(world, cells, person);
    ssi_gen_cell_date(cells, world->first_day + p->since_day);
    ssi_gen_cell_z(cells, "");
    ssi_gen_cell_z(cells, "active");
    ssi_gen_cell_z(cells, "no");
    ssi_gen_cell_z(cells, "");
    headline_cell(cells, bits);
    summary_cell(cells, bits >> 16);
    skills_cell(cells, bits >> 40);
    level_cells(cells, more);
    alias_cells(world, cells, person);
    ssi_gen_row_end(cells);
}

// What has changed since as_of; every other cell stays empty.
struct change {
    int32_t day;
    const char *seat, *until, *status, *opted_out;
    const uint32_t *team;
};

static void change_row(const struct ssi_gen_world *world, struct ssi_gen_cells *cells,
                       uint32_t person, const struct change *change)
{
    id_cell(cells, person);
    ssi_gen_cell_z(cells, "");
    if (change->team) {
        team_cell(cells, *change->team);
    } else {
        ssi_gen_cell_z(cells, "");
    }
    const char *const values[] = {
        "", change->seat, "", "", "", change->until, change->status, change->opted_out};
    for (size_t i = 0; i < SSI_COUNT(values); i++) {
        ssi_gen_cell_z(cells, values[i] ? values[i] : "");
    }
    ssi_gen_cell_date(cells, world->first_day + change->day);
    for (size_t i = 0; i < 8; i++) {
        ssi_gen_cell_z(cells, "");
    }
    ssi_gen_row_end(cells);
}

static void change_rows(const struct ssi_gen_world *world, struct ssi_gen_cells *cells,
                        uint32_t person)
{
    const struct ssi_gen_person *p = &world->people[person];
    struct change change = {.day = p->day};
    char last_day[16];
    ssi_format_date(last_day, world->first_day + p->day - 1);
    switch ((enum ssi_gen_fate)p->fate) {
    case SSI_GEN_LEAVES:
        change.status = "left";
        change.until = last_day;
        break;
    case SSI_GEN_MOVES:
        change.team = &p->second_team;
        break;
    case SSI_GEN_AWAY:
        change.status = "away";
        break;
    case SSI_GEN_OPTS_OUT:
        change.opted_out = "yes";
        break;
    case SSI_GEN_UPGRADES:
        change.seat = "navigator";
        break;
    case SSI_GEN_STAYS:
    case SSI_GEN_JOINS:
    case SSI_GEN_GIVES_UP:
    case SSI_GEN_AWAKENS:
    case SSI_GEN_RENEWS:
        return;
    }
    change_row(world, cells, person, &change);
    if (p->fate == SSI_GEN_AWAY && p->until < world->days) {
        change_row(world, cells, person,
                   &(struct change){.day = p->until, .status = "active"});
    }
}

void ssi_gen_write_members(const struct ssi_gen_world *world, struct ssi_gen_cells *cells)
{
    for (uint32_t person = 0; person < world->person_count; person++) {
        base_row(world, cells, person);
        change_rows(world, cells, person);
    }
}

const char ssi_gen_identities_header[] = "member_id,kind,alias";

bool ssi_gen_has_identities(const struct ssi_gen_world *world)
{
    for (uint32_t person = 0; person < world->person_count; person++) {
        if (world->people[person].fate == SSI_GEN_RENEWS) {
            return true;
        }
    }
    return false;
}

void ssi_gen_write_identities(const struct ssi_gen_world *world,
                              struct ssi_gen_cells *cells)
{
    for (uint32_t person = 0; person < world->person_count; person++) {
        if (world->people[person].fate == SSI_GEN_RENEWS) {
            id_cell(cells, person);
            ssi_gen_cell_z(cells, "seat_id");
            ssi_gen_cell_u64(cells, world->people[person].second_seat_id);
            ssi_gen_row_end(cells);
        }
    }
}
