# SPDX-License-Identifier: GPL-3.0-or-later
"""What numbers.py checks beyond scores and ranks: last week's places, lines beside the weeks, next
steps, the cap, findings, the list of idle members, and the HTML file of each member.

Each function takes expect(what, shown, wanted) and the rows of the published tables.
"""
import gzip
import csv
import html.parser
import io
import json
import re
import subprocess

KINDS = ("industry", "network", "team", "everyone")


def milli(text):
    sign = -1 if text.startswith("-") else 1
    whole, _, part = text.lstrip("-").partition(".")
    return sign * (int(whole) * 1000 + int((part + "000")[:3]))


def tenths(value):
    return (value + 50) // 100


def shown(value):
    value = tenths(value)
    return f"{'-' if value < 0 else ''}{abs(value) // 10}.{abs(value) % 10}"


def signed(value):
    value = tenths(value)
    if value == 0:
        return "no change"
    return f"{'−' if value < 0 else '+'}{abs(value) // 10}.{abs(value) % 10}"


def rows_of(folder, name):
    data = (folder / name).read_bytes()
    text = (gzip.decompress(data) if name.endswith(".gz") else data).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


class Week:
    """The tables of a week, by member or group."""

    def __init__(self, folder):
        self.folder = folder
        self.scores = rows_of(folder, "scores.csv")
        self.places = {row["member_id"]: row for row in rows_of(folder, "last_week.csv")}
        self.idle = {row["member_id"]: row for row in rows_of(folder, "idle.csv")}
        self.history, self.caps, self.groups, self.trends = {}, {}, {}, {}
        for row in rows_of(folder, "history.csv"):
            self.history.setdefault(row["member_id"], {})[row["week"]] = row
        for row in rows_of(folder, "contributions.csv.gz"):
            if row["metric"] == "cap" and row["points"]:
                self.caps[row["member_id"]] = row
        for row in rows_of(folder, "groups.csv"):
            self.groups[row["kind"], row["group"], row["measure"]] = row
        for row in rows_of(folder, "trends.csv"):
            self.trends[row["kind"], row["group"], row["measure"], row["week"]] = row
        self.verdicts = {(row["kind"], row["group"], row["against"]): row
                         for row in rows_of(folder, "changes.csv")}
        self.weeks = sorted({row["week"] for row in rows_of(folder, "trends.csv")})
        self.before = self.weeks[-2] if len(self.weeks) > 1 else ""


# --- A member's page ----------------------------------------------------------------------------

def check_last_week(expect, page, row, week, thresholds):
    wanted = []
    before = week.history.get(row["member_id"], {}).get(week.before, {})
    for kind in KINDS:
        if not row[f"{kind}_n"] or int(row[f"{kind}_n"]) < thresholds[kind]:
            continue
        source = before.get("network_top_percent") if kind == "network" else \
            week.places.get(row["member_id"], {}).get(f"{kind}_top_percent")
        if source:
            wanted.append(source)
    found = re.findall(r"last week: top (\d+) ?%", page)
    if len(found) == len(wanted):  # where a name took the lines, last week's place has no room
        expect(f"{row['member_id']}, last week", sorted(found), sorted(wanted))
    else:
        expect(f"{row['member_id']}, last week, some", set(found) <= set(wanted), True)


def check_lines(expect, page, row, week, min_group):
    group = "industry", row["industry"], "overall"
    own = week.groups.get(group, {})
    if not own.get("mean"):
        group = "everyone", "", "overall"
    now = week.trends[*group, week.weeks[-1]]
    name = group[0]
    for label, value in ((name, now["mean"]), ("upper quarter", now["q75"]),
                         ("network", row["network_mean"] if row["network_n"] and
                          int(row["network_n"]) >= min_group else "")):
        found = re.search(rf"(\d+\.\d) {label}", page)
        expect(f"{row['member_id']}, line {label}", found and found.group(1),
               shown(milli(value)) if value and row["overall"] else found and found.group(1))


def check_cap(expect, page, row, week):
    cap = week.caps.get(row["member_id"])
    found = re.search(r"is capped at ([\d.]+) of 25 .*?is worth ([\d.]+)\.",
                      " ".join(page.split()))
    if not cap:
        expect(f"{row['member_id']}, no cap", found, None)
        return
    value = milli(row[cap["pillar"]])
    expect(f"{row['member_id']}, cap", found and found.groups(),
           (shown(value), shown(value - milli(cap["points"]))))


def check_steps(expect, ssi, page, row, folder):
    """As `ssi explain` tells them."""
    told = json.loads(subprocess.run([ssi, "explain", folder, row["member_id"], "--json"],
                                     check=True, capture_output=True).stdout)
    wanted = [signed(round(step["points"] * 1000)) for step in told["steps"]]
    part = page.split("What would add most")[-1]
    found = re.findall(r"[\d.]+ more a week +(\S+)", part)
    expect(f"{row['member_id']}, steps", found, wanted)


# --- Findings -------------------------------------------------------------------------------------

def check_findings(expect, who, page, members, key, week):
    changes = [tenths(milli(row["change"])) for row in members if row["change"]]
    text = " ".join(page.split())
    if not changes:
        return
    up, down = sum(c >= 10 for c in changes), sum(c <= -10 for c in changes)
    found = re.search(r"(\d+) of (\d+) gained a point or more and (\d+) lost as much", text)
    if up + down == 0:
        expect(f"{who}, nobody moved", bool(re.search(r"None of [\d,]+ moved", text)), True)
    else:
        expect(f"{who}, movers", found and found.groups(),
               (str(up), str(len(changes)), str(down)))
    now, before = week.groups[*key, "overall"], week.trends.get((*key, "overall", week.before))
    if now["mean"] and before and before["mean"]:
        moved = milli(now["mean"]) - milli(before["mean"])
        found = re.search(r"The average (?:moved by (\S+) to|stays at) (\d+\.\d)", text)
        expect(f"{who}, average moved", found and found.groups(),
               (signed(moved) if tenths(moved) else None, shown(milli(now["mean"]))))


VERDICTS = {"none": "did not shift", "everyone moved": "moved together",
            "members moved": "Members moved, not the scale", "data missing": "lacks data"}


def check_verdict(expect, who, page, key, week):
    """What changes.csv says of the change since last week, and its mean where it is shown."""
    row = week.verdicts.get((*key, week.before), {"verdict": ""})
    text = " ".join(page.split())
    for verdict, words in VERDICTS.items():
        expect(f"{who}, {verdict}", words in text, row["verdict"] == verdict)
    found = re.search(r"(?:moved together|not the scale), by (\S+) on average", text)
    if found:
        expect(f"{who}, mean change", found.group(1), signed(milli(row["mean_change"])))


def check_idle(expect, pages, week):
    text = "\n".join(page for page in pages if "Idle for four weeks and more" in page[:1500])
    for row in week.scores:
        if row["member_id"] in week.idle and row["name"].isascii() and len(row["name"]) < 24:
            name = row["name"].replace("'", "’")
            expect(f"{row['member_id']}, listed as idle", name in text, True)
    found = re.findall(r"\d+ \w{3} 20\d\d +(?:\d+\.\d|–)$|never here", text, re.MULTILINE)
    expect("idle members", len(found), len(week.idle))


# --- The HTML of a member -------------------------------------------------------------------------

class Cells(html.parser.HTMLParser):
    """The rows of all tables, and whether anything would leave the file."""

    def __init__(self):
        super().__init__()
        self.rows, self.cell, self.leaves = [], None, []

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.cell = ""
        elif tag in ("script", "link", "img", "iframe", "object", "embed", "base"):
            self.leaves.append(tag)
        self.leaves += [f"{n}={v}" for n, v in attrs if n in ("src", "href", "style") or
                        n.startswith("on")]

    def handle_endtag(self, tag):
        if tag in ("td", "th") and self.cell is not None:
            self.rows[-1].append(self.cell)
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell += data


def check_member_html(expect, path, row, pillars):
    cells = Cells()
    cells.feed(path.read_text(encoding="utf-8"))
    who = row["member_id"]
    expect(f"{who}, html leaves the file", cells.leaves, [])
    table = {tuple(r[:1]): r for r in reversed(cells.rows) if r}  # the first of each name
    for column, name in {"overall": "Overall", **pillars}.items():
        expect(f"{who}, html {column}", table[name,][1],
               shown(milli(row[column])) if row[column] else "–")
