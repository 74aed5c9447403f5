# SPDX-License-Identifier: GPL-3.0-or-later
"""A browser opens report.html at the width of a desk and of a phone: no message in its console, and
no request but for the file itself.

Usage: browser.py SSI ROOT    in an empty scratch folder (CTest's working directory)

Exits with 77 where there is no Chromium.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys

AS_OF = "2026-11-19T00:00:00Z"
# What the browser asks for on its own account stays off, as far as it lets itself be told.
QUIET = ("--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
         "--disable-component-update --disable-sync --disable-default-apps --disable-extensions "
         "--enable-logging=stderr --user-data-dir=profile").split()
OWN_HOSTS = re.compile(r"https?://([\w.-]+\.)?(google|gstatic|googleapis|gvt1)\.com[/:]")


def requests_of(log):
    """Addresses in a net log that are neither the file nor the browser's own."""
    text = log.read_text(encoding="utf-8", errors="replace")
    urls = set(re.findall(r'"url":"(.*?)"', text))
    return sorted(url for url in urls if re.match(r"(https?|wss?|ftp):", url) and
                  not OWN_HOSTS.match(url))


def open_page(chromium, page, width):
    for old in ("net.json", "shot.png"):
        pathlib.Path(old).unlink(missing_ok=True)
    done = subprocess.run([chromium, *QUIET, f"--window-size={width},3000", "--log-net-log=net.json",
                           "--screenshot=shot.png", page.resolve().as_uri()], capture_output=True,
                          timeout=120)
    messages = [line for line in done.stderr.decode("utf-8", "replace").splitlines()
                if ":CONSOLE" in line]
    shot = pathlib.Path("shot.png")
    drawn = shot.exists() and shot.stat().st_size > 20000
    return messages + requests_of(pathlib.Path("net.json")) + ([] if drawn else ["nothing drawn"])


def main():
    ssi, root = sys.argv[1], pathlib.Path(sys.argv[2])
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium or not shutil.which("gnuplot"):
        print("skipped: needs Chromium and gnuplot")
        return 77
    for old in pathlib.Path().iterdir():
        shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
    sample = root / "datasets" / "sample"
    subprocess.run([ssi, "run", "-q", "-c", sample / "sample.ini", sample, "-o", "out", "--as-of", AS_OF],
                   check=True, stdout=subprocess.DEVNULL)
    week = pathlib.Path("out/latest")
    probe = pathlib.Path("probe.html")  # proves that a request and a message would be seen
    probe.write_text('<title>x</title><img src="http://probe.invalid/x.png"><script>console.error'
                     '("seen")</script>' + "<p>text</p>" * 900, encoding="utf-8")
    seen = open_page(chromium, probe, 1280)
    if not any("probe.invalid" in line for line in seen) or not any("seen" in line for line in seen):
        print(f"the probe was not seen: {json.dumps(seen)}")
        return 1
    problems = []
    for page in (week / "report.html", sorted((week / "members").glob("*.html"))[0]):
        for width in (1280, 390):
            problems += [f"{page.name} at {width}: {line}" for line in open_page(chromium, page, width)]
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
