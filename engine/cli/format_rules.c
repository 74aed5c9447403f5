// SPDX-License-Identifier: GPL-3.0-or-later
// --format, --separator, --header-line PATTERN=...: how files are to be read, whatever
// they look like. The last rule that names a file counts.

#include <fnmatch.h>

#include "cli_internal.h"

#include "ssi/ini.h"

enum { PATTERN_SIZE = 512 };

static enum ssi_status unknown_format(const struct ssi_formats *formats,
                                      struct ssi_str name, struct ssi_error *err)
{
    const char *names[64];
    size_t count = 0;
    char text[SSI_QUOTE_SIZE];
    for (; count < SSI_COUNT(names) && count < formats->count; count++) {
        names[count] = formats->items[count].name.ptr;
    }
    const char *near = ssi_suggest(name, names, count);
    return ssi_error_set(err, SSI_EUSAGE, "--format: no format %s; %s%s%s",
                         ssi_quote(name, text), near ? "did you mean '" : "see ",
                         near ? near : "'ssi list formats'", near ? "'?" : "");
}

/** A rule PATTERN=VALUE taken apart; false when it is none. */
static bool split_rule(const char *rule, char pattern[PATTERN_SIZE],
                       const char **out_value)
{
    const char *equals = strrchr(rule, '=');
    size_t len = equals ? (size_t)(equals - rule) : 0;
    if (len == 0 || len >= PATTERN_SIZE) {
        return false;
    }
    memcpy(pattern, rule, len);
    pattern[len] = '\0';
    *out_value = equals + 1;
    return true;
}

static bool names(const char *pattern, const char *path)
{
    return fnmatch(pattern, path, 0) == 0 ||
           fnmatch(pattern, ssi_path_base(path), 0) == 0;
}

/** A rule PATTERN=NAME taken apart. */
static enum ssi_status read_rule(const struct ssi_formats *formats, const char *rule,
                                 char pattern[PATTERN_SIZE],
                                 const struct ssi_format **out_format,
                                 struct ssi_error *err)
{
    const char *name = NULL;
    if (!split_rule(rule, pattern, &name)) {
        return ssi_error_set(err, SSI_EUSAGE,
                             "--format wants PATTERN=NAME, e.g. 'log*.csv=activity'");
    }
    *out_format = ssi_formats_find(formats, ssi_str_z(name));
    return *out_format ? SSI_OK : unknown_format(formats, ssi_str_z(name), err);
}

enum ssi_status ssi_format_rules_check(const struct ssi_settings *settings,
                                       const struct ssi_formats *formats,
                                       struct ssi_error *err)
{
    for (size_t i = 0; i < settings->formats.count; i++) {
        char pattern[PATTERN_SIZE];
        const struct ssi_format *format;
        SSI_TRY(read_rule(formats, settings->formats.items[i], pattern, &format, err));
    }
    char separator;
    uint64_t header_line;
    return ssi_dialect_rules_find(settings, "", &separator, &header_line, err);
}

enum ssi_status ssi_format_rules_find(const struct ssi_settings *settings,
                                      const struct ssi_formats *formats, const char *path,
                                      const struct ssi_format **out_format,
                                      struct ssi_error *err)
{
    *out_format = NULL;
    for (size_t i = 0; i < settings->formats.count; i++) {
        char pattern[PATTERN_SIZE];
        const struct ssi_format *format;
        SSI_TRY(read_rule(formats, settings->formats.items[i], pattern, &format, err));
        if (names(pattern, path)) {
            *out_format = format;
        }
    }
    return SSI_OK;
}

enum ssi_status ssi_dialect_rules_find(const struct ssi_settings *settings,
                                       const char *path, char *out_separator,
                                       uint64_t *out_header_line, struct ssi_error *err)
{
    char pattern[PATTERN_SIZE];
    const char *value;
    char separator;
    uint64_t line;
    *out_separator = '\0';
    *out_header_line = 0;
    for (size_t i = 0; i < settings->separators.count; i++) {
        if (!split_rule(settings->separators.items[i], pattern, &value) ||
            !ssi_separator_parse(ssi_str_z(value), &separator)) {
            return ssi_error_set(
                err, SSI_EUSAGE,
                "--separator wants PATTERN=CHAR, the latter comma, semicolon, "
                "tab, bar or a sign, e.g. 'log*.csv=semicolon'");
        }
        *out_separator = names(pattern, path) ? separator : *out_separator;
    }
    for (size_t i = 0; i < settings->header_lines.count; i++) {
        if (!split_rule(settings->header_lines.items[i], pattern, &value) ||
            !ssi_header_line_parse(ssi_str_z(value), &line)) {
            return ssi_error_set(
                err, SSI_EUSAGE,
                "--header-line wants PATTERN=N, the latter a line from 1 to "
                "%d, e.g. 'log*.csv=3'",
                SSI_HEADER_LINE_LIMIT);
        }
        *out_header_line = names(pattern, path) ? line : *out_header_line;
    }
    return SSI_OK;
}
