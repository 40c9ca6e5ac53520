// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <vector>

#include "core/base/result.h"
#include "core/work/work.h"

// A training of the reference step by step, without callbacks and events: what hypotheses are tried with.
namespace accelbench {

struct ReplayPlan {
  std::vector<double> learning_rates;  ///< one for each epoch
  bool drops_short_batch = false;
  bool repeats_order = false;  ///< every epoch in the order of the first
};

struct Replay {
  std::vector<double> step_losses;
  std::vector<double> weights;  ///< flat, after the last epoch
};

/// Float64 on the `cpu` engine. An error where that refuses the work.
Result<Replay> replay(const Work& work, const ReplayPlan& plan);

/// The gradient of the mean loss over all samples of the work at its initial weights (flat), without
/// dropout, penalties and clipping; 0 for frozen layers.
Result<std::vector<double>> gradient_of(const Work& work);

}  // namespace accelbench
