// SPDX-License-Identifier: GPL-3.0-or-later
/** Files inside a .zip archive, for source.c and file.c. */
#ifndef SSI_ZIP_INTERNAL_H
#define SSI_ZIP_INTERNAL_H

#include <stdbool.h>

#include "ssi/error.h"

struct ssi_zip_file;

/** Splits "archive.zip:inner.csv" at its colon; false when a path is not of this form. */
bool ssi_zip_split(const char *path, char archive[4096], const char **out_inner);

SSI_NODISCARD enum ssi_status ssi_zip_file_open(const char *archive, const char *inner,
                                                struct ssi_zip_file **out_file,
                                                struct ssi_error *err);

/** *out_len 0 at the clean end, after the CRC was checked. */
SSI_NODISCARD enum ssi_status ssi_zip_file_read(struct ssi_zip_file *file, char *buf,
                                                size_t cap, size_t *out_len,
                                                struct ssi_error *err);
void ssi_zip_file_free(struct ssi_zip_file *file);

typedef enum ssi_status ssi_zip_visit(void *context, const char *inner,
                                      struct ssi_error *err);

/**
 * Calls visit for every file inside, in the order of the archive. *out_is_archive false:
 * no .zip archive, or an office document, which is one too but no folder of exports.
 */
SSI_NODISCARD enum ssi_status ssi_zip_list(const char *path, bool *out_is_archive,
                                           ssi_zip_visit *visit, void *context,
                                           struct ssi_error *err);

#endif
