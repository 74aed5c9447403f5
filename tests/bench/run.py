#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times the program on generated exports. One TSV row per case on stdout; `#` lines explain.

Usage: run.py SSI SCRATCH [EVENTS]

The yardstick of `ssi ingest` is bare decompression of the same bytes, so both are timed on the
gzip files, after one unmeasured read that brings them into memory. Best of three runs.
"""

import os
import pathlib
import platform
import shutil
import subprocess
import sys
import time

RUNS = 3


def measure(command, directory):
    """Best wall seconds, and the highest peak memory in KiB, of RUNS runs."""
    best, peak = float("inf"), 0
    for _ in range(RUNS):
        begin = time.perf_counter()
        child = subprocess.Popen(command, cwd=directory, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        best = min(best, time.perf_counter() - begin)
        peak = max(peak, usage.ru_maxrss)
        if status:
            sys.exit(f"bench: failed: {' '.join(command)}")
    return best, peak


def decoded(files):
    """Rows (headers left out) and bytes of gzip files, decompressed."""
    rows = size = 0
    for file in files:
        with subprocess.Popen(["gzip", "-dc", file], stdout=subprocess.PIPE) as process:
            lines = 0
            while block := process.stdout.read(1 << 20):
                lines += block.count(b"\n")
                size += len(block)
            rows += max(0, lines - 1)
    return rows, size


def commit():
    try:
        done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True,
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


def main():
    ssi, scratch = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
    events = sys.argv[3] if len(sys.argv) > 3 else "2000000"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    plain = ["generate", "-q", "-o", "plain", "--events", events, "--seed", "1"]

    begin = time.perf_counter()
    subprocess.run([ssi, *plain], cwd=scratch, check=True, stdout=subprocess.DEVNULL)
    generated = time.perf_counter() - begin
    subprocess.run([ssi, *plain, "-o", "gzip", "--gzip"], cwd=scratch, check=True,
                   stdout=subprocess.DEVNULL)
    # The event files alone: what ingest reads.
    files = sorted(str(p.relative_to(scratch)) for p in (scratch / "gzip").rglob("*.csv.gz")
                   if p.name.startswith(("navigator-", "activity")))
    rows, size = decoded([scratch / f for f in files])

    print("# ssi bench 1: generated exports, best of", RUNS, "runs; gzip input, MB of plain bytes")
    print("case\trows\tseconds\trows_per_s\tmb_per_s\tns_per_row\tpeak_rss_kib\tcommit\tmachine")

    def row(case, seconds, peak):
        print(f"{case}\t{rows}\t{seconds:.3f}\t{rows / seconds:.0f}\t{size / seconds / 1e6:.1f}"
              f"\t{seconds / rows * 1e9:.1f}\t{peak}\t{commit()}\t{machine()}", flush=True)

    row("generate", generated, 0)
    inflate = measure(["gzip", "-dc", *files], scratch)
    row("gzip -dc", *inflate)
    for options in ("--threads 1", "--threads 2", "--events none --threads 1",
                    "--events none --threads 2"):
        ingest = measure([ssi, "ingest", "-q", *options.split(), *files, "-o", "x.part"], scratch)
        row(f"ingest {options}", *ingest)
        print(f"# {ingest[0] / inflate[0]:.2f} times bare decompression")
    references = sorted(str(p.relative_to(scratch)) for p in (scratch / "gzip").iterdir()
                        if p.name.startswith(("members", "identities", "connections")))
    score = [ssi, "score", "-q", "--force", "--as-of", "2026-11-19T00:00:00Z", "--threads", "2",
             "x.part", *references, "-o", "scored"]
    row("score --contributions none", *measure([*score, "--contributions", "none"], scratch))
    row("score", *measure(score, scratch))
    job = [ssi, "run", "-q", "--force", "--as-of", "2026-11-19T00:00:00Z", "gzip", "-o", "out"]
    row("run", *measure(job, scratch))


if __name__ == "__main__":
    main()
