// SPDX-License-Identifier: GPL-3.0-or-later
// ssi generate: synthetic exports, the same for the same seed.

#include "cli_internal.h"

#include "ssi/generate.h"

static uint32_t or_default(int64_t value, uint32_t otherwise)
{
    return value < 0 ? otherwise : value > UINT32_MAX ? UINT32_MAX : (uint32_t)value;
}

/** "navigator-activity,members" as flags. */
static enum ssi_status choose_parts(const char *list, unsigned *out_parts,
                                    struct ssi_error *err)
{
    static const struct {
        const char *name;
        unsigned flag;
    } parts[] = {{"navigator-activity", SSI_GENERATE_NAVIGATOR_ACTIVITY},
                 {"navigator-outcome", SSI_GENERATE_NAVIGATOR_OUTCOME},
                 {"activity", SSI_GENERATE_ACTIVITY},
                 {"members", SSI_GENERATE_MEMBERS},
                 {"connections", SSI_GENERATE_CONNECTIONS},
                 {"deals", SSI_GENERATE_DEALS}};
    struct ssi_str rest = ssi_str_z(list);
    struct ssi_str name;
    unsigned chosen = 0;
    while (ssi_str_split(&rest, ',', &name)) {
        unsigned flag = 0;
        for (size_t i = 0; i < SSI_COUNT(parts); i++) {
            flag = ssi_str_eq(name, ssi_str_z(parts[i].name)) ? parts[i].flag : flag;
        }
        if (flag == 0) {
            char text[SSI_QUOTE_SIZE];
            return ssi_error_set(
                err, SSI_EUSAGE,
                "--parts %s is none of: navigator-activity, "
                "navigator-outcome, activity, members, connections, deals",
                ssi_quote(name, text));
        }
        chosen |= flag;
    }
    *out_parts = chosen;
    return SSI_OK;
}

static enum ssi_status run(const struct ssi_settings *settings, struct ssi_error *err)
{
    struct ssi_generate_options options;
    struct ssi_generate_summary summary;
    if (!settings->output || settings->operand_count > 0) {
        return ssi_error_set(err, SSI_EUSAGE,
                             "where to? Give -o DIR and no other argument");
    }
    ssi_generate_options_init(&options);
    options.folder = settings->output;
    options.members = or_default(settings->members, options.members);
    options.weeks = or_default(settings->weeks, options.weeks);
    options.files = or_default(settings->file_count, options.files);
    options.overlap_days = or_default(settings->overlap, options.overlap_days);
    options.events =
        settings->event_count < 0 ? options.events : (uint64_t)settings->event_count;
    options.seed = settings->seed < 0 ? options.seed : (uint64_t)settings->seed;
    options.gzip = settings->gzip;
    options.quote_all = settings->quote_all;
    options.crlf = settings->crlf;
    if (settings->end && !ssi_parse_date(ssi_str_z(settings->end), &options.end_day)) {
        char text[SSI_QUOTE_SIZE];
        return ssi_error_set(err, SSI_EUSAGE, "--end %s is no date like 2026-11-18",
                             ssi_quote(ssi_str_z(settings->end), text));
    }
    if (settings->parts) {
        SSI_TRY(choose_parts(settings->parts, &options.parts, err));
    }
    SSI_TRY(ssi_generate(&options, &summary, err));
    ssi_note(settings, "%llu files, %llu + %llu activity rows, %llu members, %llu edges",
             (unsigned long long)summary.files,
             (unsigned long long)(summary.navigator_activity + summary.repeated),
             (unsigned long long)summary.activity, (unsigned long long)summary.members,
             (unsigned long long)summary.connections);
    return SSI_OK;
}

static const enum ssi_option_id options[] = {
    SSI_OPTION_output,      SSI_OPTION_members,   SSI_OPTION_weeks,
    SSI_OPTION_event_count, SSI_OPTION_seed,      SSI_OPTION_end,
    SSI_OPTION_file_count,  SSI_OPTION_overlap,   SSI_OPTION_parts,
    SSI_OPTION_gzip,        SSI_OPTION_quote_all, SSI_OPTION_crlf,
    SSI_OPTION_quiet,       SSI_OPTION_help,      SSI_OPTIONS};

const struct ssi_command ssi_command_generate = {
    .name = "generate",
    .usage = "-o DIR [--members N] [--weeks N] [--events N] [--seed S]",
    .summary = "Write synthetic exports in the real formats",
    .example = "ssi generate -o exports --members 200 --weeks 26 --seed 2026 --gzip",
    .options = options,
    .run = run,
};
