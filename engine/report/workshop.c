// SPDX-License-Identifier: GPL-3.0-or-later
// The folder where a report is made: opened inside week_dir (so that finished files move
// by rename, and a full disk is met before anything is replaced) and removed whatever
// happens.
#include "workshop_internal.h"

#include <stdio.h>
#include <stdlib.h>

#include "gnuplot_internal.h"
#include "ssi/file.h"
#include "ssi/parallel.h"
#include "templates_internal.h"

static enum ssi_status make_folders(struct ssi_workshop *shop, struct ssi_error *err)
{
    char *root = (char *)ssi_arena_alloc(&shop->arena, strlen(shop->week_dir) + 32);
    if (!root) {
        return ssi_error_nomem(err);
    }
    snprintf(root, strlen(shop->week_dir) + 32, "%s/.report-XXXXXX", shop->week_dir);
    if (!mkdtemp(root)) {
        return ssi_error_errno(err, "cannot make a folder in", shop->week_dir);
    }
    shop->root = root;
    shop->work = ssi_path_join(&shop->arena, root, "work");
    shop->fresh = ssi_path_join(&shop->arena, root, "new");
    const char *charts =
        shop->fresh ? ssi_path_join(&shop->arena, shop->fresh, "charts") : NULL;
    const char *teams =
        shop->fresh ? ssi_path_join(&shop->arena, shop->fresh, "teams") : NULL;
    if (!shop->work || !charts || !teams) {
        return ssi_error_nomem(err);
    }
    const char *members = ssi_path_join(&shop->arena, shop->fresh, "members");
    if (!members) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(ssi_folder_make(shop->work, err));
    SSI_TRY(ssi_folder_make(members, err));
    SSI_TRY(ssi_folder_make(charts, err));
    return ssi_folder_make(teams, err);
}

/** style.gp lies beside templates/ in a folder of templates. */
static enum ssi_status read_template(struct ssi_workshop *shop, size_t i,
                                     struct ssi_error *err)
{
    enum { LIMIT = 1 << 20 };
    char name[96];
    const struct ssi_template *template = &ssi_templates[i];
    bool theme = strncmp(template->name, "theme-", strlen("theme-")) == 0;
    if (!shop->options->templates || theme) {
        shop->templates[i] = ssi_str_of((const char *)template->bytes, template->len);
        return SSI_OK;
    }
    snprintf(name, sizeof name, "%s%s", i > 0 ? "templates/" : "", template->name);
    const char *path = ssi_path_join(&shop->arena, shop->options->templates, name);
    return path ? ssi_file_read(path, LIMIT, &shop->arena, &shop->templates[i], err)
                : ssi_error_nomem(err);
}

/** The style and, after it, what the theme says otherwise. */
static enum ssi_status join_theme(struct ssi_workshop *shop, struct ssi_error *err)
{
    char name[64];
    struct ssi_output *joined;
    if (!shop->options->theme || strcmp(shop->options->theme, "default") == 0) {
        return SSI_OK;
    }
    snprintf(name, sizeof name, "theme-%.40s", shop->options->theme);
    SSI_TRY(ssi_output_memory(&joined, err));
    ssi_output_str(joined, shop->templates[0]);
    ssi_output_str(joined, ssi_workshop_template(shop, name));
    enum ssi_status status =
        ssi_arena_copy(&shop->arena, ssi_output_bytes(joined), &shop->templates[0], err);
    ssi_output_abandon(joined);
    return status;
}

static enum ssi_status put_templates(struct ssi_workshop *shop, struct ssi_error *err)
{
    shop->templates =
        ssi_arena_alloc(&shop->arena, ssi_template_count * sizeof *shop->templates);
    if (!shop->templates) {
        return ssi_error_nomem(err);
    }
    for (size_t i = 0; i < ssi_template_count; i++) {
        SSI_TRY(read_template(shop, i, err));
    }
    SSI_TRY(join_theme(shop, err));
    for (size_t i = 0; i < ssi_template_count; i++) {
        struct ssi_output *output;
        SSI_TRY(ssi_workshop_file(shop, shop->work, ssi_templates[i].name, &output, err));
        ssi_output_str(output, shop->templates[i]);
        SSI_TRY(ssi_output_close(output, err));
    }
    return SSI_OK;
}

enum ssi_status ssi_workshop_open(struct ssi_workshop *shop, const char *week_dir,
                                  const struct ssi_report_options *options,
                                  const struct ssi_report_data *data,
                                  struct ssi_error *err)
{
    *shop = (struct ssi_workshop){.week_dir = week_dir, .options = options, .data = data};
    shop->threads = options->threads ? options->threads : ssi_processors();
    ssi_arena_init(&shop->arena);
    enum ssi_status status = ssi_gnuplot_find(shop->gnuplot, sizeof shop->gnuplot, err);
    if (status == SSI_OK) {
        status = make_folders(shop, err);
    }
    if (status == SSI_OK) {
        status = put_templates(shop, err);
    }
    if (status != SSI_OK) {
        ssi_workshop_release(shop);
    }
    return status;
}

void ssi_workshop_release(struct ssi_workshop *shop)
{
    if (shop->root) {
        (void)!ssi_folder_remove(shop->root, NULL);
    }
    ssi_free(shop->files);
    ssi_arena_release(&shop->arena);
    *shop = (struct ssi_workshop){0};
}

static enum ssi_status move(struct ssi_workshop *shop, const char *name,
                            struct ssi_error *err)
{
    const char *from = ssi_path_join(&shop->arena, shop->fresh, name);
    const char *to = ssi_path_join(&shop->arena, shop->week_dir, name);
    if (!from || !to) {
        return ssi_error_nomem(err);
    }
    SSI_TRY(ssi_folder_remove(to, err));
    if (ssi_file_exists(from) && rename(from, to) != 0) {
        return ssi_error_errno(err, "cannot move into place", to);
    }
    return SSI_OK;
}

enum ssi_status ssi_workshop_publish(struct ssi_workshop *shop, struct ssi_error *err)
{
    static const char *const names[] = {"charts",      "teams",     "members",
                                        "report.html", "files.csv", "report.pdf"};
    const char *members = ssi_path_join(&shop->arena, shop->fresh, "members");
    (void)(members && remove(members)); /* where it is empty */
    for (size_t i = 0; i < SSI_COUNT(names); i++) {
        SSI_TRY(move(shop, names[i], err));
    }
    return SSI_OK;
}

enum ssi_status ssi_workshop_file(struct ssi_workshop *shop, const char *folder,
                                  const char *name, struct ssi_output **out_output,
                                  struct ssi_error *err)
{
    char path[4096];
    int len = snprintf(path, sizeof path, "%s/%s", folder, name);
    (void)shop;
    if (len < 0 || (size_t)len >= sizeof path) {
        return ssi_error_set(err, SSI_EIO, "the path of the report is too long");
    }
    return ssi_output_open(path, SSI_OUTPUT_PLAIN, out_output, err);
}

struct ssi_str ssi_workshop_template(const struct ssi_workshop *shop, const char *name)
{
    size_t len = strlen(name);
    for (size_t i = 0; i < ssi_template_count; i++) {
        if (strncmp(ssi_templates[i].name, name, len) == 0 &&
            strcmp(ssi_templates[i].name + len, ".gp") == 0) {
            return shop->templates[i];
        }
    }
    return (struct ssi_str){0};
}

enum ssi_status ssi_workshop_note(struct ssi_workshop *shop, const char *audience,
                                  struct ssi_str team, struct ssi_str member_id,
                                  const char *path, struct ssi_error *err)
{
    struct ssi_str copy;
    SSI_TRY(ssi_arena_copy(&shop->arena, ssi_str_z(path), &copy, err));
    SSI_TRY(SSI_GROW(shop->files, shop->file_cap, shop->file_count + 1, err));
    shop->files[shop->file_count++] =
        (struct ssi_report_file){audience, team, member_id, copy.ptr};
    return SSI_OK;
}
