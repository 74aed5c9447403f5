// SPDX-License-Identifier: GPL-3.0-or-later
// ssi list: what formats, activities, metrics and models there are, from the very tables the
// engine works by.

#include "cli_internal.h"

static bool wanted(const struct ssi_settings *settings, const char *name)
{
    return settings->operand_count < 2 || strcmp(settings->operands[1], name) == 0;
}

static enum ssi_status list_activities(const struct ssi_settings *settings,
                                       struct ssi_error *err)
{
    (void)err;
    static const char *const sides[] = {"-", "own", "received"};
    for (int code = 1; code < SSI_ACTIVITY_COUNT; code++) {
        const struct ssi_activity_info *info = ssi_activity_info((enum ssi_activity)code);
        if (wanted(settings, info->name)) {
            ssi_print("%-24s %-9s %s\n", info->name, sides[info->side], info->meaning);
        }
    }
    return SSI_OK;
}

static enum ssi_status list_metrics(const struct ssi_settings *settings, struct ssi_error *err)
{
    (void)err;
    for (int i = 0; i < SSI_METRICS; i++) {
        const struct ssi_metric *metric = ssi_metric_info((enum ssi_metric_id)i);
        if (wanted(settings, metric->name)) {
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
        ssi_print("  %-16.*s %s %.*s\n", (int)column->field.len, column->field.ptr,
                  column->required ? "required" : "optional", (int)column->names.len,
                  column->names.ptr);
    }
    for (size_t i = 0; columns && i < format->mapping_count; i++) {
        const struct ssi_mapping *mapping = &format->mappings[i];
        ssi_print("  %-24.*s = %s%s\n", (int)mapping->name.len, mapping->name.ptr,
                  ssi_activity_info(mapping->activity)->name, mapping->mirror ? " mirror" : "");
    }
}

static enum ssi_status list_formats(const struct ssi_settings *settings, struct ssi_error *err)
{
    struct ssi_formats formats;
    struct ssi_arena arena = {0};
    const char *folder = ssi_data_path(&arena, "formats");
    enum ssi_status status =
        folder ? ssi_formats_load(&formats, folder, err) : ssi_error_nomem(err);
    for (size_t i = 0; status == SSI_OK && i < formats.count; i++) {
        if (wanted(settings, formats.items[i].name.ptr)) {
            print_format(&formats.items[i], settings->operand_count > 1);
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
    ssi_print("%-20.*s %.*s\n", (int)model->name.len, model->name.ptr, (int)model->summary.len,
              model->summary.ptr);
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

static enum ssi_status list_models(const struct ssi_settings *settings, struct ssi_error *err)
{
    struct ssi_path_list files = {0};
    const char *folder = ssi_data_path(&files.arena, "models");
    enum ssi_status status =
        folder ? ssi_path_list_add(&files, folder, err) : ssi_error_nomem(err);
    for (size_t i = 0; status == SSI_OK && i < files.count; i++) {
        struct ssi_model model;
        status = ssi_model_load(&model, files.items[i].path, err);
        if (status == SSI_OK) {
            if (wanted(settings, model.name.ptr)) {
                print_model(&model, settings->operand_count > 1);
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
        enum ssi_status (*list)(const struct ssi_settings *settings, struct ssi_error *err);
    } lists[] = {{"formats", list_formats},
                 {"activities", list_activities},
                 {"metrics", list_metrics},
                 {"models", list_models}};
    for (size_t i = 0; settings->operand_count > 0 && i < SSI_COUNT(lists); i++) {
        if (strcmp(settings->operands[0], lists[i].name) == 0) {
            return lists[i].list(settings, err);
        }
    }
    return ssi_error_set(err, SSI_EUSAGE,
                         "list what? One of: formats, activities, metrics, models");
}

static const enum ssi_option_id options[] = {SSI_OPTION_quiet, SSI_OPTION_help, SSI_OPTIONS};

const struct ssi_command ssi_command_list = {
    .name = "list",
    .usage = "formats|activities|metrics|models [NAME]",
    .summary = "List formats, activities, metrics or models",
    .example = "ssi list metrics",
    .options = options,
    .run = run,
};
