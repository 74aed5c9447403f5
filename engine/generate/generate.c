// SPDX-License-Identifier: GPL-3.0-or-later
// `ssi generate`: checks the options, opens the files and runs the simulation through
// them. The only part that knows folders and file names.

#include "ssi/generate.h"

#include "folder_internal.h"
#include "simulate_internal.h"

#include "ssi/file.h"

#include <stdio.h>

void ssi_generate_options_init(struct ssi_generate_options *options)
{
    *options = (struct ssi_generate_options){.members = 200,
                                             .weeks = 26,
                                             .seed = 2026,
                                             .end_day = ssi_days_from_civil(2026, 11, 18),
                                             .parts = SSI_GENERATE_ALL};
}

enum file_id {
    NAVIGATOR,
    NAVIGATOR_NEXT,
    OUTCOME,
    ACTIVITY,
    CONNECTIONS,
    DEALS,
    TABLE,
    FILES
};

struct run {
    struct ssi_gen_world world;
    struct ssi_gen_simulation sim;
    struct ssi_gen_cells *cells[FILES];
    struct ssi_generate_summary summary;
    struct ssi_arena arena;
    int32_t file, file_count; /* of navigator-activity */
};

static enum ssi_status check_options(const struct ssi_generate_options *options,
                                     struct ssi_error *err)
{
    if (!options->folder || options->folder[0] == '\0') {
        return ssi_error_set(err, SSI_EUSAGE, "no folder to write to");
    }
    if (options->members < 1 || options->members > 5000000) {
        return ssi_error_set(err, SSI_EUSAGE, "members must be 1 to 5000000");
    }
    if (options->weeks < 1 || options->weeks > 520) {
        return ssi_error_set(err, SSI_EUSAGE, "weeks must be 1 to 520");
    }
    if (options->files > options->weeks) {
        return ssi_error_set(err, SSI_EUSAGE, "files must not be more than weeks (%u)",
                             options->weeks);
    }
    if (options->overlap_days > 7) {
        return ssi_error_set(err, SSI_EUSAGE, "overlap must be 0 to 7 days");
    }
    if (options->end_day < -700000 || options->end_day > 2900000) {
        return ssi_error_set(err, SSI_EUSAGE,
                             "the last day must lie in the years 60 to 9900");
    }
    return SSI_OK;
}

static enum ssi_status file_name(struct run *run, const char *stem, bool gzip,
                                 const char **out_name, struct ssi_error *err)
{
    char name[96];
    int len = snprintf(name, sizeof name, "%s.csv%s", stem, gzip ? ".gz" : "");
    struct ssi_str copy = {0};
    SSI_TRY(ssi_arena_copy(&run->arena, ssi_str_of(name, (size_t)len), &copy, err));
    *out_name = copy.ptr;
    return SSI_OK;
}

// Start a file of a wanted part; of another, its rows go nowhere.
static enum ssi_status open_file(struct run *run, enum file_id id, unsigned part,
                                 const char *stem, const char *header, bool gzip,
                                 struct ssi_error *err)
{
    struct ssi_gen_cells *cells = run->cells[id];
    struct ssi_output *output = NULL;
    if (run->world.options.parts & part) {
        const char *name = NULL;
        SSI_TRY(file_name(run, stem, gzip, &name, err));
        const char *path = ssi_path_join(&run->arena, run->world.options.folder, name);
        if (!path) {
            return ssi_error_nomem(err);
        }
        SSI_TRY(ssi_output_open(path, gzip ? SSI_OUTPUT_GZIP : SSI_OUTPUT_PLAIN, &output,
                                err));
        run->summary.files++;
    }
    cells->rows = 0;
    ssi_gen_cells_start(cells, output, header);
    return SSI_OK;
}

// Finish a file; adds its rows to *out_rows.
static enum ssi_status close_file(struct run *run, enum file_id id, uint64_t *out_rows,
                                  struct ssi_error *err)
{
    struct ssi_gen_cells *cells = run->cells[id];
    ssi_gen_cells_flush(cells);
    struct ssi_output *output = cells->output;
    cells->output = NULL;
    if (!output) {
        return SSI_OK;
    }
    *out_rows += cells->rows;
    run->summary.bytes += ssi_output_size(output);
    return ssi_output_close(output, err);
}

// Files of navigator-activity begin with a week.
static int32_t file_start(const struct run *run, int32_t file)
{
    return (int32_t)((int64_t)run->world.options.weeks * file / run->file_count) * 7;
}

enum { STEM_SIZE = 64 };

static void navigator_stem(const struct run *run, int32_t file, char stem[STEM_SIZE])
{
    int32_t overlap = file > 0 ? (int32_t)run->world.options.overlap_days : 0;
    char from[16], to[16];
    ssi_format_date(from, run->world.first_day + file_start(run, file) - overlap);
    ssi_format_date(to, run->world.first_day + file_start(run, file + 1) - 1);
    (void)snprintf(stem, STEM_SIZE, "navigator-activity-%s-%s", from, to);
}

static enum ssi_status open_navigator(struct run *run, enum file_id id, int32_t file,
                                      struct ssi_error *err)
{
    char stem[STEM_SIZE];
    navigator_stem(run, file, stem);
    return open_file(run, id, SSI_GENERATE_NAVIGATOR_ACTIVITY, stem,
                     ssi_gen_navigator_header, run->world.options.gzip, err);
}

// Before a day: the file that takes it, and the next one where they overlap.
static enum ssi_status turn_file(struct run *run, int32_t day, struct ssi_error *err)
{
    int32_t next_start = file_start(run, run->file + 1);
    if (day == next_start) {
        SSI_TRY(close_file(run, NAVIGATOR, &run->summary.navigator_activity, err));
        run->file++;
        if (run->sim.next) {
            struct ssi_gen_cells *next = run->cells[NAVIGATOR_NEXT];
            run->cells[NAVIGATOR_NEXT] = run->cells[NAVIGATOR];
            run->cells[NAVIGATOR] = next;
        } else {
            SSI_TRY(open_navigator(run, NAVIGATOR, run->file, err));
        }
        run->sim.next = NULL;
        run->sim.navigator = run->cells[NAVIGATOR];
    }
    bool last = run->file + 1 == run->file_count;
    if (!last && !run->sim.next &&
        day >=
            file_start(run, run->file + 1) - (int32_t)run->world.options.overlap_days) {
        SSI_TRY(open_navigator(run, NAVIGATOR_NEXT, run->file + 1, err));
        run->sim.next = run->cells[NAVIGATOR_NEXT];
    }
    return SSI_OK;
}

// The files with one name each, in the order of enum file_id, then the small tables.
static const struct single_file {
    const char *stem;
    unsigned part;
    bool large; /* compressed when asked for */
    const char *header;
} single_files[] = {
    {"navigator-outcome", SSI_GENERATE_NAVIGATOR_OUTCOME, true, ssi_gen_outcome_header},
    {"activity", SSI_GENERATE_ACTIVITY, true, ssi_gen_activity_header},
    {"connections", SSI_GENERATE_CONNECTIONS, true, ssi_gen_connections_header},
    {"deals", SSI_GENERATE_DEALS, false, ssi_gen_deals_header},
    {"members", SSI_GENERATE_MEMBERS, false, ssi_gen_members_header},
    {"identities", SSI_GENERATE_MEMBERS, false, ssi_gen_identities_header},
    {"quotas", SSI_GENERATE_DEALS, false, ssi_gen_quotas_header},
};

enum { SINGLE_STREAMS = 4, SINGLE_MEMBERS = 4, SINGLE_IDENTITIES, SINGLE_QUOTAS };

static enum ssi_status open_single(struct run *run, enum file_id id, size_t single,
                                   struct ssi_error *err)
{
    const struct single_file *file = &single_files[single];
    return open_file(run, id, file->part, file->stem, file->header,
                     file->large && run->world.options.gzip, err);
}

static enum ssi_status open_files(struct run *run, struct ssi_error *err)
{
    SSI_TRY(open_navigator(run, NAVIGATOR, 0, err));
    for (size_t i = 0; i < SINGLE_STREAMS; i++) {
        SSI_TRY(open_single(run, (enum file_id)(OUTCOME + i), i, err));
    }
    run->sim.navigator = run->cells[NAVIGATOR];
    run->sim.outcome = run->cells[OUTCOME];
    run->sim.activity = run->cells[ACTIVITY];
    run->sim.connections = run->cells[CONNECTIONS];
    run->sim.deals = run->cells[DEALS];
    return SSI_OK;
}

static enum ssi_status add_name(struct run *run, struct ssi_gen_names *names,
                                const char *stem, bool gzip, struct ssi_error *err)
{
    SSI_TRY(SSI_GROW(names->items, names->cap, names->count + 1, err));
    SSI_TRY(file_name(run, stem, gzip, &names->items[names->count], err));
    names->count++;
    return SSI_OK;
}

// The names of all files that this run is going to write.
static enum ssi_status plan_names(struct run *run, struct ssi_gen_names *names,
                                  struct ssi_error *err)
{
    const struct ssi_generate_options *options = &run->world.options;
    bool navigator = options->parts & SSI_GENERATE_NAVIGATOR_ACTIVITY;
    for (int32_t file = 0; navigator && file < run->file_count; file++) {
        char stem[STEM_SIZE];
        navigator_stem(run, file, stem);
        SSI_TRY(add_name(run, names, stem, options->gzip, err));
    }
    for (size_t i = 0; i < SSI_COUNT(single_files); i++) {
        const struct single_file *file = &single_files[i];
        bool wanted = i != SINGLE_IDENTITIES || ssi_gen_has_identities(&run->world);
        if (wanted && options->parts & file->part) {
            SSI_TRY(add_name(run, names, file->stem, file->large && options->gzip, err));
        }
    }
    return SSI_OK;
}

static enum ssi_status claim_folder(struct run *run, struct ssi_error *err)
{
    struct ssi_gen_names names = {0};
    enum ssi_status status = plan_names(run, &names, err);
    if (status == SSI_OK) {
        status =
            ssi_gen_folder_claim(run->world.options.folder, &names, &run->arena, err);
    }
    ssi_free(names.items);
    return status;
}

static enum ssi_status close_files(struct run *run, struct ssi_error *err)
{
    struct ssi_generate_summary *sum = &run->summary;
    SSI_TRY(close_file(run, NAVIGATOR, &sum->navigator_activity, err));
    SSI_TRY(close_file(run, OUTCOME, &sum->navigator_outcome, err));
    SSI_TRY(close_file(run, ACTIVITY, &sum->activity, err));
    SSI_TRY(close_file(run, CONNECTIONS, &sum->connections, err));
    SSI_TRY(close_file(run, DEALS, &sum->deals, err));
    sum->repeated = sum->navigator_activity > 0 ? run->sim.repeated : 0;
    sum->navigator_activity -= sum->repeated;
    return SSI_OK;
}

// The small tables, written whole, one after the other.
static enum ssi_status write_table(struct run *run, size_t single,
                                   void (*write)(const struct ssi_gen_world *,
                                                 struct ssi_gen_cells *),
                                   uint64_t *out_rows, struct ssi_error *err)
{
    SSI_TRY(open_single(run, TABLE, single, err));
    if (run->cells[TABLE]->output) {
        write(&run->world, run->cells[TABLE]);
    }
    return close_file(run, TABLE, out_rows, err);
}

static enum ssi_status write_tables(struct run *run, struct ssi_error *err)
{
    struct ssi_generate_summary *sum = &run->summary;
    SSI_TRY(write_table(run, SINGLE_MEMBERS, ssi_gen_write_members, &sum->members, err));
    if (ssi_gen_has_identities(&run->world)) {
        SSI_TRY(write_table(run, SINGLE_IDENTITIES, ssi_gen_write_identities,
                            &sum->identities, err));
    }
    return write_table(run, SINGLE_QUOTAS, ssi_gen_write_quotas, &sum->quotas, err);
}

static enum ssi_status simulate(struct run *run, struct ssi_error *err)
{
    ssi_gen_connections_known(&run->world, run->cells[CONNECTIONS]);
    for (int32_t day = 0; day < run->world.days; day++) {
        SSI_TRY(turn_file(run, day, err));
        if (day % 7 == 0) {
            ssi_gen_simulation_week(&run->sim, day / 7);
        }
        SSI_TRY(ssi_gen_simulation_day(&run->sim, day, err));
        if (day % 7 == 6) {
            ssi_gen_deals_week(&run->world, run->sim.deals, day / 7);
        }
    }
    ssi_gen_deals_open(&run->world, run->sim.deals);
    return SSI_OK;
}

static enum ssi_status prepare(struct run *run,
                               const struct ssi_generate_options *options,
                               struct ssi_error *err)
{
    SSI_TRY(ssi_gen_world_init(&run->world, options, err));
    SSI_TRY(ssi_gen_simulation_init(&run->sim, &run->world, err));
    run->file_count =
        (int32_t)(options->files ? options->files : (options->weeks + 3) / 4);
    for (size_t i = 0; i < FILES; i++) {
        run->cells[i] = ssi_arena_alloc(&run->arena, sizeof *run->cells[i]);
        if (!run->cells[i]) {
            return ssi_error_nomem(err);
        }
        run->cells[i]->quote_all = options->quote_all;
        run->cells[i]->crlf = options->crlf;
    }
    return claim_folder(run, err);
}

static void release(struct run *run)
{
    for (size_t i = 0; i < FILES; i++) {
        if (run->cells[i]) {
            ssi_output_abandon(run->cells[i]->output);
        }
    }
    ssi_gen_simulation_release(&run->sim);
    ssi_gen_world_release(&run->world);
    ssi_arena_release(&run->arena);
}

static enum ssi_status generate(struct run *run,
                                const struct ssi_generate_options *options,
                                struct ssi_error *err)
{
    SSI_TRY(prepare(run, options, err));
    SSI_TRY(write_tables(run, err));
    SSI_TRY(open_files(run, err));
    SSI_TRY(simulate(run, err));
    return close_files(run, err);
}

enum ssi_status ssi_generate(const struct ssi_generate_options *options,
                             struct ssi_generate_summary *out_summary,
                             struct ssi_error *err)
{
    SSI_TRY(check_options(options, err));
    struct run run = {0};
    enum ssi_status status = generate(&run, options, err);
    if (status == SSI_OK && out_summary) {
        *out_summary = run.summary;
    }
    release(&run);
    return status;
}
