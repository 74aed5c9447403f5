#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The same bytes in every published file but run.json, however the job is run: twice, with
# other numbers of threads, the inputs in another order or compression, or in separate steps.
#
# Usage: run.sh SSI ROOT    in an empty scratch folder (CTest's working directory)
set -eu

ssi=$1 root=$2
config=$root/datasets/sample/sample.ini
as_of=2026-11-19T00:00:00Z
passed=0
failed=0

# same NAME DIR: DIR holds the bytes of the first run.
same() {
  if diff -r --no-dereference -x run.json first "$2"; then
    passed=$((passed + 1))
    echo "same bytes: $1"
  else
    failed=$((failed + 1))
    echo "OTHER BYTES: $1"
  fi
}

# job DIR ARGUMENT...: one whole run.
job() {
  out=$1
  shift
  "$ssi" run -q -c "$config" --as-of "$as_of" -o "$out" "$@" >/dev/null
}

case $PWD in
*/scratch/*) ;;
*)
  echo "run.sh: empties its folder, so it works in CTest's scratch folders only" >&2
  exit 2
  ;;
esac
find . -mindepth 1 -delete
ln -s "$root/datasets/sample" sample
set -- sample/*.csv*

job first --threads 1 "$@"
job twice --threads 1 "$@"
same "run twice" twice
for threads in 2 4; do
  job "threads_$threads" --threads "$threads" "$@"
  same "$threads threads" "threads_$threads"
done

# The last name first.
reversed=
for file in "$@"; do
  reversed="$file
$reversed"
done
printf '%s' "$reversed" >reversed.txt
job reversed --threads 2 --files-from reversed.txt
same "inputs in reversed order" reversed

# What was plain is compressed, what was compressed is plain.
mkdir other
for file in "$@"; do
  name=$(basename "$file")
  case $name in
  *.gz) gunzip -c "$file" >"other/${name%.gz}" ;;
  *) gzip -nc "$file" >"other/$name.gz" ;;
  esac
done
job recompressed --threads 2 other/*
same "gzip and plain exchanged" recompressed

# The stages one by one: events in two halves, then merged; references only when scoring.
half=0
events_0=
events_1=
references=
for file in "$@"; do
  case $(basename "$file") in
  members* | identities* | connections* | deals* | quotas*) references="$references $file" ;;
  *)
    if [ "$half" = 0 ]; then events_0="$events_0 $file"; else events_1="$events_1 $file"; fi
    half=$((1 - half))
    ;;
  esac
done
# The lists are split on purpose: they hold names relative to the sample, without blanks.
# shellcheck disable=SC2086
{
  "$ssi" ingest -q -c "$config" $events_0 -o a.part
  "$ssi" ingest -q -c "$config" $events_1 -o b.part
  "$ssi" merge -q a.part b.part -o ab.part
  "$ssi" merge -q b.part a.part -o ba.part
  "$ssi" score -q -c "$config" --as-of "$as_of" ab.part $references -o stages
  "$ssi" report -q stages
}
same "ingest of two halves, merge, score, report" stages
if cmp ab.part ba.part; then
  passed=$((passed + 1))
  echo "same bytes: partials merged in either order"
else
  failed=$((failed + 1))
fi

echo "invariance: $passed ways gave the same bytes, $failed did not"
[ "$failed" = 0 ]
