#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Publishes one week with ssi, computes it again with recompute.py, and compares every digit;
# then again with each other model: the shipped ones and mixed.ini, which has every metric.
#
# Usage: run.sh CASE SSI ROOT PYTHON    in an empty scratch folder (CTest's working directory)
#
#   sample      all files of the bundled sample
#   roster      its Navigator activity export and who is in which team alone: a score "of 75"
#   git         a week of real contribution events, from the folder SSI_SHARED or ROOT/../shared;
#               skipped where that is absent
#   generated   exports of another 200 people over 30 weeks, made by ssi generate
#   long        the same of 2,000 people
set -eu

case=$1 ssi=$2 root=$3 python=$4
as_of=2026-11-19T00:00:00Z
sample=$root/datasets/sample
recompute=$root/tests/recompute
config=

# levels MEMBERS: a second roster file with what no export of the sample has: LinkedIn's values
levels() {
  printf 'member_id,as_of,ssi_brand,ssi_people,ssi_insights,ssi_relationships\n'
  "$python" "$recompute/columns.py" member_id <"$1" | awk 'NR > 1 && $1 != "" && !seen[$1]++ {
    n = (n * 7919 + 12345) % 25001
    printf "%s,2026-11-%02d,%.3f,%.3f,%.6f,%.2f\n", $1, 1 + NR % 18, n / 1000,
           (n * 3 % 25001) / 1000, (n * 7 % 25001) / 1000, (n * 11 % 25001) / 1000 }'
}

case $PWD in
*/scratch/*) ;;
*)
  echo "run.sh: empties its folder, so it works in CTest's scratch folders only" >&2
  exit 2
  ;;
esac
find . -mindepth 1 -delete
models="equal predictive-2014 official $recompute/mixed.ini"
case $case in
sample)
  levels "$sample/members.csv" >levels.csv
  set -- "$sample" levels.csv --as-of "$as_of"
  config=$sample/sample.ini
  ;;
roster)
  # Without what people wrote about themselves nothing feeds the pillar brand.
  "$python" "$recompute/columns.py" member_id name team industry seat since until status \
    opted_out as_of seat_id identity_key <"$sample/members.csv" >members.csv
  set -- "$sample"/navigator-activity* members.csv --as-of "$as_of"
  models="equal"
  ;;
git)
  events=${SSI_SHARED:-$root/../shared}/data/git_activity/events.csv.gz
  if [ ! -f "$events" ]; then
    echo "skipped: no $events; set SSI_SHARED to the folder that has data/git_activity"
    exit 77
  fi
  set -- "$events" --week 2020-03-04 --as-of "$as_of"
  config=$root/datasets/configs/git-activity.ini
  models="equal predictive-2014 $recompute/mixed.ini"
  ;;
generated | long)
  members=200
  [ "$case" != long ] || members=2000
  "$ssi" generate -q -o exports --members "$members" --weeks 30 --seed 7
  levels exports/members.csv >exports/levels.csv
  sed '/^.project/,/^$/d; /^.inputs/,/^$/d' "$sample/sample.ini" >targets.ini
  set -- exports --as-of "$as_of"
  config=targets.ini
  ;;
*)
  echo "unknown case: $case"
  exit 2
  ;;
esac

[ -z "$config" ] || set -- -c "$config" "$@"
"$ssi" run "$@" -o published
"$python" "$recompute/recompute.py" "$@" -o recomputed
"$python" "$recompute/compare.py" recomputed published
if [ "$case" = roster ]; then
  "$python" "$recompute/columns.py" brand out_of <published/latest/scores.csv | sort -u >seen
  printf ',\n,75\nbrand,out_of\n' | diff - seen
fi
for model in $models; do
  rm -rf published recomputed
  "$ssi" run "$@" --model "$model" -o published
  "$python" "$recompute/recompute.py" "$@" --model "$model" -o recomputed
  "$python" "$recompute/compare.py" recomputed published
done
echo "recompute $case: both agree in every published digit"
