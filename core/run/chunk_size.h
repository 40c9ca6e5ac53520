// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <cstdint>

namespace accelbench {

/// How many steps to hand out next: as many as are predicted to last 50 ms.
class ChunkSize {
 public:
  explicit ChunkSize(std::int64_t events_every) : events_every_(events_every) {}

  /// `step`: steps done so far. The first step is alone: it is the one whose end counts as the first step,
  /// and it tells how long steps last. A step that is told runs alone, so that its loss is its own.
  std::int64_t next(std::int64_t left_in_epoch, std::int64_t step) const {
    if (step_ns_ <= 0) return 1;
    std::int64_t steps = std::max<std::int64_t>(1, static_cast<std::int64_t>(longest_ns / step_ns_));
    if (events_every_ > 0)
      steps = std::min(steps, std::max<std::int64_t>(1, events_every_ - 1 - step % events_every_));
    return std::min(steps, left_in_epoch);
  }
  bool tells(std::int64_t step) const { return events_every_ > 0 && step % events_every_ == 0; }
  void learn(std::int64_t steps, std::int64_t elapsed_ns) {
    step_ns_ = std::max(1.0, static_cast<double>(elapsed_ns) / static_cast<double>(steps));
  }

 private:
  static constexpr double longest_ns = 50e6;
  std::int64_t events_every_;
  double step_ns_ = 0;
};

}  // namespace accelbench
