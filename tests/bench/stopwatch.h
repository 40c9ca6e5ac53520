// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <chrono>

namespace accelbench::bench {

inline double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace accelbench::bench
