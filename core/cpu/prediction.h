// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/math/metric_sums.h"
#include "core/work/safetensors.h"
#include "core/work/work.h"

namespace accelbench::cpu {

/// Gets the outputs [rows, units] of the samples from `first` on, in C order; false ends the pass.
using TakeOutputs = std::function<bool(std::int64_t first, std::span<const double> outputs)>;

/// One forward pass over the validation set of `work`, dropout off, in float64 on a team of `threads`: the
/// same numbers as an evaluation while training in float64, whatever the number of threads. `weights` stand
/// in for the work's initial ones, in their shapes. Outputs are those of the last layer: logits with a
/// crossentropy. Returns the sums for loss and metrics of what was seen.
Result<BatchSums> predict(const Work& work, const std::vector<TrainedLayer>& weights, std::int64_t threads,
                          const TakeOutputs& take);

}  // namespace accelbench::cpu
