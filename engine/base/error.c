// SPDX-License-Identifier: GPL-3.0-or-later
// Fills the caller's error object and makes values from outside safe to print. Base of
// every stage; knows nothing of files' contents.

#include "ssi/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum ssi_status ssi_error_set(struct ssi_error *err, enum ssi_status code,
                              const char *format, ...)
{
    if (!err) {
        return code;
    }
    err->code = code;
    err->line = 0;
    err->column = 0;
    err->file[0] = '\0';
    va_list args;
    va_start(args, format);
    (void)vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    return code;
}

void ssi_error_at(struct ssi_error *err, const char *file, uint64_t line, uint64_t column)
{
    if (!err) {
        return;
    }
    if (file && file[0]) {
        (void)snprintf(err->file, sizeof err->file, "%s", file);
    }
    if (line) {
        err->line = line;
    }
    if (column) {
        err->column = column;
    }
}

enum ssi_status ssi_error_nomem(struct ssi_error *err)
{
    return ssi_error_set(err, SSI_EINTERNAL, "out of memory");
}

enum ssi_status ssi_error_errno(struct ssi_error *err, const char *what, const char *path)
{
    int reason = errno;
    char text[96] = "";
    (void)strerror_r(reason, text, sizeof text);
    char name[SSI_QUOTE_SIZE];
    ssi_quote(ssi_str_z(path), name);
    return ssi_error_set(err, SSI_EIO, "%s %s: %s", what, name, text);
}

/** Length of the printable UTF-8 character at text[0], 0 when it must be escaped. */
static size_t printable_length(struct ssi_str text)
{
    unsigned char c = (unsigned char)text.ptr[0];
    if (c < 0x80) {
        return c >= 0x20 && c != 0x7f ? 1 : 0;
    }
    size_t len = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
    if (len > text.len || !ssi_str_is_utf8(ssi_str_of(text.ptr, len))) {
        return 0;
    }
    const unsigned char *p = (const unsigned char *)text.ptr;
    bool c1_control = c == 0xc2 && p[1] < 0xa0;
    bool bidi = (c == 0xd8 && p[1] == 0x9c) || // U+061C, then 200E-F, 202A-E, 2066-9
                (c == 0xe2 && p[1] == 0x80 && (p[2] == 0x8e || p[2] == 0x8f)) ||
                (c == 0xe2 && p[1] == 0x80 && p[2] >= 0xaa && p[2] <= 0xae) ||
                (c == 0xe2 && p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9);
    return c1_control || bidi ? 0 : len;
}

const char *ssi_quote(struct ssi_str value, char buf[SSI_QUOTE_SIZE])
{
    const size_t limit = SSI_QUOTE_SIZE - 12;
    size_t at = 0;
    buf[at++] = '\'';
    while (value.len > 0 && at < limit) {
        size_t len = printable_length(value);
        if (len == 0) {
            at += (size_t)snprintf(buf + at, 5, "\\x%02X",
                                   (unsigned)(unsigned char)value.ptr[0]);
            len = 1;
        } else {
            memcpy(buf + at, value.ptr, len);
            at += len;
        }
        value.ptr += len;
        value.len -= len;
    }
    if (value.len > 0) {
        memcpy(buf + at, "...", 3);
        at += 3;
    }
    buf[at++] = '\'';
    buf[at] = '\0';
    return buf;
}

/** Escapes text behind buf[at], as far as there is room; returns the new end. */
static size_t append_safe(char *buf, size_t size, size_t at, struct ssi_str text)
{
    while (text.len > 0 && at + 1 < size) {
        char piece[8];
        size_t taken = printable_length(text);
        size_t len = taken;
        if (taken == 0) {
            len = (size_t)snprintf(piece, sizeof piece, "\\x%02X",
                                   (unsigned)(unsigned char)text.ptr[0]);
            taken = 1;
        } else {
            memcpy(piece, text.ptr, len);
        }
        len = len < size - 1 - at ? len : size - 1 - at;
        memcpy(buf + at, piece, len);
        at += len;
        text = ssi_str_of(text.ptr + taken, text.len - taken);
    }
    buf[at] = '\0';
    return at;
}

/** Messages like "cannot open 'a.csv': ..." name the file already. */
static bool names_file(const struct ssi_error *err)
{
    char name[SSI_QUOTE_SIZE];
    return err->line == 0 && strstr(err->message, ssi_quote(ssi_str_z(err->file), name));
}

const char *ssi_error_line(const struct ssi_error *err, char *buf, size_t size)
{
    size_t at = 0;
    char place[48];
    buf[0] = '\0';
    if (err->file[0] && !names_file(err)) {
        const char *file = strcmp(err->file, "-") == 0 ? "<stdin>" : err->file;
        at = append_safe(buf, size, at, ssi_str_z(file));
        int len = err->line ? snprintf(place, sizeof place, ":%llu",
                                       (unsigned long long)err->line)
                            : 0;
        if (err->line && err->column) {
            len += snprintf(place + len, sizeof place - (size_t)len, ":%llu",
                            (unsigned long long)err->column);
        }
        (void)snprintf(place + len, sizeof place - (size_t)len, ": ");
        at = append_safe(buf, size, at, ssi_str_z(place));
    }
    (void)snprintf(buf + at, size - at, "%s", err->message);
    return buf;
}
