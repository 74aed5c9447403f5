#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `ssi explain` says of every member, against the published tables and computed again.

Usage: explain.py SSI ROOT CASE    in an empty scratch folder

  sample      the bundled sample
  model       the same scored by a model with percentiles, the week before published by another
  git         a week of real contribution events; skipped where absent (see recompute/run.sh)
  generated   exports of another 2,000 people over 30 weeks; every 29th is asked about
  long        the same, everyone

Nothing of the engine is used but its output: shares of points, causes, steps, what-if and ranks
are computed here from contributions.csv.gz, covered.csv.gz, values.csv.gz, scores.csv, model.ini.
"""
import csv
import gzip
import json
import math
import os
import pathlib
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "recompute"))
from scoring import Model, round_to                                    # noqa: E402

PILLARS = ["brand", "people", "insights", "relationships"]
AS_OF = "2026-11-19T00:00:00Z"
STEPS_FOR = 4           # weeks that a step is kept up
failures = []


def check(what, expected, actual):
    if expected != actual:
        failures.append(what)
        if len(failures) <= 20:
            print("%s: expected %r, got %r" % (what, expected, actual))


def table(folder, name):
    opened = gzip.open if name.endswith(".gz") else open
    with opened(os.path.join(folder, name), "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def milli(text):
    return None if text in ("", None) else int(Decimal(text) * 1000)


def micro(text):
    return None if text in ("", None) else int(Decimal(text) * 1000000)


class Points:
    """A member's pillars from values: {metric: x in millionths}, all before caps."""

    def __init__(self, model, x, known):
        self.points, self.pillars = {}, {}
        for pillar in PILLARS:
            metrics = [m for m in model.of_pillar(pillar) if x.get(m.name) is not None]
            weights = sum(m.weight for m in metrics)
            if not weights:
                continue
            shares = {m.name: m.normalised(x[m.name], known.get(m.name, ())) for m in metrics}
            self._share(pillar, metrics, shares, weights)

    def _share(self, pillar, metrics, shares, weights):
        above = 0.0
        for metric in metrics:
            above += metric.weight * shares[metric.name]
        self.pillars[pillar] = 25.0 * above / weights
        total = round_to(self.pillars[pillar], 3)
        quotas = [math.floor(2.0 ** 20 * 25000.0 * m.weight * shares[m.name] / weights + 0.5)
                  for m in metrics]
        whole = [quota >> 20 for quota in quotas]
        order = sorted(range(len(metrics)), key=lambda i: (-(quotas[i] % 2 ** 20), i))
        for index in order[:total - sum(whole)]:
            whole[index] += 1
        self.points.update({m.name: part for m, part in zip(metrics, whole)})

    def pillar(self, name, cap=25.0):
        return round_to(min(cap, self.pillars[name]), 3)


class Week:
    """A published folder."""

    def __init__(self, folder):
        self.folder = folder
        self.model = Model(os.path.join(folder, "model.ini"))
        self.scores = table(folder, "scores.csv")
        self.rows, self.covered, self.known = {}, {}, ({}, {})
        for row in table(folder, "contributions.csv.gz"):
            self.rows.setdefault(row["member_id"], []).append(row)
        for row in table(folder, "covered.csv.gz"):
            self.covered[row["member_id"], row["metric"]] = row["weeks"]
        week = self.scores[0]["week"]
        for row in table(folder, "values.csv.gz"):
            values = self.known[0 if row["week"] == week else 1].setdefault(row["metric"], [])
            values += [micro(row["value"])] * int(row["count"])
        self.restated = {(row["member_id"], row["week"]): row
                         for row in table(folder, "restatements.csv")}

    def explain(self, ssi, member, *options):
        done = subprocess.run([ssi, "explain", self.folder, member, "--json", *options],
                              capture_output=True, check=False)
        if done.returncode:
            sys.exit("explain %s: %s" % (member, done.stderr.decode()))
        return json.loads(done.stdout, parse_float=Decimal)

    def caps(self, score):
        caps = self.model.caps.get(score["seat"], {})
        return {pillar: caps.get(pillar, 25.0) for pillar in PILLARS}

    def values(self, member, column):
        return {row["metric"]: micro(row[column]) for row in self.rows.get(member, ())
                if row["metric"] != "cap"}


def number(value):
    return None if value is None else int(Decimal(value) * 1000)


def check_points(week, score, said):
    """Digits of scores.csv and contributions.csv.gz; sums; what is left."""
    who = score["member_id"]
    for column in ["overall", "change"] + PILLARS:
        value = said["pillars"][column]["points"] if column in PILLARS else said[column]
        check("%s %s" % (who, column), milli(score[column]), number(value))
    rows = {row["metric"]: row for row in week.rows.get(who, ()) if row["metric"] != "cap"}
    caps = {row["pillar"]: milli(row["points"]) or 0 for row in week.rows.get(who, ())
            if row["metric"] == "cap"}
    for pillar in PILLARS:
        total = left = 0
        for metric in said["pillars"][pillar]["metrics"]:
            row = rows.get(metric["metric"], {})
            value = metric["value"]
            check("%s %s value" % (who, metric["metric"]), micro(row.get("value")),
                  None if value is None else int(Decimal(value) * 1000000))
            if "points" in metric:
                check("%s %s points" % (who, metric["metric"]), milli(row["points"]),
                      number(metric["points"]))
                check("%s %s normalised" % (who, metric["metric"]), Decimal(row["normalised"]),
                      Decimal(metric["normalised"]))
                total += number(metric["points"])
                left += number(metric["left"])
        if said["pillars"][pillar]["points"] is not None:
            check("%s %s adds up" % (who, pillar), milli(score[pillar]),
                  total + caps.get(pillar, 0))
            check("%s %s, with what is left" % (who, pillar), 25000, total + left)


def check_causes(week, score, said):
    """The parts sum to the change, and are what the definition makes of both weeks' values."""
    who = score["member_id"]
    parts = [(c["cause"], c.get("pillar"), c.get("metric"), number(c["points"]))
             for c in said["causes"]]
    if said["change"] is None:
        check("%s causes of no change" % who, [], parts)
        return
    restated = [part for part in parts if part[0] in ("model", "restated")]
    row = [row for (member, _), row in week.restated.items() if member == who
           and row["week"] < score["week"]]
    row = max(row, key=lambda r: r["week"]) if row else None
    change = milli(score["change"])
    expected = 0
    if row and milli(row["restated"]) == milli(score["overall"]) - change and row["published"]:
        expected = milli(row["restated"]) - milli(row["published"])
    check("%s restated" % who, expected, sum(part[3] for part in restated))
    check("%s causes add up" % who, change + expected, sum(part[3] for part in parts))
    now, before = week.values(who, "value"), week.values(who, "previous_value")
    both = {m for m in now if now[m] is not None and before[m] is not None}
    whole = [Points(week.model, values, known) for values, known in
             ((now, week.known[0]), (before, week.known[1]))]
    common = [Points(week.model, {m: values[m] for m in both}, known) for values, known in
              ((now, week.known[0]), (before, week.known[1]))]
    wanted = {}
    for pillar in PILLARS:
        sums = [p.pillar(pillar) if pillar in p.pillars else 0 for p in whole + common]
        wanted["coverage", pillar, None] = sums[0] - sums[2] + sums[3] - sums[1]
        for metric in week.model.of_pillar(pillar):
            if metric.name in both:
                wanted["metric", pillar, metric.name] = \
                    common[0].points[metric.name] - common[1].points[metric.name]
        for row in week.rows.get(who, ()):
            if row["metric"] == "cap" and row["pillar"] == pillar:
                wanted["cap", pillar, None] = (milli(row["points"]) or 0) - \
                    (milli(row["previous_points"]) or 0)
    wanted = sorted((key + (value,) for key, value in wanted.items() if value), key=str)
    check("%s causes" % who, wanted,
          sorted((part for part in parts if part not in restated), key=str))


def overall_of(week, score, x):
    points, caps = Points(week.model, x, week.known[0]), week.caps(score)
    return sum(points.pillar(pillar, caps[pillar]) for pillar in points.pillars)


def actionable(week):
    lines = pathlib.Path(week.folder, "model.ini").read_text(encoding="utf-8").splitlines()
    found, section, yes, step = [], None, False, None
    for line in lines + ["["]:
        key, _, value = (part.strip() for part in line.partition("="))
        if line.startswith("["):
            if yes:
                found.append((section, Fraction(step)))
            section, yes = line.strip("[]").split()[-1] if len(line) > 1 else None, False
        yes = yes or (key == "actionable" and value == "yes")
        step = value if key == "step" else step
    return found


def check_steps(week, score, said):
    who = score["member_id"]
    found = []
    x = week.values(who, "value")
    for place, (metric, step) in enumerate(actionable(week)):
        if score["overall"] == "" or x.get(metric) is None:
            continue
        weeks = week.covered.get((who, metric), "1" * week.model.window)
        fresh = old = 0.0
        for k in range(week.model.window):
            if k < STEPS_FOR:
                fresh += week.model.decay(k)
            elif weeks[k - STEPS_FOR] == "1":
                old += week.model.decay(k)
        then = x[metric] / 1e6 + float(step) * (fresh / (fresh + old))
        then = round_to(min(then, 7.0) if metric == "days_active" else then, 6)
        gain = overall_of(week, score, {**x, metric: then}) - milli(score["overall"])
        if gain > 0:
            found.append((-gain, place, metric, then))
    wanted = [(metric, then, -gain) for gain, _, metric, then in sorted(found)[:3]]
    check("%s steps" % who, wanted,
          [(s["metric"], int(Decimal(s["value"]) * 1000000), number(s["points"]))
           for s in said["steps"]])


def check_what_if(week, ssi, score):
    """Twice as much of what is there and 10 more: score and ranks."""
    who = score["member_id"]
    x = {m: v for m, v in week.values(who, "value").items() if v is not None}
    metric = sorted(x)[len(who + score["overall"]) * 7 % len(x)]
    said = week.explain(ssi, who, "--set", metric + "=+10")["what_if"]
    wanted = overall_of(week, score, {**x, metric: x[metric] + 10000000})
    if score["overall"] == "":
        check("%s what if" % who, None, said["overall"])
        return
    check("%s what if %s" % (who, metric), wanted, number(said["overall"]))
    for group, same in (("everyone", lambda other: True),
                        ("team", lambda other: score["team"] == other["team"]),
                        ("industry", lambda other: score["industry"] == other["industry"])):
        if score[group + "_n"] == "":
            continue
        others = [milli(other["overall"]) for other in week.scores if other["overall"]
                  and other["member_id"] != who and same(other)]
        higher, equal = sum(o > wanted for o in others), 1 + sum(o == wanted for o in others)
        lower, n = len(others) - higher - equal + 1, len(others) + 1
        rank = (n, 1 + higher, max(1, -(-100 * (higher + equal) // n)),
                round_to(Fraction(100 * (2 * lower + equal), 2 * n), 2))
        ranks = said["ranks"][group]
        check("%s what-if rank in %s" % (who, group), rank,
              (ranks["n"], ranks["position"], ranks["top_percent"],
               int(Decimal(ranks["percentile"]) * 100)))


def publish(ssi, root, case):
    """Options of a run by case; the folder of the week to ask about."""
    sample = root / "datasets" / "sample"
    run = [ssi, "score", "-q", "-o", "out", "--as-of", AS_OF]
    if case == "git":
        shared = pathlib.Path(os.environ.get("SSI_SHARED", root / ".." / "shared"))
        events = shared / "data" / "git_activity" / "events.csv.gz"
        if not events.exists():
            print("skipped: no %s; set SSI_SHARED" % events)
            sys.exit(77)
        config = ["-c", str(root / "datasets" / "configs" / "git-activity.ini")]
        subprocess.run([ssi, "ingest", "-q", *config, str(events), "-o", "x.part"], check=True)
        subprocess.run([*run, *config, "x.part", "--week", "2020-03-04"], check=True)
        return Week("out/latest")
    inputs, config = str(sample), ["-c", str(sample / "sample.ini")]
    if case in ("generated", "long"):
        subprocess.run([ssi, "generate", "-q", "-o", "exports", "--members", "2000", "--weeks",
                        "30", "--seed", "7", "--gzip"], check=True)
        inputs, config = "exports", []
    subprocess.run([ssi, "ingest", "-q", *config, inputs, "-o", "x.part"], check=True)
    references = [str(file) for file in sorted(pathlib.Path(inputs).iterdir())
                  if file.name.startswith(("members", "identities", "connections"))]
    if case == "model":
        subprocess.run([*run, *config, "x.part", *references, "--week", "2026-11-11"], check=True)
        config += ["--model", str(root / "tests" / "recompute" / "mixed.ini")]
    subprocess.run([*run, *config, "x.part", *references], check=True)
    return Week("out/latest")


def main():
    ssi, root, case = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    for entry in ("out", "exports", "x.part", "ssi.key"):
        subprocess.run(["rm", "-rf", entry], check=True)
    week = publish(ssi, root, case)
    asked = week.scores[::29] if case == "generated" else week.scores
    models = 0
    for score in asked:
        said = week.explain(ssi, score["member_id"])
        check_points(week, score, said)
        check_causes(week, score, said)
        check_steps(week, score, said)
        check_what_if(week, ssi, score)
        models += any(cause["cause"] == "model" for cause in said["causes"])
    if case == "model":
        check("another model is told", True, models > len(asked) / 2)
    # Sums hold for everyone, asked or not.
    for score in week.scores:
        for pillar in PILLARS:
            parts = [row for row in week.rows.get(score["member_id"], ())
                     if row["pillar"] == pillar]
            if score[pillar]:
                check("%s %s" % (score["member_id"], pillar), milli(score[pillar]),
                      sum(milli(row["points"]) or 0 for row in parts))
    print("%d members explained, %d failures" % (len(asked), len(failures)))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
