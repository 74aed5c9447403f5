#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public social graphs through the program: degrees, group sizes and every rank counted again.

Usage: musae.py PROGRAM SOURCE, in an empty folder. Skipped (77) where ../shared/data/musae is not.

Score by connections alone (a percentile), then count by sets: the degree of each node, the size of
each industry and team, and by sorting and by neighbours each position, top percent, percentile and
mean that scores.csv publishes.
"""

import bisect
import collections
import csv
import fractions
import gzip
import math
import os
import pathlib
import subprocess
import sys

SETS = ["facebook", "git", "DE", "ENGB", "ES", "FR", "PTBR", "RU", "ZHTW"]
COLUMNS = {  # id, industry, team
    "facebook": ("id", "page_type", None),
    "git": ("id", None, "ml_target"),
}


def rounded(value, decimals):
    whole = math.floor(value * 10**decimals + fractions.Fraction(1, 2) +
                       fractions.Fraction(1, 2**20))
    return f"{whole // 10**decimals}.{whole % 10**decimals:0{decimals}d}"


def rank(higher, equal, n):
    lower = n - higher - equal
    top = max(1, -(-100 * (higher + equal) // n))
    percentile = rounded(fractions.Fraction(100 * (2 * lower + equal), 2 * n), 2)
    return [str(n), str(1 + higher), str(top), percentile]


def rank_in(ordered, value):
    low = bisect.bisect_left(ordered, value)
    high = bisect.bisect_right(ordered, value)
    return rank(len(ordered) - high, high - low, len(ordered))


def cells(row, group):
    return [row[f"{group}_{c}"] for c in ("n", "position", "top_percent", "percentile")]


def check(program, source, data, name):
    key, industry, team = COLUMNS.get(name, ("new_id", "mature", "partner"))
    nodes = data / f"{name}_target.csv"
    edges = data / f"{name}_edges.csv.gz"
    out = f"out-{name}"
    subprocess.run([program, "score", "-q", "--contributions", "none", "-c",
                    str(source / "tests/networks/musae.ini"), "--as-of", "2026-11-19T00:00:00Z",
                    "empty.part", str(nodes), str(edges), "-o", out],
                   check=True, stdout=subprocess.DEVNULL)
    joined = collections.defaultdict(set)
    with gzip.open(edges, "rt", newline="", encoding="utf-8") as file:
        for a, b in list(csv.reader(file))[1:]:
            if a != b:
                joined[a].add(b)
                joined[b].add(a)
    with open(nodes, newline="", encoding="utf-8") as file:
        people = {r[key].strip(): r for r in csv.DictReader(file)}
    with open(f"{out}/latest/scores.csv", newline="", encoding="utf-8") as file:
        scores = {r["member_id"]: r for r in csv.DictReader(file)}
    assert scores.keys() == people.keys(), "other members"
    points = {m: round(1000 * float(r["overall"])) for m, r in scores.items() if r["overall"]}
    groups = {"everyone": {m: "" for m in people}}
    for kind, column in (("industry", industry), ("team", team)):
        groups[kind] = {m: (r[column] if column else "") for m, r in people.items()}
    ordered = {}
    for kind, of in groups.items():
        lists = collections.defaultdict(list)
        for m, p in points.items():
            lists[of[m]].append(p)
        ordered[kind] = {g: sorted(v) for g, v in lists.items()}
    bad = compared = 0
    for m, row in scores.items():
        want = {"connections": [str(len(joined[m]))]}
        others = [points[o] for o in joined[m] if o in points]
        want["connections_scored"] = [str(len(others))]
        got = {c: [row[c]] for c in want}
        if m in points:
            mine = points[m]
            for kind, of in groups.items():
                nobody = kind != "everyone" and of[m] == ""
                want[kind] = [""] * 4 if nobody else rank_in(ordered[kind][of[m]], mine)
                got[kind] = cells(row, kind)
            net = sorted(others + [mine])
            want["network"] = rank_in(net, mine)
            got["network"] = cells(row, "network")
            want["mean"] = [rounded(fractions.Fraction(sum(net), 1000 * len(net)), 3)]
            got["mean"] = [row["network_mean"]]
        compared += sum(len(v) for v in want.values())
        if want != got:
            bad += 1
            if bad < 5:
                print(name, m, "is", got, "should be", want)
    sizes = {}
    with open(f"{out}/latest/groups.csv", newline="", encoding="utf-8") as file:
        for r in csv.DictReader(file):
            if r["measure"] == "overall":
                sizes[r["kind"], r["group"]] = int(r["n"])
    for kind, lists in ordered.items():
        for group, values in lists.items():
            if (kind == "everyone" or group) and sizes.get((kind, group)) != len(values):
                bad += 1
                print(name, kind, group, "has", sizes.get((kind, group)), "not", len(values))
    print(f"{name}: {len(people)} nodes, {sum(map(len, joined.values())) // 2} edges, "
          f"{compared} cells, {bad} differ")
    return bad


def main():
    program, source = sys.argv[1], pathlib.Path(sys.argv[2])
    data = pathlib.Path(os.environ.get("SSI_SHARED") or source.parent / "shared") / "data/musae"
    if not data.is_dir():
        print(f"skipped: no folder {data} (set SSI_SHARED)")
        return 77
    pathlib.Path("activity.csv").write_text("occurred_at,member_id,activity\n", encoding="utf-8")
    subprocess.run([program, "ingest", "-q", "activity.csv", "-o", "empty.part"], check=True)
    return 1 if sum(check(program, source, data, name) for name in SETS) else 0


if __name__ == "__main__":
    sys.exit(main())
