# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases of rank measures without the program around them: bench_measures draws its data."""

import ingest

PAIRS = 1_000_000


def cases(args):
    program = args.inflate.parent / "bench_measures"
    yield ingest.Case("tau-b of 1 M pairs", PAIRS, 16 * PAIRS, [program, "tau", str(PAIRS)],
                      "qsort of the pairs", [program, "sort", str(PAIRS)])
