// SPDX-License-Identifier: GPL-3.0-or-later
// Events of a day to rows of navigator-activity, navigator-outcome and activity. The one
// place that knows how LinkedIn's export spells things.

#include "simulate_internal.h"

#include "words_internal.h"

const char ssi_gen_navigator_header[] = "activityId,activityType,createdAt,seatId,"
                                        "memberIdentityKey";
const char ssi_gen_outcome_header[] = "activityId,activityType,createdAt,seatId";
const char ssi_gen_activity_header[] = "occurred_at,member_id,activity,event_id,"
                                       "counterpart_id,count,topic";

// Activity ids grow with time in uneven steps, from this one on.
static const uint64_t first_activity_id = 6412300000000u;

static const struct ssi_str navigator_names[SSI_GEN_NAVIGATOR_KINDS] = {
    [SSI_GEN_SEARCH] = {"SEARCH_PERFORMED", 16},
    [SSI_GEN_VIEW] = {"PROFILE_VIEWED", 14},
    [SSI_GEN_LEAD] = {"SAVED_LEAD", 10},
    [SSI_GEN_ACCOUNT] = {"SAVED_ACCOUNT", 13},
    [SSI_GEN_INMAIL] = {"INMAIL_SENT", 11},
    [SSI_GEN_MESSAGE] = {"MESSAGE_SENT", 12},
    [SSI_GEN_INVITED] = {"CONNECTION_MADE", 15},
};

static char *put_time(char *out, uint32_t second)
{
    out = ssi_gen_digits(out, second / 3600, 2);
    *out++ = ':';
    out = ssi_gen_digits(out, second / 60 % 60, 2);
    *out++ = ':';
    return ssi_gen_digits(out, second % 60, 2);
}

// "11-18-2026 " of a day; 11 bytes.
static void put_navigator_date(char *out, int64_t day)
{
    int32_t year, month, monthday;
    ssi_civil_from_days(day, &year, &month, &monthday);
    out = ssi_gen_digits(out, (uint64_t)month, 2);
    *out++ = '-';
    out = ssi_gen_digits(out, (uint64_t)monthday, 2);
    *out++ = '-';
    out = ssi_gen_digits(out, (uint64_t)year, 4);
    *out = ' ';
}

static void id_cell(struct ssi_gen_cells *cells, uint64_t id)
{
    char text[14] = "a";
    (void)ssi_gen_digits(text + 1, id, 13);
    ssi_gen_cell(cells, text, sizeof text);
}

static uint64_t seat_id(const struct ssi_gen_person *p, int32_t day)
{
    bool second = p->fate == SSI_GEN_RENEWS && day >= p->day;
    return second ? p->second_seat_id : p->seat_id;
}

static void outcome_row(struct ssi_gen_simulation *sim, int32_t day, uint64_t id,
                        const struct ssi_gen_event *inmail, const char *outcome,
                        uint64_t delay_secs)
{
    uint64_t at = inmail->second + delay_secs;
    int32_t answered = day + (int32_t)(at / 86400);
    if (answered >= sim->world->days) {
        return;
    }
    char time[19];
    put_navigator_date(time, sim->world->first_day + answered);
    (void)put_time(time + 11, (uint32_t)(at % 86400));
    id_cell(sim->outcome, id);
    ssi_gen_cell_z(sim->outcome, outcome);
    ssi_gen_cell(sim->outcome, time, sizeof time);
    ssi_gen_cell_u64(sim->outcome, seat_id(&sim->world->people[inmail->person], day));
    ssi_gen_row_end(sim->outcome);
}

// Answered within ten days, if at all. In the first week some outcomes belong to InMails
// that were sent before the exports begin: nobody will find their activity.
static void inmail_outcome(struct ssi_gen_simulation *sim, int32_t day, uint64_t id,
                           const struct ssi_gen_event *inmail)
{
    uint64_t bits = ssi_gen_bits(sim->world, SSI_GEN_FOR_OUTCOME, id, 0);
    double u = ssi_gen_unit(bits);
    uint64_t delay = 60 + (uint64_t)(u * u * 864000);
    uint32_t accepts = sim->world->people[inmail->person].inmail_part;
    if (ssi_gen_chance(bits, accepts)) {
        outcome_row(sim, day, id, inmail, "INMAIL_ACCEPTED", delay);
    } else if (ssi_gen_chance(bits, accepts + 6500)) {
        outcome_row(sim, day, id, inmail, "INMAIL_DECLINED", delay);
    }
    if (day < 7 && (bits >> 16 & 7) == 0) {
        outcome_row(sim, day, 2 * first_activity_id - id, inmail, "INMAIL_ACCEPTED", 0);
    }
}

static void navigator_row(struct ssi_gen_cells *cells, const struct ssi_gen_event *event,
                          uint64_t id, uint64_t seat, const char date[11])
{
    char time[19];
    memcpy(time, date, 11);
    (void)put_time(time + 11, event->second);
    struct ssi_str name = navigator_names[event->kind];
    id_cell(cells, id);
    ssi_gen_cell(cells, name.ptr, name.len);
    ssi_gen_cell(cells, time, sizeof time);
    ssi_gen_cell_u64(cells, seat);
    char key[24];
    ssi_gen_cell(cells, key,
                 event->value ? ssi_gen_identity_key(event->value - 1, key) : 0);
    ssi_gen_row_end(cells);
}

void ssi_gen_write_navigator(struct ssi_gen_simulation *sim, int32_t day)
{
    char date[11];
    put_navigator_date(date, sim->world->first_day + day);
    uint64_t id = sim->last_activity_id ? sim->last_activity_id : first_activity_id;
    for (size_t i = 0; i < sim->seat_log.count; i++) {
        const struct ssi_gen_event *event = &sim->seat_log.sorted[i];
        uint64_t seat = seat_id(&sim->world->people[event->person], day);
        id += 1 + ((event->person * 40503u + event->second) >> 3) % 6;
        navigator_row(sim->navigator, event, id, seat, date);
        if (sim->next) {
            navigator_row(sim->next, event, id, seat, date);
            sim->repeated++;
        }
        if (event->kind == SSI_GEN_INMAIL) {
            inmail_outcome(sim, day, id, event);
        }
    }
    sim->last_activity_id = id;
}

static const char *activity_name(unsigned kind)
{
    return kind == SSI_GEN_ACCEPTED ? "connection_accept"
                                    : ssi_generate_rate(kind)->activity;
}

static bool is_counted(unsigned kind)
{
    return kind == SSI_GEN_VIEWED || kind == SSI_GEN_FOLLOWED || kind == SSI_GEN_RESEARCH;
}

// Counterpart, count, topic: each kind has one of them or none.
static void detail_cells(struct ssi_gen_simulation *sim,
                         const struct ssi_gen_event *event)
{
    struct ssi_gen_cells *cells = sim->activity;
    char id[SSI_GEN_ALIAS_SIZE];
    unsigned kind = event->kind;
    bool topical = kind == SSI_GEN_POST || kind == SSI_GEN_SHARE;
    bool counted = is_counted(kind);
    bool named = event->value > 0 && !topical && !counted;
    ssi_gen_cell(cells, id, named ? ssi_gen_alias(sim->world, event->value - 1, id) : 0);
    if (counted) {
        ssi_gen_cell_u64(cells, event->value);
    } else {
        ssi_gen_cell_z(cells, "");
    }
    ssi_gen_cell_z(cells, topical ? ssi_gen_topic(event->value) : "");
}

void ssi_gen_write_activity(struct ssi_gen_simulation *sim, int32_t day)
{
    char time[24], text[24];
    ssi_format_date(time, sim->world->first_day + day);
    time[10] = 'T';
    time[19] = 'Z';
    struct ssi_gen_cells *cells = sim->activity;
    for (size_t i = 0; i < sim->event_log.count; i++) {
        const struct ssi_gen_event *event = &sim->event_log.sorted[i];
        (void)put_time(time + 11, event->second);
        ssi_gen_cell(cells, time, 20);
        ssi_gen_cell(cells, text, ssi_gen_member_id(event->person, text));
        ssi_gen_cell_z(cells, activity_name(event->kind));
        text[0] = 'e';
        (void)ssi_gen_digits(text + 1, ++sim->event_count, 9);
        ssi_gen_cell(cells, text, 10);
        detail_cells(sim, event);
        ssi_gen_row_end(cells);
    }
}
