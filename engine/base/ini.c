// SPDX-License-Identifier: GPL-3.0-or-later
// The door to inih: keeps all entries of an INI file with their lines, in order. Values
// that go on in indented lines are joined by commas. Knows nothing of what keys mean.

#include "ssi/ini.h"

#include "ssi/file.h"

#include <stdarg.h>
#include <stdio.h>

#include <ini.h>

enum {
    INI_LIMIT = 4 * 1024 * 1024,
    INIH_NAME = 49 /* inih cuts sections, kept keys here */
};

struct parse_state {
    struct ssi_ini *ini;
    struct ssi_str rest; /* bytes not yet read */
    uint64_t line;
    bool indented, too_long;
    char *list; /* the last entry's value where it went on, with room to grow */
    size_t room;
    struct ssi_error *err;
    enum ssi_status status;
};

static bool section_is_cut(struct ssi_str line)
{
    struct ssi_str text = ssi_str_trim(line);
    const char *end = text.len ? memchr(text.ptr, ']', text.len) : NULL;
    return end && text.ptr[0] == '[' && end - text.ptr - 1 > INIH_NAME;
}

/** Hands inih one line at a time, as fgets would, and counts them. */
static char *read_line(char *buf, int size, void *stream)
{
    struct parse_state *state = stream;
    if (state->rest.len == 0 || state->too_long || state->status != SSI_OK) {
        return NULL;
    }
    const char *end = memchr(state->rest.ptr, '\n', state->rest.len);
    size_t len = end ? (size_t)(end - state->rest.ptr) + 1 : state->rest.len;
    state->line++;
    state->indented = state->rest.ptr[0] == ' ' || state->rest.ptr[0] == '\t';
    if (len + 1 > (size_t)size || section_is_cut(ssi_str_of(state->rest.ptr, len))) {
        state->too_long = true;
        return NULL;
    }
    memcpy(buf, state->rest.ptr, len);
    buf[len] = '\0';
    state->rest = ssi_str_of(state->rest.ptr + len, state->rest.len - len);
    return buf;
}

/** Append a line to a list, with one comma between them. Amortised: such lists are long.
 */
static enum ssi_status join(struct parse_state *state, struct ssi_ini_entry *entry,
                            struct ssi_str more)
{
    struct ssi_str list = entry->value;
    size_t comma = list.len > 0 && list.ptr[list.len - 1] != ',' ? 1 : 0;
    size_t len = list.len + comma + more.len;
    if (len + 1 > state->room) {
        char *grown = ssi_arena_alloc(&state->ini->arena, 2 * len + 64);
        if (!grown) {
            return ssi_error_nomem(state->err);
        }
        memcpy(grown, list.ptr, list.len);
        state->list = grown;
        state->room = 2 * len + 64;
    }
    memcpy(state->list + list.len, ",", comma);
    memcpy(state->list + list.len + comma, more.ptr, more.len);
    state->list[len] = '\0';
    entry->value = ssi_str_of(state->list, len);
    return SSI_OK;
}

/** Whether inih speaks of the last entry again: its list goes on. */
static bool goes_on(const struct parse_state *state, const struct ssi_ini_entry *last,
                    struct ssi_str section, struct ssi_str key)
{
    return state->indented && ssi_str_eq(last->section, section) &&
           (ssi_str_eq(last->key, key) ||
            (key.len == INIH_NAME && ssi_str_starts(last->key, key)));
}

static enum ssi_status refuse_twice(const struct parse_state *state,
                                    struct ssi_str section, struct ssi_str key)
{
    const struct ssi_ini *ini = state->ini;
    for (size_t i = 0; i < ini->count; i++) {
        if (ssi_str_eq(ini->entries[i].section, section) &&
            ssi_str_eq(ini->entries[i].key, key)) {
            char name[SSI_QUOTE_SIZE];
            (void)ssi_ini_error(
                ini, NULL, state->err, "key %s stands there twice, first in line %llu",
                ssi_quote(key, name), (unsigned long long)ini->entries[i].line);
            ssi_error_at(state->err, NULL, state->line, 0);
            return SSI_EUSAGE;
        }
    }
    return SSI_OK;
}

static enum ssi_status add_entry(struct parse_state *state, struct ssi_str section,
                                 struct ssi_str key, struct ssi_str value)
{
    struct ssi_ini *ini = state->ini;
    struct ssi_error *err = state->err;
    struct ssi_ini_entry *last = ini->count ? &ini->entries[ini->count - 1] : NULL;
    if (last && goes_on(state, last, section, key)) {
        return join(state, last, value);
    }
    SSI_TRY(refuse_twice(state, section, key));
    SSI_TRY(SSI_GROW(ini->entries, ini->cap, ini->count + 1, err));
    struct ssi_ini_entry *entry = &ini->entries[ini->count];
    entry->line = state->line;
    entry->used = false;
    state->room = 0;
    SSI_TRY(ssi_arena_copy(&ini->arena, section, &entry->section, err));
    SSI_TRY(ssi_arena_copy(&ini->arena, key, &entry->key, err));
    SSI_TRY(ssi_arena_copy(&ini->arena, value, &entry->value, err));
    ini->count++;
    return SSI_OK;
}

static int on_entry(void *user, const char *section, const char *key, const char *value)
{
    struct parse_state *state = user;
    if (state->status == SSI_OK) {
        state->status = add_entry(state, ssi_str_z(section), ssi_str_z(key),
                                  ssi_str_z(value ? value : ""));
    }
    return 1;
}

enum ssi_status ssi_ini_parse(struct ssi_ini *ini, const char *path, struct ssi_str bytes,
                              struct ssi_error *err)
{
    memset(ini, 0, sizeof *ini);
    struct ssi_str kept;
    SSI_TRY(ssi_arena_copy(&ini->arena, ssi_str_z(path), &kept, err));
    ini->path = kept.ptr;
    struct parse_state state = {.ini = ini, .rest = bytes, .err = err};
    enum ssi_status status = SSI_OK;
    if (memchr(bytes.ptr ? bytes.ptr : "", '\0', bytes.len)) {
        status = ssi_error_set(err, SSI_EUSAGE, "not a text file (it holds a NUL byte)");
        ssi_error_at(err, path, 0, 0);
    }
    int bad_line =
        status == SSI_OK ? ini_parse_stream(read_line, &state, on_entry, &state) : 0;
    if (status == SSI_OK && state.status != SSI_OK) {
        status = state.status;
    } else if (status == SSI_OK && (state.too_long || bad_line != 0)) {
        status = ssi_error_set(err, SSI_EUSAGE, "%s",
                               state.too_long
                                   ? "line or section name too long; continue a "
                                     "list in indented lines"
                                   : "neither a [section] nor a line 'key = value'");
        ssi_error_at(err, path, bad_line > 0 ? (uint64_t)bad_line : state.line, 0);
    }
    if (status != SSI_OK) {
        ssi_ini_release(ini);
    }
    return status;
}

enum ssi_status ssi_ini_load(struct ssi_ini *ini, const char *path, struct ssi_error *err)
{
    memset(ini, 0, sizeof *ini);
    struct ssi_arena arena = {0};
    struct ssi_str bytes;
    enum ssi_status status = ssi_file_read(path, INI_LIMIT, &arena, &bytes, err);
    if (status == SSI_OK) {
        status = ssi_ini_parse(ini, path, bytes, err);
    }
    ssi_arena_release(&arena);
    return status;
}

void ssi_ini_release(struct ssi_ini *ini)
{
    if (!ini) {
        return;
    }
    ssi_free(ini->entries);
    ssi_arena_release(&ini->arena);
    memset(ini, 0, sizeof *ini);
}

struct ssi_ini_entry *ssi_ini_get(struct ssi_ini *ini, const char *section,
                                  const char *key)
{
    for (size_t i = 0; i < ini->count; i++) {
        if (ssi_str_eq_nocase(ini->entries[i].section, ssi_str_z(section)) &&
            ssi_str_eq_nocase(ini->entries[i].key, ssi_str_z(key))) {
            ini->entries[i].used = true;
            return &ini->entries[i];
        }
    }
    return NULL;
}

enum ssi_status ssi_ini_error(const struct ssi_ini *ini,
                              const struct ssi_ini_entry *entry, struct ssi_error *err,
                              const char *format, ...)
{
    char text[sizeof err->message];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    enum ssi_status status = ssi_error_set(err, SSI_EUSAGE, "%s", text);
    ssi_error_at(err, ini->path, entry ? entry->line : 0, 0);
    return status;
}

enum ssi_status ssi_ini_check_used(const struct ssi_ini *ini, const char *const *known,
                                   size_t known_count, struct ssi_error *err)
{
    for (size_t i = 0; i < ini->count; i++) {
        const struct ssi_ini_entry *entry = &ini->entries[i];
        if (entry->used) {
            continue;
        }
        char key[SSI_QUOTE_SIZE];
        char section[SSI_QUOTE_SIZE];
        ssi_quote(entry->key, key);
        ssi_quote(entry->section, section);
        const char *near = ssi_suggest(entry->key, known, known_count);
        return ssi_ini_error(ini, entry, err, "unknown key %s in section %s%s%s%s", key,
                             section, near ? "; did you mean '" : "", near ? near : "",
                             near ? "'?" : "");
    }
    return SSI_OK;
}
