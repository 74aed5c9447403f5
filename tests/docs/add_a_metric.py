#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does what docs/add-a-metric.md says, in a copy of the source, and compares what it prints.

Usage: add_a_metric.py ROOT CC    in an empty scratch folder
"""
import difflib
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT, CC = pathlib.Path(sys.argv[1]), sys.argv[2]
BLOCK = r"((?:(?:    .*)?\n)+)"
PLACES = re.compile(r"(?i)(at the end of|the new file|behind `([^`]+)` in) `([^`]+)`:\n\n" + BLOCK)


def text_of(block):
    return "".join(line[4:] if line.startswith("    ") else line
                   for line in block.strip("\n").splitlines(keepends=True)) + "\n"


def follow(page, tree):
    """The edits of the page: appended, inserted behind a line, or new."""
    for how, behind, name, block in PLACES.findall(page):
        source = name.startswith(("engine/", "include/"))
        path = (tree if source else pathlib.Path(".")) / name
        text = text_of(block)
        if how.lower() == "the new file":
            path.write_text(text, encoding="utf-8")
            continue
        old = path.read_text(encoding="utf-8")
        if behind:
            text = re.sub(r"(?m)^( *)%s$" % re.escape(behind),
                          lambda m: m.group(0) + "\n" + m.group(1) + text.strip(), old)
        else:
            text = old + text
        if text == old:
            sys.exit("nothing changed in %s" % name)
        path.write_text(text, encoding="utf-8")


def main():
    page = (ROOT / "docs" / "add-a-metric.md").read_text(encoding="utf-8")
    for entry in list(pathlib.Path(".").iterdir()):
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    tree = pathlib.Path("tree")
    tree.mkdir()
    for name in ("engine", "include", "cmake", "datasets", "reports"):
        shutil.copytree(ROOT / name, tree / name)
    for name in ("CMakeLists.txt", "LICENSE", "README.md"):
        shutil.copy(ROOT / name, tree)
    follow(page, tree)
    quiet = {"check": True, "stdout": subprocess.DEVNULL}
    subprocess.run(["cmake", "-S", "tree", "-B", "build", "-G", "Ninja", "-DSSI_TESTS=OFF",
                    "-DSSI_INSTALL=OFF", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_C_COMPILER=" + CC],
                   **quiet)
    subprocess.run(["cmake", "--build", "build", "--target", "ssi_cli"], **quiet)
    session = next(block for block in re.findall(r"(?m)^    \$ (?:.*\n(?:    )?)+", page))
    lines = [line[4:] for line in session.splitlines() if line.startswith("    ")]
    shell = "".join("printf '%%s\\n' '$ %s'\n%s\n" % (line[2:], line[2:])
                    for line in lines if line.startswith("$ "))
    path = str(pathlib.Path("build/engine/cli").resolve()) + ":" + os.environ["PATH"]
    done = subprocess.run(["sh", "-eu", "-c", shell], capture_output=True, text=True, check=False,
                          env={**os.environ, "PATH": path})
    said = [line.rstrip() for line in done.stdout.splitlines()]
    difference = list(difflib.unified_diff(lines, said, "the page", "the program", lineterm=""))
    print("\n".join(difference) + done.stderr)
    return 1 if difference or done.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
