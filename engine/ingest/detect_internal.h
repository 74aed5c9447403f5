// SPDX-License-Identifier: GPL-3.0-or-later
/** Telling the header, separator and format of a file; for reader.c. */
#ifndef SSI_DETECT_INTERNAL_H
#define SSI_DETECT_INTERNAL_H

#include "ssi/reader.h"

/**
 * Reads up to the header and fills format, separator, header, header_of, unrecognised and
 * preamble_lines of the reader; the next record of reader->csv is the first row.
 */
SSI_NODISCARD enum ssi_status ssi_detect(struct ssi_reader *reader,
                                         const struct ssi_reader_options *options,
                                         struct ssi_error *err);

#endif
