#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proves that lint.py can fail: each case breaks one rule in a small tree that is clean.

Usage: selftest.py [COMPILER]
"""

import pathlib
import subprocess
import sys
import tempfile

LINT = pathlib.Path(__file__).with_name("lint.py")
TOP = ("// SPDX-License-Identifier: GPL-3.0-or-later\n"
       "// A file of the tree that the lint is tried on.\n")

CLEAN = {
    "include/ssi/str.h": TOP + "#ifndef STR_H\n#define STR_H\n#include <stddef.h>\n"
                         "struct ssi_str { size_t len; };\n#endif\n",
    "include/ssi/reader.h": TOP + '#include "ssi/str.h"\n',
    "engine/base/CMakeLists.txt": "ssi_stage(base\n  SOURCES\n    memory.c\n    str.c)\n",
    "engine/base/memory.c": TOP + "#include <stdlib.h>\nvoid f(void *p) { free(p); }\n",
    "engine/base/str.c": TOP + '#include "ssi/str.h"\n#include "str_internal.h"\n'
                         '// malloc(1) in a comment\nconst char *g(void) { return "exit("; }\n',
    "engine/base/str_internal.h": TOP + "int own(void);\n",
    "engine/ingest/CMakeLists.txt": "ssi_stage(ingest SOURCES reader.c csv_reader.c\n"
                                    "  ${CMAKE_CURRENT_BINARY_DIR}/made.c)\n",
    "engine/ingest/csv_reader.c": TOP + "#include <csv.h>\n",
    "engine/ingest/reader.c": TOP + '#include "ssi/reader.h"\n#include "ssi/str.h"\n'
        "static const char *const names[] = {\"a\"};\nstatic enum kind { A } of(int x)\n"
        "{\n    static const int table[] = {1};\n    return table[x] ? A : A;\n}\n"
        "int n(void)\n{\n    static int (*const to[])(int) = {0};\n    return !to[0];\n}\n",
    "engine/cli/CMakeLists.txt": "add_executable(ssi_cli main.c)\n",
    "engine/cli/main.c": TOP + '#include "ssi/reader.h"\n#include <stdio.h>\n'
        "#include <signal.h>\nstatic volatile sig_atomic_t stop;\n"
        "typedef int maker(void);\nmaker make_a, make_b;\n"
        'int main(void) { puts("x"); stop = 1; return 0; }\n',
    "tests/CMakeLists.txt": "# ssi_unit_test(gone)\nssi_unit_test(str ssi_base)\n",
    "tests/unit/test_str.c": TOP + "#include <cmocka.h>\n",
}

READER = "engine/ingest/reader.c"
STR = "engine/base/str.c"

# check, file, what is appended to it (its whole text if it is new or has the licence line),
# what the finding must say.
CASES = [
    ("stages", STR, '#include "ssi/reader.h"\n', 'base may not include "ssi/reader.h" of ingest'),
    ("stages", "include/ssi/str.h", '#include "ssi/reader.h"\n', "base may not include"),
    ("stages", READER, '#include "base/str_internal.h"\n', "private header"),
    ("stages", READER, '#include "csv_reader.c"\n', "a .c is never included"),
    ("stages", READER, '#include "ssi/nothing.h"\n', "is not in include/"),
    ("stages", "include/ssi/orphan.h", TOP, "HEADER_STAGE"),
    ("stages", "engine/extra/CMakeLists.txt", "x", "STAGES in lint.py does not name"),
    ("stages", "engine/generate/generate.c", TOP + '#include "ssi/reader.h"\n', "may not include"),
    ("doors", READER, "#include <csv.h>\n", "libcsv is opened by"),
    ("doors", READER, "#include <zlib.h>\n", "zlib is opened by"),
    ("doors", READER, "#include <isa-l/igzip_lib.h>\n", "ISA-L is opened by"),
    ("doors", READER, "#include <gsl/gsl_sort.h>\n", "GSL is opened by"),
    ("doors", READER, "#include <jansson.h>\n", "jansson is opened by"),
    ("doors", READER, "#include <ini.h>\n", "inih is opened by"),
    ("doors", READER, "# include <xxhash.h>\n", "xxHash is opened by"),
    ("doors", READER, "#include <unicase.h>\n", "libunistring is opened by"),
    ("doors", READER, "#include <cmocka.h>\n", "cmocka is opened by tests/"),
    ("doors", READER, "#include <spawn.h>\n", "process is opened by"),
    ("doors", "engine/cli/main.c", 'int a(void) { return execvp("x", 0); }\n', "execvp: process"),
    ("doors", "engine/cli/main.c", 'void b(void) { popen("x", "r"); }\n', "popen: process"),
    ("doors", READER, "void *c(void) { return malloc (1); }\n", "malloc: memory"),
    ("doors", READER, "void d(void *p) { free(p); }\n", "free: memory"),
    ("doors", READER, 'void e(void) { printf("x"); }\n', "printf: console"),
    ("doors", READER, 'void h(void) { fprintf(stderr, "x"); }\n', "stderr: console"),
    ("doors", READER, "void i(void) { exit(1); }\n", "exit: console"),
    ("doors", READER, "int j(char **argv);\n", "argv: console"),
    *[("banned", READER, f"void k(void) {{ {word}(0); }}\n", f"{word} is banned")
      for word in ("strcpy strcat strtok sprintf vsprintf atoi atol atof strtod localtime gmtime "
                   "setlocale rand srand gets system popen").split()],
    ("sources", "engine/base/extra.c", TOP, "does not list extra.c"),
    ("sources", "engine/ingest/CMakeLists.txt", "\n# none\nlist(more.c)\n", "lists more.c"),
    ("sources", "tests/unit/test_more.c", TOP, "does not list more"),
    ("sources", "tests/CMakeLists.txt", "ssi_unit_test(gone)\n", "lists gone"),
    ("headers", "include/ssi/reader.h", "uint64_t reader(void);\n", "does not compile alone"),
    ("style", STR, "// no licence\n" + TOP, "first line"),
    ("style", STR, TOP.splitlines()[0] + "\nint nothing_said;\n", "no comment says"),
    ("style", "engine/base/str_utils.c", TOP, "a name that says nothing"),
    ("style", "engine/cli/main.c", "\n" * 120, "longer than 120 lines"),
    ("state", READER, "static int counter;\n", "mutable state"),
    ("state", READER, "static const char *name = 0;\n", "mutable state"),
    ("state", READER, "struct { int a; } cache[4] = {{1}};\n", "mutable state"),
    ("state", READER, "typedef int maker(void);\nmaker *make;\n", "mutable state"),
    ("state", READER, "static int (*hook)(void);\n", "mutable state"),
    ("state", READER, "int m(void)\n{\n    static int (*hook)(const char *);\n    return !hook;\n}\n",
     "static variable in a function"),
    ("state", READER, "int l(void)\n{\n    static int calls = 0;\n    return calls;\n}\n",
     "static variable in a function"),
]


def lint(tree, check, compiler):
    with tempfile.TemporaryDirectory() as root:
        for name, text in tree.items():
            path = pathlib.Path(root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, LINT, "--root", root, "--cc", compiler, check],
            capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr


def main():
    compiler = sys.argv[1] if len(sys.argv) > 1 else "cc"
    failures = 0
    status, output = lint(CLEAN, "all", compiler)
    if status != 0:
        failures += 1
        print(f"the clean tree has findings:\n{output}")
    for check, file, change, expected in CASES:
        whole = "SPDX" in change or file not in CLEAN
        text = change if whole else CLEAN[file] + change
        status, output = lint({**CLEAN, file: text}, check, compiler)
        if status != 1 or expected not in output:
            failures += 1
            print(f"{check}: not found in {file}: {change.strip()!r}\n{output}")
    print(f"selftest of lint.py: {len(CASES) + 1} cases, {failures} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
