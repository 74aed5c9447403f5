#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds a model against what is published about real scores, on a generated population.

Usage: calibrate.py SSI [MODEL [MEMBERS [SEED]]]     in a scratch folder; prints, exits 1 on a miss

LinkedIn published a mean of 28.2 (August 2015) and later industry averages of 29 to 36; group
averages of the pillars in the order relationships > brand > people > insights; and 70 and more as
the top percent (1.4 % of all in 2015). The generator draws people whose activity is spread as
such figures imply; here the model's targets are checked against it, and the table tells what to
move when a check misses: the value that few reach (95 and 99 of 100), and what the target makes
of it. Targets are round numbers near what the most active one to five of a hundred do: a target
that half of all reach tells nobody apart, one that nobody reaches takes points from everybody.
"""
import csv
import gzip
import pathlib
import shutil
import subprocess
import sys

PILLARS = ["relationships", "brand", "people", "insights"]      # fullest first
MEAN = (28.0, 36.0)
TOP = (0.004, 0.015)        # share of members at 70 and more


def publish(ssi, model, members, seed):
    folder = pathlib.Path("calibration")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for command in (["generate", "-o", "exports", "--members", members, "--weeks", "30",
                     "--seed", seed, "--gzip"],
                    ["ingest", "exports", "-o", "all.part"]):
        subprocess.run([ssi, *command, "-q"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    references = [file.name for file in (folder / "exports").iterdir()
                  if file.name.startswith(("members", "identities", "connections"))]
    subprocess.run([ssi, "score", "-q", "../all.part", *references, "--model", model, "--as-of",
                    "2026-11-19T00:00:00Z", "-o", "../out"], cwd=folder / "exports", check=True,
                   stdout=subprocess.DEVNULL)
    return folder / "out" / "latest"


def quantile(values, part):
    return values[min(len(values) - 1, int(part * len(values)))]


def print_metrics(week):
    values, shares = {}, {}
    with gzip.open(week / "contributions.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["value"]:
                key = row["pillar"], row["metric"], row["weight"]
                values.setdefault(key, []).append(float(row["value"]))
                shares.setdefault(key, []).append(float(row["normalised"]))
    print("%-14s %-27s %6s %9s %9s %9s %9s %6s" % ("pillar", "metric", "weight", "mean",
                                                 "median", "95 %", "99 %", "earned"))
    for key, found in values.items():
        found.sort()
        print("%-14s %-27s %6s %9.2f %9.2f %9.2f %9.2f %6.2f" % (
            *key, sum(found) / len(found), *(quantile(found, p) for p in (0.5, 0.95, 0.99)),
            sum(shares[key]) / len(found)))


def main():
    ssi, model = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "default"
    members = sys.argv[3] if len(sys.argv) > 3 else "3000"
    seed = sys.argv[4] if len(sys.argv) > 4 else "2026"
    week = publish(ssi, model, members, seed)
    print_metrics(week)
    with open(week / "scores.csv", encoding="utf-8") as file:
        scores = [row for row in csv.DictReader(file) if row["overall"]]
    overall = [float(row["overall"]) for row in scores]
    mean = sum(overall) / len(overall)
    means = [sum(float(row[p]) for row in scores) / len(scores) for p in PILLARS]
    top = sum(score >= 70 for score in overall) / len(overall)
    checks = [("mean of the overall %.2f, wanted %g to %g" % (mean, *MEAN),
               MEAN[0] <= mean <= MEAN[1]),
              ("pillars " + " > ".join("%s %.2f" % pair for pair in zip(PILLARS, means)),
               means == sorted(means, reverse=True)),
              ("at 70 and more %.2f %%, wanted %g to %g" % (100 * top, 100 * TOP[0], 100 * TOP[1]),
               TOP[0] <= top <= TOP[1])]
    print("\nmodel %s, %d members with a score, seed %s" % (model, len(scores), seed))
    for text, holds in checks:
        print("%-7s %s" % ("holds" if holds else "MISSES", text))
    return 0 if all(holds for _, holds in checks) else 1


if __name__ == "__main__":
    sys.exit(main())
