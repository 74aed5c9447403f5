// SPDX-License-Identifier: GPL-3.0-or-later
// The smallest user of the installed library: a header, a function, the version.

#include <ssi/error.h>
#include <ssi/version.h>

#include <stdio.h>

int main(void)
{
    struct ssi_error err;
    char line[1024];
    (void)ssi_error_set(&err, SSI_EDATA, "libssi %s works", SSI_VERSION);
    return puts(ssi_error_line(&err, line, sizeof line)) < 0;
}
