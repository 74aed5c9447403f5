// SPDX-License-Identifier: GPL-3.0-or-later
// Runs files of a corpus through a fuzzer's entry point, so that builds without libFuzzer
// (and with every sanitizer) keep testing what fuzzing once found. Usage: fuzz_<name>
// FILE...

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static int replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return 1;
    }
    uint8_t *bytes = NULL;
    size_t len = 0, got = 0;
    do {
        uint8_t *grown = realloc(bytes, len + 4096);
        if (!grown) {
            break;
        }
        bytes = grown;
        got = fread(bytes + len, 1, 4096, file);
        len += got;
    } while (got > 0);
    int failed = ferror(file) || !feof(file);
    if (!failed) {
        (void)LLVMFuzzerTestOneInput(bytes, len);
    }
    free(bytes);
    (void)fclose(file);
    return failed;
}

int main(int argc, char **argv)
{
    int failed = 0;
    for (int i = 1; i < argc; i++) {
        failed |= replay(argv[i]);
    }
    (void)printf("%d inputs replayed\n", argc - 1);
    return failed;
}
