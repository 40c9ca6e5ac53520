// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <chrono>
#include <limits>

namespace accelbench::bench {

inline double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// The shortest of repeats of `work` during `seconds`, at least three: other programs only ever make it
/// longer.
template <class Work>
double best_time(double seconds, const Work& work) {
  double best = std::numeric_limits<double>::infinity();
  const auto begin = std::chrono::steady_clock::now();
  for (int repeat = 0; repeat < 3 || seconds_since(begin) < seconds; ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    work();
    best = std::min(best, seconds_since(start));
  }
  return best;
}

}  // namespace accelbench::bench
