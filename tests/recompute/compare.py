#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the tables of recompute.py with those of an `ssi run`, digit by digit.

    compare.py EXPECTED_DIR ACTUAL_DIR

EXPECTED_DIR holds what recompute.py wrote, ACTUAL_DIR is the engine's DIR/<week>, or its DIR, whose
`latest` is taken then. Every cell is
compared as text, and the order of the rows. A missing file, row or column on either side is a
failure, as is a comparison of nothing. The digest of sources.csv is the engine's own and is left
out. Prints at most 20 differences a table and `N passed, M failed`; exit 1 on a failure.
"""
import csv
import gzip
import os
import sys

SHOWN = 20
# table: (columns that name a row, columns not compared)
TABLES = {
    "scores.csv": (["member_id"], ()),
    "history.csv": (["member_id", "week"], ()),
    "groups.csv": (["kind", "group", "week", "measure"], ()),
    "distributions.csv": (["kind", "group", "week", "measure", "low"], ()),
    "contributions.csv": (["member_id", "pillar", "metric"], ()),
    "trends.csv": (["kind", "group", "week", "measure"], ()),
    "sources.csv": (["format", "file"], ("digest",)),
}


def read_table(folder, name):
    """(header, rows) of a table, plain or .gz; None when there is none."""
    path = os.path.join(folder, name)
    if os.path.exists(path):
        file = open(path, encoding="utf-8", errors="surrogateescape", newline="")
    elif os.path.exists(path + ".gz"):
        file = gzip.open(path + ".gz", "rt", encoding="utf-8", errors="surrogateescape",
                         newline="")
    else:
        return None
    with file:
        rows = list(csv.reader(file, strict=True))
    return (rows[0], rows[1:]) if rows else ([], [])


class Table:
    """The comparison of one table: what passed, what failed, and the messages."""

    def __init__(self, name):
        self.name, self.passed, self.failed, self.messages = name, 0, 0, []

    def fail(self, message, count=1):
        self.failed += count
        self.messages.append(message)

    def compare(self, expected, actual):
        key, left_out = TABLES[self.name]
        for side, table in (("expected", expected), ("actual", actual)):
            if table is None:
                self.fail("no such file in the %s folder" % side)
        if self.failed:
            return
        headers = [[column for column in table[0] if column not in left_out]
                   for table in (expected, actual)]
        if headers[0] != headers[1] or any(column not in headers[0] for column in key):
            self.fail("header: expected %s, actual %s" % tuple(map(",".join, headers)))
            return
        rows = [self._by_key(table, key) for table in (expected, actual)]
        if None not in rows:
            self._cells(headers[0], *rows)

    def _by_key(self, table, key):
        """{key: {column: text}}; a key that occurs again gets a number."""
        header, rows = table
        found, times = {}, {}
        for number, row in enumerate(rows, 2):
            if len(row) != len(header):
                self.fail("record %d has %d columns, its header %d" %
                          (number, len(row), len(header)))
                return None
            named = dict(zip(header, row))
            name = tuple(named[column] for column in key)
            times[name] = times.get(name, 0) + 1
            found[name + (("#%d" % times[name],) if times[name] > 1 else ())] = named
        return found

    def _cells(self, header, expected, actual):
        for name, row in expected.items():
            if name not in actual:
                self.fail("row %s: missing in actual" % "/".join(name), len(header))
                continue
            for column in header:
                if row[column] == actual[name][column]:
                    self.passed += 1
                else:
                    self.fail("row %s, column %s: expected %r, actual %r" %
                              ("/".join(name), column, row[column], actual[name][column]))
        for name in actual:
            if name not in expected:
                self.fail("row %s: not expected" % "/".join(name), len(header))
        common = [[name for name in one if name in other]
                  for one, other in ((expected, actual), (actual, expected))]
        for wanted, found in zip(*common):
            if wanted != found:
                self.fail("order of rows: expected %s, actual %s" %
                          ("/".join(wanted), "/".join(found)))
                break


def tables_folder(folder):
    latest = os.path.join(folder, "latest")
    return latest if os.path.isdir(latest) else folder


def main():
    if len(sys.argv) != 3:
        print("usage: compare.py EXPECTED_DIR ACTUAL_DIR", file=sys.stderr)
        return 2
    folders = [tables_folder(folder) for folder in sys.argv[1:]]
    passed = failed = 0
    for name in TABLES:
        table = Table(name)
        table.compare(*[read_table(folder, name) for folder in folders])
        passed, failed = passed + table.passed, failed + table.failed
        print("%-18s %9d passed, %d failed" % (name, table.passed, table.failed))
        for message in table.messages[:SHOWN]:
            print("  " + message.encode("utf-8", "backslashreplace").decode("utf-8"))
        if len(table.messages) > SHOWN:
            print("  ... and %d more" % (len(table.messages) - SHOWN))
    if passed == 0:
        print("nothing was compared")
        failed += 1
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
