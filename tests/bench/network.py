# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases of `ssi network`: a generated network, its edges against bare inflate of their files."""

import shutil
import subprocess

import ingest

MEMBERS = 870_000
FULL_EDGES = 33_000_000


def generate(args, edges, order):
    """Files of a network of this size; kept and used again."""
    share = edges / FULL_EDGES
    folder = args.scratch / f"network_edges={edges}_{order}"
    if not (folder / "scores.csv.done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        maker = args.inflate.parent / "bench_edges"
        subprocess.run([maker, folder, str(round(MEMBERS * share)), str(edges), "4", order],
                       check=True, stdout=subprocess.DEVNULL)
        (folder / "scores.csv.done").touch()
    files = sorted(folder.glob("connections-*.csv.gz"))
    counts = [ingest.count(f) for f in files]
    return ingest.Data(files, sum(rows for rows, _ in counts), sum(size for _, size in counts))


def cases(args):
    edges = FULL_EDGES if args.rows == 20_000_000 else args.rows
    for order in ("grouped", "shuffled"):
        data = generate(args, edges, order)
        scores = data.files[0].parent / "scores.csv"
        inflate = [args.inflate, "igzip", "1", *data.files]
        command = [args.ssi, "network", "-q", "--threads", "2", scores, *data.files, "-o",
                   args.scratch / "network.csv"]
        for name, options in (("unique, overall alone", ["--edges=unique", "--means=overall"]),
                              ("unique", ["--edges=unique"]),
                              ("overall alone", ["--means=overall"]), ("exact", [])):
            yield ingest.Case(f"network {order} {name}", data.rows, data.bytes,
                              [*command, *options], "inflate igzip, 1 thread", inflate)
