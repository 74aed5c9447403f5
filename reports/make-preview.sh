#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes preview.png, the picture in the README: the cover and a member page of the bundled sample.
#
# Usage: reports/make-preview.sh SSI [MEMBER]    SSI is the program, MEMBER a name in the sample
#
# Needs pdftotext and pdftoppm (poppler-utils) and montage (imagemagick).
set -eu

ssi=$1 member=${2:-Rhys Okafor}
here=$(cd "$(dirname "$0")" && pwd)
sample=$here/../datasets/sample
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$ssi" run -q -c "$sample/sample.ini" "$sample" -o "$work/out" --as-of 2026-11-19T00:00:00Z \
  >/dev/null
pdf=$work/out/latest/report.pdf
page=$(pdftotext -layout "$pdf" - | awk -v member="$member" '
  BEGIN { RS = "\f" }
  { split($0, line, "\n"); for (i = 1; i <= 8; i++) if (line[i] == member) { print NR; exit } }')
if [ -z "$page" ]; then
  echo "no page of $member in the sample" >&2
  exit 1
fi
pdftoppm -r 84 -png -f 1 -l 1 "$pdf" "$work/a"
pdftoppm -r 84 -png -f "$page" -l "$page" "$pdf" "$work/b"
montage "$work"/a-*.png "$work"/b-*.png -tile 2x1 -geometry +3+3 -background '#c9d1d8' \
  +dither -colors 96 -depth 8 -strip -define png:exclude-chunks=date,time "$here/preview.png"
echo "$here/preview.png"
