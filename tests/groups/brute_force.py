#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every rank and every group cell of 2,000 members again, the slow way, from published points.

Usage: brute_force.py PROGRAM, in an empty folder.

A population full of what makes ranks hard: ties, industries and teams of one, members of no
industry, members without a score, members who change industry and team between the weeks, edges
dated in every week. From scores.csv and history.csv the points alone are taken; places, top
percents, percentiles, network means and changes are counted by comparing everyone with everyone
of the group as it was in that week, group statistics by their textbook sums in exact fractions.
"""

import collections
import csv
import datetime
import fractions
import math
import pathlib
import random
import shutil
import subprocess
import sys

F = fractions.Fraction
WEEKS = [datetime.date(2026, 10, 14) + datetime.timedelta(7 * i) for i in range(6)]
ACTIVITIES = ["post", "profile_view", "message_send", "share", "connection_request",
              "people_search"]
MEASURES = ["overall", "brand", "people", "insights", "relationships"]
PERCENTS = [5, 10, 25, 50, 75, 90, 95]
MIN_GROUP, MIN_TEAM, FEW = 10, 3, 10


def rounded(value, decimals):
    whole = math.floor(F(value) * 10**decimals + F(1, 2) + F(1, 2**20))
    sign, whole = ("-" if whole < 0 else ""), abs(whole)
    return (f"{sign}{whole // 10**decimals}.{whole % 10**decimals:0{decimals}d}" if decimals
            else f"{sign}{whole}")


def write(path, header, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class World:
    """Who is who in which week, and who knows whom since when."""

    def __init__(self, rng, members):
        self.ids = [f"E{i:04d}" for i in range(members)]
        industries = [f"Industry {i}" for i in range(45)]
        teams = [f"Team {i}" for i in range(400)]
        self.facts = {}  # (id, column) -> [(first week it holds in, value)]
        for i, m in enumerate(self.ids):
            industry = "Alone, \"at\" last" if i == 7 else "" if rng.random() < 0.03 else \
                industries[int(rng.random() ** 2 * 45)]
            team = "" if rng.random() < 0.05 else teams[int(rng.random() ** 2 * 400)]
            self.facts[m, "industry"] = [(-1, industry)]
            self.facts[m, "team"] = [(-1, team)]
            for column, values in (("industry", industries), ("team", teams)):
                if rng.random() < 0.1:
                    self.facts[m, column].append((rng.randrange(1, 6), rng.choice(values)))
        self.opted_out = set(rng.sample(self.ids, members // 15))
        self.edges = []
        for _ in range(members * 9):
            a, b = (self.ids[int(rng.random() ** 2 * members)], rng.choice(self.ids))
            b = f"X{rng.randrange(500)}" if rng.random() < 0.1 else b
            week = rng.choice([None, 0, 1, 2, 3, 4, 5, 6])
            self.edges.append((a, b, week))
            if rng.random() < 0.2:
                self.edges.append((b, a, rng.choice([None, week])))

    def value(self, member, column, week):
        known = ""
        for first, value in self.facts[member, column]:
            if first <= week and value:
                known = value
        return known

    def write(self, rng):
        roster = []
        for m in self.ids:
            roster.append([m, self.value(m, "industry", -1), self.value(m, "team", -1), "",
                           "yes" if m in self.opted_out else "no"])
            for column, place in (("industry", 1), ("team", 2)):
                for first, value in self.facts[m, column][1:]:
                    row = [m, "", "", f"{WEEKS[first]}T12:00:00Z", ""]
                    row[place] = value
                    roster.append(row)
        write("members.csv", ["member_id", "industry", "team", "as_of", "opted_out"], roster)
        dates = {None: "", 6: "2026-11-19"}
        write("connections.csv", ["member_id", "connection_id", "connected_at"],
              [[a, b, dates.get(w, str(WEEKS[w]) if w in range(6) else "")]
               for a, b, w in self.edges])
        rows = []
        for m in self.ids:
            often = rng.choice([0, 0, 1, 1, 2, 3])  # few values: ties
            for week in WEEKS:
                for activity in ACTIVITIES:
                    for _ in range(rng.choice([0, often])):
                        rows.append([f"{week}T09:00:00Z", m, activity])
        write("activity.csv", ["occurred_at", "member_id", "activity"], rows)

    def joined(self, week):
        """Everyone's distinct others before the cut-off of a week; its day 0 is its name - 6."""
        joined = collections.defaultdict(set)
        for a, b, when in self.edges:
            if a != b and (when is None or when <= week):
                joined[a].add(b)
                joined[b].add(a)
        return joined


def rank(values, mine):
    """Place among values, of which mine is one, each compared."""
    higher = sum(v > mine for v in values)
    equal = sum(v == mine for v in values)
    n = len(values)
    return [str(n), str(1 + higher), str(max(1, -(-100 * (higher + equal) // n))),
            rounded(F(100 * (2 * (n - higher - equal) + equal), 2 * n), 2)]


def root(value):
    """The square root of a fraction as a fraction good to 60 digits."""
    scale = 10**60
    return F(math.isqrt(value.numerator * scale * scale // value.denominator), scale)


def statistics(points):
    """Cells of groups.csv behind n, of points in thousandths, in exact fractions."""
    xs = sorted(F(p, 1000) for p in points)
    n = len(xs)
    mean = sum(xs) / n
    sd = root(sum((x - mean) ** 2 for x in xs) / (n - 1)) if n > 1 else None
    cells = [rounded(mean, 3), rounded(sd, 3) if n > 1 else ""]
    for percent in PERCENTS:
        h = F((n - 1) * percent, 100)
        low = math.floor(h)
        high = min(low + 1, n - 1)
        cells.append(rounded(xs[low] + (h - low) * (xs[high] - xs[low]), 3))
    cells.append(rounded(sum((x - mean) ** 3 for x in xs) / n / sd**3, 4) if n > 2 and sd else "")
    apart = sum((2 * i + 1 - n) * x for i, x in enumerate(xs)) * 2  # sum of |xi - xj|
    cells.append(rounded(apart / (2 * n * n * mean), 4) if mean else "")
    return cells


class Check:
    """Counts what was compared and tells what differs."""

    def __init__(self):
        self.cells = self.bad = 0

    def same(self, where, got, want):
        self.cells += len(want)
        if got != want:
            self.bad += 1
            if self.bad < 10:
                print(where, "is", got, "should be", want)


def milli(text):
    return round(F(text) * 1000) if text else None


def check_scores(check, world, rows):
    points = {r["member_id"]: milli(r["overall"]) for r in rows}
    scored = {m: p for m, p in points.items() if p is not None}
    groups = {"everyone": lambda m: "all", "industry": lambda m: world.value(m, "industry", 5),
              "team": lambda m: world.value(m, "team", 5)}
    joined = world.joined(5)
    for r in rows:
        m = r["member_id"]
        check.same(m, [r["industry"], r["team"]], [groups["industry"](m), groups["team"](m)])
        mine = points[m]
        for kind, of in groups.items():
            got = [r[f"{kind}_{c}"] for c in ("n", "position", "top_percent", "percentile")]
            inside = mine is not None and of(m) != ""
            values = [p for o, p in scored.items() if of(o) == of(m)] if inside else []
            check.same((m, kind), got, rank(values, mine) if inside else [""] * 4)
        others = [scored[o] for o in joined[m] if o in scored]
        got = [r[c] for c in ("network_n", "network_position", "network_top_percent",
                              "network_percentile", "network_mean")]
        want = [""] * 5 if mine is None else [
            *rank(others + [mine], mine), rounded(F(sum(others) + mine, 1000 * (len(others) + 1)),
                                                  3)]
        check.same((m, "network"), got, want)
        check.same((m, "connections"), [r["connections"], r["connections_scored"]],
                   [str(len(joined[m])), str(len(others))])


def check_history(check, world, rows, scores):
    """Industry and network places of every week, with everyone as of that week."""
    change = {}
    for number, week in enumerate(WEEKS):
        of_week = {r["member_id"]: r for r in rows if r["week"] == str(week)}
        scored = {m: milli(r["overall"]) for m, r in of_week.items() if r["overall"]}
        joined = world.joined(number)
        by_industry = collections.defaultdict(list)
        for m, p in scored.items():
            by_industry[world.value(m, "industry", number)].append(p)
        for m, r in of_week.items():
            want = ["", "", ""]
            if m in scored:
                industry = world.value(m, "industry", number)
                others = [scored[o] for o in joined[m] if o in scored]
                want = [rank(by_industry[industry], scored[m])[2] if industry else "",
                        rank(others + [scored[m]], scored[m])[2],
                        rounded(F(sum(others) + scored[m], 1000 * (len(others) + 1)), 3)]
            check.same((m, str(week)), [r["industry_top_percent"], r["network_top_percent"],
                                        r["network_mean"]], want)
        change[number] = {m: (p, of_week[m]["out_of"]) for m, p in scored.items()}
    for r in scores:
        m = r["member_id"]
        for column, before in (("change", 4), ("change_5w", 0)):
            now, then = change[5].get(m), change[before].get(m)
            known = now and then and now[1] == then[1]
            check.same((m, column), [r[column]],
                       [rounded(F(now[0] - then[0], 1000), 3) if known else ""])


def check_groups(check, rows, scores):
    """Statistics of every group that is shown; and that none is shown that is too small."""
    shown = 0
    for r in rows:
        members = [s for s in scores if s["overall"] and
                   (r["kind"] == "everyone" or s[r["kind"]] == r["group"])]
        points = [milli(s[r["measure"]]) for s in members if s[r["measure"]]]
        where = (r["kind"], r["group"], r["measure"])
        check.same(where, [r["n"]], [str(len(points))])
        least = MIN_TEAM if r["kind"] == "team" else MIN_GROUP
        cells = list(r.values())[5:]
        want = statistics(points)
        if len(points) < least:
            want = [""] * len(want)
        elif len(points) < FEW:
            want = want[:1] + [""] * (len(want) - 1)
        else:
            for i, percent in enumerate(PERCENTS):
                if 2 * len(points) * min(percent, 100 - percent) < 100 * least:
                    want[2 + i] = ""
        hidden = not any(cells)  # the smallest may be withheld for the sake of smaller ones
        mean_alone = any(cells) and not any(cells[1:])
        shown += not hidden
        if hidden or mean_alone:
            check.cells += 1
            if mean_alone:
                check.same(where, cells[:1], want[:1])
        else:
            check.same(where, cells, want)
    everyone = {(r["kind"], r["group"]) for r in rows}
    for kind in ("industry", "team"):
        for group in {s[kind] for s in scores if s["overall"] and s[kind]}:
            check.same((kind, group), [(kind, group) in everyone], [True])
    return shown


def main():
    program = sys.argv[1]
    rng = random.Random(20261127)
    check = Check()
    shutil.rmtree("out", ignore_errors=True)
    world = World(rng, 2000)
    world.write(rng)
    subprocess.run([program, "ingest", "-q", "activity.csv", "-o", "a.part"], check=True)
    subprocess.run([program, "score", "-q", "--contributions", "none", "--as-of",
                    "2026-11-19T00:00:00Z", "a.part", "members.csv", "connections.csv", "-o",
                    "out"], check=True, stdout=subprocess.DEVNULL)
    latest = pathlib.Path("out/latest")
    scores = read(latest / "scores.csv")
    check_scores(check, world, scores)
    check_history(check, world, read(latest / "history.csv"), scores)
    shown = check_groups(check, read(latest / "groups.csv"), scores)
    unscored = sum(not s["overall"] for s in scores)
    sizes = collections.Counter(s["industry"] for s in scores if s["overall"])
    teams = collections.Counter(s["team"] for s in scores if s["overall"])
    ties = len(scores) - unscored - len({s["overall"] for s in scores if s["overall"]})
    moved = sum(len(f) > 1 for f in world.facts.values())
    for what, count in (("members without a score", unscored), ("tied places", ties),
                        ("industries of one", sum(n == 1 for n in sizes.values())),
                        ("teams of one", sum(n == 1 for n in teams.values())),
                        ("members of no industry", sizes[""]), ("changes of group", moved)):
        print(f"{what}: {count}")
        check.bad += count == 0
    print(f"{check.cells} cells, {shown} groups and measures shown; {check.bad} differ")
    return 1 if check.bad or check.cells < 90000 else 0


if __name__ == "__main__":
    sys.exit(main())
