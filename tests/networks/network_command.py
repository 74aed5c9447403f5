#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`ssi network` against counting by sets, and against itself.

Usage: network_command.py PROGRAM SOURCE, in an empty folder.

Networks full of what exports hold (both directions, repeats, edges to oneself by another id,
unknown people, dates around the cut-off, members without a score, ids of all kinds) are counted
again from sets. Every way to count the same edges must give the same bytes: any number of threads,
files in any order, plain or gzip, in 1, 3 or 8 splits. Then the tables of `ssi score` for the
bundled sample and a generated population must be what `ssi network` makes of them.
"""

import csv
import fractions
import gzip
import io
import math
import pathlib
import random
import re
import shutil
import subprocess
import sys

PILLARS = ["brand", "people", "insights", "relationships"]
COLUMNS = ("member_id overall n position top_percent percentile mean brand_mean people_mean "
           "insights_mean relationships_mean connections connections_scored coverage").split()
WEEK = "2026-11-18"  # ends before the 19th, 00:00 UTC


def rounded(value, decimals):
    whole = math.floor(fractions.Fraction(value) * 10**decimals + fractions.Fraction(1, 2) +
                       fractions.Fraction(1, 2**20))
    return f"{whole // 10**decimals}.{whole % 10**decimals:0{decimals}d}"


def points(value):
    return "" if value is None else f"{value // 1000}.{value % 1000:03d}"


def make_ids(rng, count):
    """Ids of many kinds, all different."""
    kinds = [lambda i: f"E{i:05d}", lambda i: f"{700000000 + i}", lambda i: f"{i}",
             lambda i: f"linkedin.com/in/person-{i}", lambda i: f"Zoë {i}, the \"{i}\"",
             lambda i: f"ACoAAB{i:033d}", lambda i: "x" * (i % 250 + 1) + f"{i:05d}",
             lambda i: f"E{i}", lambda i: f"a{i % 7}b{i}", lambda i: f"{i:08d}"]
    weights = [10, 3, 1, 2, 1, 2, 1, 1, 1, 1]
    ids = set()
    while len(ids) < count:
        ids.add(rng.choices(kinds, weights)[0](rng.randrange(4 * count)))
    return sorted(ids, key=str.encode)


def write_csv(path, header, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    data = text.getvalue().encode()
    path.write_bytes(gzip.compress(data, 1, mtime=0) if path.suffix == ".gz" else data)
    return path


class Case:
    """A population, its aliases and its edges."""

    def __init__(self, seed, folder, members):
        rng = random.Random(seed)
        self.folder = folder
        folder.mkdir()
        ids = make_ids(rng, members + members // 5)
        self.members = sorted(rng.sample(ids, members), key=str.encode)
        strangers = sorted(set(ids) - set(self.members))
        self.has = rng.choice([PILLARS, PILLARS[:3], PILLARS[1:2]])
        few = seed % 3 == 0  # ties
        self.pillars, self.overall = {}, {}
        for m in self.members:
            values = {p: rng.randrange(3) * 5000 if few else rng.randrange(25001)
                      for p in self.has}
            scored = rng.random() > 0.15
            self.pillars[m] = values
            self.overall[m] = sum(values.values()) if scored else None
        self.aliases = {f"alias-{i}": m for i, m in enumerate(rng.sample(self.members,
                                                                           members // 4))}
        names = {}
        for alias, m in self.aliases.items():
            names.setdefault(m, [m]).append(alias)
        everyone = self.members + strangers
        self.edges = []
        while len(self.edges) < 12 * members:
            a = everyone[int(rng.random() ** 3 * len(everyone))]
            b = a if rng.random() < 0.01 else rng.choice(everyone)
            when = rng.choice(["", "2026-11-18T23:59:59Z", "2026-11-19T00:00:00Z",
                               "2025-01-01", "2027-01-01"])
            for _ in range(rng.choice([1, 1, 1, 2, 3])):
                x, y = rng.choice(names.get(a, [a])), rng.choice(names.get(b, [b]))
                self.edges.append((x, y, when) if rng.random() < 0.5 else (y, x, when))
                when = when if rng.random() < 0.7 else ""
        rng.shuffle(self.edges)
        self.rng = rng
        rows = self.members if seed % 2 else rng.sample(self.members, members)  # any order
        self.scores = write_csv(folder / "scores.csv",
                                ["member_id", "week", "overall", *PILLARS],
                                [[m, WEEK, points(self.overall[m])] +
                                 [points(self.pillars[m].get(p)) for p in PILLARS]
                                 for m in rows])
        self.identities = write_csv(folder / "identities.csv", ["member_id", "kind", "alias"],
                                    [[m, "other", a] for a, m in self.aliases.items()])

    def counted(self):
        """network.csv as text, and the account, by sets."""
        account = dict.fromkeys("repeated oneself later nobody edges".split(), 0)
        joined = {m: set() for m in self.members}
        seen = set()
        for a, b, when in self.edges:
            a, b = self.aliases.get(a, a), self.aliases.get(b, b)
            if a == b:
                account["oneself"] += 1
            elif when in ("2026-11-19T00:00:00Z", "2027-01-01"):
                account["later"] += 1
            elif a not in joined and b not in joined:
                account["nobody"] += 1
            elif frozenset((a, b)) in seen:
                account["repeated"] += 1
            else:
                seen.add(frozenset((a, b)))
                account["edges"] += 1
                for me, other in ((a, b), (b, a)):
                    if me in joined:
                        joined[me].add(other)
        rows = []
        for m in self.members:
            mine = self.overall[m]
            others = [o for o in joined[m] if self.overall.get(o) is not None]
            row = [m, points(mine)]
            if mine is None:
                row += [""] * 9
            else:
                net = [self.overall[o] for o in others] + [mine]
                higher, equal = sum(v > mine for v in net), sum(v == mine for v in net)
                n = len(net)
                row += [n, 1 + higher, max(1, -(-100 * (higher + equal) // n)),
                        rounded(fractions.Fraction(
                            100 * (2 * (n - higher - equal) + equal), 2 * n), 2),
                        rounded(fractions.Fraction(sum(net), 1000 * n), 3)]
                for p in PILLARS:
                    row.append(rounded(fractions.Fraction(
                        sum(self.pillars[o][p] for o in others + [m]), 1000 * n), 3)
                               if p in self.has else "")
            known = len(joined[m])
            row += [known, len(others),
                    rounded(fractions.Fraction(len(others), known), 4) if known else ""]
            rows.append(row)
        return rows, account

    def write_edges(self, edges, files, suffix, name):
        """The edges in files, dealt at random."""
        parts = [[] for _ in range(files)]
        for edge in edges:
            self.rng.choice(parts).append(edge)
        self.rng.shuffle(parts)
        return [write_csv(self.folder / f"{name}-{i}.csv{suffix}",
                          ["member_id", "connection_id", "connected_at"], part)
                for i, part in enumerate(parts)]


def run(program, *args):
    done = subprocess.run([program, "network", *map(str, args)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stderr.decode()


def check_case(program, case):
    """Runs of one case; how many gave other bytes than counted."""
    rows, account = case.counted()
    want_path = write_csv(case.folder / "want.csv", COLUMNS, [])
    out = case.folder / "out.csv"
    one = case.write_edges(case.edges, 1, "", "one")
    told = run(program, case.scores, *one, case.identities, "-o", out)
    first = out.read_bytes()
    got = list(csv.reader(io.StringIO(first.decode(), newline="")))
    want = [COLUMNS] + [[str(c) for c in row] for row in rows]
    bad = sum(a != b for a, b in zip(got, want)) + abs(len(got) - len(want))
    for a, b in list(zip(got, want)):
        if a != b:
            print("is", a, "should be", b)
            break
    numbers = re.search(r"rows (\d+) = edges (\d+) \+ repeated (\d+) \+ to oneself (\d+) \+ later "
                        r"(\d+) \+ of nobody scored (\d+) \+ of other splits 0 \+ rejected 0",
                        told)
    expected = [len(case.edges), account["edges"], account["repeated"], account["oneself"],
                account["later"], account["nobody"]]
    if [int(n) for n in numbers.groups()] != expected:
        bad += 1
        print("account is", numbers.groups(), "should be", expected)
    runs = 1
    want_path.unlink()

    def same(*args):
        nonlocal bad, runs
        out.unlink(missing_ok=True)
        run(program, *args, "-o", out)
        runs += 1
        if out.read_bytes() != first:
            bad += 1
            print("other bytes:", *args)

    for threads in (1, 2, 3, 4):
        files = case.write_edges(case.edges, case.rng.choice([1, 3, 8]),
                                 case.rng.choice(["", ".gz"]), f"t{threads}")
        same("-q", "--threads", threads, case.scores, *files, case.identities)
    for splits in (1, 3, 8):
        files = case.write_edges(case.edges, 2, ".gz", f"s{splits}")
        sums = []
        for i in range(1, splits + 1):
            case.rng.shuffle(files)
            sums.append(case.folder / f"sums-{splits}-{i}.csv.gz")
            run(program, "-q", "--split", f"{i}/{splits}", "--threads",
                case.rng.choice([1, 2, 4]), case.scores, *files, case.identities, "-o", sums[-1])
        case.rng.shuffle(sums)
        same("-q", case.scores, *sums)
    distinct = {}
    for a, b, when in case.edges:
        if when not in ("2026-11-19T00:00:00Z", "2027-01-01"):
            key = frozenset((case.aliases.get(a, a), case.aliases.get(b, b)))
            distinct.setdefault(key, (a, b, when))
    files = case.write_edges(distinct.values(), 3, "", "u")
    for threads in (1, 4):
        same("-q", "--edges", "unique", "--threads", threads, case.scores, *files,
             case.identities)
    return bad, runs


EVENTS = ("navigator-", "activity")


def check_score(program, name, args):
    """network.csv of `ssi score` is what the command alone makes of its scores."""
    bad = 0
    subprocess.run([program, "ingest", "-q", *args["config"], *args["events"], "-o",
                    f"{name}.part"], check=True)
    subprocess.run([program, "score", "-q", "--contributions", "none", "--as-of",
                    "2026-11-19T00:00:00Z", *args["config"], f"{name}.part",
                    *args["references"], "-o", name], check=True, stdout=subprocess.DEVNULL)
    want = pathlib.Path(name, "latest", "network.csv").read_bytes()
    assert want.count(b"\n") > 50, "a table of networks with hardly a row"
    for threads in (1, 3):
        run(program, "-q", "--threads", threads, *args["config"], name, *args["references"],
            "-o", "n.csv")
        if pathlib.Path("n.csv").read_bytes() != want:
            bad += 1
            print(name, "differs from what `ssi network` counts")
    return bad


def main():
    program, source = sys.argv[1], pathlib.Path(sys.argv[2])
    bad = runs = cells = 0
    for old in (*pathlib.Path().glob("case-*"), "made", "sample", "generated"):
        shutil.rmtree(old, ignore_errors=True)  # of an earlier run in this folder
    for seed in range(6):
        case = Case(seed, pathlib.Path(f"case-{seed}"), 2000 if seed == 0 else 300)
        wrong, count = check_case(program, case)
        bad += wrong
        runs += count
        cells += len(case.members) * len(COLUMNS)
    sample = source / "datasets/sample"
    subprocess.run([program, "generate", "-q", "-o", "made", "--members", "2000", "--weeks", "6",
                    "--seed", "11"], check=True)
    for name, folder, config in (("sample", sample, ["-c", sample / "sample.ini"]),
                                 ("generated", pathlib.Path("made"), [])):
        files = sorted(folder.glob("*.csv*"))
        bad += check_score(program, name, {
            "config": config,
            "events": [p for p in files if p.name.startswith(EVENTS)],
            "references": [p for p in files if p.name.startswith(("connections", "members",
                                                                  "identities"))]})
    print(f"{runs} runs over 6 networks, {cells} cells counted by sets, 2 of `ssi score`; "
          f"{bad} wrong")
    return 1 if bad or runs < 60 else 0


if __name__ == "__main__":
    sys.exit(main())
