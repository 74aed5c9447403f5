// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a config: parsed, and each entry found again by its names.

#include <stdint.h>
#include <stdlib.h>

#include "ssi/ini.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct ssi_ini ini;
    struct ssi_str text = {.ptr = (const char *)bytes, .len = len};
    if (ssi_ini_parse(&ini, "fuzz.ini", text, NULL) != SSI_OK) {
        return 0;
    }
    for (size_t i = 0; i < ini.count; i++) {
        if (!ssi_ini_get(&ini, ini.entries[i].section.ptr, ini.entries[i].key.ptr)) {
            abort();
        }
    }
    ssi_ini_release(&ini);
    return 0;
}
