#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A member who stops loses its points along the half-life; draws docs/decay.png where asked to.

Usage: decay.py SSI [PNG]    in an empty scratch folder

Two members search 16 times a week for 13 weeks; then one stops and the other goes on. Every week
is scored. Design 6: n weeks after the last search the mean per week is 16 times the weight of
the weeks before, sum of d_k for k = n..12 over the sum for k = 0..12, with d_k = 2^(-k / 4).
"""
import csv
import gzip
import math
import pathlib
import subprocess
import sys
from datetime import date, timedelta

RATE, WINDOW, HALF_LIFE, TARGET = 16, 13, 4, 32
LAST = date(2026, 8, 5)         # the last week with searches of `stops`
MODEL = """[model]
name = decay
window = %d
half_life = %d
[metric people_searches]
weight = 1
transform = linear
target = %d
""" % (WINDOW, HALF_LIFE, TARGET)


def write_log():
    rows = ["occurred_at,member_id,activity,count"]
    for k in range(-WINDOW + 1, WINDOW + 2):
        day = LAST + timedelta(weeks=k)
        for who in ("goes_on", "stops") if k <= 0 else ("goes_on",):
            rows.append("%s,%s,people_search,%d" % (day, who, RATE))
    pathlib.Path("log.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    pathlib.Path("roster.csv").write_text("member_id,name\ngoes_on,A\nstops,B\n", encoding="utf-8")
    pathlib.Path("model.ini").write_text(MODEL, encoding="utf-8")


def expected(weeks):
    """Value in millionths and points in thousandths, `weeks` weeks after the last search."""
    weight = [2.0 ** (-k / HALF_LIFE) for k in range(WINDOW)]
    x = math.floor(1e6 * RATE * sum(weight[weeks:]) / sum(weight) + 0.5)
    return x, math.floor(1000 * 25 * min(1, x / 1e6 / TARGET) + 0.5)


def published(folder):
    with gzip.open(folder / "contributions.csv.gz", "rt", encoding="utf-8") as file:
        values = {row["member_id"]: round(1e6 * float(row["value"]))
                  for row in csv.DictReader(file)}
    with open(folder / "scores.csv", encoding="utf-8") as file:
        points = {row["member_id"]: round(1000 * float(row["overall"]))
                  for row in csv.DictReader(file)}
    return values, points


def draw(path, lost):
    """The points of the one who stopped, as part of what they were, beside the half-life alone."""
    rows = "\n".join("%d %.3f" % (weeks, points / lost[0]) for weeks, points in enumerate(lost))
    script = """set terminal pngcairo size 720,360 noenhanced font 'DejaVu Sans,10'
set output '%s'
set xlabel 'weeks since the last search'
set ylabel 'points left, of what they were'
set yrange [0:1.05]
set xrange [0:%d]
set grid ytics lc rgb '#dddddd'
set key top right
$points << END
%s
END
plot $points using 1:2 with linespoints lw 2 pt 7 ps 0.8 lc rgb '#0091ca' title 'window 13, half-life 4', \\
  2**(-x/4.0) with lines dt 2 lc rgb '#888888' title 'half-life alone'
""" % (path, WINDOW, rows)
    subprocess.run(["gnuplot", "-d"], input=script, text=True, check=True)


def main():
    ssi = sys.argv[1]
    write_log()
    subprocess.run([ssi, "ingest", "-q", "log.csv", "-o", "x.part"], check=True)
    lost, failures = [], 0
    for weeks in range(WINDOW + 1):
        week = LAST + timedelta(weeks=weeks)
        subprocess.run([ssi, "score", "-q", "x.part", "roster.csv", "--model", "model.ini",
                        "--week", str(week), "--as-of", "2026-12-31", "-o", "out"], check=True,
                       stdout=subprocess.DEVNULL)
        values, points = published(pathlib.Path("out") / str(week))
        lost.append(points["stops"])
        said, wanted = (values["stops"], points["stops"]), expected(weeks)
        if said != wanted or points["goes_on"] != expected(0)[1]:
            print("%d weeks after: expected %s, got %s; the other has %d" %
                  (weeks, wanted, said, points["goes_on"]))
            failures += 1
    if not all(a > b for a, b in zip(lost, lost[1:])):
        print("not falling: %s" % lost)
        failures += 1
    print("points by week after the last search:", lost)
    if len(sys.argv) > 2:
        draw(sys.argv[2], lost)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
