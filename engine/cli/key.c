// SPDX-License-Identifier: GPL-3.0-or-later
// The key of event ids: 32 random bytes, so that nobody can aim for collisions. Partials
// that are to be merged share one, kept beside them; a run in one go needs it for itself
// only.

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "cli_internal.h"

#include "ssi/output.h"
#include "ssi/random.h"

enum { KEY_SIZE = 32 };

static enum ssi_status make_key(const char *path, struct ssi_error *err)
{
    unsigned char bytes[KEY_SIZE];
    struct ssi_output *output = NULL;
    ssi_random_secret(bytes, sizeof bytes);
    SSI_TRY(ssi_output_open(path, SSI_OUTPUT_PLAIN, &output, err));
    ssi_output_write(output, bytes, sizeof bytes);
    return ssi_output_close(output, err);
}

static void use_key(const void *bytes, struct ssi_aggregate_options *options)
{
    ssi_digest_key_init(&options->key, bytes);
    options->key_print = ssi_digest_keyed(&options->key, "print", 5);
}

static enum ssi_status read_key(const char *path, struct ssi_aggregate_options *options,
                                struct ssi_error *err)
{
    struct ssi_arena arena = {0};
    struct ssi_str bytes;
    enum ssi_status status = ssi_file_read(path, KEY_SIZE, &arena, &bytes, err);
    if (status == SSI_OK && bytes.len != KEY_SIZE) {
        status =
            ssi_error_set(err, SSI_EUSAGE,
                          "not a key of %d bytes; remove it to have one made", KEY_SIZE);
        ssi_error_at(err, path, 0, 0);
    }
    if (status == SSI_OK) {
        use_key(bytes.ptr, options);
    }
    ssi_arena_release(&arena);
    return status;
}

void ssi_key_fresh(struct ssi_aggregate_options *options)
{
    unsigned char bytes[KEY_SIZE];
    ssi_random_secret(bytes, sizeof bytes);
    use_key(bytes, options);
}

enum ssi_status ssi_key_load(const struct ssi_settings *settings, const char *folder,
                             struct ssi_aggregate_options *options, struct ssi_error *err)
{
    struct ssi_arena arena = {0};
    const char *path =
        settings->key ? settings->key : ssi_path_join(&arena, folder, "ssi.key");
    enum ssi_status status = path ? SSI_OK : ssi_error_nomem(err);
    if (status == SSI_OK && !ssi_file_exists(path)) {
        status = make_key(path, err);
    }
    if (status == SSI_OK) {
        status = read_key(path, options, err);
    }
    ssi_arena_release(&arena);
    return status;
}
