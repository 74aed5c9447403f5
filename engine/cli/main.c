// SPDX-License-Identifier: GPL-3.0-or-later
// The program: finds the command, reads its options, runs it, and turns the status into
// the exit code. Everything else is in cmd_*.c and the library.

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cli_internal.h"

#include "ssi/version.h"

static enum ssi_status run_command(const struct ssi_command *command, int argc,
                                   char **argv, struct ssi_error *err)
{
    struct ssi_settings settings;
    SSI_TRY(ssi_options_parse(command, argc, argv, &settings, err));
    if (settings.help) {
        ssi_options_help(command);
        ssi_free(settings.operands);
        return SSI_OK;
    }
    enum ssi_status status = command->run(&settings, err);
    ssi_free(settings.operands);
    return status;
}

static enum ssi_status dispatch(int argc, char **argv, struct ssi_error *err)
{
    const char *name = argc > 1 ? argv[1] : "--help";
    if (strcmp(name, "--version") == 0 || strcmp(name, "version") == 0) {
        ssi_print("ssi %s\n", SSI_VERSION);
        return SSI_OK;
    }
    bool help = strcmp(name, "help") == 0;
    if (help && argc > 2) {
        const struct ssi_command *command = ssi_command_find(argv[2]);
        if (!command) {
            return ssi_unknown_command(argv[2], err);
        }
        ssi_options_help(command);
        return SSI_OK;
    }
    if (help || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        ssi_program_help();
        return SSI_OK;
    }
    const struct ssi_command *command = ssi_command_find(name);
    return command ? run_command(command, argc - 2, argv + 2, err)
                   : ssi_unknown_command(name, err);
}

int main(int argc, char **argv)
{
    struct ssi_error err = {0};
    (void)umask(077); // results hold personal data
    enum ssi_status status = dispatch(argc, argv, &err);
    if (status == SSI_OK) {
        status = ssi_print_flush(&err);
    }
    if (status != SSI_OK) {
        ssi_complain(&err);
    }
    return (int)status;
}
