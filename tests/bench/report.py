# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases of `ssi report`: a generated week of 1,000 people, and one of 100 with their pictures.

The rows of `report, 1000 members` are pages of report.pdf (10 s is the most it may take with two
threads), those of `report, pictures` are PNGs (25 a second is the least). The yardstick is one thread:
what a second one is worth.
"""

import pathlib
import subprocess

import ingest

AS_OF = "2026-11-19T00:00:00Z"


def week(args, members):
    """A scored and drawn week of so many people; its folder."""
    data, out = args.scratch / f"report-{members}", args.scratch / f"week-{members}"
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([args.ssi, "generate", "-o", data, "--members", str(members), "--weeks", "20"],
                   **quiet)
    subprocess.run([args.ssi, "run", "-q", "--force", data, "-o", out, "--as-of", AS_OF], **quiet)
    return out


def report(args, out, threads):
    return [args.ssi, "report", out, "-q", "--threads", str(threads)]


def cases(args):
    for members, what in ((1000, "1000 members"), (100, "pictures")):
        out = week(args, members)
        latest = pathlib.Path(out, "latest")
        pictures = len(list((latest / "charts").glob("*.png")))
        scores = (latest / "scores.csv").read_bytes().count(b"\n") - 1
        yield ingest.Case(f"report, {what}", scores if members == 1000 else pictures,
                          (latest / "report.pdf").stat().st_size, report(args, out, 2),
                          "the same with one thread", report(args, out, 1))
