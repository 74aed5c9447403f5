// SPDX-License-Identifier: GPL-3.0-or-later
// The weeks and days of a run. All of it is arithmetic on local dates; the zone alone
// turns them into instants (ssi_zone_to_utc) and instants into the clock (ssi_zone_wall).

#include "ssi/calendar.h"

#include "ssi/digest.h"

enum { SECS_PER_DAY = 86400, THURSDAY = 3, DIGEST_BATCH = 64 };

static int64_t floor_div(int64_t value, int64_t by)
{
    return value / by - (value % by < 0 ? 1 : 0);
}

static bool parse_weekday(struct ssi_str text, int32_t *out_weekday)
{
    static const char *const names[7] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                         "Friday", "Saturday", "Sunday"};
    for (int32_t i = 0; i < 7; i++) {
        if (ssi_str_eq_nocase(text, ssi_str_z(names[i])) ||
            ssi_str_eq_nocase(text, ssi_str_of(names[i], 3))) {
            *out_weekday = i;
            return true;
        }
    }
    return false;
}

/* "HH:MM" as seconds after midnight. */
static bool parse_time(struct ssi_str text, int32_t *out_secs)
{
    if (text.len != 5 || text.ptr[2] != ':') {
        return false;
    }
    int32_t digits[5] = {0};
    for (size_t i = 0; i < 5; i++) {
        digits[i] = text.ptr[i] - '0';
        if (i != 2 && (digits[i] < 0 || digits[i] > 9)) {
            return false;
        }
    }
    int32_t hour = digits[0] * 10 + digits[1];
    int32_t minute = digits[3] * 10 + digits[4];
    *out_secs = hour * 3600 + minute * 60;
    return hour <= 23 && minute <= 59;
}

static void put_little_endian(unsigned char *out, int64_t value)
{
    for (int i = 0; i < 8; i++) {
        out[i] = (unsigned char)((uint64_t)value >> (8 * i) & 0xff);
    }
}

/* Two calendars of one digest have the same boundaries, whatever tzdata they came from.
 */
static uint64_t calendar_digest(const struct ssi_calendar *calendar)
{
    int32_t week = ssi_calendar_week_named(calendar, ssi_days_from_civil(1970, 1, 1));
    int32_t end = ssi_calendar_week_named(calendar, ssi_days_from_civil(2101, 1, 1));
    unsigned char batch[DIGEST_BATCH * 8];
    struct ssi_str name = ssi_str_z(ssi_zone_name(calendar->zone));
    put_little_endian(batch, calendar->weekday);
    put_little_endian(batch + 8, calendar->time_secs);
    uint64_t digest = ssi_hash_bytes(batch, 16, ssi_hash_bytes(name.ptr, name.len, 0));
    while (week <= end) {
        size_t used = 0;
        for (; used < sizeof batch && week <= end; used += 8, week++) {
            put_little_endian(batch + used, ssi_calendar_week_start(calendar, week));
        }
        digest = ssi_hash_bytes(batch, used, digest);
    }
    return digest;
}

enum ssi_status ssi_calendar_init(struct ssi_calendar *calendar, const char *zone,
                                  const char *weekday, const char *time,
                                  struct ssi_error *err)
{
    char quoted[SSI_QUOTE_SIZE];
    struct ssi_calendar made = {0};
    if (!parse_weekday(ssi_str_z(weekday), &made.weekday)) {
        return ssi_error_set(err, SSI_EUSAGE,
                             "%s is no weekday; give an English name such as Thursday",
                             ssi_quote(ssi_str_z(weekday), quoted));
    }
    if (!parse_time(ssi_str_z(time), &made.time_secs)) {
        return ssi_error_set(err, SSI_EUSAGE,
                             "%s is no time of day; give HH:MM from 00:00 to 23:59",
                             ssi_quote(ssi_str_z(time), quoted));
    }
    SSI_TRY(ssi_zone_load(zone, &made.zone, err));
    made.origin_days = (made.weekday - THURSDAY + 7) % 7;
    made.digest = calendar_digest(&made);
    *calendar = made;
    return SSI_OK;
}

void ssi_calendar_release(struct ssi_calendar *calendar)
{
    if (calendar) {
        ssi_zone_free(calendar->zone);
        calendar->zone = NULL;
    }
}

int64_t ssi_calendar_day_start(const struct ssi_calendar *calendar, int64_t day)
{
    int64_t date = calendar->origin_days + day;
    return ssi_zone_to_utc(calendar->zone, date * SECS_PER_DAY + calendar->time_secs);
}

int64_t ssi_calendar_day(const struct ssi_calendar *calendar, int64_t secs)
{
    int64_t wall = ssi_zone_wall(calendar->zone, secs);
    return floor_div(wall - calendar->time_secs, SECS_PER_DAY) - calendar->origin_days;
}

int64_t ssi_calendar_week_start(const struct ssi_calendar *calendar, int32_t week)
{
    return ssi_calendar_day_start(calendar, (int64_t)week * 7);
}

int64_t ssi_calendar_week_date(const struct ssi_calendar *calendar, int32_t week)
{
    int64_t last = ssi_calendar_day_start(calendar, ((int64_t)week + 1) * 7) - 1;
    return floor_div(last + ssi_zone_offset(calendar->zone, last), SECS_PER_DAY);
}

void ssi_calendar_week_name(const struct ssi_calendar *calendar, int32_t week,
                            char buf[16])
{
    ssi_format_date(buf, ssi_calendar_week_date(calendar, week));
}

int32_t ssi_calendar_week_named(const struct ssi_calendar *calendar, int64_t date_days)
{
    /* A week is named after its last day or, where that ends in the morning, the day
     * after. */
    int32_t week = (int32_t)floor_div(date_days - calendar->origin_days, 7) - 1;
    while (ssi_calendar_week_date(calendar, week) >= date_days) {
        week--;
    }
    while (ssi_calendar_week_date(calendar, week) < date_days) {
        week++;
    }
    return week;
}
