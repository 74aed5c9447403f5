// SPDX-License-Identifier: GPL-3.0-or-later
/** Documents made of what gnuplot drew. */
#ifndef SSI_REPORT_PDF_INTERNAL_H
#define SSI_REPORT_PDF_INTERNAL_H

#include "ssi/output.h"

struct ssi_document;

/**
 * Writes the pages of the parts (PDF files, in order) as one document with the title, the
 * outline, the links and the date that `document` says. The same bytes for the same
 * parts. SSI_EGNUPLOT when a part is damaged or pages are missing. Linear in the size.
 */
SSI_NODISCARD enum ssi_status ssi_pdf_write(const char *const *paths, size_t count,
                                            const struct ssi_document *document,
                                            struct ssi_output *output,
                                            struct ssi_error *err);

/** An ISO time "2026-11-18T22:59:58Z" as "D:20261118225958Z"; false for anything else. */
enum { SSI_PDF_DATE_SIZE = 18 };
bool ssi_pdf_date(struct ssi_str iso, char date[SSI_PDF_DATE_SIZE]);

#endif
