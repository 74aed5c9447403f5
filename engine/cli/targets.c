// SPDX-License-Identifier: GPL-3.0-or-later
// The customer's lists: keywords, topics, companies, industries, titles. Folded once, so that
// every comparison later is one of bytes.

#include "cli_internal.h"

#include "ssi/unicode.h"


/** Words for what is searched in a text; whole folded texts for what must be equal. */
typedef enum ssi_status fold(struct ssi_arena *arena, struct ssi_str text,
                             struct ssi_str *out_folded, struct ssi_error *err);

static enum ssi_status add_list(struct ssi_project *project, struct ssi_str text, char sep,
                                fold *folding, struct ssi_str **out_items, size_t *out_count,
                                struct ssi_error *err)
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

static enum ssi_status from_config(struct ssi_project *project, const char *key, fold *folding,
                                   struct ssi_str **out_items, size_t *out_count,
                                   struct ssi_error *err)
{
    const struct ssi_ini_entry *entry =
        project->has_ini ? ssi_ini_get(&project->ini, "targets", key) : NULL;
    return entry ? add_list(project, entry->value, ',', folding, out_items, out_count, err)
                 : SSI_OK;
}

static enum ssi_status shipped_titles(struct ssi_project *project, struct ssi_error *err)
{
    enum { LIMIT = 1 << 20 };
    struct ssi_targets *targets = &project->targets;
    struct ssi_str words;
    const char *path = ssi_data_path(&project->arena, "words/decision_titles.txt");
    if (!path) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(ssi_file_read(path, LIMIT, &project->arena, &words, err));
    return add_list(project, words, '\n', ssi_fold_words, &targets->decision_titles,
                    &targets->decision_title_count, err);
}

enum ssi_status ssi_targets_load(struct ssi_project *project, struct ssi_error *err)
{
    struct ssi_targets *t = &project->targets;
    SSI_TRY(from_config(project, "keywords", ssi_fold_words, &t->keywords, &t->keyword_count,
                        err));
    SSI_TRY(from_config(project, "topics", ssi_casefold, &t->topics, &t->topic_count, err));
    SSI_TRY(from_config(project, "companies", ssi_casefold, &t->companies, &t->company_count,
                        err));
    SSI_TRY(from_config(project, "industries", ssi_casefold, &t->industries,
                        &t->industry_count, err));
    SSI_TRY(from_config(project, "titles", ssi_fold_words, &t->titles, &t->title_count, err));
    SSI_TRY(from_config(project, "decision_titles", ssi_fold_words, &t->decision_titles,
                        &t->decision_title_count, err));
    bool own = project->has_ini && ssi_ini_get(&project->ini, "targets", "decision_titles");
    return own ? SSI_OK : shipped_titles(project, err);
}
