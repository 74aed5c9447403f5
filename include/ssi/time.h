// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Civil dates, declared date forms and time zones. Times are int64_t UTC seconds since
 * 1970-01-01, proleptic Gregorian, without leap seconds; years 1 to 9999.
 */
#ifndef SSI_TIME_H
#define SSI_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "ssi/error.h"

struct ssi_civil {
    int32_t year;
    int32_t month, day;           /**< from 1 */
    int32_t hour, minute, second; /**< second 0..59 */
};

/** Days since 1970-01-01 of a valid date, and back. */
int64_t ssi_days_from_civil(int32_t year, int32_t month, int32_t day);
void ssi_civil_from_days(int64_t days, int32_t *year, int32_t *month, int32_t *day);

/** Whether the date and time exist (29 February in leap years only, 0..23, 0..59). */
bool ssi_civil_valid(const struct ssi_civil *civil);

/**
 * "2026-11-18" (10 bytes and a 0) of days since 1970-01-01. Of days outside the years 1
 * to 9999 the nearest date inside.
 */
void ssi_format_date(char buf[16], int64_t days);

/** "2026-11-18T23:59:59Z" of UTC seconds, the date as above. */
void ssi_format_time(char buf[32], int64_t secs);

/** "2026-11-18" -> days since 1970-01-01. */
bool ssi_parse_date(struct ssi_str text, int64_t *out_days);

/**
 * A zone by its IANA name, read from the system's zone files (TZif version 2 or later, in
 * $TZDIR or /usr/share/zoneinfo); "UTC" needs no file. Immutable after loading, so shared
 * between threads.
 *
 * Loading gives SSI_EUSAGE for a name that is none or that no file has, SSI_EIO for a
 * file that is damaged or counts leap seconds. *out_zone is the caller's, for
 * ssi_zone_free().
 */
struct ssi_zone;

SSI_NODISCARD enum ssi_status ssi_zone_load(const char *name, struct ssi_zone **out_zone,
                                            struct ssi_error *err);
void ssi_zone_free(struct ssi_zone *zone);
const char *ssi_zone_name(const struct ssi_zone *zone);
/** Whether the zone has one offset at all times, as UTC has. */
bool ssi_zone_is_fixed(const struct ssi_zone *zone);

/** Seconds east of UTC at that instant. O(log transitions). */
int32_t ssi_zone_offset(const struct ssi_zone *zone, int64_t utc_secs);

/**
 * The instant of a local time (seconds since 1970-01-01T00:00 as the wall clock shows
 * them). One that does not exist becomes the first instant after the gap; one that exists
 * twice, the earlier.
 */
int64_t ssi_zone_to_utc(const struct ssi_zone *zone, int64_t local_secs);

/**
 * The latest local time that the wall clock has shown up to that instant: it runs with
 * the local time, but stands still while an hour is repeated. So it never runs backwards,
 * and ssi_zone_to_utc(zone, local) <= secs exactly where local <= ssi_zone_wall(zone,
 * secs). O(log transitions).
 */
int64_t ssi_zone_wall(const struct ssi_zone *zone, int64_t utc_secs);

/**
 * A declared date form. "ISO" accepts YYYY-MM-DD, and with T or a blank HH:MM, HH:MM:SS
 * or HH:MM:SS.fraction (floored), and Z, " UTC" or +HH:MM behind. Any other form is
 * literal text with these fields: YYYY, YY (2000..2099), MM or M (month; the first behind
 * HH or H is the minute), DD or D, Mon (English, three letters), Day (English weekday,
 * three letters, not checked), HH or H, SS, AM (AM or PM: H is 1..12), ZONE (UTC or Z).
 * Doubled letters want two digits, single ones take one or two; names, AM and UTC are
 * read without case. A form has a whole date, nothing twice, and at most 32 fields and
 * literal bytes; else SSI_EUSAGE.
 */
struct ssi_time_form {
    unsigned char ops[32];
    size_t op_count;
};

/** Whether a text of the form ends in two digits of seconds, on which nothing else
 * depends. */
bool ssi_time_form_ends_in_seconds(const struct ssi_time_form *form);

SSI_NODISCARD enum ssi_status ssi_time_form_init(struct ssi_time_form *form,
                                                 struct ssi_str pattern,
                                                 struct ssi_error *err);

/**
 * Read a time. One without a zone of its own is in `zone`; a date alone is 00:00 there.
 * False when the text has not this form or names no real time.
 */
bool ssi_time_parse(const struct ssi_time_form *form, const struct ssi_zone *zone,
                    struct ssi_str text, int64_t *out_secs);

#endif
