// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * INI files, whole: sections and keys in the order of the file, each with its line. A
 * value may go on in indented lines; the lines are joined by commas, as lists are
 * written. A key that stands twice in a section is an error.
 */
#ifndef SSI_INI_H
#define SSI_INI_H

#include <stdbool.h>
#include <stdint.h>

#include "ssi/memory.h"

struct ssi_ini_entry {
    struct ssi_str section, key, value; /**< in the file's arena, terminated */
    uint64_t line;
    bool used; /**< set by ssi_ini_get; what is left over is unknown */
};

struct ssi_ini {
    const char *path;
    struct ssi_ini_entry *entries;
    size_t count, cap;
    struct ssi_arena arena;
};

SSI_NODISCARD enum ssi_status ssi_ini_load(struct ssi_ini *ini, const char *path,
                                           struct ssi_error *err);
SSI_NODISCARD enum ssi_status ssi_ini_parse(struct ssi_ini *ini, const char *path,
                                            struct ssi_str bytes, struct ssi_error *err);
void ssi_ini_release(struct ssi_ini *ini);

/** The entry, marked used, or NULL. Names are compared without ASCII case. */
struct ssi_ini_entry *ssi_ini_get(struct ssi_ini *ini, const char *section,
                                  const char *key);

/** An error at an entry's line: SSI_EUSAGE with file and line. */
SSI_PRINTF(4, 5)
enum ssi_status ssi_ini_error(const struct ssi_ini *ini,
                              const struct ssi_ini_entry *entry, struct ssi_error *err,
                              const char *format, ...);

/** The first entry never asked for, as an error with the nearest of the known names. */
SSI_NODISCARD enum ssi_status ssi_ini_check_used(const struct ssi_ini *ini,
                                                 const char *const *known,
                                                 size_t known_count,
                                                 struct ssi_error *err);

/** The candidate most like a word (edit distance at most a third), or NULL. O(n m^2). */
const char *ssi_suggest(struct ssi_str word, const char *const *candidates, size_t count);

#endif
