// SPDX-License-Identifier: GPL-3.0-or-later
// The yardstick of `ssi ingest`: inflates gzip files into a fixed buffer and does nothing
// else. Shares no code with the engine. Usage: inflate igzip|zlib THREADS FILE... Prints
// the decoded bytes; exit 1 for a damaged file, 2 for usage, 77 without ISA-L.

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#ifdef SSI_HAVE_ISAL
#include <isa-l/igzip_lib.h>
#endif

enum { STEP = 256 * 1024, MOST_THREADS = 64 };

struct buffers {
    uint8_t in[STEP];
    uint8_t out[STEP];
};

typedef bool inflate_file(FILE *file, struct buffers *b, uint64_t *bytes);

struct job {
    inflate_file *inflate;
    char **files;
    int count;
    int first;
    int stride;
    uint64_t bytes;
    bool ok;
};

static bool inflate_zlib(FILE *file, struct buffers *b, uint64_t *bytes)
{
    z_stream z = {0};
    if (inflateInit2(&z, 15 + 16) != Z_OK)
        return false;
    int code = Z_OK;
    size_t got = 0;
    while ((code == Z_OK || code == Z_STREAM_END) &&
           (got = fread(b->in, 1, STEP, file)) > 0) {
        z.next_in = b->in;
        z.avail_in = (uInt)got;
        do {
            if (code == Z_STREAM_END) // another member follows
                inflateReset(&z);
            z.next_out = b->out;
            z.avail_out = STEP;
            code = inflate(&z, Z_NO_FLUSH);
            *bytes += STEP - z.avail_out;
        } while ((code == Z_OK || code == Z_STREAM_END) &&
                 (z.avail_in > 0 || (code == Z_OK && z.avail_out == 0)));
        if (code == Z_BUF_ERROR) // nothing was left to do: the next step goes on
            code = Z_OK;
    }
    inflateEnd(&z);
    return code == Z_STREAM_END && !ferror(file);
}

#ifdef SSI_HAVE_ISAL
static bool inflate_igzip(FILE *file, struct buffers *b, uint64_t *bytes)
{
    struct inflate_state z;
    isal_inflate_init(&z);
    z.crc_flag = ISAL_GZIP; // reads the header, checks CRC and length
    int code = ISAL_DECOMP_OK;
    bool ended = false;
    size_t got = 0;
    while (code == ISAL_DECOMP_OK && (got = fread(b->in, 1, STEP, file)) > 0) {
        z.next_in = b->in;
        z.avail_in = (uint32_t)got;
        do {
            if (ended) { // another member follows
                isal_inflate_reset(&z);
                z.crc_flag = ISAL_GZIP;
            }
            z.next_out = b->out;
            z.avail_out = STEP;
            code = isal_inflate(&z);
            if (code == ISAL_END_INPUT)
                code = ISAL_DECOMP_OK;
            *bytes += STEP - z.avail_out;
            ended = z.block_state == ISAL_BLOCK_FINISH;
        } while (code == ISAL_DECOMP_OK &&
                 (z.avail_in > 0 || (!ended && z.avail_out == 0)));
    }
    return ended && code == ISAL_DECOMP_OK && !ferror(file);
}
#endif

static bool inflate_path(inflate_file *inflate, const char *path, struct buffers *b,
                         uint64_t *bytes)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    setvbuf(file, NULL, _IONBF, 0); // steps go straight into our buffer
    bool ok = inflate(file, b, bytes);
    fclose(file);
    if (!ok)
        fprintf(stderr, "inflate: damaged: %s\n", path);
    return ok;
}

// Every stride-th file, so that files of one size are shared out evenly.
static void *work(void *data)
{
    struct job *job = data;
    struct buffers *b = malloc(sizeof *b);
    job->ok = b != NULL;
    for (int i = job->first; job->ok && i < job->count; i += job->stride)
        job->ok = inflate_path(job->inflate, job->files[i], b, &job->bytes);
    free(b);
    return NULL;
}

static bool run(struct job all, int threads, uint64_t *bytes)
{
    struct job jobs[MOST_THREADS];
    pthread_t ids[MOST_THREADS];
    int started = 0;
    for (; started < threads; started++) {
        jobs[started] = all;
        jobs[started].first = started;
        if (pthread_create(&ids[started], NULL, work, &jobs[started]) != 0)
            break;
    }
    bool ok = started == threads;
    for (int i = 0; i < started; i++) {
        pthread_join(ids[i], NULL);
        ok = ok && jobs[i].ok;
        *bytes += jobs[i].bytes;
    }
    return ok;
}

static inflate_file *method(const char *name)
{
#ifdef SSI_HAVE_ISAL
    if (strcmp(name, "igzip") == 0)
        return inflate_igzip;
#endif
    return strcmp(name, "zlib") == 0 ? inflate_zlib : NULL;
}

int main(int argc, char **argv)
{
    long threads = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
    if (threads < 1 || threads > MOST_THREADS) {
        fputs("usage: inflate igzip|zlib THREADS FILE...\n", stderr);
        return 2;
    }
    inflate_file *inflate = method(argv[1]);
    if (!inflate)
        return strcmp(argv[1], "igzip") == 0 ? 77 : 2;
    struct job all = {
        .inflate = inflate, .files = argv + 3, .count = argc - 3, .stride = (int)threads};
    uint64_t bytes = 0;
    bool ok = run(all, (int)threads, &bytes);
    printf("%llu\n", (unsigned long long)bytes);
    return ok ? 0 : 1;
}
