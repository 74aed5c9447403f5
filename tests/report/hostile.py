# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile names through a whole run: nothing runs, no file appears outside the output, every name is
shown as it is, and each chart draws itself again, alone, to the same bytes.

Usage: hostile.py SSI    in an empty scratch folder (CTest's working directory)

Names of people, teams, industries and the project carry everything that is code to gnuplot, a
shell, HTML, a spreadsheet or a path. Names with line ends, which a roster row may not hold, are put
into the published tables instead, and the report is drawn from those. Exits with 77 without gnuplot.
"""
import csv
import html.parser
import io
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

AS_OF = "2026-11-19T00:00:00Z"
TOUCH = "touch {here}/pwned"

# Each would run TOUCH (or write, or read a file) somewhere if it got there unquoted.
VECTORS = [
    "`{t}`", "\"`{t}`\"", "'; system('{t}') #", "\"; system(\"{t}\") #", "'.system('{t}').'",
    "''; !{t}", "!{t}", "<{t}", "|{t}", "| {t}", "$({t})", "${{IFS}}{t}", "; {t} ;", "& {t} &",
    "@MACRO {t}", "' at 0,0; !{t} #", "END\\n!{t}", "{{/=50 {t}}}", "~a{{.8-}}{t}", "load '{t}'",
    "eval \"system('{t}')\"", "call '{t}'", "\\'; system('{t}'); print \\'", "%s%n%x {t}",
    "'\"'\"'; {t}; '", "=cmd|'/C {t}'!A0", "+{t}", "-{t}", "@SUM({t})", "=HYPERLINK(\"x\";\"{t}\")",
    "<script>{t}</script>", "\"><img src=x onerror={t}>", "</title><script src=//x>{t}</script>",
    "javascript:{t}", "&#60;b&#62;{t}", "]]>{t}", "--></style>{t}", "../../../../{t}",
    "/etc/passwd", "..\\..\\{t}", "con.txt", ".", "..", "a/b/../../c", "file:///{t}",
    "{t}.gp", "-d", "--help", "set output '{here}/pwned'", "set print '|{t}'",
]
LINE_ENDS = ["a\n!{t}", "a'\n!{t}\n'", "END\n!{t}", "a\r\n!{t}", "e\nEOF\n`{t}`", "a\n\n# b\nb\0c",
             "x\\\n!{t}", "a\t\"b\"\n'c", "\n", "$figure\nEND\nsystem('{t}')\n"]
CONTROLS = ["\x07bell", "esc\x1b[31mred", "null-ish\x01", "del\x7f", "c1\u0085x", "rlo\u202etxt",
            "lre\u202aabc", "iso\u2066abc\u2069", "bom\ufeffx", "ls\u2028x", "ps\u2029x", "\x0c", "\x0b"]
PLAIN = ["O'Brien", "O’Brien", "\"Quoted\"", "back\\slash", "per%cent", "dollar$", "Åse Ødegård", "李小龙",
         "محمد الشامسي", "דוד כהן", "👩‍💼 Ana", "naïve", "e\u0301", "ﬀ", "a" * 80, "x", "'", "''", "\"", "`", "\\",
         "{", "}", "{}", "^_{a}", "@", "#", "# not a comment", "%", "&", "&amp;", "<b>", "Dr., PhD; \"B\"",
         "NaN", "inf", "1e5", "0", "-", "NULL", "None", "true", "ı İ ß ſ", "\u200bzero", "a\u00a0b"]

problems = []


def expect(what, good, detail=""):
    if not good:
        problems.append(f"{what} {detail}"[:300])


def fill(text, here):
    return text.format(t=TOUCH.format(here=here), here=here) if "{t}" in text or "{here}" in text \
        else text


def clean(text):
    """As pages show it: what is never to be seen raw is U+FFFD."""
    return re.sub("[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]", "\ufffd", text)


def hostile_names(here):
    """All of the lists, and mixtures, all different."""
    names = dict.fromkeys([fill(text, here) for text in VECTORS] + CONTROLS + PLAIN)
    draw = random.Random(7)
    pool = list(names)
    while len(names) < 190:
        names[" ".join(draw.sample(pool, 2))[:120]] = None
    return [name for name in names if name.strip()]


def write_inputs(names):
    groups = [name for name in names if len(name) < 60][:12]
    with open("roster.csv", "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["member_id", "name", "team", "industry", "seat", "since"])
        for i, name in enumerate(names):
            rows.writerow([f"m{i:03}", name, groups[i % 6], groups[6 + i % 6], "navigator", ""])
    with open("log.csv", "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["occurred_at", "member_id", "activity"])
        for i in range(len(names)):
            for day in range(i % 5 + 1):
                for month, first in (("10", 22), ("11", 5), ("11", 13)):
                    rows.writerow([f"2026-{month}-{first + day:02}T10:00:00Z", f"m{i:03}",
                                   ("people_search", "share", "post")[i % 3]])
    pathlib.Path("ssi.ini").write_text(f"[project]\nname = {names[2]}\n", encoding="utf-8")


def inventory(skip):
    return {str(path) for path in pathlib.Path().rglob("*") if skip not in path.parts}


class Text(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.cells, self.headings, self.open, self.tags = [], [], None, set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        expect("html, an event or a source", not any(n.startswith("on") or n == "src"
                                                     for n, _ in attrs), str(attrs))
        if tag == "bdi":
            self.open = ""

    def handle_endtag(self, tag):
        if tag == "bdi" and self.open is not None:
            self.cells.append(self.open)
            self.open = None

    def handle_data(self, data):
        if self.open is not None:
            self.open += data


def check_html(path, names):
    text = Text()
    text.feed(path.read_text(encoding="utf-8"))
    shown = set(text.cells)
    for name in names:
        expect("html does not show", clean(name) in shown, repr(name))
    expect("html has foreign elements", not text.tags & {"script", "img", "link", "iframe", "object"})


def check_scripts(folder):
    """Outside of quoted text, nothing of a name: no back-quote, no shell, no marker."""
    scripts = sorted(folder.glob("*.gp"))
    expect("scripts", len(scripts) > 20)
    for path in scripts:
        text = path.read_text(encoding="utf-8")
        expect("a control character in a script", not re.search("[\0-\x08\x0b-\x1f\x7f]", text),
               path.name)
        code = re.sub(r"#[^'\n]*\n", "\n", re.sub(r"'[^'\n]*'", "''", text))
        expect("a name outside of quotes", not re.search(r"pwned|`|system|\$\(", code), path.name)
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            expect("not a number", re.fullmatch(r"(# .*)?|(-?[\d.]+|NaN)(\t(-?[\d.]+|NaN))*", line),
                   f"{path.name}: {line}")


def check_paths(out):
    for path in out.rglob("*"):
        if path.parts[len(out.parts)] != ".lock":
            expect("a path", re.fullmatch(r"[a-z0-9._-]+", path.name), repr(path.name))


def check_cells(out):
    with open(out / "files.csv", encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            expect("a formula in files.csv", not any(cell[:1] in tuple("=+-@\t\r") and cell
                                                     for cell in row), str(row))


def rerun(folder):
    """Charts draw themselves again in an empty folder, to the same bytes."""
    scripts = sorted(folder.glob("*.gp"))
    for script in scripts[::max(1, len(scripts) // 12)]:
        alone = pathlib.Path("alone")
        alone.mkdir()
        for ending in (".gp", ".tsv"):
            shutil.copy(script.with_suffix(ending), alone)
        done = subprocess.run(["gnuplot", script.name], cwd=alone, capture_output=True,
                              env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"})
        expect("a chart alone", done.returncode == 0 and not done.stderr,
               f"{script.name}: {done.stderr[:200]}")
        expect("a chart alone leaves", sorted(p.suffix for p in alone.iterdir()) ==
               [".gp", ".png", ".tsv"], script.name)
        picture = script.with_suffix(".png")
        expect("a chart alone differs", (alone / picture.name).read_bytes() == picture.read_bytes(),
               script.name)
        shutil.rmtree(alone)


def check_pdf(out, names):
    """Titles that fit on one line, whole; pdftotext splits and reorders other scripts."""
    text = subprocess.run(["pdftotext", "-layout", out / "report.pdf", "-"], check=True,
                          capture_output=True).stdout.decode("utf-8")
    flat = {"".join(line.split()) for line in text.splitlines()}  # narrow blanks get lost
    for name in names:
        if name.isascii() and name.isprintable() and len(name) < 34:
            wanted = "".join(name.replace("'", "’").split())
            expect("pdf does not show", wanted in flat, repr(name))


def check_output(out, names):
    week = (out / "latest").resolve()
    check_html(week / "report.html", names)
    check_scripts(week / "charts")
    check_paths(week)
    check_cells(week)
    expect("pwned", not list(pathlib.Path().rglob("pwned*")))
    return week


def put_into_tables(week, names):
    """The same week, published under names that no roster may hold."""
    path = week / "scores.csv"
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row, name in zip(rows, names):
        row["name"] = name
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue().replace("\0", "\x02"), encoding="utf-8", newline="")


def publish(ssi, out, *options):
    subprocess.run([ssi, "run", "-q", "-c", "ssi.ini", "log.csv", "roster.csv", "-o", out, "--as-of",
                    AS_OF, *options], check=True, stdout=subprocess.DEVNULL)


def check_runs(ssi, marked):
    names = hostile_names(marked)
    expect("names", len(names) >= 150, str(len(names)))
    write_inputs(names)
    before = inventory("out")
    publish(ssi, "out", "--per-member")
    expect("a file outside the output", inventory("out") - before - {"ssi.key"} == {"out"} or
           inventory("out") == before, str(inventory("out") - before))
    week = check_output(pathlib.Path("out"), names)
    check_pdf(week, names)
    rerun(week / "charts")
    write_inputs(names[:30])  # few enough for pictures of each member
    publish(ssi, "few")
    lines = [fill(name, marked).replace("\0", "\x02") for name in LINE_ENDS]
    put_into_tables((pathlib.Path("few") / "latest").resolve(), lines)
    subprocess.run([ssi, "report", "-q", "few"], check=True, stdout=subprocess.DEVNULL)
    week = check_output(pathlib.Path("few"), lines + names[len(lines):30])
    rerun(week / "charts")
    expect("a name ran", not list(pathlib.Path(marked).iterdir()))


def main():
    ssi, here = sys.argv[1], pathlib.Path.cwd()
    if not shutil.which("gnuplot") or not shutil.which("pdftotext"):
        print("skipped: needs gnuplot and pdftotext (poppler-utils)")
        return 77
    for old in here.iterdir():
        shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
    with tempfile.TemporaryDirectory(prefix="h", dir="/tmp") as marked:  # short, to be all on pages
        check_runs(ssi, marked)
    print("\n".join(problems[:30]))
    print(f"{len(VECTORS) + len(LINE_ENDS)} vectors, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
