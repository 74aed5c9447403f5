// SPDX-License-Identifier: GPL-3.0-or-later
// Civil dates, and the one place where dates are read and written. A declared form is
// compiled once into a list of fields and literal bytes that every cell is read against.
// Knows zones only through ssi_zone_to_utc(), weeks not at all.

#include "ssi/time.h"

#include "ssi/str.h"

enum { SECS_PER_DAY = 86400, DAYS_PER_ERA = 146097 };

/* 0000-03-01, from which eras of 400 years are counted, in days since 1970-01-01. */
enum { ERA_ORIGIN_DAYS = -719468 };

static const char month_names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
static const char weekday_names[] = "montuewedthufrisatsun";

static int64_t floor_div(int64_t value, int64_t by)
{
    return value / by - (value % by < 0 ? 1 : 0);
}

/*
 * Days and dates after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": a
 * year begins in March, so that the leap day is its last.
 */
int64_t ssi_days_from_civil(int32_t year, int32_t month, int32_t day)
{
    int64_t march_year = (int64_t)year - (month <= 2 ? 1 : 0);
    int64_t era = floor_div(march_year, 400);
    int64_t year_of_era = march_year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era + ERA_ORIGIN_DAYS;
}

void ssi_civil_from_days(int64_t days, int32_t *year, int32_t *month, int32_t *day)
{
    int64_t since = days - ERA_ORIGIN_DAYS;
    int64_t era = floor_div(since, DAYS_PER_ERA);
    int64_t day_of_era = since - era * DAYS_PER_ERA;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                           day_of_era / (DAYS_PER_ERA - 1)) /
                          365;
    int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t march_month = (5 * day_of_year + 2) / 153;
    *day = (int32_t)(day_of_year - (153 * march_month + 2) / 5 + 1);
    *month = (int32_t)(march_month < 10 ? march_month + 3 : march_month - 9);
    *year = (int32_t)(year_of_era + era * 400 + (*month <= 2 ? 1 : 0));
}

static bool is_leap(int32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int32_t month_length(int32_t year, int32_t month)
{
    static const unsigned char lengths[12] = {31, 28, 31, 30, 31, 30,
                                              31, 31, 30, 31, 30, 31};
    return lengths[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

bool ssi_civil_valid(const struct ssi_civil *civil)
{
    return civil->year >= 1 && civil->year <= 9999 && civil->month >= 1 &&
           civil->month <= 12 && civil->day >= 1 &&
           civil->day <= month_length(civil->year, civil->month) && civil->hour >= 0 &&
           civil->hour <= 23 && civil->minute >= 0 && civil->minute <= 59 &&
           civil->second >= 0 && civil->second <= 59;
}

static char *write_digits(char *out, int32_t value, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return out + count;
}

static char *write_date(char *out, int64_t days)
{
    int64_t first = ssi_days_from_civil(1, 1, 1);
    int64_t last = ssi_days_from_civil(9999, 12, 31);
    int32_t year, month, day;
    ssi_civil_from_days(days < first  ? first
                        : days > last ? last
                                      : days,
                        &year, &month, &day);
    out = write_digits(out, year, 4);
    *out++ = '-';
    out = write_digits(out, month, 2);
    *out++ = '-';
    return write_digits(out, day, 2);
}

void ssi_format_date(char buf[16], int64_t days)
{
    *write_date(buf, days) = '\0';
}

void ssi_format_time(char buf[32], int64_t secs)
{
    int64_t days = floor_div(secs, SECS_PER_DAY);
    int32_t second = (int32_t)(secs - days * SECS_PER_DAY);
    char *out = write_date(buf, days);
    *out++ = 'T';
    out = write_digits(out, second / 3600, 2);
    *out++ = ':';
    out = write_digits(out, second / 60 % 60, 2);
    *out++ = ':';
    out = write_digits(out, second % 60, 2);
    *out++ = 'Z';
    *out = '\0';
}

/* What is still to be read of a cell. */
struct cursor {
    const char *at, *end;
};

static bool take(struct cursor *cursor, char c)
{
    if (cursor->at == cursor->end || *cursor->at != c) {
        return false;
    }
    cursor->at++;
    return true;
}

static bool at_digit(const struct cursor *cursor)
{
    return cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9';
}

/* At least `least` and at most `most` digits. */
static bool take_number(struct cursor *cursor, int least, int most, int32_t *out_value)
{
    int32_t value = 0;
    int count = 0;
    while (count < most && at_digit(cursor)) {
        value = value * 10 + (*cursor->at++ - '0');
        count++;
    }
    *out_value = value;
    return count >= least;
}

static bool take_word(struct cursor *cursor, struct ssi_str word)
{
    if ((size_t)(cursor->end - cursor->at) < word.len ||
        !ssi_str_eq_nocase(ssi_str_of(cursor->at, word.len), word)) {
        return false;
    }
    cursor->at += word.len;
    return true;
}

/* A name of three letters out of a run of them; its place from 1. */
static bool take_name(struct cursor *cursor, const char *names, int32_t *out_place)
{
    for (int32_t i = 0; names[3 * i] != '\0'; i++) {
        if (take_word(cursor, ssi_str_of(names + 3 * i, 3))) {
            *out_place = i + 1;
            return true;
        }
    }
    return false;
}

/* A time as far as it was read. */
struct reading {
    struct ssi_civil civil;
    int32_t half;        /* 0 = a clock of 24 hours, 1 = AM, 2 = PM */
    bool has_offset;     /* the text names its own zone */
    int32_t offset_secs; /* east of UTC */
};

static bool take_iso_date(struct cursor *cursor, struct ssi_civil *civil)
{
    return take_number(cursor, 4, 4, &civil->year) && take(cursor, '-') &&
           take_number(cursor, 2, 2, &civil->month) && take(cursor, '-') &&
           take_number(cursor, 2, 2, &civil->day);
}

/* HH:MM[:SS[.fraction]]; dropping the fraction is the floor, before 1970 as well. */
static bool take_iso_clock(struct cursor *cursor, struct ssi_civil *civil)
{
    if (!take_number(cursor, 2, 2, &civil->hour) || !take(cursor, ':') ||
        !take_number(cursor, 2, 2, &civil->minute)) {
        return false;
    }
    if (!take(cursor, ':')) {
        return true;
    }
    if (!take_number(cursor, 2, 2, &civil->second)) {
        return false;
    }
    if (!take(cursor, '.')) {
        return true;
    }
    bool any = at_digit(cursor);
    while (at_digit(cursor)) {
        cursor->at++;
    }
    return any;
}

/* Nothing, "Z", " UTC", "+HH:MM" or "-HH:MM". */
static bool take_iso_zone(struct cursor *cursor, struct reading *reading)
{
    if (cursor->at == cursor->end) {
        return true;
    }
    reading->has_offset = true;
    if (take(cursor, 'Z') || take_word(cursor, ssi_str_z(" UTC"))) {
        return true;
    }
    bool west = *cursor->at == '-';
    int32_t hours, minutes;
    if ((!take(cursor, '+') && !take(cursor, '-')) ||
        !take_number(cursor, 2, 2, &hours) || !take(cursor, ':') ||
        !take_number(cursor, 2, 2, &minutes) || hours > 23 || minutes > 59) {
        return false;
    }
    reading->offset_secs = (hours * 3600 + minutes * 60) * (west ? -1 : 1);
    return true;
}

static bool read_iso(struct cursor *cursor, struct reading *reading)
{
    if (!take_iso_date(cursor, &reading->civil)) {
        return false;
    }
    if (!take(cursor, 'T') && !take(cursor, ' ')) {
        return true;
    }
    return take_iso_clock(cursor, &reading->civil) && take_iso_zone(cursor, reading);
}

/* The operations of a form. Bytes from ' ' on stand for themselves. */
enum op {
    OP_ISO = 1,
    OP_YEAR,
    OP_YEAR_2,
    OP_MONTH,
    OP_MONTH_2,
    OP_MONTH_NAME,
    OP_DAY,
    OP_DAY_2,
    OP_WEEKDAY,
    OP_HOUR,
    OP_HOUR_2,
    OP_MINUTE,
    OP_MINUTE_2,
    OP_SECOND_2,
    OP_HALF,
    OP_ZONE,
    OP_LITERAL = ' '
};

static bool read_half(struct cursor *cursor, struct reading *reading)
{
    if (take_word(cursor, ssi_str_z("AM"))) {
        reading->half = 1;
    } else if (take_word(cursor, ssi_str_z("PM"))) {
        reading->half = 2;
    }
    return reading->half != 0;
}

static bool read_zone(struct cursor *cursor, struct reading *reading)
{
    reading->has_offset = true;
    return take(cursor, 'Z') || take_word(cursor, ssi_str_z("UTC"));
}

static bool read_year_2(struct cursor *cursor, struct ssi_civil *civil)
{
    bool ok = take_number(cursor, 2, 2, &civil->year);
    civil->year += 2000;
    return ok;
}

static bool read_field(struct cursor *cursor, enum op op, struct reading *reading)
{
    struct ssi_civil *civil = &reading->civil;
    int32_t ignored;
    switch (op) {
    case OP_ISO:
        return read_iso(cursor, reading);
    case OP_YEAR:
        return take_number(cursor, 4, 4, &civil->year);
    case OP_YEAR_2:
        return read_year_2(cursor, civil);
    case OP_MONTH:
    case OP_MONTH_2:
        return take_number(cursor, op == OP_MONTH ? 1 : 2, 2, &civil->month);
    case OP_MONTH_NAME:
        return take_name(cursor, month_names, &civil->month);
    case OP_DAY:
    case OP_DAY_2:
        return take_number(cursor, op == OP_DAY ? 1 : 2, 2, &civil->day);
    case OP_WEEKDAY:
        return take_name(cursor, weekday_names, &ignored);
    case OP_HOUR:
    case OP_HOUR_2:
        return take_number(cursor, op == OP_HOUR ? 1 : 2, 2, &civil->hour);
    case OP_MINUTE:
    case OP_MINUTE_2:
        return take_number(cursor, op == OP_MINUTE ? 1 : 2, 2, &civil->minute);
    case OP_SECOND_2:
        return take_number(cursor, 2, 2, &civil->second);
    case OP_HALF:
        return read_half(cursor, reading);
    case OP_ZONE:
        return read_zone(cursor, reading);
    case OP_LITERAL:
        break;
    }
    return false;
}

/* 12 AM is hour 0, 12 PM hour 12. */
static bool apply_half(struct reading *reading)
{
    int32_t *hour = &reading->civil.hour;
    if (reading->half == 0) {
        return true;
    }
    if (*hour < 1 || *hour > 12) {
        return false;
    }
    *hour = *hour % 12 + (reading->half == 2 ? 12 : 0);
    return true;
}

static int64_t civil_secs(const struct ssi_civil *civil)
{
    return ssi_days_from_civil(civil->year, civil->month, civil->day) * SECS_PER_DAY +
           civil->hour * 3600 + civil->minute * 60 + civil->second;
}

bool ssi_time_parse(const struct ssi_time_form *form, const struct ssi_zone *zone,
                    struct ssi_str text, int64_t *out_secs)
{
    struct cursor cursor = {.at = text.ptr, .end = text.ptr + text.len};
    struct reading reading = {.civil = {.month = 1, .day = 1}};
    for (size_t i = 0; i < form->op_count; i++) {
        unsigned char op = form->ops[i];
        if (op >= OP_LITERAL ? !take(&cursor, (char)op)
                             : !read_field(&cursor, (enum op)op, &reading)) {
            return false;
        }
    }
    if (cursor.at != cursor.end || !apply_half(&reading) ||
        !ssi_civil_valid(&reading.civil)) {
        return false;
    }
    int64_t secs = civil_secs(&reading.civil);
    *out_secs =
        reading.has_offset ? secs - reading.offset_secs : ssi_zone_to_utc(zone, secs);
    return true;
}

bool ssi_time_form_ends_in_seconds(const struct ssi_time_form *form)
{
    return form->op_count > 0 && form->ops[form->op_count - 1] == OP_SECOND_2;
}

bool ssi_parse_date(struct ssi_str text, int64_t *out_days)
{
    struct cursor cursor = {.at = text.ptr, .end = text.ptr + text.len};
    struct ssi_civil civil = {0};
    if (!take_iso_date(&cursor, &civil) || cursor.at != cursor.end ||
        !ssi_civil_valid(&civil)) {
        return false;
    }
    *out_days = ssi_days_from_civil(civil.year, civil.month, civil.day);
    return true;
}

/* What a field says, so that a form says each thing once and leaves nothing out. */
enum part {
    PART_YEAR = 1u << 0,
    PART_MONTH = 1u << 1,
    PART_DAY = 1u << 2,
    PART_WEEKDAY = 1u << 3,
    PART_HOUR = 1u << 4,
    PART_MINUTE = 1u << 5,
    PART_SECOND = 1u << 6,
    PART_HALF = 1u << 7,
    PART_ZONE = 1u << 8,
    PART_DATE = PART_YEAR | PART_MONTH | PART_DAY
};

struct token {
    const char *text;
    enum op op;
    enum part part;
    unsigned needs; /* parts that must stand before it */
    unsigned ended; /* not this token once these parts are there */
};

/* The first that fits is meant: longer ones first, minutes before months. */
static const struct token tokens[] = {
    {"YYYY", OP_YEAR, PART_YEAR, 0, 0},
    {"YY", OP_YEAR_2, PART_YEAR, 0, 0},
    {"Mon", OP_MONTH_NAME, PART_MONTH, 0, 0},
    {"MM", OP_MINUTE_2, PART_MINUTE, PART_HOUR, PART_MINUTE},
    {"MM", OP_MONTH_2, PART_MONTH, 0, 0},
    {"M", OP_MINUTE, PART_MINUTE, PART_HOUR, PART_MINUTE},
    {"M", OP_MONTH, PART_MONTH, 0, 0},
    {"Day", OP_WEEKDAY, PART_WEEKDAY, 0, 0},
    {"DD", OP_DAY_2, PART_DAY, 0, 0},
    {"D", OP_DAY, PART_DAY, 0, 0},
    {"HH", OP_HOUR_2, PART_HOUR, 0, 0},
    {"H", OP_HOUR, PART_HOUR, 0, 0},
    {"SS", OP_SECOND_2, PART_SECOND, 0, 0},
    {"AM", OP_HALF, PART_HALF, 0, 0},
    {"ZONE", OP_ZONE, PART_ZONE, 0, 0},
};

static const struct token *find_token(struct ssi_str rest, unsigned seen)
{
    for (size_t i = 0; i < SSI_COUNT(tokens); i++) {
        const struct token *token = &tokens[i];
        if (ssi_str_starts(rest, ssi_str_z(token->text)) &&
            (seen & token->needs) == token->needs && !(seen & token->ended)) {
            return token;
        }
    }
    return NULL;
}

static const char *missing_part(unsigned seen)
{
    if (!(seen & PART_YEAR)) {
        return "YYYY or YY";
    }
    if (!(seen & PART_MONTH)) {
        return "MM, M or Mon";
    }
    if (!(seen & PART_DAY)) {
        return "DD or D";
    }
    if ((seen & (PART_HALF | PART_ZONE)) && !(seen & PART_HOUR)) {
        return "HH or H";
    }
    if ((seen & PART_SECOND) && !(seen & PART_MINUTE)) {
        return "HH:MM";
    }
    return NULL;
}

static enum ssi_status form_error(struct ssi_str pattern, const char *what,
                                  const char *detail, struct ssi_error *err)
{
    char quoted[SSI_QUOTE_SIZE];
    return ssi_error_set(err, SSI_EUSAGE, "the date form %s %s%s",
                         ssi_quote(pattern, quoted), what, detail);
}

static enum ssi_status compile_form(struct ssi_time_form *form, struct ssi_str pattern,
                                    struct ssi_error *err)
{
    struct ssi_str rest = pattern;
    unsigned seen = 0;
    while (rest.len > 0) {
        const struct token *token = find_token(rest, seen);
        size_t len = token ? strlen(token->text) : 1;
        unsigned char op = (unsigned char)(token ? (char)token->op : rest.ptr[0]);
        if (token && (seen & token->part)) {
            return form_error(pattern, "says a thing twice: ", token->text, err);
        }
        if ((!token && op < OP_LITERAL) || form->op_count == SSI_COUNT(form->ops)) {
            return form_error(pattern, "is too long or has a control character", "", err);
        }
        form->ops[form->op_count++] = op;
        seen |= token ? token->part : 0u;
        rest = ssi_str_of(rest.ptr + len, rest.len - len);
    }
    const char *missing = missing_part(seen);
    return missing ? form_error(pattern, "lacks ", missing, err) : SSI_OK;
}

enum ssi_status ssi_time_form_init(struct ssi_time_form *form, struct ssi_str pattern,
                                   struct ssi_error *err)
{
    struct ssi_time_form compiled = {.ops = {OP_ISO}, .op_count = 1};
    if (!ssi_str_eq_nocase(pattern, ssi_str_z("ISO"))) {
        compiled.op_count = 0;
        SSI_TRY(compile_form(&compiled, pattern, err));
    }
    *form = compiled;
    return SSI_OK;
}
