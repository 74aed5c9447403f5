// SPDX-License-Identifier: GPL-3.0-or-later
// Reads format descriptions from INI sections. Knows the shape of a description; knows
// nothing of files that have the format.

#include "ssi/format.h"

#include "ssi/file.h"
#include "ssi/num.h"

struct word {
    const char *name;
    int value;
};

static const struct word kinds[] = {
    {"events", SSI_KIND_EVENTS},           {"outcomes", SSI_KIND_OUTCOMES},
    {"members", SSI_KIND_MEMBERS},         {"identities", SSI_KIND_IDENTITIES},
    {"connections", SSI_KIND_CONNECTIONS}, {"deals", SSI_KIND_DEALS},
    {"quotas", SSI_KIND_QUOTAS},
};

static const struct word types[] = {
    {"id", SSI_TYPE_ID},         {"activity", SSI_TYPE_ACTIVITY}, {"time", SSI_TYPE_TIME},
    {"count", SSI_TYPE_COUNT},   {"number", SSI_TYPE_NUMBER},     {"text", SSI_TYPE_TEXT},
    {"choice", SSI_TYPE_CHOICE}, {"flag", SSI_TYPE_FLAG},
};

const char *ssi_format_kind_name(enum ssi_format_kind kind)
{
    for (size_t i = 0; i < SSI_COUNT(kinds); i++) {
        if (kinds[i].value == (int)kind) {
            return kinds[i].name;
        }
    }
    return "";
}

static const struct word separators[] = {
    {"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"bar", '|'}};

bool ssi_separator_parse(struct ssi_str text, char *out_separator)
{
    for (size_t i = 0; i < SSI_COUNT(separators); i++) {
        if (ssi_str_eq_nocase(text, ssi_str_z(separators[i].name))) {
            *out_separator = (char)separators[i].value;
            return true;
        }
    }
    static const char signs[] = "\t!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    if (text.len != 1 || !memchr(signs, text.ptr[0], sizeof signs - 1)) {
        return false;
    }
    *out_separator = text.ptr[0];
    return true;
}

const char *ssi_separator_name(char separator, char buf[2])
{
    for (size_t i = 0; i < SSI_COUNT(separators); i++) {
        if (separators[i].value == separator) {
            return separators[i].name;
        }
    }
    buf[0] = separator;
    buf[1] = '\0';
    return buf;
}

bool ssi_header_line_parse(struct ssi_str text, uint64_t *out_line)
{
    uint64_t line;
    if (!ssi_parse_u64(text, &line) || line == 0 || line > SSI_HEADER_LINE_LIMIT) {
        return false;
    }
    *out_line = line;
    return true;
}

/** One description being read: the sections of `ini` that begin with `prefix`. */
struct reading {
    struct ssi_formats *formats;
    struct ssi_ini *ini;
    struct ssi_str prefix; /* "format" of a file, "format NAME" of a config */
    bool in_file;
    struct ssi_format *format;
    struct ssi_error *err;
};

static enum ssi_status find_word(const struct reading *r,
                                 const struct ssi_ini_entry *entry,
                                 const struct word *words, size_t count, int *out_value)
{
    for (size_t i = 0; i < count; i++) {
        if (ssi_str_eq_nocase(entry->value, ssi_str_z(words[i].name))) {
            *out_value = words[i].value;
            return SSI_OK;
        }
    }
    char value[SSI_QUOTE_SIZE];
    char list[256] = "";
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(words[i].name);
        memcpy(list + at, words[i].name, len);
        memcpy(list + at + len, ", ", 3);
        at += len + 2;
    }
    list[at - 2] = '\0';
    return ssi_ini_error(r->ini, entry, r->err, "%s is none of: %s",
                         ssi_quote(entry->value, value), list);
}

static enum ssi_status read_flag(const struct reading *r,
                                 const struct ssi_ini_entry *entry, bool *out_flag)
{
    if (ssi_parse_flag(entry->value, out_flag)) {
        return SSI_OK;
    }
    char value[SSI_QUOTE_SIZE];
    return ssi_ini_error(r->ini, entry, r->err, "%s is neither yes nor no",
                         ssi_quote(entry->value, value));
}

static enum ssi_status keep(const struct reading *r, struct ssi_str text,
                            struct ssi_str *out_copy)
{
    return ssi_arena_copy(&r->formats->arena, text, out_copy, r->err);
}

static enum ssi_status unknown_key(const struct reading *r,
                                   const struct ssi_ini_entry *entry,
                                   const char *const *known, size_t count)
{
    char key[SSI_QUOTE_SIZE];
    const char *near = ssi_suggest(entry->key, known, count);
    return ssi_ini_error(r->ini, entry, r->err, "unknown key %s%s%s%s",
                         ssi_quote(entry->key, key), near ? "; did you mean '" : "",
                         near ? near : "", near ? "'?" : "");
}

static bool is_key(const struct ssi_ini_entry *entry, const char *name)
{
    return ssi_str_eq_nocase(entry->key, ssi_str_z(name));
}

static enum ssi_status read_zone(const struct reading *r,
                                 const struct ssi_ini_entry *entry)
{
    if (ssi_str_eq_nocase(entry->value, ssi_str_z("calendar"))) {
        return SSI_OK;
    }
    enum ssi_status status = ssi_zone_load(entry->value.ptr, &r->format->zone, r->err);
    if (status != SSI_OK) {
        ssi_error_at(r->err, r->ini->path, entry->line, 0);
    }
    return status;
}

/** `provides = post, share`: canonical activities an open format is declared to feed. */
static enum ssi_status read_provides(const struct reading *r,
                                     const struct ssi_ini_entry *entry)
{
    struct ssi_str rest = entry->value;
    struct ssi_str name;
    while (ssi_str_split(&rest, ',', &name)) {
        enum ssi_activity activity = ssi_activity_find(name);
        if (activity == SSI_ACTIVITY_UNKNOWN) {
            char value[SSI_QUOTE_SIZE];
            return ssi_ini_error(r->ini, entry, r->err,
                                 "%s is no activity; see 'ssi list activities'",
                                 ssi_quote(name, value));
        }
        r->format->provides |= UINT64_C(1) << activity;
    }
    return SSI_OK;
}

static enum ssi_status read_dialect(const struct reading *r,
                                    const struct ssi_ini_entry *entry)
{
    char value[SSI_QUOTE_SIZE];
    if (is_key(entry, "separator")) {
        return ssi_separator_parse(entry->value, &r->format->separator)
                   ? SSI_OK
                   : ssi_ini_error(
                         r->ini, entry, r->err,
                         "%s is no separator: comma, semicolon, tab, bar, or a sign",
                         ssi_quote(entry->value, value));
    }
    return ssi_header_line_parse(entry->value, &r->format->header_line)
               ? SSI_OK
               : ssi_ini_error(r->ini, entry, r->err, "%s is no line from 1 to %d",
                               ssi_quote(entry->value, value), SSI_HEADER_LINE_LIMIT);
}

static enum ssi_status read_head(const struct reading *r,
                                 const struct ssi_ini_entry *entry)
{
    static const char *const known[] = {"name",   "summary",   "kind",
                                        "closed", "zone",      "provides",
                                        "levels", "separator", "header_line"};
    struct ssi_format *format = r->format;
    if (is_key(entry, "name")) {
        return keep(r, entry->value, &format->name);
    }
    if (is_key(entry, "summary")) {
        return keep(r, entry->value, &format->summary);
    }
    if (is_key(entry, "kind")) {
        int kind = 0;
        SSI_TRY(find_word(r, entry, kinds, SSI_COUNT(kinds), &kind));
        format->kind = (enum ssi_format_kind)kind;
        return SSI_OK;
    }
    if (is_key(entry, "closed")) {
        return read_flag(r, entry, &format->closed);
    }
    if (is_key(entry, "levels")) {
        return read_flag(r, entry, &format->levels);
    }
    if (is_key(entry, "zone")) {
        return read_zone(r, entry);
    }
    if (is_key(entry, "provides")) {
        return read_provides(r, entry);
    }
    if (is_key(entry, "separator") || is_key(entry, "header_line")) {
        return read_dialect(r, entry);
    }
    return unknown_key(r, entry, known, SSI_COUNT(known));
}

static enum ssi_status find_column(const struct reading *r, struct ssi_str field,
                                   struct ssi_column **out_column)
{
    struct ssi_format *format = r->format;
    for (size_t i = 0; i < format->column_count; i++) {
        if (ssi_str_eq(format->columns[i].field, field)) {
            *out_column = &format->columns[i];
            return SSI_OK;
        }
    }
    SSI_TRY(
        SSI_GROW(format->columns, format->column_cap, format->column_count + 1, r->err));
    struct ssi_column *column = &format->columns[format->column_count];
    memset(column, 0, sizeof *column);
    column->type = SSI_TYPE_TEXT;
    SSI_TRY(keep(r, field, &column->field));
    column->names = column->field;
    column->form_text = ssi_str_z("ISO");
    SSI_TRY(ssi_time_form_init(&column->form, column->form_text, r->err));
    format->column_count++;
    *out_column = column;
    return SSI_OK;
}

static enum ssi_status read_column(const struct reading *r, struct ssi_str field,
                                   const struct ssi_ini_entry *entry)
{
    static const char *const known[] = {"names",       "type",  "required", "form",
                                        "line_breaks", "alias", "choices"};
    struct ssi_column *column = NULL;
    SSI_TRY(find_column(r, field, &column));
    if (is_key(entry, "names")) {
        return keep(r, entry->value, &column->names);
    }
    if (is_key(entry, "choices")) {
        return keep(r, entry->value, &column->choices);
    }
    if (is_key(entry, "type")) {
        int type = 0;
        SSI_TRY(find_word(r, entry, types, SSI_COUNT(types), &type));
        column->type = (enum ssi_column_type)type;
        return SSI_OK;
    }
    if (is_key(entry, "required")) {
        return read_flag(r, entry, &column->required);
    }
    if (is_key(entry, "line_breaks")) {
        return read_flag(r, entry, &column->line_breaks);
    }
    if (is_key(entry, "alias")) {
        return read_flag(r, entry, &column->alias);
    }
    if (is_key(entry, "form")) {
        enum ssi_status status = ssi_time_form_init(&column->form, entry->value, r->err);
        if (status != SSI_OK) {
            ssi_error_at(r->err, r->ini->path, entry->line, 0);
            return status;
        }
        return keep(r, entry->value, &column->form_text);
    }
    return unknown_key(r, entry, known, SSI_COUNT(known));
}

static enum ssi_status read_mapping(const struct reading *r,
                                    const struct ssi_ini_entry *entry)
{
    struct ssi_format *format = r->format;
    struct ssi_str rest = entry->value;
    struct ssi_str code;
    (void)ssi_str_split(&rest, ' ', &code);
    struct ssi_str word = ssi_str_trim(rest);
    char value[SSI_QUOTE_SIZE];
    enum ssi_activity activity = ssi_activity_find(code);
    if (activity == SSI_ACTIVITY_UNKNOWN) {
        return ssi_ini_error(r->ini, entry, r->err,
                             "%s is no activity; see 'ssi list activities'",
                             ssi_quote(code, value));
    }
    bool mirror = ssi_str_eq_nocase(word, ssi_str_z("mirror"));
    if (word.len > 0 && !mirror) {
        return ssi_ini_error(r->ini, entry, r->err, "%s is not 'mirror'",
                             ssi_quote(word, value));
    }
    if (mirror && ssi_activity_mirror(activity) == SSI_ACTIVITY_UNKNOWN) {
        return ssi_ini_error(r->ini, entry, r->err,
                             "%s has no mirror; engagement_give, "
                             "profile_view and connection_made have",
                             ssi_quote(code, value));
    }
    SSI_TRY(SSI_GROW(format->mappings, format->mapping_cap, format->mapping_count + 1,
                     r->err));
    struct ssi_mapping *mapping = &format->mappings[format->mapping_count];
    SSI_TRY(keep(r, entry->key, &mapping->name));
    mapping->activity = activity;
    mapping->mirror = mirror;
    format->mapping_count++;
    return SSI_OK;
}

/** The part of a section name behind the prefix of this reading; false when it is
 * another's. */
static bool section_part(const struct reading *r, struct ssi_str section,
                         struct ssi_str *out_part)
{
    if (r->in_file) {
        *out_part = section;
        return true;
    }
    if (!ssi_str_starts(section, r->prefix) ||
        (section.len > r->prefix.len && section.ptr[r->prefix.len] != ' ')) {
        return false;
    }
    *out_part = ssi_str_trim(
        ssi_str_of(section.ptr + r->prefix.len, section.len - r->prefix.len));
    return true;
}

static enum ssi_status read_entry(const struct reading *r, struct ssi_ini_entry *entry)
{
    struct ssi_str part;
    struct ssi_str column = ssi_str_z("column ");
    if (!section_part(r, entry->section, &part)) {
        return SSI_OK;
    }
    entry->used = true;
    if (part.len == 0 || (r->in_file && ssi_str_eq(part, ssi_str_z("format")))) {
        return read_head(r, entry);
    }
    if (ssi_str_eq(part, ssi_str_z("activities"))) {
        return read_mapping(r, entry);
    }
    if (ssi_str_starts(part, column)) {
        return read_column(
            r, ssi_str_trim(ssi_str_of(part.ptr + column.len, part.len - column.len)),
            entry);
    }
    char section[SSI_QUOTE_SIZE];
    return ssi_ini_error(r->ini, entry, r->err,
                         "unknown section %s; a format has [format], [column FIELD] and "
                         "[activities]",
                         ssi_quote(entry->section, section));
}

/** An event format without activities of its own speaks our canonical names. */
static enum ssi_status default_mappings(const struct reading *r)
{
    struct ssi_format *format = r->format;
    if (format->kind != SSI_KIND_EVENTS || format->mapping_count > 0) {
        return SSI_OK;
    }
    SSI_TRY(SSI_GROW(format->mappings, format->mapping_cap, SSI_ACTIVITY_COUNT, r->err));
    for (int code = 1; code < SSI_ACTIVITY_COUNT; code++) {
        const char *name = ssi_activity_info((enum ssi_activity)code)->name;
        format->mappings[format->mapping_count++] = (struct ssi_mapping){
            .name = ssi_str_z(name), .activity = (enum ssi_activity)code};
    }
    return SSI_OK;
}

static enum ssi_status check_complete(const struct reading *r)
{
    static const char *const event_fields[] = {"occurred_at", "member_id", "activity"};
    struct ssi_format *format = r->format;
    for (size_t i = 0; format->kind == SSI_KIND_EVENTS && i < SSI_COUNT(event_fields);
         i++) {
        bool found = false;
        for (size_t j = 0; j < format->column_count; j++) {
            found |= ssi_str_eq(format->columns[j].field, ssi_str_z(event_fields[i])) &&
                     format->columns[j].required;
        }
        if (!found) {
            return ssi_ini_error(
                r->ini, NULL, r->err, "format '%.*s' lacks a required column %s",
                (int)format->name.len, format->name.ptr, event_fields[i]);
        }
    }
    return SSI_OK;
}

static struct ssi_digest digest_of(const struct reading *r)
{
    struct ssi_digest_stream *stream = ssi_digest_begin();
    struct ssi_digest digest = {0};
    for (size_t i = 0; stream && i < r->ini->count; i++) {
        const struct ssi_ini_entry *entry = &r->ini->entries[i];
        struct ssi_str part;
        if (section_part(r, entry->section, &part)) {
            ssi_digest_update(stream, part.ptr, part.len);
            ssi_digest_update(stream, "\n", 1);
            ssi_digest_update(stream, entry->key.ptr, entry->key.len);
            ssi_digest_update(stream, "=", 1);
            ssi_digest_update(stream, entry->value.ptr, entry->value.len);
            ssi_digest_update(stream, "\n", 1);
        }
    }
    if (stream) {
        digest = ssi_digest_finish(stream);
    }
    return digest;
}

static void format_release(struct ssi_format *format)
{
    ssi_zone_free(format->zone);
    ssi_free(format->columns);
    ssi_free(format->mappings);
    memset(format, 0, sizeof *format);
}

/** Read one description into a fresh slot; one of the same name is replaced. */
static enum ssi_status read_format(struct reading *r, struct ssi_str name)
{
    struct ssi_formats *formats = r->formats;
    struct ssi_format fresh = {0};
    r->format = &fresh;
    enum ssi_status status = keep(r, name, &fresh.name);
    for (size_t i = 0; status == SSI_OK && i < r->ini->count; i++) {
        status = read_entry(r, &r->ini->entries[i]);
    }
    if (status == SSI_OK) {
        status = default_mappings(r);
    }
    if (status == SSI_OK) {
        status = check_complete(r);
    }
    if (status == SSI_OK && fresh.name.len == 0) {
        status = ssi_ini_error(r->ini, NULL, r->err, "a format without a name");
    }
    if (status == SSI_OK) {
        status = SSI_GROW(formats->items, formats->cap, formats->count + 1, r->err);
    }
    if (status != SSI_OK) {
        format_release(&fresh);
        return status;
    }
    fresh.digest = digest_of(r);
    for (size_t i = 0; i < formats->count; i++) {
        if (ssi_str_eq(formats->items[i].name, fresh.name)) {
            format_release(&formats->items[i]);
            formats->items[i] = fresh;
            return SSI_OK;
        }
    }
    formats->items[formats->count++] = fresh;
    return SSI_OK;
}

static enum ssi_status load_file(struct ssi_formats *formats, const char *path,
                                 struct ssi_error *err)
{
    struct ssi_ini ini;
    SSI_TRY(ssi_ini_load(&ini, path, err));
    struct reading reading = {
        .formats = formats, .ini = &ini, .in_file = true, .err = err};
    enum ssi_status status = read_format(&reading, ssi_str_of("", 0));
    ssi_ini_release(&ini);
    return status;
}

enum ssi_status ssi_formats_load(struct ssi_formats *formats, const char *folder,
                                 struct ssi_error *err)
{
    struct ssi_path_list files = {0};
    memset(formats, 0, sizeof *formats);
    enum ssi_status status = ssi_path_list_add(&files, folder, err);
    for (size_t i = 0; status == SSI_OK && i < files.count; i++) {
        if (ssi_str_ends(ssi_str_z(files.items[i].path), ssi_str_z(".ini"))) {
            status = load_file(formats, files.items[i].path, err);
        }
    }
    ssi_path_list_release(&files);
    if (status != SSI_OK) {
        ssi_formats_release(formats);
    }
    return status;
}

/** "format NAME" of a section "format NAME ..."; false for other sections. */
static bool format_prefix(struct ssi_str section, struct ssi_str *out_prefix,
                          struct ssi_str *out_name)
{
    struct ssi_str start = ssi_str_z("format ");
    if (!ssi_str_starts(section, start)) {
        return false;
    }
    struct ssi_str rest = ssi_str_of(section.ptr + start.len, section.len - start.len);
    (void)ssi_str_split(&rest, ' ', out_name);
    *out_prefix =
        ssi_str_of(section.ptr, (size_t)(out_name->ptr - section.ptr) + out_name->len);
    return out_name->len > 0;
}

enum ssi_status ssi_formats_add_config(struct ssi_formats *formats, struct ssi_ini *ini,
                                       struct ssi_error *err)
{
    struct ssi_str done = ssi_str_of("", 0);
    for (size_t i = 0; i < ini->count; i++) {
        struct ssi_str name;
        struct reading reading = {.formats = formats, .ini = ini, .err = err};
        if (ini->entries[i].used ||
            !format_prefix(ini->entries[i].section, &reading.prefix, &name) ||
            ssi_str_eq(name, done)) {
            continue;
        }
        SSI_TRY(read_format(&reading, name));
        done = name;
    }
    return SSI_OK;
}

void ssi_formats_release(struct ssi_formats *formats)
{
    if (!formats) {
        return;
    }
    for (size_t i = 0; i < formats->count; i++) {
        format_release(&formats->items[i]);
    }
    ssi_free(formats->items);
    ssi_arena_release(&formats->arena);
    memset(formats, 0, sizeof *formats);
}

const struct ssi_format *ssi_formats_find(const struct ssi_formats *formats,
                                          struct ssi_str name)
{
    for (size_t i = 0; i < formats->count; i++) {
        if (ssi_str_eq(formats->items[i].name, name)) {
            return &formats->items[i];
        }
    }
    return NULL;
}

const struct ssi_mapping *ssi_format_mapping(const struct ssi_format *format,
                                             struct ssi_str name)
{
    for (size_t i = 0; i < format->mapping_count; i++) {
        if (ssi_str_eq(format->mappings[i].name, name)) {
            return &format->mappings[i];
        }
    }
    return NULL;
}

uint64_t ssi_format_activities(const struct ssi_format *format)
{
    uint64_t set = 0;
    for (size_t i = 0; i < format->mapping_count; i++) {
        const struct ssi_mapping *mapping = &format->mappings[i];
        set |= UINT64_C(1) << mapping->activity;
        if (mapping->mirror) {
            set |= UINT64_C(1) << ssi_activity_mirror(mapping->activity);
        }
    }
    return set & ~(UINT64_C(1) << SSI_ACTIVITY_ignore);
}
