// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers and dates from any text: no crash, and what is read prints back to the same
// value. The first byte chooses the form of the date.

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "ssi/num.h"
#include "ssi/time.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const char *const forms[] = {
    "ISO",         "MM-DD-YYYY HH:MM:SS",           "M/D/YY, H:MM AM",
    "DD Mon YYYY", "Day Mon DD HH:MM:SS ZONE YYYY", "YYYY/MM/DD HH:MM:SS ZONE"};

static void read_numbers(struct ssi_str text)
{
    double value;
    uint64_t whole;
    int64_t negative;
    char buf[SSI_NUM_SIZE];
    if (ssi_parse_double(text, &value) && !isfinite(value)) {
        abort();
    }
    if (ssi_parse_i64(text, &negative)) {
        int64_t again;
        size_t len = ssi_format_scaled(buf, negative, 0);
        if (!ssi_parse_i64(ssi_str_of(buf, len), &again) || again != negative) {
            abort();
        }
    }
    (void)ssi_parse_u64(text, &whole);
}

static void read_time(struct ssi_str text, const char *pattern)
{
    struct ssi_time_form form;
    struct ssi_zone *utc = NULL;
    int64_t secs;
    if (ssi_zone_load("UTC", &utc, NULL) != SSI_OK ||
        ssi_time_form_init(&form, ssi_str_z(pattern), NULL) != SSI_OK) {
        abort();
    }
    if (ssi_time_parse(&form, utc, text, &secs)) {
        char printed[32];
        struct ssi_time_form iso;
        int64_t again;
        ssi_format_time(printed, secs);
        bool near = secs >= -62135596800 && secs <= 253402300799; // years 1 to 9999
        if (ssi_time_form_init(&iso, ssi_str_z("ISO"), NULL) != SSI_OK ||
            (near &&
             (!ssi_time_parse(&iso, utc, ssi_str_z(printed), &again) || again != secs))) {
            abort();
        }
    }
    ssi_zone_free(utc);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (len == 0) {
        return 0;
    }
    struct ssi_str text = {.ptr = (const char *)bytes + 1, .len = len - 1};
    struct ssi_time_form form;
    read_numbers(text);
    read_time(text, forms[bytes[0] % SSI_COUNT(forms)]);
    if (ssi_time_form_init(&form, text, NULL) == SSI_OK &&
        form.op_count > sizeof form.ops) {
        abort();
    }
    return 0;
}
