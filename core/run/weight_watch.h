// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/engine.h"
#include "core/work/work.h"

// Weights looked at while they are trained, for a picture.
namespace accelbench {

struct SeenWeights {
  std::string run;
  std::int64_t step = 0;  ///< steps trained by then
  std::vector<LayerWeights> layers;
};

/// Somebody asks, and a run of this process answers once, between two chunks of work, on its own thread and
/// outside of its clock; at its end it answers unasked. A run that nobody asks pays for one load between
/// chunks; one without a watch for nothing. What is not taken is replaced.
class WeightWatch {
 public:
  /// Larger models do not answer: copying them would be work of its own.
  static constexpr std::int64_t most_parameters = 200'000;

  /// By any thread.
  void ask() { asked_.store(true, std::memory_order_relaxed); }
  std::optional<SeenWeights> take();

  /// By the runs: the weights of now, whether asked or not.
  void show(const Executable& executable, const Work& work, const std::string& run, std::int64_t step);
  /// By the runs, between chunks: shows them if somebody asked.
  void look(const Executable& executable, const Work& work, const std::string& run, std::int64_t step);

 private:
  std::atomic<bool> asked_{false};
  std::mutex mutex_;
  std::optional<SeenWeights> seen_;  // guarded by mutex_
};

}  // namespace accelbench
