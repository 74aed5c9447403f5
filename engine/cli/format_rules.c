// SPDX-License-Identifier: GPL-3.0-or-later
// --format PATTERN=NAME: which files are to be read as which format, whatever their headers say.

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

/** A rule PATTERN=NAME taken apart. */
static enum ssi_status read_rule(const struct ssi_formats *formats, const char *rule,
                                 char pattern[PATTERN_SIZE],
                                 const struct ssi_format **out_format, struct ssi_error *err)
{
    const char *equals = strrchr(rule, '=');
    size_t len = equals ? (size_t)(equals - rule) : 0;
    if (len == 0 || len >= PATTERN_SIZE) {
        return ssi_error_set(err, SSI_EUSAGE,
                             "--format wants PATTERN=NAME, e.g. 'log*.csv=activity'");
    }
    memcpy(pattern, rule, len);
    pattern[len] = '\0';
    *out_format = ssi_formats_find(formats, ssi_str_z(equals + 1));
    return *out_format ? SSI_OK : unknown_format(formats, ssi_str_z(equals + 1), err);
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
    return SSI_OK;
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
        if (fnmatch(pattern, path, 0) == 0 || fnmatch(pattern, ssi_path_base(path), 0) == 0) {
            *out_format = format;
        }
    }
    return SSI_OK;
}
