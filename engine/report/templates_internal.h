// SPDX-License-Identifier: GPL-3.0-or-later
/** style.gp, templates/ and themes/ of reports/, as built into the library. */
#ifndef SSI_REPORT_TEMPLATES_INTERNAL_H
#define SSI_REPORT_TEMPLATES_INTERNAL_H

#include <stddef.h>

struct ssi_template {
    const char *name; /**< file name; style.gp is the first, a theme is theme-NAME.gp */
    const unsigned char *bytes;
    size_t len;
};

extern const struct ssi_template ssi_templates[];
extern const size_t ssi_template_count;

#endif
