// SPDX-License-Identifier: GPL-3.0-or-later
// Makes a network for the benchmark: scores.csv and connections-<i>.csv.gz in a folder.
// Distinct edges with degrees of a heavy tail: member u joins earlier members, the early
// ones more often; grouped by u, or in random order.
//
//   bench_edges FOLDER MEMBERS EDGES FILES grouped|shuffled

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { MOST_PARTNERS = 4096 };

static uint64_t state = 20261127;

static uint64_t draw(void)
{
    uint64_t x = state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static uint32_t below(uint32_t bound)
{
    return (uint32_t)(((draw() >> 32) * bound) >> 32);
}

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static void *room(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory) {
        die("memory");
    }
    return memory;
}

static void shuffle(uint32_t *items, uint32_t count)
{
    for (uint32_t i = count; i > 1; i--) {
        uint32_t j = below(i);
        uint32_t item = items[i - 1];
        items[i - 1] = items[j];
        items[j] = item;
    }
}

static FILE *create(const char *folder, const char *name)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    if (!file) {
        die(path);
    }
    return file;
}

/** What is asked for of a table of scores: ids in order, the week, pillars, overall. */
static void write_scores(const char *folder, uint32_t members)
{
    FILE *file = create(folder, "scores.csv");
    (void)fputs("member_id,week,brand,people,insights,relationships,overall\n", file);
    for (uint32_t i = 0; i < members; i++) {
        uint32_t pillars[4];
        uint32_t overall = 0;
        for (int p = 0; p < 4; p++) {
            pillars[p] = below(25001);
            overall += pillars[p];
        }
        (void)fprintf(file, "m%07u,2026-11-18", i);
        for (int p = 0; p < 4; p++) {
            (void)fprintf(file, ",%u.%03u", pillars[p] / 1000, pillars[p] % 1000);
        }
        (void)fprintf(file, ",%u.%03u\n", overall / 1000, overall % 1000);
    }
    if (fclose(file) != 0) {
        die("scores.csv");
    }
}

/** Member u joins `wanted` different earlier ones, more often those that came early. */
static size_t join(uint32_t u, size_t wanted, uint64_t *edges)
{
    uint32_t partners[MOST_PARTNERS];
    size_t count = 0;
    wanted = wanted < u ? wanted : u;
    wanted = wanted < MOST_PARTNERS ? wanted : MOST_PARTNERS;
    for (size_t tries = 0; count < wanted && tries < wanted * 8; tries++) {
        double unit = (double)(draw() >> 11) * 0x1p-53;
        uint32_t other = (uint32_t)(unit * unit * (double)u);
        size_t i = 0;
        while (i < count && partners[i] != other) {
            i++;
        }
        if (i == count) {
            partners[count] = other;
            edges[count++] = (uint64_t)u << 32 | other;
        }
    }
    return count;
}

static void write_edges(const char *folder, const uint64_t *edges, size_t count,
                        size_t files, const uint32_t *names)
{
    for (size_t f = 0; f < files; f++) {
        char path[4096];
        (void)snprintf(path, sizeof path, "%s/connections-%zu.csv.gz", folder, f);
        gzFile file = gzopen(path, "wb6");
        if (!file) {
            die(path);
        }
        (void)gzbuffer(file, 1 << 18);
        (void)gzputs(file, "member_id,connection_id\n");
        for (size_t i = count * f / files; i < count * (f + 1) / files; i++) {
            uint32_t a = names[edges[i] >> 32];
            uint32_t b = names[(uint32_t)edges[i]];
            char line[40];
            int len = snprintf(line, sizeof line, "m%07u,m%07u\n", a, b);
            if (gzwrite(file, line, (unsigned)len) != len) {
                die(path);
            }
        }
        if (gzclose(file) != Z_OK) {
            die(path);
        }
    }
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        (void)fputs("bench_edges FOLDER MEMBERS EDGES FILES grouped|shuffled\n", stderr);
        return 2;
    }
    uint32_t members = (uint32_t)strtoul(argv[2], NULL, 10);
    size_t wanted = strtoull(argv[3], NULL, 10);
    size_t files = strtoull(argv[4], NULL, 10);
    uint64_t *edges = room(wanted + MOST_PARTNERS, sizeof *edges);
    uint32_t *names = room(members, sizeof *names);
    size_t count = 0;
    write_scores(argv[1], members);
    for (uint32_t i = 0; i < members; i++) {
        names[i] = i;
    }
    shuffle(names, members); // ids say nothing of degrees
    for (uint32_t u = 1; u < members && count < wanted; u++) {
        size_t left = (wanted - count) / (members - u);
        size_t share =
            left + (draw() % 3 == 0 ? left : 0) - (draw() % 3 == 0 ? left / 2 : 0);
        share = share < wanted - count ? share : wanted - count;
        count += join(u, share + 1, edges + count);
    }
    if (strcmp(argv[5], "shuffled") == 0) {
        for (size_t i = count; i > 1; i--) {
            size_t j = (size_t)(draw() % i);
            uint64_t edge = edges[i - 1];
            edges[i - 1] = edges[j];
            edges[j] = edge;
        }
    }
    write_edges(argv[1], edges, count, files, names);
    (void)printf("%zu\n", count);
    free(edges);
    free(names);
    return 0;
}
