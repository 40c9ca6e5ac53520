// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/engine/engine.h"

// How fast an engine trains three small works made in memory.
namespace accelbench {

/// A work to measure: its shape and batch stand in the name, "10-64-32-1".
struct SpeedWork {
  std::string name;
  Work work;
};

/// A small, a middle and a wide net; mse, adam.
std::vector<SpeedWork> speed_works();

/// The median of windows of whole epochs, order and gather included.
struct StepSpeed {
  double seconds = 0;              ///< a step of a full batch; by samples where epochs end with a short one
  std::int64_t flop_per_step = 0;  ///< of a full batch
  std::int64_t threads = 0;        ///< that trained; of those allowed an engine may use fewer
  double flop_per_s() const { return static_cast<double>(flop_per_step) / seconds; }
};

/// Trains for about `seconds`, at least three windows. Fails where the engine refuses, or the loss is not
/// finite.
Result<StepSpeed> step_speed(const Engine& engine, const AcceleratorSpec& accelerator, const Work& work,
                             double seconds);

}  // namespace accelbench
