// SPDX-License-Identifier: GPL-3.0-or-later
/** The door to gnuplot: finding it, running it on scripts of ours, checking what it made.
 */
#ifndef SSI_REPORT_GNUPLOT_INTERNAL_H
#define SSI_REPORT_GNUPLOT_INTERNAL_H

#include "ssi/output.h"

/** Where gnuplot is, into path; SSI_EGNUPLOT saying what to install when it is nowhere.
 */
SSI_NODISCARD enum ssi_status ssi_gnuplot_find(char *path, size_t size,
                                               struct ssi_error *err);

/**
 * Run the scripts (names in folder) in one process, in order, with folder as its current
 * folder, an empty environment and no input. Success means: exit 0, nothing on stderr,
 * within seconds. What the scripts wrote is yet to be checked.
 */
SSI_NODISCARD enum ssi_status ssi_gnuplot_run(const char *gnuplot, const char *folder,
                                              const char *const *scripts, size_t count,
                                              unsigned seconds, struct ssi_error *err);

/** The limit for so many pages, or what was asked for where that is not 0. */
unsigned ssi_gnuplot_seconds(unsigned asked, unsigned pages);

/**
 * Ask fontconfig's fc-list, which comes with the library that gnuplot draws text with,
 * for "FORMAT CHARSET" of every font, a line each. Fails where it is not installed.
 */
SSI_NODISCARD enum ssi_status ssi_fontconfig_list(const char *folder,
                                                  struct ssi_output *list);

/** Whether the bytes are a whole PNG (signature ... IEND) or PDF (%PDF ... %%EOF). */
bool ssi_png_is_whole(struct ssi_str bytes);
bool ssi_pdf_is_whole(struct ssi_str bytes);

#endif
