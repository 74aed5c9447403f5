#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs one case of the command line and compares what came out.
#
# Usage: run.sh SSI ROOT CASE    in an empty scratch folder (CTest's working directory)
#
#   CASE/cmd      run by sh -eu; `ssi` and `exits` are first in PATH; `datasets`, `inputs` and
#                 `case` link to the project's data, to the small exports beside this script
#                 and to the case's own files; exit 77 skips the case
#                 (inputs: four people, four weeks to 2026-11-18, small enough to count by hand)
#   CASE/stdout   what must be printed; a missing file means nothing
#   CASE/stderr   the same for messages; the project's folder appears as ROOT
#   CASE/exit     the exit code; a missing file means 0
#
# UPDATE=1 in the environment writes the three files anew instead: read the diff then.
set -eu

ssi=$1 root=$2 case=$3
case $PWD in
*/scratch/*) ;;
*)
  echo "run.sh: empties its folder, so it works in CTest's scratch folders only" >&2
  exit 2
  ;;
esac
find . -mindepth 1 -delete
mkdir work
ln -s "$root/datasets" work/datasets
ln -s "$root/tests/cli/inputs" work/inputs
ln -s "$case" work/case

code=0
(
  cd work
  PATH=$(dirname "$ssi"):$root/tests/cli:$PATH LC_ALL=C TZ=UTC NO_COLOR=1 sh -eu "$case/cmd"
) >raw_stdout 2>raw_stderr </dev/null || code=$?

want_code=0
[ ! -f "$case/exit" ] || want_code=$(cat "$case/exit")
if [ "$code" = 77 ] && [ "$want_code" != 77 ]; then
  cat raw_stdout raw_stderr
  exit 77
fi
for stream in stdout stderr; do
  sed "s|$root|ROOT|g" "raw_$stream" >"$stream"
done

if [ "${UPDATE:-}" = 1 ]; then
  for stream in stdout stderr; do
    rm -f "$case/$stream"
    [ ! -s "$stream" ] || cp "$stream" "$case/$stream"
  done
  rm -f "$case/exit"
  [ "$code" = 0 ] || echo "$code" >"$case/exit"
  exit 0
fi

failed=0
for stream in stdout stderr; do
  want=$case/$stream
  [ -f "$want" ] || want=/dev/null
  diff -u --label "$stream expected" --label "$stream" "$want" "$stream" || failed=1
done
if [ "$code" != "$want_code" ]; then
  echo "exit code $code, expected $want_code"
  failed=1
fi
exit "$failed"
