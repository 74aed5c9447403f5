# SPDX-License-Identifier: GPL-3.0-or-later
"""The PDFs as documents: title, language, outline, links that lead where they say, paper; what is sent
to a member names nobody else; the same bytes for one thread and for several.

Usage: documents.py SSI ROOT    in an empty scratch folder (CTest's working directory)

Objects of the PDFs are not compressed, so they are read as text. Exits with 77 without pdftotext or
gnuplot.
"""
import csv
import filecmp
import pathlib
import re
import shutil
import subprocess
import sys

AS_OF = "2026-11-19T00:00:00Z"
PAPERS = {"a4": (595, 842), "letter": (612, 792)}
LINKS = 16  # looked at, of each document

problems = []


def expect(what, good, detail=""):
    if not good:
        problems.append(f"{what} {detail}"[:300])


def objects_of(pdf):
    """Objects without streams, by number."""
    data = pdf.read_bytes().decode("latin-1")
    return data, {int(n): body for n, body in
                  re.findall(r"\n(\d+) 0 obj\n(.*?)(?:\nstream\n|\nendobj)", data, re.S)}


def pages_of(objects, number):
    """Numbers of the page objects, in order."""
    body = objects[number]
    if "/Type /Pages" not in body:
        return [number]
    kids = re.search(r"/Kids \[(.*?)\]", body, re.S).group(1)
    return [page for kid in re.findall(r"(\d+) 0 R", kids) for page in pages_of(objects, int(kid))]


def text_at(pdf, page, rectangle, height):
    left, low, right, high = rectangle
    done = subprocess.run(["pdftotext", "-f", str(page), "-l", str(page), "-r", "72", "-x",
                           str(int(left)), "-y", str(int(height - high)), "-W",
                           str(int(right - left) + 1), "-H", str(int(high - low) + 1), pdf, "-"],
                          check=True, capture_output=True)
    return done.stdout.decode("utf-8").strip()


def title_of(pdf, page):
    done = subprocess.run(["pdftotext", "-layout", "-f", str(page), "-l", str(page), pdf, "-"],
                          check=True, capture_output=True)
    lines = [line.strip() for line in done.stdout.decode("utf-8").splitlines() if line.strip()]
    return lines[1]


def check_links(pdf, objects, pages, height):
    found = []
    for at, number in enumerate(pages):
        annotations = re.search(r"/Annots \[(.*?)\]", objects[number], re.S)
        for link in re.findall(r"(\d+) 0 R", annotations.group(1) if annotations else ""):
            body = objects[int(link)]
            rectangle = [float(v) for v in re.search(r"/Rect \[(.*?)\]", body).group(1).split()]
            target = int(re.search(r"/Dest \[ (\d+) 0 R /XYZ", body).group(1))
            found.append((at + 1, rectangle, pages.index(target) + 1))
    expect(f"{pdf}, links", len(found) > 250, str(len(found)))
    for page, rectangle, target in found[::max(1, len(found) // LINKS)]:
        name = text_at(pdf, page, rectangle, height).split("\n")[0].rstrip("…")
        title = title_of(pdf, target)
        if name.isascii():  # other scripts come out in an order of their own
            expect(f"{pdf}, a link", name and title.startswith(name), f"{name!r} -> {title!r}")


def check_report(pdf, paper):
    width, height = PAPERS[paper]
    data, objects = objects_of(pdf)
    root = objects[int(re.search(r"/Root (\d+) 0 R", data).group(1))]
    pages = pages_of(objects, int(re.search(r"/Pages (\d+) 0 R", root).group(1)))
    box = [float(v) for v in re.search(r"/MediaBox \[(.*?)\]", data).group(1).split()]
    expect(f"{paper}, size", abs(box[2] - width) < 1.5 and abs(box[3] - height) < 1.5, str(box))
    expect(f"{paper}, language", "/Lang (en)" in root)
    expect(f"{paper}, outline", "/Outlines " in root and "/PageMode /UseOutlines" in root)
    expect(f"{paper}, title", "/Title (Social selling index, week to 18 November 2026)" in data)
    expect(f"{paper}, date", "/CreationDate (D:20261119000000Z)" in data)
    expect(f"{paper}, the clock", data.count("/CreationDate") == 1)
    check_links(pdf, objects, pages, height)


def check_members(week):
    """Names long enough not to stand in a sentence by chance."""
    with open(week / "scores.csv", encoding="utf-8", newline="") as file:
        names = {row["member_id"]: row["name"] for row in csv.DictReader(file)}
    with open(week / "files.csv", encoding="utf-8", newline="") as file:
        files = [row for row in csv.DictReader(file) if row["audience"] == "member"]
    expect("files of members", len(files) == 2 * len(names), str(len(files)))
    for row in files[::12]:
        own = names[row["member_id"]]
        path = week / row["file"]
        text = path.read_text(encoding="utf-8") if path.suffix == ".html" else subprocess.run(
            ["pdftotext", path, "-"], check=True, capture_output=True).stdout.decode("utf-8")
        for name in names.values():
            if len(name) > 11 and name not in own and own not in name:
                expect(f"{row['file']} names", name.replace("'", "’") not in text and
                       name not in text, name)


def main():
    ssi, root = sys.argv[1], pathlib.Path(sys.argv[2])
    if not shutil.which("pdftotext") or not shutil.which("gnuplot"):
        print("skipped: needs pdftotext (poppler-utils) and gnuplot")
        return 77
    for old in pathlib.Path().iterdir():
        shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
    sample = root / "datasets" / "sample"
    subprocess.run([ssi, "run", "-q", "-c", sample / "sample.ini", sample, "-o", "out", "--as-of", AS_OF,
                    "--per-member", "--threads", "3"], check=True, stdout=subprocess.DEVNULL)
    week = pathlib.Path("out/2026-11-18")
    check_report(week / "report.pdf", "a4")
    check_members(week)
    shutil.copytree(week, "before")
    again = [ssi, "report", "out", "-q", "--per-member", "--threads"]
    subprocess.run([*again, "1"], check=True, stdout=subprocess.DEVNULL)
    files = sorted(str(p.relative_to("before")) for p in pathlib.Path("before").rglob("*") if p.is_file())
    same, different, missing = filecmp.cmpfiles("before", week, files, shallow=False)
    expect("one thread and three", not different and not missing, str(different + missing))
    expect("files", len(same) > 500, str(len(same)))
    subprocess.run([ssi, "report", "out", "-q", "--paper", "letter", "--theme", "linkedin"], check=True,
                   stdout=subprocess.DEVNULL)
    check_report(week / "report.pdf", "letter")
    print("\n".join(problems[:30]))
    print(f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
