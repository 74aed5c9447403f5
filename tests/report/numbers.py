# SPDX-License-Identifier: GPL-3.0-or-later
"""Every number on a page equals the table it came from, after rounding to one decimal.

Usage: numbers.py SSI ROOT    in an empty scratch folder (CTest's working directory)

Publishes a week of the bundled sample, and of its Navigator export and roster alone (a score "of
75"), and reads report.pdf with pdftotext and report.html. Also looks into the pages for text larger
than the title: characters that no font has come out as large as the page. Exits with 77 where
pdftotext or gnuplot is missing.
"""
import csv
import html.parser
import pathlib
import re
import shutil
import subprocess
import sys
import zlib

import additions

AS_OF = "2026-11-19T00:00:00Z"
PILLARS = {"brand": "Professional brand", "people": "Finding people", "insights": "Insights",
           "relationships": "Relationships"}
KINDS = ("industry", "network", "team", "everyone")
MIN_GROUP, MIN_TEAM = 10, 3
LARGEST = 27.0  # points of the title on the cover
STRANGE = "Xi \U0010fffd\U000e0041 \U000f1234"  # no font has these

problems = []
checks = 0


def expect(what, shown, wanted):
    global checks
    checks += 1
    if shown != wanted:
        problems.append(f"{what}: the page says {shown!r}, the table {wanted!r}")


def milli(text):
    sign = -1 if text.startswith("-") else 1
    whole, _, part = text.lstrip("-").partition(".")
    return sign * (int(whole) * 1000 + int((part + "000")[:3]))


def tenths(value):
    """Round(x) = floor(x + 0.5), in tenths of a point."""
    return (value + 50) // 100


def points(text):
    value = tenths(milli(text))
    return f"{value // 10}.{value % 10}"


def change(value):
    shown = abs(tenths(value))
    if shown == 0:
        return "no change"
    return f"{'−' if value < 0 else '+'}{shown // 10}.{shown % 10}"


def ordinal(n):
    ending = {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{'th' if n % 100 in (11, 12, 13) else ending}"


def table(folder, name):
    with open(folder / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def pages_of(pdf):
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True)
    return text.stdout.decode("utf-8").split("\f")[:-1]


# --- Member pages -----------------------------------------------------------------------------

def check_change(who, page, row):
    found = re.search(r"(no change|[+−][\d.]+) +since last week: (\S+) → (\S+) of (\d+)", page)
    if not row["change"]:
        expect(f"{who}, change", found, None)
        return
    moved = milli(row["change"])
    before = tenths(milli(row["overall"]) - moved)
    expect(f"{who}, change", found and found.groups(),
           (change(moved), f"{before // 10}.{before % 10}", points(row["overall"]),
            row["out_of"]))


def check_pillars(who, page, row, empty):
    for pillar, name in PILLARS.items():
        found = re.search(re.escape(name) + r" +(\d+\.\d|not known|no data)", page)
        wanted = points(row[pillar]) if row[pillar] else "no data" if pillar in empty else "not known"
        expect(f"{who}, {pillar}", found and found.group(1), wanted)


def check_ranks(who, page, row):
    ranked = []
    for kind in KINDS:
        n = row[f"{kind}_n"]
        if n and int(n) >= (MIN_TEAM if kind == "team" else MIN_GROUP):
            ranked.append((row[f"{kind}_top_percent"],
                           f"{ordinal(int(row[f'{kind}_position']))} of {int(n):,}"))
    expect(f"{who}, top percent", re.findall(r"Top (\d+) %", page), [top for top, _ in ranked])
    expect(f"{who}, positions", re.findall(r"\b\d+(?:st|nd|rd|th) of [\d,]+", page),
           [place for _, place in ranked])


def check_connections(who, page, row):
    if row["network_n"] and row["connections"]:
        found = re.search(r"(\d[\d,]*) of your ([\d,]+)", page)
        expect(f"{who}, connections", found and found.groups(),
               (f"{int(row['connections_scored']):,}", f"{int(row['connections']):,}"))


def check_additions(ssi, page, row, week, number):
    thresholds = {kind: MIN_TEAM if kind == "team" else MIN_GROUP for kind in KINDS}
    additions.check_last_week(expect, page, row, week, thresholds)
    additions.check_lines(expect, page, row, week, MIN_GROUP)
    additions.check_cap(expect, page, row, week)
    if number % 20 == 0 and row["overall"]:
        additions.check_steps(expect, ssi, page, row, week.folder.parent)


def check_member(page, row, empty):
    who = row["member_id"]
    if row["name"].isascii() and len(row["name"]) < 40:
        expect(f"{who}, name", row["name"].replace("'", "’") in page, True)
    if row["overall"]:
        found = re.search(rf"(?<![\d.])({re.escape(points(row['overall']))})(?![\d.])", page)
        expect(f"{who}, overall", bool(found), True)
    else:
        expect(f"{who}, no score", "no score" in page, True)
    check_change(who, page, row)
    check_pillars(who, page, row, empty)
    check_ranks(who, page, row)
    check_connections(who, page, row)
    expect(f"{who}, empty pillars named", "not of 100" in page, bool(empty))


# --- Groups -----------------------------------------------------------------------------------

def group_changes(folder, groups):
    """Of the averages, where both weeks are shown to everyone."""
    week = max(row["week"] for row in table(folder, "trends.csv"))
    weeks = sorted({row["week"] for row in table(folder, "trends.csv")})
    before = weeks[weeks.index(week) - 1]
    changes = {}
    for row in table(folder, "trends.csv"):
        key = row["kind"], row["group"]
        if row["week"] == before and row["measure"] == "overall" and row["mean"] \
                and int(row["n"]) >= MIN_GROUP and key in groups and groups[key]["mean"]:
            changes[key] = milli(groups[key]["mean"]) - milli(row["mean"])
    return changes


def check_groups(page, folder, groups):
    changes = group_changes(folder, groups)
    for key, row in groups.items():
        kind, name = key
        if kind == "everyone":
            continue
        found = re.search(rf"^ *{re.escape(name[:24])}\S*.* (\d+) +(\d+\.\d|too few)(?: +(\S.*\S))?$",
                          page, re.MULTILINE)
        middle = row["q50"] or row["mean"]
        shown = bool(middle) and int(row["n"]) >= MIN_GROUP
        if found and shown and found.group(2) == "too few" and kind == "team":
            continue  # withheld beside smaller teams, which pages that others read add
        expect(f"{kind} {name}", found and found.groups(),
               (row["n"], points(middle), change(changes[key]) if key in changes else None)
               if shown else (row["n"], "too few", None))


def title_of(page):
    lines = [line.strip() for line in page.splitlines() if line.strip()]
    return lines[1] if len(lines) > 1 else ""


def check_teams(pages, groups):
    for (kind, name), row in groups.items():
        if kind != "team" or not name.isascii():
            continue
        page = next((page for page in pages if title_of(page) == name), "")
        expect(f"team {name}, page", bool(page), True)
        if not row["mean"]:
            expect(f"team {name}, withheld", "Average score" in page, False)
            continue
        found = re.search(r"Average score[^\n]*\n+ *(\d+\.\d)", page)
        expect(f"team {name}, average", found and found.group(1), points(row["mean"]))


def check_cover(page, groups):
    row = groups["everyone", ""]
    found = re.search(r"of (\d+); average (\d+\.\d)", page)
    expect("cover, average", found and found.group(2), points(row["mean"]))
    found = re.search(r"Median score[^\n]*\n+ *(\d+\.\d)", page)
    expect("cover, median", found and found.group(1), points(row["q50"]))


# --- HTML -------------------------------------------------------------------------------------

class Tables(html.parser.HTMLParser):
    """The cells of every table, by the heading (h2) above."""

    def __init__(self):
        super().__init__()
        self.heading, self.rows, self.open, self.in_heading = "", {}, None, False

    def handle_starttag(self, tag, attrs):
        if tag == "h2":
            self.heading, self.in_heading = "", True
        elif tag == "tr":
            self.rows.setdefault(self.heading, []).append([])
        elif tag in ("td", "th"):
            self.open = ""
        expect("html, no script", tag == "script", False)
        expect("html, no request", [v for name, v in attrs if name == "src" or name == "href" and
                                    not v.startswith(("#", "members/"))], [])

    def handle_endtag(self, tag):
        if tag == "h2":
            self.in_heading = False
        elif tag in ("td", "th"):
            self.rows[self.heading][-1].append(self.open)
            self.open = None

    def handle_data(self, data):
        if self.in_heading:
            self.heading += data
        elif self.open is not None:
            self.open += data


def check_html(path, scores):
    tables = Tables()
    tables.feed(path.read_text(encoding="utf-8"))
    rows = tables.rows["Members"][1:]
    expect("html, members", len(rows), len(scores))
    for cells, row in zip(rows, scores):
        def shown(column):
            return points(row[column]) if row[column] else "–"
        expect(f"html, {row['member_id']}", [cells[2]] + cells[4:9],
               [shown("overall"), change(milli(row["change"])) if row["change"] else "–"]
               + [shown(pillar) for pillar in PILLARS])
        n = row["industry_n"]
        if n and int(n) >= MIN_GROUP:
            expect(f"html, {row['member_id']}, industry", cells[9],
                   f"Top {row['industry_top_percent']} % of {int(n):,}")


# --- Sizes ------------------------------------------------------------------------------------

def font_sizes(pdf):
    """The size of each piece of text in the streams of a PDF that gnuplot (cairo) wrote."""
    data = pdf.read_bytes()
    for start in re.finditer(rb"stream\r?\n", data):
        try:
            stream = zlib.decompress(data[start.end():data.find(b"endstream", start.end())])
        except zlib.error:
            continue
        for matrix in re.finditer(rb"(\S+) (\S+) (\S+) (\S+) (\S+) (\S+) Tm", stream):
            yield max(abs(float(part)) for part in matrix.groups()[:4])


def check_sizes(folder):
    for pdf in [folder / "report.pdf", *sorted((folder / "teams").glob("*.pdf"))]:
        sizes = list(font_sizes(pdf))
        expect(f"{pdf.name}, has text", len(sizes) > 0, True)
        expect(f"{pdf.name}, largest text", max(sizes, default=0) <= LARGEST, True)


# --- The runs ---------------------------------------------------------------------------------

def check_all_findings(pages, scores, week):
    additions.check_findings(expect, "cover", pages[0], scores, ("everyone", ""), week)
    additions.check_verdict(expect, "cover", pages[0], ("everyone", ""), week)
    for kind, name, measure in week.groups:
        if (kind, measure) == ("team", "overall") and name.isascii() and \
                week.groups[kind, name, measure]["mean"]:
            page = next((page for page in pages if title_of(page) == name), "")
            members = [row for row in scores if row["team"] == name]
            additions.check_findings(expect, f"team {name}", page, members, (kind, name), week)
            additions.check_verdict(expect, f"team {name}", page, (kind, name), week)


def check_files(folder, scores):
    """Each member's own HTML, found by files.csv."""
    paths = {row["member_id"]: row["file"] for row in table(folder, "files.csv")
             if row["file"].startswith("members/") and row["file"].endswith(".html")}
    expect("members with a file", len(paths), len(scores) if len(scores) > 100 else 0)
    for row in scores:
        if row["member_id"] in paths:
            additions.check_member_html(expect, folder / paths[row["member_id"]], row, PILLARS)


def check_week(ssi, folder):
    check_sizes(folder)
    week = additions.Week(folder)
    scores, groups = table(folder, "scores.csv"), {}
    for row in table(folder, "groups.csv"):
        if row["measure"] == "overall":
            groups[row["kind"], row["group"]] = row
    pages = pages_of(folder / "report.pdf")
    empty = {pillar for pillar in PILLARS if not any(row[pillar] for row in scores)}
    for number, (page, row) in enumerate(zip(pages[-len(scores):], scores)):
        check_member(page, row, empty)
        check_additions(ssi, page, row, week, number)
    check_all_findings(pages[:-len(scores)], scores, week)
    additions.check_idle(expect, pages[:-len(scores)], week)
    check_files(folder, scores)
    check_cover(pages[0], groups)
    check_groups(pages[1], folder, groups)
    check_teams(pages[2:-len(scores)], groups)
    check_html(folder / "report.html", scores)


def strip_roster(source, target):
    """Without what people wrote about themselves nothing feeds the pillar brand."""
    keep = ("member_id name team industry seat since until status opted_out as_of seat_id "
            "identity_key").split()
    with open(source, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    first = rows[0]["member_id"]
    with open(target, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, keep, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow(row | {"name": STRANGE} if row["member_id"] == first else row)


def main():
    ssi, root = sys.argv[1], pathlib.Path(sys.argv[2])
    if not shutil.which("pdftotext") or not shutil.which("gnuplot"):
        print("skipped: needs pdftotext (poppler-utils) and gnuplot")
        return 77
    for old in pathlib.Path().iterdir():
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    sample = root / "datasets" / "sample"
    strip_roster(sample / "members.csv", "members.csv")
    runs = {"sample": ["-c", sample / "sample.ini", sample],
            "roster": [*sorted(sample.glob("navigator-activity*")), "members.csv"]}
    for name, inputs in runs.items():
        subprocess.run([ssi, "run", "-q", *inputs, "-o", name, "--as-of", AS_OF], check=True,
                       stdout=subprocess.DEVNULL)
        check_week(ssi, pathlib.Path(name) / "latest")
    print("\n".join(problems[:40]))
    print(f"{checks} numbers and texts checked, {len(problems)} wrong")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
