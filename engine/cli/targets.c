// SPDX-License-Identifier: GPL-3.0-or-later
// The customer's lists: keywords, topics, companies, industries, titles. Folded once, so
// that every comparison later is one of bytes.

#include <stdio.h>

#include "cli_internal.h"

#include "ssi/num.h"
#include "ssi/unicode.h"

/** Words for what is searched in a text; whole folded texts for what must be equal. */
typedef enum ssi_status fold(struct ssi_arena *arena, struct ssi_str text,
                             struct ssi_str *out_folded, struct ssi_error *err);

static enum ssi_status add_list(struct ssi_project *project, struct ssi_str text,
                                char sep, fold *folding, struct ssi_str **out_items,
                                size_t *out_count, struct ssi_error *err)
{
    size_t most = 1;
    for (size_t i = 0; i < text.len; i++) {
        most += text.ptr[i] == sep;
    }
    struct ssi_str *items = ssi_arena_alloc(&project->arena, most * sizeof *items);
    struct ssi_str part;
    size_t count = 0;
    if (!items) {
        return ssi_error_nomem(err);
    }
    while (ssi_str_split(&text, sep, &part)) {
        if (part.len > 0 && (sep != '\n' || part.ptr[0] != '#')) {
            SSI_TRY(folding(&project->arena, part, &items[count++], err));
        }
    }
    *out_items = items;
    *out_count = count;
    return SSI_OK;
}

static enum ssi_status from_config(struct ssi_project *project, const char *key,
                                   fold *folding, struct ssi_str **out_items,
                                   size_t *out_count, struct ssi_error *err)
{
    const struct ssi_ini_entry *entry =
        project->has_ini ? ssi_ini_get(&project->ini, "targets", key) : NULL;
    return entry
               ? add_list(project, entry->value, ',', folding, out_items, out_count, err)
               : SSI_OK;
}

static enum ssi_status copy_whole(struct ssi_arena *arena, struct ssi_str text,
                                  struct ssi_str *out_copy, struct ssi_error *err)
{
    return ssi_arena_copy(arena, text, out_copy, err);
}

/** A list of the config, or else the one that comes with the program, one entry a line.
 */
static enum ssi_status own_or_shipped(struct ssi_project *project, const char *key,
                                      fold *folding, struct ssi_str **out_items,
                                      size_t *out_count, struct ssi_error *err)
{
    enum { LIMIT = 1 << 20 };
    struct ssi_str words;
    char name[64];
    if (project->has_ini && ssi_ini_get(&project->ini, "targets", key)) {
        return from_config(project, key, folding, out_items, out_count, err);
    }
    (void)snprintf(name, sizeof name, "words/%s.txt", key);
    const char *path = ssi_data_path(&project->arena, name);
    if (!path) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(ssi_file_read(path, LIMIT, &project->arena, &words, err));
    return add_list(project, words, '\n', folding, out_items, out_count, err);
}

static bool find_field(struct ssi_str name, enum ssi_roster_column *out_column)
{
    for (int c = 0; c < SSI_ROSTER_COLUMNS; c++) {
        bool text =
            c != SSI_ROSTER_SINCE && c != SSI_ROSTER_UNTIL && c != SSI_ROSTER_OPTED_OUT;
        if (text && ssi_str_eq_nocase(name, ssi_str_z(ssi_roster_column_name(
                                                (enum ssi_roster_column)c)))) {
            *out_column = (enum ssi_roster_column)c;
            return true;
        }
    }
    return false;
}

/** "summary 3": a field and its weight. */
static bool read_field(struct ssi_str text, struct ssi_profile_field *out_field)
{
    struct ssi_str name;
    (void)ssi_str_split(&text, ' ', &name);
    struct ssi_str weight = text.ptr ? ssi_str_trim(text) : ssi_str_of("", 0);
    return find_field(name, &out_field->column) &&
           ssi_parse_double(weight, &out_field->weight) && out_field->weight > 0 &&
           out_field->weight <= 1e6;
}

static enum ssi_status wrong_field(struct ssi_project *project, struct ssi_str item,
                                   struct ssi_error *err)
{
    char text[SSI_QUOTE_SIZE];
    const struct ssi_ini_entry *entry =
        project->has_ini ? ssi_ini_get(&project->ini, "targets", "profile_fields") : NULL;
    (void)ssi_error_set(err, SSI_EUSAGE,
                        "%s is no field of the roster with its weight, like summary 3",
                        ssi_quote(item, text));
    ssi_error_at(err, entry ? project->ini.path : "words/profile_fields.txt",
                 entry ? entry->line : 0, 0);
    return SSI_EUSAGE;
}

static enum ssi_status load_profile_fields(struct ssi_project *project,
                                           struct ssi_error *err)
{
    struct ssi_targets *t = &project->targets;
    struct ssi_str *items = NULL;
    size_t count = 0;
    SSI_TRY(own_or_shipped(project, "profile_fields", copy_whole, &items, &count, err));
    t->profile_fields =
        ssi_arena_alloc(&project->arena, (count + 1) * sizeof *t->profile_fields);
    if (!t->profile_fields) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < count; i++) {
        if (!read_field(items[i], &t->profile_fields[i])) {
            return wrong_field(project, items[i], err);
        }
    }
    t->profile_field_count = count;
    return SSI_OK;
}

enum ssi_status ssi_targets_load(struct ssi_project *project, struct ssi_error *err)
{
    struct ssi_targets *t = &project->targets;
    SSI_TRY(from_config(project, "keywords", ssi_fold_words, &t->keywords,
                        &t->keyword_count, err));
    SSI_TRY(
        from_config(project, "topics", ssi_fold_words, &t->topics, &t->topic_count, err));
    SSI_TRY(from_config(project, "companies", ssi_casefold, &t->companies,
                        &t->company_count, err));
    SSI_TRY(from_config(project, "industries", ssi_casefold, &t->industries,
                        &t->industry_count, err));
    SSI_TRY(
        from_config(project, "titles", ssi_fold_words, &t->titles, &t->title_count, err));
    SSI_TRY(own_or_shipped(project, "decision_titles", ssi_fold_words,
                           &t->decision_titles, &t->decision_title_count, err));
    return load_profile_fields(project, err);
}
