// SPDX-License-Identifier: GPL-3.0-or-later
// "Did you mean": the nearest known name by edit distance.

#include "ssi/ini.h"

enum { LONGEST = 48 };

/** Levenshtein distance of two short words, ASCII case ignored. */
static size_t distance(struct ssi_str a, struct ssi_str b)
{
    size_t row[LONGEST + 1];
    for (size_t j = 0; j <= b.len; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t above = row[j];
            bool same = ssi_str_eq_nocase(ssi_str_of(a.ptr + i - 1, 1),
                                          ssi_str_of(b.ptr + j - 1, 1));
            size_t best = diagonal + (same ? 0 : 1);
            best = above + 1 < best ? above + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            row[j] = best;
            diagonal = above;
        }
    }
    return row[b.len];
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
