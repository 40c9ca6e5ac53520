#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds, and opens the workbench with the sample experiment. Without a display it trains the
# sample headless, prints the results and writes the charts as PNG.
#   packaging/run.sh [EXPERIMENT]        default: resources/experiments/seed.accel.yaml
set -euo pipefail
case "${1:-}" in -h | --help) sed -n '3,5s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
here=$(pwd)
experiment=${1:+$(realpath "$1")}
cd "$(dirname "$0")/.."
. packaging/packages.sh
install_packages "${packages_to_build[@]}" "${packages_for_the_window[@]}"

say "building in build/default"
cmake --preset default "${whole_build[@]}" -DACCELBENCH_DESKTOP=ON -DACCELBENCH_TESTS=OFF >/dev/null
cmake --build --preset default >&2

experiment=${experiment:-$PWD/resources/experiments/seed.accel.yaml}
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  exec build/default/app/desktop/accelbench "$experiment"
fi
charts=$here/accelbench-charts
say "no display here: training the sample headless; the charts go to $charts"
build/default/app/cli/accelbench-cli devices
build/default/app/desktop/accelbench "$experiment" --train --export "$charts" --quit
ls -l "$charts"
