// SPDX-License-Identifier: GPL-3.0-or-later
// What the report takes from manifest.json: the time of the run, the model, thresholds,
// and what is missing or incomplete. Fields that are absent leave the page without their
// line.
#include <stdio.h>

#include "data_internal.h"
#include "ssi/file.h"
#include "ssi/json.h"
#include "ssi/time.h"

static enum ssi_status keep(struct ssi_report_data *data, struct ssi_str text,
                            struct ssi_str *slot, struct ssi_error *err)
{
    return text.len > 0 ? ssi_arena_copy(&data->arena, text, slot, err) : SSI_OK;
}

/** Takes what is in line as the next note, and closes it. */
static enum ssi_status end_note(struct ssi_report_data *data, struct ssi_output *line,
                                struct ssi_error *err)
{
    enum ssi_status status = SSI_OK;
    if (data->note_count < SSI_COUNT(data->notes)) {
        status = ssi_arena_copy(&data->arena, ssi_output_bytes(line),
                                &data->notes[data->note_count++], err);
    }
    ssi_output_abandon(line);
    return status;
}

static void put_clipped(struct ssi_output *line, struct ssi_str text)
{
    enum { LIMIT = 60 };
    ssi_output_str(line, ssi_str_of(text.ptr, text.len < LIMIT ? text.len : LIMIT));
}

/** One note an item. */
static enum ssi_status read_list(struct ssi_report_data *data,
                                 const struct ssi_json *list, const char *what,
                                 struct ssi_error *err)
{
    for (size_t i = 0; i < ssi_json_size(list); i++) {
        struct ssi_output *line;
        SSI_TRY(ssi_output_memory(&line, err));
        ssi_output_text(line, what);
        ssi_output_str(line, ssi_json_as_text(ssi_json_at(list, i)));
        SSI_TRY(end_note(data, line, err));
    }
    return SSI_OK;
}

static struct ssi_str gap_format(const struct ssi_json *gaps, size_t i)
{
    return ssi_json_get_text(ssi_json_at(gaps, i), "format");
}

/** "5 Aug 2026" of a gap's week, or the text as it is where that is no date. */
static void put_week(struct ssi_output *line, struct ssi_str week)
{
    int64_t day;
    char text[SSI_SHOW_SIZE];
    if (ssi_parse_date(week, &day)) {
        ssi_output_text(line, ssi_show_date_short(text, day));
    } else {
        put_clipped(line, week);
    }
}

/** A note a format; they stand together in the list. */
static enum ssi_status read_gaps(struct ssi_report_data *data,
                                 const struct ssi_json *gaps, struct ssi_error *err)
{
    enum { SHOWN = 3 };
    size_t count = ssi_json_size(gaps), end;
    for (size_t i = 0; i < count; i = end) {
        struct ssi_output *line;
        end = i + 1;
        while (end < count && ssi_str_eq(gap_format(gaps, i), gap_format(gaps, end))) {
            end++;
        }
        SSI_TRY(ssi_output_memory(&line, err));
        ssi_output_text(line, "A missing export? Nothing from ");
        put_clipped(line, gap_format(gaps, i));
        ssi_output_text(line, end - i == 1 ? " in the week to " : " in the weeks to ");
        for (size_t k = i; k < end && k < i + SHOWN; k++) {
            ssi_output_text(line, k > i ? ", " : "");
            put_week(line, ssi_json_get_text(ssi_json_at(gaps, k), "week"));
        }
        if (end - i > SHOWN) {
            ssi_output_format(line, " and %zu more", end - i - SHOWN);
        }
        SSI_TRY(end_note(data, line, err));
    }
    return SSI_OK;
}

static enum ssi_status read_unknown(struct ssi_report_data *data,
                                    const struct ssi_json *names, struct ssi_error *err)
{
    enum { SHOWN = 3, KEY_SIZE = 256 };
    size_t count = 0;
    struct ssi_output *line;
    while (ssi_json_key(names, count).len > 0) {
        count++;
    }
    if (count == 0) {
        return SSI_OK;
    }
    SSI_TRY(ssi_output_memory(&line, err));
    ssi_output_text(line, "Not counted, because no format maps them: ");
    for (size_t i = 0; i < count && i < SHOWN; i++) {
        char key[KEY_SIZE], rows[SSI_SHOW_SIZE];
        struct ssi_str name = ssi_json_key(names, i);
        int len = snprintf(key, sizeof key, "%.*s", (int)name.len, name.ptr);
        int64_t n = len > 0 && len < KEY_SIZE ? ssi_json_get_integer(names, key) : 0;
        ssi_output_text(line, i > 0 ? ", " : "");
        put_clipped(line, name);
        ssi_output_format(line, " (%s row%s)", ssi_show_count(rows, n),
                          n == 1 ? "" : "s");
    }
    if (count > SHOWN) {
        ssi_output_format(line, " and %zu more activities", count - SHOWN);
    }
    return end_note(data, line, err);
}

static void read_pillars(struct ssi_report_data *data, const struct ssi_json *pillars)
{
    static const char *const names[SSI_MEASURES] = {"", "brand", "people", "insights",
                                                    "relationships"};
    for (enum ssi_measure p = SSI_BRAND; p < SSI_MEASURES; p++) {
        data->has_pillar[p] = ssi_json_get_flag(pillars, names[p]);
    }
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
    SSI_TRY(read_list(data, incomplete, "Left out, because it could not be read: ", err));
    data->bad_note_count = data->note_count;
    read_pillars(data, ssi_json_get(root, "pillars"));
    SSI_TRY(read_gaps(data, ssi_json_get(root, "gaps"), err));
    SSI_TRY(read_unknown(data, ssi_json_get(root, "unknown_activities"), err));
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
