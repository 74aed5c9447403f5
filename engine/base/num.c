// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers from and to text, and the rounding of everything published. Free of locale: the
// one strtod of the library is here, behind a thread's own "C" locale, and sees only a
// bounded copy of digits that were checked before.

#include "ssi/num.h"

#include "ssi/compiler.h"

#include <assert.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>

__extension__ typedef __int128 ssi_int128;

enum {
    FAST_DIGITS = 19,   /* always fit into 64 bits */
    FAST_EXPONENT = 22, /* 10^22 is the last power of ten that is a double exactly */
    MAX_DIGITS = 800    /* no double and no tie between two needs more than 768 */
};

static_assert(FLT_EVAL_METHOD == 0,
              "double arithmetic must round to double at each step");

static const double powers_of_ten[FAST_EXPONENT + 1] = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool ssi_parse_u64(struct ssi_str text, uint64_t *out_value)
{
    uint64_t value = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.ptr[i]) || __builtin_mul_overflow(value, 10u, &value) ||
            __builtin_add_overflow(value, (uint64_t)(text.ptr[i] - '0'), &value)) {
            return false;
        }
    }
    if (text.len == 0) {
        return false;
    }
    *out_value = value;
    return true;
}

bool ssi_parse_i64(struct ssi_str text, int64_t *out_value)
{
    bool negative = text.len > 0 && text.ptr[0] == '-';
    struct ssi_str digits = negative ? ssi_str_of(text.ptr + 1, text.len - 1) : text;
    uint64_t magnitude;
    if (!ssi_parse_u64(digits, &magnitude) ||
        magnitude > (uint64_t)INT64_MAX + (negative ? 1u : 0u)) {
        return false;
    }
    if (negative) {
        *out_value = magnitude > 0 ? -(int64_t)(magnitude - 1) - 1 : 0;
    } else {
        *out_value = (int64_t)magnitude;
    }
    return true;
}

/* A number taken apart: sign, digits without a point, and value = 0.digits * 10^point. */
struct decimal {
    bool negative;
    bool rest; /* digits that did not fit were not all 0 */
    size_t count;
    int64_t point;
    char digits[MAX_DIGITS];
};

static void decimal_digit(struct decimal *number, char digit, bool fraction)
{
    if (number->count == 0 && digit == '0') {
        number->point -= fraction ? 1 : 0;
        return;
    }
    number->point += fraction ? 0 : 1;
    if (number->count < MAX_DIGITS) {
        number->digits[number->count++] = digit;
    } else if (digit != '0') {
        number->rest = true;
    }
}

/* Take one or more digits from the front of text; returns how many. */
static size_t decimal_digits(struct decimal *number, struct ssi_str text, bool fraction)
{
    size_t i = 0;
    for (; i < text.len && is_digit(text.ptr[i]); i++) {
        decimal_digit(number, text.ptr[i], fraction);
    }
    return i;
}

static struct ssi_str behind(struct ssi_str text, size_t count)
{
    return ssi_str_of(text.ptr + count, text.len - count);
}

/* [+-]digits up to the end; values beyond any double are cut, not refused. */
static bool read_exponent(struct ssi_str text, int64_t *out_exponent)
{
    const int64_t enough = INT64_C(100000000000000000);
    bool negative = text.len > 0 && text.ptr[0] == '-';
    if (text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+')) {
        text = behind(text, 1);
    }
    int64_t value = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.ptr[i])) {
            return false;
        }
        value = value < enough ? value * 10 + (text.ptr[i] - '0') : value;
    }
    *out_exponent = negative ? -value : value;
    return text.len > 0;
}

static bool decimal_read(struct decimal *number, struct ssi_str text)
{
    number->negative = text.len > 0 && text.ptr[0] == '-';
    number->rest = false;
    number->count = 0;
    number->point = 0;
    if (text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+')) {
        text = behind(text, 1);
    }
    size_t taken = decimal_digits(number, text, false);
    if (taken == 0) {
        return false;
    }
    text = behind(text, taken);
    if (text.len > 0 && text.ptr[0] == '.') {
        taken = decimal_digits(number, behind(text, 1), true);
        if (taken == 0) {
            return false;
        }
        text = behind(text, taken + 1);
    }
    int64_t exponent = 0;
    if (text.len > 0 && ((text.ptr[0] != 'e' && text.ptr[0] != 'E') ||
                         !read_exponent(behind(text, 1), &exponent))) {
        return false;
    }
    number->point += exponent;
    return true;
}

/*
 * W. D. Clinger, "How to read floating point numbers accurately" (PLDI 1990): an integer
 * of at most 53 bits times or divided by an exact power of ten is rounded once, so
 * correctly.
 */
static bool decimal_fast(const struct decimal *number, double *out_value)
{
    if (number->count > FAST_DIGITS) {
        return false;
    }
    uint64_t mantissa = 0;
    for (size_t i = 0; i < number->count; i++) {
        mantissa = mantissa * 10 + (uint64_t)(number->digits[i] - '0');
    }
    int64_t exponent = number->point - (int64_t)number->count;
    if (mantissa == 0) {
        exponent = 0;
    }
    if (mantissa > UINT64_C(1) << 53 || exponent < -FAST_EXPONENT ||
        exponent > FAST_EXPONENT) {
        return false;
    }
    double value = (double)mantissa;
    value =
        exponent < 0 ? value / powers_of_ten[-exponent] : value * powers_of_ten[exponent];
    *out_value = number->negative ? -value : value;
    return true;
}

static bool c_locale_strtod(const char *text, double *out_value)
{
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (c_locale == (locale_t)0) {
        return false;
    }
    locale_t before = uselocale(c_locale);
    *out_value = strtod(text, NULL);
    uselocale(before);
    freelocale(c_locale);
    return true;
}

static bool decimal_slow(const struct decimal *number, double *out_value)
{
    char text[MAX_DIGITS + 2 * SSI_NUM_SIZE];
    size_t len = 0;
    if (number->negative) {
        text[len++] = '-';
    }
    memcpy(text + len, number->digits, number->count);
    len += number->count;
    int64_t exponent = number->point - (int64_t)number->count;
    if (number->rest) {
        text[len++] = '1'; /* anything behind a tie decides it */
        exponent--;
    }
    exponent = exponent > 99999 ? 99999 : exponent < -99999 ? -99999 : exponent;
    text[len++] = 'e';
    len += ssi_format_scaled(text + len, exponent, 0);
    text[len] = '\0';
    return c_locale_strtod(text, out_value) && isfinite(*out_value);
}

bool ssi_parse_double(struct ssi_str text, double *out_value)
{
    struct decimal number;
    double value;
    if (!decimal_read(&number, text) ||
        (!decimal_fast(&number, &value) && !decimal_slow(&number, &value))) {
        return false;
    }
    *out_value = value;
    return true;
}

bool ssi_parse_flag(struct ssi_str text, bool *out_value)
{
    static const char *const names[][2] = {
        {"no", "yes"}, {"false", "true"}, {"off", "on"}, {"0", "1"}, {"n", "y"}};
    for (size_t i = 0; i < SSI_COUNT(names); i++) {
        for (size_t value = 0; value < 2; value++) {
            if (ssi_str_eq_nocase(text, ssi_str_z(names[i][value]))) {
                *out_value = value == 1;
                return true;
            }
        }
    }
    return false;
}

int64_t ssi_round_scaled(double value, int decimals)
{
    assert(decimals >= 0 && decimals <= FAST_EXPONENT);
    double raised = value * powers_of_ten[decimals] + 0.5 + 0x1p-20;
    int64_t whole = (int64_t)raised; /* towards 0 */
    return whole - ((double)whole > raised ? 1 : 0);
}

/** The same of 64 bits, as most quotients are: whole part, and whether the rest rounds
 * up. */
static int64_t round_raised(int64_t raised, int64_t den)
{
    int64_t whole = raised / den;
    int64_t rest = raised % den;
    if (rest < 0) {
        rest += den;
        whole--;
    }
    return whole + (rest * (1 << 20) >= den * ((1 << 19) - 1) ? 1 : 0);
}

int64_t ssi_round_ratio(int64_t num, int64_t den, int decimals)
{
    static const int64_t powers[] = {
        1,        10,        100,        1000,        10000,        100000,       1000000,
        10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000};
    assert(den > 0 && decimals >= 0 && decimals <= 12);
    int64_t small;
    if (den < INT64_C(1) << 42 &&
        !__builtin_mul_overflow(num, powers[decimals], &small)) {
        return round_raised(small, den);
    }
    ssi_int128 raised = num;
    for (int i = 0; i < decimals; i++) {
        raised *= 10;
    }
    /* floor(raised / den + 1/2 + 2^-20), all times 2^20 */
    ssi_int128 divisor = (ssi_int128)den * (1 << 20);
    ssi_int128 dividend = raised * (1 << 20) + (ssi_int128)den * ((1 << 19) + 1);
    ssi_int128 quotient = dividend / divisor;
    return (int64_t)(quotient - (dividend % divisor < 0 ? 1 : 0));
}

static size_t format_small(char buf[SSI_NUM_SIZE], bool negative, uint32_t rest,
                           int decimals)
{
    char text[SSI_NUM_SIZE];
    char *end = text + sizeof text;
    char *at = end;
    for (; decimals > 0; decimals--) {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
        if (decimals == 1) {
            *--at = '.';
        }
    }
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (negative) {
        *--at = '-';
    }
    size_t len = (size_t)(end - at);
    memcpy(buf, at, len);
    buf[len] = '\0';
    return len;
}

size_t ssi_format_scaled(char buf[SSI_NUM_SIZE], int64_t value, int decimals)
{
    assert(decimals >= 0 && decimals < SSI_NUM_SIZE - 4);
    char text[SSI_NUM_SIZE + 24];
    char *end = text + sizeof text;
    char *at = end;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    if (rest <= UINT32_MAX) { // the same in less time
        return format_small(buf, value < 0, (uint32_t)rest, decimals);
    }
    for (int digits = 0; digits < decimals; digits++) {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    }
    if (decimals > 0) {
        *--at = '.';
    }
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        *--at = '-';
    }
    size_t len = (size_t)(end - at);
    memcpy(buf, at, len);
    buf[len] = '\0';
    return len;
}
