// SPDX-License-Identifier: GPL-3.0-or-later
// What the report takes from manifest.json: the time of the run, the model, thresholds,
// and what is missing or incomplete. Fields that are absent leave the page without their
// line.
#include <stdio.h>

#include "data_internal.h"
#include "ssi/file.h"
#include "ssi/json.h"

static enum ssi_status keep(struct ssi_report_data *data, struct ssi_str text,
                            struct ssi_str *slot, struct ssi_error *err)
{
    return text.len > 0 ? ssi_arena_copy(&data->arena, text, slot, err) : SSI_OK;
}

static enum ssi_status add_note(struct ssi_report_data *data, const char *format,
                                struct ssi_str a, struct ssi_str b, struct ssi_error *err)
{
    char line[300];
    if (data->note_count == SSI_COUNT(data->notes)) {
        return SSI_OK;
    }
    int len = snprintf(line, sizeof line, "%s%.*s%s%.*s", format,
                       (int)(a.len < 120 ? a.len : 120), a.ptr ? a.ptr : "",
                       b.len > 0 ? ", week to " : "", (int)(b.len < 40 ? b.len : 40),
                       b.ptr ? b.ptr : "");
    return ssi_arena_copy(&data->arena, ssi_str_of(line, (size_t)(len > 0 ? len : 0)),
                          &data->notes[data->note_count++], err);
}

static enum ssi_status read_list(struct ssi_report_data *data,
                                 const struct ssi_json *list, const char *what,
                                 struct ssi_error *err)
{
    for (size_t i = 0; i < ssi_json_size(list); i++) {
        const struct ssi_json *item = ssi_json_at(list, i);
        struct ssi_str text = ssi_json_as_text(item);
        if (text.len == 0) {
            text = ssi_json_get_text(item, "format");
        }
        SSI_TRY(add_note(data, what, text, ssi_json_get_text(item, "week"), err));
    }
    return SSI_OK;
}

static int64_t count_or(const struct ssi_json *object, const char *key, int64_t otherwise)
{
    return ssi_json_get(object, key) ? ssi_json_get_integer(object, key) : otherwise;
}

static enum ssi_status read_texts(struct ssi_report_data *data,
                                  const struct ssi_json *root, struct ssi_error *err)
{
    struct ssi_str model = ssi_json_get_text(root, "model");
    if (model.len == 0) {
        model = ssi_json_get_text(ssi_json_get(root, "model"), "name");
    }
    SSI_TRY(keep(data, model, &data->model, err));
    SSI_TRY(keep(data, ssi_json_get_text(root, "as_of"), &data->as_of, err));
    SSI_TRY(keep(data, ssi_json_get_text(root, "project"), &data->project, err));
    SSI_TRY(keep(data, ssi_json_get_text(root, "version"), &data->version, err));
    return keep(data, ssi_json_get_text(root, "data_to"), &data->data_to, err);
}

static enum ssi_status read_root(struct ssi_report_data *data,
                                 const struct ssi_json *root, struct ssi_error *err)
{
    const struct ssi_json *options = ssi_json_get(root, "options");
    const struct ssi_json *counts = ssi_json_get(root, "counts");
    const struct ssi_json *incomplete = ssi_json_get(root, "incomplete");
    SSI_TRY(read_texts(data, root, err));
    data->min_group = count_or(options, "min_group", 10);
    data->min_team = count_or(options, "min_team", 3);
    data->active = count_or(counts, "active", SSI_NONE);
    data->idle = count_or(counts, "idle", SSI_NONE);
    data->incomplete =
        ssi_json_size(incomplete) > 0 || ssi_json_get_flag(root, "incomplete");
    SSI_TRY(read_list(data, incomplete, "Left out: ", err));
    SSI_TRY(read_list(data, ssi_json_get(root, "gaps"), "A missing export? Nothing from ",
                      err));
    return read_list(data, ssi_json_get(root, "warnings"), "", err);
}

enum ssi_status ssi_report_manifest_read(struct ssi_report_data *data,
                                         const char *week_dir, struct ssi_error *err)
{
    enum { LIMIT = 64 << 20 };
    struct ssi_str bytes;
    struct ssi_json *root = NULL;
    const char *path = ssi_path_join(&data->arena, week_dir, "manifest.json");
    if (!path) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(ssi_file_read(path, LIMIT, &data->arena, &bytes, err));
    SSI_TRY(ssi_json_parse(bytes, &root, err));
    enum ssi_status status = read_root(data, root, err);
    ssi_json_free(root);
    return status;
}
