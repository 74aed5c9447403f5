// SPDX-License-Identifier: GPL-3.0-or-later
// How numbers, dates and names of metrics read on a page. Knows the published units;
// knows nothing of pages.
#include "text_internal.h"

#include <stdio.h>

#include "data_internal.h"
#include "ssi/num.h"
#include "ssi/time.h"

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};

static int64_t tenths(int64_t milli)
{
    return ssi_round_ratio(milli, 1000, 1);
}

const char *ssi_show_points(char buf[SSI_SHOW_SIZE], int64_t milli)
{
    if (milli == SSI_NONE) {
        snprintf(buf, SSI_SHOW_SIZE, "–");
    } else {
        (void)ssi_format_scaled(buf, tenths(milli), 1);
    }
    return buf;
}

int ssi_change_sign(int64_t milli)
{
    if (milli == SSI_NONE || tenths(milli) == 0) {
        return 0;
    }
    return milli < 0 ? -1 : 1;
}

const char *ssi_show_change(char buf[SSI_SHOW_SIZE], int64_t milli)
{
    int sign = ssi_change_sign(milli);
    char digits[SSI_NUM_SIZE];
    if (milli == SSI_NONE) {
        snprintf(buf, SSI_SHOW_SIZE, "–");
    } else if (sign == 0) {
        snprintf(buf, SSI_SHOW_SIZE, "no change");
    } else {
        int64_t shown = tenths(milli);
        (void)ssi_format_scaled(digits, shown < 0 ? -shown : shown, 1);
        snprintf(buf, SSI_SHOW_SIZE, "%s%s", sign < 0 ? "−" : "+", digits);
    }
    return buf;
}

const char *ssi_show_count(char buf[SSI_SHOW_SIZE], int64_t count)
{
    if (count == SSI_NONE) {
        snprintf(buf, SSI_SHOW_SIZE, "–");
        return buf;
    }
    char digits[SSI_NUM_SIZE];
    size_t len = ssi_format_scaled(digits, count, 0), used = 0;
    for (size_t i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-') {
            buf[used++] = ',';
        }
        buf[used++] = digits[i];
    }
    buf[used] = '\0';
    return buf;
}

static const char *show_date(char buf[SSI_SHOW_SIZE], int64_t day, int letters, bool year)
{
    int32_t y = 0, m = 1, d = 1;
    ssi_civil_from_days(day, &y, &m, &d);
    const char *month = months[(m - 1) % 12];
    if (year) {
        snprintf(buf, SSI_SHOW_SIZE, "%d %.*s %d", (int)d, letters, month, (int)y);
    } else {
        snprintf(buf, SSI_SHOW_SIZE, "%d %.*s", (int)d, letters, month);
    }
    return buf;
}

const char *ssi_show_date(char buf[SSI_SHOW_SIZE], int64_t day)
{
    return show_date(buf, day, 9, true);
}

const char *ssi_show_date_short(char buf[SSI_SHOW_SIZE], int64_t day)
{
    return show_date(buf, day, 3, true);
}

const char *ssi_show_day(char buf[SSI_SHOW_SIZE], int64_t day)
{
    return show_date(buf, day, 3, false);
}

const char *ssi_show_time(char buf[SSI_SHOW_SIZE], struct ssi_str iso)
{
    int64_t day;
    char date[SSI_SHOW_SIZE];
    buf[0] = '\0';
    if (iso.len >= 10 && ssi_parse_date(ssi_str_of(iso.ptr, 10), &day)) {
        ssi_show_date_short(date, day);
        if (iso.len >= 16) {
            snprintf(buf, SSI_SHOW_SIZE, "%.12s %.5s UTC", date, iso.ptr + 11);
        } else {
            snprintf(buf, SSI_SHOW_SIZE, "%.12s", date);
        }
    }
    return buf;
}

const char *ssi_show_metric(char buf[SSI_SHOW_SIZE], struct ssi_str name)
{
    size_t used = 0;
    for (size_t i = 0; i < name.len && used + 1 < SSI_SHOW_SIZE; i++) {
        char c = name.ptr[i] == '_' ? ' ' : name.ptr[i];
        buf[used++] = (char)(i == 0 && c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    buf[used] = '\0';
    if (ssi_str_eq(name, ssi_str_z("cap"))) {
        snprintf(buf, SSI_SHOW_SIZE, "Cap of the seat");
    } else if (ssi_str_eq(name, ssi_str_z("inmail_response_rate"))) {
        snprintf(buf, SSI_SHOW_SIZE, "InMail response rate");
    } else if (ssi_str_eq(name, ssi_str_z("inmails_sent"))) {
        snprintf(buf, SSI_SHOW_SIZE, "InMails sent");
    }
    return buf;
}

const char *ssi_show_amount(char buf[SSI_SHOW_SIZE], int64_t millionths)
{
    enum { DECIMALS = 2, UNIT = 1000000 };
    if (millionths == SSI_NONE || millionths % UNIT == 0) {
        return ssi_show_count(buf, millionths == SSI_NONE ? SSI_NONE : millionths / UNIT);
    }
    (void)ssi_format_scaled(buf, ssi_round_ratio(millionths, UNIT, DECIMALS), DECIMALS);
    return buf;
}

const char *ssi_show_ordinal(char buf[SSI_SHOW_SIZE], int64_t n)
{
    static const char *const endings[] = {"th", "st", "nd", "rd"};
    char count[SSI_SHOW_SIZE];
    int64_t tens = n % 100, ones = n % 10;
    const char *ending = tens / 10 != 1 && ones <= 3 ? endings[ones] : "th";
    snprintf(buf, SSI_SHOW_SIZE, "%.30s%s", ssi_show_count(count, n), ending);
    return buf;
}
