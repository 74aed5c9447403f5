#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Searches what others may read for numbers of groups that are too small to be shown.

Usage: small_groups.py PROGRAM SOURCE, in an empty folder.

Scores many small made-up companies, and reads groups.csv, trends.csv, distributions.csv and
changes.csv as somebody would who wants to know what one person scored: cells below their
threshold, and what is left when the shown groups of a kind are taken from everyone.
"""

import collections
import csv
import pathlib
import random
import subprocess
import sys

LEAST = {"everyone": 10, "industry": 10, "team": 3}
FEW = 10
RUNS = 60
AS_OF = "2026-11-19T00:00:00Z"


def make(draw, folder):
    """A company of a few dozen people in groups of all sizes, some of them in none."""
    folder.mkdir()
    people = draw.randrange(12, 70)
    teams = [f"t{i}" for i in range(draw.randrange(1, 9))] + [""] * draw.randrange(2)
    industries = [f"i{i}" for i in range(draw.randrange(1, 5))] + [""] * draw.randrange(2)
    weights = [draw.random() ** 2 + 0.02 for _ in teams]
    shares = [draw.random() ** 2 + 0.05 for _ in industries]
    with open(folder / "members.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["member_id", "team", "industry", "since", "as_of"])
        for m in range(people):
            team = draw.choices(teams, weights)[0]
            industry = draw.choices(industries, shares)[0]
            since = draw.choice(["2026-01-01"] * 9 + ["2026-11-13"])
            out.writerow([f"m{m}", team, industry, since, "2026-01-01"])
            if draw.random() < 0.05:  # moves to another team in the last week
                out.writerow([f"m{m}", draw.choice(teams), industry, since, "2026-11-14"])
    with open(folder / "activity.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["occurred_at", "member_id", "activity"])
        for m in range(people):
            for _ in range(draw.randrange(40)):
                day = draw.randrange(1, 49)
                date = f"2026-10-{day:02d}" if day <= 31 else f"2026-11-{day - 31:02d}"
                out.writerow([date, f"m{m}", draw.choice(["people_search", "share", "post",
                                                          "connection_made", "profile_view"])])


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Search:
    def __init__(self):
        self.found, self.cells, self.hidden = [], 0, 0

    def say(self, *what):
        self.found.append(what)

    def cell(self, table, row, least, columns, n):
        """No column of these when n is too small."""
        for column in columns:
            self.cells += 1
            if row[column] != "" and n < least:
                self.say(table, "shows", column, "of", n, row)

    def rest(self, table, key, kind, everyone, shown, least):
        """What is left of everyone when the groups that show something are taken away."""
        if everyone is None or not shown:
            return
        left = everyone - sum(shown)
        self.cells += 1
        self.hidden += left > 0
        if 0 < left < least:
            self.say(table, key, kind, "leaves", left)


def quantile_ok(n, percent, least):
    return 2 * n * min(percent, 100 - percent) >= 100 * least and n >= FEW


def partitions(rows, key, measure):
    """By key: everyone's row, and the rows of each kind."""
    parts = collections.defaultdict(lambda: collections.defaultdict(list))
    for row in rows:
        parts[tuple(row[k] for k in key) + (row[measure] if measure else "",)][row["kind"]].append(row)
    return parts


def search_sums(search, table, rows, key, measure, columns):
    """Columns that add up over groups: n times a mean, squares, counts."""
    for name, kinds in partitions(rows, key, measure).items():
        for column, least_of in columns:
            everyone = [int(r["n"]) for r in kinds["everyone"] if r[column] != ""]
            for kind in ("industry", "team"):
                shown = [int(r["n"]) for r in kinds[kind] if r[column] != ""]
                search.rest(table, (name, column), kind, everyone[0] if everyone else None, shown,
                            least_of(kind))


def search_week(search, week):
    groups = read(week / "groups.csv")
    trends = read(week / "trends.csv")
    changes = read(week / "changes.csv")
    for table, rows in (("groups", groups), ("trends", trends)):
        for row in rows:
            n, least = int(row["n"]), LEAST[row["kind"]]
            search.cell(table, row, least, ["mean"], n)
            spread = [c for c in ("sd", "skewness", "gini") if c in row]
            search.cell(table, row, max(least, FEW), spread, n)
            for column in [c for c in row if c.startswith("q")]:
                search.cells += 1
                if row[column] != "" and not quantile_ok(n, int(column[1:]), least):
                    search.say(table, "shows", column, "of", n)
    for row in changes:
        n, least = int(row["n"]), LEAST[row["kind"]]
        search.cell("changes", row, least, ["mean_change"], n)
        search.cell("changes", row, max(least, FEW), ["low", "high", "p"], n)
    search_sums(search, "groups", groups, ["week"], "measure",
                [("mean", LEAST.get), ("sd", lambda kind: FEW)])
    search_sums(search, "trends", trends, ["week"], "measure", [("mean", LEAST.get)])
    search_sums(search, "changes", changes, ["against"], None,
                [("mean_change", LEAST.get), ("low", lambda kind: FEW)])
    counts = collections.Counter()
    for row in read(week / "distributions.csv"):
        counts[row["measure"], row["kind"], row["group"]] += int(row["count"])
    for (measure, kind, group), n in counts.items():
        search.cells += 1
        if n < max(FEW, LEAST[kind]):
            search.say("distributions", measure, kind, group, "of", n)
    for measure in {m for m, _, _ in counts}:
        for kind in ("industry", "team"):
            shown = [n for (m, k, _), n in counts.items() if (m, k) == (measure, kind)]
            search.rest("distributions", measure, kind, counts.get((measure, "everyone", "")),
                        shown, FEW)
    return any(r["kind"] == "team" and r["mean"] == "" and int(r["n"]) >= 3 for r in groups)


def main():
    program = sys.argv[1]
    draw = random.Random(20261119)
    search = Search()
    withheld_more = 0
    for run in range(RUNS):
        folder = pathlib.Path(f"run{run}")
        make(draw, folder)
        subprocess.run([program, "ingest", "-q", str(folder / "activity.csv"), "-o",
                        str(folder / "a.part")], check=True)
        subprocess.run([program, "score", "-q", "--as-of", AS_OF, "--contributions", "none",
                        str(folder / "a.part"), str(folder / "members.csv"), "-o",
                        str(folder / "out")], check=True, stdout=subprocess.DEVNULL)
        withheld_more += search_week(search, folder / "out" / "latest")
    for what in search.found[:20]:
        print(*what)
    print(f"{RUNS} runs, {search.cells} cells and remainders looked at, {search.hidden} remainders "
          f"hide somebody, {withheld_more} runs withhold a group only for another's sake, "
          f"{len(search.found)} found")
    return 1 if search.found or search.hidden < 100 or withheld_more < 5 else 0


if __name__ == "__main__":
    sys.exit(main())
