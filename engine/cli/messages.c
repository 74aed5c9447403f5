// SPDX-License-Identifier: GPL-3.0-or-later
// Messages on standard error and data on standard output. Values from outside are quoted
// by whoever writes the message.

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "cli_internal.h"

void ssi_note(const struct ssi_settings *settings, const char *format, ...)
{
    if (settings->quiet) {
        return;
    }
    va_list args;
    va_start(args, format);
    (void)vfprintf(stderr, format, args);
    va_end(args);
    (void)fputc('\n', stderr);
}

void ssi_warn(const struct ssi_settings *settings, const char *format, ...)
{
    if (settings->quiet) {
        return;
    }
    va_list args;
    va_start(args, format);
    (void)fputs("ssi: warning: ", stderr);
    (void)vfprintf(stderr, format, args);
    va_end(args);
    (void)fputc('\n', stderr);
}

void ssi_complain(const struct ssi_error *err)
{
    char line[1024];
    (void)fprintf(stderr, "ssi: %s\n", ssi_error_line(err, line, sizeof line));
}

void ssi_print(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vprintf(format, args);
    va_end(args);
}

enum ssi_status ssi_print_flush(struct ssi_error *err)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        return ssi_error_errno(err, "cannot write", "<stdout>");
    }
    return SSI_OK;
}
