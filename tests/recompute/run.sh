#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Publishes one week with ssi, computes it again with recompute.py, and compares every digit.
#
# Usage: run.sh CASE SSI ROOT PYTHON    in an empty scratch folder (CTest's working directory)
#
#   sample   all files of the bundled sample
#   roster   its Navigator activity export and the roster alone: a score "of 75"
#   git      a week of real contribution events, from the folder SSI_SHARED or ROOT/../shared;
#            skipped where that is absent
set -eu

case=$1 ssi=$2 root=$3 python=$4
as_of=2026-11-19T00:00:00Z
sample=$root/datasets/sample

case $case in
sample)
  set -- -c "$sample/sample.ini" "$sample" --as-of "$as_of"
  ;;
roster)
  set -- "$sample"/navigator-activity* "$sample"/members.csv* --as-of "$as_of"
  ;;
git)
  events=${SSI_SHARED:-$root/../shared}/data/git_activity/events.csv.gz
  if [ ! -f "$events" ]; then
    echo "skipped: no $events; set SSI_SHARED to the folder that has data/git_activity"
    exit 77
  fi
  set -- -c "$root/datasets/configs/git-activity.ini" "$events" --week 2020-03-04 \
    --as-of "$as_of"
  ;;
*)
  echo "unknown case: $case"
  exit 2
  ;;
esac

rm -rf published recomputed
"$ssi" run "$@" -o published
"$python" "$root/tests/recompute/recompute.py" "$@" -o recomputed
"$python" "$root/tests/recompute/compare.py" recomputed published
echo "recompute $case: both agree in every published digit"
