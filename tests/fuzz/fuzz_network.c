// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a table of scores, and what follows a line of dashes as sums of a split:
// refused, or read so that every id is found again and nobody has more than there is.

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ssi/network.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void check(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void write_file(char *path, const void *bytes, size_t len)
{
    int fd = mkstemp(path);
    check(fd >= 0 && write(fd, bytes, len) == (ssize_t)len && close(fd) == 0);
}

static void check_scores(const struct ssi_network_scores *scores)
{
    for (size_t i = 0; i < scores->member_count; i++) {
        struct ssi_str id = scores->ids[i];
        check(id.len > 0 && id.len < 256);
        check(ssi_id_index_find(scores->index, id) == i);
        check(scores->overalls[i] <= 100000 || scores->overalls[i] == SSI_NO_OVERALL);
        id.len--;
        uint32_t found = ssi_id_index_find(scores->index, id);
        check(found == SSI_ID_NONE || ssi_str_eq(scores->ids[found], id));
    }
}

/** Whatever the sums are, they can be written. */
static void add_sums(const struct ssi_network_scores *scores, const char *path)
{
    const struct ssi_network_options options = {.threads = 1, .folder = "/tmp"};
    struct ssi_network_count *count = NULL;
    struct ssi_output *output = NULL;
    check(ssi_network_count_new(scores, &options, &count, NULL) == SSI_OK);
    if (ssi_network_count_add(count, path, NULL) == SSI_OK &&
        ssi_network_count_whole(count, NULL) == SSI_OK) {
        check(ssi_output_memory(&output, NULL) == SSI_OK);
        check(ssi_network_write(count, SSI_CSV_RAW, output, NULL) == SSI_OK);
        ssi_output_abandon(output);
    }
    ssi_network_count_free(count);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const char between[] = "\n---\n";
    char scores_path[64] = "/tmp/ssi-fuzz-scores-XXXXXX";
    char sums_path[64] = "/tmp/ssi-fuzz-sums-XXXXXX";
    struct ssi_network_scores scores;
    size_t end = 0;
    while (end + 5 < len && memcmp(bytes + end, between, 5) != 0) {
        end++;
    }
    bool both = end + 5 < len;
    write_file(scores_path, bytes, both ? end + 1 : len);
    write_file(sums_path, both ? bytes + end + 5 : bytes, both ? len - end - 5 : 0);
    (void)ssi_network_is_split(scores_path);
    if (ssi_network_scores_load(&scores, scores_path, len % 2, NULL) == SSI_OK) {
        check_scores(&scores);
        add_sums(&scores, sums_path);
        ssi_network_scores_release(&scores);
    }
    (void)unlink(scores_path);
    (void)unlink(sums_path);
    return 0;
}
