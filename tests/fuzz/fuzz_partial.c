// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a partial on disk: refused, or safe to use in every way a command uses
// one. The checksums are put right first, so that the fuzzer gets behind them.

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ssi/digest.h"
#include "ssi/file.h"
#include "ssi/output.h"
#include "ssi/partial.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum { HEADER = 152, ENTRY = 32 };

static uint64_t get(const unsigned char *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static void put(unsigned char *at, uint64_t value)
{
    memcpy(at, &value, sizeof value);
}

/** Right sums for whatever the sections hold (layout: engine/aggregate/README.md). */
static void mend(unsigned char *bytes, size_t len)
{
    size_t head = HEADER + SSI_SECTION_COUNT * (size_t)ENTRY;
    if (len < head) {
        return;
    }
    put(bytes + 16, len);
    for (size_t s = 0; s < SSI_SECTION_COUNT; s++) {
        unsigned char *entry = bytes + HEADER + s * ENTRY;
        uint32_t size;
        memcpy(&size, entry + 4, sizeof size);
        uint64_t offset = get(entry + 8);
        uint64_t count = get(entry + 16);
        if (size > 0 && size < 1024 && offset <= len && count <= (len - offset) / size) {
            put(entry + 24, ssi_hash_bytes(bytes + offset, (size_t)count * size, 0));
        }
    }
    put(bytes + 144, 0);
    put(bytes + 144, ssi_hash_bytes(bytes + HEADER, SSI_SECTION_COUNT * (size_t)ENTRY,
                                    ssi_hash_bytes(bytes, HEADER, 0)));
}

static void use(const char *path)
{
    struct ssi_partial partial;
    struct ssi_partial merged;
    struct ssi_partial settled;
    struct ssi_settle_summary summary;
    if (ssi_partial_open(&partial, path, NULL) != SSI_OK) {
        return;
    }
    const struct ssi_partial *inputs[] = {&partial};
    if (ssi_partial_merge(inputs, 1, &merged, NULL) == SSI_OK) {
        ssi_partial_release(&merged);
    }
    if (ssi_partial_settle(&partial, SSI_DEDUP_AUTO, &settled, &summary, NULL) ==
        SSI_OK) {
        ssi_partial_release(&settled);
    }
    ssi_partial_release(&partial);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    char path[64] = "/tmp/ssi-fuzz-partial-XXXXXX";
    unsigned char *copy = ssi_alloc(len, 1);
    int fd = mkstemp(path);
    if (!copy || fd < 0) {
        abort();
    }
    if (len) {
        memcpy(copy, bytes, len);
    }
    mend(copy, len);
    if (write(fd, copy, len) != (ssize_t)len || close(fd) != 0) {
        abort();
    }
    use(path);
    (void)unlink(path);
    ssi_free(copy);
    return 0;
}
