# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases of `ssi ingest`: generated activity exports against bare inflate of the same files."""

import dataclasses
import gzip
import json
import pathlib
import shutil
import subprocess

WEEKS = 6


@dataclasses.dataclass
class Case:
    """One row: a command and what it is timed against."""
    name: str
    rows: int
    bytes: int
    command: list
    yardstick: str
    yardstick_command: list
    memory: bool = False  # compare peaks instead of seconds


@dataclasses.dataclass
class Data:
    """Generated files, and what is in them."""
    files: list
    rows: int
    bytes: int


def count(file):
    """Rows (header left out) and decoded bytes."""
    lines = size = 0
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rb") as stream:
        while block := stream.read(1 << 20):
            lines += block.count(b"\n")
            size += len(block)
    return lines - 1, size


def generate(args, rows, *options, weeks=WEEKS):
    """Files of these parameters; kept and used again, as counts.json is written last."""
    words = [f"members={args.members}", f"rows={rows}", f"weeks={weeks}",
             *(o.lstrip("-") for o in options)]
    folder = args.scratch / "_".join(words)
    counts = folder / "counts.json"
    if not counts.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([args.ssi, "generate", "-q", "-o", folder, "--members", str(args.members),
                        "--weeks", str(weeks), "--events", str(rows), "--seed", "1",
                        "--parts", "navigator-activity",
                        *(word for o in options for word in o.split("="))],
                       check=True, stdout=subprocess.DEVNULL)
        files = sorted(folder.rglob("*.csv*"))
        found = [(str(f.relative_to(folder)), *count(f)) for f in files]
        counts.write_text(json.dumps(found), encoding="utf-8")
    found = json.loads(counts.read_text(encoding="utf-8"))
    return Data([folder / name for name, _, _ in found], sum(r for _, r, _ in found),
                sum(size for _, _, size in found))


def has_igzip(args):
    done = subprocess.run([args.inflate, "igzip", "1"], check=False, capture_output=True)
    return done.returncode == 0


def inflate(args, method, threads, data):
    """The yardstick's command, once it has shown that it decodes every byte."""
    command = [args.inflate, method, str(threads), *data.files]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    if int(done.stdout) != data.bytes:
        raise SystemExit(f"bench: {method} gave {done.stdout.strip()} of {data.bytes} bytes")
    return command


def ingest(args, data, *options):
    part = pathlib.Path(args.scratch, "x.part")
    return [args.ssi, "ingest", "-q", *options, *data.files, "-o", part]


def against_inflate(args, one, eight):
    """Speed beside bare inflate; the rows of igzip only where the yardstick has it."""
    none = ("--events", "none", "--threads", "2")
    yield Case("one .gz, zlib", one.rows, one.bytes,
               ingest(args, one, *none, "--inflate", "zlib"),
               "zlib, 1 thread", inflate(args, "zlib", 1, one))
    if not has_igzip(args):
        print("# skipped, as ISA-L is not here: cases against igzip", flush=True)
        return
    bare = inflate(args, "igzip", 1, one)
    plain = generate(args, args.rows, "--files=1")
    yield Case("one .gz", one.rows, one.bytes, ingest(args, one, *none), "igzip, 1 thread", bare)
    yield Case("eight .gz", eight.rows, eight.bytes, ingest(args, eight, *none),
               "igzip, 2 threads", inflate(args, "igzip", 2, eight))
    for threads in ("2", "1"):
        yield Case(f"plain CSV, {threads} threads", plain.rows, plain.bytes,
                   ingest(args, plain, "--events", "none", "--threads", threads),
                   "igzip of its .gz, 1 thread", bare)


def against_itself(args, one, eight):
    """What quoting, overlap and kept events cost, beside the same rows without."""
    none, auto = (("--events", e, "--threads", "2") for e in ("none", "auto"))
    quoted = generate(args, args.rows, "--files=1", "--gzip", "--quote-all", "--crlf")
    # Overlaps are whole days: of four files in six weeks one day comes nearest to a tenth.
    overlap = generate(args, args.rows, "--files=4", "--gzip", "--overlap=1")
    again = f"{(overlap.rows - args.rows) / overlap.rows:.0%}"
    yield Case("all quoted, CRLF, .gz", quoted.rows, quoted.bytes, ingest(args, quoted, *none),
               "unquoted .gz", ingest(args, one, *none))
    for name, data in (("auto, eight .gz, no overlap", eight),
                       (f"auto, four .gz, {again} of rows again", overlap)):
        yield Case(f"events {name}", data.rows, data.bytes, ingest(args, data, *auto),
                   "events none", ingest(args, data, *none))
    yield Case("events all, one .gz", one.rows, one.bytes,
               ingest(args, one, "--events", "all", "--threads", "2"),
               "events none", ingest(args, one, *none))


def cases(args):
    one = generate(args, args.rows, "--files=1", "--gzip")
    # A generated file holds at least a week, so eight files take eight weeks.
    eight = generate(args, args.rows, "--files=8", "--gzip", weeks=8)
    yield from against_inflate(args, one, eight)
    yield from against_itself(args, one, eight)
    if args.large:
        large = generate(args, 4 * args.rows, "--files=1", "--gzip")
        none = ("--events", "none", "--threads", "2")
        yield Case("peak memory, four times the rows", large.rows, large.bytes,
                   ingest(args, large, *none), "peak of one .gz", ingest(args, one, *none), True)
