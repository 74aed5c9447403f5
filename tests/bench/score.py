# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases of `ssi score`: a generated population of 13 weeks, from a partial."""

import gzip
import pathlib
import shutil
import subprocess

import ingest

AS_OF = "2026-11-19T00:00:00Z"


def score(args, part, *options):
    return [args.ssi, "score", "-q", "--force", "--as-of", AS_OF, "--threads", "2", part,
            "-o", pathlib.Path(args.scratch, "scored"), *options]


def contributions(args, part):
    """The published contributions, unpacked: what gzip is to be timed on."""
    shutil.rmtree(args.scratch / "scored", ignore_errors=True)
    subprocess.run(score(args, part), check=True, stdout=subprocess.DEVNULL)
    plain = args.scratch / "contributions.csv"
    packed = args.scratch / "scored" / "latest" / "contributions.csv.gz"
    with gzip.open(packed, "rb") as source, open(plain, "wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
    return plain


def cases(args):
    data = ingest.generate(args, args.rows, "--files=1", "--gzip", weeks=13)
    part = pathlib.Path(args.scratch, "score.part")
    subprocess.run([args.ssi, "ingest", "-q", "--events", "none", *data.files, "-o", part],
                   check=True)
    plain = contributions(args, part)
    none = score(args, part, "--contributions", "none")
    yield ingest.Case("score --contributions none", args.members, part.stat().st_size, none,
                      "score with contributions", score(args, part))
    yield ingest.Case("score", args.members, plain.stat().st_size, score(args, part),
                      "gzip of its contributions, 1 thread", ["gzip", "-6", "-c", plain])
