// SPDX-License-Identifier: GPL-3.0-or-later
// Levels that are derived where the roster has no column for them: from profile texts and
// from connections, as of a cut-off.

#include "model_internal.h"

#include "ssi/unicode.h"

static const enum ssi_roster_column profile_columns[] = {
    SSI_ROSTER_HEADLINE, SSI_ROSTER_SUMMARY, SSI_ROSTER_SKILLS};

/** What a profile says as of a cut-off; undated texts count only where that is allowed.
 */
static struct ssi_str profile_text(const struct ssi_inputs *inputs, uint32_t person,
                                   enum ssi_roster_column column, int64_t cutoff)
{
    const struct ssi_fact *fact =
        ssi_reference_fact(inputs->reference, person, column, cutoff);
    bool known = fact && !(inputs->dated_only && fact->as_of == SSI_UNDATED);
    return known ? fact->text : ssi_str_of("", 0);
}

/* failed: set, and never cleared, when memory was out; then the value must not be used.
 */

static bool profile_length(const struct ssi_inputs *inputs,
                           const struct ssi_input_member *member, int64_t cutoff,
                           double *out_value, bool *failed)
{
    bool known = false;
    size_t length = 0;
    (void)failed;
    for (size_t i = 0; i < SSI_COUNT(profile_columns); i++) {
        struct ssi_str text =
            profile_text(inputs, member->person, profile_columns[i], cutoff);
        known |= text.len > 0;
        length += ssi_char_count(text);
    }
    *out_value = (double)length;
    return known;
}

/**
 * The weight of the listed fields that are filled, of the fields that the roster carries
 * at all: a column that nobody has a cell in says nothing about anyone.
 */
static bool profile_completeness(const struct ssi_inputs *inputs,
                                 const struct ssi_input_member *member, int64_t cutoff,
                                 double *out_value, bool *failed)
{
    const struct ssi_targets *targets = inputs->targets;
    double filled = 0;
    double all = 0;
    double length;
    for (size_t i = 0; i < targets->profile_field_count; i++) {
        const struct ssi_profile_field *field = &targets->profile_fields[i];
        if (inputs->roster_has[field->column]) {
            bool has =
                profile_text(inputs, member->person, field->column, cutoff).len > 0;
            filled += has ? field->weight : 0;
            all += field->weight;
        }
    }
    if (!(all > 0) || !profile_length(inputs, member, cutoff, &length, failed)) {
        return false;
    }
    *out_value = 100.0 * filled / all;
    return true;
}

static bool keyword_match(const struct ssi_inputs *inputs,
                          const struct ssi_input_member *member, int64_t cutoff,
                          double *out_value, bool *failed)
{
    const struct ssi_targets *targets = inputs->targets;
    struct ssi_arena arena = {0};
    struct ssi_str words[SSI_COUNT(profile_columns)] = {{0}};
    bool known = false;
    if (targets->keyword_count == 0) {
        return false;
    }
    for (size_t i = 0; i < SSI_COUNT(profile_columns); i++) {
        struct ssi_str text =
            profile_text(inputs, member->person, profile_columns[i], cutoff);
        known |= text.len > 0;
        *failed |= ssi_fold_words(&arena, text, &words[i], NULL) != SSI_OK;
    }
    size_t found = 0;
    for (size_t k = 0; k < targets->keyword_count; k++) {
        bool hit = false;
        for (size_t i = 0; i < SSI_COUNT(words); i++) {
            hit |= ssi_words_contain(words[i], targets->keywords[k]);
        }
        found += hit ? 1 : 0;
    }
    ssi_arena_release(&arena);
    if (!known) {
        return false;
    }
    *out_value = (double)found / (double)targets->keyword_count;
    return true;
}

/** The folded company of a person as of a cut-off, as an index of inputs->companies. */
static uint32_t roster_company(const struct ssi_inputs *inputs, uint32_t person,
                               int64_t cutoff, struct ssi_str *out_folded,
                               struct ssi_arena *arena, bool *failed)
{
    struct ssi_str company = ssi_inputs_text(inputs, person, SSI_ROSTER_COMPANY, cutoff);
    *out_folded = ssi_str_of("", 0);
    if (company.len == 0) {
        return SSI_NONE;
    }
    if (ssi_casefold(arena, company, out_folded, NULL) != SSI_OK) {
        *failed = true;
        return SSI_NONE;
    }
    return ssi_ids_find(&inputs->companies, *out_folded);
}

/** Whether a link counts for a derived level. */
typedef bool link_test(const struct ssi_inputs *inputs, const struct ssi_link *link,
                       struct ssi_str own_company, int64_t cutoff, bool *failed);

static bool any_link(const struct ssi_inputs *inputs, const struct ssi_link *link,
                     struct ssi_str own_company, int64_t cutoff, bool *failed)
{
    (void)inputs;
    (void)link;
    (void)own_company;
    (void)cutoff;
    (void)failed;
    return true;
}

static bool decides(const struct ssi_inputs *inputs, const struct ssi_link *link,
                    struct ssi_str own_company, int64_t cutoff, bool *failed)
{
    (void)own_company;
    (void)cutoff;
    (void)failed;
    for (uint32_t i = 0; i < link->row_count; i++) {
        if (inputs->link_rows[link->rows + i].decides) {
            return true;
        }
    }
    return false;
}

static bool names_company(const struct ssi_inputs *inputs, const struct ssi_link *link)
{
    for (uint32_t i = 0; i < link->row_count; i++) {
        if (inputs->link_rows[link->rows + i].company != SSI_NONE) {
            return true;
        }
    }
    return false;
}

/** Same company: the rows' word, else the other's own entry in the roster. */
static bool is_internal(const struct ssi_inputs *inputs, const struct ssi_link *link,
                        struct ssi_str own_company, int64_t cutoff, bool *failed)
{
    if (own_company.len == 0) {
        return false;
    }
    for (uint32_t i = 0; i < link->row_count; i++) {
        uint32_t company = inputs->link_rows[link->rows + i].company;
        if (company != SSI_NONE &&
            ssi_str_eq(inputs->companies.items[company], own_company)) {
            return true;
        }
    }
    if (names_company(inputs, link)) {
        return false;
    }
    struct ssi_arena arena = {0};
    struct ssi_str company;
    (void)roster_company(inputs, link->other, cutoff, &company, &arena, failed);
    bool same = ssi_str_eq(company, own_company);
    ssi_arena_release(&arena);
    return same;
}

static bool is_relevant(const struct ssi_inputs *inputs, const struct ssi_link *link,
                        struct ssi_str own_company, int64_t cutoff, bool *failed)
{
    (void)own_company;
    for (uint32_t i = 0; i < link->row_count; i++) {
        if (inputs->link_rows[link->rows + i].relevant) {
            return true;
        }
    }
    if (names_company(inputs, link)) {
        return false;
    }
    struct ssi_arena arena = {0};
    struct ssi_str company;
    bool found = false;
    (void)roster_company(inputs, link->other, cutoff, &company, &arena, failed);
    for (size_t i = 0; company.len > 0 && i < inputs->targets->company_count; i++) {
        found |= ssi_str_eq(company, inputs->targets->companies[i]);
    }
    ssi_arena_release(&arena);
    return found;
}

static bool count_links(const struct ssi_inputs *inputs,
                        const struct ssi_input_member *member, link_test *test,
                        int64_t cutoff, double *out_value, bool *failed)
{
    if (!member->named_by_edge) {
        return false;
    }
    struct ssi_arena arena = {0};
    struct ssi_str own_company;
    (void)roster_company(inputs, member->person, cutoff, &own_company, &arena, failed);
    size_t count = 0;
    for (uint32_t i = 0; i < member->link_count; i++) {
        const struct ssi_link *link = &inputs->links[member->links + i];
        if (link->secs < cutoff && test(inputs, link, own_company, cutoff, failed)) {
            count++;
        }
    }
    ssi_arena_release(&arena);
    *out_value = (double)count;
    return true;
}

typedef bool level_function(const struct ssi_inputs *inputs,
                            const struct ssi_input_member *member, int64_t cutoff,
                            double *out_value, bool *failed);

static bool derived(const struct ssi_inputs *inputs,
                    const struct ssi_input_member *member, enum ssi_level level,
                    int64_t cutoff, double *out_value, bool *failed)
{
    static link_test *const tests[] = {
        [SSI_LEVEL_connections] = any_link,
        [SSI_LEVEL_decision_makers] = decides,
        [SSI_LEVEL_internal] = is_internal,
        [SSI_LEVEL_relevant] = is_relevant,
    };
    static level_function *const functions[] = {
        [SSI_LEVEL_profile_completeness] = profile_completeness,
        [SSI_LEVEL_profile_length] = profile_length,
        [SSI_LEVEL_keyword_match] = keyword_match,
    };
    const struct ssi_targets *targets = inputs->targets;
    if ((size_t)level < SSI_COUNT(functions)) {
        return functions[level](inputs, member, cutoff, out_value, failed);
    }
    if (level == SSI_LEVEL_relevant &&
        targets->company_count + targets->industry_count + targets->title_count == 0) {
        return false;
    }
    return count_links(inputs, member, tests[level], cutoff, out_value, failed);
}

bool ssi_level_value(const struct ssi_inputs *inputs,
                     const struct ssi_input_member *member, enum ssi_metric_id id,
                     int64_t cutoff, double *out_value, bool *failed)
{
    const struct ssi_metric *metric = ssi_metric_info(id);
    uint32_t column = SSI_ROSTER_COLUMNS + (uint32_t)ssi_metric_level_index(id);
    const struct ssi_fact *fact =
        ssi_reference_fact(inputs->reference, member->person, column, cutoff);
    if (fact && !(inputs->dated_only && fact->as_of == SSI_UNDATED)) {
        *out_value = fact->number;
        return true;
    }
    return metric->kind == SSI_METRIC_KIND_DERIVED &&
           derived(inputs, member, (enum ssi_level)metric->part, cutoff, out_value,
                   failed);
}
