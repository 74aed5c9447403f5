// SPDX-License-Identifier: GPL-3.0-or-later
// "Did you mean": the nearest known name by edit distance.

#include "ssi/ini.h"

enum { LONGEST = 48 };

static bool same_letter(struct ssi_str a, size_t i, struct ssi_str b, size_t j)
{
    return ssi_str_eq_nocase(ssi_str_of(a.ptr + i, 1), ssi_str_of(b.ptr + j, 1));
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/** Edits between two short words, a swap of neighbours being one; ASCII case ignored. */
static size_t distance(struct ssi_str a, struct ssi_str b)
{
    size_t rows[3][LONGEST + 1] = {{0}};
    for (size_t j = 0; j <= b.len; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a.len; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i - 1) % 3];
        const size_t *swapped = rows[(i + 1) % 3]; /* of i - 2 */
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            row[j] = above[j - 1] + (same_letter(a, i - 1, b, j - 1) ? 0 : 1);
            row[j] = smaller(row[j], smaller(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && same_letter(a, i - 1, b, j - 2) &&
                same_letter(a, i - 2, b, j - 1)) {
                row[j] = smaller(row[j], swapped[j - 2] + 1);
            }
        }
    }
    return rows[a.len % 3][b.len];
}

const char *ssi_suggest(struct ssi_str word, const char *const *candidates, size_t count)
{
    const char *best = NULL;
    size_t best_distance = SIZE_MAX;
    for (size_t i = 0; i < count && word.len <= LONGEST; i++) {
        struct ssi_str candidate = ssi_str_z(candidates[i]);
        if (candidate.len > LONGEST) {
            continue;
        }
        size_t d = distance(word, candidate);
        size_t longest = word.len > candidate.len ? word.len : candidate.len;
        if (d < best_distance && d * 3 <= longest + 1) {
            best = candidates[i];
            best_distance = d;
        }
    }
    return best;
}
