// SPDX-License-Identifier: GPL-3.0-or-later
// ssi merge: several partials to one; in any order the same bytes.

#include "cli_internal.h"

static enum ssi_status merge(const struct ssi_settings *settings,
                             struct ssi_partial *parts, const struct ssi_partial **inputs,
                             struct ssi_error *err)
{
    for (size_t i = 0; i < settings->operand_count; i++) {
        SSI_TRY(ssi_partial_open(&parts[i], settings->operands[i], err));
        inputs[i] = &parts[i];
    }
    return ssi_partial_merge_file(inputs, settings->operand_count, settings->output, err);
}

static enum ssi_status run(const struct ssi_settings *settings, struct ssi_error *err)
{
    size_t count = settings->operand_count;
    if (!settings->output || count == 0) {
        return ssi_error_set(err, SSI_EUSAGE, "name partials to merge, and -o PART");
    }
    struct ssi_partial *parts = ssi_alloc(count, sizeof *parts);
    const struct ssi_partial **inputs = ssi_alloc(count, sizeof *inputs);
    enum ssi_status status =
        parts && inputs ? merge(settings, parts, inputs, err) : ssi_error_nomem(err);
    for (size_t i = 0; parts && i < count; i++) {
        ssi_partial_release(&parts[i]);
    }
    ssi_free(parts);
    ssi_free(inputs);
    return status;
}

static const enum ssi_option_id options[] = {SSI_OPTION_output, SSI_OPTION_quiet,
                                             SSI_OPTION_help, SSI_OPTIONS};

const struct ssi_command ssi_command_merge = {
    .name = "merge",
    .usage = "PART... -o PART",
    .summary = "Add partials up",
    .example = "ssi merge october.part november.part -o autumn.part",
    .options = options,
    .run = run,
};
