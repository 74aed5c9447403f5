#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies a CSV from stdin to stdout with the named columns alone: columns.py NAME..."""
import csv
import io
import sys

rows = csv.DictReader(io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", newline=""))
kept = csv.DictWriter(io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline=""),
                      sys.argv[1:], extrasaction="ignore", lineterminator="\n")
kept.writeheader()
kept.writerows(rows)
