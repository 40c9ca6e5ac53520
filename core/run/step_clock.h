// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "core/engine/event.h"

namespace accelbench {

/// What a window of training says about speed.
struct SteadyFigures {
  double samples_per_second = 0;
  StepTimes step_us;
};

/// Adds up the time that chunks of steps took. Does not allocate after construction.
class StepClock {
 public:
  /// Windows shorter than this say nothing that can be trusted: a tick of the scheduler is some milliseconds.
  static constexpr double shortest_window_s = 0.05;

  StepClock();
  void add(std::int64_t steps, std::int64_t samples, std::int64_t elapsed_ns);
  double seconds() const { return static_cast<double>(elapsed_ns_) * 1e-9; }
  /// Empty for a window under 50 ms. The median is the window divided by its steps, p5 and p95 empty, unless
  /// each step was timed alone.
  std::optional<SteadyFigures> figures() const;

 private:
  void stamp(std::int64_t elapsed_ns);
  StepTimes step_times() const;

  std::int64_t steps_ = 0;
  std::int64_t samples_ = 0;
  std::int64_t elapsed_ns_ = 0;
  bool each_step_alone_ = true;
  // Every `stride_`-th step of those timed alone: when full, every second one is kept and the stride doubles.
  std::vector<double> stamps_us_;
  std::int64_t stride_ = 1;
};

}  // namespace accelbench
