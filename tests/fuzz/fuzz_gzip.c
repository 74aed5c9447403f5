// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes behind a gzip magic: zlib and the faster inflater must agree on what is clean
// and on every byte of it; reading ahead in a thread must change nothing.

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ssi/digest.h"
#include "ssi/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

struct reading {
    enum ssi_status status;
    uint64_t size;
    struct ssi_digest digest;
};

static struct reading read_all(struct ssi_str text, enum ssi_inflater inflater,
                               bool ahead)
{
    enum { LIMIT = 16 << 20 };
    static char buf[64 * 1024];
    struct reading reading = {0};
    struct ssi_source *source = NULL;
    struct ssi_digest_stream *stream = ssi_digest_begin();
    size_t got = 1;
    if (!stream || ssi_source_memory(text, "fuzz", &source, NULL) != SSI_OK) {
        abort();
    }
    ssi_source_inflater(source, inflater);
    if (ahead) {
        ssi_source_read_ahead(source);
    }
    while (reading.status == SSI_OK && got > 0 && reading.size < LIMIT) {
        got = 0;
        reading.status = ssi_source_read(source, buf, sizeof buf, &got, NULL);
        if (reading.status == SSI_OK) {
            ssi_digest_update(stream, buf, got);
            reading.size += got;
        }
    }
    reading.digest = ssi_digest_finish(stream);
    ssi_source_free(source);
    return reading;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct ssi_str text = {.ptr = (const char *)bytes, .len = len};
    struct reading reference = read_all(text, SSI_INFLATER_ZLIB, false);
    for (int way = 0; way < 2; way++) {
        struct reading other = read_all(text, SSI_INFLATER_BEST, way == 1);
        bool same = other.status == reference.status;
        if (reference.status == SSI_OK) { // what came before an error never counts
            same = same && other.size == reference.size &&
                   ssi_digest_cmp(other.digest, reference.digest) == 0;
        }
        if (!same) {
            abort();
        }
    }
    return 0;
}
