#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""changes.csv computed again from scores.csv and history.csv, with other arithmetic.

Usage: changes.py PROGRAM SOURCE, in an empty folder.

Means and intervals must agree in every digit, p of up to 16 pairs too; p of more pairs within what
drawing allows. Groups below their threshold must show n only.
"""

import csv
import datetime
import fractions
import itertools
import math
import pathlib
import random
import subprocess
import sys

MIN = {"everyone": 10, "industry": 10, "team": 3}


def rounded(value, decimals=3):
    text = math.floor(value * 10**decimals + 0.5 + 2**-20)
    sign = "-" if text < 0 else ""
    return f"{sign}{abs(text) // 10**decimals}.{abs(text) % 10**decimals:0{decimals}d}"


def t_quantile(df, p=0.975):
    """By bisection on the integral of the density (Simpson)."""
    scale = math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(df * math.pi)

    def cdf(x, steps=2000):
        h = x / steps
        f = [scale * (1 + (i * h) ** 2 / df) ** (-(df + 1) / 2) for i in range(steps + 1)]
        return 0.5 + h / 3 * (f[0] + f[-1] + 4 * sum(f[1:-1:2]) + 2 * sum(f[2:-1:2]))

    low, high = 0.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if cdf(middle) < p else (low, middle)
    return (low + high) / 2


def exact_p(d):
    seen = abs(sum(d))
    hits = sum(abs(sum(s * x for s, x in zip(signs, d))) >= seen
               for signs in itertools.product((1, -1), repeat=len(d)))
    return hits / 2 ** len(d)


def about_p(d):
    """Drawn by another generator; of many pairs the normal limit."""
    if len(d) > 60:
        return math.erfc(abs(sum(d)) / math.sqrt(2 * sum(x * x for x in d)))
    draw = random.Random(1)
    seen = abs(sum(d))
    total = sum(d)
    flips = 20000
    hits = 0
    for _ in range(flips):
        bits = draw.getrandbits(len(d))
        hits += abs(total - 2 * sum(x for i, x in enumerate(d) if bits >> i & 1)) >= seen
    return hits / flips


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def main():
    program, source = sys.argv[1], pathlib.Path(sys.argv[2])
    sample = source / "datasets" / "sample"
    references = [str(p) for p in sorted(sample.glob("*.csv*"))
                  if "activity" not in p.name and "outcome" not in p.name]
    subprocess.run([program, "ingest", "-q", str(sample), "-o", "p.part"], check=True)
    subprocess.run([program, "score", "-q", "p.part", *references, "-o", "out", "--as-of",
                    "2026-11-19T00:00:00Z"], check=True, stdout=subprocess.DEVNULL)
    week = pathlib.Path("out/latest")
    now = {r["member_id"]: r for r in read(week / "scores.csv")}
    then = {(r["member_id"], r["week"]): r for r in read(week / "history.csv")}
    rows = read(week / "changes.csv")
    bad = compared = 0
    for row in rows:
        against = datetime.date.fromisoformat(row["against"])
        assert (datetime.date.fromisoformat(row["week"]) - against).days in (7, 35)
        d = []
        for member, r in now.items():
            group = "" if row["kind"] == "everyone" else r[row["kind"]]
            old = then.get((member, row["against"]))
            if group == row["group"] and r["overall"] and old and old["overall"]:
                d.append(round(1000 * float(r["overall"])) - round(1000 * float(old["overall"])))
        n = len(d)
        want = {"n": str(n)}
        shown = row["mean_change"] != ""
        if n < MIN[row["kind"]]:
            want.update(mean_change="", low="", high="", p="", verdict="too few")
        elif shown:
            mean = fractions.Fraction(sum(d), n)
            want["mean_change"] = rounded(float(mean) / 1000)
        if shown and n >= 10:
            sd = math.sqrt(float(sum((x - mean) ** 2 for x in d)) / (n - 1))
            half = t_quantile(n - 1) * sd / math.sqrt(n)
            want["low"] = rounded((float(mean) - half) / 1000)
            want["high"] = rounded((float(mean) + half) / 1000)
        elif shown:
            want.update(low="", high="", p="")
        p = exact_p(d) if n <= 16 else about_p(d)
        if shown and 10 <= n <= 16:
            want["p"] = rounded(p, 4)
        elif shown and n > 16 and abs(float(row["p"]) - p) > 0.02:
            bad += 1
            print(row, "p should be about", p)
        if 6 <= n <= 16 and n >= MIN[row["kind"]]:
            most = max(sum(x > 0 for x in d), sum(x < 0 for x in d))
            want["verdict"] = ("none" if p > 0.05 else
                               "everyone moved" if 4 * most >= 3 * n else "members moved")
        for column, value in want.items():
            compared += 1
            if row[column] != value:
                bad += 1
                print(row, column, "should be", value)
    print(f"{len(rows)} rows, {compared} cells, {bad} differ")
    return 1 if bad or compared < 200 else 0


if __name__ == "__main__":
    sys.exit(main())
