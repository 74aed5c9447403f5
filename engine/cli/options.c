// SPDX-License-Identifier: GPL-3.0-or-later
// Reads options by the table options.def; the same table makes every help page.

#include <stddef.h>
#include <stdio.h>

#include "cli_internal.h"

#include "ssi/ini.h"
#include "ssi/num.h"

enum kind { TEXT, NUMBER, FLAG, LIST };

struct option {
    const char *name;
    char letter;
    enum kind kind;
    const char *argument, *help;
    size_t offset;
};

static const struct option options[SSI_OPTIONS] = {
#define SSI_OPTION(field, name, letter, kind, argument, help)                            \
    {name, letter, kind, argument, help, offsetof(struct ssi_settings, field)},
#include "options.def"
#undef SSI_OPTION
};

#define SSI_COMMAND(name) extern const struct ssi_command ssi_command_##name;
#include "commands.def"
#undef SSI_COMMAND

const struct ssi_command *ssi_command_at(size_t index)
{
    static const struct ssi_command *const commands[] = {
#define SSI_COMMAND(name) &ssi_command_##name,
#include "commands.def"
#undef SSI_COMMAND
    };
    return index < SSI_COUNT(commands) ? commands[index] : NULL;
}

const struct ssi_command *ssi_command_find(const char *name)
{
    const struct ssi_command *command;
    for (size_t i = 0; (command = ssi_command_at(i)) != NULL; i++) {
        if (strcmp(command->name, name) == 0) {
            return command;
        }
    }
    return NULL;
}

enum ssi_status ssi_unknown_command(const char *name, struct ssi_error *err)
{
    const char *names[32];
    size_t count = 0;
    char text[SSI_QUOTE_SIZE];
    for (; count < SSI_COUNT(names) && ssi_command_at(count); count++) {
        names[count] = ssi_command_at(count)->name;
    }
    const char *near = ssi_suggest(ssi_str_z(name), names, count);
    return ssi_error_set(
        err, SSI_EUSAGE, "%s is no command; %s%s%s", ssi_quote(ssi_str_z(name), text),
        near ? "did you mean '" : "see ", near ? near : "'ssi --help'", near ? "'?" : "");
}

static const struct option *find_long(const struct ssi_command *command,
                                      struct ssi_str name)
{
    for (const enum ssi_option_id *id = command->options; *id != SSI_OPTIONS; id++) {
        if (ssi_str_eq(ssi_str_z(options[*id].name), name)) {
            return &options[*id];
        }
    }
    return NULL;
}

static const struct option *find_short(const struct ssi_command *command, char letter)
{
    for (const enum ssi_option_id *id = command->options; *id != SSI_OPTIONS; id++) {
        if (options[*id].letter == letter && letter) {
            return &options[*id];
        }
    }
    return NULL;
}

/** dashed: the option as it was written, "--name" or "-n". */
static enum ssi_status unknown_option(const struct ssi_command *command,
                                      struct ssi_str dashed, struct ssi_error *err)
{
    const char *names[SSI_OPTIONS];
    size_t count = 0;
    char text[SSI_QUOTE_SIZE];
    for (const enum ssi_option_id *id = command->options; *id != SSI_OPTIONS; id++) {
        names[count++] = options[*id].name;
    }
    bool is_long = dashed.len > 2;
    const char *near =
        is_long ? ssi_suggest(ssi_str_of(dashed.ptr + 2, dashed.len - 2), names, count)
                : NULL;
    ssi_quote(dashed, text);
    return ssi_error_set(err, SSI_EUSAGE, "'ssi %s' has no option %s; %s%s%s",
                         command->name, text, near ? "did you mean '--" : "see 'ssi ",
                         near ? near : command->name, near ? "'?" : " --help'");
}

static enum ssi_status set_option(const struct option *option, const char *value,
                                  struct ssi_settings *settings, struct ssi_error *err)
{
    char *slot = (char *)settings + option->offset;
    if (option->kind != FLAG && value[0] == '\0') {
        return ssi_error_set(err, SSI_EUSAGE, "--%s wants %s, not an empty word",
                             option->name, option->argument);
    }
    if (option->kind == FLAG) {
        *(bool *)(void *)slot = true;
    } else if (option->kind == TEXT) {
        *(const char **)(void *)slot = value;
    } else if (option->kind == NUMBER) {
        uint64_t number;
        if (!ssi_parse_u64(ssi_str_z(value), &number) || number > INT64_MAX) {
            char text[SSI_QUOTE_SIZE];
            return ssi_error_set(err, SSI_EUSAGE, "--%s wants a whole number, not %s",
                                 option->name, ssi_quote(ssi_str_z(value), text));
        }
        *(int64_t *)(void *)slot = (int64_t)number;
    } else {
        struct ssi_text_list *list = (struct ssi_text_list *)(void *)slot;
        if (list->count == SSI_LIST_LIMIT) {
            return ssi_error_set(err, SSI_EUSAGE, "--%s more than %d times", option->name,
                                 SSI_LIST_LIMIT);
        }
        list->items[list->count++] = value;
    }
    return SSI_OK;
}

struct cursor {
    int argc, at;
    char **argv;
};

/** The argument of an option: behind '=', behind the letter, or the next word. */
static enum ssi_status take_value(struct cursor *cursor, const struct option *option,
                                  const char *attached, const char **out_value,
                                  struct ssi_error *err)
{
    *out_value = attached;
    if (option->kind == FLAG) {
        return attached
                   ? ssi_error_set(err, SSI_EUSAGE, "--%s takes no value", option->name)
                   : SSI_OK;
    }
    if (attached) {
        return SSI_OK;
    }
    if (cursor->at + 1 >= cursor->argc) {
        return ssi_error_set(err, SSI_EUSAGE, "--%s wants %s", option->name,
                             option->argument);
    }
    *out_value = cursor->argv[++cursor->at];
    return SSI_OK;
}

static enum ssi_status parse_long(const struct ssi_command *command,
                                  struct cursor *cursor, struct ssi_settings *settings,
                                  struct ssi_error *err)
{
    const char *word = cursor->argv[cursor->at] + 2;
    const char *equals = strchr(word, '=');
    struct ssi_str name =
        ssi_str_of(word, equals ? (size_t)(equals - word) : strlen(word));
    const struct option *option = find_long(command, name);
    const char *value = NULL;
    if (!option) {
        return unknown_option(command, ssi_str_of(word - 2, name.len + 2), err);
    }
    SSI_TRY(take_value(cursor, option, equals ? equals + 1 : NULL, &value, err));
    return set_option(option, value, settings, err);
}

static enum ssi_status parse_short(const struct ssi_command *command,
                                   struct cursor *cursor, struct ssi_settings *settings,
                                   struct ssi_error *err)
{
    const char *word = cursor->argv[cursor->at];
    const struct option *option = find_short(command, word[1]);
    const char *value = NULL;
    if (!option) {
        return unknown_option(command, ssi_str_of(word, 2), err);
    }
    SSI_TRY(take_value(cursor, option, word[2] ? word + 2 : NULL, &value, err));
    return set_option(option, value, settings, err);
}

enum ssi_status ssi_options_parse(const struct ssi_command *command, int argc,
                                  char **argv, struct ssi_settings *settings,
                                  struct ssi_error *err)
{
    struct cursor cursor = {.argc = argc, .argv = argv};
    bool ended = false;
    memset(settings, 0, sizeof *settings);
    settings->max_rejects = settings->threads = settings->members = settings->weeks =
        settings->event_count = settings->seed = settings->file_count =
            settings->overlap = -1;
    settings->operands = ssi_alloc((size_t)argc + 1, sizeof *settings->operands);
    enum ssi_status status = settings->operands ? SSI_OK : ssi_error_nomem(err);
    for (; status == SSI_OK && cursor.at < argc; cursor.at++) {
        const char *word = argv[cursor.at];
        if (!ended && strcmp(word, "--") == 0) {
            ended = true;
        } else if (!ended && strncmp(word, "--", 2) == 0) {
            status = parse_long(command, &cursor, settings, err);
        } else if (!ended && word[0] == '-' && word[1]) {
            status = parse_short(command, &cursor, settings, err);
        } else {
            settings->operands[settings->operand_count++] = word;
        }
    }
    if (status != SSI_OK) {
        ssi_free(settings->operands);
    }
    return status;
}

void ssi_options_help(const struct ssi_command *command)
{
    ssi_print("%s\n\n  %s\n\nUsage: ssi %s %s\n\n", command->summary, command->example,
              command->name, command->usage);
    for (const enum ssi_option_id *id = command->options; *id != SSI_OPTIONS; id++) {
        const struct option *option = &options[*id];
        char left[64];
        (void)snprintf(left, sizeof left, "%c%c%s--%s%s%s", option->letter ? '-' : ' ',
                       option->letter ? option->letter : ' ',
                       option->letter ? ", " : "  ", option->name,
                       option->argument[0] ? " " : "", option->argument);
        ssi_print("  %-32s %s\n", left, option->help);
    }
}

void ssi_program_help(void)
{
    const struct ssi_command *command;
    ssi_print(
        "Scores, ranks and reports a team's social selling, week by week.\n\n"
        "  ssi run exports/ -o out      read exports, publish out/<week>/report.pdf\n\n"
        "Usage: ssi COMMAND [OPTION...] [ARGUMENT...]\n\n");
    for (size_t i = 0; (command = ssi_command_at(i)) != NULL; i++) {
        ssi_print("  %-10s %s\n", command->name, command->summary);
    }
    ssi_print("\n'ssi COMMAND --help' tells more; 'ssi --version' the version.\n"
              "Exit: 0 done, 1 data, 2 usage or config, 3 input/output, 4 internal, "
              "5 gnuplot,\n130 interrupted.\n");
}
