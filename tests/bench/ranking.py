# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases of `ssi bench`: a generated population of 52 weeks, 8 models."""

import pathlib
import subprocess

import ingest

AS_OF = "2026-11-19T00:00:00Z"
CONFIG = """\
[inputs]
paths = {data}
[bench]
models = default, equal, predictive-2014, {models}
outcomes = won_amount
horizons = 13
learn = {learn}
"""
VARIANT = """\
[model]
name = variant-{name}
[metric profile_views]
pillar = people
weight = {weight}
transform = log
target = 40
[metric people_searches]
pillar = people
weight = 1
transform = log
target = 30
[metric days_active]
pillar = people
weight = 1
transform = linear
target = 5
"""


def config(args, data, name, learn):
    """Eight models: three shipped ones, five made here."""
    models = []
    for weight in range(1, 6):
        path = pathlib.Path(args.scratch, f"variant-{weight}.ini")
        path.write_text(VARIANT.format(name=weight, weight=weight))
        models.append(path.name)
    path = pathlib.Path(args.scratch, name)
    path.write_text(CONFIG.format(data=data, models=", ".join(models), learn=learn))
    return path


def cases(args):
    data = pathlib.Path(args.scratch, "ranking")
    if not data.exists():
        subprocess.run([args.ssi, "generate", "-q", "-o", data, "--members", str(args.members),
                        "--weeks", "52", "--events", str(args.rows), "--seed", "1", "--gzip",
                        "--parts", "navigator-activity,navigator-outcome,members,deals"],
                       check=True, stdout=subprocess.DEVNULL)
    size = sum(p.stat().st_size for p in data.iterdir())
    plain = config(args, data.name, "plain.ini", "none")
    learned = config(args, data.name, "learned.ini", "ridge, nnls, logistic, pairwise")

    def command(path):
        return [args.ssi, "bench", "-q", "-c", path, "--as-of", AS_OF, "--threads", "2", "-o",
                pathlib.Path(args.scratch, "compared")]
    yield ingest.Case("bench, learning", args.rows, size, command(learned),
                      "bench without learning", command(plain))
