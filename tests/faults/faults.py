#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every call of the system that fails, one at a time: memory, files, threads.

Usage: faults.py --ssi PROGRAM --faulty PROGRAM [--most N]

Each run must end in one of two ways: well, with the bytes of an undisturbed run, or with an exit
code that says what happened, one error line, and nothing published. Short reads and writes, and
threads that cannot start, must change nothing. Memory must not leak (in a build with
LeakSanitizer a leak ends the program with its own exit code). Then the next run completes and
clears what is left over. Run in an empty folder.
"""

import argparse
import filecmp
import os
import pathlib
import shutil
import subprocess
import sys

AS_OF = "2026-11-19T00:00:00Z"
MAY_FAIL = {"alloc": {4}, "open": {2, 3}, "read": {2, 3}, "write": {3}, "sync": {3}, "rename": {3}}
HARMLESS = ("short-read", "short-write", "thread")


def run(program, args, fault=None):
    env = dict(os.environ, LC_ALL="C")
    if fault:
        env["SSI_FAULT"] = fault
    return subprocess.run([program, *args], env=env, capture_output=True, timeout=120)


def files_of(path):
    """Relative names and contents' paths; run.json holds times."""
    if path.is_file():
        return {"": path}
    return {p.relative_to(path).as_posix(): p for p in sorted(path.rglob("*"))
            if p.is_file() and not p.is_symlink() and p.name != "run.json"}


def same(a, b):
    a, b = files_of(a), files_of(b)
    return a.keys() == b.keys() and all(filecmp.cmp(a[n], b[n], shallow=False) for n in a)


def remove(path):
    if path.is_dir():
        shutil.rmtree(path)
    elif path.exists():
        path.unlink()


def published(target):
    """Whether a reader would find anything there."""
    return target.is_file() or (target / "latest").exists() or any(
        p.is_dir() and not p.name.startswith(".") for p in target.glob("*"))


def leftovers(target):
    folder = target if target.is_dir() else target.parent
    return [p.name for p in folder.iterdir()
            if p.name.startswith(".") and p.name not in (".lock", ".generated")]


class Case:
    """A command and what it makes; some begin with a folder that they add to."""

    def __init__(self, name, args, target, begin=None, most=None):
        self.name, self.args, self.target, self.begin = name, args, target, begin
        self.most = most  # runs a kind, where they are slow

    def prepare(self):
        remove(self.target)
        if self.begin:
            shutil.copytree(self.begin, self.target, symlinks=True)

    def spoiled(self, reference):
        """Whether a reader finds less than everything, or not what was there before."""
        if self.begin:
            return not same(self.target, self.begin)
        return self.target.exists() and published(self.target) and not same(self.target, reference)

    def reference(self, args):
        self.prepare()
        done = run(args.ssi, self.args)
        assert done.returncode == 0, done.stderr.decode()
        kept = pathlib.Path("reference-" + self.name)
        remove(kept)
        os.rename(self.target, kept)
        return kept


def check(args, case, reference, kind, n):
    """What is wrong with the run in which call n of a kind fails; None when nothing is."""
    case.prepare()
    done = run(args.faulty, case.args, f"{kind}:{n}")
    errors = done.stderr.decode(errors="replace")
    if done.returncode == 0:
        return None if same(case.target, reference) else "ended well with other bytes"
    if kind in HARMLESS or done.returncode not in MAY_FAIL[kind] | ({5} if case.begin else set()):
        return f"exit {done.returncode}: {errors[-600:]}"
    if not any(line.startswith("ssi: ") for line in errors.splitlines()):
        return "no error line: " + errors[-200:]
    if case.spoiled(reference):
        return "published something, but not all"
    return None


def check_next(args, case, reference):
    """The run after a failure completes, and clears up."""
    done = run(args.ssi, case.args + ["--force"] * (case.name == "score"))
    if done.returncode != 0:
        return f"the next run: exit {done.returncode}: {done.stderr.decode()[-300:]}"
    if not same(case.target, reference):
        return "the next run gives other bytes"
    left = leftovers(case.target)
    return f"left over after the next run: {left}" if left else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ssi", required=True)
    parser.add_argument("--faulty", required=True)
    parser.add_argument("--most", type=int, default=25, help="runs a kind and case; 0 = all")
    args = parser.parse_args()
    done = run(args.ssi, ["generate", "-q", "-o", "data", "--members", "12", "--weeks", "3",
                          "--events", "900", "--seed", "5"])
    assert done.returncode == 0, done.stderr.decode()
    pathlib.Path("work").mkdir(exist_ok=True)
    events = ("navigator-activity", "navigator-outcome", "activity")
    references = [str(p) for p in sorted(pathlib.Path("data").glob("*.csv"))
                  if not p.name.startswith(events)]
    part = pathlib.Path("work/p.part")
    cases = [
        Case("ingest", ["ingest", "-q", "--threads", "2", "data", "-o", str(part)], part),
        Case("score", ["score", "-q", "--threads", "2", "--as-of", AS_OF, "reference-ingest",
                       *references, "-o", "work/out"], pathlib.Path("work/out")),
    ]
    network = [str(p) for p in sorted(pathlib.Path("data").glob("*.csv"))
               if p.name.startswith(("connections", "identities", "members"))]
    cases.append(Case("network", ["network", "-q", "--threads", "2", "reference-score", *network,
                                  "-o", "work/n.csv"], pathlib.Path("work/n.csv"), most=12))
    if shutil.which("gnuplot"):
        cases.append(Case("report", ["report", "-q", "--threads", "1", "work/drawn"],
                          pathlib.Path("work/drawn"), pathlib.Path("reference-score"), 2))
    bad = runs = 0
    for case in cases:
        reference = case.reference(args)
        for kind in (*MAY_FAIL, *HARMLESS):
            case.prepare()
            told = run(args.faulty, case.args, f"{kind}:0").stderr.decode()
            calls = int(told.rsplit("calls ", 1)[1])
            most = min(calls, case.most or args.most or calls) if args.most else calls
            for i in range(most):
                n = 1 + i * calls // most
                wrong = check(args, case, reference, kind, n)
                if wrong is None and i % 8 == 7 and kind not in HARMLESS:
                    wrong = check_next(args, case, reference)
                runs += 1
                if wrong:
                    bad += 1
                    print(f"{case.name} {kind} {n} of {calls}: {wrong}")
            print(f"{case.name}: {most} of {calls} calls of {kind}")
    print(f"{runs} runs, {bad} wrong")
    return 1 if bad or runs < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
