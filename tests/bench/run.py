#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times the program against yardsticks in the same run. One TSV row a case on stdout.

A new suite is a module beside this one with cases(args), and a line in SUITES.
"""

import argparse
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time

import ingest
import measures
import network
import ranking
import report
import score

SUITES = {"ingest": ingest.cases, "score": score.cases, "report": report.cases,
          "network": network.cases, "measures": measures.cases, "ranking": ranking.cases}
HEADER = """\
# ssi bench: seconds and yardstick_seconds are medians of runs that alternate (case, yardstick, \
case, ...); ratio is the median of the ratios of the pairs; min is the fastest run of the case
# bytes are decoded ones; peak_rss_kib is the highest of the case; files are in memory before; \
rows that say `peak memory` have in ratio the peak over the yardstick's peak"""
COLUMNS = ("case rows bytes seconds min yardstick yardstick_seconds ratio rows_per_s "
           "peak_rss_kib commit machine").split()


def timed(command):
    """Wall seconds and peak KiB of one run."""
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - begin
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"bench: exit {child.returncode}: {' '.join(map(str, command))}")
    return seconds, usage.ru_maxrss


def compare(case, runs):
    """The numbers of a case: an unmeasured pair, then runs pairs (of memory: one, long)."""
    if case.memory:
        runs = 1
    timed(case.command), timed(case.yardstick_command)
    pairs = [(timed(case.command), timed(case.yardstick_command)) for _ in range(runs)]
    mine, other = [a for a, _ in pairs], [b for _, b in pairs]
    field = 1 if case.memory else 0
    return {
        "seconds": statistics.median(s for s, _ in mine), "min": min(s for s, _ in mine),
        "yardstick_seconds": statistics.median(s for s, _ in other),
        "ratio": statistics.median(a[field] / b[field] for a, b in pairs),
        "peak_rss_kib": max(peak for _, peak in mine),
    }


def show(case, numbers, where):
    values = {"case": case.name, "rows": case.rows, "bytes": case.bytes,
              "yardstick": case.yardstick, "rows_per_s": round(case.rows / numbers["seconds"]),
              **numbers, **where}
    print("\t".join(f"{v:.3f}" if isinstance(v, float) else str(v)
                    for v in (values[c] for c in COLUMNS)), flush=True)


def commit():
    try:
        done = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True,
                              text=True, check=False, cwd=pathlib.Path(__file__).parent)
    except FileNotFoundError:
        return "unknown"
    return done.stdout.strip() or "unknown"


def machine():
    """Processor and number of cores: what makes two lines comparable."""
    try:
        info = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")
        model = next(line.split(":")[1] for line in info.splitlines() if "model name" in line)
    except (OSError, StopIteration):
        model = platform.machine()
    return f"{' '.join(model.split())} x{os.cpu_count()}"


def arguments():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__.splitlines()[0])
    parser.add_argument("--ssi", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--inflate", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--scratch", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("suites", nargs="*", metavar="SUITE",
                        help=f"default: all of {', '.join(SUITES)}")
    parser.add_argument("--rows", type=int, default=4_000_000, help="default 4000000")
    parser.add_argument("--full", action="store_const", dest="rows", const=20_000_000,
                        help="20000000 rows")
    parser.add_argument("--large", action="store_true", help="also four times the rows (minutes)")
    parser.add_argument("--members", type=int, default=100_000, help="default 100000")
    parser.add_argument("--runs", type=int, default=5, help="pairs of runs a case (default 5)")
    args = parser.parse_args()
    if unknown := set(args.suites) - set(SUITES):
        parser.error(f"no suite {', '.join(sorted(unknown))}; there is {', '.join(SUITES)}")
    return args


def main():
    args = arguments()
    where = {"commit": commit(), "machine": machine()}
    print(HEADER)
    print("\t".join(COLUMNS), flush=True)
    for suite in args.suites or SUITES:
        for case in SUITES[suite](args):
            show(case, compare(case, args.runs), where)


if __name__ == "__main__":
    main()
