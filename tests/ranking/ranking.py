#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main figures of `ssi bench`, computed again from its --features, and what it must not see.

Usage: ranking.py SSI ROOT CASE    in an empty scratch folder

  sample   the bundled sample: measures, outcomes from deals.csv, folds, threads
  dated    the sample with nothing undated: values at an origin as `ssi score` has them of inputs
           that end there; learned model files through `ssi score`; a planted leak is refused
  maven    the published CRM set, from its config; skipped where absent
  git      contribution events, from their config; skipped where absent

Nothing of the engine is used but its output. Measures are written from their definitions, pair by
pair, with ties in the score as the mean over all orders of the tied.
"""
import csv
import gzip
import io
import json
import math
import os
import pathlib
import shutil
import subprocess
import sys
from collections import defaultdict
from datetime import datetime, timedelta, timezone

AS_OF = "2026-11-19T00:00:00Z"
K = 10
failures = []


def check(what, expected, actual, tolerance=0.0):
    same = (expected is None) == (actual is None)
    if same and expected is not None:
        same = abs(expected - actual) <= tolerance if tolerance else expected == actual
    if not same:
        failures.append(what)
        if len(failures) <= 20:
            print(f"{what}: expected {expected!r}, got {actual!r}")


def run(*command, fails=None):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    if fails is None and done.returncode:
        sys.exit(f"exit {done.returncode}: {' '.join(map(str, command))}\n{done.stderr}")
    if fails is not None and done.returncode != fails:
        sys.exit(f"exit {done.returncode}, not {fails}: {' '.join(map(str, command))}")
    return done


def table(path):
    opened = gzip.open if str(path).endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def bench(ssi, config, out, features, *options, inputs=()):
    shutil.rmtree(out, ignore_errors=True)
    pathlib.Path(features).unlink(missing_ok=True)
    run(ssi, "bench", "-q", "-c", config, *inputs, "-o", out, "--as-of", AS_OF,
        "--features", features, *options)
    folder = next(p for p in pathlib.Path(out).iterdir() if p.name.startswith("bench-"))
    return folder, table(features)


# --- Measures, by definition ----------------------------------------------------------------

def sign(x):
    return (x > 0) - (x < 0)


def tau_b(x, y):
    n, concordance, tied_x, tied_y = len(x), 0, 0, 0
    for i in range(n):
        for j in range(i):
            a, b = sign(x[i] - x[j]), sign(y[i] - y[j])
            concordance += a * b
            tied_x += a == 0
            tied_y += b == 0
    pairs = n * (n - 1) // 2
    under = (pairs - tied_x) * (pairs - tied_y)
    return concordance / math.sqrt(under) if under else None


def mid_ranks(x):
    below, same = {}, defaultdict(int)
    for place, value in enumerate(sorted(x)):
        below.setdefault(value, place)
        same[value] += 1
    return [below[a] + (same[a] + 1) / 2 for a in x]


def pearson(x, y):
    mx, my = math.fsum(x) / len(x), math.fsum(y) / len(y)
    xx = math.fsum((a - mx) ** 2 for a in x)
    yy = math.fsum((b - my) ** 2 for b in y)
    xy = math.fsum((a - mx) * (b - my) for a, b in zip(x, y))
    return xy / math.sqrt(xx * yy) if xx and yy else None


def by_place(score, gain):
    """The expected gain of each place: tied members share the mean of theirs."""
    groups = defaultdict(list)
    for s, g in zip(score, gain):
        groups[s].append(g)
    places = []
    for s in sorted(groups, reverse=True):
        places += [math.fsum(groups[s]) / len(groups[s])] * len(groups[s])
    return places


def dcg(places, k):
    return math.fsum(g / math.log2(i + 2) for i, g in enumerate(places[:k]))


def ndcg(score, outcome, k):
    best = dcg(sorted(outcome, reverse=True), k)
    return dcg(by_place(score, outcome), k) / best if best > 0 and min(outcome) >= 0 else None


def precision(score, relevant, k):
    k = min(k, len(score))
    return math.fsum(by_place(score, relevant)[:k]) / k if any(relevant) else None


def recall(score, relevant, k):
    return math.fsum(by_place(score, relevant)[:k]) / sum(relevant) if any(relevant) else None


def auc(score, relevant):
    yes = [s for s, r in zip(score, relevant) if r]
    no = [s for s, r in zip(score, relevant) if not r]
    wins = sum((a > b) + (a == b) / 2 for a in yes for b in no)
    return wins / (len(yes) * len(no)) if yes and no else None


def lift(score, outcome):
    """Mean outcome of the first tenth (n / 10 members, the last in part) / mean of all."""
    tenth, total = len(score) / 10, math.fsum(outcome)
    places, gain, at = by_place(score, outcome), 0.0, 0
    while at < tenth:
        part = min(1.0, tenth - at)
        gain += part * places[at]
        at += 1
    return gain / tenth / (total / len(score)) if total > 0 else None


def relevant_of(outcome, rule):
    if rule == "outcome above 0":
        return [y > 0 for y in outcome]
    place = max(1, math.ceil(len(outcome) * 0.1 - 1e-9))
    least = sorted(outcome, reverse=True)[place - 1]
    return [y >= least and y > min(outcome) for y in outcome]


def mean(values):
    known = [v for v in values if v is not None]
    return math.fsum(known) / len(known) if known else None


# --- The table again ------------------------------------------------------------------------

def recompute(folder, rows):
    """bench.csv against means over tested queries of measures of --features."""
    said = json.loads((folder / "bench.json").read_text())
    rules = {(c["outcome"], str(c["horizon"]), c["groups"]): c["relevant"]
             for c in said["comparisons"]}
    tasks = defaultdict(lambda: defaultdict(list))
    for row in rows:
        tasks[row["outcome"], row["horizon"], row["groups"]][int(row["query"])].append(row)
    figures = 0
    for line in table(folder / "bench.csv"):
        key = line["outcome"], line["horizon"], line["groups"]
        name, measure = "s_" + line["model"], line["measure"]
        if measure in ("brier", "above_70_to_below_30", "volume_tau_b"):
            continue
        values = []
        for query in tasks[key].values():
            if query[0]["fold"] == "0":
                continue
            score = [float(r[name]) for r in query]
            outcome = [float(r["value"]) for r in query]
            relevant = relevant_of(outcome, rules[key])
            value = {"tau_b": lambda: tau_b(score, outcome),
                     "spearman": lambda: pearson(mid_ranks(score), mid_ranks(outcome)),
                     "ndcg": lambda: ndcg(score, outcome, K),
                     "precision": lambda: precision(score, relevant, K),
                     "recall": lambda: recall(score, relevant, K),
                     "auc": lambda: auc(score, relevant),
                     "lift": lambda: lift(score, outcome)}[measure]()
            if name == "s_random" and measure in ("tau_b", "spearman"):
                value = 0.0
            values.append(value)
        expected = mean(values)
        actual = float(line["value"]) if line["value"] else None
        check(" ".join([*key, line["model"], measure]), expected, actual, 2e-6)
        if line["low"] and line["high"] and not float(line["low"]) <= actual <= float(line["high"]):
            failures.append(f"{key} {line['model']} {measure}: value outside its interval")
        figures += expected is not None
    print(f"{figures} figures of {len(tasks)} comparisons computed again")
    if figures < 30:
        failures.append("too few figures to mean anything")


def folds(rows):
    """What is tested could be learned for: some origin's outcome was known by then."""
    weeks = defaultdict(set)
    for row in rows:
        weeks[row["outcome"], row["horizon"], row["groups"]].add((row["week"], int(row["fold"])))
    for (outcome, horizon, groups), origins in weeks.items():
        step = timedelta(weeks=int(horizon))
        dates = [datetime.fromisoformat(w) for w, _ in origins]
        several = any(a + step <= b for a in dates for b in dates)
        for week, fold in origins:
            at = datetime.fromisoformat(week)
            known = any(d + step <= at for d in dates)
            if several:
                check(f"{outcome} {horizon} {groups} {week} tested", known, fold > 0)


def cutoff(week):
    """The end of the week named by its last day, in the default calendar."""
    return datetime.fromisoformat(week).replace(tzinfo=timezone.utc) + timedelta(days=1)


def outcomes(rows, deals):
    """won_amount and won_count from deals.csv: what was won in (s, s + H]."""
    won = defaultdict(list)
    for deal in deals:
        if deal["stage"] == "won":
            won[deal["member_id"]].append((datetime.fromisoformat(deal["closed_at"]).replace(
                tzinfo=timezone.utc), float(deal["amount"])))
    compared = 0
    for row in rows:
        if row["outcome"] not in ("won_amount", "won_count"):
            continue
        begin = cutoff(row["week"])
        end = begin + timedelta(weeks=int(row["horizon"]))
        mine = [a for t, a in won[row["member_id"]] if begin <= t < end]
        expected = math.fsum(mine) if row["outcome"] == "won_amount" else len(mine)
        check(f"outcome of {row['member_id']} {row['week']}", expected, float(row["value"]), 1e-3)
        compared += 1
    if compared < 100:
        failures.append("too few outcomes compared")


def quotas_reached(rows, deals, quotas):
    """quota_reached: what was won in (s, s + H] against the quotas' share of those days."""
    won, due = defaultdict(list), defaultdict(list)
    for deal in deals:
        if deal["stage"] == "won":
            won[deal["member_id"]].append((iso_time(deal["closed_at"]), float(deal["amount"])))
    for quota in quotas:
        due[quota["member_id"]].append((iso_time(quota["from"]), iso_time(quota["to"]) +
                                        timedelta(days=1), float(quota["amount"])))
    compared = 0
    for row in rows:
        if row["outcome"] == "quota_reached":
            begin = cutoff(row["week"])
            end = begin + timedelta(weeks=int(row["horizon"]))
            sold = math.fsum(a for t, a in won[row["member_id"]] if begin <= t < end)
            asked = math.fsum(a * max(timedelta(), min(end, b) - max(begin, f)) / (b - f)
                              for f, b, a in due[row["member_id"]])
            if abs(sold - asked) > 1:
                check(f"quota of {row['member_id']} {row['week']}", float(sold >= asked),
                      float(row["value"]))
                compared += 1
    if compared < 100:
        failures.append("too few quotas compared")


def same_bytes(ssi, config, folder, inputs=()):
    """One thread or three: the same files."""
    other, _ = bench(ssi, config, "threads", "threads.csv.gz", "--threads", "3", inputs=inputs)
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        twin = other / path.relative_to(folder)
        if path.read_bytes() != twin.read_bytes():
            failures.append(f"{path.name} differs with three threads")
    if pathlib.Path("features.csv.gz").read_bytes() != pathlib.Path("threads.csv.gz").read_bytes():
        failures.append("--features differs with three threads")


def case_sample(ssi, root):
    config = root / "datasets/configs/sample-bench.ini"
    folder, rows = bench(ssi, config, "out", "features.csv.gz", "--threads", "1")
    recompute(folder, rows)
    folds(rows)
    deals = table(root / "datasets/sample/deals.csv")
    outcomes(rows, deals)
    quotas_reached(rows, deals, table(root / "datasets/sample/quotas.csv"))
    same_bytes(ssi, config, folder)


# --- Nothing undated ------------------------------------------------------------------------

LEVELS = ("headline", "summary", "skills", "profile_completeness", "rich_media")


def rewrite(source, target, change):
    rows = table(source)
    kept = [row for row in map(change, rows) if row]
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    data = text.getvalue().encode()
    pathlib.Path(target).write_bytes(gzip.compress(data, mtime=0)
                                     if str(target).endswith(".gz") else data)


def dated_copy(sample, data):
    """The sample without levels that have no as_of, and without connections without a date."""
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    for path in sample.iterdir():
        if path.name.startswith(("navigator", "activity", "identities", "deals", "quotas")):
            shutil.copy(path, data / path.name)
    rewrite(sample / "members.csv", data / "members.csv",
            lambda row: {**row, **({} if row["as_of"] else dict.fromkeys(LEVELS, ""))})
    rewrite(sample / "connections.csv.gz", data / "connections.csv.gz",
            lambda row: row if row["connected_at"] else None)


def config_text(root, data, extra):
    sample = (root / "datasets/configs/sample-bench.ini").read_text()
    targets = sample[sample.index("[targets]"):sample.index("[bench]")]
    return f"[inputs]\npaths = {data}\n\n{targets}{extra}"


def us_time(text):
    return datetime.strptime(text, "%m-%d-%Y %H:%M:%S").replace(tzinfo=timezone.utc)


def iso_time(text):
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def cut_copy(data, cut, week):
    """The same files without any row from the end of a week on."""
    end = cutoff(week)
    shutil.rmtree(cut, ignore_errors=True)
    cut.mkdir()
    for path in data.iterdir():
        if path.name.startswith("navigator"):
            rewrite(path, cut / path.name,
                    lambda r: r if us_time(r["createdAt"]) < end else None)
        elif path.name.startswith("activity"):
            rewrite(path, cut / path.name,
                    lambda r: r if iso_time(r["occurred_at"]) < end else None)
        elif path.name.startswith("connections"):
            rewrite(path, cut / path.name,
                    lambda r: r if iso_time(r["connected_at"]) < end else None)
        elif path.name.startswith("members"):
            rewrite(path, cut / path.name,
                    lambda r: r if not r["as_of"] or iso_time(r["as_of"]) < end else None)
        elif path.name.startswith("identities"):
            shutil.copy(path, cut / path.name)
    for path in list(cut.iterdir()):
        if len(table(path)) == 0:
            path.unlink()


def score(ssi, config, inputs, out, week, model=None):
    events = [p for p in sorted(inputs.iterdir()) if p.name.startswith(("navigator", "activity"))]
    others = [p for p in sorted(inputs.iterdir()) if p not in events and
              not p.name.startswith(("deals", "quotas"))]
    shutil.rmtree(out, ignore_errors=True)
    pathlib.Path(f"{out}.part").unlink(missing_ok=True)
    run(ssi, "ingest", "-q", "-c", config, *events, "-o", f"{out}.part")
    run(ssi, "score", "-q", "-c", config, f"{out}.part", *others, "-o", out, "--week", week,
        "--as-of", AS_OF, *(["--model", model] if model else []))
    return pathlib.Path(out) / week


def values_known_then(ssi, config, rows, data):
    """Metrics of an origin against those of inputs that end there: nothing later is used."""
    everyone = [r for r in rows if r["groups"] == "everyone" and r["outcome"] == "won_amount"]
    week = sorted({r["week"] for r in everyone})[-2]
    cut_copy(data, pathlib.Path("cut"), week)
    folder = score(ssi, config, pathlib.Path("cut"), "cut_out", week)
    published = {(r["member_id"], r["metric"]): r["value"]
                 for r in table(folder / "contributions.csv.gz") if r["metric"] != "cap"}
    overall = {r["member_id"]: r["overall"] for r in table(folder / "scores.csv")}
    compared = 0
    for row in everyone:
        if row["week"] != week:
            continue
        check(f"{row['member_id']} {week} overall", float(overall[row["member_id"]]),
              float(row["s_default"]), 1e-9)
        for name in (n for n in row if n.startswith("x_")):
            expected = published.get((row["member_id"], name[2:]), "")
            check(f"{row['member_id']} {week} {name}", expected and float(expected),
                  row[name] and float(row[name]))
            compared += 1
    print(f"{compared} values of {week} as inputs that end there have them")
    if compared < 1000:
        failures.append("too few values compared")


def learned_through_score(ssi, config, folder, rows, data):
    week = max(r["week"] for r in rows)
    files = sorted((folder / "models").glob(f"*-won_amount-4-everyone-{week}.ini"))
    if len(files) < 2:
        failures.append(f"only {len(files)} learned models")
    for number, path in enumerate(files):
        learner = path.name.split("-")[0]
        scored = score(ssi, config, data, f"learned{number}", week, path.resolve())
        overall = {r["member_id"]: r["overall"] for r in table(scored / "scores.csv")}
        compared = 0
        for row in rows:
            if (row["outcome"], row["groups"], row["week"]) == ("won_amount", "everyone", week):
                check(f"{learner} {row['member_id']}", float(overall[row["member_id"]]),
                      float(row["s_" + learner]), 1e-9)
                compared += 1
        print(f"{learner}: {compared} members score alike")
        if compared < 50:
            failures.append(f"{learner}: too few members")


def planted_leak(ssi, root, data):
    """What was won later, planted as a level with an early as_of, is refused."""
    leak = pathlib.Path("leak")
    shutil.rmtree(leak, ignore_errors=True)
    shutil.rmtree("leak_out", ignore_errors=True)
    shutil.copytree(data, leak)
    late = defaultdict(float)
    for deal in table(data / "deals.csv"):
        if deal["stage"] == "won" and deal["closed_at"] >= "2026-10-22":
            late[deal["member_id"]] += float(deal["amount"])
    rows = table(data / "members.csv")
    first = {}
    for row in rows:
        first.setdefault(row["member_id"], dict(row))
    for row in first.values():
        planted = dict.fromkeys(row, "")
        planted.update(member_id=row["member_id"], as_of="2026-01-01",
                       rich_media=str(late[row["member_id"]] / 1000))
        rows.append(planted)
    with open(leak / "members.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(r for r in rows if not (r["rich_media"] and r["as_of"] != "2026-01-01"))
    config = pathlib.Path("leak.ini")
    config.write_text(config_text(root, "leak", "[bench]\noutcomes = won_amount\nhorizons = 4\n"
                                                "origins = 1\nlearn = none\n"))
    done = run(ssi, "bench", "-q", "-c", config, "-o", "leak_out", "--as-of", AS_OF, fails=1)
    if "a leak: the metric rich_media" not in done.stderr:
        failures.append(f"a planted leak is not named: {done.stderr}")
    if any(p.name.startswith("bench-") for p in pathlib.Path("leak_out").iterdir()):
        failures.append("a leak was published")


def case_dated(ssi, root):
    data = pathlib.Path("data")
    dated_copy(root / "datasets/sample", data)
    config = pathlib.Path("dated.ini")
    config.write_text(config_text(root, "data", "[bench]\noutcomes = won_amount\nhorizons = 4\n"))
    folder, rows = bench(ssi, config, "out", "features.csv.gz")
    values_known_then(ssi, config, rows, data)
    learned_through_score(ssi, config, folder, rows, data)
    planted_leak(ssi, root, data)


# --- Real input -----------------------------------------------------------------------------

def shared(root, name):
    folder = root.parent / "shared/data" / name
    if not folder.exists():
        print(f"skipped: {folder} is not there")
        sys.exit(77)


def tau_of(folder, outcome, horizon, model):
    for line in table(folder / "bench.csv"):
        if (line["outcome"], line["horizon"], line["groups"], line["model"],
                line["measure"]) == (outcome, horizon, "everyone", model, "tau_b"):
            return float(line["value"])
    return None


def case_maven(ssi, root):
    shared(root, "maven_crm")
    config = root / "datasets/configs/maven-crm-bench.ini"
    folder, rows = bench(ssi, config, "out", "features.csv.gz")
    recompute(folder, rows)
    same_bytes(ssi, config, folder)


def case_git(ssi, root):
    shared(root, "git_activity")
    config = root / "datasets/configs/git-activity-bench.ini"
    folder, rows = bench(ssi, config, "out", "features.csv.gz")
    recompute(folder, [r for r in rows])
    every, review = (tau_of(folder, "commits", "12", m) for m in ("all-activity", "review-only"))
    print(f"tau-b {every:.2f} for all activity, {review:.2f} for review alone")
    if not every > review:
        failures.append("review alone ranks as well as all activity")
    early_look(ssi, root, config)


def early_look(ssi, root, config):
    """The week of an early look at this set: 238 people, tau-b 0.57 for all activity."""
    text = config.read_text().replace("../../../shared", str(root.parent / "shared"))
    text = text.replace("git-models/", f"{config.parent}/git-models/")
    text = text.replace("until = 2026-08-19", "until = 2025-09-17")
    text = text.replace("origins = 13", "origins = 1\nlearn = none")
    early = pathlib.Path("early.ini")
    early.write_text(text)
    folder, rows = bench(ssi, early, "early", "early.csv.gz")
    check("people", 238, sum(r["groups"] == "everyone" for r in rows))
    check("tau-b", 0.57, round(tau_of(folder, "commits", "12", "all-activity"), 2))


def main():
    ssi, root, case = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    {"sample": case_sample, "dated": case_dated, "maven": case_maven, "git": case_git}[case](
        ssi, root)
    if failures:
        sys.exit(f"{len(failures)} differences")


main()
