// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <cstdint>
#include <thread>
#include <vector>

// Loops over rows that do not depend on one another, on all cores. For preparing data; engines have teams of
// their own.
namespace accelbench {

/// Calls work(first, last) for consecutive ranges that cover 0 … rows, each but the last a whole number of
/// blocks. The result must not depend on how the rows are divided. `work` must not throw.
template <class Work>
void parallel_rows(std::int64_t rows, std::int64_t block, const Work& work) {
  const std::int64_t blocks = (rows + block - 1) / block;
  const std::int64_t cores = std::max(1U, std::thread::hardware_concurrency());
  const std::int64_t threads = std::clamp<std::int64_t>(blocks, 1, cores);
  std::vector<std::jthread> others;
  for (std::int64_t thread = 1; thread < threads; ++thread) {
    others.emplace_back(
        [&work, rows, block, first = blocks * thread / threads, last = blocks * (thread + 1) / threads] {
          work(first * block, std::min(rows, last * block));
        });
  }
  work(std::int64_t{0}, std::min(rows, blocks / threads * block));
}

}  // namespace accelbench
