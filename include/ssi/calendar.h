// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The calendar of a run: weeks and days that begin at a weekday and local time in a zone.
 *
 * Week i is [c_i, c_i+1); day d is the slice between that local time on successive dates,
 * and day 7 i + j is the j-th of week i. Day 0 begins on the first such weekday on or
 * after 1970-01-01, so earlier ones are negative. A week is named after the zone's date
 * of its last second. Immutable after init: shared between threads.
 */
#ifndef SSI_CALENDAR_H
#define SSI_CALENDAR_H

#include "ssi/time.h"

struct ssi_calendar {
    struct ssi_zone *zone; /**< owned */
    int32_t weekday;       /**< 0 = Monday ... 6 = Sunday: the day a week begins on */
    int32_t time_secs;     /**< seconds after midnight, local */
    int64_t origin_days;   /**< local date of the beginning of day 0, days since 1970 */
    uint64_t digest;       /**< of zone, weekday, time and the boundaries 1970 to 2100 */
};

/** weekday: English name, in full or three letters, any case; time: "HH:MM". */
SSI_NODISCARD enum ssi_status ssi_calendar_init(struct ssi_calendar *calendar,
                                                const char *zone, const char *weekday,
                                                const char *time, struct ssi_error *err);
void ssi_calendar_release(struct ssi_calendar *calendar);

/** The instant at which day `day` begins. */
int64_t ssi_calendar_day_start(const struct ssi_calendar *calendar, int64_t day);

/** The day that holds an instant. O(log transitions of the zone), O(1) in UTC. */
int64_t ssi_calendar_day(const struct ssi_calendar *calendar, int64_t secs);

/** Floor division: the week of a day, and the day's place 0..6 in it. */
static inline int32_t ssi_week_of_day(int64_t day)
{
    return (int32_t)((day >= 0 ? day : day - 6) / 7);
}

static inline int32_t ssi_weekday_of_day(int64_t day)
{
    return (int32_t)(day - 7 * (int64_t)ssi_week_of_day(day));
}

/** The instant at which week i begins; that of week + 1 is the cut-off of week i. */
int64_t ssi_calendar_week_start(const struct ssi_calendar *calendar, int32_t week);

/** Days since 1970-01-01 of the date that names a week, and the same as text. */
int64_t ssi_calendar_week_date(const struct ssi_calendar *calendar, int32_t week);
void ssi_calendar_week_name(const struct ssi_calendar *calendar, int32_t week,
                            char buf[16]);

/** The first week named on or after a date (days since 1970-01-01). */
int32_t ssi_calendar_week_named(const struct ssi_calendar *calendar, int64_t date_days);

#endif
