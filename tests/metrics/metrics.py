#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every metric from raw rows to points, every transform, and what must hold for all of them.

Usage: metrics.py SSI ROOT    in an empty scratch folder

The fixtures' values are worked out by hand from the design (fixtures.py). Then properties: the
order of rows and inputs never matters, more of a good thing never lowers a score, an input that
is not there changes no other pillar, caps hold.
"""
import csv
import gzip
import os
import pathlib
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
from fixtures import COUNTS, Fixture, all_fixtures, edges, log      # noqa: E402

SSI, ROOT = sys.argv[1], pathlib.Path(sys.argv[2])
AS_OF, WEEK = "2026-11-20", "2026-11-18"
EVENTS = ("log", "navigator", "sent", "outcome", "second")
failures = []


def check(what, expected, actual):
    if expected != actual:
        failures.append(what)
        print("%s: expected %r, got %r" % (what, expected, actual))


def model(*metrics, window=2, half_life=1, caps=""):
    """A model of (metric, pillar, transform, parameter); the pillar may be left out."""
    lines = ["[model]", "name = test", "window = %d" % window, "half_life = %s" % half_life, caps]
    for metric, pillar, transform, parameter in metrics:
        name = "half" if transform == "saturate" else "target"
        lines += ["[metric %s]" % metric, "weight = 1", "transform = " + transform]
        lines += ["pillar = " + pillar] if pillar else []
        lines += ["%s = %s" % (name, parameter)] if transform != "percentile" else []
    return "\n".join(lines) + "\n"


def run(files, model_text, targets=None, order=None):
    """Ingests and scores; the published tables as {name: rows}."""
    work = pathlib.Path("work")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    for name, text in files.items():
        (work / name).write_text(text, encoding="utf-8")
    (work / "model.ini").write_text(model_text, encoding="utf-8")
    lists = "".join("%s = %s\n" % item for item in (targets or {}).items())
    (work / "ssi.ini").write_text("[project]\nname = x\n[targets]\n" + lists, encoding="utf-8")
    names = order or list(files)
    events = [name for name in names if name.startswith(EVENTS)]
    others = [name for name in names if name not in events]
    head = ["-q", "-c", "ssi.ini"]
    tail = ["--model", "model.ini", "--as-of", AS_OF, "--week", WEEK, "-o", "out"]
    for command in ([SSI, "ingest", *head, *events, "-o", "x.part"],
                    [SSI, "score", *head, "x.part", *others, *tail]):
        done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit("%s: %s" % (" ".join(command), done.stderr))
    tables = {}
    for name in ("scores.csv", "contributions.csv.gz"):
        opened = gzip.open if name.endswith(".gz") else open
        with opened(work / "out" / "latest" / name, "rt", encoding="utf-8") as file:
            tables[name] = list(csv.DictReader(file))
    return tables


def row_of(tables, metric, member="a"):
    rows = [row for row in tables["contributions.csv.gz"]
            if row["member_id"] == member and row["metric"] == metric]
    return rows[0] if rows else {"value": "", "normalised": "", "points": ""}


def member_of(tables, member="a"):
    return next(row for row in tables["scores.csv"] if row["member_id"] == member)


def test_fixture(fixture):
    name = "%s (%s)" % (fixture.metric, fixture.what)
    tables = run(fixture.files, model((fixture.metric, "", "linear", fixture.target)),
                 fixture.targets)
    row = row_of(tables, fixture.metric)
    check(name + ", value", fixture.value, row["value"])
    check(name + ", points", fixture.points, row["points"])
    pillar = row.get("pillar")
    check(name + ", pillar", fixture.points, member_of(tables)[pillar] if pillar else "")
    # The order of the inputs and of the rows in them never matters.
    turned = {file: "\n".join([text.split("\n")[0]] + text.strip().split("\n")[:0:-1]) + "\n"
              for file, text in fixture.files.items()}
    again = run(turned, model((fixture.metric, "", "linear", fixture.target)), fixture.targets,
                order=list(turned)[::-1])
    check(name + ", rows and inputs turned round", tables, again)


def test_every_metric_has_a_fixture(fixtures):
    listed = subprocess.run([SSI, "list", "metrics"], capture_output=True, text=True, check=True)
    names = {line.split()[0] for line in listed.stdout.splitlines() if line.strip()}
    check("metrics without a fixture", set(), names - {f.metric for f in fixtures})
    check("fixtures of no metric", set(), {f.metric for f in fixtures} - names)


def test_transforms():
    """x is 4 for a and b, 0 for c, who is idle; d is not in the roster."""
    rows = [("2026-11-13", who, "share", "", "6") for who in ("a", "b", "d")]
    files = {"log.csv": log(*rows), "members.csv": "member_id,name\na,A\nb,B\nc,C\n"}
    for transform, parameter, normalised, points in (
            ("linear", 16, "0.250000", "6.250"), ("linear", 2, "1.000000", "25.000"),
            ("log", 8, "0.732487", "18.312"), ("log", 3, "1.000000", "25.000"),
            ("saturate", 4, "0.500000", "12.500"), ("saturate", 2, "0.750000", "18.750"),
            ("percentile", 0, "0.666667", "16.667")):      # (1 + 2 / 2) / 3
        tables = run(files, model(("shares", "", transform, parameter)))
        row = row_of(tables, "shares")
        check("%s %s" % (transform, parameter), ("4.000000", normalised, points),
              (row["value"], row["normalised"], row["points"]))
        check("%s of nothing done" % transform, "0.000", row_of(tables, "shares", "c")["points"])
    levels = {"log.csv": log(), "members.csv": "member_id,rich_media\na,0\nb,5\nz,5\nd,\n"}
    tables = run(levels, model(("rich_media", "", "percentile", 0)))
    check("percentile of a level of 0", "4.167", row_of(tables, "rich_media")["points"])


def test_more_is_never_less():
    """One more of anything good, and no score of the member falls (ratios' denominators aside)."""
    pillars = [(metric, "", "log", 5) for metric in COUNTS] + \
        [("days_active", "", "linear", 5), ("reciprocal_relationships", "", "saturate", 2)]
    base = [("2026-11-%02d" % day, "a", activity, "b") for day in (6, 13)
            for activity in COUNTS.values()]
    before = member_of(run({"log.csv": log(*base)}, model(*pillars)))
    for activity in COUNTS.values():
        for day in ("2026-11-07", "2026-11-17"):
            more = log(*base, (day, "a", activity, "b", "3"))
            after = member_of(run({"log.csv": more}, model(*pillars)))
            for pillar in ("brand", "people", "insights", "relationships", "overall"):
                if float(after[pillar]) < float(before[pillar]):
                    check("%s more on %s lowers %s" % (activity, day, pillar), before[pillar],
                          after[pillar])


def test_absent_input():
    """Without the connections the relationships are gone and every other pillar is the same."""
    rows = [("2026-11-13", who, activity, "b", "3") for who in ("a", "b")
            for activity in ("post", "people_search", "share")]
    text = model(("posts_published", "", "log", 9), ("people_searches", "", "log", 9),
                 ("shares", "", "log", 9), ("connections", "", "log", 9))
    files = {"log.csv": log(*rows), "members.csv": "member_id,name\na,A\nb,B\n",
             "connections.csv": edges(("a", "b", "2026-01-01"))}
    whole = member_of(run(files, text))
    del files["connections.csv"]
    part = member_of(run(files, text))
    check("pillars without connections", [whole["brand"], whole["people"], whole["insights"], ""],
          [part["brand"], part["people"], part["insights"], part["relationships"]])
    check("out of", ("100", "75"), (whole["out_of"], part["out_of"]))
    check("coverage", ("1.0000", "0.7500"), (whole["coverage"], part["coverage"]))


def test_caps():
    """A cap is the seat's, a row of its own, and takes nothing from who is below it."""
    rows = [("2026-11-13", who, "people_search", "", "60") for who in ("a", "b")] + \
        [("2026-11-13", "c", "people_search", "", "3")]
    files = {"log.csv": log(*rows),
             "members.csv": "member_id,seat\na,free\nb,premium\nc,free\n"}
    text = model(("people_searches", "", "linear", 40), caps="[cap free]\npeople = 12\n")
    tables = run(files, text)
    check("capped, free of a cap, below it", ["12.000", "25.000", "1.250"],
          [member_of(tables, who)["people"] for who in "abc"])
    check("points before the cap, and the cap", ("25.000", "-13.000"),
          (row_of(tables, "people_searches")["points"], row_of(tables, "cap")["points"]))
    check("no cap where nothing is taken", "", row_of(tables, "cap", "c")["points"])


def main():
    fixtures = all_fixtures()
    test_every_metric_has_a_fixture(fixtures)
    for fixture in fixtures:
        test_fixture(fixture)
    test_transforms()
    test_more_is_never_less()
    test_absent_input()
    test_caps()
    print("%d fixtures, %d failures" % (len(fixtures), len(failures)))
    return 1 if failures else 0


if __name__ == "__main__":
    os.environ["LC_ALL"] = "C"
    sys.exit(main())
