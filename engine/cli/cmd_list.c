// SPDX-License-Identifier: GPL-3.0-or-later
// ssi list: what formats, activities, metrics and models there are, from the very tables
// the engine works by.

#include "cli_internal.h"

#include "ssi/ini.h"

/** What to list: everything, or the one of a name; and the names seen, for a suggestion.
 */
struct listing {
    const char *wanted; /**< NULL = all */
    const char *names[128];
    size_t count;
    bool found;
    struct ssi_arena arena;
};

static bool wanted(struct listing *listing, struct ssi_str name)
{
    struct ssi_str copy;
    if (listing->count < SSI_COUNT(listing->names) &&
        ssi_arena_copy(&listing->arena, name, &copy, NULL) == SSI_OK) {
        listing->names[listing->count++] = copy.ptr;
    }
    bool wants = !listing->wanted || ssi_str_eq(ssi_str_z(listing->wanted), name);
    listing->found |= wants;
    return wants;
}

static enum ssi_status not_listed(const struct listing *listing, const char *what,
                                  struct ssi_error *err)
{
    char text[SSI_QUOTE_SIZE];
    struct ssi_str name = ssi_str_z(listing->wanted);
    const char *near = ssi_suggest(name, listing->names, listing->count);
    return ssi_error_set(err, SSI_EUSAGE, "no %s among the %s; %s%s%s",
                         ssi_quote(name, text), what,
                         near ? "did you mean '" : "see 'ssi list ", near ? near : what,
                         near ? "'?" : "'");
}

static enum ssi_status list_activities(struct listing *listing, struct ssi_error *err)
{
    (void)err;
    static const char *const sides[] = {"-", "own", "received"};
    for (int code = 1; code < SSI_ACTIVITY_COUNT; code++) {
        const struct ssi_activity_info *info = ssi_activity_info((enum ssi_activity)code);
        if (wanted(listing, ssi_str_z(info->name))) {
            ssi_print("%-24s %-9s %s\n", info->name, sides[info->side], info->meaning);
        }
    }
    return SSI_OK;
}

static enum ssi_status list_metrics(struct listing *listing, struct ssi_error *err)
{
    (void)err;
    for (int i = 0; i < SSI_METRICS; i++) {
        const struct ssi_metric *metric = ssi_metric_info((enum ssi_metric_id)i);
        if (wanted(listing, ssi_str_z(metric->name))) {
            ssi_print("%-27s %-14s %-6s %-12s %s\n", metric->name,
                      ssi_pillar_name(metric->pillar), ssi_metric_kind_name(metric->kind),
                      metric->unit, metric->meaning);
        }
    }
    return SSI_OK;
}

static void print_format(const struct ssi_format *format, bool columns)
{
    ssi_print("%-20.*s %-12s %s%.*s\n", (int)format->name.len, format->name.ptr,
              ssi_format_kind_name(format->kind), format->closed ? "(closed) " : "",
              (int)format->summary.len, format->summary.ptr);
    for (size_t i = 0; columns && i < format->column_count; i++) {
        const struct ssi_column *column = &format->columns[i];
        bool timed = column->type == SSI_TYPE_TIME;
        ssi_print("  %-16.*s %s %.*s%s%.*s%s\n", (int)column->field.len,
                  column->field.ptr, column->required ? "required" : "optional",
                  (int)column->names.len, column->names.ptr, timed ? " (" : "",
                  timed ? (int)column->form_text.len : 0, column->form_text.ptr,
                  timed ? ")" : "");
    }
    for (size_t i = 0; columns && i < format->mapping_count; i++) {
        const struct ssi_mapping *mapping = &format->mappings[i];
        ssi_print("  %-24.*s = %s%s\n", (int)mapping->name.len, mapping->name.ptr,
                  ssi_activity_info(mapping->activity)->name,
                  mapping->mirror ? " mirror" : "");
    }
}

static enum ssi_status list_formats(struct listing *listing, struct ssi_error *err)
{
    struct ssi_formats formats;
    struct ssi_arena arena = {0};
    const char *folder = ssi_data_path(&arena, "formats");
    enum ssi_status status =
        folder ? ssi_formats_load(&formats, folder, err) : ssi_error_nomem(err);
    for (size_t i = 0; status == SSI_OK && i < formats.count; i++) {
        if (wanted(listing, formats.items[i].name)) {
            print_format(&formats.items[i], listing->wanted != NULL);
        }
    }
    if (status == SSI_OK) {
        ssi_formats_release(&formats);
    }
    ssi_arena_release(&arena);
    return status;
}

static void print_model(const struct ssi_model *model, bool metrics)
{
    ssi_print("%-20.*s %.*s\n", (int)model->name.len, model->name.ptr,
              (int)model->summary.len, model->summary.ptr);
    for (size_t i = 0; metrics && i < model->metric_count; i++) {
        const struct ssi_model_metric *metric = &model->metrics[i];
        ssi_print("  %-14s %-27s weight %-6.*s %s", ssi_pillar_name(metric->pillar),
                  ssi_metric_info(metric->id)->name, (int)metric->weight_text.len,
                  metric->weight_text.ptr, metric->transform->name);
        if (metric->transform->parameter) {
            ssi_print(" %s %g", metric->transform->parameter, metric->parameter);
        }
        ssi_print("\n");
    }
}

static enum ssi_status list_models(struct listing *listing, struct ssi_error *err)
{
    struct ssi_path_list files = {0};
    const char *folder = ssi_data_path(&files.arena, "models");
    enum ssi_status status =
        folder ? ssi_path_list_add(&files, folder, err) : ssi_error_nomem(err);
    for (size_t i = 0; status == SSI_OK && i < files.count; i++) {
        struct ssi_model model;
        status = ssi_model_load(&model, files.items[i].path, err);
        if (status == SSI_OK) {
            if (wanted(listing, model.name)) {
                print_model(&model, listing->wanted != NULL);
            }
            ssi_model_release(&model);
        }
    }
    ssi_path_list_release(&files);
    return status;
}

static enum ssi_status run(const struct ssi_settings *settings, struct ssi_error *err)
{
    static const struct {
        const char *name;
        enum ssi_status (*list)(struct listing *listing, struct ssi_error *err);
    } lists[] = {{"formats", list_formats},
                 {"activities", list_activities},
                 {"metrics", list_metrics},
                 {"models", list_models}};
    size_t count = settings->operand_count;
    struct listing listing = {.wanted = count > 1 ? settings->operands[1] : NULL};
    for (size_t i = 0; count > 0 && count < 3 && i < SSI_COUNT(lists); i++) {
        if (strcmp(settings->operands[0], lists[i].name) == 0) {
            enum ssi_status status = lists[i].list(&listing, err);
            if (status == SSI_OK && !listing.found) {
                status = not_listed(&listing, lists[i].name, err);
            }
            ssi_arena_release(&listing.arena);
            return status;
        }
    }
    return ssi_error_set(
        err, SSI_EUSAGE,
        "list what? One of: formats, activities, metrics, models; then, if "
        "you like, one name");
}

static const enum ssi_option_id options[] = {SSI_OPTION_quiet, SSI_OPTION_help,
                                             SSI_OPTIONS};

const struct ssi_command ssi_command_list = {
    .name = "list",
    .usage = "formats|activities|metrics|models [NAME]",
    .summary = "List formats, activities, metrics or models",
    .example = "ssi list metrics",
    .options = options,
    .run = run,
};
