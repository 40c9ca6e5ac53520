#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds everything and runs all tests.
#   packaging/test.sh [--long] [--with-engines] [--preset NAME]
# --long: the long tests too · --with-engines: with Keras, PyTorch, JAX and H2O, installed into build/engines (5 GB, two
# minutes) · --preset: default, core-only, asan, tsan
set -euo pipefail
preset=default
only=(-LE long)
with_engines=no
while [ $# -gt 0 ]; do
  case $1 in
    --long) only=() ;;
    --with-engines) with_engines=yes ;;
    --preset) preset=${2:?--preset needs a name}; shift ;;
    *) sed -n '3,6s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
  shift
done
cd "$(dirname "$0")/.."
. packaging/packages.sh
. packaging/count-tests.sh
case $preset in
  core-only | asan | tsan) install_packages "${packages_to_build[@]}" "${packages_to_test[@]}" ;;
  *) install_packages "${packages_to_build[@]}" "${packages_for_the_window[@]}" "${packages_to_test[@]}" ;;
esac

if [ "$with_engines" = yes ]; then
  . packaging/engines.sh
  install_engines
fi
[ -d build/engines ] && export ACCELBENCH_ENGINES=$PWD/build/engines

say "building in build/$preset"
desktop=()
[ "$preset" = default ] && desktop=(-DACCELBENCH_DESKTOP=ON)
cmake --preset "$preset" "${desktop[@]}" "${whole_build[@]}" -DACCELBENCH_TESTS=ON >/dev/null
cmake --build --preset "$preset"

reports=build/$preset/test-reports
rm -rf "$reports" && mkdir -p "$reports"
status=0
ctest --preset "$preset" -j "$(nproc)" "${only[@]}" --output-junit "$PWD/$reports/ctest.junit" || status=$?
print_test_counts "$reports"
exit "$status"
