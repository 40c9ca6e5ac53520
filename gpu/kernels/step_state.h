// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>

#include "core/math/metric_sums.h"
#include "core/math/optimizer_constants.h"
#include "core/work/feistel.h"

// What changes from step to step. It lies on the device, because a captured graph keeps the arguments of its
// kernels for ever.
namespace accelbench::cuda {

struct StepState {
  std::int64_t number = 0;          ///< steps of the run before this one
  std::int64_t position = 0;        ///< of the batch's first sample in the epoch, or in the validation set
  std::int64_t order_row = 0;       ///< where the epoch's order begins in the table, which holds two
  FeistelNetwork network{0, 0, 1};  ///< the epoch's order, without a table
  double learning_rate = 0;
  OptimizerConstants<float> constants;
  float gradient_scale = 1;     ///< min(1, clip_norm / norm of all gradients)
  double penalty = 0;           ///< l1 Σ|w| + l2 Σw² before the step
  BatchSums sums;               ///< of the batches so far, in their order
  std::int64_t not_finite = 0;  ///< 1 where something was found that is not
  std::uint64_t sequence = 0;   ///< of what was told last
};

/// What the host reads while the device works: written to memory of the host after each step, `sequence`
/// last.
struct StepRecord {
  BatchSums sums;
  std::int64_t not_finite = 0;
  std::uint64_t sequence = 0;
};
inline constexpr std::uint64_t record_places =
    512;  ///< of the ring; with several ranks the host reads every one

}  // namespace accelbench::cuda
