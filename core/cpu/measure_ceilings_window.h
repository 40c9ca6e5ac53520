// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <atomic>
#include <barrier>
#include <cstdint>
#include <system_error>
#include <thread>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"

// Stretches of time to measure rates in; the best of several is what counts.
namespace accelbench::cpu {

/// Calls window(), which answers with its seconds, at least three times and then until `seconds` are over;
/// the fewest seconds.
template <class Window>
double shortest(double seconds, const Window& window) {
  const std::int64_t begin = monotonic_ns();
  double best = window();
  for (int repeat = 1; repeat < 3 || seconds_since(begin) < seconds; ++repeat)
    best = std::min(best, window());
  return std::max(best, 1e-9);
}

/// Seconds that `work` takes.
template <class Work>
double seconds_of(const Work& work) {
  const std::int64_t begin = monotonic_ns();
  work();
  return seconds_since(begin);
}

/// Threads that start the same work at the same moment: a team of the engine lets who is late stay away.
class Together {
 public:
  explicit Together(std::int64_t threads)
      : here_(threads), begin_(static_cast<std::size_t>(threads)), end_(begin_.size()) {}

  /// Runs work(thread) on all of them; seconds from the first one's start to the last one's end. Throws
  /// std::system_error where the system gives no more threads.
  template <class Work>
  double seconds_of(const Work& work) {
    {
      std::vector<std::jthread> others;
      try {
        for (std::size_t thread = 1; thread < begin_.size(); ++thread)
          others.emplace_back([this, &work, thread] { take_part(thread, work); });
      } catch (const std::system_error&) {
        abandoned_ = true;  // who waits for the others must not wait for ever
        static_cast<void>(here_.arrive(static_cast<std::ptrdiff_t>(begin_.size() - others.size())));
        throw;
      }
      take_part(0, work);
    }
    return static_cast<double>(*std::ranges::max_element(end_) - *std::ranges::min_element(begin_)) * 1e-9;
  }

 private:
  template <class Work>
  void take_part(std::size_t thread, const Work& work) {
    here_.arrive_and_wait();
    if (abandoned_) return;
    begin_[thread] = monotonic_ns();
    work(static_cast<std::int64_t>(thread));
    end_[thread] = monotonic_ns();
  }

  std::barrier<> here_;
  std::atomic<bool> abandoned_{false};
  std::vector<std::int64_t> begin_, end_;
};

}  // namespace accelbench::cpu
