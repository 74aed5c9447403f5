// SPDX-License-Identifier: GPL-3.0-or-later
// charts/: each figure as name.tsv (numbers), name.gp (a script that needs nothing else)
// and name.png (what the script drew). Anyone may edit the script and run it again.
#include <stdio.h>

#include "gnuplot_internal.h"
#include "page_internal.h"
#include "ssi/file.h"
#include "ssi/parallel.h"
#include "ssi/version.h"
#include "workshop_internal.h"

enum {
    NAME_SIZE = 96,
    BATCH = 400,
    JOB = 25,
    MARGIN = 16,
    TOP = 62,
    PIXELS_PER_POINT = 2
};

struct batch {
    struct ssi_workshop *shop;
    const char *folder;
    char (*names)[NAME_SIZE]; /**< without ending */
    size_t count;
};

/** What a picture is of. */
struct chart {
    const struct ssi_plot *plot;
    struct ssi_subject subject;
    struct ssi_str caption, team, member_id;
    const char *audience;
    char name[NAME_SIZE];
};

/** A list is as high as its rows; other figures have the height of their plot. */
static struct ssi_sheet sheet_of(const struct batch *batch, const struct chart *chart,
                                 struct ssi_output *out)
{
    const struct ssi_plot *plot = chart->plot;
    double height = plot->height;
    if (plot->height_of) {
        double wanted = plot->height_of(batch->shop->data, chart->subject);
        height = wanted < height ? wanted : height;
    }
    return (struct ssi_sheet){out,  plot->width, height + TOP, &batch->shop->data->glyphs,
                              NULL, NULL};
}

static void put_title(const struct ssi_sheet *sheet, const struct ssi_report_data *data,
                      const struct chart *chart, const struct ssi_figure *figure)
{
    char week[SSI_SHOW_SIZE];
    double width = sheet->width - 2 * MARGIN;
    struct ssi_look grey = SSI_LOOK(SMALL, GREY, LEFT);
    ssi_sheet_fit(sheet, MARGIN, 18, width, SSI_LOOK(HEAD, INK, LEFT), chart->caption);
    ssi_sheet_format(sheet, MARGIN, 34, SSI_LOOK(BODY, INK, LEFT), "%s, week to %s",
                     figure->title, ssi_show_date(week, data->week));
    ssi_sheet_fit(sheet, MARGIN, 48, width, grey, ssi_str_z(figure->note));
}

static enum ssi_status write_numbers(struct batch *batch, const struct chart *chart,
                                     const struct ssi_figure *figure,
                                     struct ssi_error *err)
{
    char name[NAME_SIZE + 8];
    struct ssi_output *out;
    const struct ssi_report_data *data = batch->shop->data;
    snprintf(name, sizeof name, "%s.tsv", chart->name);
    SSI_TRY(ssi_workshop_file(batch->shop, batch->folder, name, &out, err));
    ssi_output_format(out, "# ssi %s, week %.*s: %s\n", SSI_VERSION,
                      (int)data->week_name.len, data->week_name.ptr,
                      chart->plot->summary);
    ssi_output_str(out, ssi_output_bytes(figure->numbers));
    return ssi_output_close(out, err);
}

static void put_script(struct batch *batch, const struct chart *chart,
                       const struct ssi_figure *figure, struct ssi_output *out)
{
    const struct ssi_plot *plot = chart->plot;
    struct ssi_sheet sheet = sheet_of(batch, chart, out);
    ssi_output_format(out, "# %s: run with \"gnuplot %s.gp\" in this folder\nreset\n",
                      plot->summary, chart->name);
    ssi_output_str(out, ssi_workshop_template(batch->shop, "style"));
    ssi_output_format(
        out,
        "set terminal pngcairo size %d,%d font 'DejaVu Sans,9' fontscale 1.5 "
        "linewidth 0.8 pointscale 2 noenhanced background rgb 'white'\n"
        "set output '%s.png'\n",
        (int)(sheet.width * PIXELS_PER_POINT), (int)(sheet.height * PIXELS_PER_POINT),
        chart->name);
    ssi_sheet_margins(&sheet, figure->plot);
    put_title(&sheet, batch->shop->data, chart, figure);
    ssi_output_str(out, ssi_output_bytes(figure->sheet.out));
    ssi_output_format(out, "DATA = '%s.tsv'\n", chart->name);
    ssi_output_str(out, ssi_workshop_template(batch->shop, figure->template_name));
    ssi_output_text(out, "set output\n");
}

static enum ssi_status write_script(struct batch *batch, const struct chart *chart,
                                    const struct ssi_figure *figure,
                                    struct ssi_error *err)
{
    char name[NAME_SIZE + 8];
    struct ssi_output *out;
    snprintf(name, sizeof name, "%s.gp", chart->name);
    SSI_TRY(ssi_workshop_file(batch->shop, batch->folder, name, &out, err));
    put_script(batch, chart, figure, out);
    return ssi_output_close(out, err);
}

static enum ssi_status check(struct batch *batch, size_t i, struct ssi_error *err)
{
    char name[NAME_SIZE + 8];
    struct ssi_arena arena = {0};
    struct ssi_str bytes;
    snprintf(name, sizeof name, "%s.png", batch->names[i]);
    const char *path = ssi_path_join(&arena, batch->folder, name);
    enum ssi_status status =
        !path ? ssi_error_nomem(err)
        : !ssi_file_exists(path)
            ? ssi_error_set(err, SSI_EGNUPLOT,
                            "gnuplot ended well, but drew no charts/%s", name)
            : ssi_file_read(path, (size_t)64 << 20, &arena, &bytes, err);
    if (status == SSI_OK && !ssi_png_is_whole(bytes)) {
        status = ssi_error_set(err, SSI_EGNUPLOT,
                               "gnuplot left charts/%s unfinished "
                               "(disk full?)",
                               name);
    }
    ssi_arena_release(&arena);
    return status;
}

/** One process draws a few pictures; so do other threads meanwhile. */
static enum ssi_status draw_some(void *context, size_t index, size_t worker,
                                 struct ssi_error *err)
{
    struct batch *batch = context;
    char names[JOB][NAME_SIZE + 8];
    const char *scripts[JOB];
    size_t first = index * JOB, left = batch->count - first;
    size_t count = left < JOB ? left : JOB;
    (void)worker;
    for (size_t i = 0; i < count; i++) {
        snprintf(names[i], sizeof names[i], "%s.gp", batch->names[first + i]);
        scripts[i] = names[i];
    }
    SSI_TRY(ssi_gnuplot_run(
        batch->shop->gnuplot, batch->folder, scripts, count,
        ssi_gnuplot_seconds(batch->shop->options->seconds, (unsigned)count * 4), err));
    for (size_t i = 0; i < count; i++) {
        SSI_TRY(check(batch, first + i, err));
    }
    return SSI_OK;
}

static enum ssi_status draw(struct batch *batch, struct ssi_error *err)
{
    size_t jobs = (batch->count + JOB - 1) / JOB;
    enum ssi_status status =
        ssi_parallel(batch->shop->threads, jobs, draw_some, batch, err);
    batch->count = 0;
    return status;
}

static enum ssi_status keep(struct batch *batch, const struct chart *chart,
                            const struct ssi_figure *figure, struct ssi_error *err)
{
    char path[NAME_SIZE + 16];
    SSI_TRY(write_numbers(batch, chart, figure, err));
    SSI_TRY(write_script(batch, chart, figure, err));
    snprintf(batch->names[batch->count++], NAME_SIZE, "%s", chart->name);
    snprintf(path, sizeof path, "charts/%s.png", chart->name);
    SSI_TRY(ssi_workshop_note(batch->shop, chart->audience, chart->team, chart->member_id,
                              path, err));
    return batch->count == BATCH ? draw(batch, err) : SSI_OK;
}

/** A figure with nothing to draw gives no picture. */
static enum ssi_status add(struct batch *batch, const struct chart *chart,
                           struct ssi_error *err)
{
    struct ssi_figure figure = {0};
    const struct ssi_plot *plot = chart->plot;
    figure.sheet = sheet_of(batch, chart, NULL);
    figure.area = (struct ssi_rect){MARGIN, TOP, plot->width - 2 * MARGIN,
                                    figure.sheet.height - TOP - MARGIN};
    snprintf(figure.title, sizeof figure.title, "%s", plot->title);
    SSI_TRY(ssi_figure_open(&figure, err));
    enum ssi_status status = plot->draw(&figure, batch->shop->data, chart->subject, err);
    if (status == SSI_OK && figure.template_name) {
        status = keep(batch, chart, &figure, err);
    }
    ssi_figure_close(&figure);
    return status;
}

/** All plots of one scope for one subject; stem goes before the plot's name. */
static enum ssi_status add_all(struct batch *batch, enum ssi_plot_scope scope,
                               const char *stem, struct chart *chart,
                               struct ssi_error *err)
{
    for (size_t i = 0; i < ssi_plot_count; i++) {
        if (ssi_plots[i]->scopes & (unsigned)scope) {
            chart->plot = ssi_plots[i];
            snprintf(chart->name, sizeof chart->name, "%.60s-%.24s", stem,
                     ssi_plots[i]->name);
            SSI_TRY(add(batch, chart, err));
        }
    }
    return SSI_OK;
}

static enum ssi_status add_team(struct batch *batch, const struct ssi_group *team,
                                struct ssi_error *err)
{
    char stem[NAME_SIZE], name[SSI_FILE_NAME_SIZE];
    struct chart chart = {.subject.group = team,
                          .caption = team->name,
                          .team = team->name,
                          .audience = "team"};
    ssi_file_name(name, team->name, team->name, batch->shop->options->key);
    snprintf(stem, sizeof stem, "team-%s", name);
    return add_all(batch, SSI_OF_TEAM, stem, &chart, err);
}

static enum ssi_status add_member(struct batch *batch, const struct ssi_member *member,
                                  struct ssi_error *err)
{
    char stem[NAME_SIZE], name[SSI_FILE_NAME_SIZE];
    struct chart chart = {.subject.member = member,
                          .caption = member->name,
                          .team = member->team,
                          .member_id = member->id,
                          .audience = "member"};
    ssi_file_name(name, member->name, member->id, batch->shop->options->key);
    snprintf(stem, sizeof stem, "member-%s", name);
    return add_all(batch, SSI_OF_MEMBER, stem, &chart, err);
}

static enum ssi_status all_charts(struct batch *batch, struct ssi_error *err)
{
    enum { FEW = 100 };
    const struct ssi_report_data *data = batch->shop->data;
    struct chart chart = {.caption = ssi_str_z("Everyone"), .audience = "everyone"};
    size_t few = batch->shop->options->member_charts;
    SSI_TRY(add_all(batch, SSI_OF_EVERYONE, "everyone", &chart, err));
    for (size_t i = 0; i < data->group_count; i++) {
        if (data->groups[i].kind == SSI_TEAM) {
            SSI_TRY(add_team(batch, &data->groups[i], err));
        }
    }
    for (size_t i = 0; data->member_count <= (few ? few : FEW) && i < data->member_count;
         i++) {
        SSI_TRY(add_member(batch, &data->members[i], err));
    }
    return draw(batch, err);
}

enum ssi_status ssi_report_charts(struct ssi_workshop *shop, struct ssi_error *err)
{
    struct batch batch = {.shop = shop, .names = ssi_alloc(BATCH, NAME_SIZE)};
    batch.folder = ssi_path_join(&shop->arena, shop->fresh, "charts");
    enum ssi_status status =
        batch.names && batch.folder ? all_charts(&batch, err) : ssi_error_nomem(err);
    ssi_free(batch.names);
    return status;
}
