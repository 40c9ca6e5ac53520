# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Adds up the test cases of the XML reports that the test programs leave (GoogleTest, Qt Test, unittest).

# The number that an attribute has in the first <testsuites or <testsuite element of a report; 0 without it.
report_number() {
  local element
  element=$(grep -o -m1 '<testsuites\? [^>]*' "$1" | head -1)
  sed -n "s/.* $2=\"\([0-9]*\)\".*/\1/p" <<<"$element" | grep . || echo 0
}

# "N passed, N failed[, N skipped]" over all reports of the folders given. A test program that ended badly without a
# failing case in its report (a crash, a time-out) counts as one failure.
print_test_counts() {
  local cases=0 failed=0 skipped=0 programs_failed=0 reports_failed=0 report bad folder
  for folder in "$@"; do
    for report in "$folder"/*.xml; do
      [ -f "$report" ] || continue
      bad=$(($(report_number "$report" failures) + $(report_number "$report" errors)))
      cases=$((cases + $(report_number "$report" tests)))
      failed=$((failed + bad))
      [ "$bad" -gt 0 ] && reports_failed=$((reports_failed + 1))
      skipped=$((skipped + $(grep -c 'result="skipped"\|<skipped' "$report" || true)))
    done
    programs_failed=$((programs_failed + $(report_number "$folder/ctest.junit" failures)))
  done
  if [ "$programs_failed" -gt "$reports_failed" ]; then
    failed=$((failed + programs_failed - reports_failed)) cases=$((cases + programs_failed - reports_failed))
  fi
  local line="$((cases - failed - skipped)) passed, $failed failed"
  [ "$skipped" -gt 0 ] && line+=", $skipped skipped"
  echo "$line"
}
