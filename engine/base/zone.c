// SPDX-License-Identifier: GPL-3.0-or-later
// Time zones from the system's zone files (TZif versions 2 to 4, RFC 8536 and 9636). At
// load everything becomes one sorted table of periods with one offset each: the file's
// transitions, then 400 years of its closing rule, after which the calendar repeats. So a
// look-up is a binary search and knows nothing of rules.

#include "ssi/time.h"

#include <stdlib.h>

#include "ssi/file.h"
#include "ssi/memory.h"

#define DEFAULT_FOLDER "/usr/share/zoneinfo"

enum {
    MAX_FILE_BYTES = 1 << 20,
    MAX_OFFSET_SECS = 26 * 3600, /* RFC 8536 section 3.2: -25 h < offset < +26 h */
    HEADER_BYTES = 44,
    TYPE_BYTES = 6,
    RULE_YEARS = 404 /* a whole cycle, wherever in its year the file ends */
};

/* 400 years are a whole number of weeks, so that the rules of a zone repeat after them.
 */
static const int64_t cycle_secs = INT64_C(146097) * 86400;

/* Later times (some 285 million years away) are looked up as this one. */
static const int64_t far_secs = INT64_C(1) << 53;

struct period {
    int64_t start; /* instant; the first period starts at INT64_MIN */
    int64_t high;  /* the latest local time shown by any clock before it */
    int32_t offset;
};

struct ssi_zone {
    char *name;
    struct period *periods;
    size_t count, cap;
    int64_t cycle_end; /* from here on the 400 years before repeat; INT64_MAX = never */
};

/* The last period that starts at or before an instant. */
static const struct period *find_period(const struct ssi_zone *zone, int64_t secs)
{
    const struct period *base = zone->periods;
    for (size_t count = zone->count; count > 1;) {
        size_t half = count / 2;
        base += base[half].start <= secs ? half : 0;
        count -= half;
    }
    return base;
}

bool ssi_zone_is_fixed(const struct ssi_zone *zone)
{
    return zone->count == 1 && zone->cycle_end == INT64_MAX;
}

/* How much an instant must go back to lie within the table. */
static int64_t cycles_beyond(const struct ssi_zone *zone, int64_t secs)
{
    return secs < zone->cycle_end
               ? 0
               : ((secs - zone->cycle_end) / cycle_secs + 1) * cycle_secs;
}

static int64_t clamp(int64_t secs)
{
    return secs < -far_secs ? -far_secs : secs > far_secs ? far_secs : secs;
}

int32_t ssi_zone_offset(const struct ssi_zone *zone, int64_t utc_secs)
{
    int64_t secs = clamp(utc_secs);
    return find_period(zone, secs - cycles_beyond(zone, secs))->offset;
}

int64_t ssi_zone_wall(const struct ssi_zone *zone, int64_t utc_secs)
{
    int64_t secs = clamp(utc_secs);
    int64_t back = cycles_beyond(zone, secs);
    const struct period *period = find_period(zone, secs - back);
    int64_t local = secs - back + period->offset;
    return (local > period->high ? local : period->high) + back;
}

int64_t ssi_zone_to_utc(const struct ssi_zone *zone, int64_t local_secs)
{
    int64_t local = clamp(local_secs);
    int64_t back = cycles_beyond(zone, local - MAX_OFFSET_SECS);
    local -= back;
    const struct period *last = zone->periods + zone->count - 1;
    const struct period *period = find_period(zone, local - MAX_OFFSET_SECS);
    /* No clock shows the local time before this period. Go on to the first that does. */
    while (period < last && local - period->offset >= period[1].start) {
        period++;
    }
    int64_t secs = local - period->offset;
    return (secs > period->start ? secs : period->start) + back;
}

const char *ssi_zone_name(const struct ssi_zone *zone)
{
    return zone->name;
}

void ssi_zone_free(struct ssi_zone *zone)
{
    if (zone) {
        ssi_free(zone->periods);
        ssi_free(zone->name);
        ssi_free(zone);
    }
}

/* What is still to be read of a file or of its closing rule. */
struct cursor {
    const unsigned char *at, *end;
};

static size_t left(const struct cursor *cursor)
{
    return (size_t)(cursor->end - cursor->at);
}

static bool skip(struct cursor *cursor, uint64_t count)
{
    if (left(cursor) < count) {
        return false;
    }
    cursor->at += count;
    return true;
}

static bool take(struct cursor *cursor, char c)
{
    if (cursor->at == cursor->end || *cursor->at != (unsigned char)c) {
        return false;
    }
    cursor->at++;
    return true;
}

static uint32_t big_endian_32(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
           bytes[3];
}

static int64_t big_endian_i64(const unsigned char *bytes)
{
    uint64_t bits = (uint64_t)big_endian_32(bytes) << 32 | big_endian_32(bytes + 4);
    int64_t value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static int32_t big_endian_i32(const unsigned char *bytes)
{
    uint32_t bits = big_endian_32(bytes);
    int32_t value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The closing rule, written like the variable TZ (POSIX.1-2017, Base Definitions 8.3). */
struct rule_date {
    char kind; /* 'J': day 1..365 without 29 February; '0': day 0..365; 'M': weekday */
    int32_t month, week, day;
    int32_t time_secs;
};

struct rule {
    int32_t standard, summer; /* seconds east of UTC */
    bool has_summer;
    struct rule_date begin, end; /* of summer time */
};

static bool is_letter(unsigned char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static bool skip_abbreviation(struct cursor *cursor)
{
    bool quoted = take(cursor, '<');
    size_t len = 0;
    while (cursor->at < cursor->end &&
           (is_letter(*cursor->at) || (quoted && *cursor->at != '>'))) {
        cursor->at++;
        len++;
    }
    return len >= 3 && (!quoted || take(cursor, '>'));
}

static bool take_number(struct cursor *cursor, int32_t most, int32_t *out_value)
{
    const unsigned char *begin = cursor->at;
    int32_t value = 0;
    while (cursor->at < cursor->end && is_digit(*cursor->at) && value <= most) {
        value = value * 10 + (*cursor->at++ - '0');
    }
    *out_value = value;
    return cursor->at > begin && value <= most;
}

/* [+-]h[:m[:s]] */
static bool take_span(struct cursor *cursor, int32_t most_hours, int32_t *out_secs)
{
    bool negative = take(cursor, '-');
    if (!negative) {
        (void)take(cursor, '+');
    }
    int32_t hours, minutes = 0, seconds = 0;
    if (!take_number(cursor, most_hours, &hours) ||
        (take(cursor, ':') &&
         (!take_number(cursor, 59, &minutes) ||
          (take(cursor, ':') && !take_number(cursor, 59, &seconds))))) {
        return false;
    }
    int32_t secs = hours * 3600 + minutes * 60 + seconds;
    *out_secs = negative ? -secs : secs;
    return true;
}

static bool take_month_rule(struct cursor *cursor, struct rule_date *date)
{
    date->kind = 'M';
    return take_number(cursor, 12, &date->month) && date->month >= 1 &&
           take(cursor, '.') && take_number(cursor, 5, &date->week) && date->week >= 1 &&
           take(cursor, '.') && take_number(cursor, 6, &date->day);
}

/* ,date[/time] */
static bool take_rule_date(struct cursor *cursor, struct rule_date *date)
{
    bool ok = take(cursor, ',');
    if (take(cursor, 'M')) {
        ok = ok && take_month_rule(cursor, date);
    } else {
        date->kind = take(cursor, 'J') ? 'J' : '0';
        ok = ok && take_number(cursor, 365, &date->day) &&
             (date->kind == '0' || date->day >= 1);
    }
    date->time_secs = 2 * 3600;
    return ok && (!take(cursor, '/') || take_span(cursor, 167, &date->time_secs));
}

/* An empty rule says nothing and is fine. */
static bool read_rule(struct cursor *cursor, struct rule *rule)
{
    *rule = (struct rule){0};
    if (left(cursor) == 0) {
        return true;
    }
    int32_t west;
    if (!skip_abbreviation(cursor) || !take_span(cursor, 24, &west)) {
        return false;
    }
    rule->standard = -west;
    if (left(cursor) == 0) {
        return true;
    }
    west -= 3600;
    if (!skip_abbreviation(cursor) ||
        (left(cursor) > 0 && *cursor->at != ',' && !take_span(cursor, 24, &west)) ||
        !take_rule_date(cursor, &rule->begin) || !take_rule_date(cursor, &rule->end)) {
        return false;
    }
    rule->summer = -west;
    rule->has_summer = rule->summer != rule->standard;
    return left(cursor) == 0;
}

static int64_t floor_div(int64_t value, int64_t by)
{
    return value / by - (value % by < 0 ? 1 : 0);
}

/* The date of Mm.w.d: the w-th weekday d (0 = Sunday) of month m, the last one for w = 5.
 */
static int64_t month_rule_days(const struct rule_date *date, int32_t year)
{
    int64_t first = ssi_days_from_civil(year, date->month, 1);
    int64_t next = date->month == 12 ? ssi_days_from_civil(year + 1, 1, 1)
                                     : ssi_days_from_civil(year, date->month + 1, 1);
    int64_t weekday =
        first + 4 - floor_div(first + 4, 7) * 7; /* 1970 began on a Thursday */
    int64_t days = first + (date->day - weekday + 7) % 7 + (date->week - 1) * 7;
    return days < next ? days : days - 7;
}

static int64_t rule_days(const struct rule_date *date, int32_t year)
{
    int64_t january = ssi_days_from_civil(year, 1, 1);
    int64_t march = ssi_days_from_civil(year, 3, 1);
    if (date->kind == 'M') {
        return month_rule_days(date, year);
    }
    if (date->kind == 'J') {
        return january + date->day - 1 + (date->day >= 60 ? march - january - 59 : 0);
    }
    return january + date->day;
}

/* Append a period that starts no earlier than the last one; one that changes nothing is
 * not. */
static enum ssi_status add_period(struct ssi_zone *zone, int64_t start, int32_t offset,
                                  struct ssi_error *err)
{
    struct period *last = zone->count > 0 ? &zone->periods[zone->count - 1] : NULL;
    if (last && last->start == start) {
        last->offset = offset;
        return SSI_OK;
    }
    if (last && last->offset == offset) {
        return SSI_OK;
    }
    int64_t high = INT64_MIN;
    if (last) {
        high = start + last->offset - 1;
        high = high > last->high ? high : last->high;
    }
    SSI_TRY(SSI_GROW(zone->periods, zone->cap, zone->count + 1, err));
    zone->periods[zone->count++] =
        (struct period){.start = start, .high = high, .offset = offset};
    return SSI_OK;
}

/* What one year of the rule changes, in the order of time. */
struct change {
    int64_t start;
    int32_t offset;
};

static void rule_changes(const struct rule *rule, int32_t year, struct change out[2])
{
    struct change begin = {rule_days(&rule->begin, year) * 86400 + rule->begin.time_secs -
                               rule->standard,
                           rule->summer};
    struct change end = {rule_days(&rule->end, year) * 86400 + rule->end.time_secs -
                             rule->summer,
                         rule->standard};
    bool north = begin.start < end.start;
    out[0] = north ? begin : end;
    out[1] = north ? end : begin;
}

static enum ssi_status zone_error(const char *path, const char *what,
                                  struct ssi_error *err)
{
    return ssi_error_set(err, SSI_EIO, "the zone file %s %s", path, what);
}

/* Append the rule's periods behind the file's last transition. */
static enum ssi_status add_rule(struct ssi_zone *zone, const struct rule *rule,
                                int64_t after, const char *path, struct ssi_error *err)
{
    if (!rule->has_summer) {
        return SSI_OK;
    }
    int64_t earliest = ssi_days_from_civil(2, 1, 1) * 86400;
    int32_t year, month, day;
    ssi_civil_from_days(floor_div(after > earliest ? after : earliest, 86400), &year,
                        &month, &day);
    for (int32_t i = 0; i < RULE_YEARS; i++) {
        struct change changes[2];
        rule_changes(rule, year - 1 + i, changes);
        for (size_t j = 0; j < 2; j++) {
            if (changes[j].start <= after) {
                continue;
            }
            if (changes[j].start < zone->periods[zone->count - 1].start) {
                return zone_error(path, "has a closing rule out of order", err);
            }
            SSI_TRY(add_period(zone, changes[j].start, changes[j].offset, err));
        }
    }
    zone->cycle_end = zone->periods[zone->count - 2].start;
    return SSI_OK;
}

/* One of the two blocks of a file: its counts, and later its bytes. */
struct block {
    unsigned char version;
    uint64_t ut, standard, leaps, times, types, letters;
    const unsigned char *at;
};

static bool read_header(struct cursor *cursor, struct block *out_block)
{
    const unsigned char *bytes = cursor->at;
    if (!skip(cursor, HEADER_BYTES) || memcmp(bytes, "TZif", 4) != 0) {
        return false;
    }
    *out_block = (struct block){.version = bytes[4],
                                .ut = big_endian_32(bytes + 20),
                                .standard = big_endian_32(bytes + 24),
                                .leaps = big_endian_32(bytes + 28),
                                .times = big_endian_32(bytes + 32),
                                .types = big_endian_32(bytes + 36),
                                .letters = big_endian_32(bytes + 40)};
    return true;
}

static bool read_block(struct cursor *cursor, uint64_t time_bytes,
                       struct block *out_block)
{
    if (!read_header(cursor, out_block)) {
        return false;
    }
    const struct block *block = out_block;
    out_block->at = cursor->at;
    return skip(cursor, block->times * (time_bytes + 1) + block->types * TYPE_BYTES +
                            block->letters + block->leaps * (time_bytes + 4) +
                            block->standard + block->ut);
}

/* The offset of a type; false where there is no such type or the offset is absurd. */
static bool type_offset(const struct block *block, uint64_t type, int32_t *out_offset)
{
    if (type >= block->types) {
        return false;
    }
    int32_t offset = big_endian_i32(block->at + block->times * 9 + type * TYPE_BYTES);
    *out_offset = offset;
    return offset > -MAX_OFFSET_SECS && offset < MAX_OFFSET_SECS;
}

/* The file's own transitions; *out_after is the last. Before the first, type 0 holds. */
static enum ssi_status add_transitions(struct ssi_zone *zone, const struct block *block,
                                       const char *path, int64_t *out_after,
                                       struct ssi_error *err)
{
    const int64_t too_far = INT64_C(1) << 40;
    int64_t after = INT64_MIN;
    int32_t offset;
    if (!type_offset(block, 0, &offset)) {
        return zone_error(path, "is damaged: its first offset", err);
    }
    SSI_TRY(add_period(zone, INT64_MIN, offset, err));
    for (uint64_t i = 0; i < block->times; i++) {
        int64_t start = big_endian_i64(block->at + i * 8);
        if (start <= after || start < -(INT64_C(1) << 60) || start > too_far ||
            !type_offset(block, block->at[block->times * 8 + i], &offset)) {
            return zone_error(path, "is damaged: its transitions", err);
        }
        SSI_TRY(add_period(zone, start, offset, err));
        after = start;
    }
    *out_after = after;
    return SSI_OK;
}

static enum ssi_status read_zone(struct ssi_zone *zone, struct ssi_str file,
                                 const char *path, struct ssi_error *err)
{
    const unsigned char *bytes = (const unsigned char *)file.ptr;
    struct cursor cursor = {.at = bytes, .end = bytes + file.len};
    struct block block;
    if (!read_block(&cursor, 4, &block)) {
        return zone_error(path, "is no zone file, or is cut off", err);
    }
    if (block.version < '2') {
        return zone_error(path, "is of version 1; install a newer tzdata", err);
    }
    if (!read_block(&cursor, 8, &block) || !take(&cursor, '\n') || left(&cursor) == 0 ||
        cursor.end[-1] != '\n') {
        return zone_error(path, "is damaged or cut off", err);
    }
    if (block.leaps > 0) {
        return zone_error(path, "counts leap seconds, which are not used here", err);
    }
    struct rule rule;
    int64_t after = INT64_MIN;
    cursor.end--;
    if (!read_rule(&cursor, &rule)) {
        return zone_error(path, "is damaged: its closing rule", err);
    }
    SSI_TRY(add_transitions(zone, &block, path, &after, err));
    return add_rule(zone, &rule, after, path, err);
}

/* Names come from configs and are made into paths: no dots, so no "..", and no root. */
static bool name_valid(struct ssi_str name)
{
    if (name.len == 0 || name.len > 255 || name.ptr[0] == '/') {
        return false;
    }
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        if (!is_letter(c) && !is_digit(c) && c != '/' && c != '_' && c != '+' &&
            c != '-') {
            return false;
        }
    }
    return true;
}

static enum ssi_status read_zone_file(struct ssi_zone *zone, struct ssi_arena *arena,
                                      struct ssi_error *err)
{
    char quoted[SSI_QUOTE_SIZE];
    struct ssi_str name = ssi_str_z(zone->name);
    const char *folder = getenv("TZDIR");
    folder = folder && *folder ? folder : DEFAULT_FOLDER;
    if (!name_valid(name)) {
        return ssi_error_set(
            err, SSI_EUSAGE,
            "%s is no time zone; give an IANA name such as Europe/Berlin",
            ssi_quote(name, quoted));
    }
    const char *path = ssi_path_join(arena, folder, zone->name);
    if (!path) {
        return ssi_error_nomem(err);
    }
    if (!ssi_file_exists(path) || ssi_file_is_folder(path)) {
        return ssi_error_set(err, SSI_EUSAGE,
                             "no time zone %s in %s; give an IANA name such as "
                             "Europe/Berlin, or install tzdata",
                             ssi_quote(name, quoted), folder);
    }
    struct ssi_str bytes;
    SSI_TRY(ssi_file_read(path, MAX_FILE_BYTES, arena, &bytes, err));
    return read_zone(zone, bytes, path, err);
}

static enum ssi_status fill_zone(struct ssi_zone *zone, struct ssi_str name,
                                 struct ssi_error *err)
{
    zone->cycle_end = INT64_MAX;
    zone->name = ssi_alloc(name.len + 1, 1);
    if (!zone->name) {
        return ssi_error_nomem(err);
    }
    memcpy(zone->name, name.ptr, name.len);
    if (ssi_str_eq(name, ssi_str_z("UTC"))) {
        return add_period(zone, INT64_MIN, 0, err);
    }
    struct ssi_arena arena;
    ssi_arena_init(&arena);
    enum ssi_status status = read_zone_file(zone, &arena, err);
    ssi_arena_release(&arena);
    return status;
}

enum ssi_status ssi_zone_load(const char *name, struct ssi_zone **out_zone,
                              struct ssi_error *err)
{
    struct ssi_zone *zone = ssi_alloc(1, sizeof *zone);
    if (!zone) {
        return ssi_error_nomem(err);
    }
    enum ssi_status status = fill_zone(zone, ssi_str_z(name), err);
    if (status != SSI_OK) {
        ssi_zone_free(zone);
        return status;
    }
    *out_zone = zone;
    return SSI_OK;
}
