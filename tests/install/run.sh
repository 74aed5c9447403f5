#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the build, moves the tree, and builds and runs a consumer of it.
#
# Usage: run.sh CMAKE BUILD COMPILER [SANITIZERS]    in an empty scratch folder
set -eu

cmake=$1 build=$2 compiler=$3 sanitizers=${4:-}
here=$(cd "$(dirname "$0")" && pwd)

case $PWD in
*/scratch/*) ;;
*)
  echo "run.sh: empties its folder, so it works in CTest's scratch folders only" >&2
  exit 2
  ;;
esac
find . -mindepth 1 -delete
"$cmake" --install "$build" --prefix "$PWD/first" >install.log
mv first prefix # it must work wherever it is
prefix/bin/ssi --version

"$cmake" -S "$here" -B consumer -G Ninja -DCMAKE_PREFIX_PATH="$PWD/prefix" -DCMAKE_BUILD_TYPE=Debug \
  -DCMAKE_C_COMPILER="$compiler" ${sanitizers:+-DCMAKE_C_FLAGS=-fsanitize="$sanitizers"} \
  >configure.log
"$cmake" --build consumer >build.log || {
  cat build.log
  exit 1
}
consumer/consumer
# The program finds its data beside itself, not in the folder it was built from.
rm prefix/share/ssi/formats/quotas.ini
unset SSI_DATA
(cd / && "$OLDPWD/prefix/bin/ssi" list formats) >formats.txt
grep -q navigator-activity formats.txt
if grep -q quotas formats.txt; then
  echo "install: the program reads the data of its source folder"
  exit 1
fi
echo "install: program, library and data work from another place"
