#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""densities.csv computed again from what groups.csv and distributions.csv publish, and nothing else.

Usage: densities.py PROGRAM SOURCE, in an empty folder.

Every bandwidth, density and count below must follow from published cells alone: so the table
tells nothing about anyone that those do not. It must also be there for each group and measure that
shows its quartiles, its area must be 1, and its steps those of the histogram.
"""

import collections
import csv
import math
import pathlib
import shutil
import subprocess
import sys


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def rounded(value, decimals):
    return math.floor(value * 10**decimals + 0.5 + 2**-20) / 10**decimals


def normal(x, deviation):
    return math.exp(-0.5 * (x / deviation) ** 2) / (deviation * math.sqrt(2 * math.pi))


def bandwidth(group, width):
    """Silverman's rule of thumb, not below half a bin."""
    sd, quartiles = float(group["sd"]), (float(group["q75"]) - float(group["q25"])) / 1.34
    spread = min(sd, quartiles) if sd and quartiles else sd + quartiles
    return max(rounded(0.9 * spread * int(group["n"]) ** -0.2, 3), width / 2) if spread else 0


def check(folder, out_of):
    """Rows compared and rows that differ."""
    bins = collections.defaultdict(dict)
    for r in read(folder / "distributions.csv"):
        bins[r["kind"], r["group"], r["measure"]][int(r["low"])] = int(r["count"])
    curves = collections.defaultdict(list)
    for r in read(folder / "densities.csv"):
        curves[r["kind"], r["group"], r["measure"]].append(r)
    bad = rows = 0
    wanted = set()
    for group in read(folder / "groups.csv"):
        key = (group["kind"], group["group"], group["measure"])
        width, most = (5, out_of) if group["measure"] == "overall" else (1, 25)
        if not (group["q25"] and group["q75"] and group["sd"]) or not bandwidth(group, width):
            continue
        wanted.add(key)
        h, counts = bandwidth(group, width), bins[key]
        n = sum(counts.values())
        bad += n != int(group["n"])
        curve = curves[key]
        bad += [float(r["points"]) for r in curve] != [i * width / 2
                                                       for i in range(2 * most // width + 1)]
        area = 0
        for r in curve:
            x = float(r["points"])
            density = sum(c * (normal(x - low - width / 2, h) + normal(x + low + width / 2, h) +
                               normal(2 * most - x - low - width / 2, h))
                          for low, c in counts.items()) / n
            edge = x == int(x) and int(x) % width == 0
            below = sum(c for low, c in counts.items() if low < x)
            want = [f"{h:.3f}", str(below) if edge else ""]
            rows += 1
            area += density * width / 2 / (2 if x in (0, most) else 1)
            if [r["bandwidth"], r["below"]] != want or abs(float(r["density"]) - density) > 6e-7:
                bad += 1
                print(key, r, "should be", want, density)
        if abs(area - 1) > 0.02:
            bad += 1
            print(key, "has an area of", area)
    if wanted != curves.keys():
        bad += 1
        print("missing or too many:", wanted ^ curves.keys())
    return rows, bad


def main():
    program, source = sys.argv[1], pathlib.Path(sys.argv[2])
    sample = source / "datasets/sample"
    shutil.rmtree("made", ignore_errors=True)
    shutil.rmtree("out", ignore_errors=True)
    subprocess.run([program, "generate", "-q", "-o", "made", "--members", "700", "--weeks", "5",
                    "--seed", "3"], check=True)
    total = bad = 0
    for name, files, config, out_of in (
            ("sample", sorted(sample.glob("*.csv*")), ["-c", sample / "sample.ini"], 100),
            ("seventy_five", [*sorted(sample.glob("navigator-activity*")), "roster.csv"], [], 75),
            ("generated", sorted(pathlib.Path("made").glob("*.csv")), [], 100)):
        with open("roster.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            columns = ["member_id", "team", "industry", "seat", "seat_id", "identity_key"]
            writer.writerow(columns)
            seen = set()
            for r in read(sample / "members.csv"):
                row = [r.get(c, "") for c in columns]
                if row[0] and row[0] not in seen:
                    seen.add(row[0])
                    writer.writerow(row)
        events = [f for f in files if pathlib.Path(f).name.startswith(("navigator-", "activity"))]
        others = [f for f in files if f not in events]
        subprocess.run([program, "ingest", "-q", *config, *events, "-o", f"{name}.part"],
                       check=True)
        subprocess.run([program, "score", "-q", "--contributions", "none", "--as-of",
                        "2026-11-19T00:00:00Z", *config, f"{name}.part", *others, "-o",
                        f"out/{name}"], check=True, stdout=subprocess.DEVNULL)
        rows, wrong = check(pathlib.Path("out", name, "latest"), out_of)
        print(f"{name}: {rows} rows, {wrong} wrong")
        total, bad = total + rows, bad + wrong + (rows == 0)
    return 1 if bad or total < 1000 else 0


if __name__ == "__main__":
    sys.exit(main())
