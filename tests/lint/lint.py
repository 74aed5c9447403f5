#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of the source tree that no compiler makes.

Usage: lint.py [--root DIR] [--cc COMPILER] CHECK...   (see CHECKS at the end; "all" for all)

Prints one line per finding, `file:line: what is wrong`, and exits 1 if there is any.
The rules are tables at the top: to allow something new, add a line there and say why.
tests/lint/selftest.py proves that each check can fail.
"""

import argparse
import pathlib
import re
import subprocess
import sys

# --- The rules ------------------------------------------------------------------------

# The folders of engine/ in the order of the flow: each may use itself and those before it.
STAGES = ["base", "ingest", "aggregate", "model", "stats", "report", "bench", "generate", "cli"]
# Stages that may use less than everything before them.
USES_ONLY = {"generate": ["base"]}

# A public header belongs to the stage that has <module>.c. These have no .c of their own:
HEADER_STAGE = {"compiler": "base", "version": "base", "activities": "ingest", "csv": "ingest",
                "model": "model", "metrics": "model", "transforms": "model", "network": "stats",
                "stats": "stats"}

# One door per dependency: header (or a prefix that ends in /) -> who may include it.
# A path that ends in / allows a folder; an empty tuple allows nobody under engine/ and include/.
ISAL = ("igzip_lib.h", "isa-l.h", "isa-l/")
UNISTRING = ("unicase.h", "uniconv.h", "unictype.h", "unigbrk.h", "unilbrk.h", "uniname.h",
             "uninorm.h", "unistdio.h", "unistr.h", "unitypes.h", "uniwbrk.h", "uniwidth.h")
DOORS = [
    ("libcsv", ("csv.h",), ("engine/ingest/csv_reader.c",)),
    ("zlib", ("zlib.h",), ("engine/base/gzip.c",)),
    ("qpdf", ("qpdf/",), ("engine/report/pdf.c",)),
    ("libzip", ("zip.h",), ("engine/base/zip.c",)),
    ("iconv", ("iconv.h",), ("engine/base/utf16.c",)),
    ("ISA-L", ISAL, ("engine/base/gzip.c",)),
    ("GSL", ("gsl/",), ("engine/stats/", "engine/bench/")),
    ("jansson", ("jansson.h",), ("engine/base/json.c",)),
    ("inih", ("ini.h",), ("engine/base/ini.c",)),
    ("xxHash", ("xxhash.h",), ("engine/base/digest.c",)),
    ("libunistring", UNISTRING, ("engine/base/unicode.c",)),
    ("process", ("spawn.h", "sys/wait.h"), ("engine/report/gnuplot.c",)),
    ("cmocka", ("cmocka.h",), ()),
]

# Words of the C library that have one door, too: (name, words, who).
WORD_DOORS = [
    ("process", "execl execle execlp execv execve execvp execvpe fexecve posix_spawn "
     "posix_spawnp popen system fork vfork", ("engine/report/gnuplot.c",)),
    ("memory", "malloc calloc realloc reallocarray aligned_alloc posix_memalign free strdup "
     "strndup asprintf vasprintf getline getdelim open_memstream alloca",
     ("engine/base/memory.c",)),
    ("console", "stdout stderr printf vprintf puts putchar perror exit _exit _Exit quick_exit "
     "abort argv getopt getopt_long", ("engine/cli/",)),
]
# What is allowed beside the doors: (file, word) -> why.
WORD_EXCEPTIONS = {
    ("engine/base/file.c", "free"): "scandir hands out entries made by malloc",
    ("engine/base/json.c", "free"): "jansson hands out strings made by malloc",
    ("engine/base/unicode.c", "free"): "libunistring hands out strings made by malloc",
    ("engine/report/gnuplot.c", "argv"): "the argument vector of the child",
    ("engine/report/gnuplot.c", "_exit"): "a child whose exec failed must not run atexit",
}
# Of these, the bare name is meant; of all others, only a call.
BARE_WORDS = {"stdout", "stderr", "argv"}

# Functions that are unsafe, depend on the locale, or keep hidden state.
BANNED = ("strcpy strcat strtok sprintf vsprintf atoi atol atoll atof strtod strtof strtold "
          "localtime gmtime mktime ctime asctime setlocale rand srand gets system popen").split()
BANNED_EXCEPTIONS = {("engine/base/num.c", "strtod")}  # the one reader of numbers

SPDX = "// SPDX-License-Identifier: GPL-3.0-or-later"
NAMELESS = {"util", "utils", "misc", "common", "helper", "helpers"}
MAIN_LINES = 120

# --- Reading C --------------------------------------------------------------------------

COMMENT_OR_STRING = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
FUNCTION_TYPE = re.compile(r"\btypedef\b[^;(]*?\b(\w+)\(")
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\.)*", re.M | re.S)


def blank(match):
    """The same number of lines, nothing else: line numbers stay right."""
    return "\n" * match.group().count("\n")


class Source:
    """One C file: its text as it is, and with comments and strings taken out."""

    def __init__(self, root, path):
        self.path = path.relative_to(root).as_posix()
        self.text = path.read_text(encoding="utf-8")
        no_comments = COMMENT_OR_STRING.sub(
            lambda m: blank(m) if m.group()[0] == "/" else m.group(), self.text)
        self.includes = [(no_comments.count("\n", 0, m.start()) + 1, m[1] == "<", m[2])
                         for m in INCLUDE.finditer(no_comments)]
        self.code = COMMENT_OR_STRING.sub(
            lambda m: blank(m) if m.group()[0] == "/" else '""', self.text)

    def calls(self, words):
        """(line, word) for each of the words that is called, or named if BARE_WORDS."""
        names = "|".join(sorted(words, key=len, reverse=True))
        for m in re.finditer(rf"(?<![\w.])(?<!->)({names})\b(\s*\()?", self.code):
            if m[2] or m[1] in BARE_WORDS:
                yield self.code.count("\n", 0, m.start()) + 1, m[1]


class Tree:
    def __init__(self, root, compiler):
        self.root = root
        self.compiler = compiler
        self.sources = [Source(root, p) for folder in ("engine", "include")
                        for p in sorted((root / folder).rglob("*.[ch]"))]

    def stage_of(self, path):
        """The stage of a file in engine/ or include/ssi/; None when nothing tells it."""
        parts = path.split("/")
        if parts[0] == "engine":
            return parts[1]
        module = pathlib.PurePath(path).stem
        homes = [s for s in STAGES if (self.root / "engine" / s / f"{module}.c").exists()]
        return homes[0] if len(homes) == 1 else HEADER_STAGE.get(module)


def allowed(path, doors):
    return any(path == d or (d.endswith("/") and path.startswith(d)) for d in doors)


# --- The checks: each yields (path, line, message) -------------------------------------------

def check_stages(tree):
    """A stage includes its own and earlier stages; private headers stay at home."""
    for folder in sorted((tree.root / "engine").iterdir()):
        if folder.is_dir() and folder.name not in STAGES:
            yield f"engine/{folder.name}", 0, "a stage that STAGES in lint.py does not name"
    for source in tree.sources:
        stage = tree.stage_of(source.path)
        if stage not in STAGES:
            yield (source.path, 0, "no stage has a .c of this name (or two have): add the "
                   "header to HEADER_STAGE in lint.py")
            continue
        before = STAGES[:STAGES.index(stage)]
        may_use = {stage, *USES_ONLY.get(stage, before)}
        for line, is_system, name in source.includes:
            if is_system:
                continue
            target = find_include(tree, source.path, name)
            if target is None:
                yield source.path, line, f'"{name}" is not in include/ or in this stage'
            elif target.endswith(".c"):
                yield source.path, line, f'"{name}": a .c is never included'
            elif tree.stage_of(target) not in may_use:
                yield (source.path, line,
                       f'{stage} may not include "{name}" of {tree.stage_of(target)}')
            elif (target.startswith("engine/") and target.endswith(".h")
                  and tree.stage_of(target) != stage):
                yield source.path, line, f'"{name}" is a private header of another stage'


def find_include(tree, path, name):
    """The path in the tree that a quoted include means, or None."""
    for base in ((tree.root / path).parent, tree.root / "include", tree.root / "engine"):
        found = (base / name).resolve()
        if found.is_file() and found.is_relative_to(tree.root):
            return found.relative_to(tree.root).as_posix()
    return None


def check_doors(tree):
    """One file opens each dependency: its headers, and what it stands for in the C library."""
    for source in tree.sources:
        for line, _, name in source.includes:
            for door, headers, who in DOORS:
                if allowed(name, headers) and not allowed(source.path, who):
                    yield source.path, line, f"<{name}>: {door} is opened by {names(who)} only"
        for door, words, who in WORD_DOORS:
            if allowed(source.path, who):
                continue
            for line, word in source.calls(words.split()):
                if (source.path, word) not in WORD_EXCEPTIONS:
                    yield source.path, line, f"{word}: {door} belongs to {names(who)} only"


def names(who):
    return ", ".join(who) if who else "tests/"


def check_banned(tree):
    """No function that is unsafe, depends on the locale, or keeps hidden state."""
    for source in tree.sources:
        for line, word in source.calls(BANNED):
            if (source.path, word) not in BANNED_EXCEPTIONS:
                yield source.path, line, f"{word} is banned"


def check_sources(tree):
    """The source lists of CMake and the files on disk are the same."""
    for listing in sorted((tree.root / "engine").glob("*/CMakeLists.txt")):
        # (a name that begins with ${...} is a generated file)
        yield from compare_list(tree, listing, {p.name for p in listing.parent.glob("*.c")},
                                r"(?<![}\w./-])[\w./-]+\.c(?=[\s)]|$)")
    for folder in sorted((tree.root / "engine").iterdir()):
        if any(folder.glob("*.c")) and not (folder / "CMakeLists.txt").exists():
            yield f"engine/{folder.name}", 0, "has sources but no CMakeLists.txt"
    listing = tree.root / "tests" / "CMakeLists.txt"
    tests = {p.stem.removeprefix("test_") for p in tree.root.glob("tests/unit/test_*.c")}
    yield from compare_list(tree, listing, tests, r"(?<=^ssi_unit_test\()\w+")


def compare_list(tree, listing, on_disk, pattern):
    text = listing.read_text(encoding="utf-8") if listing.exists() else ""
    listed = set(re.findall(pattern, re.sub(r"#.*", "", text), re.M))
    where = listing.relative_to(tree.root).as_posix()
    for name in sorted(on_disk - listed):
        yield where, 0, f"does not list {name}"
    for name in sorted(listed - on_disk):
        yield where, 0, f"lists {name}, which is not there"


def check_headers(tree):
    """Every public header compiles alone."""
    for header in sorted((tree.root / "include").glob("ssi/*.h")):
        result = subprocess.run(
            [tree.compiler, "-std=c17", "-D_POSIX_C_SOURCE=200809L", "-Wall", "-Wextra",
             "-Wpedantic", "-Werror", "-fsyntax-only", "-I", tree.root / "include",
             "-x", "c", "-"],
            input=f'#include "ssi/{header.name}"\n#include "ssi/{header.name}"\n'
                  "typedef int not_empty;\n",
            capture_output=True, text=True, check=False)
        if result.returncode:
            first = next((s for s in result.stderr.splitlines() if "error" in s), "failed")
            yield f"include/ssi/{header.name}", 0, f"does not compile alone: {first}"


def check_style(tree):
    """Every file says its licence and what it is; names mean something; main stays small."""
    for folder in ("engine", "include", "tests"):
        for path in sorted((tree.root / folder).rglob("*")):
            if path.suffix not in (".c", ".h", ".def"):
                continue
            where = path.relative_to(tree.root).as_posix()
            lines = path.read_text(encoding="utf-8").splitlines()
            if not lines or lines[0] != SPDX:
                yield where, 1, f"the first line is not: {SPDX}"
            elif not opens_with_comment(lines[1:]):
                yield where, 2, "no comment says what this file is for"
            if NAMELESS & set(path.stem.split("_")):
                yield where, 0, "a name that says nothing; name what is inside"
            if path.name == "main.c" and len(lines) > MAIN_LINES:
                yield where, MAIN_LINES + 1, f"main.c is longer than {MAIN_LINES} lines"


def opens_with_comment(lines):
    """A comment of at least three words right below the licence line."""
    text = "\n".join(lines).lstrip()
    comment = re.match(r"/\*.*?\*/|(?://[^\n]*\n?)+", text, re.S)
    return bool(comment) and len(re.findall(r"\w+", comment.group())) >= 3


def check_state(tree):
    """No mutable object lives outside a function's frame."""
    functions = {name for source in tree.sources for name in FUNCTION_TYPE.findall(source.code)}
    for source in tree.sources:
        code = DIRECTIVE.sub(blank, source.code)
        for line, text in file_scope(code):
            if is_mutable_object(text) and not is_prototype(text, functions):
                yield source.path, line, f"mutable state at file scope: {' '.join(text.split())}"
        for m in re.finditer(r"^[ \t]+static\b([^;={]*)", code, re.M):
            if not is_const(m[1]):
                line = code.count("\n", 0, m.start()) + 1
                yield source.path, line, "a static variable in a function that is not const"


def file_scope(code):
    """(line, text) of each declaration outside braces, initialisers and bodies left out."""
    depth, text, start, line = 0, "", 1, 1
    for char in code:
        line += char == "\n"
        if char == "{":
            text += "{}" if depth == 0 else ""
            depth += 1
        elif char == "}":
            depth -= 1
            if depth == 0 and re.search(r"\)\s*\{\}$", text):  # the end of a function
                text = ""
        elif depth == 0 and char == ";":
            yield start, text
            text = ""
        elif depth == 0:
            if not text.strip():
                text, start = "", line
            text += char


def is_mutable_object(text):
    declarator = text.split("=")[0]
    if re.match(r"\s*(__extension__\s+)?(typedef|extern|static_assert|_Static_assert)\b", text):
        return False
    if "(" in declarator and not re.search(r"\(\s*\*\s*(?!const)\w+\s*[\[)]", declarator):
        return False  # a prototype or a macro; a pointer to function is an object
    if re.match(r"\s*(struct|union|enum)(\s+\w+)?\s*(\{\})?\s*$", declarator):
        return False  # a type alone
    if re.search(r"\bvolatile\s+sig_atomic_t\b", declarator):
        return False  # the only thing that C lets a signal handler reach
    return bool(declarator.strip()) and not is_const(declarator)


def is_prototype(text, functions):
    """Functions declared by the name of their type alone: `ssi_writer write_a, write_b;`"""
    words = re.fullmatch(r"\s*(\w+)\s[\w\s,]+", text)
    return bool(words) and words[1] in functions


def is_const(declarator):
    """Of a pointer, the pointer itself must be const, not only what it points to."""
    if pointer := re.search(r"\(\s*\*([^()]*)\)", declarator):  # to a function
        return bool(re.search(r"\bconst\b", pointer[1]))
    return bool(re.search(r"\bconst\b", declarator.rsplit("*", 1)[-1]))


CHECKS = {
    "stages": check_stages, "doors": check_doors, "banned": check_banned,
    "sources": check_sources, "headers": check_headers, "style": check_style,
    "state": check_state,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=pathlib.Path,
                        default=pathlib.Path(__file__).resolve().parents[2])
    parser.add_argument("--cc", default="cc", help="compiler of the check 'headers'")
    parser.add_argument("check", nargs="+", choices=[*CHECKS, "all"])
    args = parser.parse_args()

    tree = Tree(args.root.resolve(), args.cc)
    chosen = CHECKS if "all" in args.check else args.check
    findings = sorted(f for name in chosen for f in CHECKS[name](tree))
    for path, line, message in findings:
        print(f"{path}:{line}: {message}" if line else f"{path}: {message}")
    print(f"lint {' '.join(args.check)}: {len(tree.sources)} sources, {len(findings)} findings")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
